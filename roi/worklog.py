"""Work that comes back, as it was logged: the observed share of rework beside the assumed one.

The log counts own hours spent on moved work that came back. Divided by the hours that had moved, and by what an hour that
comes back takes (``rework_effort``), that is the share the model calls rework. How sure it is follows from the log alone:
entries come by chance, each with its own hours (a compound Poisson sum, whose variance is the sum of the squared hours).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from roi import files, summary, text
from roi.scenario import Scenario, Worklog
from roi.simulate import Result

FEW = 5  # entries; with fewer the log is a hint
LEARNT = 0.5  # of what there is to learn: until then the log stands for rework at first, afterwards for rework when learnt
P95 = 1.6449  # standard deviations
DIGITS = 3


def observed(result: Result) -> dict[str, Any] | None:
    """The log of a result's scenario; None where there is none.

    ``share``, ``p5``, ``p95``: observed rework. ``assumed``: what the scenario assumes for the same time, p5, p50, p95, and
    ``at_least``: in how many worlds it assumes at least as much. ``input``, ``place``: what the log can stand in for.
    """
    log = result.scenario.worklog
    if log is None or not log.entries:
        return None
    values = result.draws.values
    hours = sum(entry.hours for entry in log.entries)
    effort = float(result.scenario.values["rework_effort"].median)
    share = hours / (effort * log.hours_moved)
    unlearnt = np.exp2(-log.months_in / values["learning_months"])
    assumed = np.broadcast_to(
        values["rework_end"] + (values["rework_start"] - values["rework_end"]) * unlearnt, (result.draws.count,)
    )
    groups = result.draws.groups
    input = stands_for(result.scenario, log)
    return {
        "entries": len(log.entries),
        "few": len(log.entries) < FEW,
        "hours": hours,
        "hours_moved": log.hours_moved,
        "effort": effort,
        "share": share,
        **_range(log, share),
        "assumed": summary.Sample(assumed, groups).percentiles(summary.RANGE),
        "at_least": summary.chance(assumed >= share, groups)._asdict(),
        "input": input,
        "place": f"plan.{input}",
        "by_work": _by(log, "work"),
        "by_why": _by(log, "why"),
    }


def _by(log: Worklog, what: str) -> list[dict[str, Any]]:
    """Hours by package or by reason, most first."""
    hours: dict[str, float] = {}
    for entry in log.entries:
        name = getattr(entry, what)
        hours[name] = hours.get(name, 0.0) + entry.hours
    return [{what: name, "hours": spent} for name, spent in sorted(hours.items(), key=lambda each: -each[1])]


def stands_for(scenario: Scenario, log: Worklog) -> str:
    """The input that the log is an observation of."""
    unlearnt = math.exp2(-log.months_in / scenario.values["learning_months"].median)
    return "rework_start" if unlearnt > LEARNT else "rework_end"


def _range(log: Worklog, share: float) -> dict[str, float]:
    """p5 and p95 of the observed share: lognormal, with the mean and the relative error of the log."""
    hours = [entry.hours for entry in log.entries]
    relative = math.sqrt(sum(each**2 for each in hours)) / sum(hours)
    sigma = math.sqrt(math.log1p(relative**2))
    middle = share / math.sqrt(1 + relative**2)
    return {"p5": middle * math.exp(-P95 * sigma), "p95": middle * math.exp(P95 * sigma)}


def replacing(result: Result, lang: str) -> Scenario:
    """The scenario with the observed rework in place of the assumed. Raises ScenarioError where it is not possible.

    ``lang``: of the source that is written beside the value. Raises ValueError for a scenario without a log.
    """
    found = observed(result)
    log = result.scenario.worklog
    if found is None or log is None:
        raise ValueError("the scenario has no log")
    dates = {"start": text.date(log.start, lang), "end": text.date(log.end, lang)}
    value = {name: float(f"{found[name]:.{DIGITS}g}") for name in ("p5", "p95")}
    source = text.say("worklog.source", lang, count=found["entries"], **dates)
    return files.change(result.scenario, {found["place"]: {**value, "source": source}})
