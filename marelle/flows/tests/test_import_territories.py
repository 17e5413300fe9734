"""A folder of files: recognised whatever their names, taken in order, one damaged file leaves nothing half-done."""

import gzip
import json
from pathlib import Path

import pytest

from marelle.domains.territories import queries
from marelle.domains.territories.models import Commune, Epci, EpciCommune, Figure, ImportRun, Region
from marelle.flows.imports import main

pytestmark = pytest.mark.django_db
FILES = {
    "z_regions_2026.csv": "code,nom,chef_lieu,zone\n32,Hauts-de-France,59350,metro\n",
    "y_departements_2026.csv": "code,nom,region,chef_lieu,zone\n80,Somme,32,80021,metro\n",
    "academies.csv": "departement,nom,academie,zone_vacances\n80,Somme,AMIENS,B\n",
    "b/epci_2026.csv": "code,nom,type,population_municipale,nb_communes\n248000531,CA Amiens Métropole,CA,181231,39\n",
    "a/communes_2026.csv": (
        "code_insee,nom,type,commune_parente,departement,region,siren,epci,codes_postaux,population,mairie_lon,mairie_lat\n"
        "80021,Amiens,commune-actuelle,,80,32,218000198,248000531,80000 80080 80090,136449,2.29,49.89\n"
        "80001,Abbeville,commune-actuelle,,80,32,218000016,,80100,22395,nan,nan\n"
    ),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode("cp1252") if name.startswith("b/") else text.encode("utf-8-sig"))
    (tmp_path / "README.md").write_text("Un dossier.")
    (tmp_path / "depenses.csv").write_text("montant,objet\n3,Craies\n")
    (tmp_path / "schema.json").write_text('{"title": "Un schéma"}')
    return tmp_path


def told(folder: Path, capsys, *words: str) -> tuple[int, dict]:
    status = main(["territories", str(folder), "--json", *words])
    return status, json.loads(capsys.readouterr().out)


def test_a_folder_enters_in_the_right_order_then_changes_nothing(folder: Path, capsys) -> None:
    status, report = told(folder, capsys)
    assert status == 0
    assert [file["kind"] for file in report["files"]] == ["regions", "departements", "academies", "epci", "communes"]
    assert {file["file"] for file in report["left"]} == {"depenses.csv", "schema.json"}
    assert not report["changes_nothing"]
    amiens = queries.commune("80021")
    assert amiens is not None
    assert (amiens.departement.academie_id, amiens.postcodes) == ("AMIENS", ["80000", "80080", "80090"])
    assert EpciCommune.objects.get().epci.name == "CA Amiens Métropole"
    status, again = told(folder, capsys)
    assert (status, again["changes_nothing"]) == (0, True)
    assert ImportRun.objects.count() == 5


def test_a_damaged_file_is_refused_whole_and_the_others_enter(folder: Path, capsys) -> None:
    whole = (folder / "a/communes_2026.csv").read_bytes()
    (folder / "a/communes_2026.csv").unlink()
    (folder / "a/communes_2026.csv.gz").write_bytes(gzip.compress(whole)[:-20])
    status, report = told(folder, capsys)
    assert status == 2
    refused = [file for file in report["files"] if "file_refused" in file]
    assert [file["file"] for file in refused] == ["a/communes_2026.csv.gz"]
    assert "Rien n’a été changé" in refused[0]["file_refused"]
    assert not Commune.objects.exists()
    assert Region.objects.count() == Epci.objects.count() == 1


def test_a_preview_writes_nothing(folder: Path, capsys) -> None:
    _status, report = told(folder, capsys, "--preview")
    assert report["files"][0]["added"] == 1
    assert not Region.objects.exists()


def test_the_folder_may_say_where_its_files_come_from(folder: Path, capsys) -> None:
    (folder / "sources.csv").write_text(
        "file,name,url,licence,published_on\nb/epci_2026.csv,Banatic de janvier,https://example.org,LO2,2026-01-01\n"
    )
    told(folder, capsys)
    run = queries.last_import("epci")
    assert run is not None
    assert run.source is not None
    assert (run.source.name, run.file_name) == ("Banatic de janvier", "b/epci_2026.csv")


def test_people_read_a_report_too(folder: Path, capsys) -> None:
    assert main(["territories", str(folder)]) == 0
    out = capsys.readouterr().out
    assert "depenses.csv : laissé" in out
    assert main(["territories", str(folder)]) == 0
    assert "Rien à changer" in capsys.readouterr().out
    assert main(["territories", str(folder / "nowhere")]) == 2


def test_an_older_list_adds_its_figures_and_renames_nobody(folder: Path, capsys) -> None:
    told(folder, capsys)
    old = "code,name,departement,population,population_year\n80021,Amiens-la-Vieille,80,133448,2015\n"
    (folder / "communes_2018.csv").write_text(old)
    told(folder, capsys)
    amiens = queries.commune("80021")
    assert amiens is not None
    assert (amiens.name, amiens.population) == ("Amiens", 136449)
    assert [(f.value, f.starts_on.year) for f in Figure.objects.all()] == [(133448, 2015)]
