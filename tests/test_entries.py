"""What the entries cover together: every dilemma, ledger line, input, outcome and stress leads to something to ask."""

from __future__ import annotations

from collections import Counter

import pytest

from roi import catalogue, qualitative

DILEMMAS = ("inequality", "democracy", "home_market", "labour_market", "competence", "dependency")
#: Recommendations of the union document under each of its dilemmas, counted there.
RECOMMENDATIONS = {
    "Ulighedsdilemmaet": 3,
    "Demokratidilemmaet": 5,
    "Hjemmemarkedsdilemmaet": 6,
    "Arbejdsmarkedsdilemmaet": 3,
    "Kompetencedilemmaet": 6,
    "Forsynings-/afhængighedsdilemmaet": 6,
}
CONTRACT = (  # the handbook's headings, in its order
    "Aftale om output frem for indsats",
    "Servicekatalog",
    "Bindingsperiode og opsigelse",
    "Servicemål",
    "Bod",
    "Exit",
    "Fakturering",
    "Servicevindue",
    "Databehandleraftale",
    "Rangorden",
)
ASKED_OF_NUMBERS = ("ask_today", "ask_people", "ask_price", "ask_running", "ask_way_back")
NOT_ASKED = {"employees", "category"}  # one is counted, not estimated; no number hangs on the other


def questions_about(kind: str, id: str) -> list[qualitative.Entry]:
    return [each for each in qualitative.about(kind, id) if each.kind == "question"]


def test_each_dilemma_has_one_advantage_and_one_drawback():
    sides = Counter((*each.dilemmas, each.side) for each in qualitative.in_list("dilemma_sides"))
    assert sides == Counter((id, side) for id in DILEMMAS for side in qualitative.SIDES)


def test_each_recommendation_of_a_dilemma_became_a_question_to_management():
    asked = qualitative.in_list("dilemma_questions")
    assert Counter(each.section for each in asked) == RECOMMENDATIONS
    assert {each.asks for each in asked} == {"management"}
    assert {each.dilemmas[0] for each in asked} == set(DILEMMAS)


def test_the_contract_has_the_handbooks_ten_points_in_its_order():
    assert tuple(each.section for each in qualitative.in_list("contract")) == CONTRACT


@pytest.mark.parametrize("line", catalogue.lines())
def test_every_line_of_the_ledger_leads_to_a_question_about_its_number(line):
    assert {each.list for each in questions_about("line", line)} & set(ASKED_OF_NUMBERS)


@pytest.mark.parametrize("id", sorted(set(catalogue.inputs()) - NOT_ASKED))
def test_every_input_that_is_estimated_can_be_asked_about(id):
    assert {each.list for each in questions_about("input", id)} & set(ASKED_OF_NUMBERS)


@pytest.mark.parametrize("stress", catalogue.stresses())
def test_every_stress_leads_to_a_question_and_a_dilemma(stress):
    asked = questions_about("stress", stress)
    assert any(each.dilemmas for each in asked)


@pytest.mark.parametrize("outcome", [id for id, each in catalogue.outcomes().items() if each.target is not None])
def test_a_promise_without_a_ledger_line_can_still_be_asked_about(outcome):
    """Productivity, engagement, turnover and errors have no lines: their questions hang on the outcome."""
    assert len(questions_about("outcome", outcome)) >= 2


def test_a_question_about_a_number_names_who_is_asked_what_a_good_answer_is_and_when():
    for name in ASKED_OF_NUMBERS:
        for each in qualitative.in_list(name):
            assert each.help, each.id
            assert each.phase, each.id
            assert each.inputs or each.lines, each.id


def test_a_rule_says_which_year_it_is_of_or_what_must_be_looked_up():
    for each in qualitative.in_list("rules"):
        assert each.kind == "rule"
        assert each.year or each.note, each.id
