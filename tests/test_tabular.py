"""A batch as a table: harmless in a spreadsheet, and read again as it was."""

from __future__ import annotations

import csv
import io
import math

import pytest

import roi
from roi import catalogue, tabular

HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "'=1", "'", "＝1", '=cmd|"/C calc"!A0', 'a";=1+1;"b', "a\n=1", "Æblegrød; a, b"]


def row(**given):
    known = dict.fromkeys(tabular.columns(), 1.5)
    known |= dict.fromkeys(tabular.TEXTS, "x") | {"months": 36, "seed": 2**63 - 1, "draws": 256}
    return {**known, "vary.Bog.fee_m": 80_000.0, "payback_month_p95": None, **given}


NAMES = tabular.columns(["Bog.fee_m"])


def test_the_columns_are_what_the_documentation_says():
    names = tabular.columns(["fee_m"])
    assert names[:6] == ["file", "vary.fee_m", "scenario", "hash", "assumptions", "view"]
    assert len(set(names)) == len(names)
    for id, about in catalogue.outcomes().items():
        for figure in ("mean", "se", "p5", "p50", "p95"):
            assert f"{id}_{figure}" in names
        assert (f"{id}_chance" in names) == (about.target is not None)


@pytest.mark.parametrize("lang", ["da", "en"])
@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_a_table_is_read_as_it_was_written(tmp_path, lang, suffix):
    rows = [row(scenario=name, npv_mean=x) for name, x in zip(HOSTILE, (0.1, -1e-7, 1e22, 3.0) * 3, strict=False)]
    rows = [{name: each[name] for name in NAMES} for each in rows if "\n" not in each["scenario"]]
    path = tmp_path / f"table{suffix}"
    path.write_bytes(tabular.written(path, rows, NAMES, lang))
    assert tabular.read(path) == rows


@pytest.mark.parametrize("lang", ["da", "en"])
def test_no_cell_is_a_formula_to_a_spreadsheet(lang):
    """Each text in a cell of its own, whatever marks are in it; numbers are numbers, below zero too."""
    written = tabular.as_csv([row(scenario=name, file=name, npv_mean=-2.5) for name in HOSTILE], NAMES, lang)
    assert written.startswith(b"\xef\xbb\xbf")
    between, decimal = tabular.MARKS[lang]
    cells = list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline=""), delimiter=between, strict=True))
    assert [len(each) for each in cells] == [len(NAMES)] * (len(HOSTILE) + 1)
    for name, each in zip(HOSTILE, cells[1:], strict=True):
        for cell in (each[0], each[2]):
            assert cell[0] not in "=+-@\t\r\n＝＋－＠"
            assert cell.removeprefix("'") in (name.replace("\n", "\\n"), name.removeprefix("'"))
        assert each[NAMES.index("npv_mean")] == f"-2{decimal}5"
        assert each[NAMES.index("payback_month_p95")] == ""


def test_no_name_begins_as_a_formula():
    assert not any(name.startswith(tabular.FORMULA) for name in tabular.columns(["=x"]))


def test_a_table_that_a_spreadsheet_saved_anew_can_be_read(tmp_path):
    """LibreOffice and Excel leave the mark at the beginning out, quote as they like, and people add columns."""
    path = tmp_path / "saved.csv"
    names = [*tabular.NEEDED, "months", "our own column"]
    path.write_text(f'{";".join(names)}\n"a.toml";"\'-A";-1,5;0,1;-2;-1;2E+06;0,75;;36;x\n\n', encoding="utf-8")
    assert tabular.read(path) == [
        {"file": "a.toml", "scenario": "-A", "npv_mean": -1.5, "npv_se": 0.1, "npv_p5": -2.0, "npv_p50": -1.0}
        | {"npv_p95": 2e6, "chance_of_loss": 0.75, "chance_of_loss_se": None, "months": 36}
    ]


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        (b"a,b\n1,2\n", {"table_without"}),
        (b"file;scenario\nx\n", {"table_unreadable"}),
        (b'file,"scenario\n', {"table_unreadable"}),
        (b"\xff\xfe", {"not_text_file"}),
        (b"", {"empty_file"}),
    ],
)
def test_what_is_no_such_table_is_refused(tmp_path, content, codes):
    path = tmp_path / "other.csv"
    path.write_bytes(content)
    with pytest.raises(roi.ScenarioError) as caught:
        tabular.read(path)
    assert {each.problem.code for each in caught.value.mistakes} == codes
    assert caught.value.path == str(path)
    parquet = tmp_path / "other.parquet"
    parquet.write_bytes(content)
    with pytest.raises(roi.ScenarioError) as caught:
        tabular.read(parquet)
    assert [each.problem.code for each in caught.value.mistakes] == ["table_unreadable"]


def test_every_cell_that_is_no_number_is_told_with_its_line(tmp_path):
    path = tmp_path / "table.csv"
    path.write_bytes(tabular.as_csv([row(npv_mean="much"), row(), row(draws="1.5", npv_p5="x")], NAMES, "en"))
    with pytest.raises(roi.ScenarioError) as caught:
        tabular.read(path)
    assert [(each.line, each.problem.facts["key"]) for each in caught.value.mistakes] == [
        (2, "npv_mean"),
        (4, "npv_p5"),
        (4, "draws"),
    ]


def test_a_number_is_the_same_number_in_every_format(tmp_path):
    for x in (0.1 + 0.2, math.pi * 1e90, -5e-324, 123_456_789.123):
        for suffix in tabular.SUFFIXES:
            path = tmp_path / f"table{suffix}"
            path.write_bytes(tabular.written(path, [row(npv_mean=x)], NAMES, "da"))
            assert tabular.read(path)[0]["npv_mean"] == x
