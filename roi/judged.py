"""What people judge, as figures: the map of risks, the spread of opinions. They hold counts and marks, no amounts."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from roi import strokes, text
from roi.people import MARKS, Row, Table
from roi.strokes import GAIN, NEUTRAL, Figure

MAP_HEIGHT = 310  # pixels
DOT = 21  # pixels of a risk's dot, its number inside
ABREAST = 3  # dots side by side in a cell of the map
SHOWN_IN_A_CELL = 6  # more are counted
NAMED = 6  # in what a mouse uncovers
GAP = (0.31, 0.42)  # between dots in a cell, in cells
DARKEST = 0.26  # of the grey that deepens towards the corner where both are high

BUBBLE = (15, 31)  # pixels: the smallest that holds a number, and that of all opinions on one mark
CHARACTERISTIC = 132  # pixels from characteristic to characteristic
ROWS = {"before": 0.95, "after": 1.95}  # below the name, which has a row of its own
PALE, DARK = "#d9d9d9", "#1f2933"  # a bubble of today and its number, on either background
APART = 3.0  # rows from name to name


def say(name: str, lang: str, /, **facts: object) -> str:
    """Words inside these charts."""
    return text.say(f"ui.beside.chart.{name}", lang, **facts)


def risk_map(
    cells: Table, numbers: Mapping[str, int], names: Mapping[str, str], lang: str, out: Collection[str] = ()
) -> Figure:
    """Likelihood against consequence: each risk a dot with its number; those in ``out`` stand out, filled.

    ``cells``: of people.risk_map. A cell with more than a few holds their count.
    """
    dots: list[Row] = []
    for cell in cells:
        if cell["count"] > SHOWN_IN_A_CELL:
            dots.append(_counted(cell, names, lang))
        else:
            dots += _placed(cell, numbers, names, out)
    axis = {"tickvals": list(MARKS), "range": [MARKS[0] - 0.5, MARKS[-1] + 0.5]}
    return strokes.figure(
        [_dots([dot for dot in dots if dot["filled"] is filled], filled) for filled in (False, True)],
        lang,
        MAP_HEIGHT,
        xaxis={**axis, "title": {"text": say("likelihood", lang)}},
        yaxis={**axis, "title": {"text": say("consequence", lang)}},
        shapes=[_shade(cell["likelihood"], cell["consequence"]) for cell in cells],
    )


def _placed(cell: Row, numbers: Mapping[str, int], names: Mapping[str, str], out: Collection[str]) -> list[Row]:
    """The dots of a cell, side by side around its middle."""
    rows = math.ceil(cell["count"] / ABREAST)
    placed = []
    for i, id in enumerate(cell["risks"]):
        row, column = divmod(i, ABREAST)
        abreast = min(ABREAST, cell["count"] - row * ABREAST)
        x = cell["likelihood"] + (column - (abreast - 1) / 2) * GAP[0]
        y = cell["consequence"] - (row - (rows - 1) / 2) * GAP[1]
        said = f"{numbers[id]}. {strokes.label(names[id])}"
        placed.append({"x": x, "y": y, "text": str(numbers[id]), "said": said, "filled": id in out})
    return placed


def _counted(cell: Row, names: Mapping[str, str], lang: str) -> Row:
    said = [strokes.label(names[id]) for id in cell["risks"][:NAMED]]
    said += [say("and_more", lang, count=cell["count"] - NAMED)] if cell["count"] > NAMED else []
    words = say("so_many", lang, count=cell["count"])
    return {"x": cell["likelihood"], "y": cell["consequence"], "text": words, "said": "<br>".join(said), "filled": False}


def _dots(dots: Sequence[Row], filled: bool) -> dict[str, Any]:
    look = {
        "color": GAIN if filled else "rgba(0, 0, 0, 0)",
        "size": DOT,
        "line": {"color": GAIN if filled else NEUTRAL, "width": 1.5},
    }
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [dot["x"] for dot in dots],
        "y": [dot["y"] for dot in dots],
        "text": [dot["text"] for dot in dots],
        "customdata": [dot["said"] for dot in dots],
        "hovertemplate": "%{customdata}<extra></extra>",
        "marker": look,
        "textfont": {"size": 11, **({"color": "white"} if filled else {})},
        "cliponaxis": False,
    }


def _shade(x: int, y: int) -> dict[str, Any]:
    """The ground of a cell: the deeper a grey, the higher both marks."""
    depth = DARKEST * (x + y - 2 * MARKS[0]) / (2 * (MARKS[-1] - MARKS[0]))
    edge = {"color": strokes.GRID, "width": 1}
    place = {"x0": x - 0.5, "x1": x + 0.5, "y0": y - 0.5, "y1": y + 0.5}
    return {"type": "rect", **place, "fillcolor": f"rgba(128, 128, 128, {depth:.3f})", "line": edge, "layer": "below"}


def compass(rows: Table, names: Mapping[str, str], lang: str) -> Figure:
    """Opinions on each characteristic, today and with the plan: how many gave each mark, and a wedge under the middle one.

    ``rows``: the characteristics of people.compass that have a spread; ``names``: what they are called.
    """
    data: list[dict[str, Any]] = []
    for when, down in ROWS.items():
        spreads = [(i * APART + down, row[when]) for i, row in enumerate(rows) if row[when]]
        data += [_bubbles(spreads, when == "after"), _wedges(spreads), _row_names(spreads, say(when, lang))]
    tops = [i * APART for i in range(len(rows))]
    ends = (-0.65, MARKS[-1] + 0.55)
    changes = [say("change", lang, **row["change"]) if row["change"] else "" for row in rows]
    bold = [f"<b>{strokes.label(names[row['characteristic']])}</b>" for row in rows]
    data.append(strokes.captions(bold, [ends[0]] * len(rows), tops, "middle right"))
    data.append(strokes.captions(changes, [ends[1]] * len(rows), tops, "middle left", textfont={"size": 12}))
    lines = [strokes.line(MARKS[0], MARKS[-1], y + down, y + down, layer="below") for y in tops for down in ROWS.values()]
    return strokes.figure(
        data,
        lang,
        CHARACTERISTIC * len(rows) + 40,
        xaxis={"tickvals": list(MARKS), "range": list(ends), "side": "bottom"},
        yaxis={"visible": False, "range": [len(rows) * APART - 0.3, -0.6], "automargin": False},
        shapes=lines,
    )


def _bubbles(spreads: Sequence[tuple[float, Row]], filled: bool) -> dict[str, Any]:
    placed = [
        (mark, y, count, math.sqrt(count / sum(spread["counts"])))
        for y, spread in spreads
        for mark, count in zip(MARKS, spread["counts"], strict=True)
        if count
    ]
    least, most = BUBBLE
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [mark for mark, *_ in placed],
        "y": [y for _, y, *_ in placed],
        "text": [str(count) for *_, count, _ in placed],
        "hoverinfo": "skip",
        "marker": {
            "size": [least + (most - least) * share for *_, share in placed],
            "color": GAIN if filled else PALE,
            "line": {"color": GAIN if filled else NEUTRAL, "width": 1.5},
            "opacity": 1,
        },
        "textfont": {"size": 11, "color": "white" if filled else DARK},
        "cliponaxis": False,
    }


def _wedges(spreads: Sequence[tuple[float, Row]]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [spread["p50"] for _, spread in spreads],
        "y": [y + 0.5 for y, _ in spreads],
        "hoverinfo": "skip",
        "marker": {"symbol": "triangle-up", "size": 9, "color": NEUTRAL},
        "cliponaxis": False,
    }


def _row_names(spreads: Sequence[tuple[float, Row]], said: str) -> dict[str, Any]:
    return strokes.captions([said] * len(spreads), [-0.65] * len(spreads), [y for y, _ in spreads], "middle right")
