"""Rank correlations between inputs, joined by a Gaussian copula.

A rank (Spearman) correlation ``rho`` is what a person states; ``2 sin(pi rho / 6)`` is the correlation of the normal scores
that gives it (Pearson 1907). Not every set of pairs is possible: A with B, B with C, but A against C cannot all be strong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Pair = tuple[str, str]

TOLERANCE = 1e-9  # how far below zero rounding may push the smallest eigenvalue
HALVINGS = 60  # of an interval, in a search: more would be below rounding


class Impossible(NamedTuple):
    """The pair that must give way, and between which rank correlations it could stand beside the others (NaN: none)."""

    pair: Pair
    rank: float
    low: float
    high: float


def normal_correlation(rank: float) -> float:
    """The correlation of normal scores that gives a rank correlation."""
    return float(2 * np.sin(np.pi * rank / 6))


def matrix(names: Sequence[str], ranks: Mapping[Pair, float]) -> Array:
    """Correlation matrix of the normal scores, ``(len(names), len(names))``."""
    place = {name: i for i, name in enumerate(names)}
    correlation = np.eye(len(names))
    for (a, b), rank in ranks.items():
        i, j = place[a], place[b]
        correlation[i, j] = correlation[j, i] = normal_correlation(rank)
    return correlation


def root(correlation: Array) -> Array:
    """Lower triangular ``L`` with ``L L' = correlation``; a singular matrix (a rank of 1) is allowed.

    Row ``i`` uses columns ``0 … i`` only: an input never changes those named before it.
    """
    size = len(correlation)
    lower = np.zeros((size, size))
    for j in range(size):
        left = correlation[j, j] - lower[j, :j] @ lower[j, :j]
        lower[j, j] = np.sqrt(max(left, 0.0))
        if lower[j, j] > np.sqrt(TOLERANCE):
            lower[j + 1 :, j] = (correlation[j + 1 :, j] - lower[j + 1 :, :j] @ lower[j, :j]) / lower[j, j]
    return lower


def _smallest_eigenvalue(names: Sequence[str], ranks: Mapping[Pair, float]) -> float:
    return float(np.linalg.eigvalsh(matrix(names, ranks))[0])


def _possible_ranks(names: Sequence[str], ranks: Mapping[Pair, float], pair: Pair) -> tuple[float, float]:
    """Between which values one pair could stand with the others as they are; NaN if nowhere.

    The smallest eigenvalue is a concave function of one entry: find its top, then the two places where it crosses zero.
    """

    def slack(rank: float) -> float:
        return _smallest_eigenvalue(names, {**ranks, pair: rank}) + TOLERANCE

    low, high = -1.0, 1.0
    for _ in range(HALVINGS):
        third = (high - low) / 3
        if slack(low + third) < slack(high - third):
            low += third
        else:
            high -= third
    top = (low + high) / 2
    if slack(top) < 0:
        return np.nan, np.nan

    def edge(outside: float) -> float:
        if slack(outside) >= 0:
            return outside
        inside = top
        for _ in range(HALVINGS):
            middle = (inside + outside) / 2
            inside, outside = (middle, outside) if slack(middle) >= 0 else (inside, middle)
        return inside

    return edge(-1.0), edge(1.0)


def impossible(ranks: Mapping[Pair, float]) -> Impossible | None:
    """None if the pairs can hold together; else the pair that needs the smallest change to let them."""
    names = sorted({name for pair in ranks for name in pair})
    if not names or _smallest_eigenvalue(names, ranks) >= -TOLERANCE:
        return None
    found = [Impossible(pair, rank, *_possible_ranks(names, ranks, pair)) for pair, rank in ranks.items()]

    def change(each: Impossible) -> float:
        if np.isnan(each.low):
            return 3.0 - abs(each.rank)  # no value of this pair alone mends it: after all that can, strongest first
        return max(each.low - each.rank, each.rank - each.high)

    return min(found, key=change)
