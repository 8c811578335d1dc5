"""Work that comes back: the log in the file, the share that it shows, and the log in place of the assumption."""

from __future__ import annotations

import numpy as np
import pytest

import roi
from roi import files, telling, worklog

PLAN = """format = 1
name = "Case"
[plan]
rework_effort = 1.25
learning_months = 4
rework_start = 0.2
rework_end = 0.1
[[work]]
name = "Books"
hours_m = 100
fee_m = 20_000
"""
LOG = """
[worklog]
from = 2026-04-01
to = 2026-05-31
hours_moved = 160
months_in = 2
[[worklog.entries]]
date = 2026-04-07
work = "Books"
task = "VAT"
hours = 6
why = "wrong account"
[[worklog.entries]]
date = 2026-05-31
hours = 4
why = "late"
"""


def result_of(text):
    return roi.run(files.loads(text), draws=1_024)


def test_the_observed_share_is_the_logs_hours_over_what_the_moved_hours_would_take():
    found = worklog.observed(result_of(PLAN + LOG))
    assert found["share"] == pytest.approx(10 / (1.25 * 160))
    assert found["hours"] == 10 and found["entries"] == 2 and found["few"]
    assert found["by_why"] == [{"why": "wrong account", "hours": 6}, {"why": "late", "hours": 4}]


def test_beside_it_stands_what_the_model_assumes_for_the_same_time():
    """Half of the learning (2 of 4 months: 2^-0.5 unlearnt) is the model's own rework share of that time."""
    found = worklog.observed(result_of(PLAN + LOG))
    assumed = 0.1 + 0.1 * 2**-0.5
    assert found["assumed"]["p50"] == pytest.approx(assumed)
    assert found["at_least"]["value"] == 1.0


def test_the_error_of_the_log_is_that_of_a_compound_poisson_sum():
    """Against a simulation: the log's number of entries by chance, each with one of the hours seen. 2 % at 20,000 logs."""
    hours = np.array([1.0, 2.0, 2.5, 4.0, 0.5, 3.0, 1.5, 2.0])
    entries = "".join(f"[[worklog.entries]]\ndate = 2026-05-01\nhours = {h}\n" for h in hours)
    found = worklog.observed(result_of(PLAN + LOG[: LOG.index("[[worklog.entries]]")] + entries))
    rng = np.random.default_rng(5)
    sums = np.array([rng.choice(hours, rng.poisson(hours.size)).sum() for _ in range(20_000)])
    sd = np.log(found["p95"] / found["p5"]) / (2 * 1.6449)  # of the logarithm
    assert np.sqrt(np.expm1(sd**2)) == pytest.approx(sums.std() / sums.mean(), rel=0.02)


@pytest.mark.parametrize(
    ("months", "input"), [(0, "rework_start"), (3.9, "rework_start"), (4.1, "rework_end"), (12, "rework_end")]
)
def test_an_early_log_stands_for_the_start_and_a_late_one_for_the_end(months, input):
    text = PLAN + LOG.replace("months_in = 2", f"months_in = {months}")
    assert worklog.observed(result_of(text))["input"] == input


def test_the_log_can_replace_the_assumption_and_says_so_in_the_file():
    result = result_of(PLAN + LOG)
    replaced = worklog.replacing(result, "en")
    found = worklog.observed(result)
    value = replaced.values["rework_start"]
    assert float(value.ppf(0.05)) == pytest.approx(found["p5"], rel=0.01)
    assert replaced.origins["rework_start"].source == "Log of work that came back, 1 April 2026 to 31 May 2026 (2 times)"
    assert replaced.values["rework_end"] == result.scenario.values["rework_end"]
    assert replaced.worklog == result.scenario.worklog


def test_a_scenario_without_a_log_has_nothing_observed():
    result = result_of(PLAN)
    assert worklog.observed(result) is None
    assert worklog.observed(result_of(PLAN + LOG[: LOG.index("[[worklog.entries]]")])) is None
    with pytest.raises(ValueError, match="no log"):
        worklog.replacing(result, "da")


def test_every_mistake_of_a_log_is_told_at_once():
    bad = LOG.replace("2026-04-07", '"7/4"').replace('"Books"', '"Boks"').replace("hours = 4", "hours = -4")
    bad = bad.replace("date = 2026-05-31", "date = 2026-06-01").replace("months_in = 2\n", "").replace("why", "whom", 1)
    with pytest.raises(roi.ScenarioError) as caught:
        files.loads(PLAN + bad)
    found = {(each.place, each.problem.code) for each in caught.value.mistakes}
    assert found == {
        ("worklog.months_in", "missing_number"),
        ("worklog.entries[1].date", "not_a_date"),
        ("worklog.entries[1].work", "unknown_package"),
        ("worklog.entries[1].whom", "unknown_key"),
        ("worklog.entries[2].date", "date_outside"),
        ("worklog.entries[2].hours", "number_outside"),
    }
    assert all(each.line for each in caught.value.mistakes)


def test_a_log_that_ends_before_it_begins_is_a_mistake():
    with pytest.raises(roi.ScenarioError) as caught:
        files.loads(PLAN + LOG.replace("to = 2026-05-31", "to = 2026-03-01"))
    assert [each.problem.code for each in caught.value.mistakes] == ["ends_before_it_begins"]


def test_a_log_is_kept_when_something_else_is_changed():
    scenario = files.change(files.loads(PLAN + LOG), {"plan.core_use": 0.2})
    assert scenario.text.endswith(LOG)


@pytest.mark.parametrize("lang", ["da", "en"])
def test_the_log_is_told_in_whole_sentences(lang):
    for months in (1, 12):
        found = worklog.observed(result_of(PLAN + LOG.replace("months_in = 2", f"months_in = {months}")))
        for sentence in telling.worklog(found, lang):
            assert "{" not in sentence and sentence.endswith(".")
