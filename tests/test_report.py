"""The report: in every form the same figures, and they are those of the JSON."""

from __future__ import annotations

import datetime
import io
import re
from itertools import pairwise

import pytest

import roi
from roi import catalogue, cli, files, foundations, report, tables, text, weighing
from roi.blocks import Chart, Grid, Heading
from roi.simulate import run

DAY = datetime.date(2026, 5, 4)
CASES = (("bank_back_office_offshore", "da"), ("small_firm_bookkeeping", "en"))
DRAWS = 512
NASTY = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title><h1>x",
    "*x* $y$ #z {0} %s",
    "=1+1",
    "@SUM(1)+2\t=3",
)
ELEMENTS = """html head meta title style body main h1 h2 h3 p nav ol ul li a table caption colgroup col thead tbody tr th td
figure figcaption div details summary footer script svg defs pattern path rect circle polygon polyline text"""
TAGS = set(ELEMENTS.split())


@pytest.fixture(scope="module", params=CASES, ids=[case for case, _ in CASES])
def made(request):
    """A result, its language, its JSON and its report."""
    case, lang = request.param
    result = run(roi.load(f"scenarios/{case}.toml"), draws=DRAWS)
    return result, lang, tables.as_json(result), report.report(result, lang, DAY)


@pytest.fixture(scope="module")
def forms(made):
    *_, document = made
    return {form: write(document) for form, write in report.DOCUMENTS.items()}


def plain(words):
    """Words with one kind of space."""
    return " ".join(words.split())


def of_html(content):
    """All text of a page, and its tables, read by lxml."""
    from lxml import html

    page = html.fromstring(content.decode())
    rows = [[plain(cell.text_content()) for cell in row.xpath("./th|./td")] for row in page.xpath("//tr")]
    for code in page.xpath("//script|//style"):
        code.drop_tree()
    return plain(" ".join(page.itertext())), rows


def of_docx(content):
    import docx

    file = docx.Document(io.BytesIO(content))
    rows = [[plain(cell.text) for cell in row.cells] for table in file.tables for row in table.rows]
    return plain(" ".join([*(each.text for each in file.paragraphs), *(cell for row in rows for cell in row)])), rows


def of_pdf(content):
    from pypdf import PdfReader

    return plain(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))


def three(row, unit, lang):
    low, middle, high = (
        text.roughly(row[name] if row[name] is not None else float("inf"), unit, lang) for name in ("p5", "p50", "p95")
    )
    return [middle, text.between(low, high, lang)]


def rows_of(document, lang):
    """Rows that must stand in a report, written from the JSON alone."""
    about = catalogue.outcomes()
    for id in report.OUTLINE:
        yield [about[id].name[lang], *three(document["outcomes"][id], about[id].unit, lang)]
    for id in tables.TARGETS:
        row = document["outcomes"][id]
        if row["undefined"] < 1:
            target = text.quantity(row["target"], about[id].unit, lang)
            side = text.say("run.at_most" if about[id].better == "lower" else "run.at_least", lang, target=target)
            yield [about[id].name[lang], *three(row, about[id].unit, lang), side, text.futures(row["chance"], lang)]
    for id, row in document["ledger"].items():
        if any(row[name] for name in ("mean", "p5", "p95")):
            name = catalogue.lines()[id].name[lang] + (" *" if row["often_left_out"] else "")
            ends = text.between(text.change(row["p5"], lang), text.change(row["p95"], lang), lang)
            yield [name, text.say(f"kind.{row['kind']}", lang), text.change(row["mean"], lang), ends]
    for row in document["months"][2::3] if len(document["months"]) <= report.LONG else document["months"][5::6]:
        ends = text.between(text.change(row["p5"], lang), text.change(row["p95"], lang), lang)
        yield [text.number(row["month"], lang), text.change(row["p50"], lang), ends]


def test_every_figure_of_the_tables_is_that_of_the_json(made, forms):
    _, lang, document, _ = made
    wanted = [[plain(cell) for cell in row] for row in rows_of(document, lang)]
    assert len(wanted) > 35
    for form, read in (("html", of_html), ("docx", of_docx)):
        _, rows = read(forms[form])
        for row in wanted:
            assert any(found[: len(row)] == row for found in rows), (form, row)
    squeezed = of_pdf(forms["pdf"]).replace(" ", "")
    for row in wanted:
        for cell in row:
            assert cell.replace(" ", "") in squeezed, row


def sentences_of(result, document, lang):
    """What must be said in words, from the JSON and the scenario alone."""
    npv, burnout = document["outcomes"]["npv"], document["outcomes"]["burnout_cost_y"]
    yield from (text.change(npv["p5"], lang), text.change(npv["p95"], lang), text.money(abs(npv["p50"]), lang))
    yield text.futures(document["chance_of_loss"]["value"], lang)
    yield text.money(document["expected_shortfall_5"]["value"], lang)
    yield text.futures(document["chance_of_payback"]["value"], lang)
    yield from (text.money(burnout[name], lang) for name in ("p5", "p25", "p50", "p75", "p95"))
    for claim in document["claims"]:
        yield text.quantity(claim["value"], catalogue.outcomes()[claim["metric"]].unit, lang)
        yield text.futures(claim["chance"], lang)
    yield from (catalogue.presets()[id].name[lang] for id in result.scenario.presets)
    yield from (each.unpriced[lang] for each in catalogue.dilemmas().values())
    yield text.case(result.scenario.name, lang)
    yield text.case(result.scenario.note, lang)
    yield text.say(f"assumption.{document['assumptions']}", lang)
    yield text.say(f"view.{document['view']}", lang)
    yield from (document["version"], text.number(document["draws"], lang), document["scenario_hash"])
    yield "4. maj 2026" if lang == "da" else "4 May 2026"
    for risk in document["left_to_the_user"]["risks"].values():
        yield from (text.case(risk[name], lang).removesuffix(".") for name in ("evidence", "answer") if risk[name])


def test_all_that_must_be_said_is_said_in_every_form(made, forms):
    result, lang, document, _ = made
    for form, found in (
        ("html", of_html(forms["html"])[0]),
        ("docx", of_docx(forms["docx"])[0]),
        ("pdf", of_pdf(forms["pdf"])),
    ):
        squeezed = found.replace(" ", "").replace("-", "")  # a printed line may be broken at a hyphen
        for words in sentences_of(result, document, lang):
            assert plain(words).replace(" ", "").replace("-", "") in squeezed, (form, words)


def test_every_value_used_stands_in_it_and_judgement_is_marked(made, forms):
    result, lang, *_ = made
    rows = of_html(forms["html"])[1]
    judged = 0
    for row in tables.assumptions(result.scenario):
        name, value = catalogue.inputs()[row["input"]].name[lang], text.capital(text.spread(row, lang))
        found = [each for each in rows if each[:2] == [plain(name), plain(value)]]
        assert found, (name, value)
        judged += row["basis"] == "judgement"
        if row["basis"] == "judgement":
            assert any(each[2].startswith(foundations.MARK) for each in found)
    marked = sum(each[2].startswith(foundations.MARK) for each in rows if len(each) == 4)
    presets = [catalogue.presets()[id].default.basis for id in result.scenario.presets]
    assert marked == judged + presets.count("judgement") + (tables.cost_basis(result.scenario)["basis"] == "judgement")


def test_every_number_of_a_source_leads_to_a_source(made):
    *_, document = made
    said = [cell for block in document.blocks if isinstance(block, Grid) for row in block.rows for cell in row]
    asked = {int(each) for cell in said for group in re.findall(r"\[([\d, ]+)\]", cell) for each in group.split(",")}
    (listed,) = [
        block.items
        for block in document.blocks
        if getattr(block, "kind", "") == "points" and block.items[0].startswith("[1]")
    ]
    assert asked == set(range(1, len(listed) + 1))


def test_every_chart_has_its_sentence_its_numbers_and_what_it_shows_in_words(made):
    *_, document = made
    charts = [block for block in document.blocks if isinstance(block, Chart)]
    assert len(charts) == 8
    assert all(chart.alt and "{" not in chart.alt for chart in charts)
    assert sum(chart.table is None for chart in charts) == 1  # how many are earned back stands in the table of months
    for before, block in pairwise(document.blocks):
        if isinstance(block, Chart):
            assert before.kind in ("text", "heading")


def test_tables_have_as_many_cells_as_heads(made):
    *_, document = made
    grids = [each for block in document.blocks for each in (block, getattr(block, "table", None)) if isinstance(each, Grid)]
    for grid in grids:
        assert all(len(row) == len(grid.head) == len(grid.widths) for row in grid.rows)


def test_no_language_leaks_and_nothing_is_left_open(made, forms):
    _, lang, *_ = made
    found = of_html(forms["html"])[0]
    assert not re.search(r"[{}]|\bnan\b", found)
    if lang == "da":
        assert not re.findall(r"\b(?:the|and|futures|DKK)\b", found)
    else:
        assert not re.findall(r"\b(?:og|ikke|fremtider|kr\.)\b", found)


def test_another_day_is_another_file(made, forms):
    result, lang, *_ = made
    assert report.written(result, "html", lang, DAY) == forms["html"]
    assert report.written(result, "html", lang, datetime.date(2026, 5, 5)) != forms["html"]


def test_each_form_is_what_it_says(made, forms):
    import docx
    from pypdf import PdfReader

    *_, lang, _, document = made
    pages = PdfReader(io.BytesIO(forms["pdf"]))
    assert str(pages.trailer["/Root"]["/Lang"]).startswith(lang) and pages.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert [round(float(x)) for x in pages.pages[0].mediabox[2:]] == [595, 842]
    assert len(pages.pages) <= 18
    headings = [block.text for block in document.blocks if isinstance(block, Heading)]
    file = docx.Document(io.BytesIO(forms["docx"]))
    assert [each.text for each in file.paragraphs if each.style.name.startswith("Heading")] == [document.title, *headings]
    assert len(file.inline_shapes) == 8
    assert forms["html"].startswith(b"<!doctype html>")


def test_a_page_asks_nobody_for_anything_and_runs_no_code_but_its_own(forms):
    from base64 import b64encode
    from hashlib import sha256

    from lxml import html

    page = html.fromstring(forms["html"].decode())
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'") and "unsafe-eval" not in policy
    code = [each.text for each in page.xpath("//script[not(@type)]")]
    assert len(code) == 2
    for each in code:
        assert b64encode(sha256(each.encode()).digest()).decode() in policy
    asked = page.xpath("//@src | //link/@href | //a/@href")
    assert asked and all(each.startswith("#") for each in asked)
    assert {each for each in (element.tag for element in page.iter()) if isinstance(each, str)} <= TAGS
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert all(each[1:] in ids for each in page.xpath("//nav//a/@href"))


@pytest.fixture(scope="module")
def hostile():
    """A case whose every text tries something."""
    quoted = [f'"{each}"'.replace('">', '\\">') if '"' in each else f'"{each}"' for each in NASTY]
    quoted = [each.replace("\t", "\\t") for each in quoted]
    words = f"""format = 1
name = {quoted[0]}
note = {quoted[1]}
[company]
employees = {{ low = 40, high = 60, source = {quoted[2]} }}
[[work]]
name = {quoted[3]}
hours_m = {{ low = 100, high = 200 }}
fee_m = 40_000
[[events]]
name = {quoted[2]}
rate_y = 0.3
side = "plan"
cost = {{ low = 1e5, high = 1e6 }}
[[claims]]
metric = "npv"
value = 1e6
by = {quoted[4]}
[risks.own]
name = {quoted[0]}
likelihood = 2
consequence = 3
evidence = {quoted[1]}
answer = {quoted[5]}
"""
    return run(files.loads(words), draws=256)


@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_a_users_words_are_text_in_every_form(hostile, lang):
    from lxml import html

    said = [" ".join(each.split()) for each in NASTY]
    content = report.written(hostile, "html", lang, DAY)
    page = html.fromstring(content.decode())
    assert {each for each in (element.tag for element in page.iter()) if isinstance(each, str)} <= TAGS
    assert len(page.xpath("//script")) == 3 and len(page.xpath("//h1")) == 1
    assert not page.xpath("//@*[starts-with(name(), 'on')]")
    shown = {"html": of_html(content)[0]}
    shown["docx"] = of_docx(report.written(hostile, "docx", lang, DAY))[0]
    shown["pdf"] = of_pdf(report.written(hostile, "pdf", lang, DAY))
    for form, found in shown.items():
        for each in said:
            assert each.replace(" ", "") in found.replace(" ", ""), (form, each)


@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_the_barest_case_has_its_report_too(lang):
    scenario = files.loads(
        'format = 1\nname = "Bare"\nhorizon_months = 1\n[[work]]\nname = "Books"\nhours_m = 0\nfee_m = 0\n'
    )
    for form in report.FORMS:
        assert len(report.written(run(scenario, draws=8), form, lang, DAY)) > 10_000


def test_few_futures_are_warned_of(made):
    _, lang, _, document = made
    assert text.say("run.few", lang, draws=DRAWS) in [getattr(block, "text", "") for block in document.blocks]


def test_rules_are_said_as_the_terminal_says_them(made):
    from roi import rules

    result, lang, _, document = made
    follow, rest = weighing.flags(rules.flags(result.scenario), lang)
    said = [item for block in document.blocks if getattr(block, "kind", "") == "points" for item in block.items]
    said += [getattr(block, "text", "") for block in document.blocks]
    assert all(each in said for each in (*follow, *rest)) and (follow or rest)


# ----------------------------------------------------------------------------------------------------------- the command

CASE = 'format = 1\nname = "Case"\n[[work]]\nname = "Books"\nhours_m = { low = 100, high = 200 }\nfee_m = 40_000\n'


@pytest.fixture
def call(capsys, tmp_path, monkeypatch):
    """Report on a case in this process: code and stderr."""
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    path = tmp_path / "case.toml"
    path.write_text(CASE, encoding="utf-8")

    def reported(*arguments: object, file: object = path) -> tuple[int, str]:
        code = cli.main(["report", str(file), *map(str, arguments)])
        return code, capsys.readouterr().err

    return reported


@pytest.mark.parametrize("form", report.FORMS)
def test_the_suffix_says_the_form(call, tmp_path, form):
    to = tmp_path / f"Out.{form.upper()}"
    assert call("--draws", 256, "--seed", 3, "--date", "2026-05-04", "--to", to, "--lang", "da") == (0, "")
    scenario = roi.load(tmp_path / "case.toml")
    assert to.read_bytes() == report.written(run(scenario, draws=256, seed=3), form, "da", DAY)


def test_a_result_is_reported_as_it_was(call, tmp_path):
    cli.main(["run", str(tmp_path / "case.toml"), "--draws", "300", "--seed", "9", "--json", str(tmp_path / "result.json")])
    assert call("--to", tmp_path / "x.html", "--date", "2026-05-04", file=tmp_path / "result.json")[0] == 0
    scenario = roi.load(tmp_path / "case.toml")
    assert (tmp_path / "x.html").read_bytes() == report.written(run(scenario, draws=300, seed=9), "html", "en", DAY)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--to", "x.txt"], "x.txt: a report can be written as one of: .html, .pdf, .docx, .xlsx"),
        (["--to", "x"], "can be written as one of"),
        (["--to", "/no/such/folder/x.html"], "there is no such folder"),
        (["--to", "x.html", "--date", "4/5"], "4/5 is not a date"),
        ([], "--to"),
    ],
)
def test_what_cannot_be_is_said(call, arguments, said):
    code, err = call("--draws", 16, *arguments)
    assert code == 2 and said in err and len(err.splitlines()) == 1


def test_a_scenario_is_never_written_over(call, tmp_path):
    odd = tmp_path / "case.html"
    odd.write_text(CASE, encoding="utf-8")
    code, err = call("--draws", 16, "--to", odd, file=odd)
    assert code == 2 and "is left alone" in err
    assert odd.read_text(encoding="utf-8") == CASE


def test_mistakes_of_the_file_are_all_told(call, tmp_path):
    (tmp_path / "case.toml").write_text(CASE + "fee_hour = -3\n[plan]\ncore_use = 7\n", encoding="utf-8")
    code, err = call("--to", tmp_path / "x.pdf")
    assert code == 2 and len(err.splitlines()) >= 2 and not (tmp_path / "x.pdf").exists()
