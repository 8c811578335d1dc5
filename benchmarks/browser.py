"""From a key press on a slider to every picture painted, in a real browser: ``python -m benchmarks.browser``.

The owner's page is opened and one slider is moved to and fro. Measured in the browser: from the key press until the last
chart of the quick answer stands, and until the whole answer has followed; over the websocket: what a move brings. The same
page with Streamlit's own chart element is measured in the same way, a few moves of the one and of the other in turn, so that
a busy machine is as hard on both.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

ROOT = Path(__file__).resolve().parents[1]
APPS = {"ours": "app.py", "st.plotly_chart": "benchmarks/browser_plain.py"}
ROUND = 5  # moves of one app before the other has its turn
WAIT = 60_000  # ms
MOVED = 1  # of the runs after a key press, from 0: the one that draws the quick answer; the one before it takes the value in
QUICK = 350  # ms after a key press until one may ask whether all is still: the whole answer has begun by then
LATE = ("uses", "drivers")  # charts that only the whole answer draws
HAMMER, HAMMER_EVERY = 15, 50  # moves, ms

#: Notes when each chart was drawn, in ms after ``watch``. Ours says so; Streamlit's is seen to be put up anew.
WATCH = """() => {
  const of = (node) => node.closest?.('[class*="st-key-chart-"]');
  let pressed, drawn;
  const note = (chart) => chart && requestAnimationFrame(() => {
    const times = drawn.get(chart) ?? [];
    drawn.set(chart, [...times, performance.now() - pressed]);
  });
  document.addEventListener("drawn", ({ target }) => note(of(target)));
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes)
      for (const node of addedNodes)
        if (node.classList?.contains("main-svg") && !node.closest(".roi-chart")) note(of(node));
  }).observe(document.body, { subtree: true, childList: true });
  window.watch = () => { pressed = performance.now(); drawn = new Map() };
  const name = (chart) => chart.className.match(/st-key-chart-([\\w-]+)/)[1];
  window.seen = () => Object.fromEntries([...drawn].map(([chart, times]) => [name(chart), times]));
}"""


PAGE = """# From the slider to the pictures

Written by `make bench`, in a real Chromium on the owner's page with the ready-made case: a key press on a slider, until
every picture of the quick answer is painted, and until the whole answer has followed. Beside it the same page with
Streamlit's own chart element, a few moves of the one and of the other in turn ({moves} moves each), so that a busy machine
is as hard on both. The server, the browser and whatever else ran shared one machine: trust the ratio more than the time.

{table}

{hammer} moves at once were all answered {at_once} after the last. The page stood {first} after it was asked for.
"""


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@contextlib.contextmanager
def served(app: str) -> Iterator[str]:
    """The address of a running app."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "streamlit", "run", app, "--server.headless", "true"]
    command += ["--server.port", str(port), "--server.fileWatcherType", "none"]
    if app != "app.py":  # static/ is looked for beside the script
        command += ["--server.enableStaticServing", "false"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        until = time.monotonic() + WAIT / 1000
        while time.monotonic() < until:
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
                break
            time.sleep(0.2)
        yield address
    finally:
        os.killpg(process.pid, signal.SIGTERM)


class Page:
    """One app open in a browser, one slider of it ready to be moved."""

    def __init__(self, browser: Any, address: str, slider: int) -> None:
        self.page = browser.new_page(viewport={"width": 1300, "height": 1000}, locale="da-DK")
        self.bytes = 0
        self.finished: list[int] = []  # bytes so far when a run of the script had ended
        network = self.page.context.new_cdp_session(self.page)
        network.send("Network.enable")
        network.on("Network.webSocketFrameReceived", self._received)
        self.loaded = time.monotonic()
        self.page.goto(f"{address}/owner?lang=da")
        self.page.wait_for_selector(".roi-answer", timeout=WAIT)
        self.settle()
        self.loaded = time.monotonic() - self.loaded
        self.page.evaluate(WATCH)
        self.slider = self.page.get_by_role("slider").nth(slider)
        self.right = True
        self.moves = 0

    def _received(self, frame: Any) -> None:
        payload = base64.b64decode(frame["response"]["payloadData"])
        self.bytes += len(payload)
        message = ForwardMsg()
        message.ParseFromString(payload)
        if message.WhichOneof("type") == "script_finished":
            self.finished.append(self.bytes)

    def settle(self) -> None:
        """Wait until nothing runs and nothing more comes."""
        self.page.wait_for_timeout(150)
        self.page.wait_for_selector('.stApp[data-test-script-state="notRunning"]', timeout=WAIT)
        self.page.wait_for_timeout(250)

    def move(self) -> tuple[float, float, float, float]:
        """One move: ms to the quick answer and to the whole one, KB of the quick answer and of both."""
        self.slider.focus()
        self.moves += 1
        self.bytes, self.finished = 0, []
        self.page.evaluate("window.watch()")
        self.slider.press("ArrowRight" if self.moves % 24 < 12 else "ArrowLeft")
        self.page.wait_for_timeout(QUICK)
        self.settle()
        seen = self.page.evaluate("window.seen()")
        first = max(times[0] for name, times in seen.items() if name not in LATE)
        last = max(times[-1] for times in seen.values())
        return first, last, self.finished[MOVED] / 1024, self.bytes / 1024

    def hammer(self) -> float:
        """Many moves at once: ms from the last until the last picture stands."""
        self.slider.focus()
        for i in range(HAMMER):
            self.slider.press("ArrowRight" if i < HAMMER - 1 else "ArrowLeft", no_wait_after=True)
            self.page.wait_for_timeout(HAMMER_EVERY)
            if i == HAMMER - 2:
                self.page.evaluate("window.watch()")
        self.settle()
        return float(max(times[0] for name, times in self.page.evaluate("window.seen()").items() if name not in LATE))


def main() -> None:
    """Measure, and print a table."""
    from playwright.sync_api import sync_playwright

    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--moves", type=int, default=40)
    given.add_argument("--slider", type=int, default=1, help="which of the page's sliders, from 0")
    given.add_argument("--only", choices=APPS)
    given.add_argument("--to", type=Path, help="the page to write; else it is printed")
    asked = given.parse_args()
    names = [asked.only] if asked.only else list(APPS)
    with sync_playwright() as playwright, contextlib.ExitStack() as stack:
        chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=chromium)
        stack.callback(browser.close)
        pages = {name: Page(browser, stack.enter_context(served(APPS[name])), asked.slider) for name in names}
        measured: dict[str, list[tuple[float, float, float, float]]] = {name: [] for name in names}
        for page in pages.values():
            page.move()  # the first one warms up
        for _ in range(asked.moves // ROUND):
            for name, page in pages.items():
                measured[name] += [page.move() for _ in range(ROUND)]
        hammered = {name: page.hammer() for name, page in pages.items()}
    words = page_of(measured, {name: page.loaded * 1000 for name, page in pages.items()}, hammered)
    if asked.to:
        asked.to.write_text(words, encoding="utf-8")
    else:
        print(words)


def page_of(
    measured: dict[str, list[tuple[float, float, float, float]]], opened: dict[str, float], hammered: dict[str, float]
) -> str:
    """What was measured, as a page of docs/. ``opened``, ``hammered``: ms."""
    head = ["", "p50, ms", "p95, ms", "whole answer p50, ms", "p95, ms", "KB a move", "KB with the whole answer"]
    rows = [head, ["---", *["---:"] * (len(head) - 1)]]
    for name, moves in measured.items():
        quick, whole, kb, both = (sorted(column) for column in zip(*moves, strict=True))
        figures = [*_both(quick), *_both(whole), statistics.median(kb), statistics.median(both)]
        rows.append([name, *(f"{each:.0f}" for each in figures)])
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    at_once = " and ".join(f"{hammered[name]:.0f} ms ({name})" for name in measured)
    first = " and ".join(f"{opened[name]:.0f} ms ({name})" for name in measured)
    return PAGE.format(table=table, moves=len(next(iter(measured.values()))), at_once=at_once, first=first, hammer=HAMMER)


def _both(ordered: list[float]) -> tuple[float, float]:
    """Median and 95th percentile."""
    return statistics.median(ordered), ordered[min(int(len(ordered) * 0.95), len(ordered) - 1)]


if __name__ == "__main__":
    main()
