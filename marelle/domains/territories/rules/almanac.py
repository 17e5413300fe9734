"""The calendar as the `holidays` package computes it: it serves when no file was given, and checks those given. Pure.

The package draws its rules from the arrêtés on the school calendar (zones A, B, C) and from the law on public holidays.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from importlib.metadata import version

from django.utils.translation import gettext_noop

from ..states import ZONES
from .calendar import SUBDIVISIONS, season
from .files.calendar import ALMANAC, HolidayRow, PublicHolidayRow, holiday_name, public_holiday_name

# The package knows the arrêtés of 7 December 2022, 22 October 2025 and 21 July 2026: the last fixes 2027-2028. It goes
# on beyond by its own rule, which nobody decided.
FIRST_YEAR, LAST_FIXED_YEAR = 2018, 2027

# What the package calls the days that no list of ours renames: here for their translation only.
NAMES = (
    gettext_noop("Abolition de l’esclavage"),
    gettext_noop("Arrivée de l’Évangile"),
    gettext_noop("Assomption"),
    gettext_noop("Fête de Victor Schoelcher"),
    gettext_noop("Fête de la Citoyenneté"),
    gettext_noop("Fête de l’autonomie"),
    gettext_noop("Fête du Territoire"),
    gettext_noop("Lundi de Pentecôte"),
    gettext_noop("Lundi de Pâques"),
    gettext_noop("Matāri’i"),
    gettext_noop("Mi-Carême"),
    gettext_noop("Saint Pierre Chanel"),
    gettext_noop("Saints Pierre et Paul"),
    gettext_noop("Toussaint"),
    gettext_noop("Vendredi saint"),
)


def almanac_name() -> str:
    """The package and its version, as a source is named."""
    return f"{ALMANAC.name} ({version('holidays')})"


@cache
def school_holidays(first_year: int, last_year: int) -> tuple[HolidayRow, ...]:
    """The holidays of the three zones in the school years that begin in these years; none beyond what is fixed."""
    last_year = min(last_year, LAST_FIXED_YEAR)
    years = range(first_year, last_year + 2)
    found = (row for zone in ZONES for row in _spans(zone, years))
    return tuple(row for row in found if first_year <= season(row.last) <= last_year)


@cache
def public_holidays(first_year: int, last_year: int) -> tuple[PublicHolidayRow, ...]:
    """Public holidays of civil years: those of everywhere, then those that a territory adds."""
    years = range(first_year, last_year + 1)
    everywhere = set(_public("", years))
    added = (row for place in sorted(set(SUBDIVISIONS.values())) for row in _public(place, years))
    others = (row for row in added if PublicHolidayRow("", row.day, row.name) not in everywhere)
    return (*sorted(everywhere), *others)


def _spans(zone: str, years: range) -> Iterator[HolidayRow]:
    """Days without school that follow each other under one name, as one holiday."""
    from holidays import SCHOOL, country_holidays  # a quarter of a second, which most commands need not wait

    wider = range(years.start - 1, years.stop + 1)
    days = country_holidays("FR", subdiv=f"Zone {zone}", years=wider, categories=(SCHOOL,), language="fr")
    span: HolidayRow | None = None
    for day, said in sorted(days.items()):
        name = holiday_name(said)
        if span and span.name == name and day - span.last == timedelta(days=1):
            span = HolidayRow(zone, name, span.first, day)
            continue
        if span:
            yield span
        span = HolidayRow(zone, name, day, day)
    if span:
        yield span


def _public(place: str, years: range) -> Iterator[PublicHolidayRow]:
    from holidays import country_holidays

    days = country_holidays("FR", subdiv=place or None, years=years, language="fr")
    for day in sorted(days):
        for name in days.get_list(day):
            yield PublicHolidayRow(place, day, public_holiday_name(name))


@cache
def _days_off(year: int) -> frozenset[date]:
    """The public holidays of everywhere in one civil year."""
    return frozenset(row.day for row in _public("", range(year, year + 1)))


def working_day_from(day: date) -> date:
    """This day, or the first after it that is neither a Saturday, a Sunday, nor a public holiday of everywhere."""
    while day.weekday() >= 5 or day in _days_off(day.year):
        day += timedelta(days=1)
    return day


def said_by_the_almanac(row: HolidayRow) -> tuple[date, date] | None:
    """The first and last day that the package gives to this holiday; None where it says nothing."""
    year = season(row.last)
    if not is_fixed(year):
        return None
    same = (one for one in school_holidays(year, year) if one.key == row.key)
    return next(((one.first, one.last) for one in same), None)


def is_fixed(year: int) -> bool:
    """True for a school year that the package knows whole and that an arrêté fixes."""
    return FIRST_YEAR <= year <= LAST_FIXED_YEAR
