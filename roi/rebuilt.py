"""A claim rebuilt: which lines, left out, bring the middle of a sum to what is claimed; and the bridge back from it.

Knows arrays only. The search over sets of lines is exact: every set that could do is looked at, the smallest first.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.floating[Any]]
Mask = npt.NDArray[np.bool_]
Row = dict[str, Any]

SHOWN = 4  # sets of one size: the closest and three runners-up


class Sums(Protocol):
    """Sums that lines can be left out of. ``whole`` and every line: one array of any length.

    ``met``: an array with some lines left out -> which draws reach the goal ``(draws,)``. ``could``: the same, or more, for
    any array that lies between two others everywhere. ``closeness``: how far the middle draw is from the goal. ``order``:
    the lines as they are best decided on, those first that tell most of where the goal can be reached.
    """

    @property
    def whole(self) -> Array: ...
    @property
    def lines(self) -> Mapping[str, Array]: ...
    def met(self, left: Array) -> Mask: ...
    def could(self, lowest: Array, highest: Array) -> Mask: ...
    def order(self) -> list[str]: ...
    def closeness(self, left: Array) -> float: ...


class Search(NamedTuple):
    """The sets of the smallest size that reaches the goal, the closest first, and those that are one line larger."""

    smallest: list[tuple[str, ...]]
    larger: list[tuple[str, ...]]


def median(x: Array) -> float:
    """The middle of the draws in which something is defined, as summary.Sample has it; NaN where there is none."""
    some = x[~np.isnan(x)]
    if some.size == 0:
        return math.nan
    low, high = (some.size - 1) // 2, some.size // 2
    ordered = np.partition(some, (low, high))
    a, b = float(ordered[low]), float(ordered[high])
    return a + (b - a) * 0.5 if math.isfinite(a) and math.isfinite(b) else b


def heaviest(lines: Mapping[str, Array]) -> list[str]:
    """Lines, the one that adds most first."""
    return sorted(lines, key=lambda line: -abs(float(np.mean(lines[line]))))


def half(reached: Mask) -> bool:
    """Whether at least half of the draws are there, which is to say the middle one."""
    return 2 * int(np.count_nonzero(reached)) >= reached.size


def search(sums: Sums) -> Search:
    """The sets of lines that, left out, bring at least half of the draws to the goal, from the smallest size that can."""
    sets = Sets(sums)
    for size in range(1, len(sums.lines) + 1):
        found = sets.of_size(size)
        if found:
            return Search(sets.closest(found), sets.closest(sets.of_size(size + 1)))
    return Search([], [])


class Sets:
    """The sets of lines that reach a goal, built line by line.

    ``gains``: what leaving out each line brings; ``hopes`` and ``fears``: that where it is a gain, and where it is a loss.
    """

    def __init__(self, sums: Sums) -> None:
        self.sums = sums
        self.place = {line: at for at, line in enumerate(sums.lines)}
        self.order = sums.order()
        self.gains = [-sums.lines[line] for line in self.order]
        self.hopes = [np.maximum(gain, 0.0) for gain in self.gains]
        self.fears = [np.minimum(gain, 0.0) if np.any(gain < 0) else self.nothing() for gain in self.gains]

    def of_size(self, size: int) -> list[tuple[str, ...]]:
        """Every set of one size that reaches the goal.

        A branch is given up where even more than can be left out in it would not bring half of the draws there.
        """
        whole = self.sums.whole
        lowest = whole + sum(self.fears, self.nothing())
        if size > len(self.order) or not half(self.sums.could(lowest, whole + self.largest(size))):
            return []
        highest = whole + sum(self.hopes, self.nothing())
        return list(self.built((), whole, (lowest, highest), 0, size))

    def nothing(self) -> Array:
        return np.zeros((), dtype=self.sums.whole.dtype)

    def largest(self, size: int) -> Array:
        """The most that any lines of a number can bring, place by place."""
        most: Array = np.sort(np.stack(self.hopes), axis=0)[-size:].sum(axis=0)
        return most

    def built(
        self, chosen: tuple[str, ...], left: Array, between: tuple[Array, Array], start: int, more: int
    ) -> Iterator[tuple[str, ...]]:
        """The sets with so many more lines than are chosen, from ``start`` on.

        ``left``: what is left without those chosen; ``between``: the least and the most that can become of it.
        """
        if more == 0:
            if half(self.sums.met(left)):
                yield tuple(sorted(chosen, key=self.place.__getitem__))
            return
        lowest, highest = between
        for at in range(start, len(self.order) - more + 1):
            if not half(self.sums.could(lowest, highest)):
                return
            gain = self.gains[at]
            lowest, highest = lowest - self.fears[at], highest - self.hopes[at]
            with_it = (*chosen, self.order[at])
            yield from self.built(with_it, left + gain, (lowest + gain, highest + gain), at + 1, more - 1)

    def closest(self, found: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
        """The first few, the closest to the goal first; of equally close ones that which leaves out least."""
        size = {line: float(np.mean(hope)) for line, hope in zip(self.order, self.hopes, strict=True)}

        def distance(lines: tuple[str, ...]) -> tuple[float, float]:
            left = self.sums.whole - sum((self.sums.lines[line] for line in lines), self.nothing())
            return self.sums.closeness(left), sum(size[line] for line in lines)

        return sorted(found, key=distance)[:SHOWN]


def bridge(start: float, level: Callable[[Collection[str]], float], lines: Sequence[str]) -> list[Row]:
    """From a claimed level to that of the whole in steps that add up: what the lines do not explain, then line by line.

    The lines are put back one after the other in the order given; a step is what the level changes by when its line comes
    back. ``level``: lines left out -> level. Rows as of a waterfall: ``line``, ``step``, ``start``, ``end``.
    """
    rows: list[Row] = [{"line": "claim", "step": start, "start": 0.0, "end": start}]
    for back, line in enumerate(("rest", *lines)):
        before, end = rows[-1]["end"], level(lines[back:])
        rows.append({"line": line, "step": end - before, "start": before, "end": end})
    return [*rows, {"line": "median", "step": rows[-1]["end"], "start": 0.0, "end": rows[-1]["end"]}]
