"""A label is withdrawn: its project stops, and what it had received goes back to the envelope."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from marelle.domains.calls import services as calls
from marelle.domains.funding import services as funding
from marelle.domains.funding.queries import budget_of, movements_on
from marelle.domains.projects import services as projects
from marelle.domains.projects.queries import project_of_label
from marelle.kernel.access import Viewer

if TYPE_CHECKING:
    from marelle.domains.calls.models import LabelDecision


@transaction.atomic
def withdraw_label(
    *, by: Viewer, at: datetime, decision: LabelDecision, decided_on: date, reason: str
) -> LabelDecision:
    """A site gives its label back, or it is taken from it.

    1. The decision is replaced by a withdrawal, which says why.
    2. Its project, if there is one, stops.
    3. What its budget received from the envelope goes back, movement by movement, each reversal written beside.

    If what it received was spent elsewhere, the ledger refuses and nothing happened.
    """
    gone = calls.supersede_decision(
        by=by, at=at, decision=decision, outcome="withdrawn", decided_on=decided_on, reason=reason
    )
    project = project_of_label(decision)
    if project is None:
        return gone
    projects.withdraw_project(by=by, at=at, project=project, why=reason)
    budget = budget_of(project)
    for movement in movements_on(budget) if budget else ():
        if movement.kind == "allocate" and not hasattr(movement, "reverted_by"):
            funding.revert(by=by, at=at, movement=movement, reason=reason)
    return gone
