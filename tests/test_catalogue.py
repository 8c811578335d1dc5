"""The data: every input, preset, line, outcome, dilemma and source is whole, in two languages, and means something."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

from roi import catalogue, model, text
from roi.reading import read

BASES = {"document", "study", "statistic", "judgement"}
UNITS = {each.unit for each in catalogue.inputs().values()} | {each.unit for each in catalogue.outcomes().values()}
ROOT = Path(__file__).parent.parent


def bilingual(words) -> bool:
    return set(words) == {"da", "en"} and all(each.strip() for each in words.values())


def value_of(about, raw):
    return read(raw, low=about.low, high=about.high, low_open=about.low_open, whole=about.whole)


@pytest.mark.parametrize("id", catalogue.inputs())
def test_input_is_whole(id):
    about = catalogue.inputs()[id]
    assert about.section in catalogue.SECTIONS
    assert bilingual(about.name)
    assert bilingual(about.help)
    if about.choices:
        assert all(bilingual(words) for words in about.choices.values())
    else:
        assert about.low < about.high
    for default in about.defaults.values():
        assert default.basis in BASES
        assert bilingual(default.why)
        assert default.sources or default.basis == "judgement"
        assert set(default.sources) <= set(catalogue.sources())
        if about.choices:
            assert default.value in about.choices
        else:
            value = value_of(about, default.value)
            assert math.isfinite(value.mean)
            if about.screen:
                assert about.screen[0] <= value.median <= about.screen[1]
    if about.section in ("work", "plan", "events"):
        assert not about.defaults or about.defaults["article"] == about.defaults["evidence"]


@pytest.mark.parametrize("id", catalogue.presets())
def test_preset_is_whole(id):
    preset = catalogue.presets()[id]
    assert bilingual(preset.name)
    assert bilingual(preset.help)
    assert bilingual(preset.default.why)
    assert preset.default.basis in BASES
    assert preset.default.sources or preset.default.basis == "judgement"
    assert set(preset.default.sources) <= set(catalogue.sources())
    assert preset.values
    for input_id, raw in preset.values.items():
        about = catalogue.inputs()[input_id]
        assert about.defaults, "a preset never says what only the file can know"
        if not about.choices:
            value_of(about, raw)


def test_the_rest_is_in_two_languages():
    for line in catalogue.lines().values():
        assert bilingual(line.name)
        assert bilingual(line.help)
        assert line.kind in {"cash", "time", "burnout"}
        assert set(line.inputs) <= set(catalogue.inputs())
        assert line.dilemma is None or line.dilemma in catalogue.dilemmas()
    for outcome in catalogue.outcomes().values():
        assert bilingual(outcome.name)
        assert bilingual(outcome.help)
    for dilemma in catalogue.dilemmas().values():
        assert bilingual(dilemma.name)
        assert bilingual(dilemma.unpriced)
        assert dilemma.source in catalogue.sources()
    for source in catalogue.sources().values():
        assert bilingual(source.title)
        assert source.seen in {"primary", "secondary"}
    assert len(catalogue.dilemmas()) == 6


def test_every_unit_can_be_shown():
    for unit in UNITS:
        for lang in text.LANGUAGES:
            assert text.quantity(1.5, unit, lang)
            assert text.unit_name(unit, lang) is not None


def test_every_input_is_used_by_the_model():
    """An input that no equation reads would be a question asked for nothing; ``optimism_uplift`` is the outside view's."""
    equations = Path(model.__file__).read_text(encoding="utf-8") + (ROOT / "roi/outcomes.py").read_text(encoding="utf-8")
    elsewhere = {"category", "optimism_uplift", "rate_y", "cost"}
    for id in catalogue.inputs():
        assert id in elsewhere or re.search(rf"\b[wk]\.{id}\b", equations), id


def test_the_targets_are_the_articles():
    targets = {id: outcome.target for id, outcome in catalogue.outcomes().items() if outcome.target is not None}
    assert targets == {
        "cost_saving": 0.30,
        "productivity": 0.20,
        "engagement_gain": 0.5,
        "turnover_change": -0.10,
        "error_rate": 0.02,
    }
    lower = {id for id in targets if catalogue.outcomes()[id].better == "lower"}
    assert lower == {"turnover_change", "error_rate"}


def test_the_defaults_are_those_of_the_design():
    """Some that a slip of the pen would change most; the rest are checked against the ranges and sources above."""
    inputs = catalogue.inputs()
    assert inputs["burnt_out"].defaults["article"].value == 0.57
    assert inputs["burnt_out"].defaults["evidence"].value == {"low": 0.08, "mode": 0.136, "high": 0.22}
    assert inputs["cost_basis"].defaults["article"].value == "employee"
    assert inputs["cost_basis"].defaults["evidence"].value == "burnt_out"
    assert inputs["relief_effect"].defaults["evidence"].value == {"low": -0.4, "mode": 0.15, "high": 0.6}
    assert inputs["replacement_months"].defaults["article"].value == {"low": 6, "mode": 9, "high": 12}
    assert catalogue.presets()["vat_exempt_finance"].values == {"vat_share": 0.25, "payroll_tax_share": 0.153}
    assert catalogue.presets()["vat_exempt_other"].values == {"vat_share": 0.25, "payroll_tax_share": 0.0412}
