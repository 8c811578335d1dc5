"""What an outcome hangs on: arrays over the same draws -> indices and values, each with its error. Knows arrays, no model.

The draws come from independent groups in turn: draw ``i`` belongs to group ``i % groups``. What one group says is
independent of what the others say. So a square is taken as the product of two groups' figures, which noise cannot make
larger; a decision is also judged by a group that had no say in it; and how far the groups differ says how near the truth
their mean is.

Along one input the draws are cut into cells by their position (or by value, where there are few), and one sum a cell and
group is all that is kept of them: no sorting, and after that nothing depends on the number of draws.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from roi.summary import Estimate, student

Array = npt.NDArray[np.float64]
Cells = npt.NDArray[np.intp]

CELLS = 64  # equally likely parts of an input's range: a straight line between them is right to 1/64² of the variance
DRAWS_PER_CELL = 16  # at least; with fewer draws, fewer cells
FEWEST_CELLS = 4
TERMS = 10  # Legendre polynomials 1 … 10 of the position: they follow five full swings of y over x
CLEAR = 3.0  # standard errors by which a term must stand out of its noise to be part of a fitted curve
SAME = 1e-9  # share of all directions together that each is lengthened by, so that terms that say the same do no harm
VALUES_AT_MOST = 50  # an input with no more values than this is taken value by value


class Course(NamedTuple):
    """How y runs along one input.

    ``sums``, ``counts``: of y and of draws, ``(groups, cells)``. ``shares``: how likely each cell is ``(cells,)``.
    ``basis``: functions that are orthonormal over the cells and have no mean, ``(cells, terms)``.
    """

    sums: Array
    counts: Array
    shares: Array
    basis: Array

    @property
    def effects(self) -> Array:
        """Each group's coefficients of y on the basis ``(groups, terms)``.

        Their mean is that of the means of the cells; what a group adds to it is how its draws differ from these.
        """
        sizes, filled = self.counts.sum(axis=1, keepdims=True), np.maximum(self.counts.sum(axis=0), 1)
        means = self.sums.sum(axis=0) / filled
        apart = (self.sums - self.counts * means) / np.maximum(sizes, 1) * (sizes.sum() / filled)
        found: Array = (means - self.sums.sum() / sizes.sum() + apart) * self.shares @ self.basis
        return found


# ---------------------------------------------------------------------------------------------------- along one input


def cell_count(draws: int) -> int:
    """How many cells so many draws can fill: a power of two, as Sobol points do."""
    filled = 1 << (max(draws // DRAWS_PER_CELL, 1).bit_length() - 1)
    return min(max(filled, FEWEST_CELLS), CELLS)


def cells(position: Array, count: int) -> Cells:
    """The cell of each draw ``(draws,)`` among ``count`` equally likely ones, from its position inside (0, 1)."""
    return np.minimum((position * count).astype(np.intp), count - 1)


def even(count: int) -> Array:
    """The shares of ``count`` equally likely cells."""
    return np.full(count, 1 / count)


@lru_cache(maxsize=16)
def smooth_basis(count: int) -> Array:
    """Polynomials of the position over ``count`` equally likely cells ``(cells, terms)``."""
    middle = (2 * np.arange(count) + 1) / count - 1
    columns = np.asarray(np.polynomial.legendre.legvander(middle, min(TERMS, count - 1)), dtype=np.float64)
    return _orthonormal(columns, even(count))


def value_basis(shares: Array) -> Array:
    """What can tell the values of an input of few values apart ``(values, values - 1)``. ``shares``: how likely each is."""
    columns = np.hstack([np.ones((shares.size, 1)), np.eye(shares.size)[:, 1:]])
    return _orthonormal(columns, shares)


def _orthonormal(columns: Array, shares: Array) -> Array:
    """Columns made orthonormal under the shares of the rows, without the first, which is the constant."""
    root = np.sqrt(shares)[:, None]
    found: Array = (np.linalg.qr(root * columns)[0] / root)[:, 1:]
    return found


def course(cell: Cells, shares: Array, basis: Array, y: Array, groups: int) -> Course:
    """How y ``(draws,)`` runs along an input. ``cell``: the row of ``basis`` that each draw lies in, ``shares`` likely."""
    at = cell * groups + _turns(y.size, groups)
    size = len(basis) * groups
    sums = np.asarray(np.bincount(at, y, size), dtype=np.float64)
    counts = np.asarray(np.bincount(at, minlength=size), dtype=np.float64)
    return Course(sums.reshape(-1, groups).T, counts.reshape(-1, groups).T, shares, basis)


@lru_cache(maxsize=4)
def _turns(draws: int, groups: int) -> Cells:
    """The group of each draw."""
    return np.arange(draws) % groups


def fitted(along: Course) -> Array:
    """The mean of y in each cell less that of all ``(cells,)``, by the terms that stand out of their noise."""
    effects = along.effects
    found: Array = along.basis @ _clear(effects.sum(axis=0), (effects**2).sum(axis=0), len(effects))
    return found


def clear_terms(along: Course) -> Array:
    """The columns of the basis that say something of y: they stand out of its noise ``(cells, clear)``."""
    effects = along.effects
    clear = _clear(effects.sum(axis=0), (effects**2).sum(axis=0), len(effects)) != 0
    return along.basis[:, clear]


def is_clear(means: Array) -> bool:
    """Whether a mean of groups stands out of their noise."""
    return bool(abs(float(np.mean(means))) > CLEAR * error_of_mean(means))


def _clear(total: Array, squares: Array, groups: int) -> Array:
    """The mean of the groups' terms, those that noise alone could have made set to 0. Sums over ``groups`` groups."""
    mean = total / groups
    if groups < 2:
        return mean
    error = np.sqrt(np.maximum(squares / groups - mean**2, 0.0) / (groups - 1))
    return np.where(np.abs(mean) >= CLEAR * error, mean, 0.0)


# -------------------------------------------------------------------------------------------------- errors from groups


def group_means(x: Array, groups: int) -> Array:
    """The mean of each group's draws ``(groups,)``; with fewer draws than groups, each draw is one."""
    groups = min(groups, x.size)
    whole = x.size // groups * groups
    sums = x[:whole].reshape(-1, groups).sum(axis=0)
    rest = x[whole:]
    sizes = np.full(groups, x.size // groups, dtype=float)
    sums[: rest.size] += rest
    sizes[: rest.size] += 1
    found: Array = sums / sizes
    return found


def error_of_mean(means: Array) -> float:
    """Standard error of the mean of what the groups say ``(groups,)``, as ``summary`` gives it; NaN for one group."""
    groups = means.size
    return student(groups - 1) * float(np.std(means, ddof=1)) / math.sqrt(groups) if groups > 1 else math.nan


def jackknife(without: Array) -> float:
    """Standard error from the figure with each group left out ``(groups,)`` (Tukey 1958)."""
    groups = without.size
    return student(groups - 1) * math.sqrt((groups - 1) / groups * float(np.sum((without - without.mean()) ** 2)))


def _squares(total: Array, squares: Array, groups: int) -> Array:
    """The sum over the terms of the squared mean, without what noise adds: the mean product of two different groups."""
    pairs = max(groups * (groups - 1), 1)
    found: Array = (total**2 - squares).sum(axis=-1) / pairs
    return found


# ------------------------------------------------------------------------------------------------------------- indices


def first_order(along: Course, variances: Array) -> Estimate:
    """First-order Sobol index: the share of y's variance that goes away when x is known. Never below 0 or above 1.

    ``variances``: of y about its mean, in each group (``variances``).
    """
    groups = variances.size
    if groups < 2 or not variances.mean() > 0:
        return Estimate(0.0, math.nan if groups < 2 else 0.0)
    effects = along.effects[:groups]
    total, squares = effects.sum(axis=0), (effects**2).sum(axis=0)
    share = min(max(float(_squares(total, squares, groups) / variances.mean()), 0.0), 1.0)
    if groups < 3:
        return Estimate(share, math.nan)
    without = _squares(total - effects, squares - effects**2, groups - 1)
    left = (variances.sum() - variances) / (groups - 1)
    return Estimate(share, jackknife(without / np.where(left > 0, left, 1.0)))


def variances(y: Array, groups: int) -> Array:
    """The mean square of y about its mean in each group ``(groups,)``."""
    return group_means((y - y.mean()) ** 2, groups)


def total_order(y: Array, redrawn: Array, variances: Array, known: tuple[Array, Array, float] | None = None) -> Estimate:
    """Total Sobol index from a replay with x drawn anew and all else as it was (Jansen 1999). Never below 0.

    ``variances``: of y in each group of all draws, of which these may be a few. ``known``: a fitted curve of y over x at the
    old and the new x, and its variance; what the curve says need not be measured again, and the error is that of the rest.
    """
    variance = float(variances.mean())
    if not variance > 0:
        return Estimate(0.0, 0.0)
    parts = (y - redrawn) ** 2 / 2
    certain = 0.0
    if known:
        before, after, certain = known
        parts = parts - (before - after) ** 2 / 2
    share = (float(np.mean(parts)) + certain) / variance
    error = error_of_mean(group_means(parts, variances.size))
    return Estimate(max(share, 0.0), math.hypot(error, share * error_of_mean(variances)) / variance)


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
    """Spearman's rank correlation."""
    return rank_correlation(standardised(ranks(x)), standardised(ranks(y)), 1).value


def rank_correlation(a: Array, b: Array, groups: int) -> Estimate:
    """Spearman's rank correlation from two standardised rankings (or positions)."""
    product = a * b
    found = min(max(float(np.mean(product)), -1.0), 1.0)
    return Estimate(found, error_of_mean(group_means(product, groups)))


def standardised(x: Array) -> Array:
    """Less its mean, over its standard deviation; 0 where it does not vary."""
    x = x - x.mean()
    spread = math.sqrt(float(np.mean(x * x)))  # not by a dot product, whose last digit hangs on the number of threads
    return x / spread if spread > 0 else x


# ----------------------------------------------------------------------------------------------------- value of asking


def value_of_asking(along: Course) -> Estimate:
    """EVPPI: what knowing x for certain is worth before deciding to go (mean of y) or not (0).

    Half-way between two rules that say go where the fitted mean of y given x is above zero. One is judged by the draws it
    was fitted to, and noise makes it look better than it is; the other by the group left out when it was fitted, and noise
    makes it worse than it need be, by as much (both by half the squared error of the fit where it crosses zero). Its error
    may carry it a little below zero.
    """
    groups, effects = len(along.sums), along.effects
    total, squares = effects.sum(axis=0), (effects**2).sum(axis=0)
    sizes = np.maximum(along.counts.sum(axis=1), 1)
    means, left = _means_left(along.sums.sum(axis=1), sizes)
    inside = _rule(means.mean(), along.basis @ _clear(total, squares, groups))
    outside = _rule(left[:, None], _clear(total - effects, squares - effects**2, groups - 1) @ along.basis.T)
    return _worth((along.sums @ inside + np.sum(along.sums * outside, axis=1)) / 2 / sizes, means)


def value_of_asking_together(x: Array, y: Array, groups: int) -> Estimate:
    """EVPPI of several inputs: what knowing them all is worth. ``x``: functions of them to fit y with ``(terms, draws)``.

    The same two rules, from a regression (Strong, Oakley and Brennan 2014). No rule is better than the best, so that what
    the functions cannot follow makes the value lower, never higher.
    """
    groups = min(groups, y.size)
    if groups < 3:  # no group could be judged by others that differ
        return Estimate(0.0, math.nan)
    size = y.size // groups  # draws of each group; the few that are over are left out
    values = np.ascontiguousarray(y[: size * groups].reshape(size, groups).T)
    known = np.ones((groups, len(x) + 1, size))
    known[:, 1:] = x[:, : size * groups].reshape(-1, size, groups).transpose(2, 0, 1)
    gram, moment = known @ known.transpose(0, 2, 1), (known @ values[:, :, None])[..., 0]
    all_gram, all_moment = gram.sum(axis=0), moment.sum(axis=0)
    means, left = _means_left(values.sum(axis=1), np.full(groups, size))
    inside = _rule(means.mean(), _solved(all_gram, all_moment) @ known - means.mean())
    without = (_solved(all_gram - gram, all_moment - moment)[:, None, :] @ known)[:, 0]
    outside = _rule(left[:, None], without - left[:, None])
    return _worth(np.mean(values * (inside + outside), axis=1) / 2, means)


def _solved(gram: Array, moment: Array) -> Array:
    """Coefficients of a regression ``(…, terms)``. Terms that say the same share what they say."""
    ridge = SAME * np.trace(gram, axis1=-2, axis2=-1)[..., None, None] * np.eye(gram.shape[-1])
    found: Array = np.linalg.solve(gram + ridge, moment[..., None])[..., 0]
    return found


def _means_left(sums: Array, sizes: Array) -> tuple[Array, Array]:
    """The mean of each group, and that of all the others."""
    means = sums / np.maximum(sizes, 1)
    return means, (sums.sum() - sums) / np.maximum(sizes.sum() - sizes, 1)


def _rule(mean: Array | float, above: Array) -> Array:
    """Where knowing changes the decision: 1 to go after all, -1 to stay. ``above``: what is then expected, less the mean."""
    return np.asarray(mean + above > 0, dtype=np.float64) - np.asarray(mean > 0, dtype=np.float64)


def _worth(won: Array, means: Array) -> Estimate:
    """What the changed decisions bring in each group ``(groups,)``, and the error of that."""
    return Estimate(float(np.mean(won)), math.hypot(error_of_mean(won), _undecided(means)))


def _undecided(means: Array) -> float:
    """What is added to the error where not even the sign of the mean is clear: half the error of the mean.

    The larger of the mean and 0 then is the one or the other by chance.
    """
    error = error_of_mean(means)
    return error / 2 if abs(means.mean()) < CLEAR * error else 0.0


def value_of_knowing_all(y: Array, groups: int) -> Estimate:
    """EVPI: what knowing everything for certain is worth before the same decision."""
    means = group_means(y, groups)
    worth = group_means(np.maximum(y, 0.0), groups) - (means if y.mean() > 0 else 0.0)
    return Estimate(float(np.mean(worth)), math.hypot(error_of_mean(worth), _undecided(means)))
