"""The ledger as machine code against the ledger as arrays and against the plain twin."""

from __future__ import annotations

import json
import random
from typing import Any

import numpy as np
import pytest

import roi
from roi import catalogue, fused, machine, model, outcomes, sampling, simulate, tables
from tests.test_model import CLOSE, KINDS, WORK, same
from tests.test_simulate import TEXT
from tests.twin import random_case, twin

ROWS = 11  # draws: one full vector and three left over
WHOLE = ("announce_month", "avoided_month")  # months that must stay whole
AT_LEAST_1 = ("response_months", "leave_ratio")


def drawn(case: dict[str, Any], rng: random.Random, spread: np.random.Generator) -> fused.Given:
    """A case of the twin with about half of its values drawn. Row 0 is the case as it stands, the others lie about it."""

    def varied(id: str, x: Any) -> Any:
        if not isinstance(x, float) or rng.random() < 0.5:
            return x
        rows = x * (np.ones(ROWS) if id in WHOLE else np.append(1.0, spread.uniform(0.7, 1.0, ROWS - 1)))
        return np.maximum(rows, 1.0) if id in AT_LEAST_1 else rows

    firm = {id: varied(id, x) for id, x in case["inputs"].items()}
    work = [{id: varied(id, package.get(id)) for id in WORK} for package in case["work"]]
    events = [
        {
            "side": event["side"],
            "draw": varied("", draw),
            "rate_y": varied("", event["rate_y"]),
            "cost": varied("", event["cost"]),
        }
        for event, draw in zip(case["events"], case["chance"]["events"], strict=True)
    ]
    return firm, work, events, case["chance"]["exit"] * np.append(1.0, spread.uniform(0.3, 3.0, ROWS - 1))


def close(found: Any, expected: Any, scale: float = 1.0) -> bool:
    found, expected = np.broadcast_arrays(found, expected)
    return np.allclose(found, expected, rtol=CLOSE, atol=CLOSE * scale, equal_nan=True)


def check(seed: int, cases: int) -> None:
    rng, spread = random.Random(seed), np.random.default_rng(seed)
    for number in range(cases):
        case, view = random_case(rng), rng.choice(list(catalogue.VIEWS))
        given, horizon = drawn(case, rng, spread), case["horizon"]
        plain = outcomes.evaluate(model.world(*given), horizon, KINDS, view)
        found = fused.evaluate(given, ROWS, horizon, KINDS, view)
        place = (seed, number, view)
        for line in KINDS:
            assert close(found.present_value[line], plain.present_value[line]), (*place, line)
            assert close(found.monthly[line], plain.monthly[line]), (*place, line)
        assert list(found.outcomes) == list(plain.outcomes)
        for name in plain.outcomes:
            assert close(found.outcomes[name], plain.outcomes[name]), (*place, name)
        largest = max(1.0, *(np.abs(kr).max() for kr in plain.monthly.values()))
        assert close(found.running, plain.running, scale=largest), place
        assert np.array_equal(fused.net_present_value(given, ROWS, horizon, KINDS, view), found.outcomes["npv"]), place

        expected = twin(case)
        for line, kr in expected["pv"].items():
            assert same(kr, float(found.present_value[line][0])), (*place, line)
        for name, value in expected["outcomes"][view].items():
            assert same(value, float(found.outcomes[name][0])), (*place, name)


@pytest.mark.parametrize("seed", range(3))
def test_agrees_with_the_arrays_and_with_the_twin(seed):
    check(seed, cases=8)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 102))
def test_agrees_with_the_arrays_and_with_the_twin_in_many_cases(seed):
    check(seed, cases=40)


# ------------------------------------------------------------------------------------------------- two ways, one result

LONG = 9_000  # draws that make the code worth while over 36 months


def test_with_and_without_machine_code_the_result_is_the_same(monkeypatch):
    scenario = roi.loads(TEXT)
    coded = roi.run(scenario, draws=LONG)
    monkeypatch.setattr(machine, "is_there", lambda: False)
    plain = roi.run(scenario, draws=LONG)
    for name, draws in plain.outcomes.items():
        assert np.allclose(coded.outcomes[name], draws, rtol=1e-9, atol=1e-9, equal_nan=True), name
    for line, kr in plain.ledger.items():
        assert np.allclose(coded.ledger[line], kr, rtol=1e-9, atol=1e-9), line
    for line, kr in plain.monthly.items():
        assert np.allclose(coded.monthly[line], kr, rtol=1e-9, atol=1e-9), line
    assert np.allclose(coded.running, plain.running, rtol=1e-9, atol=1e-6)
    assert not np.array_equal(coded.running, plain.running), "both ways were gone"


@pytest.mark.parametrize("code", [True, False])
def test_one_thread_or_two_give_the_same_bytes(monkeypatch, code):
    monkeypatch.setattr(machine, "is_there", lambda: code)
    monkeypatch.setattr(simulate, "BLOCK", 1_000)
    documents = []
    for cores in (1, 2):
        monkeypatch.setattr("os.cpu_count", lambda cores=cores: cores)
        documents.append(json.dumps(tables.as_json(roi.run(roi.loads(TEXT), draws=LONG))))
    assert documents[0] == documents[1]


def test_a_users_words_are_no_part_of_the_code():
    """Two scenarios that differ in names and numbers alone share their code."""
    hostile = (
        TEXT.replace('"Books"', '"%v1 = ret void; <b>"')
        .replace('"Breach"', '"{}\\\\n"')
        .replace("fee_hour = 250", "fee_hour = 260")
    )
    ledgers = []
    for words in (TEXT, hostile):
        scenario = roi.loads(words)
        given = simulate.given(scenario, sampling.draw(scenario, 16, seed=1))
        ledgers.append(fused.ledger(given, catalogue.kinds(), "all"))
    assert ledgers[0] is ledgers[1]
    assert "Books" not in ledgers[0].program.text
