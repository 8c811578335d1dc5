"""The pages beside the figures: every field, what it does to the file, and what must never be shown."""

import pytest

import roi
from roi import catalogue, people, qualitative, rules, text
from roi.ui import beside, shell
from tests import screen
from tests.screen import SCENARIO, charts, move, page_text, press, ran, the_desk, widget

LANGUAGES = pytest.mark.parametrize("lang", text.LANGUAGES)
PAGES = [each.file for each in shell.PAGES if beside.FIRST in (each.file, each.within)]
NASTY = "![x](http://evil.example/a.png) <b>$x^2$ `c` **b** :material/home: # [a](b)"


def opened(page, more="", lang="en", **boxes):
    """A page with a file of one's own on the desk and some of its boxes open."""
    app = screen.start(lang, page)
    mine = the_desk(app)
    mine.lay(roi.loads(SCENARIO + more), None)
    mine.fresh = False
    return boxed(app, **boxes)


def boxed(app, *keys, **more):
    for key in (*keys, *more):
        app.session_state[key] = True
    return ran(app)


def mine(app):
    return the_desk(app).scenario


def saved(app):
    """The scenario as it comes back from the file that is saved."""
    return roi.loads(the_desk(app).as_file().decode())


def expanders(app):
    return [each.label for each in app.expander]


# ------------------------------------------------------------------------------------------------------------- all of them


@pytest.mark.parametrize("page", PAGES)
def test_the_neighbours_are_named_and_lead_to_each_other(page):
    app = screen.start("da", page)
    labels = [each.proto.label for each in app.get("page_link")]
    for each in PAGES:
        assert text.say(f"ui.beside.nav.{each}", "da") in labels
    assert labels.count(text.say("ui.beside.nav.top", "da")) == 1


@pytest.mark.parametrize("page", PAGES)
@LANGUAGES
def test_a_page_with_all_open_speaks_one_language(page, lang):
    other = next(each for each in text.LANGUAGES if each != lang)
    app = screen.start(lang, page)
    the_desk(app).open_case("bank_back_office_offshore.toml")
    the_desk(app).fresh = False
    said = page_text(everything(app, page))
    entries = {words for each in qualitative.entries().values() for words in _said(each, other)}
    same = {words for each in qualitative.entries().values() for words in _said(each, lang)}
    for words in (entries - same) | screen.words_of(other):
        assert f"\n{words}\n" not in f"\n{said}\n", words


def _said(entry, lang):
    return [each[lang] for each in (entry.text, entry.help, entry.note, entry.low, entry.high) if each]


def everything(app, page):
    """Every box of a page, opened."""
    ids = [*catalogue.dilemmas(), "merger"]
    keys = [f"risk:{id}" for id in ids] + ["table:map", "compass_shown", "table:compass"]
    keys += [f"entry:risk:{id}:{each}" for id in ids for each in list(qualitative.entries())[:60]]
    keys += [f"list:{id}" for id in (*qualitative.lists(),)] + [f"lists:doc00{n}" for n in range(5)]
    keys += [f"due:phase_vendor_choice:{who}" for who in (*qualitative.ASKED, "nobody")] + ["earlier:phase_vendor_choice"]
    keys += [f"rule:{each.id}" for each in qualitative.in_list(rules.RULES)]
    if page == "related":
        app.query_params[beside.ABOUT] = "dilemma.competence"
        keys += [f"group:dilemma:competence:{each}" for each in qualitative.GROUPS]
        keys += [f"entry:dilemma:competence:{g}:{id}" for g in qualitative.GROUPS for id in qualitative.entries()]
    return boxed(app, *keys)


def test_nothing_here_changes_the_figures():
    app = opened("risks", "", **{"risk:competence": True})
    before = mine(app).keyed()
    move(app, "button_group", "risks.competence.likelihood", 5)
    assert mine(app).keyed() == before


# --------------------------------------------------------------------------------------------------------------- the risks


@LANGUAGES
def test_a_dilemma_is_weighed_field_by_field(lang):
    app = opened("risks", lang=lang, **{"risk:competence": True})
    for name, mark in (("likelihood", 4), ("consequence", 5), ("likelihood_after", 2), ("consequence_after", 3)):
        move(app, "button_group", f"risks.competence.{name}", mark)
    for name, kind in (("evidence", "text_area"), ("answer", "text_area"), ("owner", "text_input"), ("note", "text_area")):
        move(app, kind, f"risks.competence.{name}", f" {NASTY} {name} ")
    move(app, "button_group", "risks.competence.status", "answered")
    move(app, "text_input", "risks.competence.date", "4. maj 2026" if lang == "da" else "4 May 2026")
    risk = saved(app).risks["competence"]
    assert (risk.likelihood, risk.consequence, risk.likelihood_after, risk.consequence_after) == (4, 5, 2, 3)
    assert (risk.evidence, risk.owner, risk.note) == (f"{NASTY} evidence", f"{NASTY} owner", f"{NASTY} note")
    assert (risk.answer, risk.status, risk.date.isoformat()) == (f"{NASTY} answer", "answered", "2026-05-04")
    assert not app.error
    assert mine(app).text.startswith("# Kept through every change.")


def test_a_mark_is_taken_back_and_the_change_undone():
    app = opened("risks", "[risks.competence]\nlikelihood = 4\n", **{"risk:competence": True})
    move(app, "button_group", "risks.competence.likelihood", None)
    assert mine(app).risks["competence"].likelihood is None
    press(app, "undo")
    assert mine(app).risks["competence"].likelihood == 4
    assert widget(app, "button_group", "risks.competence.likelihood").value == 4


def test_words_taken_away_go_out_of_the_file():
    app = opened("risks", "[risks.competence]\nowner = 'Ann'\nlikelihood = 2\n", **{"risk:competence": True})
    move(app, "text_input", "risks.competence.owner", "  ")
    assert "owner" not in mine(app).text


def test_a_day_that_is_none_waits_and_says_what_would_be_right():
    app = opened("risks", "[risks.competence]\ndate = 2026-01-02\n", **{"risk:competence": True})
    assert widget(app, "text_input", "risks.competence.date").value == "2 January 2026"
    move(app, "text_input", "risks.competence.date", "soon")
    assert text.say("ui.beside.risks.date_wrong", "en") in page_text(app)
    assert mine(app).risks["competence"].date.isoformat() == "2026-01-02"
    move(app, "text_input", "risks.competence.date", "")
    assert mine(app).risks["competence"].date is None
    assert text.say("ui.beside.risks.date_wrong", "en") not in page_text(app)


def test_answered_without_an_answer_is_pointed_at():
    app = opened("risks", "[risks.competence]\nstatus = 'answered'\n", **{"risk:competence": True})
    assert mine(app).hints
    hint = mine(app).hints[-1]
    assert text.problem(hint.problem.code, hint.problem.facts, "en") in page_text(app)


def test_a_risk_of_ones_own_is_added_named_placed_and_removed():
    app = opened("risks")
    app.text_input(key="new_risk").set_value(NASTY)
    ran(app)
    key = next(iter(mine(app).risks))
    assert mine(app).risks[key].name == NASTY
    assert app.text_input(key="new_risk").value == ""
    assert widget(app, "text_input", f"risks.{key}.name").value == NASTY, "it is open at once"
    assert NASTY in page_text(app), "letter for letter"
    assert "![x](" not in "".join(expanders(app)), "and escaped"
    move(app, "text_input", f"risks.{key}.name", "The vendor is sold")
    move(app, "text_input", f"risks.{key}.name", "   ")
    move(app, "selectbox", f"risks.{key}.dilemma", "dependency")
    assert (saved(app).risks[key].name, saved(app).risks[key].dilemma) == ("The vendor is sold", "dependency")
    assert any("dependency" in label for label in expanders(app))
    move(app, "selectbox", f"risks.{key}.dilemma", beside.NONE)
    assert saved(app).risks[key].dilemma is None
    press(app, f"remove:{key}")
    assert not mine(app).risks
    press(app, "undo")
    assert mine(app).risks[key].name == "The vendor is sold"


def test_no_risk_is_added_without_a_name():
    app = opened("risks")
    press(app, "add_risk")
    assert not mine(app).risks
    assert not the_desk(app).can_undo


@LANGUAGES
def test_the_answer_stands_beside_and_the_six_that_are_not_weighed_are_named(lang):
    app = opened("risks", "[risks.competence]\nlikelihood = 3\nconsequence = 3\n", lang)
    said = page_text(app)
    assert text.say("ui.beside.risks.not_inside", lang) in said
    for id, dilemma in catalogue.dilemmas().items():
        assert any(dilemma.name[lang] in each for each in expanders(app)), id
    assert said.count(text.say("ui.beside.risks.unweighed", lang)) == 5


@LANGUAGES
def test_a_dilemma_has_its_advantage_its_drawback_and_its_questions(lang):
    app = opened("risks", lang=lang, **{"risk:dependency": True})
    said = page_text(app)
    about = qualitative.about("dilemma", "dependency")
    for side in qualitative.SIDES:
        assert next(each.text[lang] for each in about if each.side == side and each.kind == "dilemma_side") in said
    questions = [each for each in about if each.kind == "question"]
    assert text.say("ui.beside.risks.questions", lang, count=len(questions)) in [each.label for each in app.tabs]
    assert questions[0].text[lang] in said


def test_the_map_shows_today_and_the_answer():
    app = opened(
        "risks", "[risks.competence]\nlikelihood = 4\nconsequence = 5\nlikelihood_after = 1\n", **{"table:map": True}
    )
    places = {
        when: [
            (said, x, y)
            for trace in charts(app)[f"map_{when}"]["traces"]
            for said, x, y in zip(trace["text"], trace["x"], trace["y"], strict=True)
        ]
        for when in ("before", "after")
    }
    assert places == {"before": [("5", 4, 5)], "after": [("5", 1, 5)]}
    table = next(each.proto.body for each in app.get("html") if "roi-table" in each.proto.body)
    assert table.count("<tr") == 7
    assert all(len(chart["alt"]) > 40 for chart in charts(app).values())


def test_two_hundred_risks_are_shown_some_at_a_time():
    more = "".join(
        f"[risks.r{i}]\nname = 'Risk number {i}'\nlikelihood = {i % 5 + 1}\nconsequence = 3\n" for i in range(200)
    )
    app = opened("risks", more)
    shown = [each for each in expanders(app) if "Risk number" in each]
    assert len(shown) == beside.AT_A_TIME
    press(app, "more:own")
    assert len([each for each in expanders(app) if "Risk number" in each]) == 2 * beside.AT_A_TIME


# ------------------------------------------------------------------------------------------------------------- the compass


def answer(app, before, after):
    """One person's answer: the same mark everywhere."""
    found = the_desk(app)
    round_ = len(found.scenario.compass)
    for each in qualitative.compass():
        for when, mark in (("before", before), ("after", after)):
            if mark:
                app.get("button_group")
                key = f"{when}:{each.id}:{found.generation}:{round_}"
                next(group for group in app.get("button_group") if group.key == key).set_value(mark)
    return press(app, "save_answer")


def marks_on_screen(app):
    return [group.value for group in app.get("button_group") if group.key and group.key.startswith(("before:", "after:"))]


@LANGUAGES
def test_five_answer_one_after_the_other_and_no_single_answer_is_shown(lang):
    app = opened("compass", lang=lang)
    for number in range(1, people.ANSWERS_AT_LEAST + 1):
        answer(app, number, 6 - number)
        assert len(mine(app).compass) == number
        assert not any(marks_on_screen(app)), "the next person sees an empty screen"
        assert text.say("ui.beside.compass.saved", lang) in page_text(app)
        assert "compass" not in charts(app), "nothing is shown that was not asked for"
        if number < people.ANSWERS_AT_LEAST:
            assert not app.toggle, "nothing can be shown yet"
            facts = {"answers": number, "needed": people.ANSWERS_AT_LEAST}
            assert text.say("left.compass.too_few", lang, **facts) in page_text(app)
    app.toggle(key="compass_shown").set_value(True)
    ran(app)
    assert charts(app)["compass"]["alt"]
    assert text.say("left.compass.change", lang, better=2, same=1, worse=2) in charts(app)["compass"]["alt"]
    assert len(saved(app).compass) == people.ANSWERS_AT_LEAST
    answer(app, 1, 1)
    assert "compass" not in charts(app), "else one could work out what the last one said"
    assert app.toggle(key="compass_shown").value is False


def test_an_empty_answer_is_not_taken_and_half_of_one_is():
    app = opened("compass")
    answer(app, None, None)
    assert not mine(app).compass
    assert text.say("ui.beside.compass.nothing", "en") in page_text(app)
    answer(app, 3, None)
    assert len(mine(app).compass) == 1
    assert not mine(app).compass[0].after


def test_the_last_answer_can_be_taken_back_and_all_of_them():
    app = opened("compass", "[[compass]]\nbefore = { sound = 2 }\n[[compass]]\nafter = { sound = 4 }\n")
    answer(app, 5, 5)
    press(app, "undo")
    assert len(mine(app).compass) == 2
    press(app, "compass_over")
    assert "compass" not in mine(app).text
    press(app, "undo")
    assert len(mine(app).compass) == 2


@LANGUAGES
def test_the_spread_has_its_table(lang):
    app = screen.start(lang, "compass")
    the_desk(app).open_case("bank_back_office_offshore.toml")
    the_desk(app).fresh = False
    boxed(app, "compass_shown", "table:compass")
    table = next(each.proto.body for each in app.get("html") if "roi-table" in each.proto.body)
    for each in qualitative.compass():
        assert each.text[lang] in table
    assert table.count("<tr") == 7
    row = people.compass(mine(app))["characteristics"][0]
    assert " · ".join(map(str, row["before"]["counts"])) in table


# ------------------------------------------------------------------------------------------------- the process and the lists


def test_a_phase_is_chosen_and_says_what_is_due():
    app = opened("steps")
    assert text.say("ui.beside.process.none", "en") in page_text(app)
    move(app, "selectbox", "process.phase", "phase_pilot")
    assert saved(app).process.phase == "phase_pilot"
    said = page_text(app)
    found = people.process(mine(app))
    assert qualitative.entries()["phase_pilot"].help["en"] in said
    assert text.say("ui.beside.process.earlier", "en") in said
    assert f">{len(found['earlier'])}</p>" in said
    points = people.phase_points(mine(app), "phase_pilot")
    assert text.say("ui.beside.process.behind", "en", count=0, of=len(points)) == behind(app)
    move(app, "selectbox", "process.phase", beside.NONE)
    assert mine(app).process.phase is None


def behind(app):
    return app.get("progress")[0].proto.text.replace(screen.JOINER, "")


def tick(app, start, on=True):
    next(each for each in app.checkbox if each.key.startswith(f"{start}:")).set_value(on)
    return ran(app)


def test_what_is_due_is_ticked_where_it_belongs_and_stays_in_sight():
    phase = "phase_vendor_choice"
    app = opened("steps", f"[process]\nphase = '{phase}'\n")
    boxed(app, f"due:{phase}:nobody", f"due:{phase}:vendor")
    question = next(id for id in people.in_phase(phase) if qualitative.entries()[id].asks == "vendor")
    point = qualitative.in_list("contract")[0].id
    for id in (question, point):
        tick(app, f"tick:due:{phase}:{id}")
        box = next(each for each in app.checkbox if each.key.startswith(f"tick:due:{phase}:{id}:"))
        assert box.value is True
    where = saved(app)
    ticked = {*where.process.done, *where.checklists["contract"].ticked}
    ticked |= {each for list_ in where.checklists.values() for each in list_.ticked}
    assert {question, point} <= ticked
    points = people.phase_points(mine(app), phase)
    assert text.say("ui.beside.process.behind", "en", count=2, of=len(points)) == behind(app)
    tick(app, f"tick:due:{phase}:{point}", on=False)
    assert not mine(app).checklists["contract"].ticked


def test_what_is_answered_elsewhere_cannot_be_unticked_here():
    phase = "phase_discovery"
    question = next(id for id in people.in_phase(phase) if qualitative.entries()[id].asks == "management")
    more = f"[process]\nphase = '{phase}'\n[[answers]]\nquestion = '{question}'\nsaid = 'Yes'\n"
    app = boxed(opened("steps", more), f"due:{phase}:management")
    box = next(each for each in app.checkbox if each.key.startswith(f"tick:due:{phase}:{question}:"))
    assert box.value is True
    assert box.disabled


def test_what_earlier_phases_left_can_be_ticked():
    app = boxed(opened("steps", "[process]\nphase = 'phase_pilot'\n"), "earlier:phase_pilot")
    first = people.process(mine(app))["earlier"][0]
    tick(app, f"tick:earlier:{first}")
    assert first not in people.process(mine(app))["earlier"]


def test_the_process_has_a_note():
    app = opened("steps", "[process]\nphase = 'phase_pilot'\n")
    move(app, "text_area", "process.note", NASTY)
    assert saved(app).process.note == NASTY


@pytest.mark.parametrize("source", sorted({each.source for each in qualitative.ticked_lists().values()}))
def test_every_list_shows_its_points_and_lets_them_be_ticked(source):
    lists = {id: about for id, about in qualitative.ticked_lists().items() if about.source == source}
    app = boxed(opened("steps"), f"lists:{source}", *(f"list:{id}" for id in lists))
    said = page_text(app)
    for id, about in lists.items():
        points = [each.id for each in qualitative.in_list(id)]
        assert [each.key.split(":")[2] for each in app.checkbox if each.key.startswith(f"tick:{id}:")] == points
        assert about.help["en"] in said
        for point in (points[0], points[-1]):
            next(each for each in app.checkbox if each.key.startswith(f"tick:{id}:{point}:")).set_value(True)
    ran(app)
    for id in lists:
        points = [each.id for each in qualitative.in_list(id)]
        assert saved(app).checklists[id].ticked == (points[0], points[-1])
        assert f">{text.say('ui.beside.progress', 'en', count=2, of=len(points))}</p>" in page_text(app)


@LANGUAGES
def test_the_self_check_says_what_it_is_worth(lang):
    more = "[checklists.warning_signs]\nseen = ['sign_leaving', 'sign_more_errors']\n"
    app = boxed(opened("steps", more, lang), "lists:doc001", "list:warning_signs")
    assert text.say("left.list.act", lang, enough=2) in page_text(app)
    assert text.say("left.list.worth", lang) in page_text(app)


def test_a_point_has_room_for_a_note_and_says_where_it_is_from():
    point = qualitative.in_list("contract")[0]
    app = boxed(opened("steps"), "lists:doc004", "list:contract", f"more:contract:{point.id}")
    move(app, "text_area", f"checklists.contract.notes.{point.id}", NASTY)
    assert saved(app).checklists["contract"].notes[point.id] == NASTY
    said = page_text(app)
    assert catalogue.sources()["doc004"].title["en"] in said
    assert text.say("ui.beside.section", "en", section=point.section) in said
    assert text.say("ui.beside.lists.noted", "en", words="") in said
    for line in point.lines:
        assert beside.thing("line", line, "en") in said
    move(app, "text_area", f"checklists.contract.notes.{point.id}", "")
    assert not mine(app).checklists["contract"].notes


def test_every_document_of_the_lists_has_a_name():
    for about in qualitative.ticked_lists().values():
        assert text.say(f"ui.beside.lists.{about.source}", "da")


# --------------------------------------------------------------------------------------------------------------- the rules


FACTS = {
    "sector": "bank",
    "vendor_country": "outside_eu",
    "vat_exempt": True,
    "within_group": False,
    "staff_transfer": True,
    "personal_data": True,
    "ict_service": False,
    "critical": True,
}


def test_every_fact_can_be_said_and_left_open_again():
    app = opened("law")
    for name, value in FACTS.items():
        move(app, "selectbox", f"legal.{name}", value)
    assert vars(saved(app).legal) == FACTS
    for name in FACTS:
        move(app, "selectbox", f"legal.{name}", beside.NONE)
    assert not any(each is not None for each in vars(saved(app).legal).values())


@LANGUAGES
def test_every_fact_and_choice_has_words(lang):
    app = opened("law", lang=lang)
    for name in FACTS:
        assert all(widget(app, "selectbox", f"legal.{name}").options), name


@LANGUAGES
def test_rules_stand_by_what_they_hang_on(lang):
    app = opened("law", "[legal]\nsector = 'bank'\n", lang)
    found = rules.flags(mine(app))
    said = page_text(app)
    for state in ("follows", "hangs"):
        its = [row["rule"] for row in found if row["state"] == state]
        assert text.say(f"ui.beside.law.{state}", lang, count=len(its)) in said
        for rule in its:
            assert qualitative.entries()[rule].text[lang] in said
    assert text.say("left.rules.caveat", lang, year=str(rules.SOURCES_UNTIL)) in said
    hangs = next(row for row in found if row["state"] == "hangs" and row["missing"])
    boxed(app, f"rule:{hangs['rule']}")
    source = catalogue.sources()[qualitative.entries()[hangs["rule"]].source]
    assert source.title[lang] in page_text(app).replace("&amp;", "&")


def test_what_nobody_said_but_follows_is_told():
    app = opened("law", "[legal]\nsector = 'bank'\n")
    assert text.say("ui.beside.law.counts_as", "en", fact=text.say("ui.beside.law.yes", "en")) in page_text(app)


def test_seniority_gives_notice_and_severance_and_puts_them_into_the_plan():
    app = opened("law")
    press(app, "staff_add")
    move(app, "number_input", "staff.seniority[1].count", 9)
    move(app, "number_input", "staff.seniority[1].years", 14.0)
    press(app, "staff_add")
    move(app, "number_input", "staff.seniority[2].years", 2.5)
    assert [(each.count, each.years) for each in saved(app).seniority] == [(9, 14.0), (1, 2.5)]
    before = mine(app).values["notice_months"]
    press(app, "staff_put")
    expected = rules.by_seniority(mine(app).seniority)
    assert mine(app).values["notice_months"].median == pytest.approx(expected["notice_months"])
    assert mine(app).values["severance_months"].median == pytest.approx(expected["severance_months"])
    assert text.say("ui.beside.staff.put_done", "en") in page_text(app)
    assert app.button(key="staff_put").disabled
    press(app, "undo")
    assert mine(app).values["notice_months"] == before
    press(app, "staff_remove:1")
    assert [(each.count, each.years) for each in saved(app).seniority] == [(1, 2.5)]


# ---------------------------------------------------------------------------------------------------- from a thing and back


def test_a_word_is_searched_for():
    app = opened("related")
    assert text.say("ui.beside.related.empty", "en") in page_text(app)
    move(app, "text_input", "find", "exit")
    found = qualitative.search("exit")
    assert text.say("ui.beside.related.found", "en", count=len(found), words="exit") in page_text(app)
    assert found[0].text["en"] in page_text(app)
    assert app.query_params["find"] in ("exit", ["exit"])
    entries = [each for each in app.expander if each.label]
    assert len(entries) == min(len(found), beside.AT_A_TIME)
    move(app, "text_input", "find", NASTY)
    assert text.say("ui.beside.related.none", "en") in page_text(app)
    assert NASTY in page_text(app)


@pytest.mark.parametrize(
    ("kind", "id"),
    [
        ("dilemma", "competence"),
        ("line", "rework"),
        ("input", "notice_months"),
        ("outcome", "cost_saving"),
        ("stress", "vendor_fails"),
        ("preset", "offshore"),
        ("list", "faq"),
    ],
)
@LANGUAGES
def test_a_thing_leads_to_all_that_touches_it(kind, id, lang):
    app = opened("related", lang=lang)
    widget(app, "selectbox", beside.ABOUT).set_value(f"{kind}.{id}")
    ran(app)
    keys = [f"group:{kind}:{id}:{each}" for each in qualitative.GROUPS]
    said = page_text(boxed(app, *keys))
    found = qualitative.in_list(id) if kind == "list" else qualitative.about(kind, id)
    assert found
    groups = {each: [entry for entry in found if qualitative.group(entry) == each] for each in qualitative.GROUPS}
    for its in groups.values():
        for entry in [each for each in its if each.kind != "dilemma_side"][: beside.AT_A_TIME if kind != "list" else 1]:
            assert entry.text[lang] in said, entry.id
    assert app.query_params[beside.ABOUT] in (f"{kind}.{id}", [f"{kind}.{id}"])


def test_an_entry_leads_back_to_what_it_touches():
    question = next(each for each in qualitative.in_list("ask_price") if each.lines and each.inputs)
    app = screen.start("da", "related")
    app.query_params[beside.ABOUT] = f"entry.{question.id}"
    ran(app)
    for kind, ids in (("line", question.lines), ("input", question.inputs), ("list", (question.list,))):
        for id in ids:
            assert beside.thing(kind, id, "da") in page_text(app)
    press(app, f"turn:chosen:{question.id}:line.{question.lines[0]}")
    assert app.query_params[beside.ABOUT] in (f"line.{question.lines[0]}", [f"line.{question.lines[0]}"])
    assert question.text["da"] in page_text(app), "and from there to the question again"


@pytest.mark.parametrize("about", ["", "nothing", "line.nothing", "kind.id", "line.", "entry.../../x", "<b>.x", NASTY])
def test_an_address_that_names_nothing_is_left_alone(about):
    app = screen.start("en", "related")
    app.query_params[beside.ABOUT] = about
    ran(app)
    assert text.say("ui.beside.related.empty", "en") in page_text(app)


def test_every_kind_of_thing_can_be_chosen():
    app = opened("related")
    kinds = {option.partition(":")[0] for option in widget(app, "selectbox", beside.ABOUT).options}
    assert kinds == {text.say(f"ui.beside.kind.{kind}", "en") for kind in (*qualitative.TOUCHED, "list") if kind != "entry"}


# -------------------------------------------------------------------------------------------------------------- what waits


def test_what_does_not_fit_is_said_and_can_be_taken_back():
    app = opened("risks", "[risks.x]\nname = 'X'\n", **{"risk:x": True})
    move(app, "text_input", "risks.x.name", "a\tb")
    assert text.say("ui.beside.waiting", "en") in app.error[0].value
    assert mine(app).risks["x"].name == "X"
    press(app, "take_back")
    assert not app.error
    assert widget(app, "text_input", "risks.x.name").value == "X"


def test_a_reload_brings_back_what_was_done_here():
    from roi.ui import memory

    app = opened("risks", **{"risk:competence": True})
    move(app, "button_group", "risks.competence.likelihood", 5)
    assert memory.unpacked(memory.packed(the_desk(app))).scenario.risks["competence"].likelihood == 5
