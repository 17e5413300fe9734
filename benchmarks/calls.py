"""A call with 400 invented files and 700 reviews: its list, one file, its files in every format, the funnel.

Beside each figure, what Hypha 6.7 took for the same work on a machine of the same size (418 submissions, 718 reviews;
docs/performance.md says how it was run). The installation is made in a folder of its own (`var/bench-calls`), by the
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
FILES, REVIEWS, MANY, RUNS = 400, 700, 40_000, 15


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


def timed(gesture: Callable[[], Any], runs: int = RUNS) -> float:
    """Milliseconds, the median, after two to warm."""
    taken = []
    for run in range(runs + 2):
        start = time.perf_counter()
        gesture()
        if run > 1:
            taken.append(1000 * (time.perf_counter() - start))
    return statistics.median(taken)


def row(name: str, client: Any, address: str, peer: Peer | None = None) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    read(client, address)
    with CaptureQueriesContext(connection) as made:
        size = len(read(client, address)) / 1000
    queries = len(made)  # before others take their place
    taken = timed(lambda: read(client, address))
    told = f"{peer.queries:>8}{peer.ms:>9.0f}{peer.kb:>8.1f}{peer.ms / taken:>8.1f} ×" if peer else ""
    print(f"{name:<40}{queries:>8}{taken:>9.1f}{size:>8.1f}{told}")


def rate(client: Any) -> None:
    for ending in ("csv", "json", "ods", "xlsx"):
        address = f"/candidatures/telechargement/{ending}/?appel=banc-large"
        taken = 1e9
        for _turn in range(3):
            start = time.perf_counter()
            size = len(read(client, address)) / 1e6
            taken = min(taken, time.perf_counter() - start)
        print(
            f"{f'{MANY} files, {ending}, best of three':<40}{taken:9.2f} s{MANY / taken:>12,.0f} rows/s{size:>9.1f} MB"
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
    print(f"{'':<40}{'queries':>8}{'ms':>9}{'kB':>8}{'Hypha: queries':>8}{'ms':>5}{'kB':>8}{'faster':>9}")
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
