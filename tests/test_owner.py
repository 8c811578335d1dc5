"""The owner's page: questions, what a change does to the scenario, and what the answer shows."""

import pytest

import roi
from roi import catalogue, qualitative, simulate, text
from roi.ui import answers, editing
from roi.ui import desk as desks
from roi.ui.questions import FIRST
from roi.ui.show import plain
from tests import screen
from tests.screen import SCENARIO, answer, charts, move, page_text, press, ran, status, the_desk, widget, with_own


def test_eight_questions_stand_in_front():
    app = screen.start("da")
    asked = [text.say("ui.ask.numbered", "da", number=n, question="") for n in range(1, 10)]
    said = page_text(app)
    assert all(number in said for number in asked[:8])
    assert asked[8] not in said
    for section, ids in FIRST.items():
        for id in ids:
            assert section == "work" or any(
                each.key and f"{section}.{id}:" in each.key for each in [*app.number_input, *app.get("select_slider")]
            ), id


def test_moving_a_figure_changes_the_scenario_and_the_answer():
    app = with_own()
    before = answer(app)
    move(app, "number_input", "work[1].fee_m", 10_000.0)
    assert "fee_m = 10000" in the_desk(app).scenario.text
    assert answer(app) != before


def test_a_move_is_answered_quickly_and_then_in_full(monkeypatch):
    app = with_own("en")
    asked = []
    whole = answers.answer
    monkeypatch.setattr(
        answers, "answer", lambda scenario, draws=answers.DRAWS: asked.append(draws) or whole(scenario, draws)
    )
    move(app, "select_slider", "burnout.burnt_out", 0.2)
    assert asked == [answers.QUICK, answers.DRAWS, answers.DRAWS], "the page follows when the whole answer is there"
    assert text.say("ui.status.full", "en", draws=answers.DRAWS) in status(app)
    assert the_desk(app).moving is False


def test_the_whole_answer_is_the_terminals():
    app = with_own("en")
    result = simulate.run(roi.loads(SCENARIO))
    from roi import sentences

    assert sentences.answer(result.headline, "en") in answer(app)


def test_an_uncertain_figure_keeps_its_spread_and_comes_back_whole():
    app = with_own()
    original = the_desk(app).scenario.text
    move(app, "number_input", "company.salary_m", 60_000.0)
    value = the_desk(app).values()["company.salary_m"][0]
    assert (value["low"], value["mode"], value["high"]) == (48_000, 60_000, 72_000)
    assert "source" not in value, "the source was that of the old figure"
    move(app, "number_input", "company.salary_m", 50_000.0)
    assert 'source = "Payroll"' in the_desk(app).scenario.text
    assert roi.loads(the_desk(app).scenario.text).values == roi.loads(original).values


def test_a_default_moved_and_moved_back_leaves_the_file_as_it_was():
    app = with_own()
    original = the_desk(app).scenario
    at = widget(app, "select_slider", "company.turnover_y").value
    move(app, "select_slider", "company.turnover_y", 0.3)
    assert the_desk(app).scenario.origins["turnover_y"].kind == "file"
    move(app, "select_slider", "company.turnover_y", at)
    assert the_desk(app).scenario.origins == original.origins


def test_more_than_all_the_hours_waits_until_it_fits():
    app = with_own("en")
    before = answer(app)
    move(app, "select_slider", "plan.reduction_use", 0.6)
    assert answer(app) == before
    assert text.say("ui.status.waiting", "en") in status(app)
    assert "130%" in app.error[0].value
    assert widget(app, "select_slider", "plan.reduction_use").value == 0.6, "the slider stays where it was put"
    move(app, "number_input", "company.employees", 130.0)
    assert the_desk(app).scenario.values["employees"].median == 130, "what does fit is not held back"
    assert app.error
    move(app, "select_slider", "plan.relief_use", 0.1)
    assert not app.error
    values = the_desk(app).scenario.values
    assert [values[id].median for id in ("relief_use", "core_use", "reduction_use")] == [0.1, 0.3, 0.6]


def test_a_typed_figure_that_is_impossible_waits_and_says_why():
    app = screen.start("da")
    before = the_desk(app).scenario.text
    move(app, "number_input", "company.employees", 0.0)
    assert the_desk(app).scenario.text == before
    assert any("1.000.000" in each.value for each in app.error)
    move(app, "number_input", "company.employees", 80.0)
    assert the_desk(app).scenario.values["employees"].median == 80
    assert not the_desk(app).mistakes


def test_a_figure_beyond_the_slider_is_typed_and_the_hint_says_so():
    app = screen.start("da")
    place = "burnout.burnt_out"
    assert "skyder: 0–60 %; andre tal skrives under ± (muligt: 0–100 %)" in page_text(app).replace(text.NO_BREAK, " ")
    assert widget(app, "select_slider", place).options[1] == text.percent(0.01, "da"), "whole per cent"
    app.session_state[f"details:{place}:{the_desk(app).generation}"] = True
    typed = next(each for each in ran(app).number_input if each.key.startswith(f"one:{place}:"))
    assert typed.value == 57
    typed.set_value(80.0)
    ran(app)
    assert the_desk(app).scenario.values["burnt_out"].median == 0.8
    assert "skyder: 0–80 %" in page_text(app).replace(text.NO_BREAK, " ")
    move(app, "select_slider", place, 0.2)
    assert next(each for each in app.number_input if each.key.startswith(f"one:{place}:")).value == 20


@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_a_mistake_names_what_stands_on_the_screen(lang):
    app = with_own(lang)
    place = "company.turnover_y"
    app.session_state[f"details:{place}:{the_desk(app).generation}"] = True
    low = next(each for each in ran(app).number_input if each.key.startswith(f"low:{place}:"))
    low.set_value(20.0)
    ran(app)
    ends = {"lower": text.say("ui.point.low", lang), "lower_value": text.percent(0.2, lang)}
    ends |= {"upper": text.say("ui.point.mode", lang), "upper_value": text.percent(0.15, lang)}
    about = catalogue.inputs()["turnover_y"].name[lang]
    said = plain(f"{about}: {text.say('seen.order', lang, **ends)}")
    assert app.error[0].value.replace(text.NO_BREAK, " ") == said.replace(text.NO_BREAK, " ")


def test_a_whole_number_without_a_way_to_type_it_beside_is_typed_itself():
    app = screen.start("da")
    app.session_state["more:plan"] = True
    move(ran(app), "number_input", "plan.announce_month", 30.0)
    assert the_desk(app).scenario.values["announce_month"].median == 30


# ------------------------------------------------------------------------------------------------------ undo and defaults


def test_changes_are_taken_back_one_by_one():
    app = with_own("en")
    assert app.button(key="undo").disabled
    for employees in (80.0, 90.0):
        move(app, "number_input", "company.employees", employees)
    move(app, "select_slider", "plan.reduction_use", 0.9)
    press(app, "undo")
    assert not app.error
    assert widget(app, "select_slider", "plan.reduction_use").value == 0.3, "first what does not fit"
    seen = []
    for _ in range(2):
        press(app, "undo")
        seen.append(the_desk(app).scenario.values["employees"].median)
    assert seen == [80, 100]
    assert the_desk(app).scenario.text == SCENARIO
    assert app.button(key="undo").disabled


def test_one_figure_gets_its_default_back():
    app = with_own("en")
    place = "company.salary_m"
    app.session_state[f"details:{place}:{the_desk(app).generation}"] = True
    press(ran(app), f"default:{place}")
    scenario = the_desk(app).scenario
    assert scenario.origins["salary_m"].kind == "default"
    assert "salary_m" not in scenario.text
    press(app, "undo")
    assert the_desk(app).scenario.text == SCENARIO


def test_all_figures_get_their_defaults_back_but_those_that_have_none():
    app = with_own("en")
    press(app, "defaults")
    scenario = the_desk(app).scenario
    left = {key for key in scenario.keyed() if scenario.origins[key].kind == "file"}
    assert left == {"Books.hours_m", "Books.fee_m", "Support.hours_m", "Support.fee_hour", "Breach.rate_y", "Breach.cost"}
    press(app, "undo")
    assert the_desk(app).scenario.text == SCENARIO


def test_starting_over_gives_the_case_as_it_was_opened_and_can_be_taken_back():
    app = with_own("en")
    move(app, "number_input", "company.employees", 77.0)
    press(screen.case_box(app), "over")
    assert the_desk(app).scenario.text == SCENARIO
    assert widget(app, "number_input", "company.employees").value == 100
    press(app, "undo")
    assert the_desk(app).scenario.values["employees"].median == 77


# ------------------------------------------------------------------------------------------------------- the other fields


def opened(app, *sections):
    for section in sections:
        app.session_state[f"more:{section}"] = True
    return ran(app)


def test_the_settings_are_part_of_the_file():
    app = opened(with_own("en"), "settings")
    move(app, "radio", "view", "cash")
    move(app, "select_slider", "horizon_months", 60)
    move(app, "radio", "assumptions", "article")
    move(app, "multiselect", "presets", ["offshore"])
    scenario = roi.loads(the_desk(app).scenario.text)
    assert (scenario.view, scenario.horizon_months, scenario.assumptions) == ("cash", 60, "article")
    assert scenario.presets == ("offshore",)


def test_the_other_set_of_assumptions_moves_the_sliders():
    app = opened(with_own("en"), "settings")
    move(app, "radio", "assumptions", "article")
    assert widget(app, "select_slider", "burnout.burnt_out").value == 0.57


@pytest.mark.parametrize("section", catalogue.SECTIONS)
def test_every_input_can_be_changed(section):
    """Each field of the group moved once: what is in the file is what was asked for."""
    app = opened(with_own("en"), section)
    ids = [id for id, about in catalogue.section(section).items() if not about.choices and id not in FIRST.get(section, ())]
    table = f"{section}[1]" if section in ("work", "events") else section
    for id in ids:
        place, about = f"{table}.{id}", catalogue.inputs()[id]
        field = next(each for each in [*app.number_input, *app.get("select_slider")] if each.key.startswith(f"{place}:"))
        if field.type == "select_slider":
            marks = editing.steps(about, editing.handle(the_desk(app).values()[place][0]))
            to = next(x for x in reversed(marks) if x != field.value and x > 0)
        else:
            to = field.value + (about.screen[2] if about.screen else 1)
        field.set_value(to)
        ran(app)
        value, in_file = the_desk(app).values()[place]
        assert in_file, place
        assert editing.handle(value) == pytest.approx(to), place
        assert not the_desk(app).mistakes, place


def test_a_second_piece_of_work_has_fields_of_its_own():
    app = with_own("en")
    assert text.say("ui.ask.work_all", "en", count=2) in " ".join(each.proto.body for each in app.get("html"))
    next(each for each in app.selectbox if each.key.startswith("package:")).set_value(2)
    ran(app)
    move(app, "number_input", "work[2].fee_hour", 250.0)
    assert the_desk(app).scenario.work[1].values["fee_hour"].median == 250


def work_box(app, at=1):
    app.session_state[f"work_more:{the_desk(app).generation}:{at}"] = True
    return ran(app)


def test_work_is_named_added_chosen_from_the_typical_and_removed():
    app = with_own("en")
    move(app, "text_input", "work[1].name", "Invoices")
    assert the_desk(app).scenario.work[0].name == "Invoices"
    press(work_box(app), "add:1")
    assert [each.name for each in the_desk(app).scenario.work] == ["Invoices", "Support", "Invoices 2"]
    task = qualitative.in_list("typical_tasks")[0]
    move(work_box(app), "selectbox", "work[1].task", task.id)
    assert the_desk(app).scenario.work[0].name == task.text["en"]
    assert the_desk(app).scenario.work[0].category == task.category
    press(work_box(app), "remove:1")
    assert [each.name for each in the_desk(app).scenario.work] == ["Support", "Invoices 2"]


def test_the_fee_can_be_paid_by_the_month_or_by_the_hour():
    app = with_own("en")
    move(app, "button_group", "fee_kind", "fee_hour")
    assert "fee_hour" in the_desk(app).scenario.work[0].values
    assert widget(app, "number_input", "work[1].fee_hour").value > 0
    move(app, "button_group", "fee_kind", "fee_m")
    assert the_desk(app).scenario.work[0].values["fee_m"].median == pytest.approx(95_000, rel=1e-3)


def test_the_five_signs_are_ticked_in_the_file_and_move_no_number():
    app = with_own("en")
    before = answer(app)
    signs = qualitative.in_list("warning_signs")
    app.session_state[f"signs:{the_desk(app).generation}"] = True
    ran(app)
    for n, sign in enumerate(signs[:2], start=1):
        move(app, "checkbox", f"sign:{sign.id}", True)
        assert len(the_desk(app).scenario.checklists["warning_signs"].ticked) == n
    assert text.say("ui.signs.enough", "en", seen=2, signs=5, enough=2) in page_text(app)
    assert answer(app) == before
    move(app, "checkbox", f"sign:{signs[0].id}", False)
    assert the_desk(app).scenario.checklists["warning_signs"].ticked == (signs[1].id,)


def test_a_fixed_figure_can_be_made_uncertain_and_fixed_again():
    app = with_own("en")
    place = "company.turnover_y"
    move(app, "select_slider", place, 0.2)
    mine = the_desk(app)
    mine.rewrite(place, 0.2)
    app.session_state[f"details:{place}:{mine.generation}"] = True
    ran(app)
    assert f"spread:{place}" not in charts(app)
    move(app, "radio", f"kind:{place}", "range")
    move(app, "number_input", f"high:{place}", 30.0)
    assert "high = 0.3" in the_desk(app).scenario.text
    assert not the_desk(app).scenario.values["turnover_y"].is_fixed
    assert any("turnover_y" in key for key in charts(app)), "its picture"
    move(app, "radio", f"kind:{place}", "one")
    assert the_desk(app).scenario.values["turnover_y"].is_fixed


def test_an_unusual_figure_gets_a_hint_and_is_taken():
    app = with_own("en")
    move(app, "select_slider", "company.turnover_y", 0.5)
    assert the_desk(app).scenario.hints
    assert text.say("ui.field.unusual", "en", hint="").strip() in page_text(app)
    assert not app.error


# ------------------------------------------------------------------------------------------------------------- the answer


def test_futures_are_dots_or_a_curve():
    app = with_own("en")
    assert {trace["mode"] for trace in charts(app)["futures"]["traces"]} == {"markers"}
    app.get("button_group")[0]
    next(each for each in app.get("button_group") if each.key == "look").set_value("curve")
    ran(app)
    assert {trace["mode"] for trace in charts(app)["futures"]["traces"]} == {"lines"}


def test_every_chart_has_words_for_those_who_do_not_see_it():
    app = with_own("da")
    for name, chart in charts(app).items():
        assert len(chart["alt"]) > 20, name


def test_the_share_of_a_use_is_drawn_while_it_does_not_fit_too():
    app = with_own("da")
    move(app, "select_slider", "plan.reduction_use", 0.9)
    assert sum(trace["x"][0] for trace in charts(app)["uses"]["traces"]) == pytest.approx(160)


def test_a_calculation_that_fails_is_said_and_nothing_is_lost(monkeypatch):
    app = with_own("en")

    def broken(scenario, draws=answers.DRAWS):
        raise RuntimeError("boom")

    monkeypatch.setattr(answers, "_answer", broken)
    move(app, "number_input", "company.employees", 123.0)
    assert text.say("ui.status.failed", "en") in page_text(app)
    assert the_desk(app).scenario.values["employees"].median == 123
    monkeypatch.undo()
    move(ran(app), "number_input", "company.employees", 124.0)
    assert "roi-answer" in answer(app)


def test_the_first_case_is_the_articles():
    assert desks.cases()[0] == "article_100_employees.toml"
