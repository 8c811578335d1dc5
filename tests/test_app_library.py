"""A person's own cases in the browser app, and cases that come in an address: without a browser."""

import json

import pytest

import roi
from roi import cards, files, library, link, text
from roi.ui import desk as desks
from roi.ui import keeping, memory, sharing, shell, shelves
from tests import screen
from tests.screen import SCENARIO, answer, move, page_text, press, ran, the_desk, to
from tests.test_app import kept

LANGUAGES = pytest.mark.parametrize("lang", text.LANGUAGES)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("ROI_LIBRARY", str(tmp_path / "cases"))
    return tmp_path / "cases"


def own(folder, name="Own case"):
    """A case in the library."""
    return library.add(folder, files.change(roi.loads(SCENARIO), {"name": name}).text, name)


def opened(folder, file, lang="da"):
    """The app with a case of the library on the desk, on its answer."""
    return press(screen.start(lang, "scenarios"), f"own_name:{file}")


def problem(app, code, lang, **facts):
    said = text.say(f"library.problem.{code}", lang, **facts)
    return said in page_text(app).replace("\\_", "_")


def switched(app, lang):
    next(each for each in app.get("button_group") if each.key == "language_switch").set_value(lang)
    return ran(app)


# --------------------------------------------------------------------------------------------------------------- saving


@LANGUAGES
def test_an_empty_library_says_what_to_do_and_where_it_is(folder, lang):
    said = page_text(screen.start(lang, "scenarios"))
    assert text.say("ui.library.empty", lang) in said
    assert str(folder) in said
    assert not folder.exists(), "looking makes nothing"


def test_a_case_is_saved_changed_and_saved_again(folder):
    app = press(screen.with_own("da"), "save")
    assert library.cases(folder) == ["own_case.toml"]
    assert app.button(key="save").disabled, "there is nothing new to save"
    move(app, "number_input", "company.employees", 140.0)
    assert not app.button(key="save").disabled
    press(app, "save")
    assert roi.load(folder / "own_case.toml").values["employees"].median == 140
    assert (folder / "own_case.toml").read_text(encoding="utf-8").startswith("# Kept through every change.")
    press(app, "undo")
    assert the_desk(app).scenario.values["employees"].median == 100, "what was saved can be taken back on the desk"
    assert not app.button(key="save").disabled


def test_the_list_says_what_each_case_comes_to(folder):
    file = own(folder)
    said = page_text(screen.start("da", "scenarios"))
    assert "Own case" in said
    assert "ændret i dag kl." in said
    (card,) = cards.cards(folder)
    assert card.file == file
    assert card.told["median"] == pytest.approx(roi.run(roi.loads(SCENARIO)).headline["median"])
    assert "Overskud i" in said


@LANGUAGES
def test_whether_it_is_saved_is_said(folder, lang):
    app = screen.start(lang, "scenarios")
    assert text.say("ui.library.state.ready", lang) in page_text(app)
    press(app, "save")
    (file,) = library.cases(folder)
    assert text.say("ui.library.state.saved", lang, file=file) in page_text(app)
    the_desk(app).change({"company.employees": 77})
    assert text.say("ui.library.state.changed", lang, file=file) in page_text(ran(app))
    (folder / file).write_text(SCENARIO, encoding="utf-8")
    assert text.say("ui.library.state.elsewhere", lang, file=file) in page_text(ran(app))
    (folder / file).unlink()
    assert text.say("ui.library.state.gone", lang, file=file) in page_text(ran(app))


def test_save_as_makes_another_case(folder):
    file = own(folder)
    app = to(opened(folder, file), "scenarios")
    mine = the_desk(app)
    app.session_state[f"save_as_box:{mine.generation}"] = True
    ran(app)
    move(app, "text_input", "save_as", "Et andet navn")
    press(app, "save_new")
    assert library.cases(folder) == ["et_andet_navn.toml", file]
    assert the_desk(app).file == "et_andet_navn.toml"
    assert roi.load(folder / "et_andet_navn.toml").name == "Et andet navn"
    assert roi.load(folder / file).name == "Own case"


def test_a_hostile_name_is_a_name(folder):
    name = "../../<img src=x onerror=alert(1)> **b** $x$ =1+1"
    app = screen.with_own("en")
    the_desk(app).change({"name": name})
    press(ran(app), "save")
    (file,) = library.cases(folder)
    assert set(file) <= set("abcdefghijklmnopqrstuvwxyz0123456789_.")
    assert sorted(each.name for each in folder.parent.iterdir()) == ["cases"]
    app = screen.start("en", "scenarios")
    assert app.button(key=f"own_name:{file}").label == shell.plain(name)


# ------------------------------------------------------------------------------------------------------- what else there is


def what_else(app, folder, file):
    card = next(each for each in cards.cards(folder) if each.file == file)
    app.session_state[f"what_else:{file}:{card.fingerprint}"] = True
    return ran(app)


def test_renamed_duplicated_thrown_away_and_had_back(folder):
    file = own(folder)
    app = what_else(to(opened(folder, file), "scenarios"), folder, file)
    next(each for each in app.text_input if each.key.startswith("rename:")).set_value("Nyt navn")
    ran(app)
    assert roi.load(folder / file).name == "Nyt navn"
    assert the_desk(app).scenario.name == "Nyt navn"
    assert not the_desk(app).unsaved, "the case on the desk is the one that was renamed"
    press(what_else(app, folder, file), f"duplicate:{file}")
    assert library.cases(folder) == ["nyt_navn_kopi.toml", file]
    assert f"duplicate:{file}" not in [each.key for each in app.button], "the box closes: it would lie over the copy"
    press(what_else(app, folder, file), f"throw:{file}")
    assert library.cases(folder) == ["nyt_navn_kopi.toml"]
    press(app, "undo_throw")
    assert file in library.cases(folder)
    press(what_else(app, folder, file), f"throw:{file}")
    app.session_state["bin"] = True
    ran(app)
    press(app, "empty_bin")
    assert library.in_bin(folder) == []
    assert library.versions(folder, file) == []


def test_the_versions_say_what_was_changed_and_lead_back(folder):
    file = own(folder)
    app = opened(folder, file)
    move(app, "number_input", "company.employees", 140.0)
    press(app, "save")
    app = what_else(to(app, "scenarios"), folder, file)
    press(app, f"versions:{file}")
    said = page_text(app).replace("\N{NO-BREAK SPACE}", " ")
    assert "Ansatte: 100 personer → 140 personer" in said
    assert f"duplicate:{file}" not in [each.key for each in app.button], "the box closes: it would lie over the versions"
    assert text.say("ui.library.first", "da") in said
    press(app, f"back:{file}:1")
    assert roi.load(folder / file).values["employees"].median == 100
    assert the_desk(app).scenario.values["employees"].median == 100, "on the desk too, as nothing new was on it"
    assert not the_desk(app).unsaved
    press(app, f"back:{file}:2")
    assert the_desk(app).scenario.values["employees"].median == 140
    assert len(library.versions(folder, file)) == 4


def test_a_file_that_is_wrong_is_listed_and_says_why(folder):
    own(folder)
    (folder / "forkert.toml").write_text("format = 1\nemployes = 3\n", encoding="utf-8")
    app = screen.start("da", "scenarios")
    assert text.say("ui.library.wrong", "da") in page_text(app)
    press(app, "own_name:forkert.toml")
    assert "employes" in app.error[0].value
    assert the_desk(app).case == desks.cases()[0], "what lay there lies there"


@LANGUAGES
def test_a_case_that_is_not_ready_made_says_where_it_came_from(folder, lang):
    def said(app):
        boxes = (each for each in screen.case_box(app).selectbox if each.key.startswith("case:"))
        return next(boxes).proto.placeholder

    assert said(opened(folder, own(folder), lang)) == text.say("ui.case.kept", lang, name="Own case")
    assert said(arrived(TOKEN, lang, "owner")) == text.say("ui.case.linked", lang, name="Own case")
    assert said(screen.with_own(lang)) == text.say("ui.case.own", lang, name="Own case")


def test_many_cases_are_listed_bit_by_bit_and_can_be_searched(folder, monkeypatch):
    for number in range(30):
        (folder).mkdir(exist_ok=True)
        (folder / f"sag_{number}.toml").write_text(SCENARIO.replace("Own case", f"Sag nr. {number}"), encoding="utf-8")
    app = screen.start("da", "scenarios")
    listed = [each.key for each in app.button if str(each.key).startswith("own_name:")]
    assert len(listed) == 25
    press(app, "more_cases")
    assert len([each for each in app.button if str(each.key).startswith("own_name:")]) == 30
    app.text_input(key="search_cases").set_value("nr. 29")
    ran(app)
    assert [each.key for each in app.button if str(each.key).startswith("own_name:")] == ["own_name:sag_29.toml"]


# ------------------------------------------------------------------------------------------- when something is in the way


@LANGUAGES
@pytest.mark.parametrize("way", ["over", "other", "new"])
def test_two_windows_that_save_lose_nothing_and_choose(folder, lang, way):
    file = own(folder)
    one, two = opened(folder, file, lang), opened(folder, file, lang)
    move(one, "number_input", "company.employees", 111.0)
    press(one, "save")
    move(two, "number_input", "company.employees", 222.0)
    press(two, "save")
    assert problem(two, "changed_underneath", lang)
    assert "111" in page_text(two), "what differs is said"
    assert roi.load(folder / file).values["employees"].median == 111
    press(two, f"way_{way}")
    assert not two.error
    now = {each: roi.load(folder / each).values["employees"].median for each in library.cases(folder)}
    assert now == {"over": {file: 222}, "other": {file: 111}, "new": {file: 111, "own_case_2.toml": 222}}[way]
    texts = [library.version_text(folder, file, each.number) for each in library.versions(folder, file)]
    for employees in (100, 111, 222):
        assert any(roi.loads(each).values["employees"].median == employees for each in texts)
    assert not the_desk(two).unsaved


def test_a_case_that_vanished_can_be_saved_anew(folder):
    file = own(folder)
    app = opened(folder, file)
    move(app, "number_input", "company.employees", 222.0)
    (folder / file).unlink()
    press(app, "save")
    assert problem(app, "vanished", "da", file=file)
    press(app, "way_new")
    assert roi.load(folder / the_desk(app).file).values["employees"].median == 222


@LANGUAGES
def test_a_full_disk_is_told_and_the_desk_keeps_everything(folder, lang, monkeypatch):
    app = screen.with_own(lang)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "write_whole", full)
    press(app, "save")
    assert problem(app, "disk_full", lang)
    assert the_desk(app).scenario.name == "Own case"
    assert not the_desk(app).file
    monkeypatch.undo()


def test_a_folder_that_cannot_be_used_leaves_the_page_standing(folder):
    folder.write_text("a file where the folder should be", encoding="utf-8")
    app = screen.start("da", "scenarios")
    assert "Mappen kan ikke bruges" in app.error[0].value
    assert app.button(key="on_desk")


def test_what_was_unsaved_is_put_aside_for_another_case_and_comes_back(folder):
    app = screen.with_own("da")
    move(app, "number_input", "company.employees", 140.0)
    screen.case_box(app)
    next(each for each in app.selectbox if each.key.startswith("case:")).set_value(desks.cases()[2])
    ran(app)
    assert the_desk(app).case == desks.cases()[2]
    assert memory.unpacked(kept(app)).aside.scenario.values["employees"].median == 140, "through a reload too"
    press(screen.case_box(app), "take_back")
    assert the_desk(app).scenario.values["employees"].median == 140
    assert the_desk(app).opened.text == SCENARIO
    assert the_desk(app).aside is None
    press(app, "undo")
    assert the_desk(app).scenario.text == SCENARIO, "and its changes can still be taken back"


def test_where_a_case_is_kept_comes_back_with_the_page(folder):
    file = own(folder)
    app = opened(folder, file)
    move(app, "number_input", "company.employees", 140.0)
    mine = memory.unpacked(kept(app))
    assert (mine.file, mine.stands) == (file, library.fingerprint((folder / file).read_text(encoding="utf-8")))
    keeping.save(mine, folder)
    assert mine.trouble is None
    assert roi.load(folder / file).values["employees"].median == 140


# ------------------------------------------------------------------------------------------------------- whose library it is


@pytest.mark.parametrize(
    ("said", "address", "headers", "shared"),
    [
        ("", "127.0.0.1", {"Host": "localhost:8501"}, False),
        ("", "localhost", {"Host": "127.0.0.1:8501", "Origin": "http://127.0.0.1:8501"}, False),
        ("", "::1", {"Host": "[::1]:8501"}, False),
        ("", "127.0.0.1", {}, False),
        ("", "", {"Host": "localhost"}, True),
        ("", "0.0.0.0", {"Host": "localhost"}, True),
        ("", "127.0.0.1", {"Host": "roi.example.dk"}, True),
        ("", "127.0.0.1", {"Host": "127.0.0.1:8501", "Origin": "https://roi.example.dk"}, True),
        ("", "127.0.0.1", {"Host": "127.0.0.1", "X-Forwarded-For": "10.0.0.1"}, True),
        ("", "127.0.0.1", {"Host": "[broken"}, True),
        ("1", "127.0.0.1", {"Host": "localhost"}, True),
        ("0", "0.0.0.0", {"Host": "minserver"}, False),
        ("perhaps", "0.0.0.0", {"Host": "localhost"}, True),
    ],
)
def test_a_server_for_others_is_seen(said, address, headers, shared, monkeypatch):
    class Context:
        pass

    Context.headers = headers
    monkeypatch.setenv("ROI_SHARED", said)
    monkeypatch.setattr(shelves.st, "context", Context)
    monkeypatch.setattr(shelves.st, "get_option", lambda name: address)
    monkeypatch.setattr(shelves.st, "user", {})
    assert shelves.is_shared() is shared
    assert (shelves.folder() is None) is shared


@LANGUAGES
def test_on_a_shared_server_files_serve_instead(folder, lang, monkeypatch):
    monkeypatch.setenv("ROI_SHARED", "1")
    own(folder, "Somebody else's")
    app = screen.start(lang, "scenarios")
    said = page_text(app)
    assert text.say("ui.library.off", lang) in said
    assert "Somebody else's" not in said
    assert str(folder) not in said
    assert not [each for each in app.button if each.key == "save"]
    assert list(app.get("download_button")), "the file serves"
    assert app.get("file_uploader")
    assert not [each for each in to(app, "owner").button if each.key == "save"]


def person(**claims):
    return {"is_logged_in": bool(claims), **claims}


def test_each_person_has_a_folder_of_their_own(monkeypatch):
    def of(**claims):
        monkeypatch.setattr(shelves.st, "user", person(**claims))
        return shelves.folder()

    anna, bo = of(iss="https://id.dk", sub="anna"), of(iss="https://id.dk", sub="bo")
    other = of(iss="https://other.dk", sub="anna")
    assert len({anna, bo, other, library.default_folder()}) == 4
    assert anna == of(iss="https://id.dk", sub="anna", email="new@example.dk")
    assert all(each.parent == library.default_folder() / "people" for each in (anna, bo, other))
    assert "anna" not in str(anna)
    assert of(iss="x", sub="../../etc").parent == library.default_folder() / "people"
    assert of() is None, "nobody is signed in where one could be"
    assert of(email="anna@example.dk") is None, "a name that nobody vouches for is none"


def test_who_has_not_signed_in_is_asked_to(folder, monkeypatch):
    monkeypatch.setattr(shelves.st, "user", person())
    app = screen.start("da", "scenarios")
    assert text.say("ui.library.sign_in_first", "da") in page_text(app)
    assert app.button(key="sign_in")
    monkeypatch.setattr(shelves.st, "user", person(iss="x", sub="anna", name="Anna And"))
    app = screen.start("da", "scenarios")
    assert "Anna And" in page_text(app)
    press(app, "save")
    assert library.cases(folder) == []
    assert len(library.cases(shelves.folder())) == 1
    monkeypatch.setattr(shelves.st, "user", person(iss="x", sub="bo"))
    assert text.say("ui.library.empty", "da") in page_text(screen.start("da", "scenarios"))


# --------------------------------------------------------------------------------------------------------- in an address

TOKEN = link.token(roi.loads(SCENARIO))


def arrived(token, lang="da", page="start"):
    """The app as it opens at an address with a case."""
    app = screen.AppTest.from_file(str(screen.ROOT / "app.py"), default_timeout=60)
    app.query_params["lang"] = lang
    app.query_params[sharing.PARAMETER] = token
    return to(ran(app), page)


def ways(app):
    """What the ways to other pages carry."""
    return [each.proto.query_string for each in app.get("page_link")]


def address(app):
    return {name: each[0] if isinstance(each, list) else each for name, each in app.query_params.items()}


@pytest.mark.parametrize("page", ["start", "owner", "law", "method"])
def test_an_address_opens_its_case_on_any_page(page):
    app = arrived(TOKEN, page=page)
    assert the_desk(app).scenario.text == SCENARIO
    assert not app.error
    assert len(app.title) == 1


def test_the_case_stays_in_the_address_until_something_else_is_so():
    app = arrived(TOKEN)
    assert address(app)[sharing.PARAMETER] == TOKEN, "a reload opens it again"
    assert all(TOKEN in each for each in ways(app)), "and so on other pages"
    switched(app, "en")
    assert address(app)[sharing.PARAMETER] == TOKEN
    assert the_desk(app).scenario.text == SCENARIO
    app = to(app, "owner")
    app.query_params[sharing.PARAMETER] = TOKEN
    ran(app)
    assert kept(app) is None, "nothing was changed, nothing needs to be kept"
    move(app, "number_input", "company.employees", 140.0)
    mine = memory.unpacked(kept(app))
    assert mine.scenario.values["employees"].median == 140
    assert mine.link == library.fingerprint(TOKEN), "a reload knows that this is the newer one"
    ran(app)
    assert the_desk(app).scenario.values["employees"].median == 140, "nothing is opened over it"
    assert not any(TOKEN in each for each in ways(app)), "no way carries what is no longer so"


def test_another_case_laid_over_it_takes_it_out_of_the_address():
    app = arrived(TOKEN, page="scenarios")
    next(each for each in app.selectbox if each.key.startswith("case:")).set_value(desks.cases()[1])
    ran(app)
    app.query_params[sharing.PARAMETER] = TOKEN
    ran(app)
    assert the_desk(app).case == desks.cases()[1]
    assert not any(TOKEN in each for each in ways(app))


def test_what_the_tab_had_kept_is_put_aside_not_lost():
    app = screen.with_own("da")
    move(app, "number_input", "company.employees", 140.0)
    mine = memory.unpacked(kept(app))
    other = files.change(roi.loads(SCENARIO), {"name": "Another"})
    app = screen.start("da", "owner", **{desks.KEY: mine})
    app.query_params[sharing.PARAMETER] = link.token(other)
    ran(app)
    assert the_desk(app).scenario.name == "Another"
    press(screen.case_box(app), "take_back")
    assert the_desk(app).scenario.values["employees"].median == 140


@LANGUAGES
@pytest.mark.parametrize(
    ("token", "code"),
    [(TOKEN[:-9], "cut_off"), ("2.abc", "newer"), ("hello", "none"), ("1." + "A" * 9_000, "larger"), ("1.AAAA", "damaged")],
)
def test_a_link_that_is_none_says_why_and_leaves_everything(token, code, lang):
    app = arrived(token, lang)
    assert text.say(f"link.problem.{code}", lang, most=link.TOKEN_AT_MOST) in page_text(app)
    assert the_desk(app).case == desks.cases()[0]
    press(app, "link_go_on")
    assert not app.error
    assert sharing.PARAMETER not in address(app)


def test_a_case_in_a_link_that_is_wrong_says_everything_that_is():
    wrong = roi.loads(SCENARIO)
    object.__setattr__(wrong, "text", SCENARIO.replace("employees", "employes").replace('"finance"', '"finanse"'))
    app = arrived(link.token(wrong))
    assert app.error[0].value.count("\n- ") >= 2


def shared(app):
    app.session_state[f"share:{the_desk(app).generation}"] = True
    return ran(app)


@LANGUAGES
def test_a_link_is_made_and_the_app_says_who_sees_it(lang):
    app = shared(screen.with_own(lang))
    assert text.say("ui.share.who", lang) in page_text(app)
    token = app.code[0].value.partition(f"?{sharing.PARAMETER}=")[2]
    assert link.scenario(token).text == SCENARIO
    assert answer(arrived(token, lang, "owner")) == answer(app)


@LANGUAGES
def test_a_case_too_long_for_an_address_says_so_and_offers_the_file(lang):
    app = screen.with_own(lang)
    long = "".join(chr(0x4E00 + (i * i * 7919) % 20_000) for i in range(9_000))
    the_desk(app).change({"note": long})
    app = shared(ran(app))
    assert text.say("link.problem.too_long", lang, most=link.TOKEN_AT_MOST) in page_text(app)
    assert not app.code
    assert app.get("download_button")


@pytest.mark.parametrize(
    ("here", "made"),
    [
        ("http://localhost:8501/", "http://localhost:8501/owner?case=1.x"),
        ("http://localhost:8501/scenarios", "http://localhost:8501/owner?case=1.x"),
        ("http://localhost:8501/challenge", "http://localhost:8501/challenge?case=1.x"),
        ("https://a.dk/roi/risks", "https://a.dk/roi/risks?case=1.x"),
        ("https://a.dk/roi/", "https://a.dk/roi/owner?case=1.x"),
        ("", "/owner?case=1.x"),
    ],
)
def test_a_link_leads_to_a_page_that_shows_a_case(here, made):
    assert sharing.address(here, "1.x", shell.ANSWERS) == made


def test_a_draft_that_somebody_made_up_steers_nothing(folder):
    app = screen.with_own("da")
    move(app, "number_input", "company.employees", 140.0)
    content = json.loads(memory.zlib.decompress(memory.base64.b85decode(kept(app))))
    for file in ("../../x.toml", 7, ["a"], None):
        content["file"] = file
        draft = memory.base64.b85encode(memory.zlib.compress(json.dumps(content).encode())).decode()
        mine = memory.unpacked(draft)
        if mine and mine.file:
            keeping.save(mine, folder)
            assert mine.trouble is not None
            assert library.cases(folder) == []
