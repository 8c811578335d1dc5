"""The first page: what burnout costs, and whether it would pay to move work out of the house. Read from top to bottom."""

from __future__ import annotations

import streamlit as st

from roi import catalogue, charts, sentences, tables, text
from roi.tables import Row
from roi.ui import answers, desk, fields, language, panel, show
from roi.ui.answers import Answer
from roi.ui.desk import Desk
from roi.ui.show import paragraph, plain, say

UPLOAD_AT_MOST = 5  # MB through the browser, so that a file of more than 1 MB is refused in the user's own language
EVERY = 3  # months from row to row of the table of months


def page() -> None:
    lang = language.chosen()
    mine = desk.desk(lang)
    show.style(lang)
    with st.container():  # of its own, so that a message that comes or goes moves nothing else to another place
        _head(mine, lang)
    with st.sidebar:
        panel.panel(mine, lang)
    with st.container():
        _waiting(mine, lang)
    answer = answers.answer(mine.scenario)
    with st.container():
        _answer(mine, answer, lang)
    left, right = st.columns(2, gap="large")
    with left:
        _futures(answer, lang)
    with right:
        _burnout(answer, lang)
    for part in (_metrics, _beside, _claims, _months, _ledger):
        with st.container():
            part(answer, lang)
    _drivers(mine, lang)
    _people(mine, lang)
    _assumed(mine, lang)


# -------------------------------------------------------------------------------------------------------- the scenario


def _head(mine: Desk, lang: str) -> None:
    with st.container(horizontal=True, horizontal_alignment="right"):
        language.switch(lang)
    st.title(say("page.title", lang), anchor=False)
    cases = desk.cases()
    name = text.case(mine.scenario.name, lang)
    key = f"case:{mine.generation}"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            say("case.choose", lang),
            cases,
            index=cases.index(mine.case) if mine.case in cases else None,
            format_func=lambda case: text.case(desk.title(case), lang),
            key=key,
            placeholder=text.say("ui.case.own", lang, name=name),
            on_change=_case_chosen,
            args=(mine, key),
        )
        with st.popover(say("case.open", lang), key=f"open:{mine.generation}:{mine.uploads}"):
            upload = f"upload:{mine.generation}:{mine.uploads}"
            st.file_uploader(
                say("case.upload", lang),
                key=upload,
                max_upload_size=UPLOAD_AT_MOST,
                on_change=_uploaded,
                args=(mine, upload),
            )
        st.download_button(
            say("case.download", lang),
            mine.scenario.text.encode(),
            file_name=desk.file_name(name, text.say("ui.case.file_name", lang)),
            mime="application/toml",
            key="download",
            help=say("case.download_help", lang),
            on_click="ignore",
        )
    if mine.refused:
        lines = [text.mistake(each, mine.refused.path, lang) for each in mine.refused.mistakes]
        st.error(say("case.refused", lang) + "\n\n" + "\n".join(f"- {plain(line)}" for line in lines))


def _case_chosen(mine: Desk, key: str) -> None:
    if st.session_state[key]:
        mine.open_case(st.session_state[key])


def _uploaded(mine: Desk, key: str) -> None:
    upload = st.session_state[key]
    if upload is not None:
        mine.open_upload(upload.name, upload.getvalue())


def _waiting(mine: Desk, lang: str) -> None:
    if mine.mistakes:
        lines = [plain(fields.mistake_words(each, lang)) for each in mine.mistakes]
        st.warning("\n\n".join([say("mistake.waiting", lang), *lines]))
        st.button(say("mistake.undo", lang), on_click=mine.forget_pending)


# ---------------------------------------------------------------------------------------------------------- the answer


def _answer(mine: Desk, answer: Answer, lang: str) -> None:
    scenario, rows = mine.scenario, answer.outcomes
    with st.container(border=True):
        said = (
            sentences.answer(answer.headline, lang),
            sentences.reasons(answer.headline, lang),
            sentences.burnout_cost(rows["burnout_cost_y"], lang),
            sentences.outlay(rows["deepest_cash"], rows["deepest_month"], scenario.horizon_months, lang),
            sentences.payback(rows["payback_month"], answer.chances, answer.headline["view"], lang),
        )
        show.paragraphs([each for each in said if each], first="answer")
    st.caption(say("page.method", lang, draws=answers.DRAWS) + " " + say("panel.where", lang))
    if scenario.note:
        with st.expander(say("case.note", lang)):
            paragraph(text.case(scenario.note, lang))
    _warnings("hints.article", sentences.article(tables.article_check(scenario), lang), lang)
    _warnings("hints.title", [fields.mistake_words(each, lang) for each in scenario.hints], lang)


def _warnings(title: str, lines: list[str], lang: str) -> None:
    if lines:
        listed = "\n".join(f"- {plain(each)}" for each in lines)
        st.info(f"**{say(title, lang)}**\n\n{listed}")


def _futures(answer: Answer, lang: str) -> None:
    show.heading("futures.title", lang)
    paragraph(text.say("ui.futures.lead", lang))
    alt = text.say("ui.futures.alt", lang, answer=sentences.answer(answer.headline, lang))
    header = [text.say("ui.futures.quantile", lang), text.say("run.sum", lang)]
    count = len(answer.futures)
    rows = [[text.number(i, lang), text.change(answer.futures[i], lang)] for i in range(4, count, 10)]
    show.chart("futures", charts.dots(answer.futures, lang), alt, lang, header=header, rows=rows, numbers=(1,))
    chances = answer.chances
    facts = {name: text.money(answer.headline[key], lang) for name, key in (("mean", "mean"), ("error", "mean_se"))}
    precise = {"loss": text.futures(chances["loss"], lang), "shortfall": text.money(chances["shortfall"], lang)}
    st.caption(plain(text.say("run.npv", lang, **facts, **precise)))


def _burnout(answer: Answer, lang: str) -> None:
    show.heading("burnout.title", lang)
    row = answer.outcomes["burnout_cost_y"]
    said = sentences.burnout_cost(row, lang)
    paragraph(f"{said} {text.say('ui.burnout.lead', lang)}")
    header = [text.say("ui.burnout.amount", lang), text.say("ui.burnout.share", lang)]
    rows = [
        [
            text.say("run.range", lang, low=text.money(bar["low"], lang), high=text.money(bar["high"], lang)),
            text.futures(bar["share"], lang),
        ]
        for bar in answer.burnout
    ]
    alt = text.say("ui.burnout.alt", lang, answer=said)
    show.chart("burnout", charts.spread(answer.burnout, row, lang), alt, lang, header=header, rows=rows)


def _columns(lang: str, first: str, *names: str) -> list[str]:
    return [text.say(first, lang), *(text.say(f"run.column_{name}", lang) for name in names)]


def _spread(row: Row, lang: str) -> list[str]:
    """Middle and 9 of 10 futures of an outcome, as words."""
    unit = catalogue.outcomes()[row["outcome"]].unit
    low, middle, high = text.three(row, unit, lang)
    return [middle, text.say("run.range", lang, low=low, high=high)]


def _metrics(answer: Answer, lang: str) -> None:
    show.heading("metrics.title", lang)
    paragraph(text.say("ui.metrics.lead", lang))
    rows = [answer.outcomes[id] for id in tables.TARGETS]
    shown = [row for row in rows if row["undefined"] < 1]
    header = _columns(lang, "ui.metrics.name", "median", "range", "target", "chance")
    names = [catalogue.outcomes()[row["outcome"]].name[lang] for row in shown]
    cells = [
        [name, *_spread(row, lang), sentences.target(row["outcome"], lang), text.futures(row["chance"], lang)]
        for name, row in zip(names, shown, strict=True)
    ]
    if shown:
        show.chart("metrics", charts.metrics(shown, lang), text.say("ui.metrics.alt", lang), lang, header=header, rows=cells)
    for row in rows:
        if row["undefined"] > 0:
            st.caption(plain(sentences.undefined(row, lang)))


def _beside(answer: Answer, lang: str) -> None:
    show.heading("beside.title", lang)
    paragraph(text.say("ui.beside.lead", lang))
    about = catalogue.outcomes()
    ids = ("cost_saving", *tables.BESIDE_SAVING, "deepest_cash", "deepest_month")
    rows = [[about[id].name[lang], *_spread(answer.outcomes[id], lang), about[id].help[lang]] for id in ids]
    low, middle, high = text.three(answer.outside, "share", lang)
    outside = [middle, text.say("run.range", lang, low=low, high=high)]
    rows.insert(2, [text.say("run.outside", lang), *outside, text.say("run.outside_help", lang)])
    show.table([*_columns(lang, "ui.metrics.name", "median", "range"), text.say("ui.beside.why", lang)], rows)
    if tables.has_far_end(answer.outcomes):
        st.caption(plain(text.say("run.short_lives", lang)))


def _claims(answer: Answer, lang: str) -> None:
    if not answer.claims:
        return
    show.heading("claims.title", lang)
    medians = {id: row["p50"] for id, row in answer.outcomes.items()}
    rows = []
    for row in answer.claims:
        about = catalogue.outcomes()[row["metric"]]
        said = text.quantity(row["value"], about.unit, lang)
        by = text.case(row["by"], lang) or text.say("run.claim_nobody", lang)
        median, chance = text.roughly(row["p50"], about.unit, lang), text.futures(row["chance"], lang)
        chance = text.say("ui.claims.or_more", lang, chance=chance) if about.better == "none" else chance
        notes = " ".join(sentences.claim_notes(row, medians, lang))
        rows.append([about.name[lang], said, by, median, chance, notes])
    columns = (*(text.say(f"ui.claims.{name}", lang) for name in ("value", "by", "median", "chance", "notes")),)
    show.table([text.say("ui.metrics.name", lang), *columns], rows)


def _months(answer: Answer, lang: str) -> None:
    show.heading("months.title", lang)
    paragraph(text.say("ui.months.lead", lang))
    header = _columns(lang, "ui.months.month", "median", "range")

    def ends(row: Row) -> dict[str, str]:
        names = {"low": "p5", "middle": "p50", "high": "p95"}
        return {name: text.change(row[key], lang) for name, key in names.items()}

    last = answer.months[-1]
    alt = text.say("ui.months.alt", lang, month=last["month"], **ends(last))
    rows = []
    for row in answer.months:
        if row["month"] % EVERY == 0 or row is last:
            said = ends(row)
            between = text.say("run.range", lang, low=said["low"], high=said["high"])
            rows.append([text.number(row["month"], lang), said["middle"], between])
    show.chart("months", charts.months(answer.months, lang), alt, lang, header=header, rows=rows)


def _ledger(answer: Answer, lang: str) -> None:
    show.heading("ledger.title", lang)
    paragraph(text.say("ui.ledger.lead", lang))
    header = [
        *(text.say(f"ui.ledger.{name}", lang) for name in ("line", "kind", "mean")),
        text.say("run.column_range", lang),
    ]
    rows = []
    for row in answer.ledger:
        kind = "" if row["kind"] == "sum" else text.say(f"kind.{row['kind']}", lang)
        spread = text.say("run.range", lang, low=text.change(row["p5"], lang), high=text.change(row["p95"], lang))
        rows.append([charts.ledger_name(row, lang), kind, text.change(row["mean"], lang), spread])
    alt = text.say("ui.ledger.alt", lang, sum=text.change(answer.ledger[-1]["mean"], lang))
    show.chart("ledger", charts.ledger(answer.ledger, lang), alt, lang, header=header, rows=rows)


def _drivers(mine: Desk, lang: str) -> None:
    show.heading("drivers.title", lang)
    with st.expander(say("drivers.open", lang), key="drivers", on_change="rerun") as opened:
        if not opened.open:
            return
        found = answers.drivers(mine.scenario)
        rows = tables.main_drivers(found)
        if not rows:
            paragraph(text.say("ui.drivers.none", lang))
            return
        paragraph(text.say("ui.drivers.lead", lang))
        worth = tables.worth_asking(found)
        header = _columns(lang, "ui.drivers.input", "swing", "explains", *(["asking"] if worth else []))
        cells = [sentences.driver(row, worth, lang) for row in rows]
        show.chart("drivers", charts.drivers(rows, lang), text.say("ui.drivers.alt", lang), lang, header=header, rows=cells)
        notes = sentences.driver_notes(rows, worth, lang)
        st.caption(plain(" ".join(notes)))


# ------------------------------------------------------------------------------------------- what lies behind and beside


def _people(mine: Desk, lang: str) -> None:
    show.heading("people.title", lang)
    paragraph(text.say("ui.people.lead", lang))
    risks = tables.left_to_the_user(mine.scenario)["risks"]
    rows = [
        [each.name[lang], each.unpriced[lang], _weighed(risks.get(id), lang)] for id, each in catalogue.dilemmas().items()
    ]
    show.table([text.say(f"ui.people.{name}", lang) for name in ("name", "unpriced", "status")], rows, wide=True)


def _weighed(risk: Row | None, lang: str) -> str:
    """What the scenario says of a dilemma."""
    if risk is None:
        return text.say("ui.people.unweighed", lang)
    parts = [text.say("ui.people.weighed", lang, risk=sentences.risk(risk, lang))]
    for name in ("evidence", "answer"):
        parts += [text.say(f"ui.people.{name}", lang, words=text.case(risk[name], lang))] if risk[name] else []
    return " ".join(part if part.endswith((".", "!", "?")) else f"{part}." for part in parts)


def _assumed(mine: Desk, lang: str) -> None:
    show.heading("assumed.title", lang)
    paragraph(text.say("ui.assumed.lead", lang, **tables.bases(mine.scenario)))
    header = [text.say(f"ui.assumed.{name}", lang) for name in ("input", "value", "origin", "basis", "why")]
    found = tables.assumptions(mine.scenario)
    for section in catalogue.SECTIONS:
        rows = [_assumption(row, lang) for row in found if row["section"] == section]
        if rows:
            with st.expander(plain(text.say(f"section.{section}", lang))):
                show.table(header, rows)


def _assumption(row: Row, lang: str) -> list[str]:
    preset = catalogue.presets()[row["preset"]].name[lang] if row["preset"] else ""
    origin = text.say(f"origin.{row['origin']}", lang, name=preset)
    why = [row["why"][lang]] if row["why"] else []
    titles = [catalogue.sources()[id].title[lang] for id in row["sources"]]
    titles += [text.case(row["stated_source"], lang)] if row["stated_source"] else []
    why += [text.say("ui.assumed.source", lang, title=title) for title in titles]
    basis = text.say(f"basis.{row['basis']}", lang)
    return [text.input_name(row["key"], lang), text.spread(row, lang), origin, basis, " ".join(why)]


page()
