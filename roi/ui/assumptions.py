"""Every figure that the case uses, in one table: both defaults, what holds here, where it is from; changed here or there."""

from __future__ import annotations

import streamlit as st

from roi import catalogue, tables, text
from roi.catalogue import Input
from roi.distributions import Distribution
from roi.ui import desk, editing, fields, language, live, memory, shell, show
from roi.ui.desk import Desk
from roi.ui.entered import entered
from roi.ui.live import Line
from roi.ui.show import note, paragraph

CHOSEN = "assumption"  # in the session: the place whose figure is open
LIST = "figures"


def page() -> None:
    lang = language.chosen()
    mine = desk.desk(lang)
    show.title("figures.title", lang)
    shell.case(mine, lang)
    paragraph(text.say("ui.assumed.lead", lang, **tables.bases(mine.scenario)))
    listed, opened = st.columns([9, 5], gap="large")
    groups = _groups(mine, lang)
    place = _chosen(groups)
    with listed:
        words = {
            name: text.say(f"ui.figures.{name}", lang, shown="{shown}", all="{all}") for name in ("search", "count", "none")
        }
        header = [text.say(f"ui.figures.{name}", lang) for name in ("name", "used", "article", "evidence", "basis")]
        live.list_(LIST, words, header, groups, place, target=".st-key-opened", on_chosen=_choose)
    with opened, st.container(key="opened"):
        _opened(mine, place, lang)
    memory.keep(mine, "assumptions")


def _choose() -> None:
    st.session_state[CHOSEN] = entered(LIST)["chosen"]


def _chosen(groups: dict[str, list[Line]]) -> str:
    """The place whose figure is open: the one chosen, if the case still has it, else the first."""
    places = [line.id for lines in groups.values() for line in lines]
    wanted = st.session_state.get(CHOSEN)
    return wanted if wanted in places else places[0]


def _groups(mine: Desk, lang: str) -> dict[str, list[Line]]:
    """The figures by where they stand in a case: the firm, burnout, each piece of work, the plan, each event."""
    scenario = mine.scenario
    found: dict[str, list[Line]] = {}
    for key, value in scenario.keyed().items():
        place = editing.place_of(key, scenario)
        lines = found.setdefault(_group(key, lang), [])
        lines += _choices(mine, place, lang)
        lines.append(_line(mine, place, key, value, lang))
    return found


def _group(key: str, lang: str) -> str:
    owner, _, id = key.rpartition(".")
    about = catalogue.inputs()[id]
    section = text.say(f"section.{about.section}", lang)
    return text.say("ui.figures.of", lang, section=section, name=text.case(owner, lang)) if owner else section


def _line(mine: Desk, place: str, key: str, value: Distribution, lang: str) -> Line:
    row = tables.assumption(mine.scenario, key, value)
    about = editing.input_at(place)
    defaults = [_default(about, name, lang) for name in catalogue.ASSUMPTIONS]
    titles = [catalogue.sources()[id].title[lang] for id in row["sources"]]
    cells = [about.name[lang], text.spread(row, lang), *defaults, text.say(f"basis.{row['basis']}", lang)]
    return Line(place, cells, " ".join([about.id, about.help[lang], *titles]))


def _default(about: Input, assumptions: str, lang: str) -> str:
    """A default in a few words; empty where a file must say it."""
    found = about.defaults.get(assumptions)
    return text.stated(found.value, about.unit, lang) if found else text.say("ui.figures.own", lang)


def _choices(mine: Desk, place: str, lang: str) -> list[Line]:
    """The choice that stands just before a figure, where there is one: whom costs are counted for, what kind of work."""
    table, _, id = place.rpartition(".")
    before = {"lost_productivity_y": "cost_basis", "hours_m": "category"}.get(id)
    if before is None:
        return []
    about = catalogue.inputs()[before]
    names = about.choices or {}
    at = _choice_at(mine, table, before)
    defaults = [names[about.defaults[name].value][lang] for name in catalogue.ASSUMPTIONS]
    return [Line(f"{table}.{before}", [about.name[lang], names[at][lang], *defaults, ""], f"{before} {about.help[lang]}")]


def _choice_at(mine: Desk, table: str, id: str) -> str:
    scenario = mine.scenario
    return scenario.cost_basis if id == "cost_basis" else scenario.work[int(table.strip("work[]")) - 1].category


def _opened(mine: Desk, place: str, lang: str) -> None:
    """The figure that was chosen: its field, how it spreads, why it is what it is, and what the two sets say."""
    about = editing.input_at(place)
    show.heading("figures.opened", lang, name=about.name[lang])
    note(about.help[lang])
    if about.choices:
        fields.choice(mine, place, _choice_at(mine, place.rpartition(".")[0], about.id), lang)
    else:
        values = mine.values()
        fields.number(mine, place, values, lang, more=False)
        fields.details(mine, place, values[place][0], lang)
    for name in catalogue.ASSUMPTIONS:
        found = about.defaults.get(name)
        if found and (name == catalogue.ASSUMPTIONS[0] or found != about.defaults[catalogue.ASSUMPTIONS[0]]):
            both = about.defaults[catalogue.ASSUMPTIONS[0]] == about.defaults[catalogue.ASSUMPTIONS[1]]
            show.subheading("figures.both" if both else f"figures.{name}_set", lang)
            show.default(found, about, lang)


if __name__ == "__main__":  # as Streamlit runs a page
    page()
