"""The house rules that no other tool keeps."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROI = Path(__file__).parent.parent / "roi"
MODULES = sorted(ROI.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROI)))
def test_dice_are_thrown_only_in_sampling(path):
    source = path.read_text(encoding="utf-8")
    thrown = re.findall(r"np\.random|import random|from random|secrets\.(?:randbelow|choice|randbits)", source)
    assert not thrown or path.name == "sampling.py"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROI)))
def test_nothing_of_a_user_is_run_or_unpickled(path):
    assert not re.search(r"\b(?:eval|exec)\(|\bpickle\b|\bmarshal\b|os\.system|shell=True", path.read_text(encoding="utf-8"))


def test_public_names_are_at_most_ten():
    import roi

    assert len(roi.__all__) <= 10
    assert all(hasattr(roi, name) for name in roi.__all__)


def test_importing_the_library_is_light():
    """What is slow to import is imported where it is used: the terminal answers in under two seconds."""
    import subprocess
    import sys

    slow = "('pandas','plotly','streamlit','tomlkit','scipy.stats','docx','typst','llvmlite','xlsxwriter','openpyxl')"
    code = f"import sys, roi; print([m for m in {slow} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROI.parent)
    assert done.stdout.strip() == "[]"
