"""After the decision, in a real browser: a trial is written on a telephone, what it teaches is used and put back."""

import pytest
from playwright.sync_api import expect

from roi import text

pytestmark = pytest.mark.browser


def say(name, **facts):
    return text.say(f"ui.after.{name}", "da", **facts)


def write(page, label, figure):
    field = page.get_by_label(label, exact=True).first
    field.fill(figure)
    field.press("Tab")


def test_a_trial_is_written_on_a_telephone_used_and_put_back(visit):
    seen = visit("da-DK", width=390, height=844, is_mobile=True, has_touch=True).open("/after?lang=da")
    page = seen.page
    page.get_by_role("radio", name=say("entry.trial")).click()
    expect(page.get_by_role("group", name=say("entry.from"), exact=True)).to_be_visible()
    write(page, "Timer flyttet", "60")
    write(page, "Timer på det, der kom retur", "25")
    page.get_by_role("button", name=say("entry.add"), exact=True).click()
    expect(page.locator(".st-key-verdict .roi-answer")).to_contain_text("Efter prøven")
    expect(page.get_by_role("heading", name=say("learnt.title"))).to_be_visible()
    page.get_by_role("button", name=say("use.button"), exact=True).click()
    expect(page.get_by_text(say("use.used"))).to_be_visible()
    seen.settled()
    page.get_by_role("button", name=say("use.back"), exact=True).click()
    expect(page.get_by_role("button", name=say("use.button"), exact=True)).to_be_visible()
    assert seen.outside() == []
    assert seen.errors == []
