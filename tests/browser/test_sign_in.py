"""Sign-in as docs/hosting.md sets it up: a provider of OpenID Connect, nginx, and people who each have their own cases."""

from __future__ import annotations

import json
import re
import secrets
import subprocess
import sys
import time
import urllib.request
from base64 import b64encode
from contextlib import closing, contextmanager

import pytest
from playwright.sync_api import expect

from roi import text
from roi.ui import desk
from tests.browser.conftest import DONE, Visit, is_wrong
from tests.browser.hosting import NAME, NEEDED, behind_nginx
from trust.serving import ROOT, free_port

pytestmark = NEEDED
WITHIN = 30  # seconds for the provider to answer
GROUPS = [secrets.token_hex(16) for _ in range(150)]  # what a provider may say of a person: kilobytes
PEOPLE = ({"sub": "anna", "name": "Anna <b>Å</b>", "groups": GROUPS}, {"sub": "bo", "name": "Bo Bech"})
SETTINGS = re.search(r"\n( +\[auth\]\n(?: +.*\n)+)", (ROOT / "docs/hosting.md").read_text(encoding="utf-8"))[1]
OTHER = desk.title(desk.cases()[1])


@contextmanager
def provider():
    """The address of a provider that lets everybody in who says who they are."""
    port = free_port()
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    command += [part for each in PEOPLE for part in ("--user-claims", json.dumps(each))]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address, until = f"http://127.0.0.1:{port}", time.monotonic() + WITHIN
    try:
        while True:
            try:
                with closing(urllib.request.urlopen(f"{address}/.well-known/openid-configuration", timeout=2)):
                    break
            except OSError:
                assert process.poll() is None, "the provider does not start"
                assert time.monotonic() < until, "the provider does not answer"
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(WITHIN)


@pytest.fixture(scope="module")
def hosted(tmp_path_factory):
    """The app with the settings of docs/hosting.md, only the names put in."""
    folder, secure = tmp_path_factory.mktemp("sign-in"), free_port()
    with provider() as address:
        settings = re.sub("(?m)^ +", "", SETTINGS)
        put_in = {"https://roi.example.com": f"https://{NAME}:{secure}", "https://your-provider": address}
        for usual, here in put_in.items():
            assert usual in settings
            settings = settings.replace(usual, here)
        assert settings.count("…") == 3, "two secrets and a name"
        settings = re.sub("…", lambda _: secrets.token_hex(24), settings)
        (folder / ".streamlit").mkdir()
        (folder / ".streamlit/secrets.toml").write_text(settings, encoding="utf-8")
        with behind_nginx(folder, secure) as found:
            yield {**found, "address": f"https://{NAME}:{secure}", "cases": folder / "cases"}


def of_ours(said, hosted):
    """Whether the console says an error of ours: the provider's own pages have theirs."""
    return is_wrong(said) and said.location.get("url", "").startswith(hosted["address"])


@pytest.fixture
def window(hosted, chromium):
    """Windows of different people: ``window()``."""
    contexts = []

    def opened():
        context = chromium.new_context(locale="da-DK", viewport={"width": 1300, "height": 900}, ignore_https_errors=True)
        contexts.append(context)
        page = context.new_page()
        page.wrong = []
        page.on("console", lambda said: page.wrong.append(said.text) if of_ours(said, hosted) else None)
        page.goto(f"{hosted['address']}/scenarios?lang=en")
        expect(said(page, "ui.library.sign_in_first")).to_be_visible()
        return page

    yield opened
    for context in contexts:
        context.close()


def said(page, words, **facts):
    return page.get_by_text(text.say(words, "en", **facts), exact=True)


def pressed(page, words):
    page.get_by_role("button", name=text.say(words, "en"), exact=True).click()


def cases(page):
    return page.locator("[class*='st-key-own_name']")


def signed_in(page, hosted, sub, name):
    """Through the provider's page and back; then to the cases again."""
    pressed(page, "ui.library.sign_in")
    page.get_by_placeholder("sub").fill(sub)
    page.get_by_role("button", name="Authorize", exact=True).click()
    page.wait_for_url(f"{hosted['address']}/**")
    page.get_by_role("link", name=text.say("ui.bench.nav.top", "en"), exact=True).click()
    expect(said(page, "ui.library.signed_in", name=name)).to_be_visible()
    page.wait_for_selector(DONE)


def test_each_person_has_their_own_cases_and_keeps_them(window, hosted):
    """The language and what lay on the desk come along as well."""
    anna, bo = window(), window()
    on_the_desk = anna.locator(".st-key-on_the_desk")
    page = Visit(anna, hosted["address"])
    page.settled().choose(anna.get_by_role("combobox"), text.case(OTHER, "en"))
    expect(on_the_desk).to_contain_text(text.case(OTHER, "en"))
    page.settled()
    signed_in(anna, hosted, "anna", "Anna <b>Å</b>")
    expect(on_the_desk).to_contain_text(text.case(OTHER, "en"))
    pressed(anna, "ui.library.save")
    expect(cases(anna)).to_have_count(1)
    assert str(hosted["cases"]) not in anna.locator("body").inner_text(), "where it lies on the server is nobody's business"

    signed_in(bo, hosted, "bo", "Bo Bech")
    expect(cases(bo)).to_have_count(0)
    folders = [each.name for each in (hosted["cases"] / "people").iterdir()]
    assert folders
    assert all(re.fullmatch("[0-9a-f]{40}", each) for each in folders)

    pressed(anna, "ui.library.sign_out")
    anna.wait_for_url("**/oauth2/**")  # the provider hears of it
    anna.goto(f"{hosted['address']}/scenarios")
    expect(said(anna, "ui.library.sign_in_first")).to_be_visible()
    expect(cases(anna)).to_have_count(0)
    signed_in(anna, hosted, "anna", "Anna <b>Å</b>")
    expect(cases(anna)).to_have_count(1)
    assert anna.wrong == bo.wrong == []


def test_nobody_gets_in_by_a_cookie_of_their_own_making(window, hosted):
    page = window()
    made_up = b64encode(json.dumps({"sub": "anna", "is_logged_in": True, "origin": hosted["address"]}).encode()).decode()
    page.context.add_cookies([{"name": "_streamlit_user", "value": made_up, "url": hosted["address"]}])
    page.reload()
    expect(said(page, "ui.library.sign_in_first")).to_be_visible()


def test_what_signs_a_person_in_is_for_the_server_alone(window, hosted):
    """No script reads it, no plain connection carries it, no other site sends it along."""
    page = window()
    signed_in(page, hosted, "anna", "Anna <b>Å</b>")
    mine = [each for each in page.context.cookies(hosted["address"]) if each["name"].startswith("_streamlit_user")]
    assert len(mine) > 2, "a provider says a lot of a person"
    assert {(each["httpOnly"], each["secure"], each["sameSite"]) for each in mine} == {(True, True, "Lax")}
    logged = hosted["log"].read_text()
    assert "GET /oauth2callback 302" in logged
    assert "code=" not in logged


def test_who_says_no_at_the_provider_comes_back_as_nobody(window, hosted):
    page = window()
    pressed(page, "ui.library.sign_in")
    page.locator("button[value='deny']").click()  # its words differ from version to version
    page.wait_for_url(f"{hosted['address']}/**")
    page.get_by_role("link", name=text.say("ui.bench.nav.top", "en"), exact=True).click()
    expect(said(page, "ui.library.sign_in_first")).to_be_visible()
