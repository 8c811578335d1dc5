"""What a document is made of: headings, text, lists, tables and pictures, in the order in which they are read.

A document knows no result and no language of ours: words and tables come in as they shall stand, a user's own among them.
``paper`` prints it and makes a file to edit of it, ``webpage`` a page for a browser.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias


@dataclass(frozen=True)
class Heading:
    text: str
    level: int = 2
    kind: str = "heading"


@dataclass(frozen=True)
class Text:
    """A paragraph; ``quiet`` for what stands beside the argument."""

    text: str
    quiet: bool = False
    kind: str = "text"


@dataclass(frozen=True)
class Points:
    items: tuple[str, ...]
    kind: str = "points"


@dataclass(frozen=True)
class Grid:
    """A table. ``widths``: how wide the columns are against each other. ``right``: the columns of figures."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    right: tuple[int, ...] = ()
    caption: str = ""
    kind: str = "grid"


@dataclass(frozen=True)
class Step:
    """One bar of a bridge: from where to where, in the unit of the picture."""

    label: str
    start: float
    end: float
    amount: str
    strong: bool = False


@dataclass(frozen=True)
class Bridge:
    """From one figure to another, step by step."""

    steps: tuple[Step, ...]
    alt: str
    caption: str = ""


@dataclass(frozen=True)
class Futures:
    """How many of a hundred futures."""

    filled: int
    alt: str
    caption: str = ""


@dataclass(frozen=True)
class Range:
    """One bar from low to high with its middle, and a mark where somebody says it will be."""

    label: str
    low: float
    middle: float
    high: float
    amount: str
    mark: float | None = None


@dataclass(frozen=True)
class Ranges:
    """Bars on one axis."""

    rows: tuple[Range, ...]
    alt: str
    caption: str = ""


@dataclass(frozen=True)
class Chart:
    """A figure of ``charts`` with its numbers. A browser draws it live, on paper it stands still."""

    figure: Mapping[str, Any]
    alt: str
    table: Grid | None = None
    caption: str = ""


Picture: TypeAlias = Bridge | Futures | Ranges | Chart
Block: TypeAlias = Heading | Text | Points | Grid | Picture


@dataclass(frozen=True)
class Document:
    """``day``: the date that its file carries; the same document of the same day is the same file."""

    title: str
    subtitle: str
    lang: str
    footer: str
    blocks: tuple[Block, ...]
    day: datetime.date | None = None
