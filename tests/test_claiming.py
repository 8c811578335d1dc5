"""What a person writes as one claim may be several: each is taken for itself, and nothing is guessed."""

import pytest

from roi import files, starter
from roi.ui import claiming

JOINERS = ("og", "and")
SCENARIO = files.loads(starter.blank_text("da"))


def said(words):
    return [each["says"] for each in claiming.apart(SCENARIO, {"says": words, "by": "Slide 7"}, JOINERS)]


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("vi sparer 30 % og det er tjent hjem på ni måneder", ["vi sparer 30 %", "det er tjent hjem på ni måneder"]),
        (
            "We save 30%, pays back in 9 months and +20% productivity",
            ["We save 30%", "pays back in 9 months", "+20% productivity"],
        ),
        ("Vi sparer 30 %. Tjent hjem på 9 måneder.", ["Vi sparer 30 %", "Tjent hjem på 9 måneder"]),
        ("Vi sparer 1.500.000,50 kr. om året", ["Vi sparer 1.500.000,50 kr. om året"]),
        ("vi sparer 30 % og bliver meget gladere", ["vi sparer 30 % og bliver meget gladere"]),  # half of it says nothing
        ("bla bla", ["bla bla"]),
    ],
)
def test_several_claims_in_one_are_taken_apart_where_each_can_be_read(words, parts):
    assert said(words) == parts


def test_each_part_keeps_who_said_it():
    tables = claiming.apart(SCENARIO, {"says": "Vi sparer 30 % og tjent hjem på 9 måneder", "by": "Slide 7"}, JOINERS)
    changed = files.change(SCENARIO, claiming.one_more(SCENARIO, *tables))
    assert [(each.metric, each.by) for each in changed.claims] == [("cost_saving", "Slide 7"), ("payback_month", "Slide 7")]
