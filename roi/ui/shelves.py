"""Whose library it is: one's own on one's own machine, each person's own where the server knows them, else nobody's."""

from __future__ import annotations

import os
from hashlib import blake2b
from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st

from roi import library

SHARED = (
    "ROI_SHARED"  # in the environment: "1" where several people use the server, "0" where only one does; else it is seen
)
YES, NO = "1", "0"
PEOPLE = "people"  # the folder of their folders
OWN_MACHINE = ("localhost", "127.0.0.1", "::1")
PASSED_ON = ("X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "X-Real-Ip", "Via")  # what a proxy adds


def folder() -> Path | None:
    """The folder of the cases of whoever this session is; None where there is no library for them."""
    person = _person()
    if person:
        return library.default_folder() / PEOPLE / person
    return None if can_sign_in() or is_shared() else library.default_folder()


def can_sign_in() -> bool:
    """Whether the server has a sign-in (Streamlit's own, by OIDC)."""
    return "is_logged_in" in st.user


def signed_in() -> bool:
    """Whether the server knows who this is."""
    return bool(_person())


def _person() -> str:
    """What a person's folder is called: nothing of theirs can be read from it. Empty where nobody is signed in."""
    if st.user.get("is_logged_in") is not True or not st.user.get("sub"):
        return ""
    who = f"{st.user.get('iss', '')}\n{st.user['sub']}"  # an issuer never gives one subject to two people
    return blake2b(who.encode(), digest_size=20).hexdigest()


def is_shared() -> bool:
    """Whether others than one person on their own machine may be using this server."""
    said = os.environ.get(SHARED, "").strip()
    if said in (YES, NO):
        return said == YES
    headers = st.context.headers
    asked = [f"//{headers.get('Host') or OWN_MACHINE[0]}", headers.get("Origin") or f"//{OWN_MACHINE[0]}"]
    own = all(_host(each) in OWN_MACHINE for each in asked) and not any(name in headers for name in PASSED_ON)
    return not own or (st.get_option("server.address") or "") not in OWN_MACHINE


def _host(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None
