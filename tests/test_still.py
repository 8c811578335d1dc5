"""Charts standing still: every mark where the live picture has it, every word of it there."""

from __future__ import annotations

import io
import math
from itertools import pairwise

import pytest

import roi
from roi import cells, charts, paper, simulate, still, strokes, tables
from roi.blocks import Chart, Document, Grid
from roi.strokes import GAIN, LOSS


@pytest.fixture(scope="module")
def result():
    return simulate.run(roi.load("scenarios/bank_back_office_offshore.toml"), draws=1_024)


@pytest.fixture(scope="module", params=["da", "en"])
def figures(request, result):
    lang, rows = request.param, tables.by_outcome(result)
    futures = tables.dots(result.samples["npv"])
    shown = [rows[id] for id in tables.TARGETS if rows[id]["undefined"] < 1]
    return lang, {
        "dots": charts.dots(futures, lang),
        "curve": charts.curve(futures, lang),
        "spread": charts.spread(tables.histogram(result.samples["burnout_cost_y"]), rows["burnout_cost_y"], lang),
        "metrics": charts.metrics(shown, lang),
        "beside": charts.beside(cells.savings(rows, tables.outside_view(result), lang), lang),
        "months": charts.months(tables.months(result), lang),
        "earned": charts.earned_back(tables.earned_back(result), lang),
        "ledger": charts.ledger(tables.waterfall(result), lang),
        "drivers": charts.drivers(tables.main_drivers(tables.drivers(result)), lang),
    }


def corners(shape):
    if shape["shape"] in ("area", "line"):
        return shape["points"]
    x, y = shape["x"], shape["y"]
    return [(x, y), (x + shape.get("width", 0), y + shape.get("height", 0))]


def test_everything_lies_inside_its_picture(figures):
    lang, drawn = figures
    for name, figure in drawn.items():
        for shape in still.shapes(figure, lang):
            for x, y in corners(shape):
                assert -1 <= x <= still.WIDTH + 1, (name, shape)
                assert -1 <= y <= figure["layout"]["height"] + 1, (name, shape)


def test_a_hundred_futures_are_a_hundred_marks_on_the_right_side_of_zero(figures, result):
    lang, drawn = figures
    shapes = still.shapes(drawn["dots"], lang)
    marks = [each for each in shapes if each["shape"] == "mark"]
    legend = sum(trace["name"] is not None for trace in drawn["dots"]["data"])
    assert len(marks) == 100 + legend
    (zero,) = [
        each
        for each in shapes
        if each["shape"] == "line" and each["points"][0][0] == each["points"][1][0] and each["width"] == 1.5
    ]
    at = zero["points"][0][0]
    losses = [each for each in marks[:100] if each["symbol"] == "diamond"]
    assert all(each["x"] < at for each in losses)
    assert all(each["x"] > at for each in marks[:100] if each not in losses)
    assert len(losses) == sum(value < 0 for value in tables.dots(result.samples["npv"]))


def test_the_ledgers_bars_join_and_are_as_long_as_their_amounts(figures, result):
    lang, drawn = figures
    bars = [each for each in still.shapes(drawn["ledger"], lang) if each["shape"] == "bar"]
    rows = tables.waterfall(result)
    assert len(bars) == len(rows)
    scale = bars[-1]["width"] / abs(rows[-1]["mean"])
    for bar, row in zip(bars, rows, strict=True):
        assert bar["width"] == pytest.approx(abs(row["mean"]) * scale, rel=0.02, abs=0.2)
        assert bool(bar["hatch"]) is row["often_left_out"]
    for (one, row), (other, _) in pairwise(zip(bars[:-1], rows, strict=False)):
        end = one["x"] + one["width"] if row["mean"] >= 0 else one["x"]
        assert math.isclose(end, other["x"], abs_tol=0.5) or math.isclose(end, other["x"] + other["width"], abs_tol=0.5)


def test_the_middle_of_the_months_runs_through_its_ticks(figures, result):
    """A line's height is read off the ticks beside it, as a reader does."""
    lang, drawn = figures
    shapes = still.shapes(drawn["months"], lang)
    (middle,) = [each for each in shapes if each["shape"] == "line" and each["width"] == 3 and len(each["points"]) > 2]
    grid = sorted(
        {
            each["points"][0][1]
            for each in shapes
            if each["shape"] == "line" and each["width"] == 1 and each["points"][0][1] == each["points"][1][1]
        }
    )
    ticks = [each for each in shapes if each["shape"] == "words" and each["side"] == "right"]
    assert len(grid) == len(ticks)
    heights = {round(each["y"], 3): float(each["words"].replace("−", "-").replace(",", ".")) for each in ticks}
    (top, high), (foot, low) = min(heights.items()), max(heights.items())
    row = tables.months(result)[-1]
    read = low + (middle["points"][-1][1] - foot) / (top - foot) * (high - low)
    assert read * 1e6 == pytest.approx(row["p50"], rel=0.01, abs=1e4)


def test_a_users_markup_is_read_as_its_letters():
    figure = strokes.figure([strokes.captions([strokes.label("<b>x</b> & <i>")], [0], [0], "top right")], "da", 60)
    (words,) = [each for each in still.shapes(figure, "da") if each["shape"] == "words" and "x" in each["words"]]
    assert words["words"] == "<b>x</b> & <i>" and not words["bold"]


def test_colours_are_read_as_they_are_written():
    assert still._colour(GAIN) == (31.0, 131.0, 186.0, 1.0)
    assert still._colour(strokes.FAINT) == (31.0, 131.0, 186.0, 0.22)
    assert still._colour(LOSS)[0] == 200.0


def test_on_paper_a_chart_has_its_words_and_its_numbers(figures):
    from pypdf import PdfReader

    lang, drawn = figures
    table = Grid(("Head",), (("A number",),), (1.0,))
    blocks = [Chart(figure, f"Alt of {name}", table) for name, figure in drawn.items()]
    content = paper.to_pdf(Document("T", "S", lang, "F", tuple(blocks)))
    found = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    assert found.count("A number") == len(blocks)
    for name, figure in drawn.items():
        for shape in still.shapes(figure, lang):
            if shape["shape"] == "words" and shape["words"].isalpha():
                assert shape["words"] in found, name


def test_in_a_file_to_edit_it_is_a_picture_with_its_words(figures):
    import docx

    lang, drawn = figures
    content = paper.to_docx(
        Document("T", "S", lang, "F", (Chart(drawn["months"], "The alt", Grid(("H",), (("1",),), (1.0,))),))
    )
    file = docx.Document(io.BytesIO(content))
    (shape,) = file.inline_shapes
    assert shape._inline.docPr.get("descr") == "The alt"
    assert file.tables[0].rows[1].cells[0].text == "1"


def test_it_can_be_lines_and_surfaces_too(figures):
    lang, drawn = figures
    assert paper.to_svg(Chart(drawn["ledger"], "Alt"), lang).lstrip().startswith(b"<svg")
