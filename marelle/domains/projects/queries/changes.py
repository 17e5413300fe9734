"""What is decided of sites for a day to come."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Prefetch, QuerySet

from marelle.domains.territories.models import Site

from ..models import ChangedSite, ChangeToCome
from ..rules.changes import change_words
from ..states.changes import TO_COME


def changes() -> QuerySet[ChangeToCome]:
    """Every change that was decided for a day to come, with its sites (`links`), the next one first.

    Price: two queries when read.
    """
    rows = ChangedSite.objects.select_related("site__commune_main__departement").order_by("position")
    found = ChangeToCome.objects.select_related("decided_by", "ended_by")
    return found.prefetch_related(Prefetch("links", rows)).order_by("on", "pk")


def changes_to_come(sites: Iterable[Site | int] | None = None) -> list[ChangeToCome]:
    """Those that are still to be carried out, of some sites or of all. Price: two queries, one when there is none."""
    found = changes().filter(state__in=TO_COME)
    if sites is not None:
        found = found.filter(links__site__in=list(sites)).distinct()
    return list(found)


def changes_at(slug: str) -> list[ChangeToCome]:
    """Those that a site awaits, by its address. Price: as above."""
    return list(changes().filter(state__in=TO_COME, links__site__slug=slug).distinct())


def changes_due(today: date) -> list[int]:
    """The numbers of those whose day has come and that were not tried on this day. Price: one query."""
    rows = ChangeToCome.objects.filter(state__in=TO_COME, on__lte=today).exclude(tried_on__gte=today)
    return list(rows.order_by("on", "pk").values_list("pk", flat=True))


def sites_of(change: ChangeToCome) -> list[Site]:
    """The sites that a change concerns, the one from which it was decided first. Price: none for one of `changes`."""
    return [one.site for one in change.links.all()]


def words_of(change: ChangeToCome) -> str:
    """What a change is, in one sentence. Price: none for one of `changes`."""
    return change_words(change.kind, change.told, [site.name for site in sites_of(change)])
