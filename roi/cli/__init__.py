"""The terminal: the commands of ``roi``, one file a group of them.

Exit 0: done. 1: failed while running. 2: wrong input. Errors go to stderr, one per line.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Sequence
from functools import partial
from typing import cast

from roi import text
from roi.cli import batching, challenging, comparing, following, looking, opening, reporting, running
from roi.cli.arguments import Parser, common
from roi.cli.saying import DONE, FAILED, complain, write_no_more
from roi.version import VERSION

GROUPS = (running, reporting, challenging, comparing, following, batching, looking, opening)  # in the order of the help


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    lang = text.language(_wanted_language(arguments))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # JSON is UTF-8, and a minus sign is in no older alphabet
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code = _done(arguments, lang)
        if sys.stdout:
            sys.stdout.flush()
    except BrokenPipeError:  # the reader (head, less) has seen enough
        write_no_more()
        code = DONE
    except KeyboardInterrupt:
        code = FAILED
    except (MemoryError, OSError) as error:  # a full disk behind stdout, for one
        write_no_more()
        complain(text.say("cli.failed", lang, reason=getattr(error, "strerror", None) or type(error).__name__))
        code = FAILED
    return code


def _done(arguments: Sequence[str], lang: str) -> int:
    """The exit code of what was asked, once it is done."""
    try:
        given = _parser(lang).parse_args(arguments)
    except SystemExit as leaving:  # help and version shown, or wrong arguments
        return int(leaving.code or DONE)
    code: int = given.command(given, lang)
    return code


def _wanted_language(arguments: Sequence[str]) -> str | None:
    for i, word in enumerate(arguments):
        if word == "--lang" and i + 1 < len(arguments):
            return arguments[i + 1]
        if word.startswith("--lang="):
            return word.removeprefix("--lang=")
    return None


def _parser(lang: str) -> argparse.ArgumentParser:
    about = text.say("cli.description", lang)
    parser = Parser(lang=lang, prog="roi", description=about, parents=[common(lang)])
    version = text.say("cli.version", lang)
    parser.add_argument("--version", action="version", version=f"roi {VERSION}", help=version)
    in_lang = cast(type[argparse.ArgumentParser], partial(Parser, lang=lang))
    commands = parser.add_subparsers(required=True, metavar=text.say("cli.command", lang), parser_class=in_lang)
    for group in GROUPS:
        group.add(commands, lang)
    return parser
