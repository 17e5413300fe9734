"""The orders about projects."""

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


@transaction.atomic
def open_from_label(*, by: Viewer, at: datetime, decision: LabelDecision) -> Project:
    """Opens the project of a labelled site for the three civil years from the first for which its call promised money,
    else from the one that follows the decision; to be finalised by the last day that the call gives.

    Refuses without `calls.record_decision`, `NotLabelled`, `TrialOpensNothing`, `ProjectExists`.
    """
    by.must("calls.record_decision", decision.site.perimeters())
    if decision.outcome != LABELLED:
        raise NotLabelled(site=decision.site.name)
    if decision.call.is_trial:
        raise TrialOpensNothing
    promised = [one.year for one in decision.call.envelopes.all()]
    period = years_of_label(decision.decided_on, promised=promised)
    project = Project(
        site=decision.site,
        decision=decision,
        starts_on=period.start,
        ends_on=period.end,
        opened_at=at,
        finalise_by=decision.call.finalise_by,
    )
    try:
        with transaction.atomic():
            project.save(force_insert=True)
    except IntegrityError as clash:
        if "projects_project_one_a_label" not in str(clash):
            raise
        raise ProjectExists(site=decision.site.name) from None
    audit.record(by, "projects.open_from_label", project, facts={"label": decision.pk, "years": list(project.years)})
    return project


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
