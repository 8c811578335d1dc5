"""Figures: what they show, in which words, and that Plotly takes them."""

import json
import math
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
import pytest

import roi
from roi import catalogue, charts, simulate, summary, tables, text

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
        assert figure["layout"]["separators"] == charts.SEPARATORS[lang], name
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
    assert charts.label("<a href='x'>&</a>") == "&lt;a href='x'&gt;&amp;&lt;/a&gt;"
    assert len(charts.label("x" * 500)) == charts.LABEL_AT_MOST


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
    bars = charts.ledger(rows, "da")["data"][0]
    steps = bars["x"][:-1]
    assert math.isclose(sum(steps), bars["x"][-1], rel_tol=1e-9)
    assert bars["base"][-1] == 0
    for row, shape in zip(rows, bars["marker"]["pattern"]["shape"], strict=True):
        assert bool(shape) == row["often_left_out"]
        assert charts.ledger_name(row, "da").endswith("*") == row["often_left_out"]


def test_the_months_begin_at_nothing_and_name_their_bands(result):
    figure = charts.months(tables.months(result), "da")
    assert all(trace["y"][0] == 0 for trace in figure["data"])
    assert len(figure["data"][0]["x"]) == result.scenario.horizon_months + 1
    named = [trace["name"] for trace in figure["data"] if trace["showlegend"]]
    assert named == ["9 af 10 fremtider", "Halvdelen af fremtiderne", "Midterste bud"]


def test_each_metric_stands_between_its_ends_with_its_target(result):
    rows = targets(result)
    figure = charts.metrics(rows, "en")
    assert len(figure["layout"]["annotations"]) == len(rows) == 5
    for i, row in enumerate(rows):
        low, high = figure["layout"][f"xaxis{i + 1 if i else ''}"]["range"]
        factor = 100 if catalogue.outcomes()[row["outcome"]].unit in catalogue.SHARES else 1
        assert low <= min(row["p5"], row["target"]) * factor
        assert high >= max(row["p95"], row["target"]) * factor
        assert text.futures(row["chance"], "en") in figure["layout"]["annotations"][i]["text"]


def test_the_tornado_tells_directions_apart_by_pattern(result):
    rows = tables.main_drivers(tables.drivers(result))
    assert 0 < len(rows) <= tables.DRIVERS_SHOWN
    bars = charts.drivers(rows, "en")["data"][0]
    for row, shape in zip(rows, bars["marker"]["pattern"]["shape"], strict=True):
        assert bool(shape) == (row["high"] < row["low"])


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
