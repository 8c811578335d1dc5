"""The search over sets of lines is exact, and the bridge adds up."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import roi
from roi import parts, rebuilt
from roi.summary import Sample


def ledger(seed: int, draws: int, lines: int, mixed: bool) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """A whole and its lines: costs of very different sizes, some of them nought in most draws, and gains if ``mixed``."""
    dice = np.random.default_rng(seed)
    sizes = 10 ** dice.uniform(0, 3, lines)
    found = {}
    for at, size in enumerate(sizes):
        kr = -size * dice.lognormal(0, 1, draws) * (dice.random(draws) < dice.choice([0.2, 1.0]))
        if mixed and dice.random() < 0.4:
            kr = kr + size * dice.normal(0, 2, draws)
        found[f"line{at}"] = kr
    return dice.normal(100, 50, draws) + sum(found.values()), found


def brute_force(sums: rebuilt.Sums, size: int) -> set[tuple[str, ...]]:
    """Every set of a size that reaches the goal, by looking at all of them."""
    sets = itertools.combinations(sums.lines, size)
    return {each for each in sets if 2 * np.count_nonzero(sums.met(without(sums, each))) >= sums.met(sums.whole).size}


def without(sums: rebuilt.Sums, lines: tuple[str, ...]) -> np.ndarray:
    return sums.whole - sum((sums.lines[line] for line in lines), np.zeros(()))


def agrees_with_brute_force(sums: rebuilt.Sums) -> None:
    sets, smallest = rebuilt.Sets(sums), None
    for size in range(1, len(sums.lines) + 1):
        wanted = brute_force(sums, size)
        found = sets.of_size(size)
        assert len(found) == len(set(found))
        assert set(found) == wanted
        smallest = smallest or (size if wanted else None)
    searched = rebuilt.search(sums)
    assert (len(searched.smallest[0]) if searched.smallest else None) == smallest
    for some in searched:
        distances = [sums.closeness(without(sums, each)) for each in some]
        assert distances == sorted(distances)
    if smallest:
        closest = min(sums.closeness(without(sums, each)) for each in brute_force(sums, smallest))
        assert sums.closeness(without(sums, searched.smallest[0])) == pytest.approx(closest, rel=1e-9, abs=1e-9)


LEDGERS = st.builds(ledger, st.integers(0, 10**6), st.integers(3, 40), st.integers(1, 7), st.booleans())


@given(LEDGERS, st.booleans(), st.floats(0.02, 0.98))
@settings(max_examples=150, deadline=None)
def test_the_search_agrees_with_looking_at_every_set(made, up, share):
    whole, lines = made
    every = [
        float(np.median(whole - sum((lines[line] for line in chosen), np.zeros(()))))
        for size in range(len(lines) + 1)
        for chosen in itertools.combinations(lines, size)
    ]
    goal = float(np.quantile(every, share, method="lower"))  # one of the medians themselves
    agrees_with_brute_force(parts.Plain(whole, lines, goal, up))


def flows(seed: int, months: int, draws: int, lines: int, mixed: bool) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Month by month what a whole and its lines come to, kr ``(months, draws)``: some lines once, some in many months."""
    dice = np.random.default_rng(seed)
    found = {}
    for at in range(lines):
        size, begins = 10 ** dice.uniform(0, 2), dice.integers(0, months)
        each = np.zeros((months, draws))
        ends = begins + 1 if dice.random() < 0.5 else months
        each[begins:ends] = -size * dice.lognormal(0, 0.7, draws)
        if mixed and dice.random() < 0.3:
            each = -each
        found[f"line{at}"] = each
    return dice.normal(20, 15, (months, draws)) * (dice.random((months, 1)) < 0.8) + sum(found.values()), found


FLOWS = st.builds(
    flows, st.integers(0, 10**6), st.integers(1, 9), st.integers(3, 25), st.integers(1, 6), mixed=st.booleans()
)


@given(FLOWS, st.booleans(), st.data())
@settings(max_examples=150, deadline=None)
def test_the_search_for_a_payback_agrees_too(made, up, data):
    """The running sums rise and fall and are back at nought more than once, or never below it."""
    whole, each = made
    month = data.draw(st.integers(1, len(whole)))
    running, told = np.cumsum(whole, axis=0), {line: np.cumsum(kr, axis=0) for line, kr in each.items()}
    sums = parts.months_of(running, told, month, up, slack=1e-3)
    agrees_with_brute_force(sums)
    for size in range(len(told) + 1):
        for chosen in itertools.combinations(told, size):
            left = running - sum((told[line] for line in chosen), np.zeros(()))
            paid_back = parts.payback_month(left, slack=1e-3)
            wanted = paid_back <= month if up else paid_back >= month
            assert np.array_equal(sums.met(without(sums, chosen)), wanted)


def test_a_payback_is_that_of_the_model():
    uses = "relief_use = 0.2\ncore_use = 0.3\nreduction_use = 0.5\n"
    content = f"format = 1\n[plan]\n{uses}[[work]]\nhours_m = 300\nfee_m = 40_000\nother_costs_m = 9_000\n"
    result = roi.run(roi.loads(content), draws=512)
    assert len(set(result.outcomes["payback_month"])) > 5
    assert np.array_equal(parts.payback_month(result.running), result.outcomes["payback_month"])


def test_nothing_to_leave_out_reaches_nothing():
    assert rebuilt.search(parts.Plain(np.arange(5.0), {}, 1.0, True)) == rebuilt.Search([], [])


@given(st.lists(st.sampled_from([-1.0, 0.0, 1.5, 7.0, math.inf, math.nan]), max_size=9))
def test_the_middle_is_the_one_of_the_summary(x):
    draws = np.array(x, dtype=float)
    assert rebuilt.median(draws) == pytest.approx(Sample(draws, 1).at(0.5), nan_ok=True)


@given(st.integers(0, 10**6), st.permutations(["line0", "line1", "line2", "line3"]), st.floats(-1e6, 1e6))
@settings(max_examples=60, deadline=None)
def test_a_bridge_adds_up_in_every_order(seed, order, claimed):
    whole, lines = ledger(seed, 25, 4, mixed=True)

    def level(left_out):
        return rebuilt.median(whole - sum((lines[line] for line in left_out), np.zeros(())))

    rows = rebuilt.bridge(claimed, level, order)
    assert [row["line"] for row in rows] == ["claim", "rest", *order, "median"]
    assert sum(row["step"] for row in rows[:-1]) == pytest.approx(np.median(whole), abs=1e-6)
    for before, after in itertools.pairwise(rows[:-1]):
        assert after["start"] == before["end"]
        assert after["step"] == after["end"] - after["start"]
    assert rows[-1]["end"] == pytest.approx(np.median(whole))
    assert rows[1]["end"] == pytest.approx(np.median(whole - sum(lines.values())))
