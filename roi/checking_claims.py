"""The claims of a file, checked: what each says, whether it could be true at all, and which contradict each other."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from roi import catalogue, claim
from roi.distributions import Distribution
from roi.places import line_of
from roi.reading import Problem, as_written
from roi.scenario import Claim, Mistake
from roi.walk import NAME_AT_MOST, TEXT_AT_MOST, Walk, shown


def claims(file: Walk, months: int, view: str, values: Mapping[str, Distribution]) -> tuple[Claim, ...]:
    """The claims. ``values``: the firm's and the plan's; a saving of later years is discounted at their rate."""
    discount_y = values["discount_y"].median if "discount_y" in values else 0.0
    found = [one(file, place, table, months, discount_y) for place, table in file.tables("claims")]
    whole = [each for each in found if each]
    if len(whole) == len(found):
        for at, problem in claim.contradictions(whole, view):
            place = f"claims[{at + 1}]"
            file.hints.append(Mistake(place, problem, line_of(file.text, place)))
    return tuple(whole)


def one(file: Walk, place: str, table: Mapping[str, Any], months: int, discount_y: float) -> Claim | None:
    """One claim, or None where it cannot be told what it claims."""
    file.known(place, table, ("metric", "value", "says", *claim.PLAIN, "by", "leaves_out", "note"))
    note, by = (file.string(f"{place}.{name}", table, TEXT_AT_MOST) for name in ("note", "by"))
    says = file.string(f"{place}.says", table, NAME_AT_MOST)
    left = left_out(file, place, table)
    said = stated(file, place, table, says)
    if said is None:
        return None
    where, what = said
    metric, value = claim.set_against(what, months, discount_y)
    problem = claim.impossible(metric, value, months, as_share=where.endswith(".value"))
    if problem:
        found(file, where, problem)
    elif catalogue.outcomes()[metric].unit == "share" and abs(value) > 1:
        file.hint(where, "claim_over_one", percent=value * 100, meant_percent=value, share=value / 100)
    return Claim(metric, value, by, left, says, what if what.what in claim.SAVINGS else None, note)


def left_out(file: Walk, place: str, table: Mapping[str, Any]) -> tuple[str, ...]:
    """The lines that a claim says it leaves out."""
    lines = table.get("leaves_out", [])
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
        file.wrong(f"{place}.leaves_out", "not_a_list_of_names", value=as_written(lines))
        return ()
    for line in lines:
        if line not in catalogue.lines():
            file.unknown(f"{place}.leaves_out", line, list(catalogue.lines()), "unknown_line")
    return tuple(dict.fromkeys(lines))


def stated(file: Walk, place: str, table: Mapping[str, Any], says: str) -> tuple[str, claim.Stated] | None:
    """What a claim says and where: as metric and value, in words, or under one of the plain keys; never in two ways."""
    ways = [way for way in table if way in ("metric", "says", *claim.PLAIN)]
    if len(ways) > 1 or (ways not in ([], ["metric"]) and "value" in table):
        first = ways[0] if len(ways) > 1 else "value"
        file.wrong(f"{place}.{ways[-1]}", "claim_two_ways", first=first, second=ways[-1])
        return None
    if ways == ["says"]:
        return in_words(file, f"{place}.says", says)
    if ways and ways != ["metric"]:
        return under_a_key(file, f"{place}.{ways[0]}", table)
    if not ways:
        file.wrong(f"{place}.metric", "claim_missing", allowed=list(catalogue.outcomes()))
        return None
    metric = file.choice(f"{place}.metric", table, tuple(catalogue.outcomes()), "npv")
    value = file.number(f"{place}.value", table, -math.inf, math.inf)
    return None if value is None else (f"{place}.value", claim.Stated(metric, value))


def in_words(file: Walk, place: str, says: str) -> tuple[str, claim.Stated] | None:
    try:
        return place, claim.stated(says)
    except claim.ClaimError as error:
        found(file, place, error.problem)
        return None


def under_a_key(file: Walk, place: str, table: Mapping[str, Any]) -> tuple[str, claim.Stated] | None:
    key = place.rsplit(".", 1)[-1]
    number = file.number(place, table, 0.0 if key == "saving_y" else -math.inf, math.inf)
    if key == "saving_percent" and number is not None and 0 < abs(number) < 1:
        file.hint(place, "claim_small_percent", value=number, percent=number * 100)
    return None if number is None else (place, claim.plain(key, number))


def found(file: Walk, place: str, problem: Problem) -> None:
    """A mistake that another room has found."""
    file.mistakes.append(Mistake(shown(place), problem, line_of(file.text, place)))
