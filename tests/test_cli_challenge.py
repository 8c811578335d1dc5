"""``roi challenge``: the claims of a file, in the terminal and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from roi import cli, text

FOLDER = Path(__file__).parent.parent / "scenarios"
CASE = """format = 1
name = "Case"
[plan]
relief_use = 0.2
core_use = 0.2
reduction_use = 0.6
[[work]]
name = "Books"
hours_m = { low = 400, mode = 500, high = 700 }
fee_m = 80_000
"""
CLAIMS = """[[claims]]
says = "Vi sparer 30 %"
by = "Tilbuddet, side 4"
leaves_out = ["transition", "rework"]
[[claims]]
payback_months = 9
"""
HOSTILE = r"""[[claims]]
says = "We save 30%"
by = "**x** <script> {count} %s\u2028\t =1+1"
note = "x"
"""


@pytest.fixture(autouse=True)
def _english(monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(name, "en_GB.UTF-8")


@pytest.fixture
def call(capsys, tmp_path):
    """Challenge a case in this process: code, stdout, stderr."""

    def run(content: str, *arguments: object) -> tuple[int, str, str]:
        path = tmp_path / "case.toml"
        path.write_text(content, encoding="utf-8")
        code = cli.main(["challenge", str(path), "--draws", "512", *map(str, arguments)])
        return (code, *capsys.readouterr())

    return run


@pytest.mark.parametrize(("lang", "first", "second"), [("da", "Påstand 1: »Vi sparer 30 %«", "9"), ("en", "Claim 1:", "9")])
def test_the_claims_are_told_one_after_the_other(call, lang, first, second):
    code, out, err = call(CASE + CLAIMS, "--lang", lang)
    assert (code, err) == (0, "")
    assert first in out
    assert text.say("challenge.title.claim", lang, number=2, claim="") in out
    assert text.say("challenge.title.beliefs", lang) in out
    assert second in out
    assert text.say("challenge.line.rest", lang) in out, "the bridge is there"
    assert max(len(line) for line in out.splitlines()) <= 140


def test_the_json_holds_every_claim_and_what_it_was_run_with(call, tmp_path):
    code, out, err = call(CASE + CLAIMS, "--json", "-", "--seed", 5, "--view", "cash")
    assert (code, err) == (0, "")
    document = json.loads(out)
    assert (document["draws"], document["seed"], document["view"]) == (512, 5, "cash")
    assert len(document["scenario_hash"]) == 64
    saving, payback = document["claims"]
    assert (saving["metric"], saving["value"], saving["says"]) == ("cost_saving", 0.3, "Vi sparer 30 %")
    assert [row["against"] for row in saving["rebuilt"]] == ["cost_saving_all_in", "cash_saving"]
    assert (payback["metric"], payback["value"]) == ("payback_month", 9)
    code, out, err = call(CASE + CLAIMS, "--json", tmp_path / "out.json")
    assert (code, out, err) == (0, "", "")
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["claims"][0]["by"] == "Tilbuddet, side 4"


def test_the_same_seed_gives_the_same_answer(call):
    assert call(CASE + CLAIMS, "--json", "-") == call(CASE + CLAIMS, "--json", "-")


@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_a_file_without_a_claim_says_how_to_write_one(call, lang):
    code, out, err = call(CASE, "--lang", lang)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert "[[claims]]" in err
    assert "says = " in err


def test_a_wrong_claim_is_a_mistake_of_the_file(call):
    code, out, err = call(CASE + "[[claims]]\npayback_months = -3\n")
    assert (code, out) == (2, "")
    assert "case.toml:12: claims[1].payback_months" in err


def test_the_file_itself_is_never_written_over(call, tmp_path):
    code, _, err = call(CASE + CLAIMS, "--json", tmp_path / "case.toml")
    assert code == 2
    assert "is the scenario itself" in err


def test_hostile_words_stay_words(call):
    code, out, err = call(CASE + HOSTILE)
    assert (code, err) == (0, "")
    assert not any(ord(each) < 32 and each != "\n" for each in out)
    assert "**x** <script> {count} %s" in out
    assert "\u2028" not in out


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_every_ready_made_case_can_be_challenged(path, capsys):
    code = cli.main(["challenge", str(path), "--draws", "512", "--lang", "da"])
    out, err = capsys.readouterr()
    if "[[claims]]" in path.read_text(encoding="utf-8"):
        assert (code, err) == (0, "")
        assert out.count("Sagt af: ") == path.read_text(encoding="utf-8").count("[[claims]]")
    else:
        assert code == 2
