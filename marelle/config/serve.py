"""`marelle serve`: a real installation (or the demonstration that its home already is)."""

import argparse
import os

from marelle.kernel.errors.command_line import Parser

from .modes import settle
from .serving.preparing import check_home
from .serving.supervisor import Options, Plan, run

READY = "\nMarelle est prête : {place}\nCtrl-C arrête tout.\n"


def parser(word: str, description: str) -> Parser:
    """The options shared by `serve` and `demo`."""
    found = Parser(prog=f"marelle {word}", description=description)
    found.add_argument("--port", type=port_number, default=os.environ.get("PORT") or "8000", help="port (8000)")
    found.add_argument("--host", default="127.0.0.1", help="adresse d’écoute (127.0.0.1 : cette machine seulement)")
    found.add_argument("--json", action="store_true", help="une ligne de JSON quand tout est prêt")
    return found


def port_number(text: str) -> int:
    """A port that exists."""
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"« {text} » n’est pas un port (un nombre de 1 à 65535, par exemple 8000)")
    return int(text)


def main(arguments: list[str]) -> int:
    asked = parser("serve", "Démarre la base, le site et le travail de fond, et relance ce qui tombe.").parse_args(
        arguments
    )
    home = settle("web")
    check_home(home)
    options = Options(asked.port, asked.host, asked.json, "serve")
    return run(home, options, Plan(READY))
