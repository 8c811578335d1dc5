"""Vendors' offers for the same work, brought to the same scope: what each takes in, and what it would have to cost."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future

import streamlit as st

from roi import abreast, besides, bids, catalogue, sentences, text
from roi.scenario import Mistake, Scenario, ScenarioError
from roi.tables import Table
from roi.ui import answers, apart, compared, desk, language, memory, offered, scenarios, shell, show, sides
from roi.ui.compared import Compared
from roi.ui.desk import Desk
from roi.ui.show import note, paragraph, plain, say
from roi.ui.sides import Sides

PAGE = "bids"
#: Two offers to the same firm, one of them from a neighbouring country.
EXAMPLE = ("wholesaler_domestic", "wholesaler_nearshore")
KINDS = ("covers", "on_top", "leaves_out", "unsaid")

Made = tuple[list[str], list[list[str]]]  # header and rows of a table


def page() -> None:
    lang = language.chosen()
    mine = desk.desk(lang)
    mine.fresh = False
    shell.neighbours(scenarios.FIRST, lang)
    show.title("bids.page.title", lang)
    paragraph(text.say("ui.bids.page.lead", lang))
    chosen = sides.choose(PAGE, mine, lang, _first)
    memory.keep(mine, PAGE)  # before what takes long
    if len(chosen.scenarios) < sides.FEWEST:
        sides.empty(PAGE, EXAMPLE, "bids.page.example", lang)
        return
    try:
        found, rows = shell.waited("bids", _asked(chosen), compared.working(chosen, lang), lang)
    except ScenarioError as error:
        _unlike(error, lang)
        return
    chosen = chosen.titled([row["name"] for row in rows])
    _answer(chosen, found, rows, lang)
    _offers(chosen, found, rows, lang)
    _scope(chosen, rows, lang)
    _prices(chosen, found, rows, lang)
    apart.futures(chosen, found, lang)
    apart.wins(chosen, found, lang)


def _first(mine: Desk) -> list[str]:
    """The case on the desk where it is an offer, with the ready-made offers for the same work; else the example."""
    if mine.scenario.offer is None:
        return list(EXAMPLE)
    return [name for name in offered.same_firm(mine) if offered.scenario_of(name, mine).offer]


def _asked(chosen: Sides) -> Future[tuple[Compared, Table]]:
    return answers.asked(_worked_out, chosen.scenarios, chosen.view, chosen.months, answers.DRAWS)


def _worked_out(offers: Sequence[Scenario], view: str, months: int, draws: int) -> tuple[Compared, Table]:
    found = bids.bids(offers, draws, answers.SEED, view=view, months=months)
    return compared.told(found.comparison), bids.table(found)


def _unlike(error: ScenarioError, lang: str) -> None:
    """Why they are not offers for the same work; what was chosen stays."""
    lines = "\n".join(f"- {plain(_why(each, lang))}" for each in error.mistakes)
    st.error(f"{say('bids.page.unlike', lang)}\n\n{lines}")
    st.button(say("bids.page.example", lang), key="example", on_click=sides.set_names, args=(PAGE, EXAMPLE))


def _why(mistake: Mistake, lang: str) -> str:
    """One of the reasons, with the setting or the offer that it is about."""
    said, place = text.on_screen(mistake, lang), mistake.place
    if mistake.problem.code == "bids_settings":
        return text.say("ui.bids.page.about", lang, what=text.say(f"compare.differs.{place}", lang), why=said)
    if mistake.problem.code == "bids_no_common_work":
        name = place.removeprefix("work (").removesuffix(")")
        return text.say("ui.bids.page.about", lang, what=text.case(name, lang), why=said)
    return text.capital(said)


def _best(found: Compared) -> int:
    """The offer with the highest mean, whether or not it is above 0."""
    means = [row["mean"] for row in found.options[:-1]]
    return means.index(max(means))


def _answer(chosen: Sides, found: Compared, rows: Table, lang: str) -> None:
    best = _best(found)
    apart.answer(chosen, found, lang, more=[abreast.best_offer(rows[best], best, chosen.letters, lang)])


def _offers(chosen: Sides, found: Compared, rows: Table, lang: str) -> None:
    """Each offer with its price, and what its plan comes to once it takes in the same."""
    show.heading("bids.page.offers", lang)
    told = []
    for letter, row, headline in zip(chosen.letters, rows, found.headlines, strict=True):
        price, answer = text.money(row["fee_m"], lang), sentences.answer(headline, lang)
        said = text.say("ui.bids.page.price", lang, amount=price, answer=answer)
        told.append((letter, text.case(row["name"], lang), said))
    show.lettered(told)


def _scope(chosen: Sides, rows: Table, lang: str) -> None:
    """Cost by cost whether the price covers it; and the work that was added."""
    show.heading("bids.scope.title", lang)
    paragraph(text.say("bids.scope.lead", lang))
    cells = []
    for line in catalogue.in_a_price():
        kinds = [next((kind for kind in KINDS if line in row[kind]), "nothing") for row in rows]
        if set(kinds) != {"nothing"}:
            said = [text.say(f"ui.bids.scope.{kind}", lang) for kind in kinds]
            cells.append([catalogue.lines()[line].name[lang], *said])
    show.table([text.say("ui.bids.scope.line", lang), *chosen.letters], cells, wide=True)
    for at, row in enumerate(rows):
        added = {**row, **{kind: [] for kind in KINDS}}
        for each in abreast.scope(added, chosen.letters, at, lang):
            note(each)


def _prices(chosen: Sides, found: Compared, rows: Table, lang: str) -> None:
    show.heading("bids.price.title", lang)
    paragraph(text.say("bids.price.lead", lang))
    best = _best(found)
    cells = [[chosen.letters[at], *abreast.price(row, at == best, lang)] for at, row in enumerate(rows)]
    drawn = []
    for at, row in enumerate(rows):
        asked = {kind: row[name] for kind, name in (("equal", "to_equal"), ("zero", "to_break_even"))}
        at_all = {kind: each["fee_m"] if each["factor"] and each["factor"] > 0 else None for kind, each in asked.items()}
        drawn.append({"name": chosen.called(lang)[at], "now": row["fee_m"], "best": at == best, **at_all})
    said = " ".join(text.say("ui.bids.price.said", lang, a=each[0], price=each[1], equal=each[2]) for each in cells)
    show.chart("prices", besides.prices(drawn, lang), text.say("ui.bids.price.alt", lang, said=said), lang)
    header = ["", *(text.say(f"bids.price.column_{name}", lang) for name in ("price", "equal", "zero"))]
    show.table(header, cells)
    notes = [abreast.best_offer(rows[best], best, chosen.letters, lang)]
    notes += [
        text.say("bids.price.added", lang, a=chosen.letters[at], amount=text.money(row["added_fee_m"], lang))
        for at, row in enumerate(rows)
        if row["added"]
    ]
    show.notes([each for each in notes if each])


if __name__ == "__main__":  # as Streamlit runs a page
    page()
