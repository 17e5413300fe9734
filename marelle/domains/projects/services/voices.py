"""The orders of the three voices: submit a text, speak on it, take it back."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from marelle.kernel import audit, clock
from marelle.kernel.access import Forbidden, Viewer
from marelle.kernel.dossiers import VersionSuperseded
from marelle.kernel.dossiers.models import Voice
from marelle.kernel.dossiers.services import freeze

from ..access.files import DECIDE, LEAD
from ..models import ProjectFile, ProjectVersion
from ..notifications import tell_submitted, tell_voice
from ..queries.files import what_is_left
from ..queries.reserving import stepped_back_from
from ..rules.finalising import DeadlinePassed as DeadlinePassed
from ..rules.finalising import (
    NotSubmitted,
    ProjectIncomplete,
    is_over,
)
from ..states.finalising import FILE
from .files import held_file, must_be_finalised, text_of
from .lapsing import lapse
from .reserving import LONGEST, Asked, keep_reservations, reason_given, reservations_asked
from .speaking import say, seat_for


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
    place = seat_for(by, held.rule, seat, opinion, stepped_back_from(held))
    asked = reservations_asked(held, opinion, reservations, at)
    within, said = held.perimeters(), reasons[:LONGEST]
    voice = say(row.version, place, by=by, at=at, within=within, opinion=opinion, reasons=said)
    facts = {"seat": seat, "opinion": opinion, "version": version, "reservations": len(asked)}
    audit.record(by, "projects.give_voice", held, facts=facts)
    keep_reservations(held, voice, asked)
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
    lapse(held, "reopened", by=by, at=at, why=reason_given(why))
    file.state, file.submitted = held.state, held.submitted
    return held
