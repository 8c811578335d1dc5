"""What people weigh, tick and answer, as small tables: register, compass, checklists, process, answers.

Nothing here is priced. A table is a list of rows, a row a dict of plain values; words are added where it is shown.
"""

from __future__ import annotations

import copy
import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from hashlib import blake2b
from itertools import count
from typing import Any, TypeAlias

from roi import catalogue, files, qualitative
from roi.checking_people import PEOPLE
from roi.scenario import Risk, Scenario

Row: TypeAlias = dict[str, Any]
Table: TypeAlias = list[Row]

MARKS = (1, 2, 3, 4, 5)
#: How many must have answered before anything but their number is shown: with fewer, one can guess who said what.
ANSWERS_AT_LEAST = 5


def plain(value: Any) -> Any:
    """The same, dates written out: as JSON has it."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


def figures_alone(scenario: Scenario) -> Scenario:
    """The scenario without all that people weigh, tick and answer: no figure hangs on it."""
    return files.change(scenario, dict.fromkeys(PEOPLE))


# ------------------------------------------------------------------------------------------------------------ the risks


def register(scenario: Scenario) -> Table:
    """Every risk: the six dilemmas, weighed or not, then one's own. ``own``: its name, for one's own alone."""
    weighed = {**dict.fromkeys(catalogue.dilemmas()), **scenario.risks}
    return [_risk_row(id, risk or Risk()) for id, risk in weighed.items()]


def _risk_row(id: str, risk: Risk) -> Row:
    row = {"risk": id, "own": risk.name or None, **asdict(risk)}
    row["dilemma"] = id if id in catalogue.dilemmas() else risk.dilemma
    row["weighed"] = risk.likelihood is not None and risk.consequence is not None
    del row["name"]
    return dict(plain(row))


def overview(rows: Table) -> Row:
    """How many of the register's weighed risks are open, answered and accepted; which of the six are not weighed."""
    counts = Counter(row["status"] for row in rows if row["weighed"])
    unweighed = [row["risk"] for row in rows if not row["weighed"]]
    return {**{status: counts[status] for status in ("open", "answered", "accepted")}, "unweighed": unweighed}


def risk_map(rows: Table, after: bool = False) -> Table:
    """The 25 cells of likelihood against consequence: how many risks lie there, and which.

    ``after``: with management's answer in place; a risk that is not marked for that stays where it was.
    """
    found: dict[tuple[int, int], list[str]] = {(x, y): [] for y in reversed(MARKS) for x in MARKS}
    for row in rows:
        place = _marks(row, after)
        if place is not None:
            found[place].append(row["risk"])
    return [{"likelihood": x, "consequence": y, "count": len(ids), "risks": ids} for (x, y), ids in found.items()]


def moved(rows: Table) -> list[str]:
    """The risks that management's answer moves on the map."""
    return [row["risk"] for row in rows if _marks(row, after=True) != _marks(row, after=False)]


def _marks(row: Row, after: bool) -> tuple[int, int] | None:
    likelihood, consequence = row["likelihood"], row["consequence"]
    if after:
        likelihood, consequence = row["likelihood_after"] or likelihood, row["consequence_after"] or consequence
    return (likelihood, consequence) if likelihood and consequence else None


def unpriced(scenario: Scenario) -> list[str]:
    """The risks that stand beside the result without a price: the six dilemmas, and one's own."""
    return [row["risk"] for row in register(scenario)]


def another_risk(scenario: Scenario, name: str, dilemma: str | None = None) -> tuple[str, dict[str, Any]]:
    """A risk of one's own under a key that is not taken: the key, and what to change to have it in the scenario."""
    key = next(key for number in count(1) if (key := f"own_{number}") not in scenario.risks)
    return key, {f"risks.{key}": {"name": name, **({"dilemma": dilemma} if dilemma else {})}}


# ---------------------------------------------------------------------------------------------------------- the compass


def compass(scenario: Scenario) -> Row:
    """What several people make of the six characteristics, before and after. Of fewer than five answers only how many."""
    pairs = [
        (each.id, [(marks.before.get(each.id), marks.after.get(each.id)) for marks in scenario.compass])
        for each in qualitative.compass()
    ]
    return {
        "answers": len(scenario.compass),
        "needed": ANSWERS_AT_LEAST,
        "characteristics": [_characteristic(id, given) for id, given in pairs],
    }


def _characteristic(id: str, given: Sequence[tuple[int | None, int | None]]) -> Row:
    both = [(before, after) for before, after in given if before is not None and after is not None]
    changes = {
        "better": sum(after > before for before, after in both),
        "same": sum(after == before for before, after in both),
        "worse": sum(after < before for before, after in both),
    }
    return {
        "characteristic": id,
        "before": spread(before for before, _ in given if before is not None),
        "after": spread(after for _, after in given if after is not None),
        "change": changes if len(both) >= ANSWERS_AT_LEAST else None,
    }


def spread(marks: Iterable[int]) -> Row | None:
    """How opinions spread: how many gave each mark, quartiles and mean. None where fewer than five gave one."""
    given = sorted(marks)
    if len(given) < ANSWERS_AT_LEAST:
        return None
    low, middle, high = statistics.quantiles(given, n=4, method="inclusive")
    counts = [given.count(mark) for mark in MARKS]
    return {"counts": counts, "p25": low, "p50": middle, "p75": high, "mean": statistics.fmean(given)}


def one_more_answer(scenario: Scenario, before: Mapping[str, int], after: Mapping[str, int]) -> dict[str, Any]:
    """What to change to take one more person's marks in.

    They change places with an earlier answer, so that their order in the file does not say who gave them; whose place they
    take hangs on all that was answered so far.
    """
    marks = {name: dict(given) for name, given in (("before", before), ("after", after)) if given}
    last = len(scenario.compass) + 1
    seen = blake2b(repr((scenario.compass, marks)).encode(), digest_size=8).digest()
    place = int.from_bytes(seen) % last + 1
    if place == last:
        return {f"compass[{last}]": marks}
    return {f"compass[{last}]": copy.deepcopy(files.stands(scenario, f"compass[{place}]")), f"compass[{place}]": marks}


# -------------------------------------------------------------------------------------- checklists, process and answers


def checklists(scenario: Scenario) -> Table:
    """Every checklist and self-check: n of m, what remains, the notes.

    ``act``: of a self-check, whether as many signs are seen as its document calls time to act; a rule of thumb, no more.
    """
    return [_progress(scenario, about) for about in qualitative.ticked_lists().values()]


def _progress(scenario: Scenario, about: qualitative.List) -> Row:
    points = [each.id for each in qualitative.in_list(about.id)]
    mine = scenario.checklists.get(about.id)
    ticked = list(mine.ticked) if mine else []
    left = [point for point in points if point not in ticked]
    row: Row = {"list": about.id, "use": about.use, "begun": mine is not None, "count": len(ticked), "of": len(points)}
    row |= {"ticked": ticked, "left": left, "notes": dict(mine.notes) if mine else {}}
    return row | {"enough": about.enough, "act": None if about.enough is None else len(ticked) >= about.enough}


def process(scenario: Scenario) -> Row:
    """Where one is: the phase and its place in its list, what is due in it, what earlier ones left, who is to be heard.

    ``beside``: the phases of other processes that run at the same time; ``roles``: who has a part in any of them.
    """
    mine = scenario.process
    row: Row = {"phase": mine.phase, "list": None, "step": None, "of": None, "done": list(mine.done), "note": mine.note}
    if mine.phase is None:
        return {**row, "beside": [], "due": [], "earlier": [], "heard": [], "roles": [], "next": None}
    entry = qualitative.entries()[mine.phase]
    phases = [each.id for each in qualitative.in_list(entry.list) if each.kind == "phase"]
    step = phases.index(entry.id)
    beside = [each.id for each in qualitative.about("entry", entry.id) if each.kind == "phase"]
    asked = {qualitative.entries()[id].asks for phase in (entry.id, *beside) for id in due(scenario, phase)}
    roles = [each.id for phase in (entry.id, *beside) for each in qualitative.about("entry", phase) if each.kind == "role"]
    row |= {"list": entry.list, "step": step + 1, "of": len(phases), "beside": beside, "due": due(scenario, entry.id)}
    row["earlier"] = [id for phase in phases[:step] for id in due(scenario, phase)]
    row["heard"] = [who for who in qualitative.ASKED if who in asked - {"ourselves"}]
    row["roles"] = list(dict.fromkeys(roles))
    row["next"] = phases[step + 1] if step + 1 < len(phases) else None
    return row


def due(scenario: Scenario, phase: str) -> list[str]:
    """What is to be asked and done in a phase and is not yet: done, answered or ticked in a list."""
    return [row["entry"] for row in phase_points(scenario, phase) if not row["behind"]]


def phase_points(scenario: Scenario, phase: str) -> Table:
    """What a phase asks of this plan. ``behind``: done, answered or ticked in a list; ``answered``: the first word on it.

    A plan that has said where the work goes is not asked about other places.
    """
    answered = {each.question for each in scenario.answers}
    behind = {*scenario.process.done, *(point for each in scenario.checklists.values() for point in each.ticked), *answered}
    concern = (id for id in in_phase(phase) if _concerns(scenario, qualitative.entries()[id]))
    return [{"entry": id, "behind": id in behind, "answered": id in answered} for id in concern]


def _concerns(scenario: Scenario, entry: qualitative.Entry) -> bool:
    groups = {id: each.group for id, each in catalogue.presets().items()}
    here = {id for id in scenario.presets if groups[id] == "place"}
    there = {id for id in entry.presets if groups[id] == "place"}
    return not (here and there) or bool(here & there)


def ticked(scenario: Scenario, point: str, on: bool) -> dict[str, Any]:
    """What to change so that a point is dealt with, or no longer: in its list, or in the process where it has none."""
    changes: dict[str, Any] = {}
    for place, points in _ticked_in(scenario, point).items():
        if point in points and not on:
            changes[f"{place}[{points.index(point) + 1}]"] = None
    if on:
        place, points = next(iter(_ticked_in(scenario, point).items()))
        changes = {} if point in points else {f"{place}[{len(points) + 1}]": point} if points else {place: [point]}
    return changes


def _ticked_in(scenario: Scenario, point: str) -> dict[str, tuple[str, ...]]:
    """Where a point may be ticked, its own list first, and what is ticked there."""
    about = qualitative.entries()[point]
    found = {}
    if about.list in qualitative.ticked_lists():
        mine = scenario.checklists.get(about.list)
        found[f"checklists.{about.list}.{qualitative.ticks(about.list)}"] = mine.ticked if mine else ()
    if about.phase or about.kind == "phase":
        found["process.done"] = scenario.process.done
    return found


def in_phase(phase: str) -> list[str]:
    """What belongs to a phase."""
    return [each.id for each in qualitative.entries().values() if each.phase == phase]


def answers(scenario: Scenario) -> Table:
    """What was answered, by whom and when, and which value it set."""
    return [plain(asdict(each)) for each in scenario.answers]


def left_to_the_user(scenario: Scenario) -> Row:
    """All of it, as programs read it."""
    rows = register(scenario)
    maps = {"before": risk_map(rows), "after": risk_map(rows, after=True)}
    return {
        "risks": {id: plain(asdict(risk)) for id, risk in scenario.risks.items()},
        "unpriced": unpriced(scenario),
        "register": {**overview(rows), "map": {when: [cell for cell in map if cell["count"]] for when, map in maps.items()}},
        "compass": compass(scenario),
        "checklists": {row.pop("list"): row for row in checklists(scenario)},
        "process": process(scenario),
        "answers": answers(scenario),
    }
