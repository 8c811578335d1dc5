"""Who gains: the present value of the plan as each party gets it, where money changes hands.

A krone of a line goes to (or comes from) one party; which stands with the line in data/lines.toml. Two lines are split: of
the pay that falls away, the on-costs do not go to the staff; of an early end, only what is owed goes to the vendor. What
remains of the ledger is work and time won or lost, which nobody pays to anybody. Much of what happens to people has no price
here at all: the words of each party say what.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from roi import catalogue, model, simulate
from roi.catalogue import VIEWS
from roi.model import Names
from roi.simulate import Array, Result
from roi.summary import Sample

WORLDS = 4_096  # in which people, rather than kroner, are counted


def table(result: Result) -> list[dict[str, Any]]:
    """Party by party: mean, p5, p50 and p95 of the present value that it wins (or loses), kr, and its lines.

    The owners' is the net present value of the view; the others' are of all lines, whatever the view, since a krone paid is
    received whether or not the owners count it.
    """
    shares = flows(result)
    found = []
    for party in catalogue.parties():
        lines = [{"line": line, "mean": float(np.mean(kr))} for line, kr in shares[party].items() if np.any(kr)]
        total = sum(shares[party].values(), np.zeros(result.draws.count))
        found.append({"party": party, **Sample(total, result.draws.groups).row(), "lines": lines})
    return found


def flows(result: Result) -> dict[str, dict[str, Array]]:
    """Party -> line -> present value that the party gets ``(draws,)``, kr."""
    scenario = result.scenario
    count = result.draws.count
    w = simulate.world(scenario, result.draws)
    value = simulate.evaluate(scenario, result.draws, "all").present_value
    found: dict[str, dict[str, Array]] = {party: {} for party in catalogue.parties()}
    for line, about in catalogue.lines().items():
        if about.kind in VIEWS[result.view]:
            found["owners"][line] = value[line]
        if about.party is not None:
            found[about.party][line] = -value[line] * np.broadcast_to(_part(w, line), (count,))
    found["vendor"]["exit"] = np.broadcast_to(owed(w, scenario.horizon_months), (count,))
    return found


def _part(w: Names, line: str) -> Any:
    """The part of a line that its party gets: of pay that falls away, the staff lose the pay and not its on-costs."""
    return 1 / (1 + w.on_cost_share) if line in ("payroll", "overtime") else 1.0


def owed(w: Names, horizon: int) -> Any:
    """Present value of what is owed the vendor when the contract ends early, kr."""
    worth = (1 + w.discount_y) ** (-np.minimum(w.exit_paid, horizon) / model.MONTHS)
    return np.where(w.exit_paid <= horizon, w.owed_at_exit * worth, 0.0)


def people(result: Result) -> dict[str, dict[str, float]]:
    """What happens to people, counted in people and hours and not in kroner: means over the worlds in the last year.

    ``posts``: fewer posts. ``burnt_out``: more (or fewer) burnt out. ``absorbed_hours``: hours a month that the staff take
    on top of their work; ``relieved_hours``: hours a month taken off them, before that.
    """
    base = result.draws.rows(0, min(WORLDS, result.draws.count))
    w = simulate.world(result.scenario, base)
    last = list(_last_year(w, result.scenario.horizon_months))

    def estimate(of: Any) -> dict[str, float]:
        draws = np.broadcast_to(np.mean([np.broadcast_to(of(m), (base.count,)) for m in last], axis=0), (base.count,))
        return Sample(draws, base.groups).row((0.05, 0.95))

    return {
        "posts": estimate(lambda m: m.reduced / w.worked_hours_m),
        "burnt_out": estimate(lambda m: (m.burnt - w.burnt_out) * m.staff),
        "absorbed_hours": estimate(lambda m: w.absorbed_share * m.overhead),
        "relieved_hours": estimate(lambda m: w.relief_use * m.moved),
    }


def _last_year(w: Names, horizon: int) -> Iterator[Names]:
    return (m for m in model.ledger(w, horizon) if m.t > horizon - model.MONTHS)
