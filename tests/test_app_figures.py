"""All figures of a case in one table, and how it is worked out: opened without a browser."""

import html
import json
import re

import pytest

from roi import catalogue, equations, tables, text
from roi.ui import assumptions, editing
from tests import screen

LANGUAGES = pytest.mark.parametrize("lang", text.LANGUAGES)
#: What a formula is written with beside the names of figures, lines and outcomes: functions, indices and sums.
NOTATION = {"clip", "floor", "max", "mean_year", "min", "sum", "cash", "employee", "line", "net", "value", *"EQkmst"}


def figures(app):
    """Place -> the cells of its line in the table."""
    (found,) = [each for each in app.get("bidi_component") if "list" in each.proto.component_name]
    told = json.loads(found.proto.json)
    return {row["id"]: row["cells"] for group in told["groups"] for row in group["rows"]}


@LANGUAGES
def test_every_figure_of_the_case_stands_in_the_table(lang):
    app = screen.start(lang, "assumptions")
    scenario = screen.the_desk(app).scenario
    found = figures(app)
    for key, value in scenario.keyed().items():
        name, used, article, evidence, basis = found[editing.place_of(key, scenario)]
        about = catalogue.inputs()[key.rpartition(".")[2]]
        assert name == about.name[lang]
        assert used == text.spread(tables.assumption(scenario, key, value), lang)
        assert article
        assert evidence
        assert basis in {text.say(f"basis.{each}", lang) for each in ("file", "document", "study", "statistic", "judgement")}


def test_changed_here_it_is_changed_there():
    place = "company.turnover_y"
    app = screen.start("en", "assumptions", **{assumptions.CHOSEN: place})
    before = figures(app)[place][1]
    screen.move(app, "number_input", f"high:{place}", 40.0)
    assert screen.the_desk(app).scenario.values["turnover_y"].high == pytest.approx(0.4)
    assert figures(app)[place][1] != before
    screen.to(app, "owner")
    assert screen.the_desk(app).values()[place][0]["high"] == pytest.approx(0.4)


def test_a_figure_that_the_case_has_no_more_is_not_open():
    app = screen.start("da", "assumptions", **{assumptions.CHOSEN: "work[9].fee_m"})
    first = next(iter(figures(app)))
    assert text.say("ui.figures.opened", "da", name=editing.input_at(first).name["da"]) in screen.page_text(app)


@LANGUAGES
def test_how_it_works_shows_every_line_outcome_input_and_source(lang):
    app = screen.start(lang, "method")
    app.session_state["names"] = True
    screen.ran(app)
    said = html.unescape(screen.page_text(app))
    for id, line in catalogue.lines().items():
        assert f"{id} = {equations.ledger()[id]}" in said
        assert line.help[lang] in said
    for id, outcome in catalogue.outcomes().items():
        assert f"{id} = {equations.outcomes()[id]}" in said
        assert outcome.help[lang] in said
    for id, about in catalogue.inputs().items():
        assert about.choices or id in said
    for source in catalogue.sources().values():
        assert source.title[lang] in said


def test_a_formula_names_only_what_the_page_explains():
    """A name in a formula is a figure, a line, an outcome or a quantity that stands there, with or without its index."""
    quantities = [each for group in equations.monthly() for each in group]
    known = {*catalogue.inputs(), *catalogue.lines(), *catalogue.outcomes(), *NOTATION, *(each.name for each in quantities)}
    formulas = [*(each.formula for each in quantities), *equations.ledger().values(), *equations.outcomes().values()]
    for formula in formulas:
        for word in re.findall(r"[A-Za-z]\w*", re.sub(r"Σ_\w+", "", formula)):
            stem = re.sub(r"_[kt]?$|[₀₁]", "", word)
            assert {word, stem} & known or any(id.startswith(f"{stem}_") for id in known), (word, formula)
