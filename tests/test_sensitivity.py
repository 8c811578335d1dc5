"""What an outcome hangs on: functions with known indices, decisions with a closed form, and errors that hold.

The draws are independent here, which is harder than what ``sampling`` gives: then every group is no better than any 16th.
A figure is held to four of its standard errors, which one in 2,000 goes beyond; the seeds are fixed.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roi import sensitivity
from roi.summary import Estimate

GROUPS = 16
COUNT = 2**15
A, B = 7.0, 0.1  # Ishigami's constants, as in the literature


def along(u, y):
    """y along an input by its position u."""
    count = sensitivity.cell_count(y.size)
    return sensitivity.course(
        sensitivity.cells(u, count), sensitivity.even(count), sensitivity.smooth_basis(count), y, GROUPS
    )


def by_value(x, shares, y):
    return sensitivity.course(x, shares, sensitivity.value_basis(shares), y, GROUPS)


def spearman(u, y):
    a, b = (sensitivity.standardised(x) for x in (u, sensitivity.ranks(y)))
    return sensitivity.rank_correlation(a, b, GROUPS)


def near(found: Estimate, truth: float, unseen: float = 1e-12) -> None:
    assert abs(found.value - truth) <= 4 * found.se + unseen, (found, truth)


def ishigami(u):
    x = (2 * u - 1) * math.pi
    return np.sin(x[0]) + A * np.sin(x[1]) ** 2 + B * x[2] ** 4 * np.sin(x[0])


def known_ishigami():
    """First-order and total indices (Ishigami and Homma 1990; Saltelli et al. 2008)."""
    v1 = 0.5 * (1 + B * math.pi**4 / 5) ** 2
    v2 = A**2 / 8
    v13 = B**2 * math.pi**8 * (1 / 18 - 1 / 50)
    variance = v1 + v2 + v13
    return (v1 / variance, v2 / variance, 0.0), ((v1 + v13) / variance, v2 / variance, v13 / variance)


FACTORS = np.array([0.0, 1.0, 4.5, 9.0])


def g_function(u):
    return np.prod((np.abs(4 * u - 2) + FACTORS[:, None]) / (1 + FACTORS[:, None]), axis=0)


def known_g():
    """Sobol's g-function: first-order and total indices have a closed form."""
    part = 1 / (3 * (1 + FACTORS) ** 2)
    variance = np.prod(1 + part) - 1
    return part / variance, [part[i] * np.prod(np.delete(1 + part, i)) / variance for i in range(4)]


@pytest.mark.parametrize(("function", "known", "inputs"), [(ishigami, known_ishigami, 3), (g_function, known_g, 4)])
def test_known_indices(function, known, inputs):
    rng = np.random.default_rng(1)
    u, again = rng.random((inputs, COUNT)), rng.random(COUNT)
    y = function(u)
    for i, (first, total) in enumerate(zip(*known(), strict=True)):
        course = along(u[i], y)
        found = sensitivity.first_order(course, sensitivity.variances(y, GROUPS))
        near(found, first)
        assert found.se < 0.01
        moved = u.copy()
        moved[i] = (u[i] + again) % 1
        redrawn, variance = function(moved), sensitivity.variances(y, GROUPS)
        plain = sensitivity.total_order(y, redrawn, variance)
        near(plain, total)
        curve = sensitivity.fitted(course)
        cells = (sensitivity.cells(x, len(curve)) for x in (u[i], moved[i]))
        helped = sensitivity.total_order(y, redrawn, variance, (*(curve[c] for c in cells), float(np.mean(curve**2))))
        near(helped, total)
        assert helped.se < 1.05 * plain.se  # what the curve says is not measured again


def test_errors_cover_the_truth_as_often_as_they_say():
    """Over 300 samples: 90 … 99.5 % of the 95 % intervals, which is four standard deviations of such a count or more."""
    rng = np.random.default_rng(2)
    first, total = known_ishigami()
    hits = dict.fromkeys(("first", "total", "spearman", "asking"), 0)
    rank = 0.4360  # of 4 million draws
    asking = 0.3989  # of a standard normal mean, less nothing
    for _ in range(300):
        u, again = rng.random((3, 1024)), rng.random(1024)
        y = ishigami(u)
        moved = np.stack([(u[0] + again) % 1, u[1], u[2]])
        x = rng.normal(size=1024)
        u_x = np.array([0.5 * math.erfc(-each / math.sqrt(2)) for each in x])
        found = {
            "first": (sensitivity.first_order(along(u[0], y), sensitivity.variances(y, GROUPS)), first[0]),
            "total": (sensitivity.total_order(y, ishigami(moved), sensitivity.variances(y, GROUPS)), total[0]),
            "spearman": (spearman(u[0], y), rank),
            "asking": (sensitivity.value_of_asking(along(u_x, x + rng.normal(size=1024))), asking),
        }
        for name, (estimate, truth) in found.items():
            hits[name] += abs(estimate.value - truth) <= 1.96 * estimate.se
    assert all(0.90 <= count / 300 <= 0.995 for count in hits.values()), hits


def test_what_does_not_matter_explains_nothing_on_average():
    """Noise adds nothing: the mean of 200 unrounded squares is within four of its errors of nought."""
    rng = np.random.default_rng(3)
    found = []
    for _ in range(200):
        effects = along(rng.random(2048), rng.normal(size=2048)).effects
        found.append(float(sensitivity._squares(effects.sum(axis=0), (effects**2).sum(axis=0), GROUPS)))
    assert abs(np.mean(found)) < 4 * np.std(found) / math.sqrt(200)


# ----------------------------------------------------------------------------------------------------- few values, ties


def test_an_input_of_few_values_is_taken_value_by_value():
    rng = np.random.default_rng(4)
    shares, means = np.array([0.5, 0.3, 0.2]), np.array([-2.0, 1.0, 4.0])
    x = rng.choice(3, COUNT, p=shares)
    y = means[x] + rng.normal(size=COUNT)
    course = by_value(x, shares, y)
    between = shares @ (means - shares @ means) ** 2
    near(sensitivity.first_order(course, sensitivity.variances(y, GROUPS)), between / (between + 1))
    near(sensitivity.value_of_asking(course), shares @ np.maximum(means, 0) - max(shares @ means, 0))
    assert sensitivity.fitted(course) == pytest.approx(means - shares @ means, abs=0.05)


def test_one_value_of_many_is_not_smoothed_over():
    """A tenth of the worlds in which all is lost: the other nine tenths are not touched by it."""
    rng = np.random.default_rng(5)
    shares = np.array([0.1, 0.9])
    x = rng.choice(2, COUNT, p=shares)
    y = np.where(x == 0, -10.0, 1.0)
    assert sensitivity.fitted(by_value(x, shares, y)) == pytest.approx([-10 - y.mean(), 1 - y.mean()], abs=0.05)


def test_spearman_shares_ranks_between_ties():
    assert sensitivity.ranks(np.array([10.0, 20.0, 20.0, 5.0])).tolist() == [2.0, 3.5, 3.5, 1.0]
    x = np.arange(50.0)
    assert sensitivity.spearman(x, np.exp(x / 10)) == pytest.approx(1.0)
    assert sensitivity.spearman(x, np.zeros(50)) == 0.0


# ----------------------------------------------------------------------------------------------------- value of asking


def unit_normal_loss(m, s):
    """E max(m + s Z, 0): what is left of a normal gain when one may say no."""
    phi = math.exp(-((m / s) ** 2) / 2) / math.sqrt(2 * math.pi)
    return s * phi + m * 0.5 * math.erfc(-m / s / math.sqrt(2))


def normal(u):
    from scipy.special import ndtri

    return ndtri(u)


@pytest.mark.parametrize("m", [0.0, 0.3, -1.0])
@pytest.mark.parametrize("count", [1024, COUNT])
def test_value_of_asking_has_its_closed_form(m, count):
    """y = m + x1 + 0.5 x2 + noise, all normal: of each, of both at once, and of all there is."""
    rng = np.random.default_rng(6)
    u = rng.random((2, count))
    x = normal(u)
    y = m + x[0] + 0.5 * x[1] + rng.normal(0, 2, count)
    anyway = max(m, 0)
    one, other = (sensitivity.value_of_asking(along(each, y)) for each in u)
    both = sensitivity.value_of_asking_together(x, y, GROUPS)
    everything = sensitivity.value_of_knowing_all(y, GROUPS)
    rare = 0.005  # of so few draws none may change the decision: 0.2 % of y's sd
    near(one, unit_normal_loss(m, 1.0) - anyway, rare)
    near(other, unit_normal_loss(m, 0.5) - anyway, rare)
    near(both, unit_normal_loss(m, math.sqrt(1.25)) - anyway)
    near(everything, unit_normal_loss(m, math.sqrt(5.25)) - anyway)
    for part, whole in ((one, both), (other, both), (both, everything)):
        assert part.value <= whole.value + 2 * math.hypot(part.se, whole.se)


def test_what_is_known_together_can_be_worth_more_than_its_parts():
    """y = x1 x2: neither says anything alone; both are worth E|x1 x2| / 2 = 1/π."""
    rng = np.random.default_rng(7)
    u = rng.random((2, COUNT))
    x = normal(u)
    y = x[0] * x[1] + rng.normal(size=COUNT)
    for each in u:
        assert abs(sensitivity.value_of_asking(along(each, y)).value) < 0.03
    near(sensitivity.value_of_asking_together((x[0] * x[1])[None], y, GROUPS), 1 / math.pi)


def test_no_answer_is_worth_anything_where_the_decision_is_clear():
    rng = np.random.default_rng(8)
    u = rng.random(COUNT)
    y = 100 + normal(u) + rng.normal(size=COUNT)
    for sign in (1, -1):
        assert sensitivity.value_of_asking(along(u, sign * y)) == (0.0, 0.0)
        assert sensitivity.value_of_asking_together(u[None], sign * y, GROUPS) == (0.0, 0.0)
        assert sensitivity.value_of_knowing_all(sign * y, GROUPS) == (0.0, 0.0)


def test_noise_does_not_make_a_question_worth_asking():
    """The input says nothing and the decision is even. Over 100 samples the mean is within four of its errors of nought,
    and no value is below nought by more than four of its own."""
    rng = np.random.default_rng(9)
    found = [sensitivity.value_of_asking(along(rng.random(2048), rng.normal(size=2048))) for _ in range(100)]
    values = np.array([each.value for each in found])
    assert abs(values.mean()) <= 4 * values.std() / 10 + 1e-12
    assert all(each.value >= -4 * each.se for each in found)


def test_terms_that_say_the_same_do_no_harm():
    rng = np.random.default_rng(10)
    x = rng.normal(size=COUNT)
    y = x + rng.normal(size=COUNT)
    once = sensitivity.value_of_asking_together(x[None], y, GROUPS)
    twice = sensitivity.value_of_asking_together(np.stack([x, 3 * x, np.zeros(COUNT)]), y, GROUPS)
    assert twice.value == pytest.approx(once.value, rel=1e-3)


# ---------------------------------------------------------------------------------------------------------- properties


def everything(u, y):
    course = along(u, y)
    return (
        sensitivity.first_order(course, sensitivity.variances(y, GROUPS)),
        spearman(u, y),
        sensitivity.value_of_asking(course),
        sensitivity.value_of_knowing_all(y, GROUPS),
    )


def sample(seed, count=512):
    rng = np.random.default_rng(seed)
    u = rng.random(count)
    return u, np.sin(4 * u) + rng.normal(0.1, 0.5, count)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_the_order_of_draws_within_groups_and_of_groups_says_nothing(seed, order):
    u, y = sample(seed)
    rng = np.random.default_rng(order)
    moved = rng.permuted(np.arange(u.size).reshape(-1, GROUPS), axis=0)[:, rng.permutation(GROUPS)].ravel()
    for before, after in zip(everything(u, y), everything(u[moved], y[moved]), strict=True):
        assert after == pytest.approx(before, abs=1e-9)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.floats(1e-6, 1e9))
def test_a_share_has_no_unit_and_a_value_has_that_of_money(seed, unit):
    u, y = sample(seed)
    before, after = everything(u, y), everything(u, unit * y)
    for share in (0, 1):
        assert after[share] == pytest.approx(before[share], abs=1e-9)
    for value in (2, 3):
        assert after[value] == pytest.approx([unit * x for x in before[value]], rel=1e-6, abs=1e-9 * unit)


@pytest.mark.parametrize("count", [1, 2, 3, 5, 16, 17, 40, 100, 1_000])
def test_few_draws_give_figures_and_unknown_errors_at_worst(count):
    rng = np.random.default_rng(11)
    u, y = rng.random(count), rng.normal(size=count)
    for each in everything(u, y):
        assert math.isfinite(each.value)
        assert math.isnan(each.se) or each.se >= 0
    assert sensitivity.value_of_asking_together(u[None], y, GROUPS).se is not None


def test_what_does_not_vary_hangs_on_nothing():
    u, y = np.random.default_rng(12).random(256), np.full(256, 7.0)
    assert everything(u, y) == ((0.0, 0.0), (0.0, 0.0), (0.0, 0.0), (0.0, 0.0))
    assert sensitivity.total_order(y, y, sensitivity.variances(y, GROUPS)) == (0.0, 0.0)


def test_group_means_take_the_draws_in_turn():
    assert sensitivity.group_means(np.arange(8.0), 4).tolist() == [2.0, 3.0, 4.0, 5.0]
    assert sensitivity.group_means(np.arange(6.0), 4).tolist() == [2.0, 3.0, 2.0, 3.0]
    assert sensitivity.group_means(np.arange(3.0), 4).tolist() == [0.0, 1.0, 2.0]


def test_cells_are_as_many_as_the_draws_can_fill():
    assert [sensitivity.cell_count(n) for n in (1, 100, 1_024, 4_096, 10**6)] == [4, 4, 64, 64, 64]
    assert sensitivity.cells(np.array([1e-12, 0.26, 1 - 1e-16]), 4).tolist() == [0, 1, 3]
