"""A signed list becomes decisions, labels and budgets: all of them, or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from marelle.domains.calls import services as calls
from marelle.domains.calls.queries.letters import letters_of, reason_text
from marelle.domains.calls.queries.lists import final_lines
from marelle.domains.calls.services import lists
from marelle.domains.calls.states.calls import LABELLED, REFUSED
from marelle.domains.calls.states.lists import IN, OUT, WAITING
from marelle.domains.funding import services as funding
from marelle.domains.funding.queries import left_by_year
from marelle.domains.projects import services as projects
from marelle.kernel.access import Viewer
from marelle.kernel.money import Cents

if TYPE_CHECKING:
    from marelle.domains.calls.models import LabelDecision, ListLine, ListProposal


@transaction.atomic
def decide_list(*, by: Viewer, at: datetime, proposal: ListProposal, decided_on: date) -> ListProposal:
    """Every candidature of a signed list is decided in one go.

    1. The list is held: signed by all who were named, and nothing that it was calculated from has changed since.
    2. Each candidature retained receives its label, its project, its budget and its amount in the ledger. The worker
       then opens the file of each project, with what its pre-project answers.
    3. Each of the waiting list is told its place; each other one is refused, with its marks and its reasons.
    4. The list is closed, and the decisions of its call, or of its batch, are dated.
    5. After the commit each applicant receives a letter: marks, reasons, what would have changed, how to appeal.

    If one move is refused (a file never examined, a year of the envelope passed), nothing happened to any of them.
    """
    held = lists.take_signed_list(by=by, proposal=proposal, left=left_by_year(proposal.call))
    letters, lines = letters_of(held), final_lines(held)
    told = [_verdict(line, letters[line.application_id]) for line in lines]
    made = calls.record_decisions(by=by, at=at, decided_on=decided_on, verdicts=told)
    labels = [(one, line) for one, line in zip(made, lines, strict=True) if line.place == IN]
    if not held.call.is_trial:
        _open(by, at, labels)
    closed = lists.close_list(by=by, at=at, proposal=held)
    if held.batch is not None:
        calls.announce_batch(by=by, at=at, batch=held.batch, decided_on=decided_on)
    elif held.call.state == "closed":
        calls.announce_decisions(by=by, at=at, call=held.call, decided_on=decided_on)
    return closed


def _verdict(line: ListLine, letter: Mapping[str, Any]) -> calls.Verdict:
    outcomes = {IN: LABELLED, WAITING: WAITING, OUT: REFUSED}
    return calls.Verdict(line.application, outcomes[line.place], reason_text(letter), letter)


def _open(by: Viewer, at: datetime, labels: Sequence[tuple[LabelDecision, ListLine]]) -> None:
    """The projects, the budgets and the tranches of the labels, in the order of the list."""
    opened = projects.open_from_labels(by=by, at=at, decisions=[decision for decision, _line in labels])
    projects.open_files_later(opened)
    budgets = funding.open_budgets(by=by, at=at, projects=opened)
    funding.allocate_each(
        by=by,
        at=at,
        allotments=[
            funding.Allotment(
                budget, one.year, Cents(one.cents), f"label:{decision.pk}:{one.year}", reason=decision.reason
            )
            for budget, (decision, line) in zip(budgets, labels, strict=True)
            for one in line.amounts.all()
        ],
    )
