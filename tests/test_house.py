"""The house rules that no other tool keeps."""

from __future__ import annotations

import ast
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


def callbacks(tree):
    """The functions of a module that fields and buttons of it call."""
    called = {
        word.value.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for word in node.keywords
        if word.arg in ("on_change", "on_click", "changed") and isinstance(word.value, ast.Name)
    }
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name in called]


def looks(function):
    """Where a function looks into the session's state: what it holds, not what is put there."""
    return [
        node.lineno
        for node in ast.walk(function)
        if isinstance(getattr(node, "value", None), ast.Attribute)
        and ast.unparse(node.value) == "st.session_state"
        and not isinstance(getattr(node, "ctx", None), ast.Store)
        and not (isinstance(node, ast.Attribute) and node.attr == "pop")
    ]


@pytest.mark.parametrize("path", sorted((ROI / "ui").glob("*.py")), ids=lambda path: path.stem)
def test_a_callback_takes_in_what_was_entered_without_giving_way(path):
    """It is not called again (roi/ui/entered.py)."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert {function.name: found for function in callbacks(tree) if (found := looks(function))} == {}


def test_a_callback_that_gives_way_is_seen():
    tree = ast.parse("def f(key):\n    mine.change(st.session_state[key])\nst.slider(on_change=f)\n")
    assert [looks(function) for function in callbacks(tree)] == [[2]]
