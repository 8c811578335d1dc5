"""What is said of how it has gone: figures against the forecast, what they have taught, whether the plan is still the plan.

Each takes plain facts (rows and dicts of ``actuals`` and ``taking``), never a result.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
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
    quantity,
    roughly,
    say,
    three,
    to_error,
)

NAMED = 3  # inputs and figures named in a sentence
RUNS = 0.01  # of the futures: with fewer in which the contract still runs it is said to have ended
STEPS = 20  # of the spread of what has been learnt: how finely it is shown
DIGITS = 2  # significant, of an effective number


def listed(words: Sequence[str], lang: str) -> str:
    if len(words) < 2:
        return "".join(words)
    return say("answer.and", lang, first=", ".join(words[:-1]), second=words[-1])


def when(row: Mapping[str, Any], lang: str) -> str:
    """The time that a figure is of, inside a sentence."""
    if row["month"] is not None:
        return say("follow.when.month", lang, month=row["month"])
    start, end = (date.fromisoformat(row[name]) for name in ("from", "to"))
    return say("follow.when.trial", lang, start=start, end=end)


def name(row: Mapping[str, Any], lang: str) -> str:
    """What was seen, with its package before it where it is of one."""
    words = catalogue.observables()[row["observable"]].name[lang]
    return f"{case(row['work'], lang)}: {inside(words)}" if row["work"] else words


def value(row: Mapping[str, Any], lang: str) -> str:
    """A figure that was seen."""
    unit = catalogue.observables()[row["observable"]].unit
    if row["of"]:
        return say("follow.seen.of", lang, count=number(row["seen"], lang), of=number(row["of"], lang))
    return quantity(row["seen"], unit, lang)


def forecast(row: Mapping[str, Any], lang: str) -> str:
    """Between what the plan expected it in 9 of 10 futures."""
    unit = catalogue.observables()[row["observable"]].unit
    low, high = (number(row[end], lang) if row["of"] else roughly(row[end], unit, lang) for end in ("p5", "p95"))
    return low if low == high else say("run.range", lang, low=low, high=high)


def lies(row: Mapping[str, Any], lang: str) -> str:
    """Where a figure lies in the forecast, in a word."""
    if row["counted"]:
        return say("follow.seen.counted_already", lang)
    if row["fits"] is False:
        return say("follow.seen.not_at_all", lang)
    side = "fits" if not row["outside"] else "under" if row["position"] < 0.5 else "over"
    return say(f"follow.seen.{side}", lang)


def _one(row: Mapping[str, Any], lang: str) -> str:
    return say("follow.seen.one", lang, name=name(row, lang), when=when(row, lang), value=value(row, lang))


def _inputs(rows: Sequence[Mapping[str, Any]], lang: str) -> str:
    """What figures hang on, in words."""
    about = (catalogue.observables()[row["observable"]] for row in rows)
    ids = list(dict.fromkeys(id for each in about for id in each.inputs))
    return listed([inside(catalogue.inputs()[id].name[lang]) for id in ids], lang)


def weighed(found: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], draws: int, lang: str) -> list[str]:
    """How the figures were weighed, and what no world can show (``weighed`` and ``seen`` of ``actuals.as_json``)."""
    if not rows:
        return [say("follow.weighed.none", lang)]
    if not found["figures"]:
        return [say("follow.weighed.counted", lang)]
    if found["impossible"]:
        odd = [row for row in rows if row["place"] in found["impossible"]]
        kind = "impossible" if len(odd) < found["figures"] or len(odd) == 1 else "together"
        return [say(f"follow.weighed.{kind}", lang, what=_some(odd, lang), inputs=_inputs(odd, lang))]
    sizes = {each: number(float(f"{found[each]:.{DIGITS}g}"), lang) for each in ("effective", "at_first")}
    if not found["known"]:
        return [say("follow.weighed.too_few", lang, **sizes)]
    kind = "anew" if found["rounds"] else "some" if found["figures"] > 1 else "one"
    return [say(f"follow.weighed.{kind}", lang, figures=found["figures"], draws=number(draws, lang), **sizes)]


def _some(rows: Sequence[Mapping[str, Any]], lang: str) -> str:
    said = [_one(row, lang) for row in rows[:NAMED]]
    more = [say("follow.seen.and_more", lang, count=len(rows) - NAMED)] if len(rows) > NAMED else []
    return "; ".join([*said, *more])


def seen(rows: Sequence[Mapping[str, Any]], lang: str) -> list[str]:
    """What lies outside the forecast, and what the plan's assumptions leave no room for."""
    fresh = [row for row in rows if not row["counted"]]
    unfit = [row for row in fresh if row["fits"] is False]
    outside = [row for row in fresh if row["outside"] and row not in unfit]
    said = [say("follow.seen.unfit", lang, what=_some(unfit, lang), inputs=_inputs(unfit, lang))] if unfit else []
    if outside:
        said += [say("follow.seen.outside", lang, what=_some(outside, lang)), say("follow.seen.chance", lang)]
    return said or ([say("follow.seen.inside", lang)] if fresh else [])


def learnt(rows: Sequence[Mapping[str, Any]], lang: str) -> str:
    """What most has been learnt of (``inputs`` of ``actuals``)."""
    if not rows:
        return say("follow.learnt.nothing", lang)
    packages = {row["input"].rpartition(".")[0] for row in rows[:NAMED]} - {""}
    several = len(packages) > 1
    names = [input_name(row["input"], lang) if several else _own_name(row["input"], lang) for row in rows[:NAMED]]
    return say("follow.learnt.most", lang, names=listed(names, lang))


def _own_name(key: str, lang: str) -> str:
    """An input's name without its package, where only one is spoken of."""
    return inside(catalogue.inputs()[key.rpartition(".")[2]].name[lang])


def ahead(found: Mapping[str, Any] | None, lang: str) -> list[str]:
    """Whether the plan is still the plan (``ahead`` of ``actuals``)."""
    if found is None:
        return [say("follow.ahead.over", lang)]
    going, stopping, better = found["go_on"], found["stop"], found["better"]
    low, high = (roughly(going[end], "kr", lang) for end in ("p5", "p95"))
    mean = change(to_error(going["mean"], going["mean_se"]), lang)
    chances = {"chance": futures(going["gain"]["value"], lang), "before": futures(found["forecast"]["value"], lang)}
    name = "rest" if found["now"] else "trial_rest"
    rest = say(f"follow.ahead.{name}", lang, mean=mean, low=low, high=high, **chances)
    if found["runs"]["value"] < RUNS:
        return [say("follow.ahead.ended", lang), rest]
    kind = found["best"] if found["now"] else f"trial_{found['best']}"
    said = [say(f"follow.ahead.{kind}", lang, value=money(abs(to_error(better["mean"], better["mean_se"])), lang))]
    if found["best"] != "even":
        gain = better["gain"]["value"]
        said.append(say("follow.ahead.better", lang, chance=futures(gain if found["best"] == "go_on" else 1 - gain, lang)))
    said.append(rest)
    if found["now"]:
        stop = change(to_error(stopping["mean"], stopping["mean_se"]), lang)
        said += [say("follow.ahead.stopping", lang, stop=stop), say("follow.ahead.spent", lang)]
    return said


# --------------------------------------------------------------------------------------------------------------- tables


def seen_table(rows: Sequence[Mapping[str, Any]], lang: str) -> list[list[str]]:
    """Figures beside the forecast; a header and rows."""
    header = [say(f"follow.column.{each}", lang) for each in ("when", "what", "seen", "forecast", "place")]
    return [
        header,
        *([capital(when(r, lang)), name(r, lang), value(r, lang), forecast(r, lang), lies(r, lang)] for r in rows),
    ]


def learnt_table(rows: Sequence[Mapping[str, Any]], lang: str) -> list[list[str]]:
    """Inputs before and now; a header and rows."""
    header = [say(f"follow.column.{each}", lang) for each in ("input", "before", "after")]
    return [header, *([input_name(row["input"], lang), *_before_and_after(row, lang)] for row in rows)]


def _before_and_after(row: Mapping[str, Any], lang: str) -> list[str]:
    """An input's middle and 9 of 10 futures twice, as finely as the narrower of the two asks for."""
    after, unit = row["after"], row["unit"]
    fine = (after["p95"] - after["p5"]) / STEPS
    ends = ({"low": of["p5"], "middle": of["p50"], "high": of["p95"]} for of in (row["before"], after))
    shown = ({name: quantity(to_error(x, fine), unit, lang) for name, x in each.items()} for each in ends)
    return [say("answer.spread", lang, **each) for each in shown]


def _range(row: Mapping[str, float], unit: str, lang: str) -> str:
    low, middle, high = three(row, unit, lang)
    return say("answer.spread", lang, low=low, middle=middle, high=high)


def whole_table(
    found: Mapping[str, Mapping[str, Any]], chances: Mapping[str, Any], at: Sequence[str], lang: str
) -> list[list[str]]:
    """Net present value, chance of a loss and of being paid back, twice (``at``: "before", "after" or "learnt", "file")."""
    header = [say("follow.column.outcome", lang), *(say(f"follow.column.{each}", lang) for each in at)]
    npv = [_range(found["npv"][each], "kr", lang) for each in at]
    rows = [[futures(chances[name][each]["value"], lang) for each in at] for name in ("loss", "payback")]
    names = [say(f"follow.whole.{name}", lang) for name in ("npv", "loss", "payback")]
    return [header, *([name, *row] for name, row in zip(names, (npv, *rows), strict=True))]
