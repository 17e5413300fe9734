"""The ordinary week of several activities: a table of days and hours on a wide page, a list of days on a phone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DAY_NAMES: tuple[str | Promise, ...] = (
    _("Lundi"),
    _("Mardi"),
    _("Mercredi"),
    _("Jeudi"),
    _("Vendredi"),
    _("Samedi"),
    _("Dimanche"),
)
WEEKEND = 5


@dataclass(frozen=True, slots=True)
class WeekLine:
    """One line of the week: its day (0 is Monday), from when to when, what, where, and an address."""

    day: int
    starts_at: time
    ends_at: time
    title: str
    place: str = ""
    url: str = ""

    @property
    def span(self) -> str:
        """« 16:30–17:30 », with no space in which it could break."""
        return f"{self.starts_at:%H:%M}–{self.ends_at:%H:%M}"


def by_day(lines: Iterable[WeekLine]) -> list[dict[str, Any]]:
    """Each day that has a line, with its lines in the order of the hours."""
    told = sorted(lines, key=_order)
    days = [(day, [line for line in told if line.day == day]) for day in range(7)]
    return [{"name": DAY_NAMES[day], "lines": found} for day, found in days if found]


def by_hour(lines: Sequence[WeekLine]) -> dict[str, Any]:
    """The table: a row an hour in which something starts, a column a day; Saturday and Sunday when they have a line."""
    days = [day for day in range(7) if day < WEEKEND or any(line.day == day for line in lines)]
    hours = sorted({line.starts_at.hour for line in lines})
    rows = [{"hour": f"{hour:02d}:00", "cells": [_cell(lines, day, hour) for day in days]} for hour in hours]
    return {"days": [DAY_NAMES[day] for day in days], "rows": rows}


def _cell(lines: Iterable[WeekLine], day: int, hour: int) -> list[WeekLine]:
    return sorted((line for line in lines if (line.day, line.starts_at.hour) == (day, hour)), key=_order)


def _order(line: WeekLine) -> tuple[int, time, time, str]:
    return line.day, line.starts_at, line.ends_at, line.title
