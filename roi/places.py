"""Where in a TOML text a place stands: ``work[2].fee_m`` -> its line.

The standard library's reader tells no lines, so this walks the headers and keys of a text that has been read without a
mistake. What stands inside a value (an inline table, a list over several lines) has the line where the value begins.
"""

from __future__ import annotations

import re
from functools import lru_cache

PART = r"""(?:[A-Za-z0-9_-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')"""
DOTTED = rf"{PART}(?:[ \t]*+\.[ \t]*+{PART})*+"
HEADER = re.compile(rf"[ \t]*+(\[\[?)[ \t]*+({DOTTED})[ \t]*+\]{{1,2}}")
KEY = re.compile(rf"[ \t]*+({DOTTED})[ \t]*+=")
#: What may hide a line break or a bracket inside a value, the brackets themselves, and the line break that may end it.
TOKEN = re.compile(
    r'''"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+'|\#[^\n]*+|[\[\]{}\n]''', re.DOTALL
)


def _parts(dotted: str) -> list[str]:
    return [part.strip("\"'") for part in re.findall(PART, dotted)]


def _end_of_value(text: str, at: int) -> int:
    """Where the value that begins here is over: the line break after it, or the end of the text."""
    depth = 0
    for token in TOKEN.finditer(text, at):
        found = token.group()
        if found == "\n" and depth == 0:
            return token.start()
        depth += (found in ("[", "{")) - (found in ("]", "}"))
    return len(text)


@lru_cache(maxsize=8)
def index(text: str) -> dict[str, int]:
    """Place -> line number, from 1. Arrays of tables are counted from 1: ``work[2]`` is the second package."""
    found: dict[str, int] = {}
    counts: dict[str, int] = {}
    table = ""
    at, line = len(text) - len(text.removeprefix("\ufeff")), 1
    while at < len(text):
        header, key = HEADER.match(text, at), KEY.match(text, at)
        end = _end_of_value(text, key.end() if key else header.end() if header else at)
        if header:
            *outer, last = _parts(header.group(2))
            table = ""
            for part in outer:  # [work.hours_m] after [[work]] is of the latest package
                table = f"{table}.{part}" if table else part
                table += f"[{counts[table]}]" if table in counts else ""
            table = f"{table}.{last}" if table else last
            found.setdefault(table, line)
            if header.group(1) == "[[":
                counts[table] = counts.get(table, 0) + 1
                table += f"[{counts[table]}]"
                found.setdefault(table, line)
        elif key:
            place = ".".join(_parts(key.group(1)))
            found.setdefault(f"{table}.{place}" if table else place, line)
        line += text.count("\n", at, end + 1)
        at = end + 1
    return found


def line_of(text: str, place: str) -> int | None:
    """The line of a place, or of the nearest thing around it that has one; None if there is none."""
    found = index(text)
    while place:
        if place in found:
            return found[place]
        whole, bracket, _ = place.rpartition("[")
        place = whole if bracket and place.endswith("]") else place.rpartition(".")[0]
    return None
