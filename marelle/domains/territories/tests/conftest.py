"""A small France: three départements of two régions, a few communes, one source."""

from datetime import date

import pytest

from marelle.domains.territories import queries, services
from marelle.domains.territories.models import Commune, Departement, Site, Source
from marelle.kernel.access import Viewer

LABEL_DAY = date(2019, 9, 5)
COMMUNES = """code,name,departement,population,population_year
80021,Amiens,80,136449,2023
80001,Abbeville,80,22395,2023
60175,Creil,60,36131,2023
60159,Compiègne,60,40542,2023
93014,Clichy-sous-Bois,93,28348,2023
93027,La Courneuve,93,46798,2023
"""


def the_commune(code: str) -> Commune:
    """A commune that must be there, asked as everybody asks."""
    found = queries.commune(code)
    assert found is not None
    return found


def the_site(slug: str) -> Site:
    """A site that must be there, asked as everybody asks."""
    found = queries.site_by_slug(slug)
    assert found is not None
    return found


@pytest.fixture
def somme(db: None, machine: Viewer) -> Departement:
    services.load_regions(by=machine, rows=[("32", "Hauts-de-France"), ("11", "Île-de-France")])
    services.load_academies(by=machine, rows=[("AMIENS", "Amiens", "B"), ("CRETEIL", "Créteil", "C")])
    rows = [
        ("80", "Somme", "32", "AMIENS"),
        ("60", "Oise", "32", "AMIENS"),
        ("93", "Seine-Saint-Denis", "11", "CRETEIL"),
    ]
    services.load_departements(by=machine, rows=rows)
    return Departement.objects.get(code="80")


@pytest.fixture
def communes(somme: Departement, machine: Viewer) -> dict[str, Commune]:
    report = services.import_communes(by=machine, content=COMMUNES.encode(), file_name="communes.csv")
    assert report.added == 6
    return Commune.objects.select_related("departement").in_bulk()


@pytest.fixture
def source(db: None) -> Source:
    return services.cite_source(name="Préfecture", url="https://example.org/liste")


@pytest.fixture
def site(communes: dict[str, Commune], machine: Viewer) -> Site:
    return services.open_site(by=machine, slug="amiens-nord", name="Amiens Nord", communes=["80021"], since=LABEL_DAY)
