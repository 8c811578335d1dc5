"""How accurate the answers are, and whether their errors say so: writes docs/accuracy.md. About five minutes.

    python benchmarks/accuracy.py

Every number is a matter of fixed seeds: the page is the same each time, but for the last digit on another machine.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri

import roi
from roi import sampling, simulate
from roi.distributions import tabulate
from roi.sampling import GROUPS, Draws
from roi.scenario import Scenario
from roi.summary import Estimate, Sample

Array = npt.NDArray[np.float64]

ROOT = Path(__file__).resolve().parent.parent
CASES = ("article_100_employees", "it_operations_midsize", "bank_back_office_offshore", "small_firm_bookkeeping")
SEEDS = 400  # runs of each kind: a share covered of 95 % is then known to 1.1 points (one standard error)
RUN = 2**13  # draws in each of them
COUNTS = (2**10, 2**13, 2**15)
TRUTH = 2**20  # draws that stand for the truth of a scenario
TRUTH_SEED = 987_654_321
Z5 = 1.6448536269514722
ESTIMATES: Mapping[str, Callable[[Sample], Estimate]] = {
    "mean": lambda sample: sample.mean(),
    "p5": lambda sample: sample.quantile(0.05),
    "p50": lambda sample: sample.quantile(0.50),
    "p95": lambda sample: sample.quantile(0.95),
    "chance of loss": lambda sample: sample.below(0.0),
    "expected shortfall": lambda sample: sample.expected_shortfall(),
}


def independent(scenario: Scenario, count: int, seed: int) -> Draws:
    """The same worlds from a pseudo-random generator, each draw on its own."""
    rng = np.random.default_rng(seed)
    keyed = scenario.keyed()
    drawn = {key: tabulate(value)(rng.random(count) + 2.0**-54) for key, value in keyed.items() if not value.is_fixed}
    fixed = {key: float(value.median) for key, value in keyed.items() if value.is_fixed}
    values = {key: drawn.get(key, fixed.get(key)) for key in keyed}
    return Draws(
        count, seed, values, rng.exponential(size=count), tuple(rng.exponential(size=count) for _ in scenario.events)
    )


def net_present_values(scenario: Scenario, worlds: Draws) -> Array:
    """In blocks, as a run has them."""
    parts = [worlds.rows(at, min(at + simulate.BLOCK, worlds.count)) for at in range(0, worlds.count, simulate.BLOCK)]
    view = scenario.view
    return np.concatenate([simulate.net_present_value(scenario, part, view, worlds.count) for part in parts])


def run(scenario: Scenario, count: int, seed: int, draw: Callable[[Scenario, int, int], Draws] = sampling.draw) -> Sample:
    return Sample(net_present_values(scenario, draw(scenario, count, seed)), GROUPS)


NAMES = ("core_value", sampling.EXIT, "salary_m", "A.fee_m", "A.hours_m", "B.fee_m")


def lognormal(count: int, seed: int) -> Sample:
    """exp(z) - 1/2, z standard normal: the sum of six coordinates, of the firm, of a package and of another."""
    coordinates = zip(*sampling.coordinates(seed, NAMES, count), strict=True)
    z = sum(ndtri(sampling.dealt(*each, 0, count)) for each in coordinates) / math.sqrt(len(NAMES))
    return Sample(np.exp(z) - 0.5, GROUPS)


LOGNORMAL = (
    math.exp(0.5) - 0.5,
    math.exp(-Z5) - 0.5,
    0.5,
    math.exp(Z5) - 0.5,
    float(ndtr(math.log(0.5))),
    math.exp(0.5) * float(ndtr(-Z5 - 1)) / 0.05 - 0.5,
)


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    lines = [header, ["---"] * len(header), *rows]
    return ["| " + " | ".join(line) + " |" for line in lines]


def coverage() -> list[str]:
    """How often value ± 1.96 se holds the truth."""
    truths = {"lognormal, known answers": dict(zip(ESTIMATES, (Estimate(x, 0.0) for x in LOGNORMAL), strict=True))}
    samples: dict[str, Callable[[int], Sample]] = {"lognormal, known answers": lambda seed: lognormal(RUN, seed)}
    for name in CASES:
        scenario = roi.load(ROOT / "scenarios" / f"{name}.toml")
        longest = run(scenario, TRUTH, TRUTH_SEED)
        truths[name] = {asked: estimate(longest) for asked, estimate in ESTIMATES.items()}
        samples[name] = lambda seed, scenario=scenario: run(scenario, RUN, seed)
    rows = []
    for name, sample in samples.items():
        found = [sample(seed) for seed in range(SEEDS)]
        cells = []
        for asked, estimate in ESTIMATES.items():
            truth = truths[name][asked]
            hits = [abs(e.value - truth.value) <= 1.96 * math.hypot(e.se, truth.se) for e in map(estimate, found)]
            cells.append(f"{100 * np.mean(hits):.1f}%")
        rows.append([name, *cells])
    return table(["95% intervals that hold the truth", *ESTIMATES], rows)


def gains() -> list[str]:
    """How many times smaller the true error (the sd over the seeds) is than with independent draws."""
    asked = ("mean", "p5", "p50", "p95")
    rows = []
    for count in COUNTS:
        seeds = range(SEEDS // 4)
        for name in CASES:
            scenario = roi.load(ROOT / "scenarios" / f"{name}.toml")
            errors = []
            for draw in (independent, sampling.draw):
                found = [run(scenario, count, seed, draw) for seed in seeds]
                errors.append([np.std([ESTIMATES[each](sample).value for sample in found], ddof=1) for each in asked])
            rows.append([f"{count:,}", name, *(f"{alone / ours:.1f}" for alone, ours in zip(*errors, strict=True))])
    return table(["draws", "case", *asked], rows)


def differences() -> list[str]:
    """The true error of a paired difference against that of the same difference with each scenario's draws on their own."""
    rows = []
    for name in CASES:
        scenario = roi.load(ROOT / "scenarios" / f"{name}.toml")
        fee = next(id for id in ("fee_m", "fee_hour") if id in scenario.work[0].values)
        package = scenario.work[0].values[fee]
        changed = {"plan.rework_start": 0.10, f"work[1].{fee}": 1.05 * float(package.median)}
        other = roi.change(scenario, changed)
        cells = []
        for pick in (ESTIMATES["mean"], ESTIMATES["p50"]):
            shared, alone = [], []
            for seed in range(SEEDS // 4):
                a, b, c = run(scenario, RUN, seed), run(other, RUN, seed), run(other, RUN, seed + 10**6)
                shared.append(pick(b).value - pick(a).value)
                alone.append(pick(c).value - pick(a).value)
            cells.append(f"{np.std(alone, ddof=1) / np.std(shared, ddof=1):.1f}")
        a, b = (net_present_values(each, independent(each, RUN, seed)) for seed, each in ((1, scenario), (2, other)))
        paired = run(other, RUN, 1).x - run(scenario, RUN, 1).x
        pairwise = Sample(paired, GROUPS).mean().se
        cells.append(f"{math.hypot(a.std(), b.std()) / math.sqrt(RUN) / pairwise:.0f}")
        rows.append([name, *cells])
    header = ["case", "mean, of our own draws", "median, of our own draws", "mean, of independent draws"]
    return table(header, rows)


def page() -> str:
    lines = [
        "# How accurate the answers are",
        "",
        "Made by `python benchmarks/accuracy.py`. How the draws are made, and how their error is read off them, stands in",
        "[the model](model.md#uncertainty-and-its-error).",
        "",
        "## The errors are honest",
        "",
        f"{SEEDS} runs of {RUN:,} draws, each with a seed of its own. The truth of a case is a run of {TRUTH:,} draws with",
        "another seed. If the intervals are right, a share is between 92.8% and 97.2% in 95 of 100 cells.",
        "",
        *coverage(),
        "",
        "100% stands where nearly every draw loses: the error is then that of a chance not seen once, a little too wide.",
        "",
        "## The errors are small",
        "",
        "How many times smaller the error is than with as many independent draws (the sd of the figure over",
        f"{SEEDS // 4} seeds, each of the two known to 7%):",
        "",
        *gains(),
        "",
        "The square of such a number is how many times more independent draws the same accuracy would take.",
        "",
        "## Differences are smaller still",
        "",
        f"The plan with a fee 5% dearer and fixed rework, less the plan, {RUN:,} draws: how many times smaller the error of",
        "the difference is when both scenarios share their worlds than when each has its own:",
        "",
        *differences(),
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    (ROOT / "docs" / "accuracy.md").write_text(page(), encoding="utf-8")
