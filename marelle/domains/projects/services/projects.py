"""The orders about projects."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from marelle.domains.calls.models import LabelDecision
from marelle.domains.calls.services import TrialOpensNothing
from marelle.domains.calls.states.calls import LABELLED
from marelle.kernel import audit
from marelle.kernel.access import Viewer

from ..models import Project
from ..rules.projects import NotLabelled, ProjectExists, years_of_label
from ..states.projects import PROJECT


def open_from_label(*, by: Viewer, at: datetime, decision: LabelDecision) -> Project:
    """Opens the project of one labelled site. Refuses as `open_from_labels`."""
    return open_from_labels(by=by, at=at, decisions=[decision])[0]


@transaction.atomic
def open_from_labels(*, by: Viewer, at: datetime, decisions: Sequence[LabelDecision]) -> list[Project]:
    """Opens the projects of labelled sites for the three civil years from the first for which their call promised
    money, else from the one that follows the decision; to be finalised by the last day that the call gives. In the
    order given, all or none.

    Refuses without `calls.record_decision`, `NotLabelled`, `TrialOpensNothing`, `ProjectExists`. Price: two
    queries, one a call, and a savepoint.
    """
    calls = {one.call_id: one.call for one in decisions}
    promised = {number: [year.year for year in call.envelopes.all()] for number, call in calls.items()}
    projects = [_opened(by, at, decision, promised[decision.call_id]) for decision in decisions]
    try:
        with transaction.atomic():
            made = Project.objects.bulk_create(projects)
    except IntegrityError as clash:
        if "projects_project_one_a_label" not in str(clash):
            raise
        raise ProjectExists(site=_open_already(decisions)) from None
    told = ((one, "", {"label": one.decision_id, "years": list(one.years)}) for one in made)
    audit.record_each(by, "projects.open_from_label", told)
    return made


def _opened(by: Viewer, at: datetime, decision: LabelDecision, promised: Sequence[int]) -> Project:
    by.must("calls.record_decision", decision.site.perimeters())
    if decision.outcome != LABELLED:
        raise NotLabelled(site=decision.site.name)
    if decision.call.is_trial:
        raise TrialOpensNothing
    period = years_of_label(decision.decided_on, promised=promised)
    return Project(
        site=decision.site,
        decision=decision,
        starts_on=period.start,
        ends_on=period.end,
        opened_at=at,
        finalise_by=decision.call.finalise_by,
    )


def _open_already(decisions: Sequence[LabelDecision]) -> str:
    """The name of a site whose project was open. Price: one query."""
    sites = {one.pk: one.site.name for one in decisions}
    told = Project.objects.filter(decision__in=sites).order_by("pk").values_list("decision", flat=True)
    return next((sites[number] for number in told), decisions[0].site.name)


def start_project(*, by: Viewer, at: datetime, project: Project) -> Project:
    """Says that a finalised project has begun. Refuses without `calls.record_decision`, and a move that the table does
    not have."""
    return _move(by, project, "running", "projects.start_project", "")


def end_project(*, by: Viewer, at: datetime, project: Project) -> Project:
    """Says that a project has reached its end. Refuses as `start_project`."""
    return _move(by, project, "ended", "projects.end_project", "")


def withdraw_project(*, by: Viewer, at: datetime, project: Project, why: str) -> Project:
    """Stops a project whose label was withdrawn. Refuses as `start_project`."""
    return _move(by, project, "withdrawn", "projects.withdraw_project", why)


@transaction.atomic
def _move(by: Viewer, project: Project, state: str, action: str, why: str) -> Project:
    by.must("calls.record_decision", project.perimeters())
    held = Project.objects.select_for_update().get(pk=project.pk)
    PROJECT.check(held.state, state)
    project.state = held.state = state
    held.save(update_fields=["state"])
    audit.record(by, action, held, why=why, facts={"state": state})
    return project
