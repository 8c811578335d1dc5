"""The consultant's day in a shell: cases checked, one changed, held against each other, handed over, and all of them run."""

import csv
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from lxml import html
from pypdf import PdfReader

import roi
from roi import batch, text

ROOT = Path(__file__).parent.parent
CASES = sorted((ROOT / "scenarios").glob("*.toml"))
FIRM = [each for each in CASES if each.name.startswith("wholesaler_")]
DRAWS = "1024"
CLIENTS, BAD = 500, 10
#: Ways in which a file is no case: nothing, half a line, another kind of thing, an impossible figure, a word for a figure.
BROKEN = ("", "format = 1\nname = ", "[[work]]\n", "name = 3\n", '[company]\nemployees = "many"\n')


def shell(*arguments, cwd, code=0):
    """What a command prints; it must end as expected and say nothing on stderr unless it fails."""
    done = subprocess.run(
        [sys.executable, "-m", "roi", *map(str, arguments)], cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stderr
    assert (done.stderr == "") == (code == 0), done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A folder with every ready-made case in it, one of them with a fee that has been haggled over."""
    folder = tmp_path_factory.mktemp("clients")
    for path in CASES:
        shutil.copy(path, folder)
    changed = folder / FIRM[0].name
    scenario = roi.change(roi.load(changed), {"note": "Efter første møde"})
    changed.write_text(scenario.text, encoding="utf-8")
    return folder


def test_every_case_is_fine_and_the_firms_own_can_be_held_against_each_other(desk):
    assert len(CASES) >= 12
    said = shell("check", *CASES, "--lang", "en", cwd=desk)
    assert [text.say("check.fine", "en", path=path) in said for path in CASES] == [True] * len(CASES)
    files = [each.name for each in FIRM][:8]
    found = json.loads(shell("compare", *files, "--draws", DRAWS, "--json", "-", cwd=desk))
    assert len(found["options"]) == len(files) + 1, "leaving everything as it is stands among them"
    told = " ".join(shell("compare", *files, "--draws", DRAWS, "--lang", "da", cwd=desk).split())
    assert roi.load(FIRM[0]).name in told


@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_a_report_in_each_form_is_opened_again_and_says_the_same(desk, lang):
    name = FIRM[0].name
    numbers = json.loads(shell("run", name, "--draws", DRAWS, "--json", "-", cwd=desk))
    middle = numbers["outcomes"]["npv"]["p50"]
    for form in ("html", "pdf", "docx", "xlsx"):
        target = f"report-{lang}.{form}"
        shell("report", name, "--to", target, "--draws", DRAWS, "--lang", lang, "--date", "2026-05-04", cwd=desk)
        words = " ".join(read(desk / target).split()).replace("\N{NO-BREAK SPACE}", " ")
        assert text.case(numbers["scenario"], lang) in words, form
        if form != "xlsx":
            assert " ".join(text.money(middle, lang).split()) in words, form
        else:
            known = numbers["outcomes"]["npv"]["p50_se"]  # it is rounded to what is known
            assert any(abs(each - middle) < known for each in cells(desk / target) if isinstance(each, int | float))


def read(path):
    """All words of a report, as another program finds them."""
    if path.suffix == ".html":
        return html.fromstring(path.read_text(encoding="utf-8")).text_content()
    if path.suffix == ".pdf":
        return "\n".join(page.extract_text() for page in PdfReader(path).pages)
    if path.suffix == ".docx":
        document = Document(path)
        cells_of = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return "\n".join([*(each.text for each in document.paragraphs), *cells_of])
    return "\n".join(str(each) for each in cells(path) if each is not None)


def cells(path):
    book = openpyxl.load_workbook(path)
    return [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]


def test_five_hundred_clients_with_ten_bad_files_among_them(tmp_path):
    folder = tmp_path / "clients"
    folder.mkdir()
    texts = [path.read_text(encoding="utf-8") for path in CASES]
    for i in range(CLIENTS - BAD):
        words = texts[i % len(texts)].replace("horizon_months = 36", f"horizon_months = {24 + i % 24}")
        (folder / f"client_{i:03}.toml").write_text(words + f"\n# client {i}\n", encoding="utf-8")
    for i in range(BAD):
        (folder / f"broken_{i}.toml").write_text(BROKEN[i % len(BROKEN)], encoding="utf-8")
    target = tmp_path / "clients.csv"
    done = subprocess.run(
        [sys.executable, "-m", "roi", "batch", folder, "--to", target, "--draws", "256", "--json", "-", "--lang", "en"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    rows = batch.read(target)
    assert [row["file"] for row in rows] == [f"client_{i:03}.toml" for i in range(CLIENTS - BAD)]
    errors = list(csv.DictReader(io.StringIO((tmp_path / "clients.errors.csv").read_text(encoding="utf-8-sig"))))
    assert {row["file"] for row in errors} == {f"broken_{i}.toml" for i in range(BAD)}
    portfolio = json.loads(done.stdout)["portfolio"]
    assert portfolio["clients"] == CLIENTS - BAD
    assert sum(len(portfolio[group]) for group in ("gain", "lose", "near", "depends")) == CLIENTS - BAD
