"""Something that takes long, made when it is asked for: how far it is, and a way to stop it.

A part of a page that waits does not hear its own buttons. So what is under way is looked at every now and then instead, by a
part that does nothing else, and once it is there the page is drawn with it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, NamedTuple, TypeVar

import streamlit as st

from roi import text
from roi.ui import answers, show
from roi.ui.answers import Long
from roi.ui.show import say

T = TypeVar("T")
PATIENCE = 0.8  # seconds that the page waits for it, before it says how far it is
LOOK = 0.5  # seconds between two looks


class Asked(NamedTuple, Generic[T]):
    """What is being made, and of what: which scenario, form and language."""

    of: Hashable
    work: Long[T]


class Words(NamedTuple):
    """What stands on the button that asks for it; what is said beside it; the name of the words that say how far it is."""

    make: str
    takes: str = ""
    steps: str = "making.steps"


def made(name: str, of: Hashable, begin: Callable[[], Long[T]], words: Words, lang: str) -> T | None:
    """What was made of ``of``, once it is there. Until then, in its place, a button that asks for it or how far it is.

    ``name``: in the session and of the button. ``begin``: sets the work going.
    """
    way, line = st.empty(), st.empty()  # one button at a time, and its line
    asked: Asked[T] | None = st.session_state.get(name)
    if asked and asked.of != of and not asked.work.made.done():
        asked.work.stop()  # of something that does not stand here any more
    if asked is None or asked.of != of or asked.work.stopped.is_set():
        stopped = asked is not None and asked.of == of
        with way:
            st.button(words.make, key=f"{name}_make", on_click=_begin, args=(name, of, begin))
        with line:
            show.status(text.say("ui.making.stopped", lang) if stopped else words.takes)
        return None
    with line:
        show.status("" if asked.work.made.done() else text.say("ui.making.working", lang))
    if not answers.ready(asked.work.made, PATIENCE):
        with way:
            _under_way(name, words.steps, lang)
        return None
    with line:
        show.status("")
    try:
        return asked.work.made.result()
    except Exception:
        del st.session_state[name]
        st.error(say("status.failed", lang))
        raise


def _begin(name: str, of: Hashable, begin: Callable[[], Long[T]]) -> None:
    st.session_state[name] = Asked(of, begin())


@st.fragment(run_every=LOOK)
def _under_way(name: str, words: str, lang: str) -> None:
    """How far it is, and the button that stops it."""
    asked: Asked[object] | None = st.session_state.get(name)
    if asked is None or asked.work.made.done():
        st.rerun()
    work = asked.work
    st.progress(work.done / work.steps, say(words, lang, done=work.done, steps=work.steps))
    st.button(say("making.stop", lang), key=f"{name}_stop", on_click=work.stop)
