"""Traced steps and the machine code made of them, operation by operation against NumPy."""

from __future__ import annotations

import itertools
import math
import re

import numpy as np
import pytest

from roi import kernels, machine
from roi.distributions import Pert, Triangular, Uniform, tabulate
from roi.machine import Loop, Program, Sum
from roi.trace import Steps, Varies, calculated

ODD = [0.0, -0.0, 1.0, -1.0, 0.5, 1.5, -2.5, 3.0, 1e-300, 1e300, -1e300, math.inf, -math.inf, math.nan]
OPERATIONS = {
    "sum": lambda x, y: x + y,
    "difference": lambda x, y: x - y,
    "product": lambda x, y: x * y,
    "ratio": lambda x, y: x / y,
    "smaller": np.minimum,
    "larger": np.maximum,
    "smaller than a constant": lambda x, y: np.minimum(x, 1.0) + np.minimum(1.0, y),
    "larger than a constant": lambda x, y: np.maximum(x, 0.5) + np.maximum(0.5, y),
    "negative": lambda x, y: -x,
    "absolute": lambda x, y: abs(x),
    "floor": lambda x, y: np.floor(x),
    "choice": lambda x, y: np.where(x < y, x, 7.0),
    "all comparisons": lambda x, y: sum(
        np.where(which, 2.0**i, 0.0) for i, which in enumerate((x < y, x <= y, x > y, x >= y, x == y, x != y))
    ),
    "and, or": lambda x, y: np.where((x < 1) & (y > 0) | np.isinf(x), 1.0, 0.0),
    "a chosen truth": lambda x, y: np.where(np.where(x > 0, y > 0, y < 0), 1.0, 0.0),
}


def rows_of(*equations, **inputs):
    """Each equation of the inputs, by machine code, once a draw."""
    steps = Steps()
    symbols = [steps.input(name, Varies.DRAW) for name in inputs]
    rows = [steps.symbol(equation(*symbols)) for equation in equations]
    draws = len(next(iter(inputs.values())))
    return Program(Loop([], rows, [], [])).run(inputs, draws, 1, 1).rows


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_gives_what_numpy_gives(name):
    """Bit for bit (but for the sign of a zero), also for what is infinite, tiny, huge or no number."""
    x, y = np.array(list(itertools.product(ODD, ODD))).T
    with np.errstate(all="ignore"):
        expected = np.asarray(OPERATIONS[name](x, y), dtype=float)
        found = rows_of(OPERATIONS[name], x=x, y=y)[0]
    assert np.array_equal(found, expected, equal_nan=True)


def test_powers_of_two():
    """Right to the last digits where numbers have all of them; nought far below, infinite far above."""
    x = np.concatenate([np.linspace(-1022, 1023, 40_003), np.linspace(-2, 2, 10_001)])
    found = rows_of(np.exp2, x=x)[0]
    assert np.max(np.abs(found / np.exp2(x) - 1)) < 2e-15
    far = rows_of(np.exp2, x=np.array([-5000.0, -math.inf, 1024.0, 9e9, math.inf, math.nan, 0.0]))[0]
    assert np.all(far[:2] < 1e-307)
    assert np.all(np.isinf(far[2:5]))
    assert math.isnan(far[5])
    assert far[6] == 1


def test_powers():
    base, exponent = np.array(list(itertools.product([0.5, 0.96, 1.0, 1.04, 2.0], np.linspace(-3, 10, 27)))).T
    found = rows_of(lambda x, y: x**y, x=base, y=exponent)[0]
    assert np.allclose(found, base**exponent, rtol=1e-14, atol=0)


def test_months_sums_and_the_last_year():
    """A loop worked by hand: a sum of sums, a column summed over the draws, and what the last months alone count in."""
    steps = Steps()
    x, t, fixed = steps.input("x", Varies.DRAW), steps.input("month", Varies.MONTH), steps.input("k", Varies.NOT)
    s, end = steps.input("before s", Varies.SUMS), steps.input("total s", Varies.TOTALS)
    late, late_end = steps.input("before l", Varies.SUMS), steps.input("total l", Varies.TOTALS)
    idle, idle_end = steps.input("before i", Varies.SUMS), steps.input("total i", Varies.TOTALS)
    kr = x * t**2 + fixed
    sums = [
        Sum(1.0, s, end, s + kr, s + kr),
        Sum(0.0, late, late_end, late, late + s),
        Sum(0.0, idle, idle_end, idle + x, idle + x),
    ]
    program = Program(Loop(sums, [end * 2, late_end], [kr], [s + kr]))
    assert len(program.loop.sums) == 2, "a sum that nobody wants costs nothing"
    for draws in (1, 7, 8, 9, 21):
        x_of = np.arange(1.0, draws + 1)
        done = program.run({"x": x_of, "k": 0.5}, draws, 5, 2)
        kr_of = x_of * np.arange(1.0, 6)[:, None] ** 2 + 0.5
        running = 1 + np.cumsum(kr_of, axis=0)
        assert np.allclose(done.each[:, 0], running, rtol=1e-14)
        assert np.allclose(done.rows, [2 * running[-1], running[2] + running[3]], rtol=1e-14)
        assert np.allclose(done.columns[:, 0], kr_of.sum(axis=1), rtol=1e-14)


def test_a_step_is_noted_once():
    steps = Steps()
    x, y = steps.input("x", Varies.DRAW), steps.input("y", Varies.DRAW)
    assert x * y + 1 is x * y + 1
    assert sum([x, y]) is x + y, "0 + x is x"
    assert len(steps.noted) == 7  # x, y, their product, 1, the product and 1, 0, x + y


def test_what_cannot_be_traced_says_so():
    x = Steps().input("x", Varies.DRAW)
    with pytest.raises(TypeError, match=r"np\.where says the same"):
        assert x > 0
    with pytest.raises(TypeError, match=r"np\.median cannot be traced"):
        np.median(x)
    with pytest.raises(TypeError, match="add cannot be traced as reduce"):
        np.add.reduce(x)
    with pytest.raises(TypeError, match="no machine code for sin"):
        Program(Loop([], [np.sin(x)], [], []))


def test_steps_can_be_worked_out_by_numpy():
    steps = Steps()
    x, t = steps.input("x", Varies.NOT), steps.input("month", Varies.MONTH)
    found = calculated([x**t, np.where(t > 2, 1 / x, steps.symbol(True))], {"x": 0.0, "month": np.arange(1.0, 4.0)})
    assert np.array_equal(found[0], [0, 0, 0])
    assert np.array_equal(found[1], [1, 1, math.inf])


def test_the_code_holds_no_name_but_its_own():
    steps = Steps()
    x = steps.input('"; ret void } ; <script>', Varies.DRAW)
    text = Program(Loop([], [x + 1], [], [])).text
    assert "script" not in text
    assert re.fullmatch(r"[\w\s%@.,:;=<>()\[\]{}*\-]*", text)


@pytest.mark.parametrize("dist", [Pert(0, 0.3, 1), Triangular(2, 2, 5), Uniform(-1, 1)])
def test_a_table_gives_the_same_values_to_the_last_bit(dist):
    positions = np.random.default_rng(1).random(5_003)
    positions[:8] = [0.0, 2.0**-40, 2.0**-33, 0.25, 0.5, np.nextafter(0.5, 1), 1 - 2.0**-33, 1.0]
    table = tabulate(dist)
    assert positions.size > kernels.PAYS_FROM
    assert np.array_equal(kernels.values(table, positions), table(positions))


def test_an_old_or_missing_llvmlite_is_not_used(monkeypatch):
    import sys
    from types import SimpleNamespace

    for module, there in (
        (None, False),
        (SimpleNamespace(__version__="0.44.0"), False),
        (SimpleNamespace(__version__="0.50.0rc1"), True),
    ):
        monkeypatch.setitem(sys.modules, "llvmlite", module)
        machine.is_there.cache_clear()
        assert machine.is_there() is there
    machine.is_there.cache_clear()
