"""What a command is given: the standard parser in two languages, readers of numbers, and what several commands share."""

from __future__ import annotations

import argparse
import math
import re
import sys
from collections.abc import Callable
from typing import Any, NoReturn

from roi import catalogue, text
from roi.cli.saying import WRONG_INPUT, complain
from roi.walk import SHOWN_AT_MOST, nearest

#: What the standard library's parser says in English alone -> the name of our words for it. What is not here stays as it is.
ARGPARSE_SAYS = {
    "unknown": re.compile(r"unrecognized arguments: (?P<given>.*)", re.DOTALL),
    "missing": re.compile(r"the following arguments are required: (?P<names>.*)", re.DOTALL),
    "no_value": re.compile(r"argument (?P<name>[^:]*): expected (?:one|at least one) argument", re.DOTALL),
    "needs_none": re.compile(r"argument (?P<name>[^:]*): ignored explicit argument (?P<given>.*)", re.DOTALL),
    "not_both": re.compile(r"argument (?P<name>[^:]*): not allowed with argument (?P<other>.*)", re.DOTALL),
    "no_choice": re.compile(
        r"argument (?P<name>[^:]*): invalid choice: (?P<given>.*?)(?:, maybe .*?)? \(choose from (?P<allowed>.*)\)",
        re.DOTALL,
    ),
    "wrong_value": re.compile(r"argument (?P<name>[^:]*): (?P<reason>.*)", re.DOTALL),
}
POINT_TO_HELP = ("unknown", "missing")  # mistakes that the command's help mends
SHARE = re.compile(r"[0-9]{1,6}(\.[0-9]{1,12})?|\.[0-9]{1,12}")


class Parser(argparse.ArgumentParser):
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

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As the standard parser, but what a command does not know is told by that command: it knows what may be meant."""
        given, unknown = super().parse_known_args(args, namespace)
        if unknown:
            self.error(f"unrecognized arguments: {' '.join(unknown)}")
        return given, unknown

    def error(self, message: str) -> NoReturn:
        for name, form in ARGPARSE_SAYS.items():
            if found := form.fullmatch(message):
                message = self._say(name, **found.groupdict())
                if name in POINT_TO_HELP:
                    message = (
                        f"{message}. {self._meant(found.groupdict().get('given', ''))}{self._say('see', prog=self.prog)}"
                    )
                break
        complain(f"{self.prog}: {message}")
        sys.exit(WRONG_INPUT)

    def _meant(self, given: str) -> str:
        """The option that may have been meant, as a question; empty where none is near."""
        word = re.split("[= ]", given, maxsplit=1)[0]
        options = {each.lstrip("-"): each for each in self._option_string_actions}
        near = options.get(nearest(word.lstrip("-"), list(options)), "") if word.startswith("-") else ""
        return f"{text.say('message_part.meant', self.lang, nearest=near)} " if near else ""


class Whole:
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


class Share:
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


class Amount:
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


def number(lang: str) -> Callable[[str], float]:
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


def common(lang: str) -> argparse.ArgumentParser:
    """What every command is given."""
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--lang", choices=text.LANGUAGES, help=text.say("cli.lang", lang))
    return shared


def command(commands: Any, name: str, about: str, lang: str) -> argparse.ArgumentParser:
    """A command of its own."""
    made: argparse.ArgumentParser = commands.add_parser(name, help=about, description=about, parents=[common(lang)])
    return made


def takes_draws(
    parser: argparse.ArgumentParser, most: int, lang: str, default: int | None = None, seed: int | None = None
) -> None:
    """How many worlds, and which. ``default``, ``seed``: what holds where nothing is asked; None: the command decides."""
    from roi.simulate import DRAWS, SEED, SEED_AT_MOST

    how_many = text.say("cli.draws", lang, most=most, default=DRAWS)
    parser.add_argument("--draws", type=Whole(1, most, lang), default=default, metavar="N", help=how_many)
    which = text.say("cli.seed", lang, default=SEED)
    parser.add_argument("--seed", type=Whole(0, SEED_AT_MOST, lang), default=seed, metavar="N", help=which)


def takes_view(parser: argparse.ArgumentParser, lang: str, about: str = "cli.view") -> None:
    """What money is looked at."""
    parser.add_argument("--view", choices=tuple(catalogue.VIEWS), help=text.say(about, lang))


def takes_json(parser: argparse.ArgumentParser, lang: str) -> None:
    """Where the numbers go."""
    parser.add_argument("--json", metavar=text.say("cli.metavar_file", lang), help=text.say("cli.json", lang))


def takes_file(parser: argparse.ArgumentParser, lang: str, about: str = "cli.file") -> None:
    """The scenario's file."""
    parser.add_argument("file", metavar=text.say("cli.metavar_file", lang), help=text.say(about, lang))
