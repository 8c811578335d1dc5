"""Values: one statistical test for every distribution, other people's software beside it, and every mistake of `read`."""

from __future__ import annotations

import math
import pickle
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.special import ndtr, ndtri

from roi.distributions import (
    CENTRE,
    METALOG_STEEPEST,
    Discrete,
    Fixed,
    Lognormal,
    Metalog,
    Normal,
    Pert,
    Triangular,
    Truncated,
    Uniform,
    tabulate,
)
from roi.reading import DistributionError, read, truncate

INF = math.inf
PLAIN = [
    Pert(0, 0.1, 1),
    Pert(44_500, 47_000, 49_000),
    Pert(0, 0, 1),
    Pert(-3, 5, 5),
    Pert(0, 1e-9, 1e6),
    Triangular(0, 0.2, 1),
    Triangular(2, 2, 9),
    Triangular(-9, -2, -2),
    Uniform(0.25, 0.75),
    Uniform(-1e6, 1e6),
    Normal(0, 1),
    Normal(-1e5, 0.1),
    Lognormal(0, 1),
    Lognormal(math.log(300), 0.15),
    Metalog(1, 2, 4),
    Metalog(10, 20, 30),
    Metalog(0, 0.1666, 1),
    Metalog(-1, -0.1666, 0),
]
CUT = [
    Truncated(Pert(0, 0.1, 1), 0.05, 0.3),
    Truncated(Pert(0, 0.1, 1), 0.8, 1),
    Truncated(Pert(0, 0.9, 1), 0, 0.01),
    Truncated(Triangular(0, 0.2, 1), 0.1, 0.5),
    Truncated(Normal(0, 1), 0, INF),
    Truncated(Normal(0, 1), -INF, -1),
    Truncated(Normal(0, 1), -0.5, 2),
    Truncated(Normal(0, 1), 5, 5.5),
    Truncated(Normal(0, 1), -5.5, -5),
    Truncated(Normal(0, 1000), -1, 1),
    Truncated(Normal(10, 1), -50, 50),
    Truncated(Lognormal(0, 1), 0.5, 3),
    Truncated(Lognormal(0, 2), 0, 1e6),
    Truncated(Metalog(1, 2, 4), 0, INF),
    Truncated(Metalog(1, 2, 4), 3, 3.1),
]
CONTINUOUS = [*PLAIN, *CUT]
STEPS = [Discrete((3, 1, 2), (1, 1, 2)), Discrete((0.1, 0.2, 0.4)), Discrete((5, -5), (1e-3, 1))]
CERTAIN = [
    Fixed(7),
    Pert(7, 7, 7),
    Triangular(7, 7, 7),
    Uniform(7, 7),
    Normal(7, 0),
    Metalog(7, 7, 7),
    Discrete((7, 8), (1, 0)),
]
SHARES = np.concatenate(([1e-9, 1e-6, 1e-3], np.linspace(0.01, 0.99, 99), [0.999, 1 - 1e-6, 1 - 1e-9]))
DRAWS = 20_000
ALPHA = 1e-6  # how often a right distribution would fail one comparison with its sample, were the seed not fixed
DKW = math.sqrt(math.log(2 / ALPHA) / (2 * DRAWS))  # Dvoretzky–Kiefer–Wolfowitz, with Massart's constant


def metalog_sample(dist: Metalog, rng: np.random.Generator, size: int) -> np.ndarray:
    """Keelin's equations as published: with the ratio r and share alpha = 0.1 (symmetric percentile triplet)."""
    y, span = rng.random(size), dist.p90 - dist.p10
    r = (dist.p50 - dist.p10) / span
    a2 = span / (2 * math.log(0.9 / 0.1))
    a3 = span * (1 - 2 * r) / ((1 - 2 * 0.1) * math.log(0.9 / 0.1))
    logit = np.log(y / (1 - y))
    return dist.p50 + a2 * logit + a3 * (y - 0.5) * logit


def sample(dist, rng: np.random.Generator, size: int) -> np.ndarray:
    """A twin that shares nothing with the quantile functions: other people's samplers, and rejection for the cut."""
    match dist:
        case Pert(low, mode, high):
            a, b = 1 + 4 * (mode - low) / (high - low), 1 + 4 * (high - mode) / (high - low)
            return low + (high - low) * rng.beta(a, b, size)
        case Triangular(low, mode, high):
            return rng.triangular(low, mode, high, size)
        case Uniform(low, high):
            return rng.uniform(low, high, size)
        case Normal(mean, sd):
            return rng.normal(mean, sd, size)
        case Lognormal(mu, sigma):
            return rng.lognormal(mu, sigma, size)
        case Metalog():
            return metalog_sample(dist, rng, size)
        case Discrete(values, weights):
            return rng.choice(values, size, p=weights)
        case Truncated(inner, low, high):
            kept = np.empty(0)
            while kept.size < size:
                worlds = sample(inner, rng, 2_000_000)
                kept = np.append(kept, worlds[(worlds >= low) & (worlds <= high)])
            return kept[:size]
    raise TypeError(dist)


def often_enough_to_reject(dist) -> bool:
    return not isinstance(dist, Truncated) or dist.left > 0.003


class TestEveryDistribution:
    @pytest.mark.parametrize("dist", CONTINUOUS, ids=str)
    def test_ppf_and_cdf_are_inverse(self, dist):
        x = dist.ppf(SHARES)
        assert np.all(np.diff(x) > 0)
        assert dist.cdf(x) == pytest.approx(SHARES, rel=1e-9, abs=1e-12)
        inside = (SHARES > 1e-4) & (SHARES < 1 - 1e-4)
        assert dist.ppf(dist.cdf(x))[inside] == pytest.approx(x[inside], rel=1e-9, abs=1e-9 * dist.sd)

    @pytest.mark.parametrize("dist", CONTINUOUS, ids=str)
    def test_scores_keep_their_digits_in_both_tails(self, dist):
        z = np.linspace(-7, 7, 141)
        x = dist.at(z)
        assert np.all(np.diff(x) >= 0)
        # where many scores share one float (the flat end of a density) the way back cannot know which it was
        apart = np.minimum(np.diff(x, append=INF), np.diff(x, prepend=-INF))
        apart[[0, -1]] = 0
        told_apart = apart > 1e-8 * np.abs(x)
        assert told_apart[40:101].all()
        assert dist.score(x)[told_apart] == pytest.approx(z[told_apart], abs=1e-6)

    @pytest.mark.parametrize("dist", [*CONTINUOUS, *STEPS], ids=str)
    def test_support(self, dist):
        low, high = dist.support
        x = dist.ppf(SHARES)
        assert np.all((x >= low) & (x <= high))
        for end, share in ((low, 0.0), (high, 1.0)):
            if math.isfinite(end):
                beyond = math.nextafter(end, math.copysign(INF, share - 0.5))
                assert dist.cdf(beyond) == share
        assert dist.cdf(-INF) == 0 and dist.cdf(INF) == 1

    @pytest.mark.parametrize("dist", [*filter(often_enough_to_reject, CONTINUOUS), *STEPS], ids=str)
    def test_against_a_sample(self, dist):
        x = np.sort(sample(dist, np.random.default_rng(20_000), DRAWS))
        reached = np.searchsorted(x, dist.ppf(SHARES), side="right") / DRAWS
        assert np.all(reached >= SHARES - DKW)
        assert np.all(np.searchsorted(x, dist.ppf(SHARES), side="left") / DRAWS <= SHARES + DKW)
        assert np.max(np.abs(dist.cdf(x) - np.searchsorted(x, x, side="right") / DRAWS)) <= DKW
        assert x.mean() == pytest.approx(dist.mean, abs=5 * dist.sd / math.sqrt(DRAWS))

    @pytest.mark.parametrize("dist", CONTINUOUS, ids=str)
    def test_sampling_from_the_table(self, dist):
        x = np.sort(tabulate(dist)(np.random.default_rng(1).uniform(2**-33, 1, DRAWS)))
        assert np.max(np.abs(dist.cdf(x) - np.arange(1, DRAWS + 1) / DRAWS)) <= DKW + 1 / DRAWS
        assert x.mean() == pytest.approx(dist.mean, abs=5 * dist.sd / math.sqrt(DRAWS))
        assert np.unique(x).size > 0.999 * DRAWS  # nothing piled up anywhere, least of all at the ends
        assert not np.isin(x, dist.support).any()

    @pytest.mark.parametrize("dist", CONTINUOUS, ids=str)
    def test_moments_against_quadrature(self, dist):
        """Gauss–Legendre over the scores, in panels: another rule than the one the truncated use."""
        nodes, weights = np.polynomial.legendre.leggauss(32)
        edges = np.linspace(-15, 15, 401)
        half = np.diff(edges)[:, None] / 2
        z = (edges[:-1, None] + half * (1 + nodes)).ravel()
        mass = (half * weights).ravel() * stats.norm.pdf(z)
        mean = np.dot(mass, dist.at(z))
        assert dist.mean == pytest.approx(mean, abs=1e-7 * dist.sd)
        assert dist.sd == pytest.approx(math.sqrt(np.dot(mass, (dist.at(z) - mean) ** 2)), rel=1e-6)

    @pytest.mark.parametrize("dist", [*CONTINUOUS, *STEPS, *CERTAIN], ids=str)
    def test_shape_in_shape_out(self, dist):
        for ask, there in (
            (dist.ppf, 0.3),
            (dist.cdf, dist.median),
            (dist.at, -0.4),
            (dist.score, dist.median),
        ):
            alone = ask(there)
            assert isinstance(alone, float)
            grid = ask(np.full((2, 3), there))
            assert grid.shape == (2, 3) and np.all(grid == alone)
            assert ask(np.empty(0)).shape == (0,)
        assert tabulate(dist)(np.full((2, 3), 0.4)).shape == (2, 3)
        assert dist.median == dist.ppf(0.5)

    @pytest.mark.parametrize("dist", [*CONTINUOUS, *STEPS, *CERTAIN], ids=str)
    def test_travels_to_another_process(self, dist):
        assert pickle.loads(pickle.dumps(dist)) == dist
        copy, u = pickle.loads(pickle.dumps(tabulate(dist))), np.linspace(0.001, 0.999, 7)
        assert np.array_equal(copy(u), tabulate(dist)(u))

    @pytest.mark.parametrize("dist", CERTAIN, ids=str)
    def test_certain(self, dist):
        assert dist.is_fixed and dist.support == (7, 7)
        assert (dist.mean, dist.sd, dist.median) == (7, 0, 7)
        assert np.all(dist.ppf(SHARES) == 7)
        assert np.array_equal(dist.cdf(np.array([6.999, 7.0, 7.001])), [0, 1, 1])
        assert np.all(tabulate(dist)(SHARES) == 7)

    @pytest.mark.parametrize("dist", [*CONTINUOUS, *STEPS], ids=str)
    def test_uncertain(self, dist):
        assert not dist.is_fixed


class TestTables:
    @pytest.mark.parametrize("dist", [*CONTINUOUS, Truncated(Lognormal(0, 8), 0, 1e15)], ids=str)
    def test_right_to_a_millionth_of_the_central_range(self, dist):
        z = np.linspace(-CENTRE, CENTRE, 49_999)
        exact = np.where(z < 0, dist.ppf(ndtr(z)), dist.at(z))  # ppf(ndtr(z)) itself loses digits above
        span = dist.at(CENTRE) - dist.at(-CENTRE)
        assert np.max(np.abs(tabulate(dist)(ndtr(z)) - exact)) <= 1e-6 * span
        assert np.max(np.abs(dist.ppf(ndtr(z)) - exact)) <= 1e-7 * span

    @pytest.mark.parametrize("dist", CONTINUOUS, ids=str)
    def test_the_far_tails_stay_finite_and_inside(self, dist):
        tail = 0.5 ** np.linspace(52, 1, 801)
        x = tabulate(dist)(np.concatenate([tail, 1 - tail[::-1][1:]]))
        assert np.all(np.isfinite(x)) and np.all(np.diff(x) >= -4 * np.spacing(np.abs(x[1:])))
        assert dist.support[0] <= x[0] and x[-1] <= dist.support[1]

    @pytest.mark.parametrize("dist", CONTINUOUS, ids=str)
    def test_what_is_nearer_an_end_than_any_draw_takes_the_edge(self, dist):
        """A copula may put one world in ten billion there."""
        if isinstance(dist, Normal | Lognormal):
            return  # exact
        low, high = tabulate(dist)(np.array([0.5**60, 1 - 0.5**52])), dist.at(ndtri(np.array([0.5**33])))
        assert low[0] == pytest.approx(high[0], rel=1e-12)
        assert low[1] == pytest.approx(dist.at(-ndtri(np.array([0.5**33])))[0], rel=1e-12)

    @pytest.mark.parametrize("dist", STEPS, ids=str)
    def test_steps_stay_exact(self, dist):
        x = tabulate(dist)(np.random.default_rng(2).random(DRAWS))
        for value, weight in zip(dist.values, dist.weights, strict=True):
            assert np.mean(x == value) == pytest.approx(weight, abs=DKW)
        assert set(x) <= set(dist.values)

    def test_the_same_distribution_is_tabulated_once(self):
        assert tabulate(Pert(0, 0.3, 1)) is tabulate(Pert(0, 0.3, 1))


NEIGHBOURS = [
    (Pert(0, 0.1, 1), stats.beta(1.4, 4.6)),
    (Pert(10, 70, 110), stats.beta(3.4, 2.6, 10, 100)),
    (Triangular(0, 0.2, 1), stats.triang(0.2)),
    (Triangular(5, 15, 15), stats.triang(1, 5, 10)),
    (Uniform(2, 5), stats.uniform(2, 3)),
    (Normal(3, 2), stats.norm(3, 2)),
    (Lognormal(1, 0.5), stats.lognorm(0.5, scale=math.e)),
    (Truncated(Normal(3, 2), 1, 4), stats.truncnorm(-1, 0.5, 3, 2)),
    (Truncated(Normal(0, 1), 5, 6), stats.truncnorm(5, 6)),
    (Truncated(Normal(0, 1), -6, -5), stats.truncnorm(-6, -5)),
    (Truncated(Normal(0, 1), 1, INF), stats.truncnorm(1, INF)),
]


class TestOtherPeoplesSoftware:
    @pytest.mark.parametrize(("dist", "other"), NEIGHBOURS, ids=lambda d: str(d) if hasattr(d, "at") else "")
    def test_scipy(self, dist, other):
        x = other.ppf(SHARES)
        assert dist.ppf(SHARES) == pytest.approx(x, rel=1e-8)
        assert dist.cdf(x) == pytest.approx(other.cdf(x), rel=1e-8)
        assert dist.mean == pytest.approx(other.mean(), rel=1e-7)
        assert dist.sd == pytest.approx(other.std(), rel=1e-7)
        assert dist.median == pytest.approx(other.median(), rel=1e-12)

    def test_pert_as_published(self):
        """Not chaospy's (mean 0.322) and not pyfair's (sd 1/6)."""
        assert Pert(0, 0.1, 1).mean == pytest.approx(0.2333, abs=5e-5)
        assert Pert(0, 0.1, 1).sd == pytest.approx(0.160, abs=5e-4)

    def test_metalog_as_published(self):
        """The steepest skew (Keelin 2016) is where the density touches zero: min over y of 1 + c ((y - 1/2) + y (1 - y)
        logit y) = 0, and the share of the span that p50 must keep away from the others follows."""
        y = np.linspace(1e-6, 0.5, 1_000_001)
        touching = 1 / np.max(np.abs((y - 0.5) + y * (1 - y) * np.log(y / (1 - y))))
        assert pytest.approx(touching, abs=5e-6) == METALOG_STEEPEST

    @pytest.mark.parametrize("dist", [d for d in PLAIN if isinstance(d, Metalog)], ids=str)
    def test_metalog_passes_through_its_percentiles(self, dist):
        assert dist.ppf(np.array([0.1, 0.5, 0.9])) == pytest.approx([dist.p10, dist.p50, dist.p90], abs=1e-12)

    def test_lognormal_passes_through_its_percentiles(self):
        dist = read({"p5": 250, "p95": 400})
        assert isinstance(dist, Lognormal)
        assert dist.ppf(np.array([0.05, 0.5, 0.95])) == pytest.approx([250, math.sqrt(250 * 400), 400], rel=1e-12)


class TestDiscrete:
    def test_is_a_step_function(self):
        dist = Discrete((30, 10, 20), (1, 1, 2))
        assert dist.values == (10, 20, 30) and dist.weights == (0.25, 0.5, 0.25)
        assert list(dist.ppf(np.array([0.01, 0.25, 0.26, 0.75, 0.76, 0.99]))) == [10, 10, 20, 20, 30, 30]
        assert list(dist.cdf(np.array([9, 10, 15, 20, 30, 31.0]))) == [0, 0.25, 0.25, 0.75, 1, 1]
        assert dist.mean == 20 and dist.sd == pytest.approx(math.sqrt(50))

    @pytest.mark.parametrize("dist", STEPS, ids=str)
    def test_values_come_back(self, dist):
        assert tuple(dist.ppf(dist.cdf(np.array(dist.values)))) == dist.values

    def test_equal_weights_and_their_rounding(self):
        dist = Discrete(tuple(range(10)))
        assert dist.ppf(math.nextafter(1, 0)) == 9
        assert dist.weights == pytest.approx([0.1] * 10)

    def test_enormous_weights(self):
        assert Discrete((1, 2), (1e308, 1e308)).weights == (0.5, 0.5)


class TestTruncation:
    def test_only_where_it_cuts(self):
        for dist in (Pert(0, 0.1, 1), Uniform(0, 1), Lognormal(0, 1), Fixed(0.5), Discrete((0, 1))):
            assert truncate(dist, 0, INF) is dist
        assert truncate(Normal(0, 1), -INF, INF) == Normal(0, 1)

    def test_stays_simple(self):
        assert truncate(Uniform(0, 10), 2, 20) == Uniform(2, 10)
        assert truncate(Discrete((1, 2, 3), (1, 1, 2)), 2, 3) == Discrete((2, 3), (1, 2))
        assert truncate(Discrete((1, 2, 3)), 2.5, 9) == Fixed(3)
        assert truncate(Normal(0, 1), 0, INF) == Truncated(Normal(0, 1), 0, INF)
        assert truncate(truncate(Normal(0, 1), 0, INF), -1, 2) == Truncated(Normal(0, 1), 0, 2)

    @pytest.mark.parametrize("dist", CUT, ids=str)
    def test_keeps_the_proportions_inside(self, dist):
        inner, (low, high) = dist.inner, dist.support
        x = dist.ppf(np.array([0.1, 0.3, 0.6, 0.8]))
        upper = inner.score(dist.low) > 0
        share = (lambda a: ndtr(-inner.score(a))) if upper else inner.cdf
        assert (share(x[3]) - share(x[1])) / (share(x[2]) - share(x[0])) == pytest.approx(1.0, rel=1e-6)
        assert low <= x[0] < x[3] <= high

    @pytest.mark.parametrize(("low", "high"), [(7, 9), (-9, -7), (0.9, INF)])
    def test_nothing_left(self, low, high):
        with pytest.raises(DistributionError) as error:
            truncate(Normal(0, 0.1), low, high)
        assert error.value.problems[0].code == "nothing_left"

    def test_almost_nothing_left_is_still_right(self):
        tail = truncate(Normal(0, 1), 5.9, INF)
        assert tail.ppf(SHARES) == pytest.approx(stats.truncnorm(5.9, INF).ppf(SHARES), rel=1e-9)
        hair = truncate(Normal(0, 1), 0.3, 0.3 + 1e-8)
        assert (hair.ppf(SHARES) - 0.3) / 1e-8 == pytest.approx(SHARES, abs=1e-6)


GOOD = [
    (5, Fixed(5.0)),
    (0.4, Fixed(0.4)),
    (np.float64(0.4), Fixed(0.4)),
    (np.int64(4), Fixed(4.0)),
    ({"low": 1, "mode": 2, "high": 4}, Pert(1, 2, 4)),
    ({"low": 1, "mode": 2, "high": 4, "dist": "pert", "source": "a", "note": "b"}, Pert(1, 2, 4)),
    ({"low": 1, "mode": 2, "high": 4, "dist": "triangular"}, Triangular(1, 2, 4)),
    ({"low": 1, "high": 4}, Uniform(1, 4)),
    ({"low": 1, "high": 4, "dist": "uniform", "min": 2}, Uniform(2, 4)),
    ({"mean": 1, "sd": 4}, Normal(1, 4)),
    ({"mean": 1, "sd": 4, "min": 0, "max": 9}, Truncated(Normal(1, 4), 0, 9)),
    ({"p10": 1, "p50": 2, "p90": 4}, Metalog(1, 2, 4)),
    ({"p10": 1, "p50": 2, "p90": 4, "max": 9}, Truncated(Metalog(1, 2, 4), -INF, 9)),
    ({"values": [3, 1], "weights": [1, 3]}, Discrete((1, 3), (3, 1))),
    ({"values": [3, 1], "dist": "discrete"}, Discrete((1, 3))),
    ({"low": 1, "mode": 2, "high": 4, "min": 1.5, "max": 40}, Truncated(Pert(1, 2, 4), 1.5, 4)),
    ({"low": 3, "mode": 3, "high": 3}, Fixed(3)),
    ({"low": 3, "high": 3}, Fixed(3)),
    ({"mean": 3, "sd": 0}, Fixed(3)),
    ({"p5": 400, "p95": 400}, Fixed(400)),
    ({"p5": 0, "p95": 0}, Fixed(0)),
    ({"p10": 3, "p50": 3, "p90": 3}, Fixed(3)),
    ({"values": [3, 3]}, Fixed(3)),
]


class TestReading:
    @pytest.mark.parametrize(("raw", "dist"), GOOD, ids=str)
    def test_every_shape(self, raw, dist):
        assert read(raw) == dist

    def test_two_percentiles(self):
        assert read({"p5": 250, "p95": 400, "dist": "lognormal"}) == read({"p5": 250, "p95": 400})
        for raw in ({"p5": -1, "p95": 400}, {"p5": 0, "p95": 400}, {"p5": 250, "p95": 400, "dist": "normal"}):
            dist = read(raw)
            assert isinstance(dist, Normal)
            assert dist.ppf(np.array([0.05, 0.95])) == pytest.approx([raw["p5"], raw["p95"]], abs=1e-12)

    def test_the_allowed_range_cuts_tails_and_nothing_else(self):
        assert read({"mean": 0.5, "sd": 0.2}, 0, 1) == Truncated(Normal(0.5, 0.2), 0, 1)
        assert read({"mean": 0.5, "sd": 0.2, "min": 0.3, "max": 7}, 0, 1) == Truncated(Normal(0.5, 0.2), 0.3, 1)
        assert read({"low": 0, "mode": 0.5, "high": 1}, 0, 1) == Pert(0, 0.5, 1)
        assert isinstance(read({"p5": 1, "p95": 3}, 0), Lognormal)

    def test_whole_numbers(self):
        assert read(3, whole=True) == read(3.0, whole=True) == Fixed(3)
        assert read({"values": [1, 6.0, 12]}, whole=True) == Discrete((1, 6, 12))

    def test_toml_documents_are_tables(self):
        tomlkit = pytest.importorskip("tomlkit")
        document = tomlkit.parse("a = { low = 44_500, mode = 47_000, high = 49_000 }\nb = 4\nc = { values = [1, 2] }")
        assert read(document["a"]) == Pert(44_500, 47_000, 49_000)
        assert read(document["b"]) == Fixed(4)
        assert read(document["c"]) == Discrete((1, 2))
        assert type(read(document["b"]).value) is float


HUGE = 10**400
BAD = [  # raw value, what is possible, every problem as (code, place)
    ("40%", {}, [("not_a_value", "")]),
    (True, {}, [("not_a_value", "")]),
    (None, {}, [("not_a_value", "")]),
    ([1, 2], {}, [("not_a_value", "")]),
    (math.nan, {}, [("not_finite", "")]),
    (-INF, {}, [("not_finite", "")]),
    (HUGE, {}, [("not_finite", "")]),
    (-(10**9000), {}, [("not_finite", "")]),
    ({"low": "1", "high": True}, {}, [("not_a_number", "low"), ("not_a_number", "high")]),
    ({"low": 1, "high": HUGE}, {}, [("not_finite", "high")]),
    ({"low": 1, "high": INF}, {}, [("not_finite", "high")]),
    ({"values": [1, "2", math.nan]}, {}, [("not_a_number", "values[2]"), ("not_finite", "values[3]")]),
    ({"low": 1, "high": 2, "min": "0", "max": []}, {}, [("not_a_number", "min"), ("not_a_number", "max")]),
    ({"low": 1, "high": 2, "note": 3, "source": []}, {}, [("not_text", "note"), ("not_text", "source")]),
    ({"low": 1, "high": 2, "dist": 3}, {}, [("not_text", "dist")]),
    ({"values": 3}, {}, [("not_a_list", "values")]),
    ({"values": [3], "weights": "1"}, {}, [("not_a_list", "weights")]),
    ({"low": 1, "high": 2, "xyzzy": 3}, {}, [("distribution_key", "xyzzy")]),
    ({"low": 1, "mod": 1, "high": 2}, {}, [("distribution_key_nearest", "mod")]),
    ({"Low": 1, "HIGH": 2}, {}, [("distribution_key_nearest", "Low"), ("distribution_key_nearest", "HIGH")]),
    ({}, {}, [("no_shape", "")]),
    ({"low": 1}, {}, [("no_shape", "")]),
    ({"low": 1, "p95": 2}, {}, [("no_shape", "")]),
    ({"weights": [1]}, {}, [("no_shape", "")]),
    ({"low": 1, "mode": 2, "high": 3, "sd": 1}, {}, [("no_shape", "")]),
    ({"low": 1, "high": 2, "dist": "xyzzy"}, {}, [("unknown_dist", "dist")]),
    ({"low": 1, "high": 2, "dist": "unifrom"}, {}, [("unknown_dist_nearest", "dist")]),
    ({"low": 1, "high": 2, "dist": "pert"}, {}, [("dist_misfit", "dist")]),
    ({"mean": 1, "sd": 2, "dist": "lognormal"}, {}, [("dist_misfit", "dist")]),
    ({"low": 3, "mode": 2, "high": 1}, {}, [("order", "low"), ("order", "mode")]),
    ({"low": 3, "high": 1}, {}, [("order", "low")]),
    ({"p5": 3, "p95": 1}, {}, [("order", "p5")]),
    ({"p10": 3, "p50": 1, "p90": 5}, {}, [("order", "p10")]),
    ({"low": 1, "high": 3, "min": 3, "max": 1}, {}, [("order", "min")]),
    ({"mean": 1, "sd": -1}, {}, [("negative_sd", "sd")]),
    ({"p5": 0, "p95": 1, "dist": "lognormal"}, {}, [("lognormal_not_positive", "p5")]),
    ({"p10": 0, "p50": 0.16, "p90": 1}, {}, [("metalog_infeasible", "p50")]),
    ({"p10": 0, "p50": 1, "p90": 1}, {}, [("metalog_infeasible", "p50")]),
    (2, {"low": 0, "high": 1}, [("outside_range", "")]),
    (0, {"low": 0, "high": 1, "low_open": True}, [("outside_range", "")]),
    (
        {"low": -1, "mode": 0.5, "high": 2},
        {"low": 0, "high": 1},
        [("outside_range", "low"), ("outside_range", "high")],
    ),
    ({"low": 0, "high": 1}, {"low": 0, "low_open": True}, [("outside_range", "low")]),
    ({"mean": 2, "sd": 1}, {"high": 1}, [("outside_range", "mean")]),
    ({"p5": 2, "p95": 3}, {"high": 1}, [("outside_range", "p5"), ("outside_range", "p95")]),
    ({"p10": -1, "p50": 0, "p90": 1}, {"low": 0}, [("outside_range", "p10")]),
    ({"values": [0, 5, 2]}, {"high": 3}, [("outside_range", "values[2]")]),
    (2.5, {"whole": True}, [("not_whole", "")]),
    ({"values": [1, 2.5]}, {"whole": True}, [("not_whole", "values[2]")]),
    ({"low": 1, "high": 2.5}, {"whole": True}, [("whole_distribution", "")]),
    ({"values": []}, {}, [("empty_values", "values")]),
    ({"values": [1, 2], "weights": [1, -1]}, {}, [("negative_weight", "weights[2]")]),
    ({"values": [1, 2], "weights": [0, 0]}, {}, [("weights_all_zero", "weights")]),
    ({"values": [1, 2], "weights": [1]}, {}, [("lengths_differ", "weights")]),
    ({"low": 1, "high": 2, "min": 3}, {}, [("nothing_left", "")]),
    ({"low": 1, "high": 2, "min": 2}, {}, [("nothing_left", "")]),
    ({"low": 1, "high": 1, "min": 2}, {}, [("nothing_left", "")]),
    ({"values": [1, 2], "max": 0}, {}, [("nothing_left", "")]),
    ({"mean": 0, "sd": 1, "min": 9}, {}, [("nothing_left", "")]),
    (  # many mistakes of one value at once
        {"low": 9, "mode": 2, "high": "3", "dist": "perl", "sourse": "us", "note": 4, "max": -1, "min": 0},
        {"high": 5},
        [
            ("not_a_number", "high"),
            ("not_text", "note"),
            ("distribution_key_nearest", "sourse"),
            ("unknown_dist_nearest", "dist"),
            ("order", "low"),
            ("order", "min"),
            ("outside_range", "low"),
        ],
    ),
]


def problems_of(raw, **possible):
    with pytest.raises(DistributionError) as error:
        read(raw, **possible)
    return error.value.problems


class TestMistakes:
    @pytest.mark.parametrize(("raw", "possible", "expected"), BAD, ids=range(len(BAD)))
    def test_each_is_found_with_its_place(self, raw, possible, expected):
        found = [(problem.code, problem.facts["key"]) for problem in problems_of(raw, **possible)]
        assert sorted(found) == sorted(expected)

    def test_facts_tell_what_would_be_right(self):
        (nearest,) = problems_of({"low": 1, "mod": 1, "high": 2})
        assert nearest.facts["nearest"] == "mode" and "p95" in nearest.facts["allowed"]
        (outside,) = problems_of({"low": 1, "high": 9}, low=0, high=5, low_open=True)
        assert outside.facts == {"key": "high", "value": 9, "low": 0, "high": 5, "sign": ">"}
        (text,) = problems_of({"low": "1", "high": 9})
        assert text.facts == {"key": "low", "value": '"1"'}
        (misfit,) = problems_of({"low": 1, "high": 2, "dist": "normal"})
        assert misfit.facts["wanted"] == ["mean + sd", "p5 + p95"] and misfit.facts["allowed"] == ["uniform"]

    def test_the_interval_of_p50_is_the_right_one(self):
        (infeasible,) = problems_of({"p10": 0, "p50": 0.05, "p90": 1})
        for place, fits in (("least", 1e-9), ("most", -1e-9)):
            edge = infeasible.facts[place]
            assert np.all(np.diff(read({"p10": 0, "p50": edge + fits, "p90": 1}).ppf(np.linspace(0.001, 0.999, 9999))) > 0)
            problems_of({"p10": 0, "p50": edge - fits, "p90": 1})

    def test_long_and_nested_things_are_cut_short(self):
        nested: list = []
        for _ in range(100_000):
            nested = [nested]
        long = "x" * 10**6
        raw = {
            "low": nested,
            "high": long,
            long: {"a": nested},
            "dist": long,
            "values": [nested, {}],
            "note": long,
        }
        for problem in problems_of(raw):
            for fact in problem.facts.values():
                assert not isinstance(fact, str) or len(fact) <= 80
                assert not isinstance(fact, list) or all(len(item) <= 80 for item in fact)

    def test_the_error_can_be_read_and_sent(self):
        with pytest.raises(DistributionError, match="order.*low") as error:
            read({"low": 2, "high": 1})
        assert pickle.loads(pickle.dumps(error.value)).problems == error.value.problems


numbers = st.one_of(
    st.integers(),
    st.floats(),
    st.sampled_from([0, 1, -1, 0.5, 1e308, -1e308, 5e-324, HUGE]),
    st.floats(0, 10),
)
junk = st.recursive(
    st.one_of(numbers, st.none(), st.booleans(), st.text()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)
names = [
    "low",
    "mode",
    "high",
    "mean",
    "sd",
    "p5",
    "p95",
    "p10",
    "p50",
    "p90",
    "min",
    "max",
    "values",
    "weights",
]
near_misses = st.dictionaries(
    st.sampled_from([*names, "dist", "note", "source", "hihg"]),
    st.one_of(numbers, st.lists(numbers, max_size=4), st.sampled_from(["pert", "normal", "lognormal"]), junk),
    max_size=6,
)
shapes = st.sampled_from([("low", "mode", "high"), ("low", "high"), ("mean", "sd"), ("p5", "p95"), ("p10", "p50", "p90")])
well_formed = shapes.flatmap(
    lambda keys: st.lists(numbers, min_size=len(keys) + 2, max_size=len(keys) + 2).map(
        lambda values: dict(zip((*keys, "min", "max"), values, strict=True))
    )
)


class TestAnything:
    @settings(max_examples=1000, deadline=None)
    @given(
        st.one_of(junk, near_misses, well_formed),
        st.sampled_from([{}, {"low": 0, "high": 1}, {"whole": True}]),
    )
    def test_is_read_or_refused(self, raw, possible):
        try:
            dist = read(raw, **possible)
        except DistributionError as error:
            assert error.problems and str(error)
            return
        low, high = dist.support
        assert low <= high

    ordinary = st.floats(-1e6, 1e6).map(lambda x: round(x, 3))

    @settings(max_examples=300, deadline=None)
    @given(st.lists(ordinary, min_size=5, max_size=5).map(sorted), st.sampled_from(["pert", "triangular"]))
    def test_whatever_is_read_lies_where_it_may(self, points, name):
        low, least, mode, most, high = points
        try:
            dist = read({"low": low, "mode": mode, "high": high, "min": least, "max": most, "dist": name})
        except DistributionError as error:
            assert [problem.code for problem in error.problems] == ["nothing_left"]
            return
        x = dist.ppf(SHARES)
        assert np.all(np.diff(x) >= 0)
        assert np.all((x >= least) & (x <= most))
        assert least <= dist.mean <= most or dist.mean == pytest.approx(mode, rel=1e-12)


def test_import_is_light():
    code = "import sys, roi.distributions; print('scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip() == "False"


def test_scores_and_shares_agree():
    assert Normal(0, 1).at(ndtri(0.3)) == pytest.approx(Normal(0, 1).ppf(0.3))
