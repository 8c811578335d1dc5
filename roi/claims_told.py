"""Claims examined as text for a terminal: each an argument from top to bottom."""

from __future__ import annotations

from collections.abc import Sequence

from roi import argument, inquiry, text
from roi.examine import Challenge
from roi.inquiry import Inquiry
from roi.simulate import Result
from roi.typeset import WIDTH, columns, headed, wrapped

WIDEST = 140  # characters of a line
FEW = 1_000  # draws below which a reader is warned


def report(result: Result, examined: Sequence[Challenge], plan: Inquiry, lang: str) -> str:
    """The claims, one after the other, and what is asked of the plan beside them."""
    lines = _head(result, lang)
    for number, each in enumerate(examined, start=1):
        facts = each.facts
        title = argument.heading(facts, number, lang)
        lines += ["", *wrapped(title), "═" * min(len(title), WIDTH)]
        lines += [*wrapped(argument.by_whom(facts, lang)), *wrapped(argument.read_as(facts, lang))]
        lines += [line for part in argument.sections(facts, lang) for line in _section(part)]
        lines.append("")
    title = text.say("memo.command.plan", lang)
    lines += ["", title, "═" * min(len(title), WIDTH)]
    months = result.scenario.horizon_months
    lines += [line for part in inquiry.sections(plan, months, lang) for line in _section(part)]
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
    lines += _table(part.table) if part.table else []
    notes = [line for note in part.notes for line in wrapped(note, "  ")]
    return [*lines, "", *notes] if notes else lines


def _table(table: Sequence[list[str]]) -> list[str]:
    """A table in columns; one whose cells are sentences row by row."""
    lines = list(columns(table))
    if max(map(len, lines)) <= WIDEST:
        return ["", *lines]
    return [line for row in table[1:] for line in wrapped(": ".join((row[0], " · ".join(row[1:]))), "  · ")]
