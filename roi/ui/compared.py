"""Scenarios held against each other, worked out for a page by the same few workers as everything else: small tables."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from typing import Any, NamedTuple

from roi import because, besides, comparison, differing, tables, text
from roi.comparison import Comparison
from roi.scenario import Scenario
from roi.summary import Sample
from roi.tables import Row, Table
from roi.ui import answers
from roi.ui.sides import Sides

DIFFERENCES = 100  # equally likely differences that are shown


class Compared(NamedTuple):
    """What a page shows of scenarios in the same worlds. An option's number is its place; doing nothing is the last."""

    per_employee: bool
    months: int
    view: str
    draws: int
    headlines: list[dict[str, Any]]  # a scenario each
    options: Table
    against: Table  # the best on average against every other
    pairs: Table
    futures: list[list[float]]  # a scenario each
    lines: Table
    outcomes: Table
    settings: Table
    only_in_some: Table
    inputs: Table


class Pair(NamedTuple):
    """Two scenarios held against each other, the one that is better on average first."""

    pair: Row
    differences: list[float]  # equally likely
    outcomes: Table
    lines: Table
    parts: Table


def all_of(sides: Sides) -> Future[Compared]:
    """All of them side by side, as it will be."""
    return answers.asked(_all_of, sides.scenarios, sides.view, sides.months, answers.DRAWS)


def _all_of(scenarios: Sequence[Scenario], view: str, months: int, draws: int) -> Compared:
    return told(comparison.compare(scenarios, draws, answers.SEED, view=view, months=months))


def told(found: Comparison) -> Compared:
    """A comparison as small tables."""
    scenarios = [each.scenario for each in found.results]
    return Compared(
        per_employee=found.per_employee,
        months=found.months,
        view=found.view,
        draws=found.results[0].draws.count,
        headlines=[each.headline for each in found.results],
        options=comparison.options(found),
        against=comparison.against(found),
        pairs=comparison.pairs(found),
        futures=[tables.dots(Sample(x, found.groups), besides.FUTURES) for x in found.values[:-1]],
        lines=comparison.lines(found),
        outcomes=comparison.outcomes(found),
        settings=differing.settings(scenarios),
        only_in_some=differing.only_in_some(scenarios),
        inputs=differing.inputs(scenarios),
    )


def pair(sides: Sides, a: int, b: int) -> Future[Pair]:
    """The better on average of two scenarios less the other, and what makes the difference, as it will be."""
    return answers.asked(_pair, sides.scenarios, sides.view, sides.months, answers.DRAWS, (a, b))


def _pair(scenarios: Sequence[Scenario], view: str, months: int, draws: int, which: tuple[int, int]) -> Pair:
    found = comparison.compare(scenarios, draws, answers.SEED, view=view, months=months)
    a, b = sorted(which, key=lambda option: -found.values[option].mean())
    return Pair(
        pair=comparison.pair(found, a, b),
        differences=tables.dots(Sample(found.values[a] - found.values[b], found.groups), DIFFERENCES),
        outcomes=comparison.outcome_differences(found, a, b),
        lines=comparison.line_differences(found, a, b),
        parts=because.parts(found, a, b),
    )


def working(sides: Sides, lang: str) -> str:
    """What is being done, while it is."""
    return text.say("ui.compare.page.working", lang, count=len(sides.scenarios), draws=answers.DRAWS)
