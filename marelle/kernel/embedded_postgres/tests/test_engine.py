"""Django's engine over the embedded server: starts it, waits for it, makes its test databases."""

import os
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from django.db import connections
from django.db.utils import OperationalError

from marelle.config.databases import database
from marelle.kernel.embedded_postgres import postmaster_pid, status, stop
from marelle.kernel.embedded_postgres.backend.base import DatabaseWrapper


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[DatabaseWrapper]:
    """An engine of its own on an empty home; never the tests' database."""
    home = Path(tempfile.mkdtemp(prefix="marelle-engine-"))
    monkeypatch.setenv("MARELLE_DB_ROLE", "owner")
    defaults = {"TIME_ZONE": None, "AUTOCOMMIT": True, "ATOMIC_REQUESTS": False, "PASSWORD": "", "PORT": ""}
    test = {"NAME": None, "CHARSET": None, "COLLATION": None, "MIRROR": None, "TEMPLATE": None, "MIGRATE": True}
    monkeypatch.setitem(connections.settings, "engine", {**defaults, **database(home), "TEST": test})
    wrapper = connections["engine"]
    assert isinstance(wrapper, DatabaseWrapper)
    yield wrapper
    wrapper.close()
    del connections["engine"]
    stop(home)
    shutil.rmtree(home)


def home_of(engine: DatabaseWrapper) -> Path:
    return Path(engine.settings_dict["MARELLE_HOME"])


def ask(engine: DatabaseWrapper, query: str) -> object:
    with engine.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]


def wait_until_buried(pid: int) -> None:
    """Until its server has seen that it is dead: before, a new connection would be let in and then cut."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.01)
    raise AssertionError(f"the server never buried {pid}")


def test_nothing_starts_before_the_first_connection(engine: DatabaseWrapper, django_db_blocker: object) -> None:
    assert status(home_of(engine)) is None


@pytest.mark.usefixtures("_unblocked")
class TestConnections:
    def test_the_first_one_starts_the_server(self, engine: DatabaseWrapper) -> None:
        assert ask(engine, "SELECT current_user") == "marelle_owner"

    def test_the_next_one_brings_back_a_killed_server(self, engine: DatabaseWrapper) -> None:
        ask(engine, "SELECT 1")
        pid = postmaster_pid(home_of(engine))
        assert pid
        os.kill(pid, signal.SIGKILL)
        engine.close()
        assert ask(engine, "SELECT 1") == 1
        assert postmaster_pid(home_of(engine)) not in (None, pid)

    def test_a_server_that_recovers_from_a_killed_backend_is_waited_for(self, engine: DatabaseWrapper) -> None:
        backend = ask(engine, "SELECT pg_backend_pid()")
        assert isinstance(backend, int)
        os.kill(backend, signal.SIGKILL)
        wait_until_buried(backend)
        engine.close()
        assert ask(engine, "SELECT 1") == 1

    def test_threads_that_connect_at_once_share_one_server(self, engine: DatabaseWrapper) -> None:
        seen: list[object] = []

        def connect() -> None:
            mine = cast(DatabaseWrapper, connections["engine"])
            ask(mine, "SELECT 1")
            seen.append(postmaster_pid(home_of(engine)))
            mine.close()

        threads = [threading.Thread(target=connect) for _number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(seen) == 6
        assert len(set(seen)) == 1

    def test_a_wrong_database_is_not_waited_for(self, engine: DatabaseWrapper) -> None:
        began = time.monotonic()
        engine.settings_dict["NAME"] = "absent"
        with pytest.raises(OperationalError, match="absent"):
            ask(engine, "SELECT 1")
        assert time.monotonic() - began < 10

    def test_test_databases_have_the_locale_and_no_temporary_tables(self, engine: DatabaseWrapper) -> None:
        creation: Any = engine.creation
        creation._create_test_db(verbosity=0, autoclobber=True)
        engine.close()
        engine.settings_dict["NAME"] = "test_marelle"
        made = "SELECT datcollate || ' ' || has_database_privilege('marelle_web', oid, 'TEMP') FROM pg_database"
        assert ask(engine, f"{made} WHERE datname = current_database()") == "C.UTF-8 false"
        engine.close()
        creation._clone_test_db("1", verbosity=0)
        engine.settings_dict["NAME"] = "test_marelle_1"
        assert ask(engine, "SELECT 1") == 1


@pytest.fixture
def _unblocked(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        yield
