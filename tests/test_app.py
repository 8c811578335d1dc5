"""The browser app without a browser: pages, languages, cases, drafts and what a server must hold."""

import base64
import json
import re
import tomllib
import zlib
from pathlib import Path

import pytest
from streamlit.config import get_config_options

import roi
from roi import catalogue, text
from roi.ui import answers, language, live, memory, shell, start
from roi.ui import desk as desks
from roi.ui.desk import Desk
from tests import screen
from tests.screen import SCENARIO, answer, case_box, move, page_text, press, ran, the_desk, to, upload, with_own

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "roi"
EACH_PAGE = pytest.mark.parametrize("page", [each.file for each in shell.PAGES])
LANGUAGES = pytest.mark.parametrize("lang", text.LANGUAGES)

# ------------------------------------------------------------------------------------------------------------- languages


@EACH_PAGE
@pytest.mark.parametrize(("lang", "other"), [("da", "en"), ("en", "da")])
def test_a_page_speaks_one_language(page, lang, other):
    app = screen.start(lang, page)
    said = page_text(screen.everything_open(app) if page == "owner" else app)
    assert text.say(shell.PAGES[0].words, lang) in said
    for words in sorted(screen.words_of(other)):
        assert f"\n{words}\n" not in f"\n{said}\n", words
        assert len(words) < 30 or words not in said, words


def test_every_word_of_the_app_is_used():
    rooms = [
        PACKAGE / f"{name}.py"
        for name in ("besides", "cells", "charts", "crowd", "forecasts", "gauges", "judged", "strokes")
    ]
    code = "\n".join(path.read_text(encoding="utf-8") for path in [*rooms, *sorted((PACKAGE / "ui").glob("*.py"))])
    code = (code + (ROOT / "app.py").read_text(encoding="utf-8")).replace("'", '"')
    put_together = {
        re.sub(r"\\{.*?\\}", "[^.]+", re.escape(each)) for each in re.findall(r'"([\w.]*\{[^}"]*\}\.[\w.]+)"', code)
    }
    for name in (name.removeprefix("ui.") for name in text.words() if name.startswith("ui.")):
        section, _, last = name.rpartition(".")
        made = f'"ui.{section}.{{' in code or f'"{section}.{{' in code
        direct = any(f'"{prefix}{name}"' in code for prefix in ("", "ui."))
        chart = section == "chart" and f'"{last}"' in code
        stem = any(f'"{prefix}{section}.{last.rpartition("_")[0]}_{{' in code for prefix in ("", "ui."))
        within = any(re.fullmatch(each, name) for each in put_together)
        assert direct or made or chart or stem or within, name


def test_both_languages_say_every_word_with_the_same_facts():
    for name, words in text.words().items():
        if name.startswith("ui."):
            facts = [sorted(re.findall(r"{(\w+)}", words[lang])) for lang in text.LANGUAGES]
            assert facts[0] == facts[1], name


@pytest.mark.parametrize(("locale", "lang"), [("da-DK", "da"), ("da", "da"), ("en-GB", "en"), ("de-DE", "en"), (None, "en")])
def test_the_browser_decides_at_first(locale, lang):
    assert language.of_browser(locale) == lang


def test_switching_the_language_goes_into_the_address_and_keeps_what_was_changed():
    app = with_own("da")
    move(app, "number_input", "company.employees", 120.0)
    before = the_desk(app).scenario.text
    next(each for each in app.get("button_group") if each.key == "language_switch").set_value("en")
    ran(app)
    assert app.query_params["lang"] in ("en", ["en"])
    assert text.say("ui.page.title", "en") in page_text(app)
    assert the_desk(app).scenario.text == before
    assert screen.widget(app, "number_input", "company.employees").value == 120


def test_an_unknown_language_in_the_address_is_ignored():
    assert text.say("ui.start.title", "en") in page_text(screen.start("tlh", "start"))


# ----------------------------------------------------------------------------------------------------------------- pages


@EACH_PAGE
@LANGUAGES
def test_every_page_opens_on_every_case(page, lang, monkeypatch):
    monkeypatch.setattr(answers, "DRAWS", answers.QUICK)  # what is shown is the same, sooner
    app = screen.start(lang, page)
    for case in desks.cases():
        the_desk(app).open_case(case)
        the_desk(app).fresh = False
        ran(app)
        assert not app.error
        assert len(app.title) == 1, "a page answers one question"


def test_the_ways_lead_to_every_page_and_carry_the_address():
    app = screen.start("da")
    first = [page for page in shell.PAGES if not page.within]
    ways = list(app.get("page_link"))[: len(first)]
    assert [each.proto.label for each in ways] == [text.say(page.words, "da") for page in first]
    assert {page.within for page in shell.PAGES} - {""} <= {page.file for page in first}, "and from there to all others"
    assert all("lang=da" in each.proto.query_string for each in ways)


def test_an_example_is_one_click_away():
    for door, case in start_examples().items():
        app = press(screen.start("da", "start"), f"example_{door}")
        assert the_desk(app).case == case
        title = {"owner": "ui.page.title", "challenge": "challenge_page.page.title"}[start.LEADS_TO[door]]
        assert app.title[0].value == text.say(title, "da"), "the click led to the page of the door"


@pytest.mark.parametrize(("door", "title"), [("open_cost", "ui.page.title"), ("open_claim", "challenge_page.page.title")])
def test_a_door_leads_to_nobody_elses_story(door, title):
    app = press(screen.start("da", "start"), door)
    blank = the_desk(app)
    assert (blank.scenario.claims, blank.scenario.note, len(blank.scenario.work), blank.aside) == ((), "", 1, None)
    assert app.title[0].value == text.say(title, "da")


def test_a_door_keeps_what_was_said():
    begun = screen.start("da")
    move(begun, "number_input", "company.employees", 22.0)
    begun.switch_page("roi/ui/start.py")
    press(ran(begun), "open_cost")
    assert the_desk(begun).scenario.values["employees"].median == 22


def start_examples():
    found = start.EXAMPLES
    assert set(found.values()) <= set(desks.cases())
    return found


def test_a_case_chosen_or_a_file_opened_behind_the_third_door_leads_to_its_answer():
    app = press(screen.start("da", "start"), "open_own")
    title = text.say("ui.bench.scenarios.title", "da")
    assert app.title[0].value == title
    for case in desks.cases()[3:5]:  # whoever collects several stays where they are chosen
        next(each for each in app.selectbox if each.key.startswith("case:")).set_value(case)
        ran(app)
        assert the_desk(app).case == case and app.title[0].value == title
        assert text.say("ui.bench.scenarios.lies", "da", name=desks.title(case)) in page_text(app)
    press(app, "on_chosen")
    assert screen.widget(app, "number_input", "company.employees")
    app = screen.start("da", "scenarios")
    app.get("file_uploader")[0].upload("own.toml", SCENARIO.encode())
    ran(app)
    assert the_desk(app).scenario.name == "Own case"
    assert screen.widget(app, "number_input", "company.employees")


def test_the_start_page_shows_what_an_answer_looks_like():
    app = screen.start("da", "start")
    assert "roi-answer" in answer(app)
    assert list(screen.charts(app)) == ["glimpse"]


# ----------------------------------------------------------------------------------------------------------------- cases


@pytest.mark.parametrize("case", desks.cases())
@LANGUAGES
def test_every_ready_made_case_opens_with_everything_shown(case, lang):
    app = case_box(screen.start(lang))
    next(each for each in app.selectbox if each.key.startswith("case:")).set_value(case)
    ran(app)
    assert the_desk(app).case == case
    screen.everything_open(app)
    assert not app.error
    assert len(screen.charts(app)) >= 8
    tables = [each.proto.body for each in app.get("html") if "roi-table" in each.proto.body]
    assert len(tables) >= 7, "a table for each chart"


def test_it_opens_on_the_first_ready_made_case_and_lists_all():
    app = case_box(screen.start("en"))
    chooser = next(each for each in app.selectbox if each.key.startswith("case:"))
    assert the_desk(app).case == desks.cases()[0]
    assert chooser.options == [text.case(roi.load(desks.CASES / case).name, "en") for case in desks.cases()]


def test_without_ready_made_cases_it_opens_on_a_blank_one(tmp_path, monkeypatch):
    monkeypatch.setattr(desks, "CASES", tmp_path)
    app = screen.start("da")
    assert the_desk(app).case is None
    assert "roi-answer" in answer(app)


def test_a_wrong_file_says_every_mistake_and_loses_nothing():
    app = with_own("da")
    move(app, "number_input", "company.employees", 120.0)
    before = the_desk(app).scenario.text
    upload(app, b"format = 1\n[company]\nemploees = 3\nsalary_m = -2\n[[work]]\nname = 'x'\nhours_m = 3\n", "forkert.toml")
    said = app.error[0].value.replace("\\", "")
    assert "employees" in said
    assert said.count("\n- ") == 3
    assert "forkert.toml" in said.replace(screen.JOINER, "")
    assert the_desk(app).scenario.text == before
    upload(app, SCENARIO.encode())
    assert not app.error, "a good file takes the message away"


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe\x00", b"= ]", b"a" * 1_000_001, b"format = 99\n"],
    ids=["empty", "bytes", "toml", "large", "future"],
)
@LANGUAGES
def test_whatever_is_uploaded_gets_an_answer(content, lang):
    app = with_own(lang, content, "../../x.toml")
    assert len(app.error) == 1
    assert the_desk(app).case == desks.cases()[0]


def test_what_is_saved_is_what_is_opened_again():
    app = with_own("en")
    move(app, "number_input", "company.employees", 140.0)
    move(app, "select_slider", "burnout.burnt_out", 0.2)
    saved = the_desk(app).as_file()
    again = with_own("en", saved)
    assert the_desk(again).as_file() == saved
    assert saved.startswith(b"# Kept through every change.")
    assert answer(again) == answer(app)


def test_a_byte_order_mark_does_no_harm():
    app = with_own("da", "\ufeff" + SCENARIO)
    move(app, "number_input", "company.employees", 140.0)
    assert the_desk(app).scenario.values["employees"].median == 140


def test_a_case_made_ones_own_gets_its_own_name():
    app = case_box(screen.start("da"))
    move(app, "text_input", "name", "Vores egen sag")
    assert the_desk(app).scenario.name == "Vores egen sag"
    assert 'name = "Vores egen sag"' in the_desk(app).scenario.text
    move(case_box(app), "text_input", "name", "   ")
    assert the_desk(app).scenario.name == "Vores egen sag"


# ------------------------------------------------------------------------------------------------- what a reload must keep


def kept(app):
    """What the browser's tab was told to keep."""
    told = [json.loads(each.proto.json) for each in app.get("bidi_component") if each.proto.component_name == "roi_draft"]
    return told[-1]["draft"] if told else None


def test_a_first_visit_leaves_nothing_behind():
    app = screen.start("da")
    assert kept(app) is None


def test_what_was_changed_comes_back_with_the_page():
    app = with_own("en")
    move(app, "number_input", "company.employees", 140.0)
    move(app, "select_slider", "plan.reduction_use", 0.9)  # waits: it does not fit
    mine = memory.unpacked(kept(app))
    assert mine.scenario.text == the_desk(app).scenario.text
    assert mine.opened.text == SCENARIO
    assert mine.pending == the_desk(app).pending
    assert mine.mistakes


def test_a_changed_case_is_still_that_case():
    app = screen.start("da")
    move(app, "number_input", "company.employees", 77.0)
    mine = memory.unpacked(kept(app))
    assert mine.case == desks.cases()[0]
    assert mine.opened.text == roi.load(desks.CASES / mine.case).text
    assert mine.scenario.values["employees"].median == 77
    assert len(kept(app)) < 4_000, "it goes over the wire at every move"


def packed(content):
    return base64.b85encode(zlib.compress(json.dumps(content).encode())).decode()


@pytest.mark.parametrize(
    "draft",
    [
        "",
        "not base 85 \\",
        base64.b85encode(b"not zlib").decode(),
        packed([]),
        packed({}),
        packed({"text": SCENARIO, "name": 3, "pending": 7}),
        packed({"text": "= ]", "name": "", "pending": {}}),
        packed({"text": SCENARIO, "name": "", "case": "../../etc/passwd", "pending": [1]}),
        base64.b85encode(zlib.compress(b'{"text": "' + b"a" * 20_000_000 + b'"}')).decode(),
        base64.b85encode(zlib.compress(b"[" * 100_000)).decode(),
    ],
    ids=["empty", "letters", "bytes", "list", "nothing", "numbers", "toml", "path", "bomb", "deep"],
)
def test_a_draft_that_is_none_is_left_alone(draft):
    mine = memory.unpacked(draft)
    assert mine is None or (mine.case is None and isinstance(mine, Desk))


def test_a_session_that_begins_with_a_draft_waits_for_it(monkeypatch):
    monkeypatch.setattr(memory, "is_marked", lambda: True)
    app = screen.AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params["lang"] = "da"
    ran(app)
    assert not app.title, "nothing of another case is shown meanwhile"
    assert text.say("ui.memory.wait", "da") in page_text(app)
    app.button[0].click()
    ran(app)
    assert len(app.title) == 1


# ------------------------------------------------------------------------------------------------------------ the server


def test_the_settings_of_the_server_are_known_to_streamlit_and_kind():
    known = get_config_options()
    written = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))

    def names(table, path=""):
        for name, value in table.items():
            if isinstance(value, dict):
                yield from names(value, f"{path}{name}.")
            else:
                yield f"{path}{name}"

    for name in names(written):
        assert name in known, name
    assert written["server"]["address"] == "127.0.0.1"
    assert written["browser"]["gatherUsageStats"] is False
    assert written["server"]["showEmailPrompt"] is False
    assert written["server"]["maxUploadSize"] <= 20
    assert written["runner"]["postScriptGC"] is False


def test_no_page_asks_a_network_for_anything():
    for path in [*live.STATIC.glob("[!p]*.js"), PACKAGE / "ui" / "look.css", ROOT / ".streamlit" / "config.toml"]:
        assert not re.search(r"https?://|//[a-z]+\.", path.read_text(encoding="utf-8").replace("// ", "")), path
    assert catalogue.sources(), "links to sources are followed by people alone"


def test_pages_are_found_by_their_names():
    app = screen.start("en")
    for page in shell.PAGES:
        assert (PACKAGE / "ui" / f"{page.file}.py").exists()
        to(app, page.file)
