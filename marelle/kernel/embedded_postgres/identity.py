"""As whom the server runs. PostgreSQL refuses to be root: it then gets another face, and no account is created."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from .faults import ClusterFault

NOBODY = 65534


@dataclass(frozen=True, slots=True)
class Identity:
    """How to start a server program: words put before the command, or an existing account to become."""

    prefix: tuple[str, ...] = ()
    user: int | None = None
    group: int | None = None
    name: str = ""

    def run(
        self, command: Sequence[str | Path], data: Path | None = None, **rest: Any
    ) -> subprocess.CompletedProcess[Any]:
        """Runs a program as that account, with a plain environment, away from the terminal's Ctrl-C."""
        environment = _plain_environment() | ({"PGDATA": str(data)} if data else {})
        change: dict[str, Any] = (
            {} if self.user is None else {"user": self.user, "group": self.group, "extra_groups": []}
        )
        rest = {"cwd": "/", "stdin": subprocess.DEVNULL, "start_new_session": True, **change, **rest}
        return subprocess.run([*self.prefix, *map(str, command)], env=environment, **rest)

    def give(self, path: Path) -> None:
        """Hands a folder or file to the account that will work in it."""
        if self.user is not None and self.group is not None:
            os.chown(path, self.user, self.group)

    def may_enter(self, folder: Path) -> bool:
        """True when the account can reach this folder and write in it."""
        return self.user is None or self.run(["test", "-w", folder]).returncode == 0


def _plain_environment() -> dict[str, str]:
    """Without PG* variables (meant for other servers), with messages in one language: we read them."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return {**kept, "LC_ALL": "C", "TZ": "UTC"}


@cache
def identity() -> Identity:
    """An ordinary person as themselves; root behind a user namespace, else as an existing account."""
    if os.geteuid() != 0:
        return Identity()
    unshare = shutil.which("unshare")
    if unshare:
        prefix = (unshare, "--user", f"--map-user={NOBODY}", "--")
        if subprocess.run([*prefix, "true"], capture_output=True).returncode == 0:
            return Identity(prefix=prefix)
    for name in ("postgres", "nobody"):
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        return Identity(user=account.pw_uid, group=account.pw_gid, name=name)
    raise ClusterFault(
        "PostgreSQL refuse de tourner en root, et cette machine ne permet pas de changer d’identité. "
        "Lancez Marelle depuis un compte ordinaire."
    )
