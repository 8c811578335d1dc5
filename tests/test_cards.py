"""The card index: it knows what the files say, and nothing depends on it."""

from __future__ import annotations

import os
import sqlite3

import pytest

from roi import cards, library
from tests.test_library import ONE, THREE, TWO

TOLD = {"chance_of_gain": 0.64, "median": 171_000.0}


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "cases"


@pytest.fixture
def file(folder):
    return library.add(folder, ONE, "Bogføring")


def names(folder):
    return {each.file: each.name for each in cards.cards(folder)}


def test_a_card_says_what_stands_in_the_file(folder, file):
    library.add(folder, TWO.replace("Bogføring", "Support"), "Support")
    assert names(folder) == {file: "Bogføring", "support.toml": "Support"}
    card = next(each for each in cards.cards(folder) if each.file == file)
    assert card.fingerprint == library.fingerprint(ONE)
    assert not card.wrong
    assert card.told is None
    assert (folder / cards.INDEX).exists()


def test_the_last_changed_comes_first(folder, file):
    other = library.add(folder, TWO, "Other")
    os.utime(folder / file, (2_000_000_000, 2_000_000_000))
    os.utime(folder / other, (1_000_000_000, 1_000_000_000))
    assert [each.file for each in cards.cards(folder)] == [file, other]


def test_a_card_that_is_known_is_not_read_again(folder, file, monkeypatch):
    cards.cards(folder)
    monkeypatch.setattr(cards, "_read", lambda path: pytest.fail("read again"))
    assert names(folder) == {file: "Bogføring"}


def test_a_file_changed_by_hand_is_noticed(folder, file):
    assert names(folder) == {file: "Bogføring"}
    before = (folder / file).stat()
    (folder / file).write_text(ONE.replace("Bogføring", "Noget nyt"), encoding="utf-8")
    os.utime(folder / file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert names(folder) == {file: "Noget nyt"}, "even with its time set back"
    (folder / file).unlink()
    assert names(folder) == {}


def test_a_file_that_is_no_scenario_is_marked(folder, file):
    (folder / file).write_text("format = 1\nemployes = 3\n", encoding="utf-8")
    (folder / "bytes.toml").write_bytes(b"\xff\x00")
    assert all(each.wrong for each in cards.cards(folder))
    assert names(folder) == {file: "bogfoering", "bytes.toml": "bytes"}


def test_headlines_are_kept_by_what_a_case_says(folder, file):
    cards.tell(folder, {library.fingerprint(ONE): TOLD})
    assert cards.cards(folder)[0].told == TOLD
    library.save(folder, file, TWO, library.fingerprint(ONE))
    assert cards.cards(folder)[0].told is None
    library.go_back(folder, file, 1)
    assert cards.cards(folder)[0].told == TOLD


def test_another_version_of_the_tool_works_them_out_anew(folder, file, monkeypatch):
    cards.tell(folder, {library.fingerprint(ONE): TOLD})
    monkeypatch.setattr(cards, "VERSION", "999")
    assert cards.cards(folder)[0].told is None


def _bytes(index):
    index.write_bytes(b"this is no database at all" * 400)


def _half(index):
    index.write_bytes(index.read_bytes()[: index.stat().st_size // 2])


def _other_tables(index):
    index.unlink()
    with sqlite3.connect(index) as db:
        db.execute("create table cases (file text)")
    db.close()


def _future(index):
    db = sqlite3.connect(index)
    db.execute("pragma user_version = 99")
    db.close()


def _nonsense(index):
    db = sqlite3.connect(index)
    with db:
        db.execute("update answers set median = 'a lot'")
    db.close()


def _hole(index):
    """A page in the middle overwritten, the header left as it is."""
    content = bytearray(index.read_bytes())
    content[4096:8192] = b"\xa5" * 4096
    index.write_bytes(content)


def _folder(index):
    index.unlink()
    index.mkdir()


@pytest.mark.parametrize("break_it", [_bytes, _half, _other_tables, _future, _nonsense, _hole, _folder])
def test_a_broken_index_costs_nothing_but_itself(folder, file, break_it):
    cards.tell(folder, {library.fingerprint(ONE): TOLD})
    cards.cards(folder)
    break_it(folder / cards.INDEX)
    assert names(folder) == {file: "Bogføring"}
    assert library.text_of(folder, file) == ONE
    library.save(folder, file, THREE, library.fingerprint(ONE))
    assert names(folder) == {file: "Bogføring"}


def test_an_index_thrown_away_is_made_anew(folder, file):
    cards.cards(folder)
    (folder / cards.INDEX).unlink()
    assert names(folder) == {file: "Bogføring"}
    assert (folder / cards.INDEX).exists()


def test_an_index_that_another_window_holds_is_done_without(folder, file, monkeypatch):
    monkeypatch.setattr(cards, "PATIENCE", 0.01)
    cards.cards(folder)
    held = sqlite3.connect(folder / cards.INDEX)
    held.execute("begin exclusive")
    assert names(folder) == {file: "Bogføring"}
    held.rollback()
    assert held.execute("select count(*) from cases").fetchone() == (1,), "and not thrown away"
    held.close()
