"""The secret address of one's own calendar: made, made anew, withdrawn."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from marelle.kernel import audit
from marelle.kernel.access import Forbidden, Viewer

from ..models import CalendarAddress, Person
from ..queries import fingerprint_of
from .people import oneself
from .tokens import SECRET_BYTES, TokenOfTheScreen


@transaction.atomic
def make_calendar_address(*, by: Viewer, at: datetime) -> tuple[CalendarAddress, str]:
    """Makes the address of one's own calendar; gives back its row and the secret, which is shown once and kept nowhere.
    The one before, if there is one, is withdrawn.

    Refuses `Forbidden` (visitors, programs of the installation), `TokenOfTheScreen`: a token, which ends, makes nothing
    that outlives it.
    """
    person = oneself(by)
    if by.token is not None:
        raise TokenOfTheScreen
    Person.objects.select_for_update().get(pk=person.pk)  # two at once: the second withdraws the first
    CalendarAddress.objects.filter(person=person, withdrawn_at=None).update(withdrawn_at=at)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    made = CalendarAddress.objects.create(person=person, fingerprint=fingerprint_of(secret), created_at=at)
    audit.record(by, "accounts.make_calendar", made)
    return made, secret


@transaction.atomic
def withdraw_calendar_address(*, by: Viewer, at: datetime) -> None:
    """Withdraws the address of one's own calendar: its next reading finds nothing. Twice is once.

    Refuses `Forbidden` to visitors and to programs of the installation.
    """
    if by.person_id is None:
        raise Forbidden(permission="audit.read_own")
    for held in CalendarAddress.objects.select_for_update().filter(person=by.person_id, withdrawn_at=None):
        held.withdrawn_at = at
        held.save(update_fields=["withdrawn_at"])
        audit.record(by, "accounts.withdraw_calendar", held)


def note_reading(address: CalendarAddress, at: datetime) -> None:
    """Writes the day on which an address was read. Price: one query, once a day."""
    today = at.date()
    if address.used_on != today:
        CalendarAddress.objects.filter(pk=address.pk).update(used_on=today)
