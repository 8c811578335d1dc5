"""The numbers of a picture in words: header and rows of the table that stands beside it, on a page and on paper alike.

Each takes tables, never a result.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from roi import catalogue, charts, sentences, text
from roi.tables import BESIDE_SAVING, Row, Table

Cells: TypeAlias = tuple[list[str], list[list[str]]]  # header and rows

EVERY = 3  # months from row to row of the table of months
TENTHS = range(4, 100, 10)  # of 100 sorted futures: the ones that stand for each tenth


def _columns(lang: str, first: str, *names: str) -> list[str]:
    return [text.say(first, lang), *(text.say(f"run.column_{name}", lang) for name in names)]


def _spread(row: Row, unit: str, lang: str) -> list[str]:
    """Middle and 9 of 10 futures, as words."""
    low, middle, high = text.three(row, unit, lang)
    return [middle, text.between(low, high, lang)]


def futures(values: Sequence[float], lang: str) -> Cells:
    """100 equally likely futures, one for each tenth of them."""
    rows = [[text.number(i, lang), text.change(values[i], lang)] for i in TENTHS]
    return [text.say("ui.futures.quantile", lang), text.say("run.sum", lang)], rows


def burnout(bars: Table, lang: str) -> Cells:
    """How what burnout costs spreads. ``bars``: of tables.histogram."""
    header = [text.say("ui.burnout.amount", lang), text.say("ui.burnout.share", lang)]
    ends = ({end: text.money(bar[end], lang) for end in ("low", "high")} for bar in bars)
    shares = (text.futures(bar["share"], lang) for bar in bars)
    return header, [[text.say("run.range", lang, **each), share] for each, share in zip(ends, shares, strict=True)]


def metrics(rows: Table, lang: str) -> Cells:
    """Outcomes against their targets. ``rows``: of tables.outcome_table, those that can be worked out."""
    about = catalogue.outcomes()
    made = [
        [
            about[row["outcome"]].name[lang],
            *_spread(row, about[row["outcome"]].unit, lang),
            sentences.target(row["outcome"], lang),
            text.futures(row["chance"], lang),
        ]
        for row in rows
    ]
    return _columns(lang, "ui.metrics.name", "median", "range", "target", "chance"), made


def savings(outcomes: Mapping[str, Row], outside: Row, lang: str) -> Table:
    """The saving on the slide, the same seen from outside, and what is left of it: rows for ``charts.beside``.

    Those that can be worked out: where nothing moves there is nothing to save of.
    ``outside``: of tables.outside_view. ``why``: what each of them is.
    """
    about = catalogue.outcomes()
    ids = ("cost_saving", *BESIDE_SAVING)
    rows: Table = [
        {**outcomes[id], "name": about[id].name[lang], "offered": id == ids[0], "why": about[id].help[lang]} for id in ids
    ]
    told = {"name": text.say("run.outside_short", lang), "why": text.say("run.outside_help", lang)}
    return [row for row in (rows[0], {**outside, **told, "offered": True}, *rows[1:]) if not math.isnan(row["p50"])]


def beside(rows: Table, lang: str) -> Cells:
    """What is left of a saving. ``rows``: of ``savings``."""
    header = [*_columns(lang, "ui.metrics.name", "median", "range"), text.say("ui.beside.why", lang)]
    return header, [[row["name"], *_spread(row, "share", lang), row["why"]] for row in rows]


def claims(rows: Table, medians: Mapping[str, float], lang: str) -> Cells:
    """What others say, and where it lies. ``rows``: of tables.claims; ``medians``: outcome -> middle estimate."""
    made = []
    for row in rows:
        about = catalogue.outcomes()[row["metric"]]
        said = text.quantity(row["value"], about.unit, lang)
        by = text.case(row["by"], lang) or text.say("run.claim_nobody", lang)
        median, chance = text.roughly(row["p50"], about.unit, lang), text.futures(row["chance"], lang)
        chance = text.say("ui.claims.or_more", lang, chance=chance) if about.better == "none" else chance
        made.append([about.name[lang], said, by, median, chance, " ".join(sentences.claim_notes(row, medians, lang))])
    columns = (text.say(f"ui.claims.{name}", lang) for name in ("value", "by", "median", "chance", "notes"))
    return [text.say("ui.metrics.name", lang), *columns], made


def months(rows: Table, earned: Sequence[float], lang: str, every: int = EVERY) -> Cells:
    """The running sum and how many futures are earned back, every few months and at the end.

    ``rows``: of tables.months; ``earned``: of tables.earned_back.
    """
    made = []
    for row, share in zip(rows, earned, strict=True):
        if row["month"] % every == 0 or row is rows[-1]:
            said = changes(row, lang)
            between = text.between(said["low"], said["high"], lang)
            made.append([text.number(row["month"], lang), said["middle"], between, text.futures(share, lang)])
    return [*_columns(lang, "ui.months.month", "median", "range"), text.say("ui.months.earned", lang)], made


def changes(row: Row, lang: str) -> dict[str, str]:
    """The low end, the middle and the high end of a row of quantiles as money with its sign."""
    names = {"low": "p5", "middle": "p50", "high": "p95"}
    return {name: text.change(row[key], lang) for name, key in names.items()}


def ledger(rows: Table, lang: str) -> Cells:
    """The lines, with an asterisk where they are often left out. ``rows``: of tables.waterfall."""
    names = (text.say(f"ui.ledger.{name}", lang) for name in ("line", "kind", "mean"))
    made = []
    for row in rows:
        kind = "" if row["kind"] == "sum" else text.say(f"kind.{row['kind']}", lang)
        said = changes({**row, "p50": row["mean"]}, lang)
        spread = text.between(said["low"], said["high"], lang)
        made.append([charts.ledger_name(row, lang), kind, said["middle"], spread])
    return [*names, text.say("run.column_range", lang)], made


def drivers(rows: Table, worth: bool, lang: str) -> Cells:
    """What the answer hangs on. ``rows``: of tables.main_drivers; ``worth``: whether any answer is worth money."""
    header = _columns(lang, "ui.drivers.input", "swing", "explains", *(["asking"] if worth else []))
    return header, [sentences.driver(row, worth, lang) for row in rows]
