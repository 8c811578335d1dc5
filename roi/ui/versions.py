"""The versions of a case: what was changed and when, and the way back."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from roi import changes, files, library, text
from roi.library import LibraryError
from roi.scenario import ScenarioError
from roi.ui import keeping, show
from roi.ui.desk import Desk
from roi.ui.show import note, plain, say

OF = "versions_of"  # in the session: the file whose versions are shown
LISTED = "versions_listed"  # and how many of them
SHOWN = 8


def switch(file: str, box: str, lang: str) -> None:
    """Show the versions of a case, or no more. ``box``: the key of the popover that this stands in; it closes."""
    is_shown = st.session_state.get(OF) == file
    name = "versions_hide" if is_shown else "versions_show"
    st.button(say(f"library.{name}", lang), key=f"versions:{file}", on_click=_switched, args=("" if is_shown else file, box))


def _switched(file: str, box: str = "") -> None:
    st.session_state[OF], st.session_state[LISTED] = file, SHOWN
    if box:
        st.session_state[box] = False


def shown(mine: Desk, folder: Path, file: str, lang: str) -> None:
    """A case's versions, the newest first, if they are to be shown."""
    if st.session_state.get(OF) != file:
        return
    library.notice(folder, file)
    try:
        found, now = library.versions(folder, file), library.current(folder, file)
    except LibraryError as error:
        st.error(plain(text.say(f"library.problem.{error.problem.code}", lang, **error.problem.facts)))
        return
    if now is None:
        note(text.say("ui.library.changed_outside", lang))
    most = st.session_state.get(LISTED, SHOWN)
    for i in reversed(range(max(0, len(found) - most), len(found))):
        version = found[i]
        with st.container(key=f"version:{file}:{version.number}"):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                how = "now" if version.number == now else version.how
                when = show.moment(version.at, lang)
                note(text.say(f"ui.library.version_{how}", lang, number=version.number, when=when))
                if version.number != now:
                    args = (mine, folder, file, version.number)
                    key = f"back:{file}:{version.number}"
                    st.button(say("library.go_back", lang), key=key, on_click=_gone_back, args=args)
            if i == 0:
                note(text.say("ui.library.first", lang))
            else:
                changed = _changed(str(found[i - 1].path), str(version.path), lang)
                show.points(keeping.shortened(changed, lang))
    with st.container(horizontal=True, gap="small"):
        if len(found) > most:
            st.button(say("library.versions_more", lang, count=len(found) - most), key="versions_more", on_click=_more)
        st.button(say("library.versions_hide", lang), key="versions_less", on_click=_switched, args=("",))


def _more() -> None:
    st.session_state[LISTED] += SHOWN


@st.cache_data(max_entries=512, show_spinner=False)
def _changed(before: str, after: str, lang: str) -> list[str]:
    """What was changed between two versions; the files of versions never change."""
    try:
        return changes.between(files.load(before), files.load(after), lang)
    except ScenarioError:
        return [text.say("ui.library.unreadable_version", lang)]


def _gone_back(mine: Desk, folder: Path, file: str, number: int) -> None:
    """Make an earlier version the one that stands; on the desk too, if the case lies there with nothing new in it."""
    untouched = mine.file == file and not mine.unsaved
    with keeping.trying(mine), mine.refusing():
        found = library.go_back(folder, file, number)
        if untouched:
            mine.take(files.loads(found, name=Path(file).stem))
            mine.stands = library.fingerprint(found)
