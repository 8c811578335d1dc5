"""What a long piece of work has found so far, kept beside its target: a run that was broken off goes on where it stopped.

One line for each thing found: a sum over the line, the key of what was asked, and the answer. A line is written whole before
the next is begun and never changed, so that a kill or a full disk can spoil the last line alone; a line whose sum does not
fit is as if it were not there. The key says all that the answer depends on: an answer to something else is never taken.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

SUM = 16  # hexadecimal digits of the sum over a line: one spoilt line in 10^19 would pass


class Journal:
    """The answers in a file, by key, and the file open for more."""

    def __init__(self, path: Path) -> None:
        """Raises OSError where it cannot be read or written."""
        self.path = path
        self._file = path.open("a+b", buffering=0)
        self._file.seek(0)
        written = self._file.read()
        self.found = dict(_lines(written))
        self._write(
            b"\n" if written and not written.endswith(b"\n") else b""
        )  # a half line is left behind, not gone on with

    def add(self, key: str, answer: str) -> None:
        """Keep an answer (one line of text). Raises OSError, a full disk for one; what was kept before stays."""
        line = f"{key} {answer}".encode()
        self._write(_sum(line) + b" " + line + b"\n")
        self.found[key] = answer

    def close(self) -> None:
        self._file.close()

    def remove(self) -> None:
        """Everything is done: nothing is left to go on with."""
        self.close()
        self.path.unlink(missing_ok=True)

    def _write(self, content: bytes) -> None:
        while content:
            content = content[os.write(self._file.fileno(), content) :]


@contextmanager
def journal(path: Path) -> Iterator[Journal]:
    """A journal that is closed in the end, whatever happens."""
    opened = Journal(path)
    try:
        yield opened
    finally:
        opened.close()


def _lines(written: bytes) -> Iterator[tuple[str, str]]:
    """Key and answer of every line that is whole."""
    for each in written.split(b"\n"):
        found, _, line = each.partition(b" ")
        if line and found == _sum(line):
            key, _, answer = line.decode().partition(" ")
            yield key, answer


def _sum(line: bytes) -> bytes:
    return sha256(line).hexdigest()[:SUM].encode()
