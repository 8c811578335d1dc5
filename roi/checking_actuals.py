"""What was seen once the plan or a trial ran, checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from roi import catalogue
from roi.catalogue import Observable
from roi.distributions import Distribution
from roi.scenario import Actual
from roi.walk import NAME_AT_MOST, TEXT_AT_MOST, Walk

WHEN = ("month", "from", "to")
BESIDE = ("work", "share", "spread", "counted", "note")
SPREADS = ("fee", "hours_moved")  # observables whose spread a file may say itself
SPREAD = (0.001, 1.0)  # share
SHARE_AT_LEAST = 0.001
AMOUNT_AT_MOST = 1e12  # kr or hours
COUNT_AT_MOST = 100_000_000
SCORE = (1.0, 5.0)  # of an engagement survey
TRIAL_AT_MOST = 366  # days


def fields() -> tuple[str, ...]:
    """Everything that a row may say."""
    seen = catalogue.observables()
    return (*WHEN, *seen, *(each.of for each in seen.values() if each.of), *BESIDE)


def actuals(file: Walk, horizon: int, packages: Sequence[str], employees: Distribution | None) -> tuple[Actual, ...]:
    """The rows of a file. ``employees``: how many left are out of, where a row does not say."""
    given: dict[str, Any] = {"horizon": horizon, "packages": packages, "employees": employees}
    found = [_actual(file, place, table, **given) for place, table in file.tables("actuals")]
    _twice(file, found)
    return tuple(found)


def _actual(
    file: Walk,
    place: str,
    table: Mapping[str, Any],
    *,
    horizon: int,
    packages: Sequence[str],
    employees: Distribution | None,
) -> Actual:
    """One row."""
    file.known(place, table, fields())
    month, start, end = _when(file, place, table, horizon)
    is_trial = "month" not in table and ("from" in table or "to" in table)
    package = file.string(f"{place}.work", table, NAME_AT_MOST)
    if package and package not in packages:
        file.unknown(f"{place}.work", package, packages, "unknown_package")
    said = {id: each for id, each in catalogue.observables().items() if id in table}
    if not said:
        file.wrong(place, "actual_says_nothing", allowed=list(catalogue.observables()))
    seen = {id: x for id, each in said.items() if (x := _figure(file, place, table, each)) is not None}
    out_of = {id: _out_of(file, place, table, said[id], figure=x, employees=employees) for id, x in seen.items()}
    for id, each in catalogue.observables().items():
        if each.of and each.of in table and id not in table:
            file.wrong(f"{place}.{each.of}", "actual_needs", needs=id)
    if is_trial:
        _trial(file, place, table, said)
    elif "share" in table:
        file.wrong(f"{place}.share", "actual_only_in_trial")
    has_share = "share" in table and is_trial
    return Actual(
        seen=seen,
        of={id: count for id, count in out_of.items() if count is not None},
        spread=_spreads(file, place, table),
        month=month,
        start=start,
        end=end,
        share=file.number(f"{place}.share", table, SHARE_AT_LEAST, 1.0) if has_share else None,
        work=package,
        counted=bool(file.yes_or_no(f"{place}.counted", table)),
        note=file.string(f"{place}.note", table, TEXT_AT_MOST),
    )


def _when(file: Walk, place: str, table: Mapping[str, Any], horizon: int) -> tuple[int | None, date | None, date | None]:
    """A month of the plan, or the two ends of a trial; one of them, and whole."""
    named = [name for name in WHEN if name in table]
    if named == ["month"]:
        return file.whole(f"{place}.month", table, 1, horizon, 1), None, None
    if named != ["from", "to"]:
        file.wrong(f"{place}.{named[0]}" if named else place, "actual_when")
        return None, None, None
    start, end = file.day(f"{place}.from", table), file.day(f"{place}.to", table)
    if start and end and start > end:
        file.wrong(f"{place}.to", "trial_ends_first", start=start, end=end)
    elif start and end and (end - start).days >= TRIAL_AT_MOST:
        file.wrong(f"{place}.to", "trial_too_long", most=TRIAL_AT_MOST)
    return None, start, end


def _figure(file: Walk, place: str, table: Mapping[str, Any], each: Observable) -> float | None:
    """One figure; counts are whole."""
    at = f"{place}.{each.id}"
    if each.kind == "count":
        count = file.whole(at, table, 0, COUNT_AT_MOST, 0)
        return float(count)
    low, high = SCORE if each.kind == "mean_of_answers" else (0.0, AMOUNT_AT_MOST)
    return file.number(at, table, low, high)


def _out_of(
    file: Walk,
    place: str,
    table: Mapping[str, Any],
    each: Observable,
    *,
    figure: float,
    employees: Distribution | None,
) -> int | None:
    """How many a figure is out of. Of the whole firm it is everybody, where the row does not say."""
    if each.of is None:
        return None
    at = f"{place}.{each.of}"
    if each.of not in table:
        if each.work or employees is None:
            file.wrong(at, "actual_needs", needs=each.of)
            return None
        count = max(round(employees.median), 1)
    else:
        count = file.whole(at, table, 1, COUNT_AT_MOST, 1)
    if each.kind == "count" and figure > count:
        file.wrong(f"{place}.{each.id}", "actual_more_than", value=figure, most=count)
        return None
    return count


def _trial(file: Walk, place: str, table: Mapping[str, Any], said: Mapping[str, Observable]) -> None:
    """What a trial does not show, and what its figures need beside them."""
    for id, each in said.items():
        if not each.trial:
            file.wrong(f"{place}.{id}", "actual_not_in_trial")
        elif id in ("fee", "hours_back") and "hours_moved" not in table:
            file.wrong(f"{place}.{id}", "actual_needs", needs="hours_moved")


def _spreads(file: Walk, place: str, table: Mapping[str, Any]) -> dict[str, float]:
    """How far off figures may be, where the row says so itself."""
    inner = file.table(f"{place}.spread", table)
    file.known(f"{place}.spread", inner, SPREADS)
    read = {id: file.number(f"{place}.spread.{id}", inner, *SPREAD) for id in SPREADS if id in inner}
    return {id: x for id, x in read.items() if x is not None}


def _twice(file: Walk, rows: Sequence[Actual]) -> None:
    """A figure that two rows tell of the same time and work, or one of all the work and one of a part of it."""
    told: dict[tuple[object, str], set[str]] = {}
    for index, row in enumerate(rows, start=1):
        for id in row.seen:
            of_work = catalogue.observables()[id].work
            when: object = row.month if row.month is not None else (row.start, row.end)
            before = told.setdefault((when, id), set())
            if before and (not of_work or not row.work or row.work in before or "" in before):
                file.wrong(f"actuals[{index}].{id}", "actual_twice")
            before.add(row.work if of_work else "")
