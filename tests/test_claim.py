"""A claim in words is read strictly, in either language, or refused with a word on why."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import roi
from roi import catalogue, claim, text
from roi.claim import ClaimError, Stated, stated

FILE = 'format = 1\nname = "X"\nhorizon_months = 24\n[plan]\ndiscount_y = 0.05\n[[work]]\nhours_m = 160\nfee_m = 35_000\n'

READ = [
    ("Vi sparer 30 %", "cost_saving", 0.30),
    ("Vi sparer mindst 30 pct.", "cost_saving", 0.30),
    ("30 % billigere", "cost_saving", 0.30),
    ("Omkostningerne falder med 30 procent", "cost_saving", 0.30),
    ("»Besparelse: 12,5 %«", "cost_saving", 0.125),
    ("We save 30%", "cost_saving", 0.30),
    ("Cost savings of at least 30 per cent.", "cost_saving", 0.30),
    ("30% lower costs", "cost_saving", 0.30),
    ("Vi sparer 500.000 kr. om året", "saving_y", 500_000),
    ("vi sparer 500 000 kr. om året", "saving_y", 500_000),
    ("VI SPARER 1,5 MIO. KR. OM ÅRET", "saving_y", 1_500_000),
    ("Vi sparer 40 t.kr. om måneden", "saving_y", 480_000),
    ("We save 500,000 kr a year", "saving_y", 500_000),
    ("A saving of DKK 1.5m a year", "saving_y", 1_500_000),
    ("We save 2 million kr in total", "saving_total", 2_000_000),
    ("Vi sparer i alt 2 mio. kr.", "saving_total", 2_000_000),
    ("tjent hjem på 9 måneder", "payback_month", 9),
    ("Tjent hjem på ni måneder!", "payback_month", 9),
    ("Investeringen er tjent hjem på højst 1,5 år", "payback_month", 18),
    ("pays back in nine months", "payback_month", 9),
    ("It pays for itself within 2 years", "payback_month", 24),
    ("payback: -3 months", "payback_month", -3),
    ("+20 % produktivitet", "productivity", 0.20),
    ("Produktiviteten stiger med 20 %", "productivity", 0.20),
    ("20% higher productivity", "productivity", 0.20),
    ("+0,5 point engagement", "engagement_gain", 0.5),
    ("Engagement rises by 0.5 points", "engagement_gain", 0.5),
    ("10 % færre opsigelser", "turnover_change", -0.10),
    ("−10% staff turnover", "turnover_change", -0.10),
    ("fejl under 2 %", "error_rate", 0.02),
    ("At most 2% errors", "error_rate", 0.02),
    ("Nutidsværdi på 2,5 mio. kr.", "npv", 2_500_000),
    ("ROI 20 %", "roi", 0.20),
]
REFUSED = [
    ("sygefravær", "claim_word"),
    ("sygefraværet falder 10 %", "claim_word"),
    ("ikke vi sparer 30 %", "claim_word"),
    ("we save 30% of staff", "claim_word"),  # not a saving of cost
    ("vi sparer 30 % tid", "claim_word"),
    ("turnover falls to 10%", "claim_word"),  # to, not by
    ("vi sparer 500.000 euro om året", "claim_word"),
    ("<b>vi sparer</b> 30 %", "claim_word"),
    ("", "claim_no_figure"),
    ("vi sparer", "claim_no_figure"),
    ("30-40 % besparelse", "claim_figures"),
    ("vi sparer 30 % og er tjent hjem på 9 måneder", "claim_figures"),
    ("vi sparer 1.2.3 %", "claim_number"),
    ("vi sparer 9" + "9" * 20 + " kr. om året", "claim_number"),
    ("mio. vi sparer 2 kr. om året", "claim_number"),
    ("we save 500.000 kr a year", "claim_ambiguous"),
    ("vi sparer 500,000 kr. om året", "claim_ambiguous"),
    ("NPV 1.500 kr", "claim_ambiguous"),  # the words are of both languages
    ("30 %", "claim_no_subject"),
    ("omkostningerne stiger 30 %", "claim_no_subject"),
    ("produktivitet og engagement +20 %", "claim_two_things"),
    ("op til 30 % besparelse", "claim_wrong_limit"),
    ("tjent hjem på mindst 9 måneder", "claim_wrong_limit"),
    ("vi sparer -30 %", "claim_saving_sign"),
    ("vi sparer 30 % mere", "claim_saving_sign"),
    ("vi sparer 9 måneder", "claim_saving_unit"),
    ("vi sparer 500.000 kr.", "claim_period"),
    ("engagement +10 %", "claim_unit"),
    ("tjent hjem på 9 kr.", "claim_unit"),
    ("20 % produktivitet", "claim_direction"),
    ("2 % færre fejl", "claim_relative"),
]


@pytest.mark.parametrize(("words", "what", "value"), READ, ids=[row[0] for row in READ])
def test_words_are_read(words, what, value):
    found = stated(words)
    assert (found.what, found.value) == (what, pytest.approx(value, rel=1e-12))


@pytest.mark.parametrize(("words", "code"), REFUSED, ids=[row[0][:40] for row in REFUSED])
def test_what_cannot_be_read_is_refused_and_said(words, code):
    with pytest.raises(ClaimError) as refused:
        stated(words)
    problem = refused.value.problem
    assert problem.code == code
    for lang in text.LANGUAGES:
        assert len(text.problem(problem.code, problem.facts, lang)) > 40


def test_every_refusal_has_a_case():
    in_words = {code for _, code in REFUSED}
    of_figures = {"claim_as_percent", "claim_above", "claim_below", "claim_beyond_horizon"}
    of_the_table = {"claim_missing", "claim_two_ways", "claim_over_one", "claim_small_percent"}
    named = {name.removeprefix("message.") for name in text.words() if name.startswith("message.claim_")}
    assert named == in_words | of_figures | of_the_table


VOCABULARY = sorted(
    {
        phrase
        for group, entry in catalogue.data("claims").items()
        for named in ([entry] if "da" in entry else entry.values())
        for lang in text.LANGUAGES
        for phrase in named[lang]
    }
)
PIECES = st.sampled_from([*VOCABULARY, "30", "1.500", "1,5", "-3", "500 000"]) | st.text(max_size=4)


@given(st.lists(PIECES, max_size=9).map(" ".join))
@settings(max_examples=400, deadline=None)
def test_any_words_are_read_or_refused_in_one_line(words):
    try:
        found = stated(words)
    except ClaimError as refused:
        for lang in text.LANGUAGES:
            assert len(text.problem(refused.problem.code, refused.problem.facts, lang).splitlines()) == 1
    else:
        assert found.what in {*catalogue.outcomes(), *claim.SAVINGS}
        assert abs(found.value) < 1e18


def test_every_phrase_stands_for_one_thing_in_its_language():
    for lang in text.LANGUAGES:
        found = [
            phrase
            for group, entry in catalogue.data("claims").items()
            for named in ([entry] if "da" in entry else entry.values())
            for phrase in named[lang]
        ]
        assert sorted(found) == sorted(set(found))
        assert all(phrase == phrase.casefold().strip() for phrase in found)


def test_a_yearly_saving_is_its_present_value_month_by_month():
    by_hand = sum(10_000 / 1.05 ** (t / 12) for t in range(1, 25))
    scenario = roi.loads(FILE + "[[claims]]\nsaving_y = 120_000\n" + '[[claims]]\nsays = "Vi sparer 240.000 kr. i alt"\n')
    for each in scenario.claims:
        assert (each.metric, each.value) == ("npv", pytest.approx(by_hand, rel=1e-12))
    assert scenario.claims[0].stated == Stated("saving_y", 120_000)
    assert scenario.claims[1].stated == Stated("saving_total", 240_000)
    assert scenario.claims[1].says == "Vi sparer 240.000 kr. i alt"


def test_the_plain_keys_are_the_words_they_stand_for():
    keys = roi.loads(FILE + "[[claims]]\npayback_months = 9\n[[claims]]\nsaving_percent = 30\n").claims
    words = roi.loads(FILE + '[[claims]]\nsays = "pays back in 9 months"\n[[claims]]\nsays = "vi sparer 30 %"\n').claims
    assert [(a.metric, a.value) for a in keys] == [(b.metric, b.value) for b in words]


def claims(*tables: str, view: str = "all") -> list[str]:
    content = FILE.replace("horizon", f'view = "{view}"\nhorizon') + "".join(f"[[claims]]\n{table}\n" for table in tables)
    return [hint.problem.code for hint in roi.loads(content).hints]


def test_claims_that_cannot_both_be_true_are_named():
    gain, loss = 'metric = "npv"\nvalue = 5', 'metric = "roi"\nvalue = -0.1'
    assert claims(gain, loss) == ["claims_opposed"]
    assert claims(gain, loss.replace("-0.1", "0.1")) == []
    assert claims(gain, gain.replace("5", "6")) == ["claims_differ"]
    assert claims("payback_months = 9", 'metric = "npv"\nvalue = -5') == []  # it may slip below zero again
    outlay, never = 'metric = "deepest_cash"\nvalue = -5', "payback_months = 0"
    assert claims(outlay, never, view="cash") == ["claims_opposed"]
    assert claims(outlay, never, view="all") == []  # another sum
    assert claims(outlay, 'metric = "deepest_month"\nvalue = 0') == ["claims_opposed"]


def test_a_small_percentage_is_asked_about():
    assert claims("saving_percent = 0.3") == ["claim_small_percent"]
