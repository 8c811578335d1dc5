"""A person's own cases: saved, changed, gone back to, thrown away and had back."""

from __future__ import annotations

import re
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import roi
from roi import files, library, text
from roi.library import LibraryError, fingerprint

ONE = (
    'format = 1\nname = "Bogføring" # kept\n[company]\nemployees = 10\n[[work]]\nname = "A"\nhours_m = 100\nfee_m = 20_000\n'
)
TWO, THREE = ONE.replace("= 10\n", "= 20\n"), ONE.replace("= 10\n", "= 30\n")


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "own" / "cases"


@pytest.fixture
def file(folder):
    return library.add(folder, ONE, "Bogføring")


def refused(code, do, *given):
    with pytest.raises(LibraryError) as caught:
        do(*given)
    assert caught.value.problem.code == code
    return caught.value


def said(folder, file):
    """Every version's text with how it came to be, the oldest first."""
    return [(each.how, library.version_text(folder, file, each.number)) for each in library.versions(folder, file)]


def test_where_it_is_can_be_said(monkeypatch, tmp_path):
    monkeypatch.setenv("ROI_LIBRARY", str(tmp_path / "mine"))
    assert library.default_folder() == tmp_path / "mine"
    monkeypatch.delenv("ROI_LIBRARY")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert library.default_folder().name == "roi"


def test_looking_makes_nothing(folder):
    assert library.cases(folder) == library.in_bin(folder) == library.vanished(folder) == []
    assert not folder.exists()


def test_a_case_is_a_plain_file_that_the_terminal_can_open(folder, file):
    assert file == "bogfoering.toml"
    assert library.cases(folder) == [file]
    assert (folder / file).read_text(encoding="utf-8") == ONE
    assert roi.load(folder / file).values["employees"].median == 10
    assert library.opened(folder, file).text == ONE
    assert folder.stat().st_mode & 0o077 == 0, "nobody else looks into it"


def test_every_save_is_a_version_in_order(folder, file):
    library.save(folder, file, TWO, fingerprint(ONE))
    library.save(folder, file, THREE, fingerprint(TWO))
    library.save(folder, file, THREE, fingerprint(THREE))
    assert said(folder, file) == [("saved", ONE), ("saved", TWO), ("saved", THREE)], "the same again is no version"
    assert library.current(folder, file) == 3
    assert all(abs(each.at - datetime.now(UTC)).total_seconds() < 100 for each in library.versions(folder, file))


def test_the_way_back_and_back_again(folder, file):
    library.save(folder, file, TWO, fingerprint(ONE))
    assert library.go_back(folder, file, 1) == ONE
    assert library.text_of(folder, file) == ONE
    assert library.go_back(folder, file, 2) == TWO
    assert [each for _, each in said(folder, file)] == [ONE, TWO, ONE, TWO]
    refused("no_such_version", library.go_back, folder, file, 9)


def test_two_windows_that_save_lose_nothing(folder, file):
    library.save(folder, file, TWO, fingerprint(ONE))
    error = refused("changed_underneath", library.save, folder, file, THREE, fingerprint(ONE))
    assert error.problem.facts["file"] == file
    assert library.text_of(folder, file) == TWO
    assert said(folder, file) == [("saved", ONE), ("saved", TWO), ("aside", THREE)]
    refused("changed_underneath", library.save, folder, file, THREE, fingerprint(ONE))
    assert len(said(folder, file)) == 3, "once is enough"
    assert library.current(folder, file) == 2
    assert library.go_back(folder, file, 3) == THREE
    assert library.current(folder, file) == 4


def test_two_windows_that_say_the_same_agree(folder, file):
    library.save(folder, file, TWO, fingerprint(ONE))
    library.save(folder, file, TWO, fingerprint(ONE))
    assert len(said(folder, file)) == 2


def test_many_windows_at_once_keep_every_text(folder, file):
    texts = [ONE.replace("= 10\n", f"= {n}\n") for n in range(100, 116)]
    outcome = {}

    def save(mine):
        try:
            library.save(folder, file, mine, fingerprint(ONE))
            outcome[mine] = "saved"
        except LibraryError as error:
            outcome[mine] = error.problem.code

    windows = [threading.Thread(target=save, args=(each,)) for each in texts]
    for each in windows:
        each.start()
    for each in windows:
        each.join()
    assert sorted(outcome.values()) == ["changed_underneath"] * 15 + ["saved"], "one was first"
    assert outcome[library.text_of(folder, file)] == "saved"
    assert {each for _, each in said(folder, file)} == {ONE, *texts}
    assert [each.number for each in library.versions(folder, file)] == list(range(1, 18))


def test_what_another_program_changed_is_noticed_and_kept(folder, file):
    (folder / file).write_text(TWO, encoding="utf-8")
    assert library.current(folder, file) is None
    assert library.opened(folder, file).text == TWO
    assert said(folder, file) == [("saved", ONE), ("found", TWO)]
    (folder / file).write_text(THREE, encoding="utf-8")
    refused("changed_underneath", library.save, folder, file, ONE + "# mine\n", fingerprint(TWO))
    assert library.text_of(folder, file) == THREE
    assert [how for how, _ in said(folder, file)] == ["saved", "found", "found", "aside"]


def test_a_file_put_there_by_hand_is_a_case(folder, file):
    (folder / "Vores sag æøå.toml").write_text(TWO, encoding="utf-8")
    assert library.cases(folder) == ["Vores sag æøå.toml", file]
    library.save(folder, "Vores sag æøå.toml", THREE, fingerprint(TWO))
    assert said(folder, "Vores sag æøå.toml") == [("found", TWO), ("saved", THREE)]


def test_names_alike_get_files_of_their_own(folder, file):
    others = [library.add(folder, TWO, name) for name in ("Bogføring", "bogfoering", "BOGFØRING!", "", "會計", "CON")]
    assert len({file, *others}) == 7
    assert others[0] == "bogfoering_2.toml"
    assert {"case.toml", "case_2.toml", "con_.toml"} <= set(others)


@given(st.text(max_size=300))
@settings(max_examples=50, deadline=None)
def test_a_name_never_becomes_a_way_out(name):
    made = files.file_name(name, "case")
    assert re.fullmatch(r"[a-z0-9_]{1,61}\.toml", made)
    assert library._is_case(made)


@pytest.mark.parametrize(
    "name",
    [
        "../x.toml",
        "/etc/passwd",
        "..",
        "",
        "a/b.toml",
        "a\\b.toml",
        ".index.toml",
        "C:x.toml",
        "x\0.toml",
        "x.txt",
        "\ud800.toml",
    ],
)
def test_a_file_beyond_the_folder_is_no_case(folder, file, name):
    for do in (library.text_of, library.opened, library.versions, library.throw_away, library.bring_back):
        refused("no_such_case", do, folder, name)
    refused("no_such_case", library.save, folder, name, TWO, "")
    assert library.text_of(folder, file) == ONE


def test_thrown_away_and_had_back_with_its_versions(folder, file):
    library.save(folder, file, TWO, fingerprint(ONE))
    library.throw_away(folder, file)
    assert (library.cases(folder), library.in_bin(folder)) == ([], [file])
    assert library.add(folder, THREE, "Bogføring") == "bogfoering_2.toml", "its name waits for it"
    library.bring_back(folder, file)
    assert library.text_of(folder, file) == TWO
    assert said(folder, file) == [("saved", ONE), ("saved", TWO)]
    refused("already_there", library.bring_back, folder, file)


def test_the_bin_holds_what_is_thrown_away_twice(folder, file):
    library.throw_away(folder, file)
    (folder / file).write_text(TWO, encoding="utf-8")
    library.throw_away(folder, file)
    library.bring_back(folder, file)
    assert said(folder, file) == [("saved", ONE), ("found", TWO)]


def test_an_emptied_bin_is_empty(folder, file):
    other = library.add(folder, TWO, "Other")
    library.throw_away(folder, file)
    library.empty_bin(folder)
    assert library.in_bin(folder) == library.vanished(folder) == []
    assert library.cases(folder) == [other]
    assert said(folder, other) == [("saved", TWO)]
    refused("no_such_case", library.bring_back, folder, file)
    assert library.add(folder, ONE, "Bogføring") == file
    assert said(folder, file) == [("saved", ONE)], "nothing of the old one"


def test_a_file_that_vanished_comes_back_as_its_last_version(folder, file):
    library.save(folder, file, TWO, fingerprint(ONE))
    (folder / file).unlink()
    assert library.vanished(folder) == [file]
    refused("vanished", library.opened, folder, file)
    refused("vanished", library.save, folder, file, THREE, fingerprint(TWO))
    assert said(folder, file)[-1] == ("aside", THREE)
    library.bring_back(folder, file)
    assert library.text_of(folder, file) == TWO
    assert library.vanished(folder) == []


def test_what_is_no_text_is_left_alone(folder, file):
    (folder / file).write_bytes(b"\xff\xfe\x00")
    refused("unreadable", library.opened, folder, file)
    refused("unreadable", library.save, folder, file, TWO, fingerprint(ONE))
    assert (folder / file).read_bytes() == b"\xff\xfe\x00"
    library.throw_away(folder, file)
    assert library.in_bin(folder) == [file]


def test_the_same_text_comes_out_byte_for_byte(folder):
    odd = "\ufeff" + ONE.replace("\n", "\r\n")
    made = library.add(folder, odd, "x")
    assert (folder / made).read_bytes() == odd.encode()
    assert library.opened(folder, made).text == odd


def test_a_library_has_an_end(folder, file, monkeypatch):
    monkeypatch.setattr(library, "BYTES_AT_MOST", 2 * library.BLOCK)
    refused("full", library.save, folder, file, TWO, fingerprint(ONE))
    assert library.text_of(folder, file) == ONE


def test_every_problem_has_its_words():
    source = Path(library.__file__).read_text(encoding="utf-8")
    codes = set(re.findall(r'LibraryError\("(\w+)"', source))
    assert codes == {name.removeprefix("library.problem.") for name in text.words() if name.startswith("library.problem.")}
    for code in codes:
        for lang in text.LANGUAGES:
            assert text.say(f"library.problem.{code}", lang, file="x.toml", most=1, number=1, reason="x")
