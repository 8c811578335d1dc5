"""Table -> Plotly figure: every client of a batch where its answer lies, and whether it gains, loses or is near."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from roi import strokes, text
from roi.portfolio import GROUPS
from roi.strokes import GAIN, LOSS, NEUTRAL, Figure

COLUMNS = 44  # as many as stand side by side on a telephone
DOT = 10  # pixels from dot to dot, where there is room
SMALLEST = 4  # pixels of a dot
HEIGHT = (90, 300)  # pixels for the tallest column: at least and at most
DOTS_AT_MOST = 600  # clients; more are drawn as columns
OUTER = 0.01  # of the clients at either end, who stand in the outermost columns where they are far away
FAR = 2.0  # how much longer the axis would be with them
#: How a group is drawn; told apart by shape and hatching too.
LOOKS = {
    "gain": (GAIN, "circle", ""),
    "lose": (LOSS, "diamond", "\\"),
    "near": (NEUTRAL, "square", "."),
    "depends": ("#6a4fb3", "triangle-up", "x"),
}

Row = Mapping[str, Any]


def clients(rows: Sequence[Row], lang: str) -> Figure:
    """A dot for every client at its mean, stacked where they fall; of many clients columns.

    ``rows``: ``name``, ``group`` and ``mean`` (kr) of portfolio.portfolio. Columns begin at zero.
    """
    low, high = reach([row["mean"] for row in rows])
    divisor, unit = strokes.scale([low, high], lang)
    width = (high - low) / COLUMNS or 1.0
    first, last = math.floor(low / width), math.floor(high / width)
    placed = [(min(max(math.floor(row["mean"] / width), first), last), row) for row in rows]
    tallest = max(Counter(column for column, _ in placed).values())
    draw = _dots if len(rows) <= DOTS_AT_MOST else _columns
    height = min(max(tallest * DOT, HEIGHT[0]), HEIGHT[1])
    data = draw(placed, width / divisor, tallest, lang)
    edge = [min(0.0, first * width) / divisor, max(0.0, (last + 1) * width) / divisor]
    room = (edge[1] - edge[0]) * 0.03
    return strokes.figure(
        data,
        lang,
        height + 90,
        **strokes.legend(),
        barmode="stack",
        xaxis={"title": {"text": unit}, "range": [edge[0] - room, edge[1] + room], "nticks": 7, "ticks": "outside"},
        yaxis={"visible": False, "range": [0, max(tallest, height / DOT)]},
        shapes=[strokes.line(0, 0, 0, 1, yref="paper", layer="below")],
    )


def reach(values: Sequence[float]) -> tuple[float, float]:
    """From where to where the axis goes, kr: all of them, or without the outermost hundredths where those are far away."""
    ordered = sorted(values)
    cut = math.floor(OUTER * len(ordered))
    inner = ordered[cut : len(ordered) - cut]
    (low, high), (lowest, highest) = (inner[0], inner[-1]), (ordered[0], ordered[-1])
    return (low, high) if highest - lowest > FAR * (high - low) > 0 else (lowest, highest)


def _dots(placed: Sequence[tuple[int, Row]], width: float, tallest: int, lang: str) -> list[dict[str, Any]]:
    step = max(1.0, tallest * DOT / HEIGHT[1])  # dots share a place where there are too many
    stacks: Counter[int] = Counter()
    data = []
    for group in GROUPS:
        colour, symbol, _ = LOOKS[group]
        x, y, said = [], [], []
        for column, row in placed:
            if row["group"] == group:
                stacks[column] += 1
                x.append((column + 0.5) * width)
                y.append(stacks[column] - 0.5)
                said.append(f"{strokes.label(row['name'])}<br>{text.change(row['mean'], lang)}")
        look = {"color": colour, "symbol": symbol, "size": max((DOT - 2) / step, SMALLEST)}
        trace = {"type": "scatter", "mode": "markers", "marker": look, "hovertemplate": "%{text}<extra></extra>"}
        data += [{**trace, "name": _name(group, lang), "x": x, "y": y, "text": said}] if x else []
    return data


def _columns(placed: Sequence[tuple[int, Row]], width: float, _tallest: int, lang: str) -> list[dict[str, Any]]:
    data = []
    for group in GROUPS:
        colour, _, hatching = LOOKS[group]
        counts = sorted(Counter(column for column, row in placed if row["group"] == group).items())
        trace = {
            "type": "bar",
            "name": _name(group, lang),
            "x": [(column + 0.5) * width for column, _ in counts],
            "y": [count for _, count in counts],
            "width": width * 0.9,
            "text": [text.say("ui.batch.chart.so_many", lang, count=count) for _, count in counts],
            "textposition": "none",
            "hovertemplate": "%{text}<extra></extra>",
            "marker": {"color": colour, "pattern": {"shape": hatching, "fillmode": "replace", "size": 5}},
        }
        data += [trace] if counts else []
    return data


def _name(group: str, lang: str) -> str:
    return text.say(f"ui.batch.group.{group}", lang)
