"""What every chart is drawn with: colours, scales, labels, the plain dict that Plotly reads.

A figure carries no text of a user but what ``label`` has made harmless, and no colour that is not told apart by something
else too: a shape, a pattern, a sign. Amounts stand in millions or thousands of kr., written as the language writes them.
Colours of text and background are left out: the page that shows a figure has its own.
"""

from __future__ import annotations

import html
import math
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from roi import text

Figure: TypeAlias = dict[str, Any]

# Some 4:1 and more against white and against the dark background, and told apart by those who do not see red and green.
GAIN, LOSS, NEUTRAL = "#1f83ba", "#c8563b", "#808080"
FAINT = "rgba(31, 131, 186, 0.22)"
HALF = "rgba(31, 131, 186, 0.40)"
RULE = "rgba(128, 128, 128, 0.45)"
GRID = "rgba(128, 128, 128, 0.2)"
SEPARATORS = {"da": ",.", "en": ".,"}
DIGITS = 4  # significant, of a number in a picture
BAR = 40  # pixels from bar to bar, its name above it
ROOM_LEFT, ROOM_RIGHT = 0.02, 0.32  # of the bars' length, on either side; to the right stand the amounts
NARROWEST = 0.01  # of the larger end of an axis: with so few digits nothing on a shorter one would stand where it belongs
LABEL_AT_MOST = 48  # characters of a name in a chart
#: What Plotly itself says -> the word of ours for it.
PLOTLY_SAYS = {
    "Download plot as a PNG": "save_picture",
    "Download plot": "save_picture",
    "Reset axes": "whole_picture",
    "Double-click to zoom back out": "zoom_out",
}


def say(name: str, lang: str, /, **facts: object) -> str:
    """Words inside a chart."""
    return text.say(f"ui.chart.{name}", lang, **facts)


def label(words: str) -> str:
    """A name for inside a chart: short, and none of Plotly's markup."""
    one_line = " ".join(words.split())
    return html.escape(one_line if len(one_line) <= LABEL_AT_MOST else one_line[: LABEL_AT_MOST - 1] + "…", quote=False)


def config(lang: str) -> dict[str, Any]:
    """How Plotly behaves: a picture to take away, zooming where a figure allows it, its few words in the language."""
    separators = SEPARATORS[lang]
    locale = {
        "dictionary": {theirs: say(ours, lang) for theirs, ours in PLOTLY_SAYS.items()},
        "format": {"decimal": separators[0], "thousands": separators[1]},
    }
    return {
        "locale": lang,
        "locales": {lang: locale},
        "displaylogo": False,
        "modeBarButtons": [["toImage", "resetScale2d"]],
        "scrollZoom": False,
        "doubleClick": "reset",
    }


def figure(data: Sequence[Mapping[str, Any]], lang: str, height: int, *, zoom: str = "", **layout: Any) -> Figure:
    """A figure of some height (pixels). ``zoom``: the axes, "x" or "xy", that a mouse may zoom along."""
    axis = {"automargin": True, "showgrid": False, "zeroline": False}
    given = {
        "height": height,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "separators": SEPARATORS[lang],
        "showlegend": False,
        "dragmode": "zoom" if zoom else False,
        "hovermode": "closest",
        "bargap": 0.15,
        **layout,
    }
    for name in ("xaxis", "yaxis"):
        given[name] = {**axis, "fixedrange": name[0] not in zoom, **given.get(name, {})}
    drawn: Figure = _as_drawn({"data": list(data), "layout": given})
    return drawn


def _as_drawn(value: Any) -> Any:
    """The same with its numbers as exact as a screen can show them: a figure goes over the wire at every move."""
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}") + 0.0
    if isinstance(value, Mapping):
        return {name: _as_drawn(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple | range):
        return [_as_drawn(inner) for inner in value]
    return value


def scale(values: Sequence[float], lang: str) -> tuple[float, str]:
    """What amounts are divided by on an axis, and what that is called."""
    most = max((abs(x) for x in values if math.isfinite(x)), default=0.0)
    large = most >= text.MILLION
    return (text.MILLION, say("millions", lang)) if large else (text.THOUSAND, say("thousands", lang))


def hover(name: str, divisor: float, lang: str, *, sign: bool = True) -> str:
    """An amount inside what a mouse uncovers: Plotly puts the number of that name in, as the language writes it."""
    large = divisor == text.MILLION
    amount = f"%{{{name}:{'+' if sign else ''},.{1 if large else 0}f}}"
    return say("hover_million" if large else "hover_thousand", lang, amount=amount)


def line(x0: float, x1: float, y0: float, y1: float, **more: Any) -> dict[str, Any]:
    """A straight line behind or before the marks."""
    return {"type": "line", "x0": x0, "x1": x1, "y0": y0, "y1": y1, "line": {"color": RULE, "width": 1.5}, **more}


def bands(steps: Sequence[tuple[float, float, float]], width: float, colour: str, opacity: float = 1.0) -> dict[str, Any]:
    """Thick level lines, one trace for all of them. ``steps``: from, to, height."""
    x = [at for low, high, _ in steps for at in (low, high, None)]
    y = [at for *_, height in steps for at in (height, height, None)]
    look = {"line": {"width": width, "color": colour}, "opacity": opacity, "hoverinfo": "skip"}
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, **look}


def captions(said: Sequence[str], x: Sequence[float], y: Sequence[float], position: str, **more: Any) -> dict[str, Any]:
    """Words at places of the picture, one trace for all of them; ``position``: as Plotly's ``textposition``."""
    look = {"textposition": position, "hoverinfo": "skip", "cliponaxis": False}
    return {"type": "scatter", "mode": "text", "text": list(said), "x": list(x), "y": list(y), **look, **more}


def words(said: str, x: float, y: float, **more: Any) -> dict[str, Any]:
    """Words at one place of the picture."""
    return {"text": said, "x": x, "y": y, "showarrow": False, "align": "left", **more}


def legend() -> dict[str, Any]:
    """Layout of a legend above the picture; nothing in it can be clicked away."""
    still = {"itemclick": False, "itemdoubleclick": False}
    return {"showlegend": True, "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", **still}}


def ticks(low: float, high: float, about: int = 4) -> list[float]:
    """Round numbers between two ends, some ``about`` of them."""
    rough = (high - low) / about
    power = 10 ** math.floor(math.log10(rough))
    step = next(nice * power for nice in (1, 2, 5, 10) if nice * power >= rough)
    first = math.ceil(low / step - 1e-9)
    return [i * step for i in range(first, math.floor(high / step + 1e-9) + 1)]


def lying(
    data: Sequence[Mapping[str, Any]],
    ends: Sequence[tuple[float, float]],
    names: Sequence[str],
    amounts: Sequence[str],
    shapes: Sequence[Any],
    *,
    axis: str,
    lang: str,
    **layout: Any,
) -> Figure:
    """Bars lying down, each with its name above it and its amount to the right of all: legible on a telephone too."""
    low, high = min(map(min, ends)), max(map(max, ends))
    room = max(high - low, NARROWEST * max(abs(low), abs(high))) or 1.0
    left, right = low - room * ROOM_LEFT, high + room * ROOM_RIGHT
    rows = list(range(len(names)))
    return figure(
        [
            *data,
            captions([label(each) for each in names], [left] * len(rows), [i - 0.2 for i in rows], "top right"),
            captions(amounts, [right] * len(rows), rows, "middle left"),
        ],
        lang,
        BAR * len(rows) + 70,
        xaxis={"title": {"text": axis}, "nticks": 5, "ticks": "outside", "range": [left, right]},
        yaxis={"visible": False, "range": [len(rows) - 0.5, -1], "automargin": False},
        shapes=list(shapes),
        **layout,
    )
