"""Where one is, and what is left to do: the phase with what is due in it, and every checklist."""

from __future__ import annotations

import streamlit as st

from roi import catalogue, people, qualitative, text, weighing
from roi.people import Row, Table
from roi.qualitative import ASKED, Entry
from roi.ui import beside, language, memory, show
from roi.ui.desk import Desk
from roi.ui.entered import entered
from roi.ui.show import note, paragraph, plain, say

NOBODY = "nobody"  # who a point is put to that is no question


def page() -> None:
    lang = language.chosen()
    mine = beside.begin("steps", lang)
    with st.container(key="narrow"):
        paragraph(text.say("ui.beside.steps.lead", lang))
        show.heading("beside.process.title", lang)
        _process(mine, lang)
        show.heading("beside.lists.title", lang)
        _lists(mine, lang)
    memory.keep(mine, "steps")


# ---------------------------------------------------------------------------------------------------------- the process


def _process(mine: Desk, lang: str) -> None:
    """The phase, what it means, who is to be heard, what is due in it and what earlier ones have left."""
    found = people.process(mine.scenario)
    phases = [each.id for each in qualitative.entries().values() if each.kind == "phase"]
    label = text.say("ui.beside.process.where", lang)
    options = [beside.NONE, *phases]
    beside.choice(mine, "process.phase", found["phase"], label, options=options, named=lambda id: _phase(id, lang))
    if found["phase"] is None:
        note(text.say("ui.beside.process.none", lang))
        return
    show.paragraphs(weighing.about_phase(found, lang))
    points = people.phase_points(mine.scenario, found["phase"])
    behind = sum(row["behind"] for row in points)
    if points:
        words = text.say("ui.beside.process.behind", lang, count=behind, of=len(points))
        st.progress(behind / len(points), plain(words))
    for who in (*ASKED, NOBODY):
        _asked(mine, [row for row in points if (_entry(row).asks or NOBODY) == who], who, found["phase"], lang)
    _earlier(mine, found, lang)
    if found["next"]:
        note(text.say("ui.beside.process.next", lang, name=weighing.entry_text(found["next"], lang)))
    beside.words(mine, "process.note", found["note"], text.say("ui.beside.process.note", lang), lang, lines=True)


def _entry(row: Row) -> Entry:
    return qualitative.entries()[row["entry"]]


def _phase(id: str, lang: str) -> str:
    if id == beside.NONE:
        return text.say("ui.beside.process.not_said", lang)
    entry = qualitative.entries()[id]
    about = qualitative.lists()[entry.list].name[lang]
    return text.say("ui.beside.process.phase", lang, name=entry.text[lang], list=about)


def _asked(mine: Desk, rows: Table, who: str, phase: str, lang: str) -> None:
    """What is put to somebody in a phase, folded, by the list it stands in."""
    if not rows:
        return
    named = text.say("ui.beside.process.to_do" if who == NOBODY else f"entry.asks.{who}", lang)
    behind = sum(row["behind"] for row in rows)
    with beside.fold(named, _count(behind, len(rows), lang), f"due:{phase}:{who}") as opened:
        if not opened.open:
            return
        for id in dict.fromkeys(_entry(row).list for row in rows):
            show.question(qualitative.lists()[id].name[lang])
            for row in rows:
                if _entry(row).list == id:
                    _point(mine, _entry(row), row["behind"], f"due:{phase}", lang, answered=row["answered"])


def _earlier(mine: Desk, found: Row, lang: str) -> None:
    """What earlier phases have left."""
    if not found["earlier"]:
        return
    label, left = text.say("ui.beside.process.earlier", lang), text.number(len(found["earlier"]), lang)
    with beside.fold(label, left, f"earlier:{found['phase']}") as opened:
        if opened.open:
            for id in found["earlier"]:
                _point(mine, qualitative.entries()[id], False, "earlier", lang)


# ------------------------------------------------------------------------------------------------------- the checklists


def _lists(mine: Desk, lang: str) -> None:
    """Every list, folded, by the document it is from; the self-check first."""
    rows = sorted(people.checklists(mine.scenario), key=lambda row: row["enough"] is None)
    begun = [row for row in rows if row["begun"]]
    paragraph(weighing.begun(begun, lang))
    for source in dict.fromkeys(qualitative.lists()[row["list"]].source for row in rows):
        its = [row for row in rows if qualitative.lists()[row["list"]].source == source]
        name, said = text.say(f"ui.beside.lists.{source}", lang), weighing.all_ticked(its, lang)
        at_first = any(row["list"] in mine.opened.checklists or row["enough"] is not None for row in its)
        with beside.fold(name, said, f"lists:{source}", expanded=at_first) as box:
            if box.open:
                note(catalogue.sources()[source].title[lang])
                for row in its:
                    _list(mine, row, lang)


def _list(mine: Desk, row: Row, lang: str) -> None:
    about = qualitative.lists()[row["list"]]
    with beside.fold(about.name[lang], _count(row["count"], row["of"], lang), f"list:{about.id}") as opened:
        if not opened.open:
            return
        note(about.help[lang])
        note(text.say("ui.beside.section", lang, section=about.section))
        if row["enough"] is not None:
            paragraph(weighing.progress(row, lang)[0])
        for entry in qualitative.in_list(about.id):
            _point(mine, entry, entry.id in row["ticked"], about.id, lang, notes=row["notes"])


def _point(
    mine: Desk,
    entry: Entry,
    ticked: bool,
    where: str,
    lang: str,
    *,
    answered: bool = False,
    notes: Row | None = None,
) -> None:
    """A point with its tick, what it means, and behind a button a note of one's own, its source and what it belongs to."""
    key = f"tick:{where}:{entry.id}:{mine.generation}"
    st.session_state[key] = ticked  # it may have been ticked where else it stands
    with st.container(key=f"point:{where}:{entry.id}", horizontal=True, gap="small"):
        with st.container(gap="xsmall"):
            st.checkbox(plain(entry.text[lang]), key=key, disabled=answered, on_change=_ticked, args=(mine, entry.id, key))
            if answered:
                note(text.say("ui.beside.process.answered", lang))
            elif entry.help:
                note(entry.help[lang])
            if notes and notes.get(entry.id):
                note(text.say("ui.beside.lists.noted", lang, words=text.case(notes[entry.id], lang)))
        with st.popover(say("beside.lists.more", lang), key=f"more:{where}:{entry.id}", on_change="rerun") as opened:
            if opened.open:
                if entry.note:
                    note(entry.note[lang])
                if notes is not None:
                    place = f"checklists.{entry.list}.notes.{entry.id}"
                    label = text.say("ui.beside.lists.note", lang)
                    beside.words(mine, place, notes.get(entry.id, ""), label, lang, lines=True)
                st.html(beside.source(entry, lang))
                beside.belongs(entry, lang, where)


def _count(ticked: int, of: int, lang: str) -> str:
    return text.say("ui.beside.progress", lang, count=ticked, of=of)


def _ticked(mine: Desk, point: str, key: str) -> None:
    mine.change(people.ticked(mine.scenario, point, entered(key)))


if __name__ == "__main__":  # as Streamlit runs a page
    page()
