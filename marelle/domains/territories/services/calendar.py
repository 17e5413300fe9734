"""The calendar when nobody gave a file: what the `holidays` package computes, cited as such."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from marelle.kernel import audit
from marelle.kernel.access import Viewer

from ..models import PublicHoliday, SchoolHoliday
from ..rules import almanac
from ..rules.files.calendar import HolidayRow, PublicHolidayRow
from .imports.calendar import almanac_source, holiday, public_holiday


@transaction.atomic
def fill_calendar(*, by: Viewer, first_year: int = almanac.FIRST_YEAR, last_year: int = almanac.LAST_FIXED_YEAR) -> int:
    """Adds what the package knows of the school years that begin in these years, and of their civil years.

    What a file said stays as it is. Returns how many days and holidays were added; a second time, none. Price: three
    queries, and three more when something is added.
    """
    by.must("territories.import")
    told = {HolidayRow(r.zone, r.name, r.first_day, r.last_day).key for r in SchoolHoliday.objects.all()}
    off = {(r.subdivision, r.day) for r in PublicHoliday.objects.all()}
    holidays = [row for row in almanac.school_holidays(first_year, last_year) if row.key not in told]
    public = [
        row for row in almanac.public_holidays(first_year, last_year + 1) if (row.subdivision, row.day) not in off
    ]
    if holidays or public:
        _write(by, holidays, public)
    return len(holidays) + len(public)


def _write(by: Viewer, holidays: list[HolidayRow], public: list[PublicHolidayRow]) -> None:
    source = almanac_source()
    SchoolHoliday.objects.bulk_create(holiday(replace(row, source=source.pk)) for row in holidays)
    PublicHoliday.objects.bulk_create(public_holiday(replace(row, source=source.pk)) for row in public)
    facts = {"school_holidays": len(holidays), "public_holidays": len(public)}
    audit.record(by, "territories.fill_calendar", source, facts=facts)
