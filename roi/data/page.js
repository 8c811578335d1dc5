// Draws the charts of a report in the page's own colours and letters, and anew when the page gets another width or turns dark.
// On paper the same pictures stand still, with their numbers below them.
(() => {
  const told = JSON.parse(document.getElementById("told").textContent);
  const places = [...document.querySelectorAll(".live")];
  const touch = matchMedia("(pointer: coarse)"); // there a finger scrolls the page, it does not zoom the picture
  const dark = matchMedia("(prefers-color-scheme: dark)");

  function dressed(layout, width) {
    const page = getComputedStyle(document.documentElement);
    const axes = Object.entries(layout).filter(([name]) => /^[xy]axis/.test(name));
    const worn = ([name, axis]) => [name, { ...axis, title: { ...axis.title, font: { size: 13 } }, fixedrange: touch.matches || axis.fixedrange }];
    return {
      ...layout,
      ...Object.fromEntries(axes.map(worn)),
      width,
      font: { family: page.fontFamily, size: 13, color: page.color },
      paper_bgcolor: "rgba(0, 0, 0, 0)",
      plot_bgcolor: "rgba(0, 0, 0, 0)",
      hoverlabel: { bgcolor: page.backgroundColor, font: { color: page.color }, align: "left" },
      uirevision: "kept",
    };
  }

  async function draw(place) {
    const figure = told.figures[place.dataset.figure];
    place.drawnWidth = place.clientWidth;
    if (!place.clientWidth) return;
    await Plotly.react(place, figure.data, dressed(figure.layout, place.clientWidth), told.config);
    for (const drawn of place.querySelectorAll(".main-svg")) drawn.setAttribute("aria-hidden", "true"); // the label says it
    place.dataset.drawn = "yes";
  }

  async function drawAll() {
    for (const place of places) await draw(place);
  }

  document.documentElement.classList.add("alive");
  const resized = new ResizeObserver((entries) => {
    for (const { target } of entries) if (Math.abs(target.clientWidth - target.drawnWidth) > 1) draw(target);
  });
  drawAll().then(() => places.forEach((place) => resized.observe(place)));
  dark.addEventListener("change", drawAll);

  const tables = [...document.querySelectorAll("details")];
  addEventListener("beforeprint", () => tables.forEach((each) => ((each.wasOpen = each.open), (each.open = true))));
  addEventListener("afterprint", () => tables.forEach((each) => (each.open = each.wasOpen)));
})();
