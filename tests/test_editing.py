"""One value as a person changes it, and words as a page shows them: the app's pure functions."""

import html
import re

import pytest
from markdown_it import MarkdownIt

import roi
from roi import catalogue, text
from roi.ui import desk as desks
from roi.ui import editing, fields
from roi.ui.show import JOINER, plain


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
    about = catalogue.inputs()[id]
    if about.unit in fields.TYPED:
        return
    marks = editing.steps(about, (about.screen[0] + about.screen[1]) / 2)
    assert len({fields.mark(x, about, lang) for x in marks}) == len(marks)
    assert len(marks) <= editing.LONGEST_SLIDER


def test_a_slider_goes_in_steps_that_a_hand_can_hit():
    """Whole or half per cent, but for a rate that a law has in tenths; no field of kroner or people goes by fractions."""
    for id, about in catalogue.inputs().items():
        if about.screen:
            low, high, step = about.screen
            assert (high - low) / step <= 100 or about.unit in fields.TYPED or id == "payroll_tax_share"
            if about.unit in catalogue.SHARES and id != "payroll_tax_share":
                assert step in {0.005, 0.01, 0.05}
            if about.unit in fields.TYPED:
                assert float(step).is_integer()


def test_a_slider_has_no_more_marks_than_a_hand_can_tell_apart():
    for about in catalogue.inputs().values():
        if about.screen:
            marks = editing.steps(about, about.screen[0])
            assert marks[0] == about.screen[0]
            assert about.screen[1] - marks[-1] < about.screen[1] - about.screen[0]


SCENARIO = roi.load(desks.CASES / "article_100_employees.toml")


def test_another_piece_of_work_is_a_copy_with_a_name_of_its_own():
    changed = roi.change(SCENARIO, editing.another_package(SCENARIO, 2))
    assert [each.name for each in changed.work] == [*(each.name for each in SCENARIO.work), f"{SCENARIO.work[1].name} 2"]
    assert changed.work[-1].values == SCENARIO.work[1].values
    again = roi.change(changed, editing.another_package(changed, 4))
    assert len({each.name for each in again.work}) == 5


@pytest.mark.parametrize("at", [1, 2, 3])
def test_the_other_way_of_paying_is_the_same_money(at):
    values = editing.stated(SCENARIO)
    by_hour = roi.change(SCENARIO, editing.other_fee(values, at, "fee_hour"))
    assert "fee_m" not in by_hour.work[at - 1].values
    back = roi.change(by_hour, editing.other_fee(editing.stated(by_hour), at, "fee_m"))
    before, after = (each.work[at - 1].values["fee_m"].median for each in (SCENARIO, back))
    assert abs(after - before) <= before * 1e-3
    assert editing.other_fee(values, at, "fee_m") == {}


def test_what_the_freed_hours_are_used_for_adds_up_to_all_of_them():
    assert editing.uses({"relief_use": 0.25, "core_use": 0.25}) == {"relief_use": 0.25, "core_use": 0.25, "lost": 0.5}
    assert editing.uses({"relief_use": 0.7, "core_use": 0.6})["lost"] == 0


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
    shown = MarkdownIt("commonmark").enable(["strikethrough", "table"]).render(plain(words))
    assert "<img" not in shown
    assert "<a " not in shown
    assert "<em>" not in shown
    assert re.fullmatch(r"<p>.*</p>\n", shown, re.DOTALL)
    assert html.unescape(shown[3:-5]).replace(JOINER, "") == words
