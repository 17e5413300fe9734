"""What stands around a list of candidatures: its places, its figures, the jury among which one chooses."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from marelle.domains.territories.queries import DepartementNames, departement_names
from marelle.kernel.access import Viewer
from marelle.kernel.clock import PARIS

from ..access.applications import visible_applications
from ..access.boards import speaks, steers
from ..models import Application, Call, Review, Reviewer
from .listing import AWAITED, MINE, opinions_asked, with_opinions

_THERE = "site__commune_main__departement"


def places_of_list(viewer: Viewer, call: Call | None = None) -> list[DepartementNames]:
    """The départements from which a viewer sees candidatures, by code. Price: one query."""
    rows = visible_applications(viewer).select_related(None)
    rows = rows.filter(call=call) if call else rows
    names = (_THERE, f"{_THERE}__name", f"{_THERE}__region", f"{_THERE}__region__name")
    found = rows.order_by(_THERE).values_list(*names, f"{_THERE}__academie", f"{_THERE}__academie__name").distinct()
    return [DepartementNames(*row) for row in found]


@dataclass(frozen=True, slots=True)
class Figures:
    """What a list amounts to for its viewer."""

    files: int = 0
    awaited: int = 0
    late: int = 0
    mine: int = 0
    mine_late: int = 0
    invented: int = 0  # among the files: those of invented sites, which a page says
    mine_invented: int = 0

    def __add__(self, other: Figures) -> Figures:
        return Figures(*(mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))


def figures(viewer: Viewer, now: datetime) -> Figures:
    """How many files a viewer sees, how many await an opinion, await theirs, and are late. Price: one query."""
    return Figures(**_files(viewer, None).aggregate(**_counts(viewer, None, now)))


def standing(viewer: Viewer, now: datetime, call: Call | None) -> tuple[Figures, list[DepartementNames]]:
    """The same figures for a list, of a call or of all, and its places, counted together. Price: two queries."""
    files = _files(viewer, call).order_by().values(_THERE).annotate(**_counts(viewer, call, now))
    by_place = {row.pop(_THERE): Figures(**row) for row in files}
    places = [place for code, place in departement_names().items() if code in by_place]
    return sum(by_place.values(), Figures()), places


def _files(viewer: Viewer, call: Call | None) -> QuerySet[Application]:
    rows = with_opinions(visible_applications(viewer).select_related(None))
    return rows.filter(call=call) if call else rows


def _counts(viewer: Viewer, call: Call | None, now: datetime) -> dict[str, Count]:
    """What is counted; a trial counts for nothing, but in its own list."""
    today, real = now.astimezone(PARIS).date(), Q() if call else Q(call__is_trial=False)
    late, waiting = Q(call__opinions_by__lt=today), real & opinions_asked(viewer, AWAITED, today)
    found = {
        "files": Count("pk", filter=real),
        "awaited": Count("pk", filter=waiting),
        "late": Count("pk", filter=waiting & late),
        "invented": Count("pk", filter=real & Q(site__invented=True)),
    }
    if speaks(viewer):
        mine = real & opinions_asked(viewer, MINE, today)
        found |= {"mine": Count("pk", filter=mine), "mine_late": Count("pk", filter=mine & late)}
        found["mine_invented"] = Count("pk", filter=mine & Q(site__invented=True))
    return found


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
