"""The way of somebody who was shown a business case: from the claim to the questions, the log, and the file taken home."""

import datetime
import re

import pytest
from playwright.sync_api import expect

import roi
from roi import catalogue, text
from roi.ui.desk import CASES

pytestmark = pytest.mark.browser
BANK = CASES / "bank_back_office_offshore.toml"
LANGUAGES = pytest.mark.parametrize("lang", text.LANGUAGES)
CLAIMS = {"da": "Tjent hjem på 30 måneder", "en": "Pays back in 30 months"}


def words(name, lang, **facts):
    return text.say(f"challenge_page.{name}", lang, **facts)


def bank(visit, lang, **more):
    """The page with the bank's case on the desk."""
    seen = visit("da-DK" if lang == "da" else "en-GB", **more).open(f"/?lang={lang}")
    seen.page.locator(".st-key-example_claim button").click()
    seen.page.wait_for_url("**/challenge*")
    seen.page.wait_for_selector(".st-key-beliefs", timeout=60_000)
    return seen.settled().painted(3)


def said(page):
    return page.get_by_test_id("stMain").inner_text().replace("\xa0", " ")


@LANGUAGES
def test_from_the_claim_to_the_file_that_is_taken_home(visit, lang, tmp_path):
    seen = bank(visit, lang)
    page = seen.page

    # the argument, read from the top
    expect(page.get_by_role("heading", level=1)).to_have_text(words("page.title", lang))
    for part in ("claims", "argument", "questions", "worklog", "wrong", "beside"):
        expect(page.get_by_role("heading", level=2, name=words(f"part.{part}", lang))).to_be_visible()
    for title in ("chance", "beliefs", "outside"):
        expect(page.get_by_role("heading", level=3, name=text.say(f"challenge.title.{title}", lang))).to_be_visible()
    assert page.locator(".st-key-reached .trace").count() >= 2
    assert page.locator(".roi-bar").count() >= 3

    # a claim in words, first one that cannot be read
    field = page.get_by_label(words("claims.says", lang), exact=True)
    field.fill("bla bla 30 %")
    field.press("Enter")
    expect(page.get_by_test_id("stAlert")).to_contain_text("bla")
    expect(field).to_have_value("bla bla 30 %")
    field.fill(CLAIMS[lang])
    page.get_by_role("button", name=words("claims.add_button", lang)).click()
    expect(page.locator(".st-key-card_chosen_2")).to_be_visible()
    expect(page.get_by_test_id("stAlert")).to_have_count(0)
    seen.settled()
    assert "claim=3" in page.url

    # an answer with a figure
    page.get_by_role("button", name=words("claims.choose", lang)).first.click()
    expect(page.locator(".st-key-card_chosen_0")).to_be_visible()
    seen.settled()
    question = page.locator('[class*="st-key-question_"]').filter(has_text=name_of("indexation_y", lang)).first
    question.locator("summary").click()
    seen.settled()
    seen.choose(question.get_by_role("combobox", name=words("questions.place", lang)), name_of("indexation_y", lang))
    question.get_by_role("radio", name=text.say("ui.field.one", lang)).click()
    seen.settled()
    question.get_by_label(name_of("indexation_y", lang)).fill("2")
    question.get_by_label(words("questions.said", lang)).fill("Ja, 2 %")
    question.get_by_label(words("questions.by", lang)).fill("Indkøb")
    question.get_by_role("button", name=words("questions.save", lang)).click()
    given = page.locator('[class*="st-key-given_"]')
    expect(given.filter(has_text="Ja, 2 %")).to_be_visible()
    expect(given.filter(has_text="Ja, 2 %")).to_contain_text(beginning(words("questions.changed", lang, before="", now="")))
    seen.settled()

    # work that came back
    page.locator(".st-key-log_period summary").click()
    begin(seen, page, lang)
    write(seen, lang, "4", lines=1)

    # what if it goes wrong
    door = page.get_by_test_id("stExpander").filter(has_text=text.say("examined.stress.title", lang))
    door.locator("summary").click()
    expect(door).to_contain_text(catalogue.stresses()["vendor_fails"].name[lang])
    seen.settled()
    page.get_by_role("slider", name=words("wrong.month", lang)).press("ArrowRight")
    expect(door).to_contain_text("19")
    assert seen.settled().barriers() == {}

    # the file
    with page.expect_download() as download:
        page.get_by_role("button", name=text.say("ui.case.download", lang)).click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    scenario = roi.load(path)
    assert scenario.claims[2].says == CLAIMS[lang]
    assert scenario.values["indexation_y"].median == 0.02
    assert [(each.question != "", each.said) for each in scenario.answers][-1] == (True, "Ja, 2 %")
    assert scenario.worklog.entries[0].hours == 4
    assert set(BANK.read_text(encoding="utf-8").splitlines()) <= set(path.read_text(encoding="utf-8").splitlines()) | {""}
    assert seen.outside() == []
    assert seen.errors == []


def beginning(sentence):
    return sentence[:12]


def name_of(id, lang):
    return catalogue.inputs()[id].name[lang]


def begin(seen, page, lang):
    """Begin a log of the last two months."""
    box = page.locator(".st-key-log_period")
    box.get_by_label(words("worklog.hours_moved", lang)).fill("320")
    box.get_by_label(words("worklog.months_in", lang)).fill("2")
    box.get_by_role("button", name=words("worklog.begin", lang)).click()
    seen.settled()


def write(seen, lang, hours, lines):
    """A line of the log, until it stands there as one of so many; the next one is asked for then."""
    page = seen.page
    page.get_by_label(words("worklog.hours", lang), exact=True).fill(hours)
    page.get_by_label(words("worklog.task", lang), exact=True).fill("Moms")
    page.get_by_role("button", name=words("worklog.add", lang)).click()
    expect(page.locator(".st-key-fold-log_entries .roi-count")).to_have_text(str(lines))
    seen.settled()


def test_the_log_in_a_table_can_be_changed_and_speaks_no_english(visit, tmp_path):
    seen = bank(visit, "da")
    page = seen.page
    page.locator(".st-key-log_period summary").click()
    begin(seen, page, "da")
    for lines, hours in enumerate(("4", "6"), start=1):
        write(seen, "da", hours, lines)
    page.locator(".st-key-log_entries summary").click()
    table = page.get_by_test_id("stDataFrame")
    expect(table).to_be_visible()
    seen.settled()
    expect(page.get_by_test_id("stElementToolbar").filter(visible=True)).to_have_count(0)
    table.scroll_into_view_if_needed()
    box = table.bounding_box()
    page.mouse.click(box["x"] + box["width"] - 46, box["y"] + 54)  # the first line's last cell: take it out
    page.wait_for_timeout(500)  # the table tells of an edit a moment after it
    page.get_by_role("button", name=words("worklog.save", "da")).click()
    seen.settled()
    with page.expect_download() as download:
        page.get_by_role("button", name=text.say("ui.case.download", "da")).click()
    path = tmp_path / "log.toml"
    download.value.save_as(path)
    assert [each.hours for each in roi.load(path).worklog.entries] == [6]
    assert roi.load(path).worklog.entries[0].date == datetime.date.today()
    assert seen.errors == []


@LANGUAGES
def test_a_telephone_reads_it_in_one_column(visit, lang):
    seen = bank(visit, lang, width=390, height=844, is_mobile=True, has_touch=True)
    page = seen.page
    for title in ("stress", "parties", "two_sets"):
        page.locator("summary").filter(has_text=text.say(f"examined.{title}.title", lang)).click()
        seen.settled()
    page.wait_for_selector(".st-key-try\\:two_sets .trace, [class*=two_sets] .trace", timeout=60_000)
    wide = "e => e.scrollWidth - e.clientWidth"
    assert page.locator("html").evaluate(wide) <= 0
    assert page.get_by_test_id("stMain").evaluate(wide) <= 0
    for chart in page.locator(".roi-chart").all():
        box = chart.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    assert seen.errors == []


def test_a_reload_keeps_the_claim_that_was_added_and_which_is_examined(visit):
    seen = bank(visit, "da")
    page = seen.page
    field = page.get_by_label(words("claims.says", "da"), exact=True)
    field.fill(CLAIMS["da"])
    field.press("Enter")
    expect(page.locator(".st-key-card_chosen_2")).to_be_visible()
    seen.settled()
    page.reload()
    expect(page.locator(".st-key-card_chosen_2")).to_be_visible()
    assert re.search(r"Tjent hjem på 30 måneder", said(page))
    assert seen.errors == []


def test_a_memo_that_is_being_made_can_be_stopped_and_had_after_all(visit, tmp_path):
    """Its parts take some seconds: nobody has asked for those of this case yet."""
    seen = bank(visit, "da")
    page = seen.page
    make, stop = (page.locator(f".st-key-memo_{name} button") for name in ("make", "stop"))
    make.click()
    stop.click()
    expect(page.get_by_role("status").filter(has_text=text.say("ui.making.stopped", "da"))).to_be_visible()
    expect(stop).to_have_count(0)
    make.click()
    take = page.locator(".st-key-memo_pdf button")
    expect(take).to_be_visible()
    with page.expect_download() as taken:
        take.click()
    taken.value.save_as(tmp_path / "notat.pdf")
    assert (tmp_path / "notat.pdf").read_bytes().startswith(b"%PDF")
    assert not seen.errors
