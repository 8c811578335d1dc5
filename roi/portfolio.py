"""A batch at a glance: which clients gain, which lose, who is near the line, and whose answer moves most.

A client is a file. Where inputs were varied a file has several runs, and its answer may hang on them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from roi.tabular import varied

Row: TypeAlias = dict[str, Any]

GROUPS = ("gain", "lose", "near", "depends")
NEAR = (0.4, 0.6)  # chance of loss: as good as the toss of a coin
ERRORS = 1.96  # standard errors on either side hold the truth in 95 of 100 runs
OF_A_RUN = ("npv_mean", "npv_se", "npv_p5", "npv_p50", "npv_p95", "chance_of_loss", "chance_of_loss_se")


def side(row: Mapping[str, Any]) -> str:
    """Where a run stands: "gain", "lose", or "near" the line.

    Near: its mean is within sampling error of 0, a loss is about as likely as not, or mean and chance point to different
    sides.
    """
    mean, loss = row["npv_mean"], row["chance_of_loss"]
    low, high = NEAR
    if abs(mean) <= ERRORS * (row["npv_se"] or 0.0) or low <= loss <= high or (mean > 0) == (loss > high):
        return "near"
    return "gain" if mean > 0 else "lose"


def portfolio(rows: Iterable[Mapping[str, Any]]) -> Row:
    """The rows of a batch as plain tables.

    ``clients``: how many; ``runs``; ``varied``: the inputs that were. ``gain``, ``lose``, ``near``, ``depends``: the clients
    of each group, those of most weight first (near: the nearest; depends: the largest difference). A client: ``file``,
    ``scenario``, ``group``, ``runs``, ``sides`` (how many of its runs gain, lose and are near), ``mean``, ``least`` and
    ``most`` (the runs of the lowest and the highest mean, the same where there is one), ``difference`` between the two, kr.
    ``differences``: the clients whose runs differ by more than sampling error, the largest first.
    """
    by_file: dict[str, list[Mapping[str, Any]]] = {}
    names: dict[str, None] = {}
    for row in rows:
        by_file.setdefault(row["file"], []).append(row)
        names |= dict.fromkeys(varied(row))
    clients = [_client(file, each) for file, each in by_file.items()]
    found: Row = {"clients": len(clients), "runs": sum(each["runs"] for each in clients), "varied": list(names)}
    weigh = {"gain": _most, "lose": _least, "near": _nearest, "depends": _widest}
    for group, order in weigh.items():
        found[group] = sorted((each for each in clients if each["group"] == group), key=order)
    found["differences"] = sorted((each for each in clients if _differs(each)), key=_widest)
    return found


def _client(file: str, rows: Sequence[Mapping[str, Any]]) -> Row:
    ordered = sorted(rows, key=lambda row: float(row["npv_mean"]))
    sides = [side(row) for row in rows]
    least, most = _run(ordered[0]), _run(ordered[-1])
    return {
        "file": file,
        "scenario": rows[0]["scenario"],
        "group": sides[0] if len(set(sides)) == 1 else "depends",
        "runs": len(rows),
        "sides": {group: sides.count(group) for group in ("gain", "lose", "near")},
        "mean": math.fsum(float(row["npv_mean"]) for row in rows) / len(rows),
        "least": least,
        "most": most,
        "difference": most["npv_mean"] - least["npv_mean"],
    }


def _run(row: Mapping[str, Any]) -> Row:
    return {**{name: row[name] for name in OF_A_RUN}, "set": varied(row)}


def _differs(client: Row) -> bool:
    """Whether a client's runs differ by more than the sampling error of two runs apart; in the same worlds it is less."""
    error = math.hypot(*(client[end]["npv_se"] or 0.0 for end in ("least", "most")))
    return bool(client["difference"] > ERRORS * error)


def _most(client: Row) -> tuple[float, str]:
    return -client["mean"], client["file"]


def _least(client: Row) -> tuple[float, str]:
    return client["mean"], client["file"]


def _nearest(client: Row) -> tuple[float, str]:
    return abs(client["mean"]), client["file"]


def _widest(client: Row) -> tuple[float, str]:
    return -client["difference"], client["file"]
