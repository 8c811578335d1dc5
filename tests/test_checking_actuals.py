"""What was seen once it ran: every mistake told at once, and what is right survives reading, changing and saving."""

from __future__ import annotations

import datetime

import pytest
import tomlkit
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import roi
from roi import catalogue, checking_actuals, text
from roi.scenario import Actual
from roi.schema import scenario_schema

HEAD = (
    'format = 1\nname = "X"\n[company]\nemployees = 40\n'
    '[[work]]\nname = "A"\nhours_m = 160\nfee_m = 35_000\n[[work]]\nname = "B"\nhours_m = 80\nfee_m = 9_000\n'
)
ALL = (
    HEAD
    + """
[[actuals]] # the first month
month = 4
work = "A"
fee = 36_000 # kr
hours_moved = 120.5
hours_back = 0
left = 1
staff = 39
engagement = 3.4
answers = 31
errors = 2
transactions = 300
spread = { fee = 0.02 }
counted = true
note = "n"

[[actuals]]
from = 2026-05-04
to = "2026-05-29"
share = 0.2
hours_moved = 30
hours_back = 4.5
fee = 7_000
"""
)


@pytest.fixture(scope="module")
def validator():
    return Draft202012Validator(scenario_schema("da"))


def wrong(rows: str) -> set[tuple[str, str]]:
    with pytest.raises(roi.ScenarioError) as caught:
        roi.loads(HEAD + rows)
    for each in caught.value.mistakes:
        assert each.line, each
        for lang in text.LANGUAGES:
            assert "{" not in text.mistake(each, "x", lang).replace("{…}", "")
    return {(each.place, each.problem.code) for each in caught.value.mistakes}


def test_all_of_it_is_read():
    first, second = roi.loads(ALL).actuals
    assert first == Actual(
        seen={"fee": 36_000, "hours_moved": 120.5, "hours_back": 0, "left": 1, "engagement": 3.4, "errors": 2},
        of={"left": 39, "engagement": 31, "errors": 300},
        spread={"fee": 0.02},
        month=4,
        work="A",
        counted=True,
        note="n",
    )
    assert (second.month, second.start, second.end) == (None, datetime.date(2026, 5, 4), datetime.date(2026, 5, 29))
    assert second.share == 0.2 and second.work == "" and not second.counted


def test_who_left_and_who_answered_are_out_of_everybody_where_nothing_is_said():
    (row,) = roi.loads(HEAD + "[[actuals]]\nmonth = 1\nleft = 0\nengagement = 4").actuals
    assert row.of == {"left": 40, "engagement": 40}


def test_a_file_without_any_has_none_and_a_change_keeps_comments(tmp_path):
    assert roi.loads(HEAD).actuals == ()
    scenario = roi.change(roi.loads(ALL), {"actuals[1].hours_back": 7, "actuals[3]": {"month": 5, "fee": 35_500}})
    assert [row.month for row in scenario.actuals] == [4, None, 5]
    assert scenario.actuals[0].seen["hours_back"] == 7
    assert "# the first month" in scenario.text and "# kr" in scenario.text
    roi.save(scenario, tmp_path / "x.toml")
    assert roi.load(tmp_path / "x.toml").actuals == scenario.actuals
    assert roi.change(scenario, {"actuals": None}).actuals == ()


WRONG = [
    ("[[actuals]]\nfee = 1", {("actuals[1]", "actual_when")}),
    ("[[actuals]]\nmonth = 1\nfrom = 2026-05-04\nfee = 1", {("actuals[1].month", "actual_when")}),
    ("[[actuals]]\nfrom = 2026-05-04\nerrors = 1\ntransactions = 2", {("actuals[1].from", "actual_when")}),
    ("[[actuals]]\nmonth = 37\nfee = 1", {("actuals[1].month", "not_a_whole_number")}),
    ("[[actuals]]\nmonth = 1", {("actuals[1]", "actual_says_nothing")}),
    ("[[actuals]]\nmonth = 1\nfee = -1", {("actuals[1].fee", "number_outside")}),
    ("[[actuals]]\nmonth = 1\nfee = 'x'", {("actuals[1].fee", "not_a_number_value")}),
    ("[[actuals]]\nmonth = 1\nleft = 1.5", {("actuals[1].left", "not_a_whole_number")}),
    ("[[actuals]]\nmonth = 1\nengagement = 6", {("actuals[1].engagement", "number_outside")}),
    ("[[actuals]]\nmonth = 1\nerrors = 3", {("actuals[1].transactions", "actual_needs")}),
    ("[[actuals]]\nmonth = 1\nfee = 1\ntransactions = 3", {("actuals[1].transactions", "actual_needs")}),
    ("[[actuals]]\nmonth = 1\nerrors = 3\ntransactions = 2", {("actuals[1].errors", "actual_more_than")}),
    ("[[actuals]]\nmonth = 1\nleft = 41", {("actuals[1].left", "actual_more_than")}),
    ("[[actuals]]\nmonth = 1\nfee = 1\nwork = 'a'", {("actuals[1].work", "unknown_package")}),
    ("[[actuals]]\nmonth = 1\nfee = 1\nshare = 0.5", {("actuals[1].share", "actual_only_in_trial")}),
    ("[[actuals]]\nmonth = 1\nfee = 1\nspread = { left = 1 }", {("actuals[1].spread.left", "unknown_key")}),
    ("[[actuals]]\nmonth = 1\nfee = 1\nspread = { fee = 0 }", {("actuals[1].spread.fee", "number_outside")}),
    ("[[actuals]]\nmonth = 1\nfee = 1\ncounted = 1", {("actuals[1].counted", "not_yes_or_no")}),
    ("[[actuals]]\nmonth = 1\nfe = 1\nleft = 0", {("actuals[1].fe", "unknown_key")}),
    (
        "[[actuals]]\nfrom = 2026-05-04\nto = 2026-05-29\nleft = 1\nhours_back = 2\nshare = 0",
        {
            ("actuals[1].left", "actual_not_in_trial"),
            ("actuals[1].hours_back", "actual_needs"),
            ("actuals[1].share", "number_outside"),
        },
    ),
    ("[[actuals]]\nfrom = 2026-05-29\nto = 2026-05-04\nhours_moved = 1", {("actuals[1].to", "trial_ends_first")}),
    ("[[actuals]]\nfrom = 2026-05-04\nto = 2027-05-29\nhours_moved = 1", {("actuals[1].to", "trial_too_long")}),
    ("[[actuals]]\nfrom = 4\nto = 2027-05-29\nhours_moved = 1", {("actuals[1].from", "not_a_date")}),
    (
        "[[actuals]]\nmonth = 1\nfee = 1\nwork = 'A'\n[[actuals]]\nmonth = 1\nfee = 2",
        {("actuals[2].fee", "actual_twice")},
    ),
    ("[[actuals]]\nmonth = 1\nfee = 1\n[[actuals]]\nmonth = 1\nfee = 2\nwork = 'B'", {("actuals[2].fee", "actual_twice")}),
    (
        "[[actuals]]\nmonth = 1\nleft = 1\nwork = 'A'\n[[actuals]]\nmonth = 1\nleft = 2\nwork = 'B'",
        {("actuals[2].left", "actual_twice")},
    ),
    ("[actuals]\nmonth = 1", {("actuals", "not_tables")}),
]


@pytest.mark.parametrize(("rows", "wanted"), WRONG, ids=[rows[:70] for rows, _ in WRONG])
def test_what_is_wrong_is_told_where_it_is(rows, wanted):
    assert wrong(rows) == wanted


def test_every_mistake_at_once():
    found = wrong("\n".join(rows for rows, _ in WRONG[:-1]))
    assert {code for _, code in found} >= {code for _, wanted in WRONG[:-1] for _, code in wanted}


def test_the_same_figure_of_another_month_or_another_package_is_another_figure():
    rows = [{"month": 1, "fee": 1, "work": "A"}, {"month": 1, "fee": 1, "work": "B"}, {"month": 2, "fee": 1}]
    days = {"from": datetime.date(2026, 5, 4), "to": datetime.date(2026, 5, 29)}
    rows += [{**days, "hours_moved": 1, "work": each} for each in "AB"]
    assert len(roi.change(roi.loads(HEAD), {"actuals": rows}).actuals) == 5


SCHEMA_KNOWS_LESS = {"unknown_package", "actual_more_than", "trial_ends_first", "trial_too_long", "actual_twice"}


@pytest.mark.parametrize(("rows", "wanted"), WRONG, ids=[rows[:70] for rows, _ in WRONG])
def test_the_schema_stops_what_the_checker_stops(validator, rows, wanted):
    codes = {code for _, code in wanted}
    beyond = ("actuals[1].month", "not_a_whole_number") in wanted  # the horizon is the file's own
    if not codes & SCHEMA_KNOWS_LESS and not beyond and "not_a_date" not in codes:
        assert not validator.is_valid(tomlkit.parse(HEAD + rows).unwrap())


def test_the_schema_lets_what_is_right_through(validator):
    validator.validate(tomlkit.parse(ALL).unwrap())


def test_every_observable_is_founded_and_hangs_on_inputs():
    for id, each in catalogue.observables().items():
        assert set(each.inputs) <= set(catalogue.inputs()), id
        assert each.basis in ("document", "judgement") and set(each.why) == set(each.name) == {"da", "en"}
        assert (each.spread is None) == (each.kind == "count")
        assert (each.of is not None) == (each.kind in ("count", "mean_of_answers"))


FIELDS = st.sampled_from(checking_actuals.fields())
SCALARS = st.none() | st.booleans() | st.integers(-2, 50) | st.floats() | st.sampled_from(["A", "B", ""]) | st.dates()
ROWS = st.lists(st.dictionaries(FIELDS, SCALARS | st.dictionaries(FIELDS, SCALARS, max_size=2), max_size=6), max_size=3)


@given(ROWS)
@settings(max_examples=200, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_junk_is_a_scenario_or_a_list_of_mistakes(rows):
    try:
        roi.loads(HEAD + tomlkit.dumps({"actuals": rows}))
    except roi.ScenarioError as error:
        assert error.mistakes
    except (TypeError, ValueError):  # None is no TOML
        assert "None" in str(rows)
