"""What a person has entered in a field, for the callback that takes it in."""

from __future__ import annotations

from typing import Any

import streamlit as st


def entered(key: str) -> Any:
    """What the field with this key holds; None where there is no such field.

    Any other look at ``st.session_state`` lets Streamlit end the run where something newer waits. A callback ended so is not
    called again: what was entered would stand on the screen and nowhere else.
    """
    return st.session_state.to_dict().get(key)
