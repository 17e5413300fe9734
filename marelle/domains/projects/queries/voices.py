"""The questions asked about the voices on a project: who has spoken, who is awaited, what it amounts to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from marelle.domains.accounts.models import Person
from marelle.domains.accounts.queries import rights_of
from marelle.domains.calls.queries.applications import Spoken, spoken_on
from marelle.domains.calls.queries.authorities import stood_in_at
from marelle.kernel.access import Perimeter, Viewer
from marelle.kernel.dossiers import DossierRule, Standing
from marelle.kernel.dossiers.models import Voice
from marelle.kernel.dossiers.rules import standing

from ..access.files import seats_of
from ..models import ProjectFile, ProjectVersion, Reservation, StepBack, YearlyReview
from ..rules.finalising import Verdict, verdict
from .files import people_with
from .reserving import Text, stepped_back_from


def voices_on(file: ProjectFile | YearlyReview, number: int | None) -> list[Voice]:
    """The voices on one version, first given first: of a final text that passed from cité to cité, those on the file
    that it carries. Price: one query, none without a version."""
    if number is None:
        return []
    given = Voice.objects.filter(version__dossier=file.dossier_id, version__number=number)
    if isinstance(file, ProjectFile) and file.carries_id and number == file.submitted:
        spoken_on = ProjectVersion.objects.filter(file=file.carries_id, number=F("file__submitted"))
        given = Voice.objects.filter(version__in=spoken_on.values("version"))
    return list(given.order_by("spoken_at", "pk"))


def standing_on(file: ProjectFile | YearlyReview, voices: Sequence[Voice]) -> Standing:
    """Who has spoken and who is awaited. Price: none."""
    return standing(file.rule.voices, [(one.seat, one.opinion) for one in voices])


def verdict_of(file: ProjectFile | YearlyReview) -> Verdict:
    """What the voices on the submitted version amount to. Price: one query."""
    return verdict(file.rule, standing_on(file, voices_on(file, file.submitted)))


@dataclass(frozen=True, slots=True)
class SpokenSeat(Spoken):
    """One seat, with what it said and the words of a page, the reservations that it made, and who stepped back."""

    reservations: tuple[Reservation, ...] = ()
    stepped_back: tuple[StepBack, ...] = ()


def spoken(file: ProjectFile, voices: Sequence[Voice]) -> list[SpokenSeat]:
    """The seats in their order, with what each said in these voices and who stepped back from it.

    Price: two queries; four more when somebody has spoken, and two when a deputy has.
    """
    return said_from(file, voices, list(stepped_back_from(file)), asked_in(voices))


def asked_in(voices: Sequence[Voice]) -> list[Reservation]:
    """What these voices asked for, the next first. Price: one query, none without voices."""
    if not voices:
        return []
    rows = Reservation.objects.filter(voice__in=[one.pk for one in voices]).select_related("owner")
    return list(rows.order_by("due_on", "pk"))


def said_from(
    file: ProjectFile | YearlyReview,
    voices: Sequence[Voice],
    back: Sequence[StepBack],
    asked: Sequence[Reservation] = (),
) -> list[SpokenSeat]:
    """The seats of a file, or of a yearly review, with what each said. Price: as `spoken_seats`."""
    return spoken_seats(file.rule.voices, file.perimeters(), voices, back, asked)


def spoken_seats(
    rule: DossierRule,
    places: frozenset[Perimeter],
    voices: Sequence[Voice],
    back: Sequence[StepBack] = (),
    asked: Sequence[Reservation] = (),
) -> list[SpokenSeat]:
    """The seats of any record inside these places, with what each said. Price: none without voices, else four."""
    deputies = stood_in_at(places, [(v.seat, v.person_id, v.spoken_at) for v in voices])
    return [
        SpokenSeat(
            one.seat,
            one.label,
            one.voice,
            one.who,
            one.organisation,
            one.opinion,
            deputies.get(one.seat, "") if one.voice else "",
            tuple(each for each in asked if one.voice and each.voice_id == one.voice.pk),
            tuple(each for each in back if each.seat == one.seat),
        )
        for one in spoken_on(rule, voices)
    ]


def seats_to_speak(viewer: Viewer, file: ProjectFile, said: Sequence[SpokenSeat]) -> tuple[str, ...]:
    """The seats from which a viewer may speak now, given what was `spoken` on the submitted version. Price: none."""
    if file.state != "submitted" or file.project.state != "finalising":
        return ()
    spoke = any(one.voice and one.voice.person_id == viewer.person_id for one in said)
    back = any(one.person_id == viewer.person_id for seat in said for one in seat.stepped_back)
    if spoke or back:
        return ()
    given = {one.seat for one in said if one.voice}
    return tuple(seat for seat in seats_of(viewer, file) if seat not in given)


def who_speaks(file: Text, seat: str, at: datetime) -> list[Person]:
    """Those who may speak from a seat and have not stepped back. Price: two queries."""
    place = file.rule.voices.seat(seat)
    if place is None:
        return []
    back = set(stepped_back_from(file).values_list("person", flat=True))
    return [one for one in people_with(file, [place.permission], at) if one.pk not in back]


def speaks_for(by: Viewer, within: frozenset[Perimeter], permission: str, at: datetime) -> int | None:
    """The organisation for which somebody speaks here: that of the right that lets them. Price: one query."""
    places = by.perimeters(permission) & within
    rights = rights_of(by.person_id, at) if by.person_id else []
    return next((right.organisation_id for right in rights if right.perimeter in places), None)


def versions_of(file: ProjectFile) -> list[ProjectVersion]:
    """The named and submitted versions, newest first, without their texts. Price: one query."""
    rows = ProjectVersion.objects.filter(file=file).select_related("version").defer("version__text")
    return list(rows.order_by("-number"))


def lapsed_of(file: ProjectFile) -> list[ProjectVersion]:
    """The versions that were submitted and no longer await voices, newest first. Price: one query."""
    return [one for one in versions_of(file) if one.lapsed_at is not None]


def voices_by_version(file: ProjectFile, numbers: Sequence[int]) -> dict[int, list[Voice]]:
    """The voices on several versions, by number. Price: one query, none without a number."""
    found: dict[int, list[Voice]] = {number: [] for number in numbers}
    if numbers:
        rows = Voice.objects.filter(version__dossier=file.dossier_id, version__number__in=numbers)
        for voice in rows.select_related("version").defer("version__text").order_by("spoken_at", "pk"):
            found[voice.version.number].append(voice)
    return found
