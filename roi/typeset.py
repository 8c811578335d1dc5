"""Text set for a terminal: wrapped, headed, in columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

WIDTH = 100  # columns; a terminal that is narrower wraps


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
