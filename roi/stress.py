"""Stress: a dilemma that has an equation comes true, and the plan is run again in the same worlds.

The dilemmas without an equation (home market, democracy, inequality) are not stressed; they are told as unpriced.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from roi import catalogue, simulate, summary
from roi.sampling import Draws
from roi.scenario import Event, Scenario
from roi.simulate import Array, Result

DRAWS = 2**15  # worlds at most in which the plan is run again
DEAR = 0.90  # "at its p90": dear in nine of ten futures
VENDOR_PAY = 0.09  # pay rises in Indian IT 2022 (Aon), docs/model.md
DEARER = 0.15  # of the fee, docs/model.md
MONTHS = 12
SURE = 3  # standard errors from which a difference has a sign


def table(result: Result, month: int | None = None) -> list[dict[str, Any]]:
    """Every stress beside the base, in the same worlds: median net present value, its paired difference, chance of loss.

    ``month``: when the vendor fails or the event comes true; a year after the start (within the horizon) if None. A stress
    that the scenario has nothing to be stressed by has ``applies`` False and no figures. Raises ValueError for a month
    outside the horizon.
    """
    scenario = result.scenario
    if month is not None and not 1 <= month <= scenario.horizon_months:
        raise ValueError(f"month {month}: from 1 to {scenario.horizon_months}")
    base = result.draws.rows(0, min(DRAWS, result.draws.count))
    before = _npv(result, base)
    return [_row(result, before, trial) if trial.worlds else _cannot(trial.stress) for trial in trials(result, base, month)]


class Trial(NamedTuple):
    """A stress on given worlds: the worlds as it leaves them (None: nothing to be stressed by), and what it set.

    ``set_to``: key -> number, or None where it differs from world to world.
    """

    stress: str
    worlds: Draws | None
    set_to: Mapping[str, float | None]
    event: Event | None = None


def trials(result: Result, base: Draws, month: int | None) -> Iterator[Trial]:
    """Every stress, an event's once for each that can happen if the work stays."""
    scenario, when = result.scenario, month or usual_month(result)
    yield vendor_fails(scenario, base, when)
    yield knowledge_gone(scenario, base)
    yield vendor_pay_rises(base)
    yield no_way_back(base)
    staying = [(at, event) for at, event in enumerate(scenario.events) if event.side == "staying"]
    for at, event in staying:
        yield key_person_leaves(base, at, event, when)
    if not staying:
        yield Trial("key_person_leaves", None, {})


def usual_month(result: Result) -> int:
    """A year after the work begins to move, in the middle of the worlds, within the horizon."""
    start = min(float(np.median(result.draws.values[f"{package.name}.start_month"])) for package in result.scenario.work)
    return int(min(round(start) + MONTHS, result.scenario.horizon_months))


def dear(scenario: Scenario, id: str) -> float:
    """An input at its p90."""
    return float(scenario.values[id].ppf(DEAR))


def with_values(base: Draws, values: Mapping[str, Any]) -> Draws:
    return replace(base, values={**base.values, **values})


def vendor_fails(scenario: Scenario, base: Draws, when: int) -> Trial:
    """The agreement ends in month ``when``; nothing is owed, and taking the work home is dear."""
    set_to = {"exit_owed_share": 0.0, "rebuild_share": dear(scenario, "rebuild_share")}
    starts = [base.values[f"{package.name}.start_month"] for package in scenario.work]
    waited = np.maximum(when - np.minimum.reduce([np.broadcast_to(start, (base.count,)) for start in starts]), 0.0)
    worlds = with_values(base, {**set_to, "exit_y": 1.0})  # a rate of one a year, so that the wait is the draw in years
    return Trial("vendor_fails", replace(worlds, exit=waited / MONTHS), {"exit_month": float(when), **set_to})


def knowledge_gone(scenario: Scenario, base: Draws) -> Trial:
    """What comes back does not get less, and taking the work home is dear."""
    rebuild = dear(scenario, "rebuild_share")
    worlds = with_values(base, {"rework_end": base.values["rework_start"], "rebuild_share": rebuild})
    return Trial("knowledge_gone", worlds, {"rework_end": None, "rebuild_share": rebuild})


def vendor_pay_rises(base: Draws) -> Trial:
    """The fee rises as the vendor's pay does."""
    return Trial("vendor_pay_rises", with_values(base, {"indexation_y": VENDOR_PAY}), {"indexation_y": VENDOR_PAY})


def no_way_back(base: Draws) -> Trial:
    """The agreement cannot end early, and the vendor knows."""
    worlds = with_values(base, {"exit_y": 0.0, "scope_creep": base.values["scope_creep"] + DEARER})
    return Trial("no_way_back", worlds, {"exit_y": 0.0, "scope_creep": None})


def key_person_leaves(base: Draws, at: int, event: Event, when: int) -> Trial:
    """The ``at``-th event, which can happen if the work stays, happens in month ``when``."""
    worlds = with_values(base, {f"{event.name}.rate_y": 1.0})  # once a year, so that the wait is the draw in years
    waited = np.full(base.count, (when - 1) / MONTHS)  # it is paid for in the first month after
    events = tuple(waited if i == at else x for i, x in enumerate(base.events))
    return Trial("key_person_leaves", replace(worlds, events=events), {"month": float(when)}, event)


def _npv(result: Result, worlds: Draws) -> Array:
    return simulate.evaluate(result.scenario, worlds, result.view).outcomes["npv"]


def _row(result: Result, before: Array, trial: Trial) -> dict[str, Any]:
    assert trial.worlds is not None
    after = _npv(result, trial.worlds)
    about = catalogue.stresses()[trial.stress]
    difference = summary.Sample(after - before, trial.worlds.groups).mean()
    as_expected = difference.value < 0 if about.expected == "worse" else difference.value > 0
    return {
        "stress": trial.stress,
        "dilemma": (trial.event.dilemma if trial.event else None) or about.dilemma,
        "event": trial.event.name if trial.event else None,
        "month": next((value for name, value in trial.set_to.items() if name.endswith("month")), None),
        "applies": True,
        "set": [{"input": key, "value": value} for key, value in trial.set_to.items()],
        "expected": about.expected,
        "base_p50": float(np.median(before)),
        "p50": float(np.median(after)),
        "difference": difference.value,
        "difference_se": difference.se,
        "as_expected": bool(as_expected) if abs(difference.value) > SURE * difference.se else None,
        "chance_of_loss": summary.chance(after < 0, trial.worlds.groups)._asdict(),
    }


def _cannot(id: str) -> dict[str, Any]:
    about = catalogue.stresses()[id]
    facts = {"stress": id, "dilemma": about.dilemma, "event": None, "month": None}
    return {**facts, "applies": False, "expected": about.expected}
