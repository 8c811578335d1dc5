"""The road: scenario -> draws -> model -> result."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from roi import catalogue, fused, machine, model, outcomes, sampling, sentences, summary
from roi.distributions import tabulate
from roi.sampling import Dice, Draws
from roi.scenario import Scenario
from roi.sketch import Sketch, Tally
from roi.summary import Sample, Summary
from roi.version import VERSION

Array = npt.NDArray[np.float64]
S = TypeVar("S")
T = TypeVar("T")

DRAWS = 2**15
DRAWS_AT_MOST = 10_000_000
SEED = 1
SEED_AT_MOST = 2**63 - 1
PRECISE_AT_MOST = 2**21  # draws that a precision is sought with: some seconds
PRECISION_AT_MOST = 0.1
BLOCK = 16_384  # draws at a time: two threads gain from blocks of this size, and lose below 8,192
KEPT = 2**16  # draws; of a larger run the first so many are kept and the others counted
CODE_PAYS_FROM = 2**15  # draws times months: below it arrays take no longer, and no code need be made first
SLIPS = "slips"  # 1 in draws whose running sum is back at zero once, but below it at the end
REASONS = 2  # lines named on each side when the answer is explained


@dataclass(frozen=True)
class Result:
    """What a run came to: arrays over the draws, and the scenario, seed and version that made them.

    ``outcomes``: outcome -> ``(draws,)``. ``ledger``: line of the view -> present value ``(draws,)``, kr. ``running``:
    running undiscounted sum of the view ``(months, draws)``, kr. ``monthly``: line -> mean kr by month ``(months,)``.
    ``asked``: the precision that was asked for.

    Of more than KEPT draws the arrays hold the first KEPT; ``counted``, ``samples``, ``sums`` and ``monthly`` stand on all.
    """

    scenario: Scenario
    view: str
    draws: Draws = field(repr=False)
    outcomes: Mapping[str, Array] = field(repr=False)
    ledger: Mapping[str, Array] = field(repr=False)
    running: Array = field(repr=False)
    monthly: Mapping[str, Array] = field(repr=False)
    asked: float | None = None
    version: str = VERSION
    counted: Mapping[str, Sketch] = field(default_factory=dict, repr=False)

    @property
    def seed(self) -> int:
        return self.draws.seed

    @cached_property
    def scenario_hash(self) -> str:
        """SHA-256 of the scenario's text, which is the scenario."""
        return sha256(self.scenario.text.encode()).hexdigest()

    @cached_property
    def precision(self) -> float:
        """How precise the net present value is: ``_precision``."""
        return _precision(self.samples["npv"])

    @cached_property
    def count(self) -> int:
        """The number of draws."""
        return self.counted["npv"].count if self.counted else self.draws.count

    @cached_property
    def samples(self) -> Mapping[str, Summary]:
        """Outcome, line of the view, SLIPS or a month's running sum -> what its draws say."""
        kept = numbers(self.outcomes, self.ledger, self.running)
        return self.counted or {name: Sample(x, self.draws.groups) for name, x in kept.items()}

    @cached_property
    def sums(self) -> Sequence[Summary]:
        """What the running sum's draws say, month by month."""
        return [self.samples[running_sum(t)] for t in range(1, len(self.running) + 1)]

    @cached_property
    def headline(self) -> dict[str, Any]:
        """The facts of the answer: median, p5, p95, mean and its error, chance of gain, and the lines that weigh most."""
        npv = self.samples["npv"]
        mean, loss = npv.mean(), chance_of_loss(self)
        lines: list[dict[str, Any]] = [{"line": line, "mean": self.samples[line].mean().value} for line in self.ledger]
        lines.sort(key=lambda row: row["mean"])
        return {
            "name": self.scenario.name,
            "months": self.scenario.horizon_months,
            "view": self.view,
            "median": npv.quantile(0.50).value,
            "p5": npv.quantile(0.05).value,
            "p95": npv.quantile(0.95).value,
            "mean": mean.value,
            "mean_se": mean.se,
            "chance_of_gain": 1 - loss.value,
            "chance_se": loss.se,
            "gains": [row for row in reversed(lines) if row["mean"] > 0][:REASONS],
            "costs": [row for row in lines if row["mean"] < 0][:REASONS],
        }

    def __repr__(self) -> str:
        return f"{self.scenario.name}: {sentences.answer(self.headline, 'en')}"


def run(
    scenario: Scenario,
    draws: int = DRAWS,
    seed: int = SEED,
    view: str | None = None,
    precision: float | None = None,
) -> Result:
    """Draw ``draws`` worlds of a scenario and run the ledger in each.

    ``view``: "cash", "cash_time" or "all"; the scenario's own if None. ``precision``: double the draws until the standard
    errors of mean, p5 and p95 of the net present value are below this share of the distance from p5 to p95, or until there
    are PRECISE_AT_MOST. Raises ValueError for draws < 1, an unknown view, or a precision that is none.
    """
    view = view or scenario.view
    if view not in catalogue.VIEWS:
        raise ValueError(f"view {view!r}: one of {', '.join(catalogue.VIEWS)}")
    if draws < 1:
        raise ValueError("draws: at least 1")
    if precision is not None and not 0 < precision <= PRECISION_AT_MOST:
        raise ValueError(f"precision: above 0 and at most {PRECISION_AT_MOST}")
    most = draws if precision is None else max(draws, PRECISE_AT_MOST)
    dice = sampling.dice(scenario, most, seed)
    if dice.tabulated and draws > BLOCK:
        list(_each(tabulate, list(dice.drawn.values())))  # once each, before two threads at a time ask for the same
    kept: list[outcomes.Evaluated] = []
    counting: Counting | None = None
    begun, wanted = 0, draws

    def part(rows: tuple[int, int]) -> outcomes.Evaluated:
        return evaluate(scenario, dice.draws(*rows), view, most)

    while True:
        kept += _each(part, _blocks(begun, min(wanted, KEPT)))
        if wanted > KEPT:
            counting = counting or Counting(_together(scenario, dice, view, kept, precision))
            kept.clear()  # they stand together now
            counting.upto(wanted, part)
        if precision is None or 2 * wanted > most:
            break
        npv = counting.sketch("npv") if counting else Sample(_joined("npv", kept), sampling.GROUPS)
        if _precision(npv) <= precision:
            break
        begun, wanted = wanted, 2 * wanted
    return counting.result() if counting else _together(scenario, dice, view, kept, precision)


def _joined(outcome: str, parts: Sequence[outcomes.Evaluated]) -> Array:
    return np.concatenate([part.outcomes[outcome] for part in parts])


def _together(scenario: Scenario, dice: Dice, view: str, parts: Sequence[outcomes.Evaluated], asked: float | None) -> Result:
    """The result of parts that follow each other."""
    counts = np.array([part.running.shape[1] for part in parts])
    in_view = [line for line, kind in catalogue.kinds().items() if kind in catalogue.VIEWS[view]]

    def mean_by_month(line: str) -> Array:
        summed: Array = np.sum([count * part.monthly[line] for count, part in zip(counts, parts, strict=True)], axis=0)
        return np.asarray(summed / counts.sum())

    return Result(
        scenario=scenario,
        view=view,
        draws=dice.at_hand(0, int(counts.sum())),
        outcomes={name: _joined(name, parts) for name in catalogue.outcomes()},
        ledger={line: np.concatenate([part.present_value[line] for part in parts]) for line in in_view},
        running=np.concatenate([part.running for part in parts], axis=1),
        monthly={line: mean_by_month(line) for line in catalogue.lines()},
        asked=asked,
    )


class Counting:
    """A run's draws counted as they are made, beside those that are kept."""

    def __init__(self, kept: Result) -> None:
        self.kept, self.count = kept, kept.draws.count
        rows = numbers(kept.outcomes, kept.ledger, kept.running)
        self.tallies = {name: Tally(x, kept.draws.groups) for name, x in rows.items()}
        self.sums = {name: tally.add(tally.kept) for name, tally in self.tallies.items()}
        self.monthly = {line: self.count * kr for line, kr in kept.monthly.items()}

    def upto(self, count: int, evaluate: Callable[[tuple[int, int]], outcomes.Evaluated]) -> None:
        """Count so many draws in all. ``evaluate``: what the ledger comes to in worlds from one to another."""

        def part(rows: tuple[int, int]) -> tuple[dict[str, Array], dict[str, Array]]:
            found, (start, stop) = evaluate(rows), rows
            ledger = {line: found.present_value[line] for line in self.kept.ledger}
            named = numbers(found.outcomes, ledger, found.running)
            sums = {name: self.tallies[name].add(x, start) for name, x in named.items()}
            return sums, {line: (stop - start) * kr for line, kr in found.monthly.items()}

        for sums, monthly in _each(part, _blocks(self.count, count)):  # in order: no sum hangs on which thread was first
            self.sums = {name: x + sums[name] for name, x in self.sums.items()}
            self.monthly = {line: kr + monthly[line] for line, kr in self.monthly.items()}
        self.count = count

    def sketch(self, name: str) -> Sketch:
        return self.tallies[name].sketch(self.sums[name])

    def result(self) -> Result:
        monthly = {line: kr / self.count for line, kr in self.monthly.items()}
        return replace(self.kept, monthly=monthly, counted={name: self.sketch(name) for name in self.tallies})


def numbers(outcomes: Mapping[str, Array], ledger: Mapping[str, Array], running: Array) -> dict[str, Array]:
    """All that is one number a draw: outcomes, lines, SLIPS and each month's running sum."""
    slips = np.isfinite(outcomes["payback_month"]) & (running[-1] < 0)
    sums = {running_sum(t): x for t, x in enumerate(running, start=1)}
    return {**outcomes, **ledger, SLIPS: slips.astype(np.float64), **sums}


def running_sum(month: int) -> str:
    return f"running sum {month}"


def _precision(npv: Summary) -> float:
    """The largest standard error of mean, p5 and p95 as a share of the distance from p5 to p95; NaN where not known."""
    low, high = npv.quantile(0.05), npv.quantile(0.95)
    largest = float(np.max([npv.mean().se, low.se, high.se]))
    if largest == 0:
        return 0.0
    return largest / (high.value - low.value) if high.value > low.value else math.nan


def evaluate(scenario: Scenario, draws: Draws, view: str, of: int | None = None) -> outcomes.Evaluated:
    """The ledger and its outcomes in given worlds, which may be some ``of`` many."""
    how = (scenario.horizon_months, catalogue.kinds(), view)
    if _code_pays(scenario, of or draws.count):
        return fused.evaluate(given(scenario, draws), draws.count, *how)
    return outcomes.evaluate(world(scenario, draws), *how).spread_over(draws.count)


def net_present_value(scenario: Scenario, draws: Draws, view: str, of: int | None = None) -> Array:
    """The net present value alone in given worlds ``(draws,)``, for replays that ask for nothing else."""
    how = (scenario.horizon_months, catalogue.kinds(), view)
    if _code_pays(scenario, of or draws.count):
        return fused.net_present_value(given(scenario, draws), draws.count, *how)
    return np.broadcast_to(outcomes.net_present_value(world(scenario, draws), *how), (draws.count,))


def _code_pays(scenario: Scenario, count: int) -> bool:
    """Whether machine code is used: a matter of size alone, so that the same run always gives the same bytes."""
    return count * scenario.horizon_months >= CODE_PAYS_FROM and machine.is_there()


def world(scenario: Scenario, draws: Draws) -> model.Names:
    """The model's world out of a scenario's draws."""
    return model.world(*given(scenario, draws))


def given(scenario: Scenario, draws: Draws) -> fused.Given:
    """What the world is made of: firm, work, events and the draw for the early end."""
    values = draws.values
    work = [
        {id: values[f"{package.name}.{id}"] if id in package.values else None for id in catalogue.section("work")}
        for package in scenario.work
    ]
    events = [
        {"side": event.side, "draw": draw, **{id: values[f"{event.name}.{id}"] for id in event.values}}
        for event, draw in zip(scenario.events, draws.events, strict=True)
    ]
    firm = {id: values[id] for id in scenario.values} | {"cost_basis": scenario.cost_basis}
    return firm, work, events, draws.exit


def _blocks(start: int, stop: int) -> list[tuple[int, int]]:
    """From where to where each block of worlds goes; all but the first begin at a multiple of BLOCK."""
    ends = [*range((start // BLOCK + 1) * BLOCK, stop, BLOCK), stop]
    return list(zip([start, *ends], ends, strict=False)) if start < stop else []


def _each(what: Callable[[S], T], things: Sequence[S]) -> Iterator[T]:
    """Something of every block or other thing, in order, on all cores: NumPy and machine code let other threads work."""
    if len(things) < 2:
        yield from map(what, things)
        return
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        yield from pool.map(what, things)


def chance_of_loss(result: Result) -> summary.Estimate:
    """Chance that the net present value is below zero."""
    return result.samples["npv"].below(0)


def chance_of_slipping(result: Result) -> summary.Estimate:
    """Chance that the running sum is back at zero once, but below it at the end."""
    return result.samples[SLIPS].meeting(1, "higher")


def chance_of_payback(result: Result) -> summary.Estimate:
    """Chance that the running sum is back at zero within the horizon (or never below it)."""
    return result.samples["payback_month"].meeting(result.scenario.horizon_months, "lower")
