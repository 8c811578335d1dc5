"""The cases a person has: the one on the desk, those in the library, a file of one's own, those that are ready-made."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from roi import sentences, text
from roi.ui import answers, desk, handing, keeping, language, memory, own, sharing, shell, shelves, show
from roi.ui.desk import Desk
from roi.ui.show import note, paragraph, say

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIRST = "scenarios"  # the page that the navigation leads to; the others of the bench stand beside it


def page() -> None:
    lang = language.chosen()
    mine = desk.desk(lang)
    if mine.fresh and mine.case is None:  # a case of one's own was opened here; one that is chosen is laid on the desk first
        shell.go("owner", lang)
    mine.fresh = False
    shell.neighbours(FIRST, lang)
    show.title("bench.scenarios.title", lang)
    memory.keep(mine, FIRST)  # before the way to a sign-in, which leaves the page
    folder = shelves.folder()
    keeping.trouble(mine, lang)
    shell.refusal(mine, lang)
    _on_the_desk(mine, folder, lang)
    if folder is not None:
        own.cases(mine, folder, lang)
    else:
        _no_library(lang)
    _signing(lang)
    show.heading("bench.scenarios.others", lang)
    ready, file = st.columns(2, gap="large")
    with ready:
        shell.ready_made(mine, lang)
        if mine.case:
            _chosen(mine, lang)
    with file:
        shell.own_file(mine, lang)
        _form(lang)
    handing.hand_over(lang)


def _form(lang: str) -> None:
    """A case as a spreadsheet to fill in, made when it is asked for."""

    def blank() -> bytes:
        from roi import template

        return template.to_xlsx(lang)

    name = f"{text.say('form.app.file_name', lang)}.xlsx"
    label, about = (show.plain(text.say(f"form.app.{each}", lang)) for each in ("take", "take_help"))
    st.download_button(label, blank, name, SHEET, key="take_form", help=about, on_click="ignore")


def _on_the_desk(mine: Desk, folder: Path | None, lang: str) -> None:
    """What lies there, what it comes to, whether it is saved, and what to do with it."""
    with st.container(key="on_the_desk"):
        show.heading("bench.scenarios.desk", lang, name=text.case(mine.scenario.name, lang))
        paragraph(sentences.brief(answers.answer(mine.scenario).result().headline, lang))
        show.status(keeping.state(mine, folder, lang))
        with st.container(key="desk_ways", horizontal=True, vertical_alignment="center", gap="small"):
            if st.button(say("bench.scenarios.go_on", lang), key="on_desk", type="primary"):
                shell.go("owner", lang)
            keeping.button(mine, lang)
            if folder is not None:
                keeping.as_another(mine, folder, lang)
            sharing.share(mine, shell.ANSWERS, lang)
            shell.download(mine, lang)
            st.button(say("case.undo", lang), key="undo", disabled=not mine.can_undo, on_click=mine.undo)
        shell.put_aside(mine, lang)


def _chosen(mine: Desk, lang: str) -> None:
    """Where the ready-made case that was chosen is now, and the way on with it: the desk may be out of sight."""
    show.status(text.say("ui.bench.scenarios.lies", lang, name=text.case(mine.scenario.name, lang)))
    if st.button(say("bench.scenarios.work", lang), key="on_chosen"):
        shell.go("owner", lang)


def _no_library(lang: str) -> None:
    """Why there is no list here, and what serves instead."""
    show.heading("library.mine", lang)
    paragraph(text.say(f"ui.library.{'sign_in_first' if shelves.can_sign_in() else 'off'}", lang))


def _signing(lang: str) -> None:
    """In and out, where the server has a sign-in."""
    if not shelves.can_sign_in():
        return
    if shelves.signed_in():
        note(text.say("ui.library.signed_in", lang, name=str(st.user.get("name") or st.user.get("email") or "")))
        st.button(say("library.sign_out", lang), key="sign_out", on_click=st.logout)
    else:
        st.button(say("library.sign_in", lang), key="sign_in", on_click=st.login)


if __name__ == "__main__":  # as Streamlit runs a page
    page()
