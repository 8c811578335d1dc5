"""What is asked of a plan beside its claims: returned work, stress, the likeliest way to lose, who gains, two sets.

``inquiry`` works it out once; ``sections`` says it, for terminal, page and memo alike.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from roi import catalogue, parties, reverse, stress, tables, telling, two_sets, worklog
from roi.argument import Section, section
from roi.simulate import Result
from roi.text import futures, money, say

Row = dict[str, Any]


class Inquiry(NamedTuple):
    """A plan examined, as plain tables: of ``worklog``, ``stress``, ``reverse``, ``parties`` and ``two_sets``."""

    worklog: Row | None
    stress: list[Row]
    ways_to_lose: Row
    parties: list[Row]
    people: Row
    two_sets: Row


def inquiry(result: Result, month: int | None = None, more_than: float | None = None) -> Inquiry:
    """A plan examined. ``month``: when the vendor fails or an event comes true; ``more_than``: a loss in kr (positive).

    Raises ValueError for a month outside the horizon.
    """
    return Inquiry(
        worklog=worklog.observed(result),
        stress=stress.table(result, month),
        ways_to_lose=reverse.ways_to_lose(result, more_than),
        parties=parties.table(result),
        people=parties.people(result),
        two_sets=two_sets.side_by_side(result),
    )


def as_json(found: Inquiry) -> Row:
    """An inquiry as programs read it (docs/interface.md); infinite and undefined numbers are None."""
    plain: Row = tables.plain(found._asdict())
    return plain


def sections(found: Inquiry, months: int, lang: str) -> list[Section]:
    """All of it in words, in the order of an argument. ``months``: the horizon."""
    told = [
        section(say("worklog.title", lang), telling.worklog(found.worklog, lang)) if found.worklog else None,
        stressed(found.stress, lang),
        section(say("examined.reverse.title", lang), telling.ways_to_lose(found.ways_to_lose, lang)),
        shared(found.parties, months, lang),
        section(say("examined.people.title", lang), points=telling.people(found.people, lang)),
        section(say("examined.two_sets.title", lang), telling.two_sets(found.two_sets, lang)),
    ]
    return [each for each in told if each]


def stressed(rows: list[Row], lang: str) -> Section:
    """Every stress as a row: what happens, the middle estimate then, and how often the plan loses."""
    table = [[say(f"examined.stress.column_{name}", lang) for name in ("what", "how", "middle", "loses")]]
    notes = []
    for row in rows:
        name, said = catalogue.stresses()[row["stress"]].name[lang], telling.stress(row, lang)
        if not row["applies"]:
            notes.append(say("examined.stress.left_out", lang, name=name, why=said[0]))
            continue
        table.append([name, said[0], money(row["p50"], lang), futures(row["chance_of_loss"]["value"], lang)])
        notes += [say("examined.stress.left_out", lang, name=name, why=why) for why in said[2:]]
    middle = next((money(row["base_p50"], lang) for row in rows if row["applies"]), "")
    lead = say("examined.stress.lead", lang, middle=middle)
    return section(
        say("examined.stress.title", lang), [lead], table=table, notes=[*notes, say("examined.stress.unpriced", lang)]
    )


def shared(rows: list[Row], months: int, lang: str) -> Section:
    """Party by party: what it wins or loses, and what is counted of it; what stays unpriced below."""
    told = [telling.party(row, lang) for row in rows]
    table = [[say(f"examined.parties.column_{name}", lang) for name in ("party", "amount", "counted")]]
    table += [[each["name"], each["amount"], each["counts"]] for each in told]
    unpriced = [say("examined.parties.unpriced_of", lang, name=each["name"], what=each["unpriced"]) for each in told]
    lead = say("examined.parties.lead", lang, months=months)
    return section(say("examined.parties.title", lang), [lead], table=table, notes=unpriced)
