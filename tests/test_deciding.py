"""Deciding after having seen something: known answers, and no draw that helps to decide about itself."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from roi.deciding import expected_gain
from roi.summary import Sample

N = 16_384
GROUPS = 16


def brought(gain, signals):
    """What deciding by the signals brings over always saying no."""
    expected = expected_gain(gain, np.asarray(signals), GROUPS)
    return Sample(np.where(expected > 0, gain, 0.0), GROUPS).mean(), expected


@pytest.mark.parametrize(("mean", "sd", "noise"), [(0, 1, 1), (0.5, 1, 2), (-1, 1, 0.5), (0.3, 1, 10), (-0.2, 2, 0.1)])
def test_a_normal_gain_seen_with_normal_noise(mean, sd, noise):
    """The closed form: mean Φ(mean/s) + s φ(mean/s) with s² = sd⁴/(sd² + noise²). 4 standard errors: 3e-4 for the five."""
    rng = np.random.default_rng(round(100 * (mean + 7 * sd + 31 * noise)) % 2**31)
    gain = mean + sd * rng.standard_normal(N)
    seen = gain + noise * rng.standard_normal(N)
    found, expected = brought(gain, [seen, rng.standard_normal(N)])
    s = sd**2 / np.hypot(sd, noise)
    assert abs(found.value - (mean * norm.cdf(mean / s) + s * norm.pdf(mean / s))) < 4 * found.se
    known = mean + sd**2 / (sd**2 + noise**2) * (seen - mean)
    assert np.mean((expected - known) ** 2) < 0.01 * sd**2


def test_a_gain_that_hangs_on_a_curve_and_on_an_interplay():
    rng = np.random.default_rng(1)
    a, b = rng.standard_normal((2, N))
    for gain in (a**2 - 1, a * b, np.where(a > 0.5, 1.0, -0.4)):
        found, _ = brought(gain, [a, b])
        best = float(np.maximum(gain, 0).mean())
        assert found.value > 0.9 * best


def test_noise_alone_teaches_nothing_and_is_not_flattered():
    """30 gains and 8 signals that have nothing to do with each other: what is brought is on average 0, not above it."""
    found = []
    for seed in range(30):
        rng = np.random.default_rng(seed)
        found.append(brought(rng.standard_normal(512), rng.standard_normal((8, 512)))[0].value)
    assert abs(np.mean(found)) < 4 * np.std(found) / np.sqrt(len(found))


def test_a_sure_gain_is_taken_a_sure_loss_left_and_nothing_seen_is_the_mean():
    x = np.random.default_rng(1).standard_normal(N)
    assert brought(np.full(N, 2.0), [x])[0].value == pytest.approx(2.0)
    assert brought(np.full(N, -2.0), [x])[0].value == 0
    gain = 0.3 + x
    assert np.allclose(expected_gain(gain, np.empty((0, N)), GROUPS), gain.mean(), atol=0.01)
    assert np.allclose(expected_gain(gain, np.full((2, N), 7.0), GROUPS), gain.mean(), atol=0.01)


@pytest.mark.parametrize("count", [1, 2, 15, 40, 200])
def test_a_few_draws_will_do(count):
    x = np.random.default_rng(1).standard_normal((3, count))
    assert np.isfinite(expected_gain(x[0], x, GROUPS)).all()


def test_the_expectation_of_a_group_does_not_use_the_group():
    rng = np.random.default_rng(1)
    gain, seen = rng.standard_normal(N), rng.standard_normal((2, N))
    before = expected_gain(gain, seen, GROUPS)
    turned = gain.copy()
    turned[3::GROUPS] *= -1  # its rank correlations decide which products are tried first; both signals are
    after = expected_gain(turned, seen, GROUPS)
    assert np.allclose(before[3::GROUPS], after[3::GROUPS], atol=1e-9)
    assert not np.allclose(before[4::GROUPS], after[4::GROUPS], atol=1e-9)
