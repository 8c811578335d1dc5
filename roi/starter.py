"""A commented scenario file to start from, written out of the catalogue so that it is always true."""

from __future__ import annotations

from roi import catalogue, qualitative, text
from roi.catalogue import Input
from roi.checking import ASSUMPTIONS, HORIZON
from roi.checking_people import COUNTRIES, LEGAL_FACTS, SECTORS
from roi.files import FORMAT

DAY = "2026-05-04"  # an example of how a date is written
EXAMPLE = {"hours_m": "{ low = 120, mode = 160, high = 200 }", "fee_m": "35_000"}  # shown, to be changed


def scenario_text(lang: str) -> str:
    """The file, in either language."""

    def say(name: str) -> str:
        return text.say(f"starter.{name}", lang)

    parts = [
        f"# {say('head')}",
        f"# {say('how')}",
        "",
        f"format = {FORMAT}",
        f'name = "{say("name")}"',
        'note = ""',
        f'assumptions = "{ASSUMPTIONS}"    # {say("assumptions")}',
        f"presets = []                 # {say('presets')}",
        f"horizon_months = {HORIZON}",
        f'view = "all"                 # {say("view")}',
    ]
    for section in ("company", "burnout", "plan"):
        parts += ["", f"[{section}]    # {text.say(f'section.{section}', lang)}"]
        parts += [_commented(each, lang) for each in catalogue.section(section).values()]
    parts += ["", f"[[work]]    # {text.say('section.work', lang)}", f'name = "{say("work")}"']
    for id, each in catalogue.section("work").items():
        if id in EXAMPLE:
            parts.append(_line(id, EXAMPLE[id], each, lang) + (f"; {say('fee')}" if id == "fee_m" else ""))
        elif each.defaults:
            parts.append(_commented(each, lang))
    parts += ["", f"# {say('events')}", "# [[events]]", f'# name = "{say("event")}"']
    parts += ["# rate_y = 0.02", f'# side = "plan"    # {say("side")}']
    parts += ["# cost = { low = 50_000, mode = 200_000, high = 2_000_000 }", '# dilemma = "dependency"']
    parts += ["", f"# {say('claims')}", "# [[claims]]", f'# says = "{say("claim")}"', f'# by = "{say("claimed_by")}"']
    parts += [f'# leaves_out = ["transition", "rework"]    # {say("leaves_out")}']
    parts += ["", f"# {say('offer')}", "# [offer]", f'# vendor = "{say("vendor")}"']
    priced = ", ".join(catalogue.in_a_price())
    parts += [f"# covers = []    # {say('covers')}: {priced}", f"# leaves_out = []    # {say('silent')}"]
    parts += ["", f"# {say('risks')}"]
    for id, dilemma in catalogue.dilemmas().items():
        parts += [f"# [risks.{id}]    # {dilemma.name[lang]}", "# likelihood = 3", "# consequence = 3"]
        parts += ['# evidence = ""', '# status = "open"']
    parts += ["# [risks.own]", f'# name = "{say("own_risk")}"', '# dilemma = "dependency"', "# likelihood = 2"]
    parts += ["# consequence = 4", '# answer = ""', f"# likelihood_after = 2    # {say('after')}", "# consequence_after = 2"]
    parts += ['# owner = ""', f"# date = {DAY}", *_people(lang)]
    return "\n".join(parts) + "\n"


def blank_text(lang: str) -> str:
    """The same without what is only shown: everything else has its default."""
    lines = scenario_text(lang).splitlines(keepends=True)
    said = [line for line in lines if not line.startswith("#") and not line.isspace()]
    return "".join(f"\n{line}" if line.startswith("[") else line for line in said)


def _people(lang: str) -> list[str]:
    """The other tables that no number comes out of."""

    def say(name: str) -> str:
        return text.say(f"starter.{name}", lang)

    entries = qualitative.entries().values()
    checklist = next(iter(qualitative.ticked_lists().values()))
    points = text.raw([each.id for each in qualitative.in_list(checklist.id)])
    ticked = f"# {qualitative.ticks(checklist.id)} = []    # {points}"
    phases = [each.id for each in entries if each.kind == "phase"]
    marks = text.raw({each.id: 3 for each in qualitative.compass()})
    lines = ["", f"# {say('legal')}", "# [legal]"]
    lines += [f'# sector = "other"    # {", ".join(SECTORS)}', f'# vendor_country = "denmark"    # {", ".join(COUNTRIES)}']
    lines += [f"# {name} = false    # {text.say(f'left.fact.{name}', lang)}" for name in LEGAL_FACTS]
    lines += ["", f"# {say('staff')}", "# [staff]", "# seniority = [{ years = 2.5, count = 3 }, { years = 14, count = 1 }]"]
    lines += ["", f"# {say('process')}", "# [process]", f'# phase = "{phases[0]}"', "# done = []"]
    lines += ["", f"# {checklist.name[lang]}", f"# [checklists.{checklist.id}]", ticked]
    lines += ["", f"# {say('compass')}", "# [[compass]]", f"# before = {marks}", f"# after = {marks}"]
    for each in [each for each in entries if each.kind == "question"][:1]:
        lines += ["", f"# {say('answers')}", "# [[answers]]", f'# question = "{each.id}"    # {each.text[lang]}']
        lines += ['# said = "…"', '# by = ""', f"# date = {DAY}"]
    return lines


def _commented(each: Input, lang: str) -> str:
    return "# " + _line(each.id, text.raw(each.defaults[ASSUMPTIONS].value), each, lang)


def _line(id: str, value: str, each: Input, lang: str) -> str:
    share = each.unit in catalogue.SHARES  # written as a share in the file, whatever the screen says
    unit = text.say("starter.share", lang) if share else text.unit_name(each.unit, lang)
    return f"{id} = {value}    # {each.name[lang]}" + (f", {unit}" if unit else "")
