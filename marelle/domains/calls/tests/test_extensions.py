"""More time, for everybody or for one candidature, refusal by refusal."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from marelle.domains.calls.models import Application, Call, Extension
from marelle.domains.calls.queries import applications as reading
from marelle.domains.calls.queries import terms as queries
from marelle.domains.calls.rules.applications import CallClosed
from marelle.domains.calls.rules.decisions import FilesUndecided
from marelle.domains.calls.rules.extensions import (
    CalendarNearer,
    ExtensionByNobody,
    ExtensionNotLater,
    ExtensionRunning,
    ExtensionUnexplained,
    NothingToExtend,
)
from marelle.domains.calls.services import (
    announce_decisions,
    close_call,
    extend_application,
    extend_call,
    open_call,
    prepare_call,
)
from marelle.domains.calls.services import applications as services
from marelle.kernel import clock
from marelle.kernel.access import Forbidden
from marelle.kernel.mail.models import OutgoingMail
from marelle.kernel.states import MoveRefused

from .conftest import CLOSING
from .terms import with_terms

pytestmark = pytest.mark.django_db
LATER, WHY = CLOSING + timedelta(days=7), "Panne nationale du réseau le 30 juin."


@pytest.fixture
def officer(holding):
    return holding("national_officer")


def file(application: Application, by):
    return services.file_application(by=by, application=Application.objects.get(pk=application.pk))


def test_more_time_for_everybody_counts_in_filing(complete, mayor, officer, call):
    clock.set_to(CLOSING + timedelta(days=1))
    with pytest.raises(CallClosed):
        file(complete, mayor)
    granted = extend_call(by=officer, call=call, until=LATER, why=WHY)
    assert (granted.before, granted.until, granted.person_id, granted.application) == (
        CLOSING, LATER, officer.person_id, None,
    )  # fmt: skip
    assert Call.objects.get().closes_at == LATER
    clock.set_to(LATER)
    with pytest.raises(CallClosed) as caught:
        file(complete, mayor)
    assert "7 juillet 2019" in str(caught.value)
    clock.set_to(LATER - timedelta(seconds=2))
    assert file(complete, mayor).state == "filed"


def test_more_time_for_one_is_for_one(complete, mayor, officer, call, machine, next_city, town):
    other = services.start_application(by=machine, call=call, site=_site(next_city), organisation_id=town.pk)
    clock.set_to(CLOSING + timedelta(hours=1))
    extend_application(by=officer, application=complete, until=LATER, why=WHY)
    held = Application.objects.get(pk=complete.pk)
    assert (held.closes_at, held.call.closes_at) == (LATER, CLOSING)
    assert reading.may_file(mayor, held, clock.now())
    with pytest.raises(CallClosed):
        file(other, machine)
    assert file(complete, mayor).state == "filed"


def test_a_promise_to_one_is_kept_once_the_call_is_closed_for_the_others(complete, mayor, officer, call, machine):
    clock.set_to(CLOSING)
    close_call(by=machine, at=CLOSING, call=call)
    extend_application(by=officer, application=complete, until=LATER, why=WHY)
    with pytest.raises(ExtensionRunning):
        announce_decisions(by=machine, at=CLOSING, call=call, decided_on=CLOSING.date())
    held = file(complete, mayor)
    with pytest.raises(FilesUndecided) as caught:
        announce_decisions(by=machine, at=CLOSING, call=call, decided_on=CLOSING.date())
    assert str(caught.value).startswith("1 candidature déposée n’a pas de décision.")
    services.withdraw_application(by=mayor, application=held, why="Projet abandonné.")
    announce_decisions(by=machine, at=CLOSING, call=call, decided_on=CLOSING.date())


def test_an_extension_never_crosses_a_decided_call(complete, officer, call, machine):
    clock.set_to(CLOSING + timedelta(days=90))
    close_call(by=machine, at=clock.now(), call=call)
    announce_decisions(by=machine, at=clock.now(), call=call, decided_on=clock.today())
    with pytest.raises(NothingToExtend):
        extend_application(by=officer, application=complete, until=clock.now() + timedelta(days=1), why=WHY)
    with pytest.raises(MoveRefused):
        extend_call(by=officer, call=call, until=clock.now() + timedelta(days=1), why=WHY)


def test_the_later_of_both_closings_counts(complete, officer, call):
    extend_application(by=officer, application=complete, until=LATER, why=WHY)
    extend_call(by=officer, call=call, until=LATER + timedelta(days=1), why=WHY)
    assert Application.objects.get(pk=complete.pk).closes_at == LATER + timedelta(days=1)


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"why": "  "}, ExtensionUnexplained),
        ({"until": CLOSING}, ExtensionNotLater),
        ({"until": CLOSING - timedelta(days=1)}, ExtensionNotLater),
    ],
)
def test_never_silently_never_backwards(complete, officer, call, facts, refusal):
    told = {"by": officer, "until": LATER, "why": WHY, **facts}
    with pytest.raises(refusal):
        extend_call(call=call, **told)
    with pytest.raises(refusal):
        extend_application(application=complete, **told)
    assert not Extension.objects.exists()


def test_never_into_the_past(complete, officer, call):
    clock.set_to(LATER)
    with pytest.raises(ExtensionNotLater):
        extend_call(by=officer, call=call, until=LATER - timedelta(days=1), why=WHY)


def test_a_person_grants_it_and_not_any_person(complete, mayor, machine, call):
    with pytest.raises(ExtensionByNobody):
        extend_call(by=machine, call=call, until=LATER, why=WHY)
    with pytest.raises(Forbidden):
        extend_call(by=mayor, call=call, until=LATER, why=WHY)
    with pytest.raises(Forbidden):
        extend_application(by=mayor, application=complete, until=LATER, why=WHY)


def test_nothing_to_extend(filed, officer, machine, now):
    with pytest.raises(NothingToExtend):
        extend_application(by=officer, application=filed, until=LATER, why=WHY)
    rolling = prepare_call(
        by=machine, at=now, slug="fil", title="Fil", edition=2019, kind="rolling", opens_at=now, closes_at=None
    )
    with pytest.raises(NothingToExtend):
        extend_call(by=officer, call=open_call(by=machine, at=now, call=with_terms(rolling)), until=LATER, why=WHY)


def test_what_follows_moves_later_or_stays(officer, call):
    call.refresh_from_db()
    later = call.opinions_by + timedelta(days=7)
    with pytest.raises(CalendarNearer):
        extend_call(by=officer, call=call, until=LATER, why=WHY, opinions_by=call.opinions_by - timedelta(days=1))
    extend_call(by=officer, call=call, until=LATER, why=WHY, opinions_by=later, decision_by=call.decision_by)
    moved = Call.objects.get()
    assert (moved.opinions_by, moved.decision_by) == (later, call.decision_by)


def test_those_who_write_are_told_once_with_the_reason(draft, leader, mayor, officer, call, as_postman):
    extend_call(by=officer, call=call, until=LATER, why=WHY)
    sent = as_postman()
    assert {mail.to for mail in sent} == {"project-leader@valmarelle.invalid", "mayor@valmarelle.invalid"}
    assert all(WHY in mail.text and "7 juillet 2019, 23:59" in mail.text for mail in sent)


def test_drafts_to_extend_show_no_text_and_to_officers_only(draft, leader, officer, call, counted):
    with counted() as asked:
        assert queries.drafts_to_extend(officer, call) == [draft]
    assert len(asked) == 1
    assert "answers" not in asked[0]["sql"]
    assert queries.drafts_to_extend(leader, call) == []


def test_the_database_keeps_every_extension(draft, officer, call, machine, now):
    granted = extend_call(by=officer, call=call, until=LATER, why=WHY)
    with pytest.raises(DatabaseError), transaction.atomic():
        Extension.objects.filter(pk=granted.pk).update(why="Autre")
    other = prepare_call(
        by=machine, at=now, slug="b", title="B", edition=2019, opens_at=now, closes_at=LATER + timedelta(days=9)
    )
    facts = {"before": CLOSING, "until": LATER, "why": WHY, "decided_at": now, "person_id": officer.person_id}
    with pytest.raises(IntegrityError, match="calls_extension_in_its_call"), transaction.atomic():
        Extension.objects.create(call=other, application=draft, **facts)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError, match="calls_extension_explained"), transaction.atomic():
        Extension.objects.create(call=call, **{**facts, "why": ""})
    with pytest.raises(IntegrityError, match="calls_extension_later"), transaction.atomic():
        Extension.objects.create(call=call, **{**facts, "until": CLOSING})


@pytest.fixture
def as_postman():
    """Every message of the outbox, read as the postman would."""
    from marelle.kernel.access.context import acting

    def read():
        from marelle.kernel.access import Viewer

        with acting(Viewer.machine("postman"), duty="postman"):
            return list(OutgoingMail.objects.order_by("pk"))

    return read


def _site(place):
    from .conftest import a_site

    return a_site(place, "Clairebise")
