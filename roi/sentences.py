"""Sentences about a result, in either language: what the terminal, the app and the reports say alike.

Each takes plain facts (a row of a table, a dict), never a result.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from roi import catalogue
from roi.text import (
    capital,
    case,
    change,
    futures,
    input_name,
    inside,
    money,
    money_range,
    number,
    percent,
    quantity,
    roughly,
    say,
    to_error,
)

LITTLE, ONE_PERCENT = 0.01, 0.01  # a share of the spread below which no figure is given; an error that rounding hides
IN_A_VIEW = ("npv", "roi", "payback_month")  # outcomes that depend on what is counted


def answer(facts: Mapping[str, Any], lang: str) -> str:
    """The answer in one sentence with its uncertainty."""
    gain = facts["chance_of_gain"]
    if facts["p5"] == facts["p95"]:
        kind = "fixed_loss" if facts["median"] < 0 else "fixed_gain"
        return say(f"answer.{kind}", lang, months=facts["months"], size=money(abs(facts["median"]), lang))
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
        named = [reason(row, lang) for row in rows]
        return say("answer.and", lang, first=named[0], second=named[1]) if len(named) == 2 else "".join(named)

    gains, costs = listed(facts["gains"]), listed(facts["costs"])
    kind = "both" if gains and costs else "gains" if gains else "costs" if costs else ""
    return say(f"answer.why_{kind}", lang, gains=gains, costs=costs) if kind else ""


def reason(row: Mapping[str, Any], lang: str) -> str:
    """A ledger line inside a sentence, with its mean."""
    return say(
        "answer.reason", lang, line=inside(catalogue.lines()[row["line"]].name[lang]), amount=change(row["mean"], lang)
    )


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


def payback(row: Mapping[str, Any], chances: Mapping[str, float], view: str, lang: str) -> str:
    """Whether and when the running sum is back at zero, and whether it stays there."""
    chance, counted = futures(chances["payback"], lang), inside(say(f"view.{view}", lang))
    if row["p50"] == 0:
        first = say("answer.never_out", lang, view=counted)
    elif math.isfinite(row["p50"]):
        first = say("answer.payback", lang, view=counted, chance=chance, month=number(row["p50"], lang, 0))
    else:
        first = say("answer.no_payback", lang, view=counted, chance=chance)
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
    return say("run.undefined_all", lang, name=name, why=why_undefined(row["outcome"], lang))


def why_undefined(outcome: str, lang: str) -> str:
    """Why an outcome has no figure in any future."""
    return say("run.why_error_rate" if outcome == "error_rate" else "run.why_other", lang)


def target(outcome: str, lang: str) -> str:
    """An outcome's target: at least 30 %."""
    about = catalogue.outcomes()[outcome]
    amount = quantity(about.target or 0.0, about.unit, lang)
    return say("run.at_most" if about.better == "lower" else "run.at_least", lang, target=amount)


def driver(row: Mapping[str, Any], worth: bool, lang: str) -> list[str]:
    """A row of tables.drivers as cells: the input with its ends, the swing, what it explains, and what asking is worth.

    Figures are written to what their sampling error lets one know.
    """
    unit = catalogue.outcomes()[row["outcome"]].unit
    ends = (roughly(to_error(row[end], row[f"{end}_se"]), unit, lang) for end in ("low", "high"))
    swing = say("run.range", lang, **dict(zip(("low", "high"), ends, strict=True)))
    return [driver_name(row, lang), swing, explained(row, lang), *([value_of_asking(row, lang)] if worth else [])]


def driver_name(row: Mapping[str, Any], lang: str) -> str:
    """What is drawn, from where to where, and whether it moves with others."""
    name = input_name(row["input"], lang)
    if row["unit"] is None:
        return say("drivers.cell.early_late", lang, name=name)
    low, high = (roughly(row[end], row["unit"], lang) for end in ("at_p10", "at_p90"))
    said = say("drivers.cell.ends", lang, name=name, low=low, high=high)
    return say("drivers.cell.together", lang, what=said) if row["correlated_with"] else said


def explained(row: Mapping[str, Any], lang: str) -> str:
    """The share of the spread that an input explains: in words where noise could have made it."""
    share, se = row["first_order"], row["first_order_se"]
    if share < max(LITTLE, 2 * se):
        return say("drivers.cell.little", lang)
    if se <= ONE_PERCENT:
        return percent(share, lang)
    return say("drivers.cell.about", lang, share=percent(to_error(share, se), lang))


def value_of_asking(row: Mapping[str, Any], lang: str) -> str:
    """What an answer is worth, in words where it is nothing or noise could have made it."""
    worth, se = row["value_of_asking"], row["value_of_asking_se"]
    if math.isnan(worth):
        return say("drivers.cell.nobody", lang)
    if worth < max(1, 2 * se):
        return say("drivers.cell.nothing_known", lang)
    return money(to_error(worth, se), lang)


def driver_notes(shown: Sequence[Mapping[str, Any]], worth: bool, lang: str) -> list[str]:
    """What the drivers that are shown leave unsaid; ``worth``: whether any single answer is worth money."""
    rest = max(1 - sum(row["first_order"] for row in shown), 0.0)
    together = any(row["correlated_with"] for row in shown)
    notes = [say("drivers.note.together", lang) if together else say("drivers.note.rest", lang, rest=percent(rest, lang))]
    return notes if worth else [*notes, say("run.no_asking", lang)]


def asked(row: Mapping[str, Any], lang: str) -> list[str]:
    """A row of tables.asking as cells: what would be known, and what that is worth."""
    kind, name = row["kind"], row["name"]
    facts = {
        "section": {"name": say(f"section.{name}", lang) if kind == "section" else ""},
        "package": {"name": case(name, lang)},
        "correlated": {"names": ", ".join(inside(input_name(key, lang)) for key in row["inputs"])},
    }
    return [say(f"drivers.asking.{kind}", lang, **facts.get(kind, {})), value_of_asking(row, lang)]


def find_out_first(row: Mapping[str, Any] | None, lang: str) -> str:
    """Which single figure is most worth knowing before deciding. ``row``: of tables.first_to_find_out."""
    if row is None:
        return say("run.no_asking", lang)
    return say("run.ask_first", lang, input=inside(input_name(row["input"], lang)), worth=value_of_asking(row, lang))


def mean_and_loss(facts: Mapping[str, Any], chances: Mapping[str, float], lang: str) -> str:
    """The mean with its sampling error, the chance of a loss and the mean of the worst."""
    amounts = {"mean": facts["mean"], "error": facts["mean_se"], "shortfall": chances["shortfall"]}
    written = {name: money(x, lang) for name, x in amounts.items()}
    return say("run.npv", lang, **written, loss=futures(chances["loss"], lang))


def brief(facts: Mapping[str, Any], lang: str) -> str:
    """The answer in a few words, for where there is room for one line."""
    gain = futures(facts["chance_of_gain"], lang)
    return say("answer.brief", lang, gain=gain, median=change(facts["median"], lang))


def risk(weighed: Mapping[str, Any], lang: str) -> str:
    """How people have weighed a dilemma. ``weighed``: of tables.left_to_the_user."""
    unknown = say("run.unknown_grade", lang)
    grades = {name: weighed[name] or unknown for name in ("likelihood", "consequence")}
    return say("run.risk", lang, **grades, status=say(f"status.{weighed['status']}", lang))


def claim(row: Mapping[str, Any], medians: Mapping[str, float], lang: str) -> str:
    """A claim of the scenario: where it lies, what that figure is, and what was left out of it.

    ``row``: of tables.claims; ``medians``: outcome -> middle estimate.
    """
    about = catalogue.outcomes()[row["metric"]]
    facts = {
        "metric": about.name[lang],
        "value": quantity(row["value"], about.unit, lang),
        "by": case(row["by"], lang) or say("run.claim_nobody", lang),
        "chance": futures(row["chance"], lang),
        "median": roughly(row["p50"], about.unit, lang),
    }
    if math.isnan(row["p50"]):
        return say("run.claim_undefined", lang, **facts, why=why_undefined(row["metric"], lang))
    said = [
        say("run.claim_amount" if about.better == "none" else "run.claim", lang, **facts),
        *claim_notes(row, medians, lang),
    ]
    return " ".join(said)


def claim_notes(row: Mapping[str, Any], medians: Mapping[str, float], lang: str) -> list[str]:
    """What must be known of a claim beside where it lies."""
    notes: list[str] = []
    if math.isnan(row["p50"]):
        return [capital(why_undefined(row["metric"], lang))]
    if row["metric"] == "cost_saving":
        ends = {"all_in": medians["cost_saving_all_in"], "cash": medians["cash_saving"]}
        notes.append(say("run.claim_saving", lang, **{name: roughly(x, "share", lang) for name, x in ends.items()}))
    if row["metric"] in IN_A_VIEW:
        notes.append(say("run.claim_view", lang, view=inside(say(f"view.{row['view']}", lang))))
    if row["leaves_out"]:
        listed = [reason(left, lang) for left in row["leaves_out"]]
        notes.append(say("run.claim_left_out", lang, lines=listed))
    return notes
