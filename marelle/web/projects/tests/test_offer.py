"""The public page of a cité's actions: what is shown, what never is, its files, its price."""

import json
import re
from datetime import date, time

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import translation

from marelle.domains.funding.tests.ground import AT, BY
from marelle.domains.projects.rules.offer import DatedHour
from marelle.domains.projects.services import withdraw_project
from marelle.domains.projects.tests.test_offer import offered, planned, project  # noqa: F401
from marelle.domains.territories.models import School, SchoolHoliday, Source
from marelle.kernel.testing.fixtures import as_owner
from marelle.web.projects.offer_calendar import calendar
from marelle.web.ui.offers import dates_words, hours_words

FILES = ("", "actions.csv", "actions.json", "actions.ics")


@pytest.fixture
def page(project, at):  # noqa: F811
    at("2020-03-02T10:00")
    cache.clear()
    planned(project, title="Échecs du mercredi")
    planned(
        project,
        title="Cinéma du soir",
        ages=["a15_17"],
        reach=[{"row": "a15_17", "young": 12}],
        bands=[{"row": "evening", "sessions": 10, "minutes": 120}],
        timetable=[{"day": "friday", "from": "19:00", "to": "21:00", "place": "Salle Lumière"}],
        quarters=[],
        themes=["culture"],
    )

    def get(query="", tail="actions/", language="fr"):
        client = Client()
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        return client.get(f"/cites/site-0/{tail}{query}")

    return get


def text(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_everything_is_told_in_plain_words(page):
    told = text(page())
    for words in ("Échecs du mercredi", "11 à 14 ans", "Mercredi, 14:00–17:00, Gymnase du canal", "Les Tilleuls"):
        assert words in told
    assert "Centre social des Tilleuls" in told and "ville inventée" in told
    assert told.index('id="evening"') < told.index('id="wednesday"')


def test_an_age_is_touched_and_what_else_is_asked_stays(page):
    told = text(page("?age=12&moment=wednesday"))
    assert '<a href="/cites/site-0/actions/?age=11&amp;moment=wednesday" aria-current="true">11 à 14 ans</a>' in told
    assert '<a href="/cites/site-0/actions/?age=15&amp;moment=wednesday">15 à 17 ans</a>' in told


def test_days_of_the_same_hour_are_told_once():
    class Hour:
        starts_at, ends_at, place = time(17), time(18, 30), "Centre social"

        def __init__(self, day):
            self.day = day

    assert hours_words(map(Hour, (0, 1, 3))) == ["Lundi, mardi, jeudi, 17:00–18:30, Centre social"]
    with translation.override("en"):
        assert hours_words(map(Hour, (0, 1)))[0].startswith("Monday, Tuesday, 17:00")


@pytest.mark.parametrize(
    ("query", "kept", "gone"),
    [
        ("?age=12", "Échecs du mercredi", "Cinéma du soir"),
        ("?age=16", "Cinéma du soir", "Échecs du mercredi"),
        ("?moment=evening", "Cinéma du soir", "Échecs du mercredi"),
        ("?theme=sport", "Échecs du mercredi", "Cinéma du soir"),
        ("?q=CINEMA", "Cinéma du soir", "Échecs du mercredi"),
        ("?quartier=QP080997&age=16", "Cinéma du soir", "Échecs du mercredi"),
    ],
)
def test_each_criterion_lives_in_the_address(page, query, kept, gone):
    told = text(page(query))
    assert kept in told and gone not in told


def test_nothing_is_said_plainly_with_what_is_next_door(page):
    told = text(page("?age=16&moment=wednesday&quartier=QP080997"))
    assert "Rien le mercredi pour un enfant de 16 ans, quartier Les Tilleuls." in told
    assert "À d’autres moments" in told and "Cinéma du soir" in told
    assert "Rien d’approchant non plus" in text(page("?age=2"))


def test_a_mistaken_age_is_said_and_nothing_is_lost(page):
    told = text(page("?age=douze"))
    assert "Écrivez l’âge en années, de 0 à 25." in told and 'value="douze"' in told and "Cinéma du soir" in told


@pytest.mark.parametrize("tail", ["actions/", *FILES[1:]])
def test_nothing_of_a_person_no_amount_no_note_leaves(page, tail):
    response = page(tail=tail)
    told = (b"".join(response) if response.streaming else response.content).decode()
    assert response.status_code == 200 and "mercredi" in told
    for secret in ("CANARI", "1200000", "12000", "12\u202f000", "18000", "20\u202f000"):
        assert secret not in told


def test_the_files_say_the_same(page):
    rows = json.loads(b"".join(page("?age=12", "actions.json")))
    assert [(row["title"], row["ages"], row["hours"]) for row in rows] == [
        ("Échecs du mercredi", "11-14", "3 14:00-17:00 Gymnase du canal")
    ]
    told = b"".join(page(tail="actions.csv")).decode()
    assert told.splitlines()[0].startswith("number,title,text,year,themes,ages") and len(told.splitlines()) == 3


def test_the_calendar_leaves_holidays_out(page, project):  # noqa: F811
    source = Source.objects.create(name="Calendrier inventé")
    commune = project.site.commune_main
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO territories_academie (code, name, zone) VALUES ('AMI-X', 'Invention', 'B')")
        cursor.execute(
            "UPDATE territories_departement SET academie_id = 'AMI-X' WHERE code = %s", [commune.departement_id]
        )
    days = {"first_day": "2020-10-17", "last_day": "2020-11-01"}
    SchoolHoliday.objects.create(zone="B", name="Toussaint", source=source, **days)
    response = page("?age=12", "actions.ics")
    told = response.content.decode().replace("\r\n ", "")
    assert response["Content-Type"].startswith("text/calendar")
    assert "DTSTART;TZID=Europe/Paris:20200909T140000" in told and "RRULE:FREQ=WEEKLY;COUNT=15" in told
    assert re.findall(r"EXDATE\S+", told) == [
        "EXDATE;TZID=Europe/Paris:20201021T140000",
        "EXDATE;TZID=Europe/Paris:20201028T140000",
    ]
    assert all(len(line.encode()) <= 75 for line in response.content.decode().split("\r\n"))


def test_a_text_never_leaves_its_line_of_the_calendar(project):  # noqa: F811
    told = calendar(project.site, [offered(title="A;B,C\\D\nEND:VEVENT\r\x0bÉ" + "é" * 90)], [], AT)
    assert told.count("END:VEVENT\r\n") == 1 and "SUMMARY:A\\;B\\,C\\\\D\\nEND:VEVENT\\nÉ" in told.replace("\r\n ", "")


def test_a_withdrawn_project_offers_nothing(page, project):  # noqa: F811
    withdraw_project(by=BY, at=AT, project=project, why="Fin du label")
    assert "Aucune action n’est publiée" in text(page())


def test_the_invented_city_is_shown_in_a_demonstration_only(page):
    assert page().status_code == 200
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("UPDATE kernel_installation SET clock_offset = '0', is_demonstration = false")
    for tail in ("actions/", *FILES[1:]):
        assert page(tail=tail).status_code == 404


def test_the_places_that_have_a_point_are_drawn_and_listed(page, project):  # noqa: F811
    assert "pas de carte" in text(page())
    facts = {
        "commune": project.site.commune_main,
        "invented": True,
        "kind": "college",
        "facts_on": "2019-09-01",
        "lon": 2.05,
        "lat": 49.98,
    }
    School.objects.create(uai="0809901C", name="Collège Rosa-Bonheur", **facts)
    planned(project, title="Devoirs faits", colleges=["0809901C"])
    told = text(page())
    assert 'aria-label="1. Collège Rosa-Bonheur"' in told and 'id="lieu-1"' in told


def test_the_page_costs_the_same_whatever_the_number_of_actions(page, project, django_assert_max_num_queries):  # noqa: F811
    with django_assert_max_num_queries(17) as first:
        page()
    for number in range(10):
        planned(project, title=f"Action {number}")
    with django_assert_max_num_queries(len(first)):
        page()


def test_english_reads_it_too(page):
    assert "What there is for my child" in text(page(language="en"))


def test_a_session_that_comes_once_and_a_place_with_a_point_are_shown(page, project):  # noqa: F811
    planned(
        project,
        title="SOS Brevet",
        levels=["3e"],
        timetable=[],
        dates=[{"on": "2020-04-20", "from": "09:00", "to": "12:00", "place": "Gymnase du canal"}],
        places=[{"name": "Gymnase du canal", "address": "8 quai", "point": "49.98, 2.05"}],
    )
    told = text(page())
    assert "20 avril 2020, 09:00–12:00, Gymnase du canal" in told
    assert "lundi 20 avril 2020, 09:00–12:00" in told and "(3e)" in told
    assert 'aria-label="1. Gymnase du canal"' in told and "Sans position connue : Gymnase" not in told
    calendar_file = page(tail="actions.ics").content.decode().replace("\r\n ", "")
    assert "DTSTART;TZID=Europe/Paris:20200420T090000" in calendar_file
    assert "2020-04-20 09:00-12:00 Gymnase du canal" in b"".join(page(tail="actions.csv")).decode()


def test_dates_of_one_month_and_hour_are_told_once_and_the_rest_is_counted():
    days = [DatedHour(date(2020, 4, day), time(9), time(12), "Gymnase") for day in (20, 21, 22)]
    summer = [DatedHour(date(2020, 7, day), time(9), time(12), "") for day in range(6, 18)]
    assert dates_words(days) == ["20, 21, 22 avril 2020, 09:00–12:00, Gymnase"]
    assert dates_words([*days, *summer])[1:] == [
        "6, 7, 8, 9, 10, 11, 12, 13, 14 juillet 2020, 09:00–12:00",
        "et 3 autres dates",
    ]
