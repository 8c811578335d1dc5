"""A person's own cases: a folder of scenario files, and every earlier version of each.

The files are the truth. Beside them stand ``.versions`` (for each case a folder: every text that was saved, that another
hand put there, or that could not be saved because something else stood there by then) and ``.bin``. A version is written
before the case, each whole or not at all: whenever a process is killed, the case is the old one or the new one. The order
of versions is their numbers', so that no clock can disturb it.

Everything that cannot be done raises LibraryError, and nothing is lost by it.
"""

from __future__ import annotations

import errno
import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from roi import files
from roi.reading import Problem
from roi.scenario import Scenario, ScenarioError

FOLDER = "ROI_LIBRARY"  # in the environment: another place for the folder
VERSIONS, BIN, LOCK = ".versions", ".bin", ".lock"
SAVED, FOUND, ASIDE = "saved", "found", "aside"  # how a version came to be: see Version
VERSION = re.compile(rf"([0-9]{{4,9}})_([0-9]{{8}}T[0-9]{{6}}Z)_({SAVED}|{FOUND}|{ASIDE})\.toml")
STAMP = "%Y%m%dT%H%M%SZ"
SUFFIX = ".toml"
OTHERWISE = "case"  # the file of a case whose name has no letter that every system takes
PATIENCE, PAUSE = 5.0, 0.02  # seconds to wait for another window's save, and between two looks
BYTES_AT_MOST = 500_000_000  # of one library, versions and all: a hundred thousand of them
BLOCK = 4_096  # bytes that the smallest file takes on a disk
LEFT_OVER = 3_600  # seconds from which half a file that a killed process left is nobody's any more
HALF = ".*.tmp"  # what files.write_whole calls them
FULL = (errno.ENOSPC, errno.EDQUOT)
MAY_NOT = (errno.EACCES, errno.EPERM, errno.EROFS)


class LibraryError(Exception):
    """What cannot be done with a library: ``problem.code`` is one of ``library.problem`` in data/words."""

    def __init__(self, code: str, **facts: object) -> None:
        self.problem = Problem(code, facts)
        super().__init__(code, facts)


class Version(NamedTuple):
    """One text of a case. ``how``: "saved" here, "found" there (another program's), or put "aside" as a case had changed."""

    number: int
    at: datetime  # as the clock stood, UTC; the order is the numbers'
    how: str
    path: Path


def default_folder() -> Path:
    """Where a library is, if nobody says otherwise: ``ROI_LIBRARY``, else among the person's own data."""
    said = os.environ.get(FOLDER)
    if said:
        return Path(said).expanduser()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "roi"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "roi"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "roi"


def fingerprint(text: str) -> str:
    """What a text is known by."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


# ------------------------------------------------------------------------------------------------------- what is there


def cases(folder: Path) -> list[str]:
    """The files of the cases, by name; none where there is no folder yet."""
    with _told():
        try:
            return sorted(each.name for each in folder.iterdir() if _is_case(each.name) and each.is_file())
        except FileNotFoundError:
            return []


def _is_case(file: str) -> bool:
    """Whether this can be the name of a case's file, and of nothing beyond the folder."""
    return (
        file.endswith(SUFFIX)
        and not file.startswith(".")
        and not re.search(r'[/\\:\x00-\x1f*?"<>|\ud800-\udfff]', file)
        and Path(file).name == file
    )


def _named(file: str) -> str:
    if not _is_case(file):
        raise LibraryError("no_such_case", file=file[: files.NAME_AT_MOST])
    return file


def text_of(folder: Path, file: str) -> str:
    """What a case says now."""
    with _told():
        if not (folder / _named(file)).is_file():
            raise LibraryError("vanished", file=file)
    try:
        return files.read_text(folder / file)
    except ScenarioError as error:
        raise LibraryError("unreadable", file=file) from error


def opened(folder: Path, file: str) -> Scenario:
    """A case as a scenario; what another program has put there becomes a version. Raises ScenarioError too."""
    text = text_of(folder, file)
    notice(folder, file)
    return files.loads(text, path=file, name=Path(file).stem)


def notice(folder: Path, file: str) -> None:
    """Have what another program has put there among the versions, as far as the folder can be written to."""
    with suppress(LibraryError), _alone(folder):
        _keep(folder, file, text_of(folder, file), FOUND)


def versions(folder: Path, file: str) -> list[Version]:
    """Every version of a case, the oldest first."""
    with _told():
        try:
            found = [(VERSION.fullmatch(each.name), each) for each in _shelf(folder, file).iterdir()]
        except FileNotFoundError:
            return []
    return sorted(Version(int(name[1]), _moment(name[2]), name[3], path) for name, path in found if name)


def _moment(stamp: str) -> datetime:
    try:
        return datetime.strptime(stamp, STAMP).replace(tzinfo=UTC)
    except ValueError:  # a name that somebody made up
        return datetime.fromtimestamp(0, UTC)


def version_text(folder: Path, file: str, number: int) -> str:
    """What a version says."""
    path = next((each.path for each in versions(folder, file) if each.number == number), None)
    if path is None:
        raise LibraryError("no_such_version", number=number)
    try:
        return files.read_text(path)
    except ScenarioError as error:
        raise LibraryError("unreadable", file=path.name) from error


def current(folder: Path, file: str) -> int | None:
    """The number of the version that the case is now; None where it is none of them, changed by another program."""
    now = fingerprint(text_of(folder, file))
    found = [each.number for each in versions(folder, file) if each.how != ASIDE and _of(each.path) == now]
    return found[-1] if found else None


def _is_text(path: Path) -> bool:
    return _of(path) is not None


def _of(path: Path) -> str | None:
    """The fingerprint of a file's text; None where it has none."""
    try:
        return fingerprint(files.read_text(path))
    except ScenarioError:
        return None


def _shelf(folder: Path, file: str) -> Path:
    """Where a case's versions stand."""
    return folder / VERSIONS / _named(file).removesuffix(SUFFIX)


# ------------------------------------------------------------------------------------------------------------- saving


def add(folder: Path, text: str, name: str) -> str:
    """A new case; its file, named after the case as far as every system takes that."""
    with _alone(folder):
        file = _free(folder, name)
        _keep(folder, file, text, SAVED)
        files.write_whole(folder / file, text)
        return file


def save(folder: Path, file: str, text: str, stands: str) -> None:
    """Save a case. ``stands``: the fingerprint of what whoever saves believes to stand there.

    If something else stands there by now it is left alone, and what was to be saved is put among the versions: raises
    LibraryError "changed_underneath", or "vanished" where nothing does.
    """
    with _alone(folder):
        path = folder / _named(file)
        if not path.is_file():
            _keep(folder, file, text, ASIDE)
            raise LibraryError("vanished", file=file)
        now = text_of(folder, file)
        if now == text:
            return
        _keep(folder, file, now, FOUND)
        if fingerprint(now) != stands:
            _keep(folder, file, text, ASIDE)
            raise LibraryError("changed_underneath", file=file)
        _write(folder, file, text, SAVED)
        files.write_whole(path, text)


def go_back(folder: Path, file: str, number: int) -> str:
    """Make an earlier version the newest; what stood there stays a version. The text that stands there now."""
    text = version_text(folder, file, number)
    if (folder / file).is_file():
        save(folder, file, text, fingerprint(text_of(folder, file)))
    else:
        with _alone(folder):
            files.write_whole(folder / file, text)
    return text


def _keep(folder: Path, file: str, text: str, how: str) -> None:
    """Have a text among a case's versions, unless the newest that came to be in such a way says the same."""
    alike = [each for each in versions(folder, file) if (each.how == ASIDE) == (how == ASIDE)]
    known = alike if how == FOUND else alike[-1:]
    if not any(_of(each.path) == fingerprint(text) for each in reversed(known)):
        _write(folder, file, text, how)


def _write(folder: Path, file: str, text: str, how: str) -> None:
    if _size(folder) + max(BLOCK, len(text.encode())) > BYTES_AT_MOST:
        raise LibraryError("full", most=BYTES_AT_MOST // 1_000_000)
    shelf = _shelf(folder, file)
    shelf.mkdir(parents=True, exist_ok=True)
    number = max((each.number for each in versions(folder, file)), default=0) + 1
    stamp = datetime.now(UTC).strftime(STAMP)
    files.write_whole(shelf / f"{number:04}_{stamp}_{how}{SUFFIX}", text)


def _size(folder: Path) -> int:
    """Bytes that a library takes on its disk, about."""
    return sum(max(BLOCK, each.stat().st_size) for each in folder.rglob(f"*{SUFFIX}"))


def _free(folder: Path, name: str) -> str:
    """The name of a file that no case has, none in the bin, and none that is gone but for its versions."""
    first = files.file_name(name, OTHERWISE).removesuffix(SUFFIX)
    taken = {each.removesuffix(SUFFIX).casefold() for each in (*cases(folder), *in_bin(folder), *vanished(folder))}
    stem, more = first, 1
    while stem in taken:
        more += 1
        stem = f"{first}_{more}"
    return f"{stem}{SUFFIX}"


# ------------------------------------------------------------------------------------------------ thrown away and gone


def in_bin(folder: Path) -> list[str]:
    """The files of the cases that were thrown away."""
    return cases(folder / BIN)


def vanished(folder: Path) -> list[str]:
    """Cases that have versions, and are neither there nor in the bin: another hand took or renamed their files."""
    there = {*cases(folder), *in_bin(folder)}
    with _told():
        try:
            shelves = [f"{each.name}{SUFFIX}" for each in (folder / VERSIONS).iterdir() if each.is_dir()]
        except FileNotFoundError:
            return []
    return sorted(each for each in shelves if _is_case(each) and each not in there and versions(folder, each))


def throw_away(folder: Path, file: str) -> None:
    """Put a case into the bin; its versions stay where they are."""
    with _alone(folder):
        (folder / BIN).mkdir(exist_ok=True)
        if _is_text(folder / file) or (folder / BIN / file).exists():
            _keep(folder, file, text_of(folder, file), FOUND)
        (folder / _named(file)).replace(folder / BIN / file)  # one of this name that lay there is among the versions


def bring_back(folder: Path, file: str) -> None:
    """Take a case out of the bin again; one that has vanished comes back as its newest version."""
    with _alone(folder):
        if (folder / _named(file)).exists():
            raise LibraryError("already_there", file=file)
        if (folder / BIN / file).is_file():
            (folder / BIN / file).replace(folder / file)
            return
        known = [each for each in versions(folder, file) if each.how != ASIDE] or versions(folder, file)
        if not known:
            raise LibraryError("no_such_case", file=file)
        files.write_whole(folder / file, version_text(folder, file, known[-1].number))


def empty_bin(folder: Path) -> None:
    """What was thrown away or has vanished is gone for good, its versions first."""
    with _alone(folder):
        for file in (*in_bin(folder), *vanished(folder)):
            if not (folder / file).exists():
                for each in versions(folder, file):
                    each.path.unlink(missing_ok=True)
            (folder / BIN / file).unlink(missing_ok=True)
            with suppress(OSError):  # something is in it that is not ours
                _shelf(folder, file).rmdir()


# ----------------------------------------------------------------------------------------------------- what can happen


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Be the only one who writes to a library, its folder made where there is none yet. Raises LibraryError."""
    with _told():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            until = time.monotonic() + PATIENCE
            while not _locked(handle):
                if time.monotonic() > until:
                    raise LibraryError("busy")
                time.sleep(PAUSE)
            _sweep(folder)
            yield
        finally:
            os.close(handle)  # and the lock is gone with it, as when the process is killed


def _locked(handle: int) -> bool:
    """Whether the lock could be had just now."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EAGAIN, errno.EDEADLK):
            return False
        raise
    return True


def _sweep(folder: Path) -> None:
    """Take away what processes that were killed have left half written."""
    for place in (folder, *folder.glob(f"{VERSIONS}/*")):
        for each in place.glob(HALF):
            if abs(time.time() - each.stat().st_mtime) > LEFT_OVER:
                each.unlink(missing_ok=True)


@contextmanager
def _told() -> Iterator[None]:
    """What the disk refuses, as a LibraryError."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise LibraryError("disk_full") from error
        if error.errno in MAY_NOT:
            raise LibraryError("may_not") from error
        raise LibraryError("failed", reason=error.strerror or type(error).__name__) from error
