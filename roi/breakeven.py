"""Where a plan breaks even: the value of an input at which the median, the mean or the chance of loss is at a level.

The input is held at a value and everything else stays as it was drawn, also what it is correlated with: the question is what
happens if somebody sets it. All values are tried in the same worlds, so that their differences are those of the value alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from roi.checking import BURNT_OUT_AT_LEAST, USES
from roi.replays import Variant, picked, replay
from roi.scenario import Scenario, input_of
from roi.simulate import Result
from roi.summary import Estimate, Sample

Array = npt.NDArray[np.float64]
Segment = tuple[tuple[float, float], tuple[float, float]]

OF = ("median", "mean", "loss")
SCANNED = 25  # values tried over the whole range, and as many again where the input is likely to be
SCAN_WORLDS, MANY_WORLDS = 2_048, 2**15  # worlds in which the range is looked over, and a crossing is closed in
BESIDE = 0.05  # of the distance between two values tried: how far beside a crossing its steepness is taken
TOLERANCE = 1e-5  # of the range that was searched: how narrowly a crossing is closed in
POINTS = 19  # values of each input of a map
MAP_WORLDS = 1_024
HUGE = 1e6  # an allowed range that reaches this far says nothing of what is sensible for a firm
FAR = 5.0  # times the input's p95: as far as is searched then


class Crossing(NamedTuple):
    """A value of the input where the level is crossed, and its standard error; ``rising``: from below as the input grows."""

    value: float
    se: float
    rising: bool


class Point(NamedTuple):
    """What the median, mean or chance comes to with the input at ``x``."""

    x: float
    value: float
    se: float


Try: TypeAlias = Callable[[Sequence[float]], list[Point]]


@dataclass(frozen=True)
class BreakEven:
    """Where an input crosses a level, if anywhere in ``searched``, which is ``allowed`` or the sensible part of it.

    ``now``: the input's middle value. ``tolerance``: how narrowly each crossing is closed in, in the input's own unit;
    beside it stands its sampling error. ``scan``: what was tried over the range, in rising order, with few worlds; ``least``
    and ``most``: its ends, with many.
    """

    key: str
    of: str
    level: float
    now: float
    allowed: tuple[float, float]
    searched: tuple[float, float]
    tolerance: float
    least: Point
    most: Point
    crossings: tuple[Crossing, ...]
    scan: tuple[Point, ...]

    @property
    def matters(self) -> bool:
        """Whether the input moves the figure at all."""
        return self.most.value > self.least.value


@dataclass(frozen=True)
class BreakEvenMap:
    """A figure over two inputs. ``value``, ``se``: ``(ys, xs)``. ``contour``: straight pieces of where it is at it."""

    key_x: str
    key_y: str
    of: str
    level: float
    x: Array
    y: Array
    value: Array
    se: Array
    contour: tuple[Segment, ...]


def break_even(result: Result, key: str, of: str = "median", level: float = 0.0) -> BreakEven:
    """Every value of an input at which the median or the mean net present value (kr) or the chance of loss is at a level.

    Raises KeyError for a key that the scenario does not have, ValueError for an unknown ``of``.
    """
    scenario, about = result.scenario, input_of(_known(result, key))
    low, high = searched(scenario, key)
    scan = _tried(result, key, of, SCAN_WORLDS, _to_try(scenario, key, low, high))
    tolerance = 1.0 if about.whole else TOLERANCE * (high - low)
    exactly = partial(_tried, result, key, of, MANY_WORLDS)
    least, most = exactly([pick(scan, key=lambda point: point.value).x for pick in (min, max)])
    found: list[Crossing] = []
    for at, (a, b) in enumerate(pairwise(scan)):
        if (a.value < level) != (b.value < level):
            near = scan[max(at - 1, 0) : at + 3]
            crossing = _first_beyond(a, b) if about.whole else _closed_in(exactly, near, level, tolerance)
            if crossing and not any(abs(crossing.value - other.value) < tolerance for other in found):
                found.append(crossing)
    return BreakEven(
        key=key,
        of=of,
        level=level,
        now=float(scenario.keyed()[key].median),
        allowed=allowed(scenario, key),
        searched=(low, high),
        tolerance=tolerance,
        least=least,
        most=most,
        crossings=tuple(found),
        scan=tuple(scan),
    )


def break_even_map(
    result: Result, key_x: str, key_y: str, of: str = "median", level: float = 0.0, *, points: int = POINTS
) -> BreakEvenMap:
    """A figure over a grid of two inputs, and the line on which it is at a level. Raises as ``break_even`` does."""
    if _known(result, key_x) == _known(result, key_y):
        raise ValueError(f"{key_x}: two different inputs are needed")
    x, y = (_spread(result.scenario, key, points) for key in (key_x, key_y))
    variants: list[Variant] = [{key_x: float(a), key_y: float(b)} for b in y for a in x]
    value, se = np.array(_in_worlds(result, of, MAP_WORLDS, variants)).reshape(y.size, x.size, 2).transpose(2, 0, 1)
    return BreakEvenMap(key_x, key_y, of, level, x, y, value, se, contour(x, y, value - level))


def _figure(of: str) -> Callable[[Sample], Estimate]:
    """What is asked of the net present values."""
    if of not in OF:
        raise ValueError(f"of {of!r}: one of {', '.join(OF)}")
    if of == "median":
        return lambda npv: npv.quantile(0.5)
    return Sample.mean if of == "mean" else lambda npv: npv.below(0.0)


def _known(result: Result, key: str) -> str:
    if key not in result.scenario.keyed():
        raise KeyError(key)
    return key


def _tried(result: Result, key: str, of: str, most: int, values: Sequence[float]) -> list[Point]:
    """The figure with the input at each value, in the first ``most`` worlds."""
    figures = _in_worlds(result, of, most, [{key: float(x)} for x in values])
    return [Point(float(x), *figure) for x, figure in zip(values, figures, strict=True)]


def _in_worlds(result: Result, of: str, most: int, variants: Sequence[Variant]) -> list[Estimate]:
    """The figure for each variant of the first ``most`` worlds."""
    figure, worlds = _figure(of), picked(result.draws, np.arange(min(result.draws.count, most)))
    return [figure(Sample(npv, worlds.groups)) for npv in replay(result, worlds, variants)]


def _first_beyond(a: Point, b: Point) -> Crossing:
    """The first whole number on the other side of the level."""
    return Crossing(b.x, abs(b.se * (b.x - a.x) / (b.value - a.value)), rising=b.value > a.value)


def _closed_in(tried: Try, near: Sequence[Point], level: float, tolerance: float) -> Crossing | None:
    """Where among neighbouring values the level is crossed, to a tolerance (Brent 1973), in all worlds; None if nowhere.

    Its error is that of the figure there, as a distance along the input.
    """
    from scipy.optimize import brentq

    def over(x: float) -> float:
        return tried([x])[0].value - level or math.ulp(0.0)  # at the level counts as above it, as in the scan

    for a, b in pairwise(tried([point.x for point in near])):
        if (a.value < level) != (b.value < level):
            x = float(brentq(over, a.x, b.x, xtol=tolerance))
            step = (b.x - a.x) * BESIDE
            below, at, above = tried([max(x - step, a.x), x, min(x + step, b.x)])
            steep = abs(above.value - below.value) / (above.x - below.x)
            return Crossing(x, at.se / steep if steep else math.inf, rising=b.value > a.value)
    return None


# ---------------------------------------------------------------------------------------------------- where is searched


def allowed(scenario: Scenario, key: str) -> tuple[float, float]:
    """What the input may be with all others as they are."""
    about, values = input_of(key), scenario.keyed()
    low, high = about.low, about.high
    if about.id in USES:
        high = min(high, max(1 - sum(values[id].support[1] for id in USES if id != about.id), 0.0))
    if about.id == "burnt_out" and scenario.cost_basis == "employee":
        low = max(low, BURNT_OUT_AT_LEAST)
    hours = {f"{package.name}.hours_m": package.values["hours_m"].median for package in scenario.work}
    employees, worked = values["employees"].median, values["worked_hours_m"].median
    if key in hours:
        high = min(high, employees * worked - sum(hours.values()) + hours[key])
    if about.id == "employees":
        low = max(low, sum(hours.values()) / worked)
    if about.id == "worked_hours_m":
        low = max(low, sum(hours.values()) / employees)
    return low, high


def searched(scenario: Scenario, key: str) -> tuple[float, float]:
    """The part of the allowed range that is searched: all of a share; else what is usual, or five times what it is today."""
    about, value = input_of(key), scenario.keyed()[key]
    low, high = allowed(scenario, key)
    today = float(value.ppf(0.95))
    usual = about.usual or (low, high)
    if about.low_open and low == about.low:
        low = usual[0]
    if about.high > 1:
        grows = about.high >= HUGE and today > 0
        high = min(high, FAR * today if grows else max(FAR * today, usual[1]))
    return float(low), float(high)


def _to_try(scenario: Scenario, key: str, low: float, high: float) -> list[float]:
    """Values over the whole range and, closer together, where the input is likely to be."""
    if input_of(key).whole:
        return [float(x) for x in range(math.ceil(low), math.floor(high) + 1)]
    likely = np.clip(np.linspace(*_likely(scenario, key), SCANNED), low, high)
    return [float(x) for x in np.unique(np.concatenate([np.linspace(low, high, SCANNED), likely]))]


def _likely(scenario: Scenario, key: str) -> tuple[float, float]:
    """Where nearly all worlds have the input; of a fixed one, half of it to half as much again."""
    value = scenario.keyed()[key]
    if value.is_fixed:
        return float(value.median) / 2, float(value.median) * 3 / 2
    return float(value.ppf(0.01)), float(value.ppf(0.99))


def _spread(scenario: Scenario, key: str, points: int) -> Array:
    """Values of one side of a map: twice as wide as the input is likely to be, evenly; whole numbers where it has to be."""
    low, high = searched(scenario, key)
    least, most = _likely(scenario, key)
    if least < most:
        low, high = max(low, least - (most - least) / 2), min(high, most + (most - least) / 2)
    values = np.linspace(low, high, points)
    return np.unique(np.round(values)) if input_of(key).whole else values


# ---------------------------------------------------------------------------------------------------------- the contour


def contour(x: Array, y: Array, value: Array) -> tuple[Segment, ...]:
    """Straight pieces of the line where a grid ``(ys, xs)`` is zero: one or two in each cell that it runs through."""
    found = []
    for j, i in np.ndindex(y.size - 1, x.size - 1):
        corners = [(j, i), (j, i + 1), (j + 1, i + 1), (j + 1, i), (j, i)]
        points = [(float(x[column]), float(y[row]), float(value[row, column])) for row, column in corners]
        ends = [cut for a, b in pairwise(points) if (cut := _cut(a, b))]
        found += list(zip(ends[0::2], ends[1::2], strict=True))
    return tuple(found)


def cuts(x: Array, y: float, value: Array) -> list[tuple[float, float]]:
    """Where one row of such a grid is zero."""
    points = [(float(at), y, float(found)) for at, found in zip(x, value, strict=True)]
    return [cut for a, b in pairwise(points) if (cut := _cut(a, b))]


def _cut(a: tuple[float, float, float], b: tuple[float, float, float]) -> tuple[float, float] | None:
    """Where a straight line from a point (x, y, value) to another has the value zero."""
    if (a[2] < 0) == (b[2] < 0):
        return None
    part = a[2] / (a[2] - b[2])
    return a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])
