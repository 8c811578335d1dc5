"""A grid: inputs held at several values each, and every scenario run with each combination of them.

An input is named as a person does: its key (``Bookkeeping.fee_m``), or its id where only one package or event has it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import NamedTuple, NoReturn

from roi import catalogue
from roi.catalogue import Input
from roi.files import change
from roi.reading import Allowed, Problem
from roi.scenario import Mistake, Scenario, ScenarioError, input_of
from roi.walk import as_percent, nearest, shown

VALUES_AT_MOST = 1_000  # of one input
RUNS_AT_MOST = 100_000  # an hour and more on two cores, and some hundred megabytes of table
SPACED = re.compile(r"([^:]*):([^:]*):([^:]*)")  # low:high:count
DIGITS = 12  # significant ones of a value between two ends: 0.15, not 0.15000000000000002


class Varied(NamedTuple):
    """An input, as it was named, and what it is held at, in its plain unit."""

    name: str
    values: tuple[float, ...]


def varied(words: Sequence[str]) -> list[Varied]:
    """What is varied: ``fee_m=80000:140000:7``, ``turnover_y=0.1,0.15,0.2``. Raises ScenarioError with every mistake."""
    found, wrong = [], []
    for each in words:
        name, sign, values = each.partition("=")
        try:
            found.append(Varied(name.strip(), _values(_input(name.strip(), bool(sign)), values)))
        except ScenarioError as error:
            wrong += [Mistake(f"--vary {shown(each)}", mistake.problem) for mistake in error.mistakes]
    names = [each.name for each in found]
    wrong += [_twice(name) for name in dict.fromkeys(names) if names.count(name) > 1]
    if wrong:
        raise ScenarioError(wrong)
    return found


def combinations(grid: Sequence[Varied]) -> Iterator[dict[str, float]]:
    """Every combination of the values, the last input changing fastest; one without anything where nothing is varied."""
    for values in product(*(each.values for each in grid)):
        yield dict(zip((each.name for each in grid), values, strict=True))


def count(grid: Sequence[Varied]) -> int:
    """How many combinations there are."""
    return math.prod(len(each.values) for each in grid)


def held(scenario: Scenario, values: Mapping[str, float]) -> Scenario:
    """The scenario with inputs held at values, as if its file said so. Raises ScenarioError."""
    if not values:
        return scenario
    keys = {name: _key(scenario, name) for name in values}
    wrong = [Mistake(shown(name), found) for name, found in keys.items() if isinstance(found, Problem)]
    wrong += [_twice(name) for at, (name, key) in enumerate(keys.items()) if key in list(keys.values())[:at]]
    if wrong:
        raise ScenarioError(wrong)
    return change(scenario, {place(scenario, str(keys[name])): _written(value) for name, value in values.items()})


def place(scenario: Scenario, key: str) -> str:
    """Where an input stands in the scenario's file: ``plan.core_use``, ``work[1].fee_m``."""
    about, owner = input_of(key), key.rpartition(".")[0]
    names = {"work": [each.name for each in scenario.work], "events": [each.name for each in scenario.events]}
    if about.section not in names:
        return f"{about.section}.{about.id}"
    return f"{about.section}[{names[about.section].index(owner) + 1}].{about.id}"


def _key(scenario: Scenario, name: str) -> str | Problem:
    """The key that a name means in a scenario, or what is wrong with it there."""
    keys = scenario.meant(name)
    if len(keys) == 1:
        return keys[0]
    if keys:
        return Problem("which_package", {"key": shown(name), "allowed": keys})
    return Problem("unknown_input", {"key": shown(name), "nearest": nearest(name, list(scenario.keyed()))})


def _written(value: float) -> float | int:
    """A value as a person would write it."""
    return int(value) if value.is_integer() and abs(value) < 10**DIGITS else value


# --------------------------------------------------------------------------------------------------- what is asked for


def refuse(code: str, **facts: object) -> NoReturn:
    raise ScenarioError([Mistake("", Problem(code, facts))])


def _twice(name: str) -> Mistake:
    return Mistake("--vary", Problem("named_twice", {"name": shown(name)}))


def _input(name: str, is_complete: bool) -> Input:
    """The input behind a name. Raises ScenarioError."""
    if not is_complete or not name:
        refuse("vary_form")
    inputs = catalogue.inputs()
    id = name.rpartition(".")[2]
    if id not in inputs:
        refuse("unknown_input", key=shown(name), nearest=nearest(id, list(inputs)))
    if inputs[id].choices:
        refuse("vary_choice", key=id)
    return inputs[id]


def _values(about: Input, words: str) -> tuple[float, ...]:
    """The values of an input. Raises ScenarioError with everything that is wrong with them."""
    spaced = SPACED.fullmatch(words)
    ends = spaced.group(1, 2) if spaced else words.split(",")
    numbers = [_number(each) for each in ends]
    if wrong := [Mistake("", number) for number in numbers if isinstance(number, Problem)]:
        raise ScenarioError(wrong)
    values = [number for number in numbers if isinstance(number, float)]
    if spaced:
        values = _spaced(values[0], values[1], spaced.group(3).strip())
    if len(values) > VALUES_AT_MOST:
        refuse("vary_count", value=len(values), most=VALUES_AT_MOST)
    allowed = Allowed(about.low, about.high, about.low_open, about.whole)
    problems = [as_percent(about, problem) for value in values for problem in allowed.problems("", value)]
    doubled = [value for value in dict.fromkeys(values) if values.count(value) > 1]
    problems += [Problem("named_twice", {"name": f"{value:g}"}) for value in doubled]
    if problems:
        raise ScenarioError([Mistake("", problem) for problem in problems])
    return tuple(values)


def _spaced(low: float, high: float, count: str) -> list[float]:
    """So many values from one to another, evenly."""
    steps = int(count) if count.isdecimal() and len(count) < DIGITS else 0
    if not 2 <= steps <= VALUES_AT_MOST:
        refuse("vary_count", value=shown(count), most=VALUES_AT_MOST)
    if not low < high:
        refuse("vary_ends", low=low, high=high)
    return [float(f"{low + (high - low) * i / (steps - 1):.{DIGITS}g}") for i in range(steps)]


def _number(words: str) -> float | Problem:
    try:
        value = float(words.replace("_", ""))
    except ValueError:
        value = math.nan
    return value if math.isfinite(value) else Problem("vary_number", {"value": shown(words.strip())})
