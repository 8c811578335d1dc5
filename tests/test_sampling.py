"""The dice: coordinates that belong to names, common worlds, correlations."""

from __future__ import annotations

import numpy as np
import pytest

import roi
from roi import sampling, sensitivity
from roi.distributions import tabulate

BASE = """format = 1
name = "Case"
[company]
employees = 100
[[work]]
name = "Books"
hours_m = { low = 100, mode = 150, high = 300 }
fee_m = 40_000
[[events]]
name = "Breach"
rate_y = 0.1
side = "plan"
cost = { low = 10_000, mode = 20_000, high = 90_000 }
"""
CORRELATED = BASE + '[[correlations]]\nbetween = ["turnover_y", "Books.hours_m"]\nrank = 0.6\n'


def arrays(draws):
    return {key: x for key, x in draws.values.items() if isinstance(x, np.ndarray)}


def test_same_seed_same_draws_and_another_seed_others():
    scenario = roi.loads(BASE)
    one, two, other = (arrays(sampling.draw(scenario, 500, seed)) for seed in (7, 7, 8))
    assert all(np.array_equal(one[key], two[key]) for key in one)
    assert not any(np.array_equal(one[key], other[key]) for key in one)


CHANGES = {
    "company.salary_m": {"low": 40_000, "mode": 50_000, "high": 60_000},
    "burnout.burnt_out": {"low": 0.11, "mode": 0.2, "high": 0.3},
    "plan.rework_start": {"p5": 0.1, "p95": 0.2},
    "work[1].hours_m": {"low": 90, "mode": 100, "high": 110},
}


@pytest.mark.parametrize("place", CHANGES)
def test_changing_one_input_leaves_the_draws_of_all_others(place):
    before = sampling.draw(roi.loads(BASE), 2_000, 3)
    after = sampling.draw(roi.change(roi.loads(BASE), {place: CHANGES[place]}), 2_000, 3)
    changed = {key for key in before.values if not np.array_equal(before.values[key], after.values[key])}
    id = place.rsplit(".", 1)[-1]
    assert {key.rsplit(".", 1)[-1] for key in changed} == {id}
    assert np.array_equal(before.exit, after.exit)


def test_adding_or_reordering_packages_leaves_the_draws_of_the_others():
    second = '[[work]]\nname = "Mail"\nhours_m = { low = 10, mode = 20, high = 30 }\nfee_m = 5_000\n'
    first_only = sampling.draw(roi.loads(BASE), 300, 1).values
    both = sampling.draw(roi.loads(BASE + second), 300, 1).values
    head, books = BASE.split("[[work]]", 1)
    swapped = sampling.draw(roi.loads(head + second + "[[work]]" + books), 300, 1).values
    for key, x in first_only.items():
        assert np.array_equal(x, both[key]), key
    for key, x in both.items():
        assert np.array_equal(x, swapped[key]), key


def test_more_draws_begin_with_the_fewer():
    scenario = roi.loads(BASE)
    few, many = arrays(sampling.draw(scenario, 2_000, 1)), arrays(sampling.draw(scenario, 5_000, 1))
    assert all(np.array_equal(few[key], many[key][:2_000]) for key in few)


def test_the_table_and_the_exact_quantiles_agree():
    """Few draws use the exact quantile function, many its table: the difference is far below the sampling error."""
    scenario = roi.loads(BASE)
    few = arrays(sampling.draw(scenario, sampling.TABLE_PAYS_FROM - 1, 1))
    many = arrays(sampling.draw(scenario, sampling.TABLE_PAYS_FROM, 1))
    for key, exact in few.items():
        assert np.max(np.abs(exact - many[key][: exact.size])) < 2e-6 * np.ptp(exact), key


def test_a_rank_correlation_is_what_was_asked_for():
    """Spearman 0.6 at 20,000 draws: sd of the estimate below 0.006, so 0.03 is five of them."""
    draws = sampling.draw(roi.loads(CORRELATED), 20_000, 1).values
    assert sensitivity.spearman(draws["turnover_y"], draws["Books.hours_m"]) == pytest.approx(0.6, abs=0.03)
    assert sensitivity.spearman(draws["turnover_y"], draws["salary_m"]) == pytest.approx(0.0, abs=0.035)


def test_a_correlation_changes_no_margin_and_no_other_input():
    plain, joined = (sampling.draw(roi.loads(text), 20_000, 1).values for text in (BASE, CORRELATED))
    moved = {key for key in plain if not np.array_equal(plain[key], joined[key])}
    assert moved == {"Books.hours_m"}
    quantiles = [0.05, 0.5, 0.95]
    assert np.quantile(plain["Books.hours_m"], quantiles) == pytest.approx(
        np.quantile(joined["Books.hours_m"], quantiles), rel=0.02
    )


def test_a_perfect_correlation_is_possible():
    text = CORRELATED.replace("rank = 0.6", "rank = 1.0")
    draws = sampling.draw(roi.loads(text), 3_000, 1).values
    assert sensitivity.spearman(draws["turnover_y"], draws["Books.hours_m"]) == pytest.approx(1.0, abs=1e-9)


def test_uniform_coordinates_are_uniform_and_independent():
    """Kolmogorov's bound at a false alarm of 1e-6 per coordinate: sqrt(log(2/1e-6)/(2n))."""
    count = 20_000
    bound = np.sqrt(np.log(2 / 1e-6) / (2 * count))
    names = [f"name {i}" for i in range(20)]
    columns = np.stack([sampling.uniform(1, name, count) for name in names])
    expected = (np.arange(count) + 0.5) / count
    assert np.max(np.abs(np.sort(columns, axis=1) - expected)) < bound
    off_diagonal = np.corrcoef(columns)[np.triu_indices(len(names), 1)]
    assert np.max(np.abs(off_diagonal)) < 6 / np.sqrt(count)
    assert columns.min() > 0
    assert columns.max() < 1


def test_exponential_draws_have_their_mean():
    draws = sampling.exponential(1, "chance:exit", 40_000)
    assert draws.min() >= 0
    assert draws.mean() == pytest.approx(1.0, abs=5 / np.sqrt(40_000))


def test_tables_are_shared():
    value = roi.loads(BASE).values["salary_m"]
    assert tabulate(value) is tabulate(value)
