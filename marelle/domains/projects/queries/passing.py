"""What a project has under way when it is about to pass to others: what goes with whom, and what stays."""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import Prefetch

from marelle.domains.accounts.models import Organisation

from ..models import AgendaPoint, Meeting, Project, ProjectPartner, ProjectTask, Reservation, YearlyReview
from .reserving import reservations_to_lift


@dataclass(frozen=True, slots=True)
class UnderWay:
    """Open tasks, planned meetings (each with its agenda as `told_points`), organisations that take part; the reviews
    that are not validated and the reservations that stand, which stay with the project."""

    tasks: list[ProjectTask] = field(default_factory=list)
    meetings: list[Meeting] = field(default_factory=list)
    partners: list[Organisation] = field(default_factory=list)
    reviews: list[YearlyReview] = field(default_factory=list)
    reservations: list[Reservation] = field(default_factory=list)


def under_way(project: Project | None) -> UnderWay:
    """Price: seven queries at most; none without a project."""
    if project is None:
        return UnderWay()
    tasks = ProjectTask.objects.filter(file__project=project, done_at=None).select_related("owner")
    points = Prefetch("points", AgendaPoint.objects.order_by("position"), to_attr="told_points")
    meetings = Meeting.objects.filter(body__project=project, state="planned").select_related("body")
    partners = ProjectPartner.objects.filter(project=project).select_related("organisation")
    reviews = YearlyReview.objects.filter(project=project, state__in=("writing", "submitted"))
    return UnderWay(
        list(tasks.order_by("due_on", "pk")),
        list(meetings.prefetch_related(points).order_by("starts_at", "pk")),
        [one.organisation for one in partners.order_by("organisation__name", "pk")],
        list(reviews.order_by("year")),
        reservations_to_lift(project),
    )


def agenda_actions(meeting: Meeting) -> Collection[int]:
    """The numbers of the actions on the agenda of a meeting of `under_way`. Price: none."""
    return {one.action_id for one in meeting.told_points if one.action_id}  # type: ignore[attr-defined]
