"""The first page as a person meets it: a real server, a real browser."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

import roi
from roi import text
from roi.ui.desk import CASES, cases
from roi.ui.show import JOINER
from tests.browser.conftest import CHARTS

pytestmark = pytest.mark.browser

EVIL = "http://evil.example/pixel.png"
NASTY = f"![x]({EVIL}) <img src='{EVIL}'> $x^2$ [a]({EVIL}) `c` **b** :material/home: -> 5"
OWN = """format = 1
name = "NAME"
note = "NOTE"
[company]
employees = { values = [90], source = "NAME" }
salary_m = { low = 40_000, mode = 47_000, high = 55_000, source = "NAME" }
[[work]]
name = "NAME"
hours_m = { low = 200, mode = 300, high = 400 }
fee_m = 60_000
[[work]]
name = "Second"
hours_m = 100
fee_m = 20_000
[[events]]
name = "Event NAME"
rate_y = 0.2
side = "plan"
cost = { low = 50_000, mode = 200_000, high = 2_000_000 }
[[claims]]
metric = "cost_saving"
value = 0.3
by = "NAME"
[risks.competence]
likelihood = 4
evidence = "NAME"
answer = "NAME"
"""


def own_file(page, name, content):
    """Choose a file of one's own."""
    page.get_by_test_id("stPopoverButton").filter(visible=True).filter(
        has_text=re.compile("Åbn egen fil|Open own file")
    ).click()
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        {"name": name, "mimeType": "text/plain", "buffer": content}
    )


def answer(page):
    return page.locator(".roi-answer")


@pytest.mark.parametrize(("locale", "lang"), [("da-DK", "da"), ("en-GB", "en")])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_opens_in_the_browsers_language_with_its_charts(visit, locale, lang, scheme):
    seen = visit(locale, color_scheme=scheme).go()
    page = seen.page
    expect(page.get_by_role("heading", level=1)).to_have_text(text.say("ui.page.title", lang))
    expect(page).to_have_title(text.say("ui.page.tab", lang))
    expect(page.locator("html")).to_have_attribute("lang", lang)
    first = text.case(roi.load(CASES / cases()[0]).name, lang)
    expect(page.get_by_role("combobox", name=text.say("ui.case.choose", lang))).to_have_value(first)
    assert page.locator(".js-plotly-plot .trace").count() > 20
    assert seen.outside() == []
    assert seen.errors == []


def test_the_language_is_chosen_once_and_kept_in_the_address(visit):
    seen = visit("da-DK").go()
    page = seen.page
    page.get_by_test_id("stMain").get_by_role("radio", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(text.say("ui.page.title", "en"))
    page.wait_for_url("**lang=en")
    seen.settled()
    page.get_by_role("slider", name=text.say("ui.panel.horizon", "en")).press("ArrowRight")
    expect(answer(page)).to_contain_text("48")
    assert page.url.endswith("lang=en")
    page.reload()
    seen.settled()
    expect(page.get_by_role("heading", level=1)).to_have_text(text.say("ui.page.title", "en"))
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert seen.errors == []


def test_numbers_are_written_as_the_language_writes_them(visit):
    page = visit("en-GB").go("/?lang=da").page
    assert re.search(r"\d,\d\smio\.\skr\.", answer(page).inner_text())
    ticks = page.locator(".js-plotly-plot .xtick text").all_text_contents()
    assert ticks
    assert not [tick for tick in ticks if "." in tick and "," not in tick], ticks


@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_a_telephone_shows_it_without_scrolling_sideways(visit, lang):
    seen = visit("da-DK", width=390, height=844, is_mobile=True, has_touch=True).go(f"/?lang={lang}")
    page = seen.page
    wide = "e => e.scrollWidth - e.clientWidth"
    assert page.locator("html").evaluate(wide) <= 0
    assert page.get_by_test_id("stMain").evaluate(wide) <= 0
    for box in (chart.bounding_box() for chart in page.locator(".js-plotly-plot").all()):
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        assert 200 < box["height"] < 1_400
    expect(answer(page)).to_be_visible()
    assert answer(page).bounding_box()["y"] < 844, "the answer begins on the first screen"
    page.get_by_test_id("stExpandSidebarButton").click()
    expect(page.get_by_role("slider", name=text.say("ui.panel.horizon", lang))).to_be_visible()
    assert seen.outside() == []
    assert seen.errors == []


def test_a_slider_moves_the_answer(visit):
    seen = visit("da-DK").go()
    page, before = seen.page, answer(seen.page).inner_text()
    slider = page.get_by_role("slider", name=roi_name("reduction_use"))
    slider.press("ArrowRight")
    warning = page.get_by_test_id("stMain").get_by_test_id("stAlert").filter(has_text=text.say("ui.mistake.waiting", "da"))
    expect(warning).to_be_visible()
    expect(answer(page)).to_have_text(before)
    page.get_by_role("slider", name=roi_name("relief_use")).press("ArrowLeft")
    expect(answer(page)).not_to_have_text(before)
    expect(warning).to_have_count(0)
    assert seen.errors == []


def roi_name(id, lang="da"):
    from roi import catalogue

    return catalogue.inputs()[id].name[lang]


def test_a_figure_can_be_made_uncertain(visit):
    seen = visit("en-GB").go("/?lang=en")
    page = seen.page
    fields = page.get_by_test_id("stSidebar")
    fields.get_by_test_id("stPopoverButton").filter(visible=True).first.click()
    page.get_by_text(text.say("ui.field.range", "en"), exact=True).click()
    high = page.get_by_label(f"{text.say('ui.point.high', 'en')} (")
    expect(high).to_be_visible()
    high.fill("150")
    high.press("Enter")
    expect(fields.get_by_text("in 9 of 10 futures").first).to_contain_text("people")
    assert seen.errors == []


def test_what_is_saved_can_be_opened_again(visit, tmp_path):
    seen = visit("da-DK").go()
    page = seen.page
    page.get_by_role("slider", name=text.say("ui.panel.horizon", "da")).press("ArrowRight")
    expect(answer(page)).to_contain_text("48 måneder")
    seen.settled()
    said = answer(page).inner_text()
    with page.expect_download() as download:
        page.get_by_role("button", name=text.say("ui.case.download", "da")).click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    assert path.suffix == ".toml"
    scenario = roi.load(path)
    assert scenario.horizon_months == 48
    original = (CASES / cases()[0]).read_text(encoding="utf-8")
    assert set(original.splitlines()) - set(path.read_text(encoding="utf-8").splitlines()) == {"horizon_months = 36"}

    again = visit("da-DK").go()
    own_file(again.page, path.name, Path(path).read_bytes())
    expect(answer(again.page)).to_have_text(said)
    assert again.errors == []


def test_a_wrong_file_is_explained_and_nothing_is_lost(visit):
    seen = visit("da-DK").go()
    page, before = seen.page, answer(seen.page).inner_text()
    own_file(page, "forkert.toml", b'format = 1\nname = "x"\n[company]\nemploees = 3\nsalary_m = -2\n')
    alert = page.get_by_test_id("stMain").get_by_test_id("stAlert").filter(has_text=text.say("ui.case.refused", "da"))
    expect(alert).to_be_visible()
    expect(alert.locator("li")).to_have_count(3)
    expect(alert).to_contain_text("employees")
    expect(answer(page)).to_have_text(before)
    seen.settled()
    own_file(page, "stor.toml", b"#" * 1_200_000)
    expect(alert).to_contain_text("stor.toml")
    expect(alert.locator("li")).to_have_count(1)
    expect(answer(page)).to_have_text(before)
    assert seen.errors == []


def test_names_stay_words(visit):
    """Markup in a user's names is shown letter for letter, and asks nobody for anything."""
    seen = visit("en-GB").go("/?lang=en")
    page = seen.page
    own_file(page, f"{NASTY.replace('/', '_')}.toml", OWN.replace("NAME", NASTY).replace("NOTE", NASTY).encode())
    expect(page.get_by_role("combobox", name=text.say("ui.case.choose", "en"))).to_have_attribute(
        "placeholder", f"Own file: {NASTY}"
    )
    seen.settled()
    for more in ("work", "events", "company"):
        title = text.say("ui.panel.more", "en", section=text.say(f"section.{more}", "en"))
        page.get_by_text(title, exact=True).click()
        seen.settled()
    page.get_by_text(text.say("ui.drivers.open", "en"), exact=True).click()
    seen.painted(CHARTS + 1).settled()
    for section in ("company", "work", "events"):
        page.get_by_test_id("stMain").get_by_text(text.say(f"section.{section}", "en"), exact=True).click()
    page.get_by_text(text.say("ui.case.note", "en"), exact=True).click()
    expect(page.locator(".roi-text").filter(has_text=NASTY)).to_be_visible()
    shown = page.get_by_test_id("stApp").inner_text().replace(JOINER, "")
    assert shown.count(NASTY) >= 8, "note, package, event, sources, claim, evidence and answer"
    assert page.locator("[src*='evil'], [href*='evil']").count() == 0
    assert page.locator(".katex").count() == 0
    assert seen.outside() == []
    assert seen.errors == []
