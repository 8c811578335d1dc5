// Draws Plotly figures in place. An element stays the same from one figure to the next: what was zoomed stays zoomed, nothing
// flickers. Charts on the screen are drawn first, the others one by one when there is time; a figure that a newer one has
// overtaken is never drawn. Colours of text and background are the page's own, in light and in dark.

const LIBRARY = new URL("plotly-cartesian.min.js", import.meta.url);
const TOUCH = matchMedia("(pointer: coarse)"); // there a finger scrolls the page, it does not zoom the picture

const waiting = new Map(); // chart -> the figure it is to show
let drawing = false;
let library;

const told = new Promise((now) => (window.roiPlotly ? now() : addEventListener("roi-plotly", now, { once: true })));
addEventListener("roi-plotly", () => {
  for (const chart of document.querySelectorAll(".roi-chart")) if (chart.figure) ask(chart, chart.figure);
});

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

const onScreen = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) target.onScreen = isIntersecting;
});

const resized = new ResizeObserver((entries) => {
  for (const { target, contentRect } of entries) {
    if (target.drawnWidth !== undefined && Math.abs(contentRect.width - target.drawnWidth) > 1) ask(target, target.figure);
  }
});

function place(parent) {
  let chart = parent.querySelector(".roi-chart");
  if (!chart) {
    chart = document.createElement("div");
    chart.className = "roi-chart";
    chart.setAttribute("role", "figure");
    chart.onScreen = true;
    parent.append(chart);
    onScreen.observe(chart);
    resized.observe(chart);
  }
  return chart;
}

function colours() {
  const page = getComputedStyle(document.querySelector(".stApp") ?? document.body);
  return { text: page.color, background: page.backgroundColor, family: page.fontFamily };
}

// The figure's layout in the page's own colours and letters.
function dressed(layout, page, width) {
  const axes = Object.entries(layout).filter(([name]) => /^[xy]axis/.test(name));
  const worn = ([name, axis]) => [name, { ...axis, title: { ...axis.title, font: { size: 13 } }, fixedrange: TOUCH.matches || axis.fixedrange }];
  return {
    ...layout,
    ...Object.fromEntries(axes.map(worn)),
    width,
    font: { family: page.family, size: 13, color: page.text },
    paper_bgcolor: "rgba(0, 0, 0, 0)",
    plot_bgcolor: "rgba(0, 0, 0, 0)",
    hoverlabel: { bgcolor: page.background, font: { color: page.text }, align: "left" },
    uirevision: "kept",
  };
}

async function drawAll() {
  const [Plotly] = await Promise.all([plotly(), told]);
  const page = colours();
  while (waiting.size) {
    const charts = [...waiting.keys()];
    const chart = charts.find((each) => each.onScreen) ?? charts[0];
    const figure = waiting.get(chart);
    waiting.delete(chart);
    if (!chart.isConnected || !chart.clientWidth) continue;
    const dress = dressed(figure.layout, page, chart.clientWidth);
    await Plotly.react(chart, figure.traces, dress, window.roiPlotly);
    chart.drawnWidth = chart.clientWidth;
    for (const drawn of chart.querySelectorAll(".main-svg")) drawn.setAttribute("aria-hidden", "true"); // the label says it
    chart.dispatchEvent(new CustomEvent("drawn", { bubbles: true }));
    if (!chart.onScreen) await new Promise((later) => setTimeout(later)); // let the page answer in between
  }
}

function ask(chart, figure) {
  chart.figure = figure;
  waiting.set(chart, figure);
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => drawAll().finally(() => (drawing = false)));
}

async function unpacked(bytes) {
  const unpacking = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(unpacking).text();
}

async function show(chart, bytes) {
  chart.latest = bytes;
  const told = await unpacked(bytes);
  if (chart.latest !== bytes) return;
  const dress = JSON.stringify(colours());
  if (chart.told === told && chart.dress === dress) return;
  chart.told = told;
  chart.dress = dress;
  const figure = JSON.parse(told);
  chart.setAttribute("aria-label", figure.alt);
  chart.style.height = `${figure.layout.height}px`;
  ask(chart, figure);
}

export function draw({ data, parentElement }) {
  const chart = place(parentElement);
  show(chart, data);
  return () => {
    waiting.delete(chart);
    onScreen.unobserve(chart);
    resized.unobserve(chart);
    window.Plotly?.purge(chart);
  };
}
