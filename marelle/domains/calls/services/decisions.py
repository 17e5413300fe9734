"""The orders about label decisions: taken here on a candidature, told from the past, or replaced."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from marelle.domains.territories.models import Site, Source
from marelle.kernel import audit
from marelle.kernel.access import Viewer
from marelle.kernel.clock import PARIS
from marelle.kernel.dossiers import canonical, fingerprint

from ..models import Application, Call, LabelDecision, Letter
from ..notifications import tell_decision
from ..queries.waiting import waiting_decisions
from ..rules.calls import takes_decisions
from ..rules.decisions import (
    AlreadyDecided,
    CallTakesNoDecision,
    DecisionReasonMissing,
    DecisionSuperseded,
    DecisionUnsourced,
    NothingToWithdraw,
    ReviewerDoesNotDecide,
    check_day,
    check_outcome,
)
from ..rules.lists import NotTheNextWaiting
from ..states.calls import LABELLED, WITHDRAWN
from .applications import decide_application
from .interests import must_be_free

RECORD = "calls.record_decision"


@transaction.atomic
def record_decision(
    *,
    by: Viewer,
    at: datetime,
    application: Application,
    outcome: str,
    decided_on: date,
    reason: str = "",
    letter: Mapping[str, Any] | None = None,
) -> LabelDecision:
    """Records the national decision on a candidature, ends its examination, and tells the applicant after the commit.
    With a `letter` (the content that a list made for it) that letter is kept too.

    Refuses without `calls.record_decision`, `CallTakesNoDecision` before the closing, `OpinionsMissing` for a label
    without the two keys on the current version, `DecisionReasonMissing` for a refusal without a reason,
    `AlreadyDecided`, `DecisionInTheFuture`, `ConflictOfInterest` for somebody who has a link with the candidature, and
    `ReviewerDoesNotDecide` for somebody who marked it.
    """
    call, site = application.call, application.site
    if outcome != LABELLED and not reason.strip():
        raise DecisionReasonMissing(field="reason")
    _must_decide(by, call, site)
    must_be_free(by, [application], at)
    day = _checked(outcome, decided_on, at)
    decided = decide_application(by=by, application=application, outcome=outcome, why=reason)
    decision = _append(by, at, call, site, outcome, day, is_past=False, application=decided, reason=reason)
    _keep_letter(decision, letter, at)
    tell_decision(decision, decided, at, calculated=letter is not None)
    return decision


@transaction.atomic
def call_from_waiting(*, by: Viewer, at: datetime, decision: LabelDecision, decided_on: date) -> LabelDecision:
    """Gives its label to the next candidature of the waiting list; the decision that it replaces stays readable.

    Refuses without `calls.record_decision`, `NotTheNextWaiting`, `DecisionSuperseded`, `DecisionInTheFuture`,
    `OpinionsMissing`, and `ConflictOfInterest` or `ReviewerDoesNotDecide` as `record_decision`.
    """
    call, site, application = decision.call, decision.site, decision.application
    _must_decide(by, call, site)
    first = waiting_decisions(call)[:1]
    if application is None or [one.pk for one in first] != [decision.pk]:
        raise NotTheNextWaiting(site=site.name)
    must_be_free(by, [application], at)
    reason = _("Appelée de la liste complémentaire, dans son ordre.")
    decided = decide_application(by=by, application=application, outcome=LABELLED, why=reason)
    facts = {"application": decided, "reason": reason, "supersedes": decision}
    day = _checked(LABELLED, decided_on, at)
    given = _append(by, at, call, site, LABELLED, day, is_past=False, **facts)
    tell_decision(given, decided, at)
    return given


def _keep_letter(decision: LabelDecision, letter: Mapping[str, Any] | None, at: datetime) -> None:
    if letter is not None:
        text = canonical(letter)
        Letter.objects.create(decision=decision, text=text, fingerprint=fingerprint(text), written_at=at)


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
    _must_decide(by, call, site)
    return _append(by, at, call, site, LABELLED, _checked(LABELLED, decided_on, at), is_past=True, source=source)


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
    """Replaces a decision by a later one, which says why; the first stays readable.

    Refuses without `calls.record_decision`, `DecisionReasonMissing`, `DecisionSuperseded`, `NothingToWithdraw`,
    `DecisionInTheFuture`, and `DecisionUnsourced` where neither a candidature nor a source supports the new outcome.
    """
    by.must(RECORD, decision.site.perimeters())
    if not reason.strip():
        raise DecisionReasonMissing(field="reason")
    if outcome == WITHDRAWN and decision.outcome != LABELLED:
        raise NothingToWithdraw(site=decision.site.name)
    is_past = source is not None and decision.application_id is None
    if decision.application_id is None and not is_past and outcome != WITHDRAWN:
        raise DecisionUnsourced(field="source")
    facts = {"application": decision.application, "source": source, "reason": reason, "supersedes": decision}
    day = _checked(outcome, decided_on, at)
    return _append(by, at, decision.call, decision.site, outcome, day, is_past=is_past, **facts)


def _must_decide(by: Viewer, call: Call, site: Site) -> None:
    by.must(RECORD, site.perimeters())
    # The state is read again: a call object may be older than the transaction.
    if not takes_decisions(Call.objects.values_list("state", flat=True).get(pk=call.pk), call.kind):
        raise CallTakesNoDecision(call=call.title)


def _checked(outcome: str, decided_on: date | None, at: datetime) -> date:
    check_outcome(outcome)
    return check_day(decided_on, at.astimezone(PARIS).date())


def _append(by: Viewer, at: datetime, call: Call, site: Site, outcome: str, day: date, **facts: Any) -> LabelDecision:
    decision = LabelDecision(
        call=call,
        site=site,
        outcome=outcome,
        wave=call.edition,
        decided_on=day,
        recorded_at=at,
        person_id=by.person_id,
        program=by.program,
        **facts,
    )
    try:
        with transaction.atomic():
            decision.save(force_insert=True)
    except IntegrityError as clash:
        if "calls_decision_one_first_a_site" in str(clash):
            raise AlreadyDecided(field="site", site=site.name) from None
        if "supersedes" in str(clash):
            raise DecisionSuperseded from None
        if _broken(clash) == "calls_decision_by_nobody_concerned":
            raise ReviewerDoesNotDecide from None
        raise
    said = {"outcome": outcome, "decided_on": day, "wave": decision.wave, "is_past": decision.is_past}
    audit.record(by, "calls.record_decision", decision, why=decision.reason, facts=said)
    return decision


def _broken(clash: IntegrityError) -> str:
    """The name of the constraint that a trigger says is broken: its sentence does not hold it."""
    return str(getattr(getattr(clash.__cause__, "diag", None), "constraint_name", ""))
