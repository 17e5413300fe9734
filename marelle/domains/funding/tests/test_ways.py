"""The way from the label to the first action, stage by stage: each on its day, what nobody told unknown, never zero."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marelle.domains.funding.queries import WAY, ways_of
from marelle.domains.funding.services import allocate, notify_grant, take_back_grant, take_back_payment
from marelle.domains.projects.models import Action
from marelle.kernel.money import Cents

from .granting import LATER, NOTIFIED, make_action, pay, vote
from .ground import AT, BY, Ground, make_ground

pytestmark = pytest.mark.django_db
PAID = date(2020, 4, 1)


@pytest.fixture
def ground() -> Ground:
    made = make_ground()
    allocate(by=BY, at=AT, budget=made.budgets[0], year=2020, cents=Cents(400), key="first", source=made.source)
    return made


def way(ground):
    return ways_of([ground.projects[0]])[ground.projects[0].pk]


def test_a_label_alone_knows_its_day_and_nothing_after(ground):
    made = way(ground)
    assert tuple(made.days) and set(made.days) == set(WAY)
    assert made.days["label"] and made.label_to_first is None
    assert {made.days[stage] for stage in WAY[2:]} == {None}


def test_each_stage_comes_on_its_day(ground):
    action = make_action(ground.projects[0])
    grant = vote(action, 300)
    assert way(ground).days["notified"] is None
    notify_grant(by=BY, at=LATER, grant=grant, on=NOTIFIED)
    assert (way(ground).days["notified"], way(ground).days["paid"]) == (NOTIFIED, None)
    pay(grant, 100, paid_on=PAID)
    pay(grant, 100, key="p2", paid_on=PAID + timedelta(days=30))
    assert (way(ground).days["paid"], way(ground).label_to_first) == (PAID, None)
    begun = way(ground).days["label"] + timedelta(days=75)
    Action.objects.filter(pk=action.pk).update(state="running", started_on=begun, planned_on=begun)
    assert (way(ground).days["running"], way(ground).label_to_first) == (begun, 75)


def test_what_was_taken_back_is_no_day(ground):
    grant = vote(make_action(ground.projects[0]), 300)
    notify_grant(by=BY, at=LATER, grant=grant, on=NOTIFIED)
    payment = pay(grant, 100, paid_on=PAID)
    take_back_payment(by=BY, at=LATER, payment=payment, reason="Erreur")
    assert (way(ground).days["notified"], way(ground).days["paid"]) == (NOTIFIED, None)
    take_back_grant(by=BY, at=LATER, grant=grant, reason="Erreur")
    assert way(ground).days["notified"] is None


def test_the_price_is_that_of_one_whatever_the_number(ground):
    for number in (1, len(ground.projects)):
        with CaptureQueriesContext(connection) as made:
            ways_of(ground.projects[:number])
        assert len(made) == 2
