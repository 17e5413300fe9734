"""Reservations, whatever they are made on: kept with the voice that makes them, answered, lifted, lapsed with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from marelle.domains.accounts.models import Person
from marelle.kernel import audit
from marelle.kernel.access import Viewer
from marelle.kernel.clock import PARIS
from marelle.kernel.dossiers.models import Voice

from ..access.files import LEAD
from ..models import Project, Reservation
from ..notifications import tell_reservation, tell_reservation_recall
from ..queries.files import people_with
from ..queries.reserving import Text, about, due_reservations, reservation_of
from ..queries.voices import who_speaks
from ..rules.finalising import NotYourReservation, ReasonNeeded, ReservationsMissing, ReservationUnclear
from ..rules.steering import recall_step
from ..states.finalising import RESERVATION

LONGEST = 10_000
READ = "projects.read"


@dataclass(frozen=True, slots=True)
class Asked:
    """One reservation as somebody makes it: what, the number of whoever sees to it, by when."""

    what: str
    owner: int
    due_on: date


def reservations_asked(text: Text, opinion: str, asked: Sequence[Asked], at: datetime) -> list[tuple[Asked, Person]]:
    """Those of a voice that makes some, each with its owner; of any other voice, none. Refuses `ReservationsMissing`,
    `ReservationUnclear`."""
    if opinion != "reservations":
        return []
    if not asked:
        raise ReservationsMissing
    people = {one.pk: one for one in people_with(text, [READ], at)}
    today, end = at.astimezone(PARIS).date(), text.project.ends_on
    found = []
    for one in asked:
        owner = people.get(one.owner)
        if owner is None or not one.what.strip() or not today <= one.due_on < end:
            raise ReservationUnclear
        found.append((one, owner))
    return found


def keep_reservations(text: Text, voice: Voice, asked: Sequence[tuple[Asked, Person]]) -> None:
    """Writes them down with their voice; each owner is told."""
    for one, owner in asked:
        facts = {"what": one.what.strip()[:LONGEST], "due_on": one.due_on, "made_at": voice.spoken_at}
        held = Reservation.objects.create(**about(text), voice=voice, seat=voice.seat, owner=owner, **facts)
        tell_reservation(held, [owner], "made")


def drop_reservations(text: Text) -> None:
    """They lapse with the voices that made them."""
    for one in Reservation.objects.select_for_update(of=("self",)).filter(**about(text)).exclude(state="lapsed"):
        RESERVATION.check(one.state, "lapsed")
        one.state = "lapsed"
        one.save(update_fields=["state"])


def reason_given(why: str, field: str = "why") -> str:
    """What somebody gives as a reason. Refuses `ReasonNeeded`."""
    said = why.replace("\x00", "").strip()[:LONGEST]
    if not said:
        raise ReasonNeeded(field)
    return said


@transaction.atomic
def answer_reservation(*, by: Viewer, at: datetime, project: Project, reservation: int, answer: str) -> Reservation:
    """Its owner, or who leads the project, says how a reservation was met; the seat that made it is asked to judge.

    Refuses `NotYourReservation`, `ReasonNeeded`, a move that the table does not have.
    """
    found = _held(project, reservation)
    if found.owner_id != by.person_id and not by.may(LEAD, found.perimeters()):
        raise NotYourReservation
    RESERVATION.check(found.state, "answered")
    found.state, found.answer, found.answered_at = "answered", reason_given(answer, "answer"), at
    found.save(update_fields=["state", "answer", "answered_at"])
    audit.record(by, "projects.answer_reservation", found.text, facts={"reservation": found.pk})
    tell_reservation(found, who_speaks(found.text, found.seat, at), f"answered:{at.isoformat()}")
    return found


@transaction.atomic
def judge_answer(
    *, by: Viewer, at: datetime, project: Project, reservation: int, lifted: bool, why: str = ""
) -> Reservation:
    """The seat that made a reservation lifts it, or says why it still stands; its owner is told.

    Refuses `NotYourReservation`, `ReasonNeeded` when it still stands, a move that the table does not have.
    """
    found = _held(project, reservation)
    place = found.text.rule.voices.seat(found.seat)
    if place is None or by.person_id is None or not by.may(place.permission, found.perimeters()):
        raise NotYourReservation
    state = "lifted" if lifted else "open"
    RESERVATION.check(found.state, state)
    found.state, found.judgement = state, why.strip()[:LONGEST] if lifted else reason_given(why)
    found.judged_at, found.judged_by_id = at, by.person_id
    found.save(update_fields=["state", "judgement", "judged_at", "judged_by"])
    audit.record(by, "projects.judge_answer", found.text, facts={"reservation": found.pk, "lifted": lifted})
    tell_reservation(found, [found.owner], f"judged:{at.isoformat()}")
    return found


def _held(project: Project, number: int) -> Reservation:
    found = reservation_of(project, number)
    if found is None:
        raise NotYourReservation
    return found


def recall_reservations(today: date) -> int:
    """To the owner of each: that its day comes, or is over, at the same steps as decisions; each letter goes once.
    Price: one query, and two for each letter."""
    sent = 0
    for one in due_reservations():
        step = recall_step(one.due_on, today)
        if step is not None:
            sent += tell_reservation_recall(one, step, today)
    return sent
