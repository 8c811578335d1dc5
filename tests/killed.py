"""A library's every step cut off by kill -9: run by tests/test_library_faults.py, alone in its process.

Each step is done again and again in a child that kills itself before its 1st, 2nd, 3rd … touch of the disk, and in the
middle of each write, until it gets through. After every death the library must be the old one or the new one.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from pathlib import Path

from roi import cards, files, library
from roi.library import fingerprint

ONE = 'format = 1\nname = "One"\n[company]\nemployees = 10\n[[work]]\nname = "A"\nhours_m = 100\nfee_m = 20_000\n'
TWO, THREE, FOUR = (ONE.replace("= 10\n", f"= {n}\n") for n in (20, 30, 40))
FILE, OTHER = "one.toml", "other.toml"
TOUCHES = ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "sqlite3.connect")


def begin(folder: Path) -> None:
    """One case of two versions, another in the bin, a third that has vanished."""
    library.add(folder, ONE, "One")
    library.save(folder, FILE, TWO, fingerprint(ONE))
    library.add(folder, THREE, "Other")
    library.throw_away(folder, OTHER)
    library.add(folder, THREE, "Gone")
    (folder / "gone.toml").unlink()


STEPS = {
    "save": lambda folder: library.save(folder, FILE, FOUR, fingerprint(TWO)),
    "add": lambda folder: library.add(folder, FOUR, "New"),
    "go_back": lambda folder: library.go_back(folder, FILE, 1),
    "throw_away": lambda folder: library.throw_away(folder, FILE),
    "bring_back": lambda folder: library.bring_back(folder, OTHER),
    "bring_back_vanished": lambda folder: library.bring_back(folder, "gone.toml"),
    "empty_bin": library.empty_bin,
    "cards": cards.cards,
}


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class Half:
    """A file that takes half of what is written to it."""

    def __init__(self, file):
        self.file = file

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()

    def write(self, content):
        os.write(self.file.fileno(), content[: len(content) // 2])
        die()


def in_child(folder: Path, step: str, at: int, half: bool) -> bool:
    """Whether the step was killed at its so manieth touch (or write) of the disk; else it was done."""
    child = os.fork()
    if child:
        status = os.waitpid(child, 0)[1]
        assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, (step, at, status)
        return os.WIFSIGNALED(status)
    left = at

    def touched(event, arguments):
        nonlocal left
        if event in TOUCHES and str(folder) in str(arguments):
            left -= 1
            if left == 0:
                die()

    plain = os.fdopen

    def opened(handle, mode):
        nonlocal left
        left -= 1
        return Half(plain(handle, mode)) if left == 0 else plain(handle, mode)

    if half:
        files.os.fdopen = opened
    else:
        sys.addaudithook(touched)
    STEPS[step](folder)
    os._exit(0)


def sound(folder: Path, step: str) -> None:
    """Nothing half, nothing lost, and it goes on working."""
    whole = {ONE, TWO, THREE, FOUR}
    there = {path: path.read_text(encoding="utf-8") for path in folder.rglob("*.toml")}
    assert set(there.values()) <= whole, "a file is half"
    lasting = {ONE, TWO} if step == "empty_bin" else {ONE, TWO, THREE}
    assert lasting <= set(there.values()), "something saved before is lost"
    states = {"save": {TWO, FOUR}, "go_back": {TWO, ONE}}.get(step, {TWO})
    if (folder / FILE).exists():
        assert library.text_of(folder, FILE) in states
    else:
        assert step == "throw_away" and FILE in library.in_bin(folder)
        library.bring_back(folder, FILE)
    now = library.opened(folder, FILE).text
    assert library.current(folder, FILE) is not None
    after = now.replace("hours_m = 100", "hours_m = 200")
    library.save(folder, FILE, after, fingerprint(now))
    assert library.opened(folder, FILE).text == after
    assert FILE in [each.file for each in cards.cards(folder) if not each.wrong]
    numbers = [each.number for each in library.versions(folder, FILE)]
    assert numbers == sorted(set(numbers))


def main(place: Path) -> None:
    begin(place / "begun")
    deaths = {}
    for step in STEPS:
        for half in (False, True):
            at = 0
            killed = True
            while killed:
                at += 1
                folder = place / f"{step}_{half}_{at}"
                shutil.copytree(place / "begun", folder)
                killed = in_child(folder, step, at, half)
                sound(folder, step)
                shutil.rmtree(folder)
            deaths[f"{step}{' half' if half else ''}"] = at - 1
    print(json.dumps(deaths))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
