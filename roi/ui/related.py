"""What is there to ask about? From a thing of the ledger to its questions and back; and a search through all entries."""

from __future__ import annotations

import streamlit as st

from roi import qualitative, text
from roi.qualitative import Entry
from roi.ui import beside, language, memory, show
from roi.ui.desk import Desk
from roi.ui.entered import entered
from roi.ui.show import note, paragraph, plain, say

FIND = "find"  # in the address: the words looked for
KINDS = ("dilemma", "line", "input", "outcome", "stress", "preset", "list")  # that are chosen among; entries are found


def page() -> None:
    lang = language.chosen()
    mine = beside.begin("related", lang)
    paragraph(text.say("ui.beside.related.lead", lang, count=len(qualitative.entries())))
    chosen = _chosen()
    look, choose = st.columns(2, gap="large")
    with look:
        words = _search(mine, lang)
    with choose:
        _choose(mine, chosen, lang)
    with st.container(key="narrow"):
        if words:
            _found(words, lang)
        elif chosen:
            _about(*chosen, lang)
        else:
            note(text.say("ui.beside.related.empty", lang))
    memory.keep(mine, "related")


def _chosen() -> tuple[str, str] | None:
    """What the address asks about; None where that is nothing."""
    kind, _, id = st.query_params.get(beside.ABOUT, "").partition(".")
    known = qualitative.lists() if kind == "list" else qualitative.things().get(kind, {})
    return (kind, id) if id in known else None


# ------------------------------------------------------------------------------------------------------------ the search


def _search(mine: Desk, lang: str) -> str:
    asked = st.query_params.get(FIND, "")
    key = f"{FIND}:{mine.generation}:{asked}"
    label, example = say("beside.related.search", lang), text.say("ui.beside.related.search_example", lang)
    st.text_input(label, asked, key=key, max_chars=80, placeholder=example, on_change=_looked, args=(key,))
    return asked.strip()


def _looked(key: str) -> None:
    sought = entered(key).strip()
    st.session_state.pop(f"shown:{FIND}", None)
    _address(**{FIND: sought})


def _address(**parts: str) -> None:
    """Parts of the address changed in one step, so that the browser's way back takes one; what is empty goes out."""
    whole = {**st.query_params.to_dict(), **parts}
    st.query_params.from_dict({name: value for name, value in whole.items() if value})


def _found(words: str, lang: str) -> None:
    found = qualitative.search(words)
    show.heading("beside.related.found", lang, count=len(found), words=words)
    if not found:
        paragraph(text.say("ui.beside.related.none", lang))
    beside.entries(found, lang, FIND, lambda entry: _labelled(entry, lang), _turn)


def _labelled(entry: Entry, lang: str) -> str:
    """An entry after what it is, or after whom it is put to."""
    kind = f"entry.asks.{entry.asks}" if entry.asks else f"entry.kind.{entry.kind}"
    return text.say("ui.beside.labelled", lang, kind=text.say(kind, lang), text=entry.text[lang])


# ------------------------------------------------------------------------------------------------------------- a thing


def _choose(mine: Desk, chosen: tuple[str, str] | None, lang: str) -> None:
    """Everything one can ask about, in one field that takes a few letters."""
    known = {**qualitative.things(), "list": qualitative.lists()}
    options = [f"{kind}.{id}" for kind in KINDS for id in known[kind] if _entries(kind, id)]
    at = ".".join(chosen) if chosen else None
    options += [at] if at and at not in options else []
    key = f"{beside.ABOUT}:{mine.generation}:{at}"
    st.selectbox(
        say("beside.related.choose", lang),
        options,
        index=options.index(at) if at else None,
        format_func=lambda each: _named(each, lang),
        key=key,
        placeholder=text.say("ui.beside.related.choose_example", lang),
        on_change=_picked,
        args=(key,),
    )


def _named(option: str, lang: str) -> str:
    kind, _, id = option.partition(".")
    return beside.thing(kind, id, lang)


def _picked(key: str) -> None:
    _turn(entered(key) or "")


def _turn(about: str) -> None:
    """Turn the page to a thing; what was searched for is found again by the browser's way back."""
    _address(**{FIND: "", beside.ABOUT: about})


def _entries(kind: str, id: str) -> tuple[Entry, ...]:
    return qualitative.in_list(id) if kind == "list" else qualitative.about(kind, id)


def _about(kind: str, id: str, lang: str) -> None:
    """A thing, what it is, and everything that has to do with it, the questions first."""
    st.header(plain(beside.thing(kind, id, lang)), anchor=False)
    _what(kind, id, lang)
    found = _entries(kind, id)
    if kind == "list":
        beside.entries(found, lang, f"list:{id}", turn=_turn)
        return
    groups = {each: [entry for entry in found if _group(entry) == each] for each in qualitative.GROUPS}
    filled = {each: its for each, its in groups.items() if its}
    for i, (each, its) in enumerate(filled.items()):
        label = say("beside.counted", lang, name=text.say(f"ui.beside.group.{each}", lang), count=len(its))
        with st.expander(label, not i, key=f"group:{kind}:{id}:{each}", on_change="rerun") as opened:
            if opened.open:
                beside.entries(its, lang, f"{kind}:{id}:{each}", lambda entry: _labelled(entry, lang), _turn)


def _group(entry: Entry) -> str:
    """The sides of a dilemma stand above."""
    return "" if entry.kind == "dilemma_side" else qualitative.group(entry)


def _what(kind: str, id: str, lang: str) -> None:
    """What a thing is, in the words of the catalogue; of an entry also what it belongs to itself."""
    if kind == "entry":
        entry = qualitative.entries()[id]
        beside.meaning(entry, lang)
        beside.belongs(entry, lang, "chosen", _turn)
    elif kind == "dilemma":
        beside.dilemma_sides(id, lang)
    else:
        about = qualitative.lists()[id] if kind == "list" else qualitative.things()[kind][id]
        if about.help:
            paragraph(about.help[lang])


if __name__ == "__main__":  # as Streamlit runs a page
    page()
