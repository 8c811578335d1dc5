"""A grid: what is varied is read with every mistake at once, and a scenario held at values is the file that says so."""

from __future__ import annotations

from pathlib import Path

import pytest

import roi
from roi import grid

CASE = roi.load(Path(__file__).parent.parent / "scenarios" / "it_operations_midsize.toml")


def wrong(*words: str) -> list[str]:
    with pytest.raises(roi.ScenarioError) as caught:
        grid.varied(words)
    return [mistake.problem.code for mistake in caught.value.mistakes]


def test_values_are_listed_or_evenly_spaced():
    found = grid.varied(["turnover_y=0.1:0.2:3", "fee_m=80_000, 95000"])
    assert found == [("turnover_y", (0.1, 0.15, 0.2)), ("fee_m", (80_000.0, 95_000.0))]
    assert grid.count(found) == 6
    each = list(grid.combinations(found))
    assert each[0] == {"turnover_y": 0.1, "fee_m": 80_000}
    assert each[1] == {"turnover_y": 0.1, "fee_m": 95_000}  # the last changes fastest
    assert len(each) == len({tuple(x.items()) for x in each}) == 6


def test_nothing_varied_is_one_run():
    assert list(grid.combinations([])) == [{}]
    assert grid.count([]) == 1


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("fee_m", "vary_form"),
        ("=3", "vary_form"),
        ("fee=1:2:3", "unknown_input"),
        ("cost_basis=1,2", "vary_choice"),
        ("fee_m=1,x", "vary_number"),
        ("fee_m=", "vary_number"),
        ("fee_m=1:nan:3", "vary_number"),
        ("fee_m=1:2:1", "vary_count"),
        ("fee_m=1:2:1001", "vary_count"),
        ("fee_m=1:2:two", "vary_count"),
        ("fee_m=3:2:2", "vary_ends"),
        ("turnover_y=0.1,0.1", "named_twice"),
        ("turnover_y=-1,0.1", "outside_range"),
        ("turnover_y=15,0.1", "share_as_percent"),
        ("avoided_month=1:2:3", "not_whole"),
        ("employees=0,5", "outside_range"),
    ],
)
def test_what_is_wrong_with_it(words, code):
    assert wrong(words) == [code]


def test_every_mistake_is_told_at_once():
    assert wrong("fee=1", "turnover_y=15,-1", "core_use=a,b", "fee_hour=1", "fee_hour=2") == [
        "unknown_input",
        "share_as_percent",
        "outside_range",
        "vary_number",
        "vary_number",
        "named_twice",
    ]


def test_a_held_scenario_is_the_file_that_says_so():
    held = grid.held(CASE, {"turnover_y": 0.15, "Brugersupport.fee_m": 50_000.0, "Partneren er nede i en dag.rate_y": 0.5})
    assert held.values["turnover_y"].median == 0.15
    assert held.work[1].values["fee_m"].median == 50_000
    assert held.work[0].values["fee_m"].median != 50_000
    assert held.events[2].values["rate_y"].median == 0.5
    assert "fee_m = 50000\n" in held.text
    assert roi.loads(held.text).keyed() == held.keyed()
    assert grid.held(CASE, {}) is CASE


def test_every_input_of_a_scenario_can_be_held():
    for key in CASE.keyed():
        value = float(CASE.keyed()[key].median)
        held = grid.held(CASE, {key: value})
        assert float(held.keyed()[key].median) == value
        assert held.keyed()[key].is_fixed


def test_a_name_that_is_not_clear_in_a_scenario_is_told_with_all_others():
    with pytest.raises(roi.ScenarioError) as caught:
        grid.held(CASE, {"fee_m": 1.0, "hours": 2.0, "rate_y": 0.1})
    assert [(each.place, each.problem.code) for each in caught.value.mistakes] == [
        ("fee_m", "which_package"),
        ("hours", "unknown_input"),
        ("rate_y", "which_package"),
    ]
    one = roi.change(CASE, {"work[2]": None})
    assert grid.held(one, {"fee_m": 1_000.0}).work[0].values["fee_m"].median == 1_000
    with pytest.raises(roi.ScenarioError) as caught:
        grid.held(one, {"fee_m": 1.0, "Servere og netværk.fee_m": 2.0})
    assert [each.problem.code for each in caught.value.mistakes] == ["named_twice"]


def test_values_that_contradict_the_rest_of_the_file_are_its_mistakes():
    with pytest.raises(roi.ScenarioError) as caught:
        grid.held(CASE, {"core_use": 1.0})
    assert [each.problem.code for each in caught.value.mistakes] == ["uses_over_one"]
