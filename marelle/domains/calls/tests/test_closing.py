"""A call follows the one clock: closed at its second, by the worker; an extension, for all or for one, is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from marelle.domains.calls.models import Application, Call
from marelle.domains.calls.queries.terms import stage_at
from marelle.domains.calls.rules.calls import ClosingNotReached
from marelle.domains.calls.rules.extensions import DecisionBegun
from marelle.domains.calls.services import applications as services
from marelle.domains.calls.services import close_call, extend_application, extend_call, record_decision
from marelle.domains.calls.services.closing import TASK, follow_clock
from marelle.kernel import clock
from marelle.kernel.access import Viewer
from marelle.kernel.access.context import acting
from marelle.kernel.audit import entries_on

from .conftest import CLOSING

pytestmark = pytest.mark.django_db
LATER, WHY = CLOSING + timedelta(days=7), "Panne nationale du réseau le 30 juin."


@pytest.fixture
def officer(holding):
    return holding("national_officer")


def state(call: Call) -> str:
    return Call.objects.get(pk=call.pk).state


def test_the_clock_closes_a_call_at_its_second_and_says_who(call):
    clock.set_to(CLOSING - timedelta(minutes=1))
    assert follow_clock() == [] and state(call) == "open"
    clock.set_to(CLOSING)
    assert [one.pk for one in follow_clock()] == [call.pk] and state(call) == "closed"
    with acting(Viewer.machine("essai"), duty="auditor"):
        (told,) = [one for one in entries_on(call) if one.action == "calls.close_call"]
    assert (told.program, told.person_id) == (TASK, None)
    assert follow_clock() == []


def test_before_the_worker_comes_the_rules_say_closed_already(call, filed, machine):
    clock.set_to(CLOSING)
    assert str(stage_at(call, clock.now()).label) == "Dépôt terminé"
    said = {"outcome": "refused", "reason": "Le pilotage reste à construire.", "decided_on": clock.today()}
    Application.objects.filter(pk=filed.pk).update(state="under_review")
    assert record_decision(by=machine, at=clock.now(), application=filed, **said).outcome == "refused"


def test_an_extended_call_is_not_closed(call, officer):
    extend_call(by=officer, call=call, until=LATER, why=WHY)
    clock.set_to(CLOSING + timedelta(hours=1))
    assert follow_clock() == [] and state(call) == "open"
    clock.set_to(LATER)
    assert len(follow_clock()) == 1


def test_more_time_for_one_leaves_that_file_alone(complete, mayor, officer, call):
    extend_application(by=officer, application=complete, until=LATER, why=WHY)
    clock.set_to(CLOSING)
    follow_clock()
    assert state(call) == "closed"
    filed = services.file_application(by=mayor, application=Application.objects.get(pk=complete.pk))
    assert filed.state == "filed"


def test_more_time_for_all_opens_again_what_the_clock_closed(complete, mayor, officer, call):
    clock.set_to(CLOSING + timedelta(hours=10))
    follow_clock()
    extend_call(by=officer, call=call, until=LATER, why=WHY)
    assert state(call) == "open" and follow_clock() == []
    assert services.file_application(by=mayor, application=complete).state == "filed"


def test_nobody_joins_a_decision_that_has_begun(call, filed, officer, machine):
    clock.set_to(CLOSING)
    follow_clock()
    Application.objects.filter(pk=filed.pk).update(state="under_review")
    said = {"outcome": "refused", "reason": "Le pilotage reste à construire.", "decided_on": clock.today()}
    record_decision(by=machine, at=clock.now(), application=filed, **said)
    with pytest.raises(DecisionBegun):
        extend_call(by=officer, call=call, until=LATER, why=WHY)
    assert state(call) == "closed"


def test_a_demonstration_that_goes_back_in_time_opens_again(call):
    clock.set_to(CLOSING)
    follow_clock()
    clock.set_to(CLOSING - timedelta(days=1))
    assert [one.pk for one in follow_clock()] == [call.pk] and state(call) == "open"


def test_a_person_closes_no_sooner_than_the_clock(call, officer):
    clock.set_to(CLOSING - timedelta(seconds=5))
    with pytest.raises(ClosingNotReached):
        close_call(by=officer, at=clock.now(), call=call)
