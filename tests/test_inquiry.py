"""What is asked of a plan beside its claims: everything at once, in words and as numbers that programs read."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

import roi
from roi import inquiry

CASE = "scenarios/small_firm_bookkeeping.toml"


@pytest.fixture(scope="module")
def found():
    return inquiry.inquiry(roi.run(roi.load(CASE), draws=4_096), month=20, more_than=50_000)


def test_the_month_and_the_loss_are_those_asked_for(found):
    assert found.ways_to_lose["more_than"] == 50_000
    assert {row["month"] for row in found.stress if row["stress"] in ("vendor_fails", "key_person_leaves")} == {20}


def test_it_is_json(found):
    assert json.loads(json.dumps(inquiry.as_json(found), allow_nan=False))["parties"][0]["party"] == "owners"


@pytest.mark.parametrize("lang", ["da", "en"])
def test_every_section_has_a_title_and_whole_sentences(found, lang):
    told = inquiry.sections(found, 36, lang)
    assert len(told) == 5  # without a log
    for each in told:
        assert each.title
        for words in (*each.said, *each.points, *each.notes, *(cell for row in each.table for cell in row)):
            assert words and "{" not in words


def test_a_month_beyond_the_horizon_is_refused():
    with pytest.raises(ValueError, match="from 1 to"):
        inquiry.inquiry(roi.run(roi.load(CASE), draws=512), month=99)


def challenge(*arguments):
    command = [sys.executable, "-m", "roi", "challenge", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_terminal_writes_the_memo_in_the_form_that_is_asked_for(tmp_path):
    for name, begins in (("note.pdf", b"%PDF"), ("note.docx", b"PK")):
        done = challenge("scenarios/article_100_employees.toml", "--draws", "1024", "--to", str(tmp_path / name))
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        assert (tmp_path / name).read_bytes().startswith(begins)


def test_another_form_is_refused_with_those_there_are(tmp_path):
    done = challenge(
        "scenarios/article_100_employees.toml", "--to", str(tmp_path / "note.txt"), "--lang", "da", "--draws", "512"
    )
    assert done.returncode == 2 and ".docx" in done.stderr and not (tmp_path / "note.txt").exists()


def test_the_json_has_the_plan_beside_the_claims():
    done = challenge("scenarios/article_100_employees.toml", "--json", "-", "--draws", "1024", "--month", "12")
    read = json.loads(done.stdout)
    assert set(read["plan"]) == set(inquiry.Inquiry._fields)
    assert done.returncode == 0 and read["claims"]


def test_a_month_the_plan_does_not_reach_is_a_mistake():
    done = challenge("scenarios/article_100_employees.toml", "--month", "60")
    assert done.returncode == 2 and "60" in done.stderr
