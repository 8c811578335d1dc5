"""A dilemma comes true: the signs one expects, and each stress against the same change written into the file."""

from __future__ import annotations

import numpy as np
import pytest

import roi
from roi import catalogue, files, stress, telling

TEXT = """format = 1
name = "Case"
horizon_months = 36
[company]
employees = 60
[plan]
relief_use = 0.1
core_use = 0.1
reduction_use = 0.8
exit_y = 0.05
[[work]]
name = "Books"
hours_m = { low = 400, mode = 500, high = 700 }
fee_m = 60_000
[[events]]
name = "Key person"
rate_y = 0.1
side = "staying"
dilemma = "competence"
cost = { low = 100_000, mode = 200_000, high = 500_000 }
"""


def result_of(text=TEXT, **settings):
    return roi.run(files.loads(text), draws=4_096, **settings)


@pytest.fixture(scope="module")
def rows():
    return {row["stress"]: row for row in stress.table(result_of())}


def test_each_stress_has_the_sign_that_one_expects(rows):
    """A plan that gains month by month: to lose its vendor, its knowledge or its price is worse; to lose a key person who
    would have been missed at home is better for having moved."""
    assert list(rows) == list(catalogue.stresses())
    for id, row in rows.items():
        sign = -1 if catalogue.stresses()[id].expected == "worse" else 1
        assert row["difference"] * sign > 3 * row["difference_se"], id
        assert row["as_expected"] is True


@pytest.mark.parametrize(
    ("id", "changes"),
    [
        ("vendor_pay_rises", {"plan.indexation_y": 0.09}),
        ("knowledge_gone", {"plan.rework_end": 0.2, "plan.rework_start": 0.2, "plan.rebuild_share": 0.4}),
        ("no_way_back", {"plan.exit_y": 0, "plan.scope_creep": 0.25}),
    ],
)
def test_a_stress_is_the_same_as_writing_it_into_the_file(id, changes):
    """The stressed inputs fixed beforehand, so that nothing but the stress changes."""
    fixed = {"plan.rework_start": 0.2, "plan.rework_end": 0.1, "plan.rebuild_share": 0.4, "plan.scope_creep": 0.10}
    before = result_of(files.change(files.loads(TEXT), fixed).text)
    after = roi.run(files.change(before.scenario, changes), draws=4_096)
    row = next(row for row in stress.table(before) if row["stress"] == id)
    assert row["base_p50"] == pytest.approx(np.median(before.outcomes["npv"]))
    assert row["p50"] == pytest.approx(np.median(after.outcomes["npv"]), rel=1e-9)
    assert row["difference"] == pytest.approx(np.mean(after.outcomes["npv"] - before.outcomes["npv"]), rel=1e-9)


@pytest.mark.parametrize("month", [5, 17, 36])
def test_the_vendor_fails_in_the_month_that_is_chosen(month):
    result = result_of()
    worlds = stress.vendor_fails(result.scenario, result.draws, month).worlds
    from roi import simulate

    exits = simulate.world(result.scenario, worlds).exit_month
    assert np.allclose(exits, month)
    assert np.all(np.asarray(simulate.world(result.scenario, worlds).owed_at_exit) == 0)


def test_an_event_comes_true_in_the_month_that_is_chosen():
    from roi import simulate

    result = result_of()
    worlds = stress.key_person_leaves(result.draws, 0, result.scenario.events[0], 20).worlds
    assert np.all(simulate.world(result.scenario, worlds).events[0].month == 20)


def test_a_month_outside_the_horizon_is_refused():
    for month in (0, 37):
        with pytest.raises(ValueError, match="from 1 to 36"):
            stress.table(result_of(), month)


def test_a_plan_that_loses_every_month_gains_by_ending_and_is_told_so():
    dear = result_of(TEXT.replace("fee_m = 60_000", "fee_m = 600_000"))
    row = next(row for row in stress.table(dear) if row["stress"] == "vendor_fails")
    assert row["as_expected"] is False
    assert telling.stress(row, "da")[-1] == catalogue.stresses()["vendor_fails"].because["da"]


def test_without_an_event_of_staying_there_is_nothing_to_try():
    rows = stress.table(result_of(TEXT[: TEXT.index("[[events]]")]))
    assert [row["applies"] for row in rows] == [True, True, True, True, False]


@pytest.mark.parametrize("lang", ["da", "en"])
def test_every_stress_is_told_in_whole_sentences(rows, lang):
    for row in [*rows.values(), {**rows["vendor_fails"], "as_expected": None}, stress._cannot("key_person_leaves")]:
        for sentence in telling.stress(row, lang):
            assert "{" not in sentence and sentence.endswith(".")


def test_every_stress_has_a_dilemma_and_words():
    for id, about in catalogue.stresses().items():
        assert about.dilemma in catalogue.dilemmas(), id
        assert about.expected in ("worse", "better")
        for words in (about.name, about.help, about.because):
            assert set(words) == {"da", "en"}
