"""Starts the browser app: language and navigation, nothing else."""

import pandas  # noqa: F401 - first: two sessions importing it at once leave it half made
import streamlit as st

from roi import text
from roi.ui import language

lang = language.chosen()
page = st.navigation([st.Page("roi/ui/first.py", title=text.say("ui.page.nav", lang), default=True)], position="top")
st.set_page_config(page_title=text.say("ui.page.tab", lang), page_icon="🔥", layout="wide", initial_sidebar_state=380)
language.declare(lang)
page.run()
