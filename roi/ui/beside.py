"""What the pages beside the figures share: the ways between them, a field for a place of the file, an entry as it is read.

Nothing on these pages enters a number, but what a person puts into the plan by a button that says so.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import streamlit as st

from roi import catalogue, qualitative, text
from roi.people import MARKS
from roi.qualitative import Entry
from roi.ui import desk, shell, show
from roi.ui.desk import Desk
from roi.ui.entered import entered
from roi.ui.show import plain, say
from roi.walk import NAME_AT_MOST, TEXT_AT_MOST

FIRST = "risks"  # the page that the navigation leads to; the others stand beside it
ABOUT = "about"  # in the address of the page of questions: what they are about
NONE = ""  # the choice of nothing at all
AT_A_TIME = 20  # of a long list


def begin(name: str, lang: str) -> Desk:
    """The top of a page: the ways to its neighbours, its question, the case on the desk and what waits in it."""
    mine = desk.desk(lang)
    shell.neighbours(FIRST, lang)
    show.title(f"beside.{name}.title", lang)
    shell.case(mine, lang)
    waiting(mine, lang)
    return mine


def waiting(mine: Desk, lang: str) -> None:
    """What was written here and does not fit yet."""
    if mine.mistakes:
        lines = [f"- {plain(text.on_screen(each, lang))}" for each in mine.mistakes]
        st.error(say("beside.waiting", lang) + "\n\n" + "\n".join(lines))
        st.button(say("beside.take_back", lang), key="take_back", on_click=mine.forget_pending)


def fold(label: str, said: str, key: str, *, expanded: bool = False, below: bool = False) -> Any:
    """A folded line whose state is said at its right end or ``below`` it.

    It stays open while that changes; with the state in its label, Streamlit would take it for another one.
    """
    with st.container(key=f"fold:{key}", gap=None):
        box = st.expander(plain(label), expanded, key=key, on_change="rerun")
        st.html(f'<p class="{"roi-below" if below else "roi-count"}">{html.escape(said)}</p>')
    return box


# --------------------------------------------------------------------------------------------------------------- fields


def words(mine: Desk, place: str, at: str, label: str, lang: str, *, lines: bool = False, quiet: bool = False) -> None:
    """A field for a person's own words at a place; emptied, it takes them out. ``quiet``: its label is only heard."""
    key = mine.key(place)
    field: Callable[..., Any] = st.text_area if lines else st.text_input
    more = {"height": "content"} if lines else {}
    field(
        plain(label),
        text.case(at, lang),
        key=key,
        max_chars=TEXT_AT_MOST if lines else NAME_AT_MOST,
        label_visibility="collapsed" if quiet else "visible",
        on_change=_written,
        args=(mine, place, key),
        **more,
    )


def _written(mine: Desk, place: str, key: str) -> None:
    mine.change({place: entered(key).strip() or None})


def grade(mine: Desk, place: str, at: int | None, label: str) -> None:
    """A mark from 1 to 5 at a place; chosen again, it is taken back."""
    key = mine.key(place)
    st.segmented_control(plain(label), MARKS, default=at, key=key, on_change=_chosen, args=(mine, place, key))


def choice(mine: Desk, place: str, at: Any, label: str, *, options: Sequence[Any], named: Callable[[Any], str]) -> None:
    """One of a few at a place; ``NONE`` among the options takes out what stands there."""
    key, at = mine.key(place), NONE if at is None else at
    st.selectbox(
        plain(label),
        options,
        index=list(options).index(at),
        format_func=named,
        key=key,
        on_change=_chosen,
        args=(mine, place, key),
    )


def _chosen(mine: Desk, place: str, key: str) -> None:
    chosen = entered(key)
    mine.change({place: None if chosen == NONE else chosen})


# ------------------------------------------------------------------------------------------------------------- an entry


def meaning(entry: Entry, lang: str, *, remark: bool = True) -> None:
    """What an entry means, what must be known of it (``remark``), and where it comes from."""
    said = [words[lang] for words in (entry.help, entry.note if remark else None) if words]
    st.html("".join(f'<p class="roi-note">{html.escape(each)}</p>' for each in said) + source(entry, lang))


def source(entry: Entry, lang: str) -> str:
    """Where an entry comes from, as HTML: the source, linked where it has an address, the heading there and the year."""
    where = text.say("ui.beside.section", lang, section=entry.section)
    year = [text.say("ui.beside.year", lang, year=str(entry.year))] if entry.year else []
    return f'<p class="roi-source">{html.escape(" ".join([where, *year]))}</p>{show.sources([entry.source], lang)}'


def belongs(entry: Entry, lang: str, where: str, turn: Callable[[str], None] | None = None) -> None:
    """What an entry has to do with: each a way to everything else about it. ``where``: on the page, for its key.

    ``turn``: turns the page itself to a thing, where it is the page that shows them (a link leaves the address of the
    page they stand on as it is).
    """
    touched = [(kind, id) for kind in qualitative.TOUCHED for id in entry.touches(kind)]
    show.note(text.say("ui.beside.belongs", lang))
    with st.container(key=f"belongs:{where}:{entry.id}", horizontal=True, gap="xsmall"):
        for kind, id in (*touched, ("list", entry.list)):
            about, words = f"{kind}.{id}", thing(kind, id, lang)
            if turn:
                key = f"turn:{where}:{entry.id}:{about}"
                st.button(plain(words), key=key, type="tertiary", on_click=turn, args=(about,))
            else:
                shell.link("related", words, lang, about=about)


def thing(kind: str, id: str, lang: str) -> str:
    """A thing by its kind and name."""
    return text.say("ui.beside.thing", lang, kind=text.say(f"ui.beside.kind.{kind}", lang), name=name(kind, id, lang))


def name(kind: str, id: str, lang: str) -> str:
    """What a thing is called; a list of entries is a thing too."""
    return qualitative.lists()[id].name[lang] if kind == "list" else qualitative.name(kind, id, lang)


def entries(
    found: Iterable[Entry],
    lang: str,
    key: str,
    label: Callable[[Entry], str] | None = None,
    turn: Callable[[str], None] | None = None,
) -> None:
    """Entries as folded lines, some at a time: each opens to what it means, where it is from and what it belongs to."""
    listed = list(found)
    for entry in listed[: shown(key)]:
        about = label(entry) if label else entry.text[lang]
        with st.expander(plain(about), key=f"entry:{key}:{entry.id}", on_change="rerun") as opened:
            if opened.open:
                meaning(entry, lang)
                belongs(entry, lang, key, turn)
    more(key, len(listed), lang)


def shown(key: str) -> int:
    """How many of a long list are shown."""
    return int(st.session_state.get(f"shown:{key}", AT_A_TIME))


def more(key: str, count: int, lang: str) -> None:
    """The way to the rest of a long list."""
    if count > shown(key):
        label = say("beside.more", lang, shown=shown(key), count=count)
        st.button(label, key=f"more:{key}", on_click=_more, args=(key,))


def _more(key: str) -> None:
    st.session_state[f"shown:{key}"] = shown(key) + AT_A_TIME


def dilemma_sides(id: str, lang: str) -> None:
    """A dilemma: what no line of the ledger says of it, its advantage and its drawback."""
    show.paragraph(catalogue.dilemmas()[id].unpriced[lang])
    for entry in qualitative.about("dilemma", id):
        if entry.kind == "dilemma_side":
            show.question(text.say(f"entry.side.{entry.side}", lang))
            show.paragraph(entry.text[lang])
