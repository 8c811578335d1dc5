"""Rules that the plan touches or may touch, what they ask about, and notice and severance by seniority."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from roi import catalogue, qualitative, rules, text, weighing
from roi.checking_people import COUNTRIES, LEGAL_FACTS, SECTORS, YEARS_AT_MOST
from roi.people import Table
from roi.ui import beside, language, memory, show
from roi.ui.desk import Desk
from roi.ui.entered import entered
from roi.ui.show import note, paragraph, plain, say
from roi.walk import TABLES_AT_MOST

STATES = ("follows", "hangs")  # from what the file says; on what it does not say
YES_NO = (True, False)
PEOPLE = 1  # of a new row of the profile
YEARS = 5.0


def page() -> None:
    lang = language.chosen()
    mine = beside.begin("law", lang)
    paragraph(text.say("left.rules.caveat", lang, year=str(rules.SOURCES_UNTIL)))
    found = rules.flags(mine.scenario)
    with st.container(key="law"):
        listed, asked = st.columns([8, 5], gap="large")
    with listed:
        for state in STATES:
            _flags([row for row in found if row["state"] == state], state, lang)
    with asked:
        _facts(mine, lang)
    with st.container(key="narrow"):
        show.heading("beside.staff.title", lang)
        _seniority(mine, lang)
    memory.keep(mine, "law")


# ------------------------------------------------------------------------------------------------------------ the rules


def _flags(rows: Table, state: str, lang: str) -> None:
    """The rules in one state, folded: what the plan has to do with each, what it means and where that is from."""
    show.heading(f"beside.law.{state}", lang, count=len(rows))
    if not rows:
        paragraph(text.say(f"ui.beside.law.none_{state}", lang))
    for row in rows:
        entry = qualitative.entries()[row["rule"]]
        with st.expander(plain(entry.text[lang]), key=f"rule:{row['rule']}", on_change="rerun") as opened:
            if opened.open:
                for each in weighing.why(row, lang):
                    paragraph(each)
                beside.meaning(entry, lang)
                beside.belongs(entry, lang, "law")


def _facts(mine: Desk, lang: str) -> None:
    """What the rules ask about; what nobody has said may follow from presets and the work."""
    show.heading("beside.law.facts", lang)
    note(text.say("ui.beside.law.facts_lead", lang))
    said, known = mine.scenario.legal, rules.facts(mine.scenario)
    for name, options in (("sector", SECTORS), ("vendor_country", COUNTRIES)):
        _fact(mine, name, getattr(said, name), options, lang)
    for name in LEGAL_FACTS:
        _fact(mine, name, getattr(said, name), YES_NO, lang)
        if getattr(said, name) is None and getattr(known, name) is not None:
            follows = text.say(f"ui.beside.law.{_yes(getattr(known, name))}", lang)
            note(text.say("ui.beside.law.counts_as", lang, fact=follows))


def _fact(mine: Desk, name: str, at: str | bool | None, options: Sequence[str | bool], lang: str) -> None:
    def named(option: str | bool) -> str:
        if option == beside.NONE:
            return text.say("ui.beside.law.unknown", lang)
        return text.say(f"ui.beside.law.{f'{name}_{option}' if isinstance(option, str) else _yes(option)}", lang)

    label = text.say(f"ui.beside.law.ask_{name}", lang)
    beside.choice(mine, f"legal.{name}", at, label, options=(beside.NONE, *options), named=named)


def _yes(fact: bool) -> str:
    return "yes" if fact else "no"


# ---------------------------------------------------------------------------------------------------------- seniority


def _seniority(mine: Desk, lang: str) -> None:
    """How long those affected have been employed, what the act gives them, and a way to let the plan count that."""
    paragraph(text.say("ui.beside.staff.lead", lang))
    profile = mine.scenario.seniority
    for number, each in enumerate(profile, start=1):
        place = f"staff.seniority[{number}]"
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key=f"row:{number}"):
            _number(mine, f"{place}.count", each.count, "count", lang)
            _number(mine, f"{place}.years", each.years, "years", lang)
            label = say("beside.staff.remove", lang)
            st.button(label, key=f"staff_remove:{number}", on_click=mine.replace, args=({place: None},))
    if len(profile) < TABLES_AT_MOST:
        new = {f"staff.seniority[{len(profile) + 1}]": {"years": YEARS, "count": PEOPLE}}
        st.button(say("beside.staff.add", lang), key="staff_add", on_click=mine.replace, args=(new,))
    found = rules.by_seniority(profile)
    if not found:
        note(text.say("ui.beside.staff.none", lang))
        return
    header, cells = weighing.seniority_table(found, lang)
    show.table(header, cells, numbers=(0, 1, 2, 3))
    counted = {name: mine.scenario.values[name].median for name in ("notice_months", "severance_months")}
    with st.container(key="plan_says"):
        show.paragraphs(weighing.seniority(found, counted, lang))
        changes = rules.changes(profile)
        same = all(counted[place.rpartition(".")[2]] == value for place, value in changes.items())
        st.button(
            say("beside.staff.put", lang),
            key="staff_put",
            type="primary",
            disabled=same,
            on_click=mine.replace,
            args=(changes,),
        )
        note(text.say("ui.beside.staff.put_done" if same else "ui.beside.staff.put_help", lang))


def _number(mine: Desk, place: str, at: float, name: str, lang: str) -> None:
    key, whole = mine.key(place), name == "count"
    most = round(catalogue.inputs()["employees"].high) if whole else float(YEARS_AT_MOST)
    st.number_input(
        say(f"beside.staff.{name}", lang),
        min_value=1 if whole else 0.0,
        max_value=most,
        value=at,
        step=1 if whole else 1.0,
        format="%d" if whole else "%g",
        label_visibility="visible" if "[1]" in place else "collapsed",
        key=key,
        on_change=_changed,
        args=(mine, place, key),
    )


def _changed(mine: Desk, place: str, key: str) -> None:
    value = entered(key)
    if value is not None:
        mine.change({place: value})


if __name__ == "__main__":  # as Streamlit runs a page
    page()
