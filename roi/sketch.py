"""What more draws say than can be kept: the kept ones stand for all, weighted as all of them fell.

The line of numbers is cut into bins, and every draw is counted in its bin and in its group (`summary`). How many draws
there are in each bin is told by all; how they lie within one by those that are kept. Counts are whole numbers: neither the
order of the draws nor the number of threads changes what they come to.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from roi import kernels, machine, summary
from roi.summary import NOTHING, TAIL, Array, Estimate, Sample

Whole: TypeAlias = npt.NDArray[np.intp]

BINS = 4096  # near the ends of the middle half of a bell curve less than one draw in a thousand falls in the same


class Bins(NamedTuple):
    """The whole line in BINS parts, the infinite ends included.

    A number at a distance d from the centre lies at the share d / (scale + d) of the way to the end; the ways to both ends
    are cut into parts of equal length.
    """

    centre: float
    scale: float

    def of(self, x: Array) -> Whole:
        """The bin of each number, from 0; BINS where it is not a number."""
        found: Whole = place(x, *self).astype(np.intp)
        return found

    def middle(self, bin: Whole) -> Array:
        """The number in the middle of a bin."""
        way = (bin + 0.5) / (BINS / 2) - 1
        middle: Array = self.centre + self.scale * way / (1 - np.abs(way))
        return middle


def place(x: Any, centre: Any, scale: Any) -> Any:
    """The bin of a number, as a number. In operations that `trace` can follow."""
    away = x - centre
    way = np.copysign(1 - scale / (scale + np.abs(away)), away)
    return np.where(np.isnan(way), BINS, np.minimum((way + 1) * (BINS / 2), BINS - 1))


def bins(x: Array) -> Bins:
    """Bins that are narrow where numbers lie: about their median, on the scale of their median distance from it."""
    finite = x[np.isfinite(x)]
    if finite.size == 0:
        return Bins(0.0, 1.0)
    centre = float(np.median(finite))
    away = np.abs(finite - centre)
    return Bins(centre, float(np.median(away[away > 0])) if np.any(away > 0) else 1.0)


class Tally:
    """Counts by group and bin, undefined draws in a last bin. The bins lie about ``kept`` ``(draws,)``."""

    def __init__(self, kept: Array, groups: int) -> None:
        self.kept, self.groups, self.bins = kept, groups, bins(kept)
        self.counts = np.zeros((groups, BINS + 1), dtype=np.uint32)
        self._one_at_a_time = Lock()

    def add(self, x: Array, start: int = 0) -> Array:
        """Count draws, the first of them being draw ``start``. Their sums by group ``(groups,)``, without undefined ones."""
        sums = np.zeros(self.groups)
        head = min(-start % self.groups, x.size)
        even = head + (x.size - head) // kernels.STEP * kernels.STEP
        with self._one_at_a_time:
            if even == head or self.groups != kernels.STEP or not machine.is_there():
                self._add_by_numpy(x, start, sums)
            else:
                self._add_by_numpy(x[:head], start, sums)
                settings = np.array(self.bins)
                count = kernels.count(place, len(settings), BINS + 1)
                count(even - head, np.ascontiguousarray(x[head:even]), settings, self.counts, sums)
                self._add_by_numpy(x[even:], start + even, sums)
        return sums

    def _add_by_numpy(self, x: Array, start: int, sums: Array) -> None:
        if x.size == 0:
            return
        group = np.arange(start, start + x.size) % self.groups
        np.add.at(self.counts.reshape(-1), self.bins.of(x) + group * (BINS + 1), np.uint32(1))
        np.add.at(sums, group, np.where(np.isnan(x), 0.0, x))

    def sketch(self, sums: Array) -> Sketch:
        """What the counts say. ``sums``: all that ``add`` gave, added up."""
        return Sketch(self.kept, self.bins, self.counts, sums)


@dataclass(frozen=True)
class Sketch:
    """What all draws say of an outcome, as a `Sample` says it.

    ``kept``: some of the draws. ``counts``: all of them, by group and bin. ``sums``: their sums by group. Shares of a bin
    are known only as well as its kept draws tell them; that counts into the errors.
    """

    kept: Array
    bins: Bins
    counts: npt.NDArray[np.uint32]
    sums: Array

    @property
    def count(self) -> int:
        """The number of draws."""
        return int(self.counts.sum(dtype=np.int64))

    @cached_property
    def _defined(self) -> Array:
        """How many draws of each group are defined ``(groups,)``."""
        defined: Array = self.counts[:, :BINS].sum(axis=1, dtype=np.float64)
        return defined

    @cached_property
    def _ordered(self) -> Array:
        """The kept draws in which the outcome is defined, sorted."""
        return Sample(self.kept, len(self.counts)).ordered

    @cached_property
    def _upto(self) -> tuple[Whole, Array]:
        """How many kept draws, and how many of all, lie below each bin and below them all ``(BINS + 1,)``."""
        kept_in = np.bincount(self.bins.of(self._ordered), minlength=BINS)
        all_in = self.counts[:, :BINS].sum(axis=0, dtype=np.float64)
        return np.append(0, np.cumsum(kept_in)), np.append(0.0, np.cumsum(all_in))

    def mean(self) -> Estimate:
        """Mean of the draws; infinite or NaN where they have none."""
        count = self._defined.sum()
        if count == 0:
            return NOTHING
        value = float(self.sums.sum() / count)
        if not math.isfinite(value):
            return Estimate(value, math.nan)
        return Estimate(value, summary.error_of(self.sums - value * self._defined) / float(count))

    def quantile(self, share: float) -> Estimate:
        """A quantile. Its error: how uncertain the share of draws below it is, measured along x."""
        value, last = self.at(share), self._defined.sum() - 1
        if last < 0:
            return NOTHING
        lower, within = self._lower(value, "right")
        off = math.hypot(summary.error_of(lower - lower.sum() / (last + 1) * self._defined), within)
        rank = share * last
        if not 0 <= rank - off <= rank + off <= last:
            return Estimate(value, math.nan)
        above, below = self._at_rank(rank + off), self._at_rank(rank - off)
        return Estimate(value, (above - below) / 2 if math.isfinite(above) and math.isfinite(below) else math.nan)

    def at(self, share: float) -> float:
        """A quantile without its error; NaN where nothing is defined."""
        count = self._defined.sum()
        return self._at_rank(share * (count - 1)) if count else math.nan

    def shares_below(self, levels: Array) -> Array:
        """The share of all draws below each of some levels."""
        return np.array([self._lower(float(level), "left")[0].sum() for level in levels]) / self.count

    row = summary.row
    percentiles = summary.percentiles

    def expected_shortfall(self, tail: float = TAIL) -> Estimate:
        """Mean of the worst ``tail`` of the draws: the edge of the tail less how far the draws lie below it."""
        count = self._defined.sum()
        if count == 0:
            return NOTHING
        edge = self._at_rank(math.ceil(tail * count) - 1)
        beyond, bin = np.maximum(edge - self._ordered, 0.0) / tail, self.bins.of(self._ordered)
        kept_in, all_in = np.diff(self._upto[0]), np.diff(self._upto[1])
        few = np.maximum(kept_in, 1)
        level = np.bincount(bin, beyond, minlength=BINS) / few  # mean of each bin
        level[kept_in == 0] = np.maximum(edge - self.bins.middle(np.flatnonzero(kept_in == 0)), 0.0) / tail
        spread = np.bincount(bin, (beyond - level[bin]) ** 2, minlength=BINS) / few
        within = math.sqrt(float(np.sum(all_in**2 * spread / few)))
        sums = self.counts[:, :BINS] @ level
        mean = float(sums.sum() / count)
        return Estimate(edge - mean, math.hypot(summary.error_of(sums - mean * self._defined), within) / float(count))

    def below(self, level: float) -> Estimate:
        """Chance of less than a level."""
        return self._chance(*self._lower(level, "left"))

    def meeting(self, target: float, better: str) -> Estimate:
        """Chance of meeting a target. ``better``: "lower" or "higher"."""
        if better == "lower":
            return self._chance(*self._lower(target, "right"))
        lower, within = self._lower(target, "left")
        return self._chance(self._defined - lower, within)

    def undefined(self) -> Estimate:
        """Share of the draws in which the outcome is undefined."""
        return self._chance(self.counts[:, BINS].astype(np.float64), 0.0)

    def _chance(self, hits: Array, within: float) -> Estimate:
        return summary.chance_of(hits, self.counts.sum(axis=1, dtype=np.float64), within)

    def _lower(self, value: float, side: Literal["left", "right"]) -> tuple[Array, float]:
        """How many draws of each group lie below a value (or at it, on the "right"), and by how many that may be off because
        only the kept ones tell how they lie in the value's own bin."""
        own, first = int(self.bins.of(np.array([value]))[0]), self._upto[0]
        kept = int(first[own + 1] - first[own])
        part = (int(np.searchsorted(self._ordered, value, side)) - int(first[own])) / kept if kept else 1 / 2
        lower = self.counts[:, :own].sum(axis=1, dtype=np.float64) + part * self.counts[:, own]
        return lower, math.sqrt(part * (1 - part) / max(kept, 1)) * float(self.counts[:, own].sum())

    def _at_rank(self, rank: float) -> float:
        """The value at a rank from 0: as far along the kept draws of its bin as along all; the middle where none is kept."""
        first, below = self._upto
        own = min(int(np.searchsorted(below, rank + 1 / 2, side="right")) - 1, BINS - 1)
        kept = int(first[own + 1] - first[own])
        if kept == 0:
            return float(self.bins.middle(np.array(own)))
        along = (rank + 1 / 2 - below[own]) / (below[own + 1] - below[own]) * kept - 1 / 2
        return summary.between(self._ordered, float(first[own] + np.clip(along, 0, kept - 1)))
