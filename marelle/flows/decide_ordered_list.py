"""A list that somebody ordered to decide is decided while they may do something else."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from marelle.domains.calls.services import list_orders
from marelle.kernel.access import Viewer
from marelle.kernel.errors import Refused

from .decide_list import decide_list

if TYPE_CHECKING:
    from marelle.domains.calls.models import DecidingOrder


@transaction.atomic
def decide_ordered_list(*, by: Viewer, at: datetime, number: int) -> DecidingOrder | None:
    """The worker decides a list, in the name of the person who ordered it.

    1. The order is taken; one that has ended, or that another worker holds, is left as it is.
    2. The list is decided: all its candidatures, or none.
    3. How the order ended is noted: done, or refused with the sentence that the page will show.

    If it dies on the way, nothing happened and the order still waits: it is carried out again.
    """
    order = list_orders.take_order(by=by, number=number)
    if order is None:
        return None
    refused: Refused | None = None
    try:
        with transaction.atomic():
            person = by.on_behalf_of(order.person_id)
            decide_list(by=person, at=at, proposal=order.proposal, decided_on=order.decided_on)
    except Refused as refusal:
        refused = refusal
    return list_orders.end_order(by=by, at=at, order=order, refusal=refused)
