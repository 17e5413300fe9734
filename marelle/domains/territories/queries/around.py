"""What is around a commune: the sites over it, its grouping, its arrondissements, every figure of a place."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import Q, QuerySet

from ..models import Commune, Epci, EpciCommune, Figure, Outline, SiteCommune


def communes(departement: str | None = None) -> QuerySet[Commune]:
    """The real communes and arrondissements, by code, to be filtered further; of one département, when given."""
    found = Commune.objects.filter(invented=False).order_by("code")
    return found.filter(departement=departement) if departement else found


def epci(code: str) -> Epci | None:
    """The grouping of this SIREN, or None. Price: one query."""
    return Epci.objects.filter(code=code).first()


def with_arrondissements(code: str) -> list[str]:
    """The code of a commune, then those of its arrondissements where it has some. Price: one query."""
    return [code, *Commune.objects.filter(parent=code).order_by("code").values_list("code", flat=True)]


def arrondissements_of(code: str) -> list[Commune]:
    """The arrondissements of a commune, by code; none for most. Price: one query."""
    return list(Commune.objects.filter(parent=code).order_by("code"))


def covered(codes: Collection[str]) -> QuerySet[Commune]:
    """These communes and their arrondissements, to ask of another table: chosen first, by their own two indexes."""
    return Commune.objects.filter(Q(pk__in=codes) | Q(parent__in=codes))


def sites_over(codes: Collection[str]) -> list[SiteCommune]:
    """The sites that cover or covered one of these communes, with their days: today’s first. Price: one query."""
    found = SiteCommune.objects.filter(commune__in=codes).select_related("site", "commune")
    return sorted(found, key=lambda one: (one.valid_to is not None, one.site.plain, one.valid_from))


def epci_of(code: str) -> Epci | None:
    """The grouping of a commune today, or None. Price: one query."""
    member = EpciCommune.objects.select_related("epci").filter(commune=code, valid_to=None).first()
    return member.epci if member else None


def communes_of_epci(epci: Epci) -> QuerySet[Commune]:
    """The communes of a grouping today, the largest first. Price: one query."""
    found = Commune.objects.filter(epci_memberships__epci=epci, epci_memberships__valid_to=None)
    return found.order_by("-population", "plain")


def history_of(place: str) -> list[Figure]:
    """Every figure of a place (« school:0801194N »), by indicator, the newest first, with their sources: sources that
    disagree are all there. Price: one query."""
    found = Figure.objects.filter(place=place).select_related("indicator", "source")
    return list(found.order_by("indicator__label", "-starts_on", "-recorded_at"))


def outline_of(**place: str) -> Outline | None:
    """The outline of one place (`commune="80021"`, `quarter="QN08004M"`), with its source. Price: one query."""
    return Outline.objects.select_related("source").filter(Q(**place)).first()


def outlines_of(quarters: Iterable[str]) -> dict[str, Outline]:
    """The outlines that are known of some quarters, by their code. Price: one query."""
    return {str(one.quarter_id): one for one in Outline.objects.filter(quarter__in=list(quarters)).order_by("quarter")}
