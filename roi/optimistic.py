"""What would make a claim hold, one input at a time and together: favourable ends, and the value at which it tips.

Everything that is not set stays as it was drawn, so that the differences are those of what is set alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from roi import catalogue
from roi.breakeven import searched
from roi.rebuilt import Array, median
from roi.replays import Variant, picked, replay
from roi.scenario import input_of
from roi.simulate import Result
from roi.tables import Row, Table

WORLDS = 512  # in which every input is tried alone, and its whole range
WORLDS_TOGETHER = 8_192  # in which several together are
WORLDS_TIPPED = 4_096  # in which the value of one is sought
END = 0.1  # a favourable end: the best tenth of an input begins here
TRIED = 41  # values of an input over what is searched
CLOSER = 13  # values around the two of them between which the claim tips


def optimistic(result: Result, metric: str, value: float) -> Row:
    """Which inputs, at the favourable end of what they may be, make the median of an outcome meet a value.

    ``alone``: every input that helps, at its p10 or p90, the one that helps most first. ``needed``: how many of them must be
    there at once, in that order, for the median to meet the value; None where all of them together do not.
    """
    better = catalogue.outcomes()[metric].better
    by = "npv" if metric == "payback_month" else metric  # a month that never comes cannot be told from another
    sign = -1.0 if catalogue.outcomes()[by].better == "lower" else 1.0
    keyed = result.scenario.keyed()
    ends = [(key, share, float(keyed[key].ppf(share))) for key in result.scenario.uncertain() for share in (END, 1 - END)]
    found = medians(result, WORLDS, [{}, *({key: x} for key, _, x in ends)], by)
    helps: dict[str, tuple[float, float, float]] = {}
    for (key, share, x), middle in zip(ends, found[1:], strict=True):
        gain = sign * (middle - found[0])
        if gain > max(helps[key][0] if key in helps else 0.0, 0.0):
            helps[key] = (gain, share, x)
    order = sorted(helps, key=lambda key: -helps[key][0])
    together = [{key: helps[key][2] for key in order[:count]} for count in range(len(order) + 1)]

    def meets(count: int) -> bool:
        middle = medians(result, WORLDS_TOGETHER, [together[count]], metric)[0]
        return middle <= value if better == "lower" else middle >= value

    needed = fewest(len(order), meets) if order and meets(len(order)) else None
    last = medians(result, WORLDS_TOGETHER, [together[needed or -1]], metric)[0]
    rows = [
        {
            "key": key,
            "unit": input_of(key).unit,
            "end": f"p{round(100 * helps[key][1])}",
            "at": helps[key][2],
            "now": float(keyed[key].median),
        }
        for key in order
    ]
    return {"against": metric, "alone": rows, "needed": needed, "median": last}


def fewest(most: int, enough: Callable[[int], bool]) -> int:
    """The smallest count from 1 on that is enough, where ``most`` is and more never are too many."""
    low, high = 0, most
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def medians(result: Result, worlds: int, variants: Sequence[Variant], metric: str) -> list[float]:
    """The median of an outcome in the first worlds, once for each variant."""
    base = picked(result.draws, np.arange(min(result.draws.count, worlds)))
    return [median(np.asarray(y)) for y in replay(result, base, variants, metric)]


def tipping(result: Result, metric: str, value: float, keys: Sequence[str]) -> Table:
    """For each input the value, nearest to its own middle, at which the median of an outcome comes to a claimed value.

    ``holds``: on which side of ``at`` the claim then holds, "above" or "below"; "always" or "never" where it does all over
    what was ``searched``, or nowhere there.
    """
    return [_tips(result, metric, value, key) for key in keys]


def _tips(result: Result, metric: str, value: float, key: str) -> Row:
    about = input_of(key)
    now = float(result.scenario.keyed()[key].median)
    low, high = searched(result.scenario, key)
    row: Row = {"key": key, "unit": about.unit, "now": now, "searched": [low, high], "at": None}
    lower = catalogue.outcomes()[metric].better == "lower"

    def tried_at(values: Array, worlds: int) -> list[tuple[float, bool]]:
        found = medians(result, worlds, [{key: float(x)} for x in values], metric)
        return [(middle, middle <= value if lower else middle >= value) for middle in found]

    xs = np.linspace(low, high, TRIED)
    if about.whole:
        xs = np.unique(np.round(xs))
    tried = tried_at(xs, WORLDS)
    pair = _nearest_change(xs, tried, now)
    if pair is None:
        return {**row, "holds": "always" if tried[0][1] else "never"}
    if not about.whole:
        near = np.linspace(xs[max(pair - 1, 0)], xs[min(pair + 2, TRIED - 1)], CLOSER)
        closer = tried_at(near, WORLDS_TIPPED)
        found = _nearest_change(near, closer, (xs[pair] + xs[pair + 1]) / 2)
        if found is not None:  # else more worlds have moved it out of sight, and the first look has to do
            xs, tried, pair = near, closer, found
    (a, met), (b, _) = tried[pair], tried[pair + 1]
    straight = np.isfinite(a) and np.isfinite(b) and not about.whole
    part = (value - a) / (b - a) if straight else float(not met)
    at = float(xs[pair] + part * (xs[pair + 1] - xs[pair]))
    return {**row, "at": at, "holds": "below" if met else "above"}


def _nearest_change(xs: Array, tried: Sequence[tuple[float, bool]], now: float) -> int | None:
    """Between which value and the next the claim tips, as near to ``now`` as it does; None if nowhere."""
    tips = [at for at in range(len(tried) - 1) if tried[at][1] != tried[at + 1][1]]
    return min(tips, key=lambda at: abs((xs[at] + xs[at + 1]) / 2 - now), default=None)
