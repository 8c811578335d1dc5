"""Answers: they set their input, remember what stood there, and give it back."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

import roi
from roi import catalogue, qualitative, weighing
from roi.answering import answer, before_answers, places, withdraw

FILE = """\
format = 1
name = "X"

[plan]
rework_start = { low = 0.05, mode = 0.15, high = 0.30 }    # theirs
exit_y = 0.1_0

[[work]]
name = "A"
hours_m = 160
fee_m = 35_000
[[work]]
name = "B"
hours_m = 100
fee_hour = 300
"""
FIRST, SECOND, THIRD, FOURTH = [each.id for each in qualitative.entries().values() if each.kind == "question"][:4]
SCENARIOS = sorted((Path(__file__).parent.parent / "scenarios").glob("*.toml"))


def test_an_answer_sets_its_input_and_remembers_what_stood_there():
    start = roi.loads(FILE)
    day = datetime.date(2026, 5, 4)
    value = {"low": 0.1, "high": 0.2}
    given = answer(start, FIRST, said="One in eight", by="Anna", date=day, place="plan.rework_start", value=value)
    (row,) = given.answers
    assert (row.question, row.said, row.by, row.date, row.place) == (FIRST, "One in eight", "Anna", day, "plan.rework_start")
    assert row.before == {"low": 0.05, "mode": 0.15, "high": 0.30}
    assert given.values["rework_start"].support == pytest.approx((0.1, 0.2))
    assert "rework_start = {low = 0.1, high = 0.2}    # theirs" in given.text
    assert "before = { low = 0.05, mode = 0.15, high = 0.30 }\n" in given.text
    assert start.text == FILE


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("plan.rework_start", 0.1),
        ("plan.exit_y", {"low": 0.01, "high": 0.05}),
        ("plan.core_value", 0.4),
        ("work[2].fee_hour", 310),
        ("work[1].category", "finance"),
        ("work[2].start_month", 2),
    ],
)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_withdrawing_gives_back_the_file_byte_for_byte(place, value, ending):
    start = roi.loads(FILE.replace("\n", ending))
    given = answer(start, FIRST, said="x", place=place, value=value)
    assert given.text != start.text
    assert withdraw(given, FIRST).text == start.text
    assert before_answers(given).text == start.text


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_withdrawing_gives_back_every_value_of_every_scenario(path):
    """Also where the table was not there before: then only an empty line at the end may be left of it."""
    start = roi.load(path)
    for id in ("employees", "burnt_out", "rework_start", "vat_share", "cost_basis"):
        about = catalogue.inputs()[id]
        value = "burnt_out" if about.choices else start.values[id].median
        given = answer(start, FIRST, said="x", place=f"{about.section}.{id}", value=value)
        back = withdraw(given, FIRST)
        assert back.text.rstrip("\n") == start.text.rstrip("\n")
        assert (back.keyed(), back.origins) == (start.keyed(), start.origins)


def test_words_alone_set_nothing():
    start = roi.loads(FILE)
    given = answer(start, FIRST, said="Nobody knows")
    assert given.keyed() == start.keyed()
    assert (given.answers[0].place, given.answers[0].before) == (None, None)
    assert withdraw(given, FIRST).text == FILE


def test_answering_again_replaces_the_answer_and_keeps_what_stood_first():
    start = roi.loads(FILE)
    once = answer(start, FIRST, said="a", place="plan.rework_start", value=0.1)
    twice = answer(once, FIRST, said="b", place="plan.rework_start", value=0.2)
    assert [each.said for each in twice.answers] == ["b"]
    assert twice.answers[0].before == {"low": 0.05, "mode": 0.15, "high": 0.30}
    assert withdraw(twice, FIRST).text == FILE


def test_two_questions_that_set_the_same_place():
    """Whichever is withdrawn first, the other's value or the first of all comes out, never a third."""
    start = roi.loads(FILE)
    both = answer(start, FIRST, said="a", place="plan.rework_start", value=0.1)
    both = answer(both, SECOND, said="b", place="plan.rework_start", value=0.2)
    both = answer(both, THIRD, said="c", place="plan.exit_y", value=0.3)
    without_first = withdraw(both, FIRST)
    assert without_first.values["rework_start"].median == 0.2
    without_second = withdraw(both, SECOND)
    assert without_second.values["rework_start"].median == 0.1
    for left in (without_first, without_second, both):
        assert before_answers(left).text == FILE
    assert withdraw(withdraw(withdraw(both, FIRST), SECOND), THIRD).text == FILE
    assert withdraw(withdraw(withdraw(both, THIRD), SECOND), FIRST).text == FILE


def test_before_answers_shows_what_they_changed():
    start = roi.loads(FILE)
    assert before_answers(start) is start
    given = answer(start, FIRST, said="a", place="plan.rework_start", value=0.6)
    npv = [roi.run(each, draws=256, seed=1).outcomes["npv"].mean() for each in (start, before_answers(given), given)]
    assert npv[0] == npv[1] > npv[2]


def test_what_cannot_be_is_refused_and_nothing_changes():
    start = roi.loads(FILE)
    for question, place, value, code in (
        ("no_such_question", "plan.rework_start", 0.1, "unknown_question"),
        (FIRST, "plan.rework_start", 10, "share_as_percent"),
        (FIRST, "plan.rework_begin", 0.1, "unknown_key"),
        (FIRST, "work[1].fee_hour", 300, "two_fees"),
        (FIRST, "risks.competence.likelihood", 3, "not_a_place"),
    ):
        with pytest.raises(roi.ScenarioError) as caught:
            answer(start, question, said="x", place=place, value=value)
        assert code in {each.problem.code for each in caught.value.mistakes}
    with pytest.raises(ValueError, match="belong together"):
        answer(start, FIRST, said="x", place="plan.rework_start")
    with pytest.raises(ValueError, match="belong together"):
        answer(start, FIRST, said="x", value=3)
    with pytest.raises(KeyError):
        withdraw(start, FIRST)
    assert start.text == FILE


def test_answers_follow_their_package_when_one_before_it_goes():
    start = roi.loads(FILE)
    given = answer(start, FIRST, said="a", place="work[1].start_month", value=2)
    given = answer(given, SECOND, said="b", place="work[2].start_month", value=4)
    given = answer(given, THIRD, place="work[1].ramp_months", value=5)
    given = answer(given, FOURTH, said="d", place="plan.exit_y", value=0.3)
    fewer = roi.change(given, {"work[1]": None})
    assert [(each.question, each.place) for each in fewer.answers] == [
        (FIRST, None),
        (SECOND, "work[1].start_month"),
        (FOURTH, "plan.exit_y"),
    ]
    assert fewer.work[0].name == "B"
    assert fewer.work[0].values["start_month"].median == 4
    assert withdraw(fewer, SECOND).origins["B.start_month"].kind == "default"
    last = roi.change(given, {"work[2]": None})
    assert [each.place for each in last.answers] == ["work[1].start_month", None, "work[1].ramp_months", "plan.exit_y"]


def asking(id: str) -> str:
    """The first question about an input."""
    return next(each.id for each in qualitative.entries().values() if each.kind == "question" and id in each.inputs)


def test_a_question_knows_where_its_inputs_stand():
    start = roi.loads(FILE)
    assert "plan.rework_start" in places(start, asking("rework_start"))
    assert {"work[1].hours_m", "work[2].hours_m"} <= set(places(start, asking("hours_m")))
    found = set(places(start, asking("fee_hour")))
    assert "work[2].fee_hour" in found and "work[1].fee_hour" not in found
    for each in qualitative.entries().values():
        if each.kind == "question":
            for place in places(start, each.id):
                assert place.rpartition(".")[2] in each.inputs


@pytest.mark.parametrize("id", [id for id, each in catalogue.inputs().items() if not each.choices])
def test_every_place_a_question_gives_can_be_set(id):
    """What ``places`` names, ``answer`` can set to the value it has."""
    start = roi.loads(FILE)
    for question in [each for each in qualitative.about("input", id) if each.kind == "question"][:1]:
        for place in places(start, question.id):
            name = place.rpartition(".")[2]
            part = start.work[int(place[5]) - 1].values if place.startswith("work[") else start.values
            if name in part:
                given = answer(start, question.id, said="as now", place=place, value=part[name].median)
                assert withdraw(given, question.id).keyed() == start.keyed()


def test_an_answer_reads_as_a_sentence():
    from roi import people

    given = answer(roi.loads(FILE), FIRST, said="One in eight.", by="Anna", place="plan.rework_start", value=0.1)
    said = weighing.answer(people.answers(given)[0], "en")
    assert said.startswith(qualitative.entries()[FIRST].text["en"])
    assert "One in eight. (Anna) The answer has set" in said
