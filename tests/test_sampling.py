"""The dice: coordinates that belong to names, common worlds, correlations."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import roi
from roi import catalogue, sampling, sensitivity, sobol
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


def positions(seed, names, count, start=0):
    """Where the draws of some names lie ``(names, count)``, from draw ``start`` on."""
    coordinates = sampling.coordinates(seed, names, start + count)
    return np.stack([sampling.dealt(*each, start, start + count) for each in zip(*coordinates, strict=True)])


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


def test_every_input_has_a_dimension_and_no_two_the_same():
    parts = [id for section in ("work", "events") for id, each in catalogue.section(section).items() if not each.choices]
    firm = [id for id, each in catalogue.inputs().items() if id not in parts and not each.choices]
    assert set(firm) | {sampling.EXIT} <= set(sampling.FIRM)
    assert set(parts) | {sampling.CHANCE} <= {*sampling.PART, "side"}
    assert len(set(sampling.FIRM)) == len(sampling.FIRM) <= sobol.dimensions()
    assert len(set(sampling.PART)) == len(sampling.PART)
    assert sampling.CHANCE not in catalogue.inputs()


def test_the_draws_are_what_they_have_always_been():
    """A dimension that moves, or another hash, would change every answer: these were drawn when the method was new."""
    found = positions(1, ["core_value", "engagement", "Books.hours_m"], 40)[:, [0, 17, 39]]
    assert found.round(9).tolist() == [
        [0.343633723, 0.788563515, 0.67677052],
        [0.343391557, 0.734334015, 0.145353014],
        [0.709481288, 0.808960985, 0.171246894],
    ]


NAMES = ("salary_m", "exit_y", sampling.EXIT, "Books.hours_m", "Books.fee_m", "Mail.hours_m", "Mail.fee_m", "Breach.cost")


@pytest.mark.parametrize("seed", [1, 2])
def test_positions_are_even_in_every_scrambling(seed):
    """2^k draws of one scrambling lie one in each of 2^k equal parts, whatever the name."""
    found = positions(seed, NAMES, 16 * 256)
    assert found.min() > 0
    assert found.max() < 1
    for group in range(sampling.GROUPS):
        parts = np.sort(np.floor(found[:, group :: sampling.GROUPS] * 256), axis=1)
        assert np.array_equal(parts, np.tile(np.arange(256), (len(NAMES), 1)))


ALIKE = (*NAMES, "Books .hours_m", "books.hours_m", "chance:exit.fee_m", "order:Books.fee_m", "Books.fee_m.fee_m", "Bo.cost")


def test_no_two_names_share_their_points():
    """Whatever they are called. 256 points of two coordinates fill 63 % of 256 boxes if they are independent, and the mean
    of 16 scramblings has been between 45 % and 100 %; two that shared their points would lie in 16 boxes, 6 %."""
    boxes = np.floor(positions(1, ALIKE, 16 * 256) * 16).reshape(len(ALIKE), 256, sampling.GROUPS)
    for a, b in combinations(range(len(ALIKE)), 2):
        both = 16 * boxes[a] + boxes[b]
        filled = [np.unique(both[:, group]).size / 256 for group in range(sampling.GROUPS)]
        assert np.mean(filled) > 0.35, (ALIKE[a], ALIKE[b])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_orders_within_a_part_are_each_its_own_and_clash_less_than_a_random_one(seed):
    orders = {part: sampling._order(seed, part) for part in ("Books", "Mail", "books")}
    every = np.concatenate(list(orders.values()))
    assert len(np.unique(every, axis=0)) == len(every) == 3 * sampling.GROUPS
    firm = sobol.digits(np.stack([sobol.directions(at) for at in range(8)]), 5, 11)

    def clashes(order):
        own = sobol.digits(sobol.product(np.stack([sobol.directions(at) for at in range(6)]), order[:, None]), 5, 11)
        return sobol.clashes(firm, own[:, :, None], 5).sum(axis=(1, 2)).max()

    random = np.random.default_rng(seed).integers(0, 2**32, (64, sobol.BITS), dtype=np.uint32)
    assert max(clashes(order) for order in orders.values()) < clashes(sobol.shuffle(random))


def test_names_and_scramblings_are_shifted_independently():
    """The first point of every scrambling is a fair coin: agreements of 224 coins over 60 seeds are a sum of independent
    signs. Seven of its sd over all 25,000 pairs is a false alarm below 1e-7."""
    seeds = 60
    coins = [2.0 * (positions(seed, ALIKE, sampling.GROUPS).ravel() > 0.5) - 1 for seed in range(seeds)]
    agreed = np.stack(coins).T @ np.stack(coins)
    assert np.max(np.abs(agreed[np.triu_indices(len(agreed), 1)])) < 7 * np.sqrt(seeds)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 5_000), st.integers(1, 700), st.integers(0, 2**63))
def test_draws_are_the_same_wherever_one_begins(start, count, seed):
    whole = positions(seed, NAMES[:4], start + count)
    assert np.array_equal(positions(seed, NAMES[:4], count, start), whole[:, start:])
    assert np.array_equal(positions(seed, NAMES[2:3], start + count), whole[2:3])
    assert np.array_equal(positions(seed, NAMES[:4], start + count + 9_999)[:, : start + count], whole)


def test_positions_say_where_each_drawn_value_lies():
    scenario = roi.loads(CORRELATED)
    draws = sampling.draw(scenario, 4_096, 1)
    drawn = scenario.uncertain()
    assert set(draws.positions) == {*drawn, sampling.EXIT, sampling.chance_of("Breach")}
    for key in drawn:
        assert np.array_equal(np.argsort(draws.values[key]), np.argsort(draws.positions[key])), key
        exact = scenario.keyed()[key].ppf(draws.positions[key])
        assert np.max(np.abs(exact - draws.values[key])) < 2e-6 * np.ptp(exact), key
    assert np.array_equal(np.argsort(draws.exit), np.argsort(draws.positions[sampling.EXIT]))
    rows = draws.rows(160, 500)
    assert rows.groups == draws.groups == 16
    assert all(np.array_equal(u[160:500], rows.positions[key]) for key, u in draws.positions.items())


def test_exponential_draws_have_their_mean():
    draws = sampling.exponential(positions(1, [sampling.EXIT], 40_000)[0])
    assert draws.min() >= 0
    assert draws.mean() == pytest.approx(1.0, abs=0.001)  # a fifth of the error of independent draws


@pytest.mark.parametrize("count", [1, 2, 10, 15, 16, 17, 100, 1_000])
def test_any_number_of_draws(count):
    draws = sampling.draw(roi.loads(CORRELATED), count, 1)
    assert {x.shape for x in arrays(draws).values()} | {draws.exit.shape, draws.events[0].shape} == {(count,)}
    assert all(np.isfinite(x).all() for x in arrays(draws).values())


def test_tables_are_shared():
    value = roi.loads(BASE).values["salary_m"]
    assert tabulate(value) is tabulate(value)


def test_values_at_hand_are_the_values_drawn():
    """Worked out when asked for, in any stretch, they are what they were when the worlds were run."""
    for text in (BASE, CORRELATED):
        dice = sampling.dice(roi.loads(text), 3_000, 1)
        drawn, at_hand = dice.draws(0, 3_000), dice.at_hand(0, 3_000)
        assert list(at_hand.values) == list(drawn.values)
        assert len(at_hand.values) == len(drawn.values)
        cut, part = at_hand.rows(160, 480), drawn.rows(160, 480)
        for key, x in drawn.values.items():
            assert np.array_equal(at_hand.values[key], x), key
            assert np.array_equal(cut.values[key], part.values[key]), key
        assert np.array_equal(cut.exit, part.exit)
    assert isinstance(dice.at_hand(0, 16).values["employees"], float)
