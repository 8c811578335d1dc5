"""The report: a result to be handed over, the same building blocks for a page, for paper and for a file to edit.

It takes tables and sentences that others make and puts them in order; it makes no number of its own.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from roi import catalogue, cells, charts, people, rules, sentences, tables, text, weighing
from roi.argument import chance_error
from roi.blocks import Block, Chart, Document, Grid, Heading, Points, Text
from roi.foundations import foundations
from roi.paper import to_docx, to_pdf
from roi.simulate import Result
from roi.tables import Row
from roi.text import case, inside, say
from roi.webpage import to_html
from roi.workbook import to_xlsx

OUTLINE = ("npv", "burnout_cost_y", "cost_saving", "cost_saving_all_in", "cash_saving", "payback_month", "deepest_cash")
HALF_YEAR, LONG = 6, 48  # months from row to row of a long table; a horizon beyond which it is one
UNKNOWN = ("vendor", "quality", "average", "chance", "choice")  # what the account does not know, as the memo says it

NARROW = 0.6  # of the page's width, for a table of two figures

#: What the blocks can be written as: to be read on a screen, to be printed, to be edited.
DOCUMENTS: Mapping[str, Callable[[Document], bytes]] = {"html": to_html, "pdf": to_pdf, "docx": to_docx}
FORMS = (*DOCUMENTS, "xlsx")  # and as a workbook, to be followed figure by figure

Rows = Mapping[str, Row]  # of the outcome table, by outcome


def written(result: Result, form: str, lang: str, day: datetime.date | None = None) -> bytes:
    """The report as a file. ``form``: one of FORMS; KeyError for another. The same result and day give the same bytes."""
    return to_xlsx(result, lang, day) if form == "xlsx" else DOCUMENTS[form](report(result, lang, day))


def report(result: Result, lang: str, day: datetime.date | None = None) -> Document:
    """The report of a result. ``day``: its date; today if None."""
    day = day or datetime.date.today()
    rows = tables.by_outcome(result)
    facts = _facts(result, day, lang)
    return Document(
        title=_say("title", lang, name=facts["name"]),
        subtitle=_say("subtitle", lang, **{name: inside(facts[name]) if name in INSIDE else facts[name] for name in facts}),
        lang=lang,
        footer=_say("footer", lang, **facts),
        day=day,
        blocks=(
            *_short(result, rows, lang),
            *_burnout(result, rows, lang),
            *_beside(result, rows, lang),
            *_metrics(rows, lang),
            *_months(result, rows, lang),
            *_ledger(result, lang),
            *_drivers(result, lang),
            *_claims(result, rows, lang),
            *_people(result, lang),
            *_method(result, facts, lang),
            *foundations(result.scenario, lang),
        ),
    )


INSIDE = ("view", "assumptions")  # facts that stand inside a sentence


def _say(name: str, lang: str, /, **facts: object) -> str:
    return say(f"report.{name}", lang, **facts)


def _facts(result: Result, day: datetime.date, lang: str) -> dict[str, str]:
    """What made the report, in words."""
    scenario = result.scenario
    presets = [catalogue.presets()[id].name[lang] for id in scenario.presets]
    return {
        "name": case(scenario.name, lang),
        "date": text.date(day, lang),
        "months": text.number(scenario.horizon_months, lang),
        "view": say(f"view.{result.view}", lang),
        "assumptions": say(f"assumption.{scenario.assumptions}", lang),
        "presets": ", ".join(presets) or _say("no_presets", lang),
        "version": result.version,
        "draws": text.number(result.count, lang),
        "seed": str(result.seed),
    }


def _paragraphs(words: Iterable[str]) -> list[Block]:
    return [Text(each) for each in words if each]


def _quiet(words: Iterable[str]) -> list[Block]:
    return [Text(each, quiet=True) for each in words if each]


def _grid(told: cells.Cells, widths: Sequence[float], right: Sequence[int] = (), share: float = 1.0) -> Grid:
    header, rows = told
    return Grid(tuple(header), tuple(map(tuple, rows)), tuple(widths), tuple(right), share=share)


# ------------------------------------------------------------------------------------------------------------ the answer


def _short(result: Result, rows: Rows, lang: str) -> list[Block]:
    """The answer in a sentence, what weighs most, the figures in outline, and a hundred futures."""
    facts, chances = result.headline, tables.chances(result)
    said = (
        sentences.answer(facts, lang),
        sentences.reasons(facts, lang),
        sentences.burnout_cost(rows["burnout_cost_y"], lang),
    )
    head = tuple(_say(f"column.{name}", lang) for name in ("name", "middle", "range"))
    outline = [_in_outline(rows[id], lang) for id in OUTLINE if rows[id]["undefined"] < 1]
    futures = tables.dots(result.samples["npv"])
    alt = say("ui.futures.alt_dots", lang, answer=said[0])
    return [
        Heading(_say("short", lang)),
        *_paragraphs(said),
        Grid(head, tuple(outline), (4, 2, 4), (1, 2), _say("in_figures", lang), 0.8),
        *_about(result, lang),
        Heading(say("ui.futures.title", lang)),
        Text(say("ui.futures.lead_dots", lang)),
        Chart(charts.dots(futures, lang), alt, _grid(cells.futures(futures, lang), (3, 2), (0, 1), NARROW)),
        Text(sentences.mean_and_loss(facts, chances, lang)),
    ]


def _in_outline(row: Row, lang: str) -> tuple[str, str, str]:
    about = catalogue.outcomes()[row["outcome"]]
    low, middle, high = text.three(row, about.unit, lang)
    return about.name[lang], middle, text.between(low, high, lang)


def _about(result: Result, lang: str) -> list[Block]:
    """What the file says of the case, and what must be known of its figures before they are used."""
    note = case(result.scenario.note, lang)
    told: list[Block] = [Heading(_say("case", lang), 3), Text(note)] if note else []
    return [*told, *_warnings(result, lang)]


def _warnings(result: Result, lang: str) -> list[Block]:
    hints = [text.mistake(each, "", lang) for each in result.scenario.hints]
    return _quiet(
        [
            *([say("run.few", lang, draws=result.count)] if result.count < tables.FEW else []),
            *([say("run.kept", lang, draws=result.count, kept=result.draws.count)] if result.counted else []),
            *([say("ui.hints.title", lang, hints=" ".join(hints))] if hints else []),
        ]
    )


def _burnout(result: Result, rows: Rows, lang: str) -> list[Block]:
    """What burnout costs a year, as a range."""
    sample, row = result.samples["burnout_cost_y"], rows["burnout_cost_y"]
    said = sentences.burnout_cost(row, lang)
    bars, alt = tables.histogram(sample), say("ui.burnout.alt", lang, answer=said)
    table = _grid(_quantiles(row, lang), (3, 2), (0, 1), NARROW)
    return [
        Heading(say("ui.burnout.title", lang)),
        Text(f"{said} {say('ui.burnout.lead', lang)}"),
        *([Chart(charts.spread(bars, row, lang), alt, table)] if bars else []),
        *_article(result, lang),
    ]


def _quantiles(row: Row, lang: str) -> cells.Cells:
    """An amount by how many of 100 futures are lower."""
    shares = {"p5": 5, "p25": 25, "p50": 50, "p75": 75, "p95": 95}
    made = [[text.number(share, lang), text.money(row[name], lang)] for name, share in shares.items()]
    return [_say("column.lower", lang), say("ui.burnout.amount", lang)], made


def _article(result: Result, lang: str) -> list[Block]:
    """What whoever uses the article's figures must know of them."""
    said = sentences.article(tables.article_check(result.scenario), lang)
    return [Heading(say("run.article", lang), 3), *_paragraphs(said)] if said else []


def _beside(result: Result, rows: Rows, lang: str) -> list[Block]:
    """The slide's saving, and what of it reaches the bank account."""
    shown = cells.savings(rows, tables.outside_view(result), lang)
    if not shown:
        return [Heading(say("ui.beside.title", lang)), Text(sentences.undefined(rows["cost_saving"], lang))]
    middles = [f"{row['name']}: {text.roughly(row['p50'], 'share', lang)}" for row in shown]
    table, alt = _grid(cells.beside(shown, lang), (2.6, 1.1, 1.9, 4.4), (1, 2)), say("ui.beside.alt", lang, middles=middles)
    return [
        Heading(say("ui.beside.title", lang)),
        Text(say("ui.beside.lead", lang)),
        Chart(charts.beside(shown, lang), alt, table),
        *_quiet([say("run.short_lives", lang)] if tables.has_far_end(rows) else []),
    ]


def _metrics(rows: Rows, lang: str) -> list[Block]:
    """The outcomes against their targets, with their chances and how exactly these are known."""
    aimed = [rows[id] for id in tables.TARGETS]
    shown = [row for row in aimed if row["undefined"] < 1]
    header, made = cells.metrics(shown, lang)
    header = [_say(f"column.{name}", lang) for name in ("name", "middle", "range", "target", "chance", "error")]
    made = [[*told, chance_error(row["chance_se"], lang)] for told, row in zip(made, shown, strict=True)]
    table = _grid((header, made), (2.6, 1.4, 2.3, 1.7, 2.2, 1.6), (1, 2))
    drawn = [Chart(charts.metrics(shown, lang), say("ui.metrics.alt", lang), table)] if shown else []
    return [
        Heading(say("ui.metrics.title", lang)),
        Text(say("ui.metrics.lead", lang)),
        *drawn,
        *_quiet(sentences.undefined(row, lang) for row in aimed),
    ]


def _months(result: Result, rows: Rows, lang: str) -> list[Block]:
    """Payback and the deepest outlay; the running sum, and how many futures are earned back by when."""
    horizon, earned, by_month = result.scenario.horizon_months, tables.earned_back(result), tables.months(result)
    outlay = sentences.outlay(rows["deepest_cash"], rows["deepest_month"], horizon, lang)
    payback = sentences.payback(rows["payback_month"], tables.chances(result), result.view, lang)
    last = by_month[-1]
    alt = say("ui.months.alt", lang, month=last["month"], **cells.changes(last, lang))
    share = text.futures(earned[-1], lang)
    every = cells.EVERY if horizon <= LONG else HALF_YEAR
    table = _grid(cells.months(by_month, earned, lang, every), (1, 2, 4, 3), (0, 1, 2, 3))
    return [
        Heading(say("ui.months.title", lang)),
        Text(f"{outlay} {payback}"),
        Chart(charts.months(by_month, lang), alt, table),
        Text(say("ui.months.lead", lang), quiet=True),
        Heading(say("ui.months.earned_title", lang), 3),
        Chart(charts.earned_back(earned, lang), say("ui.months.earned_alt", lang, chance=share)),
    ]


def _ledger(result: Result, lang: str) -> list[Block]:
    """The lines, those that are often left out marked."""
    rows = tables.waterfall(result)
    alt = say("ui.ledger.alt", lang, sum=text.change(rows[-1]["mean"], lang))
    return [
        Heading(say("ui.ledger.title", lang)),
        Text(say("ui.ledger.lead", lang)),
        Chart(charts.ledger(rows, lang), alt, _grid(cells.ledger(rows, lang), (4, 1.9, 2, 3.4), (2, 3))),
    ]


def _drivers(result: Result, lang: str) -> list[Block]:
    """What the answer hangs on, what to find out first, and what knowing it is worth."""
    found = tables.drivers(result)
    rows, worth = tables.main_drivers(found), tables.worth_asking(found)
    title = Heading(say("ui.drivers.title", lang))
    if not rows:
        return [title, Text(say("ui.drivers.none", lang))]
    table = _grid(cells.drivers(rows, worth, lang), (4.2, 2.8, 1.4, 1.6)[: 4 if worth else 3])
    return [
        title,
        Text(sentences.find_out_first(tables.first_to_find_out(found), lang)),
        Text(say("ui.drivers.lead", lang)),
        Chart(charts.drivers(rows, lang), say("ui.drivers.alt", lang), table),
        *_quiet(sentences.driver_notes(rows, worth, lang)),
        *_asking(result, lang),
    ]


def _asking(result: Result, lang: str) -> list[Block]:
    rows = [row for row in tables.asking(result) if tables.is_worth(row)]
    if not rows:
        return []
    head = [_say(f"column.{name}", lang) for name in ("known", "worth")]
    return [
        Heading(_say("asking", lang), 3),
        _grid((head, [sentences.asked(row, lang) for row in rows]), (5, 2), (1,)),
        *_quiet([say("drivers.asking.help", lang)]),
    ]


# ------------------------------------------------------------------------------------------ what others say, what is left


def _claims(result: Result, rows: Rows, lang: str) -> list[Block]:
    """What others say of the plan, briefly."""
    medians = {id: row["p50"] for id, row in rows.items()}
    said = [sentences.claim(row, medians, lang) for row in tables.claims(result)]
    return [Heading(say("ui.claims.title", lang)), Text(_say("claims", lang)), Points(tuple(said))] if said else []


def _people(result: Result, lang: str) -> list[Block]:
    """What no number settles: the risks, weighed or not and never priced; the rules that the plan may touch."""
    head = tuple(say(f"memo.column.{name}", lang) for name in ("risk", "not_counted", "weighed"))
    made = [_risk(row, lang) for row in people.register(result.scenario)]
    follow, rest = weighing.flags(rules.flags(result.scenario), lang)
    caveat = say("left.rules.caveat", lang, year=str(rules.SOURCES_UNTIL))
    return [
        Heading(say("ui.people.title", lang)),
        Text(_say("people", lang)),
        Grid(head, tuple(made), (1.5, 4.4, 3.1)),
        Heading(say("left.title.rules", lang), 3),
        *([Points(tuple(follow))] if follow else []),
        *_quiet([*rest, caveat, say("left.rules.more", lang)]),
    ]


def _risk(row: Row, lang: str) -> tuple[str, str, str]:
    """A risk: its name, what no amount says of it, and how people have weighed it, in their own words."""
    dilemma = catalogue.dilemmas()[row["dilemma"]] if row["dilemma"] else None
    weighed = weighing.weighed(row, lang) if row["likelihood"] or row["consequence"] else say("memo.not_weighed", lang)
    said = [weighed, *weighing.risk_words(row, lang)]
    told = ". ".join(text.capital(each).removesuffix(".") for each in said)
    return weighing.risk_name(row, lang), dilemma.unpriced[lang] if dilemma else "", told


# ------------------------------------------------------------------------------------------------------ how it was reckoned


def _method(result: Result, facts: Mapping[str, str], lang: str) -> list[Block]:
    """How it was worked out in short, what the account does not know, and what made the report."""
    road = [say(f"method.page.road_{step}", lang, draws=facts["draws"]) for step in range(1, 6)]
    told: dict[str, Any] = {**facts, "precision": _precision(result, lang), "hash": result.scenario_hash}
    told |= {"months": text.quantity(result.scenario.horizon_months, "months", lang), "version": f"roi {result.version}"}
    names = [name for name in text.words() if name.startswith("report.fact.")]
    made = [(say(name, lang), told[name.removeprefix("report.fact.")]) for name in names]
    return [
        Heading(_say("method", lang)),
        Points(tuple(road)),
        Heading(say("memo.unknown", lang), 3),
        Points(tuple(say(f"memo.unknown_{name}", lang) for name in UNKNOWN)),
        Grid((_say("column.what", lang), _say("column.here", lang)), tuple(made), (2, 4)),
    ]


def _precision(result: Result, lang: str) -> str:
    """How exactly the net present value is known."""
    share = result.precision
    if share == 0:
        return _say("exact", lang)
    if math.isnan(share):
        return _say("not_known", lang)
    return _say("precise", lang, share=text.quantity(float(f"{share:.1g}"), "share", lang))
