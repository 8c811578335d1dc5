"""Sobol points: SciPy's own, evenly spread, and still so once scrambled and shuffled."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import qmc

from roi import sobol

NOTHING = np.zeros((), dtype=np.uint32)


def words(seed, *shape):
    return np.random.default_rng(seed).integers(0, 2**sobol.BITS, shape, dtype=np.uint32)


def random_coordinate(seed):
    """A scrambled and shuffled coordinate of any dimension: its columns and its shift."""
    drawn = words(seed, 2 * sobol.BITS + 1)
    columns = sobol.directions(seed % sobol.dimensions())
    columns = sobol.product(columns, sobol.shuffle(drawn[: sobol.BITS]))
    return sobol.product(sobol.scramble(drawn[sobol.BITS : -1]), columns), drawn[-1]


def test_unscrambled_points_are_scipys():
    """All dimensions; SciPy takes the points in the order of Gray's code, ``n ^ n // 2``."""
    scipys = qmc.Sobol(sobol.dimensions(), scramble=False, bits=sobol.BITS).random(2**11).T * 2**sobol.BITS
    n = np.arange(2**11)
    for dimension, theirs in enumerate(scipys):
        ours = sobol.points(sobol.directions(dimension), NOTHING, 0, n.size)
        assert np.array_equal(ours[n ^ n >> 1], theirs), dimension


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 12), st.integers(0, 2**18))
def test_each_aligned_run_of_points_lies_one_in_each_part(seed, bits, run):
    """Any 2^k points from a multiple of 2^k on: one in each of the 2^k equal parts of the unit interval."""
    columns, shift = random_coordinate(seed)
    found = sobol.points(columns, shift, run << bits, (run + 1) << bits)
    parts = found.astype(np.uint64) >> np.uint64(sobol.BITS - bits)
    assert np.array_equal(np.sort(parts), np.arange(1 << bits))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 2**20), st.integers(1, 3_000))
def test_a_stretch_of_points_is_the_same_wherever_one_begins(seed, start, count):
    columns, shift = random_coordinate(seed)
    whole = sobol.points(columns, shift, start, start + count)
    assert whole.shape == (count,)
    cut = count // 3
    halves = [sobol.points(columns, shift, start, start + cut)] if cut else []
    assert np.array_equal(whole, np.concatenate([*halves, sobol.points(columns, shift, start + cut, start + count)]))
    bits = [bit for bit in range(32) if (start + count - 1) >> bit & 1]
    assert whole[-1] == np.bitwise_xor.reduce([shift, *columns[bits]])


def test_many_coordinates_at_once_are_each_alone():
    both = [random_coordinate(seed) for seed in (3, 4)]
    columns, shift = (np.stack(each) for each in zip(*both, strict=True))
    found = sobol.points(columns, shift, 5, 900)
    for at, (column, by) in enumerate(both):
        assert np.array_equal(found[:, at], sobol.points(column, by, 5, 900))


def test_the_first_dimensions_fill_boxes_evenly():
    """Sobol's first two dimensions are a (0, m, 2)-net, and scrambling leaves them one: a point in each of 2^m boxes."""
    scrambles = [sobol.scramble(words(seed, sobol.BITS)) for seed in (1, 2)]
    columns = np.stack([sobol.product(each, sobol.directions(at)) for at, each in enumerate(scrambles)])
    found = sobol.points(columns, words(3, 2), 0, 2**10).T.astype(np.uint64)
    for bits in range(11):
        x, y = found[0] >> np.uint64(32 - bits), found[1] >> np.uint64(22 + bits)
        assert np.unique(x * 2**32 + y).size == 2**10


@pytest.mark.parametrize("at", [0, 7, 31])
def test_a_product_is_one_map_after_another(at):
    second, first = words(1, sobol.BITS), words(2, sobol.BITS)
    through = [second[digit] for digit in range(sobol.BITS) if first[at] >> (31 - digit) & 1]
    assert sobol.product(second, first)[at] == np.bitwise_xor.reduce(through)


def test_digits_say_which_bits_each_digit_adds_up():
    columns, _ = random_coordinate(5)
    masks = sobol.digits(columns, 6, 11)
    points = sobol.points(columns, NOTHING, 0, 2**11)
    for at, mask in enumerate(masks):
        added = np.bitwise_count(np.arange(2**11, dtype=np.uint32) & mask) & 1
        assert np.array_equal(points >> (31 - at) & 1, added)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_clashes_count_the_boxes_that_stay_empty(one, other):
    """Counted over the boxes themselves: 2^(rows that depend on others) too few of them hold a point."""
    columns = [random_coordinate(seed)[0] for seed in (one, other)]
    x, y = (sobol.points(each, NOTHING, 0, 2**11).astype(np.int64) for each in columns)
    expected = 0.0
    for total in range(2, 6):
        for first in range(1, total):
            boxes = np.unique((x >> 32 - first << total - first) + (y >> 32 - total + first)).size
            expected += (2**total / boxes - 1) / 4**total
    digits = [sobol.digits(each[None], 5, 11) for each in columns]
    assert sobol.clashes(*digits, 5)[0] == pytest.approx(expected)


def test_a_coordinate_clashes_with_itself_and_sobols_first_two_do_not():
    first, second = (sobol.digits(sobol.directions(at)[None], 5, 11) for at in (0, 1))
    assert sobol.clashes(first, first, 5) > 0.1
    assert sobol.clashes(first, second, 5) == 0
