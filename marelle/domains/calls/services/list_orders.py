"""The order to decide a list: given by a person, who may then leave; taken and ended by the worker."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from marelle.kernel import audit
from marelle.kernel.access import Viewer
from marelle.kernel.clock import PARIS
from marelle.kernel.errors import Refused
from marelle.kernel.queue import later

from ..access.lists import RECORD
from ..models import DecidingOrder, ListProposal
from ..rules.decisions import check_day
from ..rules.lists import ListAlreadyDecided, ListNotSigned
from ..states.lists import DECIDING
from .lists import held_list

TASK = "calls.decide_list"


@transaction.atomic
def order_deciding(*, by: Viewer, at: datetime, proposal: ListProposal, decided_on: date) -> DecidingOrder:
    """Asks the worker to decide a signed list, in the name of whoever asks. Asked again while it waits, it answers the
    same order and queues nothing.

    Refuses without `calls.record_decision`, `ListAlreadyDecided`, `ListNotSigned`, `DecisionInTheFuture`. Everything
    else is judged when the list is decided.
    """
    by.must(RECORD, proposal.perimeters())
    held = held_list(proposal)
    waiting = DecidingOrder.objects.filter(proposal=held, state="waiting").first()
    if waiting is not None:
        return waiting
    if held.state == "decided":
        raise ListAlreadyDecided
    if held.state != "signed":
        raise ListNotSigned
    day = check_day(decided_on, at.astimezone(PARIS).date())
    who = {"person_id": by.person_id, "program": by.program}
    order = DecidingOrder.objects.create(proposal=held, decided_on=day, ordered_at=at, **who)
    audit.record(by, "calls.order_deciding", held, facts={"order": order.pk, "decided_on": day})
    later(TASK, order=order.pk)
    return order


@transaction.atomic
def take_order(*, by: Viewer, number: int) -> DecidingOrder | None:
    """The order of this number, held until the end of the transaction; None when it has ended, or another worker holds
    it. Refuses without `calls.record_decision`."""
    by.must(RECORD)
    rows = DecidingOrder.objects.select_for_update(of=("self",), skip_locked=True).filter(state="waiting")
    return rows.select_related("proposal__call", "proposal__run", "proposal__dossier").filter(pk=number).first()


@transaction.atomic
def end_order(*, by: Viewer, at: datetime, order: DecidingOrder, refusal: Refused | None = None) -> DecidingOrder:
    """Notes how an order ended: done, or refused and why, with the site that stood in the way where there is one."""
    state = "refused" if refusal else "done"
    DECIDING.check(order.state, state)
    order.state, order.ended_at = state, at
    if refusal:
        order.reason, order.reason_code = _said(refusal), refusal.code
    order.save(update_fields=["state", "ended_at", "reason", "reason_code"])
    if refusal:
        facts = {"order": order.pk, "code": refusal.code}
        audit.record(by, "calls.refuse_deciding", order.proposal, why=order.reason, facts=facts)
    return order


def _said(refusal: Refused) -> str:
    sentence, site = str(refusal), str(refusal.facts.get("site", ""))
    return f"{site}\u00a0: {sentence}" if site and site not in sentence else sentence
