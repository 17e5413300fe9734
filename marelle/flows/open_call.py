"""A call opens with its money, or does not open."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from marelle.domains.calls import services as calls
from marelle.domains.funding import services as funding
from marelle.kernel.access import Viewer

if TYPE_CHECKING:
    from marelle.domains.calls.models import Call


@transaction.atomic
def open_call(*, by: Viewer, at: datetime, call: Call) -> Call:
    """A call that lacks nothing is opened to everybody.

    1. The call opens: its terms, its criteria and its rules do not change any more.
    2. The ledger opens, for each year, the envelope that the call published: what its labels may receive.

    A trial opens without money. If the ledger refuses, the call stays in preparation.
    """
    opened = calls.open_call(by=by, at=at, call=call)
    if opened.is_trial:
        return opened
    cents = {envelope.year: envelope.cents for envelope in opened.envelopes.all()}
    funding.open_envelopes(by=by, at=at, call=opened, cents=cents, reason=opened.title)
    return opened
