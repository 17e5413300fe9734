"""Fingerprints of the checkout, to redo only what changed: migrations and rights, static files."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from .home import ROOT

PINS = ROOT / "requirements" / "base.txt"


def of_code() -> str:
    """What a database is prepared by: every Python file of Marelle (rights come from models) and the pins."""
    files = (path for path in (ROOT / "marelle").rglob("*.py") if "tests" not in path.parts)
    return _digest([*files, *(ROOT / "marelle").rglob("*.sql"), *(ROOT / "marelle").rglob("*.toml"), PINS])


def of_static_files() -> str:
    """What the collected static files are made of."""
    return _digest([*_files(ROOT / "marelle", "static"), PINS])


def _files(top: Path, folder: str) -> Iterator[Path]:
    for found in top.rglob(folder):
        yield from (path for path in found.rglob("*") if path.is_file())


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:32]
