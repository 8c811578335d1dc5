"""Going ahead, trying first or leaving it, as text for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from roi import telling, text
from roi.simulate import Result
from roi.tables import Row
from roi.typeset import columns, headed, wrapped


def report(result: Result, found: Row, lang: str) -> str:
    """The choices of a result (of ``pilot.choices``)."""
    scenario = result.scenario
    head = wrapped(f"{text.case(scenario.name, lang)}: {text.say('pilot.title.head', lang)}")
    counted = text.say(f"view.{result.view}", lang)
    draws = result.draws
    setting = {"months": scenario.horizon_months, "view": counted, "draws": draws.count, "seed": str(draws.seed)}
    shown = [["", text.say("pilot.column.value", lang)]]
    for row in found["options"]:
        amount = text.money(text.to_error(row["value"], row["se"]), lang)
        shown.append([text.say(f"pilot.option.{row['option']}", lang), amount])
    parts = (
        [*head, *wrapped(text.say("pilot.title.setting", lang, **setting)), "", *wrapped(telling.pilot_answer(found, lang))],
        [*headed(text.say("pilot.title.options", lang)), *columns(shown)],
        [*headed(text.say("pilot.title.pilot", lang)), *_indented(telling.pilot(found["pilot"], lang, scenario.instead))],
        [*headed(text.say("pilot.title.leave", lang)), *_indented(telling.leaving(found["leave"], lang, scenario.instead))],
    )
    return "\n".join(line for part in parts for line in part) + "\n"


def _indented(sentences: Sequence[str]) -> list[str]:
    return [line for each in sentences for line in wrapped(each, "  ")]
