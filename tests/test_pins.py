"""What is installed is what was tried: every package pinned to its bytes, as it is asked for."""

from __future__ import annotations

import re

import pytest
from packaging.markers import Marker
from packaging.utils import canonicalize_name

from trust import pins

by_file = pytest.mark.parametrize("path", pins.asked_for(), ids=lambda path: str(path.relative_to(pins.ROOT)))
A, B = "a" * 64, "b" * 64


def test_a_pin_is_read_with_its_hashes_and_who_needs_it():
    text = f"""# made by
one==1.0 ; sys_platform == 'win32' \\
    --hash=sha256:{A} \\
    --hash=sha256:{B}
    # via
    #   roi (pyproject.toml)
    #   two
Two==2 \\
    --hash=sha256:{A}
    # via roi (pyproject.toml:dev)
"""
    one, two = pins.read(text)
    assert one == pins.Pin("one", "1.0", Marker('sys_platform == "win32"'), (A, B), ("two",))
    assert two == pins.Pin("two", "2", None, (A,))


@pytest.mark.parametrize("line", ["one", "one>=1", "one==1,<2", "one[x]==1", "one @ https://example.org/one.whl"])
def test_what_is_no_pin_is_refused(line):
    with pytest.raises(ValueError, match="not one version"):
        pins.read(line)


@by_file
def test_every_pin_has_its_hashes_and_nothing_else_stands_there(path):
    text = path.read_text(encoding="utf-8")
    assert all(pin.hashes for pin in pins.pinned(path).values())
    assert "make pins" in text.splitlines()[1]  # says how it is made
    assert not re.search(r"://|file:|/home/|/root/|/tmp/|^-", text, re.MULTILINE)  # no address, no path, no option


@by_file
def test_what_is_asked_for_is_pinned_and_nothing_that_nobody_needs(path):
    held = pins.pinned(path)
    asked = {canonicalize_name(each.name): each for each in pins.asked_for()[path]}
    for name, requirement in asked.items():
        assert held[name].version in requirement.specifier, requirement
    for name, pin in held.items():
        assert name in asked or (pin.needed_by and set(pin.needed_by) <= set(held)), name


def test_what_is_tested_is_what_is_run_and_stays_so_beside_what_is_measured():
    dev = pins.pinned(pins.DEV)
    assert {*pins.pinned(pins.RUNTIME), *pins.pinned(pins.SIGN_IN)} <= set(dev)
    beside = (pin for file in (pins.RUNTIME, pins.SIGN_IN, pins.BENCH) for pin in pins.pinned(file).values())
    for pin in beside:
        if pin.name in dev:
            assert (dev[pin.name].version, dev[pin.name].hashes) == (pin.version, pin.hashes), pin.name


def test_what_builds_it_is_what_it_says():
    said = pins.project()
    assert said["dependency-groups"]["build"] == said["build-system"]["requires"]


def test_every_installation_asks_for_hashes():
    makefile = (pins.ROOT / "Makefile").read_text(encoding="utf-8")
    installed = [line for line in makefile.splitlines() if "$(INSTALL)" in line]
    assert len(installed) == 5
    assert makefile.count("pip install") == 1  # in $(INSTALL) itself
    assert all("--require-hashes -r" in line or "--no-deps --no-build-isolation --editable ." in line for line in installed)
