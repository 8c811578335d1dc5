"""A claim in a person's words -> what it claims: "Vi sparer 500.000 kr. om året", "pays back in nine months".

A small strict grammar. Every word must be known (data/claims.toml), there must be one figure and one thing it is about, and
nothing is guessed: what cannot be read is a problem that says what can.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations, pairwise
from typing import Protocol

from roi import catalogue
from roi.reading import Problem

LANGUAGES = ("da", "en")
#: How each language writes a number: what separates thousands, what begins the decimals.
MARKS = {"da": (".", ","), "en": (",", ".")}
SCALES = {"thousand": 1_000, "thousand_kroner": 1_000, "million": 1_000_000}
DIGITS_AT_MOST = 15
FIGURE = re.compile(r"[+-]?[0-9](?:[0-9.,]*[0-9])?(?: [0-9]{3}(?![0-9.,]))*")
SAME = str.maketrans(
    {"−": "-", "–": "-", "\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " ", "\N{THIN SPACE}": " "}
)
#: Subject -> the outcome it is about, and the unit its figure must have. Costs that fall are a saving.
ABOUT = {
    "payback": ("payback_month", "months"),
    "productivity": ("productivity", "percent"),
    "engagement": ("engagement_gain", "points"),
    "turnover": ("turnover_change", "percent"),
    "errors": ("error_rate", "percent"),
    "value": ("npv", "kroner"),
    "return": ("roi", "percent"),
}
CHANGES = ("productivity", "engagement", "turnover")  # a change has a direction
SMALL_IS_GOOD = ("payback", "errors")
PLAIN = ("saving_y", "payback_months", "saving_percent")  # keys of a file for those who know no metric's name
SAVINGS = ("saving_y", "saving_total")  # kr a year, kr in the whole period: set against the net present value


def _other_sign(npv: float, roi: float) -> bool:
    return (npv > 0) != (roi > 0)


def _outlay_and_none(deepest_cash: float, month: float) -> bool:
    """Whether one says that money is out, and the other that it never is."""
    return (deepest_cash < 0) != (month > 0)


#: Two outcomes in the order of the alphabet -> whether their values contradict each other.
OPPOSED: dict[tuple[str, str], Callable[[float, float], bool]] = {
    ("npv", "roi"): _other_sign,
    ("deepest_cash", "deepest_month"): _outlay_and_none,
}
#: Payback is of the sum in the view, which is the account where only money is counted.
OPPOSED_IN_CASH = {**OPPOSED, ("deepest_cash", "payback_month"): _outlay_and_none}


class ClaimError(ValueError):
    """Words that could not be read as a claim; ``problem`` says why, and what could."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


@dataclass(frozen=True)
class Stated:
    """What a claim says. ``what``: an outcome, or "saving_y" (kr a year), "saving_total" (kr in the whole period)."""

    what: str
    value: float


@dataclass(frozen=True)
class _Token:
    group: str  # subject, unit, scale, period, way, limit, number, nothing, word
    name: str
    text: str


def stated(words: str) -> Stated:
    """What the words claim. Raises ClaimError."""
    plain = " ".join(unicodedata.normalize("NFC", words).translate(SAME).casefold().split()).strip(" .!;:\"'»«“”")
    read = {lang: _tokens(plain, lang) for lang in LANGUAGES}
    known = [lang for lang in LANGUAGES if not any(token.group == "word" for token in read[lang])]
    if not known:
        best = min(read.values(), key=lambda tokens: sum(token.group == "word" for token in tokens))
        raise ClaimError(Problem("claim_word", {"word": next(token.text for token in best if token.group == "word")}))
    found = [_meaning(read[lang], lang) for lang in known]
    meant = [each for each in found if isinstance(each, Stated)]
    problems = [each for each in found if isinstance(each, Problem)]
    if len(set(meant)) > 1 or any(problem.code == "claim_ambiguous" for problem in problems):
        figure = next(token.text for token in read[known[0]] if token.group == "figure")
        raise ClaimError(Problem("claim_ambiguous", {"figure": figure}))
    if not meant:
        raise ClaimError(problems[0])
    return meant[0]


@cache
def _vocabulary(lang: str) -> tuple[re.Pattern[str], dict[str, tuple[str, str]]]:
    """The phrases of a language, the longest first, and what each stands for."""
    meaning: dict[str, tuple[str, str]] = {}
    for group, entry in catalogue.data("claims").items():
        if group == "number":
            meaning |= {word: ("figure", str(value)) for value, word in enumerate(entry[lang])}
            continue
        named = {group: entry} if lang in entry else entry
        meaning |= {phrase: (group, name) for name, each in named.items() for phrase in each[lang]}
    longest = sorted(meaning, key=len, reverse=True)
    phrases = "|".join(re.escape(phrase) + (r"(?!\w)" if phrase[-1].isalnum() else "") for phrase in longest)
    return re.compile(phrases), meaning


def _tokens(plain: str, lang: str) -> list[_Token]:
    """The words one after the other; what is in no vocabulary is a token of the group "word"."""
    pattern, meaning = _vocabulary(lang)
    tokens: list[_Token] = []
    at = 0
    while at < len(plain):
        if plain[at] in " ,:;":
            at += 1
            continue
        begins = at == 0 or not (plain[at - 1].isalpha() and plain[at].isalpha())
        figure, phrase = FIGURE.match(plain, at), pattern.match(plain, at) if begins else None
        if figure:
            tokens.append(_Token("figure", "", figure.group()))
        elif phrase:
            group, name = meaning[phrase.group()]
            tokens.append(_Token(group, name, phrase.group()))
        else:
            unknown = re.compile(r"[^\s,:;]+").match(plain, at)
            tokens.append(_Token("word", "", unknown.group() if unknown else plain[at]))
        at += len(tokens[-1].text)
    return tokens


def _figure(token: _Token, lang: str) -> float | Problem:
    """A number as the language writes it. One that the other language would read otherwise is a problem."""
    if token.name:
        return float(token.name)
    thousands, decimal = MARKS[lang]
    digits = token.text.lstrip("+-")
    grouped = rf"[0-9]{{1,3}}(?:[{re.escape(thousands)} ][0-9]{{3}})+"
    if not re.fullmatch(rf"(?:{grouped}|[0-9]+)(?:{re.escape(decimal)}[0-9]+)?", digits):
        return Problem("claim_number", {"figure": token.text})
    whole, _, decimals = digits.partition(decimal)
    if len(decimals) == 3 and whole != "0" and len(whole) <= 3:
        return Problem("claim_ambiguous", {"figure": token.text})
    if len(digits) > DIGITS_AT_MOST:
        return Problem("claim_number", {"figure": token.text})
    size = float(re.sub(r"[^0-9]", "", whole) + "." + (decimals or "0"))
    return -size if token.text.startswith("-") else size


def _meaning(tokens: list[_Token], lang: str) -> Stated | Problem:
    """What known words claim together, or why that cannot be told."""

    def of(group: str) -> list[str]:
        return [token.name for token in tokens if token.group == group]

    figures = [token for token in tokens if token.group == "figure"]
    if len(figures) != 1:
        return Problem("claim_figures" if figures else "claim_no_figure", {})
    value = _figure(figures[0], lang)
    if isinstance(value, Problem):
        return value
    subjects, units, scales, periods = of("subject"), of("unit"), of("scale"), of("period")
    ways, limits = of("way"), of("limit")
    if "costs" in subjects and (ways == ["down"] or "saving" in subjects):
        subjects = [*(subject for subject in subjects if subject not in ("costs", "saving")), "saving"]
        ways = [way for way in ways if way != "down"]
    if not subjects:
        return Problem("claim_no_subject", {})
    if len({*subjects}) > 1 or max(map(len, (subjects, scales, periods, ways, limits)), default=0) > 1:
        return Problem("claim_two_things", {})
    subject = subjects[0]
    if subject == "costs":
        return Problem("claim_no_subject", {})
    if scales:
        value *= SCALES[scales[0]]
        units += ["kroner"] if scales == ["thousand_kroner"] and "kroner" not in units else []
        if not _follows(tokens, "figure", "scale"):
            return Problem("claim_number", {"figure": figures[0].text})
    signed = figures[0].text[:1] in ("+", "-") and not figures[0].name
    if limits and (limits == ["at_most"]) != (subject in SMALL_IS_GOOD):
        return Problem("claim_wrong_limit", {})
    if subject == "saving":
        return _saving(value, units, periods, signed or bool(ways))
    metric, unit = ABOUT[subject]
    if subject == "payback" and units == ["years"]:
        value, units = value * 12, ["months"]
    if units != [unit] or periods or (scales and unit != "kroner"):
        return Problem("claim_unit", {"metric": metric, "unit": unit})
    if subject in CHANGES:
        if signed == bool(ways):
            return Problem("claim_direction", {})
        value = -value if ways == ["down"] else value
    elif ways:
        return Problem("claim_relative", {"metric": metric})
    return Stated(metric, value / 100 if unit == "percent" else value)


def _follows(tokens: list[_Token], first: str, second: str) -> bool:
    """Whether a token of the second group stands right after one of the first."""
    return any(a.group == first and b.group == second for a, b in pairwise(tokens))


def _saving(value: float, units: list[str], periods: list[str], odd: bool) -> Stated | Problem:
    if odd:
        return Problem("claim_saving_sign", {})
    if units == ["percent"] and not periods:
        return Stated("cost_saving", value / 100)
    if units != ["kroner"]:
        return Problem("claim_saving_unit", {})
    if not periods:
        return Problem("claim_period", {})
    if periods == ["in_all"]:
        return Stated("saving_total", value)
    return Stated("saving_y", value * 12 if periods == ["a_month"] else value)


# ------------------------------------------------------------------------------------------------- what it comes to


def plain(key: str, number: float) -> Stated:
    """What a claim says under one of the plain keys of a file."""
    return {
        "saving_y": Stated("saving_y", number),
        "payback_months": Stated("payback_month", number),
        "saving_percent": Stated("cost_saving", number / 100),
    }[key]


def present_value_of_saving(saving_y: float, months: int, discount_y: float) -> float:
    """What a saving of so many kr a year is worth today, had in equal parts at the end of every month, kr."""
    worth_today = sum(math.pow(1 + discount_y, -t / 12) for t in range(1, months + 1))
    return saving_y / 12 * worth_today


def set_against(said: Stated, months: int, discount_y: float) -> tuple[str, float]:
    """The outcome a claim is set against and what it must come to: a saving in kr is a net present value."""
    if said.what not in SAVINGS:
        return said.what, said.value
    saving_y = said.value * 12 / months if said.what == "saving_total" else said.value
    return "npv", present_value_of_saving(saving_y, months, discount_y)


def impossible(metric: str, value: float, months: int, as_share: bool = False) -> Problem | None:
    """Why an outcome can never come to a value, whatever the inputs; None where it can.

    ``as_share``: the value stands as a share, so that 30 may be meant as 30 %.
    """
    about = catalogue.outcomes()[metric]
    facts = {"metric": metric, "value": value, "low": about.low, "high": about.high}
    if as_share and about.unit in catalogue.SHARES and 1 <= about.high < value <= 100:
        return Problem("claim_as_percent", {**facts, "share": value / 100})
    if value > about.high:
        return Problem("claim_above", facts)
    if value < about.low:
        return Problem("claim_below", facts)
    if about.unit == "month" and value > months:
        return Problem("claim_beyond_horizon", {"month": value, "horizon": months})
    return None


class Claimed(Protocol):
    """Something that claims a value of an outcome."""

    @property
    def metric(self) -> str: ...
    @property
    def value(self) -> float: ...


def contradictions(claims: Sequence[Claimed], view: str) -> Iterator[tuple[int, Problem]]:
    """Pairs of claims that cannot both be true, with the place of the later one (from 0). Only what is certain."""
    opposed = OPPOSED_IN_CASH if view == "cash" else OPPOSED
    for (i, first), (j, second) in combinations(enumerate(claims), 2):
        a, b = sorted((first, second), key=lambda each: each.metric)
        facts = {"first": i + 1, "second": j + 1}
        if a.metric == b.metric and a.value != b.value:
            yield j, Problem("claims_differ", {**facts, "metric": a.metric})
        elif (a.metric, b.metric) in opposed and opposed[a.metric, b.metric](a.value, b.value):
            yield j, Problem("claims_opposed", facts)
