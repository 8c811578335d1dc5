"""What a page shows of a result, worked out: in the server's own process, or in some that only do this.

Nothing here knows the browser, so that a process of its own begins quickly and stays small.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from threading import Lock, get_native_id
from typing import Any, NamedTuple, TypeVar

from roi import crew, simulate, tables
from roi.scenario import Scenario
from roi.tables import Row, Table

T = TypeVar("T")

DRAWS = simulate.DRAWS  # the same as in the terminal: the same case gives the same figures
QUICK = 2_048  # while something moves: a tenth of the time, and right to about a fiftieth of the spread
SEED = simulate.SEED
MODEST = 10  # how much a whole answer stands back for what moves, in nice's own measure


class Answer(NamedTuple):
    """What a page shows of a result."""

    draws: int
    headline: dict[str, Any]
    outcomes: dict[str, Row]  # by outcome
    chances: dict[str, float]  # of loss, of payback, of slipping back; shortfall of the worst 5 %, kr.
    claims: Table
    ledger: Table
    months: Table
    earned_back: list[float]  # by month: share of the futures that are back at zero
    burnout: Table  # histogram of what burnout costs a year
    futures: list[float]  # 100 equally likely net present values
    outside: Row  # the offered saving seen from outside: quantiles


def answer(scenario: Scenario, draws: int) -> Answer:
    """The scenario's answer in its own view."""
    result = simulate.run(scenario, draws=draws, seed=SEED)
    return Answer(
        draws=draws,
        headline=result.headline,
        outcomes=tables.by_outcome(result),
        chances=tables.chances(result),
        claims=tables.claims(result),
        ledger=tables.waterfall(result),
        months=tables.months(result),
        earned_back=tables.earned_back(result),
        burnout=tables.histogram(result.samples["burnout_cost_y"]),
        futures=tables.dots(result.samples["npv"]),
        outside=tables.outside_view(result),
    )


def drivers(scenario: Scenario, draws: int) -> Table:
    """What the answer hangs on."""
    return tables.drivers(simulate.run(scenario, draws=draws, seed=SEED))


def go_last() -> None:
    """Let the processors do what moves on a screen before what this thread does, where a thread can be told so (Linux)."""
    with suppress(AttributeError, OSError):
        os.setpriority(os.PRIO_PROCESS, get_native_id(), MODEST)


def _begin(modest: bool) -> None:
    if modest:
        go_last()
    crew.begin()


@dataclass
class Engines:
    """Processes that work answers out, so that many visitors' calculations do not hold up the server they speak to."""

    count: int
    modest: bool = False
    lock: Lock = field(default_factory=Lock)
    pool: ProcessPoolExecutor | None = None

    def begin(self, scenario: Scenario) -> None:
        """Start all of them and let each answer once, so that the first visitor does not wait for it."""
        for _ in range(self.count):
            self._at_work().submit(answer, scenario, DRAWS if self.modest else QUICK)

    def done(self, what: Callable[[Scenario, int], T], scenario: Scenario, draws: int) -> T:
        """``what(scenario, draws)``, done by one of them; here, if one of them has died meanwhile."""
        pool = self._at_work()
        try:
            return pool.submit(what, scenario, draws).result()
        except BrokenProcessPool:  # one was killed, and the others with it: new ones begin with the next
            with self.lock:
                self.pool = None if self.pool is pool else self.pool
            pool.shutdown(wait=False)
            return what(scenario, draws)

    def _at_work(self) -> ProcessPoolExecutor:
        with self.lock:
            if self.pool is None:
                self.pool = ProcessPoolExecutor(self.count, get_context("spawn"), _begin, (self.modest,))
            return self.pool

    def end(self) -> None:
        """Let them go."""
        with self.lock:
            if self.pool:
                self.pool.shutdown(cancel_futures=True)
            self.pool = None
