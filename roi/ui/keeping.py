"""The case on the desk kept in the person's library: saved, saved as another, and the ways on where something hinders it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import streamlit as st

from roi import changes, files, library, text
from roi.library import LibraryError
from roi.scenario import ScenarioError
from roi.ui import shelves, show
from roi.ui.desk import Desk
from roi.ui.entered import entered
from roi.ui.show import note, plain, say
from roi.walk import NAME_AT_MOST

FEW = 5  # lines of what was changed, before the rest is counted
AT_ODDS = ("changed_underneath", "vanished")  # trouble that leaves a choice


@contextmanager
def trying(mine: Desk) -> Iterator[None]:
    """Something done with the library; what is in the way is shown until something else works."""
    mine.trouble = None
    try:
        yield
    except LibraryError as error:
        mine.trouble = error


def save(mine: Desk, folder: Path) -> None:
    """Save the desk's case where it is kept, or as a new one."""
    if not mine.file:
        save_as(mine, folder, mine.scenario.name)
        return
    with trying(mine):
        library.save(folder, mine.file, mine.scenario.text, mine.stands)
        mine.stands = library.fingerprint(mine.scenario.text)


def save_as(mine: Desk, folder: Path, name: str) -> None:
    """Save the desk's case as a new one; the desk goes on with that."""
    with trying(mine):
        named = files.change(mine.scenario, {"name": name}) if name != mine.scenario.name else mine.scenario
        file = library.add(folder, named.text, name)
        if named is not mine.scenario:
            mine.take(named)
        mine.file, mine.stands, mine.case = file, library.fingerprint(named.text), None
        mine.changes += 1
        mine.renew()


def button(mine: Desk, lang: str) -> None:
    """Save, where there is a library."""
    folder = shelves.folder()
    if folder is not None:
        kept = bool(mine.file) and not mine.unsaved
        label = say(f"library.{'saved' if kept else 'save'}", lang)
        st.button(label, key="save", disabled=kept, on_click=save, args=(mine, folder))


def as_another(mine: Desk, folder: Path, lang: str) -> None:
    """Save under another name."""
    key = mine.key("save_as")
    with st.popover(say("library.save_as", lang), key=f"save_as_box:{mine.generation}", on_change="rerun") as opened:
        if opened.open:
            name = text.case(mine.scenario.name, lang)
            st.text_input(say("panel.name", lang), name, max_chars=NAME_AT_MOST, key=key)
            st.button(say("library.save_new", lang), key="save_new", on_click=_as_another, args=(mine, folder, key))


def _as_another(mine: Desk, folder: Path, key: str) -> None:
    save_as(mine, folder, str(entered(key)).strip() or mine.scenario.name)


# ------------------------------------------------------------------------------------------------------------- trouble


def trouble(mine: Desk, lang: str) -> None:
    """What the library could not do, and the ways on from there; nothing where there is none."""
    folder, found = shelves.folder(), mine.trouble
    if found is None or folder is None:
        return
    code = found.problem.code
    st.error(plain(text.say(f"library.problem.{code}", lang, **found.problem.facts)))
    if code not in AT_ODDS:
        return
    with st.container(key="at_odds", horizontal=True, gap="small"):
        if code == "changed_underneath":
            _way("over", lambda: _over(mine, folder), lang)
            _way("other", lambda: _other(mine, folder), lang)
        _way("new", lambda: save_as(mine, folder, mine.scenario.name), lang)
    if code == "changed_underneath":
        lines = _against(mine, folder, lang)
        if lines:
            note(text.say("ui.library.differs", lang))
            show.points(lines)


def _way(name: str, do: Callable[[], None], lang: str) -> None:
    st.button(say(f"library.way.{name}", lang), key=f"way_{name}", on_click=do)


def _over(mine: Desk, folder: Path) -> None:
    """Mine is the one that stands from now on; the other stays a version."""
    with trying(mine):
        mine.stands = library.fingerprint(library.text_of(folder, mine.file))
    if mine.trouble is None:
        save(mine, folder)


def _other(mine: Desk, folder: Path) -> None:
    """The other one on the desk; mine is among its versions."""
    with trying(mine):
        file = mine.file
        mine.stands = library.fingerprint(mine.scenario.text)  # it is kept there, and need not be put aside
        mine.open_own(folder, file)


def _against(mine: Desk, folder: Path, lang: str) -> list[str]:
    """What the desk says differently from what stands in the library."""
    try:
        other = files.loads(library.text_of(folder, mine.file))
    except (LibraryError, ScenarioError):
        return []
    return shortened(changes.between(other, mine.scenario, lang), lang)


def shortened(lines: list[str], lang: str) -> list[str]:
    """The first few lines, and how many more there are."""
    more = len(lines) - FEW
    return lines if more <= 1 else [*lines[:FEW], text.say("ui.library.more_lines", lang, more=more)]


def state(mine: Desk, folder: Path | None, lang: str) -> str:
    """Whether what lies on the desk is saved, in a sentence."""
    if mine.pending:
        return text.say("ui.library.state.pending", lang)
    if mine.file and folder is not None:
        return text.say(f"ui.library.state.{_kept(mine, folder)}", lang, file=mine.file)
    origin = "ready" if mine.case else "link" if mine.link else "own"
    return text.say(f"ui.library.state.{origin}{'_changed' if mine.unsaved else ''}", lang)


def _kept(mine: Desk, folder: Path) -> str:
    """How what lies on the desk stands to its file."""
    try:
        stands = library.fingerprint(library.text_of(folder, mine.file))
    except LibraryError:
        return "gone"
    if stands != mine.stands:
        return "elsewhere"
    return "changed" if mine.unsaved else "saved"
