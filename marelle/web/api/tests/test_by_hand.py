"""Ten communes drawn at random, and the thirteen sites of Hauts-de-France: what Marelle says against the files.

The draw has a seed. On the folder of November 2026 it gave: Saint-François (97125), Canari (2B058), Paris 8e (75108),
Porte des Pierres Dorées (69114, a new commune), Aussillon (81021), Guingamp (22070), Saint-Chamond (42207), Cuiseaux
(71157), Saint-Martin-de-Castillon (84112), Amfreville-les-Champs (76006).
"""

import os
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from marelle.flows.import_territories import import_territories
from marelle.flows.record_past_wave import record_past_wave
from marelle.flows.reference import load_reference
from marelle.kernel.access import Viewer
from marelle.kernel.clock import PARIS
from marelle.web.ui.tests.reading import page

from .by_hand import Folder, read

FOLDER = os.environ.get("MARELLE_REFERENCE", "")
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not FOLDER, reason="MARELLE_REFERENCE names no folder of reference files"),
]


def silent(done: int, total: int, label: str) -> None:
    pass


class Told:
    """The public interface, asked as anybody does."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def ask(self, address: str) -> dict[str, Any]:
        answer = self.client.get(f"/api/v1/{address}")
        assert answer.status_code == 200, address
        told: dict[str, Any] = answer.json()
        return told

    def schools(self, code: str) -> dict[str, dict[str, Any]]:
        return {one["uai"]: one for one in self.ask(f"schools?commune={code}&limit=200")["items"]}

    def figures(self, place: str) -> dict[tuple[str, str], set[float]]:
        """What sources say of a place, by indicator and first day."""
        found: dict[tuple[str, str], set[float]] = {}
        for one in self.ask(place)["figures"]:
            found.setdefault((one["indicator"], one["starts_on"]), set()).add(one["value"])
        return found


@pytest.fixture
def told(client: Client, machine: Viewer) -> Told:
    load_reference(machine, silent)
    record_past_wave(machine, datetime(2026, 3, 2, 10, tzinfo=PARIS), silent)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the commands do between two imports: without it, the planner thinks tables empty
    import_territories(by=machine, folder=Path(FOLDER), progress=silent)
    return Told(client)


def test_what_is_said_of_ten_communes_and_thirteen_sites_is_what_the_files_say(told: Told) -> None:
    files = Folder(Path(FOLDER))
    codes = files.drawn()
    assert len(set(codes)) == 10
    for code in codes:
        assert_commune(told, files, code)
    for quarter in list(files.poverty)[::15]:
        assert_poverty(told, files, quarter)
    assert_sites(told, files)


def assert_commune(told: Told, files: Folder, code: str) -> None:
    row, said = files.communes[code], told.ask(f"communes/{code}")
    where = files.academies.get(row["departement"], {"academie": None, "zone_vacances": ""})
    assert (said["name"], said["departement"], said["region"]) == (row["nom"], row["departement"], row["region"])
    assert (said["academie"], said["holiday_zone"]) == (where["academie"], where["zone_vacances"]), code
    assert said["population"] == (int(row["population"]) if row["population"] else None), code
    assert said["epci"] == (row["epci"] or None), code
    assert said["postcodes"] == row["codes_postaux"].split(), code
    assert said["parent"] == (row["commune_parente"] or None), code
    generation = {quarter for quarter in said["quarters"] if quarter.startswith("QN")}
    assert generation == files.quarters.get(code, set()), code
    assert_schools(told, files, code)
    assert_contract(told, files, code)


def assert_schools(told: Told, files: Folder, code: str) -> None:
    said = told.schools(code)
    assert set(said) == files.schools.get(code, set()), code
    for uai, school in said.items():
        assert school["network"] == files.networks.get(uai, ""), uai
        if uai in files.sectors:
            kind = {"public": "public", "privé sous contrat": "contract"}[files.sectors[uai]]
            assert school["sector"] == kind, uai
        ips = told.figures(f"schools/{uai}").get(("ips", "2022-09-01"), set())
        assert ips == ({files.ips[uai]} if uai in files.ips else set()), uai


def assert_contract(told: Told, files: Folder, code: str) -> None:
    """The contract of the commune itself, of its commune, or of its grouping."""
    row = files.communes[code]
    held = [*files.contracts.get(code, ()), *files.contracts.get(row["commune_parente"], ())]
    held += files.contracts.get(row["epci"], ())
    text = page(told.client.get(f"/communes/{code}/"))
    shown = re.search(r"Contrat de ville</dt><dd>(.*?)</dd>", text, re.DOTALL)
    assert shown is not None
    if held:
        assert any(one["code_cv"] in shown[1] for one in held), (code, shown[1])
    else:
        assert "aucun connu" in shown[1], (code, shown[1])


def assert_poverty(told: Told, files: Folder, quarter: str) -> None:
    row = files.poverty[quarter]
    figures = told.figures(f"quarters/{quarter}")
    said = {name: values for (name, _day), values in figures.items() if name in ("poverty", "population")}
    expected = {"poverty": row["tp60"], "population": row["pop_mun"]}
    assert said == {name: {float(cell)} for name, cell in expected.items() if cell}, quarter


def assert_sites(told: Told, files: Folder) -> None:
    """The thirteen sites of Hauts-de-France: names, communes, quarters where the list has some, amounts or none."""
    listed = [row for row in read(files.path / "labelled_sites_2019.csv") if row["code_region"] == "32"]
    said = {one["identifiers"].get("anct-carto"): one for one in told.ask("sites?region=32&limit=200")["items"]}
    assert len(listed) == 13
    for row in listed:
        site = said[row["id_cite_anct"]]
        assert (site["name"], site["wave"]) == (row["nom_site"], 2019)
        codes = [commune["code"] for commune in site["communes"]]
        assert (codes[0], set(codes)) == (row["code_insee_principal"], set(row["codes_insee"].split())), row["nom_site"]
        populations = [commune["population"] for commune in site["communes"]]
        assert populations == [int(files.communes[code]["population"]) for code in codes]
        if row["quartiers"]:
            assert site["quarters"], row["nom_site"]
        amounts = row["montant_annuel_eur"] or row["montant_triennal_eur"]
        assert bool(site["amounts"] or site["totals"]) == bool(amounts), row["nom_site"]
        for code in codes:
            assert set(told.schools(code)) == files.schools[code], code
