"""The parts of a page on which scenarios stand side by side: their futures, who beats whom, line by line, two at a time,
and what they say differently."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from roi import abreast, besides, catalogue, text
from roi.tables import Row, Table
from roi.ui import compared, shell, show
from roi.ui.compared import Compared, Pair
from roi.ui.show import paragraph, say
from roi.ui.sides import Sides

LINES = 6  # of the ledger in the picture; the table has all
TENTHS = range(4, compared.DIFFERENCES, 10)  # of the sorted differences: the ones that stand for each tenth

Made = tuple[list[str], list[list[str]]]  # header and rows of a table


def _called(chosen: Sides, lang: str) -> list[str]:
    """The options inside a sentence: letters, and doing nothing."""
    return [*chosen.letters, abreast.nothing(lang)]


def _short(chosen: Sides, lang: str) -> list[str]:
    """The options in a table."""
    return [*chosen.letters, text.say("compare.name.nothing_short", lang)]


# ----------------------------------------------------------------------------------------------------------- all of them


def answer(chosen: Sides, found: Compared, lang: str, more: Sequence[str] = ()) -> None:
    """Which is best, how sure that is (``more``: said beside it), and how they were held against each other."""
    called = _called(chosen, lang)
    best, nearest = found.against[0]["a"], abreast.nearest(found.against)
    said = [
        abreast.answer(found.options, found.against, called, lang),
        text.say("compare.setting.per_employee", lang) if found.per_employee else "",  # or the answer is misread
        *more,
        abreast.dominance(nearest, called, lang),
        abreast.regret(found.options, best, called, lang),
    ]
    notes = [text.say("compare.setting.same_worlds", lang)]
    notes += [abreast.firm_differs(found.inputs, lang)]
    facts = {"count": len(chosen.scenarios), "months": found.months, "draws": found.draws}
    with st.container(key="verdict"):
        show.paragraphs([each for each in said if each], first="answer")
        show.notes([each for each in notes if each])
        view = text.say(f"view.{found.view}", lang)
        show.status(text.say("ui.compare.page.setting", lang, view=view, **facts))


def futures(chosen: Sides, found: Compared, lang: str) -> None:
    """How each of them may turn out, one above the other on one axis."""
    show.heading("compare.futures.title", lang)
    paragraph(text.say("ui.compare.futures.lead", lang, count=besides.FUTURES))
    names = chosen.called(lang)
    rows = [
        {**row, "name": name, "values": values}
        for row, name, values in zip(found.options, names, found.futures, strict=False)
    ]
    said = " ".join(f"{letter}: {_ends(row, lang)}." for letter, row in zip(chosen.letters, found.options, strict=False))
    figure = besides.futures(rows, lang, per_employee=found.per_employee)
    show.chart("side_futures", figure, text.say("ui.compare.futures.alt", lang, said=said), lang)
    show.table(*_options(chosen, found, lang))
    show.note(text.say("compare.column.range_note", lang))


def _ends(row: Row, lang: str) -> str:
    low, middle, high = text.three(row, "kr", lang)
    return text.say("ui.compare.outcomes.cell", lang, middle=middle, range=text.between(low, high, lang))


def _options(chosen: Sides, found: Compared, lang: str) -> Made:
    names = ("option", "middle", "range", "loses", "best", "regret", "regret_high")
    none = text.say("compare.cell.undefined", lang)
    rows = []
    for name, row in zip(_short(chosen, lang), found.options, strict=True):
        is_nothing = row["name"] is None
        low, middle, high = (text.money(text.to_error(row[of], row[f"{of}_se"]), lang) for of in ("p5", "p50", "p95"))
        ends = none if is_nothing else text.say("compare.cell.ends", lang, low=low, high=high)
        loses = none if is_nothing else abreast.of_100(row["chance_of_loss"], lang)
        regret = [text.money(text.to_error(row["regret"][of], row["regret"][f"{of}_se"]), lang) for of in ("mean", "p95")]
        rows.append([name, middle, ends, loses, abreast.of_100(row["best"], lang), *regret])
    return [text.say(f"compare.column.{name}", lang) for name in names], rows


def wins(chosen: Sides, found: Compared, lang: str) -> None:
    """How often the best on average is better than each of the others; who beats whom."""
    show.heading("compare.wins.title", lang)
    called = _called(chosen, lang)
    best = called[found.against[0]["a"]]
    paragraph(text.capital(text.say("ui.compare.wins.lead", lang, best=best)))
    rows = [
        {
            "name": text.say(
                "ui.compare.wins.against", lang, other=called[row["b"]], chance=text.futures(row["a_better"]["value"], lang)
            ),
            "better": row["a_better"]["value"],
            "worse": row["b_better"]["value"],
        }
        for row in found.against
    ]
    said = " ".join(f"{text.capital(best)} {row['name']}." for row in rows)
    show.chart("side_wins", besides.wins(rows, lang), text.say("ui.compare.wins.alt", lang, said=said), lang)
    with st.expander(say("compare.wins.matrix", lang), key="side_matrix", on_change="rerun") as opened:
        if opened.open:
            show.table(*_matrix(chosen, found, lang), text.say("compare.title.matrix", lang), wide=False)
            show.table(*_together(chosen, found, lang), text.say("compare.title.correlation", lang), wide=False)


def _matrix(chosen: Sides, found: Compared, lang: str) -> Made:
    """Of 100 futures, in how many the row is better than the column."""
    beats = {(row["a"], row["b"]): row["a_better"] for row in found.pairs}
    beats |= {(row["b"], row["a"]): row["b_better"] for row in found.pairs}
    short = _short(chosen, lang)
    every = range(len(short))
    rows = [[short[a], *("·" if a == b else abreast.of_100(beats[a, b], lang) for b in every)] for a in every]
    return ["", *short], rows


def _together(chosen: Sides, found: Compared, lang: str) -> Made:
    """How far they rise and fall together."""
    known = {(row["a"], row["b"]): row["correlation"] for row in found.pairs}
    rows = []
    for a, letter in enumerate(chosen.letters):
        shares = (known[min(a, b), max(a, b)] if a != b else None for b in range(len(chosen.letters)))
        rows.append([letter, *("·" if share is None else text.number(share, lang, 2) for share in shares)])
    return ["", *chosen.letters], rows


def lines(chosen: Sides, found: Compared, lang: str) -> None:
    """Where the money comes from and goes: the lines in which they are furthest apart."""
    show.heading("compare.lines.title", lang)
    rows = sorted(found.lines, key=lambda row: -_distance(row))
    rows = [row for row in rows if _distance(row) > 0]
    if not rows:
        paragraph(text.say("ui.compare.lines.same", lang))
        return
    paragraph(text.say("ui.compare.lines.lead", lang))
    furthest = catalogue.lines()[rows[0]["line"]].name[lang]

    def cells() -> Made:
        header = [text.say("ui.compare.lines.line", lang), *chosen.letters]
        made = [
            [
                catalogue.lines()[row["line"]].name[lang],
                *(text.change(text.to_error(value["mean"], value["mean_se"]), lang) for value in row["values"]),
            ]
            for row in found.lines
            if any(value["mean"] for value in row["values"])
        ]
        return header, made

    figure = besides.lines(rows[:LINES], chosen.letters, lang, per_employee=found.per_employee)
    alt = text.say("ui.compare.lines.alt", lang, line=furthest)
    show.picture("side_lines", figure, alt, lang, cells)


def _distance(row: Row) -> float:
    means = [value["mean"] for value in row["values"]]
    return float(max(means) - min(means))


def outcomes(chosen: Sides, found: Compared, lang: str) -> None:
    """The measures side by side, folded."""
    with st.expander(say("compare.outcomes.title", lang), key="side_outcomes", on_change="rerun") as opened:
        if not opened.open:
            return
        rows = []
        for row in found.outcomes:
            about = catalogue.outcomes()[row["outcome"]]
            rows.append([about.name[lang], *(_measure(value, about.unit, lang) for value in row["values"])])
        show.table([text.say("ui.compare.outcomes.name", lang), *chosen.letters], rows, wide=True)
        show.note(text.say("ui.compare.outcomes.note", lang))


def _measure(row: Row, unit: str, lang: str) -> str:
    low, middle, high = text.three(row, unit, lang)
    ends = text.between(low, high, lang)
    return middle if low == high else text.say("ui.compare.outcomes.cell", lang, middle=middle, range=ends)


# ---------------------------------------------------------------------------------------------------------- two at a time


@st.fragment
def two(chosen: Sides, lang: str, *, per_employee: bool) -> None:
    """Two of them: the difference in the same futures, what it comes from, outcome by outcome and line by line."""
    show.heading("compare.pair.title", lang)
    count = len(chosen.scenarios)
    every = [(a, b) for a in range(count) for b in range(a + 1, count)]
    a, b = every[0]
    if len(every) > 1:
        label = {
            pair: text.say("ui.compare.pair.label", lang, a=chosen.letters[pair[0]], b=chosen.letters[pair[1]])
            for pair in every
        }
        a, b = every[
            st.segmented_control(
                say("compare.pair.choose", lang),
                range(len(every)),
                default=0,
                format_func=lambda i: label[every[i]],
                key=f"pair:{lang}:{count}",
                required=True,
            )
        ]
    held = shell.waited("pair", compared.pair(chosen, a, b), compared.working(chosen, lang), lang)
    _pair(chosen, held, lang, per_employee)


def _pair(chosen: Sides, held: Pair, lang: str, per_employee: bool) -> None:
    called = _called(chosen, lang)
    a, b = called[held.pair["a"]], called[held.pair["b"]]
    said = abreast.stands(held.pair, called, lang)
    more = [abreast.dominance(held.pair, called, lang), abreast.pairing(held.pair, called, lang)]
    why = abreast.because(held.parts, a, b, lang)
    show.paragraphs([each for each in (" ".join(said), *more, why) if each])
    paragraph(text.say("ui.compare.pair.lead", lang, a=a, b=b, count=compared.DIFFERENCES))

    def cells() -> Made:
        header = [
            text.say("ui.compare.pair.quantile", lang, count=compared.DIFFERENCES),
            text.say("ui.compare.pair.difference", lang),
        ]
        return header, [[text.number(i, lang), text.change(held.differences[i], lang)] for i in TENTHS]

    names = (text.say("ui.compare.pair.first", lang, a=a), text.say("ui.compare.pair.first", lang, a=b))
    figure = besides.difference(held.differences, names, lang, per_employee=per_employee)
    alt = text.say("ui.compare.pair.alt", lang, a=a, b=b, said=said[0])
    show.picture("side_pair", figure, alt, lang, cells)
    _table("outcomes", _outcomes(held, a, lang), {"a": a, "b": b}, lang)
    _table("lines", _lines(held.lines, lang), {"a": a, "b": b}, lang)


def _table(name: str, made: Made, facts: dict[str, str], lang: str) -> None:
    with st.expander(say(f"compare.pair.{name}", lang, **facts), key=f"pair_{name}", on_change="rerun") as opened:
        if opened.open:
            show.table(*made, wide=True)


def _outcomes(held: Pair, a: str, lang: str) -> Made:
    rows = []
    for row in held.outcomes:
        about = catalogue.outcomes()[row["outcome"]]
        told = row["a_better"] is not None and not row["mean"] == row["p5"] == row["p95"] == 0 and row["undefined"] < 1
        better = abreast.of_100(row["a_better"], lang) if told else ""
        rows.append([about.name[lang], *abreast.amount(row, about.unit, lang), better])
    header = [text.say("ui.compare.outcomes.name", lang), *_columns(lang), text.say("compare.column.better", lang, a=a)]
    return header, rows


def _lines(rows: Table, lang: str) -> Made:
    shown = sorted(
        (row for row in rows if not row["mean"] == row["p5"] == row["p95"] == 0), key=lambda row: -abs(row["mean"])
    )
    header = [text.say("ui.compare.lines.line", lang), *_columns(lang)]
    return header, [[catalogue.lines()[row["line"]].name[lang], *abreast.amount(row, "kr", lang)] for row in shown]


def _columns(lang: str) -> list[str]:
    return [text.say(f"compare.column.{name}", lang) for name in ("mean", "range")]


# ------------------------------------------------------------------------------------------------------- what differs


def inputs(chosen: Sides, found: Compared, lang: str) -> None:
    """What the cases say differently: settings, what only some have, and figures, part by part."""
    show.heading("compare.inputs.title", lang)
    letters = chosen.letters
    said = [abreast.differing_setting(row, letters, lang) for row in found.settings]
    said += [abreast.only_in_some(row, letters, lang) for row in found.only_in_some]
    if not said and not found.inputs:
        paragraph(text.say("compare.differs.none", lang))
        return
    show.points(said)
    if not found.inputs:
        return
    paragraph(text.say("ui.compare.inputs.lead", lang))
    for section in catalogue.SECTIONS:
        rows = [row for row in found.inputs if row["section"] == section]
        if rows:
            show.question(text.say(f"section.{section}", lang))
            show.table([text.say("ui.compare.inputs.name", lang), *letters], [_input(row, lang) for row in rows], wide=True)


def _input(row: Row, lang: str) -> list[str]:
    values: Sequence[Row | None] = row["values"]
    absent = text.say("compare.differs.absent", lang)
    return [text.input_name(row["key"], lang), *(text.spread(value, lang) if value else absent for value in values)]
