"""Everything that can be held side by side, by short names that an address can hold.

A name is that of a ready-made case, ``desk`` for the case on the desk, ``own`` and a number for a file of one's own that was
laid beside it (the tab keeps those: ``memory``), or ``mine.`` and the file of a case in the person's library.
"""

from __future__ import annotations

from pathlib import Path

from roi import cards, files, library, text
from roi.library import LibraryError
from roi.scenario import Scenario, ScenarioError
from roi.ui import desk, shelves
from roi.ui.desk import Desk

DESK, OWN, MINE = "desk", "own", "mine."
BETWEEN = ","  # two names in an address


def names(mine: Desk, lang: str) -> dict[str, str]:
    """Short name -> what it is called where it is chosen: the case on the desk, one's own, the ready-made ones."""
    found = {DESK: text.say("ui.compare.slot.desk", lang, name=text.case(mine.scenario.name, lang))}
    for i, scenario in enumerate(mine.beside, start=1):
        found[f"{OWN}{i}"] = text.say("ui.compare.slot.own", lang, name=scenario.name)
    for file, name in _in_the_library(lang).items():
        found[f"{MINE}{file}"] = text.say("ui.compare.slot.mine", lang, name=name)
    return found | {name: text.case(desk.title(f"{name}.toml"), lang) for name in ready_made()}


def _in_the_library(lang: str) -> dict[str, str]:
    """Of the person's own cases that can be opened: file without its ending -> the case's name, the last changed first."""
    folder = shelves.folder()
    try:
        found = cards.cards(folder) if folder else []
    except LibraryError:  # the page of cases says what is wrong with it
        return {}
    stems = {each.file.removesuffix(library.SUFFIX): text.case(each.name, lang) for each in found if not each.wrong}
    return {stem: name for stem, name in stems.items() if BETWEEN not in stem}


def ready_made() -> list[str]:
    """The short names of the ready-made cases."""
    return [case.removesuffix(".toml") for case in desk.cases()]


def scenario_of(name: str, mine: Desk) -> Scenario:
    """The scenario under a short name. Raises ScenarioError where its file cannot be read, LibraryError where it is gone."""
    if name == DESK:
        return mine.scenario
    if name in ready_made():
        return files.load(desk.CASES / f"{name}.toml")
    if name.startswith(MINE):
        return _of_the_library(shelves.folder(), name.removeprefix(MINE))
    return mine.beside[int(name.removeprefix(OWN)) - 1]


def _of_the_library(folder: Path | None, stem: str) -> Scenario:
    if folder is None:
        raise LibraryError("no_such_case", file=stem)
    file = f"{stem}{library.SUFFIX}"
    try:
        return files.loads(library.text_of(folder, file), name=stem)
    except ScenarioError as error:
        raise ScenarioError(error.mistakes, file) from None


def same_firm(mine: Desk) -> list[str]:
    """The case on the desk, and the ready-made ones that are of the same work."""
    own = {package.name for package in mine.scenario.work}
    found = [DESK]
    for name in ready_made():
        if name == (mine.case or "").removesuffix(".toml"):
            continue
        try:
            work = {package.name for package in scenario_of(name, mine).work}
        except ScenarioError:
            continue
        found += [name] if own & work else []
    return found
