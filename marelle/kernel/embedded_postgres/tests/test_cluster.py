"""The embedded server, on whichever PostgreSQL the run was given (MARELLE_PG_BINDIR): it survives what it must."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from marelle.kernel.embedded_postgres import ClusterFault, ensure_running, find_binaries, postmaster_pid, status, stop
from marelle.kernel.embedded_postgres.places import LONGEST_SOCKET_FOLDER, socket_folder
from marelle.kernel.embedded_postgres.processes import is_alive, servers_in

STARTER = """
import sys
from pathlib import Path
from marelle.kernel.embedded_postgres import ensure_running
sys.stdin.read()
print(ensure_running(Path(sys.argv[1])).pid)
"""


@pytest.fixture
def home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="marelle-pg-"))
    yield folder
    for used in (folder, *folder.iterdir()):
        if (used / "postgres").exists():
            stop(used)
    shutil.rmtree(folder)


def ask(home: Path, query: str, role: str = "marelle_web") -> object:
    with psycopg.connect(ensure_running(home).dsn(role)) as connection:
        row = connection.execute(query).fetchone()
    return row[0] if row else None


def wait_for_end(pid: int) -> None:
    end = time.monotonic() + 10
    while is_alive(pid) and time.monotonic() < end:
        time.sleep(0.01)
    assert not is_alive(pid)


def test_starts_once_stops_and_says_what_it_is(home: Path) -> None:
    assert status(home) is None
    cluster = ensure_running(home)
    assert cluster == ensure_running(home) == status(home)
    assert cluster.pid == postmaster_pid(home)
    assert cluster.version == find_binaries().major
    assert str(ask(home, "SHOW server_version_num")).startswith(str(cluster.version))
    assert stop(home) is True
    assert status(home) is None
    assert stop(home) is False


def test_nothing_listens_on_the_network_and_the_socket_is_private(home: Path) -> None:
    cluster = ensure_running(home)
    assert ask(home, "SHOW listen_addresses") == ""
    assert stat.S_IMODE(cluster.socket_dir.stat().st_mode) == 0o700
    assert stat.S_IMODE(cluster.data.stat().st_mode) == 0o700


def test_six_starters_share_one_server(home: Path) -> None:
    starters = [
        subprocess.Popen(
            [sys.executable, "-c", STARTER, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _number in range(6)
    ]
    time.sleep(0.5)
    for starter in starters:
        assert starter.stdin
        starter.stdin.close()
    said = set()
    for starter in starters:
        assert starter.stdout
        said.add(starter.stdout.read().strip())
        starter.stdout.close()
        assert starter.wait(60) == 0
    assert said == {str(postmaster_pid(home))}


def test_no_committed_row_is_lost_by_kill_nine(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MARELLE_PG_FAST", raising=False)  # as people run it, not as tests do
    cluster = ensure_running(home)
    with psycopg.connect(cluster.dsn("marelle_owner"), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (n int)")
        for number in range(200):
            connection.execute("INSERT INTO kept VALUES (%s)", [number])
        os.kill(cluster.pid, signal.SIGKILL)
    wait_for_end(cluster.pid)
    began = time.monotonic()
    assert ask(home, "SELECT count(*) FROM kept", "marelle_owner") == 200
    assert time.monotonic() - began < 10
    assert ensure_running(home).pid != cluster.pid


def test_an_orphan_in_the_middle_of_a_query_does_not_block_the_next_start(home: Path) -> None:
    cluster = ensure_running(home)
    busy = [sys.executable, "-c", "import psycopg, sys; psycopg.connect(sys.argv[1]).execute(sys.argv[2])"]
    endless = "DO $$ BEGIN LOOP PERFORM count(*) FROM generate_series(1, 100000); END LOOP; END $$"
    with subprocess.Popen([*busy, cluster.dsn("marelle_web"), endless], stderr=subprocess.DEVNULL) as caller:
        time.sleep(1)
        os.kill(cluster.pid, signal.SIGKILL)
        wait_for_end(cluster.pid)
        assert ensure_running(home).pid != cluster.pid
        caller.kill()
    assert ask(home, "SELECT 1") == 1


def test_a_stale_pid_file_with_the_number_of_another_program_is_removed(home: Path) -> None:
    cluster = ensure_running(home)
    os.kill(cluster.pid, signal.SIGKILL)
    wait_for_end(cluster.pid)
    written = (cluster.data / "postmaster.pid").read_text().splitlines()
    (cluster.data / "postmaster.pid").write_text("\n".join([str(os.getpid()), *written[1:]]))
    assert postmaster_pid(home) is None
    assert ask(home, "SELECT 1") == 1


def test_a_removed_socket_is_found_out(home: Path) -> None:
    cluster = ensure_running(home)
    shutil.rmtree(cluster.socket_dir)
    assert status(home) is None
    assert ask(home, "SELECT 1") == 1


def test_somebody_working_in_the_data_folder_is_not_taken_for_a_server(home: Path) -> None:
    cluster = ensure_running(home)
    stop(home)
    with subprocess.Popen(["sleep", "30"], cwd=cluster.data) as visitor:
        assert servers_in(cluster.data) == []
        assert ask(home, "SELECT 1") == 1
        visitor.kill()


def test_an_interrupted_creation_leaves_nothing(home: Path) -> None:
    (home / "postgres.new-1").mkdir()
    ensure_running(home)
    assert list(home.glob("postgres.new-*")) == []


@pytest.mark.parametrize("name", ["d" * 90, 'un dossier l\'été $HOME, "cité"'])
def test_long_and_odd_paths(home: Path, name: str) -> None:
    odd = home / name
    cluster = ensure_running(odd)
    assert len(str(cluster.socket_dir)) <= LONGEST_SOCKET_FOLDER
    assert cluster.socket_dir == socket_folder(odd)
    assert ask(odd, "SELECT 1") == 1
    stop(odd)
    shutil.rmtree(cluster.socket_dir)


def test_data_of_another_major_is_refused_with_the_remedy(home: Path) -> None:
    (home / "postgres").mkdir()
    (home / "postgres" / "PG_VERSION").write_text("9\n")
    with pytest.raises(ClusterFault, match="postgresql-9"):
        ensure_running(home)


def test_no_binaries_is_one_sentence(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MARELLE_PG_BINDIR", str(home))
    with pytest.raises(ClusterFault, match="MARELLE_PG_BINDIR"):
        ensure_running(home)


def test_a_home_that_cannot_be_written_is_one_sentence(home: Path) -> None:
    (home / "file").write_text("")
    with pytest.raises(ClusterFault, match="MARELLE_HOME="):
        ensure_running(home / "file")


def test_roles_can_do_what_they_must_and_no_more(home: Path) -> None:
    rights = "SELECT rolsuper OR rolbypassrls OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
    assert ask(home, rights, "marelle_web") is False
    assert ask(home, rights, "marelle_owner") is False
    assert ask(home, "SELECT rolbypassrls FROM pg_roles WHERE rolname = current_user", "marelle_maintenance") is True
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(home, "CREATE TABLE mine AS SELECT 1 AS one", "marelle_web")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(home, "CREATE TEMPORARY TABLE mine AS SELECT 1 AS one", "marelle_web")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(home, "SET ROLE marelle_owner", "marelle_web")
    with psycopg.connect(ensure_running(home).dsn("marelle_owner")) as connection:
        for name in ("unaccent", "pg_trgm", "btree_gist"):
            connection.execute(f"CREATE EXTENSION {name}")
        connection.execute("SET ROLE marelle_maintenance")
        connection.execute("SET ROLE marelle_web")


def test_text_is_utf8_in_code_point_order(home: Path) -> None:
    made = (
        "SELECT pg_encoding_to_char(encoding) || ' ' || datcollate FROM pg_database WHERE datname = current_database()"
    )
    assert ask(home, made) == "UTF8 C.UTF-8"
    assert ask(home, "SELECT upper('cité éducative œuvre')") == "CITÉ ÉDUCATIVE ŒUVRE"
