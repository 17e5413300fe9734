"""Stepping back for a conflict of interest: from a project, from one of its reviews, from one decision."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from marelle.kernel import audit
from marelle.kernel.access import Viewer
from marelle.kernel.dossiers import NotYourSeat
from marelle.kernel.dossiers.models import Voice

from ..models import ProjectFile, SteeringDecision, StepBack, YearlyReview
from ..queries.reserving import Text, about, stepped_back_from
from ..queries.steering import voices_of_decision
from ..queries.voices import voices_on
from ..rules.finalising import HasSpoken, SteppedBack
from ..rules.reviews import ReviewClosed
from ..rules.steering import DecisionHasNoVoices
from .deciding import held_decision
from .files import held_file, must_be_finalised
from .reserving import reason_given
from .reviews import held_review


@transaction.atomic
def step_back(*, by: Viewer, at: datetime, file: ProjectFile, seat: str, why: str) -> StepBack:
    """Somebody who could speak from a seat steps back from a project, for a conflict of interest: a deputy speaks in
    their place, on the project and on its reviews.

    Refuses `NotYourSeat`, `NotBeingFinalised`, `ReasonNeeded`, `SteppedBack` a second time, `HasSpoken`.
    """
    held = held_file(file)
    must_be_finalised(held)
    return _stepped(by, at, held, voices_on(held, held.submitted), seat, why)


@transaction.atomic
def step_back_from_review(*, by: Viewer, at: datetime, review: YearlyReview, seat: str, why: str) -> StepBack:
    """The same from one yearly review, whether it is written or submitted. Refuses as `step_back`, and `ReviewClosed`
    once it is validated."""
    held = held_review(review)
    if held.state == "validated":
        raise ReviewClosed
    return _stepped(by, at, held, voices_on(held, held.submitted), seat, why)


@transaction.atomic
def step_back_from_decision(*, by: Viewer, at: datetime, decision: SteeringDecision, seat: str, why: str) -> StepBack:
    """The same from one decision that awaits voices. Refuses as `step_back`, and `DecisionHasNoVoices`."""
    held = held_decision(decision)
    if held.state != "voting":
        raise DecisionHasNoVoices
    return _stepped(by, at, held, voices_of_decision(held), seat, why)


def _stepped(by: Viewer, at: datetime, text: Text, voices: Sequence[Voice], seat: str, why: str) -> StepBack:
    place = text.rule.voices.seat(seat)
    if place is None or by.person_id is None or not by.may(place.permission, text.perimeters()):
        raise NotYourSeat(seat=place.label if place else seat)
    said = reason_given(why)
    if stepped_back_from(text).filter(person=by.person_id).exists():
        raise SteppedBack(seat=place.label)
    if any(one.person_id == by.person_id for one in voices):
        raise HasSpoken
    made = StepBack.objects.create(**about(text), person_id=by.person_id, seat=seat, why=said, said_at=at)
    audit.record(by, "projects.step_back", text, why=said, facts={"seat": seat})
    return made
