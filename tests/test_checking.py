"""What is wrong with a file: everything at once, each with its place and line, in both languages, on one line."""

from __future__ import annotations

import math
import re
import time
from dataclasses import replace
from datetime import date

import pytest
import tomlkit
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import roi
from roi import catalogue, copula, text
from roi.scenario import Mistake

TOP = 'format = 1\nname = "X"\n'
WORK = '[[work]]\nname = "A"\nhours_m = 160\nfee_m = 35_000\n'
OTHER = '[[work]]\nname = "B"\nhours_m = { low = 100, high = 140 }\nfee_hour = 200\n'
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
TWO = TOP + WORK + OTHER


def mistakes(content: str) -> list[Mistake]:
    """What is wrong with a text; every mistake is put into words in both languages on the way."""
    with pytest.raises(roi.ScenarioError) as caught:
        roi.loads(content, path="x.toml")
    found = list(caught.value.mistakes)
    assert found
    for each in found:
        for lang in text.LANGUAGES:
            line = text.mistake(each, "x.toml", lang)
            assert not CONTROL.search(each.place)
            assert "\n" not in line
            assert line == line.strip()
            assert len(line) > len("x.toml: ")
    assert str(caught.value).count("\n") == len(found) - 1
    return found


def said(content: str, lang: str = "en") -> str:
    return "\n".join(text.mistake(each, "", lang) for each in mistakes(content))


def codes(content: str) -> set[tuple[str, str]]:
    return {(each.place, each.problem.code) for each in mistakes(content)}


def line_with(content: str, words: str) -> int:
    return next(number for number, line in enumerate(content.split("\n"), start=1) if words in line)


def company(line: str) -> str:
    return f"{TOP}[company]\n{line}\n{WORK}"


def burnout(line: str) -> str:
    return f"{TOP}[burnout]\n{line}\n{WORK}"


def plan(line: str) -> str:
    return f"{TOP}[plan]\n{line}\n{WORK}"


def work(line: str) -> str:
    return TOP + WORK + line + "\n"


def top(line: str) -> str:
    return TOP + line + "\n" + WORK


def after(line: str) -> str:
    return TWO + line + "\n"


def rename(content: str, line: str) -> str:
    return content.replace('name = "X"', line)


EVENT = '[[events]]\nname = "E"\nrate_y = 0.1\ncost = 5\nside = "plan"\n'
PAIR = '[[correlations]]\nbetween = ["turnover_y", "burnt_out"]\nrank = 0.5\n'

#: A file, the words of the line at fault ("" where none can be told), the place and the code.
WRONG = [
    # types
    (rename(TOP + WORK, "name = 3"), "name = 3", "name", "not_text_value"),
    (rename(TOP + WORK, "name = 2020-01-01"), "name", "name", "not_text_value"),
    (rename(TOP + WORK, 'name = ["a"]'), "name", "name", "not_text_value"),
    (rename(TOP + WORK, "name = 0x" + "f" * 5000), "name", "name", "not_text_value"),
    (rename(TOP + WORK, "name = { a = { a = 1 } }"), "name", "name", "not_text_value"),
    (rename(TOP + WORK, 'name = "a\\nb"'), "name", "name", "not_one_line"),
    (rename(TOP + WORK, 'name = "a\\u001b[31mb"'), "name", "name", "not_one_line"),
    (TOP.replace("format = 1", 'format = 1\nnote = "a\\u202eb"') + WORK, "note", "note", "steers"),
    (rename(TOP + WORK, 'name = "' + "n" * 201 + '"'), "name", "name", "text_too_long"),
    (top("note = true"), "note", "note", "not_text_value"),
    (top('note = "' + "n" * 20_001 + '"'), "note", "note", "text_too_long"),
    (top("horizon_months = 36.0"), "horizon", "horizon_months", "not_a_whole_number"),
    (top("horizon_months = true"), "horizon", "horizon_months", "not_a_whole_number"),
    (top('horizon_months = "36"'), "horizon", "horizon_months", "not_a_whole_number"),
    (top("horizon_months = 0"), "horizon", "horizon_months", "not_a_whole_number"),
    (top("horizon_months = 121"), "horizon", "horizon_months", "not_a_whole_number"),
    (top("horizon_months = nan"), "horizon", "horizon_months", "not_a_whole_number"),
    (top("horizon_months = 0x" + "f" * 5000), "horizon", "horizon_months", "not_a_whole_number"),
    (top("horizon_months = 07:32:00"), "horizon", "horizon_months", "not_a_whole_number"),
    (top('view = "everything"'), "view", "view", "not_a_choice"),
    (top("view = 1"), "view", "view", "not_a_choice"),
    (top('assumptions = "evidnce"'), "assumptions", "assumptions", "not_a_choice"),
    (top("assumptions = []"), "assumptions", "assumptions", "not_a_choice"),
    (top('presets = "offshore"'), "presets", "presets", "not_a_list_of_names"),
    (top("presets = [1]"), "presets", "presets", "not_a_list_of_names"),
    (top('presets = ["ofshore"]'), "presets", "presets", "unknown_preset"),
    (top("company = 3"), "company", "company", "not_a_table"),
    (top("plan = []"), "plan", "plan", "not_a_table"),
    (top("burnout = false"), "burnout", "burnout", "not_a_table"),
    (top("risks = 1"), "risks", "risks", "not_a_table"),
    (top("events = {}"), "events", "events", "not_tables"),
    (top("claims = [1, 2]"), "claims", "claims", "not_tables"),
    (top("correlations = 1979-05-27"), "correlations", "correlations", "not_tables"),
    (top("risks.competence = 4"), "risks", "risks.competence", "not_a_table"),
    (TOP + "work = 3\n", "work", "work", "not_tables"),
    (TOP + "work = [3]\n", "work", "work", "not_tables"),
    (TOP + "[work]\nhours_m = 1\n", "[work]", "work", "not_tables"),
    (TOP, "", "work", "no_work"),
    (TOP + "work = []\n", "work", "work", "no_work"),
    # values
    (company("employees = -5"), "employees", "company.employees", "outside_range"),
    (company("employees = nan"), "employees", "company.employees", "not_finite"),
    (company("employees = -inf"), "employees", "company.employees", "not_finite"),
    (company("employees = 1e999"), "employees", "company.employees", "not_finite"),
    (company("employees = 1e308"), "employees", "company.employees", "outside_range"),
    (company("employees = " + "9" * 400), "employees", "company.employees", "not_finite"),
    (company("employees = 0x" + "f" * 5000), "employees", "company.employees", "not_finite"),
    (company("employees = true"), "employees", "company.employees", "not_a_value"),
    (company('employees = "100"'), "employees", "company.employees", "not_a_value"),
    (company("employees = 1979-05-27T07:32:00Z"), "employees", "company.employees", "not_a_value"),
    (company("employees = [1]"), "employees", "company.employees", "not_a_value"),
    (company("employees = {}"), "employees", "company.employees", "no_shape"),
    (company("employees = 100.5"), "employees", "company.employees", "not_whole")
    if catalogue.inputs()["employees"].whole
    else (company("employees = { low = 1 }"), "employees", "company.employees", "no_shape"),
    (company("turnover_y = 1e-310\nsalary_m = 0"), "salary_m", "company.salary_m", "outside_range"),
    (company("salary_m = { low = 2_000, mode = 1_500, high = 3_000 }"), "salary_m", "company.salary_m.low", "order"),
    (company("salary_m = { low = true, high = 3_000 }"), "salary_m", "company.salary_m.low", "not_a_number"),
    (company("salary_m = { lo = 2_000, high = 3_000 }"), "salary_m", "company.salary_m.lo", "distribution_key_nearest"),
    (company("[company.salary_m]\nlow = 5_000\nhigh = 3_000"), "low =", "company.salary_m.low", "order"),
    (company("salary_m.low = 5_000\nsalary_m.high = 3_000"), "low =", "company.salary_m.low", "order"),
    (burnout("burnt_out = 1.2"), "burnt_out", "burnout.burnt_out", "outside_range"),
    (burnout("burnt_out = 14"), "burnt_out", "burnout.burnt_out", "share_as_percent"),
    (burnout('cost_basis = "all"'), "cost_basis", "burnout.cost_basis", "not_a_choice"),
    (burnout("cost_basis = 1"), "cost_basis", "burnout.cost_basis", "not_a_choice"),
    (plan("announce_month = 1.5"), "announce", "plan.announce_month", "not_whole"),
    (plan("announce_month = { low = 1, high = 3 }"), "announce", "plan.announce_month", "whole_distribution"),
    (plan("discount_y = {values = [0.1, 9.0], weights = [1]}"), "discount", "plan.discount_y.values[2]", "share_as_percent"),
    (plan("discount_y = {values = [0.1], weights = [1, 2]}"), "discount", "plan.discount_y.weights", "lengths_differ"),
    # names
    (top("horizon_month = 3"), "horizon", "horizon_month", "unknown_key"),
    (top("[firm]\nemployees = 3"), "[firm]", "firm", "unknown_key"),
    (company("employes = 3"), "employes", "company.employes", "unknown_key"),
    (company("relief_use = 0.3"), "relief_use", "company.relief_use", "wrong_table"),
    (top("employees = 3"), "employees", "employees", "wrong_table"),
    (company("hours_m = 3"), "hours_m", "company.hours_m", "wrong_table"),
    (company("horizon_months = 12"), "horizon", "company.horizon_months", "belongs_at_the_top"),
    (company('"a\\nb\\u001b[31m" = 1'), "", "company.a\\nb\\x1b[31m", "unknown_key"),
    (company("q" * 5000 + " = 1"), "qqq", "company." + "q" * 71 + "…", "unknown_key"),
    (company('"" = 1'), '"" =', "company.", "unknown_key"),
    # work
    (work("fee_hour = 300"), "fee_m", "work[1].fee_m", "two_fees"),
    (TOP + '[[work]]\nname = "A"\nhours_m = 160\n', "[[work]]", "work[1].fee_m", "no_fee"),
    (TOP + WORK + '[[work]]\nname = "B"\nfee_m = 3_000\n', "", "work[2].hours_m", "missing_input"),
    (TOP + WORK + WORK, "", "work[2].name", "same_name_twice"),
    (TOP + WORK.replace('"A"', '"work[2]"') + WORK.replace('name = "A"\n', ""), "", "work[2].name", "same_name_twice"),
    (TOP + "".join(WORK.replace('"A"', f'"{i}"') for i in range(21)), "[[work]]", "work", "too_many_packages"),
    (work("hours = 3"), "hours = 3", "work[1].hours", "unknown_key"),
    (work('category = "finanse"'), "category", "work[1].category", "not_a_choice"),
    (TOP + WORK + OTHER + "movable_share = 2\n", "movable", "work[2].movable_share", "share_as_percent"),
    (TOP + "[company]\nemployees = 1\n" + WORK, "hours_m", "work[1].hours_m", "more_work_than_hours"),
    # the whole
    (plan("relief_use = 0.6\ncore_use = 0.5"), "relief_use", "plan.relief_use", "uses_over_one"),
    (plan("core_use = 0.6"), "core_use", "plan.core_use", "uses_over_one"),
    (plan("core_use = { low = 0.1, mode = 0.2, high = 0.51 }"), "core_use", "plan.core_use", "uses_over_one"),
    (top('assumptions = "article"\n[burnout]\nburnt_out = 0.04'), "burnt_out", "burnout.burnt_out", "burnt_out_too_low"),
    (
        burnout('cost_basis = "employee"\nburnt_out = { mean = 0.2, sd = 0.01 }'),
        "burnt_out",
        "burnout.burnt_out",
        "burnt_out_too_low",
    ),
    # events, correlations, claims, risks
    (after(EVENT.replace('side = "plan"\n', "")), "[[events]]", "events[1].side", "missing"),
    (after(EVENT.replace('"plan"', '"vendor"')), "side", "events[1].side", "not_a_choice"),
    (after(EVENT.replace("cost = 5\n", "")), "[[events]]", "events[1].cost", "missing_input"),
    (after(EVENT.replace("0.1", "-1")), "rate_y", "events[1].rate_y", "outside_range"),
    (after(EVENT + 'dilemma = "dependancy"'), "dilemma", "events[1].dilemma", "not_a_choice"),
    (after(EVENT + "source = 3"), "source", "events[1].source", "not_text_value"),
    (after(EVENT + EVENT), "", "events[2].name", "same_name_twice"),
    (after("".join(EVENT.replace('"E"', f'"{i}"') for i in range(501))), "[[events]]", "events", "too_many_tables"),
    (after('[[correlations]]\nbetween = ["turnover_y"]\nrank = 0'), "between", "correlations[1].between", "not_a_pair"),
    (after("[[correlations]]\nrank = 0"), "[[corr", "correlations[1].between", "not_a_pair"),
    (after(PAIR.replace("burnt_out", "burn_out")), "between", "correlations[1].between", "unknown_input"),
    (after(PAIR.replace("burnt_out", "fee_m").replace("0.5", "2")), "rank", "correlations[1].rank", "number_outside"),
    (after(PAIR.replace("burnt_out", "hours_m")), "between", "correlations[1].between", "which_package"),
    (after(PAIR.replace("burnt_out", "turnover_y")), "between", "correlations[1].between", "correlated_with_itself"),
    (after(PAIR.replace("rank = 0.5\n", "")), "[[corr", "correlations[1].rank", "missing_number"),
    (after(PAIR.replace("0.5", "nan")), "rank", "correlations[1].rank", "not_a_number_value"),
    (after(PAIR.replace("0.5", '"0.5"')), "rank", "correlations[1].rank", "not_a_number_value"),
    (after(PAIR.replace("0.5", "true")), "rank", "correlations[1].rank", "not_a_number_value"),
    (
        after(PAIR + PAIR.replace('"turnover_y", "burnt_out"', '"burnt_out", "turnover_y"')),
        "",
        "correlations[2].between",
        "correlated_twice",
    ),
    (after("[[claims]]\nvalue = 1"), "[[claims]]", "claims[1].metric", "claim_missing"),
    (after('[[claims]]\nmetric = "npw"\nvalue = 1'), "metric", "claims[1].metric", "not_a_choice"),
    (after('[[claims]]\nmetric = "npv"'), "[[claims]]", "claims[1].value", "missing_number"),
    (after("[[claims]]"), "[[claims]]", "claims[1].metric", "claim_missing"),
    (after('[[claims]]\nmetric = "npv"\nvalue = 1\nsays = "We save 30%"'), "says", "claims[1].says", "claim_two_ways"),
    (after("[[claims]]\nvalue = 1\nsaving_y = 5"), "saving_y", "claims[1].saving_y", "claim_two_ways"),
    (after("[[claims]]\npayback_months = 9\nsaving_y = 5"), "saving_y", "claims[1].saving_y", "claim_two_ways"),
    (after("[[claims]]\nsaving_y = -5"), "saving_y", "claims[1].saving_y", "number_outside"),
    (after("[[claims]]\nsays = 30"), "says", "claims[1].says", "not_text_value"),
    (after('[[claims]]\nsays = "sygefravær"'), "says", "claims[1].says", "claim_word"),
    (after('[[claims]]\nsays = "We save 120%"'), "says", "claims[1].says", "claim_above"),
    (after("[[claims]]\nsaving_percent = 130"), "saving_percent", "claims[1].saving_percent", "claim_above"),
    (after('[[claims]]\nmetric = "cost_saving"\nvalue = 130'), "value", "claims[1].value", "claim_above"),
    (after("[[claims]]\npayback_months = -3"), "payback", "claims[1].payback_months", "claim_below"),
    (after("[[claims]]\npayback_months = 37"), "payback", "claims[1].payback_months", "claim_beyond_horizon"),
    (after('[[claims]]\nsays = "Tjent hjem på 4 år"'), "says", "claims[1].says", "claim_beyond_horizon"),
    (after('[[claims]]\nmetric = "error_rate"\nvalue = -0.01'), "value", "claims[1].value", "claim_below"),
    (after('[[claims]]\nmetric = "deepest_cash"\nvalue = 1'), "value", "claims[1].value", "claim_above"),
    (after('[[claims]]\nmetric = "npv"\nvalue = inf'), "value", "claims[1].value", "not_a_number_value"),
    (after('[[claims]]\nmetric = "npv"\nvalue = 0x' + "f" * 5000), "value", "claims[1].value", "not_a_number_value"),
    (
        after('[[claims]]\nmetric = "npv"\nvalue = 1\nleaves_out = "fee"'),
        "leaves",
        "claims[1].leaves_out",
        "not_a_list_of_names",
    ),
    (
        after('[[claims]]\nmetric = "npv"\nvalue = 1\nleaves_out = ["transitio"]'),
        "leaves",
        "claims[1].leaves_out",
        "unknown_line",
    ),
    (after("[risks.competense]\nlikelihood = 1"), "[risks", "risks.competense", "unknown_risk"),
    (after("[risks.competence]\nlikelihood = 6"), "likelihood", "risks.competence.likelihood", "not_a_whole_number"),
    (after("[risks.competence]\nconsequence = 0"), "consequence", "risks.competence.consequence", "not_a_whole_number"),
    (after("[risks.competence]\nlikelihood = 2.5"), "likelihood", "risks.competence.likelihood", "not_a_whole_number"),
    (after('[risks.competence]\nstatus = "closed"'), "status", "risks.competence.status", "not_a_choice"),
    (after("[risks.competence]\nevidence = 1"), "evidence", "risks.competence.evidence", "not_text_value"),
]


@pytest.mark.parametrize(("content", "words", "place", "code"), WRONG, ids=[f"{row[2][:40]}-{row[3]}" for row in WRONG])
def test_a_mistake_is_told_with_its_place_and_line(content, words, place, code):
    found = mistakes(content)
    wanted = [each for each in found if (each.place, each.problem.code) == (place, code)]
    assert len(wanted) == 1, [(each.place, each.problem.code) for each in found]
    assert len(found) == 1 or {each.place.split(".")[0] for each in found} == {place.split(".")[0]}
    if words:
        assert wanted[0].line == line_with(content, words)


def test_the_second_of_two_of_a_name_is_the_one_at_fault():
    content = TWO.replace('"B"', '"A"')
    (found,) = mistakes(content)
    assert (found.place, found.line) == ("work[2].name", 8)


def test_one_file_with_fifteen_mistakes_tells_all_fifteen():
    content = """\
format = 1
name = 3
horizon_months = 0
view = "al"
presets = ["nearshoer"]
[company]
employees = -1
salary_m = "50.000"
turnover = 0.1
relief_use = 0.1
[burnout]
burnt_out = 12
cost_basis = "x"
[plan]
discount_y = { low = 0.2, high = 0.1 }
[[work]]
name = "A"
hours_m = nan
[[work]]
name = "A"
hours_m = 10
fee_m = 3_000
fee_hour = 3
[[events]]
rate_y = 0.1
cost = 5
[[correlations]]
between = ["a", "b"]
rank = 3
[[claims]]
metric = "npv"
value = "much"
[risks.competence]
likelihood = 9
"""
    wanted = {
        ("name", 2),
        ("horizon_months", 3),
        ("view", 4),
        ("presets", 5),
        ("company.employees", 7),
        ("company.salary_m", 8),
        ("company.turnover", 9),
        ("company.relief_use", 10),
        ("burnout.burnt_out", 12),
        ("burnout.cost_basis", 13),
        ("plan.discount_y.low", 15),
        ("work[1].fee_m", 16),
        ("work[1].hours_m", 18),
        ("work[2].name", 20),
        ("work[2].fee_m", 22),
        ("events[1].side", 24),
        ("correlations[1].between", 28),
        ("correlations[1].rank", 29),
        ("claims[1].value", 32),
        ("risks.competence.likelihood", 34),
    }
    found = mistakes(content)
    assert {(each.place, each.line) for each in found} == wanted
    assert [each.line for each in found] == sorted(each.line for each in found)


@pytest.mark.parametrize(
    ("content", "meant"),
    [
        (company("employes = 3"), "employees"),
        (top('presets = ["ofshore"]'), "offshore"),
        (top('view = "al"'), "all"),
        (top('assumptions = "evidnce"'), "evidence"),
        (after(PAIR.replace("burnt_out", "burn_out")), "burnt_out"),
        (after('[[claims]]\nmetric = "npw"\nvalue = 1'), "npv"),
        (after('[[claims]]\nmetric = "npv"\nvalue = 1\nleaves_out = ["transitio"]'), "transition"),
        (after("[risks.competense]\nlikelihood = 1"), "competence"),
        (work('category = "finanse"'), "finance"),
        (work("hour_m = 3"), "hours_m"),
        (company("salary_m = { lo = 2_000, high = 3_000 }"), "low"),
    ],
)
def test_the_nearest_known_name_is_suggested(content, meant):
    assert meant in said(content, "en")
    assert meant in said(content, "da")


def test_where_nothing_is_near_what_is_allowed_is_listed():
    assert "relief_use" in said(plan("zzzzzz = 3"))


def test_a_name_in_the_wrong_table_is_told_its_own():
    assert "[plan]" in said(company("relief_use = 0.3"))
    assert "[[work]]" in said(company("hours_m = 3"))
    assert "[[events]]" in said(company("rate_y = 3"))


def test_the_packages_are_named_where_a_correlation_could_mean_several():
    assert "A.hours_m, B.hours_m" in said(after(PAIR.replace("burnt_out", "hours_m")))


def test_an_impossible_correlation_names_the_pair_and_what_would_do():
    pairs = {("turnover_y", "burnt_out"): 0.9, ("turnover_y", "salary_m"): 0.9, ("burnt_out", "salary_m"): -0.5}

    def content(pairs):
        rows = (f'[[correlations]]\nbetween = ["{a}", "{b}"]\nrank = {rank}\n' for (a, b), rank in pairs.items())
        return TWO + "".join(rows)

    (found,) = mistakes(content(pairs))
    facts = found.problem.facts
    assert found.problem.code == "impossible_correlation"
    pair = (facts["a"], facts["b"])
    assert found.place == f"correlations[{list(pairs).index(pair) + 1}].rank"
    assert (
        found.line == [i for i, line in enumerate(content(pairs).split("\n"), 1) if "rank" in line][list(pairs).index(pair)]
    )
    for name in ("low", "high"):
        shown = text.number(facts[name], "en").replace("−", "-")  # what a person reads is what a person writes
        assert shown in said(content(pairs)).replace("−", "-")
        roi.loads(content({**pairs, pair: shown}))
    assert copula.impossible(pairs) is not None


def test_singular_correlations_are_allowed():
    rows = [("turnover_y", "burnt_out", 1), ("burnt_out", "salary_m", -1), ("turnover_y", "salary_m", -1)]
    scenario = roi.loads(TWO + "".join(f'[[correlations]]\nbetween = ["{a}", "{b}"]\nrank = {r}\n' for a, b, r in rows))
    assert [each.rank for each in scenario.correlations] == [1.0, -1.0, -1.0]
    assert math.isfinite(roi.run(scenario, draws=16).headline["mean"])


def test_a_correlation_may_name_an_input_without_its_package_where_there_is_one():
    scenario = roi.loads(TOP + OTHER + PAIR.replace("burnt_out", "hours_m"))
    assert (scenario.correlations[0].a, scenario.correlations[0].b) == ("turnover_y", "B.hours_m")


def test_a_correlation_with_a_fixed_number_is_a_hint_not_a_refusal():
    scenario = roi.loads(after(PAIR.replace("burnt_out", "A.hours_m")))
    assert [each.problem.code for each in scenario.hints] == ["correlated_but_fixed"]


@pytest.mark.parametrize(
    ("line", "value"),
    [("fee_m = 35.000", 35.0), ("hours_m = 160\nfee_m = 35.0", 35.0)],
)
def test_thousands_with_a_point_are_not_passed_over_in_silence(line, value):
    body = WORK.replace("fee_m = 35_000\n", line.replace("hours_m = 160\n", "") + "\n")
    (hint,) = roi.loads(TOP + body).hints
    assert (hint.place, hint.problem.code, hint.line) == ("work[1].fee_m", "unusual", 6)
    assert all("35" in text.mistake(hint, "", lang) for lang in text.LANGUAGES)


def test_a_preset_can_make_the_sum_wrong_and_the_line_of_the_file_is_named(monkeypatch):
    preset = replace(catalogue.presets()["offshore"], values={"reduction_use": 0.4})
    monkeypatch.setitem(catalogue.presets(), "offshore", preset)
    content = plan("core_use = 0.3").replace("[plan]", 'presets = ["offshore"]\n[plan]')
    (found,) = mistakes(content)
    assert (found.place, found.problem.code, found.line) == (
        "plan.core_use",
        "uses_over_one",
        line_with(content, "core_use"),
    )
    assert found.problem.facts["sum"] == pytest.approx(1.2)
    roi.loads(content.replace("core_use = 0.3", "core_use = 0.3\nrelief_use = 0.3"))


# ------------------------------------------------------------------------------------------------- where values come from


def test_the_file_beats_its_presets_the_later_preset_the_earlier_and_any_preset_the_set():
    twice = [
        (id, a, b)
        for a in catalogue.presets()
        for b in catalogue.presets()
        for id in catalogue.presets()[a].values.keys() & catalogue.presets()[b].values.keys()
        if a != b
        and catalogue.inputs()[id].section == "plan"
        and id not in ("relief_use", "core_use", "reduction_use")
        and catalogue.presets()[a].values[id] != catalogue.presets()[b].values[id]
    ]
    id, a, b = twice[0]
    for first, last in ((a, b), (b, a)):
        scenario = roi.loads(top(f'presets = ["{first}", "{last}"]'))
        assert (scenario.origins[id].kind, scenario.origins[id].preset) == ("preset", last)
        alone = roi.loads(top(f'presets = ["{last}"]'))
        assert scenario.values[id] == alone.values[id]
    low, high = catalogue.inputs()[id].low, catalogue.inputs()[id].high
    value = low + (high - low) * 0.123
    content = top(f'presets = ["{a}"]\n[plan]\n{id} = {{ values = [{value}], source = "ours" }}')
    scenario = roi.loads(content)
    assert scenario.values[id].median == value
    assert (scenario.origins[id].kind, scenario.origins[id].source) == ("file", "ours")


def test_origins_tell_the_set_and_what_both_sets_agree_on():
    for name in catalogue.ASSUMPTIONS:
        origins = roi.loads(top(f'assumptions = "{name}"')).origins
        assert origins["burnt_out"].kind == name
        assert origins["cost_basis"].kind == name
        assert origins["salary_m"].kind == "default"
        assert origins["A.hours_m"].kind == "file"
        assert origins["A.movable_share"].kind == "default"
    assert roi.loads(TOP + WORK).assumptions == "evidence"


def test_every_drawn_value_has_an_origin():
    scenario = roi.loads(after(EVENT + PAIR))
    assert set(scenario.keyed()) <= set(scenario.origins)


def test_a_work_preset_applies_to_every_package_that_does_not_say_itself():
    preset, id = next(
        (preset, id)
        for preset, each in catalogue.presets().items()
        for id in each.values
        if catalogue.inputs()[id].section == "work"
        and not catalogue.inputs()[id].choices
        and id not in ("fee_m", "fee_hour")
    )
    low = catalogue.inputs()[id].low
    value = {"movable_share": 0.5, "ramp_months": 7, "start_month": 1}.get(id, low)
    scenario = roi.loads(TOP + f'presets = ["{preset}"]\n' + WORK + f"{id} = {value}\n" + OTHER)
    assert scenario.origins[f"A.{id}"].kind == "file"
    assert (scenario.origins[f"B.{id}"].kind, scenario.origins[f"B.{id}"].preset) == ("preset", preset)


def test_a_distribution_is_truncated_by_the_range_and_by_its_own_ends():
    share = roi.loads(burnout("burnt_out = { mean = 0.1, sd = 0.3 }")).values["burnt_out"]
    assert share.support == (0.0, 1.0)
    share = roi.loads(burnout("burnt_out = { mean = 0.1, sd = 0.3, min = 0.05, max = 0.6 }")).values["burnt_out"]
    assert share.support == (0.05, 0.6)
    assert share.ppf(1e-9) >= 0.05
    assert share.ppf(1 - 1e-9) <= 0.6
    assert ("burnout.burnt_out", "nothing_left") in codes(burnout("burnt_out = { low = 0.1, high = 0.3, min = 0.5 }"))


# ------------------------------------------------------------------------------------------------------------ at the edge


@pytest.mark.parametrize(
    "content",
    [
        TOP + "[[work]]\n" * 60_000,
        TOP + "\n".join(f"k{i} = 1" for i in range(40_000)),
        TWO + "".join(f'[[correlations]]\nbetween = ["q{i}", "z"]\nrank = 2\n' for i in range(10_000)),
        company("salary_m = { values = [" + "true, " * 40_000 + "] }"),
        company("[company.salary_m]\n" + "\n".join(f"q{i}lo = 1" for i in range(20_000))),
        TOP + "presets = [" + '"zz", ' * 50_000 + "]\n" + WORK,
    ],
    ids=["tables", "keys", "correlations", "list", "distribution", "presets"],
)
def test_masses_of_mistakes_are_told_in_seconds(content):
    start = time.perf_counter()
    with pytest.raises(roi.ScenarioError) as caught:
        roi.loads(content)
    for each in caught.value.mistakes[:100]:
        assert len(text.mistake(each, "", "da")) < 2_000
    assert time.perf_counter() - start < 30  # slow machines too; what is wrong takes minutes


def test_long_names_and_texts_are_repeated_short():
    long = "q" * 100_000
    for content in (
        company(f"{long} = 1"),
        company(f'salary_m = "{long}"'),
        rename(TOP + WORK, f'name = "{long}"'),
        top(f'view = "{long}"'),
        top(f'presets = ["{long}"]'),
        TOP + WORK.replace('"A"', f'"{long}"') * 2,
        TOP + WORK + OTHER + f'[[correlations]]\nbetween = ["{long}", "{long}"]\nrank = 0\n',
        company(f"salary_m = {{ {long} = 1 }}"),
    ):
        assert all(len(line) < 1_500 for line in said(content).split("\n"))


def test_names_may_be_written_in_any_alphabet():
    scenario = roi.loads(TOP + WORK.replace('"A"', '"Æblegrød 🍎 “x” 会計\u00a0"'))
    assert scenario.work[0].name == "Æblegrød 🍎 “x” 会計\u00a0"


SCALARS = st.one_of(
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.booleans(),
    st.dates(date(1900, 1, 1)),
    st.text(max_size=12),
    st.sampled_from(["all", "plan", "pert", "offshore", "salary_m", "npv", "employee"]),
    st.sampled_from([0, 1, 0.5, 100, 45_000]),
)
NAMES = "low mode high p5 p95 values weights dist min max name side between rank metric value competence work company plan"
KEYS = st.sampled_from([*NAMES.split(), "burnout", "presets", "view", *catalogue.inputs()]) | st.text(max_size=6)
JUNK = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12
)
VALID = {
    "name": "X",
    "note": "n",
    "assumptions": "article",
    "presets": ["offshore"],
    "horizon_months": 12,
    "view": "cash",
    "company": {"employees": 100, "salary_m": {"low": 44_500, "mode": 47_000, "high": 49_000}},
    "burnout": {"burnt_out": {"p5": 0.1, "p95": 0.3}, "cost_basis": "burnt_out"},
    "plan": {"core_use": 0.2, "relief_use": 0.2},
    "work": [{"name": "A", "hours_m": {"values": [1, 2]}, "fee_m": 9_000}, {"name": "B", "hours_m": 3, "fee_hour": 200}],
    "events": [{"name": "E", "rate_y": 0.1, "cost": {"mean": 10, "sd": 1}, "side": "plan", "dilemma": "dependency"}],
    "correlations": [{"between": ["salary_m", "burnt_out"], "rank": 0.3}],
    "claims": [{"metric": "npv", "value": 3, "leaves_out": ["transition"]}],
    "risks": {"competence": {"likelihood": 4, "status": "open"}},
}


def places(value, at=()):
    """Every place in nested tables and lists."""
    yield at
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in inside:
        yield from places(inner, (*at, key))


def put(value, at, new):
    """A copy with one place replaced."""
    if not at:
        return new
    copy = value.copy()
    copy[at[0]] = put(copy[at[0]], at[1:], new)
    return copy


def survives(tables: dict) -> None:
    try:
        content = tomlkit.dumps(tables)
    except Exception:  # what cannot be written as TOML is no file
        assume(False)
    try:
        scenario = roi.loads(content)
    except roi.ScenarioError:
        mistakes(content)
        return
    assert scenario.text == content
    for hint in scenario.hints:
        assert all("\n" not in text.mistake(hint, "", lang) for lang in text.LANGUAGES)


def test_the_example_the_junk_is_made_from_is_valid():
    assert roi.loads(tomlkit.dumps({"format": 1, **VALID})).name == "X"


@given(st.dictionaries(KEYS, JUNK, max_size=6))
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
def test_junk_is_a_scenario_or_a_list_of_mistakes(tables):
    survives({"format": 1, **tables})


@given(st.data())
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
def test_a_valid_file_with_junk_in_it_is_a_scenario_or_a_list_of_mistakes(data):
    tables = VALID
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.sampled_from([each for each in places(tables) if each]))
        tables = put(tables, at, data.draw(JUNK))
    survives({"format": 1, **tables})


def hints(content: str) -> dict[str, str]:
    return {each.problem.code: text.mistake(each, "", "en") for each in roi.loads(content).hints}


def test_a_percentage_written_as_a_number_is_told_how_to_be_a_share():
    assert "14% is written 0.14" in said(burnout("burnt_out = 14"))
    assert "14 % skrives 0,14" in said(burnout("burnt_out = 14"), "da")


def test_a_claim_of_40_is_asked_whether_40_percent_is_meant():
    claim = '[[claims]]\nmetric = "cost_saving"\nvalue = 40\n'
    assert "at most 100%; this is read as 4,000%. If it is a percentage, write 0.4" in said(TOP + WORK + claim)
    assert "højst være 100 %; det læses som 4.000 %. Er det procent, så skriv 0,4" in said(TOP + WORK + claim, "da")
    assert roi.loads(TOP + WORK + claim.replace("40", "0.4")).hints == ()
    assert "If 40% is meant, write 0.4" in hints(TOP + WORK + claim.replace("cost_saving", "cash_saving"))["claim_over_one"]


def test_presets_that_are_alternatives_are_hinted_at():
    both = hints(top('presets = ["domestic", "offshore"]'))
    assert "domestic and offshore are alternatives" in both["presets_overlap"]
    assert "presets_overlap" not in hints(top('presets = ["offshore", "move_and_upgrade", "vat_exempt_finance"]'))
    assert "vat_overridden" in hints(top('presets = ["vat_exempt_finance", "hire"]'))
    assert "vat_overridden" not in hints(top('presets = ["hire", "vat_exempt_finance"]'))


def test_a_value_that_cannot_be_read_is_not_called_unknown_elsewhere():
    content = company("turnover_y = -1") + '[[correlations]]\nbetween = ["turnover_y", "burnt_out"]\nrank = 0.5\n'
    assert {code for _, code in codes(content)} == {"outside_range"}


def test_a_mistake_elsewhere_hides_no_mistake_of_a_correlation():
    wrong = company("employees = -5") + OTHER
    content = wrong + '[[correlations]]\nbetween = ["hours_m", "burnt_out"]\nrank = 0.5\n'
    assert {code for _, code in codes(content)} == {"outside_range", "which_package"}
