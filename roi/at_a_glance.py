"""A portfolio as text for a terminal: short, the cases of most weight first, in either language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from roi import text
from roi.portfolio import GROUPS, Row
from roi.scenario import input_of
from roi.typeset import columns, escaped, headed, wrapped

SHOWN = 6  # cases of each group; the others are in the table
WIDE = 44  # columns of a file's name


def report(found: Row, draws: int, seed: int, lang: str) -> str:
    """What a portfolio (``portfolio.portfolio``) comes to."""
    is_grid = bool(found["varied"])
    counts = {group: len(found[group]) for group in GROUPS}
    facts = {"clients": found["clients"], "runs": found["runs"], "draws": draws, "seed": str(seed)}
    lines = wrapped(_say("head_grid" if is_grid else "head", lang, **facts))
    if is_grid:
        lines += wrapped(_say("varied", lang, names=[text.inside(text.input_name(each, lang)) for each in found["varied"]]))
    lines += ["", *wrapped(_say("sum_grid" if is_grid else "sum", lang, **facts, **counts))]
    for group in GROUPS:
        rows = found[group]
        if rows:
            lines += headed(_say(group, lang, count=len(rows)))
            lines += _differing(rows, lang) if group == "depends" else _table(rows, is_grid, lang)
    apart = [row for row in found["differences"] if _mean(row["least"], lang) != _mean(row["most"], lang)]
    if apart and apart != found["depends"]:
        lines += [*headed(_say("differences", lang)), *_differing(apart, lang)]
    if counts["near"] or counts["depends"]:
        lines += ["", *wrapped(_say("what_is_near", lang))]
    return "\n".join(lines) + "\n"


def _say(name: str, lang: str, /, **facts: object) -> str:
    return text.say(f"batch.at_a_glance.{name}", lang, **facts)


def _table(rows: Sequence[Row], is_grid: bool, lang: str) -> list[str]:
    names = ("file", "least", "most", "gains") if is_grid else ("file", "mean", "range", "loses")
    cells = [[_say(f"column_{name}", lang) for name in names]]
    cells += [(_of_runs if is_grid else _of_a_run)(row, lang) for row in rows[:SHOWN]]
    return [*columns(cells), *_rest(rows, lang)]


def _rest(rows: Sequence[Row], lang: str) -> list[str]:
    return [f"  {_say('rest', lang, count=len(rows) - SHOWN)}"] if len(rows) > SHOWN else []


def _of_a_run(row: Row, lang: str) -> list[str]:
    run = row["least"]
    ends = (text.money(run[end], lang) for end in ("npv_p5", "npv_p95"))
    low, high = ends
    spread = text.say("run.range", lang, low=low, high=high)
    return [_short(row["file"]), _mean(run, lang), spread, text.futures(run["chance_of_loss"], lang)]


def _of_runs(row: Row, lang: str) -> list[str]:
    gains = _say("of_runs", lang, count=row["sides"]["gain"], of=row["runs"])
    return [_short(row["file"]), _mean(row["least"], lang), _mean(row["most"], lang), gains]


def _differing(rows: Sequence[Row], lang: str) -> list[str]:
    """Each case from its lowest to its highest run, and what was set there."""
    lines = []
    for row in rows[:SHOWN]:
        ends = {end: _mean(row[end], lang) for end in ("least", "most")}
        at = {f"at_{end}": _held(row[end]["set"], lang) for end in ("least", "most")}
        lines += wrapped(_say("between", lang, file=_short(row["file"]), **ends, **at), "  ")
    return [*lines, *_rest(rows, lang)]


def _held(values: Mapping[str, Any], lang: str) -> str:
    said = (
        _say("held", lang, name=text.inside(text.input_name(name, lang)), value=text.quantity(x, input_of(name).unit, lang))
        for name, x in values.items()
    )
    return "; ".join(said)


def _mean(run: Row, lang: str) -> str:
    return text.change(text.to_error(run["npv_mean"], run["npv_se"] or 0.0), lang)


def _short(file: str) -> str:
    file = escaped(file)
    return file if len(file) <= WIDE else f"…{file[1 - WIDE :]}"
