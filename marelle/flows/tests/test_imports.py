"""`marelle import …`, as typed."""

import gzip
import json
from pathlib import Path

import pytest

from marelle.domains.territories import queries, services
from marelle.flows.imports import main
from marelle.kernel.access import Viewer

pytestmark = pytest.mark.django_db
HEADING = "code,name,departement,population\n"


@pytest.fixture(autouse=True)
def somme(db, machine: Viewer) -> None:
    services.load_regions(by=machine, rows=[("32", "Hauts-de-France")])
    services.load_departements(by=machine, rows=[("80", "Somme", "32", None)])


@pytest.fixture
def file(tmp_path: Path):
    def write(text: str, name: str = "communes.csv") -> str:
        path = tmp_path / name
        path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
        return str(path)

    return write


def test_a_file_is_taken_in_then_changes_nothing(file, capsys) -> None:
    path = file(HEADING + "80021,Amiens,80,136449\n", "communes.csv.gz")
    assert main(["communes", path]) == 0
    assert "1 ajoutées" in capsys.readouterr().out
    assert main(["communes", path]) == 0
    assert "rien à changer" in capsys.readouterr().out
    amiens = queries.commune("80021")
    assert amiens is not None
    assert amiens.population == 136449


def test_the_report_for_programs(file, capsys) -> None:
    path = file(HEADING + "80021,Amiens,80,136449\n8,Rien,80,1\n")
    assert main(["communes", path, "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert (report["added"], report["changed"], report["preview"]) == (1, 0, False)
    assert [refused["line"] for refused in report["refused"]] == [3]
    assert report["refused"][0]["reason"].endswith(".")


def test_refused_lines_are_told_to_people(file, capsys) -> None:
    assert main(["communes", file(HEADING + "8,Rien,80,1\n")]) == 1
    out = capsys.readouterr().out
    assert "1 refusées" in out
    assert "ligne 2" in out


def test_a_preview_writes_nothing(file, capsys) -> None:
    assert main(["communes", file(HEADING + "80021,Amiens,80,136449\n"), "--preview"]) == 0
    assert "1 à ajouter" in capsys.readouterr().out
    assert queries.commune("80021") is None


def test_the_day_of_a_file_may_be_said(file, capsys) -> None:
    assert main(["communes", file(HEADING + "80021,Amiens,80,136449\n"), "--json", "--day", "2026-01-01"]) == 0
    assert json.loads(capsys.readouterr().out)["facts_on"] == "2026-01-01"


def test_a_damaged_or_absent_file_is_one_sentence(file, capsys) -> None:
    assert main(["communes", file("name\nx\n")]) == 2
    assert "Rien n’a été changé" in capsys.readouterr().err
    assert main(["communes", "/nowhere/communes.csv"]) == 2
    assert "communes.csv" in capsys.readouterr().err


def test_sites_come_from_a_file_of_their_own(file, capsys) -> None:
    main(["communes", file(HEADING + "80021,Amiens,80,136449\n")])
    path = file("id,name,communes,since\namiens-nord,Amiens Nord,80021,2019-09-05\n", "sites.csv")
    assert main(["sites", path]) == 0
    assert [site.name for site in queries.sites()] == ["Amiens Nord"]


@pytest.mark.parametrize("typed", [["communes"], ["reference", "x.csv"], ["wave-2019", "--preview"], ["schools", "x"]])
def test_what_cannot_be_understood(typed: list[str], capsys) -> None:
    with pytest.raises(SystemExit) as left:
        main(typed)
    assert left.value.code == 2
