"""What a person reads of a result: small tables of plain numbers, and the JSON that programs read.

A table is a list of rows, a row a dict. Charts, terminal, reports and the app take tables, never results or models. Numbers
are in plain units; words are added where a table is shown.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np

from roi import asking as askings
from roi import breakeven, catalogue, model, outcomes, people, rules, sampling, simulate
from roi import drivers as driving
from roi.breakeven import BreakEven, BreakEvenMap
from roi.coordinates import Seen
from roi.distributions import Distribution
from roi.files import FORMAT
from roi.scenario import Origin, Scenario, input_of
from roi.simulate import Result
from roi.summary import Sample, Summary

Row: TypeAlias = dict[str, Any]
Table: TypeAlias = list[Row]

BINS = 40  # of a histogram on a screen
FEW = 1_000  # draws below which a reader is warned
FAR_END = -2.0  # a share of the moved work's worth below which a reader asks how that can be
DRIVERS_SHOWN = 6
NEGLIGIBLE = 0.005  # of the variance: what explains less drives nothing
TARGETS = ("cost_saving", "productivity", "engagement_gain", "turnover_change", "error_rate")
BESIDE_SAVING = ("cost_saving_all_in", "cash_saving", "pay_saved_share")
ARTICLE_PER_EMPLOYEE = (26_000, 40_000)  # kr a year: doc001, section 1, the three rows of the table added up
ARTICLE_HEADLINE = (2_500_000, 3_500_000)  # kr a year for 100 employees: doc001, section 1
ARTICLE_EMPLOYEES = 100


def outcome_table(result: Result) -> Table:
    """Every outcome: mean, quantiles and chance of meeting its target, with their standard errors."""
    return [_outcome_row(id, result.samples[id]) for id in catalogue.outcomes()]


def by_outcome(result: Result) -> dict[str, Row]:
    """The rows of the outcome table, by outcome."""
    return {row["outcome"]: row for row in outcome_table(result)}


def has_far_end(rows: Mapping[str, Row]) -> bool:
    """Whether the saving shares reach so far down that a reader asks how that can be. ``rows``: by outcome."""
    return bool(min(rows[id]["p5"] for id in ("cost_saving_all_in", "cash_saving")) < FAR_END)


def _outcome_row(id: str, sample: Summary) -> Row:
    about = catalogue.outcomes()[id]
    mean, undefined = sample.mean(), sample.undefined()
    row: Row = {"outcome": id, "mean": mean.value, "se": mean.se, **sample.percentiles()}
    row |= {"undefined": undefined.value, "undefined_se": undefined.se, "target": about.target}
    met = sample.meeting(about.target, about.better) if about.target is not None else None
    row["chance"], row["chance_se"] = met or (None, None)
    return row


def ledger(result: Result) -> Table:
    """The lines of the view, in the ledger's order: mean and quantiles of the present value, kr."""
    rows = []
    for id in result.ledger:
        line, sample = catalogue.lines()[id], result.samples[id]
        row: Row = {"line": id, "kind": line.kind, "often_left_out": line.often_left_out}
        rows.append({**row, **sample.row()})
    return rows


def waterfall(result: Result) -> Table:
    """The ledger without the lines that are nought, each with where its step begins and ends; the last row is the sum."""
    rows: Table = []
    at = 0.0
    for row in ledger(result):
        if row["mean"] == 0 and row["p5"] == 0 and row["p95"] == 0:
            continue
        rows.append({**row, "start": at, "end": at + row["mean"]})
        at += row["mean"]
    ends = result.samples["npv"].percentiles((0.05, 0.95))
    return [*rows, {"line": "npv", "kind": "sum", "often_left_out": False, "mean": at, "start": 0.0, "end": at, **ends}]


def months(result: Result) -> Table:
    """Running undiscounted sum of the view at the end of each month: quantiles, kr."""
    return [{"month": month, **sample.percentiles()} for month, sample in enumerate(result.sums, start=1)]


def earned_back(result: Result) -> list[float]:
    """By month: the share of the futures whose running sum has been back at zero by then, or never was below it."""
    when = result.samples["payback_month"]
    return [when.meeting(month, "lower").value for month in range(1, len(result.sums) + 1)]


def histogram(sample: Summary, bins: int = BINS) -> Table:
    """How the draws spread: bars of equal width between p0.5 and p99.5, what lies outside counted in the end bars.

    None where an end is infinite or nothing is defined.
    """
    low, high = sample.at(0.005), sample.at(0.995)
    if not math.isfinite(high - low):
        return []
    if low == high:
        return [{"low": low, "high": high, "middle": low, "share": 1.0}]
    edges = np.linspace(low, high, bins + 1)
    shares = np.diff(sample.shares_below(np.array([-math.inf, *edges[1:-1], math.inf])))
    return [
        {"low": float(a), "high": float(b), "middle": float(a + b) / 2, "share": float(share)}
        for a, b, share in zip(edges, edges[1:], shares, strict=False)
    ]


def value_spread(value: Distribution, bins: int = BINS) -> Table:
    """How a value of a scenario spreads: bars of equal width between p0.5 and p99.5, each with its share of the worlds."""
    low, high = (float(value.ppf(share)) for share in (0.005, 0.995))
    if low == high:
        return [{"low": low, "high": high, "middle": low, "share": 1.0}]
    edges = np.linspace(low, high, bins + 1)
    below = np.asarray(value.cdf(edges))
    below[0], below[-1] = 0.0, 1.0  # what lies outside is counted in the end bars
    return [
        {"low": float(a), "high": float(b), "middle": float(a + b) / 2, "share": float(share)}
        for a, b, share in zip(edges, edges[1:], np.diff(below), strict=False)
    ]


def dots(sample: Summary, count: int = 100) -> list[float]:
    """``count`` futures, equally likely: the quantiles at the middle of each of ``count`` equal parts."""
    found = [sample.at((i + 0.5) / count) for i in range(count)]
    return [] if math.isnan(found[0]) else found


def assumptions(scenario: Scenario) -> Table:
    """Every value that the scenario uses: what it is, where it comes from and how well founded that is."""
    return [assumption(scenario, key, value) for key, value in scenario.keyed().items()]


def assumption(scenario: Scenario, key: str, value: Distribution) -> Row:
    """One value of the scenario, by its key."""
    about, origin = input_of(key), scenario.origins[key]
    row: Row = {"key": key, "input": about.id, "section": about.section, "unit": about.unit}
    low, mid, high = (float(value.ppf(u)) for u in (0.05, 0.5, 0.95))
    row |= {"p5": low, "p50": mid, "p95": high, "fixed": value.is_fixed}
    return row | _foundation(about, origin, scenario.assumptions)


def cost_basis(scenario: Scenario) -> Row:
    """Whom the yearly costs of burnout are counted for (``choice``), where that comes from and how well founded it is."""
    about = input_of("cost_basis")
    row: Row = {"key": about.id, "input": about.id, "section": about.section, "choice": scenario.cost_basis}
    return row | _foundation(about, scenario.origins[about.id], scenario.assumptions)


def _foundation(about: catalogue.Input, origin: Origin, assumptions: str) -> Row:
    row: Row = {"origin": origin.kind, "preset": origin.preset, "stated_source": origin.source}
    if origin.kind == "file":
        return {**row, "basis": "file", "sources": (), "why": None}
    found = catalogue.presets()[origin.preset].default if origin.preset else about.defaults[assumptions]
    return {**row, "basis": found.basis, "sources": found.sources, "why": found.why}


def bases(scenario: Scenario) -> dict[str, int]:
    """How many of the scenario's values rest on the file itself, documents, studies, statistics and judgement."""
    counts = dict.fromkeys(("file", "document", "study", "statistic", "judgement"), 0)
    for row in assumptions(scenario):
        counts[row["basis"]] += 1
    return counts


def article_check(scenario: Scenario) -> Row | None:
    """The article's own figures against each other, for whoever uses them: None where the scenario does not.

    Its table adds up to more than its headline before any turnover; ``for_this_firm`` is the table times the headcount.
    """
    if scenario.assumptions != "article":
        return None
    employees = scenario.values["employees"].median
    low, high = ARTICLE_PER_EMPLOYEE
    return {
        "table_low": low * ARTICLE_EMPLOYEES,
        "table_high": high * ARTICLE_EMPLOYEES,
        "headline_low": ARTICLE_HEADLINE[0],
        "headline_high": ARTICLE_HEADLINE[1],
        "employees": employees,
        "firm_low": low * employees,
        "firm_high": high * employees,
        "uses_57": scenario.origins["burnt_out"].kind == "article",
    }


def chances(result: Result) -> dict[str, float]:
    """``loss``, ``payback`` and ``slips`` (back at zero once, but below it at the end) as shares; ``shortfall`` in kr."""
    return {
        "loss": simulate.chance_of_loss(result).value,
        "payback": simulate.chance_of_payback(result).value,
        "slips": simulate.chance_of_slipping(result).value,
        "shortfall": result.samples["npv"].expected_shortfall().value,
    }


def outside_view(result: Result) -> Row:
    """The offered saving with the fee lifted by what comparable projects were dearer than planned: quantiles.

    Instead of the itemised lines that are often left out, never on top of them.
    """
    w = simulate.world(result.scenario, result.draws)
    for package in w.work:
        package.full_fee = model.uplifted(package.full_fee, w.optimism_uplift)
    draws = np.broadcast_to(np.asarray(outcomes.cost_saving(w), dtype=float), (result.draws.count,))
    return Sample(draws, result.draws.groups).percentiles()


def claims(result: Result) -> Table:
    """Each claim of the scenario: where it lies among the draws, and what the lines it leaves out come to, kr."""
    rows = []
    for claim in result.scenario.claims:
        sample = result.samples[claim.metric]
        reached = sample.meeting(claim.value, catalogue.outcomes()[claim.metric].better)
        row: Row = {"metric": claim.metric, "value": claim.value, "by": claim.by, **sample.percentiles((0.5,))}
        left = [{"line": line, **_left_out(result, line)} for line in claim.leaves_out]
        rows.append(row | {"chance": reached.value, "chance_se": reached.se, "leaves_out": left, "view": result.view})
    return rows


def _left_out(result: Result, line: str) -> Row:
    """What a line comes to; nothing where the view does not count it."""
    return result.samples[line].row(()) if line in result.ledger else {"mean": 0.0, "mean_se": 0.0}


def drivers(result: Result, outcome: str = "npv") -> Table:
    """What is drawn, inputs and chances, the one that explains most of an outcome first. A chance has no unit."""
    return _driver_rows(driving.drivers(result, outcome), outcome)


def _driver_rows(found: list[driving.Driver], outcome: str) -> Table:
    rows = []
    for driver in found:
        unit = None if sampling.is_chance(driver.input) else input_of(driver.input).unit
        rows.append({**driver._asdict(), "unit": unit, "outcome": outcome})
    return rows


def asking(result: Result) -> Table:
    """What knowing everything, and whole parts of the scenario, for certain would be worth before deciding, kr."""
    return [part._asdict() for part in askings.asking(result)]


def is_worth(row: Row) -> bool:
    """Whether knowing something is worth a krone, and more than noise can make it."""
    return bool(row["value_of_asking"] >= max(1, askings.CLEARLY * row["value_of_asking_se"]))


def worth_asking(rows: Table) -> bool:
    """Whether knowing any of these for certain would be worth anything before deciding."""
    return any(is_worth(row) for row in rows)


def first_to_find_out(rows: Table) -> Row | None:
    """The input that is most worth knowing for certain before deciding; None where none is worth anything."""
    worth = [row for row in rows if row["unit"] is not None and is_worth(row)]
    return max(worth, key=lambda row: float(row["value_of_asking"]), default=None)


def main_drivers(rows: Table) -> Table:
    """Those of the drivers that a person is shown."""
    return [row for row in rows if _is_clear(row["first_order"], row["first_order_se"])][:DRIVERS_SHOWN]


def first_driver(result: Result) -> tuple[str, float] | None:
    """The key of what explains most of the net present value, and its share: the first of the main drivers, alone."""
    clear = [(found.value, key) for key, found in driving.first_orders(Seen(result, "npv")).items() if _is_clear(*found)]
    return max(clear, key=lambda each: each[0])[::-1] if clear else None


def _is_clear(share: float, error: float) -> bool:
    """Whether a share of the variance is more than nothing and more than noise."""
    return share >= max(NEGLIGIBLE, askings.CLEARLY * error)


def break_even(result: Result, found: BreakEven) -> Row:
    """Where an input crosses a level, and what was tried, with its unit; ``fixed``: it is a number in the scenario."""
    row = {"input": found.key, **{name: x for name, x in vars(found).items() if name != "key"}}
    row |= {"least": found.least._asdict(), "most": found.most._asdict()}
    row |= {"crossings": [each._asdict() for each in found.crossings], "scan": [each._asdict() for each in found.scan]}
    about, value = input_of(found.key), result.scenario.keyed()[found.key]
    return {**row, "unit": about.unit, "whole": about.whole, "fixed": value.is_fixed}


def break_even_map(found: BreakEvenMap) -> Row:
    """A figure over two inputs: its grid, row by row of ``y``, and where along each row it is at the level."""
    grid = {name: getattr(found, name).tolist() for name in ("x", "y", "value", "se")}
    line = [
        {"y": y, "x": [cut[0] for cut in breakeven.cuts(found.x, found.y[at], found.value[at] - found.level)]}
        for at, y in enumerate(grid["y"])
    ]
    units = [input_of(key).unit for key in (found.key_x, found.key_y)]
    names = {"inputs": [found.key_x, found.key_y], "units": units, "of": found.of, "level": found.level}
    return {**names, **grid, "contour": found.contour, "line": line}


def break_even_json(result: Result, row: Row) -> Row:
    """The same as programs read it, with what made it."""
    made: Row = {"scenario": result.scenario.name, "format": FORMAT, "version": result.version, "view": result.view}
    made |= {"draws": result.count, "seed": result.seed}
    found: Row = plain({**made, **row})
    return found


def left_to_the_user(scenario: Scenario) -> Row:
    """What no number settles: how people have weighed it, none of it priced; and the rules that the plan may touch."""
    touched = {"rules": rules.flags(scenario), "notice": rules.by_seniority(scenario.seniority)}
    return {**people.left_to_the_user(scenario), **touched}


def as_json(result: Result) -> dict[str, Any]:
    """The result as programs read it (docs/interface.md); infinite and undefined numbers are None."""
    scenario, seen = result.scenario, Seen(result, "npv")
    asked = [part._asdict() for part in askings.asking_of(seen)]
    document = {
        "scenario": scenario.name,
        "format": FORMAT,
        "version": result.version,
        "draws": result.count,
        "draws_kept": result.draws.count,
        "seed": result.seed,
        "precision": {"asked": result.asked, "reached": result.precision},
        "assumptions": scenario.assumptions,
        "view": result.view,
        "outcomes": by("outcome", outcome_table(result)),
        "chance_of_loss": simulate.chance_of_loss(result)._asdict(),
        "expected_shortfall_5": result.samples["npv"].expected_shortfall()._asdict(),
        "chance_of_payback": simulate.chance_of_payback(result)._asdict(),
        "ledger": by("line", ledger(result)),
        "months": months(result),
        "drivers": [_driver_json(row) for row in _driver_rows(driving.drivers_of(seen, seen), "npv")],
        "value_of_knowing_all": asked[0]["value_of_asking"],
        "value_of_knowing_all_se": asked[0]["value_of_asking_se"],
        "asking": asked,
        "claims": claims(result),
        "left_to_the_user": left_to_the_user(scenario),
        "scenario_hash": result.scenario_hash,
        "scenario_text": scenario.text,
    }
    read: dict[str, Any] = plain(document)
    return read


def by(name: str, table: Table) -> dict[str, Row]:
    return {row[name]: {key: value for key, value in row.items() if key != name} for row in table}


def _driver_json(row: Mapping[str, Any]) -> Row:
    return {key: value for key, value in row.items() if key not in ("at_p10", "at_p90", "unit", "outcome")}


def plain(value: Any) -> Any:
    """The same with None for what is not a finite number."""
    if isinstance(value, Mapping):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, float | np.floating):
        return float(value) if math.isfinite(value) else None
    return value
