"""What is said of what no number settles, in either language: risks, compass, checklists, process, rules, answers.

Each takes plain facts (a row of ``people`` or ``rules``), never a scenario. A user's own words are put in as they are.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from roi import catalogue, qualitative
from roi.sentences import risk
from roi.text import case, date, inside, number, quantity, say

Row = Mapping[str, Any]
WORDS_OF_RISK = ("evidence", "answer", "owner", "date", "note")


def entry_text(id: str, lang: str) -> str:
    """The words of an entry."""
    return qualitative.entries()[id].text[lang]


def listed(ids: Iterable[str], lang: str) -> str:
    """The words of several entries, one after the other; those that end a sentence keep no full stop."""
    return "; ".join(entry_text(id, lang).removesuffix(".") for id in ids)


def risk_name(row: Row, lang: str) -> str:
    """A risk by name: a dilemma, or one's own with the dilemma that it belongs to."""
    dilemma = catalogue.dilemmas()[row["dilemma"]].name[lang] if row["dilemma"] else ""
    if not row["own"]:
        return dilemma
    own = case(row["own"], lang)
    return say("left.risk.own", lang, name=own, dilemma=inside(dilemma)) if dilemma else own


def unpriced(rows: Sequence[Row], lang: str) -> str:
    """Which risks stand beside the result without a price."""
    return say("left.risk.unpriced", lang, names=[risk_name(row, lang) for row in rows])


def overview(found: Row, rows: Sequence[Row], lang: str) -> str:
    """How many are open, answered, accepted; which are not weighed. ``found``: of people.overview."""
    said = say("left.risk.overview", lang, **{name: found[name] for name in ("open", "answered", "accepted")})
    names = [risk_name(row, lang) for row in rows if row["risk"] in found["unweighed"]]
    return f"{said} {say('left.risk.unweighed', lang, names=names)}" if names else said


def standing(rows: Sequence[Row], lang: str) -> list[str]:
    """How far the weighing has come: how those that are weighed stand, which of the six are not, how many of one's own."""
    counts = Counter(row["status"] for row in rows if row["weighed"])
    six = [row for row in rows if row["risk"] in catalogue.dilemmas()]
    open_six = [risk_name(row, lang) for row in six if not row["weighed"]]
    open_own = sum(not row["weighed"] for row in rows) - len(open_six)
    said = []
    if counts:
        stand = {status: counts[status] for status in ("open", "answered", "accepted")}
        said.append(say("left.risk.standing", lang, weighed=counts.total(), of=len(rows), **stand))
    if len(open_six) == len(six):
        said.append(say("left.risk.none_of_six", lang))
    elif open_six:
        said.append(say("left.risk.left_of_six", lang, count=len(open_six), names=open_six))
    else:
        said.append(say("left.risk.all_six", lang))
    if open_own:
        said.append(say("left.risk.left_of_own", lang, count=open_own))
    return said


def on_the_map(rows: Sequence[Row], moved: Sequence[str], lang: str) -> str:
    """What the map of risks shows: how many, and how many of them management's answers move."""
    weighed = sum(row["weighed"] for row in rows)
    if not weighed:
        return say("left.risk.map_empty", lang)
    return say("left.risk.map_moved" if moved else "left.risk.map_still", lang, count=weighed, moved=len(moved))


def both(row: Row, lang: str) -> list[str]:
    """Where a risk lies on the map, today and with the answer; empty where it does not."""
    if not row["weighed"]:
        return ["", ""]
    after = {name: row[f"{name}_after"] or row[name] for name in ("likelihood", "consequence")}
    today = {name: row[name] for name in ("likelihood", "consequence")}
    return [say("left.risk.place", lang, **marks) for marks in (today, after)]


def weighed(row: Row, lang: str) -> str:
    """How a risk is weighed, before and with the answer."""
    said = [risk(row, lang)]
    if row["likelihood_after"] or row["consequence_after"]:
        after = {name: row[f"{name}_after"] or row[name] or "?" for name in ("likelihood", "consequence")}
        said.append(say("left.risk.after", lang, **after))
    return ", ".join(said)


def risk_words(row: Row, lang: str) -> list[str]:
    """What people have written of a risk, each part on its own."""
    words = {name: day(row[name], lang) if name == "date" else case(row[name], lang) for name in WORDS_OF_RISK if row[name]}
    return [say(f"left.risk.{name}", lang, words=said) for name, said in words.items()]


def day(iso: str, lang: str) -> str:
    """A date of a table as the language writes it."""
    return date(datetime.date.fromisoformat(iso), lang)


def compass(found: Row, lang: str) -> list[str]:
    """How many have answered and, from five on, how their marks of each characteristic spread. Of people.compass."""
    facts = {"answers": found["answers"], "needed": found["needed"]}
    if found["answers"] == 0:
        return [say("left.compass.none", lang, **facts)]
    if found["answers"] < found["needed"]:
        return [say("left.compass.too_few", lang, **facts)]
    shown = [row for row in found["characteristics"] if row["before"] or row["after"]]
    few = [row["characteristic"] for row in found["characteristics"] if row not in shown]
    said = [say("left.compass.count", lang, **facts), *(_characteristic(row, lang) for row in shown)]
    return said + ([say("left.compass.few", lang, names=listed(few, lang))] if few else [])


def _characteristic(row: Row, lang: str) -> str:
    parts = {when: _spread(when, row[when], lang) for when in ("before", "after")}
    change = row["change"]
    said = say("left.compass.change", lang, **change) if change else say("left.compass.change_too_few", lang)
    name = entry_text(row["characteristic"], lang)
    return say("left.compass.characteristic", lang, name=name, change=said, **parts)


def _spread(when: str, row: Row | None, lang: str) -> str:
    if row is None:
        return say(f"left.compass.{when}_too_few", lang)
    return say(f"left.compass.{when}", lang, **{name: row[name] for name in ("counts", "p25", "p50", "p75")})


def meaning(id: str, lang: str) -> list[str]:
    """What a characteristic of good work asks, and what its lowest and highest mark mean."""
    about = qualitative.entries()[id]
    said = [about.help[lang]] if about.help else []
    return said + (
        [say("left.compass.ends", lang, low=about.low[lang], high=about.high[lang])] if about.low and about.high else []
    )


def compass_table(rows: Sequence[Row], lang: str) -> tuple[list[str], list[list[str]]]:
    """Header and rows of the spread of opinions. ``rows``: characteristics of people.compass that have one."""
    header = [say(f"left.compass.column_{name}", lang) for name in ("name", "before", "after", "change")]
    made = []
    for row in rows:
        change = row["change"]
        cells = [say("left.compass.cell", lang, **_cell(row[when])) if row[when] else "" for when in ("before", "after")]
        said = say("left.compass.change" if change else "left.compass.change_too_few", lang, **(change or {}))
        made.append([entry_text(row["characteristic"], lang), *cells, said])
    return header, made


def _cell(spread: Row) -> Row:
    return {"p50": spread["p50"], "counts": " · ".join(map(str, spread["counts"]))}


def progress(row: Row, lang: str) -> list[str]:
    """How far a list has been gone through. ``row``: of people.checklists."""
    facts = {"name": qualitative.lists()[row["list"]].name[lang], "count": row["count"], "of": row["of"]}
    if row["enough"] is None:
        said = [say("left.list.progress", lang, **facts)]
        said += [say("left.list.remaining", lang, names=listed(row["left"], lang))] if row["left"] else []
    else:
        verdict = say("left.list.act" if row["act"] else "left.list.wait", lang, enough=row["enough"])
        said = [f"{say('left.list.seen', lang, **facts)} {verdict} {say('left.list.worth', lang)}"]
        said += [say("left.list.signs_named", lang, names=listed(row["ticked"], lang))] if row["ticked"] else []
    notes = row["notes"].items()
    return said + [say("left.list.note", lang, name=entry_text(id, lang), words=case(words, lang)) for id, words in notes]


def begun(rows: Sequence[Row], lang: str) -> str:
    """Which lists have been begun on, and how far. ``rows``: of people.checklists."""
    named = [
        say("left.list.of", lang, name=qualitative.lists()[row["list"]].name[lang], count=row["count"], of=row["of"])
        for row in rows
    ]
    return say("left.list.begun", lang, names=named) if named else say("left.list.nothing_begun", lang)


def all_ticked(rows: Sequence[Row], lang: str) -> str:
    """How many points of several lists are ticked, of how many."""
    return say("left.list.all", lang, count=sum(row["count"] for row in rows), of=sum(row["of"] for row in rows))


def process(row: Row, lang: str) -> list[str]:
    """Where one is, who is to be heard and what is due; of what earlier phases left only how much. Of people.process."""
    if row["phase"] is None:
        return [say("left.process.none", lang)]
    first, *others = about_phase(row, lang)
    said = [first, *([case(row["note"], lang)] if row["note"] else []), *others]
    said += _due(row["due"], lang) or [say("left.process.nothing_due", lang)]
    for phase in dict.fromkeys(qualitative.entries()[id].phase for id in row["earlier"]):
        count = sum(qualitative.entries()[id].phase == phase for id in row["earlier"])
        said.append(say("left.process.earlier", lang, name=entry_text(str(phase), lang), count=count, phase=phase))
    return said + ([say("left.process.next", lang, name=entry_text(row["next"], lang))] if row["next"] else [])


def about_phase(row: Row, lang: str) -> list[str]:
    """Which phase it is and what it means; who is to be heard in it, who has a part, what runs beside it."""
    about = qualitative.entries()[row["phase"]]
    said = [say("left.process.phase", lang, name=about.text[lang], step=row["step"], of=row["of"])]
    said[0] += f" {about.help[lang]}" if about.help else ""
    named = {name: _named(name, row[name], lang) for name in ("heard", "roles", "beside") if row[name]}
    return said + [say(f"left.process.{name}", lang, names=names) for name, names in named.items()]


def _named(name: str, ids: Sequence[str], lang: str) -> str:
    return ", ".join(inside(say(f"entry.who.{id}", lang)) for id in ids) if name == "heard" else listed(ids, lang)


def _due(ids: Sequence[str], lang: str) -> list[str]:
    """What is due, each with whom it is put to."""
    who = {id: qualitative.entries()[id].asks for id in ids}
    asked = [(say(f"entry.asks.{who[id]}", lang) if who[id] else say("left.process.to_do", lang), id) for id in ids]
    return [say("left.process.due", lang, who=words, text=entry_text(id, lang)) for words, id in asked]


def answer(row: Row, lang: str) -> str:
    """A question with its answer, who gave it and what it set. ``row``: of people.answers."""
    parts = [entry_text(row["question"], lang), case(row["said"], lang) if row["said"] else ""]
    who = [case(row["by"], lang)] if row["by"] else []
    who += [day(row["date"], lang)] if row["date"] else []
    parts += [say("left.answer.who", lang, names=who)] if who else []
    if row["place"]:
        about = catalogue.inputs()[row["place"].rpartition(".")[2]]
        parts.append(say("left.answer.sets", lang, input=inside(about.name[lang])))
    return " ".join(part for part in parts if part)


# ------------------------------------------------------------------------------------------------------------ the rules


def flag(row: Row, lang: str) -> str:
    """A rule that the plan touches or may touch: what it says, and why it may. ``row``: of rules.flags."""
    return " ".join([entry_text(row["rule"], lang), *why(row, lang)])


def why(row: Row, lang: str) -> list[str]:
    """What of the plan a rule touches, and what is not known."""
    said = []
    if row["why"] and (row["state"] == "follows" or row["why"] in SAID_WHILE_OPEN):
        facts_of = {name: _number(name, x, lang) for name, x in row["numbers"].items()}
        said.append(say(f"left.why.{row['why']}", lang, **facts_of))
    if row["state"] == "hangs" and row["missing"]:
        said.append(say("left.rules.hangs_on", lang, facts=facts(row["missing"], lang)))
    return said


#: What is said also while something is not known.
SAID_WHILE_OPEN = ("mass_dismissal_spread", "transfer_in_denmark")


def _number(name: str, x: float, lang: str) -> str:
    if name.endswith("_share"):
        return quantity(x, "share", lang)
    return number(round(x, 1), lang)


def facts(places: Iterable[str], lang: str) -> str:
    """What a file leaves open, in words."""
    return ", ".join(say(f"left.fact.{place.rpartition('.')[2]}", lang) for place in places)


def open_flags(rows: Sequence[Row], lang: str) -> str:
    """The rules that only hang on what the file does not say, in one sentence; empty where there are none."""
    missing = list(dict.fromkeys(place for row in rows for place in row["missing"]))
    if not rows:
        return ""
    name = "open_one" if len(rows) == 1 else "open"
    return say(f"left.rules.{name}", lang, count=len(rows), facts=facts(missing, lang))


def flags(rows: Sequence[Row], lang: str) -> tuple[list[str], list[str]]:
    """The rules that follow from what the file says, one by one; and what those hang on that it leaves open."""
    follow = [row for row in rows if row["state"] == "follows" or not row["missing"]]
    hang = open_flags([row for row in rows if row not in follow], lang)
    rest = [*([] if follow else [say("left.rules.none", lang)]), *([hang] if hang else [])]
    return [flag(row, lang) for row in follow], rest


# ---------------------------------------------------------------------------------------------------------- seniority


def seniority_table(found: Row, lang: str) -> tuple[list[str], list[list[str]]]:
    """Header and rows of what seniority gives. ``found``: of rules.by_seniority."""
    names = ("count", "years", "notice_months", "severance_months")
    return [say(f"left.seniority.{name}", lang) for name in names], [
        [number(row[name], lang) for name in names] for row in found["rows"]
    ]


def seniority(found: Row, counted: Row, lang: str) -> list[str]:
    """What the act gives those affected on average, beside what the plan counts."""
    by_law = {name: number(round(found[name], 1), lang) for name in ("notice_months", "severance_months")}
    plan = {name: number(round(counted[name], 1), lang) for name in by_law}
    said = "by_law_one" if found["posts"] == 1 else "by_law"
    return [say(f"left.seniority.{said}", lang, posts=found["posts"], **by_law), say("left.seniority.plan", lang, **plan)]
