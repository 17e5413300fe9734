"""A signed list becomes decisions, labels and budgets: all of them, or none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from marelle.domains.calls import services as calls
from marelle.domains.calls.queries.letters import letters_of, reason_text
from marelle.domains.calls.queries.lists import final_lines
from marelle.domains.calls.services import lists
from marelle.domains.funding.queries import left_by_year
from marelle.kernel.access import Viewer
from marelle.kernel.money import Cents

from .award_label import award_label

if TYPE_CHECKING:
    from marelle.domains.calls.models import ListLine, ListProposal


@transaction.atomic
def decide_list(*, by: Viewer, at: datetime, proposal: ListProposal, decided_on: date) -> ListProposal:
    """Every candidature of a signed list is decided in one go.

    1. The list is held: signed by all who were named, and nothing that it was calculated from has changed since.
    2. Each candidature retained receives its label, its project, its budget and its amount in the ledger.
    3. Each of the waiting list is told its place; each other one is refused, with its marks and its reasons.
    4. The list is closed, and the decisions of its call, or of its batch, are dated.
    5. After the commit each applicant receives a letter: marks, reasons, what would have changed, how to appeal.

    If one move is refused (a file never examined, a year of the envelope passed), nothing happened to any of them.
    """
    held = lists.take_signed_list(by=by, proposal=proposal, left=left_by_year(proposal.call))
    letters = letters_of(held)
    for line in final_lines(held):
        _decide(by, at, decided_on, line, letters[line.application_id])
    closed = lists.close_list(by=by, at=at, proposal=held)
    if held.batch is not None:
        calls.announce_batch(by=by, at=at, batch=held.batch, decided_on=decided_on)
    elif held.call.state == "closed":
        calls.announce_decisions(by=by, at=at, call=held.call, decided_on=decided_on)
    return closed


def _decide(by: Viewer, at: datetime, decided_on: date, line: ListLine, letter: Mapping[str, Any]) -> None:
    told: dict[str, Any] = {"by": by, "at": at, "decided_on": decided_on, "reason": reason_text(letter)}
    told |= {"application": line.application, "letter": letter}
    if line.place != "in" or line.application.call.is_trial:
        outcomes = {"in": "labelled", "waiting": "waiting", "out": "refused"}
        calls.record_decision(**told, outcome=outcomes[line.place])
        return
    award_label(**told, tranches={one.year: Cents(one.cents) for one in line.amounts.all()})
