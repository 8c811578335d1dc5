"""Scenario files: read, migrated, changed and saved without loss.

The file's text is what a scenario is: changing a value edits the text (comments stay) and reads it again, so that nothing
can be on the screen that could not be in a file.
"""

from __future__ import annotations

import os
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from roi.checking import checked, nearest, shown
from roi.reading import Problem
from roi.scenario import Mistake, Scenario, ScenarioError

FORMAT = 1
BYTES_AT_MOST = 1_000_000  # a scenario is a few kilobytes; what is larger is something else


def load(path: str | os.PathLike[str]) -> Scenario:
    """The scenario in a file. Raises ScenarioError with every mistake at once."""
    path = Path(path)
    return loads(read_text(path), path=str(path), name=path.stem)


def read_text(path: Path) -> str:
    """A file's text. Raises ScenarioError where there is none to be had."""

    def refuse(code: str, **facts: object) -> ScenarioError:
        return ScenarioError([Mistake("", Problem(code, facts))], str(path))

    try:
        if path.is_dir():
            raise refuse("is_a_directory")
        if path.exists() and not path.is_file():
            raise refuse("not_a_file")
        with path.open("rb") as file:
            content = file.read(BYTES_AT_MOST + 1)
    except FileNotFoundError:
        raise refuse("file_not_found", nearest=nearest(path.name, _names_beside(path))) from None
    except (OSError, ValueError) as error:
        raise refuse("cannot_be_read", reason=getattr(error, "strerror", None) or str(error)) from None
    if len(content) > BYTES_AT_MOST:
        raise refuse("file_too_large", most=BYTES_AT_MOST)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise refuse("not_text_file") from None
    if "\0" in text:
        raise refuse("not_text_file")
    if not text.strip("\ufeff \t\r\n"):
        raise refuse("empty_file")
    return text


def _names_beside(path: Path) -> list[str]:
    try:
        return [each.name for each in path.parent.iterdir() if each.suffix == ".toml"]
    except OSError:
        return []


def loads(text: str, path: str = "", name: str = "") -> Scenario:
    """The scenario in a text. ``name`` stands where the text gives none. Raises ScenarioError."""
    try:
        raw = tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        line = getattr(error, "lineno", None) or _line_in_message(str(error))
        facts = {"reason": shown(str(error))}
        raise ScenarioError([Mistake("", Problem("not_toml", facts), line)], path) from None
    except (ValueError, RecursionError):
        raise ScenarioError([Mistake("", Problem("not_toml_limits", {}))], path) from None
    return checked(migrated(raw, path), text, path, name)


def _line_in_message(message: str) -> int | None:
    _, found, rest = message.partition("at line ")
    digits = rest.split(",")[0]
    return int(digits) if found and digits.isdigit() else None


# --------------------------------------------------------------------------------------------------------- migrations

#: From a version of the format to the next: a pure function of the raw tables. Old files stay in the tests for ever.
MIGRATIONS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}


def migrated(raw: dict[str, Any], path: str = "") -> dict[str, Any]:
    """The raw tables in today's format. Raises ScenarioError for a format that is missing, no number or of the future."""

    def refuse(code: str, value: object) -> ScenarioError:
        problem = Problem(code, {"value": shown(value), "newest": FORMAT})
        return ScenarioError([Mistake("format", problem, None)], path)

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

    Comments and everything else in the text stay as they were. Raises ScenarioError if what comes out is wrong.
    """
    import tomlkit

    document = tomlkit.parse(scenario.text)
    for place, value in changes.items():
        *parents, name = list(_steps(place))
        table: Any = document
        for parent in parents:
            if isinstance(parent, str) and parent not in table:
                table[parent] = tomlkit.table()
            table = table[parent]
        if value is None:
            if name in table:
                del table[name]
        elif isinstance(value, Mapping):
            inline = tomlkit.inline_table()
            inline.update(value)
            table[name] = inline
        else:
            table[name] = value
    return loads(tomlkit.dumps(document), name=scenario.name)


def _steps(place: str) -> Iterator[str | int]:
    """``work[2].fee_m`` -> "work", 1, "fee_m"."""
    for part in place.split("."):
        name, bracket, index = part.partition("[")
        yield name
        if bracket:
            yield int(index.rstrip("]")) - 1


def save(scenario: Scenario, path: str | os.PathLike[str]) -> None:
    """Write the scenario's text: to a temporary file beside the place, then renamed over it. Raises OSError."""
    write_whole(Path(path), scenario.text)


def write_whole(path: Path, text: str) -> None:
    """A text file written whole or not at all; what stood there stays until the new one is complete."""
    path = path.resolve()
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(mode)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
