"""Weights where the answer is known: four conjugate pairs, weighed as they are and drawn anew, each within its own error.

Every comparison allows FAR standard errors, as they are stated themselves: with 15 degrees of freedom and the widening that
``summary`` gives, right code fails one of these some 60 comparisons less than once in 500 runs of other seeds.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats
from scipy.special import ndtr

from roi import likelihood, summary, weights
from roi.likelihood import Spread
from roi.weights import Weighted

FAR = 4.5
GROUPS = 16
FEW, MANY = 2**12, 2**14
SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)


def scores(seed: int, count: int, coordinates: int = 1):
    return np.random.default_rng(seed).standard_normal((coordinates, count))


def agrees(found: summary.Estimate, wanted: float) -> None:
    assert found.se > 0
    assert abs(found.value - wanted) < FAR * found.se, (found, wanted)


def mixture_of_gammas(shape: float, rate: float, hours: float, piece: float):
    """Gamma before, a compound Poisson sum seen: gammas of one more for each piece there may have been."""
    pieces = np.arange(0 if hours == 0 else 1, 400)
    log = stats.nbinom.logpmf(pieces, shape, rate / (rate + 1))
    log = log if hours == 0 else log + stats.gamma.logpdf(hours, pieces, scale=piece)
    log = log[:1] if hours == 0 else log
    share = np.exp(log - log.max()) / np.exp(log - log.max()).sum()
    pieces = pieces[: share.size]

    class Posterior:
        @staticmethod
        def mean() -> float:
            return float(np.sum(share * (shape + pieces) / (rate + 1)))

        @staticmethod
        def cdf(x: float) -> float:
            return float(np.sum(share * stats.gamma.cdf(x, shape + pieces, scale=1 / (rate + 1))))

    return Posterior()


def pairs():
    """Name -> from a score to the unknown, its figure, how that spreads, and what is known of it afterwards."""
    beta, gamma = stats.beta(3, 40), stats.gamma(4, scale=0.5)
    normal, lognormal = stats.norm(3.6, 0.3), stats.lognorm(0.2, scale=100)

    def beta_binomial(k, n):
        return beta.ppf, k, Spread("count", of=n), stats.beta(3 + k, 40 + n - k)

    def gamma_poisson(hours):  # pieces of 2 hours: the unknown is how many there are to be expected
        to = lambda u: 2.0 * gamma.ppf(u)  # noqa: E731
        return to, hours, Spread("pieces", 2.0), mixture_of_gammas(4, 2, hours, 2.0)

    def normal_normal(mean, answers):
        known, seen = 1 / 0.3**2, answers / 0.8**2
        after = stats.norm((known * 3.6 + seen * mean) / (known + seen), (known + seen) ** -0.5)
        return normal.ppf, mean, Spread("mean_of_answers", 0.8, answers), after

    def both_lognormal(x, spread):
        known, seen = 1 / 0.2**2, 1 / spread**2
        after = stats.lognorm(
            (known + seen) ** -0.5, scale=math.exp((known * math.log(100) + seen * math.log(x)) / (known + seen))
        )
        return lognormal.ppf, x, Spread("lognormal", spread), after

    return {
        "beta-binomial": beta_binomial(7, 60),
        "beta-binomial, none": beta_binomial(0, 30),
        "beta-binomial, much seen": beta_binomial(900, 5_000),
        "gamma-Poisson, none": gamma_poisson(0.0),
        "gamma-Poisson": gamma_poisson(6.5),
        "gamma-Poisson, far out": gamma_poisson(30.0),
        "normal-normal": normal_normal(3.2, 40),
        "normal-normal, far out": normal_normal(1.4, 900),
        "lognormal": both_lognormal(120.0, 0.1),
        "lognormal, far out": both_lognormal(240.0, 0.01),
    }


PAIRS = pairs()


@pytest.mark.parametrize("name", PAIRS)
def test_weighed_or_drawn_anew_a_conjugate_pair_gives_what_is_known_of_it(name):
    to, x, spread, known = PAIRS[name]
    scale = 0.5 if name.startswith("gamma") else 1.0  # from hours to pieces

    def seen(z):
        return likelihood.log_density(spread, x, to(ndtr(z[0])))

    here, rounds = weights.where(lambda turn: scores(100 + turn, FEW), lambda _, z: seen(z), 1)
    base = scores(7, MANY)
    z = here.at(base)
    shares = weights.normalised(seen(z) + here.log_ratio(base, z))
    assert weights.effective(shares) > MANY / 4
    assert rounds > 0 or "far out" not in name
    found = Weighted(scale * to(ndtr(z[0])), shares, GROUPS)
    agrees(found.mean(), known.mean())
    for share in SHARES:
        level = found.at(share)
        agrees(found.below(level), known.cdf(level))


def test_two_unknowns_seen_only_through_their_product_agree_with_a_grid():
    """A ridge: hours times share. The grid is 400 by 400, its own error far below that of the draws."""
    a, b = stats.lognorm(0.3, scale=300), stats.beta(8, 4)

    def seen(z):
        return likelihood.log_density(Spread("lognormal", 0.03), 150.0, a.ppf(ndtr(z[0])) * b.ppf(ndtr(z[1])))

    here, rounds = weights.where(lambda turn: scores(turn, FEW, 2), lambda _, z: seen(z), 2)
    base = scores(50, MANY, 2)
    z = here.at(base)
    shares = weights.normalised(seen(z) + here.log_ratio(base, z))
    assert rounds and weights.effective(shares) > MANY / 4
    line = np.linspace(-4.5, 4.5, 400)
    grid = np.stack([each.ravel() for each in np.meshgrid(line, line)])
    mass = np.exp(seen(grid) - 0.5 * np.sum(grid**2, axis=0))
    for i, of in ((0, a), (1, b)):
        agrees(Weighted(of.ppf(ndtr(z[i])), shares, GROUPS).mean(), float(np.average(of.ppf(ndtr(grid[i])), weights=mass)))


def test_nothing_seen_moves_nothing():
    base = scores(1, 512, 3)
    here, rounds = weights.where(lambda _: base, lambda _, z: np.zeros(512), 3)
    assert rounds == 0 and np.array_equal(here.at(base), base)
    shares = weights.normalised(here.log_ratio(base, base))
    assert shares == pytest.approx(np.full(512, 1 / 512)) and weights.effective(shares) == pytest.approx(512)


def test_what_no_world_can_show_is_told():
    with pytest.raises(weights.NothingPossibleError):
        weights.where(lambda _: scores(1, 64), lambda _, z: np.full(64, -np.inf), 1)
    assert not weights.normalised(np.full(3, -np.inf)).any()
    assert weights.effective(np.zeros(3)) == 0


def test_a_narrow_gap_that_no_slope_leads_to_is_found_where_a_draw_lies_in_it():
    """Only worlds between the 1st and the 2nd percentile are possible: hard edges, as of a contract that has ended."""

    def seen(z):
        u = ndtr(z[0])
        return np.where((u > 0.01) & (u < 0.02), 0.0, -np.inf)

    here, _ = weights.where(lambda turn: scores(turn, FEW), lambda _, z: seen(z), 1)
    base = scores(9, MANY)
    z = here.at(base)
    shares = weights.normalised(seen(z) + here.log_ratio(base, z))
    assert weights.effective(shares) > MANY / 5
    agrees(Weighted(ndtr(z[0]), shares, GROUPS).mean(), 0.015)


def test_equal_weights_say_what_a_sample_says():
    x = np.random.default_rng(3).gamma(2.0, size=1_600)
    x[:5] = np.nan
    plain, weighed = summary.Sample(x, GROUPS), Weighted(x, np.full(x.size, 1 / x.size), GROUPS)
    asked = [lambda it: it.mean(), lambda it: it.below(1.0), lambda it: it.meeting(1.0, "higher"), lambda it: it.undefined()]
    asked += [lambda it, share=share: it.quantile(share) for share in SHARES]
    for ask in asked:
        (value, se), (wanted, wanted_se) = ask(weighed), ask(plain)
        assert value == pytest.approx(wanted, rel=1e-9) and se == pytest.approx(wanted_se, rel=0.05)
    assert weighed.expected_shortfall().value == pytest.approx(plain.expected_shortfall().value, rel=1e-2)
    levels = np.array([0.5, 1.0, 9.0])
    assert weighed.shares_below(levels) == pytest.approx(plain.shares_below(levels))


def test_stated_errors_are_those_that_repetitions_show():
    """200 repetitions of a weighted mean, quantile and chance: the spread of their errors, in stated ones, is 1 to 15 %."""
    after = stats.norm(0.8, 0.2**0.5)
    off = {"mean": [], "quantile": [], "chance": []}
    for seed in range(200):
        z = scores(seed, 1_024)[0]
        found = Weighted(z, weights.normalised(-0.5 * 4 * (z - 1.0) ** 2), GROUPS)
        for name, estimate, wanted in (
            ("mean", found.mean(), after.mean()),
            ("quantile", found.quantile(0.25), after.ppf(0.25)),
            ("chance", found.below(0.5), after.cdf(0.5)),
        ):
            off[name].append((estimate.value - wanted) / estimate.se)
    for name, each in off.items():
        assert 0.8 < np.std(each) < 1.15, name  # a stated error is 1.09 times as wide: Student's t
        assert abs(np.mean(each)) < 0.25, name


# ------------------------------------------------------------------------------------------- the likelihoods themselves


def test_likelihoods_are_those_of_scipy():
    p = np.array([0.0, 0.01, 0.2, 1.0])
    found = likelihood.log_density(Spread("count", of=50), 3, p)
    assert np.diff(found[1:3]) == pytest.approx(np.diff(stats.binom.logpmf(3, 50, p[1:3])))
    assert found[[0, 3]].tolist() == [-np.inf, -np.inf]
    assert likelihood.log_density(Spread("count", of=50), 0, 0.0) == 0
    e = np.array([80.0, 120.0])
    bill = Spread("lognormal", 0.1)
    assert np.diff(likelihood.log_density(bill, 100, e)) == pytest.approx(np.diff(stats.lognorm.logpdf(100, 0.1, scale=e)))
    assert likelihood.log_density(bill, 0, np.array([0.0, 5.0])).tolist() == [0, -np.inf]
    assert likelihood.log_density(bill, 5, 0.0) == -np.inf
    found = likelihood.log_density(Spread("mean_of_answers", 0.8, 64), 3.5, np.array([3.4, 3.7]))
    assert np.diff(found) == pytest.approx(np.diff(stats.norm.logpdf(3.5, [3.4, 3.7], 0.1)))


def test_chances_of_so_much_at_most_are_those_of_scipy():
    p = np.array([0.0, 0.01, 0.2, 1.0])
    for k in (-1, 0, 3, 3.7, 50):
        assert likelihood.at_most(Spread("count", of=50), k, p) == pytest.approx(stats.binom.cdf(k, 50, p))
    e = np.array([0.0, 80.0, 120.0])
    assert likelihood.at_most(Spread("lognormal", 0.1), 100, e)[1:] == pytest.approx(
        stats.lognorm.cdf(100, 0.1, scale=e[1:])
    )
    assert likelihood.at_most(Spread("lognormal", 0.1), 0, e).tolist() == [1, 0, 0]
    assert likelihood.at_most(Spread("mean_of_answers", 0.8, 64), 3.5, 3.4) == pytest.approx(stats.norm.cdf(1))


@pytest.mark.parametrize("hours", [0.3, 4.0, 60.0, 900.0])
def test_hours_that_come_in_pieces_are_a_sum_over_how_many_there_were(hours):
    many, pieces = np.arange(1, 3_000), Spread("pieces", 2.0)
    for expected in (1.0, 50.0, 800.0):
        log = stats.poisson.logpmf(many, expected / 2) + stats.gamma.logpdf(hours, many, scale=2.0)
        found = float(likelihood.log_density(pieces, hours, expected)) - math.log(2)
        assert found == pytest.approx(np.logaddexp.reduce(log), rel=1e-9, abs=1e-9)
        below = np.sum(stats.poisson.pmf(many, expected / 2) * stats.gamma.cdf(hours, many, scale=2.0))
        below += stats.poisson.pmf(0, expected / 2)
        assert float(likelihood.at_most(pieces, hours, expected)) == pytest.approx(below, abs=1e-9)
    assert likelihood.log_density(pieces, hours, 0.0) == -np.inf
    assert likelihood.log_density(pieces, 0.0, 6.0) == -3


AROUND = [
    (Spread("lognormal", 0.1), 90.0),
    (Spread("pieces", 2.0), 11.0),
    (Spread("count", of=60), 0.2),
    (Spread("mean_of_answers", 0.8, 40), 3.5),
]


@pytest.mark.parametrize(("spread", "around"), AROUND, ids=[spread.kind for spread, _ in AROUND])
def test_quantiles_are_where_the_chance_says(spread, around):
    expected = around * np.exp(0.1 * scores(5, 256)[0])
    step = 1 if spread.kind == "count" else 1e-6
    for share in (0.05, 0.5, 0.95):
        x = likelihood.quantile(spread, share, expected, np.full(256, 1 / 256))
        reached, before = (float(np.mean(likelihood.at_most(spread, each, expected))) for each in (x, x - step))
        assert before - 1e-6 < share <= reached + 1e-6


@pytest.mark.parametrize(("spread", "around"), AROUND, ids=[spread.kind for spread, _ in AROUND])
def test_positions_of_figures_that_come_from_the_worlds_themselves_lie_evenly(spread, around):
    """2,000 figures drawn by NumPy; the mean position is 1/2 within 4 standard errors (once in 16,000)."""
    dice = np.random.default_rng(2)
    drawn = {
        "lognormal": lambda: around * np.exp(spread.by * dice.standard_normal(2_000)),
        "pieces": lambda: np.array([dice.exponential(2.0, dice.poisson(around / 2)).sum() for _ in range(2_000)]),
        "count": lambda: dice.binomial(60, around, 2_000),
        "mean_of_answers": lambda: around + spread.by / 40**0.5 * dice.standard_normal(2_000),
    }[spread.kind]()
    found = np.array([float(likelihood.position(spread, x, around)) for x in drawn])
    assert abs(found.mean() - 0.5) < 4 / math.sqrt(12 * 2_000)
    assert 0.9 < found.std() * math.sqrt(12) < 1.1


def test_the_quantiles_of_nothing_are_nothing():
    even = np.full(4, 0.25)
    assert likelihood.quantile(Spread("pieces", 2.0), 0.5, np.full(4, 0.2), even) == pytest.approx(0, abs=1e-6)
    assert likelihood.quantile(Spread("lognormal", 0.1), 0.95, np.zeros(4), even) == 0
    assert likelihood.quantile(Spread("count", of=40), 0.5, np.zeros(4), even) == 0
