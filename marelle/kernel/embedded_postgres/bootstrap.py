"""The three roles and the database, made once, as the server's own superuser."""

from pathlib import Path

import psycopg

_ROLES = """
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'marelle_owner') THEN
    CREATE ROLE marelle_owner LOGIN CREATEDB NOSUPERUSER NOCREATEROLE NOBYPASSRLS;
    CREATE ROLE marelle_web LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
    CREATE ROLE marelle_maintenance LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE BYPASSRLS;
    GRANT marelle_web, marelle_maintenance TO marelle_owner;
  END IF;
END $$
"""
# A temporary table hides a real one of the same name from functions that run with their owner's rights.
_CLOSE = """
REVOKE ALL ON DATABASE marelle FROM PUBLIC;
GRANT CONNECT ON DATABASE marelle TO marelle_web, marelle_maintenance;
"""


def prepare_databases(sockets: Path, port: int) -> None:
    """Makes whatever is missing. The owner is a member of the two others: it can take their place, not the reverse."""
    with psycopg.connect(
        host=str(sockets), port=port, user="postgres", dbname="postgres", autocommit=True
    ) as connection:
        connection.execute(_ROLES)
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = 'marelle'").fetchone() is None:
            connection.execute("CREATE DATABASE marelle OWNER marelle_owner TEMPLATE template0")
            connection.execute(_CLOSE)
