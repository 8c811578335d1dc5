"""Equations run once with symbols in place of numbers: the steps that they are made of.

A `Symbol` stands where a number or an array stands otherwise. Python's operators and NumPy's functions do not calculate with
it but note what was to be calculated, each step once. So the equations stay the only text of themselves, and `machine` can
make code of them. Knows NumPy alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from enum import IntFlag
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin


class Varies(IntFlag):
    """What a step changes with. With none of these it is one number a run."""

    NOT = 0
    MONTH = 1
    DRAW = 2
    SUMS = 4  # with what the months before have left behind
    TOTALS = 8  # with what all the months have left behind


UNIFORM = (Varies.NOT, Varies.MONTH)  # the same in every draw
ONCE_A_DRAW = (Varies.DRAW, Varies.TOTALS, Varies.DRAW | Varies.TOTALS)
TRUTHS = frozenset({"less", "less_equal", "greater", "greater_equal", "equal", "not_equal", "isinf", "isnan"})
TRUTHS_OF_TRUTHS = frozenset({"bitwise_and", "bitwise_or"})


class Symbol(NDArrayOperatorsMixin):
    """One step: an ``operation`` (by NumPy's name of it) on ``operands``; "input" and "constant" are where it begins.

    ``truth``: true or false rather than a number.
    """

    __slots__ = ("name", "operands", "operation", "steps", "truth", "value", "varies")
    __hash__ = object.__hash__  # == makes a step; for a set a symbol is itself alone

    def __init__(self, steps: Steps, operation: str, operands: tuple[Symbol, ...], varies: Varies, truth: bool) -> None:
        self.steps, self.operation, self.operands, self.varies, self.truth = steps, operation, operands, varies, truth
        self.name = ""  # of an input
        self.value: float | bool = 0.0  # of a constant

    def __array_ufunc__(self, function: np.ufunc, method: str, *operands: Any, **settings: Any) -> Symbol:
        if method != "__call__" or settings:
            raise TypeError(f"np.{function.__name__} cannot be traced as {method}, {settings}")
        return self.steps.step(function.__name__, *operands)

    def __array_function__(self, function: Callable[..., Any], types: Any, operands: Any, settings: Any) -> Any:
        if function is np.where and len(operands) == 3:
            return self.steps.step("where", *operands)
        if function is np.any:
            return True  # asks whether work may be left out: with a symbol nobody knows, so none is
        raise TypeError(f"np.{function.__name__} cannot be traced")

    def __bool__(self) -> bool:
        raise TypeError("an equation cannot turn on a symbol: np.where says the same for a number, an array and a symbol")

    @property
    def is_uniform(self) -> bool:
        return self.varies in UNIFORM


class Steps:
    """The steps noted so far, each once, operands before what is made of them.

    ``as_written``: none is put into a form that is cheaper to work out.
    """

    def __init__(self, as_written: bool = False) -> None:
        self.as_written = as_written
        self.noted: list[Symbol] = []
        self._known: dict[tuple[Any, ...], Symbol] = {}

    def input(self, name: str, varies: Varies, truth: bool = False) -> Symbol:
        """A symbol for what is given under a name."""
        found = self._note(("input", name), (), varies, truth)
        found.name = name
        return found

    def symbol(self, x: Any) -> Symbol:
        """A symbol as it is; for a number that stands in the equations themselves, a constant."""
        if isinstance(x, Symbol):
            return x
        value = np.asarray(x).item()
        found = self._note(("constant", repr(value)), (), Varies.NOT, isinstance(value, bool))
        found.value = value if found.truth else float(value)
        return found

    def step(self, operation: str, *operands: Any) -> Symbol:
        """The symbol for an operation, in an equal form that is cheaper where there is one."""
        given = [self.symbol(each) for each in operands]
        varies = Varies.NOT
        for each in given:
            varies |= each.varies
        match operation, given:
            case "add", [zero, other] | [other, zero] if zero.operation == "constant" and zero.value == 0:
                return other  # sum() begins at 0
            case _ if self.as_written:
                pass
            case "power", [base, exponent] if varies not in UNIFORM:  # the logarithm once a draw
                return self.step("exp2", self.step("multiply", self.step("log2", base), exponent))
            case "divide", [above, below] if varies not in (*UNIFORM, *ONCE_A_DRAW) and below.varies in (
                *UNIFORM,
                Varies.DRAW,
            ):
                return self.step("multiply", above, self.step("divide", 1.0, below))  # a division costs several products
        truth = operation in TRUTHS | TRUTHS_OF_TRUTHS or (operation == "where" and given[1].truth)
        return self._note((operation, *given), tuple(given), varies, truth)

    def _note(self, key: tuple[Any, ...], operands: tuple[Symbol, ...], varies: Varies, truth: bool) -> Symbol:
        key = tuple(id(part) if isinstance(part, Symbol) else part for part in key)
        if key not in self._known:
            self._known[key] = Symbol(self, str(key[0]), operands, varies, truth)
            self.noted.append(self._known[key])
        return self._known[key]


def needed(wanted: Iterable[Symbol], ready: Collection[Symbol] = ()) -> set[Symbol]:
    """The symbols and all that they are made of; what is ``ready`` needs nothing."""
    found: set[Symbol] = set()
    left = list(wanted)
    while left:
        symbol = left.pop()
        if symbol not in found:
            found.add(symbol)
            left += () if symbol in ready else symbol.operands
    return found


def calculated(wanted: Sequence[Symbol], given: Mapping[str, Any]) -> list[Any]:
    """What symbols come to by NumPy. ``given``: the inputs by name."""
    if not wanted:
        return []
    values: dict[Symbol, Any] = {}
    part = needed(wanted)
    with np.errstate(divide="ignore", invalid="ignore"):  # the equations choose afterwards, with np.where
        for symbol in wanted[0].steps.noted:
            if symbol not in part:
                continue
            if symbol.operation == "input":
                values[symbol] = given[symbol.name]
            elif symbol.operation == "constant":
                values[symbol] = symbol.value
            else:
                values[symbol] = getattr(np, symbol.operation)(*(values[each] for each in symbol.operands))
    return [values[each] for each in wanted]
