"""A case handed on in an address: making one, and opening one that somebody was given."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

import streamlit as st

from roi import library, link, text
from roi.link import LinkError
from roi.scenario import ScenarioError
from roi.ui import desk as desks
from roi.ui.desk import Desk
from roi.ui.show import note, plain, say

PARAMETER = "case"
OPENED = "links"  # in the session: the fingerprints of addresses that were opened in it
ANSWER = "owner"  # the page that shows a case, for whoever makes a link on a page that lists them


def parameters() -> dict[str, str]:
    """What the ways to other pages carry along: the address's case, unless something else lies on the desk by now."""
    token = st.query_params.get(PARAMETER)
    if token is None:
        return {}
    seal, mine = library.fingerprint(token), st.session_state.get(desks.KEY)
    lies_there = mine is not None and mine.link == seal and not mine.unsaved
    return {PARAMETER: token} if lies_there or seal not in st.session_state.get(OPENED, ()) else {}


def arrived(mine: Desk, lang: str) -> None:
    """Lay the address's case on the desk, once; say what is wrong with an address that carries none."""
    token = st.query_params.get(PARAMETER)
    if token is None:
        return
    seal = library.fingerprint(token)
    if mine.link == seal or seal in st.session_state.setdefault(OPENED, set()):  # or something else was laid there since
        return
    try:
        scenario = link.scenario(token)
    except LinkError as error:
        _refused([text.say(f"link.problem.{error.problem.code}", lang, **error.problem.facts)], lang)
    except ScenarioError as error:
        _refused([text.mistake(each, "", lang) for each in error.mistakes], lang)
    else:
        before = mine.changes
        mine.lay(scenario, None)
        mine.link, mine.fresh, mine.changes = seal, False, before  # the tab need not keep what the address carries
        st.session_state[OPENED].add(seal)


def _refused(wrong: list[str], lang: str) -> None:
    st.error("\n".join([say("share.refused", lang), "", *(f"- {plain(each)}" for each in wrong)]))
    st.button(say("share.go_on", lang), key="link_go_on", on_click=_forget)


def _forget() -> None:
    st.query_params.pop(PARAMETER, None)


def share(mine: Desk, pages: list[str], lang: str) -> None:
    """The address that carries the case, when asked for. ``pages``: those that show one, the others list them."""
    with st.popover(say("share.open", lang), key=f"share:{mine.generation}", on_change="rerun") as opened:
        if opened.open:
            _address(mine, pages, lang)


def _address(mine: Desk, pages: list[str], lang: str) -> None:
    try:
        made = address(st.context.url or "", link.token(mine.scenario), pages)
    except LinkError as error:
        note(text.say(f"link.problem.{error.problem.code}", lang, **error.problem.facts))
        return
    note(text.say("ui.share.who", lang))
    st.code(made, language=None, wrap_lines=True, height=110)
    note(text.say("ui.share.kept", lang))
    if len(made) > link.MAIL_TAKES:
        note(text.say("ui.share.long", lang, length=len(made), most=link.MAIL_TAKES))
    if mine.pending:
        note(text.say("ui.share.pending", lang))


def address(here: str, token: str, pages: list[str]) -> str:
    """The address of a case, on this page if it shows cases. ``here``: this page's address, without its parameters."""
    parts = urlsplit(here)
    before, _, page = parts.path.rpartition("/")
    last = page if page in pages else ANSWER
    return urlunsplit((parts.scheme, parts.netloc, f"{before}/{last}", f"{PARAMETER}={token}", ""))
