"""The app hosted: processes of it behind the nginx that deploy/nginx.conf makes."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import shutil
import ssl
import subprocess
import time

import pytest

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
UNIT = (ROOT / "deploy/roi@.service").read_text(encoding="utf-8")
ELSEWHERE = ("HOME", "ROI_LIBRARY")  # which the tests have in a folder of their own
SET = {name: to for name, to in re.findall(r"(?m)^Environment=(\w+)=(.+)$", UNIT) if name not in ELSEWHERE}
NAME = "localhost"

NEEDED = [
    pytest.mark.browser,
    pytest.mark.skipif(NGINX is None, reason="no nginx here (Debian: apt-get install nginx)"),
    pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl here to make a certificate with"),
]


@contextlib.contextmanager
def behind_nginx(folder, secure):
    """Two processes with the home ``folder`` behind nginx, which listens for https on the port ``secure``.

    Gives the ports of nginx (http, https), the processes, and the file of its log.
    """
    subject = ["-subj", f"/CN={NAME}", "-days", "2"]
    new = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "privkey.pem", "-out", "fullchain.pem"]
    subprocess.run([*new, *subject], cwd=folder, check=True, capture_output=True)
    plain = free_port()
    with served(folder, SET) as one, served(folder, SET) as other:
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
