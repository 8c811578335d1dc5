"""The equations as a spreadsheet calculates them: one future, month by month, every quantity by its name.

`model` and `outcomes` are run once with symbols, as for machine code, and what they note is written as formulas. So the
equations keep their one text. A quantity that they name has a row of its own; what is made on the way to it stands within
its formula.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np

from roi import catalogue, fused, model, outcomes, sampling, simulate
from roi.model import Names
from roi.sampling import Draws
from roi.scenario import Scenario
from roi.trace import Steps, Symbol, Varies, calculated

MIDDLE = 0.5  # the position of a median, and of luck that is neither good nor bad
ENDLESS = 1e9  # months that stand for never: a spreadsheet has no infinity
MONTH = "month"
OF_A_MONTH = Varies.MONTH | Varies.SUMS

# How tightly an operation of a formula binds, as spreadsheets have it: a minus before a number binds tighter than a power.
ATOM, SIGN, POWER, PRODUCT, SUM, COMPARISON = 6, 5, 4, 3, 2, 1
BETWEEN = {
    "power": ("^", POWER),
    "multiply": ("*", PRODUCT),
    "divide": ("/", PRODUCT),
    "add": ("+", SUM),
    "subtract": ("-", SUM),
    "less": ("<", COMPARISON),
    "less_equal": ("<=", COMPARISON),
    "greater": (">", COMPARISON),
    "greater_equal": (">=", COMPARISON),
    "equal": ("=", COMPARISON),
    "not_equal": ("<>", COMPARISON),
}
ONE = ("1", ATOM)
LONG = 30  # characters: what is shorter may stand twice in a formula
CALLED = {"minimum": "MIN", "maximum": "MAX", "bitwise_and": "AND", "bitwise_or": "OR", "floor": "INT", "absolute": "ABS"}

Known: TypeAlias = Mapping[Symbol, bool]  # conditions that hold, or do not, where a step stands


@dataclass(frozen=True)
class Quantity:
    """A quantity that the equations name.

    ``name``: in formulas. ``what``, ``of``: whose words it has, and the package, event, line or outcome it belongs to.
    ``begins``: of a running sum, what it is before the first month, with the symbols for it before a month and after all;
    ``last_year``: how it is made in the months of the last year.
    """

    name: str
    what: str
    symbol: Symbol
    of: str = ""
    begins: float | bool | None = None
    before: Symbol | None = None
    total: Symbol | None = None
    last_year: Symbol | None = None

    def in_year(self, last: bool) -> Symbol:
        """The symbol in the months of the last year, or in the others."""
        return self.last_year if last and self.last_year is not None else self.symbol


@dataclass(frozen=True)
class Calculation:
    """The one future in which every input is at its median and luck at its middle.

    ``month``: the symbol of the running month. ``inputs``: name in formulas -> value. ``keys``: the same -> key of the
    scenario, or of the chance. ``fixed``: what does not run over the months; ``months``: what does; each after what it is
    made of. ``results``: the present value of each line of the view, then the outcomes. ``own``: what the model itself makes
    of the same inputs, by the name of the result.
    """

    month: Symbol
    inputs: Mapping[str, float]
    keys: Mapping[str, str]
    fixed: Sequence[Quantity]
    months: Sequence[Quantity]
    results: Sequence[Quantity]
    own: Mapping[str, float]
    horizon: int

    @property
    def last_year(self) -> int:
        """How many months the last year has."""
        return min(model.MONTHS, self.horizon)

    @cached_property
    def figures(self) -> Mapping[str, list[Any]]:
        """What each quantity comes to, by its name: what stands still once, what runs over the months month by month."""
        return _figures(self)

    @cached_property
    def named(self) -> Mapping[Symbol, Quantity]:
        """Which quantity a symbol is: of two that are the same, the one that comes first."""
        found: dict[Symbol, Quantity] = {}
        for each in (*self.fixed, *self.months, *self.results):
            if each.symbol.operands:
                found.setdefault(each.symbol, each)
        return found


def point(scenario: Scenario) -> Draws:
    """The one world in which every input is at its median, and luck at its middle."""
    luck = sampling.exponential(np.full(1, MIDDLE))
    values = {key: float(value.median) for key, value in scenario.keyed().items()}
    return Draws(1, simulate.SEED, values, luck, tuple(luck for _ in scenario.events), groups=1)


def calculation(scenario: Scenario, view: str) -> Calculation:
    """The equations of a scenario, ready to be written as formulas. ``view``: a key of ``VIEWS``."""
    draws = point(scenario)
    steps = Steps(as_written=True)
    keys = _keys(scenario)
    given = fused.replaced(simulate.given(scenario, draws), lambda place, x: _symbol(steps, place, x))
    kinds = catalogue.kinds()
    found = fused.traced(steps, given, kinds, view)
    w, m = found.world, found.month
    still = {name: x for name, x in vars(w).items() if name not in scenario.values}
    sums = [_sum(name, each) for name, each in found.sums.items()]
    summed = {each.name for each in sums}
    monthly = [*_quantities({**vars(m), **_on_the_way(w, m, kinds)}, scenario, steps), *_lines(m, steps)]
    in_view = [line for line in kinds if kinds[line] in catalogue.VIEWS[view]]
    results = [Quantity(f"value_{line}", "line", steps.symbol(found.sums[f"value {line}"].total), line) for line in in_view]
    results += [Quantity(id, "outcome", steps.symbol(x), id) for id, x in found.outcomes.items()]
    fixed = [*_quantities(still, scenario, steps), *_luck(given, scenario)]
    months = [*(each for each in monthly if each.name not in {"t", *summed}), *sums]
    parts = _parts([*_in_order(fixed, steps), *_in_order(months, steps), *results], steps)
    own = simulate.evaluate(scenario, draws, view)
    own_values = [*(own.present_value[line] for line in in_view), *own.outcomes.values()]
    return Calculation(
        month=steps.input(MONTH, Varies.MONTH),
        inputs={
            name: MIDDLE if sampling.is_chance(key) else float(scenario.keyed()[key].median) for name, key in keys.items()
        },
        keys=keys,
        fixed=_in_order([*fixed, *(each for each in parts if each.symbol.varies == Varies.NOT)], steps),
        months=_in_order([*months, *(each for each in parts if each.symbol.varies & OF_A_MONTH)], steps),
        results=[*(each for each in parts if each.symbol.varies & Varies.TOTALS), *results],
        own={each.name: float(x[0]) for each, x in zip(results, own_values, strict=True)},
        horizon=scenario.horizon_months,
    )


# --------------------------------------------------------------------------------------------------------------- names


def _keys(scenario: Scenario) -> dict[str, str]:
    """Name in formulas -> key of the scenario: ``salary_m``, ``hours_m_1``, ``cost_event2``; and of every chance."""
    found = {id: id for id in scenario.values}
    for i, package in enumerate(scenario.work, start=1):
        found |= {f"{id}_{i}": f"{package.name}.{id}" for id in package.values}
    found["position_exit"] = sampling.EXIT
    for i, event in enumerate(scenario.events, start=1):
        found |= {f"{id}_event{i}": f"{event.name}.{id}" for id in event.values}
        found[f"position_event{i}"] = sampling.chance_of(event.name)
    return found


def _symbol(steps: Steps, place: str, x: Any) -> Any:
    """The symbol of what a world is made of. ``place``: as `fused` has it ("firm salary_m", "work 0 hours_m", "exit")."""
    if x is None or isinstance(x, str):
        return x
    where, *rest = place.split(" ")
    if where == "exit":
        return sampling.exponential(steps.input("position_exit", Varies.NOT))  # type: ignore[arg-type]
    if where == "firm":
        return steps.input(rest[0], Varies.NOT)
    number = int(rest[0]) + 1
    if where == "event" and rest[1] == "draw":
        return sampling.exponential(steps.input(f"position_event{number}", Varies.NOT))  # type: ignore[arg-type]
    return steps.input(f"{rest[1]}_{number}" if where == "work" else f"{rest[1]}_event{number}", Varies.NOT)


def _luck(given: fused.Given, scenario: Scenario) -> list[Quantity]:
    """The waiting times that luck comes to."""
    _, _, events, exit_draw = given
    names = [event.name for event in scenario.events]
    waits = [
        Quantity(f"wait_event{i}", "wait", each["draw"], sampling.chance_of(name))
        for i, (each, name) in enumerate(zip(events, names, strict=True), start=1)
    ]
    return [Quantity("wait_exit", "wait", exit_draw, sampling.EXIT), *waits]


def _quantities(named: Mapping[str, Any], scenario: Scenario, steps: Steps) -> Iterator[Quantity]:
    """Those of a world or a month, each package's and event's with its number."""
    for name, x in named.items():
        if name == "work":
            for i, k in enumerate(x, start=1):
                yield Quantity(f"full_fee_{i}", "full_fee", steps.symbol(k.full_fee), scenario.work[i - 1].name)
        elif name == "events":
            for i, event in enumerate(x, start=1):
                yield Quantity(f"month_event{i}", "event_month", steps.symbol(event.month), scenario.events[i - 1].name)
        elif isinstance(x, list):
            for i, each in enumerate(x, start=1):
                yield Quantity(f"{name}_{i}", name, steps.symbol(each), scenario.work[i - 1].name)
        elif not isinstance(x, str | dict):
            yield Quantity(name, name, steps.symbol(x))


def _lines(m: Names, steps: Steps) -> Iterator[Quantity]:
    for line, kr in m.lines.items():
        yield Quantity(line, "line", steps.symbol(kr), line)


def _on_the_way(w: Names, m: Names, kinds: Mapping[str, str]) -> dict[str, Any]:
    """Quantities that the equations make on their way without keeping them, named here: the same steps, found again."""
    earlier = np.floor(m.t - w.notice_months)
    net = {f"net_{kind}": sum(m.lines[line] for line in kinds if kinds[line] == kind) for kind in catalogue.VIEWS["all"]}
    return {
        "moved_whole_before": model.moved(w, earlier),
        "moved_whole_after": model.moved(w, earlier + 1),
        "moved_at_notice": model.moved_between(w, m.t - w.notice_months),
        "core_work": outcomes.productivity(w, m),
        "engagement_change": outcomes.engagement_gain(w, m),
        "worth": m.moved * m.hour_cost,
        "discount": outcomes.discount(w, m),
        **net,
    }


def _sum(name: str, each: Any) -> Quantity:
    """A running sum; of a line's present value it belongs to the line."""
    line = name.removeprefix("value ") if name.startswith("value ") else ""
    called = f"pv_{line}" if line else name if name in ("felt", "reduced") else f"sum_{name}"
    what = "present_value" if line else called
    return Quantity(called, what, each.after, line, each.begins, each.before, each.total, each.after_last)


def _in_order(quantities: Iterable[Quantity], steps: Steps) -> list[Quantity]:
    """Each after what it is made of; of two that are the same, the one that was named first."""
    noted = {symbol: at for at, symbol in enumerate(steps.noted)}
    return sorted(quantities, key=lambda each: max(noted[each.in_year(late)] for late in (False, True)))


# ------------------------------------------------------------------------------------------------------------ formulas


def formula(made: Calculation, quantity: Quantity, names: Mapping[Symbol, str], last_year: bool = False) -> str:
    """How a quantity is made, as spreadsheets write it, without the equals sign.

    ``names``: what a symbol is called in the formula: a cell, or a name.
    """
    symbol = quantity.in_year(last_year)
    written_out = made.named.get(symbol) is quantity or symbol not in names
    return _written(symbol, names, {}, written_out and symbol.operation != "input")[0]


def _parts(quantities: Sequence[Quantity], steps: Steps) -> list[Quantity]:
    """What stands twice or more in the formula of a quantity, and is easier read on its own."""
    found: list[Quantity] = []
    names = {each.symbol: each.name for each in quantities}
    for each in quantities:
        while True:
            counts = Counter(_steps_within(each.symbol, names, {}))
            twice = {part for part, count in counts.items() if count > 1 and len(_written(part, names, {})[0]) > LONG}
            if not twice:
                break
            largest = next(symbol for symbol in reversed(steps.noted) if symbol in twice)
            part = Quantity(f"part_{len(found) + 1}", "part", largest, each.of or each.what)
            names[largest] = part.name
            found.append(part)
    return found


def _operands(symbol: Symbol, known: Known) -> list[tuple[Symbol, Known]]:
    """What stands in a step's formula. A spreadsheet works out only that part of a choice which holds: in it the condition
    is known, and what would guard against the other part falls away."""
    if symbol.operation != "where":
        return [(each, known) for each in symbol.operands]
    which, yes, no = symbol.operands
    if which in known:
        return [(yes if known[which] else no, known)]
    holds = {which: True} | (dict.fromkeys(which.operands, True) if which.operation == "bitwise_and" else {})
    return [(which, known), (yes, {**known, **holds}), (no, {**known, which: False})]


def _steps_within(symbol: Symbol, names: Mapping[Symbol, str], known: Known) -> Iterator[Symbol]:
    """The steps that a formula is made of and that have no name, as often as they stand in it."""
    if symbol.operands:
        yield symbol
        for each, knowing in _operands(symbol, known):
            if each not in names:
                yield from _steps_within(each, names, knowing)


def _written(symbol: Symbol, names: Mapping[Symbol, str], known: Known, written_out: bool = False) -> tuple[str, int]:
    """A step as text, and how tightly its last operation binds."""
    if symbol in names and not written_out:
        return names[symbol], ATOM
    if symbol.operation == "input":
        return symbol.name, ATOM
    if symbol.operation == "constant":
        return _constant(symbol.value)
    operands = _operands(symbol, known)
    parts = [_written(each, names, knowing) for each, knowing in operands]
    match symbol.operation:
        case "where":
            return parts[0] if len(parts) == 1 else (f"IF({','.join(text for text, _ in parts)})", ATOM)
        case "negative":
            return f"-{_within(parts[0], SIGN)}", SIGN
        case "log1p":
            return f"LN(1{parts[0][0]})" if parts[0][1] == SIGN else f"LN(1+{_within(parts[0], SUM)})", ATOM
        case "isinf":
            return f"{_within(parts[0], SUM)}>={ENDLESS:.0f}", COMPARISON
        case "multiply" if parts[0] == ONE:
            return parts[1]
        case "multiply" if parts[1] == ONE:
            return parts[0]
        case "exp2":
            return f"2^{_within(parts[0], ATOM)}", POWER
        case operation if operation in BETWEEN:
            sign, binds = BETWEEN[operation]
            left, right = (ATOM, ATOM) if binds == POWER else (binds, binds + 1)
            return f"{_within(parts[0], left)}{sign}{_within(parts[1], right)}", binds
        case operation if operation in CALLED:
            called = CALLED[operation]
            alike = [each.operation == operation and each not in names for each, _ in operands]
            inside = [text[len(called) + 1 : -1] if same else text for (text, _), same in zip(parts, alike, strict=True)]
            return f"{called}({','.join(inside)})", ATOM
    raise TypeError(f"there is no formula for {symbol.operation}")


def _constant(value: float | bool) -> tuple[str, int]:
    if isinstance(value, bool):
        return str(value).upper(), ATOM
    if math.isnan(value):
        return "NA()", ATOM
    if math.isinf(value):
        value = math.copysign(ENDLESS, value)
    return f"{value:.17g}", ATOM if value >= 0 else SIGN


def _within(part: tuple[str, int], binds: int) -> str:
    text, own = part
    return text if own >= binds else f"({text})"


# ------------------------------------------------------------------------------------------------------------- figures


def _figures(calculation: Calculation) -> dict[str, list[Any]]:
    last_year = calculation.last_year
    given: dict[str, Any] = {**calculation.inputs, fused.LAST_YEAR: float(last_year)}
    found = _values(calculation.fixed, [each.symbol for each in calculation.fixed], given)
    summed = [each for each in calculation.months if each.before is not None]
    before = {each.name: each.begins for each in summed}
    for t in range(1, calculation.horizon + 1):
        late = t > calculation.horizon - last_year
        given |= {MONTH: float(t)} | {_called(each.before): before[each.name] for each in summed}
        symbols = [each.in_year(late) for each in calculation.months]
        month = _values(calculation.months, symbols, given)
        for name, values in month.items():
            found.setdefault(name, []).extend(values)
        before = {each.name: month[each.name][0] for each in summed}
    given |= {_called(each.total): before[each.name] for each in summed}
    return found | _values(calculation.results, [each.symbol for each in calculation.results], given)


def _values(quantities: Sequence[Quantity], symbols: Sequence[Symbol], given: Mapping[str, Any]) -> dict[str, list[Any]]:
    values = calculated(symbols, given)
    return {each.name: [np.asarray(x).item()] for each, x in zip(quantities, values, strict=True)}


def _called(symbol: Symbol | None) -> str:
    return symbol.name if symbol is not None else ""
