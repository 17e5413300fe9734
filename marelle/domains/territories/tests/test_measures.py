"""What the map counts: the départements one by one, nothing unknown said to be zero, nothing invented counted."""

from decimal import Decimal

import pytest

from marelle.domains.territories import queries, services
from marelle.domains.territories.models import Quarter, School
from marelle.kernel.access import Viewer

from .bringing import brought
from .school_files import AMIENS, COLLEGE, COLLEGES, ECOLES, MEMBERS, bring, uai

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("communes")]
QUARTERS = """code_qp;lib_qp;insee_com
QN08001M;Étouvie;80021
QN08002M;Nord;"80021, 80001"
QN09301M;Haut Clichy;93014
QP080001;Étouvie;80021
"""


def measured() -> dict[str, queries.DepartementMeasures]:
    return {one.code: one for one in queries.measures_by_departement()}


def test_nothing_is_known_before_a_list() -> None:
    somme = measured()["80"]
    assert (somme.quarters, somme.network_schools, somme.median_ips, somme.ips_year) == (None, None, None, None)
    assert queries.communes_with_quarters() == []


def test_quarters_of_2024_are_counted_once_and_none_is_zero_only_where_there_is_a_list(machine: Viewer) -> None:
    brought(machine, "quarters", QUARTERS)
    assert {code: one.quarters for code, one in measured().items()} == {"60": 0, "80": 2, "93": 1}
    found = [(one.name, one.quarters, one.names) for one in queries.communes_with_quarters("80")]
    assert found == [("Abbeville", 1, ("Nord",)), ("Amiens", 2, ("Étouvie", "Nord"))]
    assert len(queries.communes_with_quarters()) == 3
    Quarter.objects.filter(code="QN08001M").update(invented=True)
    assert measured()["80"].quarters == 1


def test_schools_in_priority_education(machine: Viewer) -> None:
    bring(machine, ECOLES)
    bring(machine, COLLEGES)
    assert measured()["80"].network_schools is None, "no list of networks: unknown"
    bring(machine, MEMBERS, "rep_2022.csv")
    found = measured()
    assert (found["80"].network_schools, found["93"].network_schools) == (3, 0)
    School.objects.filter(uai=AMIENS).update(invented=True)
    assert measured()["80"].network_schools == 2
    assert {one.uai for one in queries.schools_in("80")} & {AMIENS, COLLEGE} == {COLLEGE}


def test_the_median_ips_is_that_of_collèges_in_the_newest_year(machine: Viewer) -> None:
    bring(machine, COLLEGES)
    heading, line = COLLEGES.splitlines()
    others = (line.replace(COLLEGE, uai(802000 + n)).replace("88.4", str(90 + 10 * n)) for n in (1, 2))
    bring(machine, "\n".join([heading, *others]))
    bring(machine, COLLEGES.replace("2022-2023", "2021-2022").replace("88.4", "10.0"), "vieux_2021_2022.csv")
    somme = measured()["80"]
    assert (somme.median_ips, somme.colleges, somme.ips_year) == (Decimal("100.0"), 3, 2022)
    assert measured()["60"].median_ips is None


def test_one_question_whatever_there_is(machine: Viewer, counted) -> None:
    brought(machine, "quarters", QUARTERS)
    services.load_regions(by=machine, rows=[("02", "Martinique")])
    services.load_departements(by=machine, rows=[("972", "Martinique", "02", None)])
    with counted() as made:
        assert [one.code for one in queries.measures_by_departement("972")] == ["972"]
        assert queries.measures_by_departement("999") == []
        queries.communes_with_quarters("80")
    assert len(made) == 3
