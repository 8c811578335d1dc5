"""What a scenario's figures rest on, as blocks: every value used, where it comes from, how well founded it is.

Judgement is marked wherever it stands.
"""

from __future__ import annotations

from collections.abc import Mapping

from roi import catalogue, tables, text
from roi.blocks import Block, Grid, Heading, Points, Text
from roi.scenario import Scenario
from roi.tables import Row, Table
from roi.text import case, say

MARK = "◆"  # before what is judgement
WIDTHS = (2.3, 2.5, 1.5, 4.2)

Numbers = Mapping[str, int]  # source -> its number in the list of sources


def foundations(scenario: Scenario, lang: str) -> list[Block]:
    """How many values rest on what, all of them in tables, the presets, what moves together, and the sources."""
    rows = [tables.cost_basis(scenario), *tables.assumptions(scenario)]
    presets = [catalogue.presets()[id] for id in scenario.presets]
    used = [id for each in (*(row["sources"] for row in rows), *(each.default.sources for each in presets)) for id in each]
    numbers = {id: number for number, id in enumerate(dict.fromkeys(used), start=1)}
    return [
        Heading(say("ui.assumed.title", lang)),
        Text(say("ui.assumed.lead", lang, **tables.bases(scenario))),
        Text(_say("judgement", lang, mark=MARK)),
        *(block for name, part in _groups(rows, lang).items() for block in _group(name, part, numbers, lang)),
        *_presets(presets, numbers, lang),
        *_together(scenario, lang),
        Heading(_say("sources", lang), 3),
        Points(tuple(_source(id, number, lang) for id, number in numbers.items())),
    ]


def _say(name: str, lang: str, /, **facts: object) -> str:
    return say(f"report.{name}", lang, **facts)


def _groups(rows: Table, lang: str) -> dict[str, Table]:
    """The values by where they stand in a scenario: the firm, burnout, each piece of work, the plan, each event."""
    groups: dict[str, Table] = {}
    for row in sorted(rows, key=lambda row: catalogue.SECTIONS.index(row["section"])):
        owner, section = row["key"].rpartition(".")[0], say(f"section.{row['section']}", lang)
        name = _say("group", lang, section=section, name=case(owner, lang)) if owner else section
        groups.setdefault(name, []).append(row)
    return groups


def _group(name: str, rows: Table, numbers: Numbers, lang: str) -> list[Block]:
    head = tuple(_say(f"column.{column}", lang) for column in ("input", "value", "basis", "why"))
    return [Heading(name, 3), Grid(head, tuple(_cells(row, numbers, lang) for row in rows), WIDTHS)]


def _cells(row: Row, numbers: Numbers, lang: str) -> tuple[str, str, str, str]:
    """A value: its name, what it is, how well founded that is, and why it is what it is."""
    about = catalogue.inputs()[row["input"]]
    value = about.choices[row["choice"]][lang] if about.choices else text.spread(row, lang)
    return about.name[lang], text.capital(value), _founded(row["basis"], row["sources"], numbers, lang), _why(row, lang)


def _founded(basis: str, sources: tuple[str, ...], numbers: Numbers, lang: str) -> str:
    """What a value rests on, judgement with its mark, and the numbers of its sources."""
    said = say(f"basis.{basis}", lang)
    marked = _say("marked", lang, mark=MARK, basis=said) if basis == "judgement" else text.capital(said)
    return " ".join([marked, *([f"[{', '.join(str(numbers[id]) for id in sources)}]"] if sources else [])])


def _why(row: Row, lang: str) -> str:
    if row["origin"] == "file":
        stated = row["stated_source"]
        return _say("stated", lang, source=case(stated, lang)) if stated else _say("no_source", lang)
    if row["origin"] == "preset":
        name = catalogue.presets()[row["preset"]].name[lang]
        return _say("by_preset", lang, preset=say("origin.preset", lang, name=name))
    return str(row["why"][lang])


def _presets(presets: list[catalogue.Preset], numbers: Numbers, lang: str) -> list[Block]:
    """The presets that the scenario uses, and what each rests on."""
    if not presets:
        return []
    head = tuple(_say(f"column.{column}", lang) for column in ("preset", "what_it_is", "basis", "why"))
    made = [
        (
            each.name[lang],
            each.help[lang],
            _founded(each.default.basis, each.default.sources, numbers, lang),
            each.default.why[lang],
        )
        for each in presets
    ]
    return [Heading(_say("presets", lang), 3), Grid(head, tuple(made), (1.7, 3.4, 1.4, 3.4))]


def _together(scenario: Scenario, lang: str) -> list[Block]:
    """Values that move together."""
    said = [
        say("run.correlated", lang, a=text.input_name(pair.a, lang), b=text.input_name(pair.b, lang), rank=pair.rank)
        for pair in scenario.correlations
    ]
    return [Heading(_say("together", lang), 3), Points(tuple(said))] if said else []


def _source(id: str, number: int, lang: str) -> str:
    """A source with its number, how it was seen, and its address where it has one."""
    about = catalogue.sources()[id]
    facts = {"number": number, "title": about.title[lang], "seen": say(f"method.seen.{about.seen}", lang)}
    return _say("source_at", lang, **facts, address=about.url) if about.url else _say("source", lang, **facts)
