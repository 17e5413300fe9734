"""The orders between authorities: write to the other, say that one is at work, record a deputy."""

from datetime import datetime

from django.db import transaction

from marelle.domains.accounts.models import Membership
from marelle.kernel import audit
from marelle.kernel.access import Viewer
from marelle.kernel.dossiers import NotYourSeat

from ..access.reviews import seats_held
from ..models import Application, Delegation, ExchangeMessage, Presence
from ..rules.applications import NotYetFiled, keys_of
from ..rules.authorities import AWAY_AFTER, KEPT_FOR, deputy_role
from ..rules.reviews import ActMissing, MessageEmpty, NotYourKey

LONGEST = 5000


@transaction.atomic
def write_to_the_other(*, by: Viewer, at: datetime, application: Application, text: str) -> ExchangeMessage:
    """Adds a message to the private thread of the authorities on a file. Refuses `NotYourSeat` to anybody else, a
    program included, `NotYetFiled` on a draft, `MessageEmpty`."""
    seats = seats_held(by, application)
    if not seats or by.person_id is None:
        labels = ", ".join(seat.label for seat in application.dossier.rule.seats)
        raise NotYourSeat(seat=labels)
    if application.filed_at is None:
        raise NotYetFiled
    said = text.replace("\x00", "").replace("\r\n", "\n").strip()[:LONGEST]
    if not said:
        raise MessageEmpty(field="text")
    message = ExchangeMessage.objects.create(
        application=application, seat=seats[0], person_id=by.person_id, text=said, said_at=at
    )
    audit.record(by, "calls.write_to_the_other", application, facts={"seat": seats[0], "message": message.pk})
    return message


def come_to_work(*, by: Viewer, at: datetime, application: Application) -> bool:
    """Says that an authority has a file open, so that the other knows. False for anybody else: nothing is kept.

    A presence is forgotten after a day; it is no gesture of the log. Price: one query, three when somebody comes.
    """
    seats = seats_held(by, application)
    if not seats or by.person_id is None:
        return False
    mine = Presence.objects.filter(application=application, person=by.person_id, seen_at__gt=at - AWAY_AFTER)
    if not mine.update(seen_at=at, seat=seats[0]):
        Presence.objects.filter(seen_at__lt=at - KEPT_FOR).delete()
        row = Presence(application=application, person_id=by.person_id, seat=seats[0], since=at, seen_at=at)
        again, once = ["seat", "since", "seen_at"], ["application", "person"]
        Presence.objects.bulk_create([row], update_conflicts=True, update_fields=again, unique_fields=once)
    return True


@transaction.atomic
def record_delegation(*, by: Viewer, at: datetime, right: Membership, act: str) -> Delegation:
    """Notes that a right just given is a deputyship, and the act that allows it.

    Refuses `NotYourKey` unless `by` speaks from the seat of that right over its whole place, and is a person;
    `ActMissing`.
    """
    seat = next((s for s in keys_of(True).seats if deputy_role(s.code) == right.role_id), None)
    if seat is None or by.person_id is None or not by.may(seat.permission, right.perimeters()):
        raise NotYourKey
    if not act.strip():
        raise ActMissing(field="act")
    made = Delegation.objects.create(
        seat=seat.code, right=right, act=act.strip()[:300], given_by_id=by.person_id, given_at=at
    )
    facts = {"seat": seat.code, "person": right.person_id, "from": right.valid_from, "until": right.valid_to}
    audit.record(by, "calls.record_delegation", made, why=made.act, facts=facts)
    return made
