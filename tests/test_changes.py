"""What was changed between two versions: told in words, in both languages, nothing left out."""

from __future__ import annotations

import dataclasses

import pytest

import roi
from roi import changes, files, text
from roi.scenario import Scenario
from tests.screen import SCENARIO

BOTH = pytest.mark.parametrize("lang", text.LANGUAGES)
CASE = roi.loads(SCENARIO)
PAIR = {"between": ["turnover_y", "burnt_out"], "rank": 0.5}


def told(lang, more):
    return [each.replace("\N{NO-BREAK SPACE}", " ") for each in changes.between(CASE, files.change(CASE, more), lang)]


def test_a_figure_with_what_it_was_and_is():
    assert told("da", {"company.employees": 120}) == ["Ansatte: 100 personer → 120 personer"]
    assert told("en", {"work[2].fee_hour": 350}) == ["Support: the vendor's hourly fee: DKK 300 → DKK 350"]


def test_a_distribution_with_its_ends():
    (line,) = told("da", {"company.salary_m": {"low": 30_000, "mode": 50_000, "high": 60_000, "source": "Payroll"}})
    assert line.startswith("Løn pr. måned inkl. pension: midt 50.000 kr. (")
    assert " → midt 49.000 kr. (" in line


def test_a_change_that_the_figures_do_not_show_is_told_all_the_same():
    (line,) = told("da", {"company.salary_m": {"low": 40_010, "mode": 50_000, "high": 60_000, "source": "Payroll"}})
    assert line.endswith(": ændret")


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ({"name": "Ny sag"}, "Sagens navn: »Own case« → »Ny sag«"),
        ({"note": "x"}, "Om sagen: ændret"),
        ({"horizon_months": 60}, "Måneder frem: 36 → 60"),
        ({"assumptions": "article"}, "Antagelser: Undersøgelser og statistik → Artiklens tal"),
        ({"presets": ["offshore"]}, "Forvalg: intet → "),
        ({"work[2]": None}, "Opgaven »Support« er taget ud"),
        ({"work[3]": {"name": "Ny", "hours_m": 10, "fee_m": 1_000}}, "Ny opgave: »Ny«"),
        ({"events[1]": None}, "Hændelsen »Breach« er taget ud"),
        ({"events[1].side": "staying"}, "Breach: kan ske: "),
        ({"correlations": [PAIR]}, "Det, der følges ad: ændret"),
        ({"claims": [{"metric": "cost_saving", "value": 0.3}]}, "Påstande: ændret"),
        ({"risks.competence": {"likelihood": 3}}, "Risici, som de er vejet: ændret"),
        ({"legal.sector": "bank"}, "Det, reglerne spørger om: ændret"),
        ({"company.salary_m.source": "Elsewhere"}, "Kilder til tallene: ændret"),
    ],
    ids=lambda each: next(iter(each)) if isinstance(each, dict) else None,
)
def test_every_kind_of_change_has_its_line(more, line):
    assert any(each.startswith(line) for each in told("da", more)), told("da", more)
    english = told("en", more)
    assert len(english) == len(told("da", more))
    assert not set(english) & set(told("da", more))


@BOTH
def test_a_comment_alone_is_no_change_of_the_case(lang):
    assert changes.between(CASE, roi.loads(SCENARIO + "# more\n"), lang) == [text.say("changes.only_text", lang)]
    assert changes.between(CASE, CASE, lang) == [text.say("changes.nothing", lang)]


@BOTH
def test_every_part_of_a_scenario_is_told(lang):
    """A part that nobody thought of is called something, too."""
    parts = {each.name for each in dataclasses.fields(Scenario)} - {*changes.TOLD, *changes.FOLLOW}
    for part in parts:
        assert changes._rest(part, lang)


@BOTH
def test_it_tells_what_differs_between_any_two_ready_made_cases(lang):
    bank = roi.load("scenarios/bank_back_office_offshore.toml")
    small = roi.load("scenarios/small_firm_bookkeeping.toml")
    lines = changes.between(bank, small, lang)
    assert len(lines) > 20
    assert len(lines) == len(set(lines))
