"""The figures of docs/trust.md, measured: some minutes, on loopback alone.

make trust                       # measures and writes docs/trust.md anew between its marks
python -m trust.page --short     # a few of everything, to standard output
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from trust.serving import ROOT

PAGE = ROOT / "docs/trust.md"
BEGIN, END = "<!-- measured: made by `make trust` -->", "<!-- end of what was measured -->"
Row = tuple[str, str]


def said(*command: str, environment: Mapping[str, str] | None = None, minutes: float = 10) -> str:
    """What a command says. Raises RuntimeError where it fails: a figure of a broken promise is no figure."""
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
        timeout=minutes * 60,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}:\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
    return done.stdout


def any_file(short: bool) -> list[Row]:
    """Changed inputs at every way in."""
    count, guided = (50, []) if short else (2_000, ["--guided"])
    lines = re.findall(r"(\w+): ([\d,]+) inputs", said("trust.fuzz", *guided, "--inputs", str(count)))
    tried = sum(int(number.replace(",", "")) for _, number in lines)
    return [("Changed inputs, at so many ways in, that broke something", f"0 of {tried:,}, {len(lines)} ways in")]


def too_large(_short: bool) -> list[Row]:
    """What is refused before it costs much."""
    rows = [line.split("\t") for line in said("trust.refusing").splitlines()]
    return [(f"Refused: {what}", f"{float(seconds):.2f} s, {megabytes} MB") for what, seconds, megabytes in rows]


def any_number(short: bool) -> list[Row]:
    """Scenarios at the ends of every range."""
    count = 5 if short else 200
    command = ("pytest", "-q", "-p", "no:cacheprovider", "tests/test_any_number.py", "-k", "at_the_ends")
    said(*command, environment={"ROI_EXAMPLES": str(count)}, minutes=20)
    return [
        ("Scenarios at the ends of the ranges without an answer in order, or a word on why there is none", f"0 of {count}")
    ]


MEASURES: Sequence[Callable[[bool], list[Row]]] = (any_file, too_large, any_number)


def measured(short: bool) -> str:
    """All of it, as a table."""
    rows = [row for measure in MEASURES for row in measure(short)]
    machine = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} processors"
    lines = ["| what | measured |", "|---|---|", *(f"| {what} | {figure} |" for what, figure in rows)]
    return "\n".join([f"On {machine}.", "", *lines])


def written(page: str, figures: str) -> str:
    """The page with its figures between the marks."""
    before, rest = page.split(BEGIN)
    return f"{before}{BEGIN}\n\n{figures}\n\n{END}{rest.split(END)[1]}"


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure what docs/trust.md promises.")
    parser.add_argument("--short", action="store_true", help="a few of everything; nothing is written")
    parser.add_argument("--to", type=Path, default=PAGE, metavar="PAGE")
    given = parser.parse_args()
    figures = measured(given.short)
    if given.short:
        print(figures)
    else:
        given.to.write_text(written(given.to.read_text(encoding="utf-8"), figures), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
