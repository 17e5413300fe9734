"""Fixtures, loaded by the root conftest."""

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.db.backends.signals import connection_created
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django import app

from marelle.kernel import clock
from marelle.kernel.access import Viewer
from marelle.kernel.access.context import enter

RUNTIME_ROLE = "marelle_web"


@pytest.fixture(autouse=True)
def runtime_role(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every test that touches the database does so as the runtime role, in a demonstration whose clock may be moved."""
    marker = request.node.get_closest_marker("django_db")
    if marker is None and "db" not in request.fixturenames:
        yield
        return
    if marker is not None and marker.kwargs.get("transaction"):
        raise pytest.UsageError("use the fixture `committed` (a database of its own) instead of transaction=True")
    request.getfixturevalue("db")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE kernel_installation SET is_demonstration = true")
        cursor.execute(f"SET LOCAL ROLE {RUNTIME_ROLE}")
    enter(Viewer.visitor())
    yield


@contextmanager
def as_owner() -> Iterator[None]:
    """For the few lines of a test that must act as the owner of the tables."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE marelle_owner")
        try:
            yield
        finally:
            cursor.execute(f"SET LOCAL ROLE {RUNTIME_ROLE}")


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A copy of the test database in which transactions really commit; several threads may connect to it."""
    name = connection.settings_dict["NAME"]
    must_be_a_test_database(name)
    copy = f"{name}_copy"
    with django_db_blocker.unblock():
        connection.close()
        _copy_database(name, copy)
        connection.settings_dict["NAME"] = copy
        connection_created.connect(_take_runtime_role)
        try:
            _mark_demonstration()
            yield
        finally:
            connection_created.disconnect(_take_runtime_role)
            connection.close()
            connection.settings_dict["NAME"] = name
            _drop_database(copy)


def must_be_a_test_database(name: object) -> None:
    """Refuses to copy, and drop the copy of, a database that the tests did not make: `committed` acts as its owner."""
    if not str(name).startswith("test_"):
        told = "run it along with a test marked `django_db`, for which one is made"
        raise pytest.UsageError(f"`committed` works on test databases, and « {name} » is not one: {told}")


def _copy_database(name: str, copy: str) -> None:
    _drop_database(copy)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{name}"')


def _drop_database(copy: str) -> None:
    """Ends whoever is still connected, then drops. Not `WITH (FORCE)`: on PostgreSQL 15 that is refused to an owner who
    is no superuser while the server itself is vacuuming the database, where a plain drop ends the vacuum and goes on.
    """
    clients = "FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"SELECT pg_terminate_backend(pid, 5000) {clients}", [copy])
        cursor.execute(f'DROP DATABASE IF EXISTS "{copy}"')


def _mark_demonstration() -> None:
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("UPDATE kernel_installation SET is_demonstration = true")
        cursor.execute(f"SET ROLE {RUNTIME_ROLE}")


def _take_runtime_role(sender: Any, connection: Any, **_rest: Any) -> None:
    if str(connection.settings_dict["NAME"]).endswith("_copy"):
        with connection.cursor() as cursor:
            cursor.execute(f"SET ROLE {RUNTIME_ROLE}")


@pytest.fixture
def at(db: None) -> Callable[[str], datetime]:
    """`at("2019-12-31T18:00")` moves the clock and answers the instant."""

    def move(text: str) -> datetime:
        instant = datetime.fromisoformat(text).replace(tzinfo=clock.PARIS)
        clock.set_to(instant)
        return instant

    return move


@pytest.fixture
def worked(db: None) -> Callable[[], int]:
    """`worked()` runs the jobs that were queued, here and now and in their order; answers how many."""

    def run() -> int:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs WHERE status = 'todo' RETURNING id, task_name, args")
            jobs = sorted(cursor.fetchall())
        for _number, name, arguments in jobs:
            app.tasks[name](**(json.loads(arguments) if isinstance(arguments, str) else arguments))
        return len(jobs)

    return run


@pytest.fixture
def machine() -> Viewer:
    """A program of the installation: may everything, under its name."""
    return Viewer.machine("test")


@pytest.fixture
def counted(db: None) -> Callable[[], CaptureQueriesContext]:
    """`with counted() as queries: …` then `len(queries)`."""
    return lambda: CaptureQueriesContext(connection)


@pytest.fixture(autouse=True)
def closed_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing in a test talks to another machine."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise RuntimeError(f"a test tried to reach {address}")
        real(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)
