"""A real server and a real Chromium for the tests of the browser app."""

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import TimeoutError

from trust.serving import served

ROOT = Path(__file__).parents[2]
CHROMIUM = os.environ.get("CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
REQUIRED = "ROI_BROWSER_REQUIRED" in os.environ  # set by `make test`: no browser is then a failure, not a skip
TIMES, SOON = 5, 6_000  # how often a list is opened, and how long (ms) one then waits for what it holds
CHARTS = 9  # that the owner's page draws without being asked for
SERIOUS = ("serious", "critical")
#: What axe-core finds in Streamlit's own elements, which no setting and no rule of ours reaches.
NOT_OURS = {"presentation-role-conflict"}
STILL = """() => !document.getAnimations().some((each) =>
  each.playState === "running" && Number.isFinite(each.effect.getComputedTiming().endTime))"""
DONE = '.stApp[data-test-script-state="notRunning"]'


def pytest_collection_modifyitems(items):
    for item in items:
        if "browser" in item.keywords and CHROMIUM is None and not REQUIRED:
            item.add_marker(pytest.mark.skip(reason="no Chromium"))


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The address of the app, started as a person starts it, on a port of its own and with a home of its own."""
    with served(tmp_path_factory.mktemp("home")) as app:
        yield app.address


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

    def choose(self, box, name):
        """Take an option of a list. Where the page closes the list again, as its last message comes, it is opened again."""
        option = self.page.get_by_role("option", name=name, exact=True)
        for _ in range(TIMES):
            box.click()
            try:
                option.click(timeout=SOON)
                return
            except TimeoutError:
                self.page.keyboard.press("Escape")
        raise AssertionError(f"no option {name!r}")

    def painted(self, charts):
        """Wait until so many charts have marks in them."""
        drawn = "[...document.querySelectorAll('.js-plotly-plot')].filter(chart => chart.querySelector('.trace')).length"
        self.page.wait_for_function(f"() => {drawn} >= {charts}", timeout=60_000)
        return self

    def barriers(self):
        """What axe-core finds in the page as it now stands that would keep somebody out: rule -> where."""
        from axe_playwright_python.sync_playwright import Axe

        self.page.wait_for_function(STILL)  # half faded in, anything is too pale
        return {
            each["id"]: [node["html"][:200] for node in each["nodes"]][:3]
            for each in Axe().run(self.page).response["violations"]
            if each["impact"] in SERIOUS and each["id"] not in NOT_OURS
        }

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
