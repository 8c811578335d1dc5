"""Offers for the same work: read, brought to the same scope, and what each would have to cost."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest

import roi
from roi import abreast, bids, catalogue, cli, side_by_side, text
from roi.breakeven import break_even

DRAWS = 1_024
OFFER = """\
format = 1
name = "{name}"
{presets}
[company]
employees = 60
[plan]
reduction_use = 0.6
relief_use = 0.2
core_use = 0.2
{plan}
{offer}
[[work]]
name = "Post"
hours_m = {{ low = 100, mode = 150, high = 250 }}
{fee}
"""
PHONE = '[[work]]\nname = "Telefon"\nhours_m = {{ low = 40, high = 60 }}\n{fee}\n'


def offer(name="A", fee="fee_m = 30_000", *, plan="", terms="", phone=None, presets=""):
    content = OFFER.format(name=name, fee=fee, plan=plan, offer=terms, presets=presets)
    return roi.loads(content + (PHONE.format(fee=phone) if phone else ""))


def codes(terms, plan=""):
    with pytest.raises(roi.ScenarioError) as refused:
        offer(terms=terms, plan=plan)
    return [(each.place, each.problem.code) for each in refused.value.mistakes]


# ---------------------------------------------------------------------------------------------------------- the [offer]


def test_what_the_price_covers_costs_nothing_on_top():
    plain, covering = offer(), offer(terms='[offer]\nvendor = "V"\ncovers = ["transition", "indexation"]\n')
    assert (covering.offer.vendor, covering.offer.covers) == ("V", ("transition", "indexation"))
    assert plain.offer is None
    run = roi.run(covering, draws=DRAWS)
    assert np.all(run.ledger["transition"] == 0) and np.all(run.ledger["indexation"] == 0)
    assert np.mean(roi.run(plain, draws=DRAWS).ledger["transition"]) < 0
    assert covering.origins["transition_share"].kind == "file"
    other = {line for line in run.ledger if not np.array_equal(run.ledger[line], roi.run(plain, draws=DRAWS).ledger[line])}
    assert other == {"transition", "indexation"}


def test_it_covers_whatever_the_presets_say_and_zero_may_be_said_twice():
    finance = offer(terms='[offer]\ncovers = ["vat"]\n', presets='presets = ["vat_exempt_finance"]')
    assert finance.values["vat_share"].median == 0
    for zero in ("transition_share = 0", 'transition_share = { values = [0], source = "p. 3" }'):
        assert offer(terms='[offer]\ncovers = ["transition"]\n', plan=zero).values["transition_share"].median == 0


def test_an_offer_that_contradicts_itself_is_refused():
    assert codes('[offer]\ncovers = ["transition"]\nleaves_out = ["transition"]\n') == [
        ("offer.leaves_out", "covered_and_left_out")
    ]
    assert codes('[offer]\ncovers = ["transition"]\n', "transition_share = 0.1") == [
        ("plan.transition_share", "covered_but_stated")
    ]
    assert codes('[offer]\nleaves_out = ["indexation"]\n', "indexation_y = 0") == [
        ("plan.indexation_y", "left_out_but_free")
    ]
    assert codes('[offer]\ncovers = ["payroll", "transition", "transition"]\nx = 1\nvendor = 3\n') == [
        ("offer.covers", "not_in_a_price"),
        ("offer.covers", "named_twice"),
        ("offer.x", "unknown_key"),
        ("offer.vendor", "not_text_value"),
    ]
    assert codes("offer = 3\n") == [("plan.offer", "unknown_key")]


def test_what_a_price_can_cover_are_single_inputs_that_may_be_nothing():
    for line in catalogue.in_a_price():
        for id in catalogue.lines()[line].in_price:
            assert catalogue.inputs()[id].low <= 0
            assert id in catalogue.lines()[line].inputs


# -------------------------------------------------------------------------------------------------------- like for like


@pytest.fixture(scope="module")
def three():
    """A takes the post, B post and telephone, C both and dearer for the telephone."""
    terms = '[offer]\nvendor = "Nord"\ncovers = ["transition"]\nleaves_out = ["extra_work"]\n'
    return bids.bids(
        [
            offer("A", "fee_m = 20_000", terms=terms),
            offer("B", "fee_hour = 150", phone="fee_hour = 200", plan="indexation_y = 0.02"),
            offer(
                "C", "fee_m = { low = 18_000, mode = 22_000, high = 30_000 }", phone="fee_m = 9_500", plan="exit_y = 0.05"
            ),
        ],
        draws=DRAWS,
    )


def test_work_that_an_offer_leaves_out_is_added_at_the_dearest_price(three):
    assert three.added == ({"Telefon": 2}, {}, {})
    scenario = three.comparison.results[0].scenario
    assert [package.name for package in scenario.work] == ["Post", "Telefon"]
    assert scenario.work[1].values == three.offered[2].work[1].values
    assert roi.loads(scenario.text).work == scenario.work, "a scenario is its text"
    assert three.offered[0].work[0].values == scenario.work[0].values
    rows = bids.table(three)
    assert [row["added_fee_m"] for row in rows] == [pytest.approx(9_500), 0, 0]
    assert rows[0]["fee_m"] == pytest.approx(20_000)
    heads = three.comparison.results[1].draws.values
    hours = {name: heads[f"{name}.hours_m"] * heads[f"{name}.movable_share"] for name in ("Post", "Telefon")}
    assert rows[1]["fee_m"] == pytest.approx(float(np.mean(150 * hours["Post"] + 200 * hours["Telefon"])))


def test_the_scope_is_what_file_and_offer_say(three):
    first, second, _ = bids.table(three)
    assert (three.comparison.names[0], first["vendor"]) == ("Nord", "Nord")
    assert (first["covers"], first["on_top"], first["leaves_out"]) == (["transition"], [], ["extra_work"])
    assert first["unsaid"] == ["indexation", "scope_creep"], "VAT is deducted: nothing to be covered"
    assert (second["covers"], second["on_top"], second["leaves_out"]) == ([], ["indexation"], [])


def scaled(scenario, factor):
    """The offer with its own prices times a factor, by its text."""
    changes = {}
    for at, package in enumerate(scenario.work, start=1):
        for id in ("fee_m", "fee_hour"):
            if id in package.values:
                value = package.values[id]
                ends = {} if value.is_fixed else {"low": value.low, "mode": value.mode, "high": value.high}
                raw = {name: float(factor * x) for name, x in ends.items()} or float(factor * value.median)
                changes[f"work[{at}].{id}"] = raw
    return roi.change(scenario, changes)


@pytest.mark.parametrize("which", [0, 1, 2])
def test_at_the_price_that_is_named_the_means_are_equal(three, which):
    """The slow way: the file with that price, run again."""
    row = bids.table(three)[which]
    for level, wanted in (("to_equal", three.comparison.values[row["to_equal"]["with"]].mean()), ("to_break_even", 0.0)):
        again = list(three.offered)
        again[which] = scaled(three.offered[which], row[level]["factor"])
        mean = bids.bids(again, draws=DRAWS).comparison.values[which].mean()
        assert mean == pytest.approx(wanted, rel=1e-6, abs=1.0)
        assert row[level]["fee_m"] == pytest.approx(row[level]["factor"] * row["fee_m"])


def test_the_best_could_be_dearer_and_the_others_would_have_to_be_cheaper(three):
    rows = bids.table(three)
    means = three.comparison.values[:-1].mean(axis=1)
    best, next_ = np.argsort(-means)[:2]
    assert rows[best]["to_equal"]["with"] == next_
    assert rows[best]["to_equal"]["factor"] > 1
    for i, row in enumerate(rows):
        if i != best:
            assert row["to_equal"]["with"] == best
            assert row["to_equal"]["factor"] < 1


def test_the_error_of_a_price_is_what_it_says():
    """12 seeds: the spread of the prices is that of their stated errors (F with about 11 and 180 degrees: 1e-4 outside)."""
    offers = [offer("A", "fee_m = 20_000"), offer("B", "fee_m = 25_000", plan="rework_start = 0.1")]
    found = [bids.table(bids.bids(offers, draws=512, seed=seed))[1]["to_equal"] for seed in range(12)]
    spread = np.std([each["fee_m"] for each in found], ddof=1)
    stated = np.sqrt(np.mean([each["fee_m_se"] ** 2 for each in found]))
    assert 0.35 < spread / stated < 1.9


def test_not_even_free_of_charge():
    dear = offer("A", "fee_m = 10", plan="selection_cost = 40_000_000\nexit_y = 0")
    row = bids.table(bids.bids([dear, offer("B", "fee_m = 20_000")], draws=256))[0]
    assert row["to_equal"]["factor"] < 0
    assert abreast.price(row, False, "en")[1:] == ["not even free of charge"] * 2
    free = bids.table(bids.bids([offer("A", "fee_m = 0"), offer("B")], draws=256))[0]
    assert free["to_break_even"] == {"factor": None, "fee_m": None, "fee_m_se": None}
    assert abreast.price(free, False, "da")[2] == "–"


def test_offers_for_other_work_or_another_firm_are_refused_with_every_reason():
    other = roi.change(offer("B"), {"company.employees": 70, "plan.core_use": 0.1, "assumptions": "article"})
    with pytest.raises(roi.ScenarioError) as refused:
        bids.bids([offer("A"), other], draws=64)
    found = {(each.place, each.problem.code) for each in refused.value.mistakes}
    assert {("assumptions", "bids_settings"), ("employees", "bids_differ"), ("core_use", "bids_differ")} <= found
    assert "Employees" in str(refused.value)
    apart = roi.loads(OFFER.format(name="B", fee="fee_m = 1", plan="", offer="", presets="").replace('"Post"', '"Andet"'))
    with pytest.raises(roi.ScenarioError) as refused:
        bids.bids([offer("A"), apart], draws=64)
    assert [each.problem.code for each in refused.value.mistakes] == ["bids_no_common_work"] * 2
    phones = [offer("A"), offer("B", phone="fee_m = 5_000"), offer("C", phone="fee_m = 5_000")]
    phones[2] = roi.change(phones[2], {"work[2].hours_m": 80})
    with pytest.raises(roi.ScenarioError) as refused:
        bids.bids(phones, draws=64)
    assert [(each.place, each.problem.code) for each in refused.value.mistakes] == [("Telefon.hours_m", "bids_differ")]
    with pytest.raises(roi.ScenarioError, match="between 2 and 8"):
        bids.bids([offer("A")], draws=64)


# ----------------------------------------------------------------------------------------------- words, JSON, the command


@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_the_report_says_what_each_takes_in_and_would_have_to_cost(three, lang):
    said = " ".join(side_by_side.offers(three, lang).split())
    assert not re.search(r"\b(nan|inf|None)\b|\{", said)
    assert "A Nord" in said
    lines = {"da": "Prisen dækker etablering.", "en": "The price covers set-up."}
    added = {"da": "Opgaven »Telefon« er ikke med i tilbuddet.", "en": "The work “Telefon” is not in the offer."}
    assert lines[lang] in said and added[lang] in said
    assert text.say("bids.price.is_best", lang) in said


def test_the_json_is_what_the_interface_says(three):
    read = json.loads(json.dumps(bids.as_json(three), allow_nan=False))
    assert set(read) == {"offers", "comparison"}
    assert set(read["offers"][0]) == {
        "name", "vendor", "covers", "on_top", "leaves_out", "unsaid", "added", "fee_m", "added_fee_m", "to_equal",
        "to_break_even",
    }  # fmt: skip
    assert read["offers"][0]["added"] == {"Telefon": "C"}
    assert read["offers"][0]["to_equal"]["with"] in ("B", "C")
    assert [row["name"] for row in read["comparison"]["options"]] == ["Nord", "B", "C", None]


def test_the_command(capsys, tmp_path):
    paths = []
    for name, each in (("a", offer("Ens")), ("b", offer("Ens", "fee_m = 35_000"))):
        paths.append(str(tmp_path / f"{name}.toml"))
        roi.save(each, paths[-1])
    assert cli.main(["bids", *paths, "--draws", "256", "--lang", "da"]) == 0
    out = capsys.readouterr().out
    assert "A  Ens (a.toml)" in out and "Hvad prisen skulle være" in out
    assert cli.main(["bids", *paths, "--draws", "256", "--json", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["offers"][1]["fee_m"] == pytest.approx(35_000)
    roi.save(roi.change(roi.load(paths[1]), {"company.employees": 61}), paths[1])
    assert cli.main(["bids", *paths, "--draws", "256", "--lang", "da"]) == 2
    assert "den samme virksomhed" in capsys.readouterr().err


def test_the_wholesalers_offers_stand_side_by_side():
    names = ("domestic", "nearshore", "freelancer", "virtual_assistant", "hire", "automate", "upskill")
    found = bids.bids([roi.load(f"scenarios/wholesaler_{name}.toml") for name in names], draws=256)
    rows = bids.table(found)
    assert rows[0]["leaves_out"] == ["indexation", "extra_work"]
    assert not any(row["added"] for row in rows)


def test_the_price_that_breaks_even_is_the_one_that_break_even_finds():
    """Another way to the same number: Brent's method over replays, for a single fixed fee."""
    offers = [offer("A", "fee_m = 20_000"), offer("B", "fee_m = 25_000", plan="rework_start = 0.1")]
    found = bids.bids(offers, draws=DRAWS)
    row = bids.table(found)[0]
    (crossing,) = break_even(roi.run(offers[0], draws=DRAWS), "Post.fee_m", of="mean").crossings
    assert crossing.value == pytest.approx(row["to_break_even"]["fee_m"], rel=1e-3)
    level = float(found.comparison.values[row["to_equal"]["with"]].mean())
    (crossing,) = break_even(roi.run(offers[0], draws=DRAWS), "Post.fee_m", of="mean", level=level).crossings
    assert crossing.value == pytest.approx(row["to_equal"]["fee_m"], rel=1e-3)
