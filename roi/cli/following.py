"""After the decision: what has happened weighed against the plan, and what it has taught put into a new file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from roi import telling_actuals, text
from roi.cli.arguments import command, takes_draws, takes_file, takes_json, takes_view
from roi.cli.saying import DONE, WRONG_INPUT, complain, numbers, over_itself, put, scenario_at, write

if TYPE_CHECKING:
    from roi.actuals import Learnt


def add(commands: Any, lang: str) -> None:
    """``follow``."""
    from roi.actuals import WORLDS
    from roi.simulate import DRAWS, SEED

    follow = command(commands, "follow", text.say("follow.cli.command", lang), lang)
    takes_file(follow, lang)
    takes_draws(follow, WORLDS, lang, DRAWS, SEED)
    takes_view(follow, lang)
    takes_json(follow, lang)
    follow.add_argument("--to", metavar=text.say("cli.metavar_file", lang), help=text.say("follow.cli.to", lang))
    follow.set_defaults(command=_follow)


def _follow(given: argparse.Namespace, lang: str) -> int:
    from roi import actuals, followed, simulate

    scenario = scenario_at(given.file, lang)
    if scenario is None:
        return WRONG_INPUT
    if over_itself(given.json, [given.file], lang) or over_itself(given.to, [given.file], lang):
        return WRONG_INPUT
    learnt = actuals.learn(simulate.run(scenario, draws=given.draws, seed=given.seed, view=given.view))
    if given.to is not None:
        return _take(learnt, given.to, lang)
    found = actuals.as_json(learnt)
    if given.json is None:
        put(followed.report(learnt, found, lang))
        return DONE
    return numbers(found, given.json, lang)


def _take(learnt: Learnt, to: str, lang: str) -> int:
    """What was learnt written into a new file, with a word of what that loses."""
    from roi import actuals, followed, simulate, taking

    count = len(actuals.inputs(learnt))
    if not count:
        found = actuals.as_json(learnt)
        why = telling_actuals.weighed(found["weighed"], found["seen"], found["draws"], lang) if not learnt.is_known else []
        complain(" ".join(why) or text.say("follow.cli.nothing_to_take", lang))
        return WRONG_INPUT
    scenario = taking.taken(learnt, lang)
    done = write(Path(to), scenario.text, lang)
    if done == DONE:
        put(text.say("follow.cli.written", lang, path=to, count=count) + "\n")
        again = simulate.run(scenario, draws=learnt.draws.count, seed=learnt.result.seed, view=learnt.result.view)
        put(followed.lost(taking.lost(learnt, again), lang))
    return done
