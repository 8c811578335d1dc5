"""A result says all that its run depends on: it can be run again from the result alone, to the same bytes."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import roi
from roi import cli, repeat, sampling, simulate, tables
from roi.scenario import ScenarioError

HERE = Path(__file__).parent.parent
CASE = HERE / "scenarios" / "it_operations_midsize.toml"
SMALL = """format = 1
[[work]]
name = "Bøger {x} <b>"  # a hostile name
hours_m = { low = 100, high = 160 }
fee_m = 35_000
"""


def told(*arguments: object) -> int:
    return cli.main([str(each) for each in arguments])


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    path = tmp_path_factory.mktemp("repeat") / "small case.toml"
    path.write_text(SMALL, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def document(small):
    """A result as it is written."""
    assert told("run", small, "--draws", 128, "--seed", 7, "--view", "cash", "--json", small.with_suffix(".json")) == 0
    return json.loads(small.with_suffix(".json").read_text(encoding="utf-8"))


def test_a_result_records_what_it_was_made_of(small, document):
    text = small.read_text(encoding="utf-8")
    assert document["scenario_text"] == text
    assert document["scenario_hash"] == hashlib.sha256(text.encode()).hexdigest()
    recorded = {name: document[name] for name in ("draws", "seed", "view", "format", "version")}
    assert recorded == {"draws": 128, "seed": 7, "view": "cash", "format": 1, "version": roi.__version__}
    result = roi.run(roi.load(small), draws=128, seed=7, view="cash")
    assert (result.seed, result.version, result.scenario_hash) == (7, roi.__version__, document["scenario_hash"])


def test_a_run_is_repeated_from_its_result(small, document, tmp_path, capsys):
    first, again = small.with_suffix(".json"), tmp_path / "again.json"
    assert told("run", first, "--json", again) == 0
    assert again.read_bytes() == first.read_bytes()
    assert document["scenario"] == "small case"  # the name of the file, which the result alone remembers
    assert told("run", first, "--draws", 64, "--lang", "en") == 0
    out, err = capsys.readouterr()
    assert "64 futures, seed 7" in out
    assert err == ""


def test_a_run_with_a_precision_is_repeated_too(small, tmp_path):
    first, again = tmp_path / "first.json", tmp_path / "again.json"
    assert told("run", small, "--draws", 100, "--precision", "5%", "--json", first) == 0
    assert json.loads(first.read_text(encoding="utf-8"))["draws"] > 100
    assert told("run", first, "--json", again) == 0
    assert again.read_bytes() == first.read_bytes()


@pytest.mark.parametrize("lang", ["da", "en"])
def test_another_version_is_said(document, tmp_path, capsys, lang):
    path = tmp_path / "old.json"
    path.write_text(json.dumps(document | {"version": "0.0.1"}), encoding="utf-8")
    assert told("run", path, "--lang", lang) == 0
    out, err = capsys.readouterr()
    assert "0.0.1" in err and roi.__version__ in err
    assert out


WRONG = {
    "result_not_json": '{ "draws": 1, ',
    "result_without_scenario": '{ "draws": 1 }',
    "result_changed": {"scenario_text": SMALL.replace("35_000", "36_000")},
    "result_unreadable": {"draws": 0},
    "file_too_large": "{" + " " * repeat.BYTES_AT_MOST,
}


@pytest.mark.parametrize("code", WRONG)
def test_what_is_no_result_of_ours_is_refused_with_the_reason(document, tmp_path, capsys, code):
    path = tmp_path / "wrong.json"
    content = WRONG[code]
    path.write_text(content if isinstance(content, str) else json.dumps(document | content), encoding="utf-8")
    with pytest.raises(ScenarioError) as found:
        repeat.load(path)
    assert [each.problem.code for each in found.value.mistakes] == [code]
    assert told("run", path) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"{path}")
    assert err.count("\n") == 1


@pytest.mark.parametrize("content", ['{ "draws": ' + "9" * 5_000 + " }", "{" * 100_000, '{ "a": ' + "[" * 100_000])
def test_what_no_reader_can_hold_is_refused(tmp_path, content):
    path = tmp_path / "large.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ScenarioError) as found:
        repeat.load(path)
    assert [each.problem.code for each in found.value.mistakes] == ["result_not_json"]


def test_a_result_whose_scenario_is_wrong_says_so(document, tmp_path):
    text = SMALL.replace("format = 1", "format = 99")
    path = tmp_path / "future.json"
    changed = {"scenario_text": text, "scenario_hash": hashlib.sha256(text.encode()).hexdigest()}
    path.write_text(json.dumps(document | changed), encoding="utf-8")
    with pytest.raises(ScenarioError):
        repeat.load(path)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)


names = st.sampled_from(["draws", "seed", "view", "version", "precision", "scenario_text", "scenario_hash"])


def test_any_value_is_taken_or_refused(document, tmp_path):
    path = tmp_path / "any.json"

    @settings(max_examples=60, deadline=None)
    @given(names, anything)
    def tried(name, value):
        path.write_text(json.dumps(document | {name: value}), encoding="utf-8")
        try:
            record = repeat.load(path)
        except ScenarioError as error:
            assert error.mistakes
        else:
            assert record.draws >= 1
            assert record.view in ("cash", "cash_time", "all")

    tried()


def test_a_scenario_is_not_taken_for_a_result(small, tmp_path):
    assert not repeat.is_result(small)
    assert not repeat.is_result(tmp_path / "nowhere.json")
    marked = tmp_path / "marked.json"
    marked.write_bytes(b"\xef\xbb\xbf\r\n {}")
    assert repeat.is_result(marked)


@pytest.mark.parametrize("block", [1_600, 4_096])
def test_the_blocks_change_no_byte(monkeypatch, block):
    def written():
        scenario = roi.load(CASE)
        return json.dumps(tables.as_json(roi.run(scenario, draws=9_000)))

    whole = written()
    monkeypatch.setattr(simulate, "BLOCK", block)
    assert written() == whole


def test_two_processes_and_any_number_of_threads_give_the_same_bytes(tmp_path):
    """Each in a process of its own: all cores, one core and one thread, and another hash seed."""
    code = "import os, sys; os.cpu_count = lambda: {threads}; from roi.cli import main; sys.exit(main())"
    found = []
    for threads, environment in (
        (2, {}),
        (1, {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}),
        (3, {"PYTHONHASHSEED": "5"}),
    ):
        path = tmp_path / f"{threads}.json"
        command = [sys.executable, "-c", code.format(threads=threads), "run", str(CASE), "--json", str(path)]
        subprocess.run(command, check=True, cwd=HERE, env=os.environ | environment)
        found.append(path.read_bytes())
    assert found[0] == found[1] == found[2]


def test_a_key_is_drawn_the_same_whatever_else_there_is():
    """The whole road: an event more, and every draw of before is still there."""
    scenario = roi.load(CASE)
    more = roi.loads(
        scenario.text + '\n[[events]]\nname = "New"\nside = "plan"\nrate_y = 0.3\ncost = { low = 1, high = 9 }\n'
    )
    before, after = (sampling.draw(each, 500, 1) for each in (scenario, more))
    for key, x in before.values.items():
        assert (x == after.values[key]).all() if not isinstance(x, float) else x == after.values[key]
