"""The claims of a scenario as a person writes and changes them: pure functions over what stands in the file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from roi import catalogue, claim, files
from roi.scenario import Mistake, Scenario, ScenarioError

PERCENT = 100  # stand on the screen, shares in files


def place(at: int) -> str:
    """Where in the file the claim ``at`` (from 0) stands."""
    return f"claims[{at + 1}]"


def facts(scenario: Scenario, at: int) -> dict[str, Any]:
    """What a claim says, as the sentences about it take it (argument.py)."""
    said = asdict(scenario.claims[at])
    discount_y = float(scenario.values["discount_y"].median)
    return {**said, "view": scenario.view, "months": scenario.horizon_months, "discount_y": discount_y}


def written(scenario: Scenario, at: int) -> dict[str, Any]:
    """The claim as it is written in the file."""
    found: dict[str, Any] = files.stands(scenario, place(at)).unwrap()
    return found


def figure(raw: Mapping[str, Any]) -> str:
    """The key under which a claim has what it claims: "says", "value" or one of the plain keys."""
    return next(key for key in ("says", *claim.PLAIN, "value") if key in raw)


def factor(metric: str) -> int:
    """What a value of an outcome is multiplied by on the screen: shares stand there in percent."""
    return PERCENT if catalogue.outcomes()[metric].unit in catalogue.SHARES else 1


def in_file(metric: str, on_screen: float) -> float:
    """A value as it stands in a file."""
    return round(on_screen / factor(metric), 9)


def on_screen(metric: str, value: float) -> float:
    """A value as it stands on the screen."""
    return round(value * factor(metric), 9)


def one_more(scenario: Scenario, *tables: Mapping[str, Any]) -> dict[str, Any]:
    """What to change for one more claim, or for several; what is empty is left out."""
    kept = [{name: each for name, each in table.items() if each not in ("", None, [], ())} for table in tables]
    return {place(at): each for at, each in enumerate(kept, start=len(scenario.claims))}


def apart(scenario: Scenario, table: Mapping[str, Any], joiners: Sequence[str]) -> list[Mapping[str, Any]]:
    """The claims in what was said: the one, or several joined by a word or a mark where only each by itself can be read."""
    if not table.get("says") or not mistakes(scenario, one_more(scenario, table)):
        return [table]
    words = "|".join(rf"\b{re.escape(each)}\b" for each in joiners)
    parts = [part.strip(" .") for part in re.split(rf"[;,]\s+|\.\s+|{words}", table["says"], flags=re.IGNORECASE)]
    found: list[Mapping[str, Any]] = [{**table, "says": part} for part in parts if part]
    return [table] if any(mistakes(scenario, one_more(scenario, each)) for each in found) else found


def mistakes(scenario: Scenario, changes: Mapping[str, Any]) -> tuple[Mistake, ...]:
    """What would be wrong with a change."""
    try:
        files.change(scenario, changes)
    except ScenarioError as error:
        return error.mistakes
    return ()
