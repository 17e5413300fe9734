"""The ground of a project: the quarters, the collèges and the schools of its cité on a day."""

from dataclasses import dataclass
from datetime import date

from marelle.domains.territories.models import QuarterCommune, School, SiteCommune
from marelle.domains.territories.queries import ground_on
from marelle.domains.territories.services import Ground
from marelle.kernel.clock import PARIS

from ..models import Project, ProjectFile


@dataclass(frozen=True, slots=True)
class ProjectGround:
    """The codes of what a cité covers; empty where nothing says it."""

    quarters: tuple[str, ...]
    colleges: tuple[str, ...] = ()
    schools: tuple[str, ...] = ()
    lead: str = ""


def ground_of(project: Project, on: date | None = None) -> ProjectGround:
    """What the register says that the site of a project covers on a day (by default, the day on which it opened); what
    its candidature said, where the register is silent; without one, the quarters of its communes in force that day.

    Price: at most six queries.
    """
    day = on or project.opened_at.astimezone(PARIS).date()
    known = ground_on(project.site_id, day)
    if known.quarters or known.schools:
        colleges = set(School.objects.filter(pk__in=known.schools, kind="college").values_list("pk", flat=True))
        others = tuple(code for code in known.schools if code not in colleges)
        led = tuple(code for code in known.schools if code in colleges)
        return ProjectGround(known.quarters, led, others, known.lead)
    application = project.decision.application
    if application is not None:
        answers = application.sheet.answers
        qpv, colleges_, schools = (tuple(answers.get(code) or ()) for code in ("qpv", "colleges", "schools"))
        if qpv or colleges_ or schools:
            return ProjectGround(qpv, colleges_, schools, str(answers.get("lead_college") or ""))
    return ProjectGround(tuple(_quarters(project, day)))


def _quarters(project: Project, on: date) -> list[str]:
    communes = SiteCommune.objects.filter(site=project.site_id, valid_from__lte=on).exclude(valid_to__lte=on)
    covered = {project.site.commune_main_id, *communes.values_list("commune", flat=True)}
    links = QuarterCommune.objects.filter(commune__in=covered, quarter__valid_from__lte=on)
    found = links.exclude(quarter__valid_to__lte=on).order_by("quarter__plain", "quarter_id")
    return list(dict.fromkeys(found.values_list("quarter_id", flat=True)))


def ground_told(file: ProjectFile) -> Ground:
    """What the text of a project says that its cité covers, the carrying commune first; without communes when it does
    not say. Price: none."""
    answers = file.sheet.answers
    communes, qpv, colleges, schools = (
        tuple(answers.get(code) or ()) for code in ("communes", "qpv", "colleges", "schools")
    )
    main = answers.get("carrier_commune") or (communes[0] if communes else "")
    lead = str(answers.get("lead_college") or "")
    taught = tuple(dict.fromkeys([*colleges, *schools]))
    ordered = tuple(dict.fromkeys([code for code in (main, *communes) if code]))
    return Ground(ordered, tuple(dict.fromkeys(qpv)), taught, lead if lead in taught else "")
