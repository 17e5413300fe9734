from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from ..models import Figure
from ..models.figures import PLACES


def figures_of(places: Collection[str], indicators: Collection[str] | None = None) -> dict[str, dict[str, Figure]]:
    """The latest figure of each indicator for each place, by place (« quarter:QN08004M ») then by code of indicator.

    Each comes with its indicator, its source and its place; where sources disagree over a period, the last recorded. A
    place without figure is an empty mapping. Price: one query.
    """
    by_place: dict[str, dict[str, Figure]] = defaultdict(dict)
    for figure in _latest(places, indicators).select_related("indicator", "source", *PLACES):
        by_place[figure.place][figure.indicator_id] = figure
    return {place: by_place[place] for place in places}


@dataclass(frozen=True, slots=True)
class Value:
    """One value, with the name of its source and the first day of its period."""

    value: Decimal
    source: str
    starts_on: date


def values_of(places: Collection[str], indicators: Collection[str]) -> dict[str, dict[str, Value]]:
    """As `figures_of`, of which only the value, the source and the day are read: places by the thousand.

    Price: one query.
    """
    by_place: dict[str, dict[str, Value]] = defaultdict(dict)
    rows = _latest(places, indicators).values_list("place", "indicator_id", "value", "source__name", "starts_on")
    for place, indicator, value, source, starts_on in rows:
        by_place[place][indicator] = Value(value, source, starts_on)
    return {place: by_place[place] for place in places}


def _latest(places: Collection[str], indicators: Collection[str] | None) -> QuerySet[Figure]:
    found = Figure.objects.filter(place__in=places)
    if indicators is not None:
        found = found.filter(indicator__in=indicators)
    latest = found.order_by("place", "indicator", "-ends_on", "-starts_on", "-recorded_at", "-pk")
    return latest.distinct("place", "indicator")
