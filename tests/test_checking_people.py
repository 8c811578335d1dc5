"""The tables that no number comes out of: what is wrong with them, and that they survive reading, changing and saving."""

from __future__ import annotations

import datetime
import re

import pytest
import tomlkit
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import roi
from roi import qualitative, starter, text
from roi.scenario import Answer, Checklist, Legal, Marks, Process, Risk, Seniority
from roi.schema import scenario_schema

HEAD = 'format = 1\nname = "X"\n[[work]]\nname = "A"\nhours_m = 160\nfee_m = 35_000\n'
QUESTIONS = [each.id for each in qualitative.entries().values() if each.kind == "question"]
ALL = (
    HEAD
    + f"""
# how we weigh it
[risks.competence]
likelihood = 4 # of five
consequence = 3
likelihood_after = 2
consequence_after = 3
evidence = "Two of three key people are over 60"
answer = "Overlap of six months"
owner = "Head of finance"
status = "answered"
date = 2026-05-04
note = "n"
[risks.sold] # our own
name = "The vendor is sold"
dilemma = "dependency"
likelihood = 2
consequence = 4

[checklists.pitfalls]
done = ["pitfall_scope"]
notes = {{ pitfall_scope = "signed" }}
[checklists.warning_signs]
seen = ["sign_long_days", "sign_leaving"]

[process]
phase = "phase_pilot"
done = ["step_compare_offers"]
note = "since May"

[[compass]]
before = {{ realistic = 2, sound = 1 }}
after = {{ realistic = 4 }}
[[compass]]
after = {{ sound = 5 }}

[[answers]]
question = "{QUESTIONS[0]}"
said = "One in ten"
by = "A customer of theirs"
date = 2026-05-04
place = "plan.rework_start"
before = {{ low = 0.05, mode = 0.15, high = 0.35 }}
[[answers]]
question = "{QUESTIONS[1]}"
said = "No"

[staff]
seniority = [{{ years = 2.5, count = 3 }}, {{ years = 14, count = 1 }}]

[legal] # what rules ask
sector = "bank"
vendor_country = "outside_eu"
personal_data = true
critical = false
"""
)


def wrong(tables: str) -> set[tuple[str, str]]:
    """Place and code of everything that is wrong; each is put into words in both languages on the way."""
    with pytest.raises(roi.ScenarioError) as caught:
        roi.loads(HEAD + tables)
    for each in caught.value.mistakes:
        assert each.line or each.problem.code == "too_many_tables"  # [risks] itself need not stand anywhere
        for lang in text.LANGUAGES:
            line = text.mistake(each, "x.toml", lang)
            assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", line)
            assert "{" not in line.replace("{…}", "").replace("{ realistic = 3 }", "")
    return {(each.place, each.problem.code) for each in caught.value.mistakes}


def said(tables: str, lang: str = "en") -> str:
    with pytest.raises(roi.ScenarioError) as caught:
        roi.loads(HEAD + tables)
    return "\n".join(text.mistake(each, "", lang) for each in caught.value.mistakes)


def test_all_of_it_is_read():
    scenario = roi.loads(ALL)
    assert scenario.hints == ()
    day = datetime.date(2026, 5, 4)
    evidence, answer = "Two of three key people are over 60", "Overlap of six months"
    weighed = Risk(4, 3, 2, 3, evidence, answer, "Head of finance", "answered", day, "n")
    own = Risk(2, 4, name="The vendor is sold", dilemma="dependency")
    assert scenario.risks == {"competence": weighed, "sold": own}
    assert scenario.checklists == {
        "pitfalls": Checklist(("pitfall_scope",), {"pitfall_scope": "signed"}),
        "warning_signs": Checklist(("sign_long_days", "sign_leaving"), {}),
    }
    assert scenario.process == Process("phase_pilot", ("step_compare_offers",), "since May")
    assert scenario.compass == (Marks({"realistic": 2, "sound": 1}, {"realistic": 4}), Marks({}, {"sound": 5}))
    first = {"low": 0.05, "mode": 0.15, "high": 0.35}
    assert scenario.answers == (
        Answer(QUESTIONS[0], "One in ten", "A customer of theirs", day, "plan.rework_start", first),
        Answer(QUESTIONS[1], "No"),
    )
    assert scenario.seniority == (Seniority(2.5, 3), Seniority(14.0, 1))
    assert scenario.legal == Legal("bank", "outside_eu", personal_data=True, critical=False)


def test_without_them_there_is_nothing():
    scenario = roi.loads(HEAD)
    assert (scenario.risks, scenario.checklists, scenario.process) == ({}, {}, Process())
    assert (scenario.compass, scenario.answers, scenario.seniority, scenario.legal) == ((), (), (), Legal())


def test_all_of_it_survives_reading_and_saving_unchanged(tmp_path):
    path = tmp_path / "all.toml"
    for ending in ("\n", "\r\n"):
        content = ALL.replace("\n", ending).encode()
        path.write_bytes(content)
        scenario = roi.load(path)
        roi.save(scenario, path)
        assert path.read_bytes() == content
        assert roi.load(path) == scenario


def test_what_was_read_can_be_written_by_changes_and_reads_the_same():
    """Every table set by ``change`` alone, as the app does it, gives what the text gives."""
    tables = tomlkit.parse(ALL).unwrap()
    names = ("risks", "checklists", "process", "compass", "answers", "staff", "legal")
    whole = roi.change(roi.loads(HEAD), {name: tables[name] for name in names})
    changes = {f"risks.{id}": risk for id, risk in tables["risks"].items()}
    changes |= {f"checklists.{id}": each for id, each in tables["checklists"].items()}
    changes |= {f"process.{name}": each for name, each in tables["process"].items()}
    changes |= {f"compass[{i}]": each for i, each in enumerate(tables["compass"], start=1)}
    changes |= {f"answers[{i}]": each for i, each in enumerate(tables["answers"], start=1)}
    changes |= {"staff.seniority": tables["staff"]["seniority"], "legal": tables["legal"]}
    wanted = roi.loads(ALL)
    for made in (whole, roi.change(roi.loads(HEAD), changes)):
        assert tomlkit.parse(made.text).unwrap() == tomlkit.parse(ALL).unwrap()
        for name in ("risks", "checklists", "process", "compass", "answers", "seniority", "legal"):
            assert getattr(made, name) == getattr(wanted, name)
    piecewise = roi.change(roi.loads(HEAD), changes).text
    for line in ("[risks.sold]", "[checklists.pitfalls]", "[[compass]]", "before = {realistic = 2, sound = 1}", "[legal]"):
        assert line in piecewise.splitlines(), piecewise


def test_one_tick_one_mark_and_one_word_change_their_own_line_alone():
    before = roi.loads(ALL)
    after = roi.change(
        before,
        {
            "checklists.pitfalls.done": ["pitfall_scope", "pitfall_culture"],
            "compass[1].before.realistic": 3,
            "risks.competence.likelihood": 5,
            "staff.seniority[2].years": 15,
            "checklists.pitfalls.notes.pitfall_culture": "half-way",
        },
    )
    lines = (before.text.splitlines(), after.text.splitlines())
    changed = [(a, b) for a, b in zip(*lines, strict=True) if a != b]
    assert changed == [
        ("likelihood = 4 # of five", "likelihood = 5 # of five"),
        ('done = ["pitfall_scope"]', 'done = ["pitfall_scope", "pitfall_culture"]'),
        ('notes = { pitfall_scope = "signed" }', 'notes = { pitfall_scope = "signed", pitfall_culture = "half-way"}'),
        ("before = { realistic = 2, sound = 1 }", "before = { realistic = 3, sound = 1 }"),
        (
            "seniority = [{ years = 2.5, count = 3 }, { years = 14, count = 1 }]",
            "seniority = [{ years = 2.5, count = 3 }, { years = 15, count = 1 }]",
        ),
    ]


def test_taking_everything_out_leaves_what_was_there_before():
    names = ("risks", "checklists", "process", "compass", "answers", "staff", "legal")
    empty = roi.change(roi.loads(ALL), dict.fromkeys(names))
    assert tomlkit.parse(empty.text).unwrap() == tomlkit.parse(HEAD).unwrap()
    one_by_one = roi.change(roi.loads(ALL), {"compass[2]": None, "compass[1]": None, "answers[2]": None, "risks.sold": None})
    assert (one_by_one.compass, len(one_by_one.answers), set(one_by_one.risks)) == ((), 1, {"competence"})


def test_a_register_of_200_entries():
    rows = {f"risk_{i}": {"name": f"Risk {i}", "likelihood": i % 5 + 1, "consequence": i % 4 + 1} for i in range(200)}
    scenario = roi.loads(HEAD + tomlkit.dumps({"risks": rows}))
    assert len(scenario.risks) == 200
    assert roi.loads(scenario.text) == scenario
    changed = roi.change(scenario, {"risks.risk_150.owner": "Anna"})
    assert changed.risks["risk_150"].owner == "Anna"
    assert len(changed.text.splitlines()) == len(scenario.text.splitlines()) + 1


WRONG = [
    ("[risks.competense]\nlikelihood = 1", {("risks.competense", "unknown_risk")}),
    ('[risks."a.b"]\nname = "x"', {("risks.a.b", "not_a_simple_key")}),
    ("[risks.competence]\nname = 'x'", {("risks.competence.name", "not_ones_own")}),
    ("[risks.own]\nname = 3", {("risks.own.name", "not_text_value")}),
    ("[risks.own]\nname = 'x'\ndilemma = 'competense'", {("risks.own.dilemma", "not_a_choice")}),
    ("[risks.own]\nname = 'x'\nprice = 3", {("risks.own.price", "unknown_key")}),
    ("[risks.competence]\nlikelihood_after = 6", {("risks.competence.likelihood_after", "not_a_whole_number")}),
    ("[risks.competence]\nowner = 'a\\nb'".replace("'", '"'), {("risks.competence.owner", "not_one_line")}),
    ("[risks.competence]\ndate = '4. maj'", {("risks.competence.date", "not_a_date")}),
    ("[risks.competence]\ndate = '2026-02-30'", {("risks.competence.date", "not_a_date")}),
    ("[risks.competence]\ndate = 2026-05-04T10:00:00", {("risks.competence.date", "not_a_date")}),
    ("[risks]\ncompetence = 4", {("risks.competence", "not_a_table")}),
    ("[checklists.pitfals]\ndone = []", {("checklists.pitfals", "unknown_checklist")}),
    ("[checklists.relief]\ndone = []", {("checklists.relief", "unknown_checklist")}),  # a list to read
    ("[checklists.pitfalls]\ndone = ['pitfall_scop']", {("checklists.pitfalls.done", "unknown_point")}),
    ("[checklists.pitfalls]\ndone = ['pitfall_scope', 'pitfall_scope']", {("checklists.pitfalls.done", "named_twice")}),
    ("[checklists.pitfalls]\ndone = 'pitfall_scope'", {("checklists.pitfalls.done", "not_a_list_of_names")}),
    ("[checklists.pitfalls]\nseen = []", {("checklists.pitfalls.seen", "unknown_key")}),
    ("[checklists.warning_signs]\ndone = []", {("checklists.warning_signs.done", "unknown_key")}),
    ("[checklists.pitfalls]\nnotes = { scope = 'x' }", {("checklists.pitfalls.notes.scope", "unknown_point")}),
    (
        "[checklists.pitfalls]\nnotes = { pitfall_scope = 3 }",
        {("checklists.pitfalls.notes.pitfall_scope", "not_text_value")},
    ),
    ("checklists = 3", {("work[1].checklists", "unknown_key")}),
    ("[process]\nphase = 'phase_pilott'", {("process.phase", "not_a_choice")}),
    ("[process]\ndone = ['step_nowhere', 3]", {("process.done", "not_a_list_of_names")}),
    ("[process]\ndone = ['step_compare_offer']", {("process.done", "unknown_step")}),
    ("[[compass]]\nbefore = { realistic = 6 }", {("compass[1].before.realistic", "not_a_whole_number")}),
    ("[[compass]]\nbefore = { realistisk = 3 }\nafter = { sound = 1 }", {("compass[1].before.realistisk", "unknown_key")}),
    ("[[compass]]\nname = 'Anna'\nbefore = { sound = 1 }", {("compass[1].name", "marks_alone")}),
    ("[[compass]]\nbefore = {}", {("compass[1]", "no_marks")}),
    ("[compass]\nbefore = {}", {("compass", "not_tables")}),
    ("[[answers]]\nsaid = 'x'", {("answers[1].question", "no_question")}),
    (
        "[[answers]]\nquestion = 3\nsaid = 'x'",
        {("answers[1].question", "not_text_value"), ("answers[1].question", "unknown_question")},
    ),
    (f"[[answers]]\nquestion = '{QUESTIONS[0]}x'\nsaid = 'x'", {("answers[1].question", "unknown_question")}),
    (f"[[answers]]\nquestion = '{QUESTIONS[0]}'", {("answers[1].said", "nothing_answered")}),
    (
        f"[[answers]]\nquestion = '{QUESTIONS[0]}'\nsaid = 'x'\n[[answers]]\nquestion = '{QUESTIONS[0]}'\nsaid = 'y'",
        {("answers[2].question", "answered_twice")},
    ),
    (f"[[answers]]\nquestion = '{QUESTIONS[0]}'\nsaid = 'x'\nbefore = 3", {("answers[1].before", "before_without_place")}),
    (f"[[answers]]\nquestion = '{QUESTIONS[0]}'\nplace = 'plan'", {("answers[1].place", "not_a_place")}),
    (f"[[answers]]\nquestion = '{QUESTIONS[0]}'\nplace = 'plan[1].rework_start'", {("answers[1].place", "not_a_place")}),
    (f"[[answers]]\nquestion = '{QUESTIONS[0]}'\nplace = 'work.fee_m'", {("answers[1].place", "not_a_place")}),
    (f"[[answers]]\nquestion = '{QUESTIONS[0]}'\nplace = 'work[2].fee_m'", {("answers[1].place", "not_a_place")}),
    (f"[[answers]]\nquestion = '{QUESTIONS[0]}'\nplace = 'plan.rework_stat'", {("answers[1].place", "no_input_there")}),
    (
        f"[[answers]]\nquestion = '{QUESTIONS[0]}'\nplace = 'plan.rework_start'\nbefore = 15",
        {("answers[1].before", "share_as_percent")},
    ),
    (
        f"[[answers]]\nquestion = '{QUESTIONS[0]}'\nplace = 'work[1].category'\nbefore = 'money'",
        {("answers[1].before", "not_a_choice")},
    ),
    ("[staff]\nseniority = 3", {("staff.seniority", "not_tables")}),
    ("[staff]\nage = 50", {("staff.age", "unknown_key")}),
    (
        "[staff]\nseniority = [{ years = -1, count = 0 }]",
        {("staff.seniority[1].years", "number_outside"), ("staff.seniority[1].count", "not_a_whole_number")},
    ),
    ("[staff]\nseniority = [{ years = 3 }]", {("staff.seniority[1].count", "missing_number")}),
    ("[staff]\nseniority = [{ count = 3 }]", {("staff.seniority[1].years", "missing_number")}),
    ("[legal]\nsector = 'bnk'", {("legal.sector", "not_a_choice")}),
    ("[legal]\nvendor_country = 'DK'", {("legal.vendor_country", "not_a_choice")}),
    ("[legal]\npersonal_data = 'ja'", {("legal.personal_data", "not_yes_or_no")}),
    ("[legal]\ncritical = 1", {("legal.critical", "not_yes_or_no")}),
    ("[legal]\ncriticl = true", {("legal.criticl", "unknown_key")}),
]


@pytest.mark.parametrize(("tables", "wanted"), WRONG, ids=[tables[:60] for tables, _ in WRONG])
def test_what_is_wrong_is_told_with_its_place(tables, wanted):
    assert wrong(tables + "\n") == wanted


def test_every_mistake_at_once():
    content = "".join(
        f"{tables}\n" for tables, _ in WRONG if tables.startswith(("[risks.competense", "[[", "[legal]\nsector"))
    )
    found = wrong(content.replace("[compass]\n", ""))
    assert {code for _, code in found} >= {"unknown_risk", "no_marks", "no_question", "unknown_question", "not_a_place"}
    assert len(found) > 12


@pytest.mark.parametrize(
    ("tables", "meant"),
    [
        ("[risks.competense]\nlikelihood = 1", "competence"),
        ("[checklists.pitfals]\ndone = []", "pitfalls"),
        ("[checklists.pitfalls]\ndone = ['pitfall_scop']", "pitfall_scope"),
        ("[process]\nphase = 'phase_pilott'", "phase_pilot"),
        ("[[compass]]\nbefore = { realistik = 3 }\nafter = { sound = 3 }", "realistic"),
        (f"[[answers]]\nquestion = '{QUESTIONS[0]}x'\nsaid = 'x'", QUESTIONS[0]),
        (f"[[answers]]\nquestion = '{QUESTIONS[0]}'\nplace = 'plan.rework_stat'", "rework_start"),
        ("[legal]\nsector = 'bnk'", "bank"),
    ],
)
def test_the_nearest_known_name_is_suggested(tables, meant):
    assert meant in said(tables)
    assert meant in said(tables, "da")


def test_a_long_list_of_names_is_not_read_out():
    if len(QUESTIONS) > 50:
        assert QUESTIONS[3] not in said("[[answers]]\nquestion = 'zzz'\nsaid = 'x'")


def test_too_many_are_refused():
    assert ("compass", "too_many_tables") in wrong("[[compass]]\nbefore = { sound = 1 }\n" * 501)
    assert ("risks", "too_many_tables") in wrong("".join(f"[risks.r{i}]\nname = 'x'\n" for i in range(501)))


def test_an_answered_risk_without_its_answer_is_hinted_at():
    scenario = roi.loads(HEAD + '[risks.competence]\nstatus = "answered"\n')
    assert [each.problem.code for each in scenario.hints] == ["answered_without_answer"]


def test_a_date_may_stand_in_quotation_marks():
    assert roi.loads(HEAD + '[risks.competence]\ndate = "2026-05-04"\n').risks["competence"].date == datetime.date(
        2026, 5, 4
    )


# ------------------------------------------------------------------------------------------------------------ schema


SCHEMA_KNOWS_LESS = {"answered_twice", "before_without_place", "nothing_answered", "not_one_line", "share_as_percent"}


@pytest.fixture(scope="module")
def validator():
    return Draft202012Validator(scenario_schema("da"))


def test_the_schema_lets_all_of_it_through(validator):
    validator.validate(tomlkit.parse(ALL).unwrap())


@pytest.mark.parametrize(("tables", "wanted"), WRONG, ids=[tables[:60] for tables, _ in WRONG])
def test_the_schema_stops_what_the_checker_stops(validator, tables, wanted):
    codes = {code for _, code in wanted}
    only_whole = {
        ("answers[1].place", "not_a_place"),
        ("answers[1].place", "no_input_there"),
        ("risks.a.b", "not_a_simple_key"),
    }
    only_whole |= {("answers[1].before", "not_a_choice"), ("risks.competence.date", "not_a_date")}
    if not codes & SCHEMA_KNOWS_LESS and not wanted & only_whole:
        assert not validator.is_valid(tomlkit.parse(HEAD + tables).unwrap())


@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_the_starter_with_everything_uncommented_is_a_scenario(lang):
    whole = re.sub(r"^# (?=[a-z_]+ = |\[)", "", starter.scenario_text(lang), flags=re.MULTILINE)
    scenario = roi.loads(whole)
    assert set(scenario.risks) == {
        "inequality",
        "democracy",
        "home_market",
        "labour_market",
        "competence",
        "dependency",
        "own",
    }
    assert len(scenario.compass) == len(scenario.answers) == 1
    assert scenario.process.phase
    assert scenario.legal.sector == "other"
    assert scenario.seniority == (Seniority(2.5, 3), Seniority(14.0, 1))
    assert len(scenario.checklists) == 1


# -------------------------------------------------------------------------------------------------------------- junk


SCALARS = st.none() | st.booleans() | st.integers(-2, 9) | st.floats(allow_nan=True) | st.text(max_size=8)
NAMES = ("competence", "own", "pitfalls", "done", "seen", "notes", "phase", "before", "after", "realistic", "sound")
NAMES += ("question", "said", "place", "plan.rework_start", "work[1].fee_m", "seniority", "years", "count", "sector", "bank")
NAMES += ("likelihood", "name", "dilemma", "date", "status", "pitfall_scope", "critical", *QUESTIONS[:2])
KEYS = st.sampled_from(NAMES) | st.text(max_size=4)
JUNK = st.recursive(
    SCALARS | st.sampled_from(NAMES) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=10,
)


@given(st.dictionaries(st.sampled_from(["risks", "checklists", "process", "compass", "answers", "staff", "legal"]), JUNK))
@settings(max_examples=300, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_junk_is_a_scenario_or_a_list_of_mistakes(tables):
    try:
        content = HEAD + tomlkit.dumps(tables)
        roi.loads(content)
    except roi.ScenarioError as error:
        assert error.mistakes
        for each in error.mistakes:
            assert "\n" not in text.mistake(each, "x", "da")
    except (TypeError, ValueError):  # None, or what cannot be written as TOML, is no file
        assert "null" in str(tables) or "None" in str(tables) or "\ud800" <= max(str(tables)) <= "\udfff"
