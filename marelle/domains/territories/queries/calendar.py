"""The school calendar, zone by zone, and public holidays, place by place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from marelle.kernel.periods import Period, school_year

from ..models import Academie, Departement, PublicHoliday, SchoolHoliday
from ..rules import almanac
from ..rules import calendar as rules
from ..rules.files.calendar import HolidayRow
from ..states import ZONES


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A holiday on which the register and the `holidays` package do not say the same days. None: says nothing."""

    zone: str
    name: str
    school_year: Period
    register: tuple[date, date] | None
    package: tuple[date, date] | None


def calendar_of(departement: str) -> str:
    """The calendar that the schools of a département follow: A, B, C, or its académie's own; blank: unknown.

    Price: one query.
    """
    found = Departement.objects.filter(code=departement).values_list("academie__zone", "academie").first()
    zone, academie = found or ("", None)
    return rules.calendar_zone(zone or "", academie or "")


def calendars() -> list[tuple[str, list[str]]]:
    """Each calendar with the names of its académies: the three zones, then those apart. Price: one query."""
    found: dict[str, list[str]] = {}
    for code, name, zone in Academie.objects.order_by("name").values_list("code", "name", "zone"):
        found.setdefault(rules.calendar_zone(zone, code), []).append(name)
    return sorted(found.items(), key=lambda item: (len(item[0]) > 1, item[0]))


def holidays_between(zones: str | Iterable[str], first: date, last: date) -> list[SchoolHoliday]:
    """The holidays of one calendar, or of several, that have a day between two days included, in order; with their
    source. Price: one query."""
    wanted = [zones] if isinstance(zones, str) else list(zones)
    found = SchoolHoliday.objects.filter(zone__in=wanted, first_day__lte=last, last_day__gte=first)
    return list(found.select_related("source").order_by("first_day", "zone"))


def public_holidays_between(first: date, last: date, departement: str = "") -> list[PublicHoliday]:
    """Public holidays between two days included, everywhere or as a département has them. Price: one query."""
    places = rules.subdivisions_of(departement)
    found = PublicHoliday.objects.filter(subdivision__in=places, day__range=(first, last))
    kept = {(one.day, one.name): one for one in found.select_related("source").order_by("day", "-subdivision", "name")}
    return list(kept.values())


def is_school_day(day: date, zone: str, departement: str = "") -> bool | None:
    """Whether there is school on a day: Monday to Friday, out of the holidays of the zone and public holidays.

    None: the calendar of that day is not known. Wednesdays count. Price: two queries.
    """
    reach = rules.LONGEST_TERM + timedelta(days=1)
    around = [(one.first_day, one.last_day) for one in holidays_between(zone, day - reach, day + reach)]
    off = [one.day for one in public_holidays_between(day, day, departement)]
    return rules.is_school_day(day, around, off)


def calendar_disagreements() -> list[Disagreement]:
    """Where the register and the package differ, on zones A, B and C, in the years of the register that the package
    knows whole and an arrêté fixes. Price: one query."""
    told = {row.key: row for row in _zones_of_the_register() if almanac.is_fixed(rules.season(row.last))}
    years = {rules.season(row.last) for row in told.values()}
    computed = {row.key: row for year in years for row in almanac.school_holidays(year, year)}
    both = sorted({**computed, **told}.items(), key=lambda item: (item[1].first, item[1].zone))
    pairs = [(row, _days(told.get(key)), _days(computed.get(key))) for key, row in both]
    return [
        Disagreement(row.zone, row.name, school_year(rules.season(row.last)), register, package)
        for row, register, package in pairs
        if register != package
    ]


def _zones_of_the_register() -> list[HolidayRow]:
    columns = "zone", "name", "first_day", "last_day"
    found = SchoolHoliday.objects.filter(zone__in=ZONES).values_list(*columns)
    return [HolidayRow(*values) for values in found]


def _days(row: HolidayRow | None) -> tuple[date, date] | None:
    return (row.first, row.last) if row else None


def school_years_known() -> list[int]:
    """The years in which the school years of the register begin, the oldest first. Price: one query."""
    days = SchoolHoliday.objects.values_list("last_day", flat=True).distinct()
    return sorted({rules.season(day) for day in days})


def holidays_of(year: int) -> list[SchoolHoliday]:
    """Every holiday of the school year that begins in a year, all calendars, in order. Price: one query."""
    period = school_year(year)
    found = SchoolHoliday.objects.filter(last_day__gte=period.start, first_day__lte=period.last_day)
    kept = (one for one in found.select_related("source") if rules.season(one.last_day) == year)
    return sorted(kept, key=lambda one: (one.first_day, one.zone))


def all_public_holidays_between(first: date, last: date) -> list[PublicHoliday]:
    """Public holidays of every territory between two days included, in order. Price: one query."""
    found = PublicHoliday.objects.filter(day__range=(first, last)).select_related("source")
    return list(found.order_by("day", "name", "subdivision"))
