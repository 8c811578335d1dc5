"""The words of the page on which a business case is examined (data/words/challenge_page.toml), as its elements take them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from roi import text
from roi.scenario import Mistake
from roi.ui.show import note, plain


def say(name: str, lang: str, /, **facts: object) -> str:
    """Words of the page, ready for an element that reads Markdown."""
    return plain(tell(name, lang, **facts))


def tell(name: str, lang: str, /, **facts: object) -> str:
    """Words of the page as plain text."""
    return text.say(f"challenge_page.{name}", lang, **facts)


def heading(name: str, lang: str) -> None:
    """The question that a part of the page answers; its anchor is the name of the part."""
    st.header(say(f"part.{name}", lang), anchor=name)


def subheading(told: str) -> None:
    """The question that a smaller part answers, in words that stand elsewhere."""
    st.subheader(plain(told), anchor=False)


def notes(said: Sequence[str]) -> None:
    """Small remarks."""
    for each in said:
        note(each)


def refused(name: str, mistakes: Sequence[Mistake], lang: str) -> None:
    """Why something that was written is not taken in; it stays where it was written."""
    why = "; ".join(text.on_screen(each, lang).removesuffix(".") for each in mistakes)
    st.error(say(name, lang, why=why))
