"""What needs no run: what no number settles, a file checked, a new one, the catalogue of inputs and the file's schema."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path
from typing import Any

from roi import text
from roi.cli.arguments import command
from roi.cli.saying import DONE, WRONG_INPUT, complain, put, scenario_at, write
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
    form = new.add_mutually_exclusive_group()
    for suffix in ("xlsx", "csv"):
        about = text.say(f"form.cli.{suffix}", lang)
        form.add_argument(f"--{suffix}", dest="form", action="store_const", const=f".{suffix}", help=about)
    new.add_argument("--from", dest="scenario", metavar=say("metavar_file"), help=text.say("form.cli.from", lang))
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
    scenario = scenario_at(given.file, lang)
    if scenario is None:
        return WRONG_INPUT
    put(left.report(scenario, lang))
    return DONE


def _check(given: argparse.Namespace, lang: str) -> int:
    code = DONE
    for path in given.files:
        scenario = scenario_at(path, lang)
        if scenario is None:
            code = WRONG_INPUT
            continue
        put(text.say("check.fine", lang, path=path) + "\n")
        for hint in scenario.hints:
            put(f"  {text.say('check.hint', lang)}: {text.mistake(hint, '', lang)}\n")
    return code


def _new(given: argparse.Namespace, lang: str) -> int:
    suffix = given.form or ".toml"
    path = Path(given.name)
    if path.name in ("", "..") or given.name.endswith(("/", os.sep)):
        path /= f"scenario{suffix}"
    elif path.suffix != suffix:
        path = path.with_name(f"{path.name}{suffix}")
    if given.scenario is not None and given.form is None:
        complain(text.say("form.cli.from_what", lang))
        return WRONG_INPUT
    if os.path.lexists(path):
        complain(text.say("cli.exists", lang, path=str(path)))
        return WRONG_INPUT
    if given.form is not None:
        return _form(path, given.scenario, lang)
    from roi import starter

    code = write(path, starter.scenario_text(lang), lang)
    if code == DONE:
        put(text.say("new.made", lang, path=str(path)) + "\n")
    return code


def _form(path: Path, source: str | None, lang: str) -> int:
    """The scenario as a form in a spreadsheet: one to start from, or one that there is."""
    from roi import template

    scenario = scenario_at(source, lang) if source is not None else None
    if source is not None and scenario is None:
        return WRONG_INPUT
    made = (template.to_xlsx if path.suffix == ".xlsx" else template.to_csv)(lang, scenario)
    code = write(path, made, lang)
    if code != DONE:
        return code
    put(text.say("new.made", lang, path=str(path)) + "\n")
    for sentence in template.left_out(scenario, lang) if scenario else ():
        complain(f"{path}: {sentence}")
    return code


def _inputs(given: argparse.Namespace, lang: str) -> int:
    from roi import terminal

    put(terminal.catalogue_report(lang))
    return DONE


def _schema(given: argparse.Namespace, lang: str) -> int:
    from roi import schema

    print(json.dumps(schema.scenario_schema(lang), ensure_ascii=False, indent=2))
    return DONE
