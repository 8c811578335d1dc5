"""Several scenarios held against each other, and several offers for the same work."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from roi import catalogue, text
from roi.cli.arguments import Whole, command, takes_draws, takes_json, takes_view
from roi.cli.saying import DONE, WRONG_INPUT, mistakes, numbers, over_itself, put, scenario_at
from roi.scenario import Scenario, ScenarioError

T = TypeVar("T")


def add(commands: Any, lang: str) -> None:
    """``compare`` and ``bids``."""
    from roi.simulate import DRAWS, KEPT, SEED

    longest = catalogue.HORIZON_AT_MOST
    for name, run in (("compare", _compare), ("bids", _bids)):
        held = command(commands, name, text.say(f"{name}.cli.command", lang), lang)
        file = text.say("cli.metavar_file", lang)
        held.add_argument("files", nargs="+", metavar=file, help=text.say(f"{name}.cli.files", lang))
        takes_draws(held, KEPT, lang, DRAWS, SEED)
        takes_view(held, lang, "compare.cli.view")
        months = text.say("compare.cli.months", lang, most=longest)
        held.add_argument("--months", type=Whole(1, longest, lang), metavar="N", help=months)
        takes_json(held, lang)
        held.set_defaults(command=run)


def _compare(given: argparse.Namespace, lang: str) -> int:
    from roi import because, comparison, side_by_side

    def held(scenarios: list[Scenario], **how: Any) -> comparison.Comparison:
        names = _told_apart([each.name for each in scenarios], given.files, lang)
        return comparison.compare(scenarios, names=names, **how)

    return _held(given, lang, held, side_by_side.report, because.as_json)


def _bids(given: argparse.Namespace, lang: str) -> int:
    from roi import bids, side_by_side

    def held(scenarios: list[Scenario], **how: Any) -> bids.Bids:
        names = _told_apart([bids.called(each) for each in scenarios], given.files, lang)
        return bids.bids(scenarios, names=names, **how)

    return _held(given, lang, held, side_by_side.offers, bids.as_json)


def _held(
    given: argparse.Namespace,
    lang: str,
    held: Callable[..., T],
    report: Callable[[T, str], str],
    as_json: Callable[[T], dict[str, Any]],
) -> int:
    """Several scenarios held against each other."""
    read = [scenario_at(path, lang) for path in given.files]  # of every file every mistake
    scenarios = [each for each in read if each is not None]
    if len(scenarios) < len(read) or over_itself(given.json, given.files, lang):
        return WRONG_INPUT
    try:
        found = held(scenarios, draws=given.draws, seed=given.seed, view=given.view, months=given.months)
    except ScenarioError as error:
        mistakes(error, lang)
        return WRONG_INPUT
    if given.json is None:
        put(report(found, lang))
        return DONE
    return numbers(as_json(found), given.json, lang)


def _told_apart(names: Sequence[str], paths: Sequence[str], lang: str) -> list[str]:
    """The scenarios' names, with the file's where two are alike."""
    return [
        text.say("compare.name.and_file", lang, name=text.case(name, lang), file=Path(path).name)
        if names.count(name) > 1
        else name
        for name, path in zip(names, paths, strict=True)
    ]
