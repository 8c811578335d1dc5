"""Any file: many thousand changed inputs at every way in, under guard.

    make fuzz                                 # 20,000 inputs at each way in, led by what runs: some minutes
    python -m trust.fuzz --inputs 1000 --entry claimed --seed 7

With --guided and atheris what is changed next follows what ran: an input that reached new code is changed further. Without
it the same changes are made blindly. An input at which something broke is kept in the temporary folder, and said.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from trust import mutate, watch

if TYPE_CHECKING:
    from trust.entries import Entry

INPUTS = 20_000
BROKEN = 1  # exit
TAIL = 3_000  # characters of what a run said at its end


def blindly(seeds: Sequence[bytes], count: int, seed: int) -> Iterator[bytes]:
    """The seeds themselves, then changed ones, some of them changed again."""
    recent = list(seeds)
    yield from seeds[:count]
    for number in range(max(0, count - len(seeds))):
        made = mutate.mutated(recent[(number * 7 + seed) % len(recent)], seeds, seed * 1_000_003 + number)
        if number % 5 == 0:
            recent[len(seeds) :] = [*recent[len(seeds) :], made][-200:]
        yield made


def kept(data: bytes, name: str) -> Path:
    """An input at which something broke, where one can look at it."""
    path = Path(tempfile.gettempdir()) / f"broken-{name}-{sha256(data).hexdigest()[:12]}"
    path.write_bytes(data)
    return path


def tried(name: str, target: Callable[[bytes], None], data: bytes) -> str:
    """What broke with an input at an entry, in a few lines; empty where nothing did."""
    try:
        with watch.watched(), warnings.catch_warnings():
            warnings.simplefilter("error")  # a warning is a line on a person's screen
            target(data)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        last = traceback.extract_tb(error.__traceback__)[-3:]
        where = " < ".join(f"{Path(each.filename).name}:{each.lineno}" for each in reversed(last))
        return f"{name}: {type(error).__name__}: {str(error)[:200]} ({where})"
    return ""


def blind(name: str, entry: Entry, count: int, seed: int) -> list[str]:
    """What broke with so many inputs, each way of breaking once."""
    found: dict[str, str] = {}
    for data in blindly(entry.seeds(), count, seed):
        words = tried(name, entry.target, data)
        where = words.rpartition("(")[2]
        if words and where not in found:
            found[where] = f"{words}\n  kept in {kept(data, name)}"
    return list(found.values())


def guided(name: str, count: int, seed: int) -> None:
    """The same led by what runs; ends the process, with an input kept where something broke."""
    import atheris

    with atheris.instrument_imports(include=["roi", "tomllib", "tomlkit"]):
        from trust.entries import ENTRIES
    entry = ENTRIES[name]
    corpus = Path(tempfile.mkdtemp(prefix=f"corpus-{name}-"))
    seeds = entry.seeds()
    for number, each in enumerate(seeds):
        (corpus / str(number)).write_bytes(each)

    def target(data: bytes) -> None:
        words = tried(name, entry.target, data)
        if words:
            print(f"{words}\n  kept in {kept(data, name)}", file=sys.stderr, flush=True)
            raise AssertionError(words)

    def change(data: bytes, most: int, dice: int) -> bytes:
        if dice % 4 == 0:  # libFuzzer's own changes, at the bytes that the code has compared
            return bytes(atheris.Mutate(data, most))
        return mutate.mutated(data, seeds, dice, most)

    limits = [f"-runs={count}", f"-seed={seed}", f"-max_len={mutate.MOST}", f"-rss_limit_mb={watch.MEMORY * 3 // 2**20}"]
    atheris.Setup(
        [sys.argv[0], *limits, "-timeout=30", f"-artifact_prefix={corpus}/", "-print_final_stats=1", str(corpus)],
        target,
        custom_mutator=change,
    )
    atheris.Fuzz()


def led(name: str, count: int, seed: int) -> bool:
    """Whether something broke in such a run, in a process of its own; says what came of it."""
    begun = time.monotonic()
    command = [sys.executable, "-m", "trust.fuzz", "--guided", "--entry", name, "--inputs", str(count), "--seed", str(seed)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    new = re.search(r"new_units_added: +(\d+)", done.stderr)
    reached = f"{new.group(1) if new else 0} of them reached new code"
    print(f"{name}: {count:,} inputs, {reached}, {time.monotonic() - begun:.0f} s", flush=True)
    if done.returncode:
        print(done.stderr[-TAIL:], flush=True)
    return bool(done.returncode)


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Try many thousand changed inputs at every way in.")
    parser.add_argument("--inputs", type=int, default=INPUTS, metavar="N", help="at each way in")
    parser.add_argument("--entry", metavar="NAME", help="this way in alone")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    parser.add_argument("--guided", action="store_true", help="by what runs, where atheris is")
    given = parser.parse_args(words)
    if given.guided and given.entry:
        guided(given.entry, given.inputs, given.seed)  # does not come back
    from trust.entries import ENTRIES

    names = [given.entry] if given.entry else list(ENTRIES)
    if given.guided and find_spec("atheris"):
        failed = [name for name in names if led(name, given.inputs, given.seed)]
        return BROKEN if failed else 0
    if given.guided:
        print("atheris is not here (it is made for Linux on x86-64): the inputs are changed blindly.")
    watch.limit_memory()
    broken = []
    for name in names:
        begun = time.monotonic()
        found = blind(name, ENTRIES[name], given.inputs, given.seed)
        broken += found
        print(
            f"{name}: {given.inputs:,} inputs, {len(found)} ways to break it, {time.monotonic() - begun:.0f} s", flush=True
        )
    print("\n".join(broken), end="\n" if broken else "")
    return BROKEN if broken else 0


if __name__ == "__main__":
    sys.exit(main())
