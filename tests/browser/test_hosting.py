"""The app hosted: two processes behind the nginx that deploy/nginx.conf makes, as a visitor and as a stranger meet it."""

from __future__ import annotations

import re
import time
import uuid

import pytest

from tests.browser.conftest import is_wrong
from tests.browser.hosting import NAME, NEEDED, asked, behind_nginx
from tests.browser.test_owner import slider
from tests.screen import SCENARIO
from trust.serving import free_port

ASKED = "Hvad koster udbrændthed"

pytestmark = NEEDED


@pytest.fixture(scope="module")
def hosted(tmp_path_factory):
    """Ports of nginx (http, https) and of the two processes behind it, and the folder of its logs."""
    with behind_nginx(tmp_path_factory.mktemp("nginx"), free_port()) as found:
        yield found


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
