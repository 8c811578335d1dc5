"""Stochastic dominance: whether one of two uncertain sums is the better one whatever one's taste for risk.

First order: below every level the better one ends less often, so whoever wants more chooses it. Second order: below every
level it falls short by less on average, so whoever also dislikes risk does. The draws are paired: the same row is the same
world.

The draws can leave it open. Dominance is told where the better one is ahead by more than chance explains at every level from
the 1st to the 99th percentile of both (the test of Davidson and Duclos 2013, whose null hypothesis is that there is none),
and nothing beyond speaks against it; or where it is ahead in every single draw. That there is none is told where each is
clearly ahead somewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from roi.summary import error

Array = npt.NDArray[np.float64]

VERDICTS = ("a", "b", "same", "neither", "open")
LEVELS = np.arange(1, 100) / 100  # percentiles of both together at which one has to be ahead
SURE = 4.0  # standard errors: so far off by chance at one of a hundred levels less than once in a hundred times
AGAINST = 2.0  # standard errors behind, in the outermost hundredths, that speak against dominance
ENOUGH = 300  # draws: what none of them does happens in fewer than 1 world of 100 (95 %, "rule of three")
GRAIN = 2.0  # draws: that a few are spread evenly over the groups is luck and no knowledge


class Dominance(NamedTuple):
    """Each "a" or "b" (which one dominates), "same" (equal in every draw), "neither", or "open" (the draws do not tell)."""

    first: str
    second: str


def dominance(a: Array, b: Array, groups: int) -> Dominance:
    """Whether a dominates b or b dominates a, in the first and in the second order. ``a``, ``b``: ``(draws,)``, paired."""
    if np.array_equal(a, b):
        return Dominance("same", "same")
    if a.size >= ENOUGH and (np.all(a >= b) or np.all(b >= a)):
        better = "a" if np.all(a >= b) else "b"
        return Dominance(better, better)
    both = np.sort(np.concatenate([a, b]))
    levels, tails = np.unique(np.quantile(both, LEVELS)), _tails(both)
    return Dominance(
        *(_verdict([lead(level) for level in levels], [lead(level) for level in tails]) for lead in _leads(a, b, groups))
    )


def _tails(both: Array) -> Array:
    """Levels in the outermost hundredths: the 1st, 2nd, 4th, 8th … from either end, and just beyond the end."""
    deep = 2 ** np.arange(max(int(LEVELS[0] * both.size), 1).bit_length())
    return np.unique([*both[deep - 1], *both[-deep], np.nextafter(both[-1], np.inf)])


def _leads(a: Array, b: Array, groups: int) -> tuple[Callable[[float], float], Callable[[float], float]]:
    """How far a is ahead of b below a level, in standard errors: in how often it ends there, and in how far."""
    return (
        lambda level: _in_errors((b < level) * 1.0 - (a < level), groups),
        lambda level: _in_errors(np.maximum(level - b, 0) - np.maximum(level - a, 0), groups),
    )


def _in_errors(pulls: Array, groups: int) -> float:
    """A mean in standard errors; NaN where its error cannot be known."""
    mean = float(np.mean(pulls))
    se = max(error(pulls - mean, groups), GRAIN * float(np.max(np.abs(pulls)))) / pulls.size
    return mean / se if se else 0.0


def _verdict(leads: list[float], tails: list[float]) -> str:
    for better, sign in (("a", 1), ("b", -1)):
        if all(sign * lead > SURE for lead in leads) and not any(sign * lead < -AGAINST for lead in tails):
            return better
    every = [*leads, *tails]
    return "neither" if max(every) > SURE and min(every) < -SURE else "open"
