"""The ground of a project: the quarters, the collèges and the schools of its cité on a day."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from marelle.domains.territories.models import QuarterCommune, School
from marelle.domains.territories.queries import grounds_at
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

    Price: at most four queries.
    """
    day = on or project.opened_at.astimezone(PARIS).date()
    return grounds_of([(project, day)])[project.pk]


def grounds_of(asked: Iterable[tuple[Project, date]]) -> dict[int, ProjectGround]:
    """The same for several projects, each on its day, by its number. Their sites were loaded.

    Price: at most four queries, whatever their number.
    """
    wanted = list(asked)
    register = grounds_at({(project.site_id, day) for project, day in wanted})
    told = {project.pk: register.get((project.site_id, day)) for project, day in wanted}
    known = {pk: ground for pk, ground in told.items() if ground and (ground.quarters or ground.schools)}
    schools = {code for ground in known.values() for code in ground.schools}
    colleges = (
        set(School.objects.filter(pk__in=schools, kind="college").values_list("pk", flat=True)) if schools else ()
    )
    found = {}
    for pk, ground in known.items():
        led = tuple(code for code in ground.schools if code in colleges)
        others = tuple(code for code in ground.schools if code not in colleges)
        found[pk] = ProjectGround(ground.quarters, led, others, ground.lead)
    silent = [(project, told[project.pk], day) for project, day in wanted if project.pk not in known]
    return found | _unregistered(silent)


Silent = tuple[Project, Ground | None, date]


def _unregistered(wanted: list[Silent]) -> dict[int, ProjectGround]:
    """What candidatures said, else the quarters of communes. Price: none, or two queries."""
    if not wanted:
        return {}
    several = Project.objects.filter(pk__in=[project.pk for project, _ground, _day in wanted])
    said = dict(several.values_list("pk", "decision__application__sheet__answers"))
    found = {pk: ground for pk, answers in said.items() if (ground := _of_answers(answers or {}))}
    silent = [one for one in wanted if one[0].pk not in found]
    return found | {pk: ProjectGround(quarters) for pk, quarters in _by_communes(silent).items()}


def _of_answers(answers: Mapping[str, Any]) -> ProjectGround | None:
    qpv, colleges, schools = (tuple(answers.get(code) or ()) for code in ("qpv", "colleges", "schools"))
    if not (qpv or colleges or schools):
        return None
    return ProjectGround(qpv, colleges, schools, str(answers.get("lead_college") or ""))


def _by_communes(wanted: list[Silent]) -> dict[int, tuple[str, ...]]:
    """The quarters of the communes of each site, in force on its day. Price: none, or one query."""
    if not wanted:
        return {}
    covered = {
        project.pk: {project.site.commune_main_id, *(ground.communes if ground else ())}
        for project, ground, _day in wanted
    }
    quarters = _quarters_in(set().union(*covered.values()))
    found = {}
    for project, _ground, day in wanted:
        passages = sorted(passage for commune in covered[project.pk] for passage in quarters[commune])
        here = [quarter for _place, quarter, first, end in passages if _holds(first, end, day)]
        found[project.pk] = tuple(dict.fromkeys(here))
    return found


def _quarters_in(communes: Collection[str]) -> dict[str, list[tuple[int, str, date, date | None]]]:
    """By commune: the place of each quarter in the order of names, its code, its days. Price: one query."""
    rows = QuarterCommune.objects.filter(commune__in=communes).order_by("quarter__plain", "quarter_id")
    told = rows.values_list("commune", "quarter", "quarter__valid_from", "quarter__valid_to")
    found: dict[str, list[tuple[int, str, date, date | None]]] = defaultdict(list)
    for place, (commune, quarter, first, end) in enumerate(told):
        found[commune].append((place, quarter, first, end))
    return found


def _holds(first: date, end: date | None, day: date) -> bool:
    return first <= day and (end is None or day < end)


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
