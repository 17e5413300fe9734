"""The orders about appeals: lodge one within its time, answer it."""

from datetime import datetime

from django.db import IntegrityError, transaction

from marelle.kernel import audit
from marelle.kernel.access import Viewer
from marelle.kernel.clock import PARIS

from ..access.applications import FILE
from ..models import Appeal, AppealAnswer, LabelDecision
from ..notifications import tell_appeal, tell_appeal_answer
from ..queries.waiting import last_day
from ..rules.lists import AppealAlreadyLodged, AppealOutcomeUnknown, AppealTooLate, NothingToAppeal
from ..rules.reviews import WhyMissing
from ..states.calls import LABELLED
from ..states.lists import APPEALS
from .interests import must_be_free

RECORD = "calls.record_decision"


@transaction.atomic
def lodge_appeal(*, by: Viewer, at: datetime, decision: LabelDecision, reasons: str) -> Appeal:
    """Lodges the appeal of an applicant against a decision that gave no label, until its last day in Paris.

    Refuses without `calls.file_application` on the candidature, `NothingToAppeal`, `WhyMissing`, `AppealTooLate`,
    `AppealAlreadyLodged`. The national team is told.
    """
    application = decision.application
    if application is None or by.person_id is None:
        raise NothingToAppeal
    by.must(FILE, application.perimeters())
    if decision.outcome == LABELLED or LabelDecision.objects.filter(supersedes=decision).exists():
        raise NothingToAppeal
    if not reasons.strip():
        raise WhyMissing(field="reasons")
    last = last_day(decision)
    if at.astimezone(PARIS).date() > last:
        raise AppealTooLate(day=f"{last:%d/%m/%Y}")
    facts = {"reasons": reasons.strip(), "lodged_at": at, "person_id": by.person_id}
    try:
        with transaction.atomic():
            appeal = Appeal.objects.create(decision=decision, **facts)
    except IntegrityError:
        raise AppealAlreadyLodged from None
    audit.record(by, "calls.lodge_appeal", appeal, facts={"decision": decision.pk})
    tell_appeal(appeal, at)
    return appeal


@transaction.atomic
def answer_appeal(*, by: Viewer, at: datetime, appeal: Appeal, outcome: str, reasons: str) -> AppealAnswer:
    """Answers an appeal, once, with reasons; an appeal that is upheld leads to another decision, recorded apart.

    Refuses without `calls.record_decision`, `AppealOutcomeUnknown`, `WhyMissing`, `ConflictOfInterest`,
    `AppealAlreadyLodged`.
    """
    by.must(RECORD, appeal.decision.site.perimeters())
    if outcome not in APPEALS:
        raise AppealOutcomeUnknown(field="outcome")
    if not reasons.strip():
        raise WhyMissing(field="reasons")
    if appeal.decision.application is not None:
        must_be_free(by, [appeal.decision.application], at)
    facts = {"outcome": outcome, "reasons": reasons.strip(), "answered_at": at, "person_id": by.person_id}
    try:
        with transaction.atomic():
            answer = AppealAnswer.objects.create(appeal=appeal, **facts)
    except IntegrityError:
        raise AppealAlreadyLodged from None
    audit.record(by, "calls.answer_appeal", appeal, why=answer.reasons, facts={"outcome": outcome})
    tell_appeal_answer(answer, at)
    return answer
