"""The page on which the table of a batch is explored: put there, searched, sorted, and what is wrong with one."""

import json

import plotly.graph_objects as go
import pytest

from roi import batch, crowd, grid, portfolio, tabular, text
from roi.ui import answers
from roi.ui import batch as page
from roi.ui import desk as desks
from tests import screen
from tests.screen import charts, page_text, press, ran

FILES = ["office_upskilling.toml", "small_firm_bookkeeping.toml", "wholesaler_hire.toml", "wholesaler_upskill.toml"]
HOSTILE = "<img src=x onerror=alert(1)> ![x](http://evil.example/x.png) =1+1"
DRAWS = 256


@pytest.fixture(scope="module")
def rows():
    """A batch of four ready-made cases, and one whose name is none of a friend's."""
    sources = [*batch.sources(desks.CASES, FILES), batch.Source("x/evil.toml", "evil", hostile())]
    found = sorted(batch.answers(sources, settings=batch.Settings(draws=DRAWS)), key=lambda each: each.at)
    return [each.row for each in found]


def hostile():
    return screen.SCENARIO.replace('"Own case"', json.dumps(HOSTILE))


def with_table(rows, lang="da", name="kunder.csv", content=None):
    app = screen.start(lang, "batch")
    content = tabular.as_csv(rows, list(rows[0]), lang) if content is None else content
    app.get("file_uploader")[0].upload(name, content)
    return ran(app)


def worked_out(app, origin):
    """Once more, as long as the page still looks how far it is."""
    while origin in app.session_state:
        app.session_state[origin].work.made.result(60)
        ran(app)
    return app


def said(app):
    return page_text(app).replace("\xa0", " ")


def lines(app):
    """The cells of the table of cases."""
    body = next(each.proto.body for each in app.get("html") if "roi-table" in each.proto.body)
    return body.partition("<tbody")[2].replace("\xa0", " ").split("<tr")[1:]


def choose(app, what, to):
    next(each for each in app.selectbox if each.key.startswith(f"batch:{what}")).set_value(to)
    return ran(app)


@pytest.mark.parametrize(("lang", "other"), [("da", "en"), ("en", "da")])
def test_who_gains_who_loses_and_who_is_near(rows, lang, other):
    app = with_table(rows, lang)
    words = said(app)
    found = portfolio.portfolio(rows)
    counts = {group: len(found[group]) for group in portfolio.GROUPS}
    assert counts["gain"] >= 1
    assert counts["lose"] >= 1
    assert text.say("batch.at_a_glance.sum", lang, clients=len(rows), **counts) in words
    assert len(lines(app)) == len(rows)
    dots = [x for trace in charts(app)["clients"]["traces"] for x in trace["x"]]
    assert len(dots) == len(rows), "a dot for every client"
    for each in sorted(screen.words_of(other)):
        assert f"\n{each}\n" not in f"\n{words}\n", each
        assert len(each) < 30 or each not in words, each


@pytest.mark.parametrize(("lang", "read"), [("da", "en"), ("en", "da")])
def test_a_table_in_the_other_language_says_the_same(rows, lang, read):
    content = tabular.as_csv(rows, list(rows[0]), read)
    assert lines(with_table(rows, lang, content=content)) == lines(with_table(rows, lang))


def test_parquet_is_a_table_too(rows):
    content = tabular.as_parquet(rows, list(rows[0]))
    assert lines(with_table(rows, "en", "clients.parquet", content)) == lines(with_table(rows, "en"))


def test_it_is_sorted_searched_and_looked_at_group_by_group(rows):
    app = with_table(rows, "en")
    means = [row["npv_mean"] for row in rows]
    best, worst = (rows[means.index(pick(means))]["file"] for pick in (max, min))
    assert best in lines(app)[0]
    choose(app, "sort", "worst")
    assert worst in lines(app)[0]
    choose(app, "sort", "line")
    assert rows[min(range(len(rows)), key=lambda i: abs(means[i]))]["file"] in lines(app)[0]
    choose(app, "sort", "name")
    names = [text.case(row["scenario"], "en").casefold() for row in rows]
    assert names.index(min(names)) == next(i for i, row in enumerate(rows) if row["file"] in lines(app)[0])
    gaining = [row["file"] for row in rows if portfolio.side(row) == "gain"]
    choose(app, "group", "gain")
    assert len(lines(app)) == len(gaining)
    assert all(any(file in line for file in gaining) for line in lines(app))
    choose(app, "group", "every")
    next(each for each in app.text_input if each.key.startswith("batch:search")).set_value("WHOLESALER  hire")
    ran(app)
    assert [line for line in lines(app) if "wholesaler_hire.toml" in line] == lines(app) != []
    next(each for each in app.text_input if each.key.startswith("batch:search")).set_value("nobody at all")
    ran(app)
    assert text.say("ui.batch.table.nobody", "en") in said(app)


def test_a_hostile_name_stays_words(rows):
    app = with_table(rows, "en")
    assert "&lt;img" in "".join(lines(app))
    assert all("<img" not in each.proto.body for each in app.get("html"))
    assert all("<img" not in each for each in screen.strings_in(charts(app)["clients"]["traces"]))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b" ", "table_unreadable"),
        (b"\xff\xfe\x00", ""),
        (b"a,b\n1,2\n", "table_without"),
        (b'file,"\n', "table_unreadable"),
        (b"PAR1", "table_without"),
    ],
    ids=["empty", "bytes", "other", "quote", "parquet"],
)
def test_a_table_that_is_none_is_refused_and_what_was_there_stays(rows, content, code):
    app = with_table(rows, "da")
    app.get("file_uploader")[0].upload("../../<b>x</b>.csv", content)
    ran(app)
    assert len(app.error) == 1
    assert code == "" or text.say(f"message.{code}", "da", key="file")[:18] in app.error[0].value.replace("\\", "")
    assert len(lines(app)) == len(rows)


def test_rows_without_an_answer_are_counted_and_left_out(rows):
    app = with_table([*rows, {**rows[0], "file": "z.toml", "npv_mean": None}], "en")
    assert text.say("ui.batch.page.without", "en", count=1) in said(app)
    assert len(lines(app)) == len(rows)
    app = with_table([{**rows[0], "npv_mean": None}], "en")
    assert text.say("ui.batch.page.none", "en") in said(app)
    assert not charts(app)


def test_an_input_that_nobody_knows_is_shown_as_it_stands(rows):
    odd = [{**row, "first_driver": "<b>nonsense</b>", "vary.nonsense": i} for i, row in enumerate(rows)]
    assert "&lt;b&gt;nonsense" in lines(with_table(odd, "en"))[0]


def test_of_several_figures_it_says_whose_answer_moves_most():
    sources = list(batch.sources(desks.CASES, FILES[:2]))
    varied = [grid.Varied("turnover_y", (0.05, 0.4))]
    found = [each.row for each in batch.answers(sources, varied, batch.Settings(draws=DRAWS))]
    app = with_table(found, "en")
    words = said(app)
    assert text.say("ui.batch.grid.title", "en") in words
    assert text.inside(text.input_name("turnover_y", "en")) in words
    assert len(lines(app)) == 2, "a file is a client, whatever is tried in it"


def test_the_ready_made_cases_are_one_click_away(monkeypatch, tmp_path):
    monkeypatch.setattr(answers, "DRAWS", DRAWS)
    for name in FILES[:2]:
        (tmp_path / name).write_bytes((desks.CASES / name).read_bytes())
    app = screen.start("da", "batch")
    assert text.say("ui.batch.page.empty", "da") in said(app)
    monkeypatch.setattr(desks, "CASES", tmp_path)
    press(ran(app), "example_make")
    assert len(lines(worked_out(app, "example"))) == 2
    assert text.say("ui.batch.page.example_name", "da") in said(app)


@pytest.mark.parametrize("lang", text.LANGUAGES)
def test_ones_own_library_is_worked_out_here_and_what_is_wrong_in_it_is_named(lang, monkeypatch, tmp_path):
    monkeypatch.setattr(answers, "DRAWS", DRAWS)
    monkeypatch.setenv("ROI_LIBRARY", str(tmp_path))
    assert not [each for each in screen.start(lang, "batch").button if each.key == "library_make"], "there is none yet"
    for name in FILES:
        (tmp_path / name).write_bytes((desks.CASES / name).read_bytes())
    (tmp_path / "evil.toml").write_text(hostile(), encoding="utf-8")
    (tmp_path / "broken.toml").write_text("format = 1\nemployees = -1\n", encoding="utf-8")
    app = press(screen.start(lang, "batch"), "library_make")
    worked_out(app, "library")
    assert len(lines(app)) == len(FILES) + 1
    assert text.say("ui.batch.page.library_name", lang) in said(app)
    assert "broken.toml" in said(app)
    assert app.button(key="library_make"), "and again, once it has changed"
    there = app.session_state[page.HELD]
    table = tmp_path / "sager.csv"
    table.write_bytes(tabular.as_csv(there.rows, tabular.columns(), lang))
    assert [row["npv_mean"] for row in tabular.read(table)] == [row["npv_mean"] for row in there.rows]
    assert app.get("download_button")


# ------------------------------------------------------------------------------------------------------------ the picture


@pytest.mark.parametrize("lang", text.LANGUAGES)
@pytest.mark.parametrize("count", [1, 40, crowd.DOTS_AT_MOST + 1])
def test_every_client_is_in_the_picture(lang, count):
    clients = [
        {"name": f"<b>{i}", "group": portfolio.GROUPS[i % 4], "mean": (i - count / 2) * 1_000.0 + (i == 0) * -1e9}
        for i in range(count)
    ]
    figure = crowd.clients(clients, lang)
    go.Figure({"data": figure["data"], "layout": figure["layout"]})
    low, high = figure["layout"]["xaxis"]["range"]
    assert all(low <= x <= high for trace in figure["data"] for x in trace["x"])
    if count > crowd.DOTS_AT_MOST:
        assert sum(y for trace in figure["data"] for y in trace["y"]) == count
    else:
        assert sum(len(trace["x"]) for trace in figure["data"]) == count
    assert "<b>" not in json.dumps(figure)


def test_a_page_of_many_clients_says_how_many():
    clients = [{"file": f"{i}.toml", "scenario": f"{i}", "npv_se": 1.0, "chance_of_loss_se": 0.01} for i in range(700)]
    figures = {"npv_mean": 5.0, "npv_p5": -1.0, "npv_p50": 5.0, "npv_p95": 9.0, "chance_of_loss": 0.1}
    held = page.held("file", "x", [{**each, **figures} for each in clients])
    assert len(held.clients) == 700
    assert held.without == 0
