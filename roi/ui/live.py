"""What the browser does by itself: small elements of our own, their code in ``static/``.

``chart`` draws a figure in place (Streamlit's own element is taken down and built anew at every change), a draft is what a
person is in the middle of, kept through a reload, ``list_`` is a table that one searches and chooses from.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

import streamlit as st

from roi.strokes import Figure

STATIC = Path(__file__).parents[2] / "static"


@cache
def importing(name: str) -> str:
    """JavaScript that loads ``static/NAME.js``, beside Streamlit's own.

    The address holds a fingerprint of the code, so that a browser never uses an old one.
    """
    fingerprint = blake2b((STATIC / f"{name}.js").read_bytes(), digest_size=6).hexdigest()
    home = """document.querySelector('script[src*="static/js/"]').src"""
    return f'import(new URL("../../app/static/{name}.js?{fingerprint}", {home}))'


def _element(name: str) -> Callable[..., Mapping[str, Any]]:
    """The element whose code is ``static/NAME.js``: what a page carries is only the way there."""
    js = f"export default (element) =>\n{importing(name)}.then((code) => code.draw(element))"
    return st.components.v2.component(f"roi_{name}", js=js, isolate_styles=False)


_CHART, _DRAFT, _LIST, _MEND = _element("chart"), _element("draft"), _element("list"), _element("mend")
_TYPED = _element("typed")


class Line(NamedTuple):
    """A row to choose: what it is known by, what its cells say, and what else one may look for it by."""

    id: str
    cells: Sequence[str]
    more: str = ""


def speak(
    lang: str,
    words: Sequence[Sequence[str]],
    typed: Mapping[str, str],
    parameters: Mapping[str, str],
    plotly: Mapping[str, Any],
) -> None:
    """Tell the browser the page's language, how its own words and number fields stand in it, and how Plotly behaves.

    ``typed``: what is said of what was typed and is no figure, where another still holds ("kept") and where there is "none".
    ``parameters``: what the address of every page carries. No script stands in the page itself: so a host can forbid that.
    """
    with st.container(key="spoken"):
        _MEND(key="speak", data={"lang": lang, "words": words, "parameters": dict(parameters), "plotly": dict(plotly)})
        _TYPED(key="typed", data={"lang": lang, "words": dict(typed)})


def chart(key: str, figure: Figure, alt: str) -> None:
    """A Plotly figure, drawn in place; ``alt`` says in words what it shows. How Plotly behaves is told once a page."""
    told = json.dumps({"traces": figure["data"], "layout": figure["layout"], "alt": alt}, ensure_ascii=False)
    _CHART(key=key, data=zlib.compress(told.encode()), height=figure["layout"]["height"])


def keep_draft(key: str, desk: str, changes: int, draft: str, past: str) -> None:
    """Let the tab keep ``draft``, unless it has a newer one of the same desk: one with more changes.

    ``past``: a parameter of the address that says what was before, and goes; no entry in the browser's history.
    """
    _DRAFT(key=key, data={"desk": desk, "changes": changes, "draft": draft, "past": past}, height=1)


def list_(
    key: str,
    words: Mapping[str, str],
    header: Sequence[str],
    groups: Mapping[str, Sequence[Line]],
    chosen: str | None,
    *,
    target: str,
    on_chosen: Callable[[], None],
) -> None:
    """A table that one searches while typing and chooses a row from; ``st.session_state[key]["chosen"]`` is its id.

    ``words``: "search", "count" (with {shown} and {all} in it) and "none". ``groups``: name -> rows. ``target``: where on a
    narrow screen the chosen one is shown, as a CSS selector.
    """
    told = [{"name": name, "rows": [line._asdict() for line in lines]} for name, lines in groups.items()]
    data = {"words": dict(words), "header": list(header), "groups": told, "chosen": chosen, "target": target}
    _LIST(key=key, data=data, on_chosen_change=on_chosen)


def recalled_draft() -> str | None:
    """What the tab has kept, empty if nothing; None as long as it has not answered."""
    found = _DRAFT(key="recall", data={"recall": True}, height=1, on_kept_change=lambda: None)
    return found.get("kept")
