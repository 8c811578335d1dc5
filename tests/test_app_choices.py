"""The pages of offers for the same work, and of going ahead, trying first or leaving it."""

import pytest

import roi
from roi import abreast, bids, pilot, telling, text
from roi.ui import answers
from roi.ui import desk as desks
from tests import screen
from tests.screen import charts, page_text, press, ran, the_desk

DRAWS = 1_024  # of the tests alone: what is shown is the same, sooner
OFFERS = ["wholesaler_domestic", "wholesaler_nearshore"]
OTHER = [("da", "en"), ("en", "da")]


@pytest.fixture(autouse=True)
def fewer_draws(monkeypatch):
    monkeypatch.setattr(answers, "DRAWS", DRAWS)


def opened(page, lang="da", **address):
    app = screen.start(lang)
    app.query_params.update(address)
    return screen.to(app, page)


def said(app):
    return page_text(app).replace("\xa0", " ")


def in_one_language(app, other):
    assert not app.error
    words = said(app)
    for each in sorted(screen.words_of(other)):
        assert f"\n{each}\n" not in f"\n{words}\n", each
        assert len(each) < 30 or each not in words, each
    return words


def tables(app):
    return [each.proto.body.replace("\xa0", " ") for each in app.get("html") if "roi-table" in each.proto.body]


# ---------------------------------------------------------------------------------------------------------------- offers


@pytest.mark.parametrize(("lang", "other"), OTHER)
def test_two_offers_stand_side_by_side(lang, other):
    app = opened("bids", lang)
    words = in_one_language(app, other)
    assert set(charts(app)) == {"prices", "side_futures", "side_wins"}
    assert [each.label for each in app.selectbox][:2] == [text.say("ui.bids.slot.label", lang, letter=each) for each in "AB"]
    found = bids.bids([roi.load(desks.CASES / f"{name}.toml") for name in OFFERS], DRAWS, answers.SEED)
    rows = bids.table(found)
    best = max(range(2), key=lambda at: found.comparison.values[at].mean())
    assert abreast.best_offer(rows[best], best, "AB", lang).replace("\xa0", " ") in words
    for at, row in enumerate(rows):
        for cell in abreast.price(row, at == best, lang):
            assert cell.replace("\xa0", " ") in words
    scope = next(each for each in tables(app) if text.say("ui.bids.scope.line", lang) in each)
    assert text.say("ui.bids.scope.leaves_out", lang) in scope, "what an offer does not mention"


def test_what_is_no_offer_for_the_same_work_is_said_and_stays():
    app = opened("bids", "da", cases="wholesaler_domestic,bank_back_office_offshore")
    assert len(app.error) == 1
    why = app.error[0].value.replace("\\", "")
    assert text.say("compare.differs.correlations", "da") in why, "which setting"
    assert "Banken: back office til koncernens center i udlandet" in why, "which offer"
    assert text.say("message.bids_no_common_work", "da")[:40] in app.error[0].value.replace("\\", "")
    assert [each.value for each in app.selectbox if ":place:" in each.key][:2] == [
        "wholesaler_domestic",
        "bank_back_office_offshore",
    ]
    assert not charts(app)
    press(app, "example")
    assert not app.error
    assert charts(app)


def test_work_that_an_offer_lacks_is_added_and_said():
    whole = (desks.CASES / "wholesaler_domestic.toml").read_text(encoding="utf-8")
    first, _, rest = whole.partition("[[work]]")
    kept, _, dropped = rest.partition("[[work]]")
    _, _, after = dropped.partition("[offer]")
    app = opened("bids", "en", cases="wholesaler_nearshore")
    the_desk(app).lay_beside("half.toml", f"{first}[[work]]{kept}[offer]{after}".encode())
    app.query_params["cases"] = "wholesaler_nearshore,own1"
    ran(app)
    name = text.case("Ordrer og kundehenvendelser", "en")
    assert text.say("bids.scope.added", "en", a="B", work=name, b="A") in said(app)


def test_an_offer_on_the_desk_comes_first():
    app = screen.start("da")
    the_desk(app).open_case("wholesaler_nearshore.toml")
    the_desk(app).fresh = False
    screen.to(app, "bids")
    assert [each.value for each in app.selectbox if ":place:" in each.key][:2] == ["desk", "wholesaler_domestic"]


# ------------------------------------------------------------------------------------------------------------- the pilot


@pytest.mark.parametrize(("lang", "other"), OTHER)
def test_the_four_ways_and_what_they_are_worth(lang, other):
    app = opened("pilot", lang)
    for chart in charts(app):
        app.session_state[f"table:{chart}"] = True
    words = in_one_language(ran(app), other)
    assert set(charts(app)) == {"ways", "told", "by_length", "by_month"}
    found = pilot.choices(roi.run(the_desk(app).scenario, draws=DRAWS, seed=answers.SEED))
    for each in (
        telling.pilot_answer(found, lang),
        *telling.pilot(found["pilot"], lang),
        *telling.leaving(found["leave"], lang),
    ):
        assert each.replace("\xa0", " ") in words
    for row in found["options"]:
        assert text.money(text.to_error(row["value"], row["se"]), lang).replace("\xa0", " ") in words


def test_no_curve_is_drawn_of_sampling_noise(monkeypatch):
    noise = [{"at": month, "value": 2.0, "se": 1.5} for month in (4, 8, 12)]
    monkeypatch.setattr(pilot, "by_month", lambda *_: noise)
    nobody = answers.Workers()  # who has worked it out before
    monkeypatch.setattr(answers, "_workers", lambda: nobody)
    app = opened("pilot")
    assert "by_month" not in charts(app) and text.say("ui.pilot.nothing.by_month", "da") in said(app)
    assert "startværdi 1" in said(app) and "seed" not in said(app)


def test_a_longer_and_larger_pilot_is_worked_out_and_kept_in_the_address():
    app = opened("pilot")
    for name, value in (("weeks", 13), ("share", 50), ("leave", 7)):
        next(each for each in app.select_slider if each.key.startswith(f"pilot:{name}")).set_value(value)
        ran(app)
    assert {name: app.query_params[name] for name in ("weeks", "share", "leave")} in (
        {"weeks": "13", "share": "50", "leave": "7"},
        {"weeks": ["13"], "share": ["50"], "leave": ["7"]},
    )
    result = roi.run(the_desk(app).scenario, draws=DRAWS, seed=answers.SEED)
    found = pilot.choices(result, 13, 0.5, 7)
    assert telling.pilot(found["pilot"], "da")[0].replace("\xa0", " ") in said(app)
    again = opened("pilot", weeks="13", share="50", leave="7")
    assert said(again) == said(app), "an address says it all"


@pytest.mark.parametrize("address", [{"weeks": "-4", "share": "x", "leave": "9999"}, {"leave": "1.5"}, {"leave": ""}])
def test_what_an_address_says_wrongly_falls_back_on_the_usual(address):
    assert said(opened("pilot", **address)) == said(opened("pilot"))


def test_a_plan_of_one_month_says_why_there_is_nothing_to_choose():
    app = screen.start("da")
    the_desk(app).lay(roi.loads(screen.SCENARIO.replace("format = 1", "format = 1\nhorizon_months = 1")), None)
    the_desk(app).fresh = False
    screen.to(app, "pilot")
    assert text.say("pilot.cli.too_short", "da") in said(app)
    assert not charts(app)
