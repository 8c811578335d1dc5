"""Many hands: what they find is what a plain loop finds, also when some of them, or all of them, are killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from roi import batch, crew
from roi.grid import varied
from tests.hands import dies
from tests.test_batch import QUICK, case, sources

ROOT = Path(__file__).parent.parent
as_on_linux = pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks at processes as Linux shows them")


def test_processes_find_the_same_as_a_plain_loop():
    grid = varied(["fee_m=30000,40000"])
    assert sorted(batch.answers(sources(4), grid, QUICK, workers=2)) == list(batch.answers(sources(4), grid, QUICK))


def test_a_process_that_dies_loses_nothing_and_what_kills_every_one_is_said(tmp_path):
    jobs = [(str(i), str(i)) for i in range(12)]
    jobs[2] = ("2", str(tmp_path / "once"))
    jobs[10] = ("10", "always")
    found = list(crew.processes(dies, jobs, 2))
    assert len(found) == 12
    assert dict(found) == {**{str(i): f"done {i}" for i in range(12)}, "2": "done once", "10": None}


def children(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(each) for each in listed.stdout.split()]


def gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def until(what, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


@as_on_linux
def test_killed_in_the_middle_and_run_again_gives_the_same_bytes(tmp_path):
    place, kept = tmp_path / "clients", tmp_path / "a.csv.journal"
    place.mkdir()
    for i in range(20):
        (place / f"{i:02}.toml").write_text(case(i), encoding="utf-8")
    (place / "bad.toml").write_text("format = 1", encoding="utf-8")
    env = {**os.environ, "PYTHONPATH": str(ROOT)}

    def roi_batch(name: str, workers: int) -> list[str]:
        how = ["--to", str(tmp_path / name), "--draws", "1024", "--lang", "da", "--workers", str(workers)]
        return [sys.executable, "-m", "roi", "batch", str(place), *how]

    def done(name: str, workers: int) -> subprocess.CompletedProcess[str]:
        return subprocess.run(roi_batch(name, workers), env=env, capture_output=True, text=True, check=True)

    process = subprocess.Popen(roi_batch("a.csv", 2), env=env, stderr=subprocess.DEVNULL)
    try:
        until(lambda: kept.exists() and kept.read_bytes().count(b"\n") >= 5)
        hands = children(process.pid)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert len(hands) >= 2
        until(lambda: all(map(gone, hands)))  # nobody goes on working for nobody
    finally:
        process.kill()
        process.wait()
    lines = kept.read_bytes().splitlines(keepends=True)
    assert 5 <= len(lines) < 20
    assert not (tmp_path / "a.csv").exists()
    kept.write_bytes(b"".join(lines)[:-7])  # the last one half
    again, plain = done("a.csv", 2), done("b.csv", 1)
    assert f"{len(lines) - 1} er regnet" in again.stderr
    for name in ("csv", "errors.csv"):
        assert (tmp_path / f"a.{name}").read_bytes() == (tmp_path / f"b.{name}").read_bytes()
    assert again.stdout == plain.stdout
    assert not kept.exists()
