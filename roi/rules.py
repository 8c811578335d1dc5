"""Rules that a plan may touch: flags with their source, and notice and severance by seniority. No legal advice.

A flag either follows from what the file says, or it hangs on something that the file leaves open, which is then named.
The rules are entries of data/entries (list "rules"), as the sources had them up to ``SOURCES_UNTIL``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias

from roi import model, qualitative
from roi.scenario import Scenario, Seniority

Row: TypeAlias = dict[str, Any]
Table: TypeAlias = list[Row]

RULES = "rules"  # their list
SOURCES_UNTIL = 2025  # the newest of the sources; what has changed since is not known here
FOLLOWS, HANGS = "follows", "hangs"  # from what the file says; on what it does not say

FINANCIAL = ("bank", "insurance", "other_financial")
HOME_PRESETS, ABROAD_PRESETS = ("domestic", "transfer_of_staff"), ("nearshore", "offshore")
FINANCE_PRESET = "vat_exempt_finance"
#: Rules that hold where all of some facts do.
NEEDED: Mapping[str, tuple[str, ...]] = {
    "financial_outsourcing_order": ("financial",),
    "the_board_is_responsible": ("financial",),
    "outsourcing_policy": ("financial",),
    "risk_assessment_required": ("financial",),
    "outsourcing_register": ("financial",),
    "exit_strategy_required": ("financial",),
    "rules_hold_inside_the_group": ("financial", "within_group"),
    "notice_to_the_supervisor": ("financial", "critical"),
    "ict_contracts_register": ("financial", "ict_service"),
    "data_processing_agreement": ("personal_data",),
    "data_protection_fines": ("personal_data",),
    "data_out_of_the_eu": ("personal_data", "outside_eu"),
}
BESIDE_TRANSFER = ("dismissal_because_of_transfer", "collective_agreement_after_transfer")  # they hold where it does
EXEMPT_PRESETS = (FINANCE_PRESET, "vat_exempt_other")
VAT_EXEMPT = ("bank", "insurance", "health", "education")  # bdo_vat_2025
MONTHS = 12  # in a year

#: Notice to a salaried employee, months: employed up to so many years and months when it is given (funktionaerloven, s. 2).
NOTICE = ((0, 5, 1), (2, 9, 3), (5, 8, 4), (8, 7, 5))
LONGEST_NOTICE = 6
#: Severance, months of pay: employed for so many years when the notice has run out (funktionaerloven, s. 2a).
SEVERANCE = ((17, 3), (12, 1))
#: Dismissals within 30 days from which the act holds, by headcount (mass_dismissal_act, s. 1).
SMALL_FIRM, MIDDLE_FIRM, LARGE_FIRM = 20, 100, 300
FEW_DISMISSED, SHARE_DISMISSED, MANY_DISMISSED = 10, 0.10, 30
ROUNDING = 1e-9


# ------------------------------------------------------------------------------------------------ notice and severance


def notice_months(years: float) -> int:
    """An employer's notice to a salaried employee who has been employed so long when it is given."""
    months = years * MONTHS
    return next((notice for y, m, notice in NOTICE if months <= y * MONTHS + m + ROUNDING), LONGEST_NOTICE)


def severance_months(years: float) -> int:
    """Months of pay in severance when notice is given now: what counts is how long one is employed when it has run out."""
    at_the_end = years + notice_months(years) / MONTHS
    return next((pay for least, pay in SEVERANCE if at_the_end >= least - ROUNDING), 0)


def by_seniority(profile: Sequence[Seniority]) -> Row | None:
    """Notice and severance of every row of a seniority profile, and their mean over the posts. None without a profile."""
    if not profile:
        return None
    rows = [
        {
            "years": each.years,
            "count": each.count,
            "notice_months": notice_months(each.years),
            "severance_months": severance_months(each.years),
        }
        for each in profile
    ]
    posts = sum(each.count for each in profile)
    means = {name: sum(row[name] * row["count"] for row in rows) / posts for name in ("notice_months", "severance_months")}
    return {"posts": posts, **means, "rows": rows}


def changes(profile: Sequence[Seniority]) -> dict[str, float]:
    """What ``files.change`` needs to put a profile's notice and severance into the scenario; empty without a profile."""
    found = by_seniority(profile)
    names = ("notice_months", "severance_months")
    return {f"plan.{name}": round(found[name], 2) for name in names} if found else {}


# ------------------------------------------------------------------------------------------------------ the posts it takes


@dataclass(frozen=True)
class Posts:
    """Posts that the plan takes, at the middle of every input: over the whole horizon, and most of them in one month."""

    employees: float
    whole: float
    in_a_month: float


def posts(scenario: Scenario) -> Posts:
    """The posts that a scenario takes, if the contract runs. Notice is given as the hours move (docs/model.md)."""
    values = {id: value.median for id, value in scenario.values.items()} | {"cost_basis": scenario.cost_basis}
    fees = {"fee_m": None, "fee_hour": None}
    work = [{**fees, **{id: value.median for id, value in each.values.items()}} for each in scenario.work]
    w = model.world(values, work, exit_draw=math.inf)
    reduced = [w.reduction_use * float(model.moved(w, t)) / w.worked_hours_m for t in range(scenario.horizon_months + 1)]
    newly = [after - before for before, after in pairwise(reduced)]
    return Posts(w.employees, reduced[-1], max(newly))


def mass_dismissal_threshold(employees: float) -> float | None:
    """Dismissals within 30 days from which a firm of this headcount is under the act; None where it is too small."""
    if employees <= SMALL_FIRM:
        return None
    if employees < MIDDLE_FIRM:
        return FEW_DISMISSED
    return SHARE_DISMISSED * employees if employees < LARGE_FIRM else MANY_DISMISSED


# ------------------------------------------------------------------------------------------------------------ the flags


@dataclass(frozen=True)
class Facts:
    """What the rules ask about, with what the presets and the work say where [legal] is silent; None: nobody says."""

    outsourcing: bool
    financial: bool | None
    vat_exempt: bool | None
    abroad: bool | None
    outside_eu: bool | None
    within_group: bool | None
    staff_transfer: bool | None
    personal_data: bool | None
    ict_service: bool | None
    critical: bool | None
    sector_said: bool

    @property
    def not_financial(self) -> bool | None:
        return None if self.financial is None else not self.financial

    def place(self, name: str) -> str:
        """Where in a file a fact is said."""
        if name in ("financial", "not_financial") or (name == "vat_exempt" and not self.sector_said):
            return "legal.sector"
        return "legal.vendor_country" if name in ("abroad", "outside_eu") else f"legal.{name}"


def facts(scenario: Scenario) -> Facts:
    """The facts of a scenario."""
    said, chosen = scenario.legal, scenario.presets
    country = said.vendor_country or ("denmark" if set(chosen) & set(HOME_PRESETS) else None)
    abroad = True if country is None and set(chosen) & set(ABROAD_PRESETS) else None
    exempt = True if said.sector in VAT_EXEMPT or set(chosen) & set(EXEMPT_PRESETS) else None
    if exempt is None and said.sector == "other":
        exempt = False
    is_it = any(package.category == "it" for package in scenario.work)
    return Facts(
        outsourcing=not scenario.instead,
        financial=_financial(said.sector, chosen),
        vat_exempt=exempt if said.vat_exempt is None else said.vat_exempt,
        abroad=abroad if country is None else country != "denmark",
        outside_eu=None if country is None else country == "outside_eu",
        within_group=True if said.within_group is None and "intra_group" in chosen else said.within_group,
        staff_transfer=True if said.staff_transfer is None and "transfer_of_staff" in chosen else said.staff_transfer,
        personal_data=said.personal_data,
        ict_service=True if said.ict_service is None and is_it else said.ict_service,
        critical=said.critical,
        sector_said=said.sector is not None,
    )


def _financial(sector: str | None, presets: Sequence[str]) -> bool | None:
    if sector is None:
        return True if FINANCE_PRESET in presets else None
    return sector in FINANCIAL


def flags(scenario: Scenario) -> Table:
    """The rules that the plan touches or may touch.

    ``why``: words that say more than the rule itself, with ``numbers``; ``missing``: places that the file leaves open.
    """
    known, taken = facts(scenario), posts(scenario)
    found = [mass_dismissal(known, taken), *notice_and_severance(scenario, known, taken)]
    found += payroll_tax(scenario, known, taken)
    if known.outsourcing:
        found += [_if_all(rule, known, *needed) for rule, needed in NEEDED.items()]
        found += [*transfer(known), vat(scenario, known)]
    order = [each.id for each in qualitative.in_list(RULES)]
    return sorted((each for each in found if each), key=lambda each: order.index(each["rule"]))


def _flag(
    rule: str, state: str, why: str = "", missing: Sequence[str] = (), numbers: Mapping[str, float] | None = None
) -> Row:
    about = qualitative.entries()[rule]
    dated = {"source": about.source, "year": about.year}
    return {"rule": rule, "state": state, "why": why, "missing": list(missing), "numbers": dict(numbers or {}), **dated}


def _if_all(rule: str, known: Facts, *needed: str, why: str = "", numbers: Mapping[str, float] | None = None) -> Row | None:
    """A rule that holds where all of some facts do: no flag if one does not, an open one while one is not known."""
    values = [getattr(known, name) for name in needed]
    if False in values:
        return None
    missing = list(dict.fromkeys(known.place(name) for name, value in zip(needed, values, strict=True) if value is None))
    return _flag(rule, HANGS if missing else FOLLOWS, why, missing, numbers)


def mass_dismissal(known: Facts, taken: Posts) -> Row | None:
    """Enough posts in a month is a flag; enough over the horizon hangs on when notice is given."""
    least = mass_dismissal_threshold(taken.employees)
    if least is None or taken.whole < least - ROUNDING or known.staff_transfer:
        return None
    numbers = {"posts": taken.whole, "in_a_month": taken.in_a_month, "threshold": least, "employees": taken.employees}
    at_once = taken.in_a_month >= least - ROUNDING
    state, why = (FOLLOWS, "mass_dismissal") if at_once else (HANGS, "mass_dismissal_spread")
    return _flag("mass_dismissal", state, why, numbers=numbers)


def notice_and_severance(scenario: Scenario, known: Facts, taken: Posts) -> Table:
    """Where posts go and the staff do not move along: what the scenario counts, beside what seniority would give."""
    if taken.whole <= 0 or known.staff_transfer:
        return []
    found = by_seniority(scenario.seniority)
    rows = []
    for rule, name in (("notice_by_seniority", "notice_months"), ("severance_by_seniority", "severance_months")):
        numbers = {"posts": taken.whole, "counted": scenario.values[name].median}
        if found is None:
            rows.append(_flag(rule, FOLLOWS, name, ["staff.seniority"], numbers))
        else:
            by_law = {"profile": found["posts"], "by_law": found[name]}
            rows.append(_flag(rule, FOLLOWS, f"{name}_by_law", numbers=numbers | by_law))
    return rows


def transfer(known: Facts) -> Table:
    """Work that goes to another employer in the country: staff may follow it, which is settled case by case."""
    if known.abroad and not known.staff_transfer:
        return []
    if known.staff_transfer:
        state, why, missing = FOLLOWS, "transfer_with_staff", []
    elif known.abroad is None:
        state, why, missing = HANGS, "", [known.place("abroad")]
    else:
        state, why = HANGS, "transfer_in_denmark"
        missing = [known.place("staff_transfer")] if known.staff_transfer is None else []
    beside = [_flag(rule, state, "", missing) for rule in BESIDE_TRANSFER]
    return [_flag("transfer_of_undertaking", state, why, missing), *beside]


def vat(scenario: Scenario, known: Facts) -> Row | None:
    """VAT that cannot be deducted, and whether the scenario counts it."""
    share = scenario.values["vat_share"].median
    why = "vat_counted" if share else "vat_left_out"
    return _if_all("vat_that_cannot_be_deducted", known, "vat_exempt", why=why, numbers={"vat_share": share})


def payroll_tax(scenario: Scenario, known: Facts, taken: Posts) -> list[Row | None]:
    """Payroll tax that goes with the pay, where pay goes, and whether the scenario counts it."""
    if taken.whole <= 0:
        return []
    share = scenario.values["payroll_tax_share"].median
    why = "payroll_tax_counted" if share else "payroll_tax_left_out"
    numbers = {"payroll_tax_share": share}
    finance = _if_all("payroll_tax_in_finance", known, "vat_exempt", "financial", why=why, numbers=numbers)
    elsewhere = _if_all("payroll_tax_elsewhere", known, "vat_exempt", "not_financial", why=why, numbers=numbers)
    return [finance, elsewhere]
