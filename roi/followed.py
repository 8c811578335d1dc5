"""How it has gone and whether the plan is still the plan, as text for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from roi import telling_actuals as telling
from roi import text
from roi.actuals import Learnt
from roi.tables import Row, Table
from roi.typeset import columns, headed, wrapped


def report(learnt: Learnt, found: Row, lang: str) -> str:
    """``found``: of ``actuals.as_json``."""
    scenario, weighed = learnt.result.scenario, found["weighed"]
    counted = text.say(f"view.{found['view']}", lang)
    setting = {"months": found["months"], "now": found["now"], "view": counted, "draws": found["draws"]}
    name = "setting" if found["now"] else "setting_trial"
    head = f"{text.case(scenario.name, lang)}: {text.say('follow.title.head', lang)}"
    lines = [
        *wrapped(head),
        *wrapped(text.say(f"follow.title.{name}", lang, **setting, seed=str(found["seed"]))),
        "",
    ]
    if weighed["known"] and found["seen"]:
        lines += _said(telling.ahead(found["ahead"], lang), "")
    lines += _said(telling.weighed(weighed, found["seen"], found["draws"], lang), "")
    if not found["seen"]:
        return "\n".join(lines) + "\n"
    lines += _seen(found["seen"], found["now"], lang)
    if weighed["known"] and weighed["figures"]:
        lines += [*_heading("learnt", lang), *_said([telling.learnt(found["inputs"], lang)])]
        lines += _table(telling.learnt_table(found["inputs"], lang)) if found["inputs"] else []
        whole = telling.whole_table(found["outcomes"], found["chances"], ("before", "after"), lang)
        lines += [*_heading("whole", lang), *_table(whole)]
    return "\n".join(lines) + "\n"


def lost(found: Row, lang: str) -> str:
    """What a file with the learnt inputs loses. ``found``: of ``taking.lost``."""
    table = telling.whole_table(found, found, ("learnt", "file"), lang)
    return "\n".join([*_heading("lost", lang), *_said([text.say("follow.lost.said", lang)]), *_table(table)]) + "\n"


def _seen(rows: Table, now: int, lang: str) -> list[str]:
    """The last month, and all that lies outside."""
    shown = [row for row in rows if row["month"] in (now, None) or (row["outside"] and not row["counted"])]
    lines = [*_heading("seen", lang), *_said(telling.seen(rows, lang)), *_table(telling.seen_table(shown, lang), left=2)]
    return lines + (_said([text.say("follow.seen.more", lang)]) if len(shown) < len(rows) else [])


def _heading(name: str, lang: str) -> list[str]:
    return headed(text.say(f"follow.title.{name}", lang))


def _said(sentences: Sequence[str], indent: str = "  ") -> list[str]:
    return [line for each in sentences for line in wrapped(each, indent)]


def _table(rows: Sequence[Sequence[Any]], left: int = 1) -> list[str]:
    return list(columns(rows, left))
