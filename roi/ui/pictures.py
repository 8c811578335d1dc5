"""The pictures of an answer, each with the question it answers, a sentence and its numbers as a table."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from roi import catalogue, charts, sentences, tables, text
from roi.tables import Row, Table
from roi.ui import show
from roi.ui.answers import Answer
from roi.ui.show import Cells, note, paragraph, say

EVERY = 3  # months from row to row of the table of months
TENTHS = range(4, 100, 10)  # of 100 sorted futures: the ones that stand for each tenth
LOOKS = ("dots", "curve")

Made = tuple[Sequence[str], Cells]  # header and rows of a table


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

    def cells() -> Made:
        rows = [[text.number(i, lang), text.change(answer.futures[i], lang)] for i in TENTHS]
        return [text.say("ui.futures.quantile", lang), text.say("run.sum", lang)], rows

    figure = charts.dots(answer.futures, lang) if look == "dots" else charts.curve(answer.futures, lang)
    show.picture("futures", figure, text.say(f"ui.futures.alt_{look}", lang, answer=said), lang, cells)
    note(sentences.mean_and_loss(answer.headline, answer.chances, lang))


def burnout(answer: Answer, lang: str) -> None:
    """What burnout costs a year, as a range."""
    show.heading("burnout.title", lang)
    row = answer.outcomes["burnout_cost_y"]
    said = sentences.burnout_cost(row, lang)
    paragraph(f"{said} {text.say('ui.burnout.lead', lang)}")

    def cells() -> Made:
        header = [text.say("ui.burnout.amount", lang), text.say("ui.burnout.share", lang)]
        ends = ({end: text.money(bar[end], lang) for end in ("low", "high")} for bar in answer.burnout)
        shares = (text.futures(bar["share"], lang) for bar in answer.burnout)
        return header, [[text.say("run.range", lang, **each), share] for each, share in zip(ends, shares, strict=True)]

    alt = text.say("ui.burnout.alt", lang, answer=said)
    show.picture("burnout", charts.spread(answer.burnout, row, lang), alt, lang, cells)


def _columns(lang: str, first: str, *names: str) -> list[str]:
    return [text.say(first, lang), *(text.say(f"run.column_{name}", lang) for name in names)]


def _spread(row: Row, unit: str, lang: str) -> list[str]:
    """Middle and 9 of 10 futures, as words."""
    low, middle, high = text.three(row, unit, lang)
    return [middle, text.say("run.range", lang, low=low, high=high)]


def metrics(answer: Answer, lang: str) -> None:
    """The five metrics against their targets."""
    show.heading("metrics.title", lang)
    paragraph(text.say("ui.metrics.lead", lang))
    rows = [answer.outcomes[id] for id in tables.TARGETS]
    shown = [row for row in rows if row["undefined"] < 1]
    about = catalogue.outcomes()

    def cells() -> Made:
        made = [
            [
                about[row["outcome"]].name[lang],
                *_spread(row, about[row["outcome"]].unit, lang),
                sentences.target(row["outcome"], lang),
                text.futures(row["chance"], lang),
            ]
            for row in shown
        ]
        return _columns(lang, "ui.metrics.name", "median", "range", "target", "chance"), made

    if shown:
        show.picture("metrics", charts.metrics(shown, lang), text.say("ui.metrics.alt", lang), lang, cells)
    for row in rows:
        if row["undefined"] > 0:
            note(sentences.undefined(row, lang))


def beside(answer: Answer, lang: str) -> None:
    """The slide's saving, and what of it reaches the bank account."""
    show.heading("beside.title", lang)
    paragraph(text.say("ui.beside.lead", lang))
    about = catalogue.outcomes()
    ids = ("cost_saving", *tables.BESIDE_SAVING)
    rows: Table = [{**answer.outcomes[id], "name": about[id].name[lang], "offered": id == "cost_saving"} for id in ids]
    outside = {**answer.outside, "name": text.say("run.outside_short", lang), "offered": True}
    rows.insert(1, outside)
    helps = [about[ids[0]].help[lang], text.say("run.outside_help", lang), *(about[id].help[lang] for id in ids[1:])]

    def cells() -> Made:
        header = [*_columns(lang, "ui.metrics.name", "median", "range"), text.say("ui.beside.why", lang)]
        return header, [[row["name"], *_spread(row, "share", lang), why] for row, why in zip(rows, helps, strict=True)]

    middles = [f"{row['name']}: {text.roughly(row['p50'], 'share', lang)}" for row in rows]
    alt = text.say("ui.beside.alt", lang, middles=middles)
    show.picture("beside", charts.beside(rows, lang), alt, lang, cells)
    if tables.has_far_end(answer.outcomes):
        note(text.say("run.short_lives", lang))


def claims(answer: Answer, lang: str) -> None:
    """What others say, where the scenario holds it."""
    if not answer.claims:
        return
    medians = {id: row["p50"] for id, row in answer.outcomes.items()}
    rows = []
    for row in answer.claims:
        about = catalogue.outcomes()[row["metric"]]
        said = text.quantity(row["value"], about.unit, lang)
        by = text.case(row["by"], lang) or text.say("run.claim_nobody", lang)
        median, chance = text.roughly(row["p50"], about.unit, lang), text.futures(row["chance"], lang)
        chance = text.say("ui.claims.or_more", lang, chance=chance) if about.better == "none" else chance
        rows.append([about.name[lang], said, by, median, chance, " ".join(sentences.claim_notes(row, medians, lang))])
    columns = (text.say(f"ui.claims.{name}", lang) for name in ("value", "by", "median", "chance", "notes"))
    with st.expander(say("claims.title", lang), key="claims"):
        show.table([text.say("ui.metrics.name", lang), *columns], rows)


def months(answer: Answer, horizon: int, lang: str) -> None:
    """When money is out, how much, and when it is earned back."""
    show.heading("months.title", lang)
    rows = answer.outcomes
    outlay = sentences.outlay(rows["deepest_cash"], rows["deepest_month"], horizon, lang)
    payback = sentences.payback(rows["payback_month"], answer.chances, answer.headline["view"], lang)
    paragraph(f"{outlay} {payback}")

    def ends(row: Row) -> dict[str, str]:
        names = {"low": "p5", "middle": "p50", "high": "p95"}
        return {name: text.change(row[key], lang) for name, key in names.items()}

    last = answer.months[-1]

    def cells() -> Made:
        made = []
        for row, earned in zip(answer.months, answer.earned_back, strict=True):
            if row["month"] % EVERY == 0 or row is last:
                said = ends(row)
                between = text.say("run.range", lang, low=said["low"], high=said["high"])
                made.append([text.number(row["month"], lang), said["middle"], between, text.futures(earned, lang)])
        return [*_columns(lang, "ui.months.month", "median", "range"), text.say("ui.months.earned", lang)], made

    alt = text.say("ui.months.alt", lang, month=last["month"], **ends(last))
    show.picture("months", charts.months(answer.months, lang), alt, lang, cells)
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

    def cells() -> Made:
        names = (text.say(f"ui.ledger.{name}", lang) for name in ("line", "kind", "mean"))
        made = []
        for row in answer.ledger:
            kind = "" if row["kind"] == "sum" else text.say(f"kind.{row['kind']}", lang)
            spread = text.say("run.range", lang, low=text.change(row["p5"], lang), high=text.change(row["p95"], lang))
            made.append([charts.ledger_name(row, lang), kind, text.change(row["mean"], lang), spread])
        return [*names, text.say("run.column_range", lang)], made

    alt = text.say("ui.ledger.alt", lang, sum=text.change(answer.ledger[-1]["mean"], lang))
    show.picture("ledger", charts.ledger(answer.ledger, lang), alt, lang, cells)


def drivers(found: Table, lang: str) -> None:
    """What the answer hangs on, and what to find out first. ``found``: of tables.drivers."""
    rows = tables.main_drivers(found)
    if not rows:
        paragraph(text.say("ui.drivers.none", lang))
        return
    worth = tables.worth_asking(found)
    paragraph(sentences.find_out_first(tables.first_to_find_out(found), lang))
    paragraph(text.say("ui.drivers.lead", lang))

    def cells() -> Made:
        header = _columns(lang, "ui.drivers.input", "swing", "explains", *(["asking"] if worth else []))
        return header, [sentences.driver(row, worth, lang) for row in rows]

    show.picture("drivers", charts.drivers(rows, lang), text.say("ui.drivers.alt", lang), lang, cells)
    note(" ".join(sentences.driver_notes(rows, worth, lang)))
