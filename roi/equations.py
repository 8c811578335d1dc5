"""The equations as they stand in docs/model.md, for whoever shows them: there is no second text of them.

The tests hold that page, written in symbols alone, beside the code and its twin.
"""

from __future__ import annotations

import re
from collections.abc import Container
from functools import cache
from pathlib import Path
from typing import NamedTuple

PAGE = Path(__file__).resolve().parents[1] / "docs" / "model.md"
NAME = re.compile(r"[A-Za-z][A-Za-z_]*")
ROW = re.compile(r"^\| `(\w+)` \| (.+?) \|", re.MULTILINE)
BETWEEN = re.compile(r"  +#.*$")  # a formula and a remark about it
#: How the document writes a package's inputs for short -> the input.
SHORT = {"hours_k": "hours_m", "movable_k": "movable_share", "start_k": "start_month", "ramp_k": "ramp_months"}
#: What is written in a formula and is no quantity: functions, sums over what, running letters.
GRAMMAR = frozenset(
    ("clip", "max", "min", "min_k", "min_t", "min_", "floor", "mean_year", "t", "s", "m", "k", "E", "price", "cash", "plan",
     "staying", "year", "burnt_out", "employee")
)  # fmt: skip


class Equation(NamedTuple):
    """One line of the document: what it defines, as it is written there (``felt(t)``), and the formula."""

    name: str
    written: str
    formula: str


def _section(title: str) -> str:
    """What stands under a heading. Raises ValueError where there is no such heading."""
    text = PAGE.read_text(encoding="utf-8")
    begin = text.index(f"\n## {title}")
    end = text.find("\n## ", begin + 1)
    return text[begin : end if end >= 0 else len(text)]


@cache
def monthly() -> tuple[tuple[Equation, ...], ...]:
    """What the ledger of a month stands on, in the order of the document, in its groups."""
    blocks = re.findall(r"(?:^    .+\n)+", _section("Month by month"), re.MULTILINE)
    return tuple(tuple(_equation(line) for line in block.splitlines()) for block in blocks)


def _equation(line: str) -> Equation:
    written, _, formula = line.strip().partition(" = ")
    name = written.strip()
    return Equation(name.partition("(")[0], name, BETWEEN.sub("", formula).strip())


@cache
def ledger() -> dict[str, str]:
    """Line -> kr in a month, in symbols."""
    return dict(ROW.findall(_section("The ledger")))


@cache
def outcomes() -> dict[str, str]:
    """Outcome -> its formula."""
    return dict(ROW.findall(_section("Outcomes, one number per draw")))


def names_in(formula: str) -> list[str]:
    """The quantities that a formula names, each once, in their order."""
    return list(dict.fromkeys(name for name in NAME.findall(formula) if name not in GRAMMAR - {"burnt_out"}))


def input_named(name: str, inputs: Container[str]) -> str | None:
    """The input that a name of a formula stands for: itself, or a package's own (``fee_m_k``); None for another quantity."""
    candidates = (SHORT.get(name, name), name.removesuffix("_k"))
    return next((each for each in candidates if each in inputs), None)
