"""Which optimistic inputs would make a claim, and where it just holds: against runs and against sums done by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

import roi
from roi import argument, examine, optimistic, outcomes, simulate, text
from roi.scenario import Claim
from tests import test_examine


@pytest.fixture(scope="module")
def result():
    return roi.run(roi.loads(test_examine.TEXT), draws=4_096, seed=3)


def test_the_number_of_optimistic_inputs_is_the_smallest_that_is_enough(result):
    worse = float(np.median(result.outcomes["npv"]))
    found = optimistic.optimistic(result, "npv", worse + 1_500_000)
    assert found["needed"] is not None
    assert 1 < found["needed"] < len(found["alone"])
    settings = {row["key"]: row["at"] for row in found["alone"]}
    keys = list(settings)

    def median(count: int) -> float:
        return optimistic.medians(result, optimistic.WORLDS_TOGETHER, [{key: settings[key] for key in keys[:count]}], "npv")[
            0
        ]

    assert median(found["needed"]) == found["median"]
    assert median(found["needed"]) >= worse + 1_500_000 > median(found["needed"] - 1)


def test_each_stands_at_the_end_that_helps_and_the_most_helpful_comes_first(result):
    found = optimistic.optimistic(result, "npv", 0.0)
    first = optimistic.medians(result, optimistic.WORLDS, [{}], "npv")[0]
    alone = optimistic.medians(result, optimistic.WORLDS, [{row["key"]: row["at"]} for row in found["alone"]], "npv")
    assert all(median > first for median in alone)
    assert alone == sorted(alone, reverse=True)
    by_key = {row["key"]: row for row in found["alone"]}
    assert by_key["Books.fee_m"]["end"] == "p10"
    assert by_key["Books.hours_m"]["end"] == "p90"
    assert by_key["Books.fee_m"]["at"] == float(result.scenario.keyed()["Books.fee_m"].ppf(0.1))


def test_what_no_optimism_reaches_is_said_so(result):
    found = optimistic.optimistic(result, "productivity", 5.0)
    assert found["needed"] is None
    together = {row["key"]: row["at"] for row in found["alone"]}
    assert found["median"] == optimistic.medians(result, optimistic.WORLDS_TOGETHER, [together], "productivity")[0]
    assert found["median"] < 5


def test_a_payback_that_never_comes_is_handled(result):
    found = optimistic.optimistic(roi.run(result.scenario, draws=1_024, view="cash"), "payback_month", 6.0)
    assert found["alone"]
    assert found["needed"] is None or found["median"] <= 6


FIXED = """format = 1
[company]
salary_m = 45_000
on_cost_share = 0.1
worked_hours_m = 137.5
[[work]]
name = "Books"
hours_m = 300
movable_share = 0.8
fee_m = { low = 40_000, high = 90_000 }
[[events]]
name = "E"
rate_y = 0.1
side = "plan"
cost = 10_000
"""


def test_where_a_saving_just_holds_is_what_one_works_out_by_hand():
    result = roi.run(roi.loads(FIXED), draws=1_024)
    by_hand = 0.7 * 300 * 0.8 * 45_000 * 1.1 / 137.5  # 1 − fee / worth is 30 %
    row = optimistic.tipping(result, "cost_saving", 0.3, ["Books.fee_m"])[0]
    assert row["holds"] == "below"
    assert row["at"] == pytest.approx(by_hand, rel=1e-6)
    assert row["now"] == pytest.approx(65_000)


def test_a_claim_tips_where_the_median_crosses_it(result):
    claimed = float(np.median(result.outcomes["npv"])) + 300_000
    for row in optimistic.tipping(result, "npv", claimed, ["Books.fee_m", "core_value", "rework_end"]):
        if row["at"] is None:
            continue
        scale = abs(row["searched"][1] - row["searched"][0])
        a, b = (row["at"] - 0.01 * scale, row["at"] + 0.01 * scale)
        low, high = optimistic.medians(result, optimistic.WORLDS_TIPPED, [{row["key"]: a}, {row["key"]: b}], "npv")
        assert (low >= claimed, high >= claimed) == ((True, False) if row["holds"] == "below" else (False, True))


def test_what_cannot_tip_it_says_always_or_never(result):
    never = optimistic.tipping(result, "npv", 1e12, ["rework_end"])[0]
    always = optimistic.tipping(result, "npv", -1e12, ["rework_end"])[0]
    assert (never["at"], never["holds"], always["at"], always["holds"]) == (None, "never", None, "always")


def test_only_what_no_omission_explains_is_tried_with_optimism(result):
    reached = roi.challenge(result, Claim("npv", test_examine.median_without(result, ["vat", "rework"])))
    assert reached.optimistic == []
    beyond = roi.challenge(result, Claim("cost_saving", 0.9)).optimistic
    assert [row["against"] for row in beyond][:1] == ["cost_saving_all_in"]
    assert [row["against"] for row in roi.challenge(result, Claim("productivity", 0.2)).optimistic] == ["productivity"]
    assert roi.challenge(result, Claim("productivity", -0.9)).optimistic == []
    assert roi.challenge(result, Claim("burnout_cost_y", 1e9)).optimistic == []


def test_three_inputs_are_tried_for_every_claim(result):
    for claim in (Claim("npv", -1e9), Claim("npv", 1e9), Claim("error_rate", 0.5), Claim("turnover_change", -0.1)):
        rows = roi.challenge(result, claim).break_even["rows"]
        defined = not math.isnan(result.samples[claim.metric].at(0.5))
        assert len(rows) == (examine.TIPPED if defined else 0)
        assert len({row["key"] for row in rows}) == len(rows)


@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_ends_and_tips_are_told(result, lang):
    for claim in (Claim("npv", 1e6), Claim("cost_saving", 0.9), Claim("engagement_gain", 0.5), Claim("payback_month", 30)):
        facts = roi.challenge(result, claim).facts
        for part in (*argument.optimism(facts, lang), argument.section("", *argument.tipping(facts, lang))):
            for sentence in (*part.said, *part.points):
                assert not {"nan", "None"} & set(sentence.removeprefix("None of").split())


def test_medians_are_those_of_the_model(result):
    worlds = result.draws.rows(0, 512)
    median = optimistic.medians(result, 512, [{}], "cash_saving")[0]
    assert median == pytest.approx(np.nanmedian(simulate.evaluate(result.scenario, worlds, "all").outcomes["cash_saving"]))
    assert "cash_saving" in simulate.evaluate(result.scenario, worlds, "all").outcomes
    assert outcomes.PRICE
