"""The app with Streamlit's own chart element instead of ours: what benchmarks/browser.py compares with."""

import runpy
from pathlib import Path

import streamlit as st

from roi import strokes
from roi.ui import live


def _plain(key, figure, alt):
    st.plotly_chart(figure, key=key, config=strokes.config("da"), alt=alt)


live.chart = _plain
runpy.run_path(str(Path(__file__).resolve().parents[1] / "app.py"), run_name="__main__")
