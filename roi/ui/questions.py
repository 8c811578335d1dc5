"""The questions before the answer: eight that everybody can say something about, the rest of the catalogue behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from roi import catalogue, gauges, qualitative, text
from roi.ui import editing, fields, show
from roi.ui.desk import Desk
from roi.ui.editing import Raw
from roi.ui.entered import entered
from roi.ui.show import paragraph, plain, say

#: What stands in front, by section; everything else is behind "more".
FIRST = {
    "company": ("employees", "salary_m", "turnover_y"),
    "burnout": ("burnt_out",),
    "work": ("hours_m", "fee_m", "fee_hour"),
    "plan": ("relief_use", "core_use", "reduction_use"),
}
FEES = ("fee_m", "fee_hour")
SIGNS = "warning_signs"  # the self-check's list among the entries
TASKS = "typical_tasks"
HORIZONS = (12, 24, 36, 48, 60, 72, 84, 96, 108, 120)  # months
Values = Mapping[str, tuple[Raw, bool]]


def ask(desk: Desk, lang: str) -> None:
    """Everything that can be said of the case, the first questions first."""
    values = desk.values()
    number = 0

    def question(place: str) -> None:
        nonlocal number
        number += 1
        words = text.say(f"ui.ask.{place.rsplit('.', maxsplit=1)[-1]}", lang)
        fields.number(desk, place, values, lang, text.say("ui.ask.numbered", lang, number=number, question=words))

    for place in ("company.employees", "company.salary_m", "burnout.burnt_out"):
        question(place)
    _self_check(desk, lang)
    question("company.turnover_y")
    number += 1
    at = _work(desk, number, lang)
    question(f"work[{at}].hours_m")
    question(f"work[{at}].{_fee_of(values, at)}")
    _fee_kind(desk, values, at, lang)
    number += 1
    _uses(desk, values, number, lang)
    show.subheading("ask.more", lang)
    _settings(desk, lang)
    for section in catalogue.SECTIONS:
        _more(desk, values, section, at, lang)
    st.button(
        say("ask.defaults", lang), key="defaults", help=say("ask.defaults_help", lang), on_click=_defaults, args=(desk,)
    )


def _defaults(desk: Desk) -> None:
    """Every value that has a default gets it back."""
    in_file = (place for place, (_, said) in desk.values().items() if said)
    desk.reset([place for place in in_file if editing.input_at(place).defaults])


# ------------------------------------------------------------------------------------------------------- the self-check


def _self_check(desk: Desk, lang: str) -> None:
    """The article's warning signs, for whoever has no figure: what one sees, and what that is worth."""
    about = qualitative.lists()[SIGNS]
    with st.popover(say("signs.open", lang), key=f"signs:{desk.generation}", on_change="rerun") as opened:
        if not opened.open:
            return
        seen = _seen(desk)
        signs = qualitative.in_list(SIGNS)
        for sign in signs:
            key = f"sign:{sign.id}:{desk.generation}"
            hint = plain(sign.help[lang]) if sign.help else None
            st.checkbox(
                plain(sign.text[lang]), sign.id in seen, key=key, help=hint, on_change=_ticked, args=(desk, sign.id, key)
            )
        kind = "enough" if len(seen) >= (about.enough or 0) else "few"
        paragraph(text.say(f"ui.signs.{kind}", lang, seen=len(seen), signs=len(signs), enough=about.enough))
        paragraph(about.help[lang])
        paragraph(text.say("ui.signs.figure", lang))


def _seen(desk: Desk) -> tuple[str, ...]:
    checked = desk.scenario.checklists.get(SIGNS)
    return checked.ticked if checked else ()


def _ticked(desk: Desk, sign: str, key: str) -> None:
    others = [each for each in _seen(desk) if each != sign]
    seen = [*others, sign] if entered(key) else others
    desk.change({f"checklists.{SIGNS}.{qualitative.ticks(SIGNS)}": seen})


# ------------------------------------------------------------------------------------------------------------- the work


def _work(desk: Desk, number: int, lang: str) -> int:
    """Which piece of work, and which of several is asked about: its number, from 1."""
    work = desk.scenario.work
    at = 1
    label = text.say("ui.ask.numbered", lang, number=number, question=text.say("ui.ask.work", lang))
    if len(work) > 1:
        at = st.selectbox(
            plain(label),
            range(1, len(work) + 1),
            format_func=lambda each: text.case(work[each - 1].name, lang),
            key=f"package:{desk.generation}",
        )
        show.note(text.say("ui.ask.work_all", lang, count=len(work)))
        label = text.say("ui.ask.work_name", lang)
    key = desk.key(f"work[{at}].name")
    with st.container(key="line:work_name", horizontal=True, vertical_alignment="bottom", gap="small"):
        st.text_input(plain(label), text.case(work[at - 1].name, lang), key=key, on_change=_renamed, args=(desk, at, key))
        with st.popover(say("ask.work_more", lang), key=f"work_more:{desk.generation}:{at}", on_change="rerun") as opened:
            if opened.open:
                _work_more(desk, at, lang)
    return at


def _work_more(desk: Desk, at: int, lang: str) -> None:
    """What kind of work it is, a typical task to begin from, one more piece of work or one less."""
    work = desk.scenario.work
    fields.choice(desk, f"work[{at}].category", work[at - 1].category, lang)
    key = desk.key(f"work[{at}].task")
    tasks = {each.id: each for each in qualitative.in_list(TASKS)}
    st.selectbox(
        say("ask.task", lang),
        list(tasks),
        index=None,
        format_func=lambda id: tasks[id].text[lang],
        key=key,
        placeholder=text.say("ui.ask.task_none", lang),
        on_change=_task_chosen,
        args=(desk, at, key, lang),
    )
    if len(work) < catalogue.PACKAGES_AT_MOST:
        st.button(say("ask.work_add", lang), key=f"add:{at}", on_click=_added, args=(desk, at))
    if len(work) > 1:
        st.button(say("ask.work_remove", lang), key=f"remove:{at}", on_click=desk.replace, args=({f"work[{at}]": None},))


def _renamed(desk: Desk, at: int, key: str) -> None:
    name = entered(key).strip()
    if name:
        desk.change({f"work[{at}].name": name})


def _task_chosen(desk: Desk, at: int, key: str, lang: str) -> None:
    id = entered(key)
    if id:
        task = qualitative.entries()[id]
        desk.replace({f"work[{at}].name": task.text[lang], f"work[{at}].category": task.category})


def _added(desk: Desk, at: int) -> None:
    desk.replace(editing.another_package(desk.scenario, at))


def _fee_of(values: Values, at: int) -> str:
    return next(id for id in FEES if f"work[{at}].{id}" in values)


def _fee_kind(desk: Desk, values: Values, at: int, lang: str) -> None:
    key = f"fee_kind:{at}:{desk.generation}"
    st.segmented_control(
        say("ask.fee_kind", lang),
        FEES,
        default=_fee_of(values, at),
        format_func=lambda each: text.say(f"ui.ask.{each}_kind", lang),
        key=key,
        required=True,
        label_visibility="collapsed",
        on_change=_fee_kind_chosen,
        args=(desk, values, at, key),
    )


def _fee_kind_chosen(desk: Desk, values: Values, at: int, key: str) -> None:
    desk.replace(editing.other_fee(values, at, entered(key)))


# ------------------------------------------------------------------------------------------------- what the time is for


def _uses(desk: Desk, values: Values, number: int, lang: str) -> None:
    """The last question: three shares of the freed hours, and what is lost."""
    places = [f"plan.{id}" for id in FIRST["plan"]]
    show.question(text.say("ui.ask.numbered", lang, number=number, question=text.say("ui.ask.uses", lang)))
    for place in places:
        fields.number(desk, place, values, lang, text.say(f"ui.ask.{place.split('.')[-1]}", lang))
    shares = editing.uses({place.split(".")[-1]: editing.handle(values[place][0]) for place in places})
    rows = [(text.say(f"ui.ask.{id}_short", lang), share) for id, share in shares.items()]
    alt = text.say("ui.ask.uses_alt", lang, parts=[f"{name} {text.percent(share, lang)}" for name, share in rows])
    show.chart("uses", gauges.uses(rows, lang), alt, lang)


# ------------------------------------------------------------------------------------------------------------- the rest


def _settings(desk: Desk, lang: str) -> None:
    scenario = desk.scenario
    with st.expander(say("panel.settings", lang), key="more:settings", on_change="rerun") as opened:
        if not opened.open:
            return
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
    value = entered(key)
    value = list(value) if isinstance(value, list | tuple) else value
    if renew:
        desk.replace({place: value})
    else:
        desk.change({place: value})


def _more(desk: Desk, values: Values, section: str, at: int, lang: str) -> None:
    """A section's other figures, drawn when they are asked for."""
    scenario = desk.scenario
    if section == "events" and not scenario.events:
        return
    name = text.say(f"section.{section}", lang)
    with st.expander(say("panel.more", lang, section=name), key=f"more:{section}", on_change="rerun") as opened:
        if not opened.open:
            return
        if section == "events":
            for i, event in enumerate(scenario.events, start=1):
                show.question(text.case(event.name, lang))
                for id in event.values:
                    fields.number(desk, f"events[{i}].{id}", values, lang)
            return
        table = f"work[{at}]" if section == "work" else section
        for id, about in catalogue.section(section).items():
            place = f"{table}.{id}"
            if about.choices:
                if section != "work":
                    fields.choice(desk, place, scenario.cost_basis, lang)
            elif id not in FIRST.get(section, ()) and place in values:
                fields.number(desk, place, values, lang)
