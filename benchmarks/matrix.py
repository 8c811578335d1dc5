"""Our equations as most people would run them with NumPy: every quantity a matrix of draws x months.

The equations are those of `roi.model`; only what goes from month to month (how a lighter load comes to be felt, running
sums) is written anew for matrices.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from roi import model, outcomes
from roi.catalogue import VIEWS
from roi.fused import Given
from roi.model import Names

Array = np.ndarray[Any, np.dtype[np.float64]]


def evaluate(
    given: Given, months: int, kinds: Mapping[str, str], view: str
) -> tuple[dict[str, Array], dict[str, Array], Array]:
    """Present value of each line ``(draws,)``, outcomes ``(draws,)``, running sum of the view ``(draws, months)``."""
    w = model.world(*columns(given))
    m = model.hours_of_month(w, np.arange(1.0, months + 1)[None, :])
    model.people_of_month(w, m, felt_before(w, m), 0.0)
    m.laid_off = np.maximum(np.diff(m.reduced, axis=1, prepend=0.0), 0.0)
    m.lines = {}
    for line in model.LINES:
        m.lines[line.__name__] = line(w, m)

    shape = np.shape(m.moved)
    worth_today = outcomes.discount(w, m)
    value = {line: np.broadcast_to(kr * worth_today, shape).sum(axis=1) for line, kr in m.lines.items()}
    running = np.cumsum(total(m, shape, [line for line in kinds if kinds[line] in VIEWS[view]]), axis=1)
    cash = np.cumsum(total(m, shape, [line for line in kinds if kinds[line] == "cash"]), axis=1)
    below = np.logical_or.accumulate(running < 0, axis=1)
    back = below & (running >= 0)
    lowest = np.argmin(cash, axis=1)
    ever_below = cash[np.arange(len(cash)), lowest] < 0
    last = Names(
        **{name: x[:, -12:] if np.shape(x)[1:] == (months,) else x for name, x in vars(m).items() if np.ndim(x) == 2}
    )
    last_year = min(12, months)
    wrong = sum(k.transactions_m * np.broadcast_to(e, shape)[:, -12:] for k, e in zip(w.work, m.error, strict=True))
    sums = Names(
        value=value,
        been_negative=below[:, -1],
        payback=np.where(back.any(axis=1), np.argmax(back, axis=1) + 1.0, np.inf),
        cash=cash[:, -1],
        deepest=np.where(ever_below, cash[np.arange(len(cash)), lowest], 0.0),
        deepest_month=np.where(ever_below, lowest + 1.0, 0.0),
        price=total(m, shape, outcomes.PRICE).sum(axis=1),
        payroll=np.broadcast_to(m.lines["payroll"], shape).sum(axis=1),
        worth=(m.moved * m.hour_cost).sum(axis=1),
        output=np.mean(outcomes.productivity(w, last), axis=1),
        engagement=np.mean(outcomes.engagement_gain(w, last), axis=1),
        turnover=np.mean(outcomes.divide(last.leaving, w.turnover_y), axis=1),
        wrong=np.sum(wrong, axis=1),
    )
    return value, outcomes.summed_up(sums, model.world(*given), last_year, kinds, view), running


def columns(given: Given) -> Given:
    """The same with every array a column, so that months can stand beside it."""
    firm, work, events, exit_draw = given

    def each(values: Mapping[str, Any]) -> dict[str, Any]:
        return {id: x[:, None] if isinstance(x, np.ndarray) else x for id, x in values.items()}

    return each(firm), [each(k) for k in work], [each(e) for e in events], exit_draw[:, None]


def felt_before(w: Names, m: Names) -> Array:
    """The relief that is felt as each month begins ``(draws, months)``."""
    before = np.zeros(np.shape(m.relieved))
    response = np.broadcast_to(w.response_months, (len(before), 1))[:, 0]
    for t in range(1, before.shape[1]):
        before[:, t] = before[:, t - 1] + (m.relieved[:, t - 1] - before[:, t - 1]) / response
    return before


def total(m: Names, shape: tuple[int, ...], lines: Any) -> Array:
    return np.broadcast_to(np.asarray(sum(m.lines[line] for line in lines), dtype=float), shape)
