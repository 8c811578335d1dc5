"""All figures of a case as a person meets them: searched, opened, changed, found again on the owner's page."""

import re

import pytest
from playwright.sync_api import expect

from roi import catalogue, text

pytestmark = pytest.mark.browser
TURNOVER, FEE = (catalogue.inputs()[id] for id in ("turnover_y", "fee_m"))


@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_a_figure_is_searched_opened_and_changed(visit, lang):
    seen = visit("da-DK").open(f"/assumptions?lang={lang}")
    page = seen.page
    table = page.locator(".roi-list")
    rows = table.locator("tbody tr:not(.group):visible")
    expect(rows.first).to_be_visible()
    everything = rows.count()
    search = table.get_by_role("searchbox")
    search.fill("zzz")
    expect(rows).to_have_count(0)
    expect(table.get_by_role("status")).to_have_text(text.say("ui.figures.none", lang))
    search.fill(TURNOVER.name[lang].upper())
    expect(rows.filter(has_text=TURNOVER.name[lang])).to_have_count(1)
    assert rows.count() < everything
    table.get_by_role("button", name=TURNOVER.name[lang], exact=True).click()
    expect(page.get_by_role("heading", name=text.say("ui.figures.opened", lang, name=TURNOVER.name[lang]))).to_be_visible()
    seen.settled()

    before = rows.filter(has_text=TURNOVER.name[lang]).inner_text()
    high = page.get_by_label(re.compile("^" + re.escape(text.say("ui.point.high", lang))))
    high.fill("40")
    high.press("Enter")
    expect(rows.filter(has_text=TURNOVER.name[lang])).not_to_have_text(before)
    expect(search).to_have_value(TURNOVER.name[lang].upper())
    seen.settled()
    page.get_by_role("link", name=text.say("ui.nav.owner", lang), exact=True).click()
    expect(page.locator(".roi-answer")).to_be_visible()
    page.go_back()
    expect(table).to_be_visible()
    seen.settled()
    page.get_by_role("button", name=text.say("ui.case.undo", lang)).click()
    expect(rows.filter(has_text=TURNOVER.name[lang]).first).to_have_text(before.replace("\t", "").replace("\n", ""))
    assert seen.outside() == []
    assert seen.errors == []


def test_a_telephone_is_brought_to_the_figure_it_chose(visit):
    seen = visit("da-DK", width=390, height=844, is_mobile=True, has_touch=True).open("/assumptions?lang=da")
    page = seen.page
    page.locator(".roi-list").get_by_role("button", name=FEE.name["da"], exact=True).first.click()
    expect(page.get_by_role("heading", name=text.say("ui.figures.opened", "da", name=FEE.name["da"]))).to_be_in_viewport()
    assert seen.errors == []


def test_how_it_works_opens_its_names_and_sources(visit):
    seen = visit("en-GB").open("/method?lang=en")
    page = seen.page
    page.locator(".st-key-names summary").click()
    expect(page.locator(".st-key-names")).to_contain_text("turnover_y")
    assert page.locator(".roi-equations dd").count() > len(catalogue.lines()) + len(catalogue.outcomes())
    assert seen.outside() == []
    assert seen.errors == []
