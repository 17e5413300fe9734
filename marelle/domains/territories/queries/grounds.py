"""What sites cover on a day, the names that they bore, and what became of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from ..models import Quarter, QuarterCommune, School, Site, SiteCommune, SiteLineage, SiteName, SiteQpv, SiteSchool
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


@dataclass(frozen=True, slots=True)
class Stay:
    """One place in one site, from a day to a day (none: still)."""

    kind: str
    code: str
    name: str
    valid_from: date
    valid_to: date | None
    main: bool = False
    leads: bool = False


def stays_of(site: Site) -> list[Stay]:
    """Every place that a site covers or covered: communes, quarters, schools; the newest stays first in each.

    Price: three queries.
    """
    communes = SiteCommune.objects.filter(site=site).select_related("commune")
    quarters = SiteQpv.objects.filter(site=site).select_related("quarter")
    schools = SiteSchool.objects.filter(site=site).select_related("school")
    order = ("-valid_from",)
    found = [
        Stay("commune", one.commune_id, one.commune.name, one.valid_from, one.valid_to, main=one.is_main)
        for one in communes.order_by(*order, "-is_main", "commune__plain")
    ]
    found += [
        Stay("quarter", one.quarter_id, one.quarter.name, one.valid_from, one.valid_to)
        for one in quarters.order_by(*order, "quarter__plain", "quarter_id")
    ]
    return found + [
        Stay("school", one.school_id, one.school.shown_name, one.valid_from, one.valid_to, leads=one.leads)
        for one in schools.order_by(*order, "-leads", "school__plain", "school_id")
    ]


def around(ground: Ground, day: date, invented: bool) -> tuple[list[Quarter], list[School]]:
    """The quarters in force on a day in the communes of a ground, and their schools: what a site there may cover. What
    it covers already is among them, wherever it lies.

    Price: two queries.
    """
    quarters = Quarter.objects.filter(invented=invented, valid_from__lte=day).exclude(valid_to__lte=day)
    schools = School.objects.filter(invented=invented, closed_on=None)
    there = Q(communes__in=ground.communes) | Q(pk__in=ground.quarters)
    taught = Q(commune__in=ground.communes) | Q(pk__in=ground.schools)
    return (
        list(quarters.filter(there).distinct().order_by("plain", "code")),
        list(schools.filter(taught).order_by("kind", "plain", "uai")),
    )


def places_by_commune(ground: Ground) -> dict[str, frozenset[str]]:
    """Of what a ground holds, the quarters and the schools of each of its communes, in their order.

    Price: two queries.
    """
    found: dict[str, set[str]] = {code: set() for code in ground.communes}
    links = QuarterCommune.objects.filter(quarter__in=ground.quarters, commune__in=ground.communes)
    schools = School.objects.filter(pk__in=ground.schools, commune__in=ground.communes)
    for commune, code in [*links.values_list("commune", "quarter"), *schools.values_list("commune", "pk")]:
        found[commune].add(code)
    return {commune: frozenset(codes) for commune, codes in found.items()}
