"""The supervisor: starts everything, says where it is, brings back whatever dies, stops everything cleanly."""

import contextlib
import http.client
import json
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from marelle.config import installation
from marelle.config.databases import ROLES
from marelle.config.sentences import Stop
from marelle.kernel.embedded_postgres import ClusterFault, ensure_running, postmaster_pid, status, stop

from . import instance
from .children import Child, how, marelle
from .ports import base_url, listen
from .preparing import Tell, failure, prepare

BEAT = 0.25
FIRST_ANSWER_SECONDS = 90.0


@dataclass
class Options:
    """What the person asked for."""

    port: int = 8000
    host: str = "127.0.0.1"
    as_json: bool = False
    program: str = "serve"


@dataclass
class Supervisor:
    """One installation while it runs."""

    home: Path
    options: Options
    listener: socket.socket
    web: Child
    worker: Child
    signals: int = 0
    is_preparing: bool = True
    told: dict[str, Any] = field(default_factory=dict)

    @property
    def children(self) -> tuple[Child, Child]:
        return self.web, self.worker

    def tell(self, text: str) -> None:
        """To the person; beside the JSON line when a program reads the output."""
        print(text, file=sys.stderr if self.options.as_json else sys.stdout, flush=True)

    def note(self, text: str) -> None:
        """To the person and to the journal: what happened while serving."""
        self.tell(text)
        with contextlib.suppress(OSError), (self.home / "log" / "serve.log").open("a") as file:
            file.write(f"{time.strftime('%Y-%m-%dT%H:%M:%S%z')} {text}\n")

    def on_signal(self, _number: int, _frame: object) -> None:
        """While serving, the loop ends by itself; before, a long errand is cut short."""
        self.signals += 1
        if self.is_preparing and self.signals == 1:
            raise KeyboardInterrupt

    def facts(self) -> dict[str, Any]:
        """What the JSON line and `serve.json` say."""
        pids = {"supervisor": os.getpid(), "web": self.web.pid, "worker": self.worker.pid}
        embedded = None if installation.is_external() else status(self.home)
        return {
            "base_url": base_url(self.options.host, self.options.port),
            "pids": {**pids, "postgres": embedded.pid if embedded else None},
            "home": str(self.home),
            "data": str(embedded.data) if embedded else None,
            "mail": str(self.home / "mail"),
            "log": str(self.home / "log"),
            "dsn": embedded.dsn(ROLES["web"]) if embedded else os.environ.get("MARELLE_DATABASE_URL"),
        }

    def remember(self) -> None:
        """Keeps `serve.json` true."""
        facts = self.facts()
        if facts != self.told:
            self.told = facts
            with contextlib.suppress(OSError):
                instance.write_record(self.home, facts)

    def open_doors(self) -> None:
        """Starts web and worker and waits for the first answer; refuses when the web server cannot live."""
        for child in self.children:
            child.start()
        end = time.monotonic() + FIRST_ANSWER_SECONDS
        while not self.signals and not _answers(self.options):
            if self.web.ended() is not None or time.monotonic() > end:
                raise Stop(failure("Le démarrage du serveur web", self.web.last_words(), self.home))
            time.sleep(0.05)
        self.remember()

    def watch(self) -> None:
        """Until a signal: brings back what dies."""
        while not self.signals:
            self._watch_database()
            for child in self.children:
                self._watch_child(child)
            self.remember()
            time.sleep(BEAT)

    def _watch_database(self) -> None:
        if installation.is_external() or status(self.home):
            return
        try:
            ensure_running(self.home)
            self.note("La base de données s’était arrêtée ; elle est relancée.")
        except ClusterFault as fault:
            self.note(str(fault))
            time.sleep(2)

    def _watch_child(self, child: Child) -> None:
        code = child.ended()
        if code is not None:
            self.note(f"{child.name} s’est arrêté ({how(code)}) ; il est relancé.")
        if child.is_due():
            child.start()

    def close(self) -> None:
        """Stops what was started; the database too, unless some other program uses it."""
        for child in self.children:
            child.ask_to_stop()
        for child in self.children:
            child.see_out(0.1 if self.signals > 1 else 12)
        self.listener.close()
        if not installation.is_external() and postmaster_pid(self.home):
            if installation.is_used_by_others(self.home):
                self.tell("La base de données reste en marche : un autre programme l’utilise.")
            else:
                with contextlib.suppress(ClusterFault):
                    stop(self.home)
        with contextlib.suppress(OSError):
            (self.home / "serve.json").unlink(missing_ok=True)


Hook = Callable[[Tell], None]


def _nothing(_tell: Tell) -> None:
    """What `serve` adds to the preparation."""


@dataclass(frozen=True)
class Plan:
    """What a program adds around the preparation of the database, and what it says when the first page answers."""

    welcome: str
    before: Hook = _nothing
    after: Hook = _nothing


@contextlib.contextmanager
def started(home: Path, options: Options, plan: Plan) -> Iterator[Supervisor]:
    """A supervisor with its database prepared, and everything stopped on the way out."""
    listener = listen(options.host, options.port, options.program)
    supervisor = Supervisor(home, options, listener, _web(home, options, listener), _worker(home))
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, supervisor.on_signal)
    try:
        if not installation.is_external():
            ensure_running(home)
        plan.before(supervisor.tell)
        prepare(home, supervisor.tell)
        plan.after(supervisor.tell)
        supervisor.is_preparing = False
        yield supervisor
    finally:
        supervisor.is_preparing = False
        supervisor.close()


def run(home: Path, options: Options, plan: Plan) -> int:
    """Serves until a signal."""
    with instance.take(home), started(home, options, plan) as supervisor:
        if not supervisor.signals:
            supervisor.open_doors()
        if not supervisor.signals:
            place = base_url(options.host, options.port)
            print(json.dumps(supervisor.facts()) if options.as_json else plan.welcome.format(place=place), flush=True)
        supervisor.watch()
        supervisor.tell("Arrêt en cours…")
    if not options.as_json:
        print("Tout est arrêté.", flush=True)
    return 0


def _web(home: Path, options: Options, listener: socket.socket) -> Child:
    count = str(min(2, os.cpu_count() or 1))
    command = [sys.executable, "-m", "gunicorn", "-c", "python:marelle.config.serving.gunicorn_hooks"]
    command += ["--workers", count, "--bind", f"fd://{listener.fileno()}", "marelle.config.wsgi"]
    return Child("Le serveur web", command, home / "log" / "web.log", keep=(listener.fileno(),))


def _worker(home: Path) -> Child:
    return Child("Le travail de fond", marelle("worker"), home / "log" / "worker.log")


def _answers(options: Options) -> bool:
    """True when a page comes back, whatever its status."""
    place = base_url(options.host, options.port).removeprefix("http://")
    caller = http.client.HTTPConnection(place, timeout=1)
    try:
        caller.request("GET", "/sante/", headers={"X-Forwarded-Proto": "https"})
        return caller.getresponse().status < 600
    except OSError:
        return False
    finally:
        caller.close()
