"""The scenario as a form in a spreadsheet: what each row asks, by its place, and the words of its columns and choices.

A row's place is that of the scenario file (``work[2].fee_m``). It stands in the first column, so that rows may be moved,
copied to another sheet or left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from roi import catalogue, text
from roi.catalogue import Input, Words

PLACE = re.compile(r"([a-z_]+)(?:\[([1-9][0-9]{0,3})\])?(?:\.([a-z_0-9]+))?")
GROUPS = ("work", "events", "claims")  # what there may be several of, each of them a table
PRESETS_AT_MOST = 8
LISTED = "; "  # between the names of a list in one cell
#: How three cells are read: the keys of a distribution that low, likely and high stand for. The first is for three, "range"
#: for two, where nothing is said.
SHAPES: Mapping[str, tuple[str | None, str | None, str | None]] = {
    "pert": ("low", "mode", "high"),
    "triangular": ("low", "mode", "high"),
    "range": ("low", None, "high"),
    "p5_p95": ("p5", None, "p95"),
    "p10_p50_p90": ("p10", "p50", "p90"),
}
COLUMNS = ("place", "what", "low", "likely", "high", "unit", "shape", "possible", "default", "source", "help")
ENTRIES = ("low", "likely", "high", "shape", "source")  # what a person fills in
SHEETS = ("plan", *GROUPS)
OF_A_GROUP = {
    "work": ("name", "category", "hours_m", "fee_m", "fee_hour", "start_month", "ramp_months", "movable_share"),
    "events": ("name", "side", "rate_y", "cost", "dilemma", "source", "note"),
    "claims": ("says", "metric", "value", "saving_percent", "saving_y", "payback_months", "by", "leaves_out", "note"),
}
AT_THE_TOP = ("name", "note", "assumptions", "horizon_months", "view")


class Ask(NamedTuple):
    """What a row asks. ``kind``: "value" (a number or a spread of it), "number", "text", "choice" or "choices" (some)."""

    kind: str
    name: Words
    help: Words
    input: Input | None = None
    choices: Mapping[str, Words] | None = None


@dataclass(frozen=True)
class Place:
    """A row's place, taken apart. ``number``: from 1, of what there may be several of; else 0."""

    section: str
    number: int
    key: str

    def __str__(self) -> str:
        return self.section + (f"[{self.number}]" if self.number else "") + (f".{self.key}" if self.key else "")


def parse(words: str) -> Place | None:
    """A place as it is written; None where that is none."""
    found = PLACE.fullmatch(words.strip())
    return Place(found[1], int(found[2] or 0), found[3] or "") if found else None


def asked(place: Place) -> Ask | None:
    """What a row of that place asks; None where the form has no such row."""
    if place.section == "presets" and place.number and not place.key:
        return _choice("preset", {id: each.name for id, each in catalogue.presets().items()})
    if not place.number and not place.key and place.section in AT_THE_TOP:
        return _at_the_top(place.section)
    if bool(place.number) != (place.section in GROUPS):
        return None
    if place.section in catalogue.SECTIONS and (about := catalogue.section(place.section).get(place.key)):
        kind = "choice" if about.choices else "value"
        return Ask(kind, about.name, about.help, about, about.choices)
    if place.section in GROUPS and place.key in OF_A_GROUP[place.section]:
        return _of_a_group(place.section, place.key)
    return None


def keys(section: str) -> tuple[str, ...]:
    """The keys of a table of the file, in the order of the form."""
    if section in GROUPS:
        return tuple(dict.fromkeys((*OF_A_GROUP[section], *(catalogue.section(section) if section != "claims" else ()))))
    return tuple(catalogue.section(section))


def _at_the_top(key: str) -> Ask:
    if key == "assumptions":
        return _choice(key, {id: text.words()[f"assumption.{id}"] for id in catalogue.ASSUMPTIONS})
    if key == "view":
        return _choice(key, {id: text.words()[f"view.{id}"] for id in catalogue.VIEWS})
    return _ask("number" if key == "horizon_months" else "text", key)


def _of_a_group(section: str, key: str) -> Ask:
    match key:
        case "side":
            return _choice(key, {id: text.words()[f"form.side.{id}"] for id in ("plan", "staying")})
        case "dilemma":
            return _choice(key, {id: each.name for id, each in catalogue.dilemmas().items()})
        case "metric":
            return _choice(key, {id: each.name for id, each in catalogue.outcomes().items()})
        case "leaves_out":
            return _choice(key, {id: each.name for id, each in catalogue.lines().items()})._replace(kind="choices")
        case "value" | "saving_percent" | "saving_y" | "payback_months":
            return _ask("number", key)
    return _ask("text", f"{section}_name" if key == "name" else key)


def _choice(key: str, choices: Mapping[str, Words]) -> Ask:
    return _ask("choice", key)._replace(choices=choices)


def _ask(kind: str, key: str) -> Ask:
    return Ask(kind, text.words()[f"form.field.{key}"], text.words()[f"form.help.{key}"])


@cache
def chosen(section: str, key: str) -> Mapping[str, str]:
    """What may stand in a cell with a choice, in small letters -> its id: the words of either language, or the id."""
    found = asked(Place(section, 1 if section in (*GROUPS, "presets") else 0, key))
    choices = found.choices if found and found.choices else {}
    known = {id.lower(): id for id in choices}
    for id, words in choices.items():
        known |= {words[lang].strip().lower(): id for lang in text.LANGUAGES}
    return known


@cache
def shapes() -> Mapping[str, str]:
    """The words for how cells are read, in small letters -> its id."""
    known = {id: id for id in SHAPES}
    for id in SHAPES:
        known |= {text.say(f"form.shape.{id}", lang).lower(): id for lang in text.LANGUAGES}
    return known


@cache
def headings() -> Mapping[str, tuple[str, str]]:
    """The words above a column, in small letters -> the column, and the language."""
    return {text.say(f"form.column.{name}", lang).lower(): (name, lang) for name in COLUMNS for lang in text.LANGUAGES}
