"""The map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import template

from marelle.web.ui.checks import not_empty
from marelle.web.ui.maps import MapPoint, draw
from marelle.web.ui.projection import SHEET

register = template.Library()


@register.inclusion_tag("ui/map_france.html")
def map_france(
    points: Sequence[MapPoint],
    label: str,
    table: str,
    counts: Mapping[str, int] | None = None,
    counts_label: str = "",
    legend: str = "",
) -> dict[str, Any]:
    """`{% map_france points label=_("Les cités de 2019") table="#table" %}`: places as links, on a map of France.

    points: `maps.MapPoint`s. label: the map's name. table: the address of the table that says the same.
    counts: a number by code of département, shown as a shade; then counts_label says what is counted.
    legend: what one point is.
    """
    not_empty("map_france", label=label, table=table)
    if counts is not None:
        not_empty("map_france", counts_label=counts_label)
    names = {"label": label, "table": table, "counts_label": counts_label, "legend": legend, "sheet": SHEET}
    return names | draw(list(points), counts)
