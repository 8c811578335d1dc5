"""What stands in the cells of a spreadsheet, XLSX or CSV, read without running, following or unpacking anything harmful.

A cell with a formula stands for what the program that saved it worked out; one that was never worked out says so.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from xml.etree import ElementTree

from roi.reading import Problem

SUFFIXES = (".xlsx", ".csv")
PARTS_AT_MOST = 500  # files within the file
UNPACKED_AT_MOST = 20_000_000  # bytes: the largest form there can be is a twentieth of it
CELLS_AT_MOST = 50_000
ROWS_AT_MOST, COLUMNS_AT_MOST = 5_000, 100
OLD_FORMAT = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # how XLS files begin, and files under a password
PACKED_AS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # how spreadsheet programs pack; what else there is asks for memory
DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, EOFError, LookupError)
CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
ALPHABET = re.compile(rb"""[^<]*<\?xml[^>]*?encoding\s*=\s*["']([^"']*)""")  # that a part says it is written in
DECLARED_WITHIN = 1_000  # bytes of a part, where a spreadsheet says so in the first fifty
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"')
NAMES = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINKS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
SEPARATORS = (";", ",", "\t")
#: What a spreadsheet would take for the beginning of a formula; and the mark before a text that is none.
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "'")
#: What a file of text may begin with -> how it is to be read.
MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}

Value = float | str | bool | datetime.datetime | datetime.date | datetime.time | datetime.timedelta | None


class SpreadsheetError(ValueError):
    """A file that is no spreadsheet, or too much of one."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True)
class Cell:
    """One cell. ``at``: its letter and number. ``unknown``: a formula whose result is not in the file. ``percent``: shown as
    a percentage. ``error``: what the spreadsheet itself calls a mistake."""

    at: str
    value: Value = None
    unknown: bool = False
    percent: bool = False
    error: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.unknown and (self.value is None or (isinstance(self.value, str) and not self.value.strip()))


@dataclass(frozen=True)
class Grid:
    """One sheet. ``name``: "" of a file that has only one. ``separator``: of a CSV. ``merged``: cell -> its block."""

    name: str
    rows: Sequence[Sequence[Cell]]
    separator: str = ""
    merged: dict[str, str] = field(default_factory=dict)

    def place(self, at: str) -> str:
        """A cell as it is named in a message: ``Work!C7``."""
        return f"{self.name}!{at}" if self.name else at


def grids(content: bytes, suffix: str) -> list[Grid]:
    """The sheets of a file; of a CSV one for each separator it may have. Raises SpreadsheetError."""
    return list(_csv(content)) if suffix == ".csv" else _xlsx(content)


def harmless(words: str) -> str:
    """A text for a CSV: one that a spreadsheet would run has an apostrophe before it, which reading takes away."""
    return f"'{words}" if words.startswith(FORMULA) else words


def letter(column: int) -> str:
    """The name of a column, from 0."""
    name = ""
    while column >= 0:
        column, last = divmod(column, 26)
        name, column = chr(ord("A") + last) + name, column - 1
    return name


# ---------------------------------------------------------------------------------------------------------------- XLSX


def _xlsx(content: bytes) -> list[Grid]:
    import openpyxl

    parts = _parts(content)
    merged = {name: _merged(parts[path]) for name, path in _sheets(parts).items()}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # of what openpyxl cannot keep: nothing is kept here but what stands in the cells
            shown, formulas = (
                openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=results, keep_links=False)
                for results in (True, False)
            )
            found = [
                Grid(sheet.title, _rows(sheet, other), merged=merged.get(sheet.title, {}))
                for sheet, other in zip(shown.worksheets, formulas.worksheets, strict=True)
            ]
    except SpreadsheetError:
        raise
    except Exception as error:  # whatever openpyxl stumbles over in a file that no spreadsheet program wrote
        raise SpreadsheetError(Problem("sheet_not_spreadsheet", {})) from error
    return found


def _parts(content: bytes) -> dict[str, bytes]:
    """The XML files within the file, once it is known that they are few, small and plain."""
    if content.startswith(OLD_FORMAT):
        raise SpreadsheetError(Problem("sheet_old_format", {}))
    try:
        file = zipfile.ZipFile(io.BytesIO(content))
        infos = file.infolist()
        too_much = len(infos) > PARTS_AT_MOST or sum(each.file_size for each in infos) > UNPACKED_AT_MOST
        if too_much:
            raise SpreadsheetError(Problem("sheet_too_large", {"most": CELLS_AT_MOST}))
        # A name that stands twice could show one content here and another to whoever reads the file next.
        twice = len({each.filename for each in infos}) < len(infos)
        if twice or any(each.flag_bits & 1 or each.compress_type not in PACKED_AS for each in infos):
            raise SpreadsheetError(Problem("sheet_not_spreadsheet", {}))
        parts = {each.filename: file.read(each) for each in infos if each.filename.endswith((".xml", ".rels"))}
    except (*DAMAGED, OSError, ValueError, RuntimeError) as error:
        if isinstance(error, SpreadsheetError):
            raise
        raise SpreadsheetError(Problem("sheet_not_spreadsheet", {})) from None
    for part in parts.values():
        entities = b"<!" in part.replace(b"<!--", b"").replace(b"<![CDATA[", b"")
        alphabet = ALPHABET.match(part[:DECLARED_WITHIN])
        if b"\0" in part or entities or (alphabet and alphabet.group(1).lower() != b"utf-8"):  # could hide entities
            raise SpreadsheetError(Problem("sheet_not_spreadsheet", {}))
    if sum(len(CELL.findall(part)) for name, part in parts.items() if "worksheets/" in name) > CELLS_AT_MOST:
        raise SpreadsheetError(Problem("sheet_too_large", {"most": CELLS_AT_MOST}))
    return parts


def _sheets(parts: dict[str, bytes]) -> dict[str, str]:
    """The sheets' names, and where each stands within the file."""
    try:
        links = ElementTree.fromstring(parts["xl/_rels/workbook.xml.rels"])
        targets = {each.get("Id"): (each.get("Target") or "").removeprefix("/xl/") for each in links}
        book = ElementTree.fromstring(parts["xl/workbook.xml"])
        named = {each.get("name") or "": f"xl/{targets[each.get(f'{LINKS}id')]}" for each in book.iter(f"{NAMES}sheet")}
        return {name: path for name, path in named.items() if path in parts}
    except (LookupError, ValueError, ElementTree.ParseError):
        raise SpreadsheetError(Problem("sheet_not_spreadsheet", {})) from None


def _merged(part: bytes) -> dict[str, str]:
    """Cell -> the block of cells that it was joined into. Of a block that is too large only the corner."""
    from openpyxl.utils import range_boundaries

    found = {}
    for match in MERGED.findall(part):
        block = match.decode()
        left, top, right, bottom = range_boundaries(block)
        for row in range(top, min(bottom, ROWS_AT_MOST) + 1):
            for column in range(left, min(right, COLUMNS_AT_MOST) + 1):
                found[f"{letter(column - 1)}{row}"] = block
        if len(found) > CELLS_AT_MOST:
            raise SpreadsheetError(Problem("sheet_too_large", {"most": CELLS_AT_MOST}))
    return found


def _rows(shown: object, formulas: object) -> list[list[Cell]]:
    """A sheet's cells by row, those of a formula with what it came to."""
    rows = []
    for number, (values, written) in enumerate(zip(_read(shown), _read(formulas), strict=True), start=1):
        if number > ROWS_AT_MOST or len(values) > COLUMNS_AT_MOST:
            raise SpreadsheetError(Problem("sheet_too_large", {"most": CELLS_AT_MOST}))
        rows.append([_cell(f"{letter(i)}{number}", *both) for i, both in enumerate(zip(values, written, strict=True))])
    return rows


def _read(sheet: object) -> Iterator[tuple[object, ...]]:
    reader = getattr(sheet, "iter_rows")  # noqa: B009 (openpyxl tells nothing of its types)
    yield from reader(max_row=ROWS_AT_MOST + 1, max_col=None)


def _cell(at: str, shown: object, written: object) -> Cell:
    kind, value = getattr(shown, "data_type", "n"), getattr(shown, "value", None)
    if getattr(written, "data_type", "n") == "f" and value is None:
        return Cell(at, unknown=True)
    percent = "%" in str(getattr(shown, "number_format", ""))
    return Cell(at, float(value) if type(value) is int else value, percent=percent, error=kind == "e")


# ----------------------------------------------------------------------------------------------------------------- CSV


def _csv(content: bytes) -> Iterator[Grid]:
    """The file read with each of the separators that spreadsheets write."""
    text = _decoded(content)
    for separator in SEPARATORS:
        try:
            rows = [
                [Cell(f"{letter(i)}{number}", _as_meant(value) or None) for i, value in enumerate(row)]
                for number, row in enumerate(_lines(text, separator), start=1)
            ]
        except csv.Error:
            continue
        yield Grid("", rows, separator)


def _as_meant(words: str) -> str:
    return words[1:] if words.startswith("'") and words[1:].startswith(FORMULA) else words


def _lines(text: str, separator: str) -> Iterator[list[str]]:
    for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), start=1):
        if number > ROWS_AT_MOST:
            raise SpreadsheetError(Problem("sheet_too_large", {"most": CELLS_AT_MOST}))
        if len(row) > COLUMNS_AT_MOST and separator != ",":  # a text with many commas in it is no row with many cells
            raise SpreadsheetError(Problem("sheet_too_large", {"most": CELLS_AT_MOST}))
        yield row


def _decoded(content: bytes) -> str:
    """The text of a file as spreadsheet programs write them: UTF-8, UTF-16, or Windows' own alphabet."""
    marked = next((how for mark, how in MARKS.items() if content.startswith(mark)), None)
    for how in (marked,) if marked else ("utf-8", "cp1252"):
        try:
            text = content.decode(how)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise SpreadsheetError(Problem("sheet_not_spreadsheet", {}))
