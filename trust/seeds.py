"""What changed inputs are made from: our own files, and small ones that hold every kind of table."""

from __future__ import annotations

import base64
import datetime
import io
import json
import re
import warnings
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

import xlsxwriter

from roi import batch, tabular

NAME_AT_MOST = 60_000  # letters that a packed file can be called
ROOT = Path(__file__).resolve().parent.parent

SMALL = """format = 1
name = "Own"
assumptions = "article"
presets = ["offshore"]
horizon_months = 12
[company]
employees = 9
salary_m = { low = 44_500, mode = 47_000, high = 49_000 }
[burnout]
burnt_out = { low = 0.1, high = 0.3 }
[plan]
core_use = 0.2
exit_y = 0.1
[[work]]
name = "A"
hours_m = { values = [100, 200] }
fee_m = 9_000
[[work]]
hours_m = 3
fee_hour = 200
start_month = 2
[[events]]
name = "E"
rate_y = 0.1
cost = { mean = 10, sd = 1 }
side = "plan"
[[correlations]]
between = ["salary_m", "burnt_out"]
rank = 0.3
[[claims]]
metric = "npv"
value = 3
leaves_out = ["transition"]
"""
SMALLEST = "format = 1\n[company]\nemployees = 9\nsalary_m = 45000\n[[work]]\nhours_m = 100\nfee_m = 3000\n"
PARTS = (
    '[[claims]]\nsays = "Vi sparer 500.000 kr. om året"\n[[claims]]\npayback_months = 9\nby = "x"\n',
    '[offer]\nvendor = "V"\ncovers = ["transition"]\nleaves_out = ["indexation"]\n',
    "[worklog]\nfrom = 2026-04-01\nto = 2026-05-31\nhours_moved = 320\nmonths_in = 2\n"
    '[[worklog.entries]]\ndate = 2026-05-04\nhours = 3.5\nwhy = "Wrong"\n',
    '[[events]]\nname = "F"\nrate_y = 0.5\nside = "staying"\ncost = { p10 = 1, p50 = 4, p90 = 9 }\ndilemma = "dependency"\n',
    "[company.turnover_y]\nlow = 0.1\nhigh = 0.2\nmin = 0.15\n",
)
PEOPLE = (
    "[risks.competence]\nlikelihood = 4\nconsequence = 3\n"
    'evidence = "e"\nanswer = "a"\nstatus = "answered"\ndate = 2026-05-04\n',
    '[risks.sold]\nname = "Sold"\ndilemma = "dependency"\nlikelihood = 2\nconsequence_after = 4\nowner = "o"\n',
    '[legal]\nsector = "bank"\nvendor_country = "outside_eu"\nstaff_transfer = false\npersonal_data = true\n',
    "[staff]\nseniority = [{ years = 2.5, count = 3 }, { years = 14, count = 1 }]\n",
    '[process]\nphase = "phase_pilot"\ndone = ["step_compare_offers"]\nnote = ""\n',
    '[checklists.pitfalls]\ndone = ["pitfall_scope"]\nnotes = { pitfall_scope = "s" }\n',
    "[[compass]]\nbefore = { realistic = 2, recognised = 4 }\nafter = { realistic = 4, sound = 3 }\n" * 6,
    '[[answers]]\nquestion = "rework_how_often"\nsaid = "s"\nby = "b"\n'
    'place = "plan.rework_start"\nbefore = { low = 0.1, high = 0.2 }\n',
)
VALUES = (
    "3", "0.25", "{ low = 1, mode = 2, high = 4 }",
    '{ dist = "triangular", low = 0.1, mode = 0.2, high = 0.4, source = "s" }',
    "{ low = 0, high = 1 }", "{ mean = 0.5, sd = 0.1, min = 0.2 }", "{ p5 = 0.1, p95 = 0.3 }",
    '{ dist = "normal", p5 = 1, p95 = 9 }',
    "{ p10 = 1, p50 = 1.5, p90 = 2.2 }", "{ values = [1, 2, 3], weights = [1, 1, 2] }", "{ values = [0.5] }",
)  # fmt: skip
CLAIMS = (
    "Vi sparer 500.000 kr. om året", "We save 500,000 kr a year", "Tjent hjem på 9 måneder", "pays back in nine months",
    "+20 % produktivitet", "Errors below 2%", "30 % lavere omkostninger", "ROI 1,5 %", "NPV of 1.5 million kr",
)  # fmt: skip


#: A form filled in: place, low, value, high, read as, source.
FORM = (
    ("name", "", "Form", "", "", ""), ("company.salary_m", "40000", "45000,5", "50000", "", "ours"),
    ("presets[2]", "", "offshore", "", "", ""), ("plan.exit_y", "", "10 %", "", "", ""),
    ("view", "", "Kun penge", "", "", ""),
    ("burnout.cost_basis", "", "burnt_out", "", "", ""), ("work[1].name", "", "A", "", "", ""),
    ("work[1].hours_m", "90", "", "110", "9 af 10 mellem lav og høj", ""), ("work[1].fee_m", "", "9000", "", "", ""),
    ("events[3].name", "", "Brud", "", "", ""), ("events[3].side", "", "plan", "", "", ""),
    ("events[3].rate_y", "", "0,1", "", "", ""), ("events[3].cost", "", "1.000.001,5", "", "", ""),
    ("claims[1].says", "", "Vi sparer 30 %", "", "", ""), ("claims[1].leaves_out", "", "transition", "", "", ""),
)  # fmt: skip
HEADINGS = ("Sted", "Lav", "Værdi (sandsynlig)", "Høj", "Læses som", "Kilde")
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@cache
def around_a_sheet() -> Mapping[str, bytes]:
    """The parts of a workbook but its one sheet."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    book.add_worksheet("Opgaver")
    book.close()
    with zipfile.ZipFile(made) as parts:
        return {name: parts.read(name) for name in parts.namelist() if "sheet1" not in name}


def _cell(words: str, at: str) -> str:
    """A cell of a sheet: a number, a formula with its result, or text."""
    if words.isdigit():
        return f'<c r="{at}"><f>1+1</f><v>{words}</v></c>' if words == "9000" else f'<c r="{at}"><v>{words}</v></c>'
    return f'<c r="{at}" t="inlineStr"><is><t>{words}</t></is></c>' if words else ""


@cache
def sheets() -> Sequence[bytes]:
    """The form in CSV, in three alphabets, and as a sheet of a workbook."""
    csv = "\r\n".join(";".join(row) for row in (HEADINGS, *FORM))
    rows = [
        f'<row r="{y}">{"".join(_cell(words, f"{column}{y}") for column, words in zip("ABCDEF", row, strict=True))}</row>'
        for y, row in enumerate((HEADINGS, *FORM), start=1)
    ]
    whole = f'<worksheet xmlns="{SPREADSHEET}"><sheetData>{{}}</sheetData></worksheet>'
    packed = [whole.format("".join([rows[0], *part])) for part in (rows[1:], rows[7:10])]
    return [*(csv.encode(how) for how in ("utf-8-sig", "cp1252", "utf-16")), *_encoded(packed)]


MARK = b"\n--- "  # begins the name of a part; what changes inputs may change it too


def packed_parts(parts: bytes) -> bytes:
    """A workbook packed of its parts as one text: the name of each on a line of its own before it."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a name that stands twice: that is for the reader to refuse
        for part in (b"\n" + parts).split(MARK)[1:]:
            name, _, content = part.partition(b"\n")
            packed.writestr(name.decode("utf-8", "replace").replace("\0", "")[:NAME_AT_MOST] or "x", content)
    return made.getvalue()


def _as_parts(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return b"".join(MARK + name.encode() + b"\n" + parts.read(name) for name in parts.namelist())


@cache
def workbooks() -> Sequence[bytes]:
    """A small form as a workbook: as it is packed, and its parts as one text, among them what other programs write."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    sheet = book.add_worksheet("Opgaver")
    percent, day = book.add_format({"num_format": "0%"}), book.add_format({"num_format": "yyyy-mm-dd"})
    for y, row in enumerate((HEADINGS, *FORM)):
        for x, words in enumerate(row):
            if words.isdigit():
                sheet.write_number(y, x, float(words))
            else:
                sheet.write_string(y, x, words)
    sheet.write_formula(9, 2, "=4000+5000", None, 9000)
    sheet.write_number(12, 2, 0.1, percent)
    sheet.write_formula(4, 2, "=1/10", percent, 0.1)
    beside = book.add_worksheet("Side 2")
    beside.write_datetime(20, 2, datetime.datetime(2026, 5, 4), day)
    beside.write_boolean(21, 2, True)
    beside.write_rich_string(22, 0, "a", book.add_format({"bold": True}), "b")
    beside.merge_range("B24:D25", "joined")
    sheet.write_comment("A1", "note")
    sheet.data_validation("C3", {"validate": "list", "source": ["a", "b"]})
    book.define_name("Named", "=Opgaver!$A$1")
    book.close()
    whole = made.getvalue()
    return [whole, _as_parts(whole)]


@cache
def tables() -> Sequence[bytes]:
    """The table of a batch as CSV in both languages and as Parquet, with and without an input that was varied."""
    sources = [batch.Source(f"{number}.toml", f"Case {number}", each.decode()) for number, each in enumerate(small()[:2])]
    settings = batch.Settings(draws=32, seed=1)
    rows = [each.row for each in batch.answers(sources, settings=settings) if each.row]
    varied = [{**row, "vary.turnover_y": x} for row in rows for x in (0.1, 0.2)]
    kept = [name for name in rows[0] if name in (*tabular.TEXTS, *tabular.NEEDED, "seed", "months")]
    csv = [tabular.as_csv(each, [*kept, "vary.turnover_y"], lang) for each in (rows, varied) for lang in ("da", "en")]
    return [*csv, tabular.as_parquet(varied, [*kept, "vary.turnover_y"])]


@cache
def drafts() -> Sequence[bytes]:
    """What a browser's tab keeps of a desk: as it is kept, and before it is packed."""
    whole = [
        {"case": "office_upskilling.toml", "name": "N", "text": SMALL, "pending": {}},
        {
            "opened": SMALLEST, "name": "N", "text": SMALLEST, "pending": {"company.employees": -1},
            "beside": [["B", SMALLEST]], "file": "own.toml", "stands": "a", "link": "b",
            "aside": {"opened": SMALLEST, "name": "A", "text": SMALL, "pending": {}},
        },
    ]  # fmt: skip
    return _encoded([*map(json.dumps, whole), base64.b85encode(zlib.compress(json.dumps(whole[1]).encode())).decode()])


def _encoded(texts: Sequence[str]) -> Sequence[bytes]:
    return [each.encode() for each in texts]


@cache
def files() -> Sequence[bytes]:
    """The ready-made scenarios, and the one of the interface's page that holds everything."""
    page = (ROOT / "docs/interface.md").read_text(encoding="utf-8")
    found = re.search(r"```toml\n(.*?)```", page, re.DOTALL)
    ours = [path.read_bytes() for path in sorted((ROOT / "scenarios").glob("*.toml"))]
    return [*ours, *_encoded([found.group(1)] if found else []), *small()]


@cache
def small() -> Sequence[bytes]:
    """Small scenarios, with each part that brings a number."""
    return _encoded([SMALLEST, SMALL, *(SMALLEST + part for part in PARTS), SMALLEST + "".join(PARTS)])


@cache
def people() -> Sequence[bytes]:
    """Small scenarios with what people weigh, tick, mark and answer."""
    return _encoded([*(SMALLEST + part for part in PEOPLE), SMALLEST + "".join(PEOPLE)])


@cache
def chosen() -> Sequence[bytes]:
    """Scenarios behind a byte that chooses what is changed in them."""
    return [bytes([number]) + each for number, each in enumerate([*small(), *people()])]


@cache
def values() -> Sequence[bytes]:
    """Values of a file behind a byte that chooses the range."""
    return [bytes([number]) + each for number in range(0, 32, 3) for each in _encoded(VALUES)]


@cache
def claims() -> Sequence[bytes]:
    """Claims in words."""
    return _encoded(CLAIMS)


@cache
def results() -> Sequence[bytes]:
    """What a result's file must hold to be run again."""
    text = SMALLEST
    whole = {
        "scenario": "s", "draws": 99, "seed": 1, "view": "all", "version": "1", "precision": {"asked": 0.01},
        "scenario_hash": sha256(text.encode()).hexdigest(), "scenario_text": text,
    }  # fmt: skip
    return _encoded([json.dumps(whole), json.dumps(whole | {"precision": None}), "{}", json.dumps({"scenario_text": ""})])


@cache
def typed() -> Sequence[bytes]:
    """What is typed behind an option or into a field."""
    return _encoded(
        ["3", "0.5%", "0,5 %", "2026-05-04", "4. maj 2026", "4 May 2026", "1_000", "-3.5e2", "12.5", "04-05-2026"]
    )


@cache
def links() -> Sequence[bytes]:
    """What an address carries: before it is packed, and after."""
    carried = [b"Name\0" + each for each in small()[:3]]
    return [*carried, *(base64.urlsafe_b64encode(zlib.compress(each)).rstrip(b"=") for each in carried)]


@cache
def names() -> Sequence[bytes]:
    """What a case or its file is called."""
    return _encoded(
        ["own", "own.toml", "../own.toml", ".versions/own", "a/b", "Bogholderi 2026", "x" * 300, ".", "..", "C:\\x"]
    )
