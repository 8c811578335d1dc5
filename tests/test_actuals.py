"""After the decision: figures in the worlds, what has been learnt, and whether the plan is still the plan."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

import roi
from roi import actuals, model, pilot, sampling, showing, simulate
from roi.likelihood import Spread
from roi.scenario import Actual

PLAN = """format = 1
name = "Case"
horizon_months = 24
[company]
employees = 60
turnover_y = { low = 0.05, mode = 0.15, high = 0.3 }
engagement = { mean = 3.6, sd = 0.2 }
[plan]
extra_work_share = 0
scope_creep = { low = 0, mode = 0.1, high = 0.4 }
indexation_y = 0.03
learning_months = 4
rework_start = { low = 0.05, mode = 0.15, high = 0.4 }
rework_end = 0.02
rework_effort = 1.2
exit_y = 0.3
[[work]]
name = "Books"
hours_m = { p5 = 120, p95 = 220 }
fee_m = 40_000
start_month = 0
ramp_months = 2
transactions_m = 500
own_error = 0.04
vendor_error = { low = 0.01, mode = 0.03, high = 0.1 }
vendor_error_start = 0.06
movable_share = 0.9
[[work]]
name = "Post"
hours_m = 80
fee_hour = { p5 = 300, p95 = 420 }
start_month = 2
movable_share = { low = 0.4, mode = 0.7, high = 0.9 }
"""
DRAWS = 2_048
ONE_MONTH = [{"month": 4, "fee": 62_000, "hours_moved": 170, "hours_back": 31, "left": 2, "engagement": 3.4, "errors": 40}]
ONE_MONTH = [{**ONE_MONTH[0], "answers": 50, "transactions": 700}]
OBSERVED = ("fee", "hours_moved", "hours_back", "errors")
SCENARIO = roi.loads(PLAN)


def with_rows(rows, plan=PLAN):
    return roi.change(roi.loads(plan), {"actuals": rows} if rows else {})


def learnt(rows, draws=DRAWS, plan=PLAN):
    return actuals.learn(roi.run(with_rows(rows, plan), draws=draws))


# ------------------------------------------------------------------------------------------------ what the worlds show


@pytest.fixture(scope="module")
def plain():
    return roi.run(roi.loads(PLAN), draws=64)


def ledger(result, line, months):
    """A line of the ledger by month ``(months, draws)``, by the model itself."""
    w = simulate.world(result.scenario, result.draws)
    return np.stack([np.broadcast_to(m.lines[line], (64,)) for m in model.ledger(w, months)])


def test_bills_and_what_came_back_are_the_ledgers_own(plain):
    billed = -sum(ledger(plain, line, 8) for line in ("vendor_fee", "indexation", "scope_creep", "extra_work"))
    assert showing.course(plain.scenario, plain.draws, "fee", "", 8) == pytest.approx(billed)
    w = simulate.world(plain.scenario, plain.draws)
    costs = np.stack([m.hour_cost * w.paid * np.ones(64) for m in model.ledger(w, 8)])
    back = showing.course(plain.scenario, plain.draws, "hours_back", "", 8)
    assert back * costs == pytest.approx(-ledger(plain, "rework", 8))


@pytest.mark.parametrize("observable", ["fee", "hours_moved", "hours_back"])
def test_packages_add_up_to_the_whole(plain, observable):
    parts = [showing.course(plain.scenario, plain.draws, observable, name, 6) for name in ("Books", "Post")]
    assert sum(parts) == pytest.approx(showing.course(plain.scenario, plain.draws, observable, "", 6))
    assert all(part[5].any() for part in parts)


def test_errors_of_all_packages_count_as_often_as_they_are_met(plain):
    """Post has no transactions of its own, so all are those of Books."""
    both, books = (showing.course(plain.scenario, plain.draws, "errors", name, 5) for name in ("", "Books"))
    assert both == pytest.approx(books)
    none = roi.run(roi.change(plain.scenario, {"work[1].transactions_m": 0}), draws=64)
    post = showing.course(none.scenario, none.draws, "errors", "Post", 5)
    both, books = (showing.course(none.scenario, none.draws, "errors", name, 5) for name in ("", "Books"))
    assert both == pytest.approx((books + post) / 2)


def test_who_leaves_and_what_people_feel(plain):
    w = simulate.world(plain.scenario, plain.draws)
    leaving = np.stack([m.leaving * np.ones(64) for m in model.ledger(w, 3)])
    assert showing.course(plain.scenario, plain.draws, "left", "", 3) == pytest.approx(1 - np.exp(-leaving / 12))
    felt = showing.course(plain.scenario, plain.draws, "engagement", "", 24)
    gained = felt[12:].mean(axis=0) - plain.draws.values["engagement"]
    assert gained == pytest.approx(plain.outcomes["engagement_gain"])


TRIAL = {"from": "2026-05-04", "to": "2026-05-31", "hours_moved": 36, "hours_back": 9, "fee": 9_000, "errors": 3}
TRIAL |= {"transactions": 40, "work": "Books"}


def test_a_trial_shows_the_first_stretch_of_learning():
    result = roi.run(with_rows([TRIAL]), draws=64)
    seen = {each.observable: each for each in showing.figures(result.scenario)}
    assert set(seen) == {"fee", "hours_back", "errors"}, "how many hours were moved is the firm's own choice"
    found = dict(zip(seen, showing.expected(result.scenario, result.draws, list(seen.values())), strict=True))
    x, months = result.draws.values, 28 / (365.25 / 12)
    unlearnt = 2 ** (-months / 2 / 4)
    assert found["hours_back"] == pytest.approx(1.2 * 36 * (0.02 + (x["rework_start"] - 0.02) * unlearnt))
    assert found["errors"] == pytest.approx(x["Books.vendor_error"] + (0.06 - x["Books.vendor_error"]) * unlearnt)
    assert found["fee"] == pytest.approx(36 * 40_000 / (x["Books.hours_m"] * 0.9))
    assert seen["fee"].spread.by == pytest.approx(math.hypot(0.05, 0.10)), "hours are known only roughly too"


def test_a_trial_that_says_its_share_tells_how_much_work_there_is():
    result = roi.run(with_rows([{**TRIAL, "share": 0.25, "spread": {"hours_moved": 0.03}}]), draws=64)
    seen = {each.observable: each for each in showing.figures(result.scenario)}
    found = dict(zip(seen, showing.expected(result.scenario, result.draws, list(seen.values())), strict=True))
    months = 28 / (365.25 / 12)
    assert found["hours_moved"] == pytest.approx(0.25 * months * 0.9 * result.draws.values["Books.hours_m"])
    assert found["fee"] == pytest.approx(np.full(64, 0.25 * months * 40_000))
    assert (seen["hours_moved"].spread.by, seen["fee"].spread.by) == (0.03, 0.05)


def test_the_log_says_how_large_a_piece_is():
    log = "[worklog]\nfrom = 2026-05-01\nto = 2026-05-31\nhours_moved = 90\nmonths_in = 1\n"
    log += "".join(
        f"[[worklog.entries]]\ndate = 2026-05-{day:02}\nhours = {hours}\n" for day, hours in ((4, 1), (9, 3), (11, 8))
    )
    assert showing.piece_hours(roi.loads(PLAN + log)) == pytest.approx((1 + 9 + 64) / (2 * 12))
    assert showing.piece_hours(roi.loads(PLAN)) == 2.0


# ------------------------------------------------------------------------------------------------------- what is learnt


def test_no_figures_change_nothing():
    found = learnt([])
    assert found.shares is None and found.rounds == 0 and found.effective == DRAWS
    for name, both in actuals.outcomes(found).items():
        assert both["before"] == pytest.approx(both["after"], nan_ok=True), name
        assert both["after"]["mean"] == pytest.approx(found.result.samples[name].mean().value, nan_ok=True)
    assert actuals.inputs(found) == [] == actuals.against_forecast(found)
    assert found.now == 0


def test_figures_that_the_inputs_stand_on_already_are_shown_and_not_weighed():
    found = learnt([{**ONE_MONTH[0], "counted": True}])
    assert found.shares is None and found.now == 4
    assert [row["counted"] for row in actuals.against_forecast(found)] == [True] * 6


def accepted(rows, worlds):
    """Plain acceptance and rejection: worlds kept with a chance in proportion to how well they explain what was seen."""
    scenario = with_rows(rows)
    draws = sampling.draw(scenario, worlds, 99)
    total = np.sum(actuals.log_likelihoods(scenario, draws, showing.figures(scenario)), axis=0)
    kept = np.random.default_rng(1).random(worlds) < np.exp(total - total.max())
    return {key: np.broadcast_to(x, (worlds,))[kept] for key, x in draws.values.items()}


MILD = [{"month": 4, "fee": 60_000, "hours_back": 22, "left": 1, "engagement": 3.5, "answers": 20, "errors": 3}]
MILD = [{**MILD[0], "transactions": 60}]


@pytest.mark.parametrize("rows", [MILD, [TRIAL], [*MILD, TRIAL]], ids=["a month", "a trial", "both"])
def test_it_agrees_with_plain_rejection_on_the_real_model(rows):
    """Means of what was told of, within 4.5 of both errors together: right code fails once in some 10,000."""
    kept = accepted(rows, 2**17)
    found = learnt(rows)
    told = [row["input"] for row in actuals.inputs(found)]
    assert "rework_start" in told
    for key in told:
        x = kept[key]
        assert x.size > 60
        mine = found.says(np.asarray(found.draws.values[key])).mean()
        off = math.hypot(mine.se, float(x.std()) / math.sqrt(x.size))
        assert abs(mine.value - float(x.mean())) < 4.5 * off, key


def many_months(seed, months=10, plan=PLAN):
    """Months as a world of the plan would show them, drawn by NumPy from what docs/model.md says of each; and that world."""
    scenario = SCENARIO if plan is PLAN else roi.loads(plan)
    world = sampling.draw(scenario, 16, 1_000 + seed)
    dice = np.random.default_rng(seed)
    at = {id: showing.course(scenario, world, id, "", months)[:, 3] for id in OBSERVED}
    rows = []
    for t in range(months):
        row = {"month": t + 1, "errors": int(dice.binomial(400, at["errors"][t])), "transactions": 400}
        row["hours_back"] = round(float(dice.exponential(2.0, dice.poisson(at["hours_back"][t] / 2)).sum()), 3)
        for id, by in (("fee", 0.05), ("hours_moved", 0.10)):
            row[id] = round(float(at[id][t] * math.exp(by * dice.standard_normal())), 2)
        rows.append(row)
    return rows, {key: float(np.broadcast_to(x, (16,))[3]) for key, x in world.values.items()}


def test_few_effective_draws_are_drawn_anew_and_say_the_same_as_very_many():
    rows, _ = many_months(5, plan=PLAN.replace("exit_y = 0.3", "exit_y = 0"))
    scenario = with_rows(rows, PLAN.replace("exit_y = 0.3", "exit_y = 0"))
    found = actuals.learn(roi.run(scenario, draws=DRAWS))
    assert found.at_first < 100 < found.effective and found.rounds
    told = [row["input"] for row in actuals.inputs(found)]
    assert {"rework_start", "Books.hours_m", "Post.fee_hour"} <= set(told)
    many = sampling.draw(scenario, 2**17, 4)
    total = np.sum(actuals.log_likelihoods(scenario, many, showing.figures(scenario)), axis=0)
    from roi import weights

    shares = weights.normalised(total)
    for key in told:
        brute = weights.Weighted(np.asarray(many.values[key]), shares, 16).mean()
        mine = found.says(np.asarray(found.draws.values[key])).mean()
        assert abs(mine.value - brute.value) < 4.5 * math.hypot(mine.se, brute.se), key


def test_the_same_seed_gives_the_same_and_another_agrees():
    rows, _ = many_months(5)
    first, again = learnt(rows), learnt(rows)
    assert np.array_equal(first.shares, again.shares)
    other = actuals.learn(roi.run(with_rows(rows), draws=DRAWS, seed=8))
    a, b = (each.says(each.outcomes["npv"]).mean() for each in (first, other))
    assert abs(a.value - b.value) < 4.5 * math.hypot(a.se, b.se)


def test_calibration_ranks_of_the_truth_are_even():
    """Simulation-based calibration (Talts et al. 2018), the short form: worlds are drawn, figures out of them, and where the
    truth lies in what is learnt is even. 48 times three inputs in 6 parts: right code fails once in 300 (chi-square, 5)."""
    ranks: dict[str, list[float]] = {"rework_start": [], "Books.hours_m": [], "Books.vendor_error": []}
    for seed in range(48):
        rows, truth = many_months(seed, 3)
        seen = tuple(Actual({id: row[id] for id in OBSERVED}, {"errors": 400}, month=row["month"]) for row in rows)
        found = actuals.learn(simulate.run(replace(SCENARIO, actuals=seen, horizon_months=3), draws=512))
        for key, each in ranks.items():
            each.append(found.says((np.asarray(found.draws.values[key]) < truth[key]).astype(float)).mean().value)
    for key, each in ranks.items():
        counts = np.histogram(each, bins=6, range=(0, 1))[0]
        assert np.sum((counts - 8) ** 2 / 8) < 20.5, (key, counts)


# --------------------------------------------------------------------------------------- what does not fit, what is outside


def test_what_no_world_can_show_is_named():
    found = learnt([{"month": 1, "fee": 9_000, "work": "Post"}, {"month": 3, "hours_moved": 100}])
    assert found.impossible == ("actuals[1].fee",), "Post starts in month 2"
    assert not found.is_known and actuals.as_json(found)["ahead"] is None
    ended = learnt([{"month": 3, "hours_moved": 0}, {"month": 5, "hours_moved": 100}])
    assert ended.impossible == ("actuals[1].hours_moved", "actuals[2].hours_moved"), "only together they cannot be"


def test_what_the_assumptions_do_not_allow_for_does_not_fit_even_once_learnt():
    rows = [{"month": 4, "work": "Books", "fee": 80_000, "hours_back": 20}]
    found = {row["observable"]: row for row in actuals.against_forecast(learnt(rows))}
    assert found["fee"]["outside"] and found["fee"]["fits"] is False, "a fixed fee of 40,000 cannot come to 80,000"
    assert found["hours_back"]["fits"] and found["hours_back"]["position"] > 0.5


def test_positions_in_the_forecast():
    rows = [{"month": 6, "hours_moved": 150, "left": 0, "engagement": 3.6}]
    lasting = PLAN.replace("exit_y = 0.3", "exit_y = 0")
    low, middle = (learnt([{**rows[0], "hours_moved": x}], plan=lasting) for x in (90, 190))
    a, b = (actuals.against_forecast(each)[0] for each in (low, middle))
    assert a["position"] < 0.05 and a["outside"] and 0.2 < b["position"] < 0.8 and not b["outside"]
    assert a["p5"] == b["p5"] and b["p5"] < b["p50"] < b["p95"]
    left = actuals.against_forecast(middle)[1]
    assert (left["observable"], left["of"], left["seen"], left["p5"]) == ("left", 60, 0, 0)


def test_the_band_by_month():
    found = learnt([{"month": m, "hours_back": 10 + m, "left": 1} for m in (3, 4)])
    assert actuals.series(found) == [("hours_back", ""), ("left", "")]
    rows = actuals.band(found, "hours_back")
    assert [row["month"] for row in rows] == list(range(1, 17))
    assert [row["seen"] for row in rows[2:5]] == [13, 14, None]
    assert all(row["after"]["p95"] - row["after"]["p5"] <= row["before"]["p95"] - row["before"]["p5"] for row in rows[3:])
    left = actuals.band(found, "left")
    assert left[2]["seen"] == pytest.approx(1 / 60) and 0 <= left[2]["before"]["p5"] < left[2]["before"]["p95"] < 0.1


# --------------------------------------------------------------------------------------------------- is the plan the plan?


def test_what_is_spent_is_spent():
    """With nothing weighed: what lies ahead is the whole less its first months; stopping is that of the right to leave."""
    found = learnt([{"month": 6, "left": 0, "counted": True}])
    ahead, draws = actuals.ahead(found), found.draws
    spent = simulate.net_present_value(replace(found.result.scenario, horizon_months=6), draws, "all")
    today = 1.05 ** (6 / 12)
    assert found.result.scenario.values["discount_y"].median == 0.05
    assert ahead["go_on"]["mean"] == pytest.approx(today * float(np.mean(found.result.outcomes["npv"] - spent)))
    runs, ended = pilot.leaving(found.result.scenario, draws, 6)
    stop = simulate.net_present_value(found.result.scenario, ended, "all") - spent
    assert ahead["stop"]["mean"] == pytest.approx(today * float(np.mean(stop)))
    assert 0.8 < ahead["runs"]["value"] < 0.9, "an exit rate of 0.3 for half a year"
    assert stop[~runs] == pytest.approx((found.result.outcomes["npv"] - spent)[~runs]), "what has ended cannot be stopped"


def test_a_plan_that_goes_badly_is_no_longer_the_plan():
    plan = PLAN.replace("fee_m = 40_000", "fee_m = { low = 20_000, mode = 40_000, high = 160_000 }")
    good = actuals.ahead(learnt([{"month": t, "work": "Books", "fee": 25_000} for t in (4, 5)], plan=plan))
    bad = actuals.ahead(learnt([{"month": t, "work": "Books", "fee": 140_000} for t in (4, 5)], plan=plan))
    assert good["best"] == "go_on" and bad["best"] == "stop"
    assert good["go_on"]["gain"]["value"] > good["forecast"]["value"] > bad["go_on"]["gain"]["value"]


def test_after_a_trial_all_lies_ahead_and_the_vendor_is_chosen():
    found = learnt([{**TRIAL, "counted": True}])
    ahead = actuals.ahead(found)
    later = pilot.after(found.result.scenario, found.draws, 0)
    npv = simulate.net_present_value(found.result.scenario, later, "all")
    assert ahead["now"] == 0 and ahead["stop"]["mean"] == 0 and ahead["runs"]["value"] == 1
    assert ahead["go_on"]["mean"] == pytest.approx(float(npv.mean()))


def test_nothing_lies_ahead_of_the_last_month():
    assert actuals.ahead(learnt([{"month": 24, "left": 0}])) is None


def test_a_contract_that_has_ended_runs_no_longer():
    found = learnt([{"month": 5, "hours_moved": 0}])
    assert found.is_known and actuals.ahead(found)["runs"]["value"] == pytest.approx(0)
    assert found.effective > 100


def test_json_is_plain():
    import json

    read = json.loads(json.dumps(actuals.as_json(learnt([*ONE_MONTH, TRIAL])), allow_nan=False))
    assert set(read) == {
        *("scenario", "version", "draws", "seed", "view", "months", "now"),
        *("weighed", "seen", "bands", "inputs", "outcomes", "chances", "ahead"),
    }
    assert read["weighed"]["figures"] == 9 and read["weighed"]["known"] and read["now"] == 4
    assert read["inputs"][0]["told"] >= read["inputs"][-1]["told"] > 0


def test_spreads_are_declared_in_one_place():
    assert showing.spread_of("fee", 2.0) == Spread("lognormal", 0.05)
    assert showing.spread_of("fee", 2.0, said=0.01) == Spread("lognormal", 0.01)
    assert showing.spread_of("hours_back", 3.5) == Spread("pieces", 3.5)
    assert showing.spread_of("errors", 2.0, 90) == Spread("count", 0.0, 90)
    assert showing.spread_of("engagement", 2.0, 64) == Spread("mean_of_answers", 0.8, 64)
