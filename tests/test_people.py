"""What people weigh, tick and mark: the tables, and that nothing of it enters a number or gives anybody away."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

import roi
from roi import catalogue, left, people, qualitative, tables, text, weighing
from roi.people import ANSWERS_AT_LEAST, MARKS

HEAD = 'format = 1\nname = "X"\n[[work]]\nname = "A"\nhours_m = 160\nfee_m = 35_000\n'
REGISTER = """
[risks.competence]
likelihood = 4
consequence = 3
likelihood_after = 2
answer = "Overlap"
status = "answered"
owner = "Anna"
date = 2026-05-04
[risks.dependency]
likelihood = 2
consequence = 5
[risks.democracy]
likelihood = 2
[risks.sold]
name = "The vendor is sold"
dilemma = "dependency"
likelihood = 2
consequence = 5
status = "accepted"
[risks.strike]
name = "A strike"
"""
DILEMMAS = list(catalogue.dilemmas())
DRAWS = 256


def marks(*given: tuple[int | None, int | None], name: str = "realistic") -> str:
    """[[compass]] tables out of (before, after) of one characteristic."""
    lines = []
    for before, after in given:
        lines.append("[[compass]]")
        lines += [f"before = {{ {name} = {before} }}"] if before else []
        lines += [f"after = {{ {name} = {after} }}"] if after else []
    return "\n".join(lines) + "\n"


# ------------------------------------------------------------------------------------------------------------ the risks


def test_the_register_has_the_six_dilemmas_and_then_ones_own():
    rows = people.register(roi.loads(HEAD + REGISTER))
    assert [row["risk"] for row in rows] == [*DILEMMAS, "sold", "strike"]
    by = {row["risk"]: row for row in rows}
    assert by["competence"] == {
        "risk": "competence", "own": None, "dilemma": "competence", "weighed": True,
        "likelihood": 4, "consequence": 3, "likelihood_after": 2, "consequence_after": None,
        "evidence": "", "answer": "Overlap", "owner": "Anna", "status": "answered", "date": "2026-05-04", "note": "",
    }  # fmt: skip
    assert (by["sold"]["own"], by["sold"]["dilemma"], by["strike"]["dilemma"]) == ("The vendor is sold", "dependency", None)
    assert [row["risk"] for row in rows if row["weighed"]] == ["competence", "dependency", "sold"]
    for lang in text.LANGUAGES:
        assert [weighing.risk_name(by[id], lang) for id in ("competence", "strike")] == [
            catalogue.dilemmas()["competence"].name[lang],
            "A strike",
        ]


def test_the_overview_counts_what_is_weighed_and_names_what_is_not():
    rows = people.register(roi.loads(HEAD + REGISTER))
    assert people.overview(rows) == {
        "open": 1,
        "answered": 1,
        "accepted": 1,
        "unweighed": ["inequality", "democracy", "home_market", "labour_market", "strike"],
    }
    empty = people.overview(people.register(roi.loads(HEAD)))
    assert empty == {"open": 0, "answered": 0, "accepted": 0, "unweighed": DILEMMAS}


def test_the_map_counts_and_names_before_and_after():
    rows = people.register(roi.loads(HEAD + REGISTER))
    before, after = people.risk_map(rows), people.risk_map(rows, after=True)
    assert len(before) == len(after) == 25
    assert {(cell["likelihood"], cell["consequence"]) for cell in before} == {(x, y) for x in MARKS for y in MARKS}
    filled = {(c["likelihood"], c["consequence"]): (c["count"], c["risks"]) for c in before if c["count"]}
    assert filled == {(4, 3): (1, ["competence"]), (2, 5): (2, ["dependency", "sold"])}
    filled = {(c["likelihood"], c["consequence"]): c["risks"] for c in after if c["count"]}
    assert filled == {(2, 3): ["competence"], (2, 5): ["dependency", "sold"]}  # no mark after: it stays where it was


def test_a_register_of_200_is_shown_and_counted():
    rows = "".join(
        f'[risks.r{i}]\nname = "Risk {i}"\nlikelihood = {i % 5 + 1}\nconsequence = {i % 4 + 1}\n' for i in range(200)
    )
    scenario = roi.loads(HEAD + rows)
    table = people.register(scenario)
    assert len(table) == 206
    assert sum(cell["count"] for cell in people.risk_map(table)) == people.overview(table)["open"] == 200
    assert len(people.left_to_the_user(scenario)["unpriced"]) == 206
    assert "Risk 199" in left.report(scenario, "da")


def test_nothing_that_people_weigh_enters_a_number():
    """The same bytes whatever stands in the register, the compass, the lists, the process or [legal]."""
    question = next(each.id for each in qualitative.entries().values() if each.kind == "question")
    said = f'{marks((1, 5), (2, 2))}[[answers]]\nquestion = "{question}"\nsaid = "No"\n[legal]\nsector = "bank"\n'
    said += "[staff]\nseniority = [{ years = 20, count = 9 }]\n[process]\nphase = 'phase_pilot'\n"
    said += "[checklists.pitfalls]\ndone = ['pitfall_scope']\n"
    low = "".join(f"[risks.{id}]\nlikelihood = 1\nconsequence = 1\n" for id in DILEMMAS)
    results = [roi.run(roi.loads(HEAD + more), draws=DRAWS, seed=1) for more in ("", REGISTER, low, REGISTER + said)]
    for other in results[1:]:
        assert other.outcomes["npv"].tobytes() == results[0].outcomes["npv"].tobytes()
        for id, draws in results[0].ledger.items():
            assert np.asarray(other.ledger[id]).tobytes() == np.asarray(draws).tobytes()


def test_the_result_says_which_risks_stand_unpriced():
    result = roi.run(roi.loads(HEAD + REGISTER), draws=DRAWS, seed=1)
    given = tables.as_json(result)["left_to_the_user"]
    assert given["unpriced"] == [*DILEMMAS, "sold", "strike"]
    assert set(given["risks"]) == {"competence", "dependency", "democracy", "sold", "strike"}
    assert given["risks"]["competence"]["date"] == "2026-05-04"
    json.dumps(given, allow_nan=False)


# ---------------------------------------------------------------------------------------------------------- the compass


FOUR = [(1, 4), (2, 2), (5, 3), (3, 3)]


def test_below_five_answers_only_their_number_is_said():
    scenario = roi.loads(HEAD + marks(*FOUR))
    given = people.compass(scenario)
    assert (given["answers"], given["needed"]) == (4, 5)
    for row in given["characteristics"]:
        assert (row["before"], row["after"], row["change"]) == (None, None, None)
    result = roi.run(scenario, draws=DRAWS, seed=1)
    assert "compass=" not in repr(scenario)
    assert "Marks" not in repr(scenario) + repr(result)
    for lang in text.LANGUAGES:
        assert weighing.compass(given, lang) == [text.say("left.compass.too_few", lang, answers=4, needed=5)]


def test_no_output_tells_what_one_of_four_said():
    """The outputs are the same, byte for byte, whatever the four have answered."""
    first, second = (roi.loads(HEAD + marks(*given)) for given in (FOUR, [(5, 5), (5, 1), (1, 1), (4, 2)]))
    assert left.report(first, "en") == left.report(second, "en")
    assert json.dumps(people.left_to_the_user(first)) == json.dumps(people.left_to_the_user(second))
    assert repr(first) == repr(second)


def test_from_five_answers_on_the_spread_is_shown_and_not_only_the_mean():
    given = people.compass(roi.loads(HEAD + marks(*FOUR, (5, 5))))
    row = given["characteristics"][0]
    assert row["before"] == {"counts": [1, 1, 1, 0, 2], "p25": 2.0, "p50": 3.0, "p75": 5.0, "mean": 3.2}
    assert row["after"] == {"counts": [0, 1, 2, 1, 1], "p25": 3.0, "p50": 3.0, "p75": 4.0, "mean": 3.4}
    assert row["change"] == {"better": 1, "same": 3, "worse": 1}
    said = weighing.compass(given, "en")[1]
    assert "before 3 (the middle half 2 to 5; the marks 1-5 got 1, 1, 1, 0, 2)" in said
    assert "1 expect it better, 3 the same, 1 worse" in said


def test_a_characteristic_that_fewer_than_five_have_marked_is_not_shown():
    whole = marks(*[(3, 3)] * 5) + marks((1, 1), name="sound") + marks((2, None), name="sound") * 4
    given = {row["characteristic"]: row for row in people.compass(roi.loads(HEAD + whole))["characteristics"]}
    assert given["sound"]["before"]["counts"] == [1, 4, 0, 0, 0]
    assert (given["sound"]["after"], given["sound"]["change"]) == (None, None)
    assert given["meaningful"]["before"] is None
    assert [row["characteristic"] for row in given.values()] == [each.id for each in qualitative.compass()]


def test_quartiles_are_those_of_the_plain_definition():
    """Against numpy's linear quantiles, on every size from five to forty."""
    rng = np.random.default_rng(5)
    for n in range(ANSWERS_AT_LEAST, 40):
        given = rng.integers(1, 6, n)
        found = people.spread(given.tolist())
        assert found is not None
        assert [found["p25"], found["p50"], found["p75"]] == pytest.approx(np.quantile(given, [0.25, 0.5, 0.75]))
        assert math.isclose(found["mean"], float(np.mean(given)))
        assert sum(found["counts"]) == n


# -------------------------------------------------------------------------------------- checklists, process and answers


def test_a_checklist_says_n_of_m_and_what_remains():
    scenario = roi.loads(HEAD + "[checklists.pitfalls]\ndone = ['pitfall_scope']\nnotes = { pitfall_scope = 'signed' }\n")
    rows = {row["list"]: row for row in people.checklists(scenario)}
    assert set(rows) == set(qualitative.ticked_lists())
    row = rows["pitfalls"]
    assert (row["begun"], row["count"], row["of"], row["act"]) == (True, 1, 5, None)
    assert row["left"] == ["pitfall_communication", "pitfall_security", "pitfall_dependency", "pitfall_culture"]
    assert row["notes"] == {"pitfall_scope": "signed"}
    untouched = rows["partner_criteria"]
    assert (untouched["begun"], untouched["count"], untouched["of"]) == (False, 0, 8)
    said = weighing.progress(row, "da")
    assert said[0].endswith("1 af 5")
    assert said[1].startswith("Mangler: ")
    assert said[2].endswith(": signed")


@pytest.mark.parametrize(
    ("seen", "act"), [([], False), (["sign_long_days"], False), (["sign_long_days", "sign_leaving"], True)]
)
def test_two_of_the_articles_signs_are_time_to_act_and_what_that_is_worth(seen, act):
    scenario = roi.loads(f"{HEAD}[checklists.warning_signs]\nseen = {seen}\n")
    row = next(row for row in people.checklists(scenario) if row["list"] == "warning_signs")
    assert (row["count"], row["of"], row["enough"], row["act"]) == (len(seen), 5, 2, act)
    for lang in text.LANGUAGES:
        said = " ".join(weighing.progress(row, lang))
        assert text.say("left.list.worth", lang) in said
        assert (text.say("left.list.act", lang) in said) == act


def test_the_process_says_what_is_due_what_was_left_and_what_comes():
    nowhere = people.process(roi.loads(HEAD))
    assert nowhere["phase"] is None and nowhere["due"] == nowhere["earlier"] == []
    phases = [each.id for each in qualitative.in_list("outsourcing_phases")]
    scenario = roi.loads(HEAD + f"[process]\nphase = '{phases[1]}'\ndone = ['step_compare_offers']\n")
    row = people.process(scenario)
    assert (row["step"], row["of"], row["next"]) == (2, 6, phases[2])
    assert row["due"] == [id for id in people.in_phase(phases[1]) if id != "step_compare_offers"]
    assert row["earlier"] == people.in_phase(phases[0]) != []
    assert all(qualitative.entries()[id].phase == phases[1] for id in row["due"])
    asked = {qualitative.entries()[id].asks for id in row["due"]} - {None, "ourselves"}
    assert set(row["heard"]) >= asked
    last = people.process(roi.loads(HEAD + f"[process]\nphase = '{phases[-1]}'\n"))
    assert last["next"] is None


def test_what_is_ticked_in_a_list_is_no_longer_due():
    start = HEAD + "[process]\nphase = 'phase_vendor_choice'\n"
    assert "pitfall_scope" in people.process(roi.loads(start))["due"]
    assert (
        "pitfall_scope" not in people.process(roi.loads(start + "[checklists.pitfalls]\ndone = ['pitfall_scope']\n"))["due"]
    )


def test_a_plan_that_has_said_where_the_work_goes_is_not_asked_about_other_places():
    start = "[process]\nphase = 'phase_vendor_choice'\n"

    def due_at(place: str) -> set[str]:
        presets = f'name = "X"\npresets = ["{place}"]\n'
        return set(people.process(roi.loads(HEAD.replace('name = "X"\n', presets) + start))["due"])

    due = {place: due_at(place) for place in ("freelancer", "offshore")}
    anywhere = set(people.process(roi.loads(HEAD + start))["due"])
    assert "freelance_who_employs" in due["freelancer"] & anywhere
    assert "freelance_who_employs" not in due["offshore"]
    assert due["offshore"] < anywhere


def test_phases_that_run_at_the_same_time_say_who_has_a_part_in_them():
    row = people.process(roi.loads(HEAD + "[process]\nphase = 'phase_discovery'\n"))
    assert set(row["beside"]) == {"phase_idea", "phase_assessment"}
    assert {"role_managers", "role_representatives"} <= set(row["roles"])
    assert {"management", "works_council"} <= set(row["heard"])


def test_an_answered_question_is_no_longer_due():
    due = next(each for each in qualitative.entries().values() if each.kind == "question" and each.phase)
    start = HEAD + f"[process]\nphase = '{due.phase}'\n"
    assert due.id in people.process(roi.loads(start))["due"]
    answered = roi.loads(start + f"[[answers]]\nquestion = '{due.id}'\nsaid = 'No'\n")
    assert due.id not in people.process(answered)["due"]
    assert people.answers(answered)[0]["question"] == due.id


# -------------------------------------------------------------------------------------------------------- in the terminal


HOSTILE = "<b>x</b> {name} **y** =1+1"


@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_everything_is_said_in_both_languages_and_a_users_words_stay_as_they_are(lang):
    question = next(each.id for each in qualitative.entries().values() if each.kind == "question")
    words = HOSTILE
    content = f"""
[risks.own]
name = "{words}"
likelihood = 1
consequence = 1
evidence = "{words}"
answer = "{words}"
owner = "{words}"
date = 2026-05-04
note = "{words}"
[checklists.pitfalls]
notes = {{ pitfall_scope = "{words}" }}
[process]
phase = "phase_pilot"
note = "{words}"
[[answers]]
question = "{question}"
said = "{words}"
by = "{words}"
date = 2026-05-04
"""
    report = left.report(roi.loads(HEAD + content + marks(*FOUR, (5, 5))), lang)
    assert " ".join(report.split()).count(words) >= 8
    for name in ("risks", "map", "rules", "process", "checklists", "compass", "answers"):
        assert text.say(f"left.title.{name}", lang) in report.splitlines()
    assert max(map(len, report.splitlines())) <= 100


@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_from_a_line_one_gets_to_its_questions_and_back(lang):
    shown = left.belonging("rework", lang)
    assert shown is not None
    questions = [each for each in qualitative.about("line", "rework") if each.kind == "question"]
    assert questions
    for each in questions:
        assert each.text[lang].split()[0] in shown
        assert "rework" in each.lines
    assert left.belonging("no_such_thing", lang) is None
    for known in (catalogue.dilemmas(), catalogue.lines(), catalogue.inputs(), catalogue.outcomes(), catalogue.stresses()):
        for id in known:
            assert left.belonging(id, lang)
