"""The invented city has quarters and schools of its own, marked, and the rules have something to answer."""

import pytest

from marelle.domains.territories import queries, services
from marelle.domains.territories.models import Figure, Quarter, School
from marelle.flows.demo.places import make_places
from marelle.kernel.access import Viewer

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(machine: Viewer):
    services.load_regions(by=machine, rows=[("32", "Hauts-de-France")])
    services.load_departements(by=machine, rows=[("80", "Somme", "32", None)])
    return services.add_invented_commune(
        by=machine, code="80998", name="Valmarelle", departement="80", lon=2.05, lat=49.98, population=28_400
    )


def test_they_are_made_once_and_marked(city, machine: Viewer) -> None:
    make_places(machine, city)
    before = (Quarter.objects.count(), School.objects.count(), Figure.objects.count())
    make_places(machine, city)
    assert (Quarter.objects.count(), School.objects.count(), Figure.objects.count()) == before == (4, 7, 31)
    assert not Quarter.objects.filter(invented=False).exists()
    assert not School.objects.filter(invented=False).exists()


def test_a_real_commune_gets_no_invented_school(machine: Viewer, city) -> None:
    report = services.import_communes(
        by=machine, content=b"code,name,departement,population\n80021,Amiens,80,1\n", file_name="communes.csv"
    )
    assert report.added == 1
    amiens = queries.commune("80021")
    assert amiens is not None
    with pytest.raises(services.InventionRefused):
        make_places(machine, amiens)
    assert not Quarter.objects.exists()
