"""Who holds which role in a cité, since when; what somebody who leaves hands over. Never a child's name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from marelle.domains.accounts.models import Membership, Person
from marelle.kernel.access import NATIONAL

from ..models import Body, Chapter, Project, ProjectTask, Reservation, SteeringDecision
from .reserving import reservations_owned

# How far back the register looks: the three years of a label.
HISTORY = timedelta(days=3 * 366)


def held_in(project: Project, at: datetime) -> list[Membership]:
    """Every right of a role on a place that contains the project, present, to come, or ended in the last three years:
    by role, the newest first. Price: one query."""
    where = Q(pk__in=[])
    for place in project.perimeters() - {NATIONAL}:
        where |= Q(perimeter_kind=place.kind, perimeter_code=place.code)
    rows = Membership.objects.filter(where, role__granted__permission="projects.read", valid_to__gt=at - HISTORY)
    rows = rows.select_related("person", "role", "organisation", "given_by")
    return list(rows.order_by("role__position", "-valid_from", "person__family_name", "pk"))


def holds(right: Membership, at: datetime) -> bool:
    """True for a right that holds at an instant. Price: none."""
    return right.valid_from <= at < right.valid_to and right.person.is_active


@dataclass(frozen=True, slots=True)
class Handover:
    """What somebody has in hand in one project: their roles, what they have to do, with whom they work."""

    person: Person
    rights: Sequence[Membership]
    decisions: Sequence[SteeringDecision]
    tasks: Sequence[ProjectTask]
    reservations: Sequence[Reservation]
    chapters: Sequence[Chapter]
    bodies: Sequence[Body]
    others: Sequence[Membership]


def handover_of(project: Project, person: int, at: datetime) -> Handover | None:
    """What somebody who holds, or held, a role in a cité hands over; None for anybody else. Price: eight queries."""
    rights = held_in(project, at)
    mine = [one for one in rights if one.person_id == person]
    if not mine:
        return None
    decisions = SteeringDecision.objects.filter(project=project, owner=person, state__in=("voting", "open"))
    tasks = ProjectTask.objects.filter(file__project=project, owner=person, done_at=None)
    chapters = Chapter.objects.filter(file__project=project, owner=person).exclude(state="ready")
    roles = [one.role_id for one in mine if holds(one, at)]
    bodies = Body.objects.filter(
        Q(members__person=person) | Q(members__role__in=roles), project=project, closed_at=None
    )
    return Handover(
        mine[0].person,
        mine,
        list(decisions.select_related("meeting__body", "owner").order_by("due_on", "pk")),
        list(tasks.order_by("due_on", "pk")),
        reservations_owned(project, person),
        list(chapters.select_related("file__sheet__questionnaire").order_by("pk")),
        list(bodies.distinct().order_by("level", "name")),
        [one for one in rights if one.person_id != person and holds(one, at)],
    )
