"""Counted draws against kept ones: the same numbers, the same errors, whatever the order and the number of threads."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

import roi
from roi import machine, simulate, sketch, summary, tables, terminal, text
from roi.sketch import BINS, Tally
from roi.summary import Sample
from tests.test_simulate import TEXT

GROUPS = 16
KEPT, ALL, BLOCK = 2**13, 2**17 + 37, 2**12


def exponential_or_nothing(rng, count):
    return np.where(rng.random(count) < 0.6, 0.0, rng.exponential(size=count))


def months_or_never(rng, count):
    months = np.floor(rng.gamma(3, 6, size=count))
    return np.where(rng.random(count) < 0.2, np.inf, np.where(rng.random(count) < 0.05, np.nan, months))


SHAPES = {
    "bell curve": lambda rng, count: rng.normal(1e6, 3e5, size=count),
    "skewed": lambda rng, count: -np.exp(rng.normal(0, 2, size=count)),
    "ratio with wild tails": lambda rng, count: rng.standard_cauchy(size=count),
    "nothing in most draws": exponential_or_nothing,
    "whole months, never, undefined": months_or_never,
    "constant": lambda rng, count: np.full(count, 7.0),
    "undefined": lambda rng, count: np.full(count, np.nan),
}


def counted(x, kept=KEPT, block=BLOCK):
    tally = Tally(x[:kept], GROUPS)
    return tally.sketch(sum(tally.add(x[at : at + block], at) for at in range(0, x.size, block)))


@pytest.fixture(params=SHAPES)
def x(request):
    return SHAPES[request.param](np.random.default_rng(1), ALL)


def agree(found, expected, larger=2.0):
    """Within a standard error of each other, and the error no more than so many times larger."""
    if not math.isfinite(expected.value):
        return found.value == expected.value or (math.isnan(found.value) and math.isnan(expected.value))
    if math.isnan(expected.se):
        return True
    return abs(found.value - expected.value) <= found.se and found.se <= larger * expected.se


def test_quantiles_and_chances_are_those_of_all_draws(x):
    """Off by less than their sampling error, which stays what it is but for a part."""
    every, found = Sample(x, GROUPS), counted(x)
    assert found.count == x.size
    for share in (0.005, *summary.QUANTILES, 0.995):
        assert agree(found.quantile(share), every.quantile(share)), share
        assert found.at(share) == found.quantile(share).value or math.isnan(found.at(share))
    for level in (-1.0, 0.0, 1.0, 12.0, 1e6):
        assert agree(found.below(level), every.below(level)), level
        for better in ("lower", "higher"):
            assert agree(found.meeting(level, better), every.meeting(level, better)), (level, better)
    assert found.undefined() == every.undefined()
    levels = np.array([-math.inf, -1.0, 0.0, 1.0, 9e5, math.inf])
    assert np.allclose(found.shares_below(levels), every.shares_below(levels), rtol=0, atol=3e-4)


def test_the_mean_is_exact(x):
    every, found = Sample(x, GROUPS).mean(), counted(x).mean()
    assert found.value == pytest.approx(every.value, rel=1e-12, nan_ok=True)
    assert found.se == pytest.approx(every.se, rel=1e-9, abs=1e-12, nan_ok=True)


def test_the_shortfall_is_that_of_all_draws():
    x = SHAPES["bell curve"](np.random.default_rng(2), ALL)
    assert agree(counted(x).expected_shortfall(), Sample(x, GROUPS).expected_shortfall())
    wild = SHAPES["ratio with wild tails"](np.random.default_rng(2), ALL)
    found, every = counted(wild).expected_shortfall(), Sample(wild, GROUPS).expected_shortfall()
    assert abs(found.value - every.value) < 3 * math.hypot(found.se, every.se), "a wild tail is known to be badly known"


def test_what_is_known_only_of_the_kept_counts_into_the_error():
    """With few kept draws a bin's own quantiles are uncertain, and the error says so: over 200 samples the true 5 %
    quantile lies within 1.96 errors of 95 % of them, 88–100 % by chance (false alarm below 0.1 %)."""
    rng, hits = np.random.default_rng(3), 0
    for _ in range(200):
        found = counted(rng.normal(size=2**15), kept=256).quantile(0.05)
        hits += abs(found.value + 1.6448536269514722) <= 1.96 * found.se
    assert 176 <= hits <= 200


def test_counts_do_not_depend_on_the_order_or_on_machine_code(x, monkeypatch):
    whole = counted(x, block=x.size).counts
    assert np.array_equal(counted(x).counts, whole)
    other = Tally(x[:KEPT], GROUPS)
    for at in reversed(range(0, x.size, BLOCK)):
        other.add(x[at : at + BLOCK], at)
    assert np.array_equal(other.counts, whole)
    assert np.array_equal(counted(x, block=1_001).counts, whole), "blocks may begin anywhere"
    sums = Tally(x[:KEPT], GROUPS).add(x[5:], 5)
    monkeypatch.setattr(machine, "is_there", lambda: False)
    assert np.array_equal(counted(x, block=x.size).counts, whole)
    assert np.array_equal(Tally(x[:KEPT], GROUPS).add(x[5:], 5), sums, equal_nan=True), "to the last bit"


def test_every_number_has_its_bin():
    bins = sketch.bins(np.random.default_rng(4).normal(size=1000))
    line = np.concatenate([[-np.inf], -np.logspace(300, -300, 999), [0.0], np.logspace(-300, 300, 999), [np.inf]])
    place = bins.of(line)
    assert place[0] == 0 and place[-1] == BINS - 1
    assert np.all(np.diff(place) >= 0)
    assert bins.of(np.array([np.nan]))[0] == BINS
    inside = np.arange(1, BINS - 1)
    assert np.array_equal(bins.of(bins.middle(inside)), inside)


# -------------------------------------------------------------------------------------------------------- a whole run


@pytest.fixture
def small(monkeypatch):
    """Sizes at which a test can count what a user would have kept."""
    monkeypatch.setattr(simulate, "KEPT", 4096)
    monkeypatch.setattr(simulate, "BLOCK", 2048)


@pytest.mark.parametrize("code", [True, False])
def test_a_counted_run_says_what_a_kept_one_says(small, monkeypatch, code):
    monkeypatch.setattr(machine, "is_there", lambda: code)
    scenario, draws = roi.loads(TEXT), 20_000
    result = roi.run(scenario, draws=draws)
    monkeypatch.setattr(simulate, "KEPT", draws)
    kept = roi.run(scenario, draws=draws)
    assert (result.count, result.draws.count) == (draws, 4096)
    assert np.array_equal(result.outcomes["npv"], kept.outcomes["npv"][:4096]), "the kept ones are the first"
    assert set(result.samples) == set(kept.samples)
    for name, sample in kept.samples.items():
        spread = sample.at(0.95) - sample.at(0.05)
        for share in (0.05, 0.5, 0.95):
            found, expected = result.samples[name].quantile(share), sample.at(share)
            assert found.value == expected or abs(found.value - expected) <= 2 * found.se <= 0.1 * spread, (name, share)
        assert result.samples[name].mean().value == pytest.approx(sample.mean().value, rel=1e-9, nan_ok=True), name
    for line, kr in kept.monthly.items():
        assert np.allclose(result.monthly[line], kr, rtol=1e-9, atol=1e-9), line
    assert result.headline["median"] == pytest.approx(kept.headline["median"], rel=0.01)
    document = tables.as_json(result)
    assert (document["draws"], document["draws_kept"]) == (draws, 4096)
    assert len(document["months"]) == 36
    json.dumps(document, allow_nan=False)
    for lang in text.LANGUAGES:
        said = " ".join(terminal.report(result, lang).split())
        assert text.say("run.kept", lang, draws=draws, kept=4096) in said
        assert text.say("run.kept", lang, draws=draws, kept=4096) not in " ".join(terminal.report(kept, lang).split())


@pytest.mark.parametrize("code", [True, False])
def test_one_thread_or_two_count_the_same(small, monkeypatch, code):
    monkeypatch.setattr(machine, "is_there", lambda: code)
    documents = []
    for cores in (1, 2):
        monkeypatch.setattr("os.cpu_count", lambda cores=cores: cores)
        documents.append(json.dumps(tables.as_json(roi.run(roi.loads(TEXT), draws=15_000))))
    assert documents[0] == documents[1]
