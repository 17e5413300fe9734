"""The short commands: what they print, and their exit codes."""

import json

from marelle.config.fingerprints import of_code

from .conftest import Installation


def test_orders_on_a_running_demonstration(installation: Installation) -> None:
    code = of_code()
    facts = installation.start()
    moved = installation.command("clock", "set", "2019-12-31T18:00")
    assert (moved.returncode, moved.stdout) == (0, "2019-12-31T18:00:00+0100\n")
    assert installation.command("clock", "show").stdout.startswith("2019-12-31T18:00:")
    assert installation.command("clock", "set", "demain").returncode == 2
    assert not installation.command("clock", "reset").stdout.startswith("2019")

    verdict = installation.command("audit", "verify")
    assert verdict.returncode == 0
    assert installation.command("audit", "verify", "7:" + "0" * 64).returncode == 1

    accounts = json.loads(installation.command("demo", "--accounts", "--json").stdout)
    assert accounts[0]["name"] == "Amina"

    health = installation.command("doctor")
    assert health.returncode == 0 or of_code() != code, health.stdout  # somebody edits the code meanwhile
    assert str(facts["pids"]["postgres"]) in health.stdout


def test_a_real_installation_keeps_its_clock(empty: Installation) -> None:
    code = of_code()
    assert empty.command("migrate", "--verbosity", "0").returncode == 0
    assert "au niveau du code" in empty.command("doctor").stdout or of_code() != code
    refused = empty.command("clock", "set", "2019-12-31T18:00")
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr


def test_doctor_says_what_to_do(empty: Installation) -> None:
    sick = empty.command("doctor", MARELLE_PG_BINDIR="/nowhere")
    assert sick.returncode == 1
    assert "À FAIRE" in sick.stdout
    assert "MARELLE_PG_BINDIR" in sick.stdout


def test_help_and_unknown_words(empty: Installation) -> None:
    assert "marelle COMMANDE" in empty.command("--help").stdout
    unknown = empty.command("danse")
    assert unknown.returncode == 2
    assert "danse" in unknown.stderr
