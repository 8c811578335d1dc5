"""The oldest and the newest versions are resolved as said, from what we ask for, beside what is pinned."""

from __future__ import annotations

import subprocess
import sys

import pytest

from trust import page, pins, versions

RESULTS = '<testsuites><testsuite name="pytest" errors="0" failures="0" skipped="3" tests="1203" time="9"/></testsuites>'


@pytest.fixture
def ran(tmp_path, monkeypatch):
    """Its commands, in order; a stand-in runs them and writes what uv and pytest would. Tests fail if only some are run."""
    found: list[list[str]] = []

    def run(command, *, cwd=None, check, env=None, **how):
        found.append([*command])
        if "--output-file" in command:
            place = next((tmp_path / "build").iterdir()) / command[-1].split("/")[-1]
            place.write_text("numpy==2.2.0\nzipp==4\n", encoding="utf-8")
        if "pytest" in command:
            results = next(each for each in command if each.startswith("--junit-xml=")).partition("=")[2]
            versions.Path(results).write_text(RESULTS, encoding="utf-8")
        return subprocess.CompletedProcess(command, int(command[-1] == "tests/test_model.py"), stdout="3.99.1\n")

    monkeypatch.setattr(versions.subprocess, "run", run)
    asked = pins.asked_for()
    monkeypatch.setattr(versions.pins, "asked_for", lambda: asked)
    monkeypatch.setattr(versions.pins, "ROOT", tmp_path)
    monkeypatch.setattr(versions.page, "PAGE", tmp_path / "trust.md")
    page.PAGE.write_text(WRITTEN, encoding="utf-8")
    return found


WRITTEN = page.PAGE.read_text(encoding="utf-8")
by_which = pytest.mark.parametrize(("which", "resolution"), [("oldest", "lowest-direct"), ("newest", "highest")])


def test_what_is_left_out_is_there():
    assert all((pins.ROOT / each).exists() for each in versions.LEFT_OUT)


@by_which
def test_it_is_resolved_and_run_beside_what_is_pinned(which, resolution, ran, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["versions", which, "tests/test_model.py", "--python", "python3.13"])
    assert versions.main() == 1  # as its tests say
    runtime, dev, venv, install, tests = ran
    assert runtime[runtime.index("--resolution") + 1] == resolution
    assert "pyproject.toml" in runtime
    assert dev[dev.index("--constraint") + 1] == runtime[-1]
    assert all(str(pins.ROOT / "build") in part for part in (venv[-1], install[-1], tests[0]))
    assert tests[-1] == "tests/test_model.py"
    assert f"{which}: numpy 2.2.0\n" in capsys.readouterr().out
    assert page.PAGE.read_text(encoding="utf-8") == WRITTEN


@by_which
def test_when_all_have_passed_the_page_says_on_what(which, resolution, ran, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["versions", which])
    assert versions.main() == 0
    said = page.PAGE.read_text(encoding="utf-8").split(page.begin(which))[1].split(page.END)[0]
    assert said.strip().startswith(f"The {which}: 1,200 tests passed and 3 were skipped with numpy 2.2.0 (Python 3.99.1,")
    assert page.written(page.PAGE.read_text(encoding="utf-8"), which, "x") == page.written(WRITTEN, which, "x")
