"""A child of the supervisor: started with a log, brought back when it dies, gone when the supervisor is."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from marelle.config.home import ROOT

PR_SET_PDEATHSIG = 1
LONGEST_LOG = 10_000_000
SHORTEST_WAIT, LONGEST_WAIT = 0.2, 10.0
STEADY = 5.0  # a child that has lived this long can live: it is brought back at once
_libc = ctypes.CDLL(None, use_errno=True)


def die_with(parent: int, number: int = signal.SIGTERM) -> None:
    """Asks the kernel to end this process when its parent dies, however it dies."""
    _libc.prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def marelle(*words: str) -> list[str]:
    """The command line of another command of Marelle, in the same environment."""
    return [sys.executable, "-m", "marelle.config.cli", *words]


def environment(**more: str) -> dict[str, str]:
    """The environment of a child: this checkout first, output at once."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    return {**os.environ, "PYTHONPATH": path, "PYTHONUNBUFFERED": "1", **more}


@dataclass
class Child:
    """A program kept running."""

    name: str  # in French, as it is told: « le serveur web »
    command: list[str]
    log: Path
    keep: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    deaths: int = 0
    started: float = 0.0
    not_before: float = 0.0
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def pid(self) -> int | None:
        return self.process.pid if self.process and self.process.poll() is None else None

    def start(self) -> None:
        """Starts it, in its own process group: the terminal's Ctrl-C is for the supervisor alone."""
        parent = os.getpid()
        if self.log.exists() and self.log.stat().st_size > LONGEST_LOG:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=ROOT,
                env=environment(**self.extra),
                pass_fds=self.keep,
                start_new_session=True,
                preexec_fn=lambda: die_with(parent, signal.SIGKILL),
            )
        self.started = time.monotonic()

    def ended(self) -> int | None:
        """The exit code of a child found dead, told once; None while it lives or waits to be brought back."""
        if self.process is None or self.process.poll() is None:
            return None
        code, self.process = self.process.returncode, None
        self.deaths = 1 if time.monotonic() - self.started > STEADY else self.deaths + 1
        self.not_before = time.monotonic() + min(SHORTEST_WAIT * 2 ** (self.deaths - 1), LONGEST_WAIT)
        return code

    def is_due(self) -> bool:
        return self.process is None and time.monotonic() >= self.not_before

    def ask_to_stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def see_out(self, patience: float) -> None:
        """Waits for its end, then insists."""
        if self.process is None:
            return
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def last_words(self) -> str:
        try:
            return self.log.read_text(errors="replace").strip()[-1500:]
        except OSError:
            return ""


def how(code: int) -> str:
    """An exit code in words."""
    return f"signal {-code}" if code < 0 else f"code {code}"
