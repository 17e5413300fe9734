"""What every voice of the three stands on, be it on a project, on a yearly review or on a decision."""

from datetime import datetime

from django.db.models import QuerySet

from marelle.kernel.access import Perimeter, Viewer
from marelle.kernel.dossiers import NotYourSeat, Seat, UnknownOpinion
from marelle.kernel.dossiers.models import DossierVersion, Voice
from marelle.kernel.dossiers.services import speak

from ..models import StepBack
from ..queries.voices import speaks_for
from ..rules.finalising import FinalisingRule, SteppedBack


def seat_for(by: Viewer, rule: FinalisingRule, seat: str, opinion: str, back: QuerySet[StepBack]) -> Seat:
    """The seat from which somebody is about to speak. Refuses `NotYourSeat` for one that the rule has not,
    `SteppedBack` when they are among those who stepped `back`, `UnknownOpinion`. Price: one query."""
    place = rule.voices.seat(seat)
    if place is None:
        raise NotYourSeat(seat=seat)
    if by.person_id and back.filter(person=by.person_id).exists():
        raise SteppedBack(seat=place.label)
    if opinion not in rule.opinions:
        raise UnknownOpinion
    return place


def say(
    version: DossierVersion,
    place: Seat,
    *,
    by: Viewer,
    at: datetime,
    within: frozenset[Perimeter],
    opinion: str,
    reasons: str,
) -> Voice:
    """Gives the voice of a seat on a frozen version, for the organisation whose right lets one speak. Refuses what
    `kernel.dossiers` refuses."""
    body = speaks_for(by, within, place.permission, at)
    return speak(
        version,
        place.code,
        by=by,
        at=at,
        within=within,
        opinion=opinion,
        reasons=reasons,
        organisation_id=body,
    )
