"""A scenario filled in as a form in a spreadsheet: read back the same, and every mistake told by its cell."""

from __future__ import annotations

import datetime
import io
import re
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

import roi
from roi import catalogue, cli, files, filled, form, spreadsheets, template, text
from roi.ui import desk

ROOT = Path(__file__).parent.parent
CASES = sorted((ROOT / "scenarios").glob("*.toml"))
HELD = (
    "name",
    "note",
    "assumptions",
    "presets",
    "horizon_months",
    "view",
    "cost_basis",
    "values",
    "work",
    "events",
    "claims",
)
HEADS = ("Place", "Low", "Value (likely)", "High", "Read as", "Source")
DANISH = ("Sted", "Lav", "Værdi (sandsynlig)", "Høj", "Læses som", "Kilde")
ENOUGH = [("work[1].hours_m", None, 100), ("work[1].fee_m", None, 9000)]
WRITERS = {".xlsx": template.to_xlsx, ".csv": template.to_csv}


def book(*rows, heads=HEADS, name="Work", **looks) -> bytes:
    """A workbook of one sheet; a cell is a value, or a function that writes it. ``looks``: cell -> number format."""
    made = io.BytesIO()
    file = xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False, "default_date_format": "d/m/yyyy"})
    page = file.add_worksheet(name)
    for row, cells in enumerate([heads, *rows]):
        for column, value in enumerate(cells):
            if callable(value):
                value(page, row, column)
            elif value is not None:
                shown = looks.get(f"{'ABCDEFGH'[column]}{row + 1}")
                page.write(row, column, value, file.add_format({"num_format": shown}) if shown else None)
    file.close()
    return made.getvalue()


def table(*rows, heads=HEADS, between=",", how="utf-8") -> bytes:
    lines = [between.join("" if each is None else str(each) for each in row) for row in (heads, *rows)]
    return "\r\n".join(lines).encode(how)


def opened(content: bytes, suffix: str = ".xlsx") -> roi.Scenario:
    return files.opened(content, suffix, f"mine{suffix}", "mine")


def wrong(content: bytes, suffix: str = ".xlsx") -> set[tuple[str, str]]:
    with pytest.raises(roi.ScenarioError) as refused:
        opened(content, suffix)
    for each in refused.value.mistakes:
        assert all(text.mistake(each, "mine", lang) for lang in text.LANGUAGES)
    return {(each.place, each.problem.code) for each in refused.value.mistakes}


# ----------------------------------------------------------------------------------------------------- there and back


def same(a: roi.Scenario, b: roi.Scenario) -> bool:
    return all(getattr(a, name) == getattr(b, name) for name in HELD) and a.origins == b.origins


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_ready_made_case_comes_back_the_same_from_a_csv(path):
    mine = roi.load(path)
    for lang in text.LANGUAGES:
        assert same(opened(template.to_csv(lang, mine), ".csv"), mine)


@pytest.mark.parametrize(("name", "lang"), [("bank_back_office_offshore", "da"), ("it_operations_midsize", "en")])
def test_a_case_comes_back_the_same_from_a_workbook(name, lang):
    mine = roi.load(ROOT / f"scenarios/{name}.toml")
    assert same(opened(template.to_xlsx(lang, mine)), mine)


@pytest.mark.parametrize("lang", text.LANGUAGES)
@pytest.mark.parametrize("suffix", WRITERS)
def test_the_blank_form_can_be_used_as_it_is(lang, suffix):
    content = WRITERS[suffix](lang)
    assert content == WRITERS[suffix](lang)
    scenario = opened(content, suffix)
    assert scenario.work[0].name == text.say("starter.work", lang) and len(scenario.work) == 1
    assert not scenario.events and not scenario.claims


SHAPED = """
format = 1
[company]
salary_m = { p5 = 40_000, p95 = 60_000 }
turnover_y = { p10 = 0.05, p50 = 0.1, p90 = 0.2, source = "ours" }
on_cost_share = { low = 0.01, high = 0.02 }
employees = { values = [40], source = "the list" }
wage_growth_y = { low = 0.01, mode = 0.02, high = 0.05, dist = "triangular" }
engagement = { low = 3, mode = 3.5, high = 4, min = 3.2 }          # cut
[plan]
announce_month = { values = [1, 2], weights = [1, 2] }
core_value = { mean = 0.5, sd = 0.1 }
governance_m = { low = 1, mode = 2, high = 3, note = "asked" }
discount_y = 0
[[work]]
name = "=1+1"
hours_m = { low = 90, mode = 100, high = 110 }
fee_m = 9000
[[correlations]]
between = ["turnover_y", "salary_m"]
rank = 0.1
[[claims]]
says = "Errors below 2%"
by = "@vendor"
leaves_out = ["transition", "other_costs"]
[[claims]]
saving_percent = 12.5
"""


@pytest.mark.parametrize("suffix", WRITERS)
def test_what_the_form_cannot_hold_is_listed_and_the_rest_comes_back(suffix):
    mine = files.loads(SHAPED)
    left = template.not_held(mine)
    assert set(left) == {
        "company.engagement",
        "plan.announce_month",
        "plan.core_value",
        "plan.governance_m",
        "correlations",
        "#",
    }
    back = opened(WRITERS[suffix]("en", mine), suffix)
    assert template.not_held(back) == []
    for key, value in mine.values.items():
        if f"company.{key}" not in left and f"plan.{key}" not in left:
            assert back.values[key] == value, key
    assert back.work == mine.work and back.claims == mine.claims and back.work[0].name == "=1+1"
    assert back.origins["turnover_y"].source == "ours" and back.values["discount_y"].median == 0
    said = " ".join(template.left_out(mine, "da"))
    assert "company.engagement" in said and "bemærkninger" in said
    guide = openpyxl.load_workbook(io.BytesIO(template.to_xlsx("da", mine)))["Vejledning"]
    assert any("company.engagement" in str(row[0].value) for row in guide.iter_rows())


def test_the_form_asks_for_everything_that_its_sheets_are_about():
    rows = {str(row.place) for id in form.SHEETS for row in template._rows(id, {}) if isinstance(row, template.Entry)}
    for id, each in catalogue.inputs().items():
        number = "[1]" if each.section in form.GROUPS else ""
        assert f"{each.section}{number}.{id}" in rows
    assert {
        "name",
        "note",
        "assumptions",
        "horizon_months",
        "view",
        "presets[1]",
        "claims[1].says",
        "events[1].side",
    } <= rows
    assert filled.FORMAT == files.FORMAT


def test_a_workbook_has_drop_downs_ranges_and_help():
    sheet = openpyxl.load_workbook(io.BytesIO(template.to_xlsx("en")))["Work"]
    cells = {row[0].value: row for row in sheet.iter_rows() if row[0].value}
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    fee, category = cells["work[1].fee_m"], cells["work[1].category"]
    assert rules[fee[3].coordinate].type == "decimal" and rules[fee[3].coordinate].prompt
    assert rules[category[3].coordinate].type == "list"
    assert fee[5].value == "DKK a month" and "possible" in fee[7].value and fee[10].value
    assert sheet.row_dimensions[cells["work[9].fee_m"][0].row].hidden
    assert not sheet.row_dimensions[cells["work[2].fee_m"][0].row].hidden


# ------------------------------------------------------------------------------------------------- by sheet and by cell


def test_every_mistake_is_told_at_once_by_its_cell():
    rows = [
        ("work[1].name", None, 2024),
        ("work[1].hours_m", 5, None, None),
        ("work[1].fee_m", None, -3),
        ("work[1].own_error", None, "2 %"),
        ("work[1].fee_hour", None, None),
        ("work[1].start_month", None, "45.000"),
        ("work[1].ramp_months", None, lambda page, r, c: page.write_datetime(r, c, datetime.datetime(2026, 2, 1))),
        ("work[1].transactions_m", None, lambda page, r, c: page.write_formula(r, c, "=1+1", None, "")),
        ("work[1].error_cost", None, True),
        ("work[1].avoided_once", None, lambda page, r, c: page.write_formula(r, c, "=1/0", None, "#DIV/0!")),
        ("work[1].movable_share", None, 80),
        ("work[1].vendor_error", None, 0.01, None, "triangle"),
        ("work[1].vendor_error_start", None, 0.01, None, "upside down"),
        ("work[1].other_costs_m", None, None, None, None, "the books"),
        ("work[1].category", None, "gardening"),
        (None, None, 7),
        ("work[1].fee", None, 7),
        ("company.employees", None, "hundred"),
        ("company.employees", None, 100),
        ("view", 1, "all"),
        ("horizon_months", None, 400),
    ]
    assert wrong(book(*rows, C3="0 %")) == {
        ("Work!D3", "sheet_half_a_spread"),
        ("Work!C4", "outside_range"),
        ("Work!C7", "sheet_ambiguous"),
        ("Work!C8", "sheet_date"),
        ("Work!C9", "sheet_formula_unknown"),
        ("Work!C10", "sheet_truth"),
        ("Work!C11", "sheet_formula_failed"),
        ("Work!C12", "share_as_percent"),
        ("Work!E13", "sheet_shape"),
        ("Work!E14", "sheet_unknown_shape"),
        ("Work!C15", "sheet_value_missing"),
        ("Work!C16", "not_a_choice"),
        ("Work!C17", "sheet_no_place"),
        ("Work!A18", "sheet_unknown_place"),
        ("Work!C19", "sheet_not_number"),
        ("Work!A20", "sheet_twice"),
        ("Work!B21", "sheet_one_value"),
        ("Work!C22", "not_a_whole_number"),
    }


def test_what_is_missing_is_told_where_it_would_stand():
    assert wrong(book(("work[1].name", None, "A"), ("work[1].hours_m",), ("work[1].fee_m",))) == {
        ("Work!C3", "missing_input"),
        ("Work!C4", "no_fee"),
    }
    assert wrong(book(("work[1].fee_m", None, 5), name="Mine")) == {("Mine!A2", "missing_input")}
    assert wrong(book(("company.employees", None, 5))) == {("work", "no_work")}


def test_a_mistake_within_a_spread_is_told_at_its_own_cell():
    found = wrong(book(("work[1].hours_m", 300, 100, 200), ("work[1].fee_m", None, 5)))
    assert found == {("Work!B2", "order")}


@pytest.mark.parametrize(
    ("lang", "heads", "said"),
    [
        ("en", HEADS, "mine: Work!B2: Hours the work takes today: “Low” (300) is greater than “Value (likely)” (100)."),
        ("da", DANISH, "mine: Work!B2: Timer, opgaven tager i dag: »Lav« (300) er større end »Værdi (sandsynlig)« (100)."),
    ],
)
def test_a_mistake_speaks_of_the_sheets_columns_and_not_of_a_file(lang, heads, said):
    rows = [("work[1].hours_m", 300, 100, 200), ("plan.relief_use", None, 0.9), ("company.turnover_y", None, 15)]
    rows += [("work[1].category", None, "gardening"), ("view", None, "everything"), ("presets[1]", None, "Ostindien")]
    with pytest.raises(roi.ScenarioError) as refused:
        opened(book(*rows, heads=heads))
    told = [text.mistake(each, "mine", lang).replace(text.NO_BREAK, " ") for each in refused.value.mistakes]
    assert any(each.startswith(said) for each in told)
    assert [each.partition(": ")[0] for each in told] == ["mine"] * len(told)
    assert any("90 %" in each or "90%" in each for each in told), "the freed hours are used more than once"
    assert any("1.500 %" in each or "1,500%" in each for each in told), "what 15 is read as"
    choices = (
        catalogue.inputs()["category"].choices["marketing"],
        text.words()["view.cash"],
        catalogue.presets()["hire"].name,
    )
    assert all(any(words[lang] in each for each in told) for words in choices), "choices by the words of the list"
    for each in told:
        assert not re.search(r"\b(mode|fee_m|fee_hour|relief_use|dist)\b|\[\[", each)


def test_only_tables_that_are_filled_in_count_and_mistakes_find_their_way_back():
    rows = [("work[3].hours_m", None, 10), ("work[3].fee_m", None, -1), ("work[1].name",), ("work[7].hours_m", None, 20)]
    rows += [("work[7].fee_m", None, 3), ("presets[4]", None, "offshore")]
    assert wrong(book(*rows)) == {("Work!C3", "outside_range")}
    rows[1] = ("work[3].fee_m", None, 1)
    scenario = opened(book(*rows))
    assert [package.values["hours_m"].median for package in scenario.work] == [10, 20]
    assert scenario.presets == ("offshore",)


def test_percentages_formulas_and_choices_are_read_as_they_are_meant():
    rows = [
        ("plan.discount_y", None, 0.03),
        ("plan.exit_y", None, "12,5 %"),
        ("plan.relief_use", None, lambda page, r, c: page.write_formula(r, c, "=1/4", None, 0.25)),
        ("work[1].category", None, "Økonomi og regnskab"),
        ("view", None, "Money only"),
        ("burnout.cost_basis", None, "EMPLOYEE"),
        ("burnout.burnt_out", None, 0.2),
        ("claims[1].metric", None, "Saving as offered"),
        ("claims[1].value", None, 0.3),
        ("claims[1].leaves_out", None, "Set-up; rework"),
        ("claims[2].saving_percent", None, 0.2),
        *ENOUGH,
    ]
    scenario = opened(book(*rows, C2="0.0%", C10="0%", C12="0%"))
    assert scenario.values["discount_y"].median == 0.03 and scenario.values["exit_y"].median == 0.125
    assert scenario.values["relief_use"].median == 0.25
    assert scenario.work[0].category == "finance" and scenario.view == "cash" and scenario.cost_basis == "employee"
    assert scenario.claims[0].leaves_out == ("transition", "rework") and scenario.claims[0].value == 0.3
    assert scenario.claims[1].value == 0.2
    assert wrong(book(("work[1].hours_m", None, 0.5), ENOUGH[1], C2="0%")) == {("Work!C2", "sheet_percent_here")}


def test_merged_cells_are_refused_and_sheets_of_ones_own_are_left_alone():
    made = openpyxl.load_workbook(io.BytesIO(book(*ENOUGH, ("plan.exit_y", 0.1, 0.2, 0.3))))
    made["Work"].merge_cells("C2:C3")
    own = made.create_sheet("My sums")
    own["A1"], own["B7"] = "work[1].fee_m", 12
    out = io.BytesIO()
    made.save(out)
    assert wrong(out.getvalue()) == {("Work!C2", "sheet_merged"), ("Work!C3", "no_fee")}
    made["Work"].unmerge_cells("C2:C3")
    made["Work"]["C3"] = 9000
    made.save(out := io.BytesIO())
    assert opened(out.getvalue()).work[0].values["fee_m"].median == 9000


# ----------------------------------------------------------------------------------------------------------------- CSV


@pytest.mark.parametrize(
    ("between", "heads", "how", "salary", "right"),
    [
        (";", DANISH, "utf-8-sig", "45.000,5", 45_000.5),
        (";", DANISH, "cp1252", "45.000", 45_000),
        (";", DANISH, "utf-16", "45 000", 45_000),
        ("\t", DANISH, "utf-16", "45000,25", 45_000.25),
        (",", HEADS, "utf-8", '"45,000.5"', 45_000.5),
        (",", HEADS, "utf-8-sig", "4.5E+04", 45_000),
        (";", HEADS, "utf-8", "45000,5", 45_000.5),  # Danish numbers under English headings: this one cannot be mistaken
        (",", DANISH, "utf-8", "45000.5", 45_000.5),
    ],
)
def test_a_csv_is_read_as_its_language_writes_it(between, heads, how, salary, right):
    content = table(("company.salary_m", None, salary), *ENOUGH, heads=heads, between=between, how=how)
    assert opened(content, ".csv").values["salary_m"].median == right


@pytest.mark.parametrize(
    ("between", "heads", "written", "code"),
    [
        (";", DANISH, "45000.5", "sheet_not_number"),
        (",", HEADS, '"45000,5"', "sheet_not_number"),
        (";", HEADS, "45.000", "sheet_ambiguous"),
        (",", DANISH, "45.000", "sheet_ambiguous"),
        (";", DANISH, "45.00", "sheet_not_number"),
        (";", DANISH, "45.000 kr.", "sheet_not_number"),
        (";", DANISH, "4/5", "sheet_not_number"),
        (";", DANISH, "=1+1", "sheet_not_number"),
        (";", DANISH, "1e999", "not_finite"),
        (";", DANISH, "20 %", "sheet_percent_here"),
    ],
)
def test_a_number_in_text_is_never_guessed(between, heads, written, code):
    content = table(("company.salary_m", None, written), *ENOUGH, heads=heads, between=between)
    assert wrong(content, ".csv") == {("C2", code)}


def test_a_csv_without_the_headings_is_no_form():
    assert wrong(b"a;b\n1;2\n", ".csv") == {("", "sheet_no_form")}
    assert wrong(b"", ".csv") == {("", "sheet_no_form")}
    assert wrong(b"\xff\xfe\x00", ".csv") == {("", "sheet_not_spreadsheet")}
    assert wrong(b'Place,Value (likely)\nname,"' + b"x" * 200_000 + b'"', ".csv")
    assert wrong(b"Place,Value (likely)\n" + b"\n" * 6_000, ".csv") == {("", "sheet_too_large")}


# -------------------------------------------------------------------------------------------- what would cost too much


def packed(parts: dict[str, bytes], base: bytes | None = None) -> bytes:
    """A workbook with some of its parts replaced."""
    old = zipfile.ZipFile(io.BytesIO(base or book(*ENOUGH)))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in {**dict.fromkeys(old.namelist()), **parts}:
            new.writestr(name, parts.get(name) if name in parts else old.read(name))
    return made.getvalue()


def sheet_of(rows: bytes) -> dict[str, bytes]:
    begins = b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return {"xl/worksheets/sheet1.xml": begins + rows + b"</sheetData></worksheet>"}


BOMBS = {
    "zip bomb": packed({"xl/media/a.xml": b"\0" * 30_000_000}),
    "many parts": packed({f"xl/{i}.xml": b"<a/>" for i in range(600)}),
    "many cells": packed(sheet_of(b'<row r="1">' + b'<c r="A1"/>' * 60_000 + b"</row>")),
    "far away": packed(sheet_of(b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>')),
    "far out": packed(sheet_of(b'<row r="1"><c r="XFD1"><v>1</v></c></row>')),
    "merged wide": packed(
        {
            "xl/worksheets/sheet1.xml": zipfile.ZipFile(io.BytesIO(book(*ENOUGH)))
            .read("xl/worksheets/sheet1.xml")
            .replace(b"</sheetData>", b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>')
        }
    ),
    "entities": packed({"xl/sharedStrings.xml": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><sst>&b;</sst>'}),
    "other alphabet": packed({"xl/sharedStrings.xml": '<?xml version="1.0"?><sst/>'.encode("utf-16")}),
    "old format": spreadsheets.OLD_FORMAT + b"\0" * 1000,
    "no zip": b"PK\x03\x04 nothing",
    "empty": b"",
    "cut off": book(*ENOUGH)[:-200],
    "not a workbook": packed({"xl/workbook.xml": b"<a/>"}),
    "no sheet": packed({"xl/worksheets/sheet1.xml": b"<a"}),
}


@pytest.mark.parametrize("kind", BOMBS)
def test_what_would_cost_too_much_is_refused_before_it_does(kind):
    begun = time.process_time()
    codes = {code for _, code in wrong(BOMBS[kind])}
    assert codes <= {"sheet_too_large", "sheet_not_spreadsheet", "sheet_old_format", "sheet_no_form"}
    assert time.process_time() - begun < 2  # seconds: some hundred times what it takes


def test_a_large_file_is_not_read(tmp_path):
    path = tmp_path / "big.xlsx"
    path.write_bytes(b"PK" + b"\0" * 1_100_000)
    with pytest.raises(roi.ScenarioError) as refused:
        roi.load(path)
    assert refused.value.mistakes[0].problem.code == "file_too_large"


SMALL = book(*ENOUGH, ("company.salary_m", 40000, 45000, 50000), ("name", None, "x"))


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.binary(max_size=6), st.integers(0, len(SMALL)), st.integers(0, 12))
def test_a_damaged_file_opens_or_is_refused(bytes_, at, gone):
    try:
        opened(SMALL[:at] + bytes_ + SMALL[at + gone :])
    except roi.ScenarioError as error:
        assert str(error)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.text(max_size=20), st.sampled_from(["company.salary_m", "plan.exit_y", "name", "view", "claims[1].says", "x[1]"]))
def test_any_text_in_a_cell_opens_or_is_refused(words, place):
    rows = [(place, None, '"' + words.replace('"', '""') + '"'), *ENOUGH]
    try:
        scenario = opened(table(*rows, how="utf-8"), ".csv")
    except roi.ScenarioError as error:
        assert str(error)
    else:
        assert files.loads(scenario.text).values == scenario.values


# --------------------------------------------------------------------------------------------- the terminal and the app


def test_the_terminal_writes_a_form_and_reads_it(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    bank = str(ROOT / "scenarios/bank_back_office_offshore.toml")
    assert cli.main(["new", "--xlsx", "mine", "--lang", "en"]) == 0
    assert cli.main(["new", "--xlsx", "mine", "--lang", "en"]) == 2  # it is there already
    assert cli.main(["new", "--csv", "bank", "--from", bank, "--lang", "en"]) == 0
    said = capsys.readouterr()
    assert "mine.xlsx" in said.out and "correlations" in said.err
    assert cli.main(["check", "mine.xlsx", "bank.csv", "--lang", "en"]) == 0
    assert cli.main(["run", "bank.csv", "--draws", "64", "--json", "-", "--lang", "en"]) == 0
    assert '"scenario_text": "format = 1' in capsys.readouterr().out
    assert cli.main(["new", "--from", bank]) == 2
    assert cli.main(["new", "--xlsx", "x", "--from", "nowhere.toml"]) == 2
    made = openpyxl.load_workbook("mine.xlsx")
    made["Work"]["D7"] = "many"
    made.save("wrong.xlsx")
    capsys.readouterr()
    assert cli.main(["check", "wrong.xlsx", "--lang", "en"]) == 2
    assert capsys.readouterr().err.startswith("wrong.xlsx: Work!D7: Hours the work takes today: “many” is not a figure")
    with pytest.raises(roi.ScenarioError):
        roi.save(roi.load(bank), "mine.xlsx")


def test_the_app_opens_a_form():
    assert desk.read_upload("Mine.XLSX", book(*ENOUGH, ("name", None, "Ours"))).name == "Ours"
    assert desk.read_upload("mine.csv", table(*ENOUGH)).name == "mine"
    with pytest.raises(roi.ScenarioError) as refused:
        desk.read_upload("mine.xlsx", book(("work[1].fee_m", None, -1)))
    assert {each.place for each in refused.value.mistakes} == {"Work!A2", "Work!C2"}
    assert refused.value.path == "mine.xlsx"
