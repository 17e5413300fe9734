"""What a project has under way when it is about to pass to others: what goes with whom, and what stays."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Prefetch

from marelle.domains.accounts.models import Organisation
from marelle.domains.territories.models import Site

from ..models import (
    AgendaPoint,
    Body,
    Meeting,
    Project,
    ProjectFile,
    ProjectPartner,
    ProjectTask,
    Reservation,
    YearlyReview,
)
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


@dataclass(frozen=True, slots=True)
class Doubled:
    """What several projects that join have, and of which one goes on: bodies of a same name; texts; while these are
    being written, the chapters (section, title) that differ. Each with the sites that have it, the first one first."""

    bodies: list[tuple[str, list[Site]]] = field(default_factory=list)
    texts: list[Site] = field(default_factory=list)
    chapters: list[tuple[str, str, list[Site]]] = field(default_factory=list)


def doubled(projects: Sequence[Project]) -> Doubled:
    """Price: two queries; none for fewer than two projects."""
    if len(projects) < 2:
        return Doubled()
    place = {one.pk: n for n, one in enumerate(projects)}
    sites = {one.pk: one.site for one in projects}
    named: dict[str, list[int]] = {}
    for name, project in Body.objects.filter(project__in=projects, closed_at=None).values_list("name", "project"):
        named.setdefault(name, []).append(project)
    bodies = [(name, sorted(set(found), key=place.__getitem__)) for name, found in sorted(named.items())]
    rows = ProjectFile.objects.filter(project__in=projects).select_related("sheet__questionnaire")
    files = sorted(rows.defer("taken_up", "rule_data"), key=lambda one: place[one.project_id])
    return Doubled(
        [(name, [sites[pk] for pk in found]) for name, found in bodies if len(found) > 1],
        [sites[one.project_id] for one in files] if len(files) > 1 else [],
        _chapters_apart(files, sites) if len(files) > 1 and all(one.state == "writing" for one in files) else [],
    )


def _chapters_apart(files: Sequence[ProjectFile], sites: Mapping[int, Site]) -> list[tuple[str, str, list[Site]]]:
    """The chapters that are not answered alike."""
    found = []
    for section in files[0].sheet.questionnaire.form.sections:
        codes = [one.code for one in section.fields]
        said = [[one.sheet.answers.get(code) for code in codes] for one in files]
        if any(one != said[0] for one in said):
            found.append((section.code, str(section.title), [sites[one.project_id] for one in files]))
    return found


def agenda_actions(meeting: Meeting) -> Collection[int]:
    """The numbers of the actions on the agenda of a meeting of `under_way`. Price: none."""
    return {one.action_id for one in meeting.told_points if one.action_id}  # type: ignore[attr-defined]
