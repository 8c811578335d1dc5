"""The app started as a person starts it, on a port of its own and with a home of its own, and stopped again."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STARTS_WITHIN = 60  # seconds
STOPS_WITHIN = 10


@dataclass(frozen=True)
class Served:
    """A process of the app. ``log``: what it has said so far."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def is_well(self) -> bool:
        """Whether it answers."""
        try:
            with urllib.request.urlopen(f"{self.address}/_stcore/health", timeout=1) as response:
                return bool(response.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def stop(self) -> None:
        """End it and what it has started, gently at first."""
        for asked in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, asked)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(STOPS_WITHIN)
                return


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextlib.contextmanager
def served(home: Path, environment: Mapping[str, str] | None = None, *options: str) -> Iterator[Served]:
    """The app, answering; stopped afterwards. Raises RuntimeError with its log where it does not start."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true", "--server.port", str(port)]
    command += ["--server.fileWatcherType", "none", *options]
    path = home / f"log_{port}.txt"
    with path.open("w+") as log:
        started = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "HOME": str(home), "ROI_LIBRARY": str(home / "cases"), **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        found = Served(port, started, path)
        try:
            until = time.monotonic() + STARTS_WITHIN
            while not found.is_well():
                if started.poll() is not None or time.monotonic() > until:
                    raise RuntimeError("the app does not start:\n" + path.read_text(errors="replace"))
                time.sleep(0.1)
            yield found
        finally:
            found.stop()
