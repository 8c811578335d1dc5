"""Scenario files: read whatever it is, change without loss, save whole or not at all."""

from __future__ import annotations

import copy
import difflib
import os
import socket
import stat
import threading
import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import roi
from roi import files, text
from roi.scenario import Mistake

SMALL = 'format = 1\nname = "X"\n[[work]]\nname = "A"\nhours_m = 160\nfee_m = 35_000\n'
FILE = """\
format = 1   # the format
name = "X"

# about the firm
[company]  # firm
employees = 100 # why

# about the plan
[plan]
relief_use = 0.4 # hi
"core_use" = 0.3

[[work]]
name = "A"
hours_m = { low = 100, high = 160 } # hours
fee_m = 35_000
# end of A

[[work]]
name = "B"
fee_hour = 300
[work.hours_m] # table
low = 1
high = 2

# [[events]]
# name = "E"
"""
ROOT = os.geteuid() == 0
as_a_user = pytest.mark.skipif(ROOT, reason="root may do everything")


def mistakes(path) -> tuple[Mistake, ...]:
    with pytest.raises(roi.ScenarioError) as caught:
        roi.load(path)
    assert caught.value.path == str(path)
    for each in caught.value.mistakes:
        for lang in text.LANGUAGES:
            assert "\n" not in text.mistake(each, str(path), lang)
    return caught.value.mistakes


def code(path) -> str:
    (only,) = mistakes(path)
    return only.problem.code


def code_of(content: str) -> tuple[str, int | None]:
    with pytest.raises(roi.ScenarioError) as caught:
        roi.loads(content)
    (only,) = caught.value.mistakes
    assert all(text.mistake(only, "", lang) for lang in text.LANGUAGES)
    return only.problem.code, only.line


def write(folder: Path, content: str | bytes, name: str = "s.toml") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


# ------------------------------------------------------------------------------------------------------------- reading


def test_a_missing_file_is_told_with_the_nearest_beside_it(tmp_path):
    write(tmp_path, SMALL, "bookkeeping.toml")
    (only,) = mistakes(tmp_path / "bookeeping.toml")
    assert (only.problem.code, only.problem.facts["nearest"]) == ("file_not_found", "bookkeeping.toml")
    (other,) = mistakes(tmp_path / "nothere.toml")
    assert not other.problem.facts["nearest"], "an ending alone makes no likeness"
    (bare,) = mistakes(tmp_path / "bookkeeping")
    assert bare.problem.facts["nearest"] == "bookkeeping.toml"
    assert code(tmp_path / "nowhere" / "x.toml") == "file_not_found"
    assert code(tmp_path / "bookkeeping.toml" / "x.toml") == "cannot_be_read"
    assert code(tmp_path / ("n" * 5000)) == "cannot_be_read"
    assert code(tmp_path / "a\0b") in ("cannot_be_read", "file_not_found")


@pytest.mark.parametrize(
    ("content", "code_wanted"),
    [
        (b"", "empty_file"),
        (b"\xef\xbb\xbf", "empty_file"),
        (b" \t\r\n\n ", "empty_file"),
        (b"\xef\xbb\xbf \r\n", "empty_file"),
        (b"# only a comment\n", "format_missing"),
        (b"\xff\xfe\x00f", "not_text_file"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not_text_file"),
        (b"PK\x03\x04\x00\x00", "not_text_file"),
        (b"format = 1\n\x00", "not_text_file"),
        ("format = 1\n".encode("utf-16"), "not_text_file"),
        (b"name = 'bl\xe5'\n", "not_text_file"),
        (b"x" * 10_000_000, "file_too_large"),
        (os.urandom(2_000_000), "file_too_large"),
    ],
)
def test_what_is_no_scenario_is_told(tmp_path, content, code_wanted):
    assert code(write(tmp_path, content)) == code_wanted


def test_what_is_no_file_is_told_and_never_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    start = time.perf_counter()
    assert code(tmp_path) == "is_a_directory"
    assert code(tmp_path / "pipe") == "not_a_file"
    assert code("/dev/zero") == "not_a_file"
    assert code("/dev/null") == "not_a_file"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket"))
        assert code(tmp_path / "socket") == "not_a_file"
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert code(tmp_path / "loop") in ("cannot_be_read", "file_not_found")
    assert time.perf_counter() - start < 10


@as_a_user
def test_a_file_one_may_not_read_is_told(tmp_path):
    path = write(tmp_path, SMALL)
    path.chmod(0)
    assert code(path) == "no_permission"


def test_no_permission_is_told(tmp_path, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise PermissionError(13, "Permission denied")

    path = write(tmp_path, SMALL)
    monkeypatch.setattr(Path, "open", refuse)
    assert code(path) == "no_permission"


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        ("format = 1\nfee_m = 3,5\n", ("toml_after_value", 2)),
        ("format = 1\nshare = 40 %\n", ("toml_after_value", 2)),
        ("format = 1\nname = Bookkeeping\n", ("toml_no_value", 2)),
        ("format = 1\n\nname\n", ("toml_no_equals", 3)),
        ("format = 1\nemployees 3\n", ("toml_no_equals", 2)),
        ("format = 1\nformat = 1\nname = ''\n", ("toml_twice", 2)),
        ("format = 1\nx = { a = 1, a = 2 }\n", ("toml_twice", 2)),
        ("format = 1\n[a]\n[b]\n[a]\n", ("toml_table_twice", 4)),
        ('format = 1\nname = "x\ny = 2\n', ("toml_open_text", 2)),
        ('format = 1\nname = """x\ny = 2\n', ("toml_open_text", 3)),
        ("format = 1\nx = [1, 2\n", ("toml_open_bracket", 2)),
        ("format = 1\nx = { a = 1\n}\n", ("toml_open_bracket", 2)),
        ("format = 1\nx = 1\x1b[31m\n", ("toml_after_value", 2)),
        ("format = 1\nx = '\x1b[31m'\n", ("not_toml", 2)),
        ("{" * 5, ("toml_no_equals", 1)),
        ("format = 1\nx = " + "9" * 5000, ("not_toml_limits", None)),
        ("format = 1\nx = " + "[" * 100_000, ("not_toml_limits", None)),
        ("format = 1\nx = " + "{a=" * 100_000, ("not_toml_limits", None)),
        ("format = 1\nx" + ".a" * 400_000 + " = 1", ("not_toml_limits", None)),
        ("format = 1\nx" + " . 'a='" * 100_000 + " = 1", ("not_toml_limits", None)),
        ("format = 1\n[x" + ".a" * 400_000 + "]", ("not_toml_limits", None)),
        ("format = 1\nx = { b" + '."=" ' * 150_000 + "= 1 }", ("not_toml_limits", None)),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else None,
)
def test_what_cannot_be_read_is_told_with_its_line_and_soon(content, wanted):
    start = time.perf_counter()
    assert code_of(content) == wanted
    assert time.perf_counter() - start < 10  # slow machines too; what is wrong takes minutes


def test_prose_with_many_points_is_read():
    dots = "." * 3000 + " a.b " + "1.2.3 " * 500 + "Yes. No, it is not. " * 400
    assert roi.loads(SMALL.replace("[[work]]", f'note = "{dots}"\n[[work]]')).note == dots


@pytest.mark.parametrize("name", ["æøå ñ 会計.toml", "a b.toml", "-x.toml", "no_ending"])
def test_a_file_may_be_called_anything_and_names_the_scenario(tmp_path, name):
    scenario = roi.load(write(tmp_path, SMALL.replace('name = "X"\n', ""), name))
    assert scenario.name == Path(name).stem


@pytest.mark.parametrize("start", ["", "\ufeff"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_byte_order_mark_and_line_ends_of_any_system_are_read(tmp_path, start, ending):
    content = (start + FILE).replace("\n", ending)
    scenario = roi.load(write(tmp_path, content))
    assert scenario.text == content
    assert [package.name for package in scenario.work] == ["A", "B"]


# ---------------------------------------------------------------------------------------------------------- migrations


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("", ("format_missing", None)),
        ("format = 0", ("format_not_a_version", 2)),
        ("format = -1", ("format_not_a_version", 2)),
        ('format = "1"', ("format_not_a_version", 2)),
        ("format = true", ("format_not_a_version", 2)),
        ("format = 1.0", ("format_not_a_version", 2)),
        ("format = nan", ("format_not_a_version", 2)),
        ("format = []", ("format_not_a_version", 2)),
        ("format = {}", ("format_not_a_version", 2)),
        ("format = 2026-01-01", ("format_not_a_version", 2)),
        (f"format = {files.FORMAT + 1}", ("format_of_the_future", 2)),
        ("format = 0x" + "f" * 5000, ("format_of_the_future", 2)),
    ],
)
def test_a_format_that_is_none(line, wanted):
    assert code_of(SMALL.replace("format = 1", f"# x\n{line}")) == wanted


def test_old_files_are_migrated_step_by_step_and_the_future_is_refused(monkeypatch):
    def renamed(old, new):
        def migrate(raw):
            return {new if key == old else key: value for key, value in raw.items()}

        return migrate

    monkeypatch.setattr(files, "FORMAT", 3)
    monkeypatch.setattr(files, "MIGRATIONS", {1: renamed("titel", "title"), 2: renamed("title", "name")})
    assert roi.loads(SMALL.replace("name =", "titel =", 1)).name == "X"
    assert roi.loads(SMALL.replace("format = 1", "format = 2").replace("name =", "title =", 1)).name == "X"
    assert roi.loads(SMALL.replace("format = 1", "format = 3")).name == "X"
    assert code_of(SMALL.replace("format = 1", "format = 4")) == ("format_of_the_future", 1)
    with pytest.raises(roi.ScenarioError) as caught:
        roi.loads(SMALL.replace("format = 1", "format = 3").replace("name =", "titel =", 1))
    assert [each.place for each in caught.value.mistakes] == ["titel"]


def test_there_is_a_migration_from_every_older_format():
    assert set(files.MIGRATIONS) == set(range(1, files.FORMAT))


# ------------------------------------------------------------------------------------------------------------ changing


def diff(before: str, after: str) -> tuple[list[str], list[str]]:
    """The lines taken out and put in, empty ones aside."""
    old, new = ([line for line in text.split("\n") if line] for text in (before, after))
    lines = list(difflib.ndiff(old, new))
    return [line[2:] for line in lines if line[0] == "-"], [line[2:] for line in lines if line[0] == "+"]


@pytest.mark.parametrize(
    ("changes", "out", "put"),
    [
        ({}, [], []),
        ({"plan.relief_use": 0.25}, ["relief_use = 0.4 # hi"], ["relief_use = 0.25 # hi"]),
        ({"plan.core_use": 0.25}, ['"core_use" = 0.3'], ['"core_use" = 0.25']),
        (
            {"plan.relief_use": {"low": 0.1, "high": 0.2}},
            ["relief_use = 0.4 # hi"],
            ["relief_use = {low = 0.1, high = 0.2} # hi"],
        ),
        ({"plan.relief_use": None}, ["relief_use = 0.4 # hi"], []),
        ({"plan.core_value": None, "burnout.burnt_out": None, "work[1].start_month": None}, [], []),
        ({"plan.exit_y": 0.1}, [], ["exit_y = 0.1"]),
        ({"company.salary_m": 45_000.5}, [], ["salary_m = 45000.5"]),
        ({"work[1].fee_m": 9}, ["fee_m = 35_000"], ["fee_m = 9"]),
        (
            {"work[1].hours_m.low": 50},
            ["hours_m = { low = 100, high = 160 } # hours"],
            ["hours_m = { low = 50, high = 160 } # hours"],
        ),
        ({"work[2].hours_m.high": 4}, ["high = 2"], ["high = 4"]),
        ({"work[2].hours_m": 4}, ["[work.hours_m] # table", "low = 1", "high = 2"], ["hours_m = 4"]),
        ({"work[1].fee_m": None, "work[1].fee_hour": 250}, ["fee_m = 35_000"], ["fee_hour = 250"]),
        ({"horizon_months": 12}, [], ["horizon_months = 12"]),
        ({"burnout.burnt_out": 0.2}, [], ["[burnout]", "burnt_out = 0.2"]),
        ({"risks.competence.likelihood": 3}, [], ["[risks.competence]", "likelihood = 3"]),
        (
            {"work[3].name": "C", "work[3].hours_m": 3, "work[3].fee_m": 5},
            [],
            ["[[work]]", 'name = "C"', "hours_m = 3", "fee_m = 5"],
        ),
        (
            {"events[1].rate_y": 0.1, "events[1].cost": {"low": 1, "high": 2}, "events[1].side": "plan"},
            [],
            ["[[events]]", "rate_y = 0.1", "cost = {low = 1, high = 2}", 'side = "plan"'],
        ),
        ({"presets": ["offshore"]}, [], ['presets = ["offshore"]']),
        ({"note": 'a "b"\\ \n\t\x0b æ'}, [], ['note = "a \\"b\\"\\\\ \\n\\t\\u000b æ"']),
    ],
    ids=str,
)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_a_change_touches_its_own_line_alone(changes, out, put, ending, start):
    before = (start + FILE).replace("\n", ending)
    scenario = roi.loads(before)
    changed = roi.change(scenario, changes)
    assert scenario.text == before
    after = changed.text
    assert after.startswith(start)
    assert ending == "\n" or after.count("\n") == after.count("\r\n")
    taken, added = diff(FILE, after.removeprefix("\ufeff").replace("\r\n", "\n"))
    assert (taken, added) == (out, put)


def test_comments_that_speak_of_what_follows_stay_before_it():
    changed = roi.change(roi.loads(FILE), {"company.engagement": 3, "plan.exit_y": 0.1, "work[1].start_month": 2}).text
    assert "employees = 100 # why\nengagement = 3\n\n# about the plan\n[plan]" in changed
    assert "fee_m = 35_000\nstart_month = 2\n# end of A" in changed
    assert changed.endswith('# [[events]]\n# name = "E"\n')


def test_packages_are_put_in_replaced_and_taken_out():
    scenario = roi.loads(FILE)
    assert [each.name for each in roi.change(scenario, {"work[1]": None}).work] == ["B"]
    fewer = roi.change(scenario, {"work[2]": None})
    assert [each.name for each in fewer.work] == ["A"]
    more = roi.change(scenario, {"work[3]": {"name": "C", "hours_m": {"low": 1, "high": 3}, "fee_hour": 200}})
    assert [each.name for each in more.work] == ["A", "B", "C"]
    swapped = roi.change(scenario, {"work[1]": {"name": "Q", "hours_m": 3, "fee_m": 9}})
    assert [each.name for each in swapped.work] == ["Q", "B"]
    rows = roi.change(scenario, {"claims": [{"metric": "npv", "value": 1}, {"metric": "npv", "value": 2}]})
    assert [claim.value for claim in rows.claims] == [1.0, 2.0]
    assert roi.change(rows, {"claims": None}).claims == ()


@pytest.mark.parametrize(
    "content",
    [
        SMALL.replace("[[work]]", "plan.relief_use = 0.4\nplan.exit_y = 0.1\n[[work]]"),
        SMALL.replace("[[work]]", "plan = { relief_use = 0.4 } # k\n[[work]]"),
        SMALL.replace("[[work]]", "[\"plan\"]\n'relief_use' = 0.4\n[[work]]"),
        SMALL + "[plan.relief_use]\nlow = 0.1\nhigh = 0.4\n[plan.exit_y]\nlow = 0\nhigh = 0.1\n",
        SMALL + "[plan]\nrelief_use.low = 0.1\nexit_y = 0.1\nrelief_use.high = 0.4\n",
        'format = 1\nwork = [{ name = "A", hours_m = 3, fee_m = 9 }]\n[plan]\nrelief_use = 0.4',
        "format = 1\nwork = [\n  { name = 'A', hours_m = 3, fee_m = 9 }, # one\n]\n",
    ],
)
def test_a_change_works_however_the_file_is_written(content):
    scenario = roi.loads(content)
    changed = roi.change(
        scenario, {"plan.relief_use": 0.35, "work[1].fee_m": 4_000, "plan.core_value": {"low": 0, "high": 1}}
    )
    assert changed.values["relief_use"].median == 0.35
    assert changed.work[0].values["fee_m"].median == 4_000
    assert changed.values["core_value"].support == (0, 1)
    back = roi.change(changed, {"plan.relief_use": None, "plan.core_value": None})
    assert back.origins["relief_use"].kind == back.origins["core_value"].kind == "default"


@pytest.mark.parametrize(
    "changes",
    [
        {"plan.relief_use": 2},
        {"plan.relief_use": float("nan")},
        {"plan.relief_use": "much"},
        {"plan.nothing": 1},
        {"nothing": 1},
        {"work[1].fee_m": None},
        {"work": None},
        {"work[4].fee_m": 1},
        {"work[0].fee_m": 1},
        {"work[01].fee_m": 1},
        {"work.fee_m": 1},
        {"work[1": 1},
        {"work]1[": 1},
        {"": 1},
        {".": 1},
        {"plan.": 1},
        {"name.x": 1},
        {"name[1]": 1},
        {"company.employees.low": 1},
        {"plan[1].x": 1},
        {"plan.relief_use[1]": 1},
        {"format": 9},
        {"format": None},
        {"plan.exit_y": 0.1, "plan.relief_use": 2},
        {"a\nb\x1b": 1},
    ],
    ids=str,
)
def test_a_wrong_change_is_refused_and_the_scenario_stays(changes):
    scenario = roi.loads(FILE)
    kept = copy.copy(scenario)
    with pytest.raises(roi.ScenarioError) as caught:
        roi.change(scenario, changes)
    assert all("\n" not in text.mistake(each, "", lang) for each in caught.value.mistakes for lang in text.LANGUAGES)
    assert scenario == kept
    assert scenario.text == FILE


def expected(raw: dict, changes: dict) -> dict:
    """The tables of a file with some of the changes below made by hand."""
    tables = copy.deepcopy(raw)
    for place, value in changes.items():
        parents, name = list(files._steps(place))[:-1], list(files._steps(place))[-1]
        at = tables
        for i, step in enumerate(parents):
            if isinstance(step, str) and step not in at:
                if value is None:
                    break
                at[step] = [] if isinstance([*parents, name][i + 1], int) else {}
            at = at[step]
        else:
            if value is None:
                at.pop(name, None)
            else:
                at[name] = value
    return tables


def pruned(tables: dict) -> dict:
    """Without empty sections: taking the last value out may take its heading too."""
    return {name: value for name, value in tables.items() if value != {}}


BLOCKS = st.permutations(
    [
        "[company]\nemployees = 90 # a\n# b\n",
        "[burnout]\nburnt_out = { low = 0.1, high = 0.2 }\n",
        "# plan\n[plan]\nexit_y = 0.1\n\n",
        "[plan.core_value]\nlow = 0.1\nhigh = 0.9\n",
        "[[work]]\nname = 'A'\nhours_m = 9\nfee_m = 3\n[work.ramp_months]\nlow = 1\nhigh = 3\n",
        "[risks.competence]\nlikelihood = 3\n",
        "[risks.dependency]\nlikelihood = 2 # d\n# end\n",
        "[[claims]]\nmetric = 'npv'\nvalue = 3\n",
    ]
)
PLACES = "plan.exit_y plan.relief_use plan.core_value plan.discount_y plan.core_use plan.scope_creep burnout.burnt_out "
PLACES += "company.turnover_y work[1].movable_share work[1].own_error work[1].ramp_months"
CHANGES = st.dictionaries(
    st.sampled_from(PLACES.split()),
    st.none() | st.just({"low": 0.1, "mode": 0.2, "high": 0.3}) | st.sampled_from([0.1, 0.25, 1e-7]),
    max_size=5,
)


def settled(changes: dict) -> dict:
    """Without what the checker would refuse for reasons of its own."""
    return {
        place: 4 if place.endswith("ramp_months") and isinstance(value, float | dict) else value
        for place, value in changes.items()
    }


@given(BLOCKS, CHANGES.map(settled), st.sampled_from(["\n", "\r\n"]))
@example(["[[work]]\nname = 'A'\nhours_m = 9\nfee_m = 3\n"], {"plan.exit_y": 0.1}, "\n")
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_changes_give_just_the_tables_they_should(blocks, changes, ending):
    content = ("format = 1\n" + "".join(blocks)).replace("\n", ending)
    changed = roi.change(roi.loads(content), changes)
    assert pruned(tomllib.loads(changed.text)) == pruned(expected(tomllib.loads(content), changes))
    if {"plan.core_value", "work[1].ramp_months"} & set(changes):
        return  # a distribution under a heading of its own may take the comment below it along
    comments = [line.strip() for line in content.split("\n") if line.startswith("#")]
    assert sorted(comments) == sorted(line.strip() for line in changed.text.split("\n") if line.startswith("#"))


# -------------------------------------------------------------------------------------------------------------- saving


@pytest.mark.parametrize(
    "content",
    [
        SMALL,
        FILE,
        "\ufeff" + FILE,
        FILE.replace("\n", "\r\n"),
        FILE.rstrip("\n"),
        FILE.replace("\n", "   \n", 3) + "\n\n\n",
        FILE.replace("# why", "# æøå 🍎\u2028"),
        FILE + "# end\r\n",
    ],
)
def test_unchanged_is_saved_byte_for_byte(tmp_path, content):
    path = write(tmp_path, content)
    scenario = roi.load(path)
    roi.save(scenario, tmp_path / "copy.toml")
    assert (tmp_path / "copy.toml").read_bytes() == content.encode()
    roi.save(scenario, path)
    assert path.read_bytes() == content.encode()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["copy.toml", "s.toml"]
    roi.save(roi.change(scenario, {}), path)
    assert path.read_bytes() == content.encode()


@pytest.mark.parametrize(
    ("owner", "name"), [(os, "fsync"), (Path, "replace"), (Path, "chmod"), (os, "fdopen"), (os, "open")], ids=str
)
def test_a_failure_leaves_the_old_file_whole_and_nothing_behind(tmp_path, monkeypatch, owner, name):
    path = write(tmp_path, "the old one")

    def fail(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(owner, name, fail)
    with pytest.raises(OSError, match="No space"):
        files.write_whole(path, "the new one")
    monkeypatch.undo()
    assert path.read_text() == "the old one"
    assert list(tmp_path.iterdir()) == [path]


def test_an_interrupted_write_leaves_the_old_file_whole(tmp_path, monkeypatch):
    path = write(tmp_path, "the old one")

    def interrupt(_handle):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        files.write_whole(path, "the new one")
    assert path.read_text() == "the old one"
    assert list(tmp_path.iterdir()) == [path]


def test_what_cannot_be_encoded_leaves_the_old_file_whole(tmp_path):
    path = write(tmp_path, "the old one")
    with pytest.raises(UnicodeEncodeError):
        files.write_whole(path, "\ud800")
    assert path.read_text() == "the old one"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "far").mkdir()
    path = write(tmp_path / "far", "old")
    link = tmp_path / "link.toml"
    link.symlink_to(path)
    roi.save(roi.loads(SMALL), link)
    assert link.is_symlink()
    assert path.read_text() == SMALL
    assert [each.name for each in (tmp_path / "far").iterdir()] == ["s.toml"]
    dangling = tmp_path / "dangling.toml"
    dangling.symlink_to(tmp_path / "far" / "new.toml")
    roi.save(roi.loads(SMALL), dangling)
    assert dangling.is_symlink()
    assert (tmp_path / "far" / "new.toml").read_text() == SMALL


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o640, 0o755])
def test_the_mode_of_a_file_is_kept(tmp_path, mode):
    path = write(tmp_path, "old")
    path.chmod(mode)
    files.write_whole(path, "new")
    assert stat.S_IMODE(path.stat().st_mode) == mode


@pytest.mark.parametrize("mask", [0o022, 0o077])
def test_a_new_file_is_as_private_as_the_user_wants(tmp_path, mask):
    before = os.umask(mask)
    try:
        files.write_whole(tmp_path / "new.toml", "new")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new.toml").stat().st_mode) == 0o666 & ~mask


def test_a_pipe_is_written_to_not_replaced(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_text()))
    reader.start()
    files.write_whole(pipe, "through")
    reader.join(5)
    assert got == ["through"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_folder_is_never_replaced(tmp_path):
    (tmp_path / "folder").mkdir()
    with pytest.raises(IsADirectoryError):
        files.write_whole(tmp_path / "folder", "x")
    with pytest.raises(FileNotFoundError):
        files.write_whole(tmp_path / "none" / "x.toml", "x")


@as_a_user
def test_a_read_only_folder_is_told(tmp_path):
    folder = tmp_path / "locked"
    folder.mkdir()
    path = write(folder, "old")
    folder.chmod(0o500)
    try:
        with pytest.raises(PermissionError):
            files.write_whole(path, "new")
        assert path.read_text() == "old"
    finally:
        folder.chmod(0o700)


def test_a_name_as_long_as_the_system_allows_can_be_saved(tmp_path):
    for name in ("n" * 250 + ".toml", "æ" * 120 + ".toml"):
        files.write_whole(tmp_path / name, "x")
        assert (tmp_path / name).read_text() == "x"
