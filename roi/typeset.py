"""Text set for a terminal: wrapped, headed, in columns, and harmless."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence

WIDTH = 100  # columns; a terminal that is narrower wraps
#: What steers a terminal, breaks a line, or turns the order of what stands around it (Unicode's marks of direction).
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")

#: What no text may hold, however many lines it has: the same without what only parts words or lines.
STEERING = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def escaped(words: str, kept: str = "") -> str:
    """Words with what would steer a terminal or break a line written out, but for the characters that are meant."""
    return CONTROL.sub(lambda found: found.group() if found.group() in kept else ascii(found.group())[1:-1], words)


def wrapped(words: str, indent: str = "") -> list[str]:
    return textwrap.wrap(words, WIDTH, initial_indent=indent, subsequent_indent=" " * len(indent), break_on_hyphens=False)


def headed(words: str) -> list[str]:
    return ["", words, "─" * len(words)]


def columns(rows: Sequence[Sequence[str]], left: int = 1) -> Iterator[str]:
    """Rows in columns: the first ``left`` flush left, the others flush right."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [
            cell.ljust(width) if i < left else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield ("  " + "   ".join(cells)).rstrip()
