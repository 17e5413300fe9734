"""Before the doors open: room on the disk, the database migrated, static files collected; each only if needed."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from marelle.config import fingerprints, installation
from marelle.config.home import ROOT
from marelle.config.sentences import Stop
from marelle.kernel.embedded_postgres.faults import cannot_write

from .children import die_with, environment, marelle

LEAST_ROOM = 60_000_000
FIRST_ROOM = 300_000_000  # a new database, its journal of transactions and the demonstration

Tell = Callable[[str], None]


def check_home(home: Path) -> None:
    """Refuses a folder that cannot be written in, or a disk with no room left. Raises OSError or Stop."""
    home.mkdir(parents=True, exist_ok=True)
    for name in ("log", "mail", "files"):
        (home / name).mkdir(mode=0o700, exist_ok=True)
    probe = home / f".probe-{os.getpid()}"
    try:
        probe.write_bytes(b"marelle" * 100)
        probe.unlink()
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(home)) from error
    needed = LEAST_ROOM if (home / "postgres").exists() else FIRST_ROOM
    if shutil.disk_usage(home).free < needed:
        raise Stop(cannot_write(home, OSError(28, "")))


@dataclass
class Errand:
    """A short child: a command, run to its end, whose last words are told when it fails."""

    name: str
    command: list[str]
    role: str

    def begin(self) -> subprocess.Popen[str]:
        parent = os.getpid()
        return subprocess.Popen(
            self.command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            cwd=ROOT,
            env=environment(MARELLE_DB_ROLE=self.role),
            start_new_session=True,
            preexec_fn=lambda: die_with(parent, signal.SIGKILL),
        )


def prepare(home: Path, tell: Tell) -> None:
    """Migrates and collects, side by side, what the code of this checkout asks for."""
    installation.address(home, "owner")  # refuses at once an external server whose owner is not named
    errands = []
    code, static = fingerprints.of_code(), fingerprints.of_static_files()
    if installation.notes(home).get("code") != code:
        tell("Mise à jour de la base de données…")
        errands.append(Errand("La mise à jour de la base de données", marelle("migrate", "--verbosity", "1"), "owner"))
    if _collected(home) != static:
        collect = marelle("manage", "collectstatic", "--noinput", "--verbosity", "0")
        tell("Préparation des feuilles de style et des images…")
        errands.append(Errand("La préparation des feuilles de style et des images", collect, "web"))
    _run_all(home, errands)
    if installation.notes(home).get("code") != code:
        installation.write_notes(home, code=code)
    (home / "static.stamp").write_text(static)


def _collected(home: Path) -> str:
    try:
        return (home / "static.stamp").read_text() if (home / "static" / "staticfiles.json").exists() else ""
    except OSError:
        return ""


def _run_all(home: Path, errands: list[Errand]) -> None:
    begun = [(errand, errand.begin()) for errand in errands]
    try:
        for errand, process in begun:
            said, _nothing = process.communicate()
            with (home / "log" / "prepare.log").open("a") as journal:
                journal.write(f"{time.strftime('%Y-%m-%dT%H:%M:%S%z')} {errand.name}\n{said}")
            if process.returncode:
                raise Stop(failure(errand.name, said, home))
    finally:
        for _errand, process in begun:
            if process.poll() is None:
                process.kill()
                process.wait()


def failure(what: str, said: str, home: Path) -> str:
    """The sentence for a child that failed, from what it said last."""
    if "No space left" in said or "DiskFull" in said:
        return cannot_write(home, OSError(28, ""))
    last = next((line.strip() for line in reversed(said.splitlines()) if line.strip()), "aucun message")
    return f"{what} a échoué : {last[:400]} Le détail est dans {home / 'log'}."
