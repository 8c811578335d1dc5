"""What it is worth to decide after having seen something: arrays in, a number out.

A yes is worth ``gain`` more than a no; what is seen are ``signals``. Whoever decides by them says yes where the gain to be
expected from what is seen is above 0. That expectation is a regression of the gain on the signals over the draws (Strong,
Oakley, Brennan and Breeze 2015). It is fitted for each group of draws on all other groups, so that no draw helps to decide
about itself: what such decisions bring is then not flattered, and can only fall short of what the best reading would bring.

Shapes: ``gain`` is ``(draws,)``, ``signals`` ``(signals, draws)``.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

DEGREE = 4  # of the polynomials of each signal's rank
PAIRED = 6  # signals that say most, whose products are tried too
PER_TERM = 20  # draws at least for each term
RIDGE = 1e-9  # of the draws


def expected_gain(gain: Array, signals: Array, groups: int) -> Array:
    """What the gain is expected to be once the signals have been seen ``(draws,)``; its mean where nothing is seen."""
    groups = min(groups, gain.size)
    terms = _terms(gain, signals)
    if groups < 2:
        return np.full_like(gain, gain.mean())
    parts = [(np.ascontiguousarray(terms[:, group::groups]), gain[group::groups]) for group in range(groups)]
    squares, sums = [x @ x.T for x, _ in parts], [x @ y for x, y in parts]
    all_squares, all_sums = sum(squares), sum(sums)
    least = RIDGE * np.eye(len(terms)) * gain.size  # terms that say the same twice share what they say
    found = np.empty_like(gain)
    for group, (x, _) in enumerate(parts):
        weights = np.linalg.solve(all_squares - squares[group] + least, all_sums - sums[group])
        found[group::groups] = weights @ x
    return found


def _terms(gain: Array, signals: Array) -> Array:
    """1, smooth functions of every signal's rank, and the products of the ranks that say most ``(terms, draws)``.

    The functions are Legendre polynomials, and the normal score and its square, which follow what is nearly normal.
    """
    from scipy.special import ndtri

    most = max(gain.size // PER_TERM, 1)
    ranked = [(np.argsort(np.argsort(x, kind="stable"), kind="stable") + 0.5) / x.size for x in signals if np.ptp(x) > 0]
    terms = [np.ones(gain.size)]
    for u in ranked:
        score = ndtri(u)
        terms += [score, score**2, *np.polynomial.legendre.legvander(2 * u - 1, DEGREE).T[1:]]
    if np.ptp(gain) > 0:
        ranked.sort(key=lambda u: -abs(float(np.corrcoef(u, gain)[0, 1])))
    products = [(2 * a - 1) * (2 * b - 1) for a, b in combinations(ranked[:PAIRED], 2)]
    if len(terms) + len(products) > most:  # few draws: straight lines alone
        return np.stack([terms[0], *(2 * u - 1 for u in ranked)][:most])
    return np.stack([*terms, *products])
