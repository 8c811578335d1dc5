"""The page that holds cases side by side: which ones, in the session and the address, and what is said of them."""

import re

import pytest

import roi
from roi import abreast, because, comparison, library, text
from roi.ui import answers, memory, shell
from roi.ui import desk as desks
from roi.ui.sides import LETTERS
from tests import screen
from tests.screen import charts, page_text, press, ran, the_desk

DRAWS = 1_024  # of the tests alone: what is shown is the same, sooner
FOUR = ["wholesaler_hire", "wholesaler_automate", "wholesaler_domestic", "wholesaler_upskill"]
HOSTILE = '<img src=x onerror=alert(1)> ![x](http://evil.example/x.png) $x^2$ **bold** "quoted"'


@pytest.fixture(autouse=True)
def fewer_draws(monkeypatch):
    monkeypatch.setattr(answers, "DRAWS", DRAWS)
    monkeypatch.setattr(because, "WORLDS", DRAWS // 4)


def opened(lang="da", **address):
    """The page as an address leads to it."""
    app = screen.start(lang)
    app.query_params.update(address)
    return screen.to(app, "compare")


def four(lang="da"):
    return opened(lang, cases=",".join(FOUR))


def places(app):
    return [each for each in app.selectbox if ":place:" in each.key]


def said(app):
    return page_text(app).replace("\xa0", " ")


def address(app):
    found = app.query_params.get("cases")
    return found if isinstance(found, str) or found is None else found[0]


def compared(names=FOUR, **how):
    return comparison.compare([roi.load(desks.CASES / f"{name}.toml") for name in names], DRAWS, **how)


@pytest.mark.parametrize(("lang", "other"), [("da", "en"), ("en", "da")])
def test_four_cases_stand_side_by_side_in_one_language(lang, other):
    app = four(lang)
    for box in ("table:side_lines", "table:side_pair", "side_matrix", "side_outcomes", "pair_outcomes", "pair_lines"):
        app.session_state[box] = True
    ran(app)
    assert not app.error
    assert set(charts(app)) == {"side_futures", "side_wins", "side_lines", "side_pair"}
    words = said(app)
    for title in ("futures", "wins", "lines", "pair", "inputs"):
        assert text.say(f"ui.compare.{title}.title", lang) in words
    for each in sorted(screen.words_of(other)):
        assert f"\n{each}\n" not in f"\n{words}\n", each
        assert len(each) < 30 or each not in words, each


def test_it_says_what_the_engine_says():
    found = compared()
    rows, against = comparison.options(found), comparison.against(found)
    called = [*LETTERS, abreast.nothing("da")]
    words = said(four())
    assert abreast.answer(rows, against, called, "da").replace("\xa0", " ") in words
    assert abreast.regret(rows, against[0]["a"], called, "da").replace("\xa0", " ") in words
    for row in rows[:-1]:
        for end in ("p5", "p50", "p95"):
            assert text.money(text.to_error(row[end], row[f"{end}_se"]), "da").replace("\xa0", " ") in words


def test_a_place_is_filled_swapped_and_emptied_and_the_address_says_so():
    app = four()
    assert [each.value for each in places(app)] == FOUR
    places(app)[3].set_value("wholesaler_nearshore")
    ran(app)
    assert address(app) == ",".join([*FOUR[:3], "wholesaler_nearshore"])
    places(app)[1].set_value(None)
    ran(app)
    assert [each.value for each in places(app)] == [FOUR[0], FOUR[2], "wholesaler_nearshore", None]
    assert "desk" in places(app)[3].options[0] or text.case(the_desk(app).scenario.name, "da") in places(app)[3].options[0]


def test_another_page_and_back_keeps_what_was_chosen():
    app = opened()
    places(app)[0].set_value("wholesaler_hire")
    ran(app)
    before = [each.value for each in places(app)]
    screen.to(app, "owner")
    screen.to(app, "compare")
    assert [each.value for each in places(app)] == before
    way = next(each for each in app.get("page_link") if each.proto.label == text.say("ui.compare.page.nav", "da"))
    assert "cases=wholesaler_hire" in way.proto.query_string, "so that a reload keeps it, too"


def test_at_first_the_case_on_the_desk_stands_beside_those_of_the_same_work():
    app = screen.start("da")
    the_desk(app).open_case("wholesaler_hire.toml")
    the_desk(app).fresh = False
    screen.to(app, "compare")
    assert places(app)[0].value == "desk"
    assert all(each.value.startswith("wholesaler") for each in places(app)[1:])
    assert "cases" not in app.query_params, "nothing was chosen yet"


def test_with_one_case_it_says_what_is_missing_and_offers_an_example():
    app = opened(cases="desk")
    assert text.say("ui.compare.slot.few", "da") in said(app)
    assert not charts(app)
    press(app, "example")
    assert [each.value for each in places(app)] == FOUR
    assert charts(app)


def test_what_an_address_names_wrongly_is_said_and_not_dropped():
    app = opened("en", cases=f"{FOUR[0]},../../etc/passwd,{FOUR[1]},own3,{HOSTILE[:30]}")
    assert [each.value for each in places(app)][:2] == FOUR[:2]
    note = next(line for line in said(app).splitlines() if "not here" in line)
    assert "../../etc/passwd" in note
    assert "own3" in note
    assert "<img" not in note, "plain text"


def test_an_own_file_is_laid_beside_and_comes_back_with_the_page():
    app = opened("en", cases="wholesaler_hire")
    app.session_state["compare:own_file"] = True
    ran(app)
    app.get("file_uploader")[0].upload("own.toml", screen.SCENARIO.replace("Own case", "Mine & yours").encode())
    ran(app)
    assert address(app) == "wholesaler_hire,own1"
    assert any("Mine & yours" in each for each in places(app)[1].options)
    assert charts(app)
    again = memory.unpacked(memory.packed(the_desk(app)))
    assert [each.name for each in again.beside] == ["Mine & yours"]
    assert the_desk(app).scenario.name != "Mine & yours", "the case on the desk is untouched"


def test_a_wrong_file_says_every_mistake_and_takes_no_place():
    app = opened("da", cases="wholesaler_hire,wholesaler_automate")
    app.session_state["compare:own_file"] = True
    ran(app)
    app.get("file_uploader")[0].upload("forkert.toml", b"format = 1\n[company]\nemploees = 3\nsalary_m = -2\n")
    ran(app)
    assert len(app.error) == 1
    assert "employees" in app.error[0].value.replace("\\", "")
    assert address(app) == "wholesaler_hire,wholesaler_automate"
    assert charts(app), "what stood there stands"


def test_a_hostile_name_stays_words():
    app = opened("en", cases="wholesaler_hire")
    hostile = screen.SCENARIO.replace('"Own case"', repr(HOSTILE))
    the_desk(app).lay_beside("own.toml", hostile.encode())
    app.query_params["cases"] = "wholesaler_hire,own1"
    ran(app)
    for each in app.get("html"):
        assert "<img" not in each.proto.body
    for chart in charts(app).values():
        assert not re.search(r"<img|<a ", str(chart["traces"]))


def test_what_counts_and_how_far_ahead_is_the_same_for_all():
    app = opened("da", cases="small_firm_bookkeeping,it_operations_midsize")
    shortest = min(roi.load(desks.CASES / f"{each}.toml").horizon_months for each in address(app).split(","))
    assert text.say("ui.compare.slot.apart_months", "da", months=shortest) in said(app)
    unlike, same = (said(app).find(text.say(f"compare.setting.{each}", "da")) for each in ("per_employee", "same_worlds"))
    assert 0 < unlike < same, "the firms are not alike: said beside the answer, not in the small print below it"
    next(each for each in app.get("button_group") if each.key.startswith("compare:view")).set_value("cash")
    ran(app)
    assert app.query_params["view"] in ("cash", ["cash"])
    found = compared(["small_firm_bookkeeping", "it_operations_midsize"], view="cash", months=shortest)
    row = comparison.options(found)[0]
    assert text.money(text.to_error(row["p50"], row["p50_se"]), "da").replace("\xa0", " ") in said(app)


def test_two_at_a_time_the_better_one_stands_first():
    app = four()
    found = compared()
    a, b = sorted((0, 1), key=lambda option: -found.values[option].mean())
    row = comparison.pair(found, a, b)
    assert row["mean"] > 0
    assert abreast.stands(row, LETTERS, "da")[0].replace("\xa0", " ") in said(app)
    next(each for each in app.get("button_group") if each.key.startswith("pair:")).set_value(5)
    ran(app)
    a, b = sorted((2, 3), key=lambda option: -found.values[option].mean())
    assert abreast.stands(comparison.pair(found, a, b), LETTERS, "da")[0].replace("\xa0", " ") in said(app)


def test_the_page_is_one_of_the_bench():
    assert next(each for each in shell.PAGES if each.file == "compare").within == "scenarios"


# ------------------------------------------------------------------------------------------------------------- the library


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("ROI_LIBRARY", str(tmp_path / "cases"))
    return tmp_path / "cases"


def test_cases_of_the_library_can_be_chosen_and_one_that_is_gone_is_said(folder):
    file = library.add(folder, screen.SCENARIO, "Own case")
    stem = file.removesuffix(library.SUFFIX)
    app = opened("en", cases="wholesaler_hire")
    label = text.say("ui.compare.slot.mine", "en", name="Own case")
    assert label in places(app)[1].options
    places(app)[1].set_value(f"mine.{stem}")
    ran(app)
    assert address(app) == f"wholesaler_hire,mine.{stem}"
    assert charts(app)
    library.throw_away(folder, file)
    ran(app)
    assert f"mine.{stem}" in next(line for line in said(app).splitlines() if "not here" in line)


def test_the_library_of_another_is_out_of_reach(folder, monkeypatch):
    stem = library.add(folder, screen.SCENARIO, "Own case").removesuffix(library.SUFFIX)
    monkeypatch.setenv("ROI_SHARED", "1")
    app = opened("en", cases=f"wholesaler_hire,mine.{stem},mine.../../x")
    assert f"mine.{stem}" in next(line for line in said(app).splitlines() if "not here" in line)
    assert not any("Own case" in each for each in places(app)[1].options)


def test_a_case_that_cannot_be_read_is_said_and_the_others_keep_their_letters(tmp_path, monkeypatch):
    for name in FOUR[:2]:
        (tmp_path / f"{name}.toml").write_bytes((desks.CASES / f"{name}.toml").read_bytes())
    (tmp_path / "broken.toml").write_text("format = 1\n[company]\nemploees = 3\n", encoding="utf-8")
    monkeypatch.setattr(desks, "CASES", tmp_path)
    app = opened("en", cases=f"{FOUR[0]},broken,{FOUR[1]}")
    assert "employees" in app.error[0].value.replace("\\", "")
    told = next(each.proto.body for each in app.get("html") if "roi-lettered" in each.proto.body)
    assert re.findall(r'roi-letter">(.)<', told) == ["A", "C", "–"]
