"""The part of a page that hands a result over: made when asked for, of what stands there now, and nothing else."""

from __future__ import annotations

import datetime
import re

import pytest

from roi import report, simulate, text
from roi.ui import answers, handing
from tests.screen import page_text, press, ran, start, the_desk


@pytest.fixture(autouse=True)
def _few(monkeypatch):
    monkeypatch.setattr(answers, "DRAWS", 512)


def made(app):
    """The bytes of the report that the session holds."""
    return app.session_state[handing.ASKED].work.made.result(timeout=60)


def pressed(app):
    """Once more, until the report that was asked for is there."""
    press(app, "handing_make")
    made(app)
    return ran(app)


@pytest.mark.parametrize(("page", "lang"), [("owner", "da"), ("scenarios", "en")])
def test_nothing_is_made_before_it_is_asked_for(page, lang):
    app = start(lang, page)
    assert text.say("ui.handing.title", lang) in page_text(app)
    assert text.say("ui.handing.takes", lang, draws=512) in page_text(app)
    assert handing.ASKED not in app.session_state
    assert not [each for each in app.get("download_button") if "handing" in each.proto.id]


@pytest.mark.parametrize("form", handing.FORMS)
def test_the_file_is_the_report_of_the_case_on_the_desk(form):
    app = start("en", "scenarios")
    app.button_group(key="handing_form").set_value(form)
    ran(app)
    pressed(app)
    scenario = the_desk(app).scenario
    wanted = report.written(simulate.run(scenario, draws=512, seed=answers.SEED), form, "en", datetime.date.today())
    assert made(app) == wanted
    (way,) = [each for each in app.get("download_button") if "handing" in each.proto.id]
    assert way.proto.label == text.say("ui.handing.take", "en")
    size = max(round(len(wanted) / handing.KB), 1)
    assert text.say("ui.handing.ready", "en", form=form.upper(), size=size) in page_text(app)


def test_a_report_of_what_stood_there_before_is_not_offered():
    app = pressed(start("da", "scenarios"))
    assert [each for each in app.get("download_button") if "handing" in each.proto.id]
    the_desk(app).change({"work[1].fee_m": 50_000})
    ran(app)
    assert not [each for each in app.get("download_button") if "handing" in each.proto.id]
    assert app.button(key="handing_make")


def test_every_form_of_a_report_is_offered_and_named():
    assert set(handing.FORMS) == set(report.FORMS)
    for lang in text.LANGUAGES:
        assert all(re.search(r"\w", text.say(f"ui.handing.form_{form}", lang)) for form in handing.FORMS)
