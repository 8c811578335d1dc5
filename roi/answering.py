"""Answers to questions, in the scenario: an answer may set its input, remembers what stood there, and can be withdrawn."""

from __future__ import annotations

import copy
import datetime
from typing import Any

from roi import catalogue, files, qualitative
from roi.scenario import Scenario


def places(scenario: Scenario, question: str) -> list[str]:
    """Where in a scenario the inputs stand that a question is about: ``plan.rework_start``, ``work[2].hours_m``."""
    found = []
    for id in qualitative.entries()[question].inputs:
        section = catalogue.inputs()[id].section
        if section == "work":
            found += [f"work[{i}].{id}" for i, each in enumerate(scenario.work, start=1) if id in (*each.values, "category")]
        elif section == "events":
            found += [f"events[{i}].{id}" for i in range(1, len(scenario.events) + 1)]
        else:
            found.append(f"{section}.{id}")
    return found


def answer(
    scenario: Scenario,
    question: str,
    *,
    said: str = "",
    by: str = "",
    date: datetime.date | None = None,
    place: str | None = None,
    value: Any = None,
) -> Scenario:
    """The scenario with a question answered and, if a place is named, the value there set by it; an earlier answer goes.

    Raises ScenarioError for a question, place or value that cannot be; ValueError for a place without a value, or a value
    without a place.
    """
    if (place is None) != (value is None):
        raise ValueError("place and value belong together")
    if any(each.question == question for each in scenario.answers):
        scenario = withdraw(scenario, question)
    given = {"question": question, "said": said, "by": by, "date": date, "place": place}
    changes: dict[str, Any] = {}
    if place is not None:
        given["before"] = _as_written(scenario, place)
        changes[place] = value
    kept = {name: each for name, each in given.items() if each not in (None, "")}
    return files.change(scenario, {**changes, f"answers[{len(scenario.answers) + 1}]": kept})


def withdraw(scenario: Scenario, question: str) -> Scenario:
    """The scenario without the answer to a question, and what stood before it back in its place. Raises KeyError.

    If another answer has set the same place since, its value stays, and it remembers what stood before the first.
    """
    index = {each.question: i for i, each in enumerate(scenario.answers, start=1)}[question]
    place = scenario.answers[index - 1].place
    later = [i for i, each in enumerate(scenario.answers, start=1) if i > index and each.place == place]
    changes: dict[str, Any] = {f"answers[{index}]": None}
    if place is not None and later:
        changes = {f"answers[{later[0]}].before": _as_written(scenario, f"answers[{index}].before")} | changes
    elif place is not None:
        changes |= _restored(scenario, index)
    return files.change(scenario, changes)


def before_answers(scenario: Scenario) -> Scenario:
    """The scenario as it was before any answer set a value; what was said goes too."""
    changes: dict[str, Any] = {}
    for index, each in reversed(list(enumerate(scenario.answers, start=1))):  # the first that set a place has the last word
        changes |= _restored(scenario, index) if each.place else {}
    return files.change(scenario, {**changes, "answers": None}) if scenario.answers else scenario


def _restored(scenario: Scenario, index: int) -> dict[str, Any]:
    """The change that puts back what stood at an answer's place; a table that was made for the value goes with it."""
    place = str(scenario.answers[index - 1].place)
    before = _as_written(scenario, f"answers[{index}].before")
    section = place.rpartition(".")[0]
    return {section: None} if before is None and _holds_one_value(scenario, section) else {place: before}


def _holds_one_value(scenario: Scenario, section: str) -> bool:
    """Whether nothing but one value, not even a comment, stands under a heading."""
    from tomlkit.items import Comment, Table

    table = files.stands(scenario, section)
    if not isinstance(table, Table) or len(table) != 1 or table.trivia.comment:
        return False
    return not any(isinstance(item, Comment) for _, item in table.value.body)


def _as_written(scenario: Scenario, place: str) -> Any:
    """A copy of what stands at a place, in the form it has there, without the comment beside it; None if nothing does."""
    from tomlkit.items import Table, Trivia

    found = files.stands(scenario, place)
    if found is None or isinstance(found, Table):
        return None if found is None else found.unwrap()
    found = copy.deepcopy(found)
    found._trivia = Trivia()
    return found
