"""Which scenarios stand side by side on a page: up to four, kept in the session and, by short names, in the address."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import streamlit as st

from roi import catalogue, text
from roi.catalogue import HORIZON_AT_MOST
from roi.library import LibraryError
from roi.scenario import Scenario, ScenarioError
from roi.ui import offered, questions, shell, show
from roi.ui.desk import Desk
from roi.ui.entered import entered
from roi.ui.show import note, plain, say

FEWEST, MOST = 2, 4
LETTERS = "ABCD"
CASES, VIEW, MONTHS = "cases", "view", "months"  # in the address
OWN_AT_MOST = 12  # files of one's own that a session holds beside the case
NAME_AT_MOST = 60  # characters of what an address names wrongly, when it is said
SEVERAL = 2  # side by side on the page


class Sides(NamedTuple):
    """What a page holds side by side, all of it counted alike."""

    scenarios: tuple[Scenario, ...]
    letters: tuple[str, ...]
    view: str
    months: int
    titles: tuple[str, ...] = ()  # what they are called, if not by their own names

    def titled(self, titles: Sequence[str]) -> Sides:
        return self._replace(titles=tuple(titles))

    def called(self, lang: str) -> list[str]:
        """Each with its letter and its name."""
        titles = self.titles or [each.name for each in self.scenarios]
        return [f"{letter} · {text.case(title, lang)}" for letter, title in zip(self.letters, titles, strict=True)]


def choose(page: str, mine: Desk, lang: str, first: Callable[[Desk], Sequence[str]]) -> Sides:
    """The places of a page in which scenarios are chosen, and what counts for all of them.

    ``first``: what stands there before anybody has chosen.
    """
    known = offered.names(mine, lang)
    names, unknown = _asked(page, known, first(mine))
    if unknown:
        note(text.say("ui.compare.slot.unknown", lang, names=", ".join(each[:NAME_AT_MOST] for each in unknown)))
    with st.container(key="slots"):
        _places(page, names, known, lang)
        _own_file(page, mine, names, lang)
    found = _opened(names, mine, lang)
    if not found:
        return Sides((), (), "all", HORIZON_AT_MOST)
    view, months = _counted(page, names, list(found.values()), lang)
    return Sides(tuple(found.values()), tuple(found), view, months)


def _opened(names: Sequence[str], mine: Desk, lang: str) -> dict[str, Scenario]:
    """The letter of a place -> the scenario in it; of one that cannot be had it is said why."""
    found = {}
    for letter, name in zip(LETTERS, names, strict=False):
        try:
            found[letter] = offered.scenario_of(name, mine)
        except ScenarioError as error:
            shell.refused(error, lang)
        except LibraryError as error:
            st.error(plain(text.say(f"library.problem.{error.problem.code}", lang, **error.problem.facts)))
    return found


# ------------------------------------------------------------------------------------------- the session and the address


def _asked(page: str, known: Mapping[str, str], first: Sequence[str]) -> tuple[list[str], list[str]]:
    """The names that the address asks for, else the session, else those that stand there first; and the unknown ones."""
    if CASES in st.query_params:
        shell.remember(page, {each: st.query_params[each] for each in (CASES, VIEW, MONTHS) if each in st.query_params})
    kept = shell.remembered(page)
    if CASES not in kept:
        return [name for name in first if name in known][:MOST], []
    asked = list(dict.fromkeys(name for name in kept[CASES].split(offered.BETWEEN) if name))
    return [name for name in asked if name in known][:MOST], [name for name in asked if name not in known]


def _set(page: str, **change: str) -> None:
    """Change what a page remembers, in the session and in the address."""
    told = {**shell.remembered(page), **change}
    shell.remember(page, told)
    for name, value in told.items():
        st.query_params[name] = value


def set_names(page: str, names: Sequence[str]) -> None:
    """Let these stand on a page."""
    _set(page, **{CASES: offered.BETWEEN.join(names)})


# ------------------------------------------------------------------------------------------------------------ the places


def _places(page: str, names: list[str], known: Mapping[str, str], lang: str) -> None:
    """One field for each of them, and one for another as long as there is room. ``known``: name -> what it is called."""
    count = min(max(len(names) + 1, FEWEST), MOST)
    for start in range(0, count, SEVERAL):
        for i, column in zip(range(start, min(start + SEVERAL, count)), st.columns(SEVERAL), strict=False):
            with column:
                _place(page, names, known, lang, at=i)


def _place(page: str, names: list[str], known: Mapping[str, str], lang: str, *, at: int) -> None:
    own = names[at] if at < len(names) else None
    key = f"{page}:place:{at}:{lang}:{len(known)}"
    st.session_state[key] = own
    st.selectbox(
        say(f"{page}.slot.label", lang, letter=LETTERS[at]),
        [name for name in known if name == own or name not in names],
        index=None,
        format_func=lambda name: known[name],
        key=key,
        placeholder=say(f"{page}.slot.choose", lang),
        on_change=_placed,
        args=(page, at, names, key),
    )


def _placed(page: str, i: int, names: list[str], key: str) -> None:
    """Another scenario in a place; an emptied place closes up."""
    chosen = entered(key)
    now = [*names[:i], *([chosen] if chosen else []), *names[i + 1 :]]
    set_names(page, now)


def _own_file(page: str, mine: Desk, names: list[str], lang: str) -> None:
    """A file of one's own, laid beside the case on the desk."""
    with st.expander(say("compare.slot.upload", lang), key=f"{page}:own_file", on_change="rerun") as opened:
        if opened.open and len(mine.beside) >= OWN_AT_MOST:
            note(text.say("ui.compare.slot.enough", lang, count=OWN_AT_MOST))
        elif opened.open:
            key = f"{page}:upload:{mine.uploads}:{lang}"
            st.file_uploader(
                say("compare.slot.file", lang),
                key=key,
                max_upload_size=shell.UPLOAD_AT_MOST,
                on_change=_uploaded,
                args=(page, mine, names, key),
            )
        shell.refusal(mine, lang)
        if len(names) == MOST and any(f"{offered.OWN}{i}" not in names for i in range(1, len(mine.beside) + 1)):
            note(text.say("ui.compare.slot.full", lang))


def _uploaded(page: str, mine: Desk, names: list[str], key: str) -> None:
    upload = entered(key)
    if upload is None:
        return
    number = mine.lay_beside(upload.name, upload.getvalue())
    if number is not None and len(names) < MOST and f"{offered.OWN}{number}" not in names:
        set_names(page, [*names, f"{offered.OWN}{number}"])


# ------------------------------------------------------------------------------------------------------------ what counts


def _counted(page: str, names: Sequence[str], scenarios: Sequence[Scenario], lang: str) -> tuple[str, int]:
    """What counts and how far ahead, for all: what was chosen, else what they agree on, else all, as far as all go."""
    kept = shell.remembered(page)
    views, horizons = {each.view for each in scenarios}, {each.horizon_months for each in scenarios}
    view = kept.get(VIEW, "")
    view = view if view in catalogue.VIEWS else (views.pop() if len(views) == 1 else "all")
    asked = kept.get(MONTHS, "")
    right = asked.isdecimal() and 1 <= int(asked) <= HORIZON_AT_MOST
    months = int(asked) if right else min(horizons)
    what, ahead = st.columns((3, 2))  # the three that can be chosen stand whole on a tablet too
    with what:
        key = f"{page}:view:{lang}"
        st.session_state[key] = view
        st.segmented_control(
            say("compare.slot.view", lang),
            list(catalogue.VIEWS),
            format_func=lambda each: text.say(f"view.{each}", lang),
            key=key,
            required=True,
            on_change=_counts,
            args=(page, names, VIEW, key),
        )
    with ahead:
        key = f"{page}:months:{lang}"
        st.session_state[key] = months
        st.select_slider(
            say("compare.slot.months", lang),
            sorted({*questions.HORIZONS, *horizons, months}),
            format_func=lambda each: text.quantity(each, "months", lang),
            key=key,
            on_change=_counts,
            args=(page, names, MONTHS, key),
        )
    if len({each.view for each in scenarios}) > 1:
        note(text.say("ui.compare.slot.apart_view", lang))
    if len(horizons) > 1:
        note(text.say("ui.compare.slot.apart_months", lang, months=months))
    return view, months


def _counts(page: str, names: Sequence[str], what: str, key: str) -> None:
    _set(page, **{CASES: offered.BETWEEN.join(names), what: str(entered(key))})


def empty(page: str, names: Sequence[str], words: str, lang: str) -> None:
    """What stands there as long as there are too few, with an example one click away; ``words``: of the button."""
    show.paragraph(text.say("ui.compare.slot.few", lang))
    st.button(say(words, lang), key="example", on_click=set_names, args=(page, names))
