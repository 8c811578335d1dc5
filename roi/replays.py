"""The same worlds once more, with something else in them: what is replayed shares all its chance with the result."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from roi import sampling, simulate
from roi.sampling import Draws
from roi.scenario import Scenario
from roi.simulate import Result

Array = npt.NDArray[np.float64]
Variant: TypeAlias = Mapping[str, Array | float]  # key -> what it is instead, ``(draws,)`` or the same in all


def picked(draws: Draws, rows: npt.NDArray[np.intp]) -> Draws:
    """Some of the worlds, to be replayed."""
    return replace(
        draws,
        count=len(rows),
        values={key: x if isinstance(x, float) else x[rows] for key, x in draws.values.items()},
        exit=draws.exit[rows],
        events=tuple(x[rows] for x in draws.events),
        positions={},
    )


def replay(result: Result, base: Draws, variants: Sequence[Variant], outcome: str = "npv") -> list[Array]:
    """An outcome in the base worlds ``(base draws,)``, once for each variant; what a variant does not name is as it was.

    Variants of what is drawn are run as one long array, which is much quicker than one by one.
    """
    if not variants:
        return []
    scenario, view, of = result.scenario, result.view, base.count * len(variants)
    batches = max(-(-of // simulate.BLOCK), 1)
    batches += batches > 1 and batches % 2  # so that two threads have as much to do
    ends = np.linspace(0, len(variants), min(batches, len(variants)) + 1).astype(int)

    def run(batch: Sequence[Variant]) -> Array:
        worlds = _worlds(scenario, base, batch)
        if outcome == "npv":
            return simulate.net_present_value(scenario, worlds, view, of).reshape(len(batch), -1)
        return simulate.evaluate(scenario, worlds, view, of).outcomes[outcome].reshape(len(batch), -1)

    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        return [y for done in pool.map(run, (variants[a:b] for a, b in pairwise(ends))) for y in done]


def _worlds(scenario: Scenario, base: Draws, variants: Sequence[Variant]) -> Draws:
    """The base worlds, once for each variant, one after the other."""
    chances = [sampling.EXIT, *(sampling.chance_of(event.name) for event in scenario.events)]
    before: dict[str, Array | float] = {**base.values, **dict(zip(chances, (base.exit, *base.events), strict=True))}
    after = {key: _one_after_the_other(key, x, base.count, variants) for key, x in before.items()}
    return Draws(
        count=base.count * len(variants),
        seed=base.seed,
        values={key: after[key] for key in base.values},
        exit=np.asarray(after[chances[0]]),
        events=tuple(np.asarray(after[key]) for key in chances[1:]),
        groups=base.groups,
    )


def _one_after_the_other(key: str, x: Array | float, count: int, variants: Sequence[Variant]) -> Array | float:
    """A key's values ``x``, once for each variant; a number stays one where it is the same in all."""
    parts = [variant.get(key) for variant in variants]
    if isinstance(x, float) and all(part is parts[0] for part in parts):
        return x if parts[0] is None else parts[0]
    rows = np.tile(x, len(variants)).reshape(len(variants), -1)
    if isinstance(x, float):
        rows = np.repeat(rows, count, axis=1)
    for row, part in zip(rows, parts, strict=True):
        if part is not None:
            row[:] = part
    return rows.ravel()
