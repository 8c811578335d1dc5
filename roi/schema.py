"""JSON Schema (draft 2020-12) of the scenario file, for editors: made from the catalogue, so it cannot fall behind."""

from __future__ import annotations

from typing import Any

from roi import catalogue, qualitative
from roi.catalogue import HORIZON_AT_MOST, PACKAGES_AT_MOST, Input
from roi.checking import SIDES
from roi.checking_actuals import AMOUNT_AT_MOST, COUNT_AT_MOST, SCORE, SHARE_AT_LEAST, SPREAD, SPREADS
from roi.checking_log import HOURS_AT_LEAST, HOURS_AT_MOST
from roi.checking_people import COUNTRIES, LEGAL_FACTS, MARKS, SECTORS, STATUSES, WEIGHED, YEARS_AT_MOST
from roi.claim import PLAIN
from roi.files import FORMAT
from roi.walk import DAY

Schema = dict[str, Any]
SHAPES = {
    "pert": ("low", "mode", "high"),
    "uniform": ("low", "high"),
    "normal": ("mean", "sd"),
    "percentiles": ("p5", "p95"),
    "metalog": ("p10", "p50", "p90"),
}
JSON_TYPES = ["string", "number", "boolean", "array", "object", "null"]  # a date of TOML is none of these
DATE: Schema = {"anyOf": [{"type": "string", "pattern": f"^{DAY.pattern}$"}, {"not": {"type": JSON_TYPES}}]}
PLAIN_PLACE = r"(?:(?:company|burnout|plan)|(?:work|events)\[[1-9][0-9]{0,2}\])\.[a-z0-9_]+"
BESIDE = ("min", "max")


def scenario_schema(lang: str = "en") -> Schema:
    """The schema, its descriptions in one language."""
    words: Schema = {"type": "string"}
    sections = {name: _object(_inputs(name, lang)) for name in ("company", "burnout", "plan")}
    work = _object({"name": words, **_inputs("work", lang)}, required=["hours_m"])
    work["oneOf"] = [{"required": ["fee_m"]}, {"required": ["fee_hour"]}]
    event = {"name": words, "side": {"enum": list(SIDES)}, "dilemma": {"enum": list(catalogue.dilemmas())}}
    event |= {"note": words, "source": words, **_inputs("events", lang)}
    lines: Schema = {"type": "array", "items": {"enum": list(catalogue.lines())}}
    covered: Schema = {"type": "array", "items": {"enum": catalogue.in_a_price()}, "uniqueItems": True}
    number: Schema = {"type": "number"}
    claim = _object(
        {
            "metric": {"enum": list(catalogue.outcomes())},
            "value": number,
            "says": words,
            **dict.fromkeys(PLAIN, number),
            "by": words,
            "leaves_out": lines,
            "note": words,
        }
    )
    claim["oneOf"] = [{"required": ["metric", "value"]}, *({"required": [way]} for way in ("says", *PLAIN))]
    claim["dependentRequired"] = {"value": ["metric"], "metric": ["value"]}
    correlation = {
        "between": {"type": "array", "items": words, "minItems": 2, "maxItems": 2},
        "rank": {"type": "number", "minimum": -1, "maximum": 1},
        "source": words,
        "note": words,
    }
    hours: Schema = {"type": "number", "minimum": HOURS_AT_LEAST, "maximum": HOURS_AT_MOST}
    returned = _object(
        {"date": DATE, "work": words, "task": words, "hours": hours, "why": words}, required=["date", "hours"]
    )
    worklog = {"from": DATE, "to": DATE, "hours_moved": hours, "note": words}
    worklog["months_in"] = {"type": "number", "minimum": 0, "maximum": HORIZON_AT_MOST}
    top = {
        "format": {"const": FORMAT},
        "name": words,
        "note": words,
        "assumptions": {"enum": list(catalogue.ASSUMPTIONS)},
        "presets": {"type": "array", "items": {"enum": list(catalogue.presets())}},
        "horizon_months": {"type": "integer", "minimum": 1, "maximum": HORIZON_AT_MOST},
        "view": {"enum": list(catalogue.VIEWS)},
        **sections,
        "work": {"type": "array", "items": work, "minItems": 1, "maxItems": PACKAGES_AT_MOST},
        "events": {"type": "array", "items": _object(event, required=["rate_y", "cost", "side"])},
        "correlations": {"type": "array", "items": _object(correlation, required=["between", "rank"])},
        "claims": {"type": "array", "items": claim},
        "offer": _object({"vendor": words, "covers": covered, "leaves_out": covered, "note": words}),
        "worklog": _object(
            {**worklog, "entries": {"type": "array", "items": returned}}, required=["from", "to", "hours_moved", "months_in"]
        ),
        "actuals": {"type": "array", "items": _actual()},
        **_people(),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"roi scenario, format {FORMAT}",
        **_object(top, required=["format", "work"]),
    }


def _actual() -> Schema:
    """What was seen in a month of the plan, or in a trial before it."""
    words: Schema = {"type": "string"}
    row: Schema = {"month": {"type": "integer", "minimum": 1, "maximum": HORIZON_AT_MOST}, "from": DATE, "to": DATE}
    seen = catalogue.observables()
    for id, each in seen.items():
        low, high = SCORE if each.kind == "mean_of_answers" else (0, AMOUNT_AT_MOST)
        count: Schema = {"type": "integer", "minimum": 0, "maximum": COUNT_AT_MOST}
        row[id] = count if each.kind == "count" else {"type": "number", "minimum": low, "maximum": high}
        if each.of:
            row[each.of] = {**count, "minimum": 1}
    off = {"type": "number", "minimum": SPREAD[0], "maximum": SPREAD[1]}
    row |= {"work": words, "share": {"type": "number", "minimum": SHARE_AT_LEAST, "maximum": 1}, "note": words}
    row |= {"spread": _object(dict.fromkeys(SPREADS, off)), "counted": {"type": "boolean"}}
    made = _object(row)
    only_in_plan = {"not": {"anyOf": [{"required": [id]} for id, each in seen.items() if not each.trial]}}
    plan = {"required": ["month"], "not": {"anyOf": [{"required": [name]} for name in ("from", "to", "share")]}}
    trial = {"required": ["from", "to"], "not": {"required": ["month"]}, "allOf": [only_in_plan]}
    made["oneOf"] = [plan, trial]
    made["anyOf"] = [{"required": [id]} for id in seen]
    made["dependentRequired"] = {each.of: [id] for id, each in seen.items() if each.of}
    made["dependentRequired"] |= {id: [each.of] for id, each in seen.items() if each.of and each.work}
    return made


def _people() -> Schema:
    """The tables that no number comes out of."""
    words: Schema = {"type": "string"}
    yes_or_no: Schema = {"type": "boolean"}
    grade: Schema = {"type": "integer", "minimum": 1, "maximum": 5}
    number: Schema = {"type": "number", "minimum": 0}
    weighed: Schema = {**dict.fromkeys(WEIGHED, words), **dict.fromkeys(MARKS, grade)}
    weighed |= {"status": {"enum": list(STATUSES)}, "date": DATE}
    own = _object({**weighed, "name": words, "dilemma": {"enum": list(catalogue.dilemmas())}}, required=["name"])
    entries = qualitative.entries().values()
    marks = _object({each.id: grade for each in qualitative.compass()})
    some_marks = [{"required": [when], "properties": {when: {"minProperties": 1}}} for when in ("before", "after")]
    answer: Schema = {
        "question": {"enum": [each.id for each in entries if each.kind == "question"]},
        "said": words,
        "by": words,
    }
    answer |= {"date": DATE, "place": {"type": "string", "pattern": f"^{PLAIN_PLACE}$"}, "before": {}}
    return {
        "risks": {
            "type": "object",
            "properties": dict.fromkeys(catalogue.dilemmas(), _object(weighed)),
            "additionalProperties": own,
        },
        "checklists": _object({id: _ticked(id) for id in qualitative.ticked_lists()}),
        "process": _object(
            {
                "phase": {"enum": [each.id for each in entries if each.kind == "phase"]},
                "done": _some([each.id for each in entries if each.phase or each.kind == "phase"]),
                "note": words,
            }
        ),
        "compass": {"type": "array", "items": {**_object({"before": marks, "after": marks}), "anyOf": some_marks}},
        "answers": {"type": "array", "items": _object(answer, required=["question"])},
        "staff": _object(
            {
                "seniority": {
                    "type": "array",
                    "items": _object(
                        {"years": {**number, "maximum": YEARS_AT_MOST}, "count": {"type": "integer", "minimum": 1}},
                        required=["years", "count"],
                    ),
                }
            }
        ),
        "legal": _object(
            {
                "sector": {"enum": list(SECTORS)},
                "vendor_country": {"enum": list(COUNTRIES)},
                **dict.fromkeys(LEGAL_FACTS, yes_or_no),
            }
        ),
    }


def _ticked(list_id: str) -> Schema:
    points = [each.id for each in qualitative.in_list(list_id)]
    return _object(
        {qualitative.ticks(list_id): _some(points), "notes": _object({point: {"type": "string"} for point in points})}
    )


def _some(names: list[str]) -> Schema:
    return {"type": "array", "items": {"enum": names}, "uniqueItems": True}


def _object(properties: Schema, required: list[str] | None = None) -> Schema:
    closed = {"type": "object", "properties": properties, "additionalProperties": False}
    return closed | ({"required": required} if required else {})


def _inputs(section: str, lang: str) -> Schema:
    return {id: _value(each, lang) for id, each in catalogue.section(section).items()}


def _value(each: Input, lang: str) -> Schema:
    described: Schema = {"title": each.name[lang], "description": each.help[lang]}
    if each.choices:
        return {**described, "enum": list(each.choices)}
    lowest = "exclusiveMinimum" if each.low_open else "minimum"
    point: Schema = {"type": "integer" if each.whole else "number", lowest: each.low, "maximum": each.high}
    return {**described, "anyOf": [point, *_distributions(point, each.whole)]}


def _distributions(point: Schema, whole: bool) -> list[Schema]:
    words: Schema = {"type": "string"}
    number: Schema = {"type": "number"}
    beside = {"dist": words, "source": words, "note": words, **dict.fromkeys(BESIDE, number)}
    discrete = {"values": {"type": "array", "items": point}, "weights": {"type": "array", "items": number}}
    shapes = [_object({**discrete, **beside}, required=["values"])]
    if not whole:
        for keys in SHAPES.values():
            points = {key: number if key in ("sd",) else point for key in keys}
            shapes.append(_object({**points, **beside}, required=list(keys)))
    return shapes
