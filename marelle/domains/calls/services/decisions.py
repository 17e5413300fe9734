"""The orders about label decisions that follow others: called from the waiting list, told of the past, replaced."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marelle.domains.territories.models import Site, Source
from marelle.kernel.access import Viewer

from ..access.applications import RECORD
from ..models import Application, Call, LabelDecision
from ..notifications import tell_decisions
from ..queries.deciding import carried
from ..queries.waiting import waiting_decisions
from ..rules.applications import OpinionsMissing
from ..rules.decisions import DecisionReasonMissing, DecisionUnsourced, NothingToWithdraw
from ..rules.lists import NotTheNextWaiting
from ..states.calls import LABELLED, WITHDRAWN
from .appending import append, checked, must_decide
from .deciding import decide_application
from .interests import must_be_free


@transaction.atomic
def call_from_waiting(*, by: Viewer, at: datetime, decision: LabelDecision, decided_on: date) -> LabelDecision:
    """Gives its label to the next candidature of the waiting list; the decision that it replaces stays readable.

    Refuses without `calls.record_decision`, `NotTheNextWaiting`, `DecisionSuperseded`, `DecisionInTheFuture`,
    `OpinionsMissing`, and `ConflictOfInterest` or `ReviewerDoesNotDecide` as `record_decision`.
    """
    call, site, application = decision.call, decision.site, decision.application
    must_decide(by, at, [(call, site)])
    first = waiting_decisions(call)[:1]
    if application is None or [one.pk for one in first] != [decision.pk]:
        raise NotTheNextWaiting(site=site.name)
    must_be_free(by, [application], at)
    reason = _("Appelée de la liste complémentaire, dans son ordre.")
    decided = decide_application(by=by, application=application, outcome=LABELLED, why=reason)
    facts = {"application": decided, "reason": reason, "supersedes": decision}
    given = _appended(by, at, call, site, LABELLED, checked(LABELLED, decided_on, at), is_past=False, **facts)
    tell_decisions([given], at)
    return given


@transaction.atomic
def record_past_decision(
    *, by: Viewer, at: datetime, call: Call, site: Site, decided_on: date | None, source: Source | None
) -> LabelDecision:
    """Records a label given before Marelle, from the document that says so. There is nowhere to put an opinion, a mark
    or an author: none is ever invented about a real place.

    Refuses without `calls.record_decision`, `DecisionUnsourced`, `DecisionUndated`, `DecisionInTheFuture`,
    `CallTakesNoDecision`, `AlreadyDecided`.
    """
    if source is None:
        raise DecisionUnsourced(field="source")
    must_decide(by, at, [(call, site)])
    return _appended(by, at, call, site, LABELLED, checked(LABELLED, decided_on, at), is_past=True, source=source)


@transaction.atomic
def supersede_decision(
    *,
    by: Viewer,
    at: datetime,
    decision: LabelDecision,
    outcome: str,
    decided_on: date,
    reason: str,
    source: Source | None = None,
) -> LabelDecision:
    """Replaces a decision by a later one, which says why; the first stays readable, and the applicant is told.

    Refuses without `calls.record_decision`, `DecisionReasonMissing`, `DecisionSuperseded`, `NothingToWithdraw`,
    `DecisionInTheFuture`, `ConflictOfInterest` or `ReviewerDoesNotDecide` as `record_decision`, `OpinionsMissing` for a
    label without the two keys, and `DecisionUnsourced` where neither a candidature nor a source supports the outcome.
    """
    by.must(RECORD, decision.site.perimeters())
    if not reason.strip():
        raise DecisionReasonMissing(field="reason")
    if outcome == WITHDRAWN and decision.outcome != LABELLED:
        raise NothingToWithdraw(site=decision.site.name)
    is_past = source is not None and decision.application_id is None
    if decision.application_id is None and not is_past and outcome != WITHDRAWN:
        raise DecisionUnsourced(field="source")
    if decision.application is not None:
        _must_replace(by, at, decision.application, outcome)
    facts = {"application": decision.application, "source": source, "reason": reason, "supersedes": decision}
    day = checked(outcome, decided_on, at)
    made = _appended(by, at, decision.call, decision.site, outcome, day, is_past=is_past, **facts)
    tell_decisions([made], at)
    return made


def _must_replace(by: Viewer, at: datetime, application: Application, outcome: str) -> None:
    must_be_free(by, [application], at)
    if outcome == LABELLED and not carried([application]):
        raise OpinionsMissing(field="outcome")


def _appended(by: Viewer, at: datetime, call: Call, site: Site, outcome: str, day: date, **facts: Any) -> LabelDecision:
    return append(by, at, [LabelDecision(call=call, site=site, outcome=outcome, decided_on=day, **facts)])[0]
