"""Go, pilot or don't: what a trial on a part of the work is worth before it starts, and the right to leave later on.

Both are choices made after something has been seen. A pilot shows a few of the inputs, and those only roughly, for it is
small and short; then one goes on or stops. Whoever may leave has seen the books of the first months; then one stays or
leaves. The contract's early end (``exit_y``) is no choice but an accident, and stays one here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from roi import catalogue, sampling, simulate, summary, tables
from roi.deciding import expected_gain
from roi.model import MONTHS
from roi.sampling import Draws
from roi.scenario import Scenario
from roi.simulate import Array, Result
from roi.summary import Hits, Sample
from roi.tables import Row, Table

WEEKS = 4.0  # the article's trial is of two to four weeks (doc001, section 6)
SHARE = 0.2  # of the work that can be moved: judgement; the article speaks of one low-risk task
WEEKS_AT_MOST = 52.0
WEEKS_A_MONTH = 365.25 / 7 / MONTHS
PIECE = 2.0  # own hours in a piece of work: judgement; what a pilot shows is as sure as so many pieces allow
WORLDS = 2**15  # in which the choices are tried at most
SURE = 3  # standard errors from which the right to leave is told from going
UNSEEN = ("core_time",)  # worth that stands in no book

#: What a pilot shows. "share": how many of so many come back. "mean": hours a piece, which spread as much as their mean.
SEEN = {"rework_start": "share", "rework_effort": "mean", "handover_hours": "mean", "management_share": "mean"}
SEEN_IN_WORK = {"vendor_error_start": "share", "hours_m": "mean"}


def choices(result: Result, weeks: float = WEEKS, share: float = SHARE, leave: int | None = None) -> Row:
    """The four ways: nothing, go, go with the right to leave in month ``leave``, pilot first.

    ``share``: of the work that can be moved, for ``weeks`` weeks. ``leave``: a year after the start if None. Money is net
    present value of the result's view, kr, means over the worlds. Of the pilot: ``trial`` (what the trial itself comes to),
    ``delay`` (what the plan gains or loses by beginning later), ``learning`` (what its answers would be worth for nothing
    and at once), ``worth`` (all in all, over the better of go and nothing); ``shows``: of each input it shows, how much of
    its spread is ``told``. Raises ValueError for what is out of range.
    """
    scenario = result.scenario
    when = leave_month(scenario) if leave is None else leave
    if not 0 < weeks <= WEEKS_AT_MOST or not 0 < share <= 1:
        raise ValueError(f"weeks {weeks}, share {share}: above 0, at most {WEEKS_AT_MOST} and 1")
    if not 1 <= when < scenario.horizon_months:
        raise ValueError(f"month {when}: from 1 to {scenario.horizon_months - 1}")
    base = _base(result)
    go = _npv(result, base)
    tried = _pilot(result, base, go, weeks, share)
    left = _leave(result, base, go, when)
    options: Table = [
        {"option": "nothing", "value": 0.0, "se": 0.0},
        {"option": "go", **_estimate(go, base)},
        {"option": "may_leave", **_estimate(go + left["gained"], base)},
        {"option": "pilot", **_estimate(tried["all"], base)},
    ]
    without = go if options[1]["value"] > 0 else np.zeros_like(go)
    worth = _estimate(left["gained"], base)
    clear = [row for row in options if row["option"] != "may_leave" or worth["value"] > SURE * worth["se"]]
    return {
        "options": options,
        "best": max(clear, key=lambda row: row["value"])["option"],
        "pilot": {
            "weeks": weeks,
            "share": share,
            "months": tried["months"],
            "hours": tried["hours"],
            "shows": tried["shows"],
            "learning": _estimate(tried["learning"], base),
            "worth": _estimate(tried["all"] - without, base),
            "trial": _estimate(tried["trial"], base),
            "delay": _estimate(tried["delay"], base),
            "goes_on": summary.chance(tried["goes_on"], base.groups)._asdict(),
        },
        "leave": {
            "month": when,
            "worth": worth,
            "left": summary.chance(left["leaves"], base.groups)._asdict(),
        },
    }


def leave_month(scenario: Scenario) -> int:
    """The month in which one may leave where nobody says another: a year after the start, or the last month but one."""
    start = min(float(package.values["start_month"].median) for package in scenario.work)
    return min(math.floor(start) + MONTHS, scenario.horizon_months - 1)


def _base(result: Result) -> Draws:
    """The worlds in which the choices are tried."""
    return result.draws.rows(0, min(WORLDS, result.draws.count))


def _estimate(x: Array, base: Draws) -> dict[str, float]:
    return Sample(x, base.groups).mean()._asdict()


def _npv(result: Result, worlds: Draws, months: int | None = None) -> Array:
    scenario = replace(result.scenario, horizon_months=months or result.scenario.horizon_months)
    return simulate.net_present_value(scenario, worlds, result.view)


# ------------------------------------------------------------------------------------------------------------ the pilot


def _pilot(result: Result, base: Draws, go: Array, weeks: float, share: float) -> Row:
    """The pilot first: what it costs and shows, and what comes of deciding by it.

    The vendor has been chosen by then, so that is paid for whatever one decides; the plan begins so many months later.
    """
    scenario = result.scenario
    months = math.ceil(weeks / WEEKS_A_MONTH)
    trial = _npv(result, small_scale(scenario, base, share * weeks / WEEKS_A_MONTH / months), months)
    later = _npv(result, after(scenario, base, months))
    seen = signals(scenario, base, weeks, share)
    stacked = np.stack(list(seen.values())) if seen else np.empty((0, base.count))
    expected = expected_gain(later, stacked, base.groups)
    blind = go if go.mean() > 0 else np.zeros_like(go)
    learnt = np.where(expected_gain(go, stacked, base.groups) > 0, go, 0.0)
    chosen = base.values["selection_cost"] * (1 + base.values["discount_y"]) ** (-1 / MONTHS)  # paid in month 1
    return {
        "months": months,
        "hours": float(np.mean(sum(_hours(scenario, base, weeks, share).values()))),
        "shows": [_shown(key, base.values[key], x) for key, x in seen.items()],
        "learning": learnt - blind,
        "trial": trial + chosen,  # of the trial alone; choosing the vendor is paid for either way
        "delay": later - chosen - go,
        "goes_on": expected > 0,
        "all": trial + np.where(expected > 0, later, 0.0),
    }


def small_scale(scenario: Scenario, base: Draws, scale: float) -> Draws:
    """The worlds of a pilot: a part of the work, at once, nobody dismissed or retrained, and no contract to break."""
    values: dict[str, Array | float] = dict(base.values)
    for package in scenario.work:
        for id in ("hours_m", "fee_m", "transactions_m"):
            if id in package.values:
                values[f"{package.name}.{id}"] = scale * values[f"{package.name}.{id}"]
        instead = {"start_month": 0.0, "ramp_months": 1.0, "other_costs_m": 0.0, "avoided_once": 0.0}
        values |= {f"{package.name}.{id}": x for id, x in instead.items()}
    values |= {"reduction_use": 0.0, "reskilling_cost": 0.0, "exit_y": 0.0}
    never = tuple(np.full(base.count, np.inf) for _ in base.events)
    return replace(base, values=values, events=never)


def after(scenario: Scenario, base: Draws, months: int) -> Draws:
    """The worlds of the plan when it begins so many months later, with a vendor who has been chosen."""
    starts = {f"{package.name}.start_month": months for package in scenario.work}
    later = {key: base.values[key] + wait for key, wait in starts.items()}
    return replace(base, values={**base.values, **later, "selection_cost": 0.0})


def _hours(scenario: Scenario, base: Draws, weeks: float, share: float) -> dict[str, Any]:
    """Package -> own hours of its work that the pilot moves."""
    values, size = base.values, share * weeks / WEEKS_A_MONTH
    return {
        each.name: size * values[f"{each.name}.hours_m"] * values[f"{each.name}.movable_share"] for each in scenario.work
    }


def signals(scenario: Scenario, base: Draws, weeks: float, share: float) -> dict[str, Array]:
    """Input -> what the pilot shows of it ``(draws,)``: itself, as roughly as so many pieces or transactions allow."""
    hours = _hours(scenario, base, weeks, share)
    total, size = sum(hours.values()), share * weeks / WEEKS_A_MONTH
    seen: dict[str, tuple[str, Any]] = {key: (kind, total / PIECE) for key, kind in SEEN.items()}
    for package in scenario.work:
        values = {id: base.values[f"{package.name}.{id}"] for id in package.values}
        counted = {
            "vendor_error_start": size * values["transactions_m"] * values["movable_share"],
            "hours_m": hours[package.name] / PIECE,
        }
        seen |= {f"{package.name}.{id}": (kind, counted[id]) for id, kind in SEEN_IN_WORK.items()}
    drawn = [key for key in seen if isinstance(base.values[key], np.ndarray) and np.any(seen[key][1] > 0)]
    noise = sampling.noise(base.seed, drawn, base.count)
    return {key: roughly_seen(base.values[key], *seen[key], noise[key]) for key in drawn}


def roughly_seen(x: Any, kind: str, pieces: Any, noise: Array) -> Array:
    """What so many pieces show of a share (binomially) or of a mean of hours (each piece spread as much as its mean)."""
    some = np.maximum(pieces, np.finfo(float).tiny)
    spread = np.sqrt(np.maximum(x * (1 - x), 0.0) / some) if kind == "share" else x / np.sqrt(some)
    found: Array = x + spread * noise
    return found


def _shown(key: str, x: Any, seen: Array) -> Row:
    """How much of an input's spread the pilot explains: the squared correlation of what is seen with what is."""
    return {"input": key, "told": float(np.corrcoef(x, seen)[0, 1] ** 2)}


# ------------------------------------------------------------------------------------------------------ the right to leave


def _leave(result: Result, base: Draws, go: Array, month: int) -> Row:
    """Leaving at the end of a month where the books so far make that the better choice."""
    runs, ended = leaving(result.scenario, base, month)
    gain = np.where(runs, _npv(result, ended) - go, 0.0)
    leaves = runs & (expected_gain(gain, _books(result, base, month), base.groups) > 0)
    return {"gained": np.where(leaves, gain, 0.0), "leaves": leaves}


def leaving(scenario: Scenario, base: Draws, month: int) -> tuple[Hits, Draws]:
    """Where the contract still runs at the end of a month ``(draws,)``, and the worlds in which one leaves then."""
    starts = [base.values[f"{package.name}.start_month"] for package in scenario.work]
    start = np.minimum.reduce([np.broadcast_to(each, (base.count,)) for each in starts])
    waited = np.where(base.values["exit_y"] > 0, MONTHS * base.exit / np.maximum(base.values["exit_y"], 1e-300), np.inf)
    left = np.minimum(waited, np.maximum(month - start, 0.0)) / MONTHS
    return start + waited > month, replace(base, values={**base.values, "exit_y": 1.0}, exit=left)


def _books(result: Result, base: Draws, month: int) -> Array:
    """What stands in the books at the end of a month, line by line ``(lines, draws)``, kr."""
    soon = simulate.evaluate(replace(result.scenario, horizon_months=month), base, result.view).present_value
    kinds: Mapping[str, str] = catalogue.kinds()
    return np.stack([x for line, x in soon.items() if kinds[line] != "burnout" and line not in UNSEEN])


# -------------------------------------------------------------------------------------------------------- how long, and when


def by_length(result: Result, share: float, lengths: Sequence[float]) -> Table:
    """What a pilot is worth by its length in weeks, over the better of go and nothing: ``at``, ``value``, ``se``; kr."""
    base = _base(result)
    go = _npv(result, base)
    without = go if go.mean() > 0 else np.zeros_like(go)
    return [{"at": weeks, **_estimate(_pilot(result, base, go, weeks, share)["all"] - without, base)} for weeks in lengths]


def by_month(result: Result, months: Sequence[int]) -> Table:
    """What the right to leave is worth by the month in which it can be used: ``at``, ``value``, ``se``; kr."""
    base = _base(result)
    go = _npv(result, base)
    return [{"at": month, **_estimate(_leave(result, base, go, month)["gained"], base)} for month in months]


def as_json(result: Result, found: Row) -> dict[str, Any]:
    """The choices as programs read them (docs/interface.md); undefined numbers are None."""
    head = {"scenario": result.scenario.name, "version": result.version, "draws": min(WORLDS, result.draws.count)}
    head |= {"seed": result.draws.seed, "view": result.view, "months": result.scenario.horizon_months}
    read: dict[str, Any] = tables.plain(head | found)
    return read
