"""Every command, on scenarios at the ends of every range: an answer or a reason; no traceback, no nan, no half a file."""

from __future__ import annotations

import contextlib
import io
import json
import os
import tempfile
import warnings
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import roi
from roi import catalogue, cli, text
from tests.test_any_number import EDGES, FREE
from trust.entries import NOT_SAID
from trust.serving import ROOT

EXAMPLES = int(os.environ.get("ROI_OF_EACH", "4"))  # of each command; more in `make trust`
DRAWS = ("--draws", "64")
BANK = str(ROOT / "scenarios/bank_back_office_offshore.toml")
CLAIMED = {"npv": 1e5, "payback_month": 1, "cost_saving": 0.3, "burnout_cost_y": 1e5, "cash_saving": 0.1}
#: A command's words before the file, those after it, and the file that it writes.
COMMANDS = {
    "run": (["run"], DRAWS, None),
    "json": (["run"], (*DRAWS, "--json"), "result.json"),
    "challenge": (["challenge"], DRAWS, None),
    "memo": (["challenge"], (*DRAWS, "--to"), "memo.docx"),
    "pilot": (["pilot"], DRAWS, None),
    "break_even": (["break-even"], DRAWS, None),
    "compare": (["compare", BANK], DRAWS, None),
    "bids": (["bids", BANK], DRAWS, None),
    "left": (["left"], (), None),
    "check": (["check"], (), None),
    "page": (["report"], (*DRAWS, "--to"), "report.html"),
    "paper": (["report"], (*DRAWS, "--to"), "report.pdf"),
    "words": (["report"], (*DRAWS, "--to"), "report.docx"),
    "workbook": (["report"], (*DRAWS, "--to"), "report.xlsx"),
}


REFUSE_TOO = ("run", "check")  # the others are given scenarios that hold; that one does not is then no news


def holds(content: str) -> bool:
    """Whether a scenario is taken: many an end of a range does not go with another's."""
    try:
        roi.loads(content)
    except roi.ScenarioError:
        return False
    return True


def claimed(content: str, metrics: list[str]) -> str:
    """The scenario with claims to be examined."""
    rows = "".join(f'\n[[claims]]\nmetric = "{each}"\nvalue = {CLAIMED[each]}\nby = "plan"\n' for each in metrics)
    return content + rows


def done(words: list[str]) -> tuple[int, str, str]:
    """A command's code, and what it says and complains of. Raises what the command lets through, warnings too."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            code = cli.main(words)
        except SystemExit as stopped:
            code = int(stopped.code or 0)
    return code, out.getvalue(), err.getvalue()


@pytest.mark.parametrize("command", COMMANDS)
@given(
    EDGES,
    st.sampled_from(text.LANGUAGES),
    st.lists(st.sampled_from(sorted(CLAIMED)), unique=True, max_size=2),
    st.sampled_from(sorted(catalogue.inputs())),
)
@settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_a_command_answers_or_says_why(command, content, lang, metrics, input_):
    assume(command in REFUSE_TOO or holds(content))
    before, after, written = COMMANDS[command]
    with tempfile.TemporaryDirectory() as folder:
        own = Path(folder) / "own.toml"
        own.write_text(claimed(content, metrics), encoding="utf-8")
        words = ["--lang", lang, *before, str(own), *([input_] if command == "break_even" else []), *after]
        code, said, complained = done([*words, *([str(Path(folder) / written)] if written else [])])
        assert code in (0, 1, 2)
        assert code == 0 or complained.strip() or said.strip(), "no reason"
        all_said = (said + complained).replace("None of ", "")
        assert not NOT_SAID.search(all_said), all_said
        if written:
            path = Path(folder) / written
            assert path.exists() == (code == 0)
            if code == 0 and path.suffix == ".json":
                json.loads(path.read_text(encoding="utf-8"), parse_constant=pytest.fail)
        assert sorted(each.name for each in Path(folder).iterdir() if each not in (own, Path(folder) / str(written))) == []


def test_the_claims_are_examined():
    assert holds(claimed(FREE, sorted(CLAIMED)))
    assert not holds(claimed(FREE, ["npv", "npv"]).replace("npv", "npw"))
