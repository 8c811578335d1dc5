"""What is far too large, deep or tightly packed is refused before it costs much: seconds and memory of each refusal."""

from __future__ import annotations

import base64
import resource
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

import roi
from roi import files, link, repeat, text
from roi.scenario import ScenarioError

MEGABYTE = 2**20
REFUSED = (ScenarioError, link.LinkError)
HEAD = b"format = 1\n"


def _file(content: bytes, name: str = "any.toml", size: int = 0) -> Callable[[], object]:
    """Reading a file of such content; ``size``: the file claims so many bytes, with nothing behind the first."""

    def read() -> object:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            path.write_bytes(content)
            if size:
                with path.open("r+b") as file:
                    file.truncate(size)
            return repeat.load(path) if name.endswith(".json") else roi.load(path)

    return read


def _packed(size: int) -> Callable[[], object]:
    """Opening an address in which so many bytes are packed."""
    packed = base64.urlsafe_b64encode(zlib.compress(b"x" * size, 9)).decode().rstrip("=")
    return lambda: link.scenario(f"1.{packed}")


#: What is tried -> trying it.
TRIED: Mapping[str, Callable[[], object]] = {
    "a file of 4 GB": _file(HEAD, size=2**32),
    "a file of 1 MB in one line of brackets": _file(HEAD + b"x = " + b"[" * (files.BYTES_AT_MOST - 20)),
    "a key of 300,000 parts": _file(HEAD + b".".join([b"a"] * 300_000) + b" = 1"),
    "100,000 packages": _file(HEAD + b"[[work]]\n" * 100_000),
    "100,000 unknown keys": _file(HEAD + b"".join(b"k%d=1\n" % i for i in range(90_000))),
    "a number of a million digits": _file(HEAD + b"horizon_months = " + b"9" * 900_000),
    "a result of 20 MB of brackets": _file(b"[" * (repeat.BYTES_AT_MOST - 1), "any.json"),
    "an address that unpacks to 5 MB": _packed(5_000_000),
    "an address of a million letters": lambda: link.scenario("1." + "A" * 1_000_000),
}


def refused(what: str) -> tuple[float, float]:
    """Seconds of a processor until something is refused, and megabytes that the process grew by.

    Raises AssertionError where it is taken.
    """
    before, begun = _largest(), time.process_time()
    try:
        TRIED[what]()
    except REFUSED as error:
        assert isinstance(error, link.LinkError) or text.mistake(error.mistakes[0], "", "en")
        return time.process_time() - begun, _largest() - before
    raise AssertionError(f"{what} is taken")


def _largest() -> float:
    """Megabytes that this process has had at most."""
    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return size / MEGABYTE if sys.platform == "darwin" else size * 1024 / MEGABYTE


def main() -> int:
    for what in TRIED:
        seconds, megabytes = refused(what)
        print(f"{what}\t{seconds:.3f}\t{megabytes:.0f}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
