"""What a run of the ledger comes to: the outcomes, one number per draw, and the sums they stand on.

Deterministic like the model, and alike for a number and for an array ``(draws,)``. An outcome that is undefined (its
denominator is zero) is NaN; a payback that never comes is infinite.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from roi import model
from roi.catalogue import VIEWS
from roi.model import Names, Number

Array = npt.NDArray[np.float64]

#: The lines that are the price of the plan: the fee and everything below it in the ledger.
PRICE = tuple(line.__name__ for line in model.LINES)[[line.__name__ for line in model.LINES].index("vendor_fee") :]


@dataclass(frozen=True)
class Evaluated:
    """One run of the ledger.

    ``present_value``: line -> kr per draw. ``monthly``: line -> mean kr by month ``(months,)``, undiscounted.
    ``running``: running undiscounted sum of the view ``(months, draws)``. ``outcomes``: outcome -> number per draw.
    """

    present_value: dict[str, Array]
    monthly: dict[str, Array]
    running: Array
    outcomes: dict[str, Array]

    def spread_over(self, draws: int) -> Evaluated:
        """The same with every array ``(draws,)``, also those that do not vary."""
        return Evaluated(
            present_value={line: np.broadcast_to(x, (draws,)) for line, x in self.present_value.items()},
            monthly=self.monthly,
            running=np.broadcast_to(self.running.reshape(len(self.running), -1), (len(self.running), draws)),
            outcomes={name: np.broadcast_to(x, (draws,)) for name, x in self.outcomes.items()},
        )


def divide(above: Number, below: Number) -> Number:
    """A ratio, NaN where the denominator is zero."""
    return np.where(below != 0, above / np.where(below != 0, below, 1.0), np.nan)


def burnout_cost_y(w: Names) -> Number:
    """What burnout costs in a year as things stand, kr."""
    on_the_job = w.employees * w.base * w.burnt_out * (w.lost_productivity_y + w.absence_y + w.health_y)
    leavers = w.employees * model.leaving_from_burnout(w.stay_rate, w.burnt_out, w.leave_ratio)
    return on_the_job + leavers * w.replacement_months * w.salary_m


def cost_saving(w: Names) -> Number:
    """The slide's figure: own pay less the fee, of own pay, in today's prices."""
    today = model.hour_cost(w.salary_m, w.on_cost_share, 1.0, w.worked_hours_m)
    return 1 - divide(sum(k.full_fee for k in w.work), w.movable * today)


def productivity(w: Names, m: Names) -> Number:
    """Hours of core work per person in month ``m`` against today's, less 1."""
    pay_y = model.MONTHS * w.salary_m * (1 + w.on_cost_share)
    lost = w.base * w.burnt_out * w.lost_productivity_y / pay_y
    absent = w.base * w.burnt_out * w.absence_y / pay_y
    before = w.capacity * (1 - lost) - w.hours
    after = w.capacity * (1 - lost * m.ratio + absent * (1 - m.ratio)) - w.hours
    after = after + w.core_use * m.moved - w.paid * m.overhead
    defined = (before > 0) & (m.staff > 0)
    safe_before, safe_staff = np.where(defined, before, 1.0), np.where(defined, m.staff, 1.0)
    return np.where(defined, (after / safe_staff) / (safe_before / w.employees) - 1, np.nan)


def engagement_gain(w: Names, m: Names) -> Number:
    """Points of the engagement survey won or lost in month ``m``."""
    moved = w.engagement_burnout * (w.burnt_out - m.burnt) - w.engagement_insecurity * m.insecurity
    return np.minimum(np.maximum(w.engagement + moved, 1.0), 5.0) - w.engagement


def net_present_value(w: Names, horizon: int, kinds: Mapping[str, str], view: str) -> Number:
    """The net present value alone, for replays that ask for nothing else; the same as ``evaluate`` gives."""
    in_view = [line for line in kinds if kinds[line] in VIEWS[view]]
    value: Number = 0.0
    for m in model.ledger(w, horizon):
        value = value + sum(m.lines[line] for line in in_view) * discount(w, m)
    return value


def discount(w: Names, m: Names) -> Number:
    """What a krone of month ``m`` is worth today."""
    return (1 + w.discount_y) ** (-m.t / model.MONTHS)


def evaluate(w: Names, horizon: int, kinds: Mapping[str, str], view: str) -> Evaluated:
    """Run the ledger once and sum it up.

    ``kinds``: line -> "cash", "time" or "burnout". ``view``: a key of ``VIEWS``.
    """
    last_year = min(model.MONTHS, horizon)
    sums = nothing_yet(kinds)
    monthly: dict[str, list[float]] = {line: [] for line in kinds}
    running: list[Number] = []
    for m in model.ledger(w, horizon):
        add_month(sums, w, m, kinds, view)
        if m.t > horizon - last_year:
            add_month_of_last_year(sums, w, m, last_year)
        for line, kr in m.lines.items():
            monthly[line].append(float(np.mean(kr)))
        running.append(sums.running)
    outcomes = summed_up(sums, w, last_year, kinds, view)
    shape = np.broadcast_shapes(*(np.shape(x) for x in (*outcomes.values(), *sums.value.values())))
    return Evaluated(
        present_value={line: np.broadcast_to(kr, shape).astype(float) for line, kr in sums.value.items()},
        monthly={line: np.array(kr) for line, kr in monthly.items()},
        running=np.stack([np.broadcast_to(s, shape).astype(float) for s in running]),
        outcomes={name: np.broadcast_to(x, shape).astype(float) for name, x in outcomes.items()},
    )


def nothing_yet(kinds: Mapping[str, str]) -> Names:
    """The sums before the first month."""
    return Names(
        value=dict.fromkeys(kinds, 0.0),  # line -> present value
        running=0.0,
        been_negative=False,
        payback=np.inf,
        cash=0.0,
        deepest=0.0,
        deepest_month=0.0,
        price=0.0,
        payroll=0.0,
        worth=0.0,  # what the moved hours cost at home
        output=0.0,
        engagement=0.0,
        turnover=0.0,
        wrong=0.0,
    )


def add_month(sums: Names, w: Names, m: Names, kinds: Mapping[str, str], view: str) -> None:
    """Add what every month counts in."""
    worth_today = discount(w, m)
    sums.value = {line: sums.value[line] + kr * worth_today for line, kr in m.lines.items()}
    net = {kind: sum(m.lines[line] for line in kinds if kinds[line] == kind) for kind in VIEWS["all"]}
    sums.running = sums.running + sum(net[kind] for kind in VIEWS[view])
    back = np.isinf(sums.payback) & sums.been_negative & (sums.running >= 0)
    sums.payback = np.where(back, m.t, sums.payback)
    sums.been_negative = sums.been_negative | (sums.running < 0)
    sums.cash = sums.cash + net["cash"]
    sums.deepest_month = np.where(sums.cash < sums.deepest, m.t, sums.deepest_month)
    sums.deepest = np.minimum(sums.deepest, sums.cash)
    sums.price = sums.price + sum(m.lines[line] for line in PRICE)
    sums.payroll = sums.payroll + m.lines["payroll"]
    sums.worth = sums.worth + m.moved * m.hour_cost


def add_month_of_last_year(sums: Names, w: Names, m: Names, months: Number) -> None:
    """Add what the last year (``months`` of it) alone counts in."""
    sums.output = sums.output + productivity(w, m) / months
    sums.engagement = sums.engagement + engagement_gain(w, m) / months
    sums.turnover = sums.turnover + divide(m.leaving, w.turnover_y) / months
    sums.wrong = sums.wrong + sum(k.transactions_m * e for k, e in zip(w.work, m.error, strict=True))


def summed_up(sums: Names, w: Names, last_year: Number, kinds: Mapping[str, str], view: str) -> dict[str, Number]:
    """The outcomes, out of the sums over all months."""
    in_view = [line for line in kinds if kinds[line] in VIEWS[view]]
    in_all = sum(k.transactions_m for k in w.work) * last_year
    npv = sum(sums.value[line] for line in in_view)
    outlay = -sum(np.minimum(sums.value[line], 0.0) for line in in_view)
    return {
        "npv": npv,
        "roi": divide(npv, outlay),
        "payback_month": np.where(sums.been_negative, sums.payback, 0.0),
        "deepest_cash": sums.deepest,
        "deepest_month": sums.deepest_month,
        "burnout_cost_y": burnout_cost_y(w),
        "cost_saving": cost_saving(w),
        "cost_saving_all_in": 1 + divide(sums.price, sums.worth),
        "cash_saving": divide(sums.cash, sums.worth),
        "pay_saved_share": divide(sums.payroll, sums.worth),
        "productivity": sums.output,
        "engagement_gain": sums.engagement,
        "turnover_change": sums.turnover - 1,
        "error_rate": divide(sums.wrong, in_all),
    }
