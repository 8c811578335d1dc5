"""The likeliest way to lose: what the losing futures share, and the losing point nearest to the middle."""

from __future__ import annotations

import numpy as np
import pytest

import roi
from roi import files, reverse, telling

#: Nothing is uncertain but two lump costs, so that the net present value is linear in them.
LINEAR = """format = 1
name = "Linear"
[company]
salary_m = 47_000
on_cost_share = 0.08
worked_hours_m = 136
turnover_y = 0.1
wage_growth_y = 0.03
[burnout]
burnt_out = 0.1
lost_productivity_y = 0
absence_y = 0
health_y = 0
leave_ratio = 1
replacement_months = 6
causal_share = 0
relief_effect = 0
response_months = 3
load_effect = 0
insecurity_rise = 0
insecurity_months = 6
engagement_burnout = 0
engagement_insecurity = 0
error_burnout = 0
[plan]
relief_use = 0
core_use = 0
reduction_use = 0
core_value = 0
absorbed_share = 0.5
overtime_share = 0
selection_cost = { mean = 1_000_000, sd = 100_000 }
transition_share = 0
handover_hours = 0
management_share = 0
governance_m = 0
rework_start = 0
rework_end = 0
learning_months = 4
rework_effort = 1
indexation_y = 0
scope_creep = 0
extra_work_share = 0
severance_months = 0
reskilling_cost = { mean = 5_000, sd = 1_000 }
exit_y = 0
exit_owed_share = 0
rebuild_share = 0
optimism_uplift = 0
discount_y = 0
[[work]]
name = "Books"
hours_m = 1_360
fee_m = 0
movable_share = 1
ramp_months = 1
start_month = 0
"""


@pytest.fixture(scope="module")
def linear():
    return roi.run(files.loads(LINEAR), draws=2**14)


def test_the_likeliest_way_is_the_design_point(linear):
    """Net present value = -selection - 10 reskilling (100 employees, a tenth affected): normal, sd = hypot(100,000, 10,000).

    With beta = the distance of the loss from the mean in sds, the design point is beta times the direction of each sd.
    """
    npv = linear.outcomes["npv"]
    weights = np.array([100_000.0, 10_000.0])
    assert np.mean(npv) == pytest.approx(-1_050_000, rel=1e-3)
    assert np.std(npv) == pytest.approx(np.hypot(*weights), rel=0.02)
    loss = 1_050_000 + 1.5 * np.hypot(*weights)
    found = reverse.ways_to_lose(linear, loss)["likeliest"]
    assert found["distance"] == pytest.approx(1.5, rel=0.02)
    needs = {row["input"]: row["shift"] for row in found["needs"]}
    assert needs["selection_cost"] == pytest.approx(1.5, rel=0.02)
    assert found["npv"] <= -loss and found["npv"] == pytest.approx(-loss, rel=1e-3)


def test_the_chance_is_that_of_the_draws(linear):
    found = reverse.ways_to_lose(linear, 1_150_000)
    assert found["futures"] == np.sum(linear.outcomes["npv"] < -1_150_000)
    assert found["chance"]["value"] == pytest.approx(found["futures"] / linear.draws.count)


def test_what_the_losing_futures_share_comes_first(linear):
    common = reverse.ways_to_lose(linear, 1_150_000)["common"]
    assert common[0]["input"] == "selection_cost"
    assert common[0]["shift"] > 1
    assert common[0]["value"] > common[0]["p50"]


def test_by_default_the_loss_is_what_one_in_twenty_futures_lose(linear):
    found = reverse.ways_to_lose(linear)
    assert found["chance"]["value"] == pytest.approx(0.05, abs=0.002)


def test_a_loss_that_never_comes_has_no_way(linear):
    found = reverse.ways_to_lose(linear, 1e9)
    assert found["likeliest"] is None and found["common"] == [] and found["futures"] == 0
    assert len(telling.ways_to_lose(found, "da")) == 1


@pytest.fixture(scope="module")
def real():
    return roi.run(roi.load("scenarios/small_firm_bookkeeping.toml"), draws=2**13)


def test_the_likeliest_way_of_a_real_plan_loses_and_needs_little(real):
    found = reverse.ways_to_lose(real)
    assert found["likeliest"]["npv"] < -found["more_than"]
    assert found["likeliest"]["distance"] < 3
    assert any(row["input"] == "chance:exit" and row["month"] for row in found["likeliest"]["needs"])


@pytest.mark.parametrize("lang", ["da", "en"])
def test_it_is_told_in_whole_sentences(real, linear, lang):
    for found in (reverse.ways_to_lose(real), reverse.ways_to_lose(linear), reverse.ways_to_lose(real, 1e9)):
        for sentence in telling.ways_to_lose(found, lang):
            assert "{" not in sentence and sentence.endswith(".") and "chance" not in sentence
