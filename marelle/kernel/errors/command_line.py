"""The refusals of a command line: what cannot be understood is one French sentence and where to look, exit code 2."""

import argparse
import re
from collections.abc import Callable
from typing import Any, NoReturn

# What argparse says, and how it is said here; whatever else it says was already written by us, in French.
_SAYINGS: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (r"unrecognized arguments: (.*)", lambda said: f"« {said[1]} » n’est pas attendu ici."),
    (r"the following arguments are required: (.*)", lambda said: f"Il manque : {said[1]}."),
    (r"argument (?:.*): invalid choice: '(.*)' \(choose from .*", lambda said: f"« {said[1]} » n’est pas un choix."),
    (r"argument (.*): expected .* arguments?", lambda said: f"{said[1]} demande une valeur."),
    (r"argument (.*): not allowed with argument (.*)", lambda said: f"{said[1]} ne va pas avec {said[2]}."),
    (r"argument (?:.*): (.*)", lambda said: said[1] if said[1].endswith(".") else f"{said[1]}."),
)


class Parser(argparse.ArgumentParser):
    """As argparse's, in French; an option is written whole."""

    def __init__(self, **words: Any) -> None:
        super().__init__(**words, add_help=False, allow_abbrev=False)
        self._positionals.title, self._optionals.title = "arguments", "options"
        self.add_argument("-h", "--help", action="help", help="montre cette aide")

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{in_french(message)} « {self.prog} --help » montre ce qui est possible.\n")

    def format_help(self) -> str:
        return super().format_help().replace("usage: ", "usage : ", 1)


def in_french(message: str) -> str:
    """The sentence for what argparse refuses."""
    for form, said in _SAYINGS:
        found = re.fullmatch(form, message, re.DOTALL)
        if found:
            return said(found)
    return message if message.endswith(".") else f"{message}."
