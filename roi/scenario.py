"""A scenario: one company with one plan, every input a number or a distribution. Frozen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from roi import catalogue
from roi.catalogue import Input
from roi.claim import Stated
from roi.distributions import Distribution
from roi.reading import Problem


@dataclass(frozen=True)
class Mistake:
    """One thing that is wrong (or, as a hint, unusual): where, in which line, what, and what would be right."""

    place: str
    problem: Problem
    line: int | None = None


class ScenarioError(ValueError):
    """A file that cannot be used. ``mistakes`` holds everything that is wrong with it; ``path`` where it came from."""

    def __init__(self, mistakes: Sequence[Mistake], path: str = "") -> None:
        self.mistakes = tuple(mistakes)
        self.path = path
        super().__init__(self.mistakes, path)

    def __str__(self) -> str:
        from roi import text

        return "\n".join(text.mistake(each, self.path, "en") for each in self.mistakes)


@dataclass(frozen=True)
class Origin:
    """Where a value comes from: "file", "preset" (which), "article", "evidence" or "default" (both sets agree)."""

    kind: str
    preset: str | None = None
    source: str | None = None  # what the file says of it


@dataclass(frozen=True)
class Package:
    """One piece of work to be moved. ``values``: work input id -> distribution; of the two fees only the one in use."""

    name: str
    category: str
    values: Mapping[str, Distribution]


@dataclass(frozen=True)
class Event:
    """A named incident that can happen once the work is out ("plan"), or if it stays ("staying")."""

    name: str
    side: str
    dilemma: str | None
    values: Mapping[str, Distribution]


@dataclass(frozen=True)
class Correlation:
    """Two inputs, by their keys, that move together."""

    a: str
    b: str
    rank: float


@dataclass(frozen=True)
class Claim:
    """What somebody says the plan will bring: an outcome comes to a value.

    ``says``: the words it was read from, where there were any. ``stated``: what those or a plain key say, where that is a
    saving in kr, which ``value`` is the present value of.
    """

    metric: str
    value: float
    by: str = ""
    leaves_out: tuple[str, ...] = ()
    says: str = ""
    stated: Stated | None = None
    note: str = ""


@dataclass(frozen=True)
class Returned:
    """Moved work that came back once: own hours spent on it."""

    date: date
    hours: float
    work: str = ""
    task: str = ""
    why: str = ""


@dataclass(frozen=True)
class Worklog:
    """What came back from ``start`` to ``end``, while ``hours_moved`` hours were out.

    ``months_in``: months since the work moved, in the middle of that time.
    """

    start: date
    end: date
    hours_moved: float
    months_in: float
    entries: tuple[Returned, ...]


@dataclass(frozen=True)
class Actual:
    """What was seen in a month of the plan, or in a trial of some weeks before it.

    ``seen``: id of an observable -> its figure. ``of``: the same id -> out of how many. ``spread``: id -> the file's own
    word for how far off the figure may be, a share. ``work``: the package it is of; empty: all of them together.
    ``share``: of the movable work, in a trial. ``counted``: the inputs of the file stand on it already.
    """

    seen: Mapping[str, float]
    of: Mapping[str, int] = field(default_factory=dict)
    spread: Mapping[str, float] = field(default_factory=dict)
    month: int | None = None  # None: a trial
    start: date | None = None  # of a trial
    end: date | None = None
    share: float | None = None
    work: str = ""
    counted: bool = False
    note: str = ""


@dataclass(frozen=True)
class Risk:
    """A dilemma, or a risk of one's own, as people weigh it; never priced. ``_after``: with the answer in place."""

    likelihood: int | None = None
    consequence: int | None = None
    likelihood_after: int | None = None
    consequence_after: int | None = None
    evidence: str = ""
    answer: str = ""  # management's
    owner: str = ""
    status: str = "open"
    date: date | None = None
    note: str = ""
    name: str = ""  # of a risk of one's own
    dilemma: str | None = None  # that a risk of one's own belongs to


@dataclass(frozen=True)
class Checklist:
    """How far a list has been gone through. ``ticked``: the points dealt with; of a self-check those that are seen here."""

    ticked: tuple[str, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Process:
    """Where one is. ``done``: the questions and steps that are behind one."""

    phase: str | None = None
    done: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Marks:
    """One person's marks (1…5) of the characteristics of good work, before and after; nobody's name."""

    before: Mapping[str, int]
    after: Mapping[str, int]


@dataclass(frozen=True)
class Answer:
    """An answer to a question. ``before``: what stood at ``place`` when it set it, as in a file; None if nothing did."""

    question: str
    said: str = ""
    by: str = ""
    date: date | None = None
    place: str | None = None
    before: Any = None


@dataclass(frozen=True)
class Seniority:
    """So many people whose posts the plan takes, employed for so long."""

    years: float
    count: int


@dataclass(frozen=True)
class Legal:
    """What rules ask about; None where the file does not say."""

    sector: str | None = None
    vendor_country: str | None = None
    within_group: bool | None = None
    vat_exempt: bool | None = None
    staff_transfer: bool | None = None
    personal_data: bool | None = None
    ict_service: bool | None = None
    critical: bool | None = None


@dataclass(frozen=True)
class Offer:
    """A vendor's offer. ``covers``: lines of the ledger within its price. ``leaves_out``: lines it says nothing of."""

    vendor: str = ""
    covers: tuple[str, ...] = ()
    leaves_out: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Scenario:
    """One company with one plan; every input a number or a distribution.

    ``values``: input id -> distribution, for company, burnout and plan. Work and events carry their own. A *key* names one
    value of the whole scenario: ``salary_m``, ``Bookkeeping.hours_m``, ``Data breach.cost``.
    """

    name: str
    note: str
    assumptions: str
    presets: tuple[str, ...]
    horizon_months: int
    view: str
    cost_basis: str
    values: Mapping[str, Distribution] = field(repr=False)
    work: tuple[Package, ...] = field(repr=False)
    events: tuple[Event, ...] = field(repr=False)
    correlations: tuple[Correlation, ...] = field(repr=False)
    claims: tuple[Claim, ...] = field(repr=False)
    offer: Offer | None = field(repr=False)
    worklog: Worklog | None = field(repr=False)
    actuals: tuple[Actual, ...] = field(repr=False)
    risks: Mapping[str, Risk] = field(repr=False)
    checklists: Mapping[str, Checklist] = field(repr=False)
    process: Process = field(repr=False)
    compass: tuple[Marks, ...] = field(repr=False)
    answers: tuple[Answer, ...] = field(repr=False)
    seniority: tuple[Seniority, ...] = field(repr=False)
    legal: Legal = field(repr=False)
    origins: Mapping[str, Origin] = field(repr=False)
    hints: tuple[Mistake, ...] = field(repr=False)
    text: str = field(repr=False)

    def keyed(self) -> dict[str, Distribution]:
        """Key -> distribution, for every input of the scenario, in the order of the document."""
        return keyed(self.values, (*self.work, *self.events))

    @property
    def instead(self) -> str:
        """The preset by which nothing is outsourced but the work is done in another way; empty where it is moved out."""
        return next((id for id in self.presets if catalogue.presets()[id].group == "instead"), "")

    def meant(self, name: str) -> list[str]:
        """The keys that a name can mean: itself, or an input that stands without its package or event; none, one or more."""
        keys = self.keyed()
        return [name] if name in keys else [key for key in keys if key.endswith(f".{name}")]

    def uncertain(self) -> list[str]:
        """The keys of the inputs that are drawn."""
        return [key for key, value in self.keyed().items() if not value.is_fixed]


def keyed(values: Mapping[str, Distribution], parts: Sequence[Package | Event]) -> dict[str, Distribution]:
    """Key -> distribution: the firm's and the plan's values, then those of each package and event."""
    found = dict(values)
    for part in parts:
        found.update({f"{part.name}.{id}": value for id, value in part.values.items()})
    return found


def input_of(key: str) -> Input:
    """The catalogue's input behind a key."""
    id = key if key in catalogue.inputs() else key.rsplit(".", 1)[-1]
    return catalogue.inputs()[id]
