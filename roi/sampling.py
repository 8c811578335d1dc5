"""The only dice: a scenario's inputs as arrays of draws, each coordinate belonging to an input's name.

The draws are randomised quasi-Monte Carlo: 16 independent scramblings of Sobol points, taken in turn. The points fill the
space of the inputs far more evenly than independent draws would, so that means and quantiles are much nearer the truth; that
the scramblings are independent says how near (``summary``).

A coordinate depends on the seed and the name alone. So the same seed gives the same draws, more draws begin with the fewer,
changing one input leaves all others as they were, and scenarios share their worlds input by input (common random numbers).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import shake_128

import numpy as np
import numpy.typing as npt

from roi import copula, kernels, sobol
from roi.distributions import Distribution, tabulate
from roi.scenario import Scenario

Array = npt.NDArray[np.float64]

GROUPS = 16  # independent scramblings: draw i is point i // 16 of scrambling i % 16
TABLE_PAYS_FROM = 1_000  # draws; below it the exact quantile function is quicker than its table
WORD = np.dtype("<u4")  # the same bits on every machine
ORDERS_TRIED = 64  # random orders of the points within a part, of which GROUPS are used
FIRM_LOOKED_AT, PART_LOOKED_AT = 8, 6  # inputs of the firm, and of a part, that should not run in step
DEEP = 6  # digits of two inputs in all
SOON = 11  # bits: within the first 2^11 points of each scrambling, as many as there are in a usual run
EXIT = "chance:exit"  # the coordinate that says when the contract ends early
AGAIN = "again"  # the coordinate that moves an input to where it would be if it were drawn anew
CHANCE = "chance"  # of an event, beside its inputs: when it happens

#: The dimensions of Sobol's points by the inputs they belong to. The lower a dimension, the more evenly it fills planes and
#: spaces with others; what the answers of the ready-made cases hang on most comes first. Nothing moves, or all draws would
#: change: a new input is added at the end.
FIRM = (
    "core_value", EXIT, "overtime_share", "scope_creep", "rebuild_share", "extra_work_share", "absorbed_share", "salary_m",
    "rework_end", "governance_m", "management_share", "handover_hours", "indexation_y", "on_cost_share", "relief_effect",
    "transition_share", "learning_months", "rework_start", "severance_months", "notice_months", "rework_effort",
    "selection_cost", "burnt_out", "lost_productivity_y", "turnover_y", "causal_share", "exit_y", "wage_growth_y",
    "exit_owed_share", "reskilling_cost", "leave_ratio", "replacement_months", "absence_y", "health_y", "lock_in_months",
    "response_months", "insecurity_months", "insecurity_rise", "load_effect", "error_burnout", "optimism_uplift",
    "engagement_burnout", "engagement_insecurity", "relief_use", "core_use", "reduction_use", "discount_y", "vat_share",
    "employees", "worked_hours_m", "overtime_premium", "payroll_tax_share", "announce_month", "engagement",
    AGAIN,
)  # fmt: skip
#: The same within a package or an event.
PART = (
    "movable_share", "fee_m", "hours_m", "fee_hour", CHANCE, "cost", "ramp_months", "other_costs_m", "avoided_once",
    "own_error", "vendor_error", "rate_y", "error_cost", "transactions_m", "vendor_error_start", "start_month",
    "avoided_month",
)  # fmt: skip


@dataclass(frozen=True)
class Draws:
    """The worlds. ``values``: key -> array ``(count,)``, or a float where the input is fixed.

    ``exit``: standard exponential draws for the early end of the contract. ``events``: the same for each event, in order.
    ``positions``: where each drawn key lies in its own range of chance, inside (0, 1), ``(count,)``: the share of all worlds
    in which it is lower, after the copula; also of ``EXIT`` and of each event's ``chance_of(name)``. None where the values
    were not drawn but set. Draw ``i`` belongs to scrambling ``i % groups``.
    """

    count: int
    seed: int
    values: Mapping[str, Array | float]
    exit: Array
    events: tuple[Array, ...]
    positions: Mapping[str, Array] = field(default_factory=dict)
    groups: int = GROUPS

    def rows(self, start: int, stop: int) -> Draws:
        """The worlds ``start … stop - 1``; ``start`` a multiple of ``groups``, or they would change scrambling."""
        cut = slice(start, stop)
        return Draws(
            count=stop - start,
            seed=self.seed,
            values=self.values.rows(start, stop)
            if isinstance(self.values, Values)
            else {key: x if isinstance(x, float) else x[cut] for key, x in self.values.items()},
            exit=self.exit[cut],
            events=tuple(x[cut] for x in self.events),
            positions=self.positions.rows(start, stop) if isinstance(self.positions, Positions) else {},
        )


def chance_of(event: str) -> str:
    """The coordinate that says when an event happens, keyed like its inputs."""
    return f"{event}.{CHANCE}"


def is_chance(name: str) -> bool:
    """Whether a coordinate is a chance, and no input's."""
    return name == EXIT or name.rpartition(".")[2] == CHANCE


@dataclass(frozen=True, eq=False)
class Dice:
    """What any stretch of a scenario's first ``count`` worlds is drawn from, under one seed.

    ``drawn`` and ``fixed``: what there is, by its key. ``columns`` ``(GROUPS, bits)`` and ``shift`` ``(GROUPS,)`` of each
    name: its points. ``joined``: correlated key -> the coordinates that it is made of, with their weights.
    """

    seed: int
    keys: Sequence[str]
    drawn: Mapping[str, Distribution]
    fixed: Mapping[str, float]
    tabulated: bool
    events: Sequence[str]
    columns: Mapping[str, sobol.Words]
    shift: Mapping[str, sobol.Words]
    joined: Mapping[str, Mapping[str, float]]

    def draws(self, start: int, stop: int) -> Draws:
        """The worlds ``start … stop - 1``; ``start`` a multiple of GROUPS."""
        values = Values(self, start, stop)
        return replace(self.at_hand(start, stop), values=dict(values))

    def at_hand(self, start: int, stop: int) -> Draws:
        """The same, with each input's values worked out when asked for: for worlds that have been run."""
        where = Positions(self, start, stop)
        return Draws(
            count=stop - start,
            seed=self.seed,
            values=Values(self, start, stop),
            exit=exponential(where[EXIT]),
            events=tuple(exponential(where[chance_of(event)]) for event in self.events),
            positions=where,
        )

    def values(self, key: str, start: int, stop: int) -> Array | float:
        """What an input is in a stretch of worlds."""
        if key in self.fixed:
            return self.fixed[key]
        value, where = self.drawn[key], self.position(key, start, stop)
        return kernels.values(tabulate(value), where) if self.tabulated else value.ppf(where)

    def position(self, name: str, start: int, stop: int) -> Array:
        """Where a name's draws lie in their range of chance, inside (0, 1)."""
        if name not in self.joined:
            return self._alone(name, start, stop)
        from scipy.special import ndtr, ndtri

        score = np.zeros(stop - start)
        for other, weight in self.joined[name].items():  # one by one: matrices need not give the same bits everywhere
            score += weight * ndtri(self._alone(other, start, stop))
        where: Array = ndtr(score)
        return where

    def scores(self, names: Sequence[str], start: int, stop: int) -> Array:
        """The coordinates of names as independent standard normal scores ``(names, draws)``."""
        from scipy.special import ndtri

        return np.stack([np.asarray(ndtri(self._alone(name, start, stop))) for name in names])

    def moved(self, start: int, stop: int, scores: Mapping[str, Array]) -> Draws:
        """The worlds ``start … stop - 1`` with some coordinates elsewhere: name -> independent normal scores."""
        from scipy.special import ndtr, ndtri

        def score(name: str) -> Array:
            return scores[name] if name in scores else np.asarray(ndtri(self._alone(name, start, stop)))

        def position(name: str) -> Array:
            if name in self.joined:
                summed = np.sum([weight * score(other) for other, weight in self.joined[name].items()], axis=0)
            elif name in scores:
                summed = scores[name]
            else:
                return self._alone(name, start, stop)
            return np.asarray(np.clip(ndtr(summed), 0.5**53, 1 - 0.5**53))  # inside (0, 1) however far out

        chances = [EXIT, *map(chance_of, self.events)]
        where = {name: position(name) for name in (*self.drawn, *chances)}
        drawn = {key: kernels.values(tabulate(value), where[key]) for key, value in self.drawn.items()}
        return Draws(
            count=stop - start,
            seed=self.seed,
            values={key: drawn[key] if key in drawn else self.fixed[key] for key in self.keys},
            exit=exponential(where[EXIT]),
            events=tuple(exponential(where[name]) for name in chances[1:]),
            positions=where,
        )

    def _alone(self, name: str, start: int, stop: int) -> Array:
        return dealt(self.columns[name], self.shift[name], start, stop)


@dataclass(frozen=True, eq=False)
class Positions(Mapping[str, Array]):
    """The positions of a stretch of worlds, each worked out when asked for: to keep them all would double the memory."""

    dice: Dice
    start: int
    stop: int

    def __getitem__(self, name: str) -> Array:
        if name not in self.dice.drawn and name not in self._chances:
            raise KeyError(name)
        return self.dice.position(name, self.start, self.stop)

    def __iter__(self) -> Iterator[str]:
        return iter([*self.dice.drawn, *self._chances])

    def __len__(self) -> int:
        return len(self.dice.drawn) + len(self._chances)

    @property
    def _chances(self) -> list[str]:
        return [EXIT, *map(chance_of, self.dice.events)]

    def rows(self, start: int, stop: int) -> Positions:
        return Positions(self.dice, self.start + start, self.start + stop)


@dataclass(frozen=True, eq=False)
class Values(Mapping[str, Array | float]):
    """The inputs of a stretch of worlds, each worked out when asked for, which takes no longer than to fetch it."""

    dice: Dice
    start: int
    stop: int

    def __getitem__(self, key: str) -> Array | float:
        return self.dice.values(key, self.start, self.stop)

    def __iter__(self) -> Iterator[str]:
        return iter(self.dice.keys)

    def __len__(self) -> int:
        return len(self.dice.keys)

    def rows(self, start: int, stop: int) -> Values:
        return Values(self.dice, self.start + start, self.start + stop)


def noise(seed: int, names: Sequence[str], count: int) -> dict[str, Array]:
    """Standard normal numbers ``(count,)`` that belong to nothing in a scenario: for what is seen only roughly."""
    if not names:
        return {}
    from scipy.special import ndtri

    apart = [chance_of(f"\n{name}") for name in names]  # no part of a file can be called so
    columns, shift = coordinates(seed, apart, count)
    return {
        name: np.asarray(ndtri(dealt(*at, 0, count)))
        for name, at in zip(names, zip(columns, shift, strict=True), strict=True)
    }


def draw(scenario: Scenario, count: int, seed: int) -> Draws:
    """``count`` worlds of a scenario."""
    return dice(scenario, count, seed).draws(0, count)


def dice(scenario: Scenario, count: int, seed: int) -> Dice:
    """The dice for a scenario's first ``count`` worlds."""
    keyed = scenario.keyed()
    drawn = scenario.uncertain()
    events = [event.name for event in scenario.events]
    joined = _joined(scenario)
    names = list(
        dict.fromkeys([*drawn, *(name for each in joined.values() for name in each), EXIT, *map(chance_of, events)])
    )
    columns, shift = coordinates(seed, names, count)
    return Dice(
        seed=seed,
        keys=list(keyed),
        drawn={key: keyed[key] for key in drawn},
        fixed={key: float(value.median) for key, value in keyed.items() if value.is_fixed},
        tabulated=count >= TABLE_PAYS_FROM,
        events=events,
        columns=dict(zip(names, columns, strict=True)),
        shift=dict(zip(names, shift, strict=True)),
        joined=joined,
    )


def _joined(scenario: Scenario) -> dict[str, dict[str, float]]:
    """What each correlated key is made of, by the Gaussian copula: its own coordinate and those of keys named before it.

    The fixed ones take part too, lest fixing one changes others. The first of all is its own coordinate alone.
    """
    ranks = {(pair.a, pair.b): pair.rank for pair in scenario.correlations}
    keys = [key for key in scenario.keyed() if any(key in pair for pair in ranks)]
    rows = zip(keys, copula.root(copula.matrix(keys, ranks)), strict=True)
    made = {key: {other: float(weight) for other, weight in zip(keys, row, strict=True) if weight} for key, row in rows}
    return {key: parts for key, parts in made.items() if parts != {key: 1.0}}


def alone(seed: int, name: str, count: int) -> Array:
    """Where the first ``count`` draws of one name lie, inside (0, 1)."""
    columns, shift = coordinates(seed, [name], count)
    return dealt(columns[0], shift[0], 0, count)


def dealt(columns: sobol.Words, shift: sobol.Words, start: int, stop: int) -> Array:
    """The draws ``start … stop - 1`` of a coordinate, the scramblings in turn, as numbers inside (0, 1)."""
    first, last = start // GROUPS, -(-stop // GROUPS)
    points = sobol.points(columns, shift, first, last).ravel()[start - first * GROUPS : stop - first * GROUPS]
    found = points * np.float64(0.5**sobol.BITS)
    found += 0.5 ** (sobol.BITS + 1)  # the middle of the smallest part: never 0 or 1
    return found


def coordinates(seed: int, names: Sequence[str], count: int) -> tuple[sobol.Words, sobol.Words]:
    """The columns ``(names, GROUPS, bits)`` and the shifts ``(names, GROUPS)`` of names, enough for ``count`` draws.

    An input of the firm or the plan has a dimension of its own. Those of packages and events share a few dimensions, but
    each part has its own order of the points, so that no two parts share a coordinate whatever they are called.
    """
    return _coordinates(seed, tuple(names), max((count - 1) // GROUPS, 1).bit_length())


@lru_cache(maxsize=16)
def _coordinates(seed: int, names: Sequence[str], bits: int) -> tuple[sobol.Words, sobol.Words]:
    """The same for draws whose numbers have so many bits: kept, since scenarios that are set side by side share them."""
    parts = [name.rpartition(".")[0] for name in names]
    own = [
        PART.index(name.rpartition(".")[2]) if part else FIRM.index(name) for name, part in zip(names, parts, strict=True)
    ]
    dimensions = np.stack([sobol.directions(at) for at in own])[:, None]
    order = np.stack([_order(seed, part) for part in parts])[..., :bits]
    words = np.stack([_words(f"{seed}:{name}", GROUPS, sobol.BITS + 1) for name in names])
    return sobol.product(sobol.scramble(words[..., 1:]), sobol.product(dimensions, order)), words[..., 0]


@lru_cache(maxsize=1024)
def _order(seed: int, part: str) -> sobol.Words:
    """The orders of the points within a package or an event ``(GROUPS, BITS)``; the firm and its plan keep Sobol's own.

    A random order now and then lets an input of the part run in step with one of the firm, and such an order would make most
    of the error. So more of them are tried than are needed, and those with the fewest clashes taken.
    """
    if not part:
        return np.broadcast_to(sobol.DIAGONAL, (GROUPS, sobol.BITS))
    tried = sobol.shuffle(_words(f"{seed}:{part}", ORDERS_TRIED, sobol.BITS))
    firm, own = (np.stack([sobol.directions(at) for at in range(count)]) for count in (FIRM_LOOKED_AT, PART_LOOKED_AT))
    ordered = sobol.digits(sobol.product(own, tried[:, None]), DEEP, SOON)  # (ORDERS_TRIED, PART_LOOKED_AT, DEEP)
    clashes = sobol.clashes(sobol.digits(firm, DEEP, SOON), ordered[:, :, None], DEEP).sum(axis=(1, 2))
    return tried[np.argsort(clashes, kind="stable")[:GROUPS]]


def _words(name: str, rows: int, count: int) -> sobol.Words:
    """The random bits of a name ``(rows, count)``: a hash of it, which no library's version changes."""
    digest = shake_128(name.encode()).digest(rows * count * WORD.itemsize)
    return np.frombuffer(digest, dtype=WORD).reshape(rows, count).astype(np.uint32)


def exponential(position: Array) -> Array:
    """Standard exponential numbers at these positions."""
    return -np.log1p(-position)
