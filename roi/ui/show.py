"""What every page shows things with: words that stay words, tables, charts with their text alternative."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from roi import catalogue, text
from roi.catalogue import Default, Input
from roi.strokes import Figure
from roi.tables import Row
from roi.ui import live

Cells = Sequence[Sequence[str]]

MARKUP = re.compile(r"([\\`*_\[\]{}<>~$&^|])")  # what Markdown reads as markup anywhere in a line
BEGINS = re.compile(r"^(\d*(?=[.)])|)([#+=.)-])")  # and at its beginning: headings, lists, rules
JOINED = re.compile(r"(?<=[:@])(?=\S)|(?<=www)(?=\.)|(?<=[-<>~])(?=[-<>=])", re.IGNORECASE)  # :icon:, http://, a@b, ->
BREAKS = re.compile(r"[\x00-\x20\x85\u2028\u2029]+")  # not the space that a number may not be broken at
LOOK = Path(__file__).parent / "look.css"
SHORT = 34  # characters of a name on a button
WIDE = 3  # columns that fit on a telephone
JOINER = "\N{WORD JOINER}"  # takes no room, and may not be broken at


def plain(words: str) -> str:
    """Any text as Markdown that shows it letter for letter: no markup, link, icon, formula, image or request."""
    one_line = BREAKS.sub(" ", words).strip()
    return BEGINS.sub(r"\1\\\2", MARKUP.sub(r"\\\1", JOINED.sub(JOINER, one_line)))


def say(name: str, lang: str, /, **facts: object) -> str:
    """Words of the app (``start.title``) or of another room (``method.page.title``), for an element that reads Markdown."""
    return plain(text.say(f"ui.{name}" if f"ui.{name}" in text.words() else name, lang, **facts))


def short(name: str) -> str:
    """A name where there is little room."""
    return name if len(name) <= SHORT else f"{name[: SHORT - 1].rstrip()}…"


def moment(at: datetime, lang: str) -> str:
    """A point in time, as the reader's clock shows it."""
    try:
        here = at.astimezone(ZoneInfo(st.context.timezone or ""))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        here = at.astimezone()
    today = datetime.now(here.tzinfo).date()
    names = {today: "today", today - timedelta(days=1): "yesterday"}
    name = names.get(here.date(), "day")
    return text.say(f"ui.library.when_{name}", lang, day=here.date(), hour=f"{here:%H}", minute=f"{here:%M}")


def style() -> None:
    """The rules of appearance that the theme has no setting for (``look.css``)."""
    st.html(LOOK)


def title(name: str, lang: str) -> None:
    """The question that the page answers."""
    st.title(say(name, lang), anchor=False)


def heading(name: str, lang: str, /, **facts: object) -> None:
    """The question that a part of the page answers."""
    st.header(say(name, lang, **facts), anchor=False)


def subheading(name: str, lang: str, /, **facts: object) -> None:
    """A smaller part."""
    st.subheader(say(name, lang, **facts), anchor=False)


def status(words: str) -> None:
    """One quiet line that is always there, whatever it says."""
    st.html(f'<p class="roi-status" role="status">{html.escape(words)}</p>')


def brief(words: str) -> None:
    """The answer at the foot of a telephone's screen, where the pictures are far from the questions."""
    st.html(f'<p class="roi-brief" aria-hidden="true">{html.escape(words)}</p>')


def step(number: int, words: str) -> None:
    """One step of several, with its number."""
    st.html(f'<p class="roi-step"><span aria-hidden="true">{number}</span> {html.escape(words)}</p>')


def lettered(rows: Sequence[tuple[str, str, str]]) -> None:
    """Things that are known by a letter elsewhere on the page: letter, name, what is said of it."""
    made = (
        f'<li><b class="roi-letter">{html.escape(letter)}</b><p><b>{html.escape(name)}</b><br>{html.escape(said)}</p></li>'
        for letter, name, said in rows
    )
    st.html(f'<ul class="roi-lettered">{"".join(made)}</ul>')


def equations(rows: Sequence[tuple[str, str]]) -> None:
    """Equations, each in words and in symbols."""
    made = (f"<dt>{html.escape(words)}</dt><dd><code>{html.escape(symbols)}</code></dd>" for words, symbols in rows)
    st.html(f'<dl class="roi-equations">{"".join(made)}</dl>')


def question(words: str) -> None:
    """What several fields ask together."""
    st.html(f'<p class="roi-question">{html.escape(words)}</p>')


def note(words: str) -> None:
    """A small remark."""
    notes([words])


def notes(words: Sequence[str]) -> None:
    """Small remarks, one below the other."""
    st.html("".join(f'<p class="roi-note">{html.escape(each)}</p>' for each in words))


def paragraph(words: str) -> None:
    """A paragraph of plain text."""
    paragraphs([words])


def paragraphs(words: Sequence[str], first: str = "text") -> None:
    """Paragraphs of plain text; ``first``: how the first one looks, "text" or "answer"."""
    kinds = [first, *["text"] * len(words)]
    made = [f'<p class="roi-{kind}">{html.escape(each)}</p>' for kind, each in zip(kinds, words, strict=False)]
    if made:
        st.html("".join(made))


def points(words: Sequence[str]) -> None:
    """A list of short sentences."""
    if words:
        st.html(f'<ul class="roi-points">{"".join(f"<li>{html.escape(each)}</li>" for each in words)}</ul>')


def bar(words: str, marks: Mapping[str, float]) -> None:
    """A sentence on where a figure lies, and below it that on a line.

    ``marks``: places on the line in percent: usually from "low" to "high" around "middle", here "from" … "to" if anywhere.
    """
    spans = "".join(
        f'<i class="{name}" style="left: {marks[low]:.2f}%; right: {100 - marks[high]:.2f}%"></i>'
        for name, low, high in (("usual", "low", "high"), ("here", "from", "to"), ("middle", "middle", "middle"))
        if low in marks
    )
    line = f'<div class="roi-bar" aria-hidden="true">{spans}</div>'
    st.html(f'<div class="roi-barred"><p class="roi-text">{html.escape(words)}</p>{line}</div>')


def table(
    header: Sequence[str], rows: Cells, caption: str = "", *, numbers: Sequence[int] = (), wide: bool | None = None
) -> None:
    """A table that every reader can read; ``numbers``: the columns that are flush right.

    On a narrow screen a wide table (of more than three columns, if not said) becomes a list; the roles keep it a table for
    screen readers.
    """

    def cell(i: int, words: str, head: bool) -> str:
        name, role = ("th", "columnheader") if head else ("td", "cell") if i else ("th", "rowheader")
        of = ' class="number"' if i in numbers else ""
        told = "" if head else f' data-label="{html.escape(header[i])}"'
        return f'<{name} role="{role}"{of}{told}>{html.escape(words)}</{name}>'

    def line(row: Sequence[str], head: bool = False) -> str:
        return f'<tr role="row">{"".join(cell(i, words, head) for i, words in enumerate(row))}</tr>'

    title = f"<caption>{html.escape(caption)}</caption>" if caption else ""
    head = f'<thead role="rowgroup">{line(header, head=True)}</thead>'
    body = f'<tbody role="rowgroup">{"".join(line(row) for row in rows)}</tbody>'
    kind = "roi-table roi-wide" if (len(header) > WIDE if wide is None else wide) else "roi-table"
    inside = f'<table role="table" class="{kind}">{title}{head}{body}</table>'
    st.html(f'<div class="roi-scroll" tabindex="0">{inside}</div>')


def picture(name: str, figure: Figure, alt: str, lang: str, cells: Callable[[], tuple[Sequence[str], Cells]]) -> None:
    """A chart drawn in place, with its words for those who cannot see it, and its numbers as a table when asked for.

    ``cells``: gives the table's header and rows.
    """
    chart(name, figure, alt, lang)
    with st.expander(say("chart.as_table", lang), key=f"table:{name}", on_change="rerun") as opened:
        if opened.open:
            header, rows = cells()
            table(header, rows, alt)


def chart(name: str, figure: Figure, alt: str, lang: str) -> None:
    """A chart alone, with its words."""
    live.chart(f"chart:{name}", figure, alt)


def foundation(row: Row, lang: str) -> None:
    """Where a value comes from and how well founded that is. ``row``: of tables.assumption."""
    preset = catalogue.presets()[row["preset"]].name[lang] if row["preset"] else ""
    origin, basis = text.say(f"origin.{row['origin']}", lang, name=preset), text.say(f"basis.{row['basis']}", lang)
    own = row["basis"] == "file"
    said = [text.say("ui.field.own", lang) if own else text.say("ui.field.from", lang, origin=origin, basis=basis)]
    said += [row["why"][lang]] if row["why"] else []
    said += [text.say("ui.field.stated", lang, source=text.case(row["stated_source"], lang))] if row["stated_source"] else []
    st.html("".join(f'<p class="roi-note">{html.escape(each)}</p>' for each in said) + sources(row["sources"], lang))


def default(found: Default, about: Input, lang: str) -> None:
    """A default with how well founded it is and why it is what it is."""
    value = found.value if isinstance(found.value, str) else text.stated(found.value, about.unit, lang)
    value = about.choices[value][lang] if about.choices else value
    said = [
        text.say("ui.field.default_is", lang, value=value, basis=text.say(f"basis.{found.basis}", lang)),
        found.why[lang],
    ]
    st.html("".join(f'<p class="roi-note">{html.escape(each)}</p>' for each in said) + sources(found.sources, lang))


def sources(ids: Sequence[str], lang: str) -> str:
    """Sources as a list in HTML, each with its address where it has one."""
    found = [catalogue.sources()[id] for id in ids]
    seen = (html.escape(text.say(f"method.seen.{each.seen}", lang)) for each in found)
    items = "".join(
        f"<li>{_source(each.title[lang], each.url)} <em>({how})</em></li>" for each, how in zip(found, seen, strict=True)
    )
    return f'<ul class="roi-note">{items}</ul>' if items else ""


def _source(title: str, url: str | None) -> str:
    words = html.escape(title)
    if not url:
        return words
    address = html.escape(url if "://" in url else f"https://{url}")
    return f'<a href="{address}" target="_blank" rel="noopener noreferrer">{words}</a>'
