"""How an honest figure spreads around what a world comes to: its likelihood, and the chance of less. Arrays only.

Four kinds. ``expected`` is the world's own number, ``(draws,)`` or anything that broadcasts with the figure:

- ``lognormal``: the figure's logarithm is normal around that of ``expected``, with a standard deviation of ``by``.
- ``pieces``: hours that come by chance in pieces of ``by`` hours on average, each exponential (a compound Poisson sum, with
  a chance of none at all).
- ``count``: how many of ``of`` meet with something whose chance is ``expected`` (binomial).
- ``mean_of_answers``: the mean of ``of`` answers around ``expected``, each with a standard deviation of ``by``.

Where a figure cannot come out of a world at all, its log-likelihood is minus infinity.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

HALVINGS = 28  # of the range in which a quantile is sought: to a hundred-millionth of it
FAR = 8.0  # standard deviations beyond which nothing is sought
TINY = np.finfo(float).tiny


class Spread(NamedTuple):
    """How a figure spreads: its kind, and what the kind needs."""

    kind: str
    by: float = 0.0
    of: float = 0.0


def _special() -> Any:
    """scipy.special, imported only where it is used: the import takes 0.3 s."""
    import scipy.special

    return scipy.special


def log_density(spread: Spread, x: float, expected: Any) -> Array:
    """Log-likelihood of a figure in every world, up to what is the same in all of them."""
    expected = np.asarray(expected, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        if spread.kind == "lognormal":
            if x <= 0:
                return np.where(expected == 0, 0.0, -np.inf)
            off = (np.log(x) - np.log(np.maximum(expected, TINY))) / spread.by
            return np.where(expected > 0, -0.5 * off**2, -np.inf)
        if spread.kind == "pieces":
            return _log_density_of_pieces(x, expected, spread.by)
        if spread.kind == "count":
            found: Array = _special().xlogy(x, expected) + _special().xlog1py(spread.of - x, -expected)
            return found
        return np.asarray(-0.5 * spread.of * ((x - expected) / spread.by) ** 2)


def _log_density_of_pieces(x: float, expected: Array, piece: float) -> Array:
    """Of a compound Poisson sum of exponential pieces: e^-(m + y) √(m/y) I₁(2 √(m y)) / piece, m pieces, y = x / piece."""
    pieces = expected / piece
    if x <= 0:
        return -pieces
    y = x / piece
    some = np.maximum(pieces, TINY)
    root = 2 * np.sqrt(some * y)
    # i1e is I₁ without its e^root, which is put together with the rest lest it overflow
    bent = root - some - y + np.log(_special().i1e(root)) + 0.5 * np.log(some / y)
    return np.where(pieces > 0, bent, -np.inf)


def at_most(spread: Spread, x: float, expected: Any) -> Array:
    """Chance of a figure of x at most, in every world."""
    expected = np.asarray(expected, dtype=float)
    if spread.kind == "mean_of_answers":
        shares: Array = _special().ndtr((x - expected) * np.sqrt(spread.of) / spread.by)
        return shares
    if x < 0:
        return np.zeros_like(expected)
    if spread.kind == "lognormal":
        off = np.log(np.maximum(x, TINY)) - np.log(np.maximum(expected, TINY))
        return np.where(expected > 0, _special().ndtr(off / spread.by), 1.0)
    if spread.kind == "pieces":  # no more of one Poisson count than of another: the rest of a noncentral chi-square
        return np.asarray(1 - _special().chndtr(2 * expected / spread.by, 2.0, 2 * x / spread.by))
    count = np.floor(x)
    return (
        np.asarray(_special().betainc(spread.of - count, count + 1, 1 - expected))
        if count < spread.of
        else np.ones_like(expected)
    )


def position(spread: Spread, x: float, expected: Any) -> Array:
    """Chance of less than a figure and half of just so much, in every world: where it lies in what it could have been."""
    upto = at_most(spread, x, expected)
    step = 1.0 if spread.kind == "count" else 0.0  # otherwise only none at all is a figure that many worlds share
    below = at_most(spread, x - step, expected) if step or x > 0 else np.zeros_like(upto)
    return np.asarray((upto + below) / 2)


def quantile(spread: Spread, share: float, expected: Array, weights: Array) -> float:
    """The figure that comes out at most so large with the chance ``share``, over all worlds with their weights.

    ``weights``: ``(draws,)``, their sum 1. Counts come out whole.
    """
    low, high = _range(spread, expected)
    if spread.kind == "pieces" and float(np.sum(weights * at_most(spread, 0.0, expected))) >= share:
        return 0.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        below = float(np.sum(weights * at_most(spread, middle, expected)))
        low, high = (low, middle) if below >= share else (middle, high)
    return float(np.floor(high)) if spread.kind == "count" else high


def _range(spread: Spread, expected: Array) -> tuple[float, float]:
    """From where to where a quantile can lie."""
    least, most = float(np.min(expected)), float(np.max(expected))
    if spread.kind == "lognormal":
        return 0.0, most * float(np.exp(FAR * spread.by))
    if spread.kind == "pieces":
        return -spread.by, most + FAR * float(np.sqrt(2 * spread.by * most)) + FAR**2 * spread.by
    if spread.kind == "count":
        return -1.0, spread.of
    off = FAR * spread.by / float(np.sqrt(spread.of))
    return least - off, most + off
