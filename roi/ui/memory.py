"""What a person was in the middle of, through a reload of the page: kept by the browser's own tab, nowhere else.

A cookie, which lives as long as the browser is open, says that a tab holds something, so that a first visit need not ask.
(In the address such a mark is an entry of its own in the browser's history, and the way back ends there.)
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping
from typing import Any

import streamlit as st

from roi import files
from roi.ui import desk as desks
from roi.ui import live, sharing
from roi.ui.desk import Desk
from roi.ui.show import say

COOKIE, YES = "roi_kept", "1"  # static/draft.js sets it
WHERE = ("file", "stands", "link")  # that a desk knows of where its scenario is kept or came from
DRAFT_AT_MOST = 8 * files.BYTES_AT_MOST  # what a draft may unpack to


def packed(mine: Desk) -> str:
    """A desk as a short text: the scenario, what it was opened as, what does not fit yet, and what was put aside."""
    content = _content(mine)
    if mine.aside:
        content["aside"] = _content(mine.aside)
    return base64.b85encode(zlib.compress(json.dumps(content).encode())).decode()


def _content(mine: Desk) -> dict[str, Any]:
    opened = {"case": mine.case} if mine.case else {"opened": mine.opened.text}
    beside = {"beside": [[each.name, each.text] for each in mine.beside]} if mine.beside else {}
    where = {name: getattr(mine, name) for name in WHERE if getattr(mine, name)}
    return {**opened, **beside, **where, "name": mine.scenario.name, "text": mine.scenario.text, "pending": mine.pending}


def unpacked(draft: str) -> Desk | None:
    """The desk in a draft; None where it holds none that can be used."""
    try:
        unpacker = zlib.decompressobj()
        content = json.loads(unpacker.decompress(base64.b85decode(draft), DRAFT_AT_MOST))
        mine = _desk(content)
        if content.get("aside"):
            mine.aside = _desk(content["aside"])
    except (ValueError, zlib.error, KeyError, TypeError, AttributeError, RecursionError):  # ScenarioError is a ValueError
        return None
    return mine


def _desk(content: Mapping[str, Any]) -> Desk:
    scenario = files.loads(content["text"], name=content["name"])
    case = content.get("case")
    opened = files.load(desks.CASES / case) if case in desks.cases() else files.loads(content.get("opened", scenario.text))
    mine = Desk(scenario, opened, case if case in desks.cases() else None)
    mine.beside = [files.loads(words, name=name) for name, words in content.get("beside", [])]
    for name in WHERE:
        setattr(mine, name, str(content.get(name, "")))
    if content["pending"]:
        mine.change(content["pending"])
    return mine


def keep(mine: Desk, part: str) -> None:
    """Let the tab keep the desk, once something on it was changed. ``part``: of the page, each of which runs by itself."""
    if mine.changes:
        live.keep_draft(f"draft:{part}", mine.id, mine.changes, packed(mine), sharing.PARAMETER)


def is_marked() -> bool:
    """Whether a tab of this browser keeps something."""
    return st.context.cookies.get(COOKIE) == YES


def recall(lang: str) -> None:
    """Before the first page of a session: lay on the desk what the tab has kept, if one has."""
    if desks.KEY in st.session_state or not is_marked():
        return
    draft = live.recalled_draft()
    if draft is None:
        st.caption(say("memory.wait", lang))
        if not st.button(say("memory.skip", lang)):
            st.stop()
    mine = unpacked(draft) if draft else None
    if mine:
        st.session_state[desks.KEY] = mine
