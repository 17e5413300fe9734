"""A call with 400 invented files and 700 reviews: its list, one file, its files in every format, the funnel.

Beside each figure, what Hypha 6.7 took for the same work on a machine of the same size (418 submissions, 718 reviews;
docs/performance.md says how it was run), and the processor time of Python and of its connection to PostgreSQL, which
other programs trouble less than the clock. The installation is made in a folder of its own (`var/bench-calls`), by the
product's own commands; the files are written straight to its database. Never a timed test.
"""

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / "var" / "bench-calls"
COMMAND = [str(ROOT / ".venv/bin/marelle")]
FILES, REVIEWS, MANY, RUNS = 400, 700, 100_000, 25


@dataclass(frozen=True)
class Peer:
    """What Hypha took: queries, milliseconds, bytes."""

    queries: int
    ms: float
    kb: float


# Its list shows 60 rows, ours 25; its export writes 418.
LIST, OPEN, EXPORT = Peer(140, 360, 439.5), Peer(120, 223, 83.1), Peer(1681, 7694, 567.3)


def command(*words: str) -> None:
    environment = {**os.environ, "MARELLE_HOME": str(HOME)}
    done = subprocess.run([*COMMAND, *words], cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)


def installation() -> None:
    shutil.rmtree(HOME, ignore_errors=True)
    HOME.mkdir(parents=True)
    command("migrate")
    command("manage", "collectstatic", "--noinput")
    command("import", "reference")


def officer() -> Any:
    """Somebody of the national team, who looks."""
    from django.db import transaction

    from marelle.domains.accounts import services as accounts
    from marelle.domains.accounts.models import Person
    from marelle.kernel import clock
    from marelle.kernel.access import NATIONAL, Viewer
    from marelle.kernel.access.context import acting

    machine, now = Viewer.machine("bench"), clock.now()
    with acting(machine), transaction.atomic():
        facts = {"name": "Équipe", "kind": "national", "home": NATIONAL, "invented": True}
        body = accounts.register_organisation(by=machine, at=now, **facts)
        names = {"email": "bench@foule.invalid", "given_name": "Ada", "family_name": "Banc"}
        person = Person.objects.create(invented=True, **names)
        right = {"person": person, "organisation": body, "role": "national_officer", "perimeter": NATIONAL}
        accounts.grant_membership(by=machine, at=now, valid_to=now + timedelta(days=300), **right)
    return person


def fill(slug: str, count: int, reviews: int) -> None:
    """A call with so many files; answers and texts as long as real ones only where there are reviews."""
    from django.db import connection, transaction

    from marelle.domains.calls.services import open_call, prepare_call
    from marelle.domains.calls.tests import crowd
    from marelle.domains.calls.tests.terms import with_terms
    from marelle.domains.calls.tests.writing import complete_answers
    from marelle.kernel import clock
    from marelle.kernel.access import Viewer
    from marelle.kernel.access.context import acting

    machine, now = Viewer.machine("bench"), clock.now()
    with acting(machine), transaction.atomic():
        facts = {"slug": slug, "title": "Cités éducatives, banc d’essai", "edition": now.year, "invented": True}
        days = {"opens_at": now - timedelta(days=30), "closes_at": now + timedelta(days=30)}
        call = open_call(by=machine, at=now, call=with_terms(prepare_call(by=machine, at=now, **facts, **days)))
        answers = complete_answers(call.form.form) if reviews else {}
        files = crowd.fill(call, count, now, answers, prefix=slug)
        if reviews:
            crowd.review(files, reviews, now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def browser(person: Any) -> Any:
    from django.test import Client

    client = Client(headers={"x-forwarded-proto": "https"})
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def read(client: Any, address: str) -> bytes:
    answer = client.get(address, secure=True)
    assert answer.status_code == 200, (address, answer.status_code)
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@dataclass(frozen=True)
class Taken:
    """Seconds: of the clock, the median; of the processor for one turn, in Python and in PostgreSQL."""

    clock: float
    python: float
    database: float


def drained(client: Any, address: str) -> None:
    """The whole file, as a browser would take it: piece by piece."""
    for _piece in client.get(address, secure=True).streaming_content:
        pass


def timed(gesture: Callable[[], Any], runs: int = RUNS) -> Taken:
    """After two turns to warm."""
    for _turn in range(2):
        gesture()
    taken, python, database = [], time.process_time(), database_time()
    for _turn in range(runs):
        start = time.perf_counter()
        gesture()
        taken.append(time.perf_counter() - start)
    spent = (time.process_time() - python, database_time() - database)
    return Taken(statistics.median(taken), *(one / runs for one in spent))


def database_time() -> float:
    """Seconds of processor that the server behind our connection has used; its helpers are not counted."""
    from django.db import connection

    connection.ensure_connection()
    told = Path(f"/proc/{connection.connection.info.backend_pid}/stat")
    if not told.exists():
        return 0.0
    user, system = told.read_text().rsplit(")", 1)[1].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def row(name: str, client: Any, address: str, peer: Peer | None = None) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    read(client, address)
    with CaptureQueriesContext(connection) as made:
        size = len(read(client, address)) / 1000
    queries = len(made)  # before others take their place
    taken = timed(lambda: read(client, address))
    ms = 1000 * taken.clock
    spent = f"{1000 * taken.python:>8.1f}{1000 * taken.database:>8.1f}{os.getloadavg()[0]:>6.1f}"
    told = f"{peer.queries:>8}{peer.ms:>9.0f}{peer.kb:>8.1f}{peer.ms / ms:>8.1f} ×" if peer else ""
    print(f"{name:<32}{queries:>8}{ms:>8.1f}{spent}{size:>8.1f}{told}", flush=True)


def rate(client: Any) -> None:
    for ending in ("csv", "json", "ods", "xlsx"):
        address = f"/candidatures/telechargement/{ending}/?appel=banc-large"
        size = len(read(client, address)) / 1e6
        taken = timed(lambda address=address: drained(client, address), runs=3)
        spent = taken.python + taken.database
        print(
            f"{MANY:,} rows as {ending:<5}{taken.clock:7.2f} s{MANY / taken.clock:>9,.0f} rows/s, processor"
            f"{taken.python:6.2f} + {taken.database:.2f} s{MANY / spent:>9,.0f} rows/s{size:>7.1f} MB"
            f", load {os.getloadavg()[0]:.1f}",
            flush=True,
        )


def main() -> None:
    installation()
    os.environ |= {"MARELLE_HOME": str(HOME), "MARELLE_HOSTS": "testserver,127.0.0.1"}
    from marelle.config.modes import start_django

    start_django("web")
    from marelle.domains.calls.models import Application

    client = browser(officer())
    fill("banc", FILES, REVIEWS)
    number = Application.objects.filter(call__slug="banc", state="under_review").values_list("pk", flat=True)[0]
    heads = f"{'queries':>8}{'ms':>8}{'python':>8}{'sql':>8}{'load':>6}{'kB':>8}"
    print(f"{'':<32}{heads}{'Hypha: queries':>8}{'ms':>5}{'kB':>8}{'faster':>9}")
    here = "/pilotage/appels/banc/"
    row("list of 400, a page", client, f"{here}candidatures/", LIST)
    row("list, late opinions, sorted", client, f"{here}candidatures/?avis=awaited&tri=-prefet")
    row("open one file", client, f"/candidatures/{number}/", OPEN)
    row("open its text as filed", client, f"/candidatures/{number}/deposee/", OPEN)
    row("all rows as CSV", client, "/candidatures/telechargement/csv/?appel=banc", EXPORT)
    row("all rows as xlsx", client, "/candidatures/telechargement/xlsx/?appel=banc")
    row("funnel", client, f"{here}avancement/")
    fill("banc-large", MANY, 0)
    rate(client)


if __name__ == "__main__":
    main()
