"""Movements between an envelope and a budget: allocating, and taking a mistake back."""

from datetime import datetime

from django.db import DatabaseError, IntegrityError, transaction

from marelle.domains.projects.models import Project
from marelle.domains.territories.models import Source
from marelle.kernel.access import NATIONAL, Viewer
from marelle.kernel.money import Cents, euros

from ..models import Budget, Movement
from ..queries import left_in
from ..rules import (
    AlreadyReverted,
    AmountNotPositive,
    BudgetStopped,
    EnvelopeExhausted,
    EnvelopeMissing,
    Order,
    SpentElsewhere,
    YearOutsideProject,
)
from ..states import ALLOCATE, REVERT
from .envelopes import lock_envelopes
from .posting import allocated, already_posted, authorised, post


@transaction.atomic
def allocate(
    *,
    by: Viewer,
    at: datetime,
    budget: Budget,
    year: int,
    cents: Cents,
    key: str,
    source: Source | None = None,
    reason: str = "",
) -> Movement:
    """Moves an amount from the envelope of a year to a budget. `key` names the order: told again, it answers the same
    movement.

    Refuses without `funding.open_budget`, `AmountNotPositive`, `AmountUnsupported`, `YearOutsideProject`,
    `BudgetStopped`, `EnvelopeMissing`, `EnvelopeExhausted`, `OrderChanged`.
    """
    by.must("funding.open_budget", budget.perimeters())
    if cents <= 0:
        raise AmountNotPositive(field="cents", year=year)
    project = budget.project
    if year not in project.years:
        raise YearOutsideProject(field="year", year=year, first=project.years[0], last=project.years[-1])
    envelope = lock_envelopes(project.decision.call_id, [year]).get(year)
    if envelope is None:
        raise EnvelopeMissing(field="year", year=year)
    legs = ((authorised(envelope).code, -int(cents)), (allocated(envelope, budget).code, int(cents)))
    order = Order(ALLOCATE, key, legs, source_id=source.pk if source else None, reason=reason)
    told = already_posted(order)
    if told is not None:
        return told
    _must_receive(project)
    left = left_in(envelope)
    if left < cents:
        raise EnvelopeExhausted(field="cents", year=year, left=euros(left), wanted=euros(cents))
    return post(by, at, order)


@transaction.atomic
def revert(*, by: Viewer, at: datetime, movement: Movement, reason: str) -> Movement:
    """Takes a movement back by its exact opposite, once; both stay readable. Told again, it answers the same reversal.

    Refuses without `funding.open_budget`, `AmountUnsupported` without a reason, `AlreadyReverted`, `SpentElsewhere`
    when the money is no longer where it should be taken from.
    """
    legs = list(movement.legs.select_related("account__envelope", "account__budget__project__site__commune_main"))
    places = [leg.account.budget.perimeters() for leg in legs if leg.account.budget]
    by.must("funding.open_budget", frozenset().union(*places) if places else frozenset({NATIONAL}))
    for envelope in {leg.account.envelope for leg in legs if leg.account.envelope}:
        lock_envelopes(envelope.call_id, [envelope.year])
    opposite = tuple((leg.account.code, -leg.cents) for leg in legs)
    order = Order(REVERT, f"revert:{movement.pk}", opposite, reason=reason, reverts=str(movement.pk))
    before = Movement.objects.filter(reverts=movement).first()
    if movement.kind == REVERT or (before is not None and before.fingerprint != order.fingerprint()):
        raise AlreadyReverted
    return before or _posted_back(by, at, order, movement)


def _posted_back(by: Viewer, at: datetime, order: Order, movement: Movement) -> Movement:
    try:
        with transaction.atomic():
            return post(by, at, order, reverted=movement)
    except IntegrityError as clash:
        if not _is_overdrawn(clash):
            raise
        raise SpentElsewhere from None


def _is_overdrawn(clash: DatabaseError) -> bool:
    diagnostic = getattr(clash.__cause__, "diag", None)
    return getattr(diagnostic, "constraint_name", None) == "funding_account_never_below_zero"


def _must_receive(project: Project) -> None:
    # The state is read again: a project object may be older than the lock.
    state = Project.objects.values_list("state", flat=True).get(pk=project.pk)
    if state not in ("finalising", "finalised", "running"):
        project.state = state
        raise BudgetStopped(state=project.stage.label)
