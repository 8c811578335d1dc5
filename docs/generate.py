"""Writes the generated pages: docs/inputs.md, docs/presets.md, docs/sources.md, and the worked answer in README.md.

They are made from the same data as the program uses; a test runs this with ``--check``.
"""

from __future__ import annotations

import sys
from pathlib import Path

import roi
from roi import catalogue, sentences, tables, text
from roi.catalogue import Default

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
LANG = "en"
EXAMPLES = ("small_firm_bookkeeping", "it_operations_midsize", "article_100_employees")
BEGIN, END = "<!-- worked answer: made by `make docs` -->", "<!-- end of the worked answer -->"


def founded(default: Default) -> str:
    """The basis of a default with links to its sources."""
    links = ", ".join(f"[{id}](sources.md#{id})" for id in default.sources)
    return text.say(f"basis.{default.basis}", LANG) + (f" ({links})" if links else "")


def inputs_page() -> str:
    """Every input: unit, range, both defaults, how each is founded."""
    lines = [
        "# Inputs",
        "",
        "Made by `make docs` from `roi/data/inputs.toml`; `roi inputs` shows the same in the terminal, in both languages.",
        "",
    ]
    for section in catalogue.SECTIONS:
        lines += [f"## {text.say(f'section.{section}', LANG)} (`[{section}]`)", ""]
        lines += ["| id | what it is | unit | possible | article | evidence | founded on |", "|---|---|---|---|---|---|---|"]
        for each in catalogue.section(section).values():
            ends = [f"{end:,.10g}" for end in (each.low, each.high)]
            possible = (
                " / ".join(each.choices) if each.choices else f"{'>' if each.low_open else '≥'} {ends[0]}, ≤ {ends[1]}"
            )
            unit = text.unit_name(each.unit, LANG).replace("%", "share")
            values = [f"`{text.raw(each.defaults[name].value)}`" if each.defaults else "–" for name in catalogue.ASSUMPTIONS]
            grounds = dict.fromkeys(founded(default) for default in each.defaults.values())
            cells = (
                f"`{each.id}`",
                each.name[LANG],
                unit,
                possible,
                *values,
                "; ".join(grounds) or "the file",
            )
            lines.append("| " + " | ".join(cells) + " |")
        lines.append("")
    lines += ["## Why these values", ""]
    for each in catalogue.inputs().values():
        for name, default in dict(reversed(list(each.defaults.items()))).items():
            same = each.defaults["article"] == each.defaults["evidence"]
            if name == "evidence" or not same:
                label = "both sets" if same else name
                lines.append(f"- **`{each.id}`** ({label}): {default.why[LANG]}")
    return "\n".join(lines) + "\n"


def presets_page() -> str:
    """Every preset with its values and what they rest on."""
    lines = [
        "# Presets",
        "",
        "Made by `make docs` from `roi/data/presets.toml`. A later preset wins over an earlier one; the file wins over all.",
        "",
    ]
    for preset in catalogue.presets().values():
        lines += [f"## `{preset.id}`: {preset.name[LANG]}", "", preset.help[LANG], ""]
        lines += [f"- `{id} = {text.raw(raw)}`" for id, raw in preset.values.items()]
        lines += ["", f"*{founded(preset.default)}.* {preset.default.why[LANG]}", ""]
    return "\n".join(lines)


def sources_page() -> str:
    """Every source that a figure rests on."""
    lines = [
        "# Sources",
        "",
        "Made by `make docs` from `roi/data/sources.toml`. *primary*: the author's or authority's own page was read;",
        "*secondary*: only others' account of it was.",
        "",
    ]
    for source in catalogue.sources().values():
        url = f", {source.url}" if source.url else ""
        lines.append(f'- <a id="{source.id}"></a>**{source.id}** ({source.kind}, {source.seen}): {source.title[LANG]}{url}')
    return "\n".join(lines) + "\n"


def worked_answer() -> str:
    """Two ready-made cases in numbers, as `roi run` gives them."""
    parts = []
    for name in EXAMPLES:
        result = roi.run(roi.load(ROOT / f"scenarios/{name}.toml"))
        rows = tables.by_outcome(result)
        parts += [f"`roi run scenarios/{name}.toml` ({result.draws.count:,} futures, seed {result.draws.seed}):", ""]
        parts += [f"> {sentences.answer(result.headline, LANG)} {sentences.reasons(result.headline, LANG)}", ""]
        parts += ["| | middle | 9 of 10 futures |", "|---|---|---|"]
        for id in ("npv", "burnout_cost_y", "cost_saving", *tables.BESIDE_SAVING, "deepest_cash"):
            about = catalogue.outcomes()[id]
            low, middle, high = text.three(rows[id], about.unit, LANG)
            parts.append(f"| {about.name[LANG]} | {middle} | {low} to {high} |")
        if tables.has_far_end(rows):
            parts += ["", text.say("run.short_lives", LANG)]
        parts.append("")
    return "\n".join(parts)


def readme() -> str:
    """README.md with the worked answer put in between its marks."""
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    before, rest = page.split(BEGIN)
    after = rest.split(END)[1]
    return f"{before}{BEGIN}\n\n{worked_answer()}\n{END}{after}"


PAGES = {
    "docs/inputs.md": inputs_page,
    "docs/presets.md": presets_page,
    "docs/sources.md": sources_page,
    "README.md": readme,
}


def main() -> int:
    """Write every page; with ``--check`` only say which have fallen behind (exit 1)."""
    behind = []
    for name, page in PAGES.items():
        path = ROOT / name
        made = page()
        if not path.exists() or path.read_text(encoding="utf-8") != made:
            behind.append(name)
            if "--check" not in sys.argv:
                path.write_text(made, encoding="utf-8")
    if "--check" in sys.argv and behind:
        print("Fallen behind, run make docs: " + ", ".join(behind))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
