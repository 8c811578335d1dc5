"""Many at once: visitors who each move a slider every three seconds, every move a new calculation.

    python -m trust.load                              # more and more visitors, until a twentieth of moves take over 1 s
    python -m trust.load --users 20 --seconds 30      # so many, a burst of all at once, and whether every answer is its own
    python -m trust.load --users 20 --seconds 1800    # a soak: does memory grow?

A visitor is a websocket that says what a browser says, without its drawing. Each has a case of their own, and what the page
must answer to each of their moves is worked out beforehand: time runs from the move until the first picture after that very
answer, or after the whole one where a busy server passes the quick one over. A move with neither before the next has waited
too long. In the end every answer that was shown is worked out anew: it must be that visitor's own, word for word. Server and
visitors share the machine's processors.
"""

from __future__ import annotations

import argparse
import asyncio
import html
import math
import os
import random
import re
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import roi
from roi import sentences, text
from roi.ui import answers, editing, fields
from trust.serving import ROOT, Served, served

LANG = "en"
THINKING = 3.0  # seconds from one move of a visitor to the next
TOO_LONG = 1.0  # seconds that the slowest twentieth of the moves may take
STEPS = (10, 20, 40, 60, 80, 100, 120)
SECONDS = 30.0  # of each step
PATIENCE = 120.0  # seconds for one answer
ARRIVING = 0.2  # seconds between two new visitors
SLIDER, FEE = "burnout.burnt_out", "work[1].fee_m"
LOW, HIGH = range(8, 26), range(33, 51)  # places of the slider, to and fro: so one answer is not taken for the next
STEP = 0.01  # from one place of the slider to the next
SAMPLES = 6  # of the server's memory while they move
CASE = sorted((ROOT / "scenarios").glob("*.toml"))[0]  # that a new visitor finds on the desk
FEES = (20_000, 3_000)  # kr a month: of the first visitor, and how much more each next one pays
MESSAGE_AT_MOST = 2**26
MEGABYTE = 2**20
WHOLE = html.escape(text.say("ui.status.full", LANG, draws=answers.DRAWS))  # what the page says beside a whole answer
SHOWN = re.compile(r'<p class="roi-answer">(.*?)</p>', re.DOTALL)


Told = tuple[float, str]  # seconds from the move, and the answer


@dataclass
class Visitor:
    """One window on the owner's page."""

    number: int
    line: Any = None  # its websocket
    ids: dict[str, str] = field(default_factory=dict)  # place -> the field's id
    fee: float | None = None  # kr a month
    stands_at: int | None = None  # the slider's place
    places: list[tuple[int, str]] = field(default_factory=list)  # to go to in turn, and the quick answer there
    awaited: str | None = None  # that answer, since the last move, until it has come
    instead: list[tuple[float, str]] = field(
        default_factory=list
    )  # whole answers meanwhile: seconds from the move, and words
    passed_over: list[tuple[int | None, list[tuple[float, str]]]] = field(
        default_factory=list
    )  # places without it, and those
    answer: str = ""
    whole: bool = False  # the answer is the one of all draws
    page: str = ""  # what Streamlit calls it
    had: dict[str, Any] = field(default_factory=dict)
    moved: float = 0.0  # when it moved last
    waited: list[float] = field(default_factory=list)  # seconds for the picture; for ever, where it did not come
    told: set[str] = field(default_factory=set)  # every answer that it was shown

    def plan(self, places: int | None = None) -> None:
        """Think of where to go, each place once before all are gone to again, and what the answers will be."""
        dice = random.Random(self.number)
        self.fee = float(FEES[0] + FEES[1] * self.number)
        way = [place for both in zip(*(dice.sample(side, len(side)) for side in (LOW, HIGH)), strict=True) for place in both]
        self.places = [(place, self.expected(place, answers.QUICK)) for place in way[:places]]

    async def come(self, app: Served) -> None:
        """Open the page and say what one's own fee is."""
        from websockets.asyncio.client import connect

        address = f"ws://127.0.0.1:{app.port}/_stcore/stream"
        self.line = await connect(address, max_size=MESSAGE_AT_MOST, origin=app.address, ping_interval=None)  # type: ignore[arg-type]
        await self.ask(app, None)
        await self.until_shown()
        await self.ask(app, self.fee)
        await self.until_shown()
        self.told.clear()  # so far it was the case that everybody finds

    async def ask(self, app: Served, fee: float | None) -> None:
        """Send the page what its fields say."""
        from streamlit.proto.BackMsg_pb2 import BackMsg

        message = BackMsg()
        run = message.rerun_script
        run.query_string, run.page_script_hash, run.page_name = f"lang={LANG}", self.page, "" if self.page else "owner"
        run.context_info.locale, run.context_info.url = "en-GB", f"{app.address}/owner"
        if fee is not None:
            run.widget_states.widgets.add(id=self.ids[FEE], double_value=fee)
        if self.stands_at is not None:
            state = run.widget_states.widgets.add(id=self.ids[SLIDER])
            state.string_array_value.data.append(fields.mark(self.stands_at * STEP, editing.input_at(SLIDER), LANG))
        await self.line.send(message.SerializeToString())

    async def until_shown(self) -> None:
        """Read until an answer and the first picture after it are there."""
        answered = False
        async with asyncio.timeout(PATIENCE):
            while True:
                what = await self.heard()
                answered = answered or what == "answer"
                if answered and what == "picture":
                    return

    async def heard(self) -> str:
        """Read one message: "answer", "picture" or anything else."""
        from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

        message = ForwardMsg()
        message.ParseFromString(await self.line.recv())
        if message.WhichOneof("type") == "ref_hash":  # what the browser has had before is named, not sent
            message = self.had[message.ref_hash]
        elif message.metadata.cacheable:
            self.had[message.hash] = message
        if message.WhichOneof("type") == "navigation":
            self.page = message.navigation.page_script_hash
        if message.WhichOneof("type") != "delta":
            return ""
        element = message.delta.new_element
        kind = element.WhichOneof("type") or ""
        if kind in ("slider", "number_input"):
            id = getattr(element, kind).id
            self.ids |= {place: id for place in (SLIDER, FEE) if f"-{place}:" in id}
        elif kind == "html" and (found := SHOWN.search(element.html.body)):
            self.answer, self.whole = html.unescape(found.group(1)), False
            self.told.add(self.answer)
            return "answer"
        elif kind == "html" and "roi-status" in element.html.body:
            self.whole |= WHOLE in element.html.body
        elif kind == "bidi_component" and "-chart:" in element.bidi_component.id:
            return "picture"
        return ""

    async def move(self, app: Served) -> None:
        """Move the slider to where it goes next."""
        if self.awaited is not None:
            self.passed_over.append((self.stands_at, self.instead))
        self.instead = []
        self.places.append(self.places.pop(0))
        self.stands_at, self.awaited = self.places[-1]
        self.moved = time.monotonic()
        await self.ask(app, self.fee)

    async def stay(self, app: Served, seconds: float) -> None:
        """Move every so often, each visitor at moments of their own, whether the picture has come or not."""
        until = time.monotonic() + seconds
        await self.watch(random.Random(self.number).uniform(0, THINKING))
        while time.monotonic() < until:
            await self.move(app)
            await self.watch(THINKING)

    async def watch(self, seconds: float) -> None:
        """Read on, as a browser does, for so long; note when the picture of the last move has come."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            try:
                async with asyncio.timeout(left):
                    self.note(await self.heard())
            except TimeoutError:
                return

    def note(self, what: str) -> None:
        """The picture after the awaited answer ends the wait; one after a whole answer may turn out to."""
        if what != "picture" or self.awaited is None:
            return
        waited = time.monotonic() - self.moved
        if self.awaited == self.answer:
            self.waited.append(waited)
            self.awaited = None
        elif self.whole and self.answer not in [answer for _, answer in self.instead]:
            self.instead.append((waited, self.answer))

    async def is_answered(self) -> None:
        """Read until the picture of the last move has come."""
        seen = 0  # of what came instead
        async with asyncio.timeout(PATIENCE):
            while self.awaited is not None:
                for waited, answer in self.instead[seen:]:
                    if self.awaited is not None and answer == self.expected(self.stands_at, answers.DRAWS):
                        self.waited.append(waited)
                        self.awaited = None
                seen = len(self.instead)
                if self.awaited is not None:
                    self.note(await self.heard())

    def settled(self) -> list[float]:
        """How long the moves took whose quick answer was passed over: until the whole one of that place, if it came.

        It takes long: for when nobody waits for an answer any more.
        """
        found = []
        for place, told in self.passed_over:
            whole = self.expected(place, answers.DRAWS) if told else ""
            found.append(next((waited for waited, answer in told if answer == whole), math.inf))
        return found

    async def leave(self) -> None:
        """Close the window as a browser does: at once, whatever is still under way."""
        self.line.transport.abort()
        await self.line.wait_closed()

    async def is_told_its_own(self) -> bool:
        """Whether the whole answer, once it is there, is word for word that of this visitor's case."""
        async with asyncio.timeout(PATIENCE):
            while not self.whole:
                await self.heard()
        return self.answer == self.expected(self.stands_at, answers.DRAWS)

    def expected(self, place: int | None, draws: int) -> str:
        """The answer of this visitor's case, worked out here."""
        opened = roi.load(CASE)
        changes: dict[str, Any] = {FEE: round(self.fee or 0)}
        if place is not None:
            raw, _ = editing.stated(opened)[SLIDER]
            changes[SLIDER] = editing.moved(raw, round(place * STEP, 2), editing.input_at(SLIDER))
        return sentences.answer(roi.run(roi.change(opened, changes), draws=draws).headline, LANG)


def strangers(visitor: Visitor) -> set[str]:
    """The answers that it was shown and that its own case does not give at any place where it was."""
    left = visitor.told - {answer for _, answer in visitor.places} - {visitor.expected(None, answers.DRAWS)}
    for place, _ in visitor.places[-1 - len(visitor.waited) - len(visitor.passed_over) :]:
        left -= {visitor.expected(place, answers.DRAWS)}
    return left


@dataclass(frozen=True)
class Heard:
    """What came of so many visitors."""

    users: int
    moves: int
    p50: float  # seconds; infinite where the picture did not come before the next move
    p95: float
    burst: float  # seconds until the last has its picture when all move at once
    strange: int  # answers that were not of the visitor's own case
    alone: float  # MB of the server with nobody there
    before: float  # with its visitors there
    during: tuple[float, ...]  # after each sixth of the time that they move

    @property
    def grown(self) -> float:
        """MB by which the server grew once it had filled what it keeps: after the first sixth of the time."""
        return self.during[-1] - self.during[0]


def memory(app: Served) -> float:
    """Megabytes of the server and the processes that work for it; what they share counts each time."""
    pages = 0
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has just ended
            if os.getpgid(int(process.name)) == app.process.pid:
                pages += int((process / "statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / MEGABYTE


async def sampled(app: Served, seconds: float) -> tuple[float, ...]:
    """Megabytes of the server after each part of the time."""
    found = []
    for _ in range(SAMPLES):
        await asyncio.sleep(seconds / SAMPLES)
        found.append(memory(app))
    return tuple(found)


async def visited(app: Served, visitors: Sequence[Visitor], seconds: float) -> Heard:
    """All of them for so long; then all move at once, and each is asked whether the answer is their own."""
    alone = memory(app)
    for visitor in visitors:
        await visitor.come(app)
        await asyncio.sleep(ARRIVING)
    before = memory(app)
    during, *_ = await asyncio.gather(sampled(app, seconds), *(visitor.stay(app, seconds) for visitor in visitors))
    await asyncio.gather(*(visitor.is_answered() for visitor in visitors))
    waited = [each for visitor in visitors for each in visitor.waited]
    begun = time.monotonic()
    await asyncio.gather(*(visitor.move(app) for visitor in visitors))
    await asyncio.gather(*(visitor.is_answered() for visitor in visitors))
    burst = time.monotonic() - begun
    own = await asyncio.gather(*(visitor.is_told_its_own() for visitor in visitors))
    await asyncio.gather(*(visitor.leave() for visitor in visitors))
    waited += [each for visitor in visitors for each in visitor.settled()]
    strange = own.count(False) + sum(len(strangers(visitor)) for visitor in visitors)
    found = sorted(waited)
    p50, p95 = (found[min(int(share * len(found)), len(found) - 1)] for share in (0.5, 0.95))
    return Heard(len(visitors), len(waited), p50, p95, burst, strange, alone, before, during)


def one(users: int, seconds: float) -> Heard:
    """So many visitors on a server that has just started and answered once."""
    visitors = [Visitor(number) for number in range(users)]
    for visitor in visitors:
        visitor.plan(math.ceil(seconds / THINKING) + 2)
    with tempfile.TemporaryDirectory() as home, served(Path(home), {answers.ENGINES: str(os.cpu_count())}) as app:
        asyncio.run(_warmed(app))
        return asyncio.run(visited(app, visitors, seconds))


async def _warmed(app: Served) -> None:
    first = Visitor(-1, fee=float(FEES[0]))
    await first.come(app)
    await first.leave()


def seconds(waited: float) -> str:
    """How long, in words; without end where the next move came first."""
    return f"{waited:.2f} s" if waited < math.inf else f"more than {THINKING:.0f} s"


def told(heard: Heard) -> str:
    """A line of it."""
    times = f"{heard.moves} moves, half within {seconds(heard.p50)}, 19 of 20 within {seconds(heard.p95)}"
    times += f"; all at once {heard.burst:.1f} s"
    during = ", ".join(f"{each:.0f}" for each in heard.during)
    room = f"{heard.alone:.0f} MB with nobody there, {heard.before:.0f} MB with all of them, {during} MB while they moved"
    return f"{heard.users} visitors: {times}; {heard.strange} answers not their own; {room}"


def ladder(steps: Sequence[int] = STEPS, seconds: float = SECONDS) -> list[Heard]:
    """More and more visitors, until the slowest twentieth of the moves takes too long. Raises AssertionError where a visitor
    is told another's answer."""
    found: list[Heard] = []
    for users in steps:
        found.append(one(users, seconds))
        print(told(found[-1]), flush=True)
        assert not found[-1].strange, "an answer that is not the visitor's own"
        if found[-1].p95 > TOO_LONG:
            break
    return found


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Many visitors at once, each moving a slider every three seconds.")
    parser.add_argument("--users", type=int, metavar="N", help="so many, once; else more and more")
    parser.add_argument("--seconds", type=float, default=SECONDS, metavar="S")
    given = parser.parse_args(words)
    ladder([given.users] if given.users else STEPS, given.seconds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
