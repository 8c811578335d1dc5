"""The card index of a library: what a list of cases shows, without reading them all again.

An SQLite file beside the cases. It holds nothing that is not in them: it can be thrown away at any time, and one that is
broken is. A case changed by hand is noticed by its size and its times.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple, TypeVar

from roi import files, library
from roi.scenario import ScenarioError
from roi.version import VERSION

INDEX = ".index.sqlite"
BESIDE = ("", "-journal", "-wal", "-shm")  # files of one SQLite file
LAYOUT = 1  # of the tables; an index of another layout is made anew
PATIENCE = 2.0  # seconds to wait for another window
IN_USE = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
TABLES = """
create table if not exists cases (file text primary key, stat text, fingerprint text, name text, wrong integer);
create table if not exists answers (
    fingerprint text, version text, chance real, median real, primary key (fingerprint, version)
);
"""

T = TypeVar("T")


class Card(NamedTuple):
    """A case in a list. ``changed``: when its file was, in seconds since 1970. ``wrong``: it cannot be opened as it is.

    ``told``: of its answer's headline what ``sentences.brief`` says, where this version has worked it out.
    """

    file: str
    name: str
    changed: float
    fingerprint: str
    wrong: bool
    told: Mapping[str, float] | None


def cards(folder: Path) -> list[Card]:
    """A card for every case, the last changed first. Raises LibraryError where the folder cannot be read."""
    there = library.cases(folder)
    if not there:
        return []
    return sorted(_with(folder, lambda db: _cards(db, folder, there)), key=lambda each: (-each.changed, each.file))


def tell(folder: Path, headlines: Mapping[str, Mapping[str, float]]) -> None:
    """Note down what answers come to: fingerprint -> headline."""
    rows = [(each, VERSION, told["chance_of_gain"], told["median"]) for each, told in headlines.items()]
    _with(folder, lambda db: db.executemany("insert or replace into answers values (?, ?, ?, ?)", rows))


def _cards(db: sqlite3.Connection, folder: Path, there: Sequence[str]) -> list[Card]:
    known = {row[0]: row[1:] for row in db.execute("select file, stat, fingerprint, name, wrong from cases")}
    answers = db.execute("select fingerprint, chance, median from answers where version = ?", (VERSION,))
    told = {row[0]: {"chance_of_gain": float(row[1]), "median": float(row[2])} for row in answers}
    found, new = [], []
    for file in there:
        with suppress(OSError):  # it was there a moment ago
            stat = (folder / file).stat()
            seen = f"{stat.st_mtime_ns} {stat.st_ctime_ns} {stat.st_ino} {stat.st_size}"
            row = known.get(file)
            if row is None or row[0] != seen:
                row = (seen, *_read(folder / file))
                new.append((file, *row))
            found.append(Card(file, str(row[2]), stat.st_mtime, row[1], bool(row[3]), told.get(row[1])))
    gone = [(file,) for file in known if file not in there]
    db.executemany("delete from cases where file = ?", gone)
    db.executemany("insert or replace into cases values (?, ?, ?, ?, ?)", new)
    return found


def _read(path: Path) -> tuple[str, str, int]:
    """A case's fingerprint, its name, and whether it is wrong."""
    text = ""
    try:
        text = files.read_text(path)
        name, wrong = files.loads(text, name=path.stem).name, 0
    except ScenarioError:
        name, wrong = path.stem, 1
    return library.fingerprint(text), name, wrong


def _with(folder: Path, do: Callable[[sqlite3.Connection], T]) -> T:
    """Something done with the index: with a new one where it is broken, with one in memory where there can be none."""
    for attempt in (folder / INDEX, folder / INDEX, None):
        try:
            with closing(_index(attempt)) as db, db:
                return do(db)
        except (sqlite3.Error, ValueError, TypeError) as error:  # what stands where a number should
            code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
            if attempt is None:
                raise
            if code not in IN_USE:
                _throw_away(attempt)
    raise AssertionError


def _index(path: Path | None) -> sqlite3.Connection:
    db = sqlite3.connect(path or ":memory:", timeout=PATIENCE)
    try:
        db.execute("pragma synchronous = off")  # what a power cut breaks is made anew
        (layout,) = db.execute("pragma user_version").fetchone()
        if layout not in (0, LAYOUT):
            raise sqlite3.DatabaseError(layout)
        db.executescript(TABLES)
        db.execute(f"pragma user_version = {LAYOUT}")
    except BaseException:
        db.close()
        raise
    return db


def _throw_away(index: Path) -> None:
    for beside in BESIDE:
        with suppress(OSError):
            index.with_name(index.name + beside).unlink(missing_ok=True)
