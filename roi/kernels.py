"""Small loops over draws as machine code, where NumPy would go over them a dozen times.

They do what is written for NumPy elsewhere, to the last bit. They take draws sixteen at a time and leave the few that are
left over to NumPy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from roi import machine
from roi.distributions import MANTISSA, NEAREST, ONE, Table
from roi.machine import BITS, VECTOR, WIDTH, Code, Function, constant
from roi.trace import Steps, Symbol, Varies

Array: TypeAlias = npt.NDArray[np.float64]

PAYS_FROM = 4_096  # draws; below it NumPy is done before the code is made
STEP = 2 * WIDTH  # draws that a loop takes at a time: one of each group, where there are sixteen
INDICES = f"<{WIDTH} x i32>"


def _each_step(code: Code, body: Callable[[str], Iterable[str]], sums: str = "") -> None:
    """A loop over draws. ``body``: writes a step at a draw and names what is to be added to each vector of ``sums``."""
    code.line("before:")
    begins = [code.new(f"load {VECTOR}, ptr {place}, align 8") for place in (_vectors(code, sums, "0") if sums else [])]
    code.line("br label %step")
    code.line("step:")
    code.line("%i = phi i64 [ 0, %before ], [ %next_i, %step ]")
    for k, begin in enumerate(begins):
        code.line(f"%sum{k} = phi {VECTOR} [ {begin}, %before ], [ %next_sum{k}, %step ]")
    for k, name in enumerate(body("%i")):
        code.line(f"%next_sum{k} = fadd {VECTOR} %sum{k}, {name}")
    code.line(f"%next_i = add i64 %i, {STEP}")
    code.line("%more = icmp slt i64 %next_i, %draws")
    code.line("br i1 %more, label %step, label %end")
    code.line("end:")
    for k, place in enumerate(_vectors(code, sums, "0") if sums else []):
        code.line(f"store {VECTOR} %next_sum{k}, ptr {place}, align 8")
    code.line("ret void")
    code.line("}")


def _vectors(code: Code, pointer: str, draw: str) -> list[str]:
    """The places in memory of the vectors of a step."""
    firsts = [draw, code.new(f"add i64 {draw}, {WIDTH}")]
    return [code.new(f"getelementptr double, ptr {pointer}, i64 {first}") for first in firsts]


def values(table: Callable[[Array], Array], positions: Array) -> Array:
    """What a table, or what stands for one, gives at positions ``(draws,)``."""
    even = positions.size - positions.size % STEP
    if positions.size < PAYS_FROM or not isinstance(table, Table) or not machine.is_there():
        return table(positions)
    found = np.empty(positions.size)
    settings = even, table.bits, int(NEAREST.view(np.int64)) >> MANTISSA - table.bits, table.start.shape[1]
    _look_up()(*settings, np.ascontiguousarray(positions), table.start, table.slope, table.bend, found)
    found[even:] = table(positions[even:])
    return found


@cache
def _look_up() -> Function:
    """`Table.__call__`, line by line."""
    code = Code()
    whole = ", ".join(f"i64 %{name}" for name in ("draws", "bits", "first", "cells"))
    arrays = ", ".join(f"ptr noalias %{name}" for name in ("positions", "start", "slope", "bend", "out"))
    code.line(f"define void @look_up({whole}, {arrays}) {{")

    def body(draw: str) -> Iterable[str]:
        more, cells, first = (_everywhere(code, name) for name in ("%bits", "%cells", "%first"))
        less = code.new(f"sub {BITS} splat (i64 {MANTISSA}), {more}")
        for place, out in zip(_vectors(code, "%positions", draw), _vectors(code, "%out", draw), strict=True):
            u = code.new(f"load {VECTOR}, ptr {place}, align 8")
            other = code.new(f"fsub {VECTOR} {constant(1.0)}, {u}")
            distance = code.first_if(
                "ugt", constant(float(NEAREST)), code.first_if("olt", u, other)
            )  # never out of the table
            digits = code.new(f"bitcast {VECTOR} {distance} to {BITS}")
            within = code.new(f"and {BITS} {code.new(f'shl {BITS} {digits}, {more}')}, splat (i64 {(1 << MANTISSA) - 1})")
            within = code.new(f"or {BITS} {within}, splat (i64 {int(ONE)})")
            part = code.new(f"fsub {VECTOR} {code.new(f'bitcast {BITS} {within} to {VECTOR}')}, {constant(1.0)}")
            cell = code.new(f"sub {BITS} {code.new(f'lshr {BITS} {digits}, {less}')}, {first}")
            upper = code.new(f"fcmp ogt {VECTOR} {u}, {constant(0.5)}")
            cell = code.new(f"add {BITS} {cell}, {code.choose(upper, cells, 'zeroinitializer', BITS)}")
            start, slope, bend = (_taken(code, name, cell) for name in ("%start", "%slope", "%bend"))
            rise = code.new(f"fadd {VECTOR} {slope}, {code.new(f'fmul {VECTOR} {part}, {bend}')}")
            found = code.new(f"fadd {VECTOR} {start}, {code.new(f'fmul {VECTOR} {part}, {rise}')}")
            code.line(f"store {VECTOR} {found}, ptr {out}, align 8")
        return ()

    _each_step(code, body)
    return Function(code.text(), "look_up")


def _everywhere(code: Code, whole: str) -> str:
    """A whole number in all places of a vector."""
    first = code.new(f"insertelement {BITS} poison, i64 {whole}, i64 0")
    return code.new(f"shufflevector {BITS} {first}, {BITS} poison, <{WIDTH} x i32> zeroinitializer")


def _taken(code: Code, pointer: str, index: str) -> str:
    """The numbers at these places of an array."""
    found = "poison"
    for lane in range(WIDTH):
        at = code.new(f"extractelement {BITS} {index}, i64 {lane}")
        one = code.new(f"load double, ptr {code.new(f'getelementptr double, ptr {pointer}, i64 {at}')}, align 8")
        found = code.new(f"insertelement {VECTOR} {found}, double {one}, i64 {lane}")
    return found


@cache
def count(place: Callable[..., Symbol], settings: int, places: int) -> Function:
    """(draws, x, settings, counts, sums): count each draw at its place, by group, and add up the groups.

    ``place``: the equation of the place, of x and so many settings. ``counts``: ``(STEP, places)``. ``sums``: ``(STEP,)``,
    to which is added what is a number.
    """
    steps = Steps()
    x = steps.input("x", Varies.DRAW)
    given = [steps.input(str(i), Varies.NOT) for i in range(settings)]
    made = place(x, *given)
    coded = [each for each in steps.noted if each.operation not in ("input", "constant")]
    code = Code()
    code.line(
        "define void @count(i64 %draws, ptr noalias %x, ptr noalias %settings, ptr noalias %counts, ptr noalias %sums) {"
    )

    def body(draw: str) -> Iterable[str]:
        code.begin(given, "%settings", "0")
        for half, at in enumerate(_vectors(code, "%x", draw)):
            code.names[x] = code.new(f"load {VECTOR}, ptr {at}, align 8")
            code.steps(coded)
            index = code.new(f"fptosi {VECTOR} {code.of(made)} to {INDICES}")
            for lane in range(WIDTH):
                one = code.new(f"zext i32 {code.new(f'extractelement {INDICES} {index}, i64 {lane}')} to i64")
                slot = code.new(f"add i64 {one}, {(half * WIDTH + lane) * places}")
                slot = code.new(f"getelementptr i32, ptr %counts, i64 {slot}")
                more = code.new(f"add i32 {code.new(f'load i32, ptr {slot}, align 4')}, 1")
                code.line(f"store i32 {more}, ptr {slot}, align 4")
            unknown = code.new(f"fcmp uno {VECTOR} {code.of(x)}, {code.of(x)}")
            yield code.choose(unknown, constant(0.0), code.of(x))

    _each_step(code, body, sums="%sums")
    return Function(code.text(), "count")
