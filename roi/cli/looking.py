"""What needs no run: what no number settles, a file checked, a new one, the catalogue of inputs and the file's schema."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path
from typing import Any

from roi import text
from roi.cli.arguments import command
from roi.cli.saying import DONE, WRONG_INPUT, complain, mistakes, put, write
from roi.files import load
from roi.scenario import ScenarioError
from roi.walk import SHOWN_AT_MOST


def add(commands: Any, lang: str) -> None:
    """``left``, ``check``, ``new``, ``inputs`` and ``schema``."""

    def say(name: str) -> str:
        return text.say(f"cli.{name}", lang)

    left = command(commands, "left", say("left"), lang)
    left.add_argument("file", nargs="?", metavar=say("metavar_file"), help=say("file"))
    left.add_argument("--about", metavar=say("metavar_name"), help=say("about"))
    left.set_defaults(command=_left)
    check = command(commands, "check", say("check"), lang)
    check.add_argument("files", nargs="+", metavar=say("metavar_file"), help=say("files"))
    check.set_defaults(command=_check)
    new = command(commands, "new", say("new"), lang)
    new.add_argument("name", nargs="?", default="", metavar=say("metavar_name"), help=say("new_name"))
    new.set_defaults(command=_new)
    command(commands, "inputs", say("inputs"), lang).set_defaults(command=_inputs)
    command(commands, "schema", say("schema"), lang).set_defaults(command=_schema)


def _left(given: argparse.Namespace, lang: str) -> int:
    from roi import left

    if given.about is not None:
        found = left.belonging(given.about, lang)
        if found is None:
            complain(text.say("cli.nothing_called", lang, name=given.about[:SHOWN_AT_MOST]))
            return WRONG_INPUT
        put(found)
        return DONE
    if given.file is None:
        complain(text.say("cli.file_or_about", lang))
        return WRONG_INPUT
    try:
        scenario = load(given.file)
    except ScenarioError as error:
        mistakes(error, lang)
        return WRONG_INPUT
    put(left.report(scenario, lang))
    return DONE


def _check(given: argparse.Namespace, lang: str) -> int:
    code = DONE
    for path in given.files:
        try:
            scenario = load(path)
        except ScenarioError as error:
            mistakes(error, lang)
            code = WRONG_INPUT
            continue
        put(text.say("check.fine", lang, path=path) + "\n")
        for hint in scenario.hints:
            put(f"  {text.say('check.hint', lang)}: {text.mistake(hint, '', lang)}\n")
    return code


def _new(given: argparse.Namespace, lang: str) -> int:
    from roi import starter

    path = Path(given.name)
    if path.name in ("", "..") or given.name.endswith(("/", os.sep)):
        path /= "scenario.toml"
    elif path.suffix != ".toml":
        path = path.with_name(f"{path.name}.toml")
    if os.path.lexists(path):
        complain(text.say("cli.exists", lang, path=str(path)))
        return WRONG_INPUT
    code = write(path, starter.scenario_text(lang), lang)
    if code == DONE:
        put(text.say("new.made", lang, path=str(path)) + "\n")
    return code


def _inputs(given: argparse.Namespace, lang: str) -> int:
    from roi import terminal

    put(terminal.catalogue_report(lang))
    return DONE


def _schema(given: argparse.Namespace, lang: str) -> int:
    from roi import schema

    print(json.dumps(schema.scenario_schema(lang), ensure_ascii=False, indent=2))
    return DONE
