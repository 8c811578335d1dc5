"""Quantiles, chances and their errors: against NumPy, known answers, and repeated sampling."""

from __future__ import annotations

import math

import numpy as np
import pytest

from roi import summary

REPLICATES = 400


def test_quantiles_are_numpys():
    x = np.random.default_rng(1).normal(size=1_001)
    ordered = summary.defined(x)
    for share in (0.0, *summary.QUANTILES, 1.0):
        assert summary.quantile(ordered, share).value == pytest.approx(np.quantile(x, share), rel=1e-12)


def test_nan_is_left_out_and_infinity_is_not():
    x = np.array([3.0, math.nan, 1.0, math.inf, 2.0])
    ordered = summary.defined(x)
    assert ordered.tolist() == [1.0, 2.0, 3.0, math.inf]
    assert summary.mean(ordered).value == math.inf
    assert summary.quantile(ordered, 0.95).value == math.inf
    assert summary.quantile(ordered, 0.5).value == 2.5
    assert not summary.meets(x, 2.0, "higher")[1]
    assert not summary.meets(x, 2.0, "lower")[1]


def test_nothing_defined_gives_nan():
    empty = summary.defined(np.array([math.nan, math.nan]))
    assert math.isnan(summary.mean(empty).value)
    assert math.isnan(summary.quantile(empty, 0.5).value)


def covers(estimate: summary.Estimate, truth: float) -> bool:
    return abs(estimate.value - truth) <= 1.96 * estimate.se


@pytest.mark.parametrize(
    ("name", "estimate", "truth"),
    [
        ("mean", summary.mean, math.exp(0.5)),
        ("p5", lambda x: summary.quantile(x, 0.05), math.exp(-1.6448536)),
        ("p50", lambda x: summary.quantile(x, 0.5), 1.0),
        ("p95", lambda x: summary.quantile(x, 0.95), math.exp(1.6448536)),
        ("loss", lambda x: summary.chance(x < 0.5), 0.2441),
        ("shortfall", summary.expected_shortfall, 0.138486),
    ],
)
def test_the_95_percent_interval_covers_the_truth(name, estimate, truth):
    """Lognormal(0, 1), 2,000 draws, 400 replicates. The share covered must be 90–98 %: at a true 95 % its sd is 1.1 points,
    so a false alarm has a probability below 0.4 % on the upper and 1e-5 on the lower side; the seed is fixed."""
    rng = np.random.default_rng(7)
    hits = sum(covers(estimate(np.sort(rng.lognormal(size=2_000))), truth) for _ in range(REPLICATES))
    assert 0.90 <= hits / REPLICATES <= 0.98, name


def test_the_shortfall_is_the_mean_of_the_worst():
    x = np.arange(100.0)
    assert summary.expected_shortfall(x).value == pytest.approx(2.0)
    assert summary.expected_shortfall(np.arange(30.0)).value == pytest.approx((0 + 0.5 * 1) / 1.5)


def test_the_error_falls_as_promised():
    """Four times the draws, half the error."""
    rng = np.random.default_rng(3)
    few, many = np.sort(rng.normal(size=4_000)), np.sort(rng.normal(size=16_000))
    assert summary.mean(few).se / summary.mean(many).se == pytest.approx(2, rel=0.05)
    assert summary.quantile(few, 0.05).se / summary.quantile(many, 0.05).se == pytest.approx(2, rel=0.3)


def test_a_chance_of_none_or_all_still_has_an_error():
    assert summary.chance(np.zeros(100, dtype=bool)).se > 0
    assert summary.chance(np.ones(100, dtype=bool)).se > 0
