"""The lock and the record of a running installation: one supervisor for one home, and where to find it."""

import fcntl
import json
import os
from pathlib import Path
from typing import Any, TextIO

from marelle.config.sentences import Stop


def record(home: Path) -> dict[str, Any]:
    """What the running (or last) supervisor wrote of itself: base_url, pids…"""
    try:
        found = json.loads((home / "serve.json").read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def write_record(home: Path, facts: dict[str, Any]) -> None:
    """Replaces the record in one gesture: a reader never sees half of it."""
    aside = home / f"serve.json.{os.getpid()}"
    aside.write_text(json.dumps(facts, ensure_ascii=False))
    aside.replace(home / "serve.json")


def is_running(home: Path) -> bool:
    """True while a supervisor holds the lock of this home."""
    try:
        lock = (home / "serve.lock").open("r")
    except OSError:
        return False
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def take(home: Path) -> TextIO:
    """Takes the lock of the home until this process ends. Refuses when another instance runs there."""
    home.mkdir(parents=True, exist_ok=True)
    lock = (home / "serve.lock").open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise Stop(_already(home)) from None
    return lock


def _already(home: Path) -> str:
    known = record(home)
    place = known.get("base_url")
    process = known.get("pids", {}).get("supervisor")
    if not place:
        return f"Une instance démarre déjà dans {home}. Attendez un instant, ou choisissez un autre MARELLE_HOME."
    return (
        f"Marelle tourne déjà dans {home} : {place} (processus {process}). Ouvrez cette adresse, arrêtez-la par Ctrl-C "
        "là où elle a été lancée, ou lancez une seconde instance avec un autre MARELLE_HOME et un autre PORT."
    )
