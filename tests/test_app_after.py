"""The page after the decision: figures written, the plan weighed against them, what was learnt taken in and put back."""

from __future__ import annotations

import datetime
import re

import pytest

import roi
from roi import forecasts, text
from roi.ui import answers, seen
from tests import screen
from tests.screen import charts, page_text, press, ran, the_desk
from tests.test_actuals import PLAN, TRIAL, with_rows

ROWS = [{"month": t, "fee": 64_000, "hours_moved": 180, "hours_back": 45, "left": 1} for t in (3, 4)]


@pytest.fixture(autouse=True)
def fewer_draws(monkeypatch):
    monkeypatch.setattr(answers, "DRAWS", 1_024)


def opened(rows=(), lang="da", plan=PLAN):
    app = screen.start(lang, "after")
    the_desk(app).lay(with_rows(list(rows), plan), None)
    the_desk(app).fresh = False
    return ran(app)


def fill(app, **figures):
    for name, value in figures.items():
        field = next(each for each in app.get("number_input") if each.key.startswith(f"actual:{name}:"))
        field.set_value(value)
    return app


def said(app):
    return page_text(app).replace("\xa0", " ")


@pytest.mark.parametrize(("lang", "other"), [("da", "en"), ("en", "da")])
def test_the_page_speaks_one_language_with_and_without_figures(lang, other):
    for rows in ((), [*ROWS, TRIAL]):
        words = said(opened(rows, lang))
        for each in sorted(screen.words_of(other)):
            assert f"\n{each}\n" not in f"\n{words}\n", each
        assert not re.search(r"(?<!%)\{(?!text\})[a-z_]+\}|\bNone\b|\bnan\b", words)


def test_a_month_is_written_into_the_file_and_weighed():
    app = opened()
    assert "verdict" not in said(app) and not charts(app)
    fill(app, month=3, fee=64_000.0, hours_back=45.5, left=1.0)
    press(app, "actual:add")
    (row,) = the_desk(app).scenario.actuals
    assert (row.month, dict(row.seen), dict(row.of)) == (3, {"fee": 64_000, "hours_back": 45.5, "left": 1}, {"left": 60})
    words = said(app)
    assert text.say("ui.after.ahead.title", "da") in words and "3 tal er vejet" in words
    assert set(charts(app)) == {"forecast"}
    assert app.button(key="actual:add"), "whoever writes the months goes on with the next"
    press(app, "undo")
    assert the_desk(app).scenario.actuals == ()


def test_a_trial_is_written_with_its_days_and_its_share():
    app = opened(lang="en")
    next(each for each in app.get("button_group") if each.key.startswith("entry_kind")).set_value("trial")
    ran(app)
    fill(app, share=25.0, hours_moved=30.0, hours_back=6.0)
    app.selectbox[0].set_value("Books")
    press(app, "actual:add")
    (row,) = the_desk(app).scenario.actuals
    assert (row.work, row.share, row.month) == ("Books", 0.25, None)
    assert row.end == datetime.date.today() and (row.end - row.start).days == 28
    assert "After the trial" in said(app)


def test_what_is_wrong_stays_where_it_was_written():
    app = opened()
    press(app, "actual:add")
    assert text.say("ui.after.entry.nothing", "da") in said(app)
    fill(app, errors=3.0)
    press(app, "actual:add")
    assert "Det er ikke lagt til" in said(app) and "transactions" in said(app)
    assert the_desk(app).scenario.actuals == ()


def test_what_was_learnt_is_used_and_put_back():
    app = opened(ROWS)
    before = the_desk(app).scenario.text
    press(app, "after:use")
    used = the_desk(app).scenario
    assert all(row.counted for row in used.actuals) and used.origins["rework_start"].source.startswith("Egne tal")
    assert text.say("ui.after.use.used", "da") in said(app)
    press(app, "after:back")
    assert the_desk(app).scenario.text == before


def test_what_is_lost_is_shown_before_it_is_used():
    app = opened(ROWS)
    app.session_state["after:preview"] = True
    ran(app)
    assert text.say("follow.lost.said", "da") in said(app)


def test_what_cannot_be_is_said_and_nothing_else():
    app = opened([{"month": 1, "fee": 9_000, "work": "Post"}], "en")
    words = said(app)
    assert "None of the plan's futures can show" in words
    assert text.say("ui.after.learnt.title", "en") not in words and text.say("ui.after.use.button", "en") not in words


def test_an_edited_table_changes_takes_out_and_keeps_the_rest():
    written = [
        {"month": 3, "fee": 64_000, "left": 1, "spread": {"fee": 0.02}, "note": "n"},
        {"month": 4, "fee": 65_000},
        {"from": datetime.date(2026, 5, 4), "to": datetime.date(2026, 5, 29), "hours_moved": 30},
    ]
    used = ["fee", "left", "hours_moved"]
    edited = [{"when": "x", **{name: row.get(name) for name in used}, seen.REMOVE: False} for row in written]
    assert seen.stays(written, edited, used) == written
    edited[0] |= {"fee": 63_000.0, "left": None}
    edited[1][seen.REMOVE] = True
    first, last = seen.stays(written, edited, used)
    assert first == {"month": 3, "fee": 63_000, "spread": {"fee": 0.02}, "note": "n"} and last == written[2]


def test_the_rows_are_shown_to_be_changed():
    app = opened([*ROWS, TRIAL])
    app.session_state["actual_rows"] = True
    ran(app)
    assert text.say("ui.after.rows.help", "da") in said(app)
    press(app, "actual:save")
    assert len(the_desk(app).scenario.actuals) == 3, "nothing was changed"


def test_the_chart_shows_the_band_the_forecast_and_the_figures():
    from roi import actuals

    found = actuals.learn(roi.run(with_rows(ROWS), draws=2_048))
    for observable in ("fee", "hours_moved", "hours_back", "left"):
        rows = actuals.band(found, observable)
        figure = forecasts.forecast(rows, observable, "da")
        dots = figure["data"][-1]
        assert dots["x"] == [3, 4] and dots["marker"]["symbol"] == "diamond"
        divisor = forecasts.scale(rows, observable, "da")[0]
        assert dots["y"] == pytest.approx([row["seen"] / divisor for row in rows[2:4]], rel=1e-3)
        names = [trace["name"] for trace in figure["data"] if trace.get("showlegend")]
        assert names == [text.say(f"ui.after.seen.{each}", "da") for each in ("after", "before")]
    assert forecasts.amount(1 / 60, "left", "da").endswith("%")
