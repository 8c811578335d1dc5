"""Who gains: what one party pays, another gets."""

from __future__ import annotations

import numpy as np
import pytest

import roi
from roi import catalogue, parties, telling


@pytest.fixture(scope="module", params=["bank_back_office_offshore", "it_operations_midsize"])
def result(request):
    return roi.run(roi.load(f"scenarios/{request.param}.toml"), draws=2_048)


def test_what_the_owners_pay_the_others_get(result):
    """Line by line: the party of a line gets what the owners give, but for the on-costs of pay."""
    full = roi.run(result.scenario, draws=2_048, view="all")
    shares = parties.flows(full)
    on_cost = 1 + full.draws.values["on_cost_share"]
    for line, about in catalogue.lines().items():
        if about.party is None:
            continue
        got = shares[about.party][line] * (on_cost if line in ("payroll", "overtime") else 1)
        assert np.allclose(got + full.ledger[line], 0, atol=1e-6), line


def test_the_owners_have_the_net_present_value_of_the_view(result):
    owners = parties.table(result)[0]
    assert owners["party"] == "owners"
    assert owners["mean"] == pytest.approx(float(np.mean(result.outcomes["npv"])), rel=1e-9)


def test_what_is_owed_at_the_end_and_the_rebuilding_are_the_exit_line(result):
    """With nothing to rebuild, all of the exit line goes to the vendor."""
    from roi import files

    scenario = files.change(result.scenario, {"plan.rebuild_share": 0})
    only_owed = roi.run(scenario, draws=2_048, view="all")
    assert np.allclose(parties.flows(only_owed)["vendor"]["exit"], -only_owed.ledger["exit"], atol=1e-6)


def test_other_parties_do_not_depend_on_what_the_owners_count(result):
    a, b = (parties.flows(roi.run(result.scenario, draws=512, view=view)) for view in ("cash", "all"))
    for party in catalogue.parties():
        if party != "owners":
            assert all(np.array_equal(a[party][line], b[party][line]) for line in a[party])


def test_people_are_counted_in_people(result):
    found = parties.people(result)
    assert 0 <= found["posts"]["mean"] <= result.scenario.values["employees"].median
    assert found["posts"]["p5"] <= found["posts"]["mean"] <= found["posts"]["p95"] + 1e-9
    assert found["absorbed_hours"]["mean"] > 0


@pytest.mark.parametrize("lang", ["da", "en"])
def test_each_party_is_told_with_what_is_unpriced(result, lang):
    for row in parties.table(result):
        assert all("{" not in words and words for words in telling.party(row, lang).values())
    for sentence in telling.people(parties.people(result), lang):
        assert "{" not in sentence and sentence.endswith(".")


def test_every_party_of_a_line_is_known():
    assert {line.party for line in catalogue.lines().values()} - {None} <= set(catalogue.parties())
