"""The only dice: a scenario's inputs as arrays of draws, each coordinate belonging to an input's name.

A coordinate is a stream of uniform numbers that depends on the seed and the name alone. So the same seed gives the same
draws, more draws begin with the fewer, changing one input leaves all others as they were, and scenarios share their worlds
input by input (common random numbers).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from roi import copula
from roi.distributions import Distribution, tabulate
from roi.scenario import Scenario

Array = npt.NDArray[np.float64]

HALF_STEP = 2.0**-54  # moves a uniform number off 0: half the generator's step
TABLE_PAYS_FROM = 1_000  # draws; below it the exact quantile function is quicker than its table


@dataclass(frozen=True)
class Draws:
    """The worlds. ``values``: key -> array ``(count,)``, or a float where the input is fixed.

    ``exit``: standard exponential draws for the early end of the contract. ``events``: the same for each event, in order.
    """

    count: int
    seed: int
    values: Mapping[str, Array | float]
    exit: Array
    events: tuple[Array, ...]

    def rows(self, start: int, stop: int) -> Draws:
        """The worlds ``start … stop - 1``."""
        cut = slice(start, stop)
        return Draws(
            count=stop - start,
            seed=self.seed,
            values={key: x if isinstance(x, float) else x[cut] for key, x in self.values.items()},
            exit=self.exit[cut],
            events=tuple(x[cut] for x in self.events),
        )


def uniform(seed: int, name: str, count: int) -> Array:
    """The coordinate of a name: ``(count,)`` uniform numbers inside (0, 1)."""
    key = int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little")
    generator = np.random.Generator(np.random.Philox(key=[seed % 2**64, key]))
    return generator.random(count) + HALF_STEP


def normal_score(seed: int, name: str, count: int) -> Array:
    """The coordinate of a name as standard normal numbers."""
    from scipy.special import ndtri

    scores: Array = ndtri(uniform(seed, name, count))
    return scores


def exponential(seed: int, name: str, count: int) -> Array:
    """The coordinate of a name as standard exponential numbers."""
    return -np.log1p(-uniform(seed, name, count))


def draw(scenario: Scenario, count: int, seed: int) -> Draws:
    """``count`` worlds of a scenario."""
    keyed = scenario.keyed()
    scores = _correlated_scores(scenario, count, seed)
    return Draws(
        count=count,
        seed=seed,
        values={key: _values(key, value, scores, count, seed) for key, value in keyed.items()},
        exit=exponential(seed, "chance:exit", count),
        events=tuple(exponential(seed, f"chance:{event.name}", count) for event in scenario.events),
    )


def _values(key: str, value: Distribution, scores: Mapping[str, Array], count: int, seed: int) -> Array | float:
    if value.is_fixed:
        return float(value.median)
    score = scores[key] if key in scores else normal_score(seed, key, count)
    if count < TABLE_PAYS_FROM:
        from scipy.special import ndtr

        exact: Array = value.ppf(ndtr(score))
        return exact
    return tabulate(value)(score)


def _correlated_scores(scenario: Scenario, count: int, seed: int) -> dict[str, Array]:
    """Normal scores of the inputs that are correlated, joined by the Gaussian copula."""
    order = list(scenario.keyed())
    ranks = {tuple(sorted((c.a, c.b), key=order.index)): c.rank for c in scenario.correlations}
    names = [key for key in order if any(key in pair for pair in ranks)]
    if not names:
        return {}
    independent = np.stack([normal_score(seed, name, count) for name in names])
    pairs = {(a, b): rank for (a, b), rank in ranks.items()}
    joined = copula.root(copula.matrix(names, pairs)) @ independent
    return dict(zip(names, joined, strict=True))
