"""The consultant's day in a browser: twelve cases opened, one changed, four compared, a report taken along in each form."""

import pytest
from playwright.sync_api import expect

from roi import text
from roi.ui import desk as desks
from roi.ui import handing
from tests.browser.test_bench import FOUR, choose
from tests.browser.test_owner import answer, moved
from tests.test_consultants_day import read

pytestmark = pytest.mark.browser
TWELVE = desks.cases()[:12]
LANG = "da"


def test_twelve_opened_one_changed_four_compared_and_handed_over(visit, tmp_path):
    seen = visit("da-DK").open(f"/?lang={LANG}")
    page = seen.page
    for case in TWELVE:
        page.get_by_role("link", name=text.say("ui.bench.nav.top", LANG), exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(text.say("ui.bench.scenarios.title", LANG))
        seen.settled()
        name = text.case(desks.title(case), LANG)
        if case != TWELVE[0]:  # the first lies on the desk already
            seen.choose(page.get_by_role("combobox", name=text.say("ui.case.choose", LANG)), name)
            expect(page.locator(".st-key-on_the_desk h2")).to_contain_text(name)
        page.locator(".st-key-on_desk button").click()
        expect(answer(page)).to_be_visible()
        expect(page.get_by_test_id("stPopoverButton").first).to_contain_text(name[:12])
        seen.settled()

    changed = moved(seen)

    for form in handing.FORMS:
        page.locator(".st-key-handing_form").get_by_role("radio", name=text.say(f"ui.handing.form_{form}", LANG)).click()
        seen.settled()
        page.locator(".st-key-handing_make button").click()
        take = page.locator(f".st-key-handing_take_{form} button")
        expect(take).to_be_visible(timeout=60_000)
        with page.expect_download() as download:
            take.click()
        path = tmp_path / download.value.suggested_filename
        download.value.save_as(path)
        words = " ".join(read(path).split()).replace("\N{NO-BREAK SPACE}", " ")
        assert name in words, form
        if form != "xlsx":
            assert changed.split(":")[0].replace("\N{NO-BREAK SPACE}", " ") in words, form

    page.get_by_role("link", name=text.say("ui.bench.nav.top", LANG), exact=True).click()
    page.get_by_role("link", name=text.say("ui.compare.page.nav", LANG), exact=True).click()
    for letter, case in zip("ABCD", FOUR, strict=True):
        choose(seen, letter, case, LANG)
        seen.settled()
    expect(page.locator(".st-key-verdict .roi-answer")).to_be_visible()
    seen.painted(4)
    assert seen.outside() == []
    assert seen.errors == []
