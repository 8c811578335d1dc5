// A table that one searches while typing and chooses a row from. It carries its own words; what is chosen goes to the server.

const SHOWN = "roi-list";

let awaited = null; // what was chosen on a narrow screen, until the table that shows it as chosen is there

function made(tag, attributes = {}, ...inside) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) element.setAttribute(name, value);
  element.append(...inside);
  return element;
}

// Letters as they are compared: small, and without their marks, so that "udbraendt" is no stranger to "udbrændt".
function plain(words) {
  const letters = words.toLowerCase().replaceAll("æ", "ae").replaceAll("ø", "oe").replaceAll("å", "aa");
  return letters.normalize("NFD").replace(/\p{M}/gu, "");
}

function body(group, header, chosen, choose) {
  const rows = group.rows.map((row) => {
    const name = made("button", { type: "button", "aria-pressed": String(row.id === chosen) }, row.cells[0]);
    name.addEventListener("click", () => choose(row.id));
    const cells = row.cells.slice(1).map((cell, i) => made("td", { role: "cell", "data-label": header[i + 1] }, cell));
    const line = made("tr", { role: "row" }, made("th", { role: "rowheader", scope: "row" }, name), ...cells);
    line.classList.toggle("chosen", row.id === chosen);
    line.words = plain([group.name, ...row.cells, row.more ?? ""].join(" "));
    return line;
  });
  const title = made("th", { role: "rowheader", colspan: header.length, scope: "rowgroup" }, group.name);
  return made("tbody", { role: "rowgroup" }, made("tr", { role: "row", class: "group" }, title), ...rows);
}

export function draw({ data, parentElement, setStateValue }) {
  const told = JSON.stringify(data);
  let list = parentElement.querySelector(`.${SHOWN}`);
  if (list?.told === told) return;
  const sought = list?.querySelector("input").value ?? "";
  const focused = list?.contains(document.activeElement) ? document.activeElement.textContent : null;
  list?.remove();

  const search = made("input", { type: "search", placeholder: data.words.search, "aria-label": data.words.search });
  const count = made("p", { class: "roi-status", role: "status" });
  const head = data.header.map((words) => made("th", { role: "columnheader", scope: "col" }, words));
  const bring = () => document.querySelector(data.target)?.scrollIntoView({ block: "start" });
  const choose = (id) => {
    setStateValue("chosen", id);
    if (!matchMedia("(max-width: 999px)").matches) return;
    awaited = id;
    bring();
  };
  const table = made(
    "table",
    { role: "table", class: "roi-table roi-wide" },
    made("thead", { role: "rowgroup" }, made("tr", { role: "row" }, ...head)),
    ...data.groups.map((group) => body(group, data.header, data.chosen, choose)),
  );
  const filter = () => {
    const parts = plain(search.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const group of table.tBodies) {
      const [title, ...rows] = group.rows;
      for (const row of rows) row.hidden = !parts.every((part) => row.words.includes(part));
      const found = rows.filter((row) => !row.hidden).length;
      title.hidden = found === 0;
      shown += found;
    }
    const all = data.groups.reduce((sum, group) => sum + group.rows.length, 0);
    count.textContent = (shown ? data.words.count : data.words.none).replace("{shown}", shown).replace("{all}", all);
  };
  search.value = sought;
  search.addEventListener("input", filter);
  list = made("div", { class: SHOWN }, search, count, made("div", { class: "roi-scroll" }, table));
  list.told = told;
  parentElement.append(list);
  filter();
  const again = [...list.querySelectorAll("button")].find((button) => button.textContent === focused);
  again?.focus({ preventScroll: true }); // the eye is where the page is, which may be at what was chosen
  if (awaited === null || awaited !== data.chosen) return;
  awaited = null;
  bring(); // the table was made anew, and what stands below it may have moved
}
