"""What takes long and is asked for: begun on request, how far it is, stopped at its next step, and had again."""

from __future__ import annotations

from threading import Event

import pytest
from streamlit.testing.v1 import AppTest

from roi import text
from roi.ui import answers, making
from tests.screen import press, ran

SOON = 30  # seconds
STEPS = 3


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(making, "PATIENCE", 0.0)


class Task:
    """Something of three steps, each of which waits for its turn."""

    def __init__(self):
        self.turns = [Event() for _ in range(STEPS)]
        self.came = [Event() for _ in range(STEPS)]
        self.begun = 0
        self.wrong = False

    def begin(self):
        self.begun += 1
        return answers.long(STEPS, self.work)

    def work(self, step):
        for turn, came in zip(self.turns, self.came, strict=True):
            came.set()
            assert turn.wait(SOON)
            if self.wrong:
                raise ZeroDivisionError
            step()
        return "made"


PAGE = """
if __name__ == "__main__":  # not where a process that another test begins has a look at what ran last
    import streamlit as st

    from roi.ui import making

    task = st.session_state["task"]
    found = making.made("thing", st.session_state["of"], task.begin, making.Words("Make", "Takes long."), "en")
    if found is not None:
        st.text(found)
"""


@pytest.fixture
def task():
    found = Task()
    yield found
    for turn in found.turns:
        turn.set()


@pytest.fixture
def app(task):
    app = AppTest.from_string(PAGE, default_timeout=SOON)
    app.session_state["task"], app.session_state["of"] = task, "this"
    return ran(app)


def words(app):
    return " ".join([*(each.proto.body for each in app.get("html")), *(each.proto.text for each in app.get("progress"))])


def keys(app):
    return [each.key for each in app.button]


def test_nothing_is_begun_before_it_is_asked_for(app, task):
    assert task.begun == 0
    assert keys(app) == ["thing_make"]
    assert "Takes long." in words(app)


def test_it_says_how_far_it_is_and_is_there_once_it_is_done(app, task):
    press(app, "thing_make")
    assert keys(app) == ["thing_stop"]
    assert task.came[0].wait(SOON)
    assert text.say("ui.making.steps", "en", done=0, steps=STEPS) in words(ran(app))
    task.turns[0].set()
    assert task.came[1].wait(SOON)
    assert text.say("ui.making.steps", "en", done=1, steps=STEPS) in words(ran(app))
    for turn in task.turns:
        turn.set()
    app.session_state["thing"].work.made.result(SOON)
    ran(app)
    assert [each.value for each in app.text] == ["made"]
    assert not keys(app)
    assert not app.get("progress")
    assert task.begun == 1


def test_what_is_stopped_goes_no_further_than_its_step_and_can_be_had_again(app, task):
    press(app, "thing_make")
    assert task.came[0].wait(SOON)
    press(app, "thing_stop")
    assert keys(app) == ["thing_make"]
    assert text.say("ui.making.stopped", "en") in words(app)
    task.turns[0].set()
    assert not task.came[1].wait(0.2), "its second step is not begun"
    for turn in task.turns:
        turn.set()
    press(app, "thing_make")
    app.session_state["thing"].work.made.result(SOON)
    assert [each.value for each in ran(app).text] == ["made"]
    assert task.begun == 2


def test_what_is_of_something_else_by_now_is_stopped_and_not_shown(app, task):
    press(app, "thing_make")
    old = app.session_state["thing"].work
    app.session_state["of"] = "that"
    assert keys(ran(app)) == ["thing_make"]
    assert old.stopped.is_set()
    assert "Takes long." in words(app), "nothing was stopped of this"


def test_what_fails_is_said_and_can_be_tried_again(app, task):
    press(app, "thing_make")
    task.wrong = True
    task.turns[0].set()
    with pytest.raises(ZeroDivisionError):
        app.session_state["thing"].work.made.result(SOON)
    app.run()
    assert text.say("ui.status.failed", "en") in [each.value for each in app.error]
    assert "thing" not in app.session_state
    assert keys(ran(app)) == ["thing_make"]


def test_what_is_stopped_before_it_is_begun_is_not_begun(monkeypatch):
    done = []
    hold = answers.long(1, lambda _: busy.wait(SOON))
    busy = Event()
    waiting = answers.long(1, lambda _: done.append(1))
    waiting.stop()
    busy.set()
    assert hold.made.result(SOON)
    assert answers.long(1, lambda _: True).made.result(SOON), "the one worker has come past it"
    assert waiting.made.cancelled()
    assert not done
