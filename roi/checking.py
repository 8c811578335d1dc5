"""A file's raw tables checked whole: every mistake at once, each with its place, what is wrong and what would be right."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from roi import catalogue, copula
from roi.catalogue import HORIZON_AT_MOST, PACKAGES_AT_MOST, Input
from roi.checking_actuals import actuals
from roi.checking_claims import claims
from roi.checking_log import worklog
from roi.checking_offer import covered, offer
from roi.checking_people import PEOPLE, people_of
from roi.distributions import Distribution
from roi.reading import as_written
from roi.scenario import Correlation, Event, Origin, Package, Scenario, ScenarioError, keyed
from roi.typeset import escaped
from roi.walk import AT_THE_TOP, NAME_AT_MOST, TEXT_AT_MOST, Walk, shown

HORIZON = 36  # months, where a file says nothing
ASSUMPTIONS = "evidence"  # the set of defaults, where a file names none
BURNT_OUT_AT_LEAST = 0.05  # with cost_basis = "employee": the table is an average over a whole workforce
SIDES = ("plan", "staying")
ROUNDING = 1e-9
FEES = ("fee_m", "fee_hour")
USES = ("relief_use", "core_use", "reduction_use")
TABLES = ("company", "burnout", "plan", "work", "events", "correlations", "claims", "offer", "worklog", "actuals", *PEOPLE)


def checked(raw: dict[str, Any], text: str, path: str, name: str) -> Scenario:
    """The scenario in a file's raw tables. Raises ScenarioError with every mistake, in the order of the file."""
    return _Check(raw, text, path, name).scenario()


class _Check(Walk):
    """One file being checked: its raw tables walked once."""

    def __init__(self, raw: dict[str, Any], text: str, path: str, name: str) -> None:
        super().__init__(raw, text)
        self.path, self.fallback_name = path, escaped(name.encode("utf-8", "replace").decode())[:NAME_AT_MOST]
        self.origins: dict[str, Origin] = {}
        self.covered: set[str] = set()  # inputs that are 0 because the price covers their lines

    # the parts a file is made of

    def scenario(self) -> Scenario:
        self.known("", self.raw, (*AT_THE_TOP, *TABLES))
        self.assumptions = self.choice("assumptions", self.raw, catalogue.ASSUMPTIONS, ASSUMPTIONS)
        self.presets = self.preset_names()
        offered = offer(self)
        self.covered = covered(offered)
        values = self.values()
        cost_basis = self.cost_basis()
        work = self.work()
        events = self.events()
        horizon = self.whole("horizon_months", self.raw, 1, HORIZON_AT_MOST, HORIZON)
        view = self.choice("view", self.raw, tuple(catalogue.VIEWS), "all")
        scenario = Scenario(
            name=self.string("name", self.raw, NAME_AT_MOST) or self.fallback_name,
            note=self.string("note", self.raw, TEXT_AT_MOST),
            assumptions=self.assumptions,
            presets=self.presets,
            horizon_months=horizon,
            view=view,
            cost_basis=cost_basis,
            values=values,
            work=work,
            events=events,
            correlations=self.correlations(values, work, events),
            claims=claims(self, horizon, view, values),
            offer=offered,
            worklog=worklog(self, [package.name for package in work]),
            actuals=actuals(self, horizon, [package.name for package in work], values.get("employees")),
            **people_of(self, len(work), len(events)),
            origins=self.origins,
            hints=(),
            text=self.text,
        )
        self.together(scenario)
        self.steering()
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
        value = self.distribution(place, raw, each)
        if value is None:
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
        if each.id in self.covered:
            return 0, Origin("file")
        for name in reversed(self.presets):
            preset = catalogue.presets()[name]
            if each.id in preset.values:
                return preset.values[each.id], Origin("preset", preset=name)
        if not each.defaults:
            return None, None
        default = each.defaults[self.assumptions]
        same = each.defaults["article"] == each.defaults["evidence"]
        return default.value, Origin("default" if same else self.assumptions)
