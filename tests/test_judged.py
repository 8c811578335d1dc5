"""The pictures of what people judge: every count of the tables stands in them, and nothing a user wrote can do harm."""

import pytest

from roi import judged, people, text

LANGUAGES = pytest.mark.parametrize("lang", text.LANGUAGES)


def risk(id, likelihood=None, consequence=None, after=(None, None)):
    marks = {"likelihood_after": after[0], "consequence_after": after[1]}
    return {"risk": id, "likelihood": likelihood, "consequence": consequence, **marks}


def mapped(rows, lang="da", after=False, names=None, out=()):
    numbers = {row["risk"]: number for number, row in enumerate(rows, start=1)}
    names = names or {row["risk"]: row["risk"] for row in rows}
    return judged.risk_map(people.risk_map(rows, after), numbers, names, lang, out)


def dots(figure):
    """(number, x, y) of every dot, and the fill of its trace."""
    return [
        (said, x, y, trace["marker"]["color"])
        for trace in figure["data"]
        for said, x, y in zip(trace["text"], trace["x"], trace["y"], strict=True)
    ]


@LANGUAGES
def test_a_risk_lies_in_its_cell_and_moves_with_the_answer(lang):
    rows = [risk("a", 4, 5, (2, None)), risk("b", 1, 1), risk("c")]
    assert {(said, x, y) for said, x, y, _ in dots(mapped(rows, lang))} == {("1", 4, 5), ("2", 1, 1)}
    assert {(said, x, y) for said, x, y, _ in dots(mapped(rows, lang, after=True))} == {("1", 2, 5), ("2", 1, 1)}


def test_those_that_move_stand_out_and_the_others_do_not():
    rows = [risk("a", 4, 5, (2, None)), risk("b", 1, 1, (1, 1))]
    assert people.moved(rows) == ["a"]
    fills = {said: colour for said, _, _, colour in dots(mapped(rows, out=people.moved(rows)))}
    assert fills["1"] == judged.GAIN
    assert fills["2"] != judged.GAIN


@pytest.mark.parametrize("count", range(1, judged.SHOWN_IN_A_CELL + 1))
def test_dots_of_one_cell_lie_apart_and_inside_it(count):
    found = dots(mapped([risk(f"r{i}", 3, 2) for i in range(count)]))
    places = [(x, y) for _, x, y, _ in found]
    assert len(set(places)) == count
    assert all(abs(x - 3) < 0.5 and abs(y - 2) < 0.5 for x, y in places)
    apart = [abs(a[0] - b[0]) + abs(a[1] - b[1]) for i, a in enumerate(places) for b in places[:i]]
    assert min(apart, default=1) >= 0.3


@LANGUAGES
def test_two_hundred_risks_are_counted_in_the_cells(lang):
    rows = [risk(f"r{i}", i % 5 + 1, i // 5 % 5 + 1) for i in range(200)]
    found = dots(mapped(rows, lang))
    assert len(found) == 25
    assert {said for said, *_ in found} == {text.say("ui.beside.chart.so_many", lang, count=8)}


def test_a_name_is_only_ever_words():
    evil = "<a href='http://evil.example'>x</a>"
    few = mapped([risk("a", 1, 1)], names={"a": evil})
    many = mapped([risk(f"r{i}", 1, 1) for i in range(9)], names={f"r{i}": evil for i in range(9)})
    for figure in (few, many):
        told = "".join(said for trace in figure["data"] for said in trace["customdata"])
        assert "<a" not in told
        assert "&lt;a" in told


SPREAD = {"counts": [0, 3, 3, 1, 0], "p25": 2, "p50": 3, "p75": 3, "mean": 2.7}
AFTER = {"counts": [1, 0, 0, 0, 6], "p25": 5, "p50": 5, "p75": 5, "mean": 4.4}


def characteristic(id="realistic", before=SPREAD, after=AFTER, change=None):
    return {"characteristic": id, "before": before, "after": after, "change": change}


@LANGUAGES
def test_every_count_of_the_compass_is_a_bubble_and_the_middle_has_a_wedge(lang):
    change = {"better": 6, "same": 0, "worse": 1}
    figure = judged.compass([characteristic(change=change)], {"realistic": "R"}, lang)
    bubbles = [trace for trace in figure["data"] if trace["mode"] == "markers+text"]
    found = [dict(zip(trace["x"], map(int, trace["text"]), strict=True)) for trace in bubbles]
    assert found == [{2: 3, 3: 3, 4: 1}, {1: 1, 5: 6}]
    sizes = dict(zip(bubbles[1]["x"], bubbles[1]["marker"]["size"], strict=True))
    assert sizes[5] > sizes[1]
    wedges = [trace for trace in figure["data"] if trace["mode"] == "markers"]
    assert [trace["x"] for trace in wedges] == [[3], [5]]
    said = [words for trace in figure["data"] if trace["mode"] == "text" for words in trace["text"]]
    assert text.say("ui.beside.chart.change", lang, **change) in said
    assert "<b>R</b>" in said


def test_what_too_few_have_marked_is_not_drawn():
    figure = judged.compass([characteristic(after=None)], {"realistic": "R"}, "da")
    bubbles = [trace for trace in figure["data"] if trace["mode"] == "markers+text"]
    assert [len(trace["x"]) for trace in bubbles] == [3, 0]
