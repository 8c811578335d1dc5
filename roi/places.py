"""Where in a TOML text a place stands: ``work[2].fee_m`` -> its line.

The standard library's reader tells no lines, so this scans the headers and keys as people write them. What it cannot find (a
key inside a value that spans lines, say) has no line, and the message does without.
"""

from __future__ import annotations

import re
from functools import lru_cache

HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(#.*)?$")
KEY = re.compile(r"""^\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*=""")
FENCES = ('"""', "'''")


def _plain(dotted: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in dotted.split("."))


@lru_cache(maxsize=8)
def index(text: str) -> dict[str, int]:
    """Place -> line number, from 1. Arrays of tables are counted from 1: ``work[2]`` is the second package."""
    found: dict[str, int] = {}
    counts: dict[str, int] = {}
    table = ""
    fence = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if fence:
            fence = "" if fence in line else fence
            continue
        header, key = HEADER.match(line), KEY.match(line)
        if header and not key:
            name = _plain(header.group(2))
            if header.group(1) == "[[":
                counts[name] = counts.get(name, 0) + 1
                table = f"{name}[{counts[name]}]"
                found.setdefault(name, number)
            else:
                table = name
            found.setdefault(table, number)
        elif key:
            place = f"{table}.{_plain(key.group(1))}" if table else _plain(key.group(1))
            found.setdefault(place, number)
            value = line[key.end() :].strip()
            fence = next((f for f in FENCES if value.startswith(f) and value.count(f) == 1), "")
    return found


def line_of(text: str, place: str) -> int | None:
    """The line of a place, or of the nearest thing around it that has one; None if there is none."""
    found = index(text)
    while place:
        if place in found:
            return found[place]
        place = place.rpartition(".")[0]
    return None
