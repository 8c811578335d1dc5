"""Against people: one scenario in which everything a user may write is hostile, and every way out of the tool.

Whatever stands in a name, a note, a claim or an answer is text where it comes out: it asks nobody for anything,
is no element, no formula and no link, and steers neither a screen nor the order of what stands beside it.
"""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
import tomllib
import zipfile

import pytest

import roi
from roi import batch, charts, cli, files, memo, paper, report, strokes, tables, tabular, template, text, workbook
from roi.scenario import ScenarioError
from roi.spreadsheets import FORMULA
from roi.typeset import CONTROL, STEERING
from tests import screen

DAY = datetime.date(2026, 5, 4)
DRAWS = 64
EVIL = "evil.example"
IMAGE = f"![x](http://{EVIL}/p.png)"
ELEMENT = f"<img src='http://{EVIL}/p.png' onerror='alert(1)'>"
SCRIPT = "<script>alert(1)</script><b>b</b>"
LINK = f"[a](http://{EVIL}) <a href='http://{EVIL}'>b</a>"
FORMULAS = (f'=HYPERLINK("http://{EVIL}","x")', "@SUM(1)", "+1", "-1", "＝1+1")
HOLES = "{name} {0} %s %{x} $x^2$ `c` **b** :material/home: -> <5"
HIDDEN = "zero\u200bwidth\u200djoined\ufeff"
MARKED = "e" + "\u0301" * 150
BACKWARDS = "שלום עולם"
LONG = "x" * 190
NAMES = (IMAGE, ELEMENT, SCRIPT, LINK, *FORMULAS, HOLES, HIDDEN, MARKED, BACKWARDS, LONG)
#: What a text of several lines may hold besides.
TEXT = "\n".join(["\t=1+1", "\r@SUM(1)", *NAMES, "w" * 3_000, "o" + "\u0308" * 200])
STEERS = ("\x1b[31m", "\x07", "\x9b31m", "\u202e", "\u2066", "\u2069", "\u200f", "\u061c")


def quoted(words):
    """Words as TOML writes them."""
    return json.dumps(words, ensure_ascii=True).replace("\\/", "/")


def hostile(text=TEXT, names=NAMES):
    """A scenario whose every word of a user is hostile."""
    name = iter([*names, *names]).__next__
    return f"""format = 1
name = {quoted(name())}
note = {quoted(text)}
horizon_months = 12
[company]
employees = {{ low = 40, high = 60, source = {quoted(text)} }}
salary_m = 45_000
[plan]
rework_start = {{ low = 0.05, high = 0.3, source = {quoted(text)}, note = {quoted(text)} }}
[[work]]
name = {quoted(name())}
hours_m = {{ low = 100, high = 200, source = {quoted(text)} }}
fee_m = 40_000
transactions_m = 300
[[work]]
name = {quoted(name())}
hours_m = 90
fee_m = 30_000
[[events]]
name = {quoted(name())}
rate_y = 0.3
side = "plan"
cost = {{ low = 1e5, high = 1e6, source = {quoted(text)} }}
note = {quoted(text)}
[[events]]
name = {quoted(name())}
rate_y = 0.5
side = "staying"
cost = {{ low = 1e5, high = 1e6 }}
[[claims]]
metric = "npv"
value = 1e6
by = {quoted(text)}
note = {quoted(text)}
[offer]
vendor = {quoted(name())}
note = {quoted(text)}
[risks.competence]
likelihood = 4
consequence = 3
evidence = {quoted(text)}
answer = {quoted(text)}
owner = {quoted(name())}
note = {quoted(text)}
[risks.own]
name = {quoted(name())}
likelihood = 2
consequence = 3
evidence = {quoted(text)}
answer = {quoted(text)}
owner = {quoted(name())}
[process]
note = {quoted(text)}
[checklists.pitfalls]
notes = {{ pitfall_scope = {quoted(text)} }}
[[answers]]
question = "rework_how_often"
said = {quoted(text)}
by = {quoted(name())}
[worklog]
from = 2026-04-01
to = 2026-05-31
hours_moved = 320
months_in = 2
note = {quoted(text)}
[[worklog.entries]]
date = 2026-05-04
hours = 3.5
task = {quoted(text)}
why = {quoted(text)}
[[actuals]]
month = 2
left = 1
note = {quoted(text)}
"""


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("against") / "hostile.toml"
    path.write_text(hostile(), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def result(file):
    return roi.run(roi.load(file), draws=DRAWS)


# --------------------------------------------------------------------------------------------------------------- going in


@pytest.mark.parametrize("steers", STEERS, ids=ascii)
def test_what_steers_is_refused_wherever_it_stands(steers):
    """In each text by itself, with its place and the character: no other could tell it is there."""
    whole = hostile("plain", [f"plain {number}" for number in range(20)])
    assert roi.loads(whole)
    places = [found.span() for found in re.finditer(r'"plain[ 0-9]*"', whole)]
    assert len(places) > 30
    for at, end in places[:: 1 if steers == "\u202e" else 7]:
        with pytest.raises(ScenarioError) as caught:
            files.loads(f'{whole[:at]}"a{quoted(steers)[1:-1]}b"{whole[end:]}')
        codes = {each.problem.code for each in caught.value.mistakes}
        assert codes <= {"steers", "not_one_line"}
        assert codes
        for lang in text.LANGUAGES:
            assert not CONTROL.search(text.mistake(caught.value.mistakes[0], "", lang))


def test_what_is_saved_is_what_was_written(file, tmp_path):
    scenario = roi.load(file)
    files.save(scenario, tmp_path / "again.toml")
    assert tomllib.loads((tmp_path / "again.toml").read_text(encoding="utf-8")) == tomllib.loads(hostile())
    moved = roi.change(scenario, {"plan.core_use": 0.1, "name": NAMES[3]})
    before, after = tomllib.loads(hostile()), tomllib.loads(moved.text)
    assert after.pop("name") == NAMES[3]
    assert after.pop("plan")["core_use"] == 0.1
    assert {**before, "name": "", "plan": ""} == {**after, "name": "", "plan": ""}


# ------------------------------------------------------------------------------------------------------------ the terminal


COMMANDS = ("run", "challenge", "left", "check", "follow", "compare", "bids")


@pytest.mark.parametrize(("command", "lang"), list(zip(COMMANDS, 4 * text.LANGUAGES, strict=False)))
def test_the_terminal_shows_it_and_is_not_steered(file, command, lang, capsys):
    paths = [str(file), str(file)] if command in ("compare", "bids") else [str(file)]
    draws = [] if command in ("left", "check") else ["--draws", str(DRAWS)]
    assert cli.main([command, *paths, *draws, "--lang", lang]) == 0
    said = capsys.readouterr()
    assert not CONTROL.search(f"{said.out}{said.err}".replace("\n", ""))
    assert command in ("check", "bids") or NAMES[0] in said.out.replace("\n", "")


def test_json_holds_it_letter_for_letter(file, capsys):
    assert cli.main(["run", str(file), "--draws", str(DRAWS), "--json", "-", "--lang", "en"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["scenario"] == NAMES[0]
    assert document["left_to_the_user"]["risks"]["competence"]["evidence"] == TEXT


# --------------------------------------------------------------------------------------------------------------- documents


def of_every_kind(lang, result):
    yield from (report.written(result, form, lang, DAY) for form in ("docx", "pdf"))
    document = memo.memo(result, lang)
    yield from (paper.to_docx(document), paper.to_pdf(document))


@pytest.mark.parametrize("lang", ["da"])
def test_printed_it_is_text_and_nothing_can_be_pressed(result, lang):
    from pypdf import PdfReader

    for content in of_every_kind(lang, result):
        if content.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(content)) as parts:
                for name in parts.namelist():
                    part = parts.read(name)
                    assert b'TargetMode="External"' not in part, name
                    assert not re.search(rb"<w:(?:hyperlink|object|altChunk)\b", part), name
                    fields = re.findall(rb"<w:instrText[^>]*>([^<]*)<|w:instr=\"([^\"]*)\"", part)
                    assert all(re.fullmatch(rb"\s*(?:PAGE|NUMPAGES)\b.*", b"".join(each)) for each in fields), fields
            continue
        reader = PdfReader(io.BytesIO(content))
        assert SCRIPT[:20].replace(" ", "") in "".join(page.extract_text() for page in reader.pages).replace("\n", "")
        assert not {"/OpenAction", "/AA", "/AcroForm"} & set(reader.trailer["/Root"])
        assert not re.search(rb"/(?:URI|Launch|JavaScript|JS|GoToR|SubmitForm)\b", content)
        for page in reader.pages:
            for each in page.get("/Annots") or ():
                assert "/URI" not in str(each.get_object())


@pytest.mark.parametrize("lang", ["da"])
def test_a_page_to_hand_over_has_no_element_of_theirs(result, lang):
    from lxml import html

    page = html.fromstring(report.written(result, "html", lang, DAY).decode())
    tags = {each.tag for each in page.iter() if isinstance(each.tag, str)}
    assert not tags & {"img", "iframe", "object", "embed", "form", "input", "base", "link", "b"}
    assert len(page.xpath("//script[not(@type)]")) == 2
    assert not page.xpath("//@*[starts-with(name(), 'on')]")
    assert all(each.startswith("#") for each in page.xpath("//@href | //@src"))
    assert ELEMENT[:12] in page.text_content()


@pytest.mark.parametrize("lang", ["da"])
def test_no_cell_is_a_formula_or_a_link_of_theirs(result, lang):
    import openpyxl

    for content in (workbook.to_xlsx(result, lang, DAY), template.to_xlsx(lang, result.scenario)):
        book = openpyxl.load_workbook(io.BytesIO(content))
        found = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert any(isinstance(cell.value, str) and IMAGE in cell.value for cell in found)
        for cell in found:
            assert cell.hyperlink is None
            assert cell.data_type != "f" or not re.search(f"{EVIL}|HYPERLINK|WEBSERVICE|@", str(cell.value)), cell.value
        names = zipfile.ZipFile(io.BytesIO(content)).namelist()
        assert not [name for name in names if re.search("external|vba|activeX", name, re.IGNORECASE)]


@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_no_cell_of_a_table_begins_a_formula(result, lang):
    marks = {"da": ";", "en": ","}[lang]
    made = [template.to_csv(lang, result.scenario)]
    for name in NAMES:
        source = batch.Source(f"{name}.toml", name, hostile(names=[name] + [f"{i}{name}"[:200] for i in range(9)]))
        rows = [each.row for each in batch.answers([source], settings=batch.Settings(draws=8)) if each.row]
        assert rows
        made.append(tabular.as_csv(rows, list(rows[0]), lang))
    for content in made:
        for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=marks):
            for cell in row:
                number = re.fullmatch(r"-?[\d.,e+-]+", cell)
                assert number or not cell.startswith(tuple(each for each in FORMULA if each != "'")), cell


# -------------------------------------------------------------------------------------------------------------- in a browser


def strings_beside(figure):
    """The strings of a figure that Plotly reads as its own markup: all but what it draws with."""
    return [each for each in screen.strings_in(figure) if len(each) > 3]


PLOTLY = re.compile(r"<(?!br>|extra></extra>|/?b>)[A-Za-z/!]")
PAGES = ("owner", "challenge", "risks", "steps", "law", "compare", "after", "scenarios", "assumptions")


@pytest.fixture(scope="module")
def app():
    """One visit, from page to page: the file is opened once."""
    return screen.with_own("en", hostile())


@pytest.mark.parametrize("page", PAGES)
def test_a_page_shows_it_as_text(app, page):
    """Markdown and HTML alike: the elements of the page are ours, and its charts hold no markup of theirs."""
    from lxml import html

    screen.to(app, page)
    assert IMAGE[:4] in screen.the_desk(app).scenario.name
    markdown = [each.value for kind in ("markdown", "caption", "error", "warning", "info") for each in app.get(kind)]
    for words in markdown:
        bare = words.replace("\\\\", "")
        assert not re.search(r"(?<!\\)(?:!\[|\]\(|<|\*\*|`|\$)", bare), words[:300]
    for each in app.get("html"):
        if each.proto.body.strip().startswith("<style") or not each.proto.body.strip():
            continue
        made = html.fromstring(f"<div>{each.proto.body}</div>")
        assert not made.xpath("//img | //script | //iframe | //object | //form")
        assert not made.xpath("//@*[starts-with(name(), 'on')] | //@src")
        assert not [href for href in made.xpath("//@href") if EVIL in href]
    for figure in screen.charts(app).values():
        for words in strings_beside(figure):
            assert EVIL not in words or not PLOTLY.search(words), words


def test_a_name_in_a_chart_is_no_markup():
    for name in NAMES:
        label = strokes.label(name)
        assert not re.search(r"<[A-Za-z/!]", label)
        assert len(label) <= 6 * strokes.LABEL_AT_MOST
        assert not STEERING.search(label)


def test_a_mouse_uncovers_no_place_for_a_number_of_theirs(result):
    """Plotly puts numbers in where a hover's template says %{x}: a name is no part of one."""
    outcomes = {row["outcome"]: row for row in tables.outcome_table(result)}
    found = screen.strings_in([charts.ledger(tables.waterfall(result), "en"), charts.drivers(tables.drivers(result), "en")])
    assert outcomes
    assert not [each for each in found if EVIL in each and "%{" in each]
