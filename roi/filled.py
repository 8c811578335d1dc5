"""A form filled in, in a spreadsheet, read as the text of a scenario file; and what is wrong with that text, by the cell.

The text is read by the same checker as any other, so a form can hold nothing that a file could not. What cannot be read in a
cell is never guessed: it is said, and something that is no value stands in its place while the rest is checked.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from roi import catalogue, form, spreadsheets, text
from roi.form import GROUPS, SHAPES, Ask, Place
from roi.reading import Problem
from roi.scenario import Mistake
from roi.spreadsheets import Cell, Grid
from roi.walk import nearest, shown

FORMAT = 1  # of the file that a form makes
HEADINGS_WITHIN = 60  # rows from the top
NOT_READ = "?"  # stands for a value that could not be read: no input takes it
NUMBERS = {  # a number as a language writes it
    "da": re.compile(r"[+-]?([0-9]{1,3}(\.[0-9]{3})+|[0-9]{1,3}( [0-9]{3})+|[0-9]+)(,[0-9]+)?([eE][+-]?[0-9]{1,3})?"),
    "en": re.compile(r"[+-]?([0-9]{1,3}(,[0-9]{3})+|[0-9]{1,3}( [0-9]{3})+|[0-9]+)(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?"),
}
LONGEST = 40  # characters of a number
DATES = (datetime.date, datetime.time, datetime.timedelta)
#: Which cell a part of a value stands in.
COLUMN_OF = {"low": "low", "p5": "low", "p10": "low", "mode": "likely", "p50": "likely", "values": "likely"}
COLUMN_OF |= {"high": "high", "p95": "high", "p90": "high", "dist": "shape", "source": "source"}


@dataclass(frozen=True)
class Row:
    """A row that was filled in, or could have been. ``cells``: column -> cell. ``language``: that its numbers are in, where
    the file tells it."""

    place: Place
    ask: Ask
    grid: Grid
    cells: Mapping[str, Cell]
    language: str | None

    @property
    def filled(self) -> list[str]:
        """The columns that something stands in."""
        return [name for name in form.ENTRIES if name in self.cells and not self.cells[name].is_empty]

    def at(self, column: str) -> str:
        """A cell of the row as it is named in a message."""
        cell = self.cells.get(column) or self.cells["place"]
        return self.grid.place(shown(cell.at))

    @property
    def about(self) -> str:
        """The input that the row is about; empty where it is about something else."""
        return self.ask.input.id if self.ask.input else ""


@dataclass
class Filled:
    """A form as it was filled in. ``text``: the scenario file that it makes. ``rows``: place in the text -> its row.
    ``mistakes``: what cannot be read, by the cell; ``spoilt``: the places in the text that it belongs to. ``sheets``: where
    each part of a file stands."""

    text: str = ""
    rows: dict[str, Row] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)
    spoilt: set[str] = field(default_factory=set)
    sheets: dict[str, str] = field(default_factory=dict)

    def told(self, mistakes: Iterable[Mistake]) -> list[Mistake]:
        """What is wrong with the text, by the cell, with what is wrong with the cells; nothing twice."""
        rest = [each for each in mistakes if not self._is_spoilt(each.place)]
        return [*self.mistakes, *(Mistake(self.cell(each.place), self._in_its_words(each)) for each in rest)]

    def _in_its_words(self, each: Mistake) -> Problem:
        """What is wrong, by the titles of the columns, and with the words of the list for what can be chosen."""
        keys = {name: COLUMN_OF.get(str(each.problem.facts.get(name))) for name in ("key", "lower", "upper")}
        facts = {**each.problem.facts, **{name: column for name, column in keys.items() if column}}
        row = self.rows.get(each.place) or self.rows.get(each.place.rpartition(".")[0])
        choices = (row.ask.choices if row else None) or {}
        if isinstance(allowed := facts.get("allowed"), list):
            facts["allowed"] = [choices.get(str(id), id) for id in allowed]
        if isinstance(meant := facts.get("nearest"), str):
            facts["nearest"] = choices.get(meant, meant)
        return Problem(each.problem.code, facts).seen("sheet", row.about if row else "")

    def _is_spoilt(self, place: str) -> bool:
        return any(place == each or place.startswith((f"{each}.", f"{each}[")) for each in self.spoilt)

    def cell(self, place: str) -> str:
        """The cell, or else the sheet, that a place of the text stands in; the place itself where neither is known."""
        row = self.rows.get(place)
        if row is not None:
            return row.at("likely")
        outer, _, key = place.rpartition(".")
        if outer in self.rows:
            return self.rows[outer].at(COLUMN_OF.get(re.sub(r"\[.*", "", key), "likely"))
        near = next((row for known, row in self.rows.items() if known.startswith((f"{place}.", f"{outer}."))), None)
        if near is not None and outer:
            return near.at("place")
        return self.sheets.get(re.sub(r"[\[.].*", "", place), place)


def read(content: bytes, suffix: str) -> Filled:
    """The form in a file. Raises SpreadsheetError where there is none."""
    found = Filled()
    kept: dict[str, Row] = {}
    grids = [(grid, heads) for grid in spreadsheets.grids(content, suffix) if (heads := _headings(grid))]
    if not grids:
        raise spreadsheets.SpreadsheetError(Problem("sheet_no_form", {}))
    for grid, (top, columns, language) in grids:
        for cells in grid.rows[top + 1 :]:
            row = _row(grid, {name: cells[i] for name, i in columns.items() if i < len(cells)}, language, found)
            if row is None:
                continue
            other = kept.get(str(row.place))
            found.sheets.setdefault(row.place.section, grid.name)
            if other is None or not other.filled:
                kept[str(row.place)] = row
            elif row.filled:
                facts = {"key": str(row.place), "other": other.at("place")}
                found.mistakes.append(Mistake(row.at("place"), Problem("sheet_twice", facts)))
    found.text = _text(_numbered(kept.values()), found)
    return found


def _headings(grid: Grid) -> tuple[int, dict[str, int], str | None] | None:
    """The row of headings, column -> where it stands, and the language of numbers in text; None where there is none."""
    for at, row in enumerate(grid.rows[:HEADINGS_WITHIN]):
        known = [
            (i, form.headings()[words]) for i, cell in enumerate(row) if (words := _words(cell).lower()) in form.headings()
        ]
        columns = {name: i for i, (name, _) in reversed(known)}
        if {"place", "likely"} <= set(columns):
            languages = {lang for _, (name, lang) in known if name in ("place", "low", "likely", "high")}
            written = {(";", "da"), ("\t", "da"), (",", "en"), ("\t", "en")}
            told = next((lang for lang in languages if len(languages) == 1 and (grid.separator, lang) in written), None)
            return at, columns, told
    return None


def _words(cell: Cell) -> str:
    return cell.value.strip() if isinstance(cell.value, str) else ""


def _row(grid: Grid, cells: Mapping[str, Cell], language: str | None, found: Filled) -> Row | None:
    """A row of the form; None for a heading, a remark or an empty row. What is filled in without a place is said."""
    where = cells.get("place") or Cell("")
    entries = [cells[name] for name in form.ENTRIES if name in cells and not cells[name].is_empty]
    place = form.parse(_words(where))
    ask = form.asked(place) if place else None
    if place is not None and ask is not None:
        return Row(place, ask, grid, cells, language)
    if entries and where.is_empty:
        found.mistakes.append(Mistake(grid.place(entries[0].at), Problem("sheet_no_place", {})))
    elif entries:
        known = [str(Place(section, int(section in GROUPS), key)) for section in _SECTIONS for key in form.keys(section)]
        facts = {"key": shown(str(where.value)), "nearest": nearest(str(where.value), [*known, *form.AT_THE_TOP])}
        found.mistakes.append(Mistake(grid.place(where.at), Problem("sheet_unknown_place", facts)))
    return None


_SECTIONS = ("company", "burnout", "plan", *GROUPS)


def _numbered(rows: Iterable[Row]) -> list[tuple[Place, Row]]:
    """The rows with their places in the text: of what there may be several of those that are filled in, counted anew."""
    rows = list(rows)
    used: dict[str, list[int]] = {}
    for row in rows:
        if row.place.number and row.filled:
            used[row.place.section] = sorted({*used.get(row.place.section, ()), row.place.number})
    numbered = []
    for row in rows:
        section, number, key = row.place.section, row.place.number, row.place.key
        if not number:
            numbered.append((row.place, row))
        elif number in used.get(section, ()):
            numbered.append((Place(section, used[section].index(number) + 1, key), row))
    return numbered


# ------------------------------------------------------------------------------------------------------------ the text


def _text(rows: Sequence[tuple[Place, Row]], found: Filled) -> str:
    """The scenario file. What a cell cannot be read as is noted in ``found``."""
    import tomlkit

    values: dict[Place, Any] = {}
    for place, row in rows:
        found.rows[str(place)] = row
        if row.filled:
            values[place] = _value(row, str(place), found)
    document = tomlkit.document()
    document["format"] = FORMAT
    for key in form.AT_THE_TOP:
        if Place(key, 0, "") in values:
            document[key] = values[Place(key, 0, "")]
    presets = [values[place] for place in sorted((p for p in values if p.section == "presets"), key=lambda p: p.number)]
    if presets:
        document["presets"] = presets
        found.rows["presets"] = next(row for place, row in rows if place.section == "presets")
    for section in _SECTIONS:
        numbers = sorted({place.number for place in values if place.section == section})
        parts = [tomlkit.table() for _ in numbers]
        for number, part in zip(numbers, parts, strict=True):
            for key in form.keys(section):
                if (place := Place(section, number, key)) in values:
                    part[key] = _as_toml(values[place])
        if section in GROUPS and parts:
            document[section] = tomlkit.aot()
            for part in parts:
                document[section].append(part)
        elif parts:
            document[section] = parts[0]
    return tomlkit.dumps(document)


def _as_toml(value: Any) -> Any:
    """A value on one line."""
    import tomlkit

    if not isinstance(value, dict):
        return value
    table = tomlkit.inline_table()
    table.update(value)
    return table


# ------------------------------------------------------------------------------------------------------------- a value


def _value(row: Row, place: str, found: Filled) -> Any:
    """What a row says, as it stands in a scenario file; NOT_READ where that cannot be told, which is then said."""

    value = _spread(row) if row.ask.kind == "value" else _single(row)
    if isinstance(value, Wrong):
        found.mistakes += [Mistake(row.at(column), problem.seen("sheet", row.about)) for column, problem in value]
        found.spoilt.add(place)
        return NOT_READ
    return value


class Wrong(list[tuple[str, Problem]]):
    """Everything that is wrong with a row, by its column."""


def _unusables(row: Row) -> Wrong:
    """The cells of a row that hold nothing which can be read."""
    return Wrong((name, problem) for name in row.filled if (problem := _unusable(row, row.cells[name])) is not None)


def _single(row: Row) -> Any:
    """What stands in the one cell of a row that asks no spread: text, a number, or something that is chosen."""
    beside = [name for name in row.filled if name != "likely"]
    if unusable := _unusables(row):
        return unusable
    if beside:
        return Wrong([(beside[0], Problem("sheet_one_value", {}))])
    if row.ask.kind == "number":
        x = _number(row, "likely")
        return Wrong([("likely", x)]) if isinstance(x, Problem) else x
    words = _as_words(row.cells["likely"])
    known = form.chosen(row.place.section, row.place.key)
    if row.ask.kind == "choices":
        listed = [each.strip() for each in re.split(r"[;\n]", words) if each.strip()]
        return [known.get(each.lower(), each) for each in listed]
    return known.get(words.strip().lower(), words) if row.ask.kind == "choice" else words


def _spread(row: Row) -> Any:
    """A number, or a distribution with its source."""
    filled = [name for name in ("low", "likely", "high") if name in row.filled]
    read: dict[str, Any] = {name: _number(row, name) for name in filled if _unusable(row, row.cells[name]) is None}
    bad = [(name, x) for name, x in read.items() if isinstance(x, Problem)]
    if wrong := Wrong([*_unusables(row), *bad]):
        return wrong
    if not filled:
        return Wrong([("likely", Problem("sheet_value_missing", {}))])
    said = _words(row.cells["shape"]).lower() if "shape" in row.filled else ""
    source = {"source": _as_words(row.cells["source"])} if "source" in row.filled else {}
    if filled == ["likely"] and not said:
        return {"values": [read["likely"]], **source} if source else read["likely"]
    return _shaped(filled, read, said) | source if not (wrong := _misfit(filled, said)) else wrong


def _misfit(filled: Sequence[str], said: str) -> Wrong:
    """What is wrong with the cells that are filled in beside how they are said to be read."""
    if said and said not in form.shapes():
        allowed = [text.say(f"form.shape.{id}", lang) for id in SHAPES for lang in text.LANGUAGES]
        return Wrong([("shape", Problem("sheet_unknown_shape", {"value": shown(said), "allowed": allowed}))])
    needed = _needed(filled, said)
    if needed == list(filled):
        return Wrong()
    if said:
        columns = [text.say(f"form.column.{column}", lang) for lang in text.LANGUAGES for column in needed]
        return Wrong([("shape", Problem("sheet_shape", {"value": shown(said), "needed": columns}))])
    missing = next(column for column in ("low", "high") if column not in filled)
    return Wrong([(missing, Problem("sheet_half_a_spread", {}))])


def _shape(filled: Sequence[str], said: str) -> str:
    return form.shapes()[said] if said else "pert" if "likely" in filled else "range"


def _needed(filled: Sequence[str], said: str) -> list[str]:
    keys = SHAPES[_shape(filled, said)]
    return [column for column, key in zip(("low", "likely", "high"), keys, strict=True) if key is not None]


def _shaped(filled: Sequence[str], read: Mapping[str, Any], said: str) -> dict[str, Any]:
    name = _shape(filled, said)
    keys = zip(("low", "likely", "high"), SHAPES[name], strict=True)
    return {key: read[column] for column, key in keys if key is not None} | ({"dist": name} if name == "triangular" else {})


def _unusable(row: Row, cell: Cell) -> Problem | None:
    """What speaks against a cell whatever it should hold."""
    if cell.unknown:
        return Problem("sheet_formula_unknown", {})
    if cell.at in row.grid.merged:
        return Problem("sheet_merged", {"value": row.grid.merged[cell.at]})
    if cell.error:
        return Problem("sheet_formula_failed", {"value": shown(str(cell.value))})
    if isinstance(cell.value, bool):
        return Problem("sheet_truth", {"value": str(cell.value).upper()})
    if isinstance(cell.value, DATES):
        return Problem("sheet_date", {"value": shown(str(cell.value))})
    return None


def _as_words(cell: Cell) -> str:
    """A cell as text; a whole number as people write it."""
    if isinstance(cell.value, float):
        return f"{cell.value:.0f}" if cell.value.is_integer() else repr(cell.value)
    return str(cell.value)


def _number(row: Row, column: str) -> float | int | Problem:
    """The number in a cell, in the unit of the file: a share for a percentage."""
    cell, value = row.cells[column], row.cells[column].value
    percent = cell.percent
    if isinstance(value, str):
        words = " ".join(value.replace("\N{MINUS SIGN}", "-").split())
        percent = words.endswith("%")
        read = number(words.removesuffix("%").strip(), row.language)
        if isinstance(read, Problem):
            return read
        value = read / 100 if percent else read
    if not isinstance(value, float):
        return Problem("sheet_not_number", {"value": shown(str(value))})
    if percent and row.place.key == "saving_percent":
        value = value * 100
    elif percent and not _takes_percent(row):
        return Problem(
            "sheet_percent_here", {"value": shown(str(cell.value)) if isinstance(cell.value, str) else f"{value:.0%}"}
        )
    value = float(f"{value:.15g}")  # what a spreadsheet shows of a number at most
    return int(value) if value.is_integer() else value


def _takes_percent(row: Row) -> bool:
    """Whether a percentage can be meant: of a share, a ratio, a rate."""
    if row.ask.input is not None:
        return row.ask.input.unit in (*catalogue.SHARES, "ratio", "rate_year")
    return row.place.key == "value"  # of a claim: its outcome says


def number(words: str, language: str | None) -> float | Problem:
    """A number as it is written in text. ``language``: whose way of writing holds; None: only what all read alike."""
    read = {
        lang: _plain(words, lang) for lang, pattern in NUMBERS.items() if len(words) <= LONGEST and pattern.fullmatch(words)
    }
    if language is not None:
        read = {lang: x for lang, x in read.items() if lang == language}
    if not read:
        return Problem("sheet_not_number", {"value": shown(words)})
    first, *others = read.values()
    if any(each != first for each in others):
        facts = {"value": shown(words), "first": first, "second": others[0]}
        return Problem("sheet_ambiguous", facts)
    return first


def _plain(words: str, lang: str) -> float:
    thousands, decimal = (".", ",") if lang == "da" else (",", ".")
    return float(words.replace(" ", "").replace(thousands, "").replace(decimal, "."))
