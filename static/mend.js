// Streamlit's own few words in the language of the page, and its reach: what stands in no setting is put right where it appears.

const ATTRIBUTES = ["aria-label", "placeholder", "title"];
const OURS = ".roi-chart, .roi-table, .roi-text, .roi-answer"; // nothing of Streamlit's in there, and a lot else
const SCROLLED = '[data-testid="stCode"] pre'; // its end is out of reach of the keyboard otherwise
const first = new WeakMap(); // node -> what Streamlit had it say, so that a change of language finds it again

let pairs = [];

function mended(said) {
  for (const [theirs, ours] of pairs) {
    const found = theirs.exec(said);
    if (found) return ours.replace("{}", found[1] ?? "");
  }
  return said;
}

function mend(node, name, now, put) {
  const known = first.get(node) ?? {};
  const theirs = known[name] && known[name].ours === now ? known[name].theirs : now;
  const ours = mended(theirs);
  if (ours !== theirs || known[name]) first.set(node, { ...known, [name]: { theirs, ours } });
  if (ours !== now) put(ours);
}

function attributes(element) {
  for (const name of ATTRIBUTES) {
    const now = element.getAttribute(name);
    if (now) mend(element, name, now, (ours) => element.setAttribute(name, ours));
  }
  if (element.matches(SCROLLED)) element.tabIndex = 0;
}

function walk(root) {
  if (root.nodeType !== Node.ELEMENT_NODE || root.closest(OURS)) return;
  attributes(root);
  const nodes = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) =>
    node.nodeType === Node.ELEMENT_NODE && node.matches(OURS) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
  );
  for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
    if (node.nodeType === Node.ELEMENT_NODE) attributes(node);
    else if (node.data.length < 60) mend(node, "text", node.data, (ours) => (node.data = ours));
  }
}

const watching = new MutationObserver((changes) => {
  for (const { type, target, addedNodes } of changes) {
    if (type === "attributes") attributes(target);
    for (const node of addedNodes) walk(node);
  }
});

// What every address carries, put into this one in place: an entry of its own in the history would catch the way back.
function stay(parameters) {
  const address = new URL(location.href);
  for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value);
  if (address.href !== location.href) history.replaceState(history.state, "", address);
}

// `words`: pairs of what Streamlit says and what the page's language says; {} stands for any words.
// `parameters`: of every address.
function speak(lang, words, parameters) {
  document.documentElement.lang = lang;
  if (parameters.lang) document.cookie = `roi_lang=${parameters.lang}; path=/; SameSite=Lax`; // chosen: also where the address has lost it
  stay(parameters);
  const pattern = (theirs) => new RegExp(`^${theirs.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace("{}", "(.*)")}$`, "s");
  pairs = words.map(([theirs, ours]) => [pattern(theirs), ours]);
  watching.disconnect();
  walk(document.body);
  watching.observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ATTRIBUTES });
}

// What a page is told once: its language, what every address carries, and how Plotly behaves (chart.js waits for it).
export function draw({ data }) {
  const plotly = JSON.stringify(data.plotly);
  if (plotly !== JSON.stringify(window.roiPlotly)) {
    window.roiPlotly = data.plotly;
    window.dispatchEvent(new Event("roi-plotly"));
  }
  speak(data.lang, data.words, data.parameters);
}
