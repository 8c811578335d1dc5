"""What is said of a claim examined, in either language, in the order of an argument: terminal, page and memo say it alike.

Each takes plain facts (``Challenge.facts`` of examine.py, or a row of it), never a result. ``sections`` is the whole of it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from roi import catalogue, qualitative
from roi.text import case, change, futures, input_name, inside, money, number, percent, quantity, roughly, say

Facts = Mapping[str, Any]

BELIEFS_SHOWN = 6
TELLING = 0.15  # of the largest possible distance: what has moved less is not worth a sentence
LISTED = 4  # lines that a sentence names; of more it says where they stand
QUESTIONS_SHOWN = 8
WORTH = 1_000  # kr: what an answer is worth is told from here on
BOTH_SIDES = 1.96  # standard errors on either side make an interval of 95 %
CAUTIOUS, BOLD = 2 / 3, 1 / 3  # chances from which a claim is called more cautious, and up to which it promises more


PARTS = re.compile(r"(?P<before>[^\d−]*)(?P<figure>\d[\d.,]*\d|\d)(?P<after>\D*)")


class Section(NamedTuple):
    """A part of the argument: sentences, points, and at most one table whose first row names the columns.

    ``of``: what a picture is drawn from: the row that the table is a bridge of, or a row for each of the first points.
    """

    title: str
    said: list[str]
    points: list[str]
    table: list[list[str]]
    notes: list[str]
    of: list[Facts]


def section(
    title: str,
    said: Sequence[str] = (),
    points: Sequence[str] = (),
    table: Sequence[list[str]] = (),
    notes: Sequence[str] = (),
    *,
    of: Sequence[Facts] = (),
) -> Section:
    said, notes = ([each for each in some if each] for some in (said, notes))
    return Section(title, said, list(points), list(table), notes, list(of))


def sections(facts: Facts, lang: str) -> list[Section]:
    """The whole argument over a claim, from how likely it is to what to ask."""
    questions = section(_say("title.questions", lang), *asked(facts, lang))
    return [*reasons(facts, lang), *([questions] if questions.points and facts["undefined"] < 1 else [])]


def reasons(facts: Facts, lang: str) -> list[Section]:
    """The argument without the questions: it ends with what the claim looks like from outside."""
    first = section(_say("title.chance", lang), [*chance(facts, lang), *beside(facts, lang)])
    if facts["undefined"] == 1:
        return [first]
    found = [
        first,
        *left_out(facts, lang),
        *optimism(facts, lang),
        section(_say("title.beliefs", lang), *beliefs(facts, lang), of=shown(facts["beliefs"], lang)),
        section(_say("title.tipping", lang), *tipping(facts, lang)),
        section(_say("title.outside", lang), *outside(facts, lang)),
    ]
    return [each for each in found if each.said or each.points or each.table]


def _say(name: str, lang: str, /, **facts: object) -> str:
    return say(f"challenge.{name}", lang, **facts)


def _both(words: Sequence[str], lang: str) -> str:
    """Things one after the other, the last with "and"."""
    return say("answer.and", lang, first=", ".join(words[:-1]), second=words[-1]) if len(words) > 1 else "".join(words)


def _value(x: float, metric: str, lang: str) -> str:
    """What is claimed: as exact as it was said."""
    return quantity(x, catalogue.outcomes()[metric].unit, lang)


def _middle(x: float, metric: str, lang: str) -> str:
    return roughly(x, catalogue.outcomes()[metric].unit, lang)


def span(low: float, high: float, unit: str, lang: str) -> str:
    """From one value to another, the unit once where they share it: 166–234 kr.; 31–69 %."""
    first, last = roughly(low, unit, lang), roughly(high, unit, lang)
    a, b = PARTS.fullmatch(first), PARTS.fullmatch(last)
    if not a or not b or (a["before"], a["after"]) != (b["before"], b["after"]):
        return say("run.range", lang, low=first, high=last)
    return f"{a['before']}{a['figure']}–{b['figure']}{a['after']}"


def _line(name: str, lang: str) -> str:
    lines = catalogue.lines()
    return lines[name].name[lang] if name in lines else _say(f"line.{name}", lang)


def lines_in_words(names: Sequence[str], lang: str) -> str:
    """Lines inside a sentence, each in quotation marks: some have commas in their names."""
    return _both([_say("title.quoted", lang, words=_line(name, lang)) for name in names], lang)


# ------------------------------------------------------------------------------------------------- what is claimed


def heading(facts: Facts, number: int, lang: str) -> str:
    """The claim as it was made, with its place among the claims."""
    return _say("title.claim", lang, number=number, claim=claimed(facts, lang))


def claimed(facts: Facts, lang: str) -> str:
    """The claim as it was made: in a person's words where there are any, else as a metric and its value."""
    if facts["says"]:
        return _say("title.quoted", lang, words=case(facts["says"], lang))
    about = catalogue.outcomes()[facts["metric"]]
    bare = about.unit == "month"  # its name says so already
    value = number(facts["value"], lang) if bare else quantity(facts["value"], about.unit, lang)
    return _say("title.figure", lang, metric=about.name[lang], value=value)


def by_whom(facts: Facts, lang: str) -> str:
    return _say("title.by", lang, by=case(facts["by"], lang) or say("run.claim_nobody", lang))


def goal(metric: str, value: float, view: str, lang: str) -> str:
    """What is claimed as a thing that is reached: a saving of at least 30 %, worked out as in the offer."""
    name = "turnover_rise" if metric == "turnover_change" and value > 0 else metric
    said = _value(value, metric, lang)
    signed = f"+{said}" if value > 0 else said
    size = _value(abs(value), metric, lang)
    return _say(f"goal.{name}", lang, value=said, signed=signed, size=size, view=inside(say(f"view.{view}", lang)))


def read_as(facts: Facts, lang: str) -> str:
    """How the claim was read."""
    stated = facts["stated"]
    if stated is None:
        return _say("read.plain", lang, goal=goal(facts["metric"], facts["value"], facts["view"], lang))
    return _say(
        f"read.{stated['what']}",
        lang,
        amount=quantity(stated["value"], "kr", lang),
        months=facts["months"],
        value=money(facts["value"], lang),
        rate=percent(facts["discount_y"], lang, 1).replace(",0", "").replace(".0", ""),
        view=inside(say(f"view.{facts['view']}", lang)),
    )


# --------------------------------------------------------------------------------------------------- how likely it is


def chance(facts: Facts, lang: str) -> list[str]:
    """The chance of reaching the claim, with its sampling error, the spread, and on which side of the middle it lies."""
    metric = facts["metric"]
    about = catalogue.outcomes()[metric]
    if facts["undefined"] == 1:
        why = say("run.why_error_rate" if metric == "error_rate" else "run.why_other", lang)
        return [_say("chance.nowhere", lang, metric=about.name[lang], why=why)]
    value = facts["chance"]["value"]
    if facts["same"] and math.isfinite(facts["median"]):
        met = _say("chance.fixed_yes" if value else "chance.fixed_no", lang)
        return [_say("chance.fixed", lang, median=_middle(facts["median"], metric, lang), chance=met)]
    words = {"chance": futures(value, lang), "error": chance_error(facts["chance"]["se"], lang), "months": facts["months"]}
    words |= {name: _middle(facts[name], metric, lang) for name in ("p5", "median")}
    words["range"] = span(facts["p5"], facts["p95"], about.unit, lang)
    name = "reached" if math.isfinite(facts["median"]) else "never_but" if math.isfinite(facts["p5"]) else "never"
    said = [_say(f"chance.{name}", lang, **words)]
    if facts["undefined"] > 0:
        name = about.name[lang]
        said.append(say("run.undefined_share", lang, name=name, chance=futures(facts["undefined"], lang)))
    if facts["slips"] >= 1 / 100:
        said.append(_say("chance.slips", lang, chance=futures(facts["slips"], lang)))
    if about.better != "none":
        said.append(_say(f"chance.{'offer_' if metric == 'cost_saving' else ''}{side(value)}", lang))
    return said


def side(chance: float) -> str:
    """Whether a claim promises more than the middle estimate ("high"), about as much ("middle") or less ("low")."""
    return "low" if chance >= CAUTIOUS else "high" if chance <= BOLD else "middle"


def chance_error(se: float, lang: str) -> str:
    """The sampling error of a chance, as futures of a hundred on either side."""
    count = BOTH_SIDES * se * 100
    return _say("chance.error", lang, count=math.ceil(count)) if count >= 1 else _say("chance.error_small", lang)


def beside(facts: Facts, lang: str) -> list[str]:
    """What stands beside an offered saving: with all costs, in the bank, and the pay that really falls away."""
    rows = {row["metric"]: row for row in facts["beside"]}
    if not rows or any(math.isnan(row["p50"]) for row in rows.values()):
        return []
    said = [_say("beside.offer", lang)]
    for name, metric in (("all_in", "cost_saving_all_in"), ("cash", "cash_saving"), ("pay", "pay_saved_share")):
        row = rows[metric]
        about = {"median": roughly(row["p50"], "share", lang), "range": span(row["p5"], row["p95"], "share", lang)}
        same = roughly(row["p5"], "share", lang) == roughly(row["p95"], "share", lang)
        words = "pay_one" if metric == "pay_saved_share" and same else name
        chance = futures(row["chance"]["value"], lang)
        said.append(_say(f"beside.{words}", lang, **about, value=quantity(facts["value"], "share", lang), chance=chance))
    return said


# ---------------------------------------------------------------------------------------------------- what was left out


def left_out(facts: Facts, lang: str) -> list[Section]:
    """The claim rebuilt on each outcome it is set against, with its bridge; or why that cannot be done."""
    if facts["why_not"]:
        return [section(_say("title.left_out", lang), [_say(f"rebuilt.{facts['why_not']}", lang)])]
    found: list[Section] = []
    for row in facts["rebuilt"]:
        name = catalogue.outcomes()[row["against"]].name[lang]
        alone = row["against"] == facts["metric"]
        title = _say("title.left_out" if alone else "title.left_out_of", lang, metric=name)
        bridged = row["direction"] != "level" and row["lines"]
        table = bridge(row, row["against"], lang) if bridged else []
        notes = bridge_notes(row, lang) if bridged and not any(each.notes for each in found) else ()  # once is enough
        found.append(section(title, rebuilt(row, lang), table=table, notes=notes, of=[row]))
        named = row["named"]
        if named and named["lines"] and {*named["lines"], *named["also"]} != set(row["lines"]):
            title = _say("bridge.title_named", lang, metric=name)
            found.append(section(title, table=bridge(named, row["against"], lang), of=[named]))
    return found


def rebuilt(row: Facts, lang: str) -> list[str]:
    """What a claim looks like against one outcome: which lines, left out, explain it, or that none do."""
    metric, count = row["against"], len(row["lines"])
    median, without = (_middle(row[name], metric, lang) for name in ("median", "median_without"))
    few = count <= LISTED
    lines = lines_in_words(row["lines"], lang) if few else _say("rebuilt.these", lang, count=count)
    low = row["direction"] == "low"
    if row["direction"] == "level":
        kind = "level"
    elif not row["candidates"]:
        kind = "low_no_candidates" if low else "no_candidates"
    elif not row["found"]:
        kind = "low_unexplained" if low else "unexplained"
    else:
        kind = "low_found" if low else "found_one" if count == 1 else "found"
    said = [_say(f"rebuilt.{kind}", lang, lines=lines, median=median, without=without)]
    return [*said, *_others(row, metric, lang), *_named(row, metric, lang)]


def _others(row: Facts, metric: str, lang: str) -> list[str]:
    """The sets that come next, as what they put in for what."""
    said = []
    if row["runner_ups"]:
        swaps = [_swap(row["lines"], other["lines"], lang) for other in row["runner_ups"][:2]]
        sets = _say("rebuilt.or", lang, first=swaps[0], second=swaps[1]) if len(swaps) > 1 else swaps[0]
        said.append(_say("rebuilt.runner_ups", lang, sets=sets))
    for other in row["larger"]:
        sets, without = _swap(row["lines"], other["lines"], lang), _middle(other["median_without"], metric, lang)
        said.append(_say("rebuilt.larger", lang, sets=sets, without=without))
    return said


def _swap(lines: Sequence[str], others: Sequence[str], lang: str) -> str:
    put_in = lines_in_words([line for line in others if line not in lines], lang)
    taken_out = [line for line in lines if line not in others]
    if not taken_out:
        return _say("rebuilt.added", lang, put_in=put_in)
    return _say("rebuilt.swap", lang, put_in=put_in, taken_out=lines_in_words(taken_out, lang))


def _named(row: Facts, metric: str, lang: str) -> list[str]:
    """What the lines come to that the claim itself says it leaves out."""
    named = row["named"]
    if not named:
        return []
    said = []
    if named["lines"]:
        median, without = (_middle(x, metric, lang) for x in (row["median"], named["median_without"]))
        name, lines = "named_and_pay" if named["also"] else "named", lines_in_words(named["lines"], lang)
        said.append(_say(f"rebuilt.{name}", lang, lines=lines, without=without, median=median))
    if named["not_held"]:
        said.append(_say("rebuilt.not_held", lang, lines=lines_in_words(named["not_held"], lang)))
    return said


def bridge(row: Facts, metric: str, lang: str) -> list[list[str]]:
    """A bridge as a table: each line, its step and where the middle estimate stands then; of a payback the month too."""
    month = row["month"]
    step = "column_points" if row["unit"] == "share" else "column_step"
    columns = ["column_line", step, "column_level", *(["column_payback"] if month else [])]
    table = [[_say(f"bridge.{column}", lang) for column in columns]]
    for each in row["bridge"]:
        ends = each["line"] in ("claim", "median")
        name = f"{each['line']}_month" if ends and month else each["line"]
        label = _say(f"line.{name}", lang, month=month) if ends else _line(name, lang)
        cells = [label, "" if ends else _step(each["step"], row["unit"], lang), roughly(each["end"], row["unit"], lang)]
        if month:
            cells.append(_middle(each["payback"], metric, lang) if "payback" in each else "")
        table.append(cells)
    return table


def _step(x: float, unit: str, lang: str) -> str:
    if unit == "share":
        said = number(100 * x, lang, 0 if abs(x) >= 0.095 else 1)
        return f"+{said}" if x > 0 and any(digit in said for digit in "123456789") else said
    return change(x, lang)


def bridge_notes(row: Facts, lang: str) -> list[str]:
    """In what order the lines come back."""
    return [_say("bridge.order_month" if row["month"] else "bridge.order", lang, month=row["month"] or "")]


# ----------------------------------------------------------------------------------------- what one would have to believe


def beliefs(facts: Facts, lang: str) -> tuple[list[str], list[str]]:
    """What one would have to believe, as a leading sentence and points."""
    found = facts["beliefs"]
    lead = {name: found[name] for name in ("draws", "looked_at")}
    lead |= {"count": found["reached"], "goal": goal(found["of"], facts["value"], facts["view"], lang)}
    kind = found["condition"]
    if kind == "none":
        kind = "all_reach" if found["reached"] > found["draws"] / 2 else "too_few"
    elif kind == "closest" and not found["reached"]:
        kind = "closest_none"
    said = [_say(f"beliefs.{kind}", lang, **lead)]
    if found["condition"] != "none" and not telling(found, lang):
        said.append(_say("beliefs.nothing", lang))
    points = [belief(row, lang) for row in shown(found, lang)]
    more = len(telling(found, lang)) - len(points)
    return said, [*points, _say("beliefs.more", lang, count=more)] if more else points


def telling(found: Facts, lang: str) -> list[Facts]:
    """What lies elsewhere by enough to be worth a sentence, the most telling first."""
    return [row for row in found["rows"] if row["distance"] >= TELLING and tells(row, lang)]


def shown(found: Facts, lang: str) -> list[Facts]:
    """Those that get one."""
    return telling(found, lang)[:BELIEFS_SHOWN]


def tells(row: Facts, lang: str) -> bool:
    """Whether the difference is one that can be seen in the figures as they are written."""
    if row["kind"] == "luck":
        return futures(row["there_share"], lang) != futures(row["share"], lang)
    return roughly(row["there_p50"], row["unit"], lang) != roughly(row["p50"], row["unit"], lang)


def belief(row: Facts, lang: str) -> str:
    """One thing to believe: where an input lies in those futures and where it usually does, or how often luck helps."""
    if row["kind"] == "luck":
        name = "luck_event" if row["key"] else "luck_exit"
        there, usual = futures(row["there_share"], lang), futures(row["share"], lang)
        return _say(f"beliefs.{name}", lang, name=case(row["key"], lang), there=there, usual=usual)
    if row["lower"] and row["there_p90"] <= row["p50"]:
        kind, there = "below", row["there_p90"]
    elif not row["lower"] and row["there_p10"] >= row["p50"]:
        kind, there = "above", row["there_p10"]
    else:
        kind, there = "around", row["there_p50"]
    unit = row["unit"]
    facts = {"input": input_name(row["key"], lang), "there": roughly(there, unit, lang)}
    usual = span(row["p5"], row["p95"], unit, lang)
    return _say(f"beliefs.{kind}", lang, **facts, middle=roughly(row["p50"], unit, lang), usual=usual)


def optimism(facts: Facts, lang: str) -> list[Section]:
    """How many optimistic inputs at once it takes to reach the claim where no lines left out do."""
    return [section(_say("title.optimistic", lang), *_optimistic(row, facts, lang)) for row in facts["optimistic"]]


def _optimistic(row: Facts, facts: Facts, lang: str) -> tuple[list[str], list[str]]:
    needed, alone = row["needed"], row["alone"]
    words = {"goal": goal(row["against"], facts["value"], facts["view"], lang), "count": needed or len(alone)}
    if needed is None:
        kind = "none" if alone else "nothing"
        return [_say(f"optimistic.{kind}", lang, **words, median=_middle(row["median"], row["against"], lang))], []
    points = [_favourable(each, lang) for each in alone[: min(needed, BELIEFS_SHOWN)]]
    more = needed - len(points)
    points += [_say("optimistic.more", lang, count=more)] if more else []
    return [_say("optimistic.one" if needed == 1 else "optimistic.some", lang, **words, all=len(alone))], points


def _favourable(row: Facts, lang: str) -> str:
    at, now = (roughly(row[name], row["unit"], lang) for name in ("at", "now"))
    return _say("optimistic.point", lang, input=input_name(row["key"], lang), at=at, now=now)


def tipping(facts: Facts, lang: str) -> tuple[list[str], list[str]]:
    """Where a claim just holds, one input at a time."""
    found = facts["break_even"]
    if not found["rows"]:
        return [], []
    told = {"goal": goal(found["of"], facts["value"], facts["view"], lang)}
    sides = {row["holds"] for row in found["rows"]}
    if sides in ({"never"}, {"always"}):
        names = [_say("title.quoted", lang, words=input_name(row["key"], lang)) for row in found["rows"]]
        return [_say(f"tipping.all_{sides.pop()}", lang, **told, inputs=_both(names, lang))], []
    points = []
    for row in found["rows"]:
        words = {name: roughly(row[name], row["unit"], lang) for name in ("at", "now") if row[name] is not None}
        words["searched"] = span(row["searched"][0], row["searched"][1], row["unit"], lang)
        points.append(_say(f"tipping.{row['holds']}", lang, input=input_name(row["key"], lang), **words))
    return [_say("tipping.lead", lang, **told)], points


# ------------------------------------------------------------------------------------------------------- from outside


def outside(facts: Facts, lang: str) -> tuple[list[str], list[str], list[list[str]], list[str]]:
    """What similar projects say: a leading sentence, a point for each outcome, and what must not be done with it."""
    rows = facts["outside_view"]
    if not rows:
        return [], [], [], []
    dearer = facts["uplift"]
    uplift = {"uplift": percent(dearer["p50"], lang), "range": span(dearer["p5"], dearer["p95"], "share", lang)}
    points = []
    for row in rows:
        seen = {"median": roughly(row["p50"], row["unit"], lang), "range": span(row["p5"], row["p95"], row["unit"], lang)}
        name = "row_month" if row["month"] else "row_chance" if math.isnan(row["p50"]) else "row"
        words = {"metric": catalogue.outcomes()[row["metric"]].name[lang], "month": row["month"] or ""}
        chance = futures(row["chance"]["value"], lang)
        points.append(_say(f"outside.{name}", lang, **words, **seen, chance=chance))
    return [_say("outside.lead", lang, **uplift)], points, [], [_say("outside.never_both", lang)]


# ---------------------------------------------------------------------------------------------------------- what to ask


def asked(facts: Facts, lang: str) -> tuple[list[str], list[str]]:
    """What to ask, as a leading sentence and points; those that are answered with their answers."""
    waiting = [row for row in facts["questions"] if row["answer"] is None][:QUESTIONS_SHOWN]
    answered = [row for row in facts["questions"] if row["answer"] is not None]
    if not waiting and not answered:
        return [], []
    return [_say("questions.lead", lang)], [question(row, lang) for row in (*waiting, *answered)]


def question(row: Facts, lang: str) -> str:
    """A question with what it is about, what an answer would be worth, the dilemma it belongs to and where it is from."""
    entry = qualitative.entries()[row["question"]]
    about = [_about(row, lang)]
    if row["because"] == "input" and row["worth"] >= WORTH:
        about.append(_say("questions.worth", lang, amount=money(row["worth"], lang)))
    about += [_say("questions.dilemma", lang, name=inside(catalogue.dilemmas()[id].name[lang])) for id in row["dilemmas"]]
    about.append(_say("questions.source", lang, section=row["section"], source=_source(row["source"], lang)))
    said = _say("questions.question", lang, question=entry.text[lang], about="; ".join(about))
    answer = row["answer"]
    if answer is None:
        return said
    words = case(answer["said"], lang) or _say("questions.no_words", lang)
    return f"{said} {_say('questions.answered', lang, said=words)}"


def _about(row: Facts, lang: str) -> str:
    kind, id = row["because"], row["about"]
    name = catalogue.inputs()[id].name if kind == "input" else catalogue.outcomes()[id].name if kind == "outcome" else None
    return _say(f"questions.{kind}", lang, name=name[lang] if name else _line(id, lang))


def _source(id: str, lang: str) -> str:
    """A source by the first part of its title."""
    return catalogue.sources()[id].title[lang].split(":")[0].split(" (")[0]
