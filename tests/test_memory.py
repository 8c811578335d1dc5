"""Memory does not grow with the draws."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PEAK = """
import json, resource, sys
import roi
from roi import tables
scenario = roi.load("scenarios/it_operations_midsize.toml")
result = roi.run(scenario, draws=int(sys.argv[1]))
rows = len(tables.ledger(result)) + len(tables.months(result))
print(json.dumps([result.count, rows, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""
#: A process begins with the peak of the one that starts it, so a small one stands between this one and the measured one.
BETWEEN = "import subprocess, sys; sys.exit(subprocess.call([sys.executable, '-c', *sys.argv[1:]]))"


def peak(draws: int) -> float:
    """Megabytes at most, of a run with its tables."""
    command = [sys.executable, "-c", BETWEEN, PEAK, str(draws)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    count, rows, megabytes = json.loads(done.stdout)
    assert (count, rows) == (draws, 27 + 60)
    return megabytes


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere memory is stated in other units")
def test_many_draws_take_no_more_memory_than_some():
    some, many = peak(150_000), peak(600_000)
    assert many < 1.1 * some
    assert many < 400
