"""What may be asked and what is answered: inputs, presets, ledger lines, outcomes, dilemmas and sources, read from data/.

Each is declared once, in TOML, with its words in Danish and English; this room only gives them a shape.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
Words = Mapping[str, str]  # "da" and "en" -> the words

SECTIONS = ("company", "burnout", "work", "plan", "events")
ASSUMPTIONS = ("article", "evidence")
SHARES = ("share", "share_year")  # units of what lies in 0…1 in a file and is a percentage on the screen
#: Which kinds of ledger line each view counts.
VIEWS: Mapping[str, tuple[str, ...]] = {
    "cash": ("cash",),
    "cash_time": ("cash", "time"),
    "all": ("cash", "time", "burnout"),
}
PACKAGES_AT_MOST = 20
HORIZON_AT_MOST = 120  # months


def data(name: str) -> dict[str, Any]:
    """One of the TOML files of data/, as it stands."""
    with (DATA / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def files(folder: str) -> list[str]:
    """The names of the TOML files in one of data's folders."""
    return sorted(path.stem for path in (DATA / folder).glob("*.toml"))


@dataclass(frozen=True)
class Default:
    """A value that stands where a scenario says nothing, and how well it is founded."""

    value: Any  # as it would stand in a scenario file: a number, a choice or a distribution table
    basis: str  # document, study, statistic or judgement
    sources: tuple[str, ...]
    why: Words


@dataclass(frozen=True)
class Input:
    """One thing that may be asked. ``low`` and ``high`` are what is possible; ``usual`` is what is likely."""

    id: str
    section: str
    unit: str
    name: Words
    help: Words
    defaults: Mapping[str, Default] = field(repr=False)  # assumption set -> default; empty if a file must say it
    low: float = 0.0
    high: float = 0.0
    low_open: bool = False
    whole: bool = False
    usual: tuple[float, float] | None = None
    screen: tuple[float, float, float] | None = None  # slider: low, high, step
    choices: Mapping[str, Words] | None = None


@dataclass(frozen=True)
class Preset:
    """A named set of values with a source, for what a person knows in words rather than numbers."""

    id: str
    group: str
    name: Words
    help: Words
    values: Mapping[str, Any]
    default: Default  # its basis, sources and why; ``value`` is unused


@dataclass(frozen=True)
class LineInfo:
    """The words and the kind of a ledger line; its equation is the function of the same name in ``model``."""

    id: str
    kind: str
    often_left_out: bool
    name: Words
    help: Words
    benefit: bool = False  # a gain, of those that are often left out
    inputs: tuple[str, ...] = ()
    dilemma: str | None = None
    party: str | None = None  # on the other side, where money changes hands
    in_price: tuple[str, ...] = ()  # inputs that are 0 where the offered price covers the line; none where it cannot


@dataclass(frozen=True)
class OutcomeInfo:
    """The words, unit and target of an outcome. ``low`` and ``high``: what the equations allow at all."""

    id: str
    unit: str
    better: str
    name: Words
    help: Words
    target: float | None = None
    low: float = -math.inf
    high: float = math.inf


@dataclass(frozen=True)
class Dilemma:
    """One of the six dilemmas: weighed by people, never priced."""

    id: str
    name: Words
    unpriced: Words
    source: str


@dataclass(frozen=True)
class Stress:
    """The words of a dilemma that comes true; what it changes stands in ``stress``. ``expected``: "worse" or "better"."""

    id: str
    dilemma: str
    expected: str
    name: Words
    help: Words
    because: Words


@dataclass(frozen=True)
class Party:
    """Somebody whom the plan gives or takes from: what is counted of it, and what is not."""

    id: str
    name: Words
    counted: Words
    unpriced: Words


@dataclass(frozen=True)
class Observable:
    """Something that can be seen once it runs, and how an honest figure spreads around what a world comes to.

    ``kind``: of ``likelihood``. ``of``: the number that stands beside it (out of how many), if any. ``trial``: whether a
    trial of some weeks shows it. ``work``: whether it belongs to a package, or to the whole firm.
    """

    id: str
    kind: str
    unit: str
    trial: bool
    work: bool
    inputs: tuple[str, ...]
    name: Words
    help: Words
    basis: str
    why: Words
    spread: float | None = None
    of: str | None = None


@dataclass(frozen=True)
class Source:
    """A document, study, statistic or law that a figure rests on."""

    id: str
    kind: str
    title: Words
    seen: str
    url: str | None = None


def _default(entry: Mapping[str, Any]) -> Default:
    return Default(entry.get("value"), entry["basis"], tuple(entry["sources"]), entry["why"])


def _input(id: str, entry: Mapping[str, Any]) -> Input:
    shared = entry.get("default")
    named = {name: entry[name] for name in ASSUMPTIONS if name in entry}
    given = dict.fromkeys(ASSUMPTIONS, shared) if shared is not None else named
    low, high = entry.get("range", (0.0, 0.0))
    return Input(
        id=id,
        section=entry["section"],
        unit=entry.get("unit", "none"),
        name=entry["name"],
        help=entry["help"],
        defaults={name: _default(value) for name, value in given.items()},
        low=low,
        high=high,
        low_open=entry.get("above", False),
        whole=entry.get("whole", False),
        usual=tuple(entry["usual"]) if "usual" in entry else None,
        screen=tuple(entry["screen"]) if "screen" in entry else None,
        choices=entry.get("choices"),
    )


@cache
def inputs() -> Mapping[str, Input]:
    """Input id -> input, in the order of the document."""
    return {id: _input(id, entry) for id, entry in data("inputs").items()}


def section(name: str) -> dict[str, Input]:
    """The inputs that stand in one table of a scenario file."""
    return {id: each for id, each in inputs().items() if each.section == name}


@cache
def presets() -> Mapping[str, Preset]:
    """Preset id -> preset."""
    return {
        id: Preset(id, each["group"], each["name"], each["help"], each["values"], _default(each))
        for id, each in data("presets").items()
    }


@cache
def lines() -> Mapping[str, LineInfo]:
    """Line id -> line, in the order of the ledger."""
    return {
        id: LineInfo(
            id,
            each["kind"],
            each["often_left_out"],
            each["name"],
            each["help"],
            each.get("benefit", False),
            tuple(each.get("inputs", ())),
            each.get("dilemma"),
            each.get("party"),
            tuple(each.get("in_price", ())),
        )
        for id, each in data("lines").items()
    }


def kinds() -> dict[str, str]:
    """Line id -> "cash", "time" or "burnout"."""
    return {id: line.kind for id, line in lines().items()}


def in_a_price() -> list[str]:
    """The lines that a vendor's price can cover."""
    return [id for id, line in lines().items() if line.in_price]


@cache
def outcomes() -> Mapping[str, OutcomeInfo]:
    """Outcome id -> outcome."""
    return {
        id: OutcomeInfo(
            id,
            each["unit"],
            each["better"],
            each["name"],
            each["help"],
            each.get("target"),
            *each.get("possible", (-math.inf, math.inf)),
        )
        for id, each in data("outcomes").items()
    }


@cache
def dilemmas() -> Mapping[str, Dilemma]:
    """Dilemma id -> dilemma."""
    return {id: Dilemma(id, each["name"], each["unpriced"], each["source"]) for id, each in data("dilemmas").items()}


@cache
def sources() -> Mapping[str, Source]:
    """Source id -> source."""
    return {
        id: Source(id, each["kind"], each["title"], each["seen"], each.get("url")) for id, each in data("sources").items()
    }


@cache
def stresses() -> Mapping[str, Stress]:
    """Stress id -> stress."""
    return {id: Stress(id, **each) for id, each in data("stresses").items()}


@cache
def parties() -> Mapping[str, Party]:
    """Party id -> party, in the order in which they are shown."""
    return {id: Party(id, **each) for id, each in data("parties").items()}


@cache
def observables() -> Mapping[str, Observable]:
    """Observable id -> observable, in the order in which they are asked."""
    return {id: Observable(id, **{**each, "inputs": tuple(each["inputs"])}) for id, each in data("actuals").items()}
