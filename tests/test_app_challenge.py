"""The page on which a business case is examined: claims, the argument, questions and answers, the log, the trials."""

import datetime
import re

import pytest

import roi
from roi import answering, argument, catalogue, examine, exhibits, simulate, text
from roi.ui import answers, claiming, examined, returned
from tests import screen
from tests.screen import charts, page_text, press, ran, the_desk

BANK = "bank_back_office_offshore.toml"
OWN = """# Kept through every change.
format = 1
name = "Own case"
assumptions = "evidence"
horizon_months = 36
[company]
employees = 100
salary_m = { low = 40_000, mode = 50_000, high = 60_000 }
[plan]
relief_use = 0.2
core_use = 0.2
reduction_use = 0.6
rework_start = { low = 0.05, mode = 0.10, high = 0.30, source = "Guess" }  # theirs
[[work]]
name = "Books"
category = "finance"
hours_m = { p5 = 250, p95 = 400 }
fee_m = 60_000
[[work]]
name = "Support"
hours_m = 100
fee_hour = 300
[[claims]]
says = "Vi sparer 30 %"
by = "The offer, page 4"
leaves_out = ["management", "rework"]
"""
LOG = """[worklog]
from = 2026-04-01
to = 2026-05-31
hours_moved = 320
months_in = 2
[[worklog.entries]]
date = 2026-05-04
work = "Books"
task = "VAT return"
hours = 3.5
why = "Wrong account"
[[worklog.entries]]
date = 2026-05-11
hours = 6
"""
DRAWS = 2_048  # of the tests alone: what is shown is the same, sooner


@pytest.fixture(autouse=True)
def fewer_draws(monkeypatch):
    monkeypatch.setattr(answers, "DRAWS", DRAWS)


def opened(content=OWN, lang="da"):
    """The page with a file of one's own on the desk."""
    app = screen.start(lang, "challenge")
    the_desk(app).lay(roi.loads(content), None)
    the_desk(app).fresh = False
    return ran(app)


def field(app, kind, begins):
    return next(each for each in app.get(kind) if each.key and each.key.startswith(begins))


def fill(app, kind, begins, value):
    field(app, kind, begins).set_value(value)
    return app


def said(app):
    return page_text(app).replace("\xa0", " ")


def errors(app):
    return [each.value.replace("\\", "").replace(screen.JOINER, "") for each in app.error]


# ------------------------------------------------------------------------------------------------------------ the page


@pytest.mark.parametrize(("lang", "other"), [("da", "en"), ("en", "da")])
def test_it_reads_from_top_to_bottom_in_one_language(lang, other):
    app = screen.start(lang, "challenge")
    the_desk(app).open_case(BANK)
    the_desk(app).fresh = False
    for door in ("stress", "reverse", "parties", "two_sets"):
        app.session_state[f"try:{door}"] = True
    for box in ("claim_value", "log_period"):
        app.session_state[box] = True
    ran(app)
    for chart in charts(app):
        app.session_state[f"table:{chart}"] = True
    app.session_state[f"edit_claim:{the_desk(app).generation}:0"] = True
    ran(app)
    assert errors(app) == []
    parts = [
        text.say(f"challenge_page.part.{part}", lang) for part in ("claims", "argument", "questions", "worklog", "wrong")
    ]
    assert [each.value for each in app.header][:5] == parts
    words = said(app)
    for each in sorted(screen.words_of(other)):
        assert f"\n{each}\n" not in f"\n{words}\n", each
        assert len(each) < 30 or each not in words, each


def test_every_word_of_the_page_is_used():
    code = "\n".join(
        (screen.ROOT / "roi" / path).read_text(encoding="utf-8").replace("'", '"')
        for path in (
            "charts.py",
            "exhibits.py",
            *(
                f"ui/{name}.py"
                for name in ("argued", "asked", "challenge", "claims", "examined", "returned", "shell", "tested", "told")
            ),
        )
    )
    for name in (name.removeprefix("challenge_page.") for name in text.words() if name.startswith("challenge_page.")):
        section, _, last = name.partition(".")
        direct = f'"{name}"' in code or f'"challenge_page.{name}"' in code
        made = (
            f'"{section}.{{' in code
            or (section == "part" and f'"{last}"' in code)
            or (section == "chart" and f'"{last}"' in code)
        )
        stem = f'"{section}.{last.rpartition("_")[0]}_{{' in code
        assert direct or made or stem, name


def test_both_languages_say_every_word_with_the_same_facts():
    for name, words in text.words().items():
        if name.startswith("challenge_page."):
            facts = [sorted(re.findall(r"{(\w+)}", words[lang])) for lang in text.LANGUAGES]
            assert facts[0] == facts[1], name


def test_what_it_says_of_a_claim_is_what_the_engine_says():
    app = opened(lang="en")
    for i in range(6):
        app.session_state[f"part:{i}"] = True
    ran(app)
    scenario = roi.loads(OWN)
    result = simulate.run(scenario, draws=DRAWS, seed=answers.SEED)
    facts = examine.challenge(result, scenario.claims[0]).facts
    words = said(app)
    for part in argument.reasons(facts, "en"):
        for each in (*part.said, *part.points, *part.notes):
            assert each.replace("\xa0", " ") in words, each
    dots = charts(app)["reached"]["traces"]
    assert sum(len(trace["x"]) for trace in dots if trace["mode"] == "markers") == 300, (
        "100 futures for each of three savings"
    )


def test_without_a_claim_it_asks_for_one():
    app = opened(OWN[: OWN.index("[[claims]]")])
    assert text.say("challenge_page.claims.none", "da") in said(app)
    assert "reached" not in charts(app)
    assert not app.subheader or "Hvor sandsynligt" not in app.subheader[0].value


@pytest.mark.parametrize(
    "says", ["+20 % produktivitet", "Fejl under 2 %", "Tjent hjem på 9 måneder", "Vi sparer 5.000 kr. om året"]
)
def test_every_sort_of_claim_gets_its_argument(says):
    app = opened(OWN.replace("Vi sparer 30 %", says))
    assert errors(app) == []
    assert text.say("challenge.title.chance", "da") in [each.value for each in app.subheader]


# -------------------------------------------------------------------------------------------------------------- claims


def add(app, says, by=""):
    fill(app, "text_input", "says:text:", says)
    fill(app, "text_input", "says:by:", by)
    return press(app, "says:add")


def test_a_claim_in_a_persons_words_is_added_read_and_chosen():
    app = add(opened(), "Tjent hjem på 9 måneder", "Direktøren")
    mine = the_desk(app)
    assert [(each.metric, each.value, each.by) for each in mine.scenario.claims][1:] == [
        ("payback_month", 9.0, "Direktøren")
    ]
    assert app.query_params["claim"] in ("2", ["2"])
    assert "Læst som: tilbagebetaling senest i måned 9" in said(app)
    assert field(app, "text_input", "says:text:").value == "", "there is room for the next"
    press(app, "undo")
    assert the_desk(app).scenario.text == OWN


@pytest.mark.parametrize(
    ("says", "word"),
    [
        ("Vi sparer 130 %", "100 %"),
        ("Tjent hjem på -3 måneder", "måned"),
        ("Det bliver fantastisk", "fantastisk"),
        ("Vi sparer", "tal"),
        ("Tjent hjem på 200 måneder", "36"),
        ("", "først"),
    ],
)
def test_a_claim_that_cannot_be_gets_its_word_and_stays_where_it_was_typed(says, word):
    app = add(opened(), says)
    assert len(errors(app)) == 1
    assert word in errors(app)[0]
    assert "[[" not in errors(app)[0], "nobody here writes a file"
    assert field(app, "text_input", "says:text:").value == says
    assert the_desk(app).scenario.text == OWN


def test_a_claim_as_metric_and_value_stands_on_the_screen_in_percent():
    app = opened()
    app.session_state["claim_value"] = True
    ran(app)
    press(app, "value:add")
    assert errors(app), "a value is needed"
    fill(app, "selectbox", "value:metric:", "turnover_change")
    ran(app)
    fill(app, "number_input", "value:of:turnover_change:", -10.0)
    press(app, "value:add")
    new = the_desk(app).scenario.claims[1]
    assert (new.metric, new.value) == ("turnover_change", -0.1)


def editing_claim(app, at=0):
    app.session_state[f"edit_claim:{the_desk(app).generation}:{at}"] = True
    return ran(app)


def test_a_claim_is_changed_and_removed():
    app = editing_claim(opened())
    fill(app, "text_input", "claims[1].says:", "Vi sparer 20 %")
    ran(app)
    assert the_desk(app).scenario.claims[0].value == 0.2
    fill(app, "text_input", "claims[1].says:", "Vi sparer 200 %")
    ran(app)
    assert the_desk(app).scenario.claims[0].value == 0.2, "the last that made sense stays"
    assert "100 %" in errors(app)[0]
    assert field(app, "text_input", "claims[1].says:").value == "Vi sparer 200 %"
    fill(app, "text_input", "claims[1].says:", "Vi sparer 25 %")
    ran(app)
    assert errors(app) == []
    fill(app, "multiselect", "claims[1].leaves_out:", ["vat"])
    ran(app)
    assert the_desk(app).scenario.claims[0].leaves_out == ("vat",)
    press(app, "remove_claim:0")
    assert the_desk(app).scenario.claims == ()


def test_the_chosen_claim_is_in_the_address():
    app = add(opened(), "Tjent hjem på 9 måneder")
    press(app, "choose:0")
    assert app.query_params["claim"] in ("1", ["1"])
    assert "»Vi sparer 30 %«" in said(app)
    assert field(app, "button", "choose:0").disabled
    app.query_params["claim"] = "77"
    ran(app)
    assert field(app, "button", "choose:0").disabled, "an address that names none shows the first"


def test_claims_that_contradict_are_noted():
    app = add(opened(), "Vi sparer 20 %")
    assert "Bemærk: " in said(app)


def test_a_value_of_a_claim_on_the_screen_and_in_the_file():
    for metric, on_screen, in_file in (
        ("cost_saving", 30.0, 0.3),
        ("payback_month", 9.0, 9.0),
        ("engagement_gain", 0.5, 0.5),
    ):
        assert claiming.in_file(metric, on_screen) == in_file
        assert claiming.on_screen(metric, in_file) == on_screen


# ----------------------------------------------------------------------------------------------- questions and answers


def questions_shown(app):
    numbers = re.findall(r'roi-claim">(\d+)\. ', "\n".join(each.proto.body for each in app.get("html")))
    return [int(number) for number in numbers]


def box_open(app, question):
    app.session_state[f"answer:{question}:{the_desk(app).generation}"] = True
    return ran(app)


def asked_first(app, wanted):
    """The first question shown whose answer can set an input of the plan."""
    facts = examined.claim(the_desk(app).scenario, 0).result()
    return next(row["question"] for row in facts["questions"] if wanted in row["inputs"])


def all_questions(app):
    app.session_state[f"questions_shown:{the_desk(app).id}"] = 1_000
    return ran(app)


def test_questions_come_in_order_and_more_when_asked_for():
    app = opened()
    assert questions_shown(app) == [1, 2, 3, 4, 5]
    press(app, "more_questions")
    assert questions_shown(app) == list(range(1, 11))


def test_an_answer_in_words_is_kept_and_moves_nothing():
    app = all_questions(opened())
    question = asked_first(app, "rework_start")
    app = box_open(app, question)
    press(app, f"save:{question}")
    assert errors(app) == [text.say("challenge_page.questions.nothing", "da")]
    fill(app, "text_area", f"said:{question}", "Det ved vi ikke endnu")
    fill(app, "text_input", f"by:{question}", "Driftschefen")
    press(app, f"save:{question}")
    given = the_desk(app).scenario.answers[0]
    assert (given.question, given.said, given.by, given.place) == (question, "Det ved vi ikke endnu", "Driftschefen", None)
    assert given.date == datetime.date.today()
    assert "Det ved vi ikke endnu" in said(app)
    press(app, f"withdraw:{question}")
    assert the_desk(app).scenario.text == OWN


def test_an_answer_sets_its_input_says_what_it_changed_and_is_withdrawn_whole():
    app = all_questions(opened(lang="en"))
    question = asked_first(app, "rework_start")
    app = box_open(app, question)
    fill(app, "selectbox", f"place:{question}", "plan.rework_start")
    ran(app)
    for point, value in (("low", 20.0), ("mode", 25.0), ("high", 40.0)):
        fill(app, "number_input", f"value:{point}:plan.rework_start", value)
    fill(app, "text_input", f"by:{question}", "The manager")
    press(app, f"save:{question}")
    assert errors(app) == []
    scenario = the_desk(app).scenario
    value = scenario.values["rework_start"]
    assert (value.ppf(0), value.ppf(1)) == pytest.approx((0.2, 0.4))
    assert "The manager" in scenario.origins["rework_start"].source
    assert "Before this answer the claim was reached in" in said(app)
    press(app, f"withdraw:{question}")
    assert the_desk(app).scenario.text == OWN


def test_an_answer_that_cannot_be_says_why_and_stays_where_it_was_typed():
    app = all_questions(opened())
    question = asked_first(app, "rework_start")
    app = box_open(app, question)
    fill(app, "selectbox", f"place:{question}", "plan.rework_start")
    ran(app)
    fill(app, "number_input", "value:low:plan.rework_start", 90.0)
    press(app, f"save:{question}")
    assert len(errors(app)) == 1
    assert the_desk(app).scenario.text == OWN
    assert field(app, "number_input", "value:low:plan.rework_start").value == 90.0


def test_an_answer_can_set_every_sort_of_input():
    """One input of each unit: a choice, a share, kroner, months, a whole number …"""
    app = all_questions(opened())
    scenario, places = the_desk(app).scenario, {}
    for row in examined.claim(scenario, 0).result()["questions"]:
        for place in answering.places(scenario, row["question"]):
            about = catalogue.inputs()[place.rpartition(".")[2]]
            places.setdefault((about.unit, about.whole, bool(about.choices)), (place, row["question"]))
    assert len(places) >= 6
    for _, question in places.values():
        app.session_state[f"answer:{question}:{the_desk(app).generation}"] = True
    ran(app)
    for place, question in places.values():
        fill(app, "selectbox", f"place:{question}", place)
    ran(app)
    assert errors(app) == []
    assert len([each for each in app.number_input if (each.key or "").startswith("value:mode:")]) >= 5


def test_an_answer_can_be_a_choice():
    app = all_questions(opened(OWN.replace('says = "Vi sparer 30 %"', 'metric = "burnout_cost_y"\nvalue = 2_000_000')))
    question = asked_first(app, "cost_basis")
    app = box_open(app, question)
    fill(app, "selectbox", f"place:{question}", "burnout.cost_basis")
    fill(ran(app), "selectbox", f"choice:{question}", "employee")
    press(app, f"save:{question}")
    assert errors(app) == []
    assert the_desk(app).scenario.cost_basis == "employee"


# ----------------------------------------------------------------------------------------------------------------- log


def test_a_log_is_begun_and_written_in():
    app = opened()
    app.session_state["log_period"] = True
    ran(app)
    press(app, "log:period")
    assert errors(app) == [text.say("challenge_page.worklog.begin_first", "da")]
    fill(app, "date_input", "log:from:", datetime.date(2026, 4, 1))
    fill(app, "date_input", "log:to:", datetime.date(2026, 5, 31))
    fill(app, "number_input", "log:hours:", 320.0)
    fill(app, "number_input", "log:months:", 2.0)
    press(app, "log:period")
    log = the_desk(app).scenario.worklog
    assert (log.start, log.end, log.hours_moved, log.months_in) == (
        datetime.date(2026, 4, 1),
        datetime.date(2026, 5, 31),
        320,
        2,
    )
    press(app, "entry:add")
    assert errors(app) == [text.say("challenge_page.worklog.entry_first", "da")]
    fill(app, "date_input", "entry:date:", datetime.date(2026, 6, 4))
    fill(app, "number_input", "entry:hours:", 3.5)
    fill(app, "selectbox", "entry:work:", "Books")
    fill(app, "text_input", "entry:task:", "Moms")
    fill(app, "text_input", "entry:why:", "Forkert konto")
    press(app, "entry:add")
    assert len(errors(app)) == 1, "the day lies outside the time of the log"
    assert field(app, "text_input", "entry:task:").value == "Moms"
    fill(app, "date_input", "entry:date:", datetime.date(2026, 5, 4))
    press(app, "entry:add")
    entry = the_desk(app).scenario.worklog.entries[0]
    assert (entry.date, entry.hours, entry.work, entry.task, entry.why) == (
        datetime.date(2026, 5, 4), 3.5, "Books", "Moms", "Forkert konto",
    )  # fmt: skip
    assert field(app, "text_input", "entry:task:").value == ""


def test_the_log_stands_beside_what_is_assumed_and_takes_its_place():
    app = opened(OWN + LOG)
    assert "worklog" in charts(app)
    before = the_desk(app).scenario.text
    press(app, "log:use")
    scenario = the_desk(app).scenario
    assert "Log over opgaver" in scenario.origins["rework_start"].source
    press(app, "log:back")
    assert the_desk(app).scenario.text == before
    assert field(app, "button", "log:use")


def test_lines_of_the_log_are_changed_and_taken_out_in_a_table():
    app = opened(OWN + LOG)
    app.session_state["log_entries"] = True
    ran(app)
    assert len(app.get("data_editor")) == 1
    rows = [
        {"date": datetime.date(2026, 5, 4), "work": "Books", "task": "", "hours": 2.0, "why": None, "remove": False},
        {"date": datetime.date(2026, 5, 11), "work": "-", "task": "", "hours": 6.0, "why": "", "remove": True},
        {"date": datetime.date(2026, 5, 12), "work": "-", "task": "", "hours": 0.5, "why": "x", "remove": False},
    ]
    assert returned.stays(rows, "-") == [
        {"date": datetime.date(2026, 5, 4), "work": "Books", "hours": 2},
        {"date": datetime.date(2026, 5, 12), "hours": 0.5, "why": "x"},
    ]


# -------------------------------------------------------------------------------------------------------------- trials


@pytest.mark.parametrize("door", ["stress", "reverse", "parties", "two_sets"])
def test_a_trial_is_worked_out_when_it_is_opened(door):
    app = opened()
    assert not any(each.startswith(door) for each in charts(app))
    app.session_state[f"try:{door}"] = True
    ran(app)
    assert errors(app) == []
    assert door == "reverse" or door in charts(app)


def test_the_month_of_a_stress_is_chosen():
    app = opened()
    app.session_state["try:stress"] = True
    ran(app)
    fill(app, "select_slider", "stress_month:", 30)
    ran(app)
    assert "Aftalen slutter i måned 30" in said(app)


def test_the_sum_that_is_lost_is_chosen():
    app = opened()
    app.session_state["try:reverse"] = True
    ran(app)
    slider = field(app, "select_slider", "more_than:")
    slider.set_value(slider.options and next(iter(examined_sums(app))))
    ran(app)
    assert text.say("examined.reverse.title", "da") in said(app)


def examined_sums(app):
    return exhibits.round_sums(answers.answer(the_desk(app).scenario).result().futures)


# ------------------------------------------------------------------------------------------------------------- hostile

NASTY = "![x](http://evil.example/p.png) <img src='http://evil.example/p.png'> $x^2$ `c` **b** :material/home: -> 5"


def test_a_users_words_stay_words():
    content = OWN.replace("The offer, page 4", NASTY).replace('"Books"', f'"{NASTY}"') + LOG.replace(
        '"Books"', f'"{NASTY}"'
    ).replace("VAT return", NASTY)
    app = opened(content)
    for each in app.get("html"):
        assert "<img" not in each.proto.body
    for each in [*app.markdown, *app.subheader]:
        assert "](http" not in each.value.replace("\\", "").replace(screen.JOINER, "") or "\\" in each.value
    assert errors(app) == []
