"""Which of what differs makes the difference."""

from __future__ import annotations

import json

import pytest

import roi
from roi import abreast, because, comparison, text
from roi.comparison import compare

DRAWS = because.WORLDS
BASE = """\
format = 1
name = "{name}"
[company]
employees = 60
[[work]]
name = "Post"
hours_m = {{ low = 100, mode = 150, high = 250 }}
fee_m = 30_000
"""


def base(name="A", more="", **changes):
    return roi.change(roi.loads(BASE.format(name=name) + more), {key.replace("__", "."): x for key, x in changes.items()})


def parts(a, b):
    found = compare([a, b], draws=DRAWS)
    rows = because.parts(found, 0, 1)
    whole = comparison.pair(found, 0, 1)["mean"]
    assert sum(row["mean"] for row in rows) == pytest.approx(whole, rel=1e-9, abs=1e-6)
    return {(row["kind"], row["name"]): row for row in rows}, whole


@pytest.mark.parametrize("name", ["wholesaler_nearshore", "wholesaler_freelancer", "wholesaler_upskill"])
def test_the_parts_add_up_for_real_cases(name):
    rows, _ = parts(roi.load("scenarios/wholesaler_domestic.toml"), roi.load(f"scenarios/{name}.toml"))
    means = [abs(row["mean"]) for row in rows.values()]
    assert means == sorted(means, reverse=True)


def test_a_single_thing_is_the_whole_difference():
    for changed in (
        base("B", plan__core_value=0.9),
        base("B", more="[[events]]\nname='X'\nside='plan'\nrate_y=0.5\ncost=90_000\n"),
    ):
        rows, whole = parts(base(), changed)
        assert len(rows) == 1 and whole != 0


def test_things_that_only_add_up_are_told_apart_exactly():
    one = base(plan__selection_cost=100_000, plan__governance_m=5_000)
    both, _ = parts(one, base("B", plan__selection_cost=20_000, plan__governance_m=1_000))
    alone = [
        parts(one, base("B", plan__selection_cost=20_000, plan__governance_m=5_000))[1],
        parts(one, base("B", plan__selection_cost=100_000, plan__governance_m=1_000))[1],
    ]
    assert both["input", "selection_cost"]["mean"] == pytest.approx(alone[0])
    assert both["input", "governance_m"]["mean"] == pytest.approx(alone[1])


def test_two_things_that_work_together_share_their_interplay_evenly():
    """Hours and a fee by the hour: each gets the mean of being taken over first and last."""
    one = roi.change(base(), {"work[1].fee_m": None, "work[1].fee_hour": 300})
    other = roi.change(one, {"name": "B", "work[1].hours_m": 300, "work[1].fee_hour": 200})
    rows, _ = parts(one, other)

    def mean(hours, fee):
        return (
            roi.run(roi.change(one, {"work[1].hours_m": hours, "work[1].fee_hour": fee}), draws=DRAWS).outcomes["npv"].mean()
        )

    low = {"low": 100, "mode": 150, "high": 250}
    expected = ((mean(low, 300) - mean(low, 200)) + (mean(300, 300) - mean(300, 200))) / 2
    assert rows["fee", "Post"]["mean"] == pytest.approx(expected, rel=1e-6)


def test_the_two_kinds_of_fee_the_uses_and_the_costs_are_taken_over_whole():
    hourly = roi.change(base("B"), {"work[1].fee_m": None, "work[1].fee_hour": 250})
    assert set(parts(base(), hourly)[0]) == {("fee", "Post")}
    uses = base("B", plan__relief_use=0.1, plan__core_use=0.1, plan__reduction_use=0.8)
    assert set(parts(base(), uses)[0]) == {("uses", "")}
    rows, _ = parts(base(), base("B", assumptions="article"))
    assert ("costs", "") in rows and ("input", "absence_y") not in rows and ("input", "burnt_out") in rows


def test_work_and_events_that_only_one_has():
    more = "[[work]]\nname = 'Telefon'\nhours_m = 50\nfee_hour = 300\n"
    more += "[[events]]\nname = 'X'\nside = 'plan'\nrate_y = 0.5\ncost = 90_000\n"
    rows, _ = parts(base(), base("B", more=more))
    assert set(rows) == {("work", "Telefon"), ("events", "X")}
    assert rows["events", "X"]["mean"] > 0
    staying = more.replace("plan", "staying")
    assert ("events", "X") in parts(base("A", more=more), base("B", more=staying))[0]


def test_firms_of_different_size_are_told_apart_per_employee():
    rows, whole = parts(base(), base("B", company__employees=90))
    assert set(rows) == {("input", "employees")} and whole != 0


def test_nothing_in_common_and_nothing_that_differs():
    other = roi.loads(BASE.format(name="B").replace('"Post"', '"Andet"'))
    assert because.parts(compare([base(), other], draws=64), 0, 1) == []
    assert because.parts(compare([base(), base("B")], draws=64), 0, 1) == []


@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_it_is_said_with_the_largest_first_and_no_noise(lang):
    kinds = (("fee", "Post"), ("uses", ""), ("costs", ""), ("work", "Post"), ("events", "Post"), ("input", "exit_y"))
    rows = [{"kind": kind, "name": name, "mean": 9e5 - 1e5 * i, "mean_se": 10.0} for i, (kind, name) in enumerate(kinds)]
    rows += [{"kind": "input", "name": "core_value", "mean": 300.0, "mean_se": 10.0}]
    said = abreast.because(rows, "A", "B", lang)
    assert said.count("(") >= 7 and "Post" in said
    assert abreast.because([{**rows[0], "mean": 5.0, "mean_se": 10.0}], "A", "B", lang) == ""
    assert abreast.because([], "A", "B", lang) == ""


def test_the_json_carries_it_for_the_first_against_the_others():
    found = compare([base(), base("B", plan__core_value=0.9), base("C", plan__exit_y=0)], draws=256)
    read = json.loads(json.dumps(because.as_json(found), allow_nan=False))
    assert [(row["a"], row["b"]) for row in read["because"]] == [("A", "B"), ("A", "C")]
    assert read["because"][0]["parts"][0]["name"] == "core_value"
    assert set(read) == {*comparison.as_json(found), "because"}
