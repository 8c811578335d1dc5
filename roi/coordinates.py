"""What is drawn in a result, and how an outcome runs along it: the inputs, and the chances that something happens at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from roi import copula, sampling, sensitivity
from roi.distributions import Discrete, Distribution, tabulate
from roi.replays import Variant, picked, replay
from roi.scenario import Scenario
from roi.sensitivity import Cells, Course
from roi.simulate import Result
from roi.summary import Estimate

Array = npt.NDArray[np.float64]

TINY = 2.0**-53  # half the finest step of a number just below 1: keeps positions inside (0, 1)


@dataclass(frozen=True)
class Coordinate:
    """One thing that is drawn: an input with its distribution, or a chance, which has none. ``position``: ``(draws,)``."""

    key: str
    value: Distribution | None
    position: Array = field(repr=False)

    def at(self, position: Array) -> Array:
        """What it is at these positions."""
        if self.value is None:
            return sampling.exponential(position)
        return tabulate(self.value)(position)

    @cached_property
    def values(self) -> Array | None:
        """How likely each of its values is, if it has but a few."""
        if not isinstance(self.value, Discrete) or len(self.value.values) > sensitivity.VALUES_AT_MOST:
            return None
        return np.array(self.value.weights)

    def shares(self, draws: int) -> Array:
        """How likely each of its cells is, with so many draws."""
        return sensitivity.even(sensitivity.cell_count(draws)) if self.values is None else self.values

    def cells(self, position: Array, draws: int) -> Cells:
        """The cell of each position: its value, if it has but a few."""
        if self.values is None:
            return sensitivity.cells(position, sensitivity.cell_count(draws))
        found: Cells = np.minimum(np.searchsorted(np.cumsum(self.values), position), self.values.size - 1)
        return found

    def course(self, cells: Cells, y: Array, groups: int) -> Course:
        """How y runs along it."""
        shares = self.shares(y.size)
        basis = sensitivity.smooth_basis(shares.size) if self.values is None else sensitivity.value_basis(shares)
        return sensitivity.course(cells, shares, basis, y, groups)

    def held(self, share: float, draws: int) -> Array:
        """Positions ``(draws,)`` that all have the value of its quantile; of a value that many share, evenly among them."""
        if self.values is None:
            return np.full(draws, share)
        at = int(self.cells(np.full(1, share), draws)[0])
        begins = float(self.values[:at].sum())
        return np.clip(begins + self.position[:draws] * float(self.values[at]), TINY, 1 - TINY)

    def rank(self) -> Array:
        """The position of each draw, equal values sharing theirs."""
        if self.values is None:
            return self.position
        middle = np.cumsum(self.values) - self.values / 2
        return np.asarray(middle[self.cells(self.position, self.position.size)], dtype=np.float64)


def coordinates(result: Result) -> list[Coordinate]:
    """All that is drawn in a result: its inputs, then the chances of what can happen."""
    scenario, positions = result.scenario, result.draws.positions
    keyed = scenario.keyed()
    rates = {sampling.EXIT: keyed["exit_y"]}
    rates |= {sampling.chance_of(event.name): event.values["rate_y"] for event in scenario.events}
    inputs = [Coordinate(key, keyed[key], positions[key]) for key in scenario.uncertain()]
    return [*inputs, *(Coordinate(key, None, positions[key]) for key, rate in rates.items() if rate.support[1] > 0)]


def partners(scenario: Scenario) -> dict[str, tuple[str, ...]]:
    """Key -> the drawn keys that it is correlated with; keys that are correlated with none are left out."""
    drawn = set(scenario.uncertain())
    found: dict[str, tuple[str, ...]] = {}
    for pair in scenario.correlations:
        if pair.rank and {pair.a, pair.b} <= drawn:
            for a, b in ((pair.a, pair.b), (pair.b, pair.a)):
                found[a] = (*found.get(a, ()), b)
    return found


def clusters(scenario: Scenario) -> list[list[str]]:
    """The drawn keys that hang together by correlations, also through others."""
    beside = partners(scenario)
    left = [key for key in scenario.uncertain() if key in beside]
    found = []
    while left:
        cluster = {left[0]}
        while grown := {other for key in cluster for other in beside[key]} - cluster:
            cluster |= grown
        found.append([key for key in left if key in cluster])
        left = [key for key in left if key not in cluster]
    return found


@dataclass(frozen=True)
class Seen:
    """An outcome and what is drawn, in the draws in which the outcome is defined, each group of them still in its turn.

    A payback that never comes counts as the month after the last.
    """

    result: Result
    outcome: str

    @cached_property
    def groups(self) -> int:
        return self.result.draws.groups

    @cached_property
    def rows(self) -> npt.NDArray[np.intp]:
        """The draws in which the outcome is defined: as many of each group."""
        undefined = np.isnan(self.result.outcomes[self.outcome])
        if not undefined.any():
            return np.arange(undefined.size)
        groups = [np.flatnonzero(~undefined[at :: self.groups]) * self.groups + at for at in range(self.groups)]
        fewest = min(len(group) for group in groups)
        return np.stack([group[:fewest] for group in groups], axis=1).ravel()

    @cached_property
    def y(self) -> Array:
        return self._finite(self.result.outcomes[self.outcome][self.rows])

    def _finite(self, y: Array) -> Array:
        return np.where(np.isinf(y), self.result.scenario.horizon_months + 1.0, y)

    @cached_property
    def coordinates(self) -> dict[str, Coordinate]:
        """Key -> what is drawn; none where the outcome is defined nowhere."""
        found = coordinates(self.result) if self.y.size else []
        whole = self.y.size == self.result.draws.count
        return {each.key: each if whole else replace(each, position=each.position[self.rows]) for each in found}

    @cached_property
    def cells(self) -> dict[str, Cells]:
        return {key: each.cells(each.position, self.y.size) for key, each in self.coordinates.items()}

    @cached_property
    def courses(self) -> dict[str, Course]:
        """Key -> how the outcome runs along it."""
        return {key: each.course(self.cells[key], self.y, self.groups) for key, each in self.coordinates.items()}

    @cached_property
    def curves(self) -> dict[str, Array]:
        """Key -> the mean outcome in each of its cells, less that of all."""
        return {key: sensitivity.fitted(along) for key, along in self.courses.items()}

    @cached_property
    def mean(self) -> Estimate:
        means = sensitivity.group_means(self.y, self.groups)
        return Estimate(float(np.mean(self.y)), sensitivity.error_of_mean(means))

    @cached_property
    def variances(self) -> Array:
        """The mean square of the outcome about its mean in each group ``(groups,)``."""
        return sensitivity.variances(self.y, self.groups)

    @cached_property
    def joint(self) -> dict[str, tuple[list[str], Array]]:
        """Key -> the keys it hangs together with by correlations, itself among them, and those of their normal scores."""
        ranks = {(pair.a, pair.b): pair.rank for pair in self.result.scenario.correlations}
        found = {}
        for keys in clusters(self.result.scenario):
            within = {pair: rank for pair, rank in ranks.items() if set(pair) <= set(keys)}
            found.update(dict.fromkeys(keys, (keys, copula.matrix(keys, within))))
        return found

    def scores(self, keys: Sequence[str], draws: int) -> Array:
        """Normal scores of the first draws ``(keys, draws)``."""
        from scipy.special import ndtri

        found: Array = ndtri(np.stack([self.coordinates[key].position[:draws] for key in keys]))
        return found

    def replayed(self, draws: int, variants: Sequence[Variant]) -> list[Array]:
        """The outcome in the first draws, once for each variant of them; where it is undefined then, as it was before."""
        worlds = picked(self.result.draws, self.rows[:draws])
        found = replay(self.result, worlds, variants, self.outcome)
        return [np.where(np.isnan(y), self.y[: y.size], self._finite(y)) for y in found]
