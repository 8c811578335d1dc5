"""A claim examined: what is claimed by construction is found again, and what is said of it is so."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import roi
from roi import argument, catalogue, examine, parts, rebuilt, tables, text
from roi.scenario import Claim

OPEN = Path(__file__).parent.parent / "scenarios/it_operations_midsize.toml"
ARTICLE = Path(__file__).parent.parent / "scenarios/article_100_employees.toml"
TEXT = """format = 1
name = "Case"
assumptions = "evidence"
view = "all"
[plan]
relief_use = 0.1
core_use = 0.1
reduction_use = 0.8
notice_months = 3
vat_share = 0.25
[[work]]
name = "Books"
hours_m = { low = 400, mode = 500, high = 700 }
fee_m = { low = 80_000, mode = 95_000, high = 120_000 }
other_costs_m = 20_000
avoided_once = 300_000
[[events]]
name = "Breach"
rate_y = 0.2
side = "plan"
cost = { low = 50_000, mode = 300_000, high = 900_000 }
[[events]]
name = "Key person"
rate_y = 0.3
side = "staying"
cost = { low = 50_000, mode = 400_000, high = 900_000 }
"""
COSTS = [line for line, about in catalogue.lines().items() if about.often_left_out and not about.benefit]
GAINS = [line for line, about in catalogue.lines().items() if about.benefit]


def without_replays(patched):
    """What is tried with other inputs has tests of its own (test_optimistic) and takes longer than all the rest."""
    nothing = {"against": "npv", "alone": [], "needed": None, "median": 0.0}
    patched.setattr(examine, "optimistic", lambda *_: nothing)
    patched.setattr(examine, "tipping", lambda *_: [])


@pytest.fixture(autouse=True)
def _without_replays(monkeypatch):
    without_replays(monkeypatch)


@pytest.fixture(scope="module")
def result():
    return roi.run(roi.loads(TEXT), draws=2_048, seed=3)


def median_without(result, lines) -> float:
    return float(np.median(result.outcomes["npv"] - sum(result.ledger[line] for line in lines)))


def heaviest(result, metric: str, count: int, claimed: float, among: list[str]) -> list[str]:
    taken = parts.parts(result, metric, claimed, among)
    lines = sorted(taken.lines, key=lambda line: -abs(float(np.mean(taken.lines[line]))))
    return [line for line in lines if line != parts.PAY_THAT_STAYS][:count]


@pytest.mark.parametrize("count", [1, 2, 4])
def test_a_claim_made_by_leaving_lines_out_is_rebuilt_from_exactly_these(result, count):
    lines = heaviest(result, "npv", count, 0.0, COSTS)
    claimed = median_without(result, lines)
    row = roi.challenge(result, Claim("npv", claimed)).rebuilt[0]
    assert (row["direction"], row["found"], set(row["lines"])) == ("high", True, set(lines))
    assert row["median_without"] == pytest.approx(claimed, rel=1e-12)
    assert row["bridge"][1]["step"] == pytest.approx(0, abs=1e-3), "the lines explain all of it"


@pytest.mark.parametrize("metric", ["cost_saving_all_in", "cash_saving", "roi"])
def test_the_same_for_the_other_outcomes_that_are_made_of_lines(result, metric):
    lines = heaviest(result, metric, 3, 0.0, COSTS)
    claimed = parts.parts(result, metric, 0.0, COSTS).outcome(lines)
    row = roi.challenge(result, Claim(metric, claimed)).rebuilt[0]
    assert row["found"]
    assert len(row["lines"]) <= 3
    assert row["median_without"] >= claimed - 1e-9
    if len(row["lines"]) == 3 and metric != "roi":  # of a return the closest is the one in kroner
        assert row["median_without"] == pytest.approx(claimed, rel=1e-9)
    assert row["median"] == pytest.approx(np.nanmedian(result.outcomes[metric]), rel=1e-9)


def test_the_same_for_a_payback(result):
    lines = heaviest(result, "payback_month", 3, 20, COSTS)
    claimed = parts.parts(result, "payback_month", 20, COSTS).outcome(lines)
    row = roi.challenge(result, Claim("payback_month", claimed)).rebuilt[0]
    assert (row["direction"], row["found"]) == ("high", True)
    assert len(row["lines"]) <= 3
    assert row["median_without"] <= claimed
    assert row["month"] == claimed
    assert row["bridge"][1]["payback"] == row["median_without"]
    assert row["bridge"][-1]["payback"] == np.median(result.outcomes["payback_month"])


@pytest.mark.parametrize("metric", parts.MADE_OF_LINES)
def test_lines_left_out_are_as_if_they_had_never_been(metric):
    """Against runs of scenarios in which the lines are nought: for each line that an input alone can switch off."""
    base = roi.loads(TEXT)
    off = {"governance_m": 0, "selection_cost": 0, "reskilling_cost": 0, "severance_months": 0, "management_share": 0}
    off |= {"scope_creep": 0, "extra_work_share": 0, "indexation_y": 0, "transition_share": 0, "vat_share": 0}
    off |= {"absorbed_share": 0, "exit_y": 0.3}  # hours that are paid for do not weigh on anybody
    lines = ["governance", "selection", "reskilling", "severance", "management", "scope_creep", "extra_work"]
    lines += ["indexation", "transition", "vat"]
    steady = {f"plan.{id}": value for id, value in off.items() if id in ("absorbed_share", "exit_y")}
    steady |= {"burnout.relief_effect": 0, "burnout.load_effect": 0, "plan.overtime_share": 0}
    changed = roi.change(base, steady)
    without = roi.change(changed, {f"plan.{id}": value for id, value in off.items()})
    result, bare = (roi.run(each, draws=1_024, seed=5) for each in (changed, without))
    taken = parts.parts(result, metric, 12.0, lines)
    found = taken.outcome([line for line in lines if line in taken.lines])
    assert found == pytest.approx(np.nanmedian(bare.outcomes[metric]), rel=1e-9)


@pytest.mark.parametrize("metric", [id for id, about in catalogue.outcomes().items() if about.better != "none"])
def test_a_claim_at_the_best_tenth_of_the_model_has_a_chance_of_ten_per_cent(metric):
    """Five standard errors: a false alarm in fewer than one of a hundred thousand for all outcomes together."""
    content = TEXT.replace('name = "Books"', 'name = "Books"\ntransactions_m = 500')
    many = roi.run(roi.loads(content), draws=20_000, seed=11)
    share = 0.1 if catalogue.outcomes()[metric].better == "lower" else 0.9
    best = float(np.quantile(many.outcomes[metric], share, method="nearest"))
    if not math.isfinite(best) or np.mean(many.outcomes[metric] == best) > 0.001:
        pytest.skip("the outcome has a lump there")
    chance = roi.challenge(roi.run(roi.loads(content), draws=8_192, seed=12), Claim(metric, best)).chance
    assert chance["value"] == pytest.approx(0.1, abs=5 * (chance["se"] ** 2 + 0.3**2 / 20_000) ** 0.5)


@pytest.mark.parametrize(
    ("metric", "value"), [("npv", 5e6), ("npv", -1e6), ("roi", 0.9), ("payback_month", 10), ("cost_saving", 0.6)]
)
def test_bridges_add_up_to_the_krone(result, metric, value):
    claim = Claim(metric, value, leaves_out=("transition", "rework", "absence", "payroll"))
    for row in roi.challenge(result, claim).rebuilt:
        for bridged in (row, row["named"]):
            steps = bridged["bridge"]
            assert steps[0]["line"] == "claim"
            assert steps[-1]["line"] == "median"
            total = sum(step["step"] for step in steps[:-1])
            assert total == pytest.approx(steps[-1]["end"], abs=0.01 if bridged["unit"] == "kr" else 1e-9)
            start = 0.0 if metric == "payback_month" else value
            assert steps[0]["end"] == pytest.approx(start)
            assert [step["start"] for step in steps[1:-1]] == [step["end"] for step in steps[:-2]]
        if metric != "payback_month":
            assert row["bridge"][-1]["end"] == pytest.approx(np.nanmedian(result.outcomes[row["against"]]), rel=1e-9)


def test_a_claim_that_is_too_low_is_rebuilt_from_forgotten_gains(result):
    claimed = median_without(result, ["incidents_avoided", "investment_avoided"])
    row = roi.challenge(result, Claim("npv", claimed)).rebuilt[0]
    assert (row["direction"], row["found"]) == ("low", True)
    assert set(row["lines"]) <= set(GAINS)
    assert row["median_without"] <= claimed + 1e-6
    far_below = roi.challenge(result, Claim("npv", -1e9))
    assert not far_below.rebuilt[0]["found"]
    assert far_below.chance["value"] == 1
    said = " ".join(argument.rebuilt(far_below.rebuilt[0], "en"))
    assert "more cautious than the evidence" in said


def test_a_claim_within_the_noise_needs_nothing_left_out(result):
    row = roi.challenge(result, Claim("npv", float(np.median(result.outcomes["npv"])) + 1)).rebuilt[0]
    assert (row["direction"], row["found"], row["lines"]) == ("level", True, [])


def test_an_offered_saving_is_set_against_all_costs_and_the_bank(result):
    found = roi.challenge(result, Claim("cost_saving", 0.9))
    all_in, cash = found.rebuilt
    assert [all_in["against"], cash["against"]] == ["cost_saving_all_in", "cash_saving"]
    assert [row["metric"] for row in found.beside] == list(tables.BESIDE_SAVING)
    assert not all_in["found"], "nothing that is left out makes a saving of 90 % of this fee"
    assert [row["line"] for row in all_in["bridge"][:3]] == ["claim", "own_formula", "whole_period"]
    assert all_in["bridge"][1]["end"] == pytest.approx(np.median(result.outcomes["cost_saving"]))
    assert parts.PAY_THAT_STAYS in cash["candidates"]
    assert parts.PAY_THAT_STAYS not in all_in["candidates"]
    taken = parts.parts(result, "cash_saving", 0.5, [])
    assert np.allclose(taken.lines[parts.PAY_THAT_STAYS] + 1, result.outcomes["pay_saved_share"][taken.kept])


@pytest.mark.parametrize("metric", ["productivity", "engagement_gain", "turnover_change", "error_rate", "deepest_cash"])
def test_what_is_no_sum_of_lines_says_why_it_cannot_be_rebuilt(result, metric):
    found = roi.challenge(result, Claim(metric, -0.1))
    assert found.rebuilt == []
    assert found.why_not
    for lang in text.LANGUAGES:
        assert any(found for found in argument.left_out(found.facts, lang)[0].said)


# ------------------------------------------------------------------------------------- what one would have to believe


def test_what_must_be_believed_is_what_the_reaching_draws_hold(result):
    claimed = float(np.quantile(result.outcomes["npv"], 0.9))
    found = roi.challenge(result, Claim("npv", claimed)).beliefs
    reach = result.outcomes["npv"] >= claimed
    assert (found["condition"], found["reached"], found["looked_at"]) == ("reached", int(reach.sum()), int(reach.sum()))
    distances = [row["distance"] for row in found["rows"]]
    assert distances == sorted(distances, reverse=True)
    fee = next(row for row in found["rows"] if row.get("key") == "Books.fee_m")
    assert fee["lower"]
    assert fee["there_p50"] == pytest.approx(np.median(result.draws.values["Books.fee_m"][reach]))
    assert fee["p50"] == pytest.approx(float(result.scenario.keyed()["Books.fee_m"].median))
    from scipy.stats import ks_2samp

    ks = ks_2samp(result.draws.values["Books.fee_m"][reach], result.draws.values["Books.fee_m"]).statistic
    assert fee["distance"] == pytest.approx(ks, abs=1e-12)


def test_luck_is_named_as_luck(result):
    claimed = float(np.quantile(result.outcomes["npv"], 0.9))
    rows = [row for row in roi.challenge(result, Claim("npv", claimed)).beliefs["rows"] if row["kind"] == "luck"]
    ends_early = next(row for row in rows if row["key"] == "")
    assert ends_early["there_share"] < ends_early["share"]
    for lang, word in (("da", "Tilfældet"), ("en", "Chance")):
        assert argument.belief(ends_early, lang).startswith(word)
    by_key = {row["key"]: row for row in rows}
    if "Key person" in by_key:
        assert by_key["Key person"]["there_share"] > by_key["Key person"]["share"], "an incident of staying is avoided"


def test_where_none_reach_it_the_nearest_are_looked_at_and_where_most_do_those_that_do_not(result):
    npv = result.outcomes["npv"]
    none = roi.challenge(result, Claim("npv", 1e9)).beliefs
    assert (none["condition"], none["reached"], none["looked_at"]) == ("closest", 0, examine.FEWEST)
    most = roi.challenge(result, Claim("npv", float(np.quantile(npv, 0.2)))).beliefs
    assert most["condition"] == "missed"
    fee = next(row for row in most["rows"] if row.get("key") == "Books.fee_m")
    assert not fee["lower"]
    assert roi.challenge(result, Claim("npv", -1e9)).beliefs["condition"] == "none"
    few = roi.run(roi.loads(TEXT), draws=150)
    assert roi.challenge(few, Claim("npv", 1e9)).beliefs["condition"] == "none"


def test_inputs_that_have_nothing_to_do_with_a_claim_are_not_named(result):
    """At one in a thousand for each of about fifty inputs; the ten named here have no road to the outcome at all."""
    claimed = float(np.quantile(result.outcomes["cost_saving"], 0.9))
    rows = roi.challenge(result, Claim("engagement_gain", claimed)).beliefs["rows"]
    named = {row["key"] for row in rows}
    assert not named & {"discount_y", "health_y", "leave_ratio", "replacement_months", "governance_m", "selection_cost"}
    assert not named & {"severance_months", "reskilling_cost", "turnover_y", "wage_growth_y"}


# -------------------------------------------------------------------------------------------------- the view from outside


@pytest.mark.parametrize("metric", ["npv", "cost_saving_all_in", "cash_saving"])
def test_the_outside_view_is_a_dearer_fee_with_its_tax_and_none_of_the_lines_left_out(metric):
    content = TEXT.replace("vat_share = 0.25", "vat_share = 0.25\noptimism_uplift = 0.3\nexit_y = 0\nabsorbed_share = 0")
    result = roi.run(roi.loads(content), draws=512, seed=4)
    row = next(row for row in roi.challenge(result, Claim(metric, 0.2)).outside_view if row["metric"] == metric)
    zero = dict.fromkeys(("governance_m", "selection_cost", "reskilling_cost", "severance_months", "scope_creep"), 0)
    zero |= dict.fromkeys(("extra_work_share", "indexation_y", "transition_share", "management_share"), 0)
    zero |= dict.fromkeys(("rework_start", "rework_end", "handover_hours"), 0)
    bare = roi.change(roi.loads(content), {f"plan.{id}": x for id, x in zero.items()} | {"events[1].cost": 0})
    fee = np.asarray(roi.run(bare, draws=512, seed=4).draws.values["Books.fee_m"])
    dearer = roi.run(bare, draws=512, seed=4)
    for name, kr in dearer.ledger.items():
        if name in COSTS and name != "vat":
            assert np.all(kr == 0), name
    lifted = roi.run(
        roi.change(bare, {"work[1].fee_m": {"low": 104_000, "mode": 123_500, "high": 156_000}}), draws=512, seed=4
    )
    assert np.allclose(lifted.draws.values["Books.fee_m"], 1.3 * fee)
    assert row["p50"] == pytest.approx(np.nanmedian(lifted.outcomes[metric]), rel=1e-9)
    assert row["chance"]["value"] == pytest.approx(np.mean(lifted.outcomes[metric] >= 0.2))


def test_the_offered_saving_from_outside_is_that_of_the_report(result):
    row = roi.challenge(result, Claim("cost_saving", 0.3)).outside_view[0]
    assert row["p50"] == pytest.approx(tables.outside_view(result)["p50"], rel=1e-9)


# ------------------------------------------------------------------------------------------------------------ in words

HOSTILE = "**x** <b>|</b> {meant} %s \x1b[31m =1+1 \u2028"
CLAIMS = [
    Claim("npv", 5e6, leaves_out=("transition", "vendor_fee", "payroll")),
    Claim("npv", -5e6, by=HOSTILE, says=HOSTILE),
    Claim("npv", 1e9),
    Claim("npv", -1e9),
    Claim("roi", 0.9),
    Claim("roi", -0.9),
    Claim("payback_month", 6),
    Claim("payback_month", 36),
    Claim("cost_saving", 0.9, leaves_out=("transition", "rework", "absence")),
    Claim("cost_saving", 0.3),
    Claim("cost_saving", -3.0),
    Claim("cost_saving_all_in", 0.5),
    Claim("cash_saving", 0.5),
    Claim("pay_saved_share", 0.5),
    Claim("productivity", 0.2),
    Claim("engagement_gain", 0.5),
    Claim("turnover_change", -0.1),
    Claim("turnover_change", 0.1),
    Claim("error_rate", 0.02),
    Claim("burnout_cost_y", 3e6),
    Claim("deepest_cash", -1e5),
    Claim("deepest_month", 6),
]
OTHERS = {
    "fixed": 'format = 1\nname = "F"\n[[work]]\nhours_m = 100\nfee_m = 30_000\n',
    "empty": 'format = 1\nname = "E"\n[[work]]\nhours_m = 0\nfee_m = 0\n',
    "loss": TEXT.replace("reduction_use = 0.8", "reduction_use = 0"),
}


@pytest.fixture(scope="module")
def others(result):
    runs = {name: roi.run(roi.loads(content), draws=512) for name, content in OTHERS.items()}
    every = {
        id: value for id, value in catalogue.inputs().items() if value.defaults and id not in ("cost_basis", "category")
    }
    fixed = {f"{each.section}.{id}": _middle(each) for id, each in every.items() if each.section != "work"}
    fixed |= {f"work[1].{id}": _middle(each) for id, each in every.items() if each.section == "work"}
    still = roi.run(roi.change(roi.loads(OTHERS["fixed"]), fixed | {"plan.exit_y": 0}), draws=300)
    return {**runs, "still": still, "case": result, "cash": roi.run(result.scenario, draws=512, view="cash")}


def _middle(each) -> float:
    value = each.defaults["evidence"].value
    return value["mode"] if isinstance(value, dict) else value


@pytest.fixture(scope="module")
def examined(others):
    """Every claim in every case: (case, claim's place) -> what was found."""
    with pytest.MonkeyPatch.context() as patched:
        without_replays(patched)
        return {(name, at): roi.challenge(others[name], claim) for name in others for at, claim in enumerate(CLAIMS)}


@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_every_claim_is_told_in_every_case(examined, lang):
    for (_, at), found in examined.items():
        facts, claim = found.facts, CLAIMS[at]
        said = [argument.heading(facts, 1, lang), argument.by_whom(facts, lang), argument.read_as(facts, lang)]
        for part in argument.sections(facts, lang):
            assert part.title
            said += [*part.said, *part.points, *part.notes, *(cell for row in part.table for cell in row)]
            assert len({len(row) for row in part.table}) <= 1
        for sentence in said:
            assert "nan" not in sentence.lower().split(), (claim, sentence)
            assert not set("{}") & set(sentence.replace(HOSTILE, "")), (claim, sentence)
            assert "challenge." not in sentence


def hand_made(case) -> list[dict]:
    """Facts of ends and tips of every kind."""
    facts = roi.challenge(case, Claim("npv", 1e6)).facts
    row = {"key": "core_value", "unit": "ratio", "now": 0.7, "at": 1.0, "end": "p90"}
    ends = [{"against": "npv", "alone": [row] * 9, "needed": needed, "median": 1.0} for needed in (1, 3, 9, None)]
    ends.append({"against": "npv", "alone": [], "needed": None, "median": 1.0})
    tips = [{**row, "searched": [0.0, 2.0], "holds": side} for side in ("above", "below", "always", "never")]
    mixed = [tips, tips[2:3], tips[3:]]
    return [{**facts, "optimistic": ends, "break_even": {"of": "npv", "rows": rows}} for rows in mixed]


def test_every_word_of_a_challenge_is_used(others, examined, monkeypatch):
    """No sentence is there that cannot come, and none comes that is not there."""
    told = {"challenge.run.none"}  # said by the command

    def say(name, lang, /, **facts):
        told.add(name)
        return text.say(name, lang, **facts)

    monkeypatch.setattr(argument, "say", say)
    case = others["case"]
    none = dict.fromkeys(("governance_m", "selection_cost", "reskilling_cost", "severance_months", "scope_creep"), 0)
    none |= dict.fromkeys(("extra_work_share", "indexation_y", "transition_share", "management_share", "exit_y"), 0)
    none |= dict.fromkeys(("rework_start", "rework_end", "handover_hours"), 0)
    bare = roi.change(roi.loads(OTHERS["fixed"]), {f"plan.{id}": x for id, x in none.items()})
    given = [{"question": "price_of_the_setup", "said": "12"}, {"question": "which_index", "place": "plan.indexation_y"}]
    answered = roi.change(roi.load(OPEN), {"answers": given, "plan.indexation_y": 0.03})
    more = [
        (case, roi.loads(TEXT + "[[claims]]\nsaving_y = 100_000\n").claims[0]),
        (case, roi.loads(TEXT + '[[claims]]\nsays = "Vi sparer 1 mio. kr. i alt"\n').claims[0]),
        (case, Claim("npv", float(np.median(case.outcomes["npv"])))),
        (case, Claim("npv", median_without(case, ["incidents_avoided"]))),
        (case, Claim("cost_saving", float(np.median(case.outcomes["cost_saving"])))),
        (roi.run(roi.load(ARTICLE), draws=300, view="cash"), Claim("payback_month", 12)),
        (roi.run(bare, draws=300), Claim("npv", 1e9)),
        (roi.run(answered, draws=8_192), Claim("npv", 1e6)),
        (roi.run(case.scenario, draws=100), CLAIMS[0]),
    ]
    found = [each.facts for each in examined.values()] + [roi.challenge(*each).facts for each in more] + hand_made(case)
    for facts in found:
        argument.read_as(facts, "da")
        argument.heading(facts, 1, "da")
        argument.by_whom(facts, "da")
        argument.sections(facts, "da")
    assert {name for name in text.words() if name.startswith("challenge.")} - told == set()


def test_the_repr_says_how_likely_it_is(result):
    assert "is reached in" in repr(roi.challenge(result, Claim("npv", 1e6)))


def test_it_becomes_json_whatever_is_infinite(others, examined):
    for name, result in others.items():
        document = examine.as_json(result, [found for (case, _), found in examined.items() if case == name])
        read = json.loads(json.dumps(document, allow_nan=False))
        assert len(read["claims"]) == len(CLAIMS), name
        names = {"scenario", "scenario_hash", "format", "version", "draws", "seed", "assumptions", "view", "claims"}
        assert set(read) == names


def test_a_saving_in_kroner_is_read_and_examined(result):
    scenario = roi.loads(TEXT + '[[claims]]\nsays = "We save 500,000 kr a year"\n')
    found = roi.challenge(roi.run(scenario, draws=500), scenario.claims[0])
    assert found.read_as["saving"] == {"what": "saving_y", "value": 500_000}
    assert "500,000 a year in every one of the 36 months" in argument.read_as(found.facts, "en")
    assert found.chance["value"] == np.mean(roi.run(scenario, draws=500).outcomes["npv"] >= scenario.claims[0].value)


def test_more_draws_than_are_taken_apart_give_the_same_kind_of_answer(monkeypatch, result):
    monkeypatch.setattr(parts, "DRAWS_AT_MOST", 1_024)
    monkeypatch.setattr(examine, "DRAWS_AT_MOST", 1_024)
    for claim in CLAIMS:
        for row in roi.challenge(result, claim).rebuilt:
            assert row["draws"] == 1_024
            first = replace(result, outcomes={id: x[:1_024] for id, x in result.outcomes.items()})
            assert row["median"] == pytest.approx(np.nanmedian(first.outcomes[row["against"]]), rel=1e-9)
    assert rebuilt.SHOWN == 4
