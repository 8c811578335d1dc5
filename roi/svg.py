"""A chart standing still as SVG inside a page: its words are text, in the page's own letters and ink."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

from roi import still
from roi.still import Shape

ANCHORS = {"left": "start", "center": "middle", "right": "end"}
BASELINES = {"top": "0.8em", "middle": "0.32em", "bottom": "0"}  # how far below its place a line of letters stands
DOTTED = "2 4"
HATCHES = {"/": "M0 6L6 0M-1 1L1 -1M5 7L7 5", "\\": "M0 0L6 6M-1 5L1 7M5 -1L7 1"}


def drawing(figure: Mapping[str, Any], alt: str, lang: str, name: str) -> str:
    """A figure as an SVG element. ``name``: what its patterns are known by on the page, its own."""
    patterns: dict[tuple[str, str], str] = {}
    drawn = "".join(_shape(each, patterns, name) for each in still.shapes(figure, lang))
    size = f'viewBox="0 0 {still.WIDTH:g} {figure["layout"]["height"]:g}"'
    made = "".join(_pattern(sign, ink, id) for (sign, ink), id in patterns.items())
    return f'<svg class="still" role="img" aria-label="{html.escape(alt)}" {size}><defs>{made}</defs>{drawn}</svg>'


def _shape(shape: Shape, patterns: dict[tuple[str, str], str], name: str) -> str:
    kind = shape["shape"]
    if kind == "words":
        return _words(shape)
    if kind == "mark":
        return _mark(shape)
    if kind == "area":
        return f'<polygon points="{_points(shape["points"])}" {_ink("fill", shape["fill"])}/>'
    if kind == "line":
        dash = f' stroke-dasharray="{DOTTED}"' if shape["dashed"] else ""
        look = f'fill="none" {_ink("stroke", shape["stroke"])} stroke-width="{shape["width"]:g}"{dash}'
        return f'<polyline points="{_points(shape["points"])}" {look}/>'
    place = " ".join(f'{each}="{shape[each]:.1f}"' for each in ("x", "y", "width", "height"))
    bar = f"<rect {place} {_ink('fill', shape['fill'])}/>" if shape["fill"] else ""
    if not shape["hatch"]:
        return bar
    id = patterns.setdefault((shape["hatch"], _ink("stroke", shape["ink"])), f"{name}-{len(patterns)}")
    return f'{bar}<rect {place} fill="url(#{id})" {_ink("stroke", shape["ink"])} stroke-width="0.8"/>'


def _pattern(sign: str, ink: str, id: str) -> str:
    lines = f'<path d="{HATCHES[sign]}" {ink} stroke-width="1.3"/>'
    return f'<pattern id="{id}" width="6" height="6" patternUnits="userSpaceOnUse">{lines}</pattern>'


def _words(shape: Shape) -> str:
    x, y = f"{shape['x']:.1f}", f"{shape['y']:.1f}"
    turned = f' transform="rotate(-90 {x} {y})"' if shape["turned"] else ""
    ink = 'fill="currentColor"' if shape["fill"] == still.INK else _ink("fill", shape["fill"])
    look = f'font-size="{shape["size"]:g}" text-anchor="{ANCHORS[shape["side"]]}" {ink}{turned}'
    bold = ' font-weight="700"' if shape["bold"] else ""
    return f'<text x="{x}" y="{y}" dy="{BASELINES[shape["base"]]}" {look}{bold}>{html.escape(shape["words"])}</text>'


def _mark(shape: Shape) -> str:
    x, y, half = shape["x"], shape["y"], shape["size"] / 2
    look = _ink("fill", shape["fill"]) + (f" {_ink('stroke', shape['edge'])}" if shape["edge"] else "")
    if shape["symbol"] == "square":
        return f'<rect x="{x - half:.1f}" y="{y - half:.1f}" width="{2 * half:g}" height="{2 * half:g}" {look}/>'
    if shape["symbol"] == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{half:g}" {look}/>'
    wide = half * (still.TALL_DIAMOND if shape["symbol"] == "diamond-tall" else 1)
    return f'<polygon points="{_points([(x - wide, y), (x, y - half), (x + wide, y), (x, y + half)])}" {look}/>'


def _points(points: Sequence[still.Point]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _ink(what: str, colour: Sequence[float]) -> str:
    red, green, blue, opacity = colour
    plain = f'{what}="#{round(red):02x}{round(green):02x}{round(blue):02x}"'
    return plain if opacity == 1 else f'{plain} {what}-opacity="{opacity:.3g}"'
