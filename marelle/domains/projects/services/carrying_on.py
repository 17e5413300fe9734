"""A project passes to those that carry it on, when its site splits or merges: its actions go on, its history stays."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from marelle.domains.territories.models import Site
from marelle.kernel import audit
from marelle.kernel.access import Viewer

from ..models import Action, Project, ProjectLineage
from ..rules.carrying_on import ActionsLeft, LabelsDiffer
from ..states.actions import ACTION, OPEN
from ..states.projects import PROJECT
from .actions import action_copied
from .carrying_rest import carry_bodies, carry_decisions, carry_text

RECORD = "calls.record_decision"


@transaction.atomic
def carry_on(
    *,
    by: Viewer,
    at: datetime,
    project: Project,
    sites: Sequence[Site],
    actions: Iterable[tuple[int, Site]],
    on: date,
    decisions: Mapping[int, Site] | None = None,
) -> list[Project]:
    """Opens a project for each of the sites that carry one on, and passes each open action to one of them.

    `actions`: the number of each action, with the site that it goes to; `decisions`: by the number of decisions in
    follow-up, of which those about an action go with it and those not told stay. Bodies are opened in each; the text
    of a project that is being finalised is taken up in each, without its voices. What is finished or dropped stays with
    the project that did it, its reviews and the reservations on it too.

    Refuses without `calls.record_decision`, `MoveRefused` unless it is finalising or running, `ActionsLeft` unless each
    open action goes to one site, and nothing else does.
    """
    by.must(RECORD, project.perimeters())
    held = _held([project])[0]
    PROJECT.check(held.state, "carried_on")
    going = {action.pk: action for action in _open_actions(held)}
    placed, places = list(actions), {site.pk for site in sites}
    times = Counter(pk for pk, site in placed if site.pk in places)
    lost = [action.code for pk, action in going.items() if times[pk] != 1]
    if lost or any(pk not in going for pk, _site in placed):
        raise ActionsLeft(codes=", ".join(lost) or "—")
    new = {site.pk: _opened(held, site, at, on) for site in sites}
    passed = {pk: _passed(by, at, going[pk], new[site.pk]) for pk, site in sorted(placed, key=lambda one: one[0])}
    decided = {pk: new[site.pk] for pk, site in (decisions or {}).items() if site.pk in new}
    for one in new.values():
        carry_bodies(by, at, held, one)
        carry_text(by, at, held, one)
    carry_decisions(by, at, held, passed, decided)
    _left(by, held, [new[site.pk] for site in sites], on)
    project.state = held.state
    return [new[site.pk] for site in sites]


@transaction.atomic
def join_projects(*, by: Viewer, at: datetime, projects: Sequence[Project], site: Site, on: date) -> Project:
    """Opens the project of the site into which others merged, and passes all their open actions to it.

    Refuses as `carry_on`, and `LabelsDiffer` when their labels come from several calls.
    Of texts that are being finalised, the first goes on; the others stay to be read.
    """
    held = _held(projects)
    for project in held:
        by.must(RECORD, project.perimeters())
        PROJECT.check(project.state, "carried_on")
    if len({project.decision.call_id for project in held}) > 1:
        raise LabelsDiffer
    new = _opened(held[0], site, at, on)
    carry_text(by, at, held[0], new)
    for project in held:
        passed = {action.pk: _passed(by, at, action, new) for action in _open_actions(project)}
        carry_bodies(by, at, project, new)
        carry_decisions(by, at, project, passed, everything_to=new)
        _left(by, project, [new], on)
    return new


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
    state = action.state
    again = action_copied(by, at, action, project)
    Action.objects.filter(pk=again.pk).update(state=state, started_on=action.started_on)
    action.state, action.in_library = "carried_on", False
    action.save(update_fields=["state", "in_library"])
    audit.record(by, "projects.carry_on_action", action, facts={"to": again.pk})
    return again


def _left(by: Viewer, project: Project, new: Sequence[Project], on: date) -> None:
    project.state = "carried_on"
    project.save(update_fields=["state"])
    ProjectLineage.objects.bulk_create(ProjectLineage(before=project, after=one, on=on) for one in new)
    audit.record(by, "projects.carry_on", project, facts={"to": [one.pk for one in new], "on": on.isoformat()})
