"""The claims of a scenario examined."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from roi import catalogue, text
from roi.cli.arguments import Whole, command, takes_draws, takes_file, takes_json, takes_view
from roi.cli.saying import DONE, WRONG_INPUT, complain, numbers, over_itself, put, scenario_at, write

if TYPE_CHECKING:
    from roi.simulate import Result

KRONER_AT_MOST = 10**13


def add(commands: Any, lang: str) -> None:
    """``challenge``."""
    from roi.simulate import DRAWS, DRAWS_AT_MOST, SEED

    challenge = command(commands, "challenge", text.say("cli.challenge", lang), lang)
    takes_file(challenge, lang)
    takes_draws(challenge, DRAWS_AT_MOST, lang, DRAWS, SEED)
    takes_view(challenge, lang)
    takes_json(challenge, lang)
    month, kroner = Whole(1, catalogue.HORIZON_AT_MOST, lang), Whole(0, KRONER_AT_MOST, lang)
    challenge.add_argument("--month", type=month, metavar="N", help=text.say("memo.command.month", lang))
    challenge.add_argument("--more-than", type=kroner, metavar="N", help=text.say("memo.command.more_than", lang))
    to = text.say("memo.command.to", lang)
    challenge.add_argument("--to", metavar=text.say("cli.metavar_file", lang), help=to)
    challenge.set_defaults(command=_challenge)


def _challenge(given: argparse.Namespace, lang: str) -> int:
    from roi import claims_told, examine, inquiry, simulate

    scenario = scenario_at(given.file, lang)
    if scenario is None:
        return WRONG_INPUT
    if over_itself(given.json, [given.file], lang) or over_itself(given.to, [given.file], lang):
        return WRONG_INPUT
    if not scenario.claims:
        complain(text.say("challenge.run.none", lang, path=given.file))
        return WRONG_INPUT
    if given.month is not None and given.month > scenario.horizon_months:
        complain(text.say("memo.command.beyond", lang, month=given.month, horizon=scenario.horizon_months))
        return WRONG_INPUT
    result = simulate.run(scenario, draws=given.draws, seed=given.seed, view=given.view)
    if given.to is not None:
        return _memo(result, given.to, lang)
    examined = [examine.challenge(result, claim) for claim in scenario.claims]
    plan = inquiry.inquiry(result, given.month, given.more_than)
    if given.json is None:
        put(claims_told.report(result, examined, plan, lang))
        return DONE
    return numbers({**examine.as_json(result, examined), "plan": inquiry.as_json(plan)}, given.json, lang)


def _memo(result: Result, to: str, lang: str) -> int:
    """The memo written to a file, in the form that its name asks for."""
    from roi import memo, paper

    writers = {".docx": paper.to_docx, ".pdf": paper.to_pdf}
    made = writers.get(Path(to).suffix.lower())
    if made is None:
        complain(text.say("memo.command.which_form", lang, path=to, forms=list(writers)))
        return WRONG_INPUT
    return write(Path(to), made(memo.memo(result, lang)), lang)
