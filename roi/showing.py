"""What a world of the model shows of every figure that can be seen, month by month or in a trial.

The model's own months, as the equations have them, for what a firm can write down: bills, hours, what came back, who
left, engagement, errors. How far an honest figure may lie from that is the observables' own (data/actuals.toml).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from roi import catalogue, model, outcomes, simulate
from roi.likelihood import Spread
from roi.model import MONTHS, Names, Number
from roi.sampling import Draws
from roi.scenario import Actual, Scenario
from roi.simulate import Array

DAYS_A_MONTH = 365.25 / MONTHS
LISTS = ("adopted", "newly", "moved_k", "since", "unlearnt", "error", "fee")  # of a month, one for each package
BILLED = (model.vendor_fee, model.indexation, model.scope_creep, model.extra_work)  # what a month's bills are made of


@dataclass(frozen=True)
class Figure:
    """One figure that was seen. ``row``: of the file's ``[[actuals]]``, from 1. ``month``: None in a trial.

    ``hours``: own hours moved, beside it in a trial. ``counted``: the file's inputs stand on it already.
    """

    observable: str
    row: int
    x: float
    spread: Spread
    work: str
    month: int | None = None
    start: date | None = None
    end: date | None = None
    share: float | None = None
    hours: float | None = None
    counted: bool = False

    @property
    def place(self) -> str:
        return f"actuals[{self.row}].{self.observable}"

    @property
    def months(self) -> float:
        """How long a trial lasted."""
        assert self.start and self.end
        return ((self.end - self.start).days + 1) / DAYS_A_MONTH


def figures(scenario: Scenario) -> list[Figure]:
    """Every figure of a file that says something of a world, in its order.

    How many hours a trial moved is the firm's own choice, unless it says what share of the work that was.
    """
    piece = piece_hours(scenario)
    return [
        _figure(id, index, row, piece)
        for index, row in enumerate(scenario.actuals, start=1)
        for id in catalogue.observables()
        if id in row.seen and not (id == "hours_moved" and row.month is None and row.share is None)
    ]


def _figure(id: str, index: int, row: Actual, piece: float) -> Figure:
    spread = spread_of(id, piece, row.of.get(id, 0), row.spread.get(id))
    if id == "fee" and row.month is None and row.share is None:  # set against the hours, which are roughly known too
        hours = spread_of("hours_moved", piece, 0, row.spread.get("hours_moved"))
        spread = spread._replace(by=math.hypot(spread.by, hours.by))
    return Figure(
        observable=id,
        row=index,
        x=row.seen[id],
        spread=spread,
        work=row.work,
        month=row.month,
        start=row.start,
        end=row.end,
        share=row.share,
        hours=row.seen.get("hours_moved"),
        counted=row.counted,
    )


def spread_of(id: str, piece: float, of: float = 0, said: float | None = None) -> Spread:
    """How a figure of an observable spreads. ``said``: the file's own word for it."""
    about = catalogue.observables()[id]
    by = piece if about.kind == "pieces" else about.spread or 0.0
    return Spread(about.kind, by if said is None else said, of)


def piece_hours(scenario: Scenario) -> float:
    """Own hours of a piece of work that came back: those of the log where there is one, else what is declared.

    Pieces are exponential, so their squares are on average twice the square of their mean.
    """
    declared = catalogue.observables()["hours_back"].spread or 0.0
    hours = [entry.hours for entry in scenario.worklog.entries] if scenario.worklog else []
    return sum(x**2 for x in hours) / (2 * sum(hours)) if hours else declared


# ------------------------------------------------------------------------------------------------------- in the worlds


def expected(scenario: Scenario, draws: Draws, seen: Sequence[Figure]) -> list[Array]:
    """What every world comes to for each figure ``(draws,)``."""
    w = simulate.world(scenario, draws)
    names = [package.name for package in scenario.work]
    found: list[Array] = [np.empty(0)] * len(seen)
    for i, each in enumerate(seen):
        if each.month is None:
            found[i] = _spread_out(in_trial(w, each, _packages(names, each.work)), draws)
    last = max((each.month for each in seen if each.month is not None), default=0)
    for m in months(w, last):
        for i, each in enumerate(seen):
            if each.month == m.t:
                found[i] = _spread_out(in_month(each.observable, w, m, _packages(names, each.work)), draws)
    return found


def course(scenario: Scenario, draws: Draws, observable: str, work: str, last: int) -> Array:
    """What every world comes to for an observable in the months ``1 … last``: ``(last, draws)``."""
    w = simulate.world(scenario, draws)
    packages = _packages([package.name for package in scenario.work], work)
    return np.stack([_spread_out(in_month(observable, w, m, packages), draws) for m in months(w, last)])


def _packages(names: Sequence[str], work: str) -> list[int]:
    """Which packages a figure is of."""
    return [names.index(work)] if work else list(range(len(names)))


def _spread_out(x: Any, draws: Draws) -> Array:
    return np.broadcast_to(np.asarray(x, dtype=float), (draws.count,))


def months(w: Names, last: int) -> Iterator[Names]:
    """The model's months ``1 … last``."""
    felt: Number = 0.0
    reduced: Number = 0.0
    for t in range(1, last + 1):
        m = model.month(w, t, felt, reduced)
        felt, reduced = m.felt, m.reduced
        yield m


def in_month(observable: str, w: Names, m: Names, packages: Sequence[int]) -> Number:
    """What a month of the model comes to for an observable."""
    if observable == "left":  # a yearly rate; a month's chance of having gone
        return 1 - np.exp(-m.leaving / MONTHS)
    if observable == "engagement":
        return w.engagement + outcomes.engagement_gain(w, m)
    if observable == "hours_moved":
        return sum(m.moved_k[k] for k in packages)
    if observable == "errors":
        return _averaged([m.error[k] for k in packages], [w.work[k].transactions_m for k in packages])
    of_them = Names(**(vars(w) | {"work": [w.work[k] for k in packages]}))
    if observable == "hours_back":
        return model.hours_of_month(of_them, m.t).reworking
    mine = Names(**(vars(m) | {name: [getattr(m, name)[k] for k in packages] for name in LISTS}))
    return -sum(line(of_them, mine) for line in BILLED)


def in_trial(w: Names, figure: Figure, packages: Sequence[int]) -> Number:
    """What a trial comes to: work that has just moved, on its first stretch of learning, and no contract to break."""
    work = [w.work[k] for k in packages]
    unlearnt = np.exp2(-figure.months / 2 / w.learning_months)
    hours_m = sum(k.hours_m * k.movable_share for k in work)
    if figure.observable == "hours_moved":
        return (figure.share or 0.0) * figure.months * hours_m
    if figure.observable == "hours_back":
        share = w.rework_end + (w.rework_start - w.rework_end) * unlearnt
        return w.rework_effort * (figure.hours or 0.0) * share
    if figure.observable == "errors":
        vendor = [k.vendor_error + (k.vendor_error_start - k.vendor_error) * unlearnt for k in work]
        return _averaged(vendor, [k.transactions_m for k in work])
    billed = sum(k.full_fee for k in work) * (1 + w.extra_work_share)
    if figure.share is not None:
        return figure.share * figure.months * billed
    return outcomes.divide(billed, hours_m) * (figure.hours or 0.0)


def _averaged(shares: Sequence[Number], counts: Sequence[Number]) -> Number:
    """The mean of shares, each counting as often as it is met; all alike where none is."""
    total = sum(counts)
    some = total > 0
    weighed = sum(share * count for share, count in zip(shares, counts, strict=True)) / np.where(some, total, 1.0)
    return np.where(some, weighed, sum(shares) / len(shares))
