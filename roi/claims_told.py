"""Claims examined as text for a terminal: each an argument from top to bottom."""

from __future__ import annotations

from collections.abc import Sequence

from roi import argument, text
from roi.examine import Challenge
from roi.simulate import Result
from roi.typeset import WIDTH, columns, headed, wrapped

FEW = 1_000  # draws below which a reader is warned


def report(result: Result, examined: Sequence[Challenge], lang: str) -> str:
    """The claims, one after the other."""
    lines = _head(result, lang)
    for number, each in enumerate(examined, start=1):
        facts = each.facts
        title = argument.heading(facts, number, lang)
        lines += ["", *wrapped(title), "═" * min(len(title), WIDTH)]
        lines += [*wrapped(argument.by_whom(facts, lang)), *wrapped(argument.read_as(facts, lang))]
        lines += [line for part in argument.sections(facts, lang) for line in _section(part)]
        lines.append("")
    return "\n".join(lines) + "\n"


def _head(result: Result, lang: str) -> list[str]:
    scenario = result.scenario
    setting = text.say(
        "run.setting",
        lang,
        months=scenario.horizon_months,
        view=text.say(f"view.{result.view}", lang),
        assumptions=text.say(f"assumption.{scenario.assumptions}", lang),
        draws=result.draws.count,
        seed=str(result.draws.seed),
    )
    few = wrapped(text.say("run.few", lang, draws=result.draws.count)) if result.draws.count < FEW else []
    return [*wrapped(text.case(scenario.name, lang)), *wrapped(setting), *few]


def _section(part: argument.Section) -> list[str]:
    lines = [*headed(part.title), *(line for sentence in part.said for line in wrapped(sentence))]
    lines += [line for point in part.points for line in wrapped(point, "  · ")]
    lines += ["", *columns(part.table)] if part.table else []
    notes = [line for note in part.notes for line in wrapped(note, "  ")]
    return [*lines, "", *notes] if notes else lines
