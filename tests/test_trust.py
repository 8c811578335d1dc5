"""docs/trust.md: every test it names is there, and its figures are made by what it says makes them."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from trust import page, refusing
from trust.serving import ROOT

WRITTEN = page.PAGE.read_text(encoding="utf-8")


def test_every_test_that_is_named_is_there():
    named = set(re.findall(r"`((?:tests|trust)/[a-z_/]+\.py)`", WRITTEN))
    assert len(named) > 10
    assert not [name for name in named if not (ROOT / name).exists()]


def test_the_figures_stand_between_their_marks():
    figures = {part: WRITTEN.split(page.begin(part))[1].split(page.END)[0] for part in page.PARTS}
    assert figures["trust"].count("\n| ") >= len(refusing.TRIED) + 2
    for part, table in figures.items():
        assert page.written(WRITTEN, part, table.strip()) == WRITTEN
        assert "| x | 1 |" in page.written(WRITTEN, part, "| x | 1 |")


@pytest.mark.parametrize("what", refusing.TRIED)
def test_what_is_far_too_large_is_refused_before_it_costs_much(what):
    seconds, megabytes = refusing.refused(what)
    assert seconds < 10  # of a processor, a slow one too; what is wrong takes minutes
    assert megabytes < 500


def test_what_is_taken_is_no_refusal(monkeypatch):
    monkeypatch.setattr(refusing, "TRIED", {"anything": lambda: None})
    with pytest.raises(AssertionError, match="anything is taken"):
        refusing.refused("anything")


@pytest.mark.slow
def test_the_short_form_measures_a_few_of_everything():
    done = subprocess.run(
        [sys.executable, "-m", "trust.page", "--short"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "| Changed inputs" in done.stdout
    assert done.stdout.count("| Refused: ") == len(refusing.TRIED)
