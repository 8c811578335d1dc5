"""The scenario that lies on a session's desk: opened, changed, put back.

What is on the screen is always a file: every change edits the scenario's text. A change that does not fit (yet) waits in
``pending`` with what is wrong with it, and the last scenario that made sense stays.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import streamlit as st

from roi import files, library, starter
from roi.scenario import Mistake, Scenario, ScenarioError
from roi.spreadsheets import SUFFIXES
from roi.ui import editing
from roi.ui.editing import Raw

CASES = Path(__file__).parents[2] / "scenarios"
KEY = "desk"
STEPS_BACK = 100  # that can be undone


@dataclass
class Desk:
    """One session's scenario. ``generation`` is part of every field's key: a new one makes all fields anew."""

    scenario: Scenario
    opened: Scenario
    case: str | None  # the ready-made file it came from
    file: str = ""  # of the person's library, once it is kept there
    stands: str = ""  # the fingerprint of what is kept there, as far as is known here
    link: str = ""  # the fingerprint of the address that it came in
    aside: Desk | None = None  # what lay here before, with changes that are nowhere else
    trouble: library.LibraryError | None = None  # what the library could not do
    past: list[Scenario] = field(default_factory=list)  # what the changes so far began from, the latest last
    changes: int = 0  # how often anything was changed, for whoever keeps the newest
    follower: str | None = None  # the part of the page that follows a slider by itself
    moving: bool = False  # a slider was moved just now: the next answer may be a quick one
    pending: dict[str, Any] = field(default_factory=dict)  # place -> value that does not fit yet
    mistakes: tuple[Mistake, ...] = ()  # what is wrong with what is pending
    refused: ScenarioError | None = None  # a file that could not be opened
    fresh: bool = False  # another scenario was laid on it just now
    anchors: dict[str, tuple[Raw, bool]] = field(default_factory=dict)  # place -> value before it was moved
    lang: str = ""  # the fields' own language: their labels are what the browser remembers
    generation: int = 0
    uploads: int = 0
    beside: list[Scenario] = field(default_factory=list)  # files of one's own, laid beside it to be compared
    versions: dict[str, int] = field(default_factory=dict)  # place -> how often its field was made anew
    id: str = field(default_factory=lambda: secrets.token_hex(4))

    def values(self) -> dict[str, tuple[Raw, bool]]:
        """Place -> what the fields show: what is pending, else what stands; and whether the file says it."""
        return editing.stated(self.scenario) | {
            place: (value, True) for place, value in self.pending.items() if isinstance(value, int | float | Mapping)
        }

    def change(self, changes: Mapping[str, Any]) -> None:
        """Change places together with what is pending; or alone, where that does not fit; or not at all yet."""
        together = {**self.pending, **changes}
        wrong: tuple[Mistake, ...] = ()
        before, self.moving, self.changes = self.scenario, False, self.changes + 1
        for attempt in (together, dict(changes)):
            try:
                self.scenario = files.change(self.scenario, attempt)
            except ScenarioError as error:
                wrong = wrong or error.mistakes
                continue
            self.pending = {place: value for place, value in together.items() if place not in attempt}
            self.mistakes = wrong
            self.past = [*self.past, before][-STEPS_BACK:] if before.text != self.scenario.text else self.past
            return
        self.pending, self.mistakes = together, wrong

    def take(self, scenario: Scenario) -> None:
        """The scenario as it was changed elsewhere, by an answer or a log; it can be taken back like every change."""
        if scenario.text != self.scenario.text:
            self.past = [*self.past, self.scenario][-STEPS_BACK:]
        self.scenario, self.changes = scenario, self.changes + 1
        self.renew()

    def replace(self, changes: Mapping[str, Any]) -> None:
        """Change what other fields stand on (the set of assumptions, presets): all fields are made anew."""
        self.change(changes)
        self.renew()

    def move(self, place: str, to: float) -> None:
        """Move a value by its handle. Back where it began it is what it was, source and all."""
        raw, in_file = self.anchors.setdefault(place, self.values()[place])
        new = editing.moved(raw, to, editing.input_at(place))
        self.change({place: None if new is raw and not in_file else new})

    def rewrite(self, place: str, raw: Raw) -> None:
        """Say a value in another way; from now on it moves from here."""
        self.anchors[place] = (raw, True)
        self.versions[place] = self.versions.get(place, 0) + 1
        self.change({place: raw})

    def renew(self) -> None:
        """Let every field be made anew from the scenario."""
        self.generation += 1
        self.anchors = {}

    def speak(self, lang: str) -> None:
        """Let every field be made anew in another language, where it stands."""
        if lang != self.lang:
            self.lang = lang
            self.generation += 1

    def forget_pending(self) -> None:
        """Take back what does not fit."""
        self.pending, self.mistakes = {}, ()
        self.renew()

    @property
    def unsaved(self) -> bool:
        """Whether there is something on it that is nowhere else."""
        if self.file:
            return bool(self.pending) or library.fingerprint(self.scenario.text) != self.stands
        return bool(self.pending) or self.scenario.text != self.opened.text

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to take back."""
        return bool(self.pending or self.past)

    def undo(self) -> None:
        """Take the last change back: what does not fit yet, else what did."""
        if not self.pending and self.past:
            self.scenario, self.past = self.past[-1], self.past[:-1]
        self.changes += 1
        self.forget_pending()

    def reset(self, places: Iterable[str]) -> None:
        """Take values out of the file, so that their defaults hold again."""
        self.pending = {place: value for place, value in self.pending.items() if place not in set(places)}
        self.replace(dict.fromkeys(places))

    def start_over(self) -> None:
        """The scenario as it was opened; what was done to it can be had back."""
        if self.scenario.text != self.opened.text:
            self.past = [*self.past, self.scenario][-STEPS_BACK:]
        self.scenario = self.opened
        self.changes += 1
        self.forget_pending()

    def lay(self, scenario: Scenario, case: str | None) -> None:
        """Put another scenario on the desk; one with changes that are nowhere else is put aside."""
        if self.unsaved:
            self.aside = replace(self, aside=None, trouble=None)
        self.file = self.stands = self.link = ""
        self.trouble = None
        self.opened, self.case, self.refused = scenario, case, None
        self.scenario, self.past, self.fresh = scenario, [], True
        self.changes += 1
        self.forget_pending()

    def take_back(self) -> None:
        """What was put aside, on the desk again; what lies there is put aside in turn, if it is nowhere else."""
        before, self.aside = self.aside, None
        if before:
            self.lay(before.scenario, before.case)
            self.opened, self.file, self.stands, self.link = before.opened, before.file, before.stands, before.link
            self.past, self.pending, self.mistakes = before.past, before.pending, before.mistakes

    @contextmanager
    def refusing(self) -> Iterator[None]:
        """Keep what lies there if the new file is wrong, and its mistakes to show."""
        try:
            yield
        except ScenarioError as error:
            self.refused = error

    def open_case(self, case: str) -> None:
        """A ready-made scenario, by its file's name."""
        with self.refusing():
            self.lay(files.load(CASES / case), case)

    def open_blank(self, lang: str) -> None:
        """A firm of which nothing is said yet, in place of the case that lies there for a first visitor to look at: its
        story and its claims are somebody else's."""
        if self.case in cases()[:1] and not self.unsaved:
            self.lay(files.loads(starter.blank_text(lang)), None)

    def open_own(self, folder: Path, file: str) -> None:
        """A case of the person's library. Raises LibraryError."""
        with self.refusing():
            scenario = library.opened(folder, file)
            self.lay(scenario, None)
            self.file, self.stands = file, library.fingerprint(scenario.text)

    def open_upload(self, name: str, content: bytes) -> None:
        """A user's own file, as the browser sent it."""
        self.uploads += 1
        with self.refusing():
            self.lay(read_upload(name, content), None)

    def lay_beside(self, name: str, content: bytes) -> int | None:
        """A user's own file, to be held against the case: its number from 1; None where it is wrong."""
        self.uploads, self.refused = self.uploads + 1, None
        with self.refusing():
            scenario = read_upload(name, content)
            texts = [each.text for each in self.beside]
            if scenario.text not in texts:
                self.beside, self.changes = [*self.beside, scenario], self.changes + 1
            return [*texts, scenario.text].index(scenario.text) + 1
        return None

    def as_file(self) -> bytes:
        """The scenario as it is saved."""
        return self.scenario.text.encode()

    def key(self, place: str) -> str:
        """The key of a place's field."""
        return f"{place}:{self.generation}:{self.versions.get(place, 0)}"


def read_upload(name: str, content: bytes) -> Scenario:
    """The scenario in a file's bytes. Raises ScenarioError with every mistake, under the user's name of the file."""
    suffix = Path(name).suffix.lower()
    try:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "upload.toml"
            path.write_bytes(content)
            if suffix in SUFFIXES:
                return files.opened(files.read_bytes(path), suffix, name, Path(name).stem)
            words = files.read_text(path)
    except ScenarioError as error:
        raise ScenarioError(error.mistakes, name) from None
    return files.loads(words.removeprefix("\ufeff"), path=name, name=Path(name).stem)


file_name = files.file_name


def cases() -> list[str]:
    """The ready-made scenarios, by their files' names."""
    return sorted(path.name for path in CASES.glob("*.toml"))


@st.cache_data(max_entries=256, show_spinner=False)
def title_of(case: str, changed: float) -> str:
    """The name in a ready-made scenario's file; the file's own name where it cannot be read."""
    try:
        return files.load(CASES / case).name
    except ScenarioError:
        return case


def title(case: str) -> str:
    """The name of a ready-made scenario, in Danish as it stands there."""
    path = CASES / case
    return title_of(case, path.stat().st_mtime if path.exists() else 0.0)


def desk(lang: str) -> Desk:
    """This session's desk; at first the first ready-made scenario lies on it, or a blank one where there is none."""
    if KEY not in st.session_state:
        blank = files.loads(starter.scenario_text(lang))
        st.session_state[KEY] = Desk(blank, blank, None)
        for case in cases()[:1]:
            st.session_state[KEY].open_case(case)
        st.session_state[KEY].fresh = False
        st.session_state[KEY].changes = 0
    found: Desk = st.session_state[KEY]
    found.speak(lang)
    return found
