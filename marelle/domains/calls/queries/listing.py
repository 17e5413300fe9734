"""The list of candidatures: one shape of row for screen, files and interface, narrowed and sorted in SQL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    FilteredRelation,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, TruncDate

from marelle.domains.accounts.models import Organisation
from marelle.kernel.access import Viewer
from marelle.kernel.clock import PARIS
from marelle.kernel.words import plain

from ..access.applications import visible_applications
from ..access.boards import SEATS, awaiting, steers
from ..models import Application, Assignment, Call, Reminder, Review
from ..states.applications import APPLICATION

OPEN = ("filed", "under_review")
AWAITED, LATE, MINE = "awaited", "late", "mine"
AT_A_TIME = 4000  # rows that the database hands over together


class Listed(NamedTuple):
    """One candidature on one line. `readers` and `sent` are None for those who do not organise the review."""

    id: int
    call: str
    call_title: str
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
    filed_on: date | None
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


def with_opinions(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Candidatures annotated with what each seat said of their current version: `prefect_said`, and so on; or None.

    Joins of one row at most each, which a page reads by its indexes and a file of all rows by hashing.
    """
    latest = Q(dossier__versions__number=F("dossier__latest"))
    rows = rows.annotate(current=FilteredRelation("dossier__versions", condition=latest))
    for seat in SEATS:
        voice = FilteredRelation("current__voices", condition=Q(current__voices__seat=seat))
        rows = rows.annotate(**{f"{seat}_voice": voice, f"{seat}_said": F(f"{seat}_voice__opinion")})
    return rows


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
    *("pk", "call__slug", "call__title", "call__opinions_by", "call__regional_opinion"),
    *("site__slug", "site__name", "site__commune_main", "site__commune_main__name"),
    *("site__commune_main__departement", "site__commune_main__departement__name"),
    *("site__commune_main__departement__region", "site__commune_main__departement__region__name"),
    *("site__commune_main__departement__academie", "site__commune_main__departement__academie__name"),
    *("organisation__name", "organisation__siret", "state", "filed_on"),
    *("prefect_said", "rector_said", "region_said", "shares", "marks_in", "reminded_on"),
)


def listing(viewer: Viewer, asked: Asked, now: datetime) -> QuerySet[Any, tuple[Any, ...]]:
    """The lines of what a viewer sees, narrowed and sorted: tuples that `lines` reads.

    Price: one query when read, whatever the number of rows.
    """
    return _listing(viewer, asked, now, _with_facts(steers(viewer)))


def _listing(viewer: Viewer, asked: Asked, now: datetime, facts: dict[str, Any]) -> QuerySet[Any, tuple[Any, ...]]:
    rows = with_opinions(visible_applications(viewer).select_related(None))
    rows = rows.annotate(filed_on=TruncDate("filed_at", tzinfo=PARIS), **facts)
    rows = rows.filter(_narrowed(viewer, asked, now))
    order = ORDERS.get(asked.order.removeprefix("-"))
    if order is not None:
        by = order.desc(nulls_last=True) if asked.order.startswith("-") else order.asc(nulls_last=True)
        return rows.order_by(by, "site__plain", "pk").values_list(*_FIELDS)
    return rows.order_by("site__plain", "pk").values_list(*_FIELDS)


_NONE = Value(None, output_field=IntegerField())
_WITHOUT_FACTS: dict[str, Any] = {"shares": _NONE, "marks_in": _NONE, "reminded_on": _NONE}


def _with_facts(steering: bool) -> dict[str, Any]:
    """How the review of each file goes, and its last reminder: looked up row by row, which suits a page."""
    if not steering:
        return _WITHOUT_FACTS
    last = Reminder.objects.filter(application=OuterRef("pk")).order_by("-day").values("day")[:1]
    shares = Assignment.objects.filter(ended_at=None)
    return {
        "shares": counted_by_file(shares), "marks_in": counted_by_file(AGREED), "reminded_on": Subquery(last)
    }  # fmt: skip


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
    return condition & opinions_asked(viewer, asked.opinions, now.astimezone(PARIS).date())


def _read_by(reviewer: int) -> Q:
    shares = Assignment.objects.filter(application=OuterRef("pk"), reviewer=reviewer, ended_at=None)
    return Q(Exists(shares))


def _named(words: str) -> Q:
    text = plain(words)
    bodies = Organisation.objects.filter(plain__contains=text).values("pk")
    return Q(site__plain__contains=text) | Q(site__commune_main__plain__contains=text) | Q(organisation__in=bodies)


def opinions_asked(viewer: Viewer, asked: str, today: date) -> Q:
    """The condition that a file awaits an opinion: any, a late one, or that of the viewer."""
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
    """All of `listing`, one after the other, never held together, in an open transaction.

    Price: one query; for whoever organises the review, three more, which count for all files at once.
    """
    if not steers(viewer):
        return map(Listed._make, _listing(viewer, asked, now, _WITHOUT_FACTS).iterator(AT_A_TIME))
    if asked.order.removeprefix("-") in ("lus", "relance"):
        return map(Listed._make, listing(viewer, asked, now).iterator(AT_A_TIME))
    return _with_counts(_listing(viewer, asked, now, _WITHOUT_FACTS), asked.call)


def _with_counts(rows: QuerySet[Any, tuple[Any, ...]], call: Call | None) -> Iterator[Listed]:
    here: dict[str, Any] = {"application__call": call} if call else {}
    shares, sent = Assignment.objects.filter(ended_at=None, **here), AGREED.filter(**here)
    readers, marked = _by_file(shares, Count("pk")), _by_file(sent, Count("pk"))
    reminded = _by_file(Reminder.objects.filter(**here), Max("day"))
    for row in rows.iterator(AT_A_TIME):
        file = row[0]
        yield Listed._make((*row[:-3], readers.get(file, 0), marked.get(file, 0), reminded.get(file)))


def _by_file(rows: QuerySet[Any], what: Any) -> dict[int, Any]:
    return dict(rows.order_by().values("application").annotate(what=what).values_list("application", "what"))
