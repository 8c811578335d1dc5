"""A library when the disk, the clock or another hand is against it: the old one or the new one, and a clear word."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from roi import cards, files, library, text
from roi.library import LibraryError, fingerprint
from tests.test_library import ONE, THREE, TWO, refused

ROOT = Path(__file__).parents[1]
posix = pytest.mark.skipif(sys.platform == "win32", reason="needs fork and kill -9")


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "cases"


@pytest.fixture
def file(folder):
    return library.add(folder, ONE, "Bogføring")


@posix
def test_killed_at_any_moment_it_is_the_old_one_or_the_new_one(tmp_path):
    command = [sys.executable, "-m", "tests.killed", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    deaths = json.loads(done.stdout)
    assert deaths["save"] >= 6
    assert deaths["save half"] == 2, "the version, then the case"
    assert deaths["throw_away"] >= 3
    assert sum(deaths.values()) > 40


# ------------------------------------------------------------------------------------------------------------- the disk


class Disk:
    """A disk that refuses its n-th change (0: none), and every one after it."""

    def __init__(self, error, at):
        self.error, self.at, self.asked = error, at, 0

    def refuse(self):
        self.asked += 1
        if self.at and self.asked >= self.at:
            raise OSError(self.error, os.strerror(self.error))


@contextmanager
def refusing(disk, monkeypatch):
    """Every way in which the library changes the disk goes past the disk that refuses."""

    def past(plain):
        def asked(*given, **more):
            disk.refuse()
            return plain(*given, **more)

        return asked

    with monkeypatch.context() as patched:
        patched.setattr(files.os, "fsync", past(os.fsync))
        patched.setattr(files.os, "fdopen", past(os.fdopen))
        for name in ("mkdir", "replace", "unlink", "write_bytes"):
            patched.setattr(Path, name, past(getattr(Path, name)))
        yield


TOLD = {errno.ENOSPC: "disk_full", errno.EDQUOT: "disk_full", errno.EROFS: "may_not", errno.EIO: "failed"}


def saved(folder, file):
    library.save(folder, file, TWO, fingerprint(ONE))


def gone_back(folder, file):
    library.go_back(folder, file, 1)


DOINGS = {
    "save": saved,
    "add": lambda folder, file: library.add(folder, TWO, "New"),
    "throw_away": library.throw_away,
    "bring_back": lambda folder, file: library.bring_back(folder, "other.toml"),
}


@pytest.mark.parametrize("error", TOLD, ids=errno.errorcode.get)
@pytest.mark.parametrize("doing", DOINGS)
def test_a_disk_that_refuses_at_any_moment_is_told_and_costs_nothing(folder, file, error, doing, monkeypatch):
    library.throw_away(folder, library.add(folder, THREE, "Other"))
    refusals, at, done = 0, 1, False
    while not done:
        disk = Disk(error, at)
        with refusing(disk, monkeypatch):
            try:
                DOINGS[doing](folder, file)
                done = True
            except LibraryError as caught:
                assert caught.problem.code == TOLD[error]
                refusals += 1
        if not done:
            assert library.text_of(folder, file) == ONE
            assert library.in_bin(folder) == ["other.toml"]
            assert {each.read_text(encoding="utf-8") for each in folder.rglob("*.toml")} <= {ONE, TWO, THREE}
            at += 1
    assert refusals >= 1
    assert refusals == at - 1


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 64 kB, of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(place)], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("may not mount a disk here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.skipif(sys.platform != "linux", reason="tmpfs is Linux's")
def test_a_disk_that_is_really_full(small_disk):
    folder = small_disk / "cases"
    file, now, saves = library.add(folder, ONE, "Case"), ONE, 0
    with pytest.raises(LibraryError) as caught:
        while True:
            new = ONE + f"# {saves} {'x' * 5_000}\n"
            library.save(folder, file, new, fingerprint(now))
            now, saves = new, saves + 1
    assert caught.value.problem.code == "disk_full"
    assert saves > 2
    assert library.text_of(folder, file) == now
    assert [each.file for each in cards.cards(folder)] == [file], "a list needs no room"
    assert now in [library.version_text(folder, file, each.number) for each in library.versions(folder, file)]
    assert not list(folder.rglob("*.tmp"))
    library.throw_away(folder, file)
    library.empty_bin(folder)
    assert library.add(folder, ONE, "Case") == file, "there is room again"


@pytest.mark.skipif(sys.platform != "linux", reason="tmpfs is Linux's")
def test_a_folder_that_is_really_read_only(small_disk):
    folder = small_disk / "cases"
    file = library.add(folder, ONE, "Case")
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    assert library.opened(folder, file).text == ONE
    assert [each.name for each in cards.cards(folder)] == ["Bogføring"]
    assert len(library.versions(folder, file)) == 1
    for do in (saved, library.throw_away, lambda folder, file: library.add(folder, TWO, "x")):
        refused("may_not", do, folder, file)


def test_a_folder_that_cannot_be_is_told(tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    refused("failed", library.add, tmp_path / "file" / "cases", ONE, "x")
    refused("failed", library.add, tmp_path / "file", ONE, "x")
    refused("failed", library.cases, tmp_path / "file")


# ------------------------------------------------------------------------------------------------------------ the clock


def test_a_clock_set_back_changes_no_order(folder, file, monkeypatch):
    class Earlier(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(1999, 1, 1, tzinfo=UTC)

    monkeypatch.setattr(library, "datetime", Earlier)
    saved(folder, file)
    library.save(folder, file, THREE, fingerprint(TWO))
    os.utime(folder / file, (0, 0))
    found = library.versions(folder, file)
    assert [each.number for each in found] == [1, 2, 3]
    assert found[-1].at < found[0].at
    assert library.current(folder, file) == 3
    library.go_back(folder, file, 2)
    assert library.text_of(folder, file) == TWO
    assert [each.name for each in cards.cards(folder)] == ["Bogføring"]


def test_a_stamp_that_no_clock_shows_is_no_harm(folder, file):
    shelf = folder / library.VERSIONS / "bogfoering"
    (shelf / "0009_99999999T999999Z_saved.toml").write_text(TWO, encoding="utf-8")
    (shelf / "notes.txt").write_text("x", encoding="utf-8")
    assert [each.number for each in library.versions(folder, file)] == [1, 9]
    saved(folder, file)
    assert [each.number for each in library.versions(folder, file)] == [1, 9, 10]


# -------------------------------------------------------------------------------------------------------- other windows


@posix
def test_a_window_that_hangs_in_the_middle_is_not_waited_for_for_ever(folder, file, monkeypatch):
    monkeypatch.setattr(library, "PATIENCE", 0.1)
    with library._alone(folder):
        refused("busy", saved, folder, file)
    saved(folder, file)
    assert library.text_of(folder, file) == TWO


def test_half_a_file_of_a_killed_process_is_swept_away_once_it_is_old(folder, file):
    old, young = folder / ".bogfoering.toml.00.tmp", folder / library.VERSIONS / "bogfoering" / ".x.toml.11.tmp"
    for each in (old, young):
        each.write_text("half", encoding="utf-8")
    os.utime(old, (time.time() - 2 * library.LEFT_OVER,) * 2)
    assert library.cases(folder) == [file]
    saved(folder, file)
    assert not old.exists()
    assert young.exists()


def test_what_is_told_is_told_in_both_languages():
    for code in ("disk_full", "may_not", "busy", "vanished", "changed_underneath"):
        words = {text.say(f"library.problem.{code}", lang, file="x.toml") for lang in text.LANGUAGES}
        assert len(words) == 2
