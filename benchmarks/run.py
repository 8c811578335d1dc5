"""Measures this tool beside others on the same scenario and the same equations, and writes the page that says how it went.

python -m benchmarks.run --to docs/benchmarks.md        about ten minutes; --short takes seconds and proves only that it runs

Everything is measured in one run, the peers in turn and several times over, so that what else the machine does falls on all.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

import roi
from benchmarks.peers import PEERS, Peer
from roi import catalogue, fused, sampling, simulate
from roi.drivers import drivers
from roi.scenario import Scenario
from roi.sketch import Tally
from roi.summary import Summary

ROOT = Path(__file__).parent.parent
CASE = ROOT / "scenarios" / "it_operations_midsize.toml"
HORIZONS = (36, 60)
ROUNDS = 3
SEED = 7
WITHIN = 4.5  # standard errors that a peer's mean may differ from ours: chance alone goes beyond that once in 150,000
MEAN_TO, TAILS_TO = 0.001, 0.01  # of the spread from p5 to p95: how small a standard error is asked for
FEWEST = 8  # draws of a peer; Squiggle asks for more than five
WARM = 64  # draws
STEP = 0.01  # in probability, over which the density at a quantile is measured
MEGABYTE = 1024  # of the kilobytes in which Linux states memory
OURS = PEERS[0]
TRIED = [2**power for power in range(8, 24)]  # draws
COLUMNS = 125


class Size(NamedTuple):
    """How much is measured."""

    rounds: int
    part: float  # of each peer's draws
    memory: tuple[tuple[str, int], ...]
    profile: int
    timed: int


FULL = Size(
    ROUNDS,
    1.0,
    (
        *((OURS.name, draws) for draws in (100_000, 1_000_000, 10_000_000)),
        *(("NumPy matrix, competent", draws) for draws in (100_000, 1_000_000)),
        *(("NumPy matrix, naive", draws) for draws in (5_000, 20_000)),
    ),
    2**18,
    7,
)
SHORT = Size(1, 0.002, ((OURS.name, 20_000),), 2**15, 1)


def case(months: int) -> Scenario:
    return roi.change(roi.load(CASE), {"horizon_months": months})


def seconds(what: Callable[[], Any]) -> float:
    start = time.perf_counter()
    what()
    return time.perf_counter() - start


def draws_of(peer: Peer, size: Size) -> int:
    return max(int(peer.draws * size.part), FEWEST)


def there() -> list[Peer]:
    return [peer for peer in PEERS if peer.is_there]


# ------------------------------------------------------------------------------------------------------------ measuring


def check(scenario: Scenario, size: Size) -> None:
    """Every peer computes what we compute: means of the net present value and of every line."""
    truth = OURS.run(scenario, max(draws_of(OURS, size), 2**15), SEED, True)
    result = roi.run(scenario, draws=2**15, seed=SEED)
    for peer in there():
        count = draws_of(peer, size)
        found = peer.run(scenario, count, SEED + 1, True)
        pairs = {line: (found.lines[line], truth.lines[line], result.ledger[line]) for line in truth.lines}
        pairs["npv"] = (found.mean, truth.mean, result.outcomes["npv"])
        for name, (a, b, draws) in pairs.items():
            error = float(np.std(draws)) * (1 / count + 1 / 2**15) ** 0.5
            if abs(a - b) > WITHIN * error + 1e-9 * abs(b):
                raise AssertionError(f"{peer.name}: {name} is {a:,.0f} and not {b:,.0f} ± {error:,.0f}")


def throughput(scenario: Scenario, size: Size) -> dict[str, list[float]]:
    """Seconds a draw, round by round."""
    for peer in there():
        peer.run(
            scenario, min(WARM, draws_of(peer, size)), SEED, True
        )  # what is imported, compiled or tabulated once is not counted, for any of them
    OURS.run(scenario, simulate.KEPT + simulate.BLOCK, SEED, True)
    found: dict[str, list[float]] = {peer.name: [] for peer in there()}
    for turn in range(size.rounds):
        for peer in there():
            count = draws_of(peer, size)
            found[peer.name].append(seconds(lambda p=peer, n=count, t=turn: p.run(scenario, n, SEED + t, True)) / count)
    return found


def ratio(found: dict[str, list[float]], name: str) -> float:
    """How many times our seconds a draw; the middle of the rounds."""
    return statistics.median(theirs / mine for theirs, mine in zip(found[name], found[OURS.name], strict=True))


class Precision(NamedTuple):
    """What it takes to know something so well: our draws and seconds; how many independent draws, and the peers' seconds."""

    draws: int
    ours: float
    independent: int
    theirs: dict[str, float]


def precision(scenario: Scenario, size: Size) -> tuple[Precision, Precision]:
    """To know the mean, and to know both tails."""
    many = roi.run(scenario, draws=draws_of(OURS, size), seed=SEED).samples["npv"]
    spread = many.at(0.95) - many.at(0.05)
    sd = float(np.std(roi.run(scenario, draws=2**15, seed=SEED).outcomes["npv"]))

    def independent(share: float) -> float:
        density = 2 * STEP / (many.at(share + STEP) - many.at(share - STEP))
        return share * (1 - share) / (density * TAILS_TO * spread) ** 2

    def known(is_known: Callable[[Summary], bool], needed: float) -> Precision:
        draws = next(n for n in TRIED if is_known(roi.run(scenario, draws=n, seed=SEED).samples["npv"]))
        ours: list[float] = []
        theirs: dict[str, list[float]] = {peer.name: [] for peer in there() if peer.is_independent}
        for _ in range(size.timed):
            ours.append(seconds(lambda: OURS.run(scenario, draws, SEED, False)))
            for peer in there():
                if peer.is_independent:  # at most as many as it can in some seconds, and the rest in proportion
                    count = min(round(needed), draws_of(peer, size))
                    took = seconds(lambda p=peer, n=count: p.run(scenario, n, SEED, False))
                    theirs[peer.name].append(took * needed / count)
        middle = {name: statistics.median(took) for name, took in theirs.items()}
        return Precision(draws, statistics.median(ours), round(needed), middle)

    mean = known(lambda npv: npv.mean().se <= MEAN_TO * spread, (sd / (MEAN_TO * spread)) ** 2)
    worst = max(map(independent, (0.05, 0.95)))
    return mean, known(lambda npv: all(npv.quantile(p).se <= TAILS_TO * spread for p in (0.05, 0.95)), worst)


def memory(size: Size) -> list[tuple[str, int, float, int]]:
    """Peer, draws, seconds and peak megabytes, each in a process of its own."""
    found = []
    for name, draws in size.memory:
        command = [sys.executable, "-m", "benchmarks.run", "--child", name, str(draws)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
        found.append((name, draws, *json.loads(done.stdout)))
    return found


def child(name: str, draws: int) -> None:
    peer = next(peer for peer in PEERS if peer.name == name)
    taken = seconds(lambda: peer.run(case(HORIZONS[-1]), draws, SEED, True))
    print(json.dumps([taken, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MEGABYTE]))


def profile(scenario: Scenario, size: Size) -> dict[str, float]:
    """Nanoseconds of one thread a draw, stage by stage; ``memory``: to write and read once what a draw consists of."""
    dice = sampling.dice(scenario, simulate.KEPT + size.profile, SEED)
    kept = roi.run(scenario, draws=2**15, seed=SEED)
    tallies = {name: Tally(x, 16) for name, x in simulate.numbers(kept.outcomes, kept.ledger, kept.running).items()}
    spent = dict.fromkeys(("positions", "values", "ledger", "counting", "memory"), 0.0)
    for start in range(simulate.KEPT, simulate.KEPT + size.profile, simulate.BLOCK):
        stop = start + simulate.BLOCK
        clock = [time.process_time()]
        where = [dice.position(name, start, stop) for name in sampling.Positions(dice, start, stop)]
        clock.append(time.process_time())
        worlds = dice.draws(start, stop)
        clock.append(time.process_time())
        done = simulate.evaluate(scenario, worlds, scenario.view, of=simulate.KEPT + size.profile)
        clock.append(time.process_time())
        numbers = simulate.numbers(done.outcomes, {line: done.present_value[line] for line in kept.ledger}, done.running)
        for name, x in numbers.items():
            tallies[name].add(x)
        clock.append(time.process_time())
        for x in [*where, *(x for x in worlds.values.values() if not isinstance(x, float)), *numbers.values()]:
            np.add(x, 1.0, out=np.empty_like(x))
        clock.append(time.process_time())
        positions, drawing, ledger, counting, moving = np.diff(clock)
        for stage, took in zip(spent, (positions, max(drawing - positions, 0.0), ledger, counting, moving), strict=True):
            spent[stage] += took / size.profile * 1e9
    return spent


def usual(size: Size) -> float:
    """Seconds of the usual run when everything is warm: draws, ledger, summary and drivers."""
    scenario = case(HORIZONS[0])

    def whole() -> None:
        result = roi.run(scenario, seed=SEED)
        _ = result.headline, drivers(result)

    whole()
    return statistics.median(seconds(whole) for _ in range(size.timed))


def cold(size: Size) -> float:
    """Seconds of the same from the shell: Python started, the file read, the answer printed."""
    command = [sys.executable, "-m", "roi", "run", str(CASE)]

    def whole() -> None:
        subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)

    whole()
    return statistics.median(seconds(whole) for _ in range(size.timed))


# ------------------------------------------------------------------------------------------------------------- the page


def page(size: Size) -> str:
    """The whole page, measured."""
    held = memory(size)  # first: a child's peak begins at what its parent holds
    scenarios = {months: case(months) for months in HORIZONS}
    check(scenarios[HORIZONS[-1]], size)
    found = {months: throughput(scenario, size) for months, scenario in scenarios.items()}
    mean, tails = precision(scenarios[HORIZONS[0]], size)
    return "\n".join(
        [
            *_head(),
            *_throughput(found, size),
            *_precision(mean, tails),
            *_memory(held),
            *_profile(profile(scenarios[HORIZONS[-1]], size), found[HORIZONS[-1]][OURS.name]),
            *_usual(usual(size), cold(size)),
        ]
    )


def table(*rows: Sequence[str]) -> list[str]:
    head, *body = rows
    return [_cells(head), _cells(["---", *["---:"] * (len(head) - 1)]), *map(_cells, body), ""]


def _cells(row: Sequence[str]) -> str:
    return f"| {' | '.join(row)} |"


def times(x: float) -> str:
    return f"{x:,.0f}" if x >= 10 else f"{x:.1f}"


def _prose(words: str) -> list[str]:
    return [*textwrap.wrap(words, COLUMNS, break_long_words=False, break_on_hyphens=False), ""]


def _head() -> list[str]:
    scenario = case(HORIZONS[-1])
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, NumPy {np.__version__}"
    return [
        "# How fast",
        "",
        *_prose(
            "Written by `make bench`, which measures everything anew in one run. Trust the ratios: the seconds belong to "
            f"the machine at hand ({machine}), shared with whatever else it did."
        ),
        *_prose(
            f"The scenario is `scenarios/{CASE.name}`: {len(scenario.work)} packages, {len(scenario.events)} incidents, "
            f"{len(scenario.uncertain())} inputs that are drawn, {len(catalogue.lines())} lines of the ledger. Every peer "
            "draws the inputs in its own manner and runs *our* equations on them, so all compute the same; that their means "
            "agree with ours, line by line, is checked before anything is timed. Asked of each: the mean of the net present "
            "value, three quantiles of it and of every line, and five quantiles of the running sum of every month."
        ),
        "- **NumPy matrix, naive**: every quantity a matrix of draws × months, SciPy's quantile functions, `np.percentile`.",
        "- **NumPy matrix, competent**: the same a few thousand draws at a time, with our quantile tables, sorted once.",
        "- **squigglepy, OpenTURNS**: they draw; then the ledger month by month in arrays, a block at a time.",
        "- **monaco**: a function call for each draw, as it is made for.",
        "- **Squiggle**: the equations as a Squiggle program, in node.",
        "",
        *_prose("We use all cores, the others one, as they do by themselves."),
    ]


def _throughput(found: dict[int, dict[str, list[float]]], size: Size) -> list[str]:
    rows = [["", "draws measured", *(f"time a draw, {months} months" for months in HORIZONS)]]
    for peer in PEERS:
        if peer.is_there:
            compared = [f"{times(ratio(found[months], peer.name))} × ours" for months in HORIZONS]
            rows.append([peer.name, f"{draws_of(peer, size):,}", *(compared if peer is not OURS else ["1"] * len(HORIZONS))])
        else:
            rows.append([peer.name, "not measured here", *[""] * len(HORIZONS)])
    ours = " and ".join(
        f"{statistics.median(found[months][OURS.name]) * 1e6:.2f} µs ({months} months)" for months in HORIZONS
    )
    return ["## Many draws", "", *table(*rows), *_prose(f"Our time a draw was {ours}.")]


def _precision(mean: Precision, tails: Precision) -> list[str]:
    rows = [["", "mean to 0.1 %", "p5 and p95 to 1 %"], [OURS.name, "1", "1"]]
    rows += [[name, *(f"{times(each.theirs[name] / each.ours)} × ours" for each in (mean, tails))] for name in mean.theirs]
    return [
        "## The same precision",
        "",
        *_prose(
            "Time until the standard error of the net present value's mean, or of its 5th and 95th percentile, is that part "
            f"of the distance between the two ({HORIZONS[0]} months; nothing else is asked). Independent draws need "
            f"{mean.independent:,} for the mean and {tails.independent:,} for the tails, our scrambled Sobol points "
            f"{mean.draws:,} and {tails.draws:,}."
        ),
        *table(*rows),
    ]


def _memory(found: list[tuple[str, int, float, int]]) -> list[str]:
    rows = [["", "draws", "seconds, start included", "peak memory, MB"]]
    rows += [[name, f"{draws:,}", f"{taken:.1f}", f"{peak:,}"] for name, draws, taken, peak in found]
    return [
        "## Memory",
        "",
        *_prose(
            f"{HORIZONS[-1]} months, each in a process of its own. Of more than {simulate.KEPT:,} draws the first so many "
            "are kept and all are counted in bins, by group; the quantiles' errors hold what is lost by that "
            "(`roi/sketch.py`)."
        ),
        *table(*rows),
    ]


def _profile(spent: dict[str, float], ours: list[float]) -> list[str]:
    stages = {stage: ns for stage, ns in spent.items() if stage != "memory"}
    total, drawing = sum(stages.values()), stages["positions"] + stages["values"]
    share = {stage: f"{ns / total:.0%}" for stage, ns in spent.items()}
    return [
        "## Where the time goes",
        "",
        *_prose(
            f"Of the {total:,.0f} ns of one thread that a draw of {HORIZONS[-1]} months takes, {share['positions']} go into "
            f"the Sobol points, {share['values']} into the inputs' values there, {share['ledger']} into the ledger and its "
            f"outcomes, {share['counting']} into counting what each draw came to. On {os.cpu_count()} cores a draw took "
            f"{statistics.median(ours) * 1e9:,.0f} ns."
        ),
        *_prose(
            f"How far from the floor: whoever draws the same inputs needs points and values, and the whole takes "
            f"{total / drawing:.1f} times as long as these; to read and write every number of a draw once would take "
            f"{share['memory']} of it. What lies between is arithmetic: {operations()} operations a month, eight draws at a "
            "time, among them the powers of drawn rates, which cost as much as thirty others each."
        ),
    ]


def operations() -> int:
    """Operations of the ledger in a month of a draw."""
    scenario = case(HORIZONS[-1])
    given = simulate.given(scenario, sampling.draw(scenario, 16, SEED))
    return len(fused.ledger(given, catalogue.kinds(), scenario.view).program.order.always)


def _usual(warm: float, from_shell: float) -> list[str]:
    return [
        "## The usual run",
        "",
        *_prose(
            f"{simulate.DRAWS:,} draws over {HORIZONS[0]} months, with summary and drivers, took {warm * 1000:,.0f} ms "
            f"once everything was warm. `roi run` from the shell took {from_shell:.1f} s, Python's own start included."
        ),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="tiny sizes: proves that it runs")
    parser.add_argument("--to", type=Path, help="the page to write; standard output if left out")
    parser.add_argument("--child", nargs=2, metavar=("PEER", "DRAWS"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        child(given.child[0], int(given.child[1]))
        return 0
    text = page(SHORT if given.short else FULL)
    if given.to:
        given.to.write_text(text, encoding="utf-8")
    else:
        print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
