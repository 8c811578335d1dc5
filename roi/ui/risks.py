"""What no number settles: the six dilemmas and one's own risks, weighed by people, beside the plan's answer."""

from __future__ import annotations

import datetime

import streamlit as st

from roi import catalogue, judged, people, qualitative, sentences, text, weighing
from roi.checking_people import STATUSES
from roi.people import Row, Table
from roi.ui import answers, beside, language, memory, shell, show
from roi.ui.desk import Desk
from roi.ui.entered import entered
from roi.ui.show import note, paragraph, plain, say
from roi.walk import NAME_AT_MOST, TABLES_AT_MOST

NEW = "new_risk"  # the key of the field that names another


def page() -> None:
    lang = language.chosen()
    mine = beside.begin("risks", lang)
    paragraph(text.say("ui.beside.risks.lead", lang))
    rows = people.register(mine.scenario)
    beside_it = st.container(key="plan_says")
    with st.container(key="weighing"):
        listed, mapped = st.columns([8, 5], gap="large")
    with listed:
        _standing(rows, lang)
        _register(mine, rows, lang)
    with mapped:
        _map(rows, lang)
    with beside_it:  # last: it takes the longest
        _answer(mine, lang)
    memory.keep(mine, "risks")


def _answer(mine: Desk, lang: str) -> None:
    """The plan's answer in figures: it stands beside, and nothing of the register is in it."""
    answer = answers.waited(answers.answer(people.figures_alone(mine.scenario)))
    paragraph(text.say("ui.beside.risks.answer", lang, said=sentences.answer(answer.headline, lang)))
    note(text.say("ui.beside.risks.not_inside", lang))


def _standing(rows: Table, lang: str) -> None:
    """What is weighed and what is not, in a few sentences."""
    show.paragraphs(weighing.standing(rows, lang))


def _register(mine: Desk, rows: Table, lang: str) -> None:
    show.heading("beside.risks.six", lang)
    note(text.say("ui.beside.risks.marks", lang))
    six = len(catalogue.dilemmas())
    for number, row in enumerate(rows[:six], start=1):
        _risk(mine, number, row, lang)
    show.heading("beside.risks.own", lang)
    for number, row in list(enumerate(rows[six:], start=six + 1))[: beside.shown("own")]:
        _risk(mine, number, row, lang)
    beside.more("own", len(rows) - six, lang)
    if len(mine.scenario.risks) < TABLES_AT_MOST:
        _another(mine, lang)


# --------------------------------------------------------------------------------------------------------------- a risk


def _risk(mine: Desk, number: int, row: Row, lang: str) -> None:
    """One risk, folded: its name and how it is weighed; inside what people say of it, and what the dilemma is."""
    began = row["likelihood"] or row["consequence"]
    said = weighing.weighed(row, lang) if began else text.say("ui.beside.risks.unweighed", lang)
    label = text.say("ui.beside.risks.label", lang, number=number, name=weighing.risk_name(row, lang))
    with beside.fold(label, said, f"risk:{row['risk']}", below=True) as opened:
        if not opened.open:
            return
        questions = _questions(row)
        parts = [text.say("ui.beside.risks.weigh", lang)]
        if row["dilemma"]:
            parts.append(text.say("ui.beside.risks.dilemma", lang))
            parts.append(text.say("ui.beside.risks.questions", lang, count=len(questions)))
        tabs = st.tabs([plain(part) for part in parts])
        with tabs[0]:
            _weigh(mine, row, lang)
        if row["dilemma"]:
            with tabs[1]:
                beside.dilemma_sides(row["dilemma"], lang)
            with tabs[2]:
                beside.entries(questions, lang, f"risk:{row['risk']}")
                with st.container(key=f"belongs:{row['risk']}"):
                    label = text.say("ui.beside.risks.all", lang)
                    shell.link("related", label, lang, about=f"dilemma.{row['dilemma']}")


def _questions(row: Row) -> list[qualitative.Entry]:
    if not row["dilemma"]:
        return []
    return [each for each in qualitative.about("dilemma", row["dilemma"]) if each.kind == "question"]


def _weigh(mine: Desk, row: Row, lang: str) -> None:
    place = f"risks.{row['risk']}"

    def label(name: str) -> str:
        return text.say(f"ui.beside.risks.{name}", lang)

    def field(name: str, lines: bool = False) -> None:
        beside.words(mine, f"{place}.{name}", row[name], label(name), lang, lines=lines)

    if row["own"]:
        _own(mine, place, row, lang)
    with st.container(horizontal=True, gap="medium"):
        for name in ("likelihood", "consequence"):
            beside.grade(mine, f"{place}.{name}", row[name], label(name))
    field("evidence", lines=True)
    beside.words(mine, f"{place}.answer", row["answer"], label("answer_label"), lang, lines=True)
    with st.container(horizontal=True, gap="medium"):
        for name in ("likelihood_after", "consequence_after"):
            beside.grade(mine, f"{place}.{name}", row[name], label(name))
    _status(mine, f"{place}.status", row, lang)
    for hint in mine.scenario.hints:
        if hint.place == f"{place}.status":
            note(text.problem(hint.problem.code, hint.problem.facts, lang))
    with st.container(horizontal=True, gap="medium"):
        field("owner")
        _day(mine, f"{place}.date", row["date"], lang)
    field("note", lines=True)
    if row["own"]:
        st.button(
            say("beside.risks.remove", lang), key=f"remove:{row['risk']}", on_click=mine.replace, args=({place: None},)
        )


def _own(mine: Desk, place: str, row: Row, lang: str) -> None:
    """Of a risk of one's own: its name, and the dilemma it belongs to."""
    key = mine.key(f"{place}.name")
    label = say("beside.risks.name", lang)
    named = text.case(row["own"], lang)
    st.text_input(label, named, key=key, max_chars=NAME_AT_MOST, on_change=_renamed, args=(mine, row["risk"], key))
    options = [beside.NONE, *catalogue.dilemmas()]
    label = text.say("ui.beside.risks.belongs_to", lang)
    key = mine.key(f"{place}.dilemma")
    st.selectbox(
        plain(label),
        options,
        index=options.index(row["dilemma"] or beside.NONE),
        format_func=lambda id: _dilemma(id, lang),
        key=key,
        on_change=_placed,
        args=(mine, row["risk"], key),
    )


def _dilemma(id: str, lang: str) -> str:
    return catalogue.dilemmas()[id].name[lang] if id else text.say("ui.beside.risks.no_dilemma", lang)


def _renamed(mine: Desk, id: str, key: str) -> None:
    """A risk of one's own always has a name."""
    name = entered(key).strip()
    if name:
        mine.change({f"risks.{id}.name": name})
        st.session_state[f"risk:{id}"] = True  # under its new name, too, it is open


def _placed(mine: Desk, id: str, key: str) -> None:
    mine.change({f"risks.{id}.dilemma": entered(key) or None})
    st.session_state[f"risk:{id}"] = True


def _status(mine: Desk, place: str, row: Row, lang: str) -> None:
    key = mine.key(place)
    st.segmented_control(
        say("beside.risks.status", lang),
        STATUSES,
        default=row["status"],
        format_func=lambda each: text.say(f"status.{each}", lang),
        key=key,
        required=True,
        on_change=_set,
        args=(mine, place, key),
    )


def _set(mine: Desk, place: str, key: str) -> None:
    mine.change({place: entered(key)})


def _day(mine: Desk, place: str, at: str | None, lang: str) -> None:
    """A day, written as one writes it; the calendar of the browser does not speak the page's language."""
    key, wrong = mine.key(place), f"wrong:{mine.key(place)}"
    written = text.date(datetime.date.fromisoformat(at), lang) if at else ""
    label, example = say("beside.risks.date", lang), text.say("ui.beside.risks.date_example", lang)
    with st.container(gap="xsmall"):
        st.text_input(label, written, key=key, placeholder=example, on_change=_dated, args=(mine, place, key, wrong, lang))
        if st.session_state.get(wrong):
            st.error(say("beside.risks.date_wrong", lang))


def _dated(mine: Desk, place: str, key: str, wrong: str, lang: str) -> None:
    written = entered(key).strip()
    day = text.day(written, lang)
    is_wrong = bool(written) and day is None
    if not is_wrong:
        mine.change({place: day})
    st.session_state[wrong] = is_wrong


def _another(mine: Desk, lang: str) -> None:
    """One more risk of one's own."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.text_input(
            say("beside.risks.add", lang),
            key=NEW,
            max_chars=NAME_AT_MOST,
            placeholder=text.say("ui.beside.risks.add_example", lang),
            on_change=_added,
            args=(mine,),
        )
        st.button(say("beside.risks.add_button", lang), key="add_risk", on_click=_added, args=(mine,))


def _added(mine: Desk) -> None:
    named = entered(NEW).strip()
    if named:
        key, changes = people.another_risk(mine.scenario, named)
        mine.change(changes)
        st.session_state[NEW] = ""
        st.session_state[f"risk:{key}"] = True


# -------------------------------------------------------------------------------------------------------------- the map


def _map(rows: Table, lang: str) -> None:
    """Likelihood against consequence, today and with management's answers in place."""
    show.heading("beside.map.title", lang)
    numbers = {row["risk"]: number for number, row in enumerate(rows, start=1)}
    names = {row["risk"]: weighing.risk_name(row, lang) for row in rows}
    out = people.moved(rows)
    said = weighing.on_the_map(rows, out, lang)
    paragraph(said)
    for name, after in (("before", False), ("after", True)):
        show.question(text.say(f"ui.beside.map.{name}", lang))
        alt = text.say(f"ui.beside.map.alt_{name}", lang, said=said)
        show.chart(f"map_{name}", judged.risk_map(people.risk_map(rows, after), numbers, names, lang, out), alt, lang)
    note(text.say("ui.beside.map.help", lang))
    with st.expander(say("chart.as_table", lang), key="table:map", on_change="rerun") as opened:
        if opened.open:
            header = [text.say(f"ui.beside.map.{name}", lang) for name in ("number", "risk", "before", "after")]
            cells = [[str(numbers[row["risk"]]), names[row["risk"]], *weighing.both(row, lang)] for row in rows]
            show.table(header, cells, said, wide=True)


if __name__ == "__main__":  # as Streamlit runs a page
    page()
