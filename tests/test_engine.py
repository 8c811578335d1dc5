"""Answers worked out in processes beside the server: the same, also when one of them is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import roi
from roi.ui import answers, engine

ROOT = Path(__file__).parents[1]
SCENARIO = roi.load(ROOT / "scenarios/article_100_employees.toml")


@pytest.fixture(scope="module")
def engines():
    found = engine.Engines(1, modest=True)
    yield found
    found.end()


def test_they_answer_what_the_server_itself_would(engines):
    """To the last digit; what is no number (an outcome without a value) equals nothing, and reads the same."""
    assert repr(engines.done(engine.answer, SCENARIO, 256)) == repr(engine.answer(SCENARIO, 256))
    assert repr(engines.done(engine.drivers, SCENARIO, 256)) == repr(engine.drivers(SCENARIO, 256))


def test_one_that_is_killed_is_replaced_and_nobody_waits_for_ever(engines):
    engines.done(engine.answer, SCENARIO, 256)
    before = set(engines.pool._processes)
    for process in before:
        os.kill(process, signal.SIGKILL)
    assert engines.done(engine.answer, SCENARIO, 257).draws == 257
    assert engines.done(engine.answer, SCENARIO, 258).draws == 258
    assert not before & set(engines.pool._processes)


def test_what_cannot_be_worked_out_is_told_as_it_would_be_here(engines):
    with pytest.raises(ValueError, match=r"0|draws"):
        engines.done(engine.answer, SCENARIO, 0)
    assert engines.done(engine.answer, SCENARIO, 256).draws == 256


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="threads stand back on Linux alone")
def test_whole_answers_stand_back(engines):
    engines.done(engine.answer, SCENARIO, 256)
    assert {os.getpriority(os.PRIO_PROCESS, each) for each in engines.pool._processes} == {engine.MODEST}


def test_a_host_says_how_many_there_are(monkeypatch):
    made = answers._workers.__wrapped__
    monkeypatch.delenv(answers.ENGINES, raising=False)
    assert made().engines == {}
    monkeypatch.setenv(answers.ENGINES, "3")
    assert {crew: each.count for crew, each in made().engines.items()} == {"quick": 3, "whole": 2}


def test_a_process_that_looks_who_began_it_does_not_run_the_app():
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import runpy, sys; runpy.run_path('app.py', run_name='__mp_main__'); print('streamlit' in sys.modules)",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "False"
