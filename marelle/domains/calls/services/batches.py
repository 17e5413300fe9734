"""The orders about the dated batches of a rolling call."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from marelle.kernel import audit, clock
from marelle.kernel.access import Viewer

from ..models import Batch, Call
from ..queries.deciding import files_undecided
from ..rules.calls import BatchWrong, NotRolling, check_our_time
from ..rules.decisions import FilesUndecided, check_day
from .calls import held_call


@transaction.atomic
def plan_batch(*, by: Viewer, call: Call, cuts_at: datetime, decision_by: date) -> Batch:
    """Adds a batch after those that are planned, before the call opens or while it runs.

    Refuses without `calls.prepare`, `NotRolling`, `BatchWrong` for a cut-off past, before the one of the batch before,
    outside the call, or after its decision.
    """
    by.must("calls.prepare", call.perimeters())
    held, now = held_call(call), clock.now()
    if held.kind != "rolling" or held.state not in ("draft", "open"):
        raise NotRolling
    check_our_time(cuts_at=cuts_at, decision_by=decision_by)
    last = held.batches.aggregate(number=Max("number"), cut=Max("cuts_at"))
    earliest = max(held.opens_at, now, last["cut"] or held.opens_at)
    ends_too_late = held.closes_at is not None and cuts_at > held.closes_at
    if cuts_at <= earliest or ends_too_late or decision_by < cuts_at.astimezone(clock.PARIS).date():
        raise BatchWrong(field="cuts_at")
    number = (last["number"] or 0) + 1
    batch = Batch.objects.create(call=held, number=number, cuts_at=cuts_at, decision_by=decision_by)
    facts = {"number": number, "cuts_at": cuts_at, "decision_by": decision_by}
    audit.record(by, "calls.plan_batch", held, facts=facts)
    return batch


@transaction.atomic
def drop_batch(*, by: Viewer, batch: Batch) -> None:
    """Gives up the last batch, while its cut-off is to come. Refuses without `calls.prepare`, `BatchWrong`."""
    by.must("calls.prepare", batch.call.perimeters())
    held, now = held_call(batch.call), clock.now()
    last = held.batches.order_by("-number").first()
    if last is None or last.pk != batch.pk or batch.cuts_at <= now:
        raise BatchWrong
    audit.record(by, "calls.drop_batch", held, facts={"number": batch.number})
    batch.delete()


@transaction.atomic
def announce_batch(*, by: Viewer, at: datetime, batch: Batch, decided_on: date) -> Batch:
    """Dates the decisions of a batch; batches are decided in their order, each after its cut-off.

    Refuses without `calls.record_decision`, `BatchWrong` out of order or before the cut-off, `DecisionInTheFuture`,
    `FilesUndecided` while a file that it holds has no decision.
    """
    by.must("calls.record_decision", batch.call.perimeters())
    held = held_call(batch.call)
    row = held.batches.select_for_update().get(pk=batch.pk)
    earlier = held.batches.filter(number__lt=row.number, decided_on=None).exists()
    if earlier or row.decided_on is not None or row.cuts_at > at:
        raise BatchWrong
    undecided = files_undecided(held, row)
    if undecided:
        raise FilesUndecided(count=undecided)
    row.decided_on = check_day(decided_on, at.astimezone(clock.PARIS).date())
    row.save(update_fields=["decided_on"])
    audit.record(by, "calls.announce_batch", held, facts={"number": row.number, "decided_on": decided_on})
    return row
