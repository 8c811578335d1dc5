"""The bill of materials lists what is pinned for running, nothing else, and the schema of CycloneDX takes it."""

from __future__ import annotations

import json
from pathlib import Path

import cyclonedx.schema
import pytest
from jsonschema import Draft7Validator
from packageurl import PackageURL
from referencing import Registry, Resource

from roi.version import VERSION
from trust import pins, sbom

BILL = json.loads(sbom.FILE.read_text(encoding="utf-8"))
PINS = pins.pinned(pins.RUNTIME)


@pytest.fixture(scope="module")
def schema() -> Draft7Validator:
    folder = Path(cyclonedx.schema.__file__).parent / "_res"
    read = {
        file.name: json.loads(file.read_text(encoding="utf-8"))
        for file in (
            folder / f"{name}.SNAPSHOT.schema.json" for name in ("bom-1.6", "spdx", "jsf-0.82", "cryptography-defs")
        )
    }
    beside = [(f"http://cyclonedx.org/schema/{name}", Resource.from_contents(each)) for name, each in read.items()]
    registry: Registry = Registry().with_resources(beside)
    return Draft7Validator(read["bom-1.6.SNAPSHOT.schema.json"], registry=registry)


def test_the_schema_takes_it(schema):
    assert [error.message for error in schema.iter_errors(BILL)] == []


def test_the_schema_refuses_what_is_none(schema):
    broken = {**BILL, "components": [{**BILL["components"][0], "hashes": [{"alg": "SHA-256", "content": "no hash"}]}]}
    assert not schema.is_valid(broken)
    assert not schema.is_valid({**BILL, "serialNumber": "urn:uuid:1"})


def test_it_lists_exactly_what_is_pinned():
    listed = {each["name"]: each for each in BILL["components"]}
    assert len(listed) == len(BILL["components"])
    assert {name: (pin.version, sorted(pin.hashes)) for name, pin in PINS.items()} == {
        name: (each["version"], [hashed["content"] for hashed in each["hashes"]]) for name, each in listed.items()
    }
    for name, each in listed.items():
        address = PackageURL.from_string(each["purl"])
        assert (address.type, address.name, address.version) == ("pypi", name, each["version"])
        assert each["licenses"][0]["expression"]


def test_it_says_who_needs_whom():
    refs = {each["bom-ref"] for each in BILL["components"]}
    needs = {each["ref"]: each["dependsOn"] for each in BILL["dependencies"]}
    assert set(needs) == refs | {"roi"}
    assert set().union(*needs.values()) == refs  # nothing that nobody needs
    assert BILL["metadata"]["component"]["version"] == VERSION


def test_the_same_pins_give_the_same_bytes_and_others_another_number():
    assert sbom.written() == sbom.FILE.read_text(encoding="utf-8")
    assert sbom.bill(PINS) == BILL
    fewer = {name: pin for name, pin in PINS.items() if name != "certifi"}
    assert sbom.bill(fewer)["serialNumber"] != BILL["serialNumber"]
