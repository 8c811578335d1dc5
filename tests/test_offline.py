"""Offline: with no network at all everything works, and nothing asks for anything."""

from __future__ import annotations

import datetime
import shutil
import subprocess
import sys

import pytest

import roi
from roi import left, memo, paper, report, tables, terminal, text
from trust import watch
from trust.serving import ROOT

DAY = datetime.date(2026, 5, 4)
CASE = ROOT / "scenarios" / "small_firm_bookkeeping.toml"
ALONE = ["unshare", "--map-root-user", "--net"]  # a network of its own, with nothing in it


def has_namespaces():
    return (
        bool(shutil.which("unshare")) and subprocess.run([*ALONE, "true"], capture_output=True, check=False).returncode == 0
    )


def test_nobody_is_called_for_an_answer_a_report_a_memo_and_their_files():
    """Watched at the socket: a call to anybody, a name looked up or a program started would break it."""
    roi.run(roi.load(CASE), draws=64)  # what is loaded once may take its time
    with watch.watched(seconds=300):
        result = roi.run(roi.load(CASE), draws=512)
        for lang in text.LANGUAGES:
            assert terminal.report(result, lang)
            assert left.report(result.scenario, lang)
            document = memo.memo(result, lang)
            assert paper.to_pdf(document).startswith(b"%PDF")
            assert paper.to_docx(document).startswith(b"PK")
        assert tables.as_json(result)
        for form in report.FORMS:
            assert len(report.written(result, form, "da", DAY)) > 10_000


@pytest.mark.skipif(not has_namespaces(), reason="no network namespaces here (Linux, and allowed to whoever runs the tests)")
@pytest.mark.parametrize(
    "command",
    [
        ["run", "--draws", "512"],
        ["check"],
        ["left"],
        ["challenge", "--draws", "512", "--to", "memo.docx"],
        ["report", "--draws", "64", "--to", "report.pdf"],
    ],
    ids=lambda command: command[0],
)
def test_a_command_works_where_there_is_no_network(command, tmp_path):
    name, *options = (str(tmp_path / each) if "." in each else each for each in command)
    asked = [sys.executable, "-m", "roi", name, str(ROOT / "scenarios" / "article_100_employees.toml"), *options]
    done = subprocess.run([*ALONE, *asked], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
