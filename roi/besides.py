"""Table -> Plotly figure: scenarios side by side on the same axes. Each stands in a row of its own, under its own name."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from roi import catalogue, charts, strokes, text
from roi.charts import UNCOVERED, WHITE_EDGE
from roi.strokes import GAIN, LOSS, NEUTRAL, Figure

FUTURES = 50  # dots a scenario: as many as are read without counting
COLUMNS = 44  # that they fall into: as many as stand side by side on a telephone
DOT = 9  # pixels from dot to dot, where there is room
ROW, ROOM, FOOT = 116, 60, 26  # pixels: from row to row, of it for the dots, and for the line below them
NAME = 14  # pixels from the top of a row to the middle of its name
HUNDRED = 100
BAR = 44  # pixels from bar to bar, its name above it
THIN, LINE_HEAD = 19, 34  # pixels: of a scenario's bar under the name of its line; of that name
PRICE = 62  # pixels from offer to offer
AMOUNTS = 0.42  # of the bars' length, to the right of them, for the amounts
LETTERS = 0.05  # of it, to the left, for the letters

Row = Mapping[str, Any]


def say(name: str, lang: str, /, **facts: object) -> str:
    """Words inside these charts."""
    return text.say(f"ui.compare.chart.{name}", lang, **facts)


def scale(values: Sequence[float], lang: str, per_employee: bool = False) -> tuple[float, str]:
    """What amounts are divided by on an axis, and what that is called."""
    divisor, unit = strokes.scale(values, lang)
    return divisor, say("per_employee", lang, unit=unit) if per_employee else unit


def futures(rows: Sequence[Row], lang: str, *, per_employee: bool = False) -> Figure:
    """Equally likely futures of several scenarios, a dot each, one scenario above the other on one axis.

    ``rows``: ``name``, ``values`` (sorted), ``p5``, ``p50``, ``p95``; kr. Gains are blue circles, losses red diamonds. The
    line below the dots is 9 of 10 futures, the mark on it the middle; the upright line is doing nothing.
    """
    values = [x for row in rows for x in row["values"]]
    divisor, unit = scale(values, lang, per_employee)
    low, high = min(0.0, *values), max(0.0, *values)
    width = (high - low) / COLUMNS or 1.0
    dots: dict[bool, list[tuple[float, float, str]]] = {False: [], True: []}
    for i, row in enumerate(rows):
        for x, y, value in _stacked(row["values"], width, (i + 1) * ROW - FOOT):
            dots[value >= 0].append((x / divisor, y, f"{strokes.label(row['name'])}<br>{text.change(value, lang)}"))
    data = [
        {
            "type": "scatter",
            "mode": "markers",
            "name": text.say(f"ui.chart.{name}", lang),
            "x": [x for x, *_ in mine],
            "y": [y for _, y, _ in mine],
            "text": [said for *_, said in mine],
            "hovertemplate": UNCOVERED,
            "marker": {"color": colour, "symbol": symbol, "size": DOT - 2},
        }
        for name, colour, symbol, mine in (("loss", LOSS, "diamond", dots[False]), ("gain", GAIN, "circle", dots[True]))
        if mine
    ]
    feet = [(i + 1) * ROW - FOOT / 2 for i in range(len(rows))]
    spans = [(row["p5"] / divisor, row["p95"] / divisor, foot) for row, foot in zip(rows, feet, strict=True)]
    middle = {"x": [row["p50"] / divisor for row in rows], "y": feet, "hoverinfo": "skip", "showlegend": False}
    edge = [low / divisor - width / divisor, high / divisor + width / divisor]
    tops = [i * ROW + NAME for i in range(len(rows))]
    names = [strokes.label(row["name"]) for row in rows]
    return strokes.figure(
        [
            {**strokes.bands(spans, 3, NEUTRAL), "showlegend": False},
            {"type": "scatter", "mode": "markers", "marker": {"size": 10, "color": NEUTRAL, "line": WHITE_EDGE}, **middle},
            *data,
            {**strokes.captions(names, [edge[0]] * len(rows), tops, "middle right"), "showlegend": False},
        ],
        lang,
        ROW * len(rows) + 100,
        **strokes.legend(),
        xaxis={"title": {"text": unit}, "range": edge, "nticks": 6, "ticks": "outside"},
        yaxis={"visible": False, "range": [ROW * len(rows), 0], "automargin": False},
        shapes=[strokes.line(0, 0, 0, 1, yref="paper", layer="below"), *_ruled(len(rows))],
    )


def _stacked(values: Sequence[float], width: float, base: float) -> list[tuple[float, float, float]]:
    """Where the dots of a row stand: x, y and what each is; columns begin at zero, so that none holds losses and gains."""
    columns = [math.floor(value / width) for value in values]
    tallest = max(columns.count(column) for column in set(columns))
    step = min(DOT, ROOM / tallest)
    stacks: dict[int, int] = {}
    placed = []
    for value, column in zip(values, columns, strict=True):
        stacks[column] = stacks.get(column, 0) + 1
        placed.append(((column + 0.5) * width, base - (stacks[column] - 0.5) * step, value))
    return placed


def difference(values: Sequence[float], names: tuple[str, str], lang: str, *, per_employee: bool = False) -> Figure:
    """Equally likely differences between two options, a dot each. ``names``: of one above 0 and of one below."""
    figure = charts.dots(values, lang, dict(zip(("gain", "loss"), names, strict=True)))
    figure["layout"]["xaxis"]["title"]["text"] = scale(values, lang, per_employee)[1]
    return figure


def _ruled(count: int) -> list[dict[str, Any]]:
    """Thin lines between the rows."""
    look = {"xref": "paper", "layer": "below", "line": {"color": strokes.GRID, "width": 1}}
    return [strokes.line(0, 1, i * ROW, i * ROW, **look) for i in range(1, count)]


def wins(rows: Sequence[Row], lang: str) -> Figure:
    """In how many of 100 futures one option is the better of two, and in how many the other is.

    ``rows``: ``name`` (in our own words), and the chances ``better`` and ``worse``; between them are futures that are alike.
    """
    better = [(0.0, HUNDRED * row["better"]) for row in rows]
    worse = [(HUNDRED * (1 - row["worse"]), float(HUNDRED)) for row in rows]
    data = []
    for ends, colour, hatch, key in ((better, GAIN, "", "better"), (worse, LOSS, "\\", "worse")):
        trace = charts.lying_bars(ends, [colour] * len(rows), [hatch] * len(rows), size=6)
        trace |= {"text": [text.futures(row[key], lang) for row in rows], "textposition": "none", "hovertemplate": UNCOVERED}
        data.append(trace)
    names = strokes.captions(
        [row["name"] for row in rows], [0] * len(rows), [i - 0.24 for i in range(len(rows))], "top right"
    )
    return strokes.figure(
        [*data, names],
        lang,
        BAR * len(rows) + 64,
        barmode="overlay",
        margin={"l": 8, "r": 20, "t": 8, "b": 8},
        xaxis={"title": {"text": text.say("ui.chart.of_100", lang)}, "range": [0, HUNDRED], "dtick": 25, "ticks": "outside"},
        yaxis={"visible": False, "range": [len(rows) - 0.5, -0.85], "automargin": False},
        shapes=_beside_bars(HUNDRED / 2, len(rows)),
    )


def lines(rows: Sequence[Row], letters: Sequence[str], lang: str, *, per_employee: bool = False) -> Figure:
    """Ledger lines, of each what every scenario has of it, bar by bar. ``rows``: of comparison.lines. Costs are hatched."""
    means = [[value["mean"] for value in row["values"]] for row in rows]
    divisor, unit = scale([x for each in means for x in each], lang, per_employee)
    group = LINE_HEAD + THIN * len(letters)
    low, high = (pick(0.0, *(x / divisor for each in means for x in each)) for pick in (min, max))
    length = high - low or 1.0
    left, right = low - LETTERS * length, high + AMOUNTS * length
    places = [
        (x, i * group + LINE_HEAD + (j + 0.5) * THIN, letters[j]) for i, each in enumerate(means) for j, x in enumerate(each)
    ]
    trace = {
        "type": "bar",
        "orientation": "h",
        "x": [x / divisor for x, *_ in places],
        "y": [y for _, y, _ in places],
        "width": THIN * 0.62,
        "hoverinfo": "skip",
        "marker": {
            "color": [GAIN if x >= 0 else LOSS for x, *_ in places],
            "pattern": {"shape": ["" if x >= 0 else "\\" for x, *_ in places], "fillmode": "replace", "size": 5},
        },
    }
    names = [strokes.label(catalogue.lines()[row["line"]].name[lang]) for row in rows]
    heads = [i * group + LINE_HEAD * 0.62 for i in range(len(rows))]
    ys = [y for _, y, _ in places]
    small = {"textfont": {"size": 12}}
    return strokes.figure(
        [
            trace,
            strokes.captions([f"<b>{name}</b>" for name in names], [left] * len(names), heads, "middle right"),
            strokes.captions([letter for *_, letter in places], [left] * len(places), ys, "middle right", **small),
            strokes.captions([text.change(x, lang) for x, *_ in places], [right] * len(places), ys, "middle left", **small),
        ],
        lang,
        group * len(rows) + 60,
        xaxis={"title": {"text": unit}, "nticks": 5, "ticks": "outside", "range": [left, right]},
        yaxis={"visible": False, "range": [group * len(rows), 0], "automargin": False},
        shapes=[strokes.line(0, 0, 0, 1, yref="paper", layer="below")],
    )


# ------------------------------------------------------------------------------------------------------- offers and choices


def prices(rows: Sequence[Row], lang: str) -> Figure:
    """What each offer costs a month, and what it would have to cost: marks of three kinds on one axis, an offer a row.

    ``rows``: ``name``, ``now``, ``equal``, ``zero`` (kr a month, None where there is no such price) and ``best``.
    """
    every = [row[kind] for row in rows for kind in ("now", "equal", "zero") if row[kind] is not None]
    divisor, unit = strokes.scale(every, lang)
    low, high = 0.0, max(every) / divisor
    data: list[dict[str, Any]] = []
    reach = []
    for i, row in enumerate(rows):
        at = [row[kind] / divisor for kind in ("now", "equal", "zero") if row[kind] is not None]
        reach.append((min(at), max(at), i))
    data.append({**strokes.bands(reach, 2, NEUTRAL), "showlegend": False})
    for kind, symbol, colour in (("now", "square", NEUTRAL), ("equal", "circle", GAIN), ("zero", "diamond", LOSS)):
        mine = [(i, row) for i, row in enumerate(rows) if row[kind] is not None]
        name = _offers(kind, lang)
        said = []
        for _, row in mine:
            facts = {"name": strokes.label(row["name"]), "what": _offers(_asked(kind, row), lang)}
            said.append(_offers("hover", lang, amount=text.money(row[kind], lang), **facts))
        look = {"symbol": symbol, "size": 13, "color": colour, "line": WHITE_EDGE}
        points = {"x": [row[kind] / divisor for _, row in mine], "y": [i for i, _ in mine], "text": said}
        data.append(
            {"type": "scatter", "mode": "markers", "name": name, "marker": look, "hovertemplate": UNCOVERED, **points}
        )
    room = (high - low or 1.0) * 0.06
    names = [strokes.label(row["name"]) for row in rows]
    above = [i - 0.3 for i in range(len(rows))]
    axis = {"title": {"text": _offers("a_month", lang, unit=unit)}, "range": [low - room, high + room]}
    data.append({**strokes.captions(names, [low - room / 2] * len(rows), above, "middle right"), "showlegend": False})
    return strokes.figure(
        data,
        lang,
        PRICE * len(rows) + 130,
        **strokes.legend(),
        xaxis={**axis, "nticks": 6, "ticks": "outside"},
        yaxis={"visible": False, "range": [len(rows) - 0.5, -0.7], "automargin": False},
    )


def _asked(kind: str, row: Row) -> str:
    """The best offer has no other to be as good as; its mark says how dear it could be."""
    return "next" if kind == "equal" and row["best"] else kind


def _offers(name: str, lang: str, /, **facts: object) -> str:
    return text.say(f"ui.bids.chart.{name}", lang, **facts)


def ways(rows: Sequence[Row], lang: str) -> Figure:
    """What each of a few ways is worth on average, bars from 0. ``rows``: ``name`` (our words), ``value``, ``se``; kr.

    A thin line across the end of a bar is what the sampling leaves open, two standard errors to either side.
    """
    divisor, unit = strokes.scale([row["value"] for row in rows], lang)
    ends = [(0.0, row["value"] / divisor) for row in rows]
    colours = [GAIN if end >= 0 else LOSS for _, end in ends]
    trace = charts.lying_bars(ends, colours, ["" if end >= 0 else "\\" for _, end in ends], size=6)
    trace["hoverinfo"] = "skip"
    open_ = [
        ((row["value"] - charts.ERRORS * row["se"]) / divisor, (row["value"] + charts.ERRORS * row["se"]) / divisor, i)
        for i, row in enumerate(rows)
        if row["se"] > 0
    ]
    amounts = [text.money(text.to_error(row["value"], row["se"]), lang) for row in rows]
    low, high = min(0.0, *(end for _, end in ends)), max(0.0, *(end for _, end in ends))
    room = (high - low or 1.0) * AMOUNTS / 2
    left, right = low - room / 10, high + room
    above = [i - 0.24 for i in range(len(rows))]
    return strokes.figure(
        [
            trace,
            strokes.bands(open_, 3, NEUTRAL),
            strokes.captions([row["name"] for row in rows], [left] * len(rows), above, "top right"),
            strokes.captions(amounts, [right] * len(rows), above, "top left"),
        ],
        lang,
        BAR * len(rows) + 64,
        xaxis={"title": {"text": unit}, "range": [left, right], "nticks": 6, "ticks": "outside"},
        yaxis={"visible": False, "range": [len(rows) - 0.5, -0.85], "automargin": False},
        shapes=_beside_bars(0, len(rows)),
    )


def _beside_bars(x: float, count: int) -> list[dict[str, Any]]:
    """An upright line at ``x`` beside each bar, and not through the words above it."""
    return [strokes.line(x, x, i - 0.22, i + 0.34, layer="below") for i in range(count)]


def told(rows: Sequence[Row], lang: str) -> Figure:
    """How much of the uncertainty about each figure is removed, bars of 100 percent. ``rows``: ``name``, ``told``."""
    ends = [(0.0, HUNDRED * row["told"]) for row in rows]
    trace = charts.lying_bars(ends, [GAIN] * len(rows), [""] * len(rows), size=6)
    trace["hoverinfo"] = "skip"
    names = [strokes.label(row["name"]) for row in rows]
    above = [i - 0.24 for i in range(len(rows))]
    return strokes.figure(
        [
            trace,
            strokes.captions(names, [0] * len(rows), above, "top right"),
            strokes.captions([text.percent(row["told"], lang) for row in rows], [HUNDRED] * len(rows), above, "top left"),
        ],
        lang,
        BAR * len(rows) + 50,
        xaxis={"range": [0, HUNDRED], "dtick": 25, "ticks": "outside", "ticksuffix": text.say("number.percent", lang)},
        yaxis={"visible": False, "range": [len(rows) - 0.5, -0.85], "automargin": False},
        margin={"l": 16, "r": 24, "t": 8, "b": 8},
    )


def along(rows: Sequence[Row], now: float, axis: str, lang: str) -> Figure:
    """What a choice is worth along a number, with what the sampling leaves open. ``rows``: ``at``, ``value``, ``se``; kr.

    ``now``: the number that was chosen, as an upright line; ``axis``: what the numbers are.
    """
    divisor, unit = strokes.scale([row["value"] for row in rows], lang)
    at = [row["at"] for row in rows]
    trace = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": at,
        "y": [row["value"] / divisor for row in rows],
        "error_y": {
            "type": "data",
            "array": [charts.ERRORS * row["se"] / divisor for row in rows],
            "color": NEUTRAL,
            "thickness": 1.5,
            "width": 4,
        },
        "line": {"color": GAIN, "width": 2},
        "marker": {"color": GAIN, "size": 9},
        "text": [text.change(text.to_error(row["value"], row["se"]), lang) for row in rows],
        "hovertemplate": "%{x}: %{text}<extra></extra>",
    }
    dotted = {"line": {"color": NEUTRAL, "width": 2, "dash": "dot"}, "yref": "paper"}
    return strokes.figure(
        [trace],
        lang,
        250,
        xaxis={"title": {"text": axis}, "tickvals": at, "ticks": "outside", "rangemode": "tozero"},
        yaxis={"title": {"text": unit}, "nticks": 6, "showgrid": True, "gridcolor": strokes.GRID, "rangemode": "tozero"},
        shapes=[strokes.line(0, max(*at, now), 0, 0), strokes.line(now, now, 0, 1, **dotted)],
    )
