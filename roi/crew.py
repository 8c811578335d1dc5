"""Many hands for many pieces of work: processes of this machine, or a Dask cluster. They know nothing of what they do.

A piece of work is a line of text with a key, its answer another line; both are all that travels. Answers come in whatever
order they are ready. Each piece is answered exactly once, also when a hand dies on the way; one that every hand dies on is
answered by None.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import get_context, parent_process
from pkgutil import resolve_name
from threading import Thread
from typing import Any, TypeAlias

Work: TypeAlias = Callable[[str], str]  # a function at the top of a module: every hand must be able to import it
Job: TypeAlias = tuple[str, str]  # key, what is asked
Done: TypeAlias = tuple[str, str | None]  # key, answer

AHEAD = 2  # pieces that each process has in hand or in its line, so that none stands idle
SENT = 1_000  # pieces that a cluster has in hand at a time
CONNECTING = 15  # seconds that a scheduler, and then its first worker, may take to answer


class ClusterError(Exception):
    """The cluster cannot be used. ``code``: the word for why, below ``batch.cluster``."""

    def __init__(self, code: str, reason: str = "") -> None:
        super().__init__(code)
        self.code, self.reason = code, reason


def alone(work: Work, jobs: Iterable[Job]) -> Iterator[Done]:
    """Every piece here, one after the other."""
    for key, job in jobs:
        yield key, work(job)


def processes(work: Work, jobs: Iterable[Job], workers: int) -> Iterator[Done]:
    """Every piece in one of so many processes; a script that calls this guards its own start by ``__name__``."""
    coming = iter(jobs)
    while lost := (yield from _crew(work, coming, workers, AHEAD * workers)):
        suspects = iter(lost)  # one of them may be what the process died of: one at a time
        while died := (yield from _crew(work, suspects, 1, 1)):
            yield died[0][0], None


def _crew(work: Work, coming: Iterator[Job], workers: int, ahead: int) -> Generator[Done, None, list[Job]]:
    """Processes at work until nothing more comes, or until one dies: what was in hand then, ``ahead`` at most."""
    in_hand: dict[str, str] = {}
    keys: dict[Future[str], str] = {}
    pool = ProcessPoolExecutor(workers, get_context("spawn"), begin)

    def take(count: int) -> None:
        for key, job in islice(coming, count):
            in_hand[key] = job  # before it is handed out: nothing is lost between two hands
            keys[pool.submit(work, job)] = key

    try:
        take(ahead)
        while keys:
            for each in wait(keys, return_when=FIRST_COMPLETED).done:
                answer, key = each.result(), keys.pop(each)
                del in_hand[key]
                yield key, answer
                take(1)
    except BrokenProcessPool:
        pass
    finally:
        pool.shutdown(cancel_futures=True)
    return list(in_hand.items())


def begin() -> None:
    """A process begins: an interrupt is its parent's business, and it does not outlive a parent that was killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if parent := parent_process():
        parent.join()
        os._exit(1)


def cluster(work: Work, jobs: Iterable[Job], address: str) -> Iterator[Done]:
    """Every piece on a Dask cluster. Raises ClusterError where there is none, or none any more."""
    try:
        import dask

        dask.config.set({"logging": dict.fromkeys(("distributed", "distributed.client"), "critical")})  # we say it ourselves
        from distributed import Client
    except ImportError:
        raise ClusterError("without_dask") from None
    try:
        client = Client(address, timeout=CONNECTING, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise ClusterError("not_there", str(error)) from None
    with client:
        try:
            client.wait_for_workers(1, timeout=CONNECTING)
            # a worker that cannot find the work is lost with its task: so one is asked first, by what every Python has
            client.submit(resolve_name, f"{work.__module__}:{work.__name__}", pure=False).result()
        except TimeoutError:
            raise ClusterError("no_workers") from None
        except (ImportError, AttributeError) as error:
            raise ClusterError("without_roi", str(error)) from None
        for job in (yield from _sent(client, work, iter(jobs), SENT)):  # workers died: of it, or of what was beside it
            for key, _ in (yield from _sent(client, work, iter([job]), 1)):
                yield key, None


def _sent(client: Any, work: Work, coming: Iterator[Job], ahead: int) -> Generator[Done, None, list[Job]]:
    """A cluster at work until nothing more comes: those pieces that it gave up, since too many workers died with them."""
    from distributed import KilledWorker, as_completed

    in_hand: dict[str, Job] = {}
    given_up: list[Job] = []

    def take(count: int) -> list[Any]:
        sent = []
        for key, job in islice(coming, count):
            sent.append(client.submit(work, job, pure=False))
            in_hand[sent[-1].key] = key, job
        return sent

    running = as_completed(take(ahead), loop=client.loop)  # type: ignore[no-untyped-call]
    for future in running:
        key, job = in_hand.pop(future.key)
        try:
            yield key, future.result()
        except KilledWorker:
            given_up.append((key, job))
        except (CancelledError, OSError):
            raise ClusterError("gone") from None
        running.update(take(1))  # type: ignore[no-untyped-call]
    return given_up
