"""Go, try first or don't, and the right to leave again: choices, each worth something before one begins."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from typing import Any, NamedTuple, TypeVar

import streamlit as st

from roi import besides, pilot, simulate, telling, text
from roi.scenario import Scenario
from roi.simulate import Result
from roi.tables import Row, Table
from roi.ui import answers, desk, language, memory, scenarios, shell, show
from roi.ui.desk import Desk
from roi.ui.entered import entered
from roi.ui.show import note, paragraph, say

PAGE = "pilot"
WEEKS, SHARE, LEAVE = "weeks", "share", "leave"  # in the address
LENGTHS = (1, 2, 3, 4, 6, 8, 10, 13, 17, 26)  # weeks
SHARES = (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.75, 1.0)
ABOUT = 10  # months that are looked at
SCANNED = 4_096  # futures in which they are tried; the four ways stand on all
HUNDRED = 100
SHOWN = "pilot:shown"  # in the session: what all futures were worked out for; anything else gets a quick answer first
WORTH = -2  # of the sentences on a pilot: what it is worth all in all
T = TypeVar("T")

Made = tuple[list[str], list[list[str]]]  # header and rows of a table


class Size(NamedTuple):
    """A pilot of so many weeks with so large a part of the work, and the month in which one may leave."""

    weeks: int
    share: float
    leave: int


def page() -> None:
    lang = language.chosen()
    mine = desk.desk(lang)
    shell.neighbours(scenarios.FIRST, lang)
    show.title("pilot.title.head", lang)
    shell.case(mine, lang)
    paragraph(text.say("ui.pilot.page.lead", lang))
    memory.keep(mine, PAGE)
    if mine.scenario.horizon_months < 2:
        paragraph(text.say("pilot.cli.too_short", lang))
    else:
        _chosen(lang)


@st.fragment
def _chosen(lang: str) -> None:
    """The sizes that can be chosen, and what follows from them: a move of a slider runs this alone."""
    mine = desk.desk(lang)
    size = _size(mine, lang)
    asked = (mine.scenario.text, size)
    quick = st.session_state.get(SHOWN) != asked
    draws = answers.QUICK if quick else answers.DRAWS
    found = _waited("choices", answers.asked(_choices, mine.scenario, size, draws, crew="quick" if quick else "whole"), lang)
    instead = mine.scenario.instead
    tried, left = telling.pilot(found["pilot"], lang, instead), telling.leaving(found["leave"], lang, instead)
    with st.container(key="verdict"):
        show.paragraphs([telling.pilot_answer(found, lang), tried[WORTH], left[0]], first="answer")
        facts: dict[str, Any] = {"months": mine.scenario.horizon_months, "draws": answers.DRAWS, "seed": str(answers.SEED)}
        facts["view"] = text.say(f"view.{mine.scenario.view}", lang)
        full = text.say("pilot.title.setting", lang, **facts)
        show.status(text.say("ui.status.quick", lang, quick=draws, draws=answers.DRAWS) if quick else full)
    _ways(found, lang)
    _pilot(mine.scenario, found, tried, lang)
    _leave(mine.scenario, found, left, lang)
    if quick:
        answers.rested()
        answers.waited(answers.asked(_choices, mine.scenario, size, answers.DRAWS))
        st.session_state[SHOWN] = asked
        st.rerun()


# ------------------------------------------------------------------------------------------------------------ what is asked


def _size(mine: Desk, lang: str) -> Size:
    """The three sliders; what they say stands in the address."""
    if LEAVE in st.query_params:
        shell.remember(PAGE, {each: st.query_params[each] for each in (WEEKS, SHARE, LEAVE) if each in st.query_params})
    shares, months = [round(HUNDRED * each) for each in SHARES], _months(mine.scenario)
    usual = {WEEKS: int(pilot.WEEKS), SHARE: round(HUNDRED * pilot.SHARE), LEAVE: pilot.leave_month(mine.scenario)}
    allowed = {WEEKS: LENGTHS, SHARE: shares, LEAVE: months}
    now = {name: _among(name, allowed[name], usual[name]) for name in usual}
    one, two, three = st.columns(3, gap="medium")
    with one:
        _slider(WEEKS, LENGTHS, now, {each: _weeks(each, lang) for each in LENGTHS}, lang)
    with two:
        _slider(SHARE, shares, now, {each: text.percent(each / HUNDRED, lang) for each in shares}, lang)
    with three:
        _slider(LEAVE, months, now, {each: text.say("ui.pilot.size.leave_at", lang, month=each) for each in months}, lang)
    return Size(now[WEEKS], now[SHARE] / HUNDRED, now[LEAVE])


def _months(scenario: Scenario) -> list[int]:
    """The months in which one might leave: the usual one, and some over the whole time."""
    last = scenario.horizon_months - 1
    return sorted({pilot.leave_month(scenario), *(max(1, round(last * i / ABOUT)) for i in range(1, ABOUT + 1))})


def _weeks(weeks: int, lang: str) -> str:
    return text.say("ui.pilot.size.week" if weeks == 1 else "ui.pilot.size.weeks_at", lang, weeks=weeks)


def _among(name: str, allowed: Sequence[int], usual: int) -> int:
    """What was chosen before, where it is still to be had."""
    asked = shell.remembered(PAGE).get(name, "")
    return int(asked) if asked.isdecimal() and int(asked) in allowed else usual


def _slider(name: str, allowed: Sequence[int], now: dict[str, int], labels: dict[int, str], lang: str) -> None:
    if len(allowed) < 2:
        return
    key = f"pilot:{name}:{lang}:{allowed[0]}:{allowed[-1]}:{len(allowed)}"  # another case has other months
    st.session_state[key] = now[name]
    label = {WEEKS: "pilot.size.weeks", SHARE: "pilot.size.share", LEAVE: "pilot.size.leave"}[name]
    st.select_slider(
        say(label, lang),
        allowed,
        format_func=lambda each: labels.get(each, ""),
        key=key,
        on_change=_chose,
        args=(now, name, key),
    )


def _chose(now: dict[str, int], name: str, key: str) -> None:
    told = {each: str(value) for each, value in (now | {name: entered(key)}).items()}
    shell.remember(PAGE, told)
    for each, value in told.items():
        st.query_params[each] = value


# ------------------------------------------------------------------------------------------------------------ worked out


def _waited(name: str, asked: Future[T], lang: str) -> T:
    return shell.waited(name, asked, text.say("ui.pilot.page.working", lang, draws=answers.DRAWS), lang)


def _choices(scenario: Scenario, size: Size, draws: int) -> Row:
    return pilot.choices(_run(scenario, draws), size.weeks, size.share, size.leave)


def _by_length(scenario: Scenario, share: float, draws: int) -> Table:
    return pilot.by_length(_run(scenario, draws), share, LENGTHS)


def _by_month(scenario: Scenario, draws: int) -> Table:
    return pilot.by_month(_run(scenario, draws), _months(scenario))


def _scanned() -> int:
    """Futures in which the lengths and the months are tried."""
    return min(SCANNED, answers.DRAWS)


def _run(scenario: Scenario, draws: int) -> Result:
    return simulate.run(scenario, draws=draws, seed=answers.SEED)


# ----------------------------------------------------------------------------------------------------------------- shown


def _ways(found: Row, lang: str) -> None:
    show.heading("pilot.ways.title", lang)
    paragraph(text.say("ui.pilot.ways.lead", lang))
    rows = [{**row, "name": text.say(f"pilot.option.{row['option']}", lang)} for row in found["options"]]
    amounts = [text.money(text.to_error(row["value"], row["se"]), lang) for row in rows]
    said = " ".join(f"{row['name']}: {amount}." for row, amount in zip(rows, amounts, strict=True))

    def cells() -> Made:
        header = [text.say("ui.pilot.ways.way", lang), text.say("pilot.column.value", lang)]
        return header, [[row["name"], amount] for row, amount in zip(rows, amounts, strict=True)]

    show.picture("ways", besides.ways(rows, lang), text.say("ui.pilot.ways.alt", lang, said=said), lang, cells)


def _pilot(scenario: Scenario, found: Row, said: Sequence[str], lang: str) -> None:
    show.heading("pilot.pilot.title", lang)
    about = found["pilot"]
    show.paragraphs(said[:-1])
    rows = [
        {**row, "name": telling.pilot_shows(row["input"], lang, scenario.instead)}
        for row in sorted(about["shows"], key=lambda row: -row["told"])
    ]
    if rows:
        paragraph(text.say("ui.pilot.pilot.told", lang))

        def cells() -> Made:
            header = [text.say("ui.pilot.pilot.input", lang), text.say("ui.pilot.pilot.removes", lang)]
            return header, [[row["name"], text.percent(row["told"], lang)] for row in rows]

        named = " ".join(f"{row['name']}: {text.percent(row['told'], lang)}." for row in rows)
        alt = text.say("ui.pilot.pilot.told_alt", lang, said=named)
        show.picture("told", besides.told(rows, lang), alt, lang, cells)
    note(said[-1])  # what a pilot cannot show
    show.subheading("pilot.pilot.length", lang)
    paragraph(text.say("ui.pilot.pilot.length_lead", lang, draws=_scanned()))
    scanned = _waited("by_length", answers.asked(_by_length, scenario, about["share"], _scanned()), lang)
    _along(
        "by_length",
        _with(scanned, about["weeks"], about["worth"]),
        about["weeks"],
        ("ui.pilot.pilot.length_alt", "ui.pilot.pilot.weeks"),
        lang,
    )


def _leave(scenario: Scenario, found: Row, said: Sequence[str], lang: str) -> None:
    show.heading("pilot.leave.title", lang)
    show.paragraphs(said)
    show.subheading("pilot.leave.when", lang)
    paragraph(text.say("ui.pilot.leave.when_lead", lang, draws=_scanned()))
    words = ("ui.pilot.leave.when_alt", "ui.pilot.leave.month")
    rows = _waited("by_month", answers.asked(_by_month, scenario, _scanned()), lang)
    when = found["leave"]["month"]
    _along("by_month", _with(rows, when, found["leave"]["worth"]), when, words, lang)


def _with(rows: Table, at: float, worth: Row) -> Table:
    """The same with what was chosen as the four ways have it: it stands on more futures."""
    return [{"at": at, **worth} if row["at"] == at else row for row in rows]


def _along(name: str, rows: Table, now: float, words: tuple[str, str], lang: str) -> None:
    """What a choice is worth along a number. ``words``: what the picture shows, and what the numbers are."""
    about, axis = words
    if not any(telling.is_clear(row) for row in rows):  # a curve would show the sampling noise alone
        paragraph(text.say(f"ui.pilot.nothing.{name}", lang))
        return
    alt = text.say(about, lang, low=rows[0]["at"], high=rows[-1]["at"])

    def cells() -> Made:
        header = [text.say(axis, lang), text.say("ui.pilot.pilot.worth", lang)]
        return header, [
            [text.number(row["at"], lang), text.change(text.to_error(row["value"], row["se"]), lang)] for row in rows
        ]

    show.picture(name, besides.along(rows, now, text.say(axis, lang), lang), alt, lang, cells)


if __name__ == "__main__":  # as Streamlit runs a page
    page()
