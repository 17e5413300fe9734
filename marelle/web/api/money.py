"""The money of actions, for programs: grants, notifications, payments, reversals. Rights are those of screens."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from marelle.domains.funding import services
from marelle.domains.funding.access import RECORD, visible_grants, visible_payments
from marelle.domains.funding.models import Grant, Payment
from marelle.domains.funding.queries import Correction, corrections_of, financers, grants_of, payments_of
from marelle.domains.projects.access import visible_actions
from marelle.domains.projects.access.actions import READ
from marelle.domains.projects.models import Action
from marelle.kernel.access import load
from marelle.kernel.clock import PARIS
from marelle.kernel.money import Cents

from . import money_schemas as shapes
from .schemas import Fault

router = Router()
REFUSALS: dict[Any, Any] = {401: Fault, 403: Fault, 404: Fault, 409: Fault, 422: Fault}
ALL: dict[Any, Any] = {200: shapes.GrantsOut, **REFUSALS}
MADE: dict[Any, Any] = {201: shapes.GrantsOut, **REFUSALS}


def _by(request: HttpRequest) -> dict[str, Any]:
    return {"by": request.viewer, "at": request.clock.now}  # type: ignore[attr-defined]


def _action(request: HttpRequest, pk: int) -> Action:
    viewer = request.viewer  # type: ignore[attr-defined]
    return load(viewer, READ, visible_actions(viewer), pk=pk)


def _grant(request: HttpRequest, pk: int) -> Grant:
    viewer = request.viewer  # type: ignore[attr-defined]
    return load(viewer, RECORD, visible_grants(viewer), pk=pk)


def _payment(request: HttpRequest, pk: int) -> Payment:
    viewer = request.viewer  # type: ignore[attr-defined]
    return load(viewer, RECORD, visible_payments(viewer), pk=pk)


def _told(request: HttpRequest, action: Action | int) -> dict[str, Any]:
    """The grants of an action that stand, with their payments and the corrections of their amounts. Price: two
    queries, and one where an amount was corrected."""
    today = request.clock.now.astimezone(PARIS).date()  # type: ignore[attr-defined]
    number = action if isinstance(action, int) else action.pk
    found = grants_of([number]).get(number, [])
    payments, corrections = payments_of(found), corrections_of(found)
    items = [
        {
            **{name: getattr(one.grant, name) for name in ("code", "financer", "year", "voted_on", "reference")},
            "id": one.grant.pk,
            "action": number,
            "voted": one.voted,
            "paid": one.paid,
            "notified_on": one.notified_on,
            "waited": one.waited(today),
            "payments": [_payment_told(*each) for each in payments.get(one.grant.pk, [])],
            "corrections": [_correction_told(each) for each in corrections.get(one.grant.pk, [])],
        }
        for one in found
    ]
    return {"count": len(items), "items": items, "financers": financers()}


def _correction_told(one: Correction) -> dict[str, Any]:
    return {"before": one.before, "after": one.after, "at": one.at, "why": one.why}


def _payment_told(payment: Payment, cents: Cents) -> dict[str, Any]:
    names = ("code", "paid_on", "reference")
    return {"id": payment.pk, "cents": cents, **{name: getattr(payment, name) for name in names}}


@router.get("/actions/{pk}/grants", response=ALL, summary="What was voted and paid to an action")
def grants(request: HttpRequest, pk: int) -> dict[str, Any]:
    return _told(request, _action(request, pk))


@router.post("/actions/{pk}/grants", response=MADE, summary="Records what a financer voted for an action")
def record_grant(request: HttpRequest, pk: int, asked: shapes.GrantIn) -> Status[Any]:
    told = {**asked.dict(), "cents": Cents(asked.cents), "key": f"api:{asked.key}"}
    services.record_grant(action=_action(request, pk), **told, **_by(request))
    return Status(201, _told(request, pk))


@router.put("/grants/{pk}/notice", response=ALL, summary="Records the day on which a grant was notified")
def notify_grant(request: HttpRequest, pk: int, asked: shapes.NoticeIn) -> dict[str, Any]:
    grant = _grant(request, pk)
    services.notify_grant(grant=grant, on=asked.on, **_by(request))
    return _told(request, grant.action_id)


@router.put("/grants/{pk}/amount", response=ALL, summary="Corrects the amount of a grant, with the reason")
def correct_grant(request: HttpRequest, pk: int, asked: shapes.AmountIn) -> dict[str, Any]:
    """The opposite of what told it and a new movement, together; its days and its payments stay."""
    grant, seen = _grant(request, pk), None if asked.seen is None else Cents(asked.seen)
    told: dict[str, Any] = {"cents": Cents(asked.cents), "reason": asked.reason, "seen": seen}
    services.correct_grant(grant=grant, **told, **_by(request))
    return _told(request, grant.action_id)


@router.post("/grants/{pk}/payments", response=MADE, summary="Records what was paid of a grant")
def pay_grant(request: HttpRequest, pk: int, asked: shapes.PaymentIn) -> Status[Any]:
    grant = _grant(request, pk)
    told = {**asked.dict(), "cents": Cents(asked.cents), "key": f"api:{asked.key}"}
    services.pay_grant(grant=grant, **told, **_by(request))
    return Status(201, _told(request, grant.action_id))


@router.post("/grants/{pk}/reversal", response=ALL, summary="Takes a grant back by the opposite of its movement")
def take_back_grant(request: HttpRequest, pk: int, asked: shapes.ReasonIn) -> dict[str, Any]:
    grant = _grant(request, pk)
    services.take_back_grant(grant=grant, reason=asked.reason, **_by(request))
    return _told(request, grant.action_id)


@router.post("/payments/{pk}/reversal", response=ALL, summary="Takes a payment back by the opposite of its movement")
def take_back_payment(request: HttpRequest, pk: int, asked: shapes.ReasonIn) -> dict[str, Any]:
    payment = _payment(request, pk)
    services.take_back_payment(payment=payment, reason=asked.reason, **_by(request))
    return _told(request, payment.grant.action_id)
