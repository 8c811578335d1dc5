"""The app hosted: two processes behind the nginx that deploy/nginx.conf makes, as a visitor and as a stranger meet it."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import shutil
import ssl
import subprocess
import time
import uuid

import pytest

from tests.browser.conftest import is_wrong
from tests.browser.test_owner import slider
from tests.screen import SCENARIO
from trust.serving import ROOT, free_port, served

PLACES = [
    os.environ.get("PATH", ""),
    "/usr/sbin",
    "/usr/local/sbin",
    "/opt/homebrew/bin",
    str(ROOT / ".venv/nginx/usr/sbin"),
]
NGINX = shutil.which("nginx", path=os.pathsep.join(PLACES))
CONF = (ROOT / "deploy/nginx.conf").read_text(encoding="utf-8")
NAME = "localhost"
ASKED = "Hvad koster udbrændthed"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(NGINX is None, reason="no nginx here (Debian: apt-get install nginx)"),
    pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl here to make a certificate with"),
]


@pytest.fixture(scope="module")
def hosted(tmp_path_factory):
    """Ports of nginx (http, https) and of the two processes behind it, and the folder of its logs."""
    folder = tmp_path_factory.mktemp("nginx")
    subject = ["-subj", f"/CN={NAME}", "-days", "2"]
    new = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "privkey.pem", "-out", "fullchain.pem"]
    subprocess.run([*new, *subject], cwd=folder, check=True, capture_output=True)
    plain, secure = free_port(), free_port()
    with served(folder) as one, served(folder) as other:
        conf = CONF.replace("/etc/ssl/roi", str(folder)).replace("/var/log/nginx", str(folder))
        conf = re.sub(r"listen \[::\]:\d+.*;\n", "", conf)  # where there is no IPv6
        conf = conf.replace("listen 80;", f"listen 127.0.0.1:{plain};").replace("listen 443", f"listen 127.0.0.1:{secure}")
        conf = conf.replace("roi.example.com", NAME)
        for usual, app in zip((8501, 8502), (one, other), strict=True):
            conf = conf.replace(f"127.0.0.1:{usual}", f"127.0.0.1:{app.port}")
        (folder / "roi.conf").write_text(conf)
        temporary = "".join(
            f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        (folder / "nginx.conf").write_text(
            f"daemon off; pid {folder}/pid; error_log {folder}/start.log; {'user root;' if os.getuid() == 0 else ''}"
            f"events {{}} http {{ {temporary} include {folder}/roi.conf; }}"
        )
        command = [NGINX, "-p", str(folder), "-e", str(folder / "start.log"), "-c", str(folder / "nginx.conf")]
        tested = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
        assert tested.returncode == 0, tested.stderr
        process = subprocess.Popen(command)
        try:
            until = time.monotonic() + 10
            while True:
                with contextlib.suppress(OSError):
                    if asked(secure, "/health")[0] == 200:
                        break
                assert time.monotonic() < until, (folder / "start.log").read_text()
                time.sleep(0.1)
            yield {"http": plain, "https": secure, "processes": (one, other), "log": folder / "roi.log"}
        finally:
            process.terminate()
            process.wait(10)


def asked(port, path, method="GET", body=None, secure=True, **headers):
    """Status, headers and body of one request."""
    if secure:
        trust = ssl._create_unverified_context()
        connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=20, context=trust)
    else:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    with contextlib.closing(connection):
        connection.request(method, path, body, {"Host": NAME, **headers})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()


@pytest.fixture
def window(hosted, chromium):
    """A visitor's window on the hosted app, and what its console said."""
    context = chromium.new_context(locale="da-DK", viewport={"width": 1300, "height": 900}, ignore_https_errors=True)
    page, errors, sockets = context.new_page(), [], []
    page.on("console", lambda said: errors.append(said.text) if is_wrong(said) else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("websocket", lambda opened: sockets.append(opened.url))
    yield page, f"https://{NAME}:{hosted['https']}", errors, sockets
    context.close()


def test_the_page_is_drawn_and_follows_a_slider_through_nginx(window):
    """All charts painted, the websocket through TLS, nothing that the rules of content hold back."""
    from playwright.sync_api import expect

    page, address, errors, sockets = window
    page.goto(f"{address}/owner")
    expect(page.get_by_role("heading", level=1)).to_contain_text(ASKED)
    expect(page.locator(".js-plotly-plot .trace").first).to_be_visible()
    assert [url.startswith("wss://") for url in sockets] == [True]
    before = page.locator(".roi-answer").first.inner_text()
    slider(page, "relief_use").press("ArrowLeft")
    expect(page.locator(".roi-answer").first).not_to_have_text(before)
    assert errors == []


def test_a_file_is_opened_and_one_too_large_is_refused(window, hosted, tmp_path):
    from playwright.sync_api import expect

    page, address, _, _ = window
    page.goto(f"{address}/owner")
    expect(page.locator(".roi-answer").first).to_be_visible()
    page.get_by_test_id("stPopoverButton").filter(has_text=re.compile("^Sag: ")).click()
    own = tmp_path / "own.toml"
    own.write_text(SCENARIO.replace("Own case", "Egen sag gennem nginx"), encoding="utf-8")
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(own)
    expect(page.get_by_text("Egen sag gennem nginx").first).to_be_visible()
    status, _, _ = asked(hosted["https"], "/_stcore/upload_file/a/b", "PUT", b"x" * 22_100_000)
    assert status == 413
    status, _, _ = asked(hosted["https"], "/", "POST", b"x" * 20_000)
    assert status == 413


HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000",
}


@pytest.mark.parametrize("path", ["/", "/owner", "/health", "/app/static/plotly-cartesian.min.js", "/_stcore/agent/x"])
def test_every_answer_has_its_headers(hosted, path):
    _, headers, _ = asked(hosted["https"], path)
    assert {name: headers[name] for name in HEADERS} == HEADERS
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self' blob: 'sha256-")
    assert "frame-ancestors 'none'" in policy
    assert "http:" not in policy
    assert "unsafe-eval" not in policy
    assert "/" not in headers["Server"], "the version is nobody's business"


def test_a_visitor_stays_with_one_process_and_visitors_are_spread(hosted):
    """Both processes are met by new visitors, and each visitor always meets the same."""

    def given(**cookie):
        _, headers, _ = asked(hosted["https"], "/health", **cookie)
        return [each for each in headers.get_all("Set-Cookie", []) if each.startswith("roi_visitor=")]

    first = [given()[0] for _ in range(12)]
    cookies = [each.partition(";")[0] for each in first]
    assert len(set(cookies)) == 12
    assert all(re.fullmatch(r"roi_visitor=[0-9a-f]{32}", cookie) for cookie in cookies)
    assert all("HttpOnly" in each and "Secure" in each and "SameSite=Lax" in each for each in first)
    assert given(Cookie=cookies[0]) == [], "who has one keeps it"
    assert given(Cookie="roi_visitor=made-up"), "what is none of ours is replaced"
    met = {}
    for cookie in cookies:
        seen = {upstream(hosted, cookie) for _ in range(4)}
        assert len(seen) == 1, seen
        met[cookie] = seen.pop()
    assert len(set(met.values())) == 2


def upstream(hosted, cookie):
    """Which process answers a visitor in the end, as nginx logs it."""
    page = f"/{uuid.uuid4().hex}"
    assert asked(hosted["https"], page, Cookie=cookie)[0] == 200
    until = time.monotonic() + 10
    while time.monotonic() < until:
        found = [line.split()[-1] for line in hosted["log"].read_text().splitlines() if page in line]
        if found:
            return found[0]
        time.sleep(0.02)
    raise AssertionError("nginx has not logged it")


def test_it_says_whether_it_is_well(hosted):
    status, _, body = asked(hosted["https"], "/health")
    assert (status, body) == (200, b"ok")


def test_without_tls_one_is_sent_to_it_with_the_case(hosted):
    status, headers, _ = asked(hosted["http"], "/owner?case=1.abc", secure=False)
    assert (status, headers["Location"]) == (301, f"https://{NAME}/owner?case=1.abc")


def test_what_an_address_carries_is_in_no_log(hosted):
    secret = "1.c2VjcmV0" + "A" * 6_000
    assert asked(hosted["https"], f"/owner?case={secret}", Referer=f"https://x/?case={secret}")[0] == 200
    assert asked(hosted["https"], f"/_stcore/agent/?case={secret}")[0] == 404
    assert asked(hosted["https"], f"/owner?case={'A' * 20_000}")[0] == 414
    upstream(hosted, "")  # by now the lines before it are written
    logs = {path.name: path.read_text() for path in hosted["log"].parent.glob("*.log")}
    assert "GET /owner 200" in logs["roi.log"]
    assert not [name for name, content in logs.items() if "c2VjcmV0" in content or "AAAA" in content]


@pytest.mark.parametrize("path", ["/_stcore/agent/interact", "/_stcore/agent/mcp", "/_stcore/metrics"])
def test_nobody_but_a_browser_drives_it(hosted, path):
    assert asked(hosted["https"], path)[0] == 404


def test_when_a_process_is_gone_its_visitors_get_the_other(hosted):
    """Last, for it stops one: the next page comes from the process that is left."""
    cookie = "roi_visitor=" + "0" * 32
    first = upstream(hosted, cookie)
    gone = next(app for app in hosted["processes"] if first.endswith(f":{app.port}"))
    gone.stop()
    assert upstream(hosted, cookie) != first
    assert asked(hosted["https"], "/health")[0] == 200
