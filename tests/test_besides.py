"""Pictures of scenarios side by side: what they show, and that nothing of a user is markup in them."""

import json

import plotly.graph_objects as go
import pytest

from roi import besides, text

LANGUAGES = pytest.mark.parametrize("lang", text.LANGUAGES)
HOSTILE = '<img src=x> <a href="http://evil.example">x</a>'


def trace(figure, name):
    return next(each for each in figure["data"] if each.get("name") == name)


def drawn(figure):
    """As Plotly takes it, and as it goes over the wire."""
    go.Figure({"data": figure["data"], "layout": figure["layout"]})
    told = json.dumps(figure, ensure_ascii=False)
    assert "<img" not in told
    assert "<a " not in told
    return figure


def option(name, values):
    return {"name": name, "values": values, "p5": values[0], "p50": values[len(values) // 2], "p95": values[-1]}


@LANGUAGES
def test_every_future_has_its_dot_in_the_row_of_its_scenario(lang):
    rows = [option(HOSTILE, [-3e6, -1e6, -1.0, 2e6]), option("B", [-5.0] * 40 + [5.0] * 10)]
    figure = drawn(besides.futures(rows, lang))
    losses, gains = (trace(figure, text.say(f"ui.chart.{name}", lang)) for name in ("loss", "gain"))
    assert len(losses["x"]) == 43
    assert len(gains["x"]) == 11
    assert all(x < 0 for x in losses["x"])
    assert all(x > 0 for x in gains["x"]), "no column holds losses and gains"
    for kind in (losses, gains):
        for y, said in zip(kind["y"], kind["text"], strict=True):
            row = 0 if y < besides.ROW else 1
            assert row * besides.ROW < y < (row + 1) * besides.ROW - besides.FOOT
            assert said.startswith("B") == (row == 1)
    assert besides.ROW - besides.FOOT - min(y for y in losses["y"] if y > besides.ROW) + besides.ROW <= besides.ROOM, (
        "no taller"
    )


@LANGUAGES
def test_scenarios_that_come_to_nothing_are_drawn_too(lang):
    drawn(besides.futures([option("A", [0.0] * 50), option("B", [0.0] * 50)], lang))


@LANGUAGES
def test_amounts_per_employee_are_said_to_be(lang):
    figure = besides.futures([option("A", [1_000.0, 2_000.0])], lang, per_employee=True)
    unit = text.say("ui.chart.thousands", lang)
    assert figure["layout"]["xaxis"]["title"]["text"] == text.say("ui.compare.chart.per_employee", lang, unit=unit)


@LANGUAGES
def test_what_wins_and_what_loses_leave_room_for_what_is_alike(lang):
    figure = drawn(
        besides.wins([{"name": "A", "better": 0.5, "worse": 0.2}, {"name": "B", "better": 1.0, "worse": 0.0}], lang)
    )
    better, worse = figure["data"][:2]
    assert better["x"] == [50, 100]
    assert worse["base"] == [80, 100]
    assert worse["x"] == [20, 0]
    assert better["text"][1] == text.futures(1.0, lang), "never all of them"


@LANGUAGES
def test_every_line_has_a_bar_for_each_scenario_with_its_amount(lang):
    values = [{"mean": mean} for mean in (-2_000_000.0, 0.0, 500_000.0)]
    figure = drawn(
        besides.lines([{"line": "vendor_fee", "values": values}, {"line": "core_time", "values": values}], "ABC", lang)
    )
    bars = figure["data"][0]
    assert bars["x"] == [-2, 0, 0.5] * 2
    assert len(set(bars["y"])) == 6
    shown = [each for one in figure["data"][1:] for each in one["text"]]
    assert shown.count(text.change(-2_000_000, lang)) == 2
    assert shown.count("A") == shown.count("C") == 2


@LANGUAGES
def test_a_difference_is_called_by_who_is_better(lang):
    figure = drawn(besides.difference([-1e6, 2e6], ("A!", "B!"), lang))
    assert trace(figure, "A!")["x"][0] > 0
    assert trace(figure, "B!")["x"][0] < 0


@LANGUAGES
def test_a_price_that_is_not_to_be_had_has_no_mark(lang):
    rows = [
        {"name": HOSTILE, "now": 30_000.0, "equal": None, "zero": None, "best": False},
        {"name": "B", "now": 20_000.0, "equal": 25_000.0, "zero": 8_000.0, "best": True},
    ]
    figure = drawn(besides.prices(rows, lang))
    assert trace(figure, text.say("ui.bids.chart.now", lang))["x"] == [30, 20]
    equal = trace(figure, text.say("ui.bids.chart.equal", lang))
    assert equal["x"] == [25]
    assert text.say("ui.bids.chart.next", lang) in equal["text"][0], "the best one's is how dear it could be"


@LANGUAGES
def test_ways_and_what_they_are_worth(lang):
    rows = [{"name": "A", "value": 0.0, "se": 0.0}, {"name": "B", "value": -2_000_000.0, "se": 50_000.0}]
    figure = drawn(besides.ways(rows, lang))
    assert figure["data"][0]["x"] == [0, -2]
    assert figure["data"][1]["x"][:2] == [-2.1, -1.9], "two standard errors to either side"
    along = drawn(besides.along([{"at": 1, "value": 5.0, "se": 1.0}, {"at": 4, "value": -5.0, "se": 1.0}], 4, "x", lang))
    assert along["data"][0]["x"] == [1, 4]
    assert along["layout"]["shapes"][-1]["x0"] == 4
    told = drawn(besides.told([{"name": HOSTILE, "told": 0.25}], lang))
    assert told["data"][0]["x"] == [25]
