"""Projects, for programs: the questions and the orders of the screens, with the same rights and the same refusals."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Status

from marelle.domains.accounts.models import Person
from marelle.domains.projects import services
from marelle.domains.projects.access.files import LEAD, WRITE
from marelle.domains.projects.models import ChapterComment, FinalisingExtension, ProjectFile, ProjectTask, Reservation
from marelle.domains.projects.queries import files as reading
from marelle.domains.projects.queries import plan
from marelle.domains.projects.queries.listing import ProjectLine, project_lines
from marelle.domains.projects.queries.reserving import reservations_of
from marelle.domains.projects.queries.voices import standing_on, versions_of, voices_on
from marelle.domains.projects.rules.chapters import NotOfTheProject
from marelle.flows.finalise_project import finalise_project
from marelle.flows.speak_on_project import speak_on_project
from marelle.kernel.access import Forbidden, NotFound

from . import project_schemas as shapes
from .asking import READ, REFUSALS, SAVING, Paged, by, fields, file_for, part_of, project_for, who

router = Router()
ONE: dict[Any, Any] = {200: shapes.ProjectOut, **REFUSALS}
PROJECT, CHAPTER = "/projects/{pk}", "/projects/{pk}/chapters/{section}"


def _person(file: ProjectFile, number: int, at: Any) -> Person:
    found = next((one for one in reading.people_of(file, at) if one.pk == number), None)
    if found is None:
        raise NotOfTheProject(field="owner")
    return found


def _line(line: ProjectLine) -> dict[str, Any]:
    project = line.project
    return {
        "id": project.pk,
        "site": project.site.slug,
        "name": project.site.name,
        "years": list(project.years),
        "state": line.stage.code,
        "finalise_by": line.due_on,
        "days_left": line.days,
        "late": line.late,
        "chapters": line.chapters,
        "chapters_ready": line.ready,
        "voices": line.spoken,
    }


def _told(request: HttpRequest, pk: int) -> dict[str, Any]:
    """A project as it is now."""
    file = file_for(request, pk)
    left, voices = reading.what_is_left(file), voices_on(file, file.submitted)
    due = plan.countdown_of(file, by(request)["at"])
    return {
        "id": file.project_id,
        "site": file.project.site.slug,
        "name": file.project.site.name,
        "state": file.project.state,
        "file": file.state,
        "finalise_by": file.project.finalise_by,
        "late": due.over and file.project.state == "finalising",
        "submitted": file.submitted,
        "chapters": [_chapter(one) for one in left.chapters],
        "voices": [_voice(one) for one in voices],
        "awaited": list(standing_on(file, voices).awaited),
        "reservations": [reservation_shape(one) for one in reservations_of(file.project)],
        "versions": [_version(one) for one in versions_of(file)],
    }


def reservation_shape(one: Reservation) -> dict[str, Any]:
    told = fields(one, "id seat what owner_id due_on state answer")
    about = {"review": one.review.year if one.review else None, "decision": one.decision.code if one.decision else ""}
    return {**told, "project": one.project.pk, **about}


def _chapter(one: reading.ChapterLeft) -> dict[str, Any]:
    told = {"section": one.section.code, "title": one.section.title, "missing": len(one.faults)}
    return {**told, "state": one.chapter.state, "owner": one.chapter.owner_id}


def _voice(one: Any) -> dict[str, Any]:
    return {**fields(one, "seat opinion reasons spoken_at"), "organisation": one.organisation_id}


def _version(one: Any) -> dict[str, Any]:
    told = fields(one, "number name submitted made_at lapsed_at lapsed_for")
    return {**told, "fingerprint": one.version.fingerprint}


@router.get("/projects", response={200: shapes.ProjectsOut, **REFUSALS}, summary="The projects that one may follow")
def projects(request: HttpRequest, told: Query[Paged], state: str = "", words: str = "") -> dict[str, Any]:
    """By site. `state`: late, unopened, the state of a file (writing, submitted, finalised) or of a project.
    `words`: those whose site or main commune has these words in its name.

    Price: six queries.
    """
    who(request).must(READ)
    lines = project_lines(who(request), by(request)["at"], state, words)
    return {"count": len(lines), "items": [_line(line) for line in part_of(lines, told)]}


@router.get(PROJECT, response=ONE, summary="One project: its chapters, its voices, its reservations, its versions")
def project(request: HttpRequest, pk: int) -> dict[str, Any]:
    return _told(request, pk)


@router.post(f"{PROJECT}/file", response={201: shapes.ProjectOut, **REFUSALS}, summary="Opens its file")
def project_file(request: HttpRequest, pk: int) -> Status[Any]:
    services.open_file(project=project_for(request, pk), **by(request))
    return Status(201, _told(request, pk))


@router.put(f"{CHAPTER}/answers", response={200: shapes.ChapterSavedOut, **SAVING}, summary="Writes in a chapter")
def project_answers(request: HttpRequest, pk: int, section: str, asked: shapes.ChapterAnswersIn) -> dict[str, Any]:
    file = file_for(request, pk)
    saved = services.save_chapter(file=file, section=section, **asked.dict(), **by(request))
    return {"revision": saved.revision, "changed": sorted(saved.changed), "file": file.state}


@router.put(f"{CHAPTER}/owner", response=ONE, summary="Gives a chapter to somebody, or to nobody")
def project_owner(request: HttpRequest, pk: int, section: str, asked: shapes.OwnerIn) -> dict[str, Any]:
    file, told = file_for(request, pk), by(request)
    who(request).must(LEAD, file.perimeters())
    owner = _person(file, asked.owner, told["at"]) if asked.owner is not None else None
    services.entrust_chapter(file=file, section=section, owner=owner, **told)
    return _told(request, pk)


@router.put(f"{CHAPTER}/state", response=ONE, summary="Says how far a chapter is")
def project_chapter_state(request: HttpRequest, pk: int, section: str, asked: shapes.StateIn) -> dict[str, Any]:
    services.move_chapter(by=who(request), file=file_for(request, pk), section=section, state=asked.state)
    return _told(request, pk)


@router.get(f"{CHAPTER}/comments", response={200: list[shapes.CommentOut], **REFUSALS}, summary="Its threads")
def project_comments(request: HttpRequest, pk: int, section: str) -> list[dict[str, Any]]:
    file = file_for(request, pk)
    chapters = reading.chapters_of(file)
    chapter = next((one for one in chapters if one.section == section), None)
    if chapter is None:
        raise NotFound
    _must_take_part(request, file)
    threads = plan.threads_of(chapter)
    return [_comment(one) for thread in threads for one in (thread.first, *thread.answers)]


def _must_take_part(request: HttpRequest, file: ProjectFile) -> None:
    if not reading.takes_part(who(request), file, reading.chapters_of(file)):
        raise Forbidden(permission=WRITE)


def _comment(one: ChapterComment) -> dict[str, Any]:
    told = fields(one, "id text said_at")
    return {**told, "thread": one.thread_id, "resolved": one.resolved_at is not None}


@router.post(f"{CHAPTER}/comments", response={201: shapes.CommentOut, **REFUSALS}, summary="Says something of it")
def project_comment(request: HttpRequest, pk: int, section: str, asked: shapes.CommentIn) -> Status[Any]:
    made = services.comment_chapter(file=file_for(request, pk), section=section, **asked.dict(), **by(request))
    return Status(201, _comment(made))


@router.put(
    f"{CHAPTER}/comments/{{thread}}/resolution",
    response={200: shapes.CommentOut, **REFUSALS},
    summary="Resolves a thread, or opens it again",
)
def project_comment_resolution(
    request: HttpRequest, pk: int, section: str, thread: int, asked: shapes.ResolvedIn
) -> dict[str, Any]:
    told: dict[str, Any] = {"file": file_for(request, pk), "section": section, "thread": thread}
    told["resolved"] = asked.resolved
    return _comment(services.settle_comment(**told, **by(request)))


def _task(one: ProjectTask) -> dict[str, Any]:
    return {**fields(one, "id what owner_id due_on"), "done": one.done_at is not None}


@router.get(f"{PROJECT}/tasks", response={200: list[shapes.TaskOut], **REFUSALS}, summary="What is to be done")
def project_tasks(request: HttpRequest, pk: int, asked: Query[Paged]) -> list[dict[str, Any]]:
    """Those to do first, then those done."""
    file = file_for(request, pk)
    _must_take_part(request, file)
    return [_task(one) for one in part_of(plan.tasks_of(file), asked)]


@router.post(f"{PROJECT}/tasks", response={201: shapes.TaskOut, **REFUSALS}, summary="Gives somebody a task")
def project_task(request: HttpRequest, pk: int, asked: shapes.TaskIn) -> Status[Any]:
    file, told = file_for(request, pk), by(request)
    _must_take_part(request, file)
    facts = {**asked.dict(), "owner": _person(file, asked.owner, told["at"])}
    return Status(201, _task(services.give_task(file=file, **facts, **told)))


@router.put(
    f"{PROJECT}/tasks/{{task}}/done", response={200: shapes.TaskOut, **REFUSALS}, summary="Says that it is done"
)
def project_task_done(request: HttpRequest, pk: int, task: int, asked: shapes.DoneIn) -> dict[str, Any]:
    return _task(services.finish_task(file=file_for(request, pk), task=task, done=asked.done, **by(request)))


@router.post(f"{PROJECT}/versions", response={201: shapes.ProjectVersionOut, **REFUSALS}, summary="Names a version")
def project_version(request: HttpRequest, pk: int, asked: shapes.VersionNameIn) -> Status[Any]:
    return Status(201, _version(services.name_version(file=file_for(request, pk), name=asked.name, **by(request))))


def _order(request: HttpRequest, pk: int, order: Callable[..., Any], **facts: Any) -> dict[str, Any]:
    order(file=file_for(request, pk), **facts, **by(request))
    return _told(request, pk)


@router.post(f"{PROJECT}/submission", response=ONE, summary="Submits it to the three voices")
def project_submission(request: HttpRequest, pk: int) -> dict[str, Any]:
    services.submit_project(by=who(request), file=file_for(request, pk))
    return _told(request, pk)


@router.post(f"{PROJECT}/voices", response=ONE, summary="Gives the voice of one seat; the third one finalises")
def project_voice(request: HttpRequest, pk: int, asked: shapes.VoiceIn) -> dict[str, Any]:
    told = asked.dict()
    reservations = [services.Asked(**one) for one in told.pop("reservations")]
    return _order(request, pk, speak_on_project, reservations=reservations, **told)


@router.post(f"{PROJECT}/steps-back", response=ONE, summary="Steps back from a seat, for a conflict of interest")
def project_step_back(request: HttpRequest, pk: int, asked: shapes.StepBackIn) -> dict[str, Any]:
    return _order(request, pk, services.step_back, **asked.dict())


@router.post(f"{PROJECT}/reopening", response=ONE, summary="Takes it back to writing: the voices given lapse")
def project_reopening(request: HttpRequest, pk: int, asked: shapes.WhyIn) -> dict[str, Any]:
    return _order(request, pk, services.reopen_writing, why=asked.why)


@router.post(f"{PROJECT}/finalisation", response=ONE, summary="Makes it final, carried by the three voices")
def project_finalisation(request: HttpRequest, pk: int) -> dict[str, Any]:
    finalise_project(by=who(request), file=file_for(request, pk))
    return _told(request, pk)


@router.post(f"{PROJECT}/reservations/{{reservation}}/answer", response=ONE, summary="Says how it was met")
def project_reservation_answer(
    request: HttpRequest, pk: int, reservation: int, asked: shapes.ReservationAnswerIn
) -> dict[str, Any]:
    project = file_for(request, pk).project
    services.answer_reservation(project=project, reservation=reservation, answer=asked.answer, **by(request))
    return _told(request, pk)


@router.post(f"{PROJECT}/reservations/{{reservation}}/judgement", response=ONE, summary="Lifts it, or says why not")
def project_reservation_judgement(
    request: HttpRequest, pk: int, reservation: int, asked: shapes.JudgementIn
) -> dict[str, Any]:
    project = file_for(request, pk).project
    services.judge_answer(project=project, reservation=reservation, **asked.dict(), **by(request))
    return _told(request, pk)


def _extension(one: FinalisingExtension) -> dict[str, Any]:
    return fields(one, "id state before until why answer")


@router.get(
    f"{PROJECT}/extensions",
    response={200: list[shapes.ProjectExtensionOut], **REFUSALS},
    summary="Time asked and given",
)
def project_extensions(request: HttpRequest, pk: int) -> list[dict[str, Any]]:
    return [_extension(one) for one in plan.extensions_of(file_for(request, pk))]


@router.post(
    f"{PROJECT}/extensions", response={201: shapes.ProjectExtensionOut, **REFUSALS}, summary="Asks for more time"
)
def project_extension(request: HttpRequest, pk: int, asked: shapes.ProjectExtensionIn) -> Status[Any]:
    return Status(201, _extension(services.ask_extension(file=file_for(request, pk), **asked.dict(), **by(request))))


@router.post(
    f"{PROJECT}/extensions/granted",
    response={201: shapes.ProjectExtensionOut, **REFUSALS},
    summary="Gives more time, by a named authority",
)
def project_extension_grant(request: HttpRequest, pk: int, asked: shapes.ProjectExtensionIn) -> Status[Any]:
    return Status(201, _extension(services.grant_extension(file=file_for(request, pk), **asked.dict(), **by(request))))


@router.post(
    f"{PROJECT}/extensions/{{extension}}/answer",
    response={200: shapes.ProjectExtensionOut, **REFUSALS},
    summary="Grants or refuses the time that was asked",
)
def project_extension_answer(
    request: HttpRequest, pk: int, extension: int, asked: shapes.ExtensionAnswerIn
) -> dict[str, Any]:
    told = {"extension": extension, **asked.dict()}
    return _extension(services.answer_extension(file=file_for(request, pk), **told, **by(request)))
