"""Who can do what is still to be done, by name, and how often they were reminded of it."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Max, Q

from marelle.domains.accounts.models import Person
from marelle.kernel.access import Perimeter

from ..access.actions import PROPOSE
from ..models import Action, Project, ProjectRecall
from .changes import CHANGE
from .dues import Due
from .files import holders_by_permission, holding, national_people


def recalls_of(project: Project) -> dict[str, tuple[int, datetime]]:
    """How many recalls went for each thing of a project, and when the last one did. Price: one query."""
    before = Q(project__became__after=project)  # a task that passed here was recalled there
    rows = ProjectRecall.objects.filter(Q(project=project) | before).values("key")
    rows = rows.annotate(n=Count("pk", distinct=True), last=Max("sent_at"))
    return {row["key"]: (row["n"], row["last"]) for row in rows.order_by("key")}


def people_owing(due: Due, at: datetime) -> list[Person]:
    """Those who can do it, by name: its owner, who speaks from its seat, who writes for its organisation.

    Price: one query, none for an owner.
    """
    if due.owner is not None:
        return [due.owner] if due.owner.is_active else []
    if due.seat is not None:
        return [one for one in holding(due.project.perimeters(), [due.seat.permission], at) if one.pk not in due.gone]
    if due.kind == "change_held":
        decided = due.record.decided_by
        return [decided] if decided is not None and decided.is_active else national_people(CHANGE, at)
    if isinstance(due.record, Action) and due.record.operator_id:
        return holding(frozenset({Perimeter("organisation", str(due.record.operator_id))}), [PROPOSE], at)
    return []


def people_of_seats(project: Project, dues: Iterable[Due], at: datetime) -> dict[str, list[Person]]:
    """Those who speak from the seats of these dues, by permission. Price: one query, or none."""
    asked = {one.seat.permission for one in dues if one.seat is not None}
    return holders_by_permission(project.perimeters(), asked, at) if asked else {}
