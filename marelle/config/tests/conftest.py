"""An installation of the kernel alone, driven from outside as an operator does."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from marelle.config.home import ROOT
from marelle.kernel.embedded_postgres import stop


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def eventually(condition: Callable[[], Any], timeout: float = 30.0) -> Any:
    """The first true answer; fails when there is none in time."""
    end = time.monotonic() + timeout
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError("did not happen in time")


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


class Installation:
    """A home, and the commands given to it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = free_port()
        self.running: subprocess.Popen[str] | None = None

    def environment(self, **more: str) -> dict[str, str]:
        kept = {
            k: v for k, v in os.environ.items() if not k.startswith(("MARELLE_", "PYTEST")) or k == "MARELLE_PG_BINDIR"
        }
        settings = {"MARELLE_HOME": str(self.home), "DJANGO_SETTINGS_MODULE": "marelle.config.tests.skeleton"}
        return {**kept, **settings, "MARELLE_PG_FAST": "1", "PYTHONPATH": str(ROOT), **more}

    def command(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "marelle.config.cli", *words]
        return subprocess.run(line, capture_output=True, text=True, env=self.environment(**more), cwd="/", timeout=90)

    def start(self, *words: str, **more: str) -> dict[str, Any]:
        """Starts `demo --json` and waits for its line."""
        line = [sys.executable, "-m", "marelle.config.cli", "demo", "--json", "--port", str(self.port), *words]
        self.running = subprocess.Popen(
            line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=self.environment(**more), cwd="/"
        )
        assert self.running.stdout and self.running.stderr
        said = self.running.stdout.readline()
        if not said:
            raise AssertionError(self.running.stderr.read())
        facts: dict[str, Any] = json.loads(said)
        return facts

    def page(self) -> str:
        """What the front page says; empty when nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=3) as answer:
                text: str = answer.read().decode()
                return text
        except OSError:
            return ""

    def record(self) -> dict[str, Any]:
        try:
            found: dict[str, Any] = json.loads((self.home / "serve.json").read_text())
            return found
        except OSError:
            return {}

    def end(self, number: int = signal.SIGTERM) -> int:
        assert self.running
        self.running.send_signal(number)
        self.running.communicate(timeout=40)
        code, self.running = self.running.returncode, None
        return code

    def clear(self) -> None:
        if self.running:
            self.running.kill()
            self.running.communicate()
        stop(self.home)
        shutil.rmtree(self.home, ignore_errors=True)


@pytest.fixture(scope="session")
def prepared() -> Iterator[Path]:
    """A home in which the demonstration was played and stopped; others start from a copy of it."""
    found = Installation(Path(tempfile.mkdtemp(prefix="marelle-test-")))
    try:
        found.start()
        found.end()
        yield found.home
    finally:
        found.clear()


@pytest.fixture
def empty() -> Iterator[Installation]:
    """A new home, with everything in it stopped and removed at the end."""
    found = Installation(Path(tempfile.mkdtemp(prefix="marelle-test-")))
    try:
        yield found
    finally:
        found.clear()


@pytest.fixture
def installation(empty: Installation, prepared: Path) -> Installation:
    """A home where the demonstration has been played, and nothing runs."""
    shutil.copytree(prepared, empty.home, dirs_exist_ok=True)
    return empty
