"""The orders of the three voices: submit a text, speak on it, step back, take it back, follow reservations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from marelle.domains.accounts.models import Person
from marelle.kernel import audit, clock
from marelle.kernel.access import Forbidden, Viewer
from marelle.kernel.clock import PARIS
from marelle.kernel.dossiers import NotYourSeat, VersionSuperseded
from marelle.kernel.dossiers.models import Voice
from marelle.kernel.dossiers.services import freeze

from ..access.files import DECIDE, LEAD
from ..models import ProjectFile, ProjectVersion, Reservation, StepBack
from ..notifications import tell_reservation, tell_submitted, tell_voice
from ..queries.files import people_of, what_is_left
from ..queries.voices import voices_on, who_speaks
from ..rules.finalising import (
    DeadlinePassed,
    HasSpoken,
    NotSubmitted,
    NotYourReservation,
    ProjectIncomplete,
    ReasonNeeded,
    ReservationsMissing,
    ReservationUnclear,
    SteppedBack,
    is_over,
)
from ..states.finalising import FILE, RESERVATION
from .files import held_file, must_be_finalised, text_of
from .lapsing import lapse
from .speaking import say, seat_for

LONGEST = 10_000


@dataclass(frozen=True, slots=True)
class Asked:
    """One reservation as somebody makes it: what, the number of whoever sees to it, by when."""

    what: str
    owner: int
    due_on: date


@transaction.atomic
def submit_project(*, by: Viewer, file: ProjectFile) -> ProjectVersion:
    """Freezes a complete project whose chapters are all ready, and asks the three to speak on it; they are told.

    Voices given on an earlier version do not come back, were the text the same. The one clock is read after the lock.
    Refuses without `projects.lead`, `NotBeingFinalised`, `DeadlinePassed`, `ProjectIncomplete` with all that is
    missing, and a project that is submitted already.
    """
    by.must(LEAD, file.perimeters())
    held = held_file(file)
    now = clock.now()
    must_be_finalised(held)
    must_be_in_time(held, now)
    FILE.check(held.state, "submitted")
    left = what_is_left(held)
    if not left.complete:
        raise ProjectIncomplete(left.faults, tuple(one.section.title for one in left.not_ready))
    held.submissions += 1
    text = {**text_of(held, left.seen.known), "submission": held.submissions}
    frozen = freeze(held.dossier, text, by=by, at=now)
    version = ProjectVersion.objects.create(
        file=held, version=frozen, number=frozen.number, submitted=True, made_at=now, made_by=by.person_id
    )
    held.state, held.submitted = "submitted", frozen.number
    held.save(update_fields=["state", "submitted", "submissions"])
    facts = {"version": frozen.number, "fingerprint": frozen.fingerprint}
    audit.record(by, "projects.submit_project", held, facts=facts)
    tell_submitted(held, version, now)
    return version


def must_be_in_time(file: ProjectFile, now: datetime) -> None:
    """Refuses (`DeadlinePassed`) once the last day is over in Paris."""
    due = file.project.finalise_by
    if due is not None and is_over(due, now):
        raise DeadlinePassed(day=f"{due:%d/%m/%Y}")


@transaction.atomic
def give_voice(
    *,
    by: Viewer,
    at: datetime,
    file: ProjectFile,
    version: int,
    seat: str,
    opinion: str,
    reasons: str,
    reservations: Sequence[Asked] = (),
) -> Voice:
    """Gives the voice of the commune, of the préfet or of the rector on the submitted version, for good.

    `version` is the number of the one that was read. A voice against takes the project back to writing, with its
    reasons: the others lapse. The team is told, and the owner of each reservation. Refuses `NotBeingFinalised`,
    `NotSubmitted`, `VersionSuperseded`, `SteppedBack`, `UnknownOpinion`, `ReservationsMissing`, `ReservationUnclear`,
    and what `kernel.dossiers` refuses: `NotYourSeat`, `AlreadySpoken`, `ReasonsMissing`.
    """
    held = held_file(file)
    must_be_finalised(held)
    row = _submitted(held, version)
    place = seat_for(by, held.rule, seat, opinion, StepBack.objects.filter(file=held))
    asked = _reservations(held, opinion, reservations, at)
    within, said = held.perimeters(), reasons[:LONGEST]
    voice = say(row.version, place, by=by, at=at, within=within, opinion=opinion, reasons=said)
    facts = {"seat": seat, "opinion": opinion, "version": version, "reservations": len(asked)}
    audit.record(by, "projects.give_voice", held, facts=facts)
    _keep_reservations(held, voice, asked)
    tell_voice(held, row, voice, at)
    if opinion in held.rule.against:
        lapse(held, "refused", by=by, at=at, why=voice.reasons)
    file.state, file.submitted = held.state, held.submitted
    return voice


def _submitted(file: ProjectFile, version: int) -> ProjectVersion:
    if file.state != "submitted":
        if ProjectVersion.objects.filter(file=file, number=version, lapsed_at__isnull=False).exists():
            raise VersionSuperseded
        raise NotSubmitted
    if version != file.submitted:
        raise VersionSuperseded
    return ProjectVersion.objects.select_related("version", "file").get(file=file, number=version)


def _reservations(file: ProjectFile, opinion: str, asked: Sequence[Asked], at: datetime) -> list[tuple[Asked, Person]]:
    """Those of a voice that makes some, each with its owner; of any other voice, none."""
    if opinion != "reservations":
        return []
    if not asked:
        raise ReservationsMissing
    people, today = {one.pk: one for one in people_of(file, at)}, at.astimezone(PARIS).date()
    found = []
    for one in asked:
        owner = people.get(one.owner)
        if owner is None or not one.what.strip() or not today <= one.due_on < file.project.ends_on:
            raise ReservationUnclear
        found.append((one, owner))
    return found


def _keep_reservations(file: ProjectFile, voice: Voice, asked: Sequence[tuple[Asked, Person]]) -> None:
    for one, owner in asked:
        facts = {
            "seat": voice.seat,
            "what": one.what.strip()[:LONGEST],
            "due_on": one.due_on,
            "made_at": voice.spoken_at,
        }
        held = Reservation.objects.create(file=file, voice=voice, owner=owner, **facts)
        tell_reservation(held, [owner], "made")


@transaction.atomic
def step_back(*, by: Viewer, at: datetime, file: ProjectFile, seat: str, why: str) -> StepBack:
    """Somebody who could speak from a seat steps back for a conflict of interest: a deputy speaks in their place.

    Refuses `NotYourSeat`, `NotBeingFinalised`, `ReasonNeeded`, `SteppedBack` a second time, `HasSpoken`.
    """
    held = held_file(file)
    must_be_finalised(held)
    place = held.rule.voices.seat(seat)
    if place is None or by.person_id is None or not by.may(place.permission, held.perimeters()):
        raise NotYourSeat(seat=place.label if place else seat)
    said = _reason(why)
    if StepBack.objects.filter(file=held, person=by.person_id).exists():
        raise SteppedBack(seat=place.label)
    if any(one.person_id == by.person_id for one in voices_on(held, held.submitted)):
        raise HasSpoken
    made = StepBack.objects.create(file=held, person_id=by.person_id, seat=seat, why=said, said_at=at)
    audit.record(by, "projects.step_back", held, why=said, facts={"seat": seat})
    return made


@transaction.atomic
def reopen_writing(*, by: Viewer, at: datetime, file: ProjectFile, why: str) -> ProjectFile:
    """Takes a submitted project back to writing: the voices given lapse, and those who spoke are told why.

    For whoever leads the writing, and for the national team. Refuses `Forbidden`, `NotBeingFinalised`, `ReasonNeeded`,
    `NotSubmitted`.
    """
    places = file.perimeters()
    if not by.may(LEAD, places) and not by.may(DECIDE, places):
        raise Forbidden(permission=LEAD)
    held = held_file(file)
    must_be_finalised(held)
    if held.state != "submitted":
        raise NotSubmitted
    lapse(held, "reopened", by=by, at=at, why=_reason(why))
    file.state, file.submitted = held.state, held.submitted
    return held


def _reason(why: str, field: str = "why") -> str:
    said = why.replace("\x00", "").strip()[:LONGEST]
    if not said:
        raise ReasonNeeded(field)
    return said


@transaction.atomic
def answer_reservation(*, by: Viewer, at: datetime, file: ProjectFile, reservation: int, answer: str) -> Reservation:
    """Its owner, or who leads the project, says how a reservation was met; the seat that made it is asked to judge.

    Refuses `NotYourReservation`, `ReasonNeeded`, a move that the table does not have.
    """
    held = held_file(file)
    found = _reservation(held, reservation)
    if found.owner_id != by.person_id and not by.may(LEAD, held.perimeters()):
        raise NotYourReservation
    RESERVATION.check(found.state, "answered")
    found.state, found.answer, found.answered_at = "answered", _reason(answer, "answer"), at
    found.save(update_fields=["state", "answer", "answered_at"])
    audit.record(by, "projects.answer_reservation", held, facts={"reservation": found.pk})
    tell_reservation(found, who_speaks(held, found.seat, at), f"answered:{at.isoformat()}")
    return found


@transaction.atomic
def judge_answer(
    *, by: Viewer, at: datetime, file: ProjectFile, reservation: int, lifted: bool, why: str = ""
) -> Reservation:
    """The seat that made a reservation lifts it, or says why it still stands; its owner is told.

    Refuses `NotYourReservation`, `ReasonNeeded` when it still stands, a move that the table does not have.
    """
    held = held_file(file)
    found = _reservation(held, reservation)
    place = held.rule.voices.seat(found.seat)
    if place is None or by.person_id is None or not by.may(place.permission, held.perimeters()):
        raise NotYourReservation
    state = "lifted" if lifted else "open"
    RESERVATION.check(found.state, state)
    found.state, found.judgement = state, why.strip()[:LONGEST] if lifted else _reason(why)
    found.judged_at, found.judged_by_id = at, by.person_id
    found.save(update_fields=["state", "judgement", "judged_at", "judged_by"])
    audit.record(by, "projects.judge_answer", held, facts={"reservation": found.pk, "lifted": lifted})
    tell_reservation(found, [found.owner], f"judged:{at.isoformat()}")
    return found


def _reservation(file: ProjectFile, number: int) -> Reservation:
    rows = Reservation.objects.select_for_update(of=("self",)).select_related("owner", "file__project__site")
    found = rows.filter(file=file, pk=number).first()
    if found is None:
        raise NotYourReservation
    return found
