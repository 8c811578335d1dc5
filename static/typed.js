// Number fields in the page's language. Streamlit's are fields of the browser's, which hold 47000 and read "47.000" as 47; here
// a person sees and types 47.000 and 12,5, and Streamlit goes on hearing the plain figures 47000 and 12.5.

const FIELDS = '[data-testid="stNumberInput"] input';
const MARKS = { da: [".", ","], en: [",", "."] }; // of thousands and of decimals
const UNIT = /(,-|kr\.?|%|pct\.?)$/i; // what people write behind an amount
const THOUSAND = /^[+-]?[1-9][0-9]{0,2}[.,]000$/; // nobody writes whole thousands to mean three decimals
const LONGEST = 30; // characters of what was typed that are said again
const PRESS = 250; // ms: a press that leaves the field is over before anything below it moves
const native = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value");
const known = new WeakSet();

let lang = "en";
let words = {}; // what is said of what is no figure: where another still holds, and where there is none

function written(figure) {
  const found = /^([+-]?)([0-9]+)(?:\.([0-9]*))?$/.exec(figure);
  if (!found) return figure;
  const [thousands, decimal] = MARKS[lang];
  const whole = found[2].replace(/\B(?=([0-9]{3})+$)/g, thousands);
  return found[1] + whole + (found[3] === undefined ? "" : decimal + found[3]);
}

// The plain figure in what was typed: as this language writes it, else as the other does; empty where it is no figure.
function plain(typed) {
  const words = typed.replace(/\s/g, "").replace(/[−–]/, "-").replace(UNIT, "");
  if (THOUSAND.test(words)) return words.replace(/[.,]/, "");
  const own = MARKS[lang];
  for (const [thousands, decimal] of [own, [...own].reverse()]) {
    const grouped = new RegExp(`^[+-]?[0-9]{1,3}(\\${thousands}[0-9]{3})+(\\${decimal}[0-9]*)?$`);
    const simple = new RegExp(`^[+-]?[0-9]*(\\${decimal}[0-9]*)?$`);
    if (grouped.test(words) || simple.test(words)) return words.replaceAll(thousands, "").replace(decimal, ".");
  }
  return "";
}

// What was typed and is no figure is not dropped without a word: below the field, until something else is typed.
function refuse(field, typed, kept) {
  const said = document.createElement("p");
  said.className = "roi-typed";
  said.setAttribute("role", "alert");
  said.textContent = words[kept ? "kept" : "none"].replace("{typed}", () => typed.slice(0, LONGEST)).replace("{figure}", () => kept);
  answered(field);
  field.closest('[data-testid="stNumberInput"]')?.append(said);
}

function answered(field) {
  field.closest('[data-testid="stNumberInput"]')?.querySelector(".roi-typed")?.remove();
}

function take(field) {
  if (known.has(field)) return;
  known.add(field);
  const figure = field.value;
  let last = figure; // what no figure is typed over; Streamlit would go back to what the server said last, which may be older
  const theirs = Object.getOwnPropertyDescriptor(field, "value") ?? native; // React keeps an eye on what is put there
  field.type = "text";
  field.inputMode = "decimal";
  field.autocomplete = "off";
  Object.defineProperty(field, "value", {
    configurable: true,
    get: () => {
      const typed = native.get.call(field);
      last = typed.trim() === "" ? "" : plain(typed) || last;
      return last;
    },
    set: (put) => {
      last = String(put);
      theirs.set.call(field, put);
      native.set.call(field, written(String(put)));
    },
  });
  native.set.call(field, written(figure));
  const settle = () => {
    const typed = native.get.call(field).trim();
    if (typed && !plain(typed)) setTimeout(() => refuse(field, typed, written(last)), PRESS);
    setTimeout(() => native.set.call(field, written(field.value)));
  };
  field.addEventListener("blur", settle);
  field.addEventListener("keydown", (event) => event.key === "Enter" && settle());
  field.addEventListener("input", () => answered(field));
}

const watching = new MutationObserver(() => document.querySelectorAll(FIELDS).forEach(take));

export function draw({ data }) {
  const fields = [...document.querySelectorAll(FIELDS)].filter((field) => known.has(field));
  const figures = fields.map((field) => field.value);
  ({ lang, words } = data);
  fields.forEach((field, i) => native.set.call(field, written(figures[i])));
  document.querySelectorAll(FIELDS).forEach(take);
  watching.observe(document.body, { subtree: true, childList: true });
}
