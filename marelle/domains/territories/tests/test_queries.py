"""What is asked of the register, and its price."""

import pytest

from marelle.domains.territories import queries, services
from marelle.domains.territories.models import Commune, Site
from marelle.kernel.access import NATIONAL, Perimeter, Viewer

from .conftest import COMMUNES, LABEL_DAY, the_commune, the_site

pytestmark = pytest.mark.django_db
MORE = """80692,Saint-Quentin-en-Tourmont,80,291,2023
80694,Saint-Quentin-la-Motte-Croix-au-Bailly,80,1200,2023
80716,Saleux,80,2900,2023
60612,Senlis,60,14900,2023
93055,Pœuilly-l’Évêque,93,58000,2023
93099,Senlis,93,,
"""


@pytest.fixture
def many(communes, machine: Viewer) -> None:
    services.import_communes(by=machine, content=(COMMUNES + MORE).encode(), file_name="communes.csv")


def found(text: str, **rest) -> list[str]:
    return [commune.code for commune in queries.search_communes(text, **rest)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("amiens", "80021"),
        ("  AMIENS ", "80021"),
        ("80021", "80021"),
        ("compiegne", "60159"),
        ("la courneuve", "93027"),
        ("courneuve", "93027"),
        ("clichy sous", "93014"),
        ("st-quentin la motte", "80694"),
        ("poeuilly l eveque", "93055"),
        ("PŒUILLY", "93055"),
        ("Abevile", "80001"),
        ("amien", "80021"),
    ],
)
def test_a_commune_is_found_however_it_is_typed(many, typed: str, first: str) -> None:
    assert found(typed)[0] == first


def test_homonyms_come_together_the_largest_first(many) -> None:
    assert found("Senlis") == ["60612", "93099"]


@pytest.mark.parametrize("typed", ["", "   ", "'", "%", "_", "zzzzzz", "\\"])
def test_nothing_answers_to_nothing(many, typed: str) -> None:
    assert found(typed) == []


def test_the_price_of_a_search(many, counted) -> None:
    with counted() as made:
        assert [c.departement.region.name for c in queries.search_communes("amiens")] == ["Hauts-de-France"]
    assert len(made) == 1
    with counted() as made:
        assert found("Abevile")
    assert len(made) == 2


def test_invented_communes_are_found_only_when_asked_for(many, machine: Viewer) -> None:
    services.add_invented_commune(by=machine, code="80998", name="Valmarelle", departement="80", lon=2.3, lat=49.9)
    assert found("Valmarelle") == []
    assert found("Valmarelle", include_invented=True) == ["80998"]


def test_a_commune_with_all_that_contains_it_in_one_query(communes, counted) -> None:
    with counted() as made:
        commune = the_commune(" 80021 ")
        assert commune.perimeters() >= {NATIONAL, Perimeter("region", "32"), Perimeter("academie", "AMIENS")}
        assert commune.departement.region.name == "Hauts-de-France"
    assert len(made) == 1
    assert queries.commune("80999") is None


def test_regions_in_the_order_of_the_dictionary(somme, machine: Viewer) -> None:
    services.load_regions(by=machine, rows=[("01", "Étangs"), ("02", "Zones")])
    assert [region.name for region in queries.regions()] == ["Étangs", "Hauts-de-France", "Île-de-France", "Zones"]


@pytest.mark.parametrize("number", [1, 6])
def test_sites_cost_the_same_whatever_their_number(
    communes: dict[str, Commune], machine, source, counted, number
) -> None:
    for code in list(communes)[:number]:
        services.open_site(
            by=machine,
            slug=f"site-{code.lower()}",
            name=f"Site {code}",
            communes=[code, *[other for other in communes if other != code][:2]],
            since=LABEL_DAY,
            quarters=["Nord", "Sud"],
            quarters_source=source,
            identifiers={"anct": f"cite-{code}"},
            notes=[("Une note.", source)],
        )
    with counted() as made:
        for site in queries.sites():
            assert len(site.members) == 3
            assert site.members[0].is_main
            assert site.members[0].commune == site.commune_main
            assert {quarter.source.name for quarter in site.named_quarters} == {"Préfecture"}
            assert [note.source.name for note in site.said_notes] == ["Préfecture"]
            assert site.held_identifiers[0].identifier
            assert site.commune_main.departement.academie
            assert site.perimeters()
    assert len(made) == 5


def test_invented_sites_are_left_out_unless_asked_for(site: Site, machine: Viewer) -> None:
    services.add_invented_commune(by=machine, code="80998", name="Valmarelle", departement="80", lon=2.3, lat=49.9)
    services.open_site(by=machine, slug="valmarelle", name="Valmarelle", communes=["80998"], since=LABEL_DAY)
    assert [found.slug for found in queries.sites()] == ["amiens-nord"]
    assert [found.slug for found in queries.sites(include_invented=True)] == ["amiens-nord", "valmarelle"]
    assert the_site("valmarelle").invented
    assert queries.site_by_slug("nulle-part") is None


@pytest.mark.parametrize(
    ("place", "size"),
    [
        (NATIONAL, 1),
        (Perimeter("region", "32"), 2),
        (Perimeter("academie", "AMIENS"), 2),
        (Perimeter("departement", "80"), 4),
        (Perimeter("commune", "80021"), 5),
    ],
)
def test_what_contains_a_place(communes, counted, place: Perimeter, size: int) -> None:
    with counted() as made:
        around = queries.containing(place)
    assert len(around) == size
    assert {place, NATIONAL} <= around
    assert len(made) <= 1


def test_what_contains_a_site(site: Site) -> None:
    assert queries.containing(Perimeter("site", str(site.pk))) == site.perimeters()


@pytest.mark.parametrize(
    "place",
    [
        Perimeter("region", "99"),
        Perimeter("site", "0"),
        Perimeter("site", "x"),
        Perimeter("commune", "1"),
        Perimeter("moon"),
    ],
)
def test_a_place_that_does_not_exist(communes, place: Perimeter) -> None:
    with pytest.raises(LookupError):
        queries.containing(place)


def test_names_of_places(site: Site, counted) -> None:
    places = [
        Perimeter("site", str(site.pk)),
        Perimeter("region", "32"),
        Perimeter("region", "11"),
        Perimeter("moon", "1"),
    ]
    with counted() as made:
        names = queries.place_names(places)
    assert names == {places[0]: "Amiens Nord", places[1]: "Hauts-de-France", places[2]: "Île-de-France"}
    assert len(made) == 2
