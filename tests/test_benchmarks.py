"""The benchmark runs: every peer that is there computes what we compute, and the page is written. No time is asserted."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import roi
from benchmarks import batch as many
from benchmarks import browser, matrix, peers, squiggle
from roi import catalogue, fused, sampling, simulate

ROOT = Path(__file__).parent.parent


@pytest.mark.slow
def test_the_short_form_runs_and_writes_its_page(tmp_path):
    page = tmp_path / "benchmarks.md"
    command = [sys.executable, "-m", "benchmarks.run", "--short", "--to", str(page)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    written = page.read_text(encoding="utf-8")
    for peer in peers.PEERS:
        assert f"| {peer.name} |" in written
        assert ("not measured here" in written) >= (not peer.is_there)
    for heading in ("# How fast", "## Many draws", "## The same precision", "## Memory", "## Where the time goes"):
        assert f"{heading}\n" in written
    assert "nan" not in written


def test_the_matrix_is_our_model():
    """Its present values, outcomes and running sums are those of the ledger, draw by draw."""
    scenario = roi.load(ROOT / "scenarios" / "it_operations_midsize.toml")
    draws = sampling.draw(scenario, 300, seed=1)
    plain = simulate.evaluate(scenario, draws, "all")
    given = simulate.given(scenario, draws)
    value, found, running = matrix.evaluate(given, scenario.horizon_months, catalogue.kinds(), "all")
    for line, kr in plain.present_value.items():
        assert np.allclose(value[line], kr, rtol=1e-9, atol=1e-6), line
    for name, x in plain.outcomes.items():
        assert np.allclose(found[name], x, rtol=1e-9, atol=1e-9, equal_nan=True), name
    assert np.allclose(running.T, plain.running, rtol=1e-9, atol=1e-5)


def test_the_squiggle_program_is_written_from_the_same_steps():
    """What it does is checked by the benchmark, where node is; here, that every step of the ledger is in it."""
    scenario = roi.load(ROOT / "scenarios" / "small_firm_bookkeeping.toml")
    drawn = {name: np.ones(1) for name in [*peers.perts(scenario), *peers.chances(scenario)]}
    given = peers.given(scenario, drawn)
    code = fused.ledger(given, peers.KINDS, "all")
    values = {place: 1.0 for place, x in fused.values_of(given).items() if isinstance(x, np.ndarray)}
    known = {place: x for place, x in fused.values_of(given).items() if not isinstance(x, np.ndarray)}
    text = squiggle.program(code, known, values, months=36)
    order = code.program.order
    steps = [*order.once, *order.always, *order.last_year, *order.closing]
    assert sum(" = " in line for line in text.splitlines()) > len(steps)
    assert text.count("exponential(1.0)") == len(drawn) - 1, "all but the uplift of the outside view"


def test_the_page_of_the_slider_says_what_was_measured():
    measured = {"ours": [(100.0, 300.0, 20.4, 41.0)] * 19 + [(250.0, 900.0, 20.4, 41.0)], "other": [(400.0, 800.0, 90, 120)]}
    page = browser.page_of(measured, {"ours": 1500.0, "other": 2500.0}, {"ours": 333.0, "other": 999.0})
    assert "| ours | 100 | 250 | 300 | 900 | 20 | 41 |\n" in page
    assert "(20 moves each)" in page
    assert "333 ms (ours) and 999 ms (other)" in page


@pytest.mark.slow
def test_the_short_form_of_many_scenarios_runs_and_writes_its_page(tmp_path):
    page = tmp_path / "batch.md"
    command = [sys.executable, "-m", "benchmarks.batch", "--short", "--to", str(page)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    written = page.read_text(encoding="utf-8")
    for heading in ("# Many scenarios", "## 12 scenarios", "## How it grows", "## What a scenario costs"):
        assert f"{heading}\n" in written
    for way in ("`roi run` for each in a shell", "a loop over", "`roi batch --workers 1`"):
        assert f"| {way}" in written
    assert "nan" not in written


def test_the_many_scenarios_are_right_and_no_two_are_alike():
    texts = [text for _, text in many.variations(Path(), 45)]
    assert len(set(texts)) == 45
    for text in texts:
        assert len(roi.loads(text).uncertain()) > 10
