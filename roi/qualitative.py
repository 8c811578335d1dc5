"""What no number settles: questions, checklist points, facts, phases, rules. Read from data/entries, each once.

An entry names what it touches (a dilemma, a ledger line, an input, an outcome, a stress, a preset, another entry); the links
are written in one direction and read in both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from roi import catalogue
from roi.catalogue import Words

LISTS = "lists"  # the file of data/entries that declares the lists; every other holds entries
USES = ("checklist", "reading", "self_check", "process", "compass", "rules", "fill")
ASKED = ("management", "vendor", "board", "ourselves", "works_council")  # who a question is put to
TICKS = {"checklist": "done", "self_check": "seen"}  # a point dealt with, a sign that one sees
GROUPS = ("question", "rule", "point", "fact", "other")  # what one looks up, in the order one wants it
SIDES = ("advantage", "drawback")
#: What an entry may touch -> the field of the entry that names it.
TOUCHED = {
    "dilemma": "dilemmas",
    "line": "lines",
    "input": "inputs",
    "outcome": "outcomes",
    "stress": "stresses",
    "preset": "presets",
    "entry": "entries",
}


@dataclass(frozen=True)
class List:
    """A list that entries stand in. ``count``: how many they must be, as counted in the document."""

    id: str
    name: Words
    help: Words
    source: str
    section: str
    use: str
    count: int
    enough: int | None = None  # of a self-check: how many of its signs the document calls enough to act on


@dataclass(frozen=True)
class Entry:
    """One qualitative thing. ``source`` and ``section`` are the document and the heading it stands under there."""

    id: str
    kind: str
    list: str
    text: Words
    source: str
    section: str
    help: Words | None = None
    note: Words | None = None  # what must be known of it, where the document errs for instance
    year: int | None = None  # of a fact
    side: str | None = None  # of a dilemma, or of what a change can do to people
    asks: str | None = None  # who a question is put to
    phase: str | None = None  # the entry of the phase it is due in
    category: str | None = None  # of a task or a kind of work: the category
    low: Words | None = None  # of a characteristic: what the lowest mark means, and the highest
    high: Words | None = None
    dilemmas: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    stresses: tuple[str, ...] = ()
    presets: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()

    def touches(self, kind: str) -> tuple[str, ...]:
        """The ids of one kind that this entry itself names."""
        named: tuple[str, ...] = getattr(self, TOUCHED[kind])
        return named


@cache
def lists() -> Mapping[str, List]:
    """List id -> list."""
    return {id: List(id=id, **each) for id, each in catalogue.data(f"entries/{LISTS}").items()}


@cache
def entries() -> Mapping[str, Entry]:
    """Entry id -> entry, file by file. Raises ValueError where an id stands in two files."""
    found: dict[str, Entry] = {}
    for file in catalogue.files("entries"):
        for id, each in catalogue.data(f"entries/{file}").items() if file != LISTS else ():
            if id in found:
                raise ValueError(f"data/entries/{file}.toml: {id} stands in another file too")
            links = {name: tuple(each.get(name, ())) for name in TOUCHED.values()}
            found[id] = Entry(id=id, **{**each, **links})
    return found


def in_list(id: str) -> tuple[Entry, ...]:
    """The entries of a list, in the order of the data."""
    return tuple(each for each in entries().values() if each.list == id)


def ticked_lists() -> dict[str, List]:
    """The lists one goes through point by point: checklists and self-checks."""
    return {id: each for id, each in lists().items() if each.use in TICKS}


def ticks(id: str) -> str:
    """The key under which a file says which points of a list are ticked: "done", or "seen" in a self-check."""
    return TICKS[lists()[id].use]


def group(entry: Entry) -> str:
    """Which of a few sorts an entry is for somebody who looks something up, whatever its kind."""
    if entry.kind in GROUPS:
        return entry.kind
    return "point" if entry.list in ticked_lists() else "other"


def compass() -> tuple[Entry, ...]:
    """The characteristics of good work, in the order of the document."""
    return tuple(each for each in entries().values() if lists()[each.list].use == "compass")


@cache
def _touching() -> Mapping[tuple[str, str], tuple[Entry, ...]]:
    """(kind, id) -> the entries that it has to do with, whichever of the two names the other."""
    found: dict[tuple[str, str], dict[str, Entry]] = {}

    def link(kind: str, id: str, entry: Entry) -> None:
        found.setdefault((kind, id), {})[entry.id] = entry

    for each in entries().values():
        for kind in TOUCHED:
            for id in each.touches(kind):
                link(kind, id, each)
        for id in (*each.entries, *((each.phase,) if each.phase else ())):
            link("entry", id, each)
            link("entry", each.id, entries()[id])
    return {thing: tuple(each.values()) for thing, each in found.items()}


def about(kind: str, id: str) -> tuple[Entry, ...]:
    """The entries that touch a thing of a kind that ``TOUCHED`` names. Raises KeyError for another kind."""
    if kind not in TOUCHED:
        raise KeyError(kind)
    return _touching().get((kind, id), ())


def things() -> Mapping[str, Mapping[str, Any]]:
    """Kind -> id -> everything of that kind that an entry may touch."""
    return {
        "dilemma": catalogue.dilemmas(),
        "line": catalogue.lines(),
        "input": catalogue.inputs(),
        "outcome": catalogue.outcomes(),
        "stress": catalogue.stresses(),
        "preset": catalogue.presets(),
        "entry": entries(),
    }


def kinds_of(id: str) -> list[str]:
    """The kinds of thing that are called so: an outcome, an input, an entry … None if nothing is."""
    return [kind for kind, known in things().items() if id in known]


def name(kind: str, id: str, lang: str) -> str:
    """What a thing that an entry may touch is called."""
    found = things()[kind][id]
    words: Words = found.text if kind == "entry" else found.name
    return words[lang]


# ------------------------------------------------------------------------------------------------------------- looking


@cache
def _haystack() -> Mapping[str, tuple[str, str]]:
    """Entry id -> its text, and everything that is said of it, in both languages and small letters."""

    def joined(*said: Words | None) -> str:
        return "\n".join(words for each in said if each for words in each.values()).casefold()

    return {
        id: (joined(each.text), joined(each.text, each.help, each.note, each.low, each.high, lists()[each.list].name))
        for id, each in entries().items()
    }


def search(words: str) -> tuple[Entry, ...]:
    """The entries that hold every one of some words, or parts of words, in either language; those that say it first before
    those that only mean it. None for no words."""
    wanted = words.casefold().split()
    found = [id for id, (_, said) in _haystack().items() if wanted and all(word in said for word in wanted)]
    found.sort(key=lambda id: not all(word in _haystack()[id][0] for word in wanted))
    return tuple(entries()[id] for id in found)
