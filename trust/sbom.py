"""The bill of materials: what running needs, for machines, as CycloneDX 1.6: docs/sbom.json.

python -m trust.sbom           # part of `make lint`: fails where the file is behind
python -m trust.sbom --write   # part of `make docs`

The same pins give the same bytes: no day and no chance is in it. A package comes as one of several files, by platform;
each of its hashes is of one of them.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import uuid
from collections.abc import Mapping
from typing import Any

from packaging.licenses import canonicalize_license_expression

from roi.version import VERSION
from trust import licences, pins

FILE = pins.ROOT / "docs/sbom.json"


def purl(name: str, version: str) -> str:
    """A package's address by name, as https://github.com/package-url/purl-spec has it."""
    return f"pkg:pypi/{name}@{version}"


def component(pin: pins.Pin) -> dict[str, Any]:
    """A package. Raises InvalidLicenseExpression where its licence is unknown."""
    address = purl(pin.name, pin.version)
    return {
        "type": "library",
        "bom-ref": address,
        "name": pin.name,
        "version": pin.version,
        "licenses": [{"expression": canonicalize_license_expression(licences.licence(pin))}],
        "purl": address,
        "hashes": [{"alg": "SHA-256", "content": each} for each in sorted(pin.hashes)],
    }


def bill(packages: Mapping[str, pins.Pin]) -> dict[str, Any]:
    """The bill of the packages of ``packages`` and of what needs what."""
    ours = {
        "type": "application",
        "bom-ref": "roi",
        "name": "roi",
        "version": VERSION,
        "licenses": [{"license": {"id": "MIT"}}],
    }
    asked = {name for name in licences.KEPT["why"] if name in packages}
    needs = [
        {"ref": "roi", "dependsOn": sorted(purl(name, packages[name].version) for name in asked)},
        *(
            {
                "ref": purl(name, pin.version),
                "dependsOn": sorted(purl(each.name, each.version) for each in packages.values() if name in each.needed_by),
            }
            for name, pin in sorted(packages.items())
        ),
    ]
    content = {
        "metadata": {"component": ours},
        "components": [component(pin) for _, pin in sorted(packages.items())],
        "dependencies": needs,
    }
    serial = uuid.UUID(bytes=hashlib.sha256(json.dumps(content, sort_keys=True).encode()).digest()[:16], version=4)
    return {"bomFormat": "CycloneDX", "specVersion": "1.6", "serialNumber": serial.urn, "version": 1, **content}


def written() -> str:
    """docs/sbom.json."""
    return json.dumps(bill(pins.pinned(pins.RUNTIME)), indent=1, ensure_ascii=False) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description="The bill of materials of what running needs.")
    parser.add_argument("--write", action="store_true", help="write docs/sbom.json anew")
    if parser.parse_args().write:
        FILE.write_text(written(), encoding="utf-8")
    elif not FILE.exists() or FILE.read_text(encoding="utf-8") != written():
        print("docs/sbom.json is behind: make docs", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
