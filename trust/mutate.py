"""An input changed as a careless, a clever or a hostile hand would: the same for the same seed."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

NUMBER = re.compile(rb"[-+]?[0-9][0-9_.,]*(?:[eE][-+]?[0-9]+)?")
LENGTHS = (1, 2, 7, 64, 300)  # how often a piece is repeated
MOST = 40_000  # bytes of a changed input; what is larger is cut (that a megabyte is the most has tests of its own)

#: Numbers and texts at which programs break: ends of ranges, limits of types, other notations, what steers a screen.
NUMBERS = (
    "0", "-0.0", "1", "-1", "1e-300", "5e-324", "1e308", "1e309", "-1e308", "nan", "inf", "-inf", "1_0", "01", "0x1f",
    "1e400",     "9223372036854775807", "9223372036854775808", "-9223372036854775809", "1" + "0" * 400,
    "0." + "0" * 400 + "1", "120", "121",
    "0.1", "0.5", "0.999999999999", "1.0000001", "100", "1e6", "1e-9", "1.500", "1,5", "٣", "true", "[]", "{}", '""', "[1]",
    "1979-05-27", "1979-05-27T07:32:00Z", "07:32:00", "{ low = 1, mode = 1, high = 1 }", "{ mean = 0, sd = 1e308 }",
    "{ p5 = 1, p95 = 2 }", "{ p10 = 1, p50 = 1, p90 = 2 }", "{ values = [1, 2] }", "{ low = 0, high = 1e-320 }",
    "{ values = [0.5], weights = [0] }", "{ low = 0.2, high = 0.4, min = 0.4 }", "{ mean = 1, sd = 1, min = 40, max = 41 }",
)  # fmt: skip
TEXTS = (
    '=HYPERLINK("http://x","y")', "@SUM(1)", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>",
    "**b** _i_ `c` [l](x)", "{name}", "%s%n", "$x^2$", "\\u202e", "\u202egnp.exe\u202c", "\u2066x\u2069",
    "\\u0000", "\x00", "\x1b[31m", "\\u001b]0;x\\u0007",
    "\r\n", "\u2028", "../../../etc/passwd", "/dev/stdin", "CON", "a" * 500, "ﷺ" * 50, "🧑‍🚒" * 9,
    "\ufeff", "\ud7ff", "é", "e\u0301" * 60,
    "'" * 3, '"' * 3, "#", "]", "[[", "}", "=", ".", "\\", "a.b.c.d", "__proto__", "__class__", "NaN", "null", "None",
)  # fmt: skip

Change = Callable[[random.Random, bytes, Sequence[bytes]], bytes]


def _at(dice: random.Random, data: bytes) -> int:
    return dice.randint(0, len(data))


def _flip(dice: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    at = _at(dice, data)
    return data[:at] + bytes([dice.randrange(256)]) + data[at + 1 :]


def _cut(dice: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    at, to = sorted((_at(dice, data), _at(dice, data)))
    return data[:at] + data[min(to, at + dice.choice(LENGTHS)) :]


def _number(dice: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    found = list(NUMBER.finditer(data))
    if not found:
        return _insert(dice, data, _)
    one = dice.choice(found)
    return data[: one.start()] + dice.choice(NUMBERS).encode() + data[one.end() :]


def _insert(dice: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    at = _at(dice, data)
    return data[:at] + dice.choice((*NUMBERS, *TEXTS)).encode() + data[at:]


def _quoted(dice: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    """A text in quotation marks becomes another."""
    found = list(re.finditer(rb'"[^"\n]*"', data))
    if not found:
        return _insert(dice, data, _)
    one = dice.choice(found)
    return data[: one.start() + 1] + dice.choice(TEXTS).encode() + data[one.end() - 1 :]


def _lines(dice: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    """A line taken out, doubled, moved or repeated."""
    lines = data.split(b"\n")
    at = dice.randrange(len(lines))
    line = lines[at]
    match dice.randrange(4):
        case 0:
            del lines[at]
        case 1:
            lines.insert(dice.randint(0, len(lines)), line)
        case 2:
            lines.insert(dice.randint(0, len(lines) - 1), lines.pop(at))
        case _:
            lines[at:at] = [line] * dice.choice(LENGTHS)
    return b"\n".join(lines)


def _splice(dice: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """Lines of another input put in."""
    other = dice.choice(others).split(b"\n")
    at = dice.randrange(len(other))
    lines = data.split(b"\n")
    to = dice.randint(0, len(lines))
    return b"\n".join([*lines[:to], *other[at : at + dice.choice(LENGTHS)], *lines[to:]])


def _repeat(dice: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    at = _at(dice, data)
    return data[:at] + data[at : at + dice.choice(LENGTHS)] * dice.choice(LENGTHS) + data[at:]


CHANGES: tuple[Change, ...] = (_flip, _cut, _number, _number, _insert, _quoted, _quoted, _lines, _lines, _splice, _repeat)


def mutated(data: bytes, others: Sequence[bytes], seed: int, most: int = MOST) -> bytes:
    """``data`` changed in one to four places. ``others``: inputs to take pieces of."""
    dice = random.Random(seed)
    for _ in range(dice.choice((1, 1, 1, 2, 2, 3, 4))):
        data = dice.choice(CHANGES)(dice, data, others)[:most]
    return data
