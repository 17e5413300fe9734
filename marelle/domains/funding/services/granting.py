"""Grants: what a financer votes for an action, the day it is notified, what is paid of it, and what is taken back."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.projects.models import Action
from marelle.kernel import audit
from marelle.kernel.access import Viewer
from marelle.kernel.clock import PARIS
from marelle.kernel.money import Cents, euros

from ..access import RECORD
from ..models import Account, Budget, Envelope, Grant, GrantNotice, Movement, Payment
from ..queries import GrantTold, financers, grant_told, left_in_budget, payments_of
from ..rules import (
    ActionUntold,
    AmountNotPositive,
    AmountUnsupported,
    BudgetStopped,
    DayInFuture,
    DayLongAgo,
    DayMissing,
    DaysOutOfOrder,
    EnvelopeMissing,
    GrantBeyondBudget,
    GrantOfDropped,
    GrantTakenBack,
    Order,
    OrderChanged,
    PaymentBeyondGrant,
    UnknownFinancer,
)
from ..rules.grants import FIRST_YEAR, worded
from ..states import GRANT, GRANTED, LABEL, PAY
from .envelopes import lock_envelopes
from .movements import revert
from .posting import allocated, already_posted, granted, outside, paid, post
from .sharing import budget_for

STOPPED = ("withdrawn",)
_NOTICE, _PAYMENT = gettext_lazy("La notification"), gettext_lazy("Le versement")


@transaction.atomic
def record_grant(
    *,
    by: Viewer,
    at: datetime,
    action: Action,
    financer: str,
    cents: Cents,
    key: str,
    reference: str,
    voted_on: date | None = None,
    notified_on: date | None = None,
    year: int | None = None,
) -> Grant:
    """Writes what a financer voted for an action: out of the budget of the cité when its credits give it (`label`), out
    of nobody's budget else. `reference` says what supports it; the year is that of the action where none is told.

    Told again with the same key, it answers the same grant. Refuses without `funding.record_grants`,
    `AmountNotPositive`, `AmountUnsupported`, `UnknownFinancer`, `ActionUntold`, `GrantOfDropped`, `BudgetStopped`,
    `DayMissing`, `DayInFuture`, `DayLongAgo`, `DaysOutOfOrder`, `EnvelopeMissing`, `GrantBeyondBudget`, `OrderChanged`.
    """
    project, year = action.project, year or action.year
    by.must(RECORD, project.perimeters())
    _must_be_an_amount(cents, reference)
    _must_receive(action, year, financer)
    _must_follow(at, voted_on, notified_on)
    assert year is not None
    envelope = _envelope(action, year) if financer == LABEL else None
    budget = budget_for(project, at)
    facts = {"action": action, "budget": budget, "year": year, "financer": financer, "voted_on": voted_on}
    grant, new = Grant.objects.get_or_create(
        key=key, defaults={**facts, "reference": reference.strip(), "recorded_at": at}
    )
    source = allocated(envelope, budget) if envelope else outside(budget, financer)
    legs = ((source.code, -int(cents)), (granted(grant, envelope).code, int(cents)))
    order = Order(GRANT, f"grant:{grant.pk}", legs, reason=reference.strip())
    if not new:
        return _same(grant, facts, order)
    if envelope:
        _must_hold(budget, year, cents)
    post(by, at, order)
    if notified_on:
        _notice(by, at, grant, notified_on)
    return grant


@transaction.atomic
def notify_grant(*, by: Viewer, at: datetime, grant: Grant, on: date | None) -> GrantNotice | None:
    """Writes the day on which a grant was notified, once more where it was wrong; without a day, takes that back.

    The same day told again writes nothing. Refuses without `funding.record_grants`, `GrantTakenBack`, `DayMissing`
    when no vote has a day either, `DayInFuture`, `DayLongAgo`, `DaysOutOfOrder`.
    """
    told = held_grant(by, grant)
    if on == told.notified_on:
        return grant.notices.order_by("-pk").first()
    _must_follow(at, told.grant.voted_on, on)
    first = next((one.paid_on for one, _cents in payments_of([told]).get(grant.pk, ())), None)
    if on and first and on > first:
        raise DaysOutOfOrder(field="notified_on", later=_PAYMENT, earlier=_("la notification"), day=worded(on))
    return _notice(by, at, grant, on)


@transaction.atomic
def pay_grant(
    *, by: Viewer, at: datetime, grant: Grant, cents: Cents, paid_on: date, key: str, reference: str
) -> Payment:
    """Writes that money of a grant reached whoever receives it. Told again with the same key, it answers the same one.

    Refuses without `funding.record_grants`, `AmountNotPositive`, `AmountUnsupported`, `GrantTakenBack`, `DayInFuture`,
    `DaysOutOfOrder`, `PaymentBeyondGrant`, `OrderChanged`.
    """
    _must_be_an_amount(cents, reference)
    told = held_grant(by, grant)
    envelope = _own(grant).envelope
    legs = ((granted(grant, envelope).code, -int(cents)), (paid(grant, envelope).code, int(cents)))
    order = Order(PAY, f"pay:{key}", legs, reason=f"{paid_on.isoformat()} {reference.strip()}")
    before = Payment.objects.filter(key=key).first()
    if before or already_posted(order):
        if before is None or already_posted(order) is None:
            raise OrderChanged
        return before
    _must_be_past(at, paid_on, "paid_on")
    if told.since and paid_on < told.since:
        earlier = _("la notification") if told.notified_on else _("le vote")
        raise DaysOutOfOrder(field="paid_on", later=_PAYMENT, earlier=earlier, day=worded(told.since))
    if cents > told.owed:
        raise PaymentBeyondGrant(field="cents", left=euros(told.owed), wanted=euros(cents))
    movement = post(by, at, order)
    made = {"paid_on": paid_on, "reference": reference.strip(), "key": key, "recorded_at": at}
    return Payment.objects.create(grant=grant, movement=movement, **made)


@transaction.atomic
def take_back_grant(*, by: Viewer, at: datetime, grant: Grant, reason: str) -> Movement:
    """Takes a grant back by the opposite of its movement; told again, it answers the same reversal.

    Refuses without `funding.record_grants`, and as `revert`: `SpentElsewhere` when some of it was paid.
    """
    by.must(RECORD, grant.perimeters())
    return revert(by=by, at=at, movement=told_by(grant), reason=reason)


@transaction.atomic
def take_back_payment(*, by: Viewer, at: datetime, payment: Payment, reason: str) -> Movement:
    """Takes a payment back by the opposite of its movement; told again, it answers the same reversal.

    Refuses without `funding.record_grants`, and as `revert`.
    """
    by.must(RECORD, payment.perimeters())
    return revert(by=by, at=at, movement=payment.movement, reason=reason)


def _must_be_an_amount(cents: Cents, reference: str) -> None:
    if cents <= 0:
        raise AmountNotPositive(field="cents")
    if not reference.strip():
        raise AmountUnsupported(field="reference")


def _must_receive(action: Action, year: int | None, financer: str) -> None:
    if financer not in financers():
        raise UnknownFinancer(field="financer")
    if year is None:
        raise ActionUntold(field="action", what=_("son année"))
    if not action.operator_shown:
        raise ActionUntold(field="action", what=_("qui la mène"))
    if action.state in ("dropped", "carried_on"):
        raise GrantOfDropped(field="action", state=action.stage.label)
    if action.project.state in STOPPED:
        raise BudgetStopped(state=action.project.stage.label)


def _must_follow(at: datetime, voted_on: date | None, notified_on: date | None) -> None:
    """The vote, then the notification; at least one of them has a day, and none is still to come."""
    if voted_on is None and notified_on is None:
        raise DayMissing(field="voted_on")
    for field, day in (("voted_on", voted_on), ("notified_on", notified_on)):
        if day:
            _must_be_past(at, day, field)
    if voted_on and notified_on and notified_on < voted_on:
        raise DaysOutOfOrder(field="notified_on", later=_NOTICE, earlier=_("le vote"), day=worded(voted_on))
    for field, day in (("voted_on", voted_on), ("notified_on", notified_on)):
        if day and day.year < FIRST_YEAR:
            raise DayLongAgo(field=field, day=worded(day))


def _must_be_past(at: datetime, day: date, field: str) -> None:
    if day > at.astimezone(PARIS).date():
        raise DayInFuture(field=field)


def _envelope(action: Action, year: int) -> Envelope:
    """The envelope of the year on which the budget draws, taken as everybody takes it."""
    taken = lock_envelopes(action.project.decision.call_id, [year])
    if year not in taken:
        raise EnvelopeMissing(field="financer", year=year)
    return taken[year]


def _must_hold(budget: Budget, year: int, cents: Cents) -> None:
    left = left_in_budget(budget, year) or Cents(0)
    if left < cents:
        raise GrantBeyondBudget(field="cents", year=year, left=euros(left), wanted=euros(cents))


def _same(grant: Grant, facts: dict[str, object], order: Order) -> Grant:
    """The grant of a key told again, if all that is told is the same."""
    if any(getattr(grant, name) != value for name, value in facts.items()) or already_posted(order) is None:
        raise OrderChanged
    return grant


def _own(grant: Grant) -> Account:
    return grant.accounts.select_related("envelope").get(kind=GRANTED)


def held_grant(by: Viewer, grant: Grant) -> GrantTold:
    """A grant as it is once nobody else may move its money. Refuses `GrantTakenBack`."""
    by.must(RECORD, grant.perimeters())
    lock_grant(grant)
    told = grant_told(grant)
    if told is None:
        raise GrantTakenBack
    return told


def told_by(grant: Grant) -> Movement:
    """The movement that tells the amount of a grant: the one that stands, else the last that was taken back. Price: one
    query."""
    told = Movement.objects.filter(kind=GRANT, legs__account__kind=GRANTED, legs__account__grant=grant)
    found = told.order_by("-legs__pk").first()
    assert found is not None
    return found


def lock_grant(grant: Grant) -> None:
    """Takes what a grant stands on until the end of the transaction: its envelope first, as everybody, then its
    account. Price: two queries."""
    if grant.on_label:
        lock_envelopes(grant.budget.project.decision.call_id, [grant.year])
    rows = Account.objects.select_for_update(of=("self",)).filter(grant=grant, kind=GRANTED)
    list(rows.values_list("pk"))


def _notice(by: Viewer, at: datetime, grant: Grant, on: date | None) -> GrantNotice:
    notice = GrantNotice.objects.create(grant=grant, notified_on=on, recorded_at=at)
    audit.record(by, "funding.notify_grant", grant, facts={"on": on.isoformat() if on else None})
    return notice
