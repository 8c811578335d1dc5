"""Any file: every way in takes changed inputs without a break, and the guard around them would see one."""

from __future__ import annotations

import contextlib
import io
import os
import socket
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pyarrow
import pytest
from pyarrow import parquet

from roi import files, tabular, text
from roi.scenario import ScenarioError
from roi.ui import batch as batch_page
from trust import fuzz, mutate, seeds, watch
from trust.entries import ENTRIES

ROOT = Path(__file__).parent.parent
INPUTS = 250  # at each way in; `make fuzz` tries more, and led by what runs


@pytest.fixture(scope="module")
def tried():
    """A short run of it, in a process of its own: the memory it may take is limited."""
    command = [sys.executable, "-m", "trust.fuzz", "--inputs", str(INPUTS), "--seed", "2"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)


def test_nothing_breaks_with_changed_inputs(tried):
    assert tried.returncode == 0, tried.stdout + tried.stderr


@pytest.mark.parametrize("name", ENTRIES)
def test_every_way_in_was_tried(tried, name):
    assert f"{name}: {INPUTS} inputs, 0 ways to break it" in tried.stdout


@pytest.mark.parametrize("name", ENTRIES)
def test_the_seeds_are_taken_not_refused(name, monkeypatch):
    """Changed inputs of seeds that are refused would try nothing but the refusal."""
    refused = []
    monkeypatch.setattr("trust.entries._refused", refused.append)
    seeds = ENTRIES[name].seeds()
    for data in seeds:
        ENTRIES[name].target(data)
    assert len(refused) <= len(seeds) / 2 if name in ("distribution", "result") else not refused, refused


def test_a_changed_input_is_another_and_the_same_again():
    seeds = ENTRIES["scenario"].seeds()
    made = [mutate.mutated(seeds[1], seeds, seed) for seed in range(200)]
    assert made == [mutate.mutated(seeds[1], seeds, seed) for seed in range(200)]
    assert len(set(made)) > 150
    assert all(len(each) <= mutate.MOST for each in made)


# ------------------------------------------------------------------------------------- the guard sees what it should see


def writes_elsewhere(data):
    Path("/var/tmp/written").write_bytes(data)


def removes_elsewhere(_data):
    Path("/var/tmp/never there").unlink()


def calls_out(_data):
    socket.create_connection(("127.0.0.1", 9), timeout=0.1)


def starts_a_program(_data):
    subprocess.run(["true"], check=True)


def dawdles(_data):
    until = time.monotonic() + 10
    while time.monotonic() < until:
        pass


def sleeps(_data):
    time.sleep(20)


def is_wrong(_data):
    raise KeyError("x")


BREAKING = [writes_elsewhere, removes_elsewhere, calls_out, starts_a_program, dawdles, sleeps, is_wrong]


@pytest.mark.parametrize("target", BREAKING)
def test_what_breaks_a_promise_is_seen(target, monkeypatch):
    monkeypatch.setattr(watch, "SECONDS", 1)
    monkeypatch.setattr(watch, "PATIENCE", 2)
    assert fuzz.tried("x", target, b"data")
    assert not Path("/var/tmp/written").exists()


def test_what_is_forgiven_elsewhere_is_not_forgiven():
    def forgiving(data):
        with contextlib.suppress(Exception):
            writes_elsewhere(data)

    assert "writes outside its folder" in fuzz.tried("x", forgiving, b"")


def test_within_its_folder_anything_may_be_written(tmp_path):
    with watch.watched(tmp_path):
        (tmp_path / "a").write_text("b")
        (tmp_path / "a").rename(tmp_path / "c")
        (tmp_path / "c").unlink()


@pytest.mark.skipif(sys.platform != "linux", reason="limits memory as Linux counts it")
def test_memory_is_limited():
    code = "from trust import watch; watch.limit_memory(2**28); x = bytearray(2**29)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert "MemoryError" in done.stderr


def test_it_can_be_led_by_what_runs():
    """The same entries with atheris, where it is: libFuzzer counts new code reached."""
    pytest.importorskip("atheris")
    command = [sys.executable, "-m", "trust.fuzz", "--guided", "--entry", "claimed", "--inputs", "1500"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ}, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    found = [line for line in done.stderr.splitlines() if "new_units_added" in line]
    assert found
    assert int(found[0].split(":")[-1]) > 10


# ------------------------------------------------------------------------------------------------------- what was found


@pytest.mark.parametrize("written", ["1" * 300 + "-05-04", "4-" + "9" * 25 + "-2026", "9" * 5000 + " maj 26"])
@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_a_day_with_too_many_digits_is_none(written, lang):
    assert text.day(written, lang) is None


def test_a_mistake_repeats_no_character_that_steers_the_screen():
    import roi

    scenario = 'format = 1\n[company]\nemployees = "\\u001b[31m\\u202e"\n[[claims]]\nsays = "a\\u0007b\\u2066c 30 %"\n'
    with pytest.raises(roi.ScenarioError) as found:
        roi.loads(scenario)
    said = str(found.value)
    assert "\\x1b[31m\\u202e" in said
    assert "\\x07" in said
    assert not set("\x1b\x07\u202e\u2066") & set(said)


def test_a_part_of_a_workbook_in_another_alphabet_is_refused():
    """Python knows alphabets in which entities would not look like any; and a name of none ended in a LookupError."""
    whole = seeds.workbooks()[1]
    for alphabet in (b"cp037", b"UTF-9", b"utf-16"):
        changed = whole.replace(b'encoding="UTF-8"', b'encoding="%s"' % alphabet)
        assert changed != whole
        with pytest.raises(ScenarioError) as found:
            files.opened(seeds.packed_parts(changed), ".xlsx")
        assert [each.problem.code for each in found.value.mistakes] == ["sheet_not_spreadsheet"]


def packed_table(**columns):
    made = pyarrow.BufferOutputStream()
    parquet.write_table(pyarrow.table(columns), made)
    return bytes(made.getvalue())


def a_row(**other):
    return {**{name: [1.0] for name in tabular.NEEDED}, "file": ["a.toml"], "scenario": ["A"], **other}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (packed_table(**a_row()), None),
        (packed_table(**a_row(file=[7])), "table_unreadable"),
        (packed_table(**a_row(npv_se=["x"])), "table_unreadable"),
        (packed_table(**a_row(npv_mean=[[1.0]])), "table_unreadable"),
        (packed_table(**a_row(npv_mean=[float("nan")])), "table_cell"),
        (packed_table(**a_row(npv_p5=[float("-inf")])), "table_cell"),
        (packed_table(**a_row(scenario=["x" * 1_000_000])), "table_unreadable"),
        (packed_table(**{name: x * 200_000 for name, x in a_row().items()}), "table_too_long"),
        (b",".join(each.encode() for each in tabular.NEEDED) + b"\na,A" + b",nan" * 7, "table_cell"),
        (b",".join(each.encode() for each in tabular.NEEDED) + b"\na,A" + b",1e999" * 7, "table_cell"),
        (b"file;file\na;b\n", "table_unreadable"),
        (b"PAR1" + b"\0" * 99 + b"PAR1", "table_unreadable"),
    ],
)
def test_the_table_of_a_batch_is_one_or_is_refused(content, code):
    """A number where a text should be, no number at all, a megabyte of text packed into nothing: refused with words."""
    name = "t.parquet" if content.startswith(b"PAR1") else "t.csv"
    if code is None:
        assert batch_page._read(name, content)[0]["file"] == "a.toml"
        return
    with pytest.raises(ScenarioError) as found:
        batch_page._read(name, content)
    assert {each.problem.code for each in found.value.mistakes} == {code}


def test_a_small_file_is_read_into_little_memory(tmp_path):
    """However large it may be: room was made for a gigabyte before a table was looked at."""
    import tracemalloc

    (tmp_path / "t.csv").write_bytes(b"file;x\n")
    tracemalloc.start()
    files.read_bytes(tmp_path / "t.csv", tabular.BYTES_AT_MOST)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 1_000_000


def test_uploads_are_as_large_in_front_of_the_app_as_in_it():
    """What nginx lets in is the app's own limit and a little for what is around a file."""
    import tomllib

    told = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))["server"]["maxUploadSize"]
    site = (ROOT / "deploy/nginx.conf").read_text(encoding="utf-8").partition("/_stcore/upload_file/")[2]
    assert f"client_max_body_size {told + 1}m;" in site.partition("}")[0]
    assert told >= batch_page.UPLOAD_AT_MOST


@pytest.mark.parametrize("spoil", range(3))
def test_a_workbook_that_is_damaged_is_none(spoil):
    """Deflated bytes that cannot be unpacked ended in zlib's own error; the other ways of packing are nobody's."""
    whole = bytearray(seeds.workbooks()[0])
    if spoil == 2:
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_LZMA) as packed:
            packed.writestr("xl/workbook.xml", "<x/>" * 99)
        whole = bytearray(made.getvalue())
    else:
        at = whole.index(b"xl/worksheets/sheet1.xml") + (40, 60)[spoil]
        whole[at : at + 20] = b"\xff" * 20
    with pytest.raises(ScenarioError) as found:
        files.opened(bytes(whole), ".xlsx")
    assert [each.problem.code for each in found.value.mistakes] == ["sheet_not_spreadsheet"]
