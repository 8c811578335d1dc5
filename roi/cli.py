"""The terminal: every command of ``roi``, one function each.

Exit 0: done. 1: failed while running. 2: wrong input. Errors go to stderr, one per line.
"""

from __future__ import annotations

import argparse
import io
import json
import math
import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar, cast

from roi import catalogue, text
from roi.files import load, write_whole
from roi.scenario import Scenario, ScenarioError
from roi.version import VERSION
from roi.walk import SHOWN_AT_MOST, escaped, nearest

if TYPE_CHECKING:
    from roi.simulate import Result

if TYPE_CHECKING:
    from roi.simulate import Result

T = TypeVar("T")

DONE, FAILED, WRONG_INPUT = 0, 1, 2
UNWRITABLE = {PermissionError: "no_permission", IsADirectoryError: "is_a_directory", FileNotFoundError: "no_folder"}
#: What the standard library's parser says in English alone -> the name of our words for it. What is not here stays as it is.
ARGPARSE_SAYS = {
    "unknown": re.compile(r"unrecognized arguments: (?P<given>.*)", re.DOTALL),
    "missing": re.compile(r"the following arguments are required: (?P<names>.*)", re.DOTALL),
    "no_value": re.compile(r"argument (?P<name>[^:]*): expected (?:one|at least one) argument", re.DOTALL),
    "needs_none": re.compile(r"argument (?P<name>[^:]*): ignored explicit argument (?P<given>.*)", re.DOTALL),
    "no_choice": re.compile(
        r"argument (?P<name>[^:]*): invalid choice: (?P<given>.*?)(?:, maybe .*?)? \(choose from (?P<allowed>.*)\)",
        re.DOTALL,
    ),
    "wrong_value": re.compile(r"argument (?P<name>[^:]*): (?P<reason>.*)", re.DOTALL),
}
SHARE = re.compile(r"[0-9]{1,6}(\.[0-9]{1,12})?|\.[0-9]{1,12}")
PORT_AT_MOST = 65_535
KRONER_AT_MOST = 10**13


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    lang = text.language(_wanted_language(arguments))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # JSON is UTF-8, and a minus sign is in no older alphabet
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code = _done(arguments, lang)
        if sys.stdout:
            sys.stdout.flush()
    except BrokenPipeError:  # the reader (head, less) has seen enough
        _write_no_more()
        code = DONE
    except KeyboardInterrupt:
        code = FAILED
    except (MemoryError, OSError) as error:  # a full disk behind stdout, for one
        _write_no_more()
        _complain(text.say("cli.failed", lang, reason=getattr(error, "strerror", None) or type(error).__name__))
        code = FAILED
    return code


def _done(arguments: Sequence[str], lang: str) -> int:
    """The exit code of what was asked, once it is done."""
    try:
        given = _parser(lang).parse_args(arguments)
    except SystemExit as leaving:  # help and version shown, or wrong arguments
        return int(leaving.code or DONE)
    code: int = given.command(given, lang)
    return code


def _write_no_more() -> None:
    """What still waits to be written is dropped, or the interpreter would complain on its way out."""
    if sys.stdout:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _wanted_language(arguments: Sequence[str]) -> str | None:
    for i, word in enumerate(arguments):
        if word == "--lang" and i + 1 < len(arguments):
            return arguments[i + 1]
        if word.startswith("--lang="):
            return word.removeprefix("--lang=")
    return None


def _complain(line: str) -> None:
    """One line on stderr: what would break it or steer the terminal is shown, not done."""
    print(escaped(line), file=sys.stderr)


def _print(words: str) -> None:
    print(escaped(words, kept="\n"), end="")


class _Parser(argparse.ArgumentParser):
    """The standard parser in either language. Wrong arguments: one line on stderr and exit 2."""

    def __init__(self, *, lang: str, **settings: Any) -> None:
        super().__init__(**settings, add_help=False, allow_abbrev=False)
        self.lang = lang
        self._positionals.title, self._optionals.title = self._say("arguments"), self._say("options")
        self.add_argument("-h", "--help", action="help", help=self._say("help"))

    def _say(self, name: str, /, **facts: object) -> str:
        return text.say(f"arguments.{name}", self.lang, **facts)

    def format_help(self) -> str:
        return super().format_help().replace("usage: ", f"{self._say('usage')}: ", 1)

    def error(self, message: str) -> NoReturn:
        for name, form in ARGPARSE_SAYS.items():
            if found := form.fullmatch(message):
                message = self._say(name, **found.groupdict())
                break
        _complain(f"{self.prog}: {message}")
        sys.exit(WRONG_INPUT)


def _parser(lang: str) -> argparse.ArgumentParser:
    from roi.simulate import DRAWS, DRAWS_AT_MOST, PRECISE_AT_MOST, SEED, SEED_AT_MOST

    def say(name: str, **facts: object) -> str:
        return text.say(f"cli.{name}", lang, **facts)

    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--lang", choices=text.LANGUAGES, help=say("lang"))
    parser = _Parser(lang=lang, prog="roi", description=say("description"), parents=[common])
    parser.add_argument("--version", action="version", version=f"roi {VERSION}", help=say("version"))
    in_lang = partial(_Parser, lang=lang)
    commands = parser.add_subparsers(
        required=True, metavar=say("command"), parser_class=cast(type[argparse.ArgumentParser], in_lang)
    )

    one = argparse.ArgumentParser(add_help=False, parents=[common])  # what a command that runs a scenario is given
    one.add_argument("file", metavar=say("metavar_file"), help=text.say("repeat.file", lang))
    draws = _Whole(1, DRAWS_AT_MOST, lang)
    one.add_argument("--draws", type=draws, metavar="N", help=say("draws", most=DRAWS_AT_MOST, default=DRAWS))
    words = text.say("precision.help", lang, most=PRECISE_AT_MOST)
    one.add_argument("--precision", type=_Share(lang), metavar="0.5%", help=words.replace("%", "%%"))
    seed = _Whole(0, SEED_AT_MOST, lang)
    one.add_argument("--seed", type=seed, metavar="N", help=say("seed", default=SEED))
    one.add_argument("--view", choices=tuple(catalogue.VIEWS), help=say("view"))
    one.add_argument("--json", metavar=say("metavar_file"), help=say("json"))

    run = commands.add_parser("run", help=say("run"), description=say("run"), parents=[one])
    run.set_defaults(command=_run)

    about = text.say("break_even.cli.command", lang)
    _asks_for_break_even(commands.add_parser("break-even", help=about, description=about, parents=[one]), lang)

    about = text.say("pilot.cli.command", lang)
    _asks_for_a_pilot(commands.add_parser("pilot", help=about, description=about, parents=[one]), lang)

    left = commands.add_parser("left", help=say("left"), description=say("left"), parents=[common])
    left.add_argument("file", nargs="?", metavar=say("metavar_file"), help=say("file"))
    left.add_argument("--about", metavar=say("metavar_name"), help=say("about"))
    left.set_defaults(command=_left)
    _add_side_by_side(commands, common, lang)

    about = say("challenge")
    _takes_claims(commands.add_parser("challenge", help=about, description=about, parents=[common]), lang)

    check = commands.add_parser("check", help=say("check"), description=say("check"), parents=[common])
    check.add_argument("files", nargs="+", metavar=say("metavar_file"), help=say("files"))
    check.set_defaults(command=_check)

    new = commands.add_parser("new", help=say("new"), description=say("new"), parents=[common])
    new.add_argument("name", nargs="?", default="", metavar=say("metavar_name"), help=say("new_name"))
    new.set_defaults(command=_new)

    inputs = commands.add_parser("inputs", help=say("inputs"), description=say("inputs"), parents=[common])
    inputs.set_defaults(command=_inputs)

    schema = commands.add_parser("schema", help=say("schema"), description=say("schema"), parents=[common])
    schema.set_defaults(command=_schema)

    app = commands.add_parser("app", help=say("app"), description=say("app"), parents=[common])
    app.add_argument("--port", type=_Whole(1, PORT_AT_MOST, lang), metavar="N", help=say("port"))
    app.add_argument("--no-browser", action="store_true", help=say("no_browser"))
    app.set_defaults(command=_app)
    return parser


def _takes_claims(challenge: argparse.ArgumentParser, lang: str) -> None:
    """What ``roi challenge`` is given."""
    from roi.simulate import DRAWS, DRAWS_AT_MOST, SEED, SEED_AT_MOST

    def say(name: str, **facts: object) -> str:
        return text.say(f"cli.{name}", lang, **facts)

    draws, seed = _Whole(1, DRAWS_AT_MOST, lang), _Whole(0, SEED_AT_MOST, lang)
    how_many = say("draws", most=DRAWS_AT_MOST, default=DRAWS)
    challenge.add_argument("file", metavar=say("metavar_file"), help=say("file"))
    challenge.add_argument("--draws", type=draws, default=DRAWS, metavar="N", help=how_many)
    challenge.add_argument("--seed", type=seed, default=SEED, metavar="N", help=say("seed", default=SEED))
    challenge.add_argument("--view", choices=tuple(catalogue.VIEWS), help=say("view"))
    challenge.add_argument("--json", metavar=say("metavar_file"), help=say("json"))
    month, kroner = _Whole(1, catalogue.HORIZON_AT_MOST, lang), _Whole(0, KRONER_AT_MOST, lang)
    challenge.add_argument("--month", type=month, metavar="N", help=text.say("memo.command.month", lang))
    challenge.add_argument("--more-than", type=kroner, metavar="N", help=text.say("memo.command.more_than", lang))
    challenge.add_argument("--to", metavar=say("metavar_file"), help=text.say("memo.command.to", lang))
    challenge.set_defaults(command=_challenge)


def _add_side_by_side(commands: Any, common: argparse.ArgumentParser, lang: str) -> None:
    """The commands that hold several scenarios against each other."""
    from roi.simulate import DRAWS, KEPT, SEED, SEED_AT_MOST

    def say(name: str, **facts: object) -> str:
        return text.say(f"cli.{name}", lang, **facts)

    draws, seed = _Whole(1, KEPT, lang), _Whole(0, SEED_AT_MOST, lang)
    longest = catalogue.HORIZON_AT_MOST
    for name, run in (("compare", _compare), ("bids", _bids)):
        about = text.say(f"{name}.cli.command", lang)
        command = commands.add_parser(name, help=about, description=about, parents=[common])
        command.add_argument("files", nargs="+", metavar=say("metavar_file"), help=text.say(f"{name}.cli.files", lang))
        most = say("draws", most=KEPT, default=DRAWS)
        command.add_argument("--draws", type=draws, default=DRAWS, metavar="N", help=most)
        command.add_argument("--seed", type=seed, default=SEED, metavar="N", help=say("seed", default=SEED))
        command.add_argument("--view", choices=tuple(catalogue.VIEWS), help=text.say("compare.cli.view", lang))
        months = text.say("compare.cli.months", lang, most=longest)
        command.add_argument("--months", type=_Whole(1, longest, lang), metavar="N", help=months)
        command.add_argument("--json", metavar=say("metavar_file"), help=say("json"))
        command.set_defaults(command=run)


def _asks_for_break_even(parser: argparse.ArgumentParser, lang: str) -> None:
    """The arguments of ``break-even`` beside those of ``run``."""
    key = text.say("break_even.cli.metavar_key", lang)
    parser.add_argument("--input", required=True, metavar=key, help=text.say("break_even.cli.input", lang))
    parser.add_argument("--by", metavar=key, help=text.say("break_even.cli.by", lang))
    figures = ("median", "mean", "loss")
    parser.add_argument("--of", choices=figures, default="median", help=text.say("break_even.cli.of", lang))
    parser.add_argument("--level", type=_number(lang), metavar="N", help=text.say("break_even.cli.level", lang))
    parser.set_defaults(command=_break_even)


def _asks_for_a_pilot(parser: argparse.ArgumentParser, lang: str) -> None:
    """The arguments of ``pilot`` beside those of ``run``."""
    from roi.pilot import SHARE, WEEKS, WEEKS_AT_MOST

    weeks = text.say("pilot.cli.weeks", lang, most=WEEKS_AT_MOST, default=WEEKS)
    parser.add_argument("--weeks", type=_Amount(WEEKS_AT_MOST, lang), default=WEEKS, metavar="N", help=weeks)
    share = text.say("pilot.cli.share", lang, default=SHARE)
    parser.add_argument("--share", type=_Amount(1.0, lang), default=SHARE, metavar="0.2", help=share)
    leave = text.say("pilot.cli.leave", lang)
    parser.add_argument("--leave", type=_Whole(1, catalogue.HORIZON_AT_MOST, lang), metavar="N", help=leave)
    parser.set_defaults(command=_pilot)


class _Amount:
    """Reader of a number above 0 and at most so large, for argparse."""

    def __init__(self, most: float, lang: str) -> None:
        self.most, self.lang = most, lang

    def __call__(self, word: str) -> float:
        try:
            value = float(word)
        except ValueError:
            value = 0.0
        if not 0 < value <= self.most:
            facts = {"value": word[:SHOWN_AT_MOST], "most": self.most}
            raise argparse.ArgumentTypeError(text.say("pilot.cli.bad_amount", self.lang, **facts))
        return value


class _Whole:
    """Reader of a whole number within bounds, for argparse."""

    def __init__(self, low: int, high: int, lang: str) -> None:
        self.low, self.high, self.lang = low, high, lang

    def __call__(self, word: str) -> int:
        digits = word.replace("_", "")
        value = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 25 else None
        if value is None or not self.low <= value <= self.high:
            facts = {"value": word[:40], "low": self.low, "high": self.high}
            raise argparse.ArgumentTypeError(text.say("cli.bad_number", self.lang, **facts))
        return value


class _Share:
    """Reader of a precision: a percentage or a share, with a comma or a point."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def __call__(self, word: str) -> float:
        from roi.simulate import PRECISION_AT_MOST

        digits = word.strip().removesuffix("%").strip().replace(",", ".")
        percent = 100 if word.strip().endswith("%") else 1
        value = float(digits) / percent if SHARE.fullmatch(digits) else 0.0
        if not 0 < value <= PRECISION_AT_MOST:
            raise argparse.ArgumentTypeError(text.say("precision.bad", self.lang, value=word[:40], most=PRECISION_AT_MOST))
        return value


def _number(lang: str) -> Callable[[str], float]:
    """Reader of any number, for argparse."""

    def read(word: str) -> float:
        try:
            value = float(word.replace("_", ""))
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            raise argparse.ArgumentTypeError(text.say("break_even.cli.bad_level", lang, value=word[:40]))
        return value

    return read


def _mistakes(error: ScenarioError, lang: str) -> None:
    for each in error.mistakes:
        _complain(text.mistake(each, error.path, lang))


def _run(given: argparse.Namespace, lang: str) -> int:
    from roi import tables, terminal

    result = _result(given, lang)
    if result is None:
        return WRONG_INPUT
    if given.json is None:
        _print(terminal.report(result, lang))
        return DONE
    return _numbers(tables.as_json(result), given.json, lang)


def _result(given: argparse.Namespace, lang: str) -> Result | None:
    """What the file that is given comes to; None, once it is told why, where it cannot be used or would be written over."""
    from roi import repeat, simulate

    asked = _asked(given, "draws", "seed", "view", "precision")
    try:
        made = repeat.load(Path(given.file)) if repeat.is_result(Path(given.file)) else None
        scenario = made.scenario if made else load(given.file)
    except ScenarioError as error:
        _mistakes(error, lang)
        return None
    if _over_itself(given.json, [given.file], lang):
        return None
    if made and made.version != VERSION:
        _complain(text.say("repeat.other_version", lang, path=given.file, made=made.version, now=VERSION))
    return replace(made, **asked).run() if made else simulate.run(scenario, **asked)


def _asked(given: argparse.Namespace, *names: str) -> dict[str, Any]:
    """What was asked for, of these."""
    return {name: value for name in names if (value := getattr(given, name)) is not None}


def _challenge(given: argparse.Namespace, lang: str) -> int:
    from roi import claims_told, examine, inquiry, simulate

    try:
        scenario = load(given.file)
    except ScenarioError as error:
        _mistakes(error, lang)
        return WRONG_INPUT
    if _over_itself(given.json, [given.file], lang) or _over_itself(given.to, [given.file], lang):
        return WRONG_INPUT
    if not scenario.claims:
        _complain(text.say("challenge.run.none", lang, path=given.file))
        return WRONG_INPUT
    if given.month is not None and given.month > scenario.horizon_months:
        _complain(text.say("memo.command.beyond", lang, month=given.month, horizon=scenario.horizon_months))
        return WRONG_INPUT
    result = simulate.run(scenario, draws=given.draws, seed=given.seed, view=given.view)
    if given.to is not None:
        return _memo(result, given.to, lang)
    examined = [examine.challenge(result, claim) for claim in scenario.claims]
    plan = inquiry.inquiry(result, given.month, given.more_than)
    if given.json is None:
        _print(claims_told.report(result, examined, plan, lang))
        return DONE
    return _numbers({**examine.as_json(result, examined), "plan": inquiry.as_json(plan)}, given.json, lang)


def _memo(result: Result, to: str, lang: str) -> int:
    """The memo written to a file, in the form that its name asks for."""
    from roi import memo, paper

    writers = {".docx": paper.to_docx, ".pdf": paper.to_pdf}
    write = writers.get(Path(to).suffix.lower())
    if write is None:
        _complain(text.say("memo.command.which_form", lang, path=to, forms=list(writers)))
        return WRONG_INPUT
    return _write(Path(to), write(memo.memo(result, lang)), lang)


def _pilot(given: argparse.Namespace, lang: str) -> int:
    from roi import go, pilot

    result = _result(given, lang)
    if result is None:
        return WRONG_INPUT
    months = result.scenario.horizon_months
    if months < 2 or (given.leave or 0) >= months:
        name, facts = ("too_late", {"month": given.leave, "months": months}) if months > 1 else ("too_short", {})
        _complain(text.say(f"pilot.cli.{name}", lang, **facts))
        return WRONG_INPUT
    found = pilot.choices(result, given.weeks, given.share, given.leave)
    if given.json is None:
        _print(go.report(result, found, lang))
        return DONE
    return _numbers(pilot.as_json(result, found), given.json, lang)


def _compare(given: argparse.Namespace, lang: str) -> int:
    from roi import because, comparison, side_by_side

    def held(scenarios: list[Scenario], **how: Any) -> comparison.Comparison:
        names = _told_apart([each.name for each in scenarios], given.files, lang)
        return comparison.compare(scenarios, names=names, **how)

    return _held(given, lang, held, side_by_side.report, because.as_json)


def _bids(given: argparse.Namespace, lang: str) -> int:
    from roi import bids, side_by_side

    def held(scenarios: list[Scenario], **how: Any) -> bids.Bids:
        names = _told_apart([bids.called(each) for each in scenarios], given.files, lang)
        return bids.bids(scenarios, names=names, **how)

    return _held(given, lang, held, side_by_side.offers, bids.as_json)


def _held(
    given: argparse.Namespace,
    lang: str,
    held: Callable[..., T],
    report: Callable[[T, str], str],
    as_json: Callable[[T], dict[str, Any]],
) -> int:
    """Several scenarios held against each other."""
    scenarios, code = [], DONE
    for path in given.files:
        try:
            scenarios.append(load(path))
        except ScenarioError as error:
            _mistakes(error, lang)
            code = WRONG_INPUT
    if code != DONE or _over_itself(given.json, given.files, lang):
        return WRONG_INPUT
    try:
        found = held(scenarios, draws=given.draws, seed=given.seed, view=given.view, months=given.months)
    except ScenarioError as error:
        _mistakes(error, lang)
        return WRONG_INPUT
    if given.json is None:
        _print(report(found, lang))
        return DONE
    return _numbers(as_json(found), given.json, lang)


def _told_apart(names: Sequence[str], paths: Sequence[str], lang: str) -> list[str]:
    """The scenarios' names, with the file's where two are alike."""
    return [
        text.say("compare.name.and_file", lang, name=text.case(name, lang), file=Path(path).name)
        if names.count(name) > 1
        else name
        for name, path in zip(names, paths, strict=True)
    ]


def _break_even(given: argparse.Namespace, lang: str) -> int:
    from roi import breakeven, tables, terminal

    of, level = given.of, given.level or 0.0
    if of == "loss" and not 0 < level < 1:
        _complain(text.say("break_even.cli.bad_share", lang))
        return WRONG_INPUT
    result = _result(given, lang)
    if result is None:
        return WRONG_INPUT
    key, by = (_key(result.scenario, name, lang) if name is not None else "" for name in (given.input, given.by))
    if key is None or by is None:
        return WRONG_INPUT
    if key == by:
        _complain(text.say("break_even.cli.same", lang))
        return WRONG_INPUT
    if by:
        row = tables.break_even_map(breakeven.break_even_map(result, key, by, of, level))
    else:
        row = tables.break_even(result, breakeven.break_even(result, key, of, level))
    if given.json is None:
        _print((terminal.break_even_map if by else terminal.break_even)(row, lang))
        return DONE
    return _numbers(tables.break_even_json(result, row), given.json, lang)


def _key(scenario: Scenario, name: str, lang: str) -> str | None:
    """The key that a name means: a package's input may stand without its package where there is one."""
    keyed = scenario.keyed()
    within = [name] if name in keyed else [key for key in keyed if key.endswith(f".{name}")]
    if len(within) == 1:
        return within[0]
    if within:
        _complain(text.say("break_even.cli.which", lang, key=name, known=within))
        return None
    near = nearest(name, list(keyed))
    meant = text.say("message_part.meant", lang, nearest=near) if near else ""
    _complain(" ".join(text.say("break_even.cli.unknown", lang, key=name, meant=meant, known=list(keyed)).split()))
    return None


def _over_itself(target: str | None, paths: Sequence[str], lang: str) -> bool:
    """Whether the numbers would be written over a scenario, with a word about it."""
    if target in (None, "-") or not any(_is_same(target, path) for path in paths):
        return False
    _complain(text.say("cli.same_file", lang, path=target))
    return True


def _numbers(content: dict[str, Any], target: str, lang: str) -> int:
    """Numbers as JSON, on the screen or in a file."""
    document = json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    if target == "-":
        print(document, end="")
        return DONE
    return _write(Path(target), document, lang)


def _is_same(a: str, b: str) -> bool:
    try:
        return Path(a).samefile(b)
    except OSError:  # the first is not there yet, or cannot be
        return False


def _write(path: Path, content: str | bytes, lang: str) -> int:
    try:
        write_whole(path, content)
    except OSError as error:
        name = next((name for kind, name in UNWRITABLE.items() if isinstance(error, kind)), "cannot_write")
        _complain(text.say(f"cli.{name}", lang, path=str(path), reason=error.strerror or str(error)))
        return WRONG_INPUT
    return DONE


def _left(given: argparse.Namespace, lang: str) -> int:
    from roi import left

    if given.about is not None:
        found = left.belonging(given.about, lang)
        if found is None:
            _complain(text.say("cli.nothing_called", lang, name=given.about[:SHOWN_AT_MOST]))
            return WRONG_INPUT
        _print(found)
        return DONE
    if given.file is None:
        _complain(text.say("cli.file_or_about", lang))
        return WRONG_INPUT
    try:
        scenario = load(given.file)
    except ScenarioError as error:
        _mistakes(error, lang)
        return WRONG_INPUT
    _print(left.report(scenario, lang))
    return DONE


def _check(given: argparse.Namespace, lang: str) -> int:
    code = DONE
    for path in given.files:
        try:
            scenario = load(path)
        except ScenarioError as error:
            _mistakes(error, lang)
            code = WRONG_INPUT
            continue
        _print(text.say("check.fine", lang, path=path) + "\n")
        for hint in scenario.hints:
            _print(f"  {text.say('check.hint', lang)}: {text.mistake(hint, '', lang)}\n")
    return code


def _new(given: argparse.Namespace, lang: str) -> int:
    from roi import starter

    path = Path(given.name)
    if path.name in ("", "..") or given.name.endswith(("/", os.sep)):
        path /= "scenario.toml"
    elif path.suffix != ".toml":
        path = path.with_name(f"{path.name}.toml")
    if os.path.lexists(path):
        _complain(text.say("cli.exists", lang, path=str(path)))
        return WRONG_INPUT
    code = _write(path, starter.scenario_text(lang), lang)
    if code == DONE:
        _print(text.say("new.made", lang, path=str(path)) + "\n")
    return code


def _inputs(given: argparse.Namespace, lang: str) -> int:
    from roi import terminal

    _print(terminal.catalogue_report(lang))
    return DONE


def _schema(given: argparse.Namespace, lang: str) -> int:
    from roi import schema

    print(json.dumps(schema.scenario_schema(lang), ensure_ascii=False, indent=2))
    return DONE


def _app(given: argparse.Namespace, lang: str) -> int:
    root = Path(__file__).resolve().parent.parent
    if not (root / "app.py").is_file():
        _complain(text.say("cli.no_app", lang))
        return FAILED
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    command += ["--server.port", str(given.port)] if given.port else []
    command += ["--server.headless", "true"] if given.no_browser else []
    return subprocess.run(command, cwd=root, check=False).returncode and FAILED


if __name__ == "__main__":
    sys.exit(main())
