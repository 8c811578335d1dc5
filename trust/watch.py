"""One input tried under guard: in a second or two, within a folder, and asking nothing of the network or other programs."""

from __future__ import annotations

import os
import resource
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

SECONDS = 5  # of a processor that one input may take; it is a megabyte at most
PATIENCE = 60  # seconds by the clock, for what sleeps: a busy machine is slow, not wrong
MEMORY = 2**30  # bytes beyond what the program itself takes
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
#: What Python tells its auditors of (PEP 578): event -> which of its arguments are paths that would change, and which is the
#: folder they are in, where it is open.
CHANGES: dict[str, tuple[tuple[int, int | None], ...]] = {
    "os.mkdir": ((0, 2),),
    "os.rmdir": ((0, 1),),
    "os.remove": ((0, 1),),
    "os.rename": ((0, 2), (1, 3)),
    "os.link": ((0, 2), (1, 3)),
    "os.symlink": ((1, 2),),
    "os.truncate": ((0, None),),
    "os.chmod": ((0, 2),),
    "os.chown": ((0, 3),),
    "os.utime": ((0, 3),),
    "sqlite3.connect": ((0, None),),
}
FORBIDDEN = (
    "socket.connect",
    "socket.bind",
    "socket.getaddrinfo",
    "socket.sendto",
    "subprocess.Popen",
    "os.system",
    "os.exec",
)
FORBIDDEN += ("os.posix_spawn", "os.spawn", "os.fork", "os.kill", "webbrowser.open")
PICKLES = ("babel.", "datetime")  # Babel's own tables of languages


class Broken(BaseException):
    """A promise was broken. No Exception, so that nobody who forgives an error forgives this."""


class _Guard:
    """Where may be written just now; None: anywhere, for nobody is watched."""

    folder: str | None = None
    installed = False


def _inside(path: Any, within: int = -1) -> bool:
    """``within``: the handle of the folder a path is in, -1 for the process's own."""
    if not isinstance(path, str | bytes | os.PathLike):  # a handle that is open already
        return True
    base = Path(f"/proc/self/fd/{within}").readlink() if within >= 0 else ""
    where = os.path.realpath(Path(base, os.fsdecode(path)))
    folder = _Guard.folder or "/"
    return where in (os.devnull, folder) or where.startswith(folder.rstrip("/") + "/")


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if _Guard.folder is None:
        return
    if event == "open":
        path, mode, flags = (*arguments, None, None)[:3]
        writes = any(letter in mode for letter in "wax+") if isinstance(mode, str) else bool((flags or 0) & WRITING)
        if writes and not _inside(path):
            raise Broken(f"writes outside its folder: {path!r}")
    elif event in CHANGES:
        for path, within in CHANGES[event]:
            if not _inside(arguments[path], -1 if within is None else arguments[within]):
                raise Broken(f"{event} outside its folder: {arguments[path]!r}")
    elif event in FORBIDDEN or (event == "pickle.find_class" and not arguments[0].startswith(PICKLES)):
        raise Broken(f"{event}: {arguments!r:.200}")


@contextmanager
def watched(folder: str | os.PathLike[str] | None = None, seconds: int | None = None) -> Iterator[None]:
    """Raises Broken where what runs inside writes outside ``folder`` (None: the temporary one), calls anybody or dawdles."""
    if not _Guard.installed:
        sys.addaudithook(_audit)  # for good: an auditor cannot be taken away
        _Guard.installed = True

    most = seconds or SECONDS

    def late(_signal: int, _frame: FrameType | None) -> None:
        raise Broken(f"not done in {most} s")

    limits = ((signal.SIGPROF, signal.ITIMER_PROF, most), (signal.SIGALRM, signal.ITIMER_REAL, most * PATIENCE / SECONDS))
    before = [signal.signal(sent, late) for sent, _, _ in limits]
    for _, timer, after in limits:
        signal.setitimer(timer, after)
    _Guard.folder = os.path.realpath(folder or tempfile.gettempdir())
    try:
        yield
    finally:
        _Guard.folder = None
        for (sent, timer, _), handler in zip(limits, before, strict=True):
            signal.setitimer(timer, 0)
            signal.signal(sent, handler)


def limit_memory(more: int = MEMORY) -> None:
    """From now on this process gets so many bytes beyond what it has; then a MemoryError is what it gets."""
    has = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (has + more, has + more))
