"""What to ask on Monday: the questions in order of worth, room for what was answered, and what each answer changed."""

from __future__ import annotations

import datetime
from typing import Any

import streamlit as st

from roi import answering, catalogue, people, qualitative, text, weighing
from roi.questions import WORTH
from roi.scenario import Answer as Given
from roi.scenario import ScenarioError
from roi.tables import Row
from roi.ui import answers, claims, desk, editing, examined, fields, show
from roi.ui.desk import Desk
from roi.ui.show import note, paragraph, plain
from roi.ui.told import notes, refused, say, subheading, tell
from roi.walk import NAME_AT_MOST, TEXT_AT_MOST

SHOWN = 5  # questions at first, and as many more each time
KINDS = ("one", "range")
DAY = "DD.MM.YYYY"
POINTS = ("low", "mode", "high")


@st.fragment
def questions(lang: str) -> None:
    """The questions about the chosen claim."""
    mine = desk.desk(lang)
    at = claims.chosen(mine)
    _given(mine, at, lang)
    if at is None:
        return
    paragraph(tell("questions.lead", lang))
    facts = examined.waited("questions", examined.claim(mine.scenario, at), lang)
    rows = [row for row in facts["questions"] if row["answer"] is None]
    key = f"questions_shown:{mine.id}"
    shown = st.session_state.get(key, SHOWN)
    for number, row in enumerate(rows[:shown], start=1):
        _question(mine, row, number, lang)
    more = min(len(rows) - shown, SHOWN)
    if more > 0:
        words = say("questions.more", lang, count=more)
        st.button(words, key="more_questions", on_click=_show_more, args=(key, shown + SHOWN))


def _show_more(key: str, count: int) -> None:
    st.session_state[key] = count


def _question(mine: Desk, row: Row, number: int, lang: str) -> None:
    """A question, why it stands here, where it comes from, and room for the answer."""
    entry = qualitative.entries()[row["question"]]
    with st.container(key=f"question_{entry.id}", gap="xsmall"):
        show.paragraphs([tell("questions.numbered", lang, number=number, text=entry.text[lang])], first="claim")
        notes([_why(row, lang), *(each[lang] for each in (entry.help, entry.note) if each), _origin(row, lang)])
        name = f"answer:{entry.id}:{mine.generation}"
        with st.expander(say("questions.answer", lang), key=name, on_change="rerun") as opened:
            if opened.open:
                _answer(mine, entry, lang)


def _why(row: Row, lang: str) -> str:
    """Whom it is put to, and what of the claim or the decision it is about."""
    said = [tell("questions.asks", lang, who=text.say(f"entry.asks.{row['asks']}", lang))] if row["asks"] else []
    because = "worth_input" if row["because"] == "input" and row["worth"] >= WORTH else row["because"]
    about = {"name": _quoted([_name(row, lang)], lang), "worth": text.money(row["worth"], lang)}
    return " ".join([*said, tell(f"questions.{because}", lang, **about)])


def _name(row: Row, lang: str) -> str:
    """What a question is about, by name."""
    if row["because"] == "line":
        return catalogue.lines()[row["about"]].name[lang]
    return (catalogue.inputs() if row["because"] == "input" else catalogue.outcomes())[row["about"]].name[lang]


def _origin(row: Row, lang: str) -> str:
    """What the answer can set, the dilemmas it belongs to, and where the question comes from."""
    inputs = [catalogue.inputs()[id].name[lang] for id in row["inputs"]]
    said = [tell("questions.touches", lang, names=_quoted(inputs, lang))] if inputs else []
    dilemmas = [catalogue.dilemmas()[id].name[lang] for id in row["dilemmas"]]
    said += [tell("questions.dilemmas", lang, names=dilemmas)] if dilemmas else []
    title = catalogue.sources()[row["source"]].title[lang]
    return " ".join([*said, tell("questions.source", lang, title=title, section=row["section"])])


def _quoted(names: list[str], lang: str) -> str:
    return ", ".join(text.say("challenge.title.quoted", lang, words=name) for name in names)


# ---------------------------------------------------------------------------------------------------------- an answer


def _answer(mine: Desk, entry: qualitative.Entry, lang: str) -> None:
    """Fields for the figure that an answer gives, what was said, by whom and when; kept only when they are saved."""
    key = f"{entry.id}:{mine.generation}"
    place, kind = _place(mine, entry, key, lang)
    with st.form(f"answer_form:{key}", border=False):
        value = _value(mine, place, kind, key, lang) if place else None
        said = st.text_area(say("questions.said", lang), key=f"said:{key}", max_chars=TEXT_AT_MOST, height=90).strip()
        by = st.text_input(say("questions.by", lang), key=f"by:{key}", max_chars=NAME_AT_MOST).strip()
        date = st.date_input(say("questions.date", lang), "today", key=f"date:{key}", format=DAY)
        if st.form_submit_button(say("questions.save", lang), key=f"save:{entry.id}", type="primary"):
            if (place and value is None) or not (place or said):
                st.error(say("questions.nothing", lang))
                return
            day = date if isinstance(date, datetime.date) else None
            try:
                given = editing.with_source(value, _source(by, day, lang)) if place else None
                new = answering.answer(mine.scenario, entry.id, said=said, by=by, date=day, place=place, value=given)
            except ScenarioError as error:
                refused("questions.wrong", error.mistakes, lang)
                return
            mine.take(new)
            st.rerun()


def _place(mine: Desk, entry: qualitative.Entry, key: str, lang: str) -> tuple[str | None, str]:
    """Where the answer's figure belongs, if it gives one, and whether it is one number or a range."""
    places = answering.places(mine.scenario, entry.id)
    if not places:
        return None, ""

    def name(place: str | None) -> str:
        return text.input_name(fields.key_of(mine, place), lang) if place else tell("questions.no_figure", lang)

    place = st.selectbox(say("questions.place", lang), [None, *places], format_func=name, key=f"place:{key}")
    if place is None or editing.input_at(place).whole or editing.input_at(place).choices:
        return place, "one"
    kind = st.segmented_control(
        say("questions.kind", lang),
        KINDS,
        default="one" if editing.is_one_number(mine.values()[place][0]) else "range",
        format_func=lambda each: text.say(f"ui.field.{each}", lang),
        key=f"kind:{place}:{key}",
        required=True,
    )
    return place, kind


def _source(by: str, day: datetime.date | None, lang: str) -> str:
    """Where a value comes from that an answer has set, as it stands beside it in the file."""
    when = text.date(day, lang) if day else ""
    name = "source_by" if by else "source_date" if when else "source_bare"
    return tell(f"questions.{name}", lang, by=by, date=when).strip()


def _value(mine: Desk, place: str, kind: str, key: str, lang: str) -> Any:
    """The figure that an answer gives, as it stands in a file: one number, or low, likely and high; None if missing."""
    about = editing.input_at(place)
    name, choices = about.name[lang], about.choices
    if choices:
        return st.selectbox(plain(name), list(choices), format_func=lambda id: choices[id][lang], key=f"choice:{key}")
    now = mine.scenario.keyed()[fields.key_of(mine, place)]
    shown = editing.three_on_screen(mine.values()[place][0], now, fields.shown_as(place))
    unit = text.unit_name(about.unit, lang)

    def field(point: str, label: str) -> float | None:
        found = st.number_input(
            plain(f"{label} ({unit})" if unit else label),
            value=shown[point],
            step=float(editing.step_of(about) * fields.shown_as(place)),
            format=f"%.{min(editing.decimals(shown[point]), 3)}f",
            key=f"value:{point}:{place}:{key}",
        )
        return None if found is None else editing.whole(round(found / fields.shown_as(place), 9))

    if kind == "one":
        value: Any = field("mode", name)
    else:
        show.question(name)
        values = {}
        for column, point in zip(st.columns(len(POINTS)), POINTS, strict=True):
            with column:
                values[point] = field(point, text.say(f"ui.point.{point}", lang))
        value = None if None in values.values() else values
    note(text.say("ui.field.possible", lang, span=text.span(about.low, about.high, about.unit, lang)))
    return value


# ------------------------------------------------------------------------------------------------------ answers given


def _given(mine: Desk, at: int | None, lang: str) -> None:
    """The answers so far, and what each changed."""
    if not mine.scenario.answers:
        return
    subheading(tell("questions.answers", lang))
    now = answers.waited(answers.answer(mine.scenario))
    for each, row in zip(mine.scenario.answers, people.answers(mine.scenario), strict=True):
        with st.container(key=f"given_{each.question}", gap="xsmall"):
            paragraph(weighing.answer(row, lang))
            if each.place:
                _changed(mine, each, now, at, lang)
            if st.button(say("questions.withdraw", lang), key=f"withdraw:{each.question}"):
                mine.take(answering.withdraw(mine.scenario, each.question))
                st.rerun()


def _changed(mine: Desk, given: Given, now: answers.Answer, at: int | None, lang: str) -> None:
    """What an answer that set a value changed: the chance of reaching the claim, the middle estimate."""
    before = answers.waited(answers.answer(answering.withdraw(mine.scenario, given.question)))
    said = []
    if at is not None:
        chances = {"before": before.claims[at]["chance"], "now": now.claims[at]["chance"]}
        said.append(say("questions.changed", lang, **{name: text.futures(x, lang) for name, x in chances.items()}))
    medians = {"before": before.headline["median"], "now": now.headline["median"]}
    said.append(tell("questions.changed_median", lang, **{name: text.money(x, lang) for name, x in medians.items()}))
    note(" ".join(said))
