"""What the browser draws and keeps by itself: small elements of our own, their JavaScript in ``static/``.

Streamlit's own chart element is taken down and built anew at every change; this one calls ``Plotly.react`` in place.
"""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path
from typing import Any

import streamlit as st

from roi.charts import Figure

STATIC = Path(__file__).parents[2] / "static"


def _element(name: str) -> Any:
    """The element whose code is ``static/NAME.js``: what a page carries is only the way there.

    The address holds a fingerprint of the code, so that a browser never uses an old one.
    """
    fingerprint = blake2b((STATIC / f"{name}.js").read_bytes(), digest_size=6).hexdigest()
    js = f"""const home = new URL("../../app/static/", document.querySelector('script[src*="static/js/"]').src)
export default (element) => import(new URL("{name}.js?{fingerprint}", home)).then((code) => code.draw(element))"""
    return st.components.v2.component(f"roi_{name}", js=js, isolate_styles=False)


_CHART = _element("chart")


def chart(key: str, figure: Figure, config: dict[str, Any], alt: str) -> None:
    """A Plotly figure, drawn in place; ``alt`` says in words what it shows."""
    layout = figure["layout"]
    data = {"traces": figure["data"], "layout": layout, "config": config, "alt": alt}
    _CHART(key=key, data=data, height=layout["height"])
