"""The short commands: what they print, and their exit codes."""

import json

import pytest

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


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["clock"], 2, "Il manque"),
        (["clock", "danse"], 2, "« danse »"),
        (["clock", "set", "demain"], 2, "n’est pas un instant"),
        (["serve", "--port", "abc"], 2, "« abc » n’est pas un port"),
        (["serve", "--host", "300.1.1.1"], 1, "« 300.1.1.1 »"),
        (["doctor", "--vite"], 2, "« --vite »"),
        (["clock", "show"], 1, "pas encore de base"),
        (["audit", "verify"], 1, "pas encore de base"),
        (["demo", "--accounts"], 1, "pas encore de base"),
        (["worker"], 1, "pas encore de base"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_leaves_nothing(
    empty: Installation, words: list[str], code: int, said: str
) -> None:
    refused = empty.command(*words)
    assert (refused.returncode, refused.stdout) == (code, "")
    assert said in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert not (empty.home / "postgres").exists()


@pytest.mark.parametrize("head", ["3", "x", "1:zz", "0:" + "0" * 64, "7:", "-1:" + "0" * 64, "7:" + "0" * 63])
def test_a_head_that_was_not_copied_whole_is_no_verdict(installation: Installation, head: str) -> None:
    refused = installation.command("audit", "verify", "--", head)
    assert refused.returncode == 2
    assert "Recopiez-la entière" in refused.stderr


def test_help_and_unknown_words(empty: Installation) -> None:
    assert "marelle COMMANDE" in empty.command("--help").stdout
    unknown = empty.command("danse")
    assert unknown.returncode == 2
    assert "danse" in unknown.stderr
