"""The questions about marks: a reviewer's desk, what may be compared, what files are worth, how reviewers stand.

One rule of blindness for everything: the marks of a file open when each of its readers has sent theirs, and they are
as many as the call wants. Until then only their author reads them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from marelle.domains.accounts.queries import names_of
from marelle.kernel.access import Viewer
from marelle.kernel.states import State

from ..access.reviews import OPEN_STATES, own_assignments
from ..models import Application, Assignment, Call, Criterion, InterestStatement, Mark, Review, ReviewDraft
from ..rules.marking import TWO_PLACES, Merit, Scale, Standing, alerts, calibrate, merit, places, total_of
from ..rules.reviews import StillBlind
from ..states.reviews import DECLARE, DRAFTED, SENT, TO_MARK
from .jury import files_to_review

WITH_CRITERION = Prefetch("marks", Mark.objects.select_related("criterion").order_by("criterion__order"))


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One file on a reviewer's desk: what is left to do, whether the marks of all may be compared."""

    assignment: Assignment
    stage: State
    comparable: bool

    @property
    def left(self) -> bool:
        return self.stage in (DECLARE, TO_MARK, DRAFTED) and self.assignment.application.state in OPEN_STATES


def desk(viewer: Viewer) -> list[DeskRow]:
    """The files given to a reviewer, what is left first. Price: six queries, whatever their number."""
    mine = list(own_assignments(viewer).order_by("call__opens_at", "application__site__plain", "pk"))
    files = [share.application_id for share in mine]
    for share in mine:
        share.application.call = share.call
    sent = set(_firsts(files).filter(reviewer__person=viewer.person_id).values_list("application", flat=True))
    drafts = set(ReviewDraft.objects.filter(assignment__in=mine).values_list("assignment", flat=True))
    said = set(statements_of(viewer, files).values_list("application", flat=True))
    opened = opened_files([share.application for share in mine])
    return sorted(
        (DeskRow(one, _stage(one, sent, drafts, said), one.application_id in opened & sent) for one in mine),
        key=lambda row: not row.left,
    )


def _stage(share: Assignment, sent: set[int], drafts: set[int], said: set[int]) -> State:
    if share.application_id in sent:
        return SENT
    if share.application_id not in said:
        return DECLARE
    return DRAFTED if share.pk in drafts else TO_MARK


def statements_of(viewer: Viewer, files: Iterable[int]) -> QuerySet[InterestStatement]:
    """What a person declared of their links with some files. Price: one query when read."""
    return InterestStatement.objects.filter(person=viewer.person_id, application__in=files)


def _counting(files: Iterable[int]) -> QuerySet[Review]:
    """The reviews of those who still have the file: one who stepped back later is kept, and counts no more."""
    share = Assignment.objects.filter(application=OuterRef("application"), reviewer=OuterRef("reviewer"), ended_at=None)
    return Review.objects.filter(Exists(share), application__in=files)


def _firsts(files: Iterable[int]) -> QuerySet[Review]:
    return _counting(files).filter(supersedes=None)


def opened_files(applications: Sequence[Application]) -> set[int]:
    """The files whose marks are no longer sealed. Price: one query; `call` must have been fetched with each."""
    return _opened(applications, *_who([one.pk for one in applications]))


def _who(files: Sequence[int]) -> tuple[Mapping[int, set[int]], Mapping[int, set[int]]]:
    """By file, who reads it, and who of them has sent their marks. Price: one query."""
    readers, sent = defaultdict[int, set[int]](set), defaultdict[int, set[int]](set)
    first = Review.objects.filter(application=OuterRef("application"), reviewer=OuterRef("reviewer"), supersedes=None)
    shares = Assignment.objects.filter(application__in=files, ended_at=None).annotate(sent=Exists(first))
    for file, reviewer, has_sent in shares.values_list("application", "reviewer", "sent"):
        readers[file].add(reviewer)
        if has_sent:
            sent[file].add(reviewer)
    return readers, sent


def _opened(
    applications: Iterable[Application], readers: Mapping[int, set[int]], sent: Mapping[int, set[int]]
) -> set[int]:
    return {one.pk for one in applications if readers[one.pk] <= sent[one.pk] and len(sent[one.pk]) >= one.call.readers}


def scales_of(criteria: Iterable[Criterion]) -> list[Scale]:
    """Criteria as the rules of marking take them. Price: none."""
    return [Scale(c.code, c.mark_min, c.mark_max, c.mark_step, c.weight) for c in criteria]


def standing_reviews(files: Iterable[int]) -> list[Review]:
    """The reviews of some files that no correction replaced, with their marks, in the order of sending.

    Price: two queries. Whoever shows them asks `opened_files` first.
    """
    rows = _counting(files).filter(superseded_by=None).prefetch_related(WITH_CRITERION)
    return list(rows.select_related("reviewer__person", "version").order_by("application", "submitted_at", "pk"))


def own_review(viewer: Viewer, application: Application) -> Review | None:
    """What this reviewer sent of a file, as it stands. Price: two queries."""
    rows = Review.objects.filter(application=application, reviewer__person=viewer.person_id, superseded_by=None)
    return rows.select_related("version").prefetch_related(WITH_CRITERION).first()


@dataclass(frozen=True, slots=True)
class Marked:
    """Where the marking of one file stands. What it is worth, and alerts, only once its marks are open."""

    application: Application
    readers: int
    sent: int
    merit: Merit | None
    alerts: tuple[str, ...]

    @property
    def opened(self) -> bool:
        return self.merit is not None


def board(call: Call) -> list[Marked]:
    """Every file of a call that was sent, decided ones too, with what its marks amount to. Price: five queries."""
    sent = Application.objects.filter(call=call, filed_at__isnull=False).exclude(state="withdrawn")
    return _marked(call, list(sent.select_related("site", "organisation").order_by("site__plain", "pk")))


def merits_of(call: Call, applications: Sequence[Application] | None = None) -> dict[int, Merit]:
    """What each file is worth, by its number, for those whose marks are all in: what a selection is made from.

    Price: five queries, four when the files are given.
    """
    rows = _marked(call, files_to_review(call) if applications is None else applications)
    return {row.application.pk: row.merit for row in rows if row.merit is not None}


def _marked(call: Call, files: Sequence[Application]) -> list[Marked]:
    for file in files:
        file.call = call
    numbers = [file.pk for file in files]
    scales, (readers, sent) = scales_of(call.criteria.all()), _who(numbers)
    opened = _opened(files, readers, sent)
    by_file = defaultdict[int, list[Review]](list)
    for review in standing_reviews(numbers):
        by_file[review.application_id].append(review)
    return [_row(call, file, len(readers[file.pk]), by_file[file.pk], scales, file.pk in opened) for file in files]


def _row(
    call: Call, file: Application, readers: int, reviews: list[Review], scales: list[Scale], opened: bool
) -> Marked:
    if not opened or not scales:
        return Marked(file, readers, len(reviews), None, ())
    marks = by_criterion(reviews)
    return Marked(file, readers, len(reviews), merit(scales, marks), alerts(call.spread_alert, marks))


def by_criterion(reviews: Sequence[Review]) -> dict[str, list[Decimal]]:
    """The marks that each criterion received. Price: none on `standing_reviews`."""
    found = defaultdict[str, list[Decimal]](list)
    for review in reviews:
        for mark in review.marks.all():
            found[mark.criterion.code].append(mark.value)
    return found


@dataclass(frozen=True, slots=True)
class Compared:
    """The open marks of one file side by side."""

    application: Application
    criteria: tuple[Criterion, ...]
    reviews: tuple[Review, ...]
    merit: Merit
    alerts: tuple[str, ...]

    def totals(self) -> list[tuple[Review, Decimal]]:
        """Each review with its weighted mean, to two decimals."""
        scales = scales_of(self.criteria)
        return [(one, places(total_of(scales, _own_marks(one)), TWO_PLACES)) for one in self.reviews]


def _own_marks(review: Review) -> dict[str, Decimal]:
    return {mark.criterion.code: mark.value for mark in review.marks.all()}


def marking_of(application: Application) -> Marked:
    """Where the marking of one file stands. Price: five queries."""
    return _marked(application.call, [application])[0]


def open_marks(application: Application) -> Compared:
    """The marks of a file, side by side. Refuses `StillBlind` while they are sealed. Price: four queries."""
    seen = compared(application)
    if seen is None:
        raise StillBlind
    return seen


def compared(application: Application) -> Compared | None:
    """The marks of a file, side by side, once they are open; None while they are sealed. Price: four queries."""
    if application.pk not in opened_files([application]):
        return None
    criteria = tuple(application.call.criteria.all())
    reviews = tuple(standing_reviews([application.pk]))
    scales, marks = scales_of(criteria), by_criterion(reviews)
    found = alerts(application.call.spread_alert, marks)
    return Compared(application, criteria, reviews, merit(scales, marks), found)


@dataclass(frozen=True, slots=True)
class Calibrated:
    """One reviewer beside the others, with their name."""

    name: str
    standing: Standing


def calibration(call: Call) -> list[Calibrated]:
    """How each reviewer of a call stands beside the others, on the files whose marks are open. Price: five queries."""
    files = list(Application.objects.filter(call=call, filed_at__isnull=False))
    for file in files:
        file.call = call
    scales, opened = scales_of(call.criteria.all()), opened_files(files)
    totals = defaultdict[int, dict[int, Fraction]](dict)
    for review in standing_reviews(opened):
        totals[review.application_id][review.reviewer.person_id] = total_of(scales, _own_marks(review))
    stood = calibrate(totals)
    names = names_of(one.reviewer for one in stood)
    return sorted((Calibrated(names[one.reviewer], one) for one in stood), key=lambda one: one.name)
