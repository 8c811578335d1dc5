"""A vendor's offer, checked: what its price covers, and what it leaves out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from roi import catalogue
from roi.scenario import Offer
from roi.walk import NAME_AT_MOST, TEXT_AT_MOST, Walk


def offer(file: Walk) -> Offer | None:
    """The offer, or None where the file is none. What the price covers costs nothing on top; what it leaves out costs."""
    if "offer" not in file.raw:
        return None
    table = file.table("offer", file.raw)
    file.known("offer", table, ("vendor", "covers", "leaves_out", "note"))
    lines = catalogue.in_a_price()
    covers, leaves_out = (file.names(f"offer.{name}", table, lines, "not_in_a_price") for name in ("covers", "leaves_out"))
    for line in covers:
        if line in leaves_out:
            file.wrong("offer.leaves_out", "covered_and_left_out", name=line)
    for id, value in _stated(file, covers):
        if not _is_nothing(value):
            file.wrong(f"plan.{id}", "covered_but_stated", input=id)
    for id, value in _stated(file, leaves_out):
        if _is_nothing(value):
            file.wrong(f"plan.{id}", "left_out_but_free", input=id)
    vendor, note = file.string("offer.vendor", table, NAME_AT_MOST), file.string("offer.note", table, TEXT_AT_MOST)
    return Offer(vendor, covers, leaves_out, note)


def covered(offer: Offer | None) -> set[str]:
    """The inputs that are 0 because the price covers their lines."""
    return {id for line in (offer.covers if offer else ()) for id in catalogue.lines()[line].in_price}


def _stated(file: Walk, lines: tuple[str, ...]) -> list[tuple[str, Any]]:
    """What the file itself says of the inputs of some lines."""
    plan: Mapping[str, Any] = file.table("plan", file.raw, quiet=True)
    return [(id, plan[id]) for line in lines for id in catalogue.lines()[line].in_price if id in plan]


def _is_nothing(value: Any) -> bool:
    return value == 0 or (isinstance(value, Mapping) and value.get("values") == [0])
