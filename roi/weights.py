"""Worlds weighed by how well each explains what was seen: weights, what they say of an outcome, and where to draw anew.

Arrays only. Everything is drawn in independent standard normal scores, ``(coordinates, draws)``; a world's weight is its
likelihood, and where the worlds were drawn around another place than the middle, its density there against that in the
middle. The draws fall into groups, draw ``i`` into group ``i % groups``, that are independent of each other: the error of
a weighted mean is read off how much the groups' weighted pulls differ, as that of a plain one is (``summary``).

Where few worlds carry the weight they are drawn anew (adaptive importance sampling; Cappé et al. 2008): a normal
distribution is put where the weight lies, in a few rounds, each with as high a power of the likelihood as its draws bear.
The last draws are fresh: none of them had a say in where they were drawn.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from roi import summary
from roi.summary import NOTHING, QUANTILES, RANGE, TAIL, Estimate

Array = npt.NDArray[np.float64]
Hits = npt.NDArray[np.bool_]

ROUNDS = 10  # at most
GOOD = 0.3  # of the draws, as an effective number: a place that gives so many needs no better one
BORNE = 20  # effective draws for each coordinate, with which a place is fitted
WIDER = 1.15  # times the spread that was seen: a place too narrow misses worlds, one too wide only wastes draws
HALVINGS = 40


def normalised(log_weights: Array) -> Array:
    """Weights that sum to 1; all 0 where nothing is possible."""
    top = float(np.max(log_weights))
    if not math.isfinite(top):
        return np.zeros_like(log_weights)
    found = np.exp(log_weights - top)
    return np.asarray(found / found.sum())


def effective(weights: Array) -> float:
    """So many draws of equal weight would say as much (Kish 1965); 0 where nothing is possible."""
    squares = float(np.sum(weights**2))
    return 1 / squares if squares else 0.0


def powered(log_likelihood: Array, power: float) -> Array:
    """The likelihood to a power; what is impossible stays so."""
    possible = np.isfinite(log_likelihood)
    return np.where(possible, power * np.where(possible, log_likelihood, 0.0), -np.inf)


def bearable(log_likelihood: Array, log_ratio: Array, least: float) -> float:
    """The largest power of the likelihood, at most 1, that leaves ``least`` effective draws."""

    def left(power: float) -> float:
        return effective(normalised(powered(log_likelihood, power) + log_ratio))

    if left(1.0) >= least:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if left(middle) >= least else (low, middle)
    return low


# ----------------------------------------------------------------------------------------------------------- drawn anew


class Place(NamedTuple):
    """A normal distribution of scores. ``centre``: ``(coordinates,)``. ``root``: lower triangular, of its covariance."""

    centre: Array
    root: Array

    def at(self, base: Array) -> Array:
        """Scores here ``(coordinates, draws)``, from independent standard normal ones."""
        found: Array = self.centre[:, None] + np.einsum("ij,jd->id", self.root, base)
        return found

    def log_ratio(self, base: Array, scores: Array) -> Array:
        """How much likelier each draw is around the middle than here ``(draws,)``, as a logarithm."""
        wide = float(np.sum(np.log(np.diag(self.root))))
        found: Array = 0.5 * np.sum(base**2, axis=0) - 0.5 * np.sum(scores**2, axis=0) + wide
        return found


def middle(coordinates: int) -> Place:
    """Where everything is drawn when nothing has been seen."""
    return Place(np.zeros(coordinates), np.eye(coordinates))


def place(scores: Array, weights: Array) -> Place:
    """Where the weight lies. What few draws say of a spread is mixed with what was there before anything was seen."""
    size, count = effective(weights), len(scores)
    centre = scores @ weights
    apart = scores - centre[:, None]
    seen = np.einsum("id,jd->ij", apart * weights, apart)  # not by a library of matrices: these give the same bits anywhere
    covariance = WIDER * (size * seen + count * np.eye(count)) / (size + count)
    return Place(centre, np.asarray(np.linalg.cholesky(covariance), dtype=np.float64))


class NothingPossibleError(ValueError):
    """In none of the worlds could be seen what was seen."""


def where(
    base: Callable[[int], Array], log_likelihood: Callable[[int, Array], Array], coordinates: int
) -> tuple[Place, int]:
    """Where to draw, and after how many rounds it was found: the place that gave most effective draws.

    ``base``: round -> independent standard normal scores ``(coordinates, draws)``, fresh in every round.
    ``log_likelihood``: round and scores -> ``(draws,)``. Raises NothingPossibleError.
    """
    here, best, most = middle(coordinates), middle(coordinates), 0.0
    for turn in range(ROUNDS):
        drawn = base(turn)
        scores = here.at(drawn)
        seen, ratio = log_likelihood(turn, scores), here.log_ratio(drawn, scores)
        if not np.isfinite(seen).any():
            if not turn:
                raise NothingPossibleError
            return best, turn
        share = effective(normalised(seen + ratio)) / seen.size
        if share > most:
            best, most = here, share
        if share >= GOOD:
            return here, turn
        power = bearable(seen, ratio, BORNE * coordinates)
        here = place(scores, normalised(powered(seen, power) + ratio))
    return best, ROUNDS


# --------------------------------------------------------------------------------------------- what weighted draws say


@dataclass(frozen=True)
class Weighted:
    """The draws ``x`` ``(draws,)`` of an outcome with their ``weights`` ``(draws,)``, and the groups they fall into.

    NaN is an undefined draw: left out of means and quantiles, and never meeting a target.
    """

    x: Array
    weights: Array
    groups: int

    @cached_property
    def _defined(self) -> Hits:
        return ~np.isnan(self.x) & (self.weights > 0)

    @cached_property
    def _mass(self) -> float:
        return float(self.weights[self._defined].sum())

    @cached_property
    def _sorted(self) -> tuple[Array, Array]:
        """The defined draws in order, and where each lies from 0 to 1."""
        x, weights = self.x[self._defined], self.weights[self._defined] / self._mass
        order = np.argsort(x, kind="stable")
        x, weights = x[order], weights[order]
        before = np.cumsum(weights) - weights
        return x, before / max(float(before[-1]), np.finfo(float).tiny)

    def _error(self, pulls: Array) -> float:
        """Standard error of a weighted mean, from what each draw pulls it off its value."""
        weighed = np.where(self._defined, self.weights, 0.0) * np.where(self._defined, pulls, 0.0)
        return summary.error(weighed, self.groups) / self._mass

    def mean(self) -> Estimate:
        """Weighted mean; infinite or NaN where there is none."""
        if self._mass == 0:
            return NOTHING
        defined = self.x[self._defined]
        if not np.isfinite(defined).all():
            return Estimate(math.inf if np.max(defined) > 0 else -math.inf, math.nan)
        value = float(np.sum(defined * self.weights[self._defined]) / self._mass)
        return Estimate(value, self._error(self.x - value))

    def quantile(self, share: float) -> Estimate:
        """A weighted quantile. Its error: how uncertain the share of weight below it is, measured along x."""
        value = self.at(share)
        if math.isnan(value):
            return NOTHING
        below = (self.x <= value).astype(float)
        off = self._error(below - float(np.sum(below[self._defined] * self.weights[self._defined]) / self._mass))
        if not 0 <= share - off <= share + off <= 1:
            return Estimate(value, math.nan)
        high, low = self.at(share + off), self.at(share - off)
        return Estimate(value, (high - low) / 2 if math.isfinite(high) and math.isfinite(low) else math.nan)

    def at(self, share: float) -> float:
        """A quantile without its error; NaN where nothing is defined."""
        if self._mass == 0:
            return math.nan
        x, lies = self._sorted
        after = min(int(np.searchsorted(lies, share)), x.size - 1)
        a, b = float(x[max(after - 1, 0)]), float(x[after])
        if a == b or not (math.isfinite(a) and math.isfinite(b)):
            return b
        step = float(lies[after] - lies[after - 1])
        return a + (b - a) * ((share - float(lies[after - 1])) / step if step else 1.0)

    def shares_below(self, levels: Array) -> Array:
        """The share of all weight below each of some levels."""
        x = self.x[self._defined]
        order = np.argsort(x, kind="stable")
        upto = np.concatenate([[0.0], np.cumsum(self.weights[self._defined][order])])
        return np.asarray(upto[np.searchsorted(x[order], levels)])

    def row(self, shares: Sequence[float] = RANGE) -> dict[str, float]:
        return summary.row(self, shares)

    def percentiles(self, shares: Sequence[float] = QUANTILES) -> dict[str, float]:
        return summary.percentiles(self, shares)

    def expected_shortfall(self, tail: float = TAIL) -> Estimate:
        """Mean of the worst ``tail`` of the weight (Rockafellar and Uryasev 2000)."""
        edge = self.at(tail)
        beyond = np.maximum(edge - self.x, 0.0) / tail
        mean = float(np.sum(np.where(self._defined, beyond * self.weights, 0.0)) / self._mass) if self._mass else math.nan
        return Estimate(edge - mean, self._error(beyond - mean) if self._mass else math.nan)

    def below(self, level: float) -> Estimate:
        """Chance of less than a level."""
        return chance(self.x < level, self.weights, self.groups)

    def meeting(self, target: float, better: str) -> Estimate:
        """Chance of meeting a target. ``better``: "lower" or "higher"."""
        return chance(summary.meets(self.x, target, better), self.weights, self.groups)

    def undefined(self) -> Estimate:
        """Share of the weight in which the outcome is undefined."""
        return chance(np.isnan(self.x), self.weights, self.groups)


def chance(hits: Hits, weights: Array, groups: int) -> Estimate:
    """Weighted share of the draws in which something holds; its error is never below that of what was never seen."""
    share = min(float(np.sum(weights[hits])), 1.0)
    size = effective(weights)
    unseen = summary.ADDED / (size + 2 * summary.ADDED)
    least = math.sqrt(unseen * (1 - unseen) / size) if size else math.nan
    if not 0 < share < 1:
        return Estimate(share, least)
    return Estimate(share, max(least, summary.error(weights * (hits - share), groups)))
