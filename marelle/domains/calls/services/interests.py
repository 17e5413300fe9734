"""The orders about links with a file: what people declare, and what keeps them away from deliberating."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from marelle.kernel import audit
from marelle.kernel.access import Viewer

from ..access.reviews import ORGANISE
from ..models import Application, Assignment, InterestLifting, InterestStatement
from ..queries.conflicts import conflicts_of
from ..rules.conflicts import Conflict, ConflictOfInterest
from ..rules.reviews import AssignmentOver, NothingToLift, OwnInterest, WhyMissing


@transaction.atomic
def state_interest(
    *, by: Viewer, at: datetime, assignment: Assignment, has_interest: bool, why: str = ""
) -> InterestStatement:
    """Says, before reading, whether one has a link with a file; said for good.

    An interest ends one's share of the file at once, a review already sent included: it stays, and counts no more.
    Refuses `AssignmentOver` to anybody but the reviewer who has the file, `WhyMissing` for an interest without words.
    """
    held = held_assignment(by, assignment)
    said = why.strip()
    if has_interest and not said:
        raise WhyMissing(field="why")
    mine = {"application": held.application, "person_id": held.reviewer.person_id, "has_interest": has_interest}
    lifted = InterestLifting.objects.filter(**{f"statement__{name}": value for name, value in mine.items()}).count()
    statement, new = InterestStatement.objects.get_or_create(**mine, turn=lifted, defaults={"why": said, "said_at": at})
    if new:
        audit.record(by, "calls.state_interest", held.application, why=said, facts={"has_interest": has_interest})
    if has_interest:
        end_assignment(by, at, held, said, "calls.step_back")
    return statement


@transaction.atomic
def lift_interest(*, by: Viewer, at: datetime, statement: InterestStatement, why: str) -> InterestLifting:
    """Says that an interest somebody declared no longer holds: they may read, deliberate and be given the file again.

    Both rows stay; so does what was decided meanwhile, a share that ended and a review that counts no more included.
    Refuses without `calls.organise_review`, `WhyMissing`, `OwnInterest` for oneself and for a program,
    `NothingToLift` for a statement of none, or one lifted already.
    """
    by.must(ORGANISE)
    Application.objects.select_for_update(of=("self",), no_key=True).get(pk=statement.application_id)
    if by.person_id is None or by.person_id == statement.person_id:
        raise OwnInterest
    said = why.strip()
    if not said:
        raise WhyMissing(field="why")
    if not statement.has_interest or InterestLifting.objects.filter(statement=statement).exists():
        raise NothingToLift
    lifting = InterestLifting.objects.create(statement=statement, why=said, lifted_at=at, person_id=by.person_id)
    facts = {"statement": statement.pk, "person": statement.person_id}
    audit.record(by, "calls.lift_interest", statement.application, why=said, facts=facts)
    return lifting


def block_for_conflict(*, by: Viewer, at: datetime, assignment: Assignment) -> tuple[Conflict, ...]:
    """Looks again at what the accounts know each time a file is opened: a link that appeared since ends the share, and
    the log says so. What was found; nothing when nothing ties them. Price: six queries, four more when it blocks."""
    found = conflicts_of(by, [assignment.application], at).get(assignment.application_id, ())
    if found:
        with transaction.atomic():
            held = held_assignment(by, assignment)
            kinds = ", ".join(conflict.kind for conflict in found)
            end_assignment(by, at, held, kinds, "calls.block_for_conflict")
    return found


def must_be_free(by: Viewer, applications: Sequence[Application], at: datetime) -> None:
    """Refuses (`ConflictOfInterest`) whoever has a link with one of these files, declared or inferred: one does not
    deliberate on it. Price: six queries, whatever the number of files; none for a program."""
    tied = conflicts_of(by, applications, at)
    for application in applications:
        if application.pk in tied:
            why = " ".join(conflict.sentence for conflict in tied[application.pk])
            raise ConflictOfInterest(why=why)


def held_assignment(by: Viewer, assignment: Assignment) -> Assignment:
    """The share as it is now, with nobody else able to end it meanwhile. The file's row is taken first: whoever marks,
    ends a share or decides meets here. Refuses `AssignmentOver` to anybody but the reviewer who has it."""
    Application.objects.select_for_update(of=("self",), no_key=True).get(pk=assignment.application_id)
    rows = Assignment.objects.select_for_update(of=("self",))
    rows = rows.select_related("call", "reviewer", "application__dossier", "application__site")
    held = rows.get(pk=assignment.pk)
    if held.ended_at is not None or held.reviewer.left_at is not None or held.reviewer.person_id != by.person_id:
        raise AssignmentOver
    return held


def end_assignment(by: Viewer, at: datetime, assignment: Assignment, why: str, action: str) -> None:
    """Ends a share that is held, and says why in the log."""
    assignment.ended_at, assignment.ended_why = at, why
    assignment.save(update_fields=["ended_at", "ended_why"])
    facts = {"application": assignment.application_id, "reviewer": assignment.reviewer_id}
    audit.record(by, action, assignment, why=why, facts=facts)
