"""A list is calculated on what the ledger has left."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from marelle.domains.calls.queries.batches import batch_to_decide
from marelle.domains.calls.services import listing
from marelle.domains.funding.queries import left_by_year
from marelle.kernel.access import Viewer

if TYPE_CHECKING:
    from marelle.domains.calls.models import Batch, Call, SelectionRun
    from marelle.domains.calls.services.listing import Changes


@transaction.atomic
def compute_list(
    *,
    by: Viewer,
    at: datetime,
    call: Call,
    name: str,
    changes: Changes | None = None,
    batch: Batch | None = None,
) -> SelectionRun:
    """The list of a closed call or of a batch, or what it would be with other rules, is calculated and kept.

    1. What is left of each year of the envelope is read in the ledger; a trial has none, and uses what it published.
    2. Of a rolling call, the batch is the first that has stopped receiving and is not decided.
    3. The question is written to the byte: rules, envelope, marks, opinions, amounts by the published scale.
    4. It is answered at once, or by the worker beyond 300 candidatures; the worker then studies the answer.

    Nothing is decided: a calculated list is a proposal that people sign.
    """
    left = left_by_year(call)
    if batch is None and call.kind == "rolling":
        batch = batch_to_decide(call, at)
    return listing.compute_list(by=by, at=at, call=call, left=left, name=name, changes=changes, batch=batch)
