"""Values: a number or a distribution.

Every value is a small frozen dataclass that maps a standard normal score to a number and back (`at`, `score`), from
which the quantiles and shares follow (`ppf`, `cdf`). Scores rather than shares u, because 1 - u has no digits left
where u is nearly 1. All four take a float or an array and give the same shape; u lies in (0, 1); the unit is that of
the input. The classes trust what they are given; `reading.read` is the gate.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, Protocol, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

FloatArray: TypeAlias = npt.NDArray[np.float64]
V = TypeVar("V", float, FloatArray)

PERT_WEIGHT = 4  # how much the mode counts against each end in the mean; Malcolm et al. 1959
Z95 = 1.6448536269514722  # standard normal score of the 95th percentile
LOG_ODDS_90 = math.log(9)  # log-odds of the 90th percentile
METALOG_STEEPEST = 1.66711  # a3 / a2 beyond this would make a density negative; Keelin 2016


class Distribution(Protocol):
    """What every value can do: names in common, not a base class."""

    def at(self, z: V) -> V: ...  # the value at a standard normal score
    def score(self, x: V) -> V: ...  # and back; infinite outside the support
    def ppf(self, u: V) -> V: ...  # the value that a share u of the worlds does not exceed
    def cdf(self, x: V) -> V: ...  # the share of worlds at or below x
    def __hash__(self) -> int: ...
    @property
    def support(self) -> tuple[float, float]: ...
    @property
    def mean(self) -> float: ...
    @property
    def sd(self) -> float: ...
    @property
    def median(self) -> float: ...
    @property
    def is_fixed(self) -> bool: ...


def _ppf(self: Distribution, u: V) -> V:
    return self.at(_ndtri(u))


def _cdf(self: Distribution, x: V) -> V:
    return _ndtr(self.score(x))


def _median(self: Distribution) -> float:
    return float(self.ppf(0.5))


def _ends(self: Pert | Triangular | Uniform) -> tuple[float, float]:
    return self.low, self.high


def _is_fixed(self: Distribution) -> bool:
    low, high = self.support
    return low == high


def _special() -> Any:
    """scipy.special, imported only when a value needs it: the import takes 0.3 s."""
    import scipy.special  # type: ignore[import-untyped,unused-ignore]

    return scipy.special


def _ndtr(z: V) -> V:
    u: V = _special().ndtr(z)
    return u


def _ndtri(u: V) -> V:
    z: V = _special().ndtri(u)
    return z


def _choose(which: Any, yes: Any, no: Any) -> Any:
    """np.where that gives a scalar for scalars."""
    return np.where(which, yes, no)[()]


def _step(x: V, place: float, before: float, after: float) -> V:
    result: V = _choose(np.greater_equal(x, place), after, before)
    return result


def _score(below: Any, above: Any) -> Any:
    """The score with these shares below and above it, from the smaller, which has more digits."""
    return _choose(below < above, _ndtri(below), -_ndtri(above))


def _share(start: Any, end: Any) -> Any:
    """The share between two scores, from the tail they lie in, so that it keeps its digits far out."""
    return _choose(np.greater(start, 0), _ndtr(-start) - _ndtr(-end), _ndtr(end) - _ndtr(start))


def _unit(x: Any, low: float, high: float) -> Any:
    """Where x lies between low and high, 0…1; a step where both are the same."""
    return np.clip((x - low) / (high - low), 0.0, 1.0) if low < high else _step(x, low, 0.0, 1.0)


def _from_nearer_end(z: V, low: float, high: float, distance: Any) -> V:
    """The value at this distance (share of the width) from low where z < 0, otherwise from high."""
    x: V = _choose(np.less(z, 0), low + (high - low) * distance, high - (high - low) * distance)
    return x


@dataclass(frozen=True, slots=True)
class Fixed:
    """One number in every world."""

    value: float

    def at(self, z: V) -> V:
        return _step(z, -math.inf, float(self.value), float(self.value))

    def score(self, x: V) -> V:
        return _step(x, self.value, -math.inf, math.inf)

    @property
    def support(self) -> tuple[float, float]:
        return self.value, self.value

    @property
    def mean(self) -> float:
        return self.value

    @property
    def sd(self) -> float:
        return 0.0

    ppf = at
    cdf = _cdf
    median = property(_median)
    is_fixed = property(_is_fixed)


@dataclass(frozen=True, slots=True)
class Pert:
    """Beta on [low, high] with the mean (low + 4 mode + high) / 6."""

    low: float
    mode: float
    high: float

    @property
    def _shape(self) -> tuple[float, float]:
        skew = PERT_WEIGHT * (self.mode - self.low) / (self.high - self.low or 1.0)
        return 1 + skew, 1 + PERT_WEIGHT - skew

    def at(self, z: V) -> V:
        (a, b), lower = self._shape, np.less(z, 0)
        distance = _special().betaincinv(np.where(lower, a, b), np.where(lower, b, a), _ndtr(-np.abs(z)))
        return _from_nearer_end(z, self.low, self.high, distance)

    def score(self, x: V) -> V:
        (a, b), t = self._shape, _unit(x, self.low, self.high)
        z: V = _score(_special().betainc(a, b, t), _special().betaincc(a, b, t))
        return z

    @property
    def mean(self) -> float:
        return (self.low + PERT_WEIGHT * self.mode + self.high) / (PERT_WEIGHT + 2)

    @property
    def sd(self) -> float:
        return math.sqrt((self.mean - self.low) * (self.high - self.mean) / (PERT_WEIGHT + 3))

    ppf = _ppf
    cdf = _cdf
    support = property(_ends)
    median = property(_median)
    is_fixed = property(_is_fixed)


@dataclass(frozen=True, slots=True)
class Triangular:
    """Density rising in a straight line from low to mode and falling to high."""

    low: float
    mode: float
    high: float

    @property
    def _peak(self) -> float:
        """The share of worlds below the mode."""
        return (self.mode - self.low) / (self.high - self.low or 1.0)

    def at(self, z: V) -> V:
        tail, side = _ndtr(-np.abs(z)), np.where(np.less(z, 0), self._peak, 1 - self._peak)
        distance = np.where(tail < side, np.sqrt(tail * side), 1 - np.sqrt((1 - tail) * (1 - side)))
        return _from_nearer_end(z, self.low, self.high, distance)

    def score(self, x: V) -> V:
        t, peak = _unit(x, self.low, self.high), self._peak
        rising, falling = t**2 / (peak or 1.0), (1 - t) ** 2 / (1 - peak or 1.0)
        z: V = _score(np.where(t < peak, rising, 1 - falling), np.where(t < peak, 1 - rising, falling))
        return z

    @property
    def mean(self) -> float:
        return (self.low + self.mode + self.high) / 3

    @property
    def sd(self) -> float:
        rise, fall = self.mode - self.low, self.high - self.mode
        return math.sqrt((rise**2 + rise * fall + fall**2) / 18)

    ppf = _ppf
    cdf = _cdf
    support = property(_ends)
    median = property(_median)
    is_fixed = property(_is_fixed)


@dataclass(frozen=True, slots=True)
class Uniform:
    """Every value from low to high equally likely."""

    low: float
    high: float

    def at(self, z: V) -> V:
        return _from_nearer_end(z, self.low, self.high, _ndtr(-np.abs(z)))

    def score(self, x: V) -> V:
        t = _unit(x, self.low, self.high)
        z: V = _score(t, 1 - t)
        return z

    @property
    def mean(self) -> float:
        return self.low / 2 + self.high / 2

    @property
    def sd(self) -> float:
        return (self.high - self.low) / math.sqrt(12)

    ppf = _ppf
    cdf = _cdf
    support = property(_ends)
    median = property(_median)
    is_fixed = property(_is_fixed)


@dataclass(frozen=True, slots=True)
class Normal:
    """The bell curve."""

    mean: float
    sd: float

    def at(self, z: V) -> V:
        return self.mean + self.sd * z

    def score(self, x: V) -> V:
        return (x - self.mean) / self.sd if self.sd else _step(x, self.mean, -math.inf, math.inf)

    @property
    def support(self) -> tuple[float, float]:
        return (-math.inf, math.inf) if self.sd else (self.mean, self.mean)

    ppf = _ppf
    cdf = _cdf
    median = property(_median)
    is_fixed = property(_is_fixed)


@dataclass(frozen=True, slots=True)
class Lognormal:
    """Its logarithm is Normal(mu, sigma)."""

    mu: float
    sigma: float

    def at(self, z: V) -> V:
        with np.errstate(over="ignore"):  # infinite where a doubt goes beyond all numbers
            x: V = np.exp(self.mu + self.sigma * z)
        return x

    def score(self, x: V) -> V:
        with np.errstate(divide="ignore"):  # log 0: nothing lies below
            log: V = np.log(np.maximum(x, 0.0))
        return Normal(self.mu, self.sigma).score(log)

    @property
    def support(self) -> tuple[float, float]:
        return (0.0, math.inf) if self.sigma else (self.mean, self.mean)

    @property
    def mean(self) -> float:
        return float(self.at(self.sigma / 2))

    @property
    def sd(self) -> float:
        with np.errstate(over="ignore"):
            return self.mean * float(np.sqrt(np.expm1(self.sigma**2)))

    ppf = _ppf
    cdf = _cdf
    median = property(_median)
    is_fixed = property(_is_fixed)


@dataclass(frozen=True, slots=True)
class Metalog:
    """The smooth unbounded curve through three percentiles: p50 + a2 t + a3 (u - 1/2) t, with t the log-odds of u.

    Keelin 2016, The Metalog Distributions, three terms from a symmetric percentile triplet.
    """

    p10: float
    p50: float
    p90: float

    @property
    def _terms(self) -> tuple[float, float]:
        a2 = (self.p90 - self.p10) / (2 * LOG_ODDS_90)
        a3 = ((self.p90 - self.p50) - (self.p50 - self.p10)) / (0.8 * LOG_ODDS_90)
        return a2, a3

    def _at_log_odds(self, t: Any) -> Any:
        a2, a3 = self._terms
        return self.p50 + t * (a2 + a3 * np.tanh(t / 2) / 2)  # tanh(t/2)/2 is u - 1/2

    def _log_odds(self, x: Any) -> Any:
        """By bisection: the curve rises and stays between two lines through p50, which bracket the answer."""
        a2, a3 = self._terms
        above = np.asarray(x, dtype=np.float64) - self.p50
        flat, steep = above / (a2 - abs(a3) / 2), above / (a2 + abs(a3) / 2)
        lower, upper = np.minimum(flat, steep), np.maximum(flat, steep)
        for _ in range(60):  # until the bracket is narrower than the last digit
            middle = lower / 2 + upper / 2
            is_below = self._at_log_odds(middle) < x
            lower, upper = np.where(is_below, middle, lower), np.where(is_below, upper, middle)
        return upper

    def at(self, z: V) -> V:
        log_ndtr = _special().log_ndtr
        x: V = self._at_log_odds(log_ndtr(z) - log_ndtr(-z))
        return x

    def score(self, x: V) -> V:
        if self.p10 == self.p90:
            return _step(x, self.p50, -math.inf, math.inf)
        expit, t = _special().expit, self._log_odds(x)
        z: V = _score(expit(t), expit(-t))
        return z

    @property
    def support(self) -> tuple[float, float]:
        return (-math.inf, math.inf) if self.p10 < self.p90 else (self.p50, self.p50)

    @property
    def mean(self) -> float:
        _, a3 = self._terms
        return self.p50 + a3 / 2

    @property
    def sd(self) -> float:
        a2, a3 = self._terms
        return math.sqrt(a2**2 * math.pi**2 / 3 + a3**2 * (1 / 12 + math.pi**2 / 36))

    ppf = _ppf
    cdf = _cdf
    median = property(_median)
    is_fixed = property(_is_fixed)


@dataclass(frozen=True, slots=True)
class Discrete:
    """A few values with their weights; without weights all are equally likely.

    Kept in rising order, the weights as shares that sum to 1, values of weight 0 left out.
    """

    values: tuple[float, ...]
    weights: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        weights = np.asarray(self.weights or np.ones(len(self.values)), dtype=np.float64)
        shares = weights / weights.max()  # first, so that the sum cannot overflow
        shares /= shares.sum()
        kept = sorted((float(v), float(w)) for v, w in zip(self.values, shares, strict=True) if w > 0)
        object.__setattr__(self, "values", tuple(v for v, _ in kept))
        object.__setattr__(self, "weights", tuple(w for _, w in kept))

    @property
    def _shares(self) -> FloatArray:
        """The share at or below each value; the last is 1 whatever the rounding."""
        shares = np.cumsum(self.weights)
        shares[-1] = 1.0
        return shares

    def ppf(self, u: V) -> V:
        x: V = np.asarray(self.values)[np.searchsorted(self._shares, u)]
        return x

    def cdf(self, x: V) -> V:
        u: V = np.append(0.0, self._shares)[np.searchsorted(self.values, x, side="right")]
        return u

    def at(self, z: V) -> V:
        return self.ppf(_ndtr(z))

    def score(self, x: V) -> V:
        return _ndtri(self.cdf(x))

    @property
    def support(self) -> tuple[float, float]:
        return self.values[0], self.values[-1]

    @property
    def mean(self) -> float:
        return float(np.dot(self.values, self.weights))

    @property
    def sd(self) -> float:
        return math.sqrt(np.dot((np.asarray(self.values) - self.mean) ** 2, self.weights))

    median = property(_median)
    is_fixed = property(_is_fixed)


Continuous: TypeAlias = Pert | Triangular | Uniform | Normal | Lognormal | Metalog


@dataclass(frozen=True, slots=True)
class Truncated:
    """A continuous distribution given that it lies in [low, high]: what lay outside is spread over the inside in
    proportion, never piled up at the ends."""

    inner: Continuous
    low: float
    high: float

    @property
    def _scores(self) -> tuple[float, float]:
        return self.inner.score(self.low), self.inner.score(self.high)

    @property
    def left(self) -> float:
        """The share of the inner distribution that lies in the interval."""
        return float(_share(*self._scores))

    def at(self, z: V) -> V:
        (start, end), left = self._scores, self.left
        inner_z: V = _score(_ndtr(start) + _ndtr(z) * left, _ndtr(-end) + _ndtr(-z) * left)
        x: V = np.clip(self.inner.at(inner_z), *self.support)  # only rounding could carry it over an end
        return x

    def score(self, x: V) -> V:
        (start, end), left = self._scores, self.left
        inner_z = self.inner.score(np.clip(x, self.low, self.high))
        z: V = _score(_share(start, inner_z) / left, _share(inner_z, end) / left)
        return z

    @property
    def support(self) -> tuple[float, float]:
        low, high = self.inner.support
        return max(low, self.low), min(high, self.high)

    @property
    def mean(self) -> float:
        return _moments(self)[0]

    @property
    def sd(self) -> float:
        return _moments(self)[1]

    ppf = _ppf
    cdf = _cdf
    median = property(_median)
    is_fixed = property(_is_fixed)


@lru_cache(maxsize=256)
def _moments(dist: Distribution) -> tuple[float, float]:
    """Mean and standard deviation by the trapezoidal rule over normal scores, which for smooth values under a bell
    curve is right to about 1e-9 of the sd (1e-7 at the kink of a triangle)."""
    z = np.arange(-20, 20, 1 / 64)
    weights = np.exp(-(z**2) / 2)
    weights /= weights.sum()
    values = dist.at(z)
    mean = float(np.dot(weights, values))
    return mean, math.sqrt(np.dot(weights, (values - mean) ** 2))


# ---- many worlds ----

HALVINGS = 33  # of the distance to the nearer end: no draw is nearer (sobol.BITS)
NEAREST = np.float64(0.5**HALVINGS)
CENTRE = 5.0  # the scores within which a table keeps its promise: all but one world in 1.7 million
TABLE_ERROR = 1e-6  # that promise, as a share of the distance between the values at -CENTRE and CENTRE
CELLS = 16  # between one halving and the next
MOST_CELLS = 2**12
MANTISSA = 52  # bits of a double after its first; the exponent stands above them
ONE = np.float64(1.0).view(np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Values at positions inside (0, 1), a parabola in each cell; positions nearer an end than the first cell take its edge.

    The cells are even between one halving of the distance to the nearer end and the next, ``2^bits`` of them. So the tails
    are as fine as the middle, and the first digits of that distance, as the machine writes it, are the number of its cell.
    ``start``, ``slope``, ``bend``: ``(2, cells)``, of the lower and the upper half.
    """

    start: FloatArray
    slope: FloatArray
    bend: FloatArray
    bits: int

    def __call__(self, u: V) -> V:
        distance = np.maximum(np.minimum(u, 1 - u), NEAREST)
        digits = distance.view(np.int64)
        within = digits << self.bits & (1 << MANTISSA) - 1 | ONE  # the other digits, as a number from 1 to 2
        first = NEAREST.view(np.int64) >> MANTISSA - self.bits
        cell = (digits >> MANTISSA - self.bits) - first + np.greater(u, 0.5) * self.start.shape[1]
        part = within.view(np.float64) - 1.0
        x: V = self.start.take(cell) + part * (self.slope.take(cell) + part * self.bend.take(cell))
        return x


@lru_cache(maxsize=256)
def tabulate(dist: Distribution, cells: int = CELLS) -> Callable[[FloatArray], FloatArray]:
    """A fast map from positions inside (0, 1) to values, same shape: ``dist.ppf`` but for TABLE_ERROR.

    The number of cells is doubled until the error is below that (the kink of a triangle needs many), up to MOST_CELLS.
    Fixed, discrete, normal and lognormal are exact without a table and nearly as fast.
    """
    if isinstance(dist, Discrete):
        return dist.ppf
    if dist.is_fixed or isinstance(dist, Normal | Lognormal):
        return partial(_ppf, dist)
    steps = 1 + np.arange(2 * cells) / (2 * cells)  # edges and middles of the cells from one halving to the next
    distance = np.append(np.outer(0.5 ** np.arange(HALVINGS, 1, -1), steps), 0.5)
    scores = _ndtri(distance)
    values = dist.at(np.stack([scores, -scores]))
    start, middle, end = values[:, :-1:2], values[:, 1::2], values[:, 2::2]
    if _error(distance, values) > TABLE_ERROR and cells < MOST_CELLS:
        return tabulate(dist, 2 * cells)
    bend = 2 * (start + end) - 4 * middle
    last = values[:, -1:]  # the very middle, u = 1/2, begins a cell of its own
    edges = np.hstack([start, last]), np.hstack([end - start - bend, 0 * last]), np.hstack([bend, 0 * last])
    return Table(*edges, bits=cells.bit_length() - 1)


def _error(distance: FloatArray, values: FloatArray) -> float:
    """About the largest error of the parabolas in the centre, as a share of its range: an eighth of a third difference."""
    thirds = np.abs(np.diff(values, 3)) / 8
    even = np.isclose(np.diff(distance, 2), 0, atol=0)  # not across a halving, where the steps change
    inside = (even[1:] & even[:-1]) & (distance[:-3] >= _ndtr(-CENTRE))
    return float(np.max(thirds[:, inside]) / np.ptp(values[:, distance >= _ndtr(-CENTRE)]))
