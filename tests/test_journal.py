"""A journal: what was kept is found again, whatever happened to the last line, and nothing else is."""

from __future__ import annotations

import errno
import os

import pytest

from roi.journal import journal


@pytest.fixture
def path(tmp_path):
    return tmp_path / "table.csv.journal"


def kept(path, **answers):
    with journal(path) as found:
        for key, answer in answers.items():
            found.add(key, answer)


def test_what_is_kept_is_found_again(path):
    kept(path, a='{"x": 1}', b="æøå, two words")
    kept(path, c="3")
    with journal(path) as found:
        assert found.found == {"a": '{"x": 1}', "b": "æøå, two words", "c": "3"}
        found.remove()
    assert not path.exists()


def test_whatever_part_of_the_last_line_was_written_the_others_stand(path):
    """A kill can end the file at any byte."""
    kept(path, a="first", b="second æøå")
    whole = path.read_bytes()
    ends = [at + 1 for at, byte in enumerate(whole) if byte == ord("\n")]
    for size in range(len(whole) + 1):
        path.write_bytes(whole[:size])
        kept(path, c="third")
        with journal(path) as found:
            expected = {"a": "first"} if size >= ends[0] - 1 else {}  # a line without its line break is whole already
            expected |= {"b": "second æøå"} if size >= ends[1] - 1 else {}
            assert found.found == {**expected, "c": "third"}, size


def test_a_line_that_was_changed_is_as_if_it_were_not_there(path):
    kept(path, a="1000", b="2000")
    path.write_bytes(path.read_bytes().replace(b"1000", b"1001") + b"\xff\xfe\n" + os.urandom(100) + b"\n")
    with journal(path) as found:
        assert found.found == {"b": "2000"}


def test_a_full_disk_takes_nothing_that_was_kept(path, monkeypatch):
    """The disk takes half a line and then no more; when there is room again the run goes on."""
    room = 120
    real = os.write

    def write(handle, content):
        nonlocal room
        if room <= 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        written = real(handle, content[:room])
        room -= written
        return written

    monkeypatch.setattr("roi.journal.os.write", write)
    with journal(path) as found, pytest.raises(OSError, match="No space"):
        for at in range(100):
            found.add(f"key{at}", "x" * 20)
    monkeypatch.undo()
    with journal(path) as found:
        before = dict(found.found)
        found.add("later", "y")
    assert before == {f"key{at}": "x" * 20 for at in range(len(before))}
    assert len(before) == 2
    with journal(path) as found:
        assert found.found == {**before, "later": "y"}
