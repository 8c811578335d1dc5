"""Reverse stress: the likeliest way, in the model, for the plan to lose more than a given sum.

Two views of the futures that do lose more: what they have in common (how far each input and each stroke of luck lies from
its middle in them), and the likeliest of them all. Likelihood is measured where all inputs are alike, in normal scores: the
point nearest to the middle of everything is the likeliest (Hasofer and Lind 1974, the design point of structural
reliability). From the nearest futures that were drawn, everything that the loss does not need is put back to its middle.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from roi import catalogue, copula, model, outcomes, simulate
from roi.distributions import Distribution
from roi.sampling import EXIT, chance_of
from roi.scenario import Event, Scenario
from roi.simulate import Array, Result

CANDIDATES = 24  # the nearest futures, each trimmed to what the loss needs
HALVINGS = 14  # of the way from the middle to a candidate: the edge is found to a ten-thousandth of the way
FEWEST = 30  # futures that lose more: with fewer, what they have in common is noise
SHOWN = 6  # inputs named
NOTABLE = 0.3  # standard deviations from the middle below which an input is not worth a word


def ways_to_lose(result: Result, more_than: float | None = None) -> dict[str, Any]:
    """How the plan comes to lose more than ``more_than`` kr (a positive sum; what 1 of 20 futures lose, if None).

    ``chance``: of losing more, with its error. ``common``: what those futures share, the most telling first. ``likeliest``:
    what has to happen in the likeliest of them, all else at its middle; None where no future that was drawn loses more.
    """
    npv = result.outcomes["npv"]
    loss = more_than if more_than is not None else max(-result.samples["npv"].at(0.05), 0.0)
    losing = npv < -loss
    chance = result.samples["npv"].below(-loss)
    found: dict[str, Any] = {"more_than": loss, "chance": chance._asdict(), "futures": int(losing.sum())}
    scores = _scores(result)
    enough = FEWEST <= found["futures"] < npv.size
    found["common"] = _common(result.scenario, scores, losing) if enough else []
    found["likeliest"] = _likeliest(result, scores, losing, loss) if found["futures"] else None
    return found


def _scores(result: Result) -> dict[str, Array]:
    """Where each drawn input and each stroke of luck lies in every world, as a normal score."""
    from scipy.special import ndtri

    return {key: ndtri(position) for key, position in result.draws.positions.items()}


def _luck(scenario: Scenario) -> dict[str, Event | None]:
    """The keys of what nobody decides and nobody can be asked about: the early end (None), and each event."""
    return {EXIT: None, **{chance_of(event.name): event for event in scenario.events}}


def _common(scenario: Scenario, scores: Mapping[str, Array], losing: Any) -> list[dict[str, Any]]:
    """The inputs and the luck that lie furthest from their middle among the losing futures."""
    shift = {key: float(np.mean(score[losing])) for key, score in scores.items()}
    telling = sorted((key for key in shift if abs(shift[key]) >= NOTABLE), key=lambda key: -abs(shift[key]))
    middle = {key: float(np.median(scores[key][losing])) for key in telling[:SHOWN]}
    return [_row(scenario, middle, key, shift[key]) for key in middle]


def _row(scenario: Scenario, point: Mapping[str, float], key: str, shift: float) -> dict[str, Any]:
    """One input or stroke of luck at a point (key -> score; what it lacks is at its middle): its value, and the usual."""
    if key in _luck(scenario):
        event = _luck(scenario)[key]
        named = {"event": event.name if event else None}
        return {"input": key, "shift": shift, **named, "month": _month(scenario, point, key)}
    value = scenario.keyed()[key]
    usual = {name: float(value.ppf(share)) for name, share in (("p5", 0.05), ("p50", 0.5), ("p95", 0.95))}
    return {"input": key, "shift": shift, "value": _at(scenario, point, key), **usual}


def _at(scenario: Scenario, point: Mapping[str, float], key: str) -> float:
    """The value of an input at a point."""
    value = scenario.keyed()[key]
    return float(np.asarray(value.at(np.array([point[key]])))[0]) if key in point else float(value.median)


def _month(scenario: Scenario, point: Mapping[str, float], key: str) -> float | None:
    """The month in which luck strikes at a point; None beyond the horizon."""
    start = min(_at(scenario, point, f"{package.name}.start_month") for package in scenario.work)
    event = _luck(scenario)[key]
    rate = _at(scenario, point, f"{event.name}.rate_y" if event else "exit_y")
    begins = 0.0 if event and event.side == "staying" else start
    waited = float(_exponential(np.array([point[key]]))[0])
    month = float(model.first_month_after(begins + model.waiting_months(waited, rate)))
    return month if month <= scenario.horizon_months else None


def _exponential(scores: Array) -> Array:
    from scipy.special import ndtr

    return -np.log1p(-ndtr(scores))


def _likeliest(result: Result, scores: Mapping[str, Array], losing: Any, loss: float) -> dict[str, Any] | None:
    """The losing point nearest to the middle that was found, and what it needs."""
    scenario = result.scenario
    keys = list(scores)
    points = np.stack([scores[key][losing] for key in keys])
    weight = np.linalg.pinv(_correlation(scenario, keys))
    nearest = np.argsort(np.einsum("id,ij,jd->d", points, weight, points))[:CANDIDATES]
    points = points[:, nearest]

    def loses(at: Array) -> Any:
        return _npv(result, dict(zip(keys, at, strict=True))) < -loss

    points = _edge(points[:, loses(points)], loses)
    points = _edge(_trimmed(points, loses), loses)
    distance = np.sqrt(np.einsum("id,ij,jd->d", points, weight, points))
    best = points[:, int(np.argmin(distance))]
    point = {key: float(x) for key, x in zip(keys, best, strict=True) if x != 0}
    return {
        "distance": float(distance.min()),
        "npv": float(_npv(result, {key: np.array([x]) for key, x in zip(keys, best, strict=True)})[0]),
        "needs": [_row(scenario, point, key, point[key]) for key in sorted(point, key=lambda key: -abs(point[key]))],
    }


def _trimmed(points: Array, loses: Callable[[Array], Any]) -> Array:
    """Every candidate with all that its loss does not need put back to the middle, the smallest first.

    ``points``: ``(coordinates, candidates)``.
    """
    each = np.arange(points.shape[1])
    for smallest in np.argsort(np.abs(points), axis=0):
        trimmed = points.copy()
        trimmed[smallest, each] = 0.0
        points = np.where(loses(trimmed), trimmed, points)
    return points


def _edge(points: Array, loses: Callable[[Array], Any]) -> Array:
    """Every candidate drawn towards the middle until the loss is only just lost."""
    inside, outside = np.zeros(points.shape[1]), np.ones(points.shape[1])
    for _ in range(HALVINGS):
        middle = (inside + outside) / 2
        hit = loses(points * middle)
        inside, outside = np.where(hit, inside, middle), np.where(hit, middle, outside)
    return points * outside


def _npv(result: Result, scores: Mapping[str, Array]) -> Array:
    """Net present value at given points ``(points,)``."""
    scenario = result.scenario
    count = next(iter(scores.values())).size
    keyed: Mapping[str, Distribution] = scenario.keyed()
    values: dict[str, Array | float] = {
        key: value.at(scores[key]) if key in scores else float(value.median) for key, value in keyed.items()
    }
    worlds = replace(
        result.draws.rows(0, 1),
        count=count,
        values=values,
        exit=_exponential(scores[EXIT]),
        events=tuple(_exponential(scores[chance_of(event.name)]) for event in scenario.events),
    )
    npv = outcomes.net_present_value(
        simulate.world(scenario, worlds), scenario.horizon_months, catalogue.kinds(), result.view
    )
    return np.broadcast_to(np.asarray(npv, dtype=float), (count,))


def _correlation(scenario: Scenario, keys: Sequence[str]) -> Array:
    """Of the normal scores, luck included."""
    known = {(c.a, c.b): c.rank for c in scenario.correlations if c.a in keys and c.b in keys}
    return copula.matrix(keys, known)
