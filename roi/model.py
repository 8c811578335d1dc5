"""The equations: what changes, month by month, when work is moved out of the house.

This room is deterministic and knows no chance: it is given one number or an array of draws for every input and gives the
same answer row by row. The names are those of docs/model.md, and so is the order. Money is in nominal kr, a benefit positive
and a cost negative; shares lie in 0…1; a month is ``t = 1 … horizon``.

No equation branches on a value; `np.where` chooses. So one text serves numbers, arrays and the machine code of `fused`.

``w`` is the world: every input under its own name, ``w.work`` the packages, ``w.events`` the incidents. ``m`` is one month
of it. Shapes: a number, or an array ``(draws,)``; nothing here has a second axis.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import SimpleNamespace
from typing import Any, TypeAlias

import numpy as np

Number: TypeAlias = Any  # a float or an array (draws,): one text of the equations serves both
Names: TypeAlias = SimpleNamespace

MONTHS = 12  # months in a year


# ------------------------------------------------------------------------------------------------ burnout and leaving


def stay_rate(turnover_y: Number, burnt_out: Number, leave_ratio: Number) -> Number:
    """Yearly leaving rate of those who are not burnt out (Shanafelt 2017; Hamidi 2018).

    It is derived once, from today's figures, and stays fixed when burnout moves.
    """
    return turnover_y / (1 + burnt_out * (leave_ratio - 1))


def leaving(stay_rate: Number, burnt_out: Number, leave_ratio: Number) -> Number:
    """Yearly leaving rate of the whole workforce at a given share of burnt-out employees."""
    return stay_rate * (1 + burnt_out * (leave_ratio - 1))


def leaving_from_burnout(stay_rate: Number, burnt_out: Number, leave_ratio: Number) -> Number:
    """The part of the yearly leaving rate that is there because of burnout."""
    return stay_rate * (leave_ratio - 1) * burnt_out


def hour_cost(salary_m: Number, on_cost_share: Number, growth: Number, worked_hours_m: Number) -> Number:
    """What an hour of own work costs, kr."""
    return salary_m * (1 + on_cost_share) * growth / worked_hours_m


def uplifted(fee: Number, uplift: Number) -> Number:
    """The outside view: an offered fee with the optimism-bias uplift of its kind of project (Mott MacDonald 2002)."""
    return fee * (1 + uplift)


def managed_uplift(upper: Number, mitigated: Number) -> Number:
    """The uplift that is left when a part of what drives it has been dealt with (Mott MacDonald 2002)."""
    return upper * (1 - mitigated)


# ------------------------------------------------------------------------------------------------------------ the world


def first_month_after(when: Number) -> Number:
    """The month in which something that happens at the point in time ``when`` (months) is paid for."""
    return np.floor(when) + 1


def waiting_months(exponential: Number, rate_y: Number) -> Number:
    """Months until something with a yearly rate happens, from a standard exponential draw; infinite if the rate is 0."""
    return np.where(rate_y > 0, MONTHS * exponential / np.where(rate_y > 0, rate_y, 1.0), np.inf)


def world(
    inputs: Mapping[str, Number],
    work: Sequence[Mapping[str, Number]],
    events: Sequence[Mapping[str, Number]] = (),
    exit_draw: Number = np.inf,
) -> Names:
    """One world, or an array of them, with what does not change from month to month.

    ``inputs``: every input of company, burnout and plan. ``work``: the inputs of each package; the fee that it does not use
    is ``None``. ``events``: name, ``side`` ("plan" or "staying"), ``rate_y``, ``cost`` (kr) and ``draw``, a standard
    exponential number. ``exit_draw``: a standard exponential number for the early end of the contract.
    """
    w = Names(**inputs)
    w.work = [Names(**package) for package in work]
    w.events = [Names(**event) for event in events]

    w.hours = sum(k.hours_m for k in w.work)
    w.movable = sum(k.hours_m * k.movable_share for k in w.work)
    w.capacity = w.employees * w.worked_hours_m
    w.affected = np.minimum(1.0, w.movable / w.capacity)
    w.paid = 1 - w.absorbed_share
    w.stay_rate = stay_rate(w.turnover_y, w.burnt_out, w.leave_ratio)
    w.base = 1.0 if w.cost_basis == "burnt_out" else 1 / w.burnt_out
    for k in w.work:
        k.full_fee = k.fee_m if k.fee_m is not None else k.fee_hour * k.hours_m * k.movable_share

    w.start = w.work[0].start_month
    for k in w.work[1:]:
        w.start = np.minimum(w.start, k.start_month)
    w.exit_month = w.start + waiting_months(exit_draw, w.exit_y)
    w.exit_paid = first_month_after(w.exit_month)
    w.owed_at_exit = w.exit_owed_share * sum(
        np.where(
            k.start_month < w.exit_month,
            k.full_fee * np.maximum(w.lock_in_months - (w.exit_month - k.start_month), 0),
            0.0,
        )
        for k in w.work
    )
    w.hours_home_at_exit = sum(k.hours_m * k.movable_share * adopted(k, w.exit_month) for k in w.work)
    for event in w.events:
        begins = w.start if event.side == "plan" else 0.0
        event.month = first_month_after(begins + waiting_months(event.draw, event.rate_y))
    return w


# ------------------------------------------------------------------------------------------------------ month by month


def growth(w: Names, t: Number) -> Number:
    return (1 + w.wage_growth_y) ** (t / MONTHS)


def alive(w: Names, t: Number) -> Number:
    """1 while the contract runs, then 0."""
    return np.where(t <= w.exit_month, 1.0, 0.0)


def adopted(k: Names, t: Number) -> Number:
    """Share of a package's movable work that has moved, if the contract runs."""
    return np.minimum(np.maximum((t - k.start_month) / k.ramp_months, 0.0), 1.0)


def moved(w: Names, t: Number) -> Number:
    """Hours a month that are out of the house."""
    return sum(k.hours_m * k.movable_share * adopted(k, t) for k in w.work) * alive(w, t)


def moved_between(w: Names, t: Number) -> Number:
    """Hours that were out at a point in time, a straight line between two whole months; 0 at month 0 and before."""
    before = np.floor(t)
    part = t - before
    if not np.any(part):
        return moved(w, before)
    return (1 - part) * moved(w, before) + np.where(part > 0, part * moved(w, before + 1), 0.0)


def insecurity(w: Names, t: Number) -> Number:
    """How much the announcement still weighs: 1 if everybody's job was affected just now."""
    since = t - w.announce_month
    return np.where(since >= 0, w.affected * np.exp2(-np.maximum(since, 0) / w.insecurity_months), 0.0)


def burnt_share(w: Names, felt: Number, insecurity: Number) -> Number:
    """Share of employees burnt out when the workload felt has fallen by ``felt`` (share of working time)."""
    lighter, heavier = np.maximum(felt, 0), np.maximum(-felt, 0)
    share = w.burnt_out - w.relief_effect * lighter + w.load_effect * heavier + w.insecurity_rise * insecurity
    return np.minimum(np.maximum(share, 0.0), 1.0)


def month(w: Names, t: Number, felt_before: Number, reduced_before: Number) -> Names:
    """Everything that the ledger of month ``t`` stands on, in the order of the document."""
    m = hours_of_month(w, t)
    people_of_month(w, m, felt_before, reduced_before)
    return m


def hours_of_month(w: Names, t: Number) -> Names:
    """The hours that move in month ``t`` and those that it takes to have them moved."""
    m = Names(t=t)
    m.growth = growth(w, t)
    m.hour_cost = hour_cost(w.salary_m, w.on_cost_share, m.growth, w.worked_hours_m)
    m.alive = alive(w, t)
    ready = [adopted(k, t) for k in w.work]
    m.adopted = [share * m.alive for share in ready]
    m.newly = [(share - adopted(k, t - 1)) * m.alive for k, share in zip(w.work, ready, strict=True)]
    m.moved_k = [k.hours_m * k.movable_share * a for k, a in zip(w.work, m.adopted, strict=True)]
    m.moved = sum(m.moved_k)
    m.since = [np.maximum(t - k.start_month, 0.0) for k in w.work]
    m.unlearnt = [np.exp2(-since / w.learning_months) for since in m.since]

    m.reworking = w.rework_effort * sum(
        hours * (w.rework_end + (w.rework_start - w.rework_end) * unlearnt)
        for hours, unlearnt in zip(m.moved_k, m.unlearnt, strict=True)
    )
    m.managing = w.management_share * m.moved
    m.handing = w.handover_hours * sum(k.hours_m * k.movable_share * newly for k, newly in zip(w.work, m.newly, strict=True))
    m.overhead = m.reworking + m.managing + m.handing
    m.relief = w.relief_use * m.moved - w.absorbed_share * m.overhead
    m.relieved = m.relief / w.capacity
    return m


def people_of_month(w: Names, m: Names, felt_before: Number, reduced_before: Number) -> None:
    """What follows from the hours: for burnout and leaving, errors, staff and the fee."""
    m.felt = felt_before + (m.relieved - felt_before) / w.response_months

    m.insecurity = insecurity(w, m.t)
    m.burnt = burnt_share(w, m.felt, m.insecurity)
    m.counted = w.burnt_out + w.causal_share * (m.burnt - w.burnt_out)
    some = w.burnt_out > 0
    m.ratio = np.where(some, m.counted / np.where(some, w.burnt_out, 1.0), 1.0)
    m.leaving = leaving(w.stay_rate, m.counted, w.leave_ratio)

    m.error = [error_rate(w, k, a, unlearnt, m.ratio) for k, a, unlearnt in zip(w.work, m.adopted, m.unlearnt, strict=True)]
    m.reduced = w.reduction_use * np.minimum(m.moved, moved_between(w, m.t - w.notice_months))
    m.laid_off = np.maximum(m.reduced - reduced_before, 0.0)
    m.staff = w.employees - m.reduced / w.worked_hours_m
    m.fee = [
        np.where(m.t > k.start_month, k.fee_m, 0.0) * m.alive if k.fee_m is not None else k.fee_hour * hours
        for k, hours in zip(w.work, m.moved_k, strict=True)
    ]


def error_rate(w: Names, k: Names, adopted: Number, unlearnt: Number, ratio: Number) -> Number:
    """Share of a package's transactions that go wrong, own and the vendor's together."""
    own = np.minimum(np.maximum(k.own_error * (1 + w.error_burnout * (ratio - 1)), 0.0), 1.0)
    vendor = k.vendor_error + (k.vendor_error_start - k.vendor_error) * unlearnt
    out = k.movable_share * adopted
    return (1 - out) * own + out * vendor


# ------------------------------------------------------------------------------------------------- the ledger, by line


def burnout_saved(w: Names, m: Names, yearly_cost: Number) -> Number:
    """What a yearly cost per person on the chosen basis falls by in this month, kr."""
    return w.employees / MONTHS * yearly_cost * w.base * (w.burnt_out - m.counted) * m.growth


def lost_productivity(w: Names, m: Names) -> Number:
    return burnout_saved(w, m, w.lost_productivity_y)


def absence(w: Names, m: Names) -> Number:
    return burnout_saved(w, m, w.absence_y)


def health(w: Names, m: Names) -> Number:
    return burnout_saved(w, m, w.health_y)


def replacement(w: Names, m: Names) -> Number:
    fewer_leave = leaving_from_burnout(w.stay_rate, w.burnt_out - m.counted, w.leave_ratio)
    return w.employees / MONTHS * fewer_leave * w.replacement_months * w.salary_m * m.growth


def payroll(w: Names, m: Names) -> Number:
    return m.reduced * m.hour_cost


def payroll_tax(w: Names, m: Names) -> Number:
    return w.payroll_tax_share * m.reduced * w.salary_m * m.growth / w.worked_hours_m


def overtime(w: Names, m: Names) -> Number:
    return w.overtime_share * m.relief * m.hour_cost * (1 + w.overtime_premium)


def core_time(w: Names, m: Names) -> Number:
    return w.core_use * m.moved * m.hour_cost * w.core_value


def other_costs(w: Names, m: Names) -> Number:
    return sum(k.other_costs_m * a for k, a in zip(w.work, m.adopted, strict=True))


def investment_avoided(w: Names, m: Names) -> Number:
    return sum(
        np.where((k.avoided_month == m.t) & (a > 0), k.avoided_once, 0.0) for k, a in zip(w.work, m.adopted, strict=True)
    )


def incidents_avoided(w: Names, m: Names) -> Number:
    out = np.where(w.movable > 0, m.moved / np.where(w.movable > 0, w.movable, 1.0), 0.0)
    return sum(np.where(e.month == m.t, e.cost * out, 0.0) for e in w.events if e.side == "staying")


def errors(w: Names, m: Names) -> Number:
    return sum(k.transactions_m * k.error_cost * (k.own_error - e) for k, e in zip(w.work, m.error, strict=True))


def vendor_fee(w: Names, m: Names) -> Number:
    return -sum(m.fee)


def indexation(w: Names, m: Names) -> Number:
    return -sum(fee * ((1 + w.indexation_y) ** (since / MONTHS) - 1) for fee, since in zip(m.fee, m.since, strict=True))


def scope_creep(w: Names, m: Names) -> Number:
    return -sum(fee * w.scope_creep * np.minimum(since / MONTHS, 1) for fee, since in zip(m.fee, m.since, strict=True))


def extra_work(w: Names, m: Names) -> Number:
    return -sum(m.fee) * w.extra_work_share


def transition(w: Names, m: Names) -> Number:
    return -w.transition_share * MONTHS * sum(k.full_fee * new for k, new in zip(w.work, m.newly, strict=True))


def vat(w: Names, m: Names) -> Number:
    billed = ("vendor_fee", "indexation", "scope_creep", "extra_work", "transition")
    return w.vat_share * sum(m.lines[line] for line in billed)


def selection(w: Names, m: Names) -> Number:
    return np.where(m.t == 1, -w.selection_cost, 0.0)


def teaching(w: Names, m: Names) -> Number:
    return -w.paid * m.handing * m.hour_cost


def management(w: Names, m: Names) -> Number:
    return -w.paid * m.managing * m.hour_cost


def governance(w: Names, m: Names) -> Number:
    return -w.governance_m * np.where(m.t > w.start, m.alive, 0.0)


def rework(w: Names, m: Names) -> Number:
    return -w.paid * m.reworking * m.hour_cost


def severance(w: Names, m: Names) -> Number:
    return -m.laid_off / w.worked_hours_m * w.severance_months * w.salary_m * m.growth


def reskilling(w: Names, m: Names) -> Number:
    affected_who_stay = w.employees * w.affected * (1 - w.reduction_use)
    return np.where(m.t == w.announce_month, -w.reskilling_cost * affected_who_stay, 0.0)


def exit(w: Names, m: Names) -> Number:
    rebuilding = w.rebuild_share * MONTHS * m.hour_cost * w.hours_home_at_exit
    return np.where(w.exit_paid == m.t, -w.owed_at_exit - rebuilding, 0.0)


def events(w: Names, m: Names) -> Number:
    return -sum(np.where(e.month == m.t, e.cost * m.alive, 0.0) for e in w.events if e.side == "plan")


Line: TypeAlias = Callable[[Names, Names], Number]

#: The ledger, in its order; every line's words and kind stand under the same name in data/lines.toml.
LINES: tuple[Line, ...] = (
    lost_productivity,
    absence,
    health,
    replacement,
    payroll,
    payroll_tax,
    overtime,
    core_time,
    other_costs,
    investment_avoided,
    incidents_avoided,
    errors,
    vendor_fee,
    indexation,
    scope_creep,
    extra_work,
    transition,
    vat,
    selection,
    teaching,
    management,
    governance,
    rework,
    severance,
    reskilling,
    exit,
    events,
)


def entries(w: Names, t: Number, felt_before: Number, reduced_before: Number) -> Names:
    """Month ``t`` with ``m.lines``: line -> kr of that month."""
    m = month(w, t, felt_before, reduced_before)
    m.lines = {}
    for line in LINES:
        m.lines[line.__name__] = line(w, m)
    return m


def ledger(w: Names, horizon: int) -> Iterator[Names]:
    """The months ``1 … horizon``, each with its lines."""
    felt: Number = 0.0
    reduced: Number = 0.0
    for t in range(1, horizon + 1):
        m = entries(w, t, felt, reduced)
        felt, reduced = m.felt, m.reduced
        yield m
