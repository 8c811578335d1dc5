"""Reading a value: a number or a distribution table of a scenario file, with everything that is wrong with it at once."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from numbers import Real

from roi.distributions import (
    METALOG_STEEPEST,
    Z95,
    Continuous,
    Discrete,
    Distribution,
    Fixed,
    Lognormal,
    Metalog,
    Normal,
    Pert,
    Triangular,
    Truncated,
    Uniform,
)

LEAST_LEFT = 1e-9  # truncated to a smaller share, quantiles would be rounding noise: refused
LEAST_SPREAD = 1e-290  # a narrower spread is a point: a part of it would be below the smallest number there is
LONGEST_SHOWN = 80  # characters of the user's own text repeated in a message


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a user's file; the words stand in data/words/message.toml under the code.

    Facts are raw: numbers, short strings, lists of strings. `key` says where within the value ("" for the value itself).
    """

    code: str
    facts: Mapping[str, object]

    def seen(self, where: str, of: str = "") -> Problem:
        """The same for whoever sees the fields of a "screen" or the cells of a "sheet". ``of``: the input it is about."""
        return Problem(self.code, {**self.facts, "seen": where, "of": of})


class DistributionError(ValueError):
    """A value that cannot be read, with every problem it has."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        return "; ".join(f"{problem.code} {dict(problem.facts)}" for problem in self.problems)


SHAPES: Mapping[tuple[str, ...], tuple[str, ...]] = {  # keys -> what `dist` may be, the default first
    ("low", "mode", "high"): ("pert", "triangular"),
    ("low", "high"): ("uniform",),
    ("mean", "sd"): ("normal",),
    ("p5", "p95"): ("lognormal", "normal"),
    ("p10", "p50", "p90"): ("metalog",),
    ("values", "weights"): ("discrete",),
    ("values",): ("discrete",),
}
RISING = (("low", "mode", "high"), ("p5", "p95"), ("p10", "p50", "p90"), ("min", "max"))
POINTS = ("low", "mode", "high", "mean", "p5", "p95", "p10", "p50", "p90")  # each a possible value
NUMBERS = (*POINTS, "sd", "min", "max")
LISTS = ("values", "weights")
TEXTS = ("dist", "source", "note")
KEYS = (*NUMBERS, *LISTS, *TEXTS)
DISTS = tuple(dict.fromkeys(dist for dists in SHAPES.values() for dist in dists))


@dataclass(frozen=True, slots=True)
class Allowed:
    """What is possible for an input."""

    low: float = -math.inf
    high: float = math.inf
    low_open: bool = False
    whole: bool = False
    least: float = 0.0  # size of what is not zero

    def problems(self, key: str, value: float) -> Iterator[Problem]:
        """What speaks against a value that the person names."""
        if value < self.low or value > self.high or (self.low_open and value == self.low):
            sign = ">" if self.low_open else "≥"
            ends = {"low": self.low, "high": self.high, "sign": sign}
            yield Problem("outside_range", {"key": key, "value": value, **ends})
        if 0 < abs(value) < self.least:
            yield Problem("too_small", {"key": key, "value": value})
        if self.whole and not value.is_integer():
            yield Problem("not_whole", {"key": key, "value": value})


def read(
    raw: object,
    low: float = -math.inf,
    high: float = math.inf,
    low_open: bool = False,
    whole: bool = False,
    *,
    least: float = 0.0,
) -> Distribution:
    """A number or a table of a scenario file (interface.md, "Distributions") as a value.

    low, high: what is possible for the input, in its unit; low_open: low itself is not; whole: only whole numbers are;
    least: how small a number may be that is not zero.
    A named point outside is a problem; tails outside are truncated. Raises DistributionError with every problem.
    """
    allowed = Allowed(low, high, low_open, whole, least)
    if isinstance(raw, Mapping):
        return _read_table({str(key): value for key, value in raw.items()}, allowed)
    value = _number("", raw)
    if isinstance(value, Problem):
        problems = [value if value.code == "not_finite" else Problem("not_a_value", value.facts)]
    else:
        problems = list(allowed.problems("", value))
    if problems or isinstance(value, Problem):
        raise DistributionError(tuple(problems))
    return Fixed(value)


def truncate(dist: Distribution, low: float, high: float) -> Distribution:
    """The distribution given that it lies in [low, high]; itself where nothing is cut. Raises DistributionError."""
    least, most = dist.support
    if low <= least and most <= high:
        return dist
    nothing_left = DistributionError((Problem("nothing_left", {"key": "", "low": low, "high": high}),))
    if isinstance(dist, Truncated):
        return truncate(dist.inner, max(low, dist.low), min(high, dist.high))
    low, high = max(low, least), min(high, most)
    if isinstance(dist, Discrete):
        kept = [(v, w) for v, w in zip(dist.values, dist.weights, strict=True) if low <= v <= high]
        if not kept:
            raise nothing_left
        return _settled(Discrete(tuple(v for v, _ in kept), tuple(w for _, w in kept)))
    if low >= high or not isinstance(dist, Continuous):
        raise nothing_left
    cut = Truncated(dist, low, high)
    if not cut.left >= LEAST_LEFT:
        raise nothing_left
    return Uniform(low, high) if isinstance(dist, Uniform) else cut


def _settled(dist: Distribution) -> Distribution:
    return Fixed(dist.support[0]) if dist.is_fixed else dist


def _read_table(raw: Mapping[str, object], allowed: Allowed) -> Distribution:
    numbers, lists, problems = _read_keys(raw)
    problems += _unknown_keys(raw)
    shape = _shape(raw)
    if shape is None:
        problems.append(_no_shape(raw))
    problems += _dist_problems(raw.get("dist"), shape)
    problems += _order(numbers)
    problems += _number_problems(numbers, raw.get("dist"), allowed)
    problems += _list_problems(lists, allowed)
    if allowed.whole and shape is not None and "values" not in shape:
        problems.append(Problem("whole_distribution", {"key": "", "keys": list(shape)}))
    if problems or shape is None:
        raise DistributionError(tuple(problems))
    dist = _build(shape, raw.get("dist"), numbers, lists)
    low = max(allowed.low, numbers.get("min", -math.inf))
    high = min(allowed.high, numbers.get("max", math.inf))
    return truncate(dist, low, high)


def _build(
    shape: tuple[str, ...],
    dist: object,
    numbers: Mapping[str, float],
    lists: Mapping[str, Mapping[str, float]],
) -> Distribution:
    if "values" in shape:
        return _settled(Discrete(tuple(lists["values"].values()), tuple(lists.get("weights", {}).values())))
    points = [numbers[key] for key in shape]
    if shape == ("mean", "sd"):
        return _settled(Normal(*points))
    if points[-1] - points[0] <= LEAST_SPREAD:
        return Fixed(points[0])
    if shape == ("low", "high"):
        return Uniform(*points)
    if shape == ("p10", "p50", "p90"):
        return Metalog(*points)
    if shape == ("low", "mode", "high"):
        return Triangular(*points) if dist == "triangular" else Pert(*points)
    if dist == "normal" or (dist is None and points[0] <= 0):
        return Normal(*_between(*points))
    return Lognormal(*_between(*map(math.log, points)))


def _between(p5: float, p95: float) -> tuple[float, float]:
    """Mean and sd of the normal distribution with these percentiles."""
    return p5 / 2 + p95 / 2, (p95 - p5) / (2 * Z95)


def _read_keys(
    raw: Mapping[str, object],
) -> tuple[dict[str, float], dict[str, dict[str, float]], list[Problem]]:
    """The numbers by key, the lists by key as place -> number, and every entry of the wrong type."""
    numbers: dict[str, float] = {}
    lists: dict[str, dict[str, float]] = {}
    problems: list[Problem] = []
    for key, entry in raw.items():
        if key in NUMBERS:
            _keep_number((key, entry), numbers, problems)
        elif key in LISTS and isinstance(entry, list | tuple):
            lists[key] = {}
            for place, item in enumerate(entry, start=1):
                _keep_number((f"{key}[{place}]", item), lists[key], problems)
            if key == "values" and not entry:
                problems.append(Problem("empty_values", {"key": key}))
            if key == "weights" and "values" in raw:
                problems += _lengths(raw["values"], entry)
        elif key in LISTS:
            problems.append(Problem("not_a_list", {"key": key, "value": as_written(entry)}))
        elif key in TEXTS and not isinstance(entry, str):
            problems.append(Problem("not_text", {"key": key, "value": as_written(entry)}))
    return numbers, lists, problems


def _keep_number(entry: tuple[str, object], numbers: dict[str, float], problems: list[Problem]) -> None:
    number = _number(*entry)
    if isinstance(number, Problem):
        problems.append(number)
    else:
        numbers[entry[0]] = number


def _number(key: str, raw: object) -> float | Problem:
    if isinstance(raw, bool) or not isinstance(raw, Real):
        return Problem("not_a_number", {"key": key, "value": as_written(raw)})
    try:
        value = float(raw)
    except (OverflowError, ValueError):
        value = math.inf
    return value if math.isfinite(value) else Problem("not_finite", {"key": key, "value": as_written(raw)})


def as_written(raw: object) -> str:
    """What the person wrote, as TOML writes it, short; never walks into what is nested."""
    if isinstance(raw, bool):
        return str(raw).lower()
    if isinstance(raw, int) and abs(raw) >= 10**LONGEST_SHOWN:
        return f"{'-' if raw < 0 else ''}1e{int(math.log10(abs(raw)))}"
    if isinstance(raw, Mapping):
        return "{…}"
    if isinstance(raw, list | tuple):
        return "[…]"
    return f'"{_cut(raw, LONGEST_SHOWN - 2)}"' if isinstance(raw, str) else _cut(str(raw))


def _cut(text: str, longest: int = LONGEST_SHOWN) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _nearest(word: str, known: Iterable[str]) -> str:
    """The known word that was probably meant, or an empty string."""
    return next(iter(difflib.get_close_matches(word[:LONGEST_SHOWN].lower(), list(known), n=1)), "")


def _unknown_keys(raw: Mapping[str, object]) -> Iterator[Problem]:
    for key in raw:
        if key not in KEYS:
            nearest = _nearest(key, KEYS)
            code = "distribution_key_nearest" if nearest else "distribution_key"
            yield Problem(code, {"key": _cut(key), "nearest": nearest, "allowed": list(KEYS)})


def _shape(raw: Mapping[str, object]) -> tuple[str, ...] | None:
    """The shape these keys form, a misspelt one (reported already) counted as what it probably means."""
    meant = {key if key in KEYS else _nearest(key, KEYS) for key in raw}
    said = {key for key in meant if key in POINTS or key in LISTS or key == "sd"}
    return next((shape for shape in SHAPES if set(shape) == said), None)


def _no_shape(raw: Mapping[str, object]) -> Problem:
    shapes = [" + ".join(shape) for shape in SHAPES]
    return Problem("no_shape", {"key": "", "keys": [_cut(key) for key in raw], "shapes": shapes})


def _dist_problems(dist: object, shape: tuple[str, ...] | None) -> Iterator[Problem]:
    if not isinstance(dist, str):
        return
    if dist not in DISTS:
        nearest = _nearest(dist, DISTS)
        code = "unknown_dist_nearest" if nearest else "unknown_dist"
        yield Problem(code, {"key": "dist", "dist": _cut(dist), "nearest": nearest, "allowed": list(DISTS)})
    elif shape is not None and dist not in SHAPES[shape]:
        wanted = [" + ".join(keys) for keys, dists in SHAPES.items() if dist in dists]
        facts = {"dist": _cut(dist), "keys": list(shape), "allowed": list(SHAPES[shape]), "wanted": wanted}
        yield Problem("dist_misfit", {"key": "dist", **facts})


def _order(numbers: Mapping[str, float]) -> Iterator[Problem]:
    for keys in RISING:
        there = [key for key in keys if key in numbers]
        for lower, upper in pairwise(there):
            if numbers[lower] > numbers[upper]:
                ends = {"lower": lower, "lower_value": numbers[lower]}
                yield Problem("order", {"key": lower, **ends, "upper": upper, "upper_value": numbers[upper]})


def _number_problems(numbers: Mapping[str, float], dist: object, allowed: Allowed) -> Iterator[Problem]:
    possible = Allowed(
        allowed.low, allowed.high, allowed.low_open, least=allowed.least
    )  # that only whole numbers do is said once
    for key in POINTS:
        if key in numbers:
            yield from possible.problems(key, numbers[key])
    if numbers.get("sd", 0.0) < 0:
        yield Problem("negative_sd", {"key": "sd", "value": numbers["sd"]})
    for key in ("p5", "p95"):
        if dist == "lognormal" and numbers.get(key, 1.0) <= 0:
            yield Problem("lognormal_not_positive", {"key": key, "value": numbers[key]})
    if {"p10", "p50", "p90"} <= numbers.keys():
        yield from _metalog_problems(*(numbers[key] for key in ("p10", "p50", "p90")))


def _metalog_problems(p10: float, p50: float, p90: float) -> Iterator[Problem]:
    """No such smooth curve passes through a p50 too near one of the others (Keelin 2016, percentile triplets)."""
    margin = (1 - METALOG_STEEPEST * 0.4) / 2  # 0.4 = 0.5 - 0.1
    least, most = p10 + margin * (p90 - p10), p90 - margin * (p90 - p10)
    if p10 <= p50 <= p90 and p10 < p90 and not least <= p50 <= most:
        yield Problem("metalog_infeasible", {"key": "p50", "p50": p50, "least": least, "most": most})


def _list_problems(lists: Mapping[str, Mapping[str, float]], allowed: Allowed) -> Iterator[Problem]:
    for place, value in lists.get("values", {}).items():
        yield from allowed.problems(place, value)
    weights = lists.get("weights", {})
    for place, weight in weights.items():
        if weight < 0:
            yield Problem("negative_weight", {"key": place, "value": weight})
    if weights and not any(weights.values()):
        yield Problem("weights_all_zero", {"key": "weights"})


def _lengths(values: object, weights: Sequence[object]) -> Iterator[Problem]:
    if isinstance(values, list | tuple) and len(values) != len(weights):
        yield Problem("lengths_differ", {"key": "weights", "values": len(values), "weights": len(weights)})
