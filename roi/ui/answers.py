"""A scenario worked out for a page: small tables, kept for whoever asks the same again."""

from __future__ import annotations

import os
import threading
from typing import Any, NamedTuple

import streamlit as st

from roi import files, simulate, tables
from roi.scenario import Scenario
from roi.tables import Row, Table

DRAWS = simulate.DRAWS  # the same as in the terminal: the same case gives the same figures
SEED = simulate.SEED
KEPT = 256  # answers; some 30 kB each


class Answer(NamedTuple):
    """What a page shows of a result."""

    headline: dict[str, Any]
    outcomes: dict[str, Row]  # by outcome
    chances: dict[str, float]  # of loss, of payback, of slipping back; shortfall of the worst 5 %, kr.
    claims: Table
    ledger: Table
    months: Table
    burnout: Table  # histogram of what burnout costs a year
    futures: list[float]  # 100 equally likely net present values
    outside: Row  # the offered saving seen from outside: quantiles


def answer(scenario: Scenario) -> Answer:
    """The scenario's answer in its own view."""
    return _answer(scenario.text, scenario.name)


def drivers(scenario: Scenario) -> Table:
    """What the answer hangs on; takes about half a second, so it is asked for apart."""
    return _drivers(scenario.text, scenario.name)


@st.cache_resource(show_spinner=False)
def _engines() -> threading.Semaphore:
    """As many runs at a time as there are processors: more only get in each other's way."""
    return threading.Semaphore(os.cpu_count() or 1)


def _run(words: str, name: str) -> simulate.Result:
    return simulate.run(files.loads(words, name=name), draws=DRAWS, seed=SEED)


@st.cache_data(max_entries=KEPT, show_spinner=False)
def _answer(words: str, name: str) -> Answer:
    with _engines():
        result = _run(words, name)
        return Answer(
            headline=result.headline,
            outcomes=tables.by_outcome(result),
            chances=tables.chances(result),
            claims=tables.claims(result),
            ledger=tables.waterfall(result),
            months=tables.months(result),
            burnout=tables.histogram(result.samples["burnout_cost_y"]),
            futures=tables.dots(result.samples["npv"]),
            outside=tables.outside_view(result),
        )


@st.cache_data(max_entries=KEPT, show_spinner=False)
def _drivers(words: str, name: str) -> Table:
    with _engines():
        return tables.drivers(_run(words, name))
