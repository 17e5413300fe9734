"""What every order about decisions shares: who may, on which day, and the rows that nobody rewrites."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from marelle.domains.territories.models import Site
from marelle.kernel import audit
from marelle.kernel.access import Viewer
from marelle.kernel.clock import PARIS

from ..access.applications import RECORD
from ..models import Call, LabelDecision
from ..rules.calls import state_at, takes_decisions
from ..rules.decisions import (
    AlreadyDecided,
    CallTakesNoDecision,
    DecisionSuperseded,
    ReviewerDoesNotDecide,
    check_day,
    check_outcome,
)


def must_decide(by: Viewer, at: datetime, places: Sequence[tuple[Call, Site]]) -> None:
    """Refuses without `calls.record_decision` on each site, and `CallTakesNoDecision`. Price: one query."""
    for _call, site in places:
        by.must(RECORD, site.perimeters())
    # The state is read again: a call object may be older than the transaction.
    calls = {call.pk: call for call, _site in places}
    for number, state, closes_at in Call.objects.filter(pk__in=calls).values_list("pk", "state", "closes_at"):
        if not takes_decisions(state_at(state, closes_at, at), calls[number].kind):
            raise CallTakesNoDecision(call=calls[number].title)


def checked(outcome: str, decided_on: date | None, at: datetime) -> date:
    """The day of a decision. Refuses an unknown outcome, no day, and a day to come."""
    check_outcome(outcome)
    return check_day(decided_on, at.astimezone(PARIS).date())


def append(by: Viewer, at: datetime, rows: Sequence[LabelDecision]) -> list[LabelDecision]:
    """Writes decisions, each with its line of audit, in the name of who decides.

    Refuses `AlreadyDecided`, `DecisionSuperseded`, `ReviewerDoesNotDecide`. Price: two queries and a savepoint.
    """
    for row in rows:
        row.wave, row.recorded_at = row.call.edition, at
        row.person_id, row.program = by.person_id, by.program
    try:
        with transaction.atomic():
            made = LabelDecision.objects.bulk_create(rows)
    except IntegrityError as clash:
        raise _refusal(clash, rows) from None
    said = [
        {"outcome": one.outcome, "decided_on": one.decided_on, "wave": one.wave, "is_past": one.is_past} for one in made
    ]
    told = ((one, one.reason, facts) for one, facts in zip(made, said, strict=True))
    audit.record_each(by, "calls.record_decision", told)
    return made


def _refusal(clash: IntegrityError, rows: Sequence[LabelDecision]) -> Exception:
    """What the database refused, as a person reads it; anything else is raised again as it is."""
    if "calls_decision_one_first_a_site" in str(clash):
        return AlreadyDecided(field="site", site=_decided_already(rows))
    if "supersedes" in str(clash):
        return DecisionSuperseded()
    if _broken(clash) == "calls_decision_by_nobody_concerned":
        return ReviewerDoesNotDecide()
    return clash


def _decided_already(rows: Sequence[LabelDecision]) -> str:
    """The name of a site that had its decision. Price: one query."""
    calls, sites = {row.call_id for row in rows}, {row.site_id: row.site.name for row in rows}
    told = LabelDecision.objects.filter(call__in=calls, site__in=sites, supersedes=None)
    return next((sites[site] for site in told.order_by("pk").values_list("site", flat=True)), rows[0].site.name)


def _broken(clash: IntegrityError) -> str:
    """The name of the constraint that a trigger says is broken: its sentence does not hold it."""
    return str(getattr(getattr(clash.__cause__, "diag", None), "constraint_name", ""))
