"""Places: the line of a key, however the file is written."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roi.places import index, line_of

FILE = (
    '''\
# a comment with [brackets] and a "quote
format = 1
note = """
[company]
employees = 3
"""
presets = [
  "a", # ]
  ["b"]
]
plan.relief_use = 0.4
"burnout" . 'burnt_out' = 0.2 # [x]
[company] # [[work]]
employees = { low = 1, high = 2 } # }
"quo]ted" = "[work]"

\t[[ work ]]
name = "a]"
[work.hours_m]
low = 1
[[work]]
\'\'\'x\'\'\' = 1
'''.replace("'''x'''", "'x'")
    + """[work.hours_m]
low = '''
[[work]]
'''
[risks."competence"]
status = 'x'
"""
)


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("format", 2),
        ("note", 3),
        ("presets", 7),
        ("plan.relief_use", 11),
        ("burnout.burnt_out", 12),
        ("company", 13),
        ("company.employees", 14),
        ("company.employees.low", 14),
        ("company.quo]ted", 15),
        ("work", 17),
        ("work[1]", 17),
        ("work[1].name", 18),
        ("work[1].hours_m", 19),
        ("work[1].hours_m.low", 20),
        ("work[1].fee_m", 17),
        ("work[2]", 21),
        ("work[2].x", 22),
        ("work[2].hours_m.low", 24),
        ("work[3]", 17),
        ("presets[2]", 7),
        ("risks.competence.status", 28),
        ("employees", None),
        ("", None),
    ],
)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_a_place_has_its_line(place, line, ending, start):
    assert line_of(start + FILE.replace("\n", ending), place) == line


def test_what_looks_like_a_line_break_but_is_none_counts_no_line():
    assert line_of("a = 'x\u2028y\u0085z'\nb = 1\n", "b") == 2


@pytest.mark.parametrize(
    "text",
    [
        "x = [\n[" + " " * 300_000 + "1]]\n",
        "x = [" + '"a",' * 150_000 + "]\n",
        'x = "' + "\\\\" * 300_000 + '"\n',
        "x = '''" + "a\n" * 300_000 + "'''\n",
        "\n".join(f"k{i} = 1" for i in range(80_000)),
        "a" + ".a" * 300_000 + " = 1",
        "[" * 500_000,
        "\n" * 300_000,
    ],
    ids=lambda text: text[:8],
)
def test_a_large_file_is_walked_in_no_time(text):
    start = time.perf_counter()
    index(text)
    assert time.perf_counter() - start < 10  # slow machines too; what is wrong takes minutes


@given(st.text(alphabet="a[].=\"'#{} \n\\", max_size=60))
@settings(max_examples=300, deadline=None)
def test_no_text_stops_it(text):
    assert all(1 <= line <= text.count("\n") + 1 for line in index(text).values())
