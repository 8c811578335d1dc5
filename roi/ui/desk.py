"""The scenario that lies on a session's desk: opened, changed, put back.

What is on the screen is always a file: every change edits the scenario's text. A change that does not fit (yet) waits in
``pending`` with what is wrong with it, and the last scenario that made sense stays.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import streamlit as st

from roi import files, starter
from roi.scenario import Mistake, Scenario, ScenarioError
from roi.ui import editing
from roi.ui.editing import Raw

CASES = Path(__file__).parents[2] / "scenarios"
KEY = "desk"


@dataclass
class Desk:
    """One session's scenario. ``generation`` is part of every field's key: a new one makes all fields anew."""

    scenario: Scenario
    opened: Scenario
    case: str | None  # the ready-made file it came from
    pending: dict[str, Any] = field(default_factory=dict)  # place -> value that does not fit yet
    mistakes: tuple[Mistake, ...] = ()  # what is wrong with what is pending
    refused: ScenarioError | None = None  # a file that could not be opened
    anchors: dict[str, tuple[Raw, bool]] = field(default_factory=dict)  # place -> value before it was moved
    lang: str = ""  # the fields' own language: their labels are what the browser remembers
    generation: int = 0
    uploads: int = 0
    versions: dict[str, int] = field(default_factory=dict)  # place -> how often its field was made anew

    def values(self) -> dict[str, tuple[Raw, bool]]:
        """Place -> what the fields show: what is pending, else what stands; and whether the file says it."""
        return editing.stated(self.scenario) | {
            place: (value, True) for place, value in self.pending.items() if isinstance(value, int | float | Mapping)
        }

    def change(self, changes: Mapping[str, Any]) -> None:
        """Change places together with what is pending; or alone, where that does not fit; or not at all yet."""
        together = {**self.pending, **changes}
        wrong: tuple[Mistake, ...] = ()
        for attempt in (together, dict(changes)):
            try:
                self.scenario = files.change(self.scenario, attempt)
            except ScenarioError as error:
                wrong = wrong or error.mistakes
                continue
            self.pending = {place: value for place, value in together.items() if place not in attempt}
            self.mistakes = wrong
            return
        self.pending, self.mistakes = together, wrong

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

    def start_over(self) -> None:
        """The scenario as it was opened."""
        self.scenario = self.opened
        self.forget_pending()

    def lay(self, scenario: Scenario, case: str | None) -> None:
        """Put another scenario on the desk."""
        self.opened, self.case, self.refused = scenario, case, None
        self.start_over()

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

    def open_upload(self, name: str, content: bytes) -> None:
        """A user's own file, as the browser sent it."""
        self.uploads += 1
        with self.refusing():
            self.lay(read_upload(name, content), None)

    def key(self, place: str) -> str:
        """The key of a place's field."""
        return f"{place}:{self.generation}:{self.versions.get(place, 0)}"


def read_upload(name: str, content: bytes) -> Scenario:
    """The scenario in a file's bytes. Raises ScenarioError with every mistake, under the user's name of the file."""
    try:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "upload.toml"
            path.write_bytes(content)
            words = files.read_text(path)
    except ScenarioError as error:
        raise ScenarioError(error.mistakes, name) from None
    return files.loads(words.removeprefix("\ufeff"), path=name, name=Path(name).stem)


def file_name(name: str, otherwise: str) -> str:
    """A name for a scenario's file that every system takes."""
    for letter, letters in (("æ", "ae"), ("ø", "oe"), ("å", "aa")):
        name = name.lower().replace(letter, letters)
    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return f"{re.sub('[^a-z0-9]+', '_', ascii_only).strip('_')[:60] or otherwise}.toml"


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
    found: Desk = st.session_state[KEY]
    found.speak(lang)
    return found
