"""The orders of steering: bodies, meetings, agendas, papers, minutes."""

from collections.abc import Iterable
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from marelle.domains.accounts.models import Person, Role
from marelle.kernel import audit
from marelle.kernel.access import Viewer
from marelle.kernel.clock import PARIS
from marelle.kernel.files import keep

from ..access.steering import STEER
from ..models import Action, AgendaPoint, Body, BodyMember, Chapter, Meeting, PointPaper, Project
from ..notifications.steering import tell_cancelled, tell_meeting
from ..queries.steering import people_here
from ..rules.chapters import DayIsPast, NotOfTheProject, WordsMissing
from ..rules.finalising import ReasonNeeded
from ..rules.steering import (
    BodyClosed,
    BodyNamed,
    MeetingCancelled,
    MeetingOver,
    MeetingToCome,
    NotInThisProject,
    check_day_of_meeting,
    renumbered,
    steering_forms,
)
from ..states.steering import MEETING

LONGEST = 20_000


def words_of(text: str, field: str, longest: int = LONGEST) -> str:
    """What was said, clean; refuses `WordsMissing` where it says nothing."""
    said = text.replace("\x00", "").replace("\r\n", "\n").strip()[:longest]
    if not said:
        raise WordsMissing(field)
    return said


def reason_of(why: str) -> str:
    said = why.replace("\x00", "").strip()[:5000]
    if not said:
        raise ReasonNeeded
    return said


@transaction.atomic
def open_body(
    *,
    by: Viewer,
    at: datetime,
    project: Project,
    name: str,
    level: int,
    rhythm: str,
    roles: Iterable[str] = (),
    people: Iterable[Person] = (),
) -> Body:
    """Opens a body of a cité, at one of four levels. Refuses without `projects.steer`, `WordsMissing`, `BodyNamed`,
    `NotOfTheProject`."""
    by.must(STEER, project.perimeters())
    said = words_of(name, "name", 120)
    try:
        with transaction.atomic():
            body = Body.objects.create(project=project, name=said, level=level, rhythm=rhythm, opened_at=at)
    except IntegrityError as clash:
        if "projects_body_one_a_name" not in str(clash):
            raise
        raise BodyNamed from None
    _seat(body, roles, people, at)
    audit.record(by, "projects.open_body", body, facts={"project": project.pk, "level": level, "rhythm": rhythm})
    return body


def _seat(body: Body, roles: Iterable[str], people: Iterable[Person], at: datetime) -> None:
    there = {one.pk for one in people_here(body.project, at)}
    named = list({one.pk: one for one in people}.values())
    if any(one.pk not in there for one in named):
        raise NotOfTheProject(field="people")
    known = Role.objects.filter(code__in=set(roles), granted__permission="projects.read").order_by("position")
    BodyMember.objects.bulk_create(
        [*(BodyMember(body=body, role=one) for one in known), *(BodyMember(body=body, person=one) for one in named)]
    )


@transaction.atomic
def open_usual_bodies(*, by: Viewer, at: datetime, project: Project, form: str) -> list[Body]:
    """Opens the bodies of one of the four usual forms, those that bear no name already taken. Refuses as `open_body`,
    and `NotInThisProject` for a form that is none of the four."""
    by.must(STEER, project.perimeters())
    told = next((one for one in steering_forms() if one.code == form), None)
    if told is None:
        raise NotInThisProject
    taken = set(Body.objects.filter(project=project, closed_at=None).values_list("name", flat=True))
    return [
        open_body(by=by, at=at, project=project, name=one.name, level=one.level, rhythm=one.rhythm, roles=one.roles)
        for one in told.bodies
        if one.name not in taken
    ]


@transaction.atomic
def change_body(
    *,
    by: Viewer,
    at: datetime,
    body: Body,
    name: str,
    level: int,
    rhythm: str,
    roles: Iterable[str],
    people: Iterable[Person],
) -> Body:
    """Renames a body, moves its level, says who sits in it. Refuses as `open_body`, and `BodyClosed`."""
    by.must(STEER, body.perimeters())
    held = _held_body(body)
    held.name, held.level, held.rhythm = words_of(name, "name", 120), level, rhythm
    try:
        with transaction.atomic():
            held.save(update_fields=["name", "level", "rhythm"])
    except IntegrityError as clash:
        if "projects_body_one_a_name" not in str(clash):
            raise
        raise BodyNamed from None
    BodyMember.objects.filter(body=held).delete()
    _seat(held, roles, people, at)
    audit.record(by, "projects.change_body", held, facts={"level": level, "rhythm": rhythm})
    return held


@transaction.atomic
def close_body(*, by: Viewer, at: datetime, body: Body) -> Body:
    """Says that a body meets no more; its meetings and decisions stay. Refuses without `projects.steer`."""
    by.must(STEER, body.perimeters())
    held = _held_body(body)
    held.closed_at = at
    held.save(update_fields=["closed_at"])
    audit.record(by, "projects.close_body", held)
    return held


def _held_body(body: Body) -> Body:
    rows = Body.objects.select_for_update(of=("self",)).select_related("project__site__commune_main__departement")
    held = rows.get(pk=body.pk)
    if held.closed_at is not None:
        raise BodyClosed(name=held.name)
    return held


@transaction.atomic
def plan_meeting(*, by: Viewer, at: datetime, body: Body, starts_at: datetime, place: str = "") -> Meeting:
    """Plans a meeting of a body; those who sit in it are told. A meeting that was held before today may be written too.

    Refuses without `projects.steer`, `BodyClosed`, `MeetingDayImplausible`.
    """
    by.must(STEER, body.perimeters())
    check_day_of_meeting(starts_at)
    held = _held_body(body)
    where = place.replace("\x00", "").strip()[:160]
    meeting = Meeting.objects.create(
        body=held, starts_at=starts_at, place=where, planned_at=at, planned_by=by.person_id
    )
    audit.record(by, "projects.plan_meeting", meeting, facts={"body": held.pk, "starts_at": starts_at})
    if starts_at > at:
        tell_meeting(meeting, at, "planned")
    return meeting


@transaction.atomic
def move_meeting(*, by: Viewer, at: datetime, meeting: Meeting, starts_at: datetime, place: str) -> Meeting:
    """Gives a planned meeting another day, hour or place; those who sit are told. Refuses without `projects.steer`,
    `MeetingOver`, `DayIsPast`, `MeetingDayImplausible`."""
    held = held_meeting(by, meeting)
    _must_be_planned(held)
    check_day_of_meeting(starts_at)
    if starts_at < at and starts_at != held.starts_at:
        raise DayIsPast(field="day")
    moved = starts_at != held.starts_at
    held.starts_at, held.place = starts_at, place.replace("\x00", "").strip()[:160]
    held.save(update_fields=["starts_at", "place"])
    audit.record(by, "projects.move_meeting", held, facts={"starts_at": starts_at})
    if moved:
        tell_meeting(held, at, f"moved:{at.isoformat()}")
    return held


@transaction.atomic
def cancel_meeting(*, by: Viewer, at: datetime, meeting: Meeting, why: str) -> Meeting:
    """Cancels a planned meeting, saying why; those who sit are told. Refuses without `projects.steer`, `ReasonNeeded`,
    a meeting that is held."""
    held = held_meeting(by, meeting)
    MEETING.check(held.state, "cancelled")
    held.state, held.why = "cancelled", reason_of(why)
    held.save(update_fields=["state", "why"])
    audit.record(by, "projects.cancel_meeting", held, why=held.why)
    tell_cancelled(held, at)
    return held


@transaction.atomic
def write_minutes(*, by: Viewer, at: datetime, meeting: Meeting, notes: str) -> Meeting:
    """Keeps the minutes of a meeting, during it or after. Refuses without `projects.steer`, `MeetingCancelled`."""
    held = held_meeting(by, meeting)
    if held.state == "cancelled":
        raise MeetingCancelled
    held.notes = notes.replace("\x00", "").replace("\r\n", "\n").strip()[:LONGEST]
    held.save(update_fields=["notes"])
    audit.record(by, "projects.write_minutes", held, facts={"length": len(held.notes)})
    return held


@transaction.atomic
def hold_meeting(*, by: Viewer, at: datetime, meeting: Meeting) -> Meeting:
    """Says that a meeting was held: its agenda changes no more. Refuses without `projects.steer`, before its day
    (`MeetingToCome`), a meeting that is cancelled or held already."""
    held = held_meeting(by, meeting)
    MEETING.check(held.state, "held")
    must_have_come(held, at)
    held.state = "held"
    held.save(update_fields=["state"])
    audit.record(by, "projects.hold_meeting", held)
    return held


def must_have_come(meeting: Meeting, at: datetime) -> None:
    """Refuses `MeetingCancelled`, and `MeetingToCome` before the day of a meeting."""
    if meeting.state == "cancelled":
        raise MeetingCancelled
    if meeting.starts_at.astimezone(PARIS).date() > at.astimezone(PARIS).date():
        raise MeetingToCome


def held_meeting(by: Viewer, meeting: Meeting) -> Meeting:
    """The meeting as it is now, for those who steer, with nobody else able to change it before the end."""
    by.must(STEER, meeting.perimeters())
    rows = Meeting.objects.select_for_update(of=("self",)).select_related(
        "body__project__site__commune_main__departement"
    )
    return rows.get(pk=meeting.pk)


def _must_be_planned(meeting: Meeting) -> None:
    if meeting.state != "planned":
        raise MeetingOver(state=str(meeting.stage.label).lower())


@transaction.atomic
def add_point(
    *,
    by: Viewer,
    at: datetime,
    meeting: Meeting,
    words: str,
    kind: str,
    action: Action | None = None,
    chapter: Chapter | None = None,
) -> AgendaPoint:
    """Puts a point at the end of an agenda, about an action or a chapter or neither.

    Refuses without `projects.steer`, `MeetingOver`, `WordsMissing`, `NotInThisProject`.
    """
    held = held_meeting(by, meeting)
    _must_be_planned(held)
    project = held.body.project_id
    if (action and action.project_id != project) or (chapter and chapter.file.project_id != project):
        raise NotInThisProject
    last = AgendaPoint.objects.filter(meeting=held).count()
    point = AgendaPoint.objects.create(
        meeting=held,
        position=last + 1,
        words=words_of(words, "words", 300),
        kind=kind,
        action=action,
        chapter=None if action else chapter,
    )
    audit.record(by, "projects.add_point", held, facts={"point": point.pk, "kind": kind})
    return point


@transaction.atomic
def place_point(*, by: Viewer, meeting: Meeting, point: int, place: int) -> None:
    """Gives a point another place, counted from one. Refuses without `projects.steer`, `MeetingOver`,
    `NotInThisProject`."""
    held = held_meeting(by, meeting)
    _must_be_planned(held)
    rows = {one.pk: one for one in AgendaPoint.objects.filter(meeting=held).order_by("position")}
    if point not in rows:
        raise NotInThisProject
    for position, number in enumerate(renumbered(rows, point, place), 1):
        rows[number].position = position
    AgendaPoint.objects.bulk_update(rows.values(), ["position"])
    audit.record(by, "projects.place_point", held, facts={"point": point, "place": place})


@transaction.atomic
def join_paper(*, by: Viewer, meeting: Meeting, point: int, upload: "UploadedFile[bytes]") -> PointPaper:
    """Joins a paper to a point, before the meeting or after. Refuses without `projects.steer`, `MeetingCancelled`,
    `NotInThisProject`, and what `kernel.files` refuses."""
    held = held_meeting(by, meeting)
    if held.state == "cancelled":
        raise MeetingCancelled
    found = AgendaPoint.objects.filter(meeting=held, pk=point).first()
    if found is None:
        raise NotInThisProject
    paper = PointPaper.objects.create(point=found, file=keep(upload, by, f"projects.meeting:{held.pk}"))
    audit.record(by, "projects.join_paper", held, facts={"point": found.pk, "sha256": paper.file.sha256})
    return paper
