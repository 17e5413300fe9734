"""One box over every place: kept by the database, forgiving, the very name first."""

from datetime import date

import pytest

from marelle.domains.territories import queries, services
from marelle.domains.territories.models import Commune, Epci, Quarter, QuarterCommune, School, SearchEntry
from marelle.kernel.access import Viewer

pytestmark = pytest.mark.django_db


@pytest.fixture
def places(communes, site, machine: Viewer) -> None:
    Epci.objects.create(code="248000531", name="CA Amiens Métropole", kind="CA")
    quarter = Quarter.objects.create(
        code="QN08004M",
        name="Marcel Paul - Salamandre",
        generation=2024,
        departement_id="80",
        valid_from=date(2024, 1, 1),
    )
    QuarterCommune.objects.create(quarter=quarter, commune_id="80021")
    for uai, name, kind, commune in (
        ("0801194N", "Collège César Franck", "college", "80021"),
        ("0801252B", "École Voltaire", "primaire", "80021"),
        ("0601193S", "École Voltaire", "primaire", "60175"),
    ):
        School.objects.create(
            uai=uai, name=name, kind=kind, sector="public", commune_id=commune, facts_on=date(2022, 9, 1)
        )


def found(text: str, **rest) -> list[tuple[str, str]]:
    return [(place.kind, place.code) for place in queries.search_places(text, **rest)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("amiens", ("commune", "80021")),
        ("AMIENS NORD", ("site", "amiens-nord")),
        ("80021", ("commune", "80021")),
        ("métropole amiens", ("epci", "248000531")),
        ("salamandre", ("quarter", "QN08004M")),
        ("qn08004m", ("quarter", "QN08004M")),
        ("college cesar franck", ("school", "0801194N")),
        ("voltaire creil", ("school", "0601193S")),
        ("0801194n", ("school", "0801194N")),
        ("amien", ("commune", "80021")),
        ("colege cesar frank", ("school", "0801194N")),
    ],
)
def test_what_people_type(places, typed: str, first: tuple[str, str]) -> None:
    assert found(typed)[0] == first


@pytest.mark.parametrize("typed", ["", "   ", "%", "';--", "zzzzzz", "_", "\\", "a" * 80])
def test_nothing_is_found_for_nothing(places, typed: str) -> None:
    assert found(typed) == []


def test_one_kind_only_and_so_many(places) -> None:
    assert {kind for kind, _code in found("voltaire", kind="school")} == {"school"}
    assert len(found("voltaire", limit=1)) == 1
    assert found("voltaire", kind="site") == []


def test_the_database_keeps_it_whoever_writes(places) -> None:
    School.objects.filter(uai="0801194N").update(name="Collège Rosa Bonheur")
    assert found("rosa bonheur") == [("school", "0801194N")]
    Commune.objects.filter(code="60175").update(name="Creil-sur-Oise")
    assert found("creil sur oise voltaire") == [("school", "0601193S")]
    School.objects.filter(uai="0801194N").delete()
    assert not SearchEntry.objects.filter(code="0801194N").exists()


def test_invented_places_are_for_demonstrations(places, machine: Viewer) -> None:
    services.add_invented_commune(by=machine, code="80998", name="Valmarelle", departement="80", lon=2.3, lat=49.9)
    assert found("valmarelle") == []
    assert found("valmarelle", include_invented=True) == [("commune", "80998")]


def test_its_price_is_fixed(places, counted) -> None:
    with counted() as asked:
        found("amiens")
    assert len(asked) == 1
    with counted() as asked:
        found("amyens")
    assert len(asked) == 2
