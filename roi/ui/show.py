"""What every page shows things with: words that stay words, tables, charts with their text alternative."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

import streamlit as st

from roi import charts, text
from roi.charts import Figure
from roi.ui import live

Cells = Sequence[Sequence[str]]

MARKUP = re.compile(r"([\\`*_\[\]{}<>~$&^|])")  # what Markdown reads as markup anywhere in a line
BEGINS = re.compile(r"^(\d*(?=[.)])|)([#+=.)-])")  # and at its beginning: headings, lists, rules
JOINED = re.compile(r"(?<=[:@])(?=\S)|(?<=www)(?=\.)|(?<=[-<>~])(?=[-<>=])", re.IGNORECASE)  # :icon:, http://, a@b, ->
BREAKS = re.compile(r"[\x00-\x20\x85\u2028\u2029]+")  # not the space that a number may not be broken at
WIDE = 3  # columns that fit on a telephone
JOINER = "\N{WORD JOINER}"  # takes no room, and may not be broken at

STYLE = """<style>
[data-testid="InputInstructions"] { display: none }   /* "Press Enter to apply": English only */
[data-testid="stFileUploaderDropzoneInstructions"],
[data-testid="stFileUploaderDropzone"] button [data-testid="stMarkdownContainer"] p { display: none }   /* English too */
[data-testid="stFileUploaderDropzone"] button [data-testid="stMarkdownContainer"]::after { content: "UPLOAD" }
[data-testid="stMainBlockContainer"] { padding-top: 3.5rem }
.js-plotly-plot [class$="tick"] text, .js-plotly-plot .annotation-text, .js-plotly-plot .legendtext,
.js-plotly-plot .infolayer [class$="title"] { fill: currentColor !important }   /* as legible as the page's own text */
.roi-scroll { overflow-x: auto }
.roi-table { border-collapse: collapse; width: 100%; font-size: .92rem; line-height: 1.35 }
.roi-table caption { text-align: start; padding: 0 0 .4rem; opacity: .8 }
.roi-table th, .roi-table td { padding: .35rem .8rem .35rem 0; border-bottom: 1px solid rgba(128, 128, 128, .35);
  text-align: start; vertical-align: top; font-weight: 400 }
.roi-table thead th { font-weight: 600; white-space: nowrap }
.roi-table .number { text-align: end; white-space: nowrap; font-variant-numeric: tabular-nums }
.roi-answer { font-size: 1.4rem; line-height: 1.4; font-weight: 600; text-wrap: pretty; margin: 0 0 .8rem }
.roi-text { line-height: 1.55; max-width: 46rem; margin: 0 0 .6rem }
@media (max-width: 640px) {   /* wide tables become lists: the header is heard, not seen, and each cell says it itself */
  .roi-answer { font-size: 1.2rem }
  [data-testid="stMainBlockContainer"] { padding-left: 1rem; padding-right: 1rem }
  .roi-wide thead { position: absolute; display: block; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
  .roi-wide tr, .roi-wide tbody th, .roi-wide tbody td { display: block }
  .roi-wide tr { border-bottom: 1px solid rgba(128, 128, 128, .35); padding: .5rem 0 }
  .roi-wide tbody th, .roi-wide tbody td { border: 0; padding: .1rem 0; text-align: start; white-space: normal }
  .roi-wide tbody th { font-weight: 600 }
  .roi-wide td::before { content: attr(data-label) ": "; opacity: .75 }
}
</style>"""


def plain(words: str) -> str:
    """Any text as Markdown that shows it letter for letter: no markup, link, icon, formula, image or request."""
    one_line = BREAKS.sub(" ", words).strip()
    return BEGINS.sub(r"\1\\\2", MARKUP.sub(r"\\\1", JOINED.sub(JOINER, one_line)))


def say(name: str, lang: str, /, **facts: object) -> str:
    """Words of the app, ready for an element that reads Markdown."""
    return plain(text.say(f"ui.{name}", lang, **facts))


def style(lang: str) -> None:
    """The few rules of appearance that the theme has no setting for."""
    st.html(STYLE.replace("UPLOAD", text.say("ui.case.upload_button", lang)))


def heading(name: str, lang: str, /, **facts: object) -> None:
    """The question that a part of the page answers."""
    st.header(say(name, lang, **facts), anchor=False)


def paragraph(words: str) -> None:
    """A paragraph of plain text."""
    paragraphs([words])


def paragraphs(words: Sequence[str], first: str = "text") -> None:
    """Paragraphs of plain text; ``first``: how the first one looks, "text" or "answer"."""
    kinds = [first, *["text"] * len(words)]
    made = [f'<p class="roi-{kind}">{html.escape(each)}</p>' for kind, each in zip(kinds, words, strict=False)]
    st.html("".join(made))


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


def chart(
    name: str, figure: Figure, alt: str, lang: str, *, header: Sequence[str], rows: Cells, numbers: Sequence[int] = ()
) -> None:
    """A chart with its words for those who cannot see it, and its numbers as a table."""
    live.chart(f"chart_{name}", figure, charts.config(lang), alt)
    with st.expander(say("chart.as_table", lang)):
        table(header, rows, alt, numbers=numbers)
