"""The question of families: what does this cité offer? Only what everybody may read leaves this file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.db.models import F, Prefetch, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform

from ..models import Action, ActionAge, ActionHour, ActionMoment, ActionQuarter, ActionSchool, Project
from ..rules.offer import NamedPlace, Offered, WeekHour, Years
from ..rules.sheets import dated_hours, point_of

# What runs or will: what is over is no longer offered.
ON_OFFER: Final = ("planned", "running")
_READ: Final = (
    *("project", "number", "state", "title", "themes", "levels", "adults", "operator__name", "operator_name", "entry"),
    *("year", "starts_on", "ends_on"),
)


def offered_by(project: Project, year: int, today: date) -> list[Offered]:
    """What the plan of a project offers in a year and is not over: by name. Price: six queries.

    The sheet is not loaded: three answers are taken out of it in the database, so that the person to reach, the amounts
    and the notes never come this far.
    """
    found = Action.objects.filter(project=project, year=year, state__in=ON_OFFER)
    running = found.filter(Q(ends_on=None) | Q(ends_on__gte=today)).order_by("title", "number")
    return [_offered(action) for action in _told(running)]


def _told(actions: QuerySet[Action]) -> QuerySet[Action]:
    return (
        actions.select_related("operator")
        .only(*_READ)
        .annotate(
            told_text=KeyTextTransform("description", "sheet__answers"),
            told_places=F("sheet__answers__places"),
            told_dates=F("sheet__answers__dates"),
        )
        .prefetch_related(
            Prefetch("moments", ActionMoment.objects.order_by("pk"), to_attr="told_moments"),
            Prefetch("ages", ActionAge.objects.order_by("lowest"), to_attr="told_ages"),
            Prefetch("hours", ActionHour.objects.order_by("day", "starts_at", "pk"), to_attr="told_hours"),
            Prefetch("quarters", _placed(ActionQuarter.objects, "quarter"), to_attr="told_quarters"),
            Prefetch("schools", _placed(ActionSchool.objects, "school"), to_attr="told_schools"),
        )
    )


def _placed(rows: Any, place: str) -> Any:
    return rows.select_related(place).order_by(f"{place}__plain", "pk")


def _offered(action: Any) -> Offered:
    return Offered(
        number=action.number,
        title=action.title,
        text=action.told_text or "",
        themes=tuple(action.themes),
        ages=tuple(Years(age.lowest, age.beyond) for age in action.told_ages),
        adults=tuple(action.adults),
        moments=tuple(moment.band for moment in action.told_moments),
        hours=tuple(WeekHour(one.day, one.starts_at, one.ends_at, one.place) for one in action.told_hours),
        quarters=tuple(NamedPlace(one.quarter.name, one.quarter_id) for one in action.told_quarters),
        schools=tuple(_school(one.school) for one in action.told_schools),
        places=tuple(_named(action.told_places)),
        operator=action.operator_shown,
        operator_id=action.operator_id,
        entry=action.entry,
        year=action.year,
        starts_on=action.starts_on,
        ends_on=action.ends_on,
        levels=tuple(action.levels),
        dates=tuple(dated_hours(action.told_dates)),
    )


def _school(school: Any) -> NamedPlace:
    return NamedPlace(school.name, school.pk, school.lon, school.lat)


def _named(rows: object) -> Iterable[NamedPlace]:
    """The places that the sheet names: a name, perhaps an address and a point."""
    for row in rows if isinstance(rows, list) else ():
        if row.get("name"):
            yield NamedPlace(str(row["name"]), str(row.get("address") or ""), *point_of(row.get("point")))
