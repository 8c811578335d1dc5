"""The model against its plain twin, against published worked examples, and against itself."""

from __future__ import annotations

import csv
import json
import math
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from roi import catalogue, model, outcomes
from tests.twin import random_case, twin

KINDS = catalogue.kinds()
WORK = tuple(catalogue.section("work"))
CASES = 300
CLOSE = 1e-9
PUBLISHED_CASES = (Path(__file__).parent / "data/published_cases.csv").read_text(encoding="utf-8")
PUBLISHED = {row["id"]: row for row in csv.DictReader(PUBLISHED_CASES.splitlines())}


def world(case: dict[str, Any]) -> model.Names:
    """The model's world of one of the twin's cases."""
    events = [{**event, "draw": draw} for event, draw in zip(case["events"], case["chance"]["events"], strict=True)]
    work = [{id: package.get(id) for id in WORK} for package in case["work"]]
    return model.world(case["inputs"], work, events, case["chance"]["exit"])


def same(a: float, b: float) -> bool:
    if math.isnan(a) or math.isnan(b):
        return math.isnan(a) and math.isnan(b)
    return a == b or abs(a - b) <= CLOSE * max(1.0, abs(a))


# ------------------------------------------------------------------------------------------------------------ the twin


@pytest.mark.parametrize("seed", range(10))
def test_agrees_with_the_twin_line_by_line(seed):
    rng = random.Random(seed)
    for number in range(CASES // 10):
        case = random_case(rng)
        expected = twin(case)
        for m in model.ledger(world(case), case["horizon"]):
            for line, kr in m.lines.items():
                assert same(expected["lines"][line][m.t - 1], float(kr)), (seed, number, line, m.t)
        for view in catalogue.VIEWS:
            found = outcomes.evaluate(world(case), case["horizon"], KINDS, view)
            for line, value in expected["pv"].items():
                assert same(value, float(found.present_value[line])), (seed, number, line)
            for name, value in expected["outcomes"][view].items():
                assert same(value, float(found.outcomes[name])), (seed, number, view, name)


def test_the_twins_cases_reach_every_line_and_the_corners():
    """A comparison of noughts would prove nothing."""
    rng = random.Random(0)
    cases = [random_case(rng) for _ in range(100)]
    done = [twin(case) for case in cases]
    for line in KINDS:
        assert sum(any(each["lines"][line]) for each in done) >= 10, line
    assert any(len(case["work"]) > 1 for case in cases)
    assert any(package.get("fee_hour") is not None for case in cases for package in case["work"])
    assert any(case["inputs"]["reduction_use"] > 0 for case in cases)
    assert any(event["side"] == "staying" for case in cases for event in case["events"])
    assert sum(any(each["lines"]["exit"]) for each in done) >= 10


def test_lines_and_outcomes_are_those_of_the_catalogue():
    assert [line.__name__ for line in model.LINES] == list(catalogue.lines())
    assert len(model.LINES) == 27
    case = random_case(random.Random(1))
    found = outcomes.evaluate(world(case), case["horizon"], KINDS, "all")
    assert set(found.outcomes) == set(catalogue.outcomes())


# ----------------------------------------------------------------------------------------------------- number == array


@pytest.mark.parametrize("seed", range(4))
def test_a_number_and_an_array_give_the_same_row_by_row(seed):
    """Every input an array; each row against the same row as plain numbers."""
    rng, spread = random.Random(seed), np.random.default_rng(seed)
    case = random_case(rng)
    rows = 25

    def varied(value: Any) -> Any:
        return value * spread.uniform(0.7, 1.0, rows) if isinstance(value, float) else value

    fixed = ("announce_month", "avoided_month")
    inputs = {id: x if id in fixed else varied(x) for id, x in case["inputs"].items()}
    inputs["response_months"] = np.maximum(inputs["response_months"], 1.0)
    inputs["leave_ratio"] = np.maximum(inputs["leave_ratio"], 1.0)
    work = [{id: package.get(id) if id in fixed else varied(package.get(id)) for id in WORK} for package in case["work"]]
    events = [{**e, "draw": varied(float(d))} for e, d in zip(case["events"], case["chance"]["events"], strict=True)]
    exit_draw = varied(float(case["chance"]["exit"]))

    def row(value: Any, i: int) -> Any:
        return float(value[i]) if isinstance(value, np.ndarray) else value

    for view in catalogue.VIEWS:
        whole = outcomes.evaluate(model.world(inputs, work, events, exit_draw), case["horizon"], KINDS, view)
        for i in range(rows):
            one = model.world(
                {id: row(x, i) for id, x in inputs.items()},
                [{id: row(x, i) for id, x in package.items()} for package in work],
                [{id: row(x, i) for id, x in event.items()} for event in events],
                row(exit_draw, i),
            )
            alone = outcomes.evaluate(one, case["horizon"], KINDS, view)
            for line in KINDS:
                assert same(float(alone.present_value[line]), float(np.broadcast_to(whole.present_value[line], rows)[i])), (
                    line
                )
            for name in catalogue.outcomes():
                assert same(float(alone.outcomes[name]), float(np.broadcast_to(whole.outcomes[name], rows)[i])), name


# -------------------------------------------------------------------------------------------------- published examples


def published(id: str) -> tuple[dict[str, Any], float, float]:
    row = PUBLISHED[id]
    return json.loads(row["inputs_json"]), float(row["expected"]), float(row["tolerance"])


def hamidi(given: dict[str, Any]) -> tuple[float, float]:
    """The rate of those not burnt out, and the leaving that comes from burnout, over the study's two years."""
    stay = model.stay_rate(given["turnover_2y"], given["burnout"], given["rr"])
    return stay, model.leaving_from_burnout(stay, given["burnout"], given["rr"])


def shanafelt(given: dict[str, Any]) -> float:
    """Saving when burnout falls by ``dp`` and the rate of the others stays what it was; leave ratio 2, as in the paper."""
    return given["N"] * model.leaving_from_burnout(given["t0"], given["dp"], 2.0) * given["cost"]


def martinez(given: dict[str, Any]) -> float:
    """The yearly cost of a mixed workforce, group by group, each on the basis ``employee``."""
    total = 0.0
    for share, unit in zip(given["mix"], given["unit"], strict=True):
        group = {"employees": given["N"] * share, "lost_productivity_y": unit, "absence_y": 0.0, "health_y": 0.0}
        quiet = {"burnt_out": 0.2, "base": 1 / 0.2, "stay_rate": 0.0, "leave_ratio": 1.0}
        total += outcomes.burnout_cost_y(model.Names(**group, **quiet, replacement_months=0.0, salary_m=0.0))
    return total


def excess_leave_risk(given: dict[str, Any]) -> float:
    stay = model.stay_rate(given["turnover_2y"], given["burnout"], given["rr"])
    return model.leaving(stay, 1.0, given["rr"]) - stay


REPRODUCED = {
    "B01b": shanafelt,
    "B04": excess_leave_risk,
    "B06a": martinez,
    "L01": lambda given: model.hour_cost(given["week"], 0.0, 1.0, given["h"]),
    "T02a": lambda given: model.managed_uplift(given["upper"], given["mitigated"]),
    "T02b": lambda given: model.uplifted(given["base"], given["ob"]) + given["risk_cost"],
    "B04b": lambda given: hamidi(given)[0],
    "B04c": lambda given: given["rr"] * hamidi(given)[0],
    "B18a": lambda given: given["N"] * hamidi(given)[1],
    "B18b": lambda given: given["N"] * hamidi(given)[1] * given["cost"],
    "B18c": lambda given: given["N"] * hamidi(given)[1] * given["cost"],
}


def test_every_published_case_is_reproduced():
    assert set(REPRODUCED) == set(PUBLISHED)


@pytest.mark.parametrize("id", REPRODUCED)
def test_published_case(id):
    given, expected, tolerance = published(id)
    assert REPRODUCED[id](given) == pytest.approx(expected, abs=tolerance)


def test_the_wrong_variants_of_the_turnover_formula_fail():
    """What the published numbers tell apart: re-deriving the rate at 40 %, and forgetting to divide by 1 + p (rr - 1)."""
    given, expected, tolerance = published("B01b")
    rederived = model.stay_rate(0.075, 0.4, 2.0)
    wrong = given["N"] * model.leaving_from_burnout(rederived, given["dp"], 2.0) * given["cost"]
    assert abs(wrong - expected) > 100 * tolerance
    given, expected, tolerance = published("B18a")
    assert abs(given["N"] * given["burnout"] * given["turnover_2y"] - expected) > 5 * tolerance


# ---------------------------------------------------------------------------------- checks at the end of the document


def plain_case(**changed: Any) -> dict[str, Any]:
    """A case with every input at the middle of its default, one package, no chance."""
    defaults = {id: each.defaults.get("article") for id, each in catalogue.inputs().items()}

    def middle(id: str) -> Any:
        value = defaults[id].value
        return float(value["mode"]) if isinstance(value, dict) else value if isinstance(value, str) else float(value)

    inputs = {id: middle(id) for id, each in catalogue.inputs().items() if each.section in ("company", "burnout", "plan")}
    work = {id: middle(id) for id in WORK if defaults[id] and id != "category"}
    work |= {"hours_m": 500.0, "fee_m": 120_000.0, "fee_hour": None}
    for id, value in changed.items():
        (inputs if id in inputs else work)[id] = value
    return {"horizon": 36, "inputs": inputs, "work": [work], "events": [], "chance": {"exit": math.inf, "events": []}}


def test_nothing_moved_costs_nothing_but_what_is_paid_anyway():
    """Check 2: no hours, fee, transactions and other costs."""
    case = plain_case(hours_m=0.0, fee_m=0.0, transactions_m=0.0, other_costs_m=0.0, avoided_once=90_000.0)
    case["events"] = [{"name": "x", "rate_y": 1.0, "cost": 5_000.0, "side": "plan"}]
    case["chance"]["events"] = [0.5]
    found = outcomes.evaluate(world(case), 36, KINDS, "all").present_value
    assert {line for line, kr in found.items() if kr != 0} == {"selection", "governance", "investment_avoided", "events"}


def test_the_articles_table_and_its_headline():
    """Check 4: 2.6–4.0 million by the table, whatever the share burnt out; 2.5 million only by another reading."""
    ends = {}
    for end, (lost, absent, ill) in {"low": (10_000.0, 8_000.0, 8_000.0), "high": (16_000.0, 12_000.0, 12_000.0)}.items():
        case = plain_case(
            cost_basis="employee", turnover_y=0.0, lost_productivity_y=lost, absence_y=absent, health_y=ill, burnt_out=0.57
        )
        ends[end] = float(outcomes.burnout_cost_y(world(case)))
    assert ends == {"low": pytest.approx(2_600_000), "high": pytest.approx(4_000_000)}
    other = plain_case(
        cost_basis="burnt_out", salary_m=46_972.0, leave_ratio=2.0, turnover_y=0.10, burnt_out=0.569,
        lost_productivity_y=10_000.0, absence_y=8_000.0, health_y=8_000.0, replacement_months=6.0,
    )  # fmt: skip
    assert float(outcomes.burnout_cost_y(world(other))) == pytest.approx(2_500_000, abs=10_000)


def test_a_reduced_month_by_hand():
    """Check 1: one month worked with pencil: fee, pay that falls away after the notice, tax, severance."""
    case = plain_case(
        hours_m=272.5, movable_share=1.0, ramp_months=1.0, start_month=0.0, fee_m=50_000.0, notice_months=2.0,
        relief_use=0.0, core_use=0.0, reduction_use=1.0, wage_growth_y=0.0, on_cost_share=0.10, salary_m=40_000.0,
        worked_hours_m=136.25, severance_months=1.0, payroll_tax_share=0.0412, vat_share=0.25, indexation_y=0.0,
        scope_creep=0.0, extra_work_share=0.0, transition_share=0.0,
    )  # fmt: skip
    months = list(model.ledger(world(case), 4))
    assert [float(m.lines["vendor_fee"]) for m in months] == [-50_000.0] * 4
    assert [float(m.lines["vat"]) for m in months] == [-12_500.0] * 4
    assert [float(m.lines["payroll"]) for m in months] == pytest.approx([0.0, 0.0, 88_000.0, 88_000.0])
    assert [float(m.lines["payroll_tax"]) for m in months] == pytest.approx([0.0, 0.0, 3_296.0, 3_296.0])
    assert [float(m.lines["severance"]) for m in months] == pytest.approx([0.0, 0.0, -80_000.0, 0.0])


def test_pay_saved_never_exceeds_the_share_used_for_fewer_staff():
    rng = random.Random(5)
    for _ in range(60):
        case = random_case(rng)
        share = float(outcomes.evaluate(world(case), case["horizon"], KINDS, "all").outcomes["pay_saved_share"])
        assert math.isnan(share) or share <= case["inputs"]["reduction_use"] + CLOSE


@pytest.mark.parametrize("view", catalogue.VIEWS)
def test_twice_the_firm_is_twice_the_kroner(view):
    """Twice the staff with twice the work, fees, lump sums and event costs; shares, months and ratios stay."""
    rng = random.Random(9)
    for _ in range(20):
        case = random_case(rng)
        double = json.loads(json.dumps(case))
        for id in ("employees", "selection_cost", "governance_m"):
            double["inputs"][id] *= 2
        for package in double["work"]:
            for id in ("hours_m", "fee_m", "transactions_m", "other_costs_m", "avoided_once"):
                if package.get(id) is not None:
                    package[id] *= 2
        for event in double["events"]:
            event["cost"] *= 2
        once, twice = (outcomes.evaluate(world(each), case["horizon"], KINDS, view).outcomes for each in (case, double))
        for name in ("npv", "deepest_cash", "burnout_cost_y"):
            assert same(2 * float(once[name]), float(twice[name])), name
        for name in ("roi", "payback_month", "cost_saving_all_in", "productivity", "turnover_change", "error_rate"):
            assert same(float(once[name]), float(twice[name])), name


def test_a_dearer_fee_never_helps():
    case, dearer = plain_case(), plain_case(fee_m=121_000.0)
    for view in catalogue.VIEWS:
        cheap, dear = (float(outcomes.evaluate(world(c), 36, KINDS, view).outcomes["npv"]) for c in (case, dearer))
        assert dear < cheap


def test_without_discounting_a_longer_horizon_adds_up():
    case = plain_case(discount_y=0.0)
    running = outcomes.evaluate(world(case), 60, KINDS, "all").running
    short = outcomes.evaluate(world(case), 36, KINDS, "all").outcomes["npv"]
    assert float(running[35]) == pytest.approx(float(short), rel=1e-12)


def test_payback_is_told_from_the_running_sum():
    """0 if never below zero, infinite if never back; else the first month back at zero."""
    free = plain_case(fee_m=0.0, selection_cost=0.0, governance_m=0.0, transition_share=0.0, reskilling_cost=0.0)
    free["inputs"] |= dict.fromkeys(("rework_start", "rework_end", "management_share", "handover_hours"), 0.0)
    found = outcomes.evaluate(world(free), 36, KINDS, "cash").outcomes
    assert float(found["payback_month"]) == 0.0
    assert float(found["deepest_cash"]) == 0.0
    assert float(found["deepest_month"]) == 0.0
    dear = outcomes.evaluate(world(plain_case(fee_m=900_000.0)), 36, KINDS, "cash").outcomes
    assert math.isinf(float(dear["payback_month"]))
    assert float(dear["deepest_month"]) == 36.0
