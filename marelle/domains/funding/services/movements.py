"""Movements taken back: a mistake, or what a withdrawn label had received."""

from datetime import datetime

from django.db import DatabaseError, IntegrityError, transaction

from marelle.kernel.access import NATIONAL, Viewer

from ..models import Account, Budget, Movement
from ..queries import movements_on
from ..rules import AlreadyReverted, Order, SpentElsewhere
from ..states import ALLOCATE, GRANT, GRANTED, PAY, REVERT
from .envelopes import lock_envelopes
from .posting import post

_RIGHTS = {GRANT: "funding.record_grants", PAY: "funding.record_grants"}


@transaction.atomic
def revert(*, by: Viewer, at: datetime, movement: Movement, reason: str) -> Movement:
    """Takes a movement back by its exact opposite, once; both stay readable. Told again, it answers the same reversal.

    Refuses without `funding.open_budget` (`funding.record_grants` for a grant or a payment), `AmountUnsupported`
    without a reason, `AlreadyReverted`, `SpentElsewhere` when the money is no longer where it should be taken from.
    """
    legs = list(movement.legs.select_related("account__envelope", "account__budget__project__site__commune_main"))
    places = [leg.account.budget.perimeters() for leg in legs if leg.account.budget]
    by.must(
        _RIGHTS.get(movement.kind, "funding.open_budget"),
        frozenset().union(*places) if places else frozenset({NATIONAL}),
    )
    for envelope in {leg.account.envelope for leg in legs if leg.account.envelope}:
        lock_envelopes(envelope.call_id, [envelope.year])
    owing = [leg.account_id for leg in legs if leg.account.kind == GRANTED]
    list(Account.objects.select_for_update(of=("self",)).filter(pk__in=owing).values_list("pk"))
    opposite = tuple((leg.account.code, -leg.cents) for leg in legs)
    order = Order(REVERT, f"revert:{movement.pk}", opposite, reason=reason, reverts=str(movement.pk))
    before = Movement.objects.filter(reverts=movement).first()
    if movement.kind == REVERT or (before is not None and before.fingerprint != order.fingerprint()):
        raise AlreadyReverted
    return before or _posted_back(by, at, order, movement)


@transaction.atomic
def revert_allocations(*, by: Viewer, at: datetime, budget: Budget | None, reason: str) -> list[Movement]:
    """Takes back all that a budget received and still holds, movement by movement; without a budget, nothing.

    Refuses as `revert`: if one of them was spent, none goes back.
    """
    received = movements_on(budget).filter(kind=ALLOCATE, reverted_by=None) if budget else ()
    return [revert(by=by, at=at, movement=movement, reason=reason) for movement in received]


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
