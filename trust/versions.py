"""The tests on the oldest versions that pyproject.toml allows, and on the newest there are: `make oldest`, `make newest`.

python -m trust.versions oldest                      # resolved and set up anew in build/oldest; 10 to 20 minutes
python -m trust.versions newest tests/test_model.py  # only these
python -m trust.versions newest --python python3.13

The network is asked for packages. Left out are the tests in a browser and those of the pins themselves, which these are not.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from packaging.utils import canonicalize_name

from trust import pins

RESOLUTION = {"oldest": "lowest-direct", "newest": "highest"}  # of what we ask for; what that stands on is new in both
LEFT_OUT = ("tests/browser", "tests/test_pins.py", "tests/test_licences.py", "tests/test_sbom.py")


def resolving(which: str, python: str, place: Path) -> Sequence[Sequence[str]]:
    """The commands that write which versions: of what running needs, and of what testing needs beside."""
    compile_ = ["pip", "compile", "--quiet", "--python", python, "--no-annotate", "--no-header"]
    runtime, dev = str(place / "runtime.txt"), str(place / "dev.txt")
    extras = ["--extra", "fast", "--extra", "dask", "pyproject.toml"]
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
    names = {canonicalize_name(each.name) for each in pins.asked_for()[pins.RUNTIME]}
    lines = (pins.ROOT / "build" / which / "runtime.txt").read_text(encoding="utf-8").splitlines()
    return ", ".join(line.replace("==", " ") for line in lines if line.split("==")[0] in names)


def main() -> int:
    parser = argparse.ArgumentParser(description="Run the tests on the oldest or the newest versions allowed.")
    parser.add_argument("which", choices=RESOLUTION)
    parser.add_argument("tests", nargs="*", default=["tests"])
    parser.add_argument("--python", default=sys.executable)
    given = parser.parse_args()
    python = set_up(given.which, given.python)
    print(f"{given.which}: {asked_for(given.which)}", flush=True)
    left_out = [f"--ignore={each}" for each in LEFT_OUT]
    done = subprocess.run(
        [str(python), "-m", "pytest", "-n", "2", "--dist", "loadfile", "-p", "no:cacheprovider", *left_out, *given.tests],
        cwd=pins.ROOT,
        env={**os.environ, "PYTHONPATH": str(pins.ROOT)},
        check=False,
    )
    said = "pass" if done.returncode == 0 else "do not all pass"
    print(f"The tests {said} on the {given.which} versions ({platform.system()}, {given.python}).")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
