"""Scenario files: read, migrated, changed and saved without loss.

The file's text is what a scenario is: changing a value edits the text (comments stay) and reads it again, so that nothing
can be on the screen that could not be in a file.
"""

from __future__ import annotations

import os
import re
import secrets
import tomllib
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from roi.checking import checked
from roi.places import line_of
from roi.reading import Problem, as_written
from roi.scenario import Mistake, Scenario, ScenarioError
from roi.spreadsheets import SUFFIXES, SpreadsheetError
from roi.walk import nearest, shown

FORMAT = 1
BYTES_AT_MOST = 1_000_000  # a scenario is a few kilobytes; what is larger is something else
BYTE_ORDER_MARK = "\ufeff"
STEP = re.compile(r"([^\[\]]+)(?:\[([1-9][0-9]{0,5})\])?")
#: A key of a hundred parts: no scenario has one, and the standard library's reader takes minutes over long ones.
DEEP_KEY = re.compile(r"""(?<![\w-])(?:(?:[A-Za-z0-9_-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){100}""")

NAME_AT_MOST = 60  # letters of a file's name
TAKEN = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")  # names that Windows keeps for devices, whatever follows the dot

TABLES_OF_TABLES = ("risks", "checklists")
#: How the standard library's reader begins its messages, in English alone -> the code of ours for the commonest mistakes.
TOML_SAYS = {
    "Expected newline or end of document": "toml_after_value",
    "Invalid value": "toml_no_value",
    "Expected '='": "toml_no_equals",
    "Invalid statement": "toml_no_equals",
    "Cannot overwrite a value": "toml_twice",
    "Duplicate inline table key": "toml_twice",
    "Cannot declare": "toml_table_twice",
    "Unterminated string": "toml_open_text",
    "Illegal character '\\n'": "toml_open_text",
    "Unclosed": "toml_open_bracket",
}


def load(path: str | os.PathLike[str]) -> Scenario:
    """The scenario in a file. Raises ScenarioError with every mistake at once."""
    path = Path(path)
    if path.suffix.lower() in SUFFIXES:
        return opened(read_bytes(path), path.suffix.lower(), str(path), path.stem)
    return loads(read_text(path), path=str(path), name=path.stem)


def opened(content: bytes, suffix: str, path: str = "", name: str = "") -> Scenario:
    """The scenario in a spreadsheet's bytes: its text is made of what is filled in. Raises ScenarioError, by the cell."""
    from roi import filled

    try:
        found = filled.read(content, suffix)
    except SpreadsheetError as error:
        raise ScenarioError([Mistake("", error.problem)], path) from None
    try:
        scenario = loads(found.text, path, name)
    except ScenarioError as error:
        raise ScenarioError(found.told(error.mistakes), path) from None
    if found.mistakes:
        raise ScenarioError(found.mistakes, path)
    return scenario


def read_bytes(path: Path, most: int = BYTES_AT_MOST) -> bytes:
    """What is in a file, so many bytes at most. Raises ScenarioError where it cannot be had."""

    def refuse(code: str, **facts: object) -> ScenarioError:
        return ScenarioError([Mistake("", Problem(code, facts))], str(path))

    try:
        if path.is_dir():
            raise refuse("is_a_directory")
        if path.exists() and not path.is_file():
            raise refuse("not_a_file")
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            content = file.read(min(most, size or most) + 1)  # room is made for as much as is asked for
    except ScenarioError:  # a ValueError too
        raise
    except FileNotFoundError:
        raise refuse("file_not_found", nearest=_meant(path)) from None
    except PermissionError:
        raise refuse("no_permission") from None
    except (OSError, ValueError) as error:
        raise refuse("cannot_be_read", reason=getattr(error, "strerror", None) or str(error)) from None
    if len(content) > most:
        raise refuse("file_too_large", most=most)
    return content


def read_text(path: Path, most: int = BYTES_AT_MOST) -> str:
    """A file's text, of so many bytes at most. Raises ScenarioError where there is none to be had."""

    def refuse(code: str) -> ScenarioError:
        return ScenarioError([Mistake("", Problem(code, {}))], str(path))

    content = read_bytes(path, most)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise refuse("not_text_file") from None
    if "\0" in text:
        raise refuse("not_text_file")
    if not text.strip(f"{BYTE_ORDER_MARK} \t\r\n"):
        raise refuse("empty_file")
    return text


def _meant(path: Path) -> str:
    """The file beside a missing one that has nearly its name, whatever their endings: those are alike in most files."""
    try:
        beside = {each.stem: each.name for each in path.parent.iterdir() if each.suffix in (".toml", *SUFFIXES)}
    except OSError:
        return ""
    return beside.get(nearest(path.stem, list(beside)), "")


def loads(text: str, path: str = "", name: str = "") -> Scenario:
    """The scenario in a text. ``name`` stands where the text gives none. Raises ScenarioError."""
    try:
        if DEEP_KEY.search(text):
            raise RecursionError
        raw = tomllib.loads(text.removeprefix(BYTE_ORDER_MARK))
    except tomllib.TOMLDecodeError as error:
        line = getattr(error, "lineno", None) or _line_in_message(str(error), text)
        code = next((code for begins, code in TOML_SAYS.items() if str(error).startswith(begins)), "not_toml")
        raise ScenarioError([Mistake("", Problem(code, {"reason": shown(str(error))}), line)], path) from None
    except (ValueError, RecursionError):
        raise ScenarioError([Mistake("", Problem("not_toml_limits", {}))], path) from None
    return checked(migrated(raw, text, path), text, path, name)


def _line_in_message(message: str, text: str) -> int:
    found = re.search(r"\(at line (\d+), column \d+\)$", message)
    return int(found.group(1)) if found else text.rstrip("\r\n").count("\n") + 1  # "at end of document"


# --------------------------------------------------------------------------------------------------------- migrations

#: From a version of the format to the next: a pure function of the raw tables. Old files stay in the tests for ever.
MIGRATIONS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}


def migrated(raw: dict[str, Any], text: str = "", path: str = "") -> dict[str, Any]:
    """The raw tables in today's format. Raises ScenarioError for a format that is missing, no number or of the future."""

    def refuse(code: str, value: object) -> ScenarioError:
        problem = Problem(code, {"value": as_written(value), "newest": FORMAT})
        return ScenarioError([Mistake("format", problem, line_of(text, "format"))], path)

    version = raw.get("format")
    if version is None:
        raise refuse("format_missing", None)
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise refuse("format_not_a_version", version)
    if version > FORMAT:
        raise refuse("format_of_the_future", version)
    while version < FORMAT:
        raw = MIGRATIONS[version](raw)
        version += 1
    return raw


# ------------------------------------------------------------------------------------------------ changing and saving


def change(scenario: Scenario, changes: Mapping[str, Any]) -> Scenario:
    """The scenario with some places changed: place (``plan.core_use``, ``work[1].fee_m``) -> value; None takes it out.

    Tables that are missing are made, ``work[n]`` one beyond the last too. Comments and everything else in the text stay as
    they were. Raises ScenarioError if what comes out is wrong, or where a place cannot be in a file.
    """
    import tomlkit

    text = scenario.text.removeprefix(BYTE_ORDER_MARK)
    document = tomlkit.parse(text)
    for place, value in changes.items():
        try:
            _put(document, _steps(place), value)
        except (LookupError, TypeError):
            raise ScenarioError([Mistake(shown(place), Problem("no_such_place", {}))]) from None
    changed = tomlkit.dumps(document)
    if "\r\n" in text and text.count("\r\n") == text.count("\n"):
        changed = changed.replace("\r\n", "\n").replace("\n", "\r\n")
    return loads(scenario.text[: -len(text)] + changed, name=scenario.name)


def stands(scenario: Scenario, place: str) -> Any:
    """What stands at a place of the scenario's text, as it is written there; None where nothing does. Raises LookupError."""
    import tomlkit

    found: Any = tomlkit.parse(scenario.text.removeprefix(BYTE_ORDER_MARK))
    for step in _steps(place):
        try:
            if _is_missing(found, step):
                return None
        except (TypeError, IndexError):
            return None
        found = found[step]
    return found


def _put(document: Any, steps: Sequence[str | int], value: Any) -> None:
    """One value set or taken out. Raises LookupError or TypeError where there cannot be such a place."""
    import tomlkit
    from tomlkit.items import InlineTable

    table, name = document, steps[-1]
    for step, following in pairwise(steps):
        if _is_missing(table, step):
            if value is None:
                return
            inside = tomlkit.inline_table() if isinstance(table, InlineTable) else tomlkit.table()
            _append(table, step, tomlkit.aot() if isinstance(following, int) else inside)
        table = table[step]
    if value is None:
        if not _is_missing(table, name):
            behind = _comments_behind(table[name]) if isinstance(name, str) else []
            del table[name]
            _body(table).extend(behind)
            if isinstance(name, int):
                _answers_follow(document, steps)
            if isinstance(name, int) and not table:  # the last of a list of tables takes the list with it
                _put(document, steps[:-1], None)
        return
    item = _item(value, _is_headed(table, steps))
    if _is_missing(table, name):
        _append(table, name, item)
    elif isinstance(name, int):
        del table[name]
        table.insert(name, item)
    else:
        behind = _comments_behind(table[name])
        table[name] = item
        _body(table).extend(behind)


def _answers_follow(document: Any, gone: Sequence[str | int]) -> None:
    """When a package or an event goes, the answers that set a later one follow it; those that set it keep their words."""
    section, index = gone[0], gone[-1]
    if section not in ("work", "events") or not isinstance(index, int) or len(gone) != 2:
        return
    answers = document.get("answers", [])
    for i in reversed(range(len(answers))):
        if not answers[i].get("place", "").startswith(f"{section}["):
            continue
        _, at, id = _steps(answers[i]["place"])
        if not isinstance(at, int) or at < index:
            continue
        if at > index:
            answers[i]["place"] = f"{section}[{at}].{id}"  # places count from 1, steps from 0
        elif answers[i].get("said"):
            for key in ("place", "before"):
                answers[i].pop(key, None)
        else:
            _put(document, ["answers", i], None)


def _is_headed(container: Any, steps: Sequence[str | int]) -> bool:
    """Whether a table at this place stands under a heading of its own; all others (distributions …) stand on one line."""
    from tomlkit.items import AoT, Array, InlineTable

    if isinstance(container, Array | InlineTable):
        return False
    return isinstance(container, AoT) or len(steps) == 1 or (len(steps) == 2 and steps[0] in TABLES_OF_TABLES)


def _item(value: Any, headed: bool = False) -> Any:
    """A value as TOML; ``headed``: a table, or each of a list of tables, stands under a heading."""
    import tomlkit
    from tomlkit.items import Item

    if isinstance(value, Item):
        return value
    if isinstance(value, Mapping):
        table: Any = tomlkit.table() if headed else tomlkit.inline_table()
        for name, inner in value.items():
            table.append(name, _item(inner))
        return table
    if isinstance(value, list | tuple):
        tables = bool(value) and all(isinstance(each, Mapping) for each in value)
        rows: Any = tomlkit.aot() if headed and tables else tomlkit.array().multiline(tables)
        for each in value:
            rows.append(_item(each, headed and tables))
        return rows
    return tomlkit.item(value)


def _is_missing(table: Any, name: str | int) -> bool:
    """Whether a table has no such key, or a list ends just before it. Raises TypeError or IndexError for anything else."""
    if isinstance(name, str) and isinstance(table, Mapping):
        return name not in table
    if isinstance(name, int) and isinstance(table, list):
        if 0 <= name <= len(table):
            return name == len(table)
        raise IndexError(name)
    raise TypeError(name)


def _append(table: Any, name: str | int, item: Any) -> None:
    """A new value after the last; comments that follow the last belong to what comes then, and stay behind it."""
    if isinstance(name, int):
        table.append(item)
        return
    behind = _comments_behind(table)
    table[name] = item
    _body(table).extend(behind)


def _body(table: Any) -> list[Any]:
    """What stands in a table under a heading, keys and comments, in order; of what is written in another way nothing."""
    from tomlkit.items import Table

    return table.value.body if isinstance(table, Table) else []


def _comments_behind(table: Any) -> list[Any]:
    """The comments and empty lines that end a table, taken out of it."""
    body, behind = _body(table), []
    while body and body[-1][0] is None:
        behind.append(body.pop())
    return behind[::-1]


def _steps(place: str) -> list[str | int]:
    """``work[2].fee_m`` -> "work", 1, "fee_m". Raises LookupError for what is no place."""
    steps: list[str | int] = []
    for part in place.split("."):
        found = STEP.fullmatch(part)
        if not found:
            raise LookupError(place)
        name, number = found.groups()
        steps += [name] if number is None else [name, int(number) - 1]
    return steps


def file_name(name: str, otherwise: str) -> str:
    """A name for a scenario's file that every system takes: small letters and digits, whatever a person calls it."""
    for letter, letters in (("æ", "ae"), ("ø", "oe"), ("å", "aa")):
        name = name.lower().replace(letter, letters)
    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    stem = re.sub("[^a-z0-9]+", "_", ascii_only).strip("_")[:NAME_AT_MOST] or otherwise
    return f"{stem}_.toml" if TAKEN.fullmatch(stem) else f"{stem}.toml"


def save(scenario: Scenario, path: str | os.PathLike[str]) -> None:
    """Write the scenario's text: to a temporary file beside the place, then renamed over it. Raises OSError.

    Raises ScenarioError for the name of a spreadsheet: no program could open the text under it.
    """
    if Path(path).suffix.lower() in SUFFIXES:
        raise ScenarioError([Mistake("", Problem("not_saved_as_sheet", {}))], str(path))
    write_whole(Path(path), scenario.text)


def write_whole(path: Path, content: str | bytes) -> None:
    """A file written whole or not at all; what stood there stays until the new one is complete. Raises OSError."""
    content = content.encode("utf-8") if isinstance(content, str) else content
    if path.exists() and not path.is_file():  # a device or a pipe is written to, never replaced
        path.write_bytes(content)
        return
    path = Path(os.path.realpath(path))  # a link stays a link
    temporary = path.with_name(f".{path.name[:40]}.{secrets.token_hex(4)}.tmp")
    mode = path.stat().st_mode & 0o777 if path.exists() else None
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666 if mode is None else mode)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            temporary.chmod(mode)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
