"""A figure of the charts standing still: the plain dict that Plotly reads → shapes with places, for a sheet of paper.

Knows what the charts of a result draw with (``charts``) and no more of Plotly. Places and sizes are pixels of
a picture that is WIDTH wide, from its upper left corner; a colour is (red, green, blue, opacity), of 255 and of 1.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from typing import Any, NamedTuple, TypeAlias

from roi import strokes, text

Shape: TypeAlias = dict[str, Any]
Trace: TypeAlias = Mapping[str, Any]
Point: TypeAlias = tuple[float, float]

WIDTH = 740.0
LETTER = 6.2  # pixels a figure on an axis is wide, about
TICK = 5.0  # pixels that a tick is long
TICKS_BELOW, TITLE = 20.0, 18.0  # pixels for the figures on an axis, and for its title
LEGEND, LEGEND_MARK, LEGEND_GAP = 24.0, 22.0, 26.0  # pixels: its height, the mark before a name, the room after it
LEGEND_BAND = 10.0  # pixels: the height of a surface's mark
DESCENT = 4.0  # pixels that letters reach below their line, and a little more
SMALL, LARGE = 12.0, 13.0  # letters: on an axis, and else
ROOM = 0.05  # of an axis's length, beyond the outermost mark
MARKERS, LINE = 9.0, 2.0  # pixels that a marker and a line are wide where nothing is said
TALL_DIAMOND = 0.55  # of its height: how wide a tall diamond is
INK = (31.0, 41.0, 51.0, 1.0)
NAMED = {"white": (255.0, 255.0, 255.0, 1.0)}
BASES = {"top": "bottom", "middle": "middle", "bottom": "top"}  # where words stand -> which of their edges is at the place
SIDES = {"left": "right", "center": "center", "right": "left"}


class Axis(NamedTuple):
    """Values from ``low`` to ``high`` on pixels from ``start`` to ``end``."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def shapes(figure: Mapping[str, Any], lang: str) -> list[Shape]:
    """What the figure shows, the hindmost first."""
    data, layout = figure["data"], figure["layout"]
    x, y = _axes(data, layout, lang)
    drawn = [
        *_axis_shapes(layout["xaxis"], x, y, lang, upright=False),
        *_axis_shapes(layout["yaxis"], y, x, lang, upright=True),
    ]
    lines = [(each, _line(each, x, y)) for each in layout.get("shapes", [])]
    drawn += [shape for each, shape in lines if each.get("layer") == "below"]
    for before, trace in zip([None, *data], data, strict=False):
        drawn += _trace(trace, before, x, y)
    drawn += [shape for each, shape in lines if each.get("layer") != "below"]
    drawn += [_annotation(each, x, y) for each in layout.get("annotations", [])]
    return drawn + (_legend(data, x.start) if layout["showlegend"] else [])


# ---------------------------------------------------------------------------------------------------------------- axes


def _axes(data: Sequence[Trace], layout: Mapping[str, Any], lang: str) -> tuple[Axis, Axis]:
    margin = layout["margin"]
    low, high = _range(data, layout["yaxis"], "y")
    top = margin["t"] + (LEGEND if layout["showlegend"] else 0)
    bottom = layout["height"] - margin["b"] - _depth(layout["xaxis"])
    y = Axis(low, high, bottom, top)
    if low > high:  # rows counted from the top
        y = Axis(high, low, top, bottom)
    left = margin["l"]
    if layout["yaxis"].get("visible", True):
        left += TITLE + TICK + LETTER * max(len(said) for _, said in _ticks(layout["yaxis"], y, lang))
    return Axis(*_range(data, layout["xaxis"], "x"), left, WIDTH - margin["r"]), y


def _depth(axis: Mapping[str, Any]) -> float:
    """Pixels below the marks for the figures and the title of a level axis."""
    if not axis.get("visible", True):
        return 0.0
    return TICKS_BELOW + (TITLE if axis.get("title") else 0)


def _range(data: Sequence[Trace], axis: Mapping[str, Any], of: str) -> tuple[float, float]:
    if "range" in axis:
        low, high = axis["range"]
        return float(low), float(high)
    found = [value for trace in data for value in _reached(trace, of)]
    found += [0.0] if axis.get("rangemode") == "tozero" or not found else []
    low, high = min(found), max(found)
    room = (high - low) * ROOM or abs(low) or 1.0
    tight = of == "x"  # lines run from edge to edge
    return (low, high) if tight and low < high else (low - (0 if low == 0 else room), high + room)


def _reached(trace: Trace, of: str) -> Iterator[float]:
    """The values that a trace reaches along an axis."""
    if trace["type"] == "bar":
        for x0, x1, y0, y1 in _bars(trace):
            yield from (x0, x1) if of == "x" else (y0, y1)
    else:
        yield from (x if of == "x" else y for x, y in _points(trace) if x is not None and y is not None)


def _ticks(axis: Mapping[str, Any], at: Axis, lang: str) -> list[tuple[float, str]]:
    """Round values on an axis and what stands there."""
    low, high = sorted((at.low, at.high))
    if step := axis.get("dtick"):
        values = [i * step for i in range(round(low / step), int(high / step) + 1) if low <= i * step <= high]
    else:
        values = strokes.ticks(low, high, axis.get("nticks", 6))
    return [(value, text.number(value, lang) + axis.get("ticksuffix", "")) for value in values]


def _axis_shapes(axis: Mapping[str, Any], own: Axis, other: Axis, lang: str, *, upright: bool) -> Iterator[Shape]:
    """Grid, ticks, figures and title of an axis."""
    if not axis.get("visible", True):
        return
    foot = other.start if upright else max(other.start, other.end)

    def place(along: float, across: float) -> Point:
        return (across, along) if upright else (along, across)

    for value, said in _ticks(axis, own, lang):
        at = own.at(value)
        if axis.get("showgrid"):
            yield _path([place(at, other.start), place(at, other.end)], strokes.GRID, 1)
        if axis.get("ticks"):
            yield _path([place(at, foot), place(at, foot - TICK if upright else foot + TICK)], strokes.RULE, 1)
        beside = place(at, foot - TICK - 2 if upright else foot + TICK + 2)
        yield _words(said, beside, "right" if upright else "center", "middle" if upright else "top", size=SMALL)
    title = axis.get("title", {}).get("text", "")
    if title and upright:
        edge = TITLE / 2  # of the picture
        yield {**_words(title, (edge, (own.start + own.end) / 2), "center", "middle", size=SMALL), "turned": True}
    elif title:
        yield _words(title, ((own.start + own.end) / 2, foot + TICKS_BELOW), "center", "top", size=SMALL)


# -------------------------------------------------------------------------------------------------------------- traces


def _points(trace: Trace) -> list[tuple[Any, Any]]:
    count = len(trace["y"] if "y" in trace else trace["x"])
    x = trace.get("x", [trace.get("x0", 0) + i * trace.get("dx", 1) for i in range(count)])
    return list(zip(x, trace["y"], strict=False))


def _trace(trace: Trace, before: Trace | None, x: Axis, y: Axis) -> Iterator[Shape]:
    opacity = trace.get("opacity", 1.0)
    if trace["type"] == "bar":
        yield from _bar_shapes(trace, x, y)
        return
    mode = trace["mode"]
    if "lines" in mode:
        for part in _parts(trace):
            path = [(x.at(each[0]), y.at(each[1])) for each in _stepped(part, trace.get("line", {}).get("shape", ""))]
            if fill := trace.get("fill"):
                yield _area(path, _floor(fill, path, before, x, y), trace["fillcolor"])
            line = trace["line"]
            if line["width"]:
                yield _path(path, line["color"], line["width"], dashed=bool(line.get("dash")), opacity=opacity)
    if "markers" in mode:
        yield from _markers(trace, x, y)
    if "text" in mode:
        side, base = trace["textposition"].split()[::-1]
        colour = trace.get("textfont", {}).get("color")
        for (px, py), said in zip(_points(trace), trace["text"], strict=False):
            yield _words(said, (x.at(px), y.at(py)), SIDES[side], BASES[base], colour=colour)


def _parts(trace: Trace) -> Iterator[list[Point]]:
    """The pieces of a line: it is broken where a value is missing."""
    for there, part in groupby(_points(trace), key=lambda each: each[0] is not None and each[1] is not None):
        if there:
            yield list(part)


def _stepped(points: Sequence[Point], shape: str) -> list[Point]:
    """A line's corners: ``hv`` goes on level and then up or down, ``vh`` the other way round."""
    if shape not in ("hv", "vh"):
        return list(points)
    made = [points[0]]
    for (x0, y0), (x1, y1) in pairwise(points):
        made += [(x1, y0) if shape == "hv" else (x0, y1), (x1, y1)]
    return made


def _floor(fill: str, path: Sequence[Point], before: Trace | None, x: Axis, y: Axis) -> list[Point]:
    """The lower edge of a filled surface: zero, or the line before this one."""
    if fill == "tozeroy" or before is None:
        zero = min(max(y.at(0.0), min(y.start, y.end)), max(y.start, y.end))
        return [(path[0][0], zero), (path[-1][0], zero)]
    return [(x.at(px), y.at(py)) for px, py in _points(before)]


def _markers(trace: Trace, x: Axis, y: Axis) -> Iterator[Shape]:
    look = trace["marker"]
    for px, py in _points(trace):
        mark = {"shape": "mark", "symbol": look.get("symbol", "circle"), "x": x.at(px), "y": y.at(py)}
        edge = _colour(look["line"]["color"]) if "line" in look else None
        yield {**mark, "size": look.get("size", MARKERS), "fill": _colour(look["color"]), "edge": edge}


def _bars(trace: Trace) -> Iterator[tuple[float, float, float, float]]:
    """From where to where each bar goes: x, x, y, y."""
    if trace.get("orientation") == "h":
        half = trace["width"] / 2
        for i, (base, length) in enumerate(zip(trace["base"], trace["x"], strict=True)):
            middle = trace["y0"] + i * trace["dy"]
            yield base, base + length, middle - half, middle + half
        return
    middles = trace["x"]
    step = middles[1] - middles[0] if len(middles) > 1 else abs(middles[0]) / 10 or 1.0
    half = step * 0.47  # a narrow gap between bars
    for middle, height in zip(middles, trace["y"], strict=True):
        yield middle - half, middle + half, 0.0, height


def _bar_shapes(trace: Trace, x: Axis, y: Axis) -> Iterator[Shape]:
    look = trace["marker"]
    patterns = look["pattern"]
    for (x0, x1, y0, y1), colour, hatch in zip(_bars(trace), look["color"], patterns["shape"], strict=True):
        left, right = sorted((x.at(x0), x.at(x1)))
        top, bottom = sorted((y.at(y0), y.at(y1)))
        place = {"x": left, "y": top, "width": right - left, "height": bottom - top}
        ink = patterns.get("fgcolor", colour)
        plain = hatch and patterns.get("fillmode") == "replace"  # the hatching alone, in the bar's own colour
        fill = None if plain else _colour(colour)
        yield {"shape": "bar", **place, "fill": fill, "hatch": hatch, "ink": _colour(ink if hatch else colour)}


# ----------------------------------------------------------------------------------------------- lines, words and legend


def _line(line: Mapping[str, Any], x: Axis, y: Axis) -> Shape:
    def up(value: float) -> float:
        return _of_paper(value, y) if line.get("yref") == "paper" else y.at(value)

    look = line["line"]
    ends = [(x.at(line["x0"]), up(line["y0"])), (x.at(line["x1"]), up(line["y1"]))]
    return _path(ends, look["color"], look.get("width", LINE), dashed=bool(look.get("dash")))


def _of_paper(share: float, y: Axis) -> float:
    """A height as a share of the picture's, from its foot."""
    top, foot = sorted((y.start, y.end))
    return foot + share * (top - foot)


def _annotation(said: Mapping[str, Any], x: Axis, y: Axis) -> Shape:
    up = _of_paper(said["y"], y) if said.get("yref") == "paper" else y.at(said["y"])
    side, base = said.get("xanchor", "center"), said.get("yanchor", "middle")
    return _words(said["text"], (x.at(said["x"]) + said.get("xshift", 0), up), side, base)


def _legend(data: Sequence[Trace], left: float) -> list[Shape]:
    """The names of what is drawn, above the picture, each with its mark before it."""
    made: list[Shape] = []
    for trace in data:
        if not (trace.get("name") and trace.get("showlegend", True)):
            continue
        look, middle = trace.get("marker", {}), LEGEND / 2
        colour = _colour(look.get("color") or trace.get("fillcolor") or trace["line"]["color"])
        if look:
            mark = {"shape": "mark", "symbol": look["symbol"], "x": left + LEGEND_MARK / 2, "y": middle}
            made.append({**mark, "size": MARKERS, "fill": colour, "edge": None})
        else:
            width = trace["line"]["width"] or LEGEND_BAND
            points = [(left, middle), (left + LEGEND_MARK - 6, middle)]
            made.append({"shape": "line", "points": points, "stroke": colour, "width": width, "dashed": False})
        made.append(_words(trace["name"], (left + LEGEND_MARK, middle), "left", "middle", size=SMALL))
        left += LEGEND_MARK + LETTER * len(trace["name"]) + LEGEND_GAP
    return made


def _words(said: str, at: Point, side: str, base: str, *, size: float = LARGE, colour: str | None = None) -> Shape:
    """Words at a place. Of Plotly's markup there are bold letters and characters written out."""
    plain = html.unescape(re.sub("</?b>", "", said))
    ink = _colour(colour) if colour else INK
    clear = {"bottom": -DESCENT, "middle": 0.0, "top": 0.0}[base]  # of the tails of letters
    words = {"words": plain, "bold": said.startswith("<b>"), "size": size, "fill": ink}
    return {"shape": "words", "x": at[0], "y": at[1] + clear, "side": side, "base": base, "turned": False, **words}


def _path(points: Sequence[Point], colour: str, width: float, *, dashed: bool = False, opacity: float = 1.0) -> Shape:
    red, green, blue, alpha = _colour(colour)
    stroke = (red, green, blue, alpha * opacity)
    return {"shape": "line", "points": list(points), "stroke": stroke, "width": width, "dashed": dashed}


def _area(upper: Sequence[Point], lower: Sequence[Point], colour: str) -> Shape:
    return {"shape": "area", "points": [*upper, *reversed(lower)], "fill": _colour(colour)}


def _colour(written: str) -> tuple[float, float, float, float]:
    """``#rrggbb``, ``rgba(…)`` or a name as numbers."""
    if written in NAMED:
        return NAMED[written]
    if written.startswith("#"):
        red, green, blue = (float(int(written[i : i + 2], 16)) for i in (1, 3, 5))
        return red, green, blue, 1.0
    red, green, blue, alpha = (float(each) for each in re.findall(r"[\d.]+", written))
    return red, green, blue, alpha
