"""What it would be worth to know for certain before deciding: of whole parts of a scenario at once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from roi import catalogue, sensitivity
from roi.coordinates import Seen, clusters
from roi.scenario import Scenario
from roi.simulate import Result
from roi.summary import Estimate

Array = npt.NDArray[np.float64]

CLEARLY = 2.0  # standard errors: what is less is noise as likely as not
SLIGHT = 1e-3  # of the standard deviation: if knowing everything is worth less, no part of it is looked at
PAIRED = 8  # inputs that explain most alone, whose interplay is looked for when several answers are known at once


class Asking(NamedTuple):
    """Several inputs at once, and what knowing them all is worth before deciding, kr.

    ``kind``: "everything" (chance included), "all" (that can be asked), "section" (company, burnout, plan, events),
    "package" or "correlated". ``name``: of the section or the package.
    """

    kind: str
    name: str
    inputs: tuple[str, ...]
    value_of_asking: float
    value_of_asking_se: float


def by_input(result: Result) -> dict[str, Estimate]:
    """Key -> what knowing that input alone is worth (EVPPI); one that noise may have made is nothing."""
    courses, asked = Seen(result, "npv").courses, result.scenario.uncertain()
    found = {key: sensitivity.value_of_asking(courses[key]) for key in asked if key in courses}
    return {key: worth if worth.value >= CLEARLY * worth.se else Estimate(0.0, worth.se) for key, worth in found.items()}


def asking(result: Result) -> list[Asking]:
    """What it would be worth to know everything, and whole parts of the scenario, for certain before deciding."""
    return asking_of(Seen(result, "npv"))


def asking_of(seen: Seen) -> list[Asking]:
    """The same of a net present value that is seen already."""
    everything = sensitivity.value_of_knowing_all(seen.y, seen.groups)
    slight = everything.value <= SLIGHT * float(np.std(seen.y))
    nothing = Estimate(0.0, everything.value if slight else 0.0)  # no part is worth more than the whole
    terms = [] if slight else _terms(seen)
    found = [Asking("everything", "", (), *everything)]
    for kind, name, keys in parts(seen.result.scenario):
        within = [term for owners, term in terms if owners <= set(keys)]
        worth = sensitivity.value_of_asking_together(np.stack(within), seen.y, seen.groups) if within else nothing
        found.append(Asking(kind, name, keys, max(worth.value, 0.0), worth.se))
    return found


def parts(scenario: Scenario) -> list[tuple[str, str, tuple[str, ...]]]:
    """Kind, name and drawn keys of what is asked about together; parts of which nothing is drawn are left out."""
    drawn = scenario.uncertain()
    inputs = catalogue.inputs()
    listed: list[tuple[str, str, Sequence[str]]] = [("all", "", drawn)]
    listed += [
        ("section", section, [key for key in drawn if key in inputs and inputs[key].section == section])
        for section in ("company", "burnout", "plan")
    ]
    listed += [("package", package.name, [f"{package.name}.{id}" for id in package.values]) for package in scenario.work]
    listed.append(("section", "events", [f"{event.name}.{id}" for event in scenario.events for id in event.values]))
    listed += [("correlated", "", cluster) for cluster in clusters(scenario)]
    found = [(kind, name, tuple(key for key in keys if key in drawn)) for kind, name, keys in listed]
    return [part for part in found if part[2]]


def _terms(seen: Seen) -> list[tuple[set[str], Array]]:
    """Functions of the inputs that say something of the outcome ``(draws,)``, and whose they are.

    What each says alone, and the products of the few that say most.
    """
    asked = [key for key, each in seen.coordinates.items() if each.value is not None]
    found = [({key}, term.take(seen.cells[key])) for key in asked for term in sensitivity.clear_terms(seen.courses[key]).T]
    alone = {key: seen.curves[key].take(seen.cells[key]) for key in asked}
    main = sorted((key for key in asked if np.ptp(seen.curves[key]) > 0), key=lambda key: -float(np.var(alone[key])))[
        :PAIRED
    ]
    less_mean = seen.y - seen.mean.value
    for a, b in combinations(main, 2):
        product = alone[a] * alone[b] / (np.std(alone[a]) * np.std(alone[b]))
        if sensitivity.is_clear(sensitivity.group_means(product * less_mean, seen.groups)):
            found.append(({a, b}, product))
    return found
