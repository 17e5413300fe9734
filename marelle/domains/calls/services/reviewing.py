"""The orders of a reviewer: save what one is writing, send one's marks once, correct them by another row."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from marelle.kernel import audit
from marelle.kernel.access import Viewer
from marelle.kernel.dossiers import VersionSuperseded
from marelle.kernel.errors import Refused

from ..access.reviews import OPEN_STATES
from ..models import Assignment, Criterion, Mark, Review, ReviewDraft
from ..queries.conflicts import conflicts_of
from ..queries.reviews import opened_files, scales_of, statements_of
from ..rules.conflicts import ConflictOfInterest
from ..rules.marking import Scale, read_mark
from ..rules.reviews import (
    CriterionUnknown,
    MarkMissing,
    MarkOutsideScale,
    NotForReview,
    ReasonMissing,
    ReviewAlreadySent,
    ReviewCorrected,
    ReviewNotSent,
    StatementFirst,
    WhyMissing,
)
from .interests import held_assignment


@dataclass(frozen=True, slots=True)
class Said:
    """What is typed for one criterion: the mark as written, and its reason."""

    mark: str = ""
    reason: str = ""


@transaction.atomic
def save_review_draft(
    *, by: Viewer, at: datetime, assignment: Assignment, said: Mapping[str, Said], comment: str = ""
) -> ReviewDraft:
    """Keeps what a reviewer is writing, whatever is missing: saved is not sent, and nobody else reads it.

    Refuses `AssignmentOver`, `StatementFirst`, `ConflictOfInterest`, `NotForReview`, `ReviewAlreadySent`.
    """
    held = _free_to_mark(by, at, assignment)
    if _current(held) is not None:
        raise ReviewAlreadySent
    known = {criterion.code for criterion in held.call.criteria.all()}
    marks = {code: {"mark": one.mark[:8], "reason": one.reason} for code, one in said.items() if code in known}
    facts = {"marks": marks, "comment": comment, "saved_at": at}
    return ReviewDraft.objects.update_or_create(assignment=held, defaults=facts)[0]


@transaction.atomic
def submit_review(
    *, by: Viewer, at: datetime, assignment: Assignment, version: int, said: Mapping[str, Said], comment: str = ""
) -> Review:
    """Sends the marks of a reviewer on the version that they read, each with its reason, once.

    Refuses `AssignmentOver` to anybody but the reviewer who has the file, `StatementFirst`, `ConflictOfInterest`,
    `NotForReview`, `ReviewAlreadySent`, `VersionSuperseded`, `CriterionUnknown`, and for a criterion `MarkMissing`,
    `MarkOutsideScale`, `ReasonMissing`.
    """
    held = _free_to_mark(by, at, assignment)
    if _current(held) is not None:
        raise ReviewAlreadySent
    review = _write(by, at, held, version, said, comment)
    ReviewDraft.objects.filter(assignment=held).delete()
    return review


@transaction.atomic
def correct_review(
    *,
    by: Viewer,
    at: datetime,
    assignment: Assignment,
    version: int,
    said: Mapping[str, Said],
    why: str,
    corrects: int,
    comment: str = "",
) -> Review:
    """Replaces one's marks by others, saying why; the first stay readable, and the row says whether the marks of the
    other readers could already be read. `corrects` is the number of the review that was read.

    Refuses as `submit_review`, and `ReviewNotSent`, `WhyMissing`, `ReviewCorrected`.
    """
    held = _free_to_mark(by, at, assignment)
    current = _current(held)
    if current is None:
        raise ReviewNotSent
    if not why.strip():
        raise WhyMissing(field="why")
    if current.pk != corrects:
        raise ReviewCorrected
    after = held.application_id in opened_files([held.application])
    return _write(by, at, held, version, said, comment, supersedes=current, why=why.strip(), after_comparison=after)


def _free_to_mark(by: Viewer, at: datetime, assignment: Assignment) -> Assignment:
    held = held_assignment(by, assignment)
    held.application.call = held.call
    if held.application.state not in OPEN_STATES:
        raise NotForReview
    found = conflicts_of(by, [held.application], at).get(held.application_id, ())
    if found:
        raise ConflictOfInterest(why=" ".join(conflict.sentence for conflict in found))
    if not statements_of(by, [held.application_id]).filter(has_interest=False).exists():
        raise StatementFirst
    return held


def _current(held: Assignment) -> Review | None:
    sent = Review.objects.filter(application=held.application_id, reviewer=held.reviewer_id)
    return sent.filter(superseded_by=None).first()


def _write(
    by: Viewer, at: datetime, held: Assignment, version: int, said: Mapping[str, Said], comment: str, **rest: object
) -> Review:
    read = held.application.dossier.versions.filter(number=version).first()
    if read is None or version != held.application.dossier.latest:
        raise VersionSuperseded
    criteria = list(held.call.criteria.all())
    marks = _checked(criteria, said)
    facts = {"call": held.call, "application": held.application, "reviewer": held.reviewer, "version": read}
    try:
        with transaction.atomic():
            review = Review.objects.create(**facts, comment=comment.strip(), submitted_at=at, **rest)
    except IntegrityError as clash:
        if "calls_review_one_first" not in str(clash):
            raise
        raise ReviewAlreadySent from None
    Mark.objects.bulk_create(
        Mark(review=review, call=held.call, criterion=criterion, value=value, reason=reason)
        for criterion, value, reason in marks
    )
    action = "calls.correct_review" if rest else "calls.submit_review"
    told = {"application": held.application_id, "version": version, "after_comparison": review.after_comparison}
    audit.record(by, action, review, why=review.why, facts=told)
    return review


def _checked(criteria: list[Criterion], said: Mapping[str, Said]) -> list[tuple[Criterion, Decimal, str]]:
    """Each criterion with its mark and its reason; refuses what lacks one, each at its field, and a mark for what is no
    criterion: it would be lost."""
    unknown = sorted(set(said) - {criterion.code for criterion in criteria})
    if unknown:
        raise CriterionUnknown(code=unknown[0])
    found: list[tuple[Criterion, Decimal, str]] = []
    refused: list[Refused] = []
    for criterion, scale in zip(criteria, scales_of(criteria), strict=True):
        try:
            found.append((criterion, *_judged(criterion, scale, said.get(criterion.code, Said()))))
        except Refused as refusal:
            refused.append(refusal)
    if refused:
        refused[0].others = tuple(refused[1:])
        raise refused[0]
    return found


def _judged(criterion: Criterion, scale: Scale, one: Said) -> tuple[Decimal, str]:
    """The mark and the reason of one criterion. Refuses as `submit_review`."""
    if not one.mark.strip():
        raise MarkMissing(field=f"mark_{criterion.code}", criterion=criterion.title)
    mark, reason = read_mark(one.mark), one.reason.replace("\x00", "").replace("\r\n", "\n").strip()
    if mark is None or not scale.holds(mark):
        ends = {"lowest": _said(scale.lowest), "highest": _said(scale.highest), "step": _said(scale.step)}
        raise MarkOutsideScale(field=f"mark_{criterion.code}", criterion=criterion.title, **ends)
    if not reason:
        raise ReasonMissing(field=f"reason_{criterion.code}", criterion=criterion.title)
    return mark, reason


def _said(value: Decimal) -> str:
    return f"{value.normalize():f}".replace(".", ",")
