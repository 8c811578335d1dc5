"""Up to four cases side by side, in the same futures and on the same axes, with doing nothing among them."""

from __future__ import annotations

from roi import abreast, sentences, text
from roi.ui import apart, compared, desk, language, memory, offered, scenarios, shell, show, sides
from roi.ui.compared import Compared
from roi.ui.sides import Sides

PAGE = "compare"
#: What an empty page offers: four ways for the same firm, hiring and automating among them.
EXAMPLE = ("wholesaler_hire", "wholesaler_automate", "wholesaler_domestic", "wholesaler_upskill")


def page() -> None:
    lang = language.chosen()
    mine = desk.desk(lang)
    mine.fresh = False
    shell.neighbours(scenarios.FIRST, lang)
    show.title("compare.page.title", lang)
    show.paragraph(text.say("ui.compare.page.lead", lang))
    chosen = sides.choose(PAGE, mine, lang, offered.same_firm)
    memory.keep(mine, PAGE)  # before what takes long
    if len(chosen.scenarios) < sides.FEWEST:
        sides.empty(PAGE, EXAMPLE, "compare.slot.example", lang)
    else:
        _side_by_side(chosen, lang)


def _side_by_side(chosen: Sides, lang: str) -> None:
    found = shell.waited("compare", compared.all_of(chosen), compared.working(chosen, lang), lang)
    apart.answer(chosen, found, lang)
    _each(chosen, found, lang)
    apart.futures(chosen, found, lang)
    apart.wins(chosen, found, lang)
    apart.lines(chosen, found, lang)
    apart.outcomes(chosen, found, lang)
    apart.two(chosen, lang, per_employee=found.per_employee)
    apart.inputs(chosen, found, lang)


def _each(chosen: Sides, found: Compared, lang: str) -> None:
    """Each case's own answer in a sentence, and that of doing nothing."""
    show.heading("compare.page.answers", lang)
    if found.per_employee:
        show.paragraph(text.say("ui.compare.page.answers_whole", lang))
    rows = [
        (letter, text.case(scenario.name, lang), sentences.answer(headline, lang))
        for letter, scenario, headline in zip(chosen.letters, chosen.scenarios, found.headlines, strict=True)
    ]
    nothing = text.capital(abreast.nothing(lang))
    show.lettered([*rows, ("–", nothing, text.say("compare.answer.nothing_is", lang))])


if __name__ == "__main__":  # as Streamlit runs a page
    page()
