"""A grant whose amount was written wrong: what told it is taken back and told anew, in one breath, with the reason."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from marelle.kernel.access import Viewer
from marelle.kernel.money import Cents, euros

from ..models import Grant, Movement
from ..queries import GrantTold, left_in_budget
from ..rules import (
    AmountNotPositive,
    BudgetStopped,
    CorrectionUnsaid,
    GrantBelowPaid,
    GrantBeyondBudget,
    Order,
    OrderChanged,
)
from ..states import GRANT, REVERT
from .granting import STOPPED, held_grant, told_by
from .posting import post_each


@transaction.atomic
def correct_grant(
    *, by: Viewer, at: datetime, grant: Grant, cents: Cents, reason: str, seen: Cents | None = None
) -> Movement | None:
    """Writes that a grant is of another amount: the opposite of the movement that told it, and a new one, together.

    Its number, its days and its payments stay; both amounts stay readable, with the reason. The amount that it has
    already writes nothing. `seen`: the amount that was on the page. Refuses without `funding.record_grants`,
    `AmountNotPositive`, `CorrectionUnsaid`, `GrantTakenBack`, `OrderChanged` when a colleague corrected it meanwhile,
    `GrantBelowPaid`, `BudgetStopped`, `GrantBeyondBudget`.
    """
    if cents <= 0:
        raise AmountNotPositive(field="cents")
    if not reason.strip():
        raise CorrectionUnsaid(field="reason")
    told = held_grant(by, grant)
    if cents == told.voted:
        return None
    if seen is not None and seen != told.voted:
        raise OrderChanged(field="cents")
    _must_hold(told, cents)
    before = told_by(grant)
    legs = [(leg.account.code, int(leg.cents)) for leg in before.legs.select_related("account")]
    opposite = tuple((code, -moved) for code, moved in legs)
    anew = tuple((code, int(cents) if moved > 0 else -int(cents)) for code, moved in legs)
    number = Movement.objects.filter(kind=GRANT, legs__account__grant=grant).count() + 1
    back = Order(REVERT, f"revert:{before.pk}", opposite, reason=reason.strip(), reverts=str(before.pk))
    order = Order(GRANT, f"grant:{grant.pk}:{number}", anew, reason=reason.strip())
    # The database looks at each account once both are written: what was paid never hangs in between.
    return post_each(by, at, [back, order], before)[order.key]


def _must_hold(told: GrantTold, cents: Cents) -> None:
    """What was paid is covered, and the credits of the cité hold what is added."""
    grant, more = told.grant, cents - told.voted
    if cents < told.paid:
        raise GrantBelowPaid(field="cents", paid=euros(told.paid), wanted=euros(cents))
    project = grant.budget.project
    if more > 0 and project.state in STOPPED:
        raise BudgetStopped(state=project.stage.label)
    if more > 0 and grant.on_label:
        left = left_in_budget(grant.budget, grant.year) or Cents(0)
        if left < more:
            within = Cents(left + told.voted)
            raise GrantBeyondBudget(field="cents", year=grant.year, left=euros(within), wanted=euros(cents))
