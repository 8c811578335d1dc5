"""The only dice: a scenario's inputs as arrays of draws, each coordinate belonging to an input's name.

The draws are randomised quasi-Monte Carlo: 16 independent scramblings of Sobol points, taken in turn. The points fill the
space of the inputs far more evenly than independent draws would, so that means and quantiles are much nearer the truth; that
the scramblings are independent says how near (``summary``).

A coordinate depends on the seed and the name alone. So the same seed gives the same draws, more draws begin with the fewer,
changing one input leaves all others as they were, and scenarios share their worlds input by input (common random numbers).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import shake_128

import numpy as np
import numpy.typing as npt

from roi import copula, sobol
from roi.distributions import Distribution, tabulate
from roi.scenario import Scenario

Array = npt.NDArray[np.float64]

GROUPS = 16  # independent scramblings: draw i is point i // 16 of scrambling i % 16
TABLE_PAYS_FROM = 1_000  # draws; below it the exact quantile function is quicker than its table
WORD = np.dtype("<u4")  # the same bits on every machine
EXIT = "chance:exit"  # the coordinate that says when the contract ends early
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
)  # fmt: skip
#: The same within a package or an event.
PART = (
    "movable_share", "fee_m", "hours_m", "fee_hour", "ramp_months", "other_costs_m", "avoided_once", "own_error",
    "vendor_error", CHANCE, "cost", "rate_y", "error_cost", "transactions_m", "vendor_error_start", "start_month",
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
            values={key: x if isinstance(x, float) else x[cut] for key, x in self.values.items()},
            exit=self.exit[cut],
            events=tuple(x[cut] for x in self.events),
            positions={key: u[cut] for key, u in self.positions.items()},
        )


def chance_of(event: str) -> str:
    """The coordinate that says when an event happens, keyed like its inputs."""
    return f"{event}.{CHANCE}"


def positions(seed: int, names: Sequence[str], count: int, start: int = 0) -> Array:
    """The coordinates of names ``(names, count)``, inside (0, 1), from draw ``start`` on."""
    columns, shift = scramblings(seed, names)
    first, last = start // GROUPS, -(-(start + count) // GROUPS)
    grid = sobol.points(columns, shift, first, last)  # (names, GROUPS, points)
    in_turn = np.swapaxes(grid, 1, 2).reshape(len(names), -1)[:, start - first * GROUPS :][:, :count]
    inside: Array = (in_turn + np.float64(0.5)) / 2.0**sobol.BITS  # in the middle of its smallest part, and so never 0 or 1
    return inside


def scramblings(seed: int, names: Sequence[str]) -> tuple[sobol.Words, sobol.Words]:
    """The columns ``(names, GROUPS, BITS)`` and the shifts ``(names, GROUPS)`` of names under a seed.

    An input of the firm or the plan has a dimension of its own. Those of packages and events share a few dimensions, but
    each part has its own order of the points, so that no two parts share a coordinate whatever they are called.
    """
    parts = [name.rpartition(".")[0] for name in names]
    own = [
        PART.index(name.rpartition(".")[2]) if part else FIRM.index(name) for name, part in zip(names, parts, strict=True)
    ]
    dimensions = np.stack([sobol.directions(at) for at in own])[:, None]
    order = np.stack([_order(seed, part) for part in parts])
    bits = np.stack([_words(seed, f"coordinate:{name}", sobol.BITS + 1) for name in names])
    return sobol.product(sobol.scramble(bits[..., 1:]), sobol.product(dimensions, order)), bits[..., 0]


def _order(seed: int, part: str) -> sobol.Words:
    """The order of the points within a package or an event; the firm and its plan keep Sobol's own."""
    if not part:
        return np.broadcast_to(sobol.DIAGONAL, (GROUPS, sobol.BITS))
    return sobol.shuffle(_words(seed, f"order:{part}", sobol.BITS))


def _words(seed: int, name: str, count: int) -> sobol.Words:
    """The random bits of a name ``(GROUPS, count)``: a hash of it and the seed, which no library's version changes."""
    digest = shake_128(f"{seed}:{name}".encode()).digest(GROUPS * count * WORD.itemsize)
    return np.frombuffer(digest, dtype=WORD).reshape(GROUPS, count).astype(np.uint32)


def exponential(position: Array) -> Array:
    """Standard exponential numbers at these positions."""
    return -np.log1p(-position)


def draw(scenario: Scenario, count: int, seed: int) -> Draws:
    """``count`` worlds of a scenario."""
    from scipy.special import ndtr, ndtri

    keyed = scenario.keyed()
    drawn = {key: value for key, value in keyed.items() if not value.is_fixed}
    chances = [EXIT, *(chance_of(event.name) for event in scenario.events)]
    correlated = _correlated(scenario)
    names = list(dict.fromkeys([*drawn, *correlated, *chances]))
    where = dict(zip(names, positions(seed, names, count), strict=True))
    scores = {key: ndtri(where[key]) for key in names if key in keyed}
    joined = _joined(scenario, {key: scores[key] for key in correlated})
    return Draws(
        count=count,
        seed=seed,
        values={
            key: float(value.median) if value.is_fixed else _values(value, (scores | joined)[key])
            for key, value in keyed.items()
        },
        exit=exponential(where[EXIT]),
        events=tuple(exponential(where[name]) for name in chances[1:]),
        positions={name: ndtr(joined[name]) if name in joined else where[name] for name in [*drawn, *chances]},
    )


def _values(value: Distribution, score: Array) -> Array:
    return value.at(score) if score.size < TABLE_PAYS_FROM else tabulate(value)(score)


def _correlated(scenario: Scenario) -> list[str]:
    """The keys that are correlated, in the order of the document; the fixed ones too, lest fixing one changes others."""
    named = {key for pair in scenario.correlations for key in (pair.a, pair.b)}
    return [key for key in scenario.keyed() if key in named]


def _joined(scenario: Scenario, scores: Mapping[str, Array]) -> dict[str, Array]:
    """Independent normal scores of the correlated inputs, joined by the Gaussian copula."""
    if not scores:
        return {}
    ranks = {(pair.a, pair.b): pair.rank for pair in scenario.correlations}
    joined = copula.root(copula.matrix(list(scores), ranks)) @ np.stack(list(scores.values()))
    return dict(zip(scores, joined, strict=True))
