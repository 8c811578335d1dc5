"""What the article, the labour market paper and the booklet on good work hold, as counted in the documents by a person."""

from __future__ import annotations

from collections import Counter

import pytest

from roi import catalogue, qualitative

ARTICLE_TABLE = "Opgaver, der er ideelle til outsourcing"
#: List -> how many of each kind. The numbers are the documents', so a list cannot lose a point together with its count.
COUNTED = {
    "warning_signs": {"sign": 5},
    "relief": {"relief": 5},
    "work_categories": {"category": 6},
    "typical_tasks": {"task": 20 + 5},  # the table's, and the examples of the section on relief that it does not have
    "partner_criteria": {"criterion": 5 + 3},  # the demands, and what to ask for before a longer contract
    "outsourcing_phases": {"phase": 6},
    "phase_steps": {"step": 3 + 3 + 3 + 1 + 2 + 3},
    "article_metrics": {"metric": 5},
    "pitfalls": {"pitfall": 5},
    "virtual_assistant": {"role": 1, "task": 4},
    "rasmus": {"characteristic": 6},
    "rasmus_effects": {"effect": 6 * 6 + 1},  # three for and three against each, four against the first
    "rasmus_workshop": {"step": 5 + 1},
    "involvement_phases": {"phase": 4},
    "involvement_questions": {"question": 3 + 3 + 2 + 3},
    "business_case_test": {"test": 7},
    "involvement_advice": {"advice": 10},
    "roles": {"role": 6},
    "managers_frame": {"question": 6 + 3},
    "staff_team": {"criterion": 3},
    "representative_tasks": {"duty": 5},
    "council_tasks": {"duty": 4},
    "involvement_ways": {"step": 3 + 4 + 3 + 3 + 8 + 5 + 5},
    "automate_when": {"criterion": 5},
    "retraining_hurdles": {"pitfall": 8},
    "instead": {"option": 4},
}


@pytest.mark.parametrize("id", COUNTED)
def test_nothing_that_the_document_counts_is_missing(id):
    assert Counter(each.kind for each in qualitative.in_list(id)) == COUNTED[id]


def test_the_articles_table_of_tasks_is_there_row_by_row():
    tasks = [each for each in qualitative.in_list("typical_tasks") if each.section == ARTICLE_TABLE]
    assert Counter(each.category for each in tasks) == {
        "admin": 4,
        "finance": 3,
        "marketing": 4,
        "it": 3,
        "customer_service": 3,
        "research": 3,
    }


def test_every_task_leads_to_its_kind_of_work():
    for kind in qualitative.in_list("work_categories"):
        tasks = [each for each in qualitative.about("entry", kind.id) if each.kind == "task"]
        assert tasks
        assert {each.category for each in tasks} == {kind.category}
    reached = {task.id for kind in qualitative.in_list("work_categories") for task in qualitative.about("entry", kind.id)}
    assert {each.id for each in qualitative.in_list("typical_tasks")} <= reached


def test_every_characteristic_has_its_good_and_bad_effects():
    for characteristic in qualitative.in_list("rasmus"):
        sides = Counter(each.side for each in qualitative.in_list("rasmus_effects") if characteristic.id in each.entries)
        assert sides == {"advantage": 3, "drawback": 4 if characteristic.id == "realistic" else 3}


def test_every_target_of_the_article_has_its_measure():
    named = {id for each in qualitative.in_list("article_metrics") for id in each.outcomes}
    assert {id for id, each in catalogue.outcomes().items() if each.target is not None} <= named


def test_every_phase_says_what_is_to_be_done_or_asked_in_it():
    for phase in (*qualitative.in_list("outsourcing_phases"), *qualitative.in_list("involvement_phases")):
        assert [each for each in qualitative.about("entry", phase.id) if each.phase == phase.id]


def test_every_way_other_than_outsourcing_can_be_worked_through():
    instead = {id for id, each in catalogue.presets().items() if each.group == "instead"}
    options = qualitative.in_list("instead")
    assert {id for each in options for id in each.presets} == instead
    assert all(len(each.presets) == 1 for each in options)


@pytest.mark.parametrize("id", [id for id in qualitative.lists() if id.endswith("_figures")])
def test_a_figure_without_a_year_has_a_note(id):
    assert [each.id for each in qualitative.in_list(id) if not each.year and not each.note] == []


def test_the_business_case_tests_reach_every_cost_that_is_often_left_out():
    """From the list that asks whether a case is realistic one finds every cost that cases forget."""
    reached = {id for each in qualitative.in_list("business_case_test") for id in each.lines}
    declared = catalogue.data("lines").items()
    costs = {id for id, each in declared if each["often_left_out"] and not each.get("benefit")}
    assert costs <= reached
