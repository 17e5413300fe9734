"""The life of the server: started under a lock when first needed, found again, stopped."""

import fcntl
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from .binaries import find_binaries
from .bootstrap import prepare_databases
from .faults import ClusterFault, cannot_write
from .launch import clean_after_crash, launch, make_data, wait
from .places import PORT, data_folder, data_major, pid_file, private_folder, socket_folder
from .processes import is_alive, is_server_of, signal_all


@dataclass(frozen=True, slots=True)
class Cluster:
    """A server that runs: where its socket is, its process, its major version, its data."""

    socket_dir: Path
    pid: int
    version: int
    data: Path

    def dsn(self, role: str, database: str = "marelle") -> str:
        """The libpq address of a database of this server, for a role."""
        host = str(self.socket_dir).replace("%", "%25").replace("/", "%2F")
        return f"postgresql://{role}@{host}:{PORT}/{database}"


def postmaster_pid(home: Path) -> int | None:
    """The process of the running server, or None."""
    data = data_folder(home)
    written = pid_file(data)
    return written.pid if written and is_server_of(written.pid, data) else None


def status(home: Path) -> Cluster | None:
    """The server of this home if it runs and takes connections. Price: reads three small files."""
    data, pid = data_folder(home), postmaster_pid(home)
    written = pid_file(data)
    if pid is None or written is None or not written.is_ready or written.socket_dir is None:
        return None
    if not (written.socket_dir / f".s.PGSQL.{PORT}").exists():
        return None
    return Cluster(written.socket_dir, pid, data_major(data) or 0, data)


def ensure_running(home: Path) -> Cluster:
    """The server of this home, started if need be. Several callers at once share one server.

    Raises ClusterFault, with a sentence that says what to do, when it cannot be.
    """
    running = status(home)
    if running:
        return running
    with _alone(home):
        return status(home) or _start(home)


def stop(home: Path, timeout: float = 30.0) -> bool:
    """Stops the server cleanly. False when none was running."""
    if not data_folder(home).exists():
        return False
    with _alone(home):
        pid = postmaster_pid(home)
        if pid is None:
            return False
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            signal_all([pid], number)
            if wait(lambda: not is_alive(pid), timeout):
                break
        return True


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """One starter at a time, across processes and threads."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        lock = (home / "postgres.lock").open("a")
    except OSError as error:
        raise ClusterFault(cannot_write(home, error)) from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _start(home: Path) -> Cluster:
    data = data_folder(home)
    try:
        exists = data.exists()
        binaries = find_binaries(data_major(data) if exists else None)
        private_folder(socket_folder(home))
        if not exists:
            make_data(home, binaries)
        clean_after_crash(home)
        if status(home) is None:
            launch(home, binaries)
    except OSError as error:
        raise ClusterFault(cannot_write(home, error)) from error
    found = status(home)
    if found is None:
        raise ClusterFault(f"PostgreSQL s’est arrêté aussitôt démarré. Son journal est dans {home / 'log'}.")
    _prepare(found)
    return found


def _prepare(found: Cluster) -> None:
    try:
        prepare_databases(found.socket_dir, PORT)
    except psycopg.Error as error:
        raise ClusterFault(f"PostgreSQL a démarré, mais la base n’a pas pu être préparée : {error}") from error
