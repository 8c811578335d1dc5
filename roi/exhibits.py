"""Table -> Plotly figure: the pictures of a plan examined. 100 futures, steps that add up, ranges side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from roi import charts, strokes, text
from roi.charts import UNCOVERED, WHITE_EDGE
from roi.strokes import GAIN, LOSS, NEUTRAL, Figure

IN_A_ROW = 20  # dots of 100
DOT = 17  # pixels from dot to dot
GROUP = 7  # rows of a hundred dots, its name and the space below it
ROW = 58  # pixels from range to range, its name above it
HUNDRED = 100
SUMS = 20  # positions of a slider, about
MARGIN = 0.04  # of a line's length, on either side of what lies on it

Row = Mapping[str, Any]


def _say(name: str, lang: str, /, **facts: object) -> str:
    return text.say(f"challenge_page.chart.{name}", lang, **facts)


def reached(groups: Sequence[tuple[str, float]], lang: str) -> Figure:
    """100 futures for each of some chances, those that reach the claim filled. ``groups``: a name and a chance.

    A chance that is not quite none or all has one dot that is neither filled nor empty.
    """
    dots: dict[str, list[tuple[int, int]]] = {"reached": [], "hardly": [], "missed": []}
    for group, (_, chance) in enumerate(groups):
        filled = 0 if chance < 1 / HUNDRED else HUNDRED if chance > 1 - 1 / HUNDRED else round(chance * HUNDRED)
        half = {0: 0, HUNDRED: HUNDRED - 1}[filled] if 0 < chance < 1 and filled in (0, HUNDRED) else None
        for i in range(HUNDRED):
            kind = "hardly" if i == half else "reached" if i < filled else "missed"
            dots[kind].append((i % IN_A_ROW, group * GROUP + 1 + i // IN_A_ROW))
    data: list[dict[str, Any]] = []
    for kind, symbol, colour in (
        ("reached", "circle", GAIN),
        ("hardly", "circle-open-dot", GAIN),
        ("missed", "circle-open", NEUTRAL),
    ):
        look = {"symbol": symbol, "color": colour, "size": 11, "line": {"width": 1.5, "color": colour}}
        at = {"x": [x for x, _ in dots[kind]], "y": [y for _, y in dots[kind]]}
        trace = {"type": "scatter", "mode": "markers", "marker": look, **at}
        data += [{**trace, "hovertemplate": f"{_say(kind, lang)}<extra></extra>"}] if dots[kind] else []
    names = [_say("group", lang, name=name, chance=text.futures(chance, lang)) for name, chance in groups]
    if len(groups) > 1:
        at_rows = [group * GROUP + 0.1 for group in range(len(groups))]
        data.append(strokes.captions(names, [-0.5] * len(groups), at_rows, "middle right"))
    top = 0.3 if len(groups) == 1 else -0.6
    bottom = len(groups) * GROUP - 0.8
    return strokes.figure(
        data,
        lang,
        round((bottom - top) * DOT),
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        xaxis={"visible": False, "range": [-0.5, IN_A_ROW - 0.5], "automargin": False},
        yaxis={"visible": False, "range": [bottom, top], "automargin": False},
    )


def steps(rows: Sequence[Row], unit: str, lang: str) -> Figure:
    """Steps that add up, from a first sum to a last one: each begins where the one before it ended.

    ``rows``: ``name``, ``start`` and ``end`` in ``unit``, ``said`` (its size in words) and ``sum`` (drawn from nought).
    """
    divisor, axis = _axis([x for row in rows for x in (row["start"], row["end"])], unit, lang)
    ends = [(row["start"] / divisor, row["end"] / divisor) for row in rows]
    colours = [NEUTRAL if row["sum"] else GAIN if row["end"] >= row["start"] else LOSS for row in rows]
    trace = charts.lying_bars(ends, colours, ["" if row["sum"] else "/" for row in rows], size=5)
    trace["text"] = [_say("step_hover", lang, said=row["said"], level=text.roughly(row["end"], unit, lang)) for row in rows]
    trace |= {"hovertemplate": UNCOVERED, "textposition": "none"}
    joins = [at for i, (_, end) in enumerate(ends[:-1]) for at in ((end, i), (end, i + 1), (None, None))]
    thin = {"line": {"color": strokes.RULE, "width": 1}, "hoverinfo": "skip"}
    joined = {"type": "scatter", "mode": "lines", "x": [x for x, _ in joins], "y": [y for _, y in joins], **thin}
    zero = strokes.line(0, 0, 0, 1, yref="paper", layer="below")
    names, said = [row["name"] for row in rows], [row["said"] for row in rows]
    unit_of_steps = _say("percent_steps", lang) if unit == "share" else axis
    return strokes.lying([joined, trace], ends, names, said, [zero], axis=unit_of_steps, lang=lang)


def bridge(row: Row, table: Sequence[Sequence[str]], lang: str) -> Figure:
    """From a claim to the middle estimate, line by line. ``table``: its words, as argument.bridge has them."""
    written = table[1:]  # without the names of the columns
    last = len(row["bridge"]) - 1
    rows = [
        {**each, "name": words[0], "said": words[1] or words[2], "sum": at in (0, last)}
        for at, (each, words) in enumerate(zip(row["bridge"], written, strict=True))
    ]
    return steps(rows, row["unit"], lang)


def difference(split: Row, names: Sequence[str], lang: str) -> Figure:
    """From one set of assumptions to the other: what each input that they disagree about adds, kr.

    ``split``: of two_sets.side_by_side, one of its ``parts``; ``names``: the first sum, each part, the last sum.
    """
    at = split["from"]
    rows = [{"name": names[0], "start": 0.0, "end": at, "said": text.money(at, lang), "sum": True}]
    for name, part in zip(names[1:], split["parts"], strict=False):
        rows.append({"name": name, "start": at, "end": at + part, "said": text.change(part, lang), "sum": False})
        at += part
    last = {"name": names[-1], "start": 0.0, "end": split["to"], "said": text.money(split["to"], lang), "sum": True}
    return steps([*rows, last], "kr", lang)


def _axis(values: Sequence[float], unit: str, lang: str) -> tuple[float, str]:
    """What the values of a unit are divided by on an axis, and what that is called."""
    if unit == "share":
        return 1 / HUNDRED, text.unit_name("share", lang)
    return strokes.scale(values, lang)


def ranges(rows: Sequence[Row], unit: str, lang: str) -> Figure:
    """Where things lie in 9 of 10 futures, with their middle, on one axis. ``rows``: ``name``, ``p5``, ``p50``, ``p95``,
    ``plain`` (whether it is what the others are held against)."""
    divisor, axis = _axis([row[end] for row in rows for end in ("p5", "p95")], unit, lang)
    ends = [{name: row[name] / divisor for name in ("p5", "p50", "p95")} for row in rows]
    low, high = min(0.0, *(at["p5"] for at in ends)), max(0.0, *(at["p95"] for at in ends))
    room = (high - low or 1.0) * 0.05
    written = [dict(zip(("low", "middle", "high"), text.three(row, unit, lang), strict=True)) for row in rows]
    data = []
    for plain, colour, symbol in ((True, NEUTRAL, "square"), (False, GAIN, "circle")):
        mine = [i for i, row in enumerate(rows) if row["plain"] is plain]
        data.append(strokes.bands([(ends[i]["p5"], ends[i]["p95"], i) for i in mine], 14, colour, 0.35))
        at = {"x": [ends[i]["p50"] for i in mine], "y": mine, "hovertemplate": UNCOVERED}
        said = [_say("range_hover", lang, name=strokes.label(rows[i]["name"]), **written[i]) for i in mine]
        look = {"symbol": symbol, "size": 12, "color": colour, "line": WHITE_EDGE}
        data.append({"type": "scatter", "mode": "markers", "marker": look, "text": said, **at})
    above = [i - 0.16 for i in range(len(rows))]
    names = [strokes.label(row["name"]) for row in rows]
    data += [
        strokes.captions(names, [low - room] * len(rows), above, "top right"),
        strokes.captions([each["middle"] for each in written], [high + room] * len(rows), above, "top left"),
    ]
    return strokes.figure(
        data,
        lang,
        ROW * len(rows) + 60,
        xaxis={"title": {"text": axis}, "range": [low - room, high + room], "nticks": 6, "ticks": "outside"},
        yaxis={"visible": False, "range": [len(rows) - 0.5, -0.8], "automargin": False},
        shapes=[strokes.line(0, 0, 0, 1, yref="paper", layer="below")],
    )


def moved(rows: Sequence[Row], lang: str) -> Figure:
    """The middle of the plan as it stands, and where each of several things brings it, kr.

    ``rows``: ``name``, ``before`` and ``after``; the same ``before`` in all of them.
    """
    divisor, axis = strokes.scale([x for row in rows for x in (row["before"], row["after"])], lang)
    ends = [(row["before"] / divisor, row["after"] / divisor) for row in rows]
    colours = [GAIN if after >= before else LOSS for before, after in ends]
    trace = charts.lying_bars(ends, colours, ["" if after >= before else "\\" for before, after in ends], size=6)
    trace["text"] = [_say("moved_hover", lang, **_money(row, lang)) for row in rows]
    trace |= {"hovertemplate": UNCOVERED, "textposition": "none"}
    base = strokes.line(ends[0][0], ends[0][0], 0, 1, yref="paper", line={"color": NEUTRAL, "width": 2, "dash": "dot"})
    zero = strokes.line(0, 0, 0, 1, yref="paper", layer="below")
    shown = [zero, base] if min(map(min, ends)) <= 0 <= max(map(max, ends)) else [base]
    amounts = [text.money(row["after"], lang) for row in rows]
    now = strokes.words(_say("now", lang), ends[0][0], -0.8, xanchor="right", xshift=-4)
    names = [row["name"] for row in rows]
    return strokes.lying([trace], ends, names, amounts, shown, axis=axis, lang=lang, annotations=[now])


def _money(row: Row, lang: str) -> dict[str, str]:
    return {name: text.money(row[name], lang) for name in ("before", "after")}


def round_sums(futures: Sequence[float]) -> list[float]:
    """Round sums that a plan may lose more than, up to the worst of some equally likely futures; kr, rising."""
    worst = -min(futures)
    return [x for x in strokes.ticks(0.0, worst, SUMS) if x < worst] if worst > 1 else []


def about_one_in_twenty(sums: Sequence[float], futures: Sequence[float]) -> float:
    """Of some sums the one that comes closest to what 1 of 20 futures lose more than."""
    lost = -sorted(futures)[len(futures) // 20]
    return min(sums, key=lambda x: abs(x - lost))


def belief(row: Row) -> dict[str, float]:
    """Where a thing to believe usually lies and where it lies in the futures looked at. ``row``: of examine.believe."""
    if row["kind"] == "luck":
        return marks({"low": 0.0, "high": 1.0, "middle": row["share"], "from": row["there_share"], "to": row["there_share"]})
    names = {"low": "p5", "middle": "p50", "high": "p95", "from": "there_p5", "to": "there_p95"}
    return marks({name: row[of] for name, of in names.items()})


def tipping(row: Row) -> dict[str, float]:
    """Where an input usually lies and where the plan breaks even. ``row``: of tables.break_even, with its p5, p50, p95."""
    places = {"low": row["p5"], "middle": row["p50"], "high": row["p95"]}
    crossing = min((each["value"] for each in row["crossings"]), key=lambda x: abs(x - row["p50"]), default=None)
    return marks(places | ({"from": crossing, "to": crossing} if crossing is not None else {}))


def marks(places: Mapping[str, float]) -> dict[str, float]:
    """Where values lie on a line that holds them all, in percent of its length."""
    low, high = min(places.values()), max(places.values())
    room = (high - low or abs(low) or 1.0) * MARGIN
    return {name: HUNDRED * (x - low + room) / (high - low + 2 * room) for name, x in places.items()}
