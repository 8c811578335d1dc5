"""Correlations: what can hold together is let through, what cannot is named with what would do."""

from __future__ import annotations

import itertools
import math
import time

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from roi import copula

NAMES = "abcdef"
RANKS = st.dictionaries(
    st.sampled_from(list(itertools.combinations(NAMES, 2))), st.integers(-100, 100).map(lambda x: x / 100), max_size=15
)


def names_of(ranks):
    return sorted({name for pair in ranks for name in pair})


def normal_scores(ranks):
    return copula.matrix(names_of(ranks), ranks)


@pytest.mark.parametrize(("rank", "normal"), [(0, 0), (1, 1), (-1, -1), (0.5, 2 * math.sin(math.pi / 12))])
def test_rank_correlation_as_correlation_of_normal_scores(rank, normal):
    assert copula.normal_correlation(rank) == pytest.approx(normal, abs=1e-15)


@pytest.mark.parametrize(
    "ranks",
    [
        {},
        {("a", "b"): 1.0},
        {("a", "b"): -1.0, ("c", "d"): 1.0},
        {("a", "b"): 1.0, ("b", "c"): 1.0, ("a", "c"): 1.0},
        {("a", "b"): 1.0, ("b", "c"): -1.0, ("a", "c"): -1.0, ("a", "d"): 0.3, ("b", "d"): 0.3, ("c", "d"): -0.3},
        {("a", "b"): 1.0, ("a", "c"): 0.5, ("b", "c"): 0.5},
    ],
)
def test_what_can_hold_is_let_through_and_has_a_root_even_where_singular(ranks):
    assert copula.impossible(ranks) is None
    correlation = normal_scores(ranks)
    if len(correlation):
        root = copula.root(correlation)
        assert np.allclose(root @ root.T, correlation, atol=1e-9)
        assert np.allclose(np.triu(root, 1), 0)


@pytest.mark.parametrize(
    ("ranks", "low", "high"),
    [
        ({("a", "b"): 1.0, ("b", "c"): 1.0, ("a", "c"): 0.9}, 0.9, 0.9),
        ({("a", "b"): 0.9, ("a", "c"): 0.9, ("b", "c"): -0.9}, 0.632, 1.0),  # 6/π asin(2 s² - 1)/2, s = 2 sin(0.15 π)
        ({("a", "b"): 1.0, ("b", "c"): 1.0}, 0.0, 0.0),  # a and c are not named, and so independent
    ],
)
def test_the_interval_that_would_do(ranks, low, high):
    found = copula.impossible(ranks)
    assert (found.low, found.high) == (pytest.approx(low, abs=2e-3), pytest.approx(high, abs=2e-3))
    assert found.rank == ranks[found.pair]


#: Their possible values for one pair lie between two steps, so that none can be named.
BETWEEN_STEPS = {("e", "f"): -0.37, ("d", "f"): 0.6, ("a", "b"): 0.6, ("a", "d"): 0.6, ("b", "e"): 0.44, ("a", "e"): -0.34}


@given(RANKS)
@example(BETWEEN_STEPS)
@settings(max_examples=300, deadline=None)
def test_the_interval_named_really_works_and_what_is_outside_does_not(ranks):
    found = copula.impossible(ranks)
    if found is None:
        root = copula.root(normal_scores(ranks)) if ranks else np.eye(0)
        assert np.isfinite(root).all()
        return
    assert found.pair in ranks
    if math.isnan(found.low):
        return
    assert not found.low <= found.rank <= found.high
    for rank in (found.low, (found.low + found.high) / 2, found.high, round(found.low, 4), round(found.high, 4)):
        assert -1 <= rank <= 1
        assert copula.impossible({**ranks, found.pair: rank}) is None
    for rank in (found.low - 0.003, found.high + 0.003):
        if found.high - found.low > 0.001 and abs(rank) <= 1:
            assert copula.impossible({**ranks, found.pair: rank}) is not None


def test_where_no_one_pair_is_to_blame_none_is_promised():
    ranks = dict.fromkeys(itertools.combinations(NAMES, 2), -0.9)
    assert math.isnan(copula.impossible(ranks).low)


def test_many_correlations_are_judged_in_no_time():
    many = [str(i) for i in range(40)]
    ranks = {pair: -0.9 if i % 2 else 0.9 for i, pair in enumerate(itertools.combinations(many, 2))}
    start = time.perf_counter()
    assert copula.impossible(ranks) is not None
    assert time.perf_counter() - start < 10  # slow machines too; what is wrong takes minutes
