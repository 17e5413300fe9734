"""The largest open files, as a reader receives them: rows a second, bytes, the first byte, the memory that it takes.

An installation of its own (`MARELLE_HOME`, default `var/bench`) is filled with 45,000 invented schools and 300,000
figures in a transaction that is taken back; one that holds more figures already is measured as it is.
"""

import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
HOME = Path(os.environ.get("MARELLE_HOME", ROOT / "var" / "bench"))
COMMAND = [str(ROOT / ".venv/bin/marelle")]
FILES = ("chiffres", "ecoles", "communes")
RUNS = 3
FILL = """
INSERT INTO territories_source (name, url, licence) VALUES ('Mesure', 'https://example.org/mesure', '');
INSERT INTO territories_school
  (uai, name, kind, sector, commune_id, commune_said, postcode, lon, lat, facts_on, invented)
SELECT 9000000 + n || 'A', 'ECOLE ELEMENTAIRE ' || n, 'elementaire', 'public', c.code, '', '80000', 2.3, 49.9,
  '2026-01-01', false
FROM generate_series(1, 45000) n JOIN (SELECT code, row_number() OVER () AS i FROM territories_commune) c
  ON c.i = n % 30000 + 1;
INSERT INTO territories_indicator (code, label, unit, decimals, meaning)
SELECT 'measure-' || n, 'Mesure', '', 1, '' FROM generate_series(1, 7) n;
INSERT INTO territories_figure (indicator_id, school_id, starts_on, ends_on, calendar, value, source_id, note, program)
SELECT 'measure-' || i, uai, '2025-09-01', '2026-09-01', 'school', 80 + i, source, '', ''
FROM (SELECT max(id) AS source FROM territories_source) x, generate_series(1, 7) i,
  (SELECT uai FROM territories_school ORDER BY uai DESC LIMIT 45000) s;
"""


def installed() -> None:
    """Migrates the installation and gives it its communes, by the product's own commands."""
    for order in (["migrate"], ["import", "reference"]):
        environment = {**os.environ, "MARELLE_HOME": str(HOME)}
        subprocess.run([*COMMAND, *order], check=True, env=environment, stdout=subprocess.DEVNULL)


def received(name: str) -> tuple[float, float, int, int]:
    """Seconds to the first byte and to the last, bytes, rows; nothing is kept of what passes."""
    from django.test import Client

    start = time.perf_counter()
    answer: Any = Client(HTTP_HOST="localhost").get(f"/donnees/{name}.csv", secure=True)
    parts = iter(answer.streaming_content)
    next(parts)
    first = time.perf_counter() - start
    size = rows = 0
    for part in parts:
        size, rows = size + len(part), rows + part.count(b"\r\n")
    return first, time.perf_counter() - start, size, rows


def main() -> None:
    installed()
    os.environ |= {"MARELLE_HOME": str(HOME), "DJANGO_SETTINGS_MODULE": "marelle.config.settings.demo"}
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.db import connection, transaction

    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM territories_figure")
            if cursor.fetchone()[0] < 300_000:
                cursor.execute(FILL)
        print(f"{'file':<12}{'rows':>9}{'rows/s':>10}{'first ms':>10}{'seconds':>9}{'MB':>7}{'grown MB':>10}")
        received("indicateurs")  # what the first request of a process costs is not this
        for name in FILES:
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            first, seconds, size, rows = min((received(name) for _ in range(RUNS)), key=lambda run: run[1])
            grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
            print(
                f"{name:<12}{rows:>9}{rows / seconds:>10,.0f}{first * 1000:>10.0f}"
                f"{seconds:>9.2f}{size / 1e6:>7.1f}{grown:>10.1f}"
            )
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
