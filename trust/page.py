"""The figures of docs/trust.md, measured on loopback alone, each part written anew between its own marks.

make trust                       # some minutes: files, numbers, what is refused
make load                        # a quarter of an hour on a machine at rest: more and more visitors
make soak                        # half an hour more: does memory grow?
python -m trust.page --short     # a few of everything in "trust", to standard output
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
END = "<!-- end of what was measured -->"
SOAK = (20, 1_800.0)  # visitors, seconds
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
    count, each = (5, 1) if short else (200, 25)
    pytest = ("pytest", "-q", "-p", "no:cacheprovider")
    said(*pytest, "tests/test_any_number.py", "-k", "at_the_ends", environment={"ROI_EXAMPLES": str(count)}, minutes=20)
    said(*pytest, "tests/test_any_command.py", environment={"ROI_OF_EACH": str(each)}, minutes=30)
    return [
        ("Scenarios at the ends of the ranges without an answer in order, or a word on why there is none", f"0 of {count}"),
        ("Commands, reports and memos on such scenarios that ended in neither an answer nor a reason", f"0, {each} of each"),
    ]


def load(_short: bool) -> list[Row]:
    """How many one process serves, and what that takes of memory."""
    from trust import load

    steps = load.ladder()
    well = [each for each in steps if each.p95 <= load.TOO_LONG]
    assert well, "not even a few are served in time"
    rows = [
        (
            f"{each.users} visitors, a move every {load.THINKING:.0f} s each: from it to the picture of its own answer",
            f"half within {load.seconds(each.p50)}, 19 of 20 within {load.seconds(each.p95)}; "
            f"when all move at once, the last within {each.burst:.1f} s",
        )
        for each in steps
    ]
    few, many = well[0], well[-1]
    moves = sum(each.moves + each.users for each in steps)
    rows.append(("So many at once have 19 of 20 pictures within a second", f"{many.users}"))
    rows.append(("Answers that were not the visitor's own, among so many moves", f"0 of {moves:,}"))
    memory = f"{few.alone:.0f} MB with nobody, " + ", ".join(f"{each.during[-1]:.0f} MB with {each.users}" for each in steps)
    if many.users > few.users:
        memory += f": {(many.during[-1] - few.during[-1]) / (many.users - few.users):.1f} MB for each more"
    rows.append(("Memory of the process", memory))
    return rows


def soak(_short: bool) -> list[Row]:
    """Whether memory grows in half an hour."""
    from trust import load

    users, seconds = SOAK
    found = load.one(users, seconds)
    assert not found.strange, "an answer that is not the visitor's own"
    part = seconds / load.SAMPLES / 60
    memory = ", ".join(f"{each:.0f}" for each in found.during)
    return [
        (f"Memory of the process, MB, every {part:.0f} minutes, with {users} visitors moving all the time", memory),
        ("Grown since the first of these", f"{found.grown:+.0f} MB"),
        (
            "From the move to the picture meanwhile",
            f"half within {load.seconds(found.p50)}, 19 of 20 within {load.seconds(found.p95)}, {found.moves:,} moves",
        ),
        ("Answers that were not the visitor's own", f"{found.strange}"),
    ]


#: By the make target that measures them.
PARTS: Mapping[str, Sequence[Callable[[bool], list[Row]]]] = {
    "trust": (any_file, too_large, any_number),
    "load": (load,),
    "soak": (soak,),
}


def begin(part: str) -> str:
    """The mark before a part's figures."""
    return f"<!-- measured: made by `make {part}` -->"


def measured(part: str, short: bool) -> str:
    """All of a part, as a table."""
    rows = [row for measure in PARTS[part] for row in measure(short)]
    machine = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} processors"
    lines = ["| what | measured |", "|---|---|", *(f"| {what} | {figure} |" for what, figure in rows)]
    return "\n".join([f"On {machine}.", "", *lines])


def written(page: str, part: str, figures: str) -> str:
    """The page with a part's figures between its marks."""
    before, rest = page.split(begin(part))
    return f"{before}{begin(part)}\n\n{figures}\n\n{END}{rest.split(END, 1)[1]}"


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure what docs/trust.md promises.")
    parser.add_argument("part", nargs="?", choices=PARTS, default="trust")
    parser.add_argument("--short", action="store_true", help="a few of everything; nothing is written")
    parser.add_argument("--to", type=Path, default=PAGE, metavar="PAGE")
    given = parser.parse_args()
    figures = measured(given.part, given.short)
    if given.short:
        print(figures)
    else:
        given.to.write_text(written(given.to.read_text(encoding="utf-8"), given.part, figures), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
