"""The orders of whoever organises the review: name a jury, give files out, take one back, ask a further reader."""

from datetime import datetime

from django.db import IntegrityError, transaction

from marelle.domains.accounts.models import Person
from marelle.kernel import audit
from marelle.kernel.access import Viewer

from ..access.reviews import OPEN_STATES, ORGANISE
from ..models import Application, Assignment, Call, Draw, Review, Reviewer
from ..notifications import tell_assignments
from ..queries.conflicts import links
from ..queries.jury import Preview, people_to_name, preview_draw, preview_further
from ..queries.reviews import compared
from ..rules.assigning import RULE
from ..rules.conflicts import ConflictOfInterest
from ..rules.reviews import (
    AlreadyAssigned,
    AlreadyInJury,
    AlreadyMarked,
    AssignmentOver,
    DrawOutdated,
    FilesInHand,
    NoReaderLeft,
    NoSpread,
    NotAReviewer,
    NotForReview,
    NothingToDraw,
    WhyMissing,
)
from ..states.reviews import DRAWN, FURTHER, HAND
from .calls import held_call
from .interests import end_assignment


@transaction.atomic
def name_reviewer(*, by: Viewer, at: datetime, call: Call, person: Person) -> Reviewer:
    """Gives somebody a seat in the jury of a call; whoever left it may come back.

    Refuses without `calls.organise_review`, `NotAReviewer` unless the person holds `calls.review`, `AlreadyInJury`.
    """
    by.must(ORGANISE)
    held_call(call)
    known = Reviewer.objects.filter(call=call, person=person).first()
    if known is not None and known.left_at is None:
        raise AlreadyInJury(field="person")
    if not people_to_name(call, at).filter(pk=person.pk).exists():
        raise NotAReviewer(field="person")
    if known is None:
        known = Reviewer(call=call, person=person)
    known.named_at, known.named_by, known.left_at = at, by.person_id, None
    known.save()
    audit.record(by, "calls.name_reviewer", known, facts={"call": call.pk, "person": person.pk})
    return known


@transaction.atomic
def release_reviewer(*, by: Viewer, at: datetime, reviewer: Reviewer) -> Reviewer:
    """Ends a seat; what was marked from it stays. Refuses without `calls.organise_review`, `FilesInHand`."""
    by.must(ORGANISE)
    held_call(reviewer.call)
    held = Reviewer.objects.select_for_update().get(pk=reviewer.pk)
    sent = Review.objects.filter(reviewer=held).values("application")
    left = Assignment.objects.filter(reviewer=held, ended_at=None).exclude(application__in=sent).count()
    if left:
        raise FilesInHand(count=left)
    if held.left_at is None:
        held.left_at = at
        held.save(update_fields=["left_at"])
        audit.record(by, "calls.release_reviewer", held, facts={"person": held.person_id})
    return held


@transaction.atomic
def draw_files(*, by: Viewer, at: datetime, call: Call, seed: str) -> Draw:
    """Gives every file the readers that it lacks, by load and by chance, exactly as the preview of this seed showed.

    The row of the call is held: two organisers do not draw at once. Refuses without `calls.organise_review`,
    `NothingToDraw`, `DrawOutdated` when what it is drawn from has changed since. Each reviewer is told once.
    """
    by.must(ORGANISE)
    held = held_call(call)
    return draw_as_shown(by, at, held, preview_draw(held, at), seed)


def draw_as_shown(by: Viewer, at: datetime, held: Call, preview: Preview, seed: str) -> Draw:
    """Gives what a preview shows, if the organiser saw the same. Refuses `DrawOutdated`, `NothingToDraw`."""
    if preview.seed != seed:
        raise DrawOutdated
    if preview.empty:
        raise NothingToDraw
    return give_drawn(by, at, held, preview, DRAWN)


@transaction.atomic
def ask_further_reader(*, by: Viewer, at: datetime, application: Application) -> Draw:
    """Gives a file whose readers disagree one more reader, by load and by chance.

    Refuses without `calls.organise_review`, `NotForReview`, `NoSpread` unless every mark is in and a gap reaches the
    threshold of the call, `NoReaderLeft`.
    """
    by.must(ORGANISE)
    held = held_call(application.call)
    file = _in_review(application)
    seen = compared(file)
    if seen is None or not seen.alerts:
        raise NoSpread
    preview = preview_further(file, at)
    if preview.empty:
        raise NoReaderLeft
    return give_drawn(by, at, held, preview, FURTHER)


@transaction.atomic
def assign_by_hand(*, by: Viewer, at: datetime, application: Application, reviewer: Reviewer) -> Assignment:
    """Gives a file to a reviewer whom chance did not choose. Refuses without `calls.organise_review`, `NotForReview`,
    `AlreadyAssigned`, and `ConflictOfInterest`: no hand gives a file to somebody who has a link with it."""
    by.must(ORGANISE)
    held_call(application.call)
    file = _in_review(application)
    if reviewer.call_id != file.call_id or reviewer.left_at is not None:
        raise NotAReviewer(field="reviewer")
    found = links([reviewer.person_id], [file], at).between(reviewer.person_id, file.pk)
    if found:
        raise ConflictOfInterest(field="reviewer", why=" ".join(conflict.sentence for conflict in found))
    given = _assign(by, at, file, reviewer, HAND, None)
    audit.record(by, "calls.assign_by_hand", given, facts={"application": file.pk, "reviewer": reviewer.pk})
    tell_assignments([given], at)
    return given


@transaction.atomic
def take_back(*, by: Viewer, at: datetime, assignment: Assignment, why: str) -> Assignment:
    """Takes a file back from a reviewer who has not marked it. Refuses without `calls.organise_review`, `WhyMissing`,
    `AssignmentOver`, `AlreadyMarked`."""
    by.must(ORGANISE)
    if not why.strip():
        raise WhyMissing(field="why")
    Application.objects.select_for_update(of=("self",), no_key=True).get(pk=assignment.application_id)
    held = Assignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
    if held.ended_at is not None:
        raise AssignmentOver
    if Review.objects.filter(application=held.application_id, reviewer=held.reviewer_id).exists():
        raise AlreadyMarked
    end_assignment(by, at, held, why.strip(), "calls.take_back")
    return held


def _in_review(application: Application) -> Application:
    rows = Application.objects.select_for_update(of=("self",), no_key=True)
    held = rows.select_related("call", "site", "organisation", "dossier").get(pk=application.pk)
    if held.state not in OPEN_STATES:
        raise NotForReview
    return held


def give_drawn(by: Viewer, at: datetime, call: Call, preview: Preview, how: str) -> Draw:
    """Writes a distribution: what it was drawn from, what came out, a share for each."""
    made = Draw.objects.create(
        call=call,
        rule=RULE,
        drawn_from=preview.bowl.as_data(),
        seed=preview.seed,
        drawn=[list(pair) for pair in preview.drawn.pairs],
        drawn_at=at,
        drawn_by=by.person_id,
    )
    given = [
        _assign(by, at, preview.files[file], preview.jury[reviewer], how, made)
        for file, reviewer in preview.drawn.pairs
    ]
    facts = {"seed": preview.seed, "shares": len(given), "kept apart": len(preview.bowl.forbidden)}
    audit.record(by, "calls.draw_files", made, facts=facts)
    tell_assignments(given, at)
    return made


def _assign(by: Viewer, at: datetime, file: Application, reviewer: Reviewer, how: str, made: Draw | None) -> Assignment:
    facts = {"call_id": file.call_id, "how": how, "draw": made, "assigned_at": at, "assigned_by": by.person_id}
    try:
        with transaction.atomic():
            return Assignment.objects.create(application=file, reviewer=reviewer, **facts)
    except IntegrityError as clash:
        if "calls_assignment_once" not in str(clash):
            raise
        raise AlreadyAssigned(field="reviewer") from None
