"""The panel of figures: a first set that everybody knows something about, the rest of the catalogue behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from roi import catalogue, text
from roi.ui import fields
from roi.ui.desk import Desk
from roi.ui.editing import Raw
from roi.ui.show import plain, say
from roi.walk import NAME_AT_MOST

#: What stands in front, by section; everything else is behind "more".
FIRST = {
    "company": ("employees", "salary_m", "turnover_y"),
    "burnout": ("burnt_out",),
    "work": ("hours_m", "movable_share", "fee_m", "fee_hour", "start_month", "ramp_months"),
    "plan": ("relief_use", "core_use", "reduction_use", "rework_end", "exit_y"),
}
HORIZONS = (12, 24, 36, 48, 60, 72, 84, 96, 108, 120)  # months
Values = Mapping[str, tuple[Raw, bool]]


def panel(desk: Desk, lang: str) -> None:
    """The whole panel."""
    values = desk.values()
    st.header(say("panel.title", lang), anchor=False)
    st.caption(say("panel.hint", lang))
    _name(desk, lang)
    _settings(desk, lang)
    with st.expander(plain(text.say("section.company", lang)), expanded=True):
        _numbers(desk, values, [*_places("company"), *_places("burnout")], lang)
    with st.expander(plain(text.say("section.work", lang)), expanded=True):
        at = _package(desk, lang)
        _numbers(desk, values, [p for p in _places("work", at) if p in values], lang)
    with st.expander(plain(text.say("section.plan", lang)), expanded=True):
        st.caption(say("panel.uses", lang))
        _numbers(desk, values, _places("plan"), lang)
    for section in catalogue.SECTIONS:
        _more(desk, values, section, at, lang)
    st.button(say("case.over", lang), on_click=desk.start_over, width="stretch")


def _name(desk: Desk, lang: str) -> None:
    """What the case is called: a ready-made one that has become one's own needs a name of its own."""
    key = desk.key("name")
    st.text_input(
        say("panel.name", lang),
        text.case(desk.scenario.name, lang),
        max_chars=NAME_AT_MOST,
        key=key,
        on_change=_named,
        args=(desk, key),
    )


def _named(desk: Desk, key: str) -> None:
    if st.session_state[key].strip():
        desk.change({"name": st.session_state[key].strip()})


def _settings(desk: Desk, lang: str) -> None:
    scenario = desk.scenario
    with st.expander(say("panel.settings", lang), expanded=True):
        _radio(desk, "view", tuple(catalogue.VIEWS), scenario.view, lang, words="view")
        horizons = sorted({*HORIZONS, scenario.horizon_months})
        key = desk.key("horizon_months")
        st.select_slider(
            say("panel.horizon", lang),
            horizons,
            value=scenario.horizon_months,
            format_func=lambda months: text.quantity(months, "months", lang),
            key=key,
            on_change=_set,
            args=(desk, "horizon_months", key, False),
        )
        _radio(desk, "assumptions", catalogue.ASSUMPTIONS, scenario.assumptions, lang, words="assumption", renew=True)
        key = desk.key("presets")
        st.multiselect(
            say("panel.presets", lang),
            list(catalogue.presets()),
            default=list(scenario.presets),
            format_func=lambda id: catalogue.presets()[id].name[lang],
            key=key,
            help=say("panel.presets_help", lang),
            placeholder=text.say("ui.panel.presets_none", lang),
            select_all=False,  # presets are alternatives: nobody wants all of them
            on_change=_set,
            args=(desk, "presets", key, True),
        )


def _radio(desk: Desk, place: str, options: Sequence[str], at: str, lang: str, *, words: str, renew: bool = False) -> None:
    key = desk.key(place)
    st.radio(
        say(f"panel.{place}", lang),
        options,
        index=list(options).index(desk.pending.get(place, at)),
        format_func=lambda each: text.say(f"{words}.{each}", lang),
        key=key,
        on_change=_set,
        args=(desk, place, key, renew),
    )


def _set(desk: Desk, place: str, key: str, renew: bool) -> None:
    value = st.session_state[key]
    value = list(value) if isinstance(value, list | tuple) else value
    if renew:
        desk.replace({place: value})
    else:
        desk.change({place: value})


def _places(section: str, at: int = 0) -> list[str]:
    table = f"{section}[{at + 1}]" if section in ("work", "events") else section
    return [f"{table}.{id}" for id in FIRST[section]]


def _package(desk: Desk, lang: str) -> int:
    work = desk.scenario.work
    if len(work) == 1:
        return 0
    return st.selectbox(
        say("panel.package", lang),
        range(len(work)),
        format_func=lambda at: text.case(work[at].name, lang),
        key=f"package:{desk.generation}",
    )


def _numbers(desk: Desk, values: Values, places: Sequence[str], lang: str) -> None:
    for place in places:
        with st.container():
            fields.number(desk, place, values, lang)


def _more(desk: Desk, values: Values, section: str, at: int, lang: str) -> None:
    scenario = desk.scenario
    if section == "events" and not scenario.events:
        return
    name = text.say(f"section.{section}", lang)
    with st.expander(say("panel.more", lang, section=name), key=f"more:{section}", on_change="rerun") as opened:
        if not opened.open:
            return
        if section == "events":
            for i, event in enumerate(scenario.events, start=1):
                st.markdown(plain(text.case(event.name, lang)))
                _numbers(desk, values, [f"events[{i}].{id}" for id in event.values], lang)
            return
        table = f"work[{at + 1}]" if section == "work" else section
        for id, about in catalogue.section(section).items():
            place = f"{table}.{id}"
            if about.choices:
                chosen = scenario.work[at].category if section == "work" else scenario.cost_basis
                fields.choice(desk, place, chosen, lang)
            elif id not in FIRST.get(section, ()) and place in values:
                _numbers(desk, values, [place], lang)
