"""Two to eight scenarios in the same worlds, and doing nothing beside them: paired differences, chances, regret, dominance.

An input that two scenarios have in common lies at the same place of its own range of chance in both (``sampling``): the same
where they say the same of it, low or high together where they do not. So a difference is one of the plans and not of luck.
Doing nothing is what every plan is measured against; it comes to 0 in every world.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from roi import abreast, catalogue, sampling, simulate, summary, tables
from roi.catalogue import HORIZON_AT_MOST
from roi.differing import inputs, is_of_the_firm, only_in_some, settings
from roi.dominance import dominance
from roi.reading import Problem
from roi.scenario import Mistake, Scenario, ScenarioError, input_of
from roi.simulate import DRAWS, KEPT, SEED, Array, Result
from roi.summary import Estimate, Sample
from roi.tables import Row, Table
from roi.text import MONEY_UNITS

FEWEST, MOST = 2, 8


@dataclass(frozen=True)
class Comparison:
    """Scenarios run in the same worlds, in one view and over one number of months.

    ``names``: what each is called, no two alike. ``per_employee``: whether kroner are counted per employee, because the
    firms are not the same. An *option* is a scenario, by its number from 0, or doing nothing, which comes last.
    """

    names: tuple[str, ...]
    results: tuple[Result, ...] = field(repr=False)
    per_employee: bool

    @property
    def view(self) -> str:
        return self.results[0].view

    @property
    def months(self) -> int:
        return self.results[0].scenario.horizon_months

    @property
    def nothing(self) -> int:
        """The option of leaving everything as it is."""
        return len(self.results)

    @property
    def groups(self) -> int:
        return self.results[0].draws.groups

    @cached_property
    def values(self) -> Array:
        """Net present value of every option ``(options, draws)``, kr, or kr per employee."""
        found = [self.of(option)["npv"] for option in range(self.nothing)]
        return np.stack([*found, np.zeros_like(found[0])])

    @cached_property
    def own_luck(self) -> Array:
        """The same with a luck of its own for every plan: what is of the firm is shared, what is of the plan is not."""
        found = [_with_own_luck(self, option) for option in range(self.nothing)]
        return np.stack([*found, np.zeros_like(found[0])])

    def of(self, option: int) -> Mapping[str, Array]:
        """Outcome or line of the view -> draws of a scenario, kroner per employee where that is how they are counted."""
        result = self.results[option]
        every = {**result.outcomes, **result.ledger}
        return {name: x / self.heads(option) if is_money(name) else x for name, x in every.items()}

    def heads(self, option: int) -> Array | float:
        """What kroner are divided by: the headcount where the firms are not the same, else 1."""
        return self.results[option].draws.values["employees"] if self.per_employee else 1.0

    def __repr__(self) -> str:
        return abreast.answer(options(self), against(self), abreast.called(self.names, "en"), "en")


def is_money(name: str) -> bool:
    """Whether an outcome or line is in kroner."""
    return name in catalogue.lines() or catalogue.outcomes()[name].unit in MONEY_UNITS


def compare(
    scenarios: Sequence[Scenario],
    draws: int = DRAWS,
    seed: int = SEED,
    *,
    view: str | None = None,
    months: int | None = None,
    names: Sequence[str] | None = None,
) -> Comparison:
    """Run two to eight scenarios in the same worlds.

    ``view``, ``months``: what is counted and over how long, for all; the scenarios' own if None, and then they must agree.
    ``names``: what they are called; their own names if None, numbered where two are alike. Kroner are counted per employee
    where the scenarios' headcounts differ. Raises ScenarioError where they cannot be compared, ValueError as ``run`` does.
    """
    if draws > KEPT:  # what is beyond is counted and not kept, and could not be paired
        raise ValueError(f"draws {draws}: at most {KEPT}")
    if names is not None and len(names) != len(scenarios):
        raise ValueError(f"names: {len(names)} for {len(scenarios)} scenarios")
    wrong = _incomparable(scenarios, view, months)
    if wrong:
        raise ScenarioError(wrong)
    aligned = [replace(each, horizon_months=months or each.horizon_months) for each in scenarios]
    heads = [each.values["employees"] for each in scenarios]
    return Comparison(
        names=numbered(names or [each.name for each in scenarios]),
        results=tuple(simulate.run(each, draws, seed, view) for each in aligned),
        per_employee=any(each != heads[0] for each in heads),
    )


def _incomparable(scenarios: Sequence[Scenario], view: str | None, months: int | None) -> list[Mistake]:
    """Everything for which the scenarios cannot stand side by side."""
    found = []
    if not FEWEST <= len(scenarios) <= MOST:
        found.append(Mistake("", Problem("compare_count", {"count": len(scenarios), "least": FEWEST, "most": MOST})))
    views = sorted({each.view for each in scenarios})
    if view is None and len(views) > 1:
        found.append(Mistake("view", Problem("compare_views", {"found": views})))
    horizons = sorted({each.horizon_months for each in scenarios})
    if months is None and len(horizons) > 1:
        facts = {"found": [f"{each}" for each in horizons], "shortest": horizons[0]}
        found.append(Mistake("horizon_months", Problem("compare_horizons", facts)))
    if months is not None and not 1 <= months <= HORIZON_AT_MOST:
        raise ValueError(f"months {months}: from 1 to {HORIZON_AT_MOST}")
    return found


def numbered(names: Sequence[str]) -> tuple[str, ...]:
    """The same names, those that are alike told apart by a number."""
    found: list[str] = []
    for name in names:
        told = (f"{name} ({count})" for count in itertools.count(1))
        alike = list(names).count(name) > 1
        found.append(next(each for each in told if each not in (*names, *found)) if alike else name)
    return tuple(found)


# --------------------------------------------------------------------------------------------------------- the options


def options(comparison: Comparison) -> Table:
    """Every option, doing nothing last (``name`` None): its net present value, chance of loss, chance of being the best,
    and the regret of choosing it: how much better the best option would have been, mean and p95, kr.

    Options that share the first place are both the best.
    """
    best = comparison.values.max(axis=0)
    found = []
    for option, x in enumerate(comparison.values):
        regret = Sample(best - x, comparison.groups)
        found.append(
            {
                "name": None if option == comparison.nothing else comparison.names[option],
                **Sample(x, comparison.groups).row(),
                "chance_of_loss": Sample(x, comparison.groups).below(0)._asdict(),
                "best": summary.chance(x == best, comparison.groups)._asdict(),
                "regret": regret.row((0.95,)),
            }
        )
    return found


def _with_own_luck(comparison: Comparison, option: int) -> Array:
    """Net present value of a scenario whose plan has draws of its own."""
    result = comparison.results[option]
    shared, scenario = result.draws, result.scenario
    own = sampling.draw(scenario, shared.count, shared.seed + 1 + option)
    values = {key: (shared if is_of_the_firm(input_of(key).id) else own).values[key] for key in shared.values}
    events = [
        ours if event.side == "plan" else theirs
        for event, ours, theirs in zip(scenario.events, own.events, shared.events, strict=True)
    ]
    npv = simulate.net_present_value(scenario, replace(own, values=values, events=tuple(events)), result.view)
    return npv / comparison.heads(option)


def best_on_average(comparison: Comparison) -> int:
    """The option with the highest mean; doing nothing where none is above 0."""
    means = comparison.values.mean(axis=1)
    return comparison.nothing if means.max() <= 0 else int(means.argmax())


def best_plan(comparison: Comparison) -> int:
    """The scenario with the highest mean, whether or not it is above 0."""
    return int(comparison.values[:-1].mean(axis=1).argmax())


def value_of_knowing_all(comparison: Comparison) -> Estimate:
    """What it would be worth to know the future before choosing, kr: the mean regret of the best option."""
    best = comparison.values.max(axis=0) - comparison.values[best_on_average(comparison)]
    return Sample(best, comparison.groups).mean()


# ----------------------------------------------------------------------------------------------------------- the pairs


def pair(comparison: Comparison, a: int, b: int) -> Row:
    """Option a less option b in the same worlds, by net present value.

    Mean and quantiles of the difference; the chance that each is the better, and the median of how much where it is (kr);
    the same chance where what is uncertain of one plan says nothing of the other; the correlation of the two (None where one
    does not vary); which dominates the other.
    """
    x, y = comparison.values[a], comparison.values[b]
    difference = Sample(x - y, comparison.groups)
    wins, loses = (np.where(won, np.abs(x - y), np.nan) for won in (x > y, x < y))
    return {
        "a": a,
        "b": b,
        **difference.row(),
        "a_better": summary.chance(x > y, comparison.groups)._asdict(),
        "b_better": summary.chance(x < y, comparison.groups)._asdict(),
        "a_better_own_luck": summary.chance(comparison.own_luck[a] > comparison.own_luck[b], comparison.groups)._asdict(),
        "by_when_a_better": Sample(wins, comparison.groups).quantile(0.5)._asdict(),
        "by_when_b_better": Sample(loses, comparison.groups).quantile(0.5)._asdict(),
        "correlation": correlation(x, y),
        "dominance": dominance(x, y, comparison.groups)._asdict(),
    }


def pairs(comparison: Comparison) -> Table:
    """Every two options, in order; doing nothing last."""
    count = len(comparison.values)
    return [pair(comparison, a, b) for a in range(count) for b in range(a + 1, count)]


def against(comparison: Comparison) -> Table:
    """The option that is best on average against every other."""
    best = best_on_average(comparison)
    return [pair(comparison, best, other) for other in range(len(comparison.values)) if other != best]


def correlation(x: Array, y: Array) -> float | None:
    """Pearson's correlation; None where one does not vary."""
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        return None
    return float(np.corrcoef(x, y)[0, 1])


def outcome_differences(comparison: Comparison, a: int, b: int) -> Table:
    """Scenario a less scenario b, outcome by outcome: mean and quantiles, and the chances that each is the better.

    ``undefined``: share of the draws in which there is no difference to be had, because one of the two is undefined, or both
    are infinite. ``a_better``: None for an outcome that is neither good nor bad.
    """
    ours, theirs = comparison.of(a), comparison.of(b)
    found = []
    for id, about in catalogue.outcomes().items():
        x, y = ours[id], theirs[id]
        sample = Sample(_less(x, y), comparison.groups)
        better: Row = {"a_better": None, "b_better": None}
        if about.better != "none":
            wins = (x > y, x < y) if about.better == "higher" else (x < y, x > y)
            better = dict(zip(better, (summary.chance(won, comparison.groups)._asdict() for won in wins), strict=True))
        found.append({"outcome": id, **sample.row(), **better, "undefined": sample.undefined().value})
    return found


def line_differences(comparison: Comparison, a: int, b: int) -> Table:
    """Scenario a less scenario b, line by line of the view: present value, kr. The means add up to that of the whole."""
    ours, theirs = comparison.of(a), comparison.of(b)
    return [
        {"line": line, **Sample(ours[line] - theirs[line], comparison.groups).row()} for line in comparison.results[a].ledger
    ]


def outcomes(comparison: Comparison) -> Table:
    """Outcome by outcome what each scenario comes to: ``values``, a row of mean and quantiles for each."""
    every = [comparison.of(option) for option in range(comparison.nothing)]
    return [
        {"outcome": id, "values": [Sample(found[id], comparison.groups).row() for found in every]}
        for id in catalogue.outcomes()
    ]


def lines(comparison: Comparison) -> Table:
    """Line by line of the view what each scenario has, present value, kr: ``values``, mean and quantiles for each."""
    every = [comparison.of(option) for option in range(comparison.nothing)]
    return [
        {"line": line, "values": [Sample(found[line], comparison.groups).row() for found in every]}
        for line in comparison.results[0].ledger
    ]


def _less(x: Array, y: Array) -> Array:
    """The difference; undefined where both are infinite."""
    never = np.isinf(x) & np.isinf(y)
    return np.where(never, np.nan, x - np.where(never, 0.0, y))


# ------------------------------------------------------------------------------------------------------------- the JSON


def as_json(comparison: Comparison) -> dict[str, Any]:
    """The comparison as programs read it (docs/interface.md); infinite and undefined numbers are None."""
    scenarios = [each.scenario for each in comparison.results]
    draws = comparison.results[0].draws
    names = [*comparison.names, None]
    document = {
        "version": comparison.results[0].version,
        "draws": draws.count,
        "seed": draws.seed,
        "view": comparison.view,
        "months": comparison.months,
        "per_employee": comparison.per_employee,
        "options": options(comparison),
        "best_on_average": names[best_on_average(comparison)],
        "value_of_knowing_all": value_of_knowing_all(comparison)._asdict(),
        "pairs": [{**row, "a": names[row["a"]], "b": names[row["b"]]} for row in map(_whole(comparison), pairs(comparison))],
        "differs": {
            "settings": settings(scenarios),
            "only_in_some": [{**row, "in": [names[i] for i in row["in"]]} for row in only_in_some(scenarios)],
            "inputs": [{**row, "values": [_value(each) for each in row["values"]]} for row in inputs(scenarios)],
        },
    }
    plain: dict[str, Any] = tables.plain(document)
    return plain


def _whole(comparison: Comparison) -> Callable[[Row], Row]:
    """A pair of scenarios with its outcomes and lines; against doing nothing those are the scenario's own."""

    def whole(row: Row) -> Row:
        if row["b"] == comparison.nothing:
            return row
        outcomes, lines = (of(comparison, row["a"], row["b"]) for of in (outcome_differences, line_differences))
        return row | {"outcomes": tables.by("outcome", outcomes), "ledger": tables.by("line", lines)}

    return whole


def _value(row: Row | None) -> Row | None:
    """What a scenario says of an input: middle, ends, and where it comes from."""
    return row and {name: row[name] for name in ("p5", "p50", "p95", "fixed", "origin", "preset")}
