"""The ready-made cases: they load, say where every number is from, speak both languages and come out as they teach.

What a file must say of its numbers:
- every input is a table with a ``source`` that opens with the document it is from, with "Skøn" (the case's own judgement)
  or with "Valgt" (a choice that makes the example what it is);
- a correlation has a ``source``, a claim says ``by`` whom, a weighed risk has its ``evidence``;
- the settings ``format`` and ``horizon_months`` are no facts and need none.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import roi
from roi import catalogue, comparison, differing, rules, sentences, tables, terminal, text

FOLDER = Path(__file__).parent.parent / "scenarios"
FILES = sorted(FOLDER.glob("*.toml"))
DRAWS = 4096
CLEARLY = 0.9
WORDS = (
    "says",
    "name",
    "note",
    "source",
    "by",
    "evidence",
    "answer",
    "owner",
    "vendor",
)  # keys whose value is a person's own words
JUDGED = ("Skøn: ", "Valgt")
DOCUMENTS = ("Finansforbundet", "Artiklen", "Verdensmestre i fleksibilitet: ", "BFA Finans", "It-håndbogen, kapitel ")
FOUNDED = (*JUDGED, *DOCUMENTS, "Funktionærloven: ")
ARTICLE = ("article_100_employees", "article_100_employees_evidence")

each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def raw(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def result(name: str, view: str = "all") -> roi.Result:
    return roi.run(roi.load(FOLDER / f"{name}.toml"), draws=DRAWS, seed=1, view=view)


def largest_input(name: str) -> str:
    """The input that explains most, luck aside."""
    return next(row["input"] for row in tables.drivers(result(name)) if row["unit"])


def words_of(table: object) -> Iterator[str]:
    """Every text in a file that a reader sees, wherever it stands."""
    if isinstance(table, dict):
        for key, value in table.items():
            if key == "notes":  # point -> words
                yield from value.values()
            elif key in WORDS and isinstance(value, str) and value:
                yield value
            else:
                yield from words_of(value)
    elif isinstance(table, list):
        for value in table:
            yield from words_of(value)


def stated(path: Path) -> Iterator[tuple[str, object]]:
    """Place -> what the file says of it, for every input that it states."""
    content = raw(path)
    parts = [(section, content.get(section, {})) for section in ("company", "burnout", "plan")]
    parts += [(part["name"], part) for part in (*content["work"], *content.get("events", []))]
    for place, table in parts:
        for key, value in table.items():
            if key in catalogue.inputs() and not catalogue.inputs()[key].choices:
                yield f"{place}.{key}", value


def chance_of_gain(path: Path) -> float:
    return float(result(path.stem).headline["chance_of_gain"])


def test_there_are_at_least_twelve() -> None:
    assert len(FILES) >= 12


# ------------------------------------------------------------------------------------------------------- the file


@each_file
def test_it_loads_and_its_own_words_are_there(path: Path) -> None:
    scenario = roi.load(path)
    assert scenario.name != path.stem
    assert scenario.note
    assert 2 <= len(re.findall(r"[.!?](?=\s|$)", scenario.note)) <= 5  # two to four sentences; "pct." may count once


@each_file
def test_every_number_says_where_it_is_from(path: Path) -> None:
    without = []
    for place, value in stated(path):
        source = value.get("source", "") if isinstance(value, dict) else ""
        if not source.startswith(FOUNDED):
            without.append(f"{place}: {value!r}")
    assert not without


@each_file
def test_correlations_claims_and_risks_say_what_they_rest_on(path: Path) -> None:
    content = raw(path)
    assert all(each["source"].startswith(FOUNDED) for each in content.get("correlations", []))
    assert all(each["by"] for each in content.get("claims", []))
    assert all(each["evidence"] for each in content.get("risks", {}).values())


def test_the_source_of_a_value_reaches_the_reader() -> None:
    scenario = roi.load(FOLDER / "bank_back_office_offshore.toml")
    rows = [row for row in tables.assumptions(scenario) if row["origin"] == "file"]
    assert rows
    assert all(row["stated_source"] for row in rows)


@each_file
def test_it_saves_back_as_it_was(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / path.name
    roi.save(roi.load(path), copy)
    assert copy.read_bytes() == path.read_bytes()


@each_file
def test_it_ends_with_one_line_break_and_has_no_loose_ends(path: Path) -> None:
    content = path.read_text(encoding="utf-8")
    assert content.endswith("\n")
    assert not content.endswith("\n\n")
    assert all(line == line.rstrip() for line in content.splitlines())


# ------------------------------------------------------------------------------------------------- the two languages


def translations() -> list[dict[str, str]]:
    found: list[dict[str, str]] = catalogue.data("cases")["text"]
    return found


def test_every_text_has_its_english_and_none_is_left_over() -> None:
    said = {words for path in FILES for words in words_of(raw(path))}
    known = [each["da"] for each in translations()]
    assert sorted(known) == sorted(set(known)), "twice"
    assert said - set(known) == set(), "without English"
    assert set(known) - said == set(), "in no file"


def test_the_english_says_the_same_numbers_and_is_not_danish() -> None:
    for each in translations():
        numbers = [re.sub(r"\D", "", each[lang]) for lang in ("da", "en")]
        assert numbers[0] == numbers[1], each
        assert each["en"].strip()
        assert not re.search(r"\b(og|ikke|kr\.|pct\.)(?=\W|$)|[æøåÆØÅ]", each["en"]), each


@each_file
def test_names_stay_apart_in_english(path: Path) -> None:
    content = raw(path)
    names = [text.case(part["name"], "en") for part in (*content["work"], *content.get("events", []))]
    assert len(set(names)) == len(names)


@each_file
def test_the_report_is_in_the_readers_language(path: Path) -> None:
    ran = roi.run(roi.load(path), draws=256)
    danish, english = (" ".join(terminal.report(ran, lang).split()) for lang in text.LANGUAGES)
    scenario = ran.scenario
    assert scenario.name in danish
    assert text.case(scenario.name, "en") in english
    for words in {part.name for part in (*scenario.work, *scenario.events)}:
        assert words in danish
        assert words not in english.replace(text.case(words, "en"), "")


# ------------------------------------------------------------------------------------------------------ what they say


@each_file
@pytest.mark.parametrize("view", catalogue.VIEWS)
def test_the_result_is_finite_ordered_and_adds_up(path: Path, view: str) -> None:
    ran = result(path.stem, view)
    npv = ran.outcomes["npv"]
    assert np.isfinite(npv).all()
    assert ran.headline["p5"] <= ran.headline["median"] <= ran.headline["p95"]
    total = sum(row["mean"] for row in tables.ledger(ran))
    assert total == pytest.approx(float(np.mean(npv)), rel=1e-9, abs=1e-3)
    assert ran.running[-1].shape == npv.shape
    for row in tables.outcome_table(ran):
        quantiles = [row[name] for name in ("p5", "p25", "p50", "p75", "p95")]
        assert row["undefined"] == 1 or quantiles == sorted(quantiles), row["outcome"]


def test_one_case_clearly_pays_one_clearly_does_not_and_some_are_open() -> None:
    chances = {path.stem: chance_of_gain(path) for path in FILES}
    assert any(chance >= CLEARLY for chance in chances.values()), chances
    assert any(chance <= 1 - CLEARLY for chance in chances.values()), chances
    assert any(1 - CLEARLY < chance < CLEARLY for chance in chances.values()), chances
    assert chances["small_firm_bookkeeping"] >= CLEARLY
    assert chances["article_100_employees"] <= 1 - CLEARLY


@each_file
@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_the_reasons_name_the_largest_lines_with_the_right_sign(path: Path, lang: str) -> None:
    ran = result(path.stem)
    facts = ran.headline
    sentence = sentences.reasons(facts, lang)
    means = {line: float(np.mean(kr)) for line, kr in ran.ledger.items()}
    gains = sorted((line for line in means if means[line] > 0), key=lambda line: -means[line])[:2]
    costs = sorted((line for line in means if means[line] < 0), key=lambda line: means[line])[:2]
    assert [row["line"] for row in facts["gains"]] == gains
    assert [row["line"] for row in facts["costs"]] == costs
    at = -1
    for line in (*gains, *costs):  # in this order, each with its amount
        amount = text.change(means[line], lang)
        assert amount.startswith("+" if means[line] > 0 else text.MINUS)
        place = sentence.casefold().find(f"{catalogue.lines()[line].name[lang]} ({amount})".casefold())
        assert place > at, (line, sentence)
        at = place


def test_the_fee_weighs_most_on_the_side_of_the_costs_everywhere() -> None:
    assert {result(path.stem).headline["costs"][0]["line"] for path in FILES} == {"vendor_fee"}


def test_the_saving_as_offered_is_never_the_saving_with_all_costs() -> None:
    for path in FILES:
        found = result(path.stem).outcomes
        assert np.nanmedian(found["cost_saving"]) > np.nanmedian(found["cost_saving_all_in"]), path.stem


# ------------------------------------------------------------------------------------------------------ case by case


def test_the_two_article_files_differ_only_in_name_note_and_assumptions() -> None:
    article, evidence = (raw(FOLDER / f"{name}.toml") for name in ARTICLE)
    assert {key for key in article if article[key] != evidence[key]} == {"name", "note", "assumptions"}
    assert article.keys() == evidence.keys()
    assert (article["assumptions"], evidence["assumptions"]) == ("article", "evidence")
    lines = [(FOLDER / f"{name}.toml").read_text("utf-8").split("format = 1")[1].splitlines() for name in ARTICLE]
    changed = [line for line in difflib.ndiff(*lines) if line[0] in "+-"]
    assert len(changed) == 2 * 3  # comments too are the same


def test_the_articles_promise_stands_in_full() -> None:
    scenario = roi.load(FOLDER / "article_100_employees.toml")
    claimed = {claim.metric: claim.value for claim in scenario.claims}
    targets = {id: about.target for id, about in catalogue.outcomes().items() if about.target is not None}
    assert {metric: claimed[metric] for metric in targets} == targets
    assert scenario.values["employees"].median == 100
    ran = result("article_100_employees")
    offered = np.median(ran.outcomes["cost_saving"])
    assert offered == pytest.approx(0.30, abs=0.01), "the price is set so that the slide just meets the article's target"
    assert np.mean(ran.ledger["payroll"]) == 0


def test_what_the_notes_teach_is_so() -> None:
    article, evidence = (result(name) for name in ARTICLE)
    burnout = [float(np.median(ran.outcomes["burnout_cost_y"])) for ran in (article, evidence)]
    assert burnout[1] < burnout[0] / 3, "the price of burnout drops below a third"
    assert evidence.headline["median"] == pytest.approx(article.headline["median"], rel=0.15), (
        "the loss changes only a little"
    )
    assert np.mean(article.ledger["lost_productivity"]) > 0, "burnout falls on the article's figures"
    bank = result("bank_back_office_offshore").outcomes
    assert np.median(bank["cost_saving"]) > 0.4, "the hourly price is far below the bank's own"
    assert np.nanmedian(bank["cost_saving_all_in"]) < 0.02, "and as a rule the whole difference is eaten"
    assert largest_input("owner_virtual_assistant") == "core_value"
    assert largest_input("office_upskilling") == "Booking og kundehenvendelser.movable_share"
    assert 0.1 < chance_of_gain(FOLDER / "it_operations_midsize.toml") < CLEARLY


def test_the_bank_pays_vat_and_saves_payroll_tax() -> None:
    ledger = {line: float(np.mean(kr)) for line, kr in result("bank_back_office_offshore").ledger.items()}
    billed = sum(ledger[line] for line in ("vendor_fee", "indexation", "scope_creep", "extra_work", "transition"))
    assert ledger["vat"] < 0
    assert ledger["vat"] == pytest.approx(0.25 * billed)
    assert ledger["payroll_tax"] > 0
    assert all(ledger[line] < 0 for line in ("severance", "errors", "events", "governance", "rework"))


def test_the_bank_weighs_all_six_dilemmas_and_has_what_the_format_has() -> None:
    scenario = roi.load(FOLDER / "bank_back_office_offshore.toml")
    assert set(scenario.risks) == {*catalogue.dilemmas(), "merger"}
    assert scenario.seniority and scenario.checklists and scenario.process.phase
    assert len(scenario.compass) >= 5
    assert sum(each.count for each in scenario.seniority) == round(rules.posts(scenario).whole)
    assert {row["state"] for row in rules.flags(scenario) if row["rule"] != "mass_dismissal"} == {rules.FOLLOWS}
    assert len(scenario.work) > 1
    assert scenario.events
    assert scenario.correlations
    assert all(claim.leaves_out for claim in scenario.claims)


def test_the_it_case_counts_what_staying_would_cost() -> None:
    scenario = roi.load(FOLDER / "it_operations_midsize.toml")
    assert {event.side for event in scenario.events} == {"plan", "staying"}
    assert scenario.values["lock_in_months"].median == 15, "12 months and 3 months' notice"
    ledger = result("it_operations_midsize").ledger
    assert all(np.mean(ledger[line]) > 0 for line in ("investment_avoided", "incidents_avoided", "other_costs"))


@pytest.mark.parametrize("name", ["service_desk_automated", "office_upskilling", "owner_virtual_assistant"])
def test_where_no_pay_falls_away_the_gain_is_time_and_not_money(name: str) -> None:
    ran = result(name)
    assert np.nanmax(ran.outcomes["pay_saved_share"]) == 0
    assert ran.headline["gains"][0]["line"] == "core_time"
    assert result(name, "cash").headline["median"] < 0


# ---------------------------------------------------------------------------------- the same firm and work, seven ways

WAYS = {
    "domestic": "domestic",
    "nearshore": "nearshore",
    "freelancer": "freelancer",
    "virtual_assistant": "virtual_assistant",
    "hire": "hire",
    "automate": "automate",
    "upskill": "upskill",
}


def test_the_wholesaler_is_the_same_firm_with_the_same_work_seven_ways() -> None:
    scenarios = {way: roi.load(FOLDER / f"wholesaler_{way}.toml") for way in WAYS}
    assert {path.stem.removeprefix("wholesaler_") for path in FOLDER.glob("wholesaler_*.toml")} == set(WAYS)
    for way, preset in WAYS.items():
        assert scenarios[way].presets == (preset,)
    one, *others = scenarios.values()
    for other in others:
        assert (other.assumptions, other.horizon_months, other.view) == (one.assumptions, one.horizon_months, one.view)
        assert [package.name for package in other.work] == [package.name for package in one.work]
        assert not other.events
    assert not [row["key"] for row in differing.inputs(list(scenarios.values())) if row["of_the_firm"]]
    for use in ("relief_use", "core_use", "reduction_use"):
        assert len({scenario.values[use].median for scenario in scenarios.values()}) == 1, use


def test_the_seven_ways_stand_side_by_side() -> None:
    found = roi.compare([roi.load(FOLDER / f"wholesaler_{way}.toml") for way in WAYS], draws=DRAWS)
    assert not found.per_employee
    options = dict(zip([*WAYS, "nothing"], comparison.options(found), strict=True))
    assert options["nothing"]["name"] is None
    assert sum(row["best"]["value"] for row in options.values()) == pytest.approx(1)
    bought = {way: row["mean"] for way, row in options.items() if way in ("domestic", "nearshore", "freelancer")}
    assert max(bought.values()) < options["automate"]["mean"] < options["nothing"]["mean"], (
        "freed time alone pays no hourly fee"
    )
