"""The report as a page, opened from a folder in a real browser: alive, alone, and in order at any width."""

from __future__ import annotations

import datetime
import re

import pytest

import roi
from roi import report, simulate

pytestmark = pytest.mark.browser

DAY = datetime.date(2026, 5, 4)
CHARTS = 8
DRAWN = f"() => document.querySelectorAll('.live[data-drawn] .trace').length >= {CHARTS}"


@pytest.fixture(scope="module", params=["da", "en"])
def address(request, tmp_path_factory):
    """A report in a folder."""
    result = simulate.run(roi.load("scenarios/bank_back_office_offshore.toml"), draws=512)
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_bytes(report.written(result, "html", request.param, DAY))
    return path.as_uri()


@pytest.fixture
def opened(chromium, address):
    """The report in a window of some width: the page, what it asked for, and what its console said."""
    contexts = []

    def window(**settings):
        contexts.append(chromium.new_context(**settings))
        page = contexts[-1].new_page()
        asked, said = [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(address)
        return page, asked, said

    yield window
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("width", "scheme"), [(1300, "light"), (1300, "dark"), (390, "light"), (390, "dark")])
def test_every_chart_is_drawn_and_nobody_is_asked_for_anything(opened, address, width, scheme):
    page, asked, said = opened(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.wait_for_function(DRAWN)
    assert asked == [address] and said == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    ink, ground = (
        page.evaluate(f"getComputedStyle(document.documentElement).{name}") for name in ("color", "backgroundColor")
    )
    light = [sum(map(int, re.findall(r"\d+", each))) for each in (ink, ground)]
    assert (light[0] < light[1]) is (scheme == "light")
    letters = page.evaluate("getComputedStyle(document.querySelector('.live .xtick text')).fill")
    assert letters == ink  # the charts are drawn in the page's own ink


def test_a_chart_answers_a_finger_or_a_mouse(opened):
    from playwright.sync_api import expect

    page, *_ = opened(viewport={"width": 1300, "height": 900})
    page.wait_for_function(DRAWN)
    page.locator(".live").nth(4).hover()
    expect(page.locator(".hoverlayer .hovertext").first).to_be_visible()
    table = page.locator("details").first
    expect(table.locator("table")).not_to_be_visible()
    table.locator("summary").click()
    expect(table.locator("table")).to_be_visible()


def test_without_code_and_on_paper_the_same_pictures_stand_still(opened):
    from playwright.sync_api import expect

    page, *_ = opened(viewport={"width": 800, "height": 900}, java_script_enabled=False)
    expect(page.locator("svg.still")).to_have_count(CHARTS)
    expect(page.locator("svg.still").first).to_be_visible()
    expect(page.locator(".live").first).not_to_be_visible()
    page, *_ = opened(viewport={"width": 800, "height": 900}, color_scheme="dark")
    page.wait_for_function(DRAWN)
    expect(page.locator("svg.still").first).not_to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator("svg.still").first).to_be_visible()
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(252, 251, 249)"


def test_it_prints_with_its_tables(opened):
    import io

    from pypdf import PdfReader

    page, *_ = opened(viewport={"width": 1300, "height": 900}, color_scheme="dark")
    page.wait_for_function(DRAWN)
    pages = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert 8 <= len(pages) <= 24
    found = " ".join(each.extract_text() for each in pages)
    hidden = page.locator("details table tbody tr").nth(3).text_content()
    assert hidden and "".join(hidden.split()) in "".join(found.split())


def test_anybody_can_read_it(opened):
    from axe_playwright_python.sync_playwright import Axe

    page, *_ = opened(viewport={"width": 1300, "height": 900})
    page.wait_for_function(DRAWN)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize(("page", "locale", "width"), [("/owner", "da-DK", 1300), ("/scenarios", "en-GB", 390)])
def test_a_report_is_made_in_the_app_when_it_is_asked_for_and_downloaded(visit, page, locale, width):
    from playwright.sync_api import expect

    seen = visit(locale=locale, width=width).open(page)
    seen.page.locator(".st-key-handing_make button").click()
    take = seen.page.locator(".st-key-handing_take_pdf button")
    expect(take).to_be_visible(timeout=60_000)
    expect(seen.page.locator(".st-key-handing_make button")).to_have_count(0)
    assert seen.barriers() == {}
    with seen.page.expect_download() as download:
        take.click()
    assert download.value.suggested_filename.endswith(".pdf")
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    assert seen.errors == [] and seen.outside() == []
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
