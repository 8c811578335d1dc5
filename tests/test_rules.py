"""Rules that a plan may touch: thresholds and steps of the acts, flags that follow, hang or stay away."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import roi
from roi import catalogue, qualitative, rules, text, weighing
from roi.rules import FOLLOWS, HANGS
from roi.scenario import Seniority

HEAD = 'format = 1\nname = "X"\n'
SCENARIOS = sorted((Path(__file__).parent.parent / "scenarios").glob("*.toml"))


def scenario(*, employees=200, reduction=0.5, hours=4000, ramp=6, start=3, presets=(), more="", category="other"):
    return roi.loads(
        f"{HEAD}presets = {list(presets)}\n[company]\nemployees = {employees}\nworked_hours_m = 136.25\n"
        f"[plan]\nrelief_use = 0.1\ncore_use = 0.1\nreduction_use = {reduction}\n[[work]]\nname = 'A'\nhours_m = {hours}\n"
        f"movable_share = 1\nfee_m = 100_000\nstart_month = {start}\nramp_months = {ramp}\ncategory = '{category}'\n{more}"
    )


def flagged(given) -> dict[str, dict]:
    return {row["rule"]: row for row in rules.flags(given)}


# ------------------------------------------------------------------------------------------------ notice and severance


@pytest.mark.parametrize(
    ("years", "months"),
    [
        (0, 1), (5 / 12, 1), (5 / 12 + 0.01, 3), (0.5, 3), (2, 3), (2.75, 3), (2.76, 4), (5, 4), (5 + 8 / 12, 4), (5.67, 5),
        (8, 5), (8 + 7 / 12, 5), (8.59, 6), (9, 6), (40, 6),
    ],
)  # fmt: skip
def test_notice_by_seniority(years, months):
    """Section 2: 1 month until 5 months, 3 until 2 years 9 months, 4 until 5 y 8 m, 5 until 8 y 7 m, then 6."""
    assert rules.notice_months(years) == months


@pytest.mark.parametrize(
    ("years", "months"), [(0, 0), (11.4, 0), (11.5, 1), (12, 1), (16.4, 1), (16.5, 3), (17, 3), (40, 3)]
)
def test_severance_counts_the_years_at_the_end_of_the_notice(years, months):
    """Section 2a: 1 month's pay at 12 years and 3 at 17, when the notice (6 months here) has run out."""
    assert rules.severance_months(years) == months


def test_a_profile_gives_the_mean_over_the_posts():
    found = rules.by_seniority([Seniority(1, 6), Seniority(4, 3), Seniority(20, 1)])
    assert found is not None
    assert (found["posts"], found["notice_months"], found["severance_months"]) == (10, (6 * 3 + 3 * 4 + 6) / 10, 0.3)
    assert [(row["notice_months"], row["severance_months"]) for row in found["rows"]] == [(3, 0), (4, 0), (6, 3)]
    assert rules.by_seniority([]) is None


def test_a_profile_can_be_put_into_the_scenario():
    rows = "{ years = 1, count = 6 }, { years = 4, count = 3 }, { years = 20, count = 1 }"
    given = scenario(more=f"[staff]\nseniority = [{rows}]\n")
    changes = rules.changes(given.seniority)
    assert changes == {"plan.notice_months": 3.6, "plan.severance_months": 0.3}
    changed = roi.change(given, changes)
    assert changed.values["notice_months"].median == 3.6
    assert changed.values["severance_months"].median == 0.3
    assert changed.hints == ()
    assert rules.changes(()) == {}
    about = catalogue.inputs()
    longest = rules.by_seniority([Seniority(60, 1)])
    assert longest is not None
    assert all(longest[name] <= about[name].high for name in ("notice_months", "severance_months"))


# ------------------------------------------------------------------------------------------------------ mass dismissal


@pytest.mark.parametrize(
    ("employees", "least"),
    [(5, None), (20, None), (21, 10), (99, 10), (100, 10), (150, 15), (299, 29.9), (300, 30), (5000, 30)],
)
def test_the_threshold_by_headcount(employees, least):
    """Over 20 and under 100: 10; from 100 to under 300: 10 %; from 300: 30 (within 30 days)."""
    found = rules.mass_dismissal_threshold(employees)
    assert found == (None if least is None else pytest.approx(least))


def test_posts_are_those_of_the_model():
    """By hand: 0.5 · 4000 h / 136.25 h a post, moved in six equal monthly steps."""
    taken = rules.posts(scenario())
    assert taken.whole == pytest.approx(0.5 * 4000 / 136.25)
    assert taken.in_a_month == pytest.approx(0.5 * 4000 / 136.25 / 6)
    assert taken.employees == 200
    assert rules.posts(scenario(reduction=0)).whole == 0


def test_posts_are_those_that_the_ledger_pays_severance_for():
    """One month's pay for each post, no growth, no early end: the severance line over the pay is the number of posts."""
    fixed = {"plan.severance_months": 1, "plan.notice_months": 0, "plan.exit_y": 0, "company.wage_growth_y": 0}
    given = roi.change(scenario(ramp=4, start=2.5), {**fixed, "company.salary_m": 50_000})
    paid = roi.run(given, draws=64, seed=1).monthly["severance"]
    assert -paid.sum() / 50_000 == pytest.approx(rules.posts(given).whole)
    assert -paid.min() / 50_000 == pytest.approx(rules.posts(given).in_a_month)


def test_posts_of_several_packages_that_overlap():
    second = "[[work]]\nname = 'B'\nhours_m = 1000\nmovable_share = 1\nfee_m = 1\nstart_month = 6\nramp_months = 1\n"
    taken = rules.posts(scenario(more=second))
    assert taken.whole == pytest.approx(0.5 * 5000 / 136.25)
    assert taken.in_a_month == pytest.approx(0.5 * (4000 / 6 + 1000) / 136.25)


def test_many_posts_at_once_are_a_flag_and_slowly_a_question():
    at_once, slowly, few = scenario(hours=6000, ramp=1), scenario(hours=6000, ramp=12), scenario(hours=4000, ramp=1)
    flag = flagged(at_once)["mass_dismissal"]
    assert (flag["state"], flag["source"], flag["numbers"]["threshold"]) == (
        FOLLOWS,
        "mass_dismissal_act",
        pytest.approx(20),
    )
    assert flag["numbers"]["posts"] == pytest.approx(22.02, abs=0.01)
    assert (flagged(slowly)["mass_dismissal"]["state"], flagged(slowly)["mass_dismissal"]["missing"]) == (HANGS, [])
    assert "mass_dismissal" not in flagged(few)
    assert "mass_dismissal" not in flagged(scenario(employees=19, hours=2000, ramp=1))
    assert "mass_dismissal" not in flagged(scenario(hours=6000, ramp=1, more="[legal]\nstaff_transfer = true\n"))


# ------------------------------------------------------------------------------------------------------------ the flags


BANK = "[legal]\nsector = 'bank'\nvendor_country = 'outside_eu'\nwithin_group = true\npersonal_data = true\n"
BANK += "ict_service = true\ncritical = true\nstaff_transfer = false\n"
FIRM = "[legal]\nsector = 'other'\nvendor_country = 'eu'\npersonal_data = false\n"
ORDER = {"financial_outsourcing_order", "the_board_is_responsible", "outsourcing_policy", "risk_assessment_required"}
ORDER |= {"outsourcing_register", "exit_strategy_required"}


def test_a_bank_with_everything_gets_every_flag_that_belongs_to_it():
    found = flagged(scenario(hours=6000, ramp=1, more=BANK))
    assert {row["state"] for row in found.values()} == {FOLLOWS}
    wanted = {"mass_dismissal", "notice_by_seniority", "severance_by_seniority", "rules_hold_inside_the_group"}
    wanted |= {"notice_to_the_supervisor", "ict_contracts_register", "data_processing_agreement", "data_protection_fines"}
    wanted |= {"data_out_of_the_eu", "vat_that_cannot_be_deducted", "payroll_tax_in_finance"}
    assert set(found) == ORDER | wanted


def test_a_firm_that_no_rule_concerns_gets_none_but_notice():
    assert set(flagged(scenario(more=FIRM))) == {"notice_by_seniority", "severance_by_seniority"}
    assert flagged(scenario(more=FIRM, reduction=0)) == {}


def test_outsourcing_inside_the_group_counts_as_outsourcing():
    said = scenario(more="[legal]\nsector = 'insurance'\nwithin_group = true\n")
    chosen = scenario(more="[legal]\nsector = 'bank'\n", presets=("intra_group",))
    for given in (said, chosen):
        found = flagged(given)
        assert found["rules_hold_inside_the_group"]["state"] == FOLLOWS
        assert all(found[id]["state"] == FOLLOWS for id in ORDER)


def test_every_rule_can_be_flagged_and_every_flag_is_a_rule():
    seen = set()
    cases = [
        scenario(hours=6000, ramp=1, more=BANK),
        scenario(more="[legal]\nsector = 'health'\n"),
        scenario(presets=["domestic"]),
        scenario(),
    ]
    for given in cases:
        seen |= set(flagged(given))
    assert seen == {each.id for each in qualitative.in_list(rules.RULES)}
    for each in qualitative.in_list(rules.RULES):
        assert each.kind == "rule"


@pytest.mark.parametrize(
    ("rule", "more", "missing"),
    [
        ("outsourcing_register", "", ["legal.sector"]),
        ("notice_to_the_supervisor", "", ["legal.sector", "legal.critical"]),
        ("notice_to_the_supervisor", "[legal]\nsector = 'bank'\n", ["legal.critical"]),
        ("ict_contracts_register", "[legal]\nict_service = true\n", ["legal.sector"]),
        ("data_processing_agreement", "", ["legal.personal_data"]),
        ("data_out_of_the_eu", "", ["legal.personal_data", "legal.vendor_country"]),
        ("vat_that_cannot_be_deducted", "", ["legal.sector"]),
        ("vat_that_cannot_be_deducted", "[legal]\nsector = 'other_financial'\n", ["legal.vat_exempt"]),
        ("transfer_of_undertaking", "", ["legal.vendor_country"]),
        ("transfer_of_undertaking", "[legal]\nvendor_country = 'denmark'\n", ["legal.staff_transfer"]),
    ],
)
def test_what_the_file_leaves_open_is_named(rule, more, missing):
    row = flagged(scenario(more=more))[rule]
    assert (row["state"], row["missing"]) == (HANGS, missing)
    for lang in text.LANGUAGES:
        said = weighing.flag(row, lang)
        assert qualitative.entries()[rule].text[lang] in said
        assert weighing.facts(missing, lang) in said


@pytest.mark.parametrize(
    ("rule", "more"),
    [
        ("outsourcing_register", "[legal]\nsector = 'health'\n"),
        ("rules_hold_inside_the_group", "[legal]\nsector = 'bank'\nwithin_group = false\n"),
        ("ict_contracts_register", "[legal]\nsector = 'bank'\nict_service = false\n"),
        ("data_out_of_the_eu", "[legal]\npersonal_data = true\nvendor_country = 'eu'\n"),
        ("data_processing_agreement", "[legal]\npersonal_data = false\n"),
        ("vat_that_cannot_be_deducted", "[legal]\nsector = 'other'\n"),
        ("vat_that_cannot_be_deducted", "[legal]\nsector = 'bank'\nvat_exempt = false\n"),
        ("payroll_tax_elsewhere", "[legal]\nsector = 'bank'\n"),
        ("payroll_tax_in_finance", "[legal]\nsector = 'education'\n"),
        ("transfer_of_undertaking", "[legal]\nvendor_country = 'outside_eu'\n"),
    ],
)
def test_what_the_file_rules_out_is_no_flag(rule, more):
    assert rule not in flagged(scenario(more=more))


def test_presets_and_the_work_say_what_the_file_does_not():
    assert flagged(scenario(presets=["vat_exempt_finance"]))["outsourcing_register"]["state"] == FOLLOWS
    assert flagged(scenario(presets=["vat_exempt_other"]))["vat_that_cannot_be_deducted"]["why"] == "vat_counted"
    assert flagged(scenario(presets=["domestic"]))["transfer_of_undertaking"]["why"] == "transfer_in_denmark"
    assert "transfer_of_undertaking" not in flagged(scenario(presets=["offshore"]))
    moved = flagged(scenario(presets=["transfer_of_staff"]))
    assert moved["transfer_of_undertaking"]["state"] == FOLLOWS
    assert "severance_by_seniority" not in moved
    bank = "[legal]\nsector = 'bank'\n"
    assert flagged(scenario(more=bank, category="it"))["ict_contracts_register"]["state"] == FOLLOWS
    assert flagged(scenario(more=bank))["ict_contracts_register"]["missing"] == ["legal.ict_service"]


def test_what_the_file_says_goes_before_what_a_preset_suggests():
    assert "vat_that_cannot_be_deducted" not in flagged(
        scenario(presets=["vat_exempt_finance"], more="[legal]\nvat_exempt = false\n")
    )
    assert "outsourcing_register" not in flagged(
        scenario(presets=["vat_exempt_finance"], more="[legal]\nsector = 'other'\n")
    )
    abroad = flagged(scenario(presets=["domestic"], more="[legal]\nvendor_country = 'outside_eu'\n"))
    assert "transfer_of_undertaking" not in abroad


def test_ways_other_than_outsourcing_have_no_vendor_to_ask_about():
    found = set(flagged(scenario(presets=["hire"], more=BANK)))
    assert not found & (ORDER | {"data_processing_agreement", "transfer_of_undertaking", "vat_that_cannot_be_deducted"})


def test_vat_that_the_scenario_leaves_out_is_said():
    row = flagged(scenario(more="[legal]\nsector = 'bank'\n"))["vat_that_cannot_be_deducted"]
    assert (row["why"], row["numbers"]) == ("vat_left_out", {"vat_share": 0.0})
    assert "ingen moms" in weighing.flag(row, "da")


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_every_flag_of_every_scenario_can_be_said_and_has_its_source(path):
    given = roi.load(path)
    profile = replace(given, seniority=(Seniority(10, 4),))
    order = [each.id for each in qualitative.in_list(rules.RULES)]
    for each in (given, profile):
        rows = rules.flags(each)
        assert [order.index(row["rule"]) for row in rows] == sorted(order.index(row["rule"]) for row in rows)
        for row in rows:
            assert row["source"] in catalogue.sources()
            for lang in text.LANGUAGES:
                assert weighing.flag(row, lang)
        for lang in text.LANGUAGES:
            open_ones = [row for row in rows if row["state"] == HANGS]
            assert bool(weighing.open_flags(open_ones, lang)) == bool(open_ones)


def test_the_sources_are_dated():
    """No rule is said to be newer than what the sources knew."""
    for each in qualitative.in_list(rules.RULES):
        assert each.year is None or each.year <= rules.SOURCES_UNTIL
    for lang in text.LANGUAGES:
        assert str(rules.SOURCES_UNTIL) in text.say("left.rules.caveat", lang, year=str(rules.SOURCES_UNTIL))
