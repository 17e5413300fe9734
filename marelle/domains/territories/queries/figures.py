from collections import defaultdict
from collections.abc import Collection

from ..models import Figure
from ..models.figures import PLACES


def figures_of(places: Collection[str], indicators: Collection[str] | None = None) -> dict[str, dict[str, Figure]]:
    """The latest figure of each indicator for each place, by place (« quarter:QN08004M ») then by code of indicator.

    Each comes with its indicator, its source and its place; where sources disagree over a period, the last recorded. A
    place without figure is an empty mapping. Price: one query.
    """
    found = Figure.objects.filter(place__in=places).select_related("indicator", "source", *PLACES)
    if indicators is not None:
        found = found.filter(indicator__in=indicators)
    latest = found.order_by("place", "indicator", "-ends_on", "-starts_on", "-recorded_at", "-pk")
    by_place: dict[str, dict[str, Figure]] = defaultdict(dict)
    for figure in latest.distinct("place", "indicator"):
        by_place[figure.place][figure.indicator_id] = figure
    return {place: by_place[place] for place in places}
