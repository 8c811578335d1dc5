"""The browser app without a browser: what stands on the page, in which language, and what a change does to the scenario."""

import json
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import roi
from roi import catalogue, text
from roi.ui import desk as desks
from roi.ui import editing, language
from roi.ui.show import JOINER, plain

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "roi"
SCENARIO = """# Kept through every change.
format = 1
name = "Own case"
assumptions = "evidence"
[company]
employees = 100
salary_m = { low = 40_000, mode = 50_000, high = 60_000, source = "Payroll" }
[plan]
relief_use = 0.4
core_use = 0.3
reduction_use = 0.3
[[work]]
name = "Books"
category = "finance"
hours_m = { p5 = 250, p95 = 400 }
fee_m = 95_000
[[work]]
name = "Support"
category = "it"
hours_m = 100
fee_hour = 300
[[events]]
name = "Breach"
rate_y = 0.02
side = "plan"
cost = { low = 50_000, mode = 200_000, high = 2_000_000 }
"""


def start(lang="da", **opened):
    """The app as a new visitor sees it."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params["lang"] = lang
    for name, value in opened.items():
        app.session_state[name] = value
    return ran(app)


def ran(app):
    app.run()
    assert not app.exception, [each.message for each in app.exception]
    return app


def with_own(lang="da", content=SCENARIO, name="own.toml"):
    app = start(lang)
    upload(app, content.encode() if isinstance(content, str) else content, name)
    return app


def upload(app, content, name="own.toml"):
    app.get("file_uploader")[0].upload(name, content)
    return ran(app)


def the_desk(app):
    return app.session_state[desks.KEY]


def widget(app, kind, place):
    return next(each for each in app.get(kind) if each.key and each.key.startswith(f"{place}:"))


def move(app, kind, place, to):
    widget(app, kind, place).set_value(to)
    return ran(app)


def page_text(app):
    """Everything on the page that a person reads, help and choices too."""
    said = []
    for block in (app.main, app.sidebar):
        for each in walk(block):
            proto = getattr(each, "proto", None)
            for name in ("body", "label", "help", "placeholder", "alt", "spec"):
                value = getattr(proto, name, None)
                said += [value] if isinstance(value, str) else []
            said += [str(option) for option in getattr(proto, "options", [])]
            said += strings_in(json.loads(proto.json)) if each.type == "bidi_component" else []
    return re.sub(r"\\(?=[^\w\s])", "", "\n".join(said)).replace(JOINER, "").replace("&#x27;", "'").replace("&quot;", '"')


def strings_in(value):
    """The strings inside a figure, one after the other."""
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [each for part in parts for each in strings_in(part)]


def walk(block):
    yield block
    for child in getattr(block, "children", {}).values():
        yield from walk(child)


def everything_open(app):
    mine = the_desk(app)
    for section in catalogue.SECTIONS:
        app.session_state[f"more:{section}"] = True
    for place in mine.values():
        app.session_state[f"details:{place}:{mine.generation}"] = True
    app.session_state["drivers"] = True
    return ran(app)


def answer(app):
    return next(each.proto.body for each in app.get("html") if "roi-answer" in each.proto.body)


# ------------------------------------------------------------------------------------------------------------- languages


def words_of(lang):
    """Sentences that only one language has: of the tool, the catalogue and the app."""

    def both():
        yield from text.words().values()
        for each in (*catalogue.inputs().values(), *catalogue.lines().values(), *catalogue.outcomes().values()):
            yield each.name
            yield each.help
        for dilemma in catalogue.dilemmas().values():
            yield dilemma.unpriced

    other = next(each for each in text.LANGUAGES if each != lang)
    taken = {words[other] for words in both()}
    return {words[lang] for words in both() if words[lang] not in taken and "{" not in words[lang] and len(words[lang]) > 11}


@pytest.mark.parametrize(("lang", "other"), [("da", "en"), ("en", "da")])
def test_the_page_speaks_one_language(lang, other):
    said = page_text(everything_open(start(lang)))
    assert text.say("ui.page.title", lang) in said
    for words in sorted(words_of(other)):
        assert f"\n{words}\n" not in f"\n{said}\n", words
        assert len(words) < 30 or words not in said, words


def test_every_word_of_the_app_is_used():
    code = "\n".join(
        path.read_text(encoding="utf-8") for path in [PACKAGE / "charts.py", *sorted((PACKAGE / "ui").glob("*.py"))]
    )
    code = (code + (ROOT / "app.py").read_text(encoding="utf-8")).replace("'", '"')
    for name in (name.removeprefix("ui.") for name in text.words() if name.startswith("ui.")):
        section, _, last = name.rpartition(".")
        made = f'"ui.{section}.{{' in code or f'"{section}.{{' in code
        direct = any(f'"{prefix}{name}"' in code for prefix in ("", "ui."))
        chart = section == "chart" and f'"{last}"' in code
        assert direct or made or chart, name


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
    app.get("button_group")[0].set_value("en")
    ran(app)
    assert app.query_params["lang"] in ("en", ["en"])
    assert text.say("ui.page.title", "en") in page_text(app)
    assert the_desk(app).scenario.text == before
    assert widget(app, "number_input", "company.employees").value == 120


def test_an_unknown_language_in_the_address_is_ignored():
    assert text.say("ui.page.title", "en") in page_text(start("tlh"))


# -------------------------------------------------------------------------------------------------------------- scenarios


@pytest.mark.parametrize("case", desks.cases())
@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_every_ready_made_case_opens_with_everything_shown(case, lang):
    app = start(lang)
    next(each for each in app.selectbox if each.key.startswith("case:")).set_value(case)
    ran(app)
    assert the_desk(app).case == case
    everything_open(app)
    assert not app.error
    assert len(app.get("bidi_component")) >= 5


def test_it_opens_on_the_first_ready_made_case_and_lists_all():
    app = start("en")
    chooser = next(each for each in app.selectbox if each.key.startswith("case:"))
    assert the_desk(app).case == desks.cases()[0]
    assert chooser.options == [text.case(roi.load(desks.CASES / case).name, "en") for case in desks.cases()]


def test_without_ready_made_cases_it_opens_on_a_blank_one(tmp_path, monkeypatch):
    monkeypatch.setattr(desks, "CASES", tmp_path)
    app = start("da")
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
    assert "forkert.toml" in said.replace(JOINER, "")
    assert the_desk(app).scenario.text == before
    upload(app, SCENARIO.encode())
    assert not app.error, "a good file takes the message away"


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe\x00", b"= ]", b"a" * 1_000_001, b"format = 99\n"],
    ids=["empty", "bytes", "toml", "large", "future"],
)
@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_whatever_is_uploaded_gets_an_answer(content, lang):
    app = with_own(lang, content, "../../x.toml")
    assert len(app.error) == 1
    assert the_desk(app).case == desks.cases()[0]


def test_what_is_saved_is_what_is_opened_again():
    app = with_own("en")
    move(app, "number_input", "company.employees", 140.0)
    move(app, "select_slider", "burnout.burnt_out", 0.2)
    mine = the_desk(app)
    saved = mine.scenario.text
    again = with_own("en", saved)
    assert the_desk(again).scenario.text == saved
    assert saved.startswith("# Kept through every change.")
    assert answer(again) == answer(app)


def test_a_byte_order_mark_does_no_harm():
    app = with_own("da", "\ufeff" + SCENARIO)
    move(app, "number_input", "company.employees", 140.0)
    assert the_desk(app).scenario.values["employees"].median == 140


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Bogføring på Ærø", "bogfoering_paa_aeroe.toml"),
        ("../../etc/passwd", "etc_passwd.toml"),
        ("漢字", "x.toml"),
        ("a" * 300, "a" * 60 + ".toml"),
    ],
)
def test_the_name_of_the_saved_file_is_harmless(name, file):
    assert desks.file_name(name, "x") == file


# ---------------------------------------------------------------------------------------------------------------- changes


def test_moving_a_figure_changes_the_scenario_and_the_answer():
    app = with_own()
    before = answer(app)
    move(app, "number_input", "work[1].fee_m", 10_000.0)
    assert "fee_m = 10000" in the_desk(app).scenario.text
    assert answer(app) != before


def test_an_uncertain_figure_keeps_its_spread_and_comes_back_whole():
    app = with_own()
    original = the_desk(app).scenario.text
    move(app, "number_input", "company.salary_m", 60_000.0)
    value = the_desk(app).values()["company.salary_m"][0]
    assert (value["low"], value["mode"], value["high"]) == (48_000, 60_000, 72_000)
    assert "source" not in value, "the source was that of the old figure"
    move(app, "number_input", "company.salary_m", 50_000.0)
    assert 'source = "Payroll"' in the_desk(app).scenario.text
    assert roi.loads(the_desk(app).scenario.text).values == roi.loads(original).values


def test_a_default_moved_and_moved_back_leaves_the_file_as_it_was():
    app = with_own()
    original = the_desk(app).scenario
    at = widget(app, "select_slider", "company.turnover_y").value
    move(app, "select_slider", "company.turnover_y", 0.3)
    assert the_desk(app).scenario.origins["turnover_y"].kind == "file"
    move(app, "select_slider", "company.turnover_y", at)
    assert the_desk(app).scenario.origins == original.origins


def test_more_than_all_the_hours_waits_until_it_fits():
    app = with_own("en")
    before = answer(app)
    move(app, "select_slider", "plan.reduction_use", 0.6)
    assert answer(app) == before
    assert "130%" in app.warning[0].value
    assert widget(app, "select_slider", "plan.reduction_use").value == 0.6, "the slider stays where it was put"
    move(app, "number_input", "company.employees", 130.0)
    assert the_desk(app).scenario.values["employees"].median == 130, "what does fit is not held back"
    assert app.warning
    move(app, "select_slider", "plan.relief_use", 0.1)
    assert not app.warning
    values = the_desk(app).scenario.values
    assert [values[id].median for id in ("relief_use", "core_use", "reduction_use")] == [0.1, 0.3, 0.6]


def test_what_waits_can_be_taken_back():
    app = with_own("en")
    move(app, "select_slider", "plan.reduction_use", 0.9)
    next(each for each in app.button if each.label == text.say("ui.mistake.undo", "en")).click()
    ran(app)
    assert not app.warning
    assert widget(app, "select_slider", "plan.reduction_use").value == 0.3


def test_starting_over_gives_the_case_as_it_was_opened():
    app = with_own("en")
    move(app, "number_input", "company.employees", 77.0)
    next(each for each in app.button if each.label == text.say("ui.case.over", "en")).click()
    ran(app)
    assert the_desk(app).scenario.text == SCENARIO
    assert widget(app, "number_input", "company.employees").value == 100


def test_the_settings_are_part_of_the_file():
    app = with_own("en")
    move(app, "radio", "view", "cash")
    move(app, "select_slider", "horizon_months", 60)
    move(app, "radio", "assumptions", "article")
    move(app, "multiselect", "presets", ["offshore"])
    scenario = roi.loads(the_desk(app).scenario.text)
    assert (scenario.view, scenario.horizon_months, scenario.assumptions) == ("cash", 60, "article")
    assert scenario.presets == ("offshore",)
    assert any(text.say("ui.hints.article", "en") in each.value for each in app.info)


def test_the_other_set_of_assumptions_moves_the_sliders():
    app = with_own("en")
    move(app, "radio", "assumptions", "article")
    assert widget(app, "select_slider", "burnout.burnt_out").value == 0.57


def test_a_second_piece_of_work_has_fields_of_its_own():
    app = with_own("en")
    next(each for each in app.selectbox if each.key.startswith("package:")).set_value(1)
    ran(app)
    move(app, "number_input", "work[2].fee_hour", 250.0)
    assert the_desk(app).scenario.work[1].values["fee_hour"].median == 250


def test_a_fixed_figure_can_be_made_uncertain_and_fixed_again():
    app = with_own("en")
    place = "company.employees"
    mine = the_desk(app)
    mine.rewrite("burnout.burnt_out", editing.as_range(0.14))
    mine.rewrite("burnout.burnt_out", editing.with_point(mine.values()["burnout.burnt_out"][0], "high", 0.3))
    ran(app)
    assert not mine.scenario.values["burnt_out"].is_fixed
    assert "high = 0.3" in mine.scenario.text
    mine.rewrite(place, editing.whole(90.0))
    assert "employees = 90" in mine.scenario.text


# ----------------------------------------------------------------------------------------------------- editing, by itself


@pytest.mark.parametrize(
    ("raw", "at", "to", "expected"),
    [
        (10, 10, 12, 12),
        ({"values": [10], "source": "s"}, 10, 12, 12),
        ({"low": 1, "mode": 2, "high": 4}, 2, 3, {"low": 1.5, "mode": 3, "high": 6}),
        ({"low": 0, "mode": 2, "high": 4}, 2, 3, {"low": 1, "mode": 3, "high": 5}),
        ({"low": -1, "mode": 2, "high": 4}, 2, 1, {"low": -2, "mode": 1, "high": 3}),
        ({"p5": 25, "p95": 100}, 50, 100, {"p5": 50, "p95": 200}),
        ({"p10": 1, "p50": 2, "p90": 4, "note": "n"}, 2, 4, {"p10": 2, "p50": 4, "p90": 8, "note": "n"}),
        ({"mean": 10, "sd": 2}, 10, 20, {"mean": 20, "sd": 4}),
        ({"low": 10, "high": 30}, 20, 40, {"low": 20, "high": 60}),
        ({"values": [1, 2, 3], "weights": [1, 1, 1]}, 2, 4, {"values": [2, 4, 6], "weights": [1, 1, 1]}),
    ],
)
def test_a_value_moves_by_its_handle(raw, at, to, expected):
    about = catalogue.inputs()["core_value"]
    about = type(about)(**{**vars(about), "low": -1_000.0, "high": 1_000.0})
    assert editing.handle(raw) == at
    assert editing.moved(raw, at, about) is raw
    assert editing.moved(raw, to, about) == expected


def test_an_end_never_leaves_what_is_possible():
    about = catalogue.inputs()["movable_share"]
    assert editing.moved({"low": 0.6, "mode": 0.8, "high": 0.95}, 1.0, about) == {"low": 0.75, "mode": 1, "high": 1}


@pytest.mark.parametrize("id", [id for id, each in catalogue.inputs().items() if each.screen])
@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_no_two_positions_of_a_slider_read_alike(id, lang):
    from roi.ui import fields

    about = catalogue.inputs()[id]
    if about.unit in fields.TYPED:
        return
    marks = editing.steps(about, (about.screen[0] + about.screen[1]) / 2)
    assert len({fields.mark(x, about, lang) for x in marks}) == len(marks)
    assert len(marks) <= editing.LONGEST_SLIDER


# ------------------------------------------------------------------------------------------------------ words stay words

NASTY = [
    "![x](http://evil.example/pixel.png)",
    "<img src='http://evil.example/pixel.png' onerror='alert(1)'>",
    "[link](javascript:alert(1))",
    "$x^2$ and `code` and **bold** _it_ ~~no~~",
    ":material/home: :smile: :red[x]",
    "# heading",
    "1. list",
    "- list",
    "> quote",
    "http://evil.example www.evil.example a@evil.example",
    "a -> b <- c >= d -- e",
    "&lt;b&gt; &amp; \\ \\n",
    "| a | b |",
]


@pytest.mark.parametrize("words", NASTY)
def test_words_are_escaped_and_nothing_is_lost(words):
    from markdown_it import MarkdownIt

    shown = MarkdownIt("commonmark").enable(["strikethrough", "table"]).render(plain(words))
    assert "<img" not in shown
    assert "<a " not in shown
    assert "<em>" not in shown
    assert re.fullmatch(r"<p>.*</p>\n", shown, re.DOTALL)
    import html

    assert html.unescape(shown[3:-5]).replace(JOINER, "") == words


def test_the_settings_of_the_server_are_known_to_streamlit_and_kind():
    from streamlit import config
    from streamlit.config import get_config_options

    known = get_config_options()
    import tomllib

    written = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))

    def names(table, path=""):
        for name, value in table.items():
            if isinstance(value, dict):
                yield from names(value, f"{path}{name}.")
            else:
                yield f"{path}{name}"

    for name in names(written):
        assert name in known, name
    assert config is not None
    assert written["server"]["address"] == "127.0.0.1"
    assert written["browser"]["gatherUsageStats"] is False
    assert written["server"]["showEmailPrompt"] is False
    assert written["server"]["maxUploadSize"] <= 5
    assert written["runner"]["postScriptGC"] is False


def test_a_case_made_ones_own_gets_its_own_name():
    app = start("da")
    move(app, "text_input", "name", "Vores egen sag")
    assert the_desk(app).scenario.name == "Vores egen sag"
    assert 'name = "Vores egen sag"' in the_desk(app).scenario.text
    move(app, "text_input", "name", "   ")
    assert the_desk(app).scenario.name == "Vores egen sag"


def test_a_typed_figure_that_is_impossible_waits_and_says_why():
    app = start("da")
    before = the_desk(app).scenario.text
    move(app, "number_input", "company.employees", 0.0)
    assert the_desk(app).scenario.text == before
    assert any("1.000.000" in each.value for each in [*app.warning, *app.error])
    move(app, "number_input", "company.employees", 80.0)
    assert the_desk(app).scenario.values["employees"].median == 80
    assert not the_desk(app).mistakes
