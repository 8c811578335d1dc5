"""A document as one file for a browser: live charts, no network, light and dark, on a telephone and on paper.

Everything is in the file: Plotly, the figures as data, the same pictures standing still for whoever prints or lets no code
run. Its own rules let it ask nobody for anything, and run no code but its own: what a user wrote is text, whatever it is.
"""

from __future__ import annotations

import base64
import html
import importlib.util
import json
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from roi import paper, strokes, svg
from roi.blocks import Block, Chart, Document, Grid, Heading, Picture, Points, Text, cleaned
from roi.catalogue import DATA
from roi.text import say

LOOK, CODE = DATA / "page.css", DATA / "page.js"
PLOTLY = Path(__file__).parents[1] / "static" / "plotly-cartesian.min.js"
WIDE, LONG = 3, 120  # columns, and letters of a row, that fit side by side on a telephone
PART = 2  # the level of the headings that the contents list


def to_html(document: Document) -> bytes:
    """The document as HTML, one file."""
    document = cleaned(document)
    figures = {at: block.figure for at, block in enumerate(document.blocks) if isinstance(block, Chart)}
    told = {"config": strokes.config(document.lang), "figures": figures}
    code = (_library(), CODE.read_text(encoding="utf-8"))
    body = "\n".join(_block(block, at, document.lang) for at, block in enumerate(document.blocks))
    page = f"""<!doctype html>
<html lang="{document.lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_policy(code)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>{_text(document.title)}</title>
<style>{LOOK.read_text(encoding="utf-8")}</style>
</head>
<body>
<main>
<h1>{_text(document.title)}</h1>
<p class="quiet">{_text(document.subtitle)}</p>
{_contents(document)}
{body}
</main>
<footer><p>{_text(document.footer)}</p></footer>
<script type="application/json" id="told">{_data(told)}</script>
<script>{code[0]}</script>
<script>{code[1]}</script>
</body>
</html>
"""
    return page.encode()


def _policy(code: Sequence[str]) -> str:
    """What the page may do: show what is in it, and run these pieces of code alone."""
    prints = " ".join(f"'sha256-{base64.b64encode(sha256(each.encode()).digest()).decode()}'" for each in code)
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {prints}",
            "style-src 'unsafe-inline'",
            "img-src data: blob:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


@cache
def _library() -> str:
    """Plotly's own code: what the app serves, else what its Python package brings."""
    path = PLOTLY
    found = importlib.util.find_spec("plotly")
    if not path.is_file() and found and found.origin:
        path = Path(found.origin).parent / "package_data" / "plotly.min.js"
    return path.read_text(encoding="utf-8")


def _text(words: str) -> str:
    return html.escape(words)


def _data(told: Any) -> str:
    """Data inside a page: nothing in it can end it."""
    return json.dumps(told, separators=(",", ":")).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _contents(document: Document) -> str:
    parts = [(at, each) for at, each in enumerate(document.blocks) if isinstance(each, Heading) and each.level == PART]
    items = "".join(f'<li><a href="#part-{at}">{_text(each.text)}</a></li>' for at, each in parts)
    label = _text(say("report.contents", document.lang))
    return f'<nav aria-label="{label}"><p>{label}</p><ol>{items}</ol></nav>' if parts else ""


# -------------------------------------------------------------------------------------------------------------- blocks


def _block(block: Block, at: int, lang: str) -> str:
    """A block as HTML. ``at``: its place in the document."""
    if isinstance(block, Heading):
        return f'<h{block.level} id="part-{at}">{_text(block.text)}</h{block.level}>'
    if isinstance(block, Text):
        return f'<p class="quiet">{_text(block.text)}</p>' if block.quiet else f"<p>{_text(block.text)}</p>"
    if isinstance(block, Points):
        return f"<ul>{''.join(f'<li>{_text(item)}</li>' for item in block.items)}</ul>"
    if isinstance(block, Grid):
        return _table(block)
    if isinstance(block, Chart):
        return _chart(block, at, lang)
    return f"<figure>{_drawn(block, lang)}<figcaption>{_text(block.caption)}</figcaption></figure>"


def _table(block: Grid) -> str:
    """A table; on a telephone one of many columns becomes a list, its roles keep it a table for screen readers."""

    def cell(i: int, words: str) -> str:
        name, role = ("td", "cell") if i else ("th", "rowheader")
        number = ' class="number"' if i in block.right else ""
        return f'<{name} role="{role}"{number} data-label="{_text(block.head[i])}">{_text(words)}</{name}>'

    head = "".join(
        f'<th role="columnheader"{" class=number" if i in block.right else ""}>{_text(words)}</th>'
        for i, words in enumerate(block.head)
    )
    rows = "".join(f'<tr role="row">{"".join(cell(i, each) for i, each in enumerate(row))}</tr>' for row in block.rows)
    long = len(block.head) == WIDE and max((sum(map(len, row)) for row in block.rows), default=0) > LONG
    kind = "wide" if long or len(block.head) > WIDE else "narrow" if block.share < 1 else "plain"
    columns = "".join(f'<col style="width: {100 * width / sum(block.widths):.1f}%">' for width in block.widths)
    return (
        f'<table role="table" class="{kind}">'
        + (f"<caption>{_text(block.caption)}</caption>" if block.caption else "")
        + f'<colgroup>{columns}</colgroup><thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        + f'<tbody role="rowgroup">{rows}</tbody></table>'
    )


def _chart(block: Chart, at: int, lang: str) -> str:
    """A chart to be drawn live, the same standing still, and its numbers."""
    height = block.figure["layout"]["height"]
    shown = f'role="figure" aria-label="{_text(block.alt)}" style="height: {height}px"'
    live = f'<div class="live" data-figure="{at}" {shown}></div>'
    title = _text(say("ui.chart.as_table", lang))
    table = f"<details><summary>{title}</summary>{_table(block.table)}</details>" if block.table else ""
    caption = f"<figcaption>{_text(block.caption)}</figcaption>" if block.caption else ""
    still = svg.drawing(block.figure, block.alt, lang, f"hatch-{at}")
    return f"<figure>{live}{still}{caption}{table}</figure>"


def _drawn(block: Picture, lang: str) -> str:
    drawn = base64.b64encode(paper.to_svg(block, lang)).decode()
    return f'<img class="drawn" alt="{_text(block.alt)}" src="data:image/svg+xml;base64,{drawn}">'
