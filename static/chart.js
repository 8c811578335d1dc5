// Draws a Plotly figure in place. The element stays the same from one figure to the next: what was zoomed stays zoomed, nothing
// flickers. Colours of text and background are the page's own, in light and in dark.

const LIBRARY = new URL("plotly-cartesian.min.js", import.meta.url);
const TOUCH = matchMedia("(pointer: coarse)"); // there a finger scrolls the page, it does not zoom the picture

let library;

function plotly() {
  library ??= new Promise((loaded, failed) => {
    const script = document.createElement("script");
    script.src = LIBRARY;
    script.onload = () => loaded(window.Plotly);
    script.onerror = () => failed(new Error(`${LIBRARY} cannot be loaded`));
    document.head.append(script);
  });
  return library;
}

function place(parent) {
  let found = parent.querySelector(".roi-chart");
  if (!found) {
    found = document.createElement("div");
    found.className = "roi-chart";
    found.setAttribute("role", "img");
    parent.append(found);
  }
  return found;
}

// The figure's layout in the page's own colours and letters.
function dressed(layout, page) {
  const colour = (name) => page.getPropertyValue(`--st-${name}`).trim();
  const axes = Object.entries(layout).filter(([name]) => /^[xy]axis/.test(name));
  const still = TOUCH.matches ? axes.map(([name, axis]) => [name, { ...axis, fixedrange: true }]) : [];
  return {
    ...layout,
    ...Object.fromEntries(still),
    autosize: true,
    font: { family: page.fontFamily, size: 13, color: colour("text-color") },
    paper_bgcolor: "rgba(0, 0, 0, 0)",
    plot_bgcolor: "rgba(0, 0, 0, 0)",
    hoverlabel: { bgcolor: colour("background-color"), font: { color: colour("text-color") }, align: "left" },
    uirevision: "kept",
  };
}

export async function draw({ data, parentElement }) {
  const chart = place(parentElement);
  chart.setAttribute("aria-label", data.alt);
  chart.style.minHeight = `${data.layout.height}px`;
  chart.latest = data;
  const Plotly = await plotly();
  if (chart.latest !== data) return undefined; // a newer figure has come meanwhile
  await Plotly.react(chart, data.traces, dressed(data.layout, getComputedStyle(chart)), data.config);
  if (!chart.watched) {
    chart.watched = new ResizeObserver(() => chart.offsetParent && Plotly.Plots.resize(chart));
    chart.watched.observe(chart);
  }
  return () => {
    chart.watched.disconnect();
    Plotly.purge(chart);
  };
}
