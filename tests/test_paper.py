"""A printed document: everything that was said stands in both files, as text, whatever it is."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roi import paper
from roi.blocks import Bridge, Document, Futures, Grid, Heading, Points, Range, Ranges, Step, Text

NASTY = ['#import "x"', "$x^2$ _a_ *b*", "<script>alert(1)</script>", "=HYPERLINK(1)", "@ref <label>", "\\#{}[]", "a\x07b"]


def document(*blocks, title="Title", lang="da"):
    return Document(title, "Subtitle", lang, "Footer", tuple(blocks))


EVERY = (
    Heading("Heading two"),
    Heading("Heading three", 3),
    Text("A paragraph."),
    Text("Beside it.", quiet=True),
    Points(("First point", "Second point")),
    Grid(("Head a", "Head b"), (("one", "1"), ("two", "2")), (3, 1), (1,), "A table"),
    Bridge(
        (Step("Claimed", 0, 30, "30 %", True), Step("Less", 30, 10, "−20 %"), Step("Left", 0, 10, "10 %", True)),
        "Alt a",
        "Bridge",
    ),
    Futures(7, "Alt b", "Seven"),
    Ranges((Range("Row", 1, 2, 3, "1 to 3", 2.5), Range("Other", 2, 2, 2, "2")), "Alt c", "Ranges"),
)
WORDS = [
    "Title",
    "Subtitle",
    "Heading two",
    "Heading three",
    "A paragraph.",
    "Beside it.",
    "Second point",
    "Head b",
    "two",
    "A table",
]


def text_of_pdf(content):
    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def text_of_docx(content):
    import docx

    file = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in file.paragraphs), *cells])


def test_all_that_is_said_stands_in_the_pdf():
    found = text_of_pdf(paper.to_pdf(document(*EVERY)))
    for words in [*WORDS, "Footer", "Claimed", "−20 %", "Bridge", "Other"]:
        assert words in found, words


def test_all_that_is_said_stands_in_the_docx_with_headings_and_tables_of_its_own():
    import docx

    content = paper.to_docx(document(*EVERY))
    found = text_of_docx(content)
    for words in [*WORDS, "Bridge", "Seven"]:
        assert words in found, words
    file = docx.Document(io.BytesIO(content))
    assert [each.text for each in file.paragraphs if each.style.name.startswith("Heading")] == [
        "Title",
        "Heading two",
        "Heading three",
    ]
    assert len(file.tables) == 1 and len(file.inline_shapes) == 3
    assert [shape._inline.docPr.get("descr") for shape in file.inline_shapes] == ["Alt a", "Alt b", "Alt c"]
    assert "Footer" in file.sections[0].footer.paragraphs[0].text


@pytest.mark.parametrize("words", NASTY)
def test_what_a_user_wrote_is_text(words):
    blocks = (Heading(words), Text(words), Points((words,)), Grid((words,), ((words,),), (1,)))
    nasty = document(*blocks, title=words)
    shown = words.replace("\x07", "")
    assert text_of_docx(paper.to_docx(nasty)).count(shown) == 6
    plain = text_of_pdf(paper.to_pdf(nasty)).replace("\n", " ").replace("\x07", "")
    assert plain.count(shown) >= 4


@given(st.text(max_size=60))
@settings(max_examples=40, deadline=None)
def test_no_text_breaks_a_document(words):
    assert paper.to_pdf(document(Text(words), title=words)).startswith(b"%PDF")
    assert paper.to_docx(document(Text(words), title=words)).startswith(b"PK")


def test_a_pdf_is_tagged_in_its_language_and_carries_its_title():
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(paper.to_pdf(document(*EVERY, title="Et notat"))))
    root = reader.trailer["/Root"]
    assert str(root["/Lang"]).startswith("da") and root["/MarkInfo"]["/Marked"]
    assert reader.metadata.title == "Et notat"


def test_the_same_document_is_the_same_pdf():
    assert paper.to_pdf(document(*EVERY)) == paper.to_pdf(document(*EVERY))


def test_bars_stay_inside_their_axis():
    for block in (EVERY[6], EVERY[8]):
        for row in paper._block(block, "da")["rows"]:
            assert 0 <= row["from"] <= row["to"] <= 1
            assert 0 <= row.get("middle", 0) <= 1


def test_a_picture_is_an_image():
    assert paper.to_png(EVERY[7], "en").startswith(b"\x89PNG")
