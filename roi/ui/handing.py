"""Take it with you: the answer with all that it rests on, as one file, made when it is asked for."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import streamlit as st

from roi import simulate, text
from roi.scenario import Scenario
from roi.ui import answers, desk, making, show
from roi.ui.answers import Long
from roi.ui.making import Words
from roi.ui.show import paragraph, say

KB = 1_000  # bytes
ASKED = "handing"  # in the session: the report that was asked for last
FORMS = ("pdf", "html", "docx", "xlsx")  # the one that most people take first
STEPS = 2  # the futures; the file


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
        scenario = mine.scenario
        words = Words(say("handing.make", lang), text.say("ui.handing.takes", lang, draws=answers.DRAWS))
        content = making.made(ASKED, (scenario.text, form, lang), lambda: report(scenario, form, lang), words, lang)
        if content is None:
            return
        name = desk.file_name(text.case(scenario.name, lang), text.say("ui.handing.file_name", lang)).removesuffix(".toml")
        file = f"{text.say('ui.handing.file_name', lang)}_{name}.{form}"
        st.download_button(say("handing.take", lang), content, file, key=f"handing_take_{form}", on_click="ignore")
        show.status(text.say("ui.handing.ready", lang, form=form.upper(), size=max(round(len(content) / KB), 1)))


def report(scenario: Scenario, form: str, lang: str) -> Long[bytes]:
    """The report of a scenario as it will be, as a file."""
    return answers.long(STEPS, _written, scenario, form, lang, datetime.date.today())


def _written(scenario: Scenario, form: str, lang: str, day: datetime.date, step: Callable[[], object]) -> bytes:
    from roi import report

    result = simulate.run(scenario, draws=answers.DRAWS, seed=answers.SEED)
    step()
    content = report.written(result, form, lang, day)
    step()
    return content
