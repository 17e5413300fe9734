"""What sites cover on a day, the names that they bore, and what became of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet

from ..models import Site, SiteCommune, SiteLineage, SiteName, SiteQpv, SiteSchool
from ..rules.grounds import Ground


def grounds_on(sites: Iterable[Site | int], day: date) -> dict[int, Ground]:
    """What each site covered on a day, by its number; a site without any row then is absent. Price: three queries."""
    asked = {(site if isinstance(site, int) else site.pk, day) for site in sites}
    return {site: ground for (site, _day), ground in grounds_at(asked).items()}


def grounds_at(asked: Iterable[tuple[int, date]]) -> dict[tuple[int, date], Ground]:
    """What sites covered, each on a day of its own, by number and day; without any row then, absent.

    Price: three queries, whatever the number of sites and of days.
    """
    days: dict[int, set[date]] = {}
    for site, day in asked:
        days.setdefault(site, set()).add(day)
    communes = _by_day(SiteCommune.objects.order_by("-is_main", "commune__plain", "commune_id"), "commune", days)
    quarters = _by_day(SiteQpv.objects.order_by("quarter__plain", "quarter_id"), "quarter", days)
    schools = _by_day(SiteSchool.objects.order_by("-leads", "school__plain", "school_id"), "school", days, "leads")
    return {
        key: Ground(
            communes=tuple(code for code, _leads in communes.get(key, ())),
            quarters=tuple(code for code, _leads in quarters.get(key, ())),
            schools=tuple(code for code, _leads in schools.get(key, ())),
            lead=next((code for code, leads in schools.get(key, ()) if leads), ""),
        )
        for key in dict.fromkeys((*communes, *quarters, *schools))
    }


def _by_day(
    rows: QuerySet[Any], what: str, days: Mapping[int, Collection[date]], leads: str = "pk"
) -> dict[tuple[int, date], list[tuple[str, bool]]]:
    """The codes of one table in force on each of the days asked, in the order of the rows. Price: one query."""
    found: dict[tuple[int, date], list[tuple[str, bool]]] = {}
    told = rows.filter(site__in=days).values_list("site", what, leads, "valid_from", "valid_to")
    for site, code, leading, first, end in told:
        for day in days[site]:
            if first <= day and (end is None or day < end):
                found.setdefault((site, day), []).append((code, leading is True))
    return found


def ground_on(site: Site | int, day: date) -> Ground:
    """What a site covered on a day; empty when it covered nothing. Price: three queries."""
    return next(iter(grounds_on([site], day).values()), Ground(()))


def name_on(site: Site, day: date) -> str:
    """The name that a site bore on a day. Price: one query."""
    former = SiteName.objects.filter(site=site, until__gt=day).order_by("until").first()
    return former.name if former else site.name


def former_names(site: Site) -> list[SiteName]:
    """The names that a site bore, the latest first. Price: one query."""
    return list(SiteName.objects.filter(site=site).order_by("-until"))


def became(site: Site) -> list[SiteLineage]:
    """The sites into which one went, by name. Price: one query."""
    return list(SiteLineage.objects.filter(before=site).select_related("after").order_by("after__plain"))


def came_from(site: Site) -> list[SiteLineage]:
    """The sites from which one came, by name. Price: one query."""
    return list(SiteLineage.objects.filter(after=site).select_related("before").order_by("before__plain"))
