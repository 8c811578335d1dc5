"""Means, quantiles, chances and shortfall, and whether their errors are what they say."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy.special import ndtr, ndtri

from roi import sampling, summary
from roi.summary import Sample

numbers = st.integers(-(2**20), 2**20).map(lambda n: n / 8) | st.just(math.nan)
samples = arrays.arrays(np.float64, st.integers(1, 200), elements=numbers)


def independent(x, groups=16):
    """Draws each on its own, dealt into groups."""
    return Sample(np.asarray(x, dtype=float), groups)


@settings(deadline=None)
@given(samples)
def test_values_are_numpys(x):
    sample, defined = independent(x), x[~np.isnan(x)]
    assert sample.undefined().value == pytest.approx(np.isnan(x).mean())
    assert sample.below(0.0).value == pytest.approx((x < 0).mean())
    assert sample.meeting(1.0, "higher").value == pytest.approx((x >= 1).mean())
    if defined.size == 0:
        assert math.isnan(sample.mean().value)
        assert math.isnan(sample.quantile(0.5).value)
        assert math.isnan(sample.expected_shortfall().value)
        return
    assert sample.mean().value == pytest.approx(defined.mean(), rel=1e-9, abs=1e-6)
    for share in (0.0, *summary.QUANTILES, 1.0):
        assert sample.quantile(share).value == pytest.approx(np.quantile(defined, share), rel=1e-9, abs=1e-6)
        assert sample.at(share) == sample.quantile(share).value
    levels = np.array([-math.inf, -1.0, 0.0, math.inf])
    assert sample.shares_below(levels) == pytest.approx([(x < level).mean() for level in levels])


@settings(deadline=None)
@given(samples)
def test_errors_are_known_or_not_a_number_and_never_negative(x):
    sample = independent(x)
    estimates = [sample.mean(), sample.below(0.0), sample.undefined(), sample.expected_shortfall()]
    estimates += [sample.quantile(share) for share in summary.QUANTILES]
    assert all(math.isnan(each.se) or each.se >= 0 for each in estimates)
    if x.size == 1:
        assert all(math.isnan(each.se) for each in (sample.mean(), sample.quantile(0.5), sample.expected_shortfall()))


@settings(max_examples=50, deadline=None)
@given(samples, st.sampled_from([0.25, 1.0, 1024.0]), st.integers(-(2**20), 2**20))
def test_errors_move_with_the_unit(x, scale, shift):
    one, other = independent(x), independent(scale * x + shift)
    for a, b in ((one.mean(), other.mean()), (one.quantile(0.5), other.quantile(0.5))):
        assert b.se == pytest.approx(scale * a.se, rel=1e-5, abs=1e-6 * scale, nan_ok=True)


def test_infinity_counts_in_quantiles_and_leaves_the_mean_without_an_error():
    sample = independent([3.0, math.nan, 1.0, math.inf, 2.0])
    assert sample.ordered.tolist() == [1.0, 2.0, 3.0, math.inf]
    assert sample.mean().value == math.inf
    assert math.isnan(sample.mean().se)
    assert sample.quantile(0.95).value == math.inf
    assert sample.quantile(0.5).value == 2.5
    assert not summary.meets(sample.x, 2.0, "higher")[1]
    assert not summary.meets(sample.x, 2.0, "lower")[1]


def test_the_shortfall_is_the_mean_of_the_worst():
    assert independent(np.arange(100.0)).expected_shortfall().value == pytest.approx(2.0)
    assert independent(np.arange(30.0)).expected_shortfall().value == pytest.approx((0 + 0.5 * 1) / 1.5)
    assert independent([7.0]).expected_shortfall().value == 7.0


def test_what_few_draws_cannot_know_is_not_a_number():
    """The p5 of ten draws lies between the two lowest, and nobody knows how far below them the truth is."""
    sample = independent(np.random.default_rng(1).normal(size=10))
    assert math.isnan(sample.quantile(0.05).se)
    assert math.isnan(sample.expected_shortfall().se)
    assert sample.quantile(0.5).se > 0
    assert sample.mean().se > 0


def test_a_number_that_never_varies_has_no_error():
    sample = independent(np.full(50, 5.0))
    assert sample.row() == {"mean": 5, "mean_se": 0, "p5": 5, "p5_se": 0, "p50": 5, "p50_se": 0, "p95": 5, "p95_se": 0}
    assert sample.expected_shortfall() == (5.0, math.nan)


def test_a_chance_of_none_or_all_still_has_an_error():
    assert independent(np.full(100, 1.0)).below(0.0).se > 0
    assert independent(np.full(100, -1.0)).below(0.0).se > 0


def test_the_groups_are_what_the_error_is_read_off():
    """Draws that are alike within a group tell no more than one draw of each group."""
    once = np.random.default_rng(2).normal(size=16)
    many = Sample(np.tile(once, 50), 16).mean()
    assert many == pytest.approx(Sample(once, 16).mean())
    assert many.se == pytest.approx(summary.student(15) * once.std(ddof=1) / 4)


def test_the_error_falls_as_promised():
    """Four times the independent draws, half the error: the ratio of two, each from 16 groups, is within 1.2 to 3.4 but for
    1 in 100 (F with 15 and 15), and the mean of 30 of them within 15 %."""
    rng = np.random.default_rng(3)
    for estimate in (Sample.mean, lambda sample: sample.quantile(0.05), Sample.expected_shortfall):
        few, many = (np.mean([estimate(independent(rng.normal(size=n))).se ** 2 for _ in range(60)]) for n in (1_000, 4_000))
        assert math.sqrt(few / many) == pytest.approx(2, rel=0.15)


NAMES = ("core_value", sampling.EXIT, "salary_m", "A.fee_m", "A.hours_m", "B.fee_m")
Z5 = 1.6448536269514722
#: Of exp(z), z standard normal: what its estimates are of.
LOGNORMAL = {
    "mean": (math.exp(0.5), Sample.mean),
    "p5": (math.exp(-Z5), lambda sample: sample.quantile(0.05)),
    "p50": (1.0, lambda sample: sample.quantile(0.5)),
    "p95": (math.exp(Z5), lambda sample: sample.quantile(0.95)),
    "loss": (float(ndtr(math.log(0.5))), lambda sample: sample.below(0.5)),
    "shortfall": (math.exp(0.5) * float(ndtr(-Z5 - 1)) / 0.05, Sample.expected_shortfall),
}


def lognormal(seed, count):
    """exp(z) with z the sum of six coordinates of a scenario: some of the firm, some of packages."""
    coordinates = zip(*sampling.coordinates(seed, NAMES, count), strict=True)
    z = sum(ndtri(sampling.dealt(*each, 0, count)) for each in coordinates) / math.sqrt(len(NAMES))
    return Sample(np.exp(z), sampling.GROUPS)


@pytest.mark.parametrize("kind", ["as we draw", "independent"])
def test_the_95_percent_interval_covers_the_truth(kind):
    """2,000 draws, 400 seeds. A true 95 % is found below 90 % or above 98 % with a probability below 0.4 %; a true 92 %, as
    of a p95 on a long tail, below 90 % once in ten: the seeds are fixed."""
    rng = np.random.default_rng(7)
    replicates = [
        lognormal(seed, 2_000) if kind == "as we draw" else independent(rng.lognormal(size=2_000)) for seed in range(400)
    ]
    for name, (truth, estimate) in LOGNORMAL.items():
        found = [estimate(sample) for sample in replicates]
        covered = np.mean([abs(each.value - truth) <= 1.96 * each.se for each in found])
        assert 0.90 <= covered <= 0.98, (name, covered)
        off = np.sqrt(np.mean([(each.value - truth) ** 2 for each in found]))
        assert np.mean([each.se for each in found]) == pytest.approx(off, rel=0.2), name
