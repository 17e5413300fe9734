"""The questions about the batches of a rolling call: which is to be decided, in which one a file falls."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from ..models import Application, Batch, Call
from ..rules.batches import Cut, batch_of, to_decide_now


def batch_to_decide(call: Call, now: datetime) -> Batch | None:
    """The batch of a rolling call that is to be decided now: the first undecided one, once it has stopped receiving.

    Price: one query.
    """
    rows = list(Batch.objects.filter(call=call).order_by("number"))
    found = to_decide_now([_cut(one) for one in rows], now)
    return next((one for one in rows if found and one.number == found.number), None)


def batches_of_files(files: Iterable[Application]) -> dict[int, Cut | None]:
    """In which batch each file of open rolling calls falls, by its number; files of other calls are left out.

    Price: one query, or none.
    """
    rolling = [one for one in files if one.call.kind == "rolling" and one.call.state == "open" and one.filed_at]
    cuts: dict[int, list[Cut]] = {one.call_id: [] for one in rolling}
    for row in Batch.objects.filter(call__in=cuts).order_by("number") if rolling else ():
        cuts[row.call_id].append(_cut(row))
    return {one.pk: batch_of(cuts[one.call_id], one.filed_at) for one in rolling if one.filed_at}


def _cut(batch: Batch) -> Cut:
    return Cut(batch.number, batch.cuts_at, batch.decided_on)
