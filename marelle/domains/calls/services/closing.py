"""A call follows the clock: closed when its time has come, by the worker, under the lock that filings take."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from marelle.kernel import audit, clock
from marelle.kernel.access import Viewer

from ..models import Call
from ..queries.deciding import decision_begun
from ..rules.calls import has_closed
from ..states.calls import CALL
from .calls import held_call, moved

TASK = "calls.follow_clock"


@transaction.atomic
def follow_clock() -> list[Call]:
    """Closes each open call whose closing has come. Those to whom more time was granted keep it, file by file.

    The row of the call is locked first and the one clock read after, as a filing and an extension do: an extended call
    stays open. In a demonstration whose clock was moved back, a call closed too soon is open again, unless its decision
    has begun. Done again, it does nothing. Price: one query when there is nothing to do; three for each call.
    """
    by, reading = Viewer.machine(TASK), clock.read()
    wrong = Q(state="open", closes_at__lte=reading.now)
    if reading.is_demonstration:
        wrong |= Q(state="closed", closes_at__gt=reading.now)
    return [call for one in Call.objects.filter(wrong).order_by("pk") if (call := _followed(by, one)) is not None]


def _followed(by: Viewer, call: Call) -> Call | None:
    held, now = held_call(call), clock.now()
    over = has_closed(held.closes_at, now)
    if held.state == "open" and over:
        return moved(by, "calls.close_call", held, "closed")
    if held.state == "closed" and not over and not decision_begun(held):
        return reopened(by, held)
    return None


def reopened(by: Viewer, held: Call) -> Call:
    """A closed call whose closing is to come receives files again."""
    CALL.check(held.state, "open")
    held.state = "open"
    held.save(update_fields=["state"])
    audit.record(by, "calls.reopen_call", held, facts={"state": held.state, "until": held.closes_at})
    return held
