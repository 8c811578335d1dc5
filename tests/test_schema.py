"""The JSON Schema for editors: valid itself, lets every good file through and stops the simple mistakes."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import roi
from roi import catalogue, starter
from roi.schema import scenario_schema

SCENARIOS = sorted((Path(__file__).parent.parent / "scenarios").glob("*.toml"))
VALID = {
    "format": 1,
    "name": "X",
    "company": {"employees": 100},
    "work": [{"name": "A", "hours_m": 160, "fee_m": 35_000}],
}


@pytest.fixture(scope="module", params=["da", "en"])
def validator(request):
    return Draft202012Validator(scenario_schema(request.param))


def test_it_is_a_schema_and_plain_json(validator):
    Draft202012Validator.check_schema(validator.schema)
    assert json.loads(json.dumps(validator.schema, allow_nan=False)) == validator.schema


def test_it_knows_every_input_and_describes_it(validator):
    sections = validator.schema["properties"]
    tables = {
        "work": sections["work"]["items"]["properties"],
        "events": sections["events"]["items"]["properties"],
        **{name: sections[name]["properties"] for name in ("company", "burnout", "plan")},
    }
    for id, each in catalogue.inputs().items():
        assert tables[each.section][id]["title"] in each.name.values()


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_every_ready_made_scenario_is_let_through(validator, path):
    validator.validate(tomllib.loads(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("lang", ["da", "en"])
def test_the_starter_is_let_through_as_it_is_and_with_its_defaults_written_out(validator, lang):
    content = starter.scenario_text(lang)
    validator.validate(tomllib.loads(content))
    validator.validate(tomllib.loads(re.sub(r"^# (?=[a-z_]+ = |\[)", "", content, flags=re.MULTILINE)))


def put(place: str, value: object) -> dict:
    table, _, name = place.rpartition(".")
    if table == "work":
        return {**VALID, "work": [{**VALID["work"][0], name: value}]}
    return {**VALID, table: {**VALID.get(table, {}), name: value}} if table else {**VALID, name: value}


GOOD = [
    ("company.salary_m", {"low": 40_000, "mode": 45_000, "high": 50_000, "source": "ours", "note": "n"}),
    ("company.salary_m", {"low": 40_000, "high": 50_000, "min": 1}),
    ("company.salary_m", {"mean": 40_000, "sd": 5_000, "dist": "normal"}),
    ("company.salary_m", {"p5": 40_000, "p95": 50_000}),
    ("company.salary_m", {"p10": 40_000, "p50": 45_000, "p90": 50_000}),
    ("company.salary_m", {"values": [40_000, 50_000], "weights": [1, 2]}),
    ("plan.announce_month", {"values": [1, 2]}),
    ("burnout.cost_basis", "employee"),
    ("presets", ["offshore"]),
    ("view", "cash"),
    ("horizon_months", 120),
    ("claims", [{"says": "We save 30%", "by": "B", "note": "n", "leaves_out": ["transition"]}]),
    ("claims", [{"saving_y": 500_000}, {"payback_months": 9}, {"saving_percent": 30}, {"metric": "npv", "value": 1}]),
]
BAD = [
    ("format", 2),
    ("format", "1"),
    ("name", 3),
    ("nonsense", 1),
    ("view", "everything"),
    ("assumptions", "mine"),
    ("presets", "offshore"),
    ("presets", ["ofshore"]),
    ("horizon_months", 0),
    ("horizon_months", 121),
    ("horizon_months", "36"),
    ("company", 3),
    ("company.nonsense", 1),
    ("company.employees", -1),
    ("company.employees", "100"),
    ("company.employees", True),
    ("company.employees", {}),
    ("company.salary_m", {"low": 40_000}),
    ("company.salary_m", {"low": 40_000, "high": -1}),
    ("company.salary_m", {"lo": 40_000, "high": 50_000}),
    ("company.salary_m", {"low": 40_000, "high": 50_000, "p5": 1}),
    ("company.relief_use", 0.1),
    ("burnout.burnt_out", 1.2),
    ("burnout.cost_basis", "all"),
    ("plan.announce_month", 1.5),
    ("plan.announce_month", {"low": 1, "high": 2}),
    ("work", []),
    ("work", {}),
    ("work", [{"name": "A", "hours_m": 3}]),
    ("work", [{"name": "A", "fee_m": 3}]),
    ("work", [{"name": "A", "hours_m": 3, "fee_m": 3, "fee_hour": 3}]),
    ("work", [{"name": str(i), "hours_m": 3, "fee_m": 3} for i in range(21)]),
    ("work.category", "money"),
    ("events", [{"name": "E", "rate_y": 0.1, "cost": 3}]),
    ("events", [{"name": "E", "rate_y": 0.1, "cost": 3, "side": "vendor"}]),
    ("correlations", [{"between": ["salary_m"], "rank": 0.1}]),
    ("correlations", [{"between": ["salary_m", "burnt_out"], "rank": 2}]),
    ("claims", [{"metric": "npw", "value": 1}]),
    ("claims", [{"metric": "npv"}]),
    ("claims", [{"by": "B"}]),
    ("claims", [{"value": 1}]),
    ("claims", [{"says": "We save 30%", "saving_percent": 30}]),
    ("claims", [{"metric": "npv", "value": 1, "says": "We save 30%"}]),
    ("claims", [{"payback_months": 9, "value": 9}]),
    ("claims", [{"metric": "npv", "value": 1, "leaves_out": ["nothing"]}]),
    ("risks", {"competense": {}}),
    ("risks", {"competence": {"likelihood": 6}}),
    ("risks", {"competence": {"status": "closed"}}),
]


def checker_takes(tables: dict) -> bool:
    import tomlkit

    try:
        roi.loads(tomlkit.dumps(tables))
    except roi.ScenarioError:
        return False
    return True


@pytest.mark.parametrize(("place", "value"), GOOD, ids=str)
def test_schema_and_checker_agree_on_what_is_right(validator, place, value):
    assert checker_takes(put(place, value))
    validator.validate(put(place, value))


@pytest.mark.parametrize(("place", "value"), BAD, ids=str)
def test_schema_and_checker_agree_on_what_is_wrong(validator, place, value):
    assert not checker_takes(put(place, value))
    assert not validator.is_valid(put(place, value))


def test_format_and_work_are_required(validator):
    for name in ("format", "work"):
        assert not validator.is_valid({key: value for key, value in VALID.items() if key != name})


def test_the_starter_uncommented_changes_nothing_and_speaks_of_shares():
    for lang in ("da", "en"):
        content = starter.scenario_text(lang)
        whole = re.sub(r"^# (?=[a-z_]+ = )", "", content.split("[[events]]")[0], flags=re.MULTILINE)
        short, long = roi.loads(content), roi.loads(whole)
        assert short.keyed() == long.keyed()
        assert (short.cost_basis, short.work[0].category) == (long.cost_basis, long.work[0].category)
        assert all(origin.kind == "file" for origin in long.origins.values())
        wage = next(line for line in content.splitlines() if "wage_growth_y" in line)
        assert "%" in wage and "0.05" in wage  # a share, with what that means
        assert max(map(len, content.splitlines())) < 240
