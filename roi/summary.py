"""What draws say of an outcome: mean, quantiles, chances, shortfall, each with its sampling error.

The draws fall into groups, draw ``i`` into group ``i % groups``; the groups are independent of each other, the draws within
one are not (``sampling``). So the error of a number is read off how much the groups differ: each number is nearly a mean
over the draws of what each of them pulls it up or down, and the pulls of a group add up to one of ``groups`` independent
sums. With fewer draws than groups each draw is a group of its own. Because the groups are few, a standard error is stated as
many times larger as Student's t is wider than the bell curve: 1.96 of them on either side make an interval of 95 %.

Shapes: ``(draws,)``. NaN is an undefined draw: left out of means and quantiles, its share reported, and never meeting a
target.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Hits = npt.NDArray[np.bool_]

QUANTILES = (0.05, 0.25, 0.50, 0.75, 0.95)
RANGE = (0.05, 0.50, 0.95)
TAIL = 0.05  # the worst part of the draws that the expected shortfall is the mean of
ADDED = 2  # hits, and as many misses, added to a chance that none or all of the draws meet (Agresti and Coull 1998)


class Estimate(NamedTuple):
    """A value and its standard error; NaN where there is none, or where it cannot be known."""

    value: float
    se: float


FEWEST_IN_TAIL = 5  # draws; with fewer in it nobody knows how far off the mean of a tail is
COVERED = 0.975  # the share of worlds below the upper end of an interval of 95 %

NOTHING = Estimate(math.nan, math.nan)


class Summary(Protocol):
    """What can be asked of an outcome's draws, whether all are kept (`Sample`) or most only counted (`sketch.Sketch`)."""

    def mean(self) -> Estimate: ...
    def quantile(self, share: float) -> Estimate: ...
    def at(self, share: float) -> float: ...  # a quantile without its error
    def shares_below(self, levels: Array) -> Array: ...
    def row(self, shares: Sequence[float] = RANGE) -> dict[str, float]: ...
    def percentiles(self, shares: Sequence[float] = QUANTILES) -> dict[str, float]: ...
    def expected_shortfall(self, tail: float = TAIL) -> Estimate: ...
    def below(self, level: float) -> Estimate: ...
    def meeting(self, target: float, better: str) -> Estimate: ...
    def undefined(self) -> Estimate: ...


def row(self: Summary, shares: Sequence[float] = RANGE) -> dict[str, float]:
    """``mean``, ``mean_se``, and the percentiles."""
    mean = self.mean()
    return {"mean": mean.value, "mean_se": mean.se, **self.percentiles(shares)}


def percentiles(self: Summary, shares: Sequence[float] = QUANTILES) -> dict[str, float]:
    """``p5``, ``p5_se`` and so on: quantiles and their errors."""
    return named(shares, [self.quantile(share) for share in shares])


def named(shares: Sequence[float], quantiles: Sequence[Estimate]) -> dict[str, float]:
    """Quantiles and their errors by name."""
    found: dict[str, float] = {}
    for share, estimate in zip(shares, quantiles, strict=True):
        name = f"p{round(100 * share)}"
        found[name], found[f"{name}_se"] = estimate
    return found


@dataclass(frozen=True)
class Sample:
    """The draws ``x`` ``(draws,)`` of an outcome, in the order they were drawn, and the number of groups they fall into."""

    x: Array
    groups: int

    @cached_property
    def ordered(self) -> Array:
        """The draws in which the outcome is defined, sorted."""
        ordered = np.sort(self.x)  # NaN last
        return ordered[: ordered.size - self._nowhere.sum()] if np.isnan(ordered[-1:]).any() else ordered

    @cached_property
    def _nowhere(self) -> Hits:
        """Where the outcome is undefined."""
        return np.isnan(self.x)

    @cached_property
    def _sizes(self) -> Array:
        """The defined draws of each group."""
        return counts(~self._nowhere, self.groups)

    def mean(self) -> Estimate:
        """Mean of the draws; infinite or NaN where they have none."""
        defined = self.x if self._sizes.sum() == self.x.size else self.x[~self._nowhere]
        if defined.size == 0:
            return NOTHING
        lowest, highest = float(np.min(defined)), float(np.max(defined))
        if not math.isfinite(lowest) or not math.isfinite(highest):
            return Estimate(math.inf if highest > 0 else -math.inf, math.nan)
        value = float(np.mean(defined))
        return Estimate(value, self._error(self.x - value))

    def quantile(self, share: float) -> Estimate:
        """A quantile, linear between two draws. Its error: how uncertain the share of draws below it is, measured along x.

        Where that reaches beyond the outermost draw nobody can know the error: it is NaN.
        """
        return self.quantiles([share])[0]

    def quantiles(self, shares: Sequence[float]) -> list[Estimate]:
        """The same of several shares at once."""
        last = self.ordered.size - 1
        if last < 0:
            return [NOTHING for _ in shares]
        values = np.array([self.at(share) for share in shares])
        lower = counts(self.x <= values[:, np.newaxis], self.groups)
        offs = errors_of(lower - lower.sum(axis=-1, keepdims=True) / self._sizes.sum() * self._sizes)  # in ranks
        return [
            self._measured(float(value), share * last, off) for value, share, off in zip(values, shares, offs, strict=True)
        ]

    def _measured(self, value: float, rank: float, off: float) -> Estimate:
        """A quantile with its error: how far the values reach that its rank may be off."""
        if not 0 <= rank - off <= rank + off <= self.ordered.size - 1:
            return Estimate(value, math.nan)
        above, below = between(self.ordered, rank + off), between(self.ordered, rank - off)
        return Estimate(value, (above - below) / 2 if math.isfinite(above) and math.isfinite(below) else math.nan)

    def at(self, share: float) -> float:
        """A quantile without its error; NaN where nothing is defined."""
        return between(self.ordered, share * (self.ordered.size - 1)) if self.ordered.size else math.nan

    def shares_below(self, levels: Array) -> Array:
        """The share of all draws below each of some levels."""
        return np.searchsorted(self.ordered, levels) / self.x.size

    row = row

    def percentiles(self, shares: Sequence[float] = QUANTILES) -> dict[str, float]:
        """``p5``, ``p5_se`` and so on: quantiles and their errors."""
        return named(shares, self.quantiles(shares))

    def expected_shortfall(self, tail: float = TAIL) -> Estimate:
        """Mean of the worst ``tail`` of the draws (Acerbi and Tasche 2002), written as Rockafellar and Uryasev (2000) do:
        the edge of the tail less how far the draws lie below it."""
        count = self.ordered.size
        if count == 0:
            return NOTHING
        edge = float(self.ordered[max(math.ceil(tail * count), 1) - 1])
        beyond = np.maximum(edge - self.x, 0.0) / tail
        mean = float(np.nanmean(beyond))
        return Estimate(edge - mean, self._error(beyond - mean) if tail * count >= FEWEST_IN_TAIL else math.nan)

    def below(self, level: float) -> Estimate:
        """Chance of less than a level."""
        return chance(self.x < level, self.groups)

    def meeting(self, target: float, better: str) -> Estimate:
        """Chance of meeting a target. ``better``: "lower" or "higher"."""
        return chance(meets(self.x, target, better), self.groups)

    def undefined(self) -> Estimate:
        """Share of the draws in which the outcome is undefined."""
        return chance(self._nowhere, self.groups)

    def _error(self, pulls: Array) -> float:
        """Standard error of a mean over the defined draws, from what each pulls it off its value."""
        return error(np.nan_to_num(pulls, copy=False, nan=0.0), self.groups) / float(self._sizes.sum())


def sums(x: Array, groups: int) -> Array:
    """What the draws of each group add up to ``(groups,)``; fewer groups where there are fewer draws."""
    groups = min(groups, x.size)
    whole = x.size // groups * groups
    found: Array = x[:whole].reshape(-1, groups).sum(axis=0)
    found[: x.size - whole] += x[whole:]
    return found


def counts(hits: Hits, groups: int) -> Array:
    """How many draws of each group hit ``(…, groups)``, of ``(…, draws)``; fewer groups where there are fewer draws."""
    draws = hits.shape[-1]
    groups = min(groups, draws)
    whole = draws // groups * groups
    rows = hits[..., :whole].reshape(*hits.shape[:-1], whole // groups, groups).astype(np.float32)
    found = (np.ones(whole // groups, dtype=np.float32) @ rows).astype(float)  # below 2^24 it is exact, and much quicker
    found[..., : draws - whole] += hits[..., whole:]
    return found


def error(pulls: Array, groups: int) -> float:
    """Standard error of a sum over all draws; NaN where there is one group."""
    return error_of(sums(pulls, groups))


def error_of(sums: Array) -> float:
    """Standard error of a sum over all draws, from what those of each group add up to ``(groups,)``."""
    return float(errors_of(sums))


def errors_of(sums: Array) -> Array:
    """The same of several sums ``(…, groups)`` at once; NaN where there is one group."""
    groups = sums.shape[-1]
    if groups < 2:
        return np.full(sums.shape[:-1], math.nan)
    with np.errstate(over="ignore"):  # of numbers as large as numbers go the error is not known: infinite
        found: Array = student(groups - 1) * np.sqrt(groups / (groups - 1) * np.sum(sums**2, axis=-1))
    return found


@cache
def student(freedom: int) -> float:
    """How many times wider an interval is when the error is known from ``freedom`` + 1 sums alone."""
    from scipy.special import ndtri, stdtrit

    return float(stdtrit(freedom, COVERED) / ndtri(COVERED))


def between(ordered: Array, rank: float) -> float:
    """The value at a rank, on a straight line between two draws; the higher one where that is infinite."""
    low, high = math.floor(rank), math.ceil(rank)
    a, b = float(ordered[low]), float(ordered[high])
    if a == b or low == high:
        return a
    return a + (b - a) * (rank - low) if math.isfinite(a) and math.isfinite(b) else b


def chance(hits: Hits, groups: int) -> Estimate:
    """Share of the draws in which something holds."""
    return chance_of(counts(hits, groups), counts(np.ones_like(hits), groups))


def chance_of(found: Array, sizes: Array, within: float = 0.0) -> Estimate:
    """The share that ``found`` are of draws, each by group. ``within``: how many of them all may be wrongly found.

    The error is never below that of what not one draw was seen to meet.
    """
    count = float(sizes.sum())
    share = float(found.sum()) / count
    unseen = ADDED / (count + 2 * ADDED)
    least = math.sqrt(unseen * (1 - unseen) / count)
    if not 0 < share < 1:
        return Estimate(share, least)
    return Estimate(share, max(least, math.hypot(error_of(found - share * sizes), within) / count))


def meets(x: Array, target: float, better: str) -> Hits:
    """Whether each draw meets a target; an undefined one does not."""
    return x <= target if better == "lower" else x >= target
