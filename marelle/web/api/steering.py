"""The steering of a project, for programs: bodies, meetings, decisions, as on the screens."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Status

from marelle.domains.projects import services
from marelle.domains.projects.access.steering import STEER, visible_decisions, visible_meetings
from marelle.domains.projects.models import AgendaPoint, Body, Meeting, SteeringDecision
from marelle.domains.projects.queries import steering as reading
from marelle.domains.projects.rules.steering import NotInThisProject, is_late
from marelle.kernel.access import load

from . import steering_schemas as shapes
from .asking import READ, REFUSALS, Paged, by, fields, part_of, people_named, project_for, today_of, who
from .project_schemas import SpokenIn, StepBackIn

router = Router()
PROJECT = "/projects/{pk}"
MEETING, DECISION = f"{PROJECT}/meetings/{{meeting}}", f"{PROJECT}/steering-decisions/{{decision}}"
SPOKEN: dict[Any, Any] = {200: shapes.SpokenDecisionOut, **REFUSALS}


def meeting_for(request: HttpRequest, pk: int, meeting: int) -> Meeting:
    """One meeting of one project, to whoever may read it. Price: one query."""
    return load(who(request), READ, visible_meetings(who(request)), pk=meeting, body__project=pk)


def _decision(request: HttpRequest, pk: int, decision: int) -> SteeringDecision:
    return load(who(request), READ, visible_decisions(who(request)), pk=decision, project=pk)


def body_shape(body: Body) -> dict[str, Any]:
    members = body.told_members  # type: ignore[attr-defined]
    return {
        "id": body.pk,
        "name": body.name,
        "level": body.level,
        "rhythm": body.rhythm,
        "roles": [one.role_id for one in members if one.role_id],
        "people": [one.person_id for one in members if one.person_id],
    }


def meeting_shape(one: Meeting) -> dict[str, Any]:
    told = {name: getattr(one, name) for name in ("state", "starts_at", "place", "notes")}
    return {"id": one.pk, "body": one.body_id, **told}


def point_shape(one: AgendaPoint) -> dict[str, Any]:
    told = {name: getattr(one, name) for name in ("position", "words", "kind")}
    papers = [paper.file.name for paper in one.told_papers]  # type: ignore[attr-defined]
    chapter = one.chapter.section if one.chapter else None
    return {"id": one.pk, **told, "action": one.action_id, "chapter": chapter, "papers": papers}


def decision_shape(request: HttpRequest, one: SteeringDecision) -> dict[str, Any]:
    told = fields(one, "code words due_on state effect meeting_id point_id owner_id action_id")
    return {"id": one.pk, **told, "late": is_late(one.due_on, one.state, today_of(request))}


def _spoken(request: HttpRequest, pk: int, decision: int) -> dict[str, Any]:
    """A decision with its voices and its steps. Price: ten queries at most."""
    one = _decision(request, pk, decision)
    said, given = reading.said_of(who(request), one), reading.voices_of_decision(one)
    voices = [
        {**fields(voice, "seat opinion reasons spoken_at"), "organisation": voice.organisation_id} for voice in given
    ]
    return {
        **decision_shape(request, one),
        "voices": voices,
        "awaited": list(said.verdict.awaited) if said else [],
        "mine": list(said.mine) if said else [],
        "steps": [fields(step, "state words at by_id") for step in reading.steps_of(one)],
    }


@router.get(f"{PROJECT}/bodies", response={200: list[shapes.BodyOut], **REFUSALS}, summary="Its bodies")
def project_bodies(request: HttpRequest, pk: int) -> list[dict[str, Any]]:
    return [body_shape(one) for one in reading.bodies_of(project_for(request, pk))]


@router.post(f"{PROJECT}/bodies", response={201: shapes.BodyOut, **REFUSALS}, summary="Opens a body")
def project_body(request: HttpRequest, pk: int, asked: shapes.BodyIn) -> Status[Any]:
    project = project_for(request, pk)
    who(request).must(STEER, project.perimeters())
    facts = {**asked.dict(), "people": people_named(request, project, asked.people, "people")}
    made = services.open_body(project=project, **facts, **by(request))
    return Status(201, next(body_shape(one) for one in reading.bodies_of(project) if one.pk == made.pk))


@router.get(f"{PROJECT}/meetings", response={200: list[shapes.MeetingOut], **REFUSALS}, summary="Its meetings")
def project_meetings(request: HttpRequest, pk: int, asked: Query[Paged]) -> list[dict[str, Any]]:
    """The newest first."""
    return [meeting_shape(one) for one in part_of(reading.meetings_of(project_for(request, pk)), asked)]


@router.post(f"{PROJECT}/meetings", response={201: shapes.MeetingOut, **REFUSALS}, summary="Plans a meeting")
def project_meeting(request: HttpRequest, pk: int, asked: shapes.MeetingIn) -> Status[Any]:
    body = next((one for one in reading.bodies_of(project_for(request, pk)) if one.pk == asked.body), None)
    if body is None:
        raise NotInThisProject
    made = services.plan_meeting(body=body, starts_at=asked.starts_at, place=asked.place, **by(request))
    return Status(201, meeting_shape(made))


@router.get(f"{MEETING}/agenda", response={200: list[shapes.PointOut], **REFUSALS}, summary="Its agenda")
def project_agenda(request: HttpRequest, pk: int, meeting: int) -> list[dict[str, Any]]:
    return [point_shape(one) for one in reading.agenda_of(meeting_for(request, pk, meeting))]


@router.post(f"{MEETING}/agenda", response={201: list[shapes.PointOut], **REFUSALS}, summary="Adds a point")
def project_point(request: HttpRequest, pk: int, meeting: int, asked: shapes.PointIn) -> Status[Any]:
    found = meeting_for(request, pk, meeting)
    actions, chapters = reading.points_about(found.project)
    action = next((one for one in actions if one.pk == asked.action), None)
    chapter = next((one for one in chapters if one.section == asked.chapter), None)
    if (asked.action is not None and action is None) or (asked.chapter is not None and chapter is None):
        raise NotInThisProject
    about: dict[str, Any] = {"action": action, "chapter": chapter}
    services.add_point(meeting=found, words=asked.words, kind=asked.kind, **about, **by(request))
    return Status(201, [point_shape(one) for one in reading.agenda_of(found)])


@router.get(
    f"{PROJECT}/steering-decisions",
    response={200: list[shapes.SteeringDecisionOut], **REFUSALS},
    summary="What its bodies decided",
)
def project_steering_decisions(request: HttpRequest, pk: int, asked: Query[Paged]) -> list[dict[str, Any]]:
    """By number."""
    found = part_of(reading.decisions_of(project_for(request, pk)), asked)
    return [decision_shape(request, one) for one in found]


@router.post(
    f"{MEETING}/steering-decisions",
    response={201: shapes.SpokenDecisionOut, **REFUSALS},
    summary="Records what a meeting decided",
)
def project_record_decision(
    request: HttpRequest, pk: int, meeting: int, asked: shapes.SteeringDecisionIn
) -> Status[Any]:
    found = meeting_for(request, pk, meeting)
    who(request).must(STEER, found.perimeters())
    facts = {**asked.dict(), "owner": people_named(request, found.project, [asked.owner], "owner")[0]}
    made = services.record_decision(meeting=found, **facts, **by(request))
    return Status(201, _spoken(request, pk, made.pk))


@router.get(DECISION, response=SPOKEN, summary="One decision, with its voices")
def project_steering_decision(request: HttpRequest, pk: int, decision: int) -> dict[str, Any]:
    return _spoken(request, pk, decision)


@router.post(f"{DECISION}/voices", response=SPOKEN, summary="Gives the voice of one seat on it")
def project_decision_voice(request: HttpRequest, pk: int, decision: int, asked: SpokenIn) -> dict[str, Any]:
    told = asked.dict()
    reservations = [services.Asked(**one) for one in told.pop("reservations")]
    found = _decision(request, pk, decision)
    services.speak_on_decision(decision=found, reservations=reservations, **told, **by(request))
    return _spoken(request, pk, decision)


@router.post(f"{DECISION}/steps-back", response=SPOKEN, summary="Steps back from a seat on it, for a conflict")
def project_decision_step_back(request: HttpRequest, pk: int, decision: int, asked: StepBackIn) -> dict[str, Any]:
    services.step_back_from_decision(decision=_decision(request, pk, decision), **asked.dict(), **by(request))
    return _spoken(request, pk, decision)


@router.put(f"{DECISION}/outcome", response=SPOKEN, summary="Says that it is done, to be done again, or given up")
def project_decision_outcome(request: HttpRequest, pk: int, decision: int, asked: shapes.OutcomeIn) -> dict[str, Any]:
    told = {"decision": _decision(request, pk, decision), **by(request)}
    if asked.state == "done":
        services.finish_decision(words=asked.words, **told)
    elif asked.state == "open":
        services.reopen_decision(why=asked.words, **told)
    else:
        services.drop_decision(why=asked.words, **told)
    return _spoken(request, pk, decision)


@router.put(f"{DECISION}/due", response=SPOKEN, summary="Puts it off, to another day")
def project_decision_due(request: HttpRequest, pk: int, decision: int, asked: shapes.DueIn) -> dict[str, Any]:
    services.put_decision_off(decision=_decision(request, pk, decision), **asked.dict(), **by(request))
    return _spoken(request, pk, decision)
