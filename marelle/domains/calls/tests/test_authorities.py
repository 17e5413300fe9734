"""Préfet and rector: their own thread, each at work in sight of the other, deputies, delays, the region heard."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from marelle.domains.calls.models import Application, ExchangeMessage, Presence
from marelle.domains.calls.queries import authorities as queries
from marelle.domains.calls.queries.applications import opinions
from marelle.domains.calls.rules.applications import NotYetFiled
from marelle.domains.calls.rules.authorities import at_work, days_late
from marelle.domains.calls.rules.reviews import AlreadyChasedToday, MessageEmpty, NobodyToChase
from marelle.domains.calls.services import applications as services
from marelle.domains.calls.services import authorities as orders
from marelle.domains.calls.services import chasing, open_call, prepare_call
from marelle.domains.territories.models import Departement
from marelle.kernel import clock
from marelle.kernel.access import Perimeter, Viewer
from marelle.kernel.access.context import enter
from marelle.kernel.dossiers import AlreadySpoken, NotYourSeat
from marelle.kernel.mail.models import OutgoingMail

from .conftest import CLOSING, SOMME, make_places
from .terms import with_terms
from .writing import complete_answers

pytestmark = pytest.mark.django_db
BY = Viewer.machine("test")
OISE = Perimeter("departement", "60")


def speak(application, by, seat, opinion="favourable"):
    said = {"version": 1, "seat": seat, "opinion": opinion, "reasons": "Diagnostic solide."}
    return services.give_opinion(by=by, at=clock.now(), application=application, **said)


def write(application, by, text="Le budget vous paraît-il tenable ?"):
    return orders.write_to_the_other(by=by, at=clock.now(), application=application, text=text)


def test_they_write_to_each_other_and_nobody_else_reads(filed, prefect, rector, mayor, leader, holding, organisation):
    write(filed, prefect)
    write(filed, rector, "Oui, sauf en 2022.\r\n")
    seen = queries.exchange(rector, filed)
    assert [(one.label, one.mine, one.message.text) for one in seen] == [
        ("Préfet", False, "Le budget vous paraît-il tenable ?"),
        ("Recteur", True, "Oui, sauf en 2022."),
    ]
    officer = holding("national_officer", body=organisation("Équipe", "national", Perimeter("national")))
    for other in (mayor, leader, officer, BY, Viewer.visitor()):
        assert queries.exchange(other, filed) == []
        assert queries.others_at_work(other, filed, clock.now()) == []
        with pytest.raises(NotYourSeat):
            write(filed, other)
    with pytest.raises(DatabaseError), transaction.atomic():
        ExchangeMessage.objects.update(text="Autre chose")


def test_an_authority_of_elsewhere_neither_reads_nor_writes(filed, somme, holding, organisation):
    facts = {"name": "Oise", "region": somme.region, "academie": somme.academie}
    Departement.objects.get_or_create(code="60", defaults=facts)
    elsewhere = holding("prefect", OISE, name="autre", body=organisation("Préfecture (Oise)", "prefecture", SOMME))
    assert queries.exchange(elsewhere, filed) == []
    with pytest.raises(NotYourSeat):
        write(filed, elsewhere)


def test_a_message_says_something_on_a_sent_file(filed, draft, prefect):
    with pytest.raises(MessageEmpty):
        write(filed, prefect, " \r\n ")
    Application.objects.filter(pk=draft.pk).update(state="draft", filed_at=None)
    draft.refresh_from_db()
    with pytest.raises(NotYetFiled):
        write(draft, prefect)


def test_one_sees_that_the_other_is_at_work(filed, prefect, rector, mayor):
    now = clock.now()
    assert orders.come_to_work(by=prefect, at=now, application=filed)
    assert not orders.come_to_work(by=mayor, at=now, application=filed)
    assert not orders.come_to_work(by=BY, at=now, application=filed)
    assert queries.others_at_work(prefect, filed, now) == []
    assert [(one.label, one.since) for one in queries.others_at_work(rector, filed, now)] == [("Préfet", now)]
    later = now + timedelta(minutes=9)
    orders.come_to_work(by=prefect, at=later, application=filed)
    (seen,) = queries.others_at_work(rector, filed, now + timedelta(minutes=15))
    assert (seen.since, seen.seen_at) == (now, later)
    assert queries.others_at_work(rector, filed, later + timedelta(minutes=10)) == []
    orders.come_to_work(by=rector, at=now + timedelta(days=2), application=filed)
    assert [one.person_id for one in Presence.objects.all()] == [rector.person_id]


@pytest.mark.parametrize(("minutes", "there"), [(0, True), (9, True), (10, False)])
def test_at_work_is_recent(minutes, there):
    assert at_work(CLOSING, CLOSING + timedelta(minutes=minutes)) is there


@pytest.mark.parametrize(
    ("due", "days"), [(date(2019, 7, 1), 2), (date(2019, 7, 3), 0), (date(2019, 8, 1), 0), (None, 0)]
)
def test_days_late_are_counted_after_the_last_day(due, days):
    assert days_late(due, date(2019, 7, 3)) == days


def test_neither_speaks_for_the_other_nor_twice(filed, prefect, rector):
    with pytest.raises(NotYourSeat):
        speak(filed, prefect, "rector")
    speak(filed, prefect, "prefect")
    with pytest.raises(AlreadySpoken):
        speak(filed, prefect, "prefect", "unfavourable")
    with pytest.raises(NotYourSeat):
        speak(filed, rector, "prefect")


def test_a_second_opinion_of_the_same_authority_is_refused_to_its_delegate_too(filed, prefect, holding, city):
    speak(filed, prefect, "prefect")
    delegate = holding("prefect_delegate", city, name="bruno")
    with pytest.raises(AlreadySpoken):
        speak(filed, delegate, "prefect")


def test_those_who_are_awaited_are_told_once_a_day(filed, prefect, rector, holding, city):
    bruno = holding("prefect_delegate", city, name="bruno")
    speak(filed, rector, "rector")
    (late,) = queries.awaited_opinions(filed.call, clock.now())
    assert [seat.code for seat in late.seats] == ["prefect"]
    assert {holder.person_id for holder in late.holders} == {prefect.person_id, bruno.person_id}
    assert (late.days, late.unheld) == (0, ())
    after = clock.now() + timedelta(days=70)
    assert queries.awaited_opinions(filed.call, after)[0].days > 0
    made = chasing.chase_opinions(by=BY, at=clock.now(), call=filed.call)
    assert (made.people, made.files) == (2, 1)
    with pytest.raises(AlreadyChasedToday):
        chasing.chase_opinions(by=BY, at=clock.now() + timedelta(hours=3), call=filed.call)
    enter(Viewer.visitor(), duty="postman")
    letters = OutgoingMail.objects.filter(key__startswith="calls.chase:")
    assert letters.count() == 2
    assert "Valmarelle" in letters[0].text


def test_a_seat_that_nobody_holds_is_shown_and_nobody_is_told(filed, prefect):
    speak(filed, prefect, "prefect")
    (late,) = queries.awaited_opinions(filed.call, clock.now())
    assert [seat.code for seat in late.unheld] == ["rector"]
    with pytest.raises(NobodyToChase):
        chasing.chase_opinions(by=BY, at=clock.now(), call=filed.call)


@pytest.fixture
def heard(now, site, town, city, machine):
    """A file of a call that asks the region too."""
    facts = {"slug": "region", "title": "Avec la région", "edition": 2019, "invented": True}
    days = {"opens_at": now - timedelta(days=30), "closes_at": CLOSING}
    made = with_terms(prepare_call(by=machine, at=now, **facts, **days))
    made.regional_opinion = True
    made.save()
    made = open_call(by=machine, at=now, call=made)
    make_places(machine, city)
    draft = services.start_application(by=machine, call=made, site=site, organisation_id=town.pk)
    answers = complete_answers(draft.sheet.questionnaire.form)
    services.save_section(by=machine, at=now, application=draft, answers=answers)
    return services.file_application(by=machine, application=draft)


def test_the_region_is_heard_and_the_two_keys_remain_two(heard, prefect, rector, holding, organisation):
    region = holding("regional_prefect", Perimeter("region", "32"), body=organisation("SGAR", "prefecture", SOMME))
    speak(heard, prefect, "prefect")
    speak(heard, rector, "rector")
    standing = opinions(heard).standing
    assert (standing.awaited, standing.carried) == (("region",), False)
    speak(heard, region, "region", "unfavourable")
    assert opinions(heard).standing.carried
    with pytest.raises(NotYourSeat):
        speak(heard, region, "prefect")
    assert [one.label for one in queries.exchange(region, heard)] == []
    write(heard, region)
    assert [one.label for one in queries.exchange(prefect, heard)] == ["Préfet de région"]


def test_without_the_region_its_prefect_says_nothing(filed, holding, organisation):
    region = holding("regional_prefect", Perimeter("region", "32"), body=organisation("SGAR", "prefecture", SOMME))
    with pytest.raises(NotYourSeat):
        speak(filed, region, "region")
    assert queries.exchange(region, filed) == []
