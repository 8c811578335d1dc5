"""A run once more, from its own result: what ``roi run --json`` wrote holds the scenario's text and how it was run."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import NoReturn

from roi import catalogue, files
from roi.reading import Problem
from roi.scenario import Mistake, Scenario, ScenarioError
from roi.simulate import DRAWS_AT_MOST, PRECISION_AT_MOST, SEED_AT_MOST, Result, run

BYTES_AT_MOST = 20 * files.BYTES_AT_MOST  # the text of a scenario of the largest size, and tables beside it
LOOKED_AT = 1_000  # bytes at the beginning of a file


@dataclass(frozen=True)
class Record:
    """What a result says of its run. ``version``: of the program that made it."""

    scenario: Scenario
    draws: int
    seed: int
    view: str
    precision: float | None
    version: str

    def run(self) -> Result:
        """The run once more."""
        return run(self.scenario, self.draws, self.seed, self.view, self.precision)


def is_result(path: Path) -> bool:
    """Whether a file looks like a result: it begins with a brace, as no scenario does."""
    try:
        with path.open("rb") as file:
            return file.read(LOOKED_AT).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    except OSError:
        return False  # whoever reads it says why


def load(path: Path) -> Record:
    """The record in a result's file. Raises ScenarioError with what is wrong with it."""

    def refuse(code: str, place: str = "", **facts: object) -> NoReturn:
        raise ScenarioError([Mistake(place, Problem(code, facts))], str(path))

    words = files.read_text(path, BYTES_AT_MOST).removeprefix(files.BYTE_ORDER_MARK)
    try:
        document = json.loads(words)
    except (ValueError, RecursionError):  # no JSON, a number of thousands of digits, tables in tables without end
        refuse("result_not_json")
    text = document.get("scenario_text") if isinstance(document, dict) else None
    if not isinstance(text, str):
        refuse("result_without_scenario")
    if sha256(text.encode(errors="replace")).hexdigest() != document.get("scenario_hash"):
        refuse("result_changed", "scenario_text")
    asked = document.get("precision")
    precision = asked.get("asked") if isinstance(asked, dict) else None
    for place, right in (
        ("draws", _whole(document.get("draws"), 1, DRAWS_AT_MOST)),
        ("seed", _whole(document.get("seed"), 0, SEED_AT_MOST)),
        ("view", document.get("view") in list(catalogue.VIEWS)),
        ("version", isinstance(document.get("version"), str)),
        ("precision.asked", precision is None or (isinstance(precision, float) and 0 < precision <= PRECISION_AT_MOST)),
    ):
        if not right:
            refuse("result_unreadable", place)
    return Record(
        scenario=files.loads(text, str(path), str(document.get("scenario", ""))),
        draws=document["draws"],
        seed=document["seed"],
        view=document["view"],
        precision=precision,
        version=document["version"],
    )


def _whole(value: object, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
