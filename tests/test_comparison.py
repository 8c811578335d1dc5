"""Scenarios side by side: paired in the same worlds, told apart, and refused where they cannot be compared."""

from __future__ import annotations

import json
import math
import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

import roi
from roi import abreast, because, catalogue, cli, comparison, differing, side_by_side, text
from roi.comparison import compare
from roi.summary import Sample

DRAWS = 2_048
FIRM = """\
format = 1
name = "{name}"
horizon_months = 24
[company]
employees = {employees}
[plan]
{plan}
[[work]]
name = "Post"
hours_m = {{ low = 100, mode = 150, high = 250 }}
{fee}
transactions_m = 300
error_cost = {{ low = 100, high = 500 }}
"""


def firm(name="A", fee="fee_m = 40_000", employees="60", plan="", more=""):
    return roi.loads(FIRM.format(name=name, fee=fee, employees=employees, plan=plan) + more)


@pytest.fixture(scope="module")
def three():
    """A, the same with a dearer fee, and one with another package and half the exits."""
    other = '[[work]]\nname = "Telefon"\nhours_m = 50\nfee_hour = 300\n'
    other += '[[events]]\nname = "Brud"\nside = "plan"\nrate_y = 0.5\ncost = 50_000\n'
    scenarios = [
        firm("A"),
        firm("B", fee="fee_m = { low = 40_000, mode = 45_000, high = 60_000 }"),
        firm("C", plan="exit_y = 0.05\nrework_start = 0.1", more=other),
    ]
    return compare(scenarios, draws=DRAWS)


# ---------------------------------------------------------------------------------------------------------- the numbers


def test_a_scenario_against_itself_differs_by_exactly_nothing():
    found = compare([roi.load("scenarios/bank_back_office_offshore.toml")] * 2, draws=DRAWS)
    row = comparison.pair(found, 0, 1)
    assert all(row[name] == 0 for name in ("mean", "mean_se", "p5", "p50", "p95"))
    assert row["a_better"]["value"] == row["b_better"]["value"] == 0
    assert row["dominance"] == {"first": "same", "second": "same"}
    assert row["correlation"] == pytest.approx(1)
    for each in comparison.line_differences(found, 0, 1):
        assert each["mean"] == each["mean_se"] == each["p5"] == each["p95"] == 0, each
    for each in comparison.outcome_differences(found, 0, 1):
        assert each["undefined"] == 1 or each["mean"] == each["p5"] == each["p95"] == 0, each
    scenarios = [each.scenario for each in found.results]
    assert differing.inputs(scenarios) == differing.settings(scenarios) == differing.only_in_some(scenarios) == []


def test_the_lines_add_up_to_the_difference_which_is_that_of_two_runs(three):
    one, other = (roi.run(three.results[i].scenario, draws=DRAWS).samples["npv"].mean().value for i in (0, 1))
    row = comparison.pair(three, 0, 1)
    assert row["mean"] == pytest.approx(one - other, rel=1e-9)
    assert sum(each["mean"] for each in comparison.line_differences(three, 0, 1)) == pytest.approx(row["mean"], rel=1e-9)
    npv = next(each for each in comparison.outcome_differences(three, 0, 1) if each["outcome"] == "npv")
    assert {name: npv[name] for name in ("mean", "p5", "p95", "a_better")} == {
        name: row[name] for name in ("mean", "p5", "p95", "a_better")
    }


def test_line_by_line_and_outcome_by_outcome_it_has_what_each_run_has(three):
    found = three
    for option, result in enumerate(found.results):
        ledger = {row["line"]: row["values"][option] for row in comparison.lines(found)}
        assert sum(row["mean"] for row in ledger.values()) == pytest.approx(result.samples["npv"].mean().value)
        assert ledger["vendor_fee"] == result.samples["vendor_fee"].row()
        outcomes = {row["outcome"]: row["values"][option] for row in comparison.outcomes(found)}
        assert outcomes["npv"] == result.samples["npv"].row()
        assert set(outcomes) == set(result.outcomes)


def test_a_fee_that_is_dearer_in_every_world_loses_in_every_world(three):
    """All that differs is the fee: its lines, and what is worked out from them, and nothing else."""
    row = comparison.pair(three, 0, 1)
    assert row["a_better"]["value"] == 1
    assert row["dominance"] == {"first": "a", "second": "a"}
    touched = {each["line"] for each in comparison.line_differences(three, 0, 1) if each["mean"] != 0}
    assert touched == {"vendor_fee", "indexation", "scope_creep", "extra_work", "transition", "exit"}


def test_pairing_takes_the_noise_out_of_the_difference(three):
    values = three.values
    alone = math.hypot(*(Sample(values[i], three.groups).mean().se for i in (0, 1)))
    assert comparison.pair(three, 0, 1)["mean_se"] < alone / 3


def test_everything_is_as_worked_out_by_hand(three):
    """The plain twin, from the draws alone."""
    values = [roi.run(each.scenario, draws=DRAWS).outcomes["npv"] for each in three.results] + [np.zeros(DRAWS)]
    best = [max(world) for world in zip(*values, strict=True)]
    for row, x in zip(comparison.options(three), values, strict=True):
        assert row["mean"] == pytest.approx(np.mean(x))
        assert row["best"]["value"] == np.mean([a == b for a, b in zip(x, best, strict=True)])
        assert row["regret"]["mean"] == pytest.approx(np.mean([b - a for a, b in zip(x, best, strict=True)]))
        assert row["regret"]["p95"] == pytest.approx(np.quantile([b - a for a, b in zip(x, best, strict=True)], 0.95))
    for row in comparison.pairs(three):
        x, y = values[row["a"]], values[row["b"]]
        ahead = [a - b for a, b in zip(x, y, strict=True) if a > b]
        behind = [b - a for a, b in zip(x, y, strict=True) if a < b]
        assert row["a_better"]["value"] == len(ahead) / DRAWS
        assert row["b_better"]["value"] == len(behind) / DRAWS
        assert row["by_when_a_better"]["value"] == pytest.approx(np.median(ahead) if ahead else math.nan, nan_ok=True)
        assert row["by_when_b_better"]["value"] == pytest.approx(np.median(behind) if behind else math.nan, nan_ok=True)
        assert [row[f"p{p}"] for p in (5, 50, 95)] == pytest.approx(np.quantile(x - y, [0.05, 0.5, 0.95]))
    assert [(row["a"], row["b"]) for row in comparison.pairs(three)] == [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]


def test_regret_and_mean_are_two_sides_of_the_same(three):
    rows = comparison.options(three)
    assert len({round(row["mean"] + row["regret"]["mean"], 3) for row in rows}) == 1
    assert comparison.value_of_knowing_all(three).value == pytest.approx(min(row["regret"]["mean"] for row in rows))
    assert sum(row["best"]["value"] for row in rows) == pytest.approx(1)


def test_the_best_on_average_is_doing_nothing_where_no_plan_gains():
    dear = compare([firm("A", fee="fee_m = 400_000"), firm("B", fee="fee_m = 500_000")], draws=256)
    assert comparison.best_on_average(dear) == dear.nothing
    assert [row["b"] for row in comparison.against(dear)] == [0, 1]
    assert "best to leave everything as it is" in repr(dear)
    assert "Doing nothing is DKK" in repr(dear)
    cheap = compare([firm("A", fee="fee_m = 4_000"), firm("B", fee="fee_m = 5_000")], draws=256)
    assert comparison.best_on_average(cheap) == 0
    assert repr(cheap).startswith("On average “A” is best.")


def test_payback_that_never_comes_in_both_is_undefined_and_in_one_infinite():
    found = compare([firm("A", fee="fee_m = 400_000"), firm("B", fee="fee_m = 500_000")], draws=256)
    row = next(each for each in comparison.outcome_differences(found, 0, 1) if each["outcome"] == "payback_month")
    assert row["undefined"] == 1
    mixed = compare([firm("A", fee="fee_m = 400_000"), firm("B", fee="fee_m = 1_000", plan="core_value = 1.5")], draws=256)
    row = next(each for each in comparison.outcome_differences(mixed, 0, 1) if each["outcome"] == "payback_month")
    assert row["p95"] == math.inf
    assert row["b_better"]["value"] > 0.8


def test_own_luck_parts_the_plans_and_leaves_the_firm():
    """Certain plans: what is uncertain is the firm's, and is shared. Uncertain ones: a coin toss between two alike."""
    certain = dict.fromkeys(("absorbed_share", "management_share", "rework_start", "rework_end", "core_value"), 0.2)
    alike = [roi.load("scenarios/small_firm_bookkeeping.toml")] * 2
    found = compare(alike, draws=DRAWS)
    apart = comparison.pair(found, 0, 1)
    assert apart["a_better"]["value"] == 0
    assert apart["a_better_own_luck"]["value"] == pytest.approx(0.5, abs=0.06)  # 5 standard errors of independent draws
    shared = np.corrcoef(found.own_luck[:2])[0, 1]
    assert 0 < shared < 0.9
    fixed = roi.change(firm("A"), {f"plan.{key}": value for key, value in certain.items()} | {"plan.exit_y": 0})
    plan = [key for key in fixed.uncertain() if not differing.is_of_the_firm(key.rsplit(".", 1)[-1])]
    settled = roi.change(fixed, {_place(key): float(fixed.keyed()[key].median) for key in plan})
    only_firm = compare([settled, settled], draws=DRAWS)
    assert np.allclose(only_firm.own_luck, only_firm.values)
    assert np.ptp(only_firm.values[0]) > 0


def _place(key: str) -> str:
    if "." in key:
        return f"work[1].{key.rsplit('.', 1)[-1]}"
    return f"{catalogue.inputs()[key].section}.{key}"


# -------------------------------------------------------------------------------------------------- different in kind


def test_firms_of_different_size_are_compared_per_employee():
    small, large = firm("A", employees="40"), firm("B", employees="{ low = 80, high = 120 }")
    found = compare([small, large], draws=DRAWS)
    assert found.per_employee
    for scenario, x in zip((small, large), found.values, strict=False):
        run = roi.run(scenario, draws=DRAWS)
        assert np.allclose(x, run.outcomes["npv"] / run.draws.values["employees"])
        saving = found.of(0 if scenario is small else 1)["cost_saving"]
        assert np.array_equal(saving, run.outcomes["cost_saving"])
    assert not compare([small, firm("B", employees="40")], draws=64).per_employee
    assert "per employee" in side_by_side.report(found, "en")
    assert "pr. ansat" in side_by_side.report(found, "da")


def test_what_cannot_be_compared_is_refused_with_every_reason_at_once():
    short = roi.change(firm(), {"horizon_months": 12, "view": "cash"})
    with pytest.raises(roi.ScenarioError) as refused:
        compare([firm(), short], draws=64)
    assert [each.problem.code for each in refused.value.mistakes] == ["compare_views", "compare_horizons"]
    assert "--months 12" in str(refused.value)
    for count in (0, 1, 9):
        with pytest.raises(roi.ScenarioError, match=r"between 2 and 8|mellem 2 og 8"):
            compare([firm()] * count, draws=64)
    with pytest.raises(ValueError, match="months 0"):
        compare([firm()] * 2, draws=64, months=0)
    with pytest.raises(ValueError, match="view"):
        compare([firm()] * 2, draws=64, view="x")
    with pytest.raises(ValueError, match="names: 1 for 2"):
        compare([firm()] * 2, draws=64, names=["A"])
    with pytest.raises(ValueError, match="at most 65536"):
        compare([firm()] * 2, draws=65_537)


def test_an_asked_view_and_number_of_months_hold_for_all():
    short = roi.change(firm("B"), {"horizon_months": 12, "view": "cash"})
    found = compare([firm(), short], draws=64, view="cash_time", months=18)
    assert (found.view, found.months) == ("cash_time", 18)
    alone = roi.run(roi.change(short, {"horizon_months": 18}), draws=64, view="cash_time")
    assert np.array_equal(found.results[1].outcomes["npv"], alone.outcomes["npv"])


def test_names_that_are_alike_are_told_apart():
    assert comparison.numbered(["a", "b"]) == ("a", "b")
    assert comparison.numbered(["a", "a", "b", "a"]) == ("a (1)", "a (2)", "b", "a (3)")
    assert comparison.numbered(["a", "a (1)", "a"]) == ("a (2)", "a (1)", "a (3)")
    assert compare([firm(), firm()], draws=64).names == ("A (1)", "A (2)")
    assert compare([firm(), firm()], draws=64, names=["x", "y"]).names == ("x", "y")


# ------------------------------------------------------------------------------------------------------- what differs


def test_what_differs_is_told_package_by_package(three):
    scenarios = [each.scenario for each in three.results]
    rows = {row["key"]: row for row in differing.inputs(scenarios)}
    assert set(rows) == {"Post.fee_m", "exit_y", "rework_start"}
    assert rows["Post.fee_m"]["part"] == "Post"
    assert rows["Post.fee_m"]["values"][0]["p50"] == 40_000
    assert not any(row["of_the_firm"] for row in rows.values())
    assert differing.only_in_some(scenarios) == [
        {"section": "work", "name": "Telefon", "in": [2]},
        {"section": "events", "name": "Brud", "in": [2]},
    ]


def test_a_fee_by_the_hour_against_one_by_the_month():
    rows = differing.inputs([firm(), firm(fee="fee_hour = 300")])
    assert [(row["key"], [each and each["p50"] for each in row["values"]]) for row in rows] == [
        ("Post.fee_m", [40_000, None]),
        ("Post.fee_hour", [None, 300]),
    ]
    assert abreast.differing_input(rows[0], "AB", "da") == "Post: leverandørens faste pris: A: 40.000\xa0kr.; B: ikke brugt"


def test_settings_and_the_firm_itself_are_told():
    other = roi.change(firm("B", employees="61"), {"assumptions": "article"})
    scenarios = [firm(), other]
    settings = {row["setting"]: row["values"] for row in differing.settings(scenarios)}
    assert settings == {"assumptions": ["evidence", "article"], "cost_basis": ["burnt_out", "employee"]}
    firmly = {row["input"] for row in differing.inputs(scenarios) if row["of_the_firm"]}
    assert {"employees", "burnt_out", "lost_productivity_y"} <= firmly
    assert "insecurity_rise" not in firmly, "presets set it: it is of the plan"
    said = abreast.firm_differs(differing.inputs(scenarios), "en")
    assert "employees" in said and "other figures" in said
    pair = '[[correlations]]\nbetween = ["turnover_y", "burnt_out"]\nrank = 0.5\n'
    rows = differing.settings([firm(), firm(more=pair)])
    assert abreast.differing_setting(rows[0], "AB", "en").endswith("(rank correlation 0.5)")


# --------------------------------------------------------------------------------------------------------- the words


@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_the_report_says_it_in_either_language(three, lang):
    said = side_by_side.report(three, lang)
    assert not re.search(r"\b(nan|inf|None)\b|\{", said)
    assert max(map(len, said.splitlines())) <= 120
    for name in ("A", "B", "C"):
        assert f"  {name}  {name}\n" in said
    assert said.rpartition(text.say("compare.title.differs", lang))[2].count("Telefon") == 1
    assert all(
        each in said for each in (text.say("compare.title.matrix", lang), text.say("compare.title.correlation", lang))
    )
    assert said.count(text.say("compare.title.options", lang)) == 1


@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_two_that_are_the_same_are_said_to_be(lang):
    said = " ".join(side_by_side.report(compare([firm("A"), firm("B")], draws=512), lang).split())
    assert text.say("compare.differs.none", lang) in said
    assert text.say("compare.line.none", lang) in said


def test_a_difference_within_its_noise_has_no_sign():
    row = {"mean": 900.0, "mean_se": 400.0, "p5": -1e5, "p5_se": 1e3, "p95": 1e5, "p95_se": 1e3}
    assert abreast.amount(row, "kr", "en")[0] == "not measurable"
    assert abreast.amount({**row, "mean": 9_000.0}, "kr", "en")[0] == "+DKK\xa09,000"
    pair = {
        **row,
        "a": 0,
        "b": 1,
        "p50": 0.0,
        "p50_se": 1.0,
        "dominance": {"first": "open", "second": "open"},
        "correlation": 0.2,
    }
    chance = {"a_better": {"value": 0.5, "se": 0.01}, "b_better": {"value": 0.5, "se": 0.01}}
    pair |= {**chance, "a_better_own_luck": {"value": 0.6, "se": 0.01}}
    pair |= {f"by_when_{who}_better": {"value": 5e4, "se": 1e3} for who in "ab"}
    said = " ".join(abreast.stands(pair, ["X", "Y"], "en"))
    assert "too small to measure" in said
    assert "nothing to do with each other" in said
    assert abreast.dominance(pair, ["X", "Y"], "en").startswith("Whether X is better than Y")
    assert "do not share much" in abreast.pairing(pair, ["X", "Y"], "en")


# ------------------------------------------------------------------------------------------- the JSON and the command


def test_the_json_is_what_the_interface_says(three):
    found = comparison.as_json(three)
    read = json.loads(json.dumps(found, allow_nan=False))
    assert set(read) == {
        "version", "draws", "seed", "view", "months", "per_employee", "options", "best_on_average", "value_of_knowing_all",
        "pairs", "differs",
    }  # fmt: skip
    assert [row["name"] for row in read["options"]] == ["A", "B", "C", None]
    first = read["pairs"][0]
    assert (first["a"], first["b"]) == ("A", "B")
    assert set(first["outcomes"]) == set(catalogue.outcomes())
    assert set(first["ledger"]) == set(catalogue.lines())
    for row in (*first["outcomes"].values(), *first["ledger"].values()):
        assert {"mean", "mean_se", "p5", "p5_se", "p50", "p50_se", "p95", "p95_se"} <= set(row)
    nothing = read["pairs"][2]
    assert (nothing["a"], nothing["b"], "outcomes" in nothing) == ("A", None, False)
    assert [row["key"] for row in read["differs"]["inputs"]] == ["rework_start", "exit_y", "Post.fee_m"]
    assert read["differs"]["only_in_some"][0]["in"] == ["C"]


@pytest.fixture
def files(tmp_path):
    paths = [tmp_path / "a.toml", tmp_path / "b.toml"]
    roi.save(firm("Ens"), paths[0])
    roi.save(firm("Ens", fee="fee_m = 45_000"), paths[1])
    return [str(path) for path in paths]


def call(capsys, *arguments):
    capsys.readouterr()
    code = cli.main(["compare", *map(str, arguments), "--draws", "256"])
    return code, *capsys.readouterr()


def test_the_command_answers_in_either_language_and_tells_files_apart(capsys, files):
    code, out, err = call(capsys, *files, "--lang", "da")
    assert (code, err) == (0, "")
    assert "A  Ens (a.toml)" in out and "B  Ens (b.toml)" in out
    assert "24 måneder" in out
    code, out, _ = call(capsys, files[0], files[0], "--lang", "en")
    assert "A  Ens (a.toml) (1)" in out
    assert "the same in every single future" in " ".join(out.split())


def test_the_command_refuses_with_exit_2_and_touches_nothing(capsys, files, tmp_path):
    bad = tmp_path / "bad.toml"
    bad.write_text("format = 1\nx = 2\n", encoding="utf-8")
    code, out, err = call(capsys, *files, bad, tmp_path / "none.toml", "--lang", "en")
    assert (code, out) == (2, "")
    assert "bad.toml:2: x" in err and "none.toml" in err
    code, out, err = call(capsys, files[0], "--lang", "en")
    assert (code, err) == (2, "there must be between 2 and 8 scenarios to compare; here: 1\n")
    before = (tmp_path / "b.toml").read_bytes()
    code, _, err = call(capsys, *files, "--json", files[1], "--lang", "en")
    assert code == 2 and "left alone" in err
    assert (tmp_path / "b.toml").read_bytes() == before
    roi.save(roi.change(roi.load(files[1]), {"horizon_months": 36}), files[1])
    code, _, err = call(capsys, *files, "--lang", "da")
    assert code == 2 and err.startswith("horizon_months: scenarierne løber ikke lige længe (24, 36 måneder)")
    assert call(capsys, *files, "--months", "24")[0] == 0


def test_the_json_of_the_command_is_the_comparison(capsys, files, tmp_path):
    code, out, _ = call(capsys, *files, "--json", "-")
    scenarios = [roi.load(path) for path in files]
    expected = because.as_json(compare(scenarios, draws=256, names=["Ens (a.toml)", "Ens (b.toml)"]))
    assert (code, json.loads(out)) == (0, json.loads(json.dumps(expected)))
    assert call(capsys, *files, "--json", tmp_path / "out.json")[:2] == (0, "")
    assert json.loads((tmp_path / "out.json").read_text("utf-8")) == json.loads(out)


def test_a_hostile_name_is_only_shown(capsys, tmp_path):
    path = tmp_path / "x.toml"
    path.write_text(FIRM.format(name="**x** {0} <b>=1+1", employees=60, plan="", fee="fee_m = 1_000"), encoding="utf-8")
    code, out, err = call(capsys, path, path)
    assert (code, err) == (0, "")
    assert "**x** {0} <b>=1+1 (x.toml) (1)" in out


def test_every_ready_made_scenario_stands_beside_every_other():
    scenarios = [roi.load(path) for path in sorted(Path("scenarios").glob("*.toml"))]
    for a, b in pairwise(scenarios):
        found = compare([a, b], draws=256, months=36, view="all")
        for lang in text.LANGUAGES:
            assert not re.search(r"\b(nan|inf|None)\b|\{", side_by_side.report(found, lang))
        json.dumps(comparison.as_json(found), allow_nan=False)
