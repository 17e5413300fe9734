from collections.abc import Collection

from django.db.models import F, Prefetch, Q, QuerySet

from ..models import Quarter, QuarterCommune, QuarterPassage
from .around import covered

LARGEST = F("share").desc(nulls_last=True)


def quarters() -> QuerySet[Quarter]:
    """Every real quarter of both lists, the list of 2024 first, to be filtered further; with its département.

    Loaded with them: their communes (`commune_links`). Price: two queries, whatever the number of quarters.
    """
    links = QuarterCommune.objects.select_related("commune").order_by("commune__plain")
    found = Quarter.objects.filter(invented=False).select_related("departement__region")
    return found.prefetch_related(Prefetch("commune_links", links)).order_by("-generation", "plain", "code")


def quarter(code: str) -> Quarter | None:
    """One quarter, invented ones included, or None; with département, région and communes (`commune_links`), what it
    became (`became`, each `after`) and what it came from (`came_from`, each `before`), with how we know and the source.

    Price: four queries. Its contract: `contracts_of` its communes; its figures: `figures_of`.
    """
    passages = QuarterPassage.objects.select_related("before", "after", "source")
    links = QuarterCommune.objects.select_related("commune").order_by("commune__plain")
    found = Quarter.objects.select_related("departement__region", "departement__academie").prefetch_related(
        Prefetch("commune_links", links),
        Prefetch("became", passages.order_by(LARGEST, "after__plain")),
        Prefetch("came_from", passages.order_by(LARGEST, "before__plain")),
    )
    return found.filter(code=code.strip().upper()).first()


def quarters_of(communes: Collection[str]) -> list[Quarter]:
    """The quarters of these communes and of their arrondissements, both lists: that of 2024 first. Price: one query."""
    links = QuarterCommune.objects.filter(commune__in=covered(communes).values("pk"))
    found = Quarter.objects.filter(pk__in=links.values("quarter"))
    return list(found.order_by("-generation", "plain", "code"))


def passages_of(quarters: Collection[str]) -> list[QuarterPassage]:
    """What these quarters became or came from, with both quarters and the source. Price: one query."""
    found = QuarterPassage.objects.filter(Q(before__in=quarters) | Q(after__in=quarters))
    return list(found.select_related("before", "after", "source").order_by("before__plain", LARGEST, "after__plain"))
