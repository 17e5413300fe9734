"""Orders on several files: looked at first, then given; once a day; nothing on the files of others."""

from datetime import timedelta

import pytest

from marelle.domains.accounts.models import Person
from marelle.domains.calls.models import Application, Assignment, Draw, Reminder
from marelle.domains.calls.services.jury import name_reviewer
from marelle.domains.calls.tests.crowd import fill
from marelle.kernel import clock
from marelle.kernel.access import NATIONAL
from marelle.kernel.access.context import acting
from marelle.kernel.mail.models import OutgoingMail
from marelle.web.ui.tests.reading import page, refused

from .conftest import spoken

pytestmark = pytest.mark.django_db
LIST = "/pilotage/appels/essai-2019/candidatures/"
BULK = "/pilotage/appels/essai-2019/candidatures-choisies/"
DRAFTS = "/pilotage/appels/essai-2019/brouillons/"
FUNNEL = "/pilotage/appels/essai-2019/avancement/"


def letters(machine, start="calls.remind:"):
    with acting(machine, duty="postman"):
        return list(OutgoingMail.objects.filter(key__startswith=start).order_by("to").values_list("to", "text"))


def order(gesture, *files, step="check", **rest):
    told = [str(file.pk) for file in files]
    return {"scope": "ticked", "gesture": gesture, "ids": told, "step": step, **rest}


@pytest.fixture
def juror(holding, organisation, filed, machine):
    body = organisation("Organisme national (essai)", "national", NATIONAL)
    viewer = holding("jury_reviewer", NATIONAL, name="ada", body=body)
    person = Person.objects.get(pk=viewer.person_id)
    return name_reviewer(by=machine, at=clock.now(), call=filed.call, person=person)


def test_who_may(client, entered, filed, prefect, mayor, officer):
    assert client.post(BULK, order("opinions", filed)).status_code == 302
    for viewer in (prefect, mayor):
        page(entered(viewer).post(BULK, order("opinions", filed)), 403)
        assert 'id="bulk"' not in entered(viewer).get("/candidatures/").content.decode()
    assert entered(officer).get(BULK).status_code == 302


def test_a_reminder_is_looked_at_then_sent_once_a_day(entered, filed, officer, prefect, rector, machine, at):
    client = entered(officer)
    text = page(client.post(BULK, order("opinions", filed)))
    assert "Relance à 2 personnes." in text and "Rien n’est encore fait." in text
    assert not Reminder.objects.exists() and not letters(machine)
    for _turn in range(2):
        answer = client.post(BULK, order("opinions", filed, step="confirm"), follow=True)
    assert "Rien n’a été fait" in page(answer)
    assert [to for to, _text in letters(machine)] == ["prefect@valmarelle.invalid", "rector@valmarelle.invalid"]
    assert "Valmarelle" in letters(machine)[0][1]
    assert Reminder.objects.get().people == 2
    at("2019-06-04T10:00")
    assert "1 candidature est relancée." in page(
        client.post(BULK, order("opinions", filed, step="confirm"), follow=True)
    )
    assert len(letters(machine)) == 4


def test_who_has_spoken_is_left_alone(entered, filed, officer, prefect, rector, machine):
    spoken(filed, prefect, "prefect")
    client = entered(officer)
    client.post(BULK, order("opinions", filed, step="confirm"))
    assert [to for to, _text in letters(machine)] == ["rector@valmarelle.invalid"]
    spoken(filed, rector, "rector")
    clock.set_to(clock.now() + timedelta(days=1))
    assert "Aucun avis n’est attendu" in page(client.post(BULK, order("opinions", filed)))


def test_the_whole_list_as_filtered(entered, filed, officer, now):
    fill(filed.call, 40, now, {})
    client = entered(officer)
    told = {"scope": "whole", "gesture": "opinions", "step": "check", "filter": "etat=filed"}
    text = page(client.post(BULK, told))
    count = Application.objects.filter(call=filed.call, state="filed").count()
    assert text.count('<th scope="row"') == count


def test_the_price_does_not_grow(entered, filed, officer, prefect, rector, counted, now):
    client = entered(officer)
    told = {"scope": "whole", "gesture": "opinions", "step": "check", "filter": ""}
    client.post(BULK, told)
    with counted() as one:
        client.post(BULK, told)
    fill(filed.call, 30, now, {})
    with counted() as many:
        client.post(BULK, told)
    assert len(many) <= len(one) <= 32


def test_given_to_one_person(entered, filed, officer, juror, machine, now):
    more = fill(filed.call, 3, now, {})
    client = entered(officer)
    text = page(client.post(BULK, order("assign", filed, *more, reviewer=str(juror.pk))))
    assert text.count("Lui sera confiée.") == 4
    answer = client.post(BULK, order("assign", filed, *more, step="confirm", reviewer=str(juror.pk)), follow=True)
    assert "sont confiées" in page(answer)
    assert Assignment.objects.filter(reviewer=juror, ended_at=None).count() == 4
    assert len(letters(machine, "calls.assignment:")) == 1, "one letter for all"
    assert "Lui est déjà confiée." in page(client.post(BULK, order("assign", filed, reviewer=str(juror.pk))))


def test_a_conflict_is_left_and_said(entered, filed, officer, machine, holding, town):
    viewer = holding("jury_reviewer", NATIONAL, name="bea", body=town)
    seat = name_reviewer(by=machine, at=clock.now(), call=filed.call, person=Person.objects.get(pk=viewer.person_id))
    client = entered(officer)
    page(client.post(BULK, order("assign", filed, step="confirm", reviewer=str(seat.pk)), follow=True))
    assert not Assignment.objects.exists()


def test_drawn_as_it_was_shown(entered, filed, officer, juror, now):
    client = entered(officer)
    text = page(client.post(BULK, order("draw", filed)))
    assert "Sera confiée à Ada Essai" in text
    seed = text.split('name="seed" value="')[1].split('"')[0]
    assert not Draw.objects.exists()
    answer = client.post(BULK, order("draw", filed, step="confirm", seed="0" * 64))
    assert "ont changé depuis l’aperçu" in refused(answer)
    client.post(BULK, order("draw", filed, step="confirm", seed=seed))
    assert Draw.objects.get().drawn == [[filed.pk, juror.pk]]


def test_nothing_chosen_and_files_of_others(entered, filed, officer, draft, juror):
    client = entered(officer)
    assert "Aucune candidature n’est choisie" in refused(client.post(BULK, order("opinions")))
    for ids in (["999999"], [f"{filed.pk},999999"], ["-1", str(filed.pk + 7)]):
        told = {"scope": "ticked", "gesture": "opinions", "ids": ids, "step": "confirm"}
        assert "n’est pas, ou plus, dans la liste" in refused(client.post(BULK, told))
    assert "Choisissez la personne" in refused(client.post(BULK, order("assign", filed)))
    refused(client.post(BULK, order("steal", filed)))
    assert not Reminder.objects.exists()


def test_drafts_are_reminded_without_being_read(entered, draft, officer, leader, prefect, machine):
    page(entered(prefect).get(DRAFTS), 403)
    client = entered(officer)
    text = page(client.get(DRAFTS))
    assert "Relance à 1 personne." in text and f"/candidatures/{draft.pk}/" not in text
    client.post(DRAFTS)
    client.post(DRAFTS)
    assert [to for to, _text in letters(machine)] == ["project-leader@valmarelle.invalid"]
    assert "Enregistrer n’est pas déposer" in letters(machine)[0][1]


def test_the_funnel_counts_from_drafts_to_labels(entered, draft, officer, prefect, counted, now):
    client = entered(officer)
    page(entered(prefect).get(FUNNEL), 403)
    text = page(client.get(FUNNEL))
    assert "Commencées" in text and "<polygon" in text and "Relancer les brouillons" in text
    with counted() as one:
        client.get(FUNNEL)
    fill(draft.call, 30, now, {})
    with counted() as many:
        text = page(client.get(FUNNEL))
    assert len(one) == len(many) <= 12
    assert 'data-label="Commencées">31<' in text and 'data-label="Déposées">30<' in text
    assert "Hauts-de-France" in page(client.get(FUNNEL, {"region": "32"}))
    page(client.get(FUNNEL, {"region": "zz", "suivre": "1", "tri": "-labels"}))
