"""Break-even: figures whose crossings are known, ranges that can be had, and an error that holds."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

import roi
from roi import breakeven, catalogue, files, simulate, tables, telling, terminal, text
from roi.breakeven import break_even, break_even_map

TEXT = """format = 1
name = "Case"
[plan]
relief_use = 0.2
core_use = 0.4
reduction_use = 0.3
[[work]]
name = "Books"
hours_m = { low = 250, mode = 300, high = 400 }
fee_m = { low = 20_000, mode = 30_000, high = 60_000 }
avoided_once = 200_000
"""


@pytest.fixture(scope="module")
def result():
    return roi.run(roi.loads(TEXT), draws=2**12, seed=3)


def stand_in(monkeypatch, result, figure):
    """The result with another model: ``figure`` of a world's fee and core value, and noise of its own."""

    def npv(scenario, draws, view, of=None):
        x, y = (np.broadcast_to(draws.values[key], (draws.count,)) for key in ("Books.fee_m", "core_value"))
        return figure(x / 1_000, y) + (np.log(draws.values["turnover_y"]) + 2) * 0.01

    monkeypatch.setattr(simulate, "net_present_value", npv)
    return replace(result, outcomes={**result.outcomes, "npv": npv(None, result.draws, "all")})


def test_the_fee_at_which_the_mean_is_nought_is_on_a_straight_line(result):
    """The net present value is linear in the fee: two runs with it fixed give the crossing."""
    means = {}
    for fee in (40_000.0, 80_000.0):
        ran = roi.run(roi.change(result.scenario, {"work[1].fee_m": fee}), draws=2**12, seed=3)
        means[fee] = float(np.mean(ran.outcomes["npv"]))
    (low, at_low), (high, at_high) = means.items()
    expected = low + (high - low) * at_low / (at_low - at_high)
    found = break_even(result, "Books.fee_m", "mean")
    (crossing,) = found.crossings
    assert crossing.value == pytest.approx(expected, abs=found.tolerance)
    assert not crossing.rising
    assert 0 < crossing.se < 0.05 * expected
    at = roi.run(roi.change(result.scenario, {"work[1].fee_m": crossing.value}), draws=2**12, seed=3)
    assert abs(float(np.mean(at.outcomes["npv"]))) < abs(at_high - at_low) / (high - low) * found.tolerance


@pytest.mark.parametrize("of", ["median", "loss"])
def test_at_the_crossing_the_figure_is_at_the_level(result, of):
    level = 0.0 if of == "median" else 0.25
    found = break_even(result, "Books.fee_m", of, level)
    (crossing,) = found.crossings
    ran = roi.run(roi.change(result.scenario, {"work[1].fee_m": crossing.value}), draws=2**12, seed=3)
    npv = ran.samples["npv"]
    figure = npv.quantile(0.5) if of == "median" else npv.below(0.0)
    assert abs(figure.value - level) <= (500 if of == "median" else 2 / 2**12)
    assert crossing.rising == (of == "loss")


def test_every_crossing_is_found(monkeypatch, result):
    """The figure is (x - 50)(x - 70)(x - 120) a thousand: three crossings, in turn from below, from above, from below."""
    model = stand_in(monkeypatch, result, lambda x, _: (x - 50) * (x - 70) * (x - 120))
    found = break_even(model, "Books.fee_m")
    assert [crossing.value for crossing in found.crossings] == pytest.approx([50_000, 70_000, 120_000], abs=20)
    assert [crossing.rising for crossing in found.crossings] == [True, False, True]
    for lang in text.LANGUAGES:
        said = " ".join(telling.break_even(tables.break_even(model, found), lang))
        assert all(text.money(x, lang) in said for x in (50_000, 70_000, 120_000))


def test_it_says_so_when_there_is_none(monkeypatch, result):
    model = stand_in(monkeypatch, result, lambda x, _: 10 + (x - 60) ** 2)
    found = break_even(model, "Books.fee_m")
    assert found.crossings == ()
    assert found.matters
    nothing = stand_in(monkeypatch, result, lambda x, y: 10 + 0 * x)
    still = break_even(nothing, "Books.fee_m")
    assert not still.matters
    for lang in text.LANGUAGES:
        name = text.input_name("Books.fee_m", lang)
        low, high = (text.money(x, lang) for x in found.searched)
        said = telling.break_even(tables.break_even(model, found), lang)[0]
        assert all(each in said for each in (name, low, high))
        assert telling.break_even(tables.break_even(nothing, still), lang)[0].startswith(("»", "“"))


def test_a_jump_is_a_crossing_too(monkeypatch, result):
    model = stand_in(monkeypatch, result, lambda x, _: np.where(x < 64.5, -5.0, 5.0))
    found = break_even(model, "Books.fee_m")
    (crossing,) = found.crossings
    assert crossing.value == pytest.approx(64_500, abs=found.tolerance)


def test_a_whole_number_is_tried_one_by_one(monkeypatch, result):
    def npv(scenario, draws, view, of=None):
        return np.broadcast_to(13.5 - draws.values["Books.avoided_month"], (draws.count,)) + 0 * draws.exit

    monkeypatch.setattr(simulate, "net_present_value", npv)
    model = replace(result, outcomes={**result.outcomes, "npv": npv(None, result.draws, "all")})
    found = break_even(model, "Books.avoided_month")
    assert [(crossing.value, crossing.rising) for crossing in found.crossings] == [(14.0, False)]
    assert {point.x for point in found.scan} == {float(month) for month in range(1, 61)}
    for lang in text.LANGUAGES:
        said = telling.break_even(tables.break_even(model, found), lang)[0]
        assert text.quantity(14, "month", lang) in said
        assert text.quantity(13, "month", lang) in said


def test_the_error_of_a_crossing_covers_it(monkeypatch):
    """Figure: fee less 60 less the mean of core value, so that it crosses where that mean lies: over 60 seeds the 95 %
    interval covers it 50–60 times (a false alarm below 1 in 1,000)."""
    scenario = roi.loads(TEXT)
    truth = None
    hits = 0
    for seed in range(60):
        ran = roi.run(scenario, draws=512, seed=seed)
        noise = {}

        def npv(scenario, draws, view, of=None, noise=noise):
            return (
                draws.values["Books.fee_m"] / 1_000 - 60 - 10 * draws.values["core_value"] * draws.values["overtime_share"]
            )

        monkeypatch.setattr(simulate, "net_present_value", npv)
        model = replace(ran, outcomes={**ran.outcomes, "npv": npv(None, ran.draws, "all")})
        if truth is None:
            keyed = scenario.keyed()
            truth = 60_000 + 10_000 * keyed["core_value"].mean * keyed["overtime_share"].mean
        (crossing,) = break_even(model, "Books.fee_m", "mean").crossings
        hits += abs(crossing.value - truth) <= 1.96 * crossing.se
    assert 50 <= hits <= 60


def test_a_fixed_input_and_one_that_is_drawn_are_set_alike(result):
    fixed = break_even(result, "Books.avoided_once")
    assert fixed.now == 200_000
    (crossing,) = fixed.crossings or (None,) if fixed.crossings else (None,)
    assert crossing is None or crossing.rising


def test_the_same_worlds_give_the_same_answer(result):
    assert break_even(result, "core_value") == break_even(result, "core_value")


@pytest.mark.parametrize("name", ["bank_back_office_offshore", "article_100_employees", "owner_virtual_assistant"])
def test_every_input_has_a_range_that_a_file_may_hold(name):
    scenario = files.load(f"scenarios/{name}.toml")
    for key, value in scenario.keyed().items():
        about = catalogue.inputs()[key if key in catalogue.inputs() else key.rsplit(".", 1)[-1]]
        (least, most), (low, high) = breakeven.allowed(scenario, key), breakeven.searched(scenario, key)
        assert about.low <= least <= low <= high <= most <= about.high
        assert value.is_fixed or low <= value.median <= high
        owner = next((at for at, part in enumerate(scenario.work, 1) if key.startswith(f"{part.name}.")), None)
        event = next((at for at, part in enumerate(scenario.events, 1) if key.startswith(f"{part.name}.")), None)
        table = f"work[{owner}]" if owner else f"events[{event}]" if event else about.section
        for x in (low, high):
            end = round(x) if about.whole else x
            assert files.change(scenario, {f"{table}.{about.id}": end}).keyed()[key].is_fixed


def test_what_is_wrong_is_said(result):
    with pytest.raises(KeyError):
        break_even(result, "nothing")
    with pytest.raises(ValueError, match="median"):
        break_even(result, "core_value", "p95")
    with pytest.raises(ValueError, match="two different"):
        break_even_map(result, "core_value", "core_value")


# ------------------------------------------------------------------------------------------------------------- the map


def test_a_map_is_the_runs_it_stands_for_and_its_line_is_where_they_are_nought(monkeypatch, result):
    model = stand_in(monkeypatch, result, lambda x, y: x - 60 - 20 * (y - 0.7))
    found = break_even_map(model, "Books.fee_m", "core_value", points=9)
    assert found.value.shape == found.se.shape == (9, 9)
    assert np.all(np.diff(found.x) > 0) and np.all(np.diff(found.y) > 0)
    exact = (found.x[None, :] / 1_000 - 60) - 20 * (found.y[:, None] - 0.7)
    assert np.allclose(found.value, exact, atol=0.1)
    assert found.contour
    for piece in found.contour:
        for x, y in piece:
            assert x == pytest.approx(60_000 + 20_000 * (y - 0.7), abs=100)
    row = tables.break_even_map(found)
    for each in row["line"]:
        for x in each["x"]:
            assert x == pytest.approx(60_000 + 20_000 * (each["y"] - 0.7), abs=100)


def test_the_line_of_a_circle_is_closed_and_round():
    x, y = np.linspace(-2, 2, 41), np.linspace(-2, 2, 41)
    pieces = breakeven.contour(x, y, x[None, :] ** 2 + y[:, None] ** 2 - 1.03**2)
    ends = [end for piece in pieces for end in piece]
    assert all(math.hypot(*end) == pytest.approx(1.03, abs=0.003) for end in ends)
    rounded = [(round(a, 9), round(b, 9)) for a, b in ends]
    assert all(rounded.count(end) == 2 for end in rounded), "every piece goes on where another ends"


def test_a_map_without_the_level_says_so(monkeypatch, result):
    model = stand_in(monkeypatch, result, lambda x, y: 5 + 0 * x)
    found = break_even_map(model, "Books.fee_m", "core_value", points=5)
    assert found.contour == ()
    for lang in text.LANGUAGES:
        assert text.say("break_even.map.none", lang) in terminal.break_even_map(tables.break_even_map(found), lang)
