"""Words and numbers in both languages: nothing missing, nothing left over, and every number readable."""

from __future__ import annotations

import ast
import itertools
import math
import re
import string
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roi import catalogue, files, sentences, text
from roi.reading import Problem
from roi.scenario import Mistake

CODE = sorted((Path(__file__).parent.parent / "roi").rglob("*.py"))
ROOMS = {path: ast.parse(path.read_text(encoding="utf-8")) for path in CODE}
LANGUAGES = text.LANGUAGES
UNITS = sorted({each.unit for each in catalogue.inputs().values()} | {each.unit for each in catalogue.outcomes().values()})
HARD = [0.0, -0.0, 1e-300, -1e-300, 5e-324, 1e-7, 0.004, 0.0049, 0.005, 0.0999, 0.4, 0.5, 0.995, 0.9999, 1, 1.5, 9.99, 12.5]
HARD += [999.4, 999.5, 999.95, 1000, 1049, 9_949, 9_950, 9_999.5, 10_499, 99_950, 999_499, 999_500, 999_950, 999_999.999]
HARD += [
    1e6,
    1_049_999,
    9_949_999,
    9_950_000,
    99_949_999,
    99_950_000,
    99_999_999,
    1e8,
    1e9,
    123_456_789_012,
    1e15,
    1e29,
    1e308,
]
HARD += [math.inf, math.nan]
NUMBERS = [sign * x for x in HARD for sign in (1, -1)]


def placeholders(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name is not None}


def plain(shown: str) -> str:
    """With ordinary spaces where a line may not break."""
    return shown.replace("\N{NO-BREAK SPACE}", " ")


# --------------------------------------------------------------------------------------------------------------- words


@pytest.mark.parametrize("name", sorted(text.words()))
def test_every_word_stands_in_both_languages_with_the_same_facts(name):
    words = text.words()[name]
    assert set(words) == set(LANGUAGES)
    assert placeholders(words["da"]) == placeholders(words["en"])
    assert "kr.." not in words["da"]
    assert bool(words["da"].strip()) == bool(words["en"].strip())
    assert name.startswith(("message_part", "number.", "ui.")) or all(each == each.strip() for each in words.values())


@pytest.mark.parametrize("file", catalogue.files("words"))
def test_no_entry_of_a_file_lacks_a_language(file):
    def leaves(entry, path):
        for name, inner in entry.items():
            if isinstance(inner, dict):
                yield from leaves(inner, f"{path}.{name}")
            else:
                yield path, name

    by_path = {}
    for path, name in leaves(catalogue.data(f"words/{file}"), ""):
        by_path.setdefault(path, set()).add(name)
    assert all(names == set(LANGUAGES) for names in by_path.values()), by_path


def test_an_unknown_name_is_an_error():
    with pytest.raises(KeyError):
        text.say("no.such_name", "da")


#: Functions whose first (or, for a mistake, second) plain argument is the code of a message.
CODED = {"Problem": 0, "refuse": 0, "wrong": 1, "hint": 1}


def literals(node: ast.AST):
    """The texts an argument may be: a text, either branch of a choice, or what a search falls back on."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from literals(node.body)
        yield from literals(node.orelse)
    elif isinstance(node, ast.Call) and ast.unparse(node.func) == "next":
        yield from literals(node.args[-1])


def codes_raised() -> set[str]:
    found = set(files.TOML_SAYS.values())
    for tree in ROOMS.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "code" for t in node.targets):
                found |= set(literals(node.value))
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
            if name in CODED and len(node.args) > CODED[name]:
                found |= set(literals(node.args[CODED[name]]))
            if name in ("unknown", "names"):  # the code of what kind of name is unknown stands last
                found |= set(literals(node.args[-1]))
            if name == "tables":
                found |= {each for each in literals(node.args[-1]) if each.startswith("too_many")}
        for node in ast.walk(tree):
            if isinstance(node, ast.arg | ast.FunctionDef) and isinstance(node, ast.FunctionDef):
                found |= {
                    each for default in node.args.defaults for each in literals(default) if each.startswith("too_many")
                }
    return {code for code in found if code}


def test_every_code_raised_has_a_message_and_no_message_is_left_over():
    messages = {name.removeprefix("message.") for name in text.words() if name.startswith("message.")}
    assert codes_raised() == messages


FILE_WORDS = re.compile(
    r"\b(low|mode|high|p\d\d?|sd|dist|values|weights|metric|horizon_months|cost_basis|fee_\w+)\b(?! value)|\[\[|="
)


@pytest.mark.parametrize("name", [name for name in text.words() if name.startswith("seen.")])
def test_a_mistake_seen_in_fields_or_cells_is_one_of_a_file_without_its_words(name):
    words, in_a_file = text.words()[name], text.words()[name.replace("seen.", "message.", 1)]
    for lang in LANGUAGES:
        assert placeholders(words[lang]) <= placeholders(in_a_file[lang]) | {"share"}
        assert not FILE_WORDS.search(re.sub(r"{\w+}", "", words[lang])), words[lang]


def test_every_name_asked_for_literally_exists():
    missing = []
    for path, tree in ROOMS.items():
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and node.args):
                continue
            called = ast.unparse(node.func)
            if called in ("text.say",) or (called == "say" and path.name == "text.py"):
                missing += [(path.name, name) for name in literals(node.args[0]) if name not in text.words()]
    assert missing == []


@pytest.mark.parametrize(("room", "prefix"), [("looking.py", "cli"), ("starter.py", "starter"), ("terminal.py", "run")])
def test_every_short_name_of_a_room_exists(room, prefix):
    tree = next(tree for path, tree in ROOMS.items() if path.name == room)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "say" and node.args:
            for name in literals(node.args[0]):
                assert f"{prefix}.{name}" in text.words()


def test_what_is_named_by_an_id_has_its_words():
    named = [f"unit_name.{unit}" for unit in UNITS]
    named += [f"unit.{unit}" for unit in UNITS if unit not in (*catalogue.SHARES, *text.MONEY_UNITS, "none")]
    named += [f"section.{name}" for name in catalogue.SECTIONS]
    named += [f"group.{preset.group}" for preset in catalogue.presets().values()]
    named += [f"assumption.{name}" for name in catalogue.ASSUMPTIONS]
    named += [f"basis.{name}" for name in ("file", "document", "study", "statistic", "judgement")]
    named += [f"kind.{kind}" for kind in set(catalogue.kinds().values())]
    named += [f"status.{name}" for name in ("open", "answered", "accepted")]
    named += [f"view.{name}" for name in ("cash", "cash_time", "all")]
    assert [name for name in named if name not in text.words()] == []


def test_danish_is_danish_and_english_english():
    for name, words in text.words().items():
        if name.startswith("message."):
            assert not re.search(r"[æøåÆØÅ]", words["en"]), name
    danish = " ".join(words["da"] for words in text.words().values()).lower()
    assert len(re.findall(r"[æøå]", danish)) > 300


# --------------------------------------------------------------------------------------------------- files' own words


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_mistake_stands_on_one_line(lang):
    each = Mistake("work[1].fee_m", Problem("not_a_number_value", {"value": '"a\nb\r\n\tc\u2028d"'}), 12)
    line = text.mistake(each, "a b.toml", lang)
    assert line.startswith("a b.toml:12: work[1].fee_m: ")
    assert len(line.splitlines()) == 1
    assert text.mistake(Mistake("", each.problem), "", lang).startswith('"a b c')


def test_a_users_braces_and_percent_signs_are_left_alone():
    each = Mistake("name", Problem("unknown_key", {"key": "{meant} %s {0} {", "nearest": "", "allowed": ["{x}"]}))
    assert "{meant} %s {0} {" in text.mistake(each, "", "en")


# ------------------------------------------------------------------------------------------------------------- numbers


def written(x: float):
    for lang in LANGUAGES:
        for show in (text.number, text.kroner, text.money, text.change, text.percent, text.futures):
            yield lang, plain(show(x, lang))
        for digits in (0, 1, 2):
            yield lang, plain(text.number(x, lang, digits))
            yield lang, plain(text.percent(x, lang, digits))
        for unit in UNITS:
            yield lang, plain(text.quantity(x, unit, lang))
            yield lang, plain(text.roughly(x, unit, lang))


@pytest.mark.parametrize("x", NUMBERS, ids=str)
def test_any_number_can_be_written_in_any_way(x):
    for lang, shown in written(x):
        assert shown == shown.strip()
        assert shown
        assert len(shown) < 60
        assert "kr.." not in shown
        assert "-" not in shown  # a minus is a minus
        assert "nan" not in shown.lower().split() and "inf" not in shown.lower().split()
        digits = re.sub(r"[^1-9]", "", shown.split("e")[0])
        assert digits or not shown.startswith(("+", "−")) or re.match(r"−0[.,]0+ ?%$", shown) is None
        if lang == "da":
            assert "DKK" not in shown and not re.search(r"\d%", shown)
        else:
            assert "kr." not in shown and "mio" not in shown


@given(st.floats(allow_nan=False, allow_infinity=False))
@settings(max_examples=300, deadline=None)
def test_no_number_stops_it_and_zero_has_no_sign(x):
    for _lang, shown in written(x):
        assert len(shown) < 60
        assert not re.fullmatch(r"[+−](DKK )?0+([.,]0+)?( ?%| kr\.)?", shown), shown


@pytest.mark.parametrize(
    ("x", "da", "en"),
    [
        (0, "0 kr.", "DKK 0"),
        (-0.0, "0 kr.", "DKK 0"),
        (-0.4, "0 kr.", "DKK 0"),
        (1, "1 kr.", "DKK 1"),
        (-850, "−850 kr.", "−DKK 850"),
        (1_234, "1.200 kr.", "DKK 1,200"),
        (85_432, "85.000 kr.", "DKK 85,000"),
        (999_499, "999.000 kr.", "DKK 999,000"),
        (999_950, "1,0 mio. kr.", "DKK 1.0m"),
        (1_249_999, "1,2 mio. kr.", "DKK 1.2m"),
        (-1_250_001, "−1,3 mio. kr.", "−DKK 1.3m"),
        (99_940_000, "99,9 mio. kr.", "DKK 99.9m"),
        (99_960_000, "100 mio. kr.", "DKK 100m"),
        (1_234_567_890, "1.235 mio. kr.", "DKK 1,235m"),
        (math.inf, "aldrig", "never"),
        (math.nan, "kan ikke regnes ud", "cannot be worked out"),
    ],
)
def test_money(x, da, en):
    assert (plain(text.money(x, "da")), plain(text.money(x, "en"))) == (da, en)


@pytest.mark.parametrize(
    ("x", "da", "en"),
    [
        (0, "0", "0"),
        (-0.0, "0", "0"),
        (0.14, "0,14", "0.14"),
        (-0.4, "−0,4", "−0.4"),
        (12.34567, "12,35", "12.35"),
        (0.99995, "1", "1"),
        (1_234.5, "1.234", "1,234"),
        (1_234_567, "1.234.567", "1,234,567"),
        (1e308, "1e+308", "1e+308"),
        (4.94e-324, "4,941e−324", "4.941e−324"),
    ],
)
def test_numbers(x, da, en):
    assert (text.number(x, "da"), text.number(x, "en")) == (da, en)


@pytest.mark.parametrize(
    ("x", "da", "en"),
    [
        (0, "0 %", "0%"),
        (0.14, "14 %", "14%"),
        (0.136, "13,6 %", "13.6%"),
        (-0.25, "−25 %", "−25%"),
        (0.031, "3,1 %", "3.1%"),
        (0.004, "0,4 %", "0.4%"),
    ],
)
def test_shares(x, da, en):
    assert (plain(text.quantity(x, "share", "da")), plain(text.quantity(x, "share", "en"))) == (da, en)


def test_sums_carry_their_sign():
    shown = (text.change(5_000, "da"), text.change(-5_000, "en"), text.change(0.2, "da"))
    assert tuple(map(plain, shown)) == ("+5.000 kr.", "−DKK 5,000", "0 kr.")


@pytest.mark.parametrize(
    ("chance", "name"),
    [
        (0, "hardly_any"),
        (0.0099, "hardly_any"),
        (0.01, "some"),
        (0.5, "some"),
        (0.99, "some"),
        (0.9901, "nearly_all"),
        (1, "nearly_all"),
    ],
)
def test_chances_are_never_none_or_all(chance, name):
    for lang in LANGUAGES:
        assert text.futures(chance, lang) == text.say(f"futures.{name}", lang, count=round(chance * 100))
    assert text.futures(math.nan, "da") == "kan ikke regnes ud"


def test_a_sentence_that_ends_in_kroner_ends_in_one_full_stop():
    for lang, (low, high) in itertools.product(LANGUAGES, [(1, 2), (1e6, 2e6), (-5e5, 5e5)]):
        sentence = sentences.burnout_cost({"p5": low, "p50": (low + high) / 2, "p95": high}, lang)
        assert sentence.endswith(".")
        assert ".." not in sentence


@pytest.mark.parametrize(
    ("environment", "lang"),
    [
        ({"LANG": "da_DK.UTF-8"}, "da"),
        ({"LANG": "da"}, "da"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "C"}, "en"),
        ({}, "en"),
        ({"LC_ALL": "da_DK", "LANG": "en_GB"}, "da"),
        ({"LC_ALL": "en_GB", "LANG": "da_DK"}, "en"),
        ({"LC_ALL": "", "LANG": "da_DK"}, "da"),
        ({"LC_MESSAGES": "da_DK", "LANG": "en_GB"}, "da"),
    ],
)
def test_the_environment_chooses_the_language_unless_asked(monkeypatch, environment, lang):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert text.language() == lang
    assert text.language("en") == "en"
    assert text.language("da") == "da"
    assert text.language("sv") == lang


def test_what_never_comes_is_said_once_and_in_words():
    for lang, never, perhaps in (
        ("da", "aldrig", "26 eller senere, måske aldrig"),
        ("en", "never", "26 or later, perhaps never"),
    ):
        assert text.between(never, never, lang) == never
        assert text.between("26", never, lang) == perhaps
        assert text.span(math.inf, math.inf, "month", lang) == never
    assert text.between("1,2", "3,4", "da") == "1,2 til 3,4"
