"""The log of work that came back, checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from roi.catalogue import HORIZON_AT_MOST
from roi.scenario import Returned, Worklog
from roi.walk import NAME_AT_MOST, TEXT_AT_MOST, Walk

HOURS_AT_LEAST, HOURS_AT_MOST = 0.01, 10_000_000.0


def worklog(file: Walk, packages: Sequence[str]) -> Worklog | None:
    """The log, or None where there is none (or none that can be used). ``packages``: the names of the work."""
    if "worklog" not in file.raw:
        return None
    table = file.table("worklog", file.raw)
    file.known("worklog", table, ("from", "to", "hours_moved", "months_in", "entries", "note"))
    file.string("worklog.note", table, TEXT_AT_MOST)
    start, end = needed_day(file, "worklog.from", table), needed_day(file, "worklog.to", table)
    if start and end and start > end:
        file.wrong("worklog.to", "ends_before_it_begins", start=start, end=end)
    hours = file.number("worklog.hours_moved", table, HOURS_AT_LEAST, HOURS_AT_MOST)
    months = file.number("worklog.months_in", table, 0.0, HORIZON_AT_MOST)
    entries = []
    for place, each in file.tables("worklog.entries", outer=table):
        entries.append(returned(file, place, each, packages))
        day = each.get("date")
        if type(day) is date and outside(day, start, end):
            file.wrong(f"{place}.date", "date_outside", value=day, start=start, end=end)
    if start is None or end is None or hours is None or months is None:
        return None
    return Worklog(start, end, hours, months, tuple(each for each in entries if each))


def outside(day: date, start: date | None, end: date | None) -> bool:
    """Whether a day lies outside a time that has both ends in their order."""
    return bool(start and end and start <= end and not start <= day <= end)


def returned(file: Walk, place: str, table: Mapping[str, Any], packages: Sequence[str]) -> Returned | None:
    """One line of the log."""
    file.known(place, table, ("date", "work", "task", "hours", "why"))
    day = needed_day(file, f"{place}.date", table)
    hours = file.number(f"{place}.hours", table, HOURS_AT_LEAST, HOURS_AT_MOST)
    task, why = (file.string(f"{place}.{name}", table, TEXT_AT_MOST) for name in ("task", "why"))
    package = file.string(f"{place}.work", table, NAME_AT_MOST)
    if package and package not in packages:
        file.unknown(f"{place}.work", package, packages, "unknown_package")
    return Returned(day, hours, package, task, why) if day and hours else None


def needed_day(file: Walk, place: str, table: Mapping[str, Any]) -> date | None:
    if place.rsplit(".", 1)[-1] not in table:
        file.wrong(place, "missing_date")
    return file.day(place, table)
