"""Those who work for the pages: what many want is done once, what nobody wants is not begun, the quick goes first."""

from concurrent.futures import CancelledError
from threading import Event

import pytest

from roi.ui import answers

SOON = 30  # seconds: a busy machine is slow, not wrong


@pytest.fixture
def workers(monkeypatch):
    """Workers of this test's own."""
    own = answers.Workers()
    monkeypatch.setattr(answers, "_workers", lambda: own)
    monkeypatch.setattr(answers, "_give_way", lambda: None)
    yield own
    for crew in (own.quick, own.whole, own.paper):
        crew.shutdown()


@pytest.fixture
def busy(workers):
    """Every worker for whole answers has its hands full until this is set."""
    free = Event()
    held = [answers.asked(held_up, free, n) for n in range(len_of(workers.whole))]
    yield free
    free.set()
    for each in held:
        each.result(SOON)


def len_of(crew):
    return crew._max_workers


def held_up(free, n):
    assert free.wait(SOON)
    return n


def doubled(n, done=None):
    if done is not None:
        done.append(n)
    return 2 * n


def failed(n):
    raise ValueError(n)


def test_one_who_leaves_takes_it_from_nobody_else(busy):
    first, second = answers.asked(doubled, 4), answers.asked(doubled, 4)
    assert first.cancel()
    busy.set()
    assert second.result(SOON) == 8
    with pytest.raises(CancelledError):
        first.result(SOON)


def test_what_nobody_wants_any_more_is_not_begun_and_can_be_asked_again(workers, busy):
    key = (doubled.__module__, "doubled", 5)
    both = [answers.asked(doubled, 5) for _ in range(2)]
    assert all(each.cancel() for each in both)
    assert workers.asked[key].made.cancelled()
    again = answers.asked(doubled, 5)
    busy.set()
    assert again.result(SOON) == 10


def test_what_takes_no_time_goes_before_what_does(busy):
    whole = answers.asked(doubled, 6)
    assert answers.asked(doubled, 7, crew="quick").result(SOON) == 14
    assert answers.long(0, lambda x, _: doubled(x), 8).made.result(SOON) == 16, "a paper has a worker of its own"
    assert not whole.done()


def test_the_same_is_worked_out_once(workers):
    assert [answers.asked(doubled, 9).result(SOON) for _ in range(3)] == [18] * 3
    assert len(workers.asked) == 1
    (work,) = workers.asked.values()
    assert len(work.wanted) <= 1, "who comes when it is done is not kept"


def test_what_failed_is_told_to_all_and_tried_again(busy):
    both = [answers.asked(failed, 1) for _ in range(2)]
    busy.set()
    for each in both:
        with pytest.raises(ValueError, match="1"):
            answers.waited(each)
    assert answers.asked(failed, 1) is not both[0]


def test_one_who_waits_in_line_for_long_is_told_so_once(busy, monkeypatch):
    monkeypatch.setattr(answers, "LATE", 0.0)
    said = []

    def in_line():
        said.append("in line")
        busy.set()

    assert answers.waited(answers.asked(doubled, 10), in_line) == 20
    assert said == ["in line"]
    assert answers.waited(answers.asked(doubled, 10), in_line) == 20
    assert said == ["in line"], "what is there already is waited for by nobody"
