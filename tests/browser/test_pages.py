"""Every page as a person meets it: languages, widths, and what axe-core finds."""

import pytest
from playwright.sync_api import expect

from roi import text
from roi.ui import shell

pytestmark = pytest.mark.browser
PAGES = [each.file for each in shell.PAGES]
EACH_PAGE = pytest.mark.parametrize("page", PAGES)
LANGUAGES = pytest.mark.parametrize("lang", text.LANGUAGES)


def address(page):
    return "/" if page == PAGES[0] else f"/{page}"


def test_from_the_start_to_an_answer_in_one_click(visit):
    seen = visit("da-DK").open("/")
    page = seen.page
    page.locator(".st-key-example_cost button").click()
    page.wait_for_url("**/owner*")
    expect(page.locator(".roi-answer")).to_be_visible()
    assert seen.outside() == []
    assert seen.errors == []


def test_the_language_is_chosen_once_and_kept_in_the_address(visit):
    seen = visit("da-DK").open("/")
    page = seen.page
    page.get_by_role("radio", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(text.say("ui.start.title", "en"))
    page.wait_for_url("**lang=en")
    seen.settled()
    for each in shell.PAGES[1:]:
        page.get_by_role("link", name=text.say(each.words, "en"), exact=True).click()
        page.wait_for_url(f"**/{each.file}?lang=en")
        seen.settled()
    page.reload()
    seen.settled()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("link", name=text.say("ui.nav.start", "en"), exact=True)).to_be_visible()
    assert seen.errors == []


@EACH_PAGE
@LANGUAGES
def test_a_telephone_shows_it_without_scrolling_sideways(visit, page, lang):
    seen = visit("da-DK", width=390, height=844, is_mobile=True, has_touch=True).open(f"{address(page)}?lang={lang}")
    wide = "e => e.scrollWidth - e.clientWidth"
    assert seen.page.locator("html").evaluate(wide) <= 0
    assert seen.page.get_by_test_id("stMain").evaluate(wide) <= 0
    for chart in seen.page.locator(".roi-chart").all():
        box = chart.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        assert 100 < box["height"] < 1_500
    assert seen.outside() == []
    assert seen.errors == []


@EACH_PAGE
@pytest.mark.parametrize(("lang", "scheme"), [("da", "light"), ("en", "dark")])
def test_axe_finds_nothing_serious(visit, page, lang, scheme):
    seen = visit("da-DK", color_scheme=scheme).open(f"{address(page)}?lang={lang}")
    if page == "owner":
        seen.painted(9)
    assert seen.barriers() == {}
