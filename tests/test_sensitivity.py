"""What an outcome hangs on: functions with known indices, and a decision with a closed form."""

from __future__ import annotations

import math

import numpy as np
import pytest

from roi import sensitivity

COUNT = 2**15
A, B = 7.0, 0.1  # Ishigami's constants, as in the literature


def ishigami(x):
    return np.sin(x[0]) + A * np.sin(x[1]) ** 2 + B * x[2] ** 4 * np.sin(x[0])


@pytest.fixture(scope="module")
def sample():
    rng = np.random.default_rng(1)
    return rng.uniform(-math.pi, math.pi, (3, COUNT)), rng.uniform(-math.pi, math.pi, (3, COUNT))


def known_ishigami():
    """First-order and total indices (Ishigami and Homma 1990; Saltelli et al. 2008)."""
    v1 = 0.5 * (1 + B * math.pi**4 / 5) ** 2
    v2 = A**2 / 8
    v13 = B**2 * math.pi**8 * (1 / 18 - 1 / 50)
    variance = v1 + v2 + v13
    first = (v1 / variance, v2 / variance, 0.0)
    total = ((v1 + v13) / variance, v2 / variance, v13 / variance)
    return first, total


@pytest.mark.parametrize("i", range(3))
def test_ishigami(sample, i):
    base, anew = sample
    first, total = known_ishigami()
    y = ishigami(base)
    assert sensitivity.first_order(sensitivity.expected_given(base[i], y), y) == pytest.approx(first[i], abs=0.015)
    redrawn = base.copy()
    redrawn[i] = anew[i]
    assert sensitivity.total_order(y, ishigami(redrawn)) == pytest.approx(total[i], abs=0.02)


@pytest.mark.parametrize("i", range(4))
def test_g_function(i):
    """Sobol's g-function with a = (0, 1, 4.5, 9): first order and total have a closed form."""
    a = np.array([0.0, 1.0, 4.5, 9.0])
    rng = np.random.default_rng(2)
    base, anew = rng.random((4, COUNT)), rng.random((4, COUNT))

    def g(x):
        return np.prod((np.abs(4 * x - 2) + a[:, None]) / (1 + a[:, None]), axis=0)

    part = 1 / (3 * (1 + a) ** 2)
    variance = np.prod(1 + part) - 1
    y = g(base)
    first = sensitivity.first_order(sensitivity.expected_given(base[i], y), y)
    assert first == pytest.approx(part[i] / variance, abs=0.02)
    redrawn = base.copy()
    redrawn[i] = anew[i]
    total = part[i] * np.prod(np.delete(1 + part, i)) / variance
    assert sensitivity.total_order(y, g(redrawn)) == pytest.approx(total, abs=0.02)


def test_value_of_asking_has_its_closed_form():
    """y = m + x + noise, all normal: EVPPI of x is s phi(m/s) + m Phi(m/s) - max(m, 0)."""
    rng = np.random.default_rng(3)
    m, s = 0.3, 1.0
    x = rng.normal(0, s, 200_000)
    y = m + x + rng.normal(0, 2, x.size)
    phi = math.exp(-((m / s) ** 2) / 2) / math.sqrt(2 * math.pi)
    expected = s * phi + m * 0.5 * (1 + math.erf(m / s / math.sqrt(2))) - m
    found = sensitivity.value_of_asking(sensitivity.expected_given(x, y), y)
    assert found == pytest.approx(expected, abs=0.02)
    assert found < sensitivity.value_of_knowing_all(y)


def test_an_input_of_few_values_is_taken_value_by_value():
    x = np.array([1.0, 1.0, 2.0, 2.0, 3.0])
    y = np.array([1.0, 3.0, 10.0, 20.0, 7.0])
    assert sensitivity.expected_given(x, y).tolist() == [2.0, 2.0, 15.0, 15.0, 7.0]


def test_spearman_shares_ranks_between_ties():
    assert sensitivity.ranks(np.array([10.0, 20.0, 20.0, 5.0])).tolist() == [2.0, 3.5, 3.5, 1.0]
    x = np.arange(50.0)
    assert sensitivity.spearman(x, np.exp(x / 10)) == pytest.approx(1.0)
    assert sensitivity.spearman(x, np.zeros(50)) == 0.0


def test_what_does_not_matter_explains_nothing():
    rng = np.random.default_rng(4)
    x, y = rng.normal(size=COUNT), rng.normal(size=COUNT)
    fitted = sensitivity.expected_given(x, y)
    assert sensitivity.first_order(fitted, y) < 0.002
