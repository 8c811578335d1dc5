"""The person's own cases as a list: opened, renamed, duplicated, thrown away and had back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import streamlit as st

from roi import cards, files, library, sentences, text
from roi.cards import Card
from roi.library import LibraryError
from roi.scenario import ScenarioError
from roi.ui import answers, keeping, shelves, show, versions
from roi.ui.desk import Desk
from roi.ui.entered import entered
from roi.ui.show import note, plain, say
from roi.walk import NAME_AT_MOST

MANY = 8  # cases from which one may look for some by their names
SHOWN = 25  # cases listed at first, and more each time it is asked for
WORKED_OUT = 6  # headlines worked out in one look at the list, for cases that have none yet: a tenth of a second each
THROWN = "thrown_away"  # in the session: the file that was thrown away last
LISTED = "cases_listed"  # and how many are listed


def cases(mine: Desk, folder: Path, lang: str) -> None:
    """The list, and below it the bin."""
    show.heading("library.mine", lang)
    try:
        found = cards.cards(folder)
    except LibraryError as error:
        st.error(plain(text.say(f"library.problem.{error.problem.code}", lang, **error.problem.facts)))
        return
    _thrown(mine, folder, lang)
    if not found:
        show.paragraph(text.say("ui.library.empty", lang))
    else:
        listed = _sought(_told(found, folder), lang)
        most = st.session_state.setdefault(LISTED, SHOWN)
        twice = {name for name, times in Counter(each.name for each in found).items() if times > 1}
        for card in listed[:most]:
            _case(mine, folder, card, card.name in twice, lang)
        if len(listed) > most:
            st.button(say("library.more", lang, count=len(listed) - most), key="more_cases", on_click=_more)
    _bin(mine, folder, lang)
    if not shelves.signed_in():  # else the folder is on somebody else's machine, out of this person's reach
        note(text.say("ui.library.where", lang, folder=str(folder)))


def _more() -> None:
    st.session_state[LISTED] += SHOWN


def _sought(found: Sequence[Card], lang: str) -> Sequence[Card]:
    """Those whose names hold what is looked for."""
    if len(found) <= MANY:
        return found
    sought = st.text_input(say("library.search", lang), key="search_cases").casefold().strip()
    return [each for each in found if sought in f"{each.name} {text.case(each.name, lang)} {each.file}".casefold()]


def _told(found: Sequence[Card], folder: Path) -> Sequence[Card]:
    """The cards with headlines, a few of them worked out here and noted down."""
    asked = {}
    for card in [each for each in found if each.told is None and not each.wrong][:WORKED_OUT]:
        try:
            asked[card.fingerprint] = answers.answer(files.loads(library.text_of(folder, card.file), name=card.name))
        except (LibraryError, ScenarioError):  # another hand has changed it just now
            continue
    if not asked:
        return found
    headlines = {each: answer.result().headline for each, answer in asked.items()}
    cards.tell(folder, headlines)
    return [each._replace(told=headlines.get(each.fingerprint, each.told)) for each in found]


def _case(mine: Desk, folder: Path, card: Card, with_file: bool, lang: str) -> None:
    """One case: its name opens it; what it comes to, when it was changed, what else can be done with it."""
    with st.container(key=f"own_case:{card.file}"):
        with st.container(key=f"own_row:{card.file}", horizontal=True, vertical_alignment="center", gap="small"):
            name = text.case(card.name, lang)
            st.button(
                plain(name), key=f"own_name:{card.file}", type="tertiary", on_click=_opened, args=(mine, folder, card.file)
            )
            with st.popover(
                say("library.what_else", lang),
                key=_box(card),
                on_change="rerun",
            ) as opened:
                if opened.open:
                    _what_else(mine, folder, card, lang)
        note(" · ".join([*_facts(mine, card, lang), *([card.file] if with_file else [])]))
        versions.shown(mine, folder, card.file, lang)


def _facts(mine: Desk, card: Card, lang: str) -> list[str]:
    when = show.moment(datetime.fromtimestamp(card.changed, UTC), lang)
    said = [text.say("ui.library.on_desk", lang)] if card.file == mine.file else []
    said += [text.say("ui.library.changed_when", lang, when=when)]
    if card.wrong:
        said.append(text.say("ui.library.wrong", lang))
    return [*said, sentences.brief(card.told, lang)] if card.told else said


def _opened(mine: Desk, folder: Path, file: str) -> None:
    with keeping.trying(mine):
        mine.open_own(folder, file)


# ------------------------------------------------------------------------------------------- what else can be done with one


def _box(card: Card) -> str:
    """The key of what else can be done with a case."""
    return f"what_else:{card.file}:{card.fingerprint}"


def _what_else(mine: Desk, folder: Path, card: Card, lang: str) -> None:
    key = f"rename:{card.file}:{card.fingerprint}"
    args = (mine, folder, card)
    if not card.wrong:
        name = text.case(card.name, lang)
        st.text_input(
            say("library.rename", lang), name, max_chars=NAME_AT_MOST, key=key, on_change=_renamed, args=(*args, key)
        )
        copy = text.say("ui.library.copy_name", lang, name=name)[:NAME_AT_MOST]
        st.button(say("library.duplicate", lang), key=f"duplicate:{card.file}", on_click=_duplicated, args=(*args, copy))
    versions.switch(card.file, _box(card), lang)
    st.button(say("library.throw_away", lang), key=f"throw:{card.file}", on_click=_thrown_away, args=args)


def _renamed(mine: Desk, folder: Path, card: Card, key: str) -> None:
    """Another name for a case; its file keeps its own, so that whoever has it open finds it again."""
    name = str(entered(key)).strip()
    if not name:
        return
    with keeping.trying(mine), mine.refusing():
        text_before = library.text_of(folder, card.file)
        renamed = files.change(files.loads(text_before, name=card.name), {"name": name}).text
        library.save(folder, card.file, renamed, library.fingerprint(text_before))
        if mine.file == card.file and mine.stands == library.fingerprint(text_before):
            mine.stands = library.fingerprint(renamed)
            mine.change({"name": name})


def _duplicated(mine: Desk, folder: Path, card: Card, name: str) -> None:
    st.session_state[_box(card)] = False  # else it would stay open over what has come
    with keeping.trying(mine), mine.refusing():
        found = files.loads(library.text_of(folder, card.file), name=card.name)
        library.add(folder, files.change(found, {"name": name}).text, name)


def _thrown_away(mine: Desk, folder: Path, card: Card) -> None:
    with keeping.trying(mine):
        library.throw_away(folder, card.file)
        st.session_state[THROWN] = (card.file, card.name)


# ------------------------------------------------------------------------------------------------------------- the bin


def _thrown(mine: Desk, folder: Path, lang: str) -> None:
    """What was thrown away just now, and the way back."""
    file, name = st.session_state.get(THROWN, ("", ""))
    if file and file in library.in_bin(folder):
        with st.container(key="thrown_away", horizontal=True, vertical_alignment="center", gap="small"):
            note(text.say("ui.library.thrown", lang, name=text.case(name, lang)))
            st.button(say("case.undo", lang), key="undo_throw", on_click=_brought_back, args=(mine, folder, file))


def _brought_back(mine: Desk, folder: Path, file: str) -> None:
    with keeping.trying(mine):
        library.bring_back(folder, file)


def _bin(mine: Desk, folder: Path, lang: str) -> None:
    """What was thrown away, and what another hand has taken; each comes back with its versions."""
    thrown, gone = library.in_bin(folder), library.vanished(folder)
    if not thrown and not gone:
        return
    with st.expander(say("library.bin", lang, count=len(thrown) + len(gone)), key="bin", on_change="rerun") as opened:
        if not opened.open:
            return
        for file in (*thrown, *gone):
            with st.container(key=f"in_bin:{file}", horizontal=True, vertical_alignment="center", gap="small"):
                note(
                    text.say(
                        f"ui.library.{'in_bin' if file in thrown else 'gone'}", lang, name=_name(folder, file), file=file
                    )
                )
                st.button(
                    say("library.bring_back", lang), key=f"bring:{file}", on_click=_brought_back, args=(mine, folder, file)
                )
        with st.popover(say("library.empty_bin", lang), key="empty_bin_box"):
            note(text.say("ui.library.empty_bin_sure", lang))
            st.button(say("library.empty_bin_yes", lang), key="empty_bin", on_click=_emptied, args=(mine, folder))


def _name(folder: Path, file: str) -> str:
    """What a case in the bin is called; its file where that cannot be read."""
    try:
        return files.load(folder / library.BIN / file).name
    except ScenarioError:
        return file.removesuffix(library.SUFFIX)


def _emptied(mine: Desk, folder: Path) -> None:
    with keeping.trying(mine):
        library.empty_bin(folder)
