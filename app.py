"""Starts the browser app: language and navigation, nothing else."""

if __name__ == "__main__":  # not where a process that works answers out has a look at who began it
    import pandas  # noqa: F401 - first: two sessions importing it at once leave it half made
    import streamlit as st

    from roi.ui import language, shell

    lang = language.chosen()
    page = shell.navigation(lang)
    st.set_page_config(page_icon="🔥", layout="wide", initial_sidebar_state="collapsed")
    shell.frame(lang)
    shell.run(page, lang)
