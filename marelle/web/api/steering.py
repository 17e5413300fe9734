"""The steering of a project, for programs: bodies, meetings, decisions, as on the screens."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from marelle.domains.accounts.models import Person
from marelle.domains.projects import services
from marelle.domains.projects.access import visible_projects
from marelle.domains.projects.access.steering import visible_decisions, visible_meetings
from marelle.domains.projects.models import AgendaPoint, Body, Meeting, Project, SteeringDecision
from marelle.domains.projects.queries import steering as reading
from marelle.domains.projects.rules.chapters import NotOfTheProject
from marelle.domains.projects.rules.steering import NotInThisProject, is_late
from marelle.kernel.access import load
from marelle.kernel.clock import PARIS

from . import steering_schemas as shapes
from .project_schemas import StepBackIn
from .schemas import Fault

router = Router()
READ = "projects.read"
REFUSALS: dict[Any, Any] = {401: Fault, 403: Fault, 404: Fault, 409: Fault, 422: Fault}
PROJECT = "/projects/{pk}"
MEETING, DECISION = f"{PROJECT}/meetings/{{meeting}}", f"{PROJECT}/steering-decisions/{{decision}}"
SPOKEN: dict[Any, Any] = {200: shapes.SpokenDecisionOut, **REFUSALS}


def _by(request: HttpRequest) -> dict[str, Any]:
    return {"by": request.viewer, "at": request.clock.now}  # type: ignore[attr-defined]


def _project(request: HttpRequest, pk: int) -> Project:
    viewer = request.viewer  # type: ignore[attr-defined]
    return load(viewer, READ, visible_projects(viewer), pk=pk)


def _meeting(request: HttpRequest, pk: int, meeting: int) -> Meeting:
    viewer = request.viewer  # type: ignore[attr-defined]
    return load(viewer, READ, visible_meetings(viewer), pk=meeting, body__project=pk)


def _decision(request: HttpRequest, pk: int, decision: int) -> SteeringDecision:
    viewer = request.viewer  # type: ignore[attr-defined]
    return load(viewer, READ, visible_decisions(viewer), pk=decision, project=pk)


def _people(request: HttpRequest, project: Project, numbers: list[int], field: str) -> list[Person]:
    there = {one.pk: one for one in reading.people_here(project, request.clock.now)}  # type: ignore[attr-defined]
    if not set(numbers) <= set(there):
        raise NotOfTheProject(field=field)
    return [there[number] for number in numbers]


def _body_shape(body: Body) -> dict[str, Any]:
    members = body.told_members  # type: ignore[attr-defined]
    return {
        "id": body.pk,
        "name": body.name,
        "level": body.level,
        "rhythm": body.rhythm,
        "roles": [one.role_id for one in members if one.role_id],
        "people": [one.person_id for one in members if one.person_id],
    }


def _meeting_shape(one: Meeting) -> dict[str, Any]:
    told = {name: getattr(one, name) for name in ("state", "starts_at", "place", "notes")}
    return {"id": one.pk, "body": one.body_id, **told}


def _point_shape(one: AgendaPoint) -> dict[str, Any]:
    told = {name: getattr(one, name) for name in ("position", "words", "kind")}
    papers = [paper.file.name for paper in one.told_papers]  # type: ignore[attr-defined]
    return {"id": one.pk, **told, "action": one.action_id, "papers": papers}


def _shape(request: HttpRequest, one: SteeringDecision) -> dict[str, Any]:
    today = request.clock.now.astimezone(PARIS).date()  # type: ignore[attr-defined]
    told = {name: getattr(one, name) for name in ("code", "words", "due_on", "state", "effect")}
    linked = {name: getattr(one, f"{name}_id") for name in ("meeting", "point", "owner", "action")}
    return {"id": one.pk, **told, **linked, "late": is_late(one.due_on, one.state, today)}


def _spoken(request: HttpRequest, pk: int, decision: int) -> dict[str, Any]:
    one = _decision(request, pk, decision)
    voices = [
        {
            **{name: getattr(voice, name) for name in ("seat", "opinion", "reasons", "spoken_at")},
            "organisation": voice.organisation_id,
        }
        for voice in reading.voices_of_decision(one)
    ]
    return {**_shape(request, one), "voices": voices}


@router.get(f"{PROJECT}/bodies", response={200: list[shapes.BodyOut], **REFUSALS}, summary="Its bodies")
def project_bodies(request: HttpRequest, pk: int) -> list[dict[str, Any]]:
    return [_body_shape(one) for one in reading.bodies_of(_project(request, pk))]


@router.post(f"{PROJECT}/bodies", response={201: shapes.BodyOut, **REFUSALS}, summary="Opens a body")
def project_body(request: HttpRequest, pk: int, asked: shapes.BodyIn) -> Status[Any]:
    project = _project(request, pk)
    facts = {**asked.dict(), "people": _people(request, project, asked.people, "people")}
    made = services.open_body(project=project, **facts, **_by(request))
    return Status(201, next(_body_shape(one) for one in reading.bodies_of(project) if one.pk == made.pk))


@router.get(f"{PROJECT}/meetings", response={200: list[shapes.MeetingOut], **REFUSALS}, summary="Its meetings")
def project_meetings(request: HttpRequest, pk: int) -> list[dict[str, Any]]:
    return [_meeting_shape(one) for one in reading.meetings_of(_project(request, pk))]


@router.post(f"{PROJECT}/meetings", response={201: shapes.MeetingOut, **REFUSALS}, summary="Plans a meeting")
def project_meeting(request: HttpRequest, pk: int, asked: shapes.MeetingIn) -> Status[Any]:
    body = next((one for one in reading.bodies_of(_project(request, pk)) if one.pk == asked.body), None)
    if body is None:
        raise NotInThisProject
    made = services.plan_meeting(body=body, starts_at=asked.starts_at, place=asked.place, **_by(request))
    return Status(201, _meeting_shape(made))


@router.get(f"{MEETING}/agenda", response={200: list[shapes.PointOut], **REFUSALS}, summary="Its agenda")
def project_agenda(request: HttpRequest, pk: int, meeting: int) -> list[dict[str, Any]]:
    return [_point_shape(one) for one in reading.agenda_of(_meeting(request, pk, meeting))]


@router.post(f"{MEETING}/agenda", response={201: list[shapes.PointOut], **REFUSALS}, summary="Adds a point")
def project_point(request: HttpRequest, pk: int, meeting: int, asked: shapes.PointIn) -> Status[Any]:
    found = _meeting(request, pk, meeting)
    action = next((one for one in reading.points_about(found.project)[0] if one.pk == asked.action), None)
    if asked.action is not None and action is None:
        raise NotInThisProject
    services.add_point(meeting=found, words=asked.words, kind=asked.kind, action=action, **_by(request))
    return Status(201, [_point_shape(one) for one in reading.agenda_of(found)])


@router.get(
    f"{PROJECT}/steering-decisions",
    response={200: list[shapes.SteeringDecisionOut], **REFUSALS},
    summary="What its bodies decided",
)
def project_steering_decisions(request: HttpRequest, pk: int) -> list[dict[str, Any]]:
    return [_shape(request, one) for one in reading.decisions_of(_project(request, pk))]


@router.post(
    f"{MEETING}/steering-decisions",
    response={201: shapes.SpokenDecisionOut, **REFUSALS},
    summary="Records what a meeting decided",
)
def project_record_decision(
    request: HttpRequest, pk: int, meeting: int, asked: shapes.SteeringDecisionIn
) -> Status[Any]:
    found = _meeting(request, pk, meeting)
    facts = {**asked.dict(), "owner": _people(request, found.project, [asked.owner], "owner")[0]}
    made = services.record_decision(meeting=found, **facts, **_by(request))
    return Status(201, _spoken(request, pk, made.pk))


@router.get(DECISION, response=SPOKEN, summary="One decision, with its voices")
def project_steering_decision(request: HttpRequest, pk: int, decision: int) -> dict[str, Any]:
    return _spoken(request, pk, decision)


@router.post(f"{DECISION}/voices", response=SPOKEN, summary="Gives the voice of one seat on it")
def project_decision_voice(
    request: HttpRequest, pk: int, decision: int, asked: shapes.DecisionVoiceIn
) -> dict[str, Any]:
    told = asked.dict()
    reservations = [services.Asked(**one) for one in told.pop("reservations")]
    found = _decision(request, pk, decision)
    services.speak_on_decision(decision=found, reservations=reservations, **told, **_by(request))
    return _spoken(request, pk, decision)


@router.post(f"{DECISION}/steps-back", response=SPOKEN, summary="Steps back from a seat on it, for a conflict")
def project_decision_step_back(request: HttpRequest, pk: int, decision: int, asked: StepBackIn) -> dict[str, Any]:
    services.step_back_from_decision(decision=_decision(request, pk, decision), **asked.dict(), **_by(request))
    return _spoken(request, pk, decision)


@router.put(f"{DECISION}/outcome", response=SPOKEN, summary="Says that it is done, to be done again, or given up")
def project_decision_outcome(request: HttpRequest, pk: int, decision: int, asked: shapes.OutcomeIn) -> dict[str, Any]:
    told = {"decision": _decision(request, pk, decision), **_by(request)}
    if asked.state == "done":
        services.finish_decision(words=asked.words, **told)
    elif asked.state == "open":
        services.reopen_decision(why=asked.words, **told)
    else:
        services.drop_decision(why=asked.words, **told)
    return _spoken(request, pk, decision)
