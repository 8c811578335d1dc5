"""What to ask about a claim: questions on what it left out, what one would have to believe, and what is worth knowing.

A question stands for the input whose answer would be worth most, else for the first thing it touches in the order in which
these matter to the claim. One question for each thing comes before a second for any; then what an answer is worth decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict

from roi import asking, catalogue, qualitative
from roi.parts import PAY_THAT_STAYS
from roi.qualitative import Entry
from roi.scenario import Claim, input_of
from roi.simulate import Result
from roi.tables import Row, Table

FIGURES = "ask_"  # the lists of questions about the figures themselves begin so
WORTH = 1_000.0  # kr: an answer that is worth less is worth nothing, and may be sampling noise
POSTS = "reduction_use"  # what decides how much pay falls away
Thing = tuple[str, str]  # kind ("line", "input" or "outcome") and id


def questions(result: Result, claim: Claim, rebuilt: Table, beliefs: Row) -> Table:
    """The questions, the most telling first; those that are answered in the file last, with their answers."""
    worth = worth_of_asking(result)
    things = list(
        dict.fromkeys([*left_out(claim, rebuilt), *believed(beliefs), *worth_asking(worth), ("outcome", claim.metric)])
    )
    answers = {each.question: asdict(each) for each in result.scenario.answers}
    found = []
    for entry in qualitative.entries().values():
        touched = [thing for thing in things if thing[1] in entry.touches(thing[0])] if entry.kind == "question" else []
        most = max(entry.inputs, key=lambda id: worth.get(id, 0.0), default="")
        if touched:
            because = ("input", most) if worth.get(most, 0.0) >= WORTH else touched[0]
            found.append(_row(entry, because, worth.get(most, 0.0), answers))
    found.sort(
        key=lambda row: (things.index((row["because"], row["about"])), -_kroner(row["worth"]), _beside_the_point(row))
    )
    seen: dict[Thing, int] = {}
    for row in found:
        thing = (row["because"], row["about"])
        row["turn"] = seen[thing] = seen.get(thing, 0) + 1
    order = {id(row): at for at, row in enumerate(found)}
    return sorted(found, key=lambda row: (row["answer"] is not None, row["turn"], -_kroner(row["worth"]), order[id(row)]))


def _row(entry: Entry, because: Thing, worth: float, answers: dict[str, Row]) -> Row:
    links = {"lines": list(entry.lines), "inputs": list(entry.inputs), "dilemmas": list(entry.dilemmas)}
    where = {"asks": entry.asks, "source": entry.source, "section": entry.section}
    return {
        "question": entry.id,
        "list": entry.list,
        "because": because[0],
        "about": because[1],
        "worth": worth,
        **links,
        **where,
        "answer": answers.get(entry.id),
    }


def _beside_the_point(row: Row) -> tuple[int, int, int]:
    """How far a question is from what it stands for: one of those about the figures first, then where it is named first.

    Of equally near ones that which touches fewest other things.
    """
    named = row["inputs"] if row["because"] == "input" else row["lines"]
    first = named.index(row["about"]) if row["about"] in named else len(named)
    return int(not row["list"].startswith(FIGURES)), first, len(row["lines"]) + len(row["inputs"])


def _kroner(worth: float) -> float:
    return worth if worth >= WORTH else 0.0


def left_out(claim: Claim, rebuilt: Table) -> Iterable[Thing]:
    """The lines that explain a claim or stand with it, the largest step first."""
    steps: dict[str, float] = {}
    for row in rebuilt:
        for bridged in (row, row["named"] or {}):
            for step in bridged.get("bridge", ()):
                if row["direction"] != "level" or bridged is not row:
                    steps.setdefault(step["line"], abs(step["step"]))
    lines = [line for line in steps if line in catalogue.lines() or line == PAY_THAT_STAYS]
    largest = sorted(lines, key=lambda line: -steps[line])
    return [("input", POSTS) if line == PAY_THAT_STAYS else ("line", line) for line in largest]


def believed(beliefs: Row) -> Iterable[Thing]:
    """The inputs that must lie elsewhere than usual, the most telling first."""
    return [("input", input_of(row["key"]).id) for row in beliefs["rows"] if row["kind"] == "input"]


def worth_of_asking(result: Result) -> dict[str, float]:
    """Input -> what knowing it for certain would be worth before deciding, kr; of several of a name the most."""
    found: dict[str, float] = {}
    for key, worth in asking.by_input(result).items():
        id = input_of(key).id
        found[id] = max(found.get(id, 0.0), worth.value)
    return found


def worth_asking(worth: dict[str, float]) -> Sequence[Thing]:
    return [("input", id) for id in sorted(worth, key=lambda id: -worth[id]) if worth[id] >= WORTH]
