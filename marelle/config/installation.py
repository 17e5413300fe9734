"""The database seen from outside Django: which code it was prepared by, whether the demonstration is complete.

These notes are the comment of the database itself: they disappear with it and follow it in a dump, where a file
beside it would go on telling what is no longer true.
"""

import json
import os
import time
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from marelle.kernel.embedded_postgres import ensure_running, status
from marelle.kernel.embedded_postgres.bootstrap import prepare_databases
from marelle.kernel.embedded_postgres.places import PORT

from .databases import ROLES, VARIABLES
from .sentences import Stop

NAME = "marelle"


def is_external() -> bool:
    """True when the database is a server of its own, named by MARELLE_DATABASE_URL."""
    return bool(os.environ.get(VARIABLES["web"]))


def address(home: Path, role: str) -> str:
    """The libpq address of the database for a role; starts the embedded server if need be."""
    url = os.environ.get(VARIABLES[role])
    if is_external() and not url:
        raise Stop(
            f"Le serveur PostgreSQL est externe : donnez aussi {VARIABLES[role]}, l’adresse pour le rôle {ROLES[role]}."
        )
    return url or ensure_running(home).dsn(ROLES[role])


def notes(home: Path) -> dict[str, Any]:
    """What the database says of itself. Price: one connection."""
    with psycopg.connect(address(home, "web")) as connection:
        row = connection.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    try:
        found = json.loads(row[0]) if row and row[0] else {}
    except ValueError:
        found = {}
    return found if isinstance(found, dict) else {}


def write_notes(home: Path, **changes: Any) -> None:
    """Adds to what the database says of itself."""
    text = json.dumps({**notes(home), **changes})
    with psycopg.connect(address(home, "owner"), autocommit=True) as connection:
        name = sql.Identifier(connection.info.dbname)
        connection.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(name, sql.Literal(text)))


def mark_demonstration(home: Path) -> None:
    """Tells the database that it is a demonstration: only its owner may."""
    with psycopg.connect(address(home, "owner")) as connection:
        connection.execute("UPDATE kernel_installation SET is_demonstration = true WHERE NOT is_demonstration")


def count_rows(home: Path) -> None:
    """Lets the database count what was just loaded, and sort what its indexes put aside meanwhile: its own round may be
    a minute away, its plans absurd and its search slow until then."""
    with psycopg.connect(address(home, "owner"), autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE)")


def is_empty(home: Path) -> bool:
    """True before the first migration."""
    with psycopg.connect(address(home, "web")) as connection:
        row = connection.execute("SELECT to_regclass('public.django_migrations') IS NULL").fetchone()
    return bool(row and row[0])


def start_afresh(home: Path) -> None:
    """Drops the embedded database and makes it again, empty."""
    cluster = ensure_running(home)
    with psycopg.connect(cluster.dsn("postgres", "postgres"), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
    prepare_databases(cluster.socket_dir, PORT)


def is_used_by_others(home: Path, patience: float = 3.0) -> bool:
    """True when some program still has a connection open to the embedded server.

    The backend of a program that has just ended takes a moment to notice: it is given that moment.
    """
    end = time.monotonic() + patience
    while _has_clients(home):
        if time.monotonic() > end:
            return True
        time.sleep(0.1)
    return False


def _has_clients(home: Path) -> bool:
    cluster = status(home)
    if cluster is None:
        return False
    question = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
    try:
        with psycopg.connect(cluster.dsn("postgres", "postgres"), connect_timeout=3) as connection:
            row = connection.execute(question).fetchone()
    except psycopg.Error:
        return False
    return bool(row and row[0])
