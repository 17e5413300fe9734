"""The files of schools as the State published them, when a folder of them is at hand."""

import os
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from marelle.domains.territories import queries, services
from marelle.domains.territories.models import Figure, School, SchoolNetwork, SchoolQuarter
from marelle.kernel.access import Viewer

from .school_files import bring

FOLDER = os.environ.get("MARELLE_REFERENCE", "")
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not FOLDER, reason="MARELLE_REFERENCE names no folder of reference files"),
]
GROUND = ["geo/regions_2026.csv", "geo/departements_2026.csv", "geo/epci_2026.csv", "geo/communes_2026.csv.gz"]
# Each file, and how many schools it is about; the others of its lines are refused, left out or told twice.
SCHOOLS = {
    "schools/ips_ecoles_2022_2023.csv.gz": 30_059,
    "schools/ips_colleges_2022_2023.csv.gz": 6_973,
    "schools/ips_lycees_2022_2023.csv.gz": 3_598,
    "schools/colleges_ep_qpv_coordonnees_2019.csv": 1_194 - 7,
    "schools/colleges_proches_qpv_2015.csv": 989,
    "schools/colleges_dans_qpv_2015.csv": 20 - 3,
    "schools/rep_2022.csv.gz": 7_708,
    "schools/annuaire_ille_et_vilaine_2023.csv.gz": 996 - 86 - 3,
    "schools/annuaire_val_de_marne_ecoles_2026.csv.gz": 613,
    "cites/etablissements_communes_sites_2019.csv.gz": 3_864,
}


def take(by: Viewer, name: str) -> services.ImportReport:
    return bring(by, (Path(FOLDER) / name).read_bytes(), name)


def test_the_whole_folder_enters_and_a_second_time_changes_nothing(machine: Viewer) -> None:
    for name in GROUND:
        assert take(machine, name).refused == (), name
    reports = {name: take(machine, name) for name in SCHOOLS}
    taken = {name: report.added + report.changed + report.unchanged for name, report in reports.items()}
    left = sum("n’est plus dans la liste" in said.sentence for said in reports["schools/rep_2022.csv.gz"].remarked)
    taken["schools/rep_2022.csv.gz"] -= left
    assert (taken, left) == (SCHOOLS, 14)
    assert all(report.unknown == () for report in reports.values())
    ips = [report for name, report in reports.items() if "/ips_" in name]
    assert sum(len(report.remarked) for report in ips) == 63  # communes of 2022 that are gone in 2026
    assert_figures_and_links()
    for name in SCHOOLS:
        assert take(machine, name).changes_nothing, name


def assert_figures_and_links() -> None:
    year = Figure.objects.filter(school__isnull=False, starts_on=date(2022, 9, 1), source__name__contains="indices")
    assert Counter(year.values_list("indicator_id", flat=True))["ips"] == 30_059 + 6_973 + 3_598 + 3_864
    today = SchoolNetwork.objects.filter(valid_to=None)
    assert Counter(today.values_list("status", flat=True)) == {"REP": 4_886, "REP+": 2_822}
    assert SchoolQuarter.objects.exclude(quarter_code="").values("quarter_code").distinct().count() == 731
    assert School.objects.filter(closed_on__isnull=False).count() == 2
    college = queries.school("0010005A")
    assert college is not None
    assert (college.name, college.commune_id) == ("COLLEGE ROGER POULNARD", "01025")
    spread = queries.distribution("ips", ("college",), 2022)
    assert (spread.count, sum(part.count for part in spread.bins)) == (6_973, 6_973)
    standing = queries.position("0010005A", "ips", ("college",), 2022)
    assert standing is not None
    assert float(standing.value) == 110.4
