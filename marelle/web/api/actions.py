"""Actions, for programs: their sheets, their moves, the cells of the grid, the library. Rights are those of screens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Status

from marelle.domains.projects import services
from marelle.domains.projects.access import library, own_bodies, visible_actions
from marelle.domains.projects.access.actions import READ
from marelle.domains.projects.models import Action
from marelle.domains.projects.queries import actions_of, offered_to_all, projects_to_write_in
from marelle.domains.projects.queries.history import history_of
from marelle.domains.projects.queries.registers import known_of_action
from marelle.domains.projects.states.actions import OPEN
from marelle.kernel.access import NotFound, load
from marelle.kernel.questionnaires import check

from . import action_schemas as shapes
from .asking import REFUSALS, SAVING, Paged, by, part_of, project_for, who

router = Router()
ONE: dict[Any, Any] = {200: shapes.ActionOut, **REFUSALS}
MADE: dict[Any, Any] = {201: shapes.ActionOut, **REFUSALS}
COLUMNS = ("title", "state", "year", "objective", "themes", "operator_name", "young", "asked", "common", "cost")


def action_for(request: HttpRequest, pk: int) -> Action:
    return load(who(request), READ, visible_actions(who(request)), pk=pk)


def line_shape(action: Action) -> dict[str, Any]:
    told = {name: getattr(action, name) for name in COLUMNS}
    own = {"id": action.pk, "code": action.code, "project": action.project_id, "operator": action.operator_id}
    return {**told, **own, "in_library": action.in_library}


def _told(request: HttpRequest, pk: int) -> dict[str, Any]:
    """An action as it is now, with its sheet and what it lacks."""
    action = action_for(request, pk)
    known, _proposed = known_of_action(action)
    faults = check(action.sheet.questionnaire.form, action.sheet.answers, known) if action.state in OPEN else []
    return {
        **line_shape(action),
        "form_version": action.sheet.questionnaire.version,
        "revision": action.sheet.revision,
        "answers": action.sheet.answers,
        "missing": [{"path": fault.path, "sentence": fault.sentence} for fault in faults],
        "renews": action.renews_id,
        "after": action.after_id,
        "started_on": action.started_on,
    }


@router.get("/projects/{pk}/actions", response={200: shapes.ActionsOut, **REFUSALS}, summary="The actions of a project")
def actions(
    request: HttpRequest, pk: int, told: Query[Paged], year: int | None = None, state: str = ""
) -> dict[str, Any]:
    """By number. Price: two queries, and one for the count."""
    viewer = who(request)
    year = year if year is None or 0 <= year < 10_000 else 0
    found = actions_of(project_for(request, pk), year, [state] if state else (), viewer=viewer)
    return {"count": found.count(), "items": [line_shape(action) for action in part_of(found, told)]}


@router.post("/projects/{pk}/actions", response=MADE, summary="Opens the sheet of an action")
def open_action(request: HttpRequest, pk: int, asked: shapes.OpenIn) -> Status[Any]:
    """For an operator, in any cité whose project goes on; without one, in a project whose plan one writes."""
    body = None
    if asked.operator is None:
        project = project_for(request, pk)
    else:
        body = own_bodies(who(request)).filter(pk=asked.operator).first()
        found = projects_to_write_in(body.invented).filter(pk=pk).first() if body else None
        if found is None:
            raise NotFound
        project = found
    made = services.open_action(project=project, answers=asked.answers, operator=body, **by(request))
    return Status(201, _told(request, made.pk))


@router.get("/actions/{pk}", response=ONE, summary="One action: its sheet, and what it lacks")
def action(request: HttpRequest, pk: int) -> dict[str, Any]:
    return _told(request, pk)


@router.put(
    "/actions/{pk}/answers",
    response={200: shapes.SheetSavedOut, **SAVING},
    summary="Writes in the sheet of an action",
)
def action_answers(request: HttpRequest, pk: int, asked: shapes.SheetIn) -> dict[str, Any]:
    saved = services.save_sheet(
        action=action_for(request, pk), answers=asked.answers, revision=asked.revision, **by(request)
    )
    return {"revision": saved.revision, "changed": sorted(saved.changed)}


@router.post("/actions/{pk}/moves", response=ONE, summary="Proposes an action, plans it, starts it, ends it, drops it")
def action_move(request: HttpRequest, pk: int, asked: shapes.MoveIn) -> dict[str, Any]:
    told = {"action": action_for(request, pk), **by(request)}
    moves: dict[str, Callable[[], Any]] = {
        "propose": lambda: services.propose_action(**told),
        "back": lambda: services.send_action_back(**told, why=asked.why),
        "plan": lambda: services.plan_action(**told),
        "start": lambda: services.start_action(**told, on=asked.on),
        "end": lambda: services.end_action(**told),
        "drop": lambda: services.drop_action(**told, why=asked.why),
    }
    moves[asked.move]()
    return _told(request, pk)


@router.post("/actions/{pk}/renewals", response=MADE, summary="Opens the sheet of another year")
def action_renewal(request: HttpRequest, pk: int, asked: shapes.YearIn) -> Status[Any]:
    made = services.renew_action(action=action_for(request, pk), year=asked.year, **by(request))
    return Status(201, _told(request, made.pk))


@router.put("/actions/{pk}/library", response=ONE, summary="Puts an action in the library, or takes it back")
def action_offered(request: HttpRequest, pk: int, asked: shapes.OfferedIn) -> dict[str, Any]:
    services.set_in_library(action=action_for(request, pk), offered=asked.offered, **by(request))
    return _told(request, pk)


@router.get(
    "/actions/{pk}/history", response={200: list[shapes.HappenedOut], **REFUSALS}, summary="Who changed what, and when"
)
def action_history(request: HttpRequest, pk: int) -> list[dict[str, Any]]:
    return [
        {
            "at": one.at,
            "who": one.who,
            "order": one.order,
            "why": one.why,
            "changes": [{"field": f.code, "before": before, "after": after} for f, before, after in one.changes],
        }
        for one in history_of(action_for(request, pk))
    ]


@router.post(
    "/projects/{pk}/cells", response={200: list[shapes.CellOut], **REFUSALS}, summary="Writes cells of several sheets"
)
def action_cells(request: HttpRequest, pk: int, asked: shapes.CellsIn) -> list[dict[str, Any]]:
    """At most 2,000; each is refused alone, and the others are written."""
    found = actions_of(project_for(request, pk), viewer=who(request))
    cells = [services.Cell(**one.dict()) for one in asked.cells]
    saved = services.set_cells(actions=found, cells=cells, **by(request))
    return [{"value": one.value, "before": one.before, "refused": one.refused} for one in saved]


@router.get("/library", response={200: shapes.ActionsOut, **REFUSALS}, summary="The actions that cités share")
def shared_actions(
    request: HttpRequest, told: Query[Paged], q: str = "", theme: str = "", objective: str = ""
) -> dict[str, Any]:
    """Price: two queries."""
    who(request).must(READ)
    found = offered_to_all(q.replace("\x00", ""), [theme] if theme else [], objective)
    return {"count": found.count(), "items": [line_shape(one) for one in part_of(found, told)]}


@router.post("/library/{pk}/copies", response=MADE, summary="Takes up an action of the library in one's project")
def action_copy(request: HttpRequest, pk: int, asked: shapes.TakeUpIn) -> Status[Any]:
    who(request).must(READ)
    found = library().select_related("sheet__questionnaire").filter(pk=pk).first()
    if found is None:
        raise NotFound
    project = project_for(request, asked.project)
    made = services.reuse_action(action=found, project=project, year=asked.year, **by(request))
    return Status(201, _told(request, made.pk))
