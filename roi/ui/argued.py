"""The argument over the chosen claim, as argument.py tells it, each step with its picture."""

from __future__ import annotations

import math

import streamlit as st

from roi import argument, catalogue, charts, exhibits, tables, telling, text
from roi.argument import Section
from roi.tables import Row, Table
from roi.ui import answers, claiming, claims, desk, examined, show
from roi.ui.desk import Desk
from roi.ui.show import paragraph, plain
from roi.ui.told import notes, subheading, tell

IN_FUTURES = ("cost_saving_all_in", "cash_saving")  # beside an offered saving: those that may reach what is claimed


@st.fragment
def argued(lang: str) -> None:
    """How likely the claim is, what it leaves out, what it takes to believe it, how it looks from outside."""
    mine = desk.desk(lang)
    at = claims.chosen(mine)
    if at is None:
        paragraph(tell("argument.none", lang))
        return
    show.paragraphs([argument.claimed(claiming.facts(mine.scenario, at), lang)], first="claim")
    facts = examined.waited("claim", examined.claim(mine.scenario, at), lang)
    first, *rest = argument.reasons(facts, lang)
    subheading(first.title)
    _chance(mine, facts, first, lang)
    bridges = [part for part in rest if part.table]
    for i, part in enumerate(rest):
        name = f"part:{i}"
        if part in bridges[1:]:  # one way is told in full, the others are there for whoever wants them
            with st.expander(plain(part.title), key=name, on_change="rerun") as opened:
                if opened.open:
                    _part(part, name, lang)
        else:
            subheading(part.title)
            _part(part, name, lang)
    if facts["undefined"] < 1:
        _tipping(mine, lang)


def _name(metric: str, lang: str) -> str:
    return catalogue.outcomes()[metric].name[lang]


def _chance(mine: Desk, facts: Row, part: Section, lang: str) -> None:
    """How likely the claim is, in 100 futures; and an offered saving beside what is left of it."""
    first, *rest = part.said
    show.paragraphs([first], first="verdict")
    if facts["undefined"] < 1:
        rows = [facts, *(row for row in facts["beside"] if row["metric"] in IN_FUTURES)]
        groups = [(_name(row["metric"], lang), row["chance"]["value"]) for row in rows]
        told = " ".join(f"{name}: {text.futures(chance, lang)}." for name, chance in groups)
        with st.container(key="reached"):
            show.chart("reached", exhibits.reached(groups, lang), tell("argument.dots_alt", lang, said=told), lang)
    show.paragraphs(rest)
    if facts["beside"]:
        _beside(mine, facts["value"], lang)


def _beside(mine: Desk, claimed: float, lang: str) -> None:
    """The offered saving and what is left of it, with what is claimed as a line."""
    outcomes = answers.answer(mine.scenario).result().outcomes
    ids = ("cost_saving", *tables.BESIDE_SAVING)
    rows: Table = [{**outcomes[id], "name": _name(id, lang), "offered": id == "cost_saving"} for id in ids]
    middles = [f"{row['name']}: {text.roughly(row['p50'], 'share', lang)}" for row in rows]
    alt = tell("argument.beside_alt", lang, middles=middles)
    show.chart("claim_beside", charts.beside(rows, lang, claimed=claimed), alt, lang)


def _part(part: Section, name: str, lang: str) -> None:
    """Sentences, then the bridge or the points with their pictures, then what must be known of them."""
    show.paragraphs(part.said)
    if part.table:
        _bridge(part, name, lang)
    if part.points and part.of:
        with st.container(key="beliefs", gap="small"):
            for words, row in zip(part.points, part.of, strict=False):
                show.bar(words, exhibits.belief(row))
        notes([*part.points[len(part.of) :], tell("argument.ranges", lang)])
    else:
        show.points(part.points)
    notes(part.notes)


def _tipping(mine: Desk, lang: str) -> None:
    """Where the plan breaks even in the inputs that it hangs on most."""
    subheading(tell("tipping.title", lang))
    rows = examined.waited("tipping", examined.tipping(mine.scenario), lang)
    if not rows:
        paragraph(tell("tipping.none", lang))
        return
    paragraph(tell("tipping.lead", lang))
    told = [telling.break_even(row, lang) for row in rows]
    with st.container(key="tipping", gap="small"):
        for said, row in zip(told, rows, strict=True):
            show.bar(" ".join(said[:2] if row["crossings"] else said[:1]), exhibits.tipping(row))
    notes([told[0][-1], tell("tipping.marks", lang)])


def _bridge(part: Section, name: str, lang: str) -> None:
    header, *cells = part.table
    if not all(math.isfinite(each["end"]) for each in part.of[0]["bridge"]):
        show.table(header, cells)
        return
    ends = {end: f"{row[0]} {row[2]}" for end, row in (("low", cells[0]), ("high", cells[-1]))}
    alt = tell("argument.bridge_alt", lang, said=text.say("run.range", lang, **ends))
    show.picture(name, exhibits.bridge(part.of[0], part.table, lang), alt, lang, lambda: (header, cells))
