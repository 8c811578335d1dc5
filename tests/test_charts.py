"""Figures: what they show, in which words, and that Plotly takes them."""

import json
import math
import zlib
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
import pytest

import roi
from roi import catalogue, charts, gauges, simulate, still, strokes, summary, tables, text

SCENARIO = """format = 1
name = "<b>Test</b>"
[company]
employees = 60
[plan]
relief_use = 0.3
core_use = 0.3
reduction_use = 0.4
[[work]]
name = "<img src=x> $a$"
category = "it"
hours_m = { low = 200, mode = 300, high = 400 }
fee_hour = { low = 150, mode = 300, high = 420 }
transactions_m = 500
error_cost = 300
"""
STATIC = Path(__file__).parents[1] / "static"
LANGUAGES = pytest.mark.parametrize("lang", text.LANGUAGES)


@pytest.fixture(scope="module")
def result():
    return simulate.run(roi.loads(SCENARIO), draws=1024)


def targets(result):
    return [row for row in tables.outcome_table(result) if row["outcome"] in tables.TARGETS]


def figures(result, lang):
    burnout = result.samples["burnout_cost_y"]
    row = next(row for row in tables.outcome_table(result) if row["outcome"] == "burnout_cost_y")
    return {
        "dots": charts.dots(tables.dots(result.samples["npv"]), lang),
        "spread": charts.spread(tables.histogram(burnout), row, lang),
        "months": charts.months(tables.months(result), lang),
        "metrics": charts.metrics(targets(result), lang),
        "ledger": charts.ledger(tables.waterfall(result), lang),
        "drivers": charts.drivers(tables.main_drivers(tables.drivers(result)), lang),
    }


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from strings(inner)


@LANGUAGES
def test_plotly_takes_every_figure(result, lang):
    for name, figure in figures(result, lang).items():
        go.Figure(figure)
        json.dumps(figure, allow_nan=False)
        assert figure["layout"]["separators"] == strokes.SEPARATORS[lang], name
        assert 200 <= figure["layout"]["height"] <= 1_500, name


@pytest.mark.parametrize(("lang", "other"), [("da", "en"), ("en", "da")])
def test_figures_speak_one_language(result, lang, other):
    foreign = {words[other] for name, words in text.words().items() if name.startswith("ui.chart.")}
    foreign |= {line.name[other] for line in catalogue.lines().values()} | {
        each.name[other] for each in catalogue.outcomes().values()
    }
    own = {words[lang] for name, words in text.words().items() if name.startswith("ui.chart.")}
    own |= {line.name[lang] for line in catalogue.lines().values()} | {
        each.name[lang] for each in catalogue.outcomes().values()
    }
    for name, figure in figures(result, lang).items():
        assert not (set(strings(figure)) & (foreign - own)), name


@LANGUAGES
def test_no_markup_of_a_user_reaches_a_figure(result, lang):
    for name, figure in figures(result, lang).items():
        assert not any("<img" in words or "<b>Test" in words for words in strings(figure)), name
    assert strokes.label("<a href='x'>&</a>") == "&lt;a href='x'&gt;&amp;&lt;/a&gt;"
    assert len(strokes.label("x" * 500)) == strokes.LABEL_AT_MOST


@pytest.mark.parametrize(
    "values",
    [[float(x) for x in range(-30, 70)], [-1e6 + 2e4 * i for i in range(100)], [5.0] * 100, [-7e8] * 100, [0.0] * 100],
    ids=["small", "even", "one gain", "one loss", "nothing"],
)
def test_dots_are_all_there_and_losses_apart(values):
    figure = charts.dots(values, "da")
    assert sum(len(trace["x"]) for trace in figure["data"]) == len(values)
    by_symbol = {trace["marker"]["symbol"]: trace for trace in figure["data"]}
    losses, gains = by_symbol.get("diamond"), by_symbol.get("circle")
    assert len(losses["x"] if losses else []) == sum(value < 0 for value in values)
    assert all(x < 0 for x in (losses["x"] if losses else [])), "a loss stands left of zero"
    assert all(x >= 0 for x in (gains["x"] if gains else [])), "a gain stands right of zero"
    for trace in figure["data"]:
        assert len(set(zip(trace["x"], trace["y"], strict=True))) == len(trace["x"]), "no dot hides another"


def test_the_waterfall_ends_in_its_sum_and_marks_what_is_left_out(result):
    rows = tables.waterfall(result)
    bars = next(trace for trace in charts.ledger(rows, "da")["data"] if trace["type"] == "bar")
    steps = bars["x"][:-1]
    assert math.isclose(sum(steps), bars["x"][-1], abs_tol=5e-3 * max(map(abs, steps)))  # drawn to four figures
    assert bars["base"][-1] == 0
    for row, shape in zip(rows, bars["marker"]["pattern"]["shape"], strict=True):
        assert bool(shape) == row["often_left_out"]
        assert charts.ledger_name(row, "da").endswith("*") == row["often_left_out"]


def test_the_months_begin_at_nothing_and_name_their_bands(result):
    figure = charts.months(tables.months(result), "da")
    assert all(trace["y"][0] == 0 for trace in figure["data"])
    assert {len(trace["y"]) for trace in figure["data"]} == {result.scenario.horizon_months + 1}
    named = [trace["name"] for trace in figure["data"] if trace["showlegend"]]
    assert named == ["9 af 10 fremtider", "Halvdelen af fremtiderne", "Midterste bud"]


def test_each_metric_stands_between_its_ends_with_its_target(result):
    rows = targets(result)
    traces = charts.metrics(rows, "en")["data"]
    met, wide, half, aims, middles, names, words, ticks = traces
    assert len(names["text"]) == len(rows) == 5
    for i, row in enumerate(rows):
        low, high = wide["x"][3 * i], wide["x"][3 * i + 1]
        assert 0 <= low <= half["x"][3 * i] <= middles["x"][i] <= half["x"][3 * i + 1] <= high <= 1
        assert 0 < aims["x"][i] < 1
        reached = (
            row["p50"] >= row["target"]
            if catalogue.outcomes()[row["outcome"]].better == "higher"
            else (row["p50"] <= row["target"])
        )
        assert (met["x"][3 * i] <= middles["x"][i] <= met["x"][3 * i + 1]) == reached, "the grey field is where it is met"
        assert text.futures(row["chance"], "en") in words["text"][i]
        assert text.three(row, catalogue.outcomes()[row["outcome"]].unit, "en")[1] in middles["text"][i]
    assert all(0 <= x <= 1 for x in ticks["x"])


@pytest.mark.parametrize(("low", "high"), [(0, 1), (-0.1, 0.02), (-679, 44), (1e-4, 2e-4), (0.3, 17)])
def test_ticks_are_few_round_and_inside(low, high):
    found = strokes.ticks(low, high)
    assert 2 <= len(found) <= 7
    assert all(low - 1e-9 <= tick <= high + 1e-9 for tick in found)
    step = found[1] - found[0]
    assert f"{step:.0e}"[0] in "125"
    assert all(abs(tick / step - round(tick / step)) < 1e-6 for tick in found)


def test_a_chance_is_read_off_the_curve():
    values = [float(x) for x in range(-30_000_000, 70_000_000, 1_000_000)]
    figure = charts.curve(values, "da")
    (trace,) = figure["data"]
    assert trace["y"][0] == 100
    assert trace["y"][-1] == 1
    assert trace["y"][trace["x"].index(0.0)] == 70, "70 of 100 bring nothing less than nothing"
    assert trace["text"][0] == ">99" or trace["y"][0] == 100
    assert {shape["y0"] for shape in figure["layout"]["shapes"]} == {0, 70}
    go.Figure(figure)


def test_the_curve_never_says_none_or_all():
    said = charts.earned_back([0.0, 0.001, 0.5, 0.9999, 1.0], "en")["data"][0]
    assert said["text"] == ["<1", "<1", "50", ">99", ">99"]
    assert said["y"] == [0, 0.1, 50, 99.99, 100]


def test_what_is_earned_back_rises_to_the_chance_of_payback(result):
    shares = tables.earned_back(result)
    assert len(shares) == result.scenario.horizon_months
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(simulate.chance_of_payback(result).value, abs=1e-9)


@LANGUAGES
def test_the_saving_stands_beside_what_is_left_of_it(result, lang):
    by = tables.by_outcome(result)
    ids = ("cost_saving", *tables.BESIDE_SAVING)
    rows = [{**by[id], "name": f"<i>{id}</i>", "offered": id == "cost_saving"} for id in ids]
    rows[1] = {**rows[1], "p5": -6.8, "p25": -3.0}
    figure = charts.beside(rows, lang)
    go.Figure(figure)
    assert not any("<i>" in words for words in strings(figure))
    squares, circles = (trace for trace in figure["data"] if trace.get("mode") == "markers")
    assert squares["y"] == [0]
    assert circles["y"] == [1, 2, 3]
    assert min(min(x for x in trace["x"] if x is not None) for trace in figure["data"]) >= -115, (
        "what lies far off is cut off"
    )
    assert "◀" in [words for trace in figure["data"] for words in trace.get("text", [])]


@LANGUAGES
@pytest.mark.parametrize("id", ["salary_m", "burnt_out", "leave_ratio"])
def test_a_value_is_drawn_as_it_spreads(id, lang):
    scenario = roi.loads(SCENARIO)
    value, unit = scenario.values[id], catalogue.inputs()[id].unit
    bars = tables.value_spread(value)
    assert sum(bar["share"] for bar in bars) == pytest.approx(1)
    low, high = (float(value.ppf(u)) for u in (0.05, 0.95))
    inside = sum(bar["share"] for bar in bars if low <= bar["middle"] <= high)
    assert inside == pytest.approx(0.9, abs=0.06)
    go.Figure(gauges.spread(bars, (low, high), unit, lang))


def test_a_value_of_a_few_possible_ones_is_drawn_too():
    scenario = roi.change(roi.loads(SCENARIO), {"company.employees": {"values": [50, 60, 90], "weights": [1, 2, 1]}})
    bars = tables.value_spread(scenario.values["employees"])
    assert sum(bar["share"] for bar in bars) == pytest.approx(1)
    assert sorted(round(bar["share"], 2) for bar in bars if bar["share"]) == [0.25, 0.25, 0.5]
    assert len(tables.value_spread(roi.loads(SCENARIO).values["employees"])) == 1, "a fixed one is a single bar"


@LANGUAGES
def test_the_uses_of_the_freed_hours_are_one_bar(lang):
    figure = gauges.uses([("a", 0.5), ("b", 0.0), ("c", 0.2), ("d", 0.3)], lang)
    go.Figure(figure)
    assert [trace["x"] for trace in figure["data"]] == [[50], [20], [30]], "what is nothing is not drawn"
    assert not figure["layout"]["shapes"]
    over = gauges.uses([("a", 0.7), ("b", 0.6), ("c", 0.1), ("d", 0.0)], lang)
    assert over["layout"]["shapes"], "a line where all the hours end"


@LANGUAGES
def test_a_move_brings_little(result, lang):
    """What the pictures of a move weigh on the wire: they are packed, and their numbers as exact as a screen."""
    sizes = {name: len(zlib.compress(json.dumps(figure).encode())) for name, figure in figures(result, lang).items()}
    assert sum(sizes.values()) < 12_000, sizes


def test_the_tornado_tells_directions_apart_by_pattern(result):
    rows = tables.main_drivers(tables.drivers(result))
    assert 0 < len(rows) <= tables.DRIVERS_SHOWN
    bars = charts.drivers(rows, "en")["data"][0]
    for row, shape in zip(rows, bars["marker"]["pattern"]["shape"], strict=True):
        assert bool(shape) == (row["high"] < row["low"])


@LANGUAGES
def test_an_axis_never_becomes_so_narrow_that_its_ends_are_one(lang):
    """What moves an amount of ten billion by fifty thousand has a picture all the same, on paper too."""
    figure = strokes.lying([], [(9_959.0, 9_959.05)], ["A"], ["0"], [], axis="x", lang=lang)
    low, high = figure["layout"]["xaxis"]["range"]
    assert low < 9_959 < high - 10
    assert still.shapes(figure, lang)


@LANGUAGES
def test_an_amount_that_never_varies_still_has_a_figure(lang):
    bars = tables.histogram(summary.Sample(np.full(16, 5.0), 16))
    go.Figure(charts.spread(bars, {"p5": 5.0, "p50": 5.0, "p95": 5.0}, lang))


def test_the_browsers_plotly_is_the_one_that_the_figures_are_checked_with():
    from plotly.offline import get_plotlyjs_version

    with (STATIC / "plotly-cartesian.min.js").open(encoding="utf-8") as file:
        head = file.read(400)
    assert f"v{get_plotlyjs_version()}" in head
    assert "MIT" in head
    assert "Plotly Technologies" in (STATIC / "plotly.LICENSE").read_text(encoding="utf-8")


def test_the_browsers_plotly_knows_every_kind_of_trace(result):
    known = (STATIC / "plotly-cartesian.min.js").read_text(encoding="utf-8")
    for figure in figures(result, "da").values():
        for trace in figure["data"]:
            assert f'name: "{trace["type"]}"' in known or f'name:"{trace["type"]}"' in known
