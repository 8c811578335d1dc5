"""Work for processes that are to die on it; light, since each of them reads it anew."""

from __future__ import annotations

import os
import signal
from pathlib import Path


def dies(job: str) -> str:
    """ "always": every process dies on it. A path: the first one does. Anything else is done."""
    flag = Path(job)
    if job == "always":
        os.kill(os.getpid(), signal.SIGKILL)
    if flag.is_absolute() and not flag.exists():
        flag.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return f"done {flag.name}"
