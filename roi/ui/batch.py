"""The table of a batch explored: who gains, who loses, who is near the line; every case to be found and sorted."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import streamlit as st

from roi import batch, catalogue, crowd, library, tabular, text
from roi.library import LibraryError
from roi.portfolio import GROUPS, Row, portfolio
from roi.reading import Problem
from roi.scenario import Mistake, ScenarioError, input_of
from roi.ui import answers, beside, desk, language, making, memory, scenarios, shell, shelves, show
from roi.ui.answers import Long
from roi.ui.entered import entered
from roi.ui.making import Words
from roi.ui.show import note, paragraph, plain, say

PAGE = "batch"
HELD, REFUSED = "batch:held", "batch:refused"  # in the session
UPLOAD_AT_MOST = 20  # MB: some 10,000 runs
ROWS_AT_MOST = 100_000  # of a table that is packed more tightly than that
NEEDED = ("npv_mean", "npv_p5", "npv_p50", "npv_p95", "chance_of_loss")
LINES_AT_MOST = 20  # of what is wrong with a table
AHEAD = 4  # files of a folder that are being worked out, or in line for it, at a time
EVERY = "every"  # the choice of no group

Order = Callable[[Row], tuple[Any, ...]]
ORDERS: Mapping[str, Order] = {
    "best": lambda client: (-client["mean"],),
    "worst": lambda client: (client["mean"],),
    "line": lambda client: (abs(client["mean"]),),
    "risk": lambda client: (-client["most"]["chance_of_loss"], client["mean"]),
    "wide": lambda client: (client["least"]["npv_p5"] - client["most"]["npv_p95"],),
    "name": lambda client: (client["name"].casefold(),),
}


class Held(NamedTuple):
    """A batch as the page holds it. ``origin``: "file", whose name it has, "library" or "example".

    ``without``: how many rows had no answer; ``wrong``: the files that gave no row.
    """

    origin: str
    name: str
    rows: list[Row]
    found: Row
    clients: list[Row]
    without: int
    wrong: list[str]


def page() -> None:
    lang = language.chosen()
    mine = desk.desk(lang)
    mine.fresh = False
    shell.neighbours(scenarios.FIRST, lang)
    show.title("batch.page.title", lang)
    paragraph(text.say("ui.batch.page.lead", lang))
    memory.keep(mine, PAGE)
    st.file_uploader(say("batch.page.upload", lang), key="batch:file", max_upload_size=UPLOAD_AT_MOST, on_change=_uploaded)
    if st.session_state.get(REFUSED):
        _refused(st.session_state[REFUSED], lang)
    held: Held | None = st.session_state.get(HELD)
    folder = shelves.folder()
    if folder and (own := _own(folder)):
        _made("library", folder, own, lang)
    if held is None:
        paragraph(text.say("ui.batch.page.empty", lang))
        st.code(text.say("ui.batch.page.command", lang), language=None)
        _made("example", desk.CASES, tuple(desk.cases()), lang)
    else:
        _explored(held, lang)


# ------------------------------------------------------------------------------------------------------- where it is from


def _uploaded() -> None:
    """The table of a batch, as the browser sent it; a wrong one leaves what was there."""
    upload = entered("batch:file")
    if upload is None:
        return
    st.session_state[REFUSED] = None
    try:
        st.session_state[HELD] = held("file", upload.name, _read(upload.name, upload.getvalue()))
    except ScenarioError as error:
        st.session_state[REFUSED] = ScenarioError(error.mistakes, upload.name)


def _read(name: str, content: bytes) -> list[Row]:
    """The rows of a table. Raises ScenarioError."""
    if not content.strip():
        raise ScenarioError([Mistake("", Problem("table_unreadable", {}))])
    suffix = Path(name).suffix.lower()
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"table{suffix if suffix in tabular.SUFFIXES else tabular.SUFFIXES[0]}"
        path.write_bytes(content)
        return tabular.read(path, ROWS_AT_MOST)


def _refused(error: ScenarioError, lang: str) -> None:
    lines = [text.mistake(each, error.path, lang) for each in error.mistakes[:LINES_AT_MOST]]
    st.error(say("batch.page.refused", lang) + "\n\n" + "\n".join(f"- {plain(line)}" for line in lines))


def _own(folder: Path) -> tuple[str, ...]:
    """The files of the library; none where it cannot be read, which the page of one's cases tells."""
    try:
        return tuple(library.cases(folder))
    except LibraryError:
        return ()


def _made(origin: str, folder: Path, names: tuple[str, ...], lang: str) -> None:
    """The files of a folder as a batch, when it is asked for. ``origin``: "library" or "example"."""
    words = Words(say(f"batch.page.{origin}", lang), steps="batch.page.progress")
    rows = making.made(origin, (folder, names), lambda: worked_out(folder, names), words, lang)
    if rows is not None:
        del st.session_state[origin]  # it may be asked for again
        st.session_state[HELD] = held(origin, "", rows, names)
        st.rerun()


def worked_out(folder: Path, names: Sequence[str]) -> Long[list[Row]]:
    """The rows of the files of a folder, as they will be; none of one that is wrong."""
    return answers.long(len(names), _rows, folder, names)


def _rows(folder: Path, names: Sequence[str], step: Callable[[], object]) -> list[Row]:
    """The same, by the workers that everybody's answers come from: few at a time, so that others have theirs too."""
    settings = batch.Settings(draws=answers.DRAWS, seed=answers.SEED)
    sources = batch.sources(folder, names)
    asked: Iterator[Future[list[Row]]] = (answers.asked(_ran, each.file, each.name, each.text, settings) for each in sources)
    ahead = deque(islice(asked, AHEAD))
    rows: list[Row] = []
    try:
        while ahead:
            rows += ahead.popleft().result()
            step()
            ahead.extend(islice(asked, 1))
    finally:
        for each in ahead:
            each.cancel()
    return rows


def _ran(file: str, name: str, words: str, settings: batch.Settings) -> list[Row]:
    """The rows of one file; none where it is wrong."""
    return [each.row for each in batch.answers([batch.Source(file, name, words)], settings=settings) if each.row]


def held(origin: str, name: str, rows: Sequence[Row], files: Sequence[str] = ()) -> Held:
    """The rows of a batch as the page needs them. ``files``: those that there should be rows of."""
    told = [row for row in rows if row["file"] and all(isinstance(row[each], int | float) for each in NEEDED)]
    found = portfolio(told)
    driver: dict[str, str | None] = {row["file"]: row.get("first_driver") for row in told}
    clients = [
        {**client, "name": client["scenario"] or client["file"], "driver": driver[client["file"]]}
        for group in GROUPS
        for client in found[group]
    ]
    wrong = sorted({*files} - {row["file"] for row in rows})
    return Held(origin, name, list(rows), found, clients, len(rows) - len(told), wrong)


# ---------------------------------------------------------------------------------------------------------------- shown


def _explored(held: Held, lang: str) -> None:
    if held.without:
        note(text.say("ui.batch.page.without", lang, count=held.without))
    if held.wrong:
        note(text.say("ui.batch.page.wrong", lang, count=len(held.wrong), names=held.wrong))
    if not held.clients:
        paragraph(text.say("ui.batch.page.none", lang))
        return
    _answer(held, lang)
    _picture(held, lang)
    _table(lang)
    if held.found["varied"]:
        _grid(held, lang)


def _answer(held: Held, lang: str) -> None:
    counts = {group: len(held.found[group]) for group in GROUPS}
    words = "sum_grid" if held.found["varied"] else "sum"
    with st.container(key="verdict"):
        said = text.say(f"batch.at_a_glance.{words}", lang, clients=len(held.clients), **counts)
        show.paragraphs([said], first="answer")
        note(text.say("batch.at_a_glance.what_is_near", lang))
        name = held.name or text.say(f"ui.batch.page.{held.origin}_name", lang)
        show.status(text.say("ui.batch.page.status", lang, name=name, clients=len(held.clients), runs=held.found["runs"]))
    if held.origin != "file":
        file = f"{text.say('ui.batch.page.file_name', lang)}.csv"

        def content() -> bytes:
            return tabular.as_csv(held.rows, tabular.columns(), lang)

        st.download_button(say("batch.page.take", lang), content, file, key="batch:take", on_click="ignore")


def _picture(held: Held, lang: str) -> None:
    show.heading("batch.picture.title", lang)
    kind = "dots" if len(held.clients) <= crowd.DOTS_AT_MOST else "columns"
    paragraph(text.say(f"ui.batch.picture.{kind}", lang))
    counts = [(text.say(f"ui.batch.group.{group}", lang), len(held.found[group])) for group in GROUPS]
    said = " ".join(f"{name}: {text.number(count, lang)}." for name, count in counts)
    drawn = [{**client, "name": text.case(client["name"], lang)} for client in held.clients]
    show.chart("clients", crowd.clients(drawn, lang), text.say("ui.batch.picture.alt", lang, said=said), lang)
    means = [client["mean"] for client in held.clients]
    if crowd.reach(means) != (min(means), max(means)):
        note(text.say("ui.batch.picture.outer", lang))


@st.fragment
def _table(lang: str) -> None:
    """Every case: searched, one group alone, in an order of one's choice."""
    held: Held = st.session_state[HELD]
    show.heading("batch.table.title", lang)
    there = [group for group in GROUPS if held.found[group]]
    first, second, third = st.columns(3, gap="medium")
    with first:
        wanted = st.text_input(say("batch.table.search", lang), key=f"batch:search:{lang}")
    with second:
        group = st.selectbox(
            say("batch.table.group", lang),
            [EVERY, *there],
            format_func=lambda each: text.say(f"ui.batch.group.{each}", lang),
            key=f"batch:group:{lang}",
        )
    with third:
        order = st.selectbox(
            say("batch.table.sort", lang),
            list(ORDERS),
            format_func=lambda each: text.say(f"ui.batch.sort.{each}", lang),
            key=f"batch:sort:{lang}",
        )
    found = [each for each in held.clients if group in (EVERY, each["group"]) and _fits(each, wanted, lang)]
    found.sort(key=lambda each: (*ORDERS[order](each), each["file"]))
    if not found:
        paragraph(text.say("ui.batch.table.nobody", lang))
        return
    shown = found[: beside.shown("batch")]
    show.status(text.say("ui.batch.table.count", lang, shown=len(shown), count=len(found)))
    names = [text.say(f"ui.batch.table.{name}", lang) for name in ("name", "file", "side")]
    columns = [text.say(f"batch.at_a_glance.column_{name}", lang) for name in ("mean", "range", "loses")]
    show.table([*names, *columns, text.say("ui.batch.table.driver", lang)], [_line(each, lang) for each in shown], wide=True)
    beside.more("batch", len(found), lang)


def _fits(client: Row, wanted: str, lang: str) -> bool:
    """Whether every word that is looked for stands in its name or its file."""
    where = f"{text.case(client['name'], lang)} {client['file']}".casefold()
    return all(word in where for word in wanted.casefold().split())


def _line(client: Row, lang: str) -> list[str]:
    least, most = client["least"], client["most"]
    mean = " … ".join(dict.fromkeys(_mean(run, lang) for run in (least, most)))
    spread = text.say("run.range", lang, low=text.money(least["npv_p5"], lang), high=text.money(most["npv_p95"], lang))
    loses = " … ".join(dict.fromkeys(text.futures(run["chance_of_loss"], lang) for run in (most, least)))
    side = text.say(f"ui.batch.group.{client['group']}", lang)
    driver = _called(client["driver"], lang) if client["driver"] else ""
    return [text.case(client["name"], lang), client["file"], side, mean, spread, loses, driver]


def _mean(run: Row, lang: str) -> str:
    return text.change(text.to_error(run["npv_mean"], run["npv_se"] or 0.0), lang)


def _called(key: str, lang: str) -> str:
    """What an input is called; as it stands in the table where nobody knows it."""
    known = key == "chance:exit" or key.rpartition(".")[2] in (*catalogue.inputs(), "chance")
    return text.input_name(key, lang) if known else key


# --------------------------------------------------------------------------------------------------- several figures tried


def _grid(held: Held, lang: str) -> None:
    """Where inputs were held at several figures: whose answer moves most, from where to where."""
    show.heading("batch.grid.title", lang)
    names = [text.inside(_called(each, lang)) for each in held.found["varied"]]
    paragraph(text.say("ui.batch.grid.lead", lang, names=names))
    rows = held.found["differences"]
    if not rows:
        paragraph(text.say("ui.batch.grid.none", lang))
        return
    cells = [
        [text.case(row["scenario"] or row["file"], lang), *(_end(row[end], lang) for end in ("least", "most"))]
        for row in rows[: beside.shown("batch_grid")]
    ]
    ends = [text.say(f"ui.batch.grid.{name}", lang) for name in ("least", "most")]
    show.table([text.say("ui.batch.table.name", lang), *ends], cells, wide=True)
    beside.more("batch_grid", len(rows), lang)


def _end(run: Row, lang: str) -> str:
    said = [f"{text.inside(_called(key, lang))}: {_figure(key, x, lang)}" for key, x in run["set"].items()]
    return text.say("ui.batch.grid.cell", lang, amount=_mean(run, lang), held="; ".join(said))


def _figure(key: str, x: float | None, lang: str) -> str:
    if x is None:
        return text.say("compare.cell.undefined", lang)
    known = key.rpartition(".")[2] in catalogue.inputs()
    return text.quantity(x, input_of(key).unit, lang) if known else text.number(x, lang)


if __name__ == "__main__":  # as Streamlit runs a page
    page()
