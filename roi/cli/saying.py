"""What a command says and where: one line a mistake on stderr, numbers as JSON on the screen or in a file.

Exit 0: done. 1: failed while running. 2: wrong input.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from roi import text
from roi.files import load, write_whole
from roi.scenario import Scenario, ScenarioError
from roi.typeset import escaped

DONE, FAILED, WRONG_INPUT = 0, 1, 2
UNWRITABLE = {PermissionError: "no_permission", IsADirectoryError: "is_a_directory", FileNotFoundError: "no_folder"}


def complain(line: str) -> None:
    """One line on stderr: what would break it or steer the terminal is shown, not done."""
    print(escaped(line), file=sys.stderr)


def put(words: str) -> None:
    print(escaped(words, kept="\n"), end="")


def write_no_more() -> None:
    """What still waits to be written is dropped, or the interpreter would complain on its way out."""
    if sys.stdout:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def mistakes(error: ScenarioError, lang: str) -> None:
    for each in error.mistakes:
        complain(text.mistake(each, error.path, lang))


def scenario_at(path: str | Path, lang: str) -> Scenario | None:
    """The scenario in a file; None, once its mistakes are told, where there is none to be had."""
    try:
        return load(path)
    except ScenarioError as error:
        mistakes(error, lang)
        return None


def numbers(content: dict[str, Any], target: str, lang: str) -> int:
    """Numbers as JSON, on the screen or in a file."""
    document = json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    if target == "-":
        print(document, end="")
        return DONE
    return write(Path(target), document, lang)


def write(path: Path, content: str | bytes, lang: str) -> int:
    try:
        write_whole(path, content)
    except OSError as error:
        complain(unwritable(path, error, lang))
        return WRONG_INPUT
    return DONE


def unwritable(path: Path, error: OSError, lang: str) -> str:
    """Why nothing can be written there."""
    name = next((name for kind, name in UNWRITABLE.items() if isinstance(error, kind)), "cannot_write")
    return text.say(f"cli.{name}", lang, path=str(path), reason=error.strerror or str(error))


def over_itself(target: str | None, paths: Sequence[str], lang: str) -> bool:
    """Whether the numbers would be written over a scenario, with a word about it."""
    if target in (None, "-") or not any(_is_same(target, path) for path in paths):
        return False
    complain(text.say("cli.same_file", lang, path=target))
    return True


def _is_same(a: str, b: str) -> bool:
    try:
        return Path(a).samefile(b)
    except OSError:  # the first is not there yet, or cannot be
        return False
