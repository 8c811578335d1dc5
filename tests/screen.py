"""The browser app without a browser: opened on a page, moved, read."""

import json
import os
import re
import tempfile
import zlib
from pathlib import Path

from streamlit.testing.v1 import AppTest

from roi import catalogue, text
from roi.ui import answers, shell
from roi.ui import desk as desks
from roi.ui.show import JOINER

ROOT = Path(__file__).parents[1]
answers.REST = 0.0  # nobody's fingers move here
os.environ["ROI_LIBRARY"] = tempfile.mkdtemp(prefix="roi-cases-")  # nobody's own cases are touched
SCENARIO = """# Kept through every change.
format = 1
name = "Own case"
assumptions = "evidence"
[company]
employees = 100
salary_m = { low = 40_000, mode = 50_000, high = 60_000, source = "Payroll" }
[plan]
relief_use = 0.4
core_use = 0.3
reduction_use = 0.3
[[work]]
name = "Books"
category = "finance"
hours_m = { p5 = 250, p95 = 400 }
fee_m = 95_000
[[work]]
name = "Support"
category = "it"
hours_m = 100
fee_hour = 300
[[events]]
name = "Breach"
rate_y = 0.02
side = "plan"
cost = { low = 50_000, mode = 200_000, high = 2_000_000 }
"""


def start(lang="da", page="owner", **opened):
    """The app as a new visitor sees it, on a page."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params["lang"] = lang
    for name, value in opened.items():
        app.session_state[name] = value
    ran(app)
    return to(app, page)


def to(app, page):
    """The same on another page."""
    if page != shell.PAGES[0].file:
        app.switch_page(f"roi/ui/{page}.py")
        ran(app)
    return app


def ran(app):
    app.run()
    assert not app.exception, [each.message for each in app.exception]
    return app


def the_desk(app):
    return app.session_state[desks.KEY]


def with_own(lang="da", content=SCENARIO, name="own.toml", page="owner"):
    """The app with a file of one's own on the desk."""
    app = start(lang, page)
    upload(app, content.encode() if isinstance(content, str) else content, name)
    return app


def case_box(app):
    """Open what the case on the desk is changed in."""
    mine = the_desk(app)
    app.session_state[f"case_box:{mine.generation}:{mine.uploads}"] = True
    return ran(app)


def upload(app, content, name="own.toml"):
    case_box(app)
    app.get("file_uploader")[0].upload(name, content)
    return ran(app)


def widget(app, kind, place):
    return next(each for each in app.get(kind) if each.key and each.key.startswith(f"{place}:"))


def move(app, kind, place, to):
    widget(app, kind, place).set_value(to)
    return ran(app)


def press(app, key):
    app.button(key=key).click()
    return ran(app)


def answer(app):
    return next(each.proto.body for each in app.get("html") if "roi-answer" in each.proto.body)


def status(app):
    return next(each.proto.body for each in app.get("html") if "roi-status" in each.proto.body)


def charts(app):
    """Key -> what a chart is drawn from."""
    found = {}
    for each in app.get("bidi_component"):
        if each.proto.component_name == "roi_chart":
            found[each.proto.id.rpartition("-chart:")[2]] = json.loads(zlib.decompress(each.proto.bytes))
    return found


def page_text(app):
    """Everything on the page that a person reads, help and choices too."""
    said = []
    for block in (app.main, app.sidebar):
        for each in walk(block):
            proto = getattr(each, "proto", None)
            for name in ("body", "label", "help", "placeholder"):
                value = getattr(proto, name, None)
                said += [value] if isinstance(value, str) else []
            said += [str(option) for option in getattr(proto, "options", [])]
    said += strings_in(list(charts(app).values()))
    return re.sub(r"\\(?=[^\w\s])", "", "\n".join(said)).replace(JOINER, "").replace("&#x27;", "'").replace("&quot;", '"')


def strings_in(value):
    """The strings inside a figure, one after the other."""
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [each for part in parts for each in strings_in(part)]


def walk(block):
    yield block
    for child in getattr(block, "children", {}).values():
        yield from walk(child)


def everything_open(app):
    """Every box of the owner's page and every table, opened."""
    mine = the_desk(app)
    for section in (*catalogue.SECTIONS, "settings"):
        app.session_state[f"more:{section}"] = True
    for place in mine.values():
        app.session_state[f"details:{place}:{mine.generation}"] = True
    for chart in charts(app):
        app.session_state[f"table:{chart}"] = True
    app.session_state[f"signs:{mine.generation}"] = True
    app.session_state[f"work_more:{mine.generation}:1"] = True
    return case_box(app)


def words_of(lang):
    """Sentences that only one language has: of the tool, the catalogue and the app."""

    def both():
        yield from text.words().values()
        for each in (*catalogue.inputs().values(), *catalogue.lines().values(), *catalogue.outcomes().values()):
            yield each.name
            yield each.help
        for dilemma in catalogue.dilemmas().values():
            yield dilemma.unpriced

    other = next(each for each in text.LANGUAGES if each != lang)
    taken = {words[other] for words in both()}
    return {words[lang] for words in both() if words[lang] not in taken and "{" not in words[lang] and len(words[lang]) > 11}
