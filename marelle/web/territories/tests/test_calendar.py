"""The calendar of the school year: zones side by side, what is unknown said so, at a fixed price."""

import pytest

from marelle.domains.territories import services
from marelle.domains.territories.models import SchoolHoliday
from marelle.kernel.access import Viewer
from marelle.web.ui.tests.reading import page

pytestmark = pytest.mark.django_db


@pytest.fixture
def calendar(machine: Viewer) -> None:
    services.load_academies(by=machine, rows=[("AMIENS", "Amiens", "B"), ("MAYOTTE", "Mayotte", "")])
    services.fill_calendar(by=machine)


def test_the_school_year_in_which_we_are(client, calendar, at) -> None:
    at("2026-03-02T10:00")
    text = page(client.get("/calendrier/"))
    assert "Calendrier scolaire 2025-2026" in text
    assert "du samedi 14 février au dimanche 1er mars" in text  # zone B
    assert "Zone B : Amiens." in text
    assert "Vendredi saint" in text and "Alsace, " in text
    assert "inconnu" in text[text.index("<li>Mayotte") :].split("</li>")[0]
    assert "holidays" in text[text.index('id="sources"') :]
    assert '?annee=2026"' in text and '?annee=2024"' in text


def test_another_year_and_one_that_nobody_fixes(client, calendar, at) -> None:
    at("2026-03-02T10:00")
    assert "Calendrier scolaire 2019-2020" in page(client.get("/calendrier/?annee=2019"))
    assert "2025-2026" in page(client.get("/calendrier/?annee=2090"))
    at("2031-03-02T10:00")
    assert "Ce calendrier n’est pas connu" in page(client.get("/calendrier/?annee=x"))


def test_where_a_file_and_the_package_differ(client, calendar, at) -> None:
    at("2026-03-02T10:00")
    assert "dit autre chose" not in page(client.get("/calendrier/"))
    winter = SchoolHoliday.objects.get(zone="B", name="Vacances d’hiver", first_day__year=2026)
    SchoolHoliday.objects.filter(pk=winter.pk).update(first_day="2026-02-13")
    assert "Du 14 février 2026 au 1er mars 2026." in page(client.get("/calendrier/"))


def test_its_price(client, calendar, at, counted) -> None:
    at("2026-03-02T10:00")
    with counted() as asked:
        client.get("/calendrier/")
    assert len(asked) <= 10
