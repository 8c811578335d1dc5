"""Does the work become better or worse? Several people's marks of the six characteristics of good work, without names."""

from __future__ import annotations

import streamlit as st

from roi import judged, people, qualitative, text, weighing
from roi.people import MARKS, Row
from roi.ui import beside, language, memory, show
from roi.ui.desk import Desk
from roi.ui.entered import entered
from roi.ui.show import note, paragraph, plain, say
from roi.walk import TABLES_AT_MOST

SHOWN = "compass_shown"  # whether the spread of opinions is on the screen
SAID = "compass_said"  # what is said of an answer that was given just now: saved, or nothing in it
WHEN = ("before", "after")
ABREAST = 2  # characteristics, where there is room
CUES, MEETING = "rasmus_effects", "rasmus_workshop"  # lists: what a change can do to people; how to hold the meeting


def page() -> None:
    lang = language.chosen()
    mine = beside.begin("compass", lang)
    paragraph(text.say("ui.beside.compass.lead", lang))
    found = people.compass(mine.scenario)
    _meeting(lang)
    show.heading("beside.compass.answer", lang)
    if found["answers"] < TABLES_AT_MOST:
        _ask(mine, found, lang)
    else:
        paragraph(text.say("ui.beside.compass.full", lang, most=TABLES_AT_MOST))
    with st.container(key="narrow"):
        show.heading("beside.compass.result", lang)
        _result(found, lang)
        _over(mine, found, lang)
    memory.keep(mine, "compass")


def _meeting(lang: str) -> None:
    """How to hold the meeting, and cues for talking about each characteristic."""
    for id in (MEETING, CUES):
        about, held = qualitative.lists()[id], qualitative.in_list(id)
        label = text.say("ui.beside.counted", lang, name=about.name[lang], count=len(held))
        with st.expander(plain(label), key=f"list:{id}", on_change="rerun") as opened:
            if opened.open:
                note(about.help[lang])
                for each in held:
                    side = f"{text.say(f'ui.beside.effect.{each.side}', lang)}: " if each.side else ""
                    paragraph(f"{side}{each.text[lang]}")


# -------------------------------------------------------------------------------------------------------- one's answer


def _ask(mine: Desk, found: Row, lang: str) -> None:
    """The marks of one person, who then hands the screen on: what is saved is never shown by itself."""
    round_ = found["answers"]
    said = st.session_state.pop(SAID, "")
    if said:
        (st.success if said == "saved" else st.error)(say(f"beside.compass.{said}", lang))
    note(text.say("ui.beside.compass.how", lang))
    characteristics = qualitative.compass()
    with st.form(f"compass:{mine.generation}:{round_}", border=True):
        for left in range(0, len(characteristics), ABREAST):
            for place, each in zip(st.columns(ABREAST, gap="large"), characteristics[left : left + ABREAST], strict=False):
                with place:
                    _marks(mine, round_, each, lang)
        st.form_submit_button(
            say("beside.compass.save", lang), type="primary", key="save_answer", on_click=_saved, args=(mine, round_)
        )


def _marks(mine: Desk, round_: int, about: qualitative.Entry, lang: str) -> None:
    """What a characteristic asks, and its two marks."""
    show.subheading("beside.compass.name", lang, name=about.text[lang])
    show.notes(weighing.meaning(about.id, lang))
    with st.container(horizontal=True, gap="medium"):
        for when in WHEN:
            label = say(f"beside.compass.{when}", lang)
            st.segmented_control(label, MARKS, key=_key(mine, round_, when, about.id))


def _key(mine: Desk, round_: int, when: str, id: str) -> str:
    return f"{when}:{id}:{mine.generation}:{round_}"


def _saved(mine: Desk, round_: int) -> None:
    """Take the marks in among the others, and let nobody see what they changed."""
    keys = {when: {each.id: _key(mine, round_, when, each.id) for each in qualitative.compass()} for when in WHEN}
    marks = {when: {id: entered(key) for id, key in named.items() if entered(key)} for when, named in keys.items()}
    st.session_state[SAID] = "saved" if marks["before"] or marks["after"] else "nothing"
    if marks["before"] or marks["after"]:
        mine.change(people.one_more_answer(mine.scenario, marks["before"], marks["after"]))
        st.session_state[SHOWN] = False


# ----------------------------------------------------------------------------------------------------------- the result


def _result(found: Row, lang: str) -> None:
    """How opinions spread, from five answers on and when it is asked for."""
    first, *rest = weighing.compass(found, lang)
    if found["answers"] < found["needed"]:
        paragraph(first)
        return
    paragraph(text.say("ui.beside.compass.count", lang, answers=found["answers"]))
    st.toggle(say("beside.compass.show", lang), key=SHOWN, help=say("beside.compass.show_help", lang))
    if not st.session_state[SHOWN]:
        return
    rows = [row for row in found["characteristics"] if row["before"] or row["after"]]
    names = {row["characteristic"]: qualitative.name("entry", row["characteristic"], lang) for row in rows}
    if rows:
        alt = text.say("ui.beside.compass.alt", lang, said=" ".join(rest))
        show.picture("compass", judged.compass(rows, names, lang), alt, lang, lambda: weighing.compass_table(rows, lang))
        note(text.say("ui.beside.compass.read", lang))
    for sentence in rest[len(rows) :]:
        note(sentence)


def _over(mine: Desk, found: Row, lang: str) -> None:
    """Begin again with nobody's answer."""
    if found["answers"]:
        label, help_ = say("beside.compass.over", lang), say("beside.compass.over_help", lang)
        st.button(label, key="compass_over", help=help_, on_click=mine.replace, args=({"compass": None},))


if __name__ == "__main__":  # as Streamlit runs a page
    page()
