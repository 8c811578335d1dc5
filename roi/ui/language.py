"""Which language a session is shown in: the address, else what was chosen, else the browser's.

What was chosen is also in a cookie that lives as long as the browser is open: who comes back from a sign-in finds it again.
"""

from __future__ import annotations

import streamlit as st

from roi import strokes, text
from roi.ui import live
from roi.ui.entered import entered

PARAMETER = "lang"
COOKIE = "roi_lang"  # static/mend.js sets it
#: What Streamlit says by itself; the English words are its own.
STREAMLIT = (
    "another", "cancel", "choose", "clear", "close", "copied", "copy", "decrement", "dismiss", "error", "failed", "file",
    "help", "increment", "main", "none", "one", "open", "options", "remove", "retry", "too_large", "upload",
)  # fmt: skip
CHOSEN = "language"  # in the session: addresses lose their parameters when the page changes


def chosen() -> str:
    """The language that the address asks for, else the one that was chosen, else the browser's."""
    asked = st.query_params.get(PARAMETER)
    if asked is None and CHOSEN not in st.session_state:
        asked = st.context.cookies.get(COOKIE)
    if asked in text.LANGUAGES and st.session_state.get(CHOSEN) != asked:
        st.session_state[CHOSEN] = asked
        st.session_state.pop(_SWITCH, None)
    return st.session_state.get(CHOSEN) or of_browser(st.context.locale)


def parameters(lang: str) -> dict[str, str]:
    """What the address of every page carries."""
    return {PARAMETER: lang} if CHOSEN in st.session_state else {}


def of_browser(locale: str | None) -> str:
    """Danish for a Danish browser, else English."""
    return "da" if (locale or "").lower().startswith("da") else "en"


_SWITCH = "language_switch"


def switch(lang: str) -> None:
    """The choice between the languages, each under its own name."""
    st.session_state.setdefault(_SWITCH, lang)
    st.segmented_control(
        text.say("ui.language.label", lang),
        text.LANGUAGES,
        format_func=lambda each: text.say(f"ui.language.{each}", lang),
        key=_SWITCH,
        required=True,
        on_change=_switched,
        label_visibility="collapsed",
    )


def _switched() -> None:
    chosen = entered(_SWITCH)
    st.session_state[CHOSEN] = chosen
    st.query_params[PARAMETER] = chosen


def declare(lang: str) -> None:
    """Tell browsers and screen readers which language the page is in; the charts and Streamlit itself speak it too."""
    words = [[text.say(f"ui.streamlit.{name}", "en"), text.say(f"ui.streamlit.{name}", lang)] for name in STREAMLIT]
    typed = {name: text.say(f"ui.typed.{name}", lang, typed="{typed}", figure="{figure}") for name in ("kept", "none")}
    live.speak(lang, words, typed, parameters(lang), strokes.config(lang))
