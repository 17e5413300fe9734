"""The list of candidatures, narrowed and sorted in SQL: which files, in which order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    FilteredRelation,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

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
_ABOUT_OPINIONS = ("prefet", "recteur")
_ABOUT_THE_REVIEW = ("lus", "relance")


def listing(viewer: Viewer, asked: Asked, now: datetime) -> QuerySet[Application, int]:
    """The numbers of the files that a viewer sees, narrowed and sorted; `lines` says what is in them.

    Price: one query when read.
    """
    return listed(viewer, asked, now).values_list("pk", flat=True)


def listed(viewer: Viewer, asked: Asked, now: datetime, *, opinions: bool = False) -> QuerySet[Application]:
    """The same files; with what each seat said of them, where it is wanted or where it narrows or sorts."""
    rows = visible_applications(viewer).select_related(None)
    key = asked.order.removeprefix("-")
    if opinions or asked.opinions or key in _ABOUT_OPINIONS:
        rows = with_opinions(rows)
    if key in _ABOUT_THE_REVIEW and not steers(viewer):
        key = ""
    if key in _ABOUT_THE_REVIEW:
        rows = rows.annotate(**review_of_each())
    rows, by = rows.filter(_narrowed(viewer, asked, now)), ORDERS.get(key)
    if by is None:
        return rows.order_by("site__plain", "pk")
    first = by.desc(nulls_last=True) if asked.order.startswith("-") else by.asc(nulls_last=True)
    return rows.order_by(first, "site__plain", "pk")


def review_of_each() -> dict[str, Any]:
    """How the review of each file goes, and its last reminder, to annotate a page with: looked up row by row."""
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
