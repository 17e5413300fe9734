"""The supervisor, from outside: it says where it is, brings back what dies, and leaves nothing behind."""

import os
import re
import signal
import socket
import subprocess
import sys
import time

import psycopg
import pytest

from marelle.config.fingerprints import of_code

from .conftest import Installation, eventually, is_alive


def test_json_names_everything_and_a_signal_stops_everything(installation: Installation) -> None:
    facts = installation.start()
    assert set(facts) == {"base_url", "pids", "home", "data", "mail", "log", "dsn"}
    assert facts["base_url"] == f"http://127.0.0.1:{installation.port}"
    assert all(is_alive(facts["pids"][name]) for name in ("supervisor", "web", "worker", "postgres"))
    with psycopg.connect(facts["dsn"]) as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("marelle_web",)
    assert re.fullmatch(r"\d+ marelle_web True", installation.page())

    assert installation.end(signal.SIGINT) == 0
    assert not any(is_alive(pid) for pid in facts["pids"].values())
    assert installation.record() == {}


def test_whatever_is_killed_comes_back(installation: Installation) -> None:
    first = installation.start()["pids"]
    for name in ("postgres", "web", "worker"):
        os.kill(first[name], signal.SIGKILL)
    now = eventually(
        lambda: (
            {
                name: pid
                for name, pid in installation.record()["pids"].items()
                if pid and pid != first[name] and is_alive(pid)
            }.keys()
            >= {"postgres", "web", "worker"}
            and installation.record()["pids"]
        )
    )
    assert now["supervisor"] == first["supervisor"]
    eventually(installation.page)
    os.kill(now["worker"], signal.SIGKILL)
    eventually(lambda: installation.record()["pids"]["worker"] not in (None, now["worker"]))


def test_nothing_outlives_a_killed_supervisor_and_the_next_start_finds_its_data(installation: Installation) -> None:
    facts = installation.start()
    with psycopg.connect(facts["dsn"].replace("marelle_web", "marelle_owner")) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    assert installation.running
    installation.running.kill()
    installation.running.communicate()
    eventually(lambda: not any(is_alive(facts["pids"][name]) for name in ("web", "worker")), 10)

    again = installation.start()
    assert again["pids"]["web"] != facts["pids"]["web"]
    with psycopg.connect(again["dsn"].replace("marelle_web", "marelle_owner")) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)
    assert installation.end() == 0


def test_a_second_supervisor_names_the_first(installation: Installation) -> None:
    facts = installation.start()
    refused = installation.command("serve", "--port", str(installation.port + 1))
    assert refused.returncode == 1
    assert facts["base_url"] in refused.stderr
    assert "Traceback" not in refused.stderr
    assert installation.page()


def test_the_database_stays_while_another_program_uses_it(installation: Installation) -> None:
    facts = installation.start()
    with psycopg.connect(facts["dsn"]) as connection:
        installation.end()
        assert is_alive(facts["pids"]["postgres"])
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_busy_port_is_one_sentence(empty: Installation) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", empty.port))
        other.listen()
        refused = empty.command("demo", "--port", str(empty.port))
    assert refused.returncode == 1
    assert refused.stdout == ""
    assert refused.stderr.count("\n") == 1
    assert f"make demo PORT={empty.port + 1}" in refused.stderr


def test_a_web_server_that_cannot_start_is_one_sentence(empty: Installation) -> None:
    empty.home.joinpath("mode").write_text("demonstration")
    refused = empty.command("demo", "--port", str(empty.port), DJANGO_SETTINGS_MODULE="marelle.config.tests.broken")
    assert refused.returncode == 1
    assert "a échoué" in refused.stderr.splitlines()[-1]
    assert "Traceback" not in refused.stderr


def on_a_small_disk(installation: Installation, options: str) -> subprocess.CompletedProcess[str]:
    """The demonstration on a file system of its own, in a mount namespace that nobody else sees."""
    script = f'mount -t tmpfs -o {options} none {installation.home} && exec "$@"'
    line = ["unshare", "--mount", "--map-root-user", "sh", "-c", script, "sh"]
    if subprocess.run([*line, "true"], capture_output=True).returncode:
        pytest.skip("this machine does not let us mount a small disk")
    words = [sys.executable, "-m", "marelle.config.cli", "demo", "--port", str(installation.port)]
    environment = installation.environment()
    return subprocess.run([*line, *words], capture_output=True, text=True, env=environment, cwd="/", timeout=60)


@pytest.mark.parametrize(
    ("options", "sentence"), [("size=2m", "Le disque est plein"), ("ro", "Impossible d’écrire dans")]
)
def test_a_full_disk_and_a_read_only_one_are_one_sentence(empty: Installation, options: str, sentence: str) -> None:
    refused = on_a_small_disk(empty, options)
    assert refused.returncode == 1
    assert refused.stderr.startswith(sentence)
    assert refused.stderr.count("\n") == 1


def test_a_home_that_is_a_file_is_one_sentence(empty: Installation) -> None:
    home = empty.home / "a-file"
    home.write_text("not a folder")
    refused = empty.command("demo", "--port", str(empty.port), MARELLE_HOME=str(home))
    assert refused.returncode == 1
    assert refused.stderr.startswith("Impossible d’écrire dans")
    assert refused.stderr.count("\n") == 1


def test_a_demonstration_never_touches_a_real_installation(empty: Installation) -> None:
    (empty.home / "postgres").mkdir()
    for words in (["demo"], ["demo", "--reset"]):
        refused = empty.command(*words, "--port", str(empty.port))
        assert refused.returncode == 1
        assert "installation réelle" in refused.stderr
    assert (empty.home / "postgres").exists()


def test_a_warm_start_prepares_nothing_again(installation: Installation) -> None:
    code = of_code()
    installation.start()
    installation.end()
    began = time.monotonic()
    installation.start()
    assert time.monotonic() - began < 15
    assert installation.running
    installation.running.terminate()
    _out, said = installation.running.communicate(timeout=30)
    assert "Mise à jour" not in said or of_code() != code  # somebody edits the code meanwhile
    assert "Chargement" not in said
