"""The map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import template

from marelle.web.ui.checks import not_empty, one_of
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
    legend_strong: str = "",
    legend_invented: str = "",
    size: str = "large",
) -> dict[str, Any]:
    """`{% map_france points label=_("Les cités de 2019") table="#table" %}`: places as links, on a map of France.

    points: `maps.MapPoint`s. label: the map's name. table: the address of the table that says the same.
    counts: a number by code of département, shown as a shade; then counts_label says what is counted.
    legend: what a plain point (a disc) is; legend_strong: a strong one (a square); legend_invented: a dashed ring.
    size: large, or small for one place on its own page.
    """
    not_empty("map_france", label=label, table=table)
    one_of("map_france", "size", size, ("large", "small"))
    if counts is not None:
        not_empty("map_france", counts_label=counts_label)
    names = {"label": label, "table": table, "counts_label": counts_label, "sheet": SHEET, "size": size}
    legends = {"legend": legend, "legend_strong": legend_strong, "legend_invented": legend_invented}
    return names | legends | draw(list(points), counts)
