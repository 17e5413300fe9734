"""What whoever decides is shown: opinions, what waits, decisions of their places, sites still without one."""

from datetime import date

import pytest

from marelle.domains.calls.access import visible_decisions
from marelle.domains.calls.models import Application
from marelle.domains.calls.queries import deciding
from marelle.domains.calls.services import close_call, prepare_call, record_decision
from marelle.domains.calls.services.applications import give_opinion
from marelle.kernel import clock
from marelle.kernel.access import Grant, Perimeter, Viewer

from .conftest import CLOSING, a_site

pytestmark = pytest.mark.django_db
BY = Viewer.machine("test")


def spoken(application: Application, by: Viewer, seat: str, opinion: str) -> None:
    give_opinion(by=by, at=clock.now(), application=application, version=1, seat=seat, opinion=opinion, reasons="Oui.")


def closed(application: Application) -> None:
    close_call(by=BY, at=CLOSING, call=application.call)
    clock.set_to(CLOSING.replace(month=8))


def the_row(application: Application) -> deciding.ToDecide:
    return next(row for row in deciding.to_decide(BY, application.call) if row.application == application)


def holder(*places: Perimeter) -> Viewer:
    rights = ("calls.record_decision", "calls.read_application")
    return Viewer(7, "A", tuple(Grant(right, place) for right in rights for place in places))


def test_a_row_says_both_opinions_and_when_it_is_ready(filed, prefect, rector):
    assert (the_row(filed).prefect.code, the_row(filed).awaited, the_row(filed).ready) == (
        "awaited",
        ("Préfet", "Recteur"),
        False,
    )
    spoken(filed, prefect, "prefect", "favourable")
    spoken(filed, rector, "rector", "reservations")
    row = the_row(filed)
    assert (row.prefect.tone, row.rector.tone, row.awaited, row.ready) == ("done", "late", (), False)
    closed(filed)
    assert the_row(filed).ready


def test_an_opinion_against_leaves_nothing_ready(filed, prefect, rector):
    spoken(filed, prefect, "prefect", "favourable")
    spoken(filed, rector, "rector", "unfavourable")
    closed(filed)
    assert (the_row(filed).ready, deciding.waiting_for_a_decision(BY)) == (False, {})


def test_what_waits_is_counted_by_call_for_whoever_decides_there(filed, prefect, rector, city, next_city, counted):
    spoken(filed, prefect, "prefect", "favourable")
    spoken(filed, rector, "rector", "favourable")
    assert deciding.waiting_for_a_decision(BY) == {}  # the call still runs
    closed(filed)
    with counted() as queries:
        assert deciding.waiting_for_a_decision(holder(city)) == {filed.call: 1}
    assert len(queries) == 2
    assert deciding.waiting_for_a_decision(holder(next_city)) == deciding.waiting_for_a_decision(prefect) == {}


def test_decisions_are_seen_where_one_records_them(filed, prefect, rector, city, next_city):
    spoken(filed, prefect, "prefect", "favourable")
    spoken(filed, rector, "rector", "favourable")
    closed(filed)
    told = record_decision(
        by=BY, at=clock.now(), application=filed, outcome="refused", decided_on=date(2019, 7, 30), reason="Non."
    )
    for viewer in (BY, holder(city), holder(Perimeter("departement", "80"), next_city)):
        assert list(visible_decisions(viewer)) == [told]
    for viewer in (holder(next_city), holder(Perimeter("site", "²")), prefect, Viewer.visitor()):
        assert list(visible_decisions(viewer)) == []
    row = the_row(filed)
    assert (row.decision_id, row.ready, row.under_way) == (told.pk, False, False)


def test_a_real_call_labels_real_sites_and_an_invented_one_invented_sites(filed, next_city):
    other, real = a_site(next_city, "Clairebise"), a_site(next_city, "Une vraie")
    type(real).objects.filter(pk=real.pk).update(invented=False)
    assert deciding.sites_without_decision(filed.call) == [other, filed.site]
    facts = {"title": "Vrai", "edition": 2020, "opens_at": filed.call.opens_at, "closes_at": filed.call.closes_at}
    call = prepare_call(by=BY, at=clock.now(), slug="vrai", **facts)
    assert deciding.sites_without_decision(call) == [real]
