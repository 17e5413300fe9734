"""Making the data folder, cleaning up after a crash, starting the server. The caller holds the lock of the home."""

import errno
import os
import shlex
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path

from .binaries import Binaries
from .faults import ClusterFault, cannot_write, from_log
from .identity import identity
from .places import PORT, data_folder, pid_file, socket_folder
from .processes import is_alive, is_server_of, servers_in, signal_all

START_SECONDS = 60
LONGEST_LOG = 10_000_000
SYNCFS = "recovery_init_sync_method=syncfs"  # a crash start in 0.3 s instead of 3 to 5
QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def is_fast() -> bool:
    """True for tests, whose data may be lost with the power."""
    return os.environ.get("MARELLE_PG_FAST") == "1"


def make_data(home: Path, binaries: Binaries) -> None:
    """initdb in a folder aside, renamed when complete: an interrupted start leaves nothing half-made."""
    for leftover in home.glob("postgres.new-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    aside = home / f"postgres.new-{os.getpid()}"
    aside.mkdir(mode=0o700)
    identity().give(aside)
    if not identity().may_enter(aside):
        raise ClusterFault(_unreachable(home))
    options = ["-U", "postgres", "-E", "UTF8", "-A", "trust", "--locale=C.UTF-8"]
    if binaries.major >= 17:
        options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    if is_fast():
        options.append("--no-sync")
    made = identity().run([binaries.program("initdb"), "-D", aside, *options], capture_output=True, text=True)
    if made.returncode:
        shutil.rmtree(aside, ignore_errors=True)
        raise ClusterFault(from_log(home, made.stderr))
    aside.rename(data_folder(home))


def _unreachable(home: Path) -> str:
    return (
        f"PostgreSQL tourne ici sous le compte « {identity().name} », qui ne peut pas entrer dans {home}. "
        "Choisissez un dossier que ce compte peut traverser, par exemple : MARELLE_HOME=/var/lib/marelle make demo"
    )


def clean_after_crash(home: Path) -> None:
    """Removes what a dead server left, once nobody works in its data any more."""
    data, sockets = data_folder(home), socket_folder(home)
    written = pid_file(data)
    if written and is_server_of(written.pid, data):
        _let_end(data, written.pid)
        if wait(lambda: _is_usable(data, written.pid), 0):
            return
    _end_orphans(data)
    (data / "postmaster.pid").unlink(missing_ok=True)
    for name in (f".s.PGSQL.{PORT}", f".s.PGSQL.{PORT}.lock"):
        (sockets / name).unlink(missing_ok=True)


def _let_end(data: Path, pid: int) -> None:
    """A server that is starting or stopping gets the time to do so; one whose socket was removed is stopped."""
    wait(lambda: not is_alive(pid) or _is_ready(data), START_SECONDS)
    if is_alive(pid) and not _is_usable(data, pid):
        signal_all([pid], signal.SIGINT)
        wait(lambda: not is_alive(pid), 10)


def _is_ready(data: Path) -> bool:
    written = pid_file(data)
    return bool(written and written.is_ready)


def _is_usable(data: Path, pid: int) -> bool:
    written = pid_file(data)
    return bool(
        written
        and written.is_ready
        and written.socket_dir
        and (written.socket_dir / f".s.PGSQL.{PORT}").exists()
        and is_alive(pid)
    )


def _end_orphans(data: Path) -> None:
    """Backends notice that their postmaster died when they next wait; one in the middle of a query is told."""
    for number, patience in ((0, 2.0), (signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0)):
        if number:
            signal_all(servers_in(data), number)
        if wait(lambda: not servers_in(data), patience):
            return
    left = ", ".join(map(str, servers_in(data)))
    raise ClusterFault(
        f"Des processus PostgreSQL d’un arrêt brutal travaillent encore ({left}). Attendez leur fin, puis relancez."
    )


def launch(home: Path, binaries: Binaries) -> None:
    """Starts the server and waits until it takes connections; ClusterFault says why it did not."""
    folder = home / "log"
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "postgres.log"
    before = _ready_log(log)
    options = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in _settings(home, binaries).items())
    # pg_ctl hands its words to a shell: a relative journal and PGDATA keep an odd path of the home out of it.
    words: list[object] = ["-l", log.relative_to(home), "-w", "-t", START_SECONDS, "-o", options, "start"]
    command: list[str | Path] = [binaries.program("pg_ctl"), *map(str, words)]
    # The daemon keeps whatever output it is given: a file, never a pipe.
    with (folder / "postgres-start.log").open("w") as output:
        done = identity().run(command, data=data_folder(home), cwd=home, stdout=output, stderr=output)
    if done.returncode:
        raise ClusterFault(
            from_log(home, _said_since(log, before) or (folder / "postgres-start.log").read_text(errors="replace"))
        )


def _ready_log(log: Path) -> int:
    """Opens the journal to the server, begun afresh when it has become long. Answers where it ends now."""
    if log.exists() and log.stat().st_size > LONGEST_LOG:
        log.replace(log.with_suffix(".log.1"))
    log.touch(mode=0o600)
    identity().give(log.parent)
    identity().give(log)
    if os.statvfs(log.parent).f_bavail == 0:
        raise ClusterFault(cannot_write(log.parent, OSError(errno.ENOSPC, "")))
    return log.stat().st_size


def _said_since(log: Path, position: int) -> str:
    with log.open("rb") as file:
        file.seek(position)
        return file.read(20_000).decode(errors="replace")


def _settings(home: Path, binaries: Binaries) -> dict[str, str]:
    settings = {
        "unix_socket_directories": str(socket_folder(home)),
        "unix_socket_permissions": "0700",
        "listen_addresses": "",
        "port": str(PORT),
        "max_connections": "60",
        "shared_buffers": "128MB",
        "work_mem": "16MB",  # a list of a hundred thousand rows is sorted without writing it to the disk
        # A page of a solid disk, or of memory, costs the same wherever it is: indexes are taken where they serve.
        "random_page_cost": "1.1",
        "log_checkpoints": "off",
        "log_timezone": "UTC",
        "timezone": "UTC",
    }
    if is_fast():
        settings |= QUICK
    if binaries.accepts(data_folder(home), SYNCFS):
        settings |= dict([SYNCFS.split("=")])
    return settings


def wait(condition: Callable[[], bool], timeout: float) -> bool:
    """True as soon as the condition holds, False when it does not in time."""
    end = time.monotonic() + timeout
    while not condition():
        if time.monotonic() >= end:
            return False
        time.sleep(0.02)
    return True
