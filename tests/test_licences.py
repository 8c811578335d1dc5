"""Every pinned package says its licence, we may use it, and somebody says why it is here."""

from __future__ import annotations

import sys
from importlib import metadata

import pytest

from trust import licences, pins

ALL = {**pins.pinned(pins.DEV), **pins.pinned(pins.BUILD)}
BSD = "Redistribution and use in source and binary\nforms, with or without modification, are permitted"


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True),
        ("MIT AND Zlib", True),
        ("MIT AND GPL-3.0-only", False),
        ("GPL-3.0-only OR MIT", True),
        ("GPL-3.0-only OR MIT AND GPL-2.0-only", False),
        ("(MIT OR GPL-3.0-only) AND MIT", False),  # to be read by somebody
        (licences.UNKNOWN, False),
    ],
)
def test_what_is_allowed(expression, allowed):
    assert licences.is_allowed(expression) is allowed


@pytest.mark.parametrize(
    ("text", "licence"),
    [
        (BSD, "BSD-2-Clause"),
        (BSD + " … Neither the name of the firm", "BSD-3-Clause"),
        ("Permission is hereby granted, free of charge, to any person obtaining a copy of this\nsoftware", "MIT"),
        ("  Apache License\n  Version 2.0, January 2004", "Apache-2.0"),
        ("GNU GENERAL PUBLIC LICENSE", licences.UNKNOWN),
    ],
)
def test_a_text_is_known_by_its_words(text, licence):
    assert licences.of_text(text) == licence


def said_by(tmp_path, about: str, text: str = "") -> str:
    """The licence of a package that says this of itself."""
    folder = tmp_path / "one-1.0.dist-info"
    (folder / "licenses").mkdir(parents=True)
    (folder / "METADATA").write_text(f"Metadata-Version: 2.4\nName: one\nVersion: 1.0\n{about}\n", encoding="utf-8")
    (folder / "licenses/LICENSE").write_text(text, encoding="utf-8")
    (folder / "RECORD").write_text("one-1.0.dist-info/licenses/LICENSE,,\n", encoding="utf-8")
    return licences.of_installed(metadata.PathDistribution(folder))


@pytest.mark.parametrize(
    ("about", "text", "licence"),
    [
        ("License-Expression: mit or apache-2.0", BSD, "MIT OR Apache-2.0"),
        ("License: Apache License 2.0", "", "Apache-2.0"),
        ("License: see there\nClassifier: License :: OSI Approved :: MIT License", "", "MIT"),
        ("Classifier: License :: OSI Approved :: BSD License", BSD, "BSD-2-Clause"),
        ("License: as you like", "do as you like", licences.UNKNOWN),
        ("License: GPL-3.0-only", "", "GPL-3.0-only"),
    ],
)
def test_a_package_is_asked_in_order(tmp_path, about, text, licence):
    assert said_by(tmp_path, about, text) == licence


def test_what_is_wrong_is_told_with_its_name(monkeypatch):
    monkeypatch.setattr(licences, "licence", {"one": "MIT", "two": "AGPL-3.0-only", "three": licences.UNKNOWN}.__getitem__)
    monkeypatch.setattr(licences, "licence", lambda pin, told=licences.licence: told(pin.name))
    assert licences.wrong([pins.Pin(name, "1") for name in ("one", "two", "three")]) == [
        "two 1: AGPL-3.0-only is not among the allowed licences",
        "three 1: its licence is unknown",
    ]


def test_every_package_that_is_pinned_may_be_used():
    assert licences.wrong(ALL.values()) == []


def test_what_is_kept_by_hand_is_what_the_packages_say():
    kept = licences.KEPT["not_everywhere"]
    assert {name for name, pin in ALL.items() if pin.marker} == set(kept)
    here = {name: metadata.distribution(name) for name in kept if ALL[name].is_for_here}
    assert {name: licences.of_installed(package) for name, package in here.items()} == {name: kept[name] for name in here}


def test_what_we_ask_for_has_a_reason_and_nothing_else():
    asked = {str(each.name).lower() for file, lines in pins.asked_for().items() if file != pins.BENCH for each in lines}
    assert asked == set(licences.KEPT["why"])


def test_the_page_is_up_to_date(capsys, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["licences"])
    assert licences.main() == 0, capsys.readouterr().err
