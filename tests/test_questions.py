"""Questions to ask about a claim: in order of what an answer is worth and what the claim left out, with their answers."""

from __future__ import annotations

from pathlib import Path

import pytest

import roi
from roi import argument, catalogue, qualitative, questions, text
from roi.scenario import Claim

FOLDER = Path(__file__).parent.parent / "scenarios"


@pytest.fixture(scope="module")
def bank():
    return roi.run(roi.load(FOLDER / "bank_back_office_offshore.toml"), draws=2_048)


def test_what_the_claim_left_out_is_asked_about_the_largest_first(bank):
    found = roi.challenge(bank, bank.scenario.claims[1])
    rebuilt = found.rebuilt[0]
    steps = {step["line"]: abs(step["step"]) for step in rebuilt["bridge"]}
    asked = [row for row in found.questions if row["turn"] == 1 and row["worth"] < questions.WORTH]
    lines = [row["about"] for row in asked if row["because"] == "line" and row["about"] in rebuilt["lines"]]
    assert lines == sorted(lines, key=lambda line: -steps[line])
    assert len(set(rebuilt["lines"]) - set(lines)) <= 2, "some have no question that is not about a larger one too"
    for row in found.questions:
        entry = qualitative.entries()[row["question"]]
        assert entry.kind == "question"
        assert row["about"] in entry.touches(row["because"])
        assert (row["source"], tuple(row["dilemmas"])) == (entry.source, entry.dilemmas)
    assert len({row["question"] for row in found.questions}) == len(found.questions)


def test_one_question_for_each_thing_comes_before_a_second_for_any(bank):
    turns = [row["turn"] for row in roi.challenge(bank, Claim("npv", 1e7)).questions]
    assert turns == sorted(turns)
    assert turns[-1] > 1


def test_what_is_worth_knowing_comes_first_and_says_what_it_is_worth():
    result = roi.run(roi.load(FOLDER / "it_operations_midsize.toml"), draws=4_096)
    rows = roi.challenge(result, result.scenario.claims[0]).questions
    worth = questions.worth_of_asking(result)
    first = [row for row in rows if row["turn"] == 1 and row["worth"] >= questions.WORTH]
    assert first, "the decision is open, so something is worth knowing"
    assert rows[: len(first)] == first
    assert [row["worth"] for row in first] == sorted((row["worth"] for row in first), reverse=True)
    for row in first:
        assert row["worth"] == max(worth.get(id, 0.0) for id in row["inputs"])
        for lang in text.LANGUAGES:
            assert text.money(row["worth"], lang) in argument.question(row, lang)


def test_pay_that_stays_is_asked_about_as_posts_that_close(bank):
    rows = roi.challenge(bank, bank.scenario.claims[0]).questions
    assert any((row["because"], row["about"]) == ("input", questions.POSTS) for row in rows[:3])


@pytest.mark.parametrize("metric", list(catalogue.outcomes()))
def test_every_kind_of_claim_has_something_to_ask(bank, metric):
    facts = roi.challenge(bank, Claim(metric, 0.5)).facts
    for lang in text.LANGUAGES:
        lead, points = argument.asked(facts, lang)
        assert lead
        assert 1 <= len(points) <= argument.QUESTIONS_SHOWN
        assert all("?" in point for point in points)


HOSTILE = "**x** <b> {about} [31m"


def test_an_answered_question_comes_last_with_its_answer(bank):
    first = roi.challenge(bank, bank.scenario.claims[1]).questions[0]
    answers = [{"question": first["question"], "said": HOSTILE, "by": "B"}]
    changed = roi.run(roi.change(bank.scenario, {"answers": answers}), draws=2_048)
    facts = roi.challenge(changed, changed.scenario.claims[1]).facts
    assert facts["questions"][-1]["question"] == first["question"]
    assert facts["questions"][-1]["answer"]["said"] == HOSTILE
    for lang in text.LANGUAGES:
        points = argument.asked(facts, lang)[1]
        assert len(points) == argument.QUESTIONS_SHOWN + 1
        assert points[-1].endswith(text.say("challenge.questions.answered", lang, said=HOSTILE))
