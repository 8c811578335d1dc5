"""What every workbook is written with: formats by what they show, cells that hold a number or plain text, printing.

A user's words are text and nothing else: no cell becomes a formula, a link or a number by what it begins with. The same
content on the same day gives the same bytes.
"""

from __future__ import annotations

import datetime
import io
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from roi import catalogue, text
from roi.formulas import ENDLESS
from roi.typeset import escaped
from roi.version import VERSION

PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
NOT_IN_XML = re.compile("[\ufffe\uffff\ud800-\udfff]")
TEXT_AT_MOST = 32_767  # characters of a cell, by the format
CUT = "…"
A4 = 9  # paper, as the format counts it
INK, QUIET, RULE, HEAD, ENTRY = "#1d2b36", "#5f6b75", "#b8c4cc", "#e4edf2", "#fff8dc"
SMALL, LARGE = 9, 16  # points
LINE, LINES_AT_MOST = 15, 27  # points; a row cannot be higher than 409
WIDER = 1.15  # a letter of the fonts that stand in for the usual one, against what widths are counted in
PAGE_WIDE = 130  # characters
FINE = 0.01  # a share below it is written with one decimal more

NUMBERS = {"persons": "#,##0", "number": "#,##0", "hours_month": "#,##0.0", "points": "0.00", "exact": "0.0E+00"}

Settings = Mapping[str, Any]
HEADING: Settings = {"bold": True, "bg_color": HEAD, "bottom": 1, "bottom_color": RULE, "text_wrap": True, "valign": "top"}
TITLE: Settings = {"bold": True, "font_size": LARGE, "font_color": INK}
PART: Settings = {"bold": True, "font_color": INK, "top": 1, "top_color": RULE}
NOTE: Settings = {"font_color": QUIET, "text_wrap": True, "valign": "top"}
WORDS: Settings = {"text_wrap": True, "valign": "top"}
CODE: Settings = {"font_name": "Consolas", "font_size": SMALL, "font_color": QUIET, "valign": "top"}
APART: Settings = {"text_wrap": True, "valign": "top", "indent": 1}  # words that follow a number
RIGHT: Settings = {"align": "right", "valign": "top"}  # words where a number would stand
TO_FILL: Settings = {"bg_color": ENTRY, "border": 1, "border_color": RULE}
BOLD: Settings = {"bold": True}


def number_format(unit: str, lang: str, x: float = 1.0) -> str:
    """How a spreadsheet shows a quantity; thousands and decimals are separated as the reader's own program does."""
    if unit in text.MONEY_UNITS:
        return '#,##0" kr."' if lang == "da" else '"DKK "#,##0;-"DKK "#,##0'
    if unit in catalogue.SHARES:
        digits = "0.0" if abs(x) >= FINE or x == 0 else "0.00"
        return f"{digits} %" if lang == "da" else f"{digits}%"
    if unit in ("month", "months"):
        return f'[>={ENDLESS:.0f}]"{text.say("workbook.never", lang)}";#,##0.##' if unit == "month" else "#,##0.##"
    return NUMBERS.get(unit, "#,##0.000")


class Book:
    """A workbook as it grows, in one language. ``day``: the date that it bears."""

    def __init__(self, title: str, lang: str, day: datetime.date) -> None:
        self.lang = lang
        self._file = io.BytesIO()
        self.file = Workbook(self._file, dict(PLAIN))
        made = datetime.datetime.combine(day, datetime.time())
        self.file.set_properties({"title": clean(title), "comments": f"roi {VERSION}", "created": made})
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}

    def style(self, *settings: Settings, **more: Any) -> Format:
        """A format with these settings, made once."""
        joined: dict[str, Any] = {}
        for each in settings:
            joined |= each
        joined |= more
        key = tuple(sorted(joined.items()))
        if key not in self._formats:
            self._formats[key] = self.file.add_format(joined)
        return self._formats[key]

    def sheet(self, name: str, widths: Sequence[float], title: str = "", notes: Sequence[str] = ()) -> Sheet:
        """A new sheet, with its title and what must be known of it above. ``widths``: of its columns, in characters."""
        page = self.file.add_worksheet(name)
        page.set_landscape()
        page.set_paper(A4)
        page.fit_to_pages(1, 0)
        page.set_footer(f"&L{name}&R&P / &N")
        page.hide_gridlines(2)
        sheet = Sheet(self, page, name, widths)
        if title:
            sheet.words(0, 0, title, TITLE)
            sheet.at = 1
        for note in notes:
            sheet.across(note, {"font_color": QUIET})
        sheet.at += bool(title or notes)
        return sheet

    def bytes(self) -> bytes:
        """The finished file."""
        self.file.close()
        return self._file.getvalue()


class Sheet:
    """A sheet that is written from the top. ``at``: the row that comes next, from 0."""

    def __init__(self, book: Book, page: Worksheet, name: str, widths: Sequence[float]) -> None:
        self.book, self.page, self.name, self.at = book, page, name, 0
        self._widths = list(widths)
        self._lines: dict[int, int] = {}  # row -> lines of its highest cell
        self._folded: set[int] = set()
        for column, width in enumerate(widths):
            page.set_column(column, column, width)

    def across(self, said: str, *settings: Settings) -> None:
        """A line of text over as many columns as a page is wide."""
        wide = [sum(self._widths[: i + 1]) for i in range(len(self._widths))]
        last = next((i for i, width in enumerate(wide) if width >= PAGE_WIDE), len(wide) - 1)
        if last:
            self.page.merge_range(self.at, 0, self.at, last, "", self.book.style(WORDS, *settings))
        self.page.write_string(self.at, 0, clean(said), self.book.style(WORDS, *settings))
        self._grow(self.at, said, wide[last])
        self.at += 1

    def _grow(self, row: int, said: str, width: float) -> None:
        """A row made high enough for a text: not every program does that by itself."""
        lines = sum(max(math.ceil(len(line) * WIDER / width), 1) for line in said.split("\n"))
        if lines > self._lines.get(row, 1):
            self._lines[row] = min(lines, LINES_AT_MOST)
            self._settle(row)

    def _settle(self, row: int) -> None:
        folded = {"level": 1, "hidden": True} if row in self._folded else {}
        self.page.set_row(row, LINE * self._lines.get(row, 1), None, folded)

    def fold(self, first: int, last: int) -> None:
        """Rows that are out of sight until somebody unfolds them."""
        for row in range(first, last + 1):
            self._folded.add(row)
            self._settle(row)

    def printed(self, columns: int) -> None:
        """Only so many columns go on paper; the others are for the screen."""
        self.page.print_area(0, 0, max(self.at - 1, 0), columns - 1)

    def over_pages(self, scale: int, repeated: int) -> None:
        """As many pages across as it takes, the first columns on each."""
        self.page.fit_to_pages(0, 0)
        self.page.set_print_scale(scale)
        self.page.repeat_columns(0, repeated - 1)

    def part(self, said: str) -> None:
        """The heading of a part of the sheet."""
        self.words(self.at, 0, said, PART)
        self.at += 1

    def constant(self, row: int, column: int, value: float | bool, unit: str) -> None:
        """A number or a truth that is the same whatever the inputs."""
        if isinstance(value, bool):
            self.page.write_boolean(row, column, value, self.shown(unit, 1.0))
        else:
            self.page.write_number(row, column, _cached(value), self.shown(unit, value))

    def words(self, row: int, column: int, said: str, *settings: Settings) -> None:
        """A cell of plain text."""
        self.page.write_string(row, column, clean(said), self.book.style(*settings))
        if any(each.get("text_wrap") for each in settings) and column < len(self._widths):
            self._grow(row, said, self._widths[column])

    def number(self, row: int, column: int, x: float | None, unit: str, *settings: Settings) -> None:
        """A cell with a quantity; in words where it is none, empty where there is none."""
        if x is None:
            self.page.write_blank(row, column, None, self.book.style(*settings))
        elif not math.isfinite(x):
            self.words(row, column, text.number(x, self.book.lang), {"align": "right"}, *settings)
        else:
            self.page.write_number(row, column, x, self.shown(unit, x, *settings))

    def formula(self, row: int, column: int, how: str, value: Any, unit: str, *settings: Settings) -> None:
        """A cell with a formula, and what it comes to, for programs that do not calculate."""
        size = value if isinstance(value, float) and math.isfinite(value) else 1.0
        self.page.write_formula(row, column, f"={how}", self.shown(unit, size, *settings), _cached(value))

    def shown(self, unit: str, x: float, *settings: Settings) -> Format:
        return self.book.style({"num_format": number_format(unit, self.book.lang, x), "valign": "top"}, *settings)

    def headings(self, names: Sequence[str], freeze_columns: int = 1, right: Iterable[int] = ()) -> int:
        """A row of headings that stays in sight and is printed on every page; the row it stands in."""
        row, right = self.at, set(right)
        for column, name in enumerate(names):
            self.words(row, column, name, HEADING, {"align": "right"} if column in right else {})
        self.page.freeze_panes(row + 1, freeze_columns)
        self.page.repeat_rows(row)
        self.at += 1
        return row

    def ref(self, row: int, column: int, last_row: int | None = None, last_column: int | None = None) -> str:
        """A cell or a block of cells of this sheet, as a formula of another names it."""
        first = f"${xl_col_to_name(column)}${row + 1}"
        if last_row is None:
            return f"'{self.name}'!{first}"
        last = f"${xl_col_to_name(column if last_column is None else last_column)}${last_row + 1}"
        return f"'{self.name}'!{first}:{last}"


def clean(said: str) -> str:
    """Text that a cell can hold: nothing that steers, nothing that XML cannot say, no longer than there is room for."""
    whole = NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", escaped(said, kept="\n\t"))
    return whole if len(whole) <= TEXT_AT_MOST else whole[: TEXT_AT_MOST - 1] + CUT


def _cached(value: Any) -> Any:
    """What a formula comes to, as a file has it."""
    if isinstance(value, float):
        if math.isnan(value):
            return "#N/A"
        return value if math.isfinite(value) else math.copysign(ENDLESS, value)
    return value
