"""A result to hand over."""

from __future__ import annotations

import argparse
import datetime
from pathlib import Path
from typing import Any

from roi import text
from roi.cli.arguments import command
from roi.cli.running import result_of, takes_run
from roi.cli.saying import WRONG_INPUT, complain, write
from roi.walk import SHOWN_AT_MOST


def add(commands: Any, lang: str) -> None:
    """``report``."""
    report = command(commands, "report", text.say("report.command.about", lang), lang)
    takes_run(report, lang)
    to = text.say("report.command.to", lang)
    report.add_argument("--to", required=True, metavar=text.say("cli.metavar_file", lang), help=to)
    day = text.say("report.command.date", lang)
    report.add_argument("--date", type=_Day(lang), metavar="2026-05-04", help=day)
    report.set_defaults(command=_report)


class _Day:
    """Reader of a date, for argparse."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def __call__(self, word: str) -> datetime.date:
        try:
            return datetime.date.fromisoformat(word)
        except ValueError:
            said = text.say("report.command.bad_date", self.lang, value=word[:SHOWN_AT_MOST])
            raise argparse.ArgumentTypeError(said) from None


def _report(given: argparse.Namespace, lang: str) -> int:
    from roi import report

    form = Path(given.to).suffix.lower().removeprefix(".")
    if form not in report.FORMS:
        forms = [f".{each}" for each in report.FORMS]
        complain(text.say("report.command.which_form", lang, path=given.to, forms=forms))
        return WRONG_INPUT
    result = result_of(given, lang)
    if result is None:
        return WRONG_INPUT
    return write(Path(given.to), report.written(result, form, lang, given.date), lang)
