"""The tests on the oldest versions that pyproject.toml allows, and on the newest there are: `make oldest`, `make newest`.

python -m trust.versions oldest                      # resolved and set up anew in build/oldest; a quarter of an hour
python -m trust.versions newest tests/test_model.py  # only these
python -m trust.versions newest --python python3.13

The network is asked for packages. Left out are the tests of the pins themselves, which these are not. When all have passed,
docs/trust.md says on what.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from pathlib import Path

from packaging.utils import canonicalize_name

from trust import page, pins

RESOLUTION = {"oldest": "lowest-direct", "newest": "highest"}  # of what we ask for; what that stands on is new in both
LEFT_OUT = ("tests/test_pins.py", "tests/test_licences.py", "tests/test_sbom.py")
ALL = ["tests"]


def resolving(which: str, python: str, place: Path) -> Sequence[Sequence[str]]:
    """The commands that write which versions: of what running needs, and of what testing needs beside."""
    compile_ = ["pip", "compile", "--quiet", "--python", python, "--no-annotate", "--no-header"]
    runtime, dev = str(place / "runtime.txt"), str(place / "dev.txt")
    extras = ["--extra", "fast", "--extra", "dask", "--group", "sign-in", "pyproject.toml"]
    return (
        [*compile_, "--resolution", RESOLUTION[which], *extras, "--output-file", runtime],
        [*compile_, "--group", "dev", "--constraint", runtime, "--output-file", dev],
    )


def uv(*command: str) -> None:
    """uv without any settings of this machine. Raises CalledProcessError where it fails."""
    subprocess.run([sys.executable, "-m", "uv", "--no-config", *command], cwd=pins.ROOT, check=True)


def set_up(which: str, python: str) -> Path:
    """A Python with these versions."""
    place = pins.ROOT / "build" / which
    place.mkdir(parents=True, exist_ok=True)
    for command in resolving(which, python, place):
        Path(command[-1]).unlink(missing_ok=True)  # what stood there would be kept
        uv(*command)
    uv("venv", "--quiet", "--clear", "--python", python, str(place / "venv"))
    here = str(place / "venv/bin/python")
    uv("pip", "install", "--quiet", "--python", here, "-r", str(place / "runtime.txt"), "-r", str(place / "dev.txt"))
    return Path(here)


def asked_for(which: str) -> str:
    """The versions of what we ask for, in one line."""
    asked = [each for file in (pins.RUNTIME, pins.SIGN_IN) for each in pins.asked_for()[file]]
    names = {canonicalize_name(each.name) for each in asked}
    lines = (pins.ROOT / "build" / which / "runtime.txt").read_text(encoding="utf-8").splitlines()
    return ", ".join(line.replace("==", " ") for line in lines if line.split("==")[0] in names)


def told(which: str, python: str, results: Path) -> str:
    """What came of it, in a line. ``results``: of pytest, as JUnit's XML; every one of them a pass or a skip."""
    suite = next(ET.parse(results).getroot().iter("testsuite"))
    skipped = int(suite.attrib["skipped"])
    passed = int(suite.attrib["tests"]) - skipped
    asked = [python, "-c", "import platform; print(platform.python_version())"]
    version = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
    machine = f"Python {version}, {platform.system()} {platform.machine()}"
    return f"The {which}: {passed:,} tests passed and {skipped} were skipped with {asked_for(which)} ({machine})."


def main() -> int:
    parser = argparse.ArgumentParser(description="Run the tests on the oldest or the newest versions allowed.")
    parser.add_argument("which", choices=RESOLUTION)
    parser.add_argument("tests", nargs="*", default=ALL)
    parser.add_argument("--python", default=sys.executable)
    given = parser.parse_args()
    python = set_up(given.which, given.python)
    results = pins.ROOT / "build" / given.which / "tests.xml"
    print(f"{given.which}: {asked_for(given.which)}", flush=True)
    left_out = [f"--ignore={each}" for each in LEFT_OUT]
    pytest = [str(python), "-m", "pytest", "-n", "2", "--dist", "loadfile", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*pytest, f"--junit-xml={results}", *left_out, *given.tests],
        cwd=pins.ROOT,
        env={**os.environ, "PYTHONPATH": str(pins.ROOT)},
        check=False,
    )
    said = "pass" if done.returncode == 0 else "do not all pass"
    print(f"The tests {said} on the {given.which} versions ({platform.system()}, {given.python}).")
    if done.returncode == 0 and given.tests == ALL:
        figures = told(given.which, str(python), results)
        page.PAGE.write_text(page.written(page.PAGE.read_text(encoding="utf-8"), given.which, figures), encoding="utf-8")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
