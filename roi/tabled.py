"""The tables of a result on sheets, and the charts that a spreadsheet draws of them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from roi import catalogue, sentences, tables, text
from roi.sheets import APART, BOLD, RIGHT, WORDS, Sheet
from roi.simulate import Result
from roi.strokes import GAIN, LOSS, NEUTRAL
from roi.tables import Row
from roi.text import to_error

ENDS = ("p5", "p25", "p50", "p75", "p95")  # of the running sum, from the lowest to the highest
SHARES_OF_FUTURES = tuple(range(1, 100))  # percentiles
FIGURES_OF_A_MEAN = 3  # significant, of a mean whose error is not kept
FIGURES_OF_AN_ERROR = 2
BARS = 12  # drivers in the chart
FAINT, HALF = "#c9e0ee", "#8fc0de"  # a band of 9 of 10 futures, and of every second
GRIDLINES = {"visible": True, "line": {"color": "#e1e6ea"}}
PRINTED = {"outcomes": 16, "lines": 9}  # columns that go on paper
MONTHS_SCALE = 60  # per cent of its size on paper
NOBODY_KNOWS = 0.01  # a chance below it, or above its complement, is never written as none or all

Chart = Any  # XlsxWriter tells nothing of its types


def _say(name: str, lang: str, /, **facts: object) -> str:
    return text.say(f"workbook.{name}", lang, **facts)


# ------------------------------------------------------------------------------------------------------- numbers as known


def _known(row: Row, name: str, of: str = "") -> float:
    """A figure to what its standard error lets one know. ``of``: the error's name, where it is not the figure's own."""
    return to_error(row[name], row.get(of or f"{name}_se", math.nan))


def _significant(x: float, digits: int) -> float:
    return float(f"{x:.{digits}g}") if math.isfinite(x) else x


def _chance(sheet: Sheet, column: int, chance: float | None, se: float | None) -> None:
    """A chance, in words where it is nearly none or nearly all: no number of draws can tell those apart."""
    lang = sheet.book.lang
    if chance is None or math.isnan(chance):
        sheet.words(sheet.at, column, "", WORDS)
    elif NOBODY_KNOWS <= chance <= 1 - NOBODY_KNOWS:
        sheet.number(sheet.at, column, to_error(chance, se or math.nan), "share")
    else:
        share = NOBODY_KNOWS if chance < NOBODY_KNOWS else 1 - NOBODY_KNOWS
        sign = "<" if chance < NOBODY_KNOWS else ">"
        sheet.words(sheet.at, column, f"{sign} {text.percent(share, lang)}", RIGHT)


def _error(sheet: Sheet, column: int, se: float, unit: str) -> None:
    sheet.number(sheet.at, column, None if math.isnan(se) else _significant(se, FIGURES_OF_AN_ERROR), unit)


def _columns(names: Sequence[str], lang: str) -> list[str]:
    return [_say(f"column.{name}", lang) for name in names]


# ------------------------------------------------------------------------------------------------------------ outcomes


def outcomes(sheet: Sheet, result: Result, points: Mapping[str, tuple[str, float]]) -> None:
    lang = sheet.book.lang
    errors = ("p5", "p50", "p95")
    heads = _columns(("outcome", "mean", "error", *ENDS), lang)
    heads += [_say("column.error_of", lang, what=name) for name in errors]
    heads += _columns(("undefined", "target", "chance", "error", "point", "means"), lang)
    sheet.headings(heads, 1, range(1, len(heads) - 1))
    for row in tables.outcome_table(result):
        about = catalogue.outcomes()[row["outcome"]]
        sheet.words(sheet.at, 0, about.name[lang], BOLD, WORDS)
        sheet.number(sheet.at, 1, _known(row, "mean", "se"), about.unit)
        _error(sheet, 2, row["se"], about.unit)
        for column, name in enumerate(ENDS, start=3):
            sheet.number(sheet.at, column, _known(row, name), about.unit)
        for column, name in enumerate(errors, start=8):
            _error(sheet, column, row[f"{name}_se"], about.unit)
        _chance(sheet, 11, row["undefined"] or None, row["undefined_se"])
        sheet.words(sheet.at, 12, sentences.target(row["outcome"], lang) if about.target is not None else "", RIGHT)
        _chance(sheet, 13, row["chance"], row["chance_se"])
        _error(sheet, 14, row["chance_se"] if row["chance_se"] is not None else math.nan, "share")
        sheet.formula(sheet.at, 15, *points[row["outcome"]], about.unit)
        sheet.words(sheet.at, 16, about.help[lang], APART)
        sheet.at += 1
    sheet.printed(PRINTED["outcomes"])


# ---------------------------------------------------------------------------------------------------------- the ledger


def lines(sheet: Sheet, result: Result, points: Mapping[str, tuple[str, float]]) -> Chart:
    """Every line of the view, the sum below, and bars."""
    lang = sheet.book.lang
    heads = _columns(("line", "kind", "left_out", "mean", "error", "p5", "p50", "p95", "point", "means"), lang)
    top = sheet.headings(heads, 1, range(3, 9))
    npv = {**result.samples["npv"].row(), "line": "npv", "kind": "", "often_left_out": False}
    for row in [*tables.ledger(result), npv]:
        last = row["line"] == "npv"
        bold = BOLD if last else {}
        about = catalogue.outcomes()["npv"] if last else catalogue.lines()[row["line"]]
        sheet.words(sheet.at, 0, about.name[lang], WORDS, bold)
        sheet.words(sheet.at, 1, text.say(f"kind.{row['kind']}", lang) if row["kind"] else "", WORDS)
        sheet.words(sheet.at, 2, _say("column.yes", lang) if row["often_left_out"] else "", WORDS)
        sheet.number(sheet.at, 3, _known(row, "mean"), "kr", bold)
        _error(sheet, 4, row["mean_se"], "kr")
        for column, name in enumerate(("p5", "p50", "p95"), start=5):
            sheet.number(sheet.at, column, _known(row, name), "kr", bold)
        sheet.formula(sheet.at, 8, *points["npv" if last else f"value_{row['line']}"], "kr", bold)
        sheet.words(sheet.at, 9, about.help[lang], APART)
        sheet.at += 1
    sheet.printed(PRINTED["lines"])
    bars = [{"fill": {"color": LOSS if result.samples[line].mean().value < 0 else GAIN}} for line in (*result.ledger, "npv")]
    chart = sheet.book.file.add_chart({"type": "bar"})
    names, means = ([sheet.name, top + 1, column, sheet.at - 1, column] for column in (0, 3))
    chart.add_series({"name": [sheet.name, top, 3], "categories": names, "values": means, "gap": 40, "points": bars})
    chart.set_y_axis({"reverse": True, "label_position": "low"})
    chart.set_x_axis({"num_format": "#,##0", "major_gridlines": GRIDLINES})
    chart.set_legend({"none": True})
    return chart


def months(sheet: Sheet, result: Result) -> Chart:
    """Every line of the view by month, the sums as formulas, and bars by kind."""
    lang, count = sheet.book.lang, result.scenario.horizon_months
    heads = [*_columns(("line", "kind", "total"), lang), *(str(month) for month in range(1, count + 1))]
    top = sheet.headings(heads, 3, range(2, 3 + count))
    kinds = {line: catalogue.lines()[line].kind for line in result.ledger}
    rows: dict[str, list[int]] = {}
    sums: dict[str, Any] = {}
    for line, kind in kinds.items():
        rows.setdefault(kind, []).append(sheet.at)
        known = [_significant(float(x), FIGURES_OF_A_MEAN) for x in result.monthly[line]]
        sheet.words(sheet.at, 0, catalogue.lines()[line].name[lang])
        sheet.words(sheet.at, 1, text.say(f"kind.{kind}", lang))
        for month, x in enumerate(known, start=1):
            sheet.number(sheet.at, 2 + month, x, "number")
        _sum(sheet, 2, [(sheet.at, 3, sheet.at, 2 + count)], sum(known), {})
        sums[kind] = [a + b for a, b in zip(sums.get(kind, [0.0] * count), known, strict=True)]
        sheet.at += 1
    first = sheet.at
    for kind in (*rows, ""):
        of_kind = [x for each in sums.values() for x in each] if not kind else sums[kind]
        by_month = [sum(of_kind[month::count]) for month in range(count)]
        parts = [rows[kind]] if kind else [[first + i] for i in range(len(rows))]
        sheet.words(sheet.at, 0, text.say(f"kind.{kind}", lang).capitalize() if kind else _say("column.total", lang), BOLD)
        for column, x in enumerate([sum(by_month), *by_month], start=2):
            blocks = [(row, column, row, column) for part in parts for row in part]
            _sum(sheet, column, blocks, x, BOLD)
        sheet.at += 1
    sheet.over_pages(MONTHS_SCALE, 2)
    chart = sheet.book.file.add_chart({"type": "column", "subtype": "stacked"})
    for i, (row, colour) in enumerate(zip(range(first, sheet.at - 1), (GAIN, HALF, NEUTRAL), strict=False)):
        at = {"name": [sheet.name, row, 0], "categories": [sheet.name, top, 3, top, 2 + count]}
        chart.add_series({**at, "values": [sheet.name, row, 3, row, 2 + count], "fill": {"color": colour}, "gap": 20 + i})
    chart.set_x_axis({"name": _say("column.month", lang), "label_position": "low", "interval_unit": 6})
    chart.set_y_axis({"num_format": "#,##0", "major_gridlines": GRIDLINES})
    chart.set_legend({"position": "bottom"})
    return chart


def _sum(
    sheet: Sheet, column: int, blocks: Sequence[tuple[int, int, int, int]], value: float, settings: Mapping[str, Any]
) -> None:
    """A cell that adds up others."""
    named = [
        xl_rowcol_to_cell(a, b) if (a, b) == (c, d) else f"{xl_rowcol_to_cell(a, b)}:{xl_rowcol_to_cell(c, d)}"
        for a, b, c, d in blocks
    ]
    sheet.formula(sheet.at, column, f"SUM({','.join(named)})", value, "number", settings)


# --------------------------------------------------------------------------------------------------------- the spread


def running(sheet: Sheet, result: Result, cells: Sequence[str], point: Sequence[float]) -> Chart:
    """The running sum by month, and a band of the futures around it. ``cells``: where the point estimate follows it."""
    lang = sheet.book.lang
    bands = [_say("column.band", lang, low=low, high=high) for low, high in pairwise(ENDS)]
    errors = [_say("column.error_of", lang, what=name) for name in ("p5", "p50", "p95")]
    heads = [*_columns(("month", *ENDS, "point"), lang), *errors, *bands]
    top = sheet.headings(heads, 1, range(len(heads)))
    for row, cell, follows in zip(tables.months(result), cells, point, strict=True):
        known = [_known(row, name) for name in ENDS]
        sheet.number(sheet.at, 0, row["month"], "number")
        for column, x in enumerate(known, start=1):
            sheet.number(sheet.at, column, x, "kr")
        sheet.formula(sheet.at, 6, cell, follows, "kr")
        for column, name in enumerate(("p5", "p50", "p95"), start=7):
            _error(sheet, column, row[f"{name}_se"], "kr")
        for column in range(4):
            low, high = (xl_rowcol_to_cell(sheet.at, column + i) for i in (1, 2))
            sheet.formula(sheet.at, 10 + column, f"{high}-{low}", known[column + 1] - known[column], "kr")
        sheet.at += 1
    last = sheet.at - 1
    months = [sheet.name, top + 1, 0, last, 0]

    def series(column: int, **look: Any) -> dict[str, Any]:
        return {
            "name": [sheet.name, top, column],
            "categories": months,
            "values": [sheet.name, top + 1, column, last, column],
        } | look

    chart = sheet.book.file.add_chart({"type": "area", "subtype": "stacked"})
    chart.add_series(series(1, fill={"none": True}, border={"none": True}))
    for column, colour in zip(range(10, 14), (FAINT, HALF, HALF, FAINT), strict=True):
        chart.add_series(series(column, fill={"color": colour}, border={"none": True}))
    lines = sheet.book.file.add_chart({"type": "line"})
    lines.add_series(series(3, line={"color": GAIN, "width": 2.5}))
    lines.add_series(series(6, line={"color": NEUTRAL, "width": 1.5, "dash_type": "dash"}))
    chart.combine(lines)
    chart.set_x_axis({"name": _say("column.month", lang), "label_position": "low", "interval_unit": 6})
    chart.set_y_axis({"num_format": "#,##0", "major_gridlines": GRIDLINES})
    chart.set_legend({"position": "bottom", "delete_series": [0]})
    return chart


def percentiles(sheet: Sheet, result: Result) -> Chart:
    """Amounts that so many of 100 futures end below."""
    lang = sheet.book.lang
    top = sheet.headings(_columns(("share", "amount", "error"), lang), 1, range(3))
    found = result.samples["npv"].percentiles([share / 100 for share in SHARES_OF_FUTURES])
    for share in SHARES_OF_FUTURES:
        sheet.number(sheet.at, 0, share / 100, "share", {"num_format": "0 %" if lang == "da" else "0%"})
        sheet.number(sheet.at, 1, _known(found, f"p{share}"), "kr")
        _error(sheet, 2, found[f"p{share}_se"], "kr")
        sheet.at += 1
    chart = sheet.book.file.add_chart({"type": "scatter", "subtype": "straight"})
    shares, amounts = ([sheet.name, top + 1, column, sheet.at - 1, column] for column in (0, 1))
    chart.add_series(
        {"name": [sheet.name, top, 0], "categories": amounts, "values": shares, "line": {"color": GAIN, "width": 2.5}}
    )
    chart.set_x_axis(
        {"num_format": "#,##0", "name": _say("column.amount", lang), "label_position": "low", "major_gridlines": GRIDLINES}
    )
    chart.set_y_axis({"num_format": "0%", "min": 0, "max": 1, "major_gridlines": GRIDLINES, "label_position": "low"})
    chart.set_legend({"none": True})
    return chart


def drivers(sheet: Sheet, result: Result) -> Chart | None:
    """What is drawn, what explains most first, and bars from low to high."""
    lang = sheet.book.lang
    names = (
        "driver",
        "at_low",
        "at_high",
        "low",
        "high",
        "from_low",
        "from_high",
        "first_order",
        "error",
        "total_order",
        "asking",
    )
    top = sheet.headings(_columns((*names, "together"), lang), 1, range(1, 11))
    rows = tables.drivers(result)
    mean = result.samples["npv"].mean().value
    for row in rows:
        unit = row["unit"]
        sheet.words(sheet.at, 0, text.capital(text.input_name(row["input"], lang)), WORDS)
        if unit is not None:
            sheet.number(sheet.at, 1, _significant(row["at_p10"], FIGURES_OF_A_MEAN), unit)
            sheet.number(sheet.at, 2, _significant(row["at_p90"], FIGURES_OF_A_MEAN), unit)
        for column, name in ((3, "low"), (4, "high")):
            sheet.number(sheet.at, column, _known(row, name), "kr")
            sheet.number(sheet.at, column + 2, to_error(row[name] - mean, row["swing_se"]), "kr")
        _share(sheet, 7, row, "first_order")
        _error(sheet, 8, row["first_order_se"], "share")
        _share(sheet, 9, row, "total_order")
        if tables.is_worth(row):
            sheet.number(sheet.at, 10, _known(row, "value_of_asking"), "kr")
        else:
            sheet.words(sheet.at, 10, sentences.value_of_asking(row, lang), RIGHT)
        together = [text.inside(text.input_name(key, lang)) for key in row["correlated_with"]]
        sheet.words(sheet.at, 11, "; ".join(together), APART)
        sheet.at += 1
    if not rows:
        return None
    last = min(sheet.at - 1, top + BARS)
    chart = sheet.book.file.add_chart({"type": "bar"})
    for column, colour in ((5, HALF), (6, GAIN)):
        at = {"name": [sheet.name, top, column], "categories": [sheet.name, top + 1, 0, last, 0]}
        look = {"fill": {"color": colour}, "gap": 40, "overlap": 100}
        chart.add_series({**at, "values": [sheet.name, top + 1, column, last, column], **look})
    chart.set_y_axis({"reverse": True, "label_position": "low"})
    chart.set_x_axis({"num_format": "#,##0", "major_gridlines": GRIDLINES})
    chart.set_legend({"position": "bottom"})
    return chart


def _share(sheet: Sheet, column: int, row: Row, name: str) -> None:
    """What an input explains, in words where noise could have made it."""
    share, se = row[name], row[f"{name}_se"]
    if share < max(sentences.LITTLE, 2 * se):
        sheet.words(sheet.at, column, text.say("drivers.cell.little", sheet.book.lang), RIGHT)
    else:
        sheet.number(sheet.at, column, to_error(share, se), "share")
