"""The cases a person has: the one on the desk, a file of one's own, those that are ready-made."""

from __future__ import annotations

import streamlit as st

from roi import text
from roi.ui import desk, language, shell, show
from roi.ui.show import say

FIRST = "scenarios"  # the page that the navigation leads to; the others of the bench stand beside it


def page() -> None:
    lang = language.chosen()
    mine = desk.desk(lang)
    if mine.fresh:  # a case was chosen or opened here
        shell.go("owner", lang)
    shell.neighbours(FIRST, lang)
    show.title("bench.scenarios.title", lang)
    name = show.short(text.case(mine.scenario.name, lang))
    if st.button(say("start.on_desk", lang, name=name), key="on_desk"):
        shell.go("owner", lang)
    shell.ready_made(mine, lang)
    shell.own_file(mine, lang)
    shell.refusal(mine, lang)


if __name__ == "__main__":  # as Streamlit runs a page
    page()
