"""The school calendar and public holidays: which calendar a place follows, and whether a day is a school day. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from ..states import ZONES

# Where public holidays differ from the rest of the country: Alsace and Moselle, and overseas.
SUBDIVISIONS = {
    "57": "57",
    "67": "6AE",
    "68": "6AE",
    "971": "971",
    "972": "972",
    "973": "973",
    "974": "974",
    "975": "PM",
    "976": "976",
    "977": "BL",
    "978": "MF",
    "984": "TF",
    "986": "WF",
    "987": "PF",
    "988": "NC",
}
# Lists write Alsace and Moselle together, or apart.
TOGETHER = {"57": "AM", "6AE": "AM"}
# No zone goes to school longer than this without a holiday: a greater gap is a calendar that we do not know.
LONGEST_TERM = timedelta(days=100)


def subdivision_of(departement: str) -> str:
    """Where the public holidays of a département are looked up: 57, 6AE (Alsace), 974…; blank: as everywhere."""
    return SUBDIVISIONS.get(departement, "")


def subdivisions_of(departement: str) -> tuple[str, ...]:
    """Every subdivision whose public holidays hold in a département; those of everywhere first."""
    own = subdivision_of(departement)
    return tuple(dict.fromkeys(("", own, TOGETHER.get(own, ""))))


def calendar_zone(zone: str, academie: str) -> str:
    """The calendar that an académie follows: its zone, or its own where it has none (Corsica, overseas)."""
    return zone if zone in ZONES else academie


def season(last_day: date) -> int:
    """The year in which the school year of a holiday began: a summer that ends in September belongs to the past one."""
    day = last_day - timedelta(days=14)
    return day.year if day.month >= 9 else day.year - 1


def is_known(day: date, holidays: Sequence[tuple[date, date]]) -> bool:
    """True when the calendar covers this day: it is in a holiday, or between two that follow each other."""
    before = max((last for first, last in holidays if first <= day), default=None)
    after = min((first for first, _last in holidays if first > day), default=None)
    if before is not None and day <= before:
        return True
    return before is not None and after is not None and after - before <= LONGEST_TERM


def is_school_day(day: date, holidays: Sequence[tuple[date, date]], off: Sequence[date]) -> bool | None:
    """Whether there is school: Monday to Friday, out of holidays (first and last days) and days off; None: unknown.

    A Wednesday counts as a school day: whether a school opens on it is decided locally.
    """
    if day.weekday() >= 5 or day in off:
        return False
    if not is_known(day, holidays):
        return None
    return not any(first <= day <= last for first, last in holidays)
