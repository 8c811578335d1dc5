"""Sentences about a result, in either language: what the terminal, the app and the reports say alike.

Each takes plain facts (a row of a table, a dict), never a result.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from roi import catalogue
from roi.text import change, futures, inside, money, money_range, number, percent, quantity, say


def answer(facts: Mapping[str, Any], lang: str) -> str:
    """The answer in one sentence with its uncertainty."""
    gain = facts["chance_of_gain"]
    kind = "gain" if gain >= 0.9 else "likely_gain" if gain >= 2 / 3 else "open"
    kind = "loss" if gain <= 0.1 else "likely_loss" if gain <= 1 / 3 else kind
    return say(
        f"answer.{kind}",
        lang,
        months=facts["months"],
        median=money(facts["median"], lang),
        size=money(abs(facts["median"]), lang),
        low=change(facts["p5"], lang),
        high=change(facts["p95"], lang),
        gain=futures(gain, lang),
        loss=futures(1 - gain, lang),
    )


def reasons(facts: Mapping[str, Any], lang: str) -> str:
    """What weighs most on either side, in one sentence; empty where nothing weighs."""

    def listed(rows: list[Mapping[str, Any]]) -> str:
        named = [
            say(
                "answer.reason",
                lang,
                line=inside(catalogue.lines()[row["line"]].name[lang]),
                amount=change(row["mean"], lang),
            )
            for row in rows
        ]
        return say("answer.and", lang, first=named[0], second=named[1]) if len(named) == 2 else "".join(named)

    gains, costs = listed(facts["gains"]), listed(facts["costs"])
    kind = "both" if gains and costs else "gains" if gains else "costs" if costs else ""
    return say(f"answer.why_{kind}", lang, gains=gains, costs=costs) if kind else ""


def burnout_cost(row: Mapping[str, Any], lang: str) -> str:
    """What burnout costs in a year, as a range."""
    low, median, high = (money(row[name], lang) for name in ("p5", "p50", "p95"))
    return say("answer.burnout", lang, low=low, median=median, high=high)


def outlay(deepest: Mapping[str, Any], month: Mapping[str, Any], months: int, lang: str) -> str:
    """The deepest cash outlay and its month; said otherwise where the money never comes back."""
    if deepest["p50"] >= 0:
        return say("answer.no_outlay", lang)
    size = money(-deepest["p50"], lang)
    if month["p50"] >= months:
        return say("answer.outlay_stays", lang, size=size)
    low, middle, high = (number(month[quantile], lang, 0) for quantile in ("p5", "p50", "p95"))
    return say("answer.outlay", lang, size=size, low=low, month=middle, high=high)


def payback(row: Mapping[str, Any], chances: Mapping[str, float], lang: str) -> str:
    """Whether and when the running sum is back at zero, and whether it stays there."""
    chance = futures(chances["payback"], lang)
    if row["p50"] == 0:
        first = say("answer.never_out", lang)
    elif math.isfinite(row["p50"]):
        first = say("answer.payback", lang, chance=chance, month=number(row["p50"], lang, 0))
    else:
        first = say("answer.no_payback", lang, chance=chance)
    slips = chances["slips"]
    return f"{first} {say('answer.slips', lang, chance=futures(slips, lang))}" if slips >= 1 / 100 else first


def article(facts: Mapping[str, Any] | None, lang: str) -> list[str]:
    """What whoever uses the article's figures must know of them; nothing for those who do not."""
    if facts is None:
        return []
    ranges = {name: money_range(facts[f"{name}_low"], facts[f"{name}_high"], lang) for name in ("table", "headline", "firm")}
    sentences = [say("article.contradiction", lang, employees=number(facts["employees"], lang), **ranges)]
    if facts["uses_57"]:
        sentences.append(say("article.sometimes", lang))
    return [*sentences, say("article.times_pay", lang)]


def undefined(row: Mapping[str, Any], lang: str) -> str:
    """Why an outcome cannot be worked out, in some futures or in all; empty where it can in every one."""
    name = catalogue.outcomes()[row["outcome"]].name[lang]
    if row["undefined"] == 0:
        return ""
    if row["undefined"] < 1:
        return say("run.undefined_share", lang, name=name, chance=futures(row["undefined"], lang))
    why = say("run.why_error_rate" if row["outcome"] == "error_rate" else "run.why_other", lang)
    return say("run.undefined_all", lang, name=name, why=why)


def target(outcome: str, lang: str) -> str:
    """An outcome's target: at least 30 %."""
    about = catalogue.outcomes()[outcome]
    amount = quantity(about.target or 0.0, about.unit, lang)
    return say("run.at_most" if about.better == "lower" else "run.at_least", lang, target=amount)


def driver_notes(shown: Sequence[Mapping[str, Any]], worth: bool, lang: str) -> list[str]:
    """What the drivers that are shown leave unsaid; ``worth``: whether any single answer is worth money."""
    rest = max(1 - sum(row["first_order"] for row in shown), 0.0)
    notes = [say("run.rest_of_spread", lang, rest=percent(rest, lang))]
    return notes if worth else [*notes, say("run.no_asking", lang)]
