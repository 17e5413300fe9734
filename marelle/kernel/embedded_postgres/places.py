"""Which folders a server uses, and what it writes about itself in them."""

import hashlib
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from .faults import ClusterFault
from .identity import identity

PORT = 5432  # names the socket file; nothing listens on the network
LONGEST_SOCKET_FOLDER = 80  # the system allows 107 bytes for the whole path of a socket
PLAIN_PATH = re.compile(r"[\w./+@=~-]+", re.ASCII)  # others would need quoting twice in a PostgreSQL setting


def data_folder(home: Path) -> Path:
    return home / "postgres"


def socket_folder(home: Path) -> Path:
    """A private folder for the socket: in the home, or under a short name when its path cannot be one of a socket."""
    inside = home / "run"
    if len(os.fsencode(inside)) <= LONGEST_SOCKET_FOLDER and PLAIN_PATH.fullmatch(str(inside)):
        return inside
    digest = hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
    return Path("/tmp") / f"marelle-{os.geteuid()}-{digest}"  # noqa: S108 — ours alone, checked by private_folder


def private_folder(folder: Path) -> None:
    """Makes a folder that nobody else may enter; refuses one that somebody else put there first."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (os.geteuid(), identity().user):
        raise ClusterFault(f"Le dossier {folder} appartient à un autre compte. Supprimez-le, puis relancez.")
    folder.chmod(0o700)
    identity().give(folder)


def data_major(data: Path) -> int | None:
    """The major version that made a data folder."""
    try:
        return int((data / "PG_VERSION").read_text())
    except (OSError, ValueError):
        return None


@dataclass(frozen=True, slots=True)
class PidFile:
    """What a postmaster says of itself in `postmaster.pid`."""

    pid: int
    socket_dir: Path | None
    is_ready: bool


def pid_file(data: Path) -> PidFile | None:
    """The postmaster's own words, true or stale; None when there are none."""
    try:
        lines = [line.strip() for line in (data / "postmaster.pid").read_text().splitlines()]
    except OSError:
        return None
    if not lines or not lines[0].isdigit():
        return None
    sockets = Path(lines[4]) if len(lines) > 4 and lines[4] else None
    return PidFile(int(lines[0]), sockets, len(lines) > 7 and lines[7] == "ready")
