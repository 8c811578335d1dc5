"""Which of what two scenarios say differently makes the difference between them.

From the one scenario to the other, one thing at a time is taken over in the same worlds, and what that changes is its part;
the parts add up to the whole. In which order matters where things work together, so the way is walked in the order of the
document and back again, and the mean is taken. (Shapley's rule would walk every order; there are too many.)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np

from roi import differing, simulate, tables
from roi.comparison import Comparison
from roi.comparison import as_json as comparison_json
from roi.sampling import Draws
from roi.scenario import Event, Package, Scenario
from roi.simulate import Array
from roi.summary import Sample
from roi.tables import Row, Table

Part = TypeVar("Part", Package, Event)

WORLDS = 2_048  # in which one thing at a time is taken over
Thing = tuple[str, str]  # kind and name of what is taken over at once
COSTS = ("lost_productivity_y", "absence_y", "health_y")  # a cost per head means nothing without whose head
FEES = ("fee_m", "fee_hour")
USES = ("relief_use", "core_use", "reduction_use")  # of the same hours: taken over alone they could exceed them


@dataclass(frozen=True)
class World:
    """A scenario with its draws, each piece of it by its key: what can be taken over from another."""

    scenario: Scenario
    draws: Draws
    luck: Mapping[str, Array]  # event -> when it happens

    def npv(self, comparison: Comparison) -> Array:
        """Net present value, per employee where that is how the comparison counts."""
        events = tuple(self.luck[event.name] for event in self.scenario.events)
        npv = simulate.net_present_value(self.scenario, replace(self.draws, events=events), comparison.view)
        return npv / self.draws.values["employees"] if comparison.per_employee else npv


def parts(comparison: Comparison, a: int, b: int) -> Table:
    """What each thing that differs adds to scenario a over scenario b: mean and error, kr, the largest first.

    Rows: ``kind`` ("input", "fee", "uses", "costs", "work", "events"), ``name`` (an input's key; a package or event; "" for
    what freed hours are used for, and for the costs of burnout and whom they are counted for), ``mean``, ``mean_se``. The
    means add up to that of the difference, in the first WORLDS worlds. No rows where the two have no work in common.
    """
    ours, theirs = (_world(comparison, option) for option in (a, b))
    things = differences(ours.scenario, theirs.scenario)
    if not {each.name for each in ours.scenario.work} & {each.name for each in theirs.scenario.work}:
        return []
    adds = dict.fromkeys(things, np.zeros(ours.draws.count))
    for order in (things, things[::-1]):
        world, before = theirs, theirs.npv(comparison)
        for thing in order:
            world = taken_over(world, ours, *thing)
            after = world.npv(comparison)
            adds[thing] = adds[thing] + (after - before) / 2
            before = after
    rows = [{"kind": kind, "name": name, **_estimate(x, ours.draws.groups)} for (kind, name), x in adds.items()]
    return sorted(rows, key=lambda row: -abs(row["mean"]))


def _estimate(x: Array, groups: int) -> Row:
    mean = Sample(x, groups).mean()
    return {"mean": mean.value, "mean_se": mean.se}


def _world(comparison: Comparison, option: int) -> World:
    result = comparison.results[option]
    draws = result.draws.rows(0, min(WORLDS, result.draws.count))
    names = [event.name for event in result.scenario.events]
    return World(result.scenario, draws, dict(zip(names, draws.events, strict=True)))


def differences(one: Scenario, other: Scenario) -> list[Thing]:
    """What is taken over at once: kind and name, each once."""
    both = [one, other]
    found: list[Thing] = []
    if one.cost_basis != other.cost_basis:
        found.append(("costs", ""))
    for row in differing.inputs(both):
        if row["input"] in FEES:
            found.append(("fee", row["part"]))
        elif row["input"] in USES:
            found.append(("uses", ""))
        elif row["input"] not in COSTS or ("costs", "") not in found:
            found.append(("input", row["key"]))
    found += [("events", row["part"]) for row in differing.settings(both) if row["setting"] == "side"]
    found += [(row["section"], row["name"]) for row in differing.only_in_some(both)]
    return list(dict.fromkeys(found))


def taken_over(world: World, other: World, kind: str, name: str) -> World:
    """A world with one thing as it is in the other; a package or event that the other does not have is taken out."""
    scenario, theirs = world.scenario, other.scenario
    luck = {**world.luck, **{event: when for event, when in other.luck.items() if event == name}}
    keys = [name]
    if kind == "costs":
        scenario, keys = replace(scenario, cost_basis=theirs.cost_basis), list(COSTS)
    elif kind == "uses":
        keys = list(USES)
    elif kind == "fee":
        work = tuple(_with_fee(each, _named(theirs.work, name)) if each.name == name else each for each in scenario.work)
        scenario, keys = replace(scenario, work=work), [f"{name}.{id}" for id in FEES]
    elif kind == "work":
        scenario, keys = replace(scenario, work=_with(scenario.work, theirs.work, name)), _keys(theirs.work, name)
    elif kind == "events":
        scenario, keys = replace(scenario, events=_with(scenario.events, theirs.events, name)), _keys(theirs.events, name)
    values = {**world.draws.values, **{key: other.draws.values[key] for key in keys if key in other.draws.values}}
    return World(scenario, replace(world.draws, values=values), luck)


def _with_fee(package: Package, other: Package) -> Package:
    values = {id: value for id, value in package.values.items() if id not in FEES}
    return replace(package, values=values | {id: other.values[id] for id in FEES if id in other.values})


def _with(own: tuple[Part, ...], theirs: tuple[Part, ...], name: str) -> tuple[Part, ...]:
    """The parts of one with the part of that name as the other has it, or without it."""
    kept: list[Part] = [each for each in own if each.name != name]
    return tuple(kept + [each for each in theirs if each.name == name])


def _named(work: Sequence[Package], name: str) -> Package:
    return next(each for each in work if each.name == name)


def _keys(parts: Sequence[Package | Event], name: str) -> list[str]:
    return [f"{name}.{id}" for each in parts if each.name == name for id in each.values]


def as_json(comparison: Comparison) -> dict[str, Any]:
    """The comparison as programs read it, with what makes the difference of the first scenario to each of the others."""
    names, others = comparison.names, range(1, len(comparison.results))
    reasons = [{"a": names[0], "b": names[other], "parts": parts(comparison, 0, other)} for other in others]
    return comparison_json(comparison) | {"because": tables.plain(reasons)}
