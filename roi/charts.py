"""Table -> Plotly figure, as the plain dict that Plotly reads: the pictures of a result."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from roi import catalogue, sentences, strokes, text
from roi.strokes import FAINT, GAIN, GRID, HALF, LOSS, NEUTRAL, Figure, say
from roi.tables import Row, Table

Steps: TypeAlias = Sequence[tuple[float, float]]  # where each bar begins and ends

DOT_COLUMNS = 26  # of the dotplot: as many as stand side by side on a telephone
DOT = 11  # pixels from dot to dot, where there is room
DOTS_HEIGHT = 300  # pixels: always the same, so that nothing below moves
METRIC = 92  # pixels from metric to metric
ABOVE_BARS = 1.2  # times the highest bar: room for the words above it
SHOWN_FROM = -1.0  # shares of the moved work's worth below which a picture says only that it goes on
ERRORS = 2  # standard errors that a thin line reaches to either side
WHITE_EDGE = {"color": "white", "width": 1.5}
UNCOVERED = "%{text}<extra></extra>"


# ------------------------------------------------------------------------------------------------------------- futures


def dots(values: Sequence[float], lang: str, names: Mapping[str, str] | None = None) -> Figure:
    """Equally likely futures, one dot each, stacked where they fall. Gains are blue circles, losses red diamonds.

    ``names``: what a "gain" and a "loss" are called, if something else.
    """
    called = names or {name: say(name, lang) for name in ("gain", "loss")}
    divisor, unit = strokes.scale(values, lang)
    width = (max(values) - min(values)) / DOT_COLUMNS or abs(values[0]) / DOT_COLUMNS or 1.0
    stacks: dict[int, int] = {}
    placed = []
    for value in values:
        column = math.floor(value / width)  # columns begin at zero: none holds both losses and gains
        stacks[column] = stacks.get(column, 0) + 1
        placed.append(((column + 0.5) * width / divisor, stacks[column] - 0.5, value))
    tallest = max(stacks.values())
    room_up = DOTS_HEIGHT - 80
    size = min(DOT - 2, max(room_up / tallest - 1, 3))
    data = []
    for name, colour, symbol, wanted in (("loss", LOSS, "diamond", False), ("gain", GAIN, "circle", True)):
        mine = [each for each in placed if (each[2] >= 0) is wanted]
        trace = {
            "type": "scatter",
            "mode": "markers",
            "name": called[name],
            "x": [x for x, _, _ in mine],
            "y": [y for _, y, _ in mine],
            "customdata": [value / divisor for _, _, value in mine],
            "hovertemplate": f"{strokes.hover('customdata', divisor, lang)}<extra></extra>",
            "marker": {"color": colour, "symbol": symbol, "size": size},
        }
        data += [trace] if mine else []
    edge = [min(0.0, *(x for x, _, _ in placed)), max(0.0, *(x for x, _, _ in placed))]
    room = (edge[1] - edge[0]) * 0.04 or width / divisor
    return strokes.figure(
        data,
        lang,
        DOTS_HEIGHT,
        **strokes.legend(),
        xaxis={"title": {"text": unit}, "range": [edge[0] - room, edge[1] + room], "nticks": 7, "ticks": "outside"},
        yaxis={"visible": False, "range": [0, max(tallest, room_up / DOT)]},
        shapes=[strokes.line(0, 0, 0, 1, yref="paper")],
    )


def curve(values: Sequence[float], lang: str) -> Figure:
    """The chance of at least an amount, read off a falling curve. ``values``: equally likely futures, sorted."""
    divisor, unit = strokes.scale(values, lang)
    count = len(values)
    x = [value / divisor for value in values]
    left = [count - i for i in range(count)]  # futures that bring at least so much
    gains = sum(value >= 0 for value in values) / count * 100
    across = strokes.line(min(0.0, x[0]), 0, gains, gains, line={"color": NEUTRAL, "dash": "dot"})
    uncovered = say("curve_hover", lang, amount=strokes.hover("x", divisor, lang), count="%{text}")
    trace = _of_100([100 * each / count for each in (count, *left)], uncovered, "vh")
    return strokes.figure(
        [{**trace, "x": [x[0], *x]}],
        lang,
        DOTS_HEIGHT,
        zoom="x",
        hovermode="x",
        xaxis={"title": {"text": say("at_least", lang, unit=unit)}, "nticks": 7, "ticks": "outside"},
        yaxis=_up_to_100(lang),
        shapes=[strokes.line(0, 0, 0, 100), *([across] if x[0] < 0 < x[-1] else [])],
    )


def _of_100(y: Sequence[float], uncovered: str, shape: str) -> dict[str, Any]:
    """A stepped curve of futures out of 100, the surface below it shaded; its text never says none or all of them."""
    return {
        "type": "scatter",
        "mode": "lines",
        "y": list(y),
        "text": ["<1" if each < 1 else ">99" if each > 99 else f"{each:.0f}" for each in y],
        "line": {"color": GAIN, "width": 3, "shape": shape},
        "fill": "tozeroy",
        "fillcolor": FAINT,
        "hovertemplate": f"{uncovered}<extra></extra>",
    }


def _up_to_100(lang: str) -> dict[str, Any]:
    return {"title": {"text": say("of_100", lang)}, "range": [0, 104], "dtick": 25, "showgrid": True, "gridcolor": GRID}


def spread(bars: Table, row: Row, lang: str) -> Figure:
    """How an amount spreads: ``bars`` of tables.histogram, the middle and the 9 of 10 futures of ``row`` marked."""
    divisor, unit = strokes.scale([row["p5"], row["p95"]], lang)
    inside = [row["p5"] <= bar["middle"] <= row["p95"] for bar in bars]
    ends = {end: strokes.hover(f"customdata[{i}]", divisor, lang, sign=False) for i, end in enumerate(("low", "high"))}
    trace = {
        "type": "bar",
        "x": [bar["middle"] / divisor for bar in bars],
        "y": [100 * bar["share"] for bar in bars],
        "customdata": [[bar["low"] / divisor, bar["high"] / divisor] for bar in bars],
        "hovertemplate": f"{say('between', lang, **ends)}<br>{say('some_of_100', lang, count='%{y:.1f}')}<extra></extra>",
        "marker": {
            "color": [GAIN if each else FAINT for each in inside],
            "pattern": {"shape": ["" if each else "/" for each in inside], "fgcolor": GAIN, "size": 5},
        },
    }
    low, middle, high = (row[name] / divisor for name in ("p5", "p50", "p95"))
    top = {"yref": "paper", "yanchor": "bottom"}
    highest = 100 * max((bar["share"] for bar in bars), default=1.0)
    return strokes.figure(
        [trace],
        lang,
        250,
        bargap=0.06,
        margin={"l": 8, "r": 8, "t": 48, "b": 8},
        xaxis={"title": {"text": unit}, "nticks": 7, "ticks": "outside", "rangemode": "tozero"},
        yaxis={"visible": False, "range": [0, ABOVE_BARS * highest]},
        shapes=[
            strokes.line(low, high, 1.06, 1.06, yref="paper", line={"color": GAIN, "width": 3}),
            strokes.line(middle, middle, 0, 1.06, yref="paper", line={"color": NEUTRAL, "width": 2, "dash": "dot"}),
        ],
        annotations=[
            strokes.words(say("nine_of_ten", lang), (low + high) / 2, 1.08, **top),
            strokes.words(say("middle", lang), middle, 0.97, yref="paper", yanchor="top", xanchor="left", xshift=4),
        ],
    )


def months(rows: Table, lang: str) -> Figure:
    """Running sum by month: the middle, half of the futures, 9 of 10 of them; a line at zero."""
    divisor, unit = strokes.scale([x for row in rows for x in (row["p5"], row["p95"])], lang)

    def path(quantile: str, **more: Any) -> dict[str, Any]:
        y = [0.0, *(row[quantile] / divisor for row in rows)]
        unseen = {"line": {"width": 0}, "hoverinfo": "skip", "showlegend": False}
        return {"type": "scatter", "mode": "lines", "x0": 0, "dx": 1, "y": y, **unseen, **more}

    def band(low: str, high: str, name: str, colour: str) -> list[dict[str, Any]]:
        return [path(low), path(high, fill="tonexty", fillcolor=colour, name=say(name, lang), showlegend=True)]

    said = {end: strokes.hover(f"customdata[{i}]", divisor, lang) for i, end in enumerate(("low", "high"))}
    uncovered = say("month_hover", lang, month="%{x}", middle=strokes.hover("y", divisor, lang), **said)
    middle = path(
        "p50",
        name=say("middle", lang),
        showlegend=True,
        line={"color": GAIN, "width": 3},
        customdata=[[0, 0], *([row["p5"] / divisor, row["p95"] / divisor] for row in rows)],
        hoverinfo=None,
        hovertemplate=f"{uncovered}<extra></extra>",
    )
    return strokes.figure(
        [*band("p5", "p95", "nine_of_ten", FAINT), *band("p25", "p75", "half", HALF), middle],
        lang,
        340,
        zoom="x",
        hovermode="x",
        **strokes.legend(),
        xaxis=_month_axis(len(rows), lang),
        yaxis={"title": {"text": unit}, "nticks": 7, "showgrid": True, "gridcolor": GRID},
        shapes=[strokes.line(0, len(rows), 0, 0)],
    )


def earned_back(shares: Sequence[float], lang: str) -> Figure:
    """In how many of 100 futures the plan is back at zero by each month: a rising curve. ``shares``: by month."""
    trace = _of_100([100 * share for share in shares], say("earned_hover", lang, month="%{x}", count="%{text}"), "hv")
    return strokes.figure(
        [{**trace, "x0": 1, "dx": 1}],
        lang,
        240,
        hovermode="x",
        xaxis={**_month_axis(len(shares), lang), "range": [0, len(shares) + 0.5]},
        yaxis=_up_to_100(lang),
    )


def _month_axis(months: int, lang: str) -> dict[str, Any]:
    return {"title": {"text": say("months", lang)}, "dtick": 12 if months > 48 else 6, "ticks": "outside"}


# ------------------------------------------------------------------------------------------------------- one row a thing


def metrics(rows: Table, lang: str) -> Figure:
    """Rows of tables.outcome_table that have a target: range, half, middle and target, each on a scale of its own."""
    wide, half, middles, aims, met, titles, marks = [], [], [], [], [], [], []
    for i, row in enumerate(rows):
        about = catalogue.outcomes()[row["outcome"]]
        ends = [min(row["p5"], row["target"], 0.0), max(row["p95"], row["target"], 0.0)]
        room = (ends[1] - ends[0]) * 0.1  # for the words under the outermost marks, on a telephone too
        low, high = ends[0] - room, ends[1] + room
        at = {name: (row[name] - low) / (high - low) for name in ("p5", "p25", "p50", "p75", "p95", "target")}
        wide.append((at["p5"], at["p95"], i))
        half.append((at["p25"], at["p75"], i))
        middles.append(at["p50"])
        aims.append(at["target"])
        met.append((at["target"], 1.0, i) if about.better == "higher" else (0.0, at["target"], i))
        written = _written(row, lang)
        titles.append((f"<b>{about.name[lang]}</b>", say("reaches", lang, **written), say("metric_hover", lang, **written)))
        marks += [
            ((tick - low) / (high - low), i, text.quantity(tick, about.unit, lang)) for tick in strokes.ticks(low, high)
        ]
    at_rows = list(range(len(rows)))
    under = [i + 0.3 for _, i, _ in marks]
    mark = {"type": "scatter", "mode": "markers", "y": at_rows, "text": [each[2] for each in titles]}
    mark["hovertemplate"] = UNCOVERED
    return strokes.figure(
        [
            strokes.bands(met, 30, NEUTRAL, 0.16),
            strokes.bands(wide, 12, GAIN, 0.25),
            strokes.bands(half, 12, GAIN, 0.4),
            {**mark, "x": aims, "marker": {"symbol": "diamond-tall", "size": 19, "color": LOSS}},
            {**mark, "x": middles, "marker": {"symbol": "circle", "size": 11, "color": GAIN, "line": WHITE_EDGE}},
            strokes.captions([each[0] for each in titles], [0] * len(rows), [i - 0.36 for i in at_rows], "top right"),
            strokes.captions([each[1] for each in titles], [0] * len(rows), [i - 0.16 for i in at_rows], "top right"),
            strokes.captions([each[2] for each in marks], [each[0] for each in marks], under, "middle center"),
        ],
        lang,
        METRIC * len(rows) + 10,
        xaxis={"visible": False, "range": [0, 1]},
        yaxis={"visible": False, "range": [len(rows) - 0.5, -0.75]},
    )


def _written(row: Row, lang: str) -> dict[str, str]:
    about = catalogue.outcomes()[row["outcome"]]
    low, middle, high = text.three(row, about.unit, lang)
    target, chance = sentences.target(row["outcome"], lang), text.futures(row["chance"], lang)
    return {"range": text.between(low, high, lang), "middle": middle, "target": target, "chance": chance}


def beside(rows: Table, lang: str, claimed: float | None = None) -> Figure:
    """The saving on the slide and what is left of it, on one axis: 9 of 10 futures, the half of them, the middle.

    ``rows``: ``name``, ``offered`` (whether it is the offer's own figure) and the quantiles of a share. What lies far below
    zero is cut off, and an arrow says so. ``claimed``: a value to hold them against, drawn as a line.
    """
    ends = [{name: max(row[name], SHOWN_FROM) * 100 for name in ("p5", "p25", "p50", "p75", "p95")} for row in rows]
    held = [max(claimed, SHOWN_FROM) * 100] if claimed is not None else []
    low, high = min(0.0, *held, *(at["p5"] for at in ends)), max(0.0, *held, *(at["p95"] for at in ends))
    room = (high - low or 1.0) * 0.05
    data, written = [], []
    for row in rows:
        said = dict(zip(("low", "middle", "high"), text.three(row, "share", lang), strict=True))
        written.append({"name": strokes.label(row["name"]), **said})
    for offered, colour, symbol in ((True, NEUTRAL, "square"), (False, GAIN, "circle")):
        mine = [i for i, row in enumerate(rows) if row["offered"] is offered]
        data.append(strokes.bands([(ends[i]["p5"], ends[i]["p95"], i) for i in mine], 14, colour, 0.25))
        data.append(strokes.bands([(ends[i]["p25"], ends[i]["p75"], i) for i in mine], 14, colour, 0.45))
        points = {"x": [ends[i]["p50"] for i in mine], "y": mine, "hovertemplate": UNCOVERED}
        points["text"] = [say("beside_hover", lang, **written[i]) for i in mine]
        look = {"symbol": symbol, "size": 12, "color": colour, "line": WHITE_EDGE}
        data.append({"type": "scatter", "mode": "markers", "marker": look, **points})
    above = [i - 0.16 for i in range(len(rows))]
    cut = [i for i, row in enumerate(rows) if row["p5"] < SHOWN_FROM]
    data += [
        strokes.captions([each["name"] for each in written], [low - room] * len(rows), above, "top right"),
        strokes.captions([each["middle"] for each in written], [high + room] * len(rows), above, "top left"),
        strokes.captions(["◀"] * len(cut), [low] * len(cut), cut, "middle left", textfont={"color": GAIN}),
    ]
    percent = text.say("number.percent", lang)
    return strokes.figure(
        data,
        lang,
        60 * len(rows) + 60,
        xaxis={"range": [low - room, high + room], "nticks": 6, "ticks": "outside", "ticksuffix": percent},
        yaxis={"visible": False, "range": [len(rows) - 0.5, -0.8], "automargin": False},
        shapes=[
            strokes.line(0, 0, 0, 1, yref="paper", layer="below"),
            *(strokes.line(x, x, 0, 1, yref="paper", line={"color": LOSS, "width": 2, "dash": "dot"}) for x in held),
        ],
        annotations=[strokes.words(text.say("challenge_page.chart.claimed", lang), x, -0.62, xanchor="right") for x in held],
    )


# ---------------------------------------------------------------------------------------------------------- the ledger


def ledger(rows: Table, lang: str) -> Figure:
    """The waterfall: each line a step from where the last one ended, the sum last. What is often left out is hatched."""
    divisor, unit = strokes.scale([x for row in rows for x in (row["start"], row["end"])], lang)
    colours = [NEUTRAL if row["kind"] == "sum" else GAIN if row["mean"] >= 0 else LOSS for row in rows]
    steps = [(row["start"] / divisor, row["end"] / divisor) for row in rows]
    trace = lying_bars(steps, colours, ["/" if row["often_left_out"] else "" for row in rows], size=5)
    names = ("mean", "low", "high")
    said = {name: strokes.hover(f"customdata[{i}]", divisor, lang) for i, name in enumerate(names)}
    trace["customdata"] = [[row["mean"] / divisor, row["p5"] / divisor, row["p95"] / divisor] for row in rows]
    trace["hovertemplate"] = f"{say('ledger_hover', lang, **said)}<extra></extra>"
    joins = [at for i, (_, end) in enumerate(steps[:-1]) for at in ((end, i), (end, i + 1), (None, None))]
    thin = {"color": strokes.RULE, "width": 1}
    joined = {"type": "scatter", "mode": "lines", "x": [x for x, _ in joins], "y": [y for _, y in joins], "line": thin}
    amounts = [text.change(row["mean"], lang) for row in rows]
    zero = strokes.line(0, 0, 0, 1, yref="paper", layer="below")
    data = [{**joined, "hoverinfo": "skip"}, trace]
    return strokes.lying(data, steps, [ledger_name(row, lang) for row in rows], amounts, [zero], axis=unit, lang=lang)


def ledger_name(row: Row, lang: str) -> str:
    """The name of a line of tables.waterfall, with an asterisk where it is often left out."""
    line = catalogue.lines().get(row["line"])
    name = line.name[lang] if line else text.say("run.sum", lang)
    return f"{name} *" if row["often_left_out"] else name


def lying_bars(
    steps: Sequence[tuple[float, float]], colours: Sequence[str], hatching: Sequence[str], *, size: int
) -> dict[str, Any]:
    """Bars lying down, one a row, each from where its step begins to where it ends; hatched in their own colour."""
    return {
        "type": "bar",
        "orientation": "h",
        "y0": 0,
        "dy": 1,
        "base": [start for start, _ in steps],
        "x": [end - start for start, end in steps],
        "width": 0.42,
        "marker": {
            "color": list(colours),
            "line": {"color": list(colours), "width": 1},
            "pattern": {"shape": list(hatching), "fillmode": "replace", "size": size},
        },
    }


# ------------------------------------------------------------------------------------------------------------- drivers


def drivers(rows: Table, lang: str) -> Figure:
    """The tornado: the mean net present value with an input at its low and at its high end, the others drawn.

    A thin line across each end is what the sampling leaves open, two standard errors to either side.
    """
    divisor, unit = strokes.scale([x for row in rows for x in (row["low"], row["high"])], lang)
    down = [row["high"] < row["low"] for row in rows]
    steps = [(row["low"] / divisor, row["high"] / divisor) for row in rows]
    trace = lying_bars(steps, [LOSS if each else GAIN for each in down], ["\\" if each else "" for each in down], size=6)
    said = {end: strokes.hover(f"customdata[{i}]", divisor, lang) for i, end in enumerate(("low", "high"))}
    trace["customdata"] = [list(step) for step in steps]
    trace["hovertemplate"] = f"{say('driver_hover', lang, **said)}<extra></extra>"
    open_ = [
        ((row[end] - ERRORS * row[f"{end}_se"]) / divisor, (row[end] + ERRORS * row[f"{end}_se"]) / divisor, i)
        for i, row in enumerate(rows)
        for end in ("low", "high")
    ]
    names = [text.input_name(row["input"], lang) for row in rows]
    amounts = [text.change(text.to_error(row["high"] - row["low"], row["swing_se"]), lang) for row in rows]
    shapes = [strokes.line(0, 0, 0, 1, yref="paper")] if any(row["low"] * row["high"] <= 0 for row in rows) else []
    return strokes.lying([trace, strokes.bands(open_, 3, NEUTRAL)], steps, names, amounts, shapes, axis=unit, lang=lang)
