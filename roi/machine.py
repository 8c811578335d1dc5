"""Traced steps as machine code: a loop over draws, eight side by side, and within it a loop over months.

The code is LLVM's intermediate language, written as text and made into code for the processor at hand by llvmlite. Every
name in it is our own. Each operation is the one that NumPy does, in the same order: no licence to reorder or to fuse is
given, so that the code gives the same on every processor.
"""

from __future__ import annotations

import ctypes
import math
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from roi.trace import Symbol, Varies, calculated, needed

Array: TypeAlias = npt.NDArray[np.float64]

WIDTH = 8  # draws side by side: the widest registers there are hold eight double-precision numbers
HALF = WIDTH // 2  # sums over draws are kept in as many parts
SQUARINGS = 2  # 2^x is the square of the square of 2^(x/4)
TERMS = 10  # of the power series of 2^(x/4) for |x| <= 1/2: the first one left out is below 1e-17
TO_WHOLE = 1.5 * 2.0**52  # added to a number, it pushes what is not whole out of the last digit
EXPONENTS = (-1022.0, 1024.0)  # of double-precision numbers: below lie those that lose digits, at the upper end infinity
MANTISSA_BITS = 52
OLDEST = (0, 45)  # llvmlite; it brings LLVM 20, and "splat" came with LLVM 19

VECTOR, TRUTHS, BITS = (f"<{WIDTH} x {kind}>" for kind in ("double", "i1", "i64"))
HALVES = f"<{HALF} x double>"
PLAIN = {"add": "fadd", "subtract": "fsub", "multiply": "fmul", "divide": "fdiv"}
COMPARED = {"less": "olt", "less_equal": "ole", "greater": "ogt", "greater_equal": "oge", "equal": "oeq", "not_equal": "une"}
EXTREMES = {"minimum": "olt", "maximum": "ogt"}
JOINED = {"bitwise_and": "and", "bitwise_or": "or"}
CALLED = {"absolute": "fabs", "floor": "floor", "copysign": "copysign"}


class Sum(NamedTuple):
    """A running sum: what it begins at, the symbols for it before a month and after all months, and what it comes to after
    an ordinary month and after one of the last year."""

    begins: float | bool
    before: Symbol
    total: Symbol
    after: Symbol
    after_last: Symbol


@dataclass(frozen=True)
class Loop:
    """What is to be worked out. ``rows``: one number a draw, after all months. ``columns``: one a month, summed over the
    draws. ``each``: one a month and draw."""

    sums: Sequence[Sum]
    rows: Sequence[Symbol]
    columns: Sequence[Symbol]
    each: Sequence[Symbol]

    def wanted(self) -> list[Symbol]:
        after = [symbol for each in self.sums for symbol in (each.after, each.after_last)]
        return [*self.rows, *self.columns, *self.each, *after]

    def without_idle_sums(self) -> Loop:
        """The same without the sums that nothing wanted stands on."""
        used = Loop((), self.rows, self.columns, self.each)
        while True:
            part = needed(used.wanted())
            kept = [each for each in self.sums if each.before in part or each.total in part]
            if len(kept) == len(used.sums):
                return used
            used = Loop(kept, self.rows, self.columns, self.each)


class Order:
    """Where each step of a loop is worked out.

    By NumPy: ``fixed`` once a run, ``table`` once a month, ``beforehand`` once a draw (logarithms). By the code: ``drawn``
    is read and ``once`` worked out once a draw, ``always`` every month, ``last_year`` in its months, ``closing`` at the end.
    """

    def __init__(self, loop: Loop) -> None:
        steps = loop.wanted()[0].steps.noted
        ready = {each for each in steps if each.is_uniform or (each.operation == "log2" and each.varies == Varies.DRAW)}
        made = needed(loop.wanted(), ready)
        every_month = needed([*loop.columns, *loop.each, *(each.after for each in loop.sums)], ready)
        used = [each for each in steps if each in made and each.operation != "constant"]
        coded = [each for each in used if each not in ready and each.operation != "input"]
        monthly = [each for each in coded if each.varies != Varies.DRAW and Varies.TOTALS not in each.varies]
        self.fixed = [each for each in used if each.varies == Varies.NOT]
        self.table = [each for each in used if each.varies == Varies.MONTH]
        self.beforehand = [each for each in used if each in ready and each.varies == Varies.DRAW]
        self.drawn = [each for each in used if each.operation == "input" and each.varies == Varies.DRAW]
        self.once = [each for each in coded if each.varies == Varies.DRAW]
        self.always = [each for each in monthly if each in every_month]
        self.last_year = [each for each in monthly if each not in every_month]
        self.closing = [each for each in coded if Varies.TOTALS in each.varies]


# ----------------------------------------------------------------------------------------------------------- the text


class Code:
    """The text of a function as it grows, and the name of each symbol in it."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.names: dict[Symbol, str] = {}

    def text(self) -> str:
        """All of it, with what it calls declared."""
        operands = {name: 2 if name == "copysign" else 1 for name in CALLED.values()}
        declared = [
            f"declare {VECTOR} @llvm.{name}.v{WIDTH}f64({', '.join([VECTOR] * count)})" for name, count in operands.items()
        ]
        return "\n".join([*self.lines, *declared]) + "\n"

    def line(self, text: str) -> None:
        self.lines.append(text)

    def new(self, text: str) -> str:
        """A line that makes a value, and the value's name."""
        name = f"%v{len(self.lines)}"
        self.lines.append(f"{name} = {text}")
        return name

    def of(self, symbol: Symbol) -> str:
        if symbol.operation == "constant":
            return constant(symbol.value)
        return self.names[symbol]

    def begin(self, symbols: Iterable[Symbol], pointer: str, row: str) -> None:
        """Symbols that NumPy has worked out, each from its place in a row of numbers, into all places of a vector."""
        for i, symbol in enumerate(symbols):
            place = self.new(f"getelementptr double, ptr {pointer}, i64 {self.new(f'add i64 {row}, {i}')}")
            number = self.new(f"load double, ptr {place}, align 8")
            first = self.new(f"insertelement {VECTOR} poison, double {number}, i64 0")
            vector = self.new(f"shufflevector {VECTOR} {first}, {VECTOR} poison, <{WIDTH} x i32> zeroinitializer")
            self.names[symbol] = self.new(f"fcmp une {VECTOR} {vector}, {constant(0.0)}") if symbol.truth else vector

    def read(self, symbols: Iterable[Symbol], pointers: str, draw: str) -> None:
        """Symbols of which there is a number for each draw."""
        for i, symbol in enumerate(symbols):
            start = self.new(f"load ptr, ptr {self.new(f'getelementptr ptr, ptr {pointers}, i64 {i}')}, align 8")
            place = self.new(f"getelementptr double, ptr {start}, i64 {draw}")
            self.names[symbol] = self.new(f"load {VECTOR}, ptr {place}, align 8")

    def write(self, symbols: Sequence[Symbol], pointer: str, first_row: str, stride: str, draw: str) -> None:
        """Each symbol into its own row, at the place of the draw."""
        for i, symbol in enumerate(symbols):
            row = self.new(f"mul i64 {stride}, {self.new(f'add i64 {first_row}, {i}')}")
            place = self.new(f"getelementptr double, ptr {pointer}, i64 {self.new(f'add i64 {row}, {draw}')}")
            self.line(f"store {VECTOR} {self.of(symbol)}, ptr {place}, align 8")

    def add_up(self, symbols: Sequence[Symbol], pointer: str, row: str) -> None:
        """Each symbol added to its place in a row of sums over the draws."""
        first, second = (", ".join(f"i32 {j}" for j in js) for js in (range(HALF), range(HALF, WIDTH)))
        for i, symbol in enumerate(symbols):
            x = self.of(symbol)
            low = self.new(f"shufflevector {VECTOR} {x}, {VECTOR} poison, <{HALF} x i32> <{first}>")
            high = self.new(f"shufflevector {VECTOR} {x}, {VECTOR} poison, <{HALF} x i32> <{second}>")
            both = self.new(f"fadd {HALVES} {low}, {high}")
            place = self.new(f"getelementptr {HALVES}, ptr {pointer}, i64 {self.new(f'add i64 {row}, {i}')}")
            before = self.new(f"load {HALVES}, ptr {place}, align 8")
            self.line(f"store {HALVES} {self.new(f'fadd {HALVES} {before}, {both}')}, ptr {place}, align 8")

    def steps(self, symbols: Iterable[Symbol]) -> None:
        for symbol in symbols:
            self.names[symbol] = self.step(symbol, [self.of(each) for each in symbol.operands])

    def step(self, symbol: Symbol, given: list[str]) -> str:
        operation = symbol.operation
        if operation in PLAIN:
            return self.new(f"{PLAIN[operation]} {VECTOR} {given[0]}, {given[1]}")
        if operation in COMPARED:
            return self.new(f"fcmp {COMPARED[operation]} {VECTOR} {given[0]}, {given[1]}")
        if operation in EXTREMES:
            return self.extreme(EXTREMES[operation], symbol.operands, given)
        if operation in JOINED:
            return self.new(f"{JOINED[operation]} {TRUTHS} {given[0]}, {given[1]}")
        if operation in CALLED:
            return self.call(CALLED[operation], *given)
        if operation == "where":
            return self.choose(given[0], given[1], given[2], TRUTHS if symbol.truth else VECTOR)
        if operation == "negative":
            return self.new(f"fneg {VECTOR} {given[0]}")
        if operation == "isnan":
            return self.new(f"fcmp uno {VECTOR} {given[0]}, {given[0]}")
        if operation == "isinf":
            return self.new(f"fcmp oeq {VECTOR} {self.call('fabs', given[0])}, {constant(math.inf)}")
        if operation == "exp2":
            return self.exp2(given[0])
        raise TypeError(f"there is no machine code for {operation} of something that changes with {symbol.varies!r}")

    def call(self, name: str, *given: str) -> str:
        return self.new(f"call {VECTOR} @llvm.{name}.v{WIDTH}f64({', '.join(f'{VECTOR} {x}' for x in given)})")

    def choose(self, which: str, yes: str, no: str, kind: str = VECTOR) -> str:
        return self.new(f"select {TRUTHS} {which}, {kind} {yes}, {kind} {no}")

    def first_if(self, order: str, a: str, b: str) -> str:
        """``a`` if it stands in this order to ``b``, else ``b``: also where one of them is not a number."""
        return self.choose(self.new(f"fcmp {order} {VECTOR} {a}, {b}"), a, b)

    def extreme(self, order: str, operands: Sequence[Symbol], given: Sequence[str]) -> str:
        """The smaller or the larger of two; not a number where one of them is none."""
        a, b = given
        if operands[0].operation == "constant":
            return self.first_if(order, a, b)
        if operands[1].operation == "constant":
            return self.first_if(order, b, a)
        return self.choose(self.new(f"fcmp uno {VECTOR} {a}, {a}"), a, self.first_if(order, a, b))

    def exp2(self, x: str) -> str:
        """2^x: its whole power goes into the exponent's bits, the rest, within -1/2 … 1/2, is a power series."""
        lowest, highest = map(constant, EXPONENTS)
        within = self.first_if("olt", highest, self.first_if("ogt", lowest, x))
        shifted = self.new(f"fadd {VECTOR} {within}, {constant(TO_WHOLE)}")
        whole = self.new(f"fsub {VECTOR} {shifted}, {constant(TO_WHOLE)}")
        rest = self.new(f"fsub {VECTOR} {within}, {whole}")
        *terms, power = [constant((math.log(2) / 2**SQUARINGS) ** n / math.factorial(n)) for n in range(TERMS)]
        for term in reversed(terms):
            power = self.new(f"fadd {VECTOR} {self.new(f'fmul {VECTOR} {power}, {rest}')}, {term}")
        for _ in range(SQUARINGS):
            power = self.new(f"fmul {VECTOR} {power}, {power}")
        exponent = self.new(f"shl {BITS} {self.new(f'bitcast {VECTOR} {shifted} to {BITS}')}, splat (i64 {MANTISSA_BITS})")
        bits = self.new(f"add {BITS} {exponent}, {self.new(f'bitcast {VECTOR} {power} to {BITS}')}")
        return self.new(f"bitcast {BITS} {bits} to {VECTOR}")


def constant(value: float | bool) -> str:
    """A number, by its bits, or a truth in all places of a vector."""
    if isinstance(value, bool):
        return f"splat (i1 {str(value).lower()})"
    return f"splat (double 0x{struct.unpack('<Q', struct.pack('<d', value))[0]:016X})"


def text(loop: Loop, order: Order) -> str:
    """The function of a loop. Each block of lines is entered from the one above it, or from where its name is called."""
    code = Code()
    line = code.line
    pointers = ", ".join(f"ptr noalias %{name}" for name in ("drawn", "fixed", "table", "rows", "columns", "each"))
    line(f"define void @loop(i64 %draws, i64 %months, i64 %first_of_last_year, i64 %stride, {pointers}) {{")
    line("start:")
    code.begin(order.fixed, "%fixed", "0")
    line("br label %draw")
    line("draw:")
    line("%i = phi i64 [ 0, %start ], [ %next_i, %closing ]")
    code.read([*order.drawn, *order.beforehand], "%drawn", "%i")
    code.steps(order.once)
    line("br label %month")
    line("month:")
    line("%t = phi i64 [ 0, %draw ], [ %next_t, %month_done ]")
    for k, each in enumerate(loop.sums):
        line(f"%sum{k} = phi {_kind(each)} [ {constant(each.begins)}, %draw ], [ %next_sum{k}, %month_done ]")
        code.names[each.before] = f"%sum{k}"
    code.begin(order.table, "%table", code.new(f"mul i64 %t, {len(order.table)}"))
    code.steps(order.always)
    code.write(loop.each, "%each", code.new(f"mul i64 %t, {len(loop.each)}"), "%stride", "%i")
    code.add_up(loop.columns, "%columns", code.new(f"mul i64 %t, {len(loop.columns)}"))
    line("%is_last_year = icmp sge i64 %t, %first_of_last_year")
    line("br i1 %is_last_year, label %last_year, label %month_done")
    line("last_year:")
    code.steps(order.last_year)
    line("br label %month_done")
    line("month_done:")
    for k, each in enumerate(loop.sums):
        ends = f"[ {code.of(each.after)}, %month ], [ {code.of(each.after_last)}, %last_year ]"
        line(f"%next_sum{k} = phi {_kind(each)} {ends}")
        code.names[each.total] = f"%next_sum{k}"
    line("%next_t = add i64 %t, 1")
    line("%more_months = icmp slt i64 %next_t, %months")
    line("br i1 %more_months, label %month, label %closing")
    line("closing:")
    code.steps(order.closing)
    code.write(loop.rows, "%rows", "0", "%stride", "%i")
    line(f"%next_i = add i64 %i, {WIDTH}")
    line("%more_draws = icmp slt i64 %next_i, %draws")
    line("br i1 %more_draws, label %draw, label %end")
    line("end:")
    line("ret void")
    line("}")
    return code.text()


def _kind(each: Sum) -> str:
    return TRUTHS if each.before.truth else VECTOR


# ----------------------------------------------------------------------------------------------------------- the code


class Done(NamedTuple):
    """What a loop came to.

    ``rows``: ``(rows, draws)``. ``columns``: ``(months, columns)``, summed over the draws. ``each``: ``(months, each,
    draws)``.
    """

    rows: Array
    columns: Array
    each: Array


@cache
def is_there() -> bool:
    """Whether machine code can be made: llvmlite is there, and new enough to read what is written here."""
    try:
        import llvmlite
    except ImportError:
        return False
    return tuple(int(part) for part in llvmlite.__version__.split(".")[:2]) >= OLDEST


class Function:
    """A function of whole numbers and arrays, from its text."""

    def __init__(self, text: str, name: str) -> None:
        import llvmlite.binding as llvm

        llvm.initialize_native_target()
        llvm.initialize_native_asmprinter()
        module = llvm.parse_assembly(text)
        module.verify()
        processor, features = llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten()
        machine = llvm.Target.from_default_triple().create_target_machine(cpu=processor, features=features, jit=True)
        self._engine = llvm.create_mcjit_compiler(module, machine)  # it owns the code
        self._engine.finalize_object()
        pointers = [argument.type.is_pointer for argument in module.get_function(name).arguments]
        signature = ctypes.CFUNCTYPE(None, *(ctypes.c_void_p if is_pointer else ctypes.c_int64 for is_pointer in pointers))
        self._call = signature(self._engine.get_function_address(name))

    def __call__(self, *given: int | npt.NDArray[Any]) -> None:
        self._call(*(x.ctypes.data if isinstance(x, np.ndarray) else x for x in given))


class Program:
    """A loop as machine code for the processor at hand."""

    def __init__(self, loop: Loop) -> None:
        self.loop = loop.without_idle_sums()
        self.order = Order(self.loop)
        self.text = text(self.loop, self.order)
        self._function = Function(self.text, "loop")

    def run(self, given: Mapping[str, Any], draws: int, months: int, last_year: int) -> Done:
        """The loop over given inputs, by name: a float, or an array ``(draws,)`` where it is drawn.

        The code takes eight draws at a time; each of the few that are left over fills eight places by itself.
        """
        known = {**given, "month": np.arange(1.0, months + 1)}
        fixed = _numbers(calculated(self.order.fixed, known), ())
        table = _numbers(calculated(self.order.table, known), (months,))
        drawn = [np.asarray(given[each.name]) for each in self.order.drawn] + calculated(self.order.beforehand, known)
        drawn = [np.ascontiguousarray(np.broadcast_to(x, (draws,)), dtype=np.float64) for x in drawn]
        columns = np.zeros((months, len(self.loop.columns), HALF))
        done = Done(np.empty((len(self.loop.rows), draws)), columns, np.empty((months, len(self.loop.each), draws)))
        even = draws - draws % WIDTH

        def call(count: int, drawn: Sequence[Array], done: Done) -> None:
            places = np.array([x.ctypes.data for x in drawn], dtype=np.uintp)
            arrays = (places, fixed, table, done.rows, done.columns, done.each)
            self._function(count, months, months - last_year, done.each.shape[2], *arrays)

        if even:
            call(even, drawn, done)
        for i in range(even, draws):
            alone = Done(
                np.empty((len(self.loop.rows), WIDTH)), np.zeros_like(columns), np.empty((*done.each.shape[:2], WIDTH))
            )
            call(WIDTH, [np.full(WIDTH, x[i]) for x in drawn], alone)
            done.rows[:, i], done.each[:, :, i] = alone.rows[:, 0], alone.each[:, :, 0]
            columns += alone.columns / WIDTH
        return done._replace(columns=columns.sum(axis=2))


def _numbers(values: Sequence[Any], shape: tuple[int, ...]) -> Array:
    """Values side by side ``(*shape, values)``; truths as 1 and 0."""
    return np.stack([np.broadcast_to(np.asarray(x, dtype=np.float64), shape) for x in values] or [np.zeros(shape)], axis=-1)
