"""The tables of a file that no number comes out of, checked: risks, checklists, process, compass, answers, staff, legal."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypedDict

from roi import catalogue, qualitative
from roi.reading import as_written
from roi.scenario import Answer, Checklist, Legal, Marks, Process, Risk, Seniority
from roi.walk import NAME_AT_MOST, TABLES_AT_MOST, TEXT_AT_MOST, Walk, nearest, shown

PEOPLE = ("risks", "checklists", "process", "compass", "answers", "staff", "legal")
STATUSES = ("open", "answered", "accepted")
MARKS = ("likelihood", "consequence", "likelihood_after", "consequence_after")
WEIGHED = (*MARKS, "evidence", "answer", "owner", "status", "date", "note")
OWN_RISK = ("name", "dilemma")  # what only a risk of one's own says
SECTORS = ("bank", "insurance", "other_financial", "health", "education", "other")
COUNTRIES = ("denmark", "eu", "outside_eu")
LEGAL_FACTS = ("vat_exempt", "within_group", "staff_transfer", "personal_data", "ict_service", "critical")
YEARS_AT_MOST = 70  # of employment
PLACE = re.compile(r"(?P<table>company|burnout|plan|work|events)(?:\[(?P<number>[1-9][0-9]{0,2})\])?\.(?P<id>\w{1,80})")
SIMPLE_KEY = re.compile(r"[^.\[\]\"'\x00-\x1f\x7f-\x9f\u2028\u2029]{1,80}")  # what a place can name


class People(TypedDict):
    """The parts of a scenario that no number comes out of."""

    risks: dict[str, Risk]
    checklists: dict[str, Checklist]
    process: Process
    compass: tuple[Marks, ...]
    answers: tuple[Answer, ...]
    seniority: tuple[Seniority, ...]
    legal: Legal


def people_of(file: Walk, packages: int, events: int) -> People:
    """All of them. ``packages``, ``events``: how many the file has, for the places that answers name."""
    return {
        "risks": risks(file),
        "checklists": checklists(file),
        "process": process(file),
        "compass": compass(file),
        "answers": answers(file, {"work": packages, "events": events}),
        "seniority": seniority(file),
        "legal": legal(file),
    }


def inner_tables(file: Walk, place: str) -> list[tuple[str, dict[str, Any]]]:
    """Key and table of everything that stands in a table of tables."""
    outer = file.table(place, file.raw)
    if len(outer) > TABLES_AT_MOST:
        file.wrong(place, "too_many_tables", count=len(outer), most=TABLES_AT_MOST)
    found = []
    for key, table in list(outer.items())[:TABLES_AT_MOST]:
        if isinstance(table, dict):
            found.append((key, table))
        else:
            file.wrong(f"{place}.{key}", "not_a_table", value=as_written(table))
    return found


def risks(file: Walk) -> dict[str, Risk]:
    """The six dilemmas and risks of one's own; the latter have a name."""
    found = {}
    dilemmas = tuple(catalogue.dilemmas())
    for key, table in inner_tables(file, "risks"):
        place = f"risks.{key}"
        own = key not in dilemmas
        if own and "name" not in table:
            file.unknown(place, key, dilemmas, "unknown_risk")
        if own and not SIMPLE_KEY.fullmatch(key):
            file.wrong(place, "not_a_simple_key", key=shown(key))
        file.known(place, table, (*WEIGHED, *OWN_RISK))
        for name in OWN_RISK if not own else ():
            if name in table:
                file.wrong(f"{place}.{name}", "not_ones_own", key=name)
        risk = Risk(
            likelihood=file.grade(f"{place}.likelihood", table),
            consequence=file.grade(f"{place}.consequence", table),
            likelihood_after=file.grade(f"{place}.likelihood_after", table),
            consequence_after=file.grade(f"{place}.consequence_after", table),
            evidence=file.string(f"{place}.evidence", table, TEXT_AT_MOST),
            answer=file.string(f"{place}.answer", table, TEXT_AT_MOST),
            owner=file.string(f"{place}.owner", table, NAME_AT_MOST),
            status=file.choice(f"{place}.status", table, STATUSES, "open"),
            date=file.day(f"{place}.date", table),
            note=file.string(f"{place}.note", table, TEXT_AT_MOST),
            name=file.string(f"{place}.name", table, NAME_AT_MOST) if own else "",
            dilemma=file.choice(f"{place}.dilemma", table, dilemmas, dilemmas[0]) if own and "dilemma" in table else None,
        )
        if risk.status == "answered" and not risk.answer:
            file.hint(f"{place}.status", "answered_without_answer")
        found[key] = risk
    return found


def checklists(file: Walk) -> dict[str, Checklist]:
    """The lists that have been begun on."""
    found = {}
    known = qualitative.ticked_lists()
    for key, table in inner_tables(file, "checklists"):
        place = f"checklists.{key}"
        if key not in known:
            file.unknown(place, key, tuple(known), "unknown_checklist")
            continue
        ticks = qualitative.ticks(key)
        file.known(place, table, (ticks, "notes"))
        points = tuple(each.id for each in qualitative.in_list(key))
        notes = file.table(f"{place}.notes", table)
        for point in notes:
            if point not in points:
                file.unknown(f"{place}.notes.{point}", point, points, "unknown_point")
        found[key] = Checklist(
            ticked=file.names(f"{place}.{ticks}", table, points, "unknown_point"),
            notes={point: file.string(f"{place}.notes.{point}", notes, TEXT_AT_MOST) for point in points if point in notes},
        )
    return found


def process(file: Walk) -> Process:
    """Where one is."""
    table = file.table("process", file.raw)
    file.known("process", table, ("phase", "done", "note"))
    phases = tuple(each.id for each in qualitative.entries().values() if each.kind == "phase")
    steps = tuple(each.id for each in qualitative.entries().values() if each.phase or each.kind == "phase")
    return Process(
        phase=file.choice("process.phase", table, phases, "") or None if "phase" in table else None,
        done=file.names("process.done", table, steps, "unknown_step"),
        note=file.string("process.note", table, TEXT_AT_MOST),
    )


def compass(file: Walk) -> tuple[Marks, ...]:
    """Everybody's marks, without names."""
    found = []
    characteristics = tuple(each.id for each in qualitative.compass())
    for place, table in file.tables("compass"):
        for key in table:
            if key not in ("before", "after"):
                file.wrong(f"{place}.{key}", "marks_alone", key=shown(key))
        marks = {}
        for when in ("before", "after"):
            given = file.table(f"{place}.{when}", table)
            file.known(f"{place}.{when}", given, characteristics)
            graded = {name: file.grade(f"{place}.{when}.{name}", given) for name in characteristics}
            marks[when] = {name: mark for name, mark in graded.items() if mark is not None}
        if not marks["before"] and not marks["after"]:
            file.wrong(place, "no_marks", allowed=list(characteristics))
        found.append(Marks(**marks))
    return tuple(found)


def answers(file: Walk, sizes: Mapping[str, int]) -> tuple[Answer, ...]:
    """The answers that were got, each question's once. ``sizes``: how many packages and events there are."""
    found: list[Answer] = []
    questions = tuple(each.id for each in qualitative.entries().values() if each.kind == "question")
    for place, table in file.tables("answers"):
        file.known(place, table, ("question", "said", "by", "date", "place", "before"))
        question = file.string(f"{place}.question", table, NAME_AT_MOST)
        if "question" not in table:
            file.wrong(f"{place}.question", "no_question")
        elif question not in questions:
            file.unknown(f"{place}.question", question, questions, "unknown_question")
        elif any(each.question == question for each in found):
            file.wrong(f"{place}.question", "answered_twice", name=question)
        said = file.string(f"{place}.said", table, TEXT_AT_MOST)
        sets = _place_set(file, place, table, sizes)
        if not said and "place" not in table:
            file.wrong(f"{place}.said", "nothing_answered")
        by, day = file.string(f"{place}.by", table, NAME_AT_MOST), file.day(f"{place}.date", table)
        found.append(Answer(question, said, by, day, sets, table.get("before")))
    return tuple(found)


def _place_set(file: Walk, place: str, table: Mapping[str, Any], sizes: Mapping[str, int]) -> str | None:
    """The input's place that an answer set; what stood there before must be able to stand there again."""
    if "place" not in table:
        if "before" in table:
            file.wrong(f"{place}.before", "before_without_place")
        return None
    named = table["place"]
    match = PLACE.fullmatch(named) if isinstance(named, str) else None
    if not match:
        file.wrong(f"{place}.place", "not_a_place", value=as_written(named))
        return None
    section, number, id = match["table"], match["number"], match["id"]
    if id not in catalogue.section(section):
        file.wrong(f"{place}.place", "no_input_there", key=id, nearest=nearest(id, tuple(catalogue.section(section))))
        return None
    if (section in sizes) != (number is not None) or (number is not None and int(number) > sizes[section]):
        file.wrong(f"{place}.place", "not_a_place", value=as_written(named))
        return None
    about = catalogue.inputs()[id]
    if "before" in table and about.choices:
        file.choice(f"{place}.before", table, tuple(about.choices), "")
    elif "before" in table:
        file.distribution(f"{place}.before", table["before"], about)
    return str(named)


def seniority(file: Walk) -> tuple[Seniority, ...]:
    """How long the people whose posts are affected have been employed."""
    found = []
    staff = file.table("staff", file.raw)
    file.known("staff", staff, ("seniority",))
    most = round(catalogue.inputs()["employees"].high)
    for place, table in file.tables("staff.seniority", outer=staff):
        file.known(place, table, ("years", "count"))
        years = file.number(f"{place}.years", table, 0, YEARS_AT_MOST)
        if "count" not in table:
            file.wrong(f"{place}.count", "missing_number")
        count = file.whole(f"{place}.count", table, 1, most, 1)
        found.append(Seniority(years if years is not None else 0.0, count))
    return tuple(found)


def legal(file: Walk) -> Legal:
    """What rules ask about."""
    table = file.table("legal", file.raw)
    file.known("legal", table, ("sector", "vendor_country", *LEGAL_FACTS))
    sector = file.choice("legal.sector", table, SECTORS, SECTORS[0]) if "sector" in table else None
    country = file.choice("legal.vendor_country", table, COUNTRIES, COUNTRIES[0]) if "vendor_country" in table else None
    return Legal(sector, country, **{name: file.yes_or_no(f"legal.{name}", table) for name in LEGAL_FACTS})
