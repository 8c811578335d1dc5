"""A real server and a real Chromium for the tests of the browser app."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).parents[2]
CHROMIUM = os.environ.get("CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
REQUIRED = "ROI_BROWSER_REQUIRED" in os.environ  # set by `make test`: no browser is then a failure, not a skip
STARTS_WITHIN = 60  # seconds
CHARTS = 9  # that the owner's page draws without being asked for
DONE = '.stApp[data-test-script-state="notRunning"]'


def pytest_collection_modifyitems(items):
    for item in items:
        if "browser" in item.keywords and CHROMIUM is None and not REQUIRED:
            item.add_marker(pytest.mark.skip(reason="no Chromium"))


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def answers(address):
    try:
        with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1) as response:
            return response.status == 200
    except (urllib.error.URLError, OSError):
        return False


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The address of the app, started as a person starts it, on a port of its own and with a home of its own."""
    home = tmp_path_factory.mktemp("home")
    address = f"http://127.0.0.1:{(port := free_port())}"
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true"]
    command += ["--server.port", str(port), "--server.fileWatcherType", "none"]
    with (home / "log.txt").open("w+") as log:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "HOME": str(home), "ROI_LIBRARY": str(home / "cases")},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            until = time.monotonic() + STARTS_WITHIN
            while not answers(address):
                if process.poll() is not None or time.monotonic() > until:
                    pytest.fail("the app does not start:\n" + (home / "log.txt").read_text())
                time.sleep(0.1)
            yield address
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(10)


@pytest.fixture(scope="session")
def chromium():
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=30_000)  # a busy machine is slow, not wrong
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        yield browser
        browser.close()


def is_wrong(said):
    """Whether the console says an error of ours. On an address with a page Streamlit first looks for its server below it."""
    return said.type == "error" and "/_stcore/" not in said.location.get("url", "")


@dataclass
class Visit:
    """One person's browser window, and what went on behind it."""

    page: object
    address: str
    requests: list = field(default_factory=list)
    errors: list = field(default_factory=list)

    def go(self, path="/owner"):
        """The owner's page, everything drawn."""
        return self.open(path).painted(CHARTS)

    def open(self, path):
        """Any page."""
        self.page.goto(self.address + path)
        return self.settled()

    def settled(self):
        """Wait until the page stands still: first drawn, nothing running, nothing under way."""
        self.page.wait_for_selector("h1", timeout=60_000)
        self.page.wait_for_selector(DONE, timeout=60_000)
        self.page.wait_for_function("() => !document.querySelector('[data-stale=\"true\"]')", timeout=60_000)
        return self

    def painted(self, charts):
        """Wait until so many charts have marks in them."""
        drawn = "[...document.querySelectorAll('.js-plotly-plot')].filter(chart => chart.querySelector('.trace')).length"
        self.page.wait_for_function(f"() => {drawn} >= {charts}", timeout=60_000)
        return self

    def outside(self):
        """What was asked of anybody but the app's own server."""
        own = urlsplit(self.address).netloc
        return [url for url in self.requests if urlsplit(url).scheme not in ("data", "blob") and urlsplit(url).netloc != own]


@pytest.fixture
def visit(server, chromium):
    """A window: ``visit(locale=…, width=…)``; closed afterwards."""
    contexts = []

    def opened(locale="da-DK", width=1300, height=900, **more):
        context = chromium.new_context(
            locale=locale, viewport={"width": width, "height": height}, accept_downloads=True, **more
        )
        contexts.append(context)
        found = Visit(context.new_page(), server)
        found.page.on("request", lambda request: found.requests.append(request.url))
        found.page.on("websocket", lambda socket: found.requests.append(socket.url.replace("ws", "http", 1)))
        found.page.on("console", lambda said: found.errors.append(said.text) if is_wrong(said) else None)
        found.page.on("pageerror", lambda error: found.errors.append(str(error)))
        return found

    yield opened
    for context in contexts:
        context.close()
