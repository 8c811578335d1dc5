"""What was changed from one version of a case to the next, in words, the most telling first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from roi import catalogue, differing, tables, text
from roi.scenario import Scenario

#: Parts of a scenario that ``differing`` tells one by one, and those that only follow from the others.
TOLD = ("values", "work", "events", "assumptions", "cost_basis", "correlations")
FOLLOW = ("hints", "text", "origins")
#: Parts that are told with what they were and are.
SAID = ("name", "horizon_months", "view", "presets")


def between(before: Scenario, after: Scenario, lang: str) -> list[str]:
    """What is another in ``after``, a line each; one line where nothing that counts is."""
    both = (before, after)
    inputs = differing.inputs(both)
    lines = [_setting(each, *_parts(both, each), lang) for each in SAID if _differs(both, each)]
    lines += [_of_a_part(row, lang) for row in differing.settings(both)]
    lines += [_come_or_gone(row, lang) for row in differing.only_in_some(both)]
    lines += [_input(row, lang) for row in inputs]
    known = (*TOLD, *SAID, *FOLLOW)
    lines += [_rest(each.name, lang) for each in fields(Scenario) if each.name not in known and _differs(both, each.name)]
    if _sources_differ(before, after, {row["key"] for row in inputs}):
        lines.append(_rest("origins", lang))
    only = "nothing" if before.text == after.text else "only_text"
    return lines or [text.say(f"changes.{only}", lang)]


def _parts(both: Sequence[Scenario], part: str) -> tuple[Any, Any]:
    return getattr(both[0], part), getattr(both[1], part)


def _differs(both: Sequence[Scenario], part: str) -> bool:
    before, after = _parts(both, part)
    return bool(before != after)


def _sources_differ(before: Scenario, after: Scenario, but_for: set[str]) -> bool:
    """Whether a figure has another source, of those that are the same."""
    keys = {*before.origins} & {*after.origins} - but_for
    return any(before.origins[key].source != after.origins[key].source for key in keys)


def _setting(setting: str, before: Any, after: Any, lang: str) -> str:
    def shown(value: Any) -> str:
        if setting == "view":
            return text.say(f"view.{value}", lang)
        if setting == "presets":
            names = [catalogue.presets()[each].name[lang] for each in value]
            return text.shown(names, lang) if names else text.say("changes.none", lang)
        return (
            text.say("changes.quoted", lang, name=text.case(value, lang)) if setting == "name" else text.shown(value, lang)
        )

    name = text.say(f"changes.part.{setting}", lang)
    return text.say("changes.value", lang, name=name, before=shown(before), after=shown(after))


def _of_a_part(row: tables.Row, lang: str) -> str:
    """Another setting, of the case or of an event."""
    name = text.say(f"compare.differs.{row['setting']}", lang)
    if row["part"] is not None:
        name = f"{text.case(row['part'], lang)}: {text.inside(name)}"
    if row["setting"] == "correlations":
        return text.say("changes.changed", lang, name=name)

    def shown(value: str) -> str:
        if row["setting"] == "assumptions":
            return text.say(f"assumption.{value}", lang)
        if row["setting"] == "cost_basis":
            return dict(catalogue.inputs()["cost_basis"].choices or {})[value][lang]
        return text.say(f"compare.differs.side_{value}", lang)

    before, after = (shown(value) for value in row["values"])
    return text.say("changes.value", lang, name=name, before=before, after=after)


def _come_or_gone(row: tables.Row, lang: str) -> str:
    how = "gone" if row["in"] == [0] else "come"
    return text.say(f"changes.{how}_{row['section']}", lang, name=text.case(row["name"], lang))


def _input(row: tables.Row, lang: str) -> str:
    name = text.input_name(row["key"], lang)
    before, after = (text.spread(each, lang) if each else text.say("changes.none", lang) for each in row["values"])
    if before == after:  # a change smaller than the figures that are shown
        return text.say("changes.changed", lang, name=name)
    return text.say("changes.value", lang, name=name, before=before, after=after)


def _rest(part: str, lang: str) -> str:
    """A part of the file that is told by its name alone."""
    known = f"changes.part.{part}"
    return text.say("changes.changed", lang, name=text.say(known if known in text.words() else "changes.part.other", lang))
