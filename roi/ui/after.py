"""After the decision: what was seen, month by month or in a trial, and whether the plan is still the plan."""

from __future__ import annotations

from concurrent.futures import Future
from typing import TypeVar

import streamlit as st

from roi import actuals, forecasts, simulate, taking, telling_actuals, text
from roi.scenario import Scenario, ScenarioError
from roi.tables import Row
from roi.telling_actuals import name
from roi.ui import answers, desk, language, memory, scenarios, seen, shell, show
from roi.ui.desk import Desk
from roi.ui.show import paragraph, say

PAGE = "after"
USED = "learnt_used"  # in the session: how many changes there were when what was learnt was put into the plan
T = TypeVar("T")


def page() -> None:
    lang = language.chosen()
    mine = desk.desk(lang)
    shell.neighbours(scenarios.FIRST, lang)
    show.title("follow.title.head", lang)
    shell.case(mine, lang)
    paragraph(text.say("ui.after.page.lead", lang))
    memory.keep(mine, PAGE)
    _all(lang)


@st.fragment
def _all(lang: str) -> None:
    """What was written, and all that follows from it: its own part of the page."""
    mine = desk.desk(lang)
    show.heading("after.entry.title", lang)
    seen.entry(mine, lang)
    if not mine.scenario.actuals:
        _used(mine, lang)
        return
    seen.rows(mine, lang)
    found = _waited("followed", answers.asked(_followed_up, mine.scenario, answers.DRAWS), lang)
    known = found["weighed"]["known"]
    show.heading("after.ahead.title", lang)
    said = telling_actuals.ahead(found["ahead"], lang) if known else []
    weighed = telling_actuals.weighed(found["weighed"], found["seen"], found["draws"], lang)
    with st.container(key="verdict"):
        show.paragraphs([*said, *weighed], first="answer")
    _against_forecast(found, lang)
    if known and found["weighed"]["figures"]:
        _learnt(found, lang)
    _used(mine, lang)
    if known and found["inputs"]:
        _use(mine, lang)


def _waited(key: str, asked: Future[T], lang: str) -> T:
    return shell.waited(key, asked, text.say("ui.after.page.working", lang, draws=answers.DRAWS), lang)


def _followed_up(scenario: Scenario, draws: int) -> Row:
    return actuals.as_json(actuals.learn(simulate.run(scenario, draws=draws, seed=answers.SEED)))


def _taken(scenario: Scenario, draws: int, lang: str) -> tuple[Scenario, Row]:
    """The scenario with what was learnt in it, and what that loses."""
    learnt = actuals.learn(simulate.run(scenario, draws=draws, seed=answers.SEED))
    new = taking.taken(learnt, lang)
    return new, taking.lost(learnt, simulate.run(new, draws=draws, seed=answers.SEED))


# -------------------------------------------------------------------------------------------------------- what was seen


def _against_forecast(found: Row, lang: str) -> None:
    """Each figure in the band of what was expected."""
    show.heading("after.seen.title", lang)
    said = telling_actuals.seen(found["seen"], lang)
    show.paragraphs(said)
    bands = {f"{band['observable']}:{band['work']}": band for band in found["bands"]}
    if bands:
        labels = {key: name(band, lang) for key, band in bands.items()}
        chosen = st.segmented_control(
            say("after.seen.which", lang),
            list(bands),
            default=next(iter(bands)),
            format_func=lambda key: show.plain(labels[key]),
            key=f"after:which:{lang}:{len(bands)}",
            required=True,
        )
        _band(bands[chosen], labels[chosen], lang)
    with st.expander(say("after.seen.all", lang), key="after:all", on_change="rerun") as opened:
        if opened.open:
            _table(telling_actuals.seen_table(found["seen"], lang))


def _table(made: list[list[str]], caption: str = "") -> None:
    header, *cells = made
    show.table([text.capital(each) for each in header], cells, caption, wide=True)


def _band(band: Row, title: str, lang: str) -> None:
    """The forecast of one figure, and what was seen of it."""
    months, observable = band["months"], band["observable"]
    seen_of = [row for row in months if row["seen"] is not None]
    said = [
        text.say("ui.after.seen.hover", lang, month=row["month"], value=forecasts.amount(row["seen"], observable, lang))
        for row in seen_of
    ]
    alt = text.say("ui.after.seen.alt", lang, name=title, said="; ".join(said))

    def cells() -> tuple[list[str], list[list[str]]]:
        now = "after" if months[0]["after"] else "before"
        header = [text.say(f"follow.column.{each}", lang) for each in ("when", "seen", "forecast")]
        rows = []
        for row in months:
            low, high = (forecasts.amount(row[now][end], observable, lang) for end in ("p5", "p95"))
            at = forecasts.amount(row["seen"], observable, lang) if row["seen"] is not None else "–"
            when = text.capital(text.say("follow.when.month", lang, month=row["month"]))
            rows.append([when, at, text.say("run.range", lang, low=low, high=high)])
        return header, rows

    show.picture("forecast", forecasts.forecast(months, observable, lang), alt, lang, cells)


# ------------------------------------------------------------------------------------------------------ what was learnt


def _learnt(found: Row, lang: str) -> None:
    """Inputs and the whole plan, before and now."""
    show.heading("after.learnt.title", lang)
    paragraph(telling_actuals.learnt(found["inputs"], lang))
    if found["inputs"]:
        _table(telling_actuals.learnt_table(found["inputs"], lang))
    made = telling_actuals.whole_table(found["outcomes"], found["chances"], ("before", "after"), lang)
    _table(made, text.say("follow.title.whole", lang))


def _use(mine: Desk, lang: str) -> None:
    """What was learnt put into the plan."""
    show.heading("after.use.title", lang)
    paragraph(text.say("ui.after.use.lead", lang))
    asked = (mine.scenario, answers.DRAWS, lang)
    try:
        with st.expander(say("after.use.preview", lang), key="after:preview", on_change="rerun") as opened:
            if opened.open:
                _, lost = _waited("taken", answers.asked(_taken, *asked), lang)
                paragraph(text.say("follow.lost.said", lang))
                made = telling_actuals.whole_table(lost, lost, ("learnt", "file"), lang)
                _table(made, text.say("follow.title.lost", lang))
        if st.button(say("after.use.button", lang), key="after:use", type="primary"):
            new, _ = _waited("using", answers.asked(_taken, *asked), lang)
            mine.take(new)
            st.session_state[USED] = (mine.id, mine.changes)
            st.rerun()
    except ScenarioError as error:
        why = "; ".join(text.on_screen(each, lang).removesuffix(".") for each in error.mistakes)
        st.error(say("after.use.wrong", lang, why=why))


def _used(mine: Desk, lang: str) -> None:
    """That what was learnt stands in the plan, and the way back, as long as nothing else was changed."""
    if st.session_state.get(USED) != (mine.id, mine.changes):
        return
    show.heading("after.use.title", lang)
    paragraph(text.say("ui.after.use.used", lang))
    if st.button(say("after.use.back", lang), key="after:back"):
        mine.undo()
        st.rerun()


if __name__ == "__main__":  # as Streamlit runs a page
    page()
