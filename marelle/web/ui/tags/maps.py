"""The map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import template

from marelle.web.ui.checks import not_empty, one_of
from marelle.web.ui.maps import MapPoint, Shading, draw

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
    legend_sized: str = "",
    legend_small: str = "",
    size: str = "large",
    shading: Shading | None = None,
    focus: str = "",
) -> dict[str, Any]:
    """`{% map_france points label=_("Les cités de 2019") table="#table" %}`: places as links, on a map of France.

    points: `maps.MapPoint`s. label: the map's name. table: the address of the table that says the same.
    counts: a number by code of département, shown as a shade; then counts_label says what is counted.
    legend: what a plain point (a disc) is; legend_strong: a strong one (a square); legend_invented: a dashed ring.
    legend_sized: a ring as large as its amount; legend_small: a diamond.
    size: large, or small for one place on its own page.
    shading: `maps.Shading`, a measure of each département, which becomes a link; unknown is hatched, never zero.
    focus: the code of one département, drawn alone and magnified.
    """
    not_empty("map_france", label=label, table=table)
    one_of("map_france", "size", size, ("large", "small"))
    if counts is not None:
        not_empty("map_france", counts_label=counts_label)
    if counts is not None and shading is not None:
        raise ValueError("a map is shaded by counts or by a measure, not by both")
    drawn = draw(list(points), counts, shading, focus)
    sheet = (round(drawn["view"].width + 12, 1), round(drawn["view"].height + 12, 1))
    names = {"label": label, "table": table, "counts_label": counts_label, "sheet": sheet, "size": size}
    legends = {"legend": legend, "legend_strong": legend_strong, "legend_invented": legend_invented}
    return names | legends | {"legend_sized": legend_sized, "legend_small": legend_small} | drawn
