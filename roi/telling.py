"""What is said of a plan under stress, of who gains, of the two sets of assumptions, of the log, of where it breaks even,
and of a pilot.

Each takes plain facts (a row or dict of ``stress``, ``reverse``, ``parties``, ``two_sets``, ``worklog``, ``tables`` and
``pilot``), never a result.
"""

from __future__ import annotations

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
    number,
    percent,
    roughly,
    say,
    three,
    to_error,
    words,
)

NAMED = 3  # things named of the likeliest way; the rest are counted
ALIKE = 0.02  # of the spread of the net present value: what is smaller makes no difference worth a word
SMALL = 0.1  # of the largest part: what is smaller is not named
SURE = 3  # standard errors from which a number is more than sampling noise
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
    if found["cannot"]:
        why = "; ".join(each[lang].removesuffix(".") for each in found["cannot"])
        return [say("examined.two_sets.cannot", lang, why=why)]
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


# ------------------------------------------------------------------------------------------------- where it breaks even


def break_even(row: Mapping[str, Any], lang: str) -> list[str]:
    """Where an input crosses a level, on which side the plan gains, and what was searched (of ``tables.break_even``)."""
    unit, name = row["unit"], input_name(row["input"], lang)
    figure = say(f"break_even.figure.{row['of']}", lang)
    low, high = (roughly(x, unit, lang) for x in row["searched"])
    facts = {"name": name, "now": roughly(row["now"], unit, lang), "figure": figure, "low": low, "high": high}
    facts |= {end: _level(to_error(row[end]["value"], row[end]["se"]), row["of"], lang) for end in ("least", "most")}
    others = say("break_even.note.others", lang)
    if facts["least"] == facts["most"]:
        return [say("break_even.answer.no_matter", lang, **facts)]
    if not row["crossings"]:
        return [say("break_even.answer.none", lang, **facts), others]
    values_at = [_crossing(crossing, row, lang) for crossing in row["crossings"]]
    if len(values_at) == 1:
        kind = "one_fixed" if row["fixed"] else "one"
        said = [say(f"break_even.answer.{kind}", lang, what=at_level(row, lang), value=values_at[0], **facts)]
        said.append(say(f"break_even.side.{_side(row)}", lang, figure=figure))
    else:
        several = say("break_even.answer.or", lang, first=", ".join(values_at[:-1]), last=values_at[-1])
        said = [say("break_even.answer.many", lang, what=at_level(row, lang), values=several, **facts)]
    return [*said, say("break_even.note.searched", lang, low=low, high=high), others]


def at_level(row: Mapping[str, Any], lang: str) -> str:
    """What happens at the level, as the beginning of a sentence."""
    of, level = row["of"], row["level"]
    if of != "loss" and level == 0:
        return say(f"break_even.what.{of}_zero", lang)
    return say(f"break_even.what.{of}", lang, level=_level(level, of, lang))


def _level(x: float, of: str, lang: str) -> str:
    return futures(x, lang) if of == "loss" else money(x, lang)


def _crossing(crossing: Mapping[str, Any], row: Mapping[str, Any], lang: str) -> str:
    value, unit = crossing["value"], row["unit"]
    if row["whole"]:
        before, after = (roughly(x, unit, lang) for x in (value - 1, value))
        return say("break_even.answer.step", lang, before=before, after=after)
    return roughly(to_error(value, crossing["se"]), unit, lang)


def _side(row: Mapping[str, Any]) -> str:
    """On which side of the one crossing the plan gains; or the figure is larger, where the level is not nought."""
    above = "above" if row["crossings"][0]["rising"] else "below"
    return f"gain_{above}" if row["of"] != "loss" and row["level"] == 0 else f"more_{above}"


def break_even_map(row: Mapping[str, Any], lang: str, most: int) -> tuple[list[str], list[list[str]], list[list[str]]]:
    """A map of two inputs (of ``tables.break_even_map``): what it is of, at most ``most`` of its rows and columns as cells,
    and where along each of these rows the level is."""
    (x_name, y_name), (x_unit, y_unit) = (input_name(key, lang) for key in row["inputs"]), row["units"]
    figure = say(f"break_even.figure.{row['of']}", lang)
    title = say("break_even.map.title", lang, figure=figure[:1].upper() + figure[1:])
    across, down = (_some(len(row[name]), most) for name in ("x", "y"))
    grid = [["", *(roughly(row["x"][i], x_unit, lang) for i in across)]]
    line = [[y_name, x_name]]
    for j in down:
        y = roughly(row["y"][j], y_unit, lang)
        cells = [_cell(row["value"][j][i], row["se"][j][i], row["of"], lang) for i in across]
        grid.append([y, *cells])
        where = [roughly(x, x_unit, lang) for x in row["line"][j]["x"]]
        line.append([y, _listed(where, lang) or say("break_even.map.not_here", lang)])
    return [title, say("break_even.map.sides", lang, x=x_name, y=y_name)], grid, line if row["contour"] else []


def _some(count: int, most: int) -> list[int]:
    """``most`` of so many, evenly, the first and the last among them."""
    shown = min(count, most)
    return sorted({round(at * (count - 1) / max(shown - 1, 1)) for at in range(shown)})


def _cell(value: float, se: float, of: str, lang: str) -> str:
    return percent(to_error(value, se), lang) if of == "loss" else change(to_error(value, se), lang)


# ---------------------------------------------------------------------------------------------- going, trying, leaving


def is_clear(estimate: Mapping[str, float]) -> bool:
    """Whether a number is more than sampling noise."""
    return abs(estimate["value"]) > SURE * estimate["se"]


def pilot_answer(found: Mapping[str, Any], lang: str) -> str:
    """Which way is best on average (of ``pilot.choices``)."""
    return say(f"pilot.answer.{found['best']}", lang, month=found["leave"]["month"])


def pilot_shows(key: str, lang: str, instead: str = "") -> str:
    """The name of an input that a pilot shows something of; ``instead``: the plan's preset where there is no vendor."""
    own = f"pilot.instead.{instead}.{key.rpartition('.')[2]}"
    if own not in words():
        return input_name(key, lang)
    owner = key.rpartition(".")[0]
    return f"{case(owner, lang)}: {say(own, lang)}" if owner else capital(say(own, lang))


def pilot(found: Mapping[str, Any], lang: str, instead: str = "") -> list[str]:
    """What a pilot shows, costs and is worth (``pilot`` of ``pilot.choices``). ``instead``: as in ``pilot_shows``."""
    shows = sorted(found["shows"], key=lambda row: -row["told"])
    named = [
        say("pilot.said.told", lang, name=inside(pilot_shows(row["input"], lang, instead)), told=percent(row["told"], lang))
        for row in shows
    ]
    size = {"weeks": found["weeks"], "share": percent(found["share"], lang), "hours": number(round(found["hours"]), lang)}
    said = [say("pilot.said.shows", lang, names=_listed(named, lang), **size)] if shows else []
    said = said or [say("pilot.said.shows_nothing", lang)]
    learning, worth = found["learning"], found["worth"]
    if is_clear(learning):
        said.append(say("pilot.said.learning", lang, value=money(to_error(*learning.values()), lang)))
        said.append(say("pilot.said.goes_on", lang, chance=futures(found["goes_on"]["value"], lang)))
    else:
        said.append(say("pilot.said.learning_none", lang))
    cost = {"choosing": say(f"pilot.instead.{instead}.choosing" if instead else "pilot.said.choosing", lang)}
    cost |= {name: change(to_error(*found[name].values()), lang) for name in ("trial", "delay")}
    several = {"months": found["months"]} if found["months"] > 1 else {}
    said.append(say("pilot.said.cost" if several else "pilot.said.cost_one", lang, **several, **cost))
    kind = ("worth" if worth["value"] > 0 else "not_worth") if is_clear(worth) else "even"
    said.append(say(f"pilot.said.{kind}", lang, value=money(abs(to_error(*worth.values())), lang)))
    return [*said, say("pilot.said.limits_instead" if instead else "pilot.said.limits", lang)]


def leaving(found: Mapping[str, Any], lang: str, instead: str = "") -> list[str]:
    """What the right to leave is worth (``leave`` of ``pilot.choices``). ``instead``: as in ``pilot_shows``."""
    worth = found["worth"]
    facts = {"month": found["month"], "value": money(to_error(*worth.values()), lang)}
    kind = "leave" if is_clear(worth) else "leave_none"
    return [
        say(f"pilot.said.{kind}", lang, chance=futures(found["left"]["value"], lang), **facts),
        say("pilot.said.leave_how_instead" if instead else "pilot.said.leave_how", lang),
    ]
