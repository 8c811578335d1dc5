"""The owner's page: what burnout costs, and whether it would pay to move work out of the house."""

from __future__ import annotations

from contextlib import suppress

import streamlit as st

from roi import catalogue, sentences, tables, text
from roi.tables import Row
from roi.ui import answers, desk, handing, language, memory, pictures, questions, shell, show
from roi.ui.answers import Answer
from roi.ui.desk import Desk
from roi.ui.show import note, paragraph, say

ANSWER = "answer"  # the part of the page that follows a slider


def page() -> None:
    lang = language.chosen()
    mine = desk.desk(lang)
    mine.follower = ANSWER
    show.title("page.title", lang)
    shell.case(mine, lang)
    with st.container(key="bench"):
        asked, answered = st.columns([5, 9], gap="large")
    with asked, st.container(key="questions"):
        questions.ask(mine, lang)
    with answered:
        _answer(lang)
        handing.hand_over(lang)
    memory.keep(mine, "owner")


@st.fragment(key=ANSWER)
def _answer(lang: str) -> None:
    """What follows the questions: while a slider moves this runs alone, on fewer futures; when it rests the page follows."""
    mine = desk.desk(lang)
    quick = mine.moving

    def in_line() -> None:
        st.toast(say("status.in_line", lang), duration="long")

    try:
        answer = answers.waited(answers.answer(mine.scenario, answers.QUICK if quick else answers.DRAWS), in_line)
    except Exception:
        mine.moving = False
        shell.failed(lang)
        return
    with st.container(key="answer"):
        _said(mine, answer, lang)
        show.status(_status(mine, quick, lang))
    with st.container(key="remarks"):
        _remarks(mine, lang)
    pictures.futures(answer, lang)
    pictures.burnout(answer, lang)
    pictures.metrics(answer, lang)
    pictures.beside(answer, lang)
    with st.container():
        pictures.claims(answer, lang)
    pictures.months(answer, mine.scenario.horizon_months, lang)
    pictures.ledger(answer, lang)
    if quick:
        memory.keep(mine, ANSWER)
        answers.rested()
        answers.in_turn()
        with suppress(Exception):  # what fails, fails again in the whole run, and is told there
            answers.waited(answers.answer(mine.scenario), in_line)
        mine.moving = False
        st.rerun()
    _drivers(mine, lang)
    _people(mine, lang)
    _assumed(mine, lang)


def _status(mine: Desk, quick: bool, lang: str) -> str:
    if mine.mistakes:
        return text.say("ui.status.waiting", lang)
    if quick:
        return text.say("ui.status.quick", lang, quick=answers.QUICK, draws=answers.DRAWS)
    return text.say("ui.status.full", lang, draws=answers.DRAWS)


def _said(mine: Desk, answer: Answer, lang: str) -> None:
    said = (
        sentences.answer(answer.headline, lang),
        sentences.reasons(answer.headline, lang),
        sentences.burnout_cost(answer.outcomes["burnout_cost_y"], lang),
    )
    show.paragraphs([each for each in said if each], first="answer")
    show.brief(sentences.brief(answer.headline, lang))


def _remarks(mine: Desk, lang: str) -> None:
    """What must be known of the case and its figures."""
    scenario = mine.scenario
    lines = sentences.article(tables.article_check(scenario), lang)
    if scenario.note or lines:
        with st.expander(say("case.note", lang), key="note"):
            if scenario.note:
                paragraph(text.case(scenario.note, lang))
            for each in lines:
                paragraph(each)
    hints = [text.on_screen(each, lang) for each in scenario.hints]
    if hints:
        note(text.say("ui.hints.title", lang, hints=" ".join(hints)))


def _drivers(mine: Desk, lang: str) -> None:
    show.heading("drivers.title", lang)
    with st.container(key="drivers"):
        found = answers.waited(answers.drivers(mine.scenario))
        pictures.drivers(found, lang)


# ------------------------------------------------------------------------------------------- what lies behind and beside


def _people(mine: Desk, lang: str) -> None:
    show.heading("people.title", lang)
    paragraph(text.say("ui.people.lead", lang))
    risks = tables.left_to_the_user(mine.scenario)["risks"]
    rows = [
        [each.name[lang], each.unpriced[lang], _weighed(risks.get(id), lang)] for id, each in catalogue.dilemmas().items()
    ]
    show.table([text.say(f"ui.people.{name}", lang) for name in ("name", "unpriced", "status")], rows, wide=True)


def _weighed(risk: Row | None, lang: str) -> str:
    """What the scenario says of a dilemma."""
    if risk is None:
        return text.say("ui.people.unweighed", lang)
    parts = [text.say("ui.people.weighed", lang, risk=sentences.risk(risk, lang))]
    for name in ("evidence", "answer"):
        parts += [text.say(f"ui.people.{name}", lang, words=text.case(risk[name], lang))] if risk[name] else []
    return " ".join(part if part.endswith((".", "!", "?")) else f"{part}." for part in parts)


def _assumed(mine: Desk, lang: str) -> None:
    show.heading("assumed.title", lang)
    paragraph(text.say("ui.assumed.lead", lang, **tables.bases(mine.scenario)))
    with st.container(key="to_assumptions"):
        shell.link("assumptions", text.say("ui.assumed.all", lang), lang)
    note(text.say("ui.page.method", lang, draws=answers.DRAWS))


if __name__ == "__main__":  # as Streamlit runs a page
    page()
