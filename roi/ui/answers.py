"""A scenario worked out for a page: small tables, made by a few workers and kept for whoever asks the same again.

A page never waits blindly: while a worker calculates, the page gives way to the next move of a slider. While something
moves, an answer stands on fewer futures; the whole one follows when it rests. With many at once the quick answers go first,
and whole ones wait in line, so that a slider stays a slider.
"""

from __future__ import annotations

import math
import os
import sys
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import CancelledError, Future, InvalidStateError, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Any, Generic, Literal, TypeVar

import streamlit as st

from roi.scenario import Scenario
from roi.tables import Table
from roi.ui import engine
from roi.ui.engine import DRAWS, QUICK, SEED, Answer, Engines

__all__ = ["DRAWS", "QUICK", "SEED", "Answer"]

T = TypeVar("T")
Crew = Literal["quick", "whole"]

ENGINES = "ROI_ENGINES"  # in the environment: how many processes work answers out beside the server; else it does so itself
KEPT = 256  # answers; some 30 kB each
REST = 0.35  # seconds without a move before the whole answer is worked out
BREATH = 0.05  # seconds between two looks at whether something else is wanted, while there is work under way
BLINK = 0.02  # and while there is none
SWITCH = 0.001  # seconds that a thread may keep the others waiting; among them is the one that speaks to the browsers
GIVE_WAY = "give_way"  # in no session
DRAWN = 0.1  # seconds of a time that all sessions share, which drawing a whole page takes: at least so much to the next one
MOVED = 0.03  # and so much more for every slider that was moved in the last second, which goes before
LATE = 2.0  # seconds in line before one is told so


@dataclass
class Work(Generic[T]):
    """Something to be worked out, and those who wait for it, each with a future of their own."""

    made: Future[T] = field(default_factory=Future)
    wanted: list[Future[T]] = field(default_factory=list)


@dataclass
class Long(Generic[T]):
    """Something that takes long: how many of its steps are done, what comes of it, and how to stop it."""

    steps: int
    done: int = 0
    stopped: Event = field(default_factory=Event)
    made: Future[T] = field(default_factory=Future)

    def work(self, what: Callable[..., T], *about: object) -> None:
        """Do it; nothing comes of it once it is stopped."""
        try:
            self._go_on()
            found = what(*about, self.step)
            self._go_on()
        except CancelledError:
            self.stop()
        except BaseException as error:
            with suppress(InvalidStateError):
                self.made.set_exception(error)
        else:
            with suppress(InvalidStateError):  # stopped this very moment
                self.made.set_result(found)

    def step(self) -> None:
        """One more is done. Raises CancelledError if the rest is not wanted."""
        self.done += 1
        self._go_on()

    def stop(self) -> None:
        """It is not wanted any more: it ends with the step that it is at, and nothing comes of it."""
        self.stopped.set()
        self.made.cancel()

    def _go_on(self) -> None:
        if self.stopped.is_set():
            raise CancelledError


def _crew(modest: bool = False) -> ThreadPoolExecutor:
    """As many workers as there are processors: more only get in each other's way. ``modest``: others go first."""
    return ThreadPoolExecutor(os.cpu_count() or 1, initializer=engine.go_last if modest else None)


@dataclass
class Workers:
    """A crew for what a moving slider waits for, one for whole answers, one for papers, and what was answered lately."""

    quick: ThreadPoolExecutor = field(default_factory=_crew)
    whole: ThreadPoolExecutor = field(default_factory=lambda: _crew(modest=True))
    paper: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, initializer=engine.go_last))
    asked: OrderedDict[tuple[Hashable, ...], Work[Any]] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)
    moves: deque[float] = field(default_factory=lambda: deque(maxlen=100))  # when sliders were moved, the latest last
    next_turn: float = 0.0  # when the next whole page may follow
    engines: dict[str, Engines] = field(default_factory=dict)  # by crew, where the host has asked for some


@st.cache_resource(show_spinner=False)
def _workers() -> Workers:
    count = int(os.environ.get(ENGINES) or 0)
    if not count:
        return Workers()
    return Workers(engines={"quick": Engines(count), "whole": Engines((count + 1) // 2, modest=True)})


def begin(scenario: Scenario) -> None:
    """Get ready for the first visitor; ``scenario``: any."""
    sys.setswitchinterval(SWITCH)
    for each in _workers().engines.values():
        each.begin(scenario)
    answer(scenario, QUICK).result()


def _crew_of(draws: int) -> Crew:
    return "quick" if draws <= QUICK else "whole"


def _done(what: Callable[[Scenario, int], T], scenario: Scenario, draws: int) -> T:
    """Something of ``engine``, where the host has it done."""
    engines = _workers().engines.get(_crew_of(draws))
    return engines.done(what, scenario, draws) if engines else what(scenario, draws)


def _answer(scenario: Scenario, draws: int) -> Answer:
    return _done(engine.answer, scenario, draws)


def _drivers(scenario: Scenario, draws: int) -> Table:
    return _done(engine.drivers, scenario, draws)


def answer(scenario: Scenario, draws: int = DRAWS) -> Future[Answer]:
    """The scenario's answer in its own view, as it will be."""
    crew = _crew_of(draws)
    if crew == "quick":
        workers = _workers()
        with workers.lock:
            workers.moves.append(time.monotonic())
    return asked(_answer, scenario, draws, crew=crew)


def drivers(scenario: Scenario) -> Future[Table]:
    """What the answer hangs on, as it will be; takes longer than the answer itself."""
    return asked(_drivers, scenario, DRAWS)


def asked(what: Callable[..., T], *about: Scenario | Sequence[Scenario] | Hashable, crew: Crew = "whole") -> Future[T]:
    """``what(*about)``, as it will be: worked out once for all who ask the same of the same scenarios.

    What one crew does never waits for another: "quick" is for what takes no time to speak of.
    Whoever no longer wants it cancels; once nobody does, it is not begun.
    """
    workers = _workers()
    key = (what.__module__, what.__name__, *map(_known_by, about))
    mine: Future[T] = Future()
    with workers.lock:
        work: Work[T] | None = workers.asked.get(key)
        if work is None or work.made.cancelled() or (work.made.done() and work.made.exception()):
            work = workers.asked[key] = Work()
            getattr(workers, crew).submit(_worked, work, workers.lock, what, about)
        workers.asked.move_to_end(key)
        while len(workers.asked) > KEPT:
            workers.asked.popitem(last=False)
        if work.made.done():
            return work.made
        if work.made.running():
            mine.set_running_or_notify_cancel()
        work.wanted.append(mine)
    mine.add_done_callback(lambda _: _given_up(work, workers.lock))
    work.made.add_done_callback(lambda made: _told(made, mine))
    return mine


def _worked(work: Work[T], lock: Lock, what: Callable[..., T], about: Sequence[object]) -> None:
    """Begin, if somebody still wants it, and do it."""
    with lock:
        if not work.made.set_running_or_notify_cancel():
            return
        for each in work.wanted:
            each.set_running_or_notify_cancel()
    try:
        found = what(*about)
    except BaseException as error:
        work.made.set_exception(error)
    else:
        work.made.set_result(found)


def _given_up(work: Work[T], lock: Lock) -> None:
    """Take it off the list once nobody wants it any more."""
    with lock:
        if all(each.cancelled() for each in work.wanted):
            work.made.cancel()  # what has begun goes on


def _told(made: Future[T], mine: Future[T]) -> None:
    """Hand on what came of it to one who waits."""
    with suppress(InvalidStateError):  # no longer wanted
        if made.cancelled():
            mine.cancel()
        elif error := made.exception():
            mine.set_exception(error)
        else:
            mine.set_result(made.result())


def _known_by(about: Any) -> Hashable:
    """A scenario is its text and the name it goes by."""
    if isinstance(about, Scenario):
        return about.text, about.name
    return tuple(map(_known_by, about)) if isinstance(about, tuple | list) else about


def long(steps: int, what: Callable[..., T], *about: object) -> Long[T]:
    """``what(*about, step)``, as it will be, for whoever asks alone: too large to be kept for others.

    It calls ``step()`` whenever one of its ``steps`` is done, and ends there once it is not wanted any more.
    """
    under_way: Long[T] = Long(steps)
    _workers().paper.submit(under_way.work, what, *about)
    return under_way


def ready(asked: Future[T], within: float) -> bool:
    """Whether what was asked for is there, or will be within so many seconds; a newer move is given way to."""
    until = time.monotonic() + within
    while not asked.done() and time.monotonic() < until:
        wait([asked], timeout=BREATH)
        _give_way()
    return asked.done()


def waited(asked: Future[T], in_line: Callable[[], object] | None = None) -> T:
    """What was asked for, when it is there. Until then a newer move is given way to, and nobody works on for an older one
    that has not begun. ``in_line`` is called once where it has not begun for long, because others come first."""
    try:
        if in_line and not (ready(asked, LATE) or asked.running()):
            in_line()
        ready(asked, math.inf)
    except BaseException:
        asked.cancel()
        raise
    return asked.result()


def rested() -> None:
    """Wait until nothing has moved for a little while; a newer move ends the wait and the run with it."""
    until = time.monotonic() + REST
    while time.monotonic() < until:
        time.sleep(min(BLINK, REST))
        _give_way()


def in_turn() -> None:
    """Wait until a whole page may follow: so many a second at most, or they crowd out what moves; a newer move ends it."""
    workers = _workers()
    while True:
        with workers.lock:
            now = time.monotonic()
            if now >= workers.next_turn:
                workers.next_turn = now + DRAWN + MOVED * sum(moved > now - 1 for moved in workers.moves)
                return
        time.sleep(2 * BREATH)
        _give_way()


def _give_way() -> None:
    """Let Streamlit end this run where a newer one is wanted: it does so when the session is looked at."""
    _ = st.session_state.get(GIVE_WAY)
