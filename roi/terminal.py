"""A result as text for a terminal: what a person wants to see first, from the tables, in either language."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TypeAlias

from roi import catalogue, people, rules, sentences, tables, telling, text, weighing
from roi.scenario import Scenario
from roi.simulate import Result
from roi.tables import Row
from roi.typeset import columns, headed, wrapped

Rows: TypeAlias = Mapping[str, Row]  # of the outcome table, by outcome

ACROSS = 7  # columns and rows of a map
OWN_RISKS = 6  # risks of one's own that are named, those of the gravest consequence first
BAR = 18  # columns of the longest bar of the ledger


def report(result: Result, lang: str) -> str:
    """The whole answer."""
    rows = tables.by_outcome(result)
    parts = (
        _head(result, lang),
        _answer(result, rows, lang),
        _claims(result, rows, lang),
        _metrics(rows, lang),
        _beside(result, rows, lang),
        _ledger(result, lang),
        _drivers(result, lang),
        _asking(result, lang),
        _assumed(result, lang),
        _article(result, lang),
        _people(result, lang),
        _rules(result, lang),
        _hints(result, lang),
    )
    return "\n".join(line for part in parts for line in part) + "\n"


def _say(name: str, lang: str, /, **facts: object) -> str:
    return text.say(f"run.{name}", lang, **facts)


def _heading(name: str, lang: str) -> list[str]:
    return headed(_say(name, lang))


def _head(result: Result, lang: str) -> list[str]:
    scenario = result.scenario
    setting = _say(
        "setting",
        lang,
        months=scenario.horizon_months,
        view=text.say(f"view.{result.view}", lang),
        assumptions=text.say(f"assumption.{scenario.assumptions}", lang),
        draws=result.count,
        seed=str(result.draws.seed),
    )
    note = wrapped(text.case(scenario.note, lang), "  ")
    return [*wrapped(text.case(scenario.name, lang)), *wrapped(setting), *note, ""]


def _answer(result: Result, rows: Rows, lang: str) -> list[str]:
    facts = result.headline
    chances = tables.chances(result)
    precise = _say(
        "npv",
        lang,
        mean=text.money(facts["mean"], lang),
        error=text.money(facts["mean_se"], lang),
        loss=text.futures(chances["loss"], lang),
        shortfall=text.money(chances["shortfall"], lang),
    )
    said = (
        sentences.answer(facts, lang),
        sentences.reasons(facts, lang),
        sentences.burnout_cost(rows["burnout_cost_y"], lang),
        sentences.outlay(rows["deepest_cash"], rows["deepest_month"], result.scenario.horizon_months, lang),
        sentences.payback(rows["payback_month"], chances, result.view, lang),
        precise,
    )
    few = [_say("few", lang, draws=result.count)] if result.count < tables.FEW else []
    kept = [_say("kept", lang, draws=result.count, kept=result.draws.count)] if result.counted else []
    return [line for sentence in (*said, *few, *kept, *_precision(result, lang)) for line in wrapped(sentence)]


def _precision(result: Result, lang: str) -> list[str]:
    """Whether the precision that was asked for was reached."""
    if result.asked is None:
        return []
    known = not math.isnan(result.precision)
    said = "reached" if result.precision <= result.asked else "not_reached" if known else "unknown"
    asked, reached = (_two_figures(share, lang) for share in (result.asked, result.precision))
    return [text.say(f"precision.{said}", lang, asked=asked, reached=reached, draws=result.count)]


def _two_figures(share: float, lang: str) -> str:
    """A small share as a percentage."""
    return text.number(float(f"{100 * share:.2g}"), lang) + text.say("number.percent", lang)


def _claims(result: Result, rows: Rows, lang: str) -> list[str]:
    medians = {id: row["p50"] for id, row in rows.items()}
    lines = [line for row in tables.claims(result) for line in wrapped(sentences.claim(row, medians, lang), "  ")]
    return [*_heading("claims", lang), *lines] if lines else []


def _metrics(rows: Rows, lang: str) -> list[str]:
    names = ("metric", "median", "range", "target", "chance")
    shown = [[_say(f"column_{name}", lang) for name in names]]
    notes: list[str] = []
    for id in tables.TARGETS:
        row = rows[id]
        if row["undefined"] < 1:
            shown.append([*_spread(id, row, lang), sentences.target(id, lang), text.futures(row["chance"], lang)])
        notes += wrapped(sentences.undefined(row, lang), "  ")
    return [*_heading("metrics", lang), *columns(shown), *notes]


def _spread(id: str, row: Row, lang: str) -> list[str]:
    about = catalogue.outcomes()[id]
    low, middle, high = text.three(row, about.unit, lang)
    return [about.name[lang], middle, text.between(low, high, lang)]


def _beside(result: Result, rows: Rows, lang: str) -> list[str]:
    shown = [[_say(f"column_{name}", lang) for name in ("metric", "median", "range")]]
    told = [rows[id] for id in ("cost_saving", *tables.BESIDE_SAVING, "deepest_cash", "deepest_month")]
    shown += [_spread(row["outcome"], row, lang) for row in told if row["undefined"] < 1]
    notes = wrapped(_say("short_lives", lang), "  ") if tables.has_far_end(rows) else []
    outside = tables.outside_view(result)
    low, middle, high = text.three(outside, "share", lang)
    view = f"{_say('outside', lang)}: {middle} ({text.between(low, high, lang)}). {_say('outside_help', lang)}"
    notes += wrapped(view, "  ") if not math.isnan(outside["p50"]) else []
    return [*_heading("beside", lang), *columns(shown), *notes]


def _ledger(result: Result, lang: str) -> list[str]:
    rows = tables.waterfall(result)
    largest = max(abs(row["mean"]) for row in rows) or 1.0
    shown = []
    for row in rows:
        line = catalogue.lines().get(row["line"])
        name = line.name[lang] if line else _say("sum", lang)
        mark = " *" if row["often_left_out"] else ""
        length = max(round(BAR * abs(row["mean"]) / largest), 1 if row["mean"] else 0)
        bar = ("+" if row["mean"] > 0 else "−") * length
        spread = _say("range", lang, low=text.money(row["p5"], lang), high=text.money(row["p95"], lang))
        shown.append([name + mark, bar, text.change(row["mean"], lang), spread])
    body = list(columns(shown, left=2))
    rule = "  " + "─" * (max(len(line) for line in body) - 2)
    header = f"  {_say('column_left_out', lang)}"
    return [*_heading("ledger", lang), *body[:-1], rule, body[-1], header]


def _drivers(result: Result, lang: str) -> list[str]:
    rows = tables.drivers(result)
    found = tables.main_drivers(rows)
    if not found:
        return []
    worth = tables.worth_asking(rows)
    names = ("input", "swing", "explains", "asking") if worth else ("input", "swing", "explains")
    shown = [[_say(f"column_{name}", lang) for name in names], *(sentences.driver(row, worth, lang) for row in found)]
    notes = [line for note in sentences.driver_notes(found, worth, lang) for line in wrapped(note, "  ")]
    return [*_heading("drivers", lang), *columns(shown), *notes]


def _asking(result: Result, lang: str) -> list[str]:
    rows = [row for row in tables.asking(result) if tables.is_worth(row)]
    if not rows:
        return []
    shown = columns([sentences.asked(row, lang) for row in rows])
    help = wrapped(text.say("drivers.asking.help", lang), "  ")
    return [*headed(text.say("drivers.asking.title", lang)), *shown, *help]


def _assumed(result: Result, lang: str) -> list[str]:
    scenario = result.scenario
    lines = _heading("assumed", lang)
    for row in tables.assumptions(scenario):
        facts = {"name": text.input_name(row["key"], lang), "value": text.spread(row, lang)}
        if row["origin"] == "file":
            name = "from_file_source" if row["stated_source"] else "from_file"
            lines += wrapped(_say(name, lang, **facts, source=text.case(row["stated_source"] or "", lang)), "  ")
        elif row["origin"] == "preset":
            origin = text.say("origin.preset", lang, name=catalogue.presets()[row["preset"]].name[lang])
            basis = text.say(f"basis.{row['basis']}", lang)
            lines += wrapped(_say("from_preset", lang, **facts, origin=origin, basis=basis), "  ")
    for pair in scenario.correlations:
        a, b = (text.input_name(key, lang) for key in (pair.a, pair.b))
        lines += wrapped(_say("correlated", lang, a=a, b=b, rank=pair.rank), "  ")
    chosen = text.say(f"assumption.{scenario.assumptions}", lang)
    return [*lines, *wrapped(_say("rest", lang, set=chosen, **_rest(scenario)), "  ")]


def _rest(scenario: Scenario) -> dict[str, int]:
    counts = dict.fromkeys(("document", "study", "statistic", "judgement"), 0)
    for row in tables.assumptions(scenario):
        if row["origin"] not in ("file", "preset"):
            counts[row["basis"]] += 1
    return counts


def _article(result: Result, lang: str) -> list[str]:
    said = sentences.article(tables.article_check(result.scenario), lang)
    return [*_heading("article", lang), *(line for each in said for line in wrapped(each, "  "))] if said else []


def _people(result: Result, lang: str) -> list[str]:
    rows = people.register(result.scenario)
    own = sorted(
        (row for row in rows if row["own"]), key=lambda row: (-(row["consequence"] or 0), -(row["likelihood"] or 0))
    )
    lines = [*_heading("people", lang), *wrapped(text.say("left.risk.beside", lang), "  ")]
    for row in [*(row for row in rows if not row["own"]), *own[:OWN_RISKS]]:
        weighed = weighing.weighed(row, lang) if row["risk"] in result.scenario.risks else _say("no_risk", lang)
        lines += wrapped(f"{weighing.risk_name(row, lang)}: {weighed}", "  ")
    return lines + (wrapped(text.say("left.risk.more", lang, count=len(own)), "  ") if len(own) > OWN_RISKS else [])


def _rules(result: Result, lang: str) -> list[str]:
    """The rules that follow from what the file says; of those that hang on what it leaves open, only what that is."""
    follow, rest = weighing.flags(rules.flags(result.scenario), lang)
    lines = headed(text.say("left.title.rules", lang))
    lines += [line for each in follow for line in wrapped(each, "  - ")]
    rest += [text.say("left.rules.caveat", lang, year=str(rules.SOURCES_UNTIL)), text.say("left.rules.more", lang)]
    return [*lines, *(line for each in rest for line in wrapped(each, "  "))]


def _hints(result: Result, lang: str) -> list[str]:
    hints = result.scenario.hints
    if not hints:
        return []
    return [*_heading("hints", lang), *(line for h in hints for line in wrapped(text.mistake(h, "", lang), "  "))]


# ---------------------------------------------------------------------------------------------------- where it breaks even


def break_even(row: Row, lang: str) -> str:
    """Where an input crosses a level. ``row``: of tables.break_even."""
    return "\n".join(line for said in telling.break_even(row, lang) for line in wrapped(said)) + "\n"


def break_even_map(row: Row, lang: str) -> str:
    """A map of two inputs. ``row``: of tables.break_even_map."""
    (title, sides), grid, line = telling.break_even_map(row, lang, ACROSS)
    lines = [*headed(title)[1:], *wrapped(sides, "  "), "", *columns(grid)]
    if line:
        lines += [*headed(text.say("break_even.map.line", lang, what=telling.at_level(row, lang))), *columns(line)]
    else:
        lines += ["", *wrapped(text.say("break_even.map.none", lang), "  ")]
    return "\n".join(lines) + "\n"


# ------------------------------------------------------------------------------------------------------- the catalogue


def catalogue_report(lang: str) -> str:
    """Every input with unit, range, both defaults and their sources; and the presets."""
    lines: list[str] = []
    for section in catalogue.SECTIONS:
        table = f"[{section}]" if section not in ("work", "events") else f"[[{section}]]"
        title = f"{text.say(f'section.{section}', lang)} {table}"
        lines += ["", title, "═" * len(title)]
        for each in catalogue.section(section).values():
            lines += _input(each, lang)
    title = text.say("inputs.presets", lang)
    lines += ["", title, "═" * len(title)]
    for preset in catalogue.presets().values():
        lines += ["", f"{preset.id}: {preset.name[lang]} ({text.say(f'group.{preset.group}', lang)})"]
        lines += wrapped(preset.help[lang], "    ")
        for id, raw in preset.values.items():
            lines += wrapped(f"{id} = {text.raw(raw)}", "    ")
        lines += _founded(preset.default, lang)
    return "\n".join(lines).lstrip("\n") + "\n"


def _input(each: catalogue.Input, lang: str) -> list[str]:
    unit = text.unit_name(each.unit, lang)
    lines = ["", f"{each.id}: {each.name[lang]}" + (f" ({unit})" if unit else "")]
    lines += wrapped(each.help[lang], "    ")
    if each.choices:
        allowed = [f"{id} ({words[lang]})" for id, words in each.choices.items()]
        lines += wrapped(text.say("inputs.choices", lang, allowed=allowed), "    ")
    else:
        low, high = (text.quantity(x, each.unit, lang) for x in (each.low, each.high))
        lines += wrapped(text.say("inputs.above" if each.low_open else "inputs.range", lang, low=low, high=high), "    ")
    if not each.defaults:
        return [*lines, *wrapped(text.say("inputs.none", lang), "    ")]
    same = each.defaults["article"] == each.defaults["evidence"]
    for name in ("article",) if same else catalogue.ASSUMPTIONS:
        default = each.defaults[name]
        title = text.say("inputs.both", lang) if same else text.say(f"assumption.{name}", lang)
        lines += [f"    {title}: {text.raw(default.value)}", *_founded(default, lang)]
    return lines


def _founded(default: catalogue.Default, lang: str) -> list[str]:
    lines = wrapped(f"{text.say(f'basis.{default.basis}', lang)}: {default.why[lang]}", "      ")
    for id in default.sources:
        lines += wrapped(f"{text.say('inputs.source', lang)}: {catalogue.sources()[id].title[lang]}", "      ")
    return lines
