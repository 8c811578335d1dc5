"""Rank correlations between inputs, joined by a Gaussian copula.

A rank (Spearman) correlation ``rho`` is what a person states; ``2 sin(pi rho / 6)`` is the correlation of the normal scores
that gives it (Pearson 1907). Not every set of pairs is possible: A with B, B with C, but A against C cannot all be strong.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Pair = tuple[str, str]

TOLERANCE = 1e-9  # how far below zero rounding may push the smallest eigenvalue
STEP = 0.001  # in which possible rank correlations are named
ROUNDING = 1e-6  # of a step
LOOKED_AT = 50  # pairs that the contradiction hangs on most, in search of the one to change


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


def _possible(correlation: Array) -> bool:
    return float(np.linalg.eigvalsh(correlation)[0]) >= -TOLERANCE


def _possible_ranks(correlation: Array, i: int, j: int) -> tuple[float, float]:
    """Between which rank correlations one pair could stand with the others as they are; NaN if nowhere.

    Given all the others, ``i`` and ``j`` keep a partial correlation of -1 … 1; that bounds what they may have together.
    """
    others = [k for k in range(len(correlation)) if k not in (i, j)]
    if not all(_possible(correlation[np.ix_(kept, kept)]) for kept in ([i, *others], [j, *others])):
        return math.nan, math.nan
    known = correlation[np.ix_([i, j], others)]
    explained = known @ np.linalg.pinv(correlation[np.ix_(others, others)], rcond=TOLERANCE, hermitian=True) @ known.T
    left = float(np.sqrt(max(1 - explained[0, 0], 0.0) * max(1 - explained[1, 1], 0.0)))
    middle = float(explained[0, 1])
    low, high = (6 / np.pi * np.arcsin(np.clip(end, -1, 1) / 2) for end in (middle - left, middle + left))
    steps = math.ceil(low / STEP - ROUNDING), math.floor(high / STEP + ROUNDING)  # inwards: what is named must really work
    if steps[0] > steps[1]:
        return math.nan, math.nan  # between two steps: nothing that could be written would work
    return steps[0] * STEP, steps[1] * STEP


def impossible(ranks: Mapping[Pair, float]) -> Impossible | None:
    """None if the pairs can hold together; else the pair that needs the smallest change to let them."""
    names = sorted({name for pair in ranks for name in pair})
    if not names:
        return None
    correlation = matrix(names, ranks)
    sizes, directions = np.linalg.eigh(correlation)
    if sizes[0] >= -TOLERANCE:
        return None
    weight = dict(zip(names, directions[:, 0], strict=True))
    likely = sorted(ranks, key=lambda pair: -abs(weight[pair[0]] * weight[pair[1]]))[:LOOKED_AT]
    found = [Impossible(pair, ranks[pair], *_possible_ranks(correlation, *map(names.index, pair))) for pair in likely]

    def change(each: Impossible) -> float:
        if math.isnan(each.low):
            return 3.0 - abs(each.rank)  # no value of this pair alone mends it: after all that can, strongest first
        return max(each.low - each.rank, each.rank - each.high)

    return min(found, key=change)


def held(correlation: Array, scores: Array, at: int, score: Array | float) -> Array:
    """Normal scores ``(names, draws)`` if the one ``at`` were ``score``: the others move by what that tells of them."""
    moved: Array = scores + correlation[:, at, None] * (score - scores[at])
    return moved


def told(correlation: Array, scores: Array, at: int) -> tuple[Array, float]:
    """What the others tell of the score ``at``: its mean given theirs ``(draws,)``, and the sd left, 0 if they settle it."""
    others = [i for i in range(len(correlation)) if i != at]
    weights = correlation[at, others] @ np.linalg.pinv(correlation[np.ix_(others, others)], rcond=TOLERANCE, hermitian=True)
    left = 1 - float(weights @ correlation[others, at])
    return np.sum(weights[:, None] * scores[others], axis=0), math.sqrt(left) if left > TOLERANCE else 0.0
