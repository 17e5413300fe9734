"""Reminding those who are awaited: everybody at once, at most once a day, through the outbox."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from marelle.kernel import audit
from marelle.kernel.access import Viewer
from marelle.kernel.clock import PARIS

from ..access.reviews import ORGANISE
from ..models import Application, Call, Chase, Reminder
from ..notifications import tell_chase
from ..queries.authorities import opinions_to_chase, reviews_to_chase
from ..rules.reviews import AlreadyChasedToday, NobodyToChase
from ..states.reviews import OPINIONS_LATE, REVIEWS_LATE


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
