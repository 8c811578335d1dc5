"""A result as a workbook: its tables on sheets of their own with charts, and formulas that an auditor can follow."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from roi import audit, catalogue, formulas, people, qualitative, rules, sentences, tabled, tables, text, weighing
from roi.sheets import BOLD, TITLE, WORDS, Book, Sheet
from roi.simulate import Result
from roi.tables import Row
from roi.text import case

SHEETS = ("summary", "charts", "outcomes", "lines", "months", "running", "percentiles", "drivers")
AUDITED = ("inputs", "calculation", "check")
LAST = ("left", "sources")
NOTES = {  # what is said above a sheet, beside what it is about
    "outcomes": ("rounded",),
    "lines": ("rounded",),
    "months": ("months",),
    "running": ("rounded", "running"),
    "percentiles": ("rounded",),
    "drivers": ("drivers", "rounded"),
    "left": ("unpriced",),
}
WIDTHS: Mapping[str, Sequence[float]] = {  # of the columns, in characters
    "summary": (32, 110),
    "charts": (20, 20, 20, 20, 20, 20),
    "outcomes": (30, *[17] * 15, 90),
    "lines": (30, 14, 12, *[18] * 6, 90),
    "months": (30, 14, 16),
    "running": (10, *[17] * 13),
    "percentiles": (24, 26, 18),
    "drivers": (56, *[17] * 10, 50),
    "left": (28, 60, 14, 14, 14, 14, 12, 40, 40, 20, 14, 40),
    "sources": (70, 16, 60, 18, 70),
}
MONTH_WIDTH = 12
CHART_WIDTH, ROW_HEIGHT = 900, 20  # pixels
ROWS_OF_A_CHART = 22
BAR = 24  # pixels of a chart for each line of the ledger


def to_xlsx(result: Result, lang: str, day: datetime.date | None = None) -> bytes:
    """The workbook. ``day``: the date that it bears; today if None. The same result and day give the same bytes."""
    day = day or datetime.date.today()
    book = Book(_say("title", lang, name=case(result.scenario.name, lang)), lang, day)
    made = formulas.calculation(result.scenario, result.view)
    pages = {name: _page(book, name, result.scenario.horizon_months) for name in SHEETS}
    changed = audit.inputs_sheet(book, made, result.scenario)
    by_month = audit.calculation_sheet(book, made)
    cells, verdict = audit.check_sheet(book, made, by_month, changed)
    figures = made.figures
    points = {name: (cell, figures[name][0]) for name, cell in cells.items()}
    _summary(pages["summary"], result, day, verdict)
    tabled.outcomes(pages["outcomes"], result, points)
    drawn = {
        "running": tabled.running(pages["running"], result, by_month["sum_running"], figures["sum_running"]),
        "lines": tabled.lines(pages["lines"], result, points),
        "drivers": tabled.drivers(pages["drivers"], result),
        "percentiles": tabled.percentiles(pages["percentiles"], result),
        "kinds": tabled.months(pages["months"], result),
    }
    _charts(pages["charts"], {name: chart for name, chart in drawn.items() if chart is not None}, len(result.ledger))
    _left(book, result)
    _sources(book, result)
    return book.bytes()


def _say(name: str, lang: str, /, **facts: object) -> str:
    return text.say(f"workbook.{name}", lang, **facts)


def _page(book: Book, name: str, months: int = 0) -> Sheet:
    """A sheet with its title and what is said of it above; the summary has its own."""
    lang, title = book.lang, _say(f"sheet.{name}", book.lang)
    widths = [*WIDTHS[name], *([MONTH_WIDTH] * months if name == "months" else [])]
    if name == "summary":
        return book.sheet(title, widths)
    said = [f"{_say(f'about.{name}', lang)}."]
    said += [_say(f"note.{each}", lang, calculation=_say("sheet.calculation", lang)) for each in NOTES.get(name, ())]
    return book.sheet(title, widths, title, said)


def _charts(sheet: Sheet, drawn: Mapping[str, Any], lines: int) -> None:
    """The charts below each other, each on a page of its own."""
    breaks: list[int] = []
    for name, chart in drawn.items():
        title, high = _say(f"chart.{name}", sheet.book.lang), ROWS_OF_A_CHART
        if name == "lines":
            high = max(high, BAR * (lines + 4) // ROW_HEIGHT)
        chart.set_title({"name": title, "name_font": {"size": 12, "bold": True}})
        chart.set_size({"width": CHART_WIDTH, "height": ROW_HEIGHT * (high - 1)})
        sheet.page.insert_chart(sheet.at, 0, chart, {"description": title})
        sheet.at += high
        breaks.append(sheet.at)
    sheet.page.set_h_pagebreaks(breaks[:-1])


# ------------------------------------------------------------------------------------------------------------- summary


def _summary(sheet: Sheet, result: Result, day: datetime.date, verdict: str) -> None:
    """What the reader wants to know first, and what it was worked out from."""
    lang, scenario = sheet.book.lang, result.scenario
    sheet.words(0, 0, case(scenario.name, lang), TITLE)
    sheet.at = 2
    rows, facts, chances = tables.by_outcome(result), result.headline, tables.chances(result)
    said = [
        sentences.answer(facts, lang),
        sentences.reasons(facts, lang),
        sentences.burnout_cost(rows["burnout_cost_y"], lang),
        sentences.outlay(rows["deepest_cash"], rows["deepest_month"], scenario.horizon_months, lang),
        sentences.payback(rows["payback_month"], chances, result.view, lang),
        sentences.mean_and_loss(facts, chances, lang),
    ]
    medians = {id: row["p50"] for id, row in rows.items()}
    register = people.register(scenario)
    presets = [catalogue.presets()[id].name[lang] for id in scenario.presets]
    setting: dict[str, str | int] = {
        "scenario": case(scenario.name, lang),
        "note": case(scenario.note, lang),
        "date": text.date(day, lang),
        "version": result.version,
        "draws": result.count,
        "seed": str(result.seed),
        "assumptions": text.say(f"assumption.{scenario.assumptions}", lang),
        "presets": "; ".join(presets),
        "view": text.say(f"view.{result.view}", lang),
        "months": scenario.horizon_months,
        "hash": result.scenario_hash,
    }
    basis = {text.capital(text.say(f"basis.{name}", lang)): count for name, count in tables.bases(scenario).items()}
    _block(sheet, "answer", [("", each) for each in said if each])
    _block(sheet, "setting", [(_say(f"setting.{name}", lang), x) for name, x in setting.items() if x != ""])
    sheet.words(sheet.at - 1, 0, _say("setting.agrees", lang), WORDS)
    sheet.formula(sheet.at - 1, 1, verdict, _say("check.agree", lang), "none", {"align": "left"})
    sheet.at += 1
    _block(sheet, "claims", [("", sentences.claim(row, medians, lang)) for row in tables.claims(result)])
    _block(sheet, "notes", [("", each) for each in sentences.article(tables.article_check(scenario), lang)])
    _block(sheet, "basis", list(basis.items()))
    unpriced = [(weighing.risk_name(row, lang), _not_counted(row, lang)) for row in register]
    _block(sheet, "unpriced", [("", _say("note.unpriced", lang)), *unpriced])
    _block(sheet, "sheets", [(_say(f"sheet.{name}", lang), _say(f"about.{name}", lang)) for name in SHEETS + AUDITED + LAST])


def _block(sheet: Sheet, title: str, rows: Sequence[tuple[str, str | int]]) -> None:
    """A part of the summary: a name and what there is to say of it, line by line; nothing where there is nothing."""
    if not rows:
        return
    sheet.part(_say(f"title_of.{title}", sheet.book.lang))
    for name, said in rows:
        sheet.words(sheet.at, 0, name, WORDS)
        if isinstance(said, str):
            sheet.words(sheet.at, 1, said, WORDS)
        else:
            sheet.number(sheet.at, 1, said, "number", {"align": "left"})
        sheet.at += 1
    sheet.at += 1


def _not_counted(row: Row, lang: str) -> str:
    return catalogue.dilemmas()[row["dilemma"]].unpriced[lang] if row["dilemma"] and not row["own"] else ""


# -------------------------------------------------------------------------------------------------------- what is left


def _left(book: Book, result: Result) -> None:
    """What no number settles, as people have weighed it, and the rules that the plan may touch."""
    lang, scenario = book.lang, result.scenario
    sheet = _page(book, "left")
    names = (
        "likelihood",
        "consequence",
        "likelihood_after",
        "consequence_after",
        "status",
        "evidence",
        "answer",
        "owner",
        "date",
        "note",
    )
    sheet.headings([_say(f"column.{name}", lang) for name in ("risk", "not_counted", *names)], 1, range(2, 6))
    for row in people.register(scenario):
        sheet.words(sheet.at, 0, weighing.risk_name(row, lang), BOLD, WORDS)
        sheet.words(sheet.at, 1, _not_counted(row, lang), WORDS)
        for column, name in enumerate(names, start=2):
            x = row[name]
            if isinstance(x, int):
                sheet.number(sheet.at, column, x, "number")
            elif x:
                sheet.words(sheet.at, column, _weighed(name, x, lang), WORDS)
        sheet.at += 1
    found = tables.left_to_the_user(scenario)
    told = {
        "rules": [weighing.flag(row, lang) for row in found["rules"]],
        "process": weighing.process(people.process(scenario), lang),
        "checklists": [" ".join(weighing.progress(row, lang)) for row in people.checklists(scenario) if row["begun"]],
        "compass": weighing.compass(people.compass(scenario), lang),
        "answers": [weighing.answer(row, lang) for row in people.answers(scenario)],
    }
    for name, said in told.items():
        if said:
            sheet.at += 1
            sheet.part(text.say(f"left.title.{name}", lang))
            for each in said:
                sheet.page.merge_range(sheet.at, 0, sheet.at, 7, "", book.style(WORDS))
                sheet.words(sheet.at, 0, each, WORDS)
                sheet.at += 1


def _weighed(name: str, x: str, lang: str) -> str:
    if name == "status":
        return text.say(f"status.{x}", lang)
    return weighing.day(x, lang) if name == "date" else case(x, lang)


def _sources(book: Book, result: Result) -> None:
    """The sources of what the scenario uses, and what each is used for."""
    lang = book.lang
    sheet = _page(book, "sources")
    sheet.headings([_say(f"column.{name}", lang) for name in ("source", "kind", "url", "seen", "used_for")])
    used: dict[str, list[str]] = {}
    for row in tables.assumptions(result.scenario):
        for id in row["sources"]:
            used.setdefault(id, []).append(catalogue.inputs()[row["input"]].name[lang])
    for row in rules.flags(result.scenario):
        about = qualitative.entries()[row["rule"]]
        used.setdefault(about.source, []).append(about.text[lang])
    for id, source in catalogue.sources().items():
        if id in used:
            cells = (
                source.title[lang],
                text.say(f"method.source.{source.kind}", lang),
                source.url or "",
                text.say(f"method.seen.{source.seen}", lang),
            )
            for column, words in enumerate((*cells, "; ".join(dict.fromkeys(used[id])))):
                sheet.words(sheet.at, column, words, WORDS)
            sheet.at += 1
