"""Fields made out of the catalogue: what is known exactly is typed, what is judged is dragged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from roi import catalogue, gauges, tables, text
from roi.catalogue import Input
from roi.ui import editing
from roi.ui.desk import Desk
from roi.ui.editing import Raw
from roi.ui.entered import entered
from roi.ui.show import chart, foundation, note, paragraph, plain, say

TYPED = ("persons", "kr", "kr_month", "kr_year", "kr_hour", "hours_month", "number")  # units
COUNTED = ("persons", "number")  # units that a question about them names by itself
HUNDRED = 100  # percent stand on the screen, shares in files
NINE_OF_TEN = (0.05, 0.95)
DECIMALS = 9  # of a share that is typed in percent: no finer than what a hand means


def number(
    desk: Desk,
    place: str,
    values: Mapping[str, tuple[Raw, bool]],
    lang: str,
    question: str = "",
    *,
    more: bool = True,
) -> None:
    """The field of one value: its handle, how unsure it is and what is possible, and a way to say more.

    ``question``: what it asks, where the catalogue's name is not enough. ``more``: whether the way to say more is there.
    """
    about, raw = editing.input_at(place), values[place][0]
    with st.container(key=f"line:{place}", horizontal=True, vertical_alignment="bottom", gap="small"):
        draw = _dragged if _has_slider(about) else _typed
        draw(desk, place, raw, question or about.name[lang], lang)
        if more and not about.whole:
            _details(desk, place, about, raw, lang)
    with st.container(key=f"under:{place}", gap="xsmall"):
        note(_beside(desk, place, raw, lang, more=more))
        for hint in desk.scenario.hints:
            if hint.place == place:
                note(text.say("ui.field.unusual", lang, hint=text.on_screen(hint, lang)))
        for mistake in desk.mistakes:
            if place in desk.pending:
                st.error(plain(text.on_screen(mistake, lang)))


def _has_slider(about: Input) -> bool:
    """Whether a value is dragged. One that has no way to be typed besides has no slider either, if that ends too early."""
    return about.unit not in TYPED and not (about.whole and _ends_early(about))


def _ends_early(about: Input) -> bool:
    """Whether more is possible than a slider reaches."""
    low, high, _ = about.screen or (about.low, about.high, 0)
    return about.low < low or high < about.high


def _beside(desk: Desk, place: str, raw: Raw, lang: str, *, more: bool) -> str:
    """How unsure a value is, and what is possible at all; and where that is more than the slider reaches, how to say it."""
    about = editing.input_at(place)
    value = desk.scenario.keyed().get(key_of(desk, place)) if place not in desk.pending else None
    span = text.span(about.low, about.high, about.unit, lang)
    possible = text.say("ui.field.possible", lang, span=span)
    if _has_slider(about) and _ends_early(about):
        marks = _marks(desk, place, raw)
        slider = text.span(marks[0], marks[-1], about.unit, lang)
        possible = text.say(f"ui.field.{'further' if more else 'further_below'}", lang, slider=slider, span=span)
    if value is None or value.is_fixed:
        return possible
    low, high = (float(value.ppf(u)) for u in NINE_OF_TEN)
    return f"{text.say('ui.field.unsure', lang, span=text.span(low, high, about.unit, lang))} · {possible}"


def key_of(desk: Desk, place: str) -> str:
    """The scenario's key of a place: ``work[1].hours_m`` -> ``Bookkeeping.hours_m``."""
    table, _, id = place.partition(".")
    name, _, index = table.partition("[")
    if not index:
        return id
    parts = desk.scenario.work if name == "work" else desk.scenario.events
    return f"{parts[int(index.rstrip(']')) - 1].name}.{id}"


def _anchor(desk: Desk, place: str, raw: Raw) -> float:
    return editing.handle(desk.anchors[place][0] if place in desk.anchors else raw)


def _typed(desk: Desk, place: str, raw: Raw, question: str, lang: str) -> None:
    about, key, at = editing.input_at(place), desk.key(place), editing.handle(raw)
    st.number_input(
        plain(question if about.unit in COUNTED else f"{question} ({text.unit_name(about.unit, lang)})"),
        value=float(at),
        step=float(about.screen[2] if about.screen else 1),
        format="%.10g",  # what was typed, no rounder
        key=key,
        help=plain(about.help[lang]),
        on_change=_moved,
        args=(desk, place, key),
    )


def _dragged(desk: Desk, place: str, raw: Raw, question: str, lang: str) -> None:
    about, key, at = editing.input_at(place), desk.key(place), editing.handle(raw)
    st.select_slider(
        plain(question),
        _marks(desk, place, raw),
        value=at,
        format_func=lambda x: mark(x, about, lang),
        key=key,
        help=plain(about.help[lang]),
        on_change=_moved,
        args=(desk, place, key),
    )


def _marks(desk: Desk, place: str, raw: Raw) -> list[float]:
    """The positions of a slider, and where the value stands and stood among them."""
    marks, at = editing.steps(editing.input_at(place), _anchor(desk, place, raw)), editing.handle(raw)
    return marks if at in marks else sorted([*marks, at])


def mark(x: float, about: Input, lang: str) -> str:
    """A position of a slider with its unit; no two of them read alike."""
    if about.unit in catalogue.SHARES:
        step = (about.screen[2] if about.screen else 0.01) * HUNDRED
        percent = round(x * HUNDRED, 6)
        return text.percent(x, lang, max(editing.decimals(step), min(editing.decimals(percent), 2)))
    return text.quantity(x, about.unit, lang)


def _moved(desk: Desk, place: str, key: str) -> None:
    value = entered(key)
    if value is None:
        return
    desk.move(place, value)
    if desk.follower and not desk.mistakes:
        desk.moving = True
        st.rerun(desk.follower)


# ------------------------------------------------------------------------------------------- how unsure, and where from


def _details(desk: Desk, place: str, about: Input, raw: Raw, lang: str) -> None:
    name = f"details:{place}:{desk.generation}"
    question = say("field.details_help", lang, name=about.name[lang])
    with st.popover(say("field.details", lang), help=question, key=name, on_change="rerun") as opened:
        if opened.open:
            paragraph(about.name[lang])
            details(desk, place, raw, lang)


def details(desk: Desk, place: str, raw: Raw, lang: str) -> None:
    """How unsure a value is, as a picture and as points to be changed; where it comes from, and how it gets its default."""
    about, key = editing.input_at(place), key_of(desk, place)
    value = desk.scenario.keyed().get(key)
    if value is not None and not value.is_fixed:
        low, high = (float(value.ppf(u)) for u in NINE_OF_TEN)
        alt = text.say("ui.field.spread_alt", lang, name=about.name[lang], span=text.span(low, high, about.unit, lang))
        figure = gauges.spread(tables.value_spread(value), (low, high), about.unit, lang)
        chart(f"spread:{place}", figure, alt, lang)
    kind = "one" if editing.is_one_number(raw) else "range"
    if kind == "one" or editing.points(raw):
        _kind(desk, place, kind, raw, lang)
    else:
        paragraph(text.say("ui.field.list", lang))
    if kind == "range":
        for point in editing.points(raw):
            _point(desk, place, point, raw, lang)
    elif _has_slider(about):
        _one(desk, place, raw, lang)
    if value is not None:
        foundation(tables.assumption(desk.scenario, key, value), lang)
    in_file = value is not None and desk.scenario.origins[key].kind == "file"
    if in_file and about.defaults:
        st.button(say("field.default", lang), key=f"default:{place}", on_click=desk.reset, args=([place],))


def _kind(desk: Desk, place: str, kind: str, raw: Raw, lang: str) -> None:
    key = f"kind:{place}:{desk.generation}"
    st.radio(
        say("field.kind", lang),
        ("one", "range"),
        index=("one", "range").index(kind),
        format_func=lambda each: text.say(f"ui.field.{each}", lang),
        key=key,
        on_change=_restated,
        args=(desk, place, key, raw),
    )


def _one(desk: Desk, place: str, raw: Raw, lang: str) -> None:
    """The field of a fixed number that a slider moves too: to be typed exactly, also where the slider does not reach."""
    label = text.say("ui.field.typed", lang, unit=text.unit_name(editing.input_at(place).unit, lang))
    key = f"one:{place}:{desk.generation}:{editing.handle(raw)!r}"  # the slider beside it may move it
    _exactly(place, label, editing.handle(raw), key=key, changed=_typed_one, args=(desk, place, key))


def _typed_one(desk: Desk, place: str, key: str) -> None:
    value = entered(key)
    if value is not None:
        desk.rewrite(place, editing.whole(round(value / shown_as(place), DECIMALS)))


def _point(desk: Desk, place: str, point: str, raw: Mapping[str, Any], lang: str) -> None:
    label = f"{text.say(f'ui.point.{point}', lang)} ({text.unit_name(editing.input_at(place).unit, lang)})"
    key = f"{point}:{place}:{desk.generation}"
    _exactly(place, label, float(raw[point]), key=key, changed=_pointed, args=(desk, place, key, point, raw))


def _exactly(place: str, label: str, at: float, *, key: str, changed: Callable[..., None], args: tuple[Any, ...]) -> None:
    """A number field with the decimals that its figure and its steps need."""
    about, share = editing.input_at(place), shown_as(place)
    step, shown = float((about.screen[2] if about.screen else 1.0) * share), round(at * share, DECIMALS)
    decimals = max(editing.decimals(step), min(editing.decimals(shown), 3))
    st.number_input(plain(label), value=shown, step=step, format=f"%.{decimals}f", key=key, on_change=changed, args=args)


def shown_as(place: str) -> int:
    """What a value is multiplied by on the screen: shares stand there in percent."""
    return HUNDRED if editing.input_at(place).unit in catalogue.SHARES else 1


def _pointed(desk: Desk, place: str, key: str, point: str, raw: Mapping[str, Any]) -> None:
    value = entered(key)
    if value is not None:
        desk.rewrite(place, editing.with_point(raw, point, round(value / shown_as(place), DECIMALS)))


def _restated(desk: Desk, place: str, key: str, raw: Raw) -> None:
    desk.rewrite(place, editing.as_range(raw) if entered(key) == "range" else editing.whole(editing.handle(raw)))


def choice(desk: Desk, place: str, at: str, lang: str, question: str = "") -> None:
    """The field of a value that is one of a few."""
    about, key = editing.input_at(place), desk.key(place)
    choices = about.choices or {}
    at = desk.pending.get(place, at)
    st.selectbox(
        plain(question or about.name[lang]),
        list(choices),
        index=list(choices).index(at),
        format_func=lambda each: choices[each][lang],
        key=key,
        help=plain(about.help[lang]),
        on_change=_chosen,
        args=(desk, place, key),
    )


def _chosen(desk: Desk, place: str, key: str) -> None:
    desk.change({place: entered(key)})
