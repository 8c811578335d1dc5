"""The load is what it says: visitors on a real server, each told their own answer; and somebody else's would be seen."""

from __future__ import annotations

import asyncio
import math
import random
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from roi.ui import answers
from trust import load
from trust.serving import served


def apart(what, *arguments, **more):
    """Done in a thread of its own: a browser test before this one may have left an event loop in ours."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(what, *arguments, **more).result()


@pytest.fixture(scope="module")
def heard():
    return apart(load.one, users=2, seconds=4)


def test_every_visitor_is_told_their_own_answer(heard):
    assert heard.users == 2
    assert heard.moves >= 2
    assert heard.strange == 0


def test_times_and_memory_are_measured(heard):
    assert 0 < heard.p50 <= heard.p95  # without end on a machine so slow that a picture does not come before the next move
    assert heard.burst > 0
    assert 50 < heard.alone < heard.before
    assert len(heard.during) == load.SAMPLES
    said = load.told(heard)
    assert said.startswith("2 visitors: ")
    assert "0 answers not their own" in said


@pytest.mark.parametrize(("told", "waits"), [("whole", 0.7), ("another", math.inf), (None, math.inf)])
def test_a_move_whose_quick_answer_is_passed_over_waits_for_its_whole_one(told, waits, monkeypatch):
    monkeypatch.setattr(load.Visitor, "expected", lambda _self, place, draws: f"{place} on {draws}")
    monkeypatch.setattr(load.Visitor, "ask", nothing)
    visitor = load.Visitor(0, places=[(1, "1 on few"), (2, "2 on few")])
    apart(asyncio.run, visitor.move(None))
    assert visitor.awaited == "1 on few"
    if told:
        visitor.answer = visitor.expected(1 if told == "whole" else 2, answers.DRAWS)
        visitor.whole, visitor.moved = True, time.monotonic() - 0.7
        visitor.note("picture")
    assert not visitor.waited, "the quick one may still come"
    apart(asyncio.run, visitor.move(None))
    assert visitor.settled() == [pytest.approx(waits, abs=0.5)]
    visitor.answer = "2 on few"
    visitor.note("picture")
    assert len(visitor.waited) == 1


def test_a_whole_answer_that_came_before_one_waited_for_it_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(load.Visitor, "expected", lambda _self, place, draws: f"{place} on {draws}")
    visitor = load.Visitor(0, stands_at=1, awaited="1 on few", whole=True, moved=time.monotonic())
    visitor.answer = visitor.expected(1, answers.DRAWS)
    visitor.note("picture")
    apart(asyncio.run, visitor.is_answered())  # it has no line to hear anything from
    assert len(visitor.waited) == 1
    assert visitor.awaited is None


async def nothing(*_):
    pass


def test_an_answer_of_somebody_else_is_seen():
    """A visitor who believes to pay another fee is told an answer that is not theirs."""

    async def mistaken(app):
        visitor = load.Visitor(0)
        visitor.plan()
        await visitor.come(app)
        await visitor.move(app)
        await visitor.is_answered()
        assert await visitor.is_told_its_own()
        assert load.strangers(visitor) == set()
        visitor.places, visitor.fee = [], visitor.fee + load.FEES[1]
        own = visitor.answer == visitor.expected(visitor.stands_at, answers.DRAWS)
        await visitor.leave()
        return own or not load.strangers(visitor)

    with tempfile.TemporaryDirectory() as home, served(Path(home)) as app:
        assert not apart(asyncio.run, mistaken(app))


HURRIES, AT_ONCE = 25, 12  # one hurry of four once lost a move, which is seen with a chance of 1 - 0.75**25 = 99.9 %
PAUSES = (0.0005, 0.002, 0.005, 0.01, 0.02)  # seconds: as a key held down on a busy machine, whose messages come in heaps
SOON = 20  # seconds


def test_what_was_entered_last_counts_however_quickly_it_came():
    """Slider and fee changed in turn, faster than the page answers: the answer left standing is that of the last of both."""

    async def hurried(app):
        visitor, dice = load.Visitor(0, fee=20_000.0), random.Random(1)
        await visitor.come(app)
        wrong = []
        for hurry in range(HURRIES):
            for i in range(AT_ONCE):
                if dice.random() < 0.5:
                    visitor.fee = 20_000.0 + 1_000 * (AT_ONCE * hurry + i)
                else:
                    visitor.stands_at = dice.choice([place for place in load.HIGH if place != visitor.stands_at])
                await visitor.ask(app, visitor.fee)
                await asyncio.sleep(dice.choice(PAUSES))
            last = visitor.expected(visitor.stands_at, answers.DRAWS)
            try:
                async with asyncio.timeout(SOON):
                    while not (visitor.whole and visitor.answer == last):
                        await visitor.heard()
            except TimeoutError:
                wrong.append((hurry, visitor.answer, last))
        await visitor.leave()
        return wrong

    with tempfile.TemporaryDirectory() as home, served(Path(home)) as app:
        assert apart(asyncio.run, hurried(app)) == []
