"""What the pages beside the figures change in a scenario, find and say."""

import datetime

import pytest

import roi
from roi import files, people, qualitative, text, weighing
from roi.text import LANGUAGES
from tests.screen import SCENARIO

BOTH = pytest.mark.parametrize("lang", LANGUAGES)
PHASE = "phase_vendor_choice"


def scenario(more=""):
    return roi.loads(SCENARIO + more)


# ------------------------------------------------------------------------------------------------------- one's own risks


def test_a_risk_of_ones_own_gets_a_key_that_is_not_taken():
    found = scenario()
    keys = []
    for name in ("Sold", "Sold", "# heading\t"[:9]):
        key, changes = people.another_risk(found, name, "dependency")
        found = files.change(found, changes)
        keys.append(key)
    assert len(set(keys)) == 3
    assert [found.risks[key].name for key in keys] == ["Sold", "Sold", "# heading"]
    assert {found.risks[key].dilemma for key in keys} == {"dependency"}
    again = files.change(found, {f"risks.{keys[0]}": None})
    assert people.another_risk(again, "New")[0] == keys[0]


def test_the_figures_do_not_hang_on_what_people_weigh():
    bank = roi.load("scenarios/bank_back_office_offshore.toml")
    alone = people.figures_alone(bank)
    assert not alone.risks
    assert not alone.compass
    assert not alone.seniority
    assert alone.keyed() == bank.keyed()
    before, after = (roi.run(each, draws=256).outcomes["npv"] for each in (bank, alone))
    assert (before == after).all()


# ----------------------------------------------------------------------------------------------------------- the compass


def given(mark):
    return {"realistic": mark}, {"realistic": mark}


def test_all_marks_are_kept_whatever_their_order():
    found = scenario()
    for mark in (1, 2, 3, 4, 5, 5, 4):
        found = files.change(found, people.one_more_answer(found, *given(mark)))
    assert sorted(each.before["realistic"] for each in found.compass) == [1, 2, 3, 4, 4, 5, 5]
    assert all(each.before == each.after for each in found.compass), "nobody's marks are taken apart"


def test_the_order_in_the_file_does_not_say_who_answered_when():
    """Of 60 meetings of five people the first answer stands first in about a fifth; all 60 or none has a chance < 1e-5."""
    firsts, lasts = 0, 0
    for meeting in range(60):
        found = files.change(scenario(), {"name": f"Meeting {meeting}", "company.employees": 100 + meeting})
        for mark in (1, 2, 3, 4, 5):
            found = files.change(found, people.one_more_answer(found, {"realistic": mark, "sound": meeting % 5 + 1}, {}))
        order = [each.before["realistic"] for each in found.compass]
        firsts += order[0] == 1
        lasts += order[-1] == 5
    assert 0 < firsts < 60
    assert 0 < lasts < 60


def test_an_answer_on_one_side_alone_is_an_answer():
    found = files.change(scenario(), people.one_more_answer(scenario(), {}, {"sound": 2}))
    assert (dict(found.compass[0].before), dict(found.compass[0].after)) == ({}, {"sound": 2})


def test_comments_in_the_compass_stay():
    found = scenario("[[compass]]  # the first\nbefore = { sound = 3 }\n# inside\n")
    for mark in (1, 2, 3, 4):
        found = files.change(found, people.one_more_answer(found, *given(mark)))
    assert "# the first" in found.text
    assert "# inside" in found.text


# ------------------------------------------------------------------------------------------------------------- the ticks


@pytest.mark.parametrize(
    ("point", "place"),
    [
        ("decency_to_staff", "checklists.premises.done"),
        ("sign_more_errors", "checklists.warning_signs.seen"),
        ("step_compare_offers", "process.done"),
    ],
)
def test_a_point_is_ticked_where_it_belongs_and_again_withdrawn(point, place):
    found = files.change(scenario(), people.ticked(scenario(), point, on=True))
    assert list(files.stands(found, place)) == [point]
    assert people.ticked(found, point, on=True) == {}
    off = files.change(found, people.ticked(found, point, on=False))
    assert not files.stands(off, place)
    assert people.ticked(off, point, on=False) == {}


def test_comments_between_ticked_points_stay():
    more = '[process]\ndone = [\n    "step_map_work", # on 3 May\n    "step_compare_offers",\n]\n'
    found = scenario(more)
    point = next(each.id for each in qualitative.in_list("phase_steps") if each.id not in found.process.done)
    on = files.change(found, people.ticked(found, point, on=True))
    assert on.process.done == ("step_map_work", "step_compare_offers", point)
    assert "# on 3 May" in on.text
    off = files.change(on, people.ticked(on, "step_compare_offers", on=False))
    assert off.process.done == ("step_map_work", point)
    assert "# on 3 May" in off.text


def test_a_point_ticked_in_the_process_too_is_withdrawn_in_both():
    point = qualitative.in_list("contract")[0].id
    more = f"[process]\ndone = ['{point}']\n[checklists.contract]\ndone = ['{point}']\n"
    found = files.change(scenario(more), people.ticked(scenario(more), point, on=False))
    assert not found.process.done
    assert not found.checklists["contract"].ticked


def test_the_points_of_a_phase_say_what_is_behind():
    point = qualitative.in_list("contract")[0].id
    question = next(id for id in people.in_phase(PHASE) if qualitative.entries()[id].kind == "question")
    more = f"[[answers]]\nquestion = '{question}'\nsaid = 'Yes'\n[checklists.contract]\ndone = ['{point}']\n"
    rows = {row["entry"]: row for row in people.phase_points(scenario(more), PHASE)}
    assert set(rows) == set(people.in_phase(PHASE))
    assert (rows[point]["behind"], rows[point]["answered"]) == (True, False)
    assert (rows[question]["behind"], rows[question]["answered"]) == (True, True)
    assert people.due(scenario(more), PHASE) == [id for id, row in rows.items() if not row["behind"]]
    assert len(people.due(scenario(more), PHASE)) == len(rows) - 2


# ------------------------------------------------------------------------------------------------------------- to look up


def test_a_word_finds_every_entry_that_has_it_in_either_language():
    said = {
        id: "\n".join(words for each in (entry.text, entry.help, entry.note) if each for words in each.values()).lower()
        for id, entry in qualitative.entries().items()
    }
    for word in ("varsel", "notice", "exit", "Østeuropa", "æ"):
        found = [each.id for each in qualitative.search(word)]
        assert {id for id, words in said.items() if word.lower() in words} <= set(found), word
    assert [each.id for each in qualitative.search("NOTICE")] == [each.id for each in qualitative.search("notice")]


def test_all_the_words_must_be_there_and_none_finds_nothing():
    two = {each.id for each in qualitative.search("varsel leverandør")}
    assert two
    assert two == {each.id for each in qualitative.search("varsel")} & {each.id for each in qualitative.search("leverandør")}
    assert qualitative.search("") == qualitative.search("  ") == qualitative.search("xyzzy") == ()


def test_what_says_it_stands_before_what_only_means_it():
    says = ["varsel" in "\n".join(each.text.values()).lower() for each in qualitative.search("varsel")]
    assert says == sorted(says, reverse=True)
    assert True in says
    assert False in says


def test_every_entry_is_of_one_sort():
    groups = {qualitative.group(each) for each in qualitative.entries().values()}
    assert groups == set(qualitative.GROUPS)
    assert qualitative.group(qualitative.entries()["decency_to_staff"]) == "point"
    assert qualitative.group(qualitative.entries()["mass_dismissal"]) == "rule"


@BOTH
def test_everything_an_entry_touches_has_a_name(lang):
    for entry in qualitative.entries().values():
        for kind in qualitative.TOUCHED:
            assert all(qualitative.name(kind, id, lang) for id in entry.touches(kind))


# ----------------------------------------------------------------------------------------------------------------- a day

THE_FOURTH = datetime.date(2026, 5, 4)


@pytest.mark.parametrize(
    ("written", "lang", "day"),
    [
        ("4. maj 2026", "da", THE_FOURTH),
        ("4 May 2026", "en", THE_FOURTH),
        ("4/5 2026", "da", THE_FOURTH),
        ("04.05.26", "da", THE_FOURTH),
        ("4/5/2026", "en", THE_FOURTH),
        ("2026-05-04", "en", THE_FOURTH),
        ("4. dec. 2026", "da", datetime.date(2026, 12, 4)),
        ("29.2.2028", "da", datetime.date(2028, 2, 29)),
        ("29.2.2026", "da", None),
        ("4. june 2026", "da", None),
        ("4 ma 2026", "da", None),
        ("i morgen", "da", None),
        ("4.5", "da", None),
        ("4.5.026", "da", None),
        ("٤.5.2026", "da", THE_FOURTH),
        ("²/5 2026", "da", None),
        ("", "en", None),
    ],
)
def test_a_day_is_read_as_it_is_written(written, lang, day):
    assert text.day(written, lang) == day


@BOTH
def test_a_day_that_is_shown_can_be_read_again(lang):
    for month in range(1, 13):
        day = datetime.date(2026, month, 28)
        assert text.day(text.date(day, lang), lang) == day


# ------------------------------------------------------------------------------------------------------------- what is said


@BOTH
def test_the_standing_names_those_of_the_six_that_are_not_weighed(lang):
    more = "[risks.competence]\nlikelihood = 4\nconsequence = 2\nstatus = 'accepted'\n[risks.x]\nname = 'X'\n"
    rows = people.register(scenario(more))
    said = " ".join(weighing.standing(rows, lang))
    weighed = {"weighed": 1, "of": 7, "open": 0, "answered": 0, "accepted": 1}
    assert text.say("left.risk.standing", lang, **weighed) in said
    assert text.say("left.risk.left_of_own", lang, count=1) in said
    assert weighing.risk_name(rows[0], lang) in said
    assert weighing.risk_name(next(row for row in rows if row["risk"] == "competence"), lang) not in said
    assert weighing.standing(people.register(scenario()), lang) == [text.say("left.risk.none_of_six", lang)]


@BOTH
def test_the_place_on_the_map_is_said_for_today_and_with_the_answer(lang):
    rows = people.register(scenario("[risks.competence]\nlikelihood = 4\nconsequence = 2\nlikelihood_after = 1\n"))
    row = next(row for row in rows if row["weighed"])
    today, after = weighing.both(row, lang)
    assert "4" in today
    assert "1" in after
    assert "2" in after
    assert weighing.both(rows[0], lang) == ["", ""]
    assert weighing.on_the_map(rows, people.moved(rows), lang) == text.say("left.risk.map_moved", lang, count=1, moved=1)


@BOTH
def test_seniority_is_said_beside_what_the_plan_counts(lang):
    from roi import rules

    found = rules.by_seniority(
        scenario("[staff]\nseniority = [{ years = 14, count = 9 }, { years = 2, count = 1 }]\n").seniority
    )
    header, cells = weighing.seniority_table(found, lang)
    assert len(header) == 4
    assert cells == [["9", "14", "6", "1"], ["1", "2", "3", "0"]]
    said = weighing.seniority(found, {"notice_months": 4, "severance_months": 2}, lang)
    assert text.number(5.7, lang) in said[0]
    assert text.number(0.9, lang) in said[0]
    assert "4" in said[1]
    one = rules.by_seniority(scenario("[staff]\nseniority = [{ years = 2, count = 1 }]\n").seniority)
    by_law = {"posts": 1, "notice_months": "3", "severance_months": "0"}
    said = weighing.seniority(one, {"notice_months": 4, "severance_months": 2}, lang)
    assert said[0] == text.say("left.seniority.by_law_one", lang, **by_law)
