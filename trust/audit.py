"""Whether anything pinned is known to be vulnerable: one question to OSV, which gathers the advisories of PyPI and GitHub.

python -m trust.audit            # part of `make lint`; where OSV cannot be reached it says so and is content

Asked by who develops, never by the tool itself: the question says which packages are pinned and nothing else.
"""

from __future__ import annotations

import json
import sys
import threading
import urllib.request
from collections.abc import Mapping, Sequence

from trust import pins

SERVICE = "https://api.osv.dev/v1/querybatch"  # https://google.github.io/osv.dev/post-v1-querybatch/
EACH_STEP_WITHIN, ALL_WITHIN = 2.0, 4.0  # seconds; looking up a name knows no time limit of its own, hence the second

# Advisories that do not touch us, with the reason and until when: {"GHSA-…": "only where …; gone with the next version"}
ACCEPTED: Mapping[str, str] = {}


def asked(packages: Sequence[pins.Pin]) -> bytes:
    """The question."""
    queries = [{"package": {"ecosystem": "PyPI", "name": each.name}, "version": each.version} for each in packages]
    return json.dumps({"queries": queries}).encode()


def advisories(packages: Sequence[pins.Pin], service: str = SERVICE) -> list[tuple[pins.Pin, list[str]]]:
    """The packages with an advisory that is not accepted, and its names.

    Raises OSError where nobody answers, ValueError where the answer is no answer to the question.
    """
    request = urllib.request.Request(service, asked(packages), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=EACH_STEP_WITHIN) as response:
        answer = json.load(response)
    results = answer.get("results") if isinstance(answer, dict) else None
    if not isinstance(results, list) or len(results) != len(packages):
        raise ValueError("no answer to what was asked")
    named = [[found["id"] for found in each.get("vulns", []) if found["id"] not in ACCEPTED] for each in results]
    return [(package, names) for package, names in zip(packages, named, strict=True) if names]


def told(packages: Sequence[pins.Pin], service: str = SERVICE) -> tuple[list[str], bool]:
    """What is to be said, in lines, and whether nothing is known against any of them (or nobody could be asked)."""
    answers: list[list[tuple[pins.Pin, list[str]]]] = []
    reasons: list[str] = ["no answer in time"]

    def ask() -> None:
        try:
            answers.append(advisories(packages, service))
        except (OSError, ValueError) as error:
            reasons.append(str(error))

    asking = threading.Thread(target=ask, daemon=True)  # left behind where it dawdles
    asking.start()
    asking.join(ALL_WITHIN)
    if not answers:
        return [f"Not audited: {service.split('/')[2]} cannot be asked ({reasons[-1]})."], True
    if not answers[0]:
        return [f"Audited: nothing known against any of {len(packages)} pinned packages."], True
    return [f"{package.name} {package.version}: {', '.join(names)}" for package, names in answers[0]], False


def main() -> int:
    every = {(pin.name, pin.version): pin for file in pins.asked_for() for pin in pins.pinned(file).values()}
    lines, well = told([*every.values()])
    print("\n".join(lines), file=sys.stdout if well else sys.stderr)
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
