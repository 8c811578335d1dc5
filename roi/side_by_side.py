"""Scenarios side by side, as text for a terminal: the answer, the options, who beats whom, line by line, what differs."""

from __future__ import annotations

from collections.abc import Sequence

from roi import abreast, because, bids, catalogue, comparison, differing, text
from roi.bids import Bids
from roi.comparison import Comparison
from roi.tables import Row, Table
from roi.typeset import columns, headed, wrapped

LETTERS = "ABCDEFGH"
FEW = 1_000  # draws below which a reader is warned
LINES_SHOWN = 8  # lines of the ledger, the largest differences first


def report(found: Comparison, lang: str) -> str:
    """The whole comparison. Every scenario has a letter; the first is held against each of the others."""
    letters = [*LETTERS[: found.nothing], abreast.nothing(lang)]
    against = comparison.against(found)
    parts = [
        _head(found, letters, lang),
        _answer(found, against, letters, lang),
        _options(found, letters, lang),
        _matrices(found, letters, lang),
        *(_pair(found, other, letters, against, lang) for other in range(1, found.nothing)),
        _differs(found, letters, lang),
    ]
    return "\n".join(line for part in parts for line in part) + "\n"


def _say(name: str, lang: str, /, **facts: object) -> str:
    return text.say(f"compare.{name}", lang, **facts)


def _indented(sentences: Sequence[str], indent: str = "  ") -> list[str]:
    return [line for each in sentences for line in wrapped(each, indent)]


def _head(found: Comparison, letters: Sequence[str], lang: str) -> list[str]:
    draws = found.results[0].draws
    setting = _say(
        "setting.head",
        lang,
        count=found.nothing,
        months=found.months,
        view=text.say(f"view.{found.view}", lang),
        draws=draws.count,
        seed=str(draws.seed),
    )
    lines = wrapped(setting)
    for letter, name in zip(letters, found.names, strict=False):
        lines += wrapped(f"{letter}  {text.case(name, lang)}", "  ")
    said = [_say("setting.same_worlds", lang)]
    if found.per_employee:
        said.append(_say("setting.per_employee", lang))
    said.append(abreast.firm_differs(differing.inputs([each.scenario for each in found.results]), lang))
    few = [text.say("run.few", lang, draws=draws.count)] if draws.count < FEW else []
    return [*lines, "", *(line for each in (*said, *few) for line in wrapped(each)), ""]


def _answer(found: Comparison, against: Table, letters: Sequence[str], lang: str) -> list[str]:
    rows = comparison.options(found)
    best, nearest = against[0]["a"], abreast.nearest(against)
    said = [
        abreast.answer(rows, against, letters, lang),
        abreast.dominance(nearest, letters, lang),
        abreast.pairing(nearest, letters, lang),
        abreast.regret(rows, best, letters, lang),
    ]
    return [line for each in said for line in wrapped(each)]


def _options(found: Comparison, letters: Sequence[str], lang: str) -> list[str]:
    names = ("option", "middle", "range", "loses", "best", "regret", "regret_high")
    shown = [[_say(f"column.{name}", lang) for name in names]]
    short = [*letters[:-1], _say("name.nothing_short", lang)]
    for letter, row in zip(short, comparison.options(found), strict=True):
        is_nothing = row["name"] is None
        low, middle, high = text.three(row, "kr", lang)
        ends = "" if is_nothing else _say("cell.ends", lang, low=low, high=high)
        loses = "" if is_nothing else abreast.of_100(row["chance_of_loss"], lang)
        regret = [text.money(text.to_error(row["regret"][of], row["regret"][f"{of}_se"]), lang) for of in ("mean", "p95")]
        shown.append([letter, middle, ends, loses, abreast.of_100(row["best"], lang), *regret])
    notes = [_say("column.range_note", lang), _say("answer.nothing_is", lang)]
    return [*headed(_say("title.options", lang)), *columns(shown), *_indented(notes)]


def _matrices(found: Comparison, letters: Sequence[str], lang: str) -> list[str]:
    """Who beats whom, and how far they rise and fall together; of two scenarios the answer has said it."""
    if found.nothing == 2:
        return []
    pairs = comparison.pairs(found)
    beats = {(row["a"], row["b"]): row["a_better"] for row in pairs}
    beats |= {(row["b"], row["a"]): row["b_better"] for row in pairs}
    together = {(row["a"], row["b"]): row["correlation"] for row in pairs}
    short = [*letters[:-1], _say("name.nothing_short", lang)]
    every = range(len(short))
    matrix = [["", *short]]
    matrix += [[short[a], *("·" if a == b else abreast.of_100(beats[a, b], lang) for b in every)] for a in every]
    plans = range(found.nothing)
    correlations = [["", *short[:-1]]]
    for a in plans:
        cells = [
            "·" if a == b else text.number(r, lang, 2) if (r := together[min(a, b), max(a, b)]) is not None else ""
            for b in plans
        ]
        correlations.append([short[a], *cells])
    return [
        *headed(_say("title.matrix", lang)),
        *columns(matrix),
        *headed(_say("title.correlation", lang)),
        *columns(correlations),
    ]


def _pair(found: Comparison, other: int, letters: Sequence[str], against: Table, lang: str) -> list[str]:
    """The first scenario less another: in words where the answer has not said it, outcomes, the lines that differ most."""
    lines = headed(_say("title.lines", lang, a=letters[0], b=letters[other]))
    nearest = abreast.nearest(against)
    if {nearest["a"], nearest["b"]} != {0, other}:
        row = comparison.pair(found, *sorted((0, other), key=lambda option: -found.values[option].mean()))
        said = [
            *abreast.stands(row, letters, lang),
            abreast.dominance(row, letters, lang),
            abreast.pairing(row, letters, lang),
        ]
        lines += [*wrapped(" ".join(each for each in said if each)), ""]
    why = abreast.because(because.parts(found, 0, other), letters[0], letters[other], lang)
    lines += [*wrapped(why), ""] if why else []
    outcomes = [_outcome(row, letters, lang) for row in comparison.outcome_differences(found, 0, other)]
    better = _say("column.better", lang, a=letters[0])
    header = ["", _say("column.mean", lang), _say("column.range", lang), better]
    lines += [*columns([header, *outcomes])]
    rows = [row for row in comparison.line_differences(found, 0, other) if not row["mean"] == row["p5"] == row["p95"] == 0]
    rows.sort(key=lambda row: -abs(row["mean"]))
    if not rows:
        return [*lines, *_indented([_say("line.none", lang)])]
    shown = [[catalogue.lines()[row["line"]].name[lang], *abreast.amount(row, "kr", lang)] for row in rows[:LINES_SHOWN]]
    lines += ["", *columns([[_say("line.ledger", lang), header[1], header[2]], *shown])]
    left = len(rows) - LINES_SHOWN
    return [*lines, *_indented([_say("line.smaller", lang, count=left)])] if left > 0 else lines


def _outcome(row: Row, letters: Sequence[str], lang: str) -> list[str]:
    about = catalogue.outcomes()[row["outcome"]]
    told = row["a_better"] is not None and not row["mean"] == row["p5"] == row["p95"] == 0 and row["undefined"] < 1
    better = abreast.of_100(row["a_better"], lang) if told else ""
    return [about.name[lang], *abreast.amount(row, about.unit, lang), better]


def _differs(found: Comparison, letters: Sequence[str], lang: str) -> list[str]:
    """What the files say differently: settings, then part by part."""
    scenarios = [each.scenario for each in found.results]
    lines = headed(_say("title.differs", lang))
    said = [abreast.differing_setting(row, letters, lang) for row in differing.settings(scenarios)]
    said += [abreast.only_in_some(row, letters, lang) for row in differing.only_in_some(scenarios)]
    lines += _indented(said)
    inputs = differing.inputs(scenarios)
    for section in catalogue.SECTIONS:
        rows = [row for row in inputs if row["section"] == section]
        if rows:
            lines += [f"  {text.say(f'section.{section}', lang)}"]
            lines += _indented([abreast.differing_input(row, letters, lang) for row in rows], "    ")
    return lines if said or inputs else [*lines, *_indented([_say("differs.none", lang)])]


# -------------------------------------------------------------------------------------------------------------- offers


def offers(found: Bids, lang: str) -> str:
    """Offers side by side: what each takes in, the answer, the options, and what each would have to cost."""
    compared = found.comparison
    letters = [*LETTERS[: compared.nothing], abreast.nothing(lang)]
    rows = bids.table(found)
    parts = [
        _head(compared, letters, lang),
        _answer(compared, comparison.against(compared), letters, lang),
        _options(compared, letters, lang),
        _scope(rows, letters, lang),
        _prices(rows, compared, letters, lang),
        _matrices(compared, letters, lang),
    ]
    return "\n".join(line for part in parts for line in part) + "\n"


def _scope(rows: Table, letters: Sequence[str], lang: str) -> list[str]:
    said = [text.say("bids.scope.lead", lang)]
    for at, row in enumerate(rows):
        said += abreast.scope(row, letters, at, lang)
    return [*headed(text.say("bids.title.scope", lang)), *_indented(said)]


def _prices(rows: Table, compared: Comparison, letters: Sequence[str], lang: str) -> list[str]:
    best = comparison.best_plan(compared)
    header = ["", *(text.say(f"bids.price.column_{name}", lang) for name in ("price", "equal", "zero"))]
    shown = [[letters[at], *abreast.price(row, at == best, lang)] for at, row in enumerate(rows)]
    said = [abreast.best_offer(rows[best], best, letters, lang)]
    said += [
        text.say("bids.price.added", lang, a=letters[at], amount=text.money(row["added_fee_m"], lang))
        for at, row in enumerate(rows)
        if row["added"]
    ]
    lead = _indented([text.say("bids.price.lead", lang)])
    return [*headed(text.say("bids.title.price", lang)), *lead, *columns([header, *shown]), *_indented(said)]
