"""Takes the pictures in the README: the app as it is, in a real browser, each page on a ready-made case."""

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
WIDTH, HEIGHT = 1300, 1150
WAIT = 60  # seconds for the server to answer
#: Picture -> the page, and how many charts must stand on it; the challenge is reached through its example.
PICTURES = {"app": ("owner", 9), "challenge": ("", 2), "compare": ("compare", 1)}
CHARTS = "(most) => [...document.querySelectorAll('.js-plotly-plot')].filter(c => c.querySelector('.trace')).length >= most"
STILL = '.stApp[data-test-script-state="notRunning"]'


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
    """Start the app, open each page, take its picture, stop it."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "roi", "app", "--no-browser", "--port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, start_new_session=True, stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + WAIT
        while not answers(address) and time.monotonic() < until:
            time.sleep(0.2)
        with sync_playwright() as playwright:
            chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
            browser = playwright.chromium.launch(executable_path=chromium)
            for name, (path, charts) in PICTURES.items():
                page = browser.new_page(locale="en-GB", viewport={"width": WIDTH, "height": HEIGHT})
                page.goto(f"{address}/{path}?lang=en")
                page.wait_for_selector(STILL, timeout=WAIT * 1000)
                if not path:
                    page.locator(".st-key-example_claim button").click()
                    page.wait_for_url("**/challenge*")
                page.wait_for_function(CHARTS, arg=charts, timeout=WAIT * 1000)
                page.wait_for_selector(STILL, timeout=WAIT * 1000)
                page.screenshot(path=ROOT / "docs" / f"{name}.png")
                page.close()
            browser.close()
    finally:
        os.killpg(server.pid, signal.SIGTERM)


if __name__ == "__main__":
    main()
