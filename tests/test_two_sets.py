"""The same plan under both sets of assumptions: the parts add up, and are what every order of changing over gives."""

from __future__ import annotations

from itertools import permutations
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

import roi
from roi import catalogue, files, inquiry, memo, telling, text, two_sets


@pytest.fixture(scope="module")
def found():
    return two_sets.side_by_side(roi.run(roi.load("scenarios/article_100_employees.toml"), draws=2_048))


@pytest.mark.parametrize("outcome", two_sets.DECOMPOSED)
def test_the_parts_add_up_to_the_whole_difference(found, outcome):
    split = found["parts"][outcome]
    assert len(split["parts"]) == len(found["differs"])
    assert sum(split["parts"]) == pytest.approx(split["to"] - split["from"], abs=0.01)


@pytest.mark.parametrize("set_of", ["article", "evidence"])
def test_the_ends_are_the_means_under_each_set(found, set_of):
    """With as many worlds as the split uses, the same to the krone."""
    scenario = files.change(roi.load("scenarios/article_100_employees.toml"), {"assumptions": set_of})
    run = roi.run(scenario, draws=two_sets.DRAWS)
    end = "from" if set_of == two_sets.FROM else "to"
    for outcome in two_sets.DECOMPOSED:
        assert found["parts"][outcome][end] == pytest.approx(float(run.outcomes[outcome].mean()), rel=1e-9)


@given(st.lists(st.floats(-1e6, 1e6), min_size=16, max_size=16))
def test_shapley_is_the_mean_over_every_order(values):
    """Against the definition, on a game of four with any values."""
    game = dict(zip(two_sets._subsets(4), values, strict=True))
    for member in range(4):
        gains = []
        for order in permutations(range(4)):
            before = frozenset(order[: order.index(member)])
            gains.append(game[before | {member}] - game[before])
        assert two_sets._shapley(member, 4, game) == pytest.approx(mean(gains), abs=1e-3)


def test_what_the_file_says_itself_does_not_differ():
    scenario = roi.load("scenarios/small_firm_bookkeeping.toml")
    burnt = files.change(scenario, {"burnout.burnt_out": 0.2})
    result = roi.run(burnt, draws=512)
    assert ["burnt_out"] not in two_sets.side_by_side(result)["differs"]


def test_a_file_that_says_everything_has_no_difference():
    scenario = roi.load("scenarios/small_firm_bookkeeping.toml")
    said = {f"burnout.{id}": 0.5 for id in ("burnt_out", "causal_share", "relief_effect", "load_effect", "insecurity_rise")}
    said |= {f"burnout.{id}": 10_000 for id in ("lost_productivity_y", "absence_y", "health_y")}
    said |= {"burnout.replacement_months": 6, "burnout.cost_basis": "burnt_out"}
    found = two_sets.side_by_side(roi.run(files.change(scenario, said), draws=512))
    assert found["differs"] == []
    assert found["parts"]["npv"] == {"from": found["parts"]["npv"]["to"], "to": found["parts"]["npv"]["to"], "parts": []}
    assert len(telling.two_sets(found, "en")) == 1


@pytest.mark.parametrize("lang", ["da", "en"])
def test_it_is_told_in_whole_sentences(found, lang):
    for sentence in telling.two_sets(found, lang):
        assert "{" not in sentence and sentence.endswith(".")


def test_both_sets_are_the_catalogues():
    assert {two_sets.FROM, two_sets.TO} == set(catalogue.ASSUMPTIONS)


@pytest.mark.parametrize("lang", ["da", "en"])
def test_why_a_file_does_not_hold_under_both_is_said_and_nothing_else_is_lost(lang):
    """Fewer than 5 % burnt out, as the studies count them, cannot be with the article's costs per employee."""
    scenario = files.change(roi.load("scenarios/article_100_employees_evidence.toml"), {"burnout.burnt_out": 0.03})
    found = inquiry.inquiry(roi.run(scenario, draws=512))
    (why,) = found.two_sets["cannot"]
    assert why["place"] == "burnout.burnt_out"
    assert not found.two_sets["differs"]
    (said,) = telling.two_sets(found.two_sets, lang)
    assert catalogue.inputs()["burnt_out"].name[lang] in said
    assert " ".join(text.percent(0.03, lang).split()) in said
    assert memo.memo(roi.run(scenario, draws=512), lang).blocks
    assert found.stress
