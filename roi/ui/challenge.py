"""A business case examined, as one argument from top to bottom, for a representative with ten minutes."""

from __future__ import annotations

import html
from pathlib import Path

import streamlit as st

from roi import people, text, weighing
from roi.ui import argued, asked, claims, desk, examined, language, making, memory, returned, shell, show, tested
from roi.ui.desk import Desk
from roi.ui.making import Words
from roi.ui.show import paragraph
from roi.ui.told import heading, say, subheading, tell

LOOK = Path(__file__).parent / "challenge.css"
BESIDE = ("risks", "compass", "steps", "law")  # the pages on what no number settles
RISKS = 12  # shown here; the page of risks has all
MEMO = "memo"  # in the session: the memo that was asked for last
PARTS = ("claims", "argument", "questions", "worklog", "wrong", "beside")


def page() -> None:
    lang = language.chosen()
    mine = desk.desk(lang)
    st.html(LOOK)
    with st.container(key="one_column"):
        st.title(say("page.title", lang), anchor=False)
        shell.case(mine, lang)
        paragraph(tell("page.lead", lang))
        _contents(lang)
        heading("claims", lang)
        claims.cards(mine, lang)
        heading("argument", lang)
        argued.argued(lang)
        heading("questions", lang)
        asked.questions(lang)
        heading("worklog", lang)
        returned.log(lang)
        heading("wrong", lang)
        tested.trials(lang)
        heading("beside", lang)
        _beside(mine, lang)
        _memo(lang)
    memory.keep(mine, "challenge")


def _contents(lang: str) -> None:
    """The parts of the page, to go to."""
    items = "".join(f'<li><a href="#{part}">{html.escape(tell(f"part.{part}", lang))}</a></li>' for part in PARTS)
    st.html(f'<nav class="roi-contents" aria-label="{html.escape(tell("page.contents", lang))}"><ol>{items}</ol></nav>')


def _beside(mine: Desk, lang: str) -> None:
    """What no figure says: the risks, weighed or not."""
    paragraph(tell("beside.lead", lang))
    rows = people.register(mine.scenario)
    show.paragraphs([weighing.overview(people.overview(rows), rows, lang)])
    weighed = mine.scenario.risks
    told = [f"{weighing.risk_name(row, lang)}: {weighing.weighed(row, lang)}." for row in rows if row["risk"] in weighed]
    show.points(told[:RISKS])
    with st.container(key="beside_ways", horizontal=True, gap="small"):
        for each in BESIDE:
            shell.link(each, text.say(f"ui.beside.nav.{each}", lang), lang)


@st.fragment
def _memo(lang: str) -> None:
    """The memo, made when it is asked for."""
    mine = desk.desk(lang)
    scenario = mine.scenario
    subheading(tell("memo.title", lang))
    paragraph(tell("memo.lead", lang))
    of = (mine.id, scenario.text, lang)
    memo = making.made(MEMO, of, lambda: examined.memo(scenario, lang), Words(say("memo.prepare", lang)), lang)
    if memo is None:
        return
    name = desk.file_name(text.case(scenario.name, lang), tell("memo.file_name", lang)).removesuffix(".toml")
    with st.container(key="memo", horizontal=True, gap="small"):
        for form, content in zip(examined.FORMS, memo, strict=True):
            label = say(f"memo.{form}", lang)
            st.download_button(label, content, f"{name}.{form}", key=f"memo_{form}", on_click="ignore")


if __name__ == "__main__":  # as Streamlit runs a page
    page()
