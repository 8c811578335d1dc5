"""Table -> Plotly figure: month by month what was expected, before and after it was learnt of, and what was seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from roi import catalogue, strokes, text
from roi.strokes import FAINT, GAIN, GRID, LOSS, NEUTRAL, Figure

HEIGHT = 340  # pixels
HUNDRED = 100
DOT = 11  # pixels
Row = Mapping[str, Any]


def say(name: str, lang: str, /, **facts: object) -> str:
    """Words inside these charts."""
    return text.say(f"ui.after.seen.{name}", lang, **facts)


def forecast(rows: Sequence[Row], observable: str, lang: str) -> Figure:
    """``rows``: of actuals.band. What was expected from the start lies between two dotted lines, what is expected now is a
    band with its middle, what was seen are diamonds."""
    divisor, axis = scale(rows, observable, lang)
    months = [row["month"] for row in rows]

    def path(when: str, quantile: str, **more: Any) -> dict[str, Any]:
        y = [row[when][quantile] / divisor for row in rows]
        unseen = {"line": {"width": 0}, "hoverinfo": "skip", "showlegend": False}
        return {"type": "scatter", "mode": "lines", "x": months, "y": y, **unseen, **more}

    dotted = {"line": {"color": NEUTRAL, "width": 1.5, "dash": "dot"}}
    now = "after" if rows[0]["after"] else "before"
    data = [path(now, "p5"), path(now, "p95", fill="tonexty", fillcolor=FAINT, name=say(now, lang), showlegend=True)]
    data.append(path(now, "p50", line={"color": GAIN, "width": 2.5}))
    if now == "after":
        data += [path("before", "p5", **dotted), path("before", "p95", **dotted, name=say("before", lang), showlegend=True)]
    seen = [row for row in rows if row["seen"] is not None]
    said = [say("hover", lang, month=row["month"], value=amount(row["seen"], observable, lang)) for row in seen]
    data.append(
        {
            "type": "scatter",
            "mode": "markers",
            "name": say("dots", lang),
            "x": [row["month"] for row in seen],
            "y": [row["seen"] / divisor for row in seen],
            "text": said,
            "hovertemplate": "%{text}<extra></extra>",
            "marker": {"symbol": "diamond", "size": DOT, "color": LOSS, "line": {"color": "white", "width": 1}},
        }
    )
    least = min(row[when]["p5"] for row in rows for when in ("before", now)) / divisor
    return strokes.figure(
        data,
        lang,
        HEIGHT,
        **strokes.legend(),
        xaxis={"title": {"text": say("months", lang)}, "dtick": 3, "tick0": 0, "ticks": "outside"},
        yaxis={
            "title": {"text": axis},
            "nticks": 6,
            "showgrid": True,
            "gridcolor": GRID,
            "rangemode": "normal" if observable == "engagement" or least < 0 else "tozero",
        },
    )


def scale(rows: Sequence[Row], observable: str, lang: str) -> tuple[float, str]:
    """What the figures are divided by on the axis, and what that is called."""
    about = catalogue.observables()[observable]
    if about.kind == "count":
        return 1 / HUNDRED, text.unit_name("share", lang)
    if about.unit == "kr":
        return strokes.scale([row["before"]["p95"] for row in rows], lang)
    return 1.0, text.unit_name(about.unit, lang)


def amount(x: float, observable: str, lang: str) -> str:
    """A figure of a month in words; counts as a share of what they are out of."""
    about = catalogue.observables()[observable]
    return text.quantity(x, "share" if about.kind == "count" else about.unit, lang)
