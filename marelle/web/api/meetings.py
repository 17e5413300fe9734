"""Bodies that change, meetings from their day to their minutes, papers, every cité's: for programs."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpRequest
from ninja import File, Query, Router, Status
from ninja.files import UploadedFile

from marelle.domains.projects import services
from marelle.domains.projects.access.steering import STEER, seats_on
from marelle.domains.projects.models import Body, PointPaper
from marelle.domains.projects.queries import steering as reading
from marelle.domains.projects.rules.steering import steering_forms
from marelle.kernel.access import NotFound
from marelle.kernel.files import as_attachment

from . import steering_schemas as shapes
from .asking import READ, REFUSALS, Paged, by, fields, part_of, people_named, project_for, who
from .project_schemas import WhyIn
from .steering import MEETING, PROJECT, body_shape, decision_shape, meeting_for, meeting_shape, point_shape

router = Router()
BODY = f"{PROJECT}/bodies/{{body}}"
WHOLE: dict[Any, Any] = {200: shapes.FullMeetingOut, **REFUSALS}


def _body(request: HttpRequest, pk: int, number: int) -> Body:
    """A body of a project that still meets. Price: three queries."""
    found = next((one for one in reading.bodies_of(project_for(request, pk)) if one.pk == number), None)
    if found is None:
        raise NotFound
    return found


def _bodies(request: HttpRequest, pk: int) -> list[dict[str, Any]]:
    return [body_shape(one) for one in reading.bodies_of(project_for(request, pk))]


@router.get(
    f"{PROJECT}/people",
    response={200: shapes.MayBeNamedOut, **REFUSALS},
    summary="Who may sit in a body or be given a chapter, a task, a decision; the usual forms of steering",
)
def project_people(request: HttpRequest, pk: int) -> dict[str, Any]:
    """For those who steer. Price: three queries."""
    project = project_for(request, pk)
    who(request).must(STEER, project.perimeters())
    people = reading.people_here(project, by(request)["at"])
    told = [(one, [body.name for body in one.bodies]) for one in steering_forms()]
    return {
        "roles": {one.code: one.name for one in reading.roles_here()},
        "people": {one.pk: one.full_name for one in people},
        "forms": [{**fields(one, "code label about"), "bodies": names} for one, names in told],
    }


@router.post(
    f"{PROJECT}/usual-bodies",
    response={201: list[shapes.BodyOut], **REFUSALS},
    summary="Opens the bodies of one of the four usual forms of steering",
)
def project_usual_bodies(request: HttpRequest, pk: int, asked: shapes.UsualIn) -> Status[Any]:
    """Those whose names are not taken yet: sent again, it opens nothing. Answers every body."""
    services.open_usual_bodies(project=project_for(request, pk), form=asked.form, **by(request))
    return Status(201, _bodies(request, pk))


@router.put(BODY, response={200: shapes.BodyOut, **REFUSALS}, summary="Changes a body: its name, who sits in it")
def project_change_body(request: HttpRequest, pk: int, body: int, asked: shapes.BodyIn) -> dict[str, Any]:
    found = _body(request, pk, body)
    who(request).must(STEER, found.perimeters())
    people = people_named(request, found.project, asked.people, "people")
    services.change_body(body=found, **{**asked.dict(), "people": people}, **by(request))
    return body_shape(_body(request, pk, body))


@router.post(
    f"{BODY}/closing", response={200: list[shapes.BodyOut], **REFUSALS}, summary="Says that a body meets no more"
)
def project_close_body(request: HttpRequest, pk: int, body: int) -> list[dict[str, Any]]:
    """Its meetings and its decisions stay. Answers the bodies that are left."""
    services.close_body(body=_body(request, pk, body), **by(request))
    return _bodies(request, pk)


@router.get(
    "/meetings", response={200: shapes.MeetingsToComeOut, **REFUSALS}, summary="The meetings to come that one follows"
)
def meetings_to_come(request: HttpRequest, asked: Query[Paged]) -> dict[str, Any]:
    """In all the cités, the next first. Price: two queries."""
    who(request).must(READ)
    found = reading.meetings_seen_by(who(request), by(request)["at"])
    items = [
        {**meeting_shape(one), "project": one.project.pk, "site": one.project.site.slug}
        for one in part_of(found, asked)
    ]
    return {"count": found.count(), "items": items}


@router.get(
    "/steering-decisions",
    response={200: shapes.DecisionsToFollowOut, **REFUSALS},
    summary="The decisions to follow in all the cités that one follows",
)
def decisions_to_follow(request: HttpRequest, asked: Query[Paged]) -> dict[str, Any]:
    """Those that are not at their end, by day. Price: two queries."""
    viewer = who(request)
    viewer.must(READ)
    found = reading.decisions_to_follow(viewer)
    items = [
        {
            **decision_shape(request, one),
            "project": one.project_id,
            "site": one.project.site.slug,
            "mine": one.owner_id == viewer.person_id,
            "speaks": bool(seats_on(viewer, one)),
        }
        for one in part_of(found, asked)
    ]
    return {"count": found.count(), "items": items}


def _whole(request: HttpRequest, pk: int, number: int) -> dict[str, Any]:
    """A meeting with its agenda and its decisions. Price: four queries."""
    meeting = meeting_for(request, pk, number)
    decisions = reading.decisions_of(meeting.project, meeting)
    return {
        **meeting_shape(meeting),
        "why": meeting.why,
        "agenda": [
            {**point_shape(one), "files": [_paper(paper) for paper in one.told_papers]}  # type: ignore[attr-defined]
            for one in reading.agenda_of(meeting)
        ],
        "decisions": [decision_shape(request, one) for one in decisions],
    }


def _paper(paper: PointPaper) -> dict[str, Any]:
    return {"id": paper.pk, **fields(paper.file, "name content_type size sha256")}


@router.get(MEETING, response=WHOLE, summary="One meeting: its agenda with its papers, its minutes, its decisions")
def project_one_meeting(request: HttpRequest, pk: int, meeting: int) -> dict[str, Any]:
    return _whole(request, pk, meeting)


@router.put(f"{MEETING}/time", response=WHOLE, summary="Gives it another day, hour or place; those who sit are told")
def project_move_meeting(request: HttpRequest, pk: int, meeting: int, asked: shapes.WhenIn) -> dict[str, Any]:
    services.move_meeting(meeting=meeting_for(request, pk, meeting), **asked.dict(), **by(request))
    return _whole(request, pk, meeting)


@router.post(f"{MEETING}/cancellation", response=WHOLE, summary="Cancels it; those who sit are told")
def project_cancel_meeting(request: HttpRequest, pk: int, meeting: int, asked: WhyIn) -> dict[str, Any]:
    services.cancel_meeting(meeting=meeting_for(request, pk, meeting), why=asked.why, **by(request))
    return _whole(request, pk, meeting)


@router.post(f"{MEETING}/holding", response=WHOLE, summary="Says that it was held: its agenda changes no more")
def project_hold_meeting(request: HttpRequest, pk: int, meeting: int) -> dict[str, Any]:
    services.hold_meeting(meeting=meeting_for(request, pk, meeting), **by(request))
    return _whole(request, pk, meeting)


@router.put(f"{MEETING}/minutes", response=WHOLE, summary="Keeps its minutes, during it or after")
def project_minutes(request: HttpRequest, pk: int, meeting: int, asked: shapes.MinutesIn) -> dict[str, Any]:
    services.write_minutes(meeting=meeting_for(request, pk, meeting), notes=asked.notes, **by(request))
    return _whole(request, pk, meeting)


@router.put(f"{MEETING}/points/{{point}}/place", response=WHOLE, summary="Gives a point of its agenda another place")
def project_point_place(
    request: HttpRequest, pk: int, meeting: int, point: int, asked: shapes.PlaceIn
) -> dict[str, Any]:
    found = meeting_for(request, pk, meeting)
    services.place_point(by=who(request), meeting=found, point=point, place=asked.place)
    return _whole(request, pk, meeting)


@router.post(
    f"{MEETING}/points/{{point}}/papers",
    response={201: shapes.FullMeetingOut, **REFUSALS},
    summary="Joins a paper to a point, as multipart/form-data",
)
def project_join_paper(
    request: HttpRequest, pk: int, meeting: int, point: int, file: File[UploadedFile]
) -> Status[Any]:
    """A PDF, an image, a spreadsheet or a text of 20 MB at most; what it is, is read in its bytes."""
    found = meeting_for(request, pk, meeting)
    services.join_paper(by=who(request), meeting=found, point=point, upload=file)
    return Status(201, _whole(request, pk, meeting))


@router.get(f"{MEETING}/papers/{{paper}}", response={200: bytes, **REFUSALS}, summary="A paper, as it was joined")
def project_paper(request: HttpRequest, pk: int, meeting: int, paper: int) -> FileResponse:
    points = reading.agenda_of(meeting_for(request, pk, meeting))
    papers = [one for point in points for one in point.told_papers]  # type: ignore[attr-defined]
    found = next((one for one in papers if one.pk == paper), None)
    if found is None:
        raise NotFound
    return as_attachment(found.file)
