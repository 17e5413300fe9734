"""The questions asked about projects."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from marelle.domains.calls.models import LabelDecision
from marelle.domains.territories.models import Site
from marelle.kernel.access import Viewer
from marelle.kernel.words import plain

from ..access import visible_projects
from ..models import Project, ProjectLineage


def projects_of(sites: Iterable[Site | int]) -> dict[int, list[Project]]:
    """The projects of some sites, by the site's number, oldest first. Price: one query."""
    found: dict[int, list[Project]] = {}
    projects = Project.objects.filter(site__in=list(sites)).select_related("decision__call", "decision__source", "site")
    for project in projects.order_by("starts_on", "pk"):
        found.setdefault(project.site_id, []).append(project)
    return found


def project_of_label(decision: LabelDecision) -> Project | None:
    """The project that a label opened, or None; never one that carries it on. Price: one query."""
    found = Project.objects.select_related("site", "decision__call")
    return found.filter(decision=decision, carries_on_from=None).first()


def projects_of_labels(decisions: Iterable[LabelDecision]) -> dict[int, Project]:
    """The projects that some labels opened, by the label's number. Price: one query."""
    opened = Project.objects.filter(decision__in=list(decisions), carries_on_from=None)
    return {project.decision_id: project for project in opened}


def projects_seen_by(viewer: Viewer) -> QuerySet[Project]:
    """The projects that a viewer may follow, by site. Price: one query when read."""
    return visible_projects(viewer).order_by("site__plain", "starts_on", "pk")


def named_as(words: str) -> Q:
    """Projects whose site or main commune has these words in its name, whatever their accents; every one, for none."""
    said = plain(words)
    return Q(site__plain__contains=said) | Q(site__commune_main__plain__contains=said) if words.strip() else Q()


def carried_on_by(project: Project) -> list[Project]:
    """The projects that carry one on since its site split or merged. Price: one query."""
    return list(Project.objects.filter(came_from__before=project).select_related("site").order_by("site__plain"))


def carries_on(project: Project) -> list[Project]:
    """The projects that one carries on. Price: one query."""
    return list(Project.objects.filter(became__after=project).select_related("site").order_by("site__plain"))


@dataclass(frozen=True, slots=True)
class Line:
    """Where a project comes from and who carries it on, with the day of each passage."""

    before: tuple[ProjectLineage, ...] = ()
    after: tuple[ProjectLineage, ...] = ()


def line_of(project: Project) -> Line:
    """Price: one query, none for a project that never passed from cité to cité."""
    if project.carries_on_from is None and project.state != "carried_on":
        return Line()
    rows = ProjectLineage.objects.filter(Q(before=project) | Q(after=project))
    told = list(rows.select_related("before__site", "after__site").order_by("on", "pk"))
    before = tuple(one for one in told if one.after_id == project.pk)
    return Line(before, tuple(one for one in told if one.before_id == project.pk))


def projects_under(decisions: Iterable[LabelDecision | int]) -> list[Project]:
    """Every project of some labels, those that carry it on included. Price: one query."""
    return list(Project.objects.filter(decision__in=list(decisions)).order_by("pk"))


def carrying_on_labels(sites: Iterable[Site | int] | None = None) -> list[Project]:
    """The projects that carry on a label of another site, since it split or merged; of some sites, or all. With their
    sites. Price: one query."""
    found = Project.objects.filter(carries_on_from__isnull=False)
    if sites is not None:
        found = found.filter(site__in=list(sites))
    return list(found.select_related("site").order_by("pk"))


def running_project(site: Site) -> Project | None:
    """The project that a site is writing or running, or None. Price: one query."""
    found = Project.objects.filter(site=site, state__in=("finalising", "finalised", "running"))
    return found.select_related("site__commune_main__departement", "decision__call").order_by("-starts_on").first()
