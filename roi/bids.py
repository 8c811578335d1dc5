"""Offers for the same work, side by side: like for like, and what each would have to cost to be as good as the best.

Every line of every offer is counted: at what the file says of it, at nothing where the price covers it, else at its presets
and the common values. Work that one offer leaves out and another takes is added to the first at the dearest of the others'
prices, as if it were bought beside. What an offer would have to cost is exact, since all that hangs on a fee is in step with
it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from roi import catalogue, comparison, differing, files, simulate, tables
from roi.comparison import Comparison
from roi.reading import Problem
from roi.scenario import Mistake, Scenario, ScenarioError
from roi.simulate import DRAWS, SEED, Array, Result
from roi.summary import Sample
from roi.tables import Row, Table

#: What the firm decides whoever gets the work; it is the same in all offers.
OF_THE_CHOICE = ("relief_use", "core_use", "reduction_use", "core_value", "discount_y")
FEES = ("fee_m", "fee_hour")


@dataclass(frozen=True)
class Bids:
    """Offers brought to the same scope, in the same worlds. ``added``: for each offer the work that it leaves out, and the
    offer (by its number) whose price stands for it."""

    comparison: Comparison
    offered: tuple[Scenario, ...] = field(repr=False)
    added: tuple[Mapping[str, int], ...]


def bids(
    offers: Sequence[Scenario],
    draws: int = DRAWS,
    seed: int = SEED,
    *,
    view: str | None = None,
    months: int | None = None,
    names: Sequence[str] | None = None,
) -> Bids:
    """Two to eight offers for the same work. Raises ScenarioError where they are not, and as ``compare`` does."""
    wrong = _not_the_same_work(offers) if len(offers) > 1 else []
    if wrong:
        raise ScenarioError(wrong)
    added = [_left_out(offers, i) for i in range(len(offers))]
    alike = [_with_work(offers, i, lacking) for i, lacking in enumerate(added)]
    named = names or [called(each) for each in offers]
    found = comparison.compare(alike, draws, seed, view=view, months=months, names=named)
    return Bids(found, tuple(offers), tuple(added))


def called(offer: Scenario) -> str:
    """The vendor's name, or the scenario's where it names none."""
    return (offer.offer.vendor if offer.offer else "") or offer.name


# ---------------------------------------------------------------------------------------------------------- like for like


def _not_the_same_work(offers: Sequence[Scenario]) -> list[Mistake]:
    """Everything in which the offers are not for the same firm and work, or are not worked out alike."""
    found = [Mistake(row["setting"], Problem("bids_settings", {})) for row in differing.settings(offers) if not row["part"]]
    rows = differing.inputs(offers) + _in_some(offers)
    unlike = {row["key"]: row["input"] for row in rows if row["of_the_firm"] or row["input"] in OF_THE_CHOICE}
    found += [Mistake(key, Problem("bids_differ", {"input": input})) for key, input in unlike.items()]
    names = [{package.name for package in each.work} for each in offers]
    for i, own in enumerate(names):
        if not any(own & other for j, other in enumerate(names) if j != i):
            found.append(Mistake(f"work ({offers[i].name})", Problem("bids_no_common_work", {})))
    return found


def _in_some(offers: Sequence[Scenario]) -> Table:
    """What those offers that share a piece of work say differently of it, where not all take it."""
    found: Table = []
    for row in differing.only_in_some(offers):
        if row["section"] == "work":
            some = [offers[i] for i in row["in"]]
            found += [each for each in differing.inputs(some) if each["part"] == row["name"]]
    return found


def _left_out(offers: Sequence[Scenario], i: int) -> dict[str, int]:
    """The work that an offer leaves out -> the offer that is dearest for it."""
    own = {package.name for package in offers[i].work}
    found: dict[str, int] = {}
    for other in offers:
        for package in other.work:
            if package.name not in own and package.name not in found:
                prices = {j: _price(each, package.name) for j, each in enumerate(offers)}
                found[package.name] = max(
                    (j for j, price in prices.items() if price is not None), key=lambda j: prices[j] or 0
                )
    return found


def _price(offer: Scenario, name: str) -> float | None:
    """What an offer takes for a piece of work a month, in the middle; None where it does not take it."""
    package = next((each for each in offer.work if each.name == name), None)
    return None if package is None else float(_full_fee({id: value.median for id, value in package.values.items()}))


def _full_fee(k: Mapping[str, Any]) -> Any:
    """The price a month of a package, out of its values."""
    return k["fee_m"] if "fee_m" in k else k["fee_hour"] * k["hours_m"] * k["movable_share"]


def _with_work(offers: Sequence[Scenario], i: int, lacking: Mapping[str, int]) -> Scenario:
    """An offer with the work that it leaves out, as the other offers' files have it."""
    changes: dict[str, Any] = {}
    for count, (name, other) in enumerate(lacking.items(), start=len(offers[i].work) + 1):
        raw = files.migrated(tomllib.loads(offers[other].text.removeprefix(files.BYTE_ORDER_MARK)))
        at = [package.name for package in offers[other].work].index(name)
        changes |= {f"work[{count}].{key}": value for key, value in {**raw["work"][at], "name": name}.items()}
    return files.change(offers[i], changes) if changes else offers[i]


# ------------------------------------------------------------------------------------------------------------ the tables


def scope(offer: Scenario) -> dict[str, list[str]]:
    """The lines that a price can cover: ``covers`` (nothing on top), ``on_top`` (the file says what), ``leaves_out`` (the
    offer says nothing, and what it comes to is reckoned), ``unsaid`` (the file does not say which). What comes to nothing
    anyway, such as VAT that is deducted, stands in none of them."""
    told = offer.offer
    covers, leaves_out = (set(told.covers), set(told.leaves_out)) if told else (set[str](), set[str]())
    found: dict[str, list[str]] = {"covers": [], "on_top": [], "leaves_out": [], "unsaid": []}
    for line in catalogue.in_a_price():
        inputs = catalogue.lines()[line].in_price
        stated = all(offer.origins[id].kind == "file" for id in inputs)
        kind = "covers" if line in covers else "leaves_out" if line in leaves_out else "on_top" if stated else "unsaid"
        if kind == "covers" or any(offer.values[id].support != (0, 0) for id in inputs):
            found[kind].append(line)
    return found


def table(found: Bids) -> Table:
    """Offer by offer: its scope, its price a month once all of it has moved, the work added to it and what that costs, and
    what its price would have to be to make it as good as the best (the best itself: as the next) and to come to nothing.

    ``fee_m``: kr a month, mean. ``to_equal``, ``to_break_even``: ``fee_m`` and its standard error, and ``factor`` on all the
    offer's own prices; below 0 not even an offer free of charge would do. ``to_equal["with"]``: the other's number.
    """
    values = found.comparison.values[:-1]
    means = values.mean(axis=1)
    order = list(np.argsort(-means, kind="stable"))
    rows: Table = []
    for i, (offer, result) in enumerate(zip(found.offered, found.comparison.results, strict=True)):
        with_ = int(order[1] if i == order[0] else order[0])
        own = [package.name for package in offer.work]
        fee, per_fee = full_fee(result, own), npv_of_the_fee(result, own)
        rows.append(
            {
                "name": found.comparison.names[i],
                "vendor": offer.offer.vendor if offer.offer else "",
                **scope(offer),
                "added": dict(found.added[i]),
                "fee_m": fee.mean().value,
                "added_fee_m": full_fee(result, list(found.added[i])).mean().value,
                "to_equal": {"with": with_, **_at(values[i], values[with_], per_fee, fee)},
                "to_break_even": _at(values[i], np.zeros_like(values[i]), per_fee, fee),
            }
        )
    return rows


def full_fee(result: Result, names: Sequence[str]) -> Sample:
    """The price a month of some of the work once all of it has moved, kr."""
    draws, work = result.draws, result.scenario.work
    fees = [_full_fee({id: draws.values[f"{each.name}.{id}"] for id in each.values}) for each in work if each.name in names]
    return Sample(np.broadcast_to(np.asarray(sum(fees), dtype=float), (draws.count,)), draws.groups)


def npv_of_the_fee(result: Result, names: Sequence[str]) -> Array:
    """What doubling the price of some of the work would change in the net present value, kr per draw."""
    draws, scenario = result.draws, result.scenario
    fees = [
        f"{package.name}.{id}" for package in scenario.work if package.name in names for id in FEES if id in package.values
    ]
    doubled = replace(draws, values={**draws.values, **{key: 2 * draws.values[key] for key in fees}})
    once, twice = (simulate.net_present_value(scenario, worlds, result.view) for worlds in (draws, doubled))
    found: Array = twice - once
    return found


def _at(x: Array, level: Array, per_fee: Array, fee: Sample) -> Row:
    """The fee at which a mean net present value is at that of another: the mean is a straight line in the fee."""
    slope = float(per_fee.mean())
    if slope == 0:
        return {"factor": None, "fee_m": None, "fee_m_se": None}
    factor = 1 + float((level - x).mean()) / slope
    off = Sample(x + (factor - 1) * per_fee - level, fee.groups).mean().se / abs(slope)
    price = fee.mean().value
    return {"factor": factor, "fee_m": factor * price, "fee_m_se": off * price}


def as_json(found: Bids) -> dict[str, Any]:
    """The offers as programs read them (docs/interface.md); undefined numbers are None."""
    names = found.comparison.names
    rows = [
        {
            **row,
            "added": {name: names[other] for name, other in row["added"].items()},
            "to_equal": {**row["to_equal"], "with": names[row["to_equal"]["with"]]},
        }
        for row in table(found)
    ]
    read: dict[str, Any] = tables.plain({"offers": rows, "comparison": comparison.as_json(found.comparison)})
    return read
