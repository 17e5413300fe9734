"""`marelle demo`: an installation full of invented people, played once, kept until it is asked to start afresh."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from marelle.kernel.embedded_postgres import stop
from marelle.kernel.errors.command_line import Parser

from . import installation
from .home import ROOT, home_folder
from .modes import DEMONSTRATION, become_demonstration, mode, settle, start_django
from .sentences import Stop
from .serve import parser
from .serving import instance
from .serving.children import die_with, environment, marelle
from .serving.preparing import check_home, failure
from .serving.supervisor import Options, Plan, run

WELCOME = """
  Marelle est prête : {place}

  Tout y est inventé ou public : entrez comme n’importe quel personnage, en un clic, depuis la page « Se connecter ».
  Les mots de passe : .venv/bin/marelle demo --accounts
  Ctrl-C arrête tout ; les données restent. Pour repartir de zéro : make demo RESET=1
"""
BAR = 30


def main(arguments: list[str]) -> int:
    options = parser("demo", "Démarre la démonstration : une ville inventée, et les 80 Cités éducatives publiques.")
    options.add_argument("--reset", action="store_true", help="efface la démonstration et la rejoue")
    options.add_argument("--accounts", action="store_true", help="liste les comptes de la démonstration, sans démarrer")
    asked = options.parse_args(arguments)
    if asked.accounts:
        return _print_accounts(asked.json)
    home = home_folder()
    check_home(home)
    if asked.reset or os.environ.get("RESET", "") not in ("", "0"):
        _erase(home)
    become_demonstration(home)
    settle("web")
    chosen = Options(asked.port, asked.host, asked.json, "demo")
    return run(home, chosen, Plan(WELCOME, lambda tell: _forget_half(home, tell), lambda tell: _fill(home, tell)))


def _erase(home: Path) -> None:
    """Forgets the demonstration, and nothing but a demonstration."""
    if mode(home) != DEMONSTRATION and (home / "postgres").exists():
        become_demonstration(home)  # refuses, with its sentence
    with instance.take(home):
        stop(home)
        for name in ("postgres", "mail", "files"):
            shutil.rmtree(home / name, ignore_errors=True)
        check_home(home)


def _forget_half(home: Path, tell: Callable[[str], None]) -> None:
    """A loading that was cut short is thrown away, not completed: nobody knows where it stopped."""
    if installation.notes(home).get("demonstration") == "loading":
        tell("Le dernier chargement de la démonstration a été interrompu : il recommence.")
        installation.start_afresh(home)


def _fill(home: Path, tell: Callable[[str], None]) -> None:
    """Plays the demonstration in a database that has not been through it to the end."""
    installation.mark_demonstration(home)
    if installation.notes(home).get("demonstration") == "loaded":
        return
    installation.write_notes(home, demonstration="loading")
    tell("Chargement de la démonstration…")
    _play(home)
    installation.count_rows(home)
    installation.write_notes(home, demonstration="loaded")


def _play(home: Path) -> None:
    parent = os.getpid()
    child = subprocess.Popen(
        marelle("load-demonstration"),
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=environment(MARELLE_DB_ROLE="web"),
        start_new_session=True,
        preexec_fn=lambda: die_with(parent, 9),
    )
    try:
        _nothing, said = child.communicate()
    finally:
        if child.poll() is None:
            child.kill()
            child.wait()
    if child.returncode:
        (home / "log" / "demonstration.log").write_text(said)
        raise Stop(failure("Le chargement de la démonstration", said, home))


def load(arguments: list[str]) -> int:
    """In the child: plays, as the runtime role, and draws the bar."""
    Parser(prog="marelle load-demonstration").parse_args(arguments)
    start_django("web")
    _story().play(Bar())
    return 0


def _story() -> Any:
    """The module that plays the demonstration and knows its people."""
    from django.conf import settings

    return import_module(getattr(settings, "DEMONSTRATION_MODULE", "marelle.flows.demo"))


class Bar:
    """Progress that reads well on a terminal (one line, redrawn) and in a file (one line every tenth)."""

    def __init__(self) -> None:
        self._is_terminal = sys.stdout.isatty()
        self._said = -1

    def __call__(self, done: int, total: int, label: str) -> None:
        share = min(1.0, done / total) if total else 1.0
        filled = round(share * BAR)
        line = f"  [{'█' * filled}{'·' * (BAR - filled)}] {share:4.0%}  {label}"
        if self._is_terminal:
            print(f"\r\x1b[K{line}", end="\n" if share >= 1 else "", flush=True)
        elif int(share * 10) > self._said:
            self._said = int(share * 10)
            print(line, flush=True)


def _print_accounts(as_json: bool) -> int:
    home = start_django("web")
    if mode(home) != DEMONSTRATION:
        raise Stop("Cette installation n’est pas une démonstration : elle n’a pas de comptes inventés.")
    accounts = _story().accounts()
    if as_json:
        print(json.dumps(accounts, ensure_ascii=False))
        return 0
    for account in accounts:
        print("  ".join(str(value) for value in account.values()))
    return 0
