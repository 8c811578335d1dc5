"""A scenario worked out for a page: small tables, made by a few workers and kept for whoever asks the same again.

A page never waits blindly: while a worker calculates, the page gives way to the next move of a slider. While something
moves, an answer stands on fewer futures; the whole one follows when it rests.
"""

from __future__ import annotations

import os
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, NamedTuple, TypeVar

import streamlit as st

from roi import simulate, tables
from roi.scenario import Scenario
from roi.tables import Row, Table

T = TypeVar("T")

DRAWS = simulate.DRAWS  # the same as in the terminal: the same case gives the same figures
QUICK = 2_048  # while something moves: a tenth of the time, and right to about a fiftieth of the spread
SEED = simulate.SEED
KEPT = 256  # answers; some 30 kB each
REST = 0.35  # seconds without a move before the whole answer is worked out
BREATH = 0.05  # seconds between two looks at whether something else is wanted


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


@dataclass
class Workers:
    """As many as there are processors (more only get in each other's way), and what they have answered lately."""

    pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(os.cpu_count() or 1))
    asked: OrderedDict[tuple[Hashable, ...], Future[Any]] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)


@st.cache_resource(show_spinner=False)
def _workers() -> Workers:
    return Workers()


def answer(scenario: Scenario, draws: int = DRAWS) -> Future[Answer]:
    """The scenario's answer in its own view, as it will be."""
    return asked(_answer, scenario, draws)


def drivers(scenario: Scenario) -> Future[Table]:
    """What the answer hangs on, as it will be; takes longer than the answer itself."""
    return asked(_drivers, scenario, DRAWS)


def asked(what: Callable[..., T], *about: Scenario | Sequence[Scenario] | Hashable) -> Future[T]:
    """``what(*about)``, as it will be: worked out once for all who ask the same of the same scenarios."""
    workers = _workers()
    key = (what.__module__, what.__name__, *map(_known_by, about))
    with workers.lock:
        found = workers.asked.get(key)
        if found is None or found.cancelled() or (found.done() and found.exception()):
            found = workers.asked[key] = workers.pool.submit(what, *about)
        workers.asked.move_to_end(key)
        while len(workers.asked) > KEPT:
            workers.asked.popitem(last=False)
    return found


def _known_by(about: Any) -> Hashable:
    """A scenario is its text and the name it goes by."""
    if isinstance(about, Scenario):
        return about.text, about.name
    return tuple(map(_known_by, about)) if isinstance(about, tuple | list) else about


def once(what: Callable[..., T], *about: object) -> Future[T]:
    """``what(*about)``, as it will be, for whoever asks alone: too large to be kept for others."""
    return _workers().pool.submit(what, *about)


def waited(asked: Future[T], breathe: Callable[[], object]) -> T:
    """What was asked for, when it is there. ``breathe`` is called again and again until then: writing something lets
    Streamlit go on with a newer move, and nobody works on for an older one that has not begun."""
    try:
        while not asked.done():
            wait([asked], timeout=BREATH)
            breathe()
    except BaseException:
        asked.cancel()
        raise
    return asked.result()


def rested(breathe: Callable[[], object]) -> None:
    """Wait until nothing has moved for a little while; a newer move ends the wait and the run with it."""
    until = time.monotonic() + REST
    while time.monotonic() < until:
        time.sleep(min(BREATH, REST))
        breathe()


def _answer(scenario: Scenario, draws: int) -> Answer:
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


def _drivers(scenario: Scenario, draws: int) -> Table:
    return tables.drivers(simulate.run(scenario, draws=draws, seed=SEED))
