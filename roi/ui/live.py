"""What the browser does by itself: small elements of our own, their code in ``static/``.

``chart`` draws a figure in place (Streamlit's own element is taken down and built anew at every change), a draft is what a
person is in the middle of, kept through a reload.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

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


_CHART, _DRAFT = _element("chart"), _element("draft")


def chart(key: str, figure: Figure, alt: str) -> None:
    """A Plotly figure, drawn in place; ``alt`` says in words what it shows. How Plotly behaves is told once a page."""
    told = json.dumps({"traces": figure["data"], "layout": figure["layout"], "alt": alt}, ensure_ascii=False)
    _CHART(key=key, data=zlib.compress(told.encode()), height=figure["layout"]["height"])


def keep_draft(key: str, desk: str, changes: int, draft: str) -> None:
    """Let the tab keep ``draft``, unless it has a newer one of the same desk: one with more changes."""
    _DRAFT(key=key, data={"desk": desk, "changes": changes, "draft": draft}, height=1)


def recalled_draft() -> str | None:
    """What the tab has kept, empty if nothing; None as long as it has not answered."""
    found = _DRAFT(key="recall", data={"recall": True}, height=1, on_kept_change=lambda: None)
    return found.get("kept")
