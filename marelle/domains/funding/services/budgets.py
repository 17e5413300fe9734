"""Budgets: opening one, and writing what sources state of it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from marelle.domains.projects.models import Project
from marelle.kernel import audit
from marelle.kernel.access import Viewer

from ..models import Budget, StatedAmount
from ..rules import BudgetExists, Stated
from .allocations import allocate


@transaction.atomic
def open_budget(*, by: Viewer, at: datetime, project: Project, stated: Sequence[Stated] = ()) -> Budget:
    """Opens the budget of a project, writes what sources state, and posts the tranches stated year by year.

    Refuses without `funding.open_budget`, `BudgetExists`, and whatever `state_amount` refuses: then nothing happened.
    """
    budget = open_budgets(by=by, at=at, projects=[project])[0]
    for amount in stated:
        state_amount(by=by, at=at, budget=budget, stated=amount)
    return budget


@transaction.atomic
def open_budgets(*, by: Viewer, at: datetime, projects: Sequence[Project]) -> list[Budget]:
    """Opens the budgets of projects, without an amount, in the order given: all, or none.

    Refuses without `funding.open_budget`, `BudgetExists`. Price: two queries and a savepoint, whatever their number.
    """
    for project in projects:
        by.must("funding.open_budget", project.perimeters())
    try:
        with transaction.atomic():
            budgets = Budget.objects.bulk_create(Budget(project=project, opened_at=at) for project in projects)
    except IntegrityError as clash:
        if "funding_budget_project" not in str(clash):
            raise
        raise BudgetExists from None
    audit.record_each(by, "funding.open_budget", ((budget, "", {}) for budget in budgets))
    return budgets


@transaction.atomic
def state_amount(*, by: Viewer, at: datetime, budget: Budget, stated: Stated) -> StatedAmount:
    """Writes an amount as its source states it. Each year stated by itself becomes a tranche in the ledger; a total
    posts nothing, and is never divided by its years. Told again, it changes nothing.

    Refuses without `funding.open_budget`, `AmountNotPositive`, `StatedYearsWrong`, and whatever `allocate` refuses.
    """
    by.must("funding.open_budget", budget.perimeters())
    stated.check()
    said, new = StatedAmount.objects.get_or_create(
        budget=budget,
        kind=stated.kind,
        cents=stated.cents,
        first_year=stated.first_year,
        last_year=stated.last_year,
        source_id=stated.source_id,
        defaults={"note": stated.note, "recorded_at": at},
    )
    if not new:
        return said
    audit.record(by, "funding.state_amount", said, facts={"kind": said.kind, "cents": int(said.cents)})
    for year, cents in stated.tranches().items():
        allocate(
            by=by,
            at=at,
            budget=budget,
            year=year,
            cents=cents,
            key=f"stated:{said.pk}:{year}",
            source=said.source,
            reason=stated.note,
        )
    return said
