"""Measures `roi batch` on ten thousand scenarios: how many an hour, how that grows with processes, and what one costs.

python -m benchmarks.batch --to docs/batch.md        some minutes; --short takes seconds and proves only that it runs

The scenarios are the ready-made cases with every distribution of theirs moved a little, so that no two are alike and each
tabulates its own. Reading, checking, the journal and the table are counted; every way is a program of its own.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import roi
from benchmarks.run import _prose, table, times
from roi import batch, sampling, simulate, tables
from roi.distributions import tabulate
from roi.fused import _made
from roi.journal import journal

ROOT = Path(__file__).parent.parent
GOLDEN = 0.6180339887498949  # its multiples fill the interval from 0 to 1 evenly
MOVED = 0.1  # a distribution is moved by at most this part of itself, up or down
MEGABYTE = 1024  # of the kilobytes in which Linux states memory
THREE = re.compile(r"\{ low = ([\d._]+), mode = ([\d._]+), high = ([\d._]+)")
NAME = re.compile(r'^name = "', re.MULTILINE)


class Size(NamedTuple):
    """How much is measured."""

    many: int  # scenarios of the large batch
    few: int  # of each way that is held against the others
    rounds: int
    shell: int  # scenarios run each by a command of its own
    stages: int  # scenarios of which every stage is measured
    draws: int


FULL = Size(10_000, 300, 3, 5, 60, 8_192)
SHORT = Size(12, 4, 1, 1, 3, 64)


class Spent(NamedTuple):
    """What a program took: seconds on the wall and of all cores together, and the largest memory of a process, MB."""

    wall: float
    cores: float
    memory: int


# --------------------------------------------------------------------------------------------------------- the scenarios


def variations(folder: Path, count: int) -> Iterator[tuple[Path, str]]:
    """So many scenarios: where each belongs in a folder, and its text."""
    cases = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "scenarios").glob("*.toml"))]
    for i in range(count):
        yield folder / f"{i // 1000:02}" / f"{i:05}.toml", varied(cases[i % len(cases)], i)


def varied(text: str, i: int) -> str:
    """A case with each of its distributions moved by a part of its own; a share that would leave its range stays."""
    turn = 0

    def moved(found: re.Match[str]) -> str:
        nonlocal turn
        turn += 1
        factor = 1 + MOVED * (2 * ((i * GOLDEN + turn * GOLDEN**2) % 1) - 1)
        ends = [float(each.replace("_", "")) for each in found.groups()]
        if ends[-1] <= 1 < ends[-1] * (1 + MOVED):
            factor = min(factor, 1.0)
        low, mode, high = (float(f"{end * factor:.6g}") for end in ends)
        return f"{{ low = {low}, mode = {mode}, high = {high}"

    return NAME.sub(f'name = "{i:05} ', THREE.sub(moved, text), count=1)


def written(folder: Path, count: int) -> Path:
    for path, text in variations(folder, count):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


# ------------------------------------------------------------------------------------------------------------ measuring


def spent(*command: str) -> Spent:
    """What a command of this Python took, with all that it started."""
    program = (
        "import json, resource, subprocess, sys, time; a = time.perf_counter();"
        "subprocess.run([sys.executable, *sys.argv[1:]], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL);"
        "u = resource.getrusage(resource.RUSAGE_CHILDREN);"
        "print(json.dumps([time.perf_counter() - a, u.ru_utime + u.ru_stime, u.ru_maxrss]))"
    )
    done = subprocess.run([sys.executable, "-c", program, *command], capture_output=True, text=True, check=True, cwd=ROOT)
    wall, cores, memory = json.loads(done.stdout)
    return Spent(wall, cores, memory // MEGABYTE)


def roi_batch(folder: Path, target: Path, draws: int, workers: int) -> Spent:
    how = ("--draws", str(draws), "--workers", str(workers), "--lang", "en")
    return spent("-m", "roi", "batch", str(folder), "--to", str(target), *how)


def loop(folder: Path, target: Path, draws: int) -> None:
    """What one would write who has the library and an evening."""
    with target.open("w", newline="", encoding="utf-8") as file:
        out = csv.DictWriter(file, batch.columns(), lineterminator="\n")
        out.writeheader()
        for path in sorted(folder.rglob("*.toml")):
            result = roi.run(roi.load(path), draws=draws)
            out.writerow({"file": path.name, **batch.figures(result)})


def ways(folder: Path, size: Size, cores: int) -> dict[str, list[Spent]]:
    """Each way over the same scenarios, in turn and several times over."""
    found: dict[str, list[Spent]] = {name: [] for name in ("loop", *map(str, range(1, cores + 1)))}
    target = folder.parent / "table.csv"
    for _ in range(size.rounds):
        for name, took in found.items():
            if name == "loop":
                took.append(spent("-m", "benchmarks.batch", "--loop", str(folder), str(target), str(size.draws)))
            else:
                took.append(roi_batch(folder, target, size.draws, int(name)))
    return found


def shell(folder: Path, size: Size) -> float:
    """Seconds on the wall a scenario when each is a command."""
    files = sorted(folder.rglob("*.toml"))[: size.shell]
    took = [spent("-m", "roi", "run", str(file), "--draws", str(size.draws), "--json", "-").wall for file in files]
    return statistics.median(took)


def stages(folder: Path, size: Size, draws: int) -> dict[str, float]:
    """Milliseconds of one core a scenario, stage by stage, in a process that has met all their shapes."""
    files = sorted(folder.rglob("*.toml"))[: size.stages]
    loaded = [roi.load(path) for path in files]
    for scenario in loaded:
        simulate.run(scenario, draws)
    taken = dict.fromkeys(("reading", "tables", "run", "figures", "driver", "journal"), 0.0)

    def measured(stage: str, what: Callable[[], Any]) -> Any:
        start = time.process_time()
        found = what()
        taken[stage] += (time.process_time() - start) * 1000 / len(files)
        return found

    with journal(folder.parent / "stages.journal") as kept:
        for path in files:
            scenario = measured("reading", lambda path=path: roi.load(path))
            own = {value for key, value in scenario.keyed().items() if scenario.origins[key].kind == "file"}
            tabulate.cache_clear()
            for value in set(scenario.keyed().values()) - own:  # the defaults are met in every file
                tabulate(value)
            measured("tables", lambda own=own: [tabulate(value) for value in own])
            result = measured("run", lambda scenario=scenario: simulate.run(scenario, draws))
            row = measured("figures", lambda result=result: batch.figures(result))
            measured("driver", lambda result=result: tables.first_driver(result))
            measured("journal", lambda key=str(path), row=row: kept.add(key, json.dumps(list(row.values()))))
    taken["figures"] -= taken["driver"]  # which is one of them
    return taken


def first_of_a_shape(draws: int) -> float:
    """Milliseconds of one core for tracing the equations and making their code, a case's structure."""
    took = []
    for path in sorted((ROOT / "scenarios").glob("*.toml"))[:5]:
        scenario = roi.load(path)
        simulate.run(scenario, draws)
        clock = []
        for forget in (True, False):
            if forget:
                _made.cache_clear()
            start = time.process_time()
            simulate.run(scenario, draws)
            clock.append(time.process_time() - start)
        took.append((clock[0] - clock[1]) * 1000)
    return statistics.median(took)


def a_new_name(draws: int) -> float:
    """Milliseconds of one core for a package or an incident whose name no scenario before had: its own order of points."""
    text = (ROOT / "scenarios" / "it_operations_midsize.toml").read_text(encoding="utf-8")
    took = []
    for i in range(5):
        scenario = roi.loads(NAME.sub(f'name = "{i} ', text))
        clock = []
        for _ in range(2):
            start = time.process_time()
            sampling.dice(scenario, draws, simulate.SEED)
            clock.append(time.process_time() - start)
        took.append((clock[0] - clock[1]) * 1000 / len((*scenario.work, *scenario.events)))
    return statistics.median(took)


# ------------------------------------------------------------------------------------------------------------- the page


def page(size: Size) -> str:
    cores = os.cpu_count() or 1
    before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as place:
        few, many = written(Path(place) / "few", size.few), written(Path(place) / "many", size.many)
        each = shell(few, size)
        found = ways(few, size, cores)
        large = roi_batch(many, Path(place) / "many.csv", size.draws, cores)
        rows = len(batch.read(Path(place) / "many.csv"))
        if rows != size.many:
            raise AssertionError(f"{rows} rows of {size.many} scenarios")
        taken = stages(few, size, size.draws), stages(few, size, simulate.DRAWS)
        once = first_of_a_shape(size.draws), a_new_name(size.draws)
    load = before, os.getloadavg()[0]
    lines = [*_head(size, cores, load), *_large(size, large, cores), *_ways(size, found, each), *_stages(size, taken, *once)]
    return "\n".join(lines).rstrip() + "\n"


def _head(size: Size, cores: int, load: tuple[float, float]) -> list[str]:
    machine = f"{cores} cores, {platform.machine()}, Python {platform.python_version()}"
    return [
        "# Many scenarios",
        "",
        *_prose(
            "Written by `make bench-batch`. The scenarios are the ready-made cases with every distribution of theirs moved "
            f"by up to {MOVED:.0%}, so that no two are alike; {size.draws:,} draws each. Every way is a program of its own, "
            "start included, and reads, checks, runs and writes the same."
        ),
        *_prose(
            f"The machine ({machine}) was shared: {load[0]:.1f} programs wanted its {cores} cores when this began and "
            f"{load[1]:.1f} when it ended, our own among them. Trust the ratios, and the seconds of cores more than those "
            "of the wall."
        ),
    ]


def _large(size: Size, large: Spent, cores: int) -> list[str]:
    return [
        f"## {size.many:,} scenarios",
        "",
        *_prose(
            f"`roi batch` with {cores} processes took {large.wall / 60:,.1f} minutes, {size.many / large.wall:,.0f} "
            f"scenarios a second: {large.cores / size.many * 1000:,.0f} ms of one core each. No process had more than "
            f"{large.memory:,} MB."
        ),
    ]


def _ways(size: Size, found: dict[str, list[Spent]], each: float) -> list[str]:
    rows = [["", "scenarios a second", "cores it got meanwhile", "ms of cores a scenario"]]
    rows.append(["`roi run` for each in a shell", times(1 / each), "", ""])
    names = {"loop": "a loop over `roi.load` and `roi.run`"}
    for name, took in found.items():
        wall, cores = (statistics.median(seconds) for seconds in zip(*((x.wall, x.cores) for x in took), strict=True))
        ms = f"{cores / size.few * 1000:,.0f}"
        rows.append([names.get(name, f"`roi batch --workers {name}`"), times(size.few / wall), f"{cores / wall:.2f}", ms])
    return [
        "## How it grows",
        "",
        *_prose(
            f"{size.few:,} scenarios, the ways in turn, {size.rounds} times over, the middle of them; start-up and the "
            "first of each shape, which each process makes for itself, are in it. On a machine that is shared the first "
            "column hangs on the second; the last does not."
        ),
        *table(*rows),
    ]


def _stages(size: Size, taken: tuple[dict[str, float], dict[str, float]], shape: float, name: float) -> list[str]:
    said = {
        "reading": "reading and checking the file",
        "tables": "quantile tables of the distributions that are its own",
        "run": "draws, ledger, outcomes",
        "figures": "means, quantiles, chances and their errors",
        "driver": "what it hangs on most",
        "journal": "its line in the journal",
    }
    rows = [["ms of one core", f"{size.draws:,} draws", f"{simulate.DRAWS:,} draws"]]
    rows += [[words, *(f"{column[stage]:.1f}" for column in taken)] for stage, words in said.items()]
    rows.append(["together", *(f"{sum(column.values()):.1f}" for column in taken)])
    return [
        "## What a scenario costs",
        "",
        *table(*rows),
        *_prose(
            "Once in each process: importing, and for every shape (which inputs are drawn, how many packages and incidents) "
            f"tracing the equations and making their machine code, {shape:,.0f} ms. Distributions that other files have "
            "too, defaults above all, are tabulated once. A package or an incident whose name no file before had takes "
            f"{name:.0f} ms more."
        ),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="tiny sizes: proves that it runs")
    parser.add_argument("--to", type=Path, help="the page to write; standard output if left out")
    parser.add_argument("--loop", nargs=3, metavar=("FOLDER", "TABLE", "DRAWS"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.loop:
        loop(Path(given.loop[0]), Path(given.loop[1]), int(given.loop[2]))
        return 0
    text = page(SHORT if given.short else FULL)
    if given.to:
        given.to.write_text(text, encoding="utf-8")
    else:
        print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
