"""A scenario as an address carries it: nothing of it is kept by a server.

``1.`` and then, in letters that every address may hold (base64url), its name, a zero byte and its text, compressed (zlib).
The number is the version of this form; a later one is told apart, never guessed at.
"""

from __future__ import annotations

import base64
import binascii
import re
import tomllib
import zlib

from roi import files
from roi.reading import Problem
from roi.scenario import Scenario
from roi.typeset import escaped
from roi.walk import NAME_AT_MOST

VERSION = 1
#: Characters. Servers and proxies take request lines of 8 kB (nginx and Apache as they come); the rest is host and page.
TOKEN_AT_MOST = 7_500
MAIL_TAKES = 2_000  # characters of an address that every mail and chat program leaves whole; longer ones may be cut
BYTES_AT_MOST = 200_000  # of a scenario in an address; so little is unpacked at once, whatever the address claims
FORM = re.compile(r"([1-9][0-9]{0,4})\.([A-Za-z0-9_-]*)")
BETWEEN = b"\0"  # can be in no scenario's text


class LinkError(ValueError):
    """An address that carries no scenario, or a scenario too large for one; ``link.problem`` in data/words says it."""

    def __init__(self, code: str, **facts: object) -> None:
        self.problem = Problem(code, facts)
        super().__init__(code, facts)


def token(scenario: Scenario) -> str:
    """What an address carries of a scenario. Raises LinkError "too_long" with what is the most."""
    text = scenario.text.removeprefix(files.BYTE_ORDER_MARK)
    said = tomllib.loads(text).get("name")
    whole = BETWEEN.join(each.encode() for each in ("" if said else scenario.name, text))
    if len(whole) > BYTES_AT_MOST:
        raise LinkError("too_long", most=TOKEN_AT_MOST)
    packed = base64.urlsafe_b64encode(zlib.compress(whole, zlib.Z_BEST_COMPRESSION)).decode().rstrip("=")
    made = f"{VERSION}.{packed}"
    if len(made) > TOKEN_AT_MOST:
        raise LinkError("too_long", most=TOKEN_AT_MOST)
    return made


def scenario(token: str) -> Scenario:
    """The scenario in an address. Raises LinkError, or ScenarioError where what it carries is wrong."""
    if len(token) > TOKEN_AT_MOST:
        raise LinkError("larger", most=TOKEN_AT_MOST)
    found = FORM.fullmatch("".join(token.split()))  # a mail program may have broken the line
    if not found:
        raise LinkError("none")
    if int(found[1]) > VERSION:
        raise LinkError("newer")
    name, between, text = _unpacked(found[2]).partition(BETWEEN)
    try:
        words, called = text.decode(), name.decode()
    except UnicodeDecodeError:
        raise LinkError("damaged") from None
    if not between or BETWEEN in text:
        raise LinkError("damaged")
    return files.loads(words, name=escaped(called)[:NAME_AT_MOST])


def _unpacked(letters: str) -> bytes:
    """The bytes behind the letters, so many at most."""
    unpacker = zlib.decompressobj()
    try:
        packed = base64.urlsafe_b64decode(letters + "=" * (-len(letters) % 4))
        whole = unpacker.decompress(packed, BYTES_AT_MOST + 1)
    except binascii.Error:  # a letter is missing
        raise LinkError("cut_off") from None
    except zlib.error:
        raise LinkError("damaged") from None
    if len(whole) > BYTES_AT_MOST:
        raise LinkError("unpacks_larger")
    if not unpacker.eof:
        raise LinkError("cut_off")
    if unpacker.unused_data:
        raise LinkError("damaged")
    return whole
