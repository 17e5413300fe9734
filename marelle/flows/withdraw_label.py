"""A label is withdrawn: its project stops, and what it had received goes back to the envelope."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from marelle.domains.calls.states.calls import WITHDRAWN
from marelle.kernel.access import Viewer

from .replace_decision import replace_decision

if TYPE_CHECKING:
    from marelle.domains.calls.models import LabelDecision


@transaction.atomic
def withdraw_label(
    *, by: Viewer, at: datetime, decision: LabelDecision, decided_on: date, reason: str
) -> LabelDecision:
    """A site gives its label back, or it is taken from it.

    1. The decision is replaced by a withdrawal, which says why.
    2. Its project, if there is one, stops; what its budget received goes back to the envelope.

    If what it received was spent elsewhere, the ledger refuses and nothing happened.
    """
    order: dict[str, Any] = {"decision": decision, "decided_on": decided_on, "reason": reason}
    return replace_decision(by=by, at=at, outcome=WITHDRAWN, **order)
