"""The same plan under the article's assumptions and under the evidence's, and which inputs make the difference.

What differs is split by Shapley's rule: an input's part is what it adds when it changes over, the mean over every order in
which they could change. So the parts add up to the whole difference, whatever they do together. The worlds are shared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from math import factorial
from typing import Any

import numpy as np

from roi import catalogue, files, outcomes, sampling, simulate, summary, text
from roi.sampling import Draws
from roi.scenario import Mistake, Scenario, ScenarioError
from roi.simulate import Result

DRAWS = 2_048  # worlds for each of the combinations
TOGETHER = ("cost_basis", "lost_productivity_y", "absence_y", "health_y")  # a cost per head means nothing without whose head
FROM, TO = "article", "evidence"
DECOMPOSED = ("npv", "burnout_cost_y")


def side_by_side(result: Result) -> dict[str, Any]:
    """Both sets of assumptions for the scenario of a result.

    ``outcomes``: outcome -> set -> p5, p50, p95. ``differs``: groups of inputs that the two sets say different things of and
    the scenario does not say itself. ``parts``: outcome -> the mean under the article, each group's part, the mean under the
    evidence; kr, and they add up. ``cannot``: why the file does not hold under one of them, with ``place`` and the words in
    each language; the others are empty then. Under the article burnout must be at least 5 %: its costs are per employee.
    """
    try:
        both = {name: files.change(result.scenario, {"assumptions": name}) for name in catalogue.ASSUMPTIONS}
    except ScenarioError as error:
        return {"outcomes": {}, "differs": [], "parts": {}, "cannot": [_why(each) for each in error.mistakes]}
    runs = {
        name: simulate.run(each, draws=result.draws.count, seed=result.draws.seed, view=result.view)
        for name, each in both.items()
    }
    groups = differing(both)
    return {
        "outcomes": {
            id: {name: run.samples[id].percentiles(summary.RANGE) for name, run in runs.items()}
            for id in catalogue.outcomes()
        },
        "differs": [list(group) for group in groups],
        "parts": parts(both, groups, result.draws.seed, result.view),
        "cannot": [],
    }


def _why(mistake: Mistake) -> dict[str, str]:
    return {"place": mistake.place} | {lang: text.on_screen(mistake, lang) for lang in text.LANGUAGES}


def differing(both: Mapping[str, Scenario]) -> list[tuple[str, ...]]:
    """The groups of inputs that the two sets give different values, in the order of the catalogue."""
    one, other = both[FROM], both[TO]
    single: list[tuple[str, ...]] = [(id,) for id in one.values if one.values[id] != other.values[id] and id not in TOGETHER]
    costs = tuple(id for id in TOGETHER if _of(one, id) != _of(other, id))
    return [costs, *single] if costs else single


def _of(scenario: Scenario, id: str) -> Any:
    return scenario.cost_basis if id == "cost_basis" else scenario.values[id]


def parts(
    both: Mapping[str, Scenario], groups: Sequence[tuple[str, ...]], seed: int, view: str
) -> dict[str, dict[str, Any]]:
    """Outcome -> ``from`` and ``to`` (means, kr) and each group's Shapley part of the difference, in the groups' order."""
    worlds = {name: sampling.draw(scenario, DRAWS, seed) for name, scenario in both.items()}
    means = {switched: _means(both, worlds, switched, groups, view) for switched in _subsets(len(groups))}
    none, all = frozenset[int](), frozenset(range(len(groups)))
    found = {}
    for id in DECOMPOSED:
        shares = [
            _shapley(group, len(groups), {switched: each[id] for switched, each in means.items()})
            for group in range(len(groups))
        ]
        found[id] = {"from": means[none][id], "to": means[all][id], "parts": shares}
    return found


def _subsets(size: int) -> Iterable[frozenset[int]]:
    return (frozenset(chosen) for count in range(size + 1) for chosen in combinations(range(size), count))


def _means(
    both: Mapping[str, Scenario],
    worlds: Mapping[str, Draws],
    switched: frozenset[int],
    groups: Sequence[tuple[str, ...]],
    view: str,
) -> dict[str, float]:
    """The means with some groups as the evidence has them, and the others as the article has."""
    moved = {id for group in switched for id in groups[group]}
    values = {key: worlds[TO if key in moved else FROM].values[key] for key in worlds[FROM].values}
    basis = both[TO if "cost_basis" in moved else FROM].cost_basis
    scenario = replace(both[FROM], cost_basis=basis)
    w = simulate.world(scenario, replace(worlds[FROM], values=values))
    npv = outcomes.net_present_value(w, scenario.horizon_months, catalogue.kinds(), view)
    return {"npv": float(np.mean(npv)), "burnout_cost_y": float(np.mean(outcomes.burnout_cost_y(w)))}


def _shapley(member: int, size: int, value: Mapping[frozenset[int], float]) -> float:
    """What a member adds, the mean over every order in which all could come (Shapley 1953)."""
    others = [each for each in range(size) if each != member]
    total = 0.0
    for count in range(size):
        weight = factorial(count) * factorial(size - count - 1) / factorial(size)
        for before in combinations(others, count):
            total += weight * (value[frozenset((*before, member))] - value[frozenset(before)])
    return total
