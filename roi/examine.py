"""A claim examined against a result: how likely it is, what one must believe for it, and what was left out.

``challenge(result, claim)`` gives the whole of it as plain tables, for the terminal, the page and the memo alike.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
import numpy.typing as npt

from roi import beliefs, catalogue, rebuilt, simulate, summary
from roi.files import FORMAT
from roi.optimistic import optimistic, tipping
from roi.parts import DRAWS_AT_MOST, MADE_OF_LINES, PAY_THAT_STAYS, Parts, claimed_month, parts
from roi.questions import questions
from roi.scenario import Claim, input_of
from roi.simulate import Result
from roi.summary import Sample, Summary
from roi.tables import BESIDE_SAVING, Row, Table, chances, plain

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

FEWEST = 100  # draws that say what one would have to believe; with fewer the nearest are taken instead
TIPPED = 3  # inputs of which is sought where a claim just holds
NOISE = 2.0  # standard errors: a difference of so little is none


@dataclass(frozen=True)
class Challenge:
    """A claim examined. Every field but the claim is a plain table or number; ``facts`` is all of them.

    ``metric``, ``value``: the outcome and what it is claimed to come to. ``chance``: of reaching it. ``same``: whether the
    outcome is so in every future. ``slips``: in how many a payback comes but does not last. ``beside``: what stands beside
    a claimed saving. ``rebuilt``: against each outcome it can be rebuilt on, the smallest set of lines left out and the
    bridge back. ``why_not``: why it cannot be rebuilt. ``beliefs``: what one would have to believe. ``outside_view``: what
    similar projects say, instead of the lines that are left out; ``uplift``: how much dearer they became. ``optimistic``:
    against each outcome that no lines left out bring there, which optimistic inputs would. ``break_even``: the value of an
    input at which the claim just holds, for the three that matter most to it. ``questions``: what to ask, the most telling
    first.
    """

    claim: Claim
    metric: str
    value: float
    view: str
    months: int
    discount_y: float
    draws: int
    chance: Row
    median: float
    p5: float
    p95: float
    undefined: float
    same: bool
    slips: float
    beside: Table
    rebuilt: Table
    why_not: str | None
    beliefs: Row
    outside_view: Table
    uplift: Row
    optimistic: Table
    break_even: Row
    questions: Table

    @property
    def facts(self) -> Row:
        """The whole of it as plain data, in the order in which it is told."""
        found: Row = asdict(self)
        claim: Row = found.pop("claim")
        return claim | found

    @property
    def read_as(self) -> Row:
        """What the claim was read as; ``saving``: the kroner that its value is the present value of, and over what time."""
        said = self.claim.stated
        return {"metric": self.metric, "value": self.value, "saving": asdict(said) if said else None}

    def __repr__(self) -> str:
        from roi import argument

        return " ".join(argument.chance(self.facts, "en"))


def challenge(result: Result, claim: Claim) -> Challenge:
    """A claim against a result. Raises KeyError for a metric that is no outcome."""
    about = catalogue.outcomes()[claim.metric]
    sample = result.samples[claim.metric]
    told = believe(result, claim)
    against = [metric for metric in set_against(claim.metric) if is_defined(result.samples[metric])]
    left_out = left_out_lines(result)
    taken = {metric: parts(result, metric, claim.value, {*left_out, *claim.leaves_out, "vendor_fee"}) for metric in against}
    rebuilt_on = [rebuild(result, claim, each) for each in taken.values()]
    return Challenge(
        claim=claim,
        metric=claim.metric,
        value=claim.value,
        view=result.view,
        months=result.scenario.horizon_months,
        discount_y=float(result.scenario.values["discount_y"].median),
        draws=result.count,
        chance=sample.meeting(claim.value, about.better)._asdict(),
        median=sample.at(0.5),
        p5=sample.at(0.05),
        p95=sample.at(0.95),
        undefined=sample.undefined().value,
        same=sample.at(0) == sample.at(1) or not is_defined(sample),
        slips=chances(result)["slips"] if claim.metric == "payback_month" else 0.0,
        beside=beside(result, claim),
        rebuilt=rebuilt_on,
        why_not=why_not(claim.metric),
        beliefs=told,
        outside_view=outside(result, claim, taken),
        uplift=uplift(result),
        optimistic=[optimistic(result, metric, claim.value) for metric in unexplained(claim, rebuilt_on, sample.at(0.5))],
        break_even={
            "of": told["of"],
            "rows": tipping(result, told["of"], claim.value, weightiest(result, told)) if is_defined(sample) else [],
        },
        questions=questions(result, claim, rebuilt_on, told),
    )


def set_against(metric: str) -> tuple[str, ...]:
    """The outcomes that a claim can be rebuilt on: an offered saving is set against what is saved with all costs."""
    if metric == "cost_saving":
        return ("cost_saving_all_in", "cash_saving")
    return (metric,) if metric in MADE_OF_LINES else ()


def why_not(metric: str) -> str | None:
    """Why a claim cannot be rebuilt; None where it can."""
    if set_against(metric):
        return None
    return "not_a_sum" if metric in ("deepest_cash", "deepest_month") else "no_lines"


def unexplained(claim: Claim, rebuilt_on: Table, median: float) -> list[str]:
    """The outcomes on which a claim is better than the median, and no lines left out bring it there."""
    better = catalogue.outcomes()[claim.metric].better
    if set_against(claim.metric):
        return [row["against"] for row in rebuilt_on if row["direction"] == "high" and not row["found"]]
    worse = median > claim.value if better == "lower" else median < claim.value
    return [claim.metric] if better != "none" and worse else []


def left_out_lines(result: Result) -> list[str]:
    """The lines of the view that are often left out, costs and gains, in the order of the ledger."""
    return [line for line, about in catalogue.lines().items() if about.often_left_out]


def beside(result: Result, claim: Claim) -> Table:
    """What stands beside a claimed saving: the saving with all costs, what reaches the bank, the pay that falls away."""
    rows = []
    for metric in BESIDE_SAVING if claim.metric == "cost_saving" else ():
        sample, better = result.samples[metric], catalogue.outcomes()[metric].better
        rows.append({"metric": metric, **spread(sample), "chance": sample.meeting(claim.value, better)._asdict()})
    return rows


def as_json(result: Result, examined: Sequence[Challenge]) -> Row:
    """Claims examined as programs read them (docs/interface.md); infinite and undefined numbers are None."""
    scenario = result.scenario
    document = {
        "scenario": scenario.name,
        "format": FORMAT,
        "version": result.version,
        "draws": result.count,
        "seed": result.seed,
        "assumptions": scenario.assumptions,
        "view": result.view,
        "scenario_hash": result.scenario_hash,
        "claims": [each.facts | {"read_as": each.read_as} for each in examined],
    }
    found: Row = plain(document)
    return found


def is_defined(sample: Summary) -> bool:
    """Whether an outcome is defined in any draw."""
    return not math.isnan(sample.at(0.5))


def spread(sample: Summary) -> Row:
    """The middle and 9 of 10 draws around it."""
    return {f"p{round(100 * share)}": sample.at(share) for share in summary.RANGE}


# --------------------------------------------------------------------------------------------------- the claim rebuilt


def rebuild(result: Result, claim: Claim, taken: Parts) -> Row:
    """The smallest set of lines that explains a claim, its runners-up, and the bridge from the claim to the median."""
    better = catalogue.outcomes()[taken.metric].better
    sample = Sample(result.outcomes[taken.metric][:DRAWS_AT_MOST], result.draws.groups)
    middle = taken.outcome(())
    direction = compared(middle, sample.quantile(0.5).se, claim.value, better)
    too_high = direction == "high"
    named_so = {line: kr for line, kr in taken.lines.items() if suits(line, too_high) and direction != "level"}
    candidates = [line for line, kr in named_so.items() if weighs(kr, too_high)]
    found = taken.search(candidates, too_high)
    lines = found.smallest[0] if found.smallest else tuple(candidates)
    named = [line for line in claim.leaves_out if line in taken.lines]
    formula = claim.metric == "cost_saving" and PAY_THAT_STAYS in taken.lines  # it counts all pay as saved
    also = [PAY_THAT_STAYS] if named and formula else []
    return {
        "against": taken.metric,
        "claimed": claim.value,
        "median": middle,
        "draws": min(result.draws.count, DRAWS_AT_MOST),
        "direction": direction,
        "candidates": candidates,
        "found": bool(found.smallest) or direction == "level",
        "lines": list(lines),
        "median_without": taken.outcome(lines),
        "runner_ups": [_set(each, taken) for each in found.smallest[1:]],
        "larger": [_set(each, taken) for each in found.larger[:1]],
        **bridged(result, claim, taken, lines, whole_offer=too_high and not found.smallest),
        "named": {
            "lines": named,
            "also": also,
            "not_held": [line for line in claim.leaves_out if line not in taken.lines],
            "median_without": taken.outcome([*named, *also]),
            **bridged(result, claim, taken, [*named, *also], whole_offer=False),
        }
        if claim.leaves_out
        else None,
    }


def compared(median: float, se: float, claimed: float, better: str) -> str:
    """Whether a claim is too "high" (better than the median), too "low", or "level" with it but for sampling noise."""
    if math.isfinite(se) and abs(median - claimed) <= NOISE * se:
        return "level"
    return "high" if (claimed > median) == (better == "higher") else "low"


def suits(line: str, too_high: bool) -> bool:
    """Whether leaving out a line can explain a claim: a cost for one that is too high, a gain for one that is too low."""
    if line == PAY_THAT_STAYS:
        return too_high
    about = catalogue.lines()[line]
    return about.often_left_out and about.benefit != too_high


def weighs(kr: rebuilt.Array, too_high: bool) -> bool:
    """Whether a line is on average what it is taken for: a cost, or a gain."""
    return bool(np.mean(kr) < 0) == too_high


def _set(lines: Sequence[str], taken: Parts) -> Row:
    return {"lines": list(lines), "median_without": taken.outcome(lines)}


def bridged(result: Result, claim: Claim, taken: Parts, lines: Sequence[str], whole_offer: bool) -> Row:
    """The bridge from a claim to the median, and its unit; of a payback it is the running sum of the claimed month, kr.

    The lines come back in the order of the ledger. ``whole_offer``: an offered saving of which every line is left out goes
    by its own formula first: what that says with the scenario's figures, then the whole period instead of a full year.
    """
    order = [*(line for line in catalogue.lines() if line in lines), *(line for line in lines if line == PAY_THAT_STAYS)]
    payback = taken.metric == "payback_month"
    rows = rebuilt.bridge(taken.claimed, taken.level, order)
    if payback:
        for at, row in enumerate(rows[1:]):
            row["payback"] = taken.outcome(order[min(at, len(order)) :])
    if whole_offer and claim.metric == "cost_saving":
        offered = result.samples["cost_saving"].at(0.5)
        rest = rows.pop(1)
        first = {"line": "own_formula", "step": offered - rest["start"], "start": rest["start"], "end": offered}
        second = {"line": "whole_period", "step": rest["end"] - offered, "start": offered, "end": rest["end"]}
        rows[1:1] = [first, second]
    unit = "kr" if payback else catalogue.outcomes()[taken.metric].unit
    return {"bridge": rows, "unit": unit, "month": claimed_month(claim.value) if payback else None}


# ------------------------------------------------------------------------------------- what one would have to believe


def believe(result: Result, claim: Claim) -> Row:
    """How inputs and luck lie in the draws that reach a claim against all draws, the most telling first.

    ``condition``: "reached"; "closest" where too few reach it for that, the nearest draws then; "missed" where most reach
    it, those that do not; "none" where nothing can be said: all reach it, or there are too few draws.
    """
    metric = "cost_saving_all_in" if claim.metric == "cost_saving" else claim.metric
    metric = metric if is_defined(result.samples[metric]) else claim.metric
    draws, better = result.outcomes[metric], catalogue.outcomes()[metric].better
    met = summary.meets(draws, claim.value, better)
    chosen, condition = met, "reached"
    if np.mean(met) > 0.5:
        chosen, condition = ~met, "missed"
    elif np.count_nonzero(met) < FEWEST:
        chosen = beliefs.nearest(draws, better != "lower", result.outcomes["npv"], FEWEST)
        condition = "closest"
    if np.count_nonzero(chosen) < FEWEST or draws.size < 2 * FEWEST:
        condition = "none"
    rows = [*_inputs(result, chosen), *_luck(result, chosen)] if condition != "none" else []
    return {
        "of": metric,
        "condition": condition,
        "reached": int(np.count_nonzero(met)),
        "draws": draws.size,
        "looked_at": int(np.count_nonzero(chosen)),
        "rows": sorted(rows, key=lambda row: -row["distance"]),
    }


def weightiest(result: Result, told: Row, count: int = TIPPED) -> list[str]:
    """The inputs that matter most to a claim: those that lie elsewhere where it is reached, else in the better half."""
    found = [row["key"] for row in told["rows"] if row["kind"] == "input"]
    if len(found) < count:
        draws, better = result.outcomes[told["of"]], catalogue.outcomes()[told["of"]].better
        half = beliefs.nearest(draws, better != "lower", result.outcomes["npv"], draws.size // 2)
        values = {key: np.asarray(result.draws.values[key]) for key in result.scenario.uncertain()}
        found += sorted(values, key=lambda key: -beliefs.shift(values[key], half).distance)
    return list(dict.fromkeys(found))[:count]


def _inputs(result: Result, chosen: Mask) -> Table:
    rows = []
    keyed = result.scenario.keyed()
    for key in result.scenario.uncertain():
        x = np.asarray(result.draws.values[key])
        moved = beliefs.shift(x, chosen)
        if not beliefs.beyond_chance(moved.distance, int(np.count_nonzero(chosen))):
            continue
        row: Row = {"kind": "input", "key": key, "unit": input_of(key).unit, **moved._asdict()}
        row |= {f"p{share}": float(keyed[key].ppf(share / 100)) for share in (5, 50, 95)}
        there = Sample(x[chosen], result.draws.groups)
        row |= {f"there_p{share}": there.at(share / 100) for share in (5, 10, 50, 90, 95)}
        rows.append(row)
    return rows


def _luck(result: Result, chosen: Mask) -> Table:
    """What nobody decides: whether the contract ends early, and whether each incident happens, within the horizon."""
    scenario = result.scenario
    w = simulate.world(scenario, result.draws)
    lasts = scenario.horizon_months + 1.0
    months = {("exit", ""): w.exit_month}
    months |= {(e.side, about.name): e.month for about, e in zip(scenario.events, w.events, strict=True)}
    rows = []
    for (side, name), month in months.items():
        within = np.broadcast_to(np.minimum(month, lasts), chosen.shape)
        moved = beliefs.shift(within, chosen)
        if beliefs.beyond_chance(moved.distance, int(np.count_nonzero(chosen))):
            happens = within < lasts
            row: Row = {"kind": "luck", "key": name, "side": side, **moved._asdict()}
            rows.append({**row, "share": float(np.mean(happens)), "there_share": float(np.mean(happens[chosen]))})
    return rows


# -------------------------------------------------------------------------------------------------- the view from outside


def outside(result: Result, claim: Claim, taken: Mapping[str, Parts]) -> Table:
    """The claim where the fee overruns as in similar projects: instead of the lines that are left out, never on top of them.

    Value added tax follows the fee: it is no overrun. Of a payback the running sum of the claimed month, of a return the
    chance alone.
    """
    values = result.draws.values
    overrun, vat = (np.broadcast_to(values[id], result.draws.count) for id in ("optimism_uplift", "vat_share"))
    rows = []
    if claim.metric == "cost_saving":
        offered = 1 - (1 + overrun) * (1 - result.outcomes["cost_saving"])
        rows.append(_seen("cost_saving", "share", Sample(offered, result.draws.groups), claim.value))
    for metric, each in taken.items():
        costs = [line for line in each.lines if line != PAY_THAT_STAYS and suits(line, too_high=True)]
        fee = each.lines.get("vendor_fee", np.zeros(()))
        more, tax = (share[:DRAWS_AT_MOST][each.kept] for share in (overrun, vat))
        kr = np.full(each.kept.size, np.nan)
        kr[each.kept] = each.without(costs) + fee * ((1 + more) * (1 + tax) - 1)  # tax follows the fee; it is no overrun
        unit = "kr" if metric == "payback_month" else catalogue.outcomes()[metric].unit
        row = _seen(metric, unit, Sample(kr, result.draws.groups), each.goal)
        if metric == "payback_month":
            row["month"] = claimed_month(claim.value)
        if metric == "roi":
            row |= dict.fromkeys(("p5", "p50", "p95"), math.nan)
        rows.append(row)
    return rows


def uplift(result: Result) -> Row:
    """How much dearer than planned similar projects became, as a share of the fee."""
    value = result.scenario.values["optimism_uplift"]
    return {f"p{share}": float(value.ppf(share / 100)) for share in (5, 50, 95)}


def _seen(metric: str, unit: str, sample: Sample, value: float) -> Row:
    chance = sample.meeting(value, "higher")._asdict()
    return {"metric": metric, "unit": unit, "month": None, **spread(sample), "chance": chance}
