"""What the answer hangs on: a result looked at input by input, from the draws at hand and from small replays of them.

An input that is correlated with others is never looked at alone: where it is low, they are as they then would be. So the
mean at its low end, the first-order index and the value of asking hold what comes with its partners; the total index is what
the input still adds when all others are known (Kucherenko, Tarantola and Annoni 2012), and is small where they tell it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from roi import copula, sampling, sensitivity
from roi.coordinates import TINY, Coordinate, Seen, partners
from roi.replays import Variant
from roi.simulate import Result
from roi.summary import Estimate

Array = npt.NDArray[np.float64]

LOW, HIGH = 0.1, 0.9  # the ends of the tornado
AT_ENDS = 256  # worlds with which an input is held at an end: a swing is known to 0.01 of the outcome's sd, or better
#: Worlds with which an input is drawn anew: at first; and where a total index is not known to CLOSE then. Measured on the
#: ready-made cases: all but one to four inputs are known to 0.01 by the few, those by the many.
ANEW, MANY, CLOSE = 512, 8_192, 0.01


class Driver(NamedTuple):
    """One thing that is drawn, and what an outcome hangs on it. ``…_se``: standard errors.

    ``input``: an input's key, or the chance of an early end or of an event. ``at_p10``, ``at_p90``: the input there; NaN for
    a chance. ``low``, ``high``: mean outcome there, the others drawn. ``value_of_asking``: EVPPI for the decision to go or
    not by the mean net present value, whatever the outcome, kr; NaN for a chance, whom nobody can ask.
    """

    input: str
    at_p10: float
    at_p90: float
    low: float
    high: float
    spearman: float
    first_order: float
    total_order: float
    value_of_asking: float
    low_se: float
    high_se: float
    swing_se: float
    spearman_se: float
    first_order_se: float
    total_order_se: float
    value_of_asking_se: float
    correlated_with: tuple[str, ...]


def drivers(result: Result, outcome: str = "npv") -> list[Driver]:
    """What is drawn, the one that explains most of the outcome first.

    Draws in which the outcome is undefined are left out; a payback that never comes counts as the month after the last.
    Raises KeyError for an unknown outcome.
    """
    seen = Seen(result, outcome)
    return drivers_of(seen, seen if outcome == "npv" else Seen(result, "npv"))


def drivers_of(seen: Seen, npv: Seen) -> list[Driver]:
    """The same of an outcome, and a net present value, that are seen already."""
    if not seen.coordinates:  # nothing is drawn, or the outcome is defined nowhere
        return []
    ends = [_held(seen, share) for share in (LOW, HIGH)]
    ranks = sensitivity.standardised(sensitivity.ranks(seen.y))
    firsts, totals, beside = first_orders(seen), _total_orders(seen), partners(seen.result.scenario)
    found = []
    for key, each in seen.coordinates.items():
        low, high = (_end(seen, key, held[key]) for held in ends)
        swing = sensitivity.error_of_mean(sensitivity.group_means(ends[1][key] - ends[0][key], seen.groups))
        spearman = sensitivity.rank_correlation(sensitivity.standardised(each.rank()), ranks, seen.groups)
        worth = Estimate(math.nan, math.nan) if each.value is None else sensitivity.value_of_asking(npv.courses[key])
        at = [math.nan if each.value is None else float(each.value.ppf(share)) for share in (LOW, HIGH)]
        found.append(
            Driver(
                input=key,
                at_p10=at[0],
                at_p90=at[1],
                low=low.value,
                high=high.value,
                spearman=spearman.value,
                first_order=firsts[key].value,
                total_order=totals[key].value,
                value_of_asking=worth.value if math.isnan(worth.value) else max(worth.value, 0.0),
                low_se=low.se,
                high_se=high.se,
                swing_se=swing,
                spearman_se=spearman.se,
                first_order_se=firsts[key].se,
                total_order_se=totals[key].se,
                value_of_asking_se=worth.se,
                correlated_with=beside.get(key, ()),
            )
        )
    return sorted(found, key=lambda driver: -driver.first_order)


def first_orders(seen: Seen) -> dict[str, Estimate]:
    """Key -> first-order Sobol index: from the draws at hand alone, without a replay."""
    return {key: sensitivity.first_order(along, seen.variances) for key, along in seen.courses.items()}


# ------------------------------------------------------------------------------------------------------ at the two ends


def _held(seen: Seen, share: float) -> dict[str, Array]:
    """Key -> the outcome in the first worlds with the input at its quantile."""
    variants = [_variant(seen, key, each, share) for key, each in seen.coordinates.items()]
    return dict(zip(seen.coordinates, seen.replayed(AT_ENDS, variants), strict=True))


def _variant(seen: Seen, key: str, each: Coordinate, share: float) -> Variant:
    """The input at its quantile, and those it is correlated with as they then would be."""
    from scipy.special import ndtr, ndtri

    position = each.held(share, min(AT_ENDS, seen.y.size))
    if key not in seen.joint:
        return {key: each.at(position)}
    keys, correlation = seen.joint[key]
    moved = copula.held(correlation, seen.scores(keys, AT_ENDS), keys.index(key), ndtri(position))
    return {other: seen.coordinates[other].at(ndtr(scores)) for other, scores in zip(keys, moved, strict=True)}


def _end(seen: Seen, key: str, held: Array) -> Estimate:
    """The mean outcome with the input at one end: that of all draws, and the mean change of the worlds replayed."""
    own = seen.curves[key].take(seen.cells[key][: held.size])  # what the input did before it was held: nothing on average
    change = held - (seen.y[: held.size] - own)
    error = sensitivity.error_of_mean(sensitivity.group_means(change, seen.groups))
    return Estimate(seen.mean.value + float(np.mean(change)), math.hypot(error, seen.mean.se))


# ---------------------------------------------------------------------------------------------------------- drawn anew


def _total_orders(seen: Seen) -> dict[str, Estimate]:
    """Key -> total Sobol index; those that a few worlds do not tell well enough from many."""
    found = _total_orders_in(seen, list(seen.coordinates), ANEW)
    unclear = [key for key, index in found.items() if index.se > CLOSE]
    return found | _total_orders_in(seen, unclear, MANY)


def _total_orders_in(seen: Seen, keys: Sequence[str], draws: int) -> dict[str, Estimate]:
    """Key -> total Sobol index, from a replay of the first worlds with the input drawn anew.

    It is moved on around its range, by one coordinate that serves every input.
    """
    rows = seen.rows[:draws]
    by = sampling.alone(seen.result.draws.seed, sampling.AGAIN, int(rows.max()) + 1)[rows]
    anew = {key: _anew(seen, key, by) for key in keys}
    variants: list[Variant] = [{key: seen.coordinates[key].at(position)} for key, position in anew.items()]
    found = {}
    for (key, position), redrawn in zip(anew.items(), seen.replayed(draws, variants), strict=True):
        known = None
        if key not in seen.joint:
            curve, cells = seen.curves[key], seen.cells[key]
            after = seen.coordinates[key].cells(position, seen.y.size)
            known = (curve[cells[: redrawn.size]], curve[after], float(seen.courses[key].shares @ curve**2))
        found[key] = sensitivity.total_order(seen.y[: redrawn.size], redrawn, seen.variances, known)
    return found


def _anew(seen: Seen, key: str, by: Array) -> Array:
    """Positions of an input drawn anew, given those it is correlated with. ``by``: how far each world's is moved on."""
    from scipy.special import ndtr, ndtri

    position = seen.coordinates[key].position[: by.size]
    if key not in seen.joint:
        return _moved_on(position, by)
    keys, correlation = seen.joint[key]
    scores, at = seen.scores(keys, by.size), keys.index(key)
    told, left = copula.told(correlation, scores, at)
    if not left:
        return position
    found: Array = ndtr(told + left * ndtri(_moved_on(ndtr((scores[at] - told) / left), by)))
    return found


def _moved_on(position: Array, by: Array) -> Array:
    """Positions moved around the interval from 0 to 1: independent of where they were, and as evenly spread."""
    return np.clip((position + by) % 1.0, TINY, 1 - TINY)
