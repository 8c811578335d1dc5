"""Takes docs/app.png, the picture in the README: the app as it opens, in a real browser."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
WIDTH, HEIGHT = 1300, 1250
WAIT = 60  # seconds for the server to answer
CHARTS = "() => [...document.querySelectorAll('.js-plotly-plot')].filter(c => c.querySelector('.trace')).length >= 5"


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def answers(address: str) -> bool:
    """Whether the app is up."""
    try:
        with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def main() -> None:
    """Start the app, open it, take the picture, stop it."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "roi", "app", "--no-browser", "--port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, start_new_session=True, stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + WAIT
        while not answers(address) and time.monotonic() < until:
            time.sleep(0.2)
        with sync_playwright() as playwright:
            path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
            browser = playwright.chromium.launch(executable_path=path)
            page = browser.new_page(locale="en-GB", viewport={"width": WIDTH, "height": HEIGHT})
            page.goto(f"{address}/?lang=en")
            page.wait_for_function(CHARTS, timeout=WAIT * 1000)
            page.wait_for_selector('.stApp[data-test-script-state="notRunning"]')
            page.screenshot(path=ROOT / "docs/app.png")
            browser.close()
    finally:
        os.killpg(server.pid, signal.SIGTERM)


if __name__ == "__main__":
    main()
