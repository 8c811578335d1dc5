"""A file's raw tables checked whole: every mistake at once, each with its place, what is wrong and what would be right."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from roi import catalogue, copula
from roi.catalogue import HORIZON_AT_MOST, PACKAGES_AT_MOST, Input
from roi.distributions import Distribution
from roi.places import line_of
from roi.reading import DistributionError, Problem, as_written, read
from roi.scenario import Claim, Correlation, Event, Mistake, Origin, Package, Risk, Scenario, ScenarioError, keyed

NAME_AT_MOST = 200  # characters
TEXT_AT_MOST = 20_000  # characters of a note, an answer, a piece of evidence
SHOWN_AT_MOST = 80  # characters of a user's text repeated in a message
TABLES_AT_MOST = 500  # events, correlations or claims: more are no scenario, and would take the memory of the machine
HORIZON = 36  # months, where a file says nothing
ASSUMPTIONS = "evidence"  # the set of defaults, where a file names none
BURNT_OUT_AT_LEAST = 0.05  # with cost_basis = "employee": the table is an average over a whole workforce
SIDES = ("plan", "staying")
STATUSES = ("open", "answered", "accepted")
ROUNDING = 1e-9
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")  # a name stands on one line and steers no terminal
FEES = ("fee_m", "fee_hour")
USES = ("relief_use", "core_use", "reduction_use")
AT_THE_TOP = ("format", "name", "note", "assumptions", "presets", "horizon_months", "view")
TABLES = ("company", "burnout", "plan", "work", "events", "correlations", "claims", "risks")


def checked(raw: dict[str, Any], text: str, path: str, name: str) -> Scenario:
    """The scenario in a file's raw tables. Raises ScenarioError with every mistake, in the order of the file."""
    return _Check(raw, text, path, name).scenario()


def nearest(name: str, names: Sequence[str]) -> str:
    close = get_close_matches(name[:SHOWN_AT_MOST], names, n=1, cutoff=0.6)
    return close[0] if close else ""


def escaped(words: str, kept: str = "") -> str:
    """Words with what would steer a terminal or break a line written out, but for the characters that are meant."""
    return CONTROL.sub(lambda found: found.group() if found.group() in kept else ascii(found.group())[1:-1], words)


def shown(text: str) -> str:
    """A place, a name or a text of the user's as it is repeated in a message: short, and harmless to a terminal."""
    return escaped(text if len(text) <= SHOWN_AT_MOST else text[: SHOWN_AT_MOST - 1] + "…")


def as_percent(each: Input, problem: Problem) -> Problem:
    """A share that looks like a percentage gets the mend that is meant: 15 -> 0.15."""
    value = problem.facts.get("value")
    if (
        problem.code == "outside_range"
        and each.unit in catalogue.SHARES
        and isinstance(value, float | int)
        and 2 <= value <= 100
    ):
        return Problem("share_as_percent", {**problem.facts, "share": value / 100})
    return problem


class _Check:
    """One file being checked: walks the raw tables once and collects every mistake on the way."""

    def __init__(self, raw: dict[str, Any], text: str, path: str, name: str) -> None:
        self.raw, self.text, self.path, self.fallback_name = raw, text, path, name
        self.mistakes: list[Mistake] = []
        self.hints: list[Mistake] = []
        self.origins: dict[str, Origin] = {}

    def wrong(self, place: str, code: str, **facts: object) -> None:
        self.mistakes.append(Mistake(shown(place), Problem(code, facts), line_of(self.text, place)))

    def hint(self, place: str, code: str, **facts: object) -> None:
        self.hints.append(Mistake(shown(place), Problem(code, facts), line_of(self.text, place)))

    # the parts a file is made of

    def scenario(self) -> Scenario:
        self.known("", self.raw, (*AT_THE_TOP, *TABLES))
        self.assumptions = self.choice("assumptions", self.raw, catalogue.ASSUMPTIONS, ASSUMPTIONS)
        self.presets = self.preset_names()
        values = self.values()
        cost_basis = self.cost_basis()
        work = self.work()
        events = self.events()
        scenario = Scenario(
            name=self.string("name", self.raw, NAME_AT_MOST) or self.fallback_name,
            note=self.string("note", self.raw, TEXT_AT_MOST),
            assumptions=self.assumptions,
            presets=self.presets,
            horizon_months=self.whole("horizon_months", self.raw, 1, HORIZON_AT_MOST, HORIZON),
            view=self.choice("view", self.raw, tuple(catalogue.VIEWS), "all"),
            cost_basis=cost_basis,
            values=values,
            work=work,
            events=events,
            correlations=self.correlations(values, work, events),
            claims=self.claims(),
            risks=self.risks(),
            origins=self.origins,
            hints=(),
            text=self.text,
        )
        self.together(scenario)
        if self.mistakes:
            raise ScenarioError(sorted(self.mistakes, key=lambda each: each.line or 0), self.path)
        return replace(scenario, hints=tuple(self.hints))

    def preset_names(self) -> tuple[str, ...]:
        names = self.raw.get("presets", [])
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            self.wrong("presets", "not_a_list_of_names", value=as_written(names))
            return ()
        for name in names:
            if name not in catalogue.presets():
                self.unknown("presets", name, list(catalogue.presets()), "unknown_preset")
        known = tuple(name for name in names if name in catalogue.presets())
        self.overlapping(known)
        return known

    def overlapping(self, names: Sequence[str]) -> None:
        """Hints where two presets of one kind say different things of the same input: the later wins."""
        presets = catalogue.presets()
        for i, first in enumerate(names):
            for second in names[i + 1 :]:
                a, b = presets[first], presets[second]
                both = [id for id in a.values if id in b.values and a.values[id] != b.values[id]]
                if a.group == b.group and both:
                    self.hint("presets", "presets_overlap", first=first, second=second, inputs=both)
            taxed = presets[first].group == "tax" and any(presets[n].values.get("vat_share") == 0 for n in names[i + 1 :])
            if taxed:
                self.hint("presets", "vat_overridden", first=first)

    def values(self) -> dict[str, Distribution]:
        values = {}
        for section in ("company", "burnout", "plan"):
            table = self.table(section, self.raw)
            inputs = catalogue.section(section)
            self.known(section, table, tuple(inputs))
            for id, each in inputs.items():
                if not each.choices:
                    value = self.value(f"{section}.{id}", id, each, table)
                    if value is not None:
                        values[id] = value
        return values

    def cost_basis(self) -> str:
        return self.chosen("burnout.cost_basis", "cost_basis", self.table("burnout", self.raw, quiet=True))

    def work(self) -> tuple[Package, ...]:
        packages = []
        inputs = catalogue.section("work")
        if self.raw.get("work", []) == []:
            self.wrong("work", "no_work")
        for place, table in self.tables("work", PACKAGES_AT_MOST, "too_many_packages"):
            self.known(place, table, ("name", *inputs))
            name = self.string(f"{place}.name", table, NAME_AT_MOST) or place
            values = {}
            for id, each in inputs.items():
                if not each.choices and (id not in FEES or id in table):
                    value = self.value(f"{place}.{id}", f"{name}.{id}", each, table)
                    if value is not None:
                        values[id] = value
            fees = [fee for fee in FEES if fee in table]
            if len(fees) != 1:
                self.wrong(f"{place}.fee_m", "two_fees" if fees else "no_fee")
            category = self.chosen(f"{place}.category", f"{name}.category", table)
            packages.append(Package(name, category, values))
        self.own_names("work", [package.name for package in packages])
        return tuple(packages)

    def events(self) -> tuple[Event, ...]:
        events = []
        inputs = catalogue.section("events")
        for place, table in self.tables("events"):
            self.known(place, table, ("name", "side", "dilemma", "note", "source", *inputs))
            name = self.string(f"{place}.name", table, NAME_AT_MOST) or place
            self.string(f"{place}.note", table, TEXT_AT_MOST)
            self.string(f"{place}.source", table, TEXT_AT_MOST)
            values = {id: self.value(f"{place}.{id}", f"{name}.{id}", each, table) for id, each in inputs.items()}
            if "side" not in table:
                self.wrong(f"{place}.side", "missing", allowed=list(SIDES))
            side = self.choice(f"{place}.side", table, SIDES, "plan")
            dilemma = None
            if "dilemma" in table:
                dilemma = self.choice(f"{place}.dilemma", table, tuple(catalogue.dilemmas()), "dependency")
            events.append(Event(name, side, dilemma, {id: v for id, v in values.items() if v is not None}))
        self.own_names("events", [event.name for event in events])
        return tuple(events)

    def correlations(
        self, values: Mapping[str, Distribution], work: Sequence[Package], events: Sequence[Event]
    ) -> tuple[Correlation, ...]:
        known = keyed(values, (*work, *events))
        found: dict[copula.Pair, float] = {}
        places: dict[copula.Pair, str] = {}
        for place, table in self.tables("correlations"):
            self.known(place, table, ("between", "rank", "source", "note"))
            between = table.get("between")
            rank = self.number(f"{place}.rank", table, -1.0, 1.0)
            if not isinstance(between, list) or len(between) != 2 or not all(isinstance(n, str) for n in between):
                self.wrong(f"{place}.between", "not_a_pair", value=as_written(between))
                continue
            keys = [self.key(f"{place}.between", name, known) for name in between]
            if rank is None or keys[0] is None or keys[1] is None:
                continue
            pair = (keys[0], keys[1])
            if pair[0] == pair[1]:
                self.wrong(f"{place}.between", "correlated_with_itself", key=shown(pair[0]))
            elif pair in found or pair[::-1] in found:
                self.wrong(f"{place}.between", "correlated_twice", a=shown(pair[0]), b=shown(pair[1]))
            else:
                found[pair], places[pair] = rank, f"{place}.rank"
                for key in pair:
                    if known[key].is_fixed:
                        self.hint(f"{place}.between", "correlated_but_fixed", key=shown(key))
        bad = copula.impossible(found)
        if bad:
            a, b = map(shown, bad.pair)
            place = places[bad.pair]
            if math.isnan(bad.low):
                self.wrong(place, "impossible_correlations", a=a, b=b, rank=bad.rank)
            else:
                self.wrong(place, "impossible_correlation", a=a, b=b, rank=bad.rank, low=bad.low, high=bad.high)
        return tuple(Correlation(a, b, rank) for (a, b), rank in found.items())

    def key(self, place: str, name: str, keyed: Mapping[str, Distribution]) -> str | None:
        """The key that a name in a file means: a package's input may stand without its package where there is one."""
        if name in keyed:
            return name
        within = [key for key in keyed if key.endswith(f".{name}")]
        if len(within) == 1:
            return within[0]
        if within:
            self.wrong(place, "which_package", key=shown(name), allowed=[shown(key) for key in within])
        elif not self.has_failed(name.rsplit(".", 1)[-1]):
            self.unknown(place, name, list(keyed), "unknown_input")
        return None

    def has_failed(self, id: str) -> bool:
        """Whether it has been told already that an input could not be read."""
        return id in catalogue.inputs() and any(id in each.place.split(".") for each in self.mistakes)

    def claims(self) -> tuple[Claim, ...]:
        claims = []
        for place, table in self.tables("claims"):
            self.known(place, table, ("metric", "value", "by", "leaves_out", "note"))
            if "metric" not in table:
                self.wrong(f"{place}.metric", "missing", allowed=list(catalogue.outcomes()))
            metric = self.choice(f"{place}.metric", table, tuple(catalogue.outcomes()), "npv")
            value = self.number(f"{place}.value", table, -math.inf, math.inf)
            if value is not None and catalogue.outcomes()[metric].unit == "share" and abs(value) > 1:
                self.hint(f"{place}.value", "claim_over_one", percent=value * 100, meant_percent=value, share=value / 100)
            left = table.get("leaves_out", [])
            if not isinstance(left, list) or not all(isinstance(line, str) for line in left):
                self.wrong(f"{place}.leaves_out", "not_a_list_of_names", value=as_written(left))
                left = []
            for line in left:
                if line not in catalogue.lines():
                    self.unknown(f"{place}.leaves_out", line, list(catalogue.lines()), "unknown_line")
            self.string(f"{place}.note", table, TEXT_AT_MOST)
            by = self.string(f"{place}.by", table, TEXT_AT_MOST)
            claims.append(Claim(metric, value if value is not None else 0.0, by, tuple(left)))
        return tuple(claims)

    def risks(self) -> dict[str, Risk]:
        risks = {}
        table = self.table("risks", self.raw)
        self.known("risks", table, tuple(catalogue.dilemmas()))
        for id in catalogue.dilemmas():
            place = f"risks.{id}"
            if id not in table:
                continue
            if not isinstance(table[id], dict):
                self.wrong(place, "not_a_table", value=as_written(table[id]))
                continue
            entry = table[id]
            self.known(place, entry, ("likelihood", "consequence", "evidence", "answer", "status", "note"))
            self.string(f"{place}.note", entry, TEXT_AT_MOST)
            risks[id] = Risk(
                likelihood=self.grade(f"{place}.likelihood", entry),
                consequence=self.grade(f"{place}.consequence", entry),
                evidence=self.string(f"{place}.evidence", entry, TEXT_AT_MOST),
                answer=self.string(f"{place}.answer", entry, TEXT_AT_MOST),
                status=self.choice(f"{place}.status", entry, STATUSES, "open"),
            )
        return risks

    # what only the whole can tell

    def together(self, scenario: Scenario) -> None:
        values = scenario.values
        if all(id in values for id in USES):
            most = sum(values[id].support[1] for id in USES)
            if most > 1 + ROUNDING:
                highest = {id: values[id].support[1] for id in USES}
                said = next((id for id in USES if scenario.origins[id].kind == "file"), "relief_use")
                self.wrong(f"plan.{said}", "uses_over_one", sum=most, **highest)
        if scenario.cost_basis == "employee" and "burnt_out" in values:
            least = values["burnt_out"].support[0]
            if least < BURNT_OUT_AT_LEAST:
                self.wrong("burnout.burnt_out", "burnt_out_too_low", low=least, least=BURNT_OUT_AT_LEAST)
        if {"employees", "worked_hours_m"} <= set(values) and all("hours_m" in p.values for p in scenario.work):
            capacity = values["employees"].median * values["worked_hours_m"].median
            hours = sum(package.values["hours_m"].median for package in scenario.work)
            if hours > capacity * (1 + ROUNDING):
                self.wrong("work[1].hours_m", "more_work_than_hours", hours=hours, capacity=capacity)

    # one value at a time

    def value(self, place: str, key: str, each: Input, table: Mapping[str, Any]) -> Distribution | None:
        """The value of one input: what the file says, else its presets (the later wins), else its assumption set."""
        raw, origin = self.stated(each, table)
        if origin is None:
            self.wrong(place, "missing_input", input=each.id)
            return None
        try:
            value = read(raw, low=each.low, high=each.high, low_open=each.low_open, whole=each.whole)
        except DistributionError as error:
            for problem in (as_percent(each, found) for found in error.problems):
                inner = f"{place}.{problem.facts['key']}" if problem.facts.get("key") else place
                line = line_of(self.text, inner) or line_of(self.text, place)
                self.mistakes.append(Mistake(shown(inner), problem, line))
            return None
        self.origins[key] = origin
        if origin.kind == "file" and each.usual and not each.usual[0] <= value.median <= each.usual[1]:
            low, high = each.usual
            self.hint(place, "unusual", input=each.id, value=value.median, low=low, high=high)
        return value

    def chosen(self, place: str, key: str, table: Mapping[str, Any]) -> str:
        """The value of an input that is a choice."""
        each = catalogue.inputs()[place.rsplit(".", 1)[-1]]
        allowed = tuple(each.choices or ())
        raw, origin = self.stated(each, table)
        self.origins[key] = origin or Origin("default")
        return self.choice(place, {each.id: raw}, allowed, allowed[0])

    def stated(self, each: Input, table: Mapping[str, Any]) -> tuple[Any, Origin | None]:
        if each.id in table:
            raw = table[each.id]
            source = raw.get("source") if isinstance(raw, dict) else None
            return raw, Origin("file", source=source if isinstance(source, str) else None)
        for name in reversed(self.presets):
            preset = catalogue.presets()[name]
            if each.id in preset.values:
                return preset.values[each.id], Origin("preset", preset=name)
        if not each.defaults:
            return None, None
        default = each.defaults[self.assumptions]
        same = each.defaults["article"] == each.defaults["evidence"]
        return default.value, Origin("default" if same else self.assumptions)

    # small readers; each says what is wrong and goes on

    def known(self, place: str, table: Mapping[str, Any], names: Sequence[str]) -> None:
        for name in table:
            if name not in names:
                inside = f"{place}.{name}" if place else name
                home = catalogue.inputs().get(name)
                if home and not place.startswith(home.section):
                    table_name = f"[[{home.section}]]" if home.section in ("work", "events") else f"[{home.section}]"
                    self.wrong(inside, "wrong_table", key=name, table=table_name)
                elif name in AT_THE_TOP and place:
                    self.wrong(inside, "belongs_at_the_top", key=name)
                else:
                    self.unknown(inside, name, names, "unknown_key")

    def unknown(self, place: str, name: str, names: Sequence[str], code: str) -> None:
        self.wrong(place, code, key=shown(name), nearest=nearest(name, names), allowed=list(names))

    def own_names(self, place: str, names: Sequence[str]) -> None:
        for index, name in enumerate(names):
            if names.index(name) < index:
                self.wrong(f"{place}[{index + 1}].name", "same_name_twice", name=shown(name))

    def table(self, name: str, parent: Mapping[str, Any], quiet: bool = False) -> dict[str, Any]:
        table = parent.get(name, {})
        if isinstance(table, dict):
            return table
        if not quiet:
            self.wrong(name, "not_a_table", value=as_written(table))
        return {}

    def tables(
        self, name: str, most: int = TABLES_AT_MOST, too_many: str = "too_many_tables"
    ) -> list[tuple[str, dict[str, Any]]]:
        tables = self.raw.get(name, [])
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            self.wrong(name, "not_tables", value=as_written(tables))
            return []
        if len(tables) > most:
            self.wrong(name, too_many, count=len(tables), most=most)
        return [(f"{name}[{index}]", table) for index, table in enumerate(tables[:TABLES_AT_MOST], start=1)]

    def string(self, place: str, table: Mapping[str, Any], most: int) -> str:
        value = table.get(place.rsplit(".", 1)[-1], "")
        if not isinstance(value, str):
            self.wrong(place, "not_text_value", value=as_written(value))
            return ""
        if len(value) > most:
            self.wrong(place, "text_too_long", length=len(value), most=most)
        if most == NAME_AT_MOST and CONTROL.search(value):
            self.wrong(place, "not_one_line", value=shown(value))
        return value[:most]

    def choice(self, place: str, table: Mapping[str, Any], allowed: Sequence[str], default: str) -> str:
        value = table.get(place.rsplit(".", 1)[-1], default)
        if isinstance(value, str) and value in allowed:
            return value
        near = nearest(value, allowed) if isinstance(value, str) else ""
        self.wrong(place, "not_a_choice", value=as_written(value), nearest=near, allowed=list(allowed))
        return default

    def whole(self, place: str, table: Mapping[str, Any], low: int, high: int, default: int) -> int:
        value = table.get(place.rsplit(".", 1)[-1], default)
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        self.wrong(place, "not_a_whole_number", value=as_written(value), low=low, high=high)
        return default

    def grade(self, place: str, table: Mapping[str, Any]) -> int | None:
        return self.whole(place, table, 1, 5, 1) if place.rsplit(".", 1)[-1] in table else None

    def number(self, place: str, table: Mapping[str, Any], low: float, high: float) -> float | None:
        name = place.rsplit(".", 1)[-1]
        if name not in table:
            self.wrong(place, "missing_number")
            return None
        value = table[name]
        if isinstance(value, bool) or not isinstance(value, int | float) or not _finite(value):
            self.wrong(place, "not_a_number_value", value=as_written(value))
            return None
        if not low <= value <= high:
            self.wrong(place, "number_outside", value=float(value), low=low, high=high)
            return None
        return float(value)


def _finite(value: int | float) -> bool:
    try:
        return math.isfinite(float(value))
    except OverflowError:
        return False
