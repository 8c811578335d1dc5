"""What no number settles, as text for a terminal: everything of a scenario, or what belongs to one thing of the ledger."""

from __future__ import annotations

from roi import catalogue, people, qualitative, rules, text, weighing
from roi.people import MARKS, Table
from roi.scenario import Scenario
from roi.typeset import columns, headed, wrapped


def report(scenario: Scenario, lang: str) -> str:
    """Risks, compass, lists, process, rules and answers."""
    parts = (
        wrapped(text.case(scenario.name, lang)),
        _risks(scenario, lang),
        _rules(scenario, lang),
        _process(scenario, lang),
        _checklists(scenario, lang),
        _compass(scenario, lang),
        _answers(scenario, lang),
    )
    return "\n".join(line for part in parts for line in part) + "\n"


def _heading(name: str, lang: str) -> list[str]:
    return headed(text.say(f"left.title.{name}", lang))


def _indented(sentences: list[str], indent: str = "  ") -> list[str]:
    return [line for each in sentences for line in wrapped(each, indent)]


def _risks(scenario: Scenario, lang: str) -> list[str]:
    rows = people.register(scenario)
    lines = _heading("risks", lang)
    lines += _indented([weighing.unpriced(rows, lang), weighing.overview(people.overview(rows), rows, lang)])
    for row in rows:
        if row["risk"] in scenario.risks:
            lines += ["", *_indented([f"{weighing.risk_name(row, lang)}: {weighing.weighed(row, lang)}"])]
            lines += _indented(weighing.risk_words(row, lang), "    ")
    return lines + _map(rows, lang) if any(row["weighed"] for row in rows) else lines


def _map(rows: Table, lang: str) -> list[str]:
    """Counts of the cells: before the answer / with it."""
    counts = {
        when: {(cell["likelihood"], cell["consequence"]): cell["count"] for cell in people.risk_map(rows, after)}
        for when, after in (("before", False), ("after", True))
    }

    def cell(place: tuple[int, int]) -> str:
        before, after = counts["before"][place], counts["after"][place]
        return f"{before}/{after}" if before or after else "·"

    table = [[str(y), *(cell((x, y)) for x in MARKS)] for y in reversed(MARKS)]
    body = list(columns([*table, ["", *map(str, MARKS)]]))
    return [*_heading("map", lang), *body, *_indented([text.say("left.risk.map_help", lang)])]


def _rules(scenario: Scenario, lang: str) -> list[str]:
    lines = _heading("rules", lang)
    for row in rules.flags(scenario):
        about = qualitative.entries()[row["rule"]]
        lines += _indented([weighing.flag(row, lang)], "  - ")
        said = [about.help[lang]] if about.help else []
        said += [about.note[lang]] if about.note else []
        said.append(text.say("left.rules.source", lang, title=catalogue.sources()[about.source].title[lang]))
        lines += [*_indented(said, "    "), ""]
    return [*lines, *_indented([text.say("left.rules.caveat", lang, year=str(rules.SOURCES_UNTIL))])]


def _process(scenario: Scenario, lang: str) -> list[str]:
    return [*_heading("process", lang), *_indented(weighing.process(people.process(scenario), lang))]


def _checklists(scenario: Scenario, lang: str) -> list[str]:
    rows = people.checklists(scenario)
    lines = _heading("checklists", lang)
    for row in rows:
        if row["begun"]:
            first, *rest = weighing.progress(row, lang)
            lines += [*_indented([first]), *_indented(rest, "    ")]
    names = [qualitative.lists()[row["list"]].name[lang] for row in rows if not row["begun"]]
    return lines + (_indented([text.say("left.list.not_begun", lang, names="; ".join(names))]) if names else [])


def _compass(scenario: Scenario, lang: str) -> list[str]:
    return [*_heading("compass", lang), *_indented(weighing.compass(people.compass(scenario), lang))]


def _answers(scenario: Scenario, lang: str) -> list[str]:
    rows = people.answers(scenario)
    return [*_heading("answers", lang), *_indented([weighing.answer(row, lang) for row in rows])] if rows else []


# -------------------------------------------------------------------------------------------------------- what belongs


def belonging(id: str, lang: str) -> str | None:
    """The entries that belong to a line, input, outcome, dilemma, stress, preset or entry; None if nothing is called so."""
    kinds = qualitative.kinds_of(id)
    if not kinds:
        return None
    lines = headed(text.say("left.title.about", lang, name=qualitative.name(kinds[0], id, lang)))[1:]
    for kind in kinds:
        for each in qualitative.about(kind, id):
            lines += _indented([f"{text.say(f'entry.kind.{each.kind}', lang)}: {each.text[lang]}"])
    return "\n".join(lines) + "\n"
