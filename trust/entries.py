"""Where something from outside comes in: each a function of bytes that is quiet where all is well.

What is wrong must be refused with words, in one line each and in both languages; what is taken must be whole. Anything else
raises. To try another way in: write one function ``target(data: bytes)`` and put it in ENTRIES with its seeds.
"""

from __future__ import annotations

import base64
import io
import json
import math
import re
import tempfile
import tomllib
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import roi
from roi import catalogue, claim, files, left, library, link, reading, repeat, simulate, tables, terminal, text
from roi.reading import Problem
from roi.scenario import Mistake, Scenario, ScenarioError
from roi.typeset import CONTROL
from roi.ui import batch as batch_page
from roi.ui import memory
from roi.walk import NAME_AT_MOST
from trust import seeds

Target = Callable[[bytes], None]

LINE_AT_MOST = 6_000  # characters of what is said of one mistake: a list of fifty names is the longest
MISTAKES_READ = 50  # of a file that has thousands
DRAWS = 32  # futures of a scenario that is run: enough for every quantile to be there
#: What a number that is none would look like, or a word that nobody has put in.
NOT_SAID = re.compile(r"\b(?:nan|NaN|inf|None|null)\b|\{\w+\}")


def _is_said(mistakes: Iterable[Mistake], path: str = "") -> None:
    """Every mistake has words, on one line that steers no terminal."""
    for each in list(mistakes)[:MISTAKES_READ]:
        for lang in text.LANGUAGES:
            words = text.mistake(each, path, lang)
            assert words.strip(), each
            assert not CONTROL.search(words), words
            assert len(words) <= LINE_AT_MOST, words


def _refused(mistakes: Sequence[Mistake]) -> None:
    assert mistakes
    _is_said(mistakes)


def _read(data: bytes) -> Scenario | None:
    """The scenario in a text, or None once its refusal was looked at."""
    try:
        scenario = files.loads(data.decode("utf-8", "replace"))
    except ScenarioError as error:
        _refused(error.mistakes)
        return None
    _is_said(scenario.hints)
    return scenario


# ------------------------------------------------------------------------------------------------------------ scenarios


def file(data: bytes) -> None:
    """A file of any bytes is a scenario or refused, and what is read is saved as it was."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "any.toml"
        path.write_bytes(data)
        try:
            scenario = files.load(path)
        except ScenarioError as error:
            _refused(error.mistakes)
            return
        _is_said(scenario.hints)
        files.save(scenario, path)
        assert path.read_bytes() == data
        assert [each.name for each in Path(folder).iterdir()] == ["any.toml"]


def sheet(data: bytes) -> None:
    """A form filled in, as CSV or as a sheet within a workbook, is a scenario or refused by its cells."""
    packed = data.startswith(b"<")
    content = _workbook(data) if packed else data
    try:
        scenario = files.opened(content, ".xlsx" if packed else ".csv", "any", "any")
    except ScenarioError as error:
        _refused(error.mistakes)
        return
    assert files.loads(scenario.text, name="any").values == scenario.values


def _workbook(sheet: bytes) -> bytes:
    """A workbook with that sheet in it."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        for name, part in seeds.around_a_sheet().items():
            packed.writestr(name, part)
        packed.writestr("xl/worksheets/sheet1.xml", sheet)
    return made.getvalue()


def workbook(data: bytes) -> None:
    """A file that says it is a workbook, packed as it stands or of such parts, is a scenario or refused by its cells."""
    content = data if data.startswith(b"PK") else seeds.packed_parts(data)
    try:
        scenario = files.opened(content, ".xlsx", "any", "any")
    except ScenarioError as error:
        _refused(error.mistakes)
        return
    assert files.loads(scenario.text, name="any").values == scenario.values


def table(data: bytes) -> None:
    """A file that says it is the table of a batch is one that can be told, or refused."""
    packed = data.startswith(b"PAR1")
    try:
        rows = batch_page._read("any.parquet" if packed else "any.csv", data)
    except ScenarioError as error:
        _refused(error.mistakes)
        return
    held = batch_page.held("file", "any", rows)
    theirs = str(rows)
    for lang in text.LANGUAGES:
        said = [cell for client in held.clients for cell in batch_page._line(client, lang)]
        said += [batch_page._end(row[end], lang) for row in held.found["differences"] for end in ("least", "most")]
        for each in NOT_SAID.findall(" ".join(said)):
            assert each in theirs, each


def draft(data: bytes) -> None:
    """What a browser's tab has kept is a desk, kept again as it was, or nothing."""
    packed = base64.b85encode(zlib.compress(data)).decode()
    for words in (data.decode("utf-8", "replace"), packed):
        mine = memory.unpacked(words)
        if mine is not None:
            again = memory.unpacked(memory.packed(mine))
            assert again is not None
            assert again.scenario.text == mine.scenario.text
            assert again.pending == mine.pending
            _is_said(mine.mistakes)


def scenario(data: bytes) -> None:
    """A text is a scenario or refused."""
    found = _read(data)
    assert found is None or found.text == data.decode("utf-8", "replace")


def people(data: bytes) -> None:
    """Risks, checklists, marks, answers and rules of any text are read, and told without a word missing."""
    found = _read(data)
    if found is not None:
        for lang in text.LANGUAGES:
            _is_whole(left.report(found, lang), found)
        json.dumps(tables.left_to_the_user(found), allow_nan=False, default=str)


CHANGES: Sequence[Mapping[str, Any]] = (
    {"plan.core_use": 0.1},
    {"work[1].hours_m": {"low": 1, "mode": 2, "high": 3}},
    {"company.salary_m": None, "burnout.burnt_out": 0.2},
    {"work[2]": {"name": "Other", "hours_m": 3, "fee_m": 9}},
    {"risks.competence.likelihood": 3, "checklists.pitfalls.done": ["pitfall_scope"]},
    {"name": 'a"b\\c', "note": "x\ny"},
    {"events": None},
)


def changed(data: bytes) -> None:
    """Whatever a scenario's text looks like, a change is made or refused, and says what it should."""
    found = _read(data[1:])
    if found is None:
        return
    changes = CHANGES[data[0] % len(CHANGES)]
    try:
        after = files.change(found, changes)
    except ScenarioError as error:
        _refused(error.mistakes)
        return
    before, raw = tomllib.loads(found.text.removeprefix("\ufeff")), tomllib.loads(after.text.removeprefix("\ufeff"))
    touched = {re.split(r"[.\[]", place)[0] for place in changes} | {"answers"}
    for name in (before.keys() | raw.keys()) - touched:
        assert before.get(name) == raw.get(name), name


def answered(data: bytes) -> None:
    """A scenario that is taken has an answer: numbers that are finite and in order, or a word on why there is none."""
    found = _read(data)
    if found is None:
        return
    result = roi.run(found, draws=DRAWS)
    is_in_order(result)
    document = tables.as_json(result)
    json.dumps(document, allow_nan=False, default=str)
    for lang in text.LANGUAGES:
        _is_whole(terminal.report(result, lang), found)


def is_in_order(result: simulate.Result) -> None:
    """Finite, ordered, adding up; what cannot be worked out is counted as such."""
    import numpy as np

    assert np.isfinite(result.outcomes["npv"]).all()
    assert np.isfinite(result.running).all()
    for name, x in result.ledger.items():
        assert np.isfinite(x).all(), name
    whole, size = result.outcomes["npv"], sum(np.abs(x) for x in result.ledger.values())
    assert (np.abs(sum(result.ledger.values()) - whole) <= 1e-9 * size + 1e-9).all()
    for row in tables.outcome_table(result):
        quantiles = [row[name] for name in ("p5", "p25", "p50", "p75", "p95")]
        said = [x for x in quantiles if x is not None and not math.isnan(x)]
        assert said == sorted(said), row
        assert row["undefined"] > 0 or len(said) == len(quantiles), row
        assert 0 <= row["undefined"] <= 1, row
        assert row["chance"] is None or 0 <= row["chance"] <= 1, row


def _is_whole(words: str, scenario: Scenario) -> None:
    """Nothing is said that is no number, and no word is left open; a person's own words may be anything."""
    for found in NOT_SAID.findall(words):
        assert found in scenario.text, found


# --------------------------------------------------------------------------------------------- the parts, one at a time


@cache
def ranges() -> Sequence[tuple[float, float, bool, bool]]:
    """What is possible for the inputs, each range once."""
    return sorted({(each.low, each.high, each.low_open, each.whole) for each in catalogue.inputs().values()})


def distribution(data: bytes) -> None:
    """A value of a file is a distribution within its range, or everything that is wrong with it."""
    low, high, low_open, whole = ranges()[(data[0] if data else 0) % len(ranges())]
    try:
        raw = tomllib.loads(f"x = {data[1:].decode('utf-8', 'replace')}")["x"]
    except (ValueError, RecursionError, KeyError):
        return
    try:
        found = reading.read(raw, low, high, low_open, whole)
    except reading.DistributionError as error:
        _refused([Mistake("x", problem) for problem in error.problems])
        return
    least, most = found.support
    shares = (1e-6, 0.05, 0.25, 0.5, 0.75, 0.95, 1 - 1e-6)
    values = [float(found.ppf(share)) for share in shares]
    assert all(map(math.isfinite, values)), values
    slack = 1e-9 * max(map(abs, values))
    assert all(a <= b + slack for a, b in pairwise(values)), values
    assert low <= least <= most <= high
    assert least - slack <= values[0], (least, values)
    assert values[-1] <= most + slack, (most, values)


def claimed(data: bytes) -> None:
    """Words are a claim or refused in one line."""
    try:
        found = claim.stated(data.decode("utf-8", "replace")[:NAME_AT_MOST])  # no more of it is read
    except claim.ClaimError as error:
        _refused([Mistake("claims[1].says", error.problem)])
    else:
        assert math.isfinite(found.value)


def result(data: bytes) -> None:
    """A file of any bytes is a result that can be run again or refused."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "any.json"
        path.write_bytes(data)
        repeat.is_result(path)
        try:
            found = repeat.load(path)
        except ScenarioError as error:
            _refused(error.mistakes)
            return
        assert 1 <= found.draws <= simulate.DRAWS_AT_MOST


def typed(data: bytes) -> None:
    """A date or a number that is typed is read or refused."""
    from argparse import ArgumentTypeError

    from roi.cli.arguments import Amount, Share, Whole, number

    words = data.decode("utf-8", "replace")
    for lang in text.LANGUAGES:
        text.day(words, lang)
        for read in (Whole(1, 99, lang), Share(lang), Amount(9.0, lang), number(lang)):
            try:
                found: Any = read(words)
            except ArgumentTypeError as error:
                assert str(error)
            else:
                assert math.isfinite(found)


def linked(data: bytes) -> None:
    """What an address carries is a scenario or refused, as it stands and packed as we pack; and is carried back."""
    words = data.decode("utf-8", "replace")
    packed = base64.urlsafe_b64encode(zlib.compress(data)).decode().rstrip("=")
    for token in (words, f"1.{words}", f"1.{packed}"):
        try:
            found = link.scenario(token)
            assert link.scenario(link.token(found)).text == found.text.removeprefix(files.BYTE_ORDER_MARK)
        except link.LinkError as error:
            _has_words("link", error.problem)
        except ScenarioError as error:
            _refused(error.mistakes)


def kept(data: bytes) -> None:
    """Whatever a case is called, a library stays in its folder: what lies beside it is neither read nor touched."""
    name = data.decode("utf-8", "surrogateescape")
    with tempfile.TemporaryDirectory() as outer:
        beside, folder = Path(outer) / "beside.toml", Path(outer) / "library"
        beside.write_text(secret := "not of this library", encoding="utf-8")
        ours = library.add(folder, seeds.SMALLEST, name)
        asked: Sequence[Callable[[str], Any]] = (
            lambda file: library.text_of(folder, file),
            lambda file: library.opened(folder, file),
            lambda file: library.versions(folder, file),
            lambda file: library.save(folder, file, "changed", library.fingerprint(seeds.SMALLEST)),
            lambda file: library.throw_away(folder, file),
            lambda file: library.bring_back(folder, file),
            lambda file: library.go_back(folder, file, 1),
        )
        for file in (name, f"{name}.toml", f"../{name}", "../beside.toml", "beside.toml/../../beside.toml"):
            for ask in asked:
                try:
                    assert secret not in str(ask(file)), file
                except library.LibraryError as error:
                    _has_words("library", error.problem)
        library.empty_bin(folder)
        assert ours in library.cases(folder)
        assert beside.read_text(encoding="utf-8") == secret
        assert sorted(each.name for each in Path(outer).iterdir()) == ["beside.toml", "library"]


def _has_words(room: str, problem: Problem) -> None:
    for lang in text.LANGUAGES:
        assert text.say(f"{room}.problem.{problem.code}", lang, **problem.facts).strip()


@dataclass(frozen=True)
class Entry:
    """One way in. ``seeds``: what the changed inputs are made from."""

    target: Target
    seeds: Callable[[], Sequence[bytes]]


ENTRIES: Mapping[str, Entry] = {
    "file": Entry(file, seeds.files),
    "sheet": Entry(sheet, seeds.sheets),
    "workbook": Entry(workbook, seeds.workbooks),
    "table": Entry(table, seeds.tables),
    "draft": Entry(draft, seeds.drafts),
    "scenario": Entry(scenario, seeds.small),
    "people": Entry(people, seeds.people),
    "changed": Entry(changed, seeds.chosen),
    "answered": Entry(answered, seeds.small),
    "distribution": Entry(distribution, seeds.values),
    "claimed": Entry(claimed, seeds.claims),
    "result": Entry(result, seeds.results),
    "typed": Entry(typed, seeds.typed),
    "linked": Entry(linked, seeds.links),
    "kept": Entry(kept, seeds.names),
}
