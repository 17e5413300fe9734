"""The list of candidatures: one shape of row for screen, files and interface, narrowed and sorted in SQL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest

from marelle.domains.accounts.models import Organisation
from marelle.kernel.access import Viewer
from marelle.kernel.clock import PARIS
from marelle.kernel.dossiers.models import Voice
from marelle.kernel.words import plain

from ..access.applications import visible_applications
from ..access.boards import SEATS, awaiting, steers
from ..models import Application, Assignment, Call, Reminder, Review, Reviewer
from ..states.applications import APPLICATION

OPEN = ("filed", "under_review")
AWAITED, LATE, MINE = "awaited", "late", "mine"
AT_A_TIME = 4000  # rows that the database hands over together


class Listed(NamedTuple):
    """One candidature on one line. `readers` and `sent` are None for those who do not organise the review."""

    id: int
    call: str
    call_title: str
    closes_at: datetime | None
    opinions_by: date | None
    regional: bool
    site_slug: str
    site: str
    commune_code: str
    commune: str
    departement_code: str
    departement: str
    region_code: str
    region: str
    academie_code: str | None
    academie: str | None
    organisation: str
    siret: str
    state: str
    started_at: datetime
    filed_at: datetime | None
    prefect: str | None
    rector: str | None
    region_said: str | None
    readers: int | None
    sent: int | None
    reminded_on: date | None

    @property
    def awaited(self) -> tuple[str, ...]:
        """The codes of the seats that have not spoken yet, while they may."""
        if self.state not in OPEN:
            return ()
        said = {"prefect": self.prefect, "rector": self.rector}
        if self.regional:
            said["region"] = self.region_said
        return tuple(seat for seat, opinion in said.items() if opinion is None)

    def days_late(self, today: date) -> int:
        """For how many days an opinion has been late; 0 when none is."""
        if self.opinions_by is None or not self.awaited:
            return 0
        return max(0, (today - self.opinions_by).days)


@dataclass(frozen=True, slots=True)
class Asked:
    """To what a list is narrowed. What is empty narrows nothing; what is unknown leaves nothing."""

    call: Call | None = None
    state: str = ""
    region: str = ""
    academie: str = ""
    departement: str = ""
    opinions: str = ""
    reviewer: int | None = None
    words: str = ""
    ids: tuple[int, ...] | None = None
    order: str = ""


def said_by(seat: str) -> Subquery:
    """What a seat said of the current version of a file, to annotate candidatures with."""
    voices = Voice.objects.filter(
        version__dossier=OuterRef("dossier"), version__number=OuterRef("dossier__latest"), seat=seat
    )
    return Subquery(voices.values("opinion")[:1])


def counted_by_file(rows: QuerySet[Any]) -> Coalesce:
    """How many of some rows are about a file, to annotate candidatures with."""
    counted = rows.filter(application=OuterRef("pk")).order_by().values("application")
    return Coalesce(Subquery(counted.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), Value(0))


AGREED = Review.objects.filter(
    Exists(
        Assignment.objects.filter(application=OuterRef("application"), reviewer=OuterRef("reviewer"), ended_at=None)
    ),
    supersedes=None,
)
_STAGES = Case(
    *(When(state=code, then=Value(rank)) for rank, code in enumerate(APPLICATION.codes)), output_field=IntegerField()
)
# What a list sorts by, by the key of its column.
ORDERS: dict[str, Any] = {
    "site": F("site__plain"),
    "organisation": F("organisation__plain"),
    "departement": F("site__commune_main__departement"),
    "region": F("site__commune_main__departement__region__plain"),
    "academie": F("site__commune_main__departement__academie__name"),
    "etat": _STAGES,
    "deposee": F("filed_at"),
    "prefet": F("prefect_said"),
    "recteur": F("rector_said"),
    "lus": F("marks_in"),
    "relance": F("reminded_on"),
}
_FIELDS = (
    *("pk", "call__slug", "call__title", "ends_at", "call__opinions_by", "call__regional_opinion"),
    *("site__slug", "site__name", "site__commune_main", "site__commune_main__name"),
    *("site__commune_main__departement", "site__commune_main__departement__name"),
    *("site__commune_main__departement__region", "site__commune_main__departement__region__name"),
    *("site__commune_main__departement__academie", "site__commune_main__departement__academie__name"),
    *("organisation__name", "organisation__siret", "state", "started_at", "filed_at"),
    *("prefect_said", "rector_said", "region_said", "shares", "marks_in", "reminded_on"),
)


def listing(viewer: Viewer, asked: Asked, now: datetime) -> QuerySet[Any, tuple[Any, ...]]:
    """The lines of what a viewer sees, narrowed and sorted: `Listed` tuples when read through `lines` or `every_line`.

    Price: one query when read, whatever the number of rows.
    """
    rows = _annotated(visible_applications(viewer).select_related(None), steers(viewer))
    rows = rows.filter(_narrowed(viewer, asked, now))
    order = ORDERS.get(asked.order.removeprefix("-"))
    if order is not None:
        by = order.desc(nulls_last=True) if asked.order.startswith("-") else order.asc(nulls_last=True)
        return rows.order_by(by, "site__plain", "pk").values_list(*_FIELDS)
    return rows.order_by("site__plain", "pk").values_list(*_FIELDS)


def _annotated(rows: QuerySet[Application], steering: bool) -> QuerySet[Application]:
    none = Value(None, output_field=IntegerField())
    last = Reminder.objects.filter(application=OuterRef("pk")).order_by("-day").values("day")[:1]
    return rows.annotate(
        **{f"{seat}_said": said_by(seat) for seat in SEATS},
        ends_at=Greatest("extended_until", "call__closes_at"),
        shares=counted_by_file(Assignment.objects.filter(ended_at=None)) if steering else none,
        marks_in=counted_by_file(AGREED) if steering else none,
        reminded_on=Subquery(last),
    )


def _narrowed(viewer: Viewer, asked: Asked, now: datetime) -> Q:
    condition = Q()
    if asked.call is not None:
        condition &= Q(call=asked.call)
    if asked.state:
        condition &= Q(state=asked.state)
    for kind in ("region", "academie", "departement"):
        code = getattr(asked, kind)
        if code:
            condition &= Q(inside__contains=[f"{kind}:{code}"])
    if asked.reviewer is not None:
        condition &= _read_by(asked.reviewer) if steers(viewer) else Q(pk__in=[])
    if asked.words:
        condition &= _named(asked.words)
    if asked.ids is not None:
        condition &= Q(pk__in=asked.ids)
    return condition & _opinions(viewer, asked.opinions, now.astimezone(PARIS).date())


def _read_by(reviewer: int) -> Q:
    shares = Assignment.objects.filter(application=OuterRef("pk"), reviewer=reviewer, ended_at=None)
    return Q(Exists(shares))


def _named(words: str) -> Q:
    text = plain(words)
    bodies = Organisation.objects.filter(plain__contains=text).values("pk")
    return Q(site__plain__contains=text) | Q(site__commune_main__plain__contains=text) | Q(organisation__in=bodies)


def _opinions(viewer: Viewer, asked: str, today: date) -> Q:
    if not asked:
        return Q()
    silent = Q(prefect_said=None) | Q(rector_said=None) | Q(call__regional_opinion=True, region_said=None)
    waiting = Q(state__in=OPEN) & silent
    if asked == LATE:
        return waiting & Q(call__opinions_by__lt=today)
    if asked == MINE:
        return Q(state__in=OPEN) & awaiting(viewer)
    return waiting if asked == AWAITED else Q(pk__in=[])


def lines(rows: Any) -> list[Listed]:
    """A page of `listing`. Price: one query."""
    return [Listed(*row) for row in rows]


def every_line(viewer: Viewer, asked: Asked, now: datetime) -> Iterator[Listed]:
    """All of `listing`, one after the other, never held together. Price: one query, read in an open transaction."""
    return map(Listed._make, listing(viewer, asked, now).iterator(AT_A_TIME))


@dataclass(frozen=True, slots=True)
class Place:
    """One département of a list, with what contains it."""

    departement: str
    departement_name: str
    region: str
    region_name: str
    academie: str | None
    academie_name: str | None


def places_of_list(viewer: Viewer, call: Call | None = None) -> list[Place]:
    """The départements from which a viewer sees candidatures, by code. Price: one query."""
    rows = visible_applications(viewer).select_related(None)
    rows = rows.filter(call=call) if call else rows
    there = "site__commune_main__departement"
    names = (there, f"{there}__name", f"{there}__region", f"{there}__region__name")
    found = rows.order_by(there).values_list(*names, f"{there}__academie", f"{there}__academie__name").distinct()
    return [Place(*row) for row in found]


@dataclass(frozen=True, slots=True)
class Figures:
    """What a list amounts to for its viewer."""

    files: int
    awaited: int
    late: int
    mine: int
    mine_late: int


def figures(viewer: Viewer, now: datetime, call: Call | None = None) -> Figures:
    """How many files a viewer sees, how many await an opinion, await theirs, and are late. Price: one query."""
    rows = _annotated(visible_applications(viewer).select_related(None), False)
    rows = rows.filter(call=call) if call else rows.filter(call__is_trial=False)
    today = now.astimezone(PARIS).date()
    late, mine = Q(call__opinions_by__lt=today), _opinions(viewer, MINE, today)
    waiting = _opinions(viewer, AWAITED, today)
    counted = rows.aggregate(
        files=Count("pk"),
        awaited=Count("pk", filter=waiting),
        late=Count("pk", filter=waiting & late),
        mine=Count("pk", filter=mine),
        mine_late=Count("pk", filter=mine & late),
    )
    return Figures(**counted)


@dataclass(frozen=True, slots=True)
class Reader:
    """One member of a jury, with how many files are still in their hands."""

    id: int
    name: str
    left: int


def readers_of(viewer: Viewer, call: Call | None) -> list[Reader]:
    """The jury of a call by name, for whoever organises its review; nobody for others. Price: one query, or none."""
    if call is None or not steers(viewer):
        return []
    unsent = ~Exists(
        Review.objects.filter(
            application=OuterRef("assignments__application"), reviewer=OuterRef("pk"), supersedes=None
        )
    )
    held = Q(assignments__ended_at=None, assignments__isnull=False) & Q(unsent)
    seats = Reviewer.objects.filter(call=call, left_at=None).annotate(left=Count("assignments", filter=held))
    names = ("person__family_name", "person__given_name")
    rows = seats.order_by(*names, "pk").values_list("pk", "person__given_name", "person__family_name", "left")
    return [Reader(number, f"{given} {family}", left) for number, given, family, left in rows]
