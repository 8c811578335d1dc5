"""A printed document: blocks, written as PDF (to read) and as DOCX (to edit).

The PDF is set by Typst on data/paper.typ, tagged for screen readers (PDF/UA); all text is handed over as data, so that
nothing a user wrote is read as markup. The same sheet draws the pictures for both.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from datetime import datetime, time
from itertools import pairwise
from typing import Any, Literal
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from roi import still
from roi.blocks import Block, Bridge, Chart, Document, Futures, Grid, Heading, Picture, Points, Ranges, Text, cleaned
from roi.catalogue import DATA

SHEET = DATA / "paper.typ"
TALL = 780  # pixels: a higher chart is drawn no higher than this, so that its page has room for more
TOGETHER = 900  # letters of a table that is not broken over two pages
DOTS_PER_INCH = 220  # of a picture in the DOCX
PICTURE_WIDTH_CM = 16.0
FIRST_MINUTE = (1980, 1, 1, 0, 0, 0)  # that a ZIP archive knows
FONT = "Arial"
ACCENT = "0B5D8A"
GREY = "5A6670"


# ------------------------------------------------------------------------------------------------------------ the PDF


def to_pdf(document: Document) -> bytes:
    """The document as PDF, A4, one file with its fonts in it.

    It keeps to PDF/UA where its fonts have every letter of it; a name in other letters takes them from the machine's fonts.
    """
    import typst

    data = _handed_over(_data(document))
    try:
        made = typst.compile(SHEET, format="pdf", sys_inputs=data, ignore_system_fonts=True, pdf_standards="ua-1")
    except typst.TypstError:
        made = typst.compile(SHEET, format="pdf", sys_inputs=data)
    return bytes(made)


def to_png(picture: Picture, lang: str) -> bytes:
    """One picture on a sheet of its own size."""
    return _alone(picture, lang, "png")


def to_svg(picture: Picture, lang: str) -> bytes:
    """The same as lines and surfaces, its letters among them."""
    return _alone(picture, lang, "svg")


def _alone(picture: Picture, lang: str, form: Literal["png", "svg"]) -> bytes:
    import typst

    data = _handed_over({**_data(Document("", "", lang, "", (picture,))), "loose": True})
    return bytes(typst.compile(SHEET, format=form, sys_inputs=data, ppi=DOTS_PER_INCH))


def _handed_over(data: Any) -> dict[str, str]:
    """The document as the sheet takes it: data, and no markup."""
    return {"data": json.dumps(cleaned(data))}


def _data(document: Document) -> dict[str, Any]:
    day = document.day and [document.day.year, document.day.month, document.day.day]
    words = {name: getattr(document, name) for name in ("title", "subtitle", "lang", "footer")}
    blocks = [each for block in document.blocks for each in _with_its_table(block)]
    made = [_block(each, document.lang) for each in blocks]
    for each, after in pairwise(made):
        each["leads"] = after["kind"] == "picture"  # what leads to a picture stays on its page
    return {**words, "day": day, "loose": False, "blocks": made}


def _with_its_table(block: Block) -> Iterator[Block]:
    """A chart and, on paper, its numbers below it."""
    yield block
    if isinstance(block, Chart) and block.table:
        yield block.table


def _block(block: Block, lang: str) -> dict[str, Any]:
    if isinstance(block, Chart):
        return _chart(block, lang)
    if isinstance(block, Bridge):
        return _bridge(block)
    if isinstance(block, Futures):
        return {"kind": "picture", "picture": "futures", **asdict(block)}
    if isinstance(block, Ranges):
        return _ranges(block)
    if isinstance(block, Grid):
        return {**asdict(block), "together": sum(len(cell) for row in block.rows for cell in row) <= TOGETHER}
    return asdict(block)


def _chart(picture: Chart, lang: str) -> dict[str, Any]:
    layout = picture.figure["layout"]
    height = min(layout["height"], TALL)
    figure = {**picture.figure, "layout": {**layout, "height": height}}
    size = {"width": still.WIDTH, "height": height}
    return {"kind": "picture", "picture": "chart", "shapes": still.shapes(figure, lang), **size, **_words(picture)}


def _bridge(picture: Bridge) -> dict[str, Any]:
    low, high = _ends([0.0, *(x for step in picture.steps for x in (step.start, step.end))])

    def place(x: float) -> float:
        return (x - low) / (high - low)

    rows = [
        {
            "label": step.label,
            "amount": step.amount,
            "strong": step.strong,
            "worse": step.end < step.start,
            "from": place(min(step.start, step.end)),
            "to": place(max(step.start, step.end)),
        }
        for step in picture.steps
    ]
    return {"kind": "picture", "picture": "bridge", "rows": rows, "zero": place(0.0), **_words(picture)}


def _ranges(picture: Ranges) -> dict[str, Any]:
    ends = [x for row in picture.rows for x in (row.low, row.high, row.middle if row.mark is None else row.mark)]
    low, high = _ends(ends)

    def place(x: float) -> float:
        return (x - low) / (high - low)

    rows = [
        {
            "label": row.label,
            "amount": row.amount,
            "from": place(row.low),
            "middle": place(row.middle),
            "to": place(row.high),
            "mark": None if row.mark is None else place(row.mark),
        }
        for row in picture.rows
    ]
    return {"kind": "picture", "picture": "ranges", "rows": rows, **_words(picture)}


def _ends(values: Iterable[float]) -> tuple[float, float]:
    """The ends of an axis that holds all values; never of no width."""
    found = list(values)
    low, high = min(found), max(found)
    return (low, high) if low < high else (low - 1, high + 1)


def _words(picture: Bridge | Ranges | Chart) -> dict[str, str]:
    return {"alt": picture.alt, "caption": picture.caption}


# ----------------------------------------------------------------------------------------------------------- the DOCX


def to_docx(document: Document) -> bytes:
    """The document as DOCX, with headings, lists and tables of its own that can be edited."""
    import docx
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    document = cleaned(document)
    file = docx.Document()
    page = file.sections[0]
    page.page_width, page.page_height = Cm(21.0), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.1)
    page.top_margin = page.bottom_margin = Cm(1.8)
    body = file.styles["Normal"]
    body.font.name, body.font.size = FONT, Pt(9.5)
    body.paragraph_format.space_after, body.paragraph_format.line_spacing = Pt(4), 1.0
    file.styles["List Bullet"].paragraph_format.space_after = Pt(2)
    for level in (1, 2, 3):
        style = file.styles[f"Heading {level}"]
        style.font.name, style.font.color.rgb = FONT, RGBColor.from_string(ACCENT)
        style.element.rPr.rFonts.attrib.clear()  # the theme's typeface would win
        style.element.rPr.rFonts.set(qn("w:ascii"), FONT)
        style.element.rPr.rFonts.set(qn("w:hAnsi"), FONT)
    properties = file.core_properties
    properties.title, properties.author, properties.language = document.title, "", document.lang
    if document.day:
        properties.created = properties.modified = datetime.combine(document.day, time())
    page.footer.paragraphs[0].text = document.footer
    file.add_heading(document.title, level=1)
    _quiet(file.add_paragraph(document.subtitle))
    blocks = [each for block in document.blocks for each in _with_its_table(block)]
    for block, after in zip(blocks, [*blocks[1:], None], strict=True):
        _write(file, block, document.lang)
        if isinstance(block, Text) and isinstance(after, Picture):
            file.paragraphs[-1].paragraph_format.keep_with_next = True
    out = io.BytesIO()
    file.save(out)
    return _timeless(out)


def _timeless(archive: io.BytesIO) -> bytes:
    """The same archive without the minute in which it was made: the same document is the same bytes."""
    out = io.BytesIO()
    with ZipFile(archive) as made, ZipFile(out, "w", ZIP_DEFLATED) as kept:
        for name in made.namelist():
            kept.writestr(ZipInfo(name, FIRST_MINUTE), made.read(name), ZIP_DEFLATED)
    return out.getvalue()


def _write(file: Any, block: Block, lang: str) -> None:
    if isinstance(block, Heading):
        file.add_heading(block.text, level=block.level)
    elif isinstance(block, Text):
        paragraph = file.add_paragraph(block.text)
        if block.quiet:
            _quiet(paragraph)
    elif isinstance(block, Points):
        for item in block.items:
            file.add_paragraph(item, style="List Bullet")
    elif isinstance(block, Grid):
        _table(file, block)
    else:
        _picture(file, block, lang)


def _quiet(paragraph: Any) -> None:
    from docx.shared import Pt, RGBColor

    for run in paragraph.runs:
        run.font.size = Pt(9)
        run.font.color.rgb = RGBColor.from_string(GREY)


def _table(file: Any, block: Grid) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm, Pt

    table = file.add_table(rows=1, cols=len(block.head), style="Light Shading")
    table.autofit = False
    _plain(table)
    share = PICTURE_WIDTH_CM * block.share / sum(block.widths)
    for column, width in zip(table.columns, block.widths, strict=True):
        column.width = Cm(width * share)
    for row in (block.head, *block.rows):
        cells = table.rows[0].cells if row is block.head else table.add_row().cells
        for column, (cell, words) in enumerate(zip(cells, row, strict=True)):
            cell.width = Cm(block.widths[column] * share)
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(1)
            run = paragraph.add_run(words)
            run.font.size, run.font.bold = Pt(8.5), row is block.head
            if column in block.right:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _repeat_head(table)
    _quiet(file.add_paragraph(block.caption))


def _plain(table: Any) -> None:
    """Lines above, below and under the head, and no bands of grey."""
    from docx.oxml.ns import qn

    look = table._tbl.tblPr.find(qn("w:tblLook"))
    look.set(qn("w:noHBand"), "1")
    look.set(qn("w:val"), "06A0")  # the same for older programs: all of the looks as bits of one number


def _repeat_head(table: Any) -> None:
    """The head of the table stands on every page that it runs over."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(mark)


def _picture(file: Any, block: Picture, lang: str) -> None:
    from docx.shared import Cm

    bare = replace(block, caption="", table=None) if isinstance(block, Chart) else replace(block, caption="")
    drawn = file.add_picture(io.BytesIO(to_png(bare, lang)), width=Cm(PICTURE_WIDTH_CM))
    drawn._inline.docPr.set("descr", block.alt)
    if block.caption:
        _quiet(file.add_paragraph(block.caption))
