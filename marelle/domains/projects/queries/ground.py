"""The ground of a project: the quarters, the collèges and the schools of its cité."""

from dataclasses import dataclass
from datetime import date

from marelle.domains.territories.models import QuarterCommune, SiteCommune
from marelle.kernel.clock import PARIS

from ..models import Project


@dataclass(frozen=True, slots=True)
class Ground:
    """The codes of what a cité covers; empty where nothing says it."""

    quarters: tuple[str, ...]
    colleges: tuple[str, ...] = ()
    schools: tuple[str, ...] = ()


def ground_of(project: Project) -> Ground:
    """What the candidature of a project said of its ground; without one, the quarters of its communes that were in
    force when it opened. Price: at most two queries, one when its application was loaded."""
    application = project.decision.application
    if application is not None:
        answers = application.sheet.answers
        qpv, colleges, schools = (tuple(answers.get(code) or ()) for code in ("qpv", "colleges", "schools"))
        if qpv or colleges or schools:
            return Ground(qpv, colleges, schools)
    opened = project.opened_at.astimezone(PARIS).date()
    return Ground(tuple(_quarters(project, opened)))


def _quarters(project: Project, on: date) -> list[str]:
    communes = SiteCommune.objects.filter(site=project.site_id, valid_from__lte=on).exclude(valid_to__lte=on)
    covered = {project.site.commune_main_id, *communes.values_list("commune", flat=True)}
    links = QuarterCommune.objects.filter(commune__in=covered, quarter__valid_from__lte=on)
    found = links.exclude(quarter__valid_to__lte=on).order_by("quarter__plain", "quarter_id")
    return list(dict.fromkeys(found.values_list("quarter_id", flat=True)))
