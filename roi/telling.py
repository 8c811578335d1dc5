"""What is said of a plan under stress, of who gains, of the two sets of assumptions, and of the log, in either language.

Each takes plain facts (a row or dict of ``stress``, ``reverse``, ``parties``, ``two_sets`` and ``worklog``), never a result.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from roi import catalogue
from roi.text import case, change, futures, input_name, inside, money, number, percent, roughly, say, three

NAMED = 3  # things named of the likeliest way; the rest are counted
ALIKE = 0.02  # of the spread of the net present value: what is smaller makes no difference worth a word
SMALL = 0.1  # of the largest part: what is smaller is not named
LITTLE = 0.3  # standard deviations from the middle below which a thing is not named


def stress(row: Mapping[str, Any], lang: str) -> list[str]:
    """A row of ``stress.table``: what comes true, and what it does to the plan."""
    about = catalogue.stresses()[row["stress"]]
    if not row["applies"]:
        return [say("examined.stress.cannot", lang)]
    event = case(row["event"], lang) if row["event"] else ""
    what = about.help[lang].format(month=number(row["month"] or 0, lang), event=event)
    facts = {
        "before": money(row["base_p50"], lang),
        "after": money(row["p50"], lang),
        "difference": change(row["difference"], lang),
        "chance": futures(row["chance_of_loss"]["value"], lang),
    }
    if row["as_expected"] is None:
        return [what, say("examined.stress.no_difference", lang, after=facts["after"], chance=facts["chance"])]
    said = [what, say("examined.stress.moved", lang, **facts)]
    return said if row["as_expected"] else [*said, about.because[lang]]


def ways_to_lose(found: Mapping[str, Any], lang: str) -> list[str]:
    """How the plan comes to lose more than a sum (of ``reverse.ways_to_lose``)."""
    loss = money(found["more_than"], lang)
    if not found["futures"]:
        return [say("examined.reverse.none", lang, loss=loss)]
    said = [say("examined.reverse.chance", lang, loss=loss, chance=futures(found["chance"]["value"], lang))]
    if found["common"]:
        said.append(
            say("examined.reverse.common", lang, things=_listed([_thing(row, lang) for row in found["common"]], lang))
        )
    likeliest = found["likeliest"]
    if likeliest:
        told = [row for row in likeliest["needs"] if abs(row["shift"]) >= LITTLE][:NAMED] or likeliest["needs"][:1]
        more = len([row for row in likeliest["needs"] if abs(row["shift"]) >= LITTLE]) - len(told)
        name = "likeliest_many" if more > 0 else "likeliest"
        things = _listed([_thing(row, lang) for row in told], lang)
        said.append(say(f"examined.reverse.{name}", lang, things=things, more=more))
    return said


def _listed(words: Sequence[str], lang: str) -> str:
    if len(words) < 2:
        return "".join(words)
    return say("answer.and", lang, first=", ".join(words[:-1]), second=words[-1])


def _thing(row: Mapping[str, Any], lang: str) -> str:
    """One thing that has to happen, inside a sentence."""
    if "month" not in row:
        unit = _unit(row["input"])
        facts = {"value": row["value"], "low": row["p5"], "high": row["p95"]}
        shown = {name: roughly(x, unit, lang) for name, x in facts.items()}
        return say("examined.reverse.value", lang, name=inside(input_name(row["input"], lang)), **shown)
    kind = "event" if row["event"] else "exit"
    when = "" if row["month"] is not None else "_early" if row["shift"] < 0 else "_late"
    month = {"month": number(row["month"], lang)} if row["month"] is not None else {}
    named = {"event": case(row["event"], lang)} if row["event"] else {}
    return say(f"examined.reverse.{kind}{when}", lang, **month, **named)


def _unit(key: str) -> str:
    return catalogue.inputs()[key if key in catalogue.inputs() else key.rsplit(".", 1)[-1]].unit


def party(row: Mapping[str, Any], lang: str) -> dict[str, str]:
    """A row of ``parties.table``: who, how much, what is counted, and what stays unpriced."""
    about = catalogue.parties()[row["party"]]
    low, middle, high = three(row, "kr", lang)
    amount = say("examined.parties.amount", lang, low=low, middle=middle, high=high)
    return {
        "name": about.name[lang],
        "amount": amount if row["lines"] else say("examined.parties.nothing", lang),
        "counts": about.counted[lang],
        "unpriced": about.unpriced[lang],
    }


def people(found: Mapping[str, Mapping[str, float]], lang: str) -> list[str]:
    """What happens to people, of ``parties.people``."""

    def say_of(name: str) -> str:
        shown = {key: _people(found[name][of], lang) for key, of in (("mean", "mean"), ("low", "p5"), ("high", "p95"))}
        return say(f"examined.people.{name}", lang, **shown)

    return [say_of(name) for name in found]


def _people(count: float, lang: str) -> str:
    """A number of people or hours, to what is known of it."""
    return number(float(f"{count:.2g}") if abs(count) >= 10 else round(count, 1), lang)


def two_sets(found: Mapping[str, Any], lang: str) -> list[str]:
    """The same plan under both sets of assumptions, and what makes the difference (of ``two_sets.side_by_side``)."""
    if not found["differs"]:
        return [say("examined.two_sets.same", lang)]
    facts: dict[str, str] = {}
    for name in catalogue.ASSUMPTIONS:
        low, middle, high = three(found["outcomes"]["npv"][name], "kr", lang)
        facts |= {name: middle, f"{name}_low": low, f"{name}_high": high}
    costs = {name: money(found["outcomes"]["burnout_cost_y"][name]["p50"], lang) for name in catalogue.ASSUMPTIONS}
    said = [say("examined.two_sets.npv", lang, **facts), say("examined.two_sets.burnout_cost_y", lang, **costs)]
    split = found["parts"]["npv"]
    largest = max(abs(part) for part in split["parts"])
    spread = found["outcomes"]["npv"]["evidence"]
    if largest <= ALIKE * (spread["p95"] - spread["p5"]):
        return [*said, say("examined.two_sets.alike", lang)]
    named = sorted(zip(found["differs"], split["parts"], strict=True), key=lambda each: -abs(each[1]))
    parts = [
        say("examined.two_sets.part", lang, name=inside(group_name(group, lang)), amount=change(part, lang))
        for group, part in named
        if abs(part) >= SMALL * largest
    ]
    ends = {"start": money(split["from"], lang), "end": money(split["to"], lang)}
    return [*said, say("examined.two_sets.split", lang, **ends, parts=_listed(parts, lang))]


def group_name(group: Sequence[str], lang: str) -> str:
    """What a group of inputs is called: its input, or the yearly costs together with whom they are counted for."""
    return catalogue.inputs()[group[0]].name[lang] if len(group) == 1 else say("examined.two_sets.costs", lang)


def worklog(found: Mapping[str, Any], lang: str) -> list[str]:
    """The log beside what the plan assumes (of ``worklog.observed``)."""
    shares = {"share": found["share"], "low": found["p5"], "high": found["p95"]}
    hours = {name: number(round(found[name], 1), lang) for name in ("hours", "hours_moved")}
    low, middle, high = three(found["assumed"], "share", lang)
    said = [
        say("worklog.seen", lang, **{name: percent(x, lang) for name, x in shares.items()}, **hours),
        say("worklog.assumed", lang, low=low, middle=middle, high=high, chance=futures(found["at_least"]["value"], lang)),
    ]
    if found["few"]:
        said.append(say("worklog.few", lang))
    return [*said, say("worklog.use_start" if found["input"] == "rework_start" else "worklog.use_end", lang)]
