"""The owner's page as a person meets it: a real server, a real browser."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

import roi
from roi import text
from roi.ui import answers
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
    page.get_by_test_id("stPopoverButton").filter(has_text=re.compile("^(Sag|Case): ")).click()
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        {"name": name, "mimeType": "text/plain", "buffer": content}
    )


def keep(texts, words):
    """What a page tells; a bound method would not do."""
    texts.append(words)


def answer(page):
    return page.locator(".roi-answer")


def status(page):
    """What the answer says of itself; it stands before what a report to be made says."""
    return page.locator(".roi-status").first


def question(id, lang="da"):
    return re.compile(re.escape(text.say(f"ui.ask.{id}", lang)))


def slider(page, id, lang="da"):
    return page.get_by_role("slider", name=question(id, lang))


def answered(page, lang="da"):
    """Wait for the quick answer and then for the whole one."""
    quick = text.number(answers.QUICK, lang)
    expect(status(page)).to_contain_text(quick)
    expect(status(page)).not_to_contain_text(quick)


def moved(seen):
    """Move a slider so far that the rounded sentence changes; the new one, once the server has heard of the last step."""
    page, before = seen.page, answer(seen.page).inner_text()
    for _ in range(9):
        slider(page, "turnover_y").press("ArrowRight")
    expect(page.locator(".st-key-under-company-turnover_y")).to_contain_text("17–33")
    expect(answer(page)).not_to_have_text(before)
    expect(status(page)).to_contain_text(text.number(answers.DRAWS, "da"))
    return answer(seen.settled().page).inner_text()


@pytest.mark.parametrize(("locale", "lang"), [("da-DK", "da"), ("en-GB", "en")])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_opens_in_the_browsers_language_with_its_charts(visit, locale, lang, scheme):
    seen = visit(locale, color_scheme=scheme).go()
    page = seen.page
    expect(page.get_by_role("heading", level=1)).to_have_text(text.say("ui.page.title", lang))
    expect(page).to_have_title(re.compile(text.say("ui.page.tab", lang)))
    expect(page.locator("html")).to_have_attribute("lang", lang)
    first = text.case(roi.load(CASES / cases()[0]).name, lang)
    expect(page.get_by_test_id("stPopoverButton").first).to_contain_text(first[:20])
    assert page.locator(".roi-chart .trace").count() > 20
    assert seen.outside() == []
    assert seen.errors == []


def test_numbers_are_written_as_the_language_writes_them(visit):
    page = visit("en-GB").go("/owner?lang=da").page
    assert re.search(r"\d,\d\smio\.\skr\.", answer(page).inner_text())
    ticks = page.locator(".roi-chart .xtick text").all_text_contents()
    assert ticks
    assert not [tick for tick in ticks if "." in tick and "," not in tick], ticks


def test_a_slider_moves_the_answer_in_place(visit):
    """A quick answer, then the whole one; the pictures are the same elements all the while, and what was zoomed stays so."""
    seen = visit("da-DK").go()
    page, before = seen.page, answer(seen.page).inner_text()
    page.evaluate("document.querySelectorAll('.roi-chart').forEach((chart, i) => chart.dataset.before = i)")
    plot = page.locator(".st-key-chart-months .nsewdrag").bounding_box()
    page.locator(".st-key-chart-months").scroll_into_view_if_needed()
    plot = page.locator(".st-key-chart-months .nsewdrag").bounding_box()
    page.mouse.move(plot["x"] + 60, plot["y"] + 60)
    page.mouse.down()
    page.mouse.move(plot["x"] + 200, plot["y"] + 62, steps=4)
    page.mouse.up()
    reach = "document.querySelector('.st-key-chart-months .js-plotly-plot').layout.xaxis.range.map(Math.round)"
    page.wait_for_function(f"() => {reach}[1] < 30")
    zoomed = page.evaluate(reach)
    texts = []
    page.expose_function("told", lambda words: keep(texts, words))
    page.evaluate(
        "new MutationObserver(() => told(document.querySelector('.roi-status')?.textContent))"
        ".observe(document.body, { subtree: true, childList: true, characterData: true })"
    )
    slider(page, "relief_use").press("ArrowLeft")
    expect(answer(page)).not_to_have_text(before)
    expect(page.locator(".st-key-under-plan-relief_use")).to_contain_text("100 %")
    expect(status(page)).to_contain_text(text.number(answers.DRAWS, "da"))
    seen.settled()
    quick = text.number(answers.QUICK, "da")
    assert any(quick in words for words in texts if words), "the quick answer says that it is one"
    assert quick not in texts[-1]
    assert page.locator(".roi-chart[data-before]").count() == CHARTS, "no chart was put up anew"
    assert page.evaluate(reach) == zoomed
    assert seen.errors == []


def test_more_than_all_the_hours_waits_and_says_so(visit):
    seen = visit("da-DK").go()
    page, before = seen.page, answer(seen.page).inner_text()
    slider(page, "reduction_use").press("ArrowRight")
    expect(status(page)).to_have_text(text.say("ui.status.waiting", "da"))
    expect(answer(page)).to_have_text(before)
    slider(page, "relief_use").press("ArrowLeft")
    expect(answer(page)).not_to_have_text(before)
    expect(page.get_by_test_id("stAlert")).to_have_count(0)
    assert seen.errors == []


def test_a_reload_and_the_back_button_lose_nothing(visit):
    seen = visit("da-DK").go("/owner?lang=da")
    page = seen.page
    said = moved(seen)
    page.reload()
    seen.settled().painted(CHARTS)
    expect(answer(page)).to_have_text(said)
    expect(slider(page, "turnover_y")).to_have_attribute("aria-valuetext", re.compile("24"))
    page.get_by_role("link", name=text.say("ui.nav.start", "da"), exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(text.say("ui.start.title", "da"))
    assert "lang=da" in page.url
    seen.settled()
    page.go_back()
    expect(answer(page)).to_have_text(said)
    assert page.url.startswith(f"{seen.address}/owner?")
    other = visit("da-DK").go("/owner?lang=da")
    expect(answer(other.page)).not_to_have_text(said)
    assert seen.errors == []


def test_a_figure_is_typed_as_the_language_writes_it(visit):
    seen = visit("da-DK").go("/owner?lang=da")
    page = seen.page

    def fee(lang):
        return page.get_by_role("textbox", name=question("fee_m", lang))

    expect(fee("da")).to_have_value("62.000")
    said = answer(page).inner_text()
    for typed, read in (("48.000,50 kr.", "48.000,5"), ("abc", "48.000,5"), ("12,5", "12,5"), ("48.000", "48.000")):
        fee("da").fill(typed)
        fee("da").press("Tab")
        expect(fee("da")).to_have_value(read)
        refused = [text.say("ui.typed.kept", "da", typed=typed, figure=read)] if typed == "abc" else []
        expect(page.locator(".roi-typed")).to_have_text(refused)
    page.get_by_test_id("stNumberInput").filter(has=fee("da")).get_by_role("button").last.click()
    expect(fee("da")).to_have_value("49.000")  # one step more than was read
    expect(answer(page)).not_to_have_text(said)
    page.get_by_role("radio", name="English").click()
    expect(fee("en")).to_have_value("49,000")
    fee("en").fill("1,250.5")
    fee("en").press("Enter")
    expect(fee("en")).to_have_value("1,250.5")
    assert seen.errors == []


def test_a_figure_can_be_made_uncertain(visit):
    seen = visit("en-GB").go("/owner?lang=en")
    page = seen.page
    first = page.locator(".st-key-questions")
    first.get_by_test_id("stPopoverButton").first.click()
    page.get_by_text(text.say("ui.field.range", "en"), exact=True).click()
    high = page.get_by_label(f"{text.say('ui.point.high', 'en')} (")
    expect(high).to_be_visible()
    high.fill("150")
    high.press("Enter")
    expect(first.locator(".roi-note").first).to_contain_text("9 of 10 futures")
    expect(page.locator("[class*='st-key-chart-spread'] .bars")).to_be_visible()
    assert seen.settled().barriers() == {}
    assert seen.errors == []


def test_what_is_saved_can_be_opened_again(visit, tmp_path):
    seen = visit("da-DK").go()
    page = seen.page
    slider(page, "turnover_y").press("ArrowRight")
    answered(page)
    seen.settled()
    said = answer(page).inner_text()
    with page.expect_download() as download:
        page.get_by_role("button", name=text.say("ui.case.download", "da")).click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    assert path.suffix == ".toml"
    assert "turnover_y" in path.read_text(encoding="utf-8")
    original = (CASES / cases()[0]).read_text(encoding="utf-8")
    assert set(original.splitlines()) <= set(path.read_text(encoding="utf-8").splitlines())

    again = visit("da-DK").go()
    own_file(again.page, path.name, Path(path).read_bytes())
    expect(answer(again.page)).to_have_text(said)
    assert again.errors == []


def test_a_wrong_file_is_explained_and_nothing_is_lost(visit):
    seen = visit("da-DK").go()
    page, before = seen.page, answer(seen.page).inner_text()
    own_file(page, "forkert.toml", b'format = 1\nname = "x"\n[company]\nemploees = 3\nsalary_m = -2\n')
    alert = page.get_by_test_id("stAlert").filter(has_text=text.say("ui.case.refused", "da"))
    expect(alert).to_be_visible()
    expect(alert.locator("li")).to_have_count(3)
    expect(alert).to_contain_text("employees")
    expect(answer(page)).to_have_text(before)
    assert seen.settled().barriers() == {}
    own_file(page, "stor.toml", b"#" * 1_200_000)
    expect(alert).to_contain_text("stor.toml")
    expect(alert.locator("li")).to_have_count(1)
    expect(answer(page)).to_have_text(before)
    assert seen.errors == []


def test_names_stay_words(visit):
    """Markup in a user's names is shown letter for letter, and asks nobody for anything."""
    seen = visit("en-GB").go("/owner?lang=en")
    page = seen.page
    own_file(page, f"{NASTY.replace('/', '_')}.toml", OWN.replace("NAME", NASTY).replace("NOTE", NASTY).encode())
    expect(page.get_by_test_id("stPopoverButton").first).to_contain_text(NASTY[:10])
    seen.settled()
    for more in ("work", "events", "company"):
        title = text.say("ui.panel.more", "en", section=text.say(f"section.{more}", "en"))
        page.get_by_text(title, exact=True).click()
        seen.settled()
    page.get_by_text(text.say("ui.claims.title", "en"), exact=True).click()
    page.get_by_text(text.say("ui.case.note", "en"), exact=True).click()
    expect(page.locator(".roi-text").filter(has_text=NASTY)).to_be_visible()
    shown = page.get_by_test_id("stApp").inner_text().replace(JOINER, "")
    assert shown.count(NASTY) >= 5, "note, package, event, claim, evidence and answer"
    assert page.locator("[src*='evil'], [href*='evil']").count() == 0
    assert page.locator(".katex").count() == 0
    assert seen.outside() == []
    assert seen.errors == []


def test_two_people_at_once_do_not_see_each_others_numbers(visit):
    one, two = visit("da-DK").go(), visit("en-GB").go()
    for _ in range(3):
        slider(one.page, "turnover_y").press("ArrowRight")
        slider(two.page, "turnover_y", "en").press("ArrowLeft")
    for seen, lang, percent in ((one, "da", "18"), (two, "en", "12")):
        expect(seen.page.locator(".st-key-under-company-turnover_y")).not_to_contain_text("11–20")
        expect(status(seen.page)).to_contain_text(text.number(answers.DRAWS, lang))
        expect(slider(seen.page, "turnover_y", lang)).to_have_attribute("aria-valuetext", re.compile(percent))
    assert answer(one.page).inner_text() != answer(two.page).inner_text()
    assert one.errors == two.errors == []


def test_the_keyboard_reaches_questions_and_answer(visit):
    seen = visit("da-DK").go()
    page = seen.page
    page.get_by_role("textbox", name=question("employees")).focus()
    wanted = slider(page, "relief_use").element_handle()
    for _ in range(60):
        page.keyboard.press("Tab")
        if wanted.evaluate("(field) => field === document.activeElement"):
            break
    before = answer(page).inner_text()
    page.keyboard.press("ArrowLeft")
    expect(answer(page)).not_to_have_text(before)
    assert seen.errors == []
