"""A project passes to those that carry it on, when its site splits or merges: its actions go on, its history stays."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from marelle.domains.territories.models import Site
from marelle.kernel import audit
from marelle.kernel.access import Viewer

from ..models import Action, Body, Meeting, Project, ProjectFile, ProjectLineage, ProjectTask, SteeringDecision
from ..rules.carrying_on import ActionsLeft, BeforeLabel, LabelsDiffer, NotToPlace, StagesDiffer, VoicesUnderWay
from ..states.actions import ACTION, OPEN
from ..states.projects import PROJECT
from .actions import action_copied
from .carrying_rest import carry_bodies, carry_decisions, carry_meetings, carry_partners
from .carrying_text import carry_tasks, carry_text

RECORD = "calls.record_decision"


@dataclass(frozen=True, slots=True)
class Going:
    """What goes where when a project passes to several, by the number of each record: decisions in follow-up, open
    tasks and planned meetings, each to one site; partners, by the number of the organisation, to some.

    What is not told: a decision stays, unless its action goes; a task goes to the first; a meeting stays, to be held in
    common; a partner goes everywhere.
    """

    decisions: Sequence[tuple[int, Site]] = ()
    tasks: Sequence[tuple[int, Site]] = ()
    meetings: Sequence[tuple[int, Site]] = ()
    partners: Mapping[int, Sequence[Site]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Joining:
    """What goes on of what only one may have when projects join, by the number of the site that it comes from: the
    text; of one that is being written, the chapters (by section); the bodies of a same name, with their seats.

    What is not told comes from the first site that has it.
    """

    text: int | None = None
    chapters: Mapping[str, int] = field(default_factory=dict)
    bodies: Mapping[str, int] = field(default_factory=dict)


@transaction.atomic
def carry_on(
    *,
    by: Viewer,
    at: datetime,
    project: Project,
    sites: Sequence[Site],
    actions: Iterable[tuple[int, Site]],
    on: date,
    going: Going | None = None,
) -> list[Project]:
    """Opens a project for each of the sites that carry one on, and passes each open action to one of them.

    `actions`: the number of each action, with the site that it goes to; `going`: the rest. Bodies are opened in each;
    the text is taken up in each, final if it was, without its voices if it was being written. What is finished or
    dropped stays with the project that did it, its reviews and the reservations on it too.

    Refuses without `calls.record_decision`, `MoveRefused` unless it is finalising or running, `BeforeLabel`,
    `VoicesUnderWay`, `NotToPlace`, `ActionsLeft` unless each open action goes to one site, and nothing else does.
    """
    by.must(RECORD, project.perimeters())
    held, going = _held([project])[0], going or Going()
    _must_pass(held, on)
    _must_be_there(held, going)
    open_ones = {action.pk: action for action in _open_actions(held)}
    placed, places = list(actions), {site.pk for site in sites}
    times = Counter(pk for pk, site in placed if site.pk in places)
    lost = [action.code for pk, action in open_ones.items() if times[pk] != 1]
    if lost or any(pk not in open_ones for pk, _site in placed):
        raise ActionsLeft(codes=", ".join(lost) or "—")
    new = {site.pk: _opened(held, site, at, on) for site in sites}
    passed = {pk: _passed(by, at, open_ones[pk], new[site.pk]) for pk, site in sorted(placed, key=lambda one: one[0])}
    for one in new.values():
        carry_bodies(by, at, held, one)
        carry_text(by, at, held, one)
        carry_partners(held, one, [pk for pk, there in going.partners.items() if one.site not in there])
    carry_decisions(by, at, held, passed, _in(new, going.decisions))
    carry_meetings(by, held, passed, _in(new, going.meetings))
    carry_tasks(by, held, _in(new, going.tasks), new[sites[0].pk])
    _left(by, held, [new[site.pk] for site in sites], on)
    project.state = held.state
    return [new[site.pk] for site in sites]


def _in(new: Mapping[int, Project], going: Sequence[tuple[int, Site]]) -> dict[int, Project]:
    return {pk: new[site.pk] for pk, site in going if site.pk in new}


def _must_be_there(project: Project, going: Going) -> None:
    """Refuses (`NotToPlace`) what is not under way in this project, or is told twice. Price: a query a kind."""
    open_ones = (
        (going.decisions, SteeringDecision.objects.filter(project=project, state__in=("voting", "open"))),
        (going.tasks, ProjectTask.objects.filter(file__project=project, done_at=None)),
        (going.meetings, Meeting.objects.filter(body__project=project, state="planned")),
    )
    for told, rows in open_ones:
        numbers = [pk for pk, _site in told]
        if told and (len(set(numbers)) < len(numbers) or rows.filter(pk__in=numbers).count() < len(numbers)):
            raise NotToPlace


def _must_pass(project: Project, on: date) -> None:
    """Refuses a project that cannot pass to others, or not on that day."""
    PROJECT.check(project.state, "carried_on")
    since = project.carries_on_from or project.decision.decided_on
    if on < since:
        raise BeforeLabel(field="on", day=since.strftime("%d/%m/%Y"), site=project.site.name)
    if project.state == "finalising" and ProjectFile.objects.filter(project=project, state="submitted").exists():
        raise VoicesUnderWay(site=project.site.name)


@transaction.atomic
def join_projects(
    *, by: Viewer, at: datetime, projects: Sequence[Project], site: Site, on: date, joining: Joining | None = None
) -> Project:
    """Opens the project of the site into which others merged, and passes all their open actions to it, their tasks,
    their planned meetings, their decisions in follow-up and their partners.

    Of their texts one goes on, the others stay to be read; bodies of a same name become one: `joining` says which.
    Refuses as `carry_on`, `LabelsDiffer` when their labels come from several calls, `NotToPlace` for a choice of what
    is not there.
    """
    held, joining = _held(projects), joining or Joining()
    for project in held:
        by.must(RECORD, project.perimeters())
        _must_pass(project, on)
    if len({project.decision.call_id for project in held}) > 1:
        raise LabelsDiffer
    if len({project.state == "finalising" for project in held}) > 1:
        raise StagesDiffer
    new = _opened(held[0], site, at, on)
    _carry_one_text(by, at, held, new, joining)
    for project in held:
        elsewhere = [name for name, chosen in joining.bodies.items() if chosen != project.site_id]
        carry_bodies(by, at, project, new, elsewhere)
    for project in held:
        passed = {action.pk: _passed(by, at, action, new) for action in _open_actions(project)}
        carry_decisions(by, at, project, passed, everything_to=new)
        carry_meetings(by, project, passed, everything_to=new)
        carry_tasks(by, project, {}, new)
        carry_partners(project, new)
        _left(by, project, [new], on)
    return new


def _carry_one_text(by: Viewer, at: datetime, held: Sequence[Project], new: Project, joining: Joining) -> None:
    """The text of the project that is chosen, else of the first that has one. Refuses `NotToPlace`."""
    by_site = {project.site_id: project for project in held}
    chosen = [joining.text] if joining.text is not None else []
    bodies = set(Body.objects.filter(project__in=held, closed_at=None).values_list("project__site", "name"))
    if (
        not {*chosen, *joining.chapters.values()} <= set(by_site)
        or not {(place, name) for name, place in joining.bodies.items()} <= bodies
    ):
        raise NotToPlace
    sections = {code: by_site[place] for code, place in joining.chapters.items()}
    ordered = sorted(held, key=lambda one: one.site_id != joining.text)
    any(carry_text(by, at, project, new, sections) for project in ordered)


def _held(projects: Sequence[Project]) -> list[Project]:
    rows = Project.objects.select_for_update(of=("self",)).select_related(
        "site__commune_main__departement", "decision__call"
    )
    found = {row.pk: row for row in rows.filter(pk__in=[one.pk for one in projects]).order_by("pk")}
    return [found[one.pk] for one in projects]


def _open_actions(project: Project) -> list[Action]:
    rows = Action.objects.select_for_update(of=("self",)).select_related("operator", "sheet__questionnaire")
    return list(rows.filter(project=project, state__in=OPEN).order_by("number"))


def _opened(project: Project, site: Site, at: datetime, on: date) -> Project:
    return Project.objects.create(
        site=site,
        decision=project.decision,
        carries_on_from=on,
        starts_on=project.starts_on,
        ends_on=project.ends_on,
        state=project.state,
        opened_at=at,
        finalise_by=project.finalise_by,
    )


def _passed(by: Viewer, at: datetime, action: Action, project: Project) -> Action:
    """The same action in the project that carries on, in the same state; the first one stays as it was, and says so."""
    ACTION.check(action.state, "carried_on")
    again = action_copied(by, at, action, project)
    again.state, again.in_library = action.state, action.in_library
    again.planned_on, again.started_on = action.planned_on, action.started_on
    again.save(update_fields=["state", "in_library", "planned_on", "started_on"])
    action.state, action.in_library = "carried_on", False
    action.save(update_fields=["state", "in_library"])
    audit.record(by, "projects.carry_on_action", action, facts={"to": again.pk})
    return again


def _left(by: Viewer, project: Project, new: Sequence[Project], on: date) -> None:
    project.state = "carried_on"
    project.save(update_fields=["state"])
    ProjectLineage.objects.bulk_create(ProjectLineage(before=project, after=one, on=on) for one in new)
    audit.record(by, "projects.carry_on", project, facts={"to": [one.pk for one in new], "on": on.isoformat()})
