"""A scenario in an address: round and round the same, and whatever else stands there is told, never trusted."""

from __future__ import annotations

import base64
import contextlib
import random
import re
import time
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import roi
from roi import files, link, text
from roi.link import LinkError
from roi.scenario import ScenarioError

CASES = sorted((Path(__file__).parents[1] / "scenarios").glob("*.toml"))
OWN = 'format = 1\nname = "Own"\n[company]\nemployees = 10\n[[work]]\nname = "A"\nhours_m = 100\nfee_m = 20_000\n'
TOKEN = link.token(roi.loads(OWN))


def packed(content, version=link.VERSION):
    return f"{version}.{base64.urlsafe_b64encode(zlib.compress(content, 9)).decode().rstrip('=')}"


def code(token):
    with pytest.raises(LinkError) as caught:
        link.scenario(token)
    return caught.value.problem.code


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_ready_made_case_goes_into_an_address_and_comes_out_again(path):
    case = roi.load(path)
    token = link.token(case)
    assert re.fullmatch(r"[A-Za-z0-9._-]+", token), "no letter that an address has to write otherwise"
    assert link.scenario(token) == case


def test_most_cases_fit_into_a_mail():
    lengths = sorted(len(link.token(roi.load(path))) for path in CASES)
    assert lengths[len(lengths) // 2] < link.MAIL_TAKES
    assert lengths[-1] < link.TOKEN_AT_MOST


@given(
    name=st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp"]), max_size=200),
    note=st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs"], include_characters="\n\t\r\u200b"), max_size=1_000),
    employees=st.integers(1, 100_000),
    share=st.floats(0, 1).map(lambda share: round(share, 9)),  # what is nearly nothing is refused
    ends=st.sampled_from(["\n", "\r\n"]),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_scenario_comes_out_as_it_went_in(name, note, employees, share, ends):
    case = files.change(
        roi.loads(OWN.replace("\n", ends)), {"name": name or "x", "note": note, "company.employees": employees}
    )
    case = files.change(case, {"plan.core_use": share, "plan.relief_use": 0, "plan.reduction_use": 0})
    try:
        token = link.token(case)
    except LinkError as error:
        assert error.problem.code == "too_long"
        return
    again = link.scenario(token)
    assert again == case
    assert again.text == case.text


def test_a_name_that_the_file_does_not_say_goes_along():
    case = roi.loads(OWN.replace('name = "Own"\n', ""), name="Fra filens navn")
    assert link.scenario(link.token(case)).name == "Fra filens navn"


def test_a_byte_order_mark_stays_at_home():
    assert link.scenario(link.token(roi.loads("\ufeff" + OWN))).text == OWN


def test_a_case_too_large_is_refused_with_the_limit():
    noise = base64.b64encode(random.Random(1).randbytes(9_000)).decode()
    large = files.change(roi.loads(OWN), {"note": noise})
    huge = roi.loads(OWN + "#" * link.BYTES_AT_MOST)
    for each in (large, huge):
        with pytest.raises(LinkError) as caught:
            link.token(each)
        assert caught.value.problem.code == "too_long"
        assert caught.value.problem.facts["most"] == link.TOKEN_AT_MOST


# ------------------------------------------------------------------------------------------------ what comes from outside


def test_a_link_cut_off_is_told_at_every_length():
    codes = {code(TOKEN[:length]) for length in range(len(TOKEN))}
    assert codes == {"none", "cut_off"}
    assert code(TOKEN[:-5]) == "cut_off"


def test_a_link_with_a_letter_changed_is_another_case_never():
    """The checksum of zlib misses one in 2^32; a change that the letters' last bits do not carry is none."""
    told = set()
    for at in range(2, len(TOKEN) - 1):
        wrong = TOKEN[:at] + ("A" if TOKEN[at] != "A" else "B") + TOKEN[at + 1 :]
        told.add(code(wrong))
    assert told <= {"damaged", "cut_off"}


def test_a_link_of_the_future_says_so():
    assert code(packed(b"\0" + OWN.encode(), version=2)) == "newer"
    assert code("99999.what-ever") == "newer"


def test_a_line_broken_by_a_mail_program_is_put_together():
    broken = "\n".join(TOKEN[at : at + 76] for at in range(0, len(TOKEN), 76))
    assert link.scenario(f" {broken}\r\n") == roi.loads(OWN)


@pytest.mark.parametrize(
    ("token", "told"),
    [
        ("", "none"),
        ("1", "none"),
        ("0.abc", "none"),
        ("1.a+b/", "none"),
        ("1.æ", "none"),
        ("../../etc/passwd", "none"),
        ("1.", "cut_off"),
        ("1.AAAA", "damaged"),
        (packed(OWN.encode()), "damaged"),
        (packed(b"\0\0" + OWN.encode()), "damaged"),
        (packed(b"\0\xff\xfe"), "damaged"),
        (f"{TOKEN}AAAA", "damaged"),
        ("1." + "A" * link.TOKEN_AT_MOST, "larger"),
        (packed(b"\0" + b"#" * 5_000_000), "unpacks_larger"),
    ],
    ids=lambda each: str(each)[:20],
)
def test_what_carries_no_case_is_told(token, told):
    assert code(token) == told


def test_a_bomb_costs_nothing(monkeypatch):
    asked = []
    plain = zlib.decompressobj

    class Watched:
        def __init__(self):
            self.real = plain()

        def decompress(self, packed, most):
            asked.append(len(whole := self.real.decompress(packed, most)))
            return whole

    bomb = packed(b"\0" * 5_600_000)
    monkeypatch.setattr(link.zlib, "decompressobj", Watched)
    assert len(bomb) <= link.TOKEN_AT_MOST
    assert code(bomb) == "unpacks_larger"
    assert asked == [link.BYTES_AT_MOST + 1], "no more than that was ever unpacked"


@pytest.mark.parametrize(
    "content", ["= ]", "format = 99", "format = 1\nemploees = 3", ("a." * 90_000) + "b = 1", "[" * 150_000]
)
def test_a_case_that_is_wrong_says_what_is_wrong(content):
    began = time.monotonic()
    with pytest.raises(ScenarioError) as caught:
        link.scenario(packed(b"\0" + content.encode()))
    assert caught.value.mistakes
    assert time.monotonic() - began < 5


def test_a_name_from_an_address_steers_nothing():
    nameless = OWN.replace('name = "Own"\n', "")
    found = link.scenario(packed(b"a\x1b[2J\n" + b"x" * 900 + b"\0" + nameless.encode()))
    assert found.name.isprintable()
    assert len(found.name) <= 200


@given(
    st.one_of(
        st.text(max_size=200),
        st.binary(max_size=400).map(packed),
        st.binary(max_size=300).map(lambda b: "1." + base64.urlsafe_b64encode(b).decode()),
    )
)
@example("1.eJw")
@settings(max_examples=200, deadline=None)
def test_whatever_stands_in_an_address_gets_an_answer(token):
    with contextlib.suppress(LinkError, ScenarioError):
        assert link.scenario(token).text


def test_every_problem_has_its_words():
    source = Path(link.__file__).read_text(encoding="utf-8")
    codes = set(re.findall(r'LinkError\("(\w+)"', source))
    assert codes == {name.removeprefix("link.problem.") for name in text.words() if name.startswith("link.problem.")}
