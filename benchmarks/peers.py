"""Other ways to the same answer: each draws a scenario's inputs in its own manner and runs our equations on them.

So all compute the same, and what differs is how. Asked of each: the mean of the net present value, three quantiles of it and
of every line, and five of the running sum of every month.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

import roi
from benchmarks import matrix, squiggle
from roi import catalogue, fused, model, outcomes, simulate, tables
from roi.distributions import Pert, tabulate
from roi.sampling import EXIT, Draws, chance_of
from roi.scenario import Scenario

Array: TypeAlias = npt.NDArray[np.float64]
KINDS = catalogue.kinds()
BLOCK = 16_384  # draws at a time of a ledger in arrays: our own size
CHUNK = 4_096  # rows at a time of a matrix: the quickest of those that were tried
LINE, BAND = (5, 50, 95), (5, 25, 50, 75, 95)


class Answer(NamedTuple):
    """Of the net present value ``mean``, ``sd``, ``p5``, ``p50``, ``p95``; the mean of each line; what a month's band is."""

    mean: float
    sd: float
    p5: float
    p50: float
    p95: float
    lines: dict[str, float]
    band: Array


class Peer(NamedTuple):
    """A way to the answer: ``run(scenario, draws, seed, whole)``; if not whole, of the net present value alone.

    ``draws``: as many as take it some seconds. ``is_independent``: whether its draws are.
    """

    name: str
    draws: int
    run: Callable[[Scenario, int, int, bool], Answer]
    is_there: bool
    is_independent: bool = True


# ------------------------------------------------------------------------------------------------------------ in common


def given(scenario: Scenario, drawn: Mapping[str, Array]) -> fused.Given:
    """What the model's world is made of. ``drawn``: an array for each input that is drawn and for what happens by chance."""
    values = {key: drawn[key] if key in drawn else float(value.median) for key, value in scenario.keyed().items()}
    events = tuple(drawn[chance_of(event.name)] for event in scenario.events)
    return simulate.given(scenario, Draws(len(drawn[EXIT]), 0, values, drawn[EXIT], events))


def chances(scenario: Scenario) -> list[str]:
    """The coordinates that are standard exponential numbers."""
    return [EXIT, *(chance_of(event.name) for event in scenario.events)]


def in_arrays(scenario: Scenario, drawn: Mapping[str, Array], whole: bool) -> Answer:
    """The ledger month by month, an array of draws for each quantity, a block at a time, on one thread."""
    count, done = len(drawn[EXIT]), []
    for start in range(0, count, BLOCK):
        part = {name: x[start : start + BLOCK] for name, x in drawn.items()}
        size = len(part[EXIT])
        world = model.world(*given(scenario, part))
        done.append(outcomes.evaluate(world, scenario.horizon_months, KINDS, scenario.view).spread_over(size))
    value = {line: np.concatenate([each.present_value[line] for each in done]) for line in KINDS}
    running = np.concatenate([each.running for each in done], axis=1)
    return sorted_answer(value, np.concatenate([each.outcomes["npv"] for each in done]), running, whole)


def sorted_answer(value: Mapping[str, Array], npv: Array, running: Array, whole: bool) -> Answer:
    """The answer by sorting, which is the quickest way to several quantiles. ``running``: ``(months, draws)``."""

    def quantiles(x: Array, percents: tuple[int, ...]) -> list[float]:
        ordered = np.sort(x)
        return [float(ordered[round(percent / 100 * (x.size - 1))]) for percent in percents]

    if not whole:
        return Answer(float(np.mean(npv)), float(np.std(npv)), *quantiles(npv, LINE), {}, np.empty(0))
    for kr in value.values():
        quantiles(kr, LINE)
    band = np.array([quantiles(sums, BAND) for sums in running])
    means = {line: float(np.mean(kr)) for line, kr in value.items()}
    return Answer(float(np.mean(npv)), float(np.std(npv)), *quantiles(npv, LINE), means, band)


# ------------------------------------------------------------------------------------------------------------ the ways


def ours(scenario: Scenario, draws: int, seed: int, whole: bool) -> Answer:
    result = roi.run(scenario, draws=draws, seed=seed)
    npv = result.samples["npv"]
    if not whole:
        return Answer(npv.mean().value, npv.mean().se, *(npv.quantile(p / 100).value for p in LINE), {}, np.empty(0))
    lines, months = tables.ledger(result), tables.months(result)
    band = np.array([[month[f"p{percent}"] for percent in BAND] for month in months])
    sd = float(np.std(result.outcomes["npv"]))
    return Answer(npv.mean().value, sd, *(npv.at(p / 100) for p in LINE), {row["line"]: row["mean"] for row in lines}, band)


def naive(scenario: Scenario, draws: int, seed: int, whole: bool) -> Answer:
    """Everything a matrix of draws x months at once, quantile functions as SciPy has them, ``np.percentile``."""
    rng = np.random.default_rng(seed)
    drawn = {key: scenario.keyed()[key].ppf(rng.random(draws)) for key in scenario.uncertain()}
    drawn |= {name: rng.exponential(size=draws) for name in chances(scenario)}
    value, found, running = matrix.evaluate(given(scenario, drawn), scenario.horizon_months, KINDS, scenario.view)
    npv, means, band = found["npv"], {}, np.empty(0)
    if whole:
        for line, kr in value.items():
            np.percentile(kr, LINE)
            means[line] = float(np.mean(kr))
        band = np.percentile(running, BAND, axis=0).T
    return Answer(float(np.mean(npv)), float(np.std(npv)), *map(float, np.percentile(npv, LINE)), means, band)


def competent(scenario: Scenario, draws: int, seed: int, whole: bool) -> Answer:
    """The same matrices a chunk at a time, so that they stay near the processor, with our quantile tables, by sorting."""
    rng, done, sums = np.random.default_rng(seed), [], np.empty((scenario.horizon_months, draws))
    for start in range(0, draws, CHUNK):
        size = min(CHUNK, draws - start)
        drawn = {key: tabulate(scenario.keyed()[key])(rng.random(size)) for key in scenario.uncertain()}
        drawn |= {name: rng.exponential(size=size) for name in chances(scenario)}
        value, found, running = matrix.evaluate(given(scenario, drawn), scenario.horizon_months, KINDS, scenario.view)
        sums[:, start : start + size] = running.T
        done.append(value | {"npv": found["npv"]})
    joined = {name: np.concatenate([each[name] for each in done]) for name in done[0]}
    return sorted_answer({line: joined[line] for line in KINDS}, joined["npv"], sums, whole)


def squigglepy(scenario: Scenario, draws: int, seed: int, whole: bool) -> Answer:
    import squigglepy as sq

    sq.set_seed(seed)
    drawn = {key: sq.sample(sq.pert(p.low, p.mode, p.high), draws) for key, p in perts(scenario).items()}
    return in_arrays(scenario, drawn | {name: sq.sample(sq.exponential(1.0), draws) for name in chances(scenario)}, whole)


def openturns(scenario: Scenario, draws: int, seed: int, whole: bool) -> Answer:
    import openturns as ot

    ot.RandomGenerator.SetSeed(seed)
    marginals = [ot.Beta(*p._shape, p.low, p.high) for p in perts(scenario).values()]
    names = [*perts(scenario), *chances(scenario)]
    marginals += [ot.Exponential(1.0)] * len(chances(scenario))
    sample = np.asarray(ot.JointDistribution(marginals).getSample(draws))
    return in_arrays(scenario, dict(zip(names, np.ascontiguousarray(sample.T), strict=True)), whole)


def monaco(scenario: Scenario, draws: int, seed: int, whole: bool) -> Answer:
    """A function call for each draw, as monaco is made for."""
    import monaco as mc
    from scipy import stats

    names = [*perts(scenario), *chances(scenario)]

    def preprocess(case: Any) -> tuple[dict[str, float]]:
        return ({name: float(case.invals[name].val) for name in names},)

    def run(values: dict[str, float]) -> Any:
        drawn = {name: np.array([x]) for name, x in values.items()}
        world = model.world(*given(scenario, drawn))
        return outcomes.evaluate(world, scenario.horizon_months, KINDS, scenario.view)

    def postprocess(case: Any, found: Any) -> None:
        case.addOutVal("npv of it all", float(found.outcomes["npv"][0]))
        for line, kr in found.present_value.items():
            case.addOutVal(f"line {line}", float(kr[0]))
        for t, kr in enumerate(found.running):
            case.addOutVal(f"month {t}", float(kr[0]))

    sim = mc.Sim(
        "benchmark", draws, {"preprocess": preprocess, "run": run, "postprocess": postprocess}, seed=seed, verbose=False
    )
    for name, p in perts(scenario).items():
        a, b = p._shape
        sim.addInVar(name, stats.beta, {"a": a, "b": b, "loc": p.low, "scale": p.high - p.low})
    for name in chances(scenario):
        sim.addInVar(name, stats.expon, {})
    sim.runSim()
    value = {line: np.array(sim.outvars[f"line {line}"].nums) for line in KINDS}
    running = np.array([sim.outvars[f"month {t}"].nums for t in range(scenario.horizon_months)])
    return sorted_answer(value, np.array(sim.outvars["npv of it all"].nums), running, whole)


def squiggle_in_node(scenario: Scenario, draws: int, seed: int, whole: bool) -> Answer:
    """The equations as a Squiggle program, run by node."""
    drawn = {name: np.zeros(1) for name in [*perts(scenario), *chances(scenario)]}
    code = fused.ledger(given(scenario, drawn), KINDS, scenario.view)
    values: dict[str, Pert | float] = {}
    named = given(scenario, {name: np.array([i], dtype=float) for i, name in enumerate(drawn)})
    order = dict(enumerate([*perts(scenario).values(), *[1.0] * len(chances(scenario))]))
    for place, x in fused.values_of(named).items():
        if isinstance(x, np.ndarray):
            values[place] = order[int(x[0])]
    known = {place: x for place, x in fused.values_of(named).items() if not isinstance(x, np.ndarray)}
    rows = squiggle.run(squiggle.program(code, known, values, scenario.horizon_months), draws)
    names = [*code.lines, *code.outcomes]
    npv = rows[names.index("npv")]
    return Answer(*npv[:5], {line: rows[names.index(line)][0] for line in code.lines}, np.array(rows[len(names) :])[:, 2:])


def perts(scenario: Scenario) -> dict[str, Pert]:
    """The inputs that are drawn, all PERT in the benchmark's scenario: the one shape that every peer has."""
    found = {}
    for key in scenario.uncertain():
        value = scenario.keyed()[key]
        assert isinstance(value, Pert), f"{key}: the benchmark needs a scenario of PERT and fixed values"
        found[key] = value
    return found


def node_is_there() -> bool:
    return shutil.which("node") is not None and (squiggle.HERE / "node_modules" / "@quri" / "squiggle-lang").is_dir()


PEERS = (
    Peer("ours", 1_000_000, ours, True, is_independent=False),
    Peer("NumPy matrix, competent", 100_000, competent, True),
    Peer("NumPy matrix, naive", 20_000, naive, True),
    Peer("squigglepy", 100_000, squigglepy, find_spec("squigglepy") is not None),
    Peer("OpenTURNS", 50_000, openturns, find_spec("openturns") is not None),
    Peer("monaco", 40, monaco, find_spec("monaco") is not None, is_independent=False),
    Peer("Squiggle (node)", 40, squiggle_in_node, node_is_there()),
)
