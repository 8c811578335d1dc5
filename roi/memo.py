"""The memo: a business case examined, two to four pages to be put on the table in a works council.

It takes what others have worked out and said (claims, questions, stress, parties, the two sets) and puts it in order; it
makes no number and no sentence of its own.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import Any, NamedTuple

from roi import argument, catalogue, inquiry, people, sentences, tables, telling, text, weighing
from roi.blocks import Block, Bridge, Document, Futures, Grid, Heading, Points, Step, Text
from roi.examine import challenge
from roi.inquiry import Inquiry
from roi.simulate import Result
from roi.text import case, futures, inside, say

Facts = dict[str, Any]

IN_FULL = 2  # claims that are rebuilt line by line; the others stand in a table
FEW = 6  # claims; of more, one is rebuilt, so that the memo stays within four pages
BELIEFS = 4  # things to believe, named for each of them
QUESTIONS = 8
ENDS = ("claim", "median")  # of a bridge


class Examined(NamedTuple):
    """What a memo tells of: the facts of each claim, in the scenario's order, and the plan examined beside them."""

    claims: Sequence[Facts]
    plan: Inquiry


def examined(result: Result) -> Examined:
    """A result's scenario with its claims, examined."""
    return Examined([challenge(result, claim).facts for claim in result.scenario.claims], inquiry.inquiry(result))


def memo(result: Result, lang: str, day: datetime.date | None = None, found: Examined | None = None) -> Document:
    """The memo of a result's scenario and its claims. ``day``: its date; today if None. ``found``: what ``examined`` gives
    of the same result, where it is known already."""
    scenario, day = result.scenario, day or datetime.date.today()
    claims, plan = found or examined(result)
    full = [facts for facts in claims if facts["rebuilt"]][: IN_FULL if len(claims) <= FEW else 1]
    rest = [facts for facts in claims if facts not in full]
    blocks = [
        *_short(result, claims, lang),
        *(block for number, facts in enumerate(full, start=1) for block in _claim(facts, number, lang)),
        *_others(rest, bool(full), lang),
        *_questions(claims, lang),
        *_plan(plan, scenario.horizon_months, lang),
        *_unpriced(result, lang),
        *_basis(result, lang),
    ]
    return Document(
        title=_say("title", lang, name=case(scenario.name, lang)),
        subtitle=_say("subtitle", lang, date=day, **_setting(result, lang)),
        lang=lang,
        footer=_say(
            "footer", lang, version=result.version, draws=text.number(result.draws.count, lang), seed=result.draws.seed
        ),
        blocks=tuple(blocks),
        day=day,
    )


def _say(name: str, lang: str, /, **facts: object) -> str:
    return say(f"memo.{name}", lang, **facts)


def _setting(result: Result, lang: str) -> dict[str, object]:
    scenario = result.scenario
    return {
        "months": scenario.horizon_months,
        "view": inside(say(f"view.{result.view}", lang)),
        "assumptions": inside(say(f"assumption.{scenario.assumptions}", lang)),
    }


def _paragraphs(words: Iterable[str]) -> list[Block]:
    return [Text(each) for each in words if each]


def _points(words: Sequence[str]) -> list[Block]:
    return [Points(tuple(words))] if words else []


# ------------------------------------------------------------------------------------------------------ what is claimed


def _short(result: Result, claims: Sequence[Facts], lang: str) -> list[Block]:
    """The answer, and where every claim lies."""
    lead = _say("lead", lang, count=len(claims)) if claims else _say("lead_none", lang)
    told = [
        _say("claim", lang, claim=argument.claimed(facts, lang), chance=futures(facts["chance"]["value"], lang))
        for facts in claims
    ]
    return [Heading(_say("short", lang)), Text(sentences.answer(result.headline, lang)), Text(lead), *_points(told)]


def _claim(facts: Facts, number: int, lang: str) -> list[Block]:
    """A claim in full: how likely, what was left out, what to believe, what it looks like from outside."""
    told = argument.sections(facts, lang)
    blocks: list[Block] = [Heading(argument.heading(facts, number, lang)), Text(argument.by_whom(facts, lang), quiet=True)]
    if facts["stated"]:
        blocks.append(Text(argument.read_as(facts, lang)))
    blocks += [_dots(facts, lang), *_paragraphs(told[0].said)]
    for place, row in enumerate(facts["rebuilt"]):
        blocks += _paragraphs(argument.rebuilt(row, lang)[:1])
        blocks += _bridge(row, lang) if place == 0 else []
    said, points = argument.beliefs(facts, lang)
    blocks += [Heading(_say("beliefs", lang), 3), *_paragraphs(said), *_points(points[:BELIEFS])]
    said, points, _, notes = argument.outside(facts, lang)
    blocks += [
        Heading(_say("outside", lang), 3),
        *_paragraphs(said),
        *_points(points),
        *(Text(note, quiet=True) for note in notes),
    ]
    return blocks


def _dots(facts: Facts, lang: str) -> Futures:
    share = facts["chance"]["value"]
    said = _say("dots", lang, chance=futures(share, lang))
    return Futures(min(max(round(100 * share), 0), 100), said, said)


def _bridge(row: Facts, lang: str) -> list[Block]:
    """The bridge from a claim to the middle estimate, where there is one."""
    if row["direction"] == "level" or not row["lines"]:
        return []
    cells = argument.bridge(row, row["against"], lang)[1:]
    steps = []
    for words, each in zip(cells, row["bridge"], strict=True):
        end = each["line"] in ENDS
        start = 0.0 if end else each["start"]
        steps.append(Step(words[0], start, each["end"], words[2] if end else words[1], strong=end))
    name = catalogue.outcomes()[row["against"]].name[lang]
    alt = _say("bridge_alt", lang, metric=name, first=cells[0][2], last=cells[-1][2])
    return [Bridge(tuple(steps), alt, " ".join(argument.bridge_notes(row, lang)))]


def _others(claims: Sequence[Facts], after: bool, lang: str) -> list[Block]:
    """The claims that have no lines, in a table, and why not more is said of them."""
    if not claims:
        return []
    head = tuple(_say(f"column.{name}", lang) for name in ("claim", "by", "chance", "middle", "believe"))
    rows = []
    for facts in claims:
        unit = catalogue.outcomes()[facts["metric"]].unit
        _, points = argument.beliefs(facts, lang)
        middle = text.roughly(facts["median"], unit, lang)
        by = case(facts["by"], lang) or say("run.claim_nobody", lang)
        rows.append(
            (argument.claimed(facts, lang), by, futures(facts["chance"]["value"], lang), middle, points[0] if points else "")
        )
    why = {facts["why_not"] for facts in claims if facts["why_not"]}
    notes = [say(f"challenge.rebuilt.{each}", lang) for each in sorted(why)]
    title = Heading(_say("others" if after else "claims", lang))
    return [title, Grid(head, tuple(rows), (2.4, 2, 1.6, 1.3, 3.2)), *(Text(note, quiet=True) for note in notes)]


def _questions(claims: Sequence[Facts], lang: str) -> list[Block]:
    """What to ask, the most telling of every claim first, with room for the answer."""
    rows: dict[str, Facts] = {}
    turns = zip_longest(*(facts["questions"] for facts in claims))
    for row in (each for turn in turns for each in turn if each):
        rows.setdefault(row["question"], row)
    told = [argument.question(row, lang) for row in list(rows.values())[:QUESTIONS]]
    if not told:
        return []
    head = (_say("column.question", lang), _say("column.answer", lang))
    return [Heading(say("challenge.title.questions", lang)), Grid(head, tuple((each, "") for each in told), (6.5, 2.5))]


# ------------------------------------------------------------------------------------------- the plan beside the claims


def _section(told: argument.Section, widths: tuple[float, ...] = (), right: tuple[int, ...] = ()) -> list[Block]:
    """A section of the inquiry; of its notes those that are of the whole."""
    head, *rows = told.table or [[]]
    grid = [Grid(tuple(head), tuple(map(tuple, rows)), widths, right)] if rows else []
    return [Heading(told.title), *_paragraphs(told.said), *grid, *_points(told.points)]


def _plan(found: Inquiry, months: int, lang: str) -> list[Block]:
    """The plan under stress, who gains, people, and the two sets of assumptions. ``months``: the horizon."""
    log = [argument.section(say("worklog.title", lang), telling.worklog(found.worklog, lang))] if found.worklog else []
    hard = inquiry.stressed(found.stress, lang)
    return [
        *(block for each in log for block in _section(each)),
        *_section(hard, (2, 4.4, 1.4, 1.6), (2,)),
        Text(hard.notes[-1], quiet=True),
        *_paragraphs(telling.ways_to_lose(found.ways_to_lose, lang)),
        *_section(inquiry.shared(found.parties, months, lang), (1.8, 2.9, 4.4)),
        *_points(telling.people(found.people, lang)),
        Heading(say("examined.two_sets.title", lang)),
        *_paragraphs(telling.two_sets(found.two_sets, lang)),
    ]


# --------------------------------------------------------------------------------------------------- what is not counted


def _unpriced(result: Result, lang: str) -> list[Block]:
    """The risks that stand beside the result without a price."""
    rows = people.register(result.scenario)
    head = tuple(_say(f"column.{name}", lang) for name in ("risk", "not_counted", "weighed"))
    cells = []
    for row in rows:
        dilemma = catalogue.dilemmas()[row["dilemma"]] if row["dilemma"] else None
        weighed = weighing.weighed(row, lang) if row["likelihood"] or row["consequence"] else _say("not_weighed", lang)
        cells.append((weighing.risk_name(row, lang), dilemma.unpriced[lang] if dilemma else "", weighed))
    return [Heading(_say("unpriced", lang)), Text(_say("unpriced_lead", lang)), Grid(head, tuple(cells), (1.4, 5.6, 2))]


def _basis(result: Result, lang: str) -> list[Block]:
    """What the numbers rest on, and what the account does not know."""
    counts = tables.bases(result.scenario)
    total = sum(counts.values())
    drivers = {row["input"] for row in tables.main_drivers(tables.drivers(result))}
    weighty = [row for row in tables.assumptions(result.scenario) if row["key"] in drivers]
    used = {id: catalogue.sources()[id].title[lang] for row in weighty for id in row["sources"]}
    return [
        Heading(_say("basis", lang)),
        Text(_say("counts", lang, total=total, **counts)),
        *([Text(_say("sources", lang, sources="; ".join(used.values())), quiet=True)] if used else []),
        Heading(_say("unknown", lang), 3),
        *_points([_say(f"unknown_{name}", lang) for name in ("vendor", "quality", "average", "chance", "choice")]),
    ]
