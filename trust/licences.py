"""The licence of every pinned package, as the package itself says it, and why we have it: docs/dependencies.md.

python -m trust.licences           # part of `make lint`: fails where one is unknown or not allowed, or the page is behind
python -m trust.licences --write   # part of `make docs`
"""

from __future__ import annotations

import argparse
import functools
import re
import sys
import tomllib
from collections.abc import Iterable, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

from trust import pins

PAGE = pins.ROOT / "docs/dependencies.md"
KEPT: Mapping[str, Any] = tomllib.loads(Path(__file__).with_name("dependencies.toml").read_text(encoding="utf-8"))
UNKNOWN = ""


def of_text(text: str) -> str:
    """Which licence a text is, by its own words; unknown if none of these."""
    words = " ".join(text.split())
    if "Redistribution and use in source and binary forms" in words:
        named = re.search(r"Neither the names? of|The names? of .{,60} may not be used", words)
        return "BSD-3-Clause" if named else "BSD-2-Clause"
    if "Permission is hereby granted, free of charge, to any person obtaining a copy of this software" in words:
        return "MIT"
    return "Apache-2.0" if words.startswith("Apache License Version 2.0, January 2004") else UNKNOWN


def spdx(said: str) -> str:
    """A licence as SPDX writes it; unknown if it is none."""
    try:
        return str(canonicalize_license_expression(KEPT["said"].get(said, said)))
    except InvalidLicenseExpression:
        return UNKNOWN


def of_installed(package: metadata.Distribution) -> str:
    """What a package says of its licence: as an expression, in a word, by a classifier, or only in the text with it."""
    about = package.metadata
    classifiers = [each for each in about.get_all("Classifier") or [] if each.startswith("License ::")]
    in_words = [about.get("License-Expression"), about.get("License"), *classifiers]
    texts = (
        file.read_text(encoding="utf-8")
        for file in package.files or []
        if re.search(r"(?i)\.dist-info/.*(licen|copying)", str(file))
    )
    found = (found for said in in_words if said and (found := spdx(said)))
    in_texts = (found for text in [about.get("License") or "", *texts] if (found := of_text(text)))
    return next(found, UNKNOWN) or next(in_texts, UNKNOWN)


@functools.cache
def licence(pin: pins.Pin) -> str:
    """The licence of a pinned package; of one that is not for this machine, as we have kept it. Unknown: ''."""
    try:
        return of_installed(metadata.distribution(pin.name))
    except metadata.PackageNotFoundError:
        return str(KEPT["not_everywhere"].get(pin.name, UNKNOWN))


def is_allowed(expression: str) -> bool:
    """Whether we may use what comes under it: AND means all of them, OR one. With brackets somebody has to read it."""
    return any(all(each in KEPT["allowed"] for each in either.split(" AND ")) for either in expression.split(" OR "))


def wrong(packages: Iterable[pins.Pin]) -> list[str]:
    """What is to be said against the licences of packages."""
    found = [(pin, licence(pin)) for pin in packages]
    return [
        f"{pin.name} {pin.version}: " + (f"{said} is not among the allowed licences" if said else "its licence is unknown")
        for pin, said in found
        if not is_allowed(said)
    ]


def rows(packages: Iterable[pins.Pin]) -> list[str]:
    """A table of packages: those asked for first."""
    ordered = sorted(packages, key=lambda pin: (pin.name not in KEPT["why"], pin.name))
    reasons = {pin.name: KEPT["why"].get(pin.name) or f"needed by {', '.join(pin.needed_by)}" for pin in ordered}
    lines = [f"| {pin.name} | {pin.version} | {licence(pin)} | {reasons[pin.name]} |" for pin in ordered]
    return ["| package | version | licence | why it is here |", "|---|---|---|---|", *lines]


ABOUT = """# Dependencies

Made by `make docs` from `requirements*.txt` and from what each package says of itself. `make lint` refuses a package whose
licence is unknown or not among those of `trust/dependencies.toml`. What running needs is also in [sbom.json](sbom.json), for
machines (CycloneDX). Plotly's JavaScript (MIT), which a browser loads, lies in `static/`.
"""


def page() -> str:
    """docs/dependencies.md."""
    runtime, sign_in, dev, build = (pins.pinned(file) for file in (pins.RUNTIME, pins.SIGN_IN, pins.DEV, pins.BUILD))
    added = [pin for name, pin in sign_in.items() if name not in runtime]
    besides = [*(pin for name, pin in dev.items() if name not in {*runtime, *sign_in}), *build.values()]
    lines = [ABOUT, f"## What running needs: {len(runtime)} packages", "", *rows(runtime.values()), ""]
    lines += [f"## What a host adds where people sign in: {len(added)} packages", "", *rows(added), ""]
    lines += [f"## What testing and building need beside: {len(besides)} packages", "", *rows(besides), ""]
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description="The licences of what is pinned.")
    parser.add_argument("--write", action="store_true", help="write docs/dependencies.md anew")
    given = parser.parse_args()
    said = wrong([*pins.pinned(pins.DEV).values(), *pins.pinned(pins.BUILD).values()])
    if given.write and not said:
        PAGE.write_text(page(), encoding="utf-8")
    elif not said and PAGE.read_text(encoding="utf-8") != page():
        said = ["docs/dependencies.md is behind: make docs"]
    print("\n".join(said), end="\n" if said else "", file=sys.stderr)
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
