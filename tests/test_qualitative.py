"""Every entry is whole, in two languages, with a source, and every link leads somewhere and back."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from roi import catalogue, qualitative, text

KINDS = {name.removeprefix("entry.kind.") for name in text.words() if name.startswith("entry.kind.")}
KNOWN = {
    "dilemma": set(catalogue.dilemmas()),
    "line": set(catalogue.lines()),
    "input": set(catalogue.inputs()),
    "outcome": set(catalogue.outcomes()),
    "stress": set(catalogue.stresses()),
    "preset": set(catalogue.presets()),
    "entry": set(qualitative.entries()),
}
CATEGORIES = set(catalogue.inputs()["category"].choices or ())


def bilingual(words) -> bool:
    return set(words) == {"da", "en"} and all(each.strip() == each and each for each in words.values())


@pytest.mark.parametrize("id", qualitative.lists())
def test_a_list_is_whole_and_as_long_as_the_document_has_it(id):
    each = qualitative.lists()[id]
    assert re.fullmatch(r"[a-z][a-z0-9_]*", id)
    assert bilingual(each.name)
    assert bilingual(each.help)
    assert each.use in qualitative.USES
    assert each.source in catalogue.sources()
    assert each.section.strip()
    assert len(qualitative.in_list(id)) == each.count > 0
    assert (each.enough is not None) == (each.use == "self_check")
    assert each.enough is None or 0 < each.enough <= each.count


@pytest.mark.parametrize("id", qualitative.entries())
def test_an_entry_is_whole_and_its_links_resolve(id):
    each = qualitative.entries()[id]
    assert re.fullmatch(r"[a-z][a-z_0-9]*[a-z]", id), "speaking, not numbered"
    assert each.kind in KINDS
    assert each.list in qualitative.lists()
    for words in (each.text, each.help, each.note, each.low, each.high):
        assert words is None or bilingual(words)
    assert each.source in catalogue.sources()
    assert each.section.strip()
    for kind, known in KNOWN.items():
        named = each.touches(kind)
        assert set(named) <= known, f"{kind}: {sorted(set(named) - known)}"
        assert len(set(named)) == len(named)
    assert id not in each.entries
    if each.phase is not None:
        assert qualitative.entries()[each.phase].kind == "phase"
    assert each.category is None or each.category in CATEGORIES
    assert each.asks is None or each.asks in qualitative.ASKED
    if each.kind == "question":
        assert each.asks
        assert all(words.endswith("?") for words in each.text.values())
    assert (each.side in qualitative.SIDES) == (each.kind in ("dilemma_side", "effect"))
    assert (each.low is not None) == (each.high is not None) == (each.kind == "characteristic")
    assert each.year is None or 1900 < each.year < 2100


def test_links_are_read_in_both_directions():
    for id, each in qualitative.entries().items():
        for kind in KNOWN:
            for named in each.touches(kind):
                assert each in qualitative.about(kind, named)
        for other in (*each.entries, *filter(None, [each.phase])):
            assert qualitative.entries()[other] in qualitative.about("entry", id)
            assert each in qualitative.about("entry", other)
    with pytest.raises(KeyError):
        qualitative.about("number", "npv")
    assert qualitative.about("line", "no_such_line") == ()


def test_a_link_is_written_in_one_direction_only():
    every = qualitative.entries()
    assert [(id, other) for id, each in every.items() for other in each.entries if id in every[other].entries] == []


def test_no_entry_is_written_twice():
    """The same words under two ids would be asked twice."""
    for lang in text.LANGUAGES:
        said = Counter((each.list, each.text[lang]) for each in qualitative.entries().values())
        assert [words for words, count in said.items() if count > 1] == []


def test_an_id_in_two_files_is_refused(monkeypatch):
    same = {"kind": "fact", "list": "x", "text": {}, "source": "doc000", "section": "x"}
    monkeypatch.setattr(catalogue, "files", lambda folder: ["a", "b"])
    monkeypatch.setattr(catalogue, "data", lambda name: {"same": same})
    with pytest.raises(ValueError, match="same stands in another file too"):
        qualitative.entries.__wrapped__()


def test_the_compass_has_six_characteristics():
    assert [each.id for each in qualitative.in_list("rasmus")] == [
        "realistic",
        "recognised",
        "independent",
        "meaningful",
        "developing",
        "sound",
    ]


def test_the_words_name_everybody_who_is_asked_and_both_sides():
    for lang in text.LANGUAGES:
        for name in qualitative.ASKED:
            assert text.say(f"entry.asks.{name}", lang)
        for name in qualitative.SIDES:
            assert text.say(f"entry.side.{name}", lang)
