"""One value of a scenario as a person changes it: pure functions over what stands in a file, a number or a table.

A value has a *handle*: the number itself, or the middle that an uncertain one is moved by. Moving the handle takes the low
and the high end with it, in proportion; where an end is not above zero, by the same amount.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from typing import Any

from roi import catalogue
from roi.catalogue import Input
from roi.distributions import Distribution
from roi.files import migrated
from roi.reading import POINTS
from roi.scenario import Scenario, input_of

Raw = Any  # a number or a distribution table, as in a file

SHAPE_POINTS = (("low", "mode", "high"), ("p10", "p50", "p90"), ("p5", "p95"), ("mean", "sd"), ("low", "high"))
DIGITS = 4  # significant, of an end that follows
LONGEST_SLIDER = 1_200  # steps


def place_of(key: str, scenario: Scenario) -> str:
    """Where in the file a key of the scenario stands: ``Bookkeeping.hours_m`` -> ``work[1].hours_m``."""
    about = input_of(key)
    if about.section not in ("work", "events"):
        return f"{about.section}.{about.id}"
    parts = scenario.work if about.section == "work" else scenario.events
    owner = key.removesuffix(f".{about.id}")
    return f"{about.section}[{[part.name for part in parts].index(owner) + 1}].{about.id}"


def input_at(place: str) -> Input:
    """The input that a place of a file is about: ``work[1].hours_m.low`` -> ``hours_m``."""
    return catalogue.inputs()[place.split(".")[1]]


def stated(scenario: Scenario) -> dict[str, tuple[Raw, bool]]:
    """Place -> what stands there, from the file, a preset or the set of assumptions; and whether it is the file."""
    document = migrated(tomllib.loads(scenario.text.removeprefix("\ufeff")))
    found = {}
    for key in scenario.keyed():
        about, origin, place = input_of(key), scenario.origins[key], place_of(key, scenario)
        if origin.kind == "file":
            found[place] = (_at(document, place), True)
        elif origin.preset:
            found[place] = (catalogue.presets()[origin.preset].values[about.id], False)
        else:
            found[place] = (about.defaults[scenario.assumptions].value, False)
    return found


def _at(document: Mapping[str, Any], place: str) -> Raw:
    table, _, id = place.partition(".")
    name, _, index = table.partition("[")
    return document[name][int(index.rstrip("]")) - 1][id] if index else document[name][id]


def is_one_number(raw: Raw) -> bool:
    """Whether a value is fixed as it is written: a number, or a single one in a table for the sake of its source."""
    return not isinstance(raw, Mapping) or len(raw.get("values", ())) == 1


def points(raw: Raw) -> tuple[str, ...]:
    """The named points that an uncertain value is written with; none for a list of values."""
    return next((shape for shape in SHAPE_POINTS if isinstance(raw, Mapping) and set(shape) <= set(raw)), ())


def handle(raw: Raw) -> float:
    """The number a value is moved by: the number, the mode, the median or the mean, whichever the table names."""
    if not isinstance(raw, Mapping):
        return float(raw)
    for name in ("mode", "p50", "mean"):
        if name in raw:
            return float(raw[name])
    if "values" in raw:
        values = sorted(raw["values"])
        return float(values[(len(values) - 1) // 2])
    low, high = (float(raw[name]) for name in points(raw))
    if "p5" in raw and low > 0 and raw.get("dist") != "normal":
        return _tidy(math.sqrt(low * high))  # the median of the lognormal between them
    return _tidy((low + high) / 2)


def moved(raw: Raw, to: float, about: Input) -> Raw:
    """The value with its handle at ``to``. What the file said of its source no longer holds, so it goes."""
    at = handle(raw)
    if to == at:
        return raw
    if is_one_number(raw):
        return whole(to)
    ends = [float(raw[name]) for name in (*POINTS, "min", "max") if name in raw] + list(raw.get("values", ()))
    scales = min(ends, default=0.0) > 0 and at > 0

    def follow(x: float) -> float | int:
        x = x * to / at if scales else x + to - at
        return whole(min(max(_tidy(x), about.low), about.high))

    new: dict[str, Any] = {}
    for name, entry in raw.items():
        if name in (*POINTS, "min", "max"):
            new[name] = follow(entry)
        elif name == "values":
            new[name] = [follow(x) for x in entry]
        elif name == "sd":
            new[name] = _tidy(entry * to / at) if scales else entry
        elif name != "source":
            new[name] = entry
    for name in ("mode", "p50", "mean"):
        if name in new:
            new[name] = whole(to)
            break
    return new


def with_point(raw: Mapping[str, Any], name: str, to: float) -> dict[str, Any]:
    """The table with one of its points changed."""
    return {**{key: entry for key, entry in raw.items() if key != "source"}, name: whole(to)}


def as_range(raw: Raw) -> dict[str, Any]:
    """A fixed number as low, likely and high, all three still the number: how unsure it is, only the person knows."""
    return dict.fromkeys(("low", "mode", "high"), whole(handle(raw)))


def three_on_screen(raw: Raw, value: Distribution, factor: int) -> dict[str, float]:
    """What stands at a place as low, likely and high, as on the screen; of another shape, 9 of 10 worlds around it."""
    if set(SHAPE_POINTS[0]) <= set(raw if isinstance(raw, Mapping) else ()):
        points = {name: float(raw[name]) for name in SHAPE_POINTS[0]}
    else:
        points = {name: _tidy(float(value.ppf(u))) for name, u in zip(SHAPE_POINTS[0], (0.05, 0.5, 0.95), strict=True)}
    return {name: round(x * factor, 6) for name, x in points.items()}


def with_source(value: Raw, source: str) -> Raw:
    """A value with where it comes from beside it; a choice has no room for that."""
    if isinstance(value, str):
        return value
    return {**(value if isinstance(value, Mapping) else {"values": [value]}), "source": source}


def step_of(about: Input) -> float:
    """How far a field goes at a time."""
    return about.screen[2] if about.screen else (about.high - about.low) / 100


def whole(x: float) -> float | int:
    """A number as a person would write it in a file."""
    return int(x) if float(x).is_integer() else float(x)


def _tidy(x: float) -> float:
    return float(f"{x:.{DIGITS}g}") if math.isfinite(x) else x


def another_package(scenario: Scenario, at: int) -> dict[str, Any]:
    """What to change for one more piece of work: a copy of package ``at`` (from 1) under a name of its own."""
    document = migrated(tomllib.loads(scenario.text.removeprefix("\ufeff")))
    package, taken = document["work"][at - 1], {each.name for each in scenario.work}
    name = next(name for i in range(2, len(taken) + 3) if (name := f"{scenario.work[at - 1].name} {i}") not in taken)
    new = f"work[{len(scenario.work) + 1}]"
    return {f"{new}.{key}": value for key, value in {**package, "name": name}.items()}


def other_fee(values: Mapping[str, tuple[Raw, bool]], at: int, fee: str) -> dict[str, Any]:
    """What to change so that package ``at`` is paid by the month (``fee_m``) or by the moved hour (``fee_hour``), for the
    same money as far as the likely figures go."""
    other = "fee_hour" if fee == "fee_m" else "fee_m"
    if f"work[{at}].{other}" not in values:
        return {}
    paid = handle(values[f"work[{at}].{other}"][0])
    hours = handle(values[f"work[{at}].hours_m"][0]) * handle(values[f"work[{at}].movable_share"][0])
    if hours <= 0:
        return {}
    new = paid / hours if fee == "fee_hour" else paid * hours
    return {f"work[{at}].{other}": None, f"work[{at}].{fee}": whole(_tidy(new))}


def uses(shares: Mapping[str, float]) -> dict[str, float]:
    """What the freed hours are used for, and what is lost of them."""
    return {**shares, "lost": max(1 - sum(shares.values()), 0.0)}


def decimals(step: float) -> int:
    """How many decimals a step needs."""
    return next(digits for digits in range(9) if abs(step * 10**digits - round(step * 10**digits)) < 1e-6)


def steps(about: Input, at: float) -> list[float]:
    """The positions of a slider: the catalogue's screen range in its steps, and where the value stands now."""
    low, high, step = about.screen or (about.low, about.high, (about.high - about.low) / 100)
    count = min(round((high - low) / step), LONGEST_SLIDER)
    marks = {round(low + i * step, 9) for i in range(count + 1)}
    near = [mark for mark in marks if abs(mark - at) < step * 1e-6]
    return sorted((marks - set(near)) | {at})
