"""What an array of draws says: quantiles, chances, shortfall, each with its sampling error.

Pure functions over the axis of draws ``(draws,)``. The draws are independent; standard errors follow from that. NaN is an
undefined draw: left out of means and quantiles, its share reported, and never meeting a target.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

QUANTILES = (0.05, 0.25, 0.50, 0.75, 0.95)
TAIL = 0.05  # the worst part of the draws that the expected shortfall is the mean of


class Estimate(NamedTuple):
    """A value and its standard error."""

    value: float
    se: float


def defined(x: Array) -> Array:
    """The draws in which an outcome is defined, sorted."""
    ordered = np.sort(x)  # NaN last
    return ordered[: ordered.size - int(np.isnan(ordered).sum())]


def mean(ordered: Array) -> Estimate:
    """Mean of the draws; infinite or NaN where they have none."""
    if ordered.size == 0:
        return Estimate(math.nan, math.nan)
    if not math.isfinite(ordered[0]) or not math.isfinite(ordered[-1]):
        return Estimate(math.inf if ordered[-1] > 0 else -math.inf, math.nan)
    spread = float(np.std(ordered, ddof=1)) if ordered.size > 1 else math.nan  # one draw says nothing of its error
    return Estimate(float(np.mean(ordered)), spread / math.sqrt(ordered.size))


def quantile(ordered: Array, share: float) -> Estimate:
    """A quantile of sorted draws, linear between them; its error from the order statistics one sd away in rank."""
    if ordered.size == 0:
        return Estimate(math.nan, math.nan)
    last = ordered.size - 1
    sd = math.sqrt(ordered.size * share * (1 - share))
    value = between(ordered, share * last)
    above, below = between(ordered, min(share * last + sd, last)), between(ordered, max(share * last - sd, 0))
    se = (above - below) / 2 if math.isfinite(above) and math.isfinite(below) and last > 0 else math.nan
    return Estimate(value, se)


def between(ordered: Array, rank: float) -> float:
    """The value at a rank, on a straight line between two draws; the higher one where that is infinite."""
    low, high = math.floor(rank), math.ceil(rank)
    a, b = float(ordered[low]), float(ordered[high])
    if a == b or low == high:
        return a
    return a + (b - a) * (rank - low) if math.isfinite(a) and math.isfinite(b) else b


def chance(hits: npt.NDArray[np.bool_]) -> Estimate:
    """Share of the draws in which something holds. Its error stays above zero where none or all do (Agresti-Coull)."""
    count, found = hits.size, int(hits.sum())
    corrected = (found + 2) / (count + 4)
    return Estimate(found / count, math.sqrt(corrected * (1 - corrected) / count))


def meets(x: Array, target: float, better: str) -> npt.NDArray[np.bool_]:
    """Whether each draw meets a target; an undefined one does not."""
    return x <= target if better == "lower" else x >= target


def expected_shortfall(ordered: Array, tail: float = TAIL) -> Estimate:
    """Mean of the worst ``tail`` of the draws (Acerbi and Tasche 2002); its asymptotic standard error."""
    share = tail * ordered.size
    whole = max(int(share), 1)
    worst = ordered[:whole]
    edge = float(ordered[min(whole, ordered.size - 1)])
    value = float(np.mean(worst))
    if share > whole:
        value = (float(np.sum(worst)) + (share - whole) * edge) / share
    spread = float(np.var(worst)) + (1 - tail) * (edge - value) ** 2
    return Estimate(value, math.sqrt(spread / max(share, 1.0)))
