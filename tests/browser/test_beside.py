"""The pages beside the figures as a person meets them: everything done once, saved as a file and read back."""

import re

import pytest
from playwright.sync_api import expect

import roi
from roi import catalogue, people, qualitative, rules, text
from roi.ui.desk import CASES, cases
from tests.browser.conftest import DONE

pytestmark = pytest.mark.browser

NASTY = "![x](http://evil.example/pixel.png) <b>$x^2$</b> `c`"


class Way:
    """One person's way through the pages, in one language."""

    def __init__(self, seen, lang):
        self.seen, self.page, self.lang = seen, seen.page, lang
        self.page.goto(f"{seen.address}/?lang={lang}")
        expect(self.page.get_by_role("heading", level=1)).to_be_visible()
        self.rest()

    def rest(self):
        """Wait until nothing is under way any more."""
        self.page.wait_for_timeout(150)
        self.page.wait_for_selector(DONE, timeout=60_000)
        self.page.wait_for_function("() => !document.querySelector('[data-stale=\"true\"]')", timeout=60_000)
        return self

    def say(self, name, /, **facts):
        return text.say(f"ui.beside.{name}", self.lang, **facts)

    def to(self, name):
        words = self.say(f"nav.{'top' if name == 'risks' else name}")
        self.page.get_by_role("link", name=words, exact=True).first.click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(self.say(f"{name}.title"))
        return self.rest()

    def unfold(self, words):
        self.page.locator("summary").filter(has_text=words).first.click()
        return self.rest()

    def mark(self, label, mark, at=0, rest=True):
        group = self.page.get_by_test_id("stButtonGroup").filter(has=self.page.get_by_text(label, exact=True))
        group.nth(at).get_by_text(str(mark), exact=True).click()
        return self.rest() if rest else self

    def write(self, label, words):
        field = self.page.get_by_label(label, exact=True).first
        field.fill(words)
        field.press("Tab")
        return self.rest()

    def choose(self, label, option):
        box = self.page.get_by_role("combobox", name=label, exact=True)
        self.rest()  # the page's last message would close the list again
        box.click()
        box.fill(option)
        self.page.get_by_role("option", name=option, exact=True).click()
        return self.rest()

    def press(self, words):
        self.page.get_by_role("button", name=words, exact=True).click()
        return self.rest()

    def saved(self, folder):
        with self.page.expect_download() as download:
            self.page.get_by_role("button", name=text.say("ui.case.download", self.lang)).click()
        path = folder / download.value.suggested_filename
        download.value.save_as(path)
        return roi.load(path)


@pytest.mark.parametrize(("locale", "lang"), [("da-DK", "da"), ("en-GB", "en")])
def test_the_whole_way_beside_the_figures(visit, tmp_path, locale, lang):
    seen = visit(locale)
    way = Way(seen, lang)
    page = seen.page

    way.to("risks")
    expect(page.locator(".st-key-plan_says .roi-text")).to_be_visible()
    way.unfold(f"5. {catalogue.dilemmas()['competence'].name[lang]}")
    way.mark(way.say("risks.likelihood"), 4).mark(way.say("risks.consequence"), 5)
    way.write(way.say("risks.answer_label"), NASTY)
    way.mark(way.say("risks.likelihood_after"), 2)
    way.mark(way.say("risks.status"), text.say("status.answered", lang))
    way.write(way.say("risks.date"), text.date(people.date(2026, 5, 4), lang))
    expect(page.locator(".roi-below").nth(4)).to_contain_text("4")
    new = page.get_by_label(way.say("risks.add"), exact=True)
    new.fill(NASTY)
    new.press("Enter")
    way.rest()
    expect(page.locator("summary").filter(has_text="7. ")).to_contain_text("<b>$x^2$</b>")
    way.mark(way.say("risks.likelihood"), 3, at=1).mark(way.say("risks.consequence"), 3, at=1)
    expect(page.locator(".js-plotly-plot .textpoint")).to_have_count(4)
    assert sorted(page.locator(".js-plotly-plot .textpoint").all_text_contents()) == ["5", "5", "7", "7"]
    assert seen.barriers() == {}

    way.to("compass")
    for answer in range(1, people.ANSWERS_AT_LEAST + 1):
        for at in range(len(qualitative.compass())):
            way.mark(way.say("compass.before"), answer, at=at, rest=False)
            way.mark(way.say("compass.after"), 6 - answer, at=at, rest=False)
        way.press(way.say("compass.save"))
        expect(page.get_by_text(way.say("compass.saved"))).to_be_visible()
        expect(page.locator("form, [data-testid=stForm]").locator("[aria-checked=true]")).to_have_count(0)
        assert page.locator(".js-plotly-plot").count() == 0
    page.get_by_text(way.say("compass.show"), exact=True).click()
    expect(page.locator(".js-plotly-plot .trace").first).to_be_visible()
    way.rest()

    way.to("steps")
    phase = qualitative.entries()["phase_pilot"]
    way.choose(way.say("process.where"), way.say("process.phase", name=phase.text[lang], list=_list(phase, lang)))
    way.unfold(re.compile(re.escape(way.say("process.to_do"))))
    due = next(id for id in people.in_phase("phase_pilot") if not qualitative.entries()[id].asks)
    page.get_by_text(qualitative.entries()[due].text[lang], exact=True).first.click()
    way.rest()
    way.unfold(way.say("lists.doc000")).unfold(qualitative.lists()["premises"].name[lang])
    for point in qualitative.in_list("premises")[:2]:
        page.get_by_text(point.text[lang], exact=True).first.click()
        way.rest()
    expect(page.get_by_text(way.say("progress", count=2, of=5), exact=True)).to_be_visible()
    assert seen.barriers() == {}

    way.to("law")
    way.choose(way.say("law.ask_sector"), way.say("law.sector_bank"))
    way.choose(way.say("law.ask_personal_data"), way.say("law.yes"))
    way.press(way.say("staff.add"))
    way.write(way.say("staff.count"), "9").write(way.say("staff.years"), "14")
    way.press(way.say("staff.put"))
    expect(page.get_by_text(way.say("staff.put_done"))).to_be_visible()

    way.to("related")
    page.get_by_label(way.say("related.search"), exact=True).fill("exit")
    page.keyboard.press("Enter")
    found = qualitative.search("exit")
    expect(page.get_by_role("heading", level=2)).to_have_text(way.say("related.found", count=len(found), words="exit"))
    way.rest().unfold(found[0].text[lang])
    link = page.locator("[class*=st-key-belongs] button").first
    words = link.inner_text()
    link.click()
    expect(page.get_by_role("heading", level=2)).to_have_text(words)
    way.rest()
    page.go_back()
    expect(page.get_by_role("heading", level=2)).to_have_text(way.say("related.found", count=len(found), words="exit"))
    way.rest()

    scenario = way.saved(tmp_path)
    risk = scenario.risks["competence"]
    assert (risk.likelihood, risk.consequence, risk.likelihood_after, risk.status) == (4, 5, 2, "answered")
    assert (risk.answer, risk.date.isoformat()) == (NASTY, "2026-05-04")
    own = next(each for each in scenario.risks.values() if each.name)
    assert (own.name, own.likelihood, own.consequence) == (NASTY, 3, 3)
    assert sorted(each.before["sound"] for each in scenario.compass) == [1, 2, 3, 4, 5]
    assert scenario.process.phase == "phase_pilot"
    assert due in {*scenario.process.done, *(id for each in scenario.checklists.values() for id in each.ticked)}
    assert len(scenario.checklists["premises"].ticked) == 2
    assert (scenario.legal.sector, scenario.legal.personal_data) == ("bank", True)
    expected = rules.by_seniority(scenario.seniority)
    assert (expected["posts"], scenario.values["notice_months"].median) == (9, expected["notice_months"])
    original = (CASES / cases()[0]).read_text(encoding="utf-8").splitlines()
    kept = scenario.text.splitlines()
    assert [line for line in original if line.strip() and line not in kept and "_months" not in line] == []

    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text(way.say("related.title"))
    way.rest().to("risks")
    expect(page.locator(".roi-below").nth(4)).to_contain_text("4")
    assert page.locator("[src*='evil'], [href*='evil']").count() == 0
    assert seen.outside() == []
    assert [each for each in seen.errors if "404" not in each] == []


def _list(entry, lang):
    return qualitative.lists()[entry.list].name[lang]


@pytest.mark.parametrize("name", ["risks", "compass", "steps", "law", "related"])
def test_a_telephone_shows_it_without_scrolling_sideways(visit, name):
    seen = visit("da-DK", width=390, height=844, is_mobile=True, has_touch=True)
    way = Way(seen, "da").to("risks")
    if name != "risks":
        way.to(name)
    wide = "e => e.scrollWidth - e.clientWidth"
    assert seen.page.locator("html").evaluate(wide) <= 0
    assert seen.page.get_by_test_id("stMain").evaluate(wide) <= 0
    for box in (chart.bounding_box() for chart in seen.page.locator(".js-plotly-plot").all()):
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    assert seen.errors == []


def test_the_keyboard_is_enough_to_weigh_a_risk(visit):
    seen = visit("en-GB")
    way = Way(seen, "en").to("risks")
    page = seen.page
    summary = page.locator("summary").filter(has_text="1. ").first
    summary.focus()
    page.keyboard.press("Enter")
    way.rest()
    page.keyboard.press("Tab")  # the tabs
    page.keyboard.press("Tab")  # the first mark
    page.keyboard.press("Enter")
    way.rest()
    expect(page.locator(".roi-below").first).to_contain_text("1")
    assert page.evaluate("document.activeElement.closest('[data-testid=stButtonGroup]') !== null"), "where one was"
