"""One's own actions, one of the library, files joined to a sheet, entries of registers, texts aside: for programs."""

from __future__ import annotations

from typing import Any, Final, Literal
from uuid import UUID

from django.http import FileResponse, HttpRequest
from ninja import File, Query, Router, Status
from ninja.files import UploadedFile

from marelle.domains.projects import services
from marelle.domains.projects.access import library, may_write_action, own_actions, own_bodies
from marelle.domains.projects.access.actions import PROPOSE, READ, WRITE
from marelle.domains.projects.models import Action
from marelle.domains.projects.queries import document_of_action, projects_to_write_in, waiting_of
from marelle.domains.projects.queries.registers import files_of_action, registers_of_project
from marelle.domains.projects.rules.dues import ANSWER_WITHIN
from marelle.kernel.access import Forbidden, NotFound
from marelle.kernel.files import as_attachment
from marelle.kernel.questionnaires.queries import versions_of
from marelle.web.projects.library import PRIVATE

from . import action_schemas as shapes
from .actions import action_for, line_shape
from .asking import REFUSALS, Paged, by, fields, part_of, project_for, today_of, who
from .sheet_texts import aside_for, asides_shape, entries_shape
from .text_schemas import EntriesFoundOut, SettleTextIn, WaitingTextsOut

router = Router()
ACTION = "/actions/{pk}"
FORMS: Final = {"action": "projects.fiche_action", "partner": "network.fiche_partenaire"}


@router.get(
    "/own-actions",
    response={200: shapes.ActionsOut, **REFUSALS},
    summary="The actions that one's organisations run, whatever the cité",
)
def own(request: HttpRequest, asked: Query[Paged]) -> dict[str, Any]:
    """The newest year first. Price: three queries."""
    who(request).must(PROPOSE)
    found = own_actions(who(request)).order_by("-year", "number", "pk")
    return {"count": found.count(), "items": [line_shape(one) for one in part_of(found, asked)]}


@router.get(
    "/library/{pk}", response={200: shapes.SharedActionOut, **REFUSALS}, summary="One action of the library, to read"
)
def shared_action(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Without what its cité keeps for itself: who is to be called, notes, files. Price: one query."""
    who(request).must(READ)
    found = library().select_related("sheet__questionnaire").filter(pk=pk).first()
    if found is None:
        raise NotFound
    answers = {code: value for code, value in found.sheet.answers.items() if code not in PRIVATE}
    return {**line_shape(found), "site": found.project.site.slug, "answers": answers}


@router.get(
    "/sheet-forms/{name}",
    response={200: shapes.SheetFormOut, **REFUSALS},
    summary="The questions of the sheet of an action, or of a partner",
)
def sheet_form(request: HttpRequest, name: Literal["action", "partner"], version: int | None = None) -> dict[str, Any]:
    """The newest version, or the one that a sheet answers. Price: one query."""
    who(request).must(READ)
    found = next((one for one in versions_of(FORMS[name]) if version in (None, one.version)), None)
    if found is None:
        raise NotFound
    return fields(found, "title version definition")


@router.get(
    "/open-projects",
    response={200: shapes.WhereOut, **REFUSALS},
    summary="For which organisations one proposes actions, and in which cités",
)
def where_to_propose(request: HttpRequest) -> dict[str, Any]:
    """Price: two queries."""
    who(request).must(PROPOSE)
    bodies = list(own_bodies(who(request)))
    found = projects_to_write_in(bodies[0].invented) if bodies else ()
    return {
        "organisations": {one.pk: one.name for one in bodies},
        "items": [
            {"project": one.pk, "site": one.site.slug, "name": one.site.name, "years": list(one.years)} for one in found
        ],
    }


@router.get(
    "/projects/{pk}/waiting-actions",
    response={200: list[shapes.WaitingActionOut], **REFUSALS},
    summary="The actions of a project that are late: not begun, or proposed without an answer for thirty days",
)
def waiting(request: HttpRequest, pk: int) -> list[dict[str, Any]]:
    """The oldest first. Price: two queries."""
    project, now = project_for(request, pk), by(request)["at"]
    found = waiting_of(project, today_of(request), now - ANSWER_WITHIN)
    return [{**line_shape(one), "starts_on": one.starts_on, "written_at": one.sheet.saved_at} for one in found]


def _written(request: HttpRequest, pk: int) -> Action:
    """An action in whose sheet whoever asks may write. Price: one query."""
    action = action_for(request, pk)
    if not may_write_action(who(request), action.project, action.operator):
        raise Forbidden(permission=WRITE)
    return action


@router.post(
    f"{ACTION}/documents/{{field}}",
    response={201: shapes.JoinedFileOut, **REFUSALS},
    summary="Joins a file to a question of a sheet, as multipart/form-data",
)
def join_action_document(request: HttpRequest, pk: int, field: str, file: File[UploadedFile]) -> Status[Any]:
    """What it is, is read in its bytes. Sent again, it is joined again."""
    action = _written(request, pk)
    asked = action.sheet.questionnaire.form.field(field)
    if asked is None or asked.kind != "documents":
        raise NotFound
    kept = services.join_document(by=who(request), action=action, upload=file)
    there = [*action.sheet.answers.get(field, ()), str(kept.pk)]
    saved = services.save_sheet(action=action, answers={field: there}, revision=action.sheet.revision, **by(request))
    return Status(201, {"id": kept.pk, **fields(kept, "name content_type size sha256"), "revision": saved.revision})


@router.get(
    f"{ACTION}/attachments/{{file}}", response={200: bytes, **REFUSALS}, summary="A file of a sheet, as it was joined"
)
def action_attachment(request: HttpRequest, pk: int, file: UUID) -> FileResponse:
    """Price: three queries."""
    kept = document_of_action(action_for(request, pk), file)
    if kept is None:
        raise NotFound
    return as_attachment(kept)


@router.get(
    f"{ACTION}/entries/{{field}}",
    response={200: EntriesFoundOut, **REFUSALS},
    summary="The entries of the register in which a question of a sheet is answered",
)
def action_entries(request: HttpRequest, pk: int, field: str, q: Query[str]) -> dict[str, Any]:
    """From two letters. Price: eleven queries at most."""
    action = _written(request, pk)
    registers = registers_of_project(action.project, files_of_action(action))
    return entries_shape(action.sheet.questionnaire.form, field, q, registers.search)


@router.get(
    f"{ACTION}/asides", response={200: WaitingTextsOut, **REFUSALS}, summary="Texts of a sheet that were put aside"
)
def action_asides(request: HttpRequest, pk: int) -> dict[str, Any]:
    return asides_shape(_written(request, pk).sheet)


@router.post(
    f"{ACTION}/asides/{{aside}}",
    response={200: shapes.SheetSavedOut, **REFUSALS},
    summary="Settles a text of a sheet that was put aside",
)
def settle_action_aside(request: HttpRequest, pk: int, aside: int, asked: SettleTextIn) -> dict[str, Any]:
    action = _written(request, pk)
    found = aside_for(action.sheet, aside)
    saved = services.settle_text(action=action, aside=found, take=asked.take, **by(request))
    action.sheet.refresh_from_db()
    return {"revision": action.sheet.revision, "changed": sorted(saved.changed) if saved else []}
