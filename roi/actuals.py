"""After the decision: what was seen, set against the forecast, and what the inputs are once it has been seen.

Every world of a result is weighed by how well it explains the figures of the file; where few worlds carry the weight they
are drawn anew around it (``weights``). What is spent is spent: whether the plan is still the plan hangs on what lies ahead
alone, and on what it would take to stop now.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from roi import catalogue, likelihood, pilot, sampling, showing, simulate, tables, weights
from roi.likelihood import Spread
from roi.model import MONTHS
from roi.sampling import EXIT, Draws
from roi.scenario import Scenario, input_of
from roi.showing import Figure
from roi.simulate import Array, Result
from roi.summary import RANGE, Hits, Sample, Summary
from roi.tables import Row, Table
from roi.weights import NothingPossibleError, Weighted

WORLDS = 2**15  # weighed at most
ENOUGH = 2_000  # effective draws: a chance of 1 in 20 is then right to half a point
ENOUGH_OF = 4  # of so many draws one must count, where there are few
AT_A_TIME = 2**13  # draws of a round in search of where the weight lies
TOO_FEW = 100  # effective draws below which nothing is said
STAND_IN = 512  # worlds that a band of the forecast is made of
UNUSUAL = 0.05  # below it, or above the rest: outside 9 of 10 futures
MISFIT = 0.001  # the same, once learnt: the plan's assumptions do not allow for what was seen
SURE = 4  # standard errors from which something has been learnt
MOVED, NARROWED = 0.2, 0.9  # of a standard deviation: less is not worth a word
SURE_AHEAD = 3  # standard errors from which going on is told from stopping


@dataclass(frozen=True)
class Learnt:
    """What was seen, and the worlds as they stand once it has been.

    ``weighed``: the figures that count, of all ``figures``. ``draws`` and ``shares``: the worlds and their weights, None
    where nothing is weighed. ``effective``: so many draws of equal weight they are worth; ``at_first``: those of the
    result. ``rounds``: in how many they were drawn anew. ``impossible``: places of figures that no world can show, and then
    nothing else is known; all of them where only together they cannot be.
    """

    result: Result
    figures: Sequence[Figure]
    draws: Draws
    shares: Array | None
    effective: float
    at_first: float
    rounds: int = 0
    impossible: tuple[str, ...] = ()

    @property
    def weighed(self) -> list[Figure]:
        return [each for each in self.figures if not each.counted]

    @property
    def now(self) -> int:
        """The last month of which anything is known; 0 after a trial."""
        return max((each.month or 0 for each in self.figures), default=0)

    @property
    def is_known(self) -> bool:
        """Whether enough worlds explain what was seen for anything to be said."""
        return not self.impossible and self.effective >= min(TOO_FEW, self.draws.count)

    def says(self, x: Array) -> Summary:
        """What an array over the worlds ``(draws,)`` says with their weights."""
        groups = self.draws.groups
        return Sample(x, groups) if self.shares is None else Weighted(x, self.shares, groups)

    @cached_property
    def outcomes(self) -> Mapping[str, Array]:
        """Outcome -> number in every world."""
        if self.rounds:
            return simulate.evaluate(self.result.scenario, self.draws, self.result.view).outcomes
        return {name: x[: self.draws.count] for name, x in self.result.outcomes.items()}

    @cached_property
    def standing_in(self) -> Draws:
        """A few worlds that stand for all with their weights."""
        count = min(STAND_IN, self.draws.count)
        if self.shares is None:
            return self.draws.rows(0, count)
        places = (np.arange(count) + 0.5) / count
        return _picked(self.draws, np.searchsorted(np.cumsum(self.shares), places).clip(0, self.draws.count - 1))


def learn(result: Result) -> Learnt:
    """What a result's scenario has seen, weighed: as its worlds are, or drawn anew where too few of them explain it."""
    base = result.draws.rows(0, min(WORLDS, result.draws.count))
    base = replace(base, values=dict(base.values))
    seen = showing.figures(result.scenario)
    weighed = [each for each in seen if not each.counted]
    if not weighed:
        return Learnt(result, seen, base, None, float(base.count), float(base.count))
    apart = log_likelihoods(result.scenario, base, weighed)
    shares = weights.normalised(np.sum(apart, axis=0))
    size = weights.effective(shares)
    if size == 0:
        return Learnt(result, seen, base, None, 0.0, 0.0, impossible=_impossible(weighed, apart))
    if size >= min(ENOUGH, base.count / ENOUGH_OF):
        return Learnt(result, seen, base, shares, size, size)
    return _drawn_anew(result, seen, base, size)


def log_likelihoods(scenario: Scenario, draws: Draws, seen: Sequence[Figure]) -> list[Array]:
    """Of each figure in every world ``(draws,)``."""
    worlds = showing.expected(scenario, draws, seen)
    return [likelihood.log_density(each.spread, each.x, x) for each, x in zip(seen, worlds, strict=True)]


def _impossible(weighed: Sequence[Figure], apart: Sequence[Array]) -> tuple[str, ...]:
    """The figures that no world can show; all, where each by itself is possible."""
    alone = tuple(each.place for each, x in zip(weighed, apart, strict=True) if not np.isfinite(x).any())
    return alone or tuple(each.place for each in weighed)


def _drawn_anew(result: Result, seen: Sequence[Figure], base: Draws, at_first: float) -> Learnt:
    """The worlds drawn where the weight lies; the last ones with dice that had no say in where that is."""
    scenario, seed = result.scenario, base.seed
    weighed = [each for each in seen if not each.counted]
    count = min(AT_A_TIME, base.count)

    def dice(turn: int, draws: int) -> sampling.Dice:
        return sampling.dice(scenario, draws, (seed + 1 + turn) % simulate.SEED_AT_MOST)

    names = told_of(scenario, weighed, dice(0, count))

    def moved(turn: int, scores: Array) -> Draws:
        draws = scores.shape[1]
        return dice(turn, draws).moved(0, draws, dict(zip(names, scores, strict=True)))

    def seen_in(turn: int, scores: Array) -> Array:
        return np.asarray(np.sum(log_likelihoods(scenario, moved(turn, scores), weighed), axis=0))

    try:
        place, rounds = weights.where(lambda turn: dice(turn, count).scores(names, 0, count), seen_in, len(names))
    except NothingPossibleError:
        return Learnt(result, seen, base, None, 0.0, at_first, impossible=tuple(each.place for each in weighed))
    drawn = dice(weights.ROUNDS, base.count).scores(names, 0, base.count)
    scores = place.at(drawn)
    worlds = moved(weights.ROUNDS, scores)
    explained = np.sum(log_likelihoods(scenario, worlds, weighed), axis=0)
    shares = weights.normalised(explained + place.log_ratio(drawn, scores))
    return Learnt(result, seen, worlds, shares, weights.effective(shares), at_first, rounds=max(rounds, 1))


def told_of(scenario: Scenario, seen: Sequence[Figure], dice: sampling.Dice) -> list[str]:
    """The coordinates that figures can tell something of: where the search for the weight takes place.

    What is left out stays as it was drawn; the weights are right whatever is left out.
    """
    inputs = {id for each in seen for id in catalogue.observables()[each.observable].inputs}
    keys = [key for key in scenario.uncertain() if input_of(key).id in inputs]
    lasts = any(each.month for each in seen) and scenario.values["exit_y"].support[1] > 0
    names = [name for key in keys for name in dice.joined.get(key, {key: 1.0})]
    return list(dict.fromkeys([*names, *([EXIT] if lasts else [])])) or [EXIT]


def _picked(draws: Draws, rows: Any) -> Draws:
    return replace(
        draws,
        count=len(rows),
        values={key: x if isinstance(x, float) else np.asarray(x)[rows] for key, x in draws.values.items()},
        exit=draws.exit[rows],
        events=tuple(x[rows] for x in draws.events),
        positions={},
    )


# ---------------------------------------------------------------------------------------------------- what has been seen


def against_forecast(learnt: Learnt) -> Table:
    """Every figure beside what was forecast: ``p5``, ``p50``, ``p95`` of what could have been seen, the place of what was
    in it (``position``, 0 to 1) and whether that is ``outside`` 9 of 10 futures; once learnt, whether it ``fits`` at all.
    """
    first = replace(learnt, shares=None, draws=_first(learnt.result), rounds=0).standing_in
    before = showing.expected(learnt.result.scenario, first, learnt.figures)
    after = showing.expected(learnt.result.scenario, learnt.standing_in, learnt.figures) if learnt.is_known else before
    return [_row(each, x, y, learnt.is_known) for each, x, y in zip(learnt.figures, before, after, strict=True)]


def _first(result: Result) -> Draws:
    draws = result.draws.rows(0, min(WORLDS, result.draws.count))
    return replace(draws, values=dict(draws.values))


def _row(figure: Figure, before: Array, after: Array, known: bool) -> Row:
    place = float(np.mean(likelihood.position(figure.spread, figure.x, before)))
    now = float(np.mean(likelihood.position(figure.spread, figure.x, after)))
    return {
        "place": figure.place,
        "observable": figure.observable,
        "month": figure.month,
        "from": figure.start.isoformat() if figure.start else None,
        "to": figure.end.isoformat() if figure.end else None,
        "work": figure.work,
        "seen": figure.x,
        "of": figure.spread.of if figure.spread.kind == "count" else None,
        **_quantiles(figure.spread, before),
        "position": place,
        "outside": not UNUSUAL <= place <= 1 - UNUSUAL,
        "fits": (MISFIT <= now <= 1 - MISFIT) if known else None,
        "counted": figure.counted,
    }


def _quantiles(spread: Spread, worlds: Array) -> dict[str, float]:
    even = np.full(worlds.size, 1 / worlds.size)
    return {f"p{round(100 * share)}": likelihood.quantile(spread, share, worlds, even) for share in RANGE}


def series(learnt: Learnt) -> list[tuple[str, str]]:
    """What was seen by month: observables, each with the package it is of (empty: all)."""
    return list(dict.fromkeys((each.observable, each.work) for each in learnt.figures if each.month is not None))


def band(learnt: Learnt, observable: str, work: str = "") -> Table:
    """The forecast of an observable by month, a year beyond the last that is known: ``before`` and ``after`` it was learnt
    the ``p5``, ``p50``, ``p95`` of what could be seen, and what was ``seen``, None where nothing was."""
    mine = [each for each in learnt.figures if (each.observable, each.work) == (observable, work) and each.month]
    last = min(learnt.now + MONTHS, learnt.result.scenario.horizon_months)
    of = mine[-1].spread.of if mine else 0
    spread = showing.spread_of(observable, showing.piece_hours(learnt.result.scenario), of)
    first = replace(learnt, shares=None, draws=_first(learnt.result), rounds=0).standing_in
    before = showing.course(learnt.result.scenario, first, observable, work, last)
    known = learnt.is_known and learnt.shares is not None
    after = showing.course(learnt.result.scenario, learnt.standing_in, observable, work, last) if known else None
    rows: Table = []
    for t in range(1, last + 1):
        at = next((each for each in mine if each.month == t), None)
        now = at.spread if at else spread
        share = now.of if now.kind == "count" and now.of else 1.0  # counts are shown as shares of what they are out of
        rows.append(
            {
                "month": t,
                "before": {name: x / share for name, x in _quantiles(now, before[t - 1]).items()},
                "after": {name: x / share for name, x in _quantiles(now, after[t - 1]).items()}
                if after is not None
                else None,
                "seen": at.x / share if at else None,
            }
        )
    return rows


# ---------------------------------------------------------------------------------------------------- what it has taught


def inputs(learnt: Learnt) -> Table:
    """Every input of which something has been learnt, most first: its ``p5``, ``p50``, ``p95`` ``before`` and ``after``.

    ``told``: how far it has moved and narrowed, as information (Kullback and Leibler, of normal scores), 0 for nothing.
    """
    from scipy.special import ndtri

    if learnt.shares is None or not learnt.is_known:
        return []
    rows: Table = []
    keyed = learnt.result.scenario.keyed()
    for key in learnt.result.scenario.uncertain():
        score = np.asarray(ndtri(learnt.draws.positions[key]))
        middle = learnt.says(score).mean()
        square = learnt.says((score - middle.value) ** 2).mean()
        wide = max(square.value, np.finfo(float).tiny)
        clear = abs(middle.value) > SURE * middle.se or abs(wide - 1) > SURE * square.se
        if not clear or (abs(middle.value) < MOVED and wide**0.5 > NARROWED):
            continue
        value = keyed[key]
        rows.append(
            {
                "input": key,
                "unit": input_of(key).unit,
                "before": {f"p{round(100 * share)}": float(value.ppf(share)) for share in RANGE},
                "after": learnt.says(np.asarray(learnt.draws.values[key])).percentiles(RANGE),
                "told": float((middle.value**2 + wide - 1 - np.log(wide)) / 2),
            }
        )
    return sorted(rows, key=lambda row: -row["told"])


def outcomes(learnt: Learnt) -> dict[str, Row]:
    """Outcome -> ``before`` and ``after``: its middle, its 9 of 10 futures, and the share in which it is undefined."""
    found = {}
    for name, x in learnt.result.outcomes.items():
        before = Sample(x[: learnt.draws.count], learnt.draws.groups)
        after = learnt.says(learnt.outcomes[name])
        found[name] = {
            when: {**it.row(), "undefined": it.undefined().value} for when, it in (("before", before), ("after", after))
        }
    return found


def chances(learnt: Learnt) -> dict[str, Row]:
    """Chance of loss and of being paid back within the horizon, ``before`` and ``after``, each with its error."""
    horizon = learnt.result.scenario.horizon_months

    def both(npv: Summary, payback: Summary) -> dict[str, Row]:
        return {"loss": npv.below(0)._asdict(), "payback": payback.meeting(horizon, "lower")._asdict()}

    groups, count = learnt.draws.groups, learnt.draws.count
    before = both(*(Sample(learnt.result.outcomes[name][:count], groups) for name in ("npv", "payback_month")))
    after = both(*(learnt.says(learnt.outcomes[name]) for name in ("npv", "payback_month")))
    return {name: {"before": before[name], "after": after[name]} for name in before}


# ---------------------------------------------------------------------------------------------- is the plan still the plan?


def ahead(learnt: Learnt) -> Row | None:
    """What lies ahead, in the money of today, which is the end of month ``now``: what is spent is spent.

    ``go_on``: what the rest of the horizon brings, against never having moved anything. ``stop``: the same when one stops
    now, with what is owed and what it takes to bring the work home. ``better``: the one less the other, and the chance that
    going on is the better. ``forecast``: the chance of gain in the rest, as it looked from the start. ``runs``: the chance
    that there still is a contract to stop. ``best``: "go_on", "stop" or "even". None where nothing lies ahead.
    """
    scenario, now = learnt.result.scenario, learnt.now
    if now >= scenario.horizon_months:
        return None
    runs, go_on, stop = _rest(learnt, learnt.draws)
    _, planned, _ = _rest(learnt, _first(learnt.result))
    better = learnt.says(go_on - stop)
    gain = better.mean()
    clear = abs(gain.value) > SURE_AHEAD * gain.se
    best = ("go_on" if gain.value > 0 else "stop") if clear else "even"
    return {
        "now": now,
        "runs": learnt.says(runs.astype(float)).mean()._asdict(),
        "go_on": {**learnt.says(go_on).row(), "gain": _gain(learnt.says(go_on))},
        "stop": learnt.says(stop).row(),
        "better": {**better.row(), "gain": _gain(better)},
        "forecast": _gain(Sample(planned, learnt.draws.groups)),
        "best": best,
    }


def _gain(it: Summary) -> Row:
    loss = it.below(0)
    return {"value": 1 - loss.value, "se": loss.se}


def _rest(learnt: Learnt, draws: Draws) -> tuple[Hits, Array, Array]:
    """Where the contract still runs, and what lies ahead of going on and of stopping ``(draws,)``.

    After a trial nothing has begun: the vendor has been chosen, and stopping costs nothing more.
    """
    scenario, view, now = learnt.result.scenario, learnt.result.view, learnt.now
    if not now:
        worlds = pilot.after(scenario, draws, 0)
        nothing = np.zeros(draws.count)
        return np.ones(draws.count, dtype=bool), simulate.net_present_value(scenario, worlds, view), nothing
    spent = simulate.net_present_value(replace(scenario, horizon_months=now), draws, view)
    runs, ended = pilot.leaving(scenario, draws, now)
    today = np.asarray((1 + draws.values["discount_y"]) ** (now / MONTHS))
    go_on, stop = (simulate.net_present_value(scenario, worlds, view) - spent for worlds in (draws, ended))
    return runs, today * go_on, today * stop


# ----------------------------------------------------------------------------------------------------------------- JSON


def as_json(learnt: Learnt) -> dict[str, Any]:
    """All of it as programs read it (docs/interface.md); undefined numbers are None."""
    result = learnt.result
    known = learnt.is_known
    head = {"scenario": result.scenario.name, "version": result.version, "draws": learnt.draws.count}
    head |= {"seed": result.seed, "view": result.view, "months": result.scenario.horizon_months, "now": learnt.now}
    found = {
        "weighed": {
            "figures": len(learnt.weighed),
            "effective": learnt.effective,
            "at_first": learnt.at_first,
            "rounds": learnt.rounds,
            "known": known,
            "impossible": list(learnt.impossible),
        },
        "seen": against_forecast(learnt),
        "bands": [{"observable": id, "work": work, "months": band(learnt, id, work)} for id, work in series(learnt)],
        "inputs": inputs(learnt),
        "outcomes": outcomes(learnt) if known else None,
        "chances": chances(learnt) if known else None,
        "ahead": ahead(learnt) if known else None,
    }
    read: dict[str, Any] = tables.plain(head | found)
    return read
