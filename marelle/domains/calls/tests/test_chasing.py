"""The clock chases late opinions on the days that a call says: once, from eight, nobody who stepped aside."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from marelle.domains.calls.models import Call, Chase, InterestStatement
from marelle.domains.calls.queries.authorities import chases_of, opinions_to_chase
from marelle.domains.calls.rules.chasing import ScheduleWrong, checked_days, day_due
from marelle.domains.calls.rules.reviews import AlreadyChasedToday
from marelle.domains.calls.services.applications import give_opinion
from marelle.domains.calls.services.chasing import TASK, chase_by_clock, chase_opinions, set_chasing
from marelle.kernel import clock
from marelle.kernel.access import Forbidden, Viewer
from marelle.kernel.access.context import acting
from marelle.kernel.audit import entries_on

pytestmark = pytest.mark.django_db
BY = Viewer.machine("test")
LAST = date(2019, 6, 20)


def on(day: date, hour: int = 9) -> None:
    clock.set_to(datetime(day.year, day.month, day.day, hour, tzinfo=clock.PARIS))


@pytest.fixture
def awaited(filed, prefect, rector):
    """A filed candidature in a call whose opinions end on a day, chased the day before and two days after."""
    Call.objects.filter(pk=filed.call_id).update(opinions_by=LAST)
    set_chasing(by=BY, call=filed.call, days=[-1, 2])
    return filed


def speak(application, by, seat, opinion="favourable"):
    said = {"version": 1, "seat": seat, "opinion": opinion, "reasons": "Diagnostic solide."}
    return give_opinion(by=by, at=clock.now(), application=application, **said)


@pytest.mark.parametrize(
    ("today", "due"),
    [
        (date(2019, 6, 18), None),
        (date(2019, 6, 19), date(2019, 6, 19)),
        (date(2019, 6, 21), date(2019, 6, 19)),  # a worker that slept two days
        (date(2019, 6, 22), date(2019, 6, 22)),
        (date(2019, 6, 24), date(2019, 6, 22)),
        (date(2019, 6, 25), None),
    ],
)
def test_the_day_that_is_due(today, due):
    assert day_due([-1, 2], LAST, today) == due
    assert day_due([], LAST, today) is None and day_due([-1], None, today) is None


def test_days_are_few_and_near():
    assert checked_days([2, -1, 2]) == [-1, 2]
    for days in (range(11), [61], [-61]):
        with pytest.raises(ScheduleWrong):
            checked_days(days)


def test_the_clock_chases_on_its_days_once(awaited):
    on(LAST - timedelta(days=2))
    assert chase_by_clock() == []
    on(LAST - timedelta(days=1), hour=7)
    assert chase_by_clock() == []  # not before eight
    on(LAST - timedelta(days=1))
    (made,) = chase_by_clock()
    assert (made.people, made.files, made.sent_by) == (2, 1, None)
    assert chase_by_clock() == []
    on(LAST)
    assert chase_by_clock() == []
    on(LAST + timedelta(days=2))
    assert len(chase_by_clock()) == 1 and Chase.objects.count() == 2
    assert [one.who for one in chases_of(awaited.call)] == ["l’horloge", "l’horloge"]
    with acting(BY, duty="auditor"):
        assert {one.program for one in entries_on(made)} == {TASK}


def test_a_person_may_chase_and_the_clock_does_not_say_it_again(awaited, holding):
    on(LAST - timedelta(days=1))
    officer = holding("national_officer")
    chase_opinions(by=officer, at=clock.now(), call=awaited.call)
    assert chase_by_clock() == []
    assert [one.who for one in chases_of(awaited.call)] == ["National-Officer Essai"]
    on(LAST + timedelta(days=2))
    assert len(chase_by_clock()) == 1
    with pytest.raises(AlreadyChasedToday):
        chase_opinions(by=officer, at=clock.now(), call=awaited.call)


def test_whoever_has_spoken_or_stepped_aside_is_left_alone(awaited, prefect, rector):
    speak(awaited, prefect, "prefect", "recused")
    on(LAST - timedelta(days=1))
    assert {one.person_id for one in opinions_to_chase(awaited.call, clock.now())} == {rector.person_id}
    InterestStatement.objects.create(
        application=awaited, person_id=rector.person_id, has_interest=True, why="Ma sœur.", said_at=clock.now()
    )
    assert opinions_to_chase(awaited.call, clock.now()) == {}
    assert chase_by_clock() == [] and not Chase.objects.exists()


def test_nothing_is_chased_in_a_call_that_is_decided_or_says_no_day(awaited):
    on(LAST - timedelta(days=1))
    set_chasing(by=BY, call=awaited.call, days=[])
    assert chase_by_clock() == []


def test_only_whoever_organises_chooses_the_days(awaited, prefect):
    with pytest.raises(Forbidden):
        set_chasing(by=prefect, call=awaited.call, days=[1])
