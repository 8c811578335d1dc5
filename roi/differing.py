"""What several scenarios say differently: settings, inputs, and packages and events that only some of them have.

Packages and events are matched by their names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from roi import catalogue, tables
from roi.scenario import Correlation, Event, Package, Scenario, input_of
from roi.tables import Row, Table

#: What is so of the work before anybody moves it, whatever the plan.
OF_THE_WORK = ("hours_m", "transactions_m", "own_error", "error_cost")


def settings(scenarios: Sequence[Scenario]) -> Table:
    """Settings that are not the same in all: name, the event (or None), and each scenario's value (None: no such event)."""
    rows: Table = []

    def compared(setting: str, part: str | None, values: Sequence[Any]) -> None:
        if len({repr(each) for each in values if each is not None}) > 1:
            rows.append({"setting": setting, "part": part, "values": list(values)})

    compared("assumptions", None, [each.assumptions for each in scenarios])
    compared("cost_basis", None, [each.cost_basis for each in scenarios])
    for name in _names(scenarios, _events):
        sides = [_events(each)[name].side if name in _events(each) else None for each in scenarios]
        compared("side", name, sides)
    compared("correlations", None, [[_plain(pair) for pair in each.correlations] for each in scenarios])
    return rows


def _plain(pair: Correlation) -> Row:
    return {"between": [pair.a, pair.b], "rank": pair.rank}


def only_in_some(scenarios: Sequence[Scenario]) -> Table:
    """Packages ("work") and events that not all have: section, name, and the numbers of the scenarios that do."""
    found: Table = []
    for section, of in (("work", _packages), ("events", _events)):
        for name in _names(scenarios, of):
            has = [i for i, each in enumerate(scenarios) if name in of(each)]
            if len(has) < len(scenarios):
                found.append({"section": section, "name": name, "in": has})
    return found


def inputs(scenarios: Sequence[Scenario]) -> Table:
    """Inputs that are not the same in all, of the firm, the plan, and the packages and events that all have.

    A row: ``key``, ``part`` (the package or event, or None), ``input``, ``section``, ``of_the_firm``, and ``values``: for
    each scenario a row as of ``tables.assumptions``, or None where it has none (the fee that a package does not use).
    """
    keyed = [each.keyed() for each in scenarios]
    assumed = [{row["key"]: row for row in tables.assumptions(each)} for each in scenarios]
    missing = {row["name"] for row in only_in_some(scenarios)}
    found: Table = []
    for key in sorted({key for each in keyed for key in each}, key=_order(scenarios)):
        values = [each.get(key) for each in keyed]
        about = next(rows[key] for rows in assumed if key in rows)
        part = key.removesuffix(f".{about['input']}") if about["section"] in ("work", "events") else None
        if part in missing or all(value == values[0] for value in values):
            continue
        row: Row = {"key": key, "part": part, "input": about["input"], "section": about["section"]}
        row["of_the_firm"] = is_of_the_firm(about["input"])
        found.append(row | {"values": [rows.get(key) for rows in assumed]})
    return found


def _order(scenarios: Sequence[Scenario]) -> Callable[[str], tuple[int, int]]:
    """Keys in the order of the document: the firm's and the plan's, then part by part."""
    parts = [*_names(scenarios, _packages), *_names(scenarios, _events)]
    ids = list(catalogue.inputs())

    def place(key: str) -> tuple[int, int]:
        id = input_of(key).id
        part = key.removesuffix(id).removesuffix(".")
        return (1 + parts.index(part) if part else 0), ids.index(id)

    return place


def is_of_the_firm(input: str) -> bool:
    """Whether an input is of the firm and its work as they are today. What a preset can set belongs to the plan."""
    if input in OF_THE_WORK:
        return True
    planned = any(input in preset.values for preset in catalogue.presets().values())
    return catalogue.inputs()[input].section in ("company", "burnout") and not planned


def _packages(scenario: Scenario) -> Mapping[str, Package]:
    return {each.name: each for each in scenario.work}


def _events(scenario: Scenario) -> Mapping[str, Event]:
    return {each.name: each for each in scenario.events}


def _names(scenarios: Sequence[Scenario], of: Callable[[Scenario], Mapping[str, Package | Event]]) -> list[str]:
    """The names that any of the scenarios has, in the order in which they come."""
    return list(dict.fromkeys(name for each in scenarios for name in of(each)))
