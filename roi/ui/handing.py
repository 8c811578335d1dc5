"""Take it with you: the answer with all that it rests on, as one file, made when it is asked for."""

from __future__ import annotations

import datetime
from concurrent.futures import Future
from typing import NamedTuple

import streamlit as st

from roi import simulate, text
from roi.scenario import Scenario
from roi.ui import answers, desk, show
from roi.ui.desk import Desk
from roi.ui.show import paragraph, say

KB = 1_000  # bytes
ASKED = "handed"  # in the session: the report that was asked for last
FORMS = ("pdf", "html", "docx", "xlsx")  # the one that most people take first


class Asked(NamedTuple):
    """A report as it will be, and of what, in which form and language it is one."""

    of: tuple[str, str, str]
    made: Future[bytes]


@st.fragment(key="handing")
def hand_over(lang: str) -> None:
    """Choose a form, have the file made, and take it."""
    mine = desk.desk(lang)
    with st.container(key="handing"):
        show.heading("handing.title", lang)
        paragraph(text.say("ui.handing.lead", lang))
        form = st.segmented_control(
            say("handing.form", lang),
            FORMS,
            default=FORMS[0],
            format_func=lambda each: say(f"handing.form_{each}", lang),
            key="handing_form",
            required=True,
        )
        of = (mine.scenario.text, form, lang)
        asked: Asked | None = st.session_state.get(ASKED)
        if asked and asked.of == of and asked.made.cancelled():  # something else was done before it had begun
            _ask(mine, form, lang)
            asked = st.session_state[ASKED]
        if asked is None or asked.of != of:
            st.button(say("handing.make", lang), key="handing_make", on_click=_ask, args=(mine, form, lang))
            show.status(text.say("ui.handing.takes", lang, draws=answers.DRAWS))
            return
        _take(mine, asked, form, lang)


def _take(mine: Desk, asked: Asked, form: str, lang: str) -> None:
    """The file to be taken, once it is made; until then what is going on."""
    way, line = st.empty(), st.empty()  # as the button and its line stand before: nothing of them is left to press
    with line:
        show.status("" if asked.made.done() else text.say("ui.handing.working", lang, draws=answers.DRAWS))
    try:
        content = answers.waited(asked.made)
    except Exception:
        del st.session_state[ASKED]
        st.error(say("status.failed", lang))
        raise
    name = desk.file_name(text.case(mine.scenario.name, lang), text.say("ui.handing.file_name", lang)).removesuffix(".toml")
    file = f"{text.say('ui.handing.file_name', lang)}_{name}.{form}"
    with line:
        show.status(text.say("ui.handing.ready", lang, form=form.upper(), size=max(round(len(content) / KB), 1)))
    with way:
        st.download_button(say("handing.take", lang), content, file, key=f"handing_take_{form}", on_click="ignore")


def _ask(mine: Desk, form: str, lang: str) -> None:
    made = answers.once(_written, mine.scenario, form, lang, datetime.date.today())
    st.session_state[ASKED] = Asked((mine.scenario.text, form, lang), made)


def _written(scenario: Scenario, form: str, lang: str, day: datetime.date) -> bytes:
    from roi import report

    return report.written(simulate.run(scenario, draws=answers.DRAWS, seed=answers.SEED), form, lang, day)
