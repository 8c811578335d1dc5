"""A batch as a table: one row a run, as CSV that a spreadsheet opens, or as Parquet; written and read again.

CSV is UTF-8 with a byte order mark, as Excel wants it, and its marks are those of the language: semicolons and decimal
commas in Danish, commas and points in English. A text that a spreadsheet would take for a formula has an apostrophe before
it, which reading takes away.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, TypeAlias

from roi import catalogue
from roi.files import BYTE_ORDER_MARK, read_text
from roi.reading import Problem
from roi.scenario import Mistake, ScenarioError
from roi.typeset import escaped
from roi.walk import shown

Row: TypeAlias = dict[str, Any]

SUFFIXES = (".csv", ".parquet")
MARKS = {"da": (";", ","), "en": (",", ".")}  # what parts two cells, and what a number from its decimals
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "'")  # what a spreadsheet reads on from, and our own mark
VARIED = "vary."  # begins the column of an input that was held at several values
TEXTS = ("file", "scenario", "hash", "assumptions", "view", "first_driver", "version")
WHOLE = ("months", "seed", "draws")
NEEDED = ("file", "scenario", "npv_mean", "npv_se", "npv_p5", "npv_p50", "npv_p95", "chance_of_loss", "chance_of_loss_se")
WRONG = ("file", "line", "place", "set", "what", "right")  # columns of the table of mistakes
BYTES_AT_MOST = 1_000_000_000  # of a table that is read
ROWS_AT_MOST = 5_000_000
COLUMNS_AT_MOST = 500  # there are some eighty, and one for each input that was varied
CELL_AT_MOST = 4_000  # characters: a path
NUMBER_AT_MOST = 1e100  # kr. or anything else: sums of squares of such are numbers still
TOLD_AT_MOST = 1_000  # cells that are wrong: more are another kind of table


def columns(varied: Iterable[str] = ()) -> list[str]:
    """The columns of a table in which these inputs were varied."""
    figures = [
        f"{id}_{figure}"
        for id, about in catalogue.outcomes().items()
        for figure in ("mean", "se", "p5", "p50", "p95", *(["chance"] if about.target is not None else []))
    ]
    return [
        *("file", *(f"{VARIED}{name}" for name in varied), "scenario", "hash", "assumptions", "view", "months"),
        *figures,
        *("chance_of_loss", "chance_of_loss_se", "expected_shortfall_5", "chance_of_payback"),
        *("first_driver", "first_driver_share", "version", "seed", "draws"),
    ]


def varied(row: Mapping[str, Any]) -> dict[str, float]:
    """What was varied in a row: input -> value."""
    return {name.removeprefix(VARIED): x for name, x in row.items() if name.startswith(VARIED)}


# -------------------------------------------------------------------------------------------------------------- written


def written(path: Path, rows: Iterable[Row], names: Sequence[str], lang: str) -> bytes:
    """The table as the file's suffix asks for it. ``names``: its columns."""
    return as_parquet(rows, names) if path.suffix == ".parquet" else as_csv(rows, names, lang)


def as_csv(rows: Iterable[Row], names: Sequence[str], lang: str) -> bytes:
    """A table as CSV in a language; what is None is an empty cell."""
    between, decimal = MARKS[lang]
    made = io.StringIO(newline="")
    made.write(BYTE_ORDER_MARK)
    out = csv.writer(made, delimiter=between)
    out.writerow(names)
    for row in rows:
        out.writerow([_cell(row.get(name), decimal) for name in names])
    return made.getvalue().encode()


def _cell(x: Any, decimal: str) -> str:
    if x is None:
        return ""
    return _harmless(x) if isinstance(x, str) else repr(x).replace(".", decimal)


def _harmless(words: str) -> str:
    """A text on one line that no spreadsheet works out."""
    words = escaped(words)
    return f"'{words}" if words.startswith(FORMULA) else words


def as_parquet(rows: Iterable[Row], names: Sequence[str]) -> bytes:
    """A table as Parquet: text, whole numbers and numbers, null where there is none."""
    import pyarrow
    from pyarrow import parquet

    listed: dict[str, list[Any]] = {name: [] for name in names}
    for row in rows:
        for name, column in listed.items():
            column.append(row.get(name))
    kinds = {**dict.fromkeys(TEXTS, pyarrow.string()), **dict.fromkeys(WHOLE, pyarrow.int64())}
    table = {name: pyarrow.array(column, kinds.get(name, pyarrow.float64())) for name, column in listed.items()}
    made = pyarrow.BufferOutputStream()
    parquet.write_table(pyarrow.table(table), made)
    return bytes(made.getvalue())


# ----------------------------------------------------------------------------------------------------------------- read


def read(path: Path | str, most: int = ROWS_AT_MOST) -> list[Row]:
    """The rows of a table that ``roi batch`` wrote, so many at most, also one saved anew by a spreadsheet.

    A text in it is a text on one line, a number finite. Raises ScenarioError.
    """
    path = Path(path)
    try:
        names, rows = _parquet(path, most) if path.suffix == ".parquet" else _csv(path, most)
    except ScenarioError as error:
        raise ScenarioError(error.mistakes, str(path)) from None
    if missing := [Mistake("", Problem("table_without", {"key": name})) for name in NEEDED if name not in names]:
        raise ScenarioError(missing, str(path))
    return rows


def _is_ours(name: str) -> bool:
    return name in set(columns()) or name.startswith(VARIED)


def _refused(problem: Problem) -> ScenarioError:
    return ScenarioError([Mistake("", problem)])


def _csv(path: Path, most: int) -> tuple[list[str], list[Row]]:
    content = read_text(path, BYTES_AT_MOST).removeprefix(BYTE_ORDER_MARK)
    between, decimal = next((marks for marks in MARKS.values() if content.startswith(f"file{marks[0]}")), MARKS["en"])
    wrong: list[Mistake] = []

    def value(name: str, cell: str, line: int) -> Any:
        if name in TEXTS:
            return escaped(cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell) or None
        try:
            return _number(name, (int if name in WHOLE else float)(cell.replace(decimal, "."))) if cell else None
        except (ValueError, OverflowError):
            if len(wrong) < TOLD_AT_MOST:
                wrong.append(Mistake("", Problem("table_cell", {"value": shown(cell), "key": shown(name)}), line))
            return None

    try:
        lines = csv.reader(io.StringIO(content, newline=""), delimiter=between, strict=True)
        names = next(lines, [])
        known = [_is_ours(name) for name in names]
        if len(names) > COLUMNS_AT_MOST or len(set(names)) < len(names):
            raise _refused(Problem("table_unreadable", {}))
        rows = [
            {
                name: value(name, cell, lines.line_num)
                for name, cell, is_ours in zip(names, row, known, strict=True)
                if is_ours
            }
            for row in islice((row for row in lines if row), most + 1)
        ]
    except ScenarioError:  # a ValueError too
        raise
    except (csv.Error, ValueError):
        raise _refused(Problem("table_unreadable", {})) from None
    if len(rows) > most:
        raise _refused(Problem("table_too_long", {"most": most}))
    if wrong:
        raise ScenarioError(wrong)
    return names, rows


def _number(name: str, x: float) -> float:
    """A number that one can reckon with. Raises ValueError."""
    if not abs(x) <= NUMBER_AT_MOST:
        raise ValueError(name)
    return x


def _parquet(path: Path, most: int) -> tuple[list[str], list[Row]]:
    from pyarrow import ArrowException, parquet

    try:
        file = parquet.ParquetFile(path)
        names = [name for name in file.schema_arrow.names if _is_ours(name)]
        if file.metadata.num_rows > most:
            raise _refused(Problem("table_too_long", {"most": most}))
        if file.metadata.num_columns > COLUMNS_AT_MOST or len(set(names)) < len(names):
            raise _refused(Problem("table_unreadable", {}))
        for name in names:
            _of_its_kind(name, file.schema_arrow.field(name).type)
        texts = [name for name in TEXTS if name in names]
        table = parquet.ParquetFile(path, read_dictionary=texts).read(names)  # a text that stands often is there once
        for name in texts:
            _of_some_length(table.column(name))
        rows: list[Row] = table.to_pylist()
    except ScenarioError:
        raise
    except (ArrowException, OSError, ValueError, KeyError, MemoryError):
        raise _refused(Problem("table_unreadable", {})) from None
    for row in rows:
        for name, x in row.items():
            if isinstance(x, str):
                row[name] = escaped(x)
            elif x is not None and not abs(x) <= NUMBER_AT_MOST:
                raise _refused(Problem("table_cell", {"value": str(x), "key": shown(name)}))
    return names, rows


def _of_its_kind(name: str, kind: Any) -> None:
    """A column of texts holds texts, and one of numbers numbers. Raises ScenarioError."""
    from pyarrow import types

    numbers = types.is_integer(kind) if name in WHOLE else types.is_integer(kind) or types.is_floating(kind)
    words = types.is_string(kind) or types.is_large_string(kind)
    if not (types.is_null(kind) or (words if name in TEXTS else numbers)):
        raise _refused(Problem("table_unreadable", {}))


def _of_some_length(column: Any) -> None:
    """No text is so long that a short file would unpack to a large one. Raises ScenarioError."""
    from pyarrow import compute, types

    for chunk in column.chunks:
        words = chunk.dictionary if types.is_dictionary(chunk.type) else chunk
        longest = None if types.is_null(words.type) else compute.max(compute.binary_length(words)).as_py()
        if longest is not None and longest > CELL_AT_MOST:
            raise _refused(Problem("table_unreadable", {}))
