"""The form as a file: a template to fill in, or a scenario written into it, as XLSX or CSV.

What a scenario holds and the form cannot is listed, never dropped in silence.
"""

from __future__ import annotations

import csv
import datetime
import io
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from roi import catalogue, files, form, starter, text
from roi.form import COLUMNS, GROUPS, SHAPES, SHEETS, Ask, Place
from roi.scenario import Scenario
from roi.sheets import CODE, NOTE, PART, TO_FILL, WORDS, Book, Sheet
from roi.spreadsheets import harmless, letter

WIDTHS = {
    "place": 22, "what": 40, "low": 13, "likely": 20, "high": 13, "unit": 15, "shape": 22, "possible": 24, "default": 30,
    "source": 40, "help": 80,
}  # fmt: skip
SPARE = {"work": catalogue.PACKAGES_AT_MOST, "events": 10, "claims": 10}  # tables that a form has room for, at least
IN_SIGHT = 2  # of them, beside those that are filled in
SHARE = {"num_format": "0.0##%"}
TITLE_AT_MOST, MESSAGE_AT_MOST = 32, 255  # characters of what a spreadsheet says beside a cell
DECIMAL = {"da": (";", ","), "en": (",", ".")}  # what parts two cells of a CSV, and a number from its decimals
TEXTS = ("source", "note", "dist")
LOOKS = {"place": (CODE,), "what": (WORDS,), "unit": (WORDS, NOTE, {"indent": 1})}
HELD = {
    tuple(key for key in keys if key): shape for shape, keys in reversed(list(SHAPES.items()))
}  # keys -> how they are read

Raw = Mapping[str, Any]


class Entry(NamedTuple):
    """A row as it is filled in: column -> what stands there."""

    place: Place
    ask: Ask
    cells: Mapping[str, Any]


def to_xlsx(lang: str, scenario: Scenario | None = None) -> bytes:
    """The form as a workbook: blank but for an example, or with a scenario written into it."""
    raw, path = _raw(lang, scenario), files.file_name(scenario.name if scenario else "", "scenario")
    book = Book(
        text.say("form.title.guide", lang), lang, datetime.date(1980, 1, 1)
    )  # no day of its own: always the same bytes
    guide = book.sheet(text.say("form.sheet.guide", lang), (110,), text.say("form.title.guide", lang))
    for said in _guide(lang, scenario, path.replace(".toml", ".xlsx")):
        guide.across(said)
        guide.at += 1
    lists = _Lists(book)
    for id in SHEETS:
        _sheet(book, id, raw, lists)
    lists.write()
    return book.bytes()


def to_csv(lang: str, scenario: Scenario | None = None) -> bytes:
    """The same as one table, as spreadsheets of the language write it: UTF-8 with a byte order mark."""
    between, decimal = DECIMAL[lang]
    made = io.StringIO(newline="")
    made.write(files.BYTE_ORDER_MARK)
    out = csv.writer(made, delimiter=between)
    out.writerow([text.say(f"form.column.{name}", lang) for name in COLUMNS])
    raw = _raw(lang, scenario)
    for id in SHEETS:
        for row in _rows(id, raw):
            if isinstance(row, Entry):
                cells = {**_beside(row, raw, lang), **{name: _shown(name, x, row, lang) for name, x in row.cells.items()}}
                out.writerow([_in_csv(cells.get(name, ""), decimal) for name in COLUMNS])
    return made.getvalue().encode()


def _in_csv(x: Any, decimal: str) -> str:
    return harmless(x) if isinstance(x, str) else repr(x).replace(".", decimal)


def _raw(lang: str, scenario: Scenario | None) -> dict[str, Any]:
    """The tables of a scenario's text, or of the one to start from."""
    words = scenario.text if scenario else starter.scenario_text(lang)
    return files.migrated(tomllib.loads(words.removeprefix(files.BYTE_ORDER_MARK)))


def _guide(lang: str, scenario: Scenario | None, path: str) -> Iterator[str]:
    """How the form is filled in, and what of the scenario is not in it."""
    for name in ("fill", "spread", "share", "several", "place", "use"):
        yield text.say(f"form.guide.{name}", lang, path=path)
    if scenario:
        name = text.case(scenario.name, lang)
        yield from left_out(scenario, lang) or [text.say("form.guide.held", lang, name=name)]


def left_out(scenario: Scenario, lang: str) -> list[str]:
    """What of the scenario is not in the form, in words; nothing where it is all there."""
    left = [_said(each, lang) for each in not_held(scenario)]
    return [text.say("form.guide.not_held", lang, name=text.case(scenario.name, lang), places=left)] if left else []


def _said(place: str, lang: str) -> str:
    return text.say("form.guide.comments", lang) if place == "#" else place


# ------------------------------------------------------------------------------------------- what a scenario fills in


def not_held(scenario: Scenario) -> list[str]:
    """The places of a scenario's text that the form cannot hold; "#" for its remarks."""
    raw = _raw("en", scenario)
    held = {str(row.place) for id in SHEETS for row in _rows(id, raw) if isinstance(row, Entry) and row.cells}
    left = [place for place, value in _leaves(raw) if place not in held and value not in ("", [])]
    return left + (["#"] if _has_remarks(scenario.text) else [])


def _leaves(raw: Raw) -> Iterator[tuple[str, Any]]:
    """Every place of the raw tables that the form could have a row for, and every table that it has no rows for."""
    for key, value in raw.items():
        if key == "format":
            continue
        if key == "presets":
            yield from ((f"presets[{number}]", each) for number, each in enumerate(value, start=1))
        elif key in GROUPS:
            for number, table in enumerate(value, start=1):
                yield from ((f"{key}[{number}].{name}", each) for name, each in table.items())
        elif key in catalogue.SECTIONS:
            yield from ((f"{key}.{name}", each) for name, each in value.items())
        else:
            yield key, value


def _has_remarks(words: str) -> bool:
    """Whether a file's text has remarks that a person put there."""
    import tomlkit
    from tomlkit.items import AoT, Table, Whitespace

    def remarks(item: Any) -> bool:
        if isinstance(item, Whitespace):
            return False
        if isinstance(item, AoT):
            return any(remarks(each) for each in item)
        own = not isinstance(item, tomlkit.TOMLDocument) and bool(item.trivia.comment)
        within = item.value.body if isinstance(item, Table) else item.body if isinstance(item, tomlkit.TOMLDocument) else []
        return own or any(remarks(each) for _, each in within)

    return remarks(tomlkit.parse(words.removeprefix(files.BYTE_ORDER_MARK)))


def _rows(id: str, raw: Raw) -> Iterator[str | tuple[str, int] | Entry]:
    """The rows of a sheet: headings, and what is asked with what is filled in. A heading: a section's name, or the number of
    one of several."""
    if id in GROUPS:
        tables = raw.get(id, [])
        for number in range(1, max(SPARE[id], len(tables) + IN_SIGHT) + 1):
            if id == "work" and number > catalogue.PACKAGES_AT_MOST:
                return
            yield id, number
            table = tables[number - 1] if number <= len(tables) else {}
            yield from (_entry(Place(id, number, key), table.get(key)) for key in form.keys(id))
        return
    yield "scenario"
    yield from (_entry(Place(key, 0, ""), raw.get(key)) for key in form.AT_THE_TOP)
    presets = raw.get("presets", [])
    for number in range(1, max(form.PRESETS_AT_MOST, len(presets)) + 1):
        yield _entry(Place("presets", number, ""), presets[number - 1] if number <= len(presets) else None)
    for section in ("company", "burnout", "plan"):
        yield section
        table = raw.get(section, {})
        yield from (_entry(Place(section, 0, key), table.get(key)) for key in form.keys(section))


def _entry(place: Place, value: Any) -> Entry:
    ask = form.asked(place)
    if ask is None:
        raise KeyError(str(place))
    if value is None or value == "":
        return Entry(place, ask, {})
    if ask.kind == "value":
        return Entry(place, ask, _cells(value))
    holdable = isinstance(value, list) if ask.kind == "choices" else isinstance(value, str | int | float)
    return Entry(place, ask, {"likely": value} if holdable and value != [] else {})


def _cells(value: Any) -> dict[str, Any]:
    """A number or a distribution in the cells of a row; none where they cannot hold it whole."""
    if not isinstance(value, Mapping):
        return {"likely": value} if isinstance(value, int | float) else {}
    source = {"source": value["source"]} if value.get("source") else {}
    numbers = {key: x for key, x in value.items() if key not in TEXTS}
    if set(numbers) == {"values"} and len(numbers["values"]) == 1 and "note" not in value:
        return {"likely": numbers["values"][0], **source}
    shape = HELD.get(tuple(key for key in ("low", "p5", "p10", "mode", "p50", "high", "p95", "p90") if key in numbers))
    if shape is None or "note" in value or len(numbers) != sum(key is not None for key in SHAPES[shape]):
        return {}
    if value.get("dist") == "triangular":
        shape = "triangular"
    elif "dist" in value and value["dist"] != shape:
        return {}
    columns = zip(("low", "likely", "high"), SHAPES[shape], strict=True)
    said = {} if shape in ("pert", "range") else {"shape": shape}
    return {column: numbers[key] for column, key in columns if key is not None} | said | source


# ----------------------------------------------------------------------------------------------------------- the cells


def _shown(column: str, x: Any, row: Entry, lang: str) -> Any:
    """What stands in a cell: choices and ways of reading in words, lists on one line."""
    if column == "shape":
        return text.say(f"form.shape.{x}", lang)
    if row.ask.choices:
        words = [
            row.ask.choices[each][lang] if each in row.ask.choices else str(each)
            for each in (x if isinstance(x, list) else [x])
        ]
        return form.LISTED.join(words)
    return x


def _beside(row: Entry, raw: Raw, lang: str) -> dict[str, str]:
    """What stands beside the cells of a row, to be read."""
    about = row.ask.input
    cells = {"place": str(row.place), "what": row.ask.name[lang], "help": row.ask.help[lang]}
    if about is None:
        return cells
    cells["unit"] = text.unit_name(about.unit, lang)
    if not about.choices:
        low, high = (text.quantity(x, about.unit, lang) for x in (about.low, about.high))
        cells["possible"] = text.say("inputs.above" if about.low_open else "inputs.range", lang, low=low, high=high)
    default = about.defaults.get(raw.get("assumptions", "evidence"))
    if default is None:
        cells["default"] = text.say("inputs.none", lang)
    elif about.choices:
        cells["default"] = about.choices[default.value][lang]
    else:
        cells["default"] = text.stated(default.value, about.unit, lang)
    return cells


class _Lists:
    """What may be chosen, on a sheet out of sight: one column a list."""

    def __init__(self, book: Book) -> None:
        self.book, self.name = book, text.say("form.sheet.lists", book.lang)
        self.lists: dict[tuple[str, ...], str] = {}

    def of(self, words: Sequence[str]) -> str:
        """Where a list of words stands, as a cell's rule names it."""
        key = tuple(words)
        if key not in self.lists:
            column = letter(len(self.lists))
            self.lists[key] = f"='{self.name}'!${column}$1:${column}${len(words)}"
        return self.lists[key]

    def write(self) -> None:
        sheet = self.book.sheet(self.name, [40] * len(self.lists))
        for column, words in enumerate(self.lists):
            for row, each in enumerate(words):
                sheet.words(row, column, each)
        sheet.page.hide()


def _sheet(book: Book, id: str, raw: Raw, lists: _Lists) -> None:
    lang, rows = book.lang, list(_rows(id, raw))
    sheet = book.sheet(
        text.say(f"form.sheet.{id}", lang), [WIDTHS[name] for name in COLUMNS], text.say(f"form.title.{id}", lang)
    )
    sheet.headings([text.say(f"form.column.{name}", lang) for name in COLUMNS], 2, (2, 3, 4))
    used = max((row.place.number for row in rows if isinstance(row, Entry) and row.cells), default=0)
    folded = None
    for row in rows:
        if isinstance(row, Entry):  # a tuple too
            _fill(sheet, row, _beside(row, raw, lang), lists)
        else:
            title = _title(row, lang) if isinstance(row, str) else text.say(f"form.title.one_{id}", lang, number=row[1])
            if folded is None and isinstance(row, tuple) and row[1] > max(used, 1) + IN_SIGHT:
                folded = sheet.at
            for column in range(len(COLUMNS)):
                sheet.words(sheet.at, column, title if column == 1 else "", PART)
            sheet.at += 1
    if folded is not None:
        sheet.fold(folded, sheet.at - 1)


def _title(section: str, lang: str) -> str:
    return text.say("form.title.scenario" if section == "scenario" else f"section.{section}", lang)


def _fill(sheet: Sheet, row: Entry, beside: Mapping[str, str], lists: _Lists) -> None:
    """One row: what is asked, what is filled in, and what each cell takes."""
    lang, about = sheet.book.lang, row.ask.input
    share = SHARE if about is not None and about.unit in catalogue.SHARES else {}
    open_cells: Sequence[str] = form.ENTRIES if row.ask.kind == "value" else ("likely",)
    if about is not None and about.whole:
        open_cells = ("likely", "source")
    for column, name in enumerate(COLUMNS):
        x = _shown(name, row.cells[name], row, lang) if name in row.cells else None
        if name in open_cells:
            look = [TO_FILL, {"valign": "top"}, share if name in ("low", "likely", "high") else {}]
            if isinstance(x, int | float) and not isinstance(x, bool):
                sheet.page.write_number(sheet.at, column, x, sheet.book.style(*look))
            elif x is None:
                sheet.page.write_blank(sheet.at, column, None, sheet.book.style(*look))
            else:
                sheet.words(sheet.at, column, str(x), *look, {"text_wrap": name == "source"})
            _rule(sheet, column, name, row, lists)
        elif name in beside:
            sheet.words(sheet.at, column, beside[name], *LOOKS.get(name, (WORDS, NOTE)))
    sheet.at += 1


def _rule(sheet: Sheet, column: int, name: str, row: Entry, lists: _Lists) -> None:
    """What a cell takes, and what is said when it is chosen."""
    lang, about = sheet.book.lang, row.ask.input
    rule: dict[str, Any]
    said = {"input_title": row.ask.name[lang][:TITLE_AT_MOST], "input_message": row.ask.help[lang][:MESSAGE_AT_MOST]}
    if name == "shape":
        rule = {"validate": "list", "source": lists.of([text.say(f"form.shape.{id}", lang) for id in SHAPES])}
    elif name != "source" and row.ask.kind == "choice" and row.ask.choices:
        rule = {"validate": "list", "source": lists.of([words[lang] for words in row.ask.choices.values()]), **said}
    elif name != "source" and row.ask.kind == "value" and about is not None:
        limits = {"criteria": "between", "minimum": about.low, "maximum": about.high, "error_type": "warning"}
        rule = {"validate": "decimal", **limits, **said}
    else:
        rule = {"validate": "any", **said} if name == "likely" else {}
    if rule:
        sheet.page.data_validation(sheet.at, column, sheet.at, column, rule)
