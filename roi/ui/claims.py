"""What is claimed: the claims of the case as cards, one more in a person's own words, and what is known of each."""

from __future__ import annotations

from typing import Any

import streamlit as st

from roi import argument, catalogue, text
from roi.ui import answers, claiming, editing, show
from roi.ui.answers import Answer
from roi.ui.desk import Desk
from roi.ui.entered import entered
from roi.ui.show import note, paragraph
from roi.ui.told import refused, say, tell
from roi.walk import NAME_AT_MOST, TEXT_AT_MOST

CHOSEN = "claim"  # in the address and in the session: which claim is examined, counted from 1


def chosen(mine: Desk) -> int | None:
    """Which claim is examined, from 0; None where there is none."""
    asked = str(st.query_params.get(CHOSEN) or st.session_state.get(CHOSEN) or "1")
    count = len(mine.scenario.claims)
    return (int(asked) - 1 if asked.isdigit() and 1 <= int(asked) <= count else 0) if count else None


def _choose(at: int) -> None:
    st.session_state[CHOSEN] = at + 1
    st.query_params[CHOSEN] = str(at + 1)


def cards(mine: Desk, lang: str) -> None:
    """The claims side by side, what is unusual about them, and room for one more."""
    at = chosen(mine)
    if at is None:
        paragraph(tell("claims.none", lang))
    else:
        answer = answers.waited(answers.answer(mine.scenario))
        columns = st.columns(2, gap="small") if len(mine.scenario.claims) > 1 else [st.container()]
        for i in range(len(mine.scenario.claims)):
            with columns[i % len(columns)]:
                _card(mine, answer, i, i == at, lang)
        for hint in mine.scenario.hints:
            if hint.place.startswith("claims["):
                note(tell("claims.hint", lang, why=text.on_screen(hint, lang)))
    _add(mine, lang)


def _card(mine: Desk, answer: Answer, at: int, is_chosen: bool, lang: str) -> None:
    facts = claiming.facts(mine.scenario, at)
    with st.container(key=f"card_{'chosen' if is_chosen else 'other'}_{at}", gap="xsmall"):
        show.paragraphs([argument.claimed(facts, lang)], first="claim")
        note(argument.by_whom(facts, lang))
        note(argument.read_as(facts, lang))
        if facts["note"]:
            note(text.case(facts["note"], lang))
        chance = text.futures(answer.claims[at]["chance"], lang)
        paragraph(tell("claims.reached", lang, chance=chance))
        with st.container(horizontal=True, gap="small"):
            if len(mine.scenario.claims) > 1:
                words = say("claims.chosen" if is_chosen else "claims.choose", lang)
                st.button(words, key=f"choose:{at}", disabled=is_chosen, on_click=_choose, args=(at,))
            name = f"edit_claim:{mine.generation}:{at}"
            with st.popover(say("claims.edit", lang), key=name, on_change="rerun") as opened:
                if opened.open:
                    _edit(mine, at, lang)


# ---------------------------------------------------------------------------------------------------------- one more


def _add(mine: Desk, lang: str) -> None:
    """A claim in a person's words, or as a metric and a value. What cannot be read stays where it was typed."""
    version = mine.versions.get(CHOSEN, 0)
    with st.container(key="add_claim", gap="small"):
        with st.form(f"says:{version}", border=False, enter_to_submit=True):
            says = st.text_input(
                say("claims.says", lang),
                key=f"says:text:{version}",
                max_chars=NAME_AT_MOST,
                placeholder=tell("claims.says_example", lang),
            )
            by = st.text_input(
                say("claims.by", lang),
                key=f"says:by:{version}",
                max_chars=TEXT_AT_MOST,
                placeholder=tell("claims.by_example", lang),
            )
            if st.form_submit_button(say("claims.add_button", lang), key="says:add", type="primary"):
                _added(mine, {"says": says.strip(), "by": by.strip()}, "claims.empty", lang)
        with st.expander(say("claims.other_way", lang), key="claim_value", on_change="rerun") as opened:
            if opened.open:
                _by_value(mine, version, lang)


def _by_value(mine: Desk, version: int, lang: str) -> None:
    outcomes = catalogue.outcomes()
    metric = st.selectbox(
        say("claims.metric", lang),
        list(outcomes),
        format_func=lambda id: outcomes[id].name[lang],
        key=f"value:metric:{version}",
    )
    value = st.number_input(
        _value_label(outcomes[metric].unit, lang), value=None, step=_step(metric), key=f"value:of:{metric}:{version}"
    )
    note(outcomes[metric].help[lang])
    by = st.text_input(say("claims.by", lang), key=f"value:by:{version}", max_chars=TEXT_AT_MOST)
    if st.button(say("claims.add_button", lang), key="value:add"):
        table = {} if value is None else {"metric": metric, "value": editing.whole(claiming.in_file(metric, value))}
        _added(mine, {**table, "by": by.strip()}, "claims.no_value", lang)


def _step(metric: str) -> float:
    return 1.0 if catalogue.outcomes()[metric].unit != "points" else 0.1


def _value_label(unit: str, lang: str) -> str:
    name = text.unit_name(unit, lang)
    return say("claims.value", lang, unit=name) if name else say("claims.value_bare", lang)


def _added(mine: Desk, table: dict[str, Any], empty: str, lang: str) -> None:
    """Take a claim in, or say why not."""
    if not table.get("says") and "value" not in table:
        st.error(say(empty, lang))
        return
    first, joiners = len(mine.scenario.claims), [tell("claims.and", each) for each in text.LANGUAGES]
    changes = claiming.one_more(mine.scenario, *claiming.apart(mine.scenario, table, joiners))
    mistakes = claiming.mistakes(mine.scenario, changes)
    if mistakes:
        refused("claims.wrong", mistakes, lang)
        return
    mine.change(changes)
    mine.versions[CHOSEN] = mine.versions.get(CHOSEN, 0) + 1  # the fields are empty again
    _choose(first)
    st.rerun()


# ------------------------------------------------------------------------------------------------- what is known of it


def _edit(mine: Desk, at: int, lang: str) -> None:
    place, raw = claiming.place(at), claiming.written(mine.scenario, at)
    key = claiming.figure(raw)
    if key == "says":
        _text(mine, f"{place}.says", text.case(raw["says"], lang), say("claims.says", lang), NAME_AT_MOST)
    else:
        metric = raw.get("metric", "")
        factor = claiming.factor(metric) if key == "value" else 1
        label = _value_label(catalogue.outcomes()[metric].unit, lang) if key == "value" else say(f"claims.{key}", lang)
        field = mine.key(f"{place}.{key}")
        st.number_input(
            label,
            value=float(claiming.on_screen(metric, raw[key]) if factor > 1 else raw[key]),
            step=_step(metric) if key == "value" else 1.0,
            key=field,
            on_change=_figure_changed,
            args=(mine, f"{place}.{key}", field, metric if factor > 1 else ""),
        )
    if any(pending.startswith(place) for pending in mine.pending):
        refused("claims.wrong_here", mine.mistakes, lang)
    _text(mine, f"{place}.by", text.case(raw.get("by", ""), lang), say("claims.by", lang), TEXT_AT_MOST)
    lines = [id for id, about in catalogue.lines().items() if about.often_left_out]
    named = [line for line in raw.get("leaves_out", []) if line not in lines]
    field = mine.key(f"{place}.leaves_out")
    st.multiselect(
        say("claims.leaves_out", lang),
        [*lines, *named],
        default=list(raw.get("leaves_out", [])),
        format_func=lambda id: catalogue.lines()[id].name[lang],
        placeholder=tell("claims.leaves_out_none", lang),
        key=field,
        on_change=_list_changed,
        args=(mine, f"{place}.leaves_out", field),
    )
    _text(mine, f"{place}.note", text.case(raw.get("note", ""), lang), say("claims.note", lang), TEXT_AT_MOST)
    st.button(say("claims.remove", lang), key=f"remove_claim:{at}", on_click=_removed, args=(mine, at))


def _text(mine: Desk, place: str, value: str, label: str, most: int) -> None:
    field = mine.key(place)
    st.text_input(label, value, max_chars=most, key=field, on_change=_text_changed, args=(mine, place, field))


def _text_changed(mine: Desk, place: str, field: str) -> None:
    words = entered(field).strip()
    if words or not place.endswith(".says"):
        mine.change({place: words or None})


def _figure_changed(mine: Desk, place: str, field: str, metric: str) -> None:
    value = entered(field)
    if value is not None:
        mine.change({place: editing.whole(claiming.in_file(metric, value) if metric else value)})


def _list_changed(mine: Desk, place: str, field: str) -> None:
    mine.change({place: list(entered(field)) or None})


def _removed(mine: Desk, at: int) -> None:
    mine.change({claiming.place(at): None})
    mine.renew()
    _choose(0)
