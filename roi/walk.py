"""A file's raw tables being walked: small readers that say what is wrong and what would be right, and go on."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any

from roi import catalogue
from roi.catalogue import Input
from roi.distributions import Distribution
from roi.places import line_of
from roi.reading import DistributionError, Problem, as_written, read
from roi.scenario import Mistake
from roi.typeset import CONTROL, STEERING, escaped

NAME_AT_MOST = 200  # characters
TEXT_AT_MOST = 20_000  # characters of a note, an answer, a piece of evidence
SMALLEST = 1e-12  # of an input that is not zero: what is smaller is a slip, and its ratios leave the range of numbers
SHOWN_AT_MOST = 80  # characters of a user's text repeated in a message
AROUND = 20  # characters of a text on either side of the one that is meant
LISTED_AT_MOST = 50  # names that a message lists
MENDS_AT_MOST = 1_000  # mistakes of a file for which the name that was meant is looked for: more are no slips
TABLES_AT_MOST = 500  # events, claims, risks: more are no scenario, and would take the memory of the machine
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
AT_THE_TOP = ("format", "name", "note", "assumptions", "presets", "horizon_months", "view")


def nearest(name: str, names: Sequence[str]) -> str:
    close = get_close_matches(name[:SHOWN_AT_MOST], names, n=1, cutoff=0.6)
    return close[0] if close else ""


def few(names: Sequence[str]) -> list[str] | None:
    """What may be chosen, where it is few enough to be read."""
    return list(names) if len(names) <= LISTED_AT_MOST else None


def shown(text: str) -> str:
    """A place, a name or a text of the user's as it is repeated in a message: short, and harmless to a terminal."""
    return escaped(text if len(text) <= SHOWN_AT_MOST else text[: SHOWN_AT_MOST - 1] + "…")


def texts(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a file, keys among them, each with its place."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            within = f"{place}.{key}" if place else key
            yield within, key
            yield from texts(inner, within)
    elif isinstance(value, list):
        for number, inner in enumerate(value, start=1):
            yield from texts(inner, f"{place}[{number}]")


def as_percent(each: Input, problem: Problem) -> Problem:
    """A share that looks like a percentage gets the mend that is meant: 15 -> 0.15."""
    value = problem.facts.get("value")
    if (
        problem.code == "outside_range"
        and each.unit in catalogue.SHARES
        and isinstance(value, float | int)
        and 2 <= value <= 100
    ):
        return Problem("share_as_percent", {**problem.facts, "share": value / 100})
    return problem


class Walk:
    """One file being walked: every mistake and every hint that was met on the way."""

    def __init__(self, raw: dict[str, Any], text: str) -> None:
        self.raw, self.text = raw, text
        self.mistakes: list[Mistake] = []
        self.hints: list[Mistake] = []

    def wrong(self, place: str, code: str, **facts: object) -> None:
        self.mistakes.append(Mistake(shown(place), Problem(code, facts), line_of(self.text, place)))

    def hint(self, place: str, code: str, **facts: object) -> None:
        self.hints.append(Mistake(shown(place), Problem(code, facts), line_of(self.text, place)))

    def known(self, place: str, table: Mapping[str, Any], names: Sequence[str]) -> None:
        for name in table:
            if name not in names:
                inside = f"{place}.{name}" if place else name
                home = catalogue.inputs().get(name)
                if home and not place.startswith(home.section):
                    table_name = f"[[{home.section}]]" if home.section in ("work", "events") else f"[{home.section}]"
                    self.wrong(inside, "wrong_table", key=name, table=table_name)
                elif name in AT_THE_TOP and place:
                    self.wrong(inside, "belongs_at_the_top", key=name)
                else:
                    self.unknown(inside, name, names, "unknown_key")

    def unknown(self, place: str, name: str, names: Sequence[str], code: str) -> None:
        near = nearest(name, names) if len(self.mistakes) < MENDS_AT_MOST else ""
        self.wrong(place, code, key=shown(name), nearest=near, allowed=few(names))

    def own_names(self, place: str, names: Sequence[str]) -> None:
        for index, name in enumerate(names):
            if names.index(name) < index:
                self.wrong(f"{place}[{index + 1}].name", "same_name_twice", name=shown(name))

    def table(self, place: str, parent: Mapping[str, Any], quiet: bool = False) -> dict[str, Any]:
        table = parent.get(place.rsplit(".", 1)[-1], {})
        if isinstance(table, dict):
            return table
        if not quiet:
            self.wrong(place, "not_a_table", value=as_written(table))
        return {}

    def tables(
        self,
        place: str,
        most: int = TABLES_AT_MOST,
        too_many: str = "too_many_tables",
        outer: Mapping[str, Any] | None = None,
    ) -> list[tuple[str, dict[str, Any]]]:
        """The tables of a list, each with its place. ``outer``: the table the list stands in, where it is not the file."""
        tables = (self.raw if outer is None else outer).get(place.rsplit(".", 1)[-1], [])
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            self.wrong(place, "not_tables", value=as_written(tables))
            return []
        if len(tables) > most:
            self.wrong(place, too_many, count=len(tables), most=most)
        return [(f"{place}[{index}]", table) for index, table in enumerate(tables[:TABLES_AT_MOST], start=1)]

    def string(self, place: str, table: Mapping[str, Any], most: int) -> str:
        value = table.get(place.rsplit(".", 1)[-1], "")
        if not isinstance(value, str):
            self.wrong(place, "not_text_value", value=as_written(value))
            return ""
        if len(value) > most:
            self.wrong(place, "text_too_long", length=len(value), most=most)
        if most == NAME_AT_MOST and CONTROL.search(value):
            self.wrong(place, "not_one_line", value=shown(value))
        return value[:most]

    def steering(self) -> None:
        """No text of the file, whatever it is for, may steer a screen or turn round the order of what stands beside it."""
        told = {each.place for each in self.mistakes}
        for place, words in texts(self.raw):
            found = STEERING.search(words)
            if found and shown(place) not in told:
                told.add(shown(place))
                around = words[max(0, found.start() - AROUND) : found.end() + AROUND]
                self.wrong(place, "steers", character=f"U+{ord(found.group()):04X}", value=shown(around))

    def choice(self, place: str, table: Mapping[str, Any], allowed: Sequence[str], default: str) -> str:
        value = table.get(place.rsplit(".", 1)[-1], default)
        if isinstance(value, str) and value in allowed:
            return value
        near = nearest(value, allowed) if isinstance(value, str) else ""
        self.wrong(place, "not_a_choice", value=as_written(value), nearest=near, allowed=few(allowed))
        return default

    def whole(self, place: str, table: Mapping[str, Any], low: int, high: int, default: int) -> int:
        value = table.get(place.rsplit(".", 1)[-1], default)
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        self.wrong(place, "not_a_whole_number", value=as_written(value), low=low, high=high)
        return default

    def yes_or_no(self, place: str, table: Mapping[str, Any]) -> bool | None:
        value = table.get(place.rsplit(".", 1)[-1])
        if value is None or isinstance(value, bool):
            return value
        self.wrong(place, "not_yes_or_no", value=as_written(value))
        return None

    def day(self, place: str, table: Mapping[str, Any]) -> date | None:
        """A date, written 2026-05-04 with or without quotation marks."""
        value = table.get(place.rsplit(".", 1)[-1])
        if value is None or type(value) is date:  # a point in time is a date too, to Python
            return value
        if isinstance(value, str) and DAY.fullmatch(value):
            try:
                return date.fromisoformat(value)
            except ValueError:  # 30 February
                pass
        self.wrong(place, "not_a_date", value=as_written(value))
        return None

    def names(self, place: str, table: Mapping[str, Any], known: Sequence[str], code: str) -> tuple[str, ...]:
        """A list of known names, each once."""
        listed = table.get(place.rsplit(".", 1)[-1], [])
        if not isinstance(listed, list) or not all(isinstance(name, str) for name in listed):
            self.wrong(place, "not_a_list_of_names", value=as_written(listed))
            return ()
        for index, name in enumerate(listed):
            if name not in known:
                self.unknown(place, name, known, code)
            elif name in listed[:index]:
                self.wrong(place, "named_twice", name=shown(name))
        return tuple(dict.fromkeys(name for name in listed if name in known))

    def distribution(self, place: str, raw: object, each: Input) -> Distribution | None:
        """A value of an input; where it cannot be one, everything that is wrong with it."""
        try:
            return read(raw, low=each.low, high=each.high, low_open=each.low_open, whole=each.whole, least=SMALLEST)
        except DistributionError as error:
            for problem in (as_percent(each, found) for found in error.problems):
                inner = f"{place}.{problem.facts['key']}" if problem.facts.get("key") else place
                line = line_of(self.text, inner) or line_of(self.text, place)
                self.mistakes.append(Mistake(shown(inner), problem, line))
            return None

    def grade(self, place: str, table: Mapping[str, Any]) -> int | None:
        return self.whole(place, table, 1, 5, 1) if place.rsplit(".", 1)[-1] in table else None

    def number(self, place: str, table: Mapping[str, Any], low: float, high: float) -> float | None:
        name = place.rsplit(".", 1)[-1]
        if name not in table:
            self.wrong(place, "missing_number")
            return None
        value = table[name]
        if isinstance(value, bool) or not isinstance(value, int | float) or not _finite(value):
            self.wrong(place, "not_a_number_value", value=as_written(value))
            return None
        if not low <= value <= high:
            self.wrong(place, "number_outside", value=float(value), low=low, high=high)
            return None
        return float(value)


def _finite(value: int | float) -> bool:
    try:
        return math.isfinite(float(value))
    except OverflowError:
        return False
