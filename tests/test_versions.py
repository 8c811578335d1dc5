"""The oldest and the newest versions are resolved as said, from what we ask for, beside what is pinned."""

from __future__ import annotations

import subprocess

import pytest

from trust import pins, versions


def test_what_is_left_out_is_there():
    assert all((pins.ROOT / each).exists() for each in versions.LEFT_OUT)


@pytest.mark.parametrize(("which", "resolution"), [("oldest", "lowest-direct"), ("newest", "highest")])
def test_it_is_resolved_and_run_beside_what_is_pinned(which, resolution, tmp_path, monkeypatch, capsys):
    """Its commands, in order; a stand-in runs them and writes what uv would."""
    ran: list[list[str]] = []

    def run(command, *, cwd, check, env=None):
        ran.append([*command])
        if "--output-file" in command:
            (tmp_path / "build" / which / command[-1].split("/")[-1]).write_text("numpy==2.2.0\nzipp==4\n", encoding="utf-8")
        return subprocess.CompletedProcess(command, returncode=int("pytest" in command))

    monkeypatch.setattr(versions.subprocess, "run", run)
    monkeypatch.setattr("sys.argv", ["versions", which, "tests/test_model.py", "--python", "python3.13"])
    asked = pins.asked_for()
    monkeypatch.setattr(versions.pins, "asked_for", lambda: asked)
    monkeypatch.setattr(versions.pins, "ROOT", tmp_path)
    assert versions.main() == 1  # as its tests say
    runtime, dev, venv, install, tests = ran
    assert runtime[runtime.index("--resolution") + 1] == resolution
    assert "pyproject.toml" in runtime
    assert dev[dev.index("--constraint") + 1] == runtime[-1]
    assert all(str(tmp_path / "build") in part for part in (venv[-1], install[-1], tests[0]))
    assert tests[-1] == "tests/test_model.py"
    assert f"{which}: numpy 2.2.0\n" in capsys.readouterr().out
