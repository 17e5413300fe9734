"""A decision replaces another, and what the first one opened follows."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from marelle.domains.calls import services as calls
from marelle.domains.calls.states.calls import LABELLED
from marelle.domains.funding import services as funding
from marelle.domains.projects import services as projects
from marelle.domains.projects.queries import project_of_label
from marelle.kernel.access import Viewer

if TYPE_CHECKING:
    from marelle.domains.calls.models import LabelDecision


@transaction.atomic
def replace_decision(
    *, by: Viewer, at: datetime, decision: LabelDecision, outcome: str, decided_on: date, reason: str
) -> LabelDecision:
    """A later decision takes the place of one that was recorded, and says why.

    1. The new decision is recorded beside the first, which stays readable.
    2. A label that falls stops its project; the money already allocated stays in the ledger, where it is accounted for.
    3. A label that comes opens its project and its budget, without an amount.

    A trial opens and stops nothing. If one of them refuses, nothing happened.
    """
    made = calls.supersede_decision(
        by=by, at=at, decision=decision, outcome=outcome, decided_on=decided_on, reason=reason
    )
    if made.call.is_trial:
        return made
    project = project_of_label(decision)
    if project is not None and outcome != LABELLED:
        projects.withdraw_project(by=by, at=at, project=project, why=reason)
    if outcome == LABELLED:
        opened = projects.open_from_label(by=by, at=at, decision=made)
        funding.open_budget(by=by, at=at, project=opened)
    return made
