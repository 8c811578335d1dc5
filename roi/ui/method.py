"""How it is worked out: the equations in words and symbols, read from where the code was written from, and the sources."""

from __future__ import annotations

import streamlit as st

from roi import catalogue, equations, text
from roi.ui import answers, language, show
from roi.ui.show import paragraph, say

STEPS = range(1, 6)


def page() -> None:
    lang = language.chosen()
    show.title("method.page.title", lang)
    paragraph(_say("lead", lang))
    show.heading("method.page.road", lang)
    for step in STEPS:
        show.step(step, _say(f"road_{step}", lang, draws=answers.DRAWS))
    _months(lang)
    _ledger(lang)
    _outcomes(lang)
    _names(lang)
    _sources(lang)


def _say(name: str, lang: str, /, **facts: object) -> str:
    return text.say(f"method.page.{name}", lang, **facts)


def _header(lang: str, *names: str) -> list[str]:
    return [_say(f"column_{name}", lang) for name in names]


def _quantity(name: str, lang: str) -> str:
    return text.say(f"method.quantity.{name}", lang)


def _months(lang: str) -> None:
    show.heading("method.page.months", lang)
    paragraph(_say("months_lead", lang))
    for group in equations.monthly():
        show.equations([(_quantity(each.name, lang), f"{each.written} = {each.formula}") for each in group])


def _ledger(lang: str) -> None:
    show.heading("method.page.ledger", lang)
    paragraph(_say("ledger_lead", lang))
    for kind in catalogue.VIEWS["all"]:
        show.subheading(f"kind.{kind}", lang)
        rows = []
        for id, formula in equations.ledger().items():
            line = catalogue.lines()[id]
            if line.kind == kind:
                star = " *" if line.often_left_out else ""
                rows.append((f"{line.name[lang]}{star}: {line.help[lang]}", f"{id} = {formula}"))
        show.equations(rows)


def _outcomes(lang: str) -> None:
    show.heading("method.page.outcomes", lang)
    about = catalogue.outcomes()
    show.equations(
        [
            (f"{about[id].name[lang]}: {about[id].help[lang]}", f"{id} = {formula}")
            for id, formula in equations.outcomes().items()
        ]
    )


def _names(lang: str) -> None:
    """Every input with the name under which the formulas know it."""
    show.heading("method.page.names", lang)
    rows = [
        [id, about.name[lang], text.unit_name(about.unit, lang), ", ".join(_used_in(id, lang))]
        for id, about in catalogue.inputs().items()
        if not about.choices
    ]
    with st.expander(say("chart.as_table", lang), key="names"):
        show.table(_header(lang, "name", "what", "unit", "uses"), rows)


def _used_in(id: str, lang: str) -> list[str]:
    """The lines of the ledger that an input has to do with."""
    return [line.name[lang] for line in catalogue.lines().values() if id in line.inputs]


def _sources(lang: str) -> None:
    show.heading("method.page.sources", lang)
    paragraph(_say("sources_lead", lang))
    by_kind: dict[str, list[str]] = {}
    for id, source in catalogue.sources().items():
        by_kind.setdefault(source.kind, []).append(id)
    for kind, ids in by_kind.items():
        with st.expander(show.plain(text.say(f"method.source.{kind}", lang)), key=f"sources:{kind}"):
            st.html(show.sources(ids, lang))


if __name__ == "__main__":  # as Streamlit runs a page
    page()
