"""What an outcome is made of: a sum for each draw and what every ledger line adds to it, so that lines can be left out.

Shapes: ``(draws,)``, but for a payback, which hangs on the running sum of every month.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from roi import catalogue, model, outcomes, rebuilt, simulate
from roi.rebuilt import Array, Mask, median
from roi.sampling import Draws
from roi.simulate import Result

DRAWS_AT_MOST = 32_768  # so many of the first draws are taken apart: enough for a median, and all their months fit in memory
ROUNDING = 1e-9  # of the size of a sum: far more than adding up in another order changes
SINGLE = 16 * float(np.finfo(np.float32).eps)  # the same where sums are kept in single precision
#: What a saving in the bank leaves out when it counts all pay for the moved hours as saved: no line of the ledger.
PAY_THAT_STAYS = "pay_that_stays"
MADE_OF_LINES = ("npv", "roi", "payback_month", "cost_saving_all_in", "cash_saving")


@dataclass(frozen=True)
class Parts:
    """An outcome taken apart in view of a value that is claimed of it.

    ``whole``, ``lines``: the sum and what each of the lines told apart adds to it ``(draws,)``; of a payback the running sum
    of the claimed month. ``goal``: what the sum must be for the claim to hold. ``outcome``: the middle of the outcome
    without some lines. ``level``: what a bridge goes over: the same, but of a payback the middle of the sum; ``claimed``:
    that as it is claimed. ``search``: sets of some lines without which the claim holds or, if not ``up``, no more does.
    ``kept``: which of the draws are in it; those in which the outcome is undefined are not.
    """

    metric: str
    claimed: float
    goal: float
    whole: Array = field(repr=False)
    lines: Mapping[str, Array] = field(repr=False)
    kept: Mask = field(repr=False)
    outcome: Callable[[Collection[str]], float] = field(repr=False)
    level: Callable[[Collection[str]], float] = field(repr=False)
    search: Callable[[Collection[str], bool], rebuilt.Search] = field(repr=False)

    def without(self, lines: Collection[str]) -> Array:
        """The sum with some lines left out."""
        return self.whole - sum((self.lines[line] for line in lines), np.zeros(()))


def parts(result: Result, metric: str, claimed: float, told: Collection[str]) -> Parts:
    """An outcome taken apart, from the first draws of a result.

    ``told``: the lines to tell apart. Those that the outcome does not hold, or that are nought in every draw, are not among
    the parts. Raises KeyError for an outcome that is not made of lines.
    """
    take = {
        "npv": _net_present_value,
        "roi": _return,
        "payback_month": _payback,
        "cost_saving_all_in": _saving,
        "cash_saving": _saving,
    }[metric]
    view = "cash" if metric == "cash_saving" else result.view
    held = [line for line, kind in catalogue.kinds().items() if kind in catalogue.VIEWS[view]]
    if metric == "cost_saving_all_in":
        held = list(outcomes.PRICE)
    return take(result, metric, claimed, held, [line for line in held if line in told])


def first_draws(result: Result) -> Draws:
    """The draws that are taken apart."""
    return result.draws.rows(0, min(result.draws.count, DRAWS_AT_MOST))


# ------------------------------------------------------------------------------------------------------- plain sums


@dataclass(frozen=True)
class Plain:
    """Sums ``(draws,)`` that are to come to a goal; ``up``: at or above it, else at or below (rebuilt.Sums)."""

    whole: Array
    lines: Mapping[str, Array]
    goal: float
    up: bool

    @property
    def slack(self) -> float:
        return ROUNDING * (abs(self.goal) + float(np.mean(np.abs(self.whole))))

    def met(self, left: Array) -> Mask:
        return left >= self.goal - self.slack if self.up else left <= self.goal + self.slack

    def could(self, lowest: Array, highest: Array) -> Mask:
        return self.met(highest if self.up else lowest)

    def order(self) -> list[str]:
        return rebuilt.heaviest(self.lines)

    def closeness(self, left: Array) -> float:
        return abs(median(left) - self.goal)


def _plain(metric: str, claimed: float, whole: Array, lines: Mapping[str, Array], kept: Mask) -> Parts:
    """An outcome that is a plain sum."""
    some = {line: kr for line, kr in lines.items() if np.any(kr)}

    def outcome(left_out: Collection[str]) -> float:
        return median(whole - sum((some[line] for line in left_out), np.zeros(())))

    def search(among: Collection[str], up: bool) -> rebuilt.Search:
        return rebuilt.search(Plain(whole, {line: some[line] for line in among}, claimed, up))

    return Parts(metric, claimed, claimed, whole, some, kept, outcome, outcome, search)


def _net_present_value(result: Result, metric: str, claimed: float, held: Sequence[str], told: Sequence[str]) -> Parts:
    ledger = _ledger(result, held)
    npv = sum(ledger.values(), np.zeros(()))
    return _plain(metric, claimed, npv, {line: ledger[line] for line in told}, np.ones(npv.shape, dtype=bool))


def _ledger(result: Result, held: Sequence[str]) -> dict[str, Array]:
    """Present values of lines, of the draws that are taken apart."""
    return {line: np.asarray(result.ledger[line][:DRAWS_AT_MOST]) for line in held}


def _saving(result: Result, metric: str, claimed: float, held: Sequence[str], told: Sequence[str]) -> Parts:
    """Sums over the whole period, in kr per krone of what the moved hours cost at home."""
    worlds = first_draws(result)
    w = simulate.world(result.scenario, worlds)
    sums = {line: np.zeros(worlds.count) for line in held}
    worth = np.zeros(worlds.count)
    for m in model.ledger(w, result.scenario.horizon_months):
        for line in held:
            sums[line] += m.lines[line]
        worth += m.moved * m.hour_cost
    kept = worth > 0
    shares = {line: kr[kept] / worth[kept] for line, kr in sums.items()}
    lines = {line: shares[line] for line in told}
    whole = sum(shares.values(), np.zeros(()))
    if metric == "cost_saving_all_in":
        whole = whole + 1
    else:
        lines[PAY_THAT_STAYS] = shares["payroll"] - 1
    return _plain(metric, claimed, whole, lines, kept)


# --------------------------------------------------------------------------------------------------------- a return


def _return(result: Result, metric: str, claimed: float, held: Sequence[str], told: Sequence[str]) -> Parts:
    """The net present value over what is paid out, the sum of the lines that are below nought.

    It reaches v where npv − v · outlay is at least nought: that is a plain sum, in kr.
    """
    ledger = _ledger(result, held)
    kept = sum((-np.minimum(kr, 0.0) for kr in ledger.values()), np.zeros(())) > 0
    ledger = {line: kr[kept] for line, kr in ledger.items()}
    paid = {line: -np.minimum(kr, 0.0) for line, kr in ledger.items()}
    npv, outlay = sum(ledger.values(), np.zeros(())), sum(paid.values(), np.zeros(()))
    over = _plain(metric, 0.0, npv - claimed * outlay, {line: ledger[line] - claimed * paid[line] for line in told}, kept)

    def outcome(left_out: Collection[str]) -> float:
        above = npv - sum((ledger[line] for line in left_out), np.zeros(()))
        below = outlay - sum((paid[line] for line in left_out), np.zeros(()))
        some = below > ROUNDING * outlay  # of rounding alone nothing is left to divide by
        return median(np.where(some, above / np.where(some, below, 1.0), np.nan))

    return replace(over, claimed=claimed, outcome=outcome, level=outcome)


# -------------------------------------------------------------------------------------------------------- a payback


@dataclass(frozen=True)
class Months:
    """Running sums that are to be back at nought by a month (rebuilt.Sums).

    A flat array holds the sums of the months up to then, ``(month, draws)``, and behind them those of the later months of
    the few draws (``dry``) in which the sum may never be below nought. ``up``: to be back by then, else not before it.
    """

    whole: Array
    lines: Mapping[str, Array]
    month: int
    dry: Mask
    up: bool
    slack: float

    def met(self, left: Array) -> Mask:
        return self.back(left, self.month) if self.up else ~self.back(left, self.month - 1)

    def could(self, lowest: Array, highest: Array) -> Mask:
        if not self.up:
            return np.ones(self.dry.shape, dtype=bool)
        been, found = np.zeros(self.dry.size, dtype=bool), self.dry.copy()
        for low, high in zip(self.early(lowest), self.early(highest), strict=True):
            found |= been & (high >= -self.slack)
            been |= low < -self.slack
        return found

    def order(self) -> list[str]:
        """What comes in the earliest months first: it decides whether the sum is below nought before it can be back."""
        begins = {line: int(np.argmax(self.early(kr).any(axis=1))) for line, kr in self.lines.items()}
        return sorted(rebuilt.heaviest(self.lines), key=begins.__getitem__)

    def closeness(self, left: Array) -> float:
        return abs(float(np.mean(self.met(left))) - 0.5)

    def early(self, left: Array) -> Array:
        """The months up to the claimed one ``(month, draws)``."""
        return left[: self.month * self.dry.size].reshape(self.month, -1)

    def back(self, left: Array, month: int) -> Mask:
        """Whether the sum is back at nought in a month up to this one, after having been below; or is never below."""
        been, found = np.zeros(self.dry.size, dtype=bool), np.zeros(self.dry.size, dtype=bool)
        for t, below in enumerate(self.early(left) < -self.slack, start=1):
            if t <= month:
                found |= been & ~below
            been |= below
        never = ~been
        if self.dry.any():
            later = left[self.month * self.dry.size :].reshape(-1, np.count_nonzero(self.dry))
            never[self.dry] &= (later >= -self.slack).all(axis=0)
        return found | never


def _payback(result: Result, metric: str, claimed: float, held: Sequence[str], told: Sequence[str]) -> Parts:
    """The running undiscounted sums of every month; of a payback in month v that of month v is what a bridge goes over.

    Lines that have not begun by then are not among the parts.
    """
    worlds, months = first_draws(result), result.scenario.horizon_months
    w = simulate.world(result.scenario, worlds)
    at = claimed_month(claimed)
    running = np.zeros((months, worlds.count))
    each = {line: np.zeros((months, worlds.count), dtype=np.float32) for line in told}  # to a krone in ten million
    now = {line: np.zeros(worlds.count) for line in held}
    lines: dict[str, Array] = {}
    for t, m in enumerate(model.ledger(w, months), start=1):
        for line in held:
            now[line] += m.lines[line]
        running[t - 1] = sum(now.values())
        for line in told:
            each[line][t - 1] = now[line]
        if t == at:
            lines = {line: now[line].copy() for line in told if np.any(now[line])}
    whole = running[at - 1]
    slack = SINGLE * float(np.abs(running).max())

    def outcome(left_out: Collection[str]) -> float:
        return median(payback_month(running - sum((each[line] for line in left_out), np.zeros(())), slack))

    def level(left_out: Collection[str]) -> float:
        return median(whole - sum((lines[line] for line in left_out), np.zeros(())))

    def search(among: Collection[str], up: bool) -> rebuilt.Search:
        return rebuilt.search(months_of(running, {line: each[line] for line in among}, at, up, slack))

    everywhere = np.ones(worlds.count, dtype=bool)
    return Parts(metric, 0.0, 0.0, whole, lines, everywhere, outcome, level, search)


def months_of(running: Array, lines: Mapping[str, Array], month: int, up: bool, slack: float) -> Months:
    """Running sums and what lines add to them ``(months, draws)`` in view of a payback in a month."""
    highest = running[:month] + sum((np.maximum(-kr[:month], 0) for kr in lines.values()), np.zeros(()))
    dry: Mask = np.logical_not((highest < -slack).any(axis=0))

    def flat(kr: Array) -> Array:
        return np.concatenate([kr[:month].ravel(), kr[month:, dry].ravel()]).astype(np.float32)

    return Months(flat(running), {line: flat(kr) for line, kr in lines.items()}, month, dry, up, slack)


def claimed_month(claimed: float) -> int:
    """The month at whose end a plan must be back at zero for a claimed payback to hold."""
    return max(math.floor(claimed), 1)


def payback_month(running: Array, slack: float = 0.0) -> npt.NDArray[np.float64]:
    """First month in which a running sum ``(months, draws)`` is back at zero or above; 0 if it was never below.

    Infinite if it never comes back. ``slack``: how far below zero is still taken for zero.
    """
    below = running < -slack
    been = np.logical_or.accumulate(below, axis=0)
    back = been & ~below
    first = np.argmax(back, axis=0)
    found = np.take_along_axis(back, first[None], axis=0)[0]
    return np.where(found, first + 1.0, np.where(been[-1], np.inf, 0.0))
