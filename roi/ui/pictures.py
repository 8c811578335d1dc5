"""The pictures of an answer, each with the question it answers, a sentence and its numbers as a table."""

from __future__ import annotations

import streamlit as st

from roi import cells, charts, sentences, tables, text
from roi.tables import Table
from roi.ui import show
from roi.ui.answers import Answer
from roi.ui.show import note, paragraph, say

LOOKS = ("dots", "curve")


def futures(answer: Answer, lang: str) -> None:
    """Would it pay? 100 futures as dots, or as a curve that a chance is read from."""
    show.heading("futures.title", lang)
    look = st.segmented_control(
        say("futures.look", lang),
        LOOKS,
        default=LOOKS[0],
        format_func=lambda each: text.say(f"ui.futures.{each}", lang),
        key="look",
        required=True,
        label_visibility="collapsed",
    )
    paragraph(text.say(f"ui.futures.lead_{look}", lang))
    said = sentences.answer(answer.headline, lang)
    figure = charts.dots(answer.futures, lang) if look == "dots" else charts.curve(answer.futures, lang)
    alt = text.say(f"ui.futures.alt_{look}", lang, answer=said)
    show.picture("futures", figure, alt, lang, lambda: cells.futures(answer.futures, lang))
    note(sentences.mean_and_loss(answer.headline, answer.chances, lang))


def burnout(answer: Answer, lang: str) -> None:
    """What burnout costs a year, as a range."""
    show.heading("burnout.title", lang)
    row = answer.outcomes["burnout_cost_y"]
    said = sentences.burnout_cost(row, lang)
    paragraph(f"{said} {text.say('ui.burnout.lead', lang)}")

    alt = text.say("ui.burnout.alt", lang, answer=said)
    show.picture("burnout", charts.spread(answer.burnout, row, lang), alt, lang, lambda: cells.burnout(answer.burnout, lang))


def metrics(answer: Answer, lang: str) -> None:
    """The five metrics against their targets."""
    show.heading("metrics.title", lang)
    paragraph(text.say("ui.metrics.lead", lang))
    rows = [answer.outcomes[id] for id in tables.TARGETS]
    shown = [row for row in rows if row["undefined"] < 1]
    if shown:
        alt = text.say("ui.metrics.alt", lang)
        show.picture("metrics", charts.metrics(shown, lang), alt, lang, lambda: cells.metrics(shown, lang))
    for row in rows:
        if row["undefined"] > 0:
            note(sentences.undefined(row, lang))


def beside(answer: Answer, lang: str) -> None:
    """The slide's saving, and what of it reaches the bank account."""
    show.heading("beside.title", lang)
    rows = cells.savings(answer.outcomes, answer.outside, lang)
    if not rows:
        paragraph(sentences.undefined(answer.outcomes["cost_saving"], lang))
        return
    paragraph(text.say("ui.beside.lead", lang))
    middles = [f"{row['name']}: {text.roughly(row['p50'], 'share', lang)}" for row in rows]
    alt = text.say("ui.beside.alt", lang, middles=middles)
    show.picture("beside", charts.beside(rows, lang), alt, lang, lambda: cells.beside(rows, lang))
    if tables.has_far_end(answer.outcomes):
        note(text.say("run.short_lives", lang))


def claims(answer: Answer, lang: str) -> None:
    """What others say, where the scenario holds it."""
    if not answer.claims:
        return
    medians = {id: row["p50"] for id, row in answer.outcomes.items()}
    with st.expander(say("claims.title", lang), key="claims", on_change="rerun") as opened:
        if opened.open:  # it goes over the wire at every move
            show.table(*cells.claims(answer.claims, medians, lang))


def months(answer: Answer, horizon: int, lang: str) -> None:
    """When money is out, how much, and when it is earned back."""
    show.heading("months.title", lang)
    rows = answer.outcomes
    outlay = sentences.outlay(rows["deepest_cash"], rows["deepest_month"], horizon, lang)
    payback = sentences.payback(rows["payback_month"], answer.chances, answer.headline["view"], lang)
    paragraph(f"{outlay} {payback}")
    last = answer.months[-1]
    alt = text.say("ui.months.alt", lang, month=last["month"], **cells.changes(last, lang))
    figure = charts.months(answer.months, lang)
    show.picture("months", figure, alt, lang, lambda: cells.months(answer.months, answer.earned_back, lang))
    note(text.say("ui.months.lead", lang))
    show.subheading("months.earned_title", lang)
    share = text.futures(answer.earned_back[-1], lang)
    show.chart(
        "earned", charts.earned_back(answer.earned_back, lang), text.say("ui.months.earned_alt", lang, chance=share), lang
    )


def ledger(answer: Answer, lang: str) -> None:
    """Where the money comes from and where it goes, line by line."""
    show.heading("ledger.title", lang)
    paragraph(text.say("ui.ledger.lead", lang))
    alt = text.say("ui.ledger.alt", lang, sum=text.change(answer.ledger[-1]["mean"], lang))
    show.picture("ledger", charts.ledger(answer.ledger, lang), alt, lang, lambda: cells.ledger(answer.ledger, lang))


def drivers(found: Table, lang: str) -> None:
    """What the answer hangs on, and what to find out first. ``found``: of tables.drivers."""
    rows = tables.main_drivers(found)
    if not rows:
        paragraph(text.say("ui.drivers.none", lang))
        return
    worth = tables.worth_asking(found)
    paragraph(sentences.find_out_first(tables.first_to_find_out(found), lang))
    paragraph(text.say("ui.drivers.lead", lang))
    alt = text.say("ui.drivers.alt", lang)
    show.picture("drivers", charts.drivers(rows, lang), alt, lang, lambda: cells.drivers(rows, worth, lang))
    note(" ".join(sentences.driver_notes(rows, worth, lang)))
