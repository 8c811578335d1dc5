"""The memo: all of the argument in two to four pages, in both languages, to be read (PDF) and to be edited (DOCX)."""

from __future__ import annotations

import datetime
import io
import re
from itertools import pairwise

import pytest

import roi
from roi import catalogue, files, memo, paper
from roi.blocks import Bridge, Grid, Heading
from roi.simulate import run

DAY = datetime.date(2026, 5, 4)
CASES = ("article_100_employees", "bank_back_office_offshore")


@pytest.fixture(scope="module", params=CASES)
def result(request):
    return run(roi.load(f"scenarios/{request.param}.toml"), draws=2_048)


@pytest.fixture(scope="module", params=["da", "en"])
def document(request, result):
    return memo.memo(result, request.param, DAY)


def words_of(document):
    return [value for block in document.blocks for value in _strings(block)]


def _strings(value):
    if isinstance(value, str):
        yield value
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from _strings(getattr(value, name))
    elif isinstance(value, tuple):
        for inner in value:
            yield from _strings(inner)


def test_it_is_two_to_four_pages(document):
    from pypdf import PdfReader

    assert 2 <= len(PdfReader(io.BytesIO(paper.to_pdf(document))).pages) <= 4


SLIDE = """
[[claims]]
metric = "cost_saving"
value = 0.3
by = "Direktionens slide"
[[claims]]
metric = "payback_month"
value = 9
by = "Direktionens slide"
"""


@pytest.mark.parametrize("lang", ["da", "en"])
def test_many_claims_fill_no_more_pages(lang):
    from pypdf import PdfReader

    many = roi.loads(roi.load("scenarios/article_100_employees.toml").text + SLIDE)
    assert len(many.claims) == 8
    found = memo.memo(run(many, draws=1_024), lang, DAY)
    assert len(PdfReader(io.BytesIO(paper.to_pdf(found))).pages) <= 4


def test_it_can_be_edited(document):
    import docx

    file = docx.Document(io.BytesIO(paper.to_docx(document)))
    headings = [each.text for each in file.paragraphs if each.style.name.startswith("Heading")]
    assert headings[0] == document.title
    assert headings[1:] == [block.text for block in document.blocks if isinstance(block, Heading)]


def test_every_claim_of_the_file_is_in_it(document, result):
    told = " ".join(words_of(document))
    for claim in result.scenario.claims:
        assert memo.case(claim.by, document.lang).split(",")[0] in told


def test_the_bridge_adds_up(document):
    bridges = [block for block in document.blocks if isinstance(block, Bridge)]
    assert bridges
    for block in bridges:
        first, *steps, last = block.steps
        assert steps[0].start == pytest.approx(first.end)
        for one, other in pairwise(steps):
            assert other.start == pytest.approx(one.end)
        assert steps[-1].end == pytest.approx(last.end)


def test_every_dilemma_stands_beside_it_unpriced(document):
    told = words_of(document)
    for dilemma in catalogue.dilemmas().values():
        assert dilemma.unpriced[document.lang] in told


def test_nothing_is_left_unsaid_and_no_language_leaks(document):
    told = words_of(document)
    assert not [words for words in told if re.search(r"[{}]|\bnan\b", words)]
    if document.lang == "da":
        assert not [words for words in told if re.search(r"\b(the|and|futures|DKK)\b", words)]
    else:  # but for the questions, which name the heading in a Danish document that they come from
        told = [words for words in told if "?" not in words]
        assert not [words for words in told if re.search(r"\b(og|ikke|fremtider|kr\.)\b", words)]


def test_its_date_is_written_as_the_language_does(document):
    assert ("4. maj 2026" if document.lang == "da" else "4 May 2026") in document.subtitle


def test_tables_have_as_many_cells_as_heads(document):
    for block in document.blocks:
        if isinstance(block, Grid):
            assert all(len(row) == len(block.head) == len(block.widths) for row in block.rows)


def test_a_scenario_without_claims_still_gets_its_memo():
    scenario = files.loads('format = 1\nname = "Bare"\n[[work]]\nname = "Books"\nhours_m = 100\nfee_m = 20_000\n')
    document = memo.memo(run(scenario, draws=512), "da", DAY)
    assert paper.to_pdf(document).startswith(b"%PDF")


def test_a_users_words_are_text():
    text = (
        'format = 1\nname = "#import <b>"\n[[work]]\nname = "$x$ _a_"\nhours_m = { low = 50, high = 100 }\nfee_m = 20_000\n'
    )
    text += '[[claims]]\nmetric = "npv"\nvalue = 1e6\nby = "=HYPERLINK(1) *x*"\n'
    document = memo.memo(run(files.loads(text), draws=512), "en", DAY)
    from pypdf import PdfReader

    plain = "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.to_pdf(document))).pages)
    assert "#import <b>" in plain and "=HYPERLINK(1) *x*" in plain
