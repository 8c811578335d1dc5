"""What is pinned: the packages that requirements*.txt name, each to its bytes, and what pyproject.toml asks for.

pyproject.toml is written by hand; `make pins` resolves the rest for all platforms and Pythons at once.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from trust.serving import ROOT

RUNTIME, DEV, BUILD = ROOT / "requirements.txt", ROOT / "requirements-dev.txt", ROOT / "requirements-build.txt"
SIGN_IN = ROOT / "requirements-sign-in.txt"  # what a host adds where people sign in
BENCH = ROOT / "benchmarks/requirements.txt"  # peers that are measured beside what is ours: no part of it
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})(?: \\)?")


@dataclass(frozen=True)
class Pin:
    """One package at one version. ``hashes``: sha256 of every file it may come as. ``needed_by``: none if only we ask."""

    name: str
    version: str
    marker: Marker | None = None
    hashes: tuple[str, ...] = ()
    needed_by: tuple[str, ...] = ()

    @property
    def is_for_here(self) -> bool:
        """Whether this platform and this Python take it."""
        return self.marker is None or self.marker.evaluate()


def read(text: str) -> list[Pin]:
    """The pins of a requirements file.

    Raises ValueError for a line that is none of: ``name==version``, a hash, a comment.
    """
    found: list[Pin] = []
    for line in text.splitlines():
        said = line.strip()
        if (hashed := HASH.fullmatch(said)) and found:
            last = found.pop()
            found.append(replace(last, hashes=(*last.hashes, hashed[1])))
        elif said.startswith("#"):
            by = re.fullmatch(r"#\s+(?:via )?([a-z0-9._-]+)(?: \(.*\))?", said)
            if by and found and by[1] not in ("via", "roi"):
                last = found.pop()
                found.append(replace(last, needed_by=(*last.needed_by, by[1])))
        elif said:
            asked = Requirement(said.removesuffix("\\").strip())
            exact = [each.version for each in asked.specifier if each.operator == "=="]
            if len(exact) != 1 or len(asked.specifier) != 1 or asked.extras or asked.url:
                raise ValueError(f"not one version: {said}")
            found.append(Pin(canonicalize_name(asked.name), exact[0], asked.marker))
    return found


def pinned(path: Path) -> Mapping[str, Pin]:
    """The pins of a file by name. Raises ValueError where a name stands twice."""
    found = read(path.read_text(encoding="utf-8"))
    by_name = {pin.name: pin for pin in found}
    if len(by_name) != len(found):
        raise ValueError(f"{path.name}: a name stands twice")
    return by_name


def project() -> Mapping[str, Any]:
    """pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def asked_for() -> Mapping[Path, Sequence[Requirement]]:
    """What each file is made of: what running needs, what signing in adds, what testing and building need, the peers."""
    said = project()
    extras, groups = said["project"]["optional-dependencies"], said["dependency-groups"]
    runtime, sign_in = [*said["project"]["dependencies"], *extras["fast"]], groups["sign-in"]
    dev = [*runtime, *extras["dask"], *sign_in, *(line for line in groups["dev"] if isinstance(line, str))]
    made = {RUNTIME: runtime, SIGN_IN: sign_in, DEV: dev, BUILD: groups["build"], BENCH: groups["bench"]}
    return {file: [Requirement(line) for line in lines] for file, lines in made.items()}
