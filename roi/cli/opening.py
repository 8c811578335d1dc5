"""The browser app, opened from the terminal."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path
from typing import Any

from roi import text
from roi.cli.arguments import Whole, command
from roi.cli.saying import FAILED, complain

PORT_AT_MOST = 65_535


def add(commands: Any, lang: str) -> None:
    """``app``."""
    app = command(commands, "app", text.say("cli.app", lang), lang)
    app.add_argument("--port", type=Whole(1, PORT_AT_MOST, lang), metavar="N", help=text.say("cli.port", lang))
    app.add_argument("--no-browser", action="store_true", help=text.say("cli.no_browser", lang))
    app.set_defaults(command=_app)


def _app(given: argparse.Namespace, lang: str) -> int:
    root = Path(__file__).resolve().parents[2]
    if not (root / "app.py").is_file():
        complain(text.say("cli.no_app", lang))
        return FAILED
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    command += ["--server.port", str(given.port)] if given.port else []
    command += ["--server.headless", "true"] if given.no_browser else []
    return subprocess.run(command, cwd=root, check=False).returncode and FAILED
