"""Posting one order in the ledger: the only place that writes movements and legs."""

from datetime import datetime

from django.db import IntegrityError, transaction

from marelle.kernel import audit
from marelle.kernel.access import Viewer

from ..models import Account, Budget, Envelope, Leg, Movement
from ..rules import AmountUnsupported, Order, OrderChanged
from ..states import ALLOCATED, APPROPRIATION, AUTHORISED


def already_posted(order: Order) -> Movement | None:
    """The movement of this order, if it was told before. Refuses `OrderChanged` when its key served another one."""
    told = Movement.objects.filter(key=order.key).first()
    if told is not None and told.fingerprint != order.fingerprint():
        raise OrderChanged
    return told


def post(by: Viewer, at: datetime, order: Order, reverted: Movement | None = None) -> Movement:
    """Writes the movement and its legs, and its line of audit. Two equal orders at once give one movement."""
    if order.source_id is None and not order.reason.strip():
        raise AmountUnsupported(field="reason")
    movement = Movement(
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
    try:
        with transaction.atomic():
            movement.save(force_insert=True)
    except IntegrityError as clash:
        told = already_posted(order) if "funding_movement_key" in str(clash) else None
        if told is None:
            raise
        return told
    accounts = {account.code: account for account in Account.objects.filter(code__in=[code for code, _ in order.legs])}
    legs = [Leg(movement=movement, account=accounts[code], cents=cents) for code, cents in order.legs]
    Leg.objects.bulk_create(sorted(legs, key=lambda leg: leg.account_id))
    audit.record(by, f"funding.{order.kind}", movement, why=order.reason, facts={"legs": dict(order.legs)})
    return movement


def appropriation() -> Account:
    """The State's credits, from which envelopes are opened: one account for all."""
    return _account(f"{APPROPRIATION}:state", APPROPRIATION)


def authorised(envelope: Envelope) -> Account:
    """What is left of an envelope."""
    return _account(f"{AUTHORISED}:{envelope.pk}", AUTHORISED, envelope)


def allocated(envelope: Envelope, budget: Budget) -> Account:
    """What a budget received from an envelope."""
    return _account(f"{ALLOCATED}:{envelope.pk}:{budget.pk}", ALLOCATED, envelope, budget)


def _account(code: str, kind: str, envelope: Envelope | None = None, budget: Budget | None = None) -> Account:
    values = {"kind": kind, "envelope": envelope, "budget": budget}
    account, _new = Account.objects.get_or_create(code=code, defaults=values)
    return account
