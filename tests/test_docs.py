"""What is written about the tool is true today: generated pages, commands, links, rooms."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from roi.version import VERSION

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")] + sorted((ROOT / "docs").glob("*.md"))


def test_the_generated_pages_have_not_fallen_behind():
    done = subprocess.run(
        [sys.executable, "docs/generate.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        assert target.startswith("http") or (page.parent / target).exists(), target


def test_anchors_of_sources_exist():
    anchors = set(re.findall(r'<a id="([^"]+)">', (ROOT / "docs/sources.md").read_text(encoding="utf-8")))
    for page in ("inputs", "presets"):
        used = set(re.findall(r"sources\.md#(\w+)", (ROOT / f"docs/{page}.md").read_text(encoding="utf-8")))
        assert used <= anchors


def test_the_readme_begins_with_the_two_commands():
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    assert [line.split("#")[0].strip() for line in lines[2:4]] == ["make app", "make test"]


def test_the_rooms_named_exist():
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for name in set(re.findall(r"`([a-z_]+\.py)`", page)):
        assert (ROOT / "roi" / name).exists() or (ROOT / name).exists(), name
    for name in set(re.findall(r"`(data/[a-z_]+\.toml)`", page)):
        assert (ROOT / "roi" / name).exists(), name


def test_every_room_is_named():
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for room in (ROOT / "roi").glob("*.py"):
        assert room.name in page or room.name.startswith("__") or room.name == "version.py", room.name


def test_the_scenario_file_of_the_interface_can_be_used():
    import roi

    page = (ROOT / "docs/interface.md").read_text(encoding="utf-8")
    example = re.search(r"```toml\n(.*?)```", page, re.DOTALL)
    assert example
    scenario = roi.loads(example.group(1))
    for part in (
        "risks",
        "checklists",
        "compass",
        "answers",
        "seniority",
        "claims",
        "worklog",
        "actuals",
        "events",
        "correlations",
    ):
        assert getattr(scenario, part), part


def test_the_changelog_speaks_of_this_version():
    assert f"## {VERSION}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_make_targets_of_the_readme_exist():
    made = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"make ([a-z]+)", (ROOT / "README.md").read_text(encoding="utf-8"))) - {"and"}:
        assert re.search(rf"^{target}:", made, re.MULTILINE), target
