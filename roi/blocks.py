"""What a document is made of: headings, text, lists, tables and pictures, in the order in which they are read.

A document knows no result and no language of ours: words and tables come in as they shall stand, a user's own among them.
``paper`` prints it and makes a file to edit of it, ``webpage`` a page for a browser.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, TypeAlias, TypeVar

T = TypeVar("T")

#: What no file of XML may hold, and what steers a screen instead of standing on it: controls, marks of direction.
STEERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


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
    """A table. ``widths``: how wide the columns are against each other. ``right``: the columns of figures. ``share``: how
    much of the page's width it takes."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    right: tuple[int, ...] = ()
    caption: str = ""
    share: float = 1.0
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


def clean(words: str) -> str:
    """Words without what is no letter."""
    return STEERS.sub("", words)


def cleaned(value: T) -> T:
    """The same with every word in it clean: a document, a block, data."""
    made: Any = value
    if isinstance(value, str):
        made = clean(value)
    elif isinstance(value, Mapping):
        made = {name: cleaned(inner) for name, inner in value.items()}
    elif isinstance(value, list | tuple):
        made = type(value)(cleaned(inner) for inner in value)
    elif is_dataclass(value) and not isinstance(value, type):
        made = replace(value, **{each.name: cleaned(getattr(value, each.name)) for each in fields(value)})
    found: T = made
    return found
