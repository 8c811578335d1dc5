"""Every scenario of a folder run into one table, also where it takes hours, several machines, or two evenings."""

from __future__ import annotations

import argparse
import os
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

from roi import catalogue, text
from roi.cli.arguments import Whole, command, takes_draws, takes_json, takes_view
from roi.cli.saying import DONE, FAILED, WRONG_INPUT, complain, mistakes, numbers, put, unwritable, write
from roi.reading import Problem
from roi.scenario import Mistake, ScenarioError
from roi.version import VERSION

if TYPE_CHECKING:
    from roi.batch import Answer
    from roi.grid import Varied
    from roi.journal import Journal
    from roi.tabular import Row

WORKERS_AT_MOST = 256
ADDRESS = re.compile(r"(tcp|tls)://[^\s/]+:[0-9]{1,5}")
BAR = 24  # cells of the progress bar
SELDOM = 0.2  # seconds between two looks of it
SOON = 90  # seconds: more are said in minutes


def add(commands: Any, lang: str) -> None:
    """``batch``."""
    from roi.simulate import DRAWS, DRAWS_AT_MOST, SEED

    def say(name: str, **facts: object) -> str:
        return text.say(f"batch.cli.{name}", lang, **facts)

    many = command(commands, "batch", say("command"), lang)
    many.add_argument("folder", metavar=say("metavar_folder"), help=say("folder"))
    many.add_argument("--to", required=True, metavar=text.say("cli.metavar_file", lang), help=say("to"))
    many.add_argument("--vary", action="append", default=[], metavar=say("metavar_vary"), help=say("vary"))
    takes_draws(many, DRAWS_AT_MOST, lang, DRAWS, SEED)
    takes_view(many, lang, "batch.cli.view")
    longest = catalogue.HORIZON_AT_MOST
    many.add_argument("--months", type=Whole(1, longest, lang), metavar="N", help=say("months", most=longest))
    workers = say("workers", most=WORKERS_AT_MOST, default=_cores())
    many.add_argument("--workers", type=Whole(1, WORKERS_AT_MOST, lang), metavar="N", help=workers)
    many.add_argument("--scheduler", metavar=say("metavar_scheduler"), help=say("scheduler"))
    takes_json(many, lang)
    many.set_defaults(command=_batch)


def _cores() -> int:
    return min(os.cpu_count() or 1, WORKERS_AT_MOST)


def _batch(given: argparse.Namespace, lang: str) -> int:
    from roi import batch, grid, journal

    target, folder = Path(given.to), Path(given.folder)
    if wrong := _wrong_arguments(given):
        for name, facts in wrong:
            complain(text.say(f"batch.cli.{name}", lang, **facts))
        return WRONG_INPUT
    try:
        varied = grid.varied(given.vary)
        names = _files(folder, varied)
    except ScenarioError as error:
        mistakes(error, lang)
        return WRONG_INPUT
    settings = batch.Settings(given.draws, given.seed, given.view, given.months)
    runs = len(names) * grid.count(varied)
    how = {"workers": min(given.workers or _cores(), runs), "scheduler": given.scheduler}
    _tell(len(names), varied, given.draws, lang)
    try:
        with journal.journal(target.with_name(f"{target.name}.journal")) as kept:
            found = batch.answers(batch.sources(folder, names), varied, settings, kept=kept, **how)
            answers = _watched(given, found, runs, kept, lang)
            if answers is None:
                return FAILED
            code = _written(given, len(names), answers, varied, lang)
            if code == DONE:
                kept.remove()
    except OSError as error:
        complain(unwritable(target, error, lang))
        return WRONG_INPUT
    return code


def _wrong_arguments(given: argparse.Namespace) -> list[tuple[str, dict[str, object]]]:
    """What is wrong with the arguments together: words and facts."""
    from roi.tabular import SUFFIXES

    wrong: list[tuple[str, dict[str, object]]] = []
    if Path(given.to).suffix not in SUFFIXES:
        wrong.append(("bad_suffix", {"path": given.to}))
    if given.json not in (None, "-") and Path(given.json).resolve() == Path(given.to).resolve():
        wrong.append(("same_target", {"path": given.json}))
    if given.scheduler is not None and not ADDRESS.fullmatch(given.scheduler):
        wrong.append(("bad_scheduler", {"address": given.scheduler}))
    if given.scheduler is not None and given.workers is not None:
        wrong.append(("either", {}))
    return wrong


def _files(folder: Path, varied: list[Varied]) -> list[str]:
    """The folder's scenario files. Raises ScenarioError where there are none, or too many runs of them."""
    from roi import batch, grid

    def refuse(code: str, **facts: object) -> NoReturn:
        raise ScenarioError([Mistake("", Problem(code, facts))], str(folder))

    if not folder.is_dir():
        refuse("batch_not_a_folder")
    names = batch.below(folder)
    if not names:
        refuse("batch_nothing")
    combinations = grid.count(varied)
    if len(names) * combinations > grid.RUNS_AT_MOST:
        facts = {"files": len(names), "combinations": combinations, "runs": len(names) * combinations}
        refuse("batch_too_many", most=grid.RUNS_AT_MOST, **facts)
    return names


def _tell(files: int, varied: list[Varied], draws: int, lang: str) -> None:
    """How much there is to do, before it is done."""
    from roi import grid

    combinations = grid.count(varied)
    facts = {"files": files, "combinations": combinations, "runs": files * combinations, "draws": draws}
    complain(text.say("batch.told.grid" if varied else "batch.told.files", lang, **facts))


def _watched(given: argparse.Namespace, found: Iterator[Answer], runs: int, kept: Journal, lang: str) -> list[Answer] | None:
    """All answers in the table's order, with a progress bar meanwhile; None, once it is told why, where it ended early."""
    from roi.batch import OtherEngineError
    from roi.crew import ClusterError

    if kept.found:
        complain(text.say("batch.told.goes_on", lang, count=len(kept.found)))
    answers: list[Answer] = []
    try:
        answers.extend(Progress(runs, sys.stderr, lang).over(found))
        return sorted(answers, key=lambda answer: answer.at)
    except KeyboardInterrupt:
        pass
    except ClusterError as error:
        complain(text.say(f"batch.cluster.{error.code}", lang, address=given.scheduler, reason=error.reason))
    except OtherEngineError as error:
        complain(text.say("batch.cluster.other_engine", lang, ours=error.ours, theirs=error.theirs))
    except OSError as error:  # a full disk
        complain(unwritable(kept.path, error, lang))
    complain(text.say("batch.told.broken_off", lang, done=len(answers), runs=runs))
    return None


def _written(given: argparse.Namespace, files: int, answers: list[Answer], varied: list[Varied], lang: str) -> int:
    """The table, the table of mistakes beside it, and what it comes to at a glance."""
    from roi import at_a_glance, batch, tabular

    target = Path(given.to)
    rows = [answer.row for answer in answers if answer.row]
    refused = _refused(answers, lang)
    beside = target.with_name(f"{target.stem}.errors.csv")
    code = write(target, tabular.written(target, rows, tabular.columns(each.name for each in varied), lang), lang)
    if code == DONE and refused:
        code = write(beside, tabular.as_csv(refused, tabular.WRONG, lang), lang)
        facts = {"count": len({row["file"] for row in refused}), "of": files, "path": str(beside)}
        complain(text.say("batch.told.left", lang, **facts))
    elif code == DONE:
        beside.unlink(missing_ok=True)  # of an earlier run: its mistakes are mended
    if code != DONE:
        return code
    found = batch.portfolio(rows)
    if given.json is not None:
        made = {"version": VERSION, "draws": given.draws, "seed": given.seed, "view": given.view, "months": given.months}
        made |= {"table": str(target), "errors": str(beside) if refused else None, "files": files}
        code = numbers({**made, "runs": len(answers), "refused": refused, "portfolio": found}, given.json, lang)
    elif rows:
        put(at_a_glance.report(found, given.draws, given.seed, lang))
    if not rows:
        complain(text.say("batch.told.none", lang))
        return WRONG_INPUT
    return code


def _refused(answers: list[Answer], lang: str) -> list[Row]:
    """The rows of the table of mistakes; what is wrong with a file is told once, however many runs it was to have."""
    rows = (
        (row["file"], row["line"], row["place"], row["set"], *map(text.capital, row["said"][lang]))
        for answer in answers
        for row in answer.wrong
    )
    from roi.tabular import WRONG

    return [dict(zip(WRONG, row, strict=True)) for row in dict.fromkeys(rows)]


class Progress:
    """A bar on a terminal; on anything else nothing."""

    def __init__(self, runs: int, stream: TextIO | None, lang: str) -> None:
        self.runs, self.lang = runs, lang
        self.stream = stream if stream and stream.isatty() else None
        self.began = self.looked = time.monotonic()

    def over(self, answers: Iterator[Answer]) -> Iterator[Answer]:
        """The same answers, counted as they pass."""
        try:
            for done, each in enumerate(answers, start=1):
                self.look(done)
                yield each
        finally:
            if self.stream:
                self.stream.write("\r\x1b[K")
                self.stream.flush()

    def look(self, done: int) -> None:
        now = time.monotonic()
        if self.stream and now - self.looked >= SELDOM:
            self.looked = now
            self.stream.write(f"\r{self.line(done, now - self.began)}\x1b[K")
            self.stream.flush()

    def line(self, done: int, seconds: float) -> str:
        """How far it is, and how long it may take yet."""
        full = BAR * done // self.runs
        left = seconds / done * (self.runs - done)
        soon = left < SOON
        counted = text.say("batch.told.progress", self.lang, done=done, runs=self.runs)
        wait = text.say(
            f"batch.told.{'seconds' if soon else 'minutes'}", self.lang, count=round(left if soon else left / 60)
        )
        return f"{'█' * full}{'░' * (BAR - full)} {counted}, {wait}"
