"""What is decided of sites for a day to come."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from django.db.models import Prefetch, Q, QuerySet

from marelle.domains.territories.models import Site

from ..models import ChangedSite, ChangeToCome, Project
from ..states.changes import TO_COME

CHANGE: Final = "territories.change_sites"
GOING_ON: Final = ("finalising", "finalised", "running")


def changes() -> QuerySet[ChangeToCome]:
    """Every change that was decided for a day to come, with its sites, the next one first. Price: two queries."""
    found = ChangeToCome.objects.select_related("decided_by", "ended_by")
    return found.prefetch_related(Prefetch("links", _links(), to_attr="told_links")).order_by("on", "pk")


def _links() -> QuerySet[ChangedSite]:
    return ChangedSite.objects.select_related("site__commune_main__departement").order_by("position")


def changes_to_come(sites: Iterable[Site | int] | None = None) -> list[ChangeToCome]:
    """Those that are still to be carried out, of some sites or of all, with their sites. Price: one query."""
    return _to_come(Q() if sites is None else Q(site__in=list(sites)))


def changes_at(slug: str) -> list[ChangeToCome]:
    """Those that a site awaits, by its address. Price: one query."""
    return _to_come(Q(site__slug=slug))


def _to_come(where: Q) -> list[ChangeToCome]:
    asked = ChangedSite.objects.filter(where, waits=True).values("change")
    rows = _links().filter(change__in=asked).select_related("change__decided_by")
    found: dict[int, ChangeToCome] = {}
    for link in rows.order_by("change__on", "change", "position"):
        change = found.setdefault(link.change_id, link.change)
        change.told_links = [*getattr(change, "told_links", ()), link]  # type: ignore[attr-defined]
    return list(found.values())


def changes_awaited(projects: Iterable[Project]) -> list[tuple[Project, ChangeToCome]]:
    """Of the projects that go on, each with what its site awaits. Few are to come in a whole country: all are read.

    Price: one query, none without a project.
    """
    here = {one.site_id: one for one in projects if one.state in GOING_ON}
    found = changes_to_come() if here else []
    return [(here[pk], one) for one in found for pk in dict.fromkeys(site.pk for site in one.sites) if pk in here]


def changes_due(today: date) -> list[int]:
    """The numbers of those whose day has come and that were not tried on this day. Price: one query."""
    rows = ChangeToCome.objects.filter(state__in=TO_COME, on__lte=today).exclude(tried_on__gte=today)
    return list(rows.order_by("on", "pk").values_list("pk", flat=True))
