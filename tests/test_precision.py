"""Running until the answer is precise enough, or saying that it is not."""

from __future__ import annotations

import json
import math

import pytest

import roi
from roi import cli, simulate, tables
from roi.cli.arguments import Share
from roi.summary import Sample

SCENARIO = """format = 1
[[work]]
name = "Books"
hours_m = { low = 400, mode = 500, high = 700 }
fee_m = 80_000
"""


@pytest.fixture(scope="module")
def scenario():
    return roi.loads(SCENARIO)


@pytest.mark.parametrize("asked", [0.05, 0.004, 0.0021])
def test_the_draws_double_until_it_is_reached_and_no_further(scenario, asked):
    result = roi.run(scenario, draws=250, precision=asked)
    doublings = math.log2(result.count / 250)
    assert doublings == int(doublings)
    npv = result.samples["npv"]
    spread = npv.quantile(0.95).value - npv.quantile(0.05).value
    errors = [npv.mean().se, npv.quantile(0.05).se, npv.quantile(0.95).se]
    assert result.precision == pytest.approx(max(errors) / spread)
    assert result.precision <= asked
    half = roi.run(scenario, draws=result.count // 2)
    assert result.count == 250 or not half.precision <= asked


def test_the_draws_are_those_of_a_plain_run_of_as_many(scenario):
    found = roi.run(scenario, draws=2_000, precision=0.008)
    plain = roi.run(scenario, draws=found.count)
    assert found.count > 2_000
    for name, x in plain.outcomes.items():
        assert found.outcomes[name] == pytest.approx(x, rel=1e-9, abs=1e-6, nan_ok=True), name


def test_what_cannot_be_reached_ends_and_is_said(scenario, monkeypatch):
    monkeypatch.setattr(simulate, "PRECISE_AT_MOST", 4_096)
    result = roi.run(scenario, draws=500, precision=1e-6)
    assert result.count == 4_000
    assert result.precision > 1e-6
    assert roi.run(scenario, draws=6_000, precision=1e-6).count == 6_000


def test_few_draws_know_no_precision(scenario):
    assert math.isnan(roi.run(scenario, draws=10).precision)
    assert tables.as_json(roi.run(scenario, draws=10))["precision"] == {"asked": None, "reached": None}
    assert roi.run(scenario, draws=10, precision=0.1).count > 10


def test_what_never_varies_is_precise():
    assert simulate._precision(Sample(roi.run(roi.loads(SCENARIO), draws=64).outcomes["npv"] * 0 + 5, 16)) == 0


@pytest.mark.parametrize("precision", [0, -0.1, 0.11, 5, math.nan])
def test_no_precision_is_refused(scenario, precision):
    with pytest.raises(ValueError, match="precision"):
        roi.run(scenario, precision=precision)


@pytest.mark.parametrize("word", ["0.5%", "0,5 %", "0.005", "0,005", " 0.5 % ", ".005", "0.50%"])
def test_a_precision_is_read_as_people_write_it(word):
    assert Share("en")(word) == pytest.approx(0.005)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "case.toml"
    path.write_text(SCENARIO, encoding="utf-8")
    return path


@pytest.mark.parametrize("word", ["0.5", "0", "0%", "-1%", "half", "%", "", "1e-3", "0.5%%", "nan", "½ %", "٣%", "1" * 40])
@pytest.mark.parametrize("lang", ["da", "en"])
def test_what_is_no_precision_gets_a_clear_word(file, capsys, word, lang):
    assert cli.main(["run", str(file), f"--precision={word}", "--lang", lang]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert "0.005" in err


@pytest.mark.parametrize(
    ("lang", "asked", "words"), [("da", "5%", "Der var bedt om 5 %"), ("en", "5 %", "You asked for 5%")]
)
def test_the_terminal_says_what_was_reached(file, capsys, lang, asked, words):
    assert cli.main(["run", str(file), "--draws", "1000", "--precision", asked, "--lang", lang]) == 0
    assert words in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(("lang", "words"), [("da", "men selv med 2.000 fremtider"), ("en", "but even with 2,000 futures")])
def test_the_terminal_says_what_was_not_reached(file, capsys, monkeypatch, lang, words):
    monkeypatch.setattr(simulate, "PRECISE_AT_MOST", 2_000)
    assert cli.main(["run", str(file), "--draws", "1000", "--precision", "0.01%", "--lang", lang]) == 0
    assert words in " ".join(capsys.readouterr().out.split())


def test_the_json_says_both(file, tmp_path):
    path = tmp_path / "result.json"
    assert cli.main(["run", str(file), "--draws", "1000", "--precision", "5%", "--json", str(path)]) == 0
    found = json.loads(path.read_text(encoding="utf-8"))["precision"]
    assert found["asked"] == 0.05
    assert 0 < found["reached"] <= 0.05
