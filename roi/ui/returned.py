"""Work that comes back: the log, what it says beside what the plan assumes, and the log put in place of the assumption."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import streamlit as st

from roi import catalogue, exhibits, telling, text
from roi.scenario import ScenarioError, Worklog
from roi.tables import Row
from roi.ui import beside, claiming, desk, editing, examined, show
from roi.ui.desk import Desk
from roi.ui.show import note, paragraph
from roi.ui.told import refused, say, tell
from roi.walk import TEXT_AT_MOST

USED = "log_used"  # in the session: how many changes there were when the log was put in place of the assumption
COLUMNS = ("date", "work", "task", "hours", "why")
SETTINGS = ("from", "to", "hours_moved", "months_in")
REMOVE = "remove"
DAY = "DD.MM.YYYY"


@st.fragment
def log(lang: str) -> None:
    """The log and what it shows; its own part of the page."""
    mine = desk.desk(lang)
    paragraph(tell("worklog.lead", lang))
    kept = mine.scenario.worklog
    with st.expander(_covered(kept, lang), key="log_period", on_change="rerun") as opened:
        if opened.open:
            _period(mine, kept, lang)
    if kept is None:
        return
    _entry(mine, kept, lang)
    _entries(mine, kept, lang)
    if kept.entries:
        _beside(mine, lang)


def _covered(kept: Worklog | None, lang: str) -> str:
    """What the log covers, in a line."""
    if kept is None:
        return say("worklog.begin", lang)
    return say("worklog.covers", lang, start=kept.start, end=kept.end, hours=text.number(kept.hours_moved, lang))


def _changed(mine: Desk, changes: Mapping[str, Any], lang: str) -> bool:
    """Change the log, or say why not: what was written stays where it was written."""
    mistakes = claiming.mistakes(mine.scenario, changes)
    if mistakes:
        refused("worklog.wrong", mistakes, lang)
        return False
    mine.change(changes)
    mine.renew()
    return True


def _period(mine: Desk, kept: Worklog | None, lang: str) -> None:
    """The time that the log covers, and how much was out in it."""
    today = datetime.date.today()
    with st.form(f"period:{mine.generation}", border=False):
        show.question(tell("worklog.period", lang))
        first, second = st.columns(2)
        third, fourth = st.columns(2)
        start = first.date_input(
            say("worklog.from", lang), kept.start if kept else today, key=f"log:from:{mine.generation}", format=DAY
        )
        end = second.date_input(
            say("worklog.to", lang), kept.end if kept else today, key=f"log:to:{mine.generation}", format=DAY
        )
        hours = third.number_input(
            say("worklog.hours_moved", lang),
            value=kept.hours_moved if kept else None,
            step=1.0,
            format="%.10g",
            key=f"log:hours:{mine.generation}",
        )
        months = fourth.number_input(
            say("worklog.months_in", lang),
            value=kept.months_in if kept else None,
            step=1.0,
            format="%.10g",
            key=f"log:months:{mine.generation}",
        )
        label = say("worklog.save_period" if kept else "worklog.begin", lang)
        if st.form_submit_button(label, key="log:period"):
            given = {"from": start, "to": end, "hours_moved": hours, "months_in": months}
            if None in given.values():
                st.error(say("worklog.begin_first", lang))
            elif _changed(mine, _period_changes(kept, given), lang):
                st.rerun()


def _period_changes(kept: Worklog | None, given: Mapping[str, Any]) -> dict[str, Any]:
    """What to change for the time of the log; the whole table where there is none yet."""
    whole = {name: editing.whole(x) if isinstance(x, float) else x for name, x in given.items()}
    return {f"worklog.{name}": x for name, x in whole.items()} if kept else {"worklog": whole}


def _entry(mine: Desk, kept: Worklog, lang: str) -> None:
    """One more line of the log."""
    names = [each.name for each in mine.scenario.work]
    at = f"{mine.generation}:{len(kept.entries)}"
    with st.form(f"entry:{at}", border=False):
        show.question(tell("worklog.entry", lang))
        first, second = st.columns(2)
        day = first.date_input(
            say("worklog.date", lang),
            min(max(datetime.date.today(), kept.start), kept.end),
            key=f"entry:date:{at}",
            format=DAY,
        )
        hours = second.number_input(
            say("worklog.hours", lang), value=None, step=0.5, format="%.10g", key=f"entry:hours:{at}"
        )
        work = st.selectbox(
            say("worklog.work", lang),
            ["", *names] if len(names) > 1 else names,
            format_func=lambda name: text.case(name, lang) if name else tell("worklog.work_none", lang),
            key=f"entry:work:{at}",
        )
        task = st.text_input(say("worklog.task", lang), key=f"entry:task:{at}", max_chars=TEXT_AT_MOST)
        why = st.text_input(say("worklog.why", lang), key=f"entry:why:{at}", max_chars=TEXT_AT_MOST)
        if st.form_submit_button(say("worklog.add", lang), key="entry:add", type="primary"):
            if not isinstance(day, datetime.date) or hours is None:
                st.error(say("worklog.entry_first", lang))
                return
            line = {"date": day, "work": work, "task": task.strip(), "hours": editing.whole(hours), "why": why.strip()}
            place = f"worklog.entries[{len(kept.entries) + 1}]"
            if _changed(mine, {place: {name: x for name, x in line.items() if x != ""}}, lang):
                st.rerun()


def _entries(mine: Desk, kept: Worklog, lang: str) -> None:
    """Every line of the log, to be changed and taken out."""
    if not kept.entries:
        note(tell("worklog.none", lang))
        return
    with beside.fold(tell("worklog.entries", lang), text.number(len(kept.entries), lang), "log_entries") as opened:
        if opened.open:
            _table(mine, kept, lang)


def _table(mine: Desk, kept: Worklog, lang: str) -> None:
    note(tell("worklog.table_help", lang))
    unsaid = tell("worklog.work_none", lang)
    names = [each.name for each in mine.scenario.work]
    column = st.column_config
    config = {
        "date": column.DateColumn(say("worklog.date", lang), format=DAY, required=True),
        "work": column.SelectboxColumn(say("worklog.work", lang), options=[unsaid, *names], required=True),
        "task": column.TextColumn(say("worklog.task", lang), max_chars=TEXT_AT_MOST),
        "hours": column.NumberColumn(say("worklog.hours", lang), min_value=0, step=0.01, format="localized", required=True),
        "why": column.TextColumn(say("worklog.why", lang), max_chars=TEXT_AT_MOST),
        REMOVE: column.CheckboxColumn(say("worklog.remove", lang)),
    }
    rows = [{**asdict(each), "work": each.work or unsaid, REMOVE: False} for each in kept.entries]
    with st.form(f"log_table:{mine.generation}", border=False):
        edited = st.data_editor(
            rows,
            key=f"log_rows:{mine.generation}",
            column_config=config,
            column_order=[*COLUMNS, REMOVE],
            num_rows="fixed",
            hide_index=True,
        )
        saved = st.form_submit_button(say("worklog.save", lang), key="log:save")
        if saved and _changed(mine, {"worklog.entries": stays(edited, unsaid) or None}, lang):
            st.rerun()


def stays(edited: Sequence[Mapping[str, Any]], unsaid: str) -> list[dict[str, Any]]:
    """The lines of an edited table as they stand in a file, without those that are to go and without what is empty.

    ``unsaid``: what the table says where no work is named.
    """
    kept = [{**row, "work": "" if row["work"] == unsaid else row["work"]} for row in edited if not row[REMOVE]]
    lines = [{name: row[name] for name in COLUMNS if row[name] not in ("", None)} for row in kept]
    return [{**line, "hours": editing.whole(line["hours"])} for line in lines]


def _beside(mine: Desk, lang: str) -> None:
    """What the log shows beside what the plan assumes, and the one put in place of the other."""
    found = examined.waited("log", examined.returned(mine.scenario), lang)
    if found is None:
        return
    show.paragraphs(telling.worklog(found, lang))
    rows: list[Row] = [
        {"name": tell("worklog.assumed", lang), **found["assumed"], "plain": True},
        {
            "name": tell("worklog.observed", lang),
            "p5": found["p5"],
            "p50": found["share"],
            "p95": found["p95"],
            "plain": False,
        },
    ]
    alt = tell("worklog.alt", lang, said=" ".join(telling.worklog(found, lang)[:2]))
    show.chart("worklog", exhibits.ranges(rows, "share", lang), alt, lang)
    if st.session_state.get(USED) == (mine.id, mine.changes):
        name = catalogue.inputs()[found["input"]].name[lang]
        paragraph(tell("worklog.used", lang, input=text.say("challenge.title.quoted", lang, words=name)))
        if st.button(say("worklog.back", lang), key="log:back"):
            mine.undo()
            st.rerun()
    elif st.button(say("worklog.use", lang), key="log:use"):
        try:
            mine.take(examined.waited("with_log", examined.with_log(mine.scenario, lang), lang))
        except ScenarioError as error:
            refused("worklog.wrong", error.mistakes, lang)
            return
        st.session_state[USED] = (mine.id, mine.changes)
        st.rerun()
