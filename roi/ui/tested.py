"""What if it goes differently: the plan under stress, its likeliest way to lose, who gains, and two sets of assumptions.

Each part is worked out when it is opened, and runs by itself.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from roi import catalogue, exhibits, inquiry, telling, text
from roi.argument import Section
from roi.tables import Row, Table
from roi.ui import answers, desk, examined, show
from roi.ui.desk import Desk
from roi.ui.show import paragraph, plain
from roi.ui.told import notes, say, subheading, tell


def trials(lang: str) -> None:
    """Four ways to try the plan, each behind its own door."""
    paragraph(tell("wrong.lead", lang))
    for name, part in (("stress", _stress), ("reverse", _reverse), ("parties", _parties), ("two_sets", _two_sets)):
        _door(name, part, lang)


def _door(name: str, part: Callable[[Desk, str], None], lang: str) -> None:
    @st.fragment(key=f"trial:{name}")
    def opened_alone() -> None:
        with st.expander(plain(text.say(f"examined.{name}.title", lang)), key=f"try:{name}", on_change="rerun") as opened:
            if opened.open:
                part(desk.desk(lang), lang)

    opened_alone()


def _stress(mine: Desk, lang: str) -> None:
    months = range(1, mine.scenario.horizon_months + 1)
    key = mine.key("stress_month")
    month = st.select_slider(
        say("wrong.month", lang),
        months,
        value=examined.usual_month(mine.scenario),
        format_func=lambda each: tell("wrong.month_at", lang, month=each),
        key=key,
    )
    rows = examined.waited("stress", examined.stressed(mine.scenario, month), lang)
    told = inquiry.stressed(rows, lang)
    names = catalogue.stresses()
    drawn: Table = [
        {"name": names[row["stress"]].name[lang], "before": row["base_p50"], "after": row["p50"]}
        for row in rows
        if row["applies"]
    ]
    said = [f"{row['name']}: {text.money(row['after'], lang)}." for row in drawn]
    show.paragraphs(told.said)
    show.chart("stress", exhibits.moved(drawn, lang), tell("wrong.stress_alt", lang, said=" ".join(said)), lang)
    _table(told)


def _table(told: Section) -> None:
    """The table of a section, and what must be known of it."""
    header, *cells = told.table
    show.table(header, cells, wide=True)
    notes(told.notes)


def _reverse(mine: Desk, lang: str) -> None:
    worst = answers.waited(answers.answer(mine.scenario)).futures
    sums = exhibits.round_sums(worst)
    more_than = None
    if sums:
        more_than = st.select_slider(
            say("wrong.more_than", lang),
            sums,
            value=exhibits.about_one_in_twenty(sums, worst),
            format_func=lambda each: text.money(each, lang),
            key=mine.key("more_than"),
        )
    found = examined.waited("reverse", examined.ways_to_lose(mine.scenario, more_than), lang)
    show.paragraphs(telling.ways_to_lose(found, lang))


def _parties(mine: Desk, lang: str) -> None:
    rows, people = examined.waited("parties", examined.gaining(mine.scenario), lang)
    told = inquiry.shared(rows, mine.scenario.horizon_months, lang)
    names = catalogue.parties()
    drawn: Table = [{**row, "name": names[row["party"]].name[lang], "plain": False} for row in rows if row["lines"]]
    said = " ".join(f"{each[0]}: {each[1]}." for each in told.table[1:])
    show.paragraphs(told.said)
    show.chart("parties", exhibits.ranges(drawn, "kr", lang), tell("wrong.party_alt", lang, said=said), lang)
    _table(told)
    subheading(text.say("examined.people.title", lang))
    show.points(telling.people(people, lang))


def _two_sets(mine: Desk, lang: str) -> None:
    found: Row = examined.waited("two_sets", examined.both_sets(mine.scenario), lang)
    show.paragraphs(telling.two_sets(found, lang))
    if not found["differs"]:
        return
    split = found["parts"]["npv"]
    parts = [text.capital(telling.group_name(group, lang)) for group in found["differs"]]
    names = [tell("wrong.article", lang), *parts, tell("wrong.evidence", lang)]

    def cells() -> tuple[list[str], list[list[str]]]:
        amounts = [text.money(split["from"], lang), *(text.change(part, lang) for part in split["parts"])]
        header = [tell("wrong.part", lang), tell("wrong.amount", lang)]
        return header, [list(each) for each in zip(names, [*amounts, text.money(split["to"], lang)], strict=True)]

    ends = text.say("run.range", lang, low=text.money(split["from"], lang), high=text.money(split["to"], lang))
    show.picture(
        "two_sets", exhibits.difference(split, names, lang), tell("wrong.two_sets_alt", lang, said=ends), lang, cells
    )
