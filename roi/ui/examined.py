"""A plan examined, worked out for a page by the same few workers: each part when it is asked for, and once for all."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from roi import breakeven, examine, inquiry, parties, reverse, simulate, stress, tables, two_sets, worklog
from roi.scenario import Scenario
from roi.simulate import Result
from roi.tables import Row, Table
from roi.ui import answers, shell
from roi.ui.answers import Long
from roi.ui.told import tell

T = TypeVar("T")
PLAN = ("worklog", "stress", "reverse", "parties", "two_sets")  # what is asked of a plan beside its claims, for its memo
FORMS = ("docx", "pdf")  # of a memo
TIPPING = 3  # inputs of which it is said where the plan tips


def waited(name: str, asked: Future[T], lang: str) -> T:
    """What was asked for, when it is there; until then a quiet line, which takes no room, says that it is worked out."""
    return shell.waited(name, asked, tell("argument.working", lang, draws=answers.DRAWS), lang)


def claim(scenario: Scenario, at: int) -> Future[Row]:
    """The facts of the claim ``at`` (from 0) examined."""
    return answers.asked(_claim, scenario, at)


def _run(scenario: Scenario) -> Result:
    return simulate.run(scenario, draws=answers.DRAWS, seed=answers.SEED)


def _claim(scenario: Scenario, at: int) -> Row:
    return examine.challenge(_run(scenario), scenario.claims[at]).facts


def tipping(scenario: Scenario) -> Future[Table]:
    """Where the plan breaks even in each of the inputs that it hangs on most, with where the input usually lies."""
    return answers.asked(_tipping, scenario)


def _tipping(scenario: Scenario) -> Table:
    result = _run(scenario)
    keyed = scenario.keyed()
    keys = [row["input"] for row in tables.main_drivers(tables.drivers(result)) if row["input"] in keyed][:TIPPING]
    return [
        {
            **tables.break_even(result, breakeven.break_even(result, key)),
            **{name: float(keyed[key].ppf(share)) for name, share in (("p5", 0.05), ("p50", 0.5), ("p95", 0.95))},
        }
        for key in keys
    ]


def memo(scenario: Scenario, lang: str) -> Long[tuple[bytes, bytes]]:
    """The memo as it will be: to be edited and to be printed. What the page has worked out already is not done again."""
    return answers.long(len(scenario.claims) + len(PLAN) + len(FORMS), _memo, scenario, lang)


def _memo(scenario: Scenario, lang: str, step: Callable[[], object]) -> tuple[bytes, bytes]:
    from roi import memo as memos
    from roi import paper

    def done(asked: Future[T]) -> T:
        found = asked.result()
        step()
        return found

    claims = [done(claim(scenario, at)) for at in range(len(scenario.claims))]
    log = done(returned(scenario))
    hard = done(stressed(scenario, usual_month(scenario)))
    losing = done(ways_to_lose(scenario, None))
    shares, people = done(gaining(scenario))
    plan = inquiry.Inquiry(log, hard, losing, shares, people, done(both_sets(scenario)))
    written = memos.memo(_run(scenario), lang, found=memos.Examined(claims, plan))
    docx = paper.to_docx(written)
    step()
    pdf = paper.to_pdf(written)
    step()
    return docx, pdf


def stressed(scenario: Scenario, month: int) -> Future[Table]:
    """Every stress beside the base; ``month``: when the vendor fails or the event comes true."""
    return answers.asked(_stressed, scenario, month)


def usual_month(scenario: Scenario) -> int:
    """When it happens if nobody says when."""
    return answers.asked(_usual_month, scenario).result()


def _usual_month(scenario: Scenario) -> int:
    return stress.usual_month(_run(scenario))


def _stressed(scenario: Scenario, month: int) -> Table:
    return stress.table(_run(scenario), month)


def ways_to_lose(scenario: Scenario, more_than: float | None) -> Future[Row]:
    """How the plan comes to lose more than a sum, kr; of what 1 of 20 futures lose if None."""
    return answers.asked(_ways_to_lose, scenario, more_than)


def _ways_to_lose(scenario: Scenario, more_than: float | None) -> Row:
    return reverse.ways_to_lose(_run(scenario), more_than)


def gaining(scenario: Scenario) -> Future[tuple[Table, Row]]:
    """Who gains, in kroner, and what happens to people."""
    return answers.asked(_gaining, scenario)


def _gaining(scenario: Scenario) -> tuple[Table, Row]:
    result = _run(scenario)
    return parties.table(result), dict(parties.people(result))


def both_sets(scenario: Scenario) -> Future[Row]:
    """The plan under either set of assumptions."""
    return answers.asked(_both_sets, scenario)


def _both_sets(scenario: Scenario) -> Row:
    return two_sets.side_by_side(_run(scenario))


def returned(scenario: Scenario) -> Future[Row | None]:
    """The log of work that came back beside what is assumed."""
    return answers.asked(_returned, scenario)


def _returned(scenario: Scenario) -> Row | None:
    return worklog.observed(_run(scenario))


def with_log(scenario: Scenario, lang: str) -> Future[Scenario]:
    """The scenario with the log in place of the assumption. The future raises ScenarioError where that is not possible."""
    return answers.asked(_with_log, scenario, lang)


def _with_log(scenario: Scenario, lang: str) -> Scenario:
    return worklog.replacing(_run(scenario), lang)
