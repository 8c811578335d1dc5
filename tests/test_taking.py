"""What has been learnt put into a file, what is said of it, and the command."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest

import roi
from roi import actuals, cli, copula, followed, taking, telling_actuals, text
from tests.test_actuals import DRAWS, ONE_MONTH, PLAN, TRIAL, learnt, with_rows

TWO = [{"month": t, "work": "Books", "hours_moved": 190, "fee": 41_000, "hours_back": 40} for t in (3, 4)]


@pytest.fixture(scope="module")
def found():
    return learnt([*TWO, TRIAL])


@pytest.fixture(scope="module")
def scenario(found):
    return taking.taken(found, "da")


def test_every_input_that_was_learnt_of_is_written_with_its_source(found, scenario):
    for row in actuals.inputs(found):
        origin = scenario.origins[row["input"]]
        assert origin.kind == "file" and origin.source.startswith(
            "Egne tal: prøve 4. maj 2026 til 31. maj 2026, måned 3 til 4"
        )
        value = scenario.keyed()[row["input"]]
        for share in (0.05, 0.50, 0.95):
            wanted, spread = row["after"][f"p{round(100 * share)}"], row["after"]["p95"] - row["after"]["p5"]
            assert value.ppf(share) == pytest.approx(wanted, abs=0.06 * spread), row["input"]
        before = found.result.scenario.keyed()[row["input"]].support
        assert before[0] - 1e-3 * abs(before[0]) <= value.support[0] and value.support[1] <= before[1] * 1.001
    untouched = set(scenario.uncertain()) - {row["input"] for row in actuals.inputs(found)}
    assert {key for key in untouched if scenario.keyed()[key] != found.result.scenario.keyed()[key]} == set()


def test_the_figures_stay_and_are_not_weighed_twice(found, scenario):
    assert [row.counted for row in scenario.actuals] == [True] * 3
    again = actuals.learn(roi.run(scenario, draws=512))
    assert again.shares is None and again.now == 4
    assert len(actuals.against_forecast(again)) == len(found.figures)


def test_the_file_says_nearly_what_was_learnt(found, scenario):
    """The net present value of the file lies within a twentieth of its spread of what was learnt."""
    lost = taking.lost(found, roi.run(scenario, draws=DRAWS))
    learnt_npv, file_npv = lost["npv"]["learnt"], lost["npv"]["file"]
    spread = learnt_npv["p95"] - learnt_npv["p5"]
    for name in ("p5", "p50", "p95"):
        assert abs(learnt_npv[name] - file_npv[name]) < 0.1 * spread
    assert 0 <= lost["loss"]["file"]["value"] <= 1 and lost["payback"]["learnt"]["se"] > 0


def test_inputs_that_figures_tie_together_are_correlated_and_can_be_so():
    """Hours moved are hours times share, so knowing their product ties the two against each other."""
    plan = PLAN.replace("movable_share = 0.9", "movable_share = { low = 0.4, mode = 0.7, high = 0.95 }")
    plan += '[[correlations]]\nbetween = ["Books.hours_m", "rework_start"]\nrank = 0.5\nsource = "ours"\n'
    found = learnt([{"month": t, "work": "Books", "hours_moved": 110} for t in (3, 4)], plan=plan)
    scenario = taking.taken(found, "en")
    ranks = {frozenset((each.a, each.b)): each.rank for each in scenario.correlations}
    assert -1 < ranks[frozenset(("Books.hours_m", "Books.movable_share"))] < -0.4
    assert frozenset(("Books.hours_m", "rework_start")) in ranks
    assert copula.impossible({(each.a, each.b): each.rank for each in scenario.correlations}) is None
    x = roi.run(scenario, draws=DRAWS).draws.values
    product = np.log(x["Books.hours_m"]) + np.log(x["Books.movable_share"])
    apart = learnt([], plan=plan).draws.values
    assert product.std() < 0.7 * (np.log(apart["Books.hours_m"]) + np.log(apart["Books.movable_share"])).std()


def test_values_keep_their_few_values_and_change_how_likely_each_is():
    plan = PLAN.replace("fee_m = 40_000", "fee_m = { values = [30_000, 40_000, 50_000] }")
    found = learnt([{"month": 4, "work": "Books", "fee": 49_000, "spread": {"fee": 0.1}}], plan=plan)
    raw = taking.written(found, "Books.fee_m")
    assert raw["values"] == [30_000, 40_000, 50_000]
    assert raw["weights"][2] > raw["weights"][1] > raw["weights"][0] and sum(raw["weights"]) == pytest.approx(1, abs=1e-3)
    assert taking.taken(found, "da").work[0].values["fee_m"].mean > 42_000


def test_what_teaches_nothing_changes_nothing():
    found = learnt([])
    assert taking.taken(found, "da") is found.result.scenario


def test_places_are_those_of_the_file(found):
    scenario = found.result.scenario
    assert taking.place_of(scenario, "Post.fee_hour") == "work[2].fee_hour"
    assert taking.place_of(scenario, "rework_start") == "plan.rework_start"
    assert taking.place_of(scenario, "turnover_y") == "company.turnover_y"


# ------------------------------------------------------------------------------------------------------------- in words


@pytest.mark.parametrize("lang", text.LANGUAGES)
@pytest.mark.parametrize(
    "rows",
    [[], [*ONE_MONTH, TRIAL], [TRIAL], [{"month": 24, "left": 0}], [{"month": 2, "fee": 1, "counted": True}]],
    ids=["none", "both", "a trial", "the last month", "counted"],
)
def test_the_report_in_either_language(rows, lang):
    found = learnt(rows, draws=1_024)
    said = followed.report(found, actuals.as_json(found), lang)
    assert not re.search(r"\b(nan|inf|None)\b|[{}]", said)
    assert text.say("follow.title.head", lang) in said
    assert (text.say("follow.title.learnt", lang) in said) == (bool(rows) and not rows[0].get("counted"))


def said(rows, lang="en", **more):
    found = learnt(rows, **more)
    return " ".join(followed.report(found, actuals.as_json(found), lang).replace("\xa0", " ").split())


def test_what_is_impossible_is_said_with_what_it_hangs_on():
    words = said([{"month": 1, "fee": 9_000, "work": "Post"}, {"month": 3, "hours_moved": 100}])
    assert "None of the plan's futures can show what you have seen: Post: vendor's bill, month 1: DKK 9,000." in words
    assert "month the work begins to move" in words or "start" in words
    assert "On average" not in words
    words = said([{"month": 3, "hours_moved": 0}, {"month": 5, "hours_moved": 100}])
    assert "Each figure by itself can happen" in words


def test_what_does_not_fit_is_said_and_what_lies_outside():
    words = said([{"month": 4, "work": "Books", "fee": 80_000}])
    assert "leave no room for this: Books: vendor's bill, month 4: DKK 80,000" in words and "does not fit" in words
    words = said([{"month": 4, "work": "Books", "hours_back": 90}])
    assert "Outside 9 of 10 futures" in words and "one figure in ten" in words
    words = said([{"month": 4, "left": 0}])
    assert "lies within 9 of 10" in words


def test_the_answer_follows_the_choice():
    going = {"mean": 2e5, "mean_se": 10.0, "p5": -1e5, "p95": 3e5, "gain": {"value": 0.9, "se": 0.01}}
    facts = {"now": 4, "runs": {"value": 1.0, "se": 0.0}, "go_on": going, "stop": {"mean": -5e4, "mean_se": 10.0}}
    facts |= {"better": {"mean": 2.5e5, "mean_se": 10.0, "gain": {"value": 0.97, "se": 0.01}}, "best": "go_on"}
    facts |= {"forecast": {"value": 0.8, "se": 0.01}}
    words = " ".join(telling_actuals.ahead(facts, "en"))
    assert "best to go on: it is DKK\xa0250,000 better" in words and "97 of 100" in words and "80 of 100" in words
    assert "+DKK\xa0200,000 on average" in words and "−DKK\xa050,000 on average" in words, "their difference is the answer"
    stop = {**facts, "best": "stop", "better": {**facts["better"], "mean": -1e5, "gain": {"value": 0.2, "se": 0.01}}}
    words = " ".join(telling_actuals.ahead(stop, "da"))
    assert "bedst at stoppe nu: det er 100.000\xa0kr. bedre" in words and "80 af 100" in words
    tried = telling_actuals.ahead({**facts, "now": 0}, "da")
    assert "Efter prøven" in tried[0] and "før prøven så det ud til 80 af 100" in tried[-1]
    assert "allerede slut" in telling_actuals.ahead({**facts, "runs": {"value": 0.0, "se": 0.0}}, "da")[0]
    assert "no measurable difference" in telling_actuals.ahead({**facts, "best": "even"}, "en")[0]


# ---------------------------------------------------------------------------------------------------------- the command


@pytest.fixture
def path(tmp_path):
    roi.save(with_rows([*TWO, TRIAL]), tmp_path / "x.toml")
    return tmp_path / "x.toml"


def test_the_command(capsys, path):
    assert cli.main(["follow", str(path), "--draws", "512", "--lang", "da"]) == 0
    assert "Er planen stadig planen?" in capsys.readouterr().out
    assert cli.main(["follow", str(path), "--draws", "512", "--view", "cash", "--seed", "3", "--json", "-"]) == 0
    read = json.loads(capsys.readouterr().out)
    assert (read["view"], read["draws"], read["seed"], read["now"]) == ("cash", 512, 3, 4)


def test_the_command_puts_what_was_learnt_into_a_new_file(capsys, path):
    new = path.with_name("new.toml")
    assert cli.main(["follow", str(path), "--draws", "512", "--lang", "en", "--to", str(new)]) == 0
    out = capsys.readouterr().out
    assert "what is lost" in out and "counted = true" in out
    assert all(row.counted for row in roi.load(new).actuals)
    assert cli.main(["follow", str(new), "--draws", "512", "--lang", "en", "--to", str(path.with_name("y.toml"))]) == 2
    assert "nothing to put in" in capsys.readouterr().err


def test_the_command_refuses_what_it_cannot_use(capsys, path):
    for more in (["--to", str(path)], ["--json", str(path)], ["--draws", "0"]):
        assert cli.main(["follow", str(path), "--lang", "en", *more]) == 2
        out, err = capsys.readouterr()
        assert (out, err.count("\n")) == ("", 1)
    path.write_text("format = 1\n", encoding="utf-8")
    assert cli.main(["follow", str(path)]) == 2
    capsys.readouterr()
    roi.save(with_rows([{"month": 1, "fee": 9_000, "work": "Post"}]), path)
    assert cli.main(["follow", str(path), "--draws", "64", "--lang", "en", "--to", str(path.with_name("z.toml"))]) == 2
    assert "None of the plan's futures" in capsys.readouterr().err
