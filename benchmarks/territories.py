"""The territory at full size: a folder of the State's files, the search box, the answers on eligibility, the pages.

`MARELLE_REFERENCE` names the folder (without it, nothing is measured and it is said). The installation is made in a
folder of its own (`var/bench-territories`), by the product's own commands. Never a timed test.
"""

import gc
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / "var" / "bench-territories"
COMMAND = [str(ROOT / ".venv/bin/marelle")]
WORDS = ["am", "amiens", "ecole", "saint denis", "voltaire tarbes", "0801194n", "80021", "colege cesar frank"]
WORDS += ["elementaire", "publique", "ecolle amien"]
COMMUNES = ["80021", "13055", "75056", "31555", "01004", "97411", "59512", "2A004"]
PAGES = ["/communes/80021/", "/communes/75056/", "/quartiers/QN08004M/", "/ecoles/0801194N/", "/eligibilite/80021/"]
PAGES += ["/eligibilite/75056/", "/communes/75056/ecoles/", "/communes/75056/ecoles/?sorte=college&tri=ips"]
PAGES += ["/cites/", "/cites/amiens-nord/", "/comparer/?cite=amiens-nord&cite=creil", "/recherche/?q=voltaire"]
RUNS = 15


def command(*words: str) -> str:
    environment = {**os.environ, "MARELLE_HOME": str(HOME)}
    done = subprocess.run([*COMMAND, *words], cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode > 2:
        sys.exit(done.stderr)
    return done.stdout


def timed(gesture: Callable[[], Any], runs: int = RUNS) -> float:
    """Milliseconds, the median."""
    taken = []
    for _run in range(runs):
        start = time.perf_counter()
        gesture()
        taken.append(1000 * (time.perf_counter() - start))
    return statistics.median(taken)


def imports(folder: str) -> None:
    shutil.rmtree(HOME, ignore_errors=True)
    HOME.mkdir(parents=True)
    command("migrate")
    command("manage", "collectstatic", "--noinput")
    command("import", "reference")
    for label in ("first time", "second time"):
        told = json.loads(command("import", "territories", folder, "--json"))
        word = "nothing to change" if told["changes_nothing"] else "entered"
        print(f"{'import of the folder, ' + label:48}{told['seconds']:9.1f} s   {len(told['files'])} files, {word}")
        slowest = sorted(told["files"], key=lambda file: -file["seconds"])[:3]
        for file in slowest:
            print(f"{'  ' + file['file']:48}{file['seconds']:9.1f} s")


def questions() -> None:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from marelle.domains.territories import queries

    for words in WORDS:
        taken = timed(lambda asked=words: queries.search_places(asked, limit=8))
        print(f"{'search « ' + words + ' »':48}{taken:9.1f} ms")
    for code in COMMUNES:
        with CaptureQueriesContext(connection) as made:
            queries.eligibility_of(code)
        taken = timed(lambda asked=code: queries.eligibility_of(asked))
        print(f"{'eligibility of ' + code:48}{taken:9.1f} ms  {len(made)} queries")
    client = Client(headers={"x-forwarded-proto": "https"})
    for page in PAGES:
        client.get(page, secure=True)
    gc.collect()
    gc.freeze()  # as the web server does
    for page in PAGES:
        with CaptureQueriesContext(connection) as made:
            answer = client.get(page, secure=True)
        count = len(made)  # the next request forgets them
        taken = timed(lambda address=page: client.get(address, secure=True), 7)
        size = len(answer.content) / 1000
        print(f"{page:48}{taken:9.1f} ms  {size:.0f} kB, {answer.status_code}, {count} queries")


def load(when: str) -> None:
    """What the machine does beside: the figures mean nothing without it."""
    print(f"{'load of the machine, ' + when:48}{os.getloadavg()[0]:9.1f}")


def main() -> None:
    folder = os.environ.get("MARELLE_REFERENCE")
    if not folder:
        print("MARELLE_REFERENCE names no folder of the State's files: nothing is measured here.")
        return
    load("before")
    imports(folder)
    load("after the imports")
    os.environ["MARELLE_HOME"] = str(HOME)
    os.environ["MARELLE_HOSTS"] = "testserver,127.0.0.1"
    from marelle.config.modes import start_django

    start_django("web")
    questions()
    load("after")


if __name__ == "__main__":
    main()
