"""Go, pilot or don't: against a case that can be worked out, and against the same done by hand."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest

import roi
from roi import catalogue, cli, go, pilot, sampling, simulate, stress, telling, text

DRAWS = 4_096


def settled(scenario):
    """The scenario with every input at its middle; no accident ends the contract."""
    changes = {}
    for key in scenario.uncertain():
        section = catalogue.inputs()[key.rsplit(".", 1)[-1]].section
        place = f"{section}[1].{key.rsplit('.', 1)[-1]}" if section == "work" else f"{section}.{key}"
        about = catalogue.inputs()[key.rsplit(".", 1)[-1]]
        middle = float(scenario.keyed()[key].median)
        changes[place] = round(middle) if about.whole else middle
    return roi.change(scenario, {**changes, "plan.exit_y": 0})


@pytest.fixture(scope="module")
def plain():
    return roi.loads(
        'format = 1\nname = "X"\nhorizon_months = 36\n[company]\nemployees = 80\n[plan]\nreduction_use = 0.9\n'
        'relief_use = 0\ncore_use = 0.1\nabsorbed_share = 0\n[[work]]\nname = "Post"\nhours_m = 200\nfee_m = 30_000\n'
    )


# --------------------------------------------------------------------------------------------- a case that can be known


@pytest.fixture(scope="module")
def only_rework(plain):
    """Only the work that comes back at first is uncertain, and the plan is worth nothing at its mean."""
    low, high = 0.05, 0.45
    fixed = settled(plain)

    def npv(share, fee):
        return roi.run(roi.change(fixed, {"plan.rework_start": share, "work[1].fee_m": fee}), draws=1).outcomes["npv"][0]

    middle = (low + high) / 2
    fee = 30_000 - npv(middle, 30_000) / (npv(middle, 30_001) - npv(middle, 30_000))
    assert npv(middle, fee) == pytest.approx(0, abs=1)
    assert npv(low, fee) + npv(high, fee) == pytest.approx(0, abs=1), "a straight line in the share"
    scenario = roi.change(fixed, {"plan.rework_start": {"low": low, "high": high}, "work[1].fee_m": fee})
    return scenario, (low, high), npv(low, fee)


@pytest.mark.parametrize(("weeks", "share"), [(4.0, 0.05), (4.0, 0.5), (12.0, 1.0)])
def test_learning_is_what_numerical_integration_says(only_rework, weeks, share):
    """The twin: a uniform share p seen through a binomial of so many pieces (normal), E max(0, E[V|x]) on a fine grid."""
    scenario, (low, high), best = only_rework
    result = roi.run(scenario, draws=2**15)
    found = pilot.choices(result, weeks, share)
    movable = scenario.work[0].values["movable_share"].median
    pieces = share * weeks / pilot.WEEKS_A_MONTH * 200 * movable / pilot.PIECE
    p = np.linspace(low, high, 801)
    value = best * (1 - 2 * (p - low) / (high - low))
    sd = np.sqrt(p * (1 - p) / pieces)
    x = np.linspace(low - 6 * sd.max(), high + 6 * sd.max(), 4_001)
    density = np.exp(-(((x[:, None] - p) / sd) ** 2) / 2) / sd / np.sqrt(2 * np.pi)
    weight = np.full(p.size, 1 / (p.size - 1))
    weight[[0, -1]] /= 2
    expected = float(np.maximum(density @ (weight * value), 0).sum() * (x[1] - x[0]))
    assert [row["input"] for row in found["pilot"]["shows"]] == ["rework_start"]
    learning = found["pilot"]["learning"]
    assert abs(learning["value"] - expected) < 4 * learning["se"] + 0.005 * expected  # the regression falls short by that


def test_more_shown_is_worth_more_and_never_more_than_knowing(only_rework):
    scenario, _, best = only_rework
    result = roi.run(scenario, draws=2**14)
    worth = [pilot.choices(result, weeks, 1.0)["pilot"]["learning"]["value"] for weeks in (0.5, 4.0, 52.0)]
    assert worth == sorted(worth)
    assert best / 8 < worth[0] < worth[-1] < best / 4  # knowing p for certain: E max(0, V) = best / 4
    told = pilot.choices(result, 52.0, 1.0)["pilot"]["shows"][0]["told"]
    assert told > 0.95


def test_where_nothing_is_uncertain_nothing_is_shown(plain):
    result = roi.run(settled(plain), draws=256)
    found = pilot.choices(result)
    assert found["pilot"]["shows"] == []
    assert found["pilot"]["learning"]["value"] == 0
    assert found["best"] in ("nothing", "go", "may_leave")
    assert telling.pilot(found["pilot"], "en")[0] == "Nothing that a pilot can show is uncertain in this case."


# ------------------------------------------------------------------------------------------------------------- by hand


def test_the_trial_is_a_small_plan_of_its_own(plain):
    """A month with a fifth of the work is a plan of that size, with nobody dismissed and no contract to break."""
    result = roi.run(plain, draws=512)
    found = pilot.choices(result, pilot.WEEKS_A_MONTH, 0.2)
    small = {"work[1].hours_m": 40, "work[1].fee_m": 6_000, "work[1].start_month": 0, "work[1].ramp_months": 1}
    small |= {"plan.reduction_use": 0, "plan.exit_y": 0, "plan.reskilling_cost": 0, "plan.selection_cost": 0}
    alone = roi.run(roi.change(plain, {**small, "horizon_months": 1}), draws=512)
    assert found["pilot"]["months"] == 1
    assert found["pilot"]["trial"]["value"] == pytest.approx(alone.outcomes["npv"].mean(), rel=1e-6)
    assert found["pilot"]["hours"] == pytest.approx(40 * np.mean(result.draws.values["Post.movable_share"]))


def test_afterwards_the_plan_begins_later_with_the_vendor_chosen(plain):
    result = roi.run(plain, draws=512)
    found = pilot.choices(result, 10.0, 0.2)
    assert found["pilot"]["months"] == 3
    later = roi.run(roi.change(plain, {"work[1].start_month": 6}), draws=512)
    difference = later.outcomes["npv"].mean() - result.outcomes["npv"].mean()
    assert found["pilot"]["delay"]["value"] == pytest.approx(difference, rel=1e-6)


def test_the_ways_hang_together(plain):
    result = roi.run(plain, draws=DRAWS)
    found = pilot.choices(result)
    value = {row["option"]: row["value"] for row in found["options"]}
    assert value["nothing"] == 0
    assert value["go"] == pytest.approx(result.outcomes["npv"].mean())
    assert value["may_leave"] - value["go"] == pytest.approx(found["leave"]["worth"]["value"])
    assert found["pilot"]["worth"]["value"] == pytest.approx(value["pilot"] - max(value["go"], 0))
    assert found["best"] == max(value, key=lambda option: value[option]) or found["best"] == "go"


def test_leaving_is_what_the_stress_does_on_the_same_day(plain):
    """With a fixed price of taking the work home and nothing owed, a vendor that fails and leaving it are the same."""
    scenario = roi.change(
        plain, {"plan.exit_owed_share": 0, "plan.rebuild_share": 0.2, "plan.exit_y": 0, "work[1].fee_m": 90_000}
    )
    result = roi.run(scenario, draws=DRAWS)
    found = pilot.choices(result, leave=14)
    row = next(row for row in stress.table(result, 14) if row["stress"] == "vendor_fails")
    assert found["leave"]["left"]["value"] == 1, "at this price everybody leaves"
    assert found["leave"]["worth"]["value"] == pytest.approx(row["difference"], rel=1e-9)


def test_nobody_leaves_a_good_plan_or_one_that_is_over(plain):
    cheap = roi.run(roi.change(plain, {"work[1].fee_m": 3_000}), draws=DRAWS)
    found = pilot.choices(cheap)
    assert found["leave"]["left"]["value"] < 0.001
    assert found["best"] == "go"
    over = roi.run(roi.change(plain, {"plan.exit_y": 5.0, "work[1].fee_m": 90_000}), draws=DRAWS)
    left = pilot.choices(over, leave=35)["leave"]["left"]["value"]
    runs = np.mean(3 + 12 * over.draws.exit / 5.0 > 35)
    assert left <= runs + 1e-9


def test_the_noise_belongs_to_its_name_and_to_nothing_else(plain):
    one = sampling.noise(1, ["rework_start", "Post.hours_m"], 4_096)
    again = sampling.noise(1, ["Post.hours_m"], 1_024)
    assert np.array_equal(one["Post.hours_m"][:1_024], again["Post.hours_m"])
    assert not np.array_equal(sampling.noise(2, ["Post.hours_m"], 1_024)["Post.hours_m"], again["Post.hours_m"])
    draws = simulate.run(plain, draws=4_096).draws
    for x in one.values():
        assert abs(x.mean()) < 0.01 and abs(x.std() - 1) < 0.01
        for key in plain.uncertain():
            assert abs(np.corrcoef(x, draws.values[key])[0, 1]) < 0.08  # 5 standard errors of independent draws
    assert sampling.noise(1, [], 5) == {}


def test_what_is_out_of_range_is_refused(plain):
    result = roi.run(plain, draws=64)
    for wrong in ({"weeks": 0}, {"weeks": 53}, {"share": 0}, {"share": 1.1}, {"leave": 0}, {"leave": 36}):
        with pytest.raises(ValueError, match="weeks|month"):
            pilot.choices(result, **wrong)


# ------------------------------------------------------------------------------------------- words, JSON, the command


@pytest.mark.parametrize("lang", text.LANGUAGES)
@pytest.mark.parametrize("name", ["office_upskilling", "bank_back_office_offshore"])
def test_the_report_in_either_language(name, lang):
    result = roi.run(roi.load(f"scenarios/{name}.toml"), draws=512)
    said = " ".join(go.report(result, pilot.choices(result), lang).split())
    assert not re.search(r"\b(nan|inf|None)\b|\{", said)
    for option in ("nothing", "go", "may_leave", "pilot"):
        assert text.say(f"pilot.option.{option}", lang) in said
    instead = result.scenario.instead
    assert text.say("pilot.said.limits_instead" if instead else "pilot.said.limits", lang) in said
    assert instead == ("upskill" if name == "office_upskilling" else "")


@pytest.mark.parametrize("instead", [id for id, each in catalogue.presets().items() if each.group == "instead"])
@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_where_nothing_is_outsourced_no_vendor_is_spoken_of(instead, lang):
    shows = [{"input": key, "told": 0.5} for key in (*pilot.SEEN, *(f"Mail.{id}" for id in pilot.SEEN_IN_WORK))]
    sure = {"value": 9_000.0, "se": 100.0}
    found = {"weeks": 4.0, "share": 0.2, "months": 1, "hours": 31.3, "shows": shows, "month": 14, "left": sure}
    found |= dict.fromkeys(("learning", "worth", "trial", "delay", "goes_on"), sure)
    vendor = "leverandør" if lang == "da" else "vendor"
    for id, spoken_of in ((instead, False), ("", True)):
        said = " ".join([*telling.pilot(found, lang, id), *telling.leaving(found, lang, id)])
        assert (vendor in said) is spoken_of


def test_what_is_clear_is_said_and_noise_is_not():
    clear, noise = {"value": 9_000.0, "se": 100.0}, {"value": 90.0, "se": 100.0}
    found = {"weeks": 4.0, "share": 0.2, "months": 2, "hours": 31.3, "shows": [{"input": "rework_start", "told": 0.5}]}
    found |= {"learning": clear, "worth": clear, "trial": clear, "delay": noise, "goes_on": {"value": 0.4, "se": 0.01}}
    said = " ".join(telling.pilot(found, "en"))
    assert "worth DKK" in said and "2 months later" in said and "40 of 100" in said and "(50% of the spread)" in said
    said = " ".join(telling.pilot({**found, "learning": noise, "worth": noise, "months": 1}, "da"))
    assert "ville ændre beslutningen" in said and "en måned senere" in said and "ingen forskel" in said
    lost = {**found, "worth": {"value": -9_000.0, "se": 100.0}}
    assert "costs DKK\xa09,000 more than it gives" in " ".join(telling.pilot(lost, "en"))
    left = {"month": 14, "worth": clear, "left": {"value": 0.2, "se": 0.01}}
    assert "20 of 100" in telling.leaving(left, "en")[0]
    assert telling.pilot_answer({"best": "may_leave", "leave": left}, "en").endswith("month 14.")


def test_the_command(capsys, tmp_path, plain):
    path = tmp_path / "x.toml"
    roi.save(plain, path)
    assert cli.main(["pilot", str(path), "--draws", "256", "--lang", "da"]) == 0
    assert "Prøv af først" in capsys.readouterr().out
    assert (
        cli.main(["pilot", str(path), "--draws", "256", "--weeks", "8", "--share", "0.5", "--leave", "20", "--json", "-"])
        == 0
    )
    read = json.loads(capsys.readouterr().out)
    assert set(read) == {"scenario", "version", "draws", "seed", "view", "months", "options", "best", "pilot", "leave"}
    assert (read["pilot"]["weeks"], read["pilot"]["share"], read["leave"]["month"], read["draws"]) == (8, 0.5, 20, 256)
    for wrong in (["--weeks", "0"], ["--weeks", "x"], ["--share", "2"], ["--leave", "36"], ["--json", str(path)]):
        assert cli.main(["pilot", str(path), "--lang", "en", *wrong]) == 2
        out, err = capsys.readouterr()
        assert (out, err.count("\n")) == ("", 1)
    roi.save(roi.change(plain, {"horizon_months": 1}), path)
    assert cli.main(["pilot", str(path), "--lang", "da"]) == 2
    assert "kun i 1 måned" in capsys.readouterr().err
    path.write_text("format = 1\n", encoding="utf-8")
    assert cli.main(["pilot", str(path)]) == 2


# -------------------------------------------------------------------------------------------------------- how long, and when


def test_along_its_length_and_by_month_it_is_worth_what_the_choices_say(plain):
    result = roi.run(plain, draws=DRAWS, seed=3)
    lengths, months = pilot.by_length(result, 0.3, [2, 13]), pilot.by_month(result, [6, 30])
    for row in lengths:
        found = pilot.choices(result, row["at"], 0.3)["pilot"]["worth"]
        assert (row["value"], row["se"]) == (found["value"], found["se"])
    for row in months:
        found = pilot.choices(result, leave=row["at"])["leave"]["worth"]
        assert (row["value"], row["se"]) == (found["value"], found["se"])
    assert lengths[0]["value"] != lengths[1]["value"]
