"""The demonstration is played once to its end, or not at all."""

import signal
import subprocess
import sys

import psycopg

from .conftest import Installation, eventually, is_alive


def letters(dsn: str) -> int:
    with psycopg.connect(dsn) as connection:
        connection.execute("SELECT set_config('app.duty', 'postman', true)")
        row = connection.execute("SELECT count(*) FROM kernel_outgoing_mail").fetchone()
    assert row
    return int(row[0])


def counted(dsn: str) -> int:
    """How many letters the statistics know of."""
    with psycopg.connect(dsn) as connection:
        row = connection.execute("SELECT reltuples FROM pg_class WHERE relname = 'kernel_outgoing_mail'").fetchone()
    assert row
    return int(row[0])


def test_it_is_played_once(empty: Installation) -> None:
    facts = empty.start()
    assert letters(facts["dsn"]) == 3
    assert counted(facts["dsn"]) == 3, "the database plans with what was loaded"
    empty.end()
    facts = empty.start()
    assert letters(facts["dsn"]) == 3
    eventually(lambda: len(list((empty.home / "mail").iterdir())) == 3)


def test_interrupted_half_way_it_begins_again(empty: Installation) -> None:
    line = [sys.executable, "-m", "marelle.config.cli", "demo", "--port", str(empty.port)]
    slow = empty.environment(MARELLE_TEST_ACT_SECONDS="2")
    with subprocess.Popen(
        line, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env=slow, cwd="/"
    ) as half:
        assert half.stderr
        for said in half.stderr:
            if "Acte 1" in said:
                break
        half.send_signal(signal.SIGKILL)
    assert letters(empty.start()["dsn"]) == 3


def test_reset_plays_it_afresh(installation: Installation) -> None:
    facts = installation.start()
    with psycopg.connect(facts["dsn"]) as connection:
        connection.execute(
            'INSERT INTO kernel_outgoing_mail (key, "to", subject, text, attempts, last_error)'
            " VALUES ('extra', 'b@example.invalid', 's', 't', 0, '')"
        )
    installation.end()
    assert letters(installation.start("--reset")["dsn"]) == 3


def test_reset_refuses_while_it_runs(installation: Installation) -> None:
    facts = installation.start()
    refused = installation.command("demo", "--reset", "--port", str(installation.port + 1))
    assert refused.returncode == 1
    assert facts["base_url"] in refused.stderr
    assert is_alive(facts["pids"]["postgres"])
