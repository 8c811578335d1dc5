"""Our equations as a program in Squiggle, written from the same traced steps that the machine code is made of."""

from __future__ import annotations

import json
import math
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from roi.distributions import Pert
from roi.fused import LAST_YEAR, Ledger
from roi.trace import Symbol, calculated, needed

HERE = Path(__file__).parent
INFINITE = 1e300  # Squiggle has no infinity: what is beyond this never happens
INFIX = {"add": "+", "subtract": "-", "multiply": "*", "divide": "/", "less": "<", "less_equal": "<=", "greater": ">",
         "greater_equal": ">=", "equal": "==", "not_equal": "!=", "bitwise_and": "&&", "bitwise_or": "||"}  # fmt: skip


def number(x: float | bool) -> str:
    if isinstance(x, bool):
        return str(x).lower()
    if math.isnan(x):
        return "0"  # stands only where an outcome would be undefined, which the benchmark's scenario never is
    return f"({min(max(x, -INFINITE), INFINITE)!r})"


class Script:
    """Lines of a program, and what each symbol is called in it."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.names: dict[Symbol, str] = {}

    def of(self, symbol: Symbol) -> str:
        return number(symbol.value) if symbol.operation == "constant" else self.names[symbol]

    def steps(self, symbols: Iterable[Symbol]) -> None:
        for symbol in symbols:
            self.names[symbol] = f"v{len(self.names)}"
            self.lines.append(f"{self.names[symbol]} = {self.step(symbol, [self.of(x) for x in symbol.operands])}")

    def step(self, symbol: Symbol, given: list[str]) -> str:
        match symbol.operation, given:
            case operation, [a, b] if operation in INFIX:
                return f"{a} {INFIX[operation]} {b}"
            case "minimum" | "maximum" as operation, [a, b]:
                return f"{operation[:3]}([{a}, {b}])"
            case "where", [which, yes, no]:
                return f"if {which} then {yes} else {no}"
            case "negative", [x]:
                return f"-{x}"
            case "absolute" | "floor" as operation, [x]:
                return f"{operation[:5].removesuffix('lu')}({x})"
            case "isinf", [x]:
                return f"abs({x}) >= {number(INFINITE)}"
            case "exp2", [x]:
                return f"2 ^ {x}"
            case "log2", [x]:
                return f"log({x}) / {number(math.log(2))}"
        raise TypeError(symbol.operation)


def program(code: Ledger, known: Mapping[str, Any], values: Mapping[str, Pert | float], months: int) -> str:
    """The whole program. ``known``: fixed inputs by name. ``values``: what is drawn, by name; a float is the mean of an
    exponential number. Its end: present value of each line and each outcome, then the running sum of each month."""
    loop, order = code.program.loop, code.program.order
    script = Script()
    say = script.lines.append
    last_year = min(12, months)
    known = {**known, "month": np.arange(1.0, months + 1), LAST_YEAR: float(last_year)}
    below = needed(order.beforehand)  # the logarithms and what they stand on, which the machine code leaves to NumPy
    logarithms = [x for x in order.fixed[0].steps.noted if x in below and x.operation not in ("input", "constant")]
    drawn = [x for x in order.fixed[0].steps.noted if x.operation == "input" and x in below | {*order.drawn}]
    fixed = [np.asarray(x).item() for x in calculated(order.fixed, known)]
    table = [np.broadcast_to(x, months).tolist() for x in calculated(order.table, known)]
    script.names |= {symbol: number(x) for symbol, x in zip(order.fixed, fixed, strict=True)}
    say(f"table = [{', '.join('[' + ', '.join(number(x) for x in row) + ']' for row in zip(*table, strict=True))}]")
    say("ledger(given) = {")
    for i, symbol in enumerate(drawn):
        script.names[symbol] = f"x{i}"
        say(f"x{i} = given[{i}]")
    script.steps(logarithms)
    script.steps(order.once)
    begins = ", ".join(f"s{k}: {number(each.begins)}" for k, each in enumerate(loop.sums))
    say(f"done = List.reduce(List.upTo(0, {months - 1}), {{{begins}, each: []}}, {{|before, t|")
    for k, each in enumerate(loop.sums):
        script.names[each.before] = f"before.s{k}"
    for i, symbol in enumerate(order.table):
        script.names[symbol] = f"row{i}"
        say(f"row{i} = table[t][{i}]")
    script.steps(order.always)
    say(f"last = if t >= {months - last_year} then {{")
    script.steps(order.last_year)
    say(f"[{', '.join(script.of(each.after_last) for each in loop.sums)}]")
    say(f"}} else [{', '.join(script.of(each.after) for each in loop.sums)}]")
    sums = ", ".join(f"s{k}: last[{k}]" for k in range(len(loop.sums)))
    say(f"{{{sums}, each: List.append(before.each, {script.of(loop.each[0])})}}")
    say("})")
    for k, each in enumerate(loop.sums):
        script.names[each.total] = f"done.s{k}"
    script.steps(order.closing)
    say(f"List.concat([{', '.join(script.of(x) for x in loop.rows)}], done.each)")
    say("}")
    lists = [f"SampleSet.toList(SampleSet.fromDist({distribution(values[x.name])}))" for x in drawn]
    say(f"drawn = [{', '.join(lists)}]")
    say("worlds = List.map(List.upTo(0, List.length(drawn[0]) - 1), {|i| ledger(List.map(drawn, {|x| x[i]}))})")
    say("indices = List.upTo(0, List.length(worlds[0]) - 1)")
    say("columns = List.map(indices, {|j| SampleSet.fromList(List.map(worlds, {|x| x[j]}))})")
    say("List.map(columns, {|x| [mean(x), stdev(x), quantile(x, 0.05), quantile(x, 0.5), quantile(x, 0.95)]})")
    return "\n".join(script.lines)


def distribution(value: Pert | float) -> str:
    if isinstance(value, Pert):
        a, b = value._shape
        return f"{value.low!r} + {value.high - value.low!r} * beta({a!r}, {b!r})"
    return f"exponential({1 / value!r})"


def run(text: str, draws: int) -> list[list[float]]:
    """What the program's last line comes to: mean, sd, p5, p50 and p95 of each column."""
    done = subprocess.run(
        ["node", str(HERE / "squiggle.mjs"), str(draws)], input=text, capture_output=True, text=True, check=True, cwd=HERE
    )
    rows: list[list[float]] = json.loads(done.stdout)
    return rows
