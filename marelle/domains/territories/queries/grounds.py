"""What sites cover on a day, the names that they bore, and what became of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from ..models import Site, SiteCommune, SiteLineage, SiteName, SiteQpv, SiteSchool
from ..rules.grounds import Ground


def _on(rows: QuerySet[Any], day: date) -> QuerySet[Any]:
    return rows.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gt=day))


def grounds_on(sites: Iterable[Site | int], day: date) -> dict[int, Ground]:
    """What each site covered on a day, by its number; a site without any row then is absent. Price: three queries."""
    numbers = [site if isinstance(site, int) else site.pk for site in sites]
    communes = _on(SiteCommune.objects.filter(site__in=numbers), day).order_by(
        "-is_main", "commune__plain", "commune_id"
    )
    quarters = _on(SiteQpv.objects.filter(site__in=numbers), day).order_by("quarter__plain", "quarter_id")
    schools = _on(SiteSchool.objects.filter(site__in=numbers), day).order_by("-leads", "school__plain", "school_id")
    found: dict[int, dict[str, list[str]]] = {}
    for name, rows in (
        ("communes", communes.values_list("site", "commune")),
        ("quarters", quarters.values_list("site", "quarter")),
    ):
        for site, code in rows:
            found.setdefault(site, {}).setdefault(name, []).append(code)
    leads: dict[int, str] = {}
    for site, code, lead in schools.values_list("site", "school", "leads"):
        found.setdefault(site, {}).setdefault("schools", []).append(code)
        if lead:
            leads[site] = code
    return {
        site: Ground(
            communes=tuple(told.get("communes", ())),
            quarters=tuple(told.get("quarters", ())),
            schools=tuple(told.get("schools", ())),
            lead=leads.get(site, ""),
        )
        for site, told in found.items()
    }


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
