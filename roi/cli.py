"""The terminal: ``roi run``, ``check``, ``new``, ``inputs``, ``schema``, ``app``.

Exit 0: done. 1: failed while running. 2: wrong input. Errors go to stderr, one per line.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from roi import text
from roi.files import load, write_whole
from roi.scenario import ScenarioError
from roi.version import VERSION

DONE, FAILED, WRONG_INPUT = 0, 1, 2
DRAWS_AT_MOST = 10_000_000
SEED_AT_MOST = 2**63 - 1
PORT_AT_MOST = 65_535


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    lang = text.language(_wanted_language(arguments))
    try:
        given = _parser(lang).parse_args(arguments)
        code: int = given.command(given, lang)
    except BrokenPipeError:  # the reader (head, less) has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = DONE
    except KeyboardInterrupt:
        code = FAILED
    except MemoryError:
        _complain(text.say("cli.failed", lang, reason="MemoryError"))
        code = FAILED
    return code


def _wanted_language(arguments: Sequence[str]) -> str | None:
    for i, word in enumerate(arguments):
        if word == "--lang" and i + 1 < len(arguments):
            return arguments[i + 1]
        if word.startswith("--lang="):
            return word.removeprefix("--lang=")
    return None


def _complain(line: str) -> None:
    print(line, file=sys.stderr)


class _Parser(argparse.ArgumentParser):
    """Wrong arguments: one line on stderr and exit 2."""

    def error(self, message: str) -> NoReturn:
        _complain(f"{self.prog}: {message}")
        sys.exit(WRONG_INPUT)


def _parser(lang: str) -> argparse.ArgumentParser:
    from roi.simulate import DRAWS, SEED

    def say(name: str, **facts: object) -> str:
        return text.say(f"cli.{name}", lang, **facts)

    common = _Parser(add_help=False)
    common.add_argument("--lang", choices=text.LANGUAGES, help=say("lang"))
    parser = _Parser(prog="roi", description=say("description"), parents=[common])
    parser.add_argument("--version", action="version", version=f"roi {VERSION}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)

    run = commands.add_parser("run", help=say("run"), parents=[common])
    run.add_argument("file", help=say("file"))
    draws = _Whole(2, DRAWS_AT_MOST, lang)
    run.add_argument("--draws", type=draws, default=DRAWS, help=say("draws", most=DRAWS_AT_MOST, default=DRAWS))
    run.add_argument("--seed", type=_Whole(0, SEED_AT_MOST, lang), default=SEED, help=say("seed", default=SEED))
    run.add_argument("--view", choices=("cash", "cash_time", "all"), help=say("view"))
    run.add_argument("--json", metavar="FILE", help=say("json"))
    run.set_defaults(command=_run)

    check = commands.add_parser("check", help=say("check"), parents=[common])
    check.add_argument("files", nargs="+", metavar="file", help=say("files"))
    check.set_defaults(command=_check)

    new = commands.add_parser("new", help=say("new"), parents=[common])
    new.add_argument("name", nargs="?", default="scenario.toml", help=say("new_name"))
    new.set_defaults(command=_new)

    inputs = commands.add_parser("inputs", help=say("inputs"), parents=[common])
    inputs.set_defaults(command=_inputs)

    schema = commands.add_parser("schema", help=say("schema"), parents=[common])
    schema.set_defaults(command=_schema)

    app = commands.add_parser("app", help=say("app"), parents=[common])
    app.add_argument("--port", type=_Whole(1, PORT_AT_MOST, lang), help=say("port"))
    app.add_argument("--no-browser", action="store_true", help=say("no_browser"))
    app.set_defaults(command=_app)
    return parser


class _Whole:
    """Reader of a whole number within bounds, for argparse."""

    def __init__(self, low: int, high: int, lang: str) -> None:
        self.low, self.high, self.lang = low, high, lang

    def __call__(self, word: str) -> int:
        digits = word.replace("_", "")
        value = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 25 else None
        if value is None or not self.low <= value <= self.high:
            facts = {"value": word[:40], "low": self.low, "high": self.high}
            raise argparse.ArgumentTypeError(text.say("cli.bad_number", self.lang, **facts))
        return value


def _mistakes(error: ScenarioError, lang: str) -> None:
    for each in error.mistakes:
        _complain(text.mistake(each, error.path, lang))


def _run(given: argparse.Namespace, lang: str) -> int:
    from roi import simulate, tables, terminal

    try:
        scenario = load(given.file)
    except ScenarioError as error:
        _mistakes(error, lang)
        return WRONG_INPUT
    result = simulate.run(scenario, draws=given.draws, seed=given.seed, view=given.view)
    if given.json is None:
        sys.stdout.write(terminal.report(result, lang))
        return DONE
    document = json.dumps(tables.as_json(result), ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    if given.json == "-":
        sys.stdout.write(document)
        return DONE
    return _write(Path(given.json), document, lang)


def _write(path: Path, content: str, lang: str) -> int:
    try:
        if path.is_dir():
            raise IsADirectoryError(None, os.strerror(21))
        write_whole(path, content)
    except OSError as error:
        _complain(text.say("cli.cannot_write", lang, path=str(path), reason=error.strerror or str(error)))
        return WRONG_INPUT
    return DONE


def _check(given: argparse.Namespace, lang: str) -> int:
    code = DONE
    for path in given.files:
        try:
            scenario = load(path)
        except ScenarioError as error:
            _mistakes(error, lang)
            code = WRONG_INPUT
            continue
        print(text.say("check.fine", lang, path=path))
        for hint in scenario.hints:
            print(f"  {text.say('check.hint', lang)}: {text.mistake(hint, '', lang)}")
    return code


def _new(given: argparse.Namespace, lang: str) -> int:
    from roi import starter

    path = Path(given.name if given.name.endswith(".toml") else f"{given.name}.toml")
    if path.exists() or path.is_symlink():
        _complain(text.say("cli.exists", lang, path=str(path)))
        return WRONG_INPUT
    code = _write(path, starter.scenario_text(lang), lang)
    if code == DONE:
        print(text.say("new.made", lang, path=str(path)))
    return code


def _inputs(given: argparse.Namespace, lang: str) -> int:
    from roi import terminal

    sys.stdout.write(terminal.catalogue_report(lang))
    return DONE


def _schema(given: argparse.Namespace, lang: str) -> int:
    from roi import schema

    print(json.dumps(schema.scenario_schema(lang), ensure_ascii=False, indent=2))
    return DONE


def _app(given: argparse.Namespace, lang: str) -> int:
    root = Path(__file__).resolve().parent.parent
    if not (root / "app.py").is_file():
        _complain(text.say("cli.no_app", lang))
        return FAILED
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    command += ["--server.port", str(given.port)] if given.port else []
    command += ["--server.headless", "true"] if given.no_browser else []
    return subprocess.run(command, cwd=root, check=False).returncode and FAILED


if __name__ == "__main__":
    sys.exit(main())
