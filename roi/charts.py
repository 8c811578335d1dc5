"""Table -> Plotly figure, as the plain dict that Plotly reads.

A figure carries no text of a user but what ``label`` has made harmless, and no colour that is not told apart by something
else too: a shape, a pattern, a sign. Amounts stand in millions or thousands of kr., written as the language writes them.
"""

from __future__ import annotations

import html
import math
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from roi import catalogue, sentences, text
from roi.tables import Row, Table

Figure: TypeAlias = dict[str, Any]

# Some 4:1 and more against white and against the dark background, and told apart by those who do not see red and green.
GAIN, LOSS, NEUTRAL = "#1f83ba", "#c8563b", "#808080"
FAINT = "rgba(31, 131, 186, 0.22)"
HALF = "rgba(31, 131, 186, 0.40)"
RULE = "rgba(128, 128, 128, 0.45)"
SEPARATORS = {"da": ",.", "en": ".,"}

DOT_COLUMNS = 26  # of the dotplot: as many as stand side by side on a telephone
DOT = 11  # pixels from dot to dot, where there is room
LABEL_AT_MOST = 48  # characters of a name in a chart


def label(words: str) -> str:
    """A name for inside a chart: short, and none of Plotly's markup."""
    one_line = " ".join(words.split())
    return html.escape(one_line if len(one_line) <= LABEL_AT_MOST else one_line[: LABEL_AT_MOST - 1] + "…", quote=False)


def config(lang: str) -> dict[str, Any]:
    """How Plotly behaves: no zooming by accident, a picture to take away, its few words in the language."""
    words = {"Download plot as a PNG": say("save_picture", lang), "Download plot": say("save_picture", lang)}
    separators = SEPARATORS[lang]
    locale = {"dictionary": words, "format": {"decimal": separators[0], "thousands": separators[1]}}
    return {
        "locale": lang,
        "locales": {lang: locale},
        "displaylogo": False,
        "modeBarButtons": [["toImage"]],
        "scrollZoom": False,
        "doubleClick": False,
    }


def say(name: str, lang: str, /, **facts: object) -> str:
    return text.say(f"ui.chart.{name}", lang, **facts)


def _figure(data: Sequence[Mapping[str, Any]], lang: str, height: int, **layout: Any) -> Figure:
    axis = {"fixedrange": True, "automargin": True, "showgrid": False, "zeroline": False}
    given = {
        "height": height,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "separators": SEPARATORS[lang],
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "bargap": 0.15,
        **layout,
    }
    for name in ("xaxis", "yaxis"):
        given[name] = {**axis, **given.get(name, {})}
    return {"data": list(data), "layout": given}


def _scale(values: Sequence[float], lang: str) -> tuple[float, str]:
    """What amounts are divided by on an axis, and what that is called."""
    most = max((abs(x) for x in values if math.isfinite(x)), default=0.0)
    large = most >= text.MILLION
    return (text.MILLION, say("millions", lang)) if large else (text.THOUSAND, say("thousands", lang))


def _line(x0: float, x1: float, y0: float, y1: float, **more: Any) -> dict[str, Any]:
    return {"type": "line", "x0": x0, "x1": x1, "y0": y0, "y1": y1, "line": {"color": RULE, "width": 1.5}, **more}


def _words(words: str, x: float, y: float, **more: Any) -> dict[str, Any]:
    return {"text": words, "x": x, "y": y, "showarrow": False, "align": "left", **more}


# ------------------------------------------------------------------------------------------------------------- futures


def dots(values: Sequence[float], lang: str) -> Figure:
    """Equally likely futures, one dot each, stacked where they fall. Gains are blue circles, losses red diamonds."""
    divisor, unit = _scale(values, lang)
    width = (max(values) - min(values)) / DOT_COLUMNS or abs(values[0]) / DOT_COLUMNS or 1.0
    stacks: dict[int, int] = {}
    placed = []
    for value in values:
        column = math.floor(value / width)  # columns begin at zero: none holds both losses and gains
        stacks[column] = stacks.get(column, 0) + 1
        placed.append(((column + 0.5) * width / divisor, stacks[column] - 0.5, value))
    tallest = max(stacks.values())
    height = min(max(tallest * DOT + 80, 230), 420)
    size = min(DOT - 2, max((height - 80) / tallest - 1, 3))
    data = []
    for name, colour, symbol, wanted in (("loss", LOSS, "diamond", False), ("gain", GAIN, "circle", True)):
        mine = [each for each in placed if (each[2] >= 0) is wanted]
        trace = {
            "type": "scatter",
            "mode": "markers",
            "name": say(name, lang, count=len(mine)),
            "x": [x for x, _, _ in mine],
            "y": [y for _, y, _ in mine],
            "customdata": [text.change(value, lang) for _, _, value in mine],
            "hovertemplate": "%{customdata}<extra></extra>",
            "marker": {"color": colour, "symbol": symbol, "size": size},
        }
        data += [trace] if mine else []
    edge = [min(0.0, *(x for x, _, _ in placed)), max(0.0, *(x for x, _, _ in placed))]
    room = (edge[1] - edge[0]) * 0.04 or width / divisor
    return _figure(
        data,
        lang,
        height,
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "itemclick": False, "itemdoubleclick": False},
        xaxis={"title": {"text": unit}, "range": [edge[0] - room, edge[1] + room], "nticks": 7, "ticks": "outside"},
        yaxis={"visible": False, "range": [0, max(tallest, (height - 80) / DOT)]},
        shapes=[_line(0, 0, 0, 1, yref="paper")],
    )


def spread(bars: Table, row: Row, lang: str) -> Figure:
    """How an amount spreads: ``bars`` of tables.histogram, the middle and the 9 of 10 futures of ``row`` marked."""
    divisor, unit = _scale([row["p5"], row["p95"]], lang)
    inside = [row["p5"] <= bar["middle"] <= row["p95"] for bar in bars]
    ends = [say("between", lang, low=text.money(b["low"], lang), high=text.money(b["high"], lang)) for b in bars]
    trace = {
        "type": "bar",
        "x": [bar["middle"] / divisor for bar in bars],
        "y": [bar["share"] for bar in bars],
        "customdata": [[end, text.futures(bar["share"], lang)] for bar, end in zip(bars, ends, strict=True)],
        "hovertemplate": "%{customdata[0]}<br>%{customdata[1]}<extra></extra>",
        "marker": {
            "color": [GAIN if each else FAINT for each in inside],
            "pattern": {"shape": ["" if each else "/" for each in inside], "fgcolor": GAIN, "size": 5},
        },
    }
    low, middle, high = (row[name] / divisor for name in ("p5", "p50", "p95"))
    top = {"yref": "paper", "yanchor": "bottom"}
    return _figure(
        [trace],
        lang,
        250,
        bargap=0.06,
        margin={"l": 8, "r": 8, "t": 48, "b": 8},
        xaxis={"title": {"text": unit}, "nticks": 7, "ticks": "outside", "rangemode": "tozero"},
        yaxis={"visible": False, "rangemode": "tozero"},
        shapes=[
            _line(low, high, 1.06, 1.06, yref="paper", line={"color": GAIN, "width": 3}),
            _line(middle, middle, 0, 1.06, yref="paper", line={"color": NEUTRAL, "width": 2, "dash": "dot"}),
        ],
        annotations=[
            _words(say("nine_of_ten", lang), (low + high) / 2, 1.08, **top),
            _words(say("middle", lang), middle, 0.97, yref="paper", yanchor="top", xanchor="left", xshift=4),
        ],
    )


def months(rows: Table, lang: str) -> Figure:
    """Running sum by month: the middle, half of the futures, 9 of 10 of them; a line at zero."""
    divisor, unit = _scale([x for row in rows for x in (row["p5"], row["p95"])], lang)
    at = [0, *(row["month"] for row in rows)]

    def path(name: str) -> list[float]:
        return [0.0, *(row[name] / divisor for row in rows)]

    def edge(quantile: str, **more: Any) -> dict[str, Any]:
        trace = {"type": "scatter", "mode": "lines", "x": at, "y": path(quantile), "line": {"width": 0}, "hoverinfo": "skip"}
        return {**trace, "showlegend": False, **more}

    def band(low: str, high: str, words: str, colour: str) -> list[dict[str, Any]]:
        shaded = edge(high, fill="tonexty", fillcolor=colour, name=say(words, lang), showlegend=True)
        return [edge(low), shaded]

    def said(row: Row) -> str:
        return say("month_hover", lang, month=row["month"], middle=text.change(row["p50"], lang), **_ends(row, lang))

    line = {"color": GAIN, "width": 3}
    told = {"name": say("middle", lang), "showlegend": True, "hoverinfo": None}
    middle = edge(
        "p50",
        line=line,
        customdata=[say("start", lang), *map(said, rows)],
        hovertemplate="%{customdata}<extra></extra>",
        **told,
    )
    return _figure(
        [*band("p5", "p95", "nine_of_ten", FAINT), *band("p25", "p75", "half", HALF), middle],
        lang,
        340,
        showlegend=True,
        hovermode="x",
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "itemclick": False, "itemdoubleclick": False},
        xaxis={"title": {"text": say("months", lang)}, "dtick": 12 if len(rows) > 48 else 6, "ticks": "outside"},
        yaxis={"title": {"text": unit}, "nticks": 7, "showgrid": True, "gridcolor": "rgba(128, 128, 128, 0.2)"},
        shapes=[_line(0, at[-1], 0, 0)],
    )


# ------------------------------------------------------------------------------------------------------------- metrics


def metrics(rows: Table, lang: str) -> Figure:
    """Rows of tables.outcome_table that have a target: range, half, middle and target, each on an axis of its own."""
    data: list[dict[str, Any]] = []
    layout: dict[str, Any] = {"shapes": [], "annotations": []}
    row_height, ticks = 96, 0.30  # pixels; share of a row below its axis
    for i, row in enumerate(rows):
        about = catalogue.outcomes()[row["outcome"]]
        percent = about.unit in catalogue.SHARES
        factor = 100.0 if percent else 1.0
        low, first, middle, third, high, aim = (row[name] * factor for name in ("p5", "p25", "p50", "p75", "p95", "target"))
        bottom, top = 1 - (i + 1 - ticks) / len(rows), 1 - (i + 0.46) / len(rows)
        n = str(i + 1) if i else ""
        ends = [min(low, aim, 0.0), max(high, aim, 0.0)]
        room = (ends[1] - ends[0]) * 0.06
        ends = [ends[0] - room, ends[1] + room]
        layout[f"xaxis{n}"] = {
            "anchor": f"y{n}",
            "range": ends,
            "nticks": 5,
            "ticksuffix": text.say("number.percent", lang) if percent else "",
            "ticks": "outside",
            "fixedrange": True,
            "showgrid": False,
            "zeroline": False,
        }
        layout[f"yaxis{n}"] = {
            "anchor": f"x{n}", "domain": [bottom, top], "range": [-1, 1], "visible": False, "fixedrange": True,
        }  # fmt: skip
        on = {"xaxis": f"x{n}", "yaxis": f"y{n}", "type": "scatter"}
        written = _written(row, lang)
        said = say("metric_hover", lang, **written)
        for start, end, colour in ((low, high, FAINT), (first, third, HALF)):
            line = {"width": 12, "color": colour}
            data.append({**on, "mode": "lines", "x": [start, end], "y": [0, 0], "line": line, "hoverinfo": "skip"})
        hover = {"customdata": [said], "hovertemplate": "%{customdata}<extra></extra>"}
        for x, marker in (
            (aim, {"symbol": "diamond-tall", "size": 19, "color": LOSS}),
            (middle, {"symbol": "circle", "size": 11, "color": GAIN, "line": {"color": "white", "width": 1.5}}),
        ):
            data.append({**on, "mode": "markers", "x": [x], "y": [0], "marker": marker, **hover})
        meets = [aim, ends[1]] if about.better == "higher" else [ends[0], aim]
        layout["shapes"].append(
            {"type": "rect", "xref": f"x{n}", "yref": f"y{n} domain", "x0": meets[0], "x1": meets[1], "y0": 0, "y1": 1,
             "fillcolor": "rgba(128, 128, 128, 0.16)", "line": {"width": 0}, "layer": "below"}
        )  # fmt: skip
        words = f"<b>{about.name[lang]}</b><br>{say('reaches', lang, chance=written['chance'], target=written['target'])}"
        place = {"xref": "paper", "yref": f"y{n} domain", "xanchor": "left", "yanchor": "bottom", "yshift": 2}
        layout["annotations"].append(_words(words, 0, 1, **place))
    return _figure(data, lang, row_height * len(rows) + 10, **layout)


def _written(row: Row, lang: str) -> dict[str, str]:
    about = catalogue.outcomes()[row["outcome"]]
    low, middle, high = text.three(row, about.unit, lang)
    return {
        "low": low,
        "middle": middle,
        "high": high,
        "target": sentences.target(row["outcome"], lang),
        "chance": text.futures(row["chance"], lang),
    }


# ---------------------------------------------------------------------------------------------------------- the ledger


def ledger(rows: Table, lang: str) -> Figure:
    """The waterfall: each line a step from where the last one ended, the sum last. What is often left out is hatched."""
    divisor, unit = _scale([x for row in rows for x in (row["start"], row["end"])], lang)
    signs = [row["mean"] >= 0 for row in rows]
    sums = [row["kind"] == "sum" for row in rows]
    names = [ledger_name(row, lang) for row in rows]
    said = [
        say("ledger_hover", lang, name=label(name), mean=text.change(row["mean"], lang), **_ends(row, lang))
        for name, row in zip(names, rows, strict=True)
    ]
    colours = [NEUTRAL if total else GAIN if gain else LOSS for gain, total in zip(signs, sums, strict=True)]
    steps = [(row["start"] / divisor, row["end"] / divisor) for row in rows]
    trace = _bars(steps, said, colours, ["/" if row["often_left_out"] else "" for row in rows], size=5)
    joins = [
        _line(row["end"] / divisor, row["end"] / divisor, i, i + 1, line={"color": RULE, "width": 1}, layer="below")
        for i, row in enumerate(rows[:-1])
    ]
    zero = _line(0, 0, 0, 1, yref="paper", layer="below")
    amounts = [text.change(row["mean"], lang) for row in rows]
    return _rows_figure(trace, names, amounts, [zero, *joins], unit=unit, lang=lang)


def ledger_name(row: Row, lang: str) -> str:
    """The name of a line of tables.waterfall, with an asterisk where it is often left out."""
    line = catalogue.lines().get(row["line"])
    name = line.name[lang] if line else text.say("run.sum", lang)
    return f"{name} *" if row["often_left_out"] else name


def _ends(row: Row, lang: str) -> dict[str, str]:
    return {"low": text.change(row["p5"], lang), "high": text.change(row["p95"], lang)}


def _bars(
    steps: Sequence[tuple[float, float]], said: Sequence[str], colours: Sequence[str], hatching: Sequence[str], *, size: int
) -> dict[str, Any]:
    """Bars lying down, one a row, each from where its step begins to where it ends; hatched in their own colour."""
    return {
        "type": "bar",
        "orientation": "h",
        "y": list(range(len(steps))),
        "base": [start for start, _ in steps],
        "x": [end - start for start, end in steps],
        "width": 0.42,
        "customdata": list(said),
        "hovertemplate": "%{customdata}<extra></extra>",
        "marker": {
            "color": list(colours),
            "line": {"color": list(colours), "width": 1},
            "pattern": {"shape": list(hatching), "fillmode": "replace", "size": size},
        },
    }


def _rows_figure(
    trace: Mapping[str, Any], names: Sequence[str], amounts: Sequence[str], shapes: Sequence[Any], *, unit: str, lang: str
) -> Figure:
    """Bars lying down, each with its name and amount above it: legible at any width."""
    place = {"xref": "paper", "yanchor": "bottom", "yshift": 7}
    words = [
        _words(each, x, i, xanchor=side, **place)
        for i, (name, amount) in enumerate(zip(names, amounts, strict=True))
        for each, x, side in ((label(name), 0, "left"), (amount, 1, "right"))
    ]
    ends = [base + step * share for base, step in zip(trace["base"], trace["x"], strict=True) for share in (0, 1)]
    low, high = min(ends), max(ends)
    room = (high - low or 1.0) * 0.22  # for the amounts, so that no bar runs under them
    return _figure(
        [trace],
        lang,
        38 * len(names) + 70,
        xaxis={"title": {"text": unit}, "nticks": 6, "ticks": "outside", "range": [low - room / 10, high + room]},
        yaxis={"visible": False, "range": [len(names) - 0.5, -1], "automargin": False},
        annotations=words,
        shapes=list(shapes),
    )


# ------------------------------------------------------------------------------------------------------------- drivers


def drivers(rows: Table, lang: str) -> Figure:
    """The tornado: the mean net present value with an input at its low and at its high end, the others drawn."""
    divisor, unit = _scale([x for row in rows for x in (row["low"], row["high"])], lang)
    down = [row["high"] < row["low"] for row in rows]
    said = []
    for row in rows:
        ends = {end: text.money(row[end], lang) for end in ("low", "high")}
        said.append(say("driver_hover", lang, name=label(text.input_name(row["input"], lang)), **ends))
    steps = [(row["low"] / divisor, row["high"] / divisor) for row in rows]
    colours = [LOSS if each else GAIN for each in down]
    trace = _bars(steps, said, colours, ["\\" if each else "" for each in down], size=6)
    names = [text.input_name(row["input"], lang) for row in rows]
    amounts = [text.change(row["high"] - row["low"], lang) for row in rows]
    shapes = [_line(0, 0, 0, 1, yref="paper")] if any(row["low"] * row["high"] <= 0 for row in rows) else []
    return _rows_figure(trace, names, amounts, shapes, unit=unit, lang=lang)
