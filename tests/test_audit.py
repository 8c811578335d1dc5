"""What is known against the pinned packages is told; where nobody can be asked, that is said, soon, and nothing fails."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from trust import audit, pins

PACKAGES = [pins.Pin("fine", "1.0"), pins.Pin("broken", "2.0")]


class Advisories(BaseHTTPRequestHandler):
    """A service as OSV describes it, that knows of one broken package."""

    def do_POST(self):
        queries = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
        known = {("PyPI", "broken", "2.0"): {"vulns": [{"id": "GHSA-1"}, {"id": "PYSEC-2"}]}}
        results = [known.get((q["package"]["ecosystem"], q["package"]["name"], q["version"]), {}) for q in queries]
        said = b"<html>" if self.path == "/down" else json.dumps({"results": results}).encode()
        self.send_response(404 if self.path == "/missing" else 200)
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Advisories) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_what_is_known_is_told_and_fails(service):
    assert audit.told(PACKAGES, service + "/v1") == (["broken 2.0: GHSA-1, PYSEC-2"], False)


def test_what_is_accepted_is_not_told_again(service, monkeypatch):
    monkeypatch.setattr(audit, "ACCEPTED", {"GHSA-1": "not called here"})
    assert audit.told(PACKAGES, service + "/v1") == (["broken 2.0: PYSEC-2"], False)


def test_where_nothing_is_known_it_says_how_many_were_asked_for(service):
    assert audit.told(PACKAGES[:1], service + "/v1") == (["Audited: nothing known against any of 1 pinned packages."], True)


@pytest.mark.parametrize("path", ["/down", "/missing"])
def test_an_answer_that_is_none_is_not_taken_for_all_clear(service, path):
    lines, well = audit.told(PACKAGES, service + path)
    assert well
    assert len(lines) == 1
    assert lines[0].startswith("Not audited: 127.0.0.1:")


def test_where_nobody_answers_it_says_so_soon(monkeypatch):
    monkeypatch.setattr(audit, "EACH_STEP_WITHIN", 0.2)
    with socket.socket() as listening:  # takes the question and never answers
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        began = time.monotonic()
        lines, well = audit.told(PACKAGES, f"http://127.0.0.1:{listening.getsockname()[1]}/v1")
    assert well
    assert lines[0].startswith("Not audited:")
    assert time.monotonic() - began < audit.ALL_WITHIN


def test_it_is_left_behind_where_it_dawdles(monkeypatch):
    monkeypatch.setattr(audit, "ALL_WITHIN", 0.1)
    stopped = threading.Event()
    monkeypatch.setattr(audit, "advisories", lambda *_: stopped.wait(10))
    lines, well = audit.told(PACKAGES)
    stopped.set()
    assert well
    assert lines == ["Not audited: api.osv.dev cannot be asked (no answer in time)."]
