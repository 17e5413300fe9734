"""The questions asked about projects."""

from collections.abc import Iterable

from django.db.models import QuerySet

from marelle.domains.calls.models import LabelDecision
from marelle.domains.territories.models import Site
from marelle.kernel.access import Viewer

from ..access import visible_projects
from ..models import Project


def projects_of(sites: Iterable[Site | int]) -> dict[int, list[Project]]:
    """The projects of some sites, by the site's number, oldest first. Price: one query."""
    found: dict[int, list[Project]] = {}
    projects = Project.objects.filter(site__in=list(sites)).select_related("decision__call", "decision__source", "site")
    for project in projects.order_by("starts_on", "pk"):
        found.setdefault(project.site_id, []).append(project)
    return found


def project_of_label(decision: LabelDecision) -> Project | None:
    """The project that a label opened, or None. Price: one query."""
    return Project.objects.select_related("site", "decision__call").filter(decision=decision).first()


def projects_of_labels(decisions: Iterable[LabelDecision]) -> dict[int, Project]:
    """The projects that some labels opened, by the label's number. Price: one query."""
    return {project.decision_id: project for project in Project.objects.filter(decision__in=list(decisions))}


def projects_seen_by(viewer: Viewer) -> QuerySet[Project]:
    """The projects that a viewer may follow, by site. Price: one query when read."""
    return visible_projects(viewer).order_by("site__name", "starts_on", "pk")
