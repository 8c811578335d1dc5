"""The terminal command: its answers, its exit codes, and what it says when something is wrong."""

from __future__ import annotations

import json
import math
import os
import re
import stat
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import roi
from roi import catalogue, cli, text

HERE = Path(__file__).parent.parent
SCENARIOS = sorted((HERE / "scenarios").glob("*.toml"))
VALID = """\
format = 1
name = "Bogføring ud af huset"
[company]
employees = 80
[[work]]
name = "A"
hours_m = { low = 100, high = 160 }
fee_m = 35_000
transactions_m = 200
error_cost = 400
"""
DRAWS = ("--draws", "256")
as_a_user = pytest.mark.skipif(os.geteuid() == 0, reason="root may do everything")


@pytest.fixture(autouse=True)
def _english(monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(name, "en_GB.UTF-8")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "case.toml"
    path.write_text(VALID, encoding="utf-8")
    return path


@pytest.fixture
def call(capsys):
    """Run the command in this process: code, stdout, stderr."""

    def run(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = cli.main([str(each) for each in arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return run


def shell(command: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command line in a shell of its own; ``roi`` is this interpreter's ``python -m roi``."""
    clean = {key: value for key, value in os.environ.items() if key not in ("LC_ALL", "LC_MESSAGES", "LANG")}
    env = clean | {"PYTHONPATH": str(HERE), "ROI": f"{sys.executable} -W error -m roi"} | environment
    return subprocess.run(
        ["bash", "-c", command], cwd=folder, env=env, capture_output=True, encoding="utf-8", timeout=60, check=False
    )


def wrong(result: tuple[int, str, str]) -> list[str]:
    """The lines on stderr of a run that was refused."""
    code, out, err = result
    assert code == 2
    assert out == ""
    assert err.endswith("\n")
    assert "Traceback" not in err
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]", err)
    return err.splitlines()


def fine(result: tuple[int, str, str]) -> str:
    code, out, err = result
    assert (code, err) == (0, "")
    return out


# ----------------------------------------------------------------------------------------------------------------- run


def test_run_answers_on_stdout_in_either_language(call, file):
    english = fine(call("run", file, *DRAWS))
    danish = fine(call("run", file, *DRAWS, "--lang", "da"))
    assert english.startswith("Bogføring ud af huset\n36 months")
    assert danish.startswith("Bogføring ud af huset\n36 måneder")
    assert "DKK" in english and "kr." not in english
    assert "kr." in danish and "DKK" not in danish
    assert fine(call("--lang", "da", "run", file, *DRAWS)) == danish
    assert fine(call("run", "--lang=da", file, *DRAWS)) == danish


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_every_ready_made_scenario_runs(call, path, lang):
    out = fine(call("run", path, "--draws", 64, "--lang", lang))
    assert not re.search(r"\b(nan|inf|None)\b", out)
    assert "{" not in out
    fine(call("check", path, "--lang", lang))


def test_danish_by_the_environment(call, file, monkeypatch):
    monkeypatch.setenv("LC_ALL", "da_DK.UTF-8")
    assert "måneder" in fine(call("run", file, *DRAWS))
    assert "months" in fine(call("run", file, *DRAWS, "--lang", "en"))


def test_same_seed_same_numbers_and_another_seed_others(call, file):
    first = fine(call("run", file, *DRAWS, "--json", "-"))
    assert fine(call("run", file, *DRAWS, "--json", "-")) == first
    assert fine(call("run", file, *DRAWS, "--json", "-", "--seed", 1)) == first
    other = json.loads(fine(call("run", file, *DRAWS, "--json", "-", "--seed", 2)))
    assert other["seed"] == 2
    assert other["outcomes"]["npv"]["mean"] != json.loads(first)["outcomes"]["npv"]["mean"]
    assert fine(call("run", file, "--draws", "1_024", "--json", "-", "--seed", 2**63 - 1))


def with_errors(*names: str) -> set[str]:
    return {*names, *(f"{name}_se" for name in names)}


OUTCOME = {"mean", "se", "target"} | with_errors("p5", "p25", "p50", "p75", "p95", "undefined", "chance")
TOP = {"scenario", "format", "version", "draws", "seed", "assumptions", "view", "outcomes", "chance_of_loss"}
TOP |= {"expected_shortfall_5", "chance_of_payback", "ledger", "months", "drivers", "left_to_the_user"}
TOP |= {"precision", "scenario_hash", "scenario_text", "draws_kept"}
DRIVER = with_errors("low", "high", "spearman", "first_order", "total_order", "value_of_asking")
DRIVER |= {"input", "swing_se", "correlated_with"}
ASKING = {"kind", "name", "inputs"} | with_errors("value_of_asking")


def finite(value: object) -> None:
    if isinstance(value, dict):
        for inner in value.values():
            finite(inner)
    elif isinstance(value, list):
        for inner in value:
            finite(inner)
    else:
        assert value is None or isinstance(value, str | bool) or math.isfinite(value)


def no_constant(name: str) -> None:
    raise AssertionError(name)


@pytest.mark.parametrize("view", ["cash", "cash_time", "all"])
def test_json_is_what_the_interface_promises(call, file, view):
    text_given = fine(call("run", file, *DRAWS, "--json", "-", "--view", view))
    given = json.loads(text_given, parse_constant=no_constant)
    finite(given)
    assert set(given) >= TOP
    assert set(given) - TOP <= {"value_of_knowing_all", "value_of_knowing_all_se", "asking", "claims"}
    assert (given["scenario"], given["format"], given["version"]) == ("Bogføring ud af huset", 1, roi.__version__)
    assert (given["draws"], given["seed"], given["assumptions"], given["view"]) == (256, 1, "evidence", view)
    assert set(given["outcomes"]) == set(catalogue.outcomes())
    for id, row in given["outcomes"].items():
        assert set(row) == OUTCOME
        assert (row["chance"] is None) == (catalogue.outcomes()[id].target is None)
        assert row["target"] == catalogue.outcomes()[id].target
        assert 0 <= row["undefined"] <= 1
    assert given["outcomes"]["error_rate"]["undefined"] == 0
    for name in ("chance_of_loss", "expected_shortfall_5", "chance_of_payback"):
        assert set(given[name]) == {"value", "se"}
    for row in given["ledger"].values():
        assert set(row) == {"kind", "often_left_out"} | with_errors("mean", "p5", "p50", "p95")
        assert row["kind"] in {"cash": {"cash"}, "cash_time": {"cash", "time"}, "all": {"cash", "time", "burnout"}}[view]
    total = math.fsum(row["mean"] for row in given["ledger"].values())
    assert total == pytest.approx(given["outcomes"]["npv"]["mean"], rel=1e-9)
    assert [row["month"] for row in given["months"]] == list(range(1, 37))
    for row in given["months"]:
        assert set(row) == {"month"} | with_errors("p5", "p25", "p50", "p75", "p95")
        assert row["p5"] <= row["p25"] <= row["p50"] <= row["p75"] <= row["p95"]
    assert all(set(row) == DRIVER for row in given["drivers"])
    assert all(set(row) == ASKING for row in given["asking"])
    assert given["asking"][0]["value_of_asking"] == given["value_of_knowing_all"]
    assert {row["input"] for row in given["drivers"] if row["value_of_asking"] is None} == {"chance:exit"}
    left = {"risks", "unpriced", "register", "compass", "checklists", "process", "answers", "rules", "notice"}
    assert set(given["left_to_the_user"]) == left


@pytest.mark.parametrize("lang", ["da", "en"])
def test_left_shows_what_no_number_settles_and_what_belongs_to_a_thing(call, file, lang):
    shown = fine(call("left", file, "--lang", lang))
    for name in ("risks", "rules", "process", "checklists", "compass"):
        assert text.say(f"left.title.{name}", lang) in shown
    for dilemma in catalogue.dilemmas().values():
        assert dilemma.name[lang] in " ".join(shown.split())
    assert catalogue.lines()["rework"].name[lang] in fine(call("left", "--about", "rework", "--lang", lang))


def test_left_says_what_is_wrong(call, tmp_path):
    assert "rewrok" in wrong(call("left", "--about", "rewrok"))[0]
    assert wrong(call("left"))
    assert wrong(call("left", tmp_path / "none.toml"))


def test_run_names_six_of_many_risks_of_ones_own_and_counts_the_rest(call, tmp_path):
    path = tmp_path / "x.toml"
    rows = "".join(f'[risks.r{i}]\nname = "Risk {i}"\nlikelihood = 3\nconsequence = {i % 5 + 1}\n' for i in range(40))
    path.write_text(VALID + rows, encoding="utf-8")
    shown = fine(call("run", path, *DRAWS))
    assert shown.count("Risk ") == 6
    assert "Risk 4:" in shown and "Risk 0:" not in shown  # the gravest
    assert text.say("left.risk.more", "en", count=40) in shown


def test_json_without_transactions_leaves_the_error_rate_undefined(call, tmp_path):
    path = tmp_path / "x.toml"
    path.write_text(VALID.replace("transactions_m = 200\n", ""), encoding="utf-8")
    row = json.loads(fine(call("run", path, *DRAWS, "--json", "-")))["outcomes"]["error_rate"]
    assert (row["undefined"], row["mean"], row["p50"]) == (1, None, None)


def test_json_to_a_file_is_the_same_and_all_there_is(call, file, tmp_path):
    there = tmp_path / "out.json"
    there.write_text("old", encoding="utf-8")
    assert fine(call("run", file, *DRAWS, "--json", there)) == ""
    assert there.read_text(encoding="utf-8") == fine(call("run", file, *DRAWS, "--json", "-"))
    assert sorted(each.name for each in tmp_path.iterdir()) == ["case.toml", "out.json"]


def test_json_never_goes_over_the_scenario_itself(call, file, tmp_path):
    (tmp_path / "link.toml").symlink_to(file)
    for target in (file, tmp_path / "link.toml", tmp_path / "." / "case.toml"):
        (line,) = wrong(call("run", file, *DRAWS, "--json", target))
        assert "case.toml" in line or "link.toml" in line
    assert file.read_text(encoding="utf-8") == VALID


@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_json_to_where_nothing_can_be_written(call, file, tmp_path, lang):
    for target in (tmp_path, tmp_path / "none" / "x.json", file / "x.json", tmp_path / ("n" * 300)):
        (line,) = wrong(call("run", file, "--draws", 16, "--json", target, "--lang", lang))
        assert line.startswith(str(target))
    assert [each.name for each in tmp_path.iterdir()] == ["case.toml"]


def test_a_full_disk_leaves_the_old_file(call, file, tmp_path, monkeypatch):
    target = tmp_path / "out.json"
    target.write_text("old", encoding="utf-8")

    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    (line,) = wrong(call("run", file, "--draws", 16, "--json", target))
    assert "No space left" in line
    assert target.read_text(encoding="utf-8") == "old"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["case.toml", "out.json"]


@as_a_user
def test_a_read_only_folder(call, file, tmp_path):
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o500)
    (line,) = wrong(call("run", file, "--draws", 16, "--json", folder / "x.json"))
    assert "may not write" in line
    (line,) = wrong(call("new", folder / "x"))
    assert "may not write" in line


@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_a_users_name_cannot_steer_the_terminal(call, tmp_path, lang):
    source = '"a\\u001b]0;x\\u0007b\\u009b31m"'
    content = VALID.replace("employees = 80", f"employees = 80\nturnover_y = {{ values = [0.1], source = {source} }}")
    path = tmp_path / "x\x1b[31m.toml"
    path.write_text(VALID, encoding="utf-8")
    for out in (fine(call("run", path, "--draws", 16, "--lang", lang)), fine(call("check", path, "--lang", lang))):
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", out)
    bad = content.replace("employees = 80", 'employees = "8\\n\\u001b[2J0"\n"k\\n\\u001b[2J" = 1')
    path.write_text(bad, encoding="utf-8")
    assert len(wrong(call("run", path, "--lang", lang))) == 3
    assert len(wrong(call("run", tmp_path / "none\n\x1b[2J", "--lang", lang))) == 1


# --------------------------------------------------------------------------------------------------------------- check


def test_check_tells_every_mistake_of_every_file(call, file, tmp_path):
    bad = tmp_path / "bad.toml"
    bad.write_text(VALID.replace("80", "-1").replace("35_000", '"a"'), encoding="utf-8")
    worse = tmp_path / "worse.toml"
    worse.write_text("format = 1\nx", encoding="utf-8")
    code, out, err = call("check", bad, file, worse, tmp_path / "none.toml")
    assert code == 2
    assert out == f"{file}: all right\n"
    assert [line.removeprefix(str(tmp_path)).split(": ")[0] for line in err.splitlines()] == [
        "/bad.toml:4",
        "/bad.toml:8",
        "/worse.toml:2",
        "/none.toml",
    ]
    assert wrong(call("check", bad, worse, "--lang", "da")) != wrong(call("check", bad, worse, "--lang", "en"))


def test_check_shows_hints_and_is_content(call, tmp_path):
    path = tmp_path / "x.toml"
    path.write_text(VALID.replace("35_000", "35.000"), encoding="utf-8")
    out = fine(call("check", path))
    assert len(out.splitlines()) == 2
    assert "work[1].fee_m" in out
    assert "work[1].fee_m" in fine(call("run", path, "--draws", 16))


def test_wrong_files_are_refused_by_run(call, tmp_path):
    path = tmp_path / "x.toml"
    path.write_text(VALID.replace("80", "-1").replace("35_000", '"a"'), encoding="utf-8")
    lines = wrong(call("run", path, "--json", tmp_path / "out.json"))
    assert len(lines) == 2
    assert not (tmp_path / "out.json").exists()
    for target in (tmp_path, "/dev/zero", tmp_path / "none"):
        assert len(wrong(call("run", target))) == 1


# ----------------------------------------------------------------------------------------------------------------- new


@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_new_makes_a_valid_file_that_runs(call, tmp_path, monkeypatch, lang):
    monkeypatch.chdir(tmp_path)
    out = fine(call("new", "mine", "--lang", lang))
    assert "mine.toml" in out
    assert [each.name for each in tmp_path.iterdir()] == ["mine.toml"]
    scenario = roi.load("mine.toml")
    assert scenario.hints == ()
    assert scenario.text == Path("mine.toml").read_text(encoding="utf-8")
    fine(call("check", "mine.toml", "--lang", lang))
    fine(call("run", "mine.toml", "--draws", 64, "--lang", lang))
    assert not stat.S_IMODE(Path("mine.toml").stat().st_mode) & 0o111


def test_new_is_called_what_one_says(call, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    for arguments in ((), ("a.toml",), ("b.c",), ("folder/",), ("folder/d",), ("æ ø",), ("..toml.",)):
        fine(call("new", *arguments))
    made = sorted(str(each.relative_to(tmp_path)) for each in tmp_path.rglob("*") if each.is_file())
    assert made == [
        "..toml..toml",
        "a.toml",
        "b.c.toml",
        "folder/d.toml",
        "folder/scenario.toml",
        "scenario.toml",
        "æ ø.toml",
    ]


@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_new_leaves_alone_what_is_there(call, tmp_path, monkeypatch, lang):
    monkeypatch.chdir(tmp_path)
    Path("a.toml").write_text("mine", encoding="utf-8")
    Path("b.toml").symlink_to("nowhere")
    Path("c.toml").mkdir()
    for name in ("a", "a.toml", "b", "c", "./a"):
        (line,) = wrong(call("new", name, "--lang", lang))
        assert ".toml" in line
    assert Path("a.toml").read_text(encoding="utf-8") == "mine"
    assert len(wrong(call("new", "none/x"))) == 1
    assert len(wrong(call("new", "n" * 300))) == 1
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.toml", "b.toml", "c.toml"]


# -------------------------------------------------------------------------------------------------- inputs and schema


@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_inputs_shows_the_whole_catalogue(call, lang):
    out = fine(call("inputs", "--lang", lang))
    for id, each in {**catalogue.inputs(), **catalogue.presets()}.items():
        assert f"{id}: {each.name[lang]}" in out
    assert "{" not in re.sub(r"\{ \w+ = [^}]*\}", "", out)


@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_schema_is_json(call, lang):
    schema = json.loads(fine(call("schema", "--lang", lang)), parse_constant=no_constant)
    assert schema["properties"]["company"]["properties"]["employees"]["title"] == catalogue.inputs()["employees"].name[lang]


# ----------------------------------------------------------------------------------------------------------- arguments

BAD = [
    ([], "KOMMANDO"),
    (["hop"], "'hop'"),
    (["run"], "FIL"),
    (["run", "FILE", "--draws"], "--draws"),
    (["run", "FILE", "--draws", "0"], "0"),
    (["run", "FILE", "--draws", "-5"], "-5"),
    (["run", "FILE", "--draws", "1e4"], "1e4"),
    (["run", "FILE", "--draws", "2.5"], "2.5"),
    (["run", "FILE", "--draws", "٣٣"], "٣٣"),
    (["run", "FILE", "--draws", "9" * 5000], "9999"),
    (["run", "FILE", "--draws", ""], "--draws"),
    (["run", "FILE", "--seed", "-1"], "-1"),
    (["run", "FILE", "--seed", "x"], "x"),
    (["run", "FILE", "--seed", str(2**63)], "--seed"),
    (["run", "FILE", "--view", "everything"], "'everything'"),
    (["run", "FILE", "FILE"], "kendes ikke"),
    (["run", "FILE", "--json"], "--json"),
    (["run", "FILE", "--nonsense"], "--nonsense"),
    (["run", "FILE", "--draw", "16"], "--draw"),
    (["run", "FILE", "--lang", "sv"], "'sv'"),
    (["run", "FILE", "--lang"], "--lang"),
    (["check"], "FIL"),
    (["new", "a", "b"], "b"),
    (["inputs", "x"], "x"),
    (["schema", "--json", "-"], "--json"),
    (["app", "--port", "0"], "0"),
    (["app", "--port", "65536"], "65536"),
    (["app", "--no-browser=yes"], "'yes'"),
    (["run", "\x1b[31m\n", "--view", "\x1b[31m\nx"], "x1b"),
]
ENGLISH = re.compile(r"argument|unrecognized|required|expected|invalid|choose|choice|usage|ignored")


@pytest.mark.parametrize(
    ("arguments", "named"), BAD, ids=lambda value: " ".join(value)[:40] if isinstance(value, list) else ""
)
def test_wrong_arguments_are_told_on_one_line_in_either_language(call, file, monkeypatch, arguments, named):
    given = [str(file) if each == "FILE" else each for each in arguments]
    (english,) = wrong(call(*given))
    monkeypatch.setenv("LC_ALL", "da_DK.UTF-8")
    (danish,) = wrong(call(*given))
    assert english.startswith("roi")
    assert danish.startswith("roi")
    assert english != danish
    assert named in danish
    assert len(english) < 6_000
    assert not ENGLISH.search(danish.replace(str(file), ""))


def test_a_wrong_option_is_told_by_its_command_with_the_one_that_may_be_meant(call, file):
    assert wrong(call("run", str(file), "--draw", "16")) == [
        "roi run: not known: --draw 16. Did you mean --draws? See: roi run --help"
    ]
    assert wrong(call("run", str(file), "--nonsense")) == ["roi run: not known: --nonsense. See: roi run --help"]
    assert wrong(call("report", str(file), "--lang", "da")) == ["roi report: der mangler: --to. Se: roi report --help"]


@pytest.mark.parametrize("command", [[], ["run"], ["left"], ["check"], ["new"], ["inputs"], ["schema"], ["app"]])
def test_help_is_there_in_either_language(call, command):
    english, danish = (fine(call(*command, "--help", "--lang", lang)) for lang in ("en", "da"))
    assert english.startswith("usage: roi")
    assert danish.startswith("brug: roi")
    assert "show this help" in english
    assert not re.search(r"usage|options|positional|show|arguments", danish)
    assert fine(call(*command, "-h", "--lang", "da")) == danish


def test_version(call):
    assert fine(call("--version")) == f"roi {roi.__version__}\n"


# ---------------------------------------------------------------------------------------------------- as a process


def test_python_m_roi_is_the_same(call, file, tmp_path):
    got = shell(f"$ROI run {file} --draws 256", tmp_path, LANG="en_GB.UTF-8")
    assert (got.returncode, got.stdout, got.stderr) == call("run", file, *DRAWS)
    got = shell("$ROI run none.toml", tmp_path, LANG="da_DK.UTF-8")
    assert (got.returncode, got.stdout) == (2, "")
    assert got.stderr.startswith("none.toml: filen findes ikke")


def test_output_closed_early_is_no_error(file, tmp_path):
    for command in (
        f"$ROI run {file} --draws 64",
        "$ROI inputs",
        "$ROI schema",
        f"$ROI check {file}",
        "$ROI -h",
        "$ROI --version",
    ):
        got = shell(f"set -o pipefail; {command} | true; echo ${{PIPESTATUS[0]}}", tmp_path)
        assert (got.stdout, got.stderr) == ("0\n", ""), command
    got = shell("$ROI inputs | head -1", tmp_path, LANG="C")
    assert (got.returncode, got.stderr, len(got.stdout.splitlines())) == (0, "", 1)
    got = shell("$ROI inputs >&-", tmp_path)
    assert (got.returncode, got.stderr) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_output_to_a_full_disk_is_told(file, tmp_path):
    got = shell(f"$ROI run {file} --draws 16 > /dev/full", tmp_path)
    assert got.returncode == 1
    assert len(got.stderr.splitlines()) == 1
    assert "No space left" in got.stderr
    got = shell(f"$ROI run {file} --draws 16 --json /dev/full", tmp_path)
    assert got.returncode == 2
    assert "No space left" in got.stderr


def test_json_to_a_device_is_written_there(file, tmp_path):
    got = shell(f"$ROI run {file} --draws 16 --json /dev/stdout | cat", tmp_path)
    assert json.loads(got.stdout)["draws"] == 16
    assert got.stderr == ""


def test_any_terminals_alphabet_will_do(file, tmp_path):
    got = shell(
        f"$ROI run {file} --draws 16 --lang da; $ROI run ø.toml --lang da", tmp_path, PYTHONIOENCODING="ascii", LANG="C"
    )
    assert "−" in got.stdout
    assert got.stderr.startswith("ø.toml: filen")


def test_a_file_name_that_is_no_text_can_be_checked(tmp_path):
    path = os.fsencode(tmp_path) + b"/bad\xff.toml"
    Path(os.fsdecode(path)).write_text(VALID, encoding="utf-8")
    got = shell("$ROI check bad*.toml", tmp_path, LANG="en_GB.UTF-8")
    assert (got.returncode, got.stderr) == (0, "")
    assert got.stdout.startswith("bad")


def test_hostile_files_never_give_a_traceback(tmp_path):
    hostile = {
        "binary": os.urandom(5_000),
        "empty": b"",
        "junk": b"a" * 10_000_000,
        "brackets": b"format = 1\nx = " + b"[" * 100_000,
        "dotted": b"format = 1\nname" + b".a" * 300_000 + b" = 1",
        "hex": b"format = 0x" + b"f" * 5_000,
        "digits": b"format = 1\nname = " + b"9" * 5_000,
        "huge": VALID.replace("80", "1e308").encode(),
        "keys": b"format = 1\n" + b"".join(b"k%d = 1\n" % i for i in range(20_000)),
    }
    for name, content in hostile.items():
        (tmp_path / f"{name}.toml").write_bytes(content)
    os.mkfifo(tmp_path / "pipe.toml")
    got = shell("$ROI check *.toml /dev/zero . none", tmp_path, LANG="da_DK.UTF-8")
    assert (got.returncode, got.stdout) == (2, "")
    assert "Traceback" not in got.stderr
    told = {line.split(":")[0] for line in got.stderr.splitlines()}
    assert told == {f"{name}.toml" for name in [*hostile, "pipe"]} | {"/dev/zero", ".", "none"}


def test_an_interrupt_leaves_quietly(call, file, monkeypatch):
    def interrupt(*_args, **_kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr("roi.simulate.run", interrupt)
    assert call("run", file) == (1, "", "")


def test_too_little_memory_is_told(call, file, monkeypatch):
    def exhausted(*_args, **_kwargs):
        raise MemoryError

    monkeypatch.setattr("roi.simulate.run", exhausted)
    monkeypatch.setattr(cli, "write_no_more", lambda: None)
    code, out, err = call("run", file)
    assert (code, out, len(err.splitlines())) == (1, "", 1)


def test_the_command_is_installed_under_its_name():
    project = tomllib.loads((HERE / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["scripts"]["roi"] == "roi.cli:main"


# --------------------------------------------------------------------------------------------------------- break-even

ONE_FEE = ("--input", "fee_m", "--draws", "512")


@pytest.mark.parametrize("lang", ["da", "en"])
def test_break_even_says_where_and_on_which_side(call, file, lang):
    shown = " ".join(fine(call("break-even", file, *ONE_FEE, "--lang", lang)).split())
    found = json.loads(fine(call("break-even", file, *ONE_FEE, "--json", "-")))
    (crossing,) = found["crossings"]
    assert (found["input"], found["of"], found["level"], found["fixed"]) == ("A.fee_m", "median", 0, True)
    assert " ".join(text.money(35_000, lang).split()) in shown
    assert found["searched"][0] <= crossing["value"] <= found["searched"][1]
    assert crossing["se"] > 0
    assert not crossing["rising"]
    assert shown.startswith("Planen går i nul" if lang == "da" else "The plan breaks even")
    assert text.say("break_even.side.gain_below", lang) in shown


@pytest.mark.parametrize("lang", ["da", "en"])
def test_break_even_of_two_is_a_map(call, file, lang):
    asked = (*ONE_FEE, "--by", "hours_m", "--of", "loss", "--level", "0.5")
    shown = fine(call("break-even", file, *asked, "--lang", lang))
    found = json.loads(fine(call("break-even", file, *asked, "--json", "-")))
    assert len(found["value"]) == len(found["y"]) and len(found["value"][0]) == len(found["x"])
    assert all(0 <= share <= 1 for row in found["value"] for share in row)
    assert len([line for line in shown.splitlines() if "%" in line]) == 7
    for key in ("A.fee_m", "A.hours_m"):
        assert text.input_name(key, lang) in shown


@pytest.mark.parametrize(
    "asked",
    [
        ("--input", "fee_x"),
        ("--input", "A.fee_m", "--by", "fee_m"),
        ("--input", "fee_m", "--of", "loss"),
        ("--input", "fee_m", "--of", "loss", "--level", "20"),
        ("--input", "fee_m", "--level", "nan"),
        ("--input", "fee_m", "--of", "p95"),
        (),
    ],
)
def test_break_even_says_what_is_wrong(call, file, asked):
    for lang in ("da", "en"):
        (line,) = wrong(call("break-even", file, *asked, "--lang", lang))
        assert line
    assert "fee_m" in wrong(call("break-even", file, "--input", "fee_n"))[0], "the nearest name"


def test_break_even_asks_which_package(call, tmp_path):
    path = tmp_path / "two.toml"
    path.write_text(VALID + '[[work]]\nname = "B"\nhours_m = 10\nfee_m = 1_000\n', encoding="utf-8")
    (line,) = wrong(call("break-even", path, "--input", "fee_m"))
    assert "A.fee_m" in line
    assert "B.fee_m" in line
