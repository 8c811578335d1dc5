"""The sheets that an auditor follows: inputs to change, one future as formulas, and its answer beside the model's own."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from xlsxwriter.utility import xl_rowcol_to_cell

from roi import catalogue, files, formulas, sampling, tables, text
from roi.formulas import ENDLESS, Calculation, Quantity
from roi.fused import LAST_YEAR
from roi.scenario import Scenario, input_of
from roi.sheets import APART, BOLD, CODE, HEADING, TO_FILL, WORDS, Book, Sheet
from roi.text import case, inside
from roi.trace import Symbol

TOLERANCE = 1e-6  # relative: what two ways of rounding may differ by
SMALL = {
    True: 1.0,
    False: 1e-3,
}  # of money or not: a figure below it is as good as none, and is not set in relation to itself
INPUT_COLUMNS = (
    "name",
    "input",
    "value",
    "unit",
    "p5",
    "p50",
    "p95",
    "written",
    "allowed",
    "origin",
    "basis",
    "sources",
    "why",
)
INPUT_WIDTHS = (22, 44, 16, 16, 13, 13, 13, 40, 24, 26, 14, 60, 110)
VALUE, MIDDLE = INPUT_COLUMNS.index("value"), INPUT_COLUMNS.index("p50")
CALCULATION_COLUMNS = ("name", "quantity", "unit", "how", "begins")
CALCULATION_WIDTHS = (20, 58, 16, 60, 16)
MONTH_WIDTH, CALCULATION_SCALE = 14, 50  # characters; per cent of its size on paper
NAME, WHAT, UNIT, HOW, BEGINS, FIRST_MONTH = range(6)
CHECK_COLUMNS = ("result", "formulas", "own", "difference", "how")
FORMULAS, OWN, DIFFERENCE = 1, 2, 3
TITLE_AT_MOST, MESSAGE_AT_MOST = 32, 255  # characters of what a spreadsheet says beside a cell


def _say(name: str, lang: str, /, **facts: object) -> str:
    return text.say(f"workbook.{name}", lang, **facts)


@cache
def _quantities() -> Mapping[str, Mapping[str, str]]:
    """What a quantity is -> its unit and its words."""
    return catalogue.data("quantities")


def unit(quantity: Quantity) -> str:
    if quantity.what == "line":
        return "kr"
    return catalogue.outcomes()[quantity.of].unit if quantity.what == "outcome" else _quantities()[quantity.what]["unit"]


def label(quantity: Quantity, lang: str) -> str:
    """What a quantity is, and whose."""
    if quantity.what == "line":
        return catalogue.lines()[quantity.of].name[lang]
    if quantity.what == "outcome":
        return catalogue.outcomes()[quantity.of].name[lang]
    words = _quantities()[quantity.what][lang]
    if quantity.what == "part" or not quantity.of:
        return words
    of = quantity.of
    owner = of.rpartition(".")[0] if quantity.what == "wait" else of
    name = case(owner, lang) if owner else inside(text.input_name(of, lang))
    return f"{words}: {inside(catalogue.lines()[of].name[lang])}" if quantity.what == "present_value" else f"{words}: {name}"


# -------------------------------------------------------------------------------------------------------------- inputs


def inputs_sheet(book: Book, made: Calculation, scenario: Scenario) -> str:
    """Every input: the value of the point estimate, to be changed, and all that is known of it. How many were changed."""
    lang = book.lang
    choice = catalogue.inputs()["cost_basis"].choices or {}
    about = _say("note.inputs", lang, **{name: _say(f"sheet.{name}", lang) for name in ("calculation", "check")})
    structure = _say("note.structure", lang, cost_basis=inside(choice[scenario.cost_basis][lang]))
    title = _say("sheet.inputs", lang)
    sheet = book.sheet(title, INPUT_WIDTHS, title, (about, structure, _say("note.luck", lang)))
    first = sheet.headings([_say(f"column.{name}", lang) for name in INPUT_COLUMNS], 3, range(VALUE, MIDDLE + 2))
    rows = {row["key"]: row for row in tables.assumptions(scenario)}
    section, stated = "", _stated(scenario)
    for name, key in made.keys.items():
        here = _section(key, lang)
        if here != section:
            sheet.part(here)
            section = here
        book.file.define_name(name, f"={sheet.ref(sheet.at, VALUE)}")
        sheet.words(sheet.at, 0, name, CODE)
        sheet.words(sheet.at, 1, text.capital(text.input_name(key, lang)), WORDS)
        if sampling.is_chance(key):
            _luck(sheet, made.inputs[name])
        else:
            _input(sheet, rows[key], _as_written(rows[key], stated, scenario.assumptions))
        sheet.at += 1
    sheet.printed(INPUT_COLUMNS.index("why"))
    entered, middle = (sheet.ref(first + 1, column, sheet.at - 1) for column in (VALUE, MIDDLE))
    return f"SUMPRODUCT(--({entered}<>{middle}))"


def _section(key: str, lang: str) -> str:
    """The heading that an input stands under: its section, or its package or event."""
    owner = "" if key in catalogue.inputs() else key.rpartition(".")[0]
    if key == sampling.EXIT:
        return text.say("section.events", lang)
    if sampling.is_chance(key):
        return case(owner, lang)
    return case(owner, lang) if owner else text.say(f"section.{input_of(key).section}", lang)


def _luck(sheet: Sheet, position: float) -> None:
    """The position of a chance, which can be changed."""
    for column, settings in ((VALUE, TO_FILL), (MIDDLE, {})):
        sheet.number(sheet.at, column, position, "share", settings)
    limits = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1 - TOLERANCE}
    sheet.page.data_validation(sheet.at, VALUE, sheet.at, VALUE, limits)


def _input(sheet: Sheet, row: Mapping[str, Any], written: str) -> None:
    """One input of the scenario: a row of `tables.assumptions`, and the value as it is written."""
    lang, about = sheet.book.lang, catalogue.inputs()[row["input"]]
    sheet.number(sheet.at, VALUE, row["p50"], about.unit, TO_FILL)
    sheet.words(sheet.at, VALUE + 1, text.unit_name(about.unit, lang), APART)
    if not row["fixed"]:
        sheet.number(sheet.at, MIDDLE - 1, row["p5"], about.unit)
        sheet.number(sheet.at, MIDDLE + 1, row["p95"], about.unit)
    sheet.number(sheet.at, MIDDLE, row["p50"], about.unit)
    low, high = (text.quantity(x, about.unit, lang) for x in (about.low, about.high))
    preset = catalogue.presets()[row["preset"]].name[lang] if row["preset"] else ""
    titles = [catalogue.sources()[id].title[lang] for id in row["sources"]]
    known = {
        "written": written,
        "allowed": text.say("inputs.above" if about.low_open else "inputs.range", lang, low=low, high=high),
        "origin": text.say(f"origin.{row['origin']}", lang, name=preset),
        "basis": text.say(f"basis.{row['basis']}", lang),
        "sources": "; ".join(titles) or case(row["stated_source"] or "", lang),
        "why": row["why"][lang] if row["why"] else "",
    }
    for name, words in known.items():
        sheet.words(sheet.at, INPUT_COLUMNS.index(name), words, *((CODE, APART) if name == "written" else (WORDS,)))
    limits = {"validate": "decimal", "criteria": "between", "minimum": about.low, "maximum": about.high}
    said = {"input_title": about.name[lang][:TITLE_AT_MOST], "input_message": about.help[lang][:MESSAGE_AT_MOST]}
    sheet.page.data_validation(sheet.at, VALUE, sheet.at, VALUE, {**limits, **said})


def _as_written(row: Mapping[str, Any], stated: Mapping[str, Any], assumptions: str) -> str:
    """An input's value as it stands where it comes from: in the file, a preset or the catalogue."""
    if row["origin"] == "preset":
        return text.raw(catalogue.presets()[row["preset"]].values[row["input"]])
    if row["origin"] != "file":
        return text.raw(catalogue.inputs()[row["input"]].defaults[assumptions].value)
    return text.raw(stated.get(row["key"], 0))  # not in the file: 0, because the price covers it


def _stated(scenario: Scenario) -> Mapping[str, Any]:
    """Key -> what the file says of it, without its source."""
    raw = files.migrated(tomllib.loads(scenario.text.removeprefix(files.BYTE_ORDER_MARK)))
    found = {id: x for section in ("company", "burnout", "plan") for id, x in raw.get(section, {}).items()}
    names = {"work": [each.name for each in scenario.work], "events": [each.name for each in scenario.events]}
    for section, named in names.items():
        for name, table in zip(named, raw.get(section, []), strict=True):
            found |= {f"{name}.{id}": x for id, x in table.items()}
    return {
        key: {name: inner for name, inner in x.items() if name not in ("source", "note")} if isinstance(x, dict) else x
        for key, x in found.items()
    }


# --------------------------------------------------------------------------------------------------------- calculation


def calculation_sheet(book: Book, made: Calculation) -> dict[str, list[str]]:
    """The equations as formulas, a column a month. By quantity: its cell of each month, as other sheets name it."""
    lang, figures = book.lang, made.figures
    title, notes = _say("sheet.calculation", lang), (_say("note.calculation", lang), _say("note.point", lang))
    sheet = book.sheet(title, (*CALCULATION_WIDTHS, *[MONTH_WIDTH] * made.horizon), title, notes)
    sheet.over_pages(CALCULATION_SCALE, WHAT + 1)
    top = sheet.headings([_say(f"column.{name}", lang) for name in CALCULATION_COLUMNS], FIRST_MONTH, [BEGINS])
    for t in range(1, made.horizon + 1):
        sheet.number(top, FIRST_MONTH + t - 1, t, "number", HEADING)
    spoken, still = _spoken(made), {each.symbol: each.name for each in made.fixed if made.named.get(each.symbol) is each}
    sheet.part(_say("title_of.still", lang))
    last_year = _quantities()[LAST_YEAR]
    about = About(LAST_YEAR, last_year[lang], last_year["unit"], "")
    _named_cell(sheet, about, str(made.last_year), float(made.last_year))
    for each in made.fixed:
        how, value = formulas.formula(made, each, still), figures[each.name][0]
        _named_cell(sheet, About(each.name, label(each, lang), unit(each), how), how, value)
    sheet.part(_say("title_of.monthly", lang))
    rows = {each.name: row for row, each in enumerate(made.months, start=sheet.at)}
    calls = [still | _cells(made, rows, top, t) for t in range(1, made.horizon + 1)]
    for each in made.months:
        of_unit, values = unit(each), figures[each.name]
        _about(sheet, About(each.name, label(each, lang), of_unit, formulas.formula(made, each, spoken, last_year=True)))
        if each.begins is not None:
            sheet.constant(sheet.at, BEGINS, each.begins, of_unit)
        for t, value in enumerate(values, start=1):
            late = t > made.horizon - made.last_year
            how = formulas.formula(made, each, calls[t - 1], late)
            sheet.formula(sheet.at, FIRST_MONTH + t - 1, how, value, of_unit)
        sheet.at += 1
    return {name: [sheet.ref(row, FIRST_MONTH + t) for t in range(made.horizon)] for name, row in rows.items()}


class About(NamedTuple):
    """What a row of the calculation is: its name in formulas, its words and unit, and how it is worked out."""

    name: str
    words: str
    unit: str
    how: str


def _about(sheet: Sheet, about: About) -> None:
    sheet.words(sheet.at, NAME, about.name, CODE)
    sheet.words(sheet.at, WHAT, about.words)
    sheet.words(sheet.at, UNIT, text.unit_name(about.unit, sheet.book.lang))
    sheet.words(sheet.at, HOW, about.how, CODE)


def _named_cell(sheet: Sheet, about: About, how: str, value: Any) -> None:
    """A quantity that is the same in every month, under its name."""
    _about(sheet, about)
    sheet.formula(sheet.at, BEGINS, how, value, about.unit)
    sheet.book.file.define_name(about.name, f"={sheet.ref(sheet.at, BEGINS)}")
    sheet.at += 1


def _cells(made: Calculation, rows: Mapping[str, int], top: int, t: int) -> dict[Symbol, str]:
    """What each symbol is called in month ``t``: the cells of that month, and of the one before."""
    column = FIRST_MONTH + t - 1
    found = {made.month: xl_rowcol_to_cell(top, column, row_abs=True)}
    for each in made.months:
        if made.named.get(each.symbol) is each:
            found[each.symbol] = xl_rowcol_to_cell(rows[each.name], column)
        if each.before is not None:
            found[each.before] = xl_rowcol_to_cell(rows[each.name], column - 1)
    return found


def _spoken(made: Calculation) -> dict[Symbol, str]:
    """What each symbol is called where a formula is read and not calculated."""
    found = {symbol: each.name for symbol, each in made.named.items()}
    for each in made.months:
        if each.before is not None and each.total is not None:
            found |= {each.before: f"{each.name}(t-1)", each.total: f"{each.name}(T)"}
    return found


# ------------------------------------------------------------------------------------------------------ reconciliation


def check_sheet(
    book: Book, made: Calculation, cells: Mapping[str, Sequence[str]], changed: str
) -> tuple[dict[str, str], str]:
    """What the formulas come to, beside the model's own figures. By result: its cell; and the cell that says if they agree.

    ``cells``: of ``calculation_sheet``. ``changed``: the formula that counts the inputs that were changed.
    """
    lang, figures = book.lang, made.figures
    title = _say("sheet.check", lang)
    sheet = book.sheet(title, (48, 22, 22, 16, 110), title, (_say("note.check", lang, inputs=_say("sheet.inputs", lang)),))
    verdict = sheet.at
    for row, name in enumerate(("setting.agrees", "check.count", "check.largest"), start=verdict):
        sheet.words(row, 0, _say(name, lang), BOLD)
    sheet.at += 4
    top = sheet.headings([_say(f"column.{name}", lang) for name in CHECK_COLUMNS], 1, [FORMULAS, OWN, DIFFERENCE])
    spoken = _spoken(made)
    calls = {each.symbol: xl_rowcol_to_cell(row, FORMULAS) for row, each in enumerate(made.results, start=top + 1)}
    calls |= {each.total: cells[each.name][-1] for each in made.months if each.total is not None}
    for each in made.results:
        words = _say("check.value_of", lang, line=label(each, lang)) if each.what == "line" else label(each, lang)
        sheet.words(sheet.at, 0, words, WORDS)
        sheet.formula(sheet.at, FORMULAS, formulas.formula(made, each, calls), figures[each.name][0], unit(each))
        if each.name in made.own:
            _own(sheet, made.own[each.name], unit(each))
        sheet.words(sheet.at, DIFFERENCE + 1, formulas.formula(made, each, spoken), CODE, APART)
        sheet.at += 1
    sheet.printed(DIFFERENCE + 1)
    differences = f"{xl_rowcol_to_cell(top + 1, DIFFERENCE)}:{xl_rowcol_to_cell(sheet.at - 1, DIFFERENCE)}"
    count, largest = (xl_rowcol_to_cell(verdict + i, 1) for i in (1, 2))
    said = [f'"{_say(f"check.{name}", lang)}"' for name in ("changed", "agree", "differ")]
    sheet.formula(
        verdict,
        1,
        f"IF({count}>0,{said[0]},IF({largest}<{TOLERANCE:f},{said[1]},{said[2]}))",
        said[1].strip('"'),
        "none",
        BOLD,
    )
    sheet.formula(verdict + 1, 1, changed, 0, "number")
    sheet.formula(verdict + 2, 1, f"MAX({differences})", 0.0, "exact")
    found = {each.name: sheet.ref(row, FORMULAS) for row, each in enumerate(made.results, start=top + 1)}
    return found, sheet.ref(verdict, 1)


def _own(sheet: Sheet, own: float, of_unit: str) -> None:
    """The model's own figure, and how far the formulas are from it in relation to its size."""
    sheet.number(sheet.at, OWN, ENDLESS if own == math.inf else own, of_unit)
    formed, other = (xl_rowcol_to_cell(sheet.at, column) for column in (FORMULAS, OWN))
    small = SMALL[of_unit in text.MONEY_UNITS]
    distance = f"ABS({formed}-{other})/MAX(ABS({other}),{small:g})"
    how = f"IF(ISNUMBER({formed}),IF(ISNUMBER({other}),{distance},1),IF(ISNUMBER({other}),1,0))"
    sheet.formula(sheet.at, DIFFERENCE, how, 0.0, "exact")
