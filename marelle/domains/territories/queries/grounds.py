"""What sites cover on a day, the names that they bore, and what became of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import F, Q, QuerySet, Value

from ..models import (
    Commune,
    Quarter,
    School,
    Site,
    SiteCommune,
    SiteLineage,
    SiteName,
    SiteQpv,
    SiteSchool,
)
from ..rules.grounds import Ground, slug_of


def grounds_on(sites: Iterable[Site | int], day: date) -> dict[int, Ground]:
    """What each site covered on a day, by its number; a site without any row then is absent. Price: one query."""
    asked = {(site if isinstance(site, int) else site.pk, day) for site in sites}
    return {site: ground for (site, _day), ground in grounds_at(asked).items()}


def grounds_at(asked: Iterable[tuple[int, date]]) -> dict[tuple[int, date], Ground]:
    """What sites covered, each on a day of its own, by number and day; without any row then, absent.

    Price: one query, whatever the number of sites and of days.
    """
    days: dict[int, set[date]] = {}
    for site, day in asked:
        days.setdefault(site, set()).add(day)
    found: dict[tuple[int, date], dict[str, list[str]]] = {}
    for kind, site, first, code, _plain, since, until in _rows(days):
        for day in days[site]:
            if since <= day and (until is None or day < until):
                told = found.setdefault((site, day), {})
                told.setdefault(kind, []).append(code)
                if first and kind == "schools":
                    told["lead"] = [code]
    return {
        key: Ground(
            communes=tuple(told.get("communes", ())),
            quarters=tuple(told.get("quarters", ())),
            schools=tuple(told.get("schools", ())),
            lead=next(iter(told.get("lead", ())), ""),
        )
        for key, told in found.items()
    }


def _rows(sites: Collection[int]) -> QuerySet[Any, tuple[Any, ...]]:
    """Everything that some sites ever covered, what comes first of each kind first, then by name."""
    kinds = (
        ("communes", SiteCommune, "commune", F("is_main")),
        ("quarters", SiteQpv, "quarter", Value(False)),
        ("schools", SiteSchool, "school", F("leads")),
    )
    told: list[QuerySet[Any, tuple[Any, ...]]] = [
        model.objects.filter(site__in=sites)  # type: ignore[attr-defined]
        .annotate(kind=Value(kind), first=first, code=F(f"{what}_id"), plain=F(f"{what}__plain"))
        .values_list("kind", "site", "first", "code", "plain", "valid_from", "valid_to")
        for kind, model, what, first in kinds
    ]
    return told[0].union(*told[1:], all=True).order_by("kind", "-first", "plain", "code")


def ground_on(site: Site | int, day: date) -> Ground:
    """What a site covered on a day; empty when it covered nothing. Price: one query."""
    return next(iter(grounds_on([site], day).values()), Ground(()))


def quarters_on(slug: str, day: date) -> list[Quarter]:
    """The quarters that a site covered on a day, by name; none where nobody recorded them. Price: one query."""
    lasting = Q(valid_to=None) | Q(valid_to__gt=day)
    rows = SiteQpv.objects.filter(lasting, site__slug=slug, valid_from__lte=day).select_related("quarter")
    return [row.quarter for row in rows.order_by("quarter__plain", "quarter")]


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


def lineage_of(slug: str) -> tuple[list[SiteLineage], list[SiteLineage]]:
    """Where a site comes from, and what it became, oldest first. Price: one query."""
    rows = SiteLineage.objects.filter(Q(before__slug=slug) | Q(after__slug=slug)).select_related("before", "after")
    told = list(rows.order_by("on", "after__plain", "before__plain"))
    return [one for one in told if one.after.slug == slug], [one for one in told if one.before.slug == slug]


def free_slug(name: str, among: Iterable[Site]) -> str:
    """The address of a site that carries others on: that of its name; where one of those, or one from which they
    come, bears it, the same with a number: a site that splits and merges back takes its name. Price: two queries."""
    slug, asked = slug_of(name), [one.pk for one in among]
    taken = Site.objects.filter(slug=slug).first()
    line = set(asked)
    while asked and taken is not None:
        asked = list(SiteLineage.objects.filter(after__in=asked).values_list("before", flat=True))
        line |= set(asked)
    if taken is None or taken.pk not in line:
        return slug
    borne = set(Site.objects.filter(slug__startswith=f"{slug}-").values_list("slug", flat=True))
    return next(found for n in count(2) if (found := f"{slug}-{n}") not in borne)


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


def communes_with(ground: Ground, schools: Iterable[School]) -> dict[str, tuple[str, frozenset[str]]]:
    """Of each commune of a ground, in their order: its name, and the quarters and schools of the ground that it holds;
    `schools`: those of the ground, loaded. Price: one query."""
    rows = Commune.objects.filter(pk__in=ground.communes)
    inside = Q(quarter_links__quarter__in=ground.quarters)
    told = {
        code: (name, set(quarters or ()))
        for code, name, quarters in rows.annotate(
            held=ArrayAgg("quarter_links__quarter", filter=inside, default=Value([]))
        ).values_list("pk", "name", "held")
    }
    for one in schools:
        if one.commune_id in told:
            told[one.commune_id][1].add(one.pk)
    return {code: (told[code][0], frozenset(told[code][1])) for code in ground.communes if code in told}
