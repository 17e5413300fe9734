"""What stands around a list of candidatures: its places, its figures, the jury among which one chooses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q

from marelle.kernel.access import Viewer
from marelle.kernel.clock import PARIS

from ..access.applications import visible_applications
from ..access.boards import steers
from ..models import Call, Review, Reviewer
from .listing import AWAITED, MINE, opinions_asked, with_opinions


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
    invented: int  # among the files: those of invented sites, which a page says
    mine_invented: int


def figures(viewer: Viewer, now: datetime, call: Call | None = None) -> Figures:
    """How many files a viewer sees, how many await an opinion, await theirs, and are late. Price: one query."""
    rows = with_opinions(visible_applications(viewer).select_related(None))
    rows = rows.filter(call=call) if call else rows.filter(call__is_trial=False)
    today = now.astimezone(PARIS).date()
    late, mine = Q(call__opinions_by__lt=today), opinions_asked(viewer, MINE, today)
    waiting = opinions_asked(viewer, AWAITED, today)
    counted = rows.aggregate(
        files=Count("pk"),
        awaited=Count("pk", filter=waiting),
        late=Count("pk", filter=waiting & late),
        mine=Count("pk", filter=mine),
        mine_late=Count("pk", filter=mine & late),
        invented=Count("pk", filter=Q(site__invented=True)),
        mine_invented=Count("pk", filter=mine & Q(site__invented=True)),
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
