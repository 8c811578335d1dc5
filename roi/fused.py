"""The ledger in one pass: all months of a draw by machine code, nothing laid down in between.

`model` and `outcomes` are run once with symbols, and what they note becomes code. So the equations have one text, and the
code depends on a scenario's structure alone: which values are drawn, how many packages there are, which fee each has.
Without llvmlite there is no code, and everything runs as arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from threading import Lock
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from roi import model, outcomes
from roi.machine import Loop, Program, Sum
from roi.model import Names
from roi.outcomes import Array, Evaluated
from roi.trace import Steps, Varies

Given: TypeAlias = tuple[Mapping[str, Any], Sequence[Mapping[str, Any]], Sequence[Mapping[str, Any]], Any]  # to model.world
Pairs: TypeAlias = tuple[tuple[str, Any], ...]
Structure: TypeAlias = tuple[Pairs, tuple[Pairs, ...], tuple[Pairs, ...], Any]  # of what is given

DRAWN, FIXED = "drawn", "fixed"
LAST_YEAR = "last_year"  # the input that says how many months the last year has
KEPT = 64  # structures whose code is kept: a person tries a few, a folder of files has some more

_one_at_a_time = Lock()  # two threads that ask for the same code get it made once


def evaluate(given: Given, draws: int, horizon: int, kinds: Mapping[str, str], view: str) -> Evaluated:
    """The same as ``outcomes.evaluate`` of ``model.world(*given)``, every array ``(draws,)``."""
    code = ledger(given, kinds, view)
    last_year = min(model.MONTHS, horizon)
    done = code.program.run(values_of(given) | {LAST_YEAR: float(last_year)}, draws, horizon, last_year)
    return Evaluated(
        present_value=dict(zip(code.lines, done.rows, strict=False)),
        monthly=dict(zip(code.lines, done.columns.T / draws, strict=True)),
        running=done.each[:, 0],
        outcomes=dict(zip(code.outcomes, done.rows[len(code.lines) :], strict=True)),
    )


def net_present_value(given: Given, draws: int, horizon: int, kinds: Mapping[str, str], view: str) -> Array:
    """The same as ``outcomes.net_present_value`` of ``model.world(*given)``, ``(draws,)``."""
    last_year = min(model.MONTHS, horizon)
    values = values_of(given) | {LAST_YEAR: float(last_year)}
    value: Array = ledger(given, kinds, view, npv_alone=True).program.run(values, draws, horizon, last_year).rows[0]
    return value


# ------------------------------------------------------------------------------------------------------------ the code


class Ledger(NamedTuple):
    """The code of a structure, and what its rows are: the present values of the lines, then the outcomes."""

    program: Program
    lines: list[str]
    outcomes: list[str]


def ledger(given: Given, kinds: Mapping[str, str], view: str, npv_alone: bool = False) -> Ledger:
    with _one_at_a_time:
        return _made(_structure(given), tuple(kinds.items()), view, npv_alone)


@lru_cache(maxsize=KEPT)
def _made(structure: Structure, kinds: Pairs, view: str, npv_alone: bool) -> Ledger:
    """The ledger, run once with symbols."""
    steps = Steps()

    def symbol(place: str, kind: Any) -> Any:
        return steps.input(place, Varies.DRAW if kind == DRAWN else Varies.NOT) if kind in (DRAWN, FIXED) else kind

    firm, work, events, exit_draw = structure
    given = dict(firm), [dict(package) for package in work], [dict(event) for event in events], exit_draw
    found = traced(steps, replaced(given, symbol), dict(kinds), view)
    lines, summed = found.month.lines, found.outcomes
    rows = [summed["npv"]] if npv_alone else [*(found.sums[f"value {line}"].total for line in lines), *summed.values()]
    loop = Loop(
        sums=list(found.sums.values()),
        rows=[steps.symbol(x) for x in rows],
        columns=[] if npv_alone else [steps.symbol(kr) for kr in lines.values()],
        each=[] if npv_alone else [found.sums["running"].after],
    )
    return Ledger(Program(loop), list(lines), list(summed))


class Traced(NamedTuple):
    """The ledger run once with symbols: the world, a month of it, the running sums and the outcomes, by name."""

    world: Names
    month: Names
    sums: dict[str, Sum]
    outcomes: dict[str, Any]


def traced(steps: Steps, given: Given, kinds: Mapping[str, str], view: str) -> Traced:
    """What `model` and `outcomes` note. ``given``: to ``model.world``, of symbols; "month" and LAST_YEAR are inputs too."""
    w = model.world(*given)
    month, last_year = steps.input("month", Varies.MONTH), steps.input(LAST_YEAR, Varies.NOT)
    begins = {"felt": 0.0, "reduced": 0.0} | _flat(outcomes.nothing_yet(kinds))
    before = {name: steps.input(f"before {name}", Varies.SUMS, isinstance(x, bool)) for name, x in begins.items()}
    total = {name: steps.input(f"total {name}", Varies.TOTALS, isinstance(x, bool)) for name, x in begins.items()}
    sums = _deep(before)
    m = model.entries(w, month, sums.felt, sums.reduced)
    sums.felt, sums.reduced = m.felt, m.reduced
    outcomes.add_month(sums, w, m, kinds, view)
    after = _flat(sums)
    outcomes.add_month_of_last_year(sums, w, m, last_year)
    after_last = _flat(sums)
    ends = {name: (steps.symbol(after[name]), steps.symbol(after_last[name])) for name in begins}
    return Traced(
        world=w,
        month=m,
        sums={name: Sum(x, before[name], total[name], *ends[name]) for name, x in begins.items()},
        outcomes=outcomes.summed_up(_deep(total), w, last_year, kinds, view),
    )


def _flat(sums: Names) -> dict[str, Any]:
    """The sums by name, those of each line as "value" and the line."""
    named = dict(vars(sums))
    return {f"value {line}": x for line, x in named.pop("value").items()} | named


def _deep(flat: Mapping[str, Any]) -> Names:
    """The sums as `outcomes` has them."""
    value = {name.removeprefix("value "): x for name, x in flat.items() if name.startswith("value ")}
    return Names(value=value, **{name: x for name, x in flat.items() if not name.startswith("value ")})


# -------------------------------------------------------------------------------------------- what a world is made of


def replaced(given: Given, what: Callable[[str, Any], Any]) -> Given:
    """What a world is made of, each value replaced by what its place and itself call for."""
    firm, work, events, exit_draw = given

    def each(place: str, values: Mapping[str, Any]) -> dict[str, Any]:
        return {id: what(f"{place} {id}", x) for id, x in values.items()}

    return (
        each("firm", firm),
        [each(f"work {i}", package) for i, package in enumerate(work)],
        [each(f"event {i}", event) for i, event in enumerate(events)],
        what("exit", exit_draw),
    )


def values_of(given: Given) -> dict[str, Any]:
    """Every value that a world is made of, by its place."""
    found: dict[str, Any] = {}
    replaced(given, found.setdefault)
    return found


def _structure(given: Given) -> Structure:
    """What the code depends on: which values are drawn, which are fixed, and what is no number as it is."""

    def kind(_: str, x: Any) -> Any:
        return x if x is None or isinstance(x, str) else DRAWN if np.ndim(x) else FIXED

    firm, work, events, exit_draw = replaced(given, kind)
    return tuple(firm.items()), tuple(tuple(x.items()) for x in work), tuple(tuple(x.items()) for x in events), exit_draw
