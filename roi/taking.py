"""What has been learnt put into the scenario, as a distribution for each input; and what is lost on the way.

An input of which something has been learnt becomes a smooth distribution through its p10, p50 and p90, within what it could
be before; of one with a few values, how likely each is changes. Inputs that the figures tie together get a correlation. The
figures stay in the file, marked as counted: weighed once more they would count twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from roi import actuals, copula, files, reading, text
from roi.actuals import Learnt
from roi.distributions import Discrete, Distribution
from roi.scenario import Event, Package, Scenario, input_of
from roi.simulate import Array, Result
from roi.tables import Row, Table

DIGITS = 4  # significant, of what is written into a file
SHARES = (0.10, 0.50, 0.90)
MATERIAL = 0.2  # rank correlation below which two inputs may as well be drawn apart
DOUBTED = 0.9  # times which correlations are taken until all of them can hold together
LOST = ("npv", "payback_month")  # outcomes that are set side by side


def taken(learnt: Learnt, lang: str) -> Scenario:
    """The scenario with what has been learnt in its inputs. ``lang``: of the source written beside each.

    The same scenario where nothing has been learnt. Raises ScenarioError where it cannot be.
    """
    scenario = learnt.result.scenario
    rows = actuals.inputs(learnt)
    if not rows:
        return scenario
    source = source_of(learnt, lang)
    keys = [row["input"] for row in rows]
    changes: dict[str, Any] = {place_of(scenario, key): {**written(learnt, key), "source": source} for key in keys}
    tied = correlations(learnt, keys)
    if tied:
        changes["correlations"] = [*_kept(scenario, keys), *({**each, "source": source} for each in tied)]
    rows_counted = range(1, len(scenario.actuals) + 1)
    changes |= {f"actuals[{i}].counted": True for i in rows_counted if not scenario.actuals[i - 1].counted}
    return files.change(scenario, changes)


def source_of(learnt: Learnt, lang: str) -> str:
    """Where the new values come from, in words."""
    months = sorted({each.month for each in learnt.weighed if each.month is not None})
    trials = sorted({(each.start, each.end) for each in learnt.weighed if each.start and each.end})
    named = [text.say("follow.source.trial", lang, start=start, end=end) for start, end in trials]
    if months:
        name = "months" if len(months) > 1 else "month"
        named.append(text.say(f"follow.source.{name}", lang, first=months[0], last=months[-1]))
    return text.say("follow.source.own", lang, when=named)


def place_of(scenario: Scenario, key: str) -> str:
    """Where an input stands in a file."""
    lists: tuple[tuple[str, Sequence[Package | Event]], ...] = (("work", scenario.work), ("events", scenario.events))
    for section, parts in lists:
        for index, part in enumerate(parts, start=1):
            if key.startswith(f"{part.name}.") and key.removeprefix(f"{part.name}.") in part.values:
                return f"{section}[{index}].{key.removeprefix(f'{part.name}.')}"
    return f"{input_of(key).section}.{key}"


def written(learnt: Learnt, key: str) -> dict[str, Any]:
    """An input as it stands in a file once it has been learnt of."""
    value: Distribution = learnt.result.scenario.keyed()[key]
    x = np.asarray(learnt.draws.values[key])
    if isinstance(value, Discrete):
        shares = [learnt.says((x == each).astype(float)).mean().value for each in value.values]
        kept = [(each, share) for each, share in zip(value.values, shares, strict=True) if _rounded(share) > 0]
        return {"values": [_plain(each) for each, _ in kept], "weights": [_rounded(share) for _, share in kept]}
    said = learnt.says(x)
    low, high = value.support
    ends = {name: _rounded(end) for name, end in (("min", low), ("max", high)) if np.isfinite(end)}
    smooth = {f"p{round(100 * share)}": _rounded(said.at(share)) for share in SHARES}
    if _can_be(key, {**smooth, **ends}):
        return {**smooth, **ends}
    mean, spread = said.mean().value, float(np.sqrt(said_square(learnt, x)))
    return {"mean": _rounded(mean), "sd": _rounded(spread), **ends}


def said_square(learnt: Learnt, x: Array) -> float:
    """The mean square of an input about its mean."""
    return learnt.says((x - learnt.says(x).mean().value) ** 2).mean().value


def _can_be(key: str, raw: Mapping[str, Any]) -> bool:
    """Whether a file may say so."""
    about = input_of(key)
    try:
        reading.read(dict(raw), low=about.low, high=about.high, low_open=about.low_open, whole=about.whole)
    except reading.DistributionError:
        return False
    return True


def _rounded(x: float) -> int | float:
    return _plain(float(f"{x:.{DIGITS}g}"))


def _plain(x: float) -> int | float:
    return int(x) if float(x).is_integer() else float(x)


def correlations(learnt: Learnt, keys: Sequence[str]) -> Table:
    """The rank correlations that the figures have tied inputs with, or that stood before and have changed.

    They can hold together, also with those that stay.
    """
    if len(keys) < 2:
        return []
    scores = np.stack([_score(learnt, np.asarray(learnt.draws.values[key])) for key in keys])
    moved = {pair: _together(learnt, scores[i], scores[j]) for (i, j), pair in _pairs(keys)}
    found = {pair: round(6 / np.pi * float(np.arcsin(r / 2)), 2) for pair, r in moved.items()}
    found = {pair: rank for pair, rank in found.items() if abs(rank) >= MATERIAL}
    others = {
        (each.a, each.b): each.rank for each in learnt.result.scenario.correlations if not {each.a, each.b} <= set(keys)
    }
    while found and copula.impossible({**others, **found}):
        found = {pair: round(DOUBTED * rank, 3) for pair, rank in found.items()}
        found = {pair: rank for pair, rank in found.items() if abs(rank) >= MATERIAL / 2}
    return [{"between": list(pair), "rank": rank} for pair, rank in found.items()]


def _pairs(keys: Sequence[str]) -> list[tuple[tuple[int, int], tuple[str, str]]]:
    return [((i, j), (keys[i], keys[j])) for i, j in combinations(range(len(keys)), 2)]


def _score(learnt: Learnt, x: Array) -> Array:
    """Normal scores of where each world's value lies among the weighed ones."""
    from scipy.special import ndtri

    shares = np.full(x.size, 1 / x.size) if learnt.shares is None else learnt.shares
    order = np.argsort(x, kind="stable")
    lies = np.empty(x.size)
    lies[order] = np.cumsum(shares[order]) - shares[order] / 2
    half = 0.5 / x.size
    return np.asarray(ndtri(np.clip(lies, half, 1 - half)))


def _together(learnt: Learnt, a: Array, b: Array) -> float:
    """The weighted correlation of two scores."""
    both = learnt.says(a * b).mean().value - learnt.says(a).mean().value * learnt.says(b).mean().value
    return float(np.clip(both / np.sqrt(said_square(learnt, a) * said_square(learnt, b)), -1, 1))


def _kept(scenario: Scenario, keys: Sequence[str]) -> list[Any]:
    """The correlations of the file that are not between two of these inputs, as they are written."""
    stands = files.stands(scenario, "correlations")
    rows = stands.unwrap() if stands is not None else []
    both = [{each.a, each.b} <= set(keys) for each in scenario.correlations]
    return [row for row, gone in zip(rows, both, strict=True) if not gone]


# --------------------------------------------------------------------------------------------------------- what is lost


def lost(learnt: Learnt, again: Result) -> Row:
    """Outcomes and chance of loss as they are ``learnt``, and as the file with the learnt inputs gives them (``file``).

    What a file cannot hold is that the contract has run until now, and what hangs together otherwise than two by two.
    """
    horizon = again.scenario.horizon_months
    found: Row = {}
    for name in LOST:
        was, now = learnt.says(learnt.outcomes[name]), again.samples[name]
        found[name] = {"learnt": was.row(), "file": now.row()}
    npv, payback = learnt.says(learnt.outcomes["npv"]), learnt.says(learnt.outcomes["payback_month"])
    found["loss"] = {"learnt": npv.below(0)._asdict(), "file": again.samples["npv"].below(0)._asdict()}
    met = again.samples["payback_month"].meeting(horizon, "lower")._asdict()
    found["payback"] = {"learnt": payback.meeting(horizon, "lower")._asdict(), "file": met}
    return found
