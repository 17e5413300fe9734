"""The week, and the ground of a cité."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import template

from marelle.web.ui.checks import not_empty
from marelle.web.ui.grounds import Ground
from marelle.web.ui.weeks import WeekLine, by_day, by_hour

register = template.Library()


@register.inclusion_tag("ui/week.html")
def week(lines: Iterable[WeekLine], label: str) -> dict[str, Any]:
    """`{% week lines label=_("La semaine") %}`: days and hours as a table; on a phone, the same as a list of days.

    lines: `weeks.WeekLine`s, each perhaps with an address.
    """
    not_empty("week", label=label)
    told: Sequence[WeekLine] = list(lines)
    return {"label": label, "days": by_day(told), "table": by_hour(told)}


@register.inclusion_tag("ui/map_ground.html")
def map_ground(ground: Ground, label: str, table: str) -> dict[str, Any]:
    """`{% map_ground ground label=_("Où se passent les actions") table="#lieux" %}`: quarters and numbered places.

    ground: `grounds.Ground`, made by `grounds.drawn`. table: the address of the list that says the same.
    """
    not_empty("map_ground", label=label, table=table)
    return {"ground": ground, "label": label, "table": table}
