"""What the first pages cost: median time, queries, bytes on the wire. Run by `make bench`; never a timed test.

The installation is made afresh in a folder of its own (`var/bench`, whatever `MARELLE_HOME` says), by the product's own
command. « kB » are those that travel, compressed as a browser asks; « first visit » adds the style sheets, scripts and
fonts of the page.
"""

import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / "var" / "bench"
COMMAND = [str(ROOT / ".venv/bin/marelle")]
PAGES = [
    ("home", "/"),
    ("sites, 80 rows", "/cites/"),
    ("sites of one region", "/cites/?region=32"),
    ("site", "/cites/amiens-nord/"),
    ("sites, CSV", "/cites.csv"),
    ("API, 80 sites", "/api/v1/sites?limit=500"),
]
RUNS = 30


@contextmanager
def instance() -> Iterator[tuple[dict[str, Any], float]]:
    """A served demonstration and the seconds it took until its first answer."""
    start = time.perf_counter()
    environment = {**os.environ, "MARELLE_HOME": str(HOME)}
    command = [*COMMAND, "demo", "--port", str(free_port()), "--json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    try:
        assert process.stdout is not None
        line = next((text for text in process.stdout if text.startswith("{")), "")
        if not line:
            sys.exit("the demonstration did not start; run `marelle doctor`")
        yield json.loads(line), time.perf_counter() - start
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def fetch(address: str, encoding: str = "gzip, br") -> tuple[float, bytes]:
    """Seconds, and what travelled."""
    start = time.perf_counter()
    with urllib.request.urlopen(urllib.request.Request(address, headers={"Accept-Encoding": encoding})) as answer:
        body = answer.read()
    return time.perf_counter() - start, body


def first_visit(base: str, path: str) -> int:
    """Bytes that travel for a page and for every file that it names, images of other pages left out."""
    _seconds, page = fetch(base + path, "identity")
    files = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page.decode()))
    return sum(len(fetch(base + one)[1]) for one in [path, *files])


def queries_of(path: str) -> int:
    """How many queries the page makes, its session and its viewer included."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        assert Client(HTTP_HOST="localhost").get(path).status_code == 200
    return len(captured)


def main() -> None:
    shutil.rmtree(HOME, ignore_errors=True)
    print("set-up and first start …", flush=True)
    with instance() as (_facts, cold):
        print(f"cold set-up, to the first answer   {cold:8.2f} s")
    with instance() as (facts, warm):
        print(f"warm start, to the first answer    {warm:8.2f} s\n")
        os.environ |= {"MARELLE_HOME": str(HOME), "DJANGO_SETTINGS_MODULE": "marelle.config.settings.demo"}
        sys.path.insert(0, str(ROOT))
        import django

        django.setup()
        table(facts["base_url"])


def table(base: str) -> None:
    print(f"{'page':<24}{'median ms':>10}{'max ms':>9}{'queries':>9}{'raw kB':>9}{'kB':>9}{'first visit kB':>16}")
    for name, path in PAGES:
        raw = len(fetch(base + path, "identity")[1])
        times, bodies = zip(*(fetch(base + path) for _ in range(RUNS)), strict=True)
        whole = first_visit(base, path) / 1000
        print(
            f"{name:<24}{statistics.median(times) * 1000:>10.1f}{max(times) * 1000:>9.1f}"
            f"{queries_of(path):>9}{raw / 1000:>9.1f}{len(bodies[0]) / 1000:>9.1f}{whole:>16.1f}"
        )


if __name__ == "__main__":
    main()
