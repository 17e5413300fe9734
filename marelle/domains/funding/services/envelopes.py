"""Envelopes: opening one, and the one way to lock them."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from marelle.domains.calls.models import Call
from marelle.domains.calls.services import TrialOpensNothing
from marelle.domains.territories.models import Source
from marelle.kernel import audit
from marelle.kernel.access import Viewer
from marelle.kernel.money import Cents

from ..models import Envelope
from ..rules import AmountNotPositive, Order
from ..states import AUTHORISE
from .posting import already_posted, appropriation, authorised, post


def lock_envelopes(call_id: int, years: Iterable[int]) -> dict[int, Envelope]:
    """Takes the envelopes of a call for some years until the end of the transaction, in the order (call, year).

    Everybody takes them in that order and before reading a balance: nobody waits in a ring, nobody reads a sum that
    another is changing. Price: one query.
    """
    rows = Envelope.objects.select_for_update(of=("self",)).filter(call=call_id, year__in=sorted(set(years)))
    return {envelope.year: envelope for envelope in rows.order_by("call_id", "year")}


@transaction.atomic
def open_envelope(
    *, by: Viewer, at: datetime, call: Call, year: int, cents: Cents, source: Source | None = None, reason: str = ""
) -> Envelope:
    """Opens what a call may allocate in a civil year; told again with the same content, changes nothing.

    Refuses without `calls.prepare`, `TrialOpensNothing`, `AmountNotPositive`, `AmountUnsupported` without a source
    or a reason, `OrderChanged` when the year was opened with another content.
    """
    by.must("calls.prepare", call.perimeters())
    if call.is_trial:
        raise TrialOpensNothing
    if cents <= 0:
        raise AmountNotPositive(field="cents")
    envelope, new = Envelope.objects.get_or_create(call=call, year=year, defaults={"source": source, "opened_at": at})
    legs = ((appropriation().code, -int(cents)), (authorised(envelope).code, int(cents)))
    key = f"authorise:{call.pk}:{year}"
    order = Order(AUTHORISE, key, legs, source_id=source.pk if source else None, reason=reason)
    if already_posted(order) is None:
        post(by, at, order)
    if new:
        audit.record(by, "funding.open_envelope", envelope, facts={"year": year, "cents": int(cents)})
    return envelope
