"""Reminding those who are awaited: everybody at once, by a person or by the clock, at most once a day."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from marelle.kernel import audit, clock
from marelle.kernel.access import Viewer
from marelle.kernel.clock import PARIS

from ..access.reviews import ORGANISE
from ..models import Application, Call, Chase, Reminder
from ..notifications import tell_chase
from ..queries.authorities import opinions_to_chase, reviews_to_chase
from ..rules.chasing import checked_days, day_due
from ..rules.reviews import AlreadyChasedToday, NobodyToChase
from ..states.reviews import OPINIONS_LATE, REVIEWS_LATE
from .calls import held_call

TASK = "calls.chase_opinions"
FROM_HOUR = 8  # in Paris


@transaction.atomic
def chase_opinions(*, by: Viewer, at: datetime, call: Call) -> Chase:
    """Writes to each authority whose opinion is awaited in a call, deputies included, one letter for all their files.

    Refuses without `calls.organise_review`, `NobodyToChase`, `AlreadyChasedToday`.
    """
    by.must(ORGANISE)
    people = {holder.email: files for holder, files in opinions_to_chase(call, at).items()}
    return _chase(by, at, call, OPINIONS_LATE, people)


@transaction.atomic
def chase_reviews(*, by: Viewer, at: datetime, call: Call) -> Chase:
    """Writes to each reviewer who has not sent all their marks. Refuses as `chase_opinions`."""
    by.must(ORGANISE)
    people = {person.email: files for person, files in reviews_to_chase(call).items()}
    return _chase(by, at, call, REVIEWS_LATE, people)


@transaction.atomic
def set_chasing(*, by: Viewer, call: Call, days: Iterable[int]) -> Call:
    """Says on which days the clock chases late opinions, counted from their last day; no day: only people chase.

    Refuses without `calls.organise_review`, `ScheduleWrong`.
    """
    by.must(ORGANISE)
    held = held_call(call)
    held.chase_on = checked_days(days)
    held.save(update_fields=["chase_on"])
    audit.record(by, "calls.set_chasing", held, facts={"days": held.chase_on})
    return held


@transaction.atomic
def chase_by_clock() -> list[Chase]:
    """Chases late opinions in each call on its days, from eight in the morning, once: not where a person chased since.

    The row of the call is locked: two workers do not write twice. Done again, it writes to nobody. Price: one query
    when no day has come; for each call whose day it is, four, and those of the letters.
    """
    by, now = Viewer.machine(TASK), clock.now()
    if now.hour < FROM_HOUR:
        return []
    running = Call.objects.filter(state__in=("open", "closed"), opinions_by__isnull=False).exclude(chase_on=[])
    made = [_chased_today(by, now, call) for call in running.order_by("pk")]
    return [one for one in made if one is not None]


def _chased_today(by: Viewer, now: datetime, call: Call) -> Chase | None:
    day = day_due(call.chase_on, call.opinions_by, now.date())
    if day is None or _chased_since(call, day):
        return None
    held = held_call(call)
    try:
        return None if _chased_since(held, day) else chase_opinions(by=by, at=now, call=held)
    except (NobodyToChase, AlreadyChasedToday):
        return None


def _chased_since(call: Call, day: date) -> bool:
    return Chase.objects.filter(call=call, about=OPINIONS_LATE, day__gte=day).exists()


def _chase(by: Viewer, at: datetime, call: Call, about: str, people: Mapping[str, Sequence[Application]]) -> Chase:
    day = at.astimezone(PARIS).date()
    # A file about which its people were written to today, by a bulk order, is not written about twice.
    told = set(
        Reminder.objects.filter(application__call=call, about=about, day=day).values_list("application", flat=True)
    )
    left = {address: [file for file in files if file.pk not in told] for address, files in people.items()}
    people = {address: files for address, files in left.items() if files}
    if not people:
        raise NobodyToChase
    files = len({file.pk for awaited in people.values() for file in awaited})
    facts = {"about": about, "day": day, "people": len(people), "files": files}
    try:
        with transaction.atomic():
            made = Chase.objects.create(call=call, sent_by=by.person_id, **facts)
    except IntegrityError:
        raise AlreadyChasedToday from None
    tell_chase(made, people)
    audit.record(by, "calls.chase", made, facts=facts)
    return made
