"""Scenarios by the thousand: each row is what the scenario alone comes to, whoever works it out, when, and after what."""

from __future__ import annotations

import io
import json
import os
import re
from pathlib import Path

import pytest

import roi
from roi import batch, catalogue, cli, crew, simulate, tables
from roi.batch import Settings, Source
from roi.cli.batching import Progress
from roi.grid import varied
from roi.journal import journal

ROOT = Path(__file__).parent.parent
QUICK = Settings(draws=256, seed=3)
CASE = """\
format = 1
name = "{name}"
[company]
employees = 80
[plan]
relief_use = 0.4
core_use = 0.3
[[work]]
name = "Bookkeeping"
hours_m = {{ low = 100, high = 160 }}
fee_m = {fee}
[[events]]
name = "Breach"
rate_y = 0.1
side = "plan"
cost = 100_000
"""


def case(i: int) -> str:
    return CASE.format(name=f"Client {i}", fee=20_000 + 2_500 * i)


def sources(count: int) -> list[Source]:
    return [Source(f"{i:02}.toml", f"{i:02}", case(i)) for i in range(count)]


@pytest.fixture
def folder(tmp_path):
    """Twelve scenarios, one of them deeper, and what is none: two that are wrong, and what nobody means."""
    place = tmp_path / "clients"
    (place / "deeper").mkdir(parents=True)
    (place / ".git").mkdir()
    for i in range(11):
        (place / f"client {i:02}.toml").write_text(case(i), encoding="utf-8")
    (place / "deeper" / "client 11.TOML").write_text(case(11), encoding="utf-8")
    (place / "wrong.toml").write_text(case(1).replace("0.4", "40").replace("employees", "employes"), encoding="utf-8")
    (place / "not text.toml").write_bytes(b"\xff\xfe\x00")
    (place / ".git" / "hidden.toml").write_text("x", encoding="utf-8")
    (place / ".client.toml.1a2b.tmp").write_text("x", encoding="utf-8")
    (place / "note.txt").write_text("x", encoding="utf-8")
    (place / "round").symlink_to(place)
    return place


@pytest.fixture
def call(capsys):
    def run(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = cli.main([*map(str, arguments), "--lang", "en"])
        out, err = capsys.readouterr()
        return code, out, err

    return run


# ---------------------------------------------------------------------------------------------------------------- a row


def test_a_row_says_what_the_scenario_alone_comes_to():
    """Whoever opens one scenario of a batch finds the same figures there."""
    text = (ROOT / "scenarios" / "small_firm_bookkeeping.toml").read_text(encoding="utf-8")
    settings = Settings(draws=1_024, seed=5, view="cash_time", months=24)
    (answer,) = batch.answers([Source("a/b.toml", "b", text)], settings=settings)
    row = answer.row
    months = roi.change(roi.loads(text), {"horizon_months": 24})
    result = roi.run(months, draws=1_024, seed=5, view="cash_time")
    document = tables.as_json(result)
    for id, outcome in document["outcomes"].items():
        assert {name: row[f"{id}_{name}"] for name in ("mean", "se", "p5", "p50", "p95")}.items() <= outcome.items(), id
        assert row.get(f"{id}_chance") == outcome["chance"]
    assert (row["chance_of_loss"], row["chance_of_loss_se"]) == tuple(document["chance_of_loss"].values())
    assert row["expected_shortfall_5"] == document["expected_shortfall_5"]["value"]
    assert row["chance_of_payback"] == document["chance_of_payback"]["value"]
    assert row["first_driver"] == document["drivers"][0]["input"]
    assert row["first_driver_share"] == document["drivers"][0]["first_order"]
    assert {name: row[name] for name in ("file", "months", "view", "seed", "draws", "version", "assumptions")} == {
        "file": "a/b.toml",
        "months": 24,
        "view": "cash_time",
        "seed": 5,
        "draws": 1_024,
        "version": roi.__version__,
        "assumptions": "evidence",
    }
    assert row["hash"] == roi.run(roi.loads(text), draws=16).scenario_hash
    assert list(row) == batch.columns()


def test_a_row_of_a_grid_is_the_file_with_these_values():
    found = list(batch.answers(sources(1), varied(["fee_m=30000,40000", "core_use=0.1,0.2"]), QUICK))
    assert [answer.at for answer in found] == [0, 1, 2, 3]
    assert [(x.row["vary.fee_m"], x.row["vary.core_use"]) for x in found] == [
        (30_000, 0.1),
        (30_000, 0.2),
        (40_000, 0.1),
        (40_000, 0.2),
    ]
    changed = roi.change(roi.loads(case(0)), {"work[1].fee_m": 40_000, "plan.core_use": 0.1})
    result = roi.run(changed, draws=256, seed=3)
    assert found[2].row["npv_mean"] == result.samples["npv"].mean().value
    assert found[2].row["hash"] == result.scenario_hash


def test_the_first_driver_is_that_of_the_drivers_or_none():
    for path in sorted((ROOT / "scenarios").glob("*.toml"))[:2]:
        result = roi.run(roi.load(path), draws=512)
        driver = tables.drivers(result)[0]
        assert tables.first_driver(result) == (driver["input"], driver["first_order"])
    fixed = roi.loads("format = 1\n[company]\nemployees = 9\n[[work]]\nhours_m = 9\nfee_m = 9\n[plan]\nexit_y = 0")
    still = roi.run(fixed, draws=16)
    assert tables.first_driver(still) is None or still.scenario.uncertain()


# -------------------------------------------------------------------------------------------------------------- a folder


def test_every_scenario_below_the_folder_is_found_and_nothing_else(folder):
    names = batch.below(folder)
    assert names == sorted(
        [*(f"client {i:02}.toml" for i in range(11)), "deeper/client 11.TOML", "not text.toml", "wrong.toml"]
    )


def test_one_bad_file_is_not_the_end(folder, call, tmp_path):
    table = tmp_path / "table.csv"
    code, out, err = call("batch", folder, "--to", table, "--draws", 64, "--workers", 1)
    assert code == 0
    assert "Cases: 12" in out
    assert "2 of 14 files could not be used" in err
    rows = batch.read(table)
    assert [row["scenario"] for row in rows] == [f"Client {i}" for i in range(12)]
    wrong = (tmp_path / "table.errors.csv").read_text(encoding="utf-8-sig").splitlines()
    assert wrong[0] == "file,line,place,set,what,right"
    assert len(wrong) == 1 + 1 + 2
    assert wrong[1].startswith('not text.toml,,,,The file is not text (UTF-8),"A')
    assert any(
        line.startswith("wrong.toml,4,company.employes,,The name employes is not known here,Did you") for line in wrong
    )
    assert any(line.startswith("wrong.toml,6,plan.relief_use,,") for line in wrong)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clients", "table.csv", "table.errors.csv"]

    (folder / "wrong.toml").unlink()
    (folder / "not text.toml").unlink()
    assert call("batch", folder, "--to", table, "--draws", 64, "--workers", 1)[0] == 0
    assert not (tmp_path / "table.errors.csv").exists()  # mended
    assert batch.read(table) == rows


def test_a_name_that_is_no_text_and_a_folder_that_cannot_be_read_are_rows_too(folder, call, tmp_path, monkeypatch):
    for name in (b"bad\xff.toml", b'=1+1,\n"x.toml'):
        Path(os.fsdecode(os.fsencode(folder / "deeper") + b"/" + name)).write_text(case(3), encoding="utf-8")
    (folder / "shut").mkdir()
    real = os.scandir

    def scandir(place):
        if str(place).endswith("shut"):
            raise PermissionError(13, "Permission denied", str(place))
        return real(place)

    monkeypatch.setattr(os, "scandir", scandir)
    for name in ("t.csv", "t.parquet"):
        assert call("batch", folder, "--to", tmp_path / name, "--draws", 16, "--workers", 1)[0] == 0
        files = [row["file"] for row in batch.read(tmp_path / name)]
        assert "deeper/bad\\udcff.toml" in files
        assert len(files) == 14
    code, out, _ = call("batch", folder, "--to", tmp_path / "t.csv", "--draws", 16, "--workers", 1, "--json", "-")
    assert code == 0
    assert {"file": "shut/", "line": None, "place": "", "set": "", "what": "The folder cannot be read"}.items() <= next(
        row for row in json.loads(out)["refused"] if row["file"] == "shut/"
    ).items()


def test_both_formats_and_both_languages_hold_the_same(folder, call, tmp_path):
    made = {}
    for name, lang in (("a.csv", "da"), ("b.csv", "en"), ("c.parquet", "en")):
        assert call("batch", folder, "--to", tmp_path / name, "--draws", 64, "--workers", 1, "--lang", lang)[0] == 0
        made[name] = batch.read(tmp_path / name)
    assert made["a.csv"] == made["b.csv"] == made["c.parquet"]


def test_a_grid_is_told_before_and_a_wrong_combination_has_its_row(folder, call, tmp_path):
    where = ("batch", folder, "--to", tmp_path / "t.csv", "--draws", 16, "--workers", 1, "--json", "-")
    code, out, err = call(*where, "--vary", "fee_m=30000:40000:2", "--vary", "core_use=0.1,0.7")
    assert code == 0
    assert "combinations: 4 · runs in all: 56" in err
    said = json.loads(out)
    assert (said["files"], said["runs"]) == (14, 56)
    assert said["portfolio"]["varied"] == ["fee_m", "core_use"]
    assert said["portfolio"]["runs"] == 24  # with 0.7 the hours are used more than once
    refused = [row for row in said["refused"] if row["file"] == "client 00.toml"]
    assert [row["set"] for row in refused] == ["fee_m=30000, core_use=0.7", "fee_m=40000, core_use=0.7"]
    assert [row["set"] for row in said["refused"] if row["file"] == "wrong.toml"] == ["", ""]  # once, not by combination


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--to", "t.xlsx"], "must end in .csv or .parquet"),
        (["--to", "t.csv", "--json", "./t.csv"], "both the table and --json"),
        (["--to", "t.csv", "--scheduler", "10.0.0.5"], "is not the address of a cluster"),
        (["--to", "t.csv", "--scheduler", "tcp://a:1", "--workers", "2"], "choose either"),
        (["--to", "t.csv", "--vary", "fee=1", "--vary", "core_use=x"], "“x” is not a number"),
        (["--to", "t.csv", "--vary", "fee_m=1:9:1000", "--vary", "core_use=0:1:1000"], "100,000 is the most"),
        (["--to", "no/such/t.csv"], "there is no such folder"),
        (["--to", "t.csv", "--draws", "0"], "--draws"),
    ],
)
def test_what_is_wrong_is_told_before_anything_is_run(folder, call, monkeypatch, arguments, says):
    monkeypatch.chdir(folder.parent)
    monkeypatch.setattr(batch, "answers", lambda *_, **__: pytest.fail("it ran"))
    code, out, err = call("batch", folder, *arguments)
    assert (code, out) == (2, "")
    assert says in err
    assert [path.name for path in folder.parent.iterdir()] == ["clients"]


def test_a_folder_without_scenarios_or_none_at_all(call, tmp_path):
    (tmp_path / "empty").mkdir()
    for place, says in (("empty", "no scenario file"), ("nowhere", "not a folder"), (tmp_path / "empty", "no scenario")):
        code, _, err = call("batch", tmp_path / place, "--to", tmp_path / "t.csv")
        assert code == 2
        assert says in err
    (tmp_path / "empty" / "x.toml").write_text("x = ", encoding="utf-8")
    code, out, err = call("batch", tmp_path / "empty", "--to", tmp_path / "t.csv", "--workers", 1)
    assert (code, out) == (2, "")
    assert "None of the files could be used" in err
    assert batch.read(tmp_path / "t.csv") == []


# ------------------------------------------------------------------------------------- whoever works it out, and whenever


def test_files_that_are_alike_are_run_once_and_stand_twice(monkeypatch):
    ran = []
    monkeypatch.setattr(batch, "answered", lambda job, real=batch.answered: ran.append(job) or real(job))
    same = [Source("a/x.toml", "x", case(1)), Source("b/x.toml", "x", case(1)), Source("c/y.toml", "y", case(1))]
    monkeypatch.setattr(crew, "alone", lambda work, jobs: ((key, work(job)) for key, job in list(jobs)))
    rows = [answer.row for answer in sorted(batch.answers(same, settings=QUICK))]
    assert [row["file"] for row in rows] == ["a/x.toml", "b/x.toml", "c/y.toml"]
    assert len(ran) == 2  # another name may be another scenario
    assert {**rows[0], "file": ""} == {**rows[1], "file": ""}


def test_a_run_goes_on_where_it_was_broken_off(tmp_path, monkeypatch):
    path, grid = tmp_path / "t.journal", varied(["fee_m=30000,40000"])
    alone = list(batch.answers(sources(6), grid, QUICK))
    with journal(path) as kept:
        begun = batch.answers(sources(6), grid, QUICK, kept=kept)
        first = [next(begun) for _ in range(5)]
        begun.close()
    ran = []
    monkeypatch.setattr(batch, "answered", lambda job, real=batch.answered: ran.append(job) or real(job))
    with journal(path) as kept:
        assert sorted(batch.answers(sources(6), grid, QUICK, kept=kept)) == alone
        assert len(ran) == 12 - 5
        assert first == alone[:5]

        changed = sources(6)
        changed[2] = changed[2]._replace(text=case(2) + "# another word\n")
        ran.clear()
        list(batch.answers(changed, grid, QUICK, kept=kept))
        assert len(ran) == 2
        for other in (Settings(257, 3), Settings(256, 4), Settings(256, 3, "cash"), Settings(256, 3, None, 12)):
            ran.clear()
            list(batch.answers(sources(1), grid, other, kept=kept))
            assert len(ran) == 2, other
        ran.clear()
        monkeypatch.setattr(batch, "engine", lambda: "roi of tomorrow")
        list(batch.answers(sources(1), grid, QUICK, kept=kept))
        assert len(ran) == 2


def test_what_nobody_foresaw_is_a_row_and_is_tried_again(tmp_path, monkeypatch):
    def broken(scenario, settings):
        if scenario.name == "Client 1":
            raise RuntimeError("=nobody foresaw this")
        return real(scenario, settings)

    real = batch.ran
    monkeypatch.setattr(batch, "ran", broken)
    with journal(tmp_path / "j") as kept:
        found = list(batch.answers(sources(3), settings=QUICK, kept=kept))
        assert [bool(answer.row) for answer in found] == [True, False, True]
        assert found[1].wrong[0]["said"]["en"][0].endswith("RuntimeError: =nobody foresaw this")
        monkeypatch.setattr(batch, "ran", real)
        assert all(answer.row for answer in batch.answers(sources(3), settings=QUICK, kept=kept))


def test_a_worker_of_another_version_is_refused(monkeypatch):
    job = batch._job(sources(1)[0], {}, QUICK).replace(f"roi {roi.__version__}", "roi 0.0.9")
    monkeypatch.setattr(crew, "alone", lambda work, jobs: ((key, work(job)) for key, _ in jobs))
    with pytest.raises(batch.OtherEngineError) as caught:
        list(batch.answers(sources(1), settings=QUICK))
    assert f"roi {roi.__version__}" in caught.value.theirs


def test_a_disk_that_is_full_is_said_and_nothing_is_lost(folder, call, tmp_path, monkeypatch):
    real, room = os.write, [2]

    def write(handle, content):
        room[0] -= 1
        if room[0] < 0:
            raise OSError(28, "No space left on device")
        return real(handle, content)

    monkeypatch.setattr("roi.journal.os.write", write)
    table = tmp_path / "t.csv"
    code, out, err = call("batch", folder, "--to", table, "--draws", 64, "--workers", 1)
    assert (code, out) == (1, "")
    assert "No space left on device" in err
    assert "Broken off after 2 of 14" in err
    assert not table.exists()
    monkeypatch.undo()
    code, _, err = call("batch", folder, "--to", table, "--draws", 64, "--workers", 1)
    assert code == 0
    assert "2 are worked out" in err
    assert len(batch.read(table)) == 12


def test_an_interrupt_says_how_to_go_on(folder, call, tmp_path, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt
        yield

    monkeypatch.setattr(batch, "answers", interrupted)
    code, _, err = call("batch", folder, "--to", tmp_path / "t.csv")
    assert code == 1
    assert "Broken off after 0 of 14" in err


# ---------------------------------------------------------------------------------------------------------- on the screen


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("lang", "says"), [("da", "2 af 4, omkring 20 s tilbage"), ("en", "2 of 4, about 20 s left")])
def test_the_progress_bar_is_for_terminals_alone(lang, says):
    assert Progress(4, Terminal(), lang).line(2, 20.0) == f"{'█' * 12}{'░' * 12} {says}"
    assert "min" in Progress(400, Terminal(), lang).line(2, 20.0)
    for stream in (Terminal(), io.StringIO(), None):
        bar = Progress(3, stream, lang)
        bar.looked -= 1
        assert list(bar.over(iter("abc"))) == ["a", "b", "c"]
        said = stream.getvalue() if stream else ""
        assert bool(said) == isinstance(stream, Terminal)
        assert said == "" or (said.startswith("\r█") and said.endswith("\r\x1b[K"))


def test_one_number_of_draws_is_asked_for_everywhere():
    assert Settings() == (simulate.DRAWS, simulate.SEED, None, None)


def test_the_documentation_names_every_column():
    page = (ROOT / "docs" / "interface.md").read_text(encoding="utf-8")
    section = page.split("## `roi batch`")[1].split("\n## ")[0]
    for name in batch.columns():
        id = next((id for id in reversed(catalogue.outcomes()) if name.startswith(f"{id}_")), None)
        assert re.search(rf"`{name if id is None else 'OUTCOME' + name.removeprefix(id)}`", section), name
