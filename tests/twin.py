"""A twin of the model in plain Python, written from docs/model.md alone, to be held beside it.

Month by month, package by package, draw by draw: no arrays, no code shared with the tool. The names are the
names of the document. Quotations in the comments are from the document, the section in brackets.

`twin(case)` gives every ledger line, the present values and the outcomes of one draw; `random_case(rng)`
makes a varied valid case. The form of a case:

    {"horizon": int, "inputs": {id: float | str}, "work": [{id: number}],
     "events": [{"name", "rate_y", "cost", "side"}],
     "chance": {"exit": E, "events": [E_1, ...]}}
"""

import math
import random
from typing import Any

# [The ledger] the lines in the order of the table, with their kind.
KIND: dict[str, str] = {
    "lost_productivity": "burnout",
    "absence": "burnout",
    "health": "burnout",
    "replacement": "burnout",
    "payroll": "cash",
    "payroll_tax": "cash",
    "overtime": "cash",
    "core_time": "time",
    "other_costs": "cash",
    "investment_avoided": "cash",
    "incidents_avoided": "cash",
    "errors": "cash",
    "vendor_fee": "cash",
    "indexation": "cash",
    "scope_creep": "cash",
    "extra_work": "cash",
    "transition": "cash",
    "vat": "cash",
    "selection": "cash",
    "teaching": "time",
    "management": "time",
    "governance": "cash",
    "rework": "time",
    "severance": "cash",
    "reskilling": "cash",
    "exit": "cash",
    "events": "cash",
}
LINES: list[str] = list(KIND)

# [The ledger] "Three views: `cash` (cash lines), `cash_time`, `all` (with the burnout lines)."
VIEWS: dict[str, tuple[str, ...]] = {
    "cash": ("cash",),
    "cash_time": ("cash", "time"),
    "all": ("cash", "time", "burnout"),
}

OUTCOMES: list[str] = [
    "npv",
    "roi",
    "payback_month",
    "deepest_cash",
    "deepest_month",
    "burnout_cost_y",
    "cost_saving",
    "cost_saving_all_in",
    "cash_saving",
    "pay_saved_share",
    "productivity",
    "engagement_gain",
    "turnover_change",
    "error_rate",
]


def clip(value: float, lowest: float, highest: float) -> float:
    return max(lowest, min(value, highest))


def ratio_or_nan(above: float, below: float) -> float:
    """A zero denominator counts as undefined."""
    return above / below if below != 0 else math.nan


def is_first_month_after(t: int, m: float) -> bool:
    """[The ledger] "In the first month after m" is month floor(m) + 1; beyond T it does not happen."""
    return not math.isinf(m) and t == math.floor(m) + 1


class Package:
    """[Work to be moved] one package; exactly one of fee_m and fee_hour is there."""

    def __init__(self, work: dict[str, Any]) -> None:
        self.hours = float(work["hours_m"])
        self.movable_share = float(work["movable_share"])
        self.fee_m: float | None = None if work.get("fee_m") is None else float(work["fee_m"])
        self.fee_hour: float | None = None if work.get("fee_hour") is None else float(work["fee_hour"])
        if (self.fee_m is None) == (self.fee_hour is None):
            raise ValueError("a package has exactly one of fee_m and fee_hour")
        self.start = float(work["start_month"])
        self.ramp = float(work["ramp_months"])
        self.transactions = float(work["transactions_m"])
        self.own_error = float(work["own_error"])
        self.vendor_error_start = float(work["vendor_error_start"])
        self.vendor_error = float(work["vendor_error"])
        self.error_cost = float(work["error_cost"])
        self.other_costs = float(work["other_costs_m"])
        self.avoided_once = float(work["avoided_once"])
        self.avoided_month = float(work["avoided_month"])

    def movable(self) -> float:
        return self.hours * self.movable_share

    def adopted(self, t: float) -> float:
        """[Month by month] clip((t - start_k) / ramp_k, 0, 1)"""
        return clip((t - self.start) / self.ramp, 0.0, 1.0)

    def since(self, t: float) -> float:
        """[Month by month] max(t - start_k, 0)"""
        return max(t - self.start, 0.0)

    def fullfee(self) -> float:
        """[The ledger] "`fullfee_k` is `fee_m`, or `fee_hour hours_k movable_k`" """
        if self.fee_m is not None:
            return self.fee_m
        assert self.fee_hour is not None
        return self.fee_hour * self.hours * self.movable_share


class Model:
    """The equations of one draw."""

    def __init__(self, case: dict[str, Any]) -> None:
        self.T = int(case["horizon"])
        self.cost_basis = str(case["inputs"]["cost_basis"])
        self.v: dict[str, float] = {k: float(x) for k, x in case["inputs"].items() if k != "cost_basis"}
        self.packages = [Package(work) for work in case["work"]]
        self.events: list[dict[str, Any]] = list(case["events"])
        self.chance_exit = float(case["chance"]["exit"])
        self.chance_events = [float(e) for e in case["chance"]["events"]]
        self.felt_by_month = self.felt_from_month_0()

    # -------------------------------------------------------------------------------------- [Month by month]

    def growth(self, t: float) -> float:
        return float((1 + self.v["wage_growth_y"]) ** (t / 12))

    def hour_cost(self, t: float) -> float:
        return self.v["salary_m"] * (1 + self.v["on_cost_share"]) * self.growth(t) / self.v["worked_hours_m"]

    def start(self) -> float:
        """the earliest start_month"""
        return min(k.start for k in self.packages)

    def exit_month(self) -> float:
        """start + 12 E / exit_y, E one standard exponential draw; never if exit_y = 0"""
        if self.v["exit_y"] == 0:
            return math.inf
        return self.start() + 12 * self.chance_exit / self.v["exit_y"]

    def alive(self, t: int) -> float:
        """1 while t <= exit_month, then 0"""
        return 1.0 if t <= self.exit_month() else 0.0

    def moved_k(self, k: Package, t: int) -> float:
        return k.hours * k.movable_share * k.adopted(t) * self.alive(t)

    def moved(self, t: int) -> float:
        total = 0.0
        for k in self.packages:
            total += self.moved_k(k, t)
        return total

    def movable(self) -> float:
        total = 0.0
        for k in self.packages:
            total += k.movable()
        return total

    def unlearnt(self, k: Package, t: int) -> float:
        """2^(-since_k(t) / learning_months)"""
        return float(2.0 ** (-k.since(t) / self.v["learning_months"]))

    def new(self, k: Package, t: int) -> float:
        """[The ledger] (adopted_k(t) - adopted_k(t-1)) alive(t)"""
        return (k.adopted(t) - k.adopted(t - 1)) * self.alive(t)

    def reworking(self, t: int) -> float:
        start, end = self.v["rework_start"], self.v["rework_end"]
        total = 0.0
        for k in self.packages:
            total += self.moved_k(k, t) * (end + (start - end) * self.unlearnt(k, t))
        return self.v["rework_effort"] * total

    def managing(self, t: int) -> float:
        return self.v["management_share"] * self.moved(t)

    def handing(self, t: int) -> float:
        total = 0.0
        for k in self.packages:
            total += k.hours * k.movable_share * self.new(k, t)
        return self.v["handover_hours"] * total

    def overhead(self, t: int) -> float:
        return self.reworking(t) + self.managing(t) + self.handing(t)

    def relief(self, t: int) -> float:
        """relief_use moved(t) - absorbed_share overhead(t), may be negative"""
        return self.v["relief_use"] * self.moved(t) - self.v["absorbed_share"] * self.overhead(t)

    def relieved(self, t: int) -> float:
        return self.relief(t) / (self.v["employees"] * self.v["worked_hours_m"])

    def felt_from_month_0(self) -> list[float]:
        """felt(t) = felt(t-1) + (relieved(t) - felt(t-1)) / response_months, felt(0) = 0"""
        felt = [0.0]
        for t in range(1, self.T + 1):
            felt.append(felt[t - 1] + (self.relieved(t) - felt[t - 1]) / self.v["response_months"])
        return felt

    def felt(self, t: int) -> float:
        return self.felt_by_month[t]

    def affected(self) -> float:
        return min(1.0, self.movable() / (self.v["employees"] * self.v["worked_hours_m"]))

    def insecurity(self, t: int) -> float:
        """affected 2^(-(t - announce_month)/insecurity_months) from announce_month on, else 0"""
        if t < self.v["announce_month"]:
            return 0.0
        return float(self.affected() * 2.0 ** (-(t - self.v["announce_month"]) / self.v["insecurity_months"]))

    def burnt(self, t: int) -> float:
        return clip(
            self.v["burnt_out"]
            - self.v["relief_effect"] * max(self.felt(t), 0.0)
            + self.v["load_effect"] * max(-self.felt(t), 0.0)
            + self.v["insecurity_rise"] * self.insecurity(t),
            0.0,
            1.0,
        )

    def counted(self, t: int) -> float:
        return self.v["burnt_out"] + self.v["causal_share"] * (self.burnt(t) - self.v["burnt_out"])

    def ratio(self, t: int) -> float:
        """counted(t) / burnt_out, and 1 where burnt_out = 0"""
        return 1.0 if self.v["burnt_out"] == 0 else self.counted(t) / self.v["burnt_out"]

    def stay_rate(self) -> float:
        """turnover_y / (1 + burnt_out (leave_ratio - 1)); it stays fixed when burnout moves"""
        return self.v["turnover_y"] / (1 + self.v["burnt_out"] * (self.v["leave_ratio"] - 1))

    def leaving(self, t: int) -> float:
        return self.stay_rate() * (1 + self.counted(t) * (self.v["leave_ratio"] - 1))

    def own(self, k: Package, t: int) -> float:
        """min(own_error_k (1 + error_burnout (ratio(t) - 1)), 1), at least 0"""
        return max(0.0, min(k.own_error * (1 + self.v["error_burnout"] * (self.ratio(t) - 1)), 1.0))

    def vendor(self, k: Package, t: int) -> float:
        return k.vendor_error + (k.vendor_error_start - k.vendor_error) * self.unlearnt(k, t)

    def error(self, k: Package, t: int) -> float:
        """(1 - A) own_k + A vendor_k, A = movable_k adopted_k(t) alive(t)"""
        a = k.movable_share * k.adopted(t) * self.alive(t)
        return (1 - a) * self.own(k, t) + a * self.vendor(k, t)

    def moved_back(self, m: float) -> float:
        """moved at a month that need not be whole: linear between whole months, 0 at month 0 and before"""
        if m <= 0:
            return 0.0
        before = math.floor(m)
        part = m - before
        low = self.moved(before) if before > 0 else 0.0
        if part == 0:
            return low
        return low + part * (self.moved(before + 1) - low)

    def reduced(self, t: int) -> float:
        """reduction_use min(moved(t), moved(t - notice_months)), hours; 0 before"""
        if t <= 0:
            return 0.0
        return self.v["reduction_use"] * min(self.moved(t), self.moved_back(t - self.v["notice_months"]))

    def staff(self, t: int) -> float:
        return self.v["employees"] - self.reduced(t) / self.v["worked_hours_m"]

    # ------------------------------------------------------------------------------------------ [The ledger]

    def base(self) -> float:
        """1 for cost_basis = burnt_out, else 1 / burnt_out (which then must be at least 0.05)"""
        if self.cost_basis == "burnt_out":
            return 1.0
        if self.cost_basis != "employee":
            raise ValueError("cost_basis is employee or burnt_out")
        if self.v["burnt_out"] < 0.05:
            raise ValueError("cost_basis employee needs burnt_out >= 0.05")
        return 1 / self.v["burnt_out"]

    def paid(self) -> float:
        return 1 - self.v["absorbed_share"]

    def fee(self, k: Package, t: int) -> float:
        """`fee_m` in the months t > start_k while alive, or `fee_hour moved_k(t)`"""
        if k.fee_m is not None:
            return k.fee_m * self.alive(t) if t > k.start else 0.0
        assert k.fee_hour is not None
        return k.fee_hour * self.moved_k(k, t)

    def lost_productivity(self, t: int) -> float:
        return self.yearly_cost_saved(t, "lost_productivity_y")

    def absence(self, t: int) -> float:
        return self.yearly_cost_saved(t, "absence_y")

    def health(self, t: int) -> float:
        return self.yearly_cost_saved(t, "health_y")

    def yearly_cost_saved(self, t: int, cost: str) -> float:
        """employees/12 · cost · base · (burnt_out - counted) · growth"""
        fallen = self.v["burnt_out"] - self.counted(t)
        return self.v["employees"] / 12 * self.v[cost] * self.base() * fallen * self.growth(t)

    def replacement(self, t: int) -> float:
        """employees/12 · stay_rate (leave_ratio - 1)(burnt_out - counted)
        · replacement_months salary_m growth"""
        fallen = self.v["burnt_out"] - self.counted(t)
        leavers_m = self.v["employees"] / 12 * self.stay_rate() * (self.v["leave_ratio"] - 1) * fallen
        return leavers_m * self.v["replacement_months"] * self.v["salary_m"] * self.growth(t)

    def payroll(self, t: int) -> float:
        return self.reduced(t) * self.hour_cost(t)

    def payroll_tax(self, t: int) -> float:
        pay_hour = self.v["salary_m"] * self.growth(t) / self.v["worked_hours_m"]
        return self.v["payroll_tax_share"] * self.reduced(t) * pay_hour

    def overtime(self, t: int) -> float:
        """a cost where relief is negative"""
        overtime_cost = self.hour_cost(t) * (1 + self.v["overtime_premium"])
        return self.v["overtime_share"] * self.relief(t) * overtime_cost

    def core_time(self, t: int) -> float:
        return self.v["core_use"] * self.moved(t) * self.hour_cost(t) * self.v["core_value"]

    def other_costs(self, t: int) -> float:
        total = 0.0
        for k in self.packages:
            total += k.other_costs * k.adopted(t) * self.alive(t)
        return total

    def investment_avoided(self, t: int) -> float:
        """Σ avoided_once in the month avoided_month, of packages with adopted > 0 and alive in it"""
        total = 0.0
        for k in self.packages:
            if t == k.avoided_month and k.adopted(t) > 0 and self.alive(t) == 1:
                total += k.avoided_once
        return total

    def drawn_month(self, event: dict[str, Any], chance: float) -> float:
        """start + 12 E / rate_y; `staying` events are drawn from month 0; never if rate_y = 0"""
        if event["rate_y"] == 0:
            return math.inf
        drawn_from = self.start() if event["side"] == "plan" else 0.0
        return float(drawn_from + 12 * chance / event["rate_y"])

    def incidents_avoided(self, t: int) -> float:
        """Σ over `staying` events: cost · moved/movable (0 if nothing is movable) in the first month after
        the drawn month"""
        total = 0.0
        for event, chance in zip(self.events, self.chance_events, strict=True):
            if event["side"] == "staying" and is_first_month_after(t, self.drawn_month(event, chance)):
                total += event["cost"] * self.moved(t) / self.movable() if self.movable() != 0 else 0.0
        return total

    def errors(self, t: int) -> float:
        total = 0.0
        for k in self.packages:
            total += k.transactions * k.error_cost * (k.own_error - self.error(k, t))
        return total

    def vendor_fee(self, t: int) -> float:
        total = 0.0
        for k in self.packages:
            total += self.fee(k, t)
        return -total

    def indexation(self, t: int) -> float:
        """-Σ fee_k ((1 + indexation_y)^(since_k/12) - 1)"""
        total = 0.0
        for k in self.packages:
            total += self.fee(k, t) * ((1 + self.v["indexation_y"]) ** (k.since(t) / 12) - 1)
        return -total

    def scope_creep(self, t: int) -> float:
        """-Σ fee_k · scope_creep · min(since_k/12, 1)"""
        total = 0.0
        for k in self.packages:
            total += self.fee(k, t) * self.v["scope_creep"] * min(k.since(t) / 12, 1.0)
        return -total

    def extra_work(self, t: int) -> float:
        total = 0.0
        for k in self.packages:
            total += self.fee(k, t) * self.v["extra_work_share"]
        return -total

    def transition(self, t: int) -> float:
        """-transition_share · 12 Σ fullfee_k new_k"""
        total = 0.0
        for k in self.packages:
            total += k.fullfee() * self.new(k, t)
        return -self.v["transition_share"] * 12 * total

    def vat(self, t: int) -> float:
        """vat_share · (vendor_fee + indexation + scope_creep + extra_work + transition)"""
        billed = self.vendor_fee(t) + self.indexation(t) + self.scope_creep(t) + self.extra_work(t)
        return self.v["vat_share"] * (billed + self.transition(t))

    def selection(self, t: int) -> float:
        return -self.v["selection_cost"] if t == 1 else 0.0

    def teaching(self, t: int) -> float:
        return -self.paid() * self.handing(t) * self.hour_cost(t)

    def management(self, t: int) -> float:
        return -self.paid() * self.managing(t) * self.hour_cost(t)

    def governance(self, t: int) -> float:
        """in the months t > start, while alive"""
        return -self.v["governance_m"] * self.alive(t) if t > self.start() else 0.0

    def rework(self, t: int) -> float:
        return -self.paid() * self.reworking(t) * self.hour_cost(t)

    def severance(self, t: int) -> float:
        """-max(reduced(t) - reduced(t-1), 0)/worked_hours_m · severance_months salary_m growth"""
        posts = max(self.reduced(t) - self.reduced(t - 1), 0.0) / self.v["worked_hours_m"]
        return -posts * self.v["severance_months"] * self.v["salary_m"] * self.growth(t)

    def reskilling(self, t: int) -> float:
        """-reskilling_cost · employees · affected (1 - reduction_use) in announce_month"""
        if t != self.v["announce_month"]:
            return 0.0
        staying = self.v["employees"] * self.affected() * (1 - self.v["reduction_use"])
        return -self.v["reskilling_cost"] * staying

    def exit(self, t: int) -> float:
        """in the first month after exit_month, at that month's hour_cost, the sum of two"""
        gone = self.exit_month()
        if not is_first_month_after(t, gone):
            return 0.0
        # "-exit_owed_share · Σ fullfee_k · max(lock_in_months - (exit_month - start_k), 0),
        #  over the packages with start_k < exit_month"
        owed = 0.0
        for k in self.packages:
            if k.start < gone:
                owed += k.fullfee() * max(self.v["lock_in_months"] - (gone - k.start), 0.0)
        # "-rebuild_share · 12 · hour_cost · Σ hours_k movable_k adopted_k(exit_month)"
        home = 0.0
        for k in self.packages:
            home += k.hours * k.movable_share * k.adopted(gone)
        return -self.v["exit_owed_share"] * owed - self.v["rebuild_share"] * 12 * self.hour_cost(t) * home

    def plan_events(self, t: int) -> float:
        """-cost of each `plan` event in the first month after its drawn month, if alive then; once"""
        total = 0.0
        for event, chance in zip(self.events, self.chance_events, strict=True):
            if event["side"] == "plan" and is_first_month_after(t, self.drawn_month(event, chance)):
                total += event["cost"] * self.alive(t)
        return -total

    def ledger(self) -> dict[str, list[float]]:
        equation = {line: getattr(self, "plan_events" if line == "events" else line) for line in LINES}
        return {line: [float(equation[line](t)) for t in range(1, self.T + 1)] for line in LINES}

    # ------------------------------------------------------- [Outcomes, one number per draw]: from the model

    def last_year(self) -> list[int]:
        """ "last year" is the last 12 months (all of them if fewer)"""
        return list(range(max(1, self.T - 11), self.T + 1))

    def mean_of_last_year(self, monthly: list[float]) -> float:
        return sum(monthly) / len(monthly)

    def worth_of_moved(self) -> float:
        """Σ_t moved · hour_cost, over the whole horizon"""
        total = 0.0
        for t in range(1, self.T + 1):
            total += self.moved(t) * self.hour_cost(t)
        return total

    def burnout_cost_y(self) -> float:
        """employees · base · burnt_out (three costs)
        + employees · stay_rate (leave_ratio - 1) burnt_out · replacement_months salary_m"""
        three = self.v["lost_productivity_y"] + self.v["absence_y"] + self.v["health_y"]
        leavers_y = self.v["employees"] * self.stay_rate() * (self.v["leave_ratio"] - 1) * self.v["burnt_out"]
        return (
            self.v["employees"] * self.base() * self.v["burnt_out"] * three
            + leavers_y * self.v["replacement_months"] * self.v["salary_m"]
        )

    def cost_saving(self) -> float:
        """1 - Σ fullfee_k / (movable · hour_cost(0))"""
        fees = 0.0
        for k in self.packages:
            fees += k.fullfee()
        return 1 - ratio_or_nan(fees, self.movable() * self.hour_cost(0))

    def productivity(self) -> float:
        """(Q1/staff) ÷ (Q0/employees) - 1, mean of last year"""
        employees, worked = self.v["employees"], self.v["worked_hours_m"]
        all_hours = 0.0  # H
        for k in self.packages:
            all_hours += k.hours
        # lost (the document's script l) "= base burnt_out lost_productivity_y / (12 salary_m (1 +
        # on_cost_share)), a the same with absence_y"
        pay_y = 12 * self.v["salary_m"] * (1 + self.v["on_cost_share"])
        lost = self.base() * self.v["burnt_out"] * self.v["lost_productivity_y"] / pay_y
        a = self.base() * self.v["burnt_out"] * self.v["absence_y"] / pay_y
        monthly = []
        for t in self.last_year():
            ratio = self.ratio(t)
            q0 = employees * worked * (1 - lost) - all_hours
            q1 = (
                employees * worked * (1 - lost * ratio + a * (1 - ratio))
                - all_hours
                + self.v["core_use"] * self.moved(t)
                - self.paid() * self.overhead(t)
            )
            # "undefined if in any of these months Q0 <= 0 or staff <= 0"
            if q0 <= 0 or self.staff(t) <= 0:
                return math.nan
            monthly.append((q1 / self.staff(t)) / (q0 / employees) - 1)
        return self.mean_of_last_year(monthly)

    def engagement_gain(self) -> float:
        """clip(engagement + engagement_burnout (burnt_out - burnt) - engagement_insecurity insecurity, 1, 5)
        - engagement, mean of last year"""
        monthly = []
        for t in self.last_year():
            now = (
                self.v["engagement"]
                + self.v["engagement_burnout"] * (self.v["burnt_out"] - self.burnt(t))
                - self.v["engagement_insecurity"] * self.insecurity(t)
            )
            monthly.append(clip(now, 1.0, 5.0) - self.v["engagement"])
        return self.mean_of_last_year(monthly)

    def turnover_change(self) -> float:
        """leaving/turnover_y - 1, mean of last year"""
        monthly = [ratio_or_nan(self.leaving(t), self.v["turnover_y"]) - 1 for t in self.last_year()]
        return self.mean_of_last_year(monthly)

    def error_rate(self) -> float:
        """Σ transactions error_k / Σ transactions over last year"""
        wrong, made = 0.0, 0.0
        for t in self.last_year():
            for k in self.packages:
                wrong += k.transactions * self.error(k, t)
                made += k.transactions
        return ratio_or_nan(wrong, made)


# ---------------------------------------------------------- [Outcomes, one number per draw]: from the ledger


def lines_of(view: str) -> list[str]:
    return [line for line in LINES if KIND[line] in VIEWS[view]]


def present_value(flow: list[float], discount_y: float) -> float:
    """Σ_t net(t) (1 + discount_y)^(-t/12)"""
    total = 0.0
    for t, kr in enumerate(flow, start=1):
        total += kr * (1 + discount_y) ** (-t / 12)
    return total


def net_of(view: str, lines: dict[str, list[float]]) -> list[float]:
    months = len(lines[LINES[0]])
    return [sum(lines[line][i] for line in lines_of(view)) for i in range(months)]


def running_sum(flow: list[float]) -> list[float]:
    total, sums = 0.0, []
    for kr in flow:
        total += kr
        sums.append(total)
    return sums


def payback_month(net: list[float]) -> float:
    """first month in which the running undiscounted sum is >= 0 after having been negative; infinite if
    never; 0 if never negative"""
    been_negative = False
    for t, total in enumerate(running_sum(net), start=1):
        if total < 0:
            been_negative = True
        elif been_negative:
            return float(t)
    return math.inf if been_negative else 0.0


def deepest(net: list[float]) -> tuple[float, float]:
    """lowest point of the running undiscounted sum, at most 0, and its month (the first such; 0 if never
    negative)"""
    lowest, month = 0.0, 0.0
    for t, total in enumerate(running_sum(net), start=1):
        if total < lowest:
            lowest, month = total, float(t)
    return lowest, month


def roi(npv: float, pv_of_view: list[float]) -> float:
    """npv / -(sum of the present values of those lines of the view whose present value is negative);
    undefined if there is none"""
    spent = 0.0
    for value in pv_of_view:
        if value < 0:
            spent += value
    return ratio_or_nan(npv, -spent)


def twin(case: dict[str, Any]) -> dict[str, Any]:
    model = Model(case)
    lines = model.ledger()
    pv = {line: present_value(lines[line], model.v["discount_y"]) for line in LINES}

    moved_worth = model.worth_of_moved()
    # "Σ_t of every line from `vendor_fee` down" (to the end of the table, in every view)
    from_vendor_fee_down = sum(sum(lines[line]) for line in LINES[LINES.index("vendor_fee") :])
    all_cash_lines = sum(sum(lines[line]) for line in lines_of("cash"))
    # "the running undiscounted sum in the cash view", whichever view is read
    deepest_cash, deepest_month = deepest(net_of("cash", lines))
    same_in_every_view = {
        "deepest_cash": deepest_cash,
        "deepest_month": deepest_month,
        "burnout_cost_y": model.burnout_cost_y(),
        "cost_saving": model.cost_saving(),
        "cost_saving_all_in": 1 + ratio_or_nan(from_vendor_fee_down, moved_worth),
        "cash_saving": ratio_or_nan(all_cash_lines, moved_worth),
        "pay_saved_share": ratio_or_nan(sum(lines["payroll"]), moved_worth),
        "productivity": model.productivity(),
        "engagement_gain": model.engagement_gain(),
        "turnover_change": model.turnover_change(),
        "error_rate": model.error_rate(),
    }
    outcomes: dict[str, dict[str, float]] = {}
    for view in VIEWS:
        net = net_of(view, lines)
        npv = present_value(net, model.v["discount_y"])
        outcomes[view] = {
            "npv": npv,
            "roi": roi(npv, [pv[line] for line in lines_of(view)]),
            "payback_month": payback_month(net),
            **same_in_every_view,
        }
    return {"lines": lines, "pv": pv, "outcomes": outcomes}


# ---------------------------------------------------------------------------------------------- cases to try


def _within(rng: random.Random, low: float, high: float) -> float:
    """Mostly something within the usual range, at times its very end."""
    return rng.choice([low, high]) if rng.random() < 0.1 else rng.uniform(low, high)


def _start(rng: random.Random) -> float:
    kind = rng.random()
    if kind < 0.2:
        return 0.0
    if kind < 0.6:
        return float(rng.randint(0, 12))
    if kind < 0.95:
        return rng.uniform(0, 12)
    return rng.uniform(12, 90)  # at times beyond the horizon


def _random_package(rng: random.Random, hours: float) -> dict[str, Any]:
    movable_share = rng.choice([0.0, 1.0]) if rng.random() < 0.1 else rng.uniform(0.3, 1.0)
    work: dict[str, Any] = {
        "hours_m": hours,
        "movable_share": movable_share,
        "start_month": _start(rng),
        "ramp_months": rng.choice([1.0, float(rng.randint(1, 24)), rng.uniform(1, 24)]),
        "transactions_m": 0.0 if rng.random() < 0.3 else float(rng.randint(1, 20_000)),
        "own_error": _within(rng, 0.0, 0.06) if rng.random() < 0.9 else rng.uniform(0.5, 1.0),
        "vendor_error_start": _within(rng, 0.0, 0.1),
        "vendor_error": _within(rng, 0.0, 0.05),
        "error_cost": 0.0 if rng.random() < 0.3 else rng.uniform(10, 3_000),
        "other_costs_m": 0.0 if rng.random() < 0.4 else rng.uniform(0, 40_000),
        "avoided_once": 0.0 if rng.random() < 0.4 else rng.uniform(0, 2_000_000),
        "avoided_month": float(rng.randint(1, rng.choice([12, 36, 120]))),
    }
    in_house = hours * movable_share * 375  # about what the movable hours cost a month
    if rng.random() < 0.5:
        usual = in_house > 0 and rng.random() < 0.9
        work["fee_m"] = rng.uniform(0.2, 1.3) * in_house if usual else rng.uniform(0, 60_000)
        if rng.random() < 0.5:
            work["fee_hour"] = None
    else:
        work["fee_hour"] = 0.0 if rng.random() < 0.05 else rng.uniform(80, 900)
        if rng.random() < 0.5:
            work["fee_m"] = None
    return work


def _uses(rng: random.Random) -> tuple[float, float, float]:
    """relief_use, core_use, reduction_use: their sum is at most 1, the rest is lost."""
    kind = rng.random()
    if kind < 0.25:
        halves = [(0.5, 0.5, 0.0), (0.25, 0.25, 0.5)]
        return rng.choice([*halves, (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)])
    weights = [rng.random() if rng.random() < 0.8 else 0.0 for _ in range(4)]
    total = sum(weights)
    if total == 0:
        return (0.0, 0.0, 0.0)
    relief, core, reduction = (w / total * 0.999 for w in weights[:3])  # 0.999: never above 1 by rounding
    return (relief, core, reduction)


def random_case(rng: random.Random) -> dict[str, Any]:
    """A varied valid case; the same rng state gives the same case."""
    horizon = rng.choice([rng.randint(1, 120), rng.randint(1, 14), 36, 36, 60, 120])
    employees = float(rng.choice([rng.randint(2, 20), 100, rng.randint(20, 1500)]))
    worked_hours_m = rng.choice([136.25, rng.uniform(100, 165)])
    cost_basis = rng.choice(["employee", "burnt_out"])
    if cost_basis == "employee":
        burnt_out = rng.choice([0.05, 0.57, rng.uniform(0.05, 1.0), rng.uniform(0.05, 0.25)])
    else:
        burnt_out = rng.choice([0.0, rng.uniform(0.0, 0.05), rng.uniform(0.05, 0.25), rng.uniform(0.05, 1.0)])
    relief_use, core_use, reduction_use = _uses(rng)
    notice = rng.choice([0.0, 3.0, float(rng.randint(1, 12)), rng.uniform(0, 12), rng.uniform(0, 2)])

    packages = rng.randint(1, 4)
    capacity = employees * worked_hours_m
    used = rng.choice([rng.uniform(0.01, 0.3), rng.uniform(0.01, 0.999)]) * capacity
    weights = [rng.uniform(0.1, 1.0) for _ in range(packages)]
    none_at_all = rng.random() < 0.06
    hours = [used * w / sum(weights) for w in weights]
    hours = [0.0 if none_at_all or rng.random() < 0.06 else h for h in hours]
    work = [_random_package(rng, h) for h in hours]

    exit_kind = rng.random()
    chance_exit = rng.expovariate(1.0)
    if exit_kind < 0.25:
        exit_y = 0.0
    elif exit_kind < 0.6:
        exit_y = _within(rng, 0.05, 0.20)  # mostly beyond the horizon
    elif exit_kind < 0.9:
        exit_y = rng.uniform(0.3, 2.0)  # mostly within it
    else:  # a whole month exactly, in whatever order 12 E / exit_y is worked out
        exit_y, chance_exit = 0.5, rng.randint(1, 12) / 8
        work[0]["start_month"] = 0.0

    events: list[dict[str, Any]] = []
    chance_events: list[float] = []
    for number in range(rng.choice([0, 1, 2, 3, 4])):
        rate_y = rng.choice([0.0, rng.uniform(0.01, 0.2), rng.uniform(0.2, 2.0), 0.5])
        side = rng.choice(["plan", "staying"])
        cost = rng.uniform(0, 3_000_000)
        events.append({"name": f"event {number + 1}", "rate_y": rate_y, "cost": cost, "side": side})
        chance_events.append(rng.randint(1, 12) / 8 if rate_y == 0.5 else rng.expovariate(1.0))

    inputs: dict[str, float | str] = {
        # company
        "employees": employees,
        "salary_m": rng.uniform(30_000, 70_000),
        "on_cost_share": _within(rng, 0.0, 0.25),
        "worked_hours_m": worked_hours_m,
        "turnover_y": 0.0 if rng.random() < 0.06 else rng.uniform(0.02, 0.4),
        "engagement": _within(rng, 1.0, 5.0),
        "wage_growth_y": _within(rng, 0.0, 0.06),
        # burnout
        "burnt_out": burnt_out,
        "cost_basis": cost_basis,
        "lost_productivity_y": _within(rng, 0.0, 20_000 if cost_basis == "employee" else 113_000),
        "absence_y": _within(rng, 0.0, 20_000),
        "health_y": _within(rng, 0.0, 12_000),
        "leave_ratio": _within(rng, 1.0, 3.3),
        "replacement_months": _within(rng, 0.0, 12.0),
        "causal_share": _within(rng, 0.0, 1.0),
        "relief_effect": rng.choice([rng.uniform(-0.4, 0.6), rng.uniform(0.2, 1.5), rng.uniform(1.5, 3.0)]),
        "response_months": rng.choice([1.0, rng.uniform(1, 12)]),
        "load_effect": _within(rng, 0.0, 1.5),
        "insecurity_rise": _within(rng, 0.0, 0.25),
        "insecurity_months": _within(rng, 0.5, 12.0),
        "engagement_burnout": _within(rng, 0.0, 1.5),
        "engagement_insecurity": _within(rng, 0.0, 1.0),
        "error_burnout": _within(rng, 0.0, 0.5) if rng.random() < 0.8 else rng.uniform(0.5, 2.0),
        # plan and contract
        "relief_use": relief_use,
        "core_use": core_use,
        "reduction_use": reduction_use,
        "core_value": _within(rng, 0.0, 1.2),
        "absorbed_share": _within(rng, 0.0, 1.0),
        "overtime_share": _within(rng, 0.0, 0.5),
        "overtime_premium": rng.choice([0.5, rng.uniform(0, 1)]),
        "selection_cost": _within(rng, 0.0, 150_000),
        "transition_share": _within(rng, 0.0, 0.25),
        "handover_hours": _within(rng, 0.0, 3.0),
        "management_share": _within(rng, 0.0, 0.15),
        "governance_m": _within(rng, 0.0, 10_000),
        "rework_start": _within(rng, 0.05, 0.35),
        "rework_end": _within(rng, 0.01, 0.10),
        "learning_months": _within(rng, 0.5, 9.0),
        "rework_effort": _within(rng, 0.5, 1.6),
        "indexation_y": _within(rng, 0.0, 0.09),
        "scope_creep": _within(rng, 0.0, 0.20),
        "extra_work_share": _within(rng, 0.0, 0.15),
        "announce_month": float(rng.randint(1, rng.choice([1, 6, 48]))),
        "notice_months": notice,
        "severance_months": _within(rng, 0.0, 3.0),
        "reskilling_cost": _within(rng, 0.0, 30_000),
        "exit_y": exit_y,
        "lock_in_months": rng.choice([0.0, 12.0, float(rng.randint(1, 60)), rng.uniform(0, 60)]),
        "exit_owed_share": _within(rng, 0.0, 1.0),
        "rebuild_share": _within(rng, 0.0, 0.8),
        "vat_share": rng.choice([0.0, 0.25, rng.uniform(0, 0.25)]),
        "payroll_tax_share": rng.choice([0.0, 0.153, 0.0412]),
        "optimism_uplift": _within(rng, 0.0, 0.41),  # outside view alone: in none of these equations
        "discount_y": rng.choice([0.0, 0.05, rng.uniform(0, 0.12)]),
    }
    return {
        "horizon": horizon,
        "inputs": inputs,
        "work": work,
        "events": events,
        "chance": {"exit": chance_exit, "events": chance_events},
    }
