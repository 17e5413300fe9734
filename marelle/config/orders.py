"""The short commands, each handed to the part of Marelle that knows."""

import sys
from datetime import datetime
from importlib import import_module

from marelle.kernel.errors.command_line import Parser

from . import fingerprints, installation
from .modes import settle, start_django
from .sentences import Stop


def migrate(arguments: list[str]) -> int:
    """As the owner: only the owner may change tables, rights and row policies."""
    home = start_django("owner", new=True)
    from django.core.management import execute_from_command_line

    execute_from_command_line(["marelle", "migrate", *arguments])
    if not arguments or arguments[0].startswith("--verbosity"):
        _read_the_roles_again()
        installation.write_notes(home, code=fingerprints.of_code())
    return 0


def _read_the_roles_again() -> None:
    """`roles.toml` may have changed without a migration. An installation of the kernel alone has no roles."""
    from django.apps import apps

    if not apps.is_installed("marelle.domains.accounts"):
        return
    from marelle.domains.accounts.services import load_roles
    from marelle.kernel.access import Viewer
    from marelle.kernel.access.context import acting

    by = Viewer.machine("migrate")
    with acting(by):
        load_roles(by=by)


def manage(arguments: list[str]) -> int:
    """Django's own commands. Those that write tables need MARELLE_DB_ROLE=owner."""
    settle()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["marelle manage", *arguments])
    return 0


def import_(arguments: list[str]) -> int:
    """`marelle import KIND …`: the importers say their own options."""
    home = start_django()
    code = int(import_module("marelle.flows.imports").main(arguments) or 0)
    installation.count_rows(home)  # whatever the code: refused lines do not keep the others out
    return code


def clock(arguments: list[str]) -> int:
    """`marelle clock show | set 2019-12-31T18:00 | reset`."""
    parser = Parser(prog="marelle clock", description="L’horloge commune de l’installation.")
    words = parser.add_subparsers(dest="word", required=True, metavar="show | set INSTANT | reset")
    words.add_parser("show", help="montre l’heure de l’installation")
    move = words.add_parser("set", help="déplace l’horloge (démonstration seulement)")
    move.add_argument("instant", metavar="INSTANT", help="par exemple 2019-12-31T18:00, heure de Paris")
    words.add_parser("reset", help="remet la vraie heure")
    asked = parser.parse_args(arguments)
    instant = _instant(asked.instant) if asked.word == "set" else None
    start_django()
    from django.db import transaction

    from marelle.kernel import clock as the_clock

    with transaction.atomic():
        if instant:
            the_clock.set_to(instant)
        elif asked.word == "reset":
            the_clock.reset()
        print(f"{the_clock.now():%Y-%m-%dT%H:%M:%S%z}")
    return 0


def _instant(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise Stop(
            f"« {text} » n’est pas un instant. Écrivez par exemple 2019-12-31T18:00 (heure de Paris).", 2
        ) from None


def audit(arguments: list[str]) -> int:
    """`marelle audit verify [HEAD]`: exit code 1 when something does not hold."""
    parser = Parser(prog="marelle audit", description="Le journal des actions.")
    words = parser.add_subparsers(dest="word", required=True, metavar="verify [TÊTE]")
    verify = words.add_parser("verify", help="relit toute la chaîne des sceaux")
    verify.add_argument("head", nargs="?", metavar="TÊTE", help="une tête notée plus tôt (position:empreinte)")
    asked = parser.parse_args(arguments)
    start_django()
    from marelle.kernel import audit as journal

    try:
        report = journal.verify(asked.head)
    except ValueError:
        raise Stop("Cette tête n’est pas de la forme position:empreinte. Recopiez-la entière.", 2) from None
    print("\n".join(report.lines()), file=sys.stdout if report.ok else sys.stderr)
    return 0 if report.ok else 1
