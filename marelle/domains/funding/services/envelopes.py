"""Envelopes: opening one, and the one way to lock them."""

from collections.abc import Collection, Iterable, Mapping
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
from .posting import already_posted_each, authorised_code, open_authorised, post_once


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

    Refuses as `open_envelopes`.
    """
    return open_envelopes(by=by, at=at, call=call, cents={year: cents}, source=source, reason=reason)[year]


@transaction.atomic
def open_envelopes(
    *,
    by: Viewer,
    at: datetime,
    call: Call,
    cents: Mapping[int, Cents],
    source: Source | None = None,
    reason: str = "",
) -> dict[int, Envelope]:
    """Opens what a call may allocate in each civil year; told again with the same content, changes nothing.

    Refuses without `calls.prepare`, `TrialOpensNothing`, `AmountNotPositive`, `AmountUnsupported` without a source
    or a reason, `OrderChanged` when a year was opened with another content. Price: ten queries, whatever the number of
    years.
    """
    by.must("calls.prepare", call.perimeters())
    if call.is_trial:
        raise TrialOpensNothing
    if any(one <= 0 for one in cents.values()):
        raise AmountNotPositive(field="cents")
    held, new = _envelopes(call, cents, source, at)
    state = open_authorised(held.values())
    orders = [
        Order(
            AUTHORISE,
            f"authorise:{call.pk}:{year}",
            ((state, -int(cents[year])), (authorised_code(held[year]), int(cents[year]))),
            source_id=source.pk if source else None,
            reason=reason,
        )
        for year in sorted(cents)
    ]
    told = already_posted_each(orders)
    post_once(by, at, [order for order in orders if order.key not in told])
    facts = [(held[year], "", {"year": year, "cents": int(cents[year])}) for year in sorted(new)]
    audit.record_each(by, "funding.open_envelope", facts)
    return held


def _envelopes(
    call: Call, years: Collection[int], source: Source | None, at: datetime
) -> tuple[dict[int, Envelope], set[int]]:
    """The envelopes of a call for these years, opened where they are not, and the years of the new ones."""
    rows = Envelope.objects.filter(call=call, year__in=years)
    new = set(years) - set(rows.values_list("year", flat=True))
    missing = [Envelope(call=call, year=year, source=source, opened_at=at) for year in sorted(new)]
    Envelope.objects.bulk_create(missing, ignore_conflicts=True)
    return {envelope.year: envelope for envelope in rows.all()}, new
