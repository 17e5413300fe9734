"""A decision replaces another, and what the first one opened follows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from marelle.domains.calls import services as calls
from marelle.domains.calls.states.calls import LABELLED
from marelle.domains.funding import services as funding
from marelle.domains.funding.queries import budget_of
from marelle.domains.projects import services as projects
from marelle.domains.projects.queries import project_of_label
from marelle.kernel.access import Viewer
from marelle.kernel.money import Cents

if TYPE_CHECKING:
    from marelle.domains.calls.models import LabelDecision


@transaction.atomic
def replace_decision(
    *,
    by: Viewer,
    at: datetime,
    decision: LabelDecision,
    outcome: str,
    decided_on: date,
    reason: str,
    tranches: Mapping[int, Cents] | None = None,
) -> LabelDecision:
    """A later decision takes the place of one that was recorded, and says why: an appeal upheld, a label given back.

    1. The new decision is recorded beside the first, which stays readable; the applicant is told after the commit.
    2. A label that falls stops its project; what its budget received goes back to the envelope, each reversal beside.
    3. A label that comes opens its project and its budget, and receives its tranches from the envelope of each year.

    A trial opens and stops nothing. If one of them refuses (the envelope has no room, what should come back was spent),
    nothing happened.
    """
    made = calls.supersede_decision(
        by=by, at=at, decision=decision, outcome=outcome, decided_on=decided_on, reason=reason
    )
    if made.call.is_trial:
        return made
    project = project_of_label(decision)
    if project is not None and outcome != LABELLED:
        projects.withdraw_project(by=by, at=at, project=project, why=reason)
        funding.revert_allocations(by=by, at=at, budget=budget_of(project), reason=reason)
    if outcome == LABELLED:
        opened = projects.open_from_label(by=by, at=at, decision=made)
        budget = funding.open_budget(by=by, at=at, project=opened)
        for year, cents in (tranches or {}).items():
            key = f"label:{made.pk}:{year}"
            funding.allocate(by=by, at=at, budget=budget, year=year, cents=cents, key=key, reason=reason)
    return made
