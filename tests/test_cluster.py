"""A batch on a real Dask cluster of several processes, on the loopback alone: the same bytes, also when one is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from roi import batch, cli, crew
from roi.journal import journal
from tests.hands import dies
from tests.test_batch import QUICK, case, sources
from tests.test_crew import until

pytest.importorskip("distributed")
pytestmark = pytest.mark.filterwarnings("default")  # what Dask warns of is Dask's

ROOT = Path(__file__).parent.parent
FILES = 30


class Cluster:
    """A scheduler and its workers, each a process of its own."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder, self.environment, self.processes = folder, environment, list[subprocess.Popen[bytes]]()
        said = folder / "scheduler.json"
        quiet = ["--no-dashboard", "--dashboard-address", "127.0.0.1:0", "--no-jupyter"]
        self.scheduler = self.start("scheduler", "--host", "127.0.0.1", "--port", "0", *quiet, "--scheduler-file", str(said))
        until(lambda: said.exists() and said.read_text(encoding="utf-8").strip().endswith("}"), 60)
        self.address = json.loads(said.read_text(encoding="utf-8"))["address"]

    def start(self, *what: str, roi: Path = ROOT) -> subprocess.Popen[bytes]:
        env = {**os.environ, "PYTHONPATH": str(roi), "PYTHONWARNINGS": "default", **self.environment}
        process = subprocess.Popen(
            [sys.executable, "-m", "dask", *what],
            cwd=self.folder,
            env=env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.processes.append(process)
        return process

    def worker(self, roi: Path = ROOT) -> subprocess.Popen[bytes]:
        mine = ["--no-nanny", "--nthreads", "1", "--no-dashboard", "--local-directory", str(self.folder)]
        return self.start("worker", self.address, "--host", "127.0.0.1", *mine, roi=roi)

    def end(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def started(tmp_path_factory) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path_factory.mktemp("cluster"))
    yield cluster
    cluster.end()


@pytest.fixture
def cluster(started) -> Iterator[Cluster]:
    """The scheduler, without workers of an earlier test."""
    yield started
    for process in started.processes[1:]:
        process.kill()
        process.wait()
    del started.processes[1:]


def test_a_worker_killed_in_the_middle_loses_nothing_and_counts_nothing_twice(cluster, tmp_path):
    clients = tmp_path / "clients"
    clients.mkdir()
    for i in range(FILES):
        (clients / f"{i:02}.toml").write_text(case(i), encoding="utf-8")
    (clients / "wrong.toml").write_text(case(1).replace("0.4", "40"), encoding="utf-8")
    workers = [cluster.worker() for _ in range(3)]
    command = [sys.executable, "-m", "roi", "batch", str(clients), "--draws", "4096", "--lang", "en"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    there = subprocess.Popen(
        [*command, "--to", str(tmp_path / "there.csv"), "--scheduler", cluster.address],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    kept = tmp_path / "there.csv.journal"
    try:
        until(lambda: kept.exists() and kept.read_bytes().count(b"\n") >= 3, 60)
        workers[0].send_signal(signal.SIGKILL)
        assert kept.read_bytes().count(b"\n") < FILES  # it was in the middle
        out, err = there.communicate(timeout=120)
    finally:
        there.kill()
        there.wait()
    assert there.returncode == 0, err
    assert "Traceback" not in err
    here = subprocess.run(
        [*command, "--to", str(tmp_path / "here.csv"), "--workers", "1"], env=env, capture_output=True, text=True, check=True
    )
    assert (tmp_path / "there.csv").read_bytes() == (tmp_path / "here.csv").read_bytes()
    assert (tmp_path / "there.errors.csv").read_bytes() == (tmp_path / "here.errors.csv").read_bytes()
    assert out == here.stdout
    rows = batch.read(tmp_path / "there.csv")
    assert [row["scenario"] for row in rows] == [f"Client {i}" for i in range(FILES)]


def test_what_every_worker_dies_on_is_said_and_what_was_beside_it_is_done(tmp_path):
    """A task is given up at the first death here; those that waited in the dead worker's line must not go with it."""
    cluster = Cluster(tmp_path, DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="0")
    jobs = [(str(i), str(i)) for i in range(8)]
    jobs[2] = ("2", "always")
    try:
        for _ in range(3):
            cluster.worker()
        found = list(crew.cluster(dies, jobs, cluster.address))
    finally:
        cluster.end()
    assert len(found) == 8
    assert dict(found) == {**{str(i): f"done {i}" for i in range(8)}, "2": None}


def test_a_scheduler_that_ends_is_said_and_the_journal_stands(tmp_path):
    cluster = Cluster(tmp_path)
    cluster.worker()
    try:
        with journal(tmp_path / "j") as kept:
            begun = batch.answers(sources(40), settings=QUICK, scheduler=cluster.address, kept=kept)
            first = next(begun)
            cluster.end()
            with pytest.raises(crew.ClusterError) as caught:
                list(begun)
            assert caught.value.code == "gone"
            assert first.row
            assert kept.found
    finally:
        cluster.end()


def test_workers_that_are_not_ours_are_refused(cluster, tmp_path, monkeypatch):
    """Other versions give other last digits; and without roi there is nobody to do it."""
    cluster.worker()
    monkeypatch.setattr(batch, "engine", lambda: "roi of tomorrow")
    with pytest.raises(batch.OtherEngineError) as caught:
        list(batch.answers(sources(2), settings=QUICK, scheduler=cluster.address))
    assert caught.value.theirs.startswith("roi 0")


def test_a_worker_without_roi_is_said(cluster, tmp_path, capsys):
    (tmp_path / "roi.py").write_text("raise ImportError('no roi here')", encoding="utf-8")
    (tmp_path / "a.toml").write_text(case(1), encoding="utf-8")
    cluster.worker(roi=tmp_path)
    code = cli.main(
        ["batch", str(tmp_path), "--to", str(tmp_path / "t.csv"), "--scheduler", cluster.address, "--lang", "en"]
    )
    said = capsys.readouterr().err
    assert code == 1
    assert "they have no roi" in said
    assert "Broken off after 0 of 1" in said


def test_a_cluster_that_is_not_there_or_has_no_workers(cluster, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(crew, "CONNECTING", 1)
    (tmp_path / "a.toml").write_text(case(1), encoding="utf-8")
    for address, says in (
        (cluster.address, "has no workers"),
        ("tcp://127.0.0.1:9", "does not answer at tcp://127.0.0.1:9"),
    ):
        code = cli.main(["batch", str(tmp_path), "--to", str(tmp_path / "t.csv"), "--scheduler", address, "--lang", "en"])
        said = capsys.readouterr().err
        assert code == 1
        assert says in said
        assert "Traceback" not in said


def test_without_dask_it_is_said_how_to_get_it(tmp_path, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    (tmp_path / "a.toml").write_text(case(1), encoding="utf-8")
    code = cli.main(["batch", str(tmp_path), "--to", str(tmp_path / "t.csv"), "--scheduler", "tcp://a:1", "--lang", "en"])
    assert code == 1
    assert 'pip install "roi[dask]"' in capsys.readouterr().err
