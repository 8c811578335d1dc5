"""What one would have to believe: how things lie in the draws that reach something, against all draws. Knows arrays only."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

#: A distance that chance alone exceeds once in a thousand times is this over the root of the draws looked at
#: (Kolmogorov 1933, Smirnov 1948: sqrt(-ln(0.001 / 2) / 2)).
SURELY = math.sqrt(-math.log(0.001 / 2) / 2)


class Shift(NamedTuple):
    """How far something lies elsewhere among chosen draws than among all.

    ``distance``: the largest gap between the two cumulative shares (Kolmogorov and Smirnov), 0…1; ``lower``: whether the
    chosen draws lie lower there.
    """

    distance: float
    lower: bool


def shift(x: Array, chosen: Mask) -> Shift:
    """How the chosen draws of ``x`` lie against all of them."""
    everywhere, there = np.sort(x), np.sort(x[chosen])
    if there.size == 0 or everywhere[0] == everywhere[-1]:
        return Shift(0.0, False)
    at = np.unique(there)
    below = np.searchsorted(there, at, "right") / there.size - np.searchsorted(everywhere, at, "right") / everywhere.size
    above = np.searchsorted(everywhere, at, "left") / everywhere.size - np.searchsorted(there, at, "left") / there.size
    lower, higher = float(below.max()), float(above.max())
    return Shift(max(lower, higher), lower > higher)


def beyond_chance(distance: float, draws: int) -> bool:
    """Whether a distance is more than so many draws, chosen by lot, would show."""
    return distance * math.sqrt(draws) > SURELY


def nearest(x: Array, goal_up: bool, ties: Array, count: int) -> Mask:
    """The ``count`` draws that come closest to a goal that few reach; of equal ones those with the largest ``ties``."""
    order = np.lexsort((-ties, np.where(np.isnan(x), np.inf, -x if goal_up else x)))
    found = np.zeros(x.size, dtype=bool)
    found[order[:count]] = True
    return found
