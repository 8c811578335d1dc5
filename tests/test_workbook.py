"""The workbook: its formulas come to the model's own figures when another program works them out, and it is safe to open."""

from __future__ import annotations

import datetime
import io
import math
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest

import roi
from roi import audit, catalogue, files, formulas, text, workbook

DAY = datetime.date(2026, 5, 4)
OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
AS_TWO_PROGRAMS_ROUND = 1e-6  # relative, as the workbook itself allows
HOSTILE = [
    '=HYPERLINK("http://x.example","a")',
    "@SUM(1+1)",
    "+1+1",
    "-2",
    "\t=1",
    "http://x.example",
    "mailto:a@b.dk",
    "007",
]

ODD = """
format = 1
name = "Odd"
horizon_months = 7
[company]
employees = 3
turnover_y = 0
[burnout]
burnt_out = 0.2
cost_basis = "employee"
[plan]
notice_months = 1.6
reduction_use = 0.5
relief_use = 0.25
core_use = 0.25
exit_y = 4
lock_in_months = 9
announce_month = 2
[[work]]
name = "A"
hours_m = 100
movable_share = 0.9
fee_hour = 310
start_month = 0
ramp_months = 2.5
avoided_once = 5000
avoided_month = 2
[[work]]
name = "B"
hours_m = 20
fee_m = 4000
start_month = 1
transactions_m = 10
error_cost = 55
[[events]]
name = "C"
side = "plan"
rate_y = 6
cost = 1234
[[events]]
name = "D"
side = "staying"
rate_y = 0
cost = 99
"""


SHORT = {
    "it_operations_midsize": 30,
    "bank_back_office_offshore": 27,
    "article_100_employees": 14,
}  # months: enough, and quick


def scenario(name: str, /, **changes: object) -> roi.Scenario:
    found = files.loads(ODD) if name == "odd" else roi.load(f"scenarios/{name}.toml")
    changes |= {"horizon_months": SHORT[name]} if name in SHORT else {}
    return roi.change(found, changes) if changes else found


#: What is worked out: a scenario, its view, and what is changed: the name in formulas -> the place in the file, the value.
CASES = {
    "it": ("it_operations_midsize", "all", {}),
    "it changed": (
        "it_operations_midsize",
        "all",
        {"salary_m": ("company.salary_m", 61_000.0), "fee_m_2": ("work[2].fee_m", 20_000.0)},
    ),
    "bank": ("bank_back_office_offshore", "cash", {}),
    "bank changed": ("bank_back_office_offshore", "cash", {"exit_y": ("plan.exit_y", 0.9)}),
    "article": ("article_100_employees", "cash_time", {}),
    "odd": ("odd", "all", {}),
    "odd changed": (
        "odd",
        "all",
        {
            "turnover_y": ("company.turnover_y", 0.3),
            "exit_y": ("plan.exit_y", 0.0),
            "rate_y_event2": ("events[2].rate_y", 5.0),
        },
    ),
}


@pytest.fixture(scope="module")
def results():
    names = {name for name, _, _ in CASES.values()}
    views = {name: view for name, view, _ in CASES.values()}
    return {name: roi.run(scenario(name), draws=64, seed=1, view=views[name]) for name in names}


@pytest.fixture(scope="module")
def written(results):
    return {name: workbook.to_xlsx(result, "en", DAY) for name, result in results.items()}


def to_be_worked_out(content: bytes, changed: dict[str, float]) -> bytes:
    """The workbook without a single figure that its formulas came to, and with some inputs changed."""
    book = zipfile.ZipFile(io.BytesIO(content))
    parts = {name: book.read(name).decode() for name in book.namelist()}
    for name, value in changed.items():
        cell = re.search(rf"<definedName name=\"{name}\">'?Inputs'?!\$([A-Z]+)\$(\d+)<", parts["xl/workbook.xml"])
        parts[INPUTS], count = re.subn(rf'(<c r="{cell[1]}{cell[2]}"[^>]*><v>)[^<]*', rf"\g<1>{value}", parts[INPUTS])
        assert count == 1
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w") as empty:
        for name, part in parts.items():
            bare, count = re.subn(r"(</f>)<v>[^<]*</v>", r"\1", part) if "worksheets/" in name else (part, 0)
            assert "</f><v>" not in bare
            empty.writestr(name, bare)
    return found.getvalue()


READY_MADE = [path.stem for path in sorted(Path("scenarios").glob("*.toml"))]
INPUTS = f"xl/worksheets/sheet{len(workbook.SHEETS) + 1}.xml"


@pytest.fixture(scope="module")
def recalculated(written, tmp_path_factory):
    """Each case as LibreOffice works it out."""
    if OFFICE is None:
        pytest.skip("LibreOffice is not installed")
    folder = tmp_path_factory.mktemp("recalculated")
    for case, (name, _, changed) in CASES.items():
        values = {defined: value for defined, (_, value) in changed.items()}
        (folder / f"{case}.xlsx").write_bytes(to_be_worked_out(written[name], values))
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [OFFICE, "--headless", profile, "--convert-to", "xlsx", "--outdir", str(folder / "out")]
    subprocess.run(
        [*command, *(str(folder / f"{case}.xlsx") for case in CASES)], check=True, timeout=120, capture_output=True
    )
    return {case: openpyxl.load_workbook(folder / "out" / f"{case}.xlsx", data_only=True, read_only=True) for case in CASES}


def read(book, made) -> dict[str, object]:
    """The reconciliation's formulas, by the result."""
    rows = list(book["Reconciliation"].iter_rows(values_only=True))
    first = next(i for i, row in enumerate(rows) if row[0] == "Result") + 1
    return {each.name: rows[first + i][1] for i, each in enumerate(made.results)}


@pytest.mark.parametrize("case", CASES)
def test_another_program_comes_to_the_models_figures(case, recalculated):
    name, view, changed = CASES[case]
    made = formulas.calculation(scenario(name, **dict(changed.values())), view)
    found = read(recalculated[case], made)
    assert set(made.own) <= set(found)
    for result, own in made.own.items():
        if math.isnan(own):
            assert found[result] == "#N/A", result
        elif math.isinf(own):
            assert found[result] >= formulas.ENDLESS, result
        else:
            assert found[result] == pytest.approx(own, rel=AS_TWO_PROGRAMS_ROUND, abs=1e-6), result
    assert abs(made.own["npv"]) > 1000  # there is something to be right about


@pytest.mark.parametrize("case", CASES)
def test_the_sheet_itself_says_whether_it_agrees(case, recalculated):
    changed = CASES[case][2]
    rows = {row[0]: row[1] for row in recalculated[case]["Reconciliation"].iter_rows(max_col=2, values_only=True) if row[0]}
    said = text.say("workbook.check.changed" if changed else "workbook.check.agree", "en")
    assert rows["Formulas against model"] == said
    assert rows["Inputs changed"] == len(changed)
    assert changed or rows["Largest relative difference"] < AS_TWO_PROGRAMS_ROUND


@pytest.mark.parametrize("case", [case for case, (_, _, changed) in CASES.items() if not changed])
def test_the_file_says_what_its_formulas_come_to_for_programs_that_do_not_calculate(case, recalculated, written):
    """Every figure is the same before and after another program has worked it out."""
    ours = openpyxl.load_workbook(io.BytesIO(written[CASES[case][0]]), data_only=True, read_only=True)
    for sheet in ("Calculation", "Running sum", "Ledger by month"):
        found = 0
        for row, other in zip(ours[sheet].values, recalculated[case][sheet].values, strict=False):
            for a, b in zip(row, other, strict=False):
                if isinstance(a, float) and abs(a) < formulas.ENDLESS:
                    assert b == pytest.approx(a, rel=AS_TWO_PROGRAMS_ROUND, abs=1e-6), (sheet, row[:3])
                    found += 1
        assert found > 20


@pytest.mark.parametrize("name", READY_MADE)
def test_the_steps_come_to_the_models_figures_in_every_ready_made_case(name):
    for view in catalogue.VIEWS:
        made = formulas.calculation(scenario(name), view)
        for result, own in made.own.items():
            assert made.figures[result][0] == pytest.approx(own, rel=1e-9, abs=1e-9, nan_ok=True), result


def test_a_formula_reads_like_the_document():
    made = formulas.calculation(scenario("it_operations_midsize"), "all")
    names = {symbol: each.name for symbol, each in made.named.items()}
    by_name = {each.name: formulas.formula(made, each, names) for each in (*made.fixed, *made.months)}
    assert by_name["growth"] == "(1+wage_growth_y)^(month/12)"
    assert by_name["alive"] == "IF(month<=exit_month,1,0)"
    assert by_name["ratio"] == "IF(burnt_out>0,counted/burnt_out,1)"
    assert by_name["overhead"] == "reworking+managing+handing"
    assert by_name["payroll"] == "reduced*hour_cost"
    assert by_name["wait_exit"] == "-LN(1-position_exit)"
    assert by_name["vat"] == "vat_share*(vendor_fee+indexation+scope_creep+extra_work+transition)"


def test_every_quantity_has_its_words_and_its_unit():
    known = {
        text.unit_name(unit, "da") is not None and unit
        for unit in (each["unit"] for each in catalogue.data("quantities").values())
    }
    assert known
    used = set()
    for name in ("it_operations_midsize", "bank_back_office_offshore", "odd"):
        made = formulas.calculation(scenario(name), "all")
        for each in (*made.fixed, *made.months, *made.results):
            assert text.unit_name(audit.unit(each), "da") is not None
            assert all(audit.label(each, lang) for lang in text.LANGUAGES)
            used.add(each.what)
    assert set(catalogue.data("quantities")) - used == {"last_year"}


def cells(content: bytes):
    return [cell for sheet in openpyxl.load_workbook(io.BytesIO(content)) for row in sheet.iter_rows() for cell in row]


def test_a_users_texts_are_text_and_nothing_else():
    mine = scenario(
        "odd", name=HOSTILE[0], note="\n".join(HOSTILE), **{"work[1].name": HOSTILE[1], "events[1].name": HOSTILE[2]}
    )
    mine = roi.change(
        mine,
        {
            "risks.own_1": {
                "name": HOSTILE[3],
                "likelihood": 2,
                "consequence": 5,
                "note": "\ufffe _x0041_ </t>" + HOSTILE[0],
            }
        },
    )
    for lang in text.LANGUAGES:
        content = workbook.to_xlsx(roi.run(mine, draws=32, seed=1), lang, DAY)
        found = cells(content)
        assert any(cell.value == HOSTILE[0] and cell.data_type == "s" for cell in found)
        assert not [cell for cell in found if cell.hyperlink]
        ours = re.compile(r"=-?(IF|MIN|MAX|INT|LN|AND|OR|SUM|SUMPRODUCT|ABS|[A-Za-z0-9_$'(.])")
        for cell in found:
            if cell.data_type == "f":
                assert ours.match(cell.value) and "HYPERLINK" not in cell.value and "@" not in cell.value, cell.value
        names = zipfile.ZipFile(io.BytesIO(content)).namelist()
        assert not [name for name in names if "external" in name.lower() or "vba" in name.lower()]


def test_the_same_result_and_day_give_the_same_bytes(results, written):
    assert workbook.to_xlsx(results["odd"], "en", DAY) == written["odd"]
    assert workbook.to_xlsx(results["odd"], "en", DAY + datetime.timedelta(days=1)) != written["odd"]


def test_the_sheets_and_their_headings_are_in_both_languages(results):
    danish = openpyxl.load_workbook(io.BytesIO(workbook.to_xlsx(results["it_operations_midsize"], "da", DAY)))
    assert danish.sheetnames[:3] == ["Overblik", "Figurer", "Resultater"]
    english = [
        text.words()[f"workbook.sheet.{name}"]["en"] for name in (*workbook.SHEETS, *workbook.AUDITED, *workbook.LAST)
    ]
    shown = {cell.value for sheet in danish for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)}
    assert not shown & (set(english) - {"Drivers"})
    assert "Nutidsværdi" in shown and "Net present value" not in shown


def test_what_the_summary_names(results, written):
    rows = list(openpyxl.load_workbook(io.BytesIO(written["it_operations_midsize"]))["Summary"].iter_rows(values_only=True))
    said = {row[0]: row[1] for row in rows if row[0]}
    result = results["it_operations_midsize"]
    assert said["Date"] == "4 May 2026" and said["Seed"] == "1" and said["Version"] == result.version
    assert said["Assumptions"] and said["Account"] and said["Futures"] == 64
    assert said["Judgement"] > 0 and said["Fingerprint of the scenario (SHA-256)"] == result.scenario_hash
    assert {each.name["en"] for each in catalogue.dilemmas().values()} <= set(said)


def test_figures_are_numbers_with_formats(written):
    book = openpyxl.load_workbook(io.BytesIO(written["it_operations_midsize"]))
    outcomes = {row[0].value: row for row in book["Outcomes"].iter_rows() if row[0].value}
    assert isinstance(outcomes["Net present value"][5].value, int | float)
    assert "DKK" in outcomes["Net present value"][5].number_format
    assert outcomes["Saving as offered"][5].number_format.endswith("%")
    assert book["Inputs"].freeze_panes and book["Calculation"].freeze_panes
    assert len(book["Charts"]._charts) == 5


def test_no_digit_is_sampling_noise(results, written):
    """What the error does not let one know is not in the cell: a step of 1, 2 or 5 no finer than the standard error."""
    result = results["it_operations_midsize"]
    mean = result.samples["npv"].mean()
    rows = {
        row[0]: row
        for row in openpyxl.load_workbook(io.BytesIO(written["it_operations_midsize"]))["Outcomes"].iter_rows(
            values_only=True
        )
    }
    shown = rows["Net present value"][1]
    assert shown == text.to_error(mean.value, mean.se) != mean.value
    assert abs(shown - mean.value) <= mean.se * 5
