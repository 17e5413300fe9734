"""The questions of whoever organises the review of a call: its jury, who reads what, what a distribution would do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from marelle.domains.accounts.models import Membership, Person
from marelle.kernel.dossiers.models import DossierVersion

from ..access.reviews import OPEN_STATES, REVIEW
from ..models import Application, Assignment, Call, Review, Reviewer
from ..rules.assigning import Bowl, Drawn, draw
from .conflicts import Links, links


@dataclass(frozen=True, slots=True)
class Juror:
    """One reviewer as the organiser sees them: how many files they have, how many they have marked."""

    reviewer: Reviewer
    organisation: str
    files: int
    sent: int

    @property
    def left(self) -> int:
        return self.files - self.sent


def seats_of(call: Call) -> list[Reviewer]:
    """The seats of a jury, by name. Price: one query."""
    seats = Reviewer.objects.filter(call=call, left_at=None).select_related("person")
    return list(seats.order_by("person__family_name", "person__given_name", "pk"))


def jury_of(call: Call) -> list[Juror]:
    """The jury of a call, by name, those who left excepted. Price: four queries."""
    seats = seats_of(call)
    files = Counter(Assignment.objects.filter(call=call, ended_at=None).values_list("reviewer", flat=True))
    sent = Counter(_sent(call).values_list("reviewer", flat=True))
    bodies = _bodies([seat.person_id for seat in seats])
    return [Juror(seat, bodies.get(seat.person_id, ""), files[seat.pk], sent[seat.pk]) for seat in seats]


def _sent(call: Call) -> QuerySet[Review]:
    held = Assignment.objects.filter(application=OuterRef("application"), reviewer=OuterRef("reviewer"), ended_at=None)
    return Review.objects.filter(Exists(held), call=call, supersedes=None)


def _bodies(people: Sequence[int]) -> dict[int, str]:
    """The organisation for which each person reviews. Price: one query."""
    rights = Membership.objects.filter(person__in=people, role__granted__permission=REVIEW).order_by("pk")
    return dict(rights.values_list("person", "organisation__name"))


def people_to_name(call: Call, at: datetime) -> QuerySet[Person]:
    """Those who hold the right to review and do not sit in this jury yet, by name. Price: one query when read."""
    holding = Membership.objects.filter(role__granted__permission=REVIEW, valid_from__lte=at, valid_to__gt=at)
    seated = Reviewer.objects.filter(call=call, left_at=None).values("person")
    found = Person.objects.filter(pk__in=holding.values("person"), is_active=True).exclude(pk__in=seated)
    return found.order_by("family_name", "given_name", "pk")


def files_to_review(call: Call) -> list[Application]:
    """The files of a call that are sent and not decided, by site. Price: one query."""
    files = Application.objects.filter(call=call, state__in=OPEN_STATES, filed_at__isnull=False)
    return list(files.select_related("site", "organisation", "dossier").order_by("site__plain", "pk"))


@dataclass(frozen=True, slots=True)
class Preview:
    """What a distribution would do now, and what it would be drawn from."""

    bowl: Bowl
    drawn: Drawn
    files: Mapping[int, Application]
    jury: Mapping[int, Reviewer]
    known: Links

    @property
    def seed(self) -> str:
        return self.drawn.seed

    @property
    def empty(self) -> bool:
        return not self.drawn.pairs

    def readers_of(self, file: int) -> list[Reviewer]:
        return [self.jury[reviewer] for number, reviewer in self.drawn.pairs if number == file]

    def away(self, file: int) -> list[tuple[Reviewer, str]]:
        """Who may not read a file, and why, in a sentence."""
        return [
            (seat, " ".join(conflict.sentence for conflict in found))
            for seat in self.jury.values()
            if (found := self.known.between(seat.person_id, file))
        ]

    @property
    def rows(self) -> list[tuple[Reviewer, int, int]]:
        """Each reviewer with their load before and after."""
        after = self.drawn.loads(self.bowl.loads)
        return [(seat, self.bowl.loads[number], after[number]) for number, seat in self.jury.items()]


def preview_draw(call: Call, at: datetime) -> Preview:
    """The distribution that `draw_files` would make now. Price: eleven queries."""
    return preview_of(files_to_review(call), call, at, call.readers)


def preview_further(application: Application, at: datetime) -> Preview:
    """One more reader for one file. Price: ten queries."""
    now = Assignment.objects.filter(application=application, ended_at=None).count()
    return preview_of([application], application.call, at, now + 1)


def preview_of(files: Sequence[Application], call: Call, at: datetime, readers: int) -> Preview:
    """A distribution of some files among the jury of their call, so that each has so many readers."""
    jury = {juror.reviewer.pk: juror for juror in jury_of(call)}
    known = links((juror.reviewer.person_id for juror in jury.values()), files, at)
    held = Assignment.objects.filter(application__in=files, ended_at=None).values_list("application", "reviewer")
    # Whoever gave a file back is not asked to read it again.
    before = Assignment.objects.filter(application__in=files, ended_at__isnull=False)
    tied = {
        (file.pk, number): tuple(conflict.kind for conflict in found)
        for file in files
        for number, juror in jury.items()
        if (found := known.between(juror.reviewer.person_id, file.pk))
    }
    given_back = dict.fromkeys(before.values_list("application", "reviewer"), ("given back",))
    bowl = Bowl(
        files=_texts(files),
        loads={number: juror.files for number, juror in jury.items()},
        readers=readers,
        held=frozenset(held),
        forbidden=given_back | tied,
    )
    seats = {number: juror.reviewer for number, juror in jury.items()}
    return Preview(bowl, draw(bowl), {file.pk: file for file in files}, seats, known)


def _texts(files: Sequence[Application]) -> dict[int, str]:
    """The fingerprint of the first text of each file: what nobody in the jury or the State wrote. Price: one query."""
    first = DossierVersion.objects.filter(dossier__in=[file.dossier_id for file in files], number=1)
    prints = dict(first.values_list("dossier", "fingerprint"))
    return {file.pk: prints.get(file.dossier_id, "") for file in files}


def kept_away(seats: Sequence[Reviewer], application: Application, at: datetime) -> list[tuple[Reviewer, str]]:
    """The members of the jury who have a link with a file, and why, in a sentence. Price: six queries."""
    known = links((seat.person_id for seat in seats), [application], at)
    return [
        (seat, " ".join(conflict.sentence for conflict in found))
        for seat in seats
        if (found := known.between(seat.person_id, application.pk))
    ]


def shares_of(call: Call, application: Application | None = None) -> list[Assignment]:
    """Who reads what in a call now, or who reads one of its files, each with `sent` (true once the review is there).

    Price: two queries.
    """
    shares = Assignment.objects.filter(call=call, ended_at=None)
    if application is not None:
        shares = shares.filter(application=application)
    found = list(
        shares.select_related("reviewer__person", "application__site").order_by(
            "application__site__plain", "reviewer__person__family_name", "pk"
        )
    )
    sent = set(_sent(call).values_list("application", "reviewer"))
    for share in found:
        share.sent = (share.application_id, share.reviewer_id) in sent  # type: ignore[attr-defined]
    return found
