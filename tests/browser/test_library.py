"""A person's own cases and a case in an address, as a person meets them: a real server, a real browser."""

import re

import pytest
from playwright.sync_api import expect

from roi import text
from roi.ui import desk as desks
from roi.ui import sharing
from tests.browser.test_owner import answer, moved, slider

pytestmark = pytest.mark.browser
NAME = "Vores egen sag <b>æøå</b>"


def button(page, words, lang="da", **facts):
    return page.get_by_role("button", name=text.say(words, lang, **facts), exact=True)


def what_else(seen, name):
    """Open what else can be done with a case."""
    seen.settled()
    row = seen.page.locator("[class*='st-key-own_case']").filter(has_text=name)
    row.get_by_test_id("stPopoverButton").click()
    return seen.page.get_by_test_id("stPopoverBody")


def cases(page):
    return page.locator("[class*='st-key-own_name']")


def test_saved_renamed_changed_gone_back_and_handed_on(visit):
    seen = visit("da-DK").open("/scenarios?lang=da")
    page = seen.page
    button(page, "ui.library.save").click()
    expect(button(page, "ui.library.saved")).to_be_disabled()
    first = text.case(desks.title(desks.cases()[0]), "da")
    expect(cases(page).filter(has_text=first)).to_be_visible()

    box = what_else(seen, first)
    field = box.get_by_label(text.say("ui.library.rename", "da"))
    field.fill(NAME)
    field.press("Enter")
    expect(cases(page).filter(has_text=NAME)).to_be_visible()
    expect(page.locator(".st-key-on_the_desk")).to_contain_text(NAME)
    page.keyboard.press("Escape")

    cases(page).filter(has_text=NAME).get_by_role("button").click()
    expect(answer(page)).to_be_visible()
    seen.settled()
    before = answer(page).inner_text()
    changed = moved(seen)
    button(page, "ui.library.save").click()
    expect(button(page, "ui.library.saved")).to_be_disabled()
    seen.settled()
    page.reload()
    expect(answer(page)).to_have_text(changed)
    expect(button(page, "ui.library.saved")).to_be_disabled()

    page.get_by_role("link", name=text.say("ui.bench.nav.top", "da"), exact=True).click()
    button(what_else(seen, NAME), "ui.library.versions_show").click()
    newest = page.locator("[class*='st-key-version-']").first
    expect(newest).to_contain_text(re.compile(r"Version 3, i dag kl\. \d\d\.\d\d · den, der gælder nu"))
    expect(newest).to_contain_text(re.compile("Personaleomsætning: midt 15.% .* → midt 24.%"))
    assert seen.settled().barriers() == {}
    page.keyboard.press("Escape")
    page.locator("[class*='st-key-version-']").nth(1).get_by_role("button").click()
    expect(page.locator("[class*='st-key-version-']").first).to_contain_text("Version 4")
    button(page, "ui.bench.scenarios.go_on").click()
    expect(answer(page)).to_have_text(before)
    seen.settled()

    button(page, "ui.share.open").click()
    expect(page.get_by_text(text.say("ui.share.who", "da"))).to_be_visible()
    address = page.get_by_test_id("stCode").locator("code").inner_text()
    assert re.fullmatch(rf"{re.escape(seen.address)}/owner\?{sharing.PARAMETER}=1\.[\w-]+", address)
    assert seen.settled().barriers() == {}
    assert seen.errors == []

    other = visit("da-DK")
    other.page.goto(address)
    other.settled()
    expect(answer(other.page)).to_have_text(before)
    expect(other.page.get_by_test_id("stPopoverButton").first).to_contain_text(NAME[:12])
    other.page.reload()
    other.settled()
    expect(answer(other.page)).to_have_text(before)
    other.page.get_by_role("radio", name="English").click()
    expect(other.page.get_by_role("heading", level=1)).to_have_text(text.say("ui.page.title", "en"))
    expect(other.page.get_by_test_id("stPopoverButton").first).to_contain_text(NAME[:12])
    assert other.outside() == []
    assert other.errors == []


def test_a_case_from_an_address_changed_reloaded_and_left_by_the_way_back(visit):
    seen = visit("da-DK").open("/owner?lang=da")
    button(seen.page, "ui.share.open").click()
    address = seen.page.get_by_test_id("stCode").locator("code").inner_text()
    other = visit("da-DK").open("/?lang=da")
    page = other.page
    page.goto(address)
    other.settled()
    before = answer(page).inner_text()
    changed = moved(other)
    page.wait_for_function(f"() => !location.search.includes('{sharing.PARAMETER}=')")
    page.reload()
    other.settled()
    expect(answer(page)).to_have_text(changed)
    page.get_by_role("link", name=text.say("ui.nav.method", "da"), exact=True).click()
    page.wait_for_url("**/method*")
    other.settled()
    page.go_back()
    expect(answer(page)).to_have_text(changed)
    page.goto(address)  # the same again: what was done to it is still there, and so is the way to what it was
    other.settled()
    expect(answer(page)).to_have_text(changed)
    page.get_by_test_id("stPopoverButton").first.click()
    button(page, "ui.case.over").click()
    expect(answer(page)).to_have_text(before)
    assert other.errors == []


def test_two_windows_that_save_are_told(visit):
    one, two = visit("da-DK").open("/scenarios?lang=da"), visit("en-GB").open("/scenarios?lang=en")
    button(one.page, "ui.library.save_as").click()
    field = one.page.get_by_test_id("stPopoverBody").get_by_role("textbox")
    field.fill("Delt mellem to")
    field.press("Enter")
    button(one.page, "ui.library.save_new").click()
    expect(cases(one.page).filter(has_text="Delt mellem to")).to_be_visible()
    two.page.reload()
    two.settled()
    cases(two.page).filter(has_text="Delt mellem to").get_by_role("button").click()
    expect(answer(two.page)).to_be_visible()
    two.settled()
    button(one.page, "ui.bench.scenarios.go_on").click()
    one.settled()
    for seen, lang, key in ((one, "da", "ArrowRight"), (two, "en", "ArrowLeft")):
        slider(seen.page, "turnover_y", lang).press(key)
        expect(button(seen.page, "ui.library.save", lang)).to_be_enabled()
        seen.settled()
        button(seen.page, "ui.library.save", lang).click()
        seen.settled()
    alert = two.page.get_by_test_id("stAlert")
    expect(alert).to_have_text(text.say("library.problem.changed_underneath", "en"))
    button(two.page, "ui.library.way.over", "en").click()
    expect(alert).to_have_count(0)
    expect(button(two.page, "ui.library.saved", "en")).to_be_disabled()
    assert one.errors == two.errors == []
