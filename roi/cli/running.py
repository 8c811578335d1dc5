"""One scenario run: the answer, where the plan breaks even, and what trying first would be worth."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from roi import catalogue, text
from roi.cli.arguments import Amount, Share, Whole, command, number, takes_draws, takes_file, takes_json, takes_view
from roi.cli.saying import DONE, WRONG_INPUT, complain, mistakes, numbers, over_itself, put
from roi.files import load
from roi.scenario import Scenario, ScenarioError
from roi.version import VERSION
from roi.walk import nearest

if TYPE_CHECKING:
    from roi.simulate import Result


def add(commands: Any, lang: str) -> None:
    """``run``, ``break-even`` and ``pilot``."""
    run = _of_one(commands, "run", text.say("cli.run", lang), lang)
    run.set_defaults(command=_run)
    _asks_for_break_even(_of_one(commands, "break-even", text.say("break_even.cli.command", lang), lang), lang)
    _asks_for_a_pilot(_of_one(commands, "pilot", text.say("pilot.cli.command", lang), lang), lang)


def _of_one(commands: Any, name: str, about: str, lang: str) -> argparse.ArgumentParser:
    """A command that runs a scenario, or a result once more, and has its numbers as JSON too."""
    one = command(commands, name, about, lang)
    takes_run(one, lang)
    takes_json(one, lang)
    return one


def takes_run(parser: argparse.ArgumentParser, lang: str) -> None:
    """What is run, and how: what ``result_of`` reads."""
    from roi.simulate import DRAWS_AT_MOST, PRECISE_AT_MOST

    takes_file(parser, lang, "repeat.file")
    takes_draws(parser, DRAWS_AT_MOST, lang)
    words = text.say("precision.help", lang, most=PRECISE_AT_MOST)
    parser.add_argument("--precision", type=Share(lang), metavar="0.5%", help=words.replace("%", "%%"))
    takes_view(parser, lang)


def _asks_for_break_even(parser: argparse.ArgumentParser, lang: str) -> None:
    """The arguments of ``break-even`` beside those of ``run``."""
    key = text.say("break_even.cli.metavar_key", lang)
    parser.add_argument("--input", required=True, metavar=key, help=text.say("break_even.cli.input", lang))
    parser.add_argument("--by", metavar=key, help=text.say("break_even.cli.by", lang))
    figures = ("median", "mean", "loss")
    parser.add_argument("--of", choices=figures, default="median", help=text.say("break_even.cli.of", lang))
    parser.add_argument("--level", type=number(lang), metavar="N", help=text.say("break_even.cli.level", lang))
    parser.set_defaults(command=_break_even)


def _asks_for_a_pilot(parser: argparse.ArgumentParser, lang: str) -> None:
    """The arguments of ``pilot`` beside those of ``run``."""
    from roi.pilot import SHARE, WEEKS, WEEKS_AT_MOST

    weeks = text.say("pilot.cli.weeks", lang, most=WEEKS_AT_MOST, default=WEEKS)
    parser.add_argument("--weeks", type=Amount(WEEKS_AT_MOST, lang), default=WEEKS, metavar="N", help=weeks)
    share = text.say("pilot.cli.share", lang, default=SHARE)
    parser.add_argument("--share", type=Amount(1.0, lang), default=SHARE, metavar="0.2", help=share)
    leave = text.say("pilot.cli.leave", lang)
    parser.add_argument("--leave", type=Whole(1, catalogue.HORIZON_AT_MOST, lang), metavar="N", help=leave)
    parser.set_defaults(command=_pilot)


def _run(given: argparse.Namespace, lang: str) -> int:
    from roi import tables, terminal

    result = result_of(given, lang)
    if result is None:
        return WRONG_INPUT
    if given.json is None:
        put(terminal.report(result, lang))
        return DONE
    return numbers(tables.as_json(result), given.json, lang)


def result_of(given: argparse.Namespace, lang: str) -> Result | None:
    """What the file that is given comes to; None, once it is told why, where it cannot be used or would be written over."""
    from roi import repeat, simulate

    names = ("draws", "seed", "view", "precision")
    asked = {name: value for name in names if (value := getattr(given, name)) is not None}
    try:
        made = repeat.load(Path(given.file)) if repeat.is_result(Path(given.file)) else None
        scenario = made.scenario if made else load(given.file)
    except ScenarioError as error:
        mistakes(error, lang)
        return None
    if any(over_itself(getattr(given, name, None), [given.file], lang) for name in ("json", "to")):
        return None
    if made and made.version != VERSION:
        complain(text.say("repeat.other_version", lang, path=given.file, made=made.version, now=VERSION))
    return replace(made, **asked).run() if made else simulate.run(scenario, **asked)


def _break_even(given: argparse.Namespace, lang: str) -> int:
    from roi import breakeven, tables, terminal

    of, level = given.of, given.level or 0.0
    if of == "loss" and not 0 < level < 1:
        complain(text.say("break_even.cli.bad_share", lang))
        return WRONG_INPUT
    result = result_of(given, lang)
    if result is None:
        return WRONG_INPUT
    key, by = (_key(result.scenario, name, lang) if name is not None else "" for name in (given.input, given.by))
    if key is None or by is None:
        return WRONG_INPUT
    if key == by:
        complain(text.say("break_even.cli.same", lang))
        return WRONG_INPUT
    if by:
        row = tables.break_even_map(breakeven.break_even_map(result, key, by, of, level))
    else:
        row = tables.break_even(result, breakeven.break_even(result, key, of, level))
    if given.json is None:
        put((terminal.break_even_map if by else terminal.break_even)(row, lang))
        return DONE
    return numbers(tables.break_even_json(result, row), given.json, lang)


def _key(scenario: Scenario, name: str, lang: str) -> str | None:
    """The key that a name means: a package's input may stand without its package where there is one."""
    keyed, within = scenario.keyed(), scenario.meant(name)
    if len(within) == 1:
        return within[0]
    if within:
        complain(text.say("break_even.cli.which", lang, key=name, known=within))
        return None
    near = nearest(name, list(keyed))
    meant = text.say("message_part.meant", lang, nearest=near) if near else ""
    complain(" ".join(text.say("break_even.cli.unknown", lang, key=name, meant=meant, known=list(keyed)).split()))
    return None


def _pilot(given: argparse.Namespace, lang: str) -> int:
    from roi import go, pilot

    result = result_of(given, lang)
    if result is None:
        return WRONG_INPUT
    months = result.scenario.horizon_months
    if months < 2 or (given.leave or 0) >= months:
        name, facts = ("too_late", {"month": given.leave, "months": months}) if months > 1 else ("too_short", {})
        complain(text.say(f"pilot.cli.{name}", lang, **facts))
        return WRONG_INPUT
    found = pilot.choices(result, given.weeks, given.share, given.leave)
    if given.json is None:
        put(go.report(result, found, lang))
        return DONE
    return numbers(pilot.as_json(result, found), given.json, lang)
