"""Who holds which role in a cité, and what somebody who leaves hands over, for programs: to those who see the page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from marelle.domains.accounts.models import Membership
from marelle.domains.projects.access.steering import STEER, sees_roles
from marelle.domains.projects.models import Chapter, Project
from marelle.domains.projects.queries.roles import handover_of, held_in, holds
from marelle.kernel.access import Forbidden, NotFound

from . import steering_schemas as shapes
from .asking import REFUSALS, Paged, by, part_of, project_for, today_of, who

router = Router()


def _project(request: HttpRequest, pk: int) -> Project:
    """Refuses whoever neither steers nor speaks."""
    project = project_for(request, pk)
    if not sees_roles(who(request), project):
        raise Forbidden(permission=STEER)
    return project


def _right(request: HttpRequest, right: Membership) -> dict[str, Any]:
    return {
        "role": right.role_id,
        "role_name": right.role.name,
        "person": right.person_id,
        "name": right.person.full_name,
        "organisation": right.organisation.name,
        "valid_from": right.valid_from,
        "valid_to": right.valid_to,
        "held": holds(right, by(request)["at"]),
    }


@router.get(
    "/projects/{pk}/roles", response={200: shapes.RolesOut, **REFUSALS}, summary="Who holds which role, since when"
)
def project_roles(request: HttpRequest, pk: int, asked: Query[Paged]) -> dict[str, Any]:
    """Price: two queries."""
    found = [_right(request, one) for one in held_in(_project(request, pk), by(request)["at"])]
    found.sort(key=lambda one: not one["held"])
    return {"count": len(found), "items": part_of(found, asked)}


@router.get(
    "/projects/{pk}/roles/{person}",
    response={200: shapes.HandoverOut, **REFUSALS},
    summary="What somebody who holds, or held, a role hands over",
)
def project_handover(request: HttpRequest, pk: int, person: int) -> dict[str, Any]:
    """Price: nine queries."""
    found = handover_of(_project(request, pk), person, by(request)["at"])
    if found is None:
        raise NotFound
    return {
        "person": found.person.pk,
        "name": found.person.full_name,
        "roles": [_right(request, one) for one in found.rights],
        "decisions": [_in_hand(request, one, f"{one.code} {one.words}", one.state) for one in found.decisions],
        "tasks": [_in_hand(request, one, one.what, "open") for one in found.tasks],
        "reservations": [_in_hand(request, one, one.what, one.state) for one in found.reservations],
        "chapters": {_title(one): one.state for one in found.chapters},
        "bodies": [one.name for one in found.bodies],
        "others": [_right(request, one) for one in found.others],
    }


def _in_hand(request: HttpRequest, one: Any, what: str, state: str) -> dict[str, Any]:
    late = one.due_on < today_of(request)
    return {"id": one.pk, "what": what, "due_on": one.due_on, "state": state, "late": late}


def _title(chapter: Chapter) -> str:
    section = chapter.file.sheet.questionnaire.form.section(chapter.section)
    return section.title if section else chapter.section
