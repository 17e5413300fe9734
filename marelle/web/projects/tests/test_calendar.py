"""My week in my own calendar: its secret address, what stands in it and what never does, who reads it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from marelle.domains.accounts import services as accounts
from marelle.domains.accounts.models import CalendarAddress, Membership, Person
from marelle.domains.accounts.tests.conftest import PASSWORD
from marelle.domains.projects import services
from marelle.kernel.access import Forbidden, Viewer
from marelle.kernel.audit.models import AuditEntry
from marelle.web.ui.tests.reading import page

from .test_week import begun_late, meeting, task, token

pytestmark = pytest.mark.django_db
HERE = "/ma-semaine/agenda/"


def made(viewer, now):
    return f"/agendas/{accounts.make_calendar_address(by=viewer, at=now)[1]}/semaine.ics"


def unfolded(answer):
    return answer.content.decode().replace("\r\n ", "")


def test_it_holds_my_bodies_my_tasks_my_days_and_nothing_of_others(client, file, complete, leader, mayor, prefect, now):
    project = file.project
    told = {"by": leader, "at": now, "project": project, "rhythm": "quarter"}
    mine = services.open_body(name="Comité de la cheffe", level=1, roles=["project_leader"], **told)
    other = services.open_body(name="Comité du préfet", level=2, roles=["prefect"], **told)
    for body in (mine, other):
        services.plan_meeting(by=leader, at=now, body=body, starts_at=now + timedelta(days=40), place="Salle, 2")
    task(file, leader, now, leader, "Appeler le collège ; vite", 2)
    task(file, leader, now, leader, "Écrire au maire", -4)
    task(file, leader, now, mayor, "Signer la lettre", 2)
    begun_late(project, leader, now)
    text = unfolded(client.get(made(leader, now)))
    assert "Réunion\u00a0: Comité de la cheffe\\, Salle\\, 2" in text and "préfet" not in text
    assert "Tâche\u00a0: Appeler le collège \\; vite" in text and "Signer la lettre" not in text
    assert "En retard. Valmarelle\u00a0: Tâche\u00a0: Écrire au maire" in text and "devait commencer" not in text
    assert "Le projet est à finaliser" in text
    lines = text.split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-2:] == ["END:VCALENDAR", ""]
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 4
    day = (now + timedelta(days=2)).date()
    assert f"DTSTART;VALUE=DATE:{day:%Y%m%d}" in lines and f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}" in lines
    assert any(line.startswith("DTSTART:") and line.endswith("Z") for line in lines)
    assert all(len(line.encode()) <= 75 for line in client.get(made(leader, now)).content.decode().split("\r\n"))
    assert "Comité du préfet" in unfolded(client.get(made(prefect, now)))


def test_the_address_is_shown_once_replaced_and_withdrawn(client, entered, file, leader, now):
    browser = entered(leader)
    assert "Vous n’avez pas d’adresse" in page(browser.get(HERE))
    assert browser.post(HERE, {"then": "make"}).headers["Location"].startswith("/compte/confirmer/")
    browser.post("/compte/confirmer/", {"password": PASSWORD})
    shown = page(browser.post(HERE, {"then": "make"}))
    first = shown.split('value="http://testserver')[1].split('"')[0]
    assert first.startswith("/agendas/") and "plus jamais affichée" in shown
    told = page(browser.get(HERE))
    assert first not in told and "Elle n’a jamais été lue" in told
    answer = client.get(first)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, no-store" and answer.headers["X-Robots-Tag"] == "noindex"
    assert "pour la dernière fois" in page(browser.get(HERE))
    second = page(browser.post(HERE, {"then": "make"})).split('value="http://testserver')[1].split('"')[0]
    assert (client.get(first).status_code, client.get(second).status_code) == (404, 200)
    assert browser.post(HERE, {"then": "withdraw"}).status_code == 302
    assert client.get(second).status_code == client.get("/agendas/rien/semaine.ics").status_code == 404
    assert CalendarAddress.objects.filter(person=leader.person_id).count() == 2
    gestures = AuditEntry.objects.filter(action__contains="calendar").values_list("action", flat=True)
    assert sorted(gestures) == ["accounts.make_calendar"] * 2 + ["accounts.withdraw_calendar"]


def test_it_gives_nothing_once_the_right_or_the_person_is_gone(client, file, leader, now):
    task(file, leader, now, leader, "Appeler le collège", 2)
    address = made(leader, now)
    assert "Appeler le collège" in unfolded(client.get(address))
    Membership.objects.filter(person=leader.person_id).update(valid_to=now - timedelta(seconds=1))
    told = client.get(address)
    assert told.status_code == 200 and "BEGIN:VEVENT" not in unfolded(told)
    accounts.deactivate_person(by=Viewer.machine("test"), at=now, person=Person.objects.get(pk=leader.person_id))
    assert client.get(address).status_code == 404


def test_nobody_makes_it_but_oneself_on_a_screen(leader, now):
    for stranger in (Viewer.visitor(), Viewer.machine("test")):
        with pytest.raises(Forbidden):
            accounts.make_calendar_address(by=stranger, at=now)
        with pytest.raises(Forbidden):
            accounts.withdraw_calendar_address(by=stranger, at=now)
    with pytest.raises(accounts.TokenOfTheScreen):
        accounts.make_calendar_address(by=leader.through(1, ["projects.read"]), at=now)


def test_programs_read_it_and_withdraw_it(client, file, leader, now):
    meeting(file.project, leader, now)
    task(file, leader, now, leader, "Appeler le collège", 2)
    headers = token(leader, now)
    told = client.get("/api/v1/me/calendar", headers=headers).json()
    assert told["made_on"] is None and [one["words"] for one in told["items"]] == ["Tâche\u00a0: Appeler le collège"]
    assert client.post("/api/v1/me/calendar", headers=headers).json()["code"] == "accounts.token_of_the_screen"
    address = made(leader, now)
    assert client.get("/api/v1/me/calendar", headers=headers).json()["made_on"] == str(now.date())
    assert client.post("/api/v1/me/calendar/withdraw", headers=headers).status_code == 204
    assert client.get(address).status_code == 404


def test_its_price_does_not_grow(client, file, leader, now, counted):
    task(file, leader, now, leader, "Une", 2)
    address = made(leader, now)
    client.get(address)
    with counted() as one:
        client.get(address)
    for number in range(6):
        task(file, leader, now, leader, f"Tâche {number}", number + 1)
        meeting(file.project, leader, now, name=f"Comité {number}")
    with counted() as many:
        client.get(address)
    assert len(many) == len(one) <= 20
