"""Any number: scenarios at the ends of every range have an answer, and the model bends as it must when they are changed."""

from __future__ import annotations

import datetime
import json
import math
import os
import random
import re
import warnings
from typing import Any

import numpy as np
import pytest
import tomlkit
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import roi
from roi import catalogue, charts, outcomes, report, sentences, tables, terminal, text
from roi.walk import SMALLEST
from tests.test_model import KINDS, same, world
from tests.twin import random_case
from trust.entries import NOT_SAID, is_in_order
from trust.seeds import SMALLEST as SMALLEST_FILE

DRAWS = 64
EXAMPLES = int(os.environ.get("ROI_EXAMPLES", "25"))  # thousands were tried: docs/trust.md
INPUTS = {id: each for id, each in catalogue.inputs().items() if not each.choices}
#: Why a scenario whose every number is possible may be refused all the same: what only the whole can tell.
ONLY_TOGETHER = {"uses_over_one", "more_work_than_hours", "burnt_out_too_low", "nothing_left"}


def ends(each: catalogue.Input) -> list[Any]:
    """The lowest and the highest possible value, what lies just inside, and values spread over the whole range."""
    low, high = each.low, each.high
    if each.whole:
        return [int(low), int(high), {"values": [int(low), int(high)]}]
    least = min(SMALLEST, high / 2) if each.low_open else low
    inside = [least + (high - least) * share for share in (1e-9, 0.5, 1 - 1e-12)]
    inside += [SMALLEST] if low <= 0 < high else []
    spread: list[Any] = [{"low": least, "high": high}, {"low": least, "mode": least, "high": high}] if least < high else []
    return [least, high, *inside, *spread]


def tables_of(chosen: dict[str, Any], packages: list[dict[str, Any]], events: list[dict[str, Any]], **top: Any) -> str:
    """A scenario file with some inputs of the firm and its plan chosen."""
    content: dict[str, Any] = {"format": 1, "name": "Edge", **top}
    for section in ("company", "burnout", "plan"):
        content[section] = {id: value for id, value in chosen.items() if INPUTS[id].section == section}
    content["company"] = {"employees": 50, "salary_m": 45_000, **content["company"]}
    content["work"] = [{"name": f"P{number}", "hours_m": 40, **each} for number, each in enumerate(packages)]
    if events:
        content["events"] = [{"name": f"E{number}", **each} for number, each in enumerate(events)]
    return tomlkit.dumps(content)


def edge(id: str) -> st.SearchStrategy[Any]:
    return st.sampled_from(ends(INPUTS[id]))


def of_section(*sections: str, without: tuple[str, ...] = ()) -> st.SearchStrategy[dict[str, Any]]:
    ids = [id for id, each in INPUTS.items() if each.section in sections and id not in without]
    return st.lists(st.sampled_from(ids), max_size=12, unique=True).flatmap(
        lambda some: st.fixed_dictionaries({id: edge(id) for id in some})
    )


@st.composite
def packages(draw: st.DrawFn) -> dict[str, Any]:
    fee = draw(st.sampled_from(["fee_m", "fee_hour"]))
    return {**draw(of_section("work", without=("fee_m", "fee_hour"))), fee: draw(edge(fee))}


EVENTS = st.fixed_dictionaries(
    {"rate_y": edge("rate_y"), "cost": edge("cost"), "side": st.sampled_from(["plan", "staying"])}
)
EDGES = st.builds(
    tables_of,
    of_section("company", "burnout", "plan"),
    st.lists(packages(), min_size=1, max_size=3),
    st.lists(EVENTS, max_size=2),
    horizon_months=st.sampled_from([1, 2, 12, 36]),
    assumptions=st.sampled_from(["article", "evidence"]),
    view=st.sampled_from(list(catalogue.VIEWS)),
)
FREE = tables_of({"turnover_y": 0, "exit_y": 0}, [{"hours_m": 0, "fee_m": 0, "transactions_m": 0}], [])


@given(EDGES, st.sampled_from(text.LANGUAGES))
@example(FREE, "da")
@example(FREE, "en")
@settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_a_scenario_at_the_ends_of_every_range_has_an_answer(content, lang):
    """Finite, in order, adding up; what cannot be worked out is said to be, and why."""
    try:
        scenario = roi.loads(content)
    except roi.ScenarioError as error:
        assert {each.problem.code for each in error.mistakes} <= ONLY_TOGETHER, str(error)
        return
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        result = roi.run(scenario, draws=DRAWS)
    is_in_order(result)
    json.dumps(tables.as_json(result), allow_nan=False, default=str)
    said = terminal.report(result, lang)
    assert not NOT_SAID.search(said), said
    for row in tables.outcome_table(result):
        assert (row["undefined"] > 0) == (sentences.undefined(row, lang) != "")
        if row["undefined"] == 1 and row["target"] is not None:
            why = " ".join(sentences.undefined(row, lang).split())
            assert why in re.sub(r"\s+", " ", said), row["outcome"]
    for figure in drawn(result, lang):
        json.dumps(figure, allow_nan=False)


def drawn(result: Any, lang: str) -> list[Any]:
    """The pictures that every page of an answer has."""
    rows = tables.outcome_table(result)
    return [
        charts.months(tables.months(result), lang),
        charts.metrics([row for row in rows if row["target"] is not None and row["undefined"] < 1], lang),
        charts.ledger(tables.waterfall(result), lang),
        charts.dots(tables.dots(result.samples["npv"]), lang),
    ]


def test_the_ends_are_reached():
    """Each end of each range is a scenario by itself, but where only the whole can tell."""
    taken = 0
    for id, each in INPUTS.items():
        for value in ends(each):
            firm = {id: value} if each.section in ("company", "burnout", "plan") else {}
            package = {"fee_m": 9_000} | ({id: value} if each.section == "work" else {})
            if id == "fee_hour":
                del package["fee_m"]
            event = {"rate_y": 0.1, "cost": 5, "side": "plan"} | ({id: value} if each.section == "events" else {})
            try:
                roi.loads(tables_of(firm, [package], [event]))
            except roi.ScenarioError as error:
                assert {each.problem.code for each in error.mistakes} <= ONLY_TOGETHER, (id, value, str(error))
            else:
                taken += 1
    assert taken > 0.9 * sum(len(ends(each)) for each in INPUTS.values())


@pytest.mark.parametrize("value", ["1e-13", "-1e-300", "{ low = 1e-13, high = 0.2 }", "{ values = [5e-324, 0.1] }"])
def test_what_is_nearly_nothing_is_asked_about(value):
    """Ratios of it would leave the range of numbers; nought and what a person can mean are taken."""
    with pytest.raises(roi.ScenarioError) as found:
        roi.loads(f"{SMALLEST_FILE}[plan]\nindexation_y = {value}\n")
    assert [each.problem.code for each in found.value.mistakes] == ["too_small"]
    for small in ("0", "0.0", "-0.0", "1e-12"):
        assert roi.loads(f"{SMALLEST_FILE}[plan]\nindexation_y = {small}\n")


# --------------------------------------------------------------------------- the model changed, and what must come of it


def cases(seed: int, count: int = 12) -> list[dict[str, Any]]:
    dice = random.Random(seed)
    return [random_case(dice) for _ in range(count)]


def evaluated(case: dict[str, Any], view: str = "all", horizon: int | None = None) -> outcomes.Evaluated:
    return outcomes.evaluate(world(case), horizon or case["horizon"], KINDS, view)


def changed(case: dict[str, Any], **inputs: Any) -> dict[str, Any]:
    return {**case, "inputs": {**case["inputs"], **inputs}}


FEES = ("fee_m", "fee_hour")


@pytest.mark.parametrize("view", catalogue.VIEWS)
def test_a_dearer_fee_never_helps_anybody(view):
    """Whatever the case: each line falls or stays, and so do the net present value and every saving."""
    for case in cases(31):
        work = [{id: x * 1.3 if id in FEES and x is not None else x for id, x in each.items()} for each in case["work"]]
        cheap, dear = evaluated(case, view), evaluated({**case, "work": work}, view)
        for line in KINDS:
            assert float(dear.present_value[line]) <= float(cheap.present_value[line]) + 1e-6, line
        for name in ("npv", "deepest_cash", "cost_saving", "cost_saving_all_in", "cash_saving"):
            before, after = float(cheap.outcomes[name]), float(dear.outcomes[name])
            assert np.isnan(before) or after <= before + 1e-9 * max(1, abs(before)), name


COSTS = ("selection_cost", "governance_m", "transition_share", "reskilling_cost", "vat_share", "severance_months")
COSTS += ("indexation_y", "scope_creep", "extra_work_share", "exit_owed_share", "rebuild_share")


@pytest.mark.parametrize("id", COSTS)
def test_a_cost_that_rises_never_helps(id):
    """A tax on a fee that has fallen below zero is none, so those cases keep their prices."""
    moved = 0
    for case in (changed(each, indexation_y=abs(each["inputs"]["indexation_y"])) for each in cases(32)):
        less, more = evaluated(case), evaluated(changed(case, **{id: case["inputs"][id] * 1.5 + 0.01}))
        assert float(more.outcomes["npv"]) <= float(less.outcomes["npv"]) + 1e-6
        moved += float(more.outcomes["npv"]) < float(less.outcomes["npv"])
    assert moved >= 3


def test_a_longer_horizon_begins_with_the_shorter_and_adds_up_without_interest():
    """Whatever the case: month by month the same, and at a rate of zero the later months are all that is added."""
    for case in (changed(each, discount_y=0.0) for each in cases(33)):
        longest = evaluated(case, horizon=60)
        for months in (1, 7, 24, 59):
            short = evaluated(case, horizon=months)
            assert same(float(short.outcomes["npv"]), float(longest.running[months - 1]))
            for line in KINDS:
                assert np.array_equal(short.monthly[line], longest.monthly[line][:months]), line
                later = float(longest.monthly[line][months:].sum())
                size = float(np.abs(longest.monthly[line]).sum())
                difference = float(longest.present_value[line]) - float(short.present_value[line]) - later
                assert abs(difference) <= 1e-9 * max(1.0, size), line


def test_interest_takes_from_what_comes_later_alone():
    """A line that never changes its sign is worth less the higher the rate, and nothing of it changes its side."""
    for case in cases(34):
        cheap, dear = (evaluated(changed(case, discount_y=rate)) for rate in (0.02, 0.12))
        for line in KINDS:
            months = cheap.monthly[line]
            if (months >= 0).all() or (months <= 0).all():
                assert abs(float(dear.present_value[line])) <= abs(float(cheap.present_value[line])) + 1e-9, line


def test_the_order_of_packages_and_events_changes_nothing():
    several = [case for case in cases(35, 120) if len(case["work"]) > 1 and len(case["events"]) > 1][:12]
    assert len(several) > 5
    for case in several:
        turned = {**case, "work": case["work"][::-1], "events": case["events"][::-1]}
        turned["chance"] = {**case["chance"], "events": case["chance"]["events"][::-1]}
        a, b = evaluated(case), evaluated(turned)
        for name in catalogue.outcomes():
            assert same(float(a.outcomes[name]), float(b.outcomes[name])), name


def test_a_package_in_two_halves_is_the_package():
    """Work, fee, transactions and lump sums parted between two packages that are otherwise the same."""
    parted = ("hours_m", "fee_m", "transactions_m", "other_costs_m", "avoided_once")
    for case in cases(36):
        halves = [
            {id: x * share if id in parted and x is not None else x for id, x in each.items()}
            for each in case["work"]
            for share in (0.3, 0.7)
        ]
        whole, halved = evaluated(case), evaluated({**case, "work": halves})
        for name in catalogue.outcomes():
            assert same(float(whole.outcomes[name]), float(halved.outcomes[name])), name


# ------------------------------------------------------------------------------------------------- units are never mixed

KRONER = 7.46  # any factor will do; this is about what a euro costs
IN_KRONER = tuple(id for id, each in INPUTS.items() if each.unit.startswith("kr"))


def test_what_is_in_kroner_is_known():
    """All inputs of money, and they alone: none is a share, a number of hours or of months."""
    assert {INPUTS[id].unit for id in IN_KRONER} == {"kr", "kr_month", "kr_year", "kr_hour"}
    assert len(IN_KRONER) > 10
    assert not [id for id, each in INPUTS.items() if "kr" in each.unit and id not in IN_KRONER]


@pytest.mark.parametrize("view", catalogue.VIEWS)
def test_in_another_currency_it_is_the_same_case(view):
    """All inputs of money times a factor: outcomes and lines of money times it too, and no other outcome moves."""
    for case in cases(37):
        foreign = {
            "inputs": {id: x * KRONER if id in IN_KRONER else x for id, x in case["inputs"].items()},
            "work": [
                {id: x * KRONER if id in IN_KRONER and x is not None else x for id, x in each.items()}
                for each in case["work"]
            ],
            "events": [{**each, "cost": each["cost"] * KRONER} for each in case["events"]],
        }
        a, b = evaluated(case, view), evaluated({**case, **foreign}, view)
        for line in KINDS:
            assert same(KRONER * float(a.present_value[line]), float(b.present_value[line])), line
        for name, about in catalogue.outcomes().items():
            factor = KRONER if about.unit.startswith("kr") else 1.0
            assert same(factor * float(a.outcomes[name]), float(b.outcomes[name])), name


def test_in_other_hours_it_is_the_same_case():
    """All hours counted in quarters, with their fees: what is in kroner, shares, points and months stays."""
    quarters, in_hours = 4.0, ("hours_m", "worked_hours_m")
    found = {id for id, each in INPUTS.items() if each.unit.startswith("hours")}
    assert found == {*in_hours, "handover_hours"}, "the last is hours per hour moved, a ratio"
    for case in cases(38):
        inputs = {id: x * quarters if id in in_hours else x for id, x in case["inputs"].items()}
        work = [
            {
                id: x * quarters if id in in_hours else x / quarters if id == "fee_hour" and x is not None else x
                for id, x in each.items()
            }
            for each in case["work"]
        ]
        a, b = evaluated(case), evaluated({**case, "inputs": inputs, "work": work})
        for line in KINDS:
            assert same(float(a.present_value[line]), float(b.present_value[line])), line
        for name in catalogue.outcomes():
            assert same(float(a.outcomes[name]), float(b.outcomes[name])), name


@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_what_cannot_be_worked_out_is_said_once_and_why(lang):
    """Where nothing can be moved there is no pay to save of: no row runs from what cannot be worked out to the same."""
    nothing = SMALLEST_FILE + 'movable_share = 0\n[[claims]]\nsays = "30 % lavere omkostninger"\n'
    result = roi.run(roi.loads(nothing), draws=DRAWS)
    none = text.number(math.nan, lang)
    page = report.written(result, "html", lang, datetime.date(2026, 5, 4)).decode()
    why = text.say("run.why_other", lang)
    for said in (" ".join(terminal.report(result, lang).split()), " ".join(page.split())):
        assert text.say("run.range", lang, low=none, high=none) not in said
        assert why in said
        assert text.say("run.claim_saving", lang, all_in=none, cash=none) not in said
    claim = sentences.claim(tables.claims(result)[0], {}, lang)
    assert claim.endswith(why)
    assert none not in claim
