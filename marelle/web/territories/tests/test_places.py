"""Pages of places: linked, sourced, marked when invented, at a price that does not grow."""

import re
from decimal import Decimal

import pytest
from django.db import connection

from marelle.domains.territories import queries, services
from marelle.domains.territories.models import Commune, School
from marelle.flows.demo.places import SCHOOLS, make_places
from marelle.flows.reference import load_rules
from marelle.kernel import clock
from marelle.kernel.access import Viewer
from marelle.kernel.periods import school_year
from marelle.kernel.testing.fixtures import as_owner
from marelle.web.ui.tests.reading import page

pytestmark = pytest.mark.django_db
PAGES = (
    "/communes/80998/",
    "/communes/80998/ecoles/",
    "/quartiers/QN08097M/",
    "/quartiers/QP080997/",
    "/ecoles/0809901C/",
    "/eligibilite/80998/",
    "/recherche/?q=tilleuls",
    "/comparer/",
    "/quartiers/adresse/",
)


@pytest.fixture
def invented(somme, machine: Viewer) -> Commune:
    commune = services.add_invented_commune(
        by=machine, code="80998", name="Valmarelle", departement="80", lon=2.05, lat=49.98, population=28_400
    )
    make_places(machine, commune)
    load_rules(machine, clock.now())
    return commune


@pytest.mark.parametrize("address", PAGES)
def test_each_page_costs_what_it_costs(client, invented, machine: Viewer, address: str, counted) -> None:
    with counted() as before:
        assert client.get(address).status_code == 200
    for number in range(30):
        services.add_invented_school(
            by=machine,
            uai=_uai(910_000 + number),
            name=f"École des Tilleuls {number}",
            kind="primaire",
            commune=invented,
            since=SCHOOL_DAY,
        )
    with counted() as after:
        assert client.get(address).status_code == 200
    assert len(after) <= len(before) + 1  # the network of one more school is one more prefetch, never one a row
    assert len(after) <= 25


SCHOOL_DAY = school_year(2019).start
LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"


def _uai(number: int) -> str:
    return f"{number:07d}{LETTERS[number % 23]}"


def test_pages_lead_to_each_other(client, invented) -> None:
    commune = page(client.get("/communes/80998/"))
    assert "ville inventée" in commune
    for link in ("/quartiers/QN08097M/", "/ecoles/0809901C/", "/eligibilite/80998/"):
        assert f'href="{link}"' in commune
    quarter = page(client.get("/quartiers/QP080997/"))
    assert 'href="/quartiers/QN08097M/"' in quarter
    assert "Dit par une source" in quarter
    school = page(client.get("/ecoles/0809902D/"))
    assert 'href="/communes/80998/"' in school
    assert "Collège Rosa-Bonheur" in school  # the head of its network
    assert "REP+" in school


def test_what_is_unknown_is_said(client, invented) -> None:
    text = page(client.get("/quartiers/QN08098M/"))
    assert "inconnu, pas nul" in text


def test_invented_places_are_for_demonstrations(client, invented) -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("UPDATE kernel_installation SET clock_offset = '0', is_demonstration = false")
    for address in ("/communes/80998/", "/quartiers/QN08097M/", "/ecoles/0809901C/", "/eligibilite/80998/"):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        *("/communes/00000/", "/communes/%27/", "/quartiers/QN99999X/", "/ecoles/0000000A/", "/ecoles/x/"),
        *("/eligibilite/99999/", "/groupements/1/", "/eligibilite/regles/2030/1/", "/communes/80998/?page=99999"),
    ],
)
def test_what_does_not_exist_is_said_kindly(client, invented, address: str) -> None:
    assert client.get(address).status_code == (200 if "page=" in address else 404)


def test_the_index_is_drawn_among_those_of_the_country(client, invented, machine: Viewer) -> None:
    assert "histogram" not in client.get("/ecoles/0809901C/").content.decode()
    School.objects.filter(invented=True).update(invented=False)
    source = services.cite_source(name="Liste")
    for number in range(130):
        School.objects.create(
            uai=_uai(920_000 + number),
            name=f"COLLEGE {number}",
            kind="college",
            sector="public",
            commune_id="80998",
            facts_on=SCHOOL_DAY,
        )
        services.add_figure(
            by=machine,
            place=f"school:{_uai(920_000 + number)}",
            indicator="ips",
            period=school_year(2019),
            value=Decimal(70 + number % 60),
            source=source,
        )
    text = page(client.get("/ecoles/0809901C/"))
    assert "cet établissement" in text
    assert "132 collèges" in text
    commune = page(client.get("/communes/80998/"))
    assert "histogram-dot" in commune
    assert "la moitié, ici" in commune
    assert "COLLEGE 129" not in commune  # a city counts its schools, and lists them on a page of their own
    assert 'href="/communes/80998/ecoles/?sorte=college"' in commune
    assert 'href="/communes/80998/ecoles/?sorte=college&amp;tri=ips"' in commune
    assert "page=2" in page(client.get("/communes/80998/ecoles/"))


def test_the_schools_of_a_commune_are_narrowed_sorted_and_taken_away(client, invented) -> None:
    everything = page(client.get("/communes/80998/ecoles/"))
    for name in [name for _uai, name, *_rest in SCHOOLS]:
        assert name in everything

    def names(query: str) -> list[str]:
        return re.findall('href="/ecoles/[^"]*">([^<]*)<', page(client.get(f"/communes/80998/ecoles/?{query}")))

    assert len(names("")) == len(SCHOOLS)
    assert all(name.startswith("Collège") for name in names("sorte=college"))
    assert names("sorte=college&q=rosa bonheur") == ["Collège Rosa-Bonheur"]
    assert 0 < len(names("reseau=oui")) < len(SCHOOLS)
    assert len(names("reseau=REP%2B")) + len(names("reseau=REP")) == len(names("reseau=oui"))
    assert names("sorte=planet") == names("")  # a filter that means nothing narrows nothing
    assert names("tri=-ips") != names("tri=ips")
    assert "Aucun établissement ne correspond" in page(client.get("/communes/80998/ecoles/?q=zzz"))
    assert "La page demandée n’existe pas, ou plus" in page(client.get("/communes/80998/ecoles/?page=99"))
    text = b"".join(client.get("/communes/80998/ecoles.csv?sorte=college")).decode("utf-8-sig")
    lines = text.splitlines()
    assert len(lines) == 1 + len(names("sorte=college"))
    assert lines[0].startswith("uai")


def test_the_schools_of_the_arrondissements_are_those_of_the_commune(client, communes) -> None:
    Commune.objects.create(code="80401", name="Amiens 1er Arrondissement", departement_id="80", parent_id="80021")
    for uai, commune in (("0800001A", "80021"), ("0800002B", "80401")):
        School.objects.create(
            uai=uai, name=f"COLLEGE {uai}", kind="college", sector="public", commune_id=commune, facts_on=SCHOOL_DAY
        )
    commune = page(client.get("/communes/80021/"))
    assert 'href="/communes/80401/"' in commune
    assert "Collège 0800002B" in commune or "COLLEGE 0800002B" in commune
    listed = page(client.get("/communes/80021/ecoles/?arrondissement=80401"))
    assert "/ecoles/0800002B/" in listed
    assert "/ecoles/0800001A/" not in listed
    assert "arrondissement" not in page(client.get("/communes/80401/ecoles/")).lower().replace(
        "amiens 1er arrondissement", ""
    )


def test_eligibility_answers_stand_on_facts(client, invented) -> None:
    text = page(client.get("/eligibilite/80998/"))
    assert "Les Tilleuls" in text
    assert "5 460 habitants" in re.sub("[\u202f\xa0]", " ", text)
    assert "Données inventées pour la démonstration" in text
    assert "Pour trancher" in text


def test_a_commune_is_found_by_name_code_and_mistake(client, invented) -> None:
    assert client.get("/eligibilite/?q=valmarelle").url == "/eligibilite/80998/"
    assert client.get("/eligibilite/?q=80998").url == "/eligibilite/80998/"
    assert client.get("/eligibilite/?q=valmarele").url == "/eligibilite/80998/"
    assert "Aucune commune" in page(client.get("/eligibilite/?q=xyzxyz"))
    assert client.get("/eligibilite/").status_code == 200


def test_the_box_answers_as_one_types(client, invented) -> None:
    told = client.get("/recherche.json?q=rosa").json()
    assert told["items"][0]["url"] == "/ecoles/0809901C/"
    assert client.get("/recherche.json?q=").json()["items"] == []
    text = page(client.get("/recherche/?q=tilleuls&sorte=quarter"))
    assert "QN08097M" in text
    assert "0809902D" not in text
    assert client.get("/recherche/?q=x&sorte=planet").status_code == 200


def test_sites_side_by_side(client, invented, machine: Viewer) -> None:
    assert "Aucune cité choisie" in page(client.get("/comparer/?cite=nowhere"))


def test_every_school_of_the_demonstration_has_a_page(client, invented) -> None:
    for uai, name, *_rest in SCHOOLS:
        assert name in page(client.get(f"/ecoles/{uai}/"))
    assert queries.schools().count() == len(SCHOOLS)
