"""What is said of scenarios side by side, in either language.

Each takes plain facts (rows of ``comparison`` and ``differing``) and ``called``: what every option is called in a sentence,
doing nothing last.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from roi import catalogue
from roi.text import case, change, futures, input_name, inside, money, number, percent, roughly, say, spread, to_error

SURE = 3  # standard errors from which a difference has a sign
NAMED = 3  # inputs named; the rest are counted
MOSTLY = 0.5  # share of undefined draws beyond which a difference says nothing
PLAIN = {"month": "months", "points": "points"}  # units of a difference that are said once, behind both ends
APART = 0.05  # between two chances: what is worth a sentence
SELDOM = 0.95  # chance of being the best from which regret is told by how seldom it comes
SMALL, MANY = 0.05, 6  # of the largest part: what is smaller is not named; and how many are
TOGETHER = 0.5  # a correlation below which two plans are said to share little

Row = Mapping[str, Any]


def called(names: Sequence[str], lang: str) -> list[str]:
    """The options inside a sentence, by their own names."""
    return [*(say("compare.name.quoted", lang, name=case(name, lang)) for name in names), nothing(lang)]


def nothing(lang: str) -> str:
    """Doing nothing, inside a sentence."""
    return say("compare.name.nothing_said", lang)


def has_sign(row: Row) -> bool:
    """Whether a mean difference is more than sampling noise."""
    return bool(row["mean"] != 0 and not abs(row["mean"]) <= SURE * row["mean_se"])


# ---------------------------------------------------------------------------------------------------------- the answer


def answer(rows: Sequence[Row], against: Sequence[Row], called: Sequence[str], lang: str) -> str:
    """Which option is best on average, and how it stands against the one that comes next."""
    best = against[0]["a"]
    first = "best_nothing" if rows[best]["name"] is None else "best"
    said = say(f"compare.answer.{first}", lang, best=called[best])
    return " ".join([said, *stands(nearest(against), called, lang)])


def _sentence(name: str, lang: str, /, **facts: object) -> str:
    """Words that begin with an option, whatever it is called."""
    said = say(f"compare.{name}", lang, **facts)
    return said[:1].upper() + said[1:]


def nearest(against: Sequence[Row]) -> Row:
    """Of the best option's pairs the one with what comes next; a plan rather than doing nothing where both are alike."""
    return min(against, key=lambda row: row["mean"])


def stands(row: Row, called: Sequence[str], lang: str) -> list[str]:
    """How option a stands against option b (a row of ``comparison.pair``)."""
    a, b = called[row["a"]], called[row["b"]]
    low, high = (change(to_error(row[end], row[f"{end}_se"]), lang) for end in ("p5", "p95"))
    if row["dominance"]["first"] == "same":
        return [_sentence("answer.same", lang, a=a, b=b)]
    if row["p5"] == row["p95"] == row["mean"]:
        return [_sentence("answer.apart_fixed", lang, a=a, b=b, mean=money(row["mean"], lang))]
    name = "apart" if has_sign(row) else "close"
    mean = money(to_error(row["mean"], row["mean_se"]), lang)
    said = [_sentence(f"answer.{name}", lang, a=a, b=b, mean=mean, low=low, high=high)]
    wins, loses = row["a_better"]["value"], row["b_better"]["value"]
    if wins == 1:
        return [*said, _sentence("answer.wins_all", lang, a=a)]
    if wins > 0:
        said.append(_sentence("answer.wins", lang, a=a, chance=futures(wins, lang), by=_by(row, "a", lang)))
    if loses > 0:
        said.append(say("compare.answer.loses", lang, b=b, chance=futures(loses, lang), by=_by(row, "b", lang)))
    own = row["a_better_own_luck"]["value"]
    if abs(own - wins) >= APART:
        said.append(say("compare.answer.own_luck", lang, a=a, chance=futures(own, lang)))
    return said


def _by(row: Row, who: str, lang: str) -> str:
    by = row[f"by_when_{who}_better"]
    return money(to_error(by["value"], by["se"]), lang)


def regret(rows: Sequence[Row], best: int, called: Sequence[str], lang: str) -> str:
    """What choosing the option that is best on average may come to be regretted by."""
    found, chance = rows[best]["regret"], rows[best]["best"]["value"]
    if chance >= SELDOM:
        name = "none" if chance == 1 else "seldom"
        return say(f"compare.answer.regret_{name}", lang, best=called[best], chance=futures(1 - chance, lang))
    mean, high = (money(to_error(found[name], found[f"{name}_se"]), lang) for name in ("mean", "p95"))
    return say("compare.answer.regret", lang, best=called[best], mean=mean, high=high)


def dominance(row: Row, called: Sequence[str], lang: str) -> str:
    """Whether the choice between two options hangs on one's taste for risk; empty for two that are the same."""
    first, second = row["dominance"]["first"], row["dominance"]["second"]
    order = "first" if first in ("a", "b") else "second"
    verdict = first if order == "first" else second
    a, b = called[row["a"]], called[row["b"]]
    if verdict == "same":
        return ""
    if verdict in ("a", "b"):
        better, other = (a, b) if verdict == "a" else (b, a)
        return _sentence(f"dominance.{order}", lang, a=better, b=other, a_first=better[:1].upper() + better[1:])
    return _sentence(f"dominance.{verdict}", lang, a=a, b=b)


def pairing(row: Row, called: Sequence[str], lang: str) -> str:
    """Why two options are held against each other in the same worlds; empty where one of them is the same in all."""
    r = row["correlation"]
    if r is None:
        return ""
    kind = "together" if r >= TOGETHER else "opposed" if r <= -TOGETHER else "apart"
    return _sentence(f"paired.{kind}", lang, a=called[row["a"]], b=called[row["b"]], r=number(r, lang, 2))


# ------------------------------------------------------------------------------------------------------ line by line


def amount(row: Row, unit: str, lang: str) -> list[str]:
    """A difference as cells: its mean, and where 9 of 10 futures lie; no digit that is noise."""
    if row.get("undefined", 0) > MOSTLY or not all(math.isfinite(row[name]) for name in ("mean", "p5", "p95")):
        return [say("compare.cell.undefined", lang), ""]
    if row["mean"] == row["p5"] == row["p95"] == 0:
        return [say("compare.cell.none", lang), ""]
    low, high = (_signed(to_error(row[end], row[f"{end}_se"]), unit, lang) for end in ("p5", "p95"))
    ends = _with_unit(say("compare.cell.ends", lang, low=low, high=high), unit, lang)
    if not has_sign(row):
        return [say("compare.cell.no_difference", lang), ends]
    return [_with_unit(_signed(to_error(row["mean"], row["mean_se"]), unit, lang), unit, lang), ends]


def _signed(x: float, unit: str, lang: str) -> str:
    """A difference with its sign; without its unit where that is said once for all."""
    if unit in catalogue.SHARES:
        shown = number(round(100 * x, 0 if abs(x) >= 0.1 else 1), lang)
    elif unit in PLAIN:
        shown = number(round(x, 2 if abs(x) < 1 else 1 if abs(x) < 10 else 0), lang)
    else:
        shown = roughly(x, unit, lang)
    return f"+{shown}" if x > 0 and any(digit in shown for digit in "123456789") else shown


def _with_unit(words: str, unit: str, lang: str) -> str:
    """A difference of shares is one of percentage points, one of months counts months."""
    if unit in catalogue.SHARES:
        return say("compare.cell.percentage_points", lang, amount=words)
    return say(f"unit.{PLAIN[unit]}", lang, amount=words) if unit in PLAIN else words


def of_100(chance: Row, lang: str) -> str:
    """A chance as a cell: of 100 futures."""
    value = chance["value"]
    if value < 1 / 100 or value > 99 / 100:
        return say(f"compare.cell.{'under' if value < 0.5 else 'over'}", lang)
    return number(round(100 * value), lang)


# ------------------------------------------------------------------------------------------------------- what differs


def because(rows: Sequence[Row], a: str, b: str, lang: str) -> str:
    """What makes the difference between two scenarios (rows of ``because.parts``), the largest first; empty for nothing."""
    clear = [row for row in rows if has_sign(row)]
    if not clear:
        return ""
    named = [row for row in clear if abs(row["mean"]) >= SMALL * abs(clear[0]["mean"])][:MANY]
    told = [say("compare.because.part", lang, name=_thing(row, lang), amount=_sure(row, lang)) for row in named]
    left = sum(row["mean"] for row in rows) - sum(row["mean"] for row in named)
    rest = [say("compare.because.rest", lang, amount=change(_coarse(left), lang))] if len(rows) > len(named) else []
    return _sentence("because.parts", lang, a=a, b=b, parts="; ".join([*told, *rest]))


def _sure(row: Row, lang: str) -> str:
    return change(to_error(row["mean"], row["mean_se"]), lang)


def _coarse(x: float) -> float:
    return float(f"{x:.2g}")


def _thing(row: Row, lang: str) -> str:
    """A thing that differs, inside a sentence."""
    if row["kind"] == "input":
        return inside(input_name(row["name"], lang))
    if row["kind"] == "costs":
        return say("examined.two_sets.costs", lang)
    return say(f"compare.because.{row['kind']}", lang, name=case(row["name"], lang))


def firm_differs(rows: Sequence[Row], lang: str) -> str:
    """That the scenarios do not agree on the firm and its work (rows of ``differing.inputs``); empty where they do."""
    named = [inside(input_name(row["key"], lang)) for row in rows if row["of_the_firm"]]
    if not named:
        return ""
    names = ", ".join(named[:NAMED])
    if len(named) > NAMED:
        names = say("compare.setting.firm_more", lang, names=names, more=len(named) - NAMED)
    return say("compare.setting.firm_differs", lang, names=names)


def differing_input(row: Row, letters: Sequence[str], lang: str) -> str:
    """An input that is not the same in all: each value with those who say so."""
    values = [spread(value, lang) if value else say("compare.differs.absent", lang) for value in row["values"]]
    return _each(input_name(row["key"], lang), values, letters, lang)


def differing_setting(row: Row, letters: Sequence[str], lang: str) -> str:
    """A setting that is not the same in all."""
    name = say(f"compare.differs.{row['setting']}", lang)
    if row["part"] is not None:
        name = f"{case(row['part'], lang)}: {inside(name)}"
    return _each(name, [_setting(row["setting"], value, lang) for value in row["values"]], letters, lang)


def _setting(setting: str, value: Any, lang: str) -> str:
    if value is None:
        return say("compare.differs.absent", lang)
    if setting == "assumptions":
        return say(f"assumption.{value}", lang)
    if setting == "cost_basis":
        return dict(catalogue.inputs()["cost_basis"].choices or {})[value][lang]
    if setting == "side":
        return say(f"compare.differs.side_{value}", lang)
    pairs = [
        say(
            "compare.differs.pair",
            lang,
            a=input_name(each["between"][0], lang),
            b=input_name(each["between"][1], lang),
            rank=each["rank"],
        )
        for each in value
    ]
    return ", ".join(pairs) or say("compare.differs.no_correlations", lang)


def only_in_some(row: Row, letters: Sequence[str], lang: str) -> str:
    """A package or event that only some have."""
    who = ", ".join(letters[i] for i in row["in"])
    return say(f"compare.differs.only_{row['section']}", lang, who=who, name=case(row["name"], lang))


def _each(name: str, values: Sequence[str], letters: Sequence[str], lang: str) -> str:
    """Equal values once, with all who have them."""
    pairs = list(zip(letters, values, strict=False))  # doing nothing has no inputs
    who = {value: ", ".join(letter for letter, other in pairs if other == value) for value in values}
    listed = "; ".join(say("compare.differs.each", lang, who=who[value], value=value) for value in dict.fromkeys(values))
    return say("compare.differs.value", lang, name=name, values=listed)


# -------------------------------------------------------------------------------------------------------------- offers


def scope(row: Row, letters: Sequence[str], at: int, lang: str) -> list[str]:
    """What an offer takes in and leaves out (a row of ``bids.table``, the offer's number)."""
    said = []
    for kind in ("covers", "on_top", "leaves_out", "unsaid"):
        if row[kind]:
            names = [inside(catalogue.lines()[line].name[lang]) for line in row[kind]]
            said.append(say(f"bids.scope.{kind}", lang, a=letters[at], lines=_listed(names, lang)))
    for work, other in row["added"].items():
        said.append(say("bids.scope.added", lang, a=letters[at], work=case(work, lang), b=letters[other]))
    return said


def _listed(names: Sequence[str], lang: str) -> str:
    if len(names) < 2:
        return "".join(names)
    return say("answer.and", lang, first=", ".join(names[:-1]), second=names[-1])


def price(row: Row, is_best: bool, lang: str) -> list[str]:
    """An offer's price as cells: what it is, what it would have to be to equal the best, and to break even."""
    equal = say("bids.price.is_best", lang) if is_best else _asked(row["to_equal"], lang)
    return [money(row["fee_m"], lang), equal, _asked(row["to_break_even"], lang)]


def _asked(row: Row, lang: str) -> str:
    """A price that is asked for, and how far it is from the offer's."""
    if row["factor"] is None:
        return say("bids.price.none", lang)
    if row["factor"] <= 0:
        return say("bids.price.not_free", lang)
    share = row["factor"] - 1
    shown = f"{'+' if share >= 0.005 else ''}{percent(share, lang)}"
    return say("bids.price.cell", lang, amount=money(to_error(row["fee_m"], row["fee_m_se"]), lang), share=shown)


def best_offer(row: Row, at: int, letters: Sequence[str], lang: str) -> str:
    """How much dearer the best offer could be and still be as good as the next."""
    found = row["to_equal"]
    if found["factor"] is None:
        return ""
    amount, share = money(to_error(found["fee_m"], found["fee_m_se"]), lang), percent(found["factor"] - 1, lang)
    share = f"+{share}" if found["factor"] >= 1.005 else share
    return say("bids.price.best", lang, a=letters[at], b=letters[found["with"]], amount=amount, share=share)
