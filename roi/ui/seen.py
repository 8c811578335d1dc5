"""Figures entered as they were seen: a month of the plan or a trial of some weeks; and all that was written, to change."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from roi import catalogue, files, telling_actuals, text
from roi.catalogue import Observable
from roi.scenario import Scenario
from roi.ui import beside, claiming, editing, show
from roi.ui.desk import Desk
from roi.ui.show import note, say

KINDS = ("month", "trial")
REMOVE = "remove"
WRITING = "actuals:writing"  # in the session: the name of the case to which rows were added
DAY = "DD.MM.YYYY"
WEEKS = 4  # of a trial that nobody has dated yet
HUNDRED = 100  # percent on the screen, shares in files


def asked_of(kind: str) -> list[Observable]:
    """What may be seen in a month, or in a trial."""
    return [each for each in catalogue.observables().values() if each.trial or kind == "month"]


def entry(mine: Desk, lang: str) -> None:
    """One more row: folded away where there are some, but not from one who is writing them."""
    is_open = not mine.scenario.actuals or st.session_state.get(WRITING) == mine.scenario.name
    with st.expander(
        say("after.entry.fold", lang), is_open, key=f"entry_fold:{mine.generation}", on_change="rerun"
    ) as opened:
        if not opened.open:
            return
        kind = st.segmented_control(
            say("after.entry.kind", lang),
            KINDS,
            default=KINDS[0],
            format_func=lambda each: text.say(f"ui.after.entry.{each}", lang),
            key=f"entry_kind:{lang}",
            required=True,
            label_visibility="collapsed",
        )
        _form(mine, str(kind), lang)


def _form(mine: Desk, kind: str, lang: str) -> None:
    at = f"{mine.generation}:{kind}:{len(mine.scenario.actuals)}"
    with st.form(f"actual:{at}", border=False):
        when = _when(mine, kind, at, lang)
        given = {**when, **_figures(kind, at, lang)}
        note(text.say("ui.after.entry.empty", lang))
        if st.form_submit_button(say("after.entry.add", lang), key="actual:add", type="primary"):
            row = {key: editing.whole(x) if isinstance(x, float) else x for key, x in given.items() if x not in (None, "")}
            if not any(id in row for id in catalogue.observables()):
                st.error(say("after.entry.nothing", lang))
            elif _changed(mine, {f"actuals[{len(mine.scenario.actuals) + 1}]": row}, lang):
                st.session_state[WRITING] = mine.scenario.name
                st.rerun()


def _when(mine: Desk, kind: str, at: str, lang: str) -> dict[str, Any]:
    """The time a row is of, and which work."""
    first, second = st.columns(2)
    found: dict[str, Any] = {}
    if kind == "month":
        key = f"actual:month:{at}"
        last = mine.scenario.horizon_months
        found["month"] = int(first.number_input(say("after.entry.which", lang), 1, last, next_month(mine.scenario), key=key))
        beside_it = second
    else:
        today = datetime.date.today()
        start = first.date_input(
            say("after.entry.from", lang), today - datetime.timedelta(weeks=WEEKS), key=f"actual:from:{at}", format=DAY
        )
        end = second.date_input(say("after.entry.to", lang), today, key=f"actual:to:{at}", format=DAY)
        first, beside_it = st.columns(2)
        share = first.number_input(
            say("after.entry.share", lang),
            value=None,
            step=5.0,
            format="%.10g",
            key=f"actual:share:{at}",
            help=say("after.entry.share_help", lang),
        )
        found |= {"from": start, "to": end, "share": None if share is None else round(share / HUNDRED, 6)}
    names = [each.name for each in mine.scenario.work]
    if len(names) > 1:
        found["work"] = beside_it.selectbox(
            say("after.entry.work", lang),
            ["", *names],
            format_func=lambda each: text.case(each, lang) if each else text.say("ui.after.entry.all_work", lang),
            key=f"actual:work:{at}",
        )
    return found


def next_month(scenario: Scenario) -> int:
    """The month after the last that was written."""
    written = [row.month for row in scenario.actuals if row.month is not None]
    return min(max(written, default=0) + 1, scenario.horizon_months)


def _figures(kind: str, at: str, lang: str) -> dict[str, float | None]:
    """A field for each figure; beside it, out of how many."""
    found: dict[str, float | None] = {}
    alone = [each for each in asked_of(kind) if each.of is None]
    columns = st.columns(len(alone))
    for column, each in zip(columns, alone, strict=True):
        found[each.id] = _field(column, each.id, label(each, lang), at, each.help[lang])
    for each in asked_of(kind):
        if each.of is not None:
            first, second = st.columns(2)
            found[each.id] = _field(first, each.id, each.name[lang], at, each.help[lang])
            found[each.of] = _field(second, each.of, text.say(f"ui.after.entry.{each.of}", lang), at)
    return found


def label(each: Observable, lang: str) -> str:
    """An observable, with its unit where its name does not say it."""
    if each.unit != "kr":
        return each.name[lang]
    return text.say("ui.after.entry.with_unit", lang, name=each.name[lang], unit=text.unit_name(each.unit, lang))


def _field(column: Any, id: str, words: str, at: str, about: str | None = None) -> float | None:
    told = show.plain(about) if about else None
    key = f"actual:{id}:{at}"
    found: float | None = column.number_input(
        show.plain(words), value=None, min_value=0.0, step=1.0, format="%.10g", key=key, help=told
    )
    return found


def _changed(mine: Desk, changes: Mapping[str, Any], lang: str) -> bool:
    """Change the rows, or say why not: what was written stays where it was written."""
    mistakes = claiming.mistakes(mine.scenario, changes)
    if mistakes:
        why = "; ".join(text.on_screen(each, lang).removesuffix(".") for each in mistakes)
        st.error(say("after.entry.wrong", lang, why=why))
        return False
    mine.change(changes)
    mine.renew()
    return True


# ------------------------------------------------------------------------------------------------------- what is written


def rows(mine: Desk, lang: str) -> None:
    """All that was written, to be changed and taken out."""
    count = text.number(len(mine.scenario.actuals), lang)
    with beside.fold(text.say("ui.after.rows.fold", lang), count, "actual_rows") as opened:
        if opened.open:
            _table(mine, lang)


def _table(mine: Desk, lang: str) -> None:
    note(text.say("ui.after.rows.help", lang))
    written = files.stands(mine.scenario, "actuals").unwrap()
    column = st.column_config
    config: dict[str, Any] = {"when": column.TextColumn(say("after.rows.when", lang), disabled=True)}
    seen = catalogue.observables()
    for id, each in seen.items():
        config[id] = column.NumberColumn(label(each, lang), min_value=0, format="localized")
        if each.of:
            config[each.of] = column.NumberColumn(say(f"after.entry.{each.of}", lang), min_value=0, format="localized")
    config[REMOVE] = column.CheckboxColumn(say("after.rows.remove", lang))
    figures = [name for name in config if name not in ("when", REMOVE)]
    used = [name for name in figures if any(name in row for row in written)]
    shown = [
        {
            "when": _name(row, lang),
            **{name: None if row.get(name) is None else float(row[name]) for name in used},
            REMOVE: False,
        }
        for row in written
    ]
    with st.form(f"actual_table:{mine.generation}", border=False):
        edited = st.data_editor(
            shown,
            key=f"actual_rows_table:{mine.generation}",
            column_config=config,
            column_order=["when", *used, REMOVE],
            num_rows="fixed",
            hide_index=True,
        )
        saved = st.form_submit_button(say("after.rows.save", lang), key="actual:save")
        if saved and _changed(mine, {"actuals": stays(written, edited, used) or None}, lang):
            st.rerun()


def stays(
    written: Sequence[Mapping[str, Any]], edited: Sequence[Mapping[str, Any]], used: Sequence[str]
) -> list[dict[str, Any]]:
    """The rows as they stand in a file, with what was changed, without those that are to go and without what was emptied."""
    found = []
    for row, new in zip(written, edited, strict=True):
        if not new[REMOVE]:
            figures = {name: editing.whole(new[name]) for name in used if new[name] is not None}
            found.append({**{name: x for name, x in row.items() if name not in used}, **figures})
    return found


def _name(row: Mapping[str, Any], lang: str) -> str:
    """The time and the work of a row as it is written."""
    ends = {name: str(row[name]) if name in row else None for name in ("from", "to")}
    when = text.capital(telling_actuals.when({"month": row.get("month"), **ends}, lang))
    return f"{when}: {text.case(row['work'], lang)}" if row.get("work") else when
