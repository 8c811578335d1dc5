"""Scenarios by the thousand: every file of a folder, each combination of a grid, one row a run.

A run knows its scenario's text, what is varied in it and the settings, and nothing of files, so that it can be worked out by
any process on any machine; what it comes to hangs on nothing else. So the rows are the same whoever works them out and in
whatever order, and what a journal kept of the same run is the same as running it.
"""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from roi import catalogue, crew, files, grid, machine, simulate, tables, tabular, text
from roi.grid import Varied
from roi.journal import Journal
from roi.portfolio import portfolio
from roi.reading import Problem
from roi.scenario import Mistake, Scenario, ScenarioError
from roi.simulate import DRAWS, SEED, Result
from roi.tabular import Row, columns, read
from roi.version import VERSION

__all__ = ["Answer", "OtherEngineError", "Row", "Settings", "Source"]
__all__ += ["answers", "below", "columns", "portfolio", "read", "sources"]

SCENARIO = ".toml"


class Settings(NamedTuple):
    """How every scenario is run. ``view``, ``months``: of all; the scenario's own where None."""

    draws: int = DRAWS
    seed: int = SEED
    view: str | None = None
    months: int | None = None


class Source(NamedTuple):
    """A scenario file: what the table calls it, the name it has where it gives none, its text or what is wrong."""

    file: str
    name: str
    text: str
    wrong: ScenarioError | None = None


class Answer(NamedTuple):
    """What a run came to. ``at``: its place in the table. ``wrong``: rows of the table of mistakes, in both languages."""

    at: int
    row: Row | None
    wrong: tuple[Row, ...] = ()


class OtherEngineError(Exception):
    """A worker has another version of something that the numbers rest on. ``theirs``, ``ours``: what they are."""

    def __init__(self, theirs: str) -> None:
        super().__init__(theirs)
        self.theirs, self.ours = theirs, engine()


# ------------------------------------------------------------------------------------------------------------- a folder


def below(folder: Path) -> list[str]:
    """The scenario files below a folder, by their way from it, sorted. Nothing hidden; no link to a folder is followed.

    A folder that cannot be read stands among them, with a stroke behind its name.
    """
    found: list[str] = []

    def unreadable(error: OSError) -> None:
        found.append(f"{Path(error.filename).relative_to(folder).as_posix()}/")

    for place, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [
            Path(place, name).relative_to(folder).as_posix()
            for name in names
            if name.lower().endswith(SCENARIO) and not name.startswith(".")
        ]
    return sorted(found)


def sources(folder: Path, names: Iterable[str]) -> Iterator[Source]:
    """The files of a folder, each read when its turn comes."""
    for name in names:
        path = folder / name
        called = (_writable(name), _writable(path.stem))
        try:
            if name.endswith("/"):
                raise ScenarioError([Mistake("", Problem("folder_unreadable", {}))])
            yield Source(*called, files.read_text(path))
        except ScenarioError as error:
            yield Source(*called, "", error)


def _writable(name: str) -> str:
    """A file's name as text: what is no character in it is written out."""
    return name.encode(errors="backslashreplace").decode()


# -------------------------------------------------------------------------------------------------------------- the runs


def answers(
    files: Iterable[Source],
    varied: Sequence[Varied] = (),
    settings: Settings | None = None,
    *,
    workers: int = 1,
    scheduler: str | None = None,
    kept: Journal | None = None,
) -> Iterator[Answer]:
    """What every run comes to, as they are done; ``Answer.at`` is the order: file by file, the last input varied fastest.

    ``workers``: processes of this machine; with 1 all is done here. ``scheduler``: the address of a Dask cluster that does
    it instead. ``kept``: what was found before, which is not worked out again, and where the rest is added.

    Raises OSError (a full disk behind the journal), ClusterError, OtherEngineError.
    """
    settings, known = settings or Settings(), kept.found if kept else {}
    waiting: dict[str, list[tuple[int, Source, Mapping[str, float]]]] = {}
    ready: deque[Answer] = deque()
    combinations = list(grid.combinations(varied))

    def jobs() -> Iterator[crew.Job]:
        runs = ((source, values) for source in files for values in combinations)
        for at, (source, values) in enumerate(runs):
            if source.wrong:
                ready.append(Answer(at, None, _mistakes(source.file, {}, source.wrong)))
                continue
            job = _job(source, values, settings)
            key = sha256(job.encode()).hexdigest()
            if key in known:
                ready.append(_answer(at, source, values, known[key]))
            elif key in waiting:
                waiting[key].append((at, source, values))
            else:
                waiting[key] = [(at, source, values)]
                yield key, job

    for key, found in _done(jobs(), workers, scheduler):
        if kept and found and not _is_passing(found):
            kept.add(key, found)
        for place in waiting.pop(key):
            yield _answer(*place, found)
        while ready:
            yield ready.popleft()
    yield from ready


def _done(jobs: Iterable[crew.Job], workers: int, scheduler: str | None) -> Iterator[crew.Done]:
    if scheduler:
        return crew.cluster(answered, jobs, scheduler)
    return crew.processes(answered, jobs, workers) if workers > 1 else crew.alone(answered, jobs)


@cache
def engine() -> str:
    """What the last digit of a number rests on: ours, NumPy's and SciPy's version, and whether there is machine code."""
    way = f"llvmlite {version('llvmlite')}" if machine.is_there() else "arrays"
    return f"roi {VERSION}, numpy {version('numpy')}, scipy {version('scipy')}, {way}"


def _job(source: Source, values: Mapping[str, float], settings: Settings) -> str:
    """A run as a line of text."""
    asked = {"engine": engine(), **settings._asdict(), "name": source.name, "text": source.text, "set": dict(values)}
    return json.dumps(asked)


def answered(job: str) -> str:
    """What a run comes to, as a line of text: ``row``, ``wrong``, ``failed`` or ``engine``, where ours is another."""
    asked = json.loads(job)
    if asked["engine"] != engine():
        return json.dumps({"engine": engine()})
    try:
        found = _row(asked)
    except ScenarioError as error:
        found = {"wrong": _mistakes("", {}, error)}
    except Exception as error:  # one scenario that nobody foresaw is not the end of the others
        found = {"failed": f"{type(error).__name__}: {error}"}
    return json.dumps(found)


def _row(asked: Mapping[str, Any]) -> Row:
    """The row of a run, or what is wrong with the values that it was held at. Raises ScenarioError for its file."""
    scenario = files.loads(asked["text"], name=asked["name"])
    try:
        scenario = grid.held(scenario, asked["set"])
    except ScenarioError as error:
        return {"wrong": _mistakes("", asked["set"], error)}
    result = ran(scenario, Settings(asked["draws"], asked["seed"], asked["view"], asked["months"]))
    return {"row": list(figures(result).values())}


def ran(scenario: Scenario, settings: Settings) -> Result:
    """A scenario run as all are."""
    months = settings.months or scenario.horizon_months
    return simulate.run(replace(scenario, horizon_months=months), settings.draws, settings.seed, settings.view)


def figures(result: Result) -> Row:
    """The row of a result, without its file and what was varied."""
    scenario, npv = result.scenario, result.samples["npv"]
    found: Row = {"scenario": scenario.name, "hash": result.scenario_hash, "assumptions": scenario.assumptions}
    found |= {"view": result.view, "months": scenario.horizon_months}
    for id, about in catalogue.outcomes().items():
        sample = result.samples[id]
        mean = sample.mean()
        found |= {f"{id}_mean": mean.value, f"{id}_se": mean.se}
        found |= {f"{id}_p{round(100 * share)}": sample.at(share) for share in (0.05, 0.50, 0.95)}
        if about.target is not None:
            found[f"{id}_chance"] = sample.meeting(about.target, about.better).value
    loss, (driver, share) = simulate.chance_of_loss(result), tables.first_driver(result) or (None, None)
    found |= {"chance_of_loss": loss.value, "chance_of_loss_se": loss.se}
    found |= {"expected_shortfall_5": npv.expected_shortfall().value}
    found |= {"chance_of_payback": simulate.chance_of_payback(result).value}
    found |= {"first_driver": driver, "first_driver_share": share}
    made: Row = tables.plain({**found, "version": result.version, "seed": result.seed, "draws": result.count})
    return made


# ---------------------------------------------------------------------------------------------------------- the answers


def _is_passing(found: str) -> bool:
    """Whether another try may give something else."""
    return not found.startswith(('{"row"', '{"wrong"'))


def _answer(at: int, source: Source, values: Mapping[str, float], found: str | None) -> Answer:
    """The answer to a run. ``found``: as ``answered`` says it; None where every process died on it."""
    told = json.loads(found) if found else {}
    if "engine" in told:
        raise OtherEngineError(told["engine"])
    if "row" in told:
        names = columns()
        row = dict(zip(names[1:], told["row"], strict=True))
        return Answer(at, {"file": source.file, **{f"{tabular.VARIED}{name}": x for name, x in values.items()}, **row})
    if "wrong" in told:
        return Answer(at, None, tuple({**row, "file": source.file} for row in told["wrong"]))
    problem = Problem("batch_run_failed", {"reason": told["failed"]}) if told else Problem("batch_worker_died", {})
    return Answer(at, None, _mistakes(source.file, values, ScenarioError([Mistake("", problem)])))


def _mistakes(file: str, values: Mapping[str, float], error: ScenarioError) -> tuple[Row, ...]:
    """The rows of a wrong file: where, and what is wrong and would be right in each language."""
    held = ", ".join(f"{name}={value:g}" for name, value in values.items())
    return tuple(
        {
            "file": file,
            "line": each.line,
            "place": each.place,
            "set": held,
            "said": {
                lang: [*map(_writable, text.wrong_and_right(each.problem.code, each.problem.facts, lang))]
                for lang in text.LANGUAGES
            },
        }
        for each in error.mistakes
    )
