"""Where one begins: three doors, each with a ready-made case behind it."""

from __future__ import annotations

import streamlit as st

from roi import charts, sentences, text
from roi.ui import answers, desk, language, shell, show
from roi.ui.desk import Desk
from roi.ui.show import note, paragraph, say

#: The ready-made case behind a door.
EXAMPLES = {"cost": "small_firm_bookkeeping.toml", "claim": "bank_back_office_offshore.toml"}
#: The page that a door leads to.
LEADS_TO = {"cost": "owner", "claim": "challenge", "own": "scenarios"}


def page() -> None:
    lang = language.chosen()
    mine = desk.desk(lang)
    show.title("start.title", lang)
    paragraph(text.say("ui.start.lead", lang))
    with st.container(key="doors"):
        places = st.columns(len(LEADS_TO), gap="medium")
    for place, door in zip(places, LEADS_TO, strict=True):
        with place, st.container(key=f"door_{door}"):
            _door(mine, door, lang)
    _glimpse(mine, lang)


def _door(mine: Desk, door: str, lang: str) -> None:
    """What is behind it, the way in, and a ready-made case where there is one."""
    show.heading(f"start.{door}", lang)
    paragraph(text.say(f"ui.start.{door}_lead", lang))
    if st.button(say(f"start.{door}_open", lang), key=f"open_{door}", type="primary", width="stretch"):
        if door in EXAMPLES:
            mine.open_blank(lang)
        shell.go(LEADS_TO[door], lang)
    if door in EXAMPLES:
        _example(mine, door, lang)


def _example(mine: Desk, door: str, lang: str) -> None:
    """A ready-made case, one click away."""
    case = EXAMPLES[door]
    if case in desk.cases() and st.button(
        say("start.example", lang, name=text.case(desk.title(case), lang)), key=f"example_{door}", width="stretch"
    ):
        mine.open_case(case)
        shell.go(LEADS_TO[door], lang)


def _glimpse(mine: Desk, lang: str) -> None:
    """What an answer looks like: that of the case on the desk."""
    answer = answers.answer(mine.scenario).result()
    show.heading("start.glimpse", lang, name=text.case(mine.scenario.name, lang))
    words, dots = st.columns([4, 5], gap="large")
    said = sentences.answer(answer.headline, lang)
    with words:
        show.paragraphs([said, sentences.burnout_cost(answer.outcomes["burnout_cost_y"], lang)], first="answer")
    with dots:
        alt = text.say("ui.futures.alt_dots", lang, answer=said)
        show.chart("glimpse", charts.dots(answer.futures, lang), alt, lang)
        note(text.say("ui.futures.lead_dots", lang))


if __name__ == "__main__":  # as Streamlit runs a page
    page()
