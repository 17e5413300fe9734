"""Posting one order in the ledger: the only place that writes movements and legs."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from marelle.kernel import audit
from marelle.kernel.access import Viewer

from ..models import Account, Budget, Envelope, Grant, Leg, Movement
from ..rules import AmountUnsupported, Order, OrderChanged
from ..states import ALLOCATED, APPROPRIATION, AUTHORISED, GRANTED, OUTSIDE, PAID, REVERT


def already_posted(order: Order) -> Movement | None:
    """The movement of this order, if it was told before. Refuses `OrderChanged` when its key served another one."""
    return already_posted_each([order]).get(order.key)


def already_posted_each(orders: Iterable[Order]) -> dict[str, Movement]:
    """By key, the movements of those orders that were told before. Refuses as `already_posted`. Price: one query."""
    prints = {order.key: order.fingerprint() for order in orders}
    told = {one.key: one for one in Movement.objects.filter(key__in=prints)}
    if any(one.fingerprint != prints[key] for key, one in told.items()):
        raise OrderChanged
    return told


def post(by: Viewer, at: datetime, order: Order, reverted: Movement | None = None) -> Movement:
    """Writes the movement and its legs, and its line of audit. Two equal orders at once give one movement."""
    try:
        with transaction.atomic():
            return post_each(by, at, [order], reverted)[order.key]
    except IntegrityError as clash:
        told = already_posted(order) if "funding_movement_key" in str(clash) else None
        if told is None:
            raise
        return told


def post_once(by: Viewer, at: datetime, orders: Sequence[Order]) -> None:
    """Posts orders that were not told before; one of them told meanwhile by somebody else is told once."""
    try:
        with transaction.atomic():
            post_each(by, at, orders)
    except IntegrityError as clash:
        if "funding_movement_key" not in str(clash):
            raise
        for order in orders:
            post(by, at, order)


def post_each(
    by: Viewer, at: datetime, orders: Sequence[Order], reverted: Movement | None = None
) -> dict[str, Movement]:
    """Writes movements and their legs, and a line of audit for each; by key. `reverted`: what a reversal among them
    takes back. Price: four queries."""
    movements = {one.key: _movement(by, at, one, reverted if one.kind == REVERT else None) for one in orders}
    Movement.objects.bulk_create(movements.values())
    codes = {code for order in orders for code, _cents in order.legs}
    accounts = {account.code: account for account in Account.objects.filter(code__in=codes)}
    legs = [
        Leg(movement=movements[order.key], account=accounts[code], cents=cents)
        for order in orders
        for code, cents in order.legs
    ]
    Leg.objects.bulk_create(sorted(legs, key=lambda leg: leg.account_id))
    for kind in sorted({order.kind for order in orders}):
        told = ((movements[one.key], one.reason, {"legs": dict(one.legs)}) for one in orders if one.kind == kind)
        audit.record_each(by, f"funding.{kind}", told)
    return movements


def _movement(by: Viewer, at: datetime, order: Order, reverted: Movement | None) -> Movement:
    if order.source_id is None and not order.reason.strip():
        raise AmountUnsupported(field="reason")
    return Movement(
        kind=order.kind,
        at=at,
        person_id=by.person_id,
        program=by.program,
        source_id=order.source_id,
        reason=order.reason,
        reverts=reverted,
        key=order.key,
        fingerprint=order.fingerprint(),
        leg_count=len(order.legs),
    )


def open_authorised(envelopes: Iterable[Envelope]) -> str:
    """Opens the accounts of what is left of envelopes, and that of the State's credits, one for all, from which they
    are opened, where they are not open yet. Answers the code of the last. Price: one query."""
    state = Account(code=f"{APPROPRIATION}:state", kind=APPROPRIATION)
    left = [Account(code=authorised_code(one), kind=AUTHORISED, envelope=one) for one in envelopes]
    Account.objects.bulk_create([state, *left], ignore_conflicts=True)
    return state.code


def authorised_code(envelope: Envelope) -> str:
    """The account that says what is left of an envelope."""
    return f"{AUTHORISED}:{envelope.pk}"


def allocated_code(envelope: Envelope, budget: Budget) -> str:
    """The account that says what a budget received from an envelope."""
    return f"{ALLOCATED}:{envelope.pk}:{budget.pk}"


def allocated(envelope: Envelope, budget: Budget) -> Account:
    """What a budget received from an envelope."""
    return _account(allocated_code(envelope, budget), ALLOCATED, envelope, budget)


def outside(budget: Budget, financer: str) -> Account:
    """Where the money of another financer comes from: no budget of Marelle holds it, so it has no floor."""
    return _account(f"{OUTSIDE}:{budget.pk}:{financer}", OUTSIDE, budget=budget)


def granted(grant: Grant, envelope: Envelope | None) -> Account:
    """What a grant still owes."""
    return _account(f"{GRANTED}:{grant.pk}", GRANTED, envelope, grant.budget, grant)


def paid(grant: Grant, envelope: Envelope | None) -> Account:
    """What a grant has paid."""
    return _account(f"{PAID}:{grant.pk}", PAID, envelope, grant.budget, grant)


def open_allocated(places: Iterable[tuple[Envelope, Budget]]) -> None:
    """Opens the accounts of what budgets receive from envelopes, where they are not open yet. Price: one query."""
    Account.objects.bulk_create(
        [
            Account(code=allocated_code(envelope, budget), kind=ALLOCATED, envelope=envelope, budget=budget)
            for envelope, budget in places
        ],
        ignore_conflicts=True,
    )


def _account(
    code: str, kind: str, envelope: Envelope | None = None, budget: Budget | None = None, grant: Grant | None = None
) -> Account:
    values = {"kind": kind, "envelope": envelope, "budget": budget, "grant": grant}
    account, _new = Account.objects.get_or_create(code=code, defaults=values)
    return account
