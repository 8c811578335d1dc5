"""The consultant's ways: cases held side by side, offers for the same work, a trial before it starts, many clients."""

import os
import re

import pytest
from playwright.sync_api import expect

from roi import batch, tabular, text
from roi.ui.batch import UPLOAD_AT_MOST
from roi.ui.desk import CASES

pytestmark = pytest.mark.browser
LANGUAGES = pytest.mark.parametrize("lang", text.LANGUAGES)
FOUR = ["wholesaler_hire", "wholesaler_automate", "wholesaler_domestic", "wholesaler_upskill"]
SWAPPED = "wholesaler_nearshore"


def name(case, lang):
    found = next(
        line for line in (CASES / f"{case}.toml").read_text(encoding="utf-8").splitlines() if line.startswith("name = ")
    )
    return text.case(found.split('"')[1], lang)


def place(page, letter, lang):
    return page.get_by_role("combobox", name=text.say("ui.compare.slot.label", lang, letter=letter))


def choose(seen, letter, case, lang):
    seen.choose(place(seen.page, letter, lang), name(case, lang))


@LANGUAGES
def test_four_cases_are_chosen_seen_swapped_reloaded_and_gone_back_to(visit, lang, tmp_path):
    seen = visit("da-DK" if lang == "da" else "en-GB").open(f"/scenarios?lang={lang}")
    page = seen.page
    page.get_by_role("link", name=text.say("ui.compare.page.nav", lang), exact=True).click()
    page.wait_for_url("**/compare*")
    expect(page.get_by_role("heading", level=1)).to_have_text(text.say("ui.compare.page.title", lang))
    for letter, case in zip("ABCD", FOUR, strict=True):
        choose(seen, letter, case, lang)
        expect(place(page, letter, lang)).to_have_value(name(case, lang))
        seen.settled()
    expect(page.locator(".st-key-verdict .roi-answer")).to_be_visible()
    seen.painted(4)
    drawn = page.locator(".roi-chart").first
    for letter, case in zip("ABCD", FOUR, strict=True):
        expect(drawn).to_contain_text(f"{letter} · {name(case, lang)[:20]}")
    assert re.search(
        r"cases=wholesaler_hire(,|%2C)wholesaler_automate(,|%2C)wholesaler_domestic(,|%2C)wholesaler_upskill", page.url
    )

    choose(seen, "D", SWAPPED, lang)
    expect(drawn).to_contain_text(f"D · {name(SWAPPED, lang)[:20]}")
    expect(page.locator(".roi-lettered")).to_contain_text(name(SWAPPED, lang))
    seen.settled()

    page.reload()
    seen.settled().painted(4)
    expect(place(page, "D", lang)).to_have_value(name(SWAPPED, lang))
    expect(page.locator(".roi-lettered")).to_contain_text(name(SWAPPED, lang))

    page.go_back()
    expect(place(page, "D", lang)).to_have_value(name(FOUR[3], lang))
    expect(page.locator(".roi-lettered")).to_contain_text(name(FOUR[3], lang))
    seen.settled()

    page.get_by_role("radio", name=text.say("ui.compare.pair.label", lang, a="C", b="D")).click()
    expect(page.get_by_text(text.say("ui.compare.pair.first", lang, a="D"), exact=True)).to_be_visible()
    assert seen.outside() == []
    assert seen.errors == []


def test_a_file_laid_beside_comes_back_with_the_page(visit, tmp_path):
    own = tmp_path / "mine.toml"
    words = (CASES / "wholesaler_hire.toml").read_text(encoding="utf-8")
    own.write_text(words.replace(name("wholesaler_hire", "da"), "Vores <b>egen</b>"), encoding="utf-8")
    seen = visit("da-DK").open("/compare?lang=da&cases=wholesaler_automate")
    page = seen.page
    page.get_by_text(text.say("ui.compare.slot.upload", "da"), exact=True).click()
    page.locator('input[type="file"]').set_input_files(str(own))
    shown = text.say("ui.compare.slot.own", "da", name="Vores <b>egen</b>")
    expect(place(page, "B", "da")).to_have_value(shown)
    seen.settled()
    page.reload()
    seen.settled()
    expect(place(page, "B", "da")).to_have_value(shown)
    expect(page.locator(".roi-lettered")).to_contain_text("Vores <b>egen</b>")
    assert seen.errors == []


@LANGUAGES
def test_two_offers_and_a_trial_before_it_starts(visit, lang):
    seen = visit("da-DK" if lang == "da" else "en-GB").open(f"/bids?lang={lang}").painted(3)
    page = seen.page
    expect(page.get_by_role("heading", level=1)).to_have_text(text.say("ui.bids.page.title", lang))
    expect(page.get_by_role("cell", name=text.say("bids.price.is_best", lang), exact=True)).to_be_visible()
    expect(page.get_by_role("cell", name=text.say("ui.bids.scope.leaves_out", lang)).first).to_be_visible()

    page.get_by_role("link", name=text.say("ui.pilot.page.nav", lang), exact=True).click()
    page.wait_for_url("**/pilot*")
    expect(page.get_by_role("heading", level=1)).to_have_text(text.say("pilot.title.head", lang))
    seen.settled().painted(4)
    slider = page.get_by_role("slider", name=text.say("ui.pilot.size.weeks", lang))
    expect(slider).to_have_attribute("aria-valuetext", text.say("ui.pilot.size.weeks_at", lang, weeks=4))
    slider.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", text.say("ui.pilot.size.weeks_at", lang, weeks=6))
    expect(
        page.get_by_text(text.say("pilot.said.shows", lang, weeks=6, share="@", hours="@", names="@").split("@")[0])
    ).to_be_visible()
    page.wait_for_url("**weeks=6**")
    seen.settled()
    page.reload()
    expect(slider).to_have_attribute("aria-valuetext", text.say("ui.pilot.size.weeks_at", lang, weeks=6))
    assert seen.outside() == []
    assert seen.errors == []


def test_the_table_of_a_batch_is_put_there_and_searched(visit, tmp_path):
    sources = batch.sources(CASES, ["office_upskilling.toml", "wholesaler_hire.toml"])
    rows = [each.row for each in batch.answers(sources, settings=batch.Settings(draws=128))]
    table = tmp_path / "kunder.csv"
    table.write_bytes(tabular.as_csv(rows, list(rows[0]), "da"))
    seen = visit("da-DK").open("/batch?lang=da")
    page = seen.page
    page.locator('input[type="file"]').set_input_files(str(table))
    expect(page.locator(".st-key-verdict .roi-answer")).to_be_visible()
    seen.painted(1)
    rows_shown = page.locator(".roi-table tbody tr")
    expect(rows_shown).to_have_count(2)
    field = page.get_by_label(text.say("ui.batch.table.search", "da"))
    field.fill("hire")
    field.press("Enter")
    expect(rows_shown).to_have_count(1)
    expect(rows_shown).to_contain_text("wholesaler_hire.toml")
    assert seen.settled().barriers() == {}
    assert seen.outside() == []
    assert seen.errors == []


def test_a_table_that_is_too_large_is_refused_in_the_language_of_the_page(visit, tmp_path):
    """By the browser itself, before anything is sent; Streamlit knows only an English sentence for it."""
    table = tmp_path / "kunder.csv"
    table.touch()
    os.truncate(table, (UPLOAD_AT_MOST + 1) * 1_000_000)
    seen = visit("da-DK").open("/batch?lang=da")
    page = seen.page
    page.locator('input[type="file"]').set_input_files(str(table))
    said = page.get_by_test_id("stFileChip").get_by_role("alert")
    expect(said).to_have_text(text.say("ui.streamlit.error", "da") + text.say("ui.streamlit.too_large", "da"))
    assert said.bounding_box()["height"] > 10  # seen, not only heard
    assert seen.settled().barriers() == {}
    assert seen.errors == []
