"""What an outcome hangs on: (x, y) over the same draws -> a number. Knows arrays, no model.

Shapes: ``x`` and ``y`` are ``(draws,)``.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

TERMS = 11  # Legendre polynomials 0 … 10 of the rank: follows two full swings of y over x
FEWEST = 20  # draws per term; with fewer, fewer terms
GROUPS_AT_MOST = 50  # an input with no more values than this is taken value by value


class Driver(NamedTuple):
    """One drawn input and what hangs on it.

    ``low``, ``high``: mean outcome with the input at its p10 and p90, the others drawn. ``value_of_asking``: EVPPI, kr.
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


def ranks(x: Array) -> Array:
    """Ranks from 1, equal values sharing their mean rank."""
    order = np.argsort(x, kind="stable")
    ordered = x[order]
    found = np.empty(x.size)
    found[order] = np.arange(1.0, x.size + 1)
    if np.all(ordered[1:] > ordered[:-1]):
        return found
    _, inverse, counts = np.unique(x, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    shared: Array = (last - (counts - 1) / 2)[inverse]
    return shared


def spearman(x: Array, y: Array) -> float:
    """Spearman's rank correlation; 0 where one of them does not vary."""
    return rank_correlation(ranks(x), ranks(y))


def rank_correlation(a: Array, b: Array) -> float:
    """Spearman's rank correlation from the two rankings."""
    if np.ptp(a) == 0 or np.ptp(b) == 0:
        return 0.0
    return float(np.corrcoef(a, b)[0, 1])


@lru_cache(maxsize=4)
def _basis(count: int) -> Array:
    """Orthonormal polynomials over ``count`` evenly spaced ranks ``(count, terms)``."""
    terms = int(min(TERMS, max(count // FEWEST, 1)))
    position = (2 * np.arange(count) + 1) / count - 1
    legendre = np.polynomial.legendre.legvander(position, terms - 1)
    return np.asarray(legendre @ np.linalg.inv(np.linalg.cholesky(legendre.T @ legendre)).T, dtype=np.float64)


def expected_given(x: Array, y: Array) -> Array:
    """The mean of ``y`` given ``x``, in every draw: a regression of y on polynomials of the rank of x.

    The polynomials are orthogonal over the ranks, so each coefficient is one sum (Strong, Oakley and Brennan 2014 use a
    regression in the same place). Where x has few values it is the mean of each.
    """
    fitted = np.empty_like(y, dtype=float)
    order = np.argsort(x, kind="stable")
    steps = np.flatnonzero(np.diff(x[order])) + 1
    if steps.size < GROUPS_AT_MOST:
        parts = np.split(y[order], steps)
        fitted[order] = np.repeat([part.mean() for part in parts], [part.size for part in parts])
        return fitted
    basis = _basis(x.size)
    fitted[order] = basis @ (basis.T @ y[order])
    return fitted


def first_order(fitted: Array, y: Array) -> float:
    """First-order Sobol index: the share of y's variance that goes away when x is known.

    ``fitted``: the mean of y given x. What the fit's own terms explain by chance is taken off.
    """
    variance = float(np.var(y))
    if variance == 0:
        return 0.0
    count = y.size
    terms = min(TERMS, max(count // FEWEST, 1))
    explained = 1 - float(np.var(y - fitted)) / variance * (count - 1) / max(count - terms, 1)
    return min(max(explained, 0.0), 1.0)


def total_order(y: Array, redrawn: Array) -> float:
    """Total Sobol index from a replay with x drawn anew and all else as it was (Jansen 1999)."""
    variance = float(np.var(np.concatenate([y, redrawn])))
    return float(np.mean((y - redrawn) ** 2)) / 2 / variance if variance > 0 else 0.0


def value_of_asking(fitted: Array, y: Array) -> float:
    """EVPPI: what knowing x for certain is worth before deciding to go (mean of y) or not (0). Never below zero.

    ``fitted``: the mean of y given x.
    """
    return max(float(np.mean(np.maximum(fitted, 0.0))) - max(float(np.mean(y)), 0.0), 0.0)


def value_of_knowing_all(y: Array) -> float:
    """EVPI: what knowing everything for certain is worth before the same decision."""
    return float(np.mean(np.maximum(y, 0.0))) - max(float(np.mean(y)), 0.0)
