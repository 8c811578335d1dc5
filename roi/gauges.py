"""Small pictures beside a field: how a value spreads, what the freed hours are used for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from roi import catalogue, strokes, text
from roi.strokes import FAINT, GAIN, LOSS, NEUTRAL, Figure, say
from roi.tables import Table

HEIGHT = 150  # pixels
USES = (GAIN, "#6a4fb3", "#b07a12")  # relief, core work, fewer staff: told apart by their words too
PATTERNS = ("", "/", ".")


def spread(bars: Table, ends: tuple[float, float], unit: str, lang: str) -> Figure:
    """How one value spreads: ``bars`` of tables.value_spread; those inside ``ends`` (9 of 10 worlds) are darker."""
    factor = 100.0 if unit in catalogue.SHARES else 1.0
    inside = [ends[0] <= bar["middle"] <= ends[1] for bar in bars]
    said = [
        say("between", lang, low=text.roughly(b["low"], unit, lang), high=text.roughly(b["high"], unit, lang)) for b in bars
    ]
    trace = {
        "type": "bar",
        "x": [bar["middle"] * factor for bar in bars],
        "y": [bar["share"] for bar in bars],
        "customdata": [[range_, text.futures(bar["share"], lang)] for bar, range_ in zip(bars, said, strict=True)],
        "hovertemplate": "%{customdata[0]}<br>%{customdata[1]}<extra></extra>",
        "marker": {"color": [GAIN if each else FAINT for each in inside]},
    }
    return strokes.figure(
        [trace],
        lang,
        HEIGHT,
        bargap=0.05,
        xaxis={"title": {"text": text.unit_name(unit, lang)}, "nticks": 5, "ticks": "outside"},
        yaxis={"visible": False, "rangemode": "tozero"},
    )


def uses(rows: Sequence[tuple[str, float]], lang: str) -> Figure:
    """What the freed hours are used for, as one bar: ``rows`` of a name and a share; the last is what is lost."""
    data: list[dict[str, Any]] = []
    colours = (*USES, NEUTRAL)
    for (name, share), colour, pattern in zip(rows, colours, (*PATTERNS, "x"), strict=True):
        if share <= 0:
            continue
        percent = text.percent(share, lang)
        marker = {"color": colour, "pattern": {"shape": pattern, "fillmode": "replace", "fgcolor": colour, "size": 5}}
        trace = {"type": "bar", "orientation": "h", "y": [0], "x": [share * 100], "name": f"{name}: {percent}"}
        data.append({**trace, "marker": marker, "hovertemplate": f"{name}: {percent}<extra></extra>"})
    whole = max(100.0, sum(share for _, share in rows) * 100)
    over = [strokes.line(100, 100, -0.5, 0.5, line={"color": LOSS, "width": 2})] if whole > 100 else []
    return strokes.figure(
        data,
        lang,
        130,
        barmode="stack",
        showlegend=True,
        legend={
            "orientation": "h",
            "x": 0,
            "y": -0.1,
            "yanchor": "top",
            "traceorder": "normal",
            "itemclick": False,
            "itemdoubleclick": False,
        },
        xaxis={"visible": False, "range": [0, whole]},
        yaxis={"visible": False},
        shapes=over,
    )
