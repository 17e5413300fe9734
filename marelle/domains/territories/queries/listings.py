"""Sites as the lists of others show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from ..models import Site, SiteListing


@dataclass(frozen=True, slots=True)
class LastList:
    """The most recent day of a list, and how many real sites it shows."""

    as_of: date
    sites: int


def listings_of(sites: Iterable[Site | int] | None = None) -> dict[int, list[SiteListing]]:
    """What lists say of some sites, or of all, by the site's number, the newest first; with sites and sources.

    Price: one query.
    """
    found: dict[int, list[SiteListing]] = {}
    rows = SiteListing.objects.select_related("site", "source")
    rows = rows if sites is None else rows.filter(site__in=list(sites))
    for row in rows.order_by("-as_of", "list_code", "identifier"):
        found.setdefault(row.site_id, []).append(row)
    return found


def last_list() -> LastList | None:
    """The most recent list of sites, or None. Price: two queries."""
    listed = SiteListing.objects.filter(site__invented=False)
    day = listed.aggregate(day=Max("as_of"))["day"]
    return LastList(day, listed.filter(as_of=day).values("site").distinct().count()) if day else None
