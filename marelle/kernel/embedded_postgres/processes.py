"""What the system knows of processes: alive, zombie, whose, and where they work."""

import os
from pathlib import Path


def is_alive(pid: int) -> bool:
    """True for a process that runs; a zombie does not."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] not in ("Z", "X")


def is_server_of(pid: int, data: Path) -> bool:
    """True when this process is the postmaster of this data folder, not a child of it nor a recycled number."""
    return _is_postgres_in(pid, data.resolve()) and not _title(pid).startswith(b"postgres: ")


def servers_in(data: Path) -> list[int]:
    """Every PostgreSQL process that works in a data folder, postmaster or orphan."""
    folder = data.resolve()
    numbers = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
    return sorted(pid for pid in numbers if _is_postgres_in(pid, folder))


def _is_postgres_in(pid: int, folder: Path) -> bool:
    try:
        return (
            Path(f"/proc/{pid}/cwd").readlink() == folder
            and Path(f"/proc/{pid}/comm").read_text().strip() == "postgres"
            and is_alive(pid)
        )
    except OSError:
        return False


def _title(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def signal_all(pids: list[int], number: int) -> None:
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue
