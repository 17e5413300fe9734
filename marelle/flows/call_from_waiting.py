"""A place becomes free: the next candidature of the waiting list receives it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from marelle.domains.calls.queries.lists import line_of
from marelle.domains.calls.services import decisions
from marelle.domains.funding import services as funding
from marelle.domains.projects import services as projects
from marelle.kernel.access import Viewer
from marelle.kernel.money import Cents

if TYPE_CHECKING:
    from marelle.domains.calls.models import LabelDecision
    from marelle.domains.projects.models import Project


@transaction.atomic
def call_from_waiting(*, by: Viewer, at: datetime, decision: LabelDecision, decided_on: date) -> Project:
    """The first of the waiting list of a call receives the label that it waited for.

    1. Its decision is replaced by a label, in the signed order and no other.
    2. Its project is opened, and its budget.
    3. The amount that the signed list wrote for it leaves what is left of the envelope.
    4. After the commit the applicant is told.

    If the ledger refuses, nothing happened: it still waits.
    """
    given = decisions.call_from_waiting(by=by, at=at, decision=decision, decided_on=decided_on)
    project = projects.open_from_label(by=by, at=at, decision=given)
    budget = funding.open_budget(by=by, at=at, project=project)
    line = line_of(decision)
    for one in line.amounts.all() if line else ():
        key = f"label:{given.pk}:{one.year}"
        funding.allocate(
            by=by, at=at, budget=budget, year=one.year, cents=Cents(one.cents), key=key, reason=given.reason
        )
    return project
