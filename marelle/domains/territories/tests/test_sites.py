"""Opening, moving and closing a site; inventing a place; what the database itself refuses."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from marelle.domains.territories import services
from marelle.domains.territories.access import visible_sites
from marelle.domains.territories.models import Commune, Departement, Site, SiteCommune
from marelle.kernel.access import Forbidden, Perimeter, Viewer
from marelle.kernel.states import MoveRefused
from marelle.kernel.testing.fixtures import as_owner

from .conftest import LABEL_DAY

pytestmark = pytest.mark.django_db
INVENTED: dict[str, Any] = {"code": "80998", "name": "Valmarelle", "departement": "80", "lon": 2.3, "lat": 49.9}


def days(site: Site) -> set[tuple[str, bool, date, date | None]]:
    return set(SiteCommune.objects.filter(site=site).values_list("commune_id", "is_main", "valid_from", "valid_to"))


def test_a_site_lies_in_all_that_contains_its_main_commune(site: Site) -> None:
    assert site.perimeters() == {
        Perimeter("national"),
        Perimeter("region", "32"),
        Perimeter("academie", "AMIENS"),
        Perimeter("departement", "80"),
        Perimeter("commune", "80021"),
        Perimeter("site", str(site.pk)),
    }


def test_a_site_is_opened_once(site: Site, machine: Viewer) -> None:
    with pytest.raises(services.SiteExists, match="amiens-nord"):
        services.open_site(by=machine, slug="amiens-nord", name="Autre", communes=["80021"], since=LABEL_DAY)


def test_a_site_needs_communes_that_exist(communes, machine: Viewer) -> None:
    with pytest.raises(services.CommuneUnknown, match="80999"):
        services.open_site(by=machine, slug="autre", name="Autre", communes=["80021", "80999"], since=LABEL_DAY)
    assert not Site.objects.exists()


def test_a_perimeter_moves_and_its_past_is_kept(site: Site, machine: Viewer) -> None:
    day = date(2024, 1, 1)
    services.change_perimeter(by=machine, site=site, communes=["80021", "80001"], since=day)
    assert days(site) == {("80021", True, LABEL_DAY, None), ("80001", False, day, None)}
    later = date(2025, 1, 1)
    services.change_perimeter(by=machine, site=site, communes=["80001"], since=later)
    assert days(site) == {
        ("80021", True, LABEL_DAY, later),
        ("80001", False, day, later),
        ("80001", True, later, None),
    }
    assert Site.objects.get().commune_main_id == "80001"


def test_a_perimeter_cannot_move_before_it_began(site: Site, machine: Viewer) -> None:
    with pytest.raises(services.TooEarly):
        services.change_perimeter(by=machine, site=site, communes=["80001"], since=LABEL_DAY)
    assert days(site) == {("80021", True, LABEL_DAY, None)}


def test_a_closed_site_keeps_its_history_and_closes_once(site: Site, machine: Viewer) -> None:
    day = LABEL_DAY + timedelta(days=900)
    with pytest.raises(services.TooEarly):
        services.close_site(by=machine, site=site, on=LABEL_DAY, why="Trop tôt.")
    services.close_site(by=machine, site=site, on=day, why="Scindée en deux cités.")
    assert days(site) == {("80021", True, LABEL_DAY, day)}
    assert Site.objects.get().status == "closed"
    with pytest.raises(MoveRefused):
        services.close_site(by=machine, site=site, on=day + timedelta(days=1), why="Encore.")


@pytest.mark.parametrize("order", ["open_site", "change_perimeter", "close_site", "add_invented_commune"])
def test_only_those_who_may(site: Site, order: str) -> None:
    facts: dict[str, dict[str, Any]] = {
        "open_site": {"slug": "x", "name": "X", "communes": ["80021"], "since": LABEL_DAY},
        "change_perimeter": {"site": site, "communes": ["80001"], "since": date(2024, 1, 1)},
        "close_site": {"site": site, "on": date(2024, 1, 1), "why": "Parce que."},
        "add_invented_commune": INVENTED,
    }
    with pytest.raises(Forbidden):
        getattr(services, order)(by=Viewer.visitor(), **facts[order])


def test_an_invented_place_is_marked_and_so_is_its_site(somme: Departement, machine: Viewer) -> None:
    commune = services.add_invented_commune(by=machine, **INVENTED, population=12000)
    assert commune.invented
    assert services.add_invented_commune(by=machine, **INVENTED) == commune
    site = services.open_site(by=machine, slug="valmarelle", name="Valmarelle", communes=["80998"], since=LABEL_DAY)
    assert site.invented
    assert site.point == (2.3, 49.9)


@pytest.mark.parametrize(
    "change",
    [
        {"code": "80021"},
        {"name": "AMIENS"},
        {"name": "abbeville"},
        {"code": "60998"},
        {"code": "8099X"},
        {"departement": "99"},
    ],
)
def test_an_invention_never_takes_a_real_code_or_name(communes, machine: Viewer, change: dict[str, str]) -> None:
    with pytest.raises(services.InventionRefused):
        services.add_invented_commune(by=machine, **INVENTED | change)


def test_nothing_is_invented_outside_a_demonstration(somme: Departement, machine: Viewer) -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("UPDATE kernel_installation SET is_demonstration = false")
    with pytest.raises(services.InventionRefused):
        services.add_invented_commune(by=machine, **INVENTED)


def test_a_source_is_kept_once_and_learns(db) -> None:
    first = services.cite_source(name="Liste", url="https://example.org")
    again = services.cite_source(name="Liste", url="https://example.org", licence="LO2", published_on=date(2019, 9, 5))
    third = services.cite_source(name="Liste", url="https://example.org", licence="autre")
    assert first == again == third
    assert (third.licence, third.published_on) == ("LO2", date(2019, 9, 5))


WRONG = {
    "a code of no département": "UPDATE territories_commune SET departement_id = '60' WHERE code = '80021'",
    "a half point": "UPDATE territories_commune SET lon = 2.3 WHERE code = '80021'",
    "a point outside the world": "UPDATE territories_commune SET lon = 200, lat = 0 WHERE code = '80021'",
    "a year without a population": "UPDATE territories_commune SET population = NULL WHERE code = '80021'",
    "an end before the start": "UPDATE territories_commune SET valid_from = '2020-01-01', valid_to = '2019-01-01'",
    "a malformed code": "UPDATE territories_region SET code = 'HDF' WHERE code = '32'",
    "a holiday zone of nowhere": "UPDATE territories_academie SET zone = 'D'",
    "an unknown status": "UPDATE territories_site SET status = 'gone'",
    "a slug with capitals": "UPDATE territories_site SET slug = 'Amiens'",
    "a site without a name": "UPDATE territories_site SET name = ''",
    "days that overlap": """INSERT INTO territories_sitecommune (site_id, commune_id, is_main, valid_from)
        SELECT site_id, commune_id, false, '2023-01-01' FROM territories_sitecommune""",
    "two main communes": """INSERT INTO territories_sitecommune (site_id, commune_id, is_main, valid_from)
        SELECT site_id, '80001', true, '2023-01-01' FROM territories_sitecommune""",
    "a number of a nameless list": """INSERT INTO territories_siteidentifier (site_id, source_code, identifier)
        SELECT id, 'ANCT!', 'cite-001' FROM territories_site""",
    "a false fingerprint": """INSERT INTO territories_importrun
        (kind, file_name, sha256, program, added, changed, unchanged, refused_count, refused)
        VALUES ('x', 'x', 'abc', '', 0, 0, 0, 0, '[]')""",
}


@pytest.mark.parametrize("what", WRONG)
def test_the_database_refuses(site: Site, what: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(WRONG[what])


def test_the_same_commune_may_come_back_later(site: Site, machine: Viewer) -> None:
    day = date(2024, 1, 1)
    services.change_perimeter(by=machine, site=site, communes=["80001"], since=day)
    services.change_perimeter(by=machine, site=site, communes=["80021"], since=date(2025, 1, 1))
    assert SiteCommune.objects.filter(site=site, commune="80021").count() == 2


def test_everybody_sees_every_site(site: Site) -> None:
    assert list(visible_sites(Viewer.visitor())) == [site]


def test_names_are_kept_plain_by_the_database(communes: dict[str, Commune]) -> None:
    assert communes["93014"].plain == "clichy sous bois"
    assert communes["60159"].plain == "compiegne"
