"""Two languages: the words of data/words, and numbers as each language writes them.

A word stands in one place, under one name, in both languages; ``say("name", lang, fact=…)`` puts the facts in.
"""

from __future__ import annotations

import datetime
import math
import os
import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from babel.dates import format_date, get_month_names
from babel.numbers import format_decimal

from roi import catalogue
from roi.catalogue import Words
from roi.typeset import escaped

if TYPE_CHECKING:
    from roi.scenario import Mistake

LANGUAGES = ("da", "en")
GENERAL = "general"  # the file of words whose names have no prefix; the others' begin with the file's own
LOCALES = {"da": "da_DK", "en": "en_GB"}
NO_BREAK = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
MILLION, THOUSAND = 1_000_000, 1_000
ROUNDING = 1e-9  # of a standard error: what rounding may make it larger
NUMBER_IN = re.compile(r"(\D*?)(\d[\d.,]*)(\D*)")  # what is around the one number of a quantity; none below zero
WRONG_THEN_RIGHT = re.compile(r"; |(?<!kr)\. ")  # what parts the two in the words of a problem
CENTURY = 2000  # that a year of two digits belongs to
LARGEST, SMALLEST = 1e15, 1e-9  # beyond them a number is written with its power of ten

#: Where the names stand that a person sees in place of a file's words: on a page's fields, above and beside a form's cells.
SEEN = {"screen": ("ui.point", "form.field"), "sheet": ("form.column", "form.field")}
NAMING = ("key", "lower", "upper", "first", "second")  # facts that name such a word
OF_SEVERAL = ("uses_over_one",)  # mistakes that are about more than the one field they are told at
#: How a quantity of each unit of the catalogue is written.
MONEY_UNITS = ("kr", "kr_month", "kr_year", "kr_hour")


def language(wanted: str | None = None) -> str:
    """The language asked for, else that of the environment where it is Danish, else English."""
    if wanted in LANGUAGES:
        return wanted
    named = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "da" if named.lower().startswith("da") else "en"


@cache
def words() -> Mapping[str, Words]:
    """Name -> words; a name is its path in the files of data/words: ``answer.gain``, ``ui.page.title``."""
    found: dict[str, Words] = {}

    def gather(path: str, entry: Mapping[str, Any]) -> None:
        if set(entry) == set(LANGUAGES) and all(isinstance(each, str) for each in entry.values()):
            found[path] = entry
            return
        for name, inner in entry.items():
            gather(f"{path}.{name}" if path else name, inner)

    for file in catalogue.files("words"):
        gather("" if file == GENERAL else file, catalogue.data(f"words/{file}"))
    return found


@cache
def _cases() -> Mapping[str, str]:
    return {each["da"]: each["en"] for each in catalogue.data("cases")["text"]}


def case(words: str, lang: str) -> str:
    """A text of a ready-made scenario (they are in Danish) in the reader's language; a user's own stays as it is."""
    return _cases().get(words, words) if lang == "en" else words


def say(name: str, lang: str, /, **facts: object) -> str:
    """The words under a name, with the facts put in as this language writes them. Raises KeyError for an unknown name."""
    said = words()[name][lang].format_map({fact: shown(value, lang) for fact, value in facts.items()})
    return said.replace("kr..", "kr.")  # an abbreviation's full stop also ends the sentence


def shown(value: object, lang: str) -> str:
    """A fact inside a sentence: text as it is, a number as the language writes it, a list with commas."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, int | float):
        return number(float(value), lang)
    if isinstance(value, list | tuple):
        return ", ".join(shown(each, lang) for each in value)
    if isinstance(value, datetime.date):
        return date(value, lang)
    return str(value)


def date(day: datetime.date, lang: str) -> str:
    """A day: 4. maj 2026, 4 May 2026."""
    return str(format_date(day, "d. MMMM y" if lang == "da" else "d MMMM y", locale=LOCALES[lang]))


def day(written: str, lang: str) -> datetime.date | None:
    """A day as a person writes it: 4. maj 2026, 4/5 26, 2026-05-04 (the day before the month); None where it is none."""
    parts = re.findall(r"\d+|[^\W\d_]+", written.lower())
    if len(parts) != 3:
        return None
    first, month, last = parts
    months = get_month_names("wide", locale=LOCALES[lang])
    named = [number for number, name in months.items() if len(month) >= 3 and name.lower().startswith(month)]
    of_month, year = (last, first) if len(first) == 4 else (first, last)
    if not (of_month.isdecimal() and year.isdecimal() and (named or month.isdecimal()) and len(year) in (2, 4)):
        return None
    try:
        return datetime.date(
            int(year) + (CENTURY if len(year) == 2 else 0), named[0] if named else int(month), int(of_month)
        )
    except (ValueError, OverflowError):  # 30 February, or a number of a hundred digits
        return None


# ------------------------------------------------------------------------------------------------------------ numbers


def number(x: float, lang: str, digits: int | None = None) -> str:
    """A plain number; ``digits`` decimals, or as many as four significant figures need."""
    if not math.isfinite(x):
        return say("number.undefined" if math.isnan(x) else "number.infinite", lang)
    size = abs(x)
    if size >= LARGEST or (digits is None and 0 < size < SMALLEST):  # in a file that is wrong: 1e308, say
        return _signed(f"{x:.4g}").replace(".", "," if lang == "da" else ".")
    if digits is None:
        digits = 0 if size >= THOUSAND or x == int(x) else max(0, 3 - math.floor(math.log10(size))) if size else 0
        pattern = "#,##0." + "#" * digits if digits else "#,##0"
    else:
        pattern = "#,##0." + "0" * digits if digits else "#,##0"
    rounded = round(x, digits) + 0.0  # + 0.0: no minus before a zero
    return _signed(format_decimal(rounded, format=pattern, locale=LOCALES[lang], decimal_quantization=False))


def _signed(text: str) -> str:
    return text.replace("-", MINUS)


def percent(share: float, lang: str, digits: int = 0) -> str:
    """A share as a percentage."""
    if not math.isfinite(share):
        return number(share, lang)
    return number(share * 100, lang, digits) + say("number.percent", lang)


def kroner(x: float, lang: str) -> str:
    """Money to the krone: 1.234.567 kr."""
    return _amount(x, "number.kroner", number(abs(x), lang, 0), lang)


def money(x: float, lang: str) -> str:
    """Money as a person says it, to two or three figures: 1,2 mio. kr.; 85.000 kr."""
    size = abs(x)
    step = THOUSAND if size >= 10 * THOUSAND else 100 if size >= THOUSAND else 1
    if not math.isfinite(x) or round(size / step) * step < MILLION:
        return kroner(math.copysign(round(size / step) * step, x) if math.isfinite(x) else x, lang)
    digits = 0 if size >= 99.95 * MILLION else 1
    return _amount(x, "number.million", number(size / MILLION, lang, digits), lang)


def _amount(x: float, name: str, size: str, lang: str) -> str:
    if not math.isfinite(x):
        return number(x, lang)
    sign = MINUS if x < 0 and any(digit in size for digit in "123456789") else ""
    return sign + say(name, lang, amount=size)


def change(x: float, lang: str) -> str:
    """Money with its sign: +1,2 mio. kr."""
    shown = money(x, lang)
    return f"+{shown}" if x > 0 and any(digit in shown for digit in "123456789") else shown


def money_range(low: float, high: float, lang: str) -> str:
    """From one amount to another, the unit once where they share it: 2,6–4,0 mio. kr.; DKK 2.6–4.0m."""
    first, last = (money(x, lang) for x in (low, high))
    if low < 0 or ("mio" in first) != ("mio" in last) or first.endswith("m") != last.endswith("m"):
        return f"{first} – {last}"
    if lang == "da":
        return f"{first.split(NO_BREAK)[0]}–{last}"
    return f"{first.removesuffix('m')}–{last.split(NO_BREAK)[-1]}"


def quantity(x: float, unit: str, lang: str) -> str:
    """A value with its unit, as a table shows it."""
    if not math.isfinite(x):
        return number(x, lang)
    if unit in catalogue.SHARES:
        return percent(x, lang, _percent_digits(x))
    if unit in MONEY_UNITS:
        return money(x, lang) if abs(x) >= MILLION else kroner(x, lang)
    if unit == "none":
        return number(x, lang)
    if unit == "points":
        return say("unit.points", lang, amount=number(x, lang, 2))
    return say(f"unit.{unit}", lang, amount=number(round(x, 2) if abs(x) >= 0.1 else float(f"{x:.2g}"), lang))


def _percent_digits(share: float) -> int:
    """Decimals of a percentage: those a person wrote, else two or three figures."""
    size = abs(share) * 100
    written = next((digits for digits in (0, 1, 2) if abs(round(size, digits) - size) < 1e-9), None)
    return written if written is not None else 0 if size >= 10 else 1 if size >= 1 else 2


def roughly(x: float, unit: str, lang: str) -> str:
    """A value that is a quantile of something uncertain: to two or three figures."""
    if unit in MONEY_UNITS:
        return money(x, lang)
    if unit not in catalogue.SHARES and unit != "points" and math.isfinite(x):
        x = float(f"{x:.2g}") if abs(x) < 100 else round(x)
    return quantity(x, unit, lang)


def to_error(x: float, se: float) -> float:
    """A number to what its standard error lets one know: a step of 1, 2 or 5 of some power of ten that is no finer."""
    if not (math.isfinite(x) and math.isfinite(se)) or se <= 0:
        return x
    power = 10.0 ** math.floor(math.log10(se))
    step = next(size * power for size in (1, 2, 5, 10) if size * power >= se * (1 - ROUNDING))
    return round(x / step) * step


def span(low: float, high: float, unit: str, lang: str) -> str:
    """From one value to another, to two or three figures, the unit once where they share it: 45.000–48.000 kr.; 11–20 %."""
    first, last = (roughly(x, unit, lang) for x in (low, high))
    parts = [NUMBER_IN.fullmatch(each) for each in (first, last)]
    if parts[0] and parts[1] and parts[0].group(1, 3) == parts[1].group(1, 3):
        return f"{parts[0].group(1)}{parts[0].group(2)}–{parts[1].group(2)}{parts[1].group(3)}"
    return between(first, last, lang)


def between(low: str, high: str, lang: str) -> str:
    """From one written value to another; said once where both read alike, and in words where the later one never comes."""
    if low == high:
        return low
    never = high == number(math.inf, lang)
    return say("run.or_never", lang, low=low) if never else say("run.range", lang, low=low, high=high)


def three(row: Mapping[str, Any], unit: str, lang: str) -> tuple[str, str, str]:
    """The low, the middle and the high end (p5, p50, p95) of a row of quantiles."""
    low, middle, high = (roughly(row[name], unit, lang) for name in ("p5", "p50", "p95"))
    return low, middle, high


def unit_name(unit: str, lang: str) -> str:
    """A unit alone, for beside a field."""
    return say(f"unit_name.{unit}", lang)


def futures(chance: float, lang: str) -> str:
    """A chance in natural frequencies; never "none" or "all" of them."""
    if math.isnan(chance):
        return number(chance, lang)
    of = 100
    if chance < 1 / of:
        return say("futures.hardly_any", lang)
    if chance > 1 - 1 / of:
        return say("futures.nearly_all", lang)
    return say("futures.some", lang, count=round(chance * of))


# ---------------------------------------------------------------------------------------------------------- sentences


def mistake(each: Mistake, path: str, lang: str) -> str:
    """One mistake on one line: ``file:12: work[1].fee_m: what is wrong and what would be right``; in a spreadsheet by the
    cell, with the name of the row: ``file: Work!B4: Hours the work takes today: what is wrong``."""
    where = ":".join(part for part in (path, str(each.line or "")) if part)
    about = catalogue.inputs().get(str(each.problem.facts.get("of")))
    name = about.name[lang] if about and not isinstance(each.problem.facts.get("input"), str) else ""
    parts = (where, each.place, name, problem(each.problem.code, each.problem.facts, lang))
    return ": ".join(part for part in parts if part)


def on_screen(each: Mistake, lang: str) -> str:
    """What does not fit, in the words of the screen, after the name of its input."""
    _, _, id = each.place.partition(".")
    about = catalogue.inputs().get(id.split(".")[0])
    code = each.problem.code
    if code == "share_as_percent":  # on the screen shares are percentages, and nothing else can be meant
        code = "outside_range"
    said = problem(code, each.problem.seen("screen", about.id if about else "").facts, lang)
    return f"{about.name[lang]}: {said}" if about and code not in OF_SEVERAL else said


def problem(code: str, facts: Mapping[str, object], lang: str) -> str:
    """What is wrong and what would be right."""
    seen = "seen" in facts and f"seen.{code}" in words()
    return escaped(" ".join(say(f"{'seen' if seen else 'message'}.{code}", lang, **_said_of(facts, lang)).split()))


def wrong_and_right(code: str, facts: Mapping[str, object], lang: str) -> tuple[str, str]:
    """The same in two cells: what is wrong, and what would be right, where the words say it."""
    whole, given = words()[f"message.{code}"][lang], _said_of(facts, lang)
    wrong, _, right = WRONG_THEN_RIGHT.sub("\n", whole, count=1).partition("\n")
    shown_facts = {fact: shown(value, lang) for fact, value in given.items()}
    wrong, right = (escaped(" ".join(part.format_map(shown_facts).split())) for part in (wrong, right))
    return wrong.removesuffix("."), right


def _said_of(facts: Mapping[str, object], lang: str) -> dict[str, object]:
    """The facts of a problem as its words take them."""
    given = _as_seen(facts, lang) if "seen" in facts else dict(facts)
    if isinstance(given.get("input"), str):
        about = catalogue.inputs()[str(given["input"])]
        given = {name: roughly(x, about.unit, lang) if isinstance(x, float | int) else x for name, x in given.items()}
        given["input"] = about.name[lang]
    if isinstance(given.get("metric"), str):
        outcome = catalogue.outcomes()[str(given["metric"])]
        for name in ("value", "low", "high"):
            if isinstance(x := given.get(name), int | float):
                given[name] = number(x, lang) if outcome.unit == "month" else quantity(x, outcome.unit, lang)
        given["metric"] = outcome.name[lang]
    if isinstance(given.get("unit"), str):
        given["unit"] = say(f"message_part.claim_{given['unit']}", lang)
    nearest = given.get("nearest")
    given["meant"] = say("message_part.meant", lang, nearest=nearest) if nearest else ""
    allowed = given.get("allowed")
    listed = isinstance(allowed, list | tuple) and not nearest
    given["among"] = say("message_part.among", lang, allowed=allowed) if listed else ""
    return given


def _as_seen(facts: Mapping[str, object], lang: str) -> dict[str, object]:
    """The same where a person sees fields or cells: their names for a file's words, shares in percent, and what is
    given in both languages in this one."""
    about = catalogue.inputs().get(str(facts["of"]))
    given = dict(facts)
    for fact, value in facts.items():
        if fact in NAMING:
            rooms = (f"{room}.{value}" for room in SEEN[str(facts["seen"])])
            given[fact] = next((words()[name][lang] for name in rooms if name in words()), value)
        elif about and about.unit in catalogue.SHARES and isinstance(value, float | int):
            given[fact] = quantity(value, about.unit, lang)
        elif isinstance(value, Mapping):
            given[fact] = value[lang]
        elif isinstance(value, list):
            given[fact] = [each[lang] if isinstance(each, Mapping) else each for each in value]
    return given


def input_name(key: str, lang: str) -> str:
    """The name of an input, with its package or event before it; or of a chance: an early end, an event."""
    if key in catalogue.inputs():
        return catalogue.inputs()[key].name[lang]
    owner, _, id = key.rpartition(".")
    if key == "chance:exit" or id == "chance":
        return say("drivers.name.event", lang, event=case(owner, lang)) if owner else say("drivers.name.exit", lang)
    return f"{case(owner, lang)}: {inside(catalogue.inputs()[id].name[lang])}"


def capital(words: str) -> str:
    """Words at the beginning of a line: the first letter large."""
    return words[:1].upper() + words[1:]


def spread(row: Mapping[str, Any], lang: str) -> str:
    """A value of the table of assumptions: the number, or the middle with 9 of 10 around it."""
    if row["fixed"]:
        return quantity(row["p50"], row["unit"], lang)
    low, middle, high = three(row, row["unit"], lang)
    return say("answer.spread", lang, low=low, middle=middle, high=high)


def stated(value: object, unit: str, lang: str) -> str:
    """A default as it stands in the catalogue: a number, or the likely one with the ends around it."""
    if isinstance(value, Mapping) and {"low", "mode", "high"} <= set(value):
        low, middle, high = (quantity(float(value[name]), unit, lang) for name in ("low", "mode", "high"))
        return say("answer.spread", lang, low=low, middle=middle, high=high)
    return quantity(float(value), unit, lang) if isinstance(value, int | float) else raw(value)


def raw(value: object) -> str:
    """A value as it would stand in a scenario file."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{name} = {raw(inner)}" for name, inner in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(raw(inner) for inner in value) + "]"
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, int) and abs(value) >= 10 * THOUSAND:
        return f"{value:_}"
    return f"{value}"


def inside(name: str) -> str:
    """A name inside a sentence: its first letter small, unless it is an abbreviation."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]
