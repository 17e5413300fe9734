"""The map: measures, layers and départements, at a price that does not grow, and tables that say the same."""

import re

import pytest

from marelle.domains.territories.models import Commune, School
from marelle.domains.territories.tests.bringing import brought
from marelle.domains.territories.tests.school_files import AMIENS, COLLEGES, ECOLES, MEMBERS, bring
from marelle.domains.territories.tests.test_measures import QUARTERS
from marelle.kernel.access import Viewer
from marelle.web.ui.tests.reading import page

from .test_register import listed

pytestmark = pytest.mark.django_db


@pytest.fixture
def known(communes: dict[str, Commune], machine: Viewer) -> None:
    brought(machine, "quarters", QUARTERS)
    for text, name in ((ECOLES, "e_2022_2023.csv"), (COLLEGES, "c_2022_2023.csv"), (MEMBERS, "rep_2022.csv")):
        bring(machine, text, name)
    Commune.objects.filter(code="80021").update(lon=2.30, lat=49.89)
    School.objects.filter(uai=AMIENS).update(lon=2.27, lat=49.91)


def test_nothing_known_is_hatched_and_said(client, communes) -> None:
    text = page(client.get("/carte/"))
    assert 'aria-label="Somme, inconnu"' in text
    assert len(re.findall('<a class="map-point map-area" [^>]*><path class="shade-unknown"', text)) == 3
    assert "aucun dans nos listes" not in text
    assert text.count('<span class="unknown">') == 3 * 4


def test_the_country_by_measure(client, known) -> None:
    text = page(client.get("/carte/"))
    assert 'href="/carte/80/" aria-label="Somme, 2 quartiers de 2024"' in text
    assert 'aria-label="Oise, 0 quartier de 2024"' in text
    assert "aucun dans nos listes" in text
    assert 'href="#tableau"' in text
    assert "tone-sized" not in text
    assert "Somme, 3 établissements en REP ou REP+" in page(client.get("/carte/?mesure=ecoles"))
    ips = page(client.get("/carte/?mesure=ips&tri=-ips"))
    assert "Somme, IPS médian des collèges 88,4" in ips
    assert "1 collège, 2022-2023" in ips
    assert ips.index(">Somme</a>") < ips.index(">Oise</a>"), "unknown comes last"
    assert page(client.get("/carte/?mesure=lune"))


def test_each_département_is_one_link_even_where_the_map_draws_it_twice(client, known) -> None:
    text = page(client.get("/carte/"))
    for code in ("80", "60", "93"):
        assert text.count(f'map-area" href="/carte/{code}/"') == 1


def test_layers_are_chosen(client, known) -> None:
    text = page(client.get("/carte/?mesure=cites&couche=quartiers"))
    assert 'href="/communes/80021/" aria-label="Amiens, 2 quartiers de 2024"' in text
    assert "plus le cercle est grand" in text
    assert "Une cité dont" not in text


def test_a_département_links_to_every_place_and_says_what_has_no_coordinates(client, known) -> None:
    text = page(client.get("/carte/80/"))
    assert 'tone-sized" href="/communes/80021/"' in text
    assert f'tone-small" href="/ecoles/{AMIENS}/"' in text
    assert "3 lieux n’ont pas de coordonnées" in text, "Abbeville and two schools"
    for link in ("/communes/80001/", "/quartiers/QN08001M/", f"/ecoles/{AMIENS}/"):
        assert f'href="{link}"' in text
    assert "map-area" not in text


def test_schools_are_filtered_by_kind(client, known) -> None:
    assert "Saint Jean" not in page(client.get("/carte/80/"))
    assert "Saint Jean" in page(client.get("/carte/80/?ecoles=ecole"))
    assert "Tilleuls" not in page(client.get("/carte/80/?ecoles=college"))
    assert "Écoles, collèges et lycées" not in page(client.get("/carte/80/?ecoles=aucun"))


def test_what_the_map_does_not_draw_has_no_page(client, known) -> None:
    for code in ("999", "987", "8"):
        assert client.get(f"/carte/{code}/").status_code == 404


def test_the_price_is_the_same_for_any_number(client, known, machine: Viewer, counted) -> None:
    listed(6, "2021")
    prices = []
    for more in range(2):
        for address, most in (("/carte/?mesure=ips&couche=cites&couche=quartiers", 15), ("/carte/80/", 25)):
            with counted() as made:
                client.get(address)
            assert len(made) <= most
            prices.append(len(made))
        if not more:
            for number in (7, 8, 9):
                listed(number, "2021")
            brought(machine, "quarters", QUARTERS + "QN08003M;Sud;80001\nQN08004M;Ouest;80021\n", "l_2025.csv")
    assert prices[:2] == prices[2:]
