"""Those who have drafts are reminded before the closing: by the one clock, once for each threshold, nobody twice."""

from datetime import timedelta

import pytest

from marelle.domains.calls.models import DraftReminder
from marelle.domains.calls.services.reminders import remind_drafts
from marelle.domains.calls.tasks import remind_drafts as task
from marelle.kernel import clock
from marelle.kernel.access import Viewer
from marelle.kernel.access.context import acting
from marelle.kernel.mail.models import OutgoingMail

from .conftest import CLOSING

pytestmark = pytest.mark.django_db


def letters():
    with acting(Viewer.machine("test"), duty="postman"):
        return OutgoingMail.objects.filter(subject__startswith="Pas encore déposée").count()


def test_nobody_is_told_too_early_and_each_threshold_once(draft, leader, mayor):
    assert remind_drafts(CLOSING - timedelta(hours=169)) == 0
    assert remind_drafts(CLOSING - timedelta(hours=168)) == 1
    assert letters() == 2  # the leader and the mayor
    assert remind_drafts(CLOSING - timedelta(hours=100)) == 0
    assert remind_drafts(CLOSING - timedelta(hours=48)) == 1
    assert remind_drafts(CLOSING - timedelta(hours=1)) == 0
    assert letters() == 4
    assert remind_drafts(CLOSING) == 0


def test_a_worker_that_slept_tells_the_nearest_threshold_only(draft):
    assert remind_drafts(CLOSING - timedelta(hours=2)) == 1
    assert DraftReminder.objects.get().hours == 48


def test_what_is_filed_needs_no_reminder(filed):
    assert remind_drafts(CLOSING - timedelta(hours=2)) == 0


def test_an_extension_is_another_closing(draft, call):
    remind_drafts(CLOSING - timedelta(hours=2))
    type(call).objects.filter(pk=call.pk).update(closes_at=CLOSING + timedelta(days=10))
    assert remind_drafts(CLOSING + timedelta(days=9)) == 1


def test_the_worker_reads_the_one_clock(draft):
    clock.set_to(CLOSING - timedelta(hours=3))
    task()
    task()
    assert letters() > 0
    assert DraftReminder.objects.count() == 1


def test_it_costs_little_when_there_is_nothing_to_say(draft, counted):
    with counted() as queries:
        remind_drafts(CLOSING - timedelta(days=20))
    assert len([q for q in queries if "SAVEPOINT" not in q["sql"]]) <= 2


def test_more_time_granted_to_one_moves_its_reminder(draft):
    type(draft).objects.filter(pk=draft.pk).update(extended_until=CLOSING + timedelta(days=10))
    assert remind_drafts(CLOSING - timedelta(hours=2)) == 0
    assert remind_drafts(CLOSING + timedelta(days=9)) == 1
    assert DraftReminder.objects.get().closes_at == CLOSING + timedelta(days=10)
