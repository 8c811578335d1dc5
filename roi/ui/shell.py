"""What stands around every page: the ways to the other pages, the language, the case on the desk."""

from __future__ import annotations

import gc
import logging
from concurrent.futures import Future
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import streamlit as st

from roi import files, text
from roi.scenario import ScenarioError
from roi.ui import answers, desk, keeping, language, memory, sharing, show
from roi.ui.desk import Desk
from roi.ui.entered import entered
from roi.ui.show import plain, say
from roi.walk import NAME_AT_MOST

T = TypeVar("T")
LOG = logging.getLogger("roi")
UPLOAD_AT_MOST = 5  # MB through the browser, so that a file of more than 1 MB is refused in the user's own language
HERE = Path(__file__).parent


class PageOf(NamedTuple):
    """A page: its file in this folder, which is its address too, and its word in the navigation.

    ``within``: the page that leads to it, where the navigation does not. ``among``: its word among its neighbours there.
    """

    file: str
    words: str
    within: str = ""
    among: str = ""


#: In the order of the navigation; the first is where one begins.
PAGES = (
    PageOf("start", "ui.nav.start"),
    PageOf("owner", "ui.nav.owner"),
    PageOf("challenge", "challenge_page.page.nav"),
    PageOf("risks", "ui.beside.nav.top", among="ui.beside.nav.risks"),
    PageOf("compass", "ui.beside.nav.compass", "risks"),
    PageOf("steps", "ui.beside.nav.steps", "risks"),
    PageOf("law", "ui.beside.nav.law", "risks"),
    PageOf("related", "ui.beside.nav.related", "risks"),
    PageOf("scenarios", "ui.bench.nav.top", among="ui.bench.nav.scenarios"),
    PageOf("compare", "ui.compare.page.nav", "scenarios"),
    PageOf("bids", "ui.bids.page.nav", "scenarios"),
    PageOf("pilot", "ui.pilot.page.nav", "scenarios"),
    PageOf("batch", "ui.batch.page.nav", "scenarios"),
    PageOf("after", "ui.after.page.nav", "scenarios"),
    PageOf("assumptions", "ui.nav.assumptions"),
    PageOf("method", "ui.nav.method"),
)

#: The pages that answer for the case on the desk.
ANSWERS = [each.file for each in PAGES if each.file not in ("start", "scenarios") and each.within != "scenarios"]


def navigation(lang: str) -> Any:
    """Streamlit's page to run; the ways between them are drawn by ``frame``."""
    tab = text.say("ui.page.tab", lang)
    pages = [
        st.Page(HERE / f"{each.file}.py", title=f"{text.say(each.words, lang)} · {tab}", url_path=each.file, default=not i)
        for i, each in enumerate(PAGES)
    ]
    return st.navigation(pages, position="hidden")


def path(name: str) -> str:
    """The path under which Streamlit knows a page's file."""
    return str(HERE / f"{name}.py")


def parameters(lang: str) -> dict[str, str]:
    """What the address of every page carries."""
    return {**language.parameters(lang), **sharing.parameters()}


def link(name: str, label: str, lang: str, **more: str) -> None:
    """A way to another page that takes along the address's parameters, what the page remembers, and more of its own."""
    along = {**parameters(lang), **remembered(name), **more}
    st.page_link(path(name), label=plain(label), query_params=along)


def remembered(name: str) -> dict[str, str]:
    """What the address of a page said when one was there."""
    found: dict[str, str] = st.session_state.get(f"address:{name}", {})
    return found


def remember(name: str, parameters: dict[str, str]) -> None:
    """Let the ways to a page say this."""
    st.session_state[f"address:{name}"] = parameters


def neighbours(first: str, lang: str) -> None:
    """The ways between a page of the navigation and those that it leads to."""
    with st.container(key="neighbours", horizontal=True, gap="small"):
        for each in PAGES:
            if first in (each.file, each.within):
                link(each.file, text.say(each.among or each.words, lang), lang)


def go(name: str, lang: str) -> None:
    """To another page at once."""
    st.switch_page(path(name), query_params=parameters(lang))


def run(page: Any, lang: str) -> None:
    """The page itself; an error that nobody foresaw is told in the user's language."""
    try:
        page.run()
    except Exception:
        failed(lang)


def failed(lang: str) -> None:
    """Say that something broke off, and put the error being handled into the server's log."""
    LOG.exception("A page broke off")
    st.error(say("status.failed", lang))


def waited(name: str, asked: Future[T], working: str, lang: str) -> T:
    """What was asked for, when it is there; until then a quiet line, which is always there, says what is being done."""
    with st.container(key=f"working_{name}", gap=None):
        line = st.empty()
    with line:
        show.status("" if asked.done() else working)
    try:
        found = answers.waited(asked)
    except ScenarioError:
        with line:
            show.status("")
        raise
    except Exception:
        st.error(say("status.failed", lang))
        raise
    with line:
        show.status("")
    return found


def frame(lang: str) -> None:
    """The top of every page, and what a session begins with."""
    show.style()
    language.declare(lang)
    with st.container(key="top", horizontal=True, vertical_alignment="center", gap="medium"):
        with st.container(key="ways", horizontal=True, gap="small"):
            for each in PAGES:
                if not each.within:
                    link(each.file, text.say(each.words, lang), lang)
        language.switch(lang)
    memory.recall(lang)
    mine = desk.desk(lang)
    mine.follower = None  # unless the page has one
    sharing.arrived(mine, lang)
    _warm_up()


@st.cache_resource(show_spinner=False)
def _warm_up() -> bool:
    """Load what the first answer needs, and spare the garbage collector all of it: it will never be garbage."""
    cases = desk.cases()
    if cases:
        answers.begin(files.load(desk.CASES / cases[0]))
    gc.collect()
    gc.freeze()
    return True


def case(mine: Desk, lang: str) -> None:
    """The case on the desk: which it is, another one, the last change taken back, saved, handed on, as a file."""
    mine.fresh = False
    name = text.case(mine.scenario.name, lang)
    with st.container(key="case", horizontal=True, vertical_alignment="center", gap="small"):
        with st.popover(
            say("case.this", lang, name=show.short(name)),
            key=f"case_box:{mine.generation}:{mine.uploads}",
            on_change="rerun",
        ) as opened:
            if opened.open:
                change_case(mine, lang)
        st.button(say("case.undo", lang), key="undo", disabled=not mine.can_undo, on_click=mine.undo)
        keeping.button(mine, lang)
        sharing.share(mine, ANSWERS, lang)
        download(mine, lang)
    keeping.trouble(mine, lang)
    refusal(mine, lang)


def download(mine: Desk, lang: str) -> None:
    """The case as a file."""
    st.download_button(
        say("case.download", lang),
        mine.as_file,
        file_name=desk.file_name(text.case(mine.scenario.name, lang), text.say("ui.case.file_name", lang)),
        mime="application/toml",
        key="download",
        help=say("case.download_help", lang),
        on_click="ignore",
    )


def put_aside(mine: Desk, lang: str) -> None:
    """What lay on the desk before with changes that are nowhere else, and the way back to it."""
    if mine.aside:
        name = show.short(text.case(mine.aside.scenario.name, lang))
        st.button(say("case.take_back", lang, name=name), key="take_back", on_click=mine.take_back)


def refusal(mine: Desk, lang: str) -> None:
    """Everything that is wrong with a file that could not be opened."""
    if mine.refused:
        refused(mine.refused, lang)


def refused(error: ScenarioError, lang: str) -> None:
    """Everything that is wrong with a file."""
    lines = [text.mistake(each, error.path, lang) for each in error.mistakes]
    st.error(say("case.refused", lang) + "\n\n" + "\n".join(f"- {plain(line)}" for line in lines))


def change_case(mine: Desk, lang: str) -> None:
    """Another name for the case, a ready-made one, a file of one's own, or the case as it was opened."""
    key = mine.key("name")
    st.text_input(
        say("panel.name", lang),
        text.case(mine.scenario.name, lang),
        max_chars=NAME_AT_MOST,
        key=key,
        on_change=_named,
        args=(mine, key),
    )
    ready_made(mine, lang)
    own_file(mine, lang)
    st.button(say("case.over", lang), key="over", on_click=mine.start_over)
    put_aside(mine, lang)


def ready_made(mine: Desk, lang: str) -> None:
    """The choice among the ready-made cases."""
    cases, key = desk.cases(), f"case:{mine.generation}"
    st.selectbox(
        say("case.choose", lang),
        cases,
        index=cases.index(mine.case) if mine.case in cases else None,
        format_func=lambda each: text.case(desk.title(each), lang),
        key=key,
        placeholder=text.say(f"ui.case.{_from(mine)}", lang, name=text.case(mine.scenario.name, lang)),
        on_change=_case_chosen,
        args=(mine, key),
    )


def _from(mine: Desk) -> str:
    """Where a case that is not ready-made came from."""
    return "kept" if mine.file else "linked" if mine.link else "own"


def own_file(mine: Desk, lang: str) -> None:
    """A file of one's own, from this computer."""
    key = f"upload:{mine.generation}:{mine.uploads}"
    st.file_uploader(
        say("case.upload", lang), key=key, max_upload_size=UPLOAD_AT_MOST, on_change=_uploaded, args=(mine, key)
    )


def _named(mine: Desk, key: str) -> None:
    """A ready-made case that has become one's own needs a name of its own."""
    name = entered(key).strip()
    if name:
        mine.change({"name": name})


def _case_chosen(mine: Desk, key: str) -> None:
    case = entered(key)
    if case:
        mine.open_case(case)


def _uploaded(mine: Desk, key: str) -> None:
    upload = entered(key)
    if upload is not None:
        mine.open_upload(upload.name, upload.getvalue())
